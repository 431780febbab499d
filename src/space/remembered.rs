//! What a thread remembers of the texts it has read.
//!
//! Takes texts one after the other, gives for each the sum of its words' static vectors, its terms
//! and its number of words. Customers repeat themselves: a stretch between two blanks ("crashed,")
//! that was met before is not cleaned, cut, folded and stemmed again, one look-up tells which
//! vectors and terms it stands for. What is remembered changes nothing: every word's vector is
//! summed by itself first, and words are added in the order of the text, remembered or not. The
//! memory is bounded and emptied when it is full.

use std::collections::HashMap;

use super::clean::clean;
use super::glossary::Interpreter;
use super::table::Table;
use super::terms::Said;
use super::wordpiece::{normalise, split};
use crate::model::Lang;
use crate::text::{Analyser, Term, words};

/// Words whose vectors are remembered before the memory is cleared: 32 MB of 256 components.
/// The six labelled sets, ten companies' worth of words, have about as many.
const WORDS: usize = 32_768;
/// Stretches remembered before they are cleared: 8 MB or so; 16 where words are spelt out.
const STRETCHES: usize = 131_072;
/// Words or stretches of more bytes are not remembered.
const LONGEST: usize = 64;

/// What a text is read for.
pub(super) struct Asked<'a> {
    /// Where the static vectors are.
    pub table: &'a Table,
    /// Fingerprint of the space the terms are numbered in.
    pub space: &'a str,
    /// The numbers of its terms; `None` when it has none.
    pub numbers: Option<&'a HashMap<&'a str, u32>>,
    /// The text's language.
    pub lang: Lang,
    /// Whether it is one that the table does not know: read through the glossary, terms spelt out.
    pub foreign: bool,
}

/// Stretches, words and terms already met.
#[derive(Default)]
pub(super) struct Remembered {
    /// Fingerprint of the space they belong to.
    space: String,
    words: Words,
    known: Known,
    stretches: HashMap<Lang, HashMap<Box<str>, Stretch, Seeds>>,
    /// Stretches in all of `stretches`.
    held: usize,
    /// The places of the vectors of one stretch after the other.
    places: Vec<u32>,
    /// Their terms.
    terms: Vec<u32>,
    cleaned: String,
    interpreter: Interpreter,
    /// What a stretch in another language is in English.
    english: String,
    /// The terms of the text read last.
    ids: Vec<u32>,
}

/// What a stretch between two blanks comes to.
#[derive(Clone, Copy)]
struct Stretch {
    /// Where its vectors begin in `places`.
    places: u32,
    /// Where its terms begin in `terms`.
    terms: u32,
    vectors: u16,
    numbers: u16,
    /// Its words, as the length of a text is counted.
    words: u8,
}

impl Remembered {
    /// Adds the static vectors of the text's words to `into`, which is zero, keeps its terms, and
    /// says how many words it has.
    ///
    /// Cleaning, cutting into words and taking accents off look at nothing beyond a blank, so a
    /// text is its stretches one by one.
    pub(super) fn read(&mut self, asked: &Asked<'_>, text: &str, into: &mut [f32]) -> usize {
        into.fill(0.0);
        self.ids.clear();
        if self.space != asked.space || self.words.table != asked.table.fingerprint() {
            let words = Words::new(asked.table);
            *self = Remembered { space: asked.space.to_owned(), words, ..Remembered::default() };
        } else if self.held >= STRETCHES || self.words.held() >= WORDS - LONGEST {
            self.forget();
        }
        let mut stretches = self.stretches.remove(&asked.lang).unwrap_or_default();
        let mut count = 0;
        for stretch in text.split(' ').filter(|stretch| !stretch.is_empty()) {
            if let Some(&found) = stretches.get(stretch) {
                let Stretch { places, terms, vectors, numbers, words } = found;
                let (places, terms) = (places as usize, terms as usize);
                for &place in &self.places[places..places + usize::from(vectors)] {
                    self.words.add_remembered(place, into);
                }
                self.ids.extend_from_slice(&self.terms[terms..terms + usize::from(numbers)]);
                count += usize::from(words);
                continue;
            }
            let room = self.held < STRETCHES && self.words.held() + LONGEST < WORDS;
            match if room { self.learn(asked, stretch, into) } else { None } {
                Some((found, words)) => {
                    stretches.insert(stretch.into(), found);
                    self.held += 1;
                    count += words;
                }
                None => count += self.read_through(asked, stretch, into),
            }
        }
        self.stretches.insert(asked.lang, stretches);
        count
    }

