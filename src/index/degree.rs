//! Questions of too much and too little: "too loud", "not warm enough".
//!
//! Takes the words of a query, gives what there is too much or too little of; tells of a stretch of a text
//! whether it says so. "Not too loud" holds the words of "too loud" and says the opposite. Knows English; pure.

use std::collections::BTreeSet;

use crate::text::Term;

use super::negation::Reached;
use super::wording::Worded;

/// What makes too much of a word, the plainest first.
pub(super) const TOO: [&str; 10] = [
    "too",
    "very",
    "so",
    "extremely",
    "super",
    "overly",
    "way",
    "ridiculously",
    "insanely",
    "unbearably",
];
/// Terms between such a word and the one it is said of: "too much salt".
const REACH: usize = 2;

/// Terms between a negation and what it says there is not too much or too little of.
const CLOSE: usize = 1;

/// Whether there is too much or too little of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Excess,
    Lack,
}

/// What there is too much or too little of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Degree {
    pub sort: Sort,
    /// The place of "too" or "enough" in the query, and of the word it is said of.
    pub by: usize,
    pub at: usize,
}

/// Reads the folded words of a query; `tells` says which are more than function words, `denied` whether
/// there is a negation among them.
pub(super) fn graded(words: &[&str], tells: impl Fn(&str) -> bool, denied: bool) -> Option<Degree> {
    if let Some(by) = words.iter().position(|&word| word == "too") {
        let at = (by + 1..words.len().min(by + 1 + REACH)).find(|&at| tells(words[at]))?;
        return (!denied).then_some(Degree { sort: Sort::Excess, by, at });
    }
    let by = words.iter().position(|&word| word == "enough").filter(|_| denied)?;
    let before = by.checked_sub(1).filter(|&at| tells(words[at]));
    let behind = || (by + 1..words.len()).find(|&at| tells(words[at]));
    Some(Degree { sort: Sort::Lack, by, at: before.or_else(behind)? })
}

impl Degree {
    /// How a stretch of a text, of which these are all terms, says it; `stems` are of the word it is said of.
    pub(super) fn worded(
        &self,
        stems: &BTreeSet<String>,
        terms: &[Term],
        reached: &[Reached],
    ) -> Worded {
        let of = |at: usize| self.one(at, terms, reached);
        let said = (0..terms.len()).filter(|&at| stems.contains(&terms[at].stem)).map(of);
        said.min().unwrap_or(Worded::Apart)
    }

    fn one(&self, at: usize, terms: &[Term], reached: &[Reached]) -> Worded {
        let before = || terms[at.saturating_sub(REACH + 1)..at].iter();
        let too = before().any(|term| term.folded == "too");
        let much = before().any(|term| TOO.contains(&term.folded.as_str()));
        let near = || terms[at.saturating_sub(REACH)..terms.len().min(at + 1 + REACH)].iter();
        let enough = near().any(|term| term.folded == "enough");
        // What denies it is what stands close by.
        let denied = reached.iter().any(|one| one.at == at && at <= one.from + CLOSE);
        let more = before().any(|term| term.folded == "more" || term.folded == "extra");
        match self.sort {
            Sort::Excess if denied => Worded::Contradicts,
            Sort::Excess if too => Worded::Says,
            Sort::Excess if much => Worded::Loosely,
            Sort::Excess => Worded::Apart,
            Sort::Lack if denied && (enough || !much) => Worded::Says,
            Sort::Lack if denied && too => Worded::Contradicts,
            Sort::Lack if denied => Worded::Loosely,
            // Who asks for more of it.
            Sort::Lack if more => Worded::Loosely,
            Sort::Lack if enough || much => Worded::Contradicts,
            Sort::Lack => Worded::Apart,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::negation::reached;
    use crate::model::Lang;
    use crate::text::{Analyser, Stems, is_stopword};

    fn of(query: &str, denied: bool, text: &str) -> Option<Worded> {
        let words: Vec<&str> = query.split(' ').collect();
        let asked = graded(&words, |word| !is_stopword(Lang::ENGLISH, word), denied)?;
        let stems = BTreeSet::from([Stems::new(Lang::ENGLISH).stem(words[asked.at])]);
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        Some(asked.worded(&stems, &terms, &reached(text, &terms, Lang::ENGLISH)))
    }

    #[test]
    fn too_much_is_not_what_denies_it() {
        let loud = |text| of("too loud", false, text).expect("a degree");
        assert_eq!(loud("The grinder is too loud"), Worded::Says);
        assert_eq!(loud("a very loud grinder"), Worded::Loosely);
        assert_eq!(loud("not too loud, just right"), Worded::Contradicts);
        assert_eq!(loud("a loud click tells when it is done"), Worded::Apart);
        assert_eq!(of("too much salt", false, "there was too much salt"), Some(Worded::Says));
        assert_eq!(of("me too", false, "too loud"), None);
    }

    #[test]
    fn too_little_is_not_a_right_measure() {
        let warm = |text| of("not warm enough", true, text).expect("a degree");
        assert_eq!(warm("The milk is not warm enough"), Worded::Says);
        assert_eq!(warm("milk was not warm"), Worded::Says);
        assert_eq!(warm("never too warm, just right"), Worded::Contradicts);
        assert_eq!(warm("It is warm enough"), Worded::Contradicts);
        assert_eq!(warm("a warm cup"), Worded::Apart);
        assert_eq!(warm("a more warm place, please"), Worded::Loosely);
        assert_eq!(warm("not thick with warm cream"), Worded::Apart);
        assert_eq!(of("warm enough", false, "warm enough"), None);
    }
}
