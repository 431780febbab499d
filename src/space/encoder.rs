//! A text to a vector: what the static table knows and what the corpus taught, joined.
//!
//! Takes a table and a fitted space, gives integer unit vectors. The static part is the sum of a
//! text's pieces, to unit length, less the corpus mean, to unit length; the term part the same
//! from the term table; they stand side by side, the term part with a weight that grows with the
//! length of the text. A text that only one part knows gets that part alone. The vector depends
//! on the text, its language, the table and the space, on nothing else.
//!
//! A text in a language that the table does not know is read through the glossary for the static
//! part, is shifted by its own language's means, so that being German is no subject, and leaves
//! to the term part what the glossary does not know.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::clean::clean;
use super::glossary::{Interpreter, Understood, is_foreign};
use super::letters::add_letters;
use super::remembered::{Asked, Remembered, Words};
use super::table::Table;
use super::terms::{Sampled, counted, project};
use super::{Error, terms};
use crate::model::{Lang, LanguageSpace, Space, TermTable, Vectors, normalise, sum_of_squares};

/// Words of a text and the weight of its term part, ascending; between two of them the weight runs
/// in a straight line, and before the first and after the last it stays.
///
/// On one-line questions 0.3 wins and 0.5 already loses; on tweets of 18 words 0.5 is the best. Over
/// six labelled sets of short texts the line to 70 words gives ARI .398, AMI .582, B3 .459, the
/// static part alone .387, .575, .450; on long complaints .063, .262, .236 against .047, .177, .193.
/// The longer a text, the more of it is narrative, which the static part cannot tell from the
/// trouble: with 3.0 at 200 words complaints of 144 words (`cfpb`) agree with their issues at AMI
/// .293, .267 where 1.5 is the most (what else was weighed: `benches/quality`, "Long texts").
const WEIGHTS: [(usize, f32); 3] = [(10, 0.3), (70, 1.5), (200, 3.0)];

fn weight_of_terms(words: usize) -> f32 {
    let [first, .., last] = WEIGHTS;
    let words = words.clamp(first.0, last.0);
    let between = |two: &[(usize, f32)]| match *two {
        [(from, low), (to, high)] if words <= to => {
            Some(low + (words - from) as f32 / (to - from) as f32 * (high - low))
        }
        _ => None,
    };
    WEIGHTS.windows(2).find_map(between).unwrap_or(last.1)
}

/// Weight of the term part where the glossary knows nothing; it falls in a straight line to
/// nothing where it knows every word. On German complaints of which it knows a third 1.0 is the
/// best of 0.5, 1 and 2, on Chinese reviews 2 as good as 1, on sentences of which it knows two
/// thirds 0.5 (`benches/quality`, "Other languages").
const UNKNOWN_WEIGHT: f32 = 1.5;
/// What is taken for known of a language that the sample had nothing of: a third, as in German.
const USUALLY_KNOWN: f32 = 0.33;
/// A language's mean counts as many texts of all other languages beside its own: five texts in
/// Dutch say little of what Dutch texts have in common.
const BORROWED_TEXTS: f64 = 20.0;

fn weight_of_unknown(known: f32) -> f32 {
    UNKNOWN_WEIGHT * (1.0 - known)
}

