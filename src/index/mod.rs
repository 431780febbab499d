//! Corpus to hits: full-text search. Knows nothing of themes: callers pass ids.
//!
//! Takes feedback with its statements and keeps a search index of it in step, segment by segment;
//! gives pages of hits. Derived: whatever is wrong with it, it is made again from the corpus. It
//! never ranks by anything but words and dates, and never escapes what it shows.
//!
//! The query language (all words are required unless joined by `OR`):
//!
//! | written | finds |
//! |---|---|
//! | `crash login` | both words, in any of their forms (`crashes`, `crashing`) |
//! | `"log in"` | side by side, in this order |
//! | `crash OR freeze` | either; binds looser than words side by side |
//! | `-refund`, `NOT refund` | without it |
//! | `(crash OR freeze) login` | grouped |
//! | `log*` | words that begin so |
//! | `title:slow`, `question:price` | in the title, in the question answered |
//! | `source:tickets`, `kind:review`, `lang:de`, `product:app`, `id:…` | by what is known |
//! | `stance:complaint`, `polarity:negative`, `severity:>=2` | by what a statement of it does |
//! | `rating:1..2`, `stars:<=2`, `nps:>8`, `satisfaction:<0.5` | by rating: as given, of one kind, from 0 to 1 |
//! | `date:2026-03`, `since:2026-01-15`, `until:2026` | by day, month or year |
//! | `country:DE`, `plan:"pro plus"` | by any segment of the data |
//!
//! Function words (`the`, `on`) outside quotation marks are not required when another word is
//! there. Nothing is guessed: when a search finds nothing, [`Page::words`] says which word is at
//! fault.

mod document;
mod error;
mod filters;
mod grammar;
mod plan;
mod schema;
mod search;
mod snapshot;
mod snippet;
mod unlocked;
mod values;
mod words;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::{Directory, IndexReader, IndexWriter, ReloadPolicy, TantivyError, Term};

use crate::model::{Feedback, FeedbackId, Statement};
use crate::text::Analyser;

use schema::{Fields, GIVEN, Given};
use snapshot::Snapshot;
use unlocked::Unlocked;

pub use document::Polarity;
pub use error::{Error, QueryError, Result};
pub use search::{Hit, Order, Page, Search};
pub use snippet::Snippet;
pub use words::Words;

/// Name of the file that says who made the index.
const FINGERPRINT: &str = "fingerprint";
/// Memory for documents being indexed. The engine wants 15 MB at least; with this much a first
/// night of 100,000 records is one or two flushes.
const ARENA: usize = 64 << 20;

/// A search index on disk, open for reading, and for writing by one at a time.
pub struct Index {
    folder: PathBuf,
    engine: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    snapshot: Snapshot,
    covers: u32,
}

impl Index {
    /// Opens the index in a folder. To read it nothing is written, not even a lock, so that it may
    /// stand on a disk that cannot be written to.
    ///
    /// While somebody commits to the index, opening it may fail once: try again.
    ///
    /// # Errors
    /// [`Error::Stale`] when there is none, when another version made it, or when it cannot be
    /// read: empty the folder and [`Index::create`] it.
    pub fn open(folder: &Path) -> Result<Index> {
        let stale = |why: String| Error::Stale { folder: folder.to_owned(), why };
        let directory =
            MmapDirectory::open(folder).map_err(|_| stale("there is none yet".to_owned()))?;
        let directory = Unlocked(directory);
        let found = directory.atomic_read(Path::new(FINGERPRINT)).unwrap_or_default();
        if found != schema::fingerprint().as_bytes() {
            return Err(stale("another version made it".to_owned()));
        }
        let engine = tantivy::Index::open(directory).map_err(|e| stale(e.to_string()))?;
        let (schema, fields) = schema::schema();
        if engine.schema() != schema {
            return Err(stale("it has other fields".to_owned()));
        }
        Index::with(folder, engine, fields).map_err(|error| match error {
            Error::Failed { why, .. } => stale(why),
            other => other,
        })
    }

    /// Makes a new, empty index in an empty folder that exists.
    ///
    /// # Errors
    /// [`Error::Failed`] when the folder cannot be written.
    pub fn create(folder: &Path) -> Result<Index> {
        let failed = |why: String| Error::Failed { folder: folder.to_owned(), why };
        let (schema, fields) = schema::schema();
        let directory = MmapDirectory::open(folder).map_err(|e| failed(e.to_string()))?;
        let engine = tantivy::Index::create(directory.clone(), schema, Default::default())
            .map_err(|e| failed(e.to_string()))?;
        // Last, so that a folder that died halfway is a stranger.
        directory
            .atomic_write(Path::new(FINGERPRINT), schema::fingerprint().as_bytes())
            .map_err(|e| failed(e.to_string()))?;
        Index::with(folder, engine, fields)
    }

    fn with(folder: &Path, engine: tantivy::Index, fields: Fields) -> Result<Index> {
        let failed =
            |e: TantivyError| Error::Failed { folder: folder.to_owned(), why: e.to_string() };
        engine.tokenizers().register(GIVEN, Given::default());
        let reader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(failed)?;
        let snapshot = Snapshot::take(reader.searcher(), fields).map_err(failed)?;
        let covers = covered(&engine).map_err(failed)?;
        Ok(Index { folder: folder.to_owned(), engine, fields, reader, snapshot, covers })
    }

