//! On which day a series first left its usual range.
//!
//! Takes counts by day, gives the first stretch of three days that holds far more than the days
//! before it lead to expect. Looked at after the fact, for the correction of an error: it rings for
//! nobody.

use super::alarms::law::at_least;

/// Days of a stretch: one day alone is an accident of the calendar.
pub const STRETCH: usize = 3;
/// Chance below which a stretch is beyond the usual.
const CHANCE: f64 = 0.001;
/// Records below which nothing is.
const FEWEST: u32 = 3;

/// A stretch beyond the usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beyond {
    /// The place of its last day.
    pub at: usize,
    /// What it holds.
    pub observed: u32,
    /// What three days usually hold.
    pub usual: f64,
}

/// The first stretch after the first `usual` days that holds more than chance would in one of a
/// thousand such stretches, by the negative binomial law with the mean and variance of the whole
/// stretches among those days; `None` where there is none, or those days are fewer than three
/// stretches.
pub fn first_beyond(days: &[u32], usual: usize) -> Option<Beyond> {
    let before = days.get(..usual)?;
    // Counted back from the end, so that the stretch cut short is the oldest.
    let stretches: Vec<f64> =
        before.rchunks_exact(STRETCH).map(|days| f64::from(days.iter().sum::<u32>())).collect();
    if stretches.len() < 3 {
        return None;
    }
    let count = stretches.len() as f64;
    let mean = stretches.iter().sum::<f64>() / count;
    let squares: f64 = stretches.iter().map(|one| (one - mean) * (one - mean)).sum();
    let variance = squares / (count - 1.0);
    // Of what was never heard half a record is expected: its first day is no alarm.
    let expected = ((mean * count + 0.5) / (count + 1.0)).max(mean);
    (usual + STRETCH - 1..days.len()).find_map(|at| {
        let observed: u32 = days[at + 1 - STRETCH..=at].iter().sum();
        let is_beyond = observed >= FEWEST && at_least(observed, expected, variance) < CHANCE;
        is_beyond.then_some(Beyond { at, observed, usual: mean })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_seen_and_a_level_is_not() {
        let mut days = vec![1, 2, 1, 0, 2, 1, 1, 2, 1, 1, 0, 2, 1, 1, 2, 1, 1, 1, 2, 1];
        assert_eq!(first_beyond(&days, 15), None);
        days.extend([2, 9, 12, 11]);
        let found = first_beyond(&days, 15).expect("a jump");
        assert_eq!((found.at, found.observed), (21, 12));
        assert_eq!(first_beyond(&days, 6), None, "too short a past to judge by");
    }

    #[test]
    fn three_of_what_was_never_heard_are_news() {
        let mut days = vec![0; 30];
        days.extend([0, 1, 1]);
        assert_eq!(first_beyond(&days, 30), None);
        days.extend([4, 5]);
        assert!(first_beyond(&days, 30).is_some());
    }
}
