//! Answers as data: the shapes of `--json`, which the pages' API and the tools for assistants give
//! too.
//!
//! Takes what the rooms found; gives plain values with names that last. A field may be added; none
//! changes its meaning. Texts are customers' words, unescaped, without characters that nobody sees
//! where places in them are counted.

mod between;
mod comparison;
mod counts;
mod entry;
mod head;
mod hit;
mod record;
mod run;

pub use between::{BetweenAnswer, MovedAnswer, RunSide};
pub use comparison::{ComparedAnswer, ComparisonAnswer, PartAnswer};
pub use counts::{CountsAnswer, FacetAnswer, ValueAnswer, WordAnswer};
pub use entry::{EntryAnswer, LoggedAnswer, logged};
pub use head::HeadAnswer;
pub use hit::HitAnswer;
pub use record::{CopyAnswer, RecordAnswer, SegmentAnswer, StatementAnswer};
pub use run::RunAnswer;
