//! Write hidden, sync, rename: how anything becomes visible.
//!
//! Takes bytes and folders, gives whole files or none. A [`Staged`] folder is hidden
//! (`.writing-*`) until [`Staged::publish`] renames it; a process that dies before leaves it to be
//! swept by the next writer. `checkpoint` is where a test may kill the process.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::error::{Error, Result};

/// Hidden folders in progress start with this.
pub(super) const WRITING: &str = ".writing-";
/// A run moved away while its replacement moves in.
pub(super) const REPLACED: &str = ".replaced-";
/// A folder on its way out.
pub(super) const DROPPED: &str = ".dropped-";

/// A named place at which a test can kill the process: in debug builds, aborts when the
/// environment variable `EARFUL_STOP_AT` holds this name. Release builds do nothing.
///
/// The store calls `segment-written` (all files of a segment are on disk, hidden),
/// `segment-renamed`, `run-written`, `run-renamed`, and while it erases `erasing-begun`,
/// `erased-marked`, `segment-away`, `segment-replaced`, `run-dropped`, `erasing-ends`; `index-away`
/// between the two renames that put a new index in the place of an old one; the pipeline calls
/// `index-committed`.
pub fn checkpoint(name: &str) {
    #[cfg(debug_assertions)]
    if std::env::var_os("EARFUL_STOP_AT").is_some_and(|wanted| wanted == name) {
        std::process::abort();
    }
    #[cfg(not(debug_assertions))]
    let _ = name;
}

/// A hidden folder that becomes visible whole or not at all.
pub(super) struct Staged {
    folder: PathBuf,
}

impl Staged {
    /// An empty hidden folder beside where `name` will stand in `parent`.
    pub(super) fn new(parent: &Path, name: &str) -> Result<Staged> {
        let folder = parent.join(format!("{WRITING}{name}"));
        remove_folder(&folder)?;
        create_folder(&folder)?;
        Ok(Staged { folder })
    }

    /// Where a file of the folder stands while it is hidden.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes and syncs one file; `name` may lie in a folder of its own.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            create_folder(parent)?;
        }
        let mut file = File::create(&path).map_err(|e| Error::io("create", &path, e))?;
        file.write_all(bytes)
            .and_then(|()| file.sync_all())
            .map_err(|e| Error::io("write", &path, e))
    }

    /// Renames the folder to `target`, which must not exist, and syncs the names on disk.
    pub(super) fn publish(self, target: &Path) -> Result<()> {
        sync_tree(&self.folder)?;
        fs::rename(&self.folder, target).map_err(|e| Error::io("rename to", target, e))?;
        sync_parent(target)
    }
}

impl Drop for Staged {
    /// Leaves nothing behind when writing failed. Whatever this cannot remove is swept later.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Replaces one small file whole: hidden beside it, synced, renamed.
pub(super) fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    replace_file_by(path, |file| {
        file.write_all(bytes).map_err(|error| Error::io("write", path, error))
    })
}

/// The same for a file that `fill` writes a piece at a time.
pub(super) fn replace_file_by(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("file");
    let hidden = path.with_file_name(format!("{WRITING}{name}"));
    let file = File::create(&hidden).map_err(|e| Error::io("create", &hidden, e))?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let written = fill(&mut out).and_then(|()| {
        let whole = out.flush().and_then(|()| out.get_ref().sync_all());
        whole.map_err(|error| Error::io("write", path, error))
    });
    if let Err(error) = written {
        let _ = fs::remove_file(&hidden);
        return Err(error);
    }
    fs::rename(&hidden, path).map_err(|e| Error::io("replace", path, e))?;
    sync_parent(path)
}

/// Makes a folder and those above it; fine when it is there.
pub(super) fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|e| Error::io("create the folder", path, e))
}

/// Removes a folder with all in it; fine when it is not there.
pub(super) fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::io("remove", path, error))
        }
        _ => Ok(()),
    }
}

/// Removes a file; fine when it is not there.
pub(super) fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::io("remove", path, error))
        }
        _ => sync_parent(path),
    }
}

/// Renames and syncs the folder of the new name.
pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|e| Error::io("rename", from, e))?;
    sync_parent(to)
}

/// Where a folder stands: under its name, or, while a successor is on its way in, where it was moved
/// to. A reader needs no writer to come by first.
pub(super) fn standing(parent: &Path, name: &str) -> PathBuf {
    let (path, replaced) = (parent.join(name), parent.join(format!("{REPLACED}{name}")));
    if !path.exists() && replaced.exists() { replaced } else { path }
}

/// Names in a folder, ascending; none when there is no such folder.
pub(super) fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|e| Error::io("list", folder, e))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| Error::io("list", folder, e))?;
        // A name that is not Unicode is none of ours.
        names.extend(entry.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

/// A file's bytes; `None` when it is not there.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            Ok(None)
        }
        Err(error) => Err(Error::io("read", path, error)),
    }
}

/// The first `most` bytes of a file; `None` when it is not there.
pub(super) fn read_head(path: &Path, most: usize) -> Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            return Ok(None);
        }
        other => other.map_err(|e| Error::io("read", path, e))?,
    };
    let mut head = Vec::with_capacity(most);
    file.take(most as u64).read_to_end(&mut head).map_err(|e| Error::io("read", path, e))?;
    Ok(Some(head))
}

/// Hash and size of a file, read in pieces.
pub(super) fn hash_file(path: &Path) -> Result<(String, u64)> {
    let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).map_err(|e| Error::io("read", path, e))?;
    Ok((hasher.finalize().to_hex().to_string(), hasher.count()))
}

fn sync_parent(path: &Path) -> Result<()> {
    match path.parent() {
        // A bare name lies in the current folder.
        Some(folder) if folder.as_os_str().is_empty() => sync_folder(Path::new(".")),
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

fn sync_folder(folder: &Path) -> Result<()> {
    // Only Unix lets a folder be opened and synced; elsewhere the rename itself is all there is.
    if cfg!(unix) {
        File::open(folder)
            .and_then(|file| file.sync_all())
            .map_err(|e| Error::io("sync", folder, e))?;
    }
    Ok(())
}

/// Syncs the names in a folder and in the folders below it.
fn sync_tree(folder: &Path) -> Result<()> {
    for name in names(folder)? {
        let path = folder.join(name);
        if path.is_dir() {
            sync_tree(&path)?;
        }
    }
    sync_folder(folder)
}
