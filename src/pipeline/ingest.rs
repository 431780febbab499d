//! The first half of the night: files to a new segment of the corpus.
//!
//! Takes the feeds and the corpus so far; reads what is new, admits it, settles versions, cuts
//! statements, keeps the lot as one segment, whole or not at all. Rows pass through in stretches:
//! what was read waits packed, in memory while it is little and beyond that in a hidden file of
//! sorted runs, so that memory is bounded however large the files are. It goes three ways: reading
//! (`night`), deciding which version of each record stays (`settling`), and writing those in the
//! order of their ids (`keeping`).

mod door;
mod keeping;
mod night;
mod overheard;
mod settling;
mod unlike;

use std::path::Path;

use crate::intake::{Intake, Rules};
use crate::model::{Corpus, Day, Feedback, FeedbackId, FileReceipt, Rejection, Statement};
use crate::report::phrase::{count, counted};
use crate::sources::Feed;
use crate::store::{self, Marks, Passing, Segment, Spill, Writer, checkpoint};

use super::Error;
use super::progress::{Event, Step, Tell};
use super::rules::rules;
use super::settings::Settings;

use door::Door;
use night::Night;

/// The feeds and their rules, checked and made ready.
pub struct Ready {
    pub(super) feeds: Vec<Feed>,
    pub(super) rules: Vec<Rules>,
}

/// What the night brought.
pub struct Brought {
    /// The segment it became; `None` when no new file was read.
    pub segment: Option<u32>,
    /// Files refused tonight.
    pub refused: Vec<FileReceipt>,
    /// What the segment takes back, ascending id.
    pub gone: Vec<FeedbackId>,
}

impl Ready {
    /// Checks every feed before any work.
    ///
    /// # Errors
    /// [`Error::Settings`] names the source, the key and what would be right.
    pub fn new(settings: &Settings) -> Result<Ready, Error> {
        let words = |error: &dyn std::error::Error| Error::Settings(error.to_string());
        let feeds = settings
            .feeds
            .iter()
            .map(|preset| Feed::new(preset).map_err(|error| words(&error)))
            .collect::<Result<Vec<_>, _>>()?;
        let rules: Vec<Rules> = settings.feeds.iter().map(rules).collect();
        // The salt decides nothing about whether the rules are sound.
        Intake::new(settings.intake.clone(), [0; 32], rules.clone())
            .map_err(|error| words(&error))?;
        Ok(Ready { feeds, rules })
    }

    /// The names of the sources.
    pub(super) fn sources(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rules| &*rules.source)
    }

    /// The rules of a source; `None` for one that is in the settings no more.
    pub(super) fn rules_of(&self, source: &str) -> Option<&Rules> {
        self.rules.iter().find(|rules| &*rules.source == source)
    }
}

/// How much of a night is in memory at once; it changes nothing about what is kept.
#[derive(Clone, Copy)]
struct Limits {
    /// Bytes of packed rows that wait in memory; what is more waits on disk.
    rows: usize,
    /// The same for what decides between versions.
    heads: usize,
    /// The same for rejections.
    rejections: usize,
    /// The same for whom the units were about that left no record, and for the lines that may be
    /// templates.
    notes: usize,
    /// Rows that are finished and written at once: what is in flight is two stretches.
    stretch: usize,
}

/// A quarter of a million short records wait in memory. A stretch is a row group of the table they
/// are written to.
const LIMITS: Limits =
    Limits { rows: 64 << 20, heads: 16 << 20, rejections: 4 << 20, notes: 4 << 20, stretch: 8_192 };

/// Reads what is new into a segment. `corpus` is what the segments so far make.
///
/// Memory is bounded by the settings of this room beside the corpus given. What still grows with
/// the units of a night: one bit for each, sixteen bytes for each that takes a record back, and
/// what a Parquet file says of its row groups at its end, which is some bytes for each row.
///
/// # Errors
/// [`Error::Store`], [`Error::Sources`]: the disk or the machine refuses; then the corpus is what
/// it was, or holds the whole segment.
pub fn ingest(
    writer: &Writer,
    ready: &Ready,
    corpus: &Corpus,
    segments: &[Segment],
    settings: &Settings,
    today: Day,
    tell: Tell<'_>,
) -> Result<Brought, Error> {
    ingest_within(LIMITS, writer, ready, (corpus, segments), settings, today, tell)
}

