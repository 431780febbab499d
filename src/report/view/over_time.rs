//! Ratings and what is at stake over time, as data: what `earful impact --by` prints.

use serde::Serialize;

use super::opportunity::{number, pair};
use crate::model::{MeanRating, OverTime, StakeOverTime};

/// Everything over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OverTimeView {
    /// `week`, `month` or `quarter`.
    pub by: String,
    /// The theme it is about; nothing: the whole company.
    pub theme: Option<String>,
    /// The last day that was heard of.
    pub until: String,
    /// Each kind of rating by itself.
    pub ratings: Vec<RatingOverTimeView>,
    /// What is at stake, oldest first.
    pub stakes: Vec<StakeOverTimeView>,
}

/// A stretch of days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriodView {
    /// Its first day.
    pub from: String,
    /// Its last day, whether or not that has come.
    pub to: String,
    /// Whether it is not over on the last day that was heard of.
    pub running: bool,
}

/// One kind of rating.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RatingOverTimeView {
    /// `stars`, `nps`, `csat`, `thumbs` or `ces`.
    pub kind: String,
    /// Its scale.
    pub scale: String,
    /// Oldest first.
    pub periods: Vec<MeanRatingView>,
}

/// The mean rating of a period; nothing where nothing was rated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeanRatingView {
    /// The days.
    #[serde(flatten)]
    pub period: PeriodView,
    /// Rated records.
    pub rated: Option<u32>,
    /// Customers who rated them.
    pub customers: Option<u32>,
    /// Their mean.
    pub mean: Option<f64>,
    /// Its 95 % interval by customer; nothing where customers give none.
    pub interval: Option<[f64; 2]>,
}

/// What is at stake in a period; nothing where no record is dated in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StakeOverTimeView {
    /// The days.
    #[serde(flatten)]
    pub period: PeriodView,
    /// Customers who complained or asked for something.
    pub customers: Option<u32>,
    /// What they pay in a year, an account once and capped.
    pub revenue: Option<f64>,
    /// Accounts behind that.
    pub accounts: Option<u32>,
    /// Accounts whose revenue nobody knows.
    pub unknown: Option<u32>,
    /// Contacts with a cost.
    pub contacts: Option<f64>,
    /// What they cost.
    pub contact_cost: Option<f64>,
    /// Sales undone.
    pub sales_undone: Option<f64>,
    /// What they were worth, each capped.
    pub sales_amount: Option<f64>,
}

impl OverTimeView {
    /// Publishes it.
    pub fn new(found: &OverTime) -> OverTimeView {
        let period = |at: usize| {
            let (from, to) = found.periods[at];
            PeriodView { from: from.to_string(), to: to.to_string(), running: to > found.until }
        };
        let mean = |(at, one): (usize, &Option<MeanRating>)| MeanRatingView {
            period: period(at),
            rated: one.map(|one| one.rated),
            customers: one.map(|one| one.customers),
            mean: one.map(|one| number(one.mean)),
            interval: one.and_then(|one| one.interval).map(pair),
        };
        let stake = |(at, one): (usize, &Option<StakeOverTime>)| {
            let money = one.and_then(|one| one.at_stake);
            let contacts = one.and_then(|one| one.contacts);
            let undone = one.and_then(|one| one.undone);
            // Where no amount is known there is no sum of them.
            let known = undone.filter(|undone| undone.sales > undone.unknown);
            StakeOverTimeView {
                period: period(at),
                customers: one.map(|one| one.customers),
                revenue: money.map(|money| number(money.revenue)),
                accounts: money.map(|money| money.accounts),
                unknown: money.map(|money| money.unknown),
                contacts: contacts.map(|contacts| number(contacts.0)),
                contact_cost: contacts.map(|contacts| number(contacts.1)),
                sales_undone: undone.map(|undone| number(undone.sales)),
                sales_amount: known.map(|undone| number(undone.amount)),
            }
        };
        OverTimeView {
            by: found.by.name().to_owned(),
            theme: found.theme.map(|theme| theme.to_string()),
            until: found.until.to_string(),
            ratings: (found.ratings.iter())
                .map(|one| RatingOverTimeView {
                    kind: one.kind.name().to_owned(),
                    scale: one.scale.clone(),
                    periods: one.means.iter().enumerate().map(mean).collect(),
                })
                .collect(),
            stakes: found.stakes.iter().enumerate().map(stake).collect(),
        }
    }
}
