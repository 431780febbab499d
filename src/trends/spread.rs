//! Whether several parts of the feedback differ in a theme beyond chance.
//!
//! Takes for each theme how many records of each part want a change, and how many there are; gives the
//! chance of parts that differ so if they did not, after all themes were looked at.

use libm::{exp, lgamma, log};

use super::change::benjamini_hochberg;

/// Records expected to want a change in a part below which it is judged together with the other small
/// ones (W. G. Cochran, Biometrics 10, 1954).
const EXPECTED: f64 = 5.0;

/// For each theme the chance, corrected by Benjamini and Hochberg's procedure; `None` where fewer than
/// two parts are large enough to be held against each other.
///
/// The chance is Pearson's chi-square test of homogeneity over parts × (wants a change, does not).
pub fn homogeneity(themes: &[Vec<(u32, u32)>]) -> Vec<Option<f64>> {
    let chances: Vec<Option<f64>> = themes.iter().map(|parts| chance(parts)).collect();
    let known: Vec<f64> = chances.iter().copied().flatten().collect();
    let mut adjusted = benjamini_hochberg(&known).into_iter();
    chances.into_iter().map(|chance| chance.and_then(|_| adjusted.next())).collect()
}

fn chance(parts: &[(u32, u32)]) -> Option<f64> {
    let total: f64 = parts.iter().map(|part| f64::from(part.1)).sum();
    let wanting: f64 = parts.iter().map(|part| f64::from(part.0)).sum();
    if total <= 0.0 || wanting <= 0.0 || wanting >= total {
        return None;
    }
    let share = wanting / total;
    let rarer = share.min(1.0 - share);
    let (mut small, mut cells) = ((0.0, 0.0), Vec::new());
    for &(own, all) in parts {
        let (own, all) = (f64::from(own), f64::from(all));
        if rarer * all >= EXPECTED {
            cells.push((own, all));
        } else {
            small = (small.0 + own, small.1 + all);
        }
    }
    if rarer * small.1 >= EXPECTED {
        cells.push(small);
    }
    if cells.len() < 2 {
        return None;
    }
    let total: f64 = cells.iter().map(|cell| cell.1).sum();
    let share = cells.iter().map(|cell| cell.0).sum::<f64>() / total;
    if share <= 0.0 || share >= 1.0 {
        return None;
    }
    let square: f64 = cells
        .iter()
        .map(|&(own, all)| {
            let gap = own - share * all;
            gap * gap / (share * (1.0 - share) * all)
        })
        .sum();
    Some(upper_gamma((cells.len() - 1) as f64 / 2.0, square / 2.0))
}

/// The regularised upper incomplete gamma function Q(a, x), 0 to 1: by its series below a + 1, else by
/// its continued fraction (W. H. Press et al., "Numerical Recipes", 3rd edition, 6.2).
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = exp(a * log(x) - x - lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut of) = (1.0 / a, 1.0 / a, a);
        for _ in 0..500 {
            of += 1.0;
            term *= x / of;
            sum += term;
            if term.abs() < sum.abs() * 1e-15 {
                break;
            }
        }
        return (1.0 - front * sum).clamp(0.0, 1.0);
    }
    let tiny = f64::MIN_POSITIVE / f64::EPSILON;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut found = d;
    for step in 1..500 {
        let step = f64::from(step);
        let an = -step * (step - a);
        b += 2.0;
        d = an * d + b;
        d = if d.abs() < tiny { tiny } else { d };
        c = b + an / c;
        c = if c.abs() < tiny { tiny } else { c };
        d = 1.0 / d;
        let change = d * c;
        found *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (front * found).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_by_hand() {
        // Chi-square with 1 degree: 3.841 is the 95th hundredth; with 2 degrees Q is e^(−x/2).
        assert!((upper_gamma(0.5, 3.841_458_820_694_124 / 2.0) - 0.05).abs() < 1e-9);
        for x in [0.1, 1.0, 5.0, 30.0] {
            assert!((upper_gamma(1.0, x) - exp(-x)).abs() < 1e-12);
        }
    }

    #[test]
    fn parts_that_differ_are_told_from_those_that_do_not() {
        let found = homogeneity(&[
            vec![(50, 500), (52, 500), (49, 500)],
            vec![(150, 500), (20, 500), (30, 500)],
            vec![(1, 40), (0, 40)],
            vec![],
        ]);
        assert!(found[0].expect("enough") > 0.5);
        assert!(found[1].expect("enough") < 1e-6);
        assert_eq!((found[2], found[3]), (None, None));
    }
}
