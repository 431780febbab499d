//! Counts of something beside the feedback, such as searches, held to the test of the themes.
//!
//! Takes weekly counts of many things in a recent window and in the baseline before it, with the sum
//! of all that could be counted; gives for each how it changed as a share of all, and the chance of
//! that. The law is the one of themes: negative binomial, with the scatter from week to week that
//! the things have in common. It does not know what is counted.

use super::change::{Exposure, benjamini_hochberg, tails};
use super::scatter::Scatter;
use super::windows::{length, recent_days};
use super::{SHORTEST_BASELINE, Settings};
use crate::model::Day;

/// The days that are compared, in stretches of seven days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spans {
    /// First and last day of the recent window.
    pub recent: (Day, Day),
    /// First and last day of the baseline: whole weeks that end on the day before the window. `None`
    /// where fewer than two weeks are known before it.
    pub baseline: Option<(Day, Day)>,
}

impl Spans {
    /// The spans that end on `last`, of counts that begin on `first`. The lengths are those of the
    /// settings; a history too short for twice the window has a shorter one.
    pub fn new(first: Day, last: Day, settings: &Settings) -> Spans {
        let history = last.since(first) + 1;
        let recent = (last.plus(1 - recent_days(history, settings)), last);
        let end = recent.0.plus(-1);
        let days = length(settings.baseline_days).min(end.since(first) + 1);
        let weeks = days.max(0) / 7;
        let fewest = SHORTEST_BASELINE.min(length(settings.baseline_days));
        let is_enough = weeks > 0 && 7 * weeks >= fewest / 7 * 7;
        Spans { recent, baseline: is_enough.then(|| (end.plus(1 - 7 * weeks), end)) }
    }

    /// Nothing counted in any stretch of these spans.
    pub fn series(&self) -> Series {
        let weeks = |(from, to): (Day, Day)| (to.since(from) + 7) as usize / 7;
        Series {
            recent: vec![0; weeks(self.recent)],
            baseline: vec![0; self.baseline.map_or(0, weeks)],
        }
    }

    /// Adds a count of a day to its stretch of seven days; nothing where the day is in neither span.
    pub fn add(&self, series: &mut Series, day: Day, count: u64) {
        let spans =
            [(Some(self.recent), &mut series.recent), (self.baseline, &mut series.baseline)];
        for (span, weeks) in spans {
            let Some((from, to)) = span else { continue };
            if (from..=to).contains(&day) {
                weeks[to.since(day) as usize / 7] += count;
            }
        }
    }
}

/// Counts by stretches of seven days, counted back from the end of each span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Of the recent window; its oldest stretch may be shorter.
    pub recent: Vec<u64>,
    /// Of the baseline; empty where there is none.
    pub baseline: Vec<u64>,
}

impl Series {
    /// All that was counted in the recent window.
    pub fn now(&self) -> u64 {
        self.recent.iter().sum()
    }

    /// All that was counted in the baseline.
    pub fn before(&self) -> u64 {
        self.baseline.iter().sum()
    }
}

/// How one thing changed as a share of all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// The recent count over what the share of the baseline leads to expect, half a count added to both.
    pub ratio: f64,
    /// The chance, 0 to 1, of a change at least as large either way, had its share stayed the same.
    pub p_value: f64,
    /// The same after looking at all of them: announcing those at or below `q` keeps the expected share
    /// of false ones among them at `q`.
    pub q_value: f64,
}

