//! The factors of a score, a file each: what it measures, its scale, how it is measured again in a
//! resampled world, and the sentence that says how the number comes about.
//!
//! The curves are absolute. Each takes a number of one theme against the whole company and gives 0
//! to 1; none takes another theme, so that nobody's score moves when a theme is added. Where a
//! share is scaled the square root is taken: themes' shares spread over two orders of magnitude,
//! and on a straight line all but the first few would score nothing.

mod momentum;
mod reach;
mod satisfaction;
mod severity;
mod value;

pub use momentum::{MOMENTUM_FLOOR, MOMENTUM_TOP};
pub use reach::REACH_TOP;
pub use satisfaction::IMPACT_TOP;
pub use value::VALUE_TOP;

use super::company::Company;
use super::tally::Tally;
use super::world::{Whole, World};
use crate::model::{FactorName, Impact, Trend};

/// A theme as it is observed.
pub(super) struct Observed<'a> {
    pub tally: &'a Tally,
    pub company: &'a Company,
    pub trend: Option<&'a Trend>,
    pub impact: Option<&'a Impact>,
}

/// The same theme in a world, its customers counted as often as the world says.
pub(super) struct Redrawn<'a> {
    pub tally: &'a Tally,
    pub company: &'a Company,
    pub trend: Option<&'a Trend>,
    pub world: &'a World,
    pub whole: &'a Whole,
    /// Customers who want a change, and those who voted for it.
    pub people: u32,
    /// Their complaints and requests, and the sum of their severities.
    pub statements: u32,
    pub severities: u32,
    /// Voices in the recent window and in the baseline.
    pub heard: [u32; 2],
    /// What the customers are worth.
    pub value: f64,
}

/// A factor as measured: number, unit, records behind it, and its sentence without the result.
pub(super) struct Measure {
    pub raw: Option<f64>,
    pub unit: String,
    pub scaled: f64,
    pub records: u32,
    pub how: String,
}

impl Measure {
    fn missing(unit: &str, records: u32, how: String) -> Measure {
        Measure { raw: None, unit: unit.to_owned(), scaled: 0.0, records, how }
    }
}

/// The weight of a factor where the settings say nothing.
pub(super) fn default_weight(name: FactorName) -> f64 {
    match name {
        FactorName::Reach => reach::WEIGHT,
        FactorName::Severity => severity::WEIGHT,
        FactorName::Satisfaction => satisfaction::WEIGHT,
        FactorName::Momentum => momentum::WEIGHT,
        FactorName::Value => value::WEIGHT,
    }
}

/// Measures a factor.
pub(super) fn measured(name: FactorName, theme: &Observed) -> Measure {
    match name {
        FactorName::Reach => reach::measured(theme),
        FactorName::Severity => severity::measured(theme),
        FactorName::Satisfaction => satisfaction::measured(theme),
        FactorName::Momentum => momentum::measured(theme),
        FactorName::Value => value::measured(theme),
    }
}

/// The scale of a factor, 0 to 1, in a world; asked only of factors that could be measured.
pub(super) fn redrawn(name: FactorName, theme: &Redrawn) -> f64 {
    match name {
        FactorName::Reach => reach::redrawn(theme),
        FactorName::Severity => severity::redrawn(theme),
        FactorName::Satisfaction => satisfaction::redrawn(theme),
        FactorName::Momentum => momentum::redrawn(theme),
        FactorName::Value => value::redrawn(theme),
    }
}

/// The square root curve: 0 at 0, 1 at `top` and above.
fn diminishing(part: f64, top: f64) -> f64 {
    (part / top).clamp(0.0, 1.0).sqrt()
}
