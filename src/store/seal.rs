//! The seal of the search index: what its files were when it was last written.
//!
//! `index/seal.json` holds the hashes of the index's small files and sizes and times of its large
//! ones, whose bytes have checksums of their own (a block at a time in `index/blocks`, which has one of
//! itself). A reader compares in well under a millisecond: what has another hash or size is damaged,
//! what has another time is a copy, or has to be looked at in full. A writer breaks the seal before it changes anything and seals again when it is done, so that an
//! index without a seal is one whose writer is at work or died.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::disk;
use super::error::{Error, Result};
use super::workspace::{Workspace, Writer};

const SEAL: &str = "seal.json";
/// Files without a checksum of their own: which segments there are, and which files.
const HASHED: [&str; 3] = ["meta.json", ".managed.json", "fingerprint"];

/// The seal as it is on disk; nothing where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal(Option<Vec<u8>>);

/// How an index compares with its seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// There is no seal: a writer is at work, died, or was of a version without seals.
    Open,
    /// All is as it was; so many bytes.
    Whole(u64),
    /// Sizes are as they were and times are not: a copy, or somebody wrote to it.
    Touched,
    /// It is not what was written; says which file and what is wrong with it.
    Broken(String),
}

#[derive(Default, Serialize, Deserialize)]
struct Stored {
    schema: u32,
    /// BLAKE3, hexadecimal.
    hashed: BTreeMap<String, String>,
    files: BTreeMap<String, Stamp>,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    bytes: u64,
    /// Nanoseconds since 1970; 0 where the system does not say.
    changed: u64,
}

impl Stored {
    /// What stands in a folder now.
    fn of(folder: &Path) -> Result<Stored> {
        let mut stored = Stored { schema: 1, ..Stored::default() };
        for name in disk::names(folder)? {
            let path = folder.join(&name);
            if HASHED.contains(&name.as_str()) {
                stored.hashed.insert(name, disk::hash_file(&path)?.0);
            } else if !name.starts_with('.') && name != SEAL {
                let data = fs::metadata(&path).map_err(|e| Error::io("read", &path, e))?;
                let changed =
                    data.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
                let changed = changed.map_or(0, |since| since.as_nanos() as u64);
                stored.files.insert(name, Stamp { bytes: data.len(), changed });
            }
        }
        Ok(stored)
    }
}

impl Workspace {
    /// The seal of the search index, to see whether it is still the same later.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read.
    pub fn index_seal(&self) -> Result<Seal> {
        Ok(Seal(disk::read_if_there(&self.index_folder().join(SEAL))?))
    }

    /// How the index compares with a seal of it.
    ///
    /// # Errors
    /// [`Error::Io`] when a file cannot be read, also because a writer has just removed it.
    pub fn compare_index(&self, seal: &Seal) -> Result<Sealed> {
        let Some(json) = &seal.0 else { return Ok(Sealed::Open) };
        let Ok(promised) = serde_json::from_slice::<Stored>(json) else {
            return Ok(Sealed::Broken(format!("{SEAL} cannot be read")));
        };
        let found = Stored::of(&self.index_folder())?;
        let broken = |name: &str, why: &str| Ok(Sealed::Broken(format!("{name} {why}")));
        for (name, hash) in &promised.hashed {
            match found.hashed.get(name) {
                Some(other) if other == hash => {}
                Some(_) => return broken(name, "is not what was written"),
                None => return broken(name, "is gone"),
            }
        }
        let mut touched = false;
        for (name, stamp) in &promised.files {
            match found.files.get(name) {
                None => return broken(name, "is gone"),
                Some(other) if other.bytes != stamp.bytes => {
                    let (is, was) = (other.bytes, stamp.bytes);
                    return broken(name, &format!("has {is} bytes instead of {was}"));
                }
                Some(other) => touched |= other != stamp,
            }
        }
        let bytes = promised.files.values().map(|stamp| stamp.bytes).sum();
        Ok(if touched { Sealed::Touched } else { Sealed::Whole(bytes) })
    }
}

impl Writer {
    /// Breaks the seal of the index, before anything of it is changed.
    ///
    /// # Errors
    /// [`Error::Io`] when the disk refuses.
    pub fn unseal_index(&self) -> Result<()> {
        let path = self.workspace().index_folder().join(SEAL);
        if path.exists() { disk::remove_file(&path) } else { Ok(()) }
    }

    /// Seals an index that is written to the end: the one that serves, or one made aside.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses; then it has no seal.
    pub fn seal_index(&self, folder: &Path) -> Result<()> {
        let mut json = serde_json::to_vec_pretty(&Stored::of(folder)?)
            .map_err(|error| Error::Unstorable { what: format!("seal: {error}") })?;
        json.push(b'\n');
        disk::replace_file(&folder.join(SEAL), &json)
    }

    /// Removes the index; fine when there is none.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be removed.
    pub fn drop_index(&self) -> Result<()> {
        disk::remove_folder(&self.workspace().index_folder())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_seal_tells_copies_from_damage() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::open_or_create(folder.path()).expect("a workspace");
        let writer = workspace.lock().expect("the lock");
        let aside = writer.index_aside().expect("a folder");
        for (name, bytes) in [("meta.json", "{}"), ("a.store", "texts"), (".tantivy.lock", "")] {
            fs::write(aside.join(name), bytes).expect("a file");
        }
        writer.seal_index(&aside).expect("sealed");
        writer.put_index().expect("there");
        let compared = || {
            let seal = workspace.index_seal().expect("a seal");
            workspace.compare_index(&seal).expect("read")
        };
        assert_eq!(compared(), Sealed::Whole(5));
        let store = workspace.index_folder().join("a.store");
        let file = fs::File::options().write(true).open(&store).expect("a file");
        file.set_modified(UNIX_EPOCH + Duration::from_secs(1)).expect("a time");
        assert_eq!(compared(), Sealed::Touched);
        fs::write(&store, "text").expect("a file");
        assert!(matches!(compared(), Sealed::Broken(why) if why.contains("4 bytes instead of 5")));
        fs::remove_file(&store).expect("gone");
        assert!(matches!(compared(), Sealed::Broken(why) if why == "a.store is gone"));
        fs::write(&store, "texts").expect("a file");
        fs::write(workspace.index_folder().join("meta.json"), "[]").expect("a file");
        assert!(matches!(compared(), Sealed::Broken(why) if why.starts_with("meta.json")));
        writer.unseal_index().expect("broken");
        writer.unseal_index().expect("fine without one");
        assert_eq!(compared(), Sealed::Open);
    }
}