fn ingest_within(
    limits: Limits,
    writer: &Writer,
    ready: &Ready,
    (corpus, segments): (&Corpus, &[Segment]),
    settings: &Settings,
    today: Day,
    tell: Tell<'_>,
) -> Result<Brought, Error> {
    let workspace = writer.workspace();
    let intake = Intake::new(settings.intake.clone(), workspace.salt()?, ready.rules.clone())
        .map_err(|error| Error::Settings(error.to_string()))?;

    tell(Event::Begin(Step::Reading, None));
    let erased = workspace.erased()?;
    let door = Door { intake: &intake, erased, retention: &settings.retention, today };
    let mut night = Night::new(limits, |most| writer.spill(most))?;
    night.read(workspace.root(), ready, &door, segments, tell)?;
    tell(Event::End(Step::Reading, read_words(&night)));
    if night.is_empty() {
        return Ok(Brought { segment: None, refused: night.refused, gone: Vec::new() });
    }

    tell(Event::Begin(Step::Keeping, None));
    let settled = settling::settle(&mut night, ready, corpus, segments)?;
    let mut segment = writer.begin_segment()?;
    let (kept, gone) =
        keeping::keep(&mut night, settled, corpus, settings, &mut segment, limits.stretch)?;
    night.rejections(|rejection| Ok(segment.reject(&rejection)?))?;
    let Taken { mut files, refused, passes } = taken(night, writer.spill(limits.notes)?)?;
    files.extend(refused.iter().cloned());
    let number = segment.finish(&gone, &files, passes)?;
    checkpoint("segment-appended");
    tell(Event::End(
        Step::Keeping,
        format!("{} kept, {} taken back", count(kept), count(gone.len() as u64)),
    ));
    Ok(Brought { segment: Some(number), refused, gone })
}

/// What a night would bring, had it been kept.
pub struct DryRun {
    /// How many pieces of feedback would be kept.
    pub kept: u64,
    /// The first of them, ascending id, redacted as they would be.
    pub first: Vec<Feedback>,
    /// Records that would be taken back.
    pub gone: usize,
    /// What became of the units of each new file, by source and name.
    pub files: Vec<FileReceipt>,
    /// Files refused whole.
    pub refused: Vec<FileReceipt>,
    /// Units that could not be read, in the order read.
    pub rejections: Vec<Rejection>,
}

/// What is compared with, and how much is shown.
pub struct Rehearsed<'a> {
    /// The corpus so far.
    pub corpus: &'a Corpus,
    /// The segments it is made of.
    pub segments: &'a [Segment],
    /// Those who were forgotten.
    pub erased: Marks,
    /// How much of the feedback that would be kept is given whole.
    pub shown: usize,
}

/// Reads and settles as [`ingest`] does and keeps nothing. Authors have no lasting keys here,
/// because a workspace that is not there yet has no salt. What memory does not hold waits in a
/// file without a name in the system's folder for temporary files.
///
/// # Errors
/// As [`ingest`].
pub fn dry_run(
    root: &Path,
    ready: &Ready,
    before: Rehearsed<'_>,
    settings: &Settings,
    today: Day,
) -> Result<DryRun, Error> {
    let Rehearsed { corpus, segments, erased, shown } = before;
    let intake = Intake::new(settings.intake.clone(), [0; 32], ready.rules.clone())
        .map_err(|error| Error::Settings(error.to_string()))?;
    let door = Door { intake: &intake, erased, retention: &settings.retention, today };
    let mut night = Night::new(LIMITS, |most| Ok(Spill::aside(most)))?;
    night.read(root, ready, &door, segments, &|_| {})?;
    let settled = settling::settle(&mut night, ready, corpus, segments)?;
    let (kept, first, gone) = keeping::first(&mut night, settled, shown)?;
    let mut rejections = Vec::new();
    night.rejections(|rejection| {
        rejections.push(rejection);
        Ok(())
    })?;
    let Taken { files, refused, .. } = taken(night, Spill::aside(LIMITS.notes))?;
    Ok(DryRun { kept, first, gone: gone.len(), files, refused, rejections })
}

