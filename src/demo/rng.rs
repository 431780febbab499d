//! Chance, the same on every machine for ever: SplitMix64.
//!
//! Takes a seed and a path of numbers (source, record, …), gives a stream of its own for each path,
//! so that record 70,000 reads the same whether or not the 69,999 before it were made.
//!
//! Source: G. L. Steele Jr., D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators",
//! OOPSLA 2014, figure 16 (the finaliser is variant 13 of D. Stafford's).

/// A stream of pseudorandom numbers.
#[derive(Clone, Debug)]
pub struct Rng(u64);

const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream of `seed` at `path`; other paths give unrelated streams.
    pub fn at(seed: u64, path: &[u64]) -> Rng {
        let state = path.iter().fold(mix(seed.wrapping_add(GOLDEN_GAMMA)), |state, &step| {
            mix(state.wrapping_add(GOLDEN_GAMMA) ^ mix(step.wrapping_mul(GOLDEN_GAMMA)))
        });
        Rng(state)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN_GAMMA);
        mix(self.0)
    }

    /// A number from 0 to `bound - 1`; 0 when `bound` is 0. The multiplication's bias is below
    /// `bound / 2^64`.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items, each as likely; the list must not be empty.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// A place in `weights`, as likely as its weight; 0 when all are 0.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let total: u64 = weights.iter().map(|&weight| u64::from(weight)).sum();
        let mut left = self.below(total as usize) as u64;
        for (at, &weight) in weights.iter().enumerate() {
            match left.checked_sub(u64::from(weight)) {
                Some(rest) => left = rest,
                None => return at,
            }
        }
        0
    }

    /// Days until a release reaches somebody, and other waits: geometric with the given mean.
    pub fn wait(&mut self, mean: usize, most: i32) -> i32 {
        let mut days = 0;
        while days < most && self.below(mean + 1) != 0 {
            days += 1;
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_stream() {
        // Values of the reference implementation for seed 1234567.
        let mut rng = Rng(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn bounds_hold() {
        let mut rng = Rng::at(1, &[2, 3]);
        for _ in 0..1000 {
            assert!(rng.below(7) < 7);
            assert!((3..=5).contains(&rng.between(3, 5)));
            assert_eq!(rng.weighted(&[0, 4, 0]), 1);
        }
        assert_eq!(rng.below(0), 0);
        assert_ne!(Rng::at(1, &[2]).next(), Rng::at(2, &[1]).next());
    }
}
