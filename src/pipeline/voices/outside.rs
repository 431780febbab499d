//! Voices told outside memory: what [`crate::intake::voices`] gives, for any number of records.
//!
//! Takes the records without their words as they lie on disk ([`Trail`]); gives those that share a
//! voice, each with it, in a sorted pile. Candidates are what shares a key ([`super::candidates`]);
//! they pass by key after key, in the order of their days, are compared, and joined. Everything that
//! waits, waits in sorted runs on disk. What grows with the records is four bytes for each that
//! shares a key with another.

use std::collections::HashMap;

use crate::intake::{Groups, Trace, join_copies};
use crate::model::FeedbackId;
use crate::store::{Result, Sorted, Spill, Traced, Traces, Trail};

use super::candidates::{self, Candidates, half, trace_of};

/// How much of the work is in memory at once; it changes nothing about what comes out.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of the records that wait in memory.
    pub(super) trail: usize,
    /// Bytes of the keys that wait in memory, twice.
    pub(super) keys: usize,
    /// The same for every pile that is made of candidates alone.
    pub(super) candidates: usize,
    /// Bytes of candidates that share one key and are compared at once, twice.
    pub(super) block: usize,
    /// Records whose keys are made at once.
    pub(super) stretch: usize,
}

/// Together less than reading holds ([`super::super::ingest`]), which is over by then. A block of
/// 8 MiB is some 80,000 short texts that are all candidates of one another.
pub(super) const LIMITS: Limits =
    Limits { trail: 16 << 20, keys: 16 << 20, candidates: 8 << 20, block: 8 << 20, stretch: 8_192 };

/// The voices, under the ids of those who share one with another; `spill` makes piles, each with so
/// many bytes in memory at most.
///
/// # Errors
/// [`crate::store::Error`] when the disk refuses.
pub(super) fn groups(
    limits: Limits,
    trail: &mut Trail,
    days: u32,
    spill: impl Fn(usize) -> Result<Spill>,
) -> Result<Spill> {
    let Candidates { mut rows, mut ids } = candidates::find(limits, trail, &spill)?;
    let mut groups = Groups::new(ids.len() as usize);
    join(&mut rows, days, limits.block, &mut groups)?;
    drop(rows);
    // Group after group, each from its smallest member on: ids ascend with the numbers.
    let mut members = spill(limits.candidates)?;
    let mut sorted = ids.sorted()?;
    let mut row = Vec::new();
    while let Some(key) = sorted.next(&mut row)? {
        let number = half(&key, 1);
        let root = u64::from(groups.root(number as u32));
        members.push(candidates::key(root, number), &row)?;
        row.clear();
    }
    drop(groups);
    let mut told = spill(limits.candidates)?;
    let mut sorted = members.sorted()?;
    // The group at hand, the id of its first member, and whether that has been told.
    let mut group: Option<(u64, [u8; 16], bool)> = None;
    while let Some(key) = sorted.next(&mut row)? {
        let id: [u8; 16] = row.first_chunk().copied().unwrap_or_default();
        row.clear();
        match &mut group {
            Some((root, voice, is_told)) if *root == half(&key, 0) => {
                if !std::mem::replace(is_told, true) {
                    told.push(*voice, voice)?;
                }
                told.push(id, voice)?;
            }
            _ => group = Some((half(&key, 0), id, false)),
        }
    }
    Ok(told)
}

/// Joins the copies among candidates, by their numbers.
fn join(rows: &mut Spill, days: u32, most: usize, groups: &mut Groups) -> Result<()> {
    let mut reader = Reader { sorted: rows.sorted()?, at: None, row: Vec::new() };
    reader.advance()?;
    let (mut block, mut later) = (Block::default(), Block::default());
    while reader.fill(&mut block, most, groups)? {
        join_all(&[&block], days, groups);
        if reader.key() != Some(block.key) {
            continue;
        }
        // The key goes on: against all that is near in time, which comes next.
        let mut ahead = reader.clone();
        while ahead.key() == Some(block.key) && ahead.fill(&mut later, most, groups)? {
            if !block.reaches(&later, days) {
                break;
            }
            join_all(&[&block, &later], days, groups);
        }
    }
    Ok(())
}

