//! How the program ends: the documented exit codes.

use std::process::ExitCode;

/// Exit codes; their numbers are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, and there was nothing to show.
    NothingFound = 1,
    /// Wrong usage or settings; nothing was done.
    Usage = 2,
    /// Done, but more records were rejected than the settings allow.
    TooManyRejected = 3,
    /// Failed; what was there before is still there.
    Failed = 4,
    /// Done, and something broke since the last night: an alarm rings. It rings once, so this is
    /// said even when records were rejected, which the next night says again.
    Alarm = 5,
    /// A report says what its records do not give (`earful verify`).
    Wrong = 6,
    /// A report cannot be proved or refuted, since something it was made of is gone (`earful
    /// verify`).
    Unproved = 7,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_documented_ones() {
        use Exit::{Alarm, Done, Failed, NothingFound, TooManyRejected, Unproved, Usage, Wrong};
        let codes = [Done, NothingFound, Usage, TooManyRejected, Failed, Alarm, Wrong, Unproved];
        assert_eq!(codes.map(|exit| exit as u8), [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