    /// The terms of the text read last, in the order of the text.
    pub(super) fn ids(&mut self) -> &mut [u32] {
        &mut self.ids
    }

    fn forget(&mut self) {
        self.stretches.clear();
        self.held = 0;
        self.places.clear();
        self.terms.clear();
        if self.words.held() >= WORDS - LONGEST {
            self.words.forget();
        }
    }

    /// Reads a stretch and says what to remember of it, and its words; `None`, with nothing added,
    /// for one too long.
    fn learn(
        &mut self,
        asked: &Asked<'_>,
        stretch: &str,
        into: &mut [f32],
    ) -> Option<(Stretch, usize)> {
        if stretch.len() > LONGEST {
            return None;
        }
        clean(stretch, &mut self.cleaned);
        let (first_place, first_term) = (self.places.len(), self.terms.len());
        let readable = readable(asked, &mut self.interpreter, &self.cleaned, &mut self.english);
        self.words.places_of(asked.table, readable, &mut self.places);
        let mut words = 0;
        if let Some(numbers) = asked.numbers {
            words = self.known.terms(asked, numbers, &self.cleaned, &mut self.terms);
        }
        for &place in &self.places[first_place..] {
            self.words.add_remembered(place, into);
        }
        self.ids.extend_from_slice(&self.terms[first_term..]);
        let stretch = Stretch {
            places: u32::try_from(first_place).ok()?,
            terms: u32::try_from(first_term).ok()?,
            vectors: (self.places.len() - first_place) as u16,
            numbers: (self.terms.len() - first_term) as u16,
            words: words as u8,
        };
        Some((stretch, words))
    }

    /// Reads a stretch without remembering it.
    fn read_through(&mut self, asked: &Asked<'_>, stretch: &str, into: &mut [f32]) -> usize {
        clean(stretch, &mut self.cleaned);
        let readable = readable(asked, &mut self.interpreter, &self.cleaned, &mut self.english);
        self.words.add(asked.table, readable, into);
        let Some(numbers) = asked.numbers else { return 0 };
        self.known.terms(asked, numbers, &self.cleaned, &mut self.ids)
    }
}

/// What the static table reads of a cleaned stretch: the stretch itself, or its English.
fn readable<'a>(
    asked: &Asked<'_>,
    interpreter: &mut Interpreter,
    cleaned: &'a str,
    english: &'a mut String,
) -> &'a str {
    if !asked.foreign {
        return cleaned;
    }
    interpreter.english(asked.table, cleaned, asked.lang, english);
    english
}

/// Summed static vectors of words already met.
#[derive(Default)]
pub(super) struct Words {
    /// Fingerprint of the table they are from.
    table: String,
    width: usize,
    /// Where a word's vector is in `vectors`; `None` for one the table does not know.
    places: HashMap<Box<str>, Option<u32>, Seeds>,
    vectors: Vec<f32>,
    pieces: Vec<u32>,
    normal: String,
    word: Vec<f32>,
}

impl Words {
    pub(super) fn new(table: &Table) -> Words {
        Words { table: table.fingerprint().to_owned(), width: table.width(), ..Words::default() }
    }

    /// Words remembered.
    fn held(&self) -> usize {
        self.places.len()
    }

    fn forget(&mut self) {
        self.places.clear();
        self.vectors.clear();
    }

    /// Adds the vectors of a cleaned text's words to `into`.
    pub(super) fn add(&mut self, table: &Table, text: &str, into: &mut [f32]) {
        let mut normal = std::mem::take(&mut self.normal);
        normalise(text, &mut normal);
        for word in split(&normal) {
            if word.len() <= LONGEST && (self.held() < WORDS || self.places.contains_key(word)) {
                if let Some(place) = self.place(table, word) {
                    self.add_remembered(place, into);
                }
            } else if self.look_up(table, word) {
                into.iter_mut().zip(&self.word).for_each(|(sum, &value)| *sum += value);
            }
        }
        self.normal = normal;
    }

