//! What can go wrong on disk, said with the place and the way out.
//!
//! Takes the system's errors, gives ours: the user's fault (no workspace, a second writer), the
//! disk's fault (full, unreadable, damaged) and what a newer program wrote are told apart, because
//! the remedy differs.

use std::io;
use std::path::{Path, PathBuf};

/// A failure of the workspace on disk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder is not a workspace.
    #[error("{root} is not a workspace: it has no FORMAT file; run `earful init` there first", root = .root.display())]
    NoWorkspace {
        /// The folder asked for.
        root: PathBuf,
    },
    /// A newer program made the workspace.
    #[error("{path} says format {found}, this program knows {known}: use a newer earful", path = .path.display())]
    NewerFormat {
        /// The FORMAT file.
        path: PathBuf,
        /// What it says.
        found: String,
        /// What this program writes.
        known: &'static str,
    },
    /// Somebody else is writing.
    #[error("another earful is writing to this workspace ({holder}): wait for it to end, then try again; {path} is its lock", holder = holder(*.pid), path = .path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// The process that holds it, where the file says.
        pid: Option<u32>,
    },
    /// No room left where something is written.
    #[error("the disk is full at {path}: free some space and run again; nothing half-written is visible", path = .path.display())]
    Full {
        /// What was being written.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot {doing} {path}: {source}", path = .path.display())]
    Io {
        /// What was tried: `read`, `write`, ….
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what was written.
    #[error("{path} is damaged ({why}): {remedy}", path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
        /// What to do.
        remedy: &'static str,
    },
    /// There is no such run.
    #[error("there is no run {id}: `earful runs` lists those there are")]
    NoRun {
        /// The id asked for.
        id: String,
    },
    /// A value that the files on disk cannot hold.
    #[error("cannot store {what}")]
    Unstorable {
        /// Which value of which record.
        what: String,
    },
}

/// What the rooms of the store return.
pub type Result<T> = std::result::Result<T, Error>;

/// The remedy for the ground state, which nothing can rebuild.
pub(super) const RESTORE: &str = "restore its numbered folder from a backup. Without a backup, and \
     with all the original files still there, move runs, index and everything in corpus but the \
     file `erased` out of the workspace and `earful run`: themes then get new ids and earlier \
     reports are gone";
/// The remedy for what a run leaves.
pub(super) const RERUN: &str = "restore the run's folder from a backup, or remove it and `earful \
     run`: the night is made again from the run before it, and only themes that were born in it may \
     get other ids";
/// The same where no run before it remembers anything.
pub(super) const AFRESH: &str = "restore the run's folder from a backup. Without a backup move the \
     folder runs and the file corpus/analysed out of the workspace and `earful run`: nothing of the corpus is lost, but all \
     themes get new ids and earlier reports are gone";

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "its process is unknown".to_owned(), |pid| format!("process {pid}"))
}

impl Error {
    /// Wraps a system error with what was tried and where; a full disk becomes [`Error::Full`].
    pub(super) fn io(doing: &'static str, path: &Path, source: io::Error) -> Error {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Error::Full { path: path.to_owned() },
            _ => Error::Io { doing, path: path.to_owned(), source },
        }
    }

    /// Wraps an error of the Parquet writer, which hides the system's error inside its own.
    pub(super) fn parquet_write(path: &Path, error: parquet::errors::ParquetError) -> Error {
        let inner = match error {
            parquet::errors::ParquetError::External(inner) => match inner.downcast::<io::Error>() {
                Ok(source) => return Error::io("write", path, *source),
                Err(other) => io::Error::other(other),
            },
            other => io::Error::other(other),
        };
        Error::io("write", path, inner)
    }

    /// A file of the ground state that is not what was written.
    pub(super) fn damaged(path: &Path, why: impl Into<String>) -> Error {
        Error::Damaged { path: path.to_owned(), why: why.into(), remedy: RESTORE }
    }
}
