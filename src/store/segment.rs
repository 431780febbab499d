//! The ground state: numbered segments that are only ever added.
//!
//! Takes a night's new feedback, statements, deletions, rejections and file receipts, and makes one
//! folder of them (`corpus/000001`), visible whole or not at all. `receipt.json` is written last
//! and names the hash of every file beside it, so that damage is found before it is read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Feedback, FeedbackId, FileReceipt, ParseIdError, Rejection, Statement};

use super::disk::{self, REPLACED, Staged, checkpoint};
use super::error::{Error, Result};
use super::passed::{self, Passed, Passes};
use super::workspace::{Workspace, Writer};
use super::{table_feedback, table_statements};

pub(super) const FEEDBACK: &str = "feedback.parquet";
pub(super) const STATEMENTS: &str = "statements.parquet";
/// Whom the units were about that left no record.
const PASSED: &str = "passed.bin";
const REJECTIONS: &str = "rejections.jsonl";
const RECEIPT: &str = "receipt.json";
/// A numbered folder without a receipt is moved to this name and the number.
const TORN: &str = ".torn-";

/// One segment of the corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// 1 for the first; they are applied in ascending order.
    pub number: u32,
    /// What is in it.
    pub receipt: Receipt,
}

/// What a segment holds and what it was made of.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Receipt {
    /// The input files, in the order given.
    pub files: Vec<FileReceipt>,
    /// Rows of feedback.
    pub feedback: u64,
    /// Rows of statements.
    pub statements: u64,
    /// Rejected units.
    pub rejections: u64,
    /// Feedback of earlier segments that is gone, ascending.
    pub deleted: Vec<FeedbackId>,
    /// Version of the program that wrote it.
    pub made_by: String,
    /// Hash of what the feedback says, whoever read it from whichever file and line: two segments
    /// that say the same have the same. Empty in segments of versions that did not write it.
    pub content: String,
    /// When the oldest of the feedback was said, in seconds; `None` when none is dated, or a version
    /// wrote it that did not look. What is too old is not sought in segments that are younger.
    pub oldest: Option<i64>,
    /// Hash (BLAKE3, hexadecimal) and size in bytes of each file beside the receipt, by name.
    pub contents: BTreeMap<String, (String, u64)>,
}

#[derive(Serialize, Deserialize)]
struct StoredReceipt {
    schema: u32,
    made_by: String,
    feedback: u64,
    statements: u64,
    rejections: u64,
    #[serde(default)]
    content: String,
    #[serde(default)]
    oldest: Option<i64>,
    contents: BTreeMap<String, StoredContent>,
    deleted: Vec<String>,
    files: Vec<StoredFile>,
}

#[derive(Serialize, Deserialize)]
struct StoredContent {
    blake3: String,
    bytes: u64,
}

#[derive(Serialize, Deserialize)]
struct StoredFile {
    source: String,
    file: String,
    hash: String,
    units: u64,
    kept: u64,
    superseded: u64,
    deleted: u64,
    skipped: BTreeMap<String, u64>,
    rejected: BTreeMap<String, u64>,
    /// Receipts without it are from before texts were counted.
    #[serde(default)]
    cut: u64,
    refused: Option<String>,
}

impl Receipt {
    fn to_json(&self) -> Result<Vec<u8>> {
        let stored = StoredReceipt {
            schema: 1,
            made_by: self.made_by.clone(),
            feedback: self.feedback,
            statements: self.statements,
            rejections: self.rejections,
            content: self.content.clone(),
            oldest: self.oldest,
            contents: self
                .contents
                .iter()
                .map(|(name, (hash, bytes))| {
                    (name.clone(), StoredContent { blake3: hash.clone(), bytes: *bytes })
                })
                .collect(),
            deleted: self.deleted.iter().map(FeedbackId::to_string).collect(),
            files: self.files.iter().map(StoredFile::from).collect(),
        };
        let unstorable = |e: serde_json::Error| Error::Unstorable { what: format!("receipt: {e}") };
        let mut json = serde_json::to_vec_pretty(&stored).map_err(unstorable)?;
        json.push(b'\n');
        Ok(json)
    }

    fn from_json(path: &Path, json: &[u8]) -> Result<Receipt> {
        let stored: StoredReceipt =
            serde_json::from_slice(json).map_err(|e| Error::damaged(path, e.to_string()))?;
        let deleted =
            stored.deleted.iter().map(|id| id.parse()).collect::<std::result::Result<_, _>>();
        Ok(Receipt {
            files: stored.files.into_iter().map(FileReceipt::from).collect(),
            feedback: stored.feedback,
            statements: stored.statements,
            rejections: stored.rejections,
            deleted: deleted.map_err(|e: ParseIdError| Error::damaged(path, e.to_string()))?,
            made_by: stored.made_by,
            content: stored.content,
            oldest: stored.oldest,
            contents: stored
                .contents
                .into_iter()
                .map(|(name, content)| (name, (content.blake3, content.bytes)))
                .collect(),
        })
    }
}

