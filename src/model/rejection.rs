//! What became of the units that were not kept, and the count of all of them.

use std::fmt;
use std::sync::Arc;

use super::{FeedbackId, Origin, Units};

/// A unit that could not be kept: where it stood and why. Never its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejection {
    /// Where it stood.
    pub origin: Origin,
    /// A stable word, with the field after a colon where one is at fault: `ragged_row`,
    /// `bad_json`, `missing_id`, `bad_date:created_at`. After a blank what helps to mend it.
    pub reason: String,
}

impl Rejection {
    /// The stable word of the reason: what rejections are counted by.
    pub fn word(&self) -> &str {
        self.reason.split(' ').next().unwrap_or_default()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.origin.file, self.origin.line, self.reason)
    }
}

/// What one file gave.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileReceipt {
    /// The source's name in the settings.
    pub source: Arc<str>,
    /// The file, relative to the workspace where it lies below it.
    pub file: Arc<str>,
    /// Hash of its bytes, in hexadecimal; what tells a file already read from a new one.
    pub hash: String,
    /// Its records, and what became of them.
    pub units: Units,
    /// Records of it that met another with their id, from an earlier night or tonight, which says
    /// something else altogether: no word is in both. Ascending, the first thousand.
    pub unlike: Vec<FeedbackId>,
    /// The latest generation of its table that was known when it was read, where the tool that
    /// landed it numbers them.
    pub generation: Option<u64>,
    /// What a person should know though the file counts, such as what was left out of it.
    pub note: Option<String>,
    /// Why the whole file was refused (`not_text`, `truncated_compressed_stream`, …); then nothing
    /// in it counts as a unit.
    pub refused: Option<String>,
}
