//! The verb: every file of every feed, in order, as events.
//!
//! Two passes a file. The first hashes the bytes, decompresses them to the end and looks for what
//! would make the file lose records; only a file that is whole and new gets a second, which gives
//! its records. A small file is kept in memory between the two; a large one is read again and
//! hashed again, and what it gave is taken back (`changed_while_read`) when the hashes differ.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use crate::model::{Origin, RawRecord, Rejection};

use super::ahead::Ahead;
use super::encoding::Decoded;
use super::mapping::{Emit, Names, map};
use super::preset::Format;
use super::unpack::{Hashing, allowance, unpack};
use super::{Error, Feed, Found, document, lines, reason_of, refused, separated};

/// What reading tells, in order. Files come in (source, name) order; a file's batches lie between
/// its start and its end.
#[derive(Debug)]
pub enum Event {
    /// A file's first pass was clean; its batches follow.
    FileStart(FileStart),
    /// Units of the file last started, in its order; at most a few thousand.
    Batch {
        /// Which of the feeds.
        feed: usize,
        /// The units.
        units: Vec<Unit>,
    },
    /// A file is done. When its outcome is a refusal, whatever its batches gave must be dropped.
    FileEnd(FileEnd),
}

/// A file that will be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStart {
    /// Which of the feeds.
    pub feed: usize,
    /// The source's name.
    pub source: Arc<str>,
    /// The file's name as receipts give it.
    pub file: Arc<str>,
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
    /// Its size on disk in bytes.
    pub bytes: u64,
}

/// A file that is done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEnd {
    /// Which of the feeds.
    pub feed: usize,
    /// The source's name.
    pub source: Arc<str>,
    /// The file's name as receipts give it; the pattern where no file matched it.
    pub file: Arc<str>,
    /// BLAKE3 of its bytes, hexadecimal; empty when they could not be read.
    pub hash: String,
    /// Its size on disk in bytes.
    pub bytes: u64,
    /// Units its batches held.
    pub units: u64,
    /// Of those, how many only read after a repair (lone surrogates, raw control bytes, bytes that
    /// mean nothing in the encoding).
    pub repaired: u64,
    /// Columns the settings name, this file does not have and can do without.
    pub absent: Vec<String>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Read to its end; its units count.
    Read,
    /// A file of this content has been read before (or earlier in this night); no unit.
    Known,
    /// Refused whole: a stable word, after a colon what a person needs to know. `no_match`,
    /// `missing_file`, `not_a_file`, `unreadable`, `unreadable_folder`, `empty_file`, `not_text`,
    /// `truncated_compressed_stream`, `corrupt_compressed_stream`, `decompression_limit`,
    /// `missing_columns`, `unterminated_quote`, `bad_json`, `missing_record_path`,
    /// `changed_while_read`.
    Refused(String),
}

/// One unit of a file.
#[derive(Debug, PartialEq)]
pub enum Unit {
    /// A record; intake decides whether it becomes feedback.
    Record(RawRecord),
    /// Well formed and left out by rule.
    Skipped {
        /// Where it stood.
        origin: Origin,
        /// The rule's reason: `no_text`, `agent_message`, ….
        reason: Arc<str>,
    },
    /// Says that records are gone.
    Deleted {
        /// Where it stood.
        origin: Origin,
        /// The source's own ids of what is gone: one, or one an open question.
        ids: Vec<String>,
    },
    /// Cannot be read.
    Rejected(Rejection),
}

/// Units of a batch at most.
const BATCH: usize = 2_000;
/// Bytes of text in a batch, roughly, at most: what is in flight is a few of these.
const BATCH_BYTES: usize = 4 << 20;
/// Batches waiting for the caller.
const BATCHES_AHEAD: usize = 2;
/// A file up to this many bytes is kept in memory between its two passes.
const KEPT: usize = 4 << 20;

