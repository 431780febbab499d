//! What is said to have happened: phrases of trouble, with how far it went.
//!
//! Our own lists: 2 blocked, or it cost something; 3 lost data, lost money, danger, law, or the
//! customer leaves. They are hints for the models: none decides a severity by itself.

use super::cues::Cues;

/// Lost data or money.
const LOST: &str = "\
lost ~ data | lose ~ data | losing data | loss of data | data loss | lost ~ photos
lost ~ files | lost ~ notes | lost ~ work | lost ~ progress | lost ~ history | lost ~ contacts
lost ~ account | lost everything | lost all | deleted ~ my data | deleted my | deleted all my
erased my | erased all | wiped my | wiped all | corrupted | data ~ gone | files ~ gone
photos ~ gone | notes ~ gone | money ~ gone | everything ~ gone | photos disappeared
data ~ disappeared | files ~ disappeared | notes disappeared | money ~ disappeared
history disappeared | charged twice | charged ~ twice | double charged | charged double
charged me double | charged again | charged ~ without | unauthorized charge
unauthorised charge | unauthorized transaction | unauthorized | took my money | took ~ money
taken ~ money | takes your money | taking my money | kept my money | keep my money | stole
stolen | steal | theft | thief | thieves | scam | scammed | scammers | fraud | fraudulent
rip off | ripped off | ripoff | lost ~ money | lost ~ dollars | out of pocket | refuse to refund
refused to refund | refused ~ refund | wont refund | never refunded | no refund
never got ~ refund | money back | data breach | leaked | datenverlust | betrug | arnaque
estafa | robaron | robo | truffa | golpe | roubo | oplichting | charged for | charged me for
charging me | kept charging | keep charging | keeps charging | took the money | takes the money
taking the money | deducted | debited | withdrew | withdrawn | billed twice | billed again
paid twice | pay twice | double payment | not refunded | not refund | wont give ~ back
never got ~ back | get ~ money back | cheated | cheating | robbed | overcharged";

/// Danger, harm, law.
const DANGER: &str = "\
hacked | identity theft | unsafe | not safe | dangerous | danger | injured | injury | injuries
caught fire | on fire | exploded | electric shock | accident | nearly died | died | death
bleeding | assault | assaulted | abused | harassed | harassment | threatened | neglected
neglect | misdiagnosed | wrong medication | wrong medicine | infection | fell and | overdose
suicidal | suicide | lawyer | attorney | lawsuit | sue | suing | legal action | court | police
illegal | illegally | gdpr | discrimination | discriminated | violation | violated | foreclosure
gefahrlich | anwalt | dangereux | avocat | peligroso | abogado | pericoloso | avvocato
perigoso | advogado | gevaarlijk | advocaat | nearly crashed | nearly hit | choked | allergic
burned | burnt | hospital | ambulance | emergency | blood | bruise | bruised | scalded | groped
followed me | stalked | eviction | evicted | arrest | arrested";

/// The customer leaves.
const LEAVING: &str = "\
cancel my subscription | cancelled my subscription | canceled my subscription
cancel my account | cancelled my account | cancel my membership | cancelling my | canceling my
close my account | closed my account | closing my account | delete my account
deleted my account | deleted the app | deleting this app | uninstall | uninstalled
uninstalling | deinstall | switching to | switched to | switch to another | moving to another
moved to another | going back to | taking my business | never again | never ~ again
wont ~ again | never fly | never use | never buy | never order | never come back
not coming back | wont be back | not be back | last time i | lost a customer | lost my business
losing my business | lost ~ customer | done with | stay away | gekundigt | kundigen | kundigung
deinstalliert | nie wieder | resilier | resilie | desinstalle | plus jamais | desinstalar
desinstale | nunca mas | disinstallato | mai piu | desinstalei | nunca mais | opgezegd
nooit meer | stop using | stopped using | quit using | wont use | will not use
not using ~ again | not use ~ again | removing this | remove this app | removed the app
delete this app | delete the app | deleting it | deleted it | unsubscribed | unsubscribe from
leaving for | left for | use another | find another | found another | look for another
looking for another | going elsewhere | go elsewhere | prefer another | changing bank
change bank | change provider | another provider | competitor | time to switch | will switch
goodbye | good bye | bye bye | wont be using | not be using | wont return | not returning
never return | never going back | never going again | wont be ordering | wont order | not order
wont buy | not buying | will never | quitting | i quit | ive quit | we left | cambio de
me cambio | me voy | je quitte | je change | je pars | wechsle | ich wechsle | passo a
cambio banca | vou mudar | mudei | stap over | overgestapt";

