//! How unlikely a count is, and how many unlikely counts may be believed.
//!
//! Takes a count with the mean and variance it was expected to have; gives the chance of one at
//! least as large (or as small), and that chance after looking at many cells of several families.

use crate::trends::special::beta_regularised;

/// Size and success chance of the negative binomial law with this mean and variance.
///
/// Matched by moments: r = m² / (v − m), p = r / (r + m). A variance at or below the mean is taken
/// as a hair above it, which is the Poisson law.
fn matched(mean: f64, variance: f64) -> (f64, f64) {
    let excess = (variance - mean).max(mean * 1e-6);
    let size = mean * mean / excess;
    (size, size / (size + mean))
}

/// P(X ≥ observed), 0 to 1, under the negative binomial law of this mean and variance. 1 when
/// nothing was observed or nothing can be expected to vary (mean 0 or less).
pub(in crate::trends) fn at_least(observed: u32, mean: f64, variance: f64) -> f64 {
    if observed == 0 || mean.is_nan() || mean <= 0.0 {
        return 1.0;
    }
    let (size, success) = matched(mean, variance);
    beta_regularised(1.0 - success, f64::from(observed), size)
}

/// P(X ≤ observed), 0 to 1, under the same law. 1 when the mean is 0 or less.
pub(super) fn at_most(observed: u32, mean: f64, variance: f64) -> f64 {
    if mean.is_nan() || mean <= 0.0 {
        return 1.0;
    }
    let (size, success) = matched(mean, variance);
    beta_regularised(success, size, f64::from(observed) + 1.0)
}

/// Benjamini and Hochberg's adjusted chances with weights, in the order given. Each test is
/// (chance, family); `shares[family]` is the part of the error allowed that the family may use, so
/// that thousands of small cells do not drown a few large ones.
///
/// A chance counts as p / w, with w = share of the family × all tests / tests of the family; shares
/// of families without tests go to the others in proportion, so that weights average 1. Genovese,
/// Roeder and Wasserman, "False discovery control with p-value weighting", Biometrika 93 (2006).
pub(super) fn adjusted<const F: usize>(tests: &[(f64, usize)], shares: [f64; F]) -> Vec<f64> {
    let mut sizes = [0usize; F];
    tests.iter().for_each(|&(_, family)| sizes[family] += 1);
    let used: f64 = (0..F).filter(|&family| sizes[family] > 0).map(|family| shares[family]).sum();
    let all = tests.len() as f64;
    let weighed: Vec<f64> = tests
        .iter()
        .map(|&(p, family)| {
            let weight = shares[family] / used * all / sizes[family] as f64;
            (p / weight).min(1.0)
        })
        .collect();
    crate::trends::change::benjamini_hochberg(&weighed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tails_by_hand() {
        // Geometric law: mean 1, variance 2, P(X ≥ k) = 2⁻ᵏ.
        for k in 0..12 {
            assert!((at_least(k, 1.0, 2.0) - 0.5f64.powi(k as i32)).abs() < 1e-12);
            assert!((at_most(k, 1.0, 2.0) - (1.0 - 0.5f64.powi(k as i32 + 1))).abs() < 1e-12);
        }
        // Without excess variance it is Poisson's: P(X ≥ 1) = 1 − e⁻².
        assert!((at_least(1, 2.0, 2.0) - (1.0 - libm::exp(-2.0))).abs() < 1e-5);
        assert_eq!(at_least(9, 0.0, 0.0), 1.0);
        assert_eq!(at_most(0, 0.0, 0.0), 1.0);
    }

    #[test]
    fn the_gamma_poisson_prediction_is_a_special_case() {
        // S = 20 in 100 days, 7 days ahead: NB(r = S + ½, p = B / (B + w)).
        let (events, ahead) = (20.5, 7.0 / 100.0);
        let (mean, variance) = (events * ahead, events * ahead * (1.0 + ahead));
        let (size, success) = matched(mean, variance);
        assert!((size - events).abs() < 1e-9 && (success - 100.0 / 107.0).abs() < 1e-12);
    }

    #[test]
    fn families_share_what_may_be_wrong() {
        // Ten themes and a thousand cells: a theme may be as rare as if the cells were not there.
        let mut tests = vec![(0.004, 0); 1];
        tests.extend([(0.9, 0); 9]);
        tests.extend([(0.9, 1); 1000]);
        let plain = adjusted(&tests, [10.0 / 1010.0, 1000.0 / 1010.0]);
        assert!(plain[0] > 0.8, "unweighted it drowns: {}", plain[0]);
        let shared = adjusted(&tests, [0.5, 0.5]);
        assert!((shared[0] - 0.004 * 10.0 / 0.5).abs() < 1e-12, "{}", shared[0]);
        let alone = adjusted(&tests[..10], [0.5, 0.5]);
        assert!((alone[0] - 0.04).abs() < 1e-12, "the unused half is not lost: {}", alone[0]);
        assert!(adjusted(&[], [0.5, 0.5]).is_empty());
    }

    proptest! {
        #[test]
        fn a_tail_falls_with_the_count(count in 1u32..500, mean in 0.01f64..300.0, psi in 1.0f64..9.0) {
            let tail = |count| at_least(count, mean, psi * mean);
            prop_assert!((0.0..=1.0).contains(&tail(count)));
            prop_assert!(tail(count + 1) <= tail(count) + 1e-12);
            let both = at_most(count - 1, mean, psi * mean) + tail(count);
            prop_assert!((both - 1.0).abs() < 1e-6, "{}", both);
        }
    }
}
