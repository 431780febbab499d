//! The days that are compared, and the weeks that are shown.
//!
//! Takes the cube and the day it speaks for; gives the recent window, the baseline before it, and
//! the same Monday weeks for every theme. The last week ends on the day spoken for and may be
//! shorter than seven days: its bucket says so.

use super::cube::{self, Cube, Segment};
use super::scatter::Scatter;
use super::{SHORTEST_BASELINE, Settings};
use crate::model::{Bucket, Day, Status, ThemeId, Trend, Window, wilson, wilson_scattered};

/// Days as a length that arithmetic on days bears.
pub(super) fn length(days: u32) -> i32 {
    days.clamp(1, 36_525) as i32
}

/// Days of the recent window where `history` days are known: a history too short for twice the window is
/// parted in whole weeks, one third of it, at least a week, is recent.
pub(super) fn recent_days(history: i32, settings: &Settings) -> i32 {
    let asked = length(settings.recent_days);
    if history < 2 * asked { asked.min((history / 3 / 7 * 7).max(7)) } else { asked }
}

/// 52 weeks: the same weekdays a year ago.
const YEAR: i32 = 364;

/// The stretches of days of one night.
pub(super) struct Windows {
    as_of: Option<Day>,
    recent: (Day, Day),
    baseline: (Day, Day),
    /// The recent days of 52 weeks ago, the same weekdays, where feedback reaches back to them.
    last_year: Option<(Day, Day)>,
    /// Whether dated feedback reaches far enough back to compare.
    comparable: bool,
    /// First and last day of each week shown, oldest first.
    weeks: Vec<(Day, Day)>,
}

impl Windows {
    /// Windows that end on `as_of`. The baseline starts with the first dated feedback when that is
    /// later than its settings ask, so that days before the company listened do not thin it.
    pub(super) fn new(cube: &Cube, as_of: Option<Day>, today: Day, settings: &Settings) -> Windows {
        let to = as_of.unwrap_or(today);
        let all = cube.series(&Segment::Everything, None);
        let first = all.iter().find_map(|cell| cell.day);
        let history = first.map_or(0, |first| to.since(first) + 1);
        let recent_days = recent_days(history, settings);
        let recent = (to.plus(1 - recent_days), to);
        let last = recent.0.plus(-1);
        let mut baseline = (last.plus(1 - length(settings.baseline_days)), last);
        if let Some(first) = first
            && first > baseline.0
            && first <= last
        {
            baseline.0 = first;
        }
        let days_heard = first.map_or(0, |first| last.since(first.max(baseline.0)) + 1);
        let comparable = as_of.is_some()
            && days_heard >= SHORTEST_BASELINE.min(length(settings.baseline_days))
            && cube::sum(all, baseline.0, baseline.1).feedback > 0;
        let last_year = (recent.0.plus(-YEAR), recent.1.plus(-YEAR));
        let last_year = Some(last_year)
            .filter(|&(from, _)| as_of.is_some() && first.is_some_and(|first| first <= from));
        let weeks = as_of.map_or_else(Vec::new, |to| {
            (0..length(settings.weeks))
                .rev()
                .map(|back| to.monday().plus(-7 * back))
                .map(|monday| (monday, monday.plus(6).min(to)))
                .collect()
        });
        Windows { as_of, recent, baseline, last_year, comparable, weeks }
    }

    /// Whether there is enough dated feedback before the recent window.
    pub(super) fn can_compare(&self) -> bool {
        self.comparable
    }

