//! A text to the pieces of words that the static table has vectors for.
//!
//! The cutting of BERT (Devlin et al. 2019): the text is cleaned, folded to lower case without
//! accents and split at blanks and punctuation; each word is then cut greedily into the longest
//! pieces of a fixed vocabulary (WordPiece, Schuster & Nakajima 2012). The result equals the
//! reference tokenizer's, number for number, because the table was trained behind it.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::characters::{is_ideograph, is_mark, is_punctuation, is_removed};
use super::remembered::Seeds;

/// The vocabulary: pieces that begin a word and pieces that go on with one.
#[derive(Debug)]
pub(super) struct WordPiece {
    starts: HashMap<Box<str>, u32, Seeds>,
    inner: HashMap<Box<str>, u32, Seeds>,
    /// The piece that stands for a word that cannot be cut.
    unknown: u32,
    /// Bytes of the longest piece.
    longest: usize,
    /// Words of more characters are unknown.
    limit: usize,
}

impl WordPiece {
    /// A vocabulary; pieces that go on with a word carry the `prefix`. `unknown` is skipped when a
    /// text is cut.
    pub(super) fn new(
        pieces: impl Iterator<Item = (String, u32)>,
        prefix: &str,
        unknown: u32,
        limit: usize,
    ) -> WordPiece {
        let (mut starts, mut inner) = (HashMap::default(), HashMap::default());
        let mut longest = 1;
        for (piece, id) in pieces {
            let (map, piece) = match piece.strip_prefix(prefix) {
                Some(rest) if !rest.is_empty() => (&mut inner, rest.into()),
                _ => (&mut starts, piece.into_boxed_str()),
            };
            longest = longest.max(piece.len());
            map.insert(piece, id);
        }
        WordPiece { starts, inner, unknown, longest, limit }
    }

    /// Appends the pieces of one normalised word; nothing when it is unknown.
    pub(super) fn cut(&self, word: &str, into: &mut Vec<u32>) {
        let before = into.len();
        if word.len() > self.limit && word.chars().count() > self.limit {
            return;
        }
        let mut start = 0;
        while start < word.len() {
            let map = if start == 0 { &self.starts } else { &self.inner };
            let mut end = word.floor_char_boundary((start + self.longest).min(word.len()));
            let found = loop {
                if end <= start {
                    break None;
                }
                if let Some(&id) = map.get(&word[start..end]) {
                    break Some(id);
                }
                end = word.floor_char_boundary(end - 1);
            };
            match found {
                Some(id) => {
                    into.push(id);
                    start = end;
                }
                None => {
                    into.truncate(before);
                    return;
                }
            }
        }
        if into.len() == before + 1 && into[before] == self.unknown {
            into.truncate(before);
        }
    }
}

/// Writes the text in normal form to `into`, which is emptied first: control characters removed,
/// blanks made spaces, Han characters set apart, accents stripped, lower case.
pub(super) fn normalise(text: &str, into: &mut String) {
    into.clear();
    if text.is_ascii() {
        into.extend(
            text.chars()
                .filter(|&c| !is_removed(c))
                .map(|c| if c.is_ascii_whitespace() { ' ' } else { c.to_ascii_lowercase() }),
        );
        return;
    }
    let spaced = text.chars().filter(|&c| !is_removed(c)).flat_map(|c| {
        let (c, apart) = (if c.is_whitespace() { ' ' } else { c }, is_ideograph(c));
        let blank = apart.then_some(' ');
        blank.into_iter().chain([c]).chain(blank)
    });
    into.extend(spaced.nfd().filter(|&c| !is_mark(c)).flat_map(char::to_lowercase));
}

/// The words of a text in normal form; each punctuation character is one.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(char::is_whitespace);
        let first = rest.chars().next()?;
        let end = if is_punctuation(first) {
            first.len_utf8()
        } else {
            rest.find(|c: char| c.is_whitespace() || is_punctuation(c)).unwrap_or(rest.len())
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<u32> {
        let pieces = ["[UNK]", "log", "##in", "##s", "the", "!", "崩"];
        let numbered = pieces.iter().zip(0..).map(|(piece, id)| ((*piece).to_owned(), id));
        let vocabulary = WordPiece::new(numbered, "##", 0, 10);
        let (mut normal, mut ids) = (String::new(), Vec::new());
        normalise(text, &mut normal);
        for word in split(&normal) {
            vocabulary.cut(word, &mut ids);
        }
        ids
    }

    #[test]
    fn longest_pieces_first() {
        assert_eq!(cut("The LOGINS!"), [4, 1, 2, 3, 5]);
        assert_eq!(cut("thé\u{200b} log\u{301}in"), [4, 1, 2]);
        assert_eq!(cut("崩崩"), [6, 6]);
        // A word that cannot be cut to its end leaves nothing, nor does one that is too long.
        assert_eq!(cut("loginx s loginssssss"), [0u32; 0]);
        assert_eq!(cut(""), [0u32; 0]);
    }

    #[test]
    fn words_and_punctuation() {
        let words: Vec<_> = split("it's  $5…  ok ").collect();
        assert_eq!(words, ["it", "'", "s", "$", "5", "…", "ok"]);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,40}|[\\x00-\\x7f]{0,40}") {
            let mut normal = String::new();
            normalise(&text, &mut normal);
            prop_assert!(split(&normal).all(|word| !word.is_empty()));
            cut(&text);
        }

        #[test]
        fn the_short_way_for_ascii_is_the_long_way(text in "[\\x00-\\x7f]{0,40}") {
            let (mut short, mut long) = (String::new(), String::new());
            normalise(&text, &mut short);
            // One letter beyond ASCII sends the whole text the long way.
            normalise(&format!("{text}ø"), &mut long);
            prop_assert_eq!(format!("{short}ø"), long);
        }
    }
}
