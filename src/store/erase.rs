//! Taking back for good: who is erased, segments written anew without them, and a killed erasure
//! gone on with.
//!
//! `corpus/erased` holds marks: hashes of records' ids and authors' keys, keyed with the
//! workspace's salt, so that the list itself tells nobody who is on it. `corpus/erasing` stands
//! while an erasure is on its way; it says what is still to do, and whoever takes the lock next
//! goes on from there. A segment is replaced whole under its own number.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::{AuthorKey, Corpus, Feedback, FeedbackId};

use super::disk::{self, DROPPED, checkpoint};
use super::error::{Error, Result};
use super::growing::Contents;
use super::segment::Segment;
use super::workspace::{Workspace, Writer};

const ERASED: &str = "erased";
const ERASING: &str = "erasing";

/// Who is erased, as marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    key: [u8; 32],
    marks: BTreeSet<[u8; 16]>,
}

impl Marks {
    /// Marks made with this salt, nobody marked.
    pub fn new(salt: &[u8; 32]) -> Marks {
        let mut hasher = blake3::Hasher::new_keyed(salt);
        hasher.update(b"earful erased");
        Marks { key: *hasher.finalize().as_bytes(), marks: BTreeSet::new() }
    }

    fn mark(&self, what: u8, bytes: [u8; 16]) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&[what]).update(&bytes);
        let mut half = [0; 16];
        half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        half
    }

    /// Marks a record.
    pub fn add_record(&mut self, id: FeedbackId) {
        let mark = self.mark(b'r', id.0);
        self.marks.insert(mark);
    }

    /// Marks an author.
    pub fn add_author(&mut self, author: AuthorKey) {
        let mark = self.mark(b'a', author.0);
        self.marks.insert(mark);
    }

    /// Whether the record is marked.
    pub fn has_record(&self, id: FeedbackId) -> bool {
        !self.marks.is_empty() && self.marks.contains(&self.mark(b'r', id.0))
    }

    /// Whether the author is marked.
    pub fn has_author(&self, author: AuthorKey) -> bool {
        !self.marks.is_empty() && self.marks.contains(&self.mark(b'a', author.0))
    }

    /// Whether the record or its author is marked.
    pub fn covers(&self, feedback: &Feedback) -> bool {
        self.has_record(feedback.id)
            || feedback.author.is_some_and(|author| self.has_author(author))
    }

    /// Whether nobody is marked.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// How many marks there are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }
}

/// An erasure on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasing {
    /// Ids of the records that go, in hexadecimal.
    pub records: Vec<String>,
    /// Keys of the authors who go, in hexadecimal.
    pub authors: Vec<String>,
    /// The first segment that holds any of it.
    pub first: u32,
    /// Runs that counted any of it, oldest first.
    pub runs: Vec<String>,
    /// Whether these runs are made again without it; otherwise they are dropped.
    pub remake: bool,
}

impl Erasing {
    /// The records that go.
    pub fn ids(&self) -> Vec<FeedbackId> {
        self.records.iter().filter_map(|id| id.parse().ok()).collect()
    }

    /// The authors who go.
    pub fn keys(&self) -> Vec<AuthorKey> {
        self.authors.iter().filter_map(|key| key.parse().ok()).collect()
    }
}

/// Why feedback leaves a segment.
#[derive(Clone, Copy, Debug)]
pub enum Leaving<'a> {
    /// As if it had never been there: units are not counted either.
    Erased {
        /// Records that go.
        records: &'a [FeedbackId],
        /// Authors who go.
        authors: &'a [AuthorKey],
    },
    /// Kept once and too old by now: its units count as skipped for that reason.
    AgedOut,
}

/// The reason under which receipts count units that were too old.
pub const AGED_OUT: &str = "aged_out";

/// Whom units were about that left no record in a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The records among those asked about that were beaten or taken back there, as they were
    /// asked.
    pub records: Vec<FeedbackId>,
    /// Whether any of the authors asked about sent what held no text.
    pub authors: bool,
}

