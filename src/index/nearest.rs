//! Records that mean what is asked, and how they join those that hold its words.
//!
//! Takes the bits of what is asked, gives the records with the nearest statements: an exact scan of the
//! living documents that pass the filters. Reciprocal rank fusion (Cormack, Clarke and Buettcher,
//! "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods", 2009) then makes
//! one list of both.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, TermSetQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use crate::model::{FeedbackId, Meaning, Stance};

use super::document::{Said, halves};
use super::page::Tier;
use super::plan::Plan;
use super::search::Found;
use super::snapshot::{Snapshot, postings};
use super::soft::{Held, Soft};

/// Bits that may differ: a cosine of .50. Of the hits on the first pages of a hundred questions, read one by
/// one, those found by meaning alone answered in 10 % of cases below .55, in 20 % from there to .70, in 40 %
/// to .80 and in three quarters above; a stricter limit loses answers (nDCG@10 of thirteen sets .480 here, .470
/// at .55; `benches/quality`, "Search by meaning").
const FARTHEST: u32 = 85;
/// Records found by meaning, at most: nobody turns so many pages of the less and less near.
pub(super) const MOST_NEAR: usize = 200;
/// Ranks of the words' list that are fused; what comes later keeps its order behind them.
pub(super) const FUSED: usize = 200;
/// The constant of the paper.
const K: f64 = 60.0;

/// A record with a statement that means what is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub segment: u32,
    pub doc: u32,
    pub at: i64,
    pub id: (u64, u64),
    /// Bits in which the nearest statement differs.
    pub distance: u32,
    /// Where that statement stands, packed.
    pub stands: u64,
    /// The words asked for that it holds, bit by bit, and whether these are most of them.
    pub held: u64,
    pub tier: Tier,
}

impl Near {
    fn key(&self) -> (u32, Reverse<i64>, (u64, u64)) {
        (self.distance, Reverse(self.at), self.id)
    }
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Meant {
    /// Any of these.
    pub meanings: Vec<Meaning>,
    /// Whether who says so is pleased (1), troubled (-1) or neither.
    pub side: i8,
}

/// Whether a statement says the opposite of what somebody on this side says: bits hardly tell "rude drivers"
/// from "polite drivers", stance does. On the pages of the hundred questions praise answered one in eleven
/// complaints.
pub(super) fn is_opposite(side: i8, said: Said) -> bool {
    match side {
        side if side < 0 => said.stance == Stance::Praise,
        side if side > 0 => said.stance == Stance::Complaint,
        _ => false,
    }
}

/// Whether a statement says what somebody on this side says.
pub(super) fn is_agreeing(side: i8, said: Said) -> bool {
    match side {
        side if side < 0 => said.stance.wants_change(),
        side if side > 0 => said.stance == Stance::Praise,
        _ => true,
    }
}

/// The cosine that so many different bits stand for, -1 to 1: they are the angle, over a half turn.
pub(super) fn cosine(distance: u32) -> f64 {
    libm::cos(std::f64::consts::PI * f64::from(distance) / f64::from(Meaning::BITS))
}

/// The records that pass the filters of a plan, deny nothing of it, do not hold all of its words and mean
/// what is asked: nearest first, then newest, then by id.
pub(super) fn nearest(
    snapshot: &Snapshot,
    plan: &Plan,
    asked: &Meant,
    except: Option<FeedbackId>,
) -> tantivy::Result<Vec<Near>> {
    let weight = plan.filters.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?;
    let soft = Soft::new(snapshot, plan)?;
    let except = except.map(halves);
    let mut found: Vec<Near> = Vec::new();
    for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let fast = segment.fast_fields();
        let columns = Columns {
            meanings: fast.u64("meaning")?,
            at: fast.i64("at")?,
            stands: fast.u64("stands")?,
            said: fast.u64("said")?,
            high: fast.u64("id_high")?,
            low: fast.u64("id_low")?,
        };
        let Held { bits, denied } = soft.held(segment)?;
        let mut matches = weight.scorer(segment, 1.0)?;
        let mut doc = matches.doc();
        while doc != TERMINATED {
            let held = bits[doc as usize];
            let denies = denied.get(doc as usize).is_some_and(|&denied| denied);
            if !soft.has_all(held) && !denies && !segment.is_deleted(doc) {
                let best = best_statement(plan, &columns, doc, asked);
                let id = columns.id(doc);
                if let Some((distance, stands)) = best.filter(|_| except != Some(id)) {
                    found.push(Near {
                        segment: number as u32,
                        doc,
                        at: columns.at.first(doc).unwrap_or(i64::MIN),
                        id,
                        distance,
                        stands,
                        held,
                        tier: soft.tier(held, false).unwrap_or(Tier::Meaning),
                    });
                    if found.len() >= 16 * MOST_NEAR {
                        keep_nearest(&mut found);
                    }
                }
            }
            doc = matches.advance();
        }
    }
    keep_nearest(&mut found);
    Ok(found)
}

/// The nearest so many, in order.
fn keep_nearest(found: &mut Vec<Near>) {
    found.sort_unstable_by_key(Near::key);
    found.truncate(MOST_NEAR);
}

/// What is read of a document.
struct Columns {
    meanings: Column<u64>,
    at: Column<i64>,
    stands: Column<u64>,
    said: Column<u64>,
    high: Column<u64>,
    low: Column<u64>,
}

