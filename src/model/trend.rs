//! How much is heard of a theme over time, and whether that has changed.

use super::{Day, ThemeId};

/// What is heard in a stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// First day.
    pub start: Day,
    /// Number of days, at least 1.
    pub days: u32,
    /// Pieces of feedback with a wanting-change statement in the theme.
    pub feedback: u32,
    /// The same, copies of one voice counted once.
    pub voices: u32,
    /// All feedback of those days, whatever its theme: the denominator of a share.
    pub all: u32,
}

/// A stretch of days with its share of all feedback.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// Feedback in the theme, copies of one voice counted once.
    pub feedback: u32,
    /// All feedback of those days, counted alike.
    pub all: u32,
    /// `feedback / all`, 0 when there is none.
    pub share: f64,
    /// 95 % Wilson interval of the share, widened by what such counts scatter more than chance.
    pub interval: (f64, f64),
}

/// What a theme is doing.
///
/// The one rule, wherever a status, an arrow, a filter or momentum says it: a share has changed when
/// the chance of as much without a change, corrected for every theme looked at (Benjamini and
/// Hochberg), is at most the share of false alarms that the settings allow. What would be a change
/// if it alone had been looked at is neither that nor steady.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// First heard within the recent window.
    New,
    /// Its share has grown beyond chance.
    Rising,
    /// The intervals of its shares are apart, and after looking at every theme that may be chance.
    Unclear,
    /// No change beyond chance.
    Steady,
    /// Its share has fallen beyond chance.
    Falling,
    /// Not heard in the recent window although the company was.
    Quiet,
    /// Too little dated feedback to tell.
    Unknown,
}

impl Status {
    /// Every status, in the order of [`Ord`].
    pub const ALL: [Status; 7] = [
        Status::New,
        Status::Rising,
        Status::Unclear,
        Status::Steady,
        Status::Falling,
        Status::Quiet,
        Status::Unknown,
    ];

    /// The name used in exports and reports.
    pub fn name(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Rising => "rising",
            Status::Unclear => "unclear",
            Status::Steady => "steady",
            Status::Falling => "falling",
            Status::Quiet => "quiet",
            Status::Unknown => "unknown",
        }
    }
}

/// One theme over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// The theme.
    pub theme: ThemeId,
    /// Weeks (Monday to Sunday), oldest first, without gaps, the same weeks for every theme.
    pub weeks: Vec<Bucket>,
    /// First day heard, if any statement is dated.
    pub first: Option<Day>,
    /// Last day heard.
    pub last: Option<Day>,
    /// The recent days.
    pub recent: Window,
    /// The days before them.
    pub baseline: Window,
    /// The recent days of 52 weeks ago, where feedback reaches back to them.
    pub last_year: Option<Window>,
    /// Recent share over baseline share, smoothed so that it is finite; 1 is no change.
    pub ratio: f64,
    /// Chance of a difference at least this large if nothing had changed, two-sided, 0 to 1.
    pub p_value: f64,
    /// The same after Benjamini-Hochberg over all themes of the night.
    pub q_value: f64,
    /// Whether the difference is beyond chance after that correction: `q_value` is at most the share
    /// of false alarms that the settings allow.
    pub beyond_chance: bool,
    /// What it is doing.
    pub status: Status,
}
