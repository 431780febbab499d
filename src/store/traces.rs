//! What voices are told from, without the words: who, when, and the sketch of what was said.
//!
//! Takes the segments; gives every record of the corpus as it stands by these few columns, in the
//! order of their ids, a stretch at a time. For whoever takes files in without analysing them: rows
//! wait in a [`Spill`], so that memory is that of the spill, of a row group, and of what a Parquet
//! file says of its row groups at its end.

use std::ops::Range;

use parquet::data_type::{ByteArrayType, Int64Type};

use crate::model::{AuthorKey, FeedbackId, Timestamp};

use super::bytes::{Fault, In, Out};
use super::columns::{GroupReader, TableReader};
use super::error::{Error, Result};
use super::segment::FEEDBACK;
use super::spill::{Sorted, Spill};
use super::table_feedback::{SKETCH, seconds};
use super::workspace::Writer;

/// Every record of a corpus without its words; most of it is on disk.
pub struct Trail(Spill);

impl Writer {
    /// The records of the corpus as it stands, without their words, at most so many bytes of them
    /// in memory; `None` when a segment of another version of the program holds no sketches of this
    /// one's kind.
    ///
    /// # Errors
    /// As [`super::Workspace::load`], and [`Error::Full`] where the rows that wait find no room.
    pub fn trail(&self, most: usize) -> Result<Option<Trail>> {
        let workspace = self.workspace();
        let (segments, erased) = (workspace.segments()?, workspace.erased()?);
        let mut rows = self.spill(most)?;
        // Newest first: of the rows of one id the first is the last word about it.
        for (at, segment) in segments.iter().enumerate().rev() {
            let table = TableReader::open(&workspace.sound(segment, FEEDBACK)?)?;
            for group in 0..table.groups() {
                let keep = |id, author: Option<AuthorKey>| {
                    erased.is_empty()
                        || !(erased.has_record(id)
                            || author.is_some_and(|author| erased.has_author(author)))
                };
                if !put_group(&table.group(group)?, keep, &mut rows)? {
                    return Ok(None);
                }
            }
            // Of the oldest segment nothing can be taken back.
            let deleted = if at > 0 { &segment.receipt.deleted[..] } else { &[] };
            deleted.iter().try_for_each(|id| rows.push(id.0, GONE))?;
        }
        Ok(Some(Trail(rows)))
    }
}

impl Trail {
    /// The records in the order of their ids, from the first.
    ///
    /// # Errors
    /// [`Error::Io`] when the disk refuses.
    pub fn traces(&mut self) -> Result<TraceReader<'_>> {
        Ok(TraceReader { sorted: self.0.sorted()?, last: None, bytes: Vec::new() })
    }
}

/// The records of a [`Trail`], ascending id.
pub struct TraceReader<'a> {
    sorted: Sorted<'a>,
    /// The id about which the last word has been said.
    last: Option<FeedbackId>,
    bytes: Vec<u8>,
}

impl TraceReader<'_> {
    /// Puts the next records, so many at most, in the place of those of `into`; none after the last.
    ///
    /// # Errors
    /// [`Error::Io`] when the disk refuses.
    pub fn read(&mut self, into: &mut Traces, most: usize) -> Result<()> {
        into.clear();
        while into.rows.len() < most {
            self.bytes.clear();
            let Some(key) = self.sorted.next(&mut self.bytes)? else { break };
            let id = FeedbackId(key);
            let is_first = self.last.replace(id) != Some(id);
            if is_first && self.bytes != GONE {
                into.push(id, &self.bytes).map_err(|why| Error::Unstorable {
                    what: format!("what was put aside of {id}: {why}"),
                })?;
            }
        }
        Ok(())
    }
}

/// One record of [`Traces`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// The record.
    pub id: FeedbackId,
    /// Who said it.
    pub author: Option<AuthorKey>,
    /// When.
    pub at: Option<Timestamp>,
    sketch: Range<usize>,
}

/// Some records without their words, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    rows: Vec<Traced>,
    /// The numbers of all sketches.
    numbers: Vec<u32>,
}

impl Traces {
    /// The records, in the order they were added.
    pub fn rows(&self) -> &[Traced] {
        &self.rows
    }

    /// The numbers of a record's sketch ([`crate::model::Sketch::numbers`]).
    pub fn sketch(&self, of: &Traced) -> &[u32] {
        &self.numbers[of.sketch.clone()]
    }

