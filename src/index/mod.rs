//! Corpus to hits: full-text search. Knows nothing of themes: callers pass ids.
//!
//! Takes feedback with its statements and keeps a search index of it in step, segment by segment;
//! gives pages of hits. Derived: whatever is wrong with it, it is made again from the corpus. It
//! never ranks by anything but words and dates, and never escapes what it shows.
//!
//! The query language. Hits with all words come first, then those with most of them:
//!
//! | written | finds |
//! |---|---|
//! | `crash login` | both words, in any of their forms (`crashes`, `crashing`) and spellings |
//! | `not received`, `no refund`, `won't load` | what denies the word, never what says it |
//! | `"log in"`, `"log in"~3`, `"log i*"` | side by side; three words between at most; the last begun |
//! | `crash AND login`, `crash && login` | none of them missing |
//! | `crash OR freeze`, `crash \|\| freeze` | either; binds looser than words side by side |
//! | `-refund`, `!refund`, `NOT refund` | without it |
//! | `(crash OR freeze) login` | grouped |
//! | `log*`, `l*in`, `l?gin`, `logn~`, `login~1` | words that begin so, of this shape, like it |
//! | `crash^2` | counts twice in the order |
//! | `C++`, `.NET`, `😡`, `50%` | as typed |
//! | `title:slow`, `question:price` | in the title, in the question answered |
//! | `id:4711` | the record that a hit names so |
//! | `source:tickets`, `kind:review`, `lang:de`, `product:app` | by what is known |
//! | `theme:T-1`, `stance:complaint`, `polarity:negative`, `severity:>=2` | by one statement that is all of it |
//! | `rating:1..2`, `stars:<=2`, `nps:>8`, `satisfaction:<0.5` | by rating: as given, of one kind, from 0 to 1 |
//! | `date:2026-03`, `created:2026-08..`, `since:7d`, `until:2026` | by day, month, year or age |
//! | `country:DE`, `country=DE`, `plan:"pro plus"`, `version:>=3.2` | by any segment of the data; versions by their numbers |
//!
//! Function words (`the`, `on`) outside quotation marks are not required when another word is
//! there. A word that nobody says is looked for as the nearest one that somebody does, and
//! [`Page::corrections`] says so; [`Page::words`] says how much each word finds.

mod blocks;
mod comparison;
mod degree;
mod document;
mod error;
mod excluded;
mod facets;
mod fields;
mod filters;
mod frame;
mod grammar;
mod joined;
mod matcher;
mod meant;
mod nearest;
mod negation;
mod page;
mod plan;
mod said;
mod schema;
mod search;
mod signs;
mod snapshot;
mod snippet;
mod soft;
mod spelling;
mod standing;
mod unlocked;
mod values;
mod wording;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::MmapDirectory;
use tantivy::{Directory, IndexReader, IndexWriter, ReloadPolicy, TantivyError, Term};

use crate::model::{Feedback, FeedbackId, Meaning, Statement};
use crate::text::Analyser;

use blocks::{Guard, Sums};
use schema::{Fields, GIVEN, Given};
use snapshot::Snapshot;
use unlocked::Unlocked;

pub use document::Polarity;
pub use error::{Error, QueryError, Result};
pub use facets::{Counted, FACETS, Facet, Significant};
pub use joined::JoinedSegments;
pub use matcher::Words;
pub use page::{Correction, Hit, Note, Order, Page, Search, Semantics, Tier};
pub use snippet::Snippet;
pub use spelling::version;

/// Name of the file that says who made the index.
const FINGERPRINT: &str = "fingerprint";
/// Memory for documents being indexed. The engine wants 15 MB at least; with this much a first
/// night of 100,000 records is one or two flushes.
const ARENA: usize = 64 << 20;