/// What a first night would keep, and what became of the units of its files.
pub(super) struct Aside {
    /// Feedback with its statements, ascending id.
    pub(super) kept: Vec<(Feedback, Vec<Statement>)>,
    /// Files by source and name, those refused whole behind them.
    pub(super) files: Vec<FileReceipt>,
}

/// All that a first night would keep, as [`ingest`] would keep it, in ascending id; nothing is
/// written but what memory does not hold ([`dry_run`]).
pub(super) fn aside(
    root: &Path,
    ready: &Ready,
    settings: &Settings,
    today: Day,
) -> Result<Aside, Error> {
    let intake = Intake::new(settings.intake.clone(), [0; 32], ready.rules.clone())
        .map_err(|error| Error::Settings(error.to_string()))?;
    let erased = Marks::default();
    let door = Door { intake: &intake, erased, retention: &settings.retention, today };
    let mut night = Night::new(LIMITS, |most| Ok(Spill::aside(most)))?;
    night.read(root, ready, &door, &[], &|_| {})?;
    let settled = settling::settle(&mut night, ready, &Corpus::default(), &[])?;
    let kept = keeping::all(&mut night, &settled, settings, LIMITS.stretch)?;
    let Taken { mut files, refused, .. } = taken(night, Spill::aside(LIMITS.notes))?;
    files.extend(refused);
    Ok(Aside { kept, files })
}

/// What is to be said of the files of a night.
struct Taken {
    /// Those that were read, by source and name.
    files: Vec<FileReceipt>,
    refused: Vec<FileReceipt>,
    /// By the places of `files`.
    passes: Passing,
}

/// Files by source and name, and what points to their places with them; files that were taken back
/// are gone. `pile` is for the pointers.
fn taken(night: Night, pile: Spill) -> store::Result<Taken> {
    let Night { mut files, refused, passes, .. } = night;
    let mut order: Vec<usize> = (0..files.len()).filter(|&at| !files[at].taken_back).collect();
    order.sort_by(|&a, &b| {
        let (one, other) = (&files[a].receipt, &files[b].receipt);
        (&one.source, &one.file, a).cmp(&(&other.source, &other.file, b))
    });
    let mut places = vec![None; files.len()];
    for (to, &from) in order.iter().enumerate() {
        places[from] = Some(to);
    }
    let files: Vec<FileReceipt> =
        order.iter().map(|&from| std::mem::take(&mut files[from].receipt)).collect();
    debug_assert!(files.iter().all(|file| file.units.adds_up()));
    Ok(Taken { files, refused, passes: passes.moved(&places, pile)? })
}

fn read_words(night: &Night) -> String {
    let files: Vec<&FileReceipt> = night.receipts().collect();
    let new = counted(files.len() as u64, "new file", "new files");
    let mut words = format!("{new}, {}", counted(night.counted, "record", "records"));
    if !night.refused.is_empty() {
        let refused = counted(night.refused.len() as u64, "file", "files");
        words.push_str(&format!(", {refused} refused"));
    }
    let cut = files.iter().map(|file| file.units.cut).sum();
    if cut > 0 {
        let texts = counted(cut, "text", "texts");
        words.push_str(&format!(", {texts} cut short ([intake] max_text_bytes)"));
    }
    if night.forgotten > 0 {
        let records = counted(night.forgotten, "record", "records");
        words.push_str(&format!(", {records} of forgotten people left out"));
    }
    words
}

#[cfg(test)]
mod tests;