/// Fits a space to a sample of the corpus: its mean static vector, its term table, and the same
/// means again for each language that the table does not know.
///
/// `seed` starts the decomposition behind the term table. The same texts in the same order give
/// the same space on any machine with any number of threads. An empty sample gives a space
/// without a shift and without terms, which still encodes.
pub fn fit(texts: &[(&str, Lang)], table: &Table, seed: u64) -> Space {
    let cleaned: Vec<String> = texts
        .par_iter()
        .map(|&(text, _)| {
            let mut into = String::new();
            clean(text, &mut into);
            into
        })
        .collect();
    let sampled: Vec<Sampled<'_>> = cleaned
        .iter()
        .zip(texts)
        .map(|(text, &(_, lang))| Sampled { text, lang, foreign: is_foreign(table, lang) })
        .collect();
    let (mut terms, projections) = terms::fit(&sampled, seed);
    let statics = statics(&sampled, table);
    let own = |vectors: &[f32], width: usize| {
        let mut sums = Sums::new(width);
        for (one, vector) in sampled.iter().zip(vectors.chunks(width.max(1))) {
            if !one.foreign {
                sums.add(vector);
            }
        }
        sums
    };
    let width = terms.width;
    if width > 0 {
        terms.mean = own(&projections, width).mean(1);
    }
    let mut space = Space {
        table: table.fingerprint().to_owned(),
        // The mean is what all texts have in common; where all say the same, it is everything.
        mean: own(&statics.vectors, table.width()).mean(2),
        terms,
        languages: Vec::new(),
        fingerprint: String::new(),
    };
    space.languages = languages(&sampled, &statics, &projections, table.width(), width);
    space.fingerprint = fingerprint(&space);
    space
}

/// Static vectors of texts to unit length, one after the other, and how much of each text in
/// another language was understood.
struct Statics {
    vectors: Vec<f32>,
    understood: Vec<Understood>,
}

/// Texts whose vectors are made together.
const CHUNK: usize = 512;

