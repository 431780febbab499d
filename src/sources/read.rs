//! The verb: every file of every feed, in order, as events.
//!
//! Two passes a file. The first hashes the bytes, decompresses them to the end and looks for what
//! would make the file lose records; only a file that is whole and new gets a second, which gives
//! its records. A small file is kept in memory between the two; a large one is read again and
//! hashed again, and what it gave is taken back (`changed_while_read`) when the hashes differ.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use crate::model::{Origin, RawRecord, Rejection};

use super::ahead::{Ahead, Place};
use super::encoding::Decoded;
use super::framed::{self, MailFile};
use super::guise::{self, Written};
use super::mapping::{Emit, Mapping, Names};
use super::preset::{Envelope, Format};
use super::selector::Values;
use super::side::Side;
use super::unpack::{Hashing, Packed, unpack};
use super::{
    Error, Feed, Found, document, lines, order, reason_of, refused, separated, spoken, table,
};

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
    /// Of those, JSON lines that only parse after a repair (lone surrogates, raw control bytes).
    pub repaired: u64,
    /// Columns the settings name, this file does not have and can do without.
    pub absent: Vec<String>,
    /// What a person should know though the file counts: bytes after the end of its compressed
    /// data were left out.
    pub note: Option<String>,
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
    /// Not for reading: a stable word. `unfinished_load`: the tool that wrote it has not said that
    /// it is whole; it is looked at again another night.
    LeftOut(&'static str),
    /// Refused whole: a stable word, after a colon what a person needs to know. `no_match`,
    /// `missing_file`, `not_a_file`, `unreadable`, `unreadable_folder`, `empty_file`, `not_text`,
    /// `truncated_compressed_stream`, `corrupt_compressed_stream`, `decompression_limit`,
    /// `missing_columns`, `unterminated_quote`, `bad_json`, `bad_xml`, `bad_xlsx`, `bad_parquet`,
    /// `bad_mbox`, `missing_record_path`, `corrupt_archive`, `bad_side_file`,
    /// `changed_while_read`.
    Refused(String),
}

/// One unit of a file.
#[derive(Debug, PartialEq)]
pub enum Unit {
    /// What it says; intake decides whether it becomes feedback.
    Records {
        /// The source's own id, which a newer version of the unit shares; `None` without one.
        key: Option<String>,
        /// One record; one for each answered question of a survey's respondent. Never empty.
        records: Vec<RawRecord>,
    },
    /// Well formed and left out by rule.
    Skipped {
        /// Where it stood.
        origin: Origin,
        /// The rule's reason: `no_text`, `agent_message`, ….
        reason: Arc<str>,
        /// What it says, where search may find it all the same.
        said: Option<Box<RawRecord>>,
    },
    /// Says that a record is gone.
    Deleted {
        /// Where it stood.
        origin: Origin,
        /// The source's own id of what is gone.
        key: String,
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
    let readable: Vec<Place> = tasks
        .iter()
        .filter(|(_, found)| found.problem.is_none())
        .map(|(_, found)| (found.path.clone(), found.member.clone()))
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
                    root,
                    side: None,
                };
                reader.look_ahead(&tasks);
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
    root: &'a Path,
    /// Side files of the feed and folder last read from.
    side: Option<(usize, PathBuf, Side)>,
}

