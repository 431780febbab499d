//! The first half of the night: files to a new segment of the corpus and an index in step with it.
//!
//! Takes the feeds and the corpus so far; reads what is new, admits it, settles versions, cuts
//! statements, keeps the lot as one segment, whole or not at all. Reading waits on the disk in
//! threads of its own; what computes is handed to rayon a batch at a time; the two meet in a
//! bounded channel and never block each other.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use crate::index::Index;
use crate::intake::{self, Admitted, Arrival, Fate, Intake, Known, Newer, Rules, Scale};
use crate::model::{Corpus, Feedback, FeedbackId, FileReceipt, Rejection, Statement};
use crate::report::phrase::{count, counted};
use crate::sources::preset::{self, Preset, TextMode, UpdateMode, Version, Zone};
use crate::sources::{self, Feed, FileEnd, Outcome, Unit};
use crate::statements::Judge;
use crate::store::{Segment, Writer, checkpoint};
use crate::text::Analyser;

use super::Error;
use super::progress::{Event, Step, Tell};
use super::settings::Settings;

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

/// What intake must know of a feed.
pub fn rules(preset: &Preset) -> Rules {
    Rules {
        source: preset.source.as_str().into(),
        kind: preset.kind,
        role: preset.role.as_str().into(),
        scale: preset.rating.as_ref().map(scale),
        formats: preset.time.formats.clone(),
        gmt_suffix: preset.time.gmt_suffix_pattern.clone(),
        zone: match &preset.time.zone {
            Zone::Named(name) => Some(name.clone()),
            Zone::Utc | Zone::Header { .. } => None,
        },
        dated: preset.fields.created_at.is_some(),
        transforms: preset.transforms(),
        fallback_to_title: preset.text.fallback_to_title,
        authors_shared: preset.authors_shared,
        newer: match preset.update.version {
            Version::UpdatedAt => Newer::Updated,
            Version::CreatedAt => Newer::Created,
            Version::FileOrder => Newer::Order,
        },
        // Where the order decides, the last is the newest.
        keep_last: preset.update.keep_last || preset.update.version == Version::FileOrder,
        append: preset.update.mode == UpdateMode::Append,
    }
}

fn scale(scale: &preset::Scale) -> Scale {
    Scale {
        kind: scale.kind,
        min: scale.min,
        max: scale.max,
        missing: scale.missing.clone(),
        others: scale.others.iter().map(|(_, other)| self::scale(other)).collect(),
    }
}

/// One unit that may change the corpus, in reading order.
struct Arrived {
    arrival: Arrival,
    /// Which of the files read tonight.
    file: usize,
    /// Which of the feeds.
    feed: usize,
    /// What it says: one record, or every answer of a respondent; nothing for a tombstone.
    feedback: Vec<Feedback>,
}

