//! How much more than chance themes scatter from week to week even when nothing happens.
//!
//! Takes the baseline's weekly counts of every theme, gives one number φ for all of them: the
//! variance of a week that expects μ is μ + φ μ². Counts of real mail come in gusts; a test that
//! believes them to be Poisson announces the gusts.

/// Themes that expect fewer records than this in the whole baseline say nothing about scatter.
const SMALLEST: u32 = 10;

/// Share of the themes left out at each end, by their own scatter: one that had an outage in the
/// baseline, or that is suspiciously even, must not speak for the others.
const TRIMMED: f64 = 0.10;

/// φ above this is taken as this: a week then scatters by ±220 % of what it expects and nothing
/// can be announced anyway.
const LARGEST: f64 = 5.0;

/// The common φ, 0 to 5. `all` holds all feedback by week, `themes` each theme's, in the same weeks.
///
/// It solves Pearson's moment equation Σ (x − μ)² / (μ + φ μ²) = degrees of freedom (Breslow,
/// "Extra-Poisson variation in log-linear models", Applied Statistics 33, 1984) over the themes
/// that remain when the most and the least scattered tenth are left out. 0 when nothing can be
/// estimated.
pub(super) fn pooled(all: &[u32], themes: &[Vec<u32>]) -> f64 {
    let total: f64 = all.iter().map(|&one| f64::from(one)).sum();
    let weeks = all.iter().filter(|&&one| one > 0).count();
    if weeks < 3 || total == 0.0 {
        return 0.0;
    }
    let mut kept: Vec<(f64, &Vec<u32>)> = themes
        .iter()
        .filter(|counts| counts.iter().sum::<u32>() >= SMALLEST)
        .map(|counts| (own(all, total, counts), counts))
        .collect();
    // Stable, so that equals stay in the order of their themes.
    kept.sort_by(|a, b| a.0.total_cmp(&b.0));
    let cut = (kept.len() as f64 * TRIMMED) as usize;
    let kept: Vec<&Vec<u32>> = kept[cut..kept.len() - cut].iter().map(|one| one.1).collect();
    if kept.is_empty() {
        return 0.0;
    }
    let freedom = (kept.len() * (weeks - 1)) as f64;
    let misfit = |phi: f64| -> f64 {
        kept.iter().map(|counts| pearson(all, total, counts, phi)).sum::<f64>() - freedom
    };
    if misfit(0.0) <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, LARGEST);
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        if misfit(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// Pearson's statistic of one theme: squared distance from a constant share over its variance.
fn pearson(all: &[u32], total: f64, counts: &[u32], phi: f64) -> f64 {
    let rate = f64::from(counts.iter().sum::<u32>()) / total;
    all.iter()
        .zip(counts)
        .filter(|&(&all, _)| all > 0)
        .map(|(&all, &count)| {
            let mean = rate * f64::from(all);
            let off = f64::from(count) - mean;
            off * off / (mean + phi * mean * mean)
        })
        .sum()
}

/// One theme's own φ by moments, to order themes by; may be negative.
fn own(all: &[u32], total: f64, counts: &[u32]) -> f64 {
    let rate = f64::from(counts.iter().sum::<u32>()) / total;
    let (mut excess, mut squares) = (0.0, 0.0);
    for (&all, &count) in all.iter().zip(counts) {
        let mean = rate * f64::from(all);
        let off = f64::from(count) - mean;
        excess += off * off - mean * (1.0 - f64::from(all) / total);
        squares += mean * mean;
    }
    if squares > 0.0 { excess / squares } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_counts_scatter_less_than_chance() {
        assert_eq!(pooled(&[100; 20], &vec![vec![5; 20]; 4]), 0.0);
        assert_eq!(pooled(&[], &[]), 0.0);
        assert_eq!(pooled(&[0; 20], &[vec![0; 20]]), 0.0);
    }

    #[test]
    fn solves_its_equation_by_hand() {
        // Weeks of 10 and 30 around 20: Pearson's sum is 20 × 100 / (20 + 400 φ) = 19 degrees.
        let counts: Vec<u32> = (0..20).map(|week| if week % 2 == 0 { 10 } else { 30 }).collect();
        let expected = (2000.0 / 19.0 - 20.0) / 400.0;
        let found = pooled(&[1000; 20], &[counts]);
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    #[test]
    fn one_outage_does_not_speak_for_all() {
        let all = vec![1000; 20];
        let steady: Vec<Vec<u32>> = (0..19)
            .map(|theme| (0..20).map(|week| 18 + (theme * 7 + week * 3) % 5).collect())
            .collect();
        let mut with_outage = steady.clone();
        let mut outage = vec![20; 20];
        outage[7] = 900;
        with_outage.push(outage);
        assert_eq!(pooled(&all, &with_outage), pooled(&all, &steady));
    }
}
