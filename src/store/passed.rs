//! `passed.bin`: whom the units were about that left no record, so that they can be taken back.
//!
//! A receipt counts units that were beaten, took a record back, or held no text. When a person is
//! forgotten these counts must become what they would have been without that person; so each such
//! unit leaves eight bytes, of the record's id or of the author's key, sorted by file and fate. At
//! 64 bits, a million units beside one stranger mistake each other once in 10^13.

use std::collections::BTreeMap;

use crate::model::{AuthorKey, FeedbackId, FileReceipt};

use super::bytes::{Fault, In, Out};
use super::error::Result;
use super::spill::Spill;

/// What became of a unit that left no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Passed {
    /// Beaten by another version of this record.
    Superseded(FeedbackId),
    /// Took this record back.
    Deleted(FeedbackId),
    /// Held no text, by this author.
    NoText(AuthorKey),
}

/// The reason under which receipts count units without text.
const NO_TEXT: &str = "no_text";

impl Passed {
    fn parts(self) -> (u8, u64) {
        let head = |bytes: [u8; 16]| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[..8]);
            u64::from_le_bytes(eight)
        };
        match self {
            Passed::Superseded(id) => (0, head(id.0)),
            Passed::Deleted(id) => (1, head(id.0)),
            Passed::NoText(author) => (2, head(author.0)),
        }
    }
}

/// Whom the units of a night were about that left no record, as they are noted: eight bytes of
/// each, by file and fate, in a pile that memory need not hold.
pub struct Passing(Spill);

/// Bytes written at once.
const AT_ONCE: usize = 1 << 16;

impl Passing {
    /// Nobody yet; `pile` is where they wait.
    pub fn new(pile: Spill) -> Passing {
        Passing(pile)
    }

    /// Notes a unit of a file, which is named by its number.
    ///
    /// # Errors
    /// [`super::Error::Full`] or [`super::Error::Io`] when the disk refuses.
    pub fn note(&mut self, file: usize, one: Passed) -> Result<()> {
        let (fate, head) = one.parts();
        self.0.push(key(file, fate, head), &[])
    }

    /// The same with the file numbered `from` at the place `places[from]`, put into `pile`; a file
    /// without a place leaves, with all its units.
    ///
    /// # Errors
    /// As [`Passing::note`].
    pub fn moved(mut self, places: &[Option<usize>], mut pile: Spill) -> Result<Passing> {
        let mut sorted = self.0.sorted()?;
        let mut nothing = Vec::new();
        while let Some(at) = sorted.next(&mut nothing)? {
            let (file, fate, head) = parts(at);
            if let Some(place) = places.get(file as usize).copied().flatten() {
                pile.push(key(place, fate, head), &[])?;
            }
        }
        Ok(Passing(pile))
    }

    /// Hands the bytes of the file to `write`, a piece at a time.
    pub(super) fn write(&mut self, mut write: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut counts: BTreeMap<(u32, u8), u64> = BTreeMap::new();
        let mut nothing = Vec::new();
        let mut sorted = self.0.sorted()?;
        while let Some(at) = sorted.next(&mut nothing)? {
            let (file, fate, _) = parts(at);
            *counts.entry((file, fate)).or_default() += 1;
        }
        let mut out = Out::default();
        out.u64(counts.len() as u64);
        let mut sorted = self.0.sorted()?;
        for (&(file, fate), &count) in &counts {
            out.u32(file);
            out.u8(fate);
            out.u64(count);
            for _ in 0..count {
                let Some(at) = sorted.next(&mut nothing)? else { break };
                out.u64(parts(at).2);
                if out.0.len() >= AT_ONCE {
                    write(&out.0)?;
                    out.0.clear();
                }
            }
        }
        write(&out.0)
    }
}

/// What orders them as they stand in the file. There are fewer than 2^32 files: every one has a
/// name of its own in memory.
fn key(file: usize, fate: u8, head: u64) -> [u8; 16] {
    (((file as u128) << 8 | u128::from(fate)) << 64 | u128::from(head)).to_be_bytes()
}

/// File, fate and head of a [`key`].
fn parts(key: [u8; 16]) -> (u32, u8, u64) {
    let all = u128::from_be_bytes(key);
    ((all >> 72) as u32, (all >> 64) as u8, all as u64)
}

/// Eight bytes of everybody, by file (its place in the receipt) and fate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Passes(BTreeMap<(u32, u8), Vec<u64>>);

