//! What can go wrong in a search: a query that cannot be read, an index that is a stranger, a disk.

use std::path::PathBuf;

/// A query that cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} at character {}: {hint}", .column + 1)]
pub struct QueryError {
    /// What is wrong.
    pub message: String,
    /// Characters (not bytes) of the query before the place: where a caret goes.
    pub column: usize,
    /// What to write instead.
    pub hint: String,
}

/// A failure of the index.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds no index this program can use: none yet, one of another version, or a
    /// damaged one. It is derived from the corpus, so it is remade, never repaired.
    #[error("the search index in {folder} must be made again ({why}): `earful run` does that", folder = .folder.display())]
    Stale {
        /// The index's folder.
        folder: PathBuf,
        /// Why it cannot be used.
        why: String,
    },
    /// The query cannot be read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Somebody else is writing to the index.
    #[error("another process is writing to the search index in {folder}: wait for it to end, then try again", folder = .folder.display())]
    Busy {
        /// The index's folder.
        folder: PathBuf,
    },
    /// Reading or writing the index failed.
    #[error("the search index in {folder} failed: {why}; nothing else is touched: where the disk is full free some space, otherwise remove that folder, then run `earful run` again", folder = .folder.display())]
    Failed {
        /// The index's folder.
        folder: PathBuf,
        /// What the engine said.
        why: String,
    },
}

impl Error {
    /// Whether the index must be made again: the caller empties the folder and calls
    /// [`super::Index::create`].
    pub fn is_stale(&self) -> bool {
        matches!(self, Error::Stale { .. })
    }
}

/// What the index returns.
pub type Result<T> = std::result::Result<T, Error>;
