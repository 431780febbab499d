//! Chance, the same on every machine for ever: SplitMix64.
//!
//! Takes a seed and a path of numbers (source, record, …), gives a stream of its own for each path,
//! so that record 70,000 reads the same whether or not the 69,999 before it were made.

use crate::model::{GOLDEN_GAMMA, SplitMix, mixed, splitmix};

/// A stream of pseudorandom numbers.
#[derive(Clone, Debug)]
pub struct Rng(SplitMix);

impl Rng {
    /// The stream of `seed` at `path`; other paths give unrelated streams.
    pub fn at(seed: u64, path: &[u64]) -> Rng {
        let state = path.iter().fold(splitmix(seed), |state, &step| {
            mixed(state.wrapping_add(GOLDEN_GAMMA) ^ mixed(step.wrapping_mul(GOLDEN_GAMMA)))
        });
        Rng(SplitMix(state))
    }

    /// A number from 0 to `bound - 1`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0.below(bound)
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
    fn bounds_hold() {
        let mut rng = Rng::at(1, &[2, 3]);
        for _ in 0..1000 {
            assert!(rng.below(7) < 7);
            assert!((3..=5).contains(&rng.between(3, 5)));
            assert_eq!(rng.weighted(&[0, 4, 0]), 1);
        }
        assert_eq!(rng.below(0), 0);
        assert_ne!(Rng::at(1, &[2]).below(1 << 40), Rng::at(2, &[1]).below(1 << 40));
    }
}
