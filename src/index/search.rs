//! Running a search: filter by the engine, rank by our own arithmetic, cut a page.
//!
//! Takes a [`Search`], gives a [`Page`]. Hits that hold every word come first, then those that hold
//! most of them ([`Tier`]). Relevance is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance
//! Framework", 2009) over title and body with the usual k1 = 1.2 and b = 0.75; a word's stems in
//! several languages, and its spellings, count as one term. The engine would sum in single
//! precision and in an order that depends on how its segments came about; here the sum is in double
//! precision, in the order of the query's words, so that the same corpus gives the same order.

use std::cmp::Ordering;
use std::io;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Weight};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, SegmentReader, TERMINATED, TantivyDocument};

use crate::model::{Day, FeedbackId, Kind, Lang, RatingKind, Stance, StatementId, Timestamp};
use crate::text::Analyser;

use super::document::{Polarity, stemmed_as};
use super::plan::{Group, Plan};
use super::snapshot::{Snapshot, postings};
use super::snippet::{Mark, Snippet, snippet_of};

const K1: f64 = 1.2;
const B: f64 = 0.75;
/// A hit that misses words holds at least this share of what all of them tell, by their inverse
/// document frequency: of two words the rarer one is enough, of many the telling half.
const MOST: f64 = 0.5;

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
    /// Only feedback with one of these statements (a theme's, for instance), in any order. Where
    /// stances or signs are asked for too, one statement is both.
    pub only: Option<&'a [StatementId]>,
    /// What `theme:NAME` of the query stands for: the statements, by name as typed. See
    /// [`super::named`].
    pub themes: Vec<(String, Vec<StatementId>)>,
    /// The day that ages such as `since:7d` count from; without it they are refused.
    pub today: Option<Day>,
    /// Hits hold every word as it is written: none that misses one, none by a corrected word.
    pub exact: bool,
    /// In which order.
    pub order: Order,
    /// At most this many hits.
    pub limit: usize,
    /// After leaving out this many.
    pub offset: usize,
    /// Snippets of about this many bytes; 0 for 240.
    pub snippet: usize,
}

/// How much of what was asked a hit holds; the better comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Every word.
    All,
    /// Most of the words: at least half of what they tell.
    Most,
}

impl Tier {
    /// The name used in exports.
    pub fn name(self) -> &'static str {
        match self {
            Tier::All => "all",
            Tier::Most => "most",
        }
    }
}

/// A word that no record holds, or few do by a slip, and the nearest one that more do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub typed: String,
    /// Records that hold it so; then it was searched for too.
    pub said: u64,
    /// What was most likely meant.
    pub used: String,
    /// Records that hold it.
    pub found: u64,
    /// Whether it was searched for in place of the other.
    pub searched: bool,
}

/// A value that was asked for and that no record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it would be a value of: `source`, `product`, `record`, a segment; `segment` for the name
    /// of one.
    pub name: String,
    /// As asked for.
    pub value: String,
    /// The nearest one that there is.
    pub near: Option<String>,
}

/// A page of hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Feedback found that holds every word, on all pages.
    pub total: u64,
    /// Feedback found that holds most words, on all pages; it comes after all of the other.
    pub most: u64,
    /// Statements that are what is asked of statements, in the feedback of `total`; `None` where
    /// nothing is.
    pub statements: Option<u64>,
    /// Words that were searched for in place of others, or would be.
    pub corrections: Vec<Correction>,
    /// Values that no record has.
    pub notes: Vec<Note>,
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
    /// How much of what was asked it holds.
    pub tier: Tier,
    /// Words of the query that it does not hold, as written.
    pub missing: Vec<String>,
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
    tier: Tier,
    score: f64,
    at: i64,
    id: (u64, u64),
    segment: u32,
    doc: u32,
    /// The soft words it holds, bit by bit.
    held: u64,
}

impl Found {
    fn order(&self, other: &Found) -> Ordering {
        (self.tier.cmp(&other.tier))
            .then(other.score.total_cmp(&self.score))
            .then(other.at.cmp(&self.at))
            .then(self.id.cmp(&other.id))
    }
}

