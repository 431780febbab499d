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

use tantivy::columnar::Column;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::EnableScoring;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, SegmentReader, TERMINATED, TantivyDocument};

use crate::model::{FeedbackId, Kind, Lang, Meaning, RatingKind, Timestamp};
use crate::text::Analyser;

use super::document::{Said, stemmed_as, unpacked};
use super::meant::{meant, side_of};
use super::nearest::{FUSED, MOST_NEAR, Meant, Near, cosine, fused, meanings_of, nearest};
use super::page::{Hit, Order, Page, Search, Tier};
use super::plan::{Group, Plan};
use super::snapshot::{Snapshot, postings};
use super::snippet::{around, snippet_of};
use super::soft::{Soft, rarity};
use super::standing::{EXAMINED, joined, ordered};

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Enough of a match to order it, best first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub tier: Tier,
    pub score: f64,
    pub at: i64,
    pub id: (u64, u64),
    pub segment: u32,
    pub doc: u32,
    /// The soft words it holds, bit by bit.
    pub held: u64,
}

impl Found {
    fn order(&self, other: &Found) -> Ordering {
        (other.score.total_cmp(&self.score))
            .then(other.at.cmp(&self.at))
            .then(self.id.cmp(&other.id))
    }

    /// A record found by its meaning.
    pub(super) fn of_near(one: &Near) -> Found {
        let &Near { tier, at, id, segment, doc, held, .. } = one;
        Found { tier, score: 0.0, at, id, segment, doc, held }
    }
}

/// Keeps the best `wanted` matches without ordering all of them.
struct Best {
    wanted: usize,
    kept: Vec<Found>,
    worst: Option<Found>,
}

impl Best {
    fn new(wanted: usize) -> Best {
        Best { wanted, kept: Vec::new(), worst: None }
    }

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

/// A document that a search finds.
pub(super) struct Match {
    /// Which segment of the index it is in, and where.
    pub segment: u32,
    pub doc: u32,
    pub tier: Tier,
    /// How many of its statements are what is asked of statements; 1 where nothing is.
    pub statements: u64,
    held: u64,
}

/// Shows every match of a planned search, segment by segment, each in the order of its documents.
pub(super) fn walk<'s>(
    snapshot: &'s Snapshot,
    plan: &Plan,
    exact: bool,
    mut see: impl FnMut(&'s SegmentReader, Match) -> tantivy::Result<()>,
) -> tantivy::Result<()> {
    let weight = plan.must.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?;
    let words = Soft::new(snapshot, plan)?;
    for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let fast = segment.fast_fields();
        // A column is compared with its checksums when it is opened.
        let said = match plan.said.is_empty() {
            true => None,
            false => Some((fast.u64("id_high")?, fast.u64("id_low")?, fast.u64("said")?)),
        };
        let held = words.held(segment)?.bits;
        let mut matches = weight.scorer(segment, 1.0)?;
        let mut doc = matches.doc();
        while doc != TERMINATED {
            let held = held[doc as usize];
            let tier = words.tier(held, exact).filter(|_| !segment.is_deleted(doc));
            if let Some(tier) = tier {
                let statements = said.as_ref().map_or(1, |(high, low, said)| {
                    let id = (high.first(doc).unwrap_or(0), low.first(doc).unwrap_or(0));
                    plan.said.count(id, said.values_for_doc(doc))
                });
                if statements > 0 {
                    see(segment, Match { segment: number as u32, doc, tier, statements, held })?;
                }
            }
            doc = matches.advance();
        }
    }
    Ok(())
}

/// What orders the matches of one segment.
struct Keys {
    of: u32,
    scores: Scores,
    high: Column<u64>,
    low: Column<u64>,
    at: Column<i64>,
}

/// Runs a planned search.
pub(super) fn run(snapshot: &Snapshot, plan: &Plan, search: &Search<'_>) -> tantivy::Result<Page> {
    let documents = snapshot.documents as usize;
    let wanted = search.offset.saturating_add(search.limit).min(documents);
    let mut lists = Lists {
        whole: Best::new(wanted.max(EXAMINED).min(documents)),
        mostly: Best::new(wanted.max(FUSED).min(documents).saturating_add(FUSED)),
        total: 0,
        most: 0,
        statements: 0,
    };
    let side = if search.like.is_some() { 0 } else { side_of(plan, search) };
    let asked = match search.like {
        Some(id) => Meant { meanings: meanings_of(snapshot, id)?, side: 0 },
        None => {
            lists.fill(snapshot, plan, search)?;
            meant(snapshot, plan, search, lists.total, side)
        }
    };
    let near = match asked.meanings.is_empty() {
        true => Vec::new(),
        false => nearest(snapshot, plan, &asked, search.like)?,
    };
    let meant =
        near.iter().filter(|one| one.tier == Tier::Meaning || search.like.is_some()).count();
    let whole: Vec<(Found, Option<Near>)> =
        lists.whole.sorted().into_iter().map(|found| (found, None)).collect();
    let others = fused(lists.mostly.sorted(), &near);
    let ranked = search.order == Order::Relevance && search.like.is_none();
    let all = match ranked {
        true => joined(
            ordered(snapshot, plan, side, whole)?,
            ordered(snapshot, plan, side, others)?,
            lists.total as usize,
        ),
        false => whole.into_iter().chain(others).map(|hit| (hit, false)).collect(),
    };
    let mut analyser = Analyser::new();
    let hits = all
        .into_iter()
        .skip(search.offset)
        .take(search.limit)
        .map(|((mut found, near), opposite)| {
            if search.like.is_some() {
                found.tier = Tier::Meaning;
            }
            let hit = hit(snapshot, plan, search, found, near.as_ref(), &mut analyser)?;
            Ok(Hit { opposite, ..hit })
        })
        .collect::<tantivy::Result<Vec<_>>>()?;
    let words = plan.groups.iter().map(|group| (shown(&group.word), group.found)).collect();
    Ok(Page {
        total: lists.total,
        most: lists.most,
        meant: meant as u64,
        meant_is_cut: near.len() >= MOST_NEAR,
        meaning: match (search.like, asked.meanings.as_slice()) {
            (None, [meaning]) => *meaning,
            _ => Meaning::NONE,
        },
        side,
        stance: plan.stance,
        statements: (!plan.said.is_empty()).then_some(lists.statements),
        corrections: plan.corrections.clone(),
        notes: plan.notes.clone(),
        hits,
        words,
    })
}

