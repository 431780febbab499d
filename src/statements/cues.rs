//! Phrases that give a statement away: "please add", "charged twice".
//!
//! Takes short patterns, finds them in a reading. A pattern is words with blanks between; `~`
//! stands for up to three words in between. A word of a pattern fits the word as written or, in
//! English, its stem: in other languages a stem is another word ("die" is the stem of "died"). A
//! pattern whose first word is denied ("did not lose any data") does not count; one that is left
//! undone ("did not fix the crash") does.

use super::clauses::{Reading, Voice};
use super::weights::WordMap;
use crate::model::Lang;
use crate::text::Stems;

/// Words a `~` may skip.
const GAP: usize = 3;

struct Pattern {
    source: &'static str,
    /// Word, its stem, and whether a gap may stand before it.
    words: Vec<(&'static str, String, bool)>,
    value: u8,
}

/// Patterns by their first word.
#[derive(Default)]
pub(super) struct Cues {
    by_first: WordMap<String, Vec<usize>>,
    patterns: Vec<Pattern>,
}

/// A pattern found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Found {
    /// The pattern as the list has it.
    pub cue: &'static str,
    /// The value it was listed with.
    pub value: u8,
    /// Index of its first word.
    pub at: usize,
}

impl Cues {
    /// Patterns separated by line ends or `|`, each list with its value.
    pub fn new(lists: &[(u8, &'static str)]) -> Cues {
        let stems = Stems::new(Lang::ENGLISH);
        let mut cues = Cues::default();
        for &(value, list) in lists {
            for source in list.split(['|', '\n']).map(str::trim).filter(|s| !s.is_empty()) {
                let mut words = Vec::new();
                let mut gap = false;
                for word in source.split_ascii_whitespace() {
                    if word == "~" {
                        gap = true;
                    } else {
                        words.push((word, stems.stem(word), gap));
                        gap = false;
                    }
                }
                let (first, stem, _) = &words[0];
                let index = cues.patterns.len();
                cues.by_first.entry((*first).to_owned()).or_default().push(index);
                if stem != first {
                    cues.by_first.entry(stem.clone()).or_default().push(index);
                }
                cues.patterns.push(Pattern { source, words, value });
            }
        }
        cues
    }

    /// The pattern of the highest value that is in the reading and not denied, the first of
    /// several, and a bit for every value found. `stems` says whether the reading's stems are
    /// English.
    pub fn found(&self, reading: &Reading<'_>, stems: bool) -> (Option<Found>, u32) {
        let mut best: Option<Found> = None;
        let mut values = 0;
        for at in 0..reading.tokens.len() {
            let token = &reading.tokens[at];
            let denied = token.denied.is_some_and(|denied| denied.turns_blame());
            if denied || token.voice == Voice::Turned {
                continue;
            }
            let plain = self.by_first.get(&*token.plain);
            let stem = if !stems || token.term.stem == *token.plain {
                None
            } else {
                self.by_first.get(token.term.stem.as_str())
            };
            for &index in plain.into_iter().chain(stem).flatten() {
                let pattern = &self.patterns[index];
                if values & (1 << pattern.value) == 0 && fits(pattern, reading, at, stems) {
                    values |= 1 << pattern.value;
                    if best.is_none_or(|best| best.value < pattern.value) {
                        best = Some(Found { cue: pattern.source, value: pattern.value, at });
                    }
                }
            }
        }
        (best, values)
    }
}

fn fits(pattern: &Pattern, reading: &Reading<'_>, at: usize, stems: bool) -> bool {
    // It was found under its first word or under that word's stem.
    let (first, _, _) = &pattern.words[0];
    if !stems && *first != reading.tokens[at].plain {
        return false;
    }
    let mut at = at + 1;
    for (word, stem, gap) in &pattern.words[1..] {
        let reach = if *gap { GAP } else { 0 };
        let found = (at..=at + reach).find(|&i| {
            reading
                .tokens
                .get(i)
                .is_some_and(|token| token.plain == *word || (stems && token.term.stem == *stem))
        });
        let Some(found) = found else { return false };
        at = found + 1;
    }
    true
}
