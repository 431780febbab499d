//! The search index in step with the corpus.
//!
//! Takes what a night brought, or the whole corpus when the index is of something else; leaves an
//! index that covers every segment, with what others said in records of their own. It is derived:
//! lost or stale, it is made again.

use std::collections::HashSet;

use crate::index::{Filling, Index};
use crate::model::{Corpus, Feedback, FeedbackId, Statement};
use crate::report::phrase::counted;
use crate::store::{Segment, Writer, checkpoint};

use super::Error;
use super::progress::{Event, Step, Tell};

/// Adds a segment to the index when the index covers all before it; otherwise leaves it to
/// [`keep_index`].
pub(super) fn add_to_index<'a>(
    writer: &Writer,
    items: impl IntoIterator<Item = (&'a Feedback, &'a [Statement])>,
    deleted: &[FeedbackId],
    segment: &Segment,
    tell: Tell<'_>,
) -> Result<(), Error> {
    tell(Event::Begin(Step::Indexing, None));
    let number = segment.number;
    if let Ok(mut index) = Index::open(&writer.workspace().index_folder())
        && index.covers() + 1 == number
        && number > 1
    {
        let mut filling = index.fill()?;
        deleted.iter().for_each(|&id| filling.remove(id));
        for (one, statements) in items {
            filling.put(one, statements)?;
        }
        // Never the id of a record that a customer wrote: the segment was written so.
        overhear(writer, segment, &mut filling, |_| true)?;
        filling.commit(number)?;
        checkpoint("index-committed");
        tell(Event::End(Step::Indexing, counted(index.documents(), "record", "records")));
    }
    Ok(())
}

/// Puts what others said in records of their own into the index.
fn overhear(
    writer: &Writer,
    segment: &Segment,
    filling: &mut Filling<'_>,
    mut stays: impl FnMut(FeedbackId) -> bool,
) -> Result<(), Error> {
    for stretch in writer.workspace().overheard(segment)? {
        for one in stretch?.iter().filter(|one| stays(one.id)) {
            filling.put(one, &[])?;
        }
    }
    Ok(())
}

/// Makes the index again from the corpus when it does not cover it: the first night, after a kill
/// between segment and index, after a change of version. `segments` are those of the corpus,
/// ascending.
///
/// # Errors
/// [`Error::Index`] and [`Error::Store`] when the disk refuses.
pub fn keep_index(
    writer: &Writer,
    corpus: &Corpus,
    segments: &[Segment],
    tell: Tell<'_>,
) -> Result<(), Error> {
    let upto = segments.last().map_or(0, |segment| segment.number);
    match Index::open(&writer.workspace().index_folder()) {
        Ok(index) if index.covers() == upto && upto > 0 => return Ok(()),
        Ok(_) => {}
        Err(error) if error.is_stale() => {}
        Err(error) => return Err(error.into()),
    }
    tell(Event::Begin(Step::Indexing, None));
    let folder = writer.fresh_index_folder()?;
    let mut index = Index::create(&folder)?;
    let mut filling = index.fill()?;
    for (row, one) in corpus.feedback().iter().enumerate() {
        filling.put(one, &corpus.statements()[corpus.statements_of(row as u32)])?;
    }
    // Newest first: the first word about an id is the last one said.
    let mut settled: HashSet<FeedbackId> = HashSet::new();
    for segment in segments.iter().rev() {
        overhear(writer, segment, &mut filling, |id| {
            corpus.row_of(id).is_none() && settled.insert(id)
        })?;
        settled.extend(&segment.receipt.deleted);
    }
    filling.commit(upto)?;
    checkpoint("index-committed");
    tell(Event::End(Step::Indexing, counted(index.documents(), "record", "records")));
    Ok(())
}
