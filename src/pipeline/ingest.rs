//! The first half of the night: files to a new segment of the corpus and an index in step with it.
//!
//! Takes the feeds and the corpus so far; reads what is new, admits it, settles versions, cuts
//! statements, keeps the lot as one segment, whole or not at all. Reading waits on the disk in
//! threads of its own; what computes is handed to rayon a batch at a time; the two meet in a
//! bounded channel and never block each other.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use crate::index::Index;
use crate::intake::{self, Admitted, Arrival, Fate, Intake, Known, Rules, Scale};
use crate::model::{
    AuthorKey, Corpus, Day, Feedback, FeedbackId, FileReceipt, Rejection, Statement,
};
use crate::report::phrase::{count, counted};
use crate::sources::preset::{Preset, Update};
use crate::sources::{self, Feed, FileEnd, Outcome, Unit};
use crate::statements::Judge;
use crate::store::{AGED_OUT, Marks, Passed, Segment, Writer, checkpoint};
use crate::text::Analyser;

use super::Error;
use super::forget::too_old;
use super::progress::{Event, Step, Tell};
use super::settings::{Retention, Settings};

/// The feeds and their rules, checked and made ready.
pub struct Ready {
    feeds: Vec<Feed>,
    rules: Vec<Rules>,
}

/// What the night brought.
pub struct Brought {
    /// The segment it became; `None` when no new file was read.
    pub segment: Option<u32>,
    /// Files refused tonight.
    pub refused: Vec<FileReceipt>,
    /// What the segment adds to the corpus or replaces there, ascending id.
    pub items: Vec<(Feedback, Vec<Statement>)>,
    /// What it takes back, ascending id.
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
}

impl Ready {
    /// The names of the sources.
    pub(super) fn sources(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rules| &*rules.source)
    }

    /// The rules of a source; `None` for one that is in the settings no more.
    pub(super) fn rules_of(&self, source: &str) -> Option<&Rules> {
        self.rules.iter().find(|rules| &*rules.source == source)
    }
}

fn rules(preset: &Preset) -> Rules {
    Rules {
        source: preset.source.as_str().into(),
        kind: preset.kind,
        scale: preset.rating.as_ref().map(|scale| Scale {
            kind: scale.kind,
            min: scale.min,
            max: scale.max,
            missing: scale.missing.clone(),
        }),
        formats: preset.time.formats.clone(),
        zone: preset.time.zone.clone(),
        transforms: preset.transforms(),
        authors_shared: preset.authors_shared,
        append: preset.update == Update::Append,
    }
}

/// One unit that may change the corpus, in reading order.
struct Arrived {
    arrival: Arrival,
    /// Which of the files read tonight.
    file: usize,
    /// Which unit of tonight; a unit may say that several records are gone.
    unit: usize,
    feedback: Option<Box<Feedback>>,
}

/// Everything read tonight, before versions are settled.
#[derive(Default)]
struct Night {
    files: Vec<FileReceipt>,
    refused: Vec<FileReceipt>,
    arrived: Vec<Arrived>,
    rejections: Vec<Rejection>,
    units: usize,
    /// Units of people who were forgotten: they are in no count, as if their files had never held
    /// them.
    forgotten: u64,
    /// Units without text, by file and author, for whoever is forgotten later.
    silent: Vec<(usize, Passed)>,
}

