//! What others said in records of their own: kept for search, and nothing else.
//!
//! Takes the packed rows of an agent's mails and a moderator's posts by their ids, and the ids of
//! what customers said as they are written; writes the newest version of each into the segment.

use crate::model::{Corpus, Feedback, FeedbackId};
use crate::store::{self, Growing, Sorted, Spill, unpack};

use super::night::{LINES, NUMBER, Opened, unit_of};

/// What others said in records of their own, held against what customers said: a record that is a
/// customer's, and one that was taken back, is never also somebody else's.
pub(super) struct Overheard<'a> {
    sorted: Sorted<'a>,
    /// The newest version met of the record that comes next; of equal ones the last read.
    next: Option<Feedback>,
    /// The first row of the record behind it.
    ahead: Option<Feedback>,
    /// Which files count.
    counts: Vec<bool>,
    corpus: &'a Corpus,
    /// Ascending.
    gone: Vec<FeedbackId>,
}

impl<'a> Overheard<'a> {
    /// `gone` is what is taken back tonight, ascending.
    pub(super) fn new<'f>(
        files: impl Iterator<Item = &'f Opened>,
        rows: &'a mut Spill,
        corpus: &'a Corpus,
        gone: Vec<FeedbackId>,
    ) -> store::Result<Overheard<'a>> {
        let counts = files.map(|file| !file.taken_back).collect();
        let sorted = rows.sorted()?;
        let mut all = Overheard { sorted, next: None, ahead: None, counts, corpus, gone };
        all.ahead = all.read()?;
        all.advance()?;
        Ok(all)
    }

    /// The next row of a file that counts.
    fn read(&mut self) -> store::Result<Option<Feedback>> {
        let mut row = Vec::new();
        while self.sorted.next(&mut row)?.is_some() {
            if self.counts.get(unit_of(&row) as usize).is_some_and(|&counts| counts) {
                return Ok(Some(unpack(&row[NUMBER + LINES..])?));
            }
            row.clear();
        }
        Ok(None)
    }

    fn advance(&mut self) -> store::Result<()> {
        self.next = self.ahead.take();
        if let Some(mut newest) = self.next.take() {
            self.ahead = self.read()?;
            while let Some(one) = self.ahead.take_if(|one| one.id == newest.id) {
                newest = if one.version >= newest.version { one } else { newest };
                self.ahead = self.read()?;
            }
            self.next = Some(newest);
        }
        Ok(())
    }

    /// A customer's record of this id comes next; ids ascend. Writes what is before it.
    pub(super) fn meet(&mut self, id: FeedbackId, segment: &mut Growing<'_>) -> store::Result<()> {
        while let Some(one) = self.next.take_if(|one| one.id <= id) {
            if one.id < id {
                self.write(one, segment)?;
            }
            self.advance()?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn rest(mut self, segment: &mut Growing<'_>) -> store::Result<()> {
        while let Some(one) = self.next.take() {
            self.write(one, segment)?;
            self.advance()?;
        }
        Ok(())
    }

    fn write(&self, one: Feedback, segment: &mut Growing<'_>) -> store::Result<()> {
        let is_theirs = self.corpus.row_of(one.id).is_some();
        if is_theirs || self.gone.binary_search(&one.id).is_ok() {
            return Ok(());
        }
        segment.overhear(one)
    }
}