    /// Appends the places of the vectors of a cleaned text's words.
    fn places_of(&mut self, table: &Table, text: &str, into: &mut Vec<u32>) {
        let mut normal = std::mem::take(&mut self.normal);
        normalise(text, &mut normal);
        into.extend(split(&normal).filter_map(|word| self.place(table, word)));
        self.normal = normal;
    }

    /// Where the word's vector is remembered, from here on if it was not; `None` for a word that
    /// the table does not know.
    fn place(&mut self, table: &Table, word: &str) -> Option<u32> {
        if let Some(&place) = self.places.get(word) {
            return place;
        }
        let place = self.look_up(table, word).then(|| (self.vectors.len() / self.width) as u32);
        self.places.insert(word.into(), place);
        if place.is_some() {
            self.vectors.extend_from_slice(&self.word);
        }
        place
    }

    /// Sums the vectors of the word's pieces in `word`; whether it has any.
    fn look_up(&mut self, table: &Table, word: &str) -> bool {
        self.word.clear();
        self.word.resize(self.width, 0.0);
        table.add_word(word, &mut self.pieces, &mut self.word)
    }

    fn add_remembered(&self, place: u32, into: &mut [f32]) {
        let at = place as usize * self.width;
        let vector = &self.vectors[at..at + self.width];
        into.iter_mut().zip(vector).for_each(|(sum, &value)| *sum += value);
    }
}

/// Whether a spelling counts as a word, and where its terms are in [`Known::numbers`].
type Place = (bool, u32, u32);

/// Terms of words already met, by their spelling in the text: most words are met again, and need
/// not be folded, stemmed and spelt out again.
#[derive(Default)]
struct Known {
    /// Fingerprint of the space they are numbered in.
    space: String,
    analyser: Analyser,
    places: HashMap<Lang, HashMap<Box<str>, Place, Seeds>>,
    /// The terms of one spelling after the other.
    numbers: Vec<u32>,
    /// Spellings in all of `places`.
    held: usize,
}

impl Known {
    /// Appends the numbers of a text's terms, in text order; how many words it has.
    fn terms(
        &mut self,
        asked: &Asked<'_>,
        numbers: &HashMap<&str, u32>,
        text: &str,
        ids: &mut Vec<u32>,
    ) -> usize {
        if self.space != asked.space || self.held >= WORDS {
            *self = Known { space: asked.space.to_owned(), ..Known::default() };
        }
        let places = self.places.entry(asked.lang).or_default();
        let mut count = 0;
        for word in words(text) {
            if let Some(&(counts, from, to)) = places.get(word.surface) {
                ids.extend_from_slice(&self.numbers[from as usize..to as usize]);
                count += usize::from(counts);
                continue;
            }
            // A phrase's pieces are words of the text too: the phrase counts for itself.
            let own = self.analyser.term(word, asked.lang);
            let counts = own.is_some();
            let first = ids.len();
            if let Some(own) = own.filter(Term::is_telling) {
                Said::of(own, asked.foreign).terms(|term| ids.extend(numbers.get(term)));
            }
            if word.surface.len() <= LONGEST {
                let from = self.numbers.len() as u32;
                self.numbers.extend_from_slice(&ids[first..]);
                places.insert(word.surface.into(), (counts, from, self.numbers.len() as u32));
                self.held += 1;
            }
            count += usize::from(counts);
        }
        count
    }
}

