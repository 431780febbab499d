//! The model of stances: seven logits of a text, from its words, its letters and its hints.
//!
//! Takes what `grams` hears and the hints of `stance`, gives a logit for each of the five stances and
//! for the two steps of severity ("blocked or costly", "grave"). Logistic regressions over hashed
//! features, multinomial for the stances. The weights are in `assets/polarity/stance.bin`, made by
//! `assets/polarity/train_stance.py`: for each bucket one number of 8 bits a lane, side by side, so
//! that a run of letters costs one look-up. Sums are whole numbers: every machine gets the same.

use super::grams::{self, BITS, Listener, MEANING_BITS};
use super::stance::HINTS;
use super::weights::WeightsError;
use crate::text::Term;

/// Logits a text gets: complaint, request, praise, question, remark, blocked, grave.
pub(super) const LANES: usize = 7;
/// The first lanes are the stances in the order of `Stance::ALL`.
pub(super) const STANCES: usize = 5;
/// Lane of "blocked or costly" among complaints.
pub(super) const BLOCKED: usize = 5;
/// Lane of "grave" among complaints.
pub(super) const GRAVE: usize = 6;

/// Numbers of a bucket: one for each lane, and the squared length of a word's vector or nothing.
const WIDTH: usize = LANES + 1;

const MAGIC: &[u8; 8] = b"EARFLSTA";
const VERSION: u32 = 1;
const HEADER: usize = 8 + 4 * 4;
/// Of each lane: bias, scale of words, scale of meanings, the hints' weights.
const FLOATS: usize = 3 + HINTS;

/// Sums of the weights of what was heard; they add up over the stretches of a text.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(super) struct Sums {
    words: [i64; WIDTH],
    word_count: u32,
    letters: [i64; WIDTH],
    letter_count: u32,
    meanings: [i64; WIDTH],
}

impl Sums {
    /// Adds another stretch.
    pub fn add(&mut self, other: &Sums) {
        for lane in 0..WIDTH {
            self.words[lane] += other.words[lane];
            self.letters[lane] += other.letters[lane];
            self.meanings[lane] += other.meanings[lane];
        }
        self.word_count += other.word_count;
        self.letter_count += other.letter_count;
    }

    /// These sums without those of a stretch that is part of them.
    pub fn less(&self, part: &Sums) -> Sums {
        let less =
            |all: &[i64; WIDTH], part: &[i64; WIDTH]| std::array::from_fn(|at| all[at] - part[at]);
        Sums {
            words: less(&self.words, &part.words),
            word_count: self.word_count - part.word_count,
            letters: less(&self.letters, &part.letters),
            letter_count: self.letter_count - part.letter_count,
            meanings: less(&self.meanings, &part.meanings),
        }
    }
}

/// One logit a lane.
pub(super) type Logits = [f64; LANES];

struct Lane {
    bias: f64,
    words: f64,
    meanings: f64,
    hints: [f64; HINTS],
}

/// The weights as loaded.
pub(super) struct Lanes {
    lanes: Vec<Lane>,
    words: &'static [u8],
    meanings: &'static [u8],
}

struct Adding<'a> {
    lanes: &'a Lanes,
    sums: Sums,
}

fn row(table: &[u8], bucket: u32) -> [i8; WIDTH] {
    let at = bucket as usize * WIDTH;
    std::array::from_fn(|lane| table[at + lane] as i8)
}

impl Listener for Adding<'_> {
    fn word(&mut self, bucket: u32) {
        let row = row(self.lanes.words, bucket);
        (0..WIDTH).for_each(|lane| self.sums.words[lane] += i64::from(row[lane]));
        self.sums.word_count += 1;
    }

    fn letters(&mut self, bucket: u32) {
        let row = row(self.lanes.words, bucket);
        (0..WIDTH).for_each(|lane| self.sums.letters[lane] += i64::from(row[lane]));
        self.sums.letter_count += 1;
    }

    fn meaning(&mut self, bucket: u32) {
        let row = row(self.lanes.meanings, bucket);
        (0..LANES).for_each(|lane| self.sums.meanings[lane] += i64::from(row[lane]));
        // The last is a length: it has no sign.
        self.sums.meanings[LANES] += i64::from(row[LANES] as u8);
    }
}

