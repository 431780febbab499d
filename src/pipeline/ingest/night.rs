//! Everything read tonight, before versions are settled.
//!
//! Takes the events of the sources; gives receipts, and five piles of rows: of what decides between
//! versions, of what the units say, of what others said beside it, of rejections, and of whom the
//! units were about that left no record. Reading waits on the disk in threads of its own; what
//! computes is handed to rayon a batch at a time; the two meet in a bounded channel and never block
//! each other. A file that is refused at its end is marked as taken back, and everything that came
//! of it is passed over from then on.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

use rayon::prelude::*;

use crate::intake::{Arrival, Moment};
use crate::model::{FeedbackId, FileReceipt, Rejection};
use crate::report::phrase::counted;
use crate::sources::preset::Gate;
use crate::sources::{self, FileEnd, Unit};
use crate::store::{self, Passed, Passing, Segment, Spill, pack_rejection, unpack_rejection};

use super::super::Error;
use super::super::gate::{closed, last_files};
use super::super::progress::{Event, Tell};
use super::door::{Door, Outcome};
use super::{Limits, Ready};

/// Everything read tonight.
pub(super) struct Night {
    /// Files in the order read; a file's number is its place here.
    pub(super) files: Vec<Opened>,
    pub(super) refused: Vec<FileReceipt>,
    /// [`Head`]s under the ids of what they are versions of.
    pub(super) heads: Spill,
    /// Packed feedback under its ids, each behind the number of its unit and a byte that says
    /// whether its text has several lines.
    pub(super) rows: Spill,
    /// Packed rows of what others said in records of their own, under its ids, each behind the
    /// number of its file where `rows` have that of their unit.
    pub(super) overheard: Spill,
    /// Rejections under the numbers of their units, behind those of their files.
    rejected: Spill,
    /// Whom the units were about that left no record, by the numbers of their files.
    pub(super) passes: Passing,
    /// What the texts say for lines that may be templates, for when they have been read.
    pub(super) lines: Spill,
    /// Units so far, those taken back too: names the next one.
    pub(super) units: u64,
    /// Units that count.
    pub(super) counted: u64,
    /// Units of people who were forgotten: they are in no count, as if their files had never held
    /// them.
    pub(super) forgotten: u64,
    /// Whether any text has several lines.
    pub(super) any_lines: bool,
}

/// Bytes of a unit's number before each packed row, and of what is to be known of the row.
pub(super) const NUMBER: usize = 8;
pub(super) const LINES: usize = 1;

/// The number before a packed row.
pub(super) fn unit_of(row: &[u8]) -> u64 {
    row.first_chunk().map_or(u64::MAX, |bytes| u64::from_le_bytes(*bytes))
}

/// One file.
pub(super) struct Opened {
    pub(super) receipt: FileReceipt,
    /// Which of the feeds it belongs to.
    pub(super) feed: usize,
    /// The number of its first unit.
    pub(super) first: u64,
    /// Units of it that may change the corpus.
    pub(super) arrivals: u64,
    /// Records of it that give a worth that no customer has, and a date that no clock shows.
    odd: [u64; 2],
    /// Whether it was refused after all.
    pub(super) taken_back: bool,
}

/// What decides between versions of one record, without what they say.
pub(super) struct Head {
    /// Which of the files.
    pub(super) file: usize,
    /// Which of tonight's units.
    pub(super) unit: u64,
    /// Whether the unit's records have ids of their own.
    pub(super) answers: bool,
    pub(super) arrival: Arrival,
}

const HAS_VERSION: u8 = 1;
const KEEPS_LAST: u8 = 2;
const ANSWERS: u8 = 4;
const TOMBSTONE: u8 = 8;
const HAS_GENERATION: u8 = 16;

impl Head {
    const BYTES: usize = 45;

    fn pack(&self) -> [u8; Head::BYTES] {
        let mut bytes = [0; Head::BYTES];
        let mut flags = if self.answers { ANSWERS } else { 0 };
        bytes[1..5].copy_from_slice(&(self.file as u32).to_le_bytes());
        bytes[5..13].copy_from_slice(&self.unit.to_le_bytes());
        match &self.arrival {
            Arrival::Tombstone { .. } => flags |= TOMBSTONE,
            Arrival::Record { generation, version, digest, keep_last, .. } => {
                if let Some(generation) = generation {
                    flags |= HAS_GENERATION;
                    bytes[37..45].copy_from_slice(&generation.to_le_bytes());
                }
                flags |= if *keep_last { KEEPS_LAST } else { 0 };
                if let Some(version) = version {
                    flags |= HAS_VERSION;
                    bytes[13..21].copy_from_slice(&version.0.to_le_bytes());
                }
                bytes[21..37].copy_from_slice(digest);
            }
        }
        bytes[0] = flags;
        bytes
    }

