//! Segments to corpus: what holds now, after all that was added, replaced and taken back.
//!
//! Takes the segments in ascending order, gives the [`Corpus`]. A newer segment's version of an id
//! replaces the older one, a deleted id vanishes until a later segment brings it back, and an
//! erased id never comes back.

use std::collections::HashSet;
use std::path::PathBuf;
use std::thread;

use crate::model::{Corpus, Feedback, FeedbackId, Statement};

use super::disk;
use super::error::{Error, Result};
use super::segment::{FEEDBACK, OVERHEARD, STATEMENTS, Segment};
use super::table_feedback;
use super::table_statements;
use super::workspace::Workspace;

/// A segment with more feedback than this is read by several threads.
const WORTH_THREADS: u64 = 16_384;

impl Workspace {
    /// The corpus as it stands. Empty for a new workspace.
    ///
    /// # Errors
    /// [`Error::Damaged`] names the file whose bytes are not those its receipt promises.
    pub fn load(&self) -> Result<Corpus> {
        loop {
            let segments = self.segments()?;
            match self.load_segments(&segments) {
                // A segment was put in the place of one that was being read: from the start, since
                // what was read of the old one and of the new one does not belong together.
                Err(_) if self.segments()? != segments => {}
                loaded => return loaded,
            }
        }
    }

    /// The corpus that these segments make, given in ascending order.
    pub(super) fn load_segments(&self, segments: &[Segment]) -> Result<Corpus> {
        let erased = self.erased()?;
        let mut settled = Settled::new(segments.len());
        let mut items: Vec<(Feedback, Vec<Statement>)> = Vec::new();
        // Newest first: the first word about an id is the last one said.
        for segment in segments.iter().rev() {
            let mut read = self.read_segment(segment)?;
            if !erased.is_empty() {
                read.retain(|(one, _)| !erased.covers(one));
            }
            if items.is_empty() && settled.is_open() {
                // The common case, a first night: nothing to hold against each other.
                items = read;
                items.iter().for_each(|(one, _)| settled.note(one.id));
            } else {
                items.extend(read.into_iter().filter(|(one, _)| settled.first_word(one.id)));
            }
            segment.receipt.deleted.iter().for_each(|&id| settled.note(id));
        }
        Ok(Corpus::new(items))
    }

    /// All that a segment holds, ascending id, also what later segments replace.
    ///
    /// # Errors
    /// As [`Workspace::load`].
    pub fn read_segment(&self, segment: &Segment) -> Result<Vec<(Feedback, Vec<Statement>)>> {
        let feedback_path = self.sound(segment, FEEDBACK)?;
        let statements_path = self.sound(segment, STATEMENTS)?;
        let threads = if segment.receipt.feedback > WORTH_THREADS {
            thread::available_parallelism().map_or(1, usize::from).min(8)
        } else {
            1
        };
        let (groups, statements) = if threads == 1 {
            let groups = table_feedback::read(&feedback_path, 0, 1)?;
            (groups, table_statements::read(&statements_path)?)
        } else {
            thread::scope(|scope| {
                let feedback_path = &feedback_path;
                let shares: Vec<_> = (0..threads)
                    .map(|from| {
                        scope.spawn(move || table_feedback::read(feedback_path, from, threads))
                    })
                    .collect();
                let statements = table_statements::read(&statements_path)?;
                let mut groups = Vec::new();
                for share in shares {
                    groups.extend(share.join().unwrap_or_else(|_| {
                        Err(Error::damaged(feedback_path, "its columns cannot be decoded"))
                    })?);
                }
                // Row groups back into the order of the file.
                groups.sort_by_key(|(at, _)| *at);
                Ok((groups, statements))
            })?
        };
        let feedback = groups.into_iter().flat_map(|(_, rows)| rows).collect();
        table_statements::join(&statements_path, feedback, statements)
    }

    /// What others said in records of their own (an agent's mail, a moderator's post), a stretch at
    /// a time, ascending id, also what later segments replace. Search finds it; it is no feedback.
    ///
    /// # Errors
    /// As [`Workspace::load`]; so may each stretch.
    pub fn overheard(
        &self,
        segment: &Segment,
    ) -> Result<impl Iterator<Item = Result<Vec<Feedback>>> + use<>> {
        let there = segment.receipt.contents.contains_key(OVERHEARD);
        let path = there.then(|| self.sound(segment, OVERHEARD)).transpose()?;
        let groups = path.as_deref().map(table_feedback::groups).transpose()?;
        Ok(groups.into_iter().flatten())
    }

    /// The path of a segment's file, once its bytes are known to be those that were written.
    pub(super) fn sound(&self, segment: &Segment, name: &str) -> Result<PathBuf> {
        let path = self.segment_folder(segment.number).join(name);
        let Some((promised, size)) = segment.receipt.contents.get(name) else {
            return Err(Error::damaged(&path, "its receipt does not name it"));
        };
        if !path.exists() {
            return Err(Error::damaged(&path, "it is gone"));
        }
        let (found, bytes) = disk::hash_file(&path)?;
        if found == *promised {
            Ok(path)
        } else {
            Err(Error::damaged(&path, format!("{bytes} bytes that are not the {size} written")))
        }
    }
}

/// Ids on which the last word has been said.
struct Settled {
    ids: HashSet<FeedbackId>,
    /// Whether anything will ask: with one segment nothing does.
    asked: bool,
}

impl Settled {
    fn new(segments: usize) -> Settled {
        Settled { asked: segments > 1, ids: HashSet::new() }
    }

    /// Whether nothing has been said yet.
    fn is_open(&self) -> bool {
        self.ids.is_empty()
    }

    fn note(&mut self, id: FeedbackId) {
        if self.asked {
            self.ids.insert(id);
        }
    }

    fn first_word(&mut self, id: FeedbackId) -> bool {
        self.ids.insert(id)
    }
}
