//! The nouns: what flows from one room to the next.
//!
//! Everything here is plain data with the few laws that belong to it. No I/O, no clock, no
//! algorithm, nothing outside the standard library but a hash for its maps: every other room may import this one, and it
//! imports none of them.
//!
//! In order of flow: a source yields a [`RawRecord`]; intake turns it into [`Feedback`] or a
//! [`Rejection`]; statements cut feedback into [`Statement`]s; a [`Corpus`] holds both; a
//! [`Space`] turns statements into [`Vectors`]; themes group them into [`Themes`]; trends and
//! ranking turn those into [`Trend`]s and [`Opportunity`]s; an [`Analysis`] is all of it, for the
//! report.

mod alarm;
mod analysis;
mod business;
mod calendar;
mod chance;
mod change;
mod cleaning;
mod corpus;
mod counts;
mod curation;
mod demand;
mod factor;
mod feedback;
mod hex;
mod ids;
#[cfg(test)]
pub(crate) mod invented;
mod known;
mod lang;
mod meaning;
mod meeting;
mod metric;
mod opportunity;
mod over_time;
mod record;
mod rejection;
mod segments;
mod selection;
mod share;
mod sketch;
mod space;
mod statement;
mod theme;
mod time;
mod trend;
mod units;
mod vectors;
mod winsorised;

pub use alarm::{Alarm, AlarmPlace, Pause, PriorRate, Ring, Rung, Subject, Watched};
pub use analysis::{Analysis, Coverage, NightIntake, Notice, RunStamp, SourceIntake};
pub use business::{
    Account, BadRow, Business, BusinessFile, CompanyEvent, Cost, Exposure, Item, Progress, Sheet,
    SheetRow, weeks,
};
pub use calendar::Calendar;
pub use chance::{GOLDEN_GAMMA, SplitMix, mixed, splitmix};
pub use change::{Cause, Change, ChangeKind, FactorMoved, Flow, Previous, Standing};
pub use cleaning::Cleaning;
pub use corpus::Corpus;
pub use counts::{Count, DayCount};
pub use curation::{
    Action, Curated, CuratedPlace, Curation, Done, Entry, Idle, InForce, Marks, Placing,
    RecordName, Rehomed, Tracked,
};
pub use demand::{Demand, QueryDemand, Searched};
pub use factor::{ByFactor, Factor, FactorName};
pub use feedback::{Attribute, Feedback, Kind, Part, PartName, Rating, RatingKind, Redacted};
pub use hex::{hex, unhex};
pub use ids::{
    AreaId, AuthorKey, EntryId, FeedbackId, ParseIdError, StatementId, SubthemeId, ThemeId,
};
pub use known::{KnownPain, Phrases, Recognition, Saying};
pub use lang::Lang;
pub use meaning::Meaning;
pub use meeting::{
    AtStake, CostMatch, Effect, Fix, FixAlarm, ItemFix, ItemHeard, JoinCounts, Meeting,
    RatingChange, RatingImpact, RatingLine, RatingPart, RoadmapCoverage, SourceMatch, ThemeStake,
    Undone, Verdict, VersionsCompared, Weeks,
};
pub use metric::{Level, Measured, MetricChange, ThemeMetric};
pub use opportunity::{Caveat, Evidence, Impact, Opportunity, Quote, SegmentShare};
pub use over_time::{MeanRating, OverTime, RatingOverTime, StakeOverTime};
pub use record::{Mark, Origin, RawRecord};
pub use rejection::{FileReceipt, Rejection};
pub use segments::{CutName, MOST_VALUES, OTHER, Segments};
pub use selection::{Answered, Selection, Standpoint};
pub use share::{Z95, wilson, wilson_scattered};
pub use sketch::Sketch;
pub use space::{LanguageSpace, Space, TermTable};
pub use statement::{Filtered, Span, Stance, Statement};
pub use theme::{
    Area, Assignment, Exemplar, Label, Lineage, LineageEvent, Memory, Split, Subtheme, Theme,
    Themes,
};
pub use time::{Day, Timestamp};
pub use trend::{Bucket, Status, Trend, Window};
pub use units::Units;
pub use vectors::{SCALE, Vectors, cosine, dot, normalise, sum_of_squares};
pub use winsorised::winsorised;
