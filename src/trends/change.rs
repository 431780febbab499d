//! Whether a difference between two windows is more than chance.
//!
//! Takes a theme's counts in both windows, all feedback by week, and how much more than chance the
//! company's themes scatter anyway; gives the chance of a difference at least as large, and that
//! chance after looking at many themes.

use super::scatter::Scatter;
use super::special::beta_regularised;

/// How much could have been heard in the two windows, by seven days: all feedback, or all feedback
/// weighted by how much each source speaks of the theme.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Exposure {
    pub recent: Vec<f64>,
    pub baseline: Vec<f64>,
}

/// One-sided chances, 0 to 1, of a recent count as small and as large as the one seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tails {
    pub at_most: f64,
    pub at_least: f64,
}

impl Tails {
    /// The larger chance on each side: a change must stand in both views to be one.
    pub(super) fn both(self, other: Tails) -> Tails {
        Tails {
            at_most: self.at_most.max(other.at_most),
            at_least: self.at_least.max(other.at_least),
        }
    }

    /// The two-sided chance: twice the smaller side.
    pub(super) fn p_value(self) -> f64 {
        (2.0 * self.at_most.min(self.at_least)).clamp(0.0, 1.0)
    }
}

/// The chances of the recent count when the theme kept the share of its baseline.
///
/// The recent count is predicted as negative binomial. With rate λ = (S + ½) / B from S records
/// among B in the baseline (the gamma posterior under Jeffreys' prior), week w of A_w records
/// expects μ_w = λ A_w with variance ψ μ_w + φ μ_w² ([`Scatter`]); the baseline's own scatter adds to
/// what λ is not known, so that mean and variance of the recent sum are
///
/// m = Σ μ_w,  v = ψ m + φ Σ μ_w² + (A/B)² (ψ (S + ½) + φ Σ_b μ_b²),
///
/// matched by size r = m² / (v − m) and p = r / (r + m). With ψ = 1 and φ = 0 this is the
/// gamma-Poisson predictive law. Tails: P(X ≤ k) = I_p(r, k + 1). Both are 1 when a window is empty.
pub(super) fn tails(recent: u32, baseline: u32, exposure: &Exposure, scatter: Scatter) -> Tails {
    let all_recent: f64 = exposure.recent.iter().sum();
    let all_baseline: f64 = exposure.baseline.iter().sum();
    if all_recent <= 0.0 || all_baseline <= 0.0 {
        return Tails { at_most: 1.0, at_least: 1.0 };
    }
    let events = f64::from(baseline) + 0.5;
    let rate = events / all_baseline;
    let squares = |weeks: &[f64]| -> f64 { weeks.iter().map(|&all| all * rate * all * rate).sum() };
    let mean = rate * all_recent;
    let relative = all_recent / all_baseline;
    let Scatter { factor, square } = scatter;
    let excess = (factor - 1.0) * mean
        + square * squares(&exposure.recent)
        + relative * relative * (factor * events + square * squares(&exposure.baseline));
    let size = mean * mean / excess;
    let success = size / (size + mean);
    let at_most = beta_regularised(success, size, f64::from(recent) + 1.0);
    let at_least =
        if recent == 0 { 1.0 } else { beta_regularised(1.0 - success, f64::from(recent), size) };
    Tails { at_most, at_least }
}

/// Benjamini and Hochberg's adjusted chances, in the order given: announcing those at or below `q`
/// keeps the expected share of false alarms among them at `q`.
///
/// "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57 (1995).
pub(super) fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]).then(a.cmp(&b)));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut smallest = 1.0f64;
    for (place, &at) in order.iter().enumerate().rev() {
        smallest = smallest.min(p_values[at] * p_values.len() as f64 / (place + 1) as f64);
        // Multiplying and dividing by the same number may lose the last bit.
        adjusted[at] = smallest.max(p_values[at]);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn p_value(recent: u32, baseline: u32, exposure: &Exposure, phi: f64) -> f64 {
        tails(recent, baseline, exposure, Scatter { factor: 1.0, square: phi }).p_value()
    }

    /// Negative binomial mass by its recurrence, to check the tails against.
    fn summed_tail(recent: u32, size: f64, success: f64) -> (f64, f64) {
        let mut mass = libm::exp(size * libm::log(success));
        let (mut below, mut at_most) = (0.0, mass);
        for count in 1..=recent {
            below += mass;
            mass *= (size + f64::from(count) - 1.0) / f64::from(count) * (1.0 - success);
            at_most += mass;
        }
        (at_most, 1.0 - below)
    }

    #[test]
    fn matches_the_sum_of_its_law() {
        let exposure = Exposure { recent: vec![100.0, 300.0], baseline: vec![200.0; 10] };
        for (recent, baseline, phi) in
            [(0u32, 0u32, 0.0f64), (9, 20, 0.0), (3, 20, 0.5), (1, 30, 0.1)]
        {
            let events = f64::from(baseline) + 0.5;
            let rate = events / 2000.0;
            let mean = 400.0 * rate;
            let spread = rate * rate * (100.0 * 100.0 + 300.0 * 300.0);
            let known = events + phi * rate * rate * 10.0 * 200.0 * 200.0;
            let excess = phi * spread + 0.2 * 0.2 * known;
            let size = mean * mean / excess;
            let (low, high) = summed_tail(recent, size, size / (size + mean));
            let expected = (2.0 * low.min(high)).min(1.0);
            let found = p_value(recent, baseline, &exposure, phi);
            assert!((found - expected).abs() < 1e-9, "{recent} {baseline}: {found} {expected}");
        }
    }

    #[test]
    fn more_mail_is_no_change() {
        let exposure = Exposure { recent: vec![4000.0; 4], baseline: vec![1000.0; 26] };
        let unchanged = p_value(800, 1300, &exposure, 0.05);
        assert!(unchanged > 0.9, "{unchanged}");
        assert!(p_value(2400, 1300, &exposure, 0.05) < 0.001);
        assert!(p_value(200, 1300, &exposure, 0.05) < 0.001);
    }

    #[test]
    fn the_step_up_of_the_paper() {
        // Benjamini and Hochberg (1995), section 4.1: at 5 % the first four are announced.
        let p_values = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let adjusted = benjamini_hochberg(&p_values);
        assert_eq!(adjusted.iter().filter(|&&q| q <= 0.05).count(), 4);
        assert!((adjusted[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
        assert!(benjamini_hochberg(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn a_chance_is_a_chance(
            recent in 0u32..5000,
            baseline in 0u32..5000,
            weeks in proptest::collection::vec(0.0f64..10_000.0, 1..30),
            phi in 0.0f64..5.0,
        ) {
            let exposure = Exposure { recent: weeks[..1].to_vec(), baseline: weeks.clone() };
            let found = p_value(recent, baseline, &exposure, phi);
            prop_assert!((0.0..=1.0).contains(&found));
        }

        #[test]
        fn adjusting_keeps_the_order(p_values in proptest::collection::vec(0.0f64..1.0, 0..40)) {
            let adjusted = benjamini_hochberg(&p_values);
            for (at, p) in p_values.iter().enumerate() {
                prop_assert!(adjusted[at] >= *p && adjusted[at] <= 1.0);
                for (other, q) in p_values.iter().enumerate() {
                    prop_assert!(p > q || adjusted[at] <= adjusted[other]);
                }
            }
        }
    }
}