impl Reader<'_> {
    fn tell(&self, event: Event) -> Result<(), Stopped> {
        self.sender.send(event).map_err(|_| Stopped)
    }

    /// Looks through the files of feeds whose records have versions of their whole table, so that
    /// what an older one says is stale wherever it stands. What cannot be read is told later.
    fn look_ahead(&self, tasks: &[(usize, Found)]) {
        for (number, found) in tasks.iter().filter(|(_, found)| found.problem.is_none()) {
            let feed = &self.feeds[*number];
            let input = &feed.preset.input;
            if !matches!(input.envelope, Some(Envelope::Airbyte | Envelope::Singer { .. })) {
                continue;
            }
            // A file that is cut short must not make the whole ones stale.
            let trial = feed.clone().unaware();
            let again = self.ahead.again((found.path.clone(), found.member.clone()));
            let packed = Packed::of(input, found.length());
            if frames(&trial, again, &packed, &mut |_| Ok(())).is_ok() {
                feed.knows(trial.generation());
            }
        }
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
            note: None,
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
        let side = match self.side_of(number, &found) {
            Ok(side) => side,
            Err(error) => {
                end.outcome = Outcome::Refused(reason_of(&error));
                return self.tell(Event::FileEnd(end));
            }
        };
        let folder = folder_of(&found);
        if side.leaves_out(&found.name) {
            self.side = Some((number, folder, side));
            end.outcome = Outcome::LeftOut("unfinished_load");
            return self.tell(Event::FileEnd(end));
        }
        let packed = Packed::of(&feed.preset.input, found.length());
        let mut raw = Hashing::new(stream, KEPT);
        let checked = check(feed, &mut raw, &packed);
        let kept = match raw.finish() {
            Ok((hash, bytes, kept)) => {
                // Where records depend on the file's name, the same bytes elsewhere say more.
                end.hash = if feed.of_file { named_hash(&hash, &found.name) } else { hash };
                end.bytes = bytes;
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
        let checked = match checked {
            Ok(checked) => checked,
            Err(error) => {
                end.outcome = Outcome::Refused(reason_of(&error));
                return self.tell(Event::FileEnd(end));
            }
        };
        end.absent = checked.absent;
        end.note = checked.note;
        end.absent.extend(side.absent.iter().cloned());
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
        let name = end.file.clone();
        let last = last_folder(&name, &found.path);
        let mut mapping = Mapping {
            feed,
            names: &self.names,
            file: &name,
            folder: &last,
            side: &side,
            document: &checked.document,
            order: None,
            open: BTreeMap::new(),
            mended: Cell::default(),
            said: RefCell::default(),
        };
        let again = || -> Box<dyn Read + '_> {
            match &kept {
                Some(bytes) => Box::new(&bytes[..]),
                None => Box::new(self.ahead.again((found.path.clone(), found.member.clone()))),
            }
        };
        if order::is_open(feed) {
            mapping.order = order::of_file(&mapping, again(), &packed);
        }
        if spoken::is_asked(feed) {
            mapping.open = spoken::of_file(&mapping, again(), &packed);
        }
        let stopped = match kept {
            Some(bytes) => self.second(number, &mapping, &bytes[..], &packed, &mut end),
            None => {
                let mut raw = Hashing::new(self.ahead.again((found.path.clone(), found.member)), 0);
                let first = self.second(number, &mapping, &mut raw, &packed, &mut end);
                let again = raw.finish().map(|(hash, ..)| match feed.of_file {
                    true => named_hash(&hash, &found.name),
                    false => hash,
                });
                match again {
                    Ok(hash) if hash == end.hash => {}
                    Ok(_) => end.outcome = Outcome::Refused("changed_while_read".into()),
                    Err(error) => end.outcome = Outcome::Refused(reason_of(&error)),
                }
                first
            }
        };
        stopped?;
        let mended = mapping.mended.get();
        if mended > 0 {
            end.repaired += mended;
            let note = format!("{mended} records had text that was decoded wrongly; it is mended");
            end.note = Some(end.note.map_or(note.clone(), |other| format!("{other}; {note}")));
        }
        self.side = Some((number, folder, side));
        self.tell(Event::FileEnd(end))
    }

    /// The side files that a file's records need, from the file before where they are the same.
    fn side_of(&mut self, number: usize, found: &Found) -> io::Result<Side> {
        let folder = folder_of(found);
        match self.side.take() {
            Some((feed, known, side)) if feed == number && known == folder => Ok(side),
            _ => Side::load(&self.feeds[number].preset, self.root, found),
        }
    }

    /// The second pass: every unit, in batches.
    fn second(
        &self,
        number: usize,
        mapping: &Mapping<'_>,
        raw: impl Read,
        packed: &Packed,
        end: &mut FileEnd,
    ) -> Result<(), Stopped> {
        let mut units = Vec::new();
        let (mut bytes, mut stopped) = (0, false);
        let (mut count, mut repaired) = (0u64, 0u64);
        let result = frames(mapping.feed, raw, packed, &mut |framed| {
            repaired += u64::from(framed.repaired);
            bytes += mapping.map(framed, &mut units);
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

/// The folder a file lies in, on disk or below an archive.
fn folder_of(found: &Found) -> PathBuf {
    let path = match &found.member {
        Some(member) => found.path.join(&member.name),
        None => found.path.clone(),
    };
    path.parent().unwrap_or(&path).to_owned()
}

/// The name of the folder a file lies in, by the name it is called or else on disk.
fn last_folder(name: &str, path: &Path) -> String {
    if let Some(folder) = name.rsplit('/').nth(1) {
        return folder.to_owned();
    }
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = whole.parent().and_then(Path::file_name);
    folder.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The hash of bytes under a name.
fn named_hash(hash: &str, name: &str) -> String {
    blake3::hash(format!("{hash}\0{name}").as_bytes()).to_hex().to_string()
}

/// What the first pass finds out about a file.
#[derive(Debug, Default)]
struct Checked {
    /// Selectors that are not in this file and need not be.
    absent: Vec<String>,
    /// Values outside the records, by selector number.
    document: BTreeMap<usize, Values<'static>>,
    /// What a person should know though the file counts.
    note: Option<String>,
}

/// The first pass: reads to the end unless the file is refused before.
fn check(feed: &Feed, raw: &mut dyn Read, packed: &Packed) -> io::Result<Checked> {
    let mut checked = Checked::default();
    let (format, raw) = guise::by_bytes(&feed.preset.input, raw)?;
    let mut guessed = None;
    let mut text = |raw| -> io::Result<_> {
        let text = Decoded::new(unpack(raw, packed)?, feed.encoding)?;
        guessed = text.guessed();
        Ok(text)
    };
    match format {
        Format::Csv => checked.absent = separated::check(feed, text(raw)?)?,
        Format::Json | Format::Ndjson => {
            let mut text = text(raw)?;
            match guise::written(feed, format, &mut text)? {
                way @ (Written::Document | Written::List | Written::Objects) => {
                    checked.document = document::check(feed, way, text)?;
                }
                Written::Lines => text.drain()?,
                Written::Sheet => checked.absent = separated::check(feed, text)?,
                Written::Table => checked.absent = table::check(feed, text)?,
            }
        }
        Format::Xlsx => checked.absent = framed::check_xlsx(feed, raw, packed)?,
        Format::Parquet => checked.absent = framed::check_parquet(feed, raw, packed)?,
        Format::Xml => framed::check_xml(feed, raw, packed)?,
        Format::Mbox => framed::check_mail(MailFile::Mbox, raw, packed)?,
        Format::Eml => framed::check_mail(MailFile::Eml, raw, packed)?,
    }
    let guessed = guessed
        .map(|name| format!("it is not UTF-8 and was read as {name}, a guess by its letters"));
    let notes: Vec<String> = packed.note().into_iter().chain(guessed).collect();
    checked.note = (!notes.is_empty()).then(|| notes.join("; "));
    Ok(checked)
}

/// The seam where another format plugs in: bytes in, framed units out.
pub(super) fn frames(
    feed: &Feed,
    raw: impl Read,
    packed: &Packed,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let (format, raw) = guise::by_bytes(&feed.preset.input, raw)?;
    let text = |raw| Decoded::new(unpack(raw, packed)?, feed.encoding);
    match format {
        Format::Csv => separated::read(feed, text(raw)?, emit),
        Format::Json | Format::Ndjson => {
            let mut text = text(raw)?;
            match guise::written(feed, format, &mut text)? {
                way @ (Written::Document | Written::List | Written::Objects) => {
                    document::read(feed, way, text, emit)
                }
                Written::Lines => lines::read(feed, text, emit),
                Written::Sheet => separated::read(feed, text, emit),
                Written::Table => table::read(feed, text, emit),
            }
        }
        Format::Xlsx => framed::read_xlsx(feed, raw, packed, emit),
        Format::Parquet => framed::read_parquet(feed, raw, packed, emit),
        Format::Xml => framed::read_xml(feed, raw, packed, emit),
        Format::Mbox => framed::read_mail(MailFile::Mbox, raw, packed, emit),
        Format::Eml => framed::read_mail(MailFile::Eml, raw, packed, emit),
    }
}

#[cfg(test)]
mod tests;
