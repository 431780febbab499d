//! Two parts of the customers held against each other, theme by theme: segments, or the arms of a
//! test.
//!
//! Takes how many customers each part has and how many of them want a change in each theme; gives
//! the shares with their intervals, the difference with its interval, the chance of it, and what
//! could have been seen at all. It decides nothing about who is in a part.

use std::collections::BTreeMap;

use libm::{exp, lgamma};

use super::change::benjamini_hochberg;
use crate::model::{ThemeId, Z95, wilson};

/// The standard normal deviate below which 80 % lie: a difference of the size called detectable is
/// found in four cases of five.
const POWER: f64 = 0.841_621_234;

/// Customers expected to want a change in the smaller part below which nothing is told from
/// nothing: Cochran's rule (W. G. Cochran, Biometrics 10, 1954).
const FEWEST: f64 = 5.0;

/// Customers' worth of the share of both parts that each one's is mixed with (a beta prior of
/// weight 20, the usual choice for small cells).
const SHRINKAGE: f64 = 20.0;

/// One part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arm {
    /// Its customers.
    pub customers: u32,
    /// Those of them who want a change in a theme.
    pub wanting: BTreeMap<ThemeId, u32>,
}

/// What can be said of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Beyond chance a larger share of the first part wants it changed.
    MoreInFirst,
    /// Beyond chance a larger share of the second.
    MoreInSecond,
    /// Nothing beyond chance, and [`Compared::detectable`] says what would have been.
    Level,
    /// Too few customers to tell.
    TooFew,
}

impl Verdict {
    /// The name used in exports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::MoreInFirst => "more_in_first",
            Verdict::MoreInSecond => "more_in_second",
            Verdict::Level => "level",
            Verdict::TooFew => "too_few",
        }
    }
}

/// One theme in both parts; pairs are the first part's and the second's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// The theme.
    pub theme: ThemeId,
    /// Customers who want a change in it.
    pub wanting: (u32, u32),
    /// Of all customers of the part.
    pub share: (f64, f64),
    /// The same, mixed with twenty customers at the share of both parts together.
    pub shrunk: (f64, f64),
    /// 95 % Wilson intervals of the shares.
    pub interval: ((f64, f64), (f64, f64)),
    /// First less second, −1 to 1.
    pub difference: f64,
    /// 95 % interval of the difference.
    pub difference_interval: (f64, f64),
    /// Chance of a difference at least this unlikely if there were none, 0 to 1.
    pub p_value: f64,
    /// The same after looking at all themes.
    pub q_value: f64,
    /// The smallest difference of shares that four such comparisons of five would find.
    pub detectable: f64,
    /// What can be said.
    pub verdict: Verdict,
}

/// Compares every theme that somebody in either part wants changed. Order: what differs beyond
/// chance first, the larger difference first; then the others alike; ties by theme id. `false_alarms` is the share of
/// false ones among those that differ (Benjamini and Hochberg).
///
/// The chance is Fisher's exact test, two-sided by adding up all tables that are no likelier; the
/// interval of the difference is that of [`difference`].
pub fn compare(first: &Arm, second: &Arm, false_alarms: f64) -> Vec<Compared> {
    let ids: std::collections::BTreeSet<ThemeId> =
        first.wanting.keys().chain(second.wanting.keys()).copied().collect();
    let of = |arm: &Arm, theme| arm.wanting.get(&theme).copied().unwrap_or(0).min(arm.customers);
    let mut found: Vec<Compared> = (ids.into_iter())
        .map(|theme| {
            one(theme, (of(first, theme), first.customers), (of(second, theme), second.customers))
        })
        .filter(|one| one.wanting.0 + one.wanting.1 > 0)
        .collect();
    let p_values: Vec<f64> = found.iter().map(|one| one.p_value).collect();
    for (one, q_value) in found.iter_mut().zip(benjamini_hochberg(&p_values)) {
        one.q_value = q_value;
        let expected = f64::from(one.wanting.0 + one.wanting.1)
            * f64::from(first.customers.min(second.customers))
            / f64::from((first.customers + second.customers).max(1));
        one.verdict = match () {
            () if q_value <= false_alarms && one.difference > 0.0 => Verdict::MoreInFirst,
            () if q_value <= false_alarms && one.difference < 0.0 => Verdict::MoreInSecond,
            () if expected < FEWEST => Verdict::TooFew,
            () => Verdict::Level,
        };
    }
    let differs =
        |one: &Compared| matches!(one.verdict, Verdict::MoreInFirst | Verdict::MoreInSecond);
    found.sort_by(|a, b| {
        (differs(b).cmp(&differs(a)))
            .then(b.difference.abs().total_cmp(&a.difference.abs()))
            .then(a.theme.cmp(&b.theme))
    });
    found
}

/// One theme, before anything is known of the others.
fn one(theme: ThemeId, first: (u32, u32), second: (u32, u32)) -> Compared {
    let share = |(part, all): (u32, u32)| f64::from(part) / f64::from(all.max(1));
    let (p, r) = (share(first), share(second));
    let both = share((first.0 + second.0, first.1 + second.1));
    let shrunk = |(part, all): (u32, u32)| {
        (f64::from(part) + SHRINKAGE * both) / (f64::from(all) + SHRINKAGE)
    };
    let (a, b) = (wilson(first.0, first.1), wilson(second.0, second.1));
    let (difference, difference_interval) = difference(first, second);
    let spread =
        both * (1.0 - both) * (1.0 / f64::from(first.1.max(1)) + 1.0 / f64::from(second.1.max(1)));
    Compared {
        theme,
        wanting: (first.0, second.0),
        share: (p, r),
        shrunk: (shrunk(first), shrunk(second)),
        interval: (a, b),
        difference,
        difference_interval,
        p_value: fisher(first, second),
        q_value: 1.0,
        detectable: ((Z95 + POWER) * spread.sqrt()).min(1.0),
        verdict: Verdict::Level,
    }
}

