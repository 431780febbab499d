//! How much counts scatter around what was expected of them when nothing happens.
//!
//! Takes pairs of a count and its expectation, over many themes and days; gives one law of variance
//! for all of them. It has two parts: a factor on the mean (one event makes several people write,
//! one person writes several times) and a part that grows with the square of the mean (whole days
//! are louder than others).

/// Variance of a count that expects μ: ψ μ + φ μ².
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scatter {
    /// ψ, at least 1: 1 is Poisson's law.
    pub factor: f64,
    /// φ, at least 0.
    pub square: f64,
}

/// Expectations below this say nothing about scatter.
const SMALLEST: f64 = 0.5;

/// Share of the most scattered counts that are left out: real bursts must not speak for quiet days.
/// Measured on the weekly counts of 300 real themes (`benches/alarms.rs`).
const TRIMMED: f64 = 0.002;

/// Mean of a χ² with one degree of freedom below its 0.99 quantile: what trimming takes away from
/// counts that scatter as expected.
const LEFT: f64 = 0.98;

/// What is believed of a company of which nothing is known yet, at this many counts' weight: a bit
/// more than chance.
const PRIOR: Scatter = Scatter { factor: 1.2, square: 0.05 };
const PRIOR_WEIGHT: f64 = 30.0;
/// The expectation at which the prior speaks.
const PRIOR_AT: f64 = 4.0;

/// Rounds of reweighting; the estimate no longer moves after a few.
const ROUNDS: usize = 8;

impl Scatter {
    /// The law behind (count, expectation) pairs. `freedom` corrects for expectations made from the
    /// same counts: number of periods over that number less one. Order does not matter.
    ///
    /// Squared residuals over their expectation have mean ψ + φ μ. They are gathered by the size of
    /// μ (powers of two), the largest hundredth of each left out, and a line is laid through their
    /// means by weighted least squares, the weights those of a χ² (Breslow, "Extra-Poisson variation
    /// in log-linear models", Applied Statistics 33, 1984, for the moment equation).
    pub(super) fn of(pairs: impl Iterator<Item = (f64, f64)>, freedom: f64) -> Scatter {
        let mut sizes: std::collections::BTreeMap<i32, Vec<(f64, f64)>> = Default::default();
        for (count, mean) in pairs.filter(|&(_, mean)| mean >= SMALLEST) {
            let off = count - mean;
            let size = libm::floor(libm::log2(mean)) as i32;
            sizes.entry(size).or_default().push((off * off / mean * freedom, mean));
        }
        let mut points = vec![(PRIOR.factor + PRIOR.square * PRIOR_AT, PRIOR_AT, PRIOR_WEIGHT)];
        for mut found in sizes.into_values() {
            found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            let kept = found.len() - (found.len() as f64 * TRIMMED) as usize;
            let left = if kept < found.len() { LEFT } else { 1.0 };
            let mean = |of: fn(&(f64, f64)) -> f64, among: &[(f64, f64)]| {
                among.iter().map(of).sum::<f64>() / among.len() as f64
            };
            points.push((
                mean(|one| one.0, &found[..kept]) / left,
                mean(|one| one.1, &found),
                kept as f64,
            ));
        }
        line(&points)
    }

    /// The variance of a count that expects `mean`.
    pub(super) fn variance(self, mean: f64) -> f64 {
        self.factor * mean + self.square * mean * mean
    }
}

/// The line y = ψ + φ x through (y, x, weight), ψ ≥ 1 and φ ≥ 0.
fn line(points: &[(f64, f64, f64)]) -> Scatter {
    let mut found = PRIOR;
    for _ in 0..ROUNDS {
        let (mut w, mut wx, mut wxx, mut wy, mut wxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for &(y, x, count) in points {
            let expected = found.factor + found.square * x;
            let weight = count / (expected * expected);
            w += weight;
            wx += weight * x;
            wxx += weight * x * x;
            wy += weight * y;
            wxy += weight * x * y;
        }
        let determinant = w * wxx - wx * wx;
        let (mut factor, mut square) = if determinant > 1e-9 * w * wxx {
            ((wy * wxx - wxy * wx) / determinant, (w * wxy - wx * wy) / determinant)
        } else {
            (wy / w, 0.0)
        };
        if square < 0.0 {
            (factor, square) = (wy / w, 0.0);
        }
        if factor < 1.0 {
            (factor, square) = (1.0, ((wxy - wx) / wxx).max(0.0));
        }
        found = Scatter { factor, square };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_known_is_the_prior() {
        let found = Scatter::of(std::iter::empty(), 1.0);
        assert!((found.variance(4.0) - PRIOR.variance(4.0)).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn a_line_by_hand() {
        let points = [(2.0, 1.0, 50.0), (3.0, 11.0, 50.0)];
        let found = line(&points);
        assert!((found.factor - 1.9).abs() < 1e-9 && (found.square - 0.1).abs() < 1e-9);
        assert_eq!(line(&[(0.3, 2.0, 9.0), (0.2, 8.0, 9.0)]), Scatter { factor: 1.0, square: 0.0 });
    }

    #[test]
    fn one_factor_at_every_size() {
        // Counts at ± two standard deviations of ψ = 4, whatever the size.
        let pairs = (0..4000).map(|at| {
            let mean = f64::from(1 << (at % 7));
            let off = libm::sqrt(4.0 * mean);
            (if at % 2 == 0 { mean + off } else { mean - off }, mean)
        });
        let found = Scatter::of(pairs, 1.0);
        assert!((found.factor - 4.0).abs() < 0.5 && found.square < 0.02, "{found:?}");
    }

    #[test]
    fn a_burst_does_not_speak_for_quiet_days() {
        let quiet = |at: i32| (if at % 2 == 0 { 12.0 } else { 8.0 }, 10.0);
        let calm = Scatter::of((0..2000).map(quiet), 1.0);
        let burst = Scatter::of((0..2000).map(quiet).chain([(400.0, 10.0); 3]), 1.0);
        assert!(burst.variance(10.0) < 1.2 * calm.variance(10.0), "{burst:?} {calm:?}");
    }
}
