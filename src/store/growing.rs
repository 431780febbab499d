//! A segment on its way: rows come a stretch at a time, and nothing is visible before the end.
//!
//! Takes feedback in ascending id with its statements, rejections, deletions and file receipts, and
//! makes one folder of them (`corpus/000001`), visible whole or not at all; `receipt.json` is
//! written last. Memory is that of one row group, however many rows come; the bytes depend on the
//! rows alone and not on how they were cut into stretches.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::model::{Feedback, FeedbackId, FileReceipt, Rejection, Statement};

use super::columns::HashedFile;
use super::disk::{self, REPLACED, Staged, checkpoint};
use super::error::{Error, Result};
use super::passed::{Passes, Passing};
use super::segment::{
    FEEDBACK, OVERHEARD, PASSED, RECEIPT, REJECTIONS, Receipt, STATEMENTS, folder, next_number,
};
use super::workspace::Writer;
use super::{table_feedback, table_statements};

/// A segment that is being written.
pub struct Growing<'w> {
    writer: &'w Writer,
    number: u32,
    stage: Stage,
}

#[derive(Serialize)]
struct StoredRejection<'a> {
    file: &'a str,
    record: u64,
    line: u64,
    reason: &'a str,
}

impl Writer {
    /// Begins a segment; dropped before [`Growing::finish`] it leaves nothing.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses.
    pub fn begin_segment(&self) -> Result<Growing<'_>> {
        let corpus = self.workspace().corpus_folder();
        disk::create_folder(&corpus)?;
        let number = next_number(&corpus)?;
        Ok(Growing { writer: self, number, stage: Stage::new(&corpus, number)? })
    }

    /// Adds a segment whole and gives its number. `feedback` ascends by id without repeats,
    /// `statements` has one list for each of it; `deleted` names feedback of earlier segments (an
    /// id that is also in `feedback` comes back). The same input gives the same bytes.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses; then nothing is visible.
    /// [`Error::Unstorable`] when the input breaks the order above.
    pub fn append(
        &self,
        feedback: &[Feedback],
        statements: &[Vec<Statement>],
        deleted: &[FeedbackId],
        rejections: &[Rejection],
        files: &[FileReceipt],
    ) -> Result<u32> {
        if feedback.len() != statements.len() {
            return Err(Error::Unstorable { what: "feedback without its statements".to_owned() });
        }
        let mut growing = self.begin_segment()?;
        for (one, of_it) in feedback.iter().zip(statements) {
            growing.add(one.clone(), of_it)?;
        }
        for rejection in rejections {
            growing.reject(rejection)?;
        }
        growing.finish_with(deleted, files, |write| write(&Passes::default().encode()))
    }

    /// Puts other contents under a segment's number. Killed between, the next writer puts the old
    /// segment back.
    pub(super) fn replace_segment(&self, number: u32, contents: Contents<'_>) -> Result<()> {
        let corpus = self.workspace().corpus_folder();
        let target = folder(&corpus, number);
        let mut stage = Stage::new(&corpus, number)?;
        for (one, of_it) in contents.rows {
            stage.add(one, &of_it)?;
        }
        for one in contents.overheard {
            stage.overhear(one)?;
        }
        stage.reject(contents.rejections)?;
        let passes = contents.passes.encode();
        stage.outdated = contents.outdated.to_vec();
        let staged = stage.finish(contents.deleted, contents.files, |write| write(&passes))?;
        let replaced = corpus.join(format!("{REPLACED}{number:06}"));
        disk::remove_folder(&replaced)?;
        disk::rename(&target, &replaced)?;
        checkpoint("segment-away");
        if let Err(error) = staged.publish(&target) {
            disk::rename(&replaced, &target)?;
            return Err(error);
        }
        checkpoint("segment-replaced");
        disk::remove_folder(&replaced)
    }
}

