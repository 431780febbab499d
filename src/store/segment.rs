//! The ground state: numbered segments that are only ever added.
//!
//! Gives the segments there are, each with its receipt: which files it was made of, what became of
//! every unit in them, and the hash of every file beside `receipt.json`, so that damage is found
//! before it is read. How one is written is in [`super::growing`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{FeedbackId, FileReceipt, Origin, ParseIdError, Rejection, Units};

use super::disk::{self, REPLACED};
use super::error::{Error, Result};
use super::passed::Passes;
use super::workspace::Workspace;

pub(super) const FEEDBACK: &str = "feedback.parquet";
pub(super) const STATEMENTS: &str = "statements.parquet";
/// What others said in records of their own; only where there is any.
pub(super) const OVERHEARD: &str = "overheard.parquet";
/// Whom the units were about that left no record.
pub(super) const PASSED: &str = "passed.bin";
pub(super) const REJECTIONS: &str = "rejections.jsonl";
pub(super) const RECEIPT: &str = "receipt.json";
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
    /// Of these, what belongs to a generation of its table that is no more: a later generation may
    /// bring it back, while what a tombstone took stays gone. Ascending.
    pub outdated: Vec<FeedbackId>,
    /// Version of the program that wrote it.
    pub made_by: String,
    /// Hash of what the feedback says, whoever read it from whichever file and line: two segments
    /// that say the same have the same. Empty in segments of versions that did not write it.
    pub content: String,
    /// When the oldest of the feedback was said, in seconds; `None` when none is dated, or a
    /// version wrote it that did not look. What is too old is not sought in segments that are
    /// younger.
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    outdated: Vec<String>,
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
    /// Written only where there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unlike: Vec<String>,
    /// Written only where the tool that landed the file numbers generations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    generation: Option<u64>,
    /// Written only where there is something to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    refused: Option<String>,
}

impl Receipt {
    pub(super) fn to_json(&self) -> Result<Vec<u8>> {
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
            outdated: self.outdated.iter().map(FeedbackId::to_string).collect(),
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
        let ids = |list: &[String]| {
            let ids = list.iter().map(|id| id.parse());
            let ids: std::result::Result<Vec<FeedbackId>, ParseIdError> = ids.collect();
            ids.map_err(|e| Error::damaged(path, e.to_string()))
        };
        Ok(Receipt {
            files: stored.files.into_iter().map(FileReceipt::from).collect(),
            feedback: stored.feedback,
            statements: stored.statements,
            rejections: stored.rejections,
            deleted: ids(&stored.deleted)?,
            outdated: ids(&stored.outdated)?,
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
            units: file.units.read,
            kept: file.units.kept,
            superseded: file.units.superseded,
            deleted: file.units.deleted,
            skipped: file.units.skipped.clone(),
            rejected: file.units.rejected.clone(),
            cut: file.units.cut,
            unlike: file.unlike.iter().map(FeedbackId::to_string).collect(),
            generation: file.generation,
            note: file.note.clone(),
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
            units: Units {
                read: file.units,
                kept: file.kept,
                superseded: file.superseded,
                deleted: file.deleted,
                skipped: file.skipped,
                rejected: file.rejected,
                cut: file.cut,
            },
            unlike: file.unlike.iter().filter_map(|id| id.parse().ok()).collect(),
            generation: file.generation,
            note: file.note,
            refused: file.refused,
        }
    }
}

impl Workspace {
    /// The segments of the corpus, ascending number; none in a new workspace. A numbered folder
    /// without a receipt is no segment.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a receipt cannot be understood.
    pub fn segments(&self) -> Result<Vec<Segment>> {
        self.segments_above(0)
    }

    /// The segments with a higher number than `above`, ascending; the receipts of others are not
    /// read.
    ///
    /// # Errors
    /// As [`Workspace::segments`].
    pub fn segments_above(&self, above: u32) -> Result<Vec<Segment>> {
        let corpus = self.corpus_folder();
        let mut segments = Vec::new();
        for number in standing_numbers(&corpus)?.into_iter().filter(|&number| number > above) {
            let path = standing(&corpus, number).join(RECEIPT);
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
            return Ok(Passes::default());
        }
        let path = self.sound(segment, PASSED)?;
        let bytes = disk::read_if_there(&path)?.unwrap_or_default();
        Passes::decode(&bytes).map_err(|why| Error::damaged(&path, why))
    }

    /// The lines that say which units were rejected, as they were written.
    pub(super) fn rejection_lines(&self, segment: &Segment) -> Result<Vec<u8>> {
        Ok(disk::read_if_there(&self.sound(segment, REJECTIONS)?)?.unwrap_or_default())
    }

    /// Units that could not be kept, the newest segment's first, each in the order read; at most
    /// `most`.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a file is not what was written.
    pub fn rejections(&self, most: usize) -> Result<Vec<Rejection>> {
        #[derive(Deserialize)]
        struct Line {
            file: String,
            record: u64,
            line: u64,
            reason: String,
        }
        let mut found = Vec::new();
        for segment in self.segments()?.iter().rev() {
            if found.len() >= most || segment.receipt.rejections == 0 {
                continue;
            }
            let bytes = self.rejection_lines(segment)?;
            let path = self.segment_folder(segment.number).join(REJECTIONS);
            for line in bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
                if found.len() >= most {
                    break;
                }
                let Line { file, record, line, reason } = serde_json::from_slice(line)
                    .map_err(|error| Error::damaged(&path, error.to_string()))?;
                let origin = Origin { file: file.into(), record, line };
                found.push(Rejection { origin, reason });
            }
        }
        Ok(found)
    }

    /// The folder of a segment.
    pub(super) fn segment_folder(&self, number: u32) -> PathBuf {
        standing(&self.corpus_folder(), number)
    }
}

/// The folder of a segment.
pub(super) fn folder(corpus: &Path, number: u32) -> PathBuf {
    corpus.join(format!("{number:06}"))
}

/// Where a segment stands for those who read, also while a successor takes its place.
pub(super) fn standing(corpus: &Path, number: u32) -> PathBuf {
    disk::standing(corpus, &format!("{number:06}"))
}

/// Numbers of the segments there are for those who read, ascending.
fn standing_numbers(corpus: &Path) -> Result<Vec<u32>> {
    let names = disk::names(corpus)?;
    let bare = names.iter().map(|name| name.strip_prefix(REPLACED).unwrap_or(name));
    let numbers: BTreeSet<u32> = bare.filter_map(number_of).collect();
    Ok(numbers.into_iter().collect())
}

/// Numbers of the numbered folders, ascending.
pub(super) fn numbers(corpus: &Path) -> Result<Vec<u32>> {
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
pub(super) fn next_number(corpus: &Path) -> Result<u32> {
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
