//! What customers search for: a log of searches beside the feedback, and what it asks for.
//!
//! Searches are demand. They are no feedback: they count in no theme's customers, records or score.

use std::sync::Arc;

use super::{Attribute, Day, ThemeId};

/// A row of a search log.
#[derive(Clone, Debug, PartialEq)]
pub struct Searched {
    /// What was searched for, without personal data; never empty.
    pub query: Arc<str>,
    /// The day, as the log counts days.
    pub day: Day,
    /// How many searches the row stands for.
    pub count: u64,
    /// How many results each of them had, where the log says so; 0 found nothing.
    pub results: Option<u64>,
    /// Clicks on results that followed them, where the log says so.
    pub clicks: Option<u64>,
    /// Every other column: segments, sorted by name.
    pub segments: Vec<Attribute>,
    /// Its line.
    pub line: u64,
}

/// One query of the recent window, its spellings taken together.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryDemand {
    /// The spelling that most searches have; the first in the order of letters of equals.
    pub query: Arc<str>,
    /// Searches in the recent window.
    pub searches: u64,
    /// Of those, searches of which the number of results is known.
    pub known: u64,
    /// Of those, searches that found nothing.
    pub empty: u64,
    /// Clicks, and the searches of which clicks are known; `None` where of none.
    pub clicks: Option<(u64, u64)>,
    /// Searches in the baseline; 0 where there is none.
    pub before: u64,
    /// Searches over what its share of the baseline leads to expect, half a search added to both; `None`
    /// where it was not tested.
    pub ratio: Option<f64>,
    /// The chance of such a change, 0 to 1, after looking at every query tested.
    pub q_value: Option<f64>,
    /// Whether it rises beyond chance.
    pub rises: bool,
    /// The ranked themes whose words it says, best ranked first.
    pub themes: Vec<ThemeId>,
}

/// What customers search for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Demand {
    /// First and last day of the recent window; `None` where no search is dated up to today.
    pub window: Option<(Day, Day)>,
    /// First and last day of the baseline before it; `None` where the log is too short to compare.
    pub baseline: Option<(Day, Day)>,
    /// Searches in the recent window.
    pub searches: u64,
    /// Of those, searches of which the number of results is known.
    pub known: u64,
    /// Of those, searches that found nothing.
    pub empty: u64,
    /// Different queries in the recent window.
    pub different: u64,
    /// Of those, queries searched too seldom to be listed: they may be somebody's own words.
    pub rare: u64,
    /// Searches dated after today, in no window.
    pub future: u64,
    /// The queries that may be listed, most searched first, ties in the order of letters.
    pub queries: Vec<QueryDemand>,
}

impl Demand {
    /// Searches in the recent window below which a query is not listed.
    pub const FEWEST: u64 = 3;
}