impl Growing<'_> {
    /// Adds the next piece of feedback with its statements.
    ///
    /// # Errors
    /// [`Error::Unstorable`] when its id is not above the last one's; [`Error::Full`] or
    /// [`Error::Io`] when the disk refuses.
    pub fn add(&mut self, feedback: Feedback, statements: &[Statement]) -> Result<()> {
        self.stage.add(feedback, statements)
    }

    /// Adds what somebody else said in a record of their own ([`super::Workspace::overheard`]). Ids
    /// ascend.
    ///
    /// # Errors
    /// As [`Growing::add`].
    pub fn overhear(&mut self, one: Feedback) -> Result<()> {
        self.stage.overhear(one)
    }

    /// Adds a unit that could not be read.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses.
    pub fn reject(&mut self, rejection: &Rejection) -> Result<()> {
        let stored = StoredRejection {
            file: &rejection.origin.file,
            record: rejection.origin.record,
            line: rejection.origin.line,
            reason: &rejection.reason,
        };
        let mut line = serde_json::to_vec(&stored)
            .map_err(|e| Error::Unstorable { what: format!("rejection: {e}") })?;
        line.push(b'\n');
        self.stage.reject(&line)
    }

    /// Says which of the feedback that the segment takes back a later generation of its table may
    /// bring again; ascending.
    pub fn outdate(&mut self, ids: Vec<FeedbackId>) {
        self.stage.outdated = ids;
    }

    /// Makes the segment visible and gives its number. `deleted` is feedback of earlier segments
    /// that is gone, `passes` whom the units were about that left no record, by their file's place
    /// in `files`: they can be taken back later ([`Writer::take_out`]).
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses; then nothing is visible.
    pub fn finish(
        self,
        deleted: &[FeedbackId],
        files: &[FileReceipt],
        mut passes: Passing,
    ) -> Result<u32> {
        self.finish_with(deleted, files, |write| passes.write(write))
    }

    fn finish_with(
        self,
        deleted: &[FeedbackId],
        files: &[FileReceipt],
        passes: impl FnOnce(&mut Put<'_>) -> Result<()>,
    ) -> Result<u32> {
        let staged = self.stage.finish(deleted, files, passes)?;
        checkpoint("segment-written");
        let corpus = self.writer.workspace().corpus_folder();
        staged.publish(&folder(&corpus, self.number))?;
        checkpoint("segment-renamed");
        self.writer.take_inventory()?;
        Ok(self.number)
    }
}

/// What a segment is made of, where all of it is at hand.
pub(super) struct Contents<'a> {
    pub(super) rows: Vec<(Feedback, Vec<Statement>)>,
    pub(super) overheard: Vec<Feedback>,
    pub(super) deleted: &'a [FeedbackId],
    pub(super) outdated: &'a [FeedbackId],
    /// As they are written.
    pub(super) rejections: &'a [u8],
    pub(super) files: &'a [FileReceipt],
    pub(super) passes: Passes,
}

/// Writes some bytes of a file.
type Put<'a> = dyn FnMut(&[u8]) -> Result<()> + 'a;

/// All files of a segment in a hidden folder, its receipt last.
struct Stage {
    feedback: table_feedback::Table,
    statements: table_statements::Table,
    /// Begun with the first row.
    overheard: Option<table_feedback::Table>,
    last_overheard: Option<FeedbackId>,
    rejections: HashedFile,
    rejected: u64,
    content: blake3::Hasher,
    rows: u64,
    cut: u64,
    oldest: Option<i64>,
    last: Option<FeedbackId>,
    /// Of what the segment takes back, what a later generation may bring again.
    outdated: Vec<FeedbackId>,
    /// Last, so that the files are closed before the folder goes.
    staged: Staged,
}

impl Stage {
    fn new(corpus: &Path, number: u32) -> Result<Stage> {
        let staged = Staged::new(corpus, &format!("{number:06}"))?;
        Ok(Stage {
            feedback: table_feedback::Table::create(&staged.path(FEEDBACK))?,
            statements: table_statements::Table::create(&staged.path(STATEMENTS))?,
            overheard: None,
            last_overheard: None,
            rejections: HashedFile::create(&staged.path(REJECTIONS))?,
            rejected: 0,
            content: blake3::Hasher::new(),
            rows: 0,
            cut: 0,
            oldest: None,
            last: None,
            outdated: Vec::new(),
            staged,
        })
    }