/// Reads every file of `feeds` below `root`, on a thread of its own, and hands the events to `sink`
/// on this one; a sink that breaks ends the reading early and without an error.
///
/// `known(source, hash)` says whether a file of that content has been read before. The events are
/// the same for any number of threads and any order in which the disk lists files. Trouble with
/// files is in the events; empty `feeds` give none.
///
/// # Errors
/// [`Error::System`] when no thread can be had.
pub fn read(
    feeds: &[Feed],
    root: &Path,
    known: &(dyn Fn(&str, &str) -> bool + Sync),
    sink: &mut dyn FnMut(Event) -> ControlFlow<()>,
) -> Result<(), Error> {
    let mut tasks: Vec<(usize, Found)> = feeds
        .iter()
        .enumerate()
        .flat_map(|(number, feed)| feed.files(root).into_iter().map(move |found| (number, found)))
        .collect();
    tasks.sort_by(|(left, one), (right, other)| {
        (&feeds[*left].source, &one.name, left).cmp(&(&feeds[*right].source, &other.name, right))
    });
    let readable: Vec<PathBuf> = tasks
        .iter()
        .filter(|(_, found)| found.problem.is_none())
        .map(|(_, found)| found.path.clone())
        .collect();
    let ahead = Ahead::start(readable)?;
    std::thread::scope(|scope| {
        let (sender, events) = sync_channel(BATCHES_AHEAD);
        let reader = std::thread::Builder::new().name("earful-read".into()).spawn_scoped(
            scope,
            move || {
                let mut reader = Reader {
                    feeds,
                    known,
                    ahead,
                    sender,
                    names: Names::new(),
                    seen: HashSet::new(),
                };
                for (feed, found) in tasks {
                    if reader.file(feed, found).is_err() {
                        return;
                    }
                }
            },
        )?;
        for event in &events {
            if sink(event).is_break() {
                break;
            }
        }
        // A reader that waits for room finds nobody left and stops.
        drop(events);
        // A panic in the reader is a fault of this program and must not look like a short night.
        if let Err(panic) = reader.join() {
            std::panic::resume_unwind(panic);
        }
        Ok(())
    })
}

/// Nobody listens any more.
struct Stopped;

struct Reader<'a> {
    feeds: &'a [Feed],
    known: &'a (dyn Fn(&str, &str) -> bool + Sync),
    ahead: Ahead,
    sender: SyncSender<Event>,
    names: Names,
    seen: HashSet<(Arc<str>, String)>,
}