    /// A theme's counts; untested: its status is unknown and its chances are 1.
    pub(super) fn trend(&self, cube: &Cube, theme: ThemeId) -> Trend {
        let all = cube.series(&Segment::Everything, None);
        let own = cube.series(&Segment::Everything, Some(theme));
        let weeks = (self.weeks.iter())
            .map(|&(start, end)| {
                let count = cube::sum(own, start, end);
                Bucket {
                    start,
                    days: (end.since(start) + 1) as u32,
                    feedback: count.feedback,
                    voices: count.voices,
                    all: cube::sum(all, start, end).feedback,
                }
            })
            .collect();
        let window = |(from, to): (Day, Day)| {
            // Without a day to speak for, dates after today (the only ones) are in no window.
            let (feedback, all) = if self.as_of.is_some() {
                (cube::sum(own, from, to).voices, cube::sum(all, from, to).voices)
            } else {
                (0, 0)
            };
            let share = if all == 0 { 0.0 } else { f64::from(feedback) / f64::from(all) };
            Window { from, to, feedback, all, share, interval: wilson(feedback, all) }
        };
        let (recent, baseline) = (window(self.recent), window(self.baseline));
        Trend {
            theme,
            weeks,
            first: own.iter().find_map(|cell| cell.day),
            last: own.last().and_then(|cell| cell.day),
            ratio: ratio(&recent, &baseline),
            recent,
            baseline,
            last_year: self.last_year.map(window).filter(|window| window.all > 0),
            p_value: 1.0,
            q_value: 1.0,
            beyond_chance: false,
            status: Status::Unknown,
        }
    }

    /// How much themes scatter from week to week around their share of the baseline.
    pub(super) fn scatter(&self, cube: &Cube, trends: &[Trend]) -> Scatter {
        // The oldest stretch may be shorter than a week, and weeks without mail say nothing.
        let weeks = (self.baseline.1.since(self.baseline.0) + 1) as usize / 7;
        let all: Vec<f64> =
            self.baseline_weeks(cube, None).into_iter().take(weeks).map(f64::from).collect();
        let total: f64 = all.iter().sum();
        let pairs = trends.iter().flat_map(|trend| {
            let own: Vec<f64> = (self.baseline_weeks(cube, Some(trend.theme)).into_iter())
                .take(weeks)
                .map(f64::from)
                .collect();
            let rate = own.iter().sum::<f64>() / total;
            own.into_iter().zip(all.clone()).map(move |(count, all)| (count, rate * all))
        });
        let pairs = pairs.filter(|&(_, mean)| mean > 0.0);
        Scatter::of(pairs, weeks as f64 / (weeks as f64 - 1.0).max(1.0))
    }

    /// Widens the intervals of a trend's windows by what its counts scatter more than chance.
    pub(super) fn widen(&self, trend: &mut Trend, scatter: Scatter) {
        let windows = [&mut trend.recent, &mut trend.baseline].into_iter();
        for window in windows.chain(&mut trend.last_year) {
            let weeks = f64::from(window.to.since(window.from) + 1) / 7.0;
            let weekly = f64::from(window.feedback) / weeks;
            let times = scatter.factor + scatter.square * weekly;
            window.interval = wilson_scattered(window.feedback, window.all, times);
        }
    }

    /// Voices of a theme (`None`: of all feedback) in each stretch of seven days of the baseline,
    /// counted back from its end; the oldest may be shorter.
    pub(super) fn baseline_weeks(&self, cube: &Cube, theme: Option<ThemeId>) -> Vec<u32> {
        by_seven_days(cube, &Segment::Everything, theme, self.baseline)
    }

    /// The same of the recent days and the baseline, in one segment.
    pub(super) fn weeks_of(
        &self,
        cube: &Cube,
        segment: &Segment,
        theme: Option<ThemeId>,
    ) -> (Vec<u32>, Vec<u32>) {
        (
            by_seven_days(cube, segment, theme, self.recent),
            by_seven_days(cube, segment, theme, self.baseline),
        )
    }
}

fn by_seven_days(
    cube: &Cube,
    segment: &Segment,
    theme: Option<ThemeId>,
    (from, to): (Day, Day),
) -> Vec<u32> {
    let series = cube.series(segment, theme);
    let mut found = Vec::new();
    let mut end = to;
    while end >= from {
        found.push(cube::sum(series, end.plus(-6).max(from), end).voices);
        end = end.plus(-7);
    }
    found
}

/// Recent feedback over what the baseline's share leads to expect, half a record added to both: 1
/// when nothing changed, finite when one of them is zero, 1 when there is nothing to compare with.
fn ratio(recent: &Window, baseline: &Window) -> f64 {
    if recent.all == 0 || baseline.all == 0 {
        return 1.0;
    }
    let expected = f64::from(baseline.feedback) * f64::from(recent.all) / f64::from(baseline.all);
    (f64::from(recent.feedback) + 0.5) / (expected + 0.5)
}