impl Columns {
    fn id(&self, doc: u32) -> (u64, u64) {
        (self.high.first(doc).unwrap_or(0), self.low.first(doc).unwrap_or(0))
    }
}

/// The nearest statement of a document that is near enough and what is asked of statements: how many bits
/// differ and where it stands. The first of those equally near.
fn best_statement(plan: &Plan, columns: &Columns, doc: u32, asked: &Meant) -> Option<(u32, u64)> {
    let mut words = columns.meanings.values_for_doc(doc);
    let mut best: Option<(u32, usize)> = None;
    let mut held_to = None;
    for at in 0.. {
        let Some(first) = words.next() else { break };
        let mut meaning = [first; Meaning::WORDS];
        for (word, next) in meaning.iter_mut().skip(1).zip(&mut words) {
            *word = next;
        }
        let meaning = Meaning(meaning);
        let distance =
            asked.meanings.iter().map(|one| one.distance(meaning)).min().unwrap_or(Meaning::BITS);
        if distance > FARTHEST || best.is_some_and(|(nearest, _)| distance >= nearest) {
            continue;
        }
        let said = || columns.said.values_for_doc(doc).nth(at);
        if !plan.said.is_empty() {
            let conditions = held_to.get_or_insert_with(|| plan.said.of_record(columns.id(doc)));
            if !conditions.as_ref().zip(said()).is_some_and(|(asked, said)| asked.holds(said)) {
                continue;
            }
        }
        if asked.side != 0
            && said().and_then(Said::read).is_some_and(|one| is_opposite(asked.side, one))
        {
            continue;
        }
        best = Some((distance, at));
    }
    let (distance, at) = best?;
    Some((distance, columns.stands.values_for_doc(doc).nth(at).unwrap_or(0)))
}

/// The records that mean what a record means, as a query.
pub(super) fn like(
    snapshot: &Snapshot,
    plan: &Plan,
    id: FeedbackId,
) -> tantivy::Result<Box<dyn Query>> {
    let near = nearest(
        snapshot,
        plan,
        &Meant { meanings: meanings_of(snapshot, id)?, side: 0 },
        Some(id),
    )?;
    let ids = near.iter().map(|one| {
        let number = u128::from(one.id.0) << 64 | u128::from(one.id.1);
        let id = FeedbackId(number.to_be_bytes());
        Term::from_field_text(snapshot.fields.id, &id.to_string())
    });
    Ok(Box::new(TermSetQuery::new(ids)))
}

/// What the statements of a record mean; nothing where there is no such record.
pub(super) fn meanings_of(snapshot: &Snapshot, id: FeedbackId) -> tantivy::Result<Vec<Meaning>> {
    let term = Term::from_field_text(snapshot.fields.id, &id.to_string());
    let mut found = Vec::new();
    for segment in snapshot.searcher.segment_readers() {
        let meanings = segment.fast_fields().u64("meaning")?;
        for mut list in postings(segment, std::slice::from_ref(&term), IndexRecordOption::Basic)? {
            while list.doc() != TERMINATED {
                if !segment.is_deleted(list.doc()) {
                    let words: Vec<u64> = meanings.values_for_doc(list.doc()).collect();
                    let (whole, _) = words.as_chunks::<{ Meaning::WORDS }>();
                    found.extend(whole.iter().map(|&words| Meaning(words)));
                }
                list.advance();
            }
        }
    }
    Ok(found)
}

/// One list of the records with most of the words, best first, and of the near ones, each with what makes it
/// near.
pub(super) fn fused(mostly: Vec<Found>, near: &[Near]) -> Vec<(Found, Option<Near>)> {
    let place = |found: &Found| (found.segment, found.doc);
    let by_place: BTreeMap<(u32, u32), usize> =
        near.iter().enumerate().map(|(rank, one)| ((one.segment, one.doc), rank)).collect();
    let worth = |rank: usize| 1.0 / (K + rank as f64 + 1.0);
    let mut head: Vec<(f64, Found, Option<Near>)> = Vec::new();
    let mut tail: Vec<(Found, Option<Near>)> = Vec::new();
    let mut placed: BTreeSet<(u32, u32)> = BTreeSet::new();
    for (rank, found) in mostly.into_iter().enumerate() {
        let nearness = by_place.get(&place(&found)).map(|&at| (worth(at), near[at]));
        if rank < FUSED || nearness.is_some() {
            let words = if rank < FUSED { worth(rank) } else { 0.0 };
            placed.insert(place(&found));
            let (meaning, near) = nearness.map_or((0.0, None), |(worth, near)| (worth, Some(near)));
            head.push((words + meaning, found, near));
        } else {
            tail.push((found, None));
        }
    }
    for (rank, one) in near.iter().enumerate() {
        let found = Found::of_near(one);
        if placed.insert(place(&found)) {
            head.push((worth(rank), found, Some(*one)));
        }
    }
    head.sort_by(|(one, found, _), (other, other_found, _)| {
        (other.total_cmp(one))
            .then(other_found.at.cmp(&found.at))
            .then(found.id.cmp(&other_found.id))
    });
    head.into_iter().map(|(_, found, near)| (found, near)).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_stand_for_angles() {
        assert_eq!(cosine(0), 1.0);
        assert!(cosine(128).abs() < 1e-12);
        assert!((cosine(64) - std::f64::consts::FRAC_1_SQRT_2).abs() < 1e-12);
        assert!((cosine(FARTHEST) - 0.50).abs() < 0.01);
    }
}