/// Everything read tonight, before versions are settled.
#[derive(Default)]
struct Night {
    files: Vec<FileReceipt>,
    refused: Vec<FileReceipt>,
    arrived: Vec<Arrived>,
    rejections: Vec<Rejection>,
    units: usize,
    /// Texts longer than the settings allow, of refused files too.
    cut: u64,
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
    tell: Tell<'_>,
) -> Result<Brought, Error> {
    let salt = writer.workspace().salt()?;
    let intake = Intake::new(settings.intake.clone(), salt, ready.rules.clone())
        .map_err(|error| Error::Settings(error.to_string()))?;

    tell(Event::Begin(Step::Reading, None));
    let night = read(writer, ready, &intake, segments, tell)?;
    tell(Event::End(Step::Reading, read_words(&night)));
    let Night { mut files, refused, arrived, rejections, .. } = night;
    if files.is_empty() {
        return Ok(Brought { segment: None, refused, items: Vec::new(), gone: Vec::new() });
    }

    tell(Event::Begin(Step::Keeping, None));
    let (mut kept, deleted) = settle(arrived, ready, corpus, segments, &mut files);
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
    files.sort_by(|a, b| (&a.source, &a.file).cmp(&(&b.source, &b.file)));
    debug_assert!(files.iter().all(FileReceipt::adds_up));
    let mut receipts = files;
    receipts.extend(refused.iter().cloned());
    let number = writer.append(&kept, &statements, &deleted, &rejections, &receipts)?;
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

fn read_words(night: &Night) -> String {
    let files = counted(night.files.len() as u64, "new file", "new files");
    let mut words = format!("{files}, {}", counted(night.units as u64, "record", "records"));
    if !night.refused.is_empty() {
        let refused = counted(night.refused.len() as u64, "file", "files");
        words.push_str(&format!(", {refused} refused"));
    }
    if night.cut > 0 {
        let texts = counted(night.cut, "text", "texts");
        words.push_str(&format!(", {texts} cut short ([intake] max_text_bytes)"));
    }
    words
}

fn read(
    writer: &Writer,
    ready: &Ready,
    intake: &Intake,
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
    let mut begun = (0, 0, 0);
    let root = writer.workspace().root();
    sources::read(
        &ready.feeds,
        root,
        &|source: &str, hash: &str| known.contains(&(source, hash)),
        &mut |event| {
            match event {
                sources::Event::FileStart(start) => {
                    begun = (night.arrived.len(), night.rejections.len(), night.units);
                    night.files.push(FileReceipt {
                        source: start.source,
                        file: start.file,
                        hash: start.hash,
                        ..FileReceipt::default()
                    });
                }
                sources::Event::Batch { feed, units } => {
                    tell(Event::Advance(units.len() as u64));
                    take_batch(&mut night, intake, feed, units);
                }
                sources::Event::FileEnd(end) => finish_file(&mut night, end, begun),
            }
            std::ops::ControlFlow::Continue(())
        },
    )?;
    Ok(night)
}

/// What intake makes of one unit.
enum Outcomes {
    Kept(Vec<Feedback>, Arrival, u64),
    Skipped(String),
    Rejected(Rejection),
    Deleted(Arrival),
}

fn admit(intake: &Intake, feed: usize, unit: Unit) -> Outcomes {
    let (key, records) = match unit {
        Unit::Records { key, records } => (key, records),
        Unit::Skipped { reason, .. } => return Outcomes::Skipped(reason.to_string()),
        Unit::Rejected(rejection) => return Outcomes::Rejected(rejection),
        Unit::Deleted { key, .. } => {
            return Outcomes::Deleted(Arrival::Tombstone { id: intake.id_of(feed, &key) });
        }
    };
    let (mut kept, mut cuts, mut newest, mut other) = (Vec::new(), 0, None, None);
    for record in records {
        match intake.admit(feed, record) {
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
        return other.unwrap_or_else(|| Outcomes::Skipped("no_text".to_owned()));
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
    Outcomes::Kept(kept, arrival, cuts)
}

fn take_batch(night: &mut Night, intake: &Intake, feed: usize, units: Vec<Unit>) {
    let file = night.files.len() - 1;
    // Admitting is the expensive part and pure: all cores at once, results in order.
    let results: Vec<Outcomes> =
        units.into_par_iter().map(|unit| admit(intake, feed, unit)).collect();
    for outcome in results {
        let receipt = &mut night.files[file];
        receipt.units += 1;
        night.units += 1;
        match outcome {
            Outcomes::Kept(feedback, arrival, cuts) => {
                night.cut += cuts;
                night.arrived.push(Arrived { arrival, file, feed, feedback });
            }
            Outcomes::Deleted(arrival) => {
                night.arrived.push(Arrived { arrival, file, feed, feedback: Vec::new() });
            }
            Outcomes::Skipped(reason) => *receipt.skipped.entry(reason).or_default() += 1,
            Outcomes::Rejected(rejection) => {
                *receipt.rejected.entry(rejection.reason.clone()).or_default() += 1;
                night.rejections.push(rejection);
            }
        }
    }
}

fn finish_file(night: &mut Night, end: FileEnd, begun: (usize, usize, usize)) {
    let is_open = night.files.last().is_some_and(|file| {
        file.source == end.source && file.file == end.file && file.hash == end.hash
    });
    match end.outcome {
        Outcome::Read | Outcome::Known | Outcome::LeftOut(_) => {}
        Outcome::Refused(reason) => {
            if is_open {
                night.files.pop();
                night.arrived.truncate(begun.0);
                night.rejections.truncate(begun.1);
                night.units = begun.2;
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

/// Decides between versions and counts each unit's fate; gives what is kept and which ids of
/// earlier nights are gone.
fn settle(
    arrived: Vec<Arrived>,
    ready: &Ready,
    corpus: &Corpus,
    segments: &[Segment],
    files: &mut [FileReceipt],
) -> (Vec<Feedback>, Vec<FeedbackId>) {
    let gone: HashSet<FeedbackId> = segments
        .iter()
        .flat_map(|segment| &segment.receipt.deleted)
        .copied()
        .filter(|&id| corpus.row_of(id).is_none())
        .collect();
    let known = Respondents::of(corpus, ready, &arrived);
    let arrivals: Vec<Arrival> = arrived.iter().map(|one| one.arrival).collect();
    let fates = intake::settle(&arrivals, |id| match known.rows(corpus, id) {
        rows if rows.is_empty() => gone.contains(&id).then_some(Known::Gone),
        rows => {
            let all = || rows.iter().map(|&row| &corpus.feedback()[row as usize]);
            let version = all().map(|one| one.version).max().flatten();
            Some(Known::Version { version, digest: intake::digest_of(all()) })
        }
    });
    let mut deleted = snapshots(&arrived, ready, corpus, &known, files.len());
    let mut kept = Vec::new();
    for (one, fate) in arrived.into_iter().zip(fates) {
        let receipt = &mut files[one.file];
        let id = one.arrival.id();
        match fate {
            Fate::Kept => {
                receipt.kept += 1;
                let stays: HashSet<FeedbackId> = one.feedback.iter().map(|one| one.id).collect();
                // Answers that the newer version of a respondent no longer gives.
                let old = known.rows(corpus, id).into_iter();
                let old = old.map(|row| corpus.feedback()[row as usize].id);
                deleted.extend(old.filter(|id| !stays.contains(id)));
                kept.extend(one.feedback);
            }
            Fate::Deleted => {
                receipt.deleted += 1;
                deleted.push(id);
                let rows = known.rows(corpus, id).into_iter();
                deleted.extend(rows.map(|row| corpus.feedback()[row as usize].id));
            }
            Fate::Superseded => receipt.superseded += 1,
        }
    }
    let stays: HashSet<FeedbackId> = kept.iter().map(|one| one.id).collect();
    deleted.retain(|id| !stays.contains(id));
    deleted.sort_unstable();
    deleted.dedup();
    (kept, deleted)
}

/// What a snapshot takes back: records of its source that its newest file does not hold.
fn snapshots(
    arrived: &[Arrived],
    ready: &Ready,
    corpus: &Corpus,
    known: &Respondents,
    files: usize,
) -> Vec<FeedbackId> {
    let mut deleted = Vec::new();
    for (feed, rules) in ready.rules.iter().enumerate() {
        if ready.feeds[feed].preset().update.mode != UpdateMode::Snapshot {
            continue;
        }
        // Files come in name order, and a later name is a later export.
        let newest = (0..files).rev().find(|&file| {
            arrived.iter().any(|one| one.feed == feed && one.file == file)
        });
        let Some(newest) = newest else { continue };
        let held: HashSet<FeedbackId> = arrived
            .iter()
            .filter(|one| one.feed == feed && one.file == newest)
            .map(|one| one.arrival.id())
            .collect();
        for (row, one) in corpus.feedback().iter().enumerate() {
            let key = known.key_of(row as u32).unwrap_or(one.id);
            if one.source == rules.source && !held.contains(&key) {
                deleted.push(one.id);
            }
        }
    }
    deleted
}

/// The rows of every respondent of the corpus: a newer version replaces all answers at once.
#[derive(Default)]
struct Respondents {
    rows: HashMap<FeedbackId, Vec<u32>>,
    keys: HashMap<u32, FeedbackId>,
}

impl Respondents {
    /// Those of the sources that ask questions and arrived tonight.
    fn of(corpus: &Corpus, ready: &Ready, arrived: &[Arrived]) -> Respondents {
        let mut found = Respondents::default();
        let asking: HashSet<&str> = arrived
            .iter()
            .map(|one| ready.feeds[one.feed].preset())
            .filter(|preset| matches!(preset.text.mode, TextMode::Columns(_) | TextMode::Array(_)))
            .map(|preset| preset.source.as_str())
            .collect();
        if asking.is_empty() {
            return found;
        }
        for (row, one) in corpus.feedback().iter().enumerate() {
            if asking.contains(&*one.source)
                && let Some((respondent, _)) = one.external.split_once('#')
            {
                let key = intake::feedback_id(&one.source, respondent);
                found.rows.entry(key).or_default().push(row as u32);
                found.keys.insert(row as u32, key);
            }
        }
        found
    }

    /// The rows of a respondent, or the one row of a record.
    fn rows(&self, corpus: &Corpus, id: FeedbackId) -> Vec<u32> {
        match self.rows.get(&id) {
            Some(rows) => rows.clone(),
            None => corpus.row_of(id).into_iter().collect(),
        }
    }

    /// The respondent of a row.
    fn key_of(&self, row: u32) -> Option<FeedbackId> {
        self.keys.get(&row).copied()
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
