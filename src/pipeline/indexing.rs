//! The search index in step with the corpus.
//!
//! Takes what a night brought, or the whole corpus when the index is of something else; leaves an
//! index that covers every segment, with what others said in records of their own. It is derived:
//! lost, stale or damaged, it is made again, aside, while the old one serves. Readers get one whose
//! bytes are compared with what was written as they are read, or were before.

use std::collections::HashSet;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::index::{self, Filling, Index};
use crate::model::{Corpus, Feedback, FeedbackId, Meaning, Statement};
use crate::report::phrase::counted;
use crate::space::Meanings;
use crate::store::{Seal, Sealed, Segment, Workspace, Writer, checkpoint};

use super::Error;
use super::progress::{Event, Step, Tell};

/// An index that an older version wrote, without checksums of its blocks, is read whole before each
/// search where it has no more bytes than this: some milliseconds. A larger one of those is read whole
/// every night, and in between when a file's time changed.
const SMALL: u64 = 16 << 20;
/// How often, and how long after each other, a reader tries again while a writer commits: it
/// removes the files of what it replaced within a moment.
const TRIES: usize = 10;
const PAUSE: Duration = Duration::from_millis(20);

/// The search index, for reading: whole, or an error that says what is wrong with it. Nothing is
/// written. While a writer is at work it is the one that covers the night before. Of a sealed one only
/// what opening needs is read; what a search reads is compared with its checksums then, and a byte that
/// is another is an error of that search.
///
/// # Errors
/// [`Error::Index`] when there is none, or it is damaged or a stranger: `earful run` makes it again;
/// [`Error::Store`] when the disk refuses.
pub fn open_index(workspace: &Workspace) -> Result<Index, Error> {
    let mut tries = TRIES;
    loop {
        tries -= 1;
        let seal = workspace.index_seal()?;
        let opened = open_sealed(workspace, &seal);
        // A writer that came between has left another seal, or none.
        let is_still = workspace.index_seal()? == seal;
        match opened {
            Ok(index) if is_still || tries == 0 => return Ok(index),
            Err(error) if tries == 0 || (is_still && !may_be_at_work(workspace, &seal)) => {
                return Err(error);
            }
            _ => thread::sleep(PAUSE),
        }
    }
}

/// Whether what is wrong with the index may be that a writer changes it right now.
fn may_be_at_work(workspace: &Workspace, seal: &Seal) -> bool {
    let is_open = matches!(workspace.compare_index(seal), Ok(Sealed::Open) | Err(_));
    is_open && workspace.index_folder().exists()
}

fn open_sealed(workspace: &Workspace, seal: &Seal) -> Result<Index, Error> {
    let folder = workspace.index_folder();
    let stale = |why: String| index::Error::Stale { folder: folder.clone(), why };
    let sealed = workspace.compare_index(seal)?;
    if let Sealed::Broken(why) = sealed {
        return Err(stale(format!("it is damaged: {why}")).into());
    }
    let index = Index::open(&folder)?;
    // A guarded one compares what is read of it, so that whose file it is does not matter.
    let is_trusted = match sealed {
        Sealed::Whole(bytes) => index.is_guarded() || bytes > SMALL,
        Sealed::Touched => index.is_guarded(),
        Sealed::Open | Sealed::Broken(_) => false,
    };
    if !is_trusted && !index.is_sound() {
        return Err(stale("it is damaged: its bytes are not those written".to_owned()).into());
    }
    Ok(index)
}

