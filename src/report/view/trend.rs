//! A theme over time, as it is published.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::opportunity::{number, pair};
use crate::model::{Trend, Window};
use crate::report::phrase;

/// A theme over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendView {
    /// Weeks from Monday to Sunday, oldest first, without gaps.
    pub weeks: Vec<WeekView>,
    /// First day heard.
    pub first: Option<String>,
    /// Last day heard.
    pub last: Option<String>,
    /// The recent days.
    pub recent: WindowView,
    /// The days before them.
    pub baseline: WindowView,
    /// The recent days of 52 weeks ago, where feedback reaches back to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_year: Option<WindowView>,
    /// Recent share over baseline share, smoothed.
    pub ratio: f64,
    /// Chance of a difference at least this large if nothing had changed.
    pub p: f64,
    /// The same after Benjamini-Hochberg over all themes.
    pub q: f64,
}

/// One week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WeekView {
    /// Its Monday.
    pub start: String,
    /// Days counted: fewer than 7 in the week that is not over yet.
    #[serde(default = "whole_week")]
    pub days: u32,
    /// Feedback with a complaint or a request in the theme.
    pub feedback: u32,
    /// The same, copies of one voice counted once.
    pub voices: u32,
    /// All feedback of the week.
    pub all: u32,
    /// `feedback / all`, 0 when there is none.
    pub share: f64,
}

/// What reports of older versions, which do not say, are taken to mean.
fn whole_week() -> u32 {
    7
}

/// A stretch of days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WindowView {
    /// First day.
    pub from: String,
    /// Last day, included.
    pub to: String,
    /// Feedback in the theme.
    pub feedback: u32,
    /// All feedback.
    pub all: u32,
    /// `feedback / all`.
    pub share: f64,
    /// 95 % Wilson interval of the share.
    pub interval: [f64; 2],
}

impl TrendView {
    pub(super) fn new(trend: &Trend) -> TrendView {
        TrendView {
            weeks: trend
                .weeks
                .iter()
                .map(|week| WeekView {
                    start: week.start.to_string(),
                    days: week.days,
                    feedback: week.feedback,
                    voices: week.voices,
                    all: week.all,
                    share: number(phrase::share(u64::from(week.feedback), u64::from(week.all))),
                })
                .collect(),
            first: trend.first.map(|day| day.to_string()),
            last: trend.last.map(|day| day.to_string()),
            recent: WindowView::new(&trend.recent),
            baseline: WindowView::new(&trend.baseline),
            last_year: trend.last_year.as_ref().map(WindowView::new),
            ratio: number(trend.ratio),
            p: number(trend.p_value),
            q: number(trend.q_value),
        }
    }
}

impl WindowView {
    fn new(window: &Window) -> WindowView {
        WindowView {
            from: window.from.to_string(),
            to: window.to.to_string(),
            feedback: window.feedback,
            all: window.all,
            share: number(window.share),
            interval: pair(window.interval),
        }
    }
}
