//! Which of tonight's units stay, beside what the corpus holds.
//!
//! Takes what arrived, in reading order, and the corpus; counts each unit's fate in the receipt of
//! its file and gives what is kept and what goes. A survey's respondent is one unit with many
//! records: a newer version replaces all of them. A snapshot takes back what its newest file lacks.

use std::collections::{HashMap, HashSet};

use crate::intake::{self, Arrival, Fate, Known};
use crate::model::{Corpus, Feedback, FeedbackId, FileReceipt};
use crate::sources::preset::{TextMode, UpdateMode};
use crate::store::{Passed, Segment};

use super::ingest::Ready;

/// One unit that may change the corpus, in reading order.
pub(super) struct Arrived {
    pub(super) arrival: Arrival,
    /// Which of the files read tonight.
    pub(super) file: usize,
    /// Which of the feeds.
    pub(super) feed: usize,
    /// What it says: one record, or every answer of a respondent; nothing for a tombstone.
    pub(super) feedback: Vec<Feedback>,
}

/// Decides between versions and counts each unit's fate; gives what is kept, which ids of
/// earlier nights are gone, and what the units were about that left nothing, by file.
pub(super) fn settle(
    arrived: Vec<Arrived>,
    ready: &Ready,
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
    let (mut kept, mut passed) = (Vec::new(), Vec::new());
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
                passed.push((one.file, Passed::Deleted(id)));
                deleted.push(id);
                let rows = known.rows(corpus, id).into_iter();
                deleted.extend(rows.map(|row| corpus.feedback()[row as usize].id));
            }
            Fate::Superseded => {
                receipt.superseded += 1;
                passed.push((one.file, Passed::Superseded(id)));
            }
        }
    }
    let stays: HashSet<FeedbackId> = kept.iter().map(|one| one.id).collect();
    deleted.retain(|id| !stays.contains(id));
    deleted.sort_unstable();
    deleted.dedup();
    (kept, deleted, passed)
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
        let newest = (0..files)
            .rev()
            .find(|&file| arrived.iter().any(|one| one.feed == feed && one.file == file));
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