    fn add(&mut self, feedback: Feedback, statements: &[Statement]) -> Result<()> {
        if self.last.is_some_and(|last| last >= feedback.id) {
            return Err(Error::Unstorable { what: "feedback out of order".to_owned() });
        }
        self.last = Some(feedback.id);
        self.rows += 1;
        self.cut += statements.len() as u64;
        self.aged(&feedback);
        says(&mut self.content, &feedback);
        for &one in statements {
            self.statements.push(feedback.id, one)?;
        }
        self.feedback.push(feedback)
    }

    fn aged(&mut self, one: &Feedback) {
        self.oldest = [self.oldest, one.at.map(|at| at.0)].into_iter().flatten().min();
    }

    fn overhear(&mut self, one: Feedback) -> Result<()> {
        if self.last_overheard.is_some_and(|last| last >= one.id) {
            return Err(Error::Unstorable { what: "overheard records out of order".to_owned() });
        }
        self.last_overheard = Some(one.id);
        self.aged(&one);
        let table = match self.overheard.take() {
            Some(table) => table,
            None => table_feedback::Table::create(&self.staged.path(OVERHEARD))?,
        };
        self.overheard.insert(table).push(one)
    }

    fn reject(&mut self, lines: &[u8]) -> Result<()> {
        self.rejected += lines.iter().filter(|&&byte| byte == b'\n').count() as u64;
        let written = self.rejections.write_all(lines);
        written.map_err(|e| Error::io("write", &self.staged.path(REJECTIONS), e))
    }

    fn finish(
        mut self,
        deleted: &[FeedbackId],
        files: &[FileReceipt],
        passes: impl FnOnce(&mut Put<'_>) -> Result<()>,
    ) -> Result<Staged> {
        let staged = self.staged;
        let mut deleted = deleted.to_vec();
        deleted.sort_unstable();
        deleted.dedup();
        deleted.iter().for_each(|id| {
            self.content.update(&id.0);
        });
        let path = staged.path(PASSED);
        let mut file = HashedFile::create(&path)?;
        passes(&mut |bytes| file.write_all(bytes).map_err(|e| Error::io("write", &path, e)))?;
        let passed = file.finish(&path)?;
        let mut contents = BTreeMap::from([
            (FEEDBACK.to_owned(), self.feedback.finish()?),
            (STATEMENTS.to_owned(), self.statements.finish()?),
            (REJECTIONS.to_owned(), self.rejections.finish(&staged.path(REJECTIONS))?),
            (PASSED.to_owned(), passed),
        ]);
        if let Some(table) = self.overheard {
            contents.insert(OVERHEARD.to_owned(), table.finish()?);
        }
        let receipt = Receipt {
            files: files.to_vec(),
            feedback: self.rows,
            statements: self.cut,
            rejections: self.rejected,
            content: self.content.finalize().to_hex().to_string(),
            oldest: self.oldest,
            outdated: self.outdated,
            deleted,
            made_by: env!("CARGO_PKG_VERSION").to_owned(),
            contents,
        };
        staged.write(RECEIPT, &receipt.to_json()?)?;
        Ok(staged)
    }
}

/// Hashes what a piece of feedback says: id, times, rating, text, segments; not where it was read,
/// and not the author's key, which differs between workspaces.
fn says(hasher: &mut blake3::Hasher, one: &Feedback) {
    let text = |hasher: &mut blake3::Hasher, text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    };
    hasher.update(&one.id.0);
    hasher.update(&one.at.map_or(i64::MIN, |at| at.0).to_le_bytes());
    hasher.update(&one.version.map_or(i64::MIN, |at| at.0).to_le_bytes());
    hasher.update(&one.rating.map_or(f64::NAN, |rating| rating.unit).to_bits().to_le_bytes());
    hasher.update(&one.value.unwrap_or(f64::NAN).to_bits().to_le_bytes());
    // Hashes of what was stored before there were votes stay what they are.
    if one.votes > 0 {
        hasher.update(b"votes").update(&one.votes.to_le_bytes());
    }
    hasher.update(&[u8::from(one.author.is_some()), one.attributes.len().min(255) as u8]);
    for part in [one.text.as_str(), one.lang.code(), one.product.as_deref().unwrap_or_default()] {
        text(hasher, part);
    }
    text(hasher, one.question.as_deref().unwrap_or_default());
    for pair in &one.attributes {
        text(hasher, &pair.name);
        text(hasher, &pair.value);
    }
}
