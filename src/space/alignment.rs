//! How much of a saying a text says, word by word.
//!
//! Takes sayings as weighted words, gives for a text the share of the best one's weight that its own
//! words account for: each word of the saying finds the word of the text that is nearest to it (a
//! cosine of the static table), and what the text says beside counts for nothing. This is the recall of
//! BERTScore with weighted words ("BERTScore: Evaluating Text Generation with BERT": Zhang, Kishore,
//! Wu, Weinberger and Artzi, ICLR 2020) on static vectors. A cosine of whole texts asks what two texts
//! are about, and a long statement is about many things; this asks whether one thing is said in it.

use std::collections::HashMap;

use super::remembered::Seeds;
use super::table::Table;
use super::wordpiece::{normalise, split};
use crate::model::{Lang, Saying, Vectors, cosine, dot};
use crate::text::Analyser;

/// Words less near than this (a cosine) have nothing to do with one another. Of the members of ranked themes
/// of six sets, read one by one, whether the title is said is told with an AUC of .745 without a floor,
/// .751 with .3 and .750 with .4; the cosine to the centre of the theme tells it with .66, that to the
/// nearest phrase with .69, the chance of the catalogue with .73.
const NEAR: f32 = 0.3;

/// What is added to the weight of a saying: a word or two are said by chance sooner than four. Weights
/// of telling words are around 3. With 1, 1.5 and 2.5 the AUC is .783, .785 and .786 where the title is the
/// name of a known pain, .798, .801 and .804 elsewhere.
const SHRINK: f32 = 2.5;

/// Words remembered before they are forgotten: each is near to some dozens of the words of the sayings.
const WORDS: usize = 32_768;

/// Sayings of several owners, laid out.
pub struct Alignment<'a> {
    table: &'a Table,
    /// The different words of all sayings.
    words: Vectors,
    /// Where the sayings of each owner begin in `ends`, and one more.
    owners: Vec<usize>,
    /// Where each saying ends in `parts`.
    ends: Vec<usize>,
    /// The words of one saying after the other: the place in `words` and the weight.
    parts: Vec<(u32, f32)>,
}

impl std::fmt::Debug for Alignment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Alignment").field("sayings", &self.ends.len()).finish_non_exhaustive()
    }
}

/// The words of the sayings that a word is near to, ascending, each with how near.
type NearWords = Box<[(u32, f32)]>;

/// Working memory of one thread: the words met so far.
#[derive(Default)]
pub struct Reading {
    analyser: Analyser,
    known: HashMap<Box<str>, NearWords, Seeds>,
    /// For each word of the sayings how near the text has come to it; zero between two texts.
    nearest: Vec<f32>,
    touched: Vec<u32>,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading").field("words", &self.known.len()).finish_non_exhaustive()
    }
}

impl<'a> Alignment<'a> {
    /// Lays out the sayings of each owner. Words that the table does not know take part with no word
    /// near to them.
    pub fn new<'s>(
        table: &'a Table,
        owners: impl IntoIterator<Item = &'s [Saying]>,
    ) -> Alignment<'a> {
        let mut found = Alignment {
            table,
            words: Vectors::new(table.width()),
            owners: vec![0],
            ends: Vec::new(),
            parts: Vec::new(),
        };
        let mut places: HashMap<&str, u32> = HashMap::new();
        let mut vector = vec![0.0; table.width()];
        for sayings in owners {
            for saying in sayings {
                for (word, weight) in &saying.words {
                    let next = found.words.len() as u32;
                    let place = *places.entry(word).or_insert(next);
                    if place == next {
                        vector_of(table, word, &mut vector);
                        found.words.push_normalised(&vector);
                    }
                    found.parts.push((place, *weight));
                }
                found.ends.push(found.parts.len());
            }
            found.owners.push(found.ends.len());
        }
        found
    }

    /// Writes for each owner how much of its best saying the text says, 0 to 1 (short of 1: something is
    /// added to the weight of each saying); `false` and all zero for a text in another language than English.
    /// One reading belongs to one alignment.
    pub fn of_all(&self, reading: &mut Reading, text: &str, lang: Lang, into: &mut [f32]) -> bool {
        let is_read = self.read(reading, text, lang);
        for (owner, into) in into.iter_mut().enumerate() {
            *into = if is_read { self.best(reading, owner) } else { 0.0 };
        }
        reading.forget_text();
        is_read
    }

    /// The same for one owner; `None` where the words cannot be compared.
    pub fn of(&self, reading: &mut Reading, text: &str, lang: Lang, owner: usize) -> Option<f32> {
        let best = self.read(reading, text, lang).then(|| self.best(reading, owner));
        reading.forget_text();
        best
    }

    /// Reads the words of a text; whether they can be compared with the sayings.
    fn read(&self, reading: &mut Reading, text: &str, lang: Lang) -> bool {
        // Sayings are in English, and of a text in an unknown language most words may be.
        if lang != Lang::ENGLISH && lang != Lang::UNKNOWN {
            return false;
        }
        reading.nearest.resize(self.words.len(), 0.0);
        if reading.known.len() >= WORDS {
            reading.known.clear();
        }
        let Reading { analyser, known, nearest, touched } = reading;
        for term in analyser.terms(text, Lang::ENGLISH).iter().filter(|term| term.is_telling()) {
            if !known.contains_key(term.folded.as_str()) {
                known.insert(term.folded.as_str().into(), self.near(&term.folded));
            }
            for &(word, near) in &*known[term.folded.as_str()] {
                let nearest = &mut nearest[word as usize];
                if *nearest == 0.0 {
                    touched.push(word);
                }
                *nearest = nearest.max(near);
            }
        }
        true
    }

    fn near(&self, word: &str) -> NearWords {
        let mut vector = vec![0.0; self.table.width()];
        vector_of(self.table, word, &mut vector);
        let mut row = Vectors::new(self.table.width());
        row.push_normalised(&vector);
        let of = |at: usize| (at as u32, cosine(dot(self.words.row(at), row.row(0))));
        (0..self.words.len()).map(of).filter(|&(_, near)| near >= NEAR).collect()
    }

    /// How much of an owner's best saying the text that was read says.
    fn best(&self, reading: &Reading, owner: usize) -> f32 {
        let begins = |saying: usize| saying.checked_sub(1).map_or(0, |before| self.ends[before]);
        let said = |saying: usize| {
            let parts = &self.parts[begins(saying)..self.ends[saying]];
            let (mut said, mut all) = (0.0, SHRINK);
            for &(word, weight) in parts {
                said += weight * reading.nearest[word as usize];
                all += weight;
            }
            said / all
        };
        (self.owners[owner]..self.owners[owner + 1]).map(said).fold(0.0, f32::max)
    }
}