/// Reads what is new into a segment and brings the index up to it.
///
/// # Errors
/// [`Error::Store`], [`Error::Index`], [`Error::Sources`]: the disk or the machine refuses; then
/// the corpus is what it was, or holds the whole segment.
pub fn ingest(
    writer: &Writer,
    ready: &Ready,
    corpus: &Corpus,
    segments: &[Segment],
    settings: &Settings,
    today: Day,
    tell: Tell<'_>,
) -> Result<Brought, Error> {
    let salt = writer.workspace().salt()?;
    let intake = Intake::new(settings.intake.clone(), salt, ready.rules.clone())
        .map_err(|error| Error::Settings(error.to_string()))?;

    tell(Event::Begin(Step::Reading, None));
    let gate = Gate { erased: writer.workspace().erased()?, retention: &settings.retention, today };
    let night = read(writer, ready, &intake, &gate, segments, tell)?;
    tell(Event::End(Step::Reading, read_words(&night)));
    let Night { mut files, refused, arrived, rejections, silent, .. } = night;
    if files.is_empty() {
        return Ok(Brought { segment: None, refused, items: Vec::new(), gone: Vec::new() });
    }

    tell(Event::Begin(Step::Keeping, None));
    let (mut kept, deleted, mut passed) = settle(arrived, corpus, segments, &mut files);
    passed.extend(silent);
    kept.sort_unstable_by_key(|feedback| feedback.id);
    let judge = Judge::new();
    let statements: Vec<Vec<Statement>> = kept
        .par_iter()
        // Long stretches: an analyser remembers the words it has seen.
        .with_min_len(512)
        .map_init(Analyser::new, |analyser, feedback| {
            judge.cut(feedback, analyser, &settings.statements)
        })
        .collect();
    in_order(&mut files, &mut passed);
    debug_assert!(files.iter().all(FileReceipt::adds_up));
    let mut receipts = files;
    receipts.extend(refused.iter().cloned());
    let number =
        writer.append_night(&kept, &statements, &deleted, &rejections, &receipts, &passed)?;
    checkpoint("segment-appended");
    tell(Event::End(
        Step::Keeping,
        format!("{} kept, {} taken back", count(kept.len() as u64), count(deleted.len() as u64)),
    ));

    let items = kept.iter().zip(statements.iter().map(Vec::as_slice));
    add_to_index(writer, items, &deleted, number, tell)?;
    let items = kept.into_iter().zip(statements).collect();
    Ok(Brought { segment: Some(number), refused, items, gone: deleted })
}

/// Files by source and name, and what points to their places with them.
fn in_order(files: &mut Vec<FileReceipt>, passed: &mut [(usize, Passed)]) {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by(|&a, &b| {
        (&files[a].source, &files[a].file, a).cmp(&(&files[b].source, &files[b].file, b))
    });
    let mut place = vec![0; files.len()];
    for (to, &from) in order.iter().enumerate() {
        place[from] = to;
    }
    *files = order.iter().map(|&from| std::mem::take(&mut files[from])).collect();
    passed.iter_mut().for_each(|(file, _)| *file = place[*file]);
}

/// Who may not come in: those who were forgotten, and what is too old to be kept.
struct Gate<'a> {
    erased: Marks,
    retention: &'a Retention,
    today: Day,
}