/// Blocked, or it cost something.
const BLOCKED: &str = "\
cant ~ log in | cannot ~ log in | cant ~ login | cannot ~ login | cant ~ access | cannot ~ access | cant sign | cannot sign
cant ~ use | cannot ~ use | cant open | cannot open | cant ~ pay | cannot pay | cant ~ book | cannot ~ book | cant ~ get
cannot ~ get | cant even | cant do | cannot do | cant see | cant watch | cannot watch | cant play | cant find | cannot find
cant reach | cannot reach | cant connect | cannot connect | cant upload | cant download | cant install | cant cancel
cannot cancel | unable to | not able to | couldnt ~ get | could not get | couldnt ~ use | impossible to | no way to | havent been able
wont open | wont load | wont start | wont play | wont work | wont let | wouldnt let | doesnt let | does not let | doesnt open
doesnt work | does not work | dont work | do not work | didnt work | did not work | not working | isnt working | not work
doesnt load | does not load | stopped working | stop working | quit working | no longer works | never worked
never works | doesnt respond | not responding | unresponsive | unusable
crash | crashes | crashed | crashing | freezes | frozen | froze | freezing | hangs | broken | broke | breaks | defective
dead | died after | stuck | stranded | locked out | locked me out | locked my | blocked | error | errors | fails | failed | failure
outage | down for | is down | was down | black screen | blank screen | white screen | wont turn on | data missing
lost ~ luggage | lost ~ bag | lost ~ bags | lost ~ baggage | luggage ~ lost | bag ~ lost | bags ~ lost | lost my | missing bag
cancelled flight | flight cancelled | cancelled ~ flight | canceled ~ flight | flight ~ cancelled | flight ~ canceled | flightled
missed ~ flight | missed ~ connection | missed ~ appointment | missed my | missed ~ meeting | miss ~ connection | miss ~ flight
hours on hold | hold for ~ hour | hold for ~ hours | on hold ~ hours | on hold ~ hour | waited ~ hours | waiting ~ hours
waited ~ weeks | waiting ~ weeks | waited ~ months | waiting ~ months | waiting ~ days | hours late | hour delay | hours delay
hung up | never arrived | never came | never received | never delivered | didnt arrive | did not arrive | not received
not delivered | havent received | have not received | still waiting | no response | no reply | no answer | nobody answers
refund | refunded | reimburse | compensation | overcharged | over charged | hidden fee | hidden fees | extra fee | late fee
cost me | costs me | costing | waste of money | waste of time | wasted money | wasted my | paid for | incorrect ~ report
inaccurate | not mine | denied | refused | rejected | dispute | disputed | collections | in pain | agony | not treated | no help
geht nicht | funktioniert nicht | absturz | abgesturzt | ausgefallen | storung | verspatung | kaputt | erstattung
ne marche pas | ne fonctionne pas | marche pas | plante | bloque | panne | annule | rembourser | remboursement
no funciona | no puedo | no abre | se cierra | bloqueado | cancelado | reembolso | no sirve
non funziona | non riesco | bloccato | cancellato | rimborso | nao funciona | nao consigo | nao abre | travando
reembolso | werkt niet | doet het niet | vastgelopen | storing | geannuleerd | terugbetaling";

/// What a trouble is, as the lists number it; all but the first are grave.
pub(super) const BLOCKS: u8 = 2;
/// Lost data or money.
pub(super) const LOSES: u8 = 3;
/// Danger, harm, law.
pub(super) const ENDANGERS: u8 = 4;
/// The customer leaves.
pub(super) const LEAVES: u8 = 5;

/// The lists, read once.
pub(super) fn cues() -> Cues {
    Cues::new(&[(BLOCKS, BLOCKED), (LOSES, LOST), (ENDANGERS, DANGER), (LEAVES, LEAVING)])
}