/// Keeps the best `wanted` matches without ordering all of them.
struct Best {
    wanted: usize,
    kept: Vec<Found>,
    worst: Option<Found>,
}

impl Best {
    fn takes(&self, tier: Tier, score: f64) -> bool {
        self.wanted > 0
            && self.worst.is_none_or(|worst| {
                tier < worst.tier || (tier == worst.tier && score >= worst.score)
            })
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

/// Which of the soft words each document of a segment holds; of a document that says what the query
/// denies, nothing.
fn held(
    soft: &[Box<dyn Weight>],
    never: &[(u32, Box<dyn Weight>)],
    segment: &SegmentReader,
) -> tantivy::Result<Vec<u64>> {
    let mut held = vec![0u64; segment.max_doc() as usize];
    let each = soft.iter().enumerate();
    for (bit, weight) in each {
        let mut matches = weight.scorer(segment, 1.0)?;
        let mut doc = matches.doc();
        while doc != TERMINATED {
            held[doc as usize] |= 1 << bit;
            doc = matches.advance();
        }
    }
    for (bit, weight) in never {
        let mut matches = weight.scorer(segment, 1.0)?;
        let mut doc = matches.doc();
        while doc != TERMINATED {
            if held[doc as usize] >> bit & 1 == 0 {
                held[doc as usize] = 0;
            }
            doc = matches.advance();
        }
    }
    Ok(held)
}

/// What the soft words of a query tell together, and which of them somebody says.
struct Words {
    /// The inverse document frequency of each; 0 for what nobody says.
    tell: Vec<f64>,
    every: u64,
    whole: f64,
}

impl Words {
    fn new(snapshot: &Snapshot, plan: &Plan) -> Words {
        let mut tell = vec![0.0; plan.soft.len()];
        for group in &plan.groups {
            if let Some(place) = group.bit.and_then(|bit| tell.get_mut(bit as usize)) {
                *place = if group.found > 0 { rarity(snapshot, group.found) } else { 0.0 };
            }
        }
        let every = (0..plan.soft.len()).fold(0, |all, bit| all | 1 << bit);
        Words { every, whole: tell.iter().sum(), tell }
    }

    /// How much of the query a document holds; `None` for too little to be a hit.
    fn tier(&self, held: u64, exact: bool) -> Option<Tier> {
        if held == self.every {
            return Some(Tier::All);
        }
        if exact || held == 0 {
            return None;
        }
        let bits = self.tell.iter().enumerate().filter(|(bit, _)| held >> bit & 1 == 1);
        let holds: f64 = bits.map(|(_, tell)| tell).sum();
        (holds >= MOST * self.whole).then_some(Tier::Most)
    }
}

/// The weight of a word by the living documents that hold it.
fn rarity(snapshot: &Snapshot, found: u64) -> f64 {
    let (all, with) = (snapshot.documents as f64, found as f64);
    libm::log(1.0 + (all - with + 0.5) / (with + 0.5))
}

/// Runs a planned search.
pub(super) fn run(snapshot: &Snapshot, plan: &Plan, search: &Search<'_>) -> tantivy::Result<Page> {
    let scoring = EnableScoring::disabled_from_searcher(&snapshot.searcher);
    let weight = plan.must.weight(scoring)?;
    let soft: tantivy::Result<Vec<Box<dyn Weight>>> =
        plan.soft.iter().map(|query| query.weight(scoring)).collect();
    let soft = soft?;
    let never: tantivy::Result<Vec<(u32, Box<dyn Weight>)>> =
        plan.never.iter().map(|(bit, query)| Ok((*bit, query.weight(scoring)?))).collect();
    let never = never?;
    let words = Words::new(snapshot, plan);
    let ranked = search.order == Order::Relevance;
    let wanted = search.offset.saturating_add(search.limit).min(snapshot.documents as usize);
    let mut best = Best { wanted, kept: Vec::new(), worst: None };
    let (mut total, mut most, mut statements) = (0u64, 0u64, 0u64);
    for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let fast = segment.fast_fields();
        let (high, low) = (fast.u64("id_high")?, fast.u64("id_low")?);
        let (at, said) = (fast.i64("at")?, fast.u64("said")?);
        let mut scores = Scores::new(snapshot, segment, if ranked { &plan.groups } else { &[] })?;
        let held = held(&soft, &never, segment)?;
        let mut matches = weight.scorer(segment, 1.0)?;
        let mut doc = matches.doc();
        while doc != TERMINATED {
            let id = || (high.first(doc).unwrap_or(0), low.first(doc).unwrap_or(0));
            let holds = held[doc as usize];
            let tier = words.tier(holds, search.exact).filter(|_| !segment.is_deleted(doc));
            let meant = match plan.said.is_empty() || tier.is_none() {
                true => 1,
                false => plan.said.count(id(), said.values_for_doc(doc)),
            };
            if let Some(tier) = tier.filter(|_| meant > 0) {
                match tier {
                    Tier::All => {
                        total += 1;
                        statements += meant;
                    }
                    Tier::Most => most += 1,
                }
                let score = scores.of(doc, holds);
                if best.takes(tier, score) {
                    // Undated feedback comes after the oldest.
                    let at = at.first(doc).unwrap_or(i64::MIN);
                    let segment = number as u32;
                    best.push(Found { tier, score, at, id: id(), segment, doc, held: holds });
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
        .map(|found| {
            let mut hit = hit(snapshot, &plan.marks, search, found, &mut analyser)?;
            hit.missing = missing(plan, found.held);
            Ok(hit)
        })
        .collect::<tantivy::Result<Vec<_>>>()?;
    let words = plan.groups.iter().map(|group| (group.word.clone(), group.found)).collect();
    Ok(Page {
        total,
        most,
        statements: (!plan.said.is_empty()).then_some(statements),
        corrections: plan.corrections.clone(),
        notes: plan.notes.clone(),
        hits,
        words,
    })
}

/// The words that a document does not hold.
fn missing(plan: &Plan, held: u64) -> Vec<String> {
    let lacks = |group: &&Group| group.bit.is_some_and(|bit| held >> bit & 1 == 0);
    plan.groups.iter().filter(lacks).map(|group| group.word.clone()).collect()
}

/// BM25 of one segment's documents, asked in ascending order.
struct Scores {
    /// For each ranking group, its weight, its bit and its terms' lists.
    groups: Vec<(f64, Option<u32>, Vec<SegmentPostings>)>,
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
                let weight = rarity(snapshot, group.found) * (K1 + 1.0) * group.boost;
                let lists = postings(segment, &group.terms, IndexRecordOption::WithFreqs)?;
                Ok((weight, group.bit, lists))
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

    /// The score of a document that holds these of the soft words.
    fn of(&mut self, doc: u32, held: u64) -> f64 {
        if self.groups.is_empty() {
            return 0.0;
        }
        let code = self.norms.fieldnorm_id(doc);
        let length = self.lengths[usize::from(code)];
        let mut score = 0.0;
        let mut asked = 0;
        for (weight, bit, lists) in &mut self.groups {
            let mut times = 0;
            for list in lists {
                if list.doc() < doc {
                    list.seek(doc);
                }
                if list.doc() == doc {
                    times += list.term_freq();
                }
            }
            // Found by a spelling that is a phrase: once.
            if times == 0 && bit.is_some_and(|bit| held >> bit & 1 == 1) {
                times = 1;
            }
            asked += times;
            let times = f64::from(times);
            score += *weight * times / (times + length);
        }
        // A record that is the word and nothing else tells nobody anything: what is said beside the
        // words asked for is what it is opened for. With one other word a hit keeps half of its
        // score, with nine most of it.
        let words = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(code);
        let other = f64::from(words.saturating_sub(asked));
        score * other / (other + 1.0)
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
        tier: found.tier,
        missing: Vec::new(),
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
