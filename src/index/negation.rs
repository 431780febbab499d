//! What a text denies: "not received" is no record of "received".
//!
//! Takes the terms of a text, gives the stems that stand in the scope of a negation. The scope runs
//! from the negating word to the end of the clause, as in Chapman et al., "A simple algorithm for
//! identifying negated findings" (NegEx, 2001), whose window of five words it keeps; what stands
//! shortly before "not" is denied as well, under a name of its own: "the refund never came" is an
//! answer to `no refund`. Pure. It knows the languages whose negations are words by themselves;
//! in the others nothing is denied and a negation is a word like any other.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::Lang;
use crate::text::{Term, is_stopword};

/// Telling words that a negation reaches (NegEx).
const REACH: usize = 5;
/// Words before "not" that may be its subject.
const BACK: usize = 4;

/// Names apart the subject of a negation from what is denied: no stem begins so.
pub(super) const SUBJECT: char = '<';

/// What a negation denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// "not", "never": denies what is done; its subject stands before it.
    Verb,
    /// "no", "without": denies the thing behind it.
    Thing,
}

/// What negates in a language: words that deny what is done, words that deny a thing.
const NEGATIONS: [(&str, &str, &str); 13] = [
    (
        "en",
        "not never cannot cant dont doesnt didnt wont isnt wasnt arent werent couldnt wouldnt \
      shouldnt havent hasnt hadnt aint nor",
        "no without none neither nobody noone",
    ),
    ("de", "nicht nie niemals nichts", "kein keine keinen keinem keiner keines ohne"),
    ("fr", "pas jamais ne n'est n'a rien", "sans aucun aucune"),
    ("es", "no nunca jamas tampoco", "sin ningun ninguna ninguno"),
    ("it", "non mai", "senza nessun nessuna nessuno"),
    ("pt", "nao nunca jamais nem", "sem nenhum nenhuma"),
    ("nl", "niet nooit niets", "geen zonder"),
    ("sv", "inte aldrig ej", "utan ingen inget inga"),
    ("da", "ikke aldrig", "uden ingen intet"),
    ("no", "ikke aldri ei", "uten ingen intet"),
    ("pl", "nie nigdy", "bez zaden zadna zadne"),
    ("ru", "не никогда", "нет без"),
    ("tr", "degil hic asla", "yok"),
];

/// Words of records that deny without being a negation: "unable to log in", "fails to load".
const REFUSALS: &str = "unable impossible fail fails failed failing refuse refuses refused stopped \
                        quit";
/// Where a scope ends.
const JOINTS: &str = "but however because although though since and so yet aber weil denn und mais \
                      car et pero porque y maar en men och og";
/// Denied, they are good news, and the scope ends with them: "no problem with the refund".
const TROUBLE: &str = "problem problems issue issues trouble doubt complaint complaints only just \
                       probleme problemes problemas";
/// Words a negation reaches through: "not even able to open" denies opening.
const LIGHT: &str = "able even ever yet really always longer more any get got getting getting \
                     properly actually seem seems want let allow allowed going possible mehr noch \
                     plus mas";

/// Whether a list of words, parted by blanks, has a word.
pub(super) fn holds(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}

/// Whether a folded word negates in a language, and how.
pub(super) fn sort_of(lang: Lang, folded: &str) -> Option<Sort> {
    let code = if lang == Lang::UNKNOWN { "en" } else { lang.code() };
    let code = if matches!(code, "nb" | "nn") { "no" } else { code };
    if code == "en" && folded.ends_with("n't") {
        return Some(Sort::Verb);
    }
    // Asked of every word that is indexed: looked up, not searched for.
    static SORTS: LazyLock<HashMap<&str, HashMap<&str, Sort>>> = LazyLock::new(|| {
        let of =
            |list: &'static str, sort| list.split_ascii_whitespace().map(move |one| (one, sort));
        NEGATIONS
            .into_iter()
            .map(|(code, verbs, things)| {
                (code, of(verbs, Sort::Verb).chain(of(things, Sort::Thing)).collect())
            })
            .collect()
    });
    SORTS.get(code)?.get(folded).copied()
}

/// Whether a word of a record denies what follows without being a negation.
fn is_refusal(folded: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| REFUSALS.split_ascii_whitespace().collect());
    WORDS.contains(folded)
}

/// Whether the negation of a language may follow what it denies ("lädt nicht", "marche pas").
pub(super) fn follows(lang: Lang) -> bool {
    !matches!(lang.code(), "en" | "und" | "es" | "it" | "pt" | "pl" | "ru")
}

/// Whether a negation reaches through a word to the next: `not able to log in`.
pub(super) fn is_light(folded: &str) -> bool {
    holds(LIGHT, folded)
}

/// Whether a clause ends between a term of a text and the one before it.
pub(super) fn begins_clause(text: &str, terms: &[Term], at: usize) -> bool {
    let between = at.checked_sub(1).and_then(|last| text.get(terms[last].end..terms[at].start));
    between.unwrap_or_default().contains(|c: char| {
        matches!(c, '.' | ',' | ';' | '!' | '?' | ':' | '\n' | '(' | ')' | '。' | '，' | '–' | '—')
    })
}

/// Whether a clause may end with a folded word that joins it to another.
pub(super) fn is_joint(folded: &str) -> bool {
    holds(JOINTS, folded)
}

