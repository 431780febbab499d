//! `passed.bin`: whom the units were about that left no record, so that they can be taken back.
//!
//! A receipt counts units that were beaten, took a record back, or held no text. When a person is
//! forgotten these counts must become what they would have been without that person; so each such
//! unit leaves eight bytes, of the record's id or of the author's key, sorted by file and fate. At
//! 64 bits, a million units beside one stranger mistake each other once in 10^13.

use std::collections::BTreeMap;

use crate::model::{AuthorKey, FeedbackId, FileReceipt};

use super::bytes::{Fault, In, Out};

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

/// Eight bytes of everybody, by file (its place in the receipt) and fate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passes(BTreeMap<(u32, u8), Vec<u64>>);

impl Passes {
    /// Notes a unit of a file, which is named by its number.
    pub fn note(&mut self, file: usize, one: Passed) {
        let (fate, head) = one.parts();
        if let Ok(file) = u32::try_from(file) {
            self.0.entry((file, fate)).or_default().push(head);
        }
    }

    /// The same with the file numbered `from` at the place `places[from]`; a file without a place
    /// leaves, with all its units.
    pub fn moved(self, places: &[Option<usize>]) -> Passes {
        let place = |from: u32| {
            let to = places.get(from as usize).copied().flatten();
            to.and_then(|to| u32::try_from(to).ok())
        };
        let moved = self.0.into_iter();
        Passes(
            moved.filter_map(|((file, fate), heads)| Some(((place(file)?, fate), heads))).collect(),
        )
    }

    /// The bytes of the file; the order in which units were noted makes no difference.
    pub(super) fn encode(mut self) -> Vec<u8> {
        let mut out = Out::default();
        out.u64(self.0.len() as u64);
        for ((file, fate), heads) in &mut self.0 {
            heads.sort_unstable();
            out.u32(*file);
            out.u8(*fate);
            out.list(heads, |out, head| out.u64(*head));
        }
        out.0
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Passes, Fault> {
        let mut input = In(bytes);
        let groups =
            input.list(13, |input| Ok(((input.u32()?, input.u8()?), input.list(8, In::u64)?)))?;
        input.end()?;
        Ok(Passes(groups.into_iter().collect()))
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
            file.units = file.units.saturating_sub(left);
            match fate {
                0 => file.superseded = file.superseded.saturating_sub(left),
                1 => file.deleted = file.deleted.saturating_sub(left),
                _ => {
                    if let Some(count) = file.skipped.get_mut(NO_TEXT) {
                        *count = count.saturating_sub(left);
                    }
                    file.skipped.retain(|_, count| *count > 0);
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
    use proptest::prelude::*;

    fn gather(passed: &[(usize, Passed)]) -> Passes {
        let mut passes = Passes::default();
        passed.iter().for_each(|&(file, one)| passes.note(file, one));
        passes
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
        passes = Passes::decode(&passes.encode()).expect("just encoded");
        assert_eq!(Passes::decode(&passes.clone().encode()), Ok(passes.clone()));
        let turned = gather(&[(5, Passed::Deleted(jane)), (7, Passed::Superseded(tom))]);
        let places = [None, None, None, None, None, Some(1), None, None];
        assert_eq!(turned.moved(&places), gather(&[(1, Passed::Deleted(jane))]));
        let file = FileReceipt {
            units: 3,
            superseded: 2,
            skipped: [("no_text".to_owned(), 1)].into(),
            ..FileReceipt::default()
        };
        let mut files = [file, FileReceipt { units: 1, deleted: 1, ..FileReceipt::default() }];
        assert!(passes.take_out(&mut files, &[jane], &[AuthorKey([9; 16])]));
        assert!(files.iter().all(FileReceipt::adds_up));
        assert_eq!((files[0].units, files[1].units), (1, 0));
        assert_eq!(passes, gather(&[(0, Passed::Superseded(tom))]));
        assert!(!passes.take_out(&mut files, &[jane], &[]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Passes::decode(&bytes);
        }
    }
}
