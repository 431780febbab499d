//! One message, said again: one voice.
//!
//! Takes what is known of every record but its words (a [`Trace`] each) and gives for each the
//! smallest id of its group. Whole corpus, in one thread; [`voices_after`] takes the groups of an
//! earlier night too and looks only for the copies of what is new, with the same result.
//!
//! Two records are one voice when they lie within some days of each other (or neither is dated),
//! their words are equal or nearly so ([`super::sketch`]), and either one author wrote both, or the
//! text is so long that strangers do not write it by chance: a form sent twice, one customer in two
//! channels, a text that many were asked to paste. Then whoever is linked by a chain of such pairs
//! is one voice. Since a pair depends on nothing but its two records, neither the order of records
//! nor the nights they came in make a difference.
//!
//! Candidates are found by MinHash and locality-sensitive hashing (Broder 1997; Indyk & Motwani
//! 1998) and every candidate is then compared by its sketch. All traces are in memory here; whoever
//! has more of them sorts their keys ([`Trace::keys`]) elsewhere and joins the copies among those
//! that share one ([`join_copies`]): the voices are the same, since they are what all pairs of copies
//! that share a key make, whatever order these are found in.

use std::collections::{HashMap, HashSet};

use crate::model::{AuthorKey, Day, Feedback, FeedbackId};

use super::sketch::{BANDS, band, nearly_equal};

/// Shingles from which two strangers' nearly equal texts are one message: twelve words.
const STRANGERS_FROM: usize = 10;
/// Shingles up to which a text can be nearly equal to one too short for strangers.
const AUTHORS_UPTO: usize = STRANGERS_FROM * 5 / 4;

/// What is known of a record but its words.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    /// The record.
    pub id: FeedbackId,
    /// Who wrote it.
    pub author: Option<AuthorKey>,
    /// The day it was said.
    pub day: Option<Day>,
    /// The sketch of its words, see [`super::sketch`].
    pub sketch: &'a [u32],
}

impl<'a> From<&'a Feedback> for Trace<'a> {
    fn from(feedback: &'a Feedback) -> Trace<'a> {
        Trace {
            id: feedback.id,
            author: feedback.author,
            day: feedback.at.map(|at| at.day()),
            sketch: feedback.sketch.numbers(),
        }
    }
}

impl Trace<'_> {
    /// How many passes there are over the keys.
    pub const PASSES: u32 = BANDS;

    /// Whether the two lie within so many days of each other, or neither is dated: else they are no
    /// copies.
    pub fn near(&self, other: &Trace<'_>, days: u32) -> bool {
        match (self.day, other.day) {
            (None, None) => true,
            (Some(one), Some(other)) => one.since(other).unsigned_abs() <= days,
            _ => false,
        }
    }

    /// Whether the two are one voice by themselves.
    fn is_copy_of(&self, other: &Trace<'_>, days: u32) -> bool {
        let known = self.author.is_some() && self.author == other.author;
        let long = self.sketch.len() >= STRANGERS_FROM && other.sketch.len() >= STRANGERS_FROM;
        (known || long) && self.near(other, days) && nearly_equal(self.sketch, other.sketch)
    }

    /// Whether it is a copy of another by their days and words alone, whoever wrote them: then
    /// records of one day and equal words stand for each other.
    pub fn is_anybodys(&self) -> bool {
        // Longer than what can be nearly equal to a text that is too short for strangers.
        self.sketch.len() > AUTHORS_UPTO
    }

    /// Hands the keys under which its copies are found in one pass to `give`: two copies share a key
    /// of at least one of the [`Trace::PASSES`] passes, and keys of different passes are different.
    pub fn keys(&self, pass: u32, mut give: impl FnMut(u64)) {
        let of_author = |key: u64| {
            self.author.map(|author| {
                let mut half = [0; 8];
                half.copy_from_slice(&author.0[..8]);
                (key ^ u64::from_le_bytes(half)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            })
        };
        match *self.sketch {
            [] => {}
            [first, second] => {
                if pass == 0 {
                    let key = of_author(u64::from(first) << 32 | u64::from(second));
                    key.into_iter().for_each(give);
                }
            }
            _ => {
                let key = band(self.sketch, pass);
                if self.sketch.len() >= STRANGERS_FROM {
                    give(key);
                }
                if self.sketch.len() <= AUTHORS_UPTO {
                    of_author(key).into_iter().for_each(give);
                }
            }
        }
    }
}

