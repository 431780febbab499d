//! What is said to have happened: phrases of trouble, with how far it went.
//!
//! Our own lists: 2 blocked, or it cost something; 3 lost data, lost money, danger, law, or the
//! customer leaves. They are hints for the models: none decides a severity by itself.

use super::cues::Cues;

/// Lost data or money, danger, law, leaving.
const GRAVE: &str = "\
lost ~ data | lose ~ data | losing data | loss of data | data loss | lost ~ photos | lost ~ files | lost ~ notes
lost ~ work | lost ~ progress | lost ~ history | lost ~ contacts | lost ~ account | lost everything | lost all
deleted ~ my data | deleted my | deleted all my | erased my | erased all | wiped my | wiped all | corrupted
data ~ gone | files ~ gone | photos ~ gone | notes ~ gone | money ~ gone | everything ~ gone | photos disappeared
data ~ disappeared | files ~ disappeared | notes disappeared | money ~ disappeared | history disappeared
charged twice | charged ~ twice | double charged | charged double | charged me double | charged again
charged ~ without | unauthorized charge | unauthorised charge | unauthorized transaction | unauthorized
took my money | took ~ money | taken ~ money | takes your money | taking my money | kept my money | keep my money
stole | stolen | steal | theft | thief | thieves | scam | scammed | scammers | fraud | fraudulent | rip off | ripped off | ripoff
lost ~ money | lost ~ dollars | out of pocket | refuse to refund | refused to refund | refused ~ refund | wont refund
never refunded | no refund | never got ~ refund | money back | hacked | identity theft | data breach | leaked
unsafe | not safe | dangerous | danger | injured | injury | injuries | caught fire | on fire | exploded | electric shock
accident | nearly died | died | death | bleeding | assault | assaulted | abused | harassed | harassment | threatened
neglected | neglect | misdiagnosed | wrong medication | wrong medicine | infection | fell and | overdose | suicidal | suicide
lawyer | attorney | lawsuit | sue | suing | legal action | court | police | illegal | illegally | gdpr | discrimination
discriminated | violation | violated | foreclosure | cancel my subscription | cancelled my subscription
canceled my subscription | cancel my account | cancelled my account | cancel my membership | cancelling my | canceling my
close my account | closed my account | closing my account | delete my account | deleted my account | deleted the app
deleting this app | uninstall | uninstalled | uninstalling | deinstall | switching to | switched to | switch to another
moving to another | moved to another | going back to | taking my business | never again | never ~ again | wont ~ again
never fly | never use | never buy | never order | never come back | not coming back | wont be back | not be back
last time i | lost a customer | lost my business | losing my business | lost ~ customer | done with | stay away
gekundigt | kundigen | kundigung | deinstalliert | datenverlust | betrug | gefahrlich | anwalt | nie wieder
resilier | resilie | desinstalle | arnaque | dangereux | avocat | plus jamais | desinstalar | desinstale | estafa
robaron | robo | peligroso | abogado | nunca mas | disinstallato | truffa | pericoloso | avvocato | mai piu
desinstalei | golpe | roubo | perigoso | advogado | nunca mais | opgezegd | oplichting | gevaarlijk | advocaat | nooit meer";

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

/// The lists, read once.
pub(super) fn cues() -> Cues {
    Cues::new(&[(3, GRAVE), (2, BLOCKED)])
}
