//! Segments that the index does not hold, because they are known from elsewhere: what the company's own
//! file says of its customers today.
//!
//! Takes the records of each value; gives the engine's query for them. A segment that is given here is
//! not looked up in the documents: what is given holds. Filling it costs the caller one pass over the
//! records, a search with it one pass over two columns of the index.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tantivy::query::{
    BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, Term};

use super::document::attribute_term;
use super::schema::raw_term;
use crate::model::FeedbackId;

/// Records by segment and value.
#[derive(Clone, Debug, Default)]
pub struct JoinedSegments {
    /// Folded names.
    names: BTreeSet<String>,
    /// Records by `name=value`, folded.
    records: BTreeMap<String, Vec<FeedbackId>>,
}

impl JoinedSegments {
    /// Makes a segment known, whether or not any record has it.
    pub fn know(&mut self, name: &str) {
        self.names.insert(raw_term(name));
    }

    /// Adds a record to a value of a segment that is known.
    pub fn add(&mut self, name: &str, value: &str, record: FeedbackId) {
        self.records.entry(attribute_term(name, value)).or_default().push(record);
    }

    /// Whether a segment is known here.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(&raw_term(name))
    }

    /// The names that are known, folded, ascending.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The terms of a segment, `name=value`, ascending.
    pub(super) fn terms(&self, name: &str) -> Vec<String> {
        let start = attribute_term(name, "");
        let from = self.records.range(start.clone()..);
        from.map(|(term, _)| term).take_while(|term| term.starts_with(&start)).cloned().collect()
    }

    /// How many of some records have each value of a segment, by value, and how many have any. `ids`
    /// ascend.
    pub(super) fn counts(&self, name: &str, ids: &[u128]) -> (Vec<(String, u64)>, u64) {
        let start = attribute_term(name, "");
        let mut any: BTreeSet<u128> = BTreeSet::new();
        let mut counts = Vec::new();
        for term in self.terms(name) {
            let own: BTreeSet<u128> = self.records[&term].iter().map(number).collect();
            let found: Vec<u128> =
                own.into_iter().filter(|id| ids.binary_search(id).is_ok()).collect();
            if !found.is_empty() {
                let value = term.strip_prefix(&start).unwrap_or_default();
                counts.push((value.to_owned(), found.len() as u64));
                any.extend(found);
            }
        }
        (counts, any.len() as u64)
    }

    /// The records with any of some terms.
    pub(super) fn any_of(&self, terms: impl IntoIterator<Item = String>) -> Box<dyn Query> {
        let found = terms.into_iter().filter_map(|term| self.records.get(&term));
        let mut ids: Vec<u128> = found.flatten().map(number).collect();
        ids.sort_unstable();
        ids.dedup();
        Box::new(RecordsQuery(ids.into()))
    }
}

fn number(id: &FeedbackId) -> u128 {
    u128::from_be_bytes(id.0)
}

/// Documents of some records, by their ids, ascending.
#[derive(Clone, Debug)]
struct RecordsQuery(Arc<[u128]>);

impl Query for RecordsQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }

    fn query_terms<'a>(&'a self, _: &mut dyn FnMut(&'a Term, bool)) {}
}

impl Weight for RecordsQuery {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let fast = reader.fast_fields();
        let (high, low) = (fast.u64("id_high")?, fast.u64("id_low")?);
        let mut found = BitSet::with_max_value(reader.max_doc());
        for document in 0..reader.max_doc() {
            if let (Some(high), Some(low)) = (high.first(document), low.first(document)) {
                let id = u128::from(high) << 64 | u128::from(low);
                if self.0.binary_search(&id).is_ok() {
                    found.insert(document);
                }
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost)))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let score = if scorer.seek(document) == document { 1.0 } else { 0.0 };
        Ok(Explanation::new("is one of the records", score))
    }
}