impl Workspace {
    /// Which of these a segment counted units about that left no record in it.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the list of these units cannot be read.
    pub fn counted(
        &self,
        segment: &Segment,
        records: &[FeedbackId],
        authors: &[AuthorKey],
    ) -> Result<Counted> {
        let passes = self.passes(segment)?;
        let deleted: HashSet<FeedbackId> = segment.receipt.deleted.iter().copied().collect();
        let about = |id: &&FeedbackId| deleted.contains(*id) || passes.has_record(**id);
        Ok(Counted {
            records: records.iter().filter(about).copied().collect(),
            authors: authors.iter().any(|&author| passes.has_author(author)),
        })
    }

    /// Where the marks of those who were taken back lie.
    pub(super) fn marks_file(&self) -> PathBuf {
        self.corpus_folder().join(ERASED)
    }

    /// Whether anybody was taken back: then the salt is needed to know them.
    pub(super) fn has_marks(&self) -> Result<bool> {
        Ok(disk::read_if_there(&self.marks_file())?.is_some_and(|bytes| !bytes.is_empty()))
    }

    /// Who was taken back for good (`corpus/erased`).
    ///
    /// # Errors
    /// [`Error::Damaged`] when a line is no mark, or the salt is gone.
    pub fn erased(&self) -> Result<Marks> {
        let path = self.marks_file();
        let bytes = disk::read_if_there(&path)?.unwrap_or_default();
        if bytes.is_empty() {
            // Without marks nothing is asked of the salt.
            return Ok(self.salt().map(|salt| Marks::new(&salt)).unwrap_or_default());
        }
        let mut marks = Marks::new(&self.salt()?);
        for line in String::from_utf8_lossy(&bytes).lines().map(str::trim) {
            if line.is_empty() {
                continue;
            }
            match line.parse::<FeedbackId>() {
                Ok(mark) => marks.marks.insert(mark.0),
                Err(error) => {
                    return Err(Error::Damaged {
                        path,
                        why: error.to_string(),
                        remedy: "correct that line, or restore the file from a backup",
                    });
                }
            };
        }
        Ok(marks)
    }

    /// The erasure that was begun and not finished, if there is one.
    ///
    /// # Errors
    /// [`Error::Damaged`] when its file cannot be understood.
    pub fn erasing(&self) -> Result<Option<Erasing>> {
        let path = self.corpus_folder().join(ERASING);
        let Some(json) = disk::read_if_there(&path)? else {
            return Ok(None);
        };
        serde_json::from_slice(&json).map(Some).map_err(|error| Error::Damaged {
            path,
            why: error.to_string(),
            remedy: "remove it and run `earful forget` again",
        })
    }

    /// All feedback that a segment holds, also what later segments replace, and then what others
    /// said beside it.
    ///
    /// # Errors
    /// [`Error::Damaged`] as [`Workspace::load`].
    pub fn feedback_in(&self, segment: &Segment) -> Result<Vec<Feedback>> {
        let rows = self.read_segment(segment)?;
        let mut all: Vec<Feedback> = rows.into_iter().map(|(feedback, _)| feedback).collect();
        for stretch in self.overheard(segment)? {
            all.extend(stretch?);
        }
        Ok(all)
    }

    /// The corpus as it stood when these segments were all there were.
    ///
    /// # Errors
    /// As [`Workspace::load`].
    pub fn load_of(&self, numbers: &[u32]) -> Result<Corpus> {
        let mut segments = self.segments()?;
        segments.retain(|segment| numbers.contains(&segment.number));
        self.load_segments(&segments)
    }
}

impl Writer {
    /// Writes down that an erasure begins; from here on it will be finished.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`]; then nothing has begun.
    pub fn begin_erasing(&self, erasing: &Erasing) -> Result<()> {
        let path = self.workspace().corpus_folder().join(ERASING);
        let json = serde_json::to_vec_pretty(erasing)
            .map_err(|error| Error::Unstorable { what: format!("erasure: {error}") })?;
        disk::create_folder(&self.workspace().corpus_folder())?;
        disk::replace_file(&path, &json)?;
        checkpoint("erasing-begun");
        Ok(())
    }

    /// Writes down that it is done.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be removed.
    pub fn end_erasing(&self) -> Result<()> {
        checkpoint("erasing-ends");
        disk::remove_file(&self.workspace().corpus_folder().join(ERASING))
    }