/// Seeds of a quick hash, drawn for each table: customers' words are the keys, and nobody shall make
/// them collide. Nothing is ever listed in the order of the hashes, so the seeds do not show.
pub(super) type Seeds = foldhash::fast::RandomState;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::terms::said;
    use crate::space::wordpiece;
    use proptest::prelude::*;

    /// The terms of a text as the fit of a space would see them, each numbered, and its words.
    fn expected(text: &str, lang: Lang, foreign: bool) -> (Vec<String>, usize) {
        let (said, count) = said(&mut Analyser::new(), text, lang, foreign);
        let mut terms = Vec::new();
        said.iter().for_each(|one| one.terms(|term| terms.push(term.to_owned())));
        (terms, count)
    }

    fn numbers(terms: &[String]) -> HashMap<&str, u32> {
        terms.iter().map(String::as_str).zip(0..).collect()
    }

    fn languages() -> impl Strategy<Value = (Lang, bool)> {
        let foreign = |code: &str| (code.parse().expect("a code"), true);
        prop_oneof![
            Just((Lang::ENGLISH, false)),
            Just(foreign("de")),
            Just(foreign("zh")),
            Just(foreign("pl"))
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn words_by_spelling_are_the_analysers(
            text in "(\\PC{0,12}|[a-z]{1,6}('s)?|[应用崩溃]{1,5}| ){0,9}",
            (lang, foreign) in languages(),
        ) {
            let (terms, count) = expected(&text, lang, foreign);
            let numbers = numbers(&terms);
            let expected: Vec<u32> = terms.iter().map(|term| numbers[term.as_str()]).collect();
            let asked =
                Asked { table: Table::shipped(), space: "", numbers: None, lang, foreign };
            let mut known = Known::default();
            for _ in 0..2 {
                let mut found = Vec::new();
                let words = known.terms(&asked, &numbers, &text, &mut found);
                prop_assert_eq!((&found, words), (&expected, count));
            }
        }


        /// A text read stretch by stretch is the text read whole, the first time and the second.
        #[test]
        fn stretches_are_the_text(
            text in "(\\PC{0,12}|[a-z]{1,6}('s|,)?|Zug[a-z]{0,5}|[应用崩溃退款]{1,5}|@ab|#c|<A_1>|&amp;|https?://x.y|\u{301}| |\n){0,16}",
            (lang, foreign) in languages(),
        ) {
            let table = Table::shipped();
            let mut cleaned = String::new();
            clean(&text, &mut cleaned);
            let (terms, count) = expected(&cleaned, lang, foreign);
            let numbers = numbers(&terms);
            let asked = Asked { table, space: "", numbers: Some(&numbers), lang, foreign };
            let mut ids = Vec::new();
            Known::default().terms(&asked, &numbers, &cleaned, &mut ids);
            let mut whole = vec![0.0f32; table.width()];
            // The English of a text is that of its stretches, one after the other.
            let readable: Vec<String> = match foreign {
                false => vec![cleaned.clone()],
                true => text
                    .split(' ')
                    .map(|stretch| {
                        let (mut cleaned, mut english) = (String::new(), String::new());
                        clean(stretch, &mut cleaned);
                        Interpreter::default().english(table, &cleaned, lang, &mut english);
                        english
                    })
                    .collect(),
            };
            let mut pieces = Vec::new();
            for part in readable {
                let mut normal = String::new();
                normalise(&part, &mut normal);
                for word in wordpiece::split(&normal) {
                    let mut one = vec![0.0f32; table.width()];
                    if table.add_word(word, &mut pieces, &mut one) {
                        whole.iter_mut().zip(one).for_each(|(sum, value)| *sum += value);
                    }
                }
            }
            let mut remembered = Remembered::default();
            for _ in 0..2 {
                let mut sum = vec![1.0; table.width()];
                let words = remembered.read(&asked, &text, &mut sum);
                prop_assert_eq!(&sum, &whole);
                prop_assert_eq!((remembered.ids().to_vec(), words), (ids.clone(), count));
            }
        }
    }

    #[test]
    fn a_full_memory_forgets_and_goes_on() {
        let table = Table::shipped();
        let numbers = HashMap::new();
        let asked = Asked {
            table,
            space: "",
            numbers: Some(&numbers),
            lang: Lang::ENGLISH,
            foreign: false,
        };
        let mut used = Remembered::default();
        for at in 0..2 * STRETCHES {
            let text = format!("refund{at} {at}x");
            let (mut one, mut two) = (vec![0.0; table.width()], vec![0.0; table.width()]);
            let words = used.read(&asked, &text, &mut one);
            assert!(used.held <= STRETCHES && used.words.held() <= WORDS);
            if at % 4_001 == 0 {
                assert_eq!(words, Remembered::default().read(&asked, &text, &mut two));
                assert_eq!(one, two);
            }
        }
        let text = "x".repeat(10_000);
        assert_eq!(used.read(&asked, &text, &mut vec![0.0; table.width()]), 1);
    }
}