fn statics(texts: &[Sampled<'_>], table: &Table) -> Statics {
    let width = table.width();
    let mut vectors = vec![0.0; texts.len() * width];
    let mut understood = vec![Understood::default(); texts.len()];
    texts
        .par_chunks(CHUNK)
        .zip(vectors.par_chunks_mut(CHUNK * width))
        .zip(understood.par_chunks_mut(CHUNK))
        .for_each(|((texts, vectors), understood)| {
            let (mut words, mut interpreter) = (Words::new(table), Interpreter::default());
            let mut english = String::new();
            for ((one, vector), understood) in
                texts.iter().zip(vectors.chunks_mut(width)).zip(understood)
            {
                let readable = if one.foreign {
                    *understood = interpreter.english(table, one.text, one.lang, &mut english);
                    &english
                } else {
                    one.text
                };
                words.add(table, readable, vector);
                to_unit(vector);
            }
        });
    Statics { vectors, understood }
}

/// A sum of vectors in their order, in 64 bits; zero vectors count for nothing.
#[derive(Clone)]
struct Sums {
    sums: Vec<f64>,
    known: usize,
}

impl Sums {
    fn new(width: usize) -> Sums {
        Sums { sums: vec![0.0; width], known: 0 }
    }

    fn add(&mut self, vector: &[f32]) {
        if vector.iter().any(|&value| value != 0.0) {
            self.known += 1;
            for (sum, &value) in self.sums.iter_mut().zip(vector) {
                *sum += f64::from(value);
            }
        }
    }

    /// The mean; zero of fewer than `least`.
    fn mean(&self, least: usize) -> Vec<f32> {
        if self.known < least {
            return vec![0.0; self.sums.len()];
        }
        self.sums.iter().map(|sum| (sum / self.known.max(1) as f64) as f32).collect()
    }

    /// The mean with [`BORROWED_TEXTS`] of another beside it.
    fn mean_near(&self, other: &[f32]) -> Vec<f32> {
        let texts = self.known as f64 + BORROWED_TEXTS;
        let both = self.sums.iter().zip(other);
        both.map(|(sum, &other)| ((sum + BORROWED_TEXTS * f64::from(other)) / texts) as f32)
            .collect()
    }
}

/// What the languages that the table does not know are shifted by; all of them together first.
fn languages(
    texts: &[Sampled<'_>],
    statics: &Statics,
    projections: &[f32],
    width: usize,
    terms_width: usize,
) -> Vec<LanguageSpace> {
    struct Found {
        statics: Sums,
        terms: Sums,
        understood: Understood,
    }
    let none = || Found {
        statics: Sums::new(width),
        terms: Sums::new(terms_width),
        understood: Understood::default(),
    };
    let mut found: BTreeMap<Lang, Found> = BTreeMap::new();
    let mut all = none();
    for (at, one) in texts.iter().enumerate().filter(|(_, one)| one.foreign) {
        for found in [found.entry(one.lang).or_insert_with(none), &mut all] {
            found.statics.add(&statics.vectors[at * width..(at + 1) * width]);
            found.understood.known += statics.understood[at].known;
            found.understood.words += statics.understood[at].words;
            if terms_width > 0 {
                found.terms.add(&projections[at * terms_width..(at + 1) * terms_width]);
            }
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let (mean, terms_mean) = (all.statics.mean(2), all.terms.mean(2));
    let known = |understood: Understood| {
        if understood.words == 0 {
            USUALLY_KNOWN
        } else {
            understood.known as f32 / understood.words as f32
        }
    };
    let of_each: Vec<LanguageSpace> = found
        .iter()
        .map(|(&lang, found)| LanguageSpace {
            lang,
            known: known(found.understood),
            mean: found.statics.mean_near(&mean),
            terms_mean: found.terms.mean_near(&terms_mean),
        })
        .collect();
    let of_all =
        LanguageSpace { lang: Lang::UNKNOWN, known: known(all.understood), mean, terms_mean };
    [of_all].into_iter().chain(of_each).collect()
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
    for one in &space.languages {
        part(one.lang.code().as_bytes());
        part(&one.known.to_le_bytes());
        part(&floats(&one.mean));
        part(&floats(&one.terms_mean));
    }
    hasher.finalize().to_hex().to_string()
}

/// Turns texts into vectors of one space. Shared by all threads; each brings its [`Scratch`].
pub struct Encoder<'a> {
    table: &'a Table,
    space: &'a Space,
    terms: HashMap<&'a str, u32>,
    /// Working memory lent to one thread at a time, so that no batch begins to learn words anew.
    idle: Mutex<Vec<Scratch>>,
}

impl std::fmt::Debug for Encoder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("width", &self.width()).finish_non_exhaustive()
    }
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
        let terms = terms.map(|(term, at)| (term.as_str(), at)).collect();
        Ok(Encoder { table, space, terms, idle: Mutex::default() })
    }

    /// The static table.
    pub fn table(&self) -> &'a Table {
        self.table
    }

    /// Components of a vector: those of the static table and those of the term table.
    pub fn width(&self) -> usize {
        self.table.width() + self.space.terms.width
    }

    /// Writes the text's vector into `row`, which is [`width`](Self::width) long: all zero for a
    /// text without a known word.
    pub fn encode(&self, scratch: &mut Scratch, text: &str, lang: Lang, row: &mut [i16]) {
        let Scratch { remembered, vector } = scratch;
        vector.resize(self.width(), 0.0);
        let (of_table, of_terms) = vector.split_at_mut(self.table.width());
        let foreign = is_foreign(self.table, lang);
        let asked = Asked {
            table: self.table,
            space: &self.space.fingerprint,
            numbers: (self.space.terms.width > 0).then_some(&self.terms),
            lang,
            foreign,
        };
        let words = remembered.read(&asked, text, of_table);
        let learnt: &TermTable = &self.space.terms;
        let own = if foreign { self.language(lang) } else { None };
        let (mean, terms_mean) =
            own.map_or((&self.space.mean, &learnt.mean), |own| (&own.mean, &own.terms_mean));
        if to_unit(of_table) {
            centre(of_table, mean);
        }
        if learnt.width > 0 && project(learnt, counted(remembered.ids()), of_terms) {
            centre(of_terms, terms_mean);
            let mut weight = weight_of_terms(words);
            if foreign {
                let known = own.map_or(USUALLY_KNOWN, |own| own.known);
                weight = weight.max(weight_of_unknown(known));
            }
            of_terms.iter_mut().for_each(|value| *value *= weight);
        }
        normalise(vector, row);
    }

    /// Writes a vector made of the text's letters into `row`, which is [`width`](Self::width) long,
    /// where the table does not know its language; for a text of which [`encode`](Self::encode)
    /// knows no word. It lies where the corpus's own words lie, so that no phrase the table knows is
    /// near it; all zero for a text without words and where the table knows the language.
    pub fn encode_letters(&self, text: &str, lang: Lang, row: &mut [i16]) {
        let mut vector = vec![0.0f32; self.width()];
        if is_foreign(self.table, lang) {
            let learnt = self.space.terms.width > 0;
            let first = if learnt { self.table.width() } else { 0 };
            add_letters(text, &mut vector[first..]);
        }
        normalise(&vector, row);
    }

    /// What texts of a language that the table does not know are shifted by: its own means, or,
    /// where the sample had no such text, those of all of them.
    fn language(&self, lang: Lang) -> Option<&LanguageSpace> {
        let all = &self.space.languages;
        all.iter().find(|one| one.lang == lang).or(all.first())
    }

    /// The vectors of all texts, in order, on all threads.
    pub fn encode_all(&self, texts: &[(&str, Lang)]) -> Vectors {
        // Large enough that a thread's memory of words pays, small enough to share the work.
        let share = (texts.len() / (4 * rayon::current_num_threads())).clamp(256, 16_384);
        // Every row is written where it stays: two copies of all vectors cost a tenth of the time.
        let width = self.width();
        let mut data = vec![0; texts.len() * width];
        texts.par_chunks(share).zip(data.par_chunks_mut(share * width.max(1))).for_each(
            |(texts, rows)| {
                let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
                let lent = idle().pop();
                let mut scratch = lent.unwrap_or_default();
                for (&(text, lang), row) in texts.iter().zip(rows.chunks_mut(width.max(1))) {
                    self.encode(&mut scratch, text, lang, row);
                }
                idle().push(scratch);
            },
        );
        Vectors::from_data(width, data).unwrap_or_else(|| Vectors::new(width))
    }
}

