//! Records that took the place of others which have nothing in common with them.
//!
//! Takes the corpus and tonight's receipts; gives what to tell: probably the column of ids is none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Corpus, FeedbackId, FileReceipt, Notice};

/// Replaced records shown.
const SHOWN: usize = 5;
/// Of a file of so few records one that is replaced is news.
const FEW: u64 = 50;

/// Sources, in name order, whose records took the place of others of their id and share no word
/// with them. One alone in a large file may be a text that somebody wrote anew.
pub(super) fn notices(corpus: &Corpus, tonight: &[FileReceipt]) -> Vec<Notice> {
    let mut found: BTreeMap<&Arc<str>, (BTreeSet<FeedbackId>, u64)> = BTreeMap::new();
    for file in tonight.iter().filter(|file| file.refused.is_none() && !file.unlike.is_empty()) {
        let (ids, units) = found.entry(&file.source).or_default();
        ids.extend(&file.unlike);
        *units += file.units.read;
    }
    let told = |(source, (ids, units)): (&Arc<str>, (BTreeSet<FeedbackId>, u64))| {
        let rows = ids.iter().filter_map(|&id| corpus.row_of(id));
        let mut examples: Vec<Arc<str>> =
            rows.map(|row| corpus.feedback()[row as usize].external.clone()).collect();
        examples.sort_unstable();
        examples.truncate(SHOWN);
        let records = ids.len() as u64;
        let news = records > 1 || units < FEW;
        news.then(|| Notice::Replaced { source: source.clone(), records, examples })
    };
    found.into_iter().filter_map(told).collect()
}