/// How each of `series` changed as a share of `all`, in their order. Empty input gives nothing; where
/// `all` is empty in either span every ratio and chance is 1.
///
/// The chance is that of a negative binomial count whose mean the baseline predicts, as for themes
/// (`trends/change.rs`), with the scatter that the series have in common; the correction is Benjamini
/// and Hochberg's ("Controlling the false discovery rate", Journal of the Royal Statistical Society B
/// 57, 1995).
pub fn moved(series: &[Series], all: &Series) -> Vec<Moved> {
    let float = |weeks: &[u64]| weeks.iter().map(|&count| count as f64).collect::<Vec<f64>>();
    let exposure = Exposure { recent: float(&all.recent), baseline: float(&all.baseline) };
    let (now, before) = (all.now() as f64, all.before() as f64);
    let pairs = series.iter().flat_map(|one| {
        let rate = one.before() as f64 / before;
        let weeks = one.baseline.iter().zip(&exposure.baseline);
        weeks.map(move |(&count, all)| (count as f64, rate * all))
    });
    let weeks = all.baseline.len() as f64;
    let scatter =
        Scatter::of(pairs.filter(|&(_, mean)| mean > 0.0), weeks / (weeks - 1.0).max(1.0));
    let small = |count: u64| count.min(u64::from(u32::MAX)) as u32;
    let mut found: Vec<Moved> = (series.iter())
        .map(|one| {
            let expected = one.before() as f64 * now / before;
            let ratio = match now > 0.0 && before > 0.0 {
                true => (one.now() as f64 + 0.5) / (expected + 0.5),
                false => 1.0,
            };
            let tails = tails(small(one.now()), small(one.before()), &exposure, scatter);
            Moved { ratio, p_value: tails.p_value(), q_value: 1.0 }
        })
        .collect();
    let p_values: Vec<f64> = found.iter().map(|one| one.p_value).collect();
    for (one, q_value) in found.iter_mut().zip(benjamini_hochberg(&p_values)) {
        one.q_value = q_value;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LAST: Day = Day(20_000);

    #[test]
    fn spans_are_whole_weeks() {
        let settings = Settings::default();
        let spans = Spans::new(LAST.plus(-400), LAST, &settings);
        assert_eq!(spans.recent, (LAST.plus(-27), LAST));
        assert_eq!(spans.baseline, Some((LAST.plus(-209), LAST.plus(-28))));
        // 60 days: 28 are recent, 28 of the 32 before are whole weeks.
        let spans = Spans::new(LAST.plus(-59), LAST, &settings);
        assert_eq!(spans.baseline, Some((LAST.plus(-55), LAST.plus(-28))));
        // Ten days are parted in a week and three days, too few to compare with.
        let spans = Spans::new(LAST.plus(-9), LAST, &settings);
        assert_eq!((spans.recent, spans.baseline), ((LAST.plus(-6), LAST), None));
        let one = Spans::new(LAST, LAST, &settings);
        assert_eq!((one.recent.1, one.baseline), (LAST, None));
    }

    #[test]
    fn what_is_counted_where() {
        let spans = Spans::new(LAST.plus(-59), LAST, &Settings::default());
        let mut series = spans.series();
        assert_eq!((series.recent.len(), series.baseline.len()), (4, 4));
        for (back, count) in [(0, 1), (6, 2), (7, 4), (28, 8), (55, 16), (56, 32), (-1, 64)] {
            spans.add(&mut series, LAST.plus(-back), count);
        }
        assert_eq!(series, Series { recent: vec![3, 4, 0, 0], baseline: vec![8, 0, 0, 16] });
    }

    #[test]
    fn one_of_many_rises() {
        let flat = |level: u64| Series {
            recent: (0..4).map(|at| level + at % 2).collect(),
            baseline: (0..26).map(|at| level + at % 3).collect(),
        };
        let mut series: Vec<Series> = (5..40).map(flat).collect();
        series[10].recent = vec![90, 80, 95, 70];
        let mut all = Series { recent: vec![0; 4], baseline: vec![0; 26] };
        for one in &series {
            all.recent.iter_mut().zip(&one.recent).for_each(|(sum, one)| *sum += one);
            all.baseline.iter_mut().zip(&one.baseline).for_each(|(sum, one)| *sum += one);
        }
        let found = moved(&series, &all);
        let rising = |one: &Moved| one.q_value <= 0.1 && one.ratio > 1.0;
        let places: Vec<usize> = (0..found.len()).filter(|&at| rising(&found[at])).collect();
        assert_eq!(places, [10], "{found:?}");
        assert!(found[10].ratio > 4.0);
    }

    #[test]
    fn nothing_is_no_change() {
        assert!(moved(&[], &Series::default()).is_empty());
        let one = Series { recent: vec![5], baseline: Vec::new() };
        let found = moved(std::slice::from_ref(&one), &one);
        assert_eq!(found, [Moved { ratio: 1.0, p_value: 1.0, q_value: 1.0 }]);
    }

    proptest! {
        #[test]
        fn chances_are_chances(
            counts in proptest::collection::vec(proptest::collection::vec(0u64..5_000, 8), 1..12),
        ) {
            let series: Vec<Series> = counts
                .iter()
                .map(|all| Series { recent: all[..3].to_vec(), baseline: all[3..].to_vec() })
                .collect();
            let mut all = Series { recent: vec![0; 3], baseline: vec![0; 5] };
            for one in &series {
                all.recent.iter_mut().zip(&one.recent).for_each(|(sum, one)| *sum += one);
                all.baseline.iter_mut().zip(&one.baseline).for_each(|(sum, one)| *sum += one);
            }
            for one in moved(&series, &all) {
                prop_assert!((0.0..=1.0).contains(&one.p_value));
                prop_assert!(one.q_value >= one.p_value && one.q_value <= 1.0);
                prop_assert!(one.ratio.is_finite() && one.ratio > 0.0);
            }
        }
    }
}
