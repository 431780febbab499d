//! A title out of phrases: one where one says it, two where it takes two.
//!
//! Takes the phrases that set a group apart, strongest first, gives the label. One word is rarely
//! a name ("bag"); joined with what is said beside it, in the order people say it, it is one
//! ("lost · bag").

use std::collections::BTreeSet;

use crate::model::Label;

use super::judge::Candidate;
use super::label::Level;
use super::phrases::{Phrase, alike, key, set};
use super::terms::Terms;

/// A phrase joins a title only when its score is at least this share of the head's.
const WORTH_JOINING: f64 = 0.25;

/// A theme's second phrase is said by at least this share of those who say the first.
const TOGETHER: f64 = 0.08;

/// Candidates looked at for the second half of a title.
const JOINABLE: usize = 12;

/// Phrases of a label.
const TERMS: usize = 3;

/// Puts a label together.
pub(super) struct Composer<'a> {
    /// The sample's words.
    pub terms: &'a Terms<'a>,
    /// The texts of the group.
    pub docs: &'a [u32],
    /// What is being named.
    pub level: Level,
}

impl Composer<'_> {
    /// The label that starts with candidate `head`, and the stem sets of its phrases.
    ///
    /// The title's words join `titles`. With `shared`, the head is another group's already: the
    /// title needs a second phrase, which comes first among the terms; without one there is no
    /// label.
    pub(super) fn compose(
        &self,
        candidates: &[Candidate],
        head: usize,
        shared: bool,
        titles: &mut BTreeSet<BTreeSet<u32>>,
    ) -> (Label, Vec<BTreeSet<u32>>) {
        let first = &candidates[head];
        let second = self.second(candidates, head, shared, titles);
        let repeats = self.level == Level::Area && titles.contains(&set(&first.phrase));
        if (shared || repeats) && second.is_none() {
            return (Label::default(), Vec::new());
        }
        let mut chosen = vec![head];
        chosen.extend(second);
        for at in 0..candidates.len() {
            let new = |&other: &usize| !alike(&candidates[other].phrase, &candidates[at].phrase);
            if chosen.len() < TERMS && chosen.iter().all(new) {
                chosen.push(at);
            }
        }
        let mut written: Vec<String> = chosen
            .iter()
            .map(|&at| self.terms.surface(&candidates[at].phrase, self.docs))
            .collect();
        let title = match second {
            Some(second) => {
                titles.insert(union(&first.phrase, &candidates[second].phrase));
                let ahead = self.level == Level::Theme
                    && self.comes_first(&candidates[second].phrase, &first.phrase);
                let (a, b) = if ahead { (1, 0) } else { (0, 1) };
                let both = [written[a].as_str(), written[b].as_str()];
                match self.in_one_breath(&first.phrase, &candidates[second].phrase) {
                    Some(whole) if self.level == Level::Theme => capitalised(&whole),
                    _ if self.level == Level::Theme => capitalised(&both.join(" · ")),
                    _ => capitalised(&both.join(" and ")),
                }
            }
            None => {
                titles.insert(set(&first.phrase));
                capitalised(&written[0])
            }
        };
        let phrases = chosen.iter().map(|&at| set(&candidates[at].phrase)).collect();
        if shared {
            written.swap(0, 1);
        }
        (Label { title, terms: written }, phrases)
    }

    /// Two phrases as people say them together, where at least two do: "tax invoice", not
    /// "invoice · tax".
    fn in_one_breath(&self, a: &Phrase, b: &Phrase) -> Option<String> {
        let whole = key(union(a, b).into_iter())?;
        let says = |&&doc: &&u32| {
            self.terms.windows[doc as usize].iter().any(|window| window.phrase == whole)
        };
        (self.docs.iter().filter(says).take(2).count() == 2)
            .then(|| self.terms.surface(&whole, self.docs))
    }

    /// The candidate that completes a title, if the head needs one.
    ///
    /// A theme's second phrase is said together with the head ("lost" with "bag", not "baggage");
    /// an area's is said where the head is not.
    fn second(
        &self,
        candidates: &[Candidate],
        head: usize,
        shared: bool,
        titles: &BTreeSet<BTreeSet<u32>>,
    ) -> Option<usize> {
        let first = &candidates[head];
        let must = shared || self.level == Level::Area && titles.contains(&set(&first.phrase));
        let wanted = match self.level {
            Level::Theme => first.single,
            Level::Area => first.covers < 0.5,
        };
        if !wanted && !must {
            return None;
        }
        let with: Vec<u32> =
            self.docs.iter().copied().filter(|&doc| self.terms.holds(doc, &first.phrase)).collect();
        let mut best: Option<(f64, usize)> = None;
        for (at, candidate) in candidates.iter().enumerate().take(JOINABLE.max(head + 2)) {
            let weak = candidate.score < WORTH_JOINING * first.score;
            let used = titles.contains(&union(&first.phrase, &candidate.phrase));
            let same = at == head || alike(&candidate.phrase, &first.phrase);
            if same || used || weak && !must {
                continue;
            }
            let both = with.iter().filter(|&&doc| self.terms.holds(doc, &candidate.phrase)).count();
            let together = both as f64 / with.len().max(1) as f64;
            let value = match self.level {
                Level::Theme if together < TOGETHER && !must => continue,
                Level::Theme => candidate.score * together,
                Level::Area => candidate.score * libm::sqrt(1.0 - together),
            };
            if best.is_none_or(|(most, _)| value > most) {
                best = Some((value, at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// Whether phrase `a` is mostly said before phrase `b` where both are said.
    fn comes_first(&self, a: &Phrase, b: &Phrase) -> bool {
        let place = |doc: u32, phrase: &Phrase| {
            self.terms.tokens[doc as usize].iter().position(|token| phrase.contains(&token.stem))
        };
        let mut balance = 0i64;
        for &doc in self.docs {
            if let (Some(a), Some(b)) = (place(doc, a), place(doc, b)) {
                balance += if a < b { 1 } else { -1 };
            }
        }
        balance > 0
    }
}

/// The stems of two phrases.
fn union(a: &Phrase, b: &Phrase) -> BTreeSet<u32> {
    set(a).union(&set(b)).copied().collect()
}

/// The text with its first letter in upper case; words with capitals of their own stay.
pub(super) fn capitalised(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or("");
    if word.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_of_their_own_stay() {
        assert_eq!(capitalised("log in"), "Log in");
        assert_eq!(capitalised("iPhone app"), "iPhone app");
        assert_eq!(capitalised("über"), "Über");
        assert_eq!(capitalised(""), "");
    }
}
