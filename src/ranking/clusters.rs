//! How far a mean rating, and what a theme does to it, may be off by chance when one customer rates more
//! than once.
//!
//! Takes ratings added up by customer; gives variances that hold however alike the ratings of one customer
//! are: a hundred reviews by one person are no hundred people. Each record has an influence on the number
//! (Taylor linearisation); influences are added up within a customer, and the squares of the sums are the
//! variance (K.-Y. Liang and S. L. Zeger, "Longitudinal data analysis using generalized linear models",
//! Biometrika 73, 1986, with independence as the working correlation). Where everybody rated once it is the
//! variance of independent records.

use std::collections::BTreeMap;

use super::company::{Rated, Ratings};
use crate::model::Z95;

/// The mean squared distance, on the scale of 0 to 1, up to which all ratings are the same: sums round.
pub(super) const ALIKE: f64 = 1e-12;

/// Fewer customers than this have no scatter, and so no interval.
const FEWEST: usize = 2;

/// The ratings of one kind, added up around their mean over customers: with m the number of a customer's
/// ratings and t their sum less m times the mean. Every theme needs these sums and only its own customers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Clusters {
    /// Mean of all ratings, 0 to 1.
    mean: f64,
    /// Customers who rated.
    customers: usize,
    /// Σ m², Σ m t and Σ t².
    counts: f64,
    products: f64,
    sums: f64,
}

impl Clusters {
    /// Of every customer who rated, in their order.
    pub(super) fn of(rated: &[Rated], all: &Ratings) -> Clusters {
        let mean = if all.count > 0.0 { all.sum / all.count } else { 0.0 };
        let mut found = Clusters { mean, customers: rated.len(), ..Clusters::default() };
        for one in rated {
            let m = f64::from(one.count);
            let t = one.sum - m * mean;
            found.counts += m * m;
            found.products += m * t;
            found.sums += t * t;
        }
        found
    }

    /// Variance of the mean of `all`, Σ t² / N²; `None` where fewer than two customers rated.
    pub(super) fn of_mean(&self, all: &Ratings) -> Option<f64> {
        (self.customers >= FEWEST).then(|| self.sums / (all.count * all.count))
    }

    /// Half the 95 % interval of the mean of `all`, on the scale of 0 to 1; 0 where all ratings are the same.
    /// `None` where fewer than two customers rated, or where records differ and customers do not: that is
    /// no proof that others would not.
    pub(super) fn margin(&self, all: &Ratings) -> Option<f64> {
        let mean = all.sum / all.count;
        let is_alike = all.squares / all.count - mean * mean <= ALIKE;
        let variance = self.of_mean(all)?;
        match is_alike {
            true => Some(0.0),
            false => (variance > ALIKE * ALIKE).then(|| Z95 * variance.sqrt()),
        }
    }

    /// Variance of the leave-one-out impact I = A − U, with A the mean of all N ratings and U that of the
    /// R outside a theme.
    ///
    /// A record in the theme has the influence (y − A)/N on it, one outside (y − A)/N − (y − U)/R. What
    /// those of a customer add up to is linear in m and t but for its ratings in the theme, so that only
    /// the customers of the theme are looked at. `inside` are their ratings in the theme, `rated` those of
    /// all customers, both ascending. `None` where fewer than two customers rated inside or outside.
    pub(super) fn of_impact(
        &self,
        inside: &[Rated],
        rated: &[Rated],
        all: &Ratings,
        within: &Ratings,
    ) -> Option<f64> {
        let rest = all.count - within.count;
        let outer = (all.sum - within.sum) / rest;
        let slope = 1.0 / all.count - 1.0 / rest;
        let level = (outer - self.mean) / rest;
        let mut variance = slope * slope * self.sums
            + 2.0 * slope * level * self.products
            + level * level * self.counts;
        let mut outside = self.customers;
        for own in inside {
            let at = rated.binary_search_by_key(&own.person, |one| one.person).ok()?;
            let whole = &rated[at];
            let m = f64::from(whole.count);
            let alone = slope * (whole.sum - m * self.mean) + level * m;
            // What its ratings in the theme take away from the sum over those outside.
            let more = (own.sum - f64::from(own.count) * outer) / rest;
            variance += more * (2.0 * alone + more);
            outside -= usize::from(own.count == whole.count);
        }
        (inside.len() >= FEWEST && outside >= FEWEST).then(|| variance.max(0.0))
    }
}

