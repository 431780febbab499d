//! Text to terms: the one path every room's words take.

use std::collections::HashMap;

use crate::model::Lang;

use super::{Stems, fold, is_stopword, words};

/// One word of a text as the rooms compare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The word, folded: what a reader would recognise.
    pub folded: String,
    /// Its stem: what is compared.
    pub stem: String,
    /// Whether it is a function word of the language.
    pub stop: bool,
}

/// Analyses texts of any language; keeps the stems it has seen. One for each thread.
#[derive(Default)]
pub struct Analyser {
    stems: HashMap<Lang, Stems>,
}

/// A word longer than this many bytes is not a word (a pasted key, a wall of letters); it is cut
/// so that no term can be as large as a document.
const LONGEST: usize = 120;

impl Analyser {
    /// An analyser that has seen nothing yet.
    pub fn new() -> Analyser {
        Analyser::default()
    }

    /// The terms of a text, in order of their first byte. Empty text gives none.
    pub fn terms(&mut self, text: &str, lang: Lang) -> Vec<Term> {
        let stems = self.stems.entry(lang).or_insert_with(|| Stems::new(lang));
        words(text)
            .into_iter()
            .filter_map(|word| {
                let mut folded = fold(word.surface);
                if folded.len() > LONGEST {
                    folded.truncate(folded.floor_char_boundary(LONGEST));
                }
                if folded.is_empty() {
                    return None;
                }
                let stem = stems.stem(&folded).to_owned();
                let stop = is_stopword(lang, &folded);
                Some(Term { start: word.start, end: word.end, folded, stem, stop })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_say_where_they_stood() {
        let mut analyser = Analyser::new();
        let terms = analyser.terms("The Apps’ crashing", Lang::ENGLISH);
        let told: Vec<_> = terms.iter().map(|t| (t.stem.as_str(), t.stop, t.start)).collect();
        assert_eq!(told, [("the", true, 0), ("app", false, 4), ("crash", false, 12)]);
    }
}
