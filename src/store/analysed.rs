//! What says that a corpus was analysed: runs that are all gone are missed.
//!
//! `corpus/analysed` is written after the first run of a corpus is published and removed before its
//! last one is dropped, so that a writer who is killed between leaves runs without it, never it without
//! runs; the next writer writes it again. A workspace of an older version gets it so too. It holds words
//! for whoever opens it and nothing of any run.

use std::path::PathBuf;

use super::disk;
use super::error::{Error, Result};
use super::segment;
use super::workspace::{Workspace, Writer};

/// In the folder of the corpus; whoever means to begin anew removes it. [`LOST`] names it.
const ANALYSED: &str = "analysed";
const WORDS: &[u8] = b"This corpus was analysed: the folder runs beside corpus holds what was found, and \
without it all themes\nwould get other ids. Whoever means to begin anew removes the runs and this file.\n";

/// What to do where no run is left.
const LOST: &str = "restore the folder from a backup: without it all themes get new ids, and earlier \
     reports are gone. Without a backup, or to begin anew, remove the file corpus/analysed and `earful \
     run`: nothing of the corpus is lost";

impl Workspace {
    fn analysed_file(&self) -> PathBuf {
        self.corpus_folder().join(ANALYSED)
    }

    /// Whether a run of a corpus that was analysed is there, or none ever was.
    ///
    /// # Errors
    /// [`Error::Damaged`] when all are gone, with what to do.
    pub fn expect_runs(&self) -> Result<()> {
        // Looked at once more after the file was seen: it follows the first run, and while a run is
        // replaced a listing may miss it.
        let has_run = || Ok::<bool, Error>(!self.run_ids()?.is_empty());
        if has_run()? || !self.analysed_file().exists() || has_run()? {
            return Ok(());
        }
        let why = "no run is left of a corpus that was analysed".to_owned();
        Err(Error::Damaged { path: self.runs_folder(), why, remedy: LOST })
    }
}

impl Writer {
    /// Writes down that the corpus was analysed, where it has segments and runs and nothing says so yet.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses.
    pub(super) fn note_runs(&self) -> Result<()> {
        let workspace = self.workspace();
        let path = workspace.analysed_file();
        let is_due = !path.exists()
            && !workspace.run_ids()?.is_empty()
            && !segment::numbers(&workspace.corpus_folder())?.is_empty();
        if is_due { disk::replace_file(&path, WORDS) } else { Ok(()) }
    }

    /// Removes what says so, before the last run is dropped on purpose; fine where nothing does.
    ///
    /// # Errors
    /// [`Error::Io`] when the disk refuses.
    pub(super) fn forget_runs(&self) -> Result<()> {
        let path = self.workspace().analysed_file();
        if path.exists() { disk::remove_file(&path) } else { Ok(()) }
    }
}
