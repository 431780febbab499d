//! The search index in step with the corpus.
//!
//! Takes what a night brought, or the whole corpus when the index is of something else; leaves an
//! index that covers every segment. It is derived: lost or stale, it is made again.

use crate::index::Index;
use crate::model::{Corpus, Feedback, FeedbackId, Statement};
use crate::report::phrase::counted;
use crate::store::{Writer, checkpoint};

use super::Error;
use super::progress::{Event, Step, Tell};

/// Adds a segment to the index when the index covers all before it; otherwise leaves it to
/// [`keep_index`].
pub(super) fn add_to_index<'a>(
    writer: &Writer,
    items: impl IntoIterator<Item = (&'a Feedback, &'a [Statement])>,
    deleted: &[FeedbackId],
    number: u32,
    tell: Tell<'_>,
) -> Result<(), Error> {
    tell(Event::Begin(Step::Indexing, None));
    if let Ok(mut index) = Index::open(&writer.workspace().index_folder())
        && index.covers() + 1 == number
        && number > 1
    {
        index.update(items, deleted, number)?;
        checkpoint("index-committed");
        tell(Event::End(Step::Indexing, counted(index.documents(), "record", "records")));
    }
    Ok(())
}

/// Makes the index again from the corpus when it does not cover it: the first night, after a kill
/// between segment and index, after a change of version.
///
/// # Errors
/// [`Error::Index`] and [`Error::Store`] when the disk refuses.
pub fn keep_index(
    writer: &Writer,
    corpus: &Corpus,
    upto: u32,
    tell: Tell<'_>,
) -> Result<(), Error> {
    match Index::open(&writer.workspace().index_folder()) {
        Ok(index) if index.covers() == upto && upto > 0 => return Ok(()),
        Ok(_) => {}
        Err(error) if error.is_stale() => {}
        Err(error) => return Err(error.into()),
    }
    tell(Event::Begin(Step::Indexing, None));
    let folder = writer.fresh_index_folder()?;
    let mut index = Index::create(&folder)?;
    let items =
        corpus.feedback().iter().enumerate().map(|(row, feedback)| {
            (feedback, &corpus.statements()[corpus.statements_of(row as u32)])
        });
    index.update(items, &[], upto)?;
    checkpoint("index-committed");
    tell(Event::End(Step::Indexing, counted(index.documents(), "record", "records")));
    Ok(())
}
