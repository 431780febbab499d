//! Running a search: filter by the engine, rank by our own arithmetic, cut a page.
//!
//! Takes a [`Search`], gives a [`Page`]. Relevance is BM25 (Robertson and Zaragoza, "The
//! Probabilistic Relevance Framework", 2009) over title and body with the usual k1 = 1.2 and
//! b = 0.75; a word's stems in several languages count as one term. The engine would sum in single
//! precision and in an order that depends on how its segments came about; here the sum is in double
//! precision, in the order of the query's words, so that the same corpus gives the same order.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::io;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::EnableScoring;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, SegmentReader, TERMINATED, TantivyDocument};

use crate::model::{Day, FeedbackId, Kind, Lang, RatingKind, Stance, Timestamp};
use crate::text::Analyser;

use super::document::{Polarity, halves, stemmed_as};
use super::plan::{Group, Mark, Plan};
use super::snapshot::{Snapshot, postings};
use super::snippet::{Snippet, snippet_of};

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// In which order hits come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// Best first; ties newest first, then by id. A search without words is all ties.
    #[default]
    Relevance,
    /// Newest first, undated last; ties by id.
    Newest,
}

/// What is searched for. All parts must hold; an empty part asks nothing.
#[derive(Clone, Debug, Default)]
pub struct Search<'a> {
    /// The query as typed; see the room's card for its language. Empty finds everything.
    pub query: String,
    /// Any of these sources.
    pub sources: Vec<String>,
    /// Any of these kinds.
    pub kinds: Vec<Kind>,
    /// Any of these languages.
    pub langs: Vec<Lang>,
    /// Any of these products.
    pub products: Vec<String>,
    /// From this day on, where the source is; undated feedback is left out.
    pub since: Option<Day>,
    /// Up to this day, included; undated feedback is left out.
    pub until: Option<Day>,
    /// Ratings as given, from and to, both included; unrated feedback is left out.
    pub rating: Option<(f64, f64)>,
    /// Segments by name and value: any of the values of one name, all of the names.
    pub segments: Vec<(String, String)>,
    /// Any statement with any of these stances.
    pub stances: Vec<Stance>,
    /// Any statement with any of these signs.
    pub polarities: Vec<Polarity>,
    /// Only these ids (a theme's feedback, for instance), in any order.
    pub only: Option<&'a [FeedbackId]>,
    /// In which order.
    pub order: Order,
    /// At most this many hits.
    pub limit: usize,
    /// After leaving out this many.
    pub offset: usize,
    /// Snippets of about this many bytes; 0 for 240.
    pub snippet: usize,
}

/// A page of hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Feedback found, on all pages.
    pub total: u64,
    /// The hits of this page, in order.
    pub hits: Vec<Hit>,
    /// For each positive word of the query as written: how much of all feedback holds it. Tells
    /// which word left nothing over.
    pub words: Vec<(String, u64)>,
}

/// One piece of feedback found. Its texts are customers' words, unescaped.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The feedback.
    pub id: FeedbackId,
    /// BM25, at least 0; 0 when the search has no words or asks for the newest.
    pub score: f64,
    /// The source's name.
    pub source: String,
    /// The source's own id.
    pub external: String,
    /// Review, ticket, ….
    pub kind: Kind,
    /// Its language.
    pub lang: Lang,
    /// The product it is about.
    pub product: Option<String>,
    /// When it was said.
    pub at: Option<Timestamp>,
    /// The day, where its source is.
    pub day: Option<Day>,
    /// The rating as given.
    pub rating: Option<(RatingKind, f64)>,
    /// The question it answers.
    pub question: Option<String>,
    /// The stretch of its text that shows best why it was found.
    pub snippet: Snippet,
}

/// Enough of a match to order it, best first.
#[derive(Clone, Copy, Debug)]
struct Found {
    score: f64,
    at: i64,
    id: (u64, u64),
    segment: u32,
    doc: u32,
}

impl Found {
    fn order(&self, other: &Found) -> Ordering {
        other.score.total_cmp(&self.score).then(other.at.cmp(&self.at)).then(self.id.cmp(&other.id))
    }
}

