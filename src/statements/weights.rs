//! The small trained model: weights of hashed words and pairs of words, and of a few counts.
//!
//! Takes the file `assets/polarity/weights.bin` (embedded; its header is checked), gives for the
//! features of a statement a logit. Features are hashed to buckets (Weinberger et al. 2009,
//! "Feature hashing for large scale multitask learning"), so that the file holds no words. Weights
//! are 8 bits; sums of them are whole numbers, so every machine gets the same answer.

/// Counts beside the hashed words, in the order `polarity` lists them.
pub(super) const DENSE: usize = 15;

/// 2 to this power buckets.
const BITS: u32 = 17;
const MAGIC: &[u8; 8] = b"EARFLPOL";
const VERSION: u32 = 1;
const HEADER: usize = 8 + 4 * 3;

/// The weights as loaded.
pub(super) struct Weights {
    bias: f64,
    dense: [f64; DENSE],
    scale: f64,
    buckets: &'static [u8],
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
    /// The weights in the binary.
    pub fn embedded() -> Weights {
        // The file is part of the program: a test loads it, so a bad one never ships.
        Weights::load(include_bytes!("../../assets/polarity/weights.bin"))
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Reads a file: magic, version, bits, number of counts (little-endian u32 each), then bias,
    /// scale and the counts' weights as f32, then one i8 for each bucket.
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
        if whole(12) != BITS || whole(16) != DENSE as u32 {
            return Err(WeightsError::Stranger("another shape"));
        }
        let floats = HEADER + 4 * (2 + DENSE);
        let expected = floats + (1 << BITS);
        if bytes.len() != expected {
            return Err(WeightsError::Length { found: bytes.len(), expected });
        }
        let float = |index: usize| f64::from(f32::from_le_bytes(word(HEADER + 4 * index)));
        let mut dense = [0.0; DENSE];
        for (at, weight) in dense.iter_mut().enumerate() {
            *weight = float(2 + at);
        }
        Ok(Weights { bias: float(0), scale: float(1), dense, buckets: &bytes[floats..] })
    }

    /// The logit of a statement with these buckets (sorted, no repeats) and counts: above 0 for
    /// praise.
    pub fn logit(&self, buckets: &[u32], dense: &[f64; DENSE]) -> f64 {
        let sum: i64 = buckets.iter().map(|&bucket| i64::from(self.bucket(bucket))).sum();
        let mut logit = self.bias;
        if !buckets.is_empty() {
            logit += sum as f64 * self.scale / (buckets.len() as f64).sqrt();
        }
        for (weight, value) in self.dense.iter().zip(dense) {
            logit += weight * value;
        }
        logit
    }

    /// What one bucket adds to the logit of a statement of `count` buckets.
    pub fn share(&self, bucket: u32, count: usize) -> f64 {
        f64::from(self.bucket(bucket)) * self.scale / (count.max(1) as f64).sqrt()
    }

    fn bucket(&self, bucket: u32) -> i8 {
        self.buckets[bucket as usize] as i8
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo), continued from `state`.
fn fnv(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Hashes the words of our lists: the tables are fixed, so nobody can make them collide, and this
/// is faster on short words than the standard hasher.
#[derive(Clone)]
pub(super) struct WordHasher(u64);

impl Default for WordHasher {
    fn default() -> WordHasher {
        WordHasher(FNV_START)
    }
}

impl std::hash::Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = fnv(self.0, bytes);
    }
}

/// A table with words for keys.
pub(super) type WordMap<K, V> =
    std::collections::HashMap<K, V, std::hash::BuildHasherDefault<WordHasher>>;

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

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
        let bytes: &'static [u8] = include_bytes!("../../assets/polarity/weights.bin");
        assert!(Weights::load(bytes).is_ok());
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