/// Half the 95 % interval of the difference of two means, on the scale of 0 to 1: who rated in both periods
/// counts with the difference of what its ratings do to each. `None` where fewer than two customers rated
/// in either, or customers do not differ.
pub(super) fn margin_of_change(before: &[Rated], now: &[Rated]) -> Option<f64> {
    if before.len() < FEWEST || now.len() < FEWEST {
        return None;
    }
    let mut influence: BTreeMap<u32, f64> = BTreeMap::new();
    for (sign, rated) in [(-1.0, before), (1.0, now)] {
        let count: f64 = rated.iter().map(|one| f64::from(one.count)).sum();
        let mean = rated.iter().map(|one| one.sum).sum::<f64>() / count;
        for one in rated {
            let own = (one.sum - f64::from(one.count) * mean) / count;
            *influence.entry(one.person).or_default() += sign * own;
        }
    }
    let variance: f64 = influence.values().map(|sum| sum * sum).sum();
    (variance > ALIKE * ALIKE).then(|| Z95 * variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::company::gather;
    use proptest::prelude::*;

    /// One record: its customer, its rating, whether it is in the theme.
    type Record = (u32, f64, bool);

    struct Told {
        mean: Option<f64>,
        impact: Option<f64>,
    }

    fn told(records: &[Record]) -> Told {
        let added = |wanted: &dyn Fn(&Record) -> bool| {
            let mut ratings = Ratings::default();
            let own: Vec<&Record> = records.iter().filter(|one| wanted(one)).collect();
            own.iter().for_each(|one| ratings.add(one.1));
            (ratings, gather(own.iter().map(|one| (one.0, one.1)).collect()))
        };
        let ((all, rated), (within, inside)) = (added(&|_| true), added(&|one| one.2));
        let clusters = Clusters::of(&rated, &all);
        let is_parted = within.count > 0.0 && within.count < all.count;
        let impact = || clusters.of_impact(&inside, &rated, &all, &within);
        Told { mean: clusters.of_mean(&all), impact: is_parted.then(impact).flatten() }
    }

    /// The influences written out, record by record.
    fn by_hand(records: &[Record]) -> (f64, f64) {
        let mean = |wanted: &dyn Fn(&Record) -> bool| {
            let own: Vec<f64> = records.iter().filter(|one| wanted(one)).map(|one| one.1).collect();
            (own.len() as f64, own.iter().sum::<f64>() / own.len() as f64)
        };
        let ((n, all), (rest, outer)) = (mean(&|_| true), mean(&|one| !one.2));
        let mut of: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for &(person, rating, inside) in records {
            let sums = of.entry(person).or_default();
            let own = (rating - all) / n;
            sums.0 += own;
            sums.1 += if inside { own } else { own - (rating - outer) / rest };
        }
        let squares = |part: fn(&(f64, f64)) -> f64| of.values().map(|s| part(s).powi(2)).sum();
        (squares(|sums| sums.0), squares(|sums| sums.1))
    }

    fn near(found: Option<f64>, right: f64) {
        let found = found.expect("a variance");
        assert!((found - right).abs() < 1e-12, "{found} {right}");
    }

    /// A rated 0 twice in the theme, B 1 in it and 1 outside, C 1 and 0 outside: all average 1/2, outside
    /// 2/3. The sums of influence on the impact are −1/6, 1/18 and 1/9, on the mean −1/6, 1/6 and 0.
    #[test]
    fn three_customers_by_hand() {
        let records = [
            (0, 0.0, true),
            (0, 0.0, true),
            (1, 1.0, true),
            (1, 1.0, false),
            (2, 1.0, false),
            (2, 0.0, false),
        ];
        let found = told(&records);
        near(found.impact, 7.0 / 162.0);
        near(found.mean, 1.0 / 18.0);
        // Six customers of one record each are the delta method.
        let apart: Vec<Record> =
            (0..).zip(records).map(|(person, one)| (person, one.1, one.2)).collect();
        near(told(&apart).impact, 1.0 / 24.0);
        near(told(&apart).mean, 1.0 / 24.0);
    }

    #[test]
    fn one_customer_has_no_scatter() {
        let one = [(0, 0.0, true), (0, 1.0, true), (1, 1.0, false), (2, 0.0, false)];
        assert!(told(&one).impact.is_none() && told(&one).mean.is_some());
        let other = [(0, 0.0, true), (1, 1.0, true), (2, 1.0, false), (2, 0.0, false)];
        assert!(told(&other).impact.is_none());
        assert!(told(&[(0, 0.0, true), (0, 1.0, false)]).mean.is_none());
    }

    #[test]
    fn a_change_of_the_same_people_is_surer_than_one_of_others() {
        let of =
            |first: u32, units: [f64; 4]| gather((first..).zip(units).collect::<Vec<(u32, f64)>>());
        let before = of(0, [0.0, 0.5, 0.5, 1.0]);
        // Everybody but one rates a quarter lower.
        let same = of(0, [0.0, 0.25, 0.25, 0.75]);
        let others = of(9, [0.0, 0.25, 0.25, 0.75]);
        // Around the means of ½ and 5/16, over four: (0 − 5/16 − (0 − ½))/4 = 3/64, and three times −1/64.
        let paired = Z95 * (12.0f64).sqrt() / 64.0;
        assert!((margin_of_change(&before, &same).expect("a margin") - paired).abs() < 1e-12);
        // Squares of 1/2 and 76/256, over sixteen: the variances of the two means, added up.
        let apart = Z95 * ((0.5 + 76.0 / 256.0) / 16.0f64).sqrt();
        let found = margin_of_change(&before, &others).expect("a margin");
        assert!((found - apart).abs() < 1e-12, "{found} {apart}");
        assert!(margin_of_change(&before[..1], &same).is_none());
        assert!(margin_of_change(&before, &before).is_none(), "nobody changed: no chance is known");
    }

    proptest! {
        #[test]
        fn copies_of_one_customer_add_nothing_and_other_customers_do(
            drawn in proptest::collection::vec((0u32..12, 0u8..5, any::<bool>()), 4..60),
        ) {
            let records: Vec<Record> =
                drawn.iter().map(|&(who, stars, inside)| (who, f64::from(stars) / 4.0, inside)).collect();
            let is_parted = records.iter().any(|one| one.2) && records.iter().any(|one| !one.2);
            let found = told(&records);
            if let (Some(impact), true) = (found.impact, is_parted) {
                let (mean, right) = by_hand(&records);
                prop_assert!((impact - right).abs() < 1e-12, "{} {}", impact, right);
                prop_assert!((found.mean.unwrap_or_default() - mean).abs() < 1e-12);
            }
            let twice = |shift: u32| -> Vec<Record> {
                let again = records.iter().map(|one| (one.0 + shift, one.1, one.2));
                records.iter().copied().chain(again).collect()
            };
            let (same, others) = (told(&twice(0)), told(&twice(100)));
            for (one, same, others) in [
                (found.mean, same.mean, others.mean),
                (found.impact, same.impact, others.impact),
            ] {
                prop_assert_eq!(one.is_some(), same.is_some());
                if let (Some(one), Some(same), Some(others)) = (one, same, others) {
                    prop_assert!((one - same).abs() < 1e-12, "{} {}", one, same);
                    prop_assert!((one / 2.0 - others).abs() < 1e-12, "{} {}", one, others);
                }
            }
        }
    }
}