    /// The head that was packed into these bytes under this key.
    pub(super) fn unpack(key: [u8; 16], bytes: &[u8]) -> Option<Head> {
        let bytes: &[u8; Head::BYTES] = bytes.try_into().ok()?;
        let (flags, id) = (bytes[0], FeedbackId(key));
        let has = |flag: u8| flags & flag != 0;
        let arrival = if has(TOMBSTONE) {
            Arrival::Tombstone { id }
        } else {
            let version = i64::from_le_bytes(bytes[13..21].try_into().ok()?);
            let generation = u64::from_le_bytes(bytes[37..45].try_into().ok()?);
            Arrival::Record {
                id,
                generation: has(HAS_GENERATION).then_some(generation),
                version: has(HAS_VERSION).then_some(Moment(version)),
                digest: bytes[21..37].try_into().ok()?,
                keep_last: has(KEEPS_LAST),
            }
        };
        Some(Head {
            file: u32::from_le_bytes(bytes[1..5].try_into().ok()?) as usize,
            unit: u64::from_le_bytes(bytes[5..13].try_into().ok()?),
            answers: has(ANSWERS),
            arrival,
        })
    }
}

/// Where a file began, so that a refusal at its end can take its counts back.
#[derive(Clone, Copy, Default)]
struct Begun {
    counted: u64,
    forgotten: u64,
}

impl Night {
    /// Nothing read yet; `spill` makes the piles, each with so many bytes in memory at most.
    pub(super) fn new(
        limits: Limits,
        spill: impl Fn(usize) -> store::Result<Spill>,
    ) -> store::Result<Night> {
        Ok(Night {
            files: Vec::new(),
            refused: Vec::new(),
            heads: spill(limits.heads)?,
            rows: spill(limits.rows)?,
            overheard: spill(limits.notes)?,
            rejected: spill(limits.rejections)?,
            passes: Passing::new(spill(limits.notes)?),
            lines: spill(limits.notes)?,
            units: 0,
            counted: 0,
            forgotten: 0,
            any_lines: false,
        })
    }

    /// What became of the files that count, in the order read.
    pub(super) fn receipts(&self) -> impl Iterator<Item = &FileReceipt> {
        self.files.iter().filter(|file| !file.taken_back).map(|file| &file.receipt)
    }

    /// Whether no file counts.
    pub(super) fn is_empty(&self) -> bool {
        self.receipts().next().is_none()
    }

    /// Reads every file that is new.
    pub(super) fn read(
        &mut self,
        root: &Path,
        ready: &Ready,
        door: &Door<'_>,
        segments: &[Segment],
        tell: Tell<'_>,
    ) -> Result<(), Error> {
        let known: HashSet<(&str, &str)> = segments
            .iter()
            .flat_map(|segment| &segment.receipt.files)
            .filter(|file| file.refused.is_none())
            .map(|file| (&*file.source, file.hash.as_str()))
            .collect();
        for feed in &ready.feeds {
            let files = segments.iter().flat_map(|segment| &segment.receipt.files);
            let own = files.filter(|file| *file.source == *feed.preset().source);
            feed.knows(own.filter_map(|file| file.generation).max());
        }
        let mut begun = Begun::default();
        let mut last = last_files(segments);
        let mut trouble = None;
        sources::read(
            &ready.feeds,
            root,
            &|source: &str, hash: &str| known.contains(&(source, hash)),
            &mut |event| {
                match event {
                    sources::Event::FileStart(start) => {
                        begun = Begun { counted: self.counted, forgotten: self.forgotten };
                        self.files.push(Opened {
                            receipt: FileReceipt {
                                source: start.source,
                                file: door.intake.file_name(&start.file),
                                hash: start.hash,
                                ..FileReceipt::default()
                            },
                            feed: start.feed,
                            first: self.units,
                            arrivals: 0,
                            odd: [0; 2],
                            taken_back: false,
                        });
                    }
                    sources::Event::Batch { feed, units } => {
                        tell(Event::Advance(units.len() as u64));
                        if let Err(error) = self.take(door, feed, units) {
                            trouble = Some(error);
                            return ControlFlow::Break(());
                        }
                    }
                    sources::Event::FileEnd(mut end) => {
                        end.file = door.intake.file_name(&end.file);
                        let gate = ready.feeds[end.feed].preset().gate;
                        let source = end.source.to_string();
                        let earlier = last.get(&source).copied();
                        if let Some(units) = self.finish(end, begun, &gate, earlier) {
                            if let Some(file) = self.files.last_mut() {
                                file.receipt.generation = ready.feeds[file.feed].generation();
                            }
                            last.insert(source, units);
                        }
                    }
                }
                ControlFlow::Continue(())
            },
        )?;
        trouble.map_or(Ok(()), |error| Err(error.into()))
    }

