//! The trained models: weights of hashed words and pairs, of a few counts, and of meanings.
//!
//! Takes the files `assets/polarity/*.bin` (embedded; their headers are checked), gives for the
//! features of a statement the logit of a head: polarity, or whether something hurts. Features are
//! hashed to buckets (Weinberger et al. 2009, "Feature hashing for large scale multitask
//! learning"), so that a file holds no words. A word's meaning is one number for each head: the
//! head's direction in the space of the static table, times the word's vector, so that a word the
//! training never saw speaks through its neighbours. Weights are 8 bits; sums of them are whole
//! numbers, so every machine gets the same answer.

/// Counts beside the hashed words, in the order `polarity` lists them.
pub(super) const DENSE: usize = 34;

/// What a logit is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Head {
    /// Praise above 0, blame below.
    Polarity = 0,
    /// Above 0 where something hurts.
    Problem = 1,
}
const HEADS: usize = 2;

/// 2 to this power buckets.
const BITS: u32 = 17;
const BUCKETS: usize = 1 << BITS;
const MAGIC: &[u8; 8] = b"EARFLPOL";
const VERSION: u32 = 3;
const HEADER: usize = 8 + 4 * 4;
/// Of each head: bias, scale of the words, scale of the meanings, the counts' weights.
const FLOATS: usize = 3 + DENSE;

/// What the models know of a statement.
pub(super) struct Features {
    /// Buckets of its words and pairs, sorted, no repeats.
    pub buckets: Vec<u32>,
    /// Buckets of its words that are not denied, in order, with repeats.
    pub meanings: Vec<u32>,
    /// Its counts.
    pub counts: [f64; DENSE],
}

/// The weights of one head.
struct Scales {
    bias: f64,
    words: f64,
    meanings: f64,
    dense: [f64; DENSE],
}