/// The difference of two shares (part, all), first less second, −1 to 1, with its 95 % interval; a share of
/// nothing is 0, and its interval everything.
///
/// The interval is Newcombe's, made of the Wilson intervals of both shares (R. G. Newcombe, "Interval
/// estimation for the difference between independent proportions", Statistics in Medicine 17, 1998,
/// method 10).
pub fn difference(first: (u32, u32), second: (u32, u32)) -> (f64, (f64, f64)) {
    let share = |(part, all): (u32, u32)| f64::from(part) / f64::from(all.max(1));
    let (p, r) = (share(first), share(second));
    let (a, b) = (wilson(first.0, first.1), wilson(second.0, second.1));
    let off = |x: f64, y: f64| (x * x + y * y).sqrt();
    let low = (p - r - off(p - a.0, b.1 - r)).max(-1.0);
    let high = (p - r + off(a.1 - p, r - b.0)).min(1.0);
    (p - r, (low, high))
}

/// Fisher's exact test of two shares, two-sided: the chance of a table no likelier than this one,
/// given its margins. 1 where a part or the theme is empty.
fn fisher(first: (u32, u32), second: (u32, u32)) -> f64 {
    let (hits, all) = (first.0 + second.0, first.1 + second.1);
    if hits == 0 || first.1 == 0 || second.1 == 0 {
        return 1.0;
    }
    let choose = |n: u32, k: u32| {
        let [n, k] = [f64::from(n), f64::from(k)];
        lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0)
    };
    let whole = choose(all, hits);
    let chance =
        |in_first: u32| exp(choose(first.1, in_first) + choose(second.1, hits - in_first) - whole);
    // Tables as likely as this one differ in the last bits.
    let seen = chance(first.0) * (1.0 + 1e-7);
    let (least, most) = (hits.saturating_sub(second.1), hits.min(first.1));
    (least..=most).map(chance).filter(|&chance| chance <= seen).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fisher_by_hand() {
        // The lady tasting tea: 3 of 4 and 1 of 4 gives 34 of 70.
        assert!((fisher((3, 4), (1, 4)) - 34.0 / 70.0).abs() < 1e-9);
        // 8 of 10 against 1 of 6: tables of 8 and 9 in the first and of 3 there are no likelier.
        let (all, choose) = (11_440.0, |numbers: &[f64]| numbers.iter().sum::<f64>());
        let expected = choose(&[45.0 * 6.0, 10.0, 120.0]) / all;
        assert!((fisher((8, 10), (1, 6)) - expected).abs() < 1e-9, "{}", fisher((8, 10), (1, 6)));
        assert_eq!(fisher((0, 10), (0, 6)), 1.0);
        assert_eq!(fisher((3, 3), (0, 0)), 1.0);
    }

    #[test]
    fn the_interval_of_the_paper() {
        // Newcombe (1998), table II, row (a): 56 of 70 less 48 of 80, method 10.
        let found = one(ThemeId(1), (56, 70), (48, 80));
        assert!((found.difference - 0.2).abs() < 1e-12);
        assert!((found.difference_interval.0 - 0.0524).abs() < 5e-5, "{found:?}");
        assert!((found.difference_interval.1 - 0.3339).abs() < 5e-5, "{found:?}");
    }

    #[test]
    fn what_can_be_said() {
        let arm = |customers, wanting: [u32; 4]| Arm {
            customers,
            wanting: (1..).map(ThemeId).zip(wanting).collect(),
        };
        let found = compare(&arm(1_000, [50, 120, 3, 0]), &arm(900, [48, 40, 1, 0]), 0.1);
        let told: Vec<_> = found.iter().map(|one| (one.theme.0, one.verdict)).collect();
        let (level, few) = (Verdict::Level, Verdict::TooFew);
        assert_eq!(told, [(2, Verdict::MoreInFirst), (1, level), (3, few)]);
        let first = &found[0];
        // 160 of 1,900; (1.96 + 0.84) times the standard error.
        let share: f64 = 160.0 / 1_900.0;
        let error = (share * (1.0 - share) * (1.0 / 1_000.0 + 1.0 / 900.0)).sqrt();
        assert!((first.detectable - 2.801_585_219 * error).abs() < 1e-12);
        assert!((first.shrunk.0 - (120.0 + 20.0 * share) / 1_020.0).abs() < 1e-12);
        let other = compare(&arm(900, [48, 40, 1, 0]), &arm(1_000, [50, 120, 3, 0]), 0.1);
        assert_eq!((other[0].theme.0, other[0].verdict), (2, Verdict::MoreInSecond));
        assert!(compare(&Arm::default(), &Arm::default(), 0.1).is_empty());
    }

    proptest! {
        #[test]
        fn laws(first in (0u32..300, 0u32..300), second in (0u32..300, 0u32..300)) {
            let pair = |(a, b): (u32, u32)| (a.min(b), a.max(b));
            let (first, second) = (pair(first), pair(second));
            let (found, turned) = (one(ThemeId(1), first, second), one(ThemeId(1), second, first));
            prop_assert!((0.0..=1.0).contains(&found.p_value));
            prop_assert!((found.p_value - turned.p_value).abs() < 1e-6);
            prop_assert!((found.difference + turned.difference).abs() < 1e-12);
            prop_assert!(found.difference_interval.0 <= found.difference + 1e-12);
            prop_assert!(found.difference <= found.difference_interval.1 + 1e-12);
        }
    }
}
