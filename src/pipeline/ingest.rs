//! The first half of the night: files to a new segment of the corpus and an index in step with it.
//!
//! Takes the feeds and the corpus so far; reads what is new, admits it, settles versions, cuts
//! statements, keeps the lot as one segment, whole or not at all. Reading waits on the disk in
//! threads of its own; what computes is handed to rayon a batch at a time; the two meet in a
//! bounded channel and never block each other.

use std::collections::HashSet;
use std::path::Path;

use rayon::prelude::*;

use crate::index::Index;
use crate::intake::{self, Admitted, Arrival, Intake, Rules};
use crate::model::{
    AuthorKey, Corpus, Day, Feedback, FeedbackId, FileReceipt, Rejection, Statement,
};
use crate::report::phrase::{count, counted};
use crate::sources::preset::Gate;
use crate::sources::{self, Feed, FileEnd, Outcome, Unit};
use crate::statements::Judge;
use crate::store::{AGED_OUT, Marks, Passed, Segment, Writer, checkpoint};
use crate::text::Analyser;

use super::Error;
use super::forget::too_old;
use super::gate::{closed, last_files};
use super::progress::{Event, Step, Tell};
use super::rules::rules;
use super::settings::{Retention, Settings};
use super::settling::{Arrived, settle};

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
    let root = writer.workspace().root();
    let door = Door { erased: writer.workspace().erased()?, retention: &settings.retention, today };
    let night = read(root, ready, &intake, &door, segments, tell)?;
    tell(Event::End(Step::Reading, read_words(&night)));
    let Night { mut files, refused, arrived, rejections, silent, .. } = night;
    if files.is_empty() {
        return Ok(Brought { segment: None, refused, items: Vec::new(), gone: Vec::new() });
    }

    tell(Event::Begin(Step::Keeping, None));
    let (mut kept, deleted, mut passed) = settle(arrived, ready, corpus, segments, &mut files);
    passed.extend(silent);
    kept.sort_unstable_by_key(|feedback| feedback.id);
    let boilerplate = intake::Boilerplate::learn(corpus.feedback().iter(), &kept);
    kept.par_iter_mut().with_min_len(512).for_each(|feedback| {
        boilerplate.mark(feedback);
    });
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
struct Door<'a> {
    erased: Marks,
    retention: &'a Retention,
    today: Day,
}

/// What a night would bring, had it been kept.
pub struct DryRun {
    /// Feedback that would be kept, ascending id, redacted as it would be.
    pub kept: Vec<Feedback>,
    /// Records that would be taken back.
    pub gone: usize,
    /// What became of the units of each new file, by source and name.
    pub files: Vec<FileReceipt>,
    /// Files refused whole.
    pub refused: Vec<FileReceipt>,
    /// Units that could not be read, in the order read.
    pub rejections: Vec<Rejection>,
}

/// Reads and settles as [`ingest`] does and keeps nothing; `erased` are those who were forgotten. Authors have no lasting keys here,
/// because a workspace that is not there yet has no salt.
///
/// # Errors
/// As [`ingest`].
pub fn dry_run(
    root: &Path,
    ready: &Ready,
    corpus: &Corpus,
    segments: &[Segment],
    erased: Marks,
    settings: &Settings,
    today: Day,
) -> Result<DryRun, Error> {
    let intake = Intake::new(settings.intake.clone(), [0; 32], ready.rules.clone())
        .map_err(|error| Error::Settings(error.to_string()))?;
    let door = Door { erased, retention: &settings.retention, today };
    let night = read(root, ready, &intake, &door, segments, &|_| {})?;
    let Night { mut files, refused, arrived, rejections, .. } = night;
    let (mut kept, deleted, _) = settle(arrived, ready, corpus, segments, &mut files);
    kept.sort_unstable_by_key(|feedback| feedback.id);
    files.sort_by(|a, b| (&a.source, &a.file).cmp(&(&b.source, &b.file)));
    Ok(DryRun { kept, gone: deleted.len(), files, refused, rejections })
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
    root: &Path,
    ready: &Ready,
    intake: &Intake,
    door: &Door<'_>,
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
    let mut last = last_files(segments);
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
                    take_batch(&mut night, intake, door, feed, units);
                }
                sources::Event::FileEnd(end) => {
                    let gate = ready.feeds[end.feed].preset().gate;
                    let earlier = last.get(&*end.source).copied();
                    let (source, read) = (end.source.to_string(), end.outcome == Outcome::Read);
                    let before = night.refused.len();
                    finish_file(&mut night, end, begun, &gate, earlier);
                    if read && night.refused.len() == before {
                        last.insert(source, night.files.last().map_or(0, |file| file.units));
                    }
                }
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

/// What intake makes of one unit.
enum Outcomes {
    /// Records that stay, what they are a version of, and how many texts were cut.
    Kept(Vec<Feedback>, Arrival, u64),
    Skipped(String),
    Rejected(Rejection),
    Deleted(Arrival),
    /// Of somebody who was forgotten: it counts nowhere.
    Forgotten,
}