    /// Whether every byte of the index is the one that was written. Reads all of it: worth it once
    /// a night, before adding to it; a folder that fails is made again.
    pub fn is_sound(&self) -> bool {
        self.engine.validate_checksum().is_ok_and(|damaged| damaged.is_empty())
    }

    /// The last segment of the corpus the index covers; 0 for a new one.
    pub fn covers(&self) -> u32 {
        self.covers
    }

    /// Pieces of feedback in the index.
    pub fn documents(&self) -> u64 {
        self.snapshot.documents
    }

    /// Begins to change the index; nothing is seen of it before [`Filling::commit`].
    ///
    /// # Errors
    /// [`Error::Busy`] when another process writes, [`Error::Failed`] when the disk refuses.
    pub fn fill(&mut self) -> Result<Filling<'_>> {
        // One thread of the engine beside this one, which analyses: two cores are busy.
        let writer = self.engine.writer_with_num_threads(1, ARENA);
        let writer = writer.map_err(|error| match error {
            TantivyError::LockFailure(..) => Error::Busy { folder: self.folder.clone() },
            other => self.failed(&other),
        })?;
        let is_new = self.snapshot.searcher.segment_readers().is_empty();
        Ok(Filling { index: self, writer, analyser: Analyser::new(), is_new })
    }

    /// Brings the index up to segment `upto`: each of `upserts` takes the place of what had its
    /// id, `deletes` go. An id occurs once among `upserts`; one that is also in `deletes` stays.
    /// One commit: after a kill the index covers either what it did before or `upto`.
    ///
    /// # Errors
    /// [`Error::Busy`] when another process writes, [`Error::Failed`] when the disk refuses; then
    /// nothing has changed.
    pub fn update<'a>(
        &mut self,
        upserts: impl IntoIterator<Item = (&'a Feedback, &'a [Statement])>,
        deletes: &[FeedbackId],
        upto: u32,
    ) -> Result<()> {
        let mut filling = self.fill()?;
        deletes.iter().for_each(|&id| filling.remove(id));
        for (feedback, statements) in upserts {
            filling.put(feedback, statements)?;
        }
        filling.commit(upto)
    }

    /// Runs a search. The same corpus gives the same page, however the index came about.
    ///
    /// # Errors
    /// [`Error::Query`] when the query cannot be read, with the place and a hint;
    /// [`Error::Failed`] when the disk refuses.
    pub fn search(&self, search: &Search<'_>) -> Result<Page> {
        let plan = plan::plan(&self.snapshot, search).map_err(|fault| match fault {
            plan::Fault::Query(error) => Error::Query(error),
            plan::Fault::Disk(error) => self.failed(&error),
        })?;
        search::run(&self.snapshot, &plan, search).map_err(|error| self.failed(&error))
    }

    /// Everything that a search finds, ascending id, whatever page it asks for.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn ids(&self, search: &Search<'_>) -> Result<Vec<FeedbackId>> {
        let plan = plan::plan(&self.snapshot, search).map_err(|fault| match fault {
            plan::Fault::Query(error) => Error::Query(error),
            plan::Fault::Disk(error) => self.failed(&error),
        })?;
        search::ids(&self.snapshot, &plan).map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &dyn std::error::Error) -> Error {
        Error::Failed { folder: self.folder.clone(), why: error.to_string() }
    }
}

/// An index being changed: nothing is seen of it before it is committed, and dropped it leaves
/// nothing.
pub struct Filling<'a> {
    index: &'a mut Index,
    writer: IndexWriter,
    analyser: Analyser,
    /// Whether there is nothing to take the place of.
    is_new: bool,
}

impl Filling<'_> {
    fn failed(&self, error: &TantivyError) -> Error {
        self.index.failed(error)
    }

    /// Puts feedback in the place of what had its id before. An id is put once.
    ///
    /// # Errors
    /// [`Error::Failed`] when the disk refuses.
    pub fn put(&mut self, feedback: &Feedback, statements: &[Statement]) -> Result<()> {
        if !self.is_new {
            self.remove(feedback.id);
        }
        let fields = &self.index.fields;
        let document = document::document(fields, &mut self.analyser, feedback, statements);
        let put = self.writer.add_document(document);
        put.map(|_| ()).map_err(|error| self.failed(&error))
    }

    /// Takes out what has this id, unless it is put afterwards.
    pub fn remove(&mut self, id: FeedbackId) {
        let term = Term::from_field_text(self.index.fields.id, &id.to_string());
        self.writer.delete_term(term);
    }

    /// Ends the change: the index covers segment `upto`.
    ///
    /// # Errors
    /// [`Error::Failed`] when the disk refuses; then the index covers what it did before.
    pub fn commit(self, upto: u32) -> Result<()> {
        let Filling { index, writer, .. } = self;
        let commit = |mut writer: IndexWriter, index: &mut Index| -> tantivy::Result<()> {
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&upto.to_string());
            commit.commit()?;
            // Without this a merge might still be writing when the process ends.
            writer.wait_merging_threads()?;
            index.reader.reload()?;
            index.snapshot = Snapshot::take(index.reader.searcher(), index.fields)?;
            index.covers = covered(&index.engine)?;
            Ok(())
        };
        commit(writer, index).map_err(|error| index.failed(&error))
    }
}

/// The segment number in the last commit's payload.
fn covered(engine: &tantivy::Index) -> tantivy::Result<u32> {
    let payload = engine.load_metas()?.payload;
    Ok(payload.and_then(|number| number.parse().ok()).unwrap_or(0))
}