impl From<&FileReceipt> for StoredFile {
    fn from(file: &FileReceipt) -> StoredFile {
        StoredFile {
            source: file.source.to_string(),
            file: file.file.to_string(),
            hash: file.hash.clone(),
            units: file.units,
            kept: file.kept,
            superseded: file.superseded,
            deleted: file.deleted,
            skipped: file.skipped.clone(),
            rejected: file.rejected.clone(),
            cut: file.cut,
            refused: file.refused.clone(),
        }
    }
}

impl From<StoredFile> for FileReceipt {
    fn from(file: StoredFile) -> FileReceipt {
        FileReceipt {
            source: Arc::from(file.source),
            file: Arc::from(file.file),
            hash: file.hash,
            units: file.units,
            kept: file.kept,
            superseded: file.superseded,
            deleted: file.deleted,
            skipped: file.skipped,
            rejected: file.rejected,
            cut: file.cut,
            refused: file.refused,
        }
    }
}

#[derive(Serialize)]
struct StoredRejection<'a> {
    file: &'a str,
    record: u64,
    line: u64,
    reason: &'a str,
}

impl Workspace {
    /// The segments of the corpus, ascending number; none in a new workspace. A numbered folder
    /// without a receipt is no segment.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a receipt cannot be understood.
    pub fn segments(&self) -> Result<Vec<Segment>> {
        let corpus = self.corpus_folder();
        let mut segments = Vec::new();
        for number in numbers(&corpus)? {
            let path = folder(&corpus, number).join(RECEIPT);
            if let Some(json) = disk::read_if_there(&path)? {
                segments.push(Segment { number, receipt: Receipt::from_json(&path, &json)? });
            }
        }
        Ok(segments)
    }

    /// Whom the units of a segment were about that left no record; nobody in segments of versions
    /// that did not write it down.
    pub(super) fn passes(&self, segment: &Segment) -> Result<Passes> {
        if !segment.receipt.contents.contains_key(PASSED) {
            return Ok(Passes::new());
        }
        let path = self.sound(segment, PASSED)?;
        let bytes = disk::read_if_there(&path)?.unwrap_or_default();
        passed::decode(&bytes).map_err(|why| Error::damaged(&path, why))
    }

    /// The lines that say which units were rejected, as they were written.
    pub(super) fn rejection_lines(&self, segment: &Segment) -> Result<Vec<u8>> {
        Ok(disk::read_if_there(&self.sound(segment, REJECTIONS)?)?.unwrap_or_default())
    }

    /// The folder of a segment.
    pub(super) fn segment_folder(&self, number: u32) -> PathBuf {
        folder(&self.corpus_folder(), number)
    }
}

impl Writer {
    /// Adds a segment and gives its number. `feedback` ascends by id without repeats,
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
        self.append_night(feedback, statements, deleted, rejections, files, &[])
    }

    /// The same, with whom the units were about that left no record: the place of their file in
    /// `files`, and what became of them. They can be taken back later ([`Writer::take_out`]).
    ///
    /// # Errors
    /// As [`Writer::append`].
    pub fn append_night(
        &self,
        feedback: &[Feedback],
        statements: &[Vec<Statement>],
        deleted: &[FeedbackId],
        rejections: &[Rejection],
        files: &[FileReceipt],
        passed: &[(usize, Passed)],
    ) -> Result<u32> {
        let corpus = self.workspace().corpus_folder();
        disk::create_folder(&corpus)?;
        let number = next_number(&corpus)?;
        let contents = Contents {
            feedback,
            statements,
            deleted,
            rejections: rejection_lines(rejections)?,
            files,
            passes: &passed::gather(passed),
        };
        let staged = stage(&corpus, number, &contents)?;
        checkpoint("segment-written");
        staged.publish(&folder(&corpus, number))?;
        checkpoint("segment-renamed");
        Ok(number)
    }

    /// Puts other contents under a segment's number. Killed between, the next writer puts the old
    /// segment back.
    pub(super) fn replace_segment(&self, number: u32, contents: &Contents<'_>) -> Result<()> {
        let corpus = self.workspace().corpus_folder();
        let target = folder(&corpus, number);
        let staged = stage(&corpus, number, contents)?;
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

/// What a segment is made of.
pub(super) struct Contents<'a> {
    pub(super) feedback: &'a [Feedback],
    pub(super) statements: &'a [Vec<Statement>],
    pub(super) deleted: &'a [FeedbackId],
    /// As they are written.
    pub(super) rejections: Vec<u8>,
    pub(super) files: &'a [FileReceipt],
    pub(super) passes: &'a Passes,
}