/// The weights as loaded.
pub(super) struct Weights {
    heads: [Scales; HEADS],
    words: [&'static [u8]; HEADS],
    /// Each head's meanings, then the squared lengths of the words' vectors.
    meanings: Option<([&'static [u8]; HEADS], &'static [u8])>,
}

/// Why a weights file is refused.
#[derive(Debug, thiserror::Error, PartialEq)]
pub(super) enum WeightsError {
    /// Not a weights file, or one of another version or shape.
    #[error(
        "the polarity weights are not those this program was written for ({0}); remake them \
         with assets/polarity/train.py"
    )]
    Stranger(&'static str),
    /// Shorter or longer than its header says.
    #[error("the polarity weights are {found} bytes long, {expected} expected; remake them")]
    Length {
        /// Bytes found.
        found: usize,
        /// Bytes expected.
        expected: usize,
    },
}

impl Weights {
    /// The weights for English.
    pub fn english() -> Weights {
        // The file is part of the program: a test loads it, so a bad one never ships.
        Weights::load(include_bytes!("../../assets/polarity/en.bin"))
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// The weights for the other languages trained on.
    pub fn others() -> Weights {
        Weights::load(include_bytes!("../../assets/polarity/others.bin"))
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Weights that say nothing, for what must not depend on any: the features they are trained
    /// from, after their shape has changed.
    #[cfg(test)]
    pub fn none() -> Weights {
        static ZEROS: [u8; BUCKETS] = [0; BUCKETS];
        let scales = || Scales { bias: 0.0, words: 0.0, meanings: 0.0, dense: [0.0; DENSE] };
        Weights { heads: [scales(), scales()], words: [&ZEROS, &ZEROS], meanings: None }
    }

    /// Reads a file: magic, version, bits, number of counts, whether it has meanings
    /// (little-endian u32 each); for each head bias, two scales and the counts' weights as f32;
    /// then one i8 for each bucket and head; then, if it has meanings, as many again and one u8
    /// for each bucket, the squared length of its word's vector in eighths.
    ///
    /// # Errors
    /// [`WeightsError`] when the header or the length is not what this version writes.
    pub fn load(bytes: &'static [u8]) -> Result<Weights, WeightsError> {
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(WeightsError::Stranger("no header"));
        }
        let word = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        let whole = |at: usize| u32::from_le_bytes(word(at));
        if whole(8) != VERSION {
            return Err(WeightsError::Stranger("another version"));
        }
        if whole(12) != BITS || whole(16) != DENSE as u32 || whole(20) > 1 {
            return Err(WeightsError::Stranger("another shape"));
        }
        let has_meanings = whole(20) == 1;
        let tables = if has_meanings { 2 * HEADS + 1 } else { HEADS };
        let floats = HEADER + 4 * FLOATS * HEADS;
        let expected = floats + tables * BUCKETS;
        if bytes.len() != expected {
            return Err(WeightsError::Length { found: bytes.len(), expected });
        }
        let head = |head: usize| {
            let float = |index: usize| {
                f64::from(f32::from_le_bytes(word(HEADER + 4 * (FLOATS * head + index))))
            };
            let mut dense = [0.0; DENSE];
            for (at, weight) in dense.iter_mut().enumerate() {
                *weight = float(3 + at);
            }
            Scales { bias: float(0), words: float(1), meanings: float(2), dense }
        };
        let table = |index: usize| &bytes[floats + index * BUCKETS..][..BUCKETS];
        Ok(Weights {
            heads: [head(0), head(1)],
            words: [table(0), table(1)],
            meanings: has_meanings.then(|| ([table(2), table(3)], table(4))),
        })
    }

    /// The logit of a statement.
    pub fn logit(&self, head: Head, features: &Features) -> f64 {
        let scales = &self.heads[head as usize];
        let table = self.words[head as usize];
        let mut logit = scales.bias;
        if !features.buckets.is_empty() {
            let sum: i64 =
                features.buckets.iter().map(|&at| i64::from(table[at as usize] as i8)).sum();
            logit += sum as f64 * scales.words / (features.buckets.len() as f64).sqrt();
        }
        logit += self.meaning_unit(head, features)
            * features.meanings.iter().map(|&at| self.meaning(head, at)).sum::<i64>() as f64;
        for (weight, value) in scales.dense.iter().zip(&features.counts) {
            logit += weight * value;
        }
        logit
    }

    /// What one bucket of words or pairs adds to the logit.
    pub fn share(&self, head: Head, bucket: u32, features: &Features) -> f64 {
        let weight = f64::from(self.words[head as usize][bucket as usize] as i8);
        weight * self.heads[head as usize].words / (features.buckets.len().max(1) as f64).sqrt()
    }

    /// What one word's meaning adds to the logit.
    pub fn meaning_share(&self, head: Head, bucket: u32, features: &Features) -> f64 {
        self.meaning_unit(head, features) * self.meaning(head, bucket) as f64
    }

    /// What one unit of meaning adds: the sum is divided by the root of the vectors' squared
    /// lengths, which is what the sum of as many unrelated vectors would measure.
    fn meaning_unit(&self, head: Head, features: &Features) -> f64 {
        let Some((_, lengths)) = &self.meanings else { return 0.0 };
        let all: u64 = features.meanings.iter().map(|&at| u64::from(lengths[at as usize])).sum();
        if all == 0 { 0.0 } else { self.heads[head as usize].meanings / (all as f64).sqrt() }
    }

    fn meaning(&self, head: Head, bucket: u32) -> i64 {
        self.meanings
            .as_ref()
            .map_or(0, |(tables, _)| i64::from(tables[head as usize][bucket as usize] as i8))
    }

    /// What the counts alone differ by between two sets of features.
    pub fn counts_between(&self, head: Head, with: &[f64; DENSE], without: &[f64; DENSE]) -> f64 {
        let weights = &self.heads[head as usize].dense;
        weights.iter().zip(with.iter().zip(without)).map(|(w, (a, b))| w * (a - b)).sum()
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo), continued from `state`.
pub(super) fn fnv(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A table with words of our lists for keys: the tables are fixed, so nobody can make them collide.
pub(super) type WordMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::FixedState>;

pub(super) const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash state after one word as polarity hears it: `NOT_` before a denied one.
pub(super) fn word_state(state: Option<u64>, plain: &str, denied: bool) -> u64 {
    let state = match state {
        Some(before) => fnv(before, b" "),
        None => FNV_START,
    };
    fnv(if denied { fnv(state, b"NOT_") } else { state }, plain.as_bytes())
}

/// The bucket of a hash.
pub(super) fn bucket(state: u64) -> u32 {
    (state & ((1 << BITS) - 1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fnv_is_fnv() {
        // The published test vectors of FNV-1a 64.
        assert_eq!(fnv(FNV_START, b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(FNV_START, b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv(FNV_START, b"foobar"), 0x8594_4171_f739_67e8);
        let pair = word_state(Some(word_state(None, "not", false)), "good", true);
        assert_eq!(pair, fnv(FNV_START, b"not NOT_good"));
    }

    #[test]
    fn strangers_are_refused() {
        assert!(matches!(Weights::load(b"EARFL"), Err(WeightsError::Stranger(_))));
        let bytes: &'static [u8] = include_bytes!("../../assets/polarity/en.bin");
        assert!(Weights::load(bytes).is_ok());
        let others: &'static [u8] = include_bytes!("../../assets/polarity/others.bin");
        assert!(Weights::load(others).is_ok());
        assert!(matches!(
            Weights::load(&bytes[..bytes.len() - 1]),
            Err(WeightsError::Length { .. })
        ));
        let mut other = bytes.to_vec();
        other[8] = 99;
        let other: &'static [u8] = Box::leak(other.into_boxed_slice());
        assert_eq!(Weights::load(other).err(), Some(WeightsError::Stranger("another version")));
    }
}
