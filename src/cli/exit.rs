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
        let codes =
            [Exit::Done, Exit::NothingFound, Exit::Usage, Exit::TooManyRejected, Exit::Failed];
        assert_eq!(codes.map(|exit| exit as u8), [0, 1, 2, 3, 4]);
    }
}