/// The index for a writer: sealed, and every byte of it as it was written.
fn whole(writer: &Writer) -> Result<Option<Index>, Error> {
    let workspace = writer.workspace();
    let sealed = workspace.compare_index(&workspace.index_seal()?)?;
    if !matches!(sealed, Sealed::Whole(_) | Sealed::Touched) {
        return Ok(None);
    }
    match Index::open(&workspace.index_folder()) {
        Ok(index) => Ok(index.is_sound().then_some(index)),
        Err(error) if error.is_stale() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Takes feedback out of the index that serves and leaves it without a seal: [`keep_index`] then
/// makes another one, of which no byte remembers them.
pub(super) fn take_from_index(
    writer: &Writer,
    gone: impl IntoIterator<Item = FeedbackId>,
) -> Result<(), Error> {
    writer.unseal_index()?;
    let without = || -> index::Result<()> {
        let mut index = Index::open(&writer.workspace().index_folder())?;
        let covers = index.covers();
        let mut filling = index.fill()?;
        gone.into_iter().for_each(|id| filling.remove(id));
        filling.commit(covers)
    };
    match without() {
        Ok(()) => Ok(()),
        // What cannot be changed must not serve what is to be forgotten.
        Err(_) => Ok(writer.drop_index()?),
    }
}

/// Adds a segment to the index when the index covers all before it and says so; otherwise leaves it
/// to [`keep_index`].
pub(super) fn add_to_index<'a>(
    writer: &Writer,
    items: impl IntoIterator<Item = (&'a Feedback, &'a [Statement])>,
    deleted: &[FeedbackId],
    segment: &Segment,
    tell: Tell<'_>,
) -> Result<bool, Error> {
    let number = segment.number;
    let whole = if number > 1 { whole(writer)? } else { None };
    if let Some(mut index) = whole.filter(|index| index.covers() + 1 == number) {
        tell(Event::Begin(Step::Indexing, None));
        writer.unseal_index()?;
        let mut meanings = Meanings::new();
        let mut filling = index.fill()?;
        deleted.iter().for_each(|&id| filling.remove(id));
        for (one, statements) in items {
            filling.put(one, statements, &means(&mut meanings, one, statements))?;
        }
        // Never the id of a record that a customer wrote: the segment was written so.
        overhear(writer, segment, &mut filling, |_| true)?;
        filling.commit(number)?;
        checkpoint("index-committed");
        let documents = index.documents();
        drop(index);
        writer.seal_index(&writer.workspace().index_folder())?;
        tell(Event::End(Step::Indexing, counted(documents, "record", "records")));
        return Ok(true);
    }
    Ok(false)
}

/// An index of a corpus in an empty folder, for measuring.
///
/// # Errors
/// [`Error::Index`] when the disk refuses.
pub fn index_of(folder: &Path, corpus: &Corpus) -> Result<Index, Error> {
    let mut index = Index::create(folder)?;
    let mut filling = index.fill()?;
    put_all(&mut filling, corpus)?;
    filling.commit(1)?;
    Ok(index)
}

/// Puts every record of a corpus into an index.
fn put_all(filling: &mut Filling<'_>, corpus: &Corpus) -> Result<(), Error> {
    let mut meanings = Meanings::new();
    for (row, one) in corpus.feedback().iter().enumerate() {
        let statements = &corpus.statements()[corpus.statements_of(row as u32)];
        filling.put(one, statements, &means(&mut meanings, one, statements))?;
    }
    Ok(())
}

/// What each statement of a record means; one that says nothing means nothing.
pub fn meanings(one: &Feedback, statements: &[Statement]) -> Vec<Meaning> {
    means(&mut Meanings::new(), one, statements)
}

fn means(meanings: &mut Meanings, one: &Feedback, statements: &[Statement]) -> Vec<Meaning> {
    let of = |statement: &Statement| match statement.filtered {
        Some(_) => Meaning::NONE,
        None => meanings.of(&one.text.as_str()[statement.span.range()], one.lang),
    };
    statements.iter().map(of).collect()
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
            filling.put(one, &[], &[])?;
        }
    }
    Ok(())
}

/// Makes the index again from the corpus when it does not cover it or is damaged: the first night,
/// after a kill between segment and index, after a change of version, after records were taken out.
/// The old one serves until the new one is whole. `segments` are those of the corpus,
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
    if upto > 0 && whole(writer)?.is_some_and(|index| index.covers() == upto) {
        return Ok(());
    }
    tell(Event::Begin(Step::Indexing, None));
    let folder = writer.index_aside()?;
    let mut index = Index::create(&folder)?;
    let mut filling = index.fill()?;
    put_all(&mut filling, corpus)?;
    // Newest first: the first word about an id is the last one said.
    let mut settled: HashSet<FeedbackId> = HashSet::new();
    for segment in segments.iter().rev() {
        overhear(writer, segment, &mut filling, |id| {
            corpus.row_of(id).is_none() && settled.insert(id)
        })?;
        settled.extend(&segment.receipt.deleted);
    }
    filling.commit(upto)?;
    let documents = index.documents();
    drop(index);
    writer.seal_index(&folder)?;
    checkpoint("index-committed");
    writer.put_index()?;
    tell(Event::End(Step::Indexing, counted(documents, "record", "records")));
    Ok(())
}