impl Lanes {
    /// The weights in the binary.
    pub fn new() -> Lanes {
        // The file is part of the program: a test loads it, so a bad one never ships.
        Lanes::load(include_bytes!("../../assets/polarity/stance.bin"))
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Reads a file: magic, version, number of lanes, hints and bits (little-endian u32
    /// each); for each lane its floats (f32); one i8 for each bucket of words and letters and lane,
    /// with one to spare; the same for each bucket of meanings, the last being the squared length of
    /// the word's vector.
    ///
    /// # Errors
    /// [`WeightsError`] when the header or the length is not what this version writes.
    pub fn load(bytes: &'static [u8]) -> Result<Lanes, WeightsError> {
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(WeightsError::Stranger("no header"));
        }
        let word = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        let whole = |nth: usize| u32::from_le_bytes(word(8 + 4 * nth));
        if whole(0) != VERSION {
            return Err(WeightsError::Stranger("another version"));
        }
        let shape = [LANES as u32, HINTS as u32, BITS];
        if (1..4).any(|nth| whole(nth) != shape[nth - 1]) {
            return Err(WeightsError::Stranger("another shape"));
        }
        let tables = HEADER + 4 * FLOATS * LANES;
        let words = WIDTH << BITS;
        let meanings = WIDTH << MEANING_BITS;
        let expected = tables + words + meanings;
        if bytes.len() != expected {
            return Err(WeightsError::Length { found: bytes.len(), expected });
        }
        let lanes = (0..LANES).map(|lane| {
            let float = |nth: usize| {
                f64::from(f32::from_le_bytes(word(HEADER + 4 * (FLOATS * lane + nth))))
            };
            Lane {
                bias: float(0),
                words: float(1),
                meanings: float(2),
                hints: std::array::from_fn(|nth| float(3 + nth)),
            }
        });
        Ok(Lanes {
            lanes: lanes.collect(),
            words: &bytes[tables..tables + words],
            meanings: &bytes[tables + words..],
        })
    }

    /// The sums of a stretch of text.
    pub fn sums<'a>(&self, terms: impl Iterator<Item = &'a Term>) -> Sums {
        let mut adding = Adding { lanes: self, sums: Sums::default() };
        grams::listen(terms, &mut adding);
        adding.sums
    }

    /// What words and letters say, without hints: of stretches that are not judged yet.
    pub fn bare(&self, sums: &Sums) -> Logits {
        let root = |count: u32| f64::from(count.max(1)).sqrt();
        let (words, letters) = (root(sums.word_count), root(sums.letter_count));
        let length = (sums.meanings[LANES].max(1) as f64).sqrt();
        std::array::from_fn(|nth| {
            let lane = &self.lanes[nth];
            let heard = sums.words[nth] as f64 / words + sums.letters[nth] as f64 / letters;
            lane.bias + lane.words * heard + lane.meanings * sums.meanings[nth] as f64 / length
        })
    }

    /// What the text by itself says.
    pub fn alone(&self, sums: &Sums, hints: &[f64; HINTS]) -> Logits {
        let mut logits = self.bare(sums);
        for (logit, lane) in logits.iter_mut().zip(&self.lanes) {
            *logit += lane.hints.iter().zip(hints).map(|(weight, hint)| weight * hint).sum::<f64>();
        }
        logits
    }

    /// What one bucket of words adds to a lane's logit in a text of so many words and pairs.
    pub fn share(&self, lane: usize, bucket: u32, sums: &Sums) -> f64 {
        let weight = f64::from(row(self.words, bucket)[lane]);
        weight * self.lanes[lane].words / f64::from(sums.word_count.max(1)).sqrt()
    }

    /// What one word's meaning adds to a lane's logit.
    pub fn meaning_share(&self, lane: usize, bucket: u32, sums: &Sums) -> f64 {
        let weight = f64::from(row(self.meanings, bucket)[lane]);
        weight * self.lanes[lane].meanings / (sums.meanings[LANES].max(1) as f64).sqrt()
    }
}

/// The shares of the stances by their logits (softmax), in their order; they add up to 1.
pub(super) fn shares(logits: &Logits) -> [f64; STANCES] {
    let most = logits[..STANCES].iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised: [f64; STANCES] = std::array::from_fn(|lane| libm::exp(logits[lane] - most));
    let all: f64 = raised.iter().sum();
    raised.map(|one| one / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_refused() {
        let bytes: &'static [u8] = include_bytes!("../../assets/polarity/stance.bin");
        assert!(Lanes::load(bytes).is_ok());
        let short = Lanes::load(&bytes[..bytes.len() - 1]);
        assert!(matches!(short, Err(WeightsError::Length { .. })));
        assert!(matches!(Lanes::load(b"EARFL"), Err(WeightsError::Stranger(_))));
        let mut other = bytes.to_vec();
        other[8] = 99;
        let other: &'static [u8] = Box::leak(other.into_boxed_slice());
        assert_eq!(Lanes::load(other).err(), Some(WeightsError::Stranger("another version")));
    }

    #[test]
    fn sums_add_up() {
        let lanes = Lanes::new();
        let mut analyser = crate::text::Analyser::new();
        let (one, two) = (
            analyser.terms("the app crashes", crate::model::Lang::ENGLISH),
            analyser.terms("nice colours", crate::model::Lang::ENGLISH),
        );
        let (one, two) = (lanes.sums(one.iter()), lanes.sums(two.iter()));
        let mut both = one;
        both.add(&two);
        assert_eq!(both.less(&two), one);
        let all: f64 = shares(&lanes.bare(&both)).iter().sum();
        assert!((all - 1.0).abs() < 1e-12);
    }
}
