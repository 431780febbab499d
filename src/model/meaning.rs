//! What a text means, in 256 bits.

/// The signs of a text's vector, turned at random: two texts mean alike when most of their bits are the
/// same. Charikar, "Similarity Estimation Techniques from Rounding Algorithms" (2002): the share of bits
/// that differ is the angle between the vectors, over a half turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Meaning(pub [u64; Meaning::WORDS]);

impl Meaning {
    /// Numbers of 64 bits.
    pub const WORDS: usize = 4;
    /// Bits.
    pub const BITS: u32 = 64 * Meaning::WORDS as u32;
    /// Of a text without a known word. (A vector whose bits are all 0 is one in 2^256.)
    pub const NONE: Meaning = Meaning([0; Meaning::WORDS]);

    /// Bits that differ, 0 to [`Meaning::BITS`]; [`Meaning::BITS`] where either is none.
    pub fn distance(self, other: Meaning) -> u32 {
        if self == Meaning::NONE || other == Meaning::NONE {
            return Meaning::BITS;
        }
        self.0.iter().zip(other.0).map(|(one, other)| (one ^ other).count_ones()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_near_to_no_meaning() {
        let one = Meaning([1, 2, 3, 4]);
        assert_eq!(one.distance(one), 0);
        assert_eq!(one.distance(Meaning([0, 2, 3, 5])), 2);
        assert_eq!(one.distance(Meaning::NONE), 256);
        assert_eq!(Meaning::NONE.distance(Meaning::NONE), 256);
    }
}