/// What becomes of a unit; and its author, where it leaves nothing else.
fn admit(
    intake: &Intake,
    door: &Door<'_>,
    feed: usize,
    unit: Unit,
) -> (Outcomes, Option<AuthorKey>) {
    let (key, records) = match unit {
        Unit::Records { key, records } => (key, records),
        Unit::Skipped { reason, .. } => return (Outcomes::Skipped(reason.to_string()), None),
        Unit::Rejected(rejection) => return (Outcomes::Rejected(rejection), None),
        Unit::Deleted { key, .. } => {
            let id = intake.id_of(feed, &key);
            let outcome = match door.erased.has_record(id) {
                true => Outcomes::Forgotten,
                false => Outcomes::Deleted(Arrival::Tombstone { id }),
            };
            return (outcome, None);
        }
    };
    let author = records.first().and_then(|record| intake.author_of(feed, record));
    let (mut kept, mut cuts, mut newest, mut other) = (Vec::new(), 0, None, None);
    let (mut forgotten, mut aged) = (false, false);
    for record in records {
        match intake.admit(feed, record) {
            Admitted::Kept { feedback, .. } if door.erased.covers(&feedback) => forgotten = true,
            Admitted::Kept { feedback, .. } if too_old(&feedback, door.retention, door.today) => {
                aged = true;
            }
            Admitted::Kept { feedback, cut, version } => {
                cuts += u64::from(cut);
                newest = version;
                kept.push(*feedback);
            }
            Admitted::Skipped(reason) => {
                other.get_or_insert(Outcomes::Skipped(reason.to_owned()));
            }
            Admitted::Rejected(rejection) => other = Some(Outcomes::Rejected(rejection)),
        }
    }
    let Some(first) = kept.first() else {
        let outcome = match () {
            () if forgotten => Outcomes::Forgotten,
            () if aged => Outcomes::Skipped(AGED_OUT.to_owned()),
            () if author.is_some_and(|author| door.erased.has_author(author)) => {
                Outcomes::Forgotten
            }
            () => other.unwrap_or_else(|| Outcomes::Skipped("no_text".to_owned())),
        };
        let silent = matches!(&outcome, Outcomes::Skipped(reason) if reason != AGED_OUT);
        return (outcome, author.filter(|_| silent));
    };
    // Every answer of a respondent is replaced at once; a record that is its own replaces none.
    let answers = kept.len() > 1 || key.as_deref().is_some_and(|key| *first.external != *key);
    let id = match (&key, answers) {
        (Some(key), true) if !intake.appends(feed) => intake.id_of(feed, key),
        _ => first.id,
    };
    let keep_last = intake.keeps_last(feed);
    let arrival =
        Arrival::Record { id, version: newest, digest: intake::digest_of(&kept), keep_last };
    (Outcomes::Kept(kept, arrival, cuts), None)
}

fn take_batch(night: &mut Night, intake: &Intake, door: &Door<'_>, feed: usize, units: Vec<Unit>) {
    let file = night.files.len() - 1;
    // Admitting is the expensive part and pure: all cores at once, results in order.
    let results: Vec<(Outcomes, Option<AuthorKey>)> =
        units.into_par_iter().map(|unit| admit(intake, door, feed, unit)).collect();
    for (outcome, author) in results {
        if matches!(outcome, Outcomes::Forgotten) {
            night.forgotten += 1;
            continue;
        }
        let receipt = &mut night.files[file];
        receipt.units += 1;
        night.units += 1;
        match outcome {
            Outcomes::Kept(feedback, arrival, cuts) => {
                receipt.cut += cuts;
                night.arrived.push(Arrived { arrival, file, feed, feedback });
            }
            Outcomes::Deleted(arrival) => {
                night.arrived.push(Arrived { arrival, file, feed, feedback: Vec::new() });
            }
            Outcomes::Skipped(reason) => {
                night.silent.extend(author.map(|author| (file, Passed::NoText(author))));
                *receipt.skipped.entry(reason).or_default() += 1;
            }
            Outcomes::Rejected(rejection) => {
                *receipt.rejected.entry(rejection.reason.clone()).or_default() += 1;
                night.rejections.push(rejection);
            }
            Outcomes::Forgotten => {}
        }
    }
}

fn finish_file(
    night: &mut Night,
    mut end: FileEnd,
    begun: Begun,
    gate: &Gate,
    earlier: Option<u64>,
) {
    let is_open = night.files.last().is_some_and(|file| {
        file.source == end.source && file.file == end.file && file.hash == end.hash
    });
    if let (true, Outcome::Read, Some(file)) = (is_open, &end.outcome, night.files.last())
        && let Some(reason) = closed(gate, file, earlier)
    {
        end.outcome = Outcome::Refused(reason);
    }
    match end.outcome {
        Outcome::Read | Outcome::Known | Outcome::LeftOut(_) => {}
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
