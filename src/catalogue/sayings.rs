//! Phrases of pains as weighted words.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Lang, Saying};
use crate::text::{Analyser, Term};

use super::table::Pain;

/// What a word has at least that all pains are said with.
const LEAST: f32 = 0.3;

/// The names and English phrases of some pains, in their order, each with the place of its pain: the
/// telling words, each once. A word weighs more the fewer of the pains are said with it (the logarithm of
/// the inverse share: "A statistical interpretation of term specificity": Spärck Jones, 1972). What a
/// corpus says often would tell as well, but where most customers say one thing its words must not
/// become light. A phrase without a telling word is left out.
pub(super) fn sayings(pains: &[&Pain]) -> Vec<(u32, Saying)> {
    let mut analyser = Analyser::new();
    let mut found: Vec<(u32, Vec<Term>)> = Vec::new();
    let mut with: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (at, pain) in pains.iter().enumerate() {
        let names = [&pain.name].into_iter().chain(&pain.other_names);
        let phrases = pain.phrases.iter().filter(|(lang, _)| *lang == Lang::ENGLISH);
        for text in names.chain(phrases.map(|(_, phrase)| phrase)) {
            let words = analyser.telling(text, Lang::ENGLISH);
            for term in &words {
                with.entry(term.stem.clone()).or_default().insert(at as u32);
            }
            if !words.is_empty() {
                found.push((at as u32, words));
            }
        }
    }
    let weight = |stem: &str| {
        let pains_with = with.get(stem).map_or(0, BTreeSet::len);
        LEAST + libm::logf((pains.len() + 1) as f32 / (pains_with + 1) as f32)
    };
    let saying = |words: Vec<Term>| Saying {
        words: words.into_iter().map(|term| (term.folded, weight(&term.stem))).collect(),
    };
    found.into_iter().map(|(pain, words)| (pain, saying(words))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pain(name: &str, phrases: &[&str]) -> Pain {
        let phrases = phrases.iter().map(|&phrase| (Lang::ENGLISH, phrase.to_owned())).collect();
        let (area, other_names) = (String::new(), Vec::new());
        Pain { name: name.to_owned(), area, severity: 1, other_names, phrases }
    }

    #[test]
    fn words_that_many_pains_are_said_with_weigh_less() {
        let pains = [
            pain("Driver cancels", &["the driver cancelled on me", "he did"]),
            pain("Driver late", &[]),
            pain("Refund missing", &[]),
        ];
        let found = sayings(&pains.iter().collect::<Vec<_>>());
        let of: Vec<u32> = found.iter().map(|&(of, _)| of).collect();
        assert_eq!(of, [0, 0, 1, 2], "a phrase of function words says nothing");
        let words: Vec<&str> = found[1].1.words.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, ["driver", "cancelled"]);
        let [driver, cancelled] = [0, 1].map(|at: usize| found[1].1.words[at].1);
        assert!(driver > 0.0 && cancelled > driver);
    }
}
