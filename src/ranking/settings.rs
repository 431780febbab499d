//! What the company decides about priorities.

use crate::model::FactorName;

/// Knobs of the ranking, with their defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Weight of how many customers want a change; weights are relative, at least 0.
    pub reach: f64,
    /// Weight of how badly it hurts.
    pub severity: f64,
    /// Weight of its effect on ratings.
    pub satisfaction: f64,
    /// Weight of its growth.
    pub momentum: f64,
    /// Weight of what the customers are worth, where the records say.
    pub value: f64,
    /// Fewer authors than this is a caveat.
    pub few_authors: u32,
    /// Bootstrap worlds behind a rank interval.
    pub bootstraps: u32,
    /// Segments (attribute names) shown; empty means all that do not number records.
    pub segments: Vec<String>,
}

impl Settings {
    /// The weight of a factor.
    pub fn weight(&self, factor: FactorName) -> f64 {
        match factor {
            FactorName::Reach => self.reach,
            FactorName::Severity => self.severity,
            FactorName::Satisfaction => self.satisfaction,
            FactorName::Momentum => self.momentum,
            FactorName::Value => self.value,
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            reach: 0.40,
            severity: 0.25,
            satisfaction: 0.20,
            momentum: 0.15,
            value: 0.0,
            few_authors: 5,
            bootstraps: 200,
            segments: Vec::new(),
        }
    }
}