    /// Lets go of all records.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.numbers.clear();
    }

    /// Lets go of the record that was added last.
    pub fn pop(&mut self) {
        if let Some(last) = self.rows.pop() {
            self.numbers.truncate(last.sketch.start);
        }
    }

    /// Adds the record that [`Traces::pack`] made these bytes of.
    ///
    /// # Errors
    /// [`Error::Unstorable`] when they are not of it.
    pub fn unpack(&mut self, id: FeedbackId, bytes: &[u8]) -> Result<()> {
        self.push(id, bytes)
            .map_err(|why| Error::Unstorable { what: format!("what was put aside: {why}") })
    }

    /// Appends all of a record but its id as bytes, for as long as it is put aside.
    pub fn pack(&self, one: &Traced, into: &mut Vec<u8>) {
        let mut out = Out(std::mem::take(into));
        put(&mut out, one.author, one.at);
        self.sketch(one).iter().for_each(|&number| out.u32(number));
        *into = out.0;
    }

    fn push(&mut self, id: FeedbackId, bytes: &[u8]) -> std::result::Result<(), Fault> {
        let mut input = In(bytes);
        let author = input.bool()?.then(|| input.id().map(AuthorKey)).transpose()?;
        let at = input.bool()?.then(|| input.u64()).transpose()?;
        let (numbers, rest) = input.0.as_chunks::<4>();
        if !rest.is_empty() {
            return Err("a sketch that ends within a number".to_owned());
        }
        let start = self.numbers.len();
        self.numbers.extend(numbers.iter().copied().map(u32::from_le_bytes));
        let at = at.map(|seconds| Timestamp(seconds.cast_signed()));
        self.rows.push(Traced { id, author, at, sketch: start..self.numbers.len() });
        Ok(())
    }
}

/// The bytes of a record that was taken back: those of a record are two at least.
const GONE: &[u8] = &[];

/// Writes what stands before a sketch.
fn put(out: &mut Out, author: Option<AuthorKey>, at: Option<Timestamp>) {
    out.u8(u8::from(author.is_some()));
    if let Some(author) = author {
        out.raw(&author.0);
    }
    out.u8(u8::from(at.is_some()));
    if let Some(at) = at {
        out.u64(at.0.cast_unsigned());
    }
}

/// Puts the rows of a group aside that `keep` lets pass; false when they have no sketches to use.
fn put_group(
    group: &GroupReader<'_>,
    keep: impl Fn(FeedbackId, Option<AuthorKey>) -> bool,
    rows: &mut Spill,
) -> Result<bool> {
    if !group.has(SKETCH) {
        return Ok(false);
    }
    let ids = group.required::<ByteArrayType>("id")?;
    let authors = group.optional::<ByteArrayType>("author")?;
    let ats = group.optional::<Int64Type>("created_at")?;
    let sketches = group.required::<ByteArrayType>(SKETCH)?;
    let mut out = Out::default();
    for row in 0..group.rows {
        let id = FeedbackId(group.id(&ids[row])?);
        let author = authors[row].as_ref().map(|key| group.id(key).map(AuthorKey)).transpose()?;
        if !keep(id, author) {
            continue;
        }
        out.0.clear();
        put(&mut out, author, ats[row].map(seconds));
        // A tail of less than a number is none.
        out.raw(sketches[row].data().as_chunks::<4>().0.as_flattened());
        rows.push(id.0, &out.0)?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            author in proptest::option::of(any::<[u8; 16]>()),
            at in proptest::option::of(any::<i64>()),
            numbers in proptest::collection::vec(any::<u32>(), 0..70),
        ) {
            let row = Traced {
                id: FeedbackId([3; 16]),
                author: author.map(AuthorKey),
                at: at.map(Timestamp),
                sketch: 0..numbers.len(),
            };
            let one = Traces { rows: vec![row], numbers };
            let mut bytes = Vec::new();
            one.pack(&one.rows[0], &mut bytes);
            let mut back = Traces::default();
            back.unpack(FeedbackId([3; 16]), &bytes).expect("just packed");
            prop_assert_ne!(&bytes[..], GONE);
            prop_assert_eq!(back, one);
        }

        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Traces::default().unpack(FeedbackId([0; 16]), &bytes);
        }
    }
}