fn read_words(night: &Night) -> String {
    let files = counted(night.files.len() as u64, "new file", "new files");
    let mut words = format!("{files}, {}", counted(night.units as u64, "record", "records"));
    if !night.refused.is_empty() {
        let refused = counted(night.refused.len() as u64, "file", "files");
        words.push_str(&format!(", {refused} refused"));
    }
    let cut = night.files.iter().map(|file| file.cut).sum();
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

fn read(
    writer: &Writer,
    ready: &Ready,
    intake: &Intake,
    gate: &Gate<'_>,
    segments: &[Segment],
    tell: Tell<'_>,
) -> Result<Night, Error> {
    let known: HashSet<(&str, &str)> = segments
        .iter()
        .flat_map(|segment| &segment.receipt.files)
        .filter(|file| file.refused.is_none())
        .map(|file| (&*file.source, file.hash.as_str()))
        .collect();
    let mut night = Night::default();
    // Where the file being read began, so that a refusal at its end can take it back.
    let mut begun = Begun::default();
    let root = writer.workspace().root();
    sources::read(
        &ready.feeds,
        root,
        &|source: &str, hash: &str| known.contains(&(source, hash)),
        &mut |event| {
            match event {
                sources::Event::FileStart(start) => {
                    begun = Begun {
                        arrived: night.arrived.len(),
                        rejections: night.rejections.len(),
                        units: night.units,
                        silent: night.silent.len(),
                        forgotten: night.forgotten,
                    };
                    night.files.push(FileReceipt {
                        source: start.source,
                        file: start.file,
                        hash: start.hash,
                        ..FileReceipt::default()
                    });
                }
                sources::Event::Batch { feed, units } => {
                    tell(Event::Advance(units.len() as u64));
                    take_batch(&mut night, intake, gate, feed, units);
                }
                sources::Event::FileEnd(end) => finish_file(&mut night, end, begun),
            }
            std::ops::ControlFlow::Continue(())
        },
    )?;
    Ok(night)
}

/// Where a file began.
#[derive(Clone, Copy, Default)]
struct Begun {
    arrived: usize,
    rejections: usize,
    units: usize,
    silent: usize,
    forgotten: u64,
}

fn take_batch(night: &mut Night, intake: &Intake, gate: &Gate<'_>, feed: usize, units: Vec<Unit>) {
    let file = night.files.len() - 1;
    // Admitting is the expensive part and pure: all cores at once, results in order.
    let results: Vec<(Unit, Option<Admitted>, Option<AuthorKey>)> = units
        .into_par_iter()
        .map(|unit| match unit {
            Unit::Record(record) => {
                let origin = record.origin.clone();
                // Only a record that leaves nothing else needs its author apart.
                let silent = ["title", "text"]
                    .iter()
                    .all(|field| record.first(field).is_none_or(|text| text.len() < 8));
                let author = if silent { intake.author_of(feed, &record) } else { None };
                let admitted = intake.admit(feed, record);
                (Unit::Skipped { origin, reason: "".into() }, Some(admitted), author)
            }
            other => (other, None, None),
        })
        .collect();
    for (unit, admitted, author) in results {
        if gate.keeps_out(&admitted, author) || gate.tombstone(intake, feed, &unit) {
            night.forgotten += 1;
            continue;
        }
        let receipt = &mut night.files[file];
        receipt.units += 1;
        night.units += 1;
        let number = night.units;
        match (admitted, unit) {
            (Some(Admitted::Kept { feedback, .. }), _)
                if too_old(&feedback, gate.retention, gate.today) =>
            {
                *receipt.skipped.entry(AGED_OUT.to_owned()).or_default() += 1;
            }
            (Some(Admitted::Kept { feedback, cut }), _) => {
                receipt.cut += u64::from(cut);
                night.arrived.push(Arrived {
                    arrival: Arrival::of(&feedback),
                    file,
                    unit: number,
                    feedback: Some(feedback),
                });
            }
            (Some(Admitted::Skipped(reason)), _) => {
                night.silent.extend(author.map(|author| (file, Passed::NoText(author))));
                *receipt.skipped.entry(reason.to_owned()).or_default() += 1;
            }
            (Some(Admitted::Rejected(rejection)), _) | (None, Unit::Rejected(rejection)) => {
                *receipt.rejected.entry(rejection.reason.clone()).or_default() += 1;
                night.rejections.push(rejection);
            }
            (None, Unit::Skipped { reason, .. }) => {
                *receipt.skipped.entry(reason.to_string()).or_default() += 1;
            }
            (None, Unit::Deleted { ids, .. }) => {
                night.arrived.extend(ids.iter().map(|external| Arrived {
                    arrival: Arrival::Tombstone { id: intake.id_of(feed, external) },
                    file,
                    unit: number,
                    feedback: None,
                }));
            }
            (None, Unit::Record(_)) => unreachable!("every record was admitted above"),
        }
    }
}

impl Gate<'_> {
    /// Whether a record is of somebody who was forgotten.
    fn keeps_out(&self, admitted: &Option<Admitted>, author: Option<AuthorKey>) -> bool {
        match admitted {
            Some(Admitted::Kept { feedback, .. }) => self.erased.covers(feedback),
            Some(_) => author.is_some_and(|author| self.erased.has_author(author)),
            None => false,
        }
    }

    /// Whether a unit takes back nothing but records that were forgotten.
    fn tombstone(&self, intake: &Intake, feed: usize, unit: &Unit) -> bool {
        match unit {
            Unit::Deleted { ids, .. } if !self.erased.is_empty() && !ids.is_empty() => {
                ids.iter().all(|id| self.erased.has_record(intake.id_of(feed, id)))
            }
            _ => false,
        }
    }
}

fn finish_file(night: &mut Night, end: FileEnd, begun: Begun) {
    let is_open = night.files.last().is_some_and(|file| {
        file.source == end.source && file.file == end.file && file.hash == end.hash
    });
    match end.outcome {
        Outcome::Read | Outcome::Known => {}
        Outcome::Refused(reason) => {
            if is_open {
                night.files.pop();
                night.arrived.truncate(begun.arrived);
                night.rejections.truncate(begun.rejections);
                night.units = begun.units;
                night.silent.truncate(begun.silent);
                night.forgotten = begun.forgotten;
            }
            night.refused.push(FileReceipt {
                source: end.source,
                file: end.file,
                hash: end.hash,
                refused: Some(reason),
                ..FileReceipt::default()
            });
        }
    }
}

