//! The published shape of a report: what `report.json` holds and every other format is made from.
//!
//! Plain data with names that last. Numbers are rounded to at most six decimals and always finite;
//! days are ISO 8601, instants RFC 3339 in UTC; shares are 0 to 1; texts are as the customers wrote
//! them (each format escapes what it prints). Sentences are computed from the numbers beside them,
//! so that no sentence can disagree with a count.
//!
//! A field may be added within schema 1; none changes its meaning or goes without a new number.

mod alarm;
mod areas;
mod build;
mod cautions;
mod changes;
mod curation;
mod demand;
mod few;
mod fixes;
mod intake;
mod matched;
mod meeting;
mod method;
mod metric;
mod moves;
mod opportunity;
mod over_time;
mod ratings;
pub(in crate::report) mod sentences;
mod summary;
mod trend;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use alarm::{AlarmPlaceView, AlarmView, PartView};
pub use areas::{AreaView, Stances, SubthemeView, ThemeView};
pub use changes::{
    CauseView, ChangeView, Changes, FactorMove, FlowView, LineageView, ListedView, PreviousView,
};
pub use curation::{CorrectionView, CurationView, MutedView, RehomedView, TrackedView, correction};
pub use demand::{DemandView, ListedQueries, QueryView, ThemeDemandView};
pub use few::{Removed, small};
pub use fixes::FixView;
pub use intake::{
    CoverageView, FiledView, IntakeView, NoticeView, Parts, Reason, SourceView, Units,
};
pub use meeting::{
    BusinessFileView, EventView, ItemThemeView, ItemView, JoinView, MeetingView, RoadmapView,
    StakeView,
};
pub use method::{Method, Note, WeightView};
pub use metric::{LevelView, MetricView, ThemeMetricView};
pub use opportunity::{
    CaveatView, EvidenceView, FactorView, ImpactView, Named, OpportunityView, QuoteView,
    SegmentView,
};
pub use over_time::{
    MeanRatingView, OverTimeView, PeriodView, RatingOverTimeView, StakeOverTimeView,
};
pub use ratings::{RatingLineView, RatingView};
pub use summary::{Summary, SummaryLine};
pub use trend::{TrendView, WeekView, WindowView};

/// The schema this program writes and reads.
pub const SCHEMA: &str = "earful.report/1";

/// Why a stored report cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not JSON, or not of the published shape.
    #[error(
        "this is not a report of earful: {0}; give the report.json of a run, or run `earful run` again"
    )]
    Shape(#[from] serde_json::Error),
    /// Of a shape this program does not know.
    #[error(
        "the report has schema {found:?} and this program reads {SCHEMA:?}; use the version of earful that wrote it"
    )]
    Schema {
        /// The schema the file names.
        found: String,
    },
}

/// One night's report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct View {
    /// [`SCHEMA`].
    pub schema: String,
    /// Which run.
    pub run: RunView,
    /// What broke: alarms that ring first, then those that last; empty on a quiet night.
    #[serde(default)]
    pub alarms: Vec<AlarmView>,
    /// The last day the trends speak for; `None` when nothing is dated.
    pub as_of: Option<String>,
    /// How much of it Markdown and HTML show.
    pub limits: Limits,
    /// What hurts most, how sure that is, what changed: the answer in 20 seconds.
    pub summary: Summary,
    /// Differences from the last run.
    pub changes: Changes,
    /// Every opportunity, best first.
    pub opportunities: Vec<OpportunityView>,
    /// Areas with their themes, the area of the highest rank first.
    pub areas: Vec<AreaView>,
    /// Every theme, ascending id.
    pub themes: Vec<ThemeView>,
    /// What was read.
    pub intake: IntakeView,
    /// What became of it.
    pub coverage: CoverageView,
    /// What people changed; nothing where no correction is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curation: Option<CurationView>,
    /// What the roadmap meeting looks at; nothing where the company keeps no such file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<MeetingView>,
    /// How the numbers come about.
    pub method: Method,
}

/// Which run a report is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunView {
    /// The run's id.
    pub id: String,
    /// 1 for the first run of a workspace.
    pub sequence: u64,
    /// The day it speaks for.
    pub today: String,
    /// The version of the program.
    pub program: String,
    /// The company's name; may be empty.
    pub company: String,
}

/// How much Markdown and HTML show; JSON and CSV hold everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limits {
    /// Rows of the ranked table.
    pub top: usize,
    /// Opportunities with a page of their own.
    pub pages: usize,
}

impl View {
    /// Reads a stored `report.json`.
    ///
    /// # Errors
    /// [`Error::Schema`] when another version wrote it, [`Error::Shape`] when it is no report.
    pub fn from_json(bytes: &[u8]) -> Result<View, Error> {
        #[derive(Deserialize)]
        struct Head {
            schema: String,
        }
        let head: Head = serde_json::from_slice(bytes)?;
        if head.schema != SCHEMA {
            return Err(Error::Schema { found: head.schema });
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// Themes that mostly please, most praised first: more than half of what is said is praise.
    pub fn strengths(&self) -> Vec<&ThemeView> {
        let mut found: Vec<_> = self.themes.iter().filter(|theme| theme.strength).collect();
        found.sort_by(|a, b| b.praise.cmp(&a.praise).then_with(|| a.number().cmp(&b.number())));
        found
    }

    /// Themes of general dissatisfaction or delight, without a subject: counted, never ranked.
    /// Most heard first.
    pub fn general(&self) -> Vec<&ThemeView> {
        let mut found: Vec<_> = self.themes.iter().filter(|theme| theme.general).collect();
        found.sort_by(|a, b| b.feedback.cmp(&a.feedback).then_with(|| a.number().cmp(&b.number())));
        found
    }

    /// The cautions of one opportunity that are not said of nearly all of them above the ranking.
    pub fn own_caveats<'a>(&self, one: &'a OpportunityView) -> Vec<&'a CaveatView> {
        let common = cautions::common(&self.opportunities);
        one.caveats.iter().filter(|own| !cautions::is_common(&own.kind, &common)).collect()
    }

    /// Opportunities that people pinned and that stand below those Markdown and HTML show.
    pub fn pinned_below(&self) -> impl Iterator<Item = &OpportunityView> {
        self.opportunities.iter().skip(self.limits.top).filter(|one| one.pinned)
    }

    /// Pinned themes that are not ranked: nobody complains or asks for anything in them.
    pub fn pinned_unranked(&self) -> impl Iterator<Item = &ThemeView> {
        self.themes.iter().filter(|theme| theme.pinned && theme.rank.is_none())
    }

    /// The opportunities that get a page of their own.
    pub fn pages(&self) -> &[OpportunityView] {
        &self.opportunities[..self.opportunities.len().min(self.limits.pages)]
    }
}
