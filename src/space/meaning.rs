//! A text to its meaning in 256 bits, the same for every corpus.
//!
//! Search asks it of records it has never seen beside each other, years apart, so nothing here is learnt
//! from a corpus: the shipped table alone, less what all its words have in common, turned at random and cut
//! to signs. Measured on thirteen sets of labelled records (benches/quality, "Search by meaning"): against
//! whole vectors the bits lose .004 of nDCG@10 once they are joined with words, at an eighth of the room.

use std::sync::LazyLock;

use super::clean::clean;
use super::encoder::{Encoder, Scratch};
use super::glossary::{Interpreter, is_foreign};
use super::table::Table;
use super::wordpiece::{normalise, split};
use crate::model::{Lang, Meaning, Space};
use crate::text::is_stopword;

/// Which components change their sign before each turn: the first 512 bits of the fraction of pi, which
/// nobody chose.
const FLIPS: [[u64; Meaning::WORDS]; 2] = [
    [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89],
    [0x4528_21e6_38d0_1377, 0xbe54_66cf_34e9_0c6c, 0xc0ac_29b7_c97c_50dd, 0x3f84_d5b5_b547_0917],
];

/// The length of what sentences have in common, of vectors of length 1: .45 for the pieces of the table,
/// .59 for the phrases of the catalogue.
const SHARED: f64 = 0.5;

/// What sentences in the table's language have in common: the direction of the sum of all its rows.
static SPACE: LazyLock<Space> = LazyLock::new(|| {
    let table = Table::shipped();
    let sum = table.sum_of_rows();
    let length = sum.iter().map(|value| value * value).sum::<f64>().sqrt();
    let mean = sum.iter().map(|value| (value / length * SHARED) as f32).collect();
    Space { table: table.fingerprint().to_owned(), mean, ..Space::default() }
});

static ENCODER: LazyLock<Encoder<'static>> =
    LazyLock::new(|| Encoder::new(Table::shipped(), &SPACE).expect("the space is of this table"));

/// Turns texts into meanings. One for each thread: it remembers words.
#[derive(Default)]
pub struct Meanings {
    scratch: Scratch,
    row: Vec<i16>,
}

impl Meanings {
    /// Nothing remembered yet.
    pub fn new() -> Meanings {
        Meanings::default()
    }

    /// What a text means; [`Meaning::NONE`] where no word of it is known.
    pub fn of(&mut self, text: &str, lang: Lang) -> Meaning {
        self.row.resize(ENCODER.width(), 0);
        ENCODER.encode(&mut self.scratch, text, lang, &mut self.row);
        bits(&self.row)
    }
}

/// What a few typed words mean, in whichever of English and `langs` most of them are known, the earlier
/// where they are known alike; [`Meaning::NONE`] where none is, since pieces of strange words mean
/// anything.
pub fn meaning_of_query(text: &str, langs: &[Lang]) -> Meaning {
    let mut cleaned = String::new();
    clean(text, &mut cleaned);
    let mut interpreter = Interpreter::default();
    let mut best = (share_in_english(&cleaned), Lang::ENGLISH);
    for &lang in langs.iter().filter(|&&lang| is_foreign(Table::shipped(), lang)) {
        let understood = interpreter.english(Table::shipped(), &cleaned, lang, &mut String::new());
        let share = understood.known as f64 / understood.words.max(1) as f64;
        if share > best.0 {
            best = (share, lang);
        }
    }
    let (share, lang) = best;
    if share > 0.0 { Meanings::new().of(text, lang) } else { Meaning::NONE }
}

/// Whether the table knows a word whole: an ordinary English word.
pub fn is_word(word: &str) -> bool {
    let (mut normal, mut pieces) = (String::new(), Vec::new());
    normalise(word, &mut normal);
    Table::shipped().cut(&normal, &mut pieces);
    pieces.len() == 1
}

/// The share of the words, function words left out, that the table knows whole.
fn share_in_english(text: &str) -> f64 {
    let (mut normal, mut pieces) = (String::new(), Vec::new());
    normalise(text, &mut normal);
    let (mut known, mut words) = (0u32, 0u32);
    for word in split(&normal).filter(|word| word.chars().any(char::is_alphabetic)) {
        if !is_stopword(Lang::ENGLISH, word) {
            pieces.clear();
            Table::shipped().cut(word, &mut pieces);
            words += 1;
            known += u32::from(pieces.len() == 1);
        }
    }
    f64::from(known) / f64::from(words.max(1))
}

/// The signs of a vector after two turns, each a flip of signs and a Walsh-Hadamard transform, in whole
/// numbers: what Ailon and Chazelle's "fast Johnson-Lindenstrauss transform" (2009) turns with.
fn bits(row: &[i16]) -> Meaning {
    if row.iter().all(|&value| value == 0) {
        return Meaning::NONE;
    }
    let mut values = [0i64; Meaning::BITS as usize];
    for (value, &component) in values.iter_mut().zip(row) {
        *value = i64::from(component);
    }
    for flips in FLIPS {
        for (at, value) in values.iter_mut().enumerate() {
            if flips[at / 64] >> (at % 64) & 1 == 1 {
                *value = -*value;
            }
        }
        hadamard(&mut values);
    }
    let mut words = [0u64; Meaning::WORDS];
    for (at, &value) in values.iter().enumerate() {
        words[at / 64] |= u64::from(value > 0) << (at % 64);
    }
    Meaning(words)
}

/// The Walsh-Hadamard transform in place, in the order of the butterflies.
fn hadamard(values: &mut [i64]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (left, right) = block.split_at_mut(half);
            for (one, other) in left.iter_mut().zip(right) {
                (*one, *other) = (*one + *other, *one - *other);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    fn of(text: &str) -> Meaning {
        Meanings::new().of(text, Lang::ENGLISH)
    }

    #[test]
    fn the_transform_undoes_itself() {
        let mut values: Vec<i64> = (0..16).map(|n| n * n - 7).collect();
        let before = values.clone();
        hadamard(&mut values);
        assert_ne!(values, before);
        hadamard(&mut values);
        assert_eq!(values, before.iter().map(|value| value * 16).collect::<Vec<_>>());
    }

    #[test]
    fn what_means_the_same_is_nearer() {
        let asked = meaning_of_query("why was my account suspended", &[]);
        let near = of("They locked me out of my profile and will not say what I did.");
        let far = of("The parcel came a week late and the box was torn.");
        assert!(asked.distance(near) + 20 < asked.distance(far));
        assert_eq!(asked.distance(of("why was my account suspended")), 0);
    }

    #[test]
    fn strange_words_mean_nothing() {
        assert_eq!(meaning_of_query("qxzvbn wqrtpl", &[]), Meaning::NONE);
        assert_eq!(meaning_of_query("4711 ?!", &[]), Meaning::NONE);
        assert_eq!(of(""), Meaning::NONE);
    }

    #[test]
    fn a_query_is_read_in_the_language_that_knows_it() {
        let german = Lang::from_str("de").expect("a code");
        let asked = meaning_of_query("Rückerstattung nicht erhalten", &[german]);
        assert!(asked.distance(of("I never received my refund")) < 90);
        let english = meaning_of_query("app crashes", &[german]);
        assert_eq!(english, meaning_of_query("app crashes", &[]));
    }

    /// Every index holds such bits: where they change, `VERSION` of `index::schema` must too.
    #[test]
    fn the_bits_of_a_text_stay() {
        insta::assert_debug_snapshot!(of("The app crashes when I log in."), @"");
    }
}
