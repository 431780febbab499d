//! A text to a vector: what the static table knows and what the corpus taught, joined.
//!
//! Takes a table and a fitted space, gives integer unit vectors. The static part is the sum of a
//! text's pieces, to unit length, less the corpus mean, to unit length; the term part the same
//! from the term table; they stand side by side, the term part with a weight that grows with the
//! length of the text. A text that only one part knows gets that part alone. The vector depends
//! on the text, its language, the table and the space, on nothing else.

use std::collections::HashMap;

use rayon::prelude::*;

use super::clean::clean;
use super::table::Table;
use super::terms::{counted, project, stems};
use super::wordpiece::{normalise, split};
use super::{Error, terms};
use crate::model::{Lang, Space, TermTable, Vectors};
use crate::text::Analyser;

/// Weight of the term part for texts of up to [`SHORT`] words. On one-line questions 0.3 wins and
/// 0.5 already loses; on tweets of 18 words 0.5 is the best.
const SHORT_WEIGHT: f32 = 0.3;
/// Weight from [`LONG`] words on. On complaints of 140 words the term part alone beats the static
/// table; from 1.0 to 4.0 agreement with their labels still rises a little, while texts of middling
/// length begin to lose.
const LONG_WEIGHT: f32 = 1.5;
/// Words of a short text.
const SHORT: usize = 10;
/// Words of a long text; between the two the weight rises in a straight line. Over six labelled
/// sets of short texts this line gives ARI .398, AMI .582, B3 .459, the static part alone .387,
/// .575, .450; on long complaints .063, .262, .236 against .047, .177, .193.
const LONG: usize = 70;

fn weight_of_terms(words: usize) -> f32 {
    let along = (words.clamp(SHORT, LONG) - SHORT) as f32 / (LONG - SHORT) as f32;
    SHORT_WEIGHT + along * (LONG_WEIGHT - SHORT_WEIGHT)
}

/// Fits a space to a sample of the corpus: its mean static vector and its term table.
///
/// `seed` starts the decomposition behind the term table. The same texts in the same order give
/// the same space on any machine with any number of threads. An empty sample gives a space
/// without a shift and without terms, which still encodes.
pub fn fit(texts: &[(&str, Lang)], table: &Table, seed: u64) -> Space {
    let cleaned: Vec<(String, Lang)> = texts
        .par_iter()
        .map(|&(text, lang)| {
            let mut into = String::new();
            clean(text, &mut into);
            (into, lang)
        })
        .collect();
    let cleaned: Vec<(&str, Lang)> =
        cleaned.iter().map(|(text, lang)| (text.as_str(), *lang)).collect();
    let mut space = Space {
        table: table.fingerprint().to_owned(),
        mean: static_mean(&cleaned, table),
        terms: terms::fit(&cleaned, seed),
        fingerprint: String::new(),
    };
    space.fingerprint = fingerprint(&space);
    space
}

/// Texts whose vectors are summed together; the sums are then added in order.
const CHUNK: usize = 512;

fn static_mean(texts: &[(&str, Lang)], table: &Table) -> Vec<f32> {
    let width = table.width();
    let partial: Vec<(Vec<f64>, usize)> = texts
        .par_chunks(CHUNK)
        .map(|texts| {
            let mut words = Words::new(table);
            let (mut sums, mut known) = (vec![0.0; width], 0);
            let mut vector = vec![0.0; width];
            for (text, _) in texts {
                if words.sum(table, text, &mut vector) {
                    known += 1;
                    for (sum, &value) in sums.iter_mut().zip(&vector) {
                        *sum += f64::from(value);
                    }
                }
            }
            (sums, known)
        })
        .collect();
    let known = partial.iter().map(|(_, known)| known).sum::<usize>().max(1);
    let mut mean = vec![0.0f64; width];
    for (sums, _) in partial {
        for (mean, sum) in mean.iter_mut().zip(sums) {
            *mean += sum;
        }
    }
    mean.into_iter().map(|sum| (sum / known as f64) as f32).collect()
}

/// Hash of all that a space consists of, in hexadecimal.
fn fingerprint(space: &Space) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    let floats = |values: &[f32]| -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    };
    part(space.table.as_bytes());
    part(&floats(&space.mean));
    part(&(space.terms.width as u64).to_le_bytes());
    for term in &space.terms.terms {
        part(term.as_bytes());
    }
    part(&floats(&space.terms.rows));
    part(&floats(&space.terms.mean));
    hasher.finalize().to_hex().to_string()
}

/// Turns texts into vectors of one space. Shared by all threads; each brings its [`Scratch`].
#[derive(Debug)]
pub struct Encoder<'a> {
    table: &'a Table,
    space: &'a Space,
    terms: HashMap<&'a str, u32>,
}

