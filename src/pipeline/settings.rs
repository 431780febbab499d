//! What the whole journey needs to know; each room gets its own part and no other.

use crate::sources::preset::Preset;
use crate::{intake, ranking, report, space, statements, themes, trends};

/// Checked settings of a night.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Settings {
    /// The company's name, for the report.
    pub company: String,
    /// The feeds, each with its name, in name order.
    pub feeds: Vec<Preset>,
    /// The way in.
    pub intake: intake::Settings,
    /// How feedback is cut.
    pub statements: statements::Settings,
    /// What turns words into vectors.
    pub space: space::Settings,
    /// How statements are grouped.
    pub themes: themes::Settings,
    /// What counts as recent.
    pub trends: trends::Settings,
    /// What counts as important.
    pub ranking: ranking::Settings,
    /// What is shown.
    pub report: report::Settings,
    /// Runs whose memory is kept; older runs keep their report only. At least 1.
    pub keep_runs: usize,
}
