//! Whether anything of a workspace is not what it was: for those who keep it open.

use std::path::Path;
use std::time::UNIX_EPOCH;

use super::disk;
use super::error::Result;
use super::workspace::Workspace;

/// Says that nothing a reader keeps has changed as long as it is the same: runs, the index, the
/// corpus, people's corrections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp([u8; 32]);

impl Workspace {
    /// The stamp of what is on disk now. Only names, sizes and times are looked at: about a
    /// millisecond for a year of nights.
    ///
    /// # Errors
    /// [`super::Error::Io`] when a folder cannot be listed.
    pub fn stamp(&self) -> Result<Stamp> {
        let mut hasher = blake3::Hasher::new();
        let mut note = |path: &Path| {
            let data = std::fs::metadata(path).ok();
            let changed = data.as_ref().and_then(|data| data.modified().ok());
            let since = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            hasher.update(path.as_os_str().as_encoded_bytes());
            hasher.update(&data.map_or(u64::MAX, |data| data.len()).to_le_bytes());
            hasher.update(&since.map_or(0, |since| since.as_nanos()).to_le_bytes());
        };
        for (folder, file) in
            [(self.runs_folder(), "manifest.json"), (self.corpus_folder(), super::segment::RECEIPT)]
        {
            for name in disk::names(&folder)? {
                if !name.starts_with('.') {
                    note(&folder.join(name).join(file));
                }
            }
        }
        note(&self.corpus_folder().join("erased"));
        note(&self.index_folder().join("seal.json"));
        note(&self.root().join(super::CURATION));
        Ok(Stamp(*hasher.finalize().as_bytes()))
    }
}
