//! How the numbers come about, for the reader who wants to repeat them with a pencil.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::opportunity::number;
use crate::model::Analysis;
use crate::report::phrase;

/// How the numbers come about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Method {
    /// Weights in use, by factor.
    pub weights: Vec<WeightView>,
    /// One note for each kind of number.
    pub notes: Vec<Note>,
}

/// The weight of a factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WeightView {
    /// The factor.
    pub name: String,
    /// Its weight, relative to the others.
    pub weight: f64,
}

/// One note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// What it is about.
    pub about: String,
    /// The note.
    pub words: String,
}

impl Method {
    pub(super) fn new(analysis: &Analysis) -> Method {
        let weights: Vec<WeightView> = analysis
            .weights
            .iter()
            .map(|(name, weight)| WeightView { name: (*name).to_owned(), weight: number(*weight) })
            .collect();
        let listed: Vec<String> = weights
            .iter()
            .map(|one| format!("{} {}", one.name, phrase::decimal(one.weight, 2)))
            .collect();
        let note = |about: &str, words: String| Note { about: about.to_owned(), words };
        let windows = analysis.trends.iter().find(|trend| trend.recent.all > 0).map_or_else(
            || "No theme has enough dated feedback for a comparison.".to_owned(),
            |trend| {
                format!(
                    "The recent window is {} to {}, the baseline {} to {}.",
                    phrase::date(trend.recent.from),
                    phrase::date(trend.recent.to),
                    phrase::date(trend.baseline.from),
                    phrase::date(trend.baseline.to)
                )
            },
        );
        Method {
            notes: vec![
                note(
                    "Customers",
                    "Reach counts different customers, never messages. Records of one author are \
                     one customer; a record without an author counts as one. Copies of one \
                     complaint by one customer are one voice."
                        .to_owned(),
                ),
                note(
                    "Score",
                    format!(
                        "0 to 100, the sum of the factors' points. Points = 100 × weight × scaled \
                         value ÷ sum of the weights in use. Weights: {}. A factor the data cannot \
                         measure has no weight for that theme. Points are rounded so that the \
                         column adds up to the score.",
                        if listed.is_empty() { "none".to_owned() } else { phrase::list(&listed) }
                    ),
                ),
                note(
                    "Rank interval",
                    "90 % interval over bootstrap worlds, each drawn with replacement from the \
                     customers that were heard, and with every score off by as much as sorting the \
                     same feedback into themes again was measured to move it. Items whose \
                     intervals overlap may well stand the other way round; from one run to the \
                     next two swap places only where their scores differ by more than that sorting \
                     explains."
                        .to_owned(),
                ),
                note(
                    "Effect on ratings",
                    "Share × gap: the share of rated records in the theme times the gap between \
                     their mean and the mean of the rest. It says what the mean would be if these \
                     records scored like the rest; it is an association, not a promise of what a \
                     fix brings. The 95 % interval counts the chance in the share and in both means, \
                     customer by customer: many records of one are one voice."
                        .to_owned(),
                ),
                note(
                    "Trend",
                    format!(
                        "A theme's share of all dated feedback, recent against baseline, so that \
                         more mail alone is no rise. {windows} q is the chance of a difference this \
                         large if nothing had changed, corrected for looking at every theme at once \
                         (Benjamini-Hochberg); copies count once. Rising and falling is only what \
                         passes that test; unclear is what would pass it had it alone been looked \
                         at, steady all else; new and quiet say when it was heard. Weeks start on Monday, days are UTC."
                    ),
                ),
                note(
                    "Alarms",
                    "A theme, a source or all feedback rings when its last day or last seven days \
                     hold far more than they can by chance: a theme against its share of what each \
                     source brings, mail against its own level, weekday and season and, where that is \
                     known, how many customers use the product. A theme rings for one part of the \
                     feedback (a version, a country) where it broke there alone. q is that chance, \
                     corrected for everything looked at that night. What a new source brings rings \
                     for nothing. An alarm rings once, and again when it is twice as bad or after it \
                     ended; after four weeks its level is the usual."
                        .to_owned(),
                ),
                note(
                    "Segments",
                    "Lift is the theme's share in the segment over its share in the whole company; \
                     shares of small segments are pulled towards the company's. Intervals are 95 % \
                     Wilson intervals of the plain share. Names that say the same of every record \
                     are one and shown once; where a segment differs over all and within each \
                     segment of another name the other way round, that is said."
                        .to_owned(),
                ),
                note(
                    "Words",
                    "Quotes are the exact bytes of the stored, redacted record. In sentences, “a \
                     few” is under 1 %, “some” 1 to 10 %, “many” 10 to 50 %, “most” 50 to 90 %, \
                     “nearly all” above."
                        .to_owned(),
                ),
            ],
            weights,
        }
    }
}
