//! Bytes to raw records: files, compression, encodings and formats.
//!
//! Takes compiled feeds ([`Feed`], made from a [`preset::Preset`]) and the folder they are read
//! from; gives an ordered stream of [`Event`]s whose batches hold raw records, tombstones, units
//! left out by rule and units that could not be read. Per file: each is read twice, once to find
//! out whether it is whole and new (hash, compression, quotes, columns), once for its records, so
//! that a broken file gives nothing at all instead of half of itself. Files are read ahead by
//! tokio tasks through bounded channels; parsing happens on a thread of its own; the caller's
//! thread gets the events. Memory is bounded by the size of a chunk, a batch and one unit, never
//! by the size of a file.
//!
//! It never looks at what a text says, never cleans or redacts it, and keeps nothing between runs:
//! which files are already known is the caller's knowledge.
//!
//! [`read`] is the verb.

mod ahead;
mod answers;
mod archive;
mod columnar;
mod columns;
mod condition;
mod contain;
mod detect;
mod dialect;
mod document;
mod encoding;
mod envelope;
mod expression;
mod feed;
mod files;
mod framed;
mod guessing;
mod guise;
mod head;
mod lenient;
mod lines;
mod literal;
mod mail;
mod mapping;
mod mending;
mod order;
mod packing;
pub mod preset;
mod quotes;
mod read;
mod selector;
mod separated;
mod shapes;
mod sheet;
mod shipped;
mod side;
mod spoken;
mod table;
mod tree;
mod unpack;
mod xlsx;
mod xml;

pub use condition::negated;
pub use detect::{Detected, Near, Sighting, detect};
pub use feed::{Error, Feed, literal, takes};
pub use files::Found;
pub use head::{Head, HeadColumn, head};
pub use read::{Event, FileEnd, FileStart, Outcome, Unit, read};
pub use sheet::{Unreadable, sheet};
pub use shipped::{SHIPPED, shipped};

use std::fmt;

/// Why a file is refused whole, on its way through readers that can only say `io::Error`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// An `io::Error` that carries a refusal.
fn refused(reason: impl Into<String>) -> std::io::Error {
    std::io::Error::other(Refused(reason.into()))
}

/// The reason for the receipt: the refusal inside, or the trouble the system reported.
fn reason_of(error: &std::io::Error) -> String {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Refused>()) {
        Some(Refused(reason)) => reason.clone(),
        None => format!("unreadable: {error}"),
    }
}

/// Whether an error carries a refusal.
fn is_refusal(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Refused>())
}
