//! Records that were read and whose night is not finished: in the search and in no report, or not even
//! in the search.

use crate::store::{Manifest, Workspace};

use super::Error;

/// How far the search and the newest report are behind what was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// Records that the search holds and no report has counted yet.
    pub uncounted: u64,
    /// Records that were read last and cannot be searched yet.
    pub unsearched: u64,
}

impl Behind {
    /// Of an index that covers all segments up to a number, and of the newest run; without a run nothing
    /// is counted.
    ///
    /// # Errors
    /// [`Error::Store`] when a receipt cannot be read.
    pub fn of(
        workspace: &Workspace,
        covers: u32,
        newest: Option<&Manifest>,
    ) -> Result<Behind, Error> {
        let reported = newest.and_then(|run| run.segments.last().copied()).unwrap_or(0);
        let unheard = workspace.segments_above(covers.min(reported))?;
        let records = |from: u32, to: u32| -> u64 {
            let within = unheard.iter().filter(|one| one.number > from && one.number <= to);
            within.map(|one| one.receipt.feedback).sum()
        };
        Ok(Behind { uncounted: records(reported, covers), unsearched: records(covers, u32::MAX) })
    }

    /// Whether both hold all that was read.
    pub fn is_nothing(&self) -> bool {
        *self == Behind::default()
    }
}