/// Decides between versions and counts each unit's fate; gives what is kept, which ids of earlier
/// nights are gone, and whom the units were about that left nothing.
fn settle(
    arrived: Vec<Arrived>,
    corpus: &Corpus,
    segments: &[Segment],
    files: &mut [FileReceipt],
) -> (Vec<Feedback>, Vec<FeedbackId>, Vec<(usize, Passed)>) {
    let gone: HashSet<FeedbackId> = segments
        .iter()
        .flat_map(|segment| &segment.receipt.deleted)
        .copied()
        .filter(|&id| corpus.row_of(id).is_none())
        .collect();
    let arrivals: Vec<Arrival> = arrived.iter().map(|one| one.arrival).collect();
    let fates = intake::settle(&arrivals, |id| match corpus.row_of(id) {
        Some(row) => {
            let feedback = &corpus.feedback()[row as usize];
            Some(Known::Version { version: feedback.version, digest: intake::digest(feedback) })
        }
        None => gone.contains(&id).then_some(Known::Gone),
    });
    let (mut kept, mut deleted, mut passed) = (Vec::new(), Vec::new(), Vec::new());
    // A unit that takes several records back is one unit: deleted when any of them goes.
    let mut tombstones: HashMap<(usize, usize), (bool, FeedbackId)> = HashMap::new();
    for (one, fate) in arrived.into_iter().zip(fates) {
        match (one.feedback, fate) {
            (Some(feedback), Fate::Kept) => {
                files[one.file].kept += 1;
                kept.push(*feedback);
            }
            (Some(_), _) => {
                files[one.file].superseded += 1;
                passed.push((one.file, Passed::Superseded(one.arrival.id())));
            }
            (None, fate) => {
                let effective = fate == Fate::Deleted;
                let entry = tombstones.entry((one.file, one.unit));
                let entry = entry.or_insert((false, one.arrival.id()));
                entry.0 |= effective;
                if effective {
                    deleted.push(one.arrival.id());
                }
            }
        }
    }
    for ((file, _), (effective, id)) in tombstones {
        if effective {
            files[file].deleted += 1;
            passed.push((file, Passed::Deleted(id)));
        } else {
            files[file].superseded += 1;
            passed.push((file, Passed::Superseded(id)));
        }
    }
    deleted.sort_unstable();
    deleted.dedup();
    (kept, deleted, passed)
}

/// Adds a segment to the index when the index covers all before it; otherwise leaves it to
/// [`keep_index`].
fn add_to_index<'a>(
    writer: &Writer,
    items: impl IntoIterator<Item = (&'a Feedback, &'a [Statement])>,
    deleted: &[FeedbackId],
    number: u32,
    tell: Tell<'_>,
) -> Result<(), Error> {
    tell(Event::Begin(Step::Indexing, None));
    if let Ok(mut index) = Index::open(&writer.workspace().index_folder())
        && index.covers() + 1 == number
        && number > 1
    {
        index.update(items, deleted, number)?;
        checkpoint("index-committed");
        tell(Event::End(Step::Indexing, counted(index.documents(), "record", "records")));
    }
    Ok(())
}

/// Makes the index again from the corpus when it does not cover it: the first night, after a kill
/// between segment and index, after a change of version.
///
/// # Errors
/// [`Error::Index`] and [`Error::Store`] when the disk refuses.
pub fn keep_index(
    writer: &Writer,
    corpus: &Corpus,
    upto: u32,
    tell: Tell<'_>,
) -> Result<(), Error> {
    match Index::open(&writer.workspace().index_folder()) {
        Ok(index) if index.covers() == upto && upto > 0 => return Ok(()),
        Ok(_) => {}
        Err(error) if error.is_stale() => {}
        Err(error) => return Err(error.into()),
    }
    tell(Event::Begin(Step::Indexing, None));
    let folder = writer.fresh_index_folder()?;
    let mut index = Index::create(&folder)?;
    let items =
        corpus.feedback().iter().enumerate().map(|(row, feedback)| {
            (feedback, &corpus.statements()[corpus.statements_of(row as u32)])
        });
    index.update(items, &[], upto)?;
    checkpoint("index-committed");
    tell(Event::End(Step::Indexing, counted(index.documents(), "record", "records")));
    Ok(())
}