/// All files of a segment in a hidden folder, its receipt last.
fn stage(corpus: &Path, number: u32, from: &Contents<'_>) -> Result<Staged> {
    let Contents { feedback, statements, deleted, rejections, files, passes } = from;
    if feedback.len() != statements.len()
        || !feedback.is_sorted_by(|earlier, later| earlier.id < later.id)
    {
        let what = "feedback out of order, or without its statements".to_owned();
        return Err(Error::Unstorable { what });
    }
    let staged = Staged::new(corpus, &format!("{number:06}"))?;
    let mut contents = BTreeMap::new();
    contents.insert(FEEDBACK.to_owned(), table_feedback::write(&staged.path(FEEDBACK), feedback)?);
    contents.insert(
        STATEMENTS.to_owned(),
        table_statements::write(&staged.path(STATEMENTS), feedback, statements)?,
    );
    for (name, bytes) in [(REJECTIONS, rejections), (PASSED, &passed::encode(passes))] {
        staged.write(name, bytes)?;
        let hash = blake3::hash(bytes).to_hex().to_string();
        contents.insert(name.to_owned(), (hash, bytes.len() as u64));
    }
    let mut deleted = deleted.to_vec();
    deleted.sort_unstable();
    deleted.dedup();
    let receipt = Receipt {
        files: files.to_vec(),
        feedback: feedback.len() as u64,
        statements: statements.iter().map(|of_one| of_one.len() as u64).sum(),
        rejections: rejections.iter().filter(|&&byte| byte == b'\n').count() as u64,
        content: content(feedback, &deleted),
        oldest: feedback.iter().filter_map(|one| one.at).map(|at| at.0).min(),
        deleted,
        made_by: env!("CARGO_PKG_VERSION").to_owned(),
        contents,
    };
    staged.write(RECEIPT, &receipt.to_json()?)?;
    Ok(staged)
}

/// Hash of what the feedback says: ids, times, ratings, texts, segments; not where it was read, and
/// not the authors' keys, which differ between workspaces.
fn content(feedback: &[Feedback], deleted: &[FeedbackId]) -> String {
    let mut hasher = blake3::Hasher::new();
    let text = |hasher: &mut blake3::Hasher, text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    };
    for one in feedback {
        hasher.update(&one.id.0);
        hasher.update(&one.at.map_or(i64::MIN, |at| at.0).to_le_bytes());
        hasher.update(&one.version.map_or(i64::MIN, |at| at.0).to_le_bytes());
        hasher.update(&one.rating.map_or(f64::NAN, |rating| rating.unit).to_bits().to_le_bytes());
        hasher.update(&one.value.unwrap_or(f64::NAN).to_bits().to_le_bytes());
        hasher.update(&[u8::from(one.author.is_some()), one.attributes.len().min(255) as u8]);
        for part in [one.text.as_str(), one.lang.code(), one.product.as_deref().unwrap_or_default()]
        {
            text(&mut hasher, part);
        }
        text(&mut hasher, one.question.as_deref().unwrap_or_default());
        for pair in &one.attributes {
            text(&mut hasher, &pair.name);
            text(&mut hasher, &pair.value);
        }
    }
    deleted.iter().for_each(|id| {
        hasher.update(&id.0);
    });
    hasher.finalize().to_hex().to_string()
}

fn rejection_lines(rejections: &[Rejection]) -> Result<Vec<u8>> {
    let mut lines = Vec::new();
    for rejection in rejections {
        let stored = StoredRejection {
            file: &rejection.origin.file,
            record: rejection.origin.record,
            line: rejection.origin.line,
            reason: &rejection.reason,
        };
        serde_json::to_writer(&mut lines, &stored)
            .map_err(|e| Error::Unstorable { what: format!("rejection: {e}") })?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn folder(corpus: &Path, number: u32) -> PathBuf {
    corpus.join(format!("{number:06}"))
}

/// Numbers of the numbered folders, ascending.
fn numbers(corpus: &Path) -> Result<Vec<u32>> {
    let mut numbers: Vec<u32> =
        disk::names(corpus)?.iter().filter_map(|name| number_of(name)).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

fn number_of(name: &str) -> Option<u32> {
    let digits = name.len() >= 6 && name.bytes().all(|byte| byte.is_ascii_digit());
    name.parse().ok().filter(|&number| digits && number > 0)
}

/// One more than every number in use or ever set aside: a number names one content for ever.
fn next_number(corpus: &Path) -> Result<u32> {
    let torn = disk::names(corpus)?
        .iter()
        .filter_map(|name| number_of(name.strip_prefix(TORN)?))
        .max()
        .unwrap_or(0);
    let highest = numbers(corpus)?.last().copied().unwrap_or(0).max(torn);
    highest.checked_add(1).ok_or_else(|| Error::Unstorable {
        what: "another segment: all numbers are used".to_owned(),
    })
}

/// Moves numbered folders without a receipt out of the way. This program never leaves one (a
/// folder gets its number after its receipt), so what is in it is kept for a person to look at.
pub(super) fn set_aside_torn(corpus: &Path) -> Result<()> {
    for number in numbers(corpus)? {
        let path = folder(corpus, number);
        if !path.join(RECEIPT).exists() {
            let aside = corpus.join(format!("{TORN}{number:06}"));
            disk::remove_folder(&aside)?;
            disk::rename(&path, &aside)?;
        }
    }
    Ok(())
}