impl<'a> Encoder<'a> {
    /// An encoder of a space that was fitted with this table.
    ///
    /// # Errors
    /// [`Error::OtherTable`] when it was fitted with another: fit it again.
    pub fn new(table: &'a Table, space: &'a Space) -> Result<Encoder<'a>, Error> {
        if space.table != table.fingerprint() {
            return Err(Error::OtherTable {
                fitted: space.table.clone(),
                given: table.fingerprint().to_owned(),
            });
        }
        let terms = space.terms.terms.iter().zip(0..);
        Ok(Encoder { table, space, terms: terms.map(|(term, at)| (term.as_str(), at)).collect() })
    }

    /// Components of a vector: those of the static table and those of the term table.
    pub fn width(&self) -> usize {
        self.table.width() + self.space.terms.width
    }

    /// Appends the text's vector to `into`, which is [`width`](Self::width) wide. A text without
    /// a known word gets a zero row.
    pub fn encode(&self, scratch: &mut Scratch, text: &str, lang: Lang, into: &mut Vectors) {
        let fixed = self.table.width();
        scratch.vector.resize(self.width(), 0.0);
        clean(text, &mut scratch.cleaned);
        let (of_table, of_terms) = scratch.vector.split_at_mut(fixed);
        scratch.words.belong_to(self.table);
        if scratch.words.sum(self.table, &scratch.cleaned, of_table) {
            centre(of_table, &self.space.mean);
        }
        let learnt: &TermTable = &self.space.terms;
        if learnt.width > 0 {
            let (stems, words) = stems(&mut scratch.analyser, &scratch.cleaned, lang);
            let ids = stems.iter().filter_map(|stem| self.terms.get(stem.as_str()).copied());
            if project(learnt, &counted(ids.collect()), of_terms) {
                centre(of_terms, &learnt.mean);
                let weight = weight_of_terms(words);
                of_terms.iter_mut().for_each(|value| *value *= weight);
            }
        }
        into.push_normalised(&scratch.vector);
    }

    /// The vectors of all texts, in order, on all threads.
    pub fn encode_all(&self, texts: &[(&str, Lang)]) -> Vectors {
        // Large enough that a thread's memory of words pays, small enough to share the work.
        let share = (texts.len() / (4 * rayon::current_num_threads())).clamp(256, 16_384);
        let parts: Vec<Vectors> = texts
            .par_chunks(share)
            .map_init(Scratch::new, |scratch, texts| {
                let mut vectors = Vectors::new(self.width());
                for &(text, lang) in texts {
                    self.encode(scratch, text, lang, &mut vectors);
                }
                vectors
            })
            .collect();
        let mut data = Vec::with_capacity(texts.len() * self.width());
        for part in parts {
            data.extend_from_slice(part.data());
        }
        Vectors::from_data(self.width(), data).unwrap_or_else(|| Vectors::new(self.width()))
    }
}

/// Working memory of one thread: what it remembers of words speeds it up and changes nothing.
#[derive(Default)]
pub struct Scratch {
    analyser: Analyser,
    words: Words,
    cleaned: String,
    vector: Vec<f32>,
}

impl Scratch {
    /// Nothing remembered yet.
    pub fn new() -> Scratch {
        Scratch::default()
    }
}

/// Words whose vectors are remembered before the memory is cleared: 8 MB of 256 components.
const REMEMBERED: usize = 8_192;
/// Words of more bytes are not remembered.
const LONGEST: usize = 64;

/// Summed static vectors of words already met.
#[derive(Default)]
struct Words {
    /// Fingerprint of the table they are from.
    table: String,
    width: usize,
    /// Where a word's vector is in `vectors`; `None` for one the table does not know.
    places: HashMap<Box<str>, Option<u32>>,
    vectors: Vec<f32>,
    pieces: Vec<u32>,
    normal: String,
    word: Vec<f32>,
}

impl Words {
    fn new(table: &Table) -> Words {
        Words { table: table.fingerprint().to_owned(), width: table.width(), ..Words::default() }
    }

    /// Forgets everything when another table is asked.
    fn belong_to(&mut self, table: &Table) {
        if self.table != table.fingerprint() {
            *self = Words::new(table);
        }
    }

    /// Writes the unit sum of the vectors of a text's words to `into`; whether it has a direction.
    ///
    /// Each word is summed by itself first, remembered or not, so that rounding is the same.
    fn sum(&mut self, table: &Table, text: &str, into: &mut [f32]) -> bool {
        into.fill(0.0);
        normalise(text, &mut self.normal);
        for word in split(&self.normal) {
            let vector = match self.places.get(word) {
                Some(None) => continue,
                Some(&Some(place)) => {
                    let at = place as usize * self.width;
                    &self.vectors[at..at + self.width]
                }
                None => {
                    if self.places.len() >= REMEMBERED {
                        self.places.clear();
                        self.vectors.clear();
                    }
                    self.word.clear();
                    self.word.resize(self.width, 0.0);
                    let known = table.add_word(word, &mut self.pieces, &mut self.word);
                    if word.len() <= LONGEST {
                        let place = known.then(|| (self.vectors.len() / self.width) as u32);
                        self.places.insert(word.into(), place);
                        if known {
                            self.vectors.extend_from_slice(&self.word);
                        }
                    }
                    if !known {
                        continue;
                    }
                    &self.word[..]
                }
            };
            for (sum, &value) in into.iter_mut().zip(vector) {
                *sum += value;
            }
        }
        to_unit(into)
    }
}

/// Removes the mean and scales to unit length again; a vector that is the mean becomes zero.
fn centre(vector: &mut [f32], mean: &[f32]) {
    for (value, mean) in vector.iter_mut().zip(mean) {
        *value -= mean;
    }
    to_unit(vector);
}

/// Scales to unit length; a vector without direction becomes zero, and the answer is `false`.
pub(super) fn to_unit(vector: &mut [f32]) -> bool {
    // Four sums at once, added in a fixed order: as exact, and four times as fast.
    let mut squares = [0.0f64; 4];
    for four in vector.chunks(4) {
        for (square, &value) in squares.iter_mut().zip(four) {
            *square += f64::from(value) * f64::from(value);
        }
    }
    let square = (squares[0] + squares[1]) + (squares[2] + squares[3]);
    if square > 1e-20 && square.is_finite() {
        let factor = (1.0 / square.sqrt()) as f32;
        vector.iter_mut().for_each(|value| *value *= factor);
        true
    } else {
        vector.fill(0.0);
        false
    }
}