impl Passes {
    /// The bytes of the file.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Out::default();
        out.u64(self.0.len() as u64);
        for ((file, fate), heads) in &self.0 {
            out.u32(*file);
            out.u8(*fate);
            out.list(heads, |out, head| out.u64(*head));
        }
        out.0
    }

    pub(super) fn decode(bytes: &[u8]) -> std::result::Result<Passes, Fault> {
        let mut input = In(bytes);
        let groups =
            input.list(13, |input| Ok(((input.u32()?, input.u8()?), input.list(8, In::u64)?)))?;
        input.end()?;
        Ok(Passes(groups.into_iter().collect()))
    }

    /// Whether a unit was about the record: beaten, or taking it back.
    pub(super) fn has_record(&self, id: FeedbackId) -> bool {
        self.has(Passed::Superseded(id)) || self.has(Passed::Deleted(id))
    }

    /// Whether the author sent a unit without text.
    pub(super) fn has_author(&self, author: AuthorKey) -> bool {
        self.has(Passed::NoText(author))
    }

    fn has(&self, one: Passed) -> bool {
        let (wanted, head) = one.parts();
        self.0.iter().any(|((_, fate), heads)| *fate == wanted && heads.contains(&head))
    }

    /// Takes everybody out who is named, with the units that were about them; says whether anything
    /// changed. A person without a name of their own in the list stays counted.
    pub(super) fn take_out(
        &mut self,
        files: &mut [FileReceipt],
        records: &[FeedbackId],
        authors: &[AuthorKey],
    ) -> bool {
        let heads = |fate: u8| -> Vec<u64> {
            let mut heads: Vec<u64> = match fate {
                2 => authors.iter().map(|&author| Passed::NoText(author).parts().1).collect(),
                _ => records.iter().map(|&id| Passed::Superseded(id).parts().1).collect(),
            };
            heads.sort_unstable();
            heads
        };
        let gone = [heads(0), heads(1), heads(2)];
        let mut changed = false;
        for ((file, fate), heads) in &mut self.0 {
            let Some(gone) = gone.get(usize::from(*fate)) else { continue };
            let before = heads.len();
            heads.retain(|head| gone.binary_search(head).is_err());
            let left = (before - heads.len()) as u64;
            changed |= left > 0;
            let Some(file) = files.get_mut(*file as usize) else { continue };
            let units = &mut file.units;
            units.read = units.read.saturating_sub(left);
            match fate {
                0 => units.superseded = units.superseded.saturating_sub(left),
                1 => units.deleted = units.deleted.saturating_sub(left),
                _ => {
                    if let Some(count) = units.skipped.get_mut(NO_TEXT) {
                        *count = count.saturating_sub(left);
                    }
                    units.skipped.retain(|_, count| *count > 0);
                }
            }
        }
        self.0.retain(|_, heads| !heads.is_empty());
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Units;
    use proptest::prelude::*;

    /// Notes these, with so much in memory.
    fn noted(passed: &[(usize, Passed)], most: usize) -> Passing {
        let mut passing = Passing::new(Spill::aside(most));
        passed.iter().for_each(|&(file, one)| passing.note(file, one).expect("the disk writes"));
        passing
    }

    fn written(mut passing: Passing) -> Passes {
        let mut bytes = Vec::new();
        let write = |piece: &[u8]| {
            bytes.extend_from_slice(piece);
            Ok(())
        };
        passing.write(write).expect("the disk reads");
        let passes = Passes::decode(&bytes).expect("just written");
        assert_eq!(passes.encode(), bytes);
        passes
    }

    fn gather(passed: &[(usize, Passed)]) -> Passes {
        written(noted(passed, 1 << 20))
    }

    fn any_passed() -> impl Strategy<Value = (usize, Passed)> {
        (0usize..4, 0u8..3, any::<[u8; 16]>()).prop_map(|(file, fate, id)| {
            let one = match fate {
                0 => Passed::Superseded(FeedbackId(id)),
                1 => Passed::Deleted(FeedbackId(id)),
                _ => Passed::NoText(AuthorKey(id)),
            };
            (file, one)
        })
    }

    #[test]
    fn units_leave_with_their_person() {
        let (jane, tom) = (FeedbackId([1; 16]), FeedbackId([2; 16]));
        let mut passes = gather(&[
            (0, Passed::Superseded(tom)),
            (0, Passed::Superseded(jane)),
            (0, Passed::NoText(AuthorKey([9; 16]))),
            (1, Passed::Deleted(jane)),
        ]);
        let turned = noted(&[(5, Passed::Deleted(jane)), (7, Passed::Superseded(tom))], 1);
        let places = [None, None, None, None, None, Some(1), None, None];
        let turned = turned.moved(&places, Spill::aside(1)).expect("the disk takes it");
        assert_eq!(written(turned), gather(&[(1, Passed::Deleted(jane))]));
        let file = FileReceipt {
            units: Units {
                read: 3,
                superseded: 2,
                skipped: [("no_text".to_owned(), 1)].into(),
                ..Units::default()
            },
            ..FileReceipt::default()
        };
        let units = Units { read: 1, deleted: 1, ..Units::default() };
        let mut files = [file, FileReceipt { units, ..FileReceipt::default() }];
        assert!(passes.has_record(jane) && passes.has_author(AuthorKey([9; 16])));
        assert!(passes.take_out(&mut files, &[jane], &[AuthorKey([9; 16])]));
        assert!(!passes.has_record(jane) && !passes.has_author(AuthorKey([9; 16])));
        assert!(files.iter().all(|file| file.units.adds_up()));
        assert_eq!((files[0].units.read, files[1].units.read), (1, 0));
        assert_eq!(passes, gather(&[(0, Passed::Superseded(tom))]));
        assert!(!passes.take_out(&mut files, &[jane], &[]));
    }

    proptest! {
        /// However little of it is in memory, in whatever order it came: what is kept is sorted.
        #[test]
        fn order_and_memory_make_no_difference(
            passed in proptest::collection::vec(any_passed(), 0..60), most in 1usize..500,
        ) {
            let mut wanted: BTreeMap<(u32, u8), Vec<u64>> = BTreeMap::new();
            for &(file, one) in &passed {
                let (fate, head) = one.parts();
                wanted.entry((file as u32, fate)).or_default().push(head);
            }
            wanted.values_mut().for_each(|heads| heads.sort_unstable());
            prop_assert_eq!(written(noted(&passed, most)), Passes(wanted));
            let turned: Vec<(usize, Passed)> =
                passed.iter().rev().map(|&(file, one)| (3 - file, one)).collect();
            let places = [Some(3), Some(2), Some(1), Some(0)];
            let moved = noted(&turned, most).moved(&places, Spill::aside(most));
            prop_assert_eq!(written(moved.expect("the disk takes it")), gather(&passed));
        }

        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Passes::decode(&bytes);
        }
    }
}
