//! Which of tonight's units stay, beside what the corpus holds.
//!
//! Takes the heads of what was read and the corpus; counts each unit's fate in the receipt of its
//! file and gives which units stay and what goes. The versions of one record pass by together, in
//! the order read, so that nothing is held but one bit for each unit. A survey's respondent is one
//! unit with many records: a newer version replaces all of them. A snapshot takes back what its
//! newest file lacks, and a new generation of a table all that is of
//! an older one.

use std::collections::{HashMap, HashSet};

use crate::intake::{self, Arrival, Known, Standing};
use crate::model::{Corpus, Feedback, FeedbackId};
use crate::sources::Feed;
use crate::sources::preset::{TextMode, UpdateMode};
use crate::store::{self, Passed, Passing, Segment};

use super::super::Error;
use super::Ready;
use super::night::{Head, Night, Opened};

/// What was decided.
pub(super) struct Settled {
    /// Which of tonight's units stay.
    pub(super) kept: Kept,
    /// Feedback of earlier nights that goes unless a unit that stays brings it back; ascending id,
    /// without repeats.
    pub(super) gone: Vec<FeedbackId>,
    /// Of these, what belongs to a generation of its table that is no more; ascending.
    pub(super) outdated: Vec<FeedbackId>,
}

/// One bit for each of tonight's units.
#[derive(Default)]
pub(super) struct Kept(Vec<u64>);

impl Kept {
    fn note(&mut self, unit: u64) {
        let word = (unit / 64) as usize;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (unit % 64);
    }

    /// Whether the unit stays.
    pub(super) fn has(&self, unit: u64) -> bool {
        self.0.get((unit / 64) as usize).is_some_and(|word| word & (1 << (unit % 64)) != 0)
    }
}

/// The versions of one record, as they pass by in the order read.
struct Record {
    id: FeedbackId,
    standing: Standing,
    /// Whether earlier nights hold any of it.
    is_held: bool,
    /// The last that stood when it arrived.
    best: Option<Head>,
}

/// Decides between versions and counts each unit's fate in the receipt of its file.
///
/// # Errors
/// [`Error::Store`] when the disk refuses.
pub(super) fn settle(
    night: &mut Night,
    ready: &Ready,
    corpus: &Corpus,
    segments: &[Segment],
) -> Result<Settled, Error> {
    let gone = taken_back(corpus, segments);
    let generations = Generations::of(ready);
    let mut decided = Decided {
        snapshots: Snapshots::of(&night.files, ready),
        respondents: Respondents::of(corpus, ready, &night.files),
        corpus,
        generations: &generations,
        files: &mut night.files,
        passes: &mut night.passes,
        kept: Kept::default(),
        gone: Vec::new(),
    };
    let mut record: Option<Record> = None;
    let mut sorted = night.heads.sorted()?;
    let mut bytes = Vec::new();
    while let Some(key) = sorted.next(&mut bytes)? {
        let head = Head::unpack(key, &bytes);
        bytes.clear();
        let Some(head) = head.filter(|head| !decided.files[head.file].taken_back) else {
            continue;
        };
        let id = FeedbackId(key);
        if record.as_ref().is_none_or(|record| record.id != id) {
            decided.end(record.take())?;
            let known = decided.known(id);
            let is_held = known.is_some();
            let known = known.or_else(|| gone.contains(&id).then_some(Known::Gone));
            record = Some(Record { id, standing: Standing::of(known), is_held, best: None });
        }
        if let Some(record) = &mut record {
            decided.meet(record, head)?;
        }
    }
    drop(sorted);
    decided.end(record)?;
    let Decided { snapshots, respondents, kept, mut gone, .. } = decided;
    night.heads.clear();
    snapshots.take_back(ready, corpus, &respondents, &mut gone);
    // A tombstone of tonight is final, whatever generation the record was of.
    let stones: HashSet<FeedbackId> = gone.iter().copied().collect();
    let mut outdated = generations.outdated(corpus);
    outdated.retain(|id| !stones.contains(id));
    gone.extend(&outdated);
    gone.sort_unstable();
    gone.dedup();
    Ok(Settled { kept, gone, outdated })
}

/// What earlier nights took back for good: the last word about each of them was a tombstone.
fn taken_back(corpus: &Corpus, segments: &[Segment]) -> HashSet<FeedbackId> {
    let mut gone = HashSet::new();
    for segment in segments {
        let outdated: HashSet<FeedbackId> = segment.receipt.outdated.iter().copied().collect();
        for &id in &segment.receipt.deleted {
            if outdated.contains(&id) {
                gone.remove(&id);
            } else if corpus.row_of(id).is_none() {
                gone.insert(id);
            }
        }
    }
    gone
}

/// The latest generation of each source's table, where the tools that land them number them.
struct Generations<'a>(HashMap<&'a str, u64>);

impl<'a> Generations<'a> {
    fn of(ready: &'a Ready) -> Generations<'a> {
        let latest = |feed: &'a Feed| Some((feed.preset().source.as_str(), feed.generation()?));
        Generations(ready.feeds.iter().filter_map(latest).collect())
    }

    /// Whether a record is of a generation that is no more.
    fn is_stale(&self, one: &Feedback) -> bool {
        one.generation.zip(self.0.get(&*one.source)).is_some_and(|(own, latest)| own < *latest)
    }

    /// All such records that earlier nights hold; ascending.
    fn outdated(&self, corpus: &Corpus) -> Vec<FeedbackId> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let stale = corpus.feedback().iter().filter(|one| self.is_stale(one));
        let mut ids: Vec<FeedbackId> = stale.map(|one| one.id).collect();
        ids.sort_unstable();
        ids
    }
}