/// For every trace, in the order given, the smallest id of those that are one voice with it; its
/// own when there are none.
///
/// Any order of the input gives the same voices. `days` is how far apart copies may lie; 0 means
/// the same day. Linear, but for texts that share a band with many others in so few days.
pub fn voices(traces: &[Trace<'_>], days: u32) -> Vec<FeedbackId> {
    let mut finder = Finder::new(traces, days, vec![true; traces.len()]);
    finder.find();
    finder.voices()
}

/// What [`voices`] gives, when the groups of an earlier corpus are known: the same, at the cost of
/// what is new.
///
/// `traces` ascend by id. `known` are the voices of that corpus' records that were not alone: pairs
/// of record and voice, as [`groups`] gives them. `fresh` are the ids that were added, changed or
/// taken back since, ascending; naming more does no harm. A record that is gone need not be named.
pub fn voices_after(
    traces: &[Trace<'_>],
    days: u32,
    known: &[(FeedbackId, FeedbackId)],
    fresh: &[FeedbackId],
) -> Vec<FeedbackId> {
    let row_of = |id: FeedbackId| traces.binary_search_by_key(&id, |trace| trace.id).ok();
    let mut is_fresh = vec![false; traces.len()];
    for row in fresh.iter().filter_map(|&id| row_of(id)) {
        is_fresh[row] = true;
    }
    // A group that lost a member may have hung together by it: its others are looked at again.
    let lost = |id: FeedbackId| row_of(id).is_none_or(|row| is_fresh[row]);
    let broken: HashSet<FeedbackId> =
        known.iter().filter(|&&(id, _)| lost(id)).map(|&(_, voice)| voice).collect();
    let mut whole = Vec::new();
    for &(id, voice) in known {
        let Some(row) = row_of(id) else { continue };
        if broken.contains(&voice) {
            is_fresh[row] = true;
        } else if let Some(first) = row_of(voice) {
            whole.push((first, row));
        }
    }
    let mut finder = Finder::new(traces, days, is_fresh);
    for (first, row) in whole {
        finder.groups.join(first as u32, row as u32);
    }
    finder.find();
    finder.voices()
}

/// The records that share their voice with another, each with its voice, in the order of `records`:
/// what [`voices_after`] wants to know of this night.
pub fn groups(
    records: impl Iterator<Item = (FeedbackId, FeedbackId)>,
) -> Vec<(FeedbackId, FeedbackId)> {
    let records: Vec<_> = records.collect();
    let shared: HashSet<FeedbackId> =
        records.iter().filter(|(id, voice)| id != voice).map(|&(_, voice)| voice).collect();
    records.into_iter().filter(|(_, voice)| shared.contains(voice)).collect()
}

/// Joins the copies among traces that share a key, by their places; `groups` holds what is known to
/// belong together, and then that too.
///
/// Linear where most are copies of one another, and otherwise the number of traces times that of
/// those within so many days of each.
pub fn join_copies(traces: &[Trace<'_>], days: u32, groups: &mut Groups) {
    let all = std::mem::take(groups);
    let mut bucket: Vec<(u64, u32)> = (0..traces.len() as u32).map(|row| (0, row)).collect();
    let mut finder = Finder { traces, days, fresh: vec![true; traces.len()], groups: all };
    finder.join_copies(&mut bucket);
    *groups = finder.groups;
}

struct Finder<'a> {
    traces: &'a [Trace<'a>],
    days: u32,
    fresh: Vec<bool>,
    groups: Groups,
}

impl<'a> Finder<'a> {
    fn new(traces: &'a [Trace<'a>], days: u32, fresh: Vec<bool>) -> Finder<'a> {
        Finder { traces, days, fresh, groups: Groups::new(traces.len()) }
    }

    /// Joins every pair of copies of which one is fresh.
    fn find(&mut self) {
        let near = self.near_rows();
        let all_fresh = near.iter().all(|&row| self.fresh[row as usize]);
        let mut entries: Vec<(u64, u32)> = Vec::new();
        let mut wanted: HashSet<u64> = HashSet::new();
        // One pass a band: a tenth of the memory of all keys at once.
        for pass in 0..BANDS {
            entries.clear();
            wanted.clear();
            for &row in near.iter().filter(|&&row| self.fresh[row as usize]) {
                self.traces[row as usize].keys(pass, |key| entries.push((key, row)));
            }
            if entries.is_empty() {
                continue;
            }
            // On a first night, when all is fresh, nobody asks.
            if !all_fresh {
                wanted.extend(entries.iter().map(|&(key, _)| key));
            }
            for &row in near.iter().filter(|&&row| !self.fresh[row as usize]) {
                self.traces[row as usize].keys(pass, |key| {
                    if wanted.contains(&key) {
                        entries.push((key, row));
                    }
                });
            }
            entries.sort_unstable();
            for bucket in entries.chunk_by_mut(|one, other| one.0 == other.0) {
                if bucket.len() > 1 {
                    self.join_copies(bucket);
                }
            }
        }
    }

    /// Rows that can be a copy of a fresh one, judged by their day.
    fn near_rows(&self) -> Vec<u32> {
        let fresh = || self.traces.iter().zip(&self.fresh).filter(|(_, fresh)| **fresh);
        let dated = || fresh().filter_map(|(trace, _)| trace.day);
        let undated = fresh().any(|(trace, _)| trace.day.is_none());
        let reach = dated().min().zip(dated().max());
        let is_near = |day: Option<Day>| match (day, reach) {
            (None, _) => undated,
            (Some(_), None) => false,
            (Some(day), Some((first, last))) => {
                first.since(day) <= self.days as i32 && day.since(last) <= self.days as i32
            }
        };
        (0..self.traces.len() as u32)
            .filter(|&row| is_near(self.traces[row as usize].day))
            .collect()
    }

    /// Joins the copies among rows that share a key.
    fn join_copies(&mut self, bucket: &mut [(u64, u32)]) {
        let trace = |row: u32| &self.traces[row as usize];
        if bucket.len() > 2 {
            // Equal texts side by side: most of a large bucket becomes one group in one stroke.
            bucket.sort_unstable_by_key(|&(_, row)| (trace(row).sketch, trace(row).day, row));
        }
        for pair in 1..bucket.len() {
            self.join_if_copies(bucket[pair - 1].1, bucket[pair].1);
        }
        if bucket.len() <= 2 {
            return;
        }
        // What is left: rows outside the largest group, against all that are near in time.
        let mut sizes: HashMap<u32, usize> = HashMap::new();
        for &(_, row) in bucket.iter() {
            *sizes.entry(self.groups.root(row)).or_default() += 1;
        }
        if sizes.len() == 1 {
            return;
        }
        let largest = sizes.iter().map(|(&root, &size)| (size, root)).max();
        let largest = largest.map_or(0, |(_, root)| root);
        bucket.sort_unstable_by_key(|&(_, row)| (self.traces[row as usize].day, row));
        let loose: Vec<usize> =
            (0..bucket.len()).filter(|&at| self.groups.root(bucket[at].1) != largest).collect();
        for at in loose {
            let row = bucket[at].1;
            let here = self.traces[row as usize];
            let near = |other: &(u64, u32)| here.near(&self.traces[other.1 as usize], self.days);
            let before = bucket[..at].iter().rev().take_while(|other| near(other)).count();
            let after = bucket[at + 1..].iter().take_while(|other| near(other)).count();
            for other in &bucket[at - before..=at + after] {
                self.join_if_copies(row, other.1);
            }
        }
    }

    fn join_if_copies(&mut self, one: u32, other: u32) {
        let (a, b) = (one as usize, other as usize);
        if (self.fresh[a] || self.fresh[b])
            && self.groups.root(one) != self.groups.root(other)
            && self.traces[a].is_copy_of(&self.traces[b], self.days)
        {
            self.groups.join(one, other);
        }
    }

    fn voices(mut self) -> Vec<FeedbackId> {
        let rows = 0..self.traces.len();
        let mut smallest: Vec<FeedbackId> = self.traces.iter().map(|trace| trace.id).collect();
        for row in rows.clone() {
            let root = self.groups.root(row as u32) as usize;
            smallest[root] = smallest[root].min(self.traces[row].id);
        }
        rows.map(|row| smallest[self.groups.root(row as u32) as usize]).collect()
    }
}

/// Disjoint sets of numbers from 0, with path halving (Tarjan & van Leeuwen 1984); four bytes each.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    parent: Vec<u32>,
}

impl Groups {
    /// So many numbers, each in a set of its own.
    pub fn new(count: usize) -> Groups {
        Groups { parent: (0..count as u32).collect() }
    }

    /// The smallest number of a number's set.
    pub fn root(&mut self, mut row: u32) -> u32 {
        while self.parent[row as usize] != row {
            let above = self.parent[row as usize];
            self.parent[row as usize] = self.parent[above as usize];
            row = above;
        }
        row
    }

    /// Makes one set of the sets of two numbers.
    pub fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.parent[one.max(other) as usize] = one.min(other);
    }
}

#[cfg(test)]
mod tests;
