//! Numbers that look like chance and follow from a seed: SplitMix64.
//!
//! Source: G. L. Steele Jr., D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators",
//! OOPSLA 2014, figure 16 (the finaliser is variant 13 of D. Stafford's). A few lines that stay the same
//! for ever and on every machine, which no package promises.

/// What the counter goes on by: 2^64 over the golden ratio, made odd.
pub const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser: a permutation of the 64-bit numbers of which every bit depends on all bits.
pub fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The first number of the generator seeded with `value`: a hash without a state, so that any number of
/// threads draws the same.
pub fn splitmix(value: u64) -> u64 {
    mixed(value.wrapping_add(GOLDEN_GAMMA))
}

/// A stream of pseudorandom numbers, by its seed. Not for secrets.
#[derive(Clone, Debug)]
pub struct SplitMix(pub u64);

impl SplitMix {
    /// The next 64 bits.
    #[allow(clippy::should_implement_trait, reason = "no iterator: it never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN_GAMMA);
        mixed(self.0)
    }

    /// A number from 0 to `bound - 1`; 0 when `bound` is 0. By the high half of a 128-bit product (Lemire,
    /// "Fast random integer generation in an interval", 2019): the bias is below `bound` / 2^64.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// Fisher and Yates's shuffle.
    pub fn shuffle(&mut self, items: &mut [u32]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_the_reference() {
        // Of the reference implementation, seeded with 1234567 and with 0.
        let mut stream = SplitMix(1_234_567);
        assert_eq!(stream.next(), 6_457_827_717_110_365_317);
        assert_eq!(stream.next(), 3_203_168_211_198_807_973);
        assert_eq!(splitmix(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(splitmix(GOLDEN_GAMMA), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn bounds_hold_and_a_shuffle_loses_nothing() {
        let mut stream = SplitMix(3);
        assert!((0..1000).all(|_| stream.below(7) < 7));
        assert_eq!(stream.below(0), 0);
        let mut items: Vec<u32> = (0..50).collect();
        stream.shuffle(&mut items);
        assert!(!items.is_sorted());
        items.sort_unstable();
        assert!(items.into_iter().eq(0..50));
    }
}