impl Reading {
    fn forget_text(&mut self) {
        self.touched.drain(..).for_each(|word| self.nearest[word as usize] = 0.0);
    }
}

/// The sum of the vectors of a word's pieces; zero for one that the table does not know.
fn vector_of(table: &Table, word: &str, into: &mut [f32]) {
    into.fill(0.0);
    let (mut normal, mut pieces) = (String::new(), Vec::new());
    normalise(word, &mut normal);
    for word in split(&normal) {
        table.add_word(word, &mut pieces, into);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn saying(words: &[(&str, f32)]) -> Saying {
        Saying { words: words.iter().map(|&(word, weight)| (word.to_owned(), weight)).collect() }
    }

    fn sayings() -> Vec<Vec<Saying>> {
        let cancels = saying(&[("driver", 1.0), ("cancels", 3.0)]);
        let late = saying(&[("driver", 1.0), ("late", 3.0)]);
        let rude = saying(&[("driver", 1.0), ("rude", 3.0)]);
        vec![vec![cancels], vec![late, rude], Vec::new()]
    }

    #[test]
    fn what_is_said_beside_takes_nothing_away() {
        let sayings = sayings();
        let alignment = Alignment::new(Table::shipped(), sayings.iter().map(Vec::as_slice));
        let mut reading = Reading::default();
        let mut of = |text: &str, owner| {
            alignment.of(&mut reading, text, Lang::ENGLISH, owner).unwrap_or(-1.0)
        };
        let short = of("The driver cancelled.", 0);
        let long = of(
            "I waited with two suitcases in the rain before the show and then the driver cancelled.",
            0,
        );
        assert!(short > 0.35 && (long - short).abs() < 0.05, "{short} {long}");
        // The same thing with another fault is another pain.
        assert!(of("The driver was so rude.", 0) < 0.25);
        assert!(of("The driver was so rude.", 1) > 0.5);
        assert!(of("A pizza", 1) < 0.1);
        // An owner without sayings, and a text without a word.
        assert_eq!((of("The driver cancelled.", 2), of("", 0)), (0.0, 0.0));
        // Words of other languages are not compared.
        let german = "de".parse().expect("a code");
        assert_eq!(alignment.of(&mut reading, "Der Fahrer kam nicht", german, 0), None);
    }

    proptest! {
        #[test]
        fn any_text_has_a_share_and_leaves_nothing_behind(text in "\\PC{0,60}") {
            let sayings = sayings();
            let alignment =
                Alignment::new(Table::shipped(), sayings.iter().map(Vec::as_slice));
            let mut reading = Reading::default();
            let mut found = [0.0; 3];
            let is_read = alignment.of_all(&mut reading, &text, Lang::ENGLISH, &mut found);
            prop_assert!(is_read && found.iter().all(|share| (0.0..1.0).contains(share)));
            prop_assert_eq!(alignment.of(&mut reading, "", Lang::ENGLISH, 0), Some(0.0));
            for (owner, &share) in found.iter().enumerate() {
                let alone = alignment.of(&mut reading, &text, Lang::ENGLISH, owner);
                prop_assert_eq!(alone, Some(share));
            }
        }
    }
}