/// Candidates, key after key, in the order of their days.
#[derive(Clone)]
struct Reader<'a> {
    sorted: Sorted<'a>,
    /// What the row at hand is under; `None` after the last.
    at: Option<[u8; 16]>,
    row: Vec<u8>,
}

impl Reader<'_> {
    fn advance(&mut self) -> Result<()> {
        self.row.clear();
        self.at = self.sorted.next(&mut self.row)?;
        Ok(())
    }

    /// The key that the row at hand shares.
    fn key(&self) -> Option<u64> {
        self.at.map(|at| half(&at, 0))
    }

    /// Takes candidates that share the key of the row at hand, in the place of what was in the
    /// block, as many as it holds; false at the end. Of records that stand for each other only the
    /// first is taken, and the others joined to it.
    fn fill(&mut self, block: &mut Block, most: usize, groups: &mut Groups) -> Result<bool> {
        let Some(key) = self.key() else { return Ok(false) };
        block.key = key;
        block.bytes = 0;
        block.numbers.clear();
        block.traces.clear();
        while self.key() == Some(key) && (block.bytes < most || block.numbers.is_empty()) {
            let (number, trace) = candidates::parts(&self.row);
            block.traces.unpack(FeedbackId::default(), trace)?;
            match block.numbers.last() {
                Some(&stands) if block.ends_with_one() => {
                    groups.join(stands, number);
                    block.traces.pop();
                }
                _ => {
                    block.bytes += trace.len() + EACH;
                    block.numbers.push(number);
                }
            }
            self.advance()?;
        }
        Ok(true)
    }
}

/// Candidates that share a key.
#[derive(Default)]
struct Block {
    key: u64,
    bytes: usize,
    /// What they are in the groups.
    numbers: Vec<u32>,
    traces: Traces,
}

/// Bytes of a candidate in memory beside its sketch.
const EACH: usize = size_of::<Traced>() + size_of::<Trace<'_>>() + 16;

impl Block {
    /// Whether the last two records stand for each other.
    fn ends_with_one(&self) -> bool {
        let [.., last, this] = self.traces.rows() else { return false };
        let (last, this) = (trace_of(&self.traces, last), trace_of(&self.traces, this));
        this.is_anybodys() && last.day == this.day && last.sketch == this.sketch
    }

    /// Whether anything of a block that comes after this one may be near anything of this one.
    fn reaches(&self, later: &Block, days: u32) -> bool {
        // The undated come first, then the days ascend: if these two are not near, none are.
        match (self.traces.rows().last(), later.traces.rows().first()) {
            (Some(last), Some(first)) => {
                trace_of(&self.traces, last).near(&trace_of(&later.traces, first), days)
            }
            _ => false,
        }
    }
}

/// Joins the copies among the candidates of some blocks that share a key.
fn join_all(blocks: &[&Block], days: u32, groups: &mut Groups) {
    let numbers = || blocks.iter().flat_map(|block| block.numbers.iter().copied());
    let Some(first) = numbers().next() else { return };
    let root = groups.root(first);
    // Most keys are shared by two that another key has brought together already.
    if numbers().all(|number| groups.root(number) == root) {
        return;
    }
    let traces: Vec<Trace<'_>> = blocks
        .iter()
        .flat_map(|block| block.traces.rows().iter().map(|one| trace_of(&block.traces, one)))
        .collect();
    // By their places here, with what is known of them.
    let mut places = Groups::new(traces.len());
    let mut known: HashMap<u32, u32> = HashMap::new();
    for (place, number) in (0..).zip(numbers()) {
        let first = *known.entry(groups.root(number)).or_insert(place);
        places.join(first, place);
    }
    join_copies(&traces, days, &mut places);
    let numbers: Vec<u32> = numbers().collect();
    for (place, &number) in (0..).zip(&numbers) {
        groups.join(numbers[places.root(place) as usize], number);
    }
}
