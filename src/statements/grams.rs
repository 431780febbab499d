//! A text as the model of stances hears it: pairs of words and runs of letters, hashed.
//!
//! Takes the terms of a stretch of text, gives the buckets of its words and pairs of words, of the
//! runs of two to five letters inside its words (a blank stands at both ends of a word, so that
//! beginnings and endings are told apart), and of its words' meanings. Runs of letters let a
//! misspelt or inflected word speak, and scripts without blanks. Digits count as 0. Nothing is
//! allocated for a run: the hash goes on from letter to letter.

use super::weights::{FNV_START, fnv, word_state};
use crate::text::Term;

/// 2 to this power buckets of words, pairs and runs of letters.
pub(super) const BITS: u32 = 17;
/// 2 to this power buckets of meanings.
pub(super) const MEANING_BITS: u32 = 16;
/// Longest run of letters.
const LONGEST_RUN: usize = 5;
/// Letters of a word that are heard: a wall of letters is no word.
const LETTERS: usize = 40;

/// Where the buckets go.
pub(super) trait Listener {
    /// A word or a pair of neighbouring words.
    fn word(&mut self, bucket: u32);
    /// A run of letters.
    fn letters(&mut self, bucket: u32);
    /// A word, for its meaning.
    fn meaning(&mut self, bucket: u32);
}

/// The top bits of a hash count too: FNV's low bits alone repeat on short input.
fn folded(hash: u64, bits: u32) -> u32 {
    ((hash ^ (hash >> 29) ^ (hash >> 47)) & ((1 << bits) - 1)) as u32
}

/// The bucket of a word's meaning.
pub(super) fn meaning_bucket(word: &str) -> u32 {
    folded(word_state(None, word, false), MEANING_BITS)
}

/// The bucket of a word, or of a pair of words.
pub(super) fn word_bucket(before: Option<&str>, word: &str) -> u32 {
    let mut state = FNV_START;
    if let Some(before) = before {
        state = fnv(hash_word(state, before), b" ");
    }
    folded(hash_word(state, word), BITS)
}

fn hash_word(state: u64, word: &str) -> u64 {
    word.bytes().fold(state, |state, byte| fnv(state, &[digit(byte)]))
}

/// Every digit is a 0.
fn digit(byte: u8) -> u8 {
    if byte.is_ascii_digit() { b'0' } else { byte }
}

/// Tells the listener what is in the terms, in the order of the text. Terms that overlap (the pairs of letters of
/// unspaced scripts) are heard as words by themselves and joined for their runs of letters; terms
/// inside a longer one (the pieces of a Korean phrase) only as words.
pub(super) fn listen<'a>(terms: impl Iterator<Item = &'a Term>, to: &mut impl Listener) {
    let mut before: Option<&str> = None;
    let mut run = Run::default();
    let mut end = 0;
    for term in terms {
        let word = term.folded.as_str();
        to.word(word_bucket(None, word));
        to.meaning(meaning_bucket(word));
        if term.end <= end {
            continue;
        }
        if let Some(before) = before {
            to.word(word_bucket(Some(before), word));
        }
        before = Some(word);
        if term.start < end {
            // One letter further along an unspaced run.
            run.goes_on(word);
        } else {
            run.tell(to);
            run.begins(word);
        }
        end = term.end;
    }
    run.tell(to);
}

/// A word, or the letters of an unspaced run.
#[derive(Default)]
struct Run {
    letters: Vec<u8>,
    /// Where each letter begins in `letters`, and the end.
    starts: Vec<usize>,
}

impl Run {
    fn begins(&mut self, word: &str) {
        self.letters.clear();
        self.starts.clear();
        self.push(' ');
        word.chars().take(LETTERS).for_each(|letter| self.push(letter));
    }

    /// The last letter of an overlapping pair.
    fn goes_on(&mut self, pair: &str) {
        if let Some(letter) = pair.chars().next_back()
            && self.starts.len() < 4 * LETTERS
        {
            self.push(letter);
        }
    }

    fn push(&mut self, letter: char) {
        self.starts.push(self.letters.len());
        let mut bytes = [0; 4];
        for &byte in letter.encode_utf8(&mut bytes).as_bytes() {
            self.letters.push(digit(byte));
        }
    }

    fn tell(&mut self, to: &mut impl Listener) {
        if self.starts.is_empty() {
            return;
        }
        self.push(' ');
        let count = self.starts.len();
        self.starts.push(self.letters.len());
        for first in 0..count {
            // A mark before the run keeps it apart from a word of the same letters.
            let mut state = fnv(FNV_START, &[1]);
            for length in 1..=LONGEST_RUN.min(count - first) {
                let letter = first + length - 1;
                let bytes = &self.letters[self.starts[letter]..self.starts[letter + 1]];
                state = fnv(state, bytes);
                if length > 1 {
                    to.letters(folded(state, BITS));
                }
            }
        }
        self.letters.clear();
        self.starts.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::text::Analyser;

    #[derive(Default)]
    struct Count {
        words: Vec<u32>,
        letters: Vec<u32>,
        meanings: usize,
    }

    impl Listener for Count {
        fn word(&mut self, bucket: u32) {
            self.words.push(bucket);
        }

        fn letters(&mut self, bucket: u32) {
            self.letters.push(bucket);
        }

        fn meaning(&mut self, _: u32) {
            self.meanings += 1;
        }
    }

    fn heard(text: &str) -> Count {
        let mut count = Count::default();
        listen(Analyser::new().terms(text, Lang::ENGLISH).iter(), &mut count);
        count
    }

    #[test]
    fn words_pairs_and_runs_are_heard() {
        let count = heard("too slow");
        assert_eq!((count.words.len(), count.meanings), (3, 2));
        assert!(count.words.contains(&word_bucket(Some("too"), "slow")));
        // " too " has 4 runs of two letters, 3 of three, 2 of four, 1 of five; " slow " 5, 4, 3, 2.
        assert_eq!(count.letters.len(), 10 + 14);
        assert_eq!(heard("paid 12").words, heard("paid 99").words);
    }

    #[test]
    fn unspaced_runs_are_heard_once() {
        // Pairs of letters are words; the run of four letters and two blanks is heard as one.
        let count = heard("味道很好");
        assert_eq!(count.meanings, 3);
        assert_eq!(count.letters.len(), 5 + 4 + 3 + 2);
    }
}
