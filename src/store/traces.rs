//! What voices are told from, without the words: who, when, and the sketch of what was said.
//!
//! Takes the segments; gives every record of the corpus as it stands by these few columns, a
//! quarter of what the corpus itself takes in memory. For whoever takes files in without analysing
//! them.

use std::ops::Range;

use parquet::data_type::{ByteArrayType, Int64Type};

use crate::model::{AuthorKey, FeedbackId, Timestamp};

use super::columns::{GroupReader, TableReader};
use super::error::Result;
use super::load::Settled;
use super::segment::FEEDBACK;
use super::table_feedback::{SKETCH, seconds};
use super::workspace::Workspace;

/// One record of [`Traces`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// The record.
    pub id: FeedbackId,
    /// Who said it.
    pub author: Option<AuthorKey>,
    /// When.
    pub at: Option<Timestamp>,
    sketch: Range<u32>,
}

/// Every record of a corpus, ascending id, without its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    rows: Vec<Traced>,
    /// The numbers of all sketches, one behind the other.
    numbers: Vec<u32>,
}

impl Traces {
    /// The records, ascending id.
    pub fn rows(&self) -> &[Traced] {
        &self.rows
    }

    /// The numbers of a record's sketch ([`crate::model::Sketch::numbers`]).
    pub fn sketch(&self, of: &Traced) -> &[u32] {
        &self.numbers[of.sketch.start as usize..of.sketch.end as usize]
    }
}

impl Workspace {
    /// The records of the corpus as it stands, without their words; `None` when a segment of
    /// another version of the program holds no sketches of this one's kind, or there are more
    /// numbers than 32 bits can count.
    ///
    /// # Errors
    /// As [`Workspace::load`].
    pub fn traces(&self) -> Result<Option<Traces>> {
        let (segments, erased) = (self.segments()?, self.erased()?);
        let mut settled = Settled::new(segments.len());
        let most: u64 = segments.iter().map(|segment| segment.receipt.feedback).sum();
        let rows = Vec::with_capacity(usize::try_from(most).unwrap_or(0));
        let mut traces = Traces { rows, numbers: Vec::new() };
        for segment in segments.iter().rev() {
            let table = TableReader::open(&self.sound(segment, FEEDBACK)?)?;
            for at in 0..table.groups() {
                let group = table.group(at)?;
                let keep = |id, author: Option<AuthorKey>| {
                    let is_erased = !erased.is_empty()
                        && (erased.has_record(id)
                            || author.is_some_and(|author| erased.has_author(author)));
                    !is_erased && settled.opens(id)
                };
                if !read_group(&group, keep, &mut traces)? {
                    return Ok(None);
                }
            }
            segment.receipt.deleted.iter().for_each(|&id| settled.note(id));
        }
        traces.rows.sort_unstable_by_key(|one| one.id);
        Ok(Some(traces))
    }
}

/// Adds the rows of a group that `keep` lets pass; false when they have no sketches to use.
fn read_group(
    group: &GroupReader<'_>,
    mut keep: impl FnMut(FeedbackId, Option<AuthorKey>) -> bool,
    traces: &mut Traces,
) -> Result<bool> {
    if !group.has(SKETCH) {
        return Ok(false);
    }
    let ids = group.required::<ByteArrayType>("id")?;
    let authors = group.optional::<ByteArrayType>("author")?;
    let ats = group.optional::<Int64Type>("created_at")?;
    let sketches = group.required::<ByteArrayType>(SKETCH)?;
    for row in 0..group.rows {
        let id = FeedbackId(group.id(&ids[row])?);
        let author = authors[row].as_ref().map(|key| group.id(key).map(AuthorKey)).transpose()?;
        if !keep(id, author) {
            continue;
        }
        let numbers = sketches[row].data().as_chunks::<4>().0.iter().copied();
        let start = traces.numbers.len();
        traces.numbers.extend(numbers.map(u32::from_le_bytes));
        let range = (u32::try_from(start), u32::try_from(traces.numbers.len()));
        let (Ok(start), Ok(end)) = range else { return Ok(false) };
        traces.rows.push(Traced { id, author, at: ats[row].map(seconds), sketch: start..end });
    }
    Ok(true)
}