/// A search index on disk, open for reading, and for writing by one at a time.
pub struct Index {
    folder: PathBuf,
    directory: MmapDirectory,
    engine: tantivy::Index,
    /// Compares what is read of the files that were there at opening.
    guard: Arc<Guard>,
    /// Checksums of the files of the last commit.
    sums: Sums,
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
    /// What is read is compared with the checksums of its blocks, now and by every search; of an index
    /// that an older version made it is not: see [`Index::is_guarded`].
    ///
    /// # Errors
    /// [`Error::Stale`] when there is none, when another version made it, or when it cannot be
    /// read or is damaged: empty the folder and [`Index::create`] it.
    pub fn open(folder: &Path) -> Result<Index> {
        let stale = |why: String| Error::Stale { folder: folder.to_owned(), why };
        let directory =
            MmapDirectory::open(folder).map_err(|_| stale("there is none yet".to_owned()))?;
        let found = directory.atomic_read(Path::new(FINGERPRINT)).unwrap_or_default();
        if found != schema::fingerprint().as_bytes() {
            return Err(stale("another version made it".to_owned()));
        }
        // Before the list of segments: of a commit that comes between, files have no checksums, never
        // those of others.
        let sums = Sums::kept(&directory).map_err(|why| stale(damaged(&why)))?;
        let guard = Arc::new(Guard::new(sums));
        let unlocked = Unlocked(directory.clone(), guard.clone());
        let engine = tantivy::Index::open(unlocked).map_err(|e| stale(e.to_string()))?;
        let (schema, fields) = schema::schema();
        if engine.schema() != schema {
            return Err(stale("it has other fields".to_owned()));
        }
        let opened = Index::with(folder, directory, engine, guard.clone(), fields);
        match (guard.fault(), opened) {
            (Some(why), _) => Err(stale(damaged(why))),
            (None, Err(Error::Failed { why, .. })) => Err(stale(why)),
            (None, opened) => opened,
        }
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
        Index::with(folder, directory, engine, Arc::new(Guard::none()), fields)
    }

    fn with(
        folder: &Path,
        directory: MmapDirectory,
        engine: tantivy::Index,
        guard: Arc<Guard>,
        fields: Fields,
    ) -> Result<Index> {
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
        let (folder, sums) = (folder.to_owned(), guard.sums().clone());
        Ok(Index { folder, directory, engine, guard, sums, fields, reader, snapshot, covers })
    }

