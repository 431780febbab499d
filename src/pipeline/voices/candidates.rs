//! Which records may be copies of one another: those that share a key.
//!
//! Takes the records without their words as they lie on disk; gives those that share a key with
//! another, key after key, each with what it is compared by. Two sorts: all keys, so that those of
//! one record alone fall away (nearly all do); and the rest by their records, to pass beside these
//! once and take along what is known of them. Keys of the first passes and of the last are made and
//! sorted at the same time, on two cores.

use std::ops::Range;

use crate::intake::Trace;
use crate::model::Day;
use crate::store::{Error, Result, Spill, Traced, Traces, Trail};

use super::outside::Limits;

/// What may be a copy of something.
pub(super) struct Candidates {
    /// Under a key that is shared, in the order of days: the number of a record ([`parts`]) and what
    /// [`Traces::pack`] makes of it.
    pub(super) rows: Spill,
    /// The ids of these records under their numbers, which ascend as they do, from 0.
    pub(super) ids: Spill,
}

/// Finds all records that share a key with another.
pub(super) fn find(
    limits: Limits,
    trail: &mut Trail,
    spill: impl Fn(usize) -> Result<Spill>,
) -> Result<Candidates> {
    let half = Trace::PASSES / 2;
    let mut one = Keys { passes: 0..half, keys: spill(limits.keys)? };
    let mut other = Keys { passes: half..Trace::PASSES, keys: spill(limits.keys)? };
    let mut traces = Traces::default();
    let mut reader = trail.traces()?;
    let mut place = 0;
    loop {
        reader.read(&mut traces, limits.stretch)?;
        if traces.rows().is_empty() {
            break;
        }
        let (first, second) =
            rayon::join(|| one.take(&traces, place), || other.take(&traces, place));
        first.and(second)?;
        place += traces.rows().len() as u64;
    }
    drop(reader);
    let (into, more) = (spill(limits.candidates)?, spill(limits.candidates)?);
    let (shared, more) = rayon::join(|| one.shared(into), || other.shared(more));
    let (mut shared, mut more) = (shared?, more?);
    let mut sorted = more.sorted()?;
    while let Some(key) = sorted.next(&mut Vec::new())? {
        shared.push(key, &[])?;
    }
    let (rows, ids) = (spill(limits.candidates)?, spill(limits.candidates)?);
    known(limits, trail, &mut shared, Candidates { rows, ids })
}

/// The keys of some passes.
struct Keys {
    passes: Range<u32>,
    /// Nothing under each key, followed by the place of its record among all.
    keys: Spill,
}

impl Keys {
    /// Takes the keys of the records from a place on.
    fn take(&mut self, traces: &Traces, from: u64) -> Result<()> {
        let mut keys = Vec::new();
        for (place, one) in (from..).zip(traces.rows()) {
            let trace = trace_of(traces, one);
            keys.clear();
            self.passes.clone().for_each(|pass| trace.keys(pass, |key| keys.push(key)));
            keys.iter().try_for_each(|&shared| self.keys.push(key(shared, place), &[]))?;
        }
        Ok(())
    }

    /// Puts the keys that more than one record has into `into`, each behind the place of the record.
    fn shared(mut self, mut into: Spill) -> Result<Spill> {
        let mut sorted = self.keys.sorted()?;
        let mut nothing = Vec::new();
        // The last one, and whether it was put.
        let mut last: Option<(u64, u64, bool)> = None;
        while let Some(at) = sorted.next(&mut nothing)? {
            let (shared, place) = (half(&at, 0), half(&at, 1));
            let is_put = match last {
                Some((before, first, is_put)) if before == shared => {
                    if !is_put {
                        into.push(key(first, shared), &[])?;
                    }
                    into.push(key(place, shared), &[])?;
                    true
                }
                _ => false,
            };
            last = Some((shared, place, is_put));
        }
        Ok(into)
    }
}

/// Puts what is known of the records beside the keys they share.
fn known(
    limits: Limits,
    trail: &mut Trail,
    shared: &mut Spill,
    mut found: Candidates,
) -> Result<Candidates> {
    let mut sorted = shared.sorted()?;
    let mut nothing = Vec::new();
    let mut next = sorted.next(&mut nothing)?;
    let mut traces = Traces::default();
    let mut reader = trail.traces()?;
    let (mut place, mut row) = (0, Vec::new());
    while next.is_some() {
        reader.read(&mut traces, limits.stretch)?;
        if traces.rows().is_empty() {
            break;
        }
        for (place, one) in (place..).zip(traces.rows()) {
            let Some(mut at) = next.filter(|at| half(at, 0) == place) else { continue };
            let number = u32::try_from(found.ids.len()).map_err(|_| Error::Unstorable {
                what: "voices of more than 4,294,967,295 records that resemble another".to_owned(),
            })?;
            found.ids.push(key(0, u64::from(number)), &one.id.0)?;
            row.clear();
            row.extend_from_slice(&number.to_le_bytes());
            traces.pack(one, &mut row);
            let order = order_of(&trace_of(&traces, one));
            loop {
                found.rows.push(key(half(&at, 1), order), &row)?;
                next = sorted.next(&mut nothing)?;
                match next.filter(|at| half(at, 0) == place) {
                    Some(another) => at = another,
                    None => break,
                }
            }
        }
        place += traces.rows().len() as u64;
    }
    Ok(found)
}

/// A candidate's number, and what [`Traces::unpack`] takes.
pub(super) fn parts(row: &[u8]) -> (u32, &[u8]) {
    row.split_first_chunk().map_or((0, row), |(number, trace)| (u32::from_le_bytes(*number), trace))
}

/// What orders the candidates of one key: the undated, then day after day; of a day equal sketches
/// side by side.
fn order_of(trace: &Trace<'_>) -> u64 {
    // The days from the first to the last, behind 0.
    let day = trace.day.map_or(0, |Day(day)| (day.cast_unsigned() ^ 1 << 31).max(1));
    // FNV-1a (Fowler, Noll & Vo) over numbers that are hashes already.
    let equal = trace
        .sketch
        .iter()
        .fold(0x811c_9dc5_u32, |hash, &number| (hash ^ number).wrapping_mul(0x0100_0193));
    u64::from(day) << 32 | u64::from(equal)
}

/// Two numbers as bytes that are ordered by the first, then by the second.
pub(super) fn key(first: u64, second: u64) -> [u8; 16] {
    (u128::from(first) << 64 | u128::from(second)).to_be_bytes()
}

/// The first (0) or second (1) number of a [`key`].
pub(super) fn half(key: &[u8; 16], at: usize) -> u64 {
    let both = u128::from_be_bytes(*key);
    (if at == 0 { both >> 64 } else { both }) as u64
}

/// A record as voices are told from it.
pub(super) fn trace_of<'a>(traces: &'a Traces, one: &Traced) -> Trace<'a> {
    Trace {
        id: one.id,
        author: one.author,
        day: one.at.map(|at| at.day()),
        sketch: traces.sketch(one),
    }
}
