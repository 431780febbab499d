//! What the company decides about its roadmap.

use std::collections::BTreeMap;

use crate::model::{self, FactorName};

/// Profiles, formulas and capacity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Weights of the ranking's factors by the profile's name; a factor that is not there has none.
    pub profiles: BTreeMap<String, BTreeMap<FactorName, f64>>,
    /// Formulas of the company's own by their name.
    pub formulas: BTreeMap<String, String>,
    /// Weeks that a team can work in the quarter.
    pub capacity: BTreeMap<String, f64>,
}

/// Weeks in an amount of work: `6w`, `30d`, `1.5m`; a bare number is weeks.
pub fn weeks(text: &str) -> Option<f64> {
    model::weeks(text, |bare| bare)
}