    /// Whether all that searches read is compared with the checksums of its blocks as they read it: a
    /// wrong byte is an error of the search that touches it. Not so where an older version wrote a
    /// part of the index.
    pub fn is_guarded(&self) -> bool {
        self.guard.is_whole()
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

    /// Brings the index, without meanings, up to segment `upto`: each of `upserts` takes the place of what had its
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
            filling.put(feedback, statements, &[])?;
        }
        filling.commit(upto)
    }

    /// Runs a search. The same corpus gives the same page, however the index came about.
    ///
    /// # Errors
    /// [`Error::Query`] when the query cannot be read, with the place and a hint;
    /// [`Error::Stale`] when the index is damaged where it was read, by this search or one before;
    /// [`Error::Failed`] when the disk refuses.
    pub fn search(&self, search: &Search<'_>) -> Result<Page> {
        self.trusted(|| {
            let plan = self.plan(search)?;
            search::run(&self.snapshot, &plan, search).map_err(|error| self.failed(&error))
        })
    }

    /// What was read of the index, unless anything was not what was written: whatever the engine made of
    /// that.
    fn trusted<T>(&self, read: impl FnOnce() -> Result<T>) -> Result<T> {
        let answer = read();
        match self.guard.fault() {
            Some(why) => Err(Error::Stale { folder: self.folder.clone(), why: damaged(why) }),
            None => answer,
        }
    }

    fn plan(&self, search: &Search<'_>) -> Result<plan::Plan> {
        plan::plan(&self.snapshot, search).map_err(|fault| match fault {
            plan::Fault::Query(error) => Error::Query(error),
            plan::Fault::Disk(error) => self.failed(&error),
        })
    }

    /// Records with the number that people see, or with this id: at most `most`, of any source or of these.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn numbered(&self, number: &str, sources: &[String], most: usize) -> Result<Vec<Hit>> {
        let quoted: String = number.chars().filter(|c| *c != '"').collect();
        let search = Search {
            query: format!("id:\"{quoted}\""),
            sources: sources.to_vec(),
            exact: true,
            limit: most,
            ..Search::default()
        };
        Ok(self.search(&search)?.hits)
    }

    /// Everything that holds every word of a search, ascending id, whatever page it asks for.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn ids(&self, search: &Search<'_>) -> Result<Vec<FeedbackId>> {
        self.trusted(|| {
            let plan = self.plan(search)?;
            search::ids(&self.snapshot, &plan).map_err(|error| self.failed(&error))
        })
    }

    /// Counts all hits of a search, whatever its limit: by each of `names` ([`FACETS`] and the
    /// segments of the data), by customer, and the strongest `words` words that set them apart.
    ///
    /// # Errors
    /// As for [`Index::search`]; [`Error::Query`] too for a name that nothing can be counted by.
    pub fn counted(&self, search: &Search<'_>, names: &[String], words: usize) -> Result<Counted> {
        self.trusted(|| {
            let mut planned = self.plan(search)?;
            if let Some(id) = search.like {
                let like = nearest::like(&self.snapshot, &planned, id);
                planned.must = like.map_err(|error| self.failed(&error))?;
            }
            facets::counted(&self.snapshot, &planned, search, names, words)
                .map_err(|error| self.failed(&error))
        })
    }

    /// The strongest `words` words that set the hits of each of two searches apart from those of the other
    /// alone. Hits hold every word.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn contrasted(
        &self,
        searches: [&Search<'_>; 2],
        words: usize,
    ) -> Result<[Vec<Significant>; 2]> {
        self.trusted(|| {
            let plans = [self.plan(searches[0])?, self.plan(searches[1])?];
            facets::contrasted(&self.snapshot, [&plans[0], &plans[1]], words)
                .map_err(|error| self.failed(&error))
        })
    }

    /// The nearest name to one that hits cannot be counted by; `Ok` for one they can be. `joined` as in
    /// [`Search::joined`].
    ///
    /// # Errors
    /// The words for it: what is near, else what there is.
    pub fn check_facet(
        &self,
        name: &str,
        joined: Option<&JoinedSegments>,
    ) -> std::result::Result<(), String> {
        let Ok(mut segments) = self.segments() else { return Ok(()) };
        segments.extend(joined.into_iter().flat_map(JoinedSegments::names).map(str::to_owned));
        if facets::is_facet(name) || segments.contains(&schema::raw_term(name)) {
            return Ok(());
        }
        let known = || FACETS.iter().copied().chain(segments.iter().map(String::as_str));
        Err(match spelling::nearest(name, known()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are {}", known().collect::<Vec<_>>().join(", ")),
        })
    }

    /// The names of all segments of the data, folded, ascending.
    ///
    /// # Errors
    /// [`Error::Stale`] when the index is damaged; [`Error::Failed`] when the disk refuses.
    pub fn segments(&self) -> Result<Vec<String>> {
        let mut names = BTreeSet::new();
        let seen = self.snapshot.each_term(self.snapshot.fields.attribute, |term| {
            if let Some((name, _)) = term.split_once('=')
                && !names.contains(name)
            {
                names.insert(name.to_owned());
            }
        });
        self.trusted(|| seen.map_err(|error| self.failed(&error)))?;
        Ok(names.into_iter().collect())
    }

    /// Names of the files of all segments.
    fn files(&self) -> tantivy::Result<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        for path in self.engine.load_metas()?.list_segment_files() {
            // Named are all that a segment may have.
            if self.directory.exists(&path)? {
                names.extend(path.to_str().map(str::to_owned));
            }
        }
        Ok(names)
    }

    fn failed(&self, error: &dyn std::error::Error) -> Error {
        Error::Failed { folder: self.folder.clone(), why: error.to_string() }
    }
}

/// The words for an index in which something is not what was written.
fn damaged(why: &str) -> String {
    format!("it is damaged: {why}")
}

/// What a query names by `theme:`, as typed, each once: for callers who know themes.
///
/// # Errors
/// The query cannot be read.
pub fn named(query: &str) -> std::result::Result<Vec<String>, QueryError> {
    Ok(grammar::values_of(&grammar::parse(query)?, "theme"))
}

/// The names of the fields that a query asks for, as typed, each once: for callers who know more
/// segments than the index.
///
/// # Errors
/// The query cannot be read.
pub fn fields_of(query: &str) -> std::result::Result<Vec<String>, QueryError> {
    Ok(grammar::names_of(&grammar::parse(query)?))
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

    /// Puts feedback in the place of what had its id before, with what each of its statements means. An
    /// id is put once.
    ///
    /// # Errors
    /// [`Error::Failed`] when the disk refuses.
    pub fn put(
        &mut self,
        feedback: &Feedback,
        statements: &[Statement],
        meanings: &[Meaning],
    ) -> Result<()> {
        if !self.is_new {
            self.remove(feedback.id);
        }
        let fields = &self.index.fields;
        let document =
            document::document(fields, &mut self.analyser, feedback, statements, meanings);
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
            index.sums = Sums::of(&index.directory, &index.files()?, &index.sums)?;
            index.sums.keep(&index.directory)?;
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
