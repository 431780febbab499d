//! What changed on a day: difference in differences of weekly counts.
//!
//! Takes the weekly counts of what should have changed and of what should not, before and after; gives
//! how much the one changed against the other, with an interval. More mail, a season, another mix of
//! customers move both and cancel.

use libm::{erfc, exp, log};

use crate::model::{Effect, Weeks, Z95};

/// Fewest counts before for which a change is measured: with fewer the interval holds everything.
const FEWEST: u32 = 10;

/// How much `own` changed against `others`; `None` where fewer than ten are counted before, or nothing
/// of the others on either side, or fewer than four weeks in all.
///
/// The odds of a count being one of `own` rather than of `others` are compared before and after, so that
/// the change is that of the odds ratio less 1, (y₁/y₀)/(c₁/c₀) − 1: the difference of the two
/// differences of logarithms. Half a count is added to each sum (Haldane, "The estimation and
/// significance of the logarithm of a ratio of frequencies", Annals of Human Genetics 20, 1956). Counts
/// scatter more than chance: variances are multiplied by Pearson's χ² over its degrees of freedom
/// within both periods, at least 1 (McCullagh and Nelder, Generalized Linear Models, 1989, 4.5), and by
/// `inflation` squared, what [`placebo`] found; the interval is Student's of those degrees where they
/// scatter more, else the normal one.
pub fn effect(own: &Weeks, others: &Weeks, inflation: f64) -> Option<Effect> {
    let ((y0, y1), (c0, c1)) = (own.sums(), others.sums());
    let weeks = own.before.len() + own.after.len();
    if y0 < FEWEST || c0 == 0 || c1 == 0 || weeks < 4 || own.after.is_empty() {
        return None;
    }
    let half = |count: u32| f64::from(count) + 0.5;
    let estimate = log(half(y1) / half(c1)) - log(half(y0) / half(c0));
    let within = |own: &[u32], others: &[u32]| -> f64 {
        let all: u32 = own.iter().chain(others).sum();
        let share = f64::from(own.iter().sum::<u32>()) / f64::from(all.max(1));
        let spread = share * (1.0 - share);
        if spread <= 0.0 {
            return 0.0;
        }
        let pairs = own.iter().zip(others).filter(|(a, b)| **a + **b > 0);
        pairs
            .map(|(&own, &other)| {
                let n = f64::from(own + other);
                (f64::from(own) - n * share).powi(2) / (n * spread)
            })
            .sum()
    };
    let freedom = (weeks - 2) as f64;
    let scatter = within(&own.before, &others.before) + within(&own.after, &others.after);
    let scatter = scatter / freedom;
    // The variance of chance alone is known and need not be estimated.
    let quantile = if scatter > 1.0 { student(freedom) } else { Z95 };
    let scatter = scatter.max(1.0);
    let variance: f64 = [y0, y1, c0, c1].into_iter().map(|count| 1.0 / half(count)).sum();
    let error = (scatter * variance).sqrt() * inflation.max(1.0);
    let reach = quantile * error;
    Some(Effect {
        change: exp(estimate) - 1.0,
        interval: (exp(estimate - reach) - 1.0, exp(estimate + reach) - 1.0),
        expected: half(y0) * half(c1) / half(c0),
        z: estimate / error,
    })
}