/// The matches of a search by what they hold, and how many there are.
struct Lists {
    /// Those with every word.
    whole: Best,
    /// Those with most words.
    mostly: Best,
    total: u64,
    most: u64,
    statements: u64,
}

impl Lists {
    fn fill(
        &mut self,
        snapshot: &Snapshot,
        plan: &Plan,
        search: &Search<'_>,
    ) -> tantivy::Result<()> {
        let ranked = search.order == Order::Relevance;
        let mut keys: Option<Keys> = None;
        walk(snapshot, plan, search.exact, |segment, found| {
            let best = match found.tier {
                Tier::All => {
                    self.total += 1;
                    self.statements += found.statements;
                    &mut self.whole
                }
                _ => {
                    self.most += 1;
                    &mut self.mostly
                }
            };
            if keys.as_ref().is_none_or(|keys| keys.of != found.segment) {
                let fast = segment.fast_fields();
                let groups = if ranked { plan.groups.as_slice() } else { &[] };
                keys = Some(Keys {
                    of: found.segment,
                    scores: Scores::new(snapshot, segment, groups)?,
                    high: fast.u64("id_high")?,
                    low: fast.u64("id_low")?,
                    at: fast.i64("at")?,
                });
            }
            let Some(keys) = &mut keys else { return Ok(()) };
            let Match { segment, doc, tier, held, .. } = found;
            let score = keys.scores.of(doc, held);
            if best.takes(score) {
                // Undated feedback comes after the oldest.
                let at = keys.at.first(doc).unwrap_or(i64::MIN);
                let id = (keys.high.first(doc).unwrap_or(0), keys.low.first(doc).unwrap_or(0));
                best.push(Found { tier, score, at, id, segment, doc, held });
            }
            Ok(())
        })
    }
}

/// A word of the query as it is shown: the mark of a question is none of it.
fn shown(word: &str) -> String {
    let bare = word.trim_end_matches('?');
    if bare.is_empty() { word.to_owned() } else { bare.to_owned() }
}

/// The words that a document does not hold.
fn missing(plan: &Plan, held: u64) -> Vec<String> {
    let lacks = |group: &&Group| group.bit.is_some_and(|bit| held >> bit & 1 == 0);
    plan.groups.iter().filter(lacks).map(|group| shown(&group.word)).collect()
}

/// The ids of everything that holds every word, ascending.
pub(super) fn ids(snapshot: &Snapshot, plan: &Plan) -> tantivy::Result<Vec<FeedbackId>> {
    let mut found = Vec::new();
    walk(snapshot, plan, true, |segment, one| {
        let fast = segment.fast_fields();
        let half = |name: &str| {
            Ok::<u64, tantivy::TantivyError>(fast.u64(name)?.first(one.doc).unwrap_or(0))
        };
        let number = u128::from(half("id_high")?) << 64 | u128::from(half("id_low")?);
        found.push(FeedbackId(number.to_be_bytes()));
        Ok(())
    })?;
    found.sort_unstable();
    Ok(found)
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
    plan: &Plan,
    search: &Search<'_>,
    found: Found,
    near: Option<&Near>,
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
    let own = text(fields.shown_text).unwrap_or("");
    let owned = |field| text(field).map(str::to_owned);
    // A question without a subject: the first statement that is what it asks for.
    let asked = match plan.stance {
        Some(stance) if plan.marks.is_empty() => {
            let fast = segment.fast_fields();
            let (spans, said) = (fast.u64("stands")?, fast.u64("said")?);
            let of = |said| Said::read(said).is_some_and(|one| one.stance == stance);
            let mut pairs = spans.values_for_doc(found.doc).zip(said.values_for_doc(found.doc));
            pairs.find(|&(_, said)| of(said)).map(|(stands, _)| stands)
        }
        _ => None,
    };
    Ok(Hit {
        tier: found.tier,
        missing: missing(plan, found.held),
        opposite: false,
        id: text(fields.id).and_then(|id| id.parse().ok()).ok_or_else(damaged)?,
        score: found.score,
        nearness: near.map(|near| cosine(near.distance)),
        source: owned(fields.shown_source).ok_or_else(damaged)?,
        external: owned(fields.shown_external).ok_or_else(damaged)?,
        kind: text(fields.kind).and_then(Kind::from_name).ok_or_else(damaged)?,
        lang,
        product: owned(fields.shown_product),
        at: (found.at != i64::MIN).then_some(Timestamp(found.at)),
        day: segment.fast_fields().i64("local")?.first(found.doc).map(|at| Timestamp(at).day()),
        rating: rating_kind.zip(rating),
        question: owned(fields.shown_question),
        snippet: match near
            .filter(|_| found.tier == Tier::Meaning)
            .map(|near| near.stands)
            .or(asked)
        {
            Some(stands) => around(own, unpacked(stands), width),
            None => {
                let thread = text(fields.shown_thread).unwrap_or("");
                snippet_of(own, thread, stemmed_as(lang), &plan.marks, width, analyser)
            }
        },
    })
}
