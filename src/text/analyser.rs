//! Text to terms: the one path every room's words take.

use std::collections::{BTreeSet, HashMap};

use crate::model::Lang;

use super::{Stems, Word, fold, is_stopword, words};

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

impl Term {
    /// Whether it says what a text is about: no stop word, and no lone ASCII letter.
    pub fn is_telling(&self) -> bool {
        !self.stop && self.stem.len() > 1
    }
}

/// Analyses texts of any language; remembers the words it has seen, since customers repeat
/// themselves. One for each thread.
#[derive(Default)]
pub struct Analyser {
    languages: HashMap<Lang, Remembered>,
}

/// A word longer than this many bytes is not a word (a pasted key, a wall of letters); it is cut
/// so that no term can be as large as a document.
const LONGEST: usize = 120;

/// Words of a language remembered before they are forgotten again, so that memory cannot grow with
/// the corpus: at some hundred bytes a word, 5 MB.
const MOST: usize = 50_000;

/// The words of one language met so far.
struct Remembered {
    stems: Stems,
    /// Where a word, as it was written, is in `words`: folding and stemming it again would cost
    /// ten times the look-up.
    places: HashMap<Box<str>, u32>,
    words: Vec<Known>,
}

struct Known {
    folded: Box<str>,
    stem: Box<str>,
    stop: bool,
}

impl Remembered {
    fn new(lang: Lang) -> Remembered {
        Remembered { stems: Stems::new(lang), places: HashMap::new(), words: Vec::new() }
    }

    fn word(&mut self, lang: Lang, surface: &str) -> &Known {
        if let Some(&place) = self.places.get(surface) {
            return &self.words[place as usize];
        }
        if self.words.len() >= MOST {
            self.places.clear();
            self.words.clear();
        }
        let mut folded = fold(surface);
        if folded.len() > LONGEST {
            folded.truncate(folded.floor_char_boundary(LONGEST));
        }
        let known = Known {
            stem: self.stems.stem(&folded).into(),
            stop: is_stopword(lang, &folded),
            folded: folded.into(),
        };
        let place = self.words.len();
        if surface.len() <= LONGEST {
            self.places.insert(surface.into(), place as u32);
        }
        // A word too long to be remembered is one that none of `places` leads to.
        self.words.push(known);
        &self.words[place]
    }

    fn term(&mut self, word: Word<'_>, lang: Lang) -> Option<Term> {
        let Known { folded, stem, stop } = self.word(lang, word.surface);
        (!folded.is_empty()).then(|| Term {
            start: word.start,
            end: word.end,
            folded: folded.to_string(),
            stem: stem.to_string(),
            stop: *stop,
        })
    }
}

impl Analyser {
    /// An analyser that has seen nothing yet.
    pub fn new() -> Analyser {
        Analyser::default()
    }

    /// The terms of a text, in order of their first byte. Empty text gives none.
    pub fn terms(&mut self, text: &str, lang: Lang) -> Vec<Term> {
        let known = self.languages.entry(lang).or_insert_with(|| Remembered::new(lang));
        words(text).into_iter().filter_map(|word| known.term(word, lang)).collect()
    }

    /// The telling terms of a text, each stem where it stands first.
    pub fn telling(&mut self, text: &str, lang: Lang) -> Vec<Term> {
        let mut met = BTreeSet::new();
        let terms = self.terms(text, lang).into_iter();
        terms.filter(|term| term.is_telling() && met.insert(term.stem.clone())).collect()
    }

    /// The term of one of a text's [`words`]; `None` for one of which folding leaves nothing.
    pub fn term(&mut self, word: Word<'_>, lang: Lang) -> Option<Term> {
        self.languages.entry(lang).or_insert_with(|| Remembered::new(lang)).term(word, lang)
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
        let telling = analyser.telling("the apps, an app: it crashes", Lang::ENGLISH);
        let told: Vec<_> = telling.iter().map(|t| t.folded.as_str()).collect();
        assert_eq!(told, ["apps", "crashes"]);
    }
}
