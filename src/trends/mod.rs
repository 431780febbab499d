//! Themes and dates to trends.
//!
//! Takes the whole corpus, the themes and the day it is; gives one [`Trend`] for each theme and the
//! [`Cube`] of daily counts behind them. What is counted is feedback that wants a change (a
//! complaint or a request in the theme), always as a share of all feedback of the same days, so
//! that more mail is not mistaken for more trouble. Weeks start on Monday; days are UTC.
//!
//! [`series`] holds counts of anything else, such as searches, to the same test. [`alarms`] watches the same counts by day for what broke since the last night.
//!
//! It never looks at words, never calls a change what chance explains, and says "unknown" where
//! there is too little dated feedback to compare with.

pub mod alarms;
pub mod arms;
mod change;
mod cube;
pub mod early;
pub mod history;
mod mix;
mod scatter;
pub mod series;
mod settings;
mod special;
pub mod spread;
mod windows;

pub use crate::model::Count;
pub use cube::{Cell, Cube, Segment};
pub use settings::Settings;

use crate::model::{Corpus, Day, Status, Themes, Trend};
use windows::Windows;

/// Days of dated feedback before the recent window that a comparison needs. Two weeks: fewer, and
/// one odd week (a release, a holiday) is the baseline.
pub const SHORTEST_BASELINE: i32 = 14;

/// Chance at or below which a theme that was looked at alone would be called changed: with intervals
/// apart it is then [`Status::Unclear`], so that a reader who sees 3 % and 7 % with intervals apart
/// is told neither "steady" nor what one of many themes shows by chance.
const APART: f64 = 0.05;

/// What is heard over time.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The last day the trends speak for: the newest dated feedback that is not after today; `None`
    /// when no feedback is dated so.
    pub as_of: Option<Day>,
    /// One for each theme, ascending theme id.
    pub trends: Vec<Trend>,
    /// Daily counts by theme and segment.
    pub cube: Cube,
    /// The one source of all records, where they have one.
    pub only_source: Option<std::sync::Arc<str>>,
    /// Feedback without a date: in no window.
    pub undated: u32,
    /// Feedback dated after today: in no window, because its date cannot be right.
    pub future: u32,
}

/// Measures every theme over time.
///
/// Trends come in ascending theme id. An empty corpus, or one without dates, gives trends without
/// weeks and with [`Status::Unknown`]. Depends on `today` and nothing else outside the arguments.
///
/// The chance behind a change is the two-sided tail of a negative binomial prediction of the recent
/// count from the baseline's share, with the scatter from week to week that the company's themes
/// have in common, by which the intervals of the shares are widened too; a change must stand both in the plain share and with the mix of sources held
/// still, so that a late export or a wave of surveys is not one. The share of false alarms among the
/// announced changes is held at `settings.false_alarms` by Benjamini and Hochberg's procedure over the
/// themes heard in either window: only what passes it is rising or falling ([`Status`] has the rule).
/// Windows that are whole weeks long (as by default) are not disturbed by quiet weekends.
///
/// `past` is what was counted of days whose records have left ([`history::past`]); empty where none
/// have.
pub fn measure(
    corpus: &Corpus,
    themes: &Themes,
    past: &Cube,
    today: Day,
    settings: &Settings,
) -> Measured {
    let mut sources = corpus.feedback().iter().map(|one| &one.source);
    let first = sources.next();
    let only = first.filter(|first| sources.all(|source| source == *first));
    let cube = Cube::build(corpus, themes).with_past(past, only);
    let only_source = only.cloned();
    let days = || corpus.feedback().iter().filter_map(|one| one.day());
    let as_of = days().filter(|&day| day <= today).max();
    let future = days().filter(|&day| day > today).count() as u32;
    let undated = corpus.feedback().iter().filter(|one| one.at.is_none()).count() as u32;
    let windows = Windows::new(&cube, as_of, today, settings);
    let mut trends: Vec<Trend> =
        themes.themes.iter().map(|theme| windows.trend(&cube, theme.id)).collect();
    if windows.can_compare() {
        judge(&cube, &windows, &mut trends, settings.false_alarms);
    }
    Measured { as_of, trends, cube, only_source, undated, future }
}

/// Tests every trend against its baseline and names what it is doing.
fn judge(cube: &Cube, windows: &Windows, trends: &mut [Trend], false_alarms: f64) {
    let scatter = windows.scatter(cube, trends);
    let mix = mix::Mix::of(cube, windows);
    let heard: Vec<usize> = (0..trends.len())
        .filter(|&at| trends[at].recent.feedback + trends[at].baseline.feedback > 0)
        .collect();
    for &at in &heard {
        trends[at].p_value = mix.tails(cube, windows, trends[at].theme, scatter).p_value();
    }
    let p_values: Vec<f64> = heard.iter().map(|&at| trends[at].p_value).collect();
    for (&at, q_value) in heard.iter().zip(change::benjamini_hochberg(&p_values)) {
        trends[at].q_value = q_value;
        trends[at].beyond_chance = q_value <= false_alarms;
    }
    for trend in trends {
        windows.widen(trend, scatter);
        let Some(first) = trend.first else { continue };
        trend.status = if first > trend.recent.to {
            Status::Unknown
        } else if first >= trend.recent.from {
            Status::New
        } else if trend.recent.feedback == 0 {
            Status::Quiet
        } else if trend.beyond_chance {
            if trend.ratio > 1.0 { Status::Rising } else { Status::Falling }
        } else if apart(trend) && trend.p_value <= APART {
            Status::Unclear
        } else {
            Status::Steady
        };
    }
}

/// Whether the intervals of both windows have nothing in common.
fn apart(trend: &Trend) -> bool {
    let (recent, before) = (trend.recent.interval, trend.baseline.interval);
    recent.0 > before.1 || before.0 > recent.1
}

#[cfg(test)]
mod tests;
