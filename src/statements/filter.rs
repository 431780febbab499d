//! Statements that say nothing about anything: "good", "n/a", an emoji alone.
//!
//! Takes the terms of a statement, says whether one of them is a subject: a word that is neither a
//! function word nor a word people use about everything. Conservative: one such word and the
//! statement is themed. What is filtered still counts and keeps its polarity.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::clauses::plain;
use crate::model::Filtered;
use crate::text::Term;

/// Words that praise, blame, greet or thank without saying what for; folded.
const GENERIC: &str = "\
good nice great excellent awesome amazing perfect best better bad worst poor terrible horrible awful \
ok okay okey k fine cool super superb fantastic wonderful brilliant outstanding lovely love loved like \
liked likes happy satisfied pleased well really thanks thank thankyou thx thnx ty tnx please pls plz \
yes yeah yep yup no nope nah none nil na n a nothing anything everything all comment comments \
say add none sure hello hi hey dear wow lol haha hmm ugh meh yay app apps application thing things stuff \
product one star stars five 5star rating rate rated review recommend recommended highly much \
far always never ever still keep work job done go going got get use used using user one two three \
four ten experience overall day today time times way bit lot lots pretty quite super absolutely \
totally simply truly indeed amen dunno idk know don wish i'm it's guys guy people dot nan null test \
x xx xxx xoxo kudos bravo hate sucks suck crap garbage trash rubbish useless pathetic worth \
worthless disappointed disappointing disappointment unhappy satisfactory satisfying average decent \
gut sehr toll prima danke nichts keine klasse schlecht schon alles perfekt bon bien tres merci rien \
parfait genial nul bueno buena muy gracias nada excelente buen bueno malo mal perfecto genial todo \
buono ottimo molto bene grazie niente tutto perfetto bom boa muito obrigado obrigada otimo nada ruim \
perfeito tudo goed heel dank niets geen alles slecht mooi";

/// "work", "use", "time" and "day" are generic only beside other generic words ("great work",
/// "works well"); denied they are a complaint with a subject ("does not work").
const ONLY_PRAISED: [&str; 8] = ["work", "works", "working", "use", "used", "using", "time", "job"];

/// Why the statement is not themed, if it is not. `denies` tells whether a negation stands in it.
pub(super) fn filtered(terms: &[Term], denies: bool) -> Option<Filtered> {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| GENERIC.split_ascii_whitespace().collect());
    let subject = terms.iter().any(|term| {
        let word = plain(&term.folded);
        if denies && ONLY_PRAISED.contains(&&*word) {
            return true;
        }
        let number = word.chars().all(|c| c.is_numeric() || matches!(c, '.' | ','));
        !term.stop && !number && !WORDS.contains(&*word) && !WORDS.contains(term.stem.as_str())
    });
    (!subject).then_some(Filtered::NoInformation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::text::Analyser;

    fn says_nothing(text: &str) -> bool {
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        filtered(&terms, text.contains("not") || text.contains("n't")).is_some()
    }

    #[test]
    fn empty_talk_goes_and_subjects_stay() {
        for text in [
            "good",
            "Nice app!",
            "ok",
            "N/A",
            "none",
            "Thanks",
            "🙂🙂",
            "10/10",
            "",
            "5 stars",
            "Very good app, love it",
            "I really like it",
            "nothing",
            "Great job guys",
        ] {
            assert!(says_nothing(text), "{text}");
        }
        for text in [
            "good price",
            "parking",
            "crashes",
            "dark mode please",
            "It does not work",
            "nice staff",
            "doesn't work",
            "slow",
            "refund!",
            "login?",
        ] {
            assert!(!says_nothing(text), "{text}");
        }
    }
}
