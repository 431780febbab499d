//! Function words: words that join others and are about nothing.
//!
//! Our own lists, closed classes only (articles, pronouns, prepositions, conjunctions, auxiliary
//! verbs), folded as [`super::fold`] folds. Negations are function words for labels and search;
//! polarity reads the text itself and sees them.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::model::Lang;

const ENGLISH: &str = "a about above after again against all also although am an and another any \
anyone anything are aren't as at be because been before being below between both but by can \
can't cannot could couldn't did didn't do does doesn't doing don't down during each either else \
ever every everyone everything for from further had hadn't has hasn't have haven't having he \
he'd he'll he's her here here's hers herself him himself his how how's however i i'd i'll i'm \
i've if in into is isn't it it'd it'll it's its itself just let's may me might more most much \
must mustn't my myself neither no nor not nothing of off on once one only or other our ours \
ourselves out over own per rather same shall shan't she she'd she'll she's should shouldn't \
since so some somebody someone something such than that that'd that's the their theirs them \
themselves then there there's therefore these they they'd they'll they're they've this those \
though through thus till to too under until unto up upon us very via was wasn't we we'd we'll \
we're we've were weren't what what's whatever when when's where where's whether which while who \
who's whoever whom whose why why's will with within without won't would wouldn't yet you you'd \
you'll you're you've your yours yourself yourselves im ive dont doesnt didnt cant wont isnt \
wasnt youre thats theres";

const GERMAN: &str = "aber alle allem allen aller alles als also am an ander andere anderem \
anderen anderer anderes auch auf aus bei beim bin bis bist da dadurch daher damit dann daran \
darauf daruber darum das dass dein deine deinem deinen deiner dem den denn der deren des dessen \
dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen \
einer eines er es etwas euch euer eure fur gegen gewesen hab habe haben hat hatte hatten hier \
hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden \
jeder jedes jener jetzt kann kein keine keinem keinen keiner konnen konnte man manche mein meine \
meinem meinen meiner mich mir mit muss mussen mussten nach nicht nichts noch nun nur ob oder \
ohne schon sehr sein seine seinem seinen seiner seit sich sie sind so solche soll sollen sollte \
sondern sonst uber um und uns unser unsere unter vom von vor wahrend war waren warum was weil \
welche welchem welchen welcher welches wenn wer werde werden wie wieder will wir wird wo wurde \
wurden zu zum zur zwar zwischen";

const FRENCH: &str = "a ai aie au aucun aussi autre aux avait avec avez avoir avons bien c'est \
car ce cela celle celui ces cet cette ceux chaque ci comme d'un d'une dans de depuis des donc \
dont du elle elles en encore entre es est et etaient etait ete etes etre eu eux fait faut ici il \
ils j'ai je la le les leur leurs lors lui ma mais me meme mes moi mon ne ni nos notre nous on \
ont ou par parce pas peu peut plus pour pourquoi qu'il qu'on quand que quel quelle quelles quels \
qui quoi sa sans se sera ses si son sont sous suis sur ta te tes toi ton toujours tous tout \
toute toutes tres trop tu un une vos votre vous y";

const SPANISH: &str = "a al algo algun alguna algunas algunos ante antes aquel aquella aqui asi \
aun aunque cada como con contra cual cuales cuando de del desde donde dos el ella ellas ellos en \
entre era eran eres es esa esas ese eso esos esta estaba estado estan estar estas este esto \
estos estoy fue fueron ha habia han has hasta hay he la las le les lo los mas me mi mis mucho \
muy nada ni no nos nosotros o os otra otras otro otros para pero poco por porque pues que quien \
quienes se sea ser si sido sin sobre solo son soy su sus tal tambien tan tanto te tener tengo \
ti tiene tienen toda todas todo todos tu tus un una uno unos y ya yo";

const ITALIAN: &str = "a ad agli ai al alla alle allo anche ancora avere aveva c'e che chi ci \
come con contro cui da dagli dai dal dalla dalle dallo degli dei del della delle dello dentro di \
dopo dove e ed era erano essere fa fra gli ha hanno ho i il in io l'ho la le lei li lo loro lui \
ma me mi mia mie miei mio molto ne negli nei nel nella nelle nello noi non nostra nostro o ogni \
per perche piu poi puo qua quale quando quanto quella quelle quelli quello questa queste questi \
questo qui se sei sempre senza si sia siamo sono sopra sta stata stato su sua sue sugli sui sul \
sulla suo suoi tra tu tua tuo tutti tutto un una uno vi voi";

const PORTUGUESE: &str = "a ainda ao aos aquela aquele aqui as ate com como da das de dela dele \
depois do dos e ela elas ele eles em entao entre era essa esse esta estao estar estava este \
estou eu foi foram ha isso isto ja la lhe mais mas me mesmo meu meus minha minhas muito na nao \
nas nem no nos nossa nosso num numa o os ou para pela pelas pelo pelos pode por porque pra \
qual quando que quem sao se seja sem ser seu seus so sobre sua suas tambem te tem tenho ter tudo \
um uma umas uns voce voces";

const DUTCH: &str = "aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch \
doen door dus een eens en er ge geen geweest haar had heb hebben heeft hem het hier hij hoe hun \
iemand iets ik in is ja je jij jullie kan kon kunnen maar me meer men met mij mijn moet na naar \
niet niets nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit uw van \
veel voor want waren was wat we wel werd wezen wie wij wil worden wordt zal ze zei zelf zich zij \
zijn zo zonder zou";

fn list(text: &'static str) -> HashSet<&'static str> {
    text.split_ascii_whitespace().collect()
}

/// Whether a folded word is a function word of the language. Text of an unknown language is held
/// against the English list: brand names aside, that is what undetermined short texts mostly are.
pub fn is_stopword(lang: Lang, folded: &str) -> bool {
    static EN: LazyLock<HashSet<&str>> = LazyLock::new(|| list(ENGLISH));
    static DE: LazyLock<HashSet<&str>> = LazyLock::new(|| list(GERMAN));
    static FR: LazyLock<HashSet<&str>> = LazyLock::new(|| list(FRENCH));
    static ES: LazyLock<HashSet<&str>> = LazyLock::new(|| list(SPANISH));
    static IT: LazyLock<HashSet<&str>> = LazyLock::new(|| list(ITALIAN));
    static PT: LazyLock<HashSet<&str>> = LazyLock::new(|| list(PORTUGUESE));
    static NL: LazyLock<HashSet<&str>> = LazyLock::new(|| list(DUTCH));
    match lang.code() {
        "en" | "und" => EN.contains(folded),
        "de" => DE.contains(folded),
        "fr" => FR.contains(folded),
        "es" => ES.contains(folded),
        "it" => IT.contains(folded),
        "pt" => PT.contains(folded),
        "nl" => NL.contains(folded),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn lists_are_folded() {
        for lang in [ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH] {
            for word in lang.split_ascii_whitespace() {
                assert_eq!(fold(word), word);
            }
        }
    }
}
