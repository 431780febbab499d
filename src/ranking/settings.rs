//! What the company decides about priorities.

use std::fmt;

use super::factors::default_weight;
use crate::model::ByFactor;

/// Knobs of the ranking, with their defaults.
#[derive(Clone, PartialEq)]
pub struct Settings {
    /// Weight of each factor, relative to the others: 0 and above.
    pub weights: ByFactor<f64>,
    /// Fewer authors than this is a caveat.
    pub few_authors: u32,
    /// Bootstrap worlds behind a rank interval.
    pub bootstraps: u32,
    /// Segments (attribute names) shown; empty means all that do not number records.
    pub segments: Vec<String>,
}

/// Each weight is shown as a field of its own. The name of a run is a hash of this text among others:
/// another way of keeping the weights must not rename the runs of the same settings.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { weights, few_authors, bootstraps, segments } = self;
        let mut shown = f.debug_struct("Settings");
        for (factor, weight) in *weights {
            shown.field(factor.name(), &weight);
        }
        shown
            .field("few_authors", few_authors)
            .field("bootstraps", bootstraps)
            .field("segments", segments)
            .finish()
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            weights: ByFactor::of(default_weight),
            few_authors: 5,
            bootstraps: 200,
            segments: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_that_names_runs_stays() {
        let shown = "Settings { reach: 0.4, severity: 0.25, satisfaction: 0.2, momentum: 0.15, \
                     value: 0.0, few_authors: 5, bootstraps: 200, segments: [] }";
        assert_eq!(format!("{:?}", Settings::default()), shown);
    }
}