impl Reader<'_> {
    fn tell(&self, event: Event) -> Result<(), Stopped> {
        self.sender.send(event).map_err(|_| Stopped)
    }

    fn file(&mut self, number: usize, found: Found) -> Result<(), Stopped> {
        let feed = &self.feeds[number];
        let mut end = FileEnd {
            feed: number,
            source: feed.source.clone(),
            file: found.name.clone(),
            hash: String::new(),
            bytes: 0,
            units: 0,
            repaired: 0,
            absent: Vec::new(),
            outcome: Outcome::Read,
        };
        if let Some(problem) = found.problem {
            end.outcome = Outcome::Refused(problem);
            return self.tell(Event::FileEnd(end));
        }
        let Some(stream) = self.ahead.next() else {
            end.outcome = Outcome::Refused("unreadable: the reading ahead has stopped".into());
            return self.tell(Event::FileEnd(end));
        };
        let length = fs::metadata(&found.path).map(|data| data.len()).unwrap_or_default();
        let input = &feed.preset.input;
        let allowed = allowance(length, input.max_ratio, input.max_bytes);
        let mut raw = Hashing::new(stream, KEPT);
        let checked = check(feed, &mut raw, allowed);
        let kept = match raw.finish() {
            Ok((hash, bytes, kept)) => {
                (end.hash, end.bytes) = (hash, bytes);
                kept
            }
            Err(error) => {
                end.outcome = Outcome::Refused(reason_of(&error));
                return self.tell(Event::FileEnd(end));
            }
        };
        if (self.known)(&end.source, &end.hash) {
            end.outcome = Outcome::Known;
            return self.tell(Event::FileEnd(end));
        }
        match checked {
            Ok(absent) => end.absent = absent,
            Err(error) => {
                end.outcome = Outcome::Refused(reason_of(&error));
                return self.tell(Event::FileEnd(end));
            }
        }
        if !self.seen.insert((end.source.clone(), end.hash.clone())) {
            end.outcome = Outcome::Known;
            return self.tell(Event::FileEnd(end));
        }
        self.tell(Event::FileStart(FileStart {
            feed: number,
            source: end.source.clone(),
            file: end.file.clone(),
            hash: end.hash.clone(),
            bytes: end.bytes,
        }))?;
        let stopped = match kept {
            Some(bytes) => self.second(number, &bytes[..], allowed, &mut end),
            None => {
                let mut raw = Hashing::new(self.ahead.again(found.path), 0);
                let first = self.second(number, &mut raw, allowed, &mut end);
                match raw.finish() {
                    Ok((hash, ..)) if hash == end.hash => {}
                    Ok(_) => end.outcome = Outcome::Refused("changed_while_read".into()),
                    Err(error) => end.outcome = Outcome::Refused(reason_of(&error)),
                }
                first
            }
        };
        stopped?;
        self.tell(Event::FileEnd(end))
    }

    /// The second pass: every unit, in batches.
    fn second(
        &self,
        number: usize,
        raw: impl Read,
        allowed: u64,
        end: &mut FileEnd,
    ) -> Result<(), Stopped> {
        let feed = &self.feeds[number];
        let name = end.file.clone();
        let stem = name.rsplit('/').next().unwrap_or(&name).split('.').next().unwrap_or_default();
        let mut units = Vec::new();
        let (mut bytes, mut stopped) = (0, false);
        let (mut count, mut repaired) = (0u64, 0u64);
        let result = frames(feed, raw, allowed, &mut |framed| {
            repaired += u64::from(framed.repaired);
            bytes += map(feed, &self.names, &name, stem, framed, &mut units);
            if units.len() >= BATCH || bytes >= BATCH_BYTES {
                count += units.len() as u64;
                bytes = 0;
                let full = std::mem::take(&mut units);
                if self.tell(Event::Batch { feed: number, units: full }).is_err() {
                    stopped = true;
                    return Err(refused("stopped"));
                }
            }
            Ok(())
        });
        if stopped {
            return Err(Stopped);
        }
        match result {
            Ok(()) => {
                count += units.len() as u64;
                if !units.is_empty() {
                    self.tell(Event::Batch { feed: number, units })?;
                }
            }
            // The same bytes were whole a moment ago.
            Err(error) => {
                end.outcome = Outcome::Refused(match reason_of(&error) {
                    trouble if trouble.starts_with("unreadable") => trouble,
                    _ => "changed_while_read".into(),
                });
            }
        }
        (end.units, end.repaired) = (count, repaired);
        Ok(())
    }
}

/// The first pass: reads to the end unless the file is refused before.
fn check(feed: &Feed, raw: &mut dyn Read, allowed: u64) -> io::Result<Vec<String>> {
    let mut text = Decoded::new(unpack(raw, allowed)?, feed.encoding)?;
    match feed.preset.input.format {
        Format::Csv => separated::check(feed, text),
        Format::Json => document::check(feed, text).map(|()| Vec::new()),
        Format::Ndjson => text.drain().map(|()| Vec::new()),
    }
}

/// The seam where another format plugs in: bytes in, framed units out.
fn frames(feed: &Feed, raw: impl Read, allowed: u64, emit: &mut Emit<'_>) -> io::Result<()> {
    let text = Decoded::new(unpack(raw, allowed)?, feed.encoding)?;
    match feed.preset.input.format {
        Format::Csv => separated::read(feed, text, emit),
        Format::Json => document::read(feed, text, emit),
        Format::Ndjson => lines::read(feed, text, emit),
    }
}

#[cfg(test)]
mod tests;