/// Keeps the best `wanted` matches without ordering all of them.
struct Best {
    wanted: usize,
    kept: Vec<Found>,
    worst: Option<Found>,
}

impl Best {
    fn takes(&self, score: f64) -> bool {
        self.wanted > 0 && self.worst.is_none_or(|worst| score >= worst.score)
    }

    fn push(&mut self, found: Found) {
        if self.worst.is_some_and(|worst| found.order(&worst) != Ordering::Less) {
            return;
        }
        self.kept.push(found);
        if self.kept.len() >= self.wanted.saturating_mul(2).saturating_add(1024) {
            self.kept.select_nth_unstable_by(self.wanted - 1, Found::order);
            self.kept.truncate(self.wanted);
            self.worst = self.kept.last().copied();
        }
    }

    fn sorted(mut self) -> Vec<Found> {
        self.kept.sort_unstable_by(Found::order);
        self.kept.truncate(self.wanted);
        self.kept
    }
}

/// Hashes what is a hash already: the ids a search is held to.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = self.0.rotate_left(32) ^ number;
    }
}

/// Runs a planned search.
pub(super) fn run(snapshot: &Snapshot, plan: &Plan, search: &Search<'_>) -> tantivy::Result<Page> {
    let scoring = EnableScoring::disabled_from_searcher(&snapshot.searcher);
    let weight = plan.query.weight(scoring)?;
    let only: Option<HashSet<(u64, u64), BuildHasherDefault<AsIs>>> =
        search.only.map(|ids| ids.iter().map(|&id| halves(id)).collect());
    let ranked = search.order == Order::Relevance;
    let wanted = search.offset.saturating_add(search.limit).min(snapshot.documents as usize);
    let mut best = Best { wanted, kept: Vec::new(), worst: None };
    let mut total = 0u64;
    for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let fast = segment.fast_fields();
        let (high, low) = (fast.u64("id_high")?, fast.u64("id_low")?);
        let at = fast.i64("at")?;
        let mut scores = Scores::new(snapshot, segment, if ranked { &plan.groups } else { &[] })?;
        let mut matches = weight.scorer(segment, 1.0)?;
        let mut doc = matches.doc();
        while doc != TERMINATED {
            let id = || (high.first(doc).unwrap_or(0), low.first(doc).unwrap_or(0));
            if !segment.is_deleted(doc) && only.as_ref().is_none_or(|only| only.contains(&id())) {
                total += 1;
                let score = scores.of(doc);
                if best.takes(score) {
                    // Undated feedback comes after the oldest.
                    let at = at.first(doc).unwrap_or(i64::MIN);
                    best.push(Found { score, at, id: id(), segment: number as u32, doc });
                }
            }
            doc = matches.advance();
        }
    }
    let mut analyser = Analyser::new();
    let hits = best
        .sorted()
        .into_iter()
        .skip(search.offset)
        .map(|found| hit(snapshot, &plan.marks, search, found, &mut analyser))
        .collect::<tantivy::Result<Vec<_>>>()?;
    let words = plan.groups.iter().map(|group| (group.word.clone(), group.found)).collect();
    Ok(Page { total, hits, words })
}