    /// Marks records and authors as erased: they are gone from the next [`Workspace::load`] on, and
    /// no file brings them back. Gives how many were not marked before.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`]; then nothing has changed.
    pub fn erase(&self, records: &[FeedbackId], authors: &[AuthorKey]) -> Result<usize> {
        self.drop_voices()?;
        let mut marks = self.workspace().erased()?;
        let before = marks.len();
        records.iter().for_each(|&id| marks.add_record(id));
        authors.iter().for_each(|&author| marks.add_author(author));
        let lines: String =
            marks.marks.iter().map(|mark| format!("{}\n", FeedbackId(*mark))).collect();
        self.put_marks(lines.as_bytes())?;
        Ok(marks.len() - before)
    }

    /// Writes a segment anew without the feedback that `leaves`, under the same number, and with
    /// receipts that add up. Gives how many rows left; a segment that nothing leaves stays as it
    /// is, to the byte.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`]: then the old segment is still there.
    pub fn take_out(
        &self,
        segment: &Segment,
        leaves: &dyn Fn(&Feedback) -> bool,
        why: Leaving<'_>,
    ) -> Result<u64> {
        self.drop_voices()?;
        let workspace = self.workspace();
        let rows = workspace.read_segment(segment)?;
        let mut receipt = segment.receipt.clone();
        let mut passes = workspace.passes(segment)?;
        let (gone, kept): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(one, _)| leaves(one));
        let mut overheard = Vec::new();
        let mut unheard = 0;
        for stretch in workspace.overheard(segment)? {
            for one in stretch? {
                // Their units stay counted as left out: they were nobody's feedback.
                match leaves(&one) {
                    true => unheard += 1,
                    false => overheard.push(one),
                }
            }
        }
        let mut changed = !gone.is_empty() || unheard > 0;
        for (one, _) in &gone {
            let file = receipt
                .files
                .iter_mut()
                .find(|file| file.source == one.source && file.file == one.origin.file);
            let Some(file) = file else { continue };
            file.units.kept = file.units.kept.saturating_sub(1);
            match why {
                Leaving::Erased { .. } => file.units.read = file.units.read.saturating_sub(1),
                Leaving::AgedOut => {
                    *file.units.skipped.entry(AGED_OUT.to_owned()).or_default() += 1
                }
            }
        }
        if let Leaving::Erased { records, authors } = why {
            let before = receipt.deleted.len();
            receipt.deleted.retain(|id| !records.contains(id));
            receipt.outdated.retain(|id| !records.contains(id));
            changed |= receipt.deleted.len() < before;
            let left: HashSet<FeedbackId> = gone.iter().map(|(one, _)| one.id).collect();
            for file in &mut receipt.files {
                let before = file.unlike.len();
                file.unlike.retain(|id| !records.contains(id) && !left.contains(id));
                changed |= file.unlike.len() < before;
            }
            changed |= passes.take_out(&mut receipt.files, records, authors);
        }
        if !changed {
            return Ok(0);
        }
        let contents = Contents {
            rows: kept,
            overheard,
            deleted: &receipt.deleted,
            outdated: &receipt.outdated,
            rejections: &workspace.rejection_lines(segment)?,
            files: &receipt.files,
            passes,
        };
        self.replace_segment(segment.number, contents)?;
        Ok(gone.len() as u64 + unheard)
    }

    /// Removes a run with all its files; fine when it is gone already. Without the last one the corpus is
    /// one that was never analysed.
    ///
    /// # Errors
    /// [`Error::Io`] when a folder cannot be moved or removed.
    pub fn drop_run(&self, id: &str) -> Result<()> {
        let folder = self.workspace().run_folder(id)?;
        if folder.exists() {
            if self.workspace().run_ids()?.iter().all(|other| other == id) {
                self.forget_runs()?;
            }
            let away = self.workspace().runs_folder().join(format!("{DROPPED}{id}"));
            disk::remove_folder(&away)?;
            disk::rename(&folder, &away)?;
            disk::remove_folder(&away)?;
        }
        checkpoint("run-dropped");
        Ok(())
    }
}
