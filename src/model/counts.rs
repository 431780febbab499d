//! How much was heard, as numbers that add up.

use std::ops::AddAssign;
use std::sync::Arc;

use super::{Day, ThemeId};

/// How much was heard. Adding is exact, in any order and grouping: ratings are summed as whole
/// millionths, because sums of fractions depend on their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Count {
    /// Different pieces of feedback.
    pub feedback: u32,
    /// The same, copies of one voice counted once, on the first day they are heard.
    pub voices: u32,
    /// Those that are rated.
    pub rated: u32,
    /// The sum of their ratings on the scale of 0 to 1, in millionths.
    pub rating: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.feedback += other.feedback;
        self.voices += other.voices;
        self.rated += other.rated;
        self.rating += other.rating;
    }
}

/// What was heard on one day, as it is kept for the nights after its records have left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The source.
    pub source: Arc<str>,
    /// Feedback that wants a change in this theme; `None` is all feedback.
    pub theme: Option<ThemeId>,
    /// The day.
    pub day: Day,
    /// How much.
    pub count: Count,
}