/// The ids of everything that is found, ascending.
pub(super) fn ids(snapshot: &Snapshot, plan: &Plan) -> tantivy::Result<Vec<FeedbackId>> {
    let weight = plan.query.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?;
    let mut found = Vec::new();
    for segment in snapshot.searcher.segment_readers() {
        let fast = segment.fast_fields();
        let (high, low) = (fast.u64("id_high")?, fast.u64("id_low")?);
        let mut matches = weight.scorer(segment, 1.0)?;
        let mut doc = matches.doc();
        while doc != TERMINATED {
            if !segment.is_deleted(doc) {
                let id = (high.first(doc).unwrap_or(0), low.first(doc).unwrap_or(0));
                let number = u128::from(id.0) << 64 | u128::from(id.1);
                found.push(FeedbackId(number.to_be_bytes()));
            }
            doc = matches.advance();
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// BM25 of one segment's documents, asked in ascending order.
struct Scores {
    /// For each ranking group, its weight and its terms' lists.
    groups: Vec<(f64, Vec<SegmentPostings>)>,
    norms: tantivy::fieldnorm::FieldNormReader,
    /// The part of the denominator that depends on a document's length, by coded length.
    lengths: Vec<f64>,
}

impl Scores {
    fn new(
        snapshot: &Snapshot,
        segment: &SegmentReader,
        groups: &[Group],
    ) -> tantivy::Result<Scores> {
        let weighed: io::Result<Vec<_>> = groups
            .iter()
            .filter(|group| group.ranks && group.found > 0)
            .map(|group| {
                let (all, with) = (snapshot.documents as f64, group.found as f64);
                let rarity = libm::log(1.0 + (all - with + 0.5) / (with + 0.5));
                let lists = postings(segment, &group.terms, IndexRecordOption::WithFreqs)?;
                Ok((rarity * (K1 + 1.0), lists))
            })
            .collect();
        let lengths = (0..=u8::MAX)
            .map(|code| {
                let length = f64::from(tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(code));
                K1 * (1.0 - B + B * length / snapshot.mean_length)
            })
            .collect();
        let norms = segment.get_fieldnorms_reader(snapshot.fields.text)?;
        Ok(Scores { groups: weighed?, norms, lengths })
    }

    fn of(&mut self, doc: u32) -> f64 {
        if self.groups.is_empty() {
            return 0.0;
        }
        let length = self.lengths[usize::from(self.norms.fieldnorm_id(doc))];
        let mut score = 0.0;
        for (weight, lists) in &mut self.groups {
            let mut times = 0;
            for list in lists {
                if list.doc() < doc {
                    list.seek(doc);
                }
                if list.doc() == doc {
                    times += list.term_freq();
                }
            }
            let times = f64::from(times);
            score += *weight * times / (times + length);
        }
        score
    }
}

/// Reads what is shown of a match.
fn hit(
    snapshot: &Snapshot,
    marks: &[Mark],
    search: &Search<'_>,
    found: Found,
    analyser: &mut Analyser,
) -> tantivy::Result<Hit> {
    let fields = &snapshot.fields;
    let address = DocAddress::new(found.segment, found.doc);
    let stored: TantivyDocument = snapshot.searcher.doc(address)?;
    let text = |field| stored.get_first(field).and_then(|value| value.as_str());
    let damaged = || tantivy::TantivyError::InternalError("a stored document is incomplete".into());
    let lang = text(fields.lang).and_then(|code| code.parse().ok()).unwrap_or(Lang::UNKNOWN);
    let segment = snapshot.searcher.segment_reader(found.segment);
    let rating = segment.fast_fields().f64("rating")?.first(found.doc);
    let rating_kind = text(fields.rating_kind).and_then(RatingKind::from_name);
    let width = if search.snippet == 0 { 240 } else { search.snippet };
    let owned = |field| text(field).map(str::to_owned);
    Ok(Hit {
        id: text(fields.id).and_then(|id| id.parse().ok()).ok_or_else(damaged)?,
        score: found.score,
        source: owned(fields.shown_source).ok_or_else(damaged)?,
        external: owned(fields.shown_external).ok_or_else(damaged)?,
        kind: text(fields.kind).and_then(Kind::from_name).ok_or_else(damaged)?,
        lang,
        product: owned(fields.shown_product),
        at: (found.at != i64::MIN).then_some(Timestamp(found.at)),
        day: segment.fast_fields().i64("local")?.first(found.doc).map(|at| Timestamp(at).day()),
        rating: rating_kind.zip(rating),
        question: owned(fields.shown_question),
        snippet: snippet_of(
            text(fields.shown_text).unwrap_or(""),
            text(fields.shown_thread).unwrap_or(""),
            stemmed_as(lang),
            marks,
            width,
            analyser,
        ),
    })
}