    fn take(&mut self, door: &Door<'_>, feed: usize, units: Vec<Unit>) -> store::Result<()> {
        let number = self.files.len() - 1;
        let name = self.files[number].receipt.file.clone();
        // Admitting is the expensive part and pure: all cores at once, results in order.
        let outcomes: Vec<Outcome> =
            units.into_par_iter().map(|unit| door.admit(feed, unit, &name)).collect();
        for outcome in outcomes {
            let unit = self.units;
            self.units += 1;
            let file = &mut self.files[number];
            match outcome {
                Outcome::Forgotten => {
                    self.forgotten += 1;
                    continue;
                }
                Outcome::Kept(kept) => {
                    file.receipt.units.cut += kept.cuts;
                    file.odd[0] += kept.odd[0];
                    file.odd[1] += kept.odd[1];
                    file.arrivals += 1;
                    let (arrival, answers) = (kept.arrival, kept.answers);
                    let head = Head { file: number, unit, answers, arrival };
                    self.heads.push(arrival.id().0, &head.pack())?;
                    for (id, mut row) in kept.rows {
                        row[..NUMBER].copy_from_slice(&unit.to_le_bytes());
                        self.any_lines |= row[NUMBER] == 1;
                        self.rows.push(id.0, &row)?;
                    }
                }
                Outcome::Deleted(arrival) => {
                    file.arrivals += 1;
                    let head = Head { file: number, unit, answers: false, arrival };
                    self.heads.push(arrival.id().0, &head.pack())?;
                }
                Outcome::Skipped(reason, author) => {
                    if let Some(author) = author {
                        self.passes.note(number, Passed::NoText(author))?;
                    }
                    *file.receipt.units.skipped.entry(reason).or_default() += 1;
                }
                Outcome::Overheard(reason, id, mut row) => {
                    row[..NUMBER].copy_from_slice(&(number as u64).to_le_bytes());
                    self.overheard.push(id.0, &row)?;
                    *file.receipt.units.skipped.entry(reason).or_default() += 1;
                }
                Outcome::Rejected(rejection) => {
                    let mut key = [0; 16];
                    key[..NUMBER].copy_from_slice(&unit.to_be_bytes());
                    let mut row = (number as u32).to_le_bytes().to_vec();
                    pack_rejection(&rejection, &mut row);
                    self.rejected.push(key, &row)?;
                    *file.receipt.units.rejected.entry(rejection.word().to_owned()).or_default() +=
                        1;
                }
            }
            file.receipt.units.read += 1;
            self.counted += 1;
        }
        Ok(())
    }

    /// Ends a file; gives its units when it counts.
    fn finish(
        &mut self,
        end: FileEnd,
        begun: Begun,
        gate: &Gate,
        earlier: Option<u64>,
    ) -> Option<u64> {
        let open = self.files.last_mut().filter(|file| {
            let file = &file.receipt;
            file.source == end.source && file.file == end.file && file.hash == end.hash
        });
        let reason = match (end.outcome, &open) {
            (sources::Outcome::Refused(reason), _) => Some(reason),
            (sources::Outcome::Read, Some(file)) => closed(gate, &file.receipt, earlier),
            (sources::Outcome::Read, None) => None,
            (sources::Outcome::Known | sources::Outcome::LeftOut(_), _) => return None,
        };
        match (reason, open) {
            (Some(reason), open) => {
                if let Some(file) = open {
                    file.taken_back = true;
                    self.counted = begun.counted;
                    self.forgotten = begun.forgotten;
                }
                self.refused.push(FileReceipt {
                    source: end.source,
                    file: end.file,
                    hash: end.hash,
                    refused: Some(reason),
                    ..FileReceipt::default()
                });
                None
            }
            (None, Some(file)) => {
                let notes: Vec<String> = end.note.into_iter().chain(odd(file.odd)).collect();
                file.receipt.note = (!notes.is_empty()).then(|| notes.join("; "));
                Some(file.receipt.units.read)
            }
            (None, None) => None,
        }
    }

    /// Hands the rejections of files that count to `give`, in the order read.
    pub(super) fn rejections(
        &mut self,
        mut give: impl FnMut(Rejection) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut sorted = self.rejected.sorted()?;
        let mut row = Vec::new();
        while sorted.next(&mut row)?.is_some() {
            let (file, packed) = row.split_at(4);
            let file = file.try_into().map_or(0, u32::from_le_bytes) as usize;
            if self.files.get(file).is_some_and(|file| !file.taken_back) {
                give(unpack_rejection(packed)?)?;
            }
            row.clear();
        }
        Ok(())
    }
}

/// What is to be said of worths and dates that count as not said.
fn odd([values, dates]: [u64; 2]) -> impl Iterator<Item = String> {
    let values = (values > 0).then(|| {
        format!(
            "{} a worth below nothing or beyond all money (`value` in [fields]), which counts as \
             not known",
            counted(values, "record gives", "records give")
        )
    });
    let dates = (dates > 0).then(|| {
        format!(
            "{} dated 1 January 1970, as a clock at zero writes, and {} as undated",
            counted(dates, "record is", "records are"),
            if dates == 1 { "counts" } else { "count" }
        )
    });
    values.into_iter().chain(dates)
}
