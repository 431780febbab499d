//! The workspace on disk: the ground state, the runs, and the one writer at a time.
//!
//! Takes feedback with its statements (already redacted), and finished runs; gives them back, to
//! the bit. Whole files or none: everything is written hidden, synced and renamed. It never
//! interprets a text, never reads a clock, and never repairs: what is damaged is named, with what
//! to do about it.
//!
//! ```text
//! FORMAT  salt  lock
//! corpus/000001/  feedback.parquet statements.parquet rejections.jsonl receipt.json
//!                 passed.bin, overheard.parquet where others have records of their own
//! corpus/inventory.json  fingerprint of the salt, numbers of the segments, hash of the marks
//! corpus/erased   marks of those taken back for good; erasing while that is on its way
//! corpus/analysed there was a run
//! corpus/voices   derived: which records are one voice
//! index/          made by the room of that name; seal.json says what its files were, blocks what their bytes were
//! curation.toml   a person's corrections; replaced whole
//! runs/<id>/      the report's files, settings.toml, curation.toml and sheets.json (roadmap, events, costs and so on) as they
//!                 were, memory/memory.bin (memory-let-go in its place in old runs), manifest.json (written last)
//! ```
//!
//! A hidden `.writing-*` was in progress, `.replaced-*` was moved away for a successor and
//! `.dropped-*` was on its way out when a writer died; the next [`Workspace::lock`] clears them.

mod analysed;
mod bytes;
mod columns;
mod curated;
mod delivered;
mod disk;
mod erase;
mod error;
mod export;
mod growing;
mod holder;
mod inventory;
mod load;
mod lookup;
mod memory;
mod packed;
mod passed;
mod runs;
mod seal;
mod segment;
mod sheets;
mod spill;
mod stamp;
mod table_feedback;
mod table_statements;
mod token;
mod traces;
mod voices;
mod watched;
mod workspace;

#[cfg(test)]
mod tests;

pub use curated::{CURATION, SETTINGS_USED};
pub use disk::checkpoint;
pub use erase::{AGED_OUT, Counted, Erasing, Leaving, Marks};
pub use error::{Error, Result};
pub use export::{Values, export, write_out};
pub use growing::Growing;
pub use inventory::{Inherited, inherited};
pub use lookup::{Found, Lookup};
pub use packed::{pack, pack_rejection, unpack, unpack_rejection};
pub use passed::{Passed, Passing};
pub use runs::{CurationState, Manifest, RankedTheme};
pub use seal::{Seal, Sealed};
pub use segment::{Receipt, Segment};
pub use sheets::{SHEETS_USED, sheets_bytes};
pub use spill::{Sorted, Spill};
pub use stamp::Stamp;
pub use table_feedback::attributes_json;
pub use token::token;
pub use traces::{TraceReader, Traced, Traces, Trail};
pub use watched::WatchedState;
pub use workspace::{Workspace, Writer};