/// The chance that nothing gives a `z` as far from 0, to either side, by the normal distribution.
pub fn chance(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The 97.5 % quantile of Student's distribution: Abramowitz and Stegun, Handbook of Mathematical
/// Functions (1964), 26.7.5; good to 0.005 from three degrees of freedom on.
fn student(freedom: f64) -> f64 {
    let z = Z95;
    let n = freedom.max(2.0);
    let powers = |exponent: i32| z.powi(exponent);
    z + (powers(3) + z) / (4.0 * n)
        + (5.0 * powers(5) + 16.0 * powers(3) + 3.0 * z) / (96.0 * n * n)
        + (3.0 * powers(7) + 19.0 * powers(5) + 17.0 * powers(3) - 15.0 * z) / (384.0 * n.powi(3))
        + (79.0 * powers(9) + 776.0 * powers(7) + 1482.0 * powers(5)
            - 1920.0 * powers(3)
            - 945.0 * z)
            / (92_160.0 * n.powi(4))
}

/// Others from which their scatter is believed.
const SPEAKING: usize = 6;
/// How many of them chance alone is believed as much as.
const PRIOR: f64 = 2.0;
/// What leaving out the largest of about twelve squares of standard normal numbers takes from their
/// mean, made good again (measured: `cargo bench --bench fixes`).
const TRIMMED: f64 = 1.25;

/// What the same method finds for things nobody changed: each of `others` against the rest of them. Gives
/// their `z`, and by how much they scatter more than they should, at least 1: the root of their mean
/// square, the largest left out because it may have changed after all, mixed with two at chance's own; 1
/// where fewer than six can speak.
pub fn placebo(others: &[Weeks]) -> (Vec<f64>, f64) {
    let found: Vec<f64> = (0..others.len())
        .filter_map(|at| {
            let rest = others.iter().enumerate().filter(|(other, _)| *other != at);
            let rest = Weeks::sum(rest.map(|one| one.1));
            effect(&others[at], &rest, 1.0).map(|found| found.z)
        })
        .collect();
    if found.len() < SPEAKING {
        return (found, 1.0);
    }
    let mut squares: Vec<f64> = found.iter().map(|z| z * z).collect();
    squares.sort_by(f64::total_cmp);
    squares.pop();
    let sum: f64 = squares.iter().sum();
    let inflation = ((PRIOR + TRIMMED * sum) / (PRIOR + squares.len() as f64)).sqrt();
    (found, inflation.max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weeks(before: &[u32], after: &[u32]) -> Weeks {
        Weeks { before: before.to_vec(), after: after.to_vec() }
    }

    #[test]
    fn by_hand() {
        // 80 before and 20 after, while the others went from 200 to 100: half of what was expected.
        let own = weeks(&[20, 20, 20, 20], &[10, 10]);
        let others = weeks(&[50, 50, 50, 50], &[50, 50]);
        let found = effect(&own, &others, 1.0).expect("an effect");
        let odds = (20.5 / 100.5) / (80.5 / 200.5);
        assert!((found.change - (odds - 1.0)).abs() < 1e-12);
        assert!((found.expected - 80.5 * 100.5 / 200.5).abs() < 1e-12);
        assert!(found.interval.0 < found.change && found.change < found.interval.1);
        let error: f64 = [80.5, 20.5, 200.5, 100.5].iter().map(|n| 1.0 / n).sum::<f64>().sqrt();
        assert!(
            (found.z - odds.ln() / error).abs() < 1e-9,
            "even weeks scatter no more than chance"
        );
        let wider = effect(&own, &others, 2.0).expect("an effect");
        assert!(wider.interval.1 > found.interval.1 && wider.change == found.change);
    }

    #[test]
    fn too_little_says_nothing() {
        let others = weeks(&[50, 50], &[50, 50]);
        assert_eq!(effect(&weeks(&[4, 5], &[0, 0]), &others, 1.0), None);
        assert_eq!(effect(&weeks(&[40, 50], &[]), &others, 1.0), None);
        assert_eq!(effect(&weeks(&[40, 50], &[1, 1]), &weeks(&[0, 0], &[1, 1]), 1.0), None);
        assert!(
            effect(&weeks(&[40, 50], &[0, 0]), &others, 1.0).is_some(),
            "none left is an effect"
        );
    }

    #[test]
    fn quantiles_of_student() {
        // Abramowitz and Stegun, table 26.10.
        for (freedom, known) in [(5.0, 2.571), (10.0, 2.228), (30.0, 2.042), (120.0, 1.980)] {
            assert!((student(freedom) - known).abs() < 2e-3, "{freedom}: {}", student(freedom));
        }
    }

    #[test]
    fn others_that_drift_widen_the_interval() {
        let still: Vec<Weeks> = (0..9).map(|_| weeks(&[20, 20, 20], &[20, 20, 20])).collect();
        assert_eq!(placebo(&still).1, 1.0);
        let drifting: Vec<Weeks> =
            (0..9u32)
                .map(|at| {
                    if at % 2 == 0 { weeks(&[10; 3], &[40; 3]) } else { weeks(&[40; 3], &[10; 3]) }
                })
                .collect();
        assert!(placebo(&drifting).1 > 3.0);
    }

    proptest! {
        #[test]
        fn laws(
            own in proptest::collection::vec(0u32..40, 6..20),
            others in proptest::collection::vec(1u32..400, 6..20),
            times in 1u32..5,
        ) {
            let length = own.len().min(others.len());
            let cut = |all: &[u32]| weeks(&all[..length - 3], &all[length - 3..length]);
            let (own, others) = (cut(&own), cut(&others));
            if let Some(found) = effect(&own, &others, 1.0) {
                prop_assert!(found.change > -1.0 && found.interval.0 > -1.0);
                prop_assert!(found.interval.0 <= found.change && found.change <= found.interval.1);
                // The same of many times the others: an effect does not depend on how many they are.
                let more = |all: &[u32]| all.iter().map(|one| one * times).collect::<Vec<_>>();
                let many = weeks(&more(&others.before), &more(&others.after));
                let again = effect(&own, &many, 1.0).expect("more says no less");
                let ratio = (again.change + 1.0) / (found.change + 1.0);
                prop_assert!((0.6..1.7).contains(&ratio), "{ratio}");
            }
        }
    }
}
