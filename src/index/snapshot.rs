//! The index as one search sees it: its documents, languages and statistics.
//!
//! All numbers count living documents only. The engine's own statistics count deleted ones until a
//! merge happens to remove them, so that scores would depend on how the index came about; these do
//! not.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use tantivy::postings::SegmentPostings;
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, Term};

use crate::model::Lang;

use super::schema::Fields;

/// Statistics over the living documents of an index.
pub(super) struct Snapshot {
    pub searcher: Searcher,
    pub fields: Fields,
    /// Languages with the number of their documents, most first, ties by code.
    pub languages: Vec<(Lang, u64)>,
    /// Living documents.
    pub documents: u64,
    /// Mean number of terms in a document's text, at least 1.
    pub mean_length: f64,
}

impl Snapshot {
    pub(super) fn take(searcher: Searcher, fields: Fields) -> tantivy::Result<Snapshot> {
        let (mut documents, mut terms) = (0u64, 0u64);
        for segment in searcher.segment_readers() {
            let norms = segment.get_fieldnorms_reader(fields.text)?;
            documents += u64::from(segment.num_docs());
            terms +=
                segment.doc_ids_alive().map(|doc| u64::from(norms.fieldnorm(doc))).sum::<u64>();
        }
        let mean_length = (terms as f64 / documents.max(1) as f64).max(1.0);
        let mut snapshot =
            Snapshot { searcher, fields, languages: Vec::new(), documents, mean_length };
        let mut languages = Vec::new();
        for code in snapshot.terms_from(fields.lang, "")? {
            if let Ok(lang) = code.parse() {
                let term = Term::from_field_text(fields.lang, &code);
                languages.push((lang, snapshot.found(&[term])?));
            }
        }
        languages.retain(|&(_, count)| count > 0);
        languages.sort_by_key(|&(lang, count): &(Lang, u64)| (std::cmp::Reverse(count), lang));
        snapshot.languages = languages;
        Ok(snapshot)
    }

    /// Terms of a field that begin with `prefix`, ascending, in any segment; some may belong to
    /// deleted documents only.
    pub(super) fn terms_from(&self, field: Field, prefix: &str) -> io::Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field).map_err(io::Error::other)?;
            let mut stream = index.terms().range().ge(prefix).into_stream()?;
            while stream.advance() {
                match std::str::from_utf8(stream.key()) {
                    Ok(term) if term.starts_with(prefix) => found.insert(term.to_owned()),
                    _ => break,
                };
            }
        }
        Ok(found)
    }

    /// Whether any term of the field begins with `prefix`.
    pub(super) fn has_term_from(&self, field: Field, prefix: &str) -> io::Result<bool> {
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field).map_err(io::Error::other)?;
            let mut stream = index.terms().range().ge(prefix).into_stream()?;
            if stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Living documents with at least one of the terms.
    pub(super) fn found(&self, terms: &[Term]) -> io::Result<u64> {
        let mut total = 0;
        for segment in self.searcher.segment_readers() {
            let mut lists = postings(segment, terms, IndexRecordOption::Basic)?;
            total += match lists.as_mut_slice() {
                [] => 0,
                [one] if !segment.has_deletes() => u64::from(one.doc_freq()),
                many => count_union(segment, many),
            };
        }
        Ok(total)
    }

    /// Living documents that a query finds.
    pub(super) fn count(&self, query: &dyn Query) -> tantivy::Result<u64> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let mut total = 0;
        for segment in self.searcher.segment_readers() {
            let mut matches = weight.scorer(segment, 1.0)?;
            let mut doc = matches.doc();
            while doc != TERMINATED {
                total += u64::from(!segment.is_deleted(doc));
                doc = matches.advance();
            }
        }
        Ok(total)
    }

    /// Whether a living document holds the term.
    pub(super) fn holds(&self, field: Field, text: &str) -> io::Result<bool> {
        Ok(self.found(&[Term::from_field_text(field, text)])? > 0)
    }

    /// Shows every term of a field, segment by segment, ascending in each; some may be of deleted
    /// documents only.
    pub(super) fn each_term(&self, field: Field, mut see: impl FnMut(&str)) -> io::Result<()> {
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field).map_err(io::Error::other)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                if let Ok(term) = std::str::from_utf8(stream.key()) {
                    see(term);
                }
            }
        }
        Ok(())
    }

    /// Of the given terms, those that a living document holds, with the number of those.
    pub(super) fn living(
        &self,
        field: Field,
        terms: impl IntoIterator<Item = String>,
    ) -> io::Result<BTreeMap<String, u64>> {
        let mut living = BTreeMap::new();
        for text in terms {
            let found = self.found(&[Term::from_field_text(field, &text)])?;
            if found > 0 {
                living.insert(text, found);
            }
        }
        Ok(living)
    }
}

/// The lists of documents of those terms that the segment knows.
pub(super) fn postings(
    segment: &SegmentReader,
    terms: &[Term],
    option: IndexRecordOption,
) -> io::Result<Vec<SegmentPostings>> {
    let mut lists = Vec::new();
    for term in terms {
        let index = segment.inverted_index(term.field()).map_err(io::Error::other)?;
        lists.extend(index.read_postings(term, option)?);
    }
    Ok(lists)
}

fn count_union(segment: &SegmentReader, lists: &mut [SegmentPostings]) -> u64 {
    let mut seen = vec![0u64; segment.max_doc() as usize / 64 + 1];
    for list in lists {
        let mut doc = list.doc();
        while doc != TERMINATED {
            if !segment.is_deleted(doc) {
                seen[doc as usize / 64] |= 1 << (doc % 64);
            }
            doc = list.advance();
        }
    }
    seen.iter().map(|word| u64::from(word.count_ones())).sum()
}
