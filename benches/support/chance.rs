//! Chance for the benches' invented worlds.

/// A counter-based source of chance (SplitMix64): the same on every machine, logarithms and powers from
/// `libm`.
pub struct Chance(pub u64);

#[allow(dead_code, reason = "no bench asks for all of it")]
impl Chance {
    /// Evenly in 0 to 1, without 1.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Evenly in 0 to `end`, without `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((self.next() * end as f64) as usize).min(end - 1)
    }

    /// A normal of mean 0 and variance 1: Box and Muller.
    pub fn normal(&mut self) -> f64 {
        let (a, b) = (1.0 - self.next(), self.next());
        (-2.0 * libm::log(a)).sqrt() * libm::cos(std::f64::consts::TAU * b)
    }

    /// A Poisson count: Knuth's product of uniforms, large means in halves.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        if mean > 30.0 {
            return self.poisson(mean / 2.0) + self.poisson(mean / 2.0);
        }
        let (limit, mut product, mut count) = (libm::exp(-mean), self.next(), 0);
        while product > limit {
            product *= self.next();
            count += 1;
        }
        count
    }

    /// A gamma of mean 1 and variance 1 / `shape`: the sum of so many waits.
    pub fn gust(&mut self, shape: u32) -> f64 {
        let waits = (0..shape).map(|_| -libm::log(1.0 - self.next()));
        waits.sum::<f64>() / f64::from(shape)
    }
}