/// Shows what the negation at `by`, of which `from` is the first term behind it, reaches, in order: the place
/// of each term, and whether it is the subject that stands before it. `verb` says that it has one.
fn reach(
    text: &str,
    terms: &[Term],
    lang: Lang,
    (by, from, verb): (usize, usize, bool),
    mut see: impl FnMut(usize, bool),
) {
    let mut reached = 0;
    for (next, term) in terms.iter().enumerate().skip(from) {
        if begins_clause(text, terms, next) || is_joint(&term.folded) || reached == REACH {
            break;
        }
        see(next, false);
        if holds(TROUBLE, &term.folded) {
            break;
        }
        if !is_stopword(lang, &term.folded) && !is_light(&term.folded) {
            reached += 1;
        }
    }
    if verb {
        for before in (by.saturating_sub(BACK)..by).rev() {
            if begins_clause(text, terms, before + 1) || is_joint(&terms[before].folded) {
                break;
            }
            if !is_stopword(lang, &terms[before].folded) {
                see(before, true);
            }
        }
    }
}

/// The stems that a text denies, and behind [`SUBJECT`] those of which something is denied; in order
/// of the text. `terms` are all terms of `text`.
pub(super) fn denied(text: &str, terms: &[Term], lang: Lang) -> Vec<String> {
    let mut denied = Vec::new();
    for (at, negation) in terms.iter().enumerate() {
        let sort = sort_of(lang, &negation.folded);
        let refusal = is_refusal(&negation.folded);
        if sort.is_none() && !refusal {
            continue;
        }
        let verb = sort == Some(Sort::Verb) || refusal;
        reach(text, terms, lang, (at, at + 1, verb), |place, subject| {
            let stem = &terms[place].stem;
            denied.push(if subject { format!("{SUBJECT}{stem}") } else { stem.clone() });
        });
    }
    denied
}

/// Words that deny in all but name, and so not what the index keeps as denied: "hardly ever on time".
const SCARCELY: &str =
    "hardly barely scarcely rarely seldom nothing lack lacks lacked lacking less";
/// The same in two words: "less than friendly", "anything but rude", "far from clean".
const PAIRS: [(&str, &str); 3] = [("less", "than"), ("anything", "but"), ("far", "from")];

/// A term within the reach of a negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reached {
    /// The place of the negation among the terms, and of the first term behind it.
    pub by: usize,
    pub from: usize,
    /// The place of the term that it reaches.
    pub at: usize,
    /// Whether that stands before it.
    pub subject: bool,
}

/// All that the negations of a text reach, and in English those that deny in all but name, in order of the
/// negations. `terms` are all terms of `text`.
pub(super) fn reached(text: &str, terms: &[Term], lang: Lang) -> Vec<Reached> {
    let english = lang == Lang::ENGLISH || lang == Lang::UNKNOWN;
    let mut found = Vec::new();
    for (by, negation) in terms.iter().enumerate() {
        let next = terms.get(by + 1).map_or("", |term| term.folded.as_str());
        let pair = english && PAIRS.contains(&(negation.folded.as_str(), next));
        let sort = sort_of(lang, &negation.folded);
        let refusal = is_refusal(&negation.folded);
        let scarcely = english && holds(SCARCELY, &negation.folded);
        if sort.is_none() && !refusal && !scarcely && !pair {
            continue;
        }
        let from = by + 1 + usize::from(pair);
        let verb = sort == Some(Sort::Verb) || refusal;
        reach(text, terms, lang, (by, from, verb), |at, subject| {
            found.push(Reached { by, from, at, subject });
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyser;
    use proptest::prelude::*;

    fn of(text: &str, lang: &str) -> String {
        let lang = lang.parse().expect("a code");
        let terms = Analyser::new().terms(text, lang);
        denied(text, &terms, lang).join(" ")
    }

    #[test]
    fn scopes_end_with_their_clause() {
        let denies = |text: &str, stem: &str| {
            let all = of(text, "en");
            all.split(' ').any(|one| one == stem)
        };
        assert!(denies("I have not received my refund.", "receiv"));
        assert!(denies("I have not received my refund.", "refund"));
        assert!(!denies("Refund received quickly, not a problem.", "receiv"));
        assert!(denies("It won't load", "load"));
        assert!(denies("The page doesn’t even load", "load"));
        assert!(denies("unable to log in", "log"));
        assert!(denies("Can't get the app to open at all", "open"));
        assert!(!denies("Not slow but crashes", "crash"));
        assert!(!denies("No problem with the refund", "refund"));
        assert!(!denies("Not only crashes", "crash"));
        assert!(denies("My refund never arrived", "<refund"));
        assert!(!denies("Got a refund, no complaints", "<refund"));
        assert_eq!(of("Received, thanks", "en"), "");
        assert!(of("Die App lädt nicht", "de").contains("<lad"));
        assert!(of("Keine Rückerstattung", "de").contains("ruckerstatt"));
        assert!(of("ça ne marche pas", "fr").contains("march"));
        assert!(of("no funciona", "es").contains("funcion"));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(not |no |won't |[a-z]{1,5}|[.,!?\n]| |\\PC){0,30}") {
            let terms = Analyser::new().terms(&text, Lang::ENGLISH);
            let all = denied(&text, &terms, Lang::ENGLISH);
            prop_assert!(all.len() <= terms.len() * terms.len() + 4 * terms.len());
        }
    }
}