/// Working memory of one thread: what it remembers of words speeds it up and changes nothing.
#[derive(Default)]
pub struct Scratch {
    remembered: Remembered,
    vector: Vec<f32>,
}

impl Scratch {
    /// Nothing remembered yet.
    pub fn new() -> Scratch {
        Scratch::default()
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
    let square = sum_of_squares(vector);
    if square > 1e-20 && square.is_finite() {
        let factor = (1.0 / square.sqrt()) as f32;
        vector.iter_mut().for_each(|value| *value *= factor);
        true
    } else {
        vector.fill(0.0);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{cosine, dot};
    use proptest::prelude::*;

    #[derive(serde::Deserialize)]
    struct Reference {
        text: String,
        pieces: Vec<u32>,
        every_16th: Vec<f32>,
    }

    /// Invented sentences with what the reference tokenizer and the formula in 64 bits make of
    /// them.
    #[test]
    fn pieces_and_vectors_are_the_reference() {
        let table = Table::shipped();
        let mut words = Words::new(table);
        let mut vector = vec![0.0; table.width()];
        for line in include_str!("../../fixtures/space/reference.jsonl").lines() {
            let reference: Reference = serde_json::from_str(line).expect("a line is a reference");
            assert_eq!(table.pieces(&reference.text), reference.pieces, "{}", reference.text);
            vector.fill(0.0);
            words.add(table, &reference.text, &mut vector);
            let known = to_unit(&mut vector);
            assert_eq!(known, !reference.pieces.is_empty());
            for (ours, theirs) in vector.iter().step_by(16).zip(&reference.every_16th) {
                assert!((ours - theirs).abs() < 1e-5, "{}", reference.text);
            }
        }
    }

    /// A corpus of two subjects, and a third in words that the static table does not know.
    fn corpus() -> Vec<(String, Lang)> {
        let german = "de".parse().expect("a code");
        (0..240)
            .map(|at| match at % 3 {
                0 => {
                    (format!("refund number {at} of my order {} is missing", at / 7), Lang::ENGLISH)
                }
                1 => (format!("the app crashed {at} times at login {}", at / 5), Lang::ENGLISH),
                _ => (format!("退款 没有 到账 {} 订单 {at}", at / 9), german),
            })
            .chain((0..400).map(|at| {
                let word = |n: usize| format!("word{}", (at * n) % 57);
                (format!("{} {} {}", word(1), word(5), word(11)), Lang::ENGLISH)
            }))
            .collect()
    }

    fn borrowed(texts: &[(String, Lang)]) -> Vec<(&str, Lang)> {
        texts.iter().map(|(text, lang)| (text.as_str(), *lang)).collect()
    }

    #[test]
    fn near_is_near_and_unknown_is_zero() {
        let corpus = corpus();
        let space = fit(&borrowed(&corpus), Table::shipped(), 0);
        assert_eq!(space.terms.width % 16, 0);
        assert!(space.terms.width > 0);
        let encoder = Encoder::new(Table::shipped(), &space).expect("fitted with it");
        let texts = [
            ("my refund has not come", Lang::ENGLISH),
            ("where is the money of my refund?", Lang::ENGLISH),
            ("it crashes when I log in", Lang::ENGLISH),
            ("退款 没有", Lang::UNKNOWN),
            ("退款 到账", Lang::UNKNOWN),
            ("ქართული", Lang::UNKNOWN),
            ("https://a.example/refund <EMAIL> @refund", Lang::ENGLISH),
            ("", Lang::ENGLISH),
        ];
        let vectors = encoder.encode_all(&texts);
        assert_eq!((vectors.len(), vectors.width()), (8, encoder.width()));
        let near = |a, b| cosine(dot(vectors.row(a), vectors.row(b)));
        assert!(near(0, 1) > near(0, 2) + 0.2);
        assert!(near(3, 4) > 0.5);
        assert!((0..5).all(|row| !vectors.is_zero(row)));
        assert!((5..8).all(|row| vectors.is_zero(row)));
    }

    #[test]
    fn threads_and_memory_change_nothing() {
        let corpus = corpus();
        let texts = borrowed(&corpus);
        let threads = |count| {
            rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("a pool starts")
        };
        let space = threads(1).install(|| fit(&texts, Table::shipped(), 3));
        assert_eq!(threads(5).install(|| fit(&texts, Table::shipped(), 3)), space);
        let encoder = Encoder::new(Table::shipped(), &space).expect("fitted with it");
        let all = threads(3).install(|| encoder.encode_all(&texts));
        let mut fresh = Vectors::new(encoder.width());
        let mut row = vec![0; encoder.width()];
        for &(text, lang) in &texts {
            encoder.encode(&mut Scratch::new(), text, lang, &mut row);
            fresh.push(&row);
        }
        assert_eq!(all, fresh);
        let other = fit(&texts[1..], Table::shipped(), 3);
        assert_ne!(other.fingerprint, space.fingerprint);
    }

    #[test]
    fn a_small_sample_has_no_terms_and_still_encodes() {
        for texts in [&[][..], &[("one text", Lang::ENGLISH)], &[("", Lang::ENGLISH); 3]] {
            let space = fit(texts, Table::shipped(), 0);
            assert_eq!(space.terms, TermTable::default());
            let encoder = Encoder::new(Table::shipped(), &space).expect("fitted with it");
            assert!(!encoder.encode_all(&[("a refund", Lang::ENGLISH)]).is_zero(0));
        }
        let stranger = Space { table: "another".to_owned(), ..Space::default() };
        assert!(Encoder::new(Table::shipped(), &stranger).is_err());
    }

    #[test]
    fn weight_rises_with_length() {
        assert_eq!([0, 10, 70, 200, 5_000].map(weight_of_terms), [0.3, 0.3, 1.5, 3.0, 3.0]);
        assert!((weight_of_terms(40) - 0.9).abs() < 1e-6);
        assert!((weight_of_terms(135) - 2.25).abs() < 1e-6);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_text_has_a_unit_vector_or_none(text in "\\PC{0,80}|[\\x00-\\x7f]{0,80}") {
            let space = fit(&[], Table::shipped(), 0);
            let encoder = Encoder::new(Table::shipped(), &space).expect("fitted with it");
            let vectors = encoder.encode_all(&[(&text, Lang::UNKNOWN)]);
            let length = cosine(dot(vectors.row(0), vectors.row(0)));
            prop_assert!(vectors.is_zero(0) || (length - 1.0).abs() < 2e-3);
        }
    }
}