/// What has been decided so far, and what decides.
struct Decided<'a> {
    corpus: &'a Corpus,
    generations: &'a Generations<'a>,
    respondents: Respondents,
    snapshots: Snapshots,
    files: &'a mut [Opened],
    passes: &'a mut Passing,
    kept: Kept,
    gone: Vec<FeedbackId>,
}

impl Decided<'_> {
    /// What earlier nights know of a record.
    fn known(&self, id: FeedbackId) -> Option<Known> {
        let mut rows = self.respondents.rows(self.corpus, id);
        // What is outdated is as good as gone, and may come again as it was.
        rows.retain(|&row| !self.generations.is_stale(&self.corpus.feedback()[row as usize]));
        if rows.is_empty() {
            return None;
        }
        let all = || rows.iter().map(|&row| &self.corpus.feedback()[row as usize]);
        let version = all().map(|one| one.version).max().flatten();
        let generation = all().map(|one| one.generation).max().flatten();
        Some(Known::Version { generation, version, digest: intake::digest_of(all()) })
    }

    /// The ids of what earlier nights know of a record.
    fn old(&self, id: FeedbackId) -> impl Iterator<Item = FeedbackId> {
        let rows = self.respondents.rows(self.corpus, id).into_iter();
        rows.map(|row| self.corpus.feedback()[row as usize].id)
    }

    fn meet(&mut self, record: &mut Record, head: Head) -> store::Result<()> {
        record.standing.meet(head.unit, &head.arrival);
        if record.is_held {
            self.snapshots.meet(&head);
        }
        match head.arrival {
            Arrival::Tombstone { id } => {
                self.files[head.file].receipt.units.deleted += 1;
                self.passes.note(head.file, Passed::Deleted(id))?;
                self.gone.push(id);
                let old: Vec<FeedbackId> = self.old(id).collect();
                self.gone.extend(old);
            }
            Arrival::Record { .. } if record.standing.winner() == Some(head.unit) => {
                let beaten = record.best.replace(head);
                beaten.iter().try_for_each(|beaten| self.superseded(beaten))?;
            }
            Arrival::Record { .. } => self.superseded(&head)?,
        }
        Ok(())
    }

    fn superseded(&mut self, head: &Head) -> store::Result<()> {
        self.files[head.file].receipt.units.superseded += 1;
        self.passes.note(head.file, Passed::Superseded(head.arrival.id()))
    }

    /// All versions of a record have passed by.
    fn end(&mut self, record: Option<Record>) -> store::Result<()> {
        let Some(Record { id, standing, best: Some(head), .. }) = record else { return Ok(()) };
        if standing.winner() != Some(head.unit) {
            // A tombstone came after it.
            return self.superseded(&head);
        }
        self.files[head.file].receipt.units.kept += 1;
        self.kept.note(head.unit);
        // Answers that the newer version of a respondent no longer gives; a record that is its own
        // is replaced under its own id.
        let old: Vec<FeedbackId> = self.old(id).filter(|&old| head.answers || old != id).collect();
        self.gone.extend(old);
        Ok(())
    }
}

/// The newest file of every feed that brings snapshots, and what it holds.
struct Snapshots {
    /// By feed; `None` for feeds of other kinds, or without a file tonight.
    newest: Vec<Option<usize>>,
    /// Of what earlier nights hold, what the newest files hold too.
    held: HashSet<FeedbackId>,
}

impl Snapshots {
    fn of(files: &[Opened], ready: &Ready) -> Snapshots {
        let newest = |feed: usize| {
            let is_snapshot = ready.feeds[feed].preset().update.mode == UpdateMode::Snapshot;
            // Files come in name order, and a later name is a later export.
            files.iter().rposition(|file| {
                is_snapshot && file.feed == feed && !file.taken_back && file.arrivals > 0
            })
        };
        Snapshots { newest: (0..ready.feeds.len()).map(newest).collect(), held: HashSet::new() }
    }

    /// Notes what the newest file holds.
    fn meet(&mut self, head: &Head) {
        if self.newest.contains(&Some(head.file)) {
            self.held.insert(head.arrival.id());
        }
    }

    /// Records of a source that its newest file does not hold.
    fn take_back(
        &self,
        ready: &Ready,
        corpus: &Corpus,
        respondents: &Respondents,
        gone: &mut Vec<FeedbackId>,
    ) {
        for (feed, rules) in ready.rules.iter().enumerate() {
            if self.newest[feed].is_none() {
                continue;
            }
            for (row, one) in corpus.feedback().iter().enumerate() {
                let key = respondents.key_of(row as u32).unwrap_or(one.id);
                if one.source == rules.source && !self.held.contains(&key) {
                    gone.push(one.id);
                }
            }
        }
    }
}

/// The rows of every respondent of the corpus: a newer version replaces all answers at once.
#[derive(Default)]
struct Respondents {
    rows: HashMap<FeedbackId, Vec<u32>>,
    keys: HashMap<u32, FeedbackId>,
}

impl Respondents {
    /// Those of the sources that ask questions and arrived tonight.
    fn of(corpus: &Corpus, ready: &Ready, files: &[Opened]) -> Respondents {
        let mut found = Respondents::default();
        let asking: HashSet<&str> = files
            .iter()
            .filter(|file| !file.taken_back && file.arrivals > 0)
            .map(|file| ready.feeds[file.feed].preset())
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
