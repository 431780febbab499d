//! Ratings and what is at stake, period by period.

use super::{AtStake, Calendar, Day, RatingKind, ThemeId, Undone};

/// The mean rating of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanRating {
    /// Rated records.
    pub rated: u32,
    /// Customers who rated them.
    pub customers: u32,
    /// Their mean, in the scale of its kind.
    pub mean: f64,
    /// Its 95 % interval, with the records of one customer taken together, within the scale. `None` where
    /// fewer than two customers rated, or where customers do not differ.
    pub interval: Option<(f64, f64)>,
}

/// One kind of rating over time: numbers of two kinds never stand in one column.
#[derive(Clone, Debug, PartialEq)]
pub struct RatingOverTime {
    /// The kind.
    pub kind: RatingKind,
    /// How its scale is called.
    pub scale: String,
    /// One a period; `None` where nothing was rated in it.
    pub means: Vec<Option<MeanRating>>,
}

/// What is at stake in one period.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct StakeOverTime {
    /// Customers who complained or asked for something.
    pub customers: u32,
    /// What they pay; `None` where nobody's revenue is known.
    pub at_stake: Option<AtStake>,
    /// Contacts with a cost among their records, and what they cost; `None` without costs.
    pub contacts: Option<(f64, f64)>,
    /// Sales undone; `None` where there was none.
    pub undone: Option<Undone>,
}

/// Everything over time.
#[derive(Clone, Debug, PartialEq)]
pub struct OverTime {
    /// How long the periods are.
    pub by: Calendar,
    /// The theme it is about; `None` is the whole company.
    pub theme: Option<ThemeId>,
    /// First and last day of each period, oldest first: from that of the first dated record to that of
    /// `until`.
    pub periods: Vec<(Day, Day)>,
    /// The last day that was heard of. A period that ends after it is not over.
    pub until: Day,
    /// The kinds of rating that anybody gave, in the order of [`RatingKind::ALL`].
    pub ratings: Vec<RatingOverTime>,
    /// One a period; `None` where no record at all is dated in it.
    pub stakes: Vec<Option<StakeOverTime>>,
}
