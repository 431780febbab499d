//! What a workspace must hold: the salt it began with and every segment of its corpus.
//!
//! `corpus/inventory.json` keeps a fingerprint of the salt and the numbers of all segments that
//! were ever published. A salt that was lost or swapped, and a segment that is gone, are found by it
//! before anything is read: whoever goes on without them would count customers twice, bring back
//! people who were forgotten and report a loss as a change in the world. A workspace of an older
//! version has no inventory; it gets one from the next writer.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk;
use super::error::{Error, RESTORE, Result};
use super::segment::{self, RECEIPT};
use super::workspace::{Workspace, Writer};

const INVENTORY: &str = "inventory.json";

/// What to do about a salt that is not the one the corpus was made with.
const SALT_BACK: &str = "restore the file from a backup: with another salt every known author \
     would count as a new one, and people who were forgotten would come back. Without a backup the \
     corpus cannot be gone on with: move corpus, index, runs and salt out of the workspace, `earful \
     run` on the original files, and `earful forget` everybody again who was forgotten";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Inventory {
    schema: u32,
    /// Fingerprint of the salt, 16 hexadecimal digits.
    salt: String,
    /// Numbers of all segments ever published, ascending.
    segments: Vec<u32>,
}

/// What tells one salt from another and nothing else about it: 64 bits of BLAKE3, derived for this
/// use alone.
fn fingerprint(salt: &[u8; 32]) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("earful 2026-11 fingerprint of a salt");
    hasher.update(salt);
    hasher.finalize().to_hex()[..16].to_owned()
}

impl Workspace {
    /// The secret bytes that turn an author's name into a key, 32 of them.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the file is missing, of another size, or not the one the corpus was
    /// made with: authors would get other keys, so a new salt is never made quietly.
    pub fn salt(&self) -> Result<[u8; 32]> {
        let path = self.root().join("salt");
        let damaged = |why: String| Error::Damaged { path: path.clone(), why, remedy: SALT_BACK };
        let Some(bytes) = disk::read_if_there(&path)? else {
            return Err(damaged("it is gone".to_owned()));
        };
        let salt: [u8; 32] = bytes
            .try_into()
            .map_err(|bytes: Vec<u8>| damaged(format!("{} bytes instead of 32", bytes.len())))?;
        match self.inventory()? {
            Some(inventory) if inventory.salt != fingerprint(&salt) => {
                Err(damaged("it is not the one this workspace began with".to_owned()))
            }
            _ => Ok(salt),
        }
    }

    fn inventory(&self) -> Result<Option<Inventory>> {
        let path = self.corpus_folder().join(INVENTORY);
        let Some(json) = disk::read_if_there(&path)? else { return Ok(None) };
        serde_json::from_slice(&json).map(Some).map_err(|error| Error::Damaged {
            path,
            why: error.to_string(),
            remedy: "restore it from a backup, or remove it: the next `earful run` writes it \
                     again from what is there",
        })
    }

    /// Whether every segment of the inventory is there.
    ///
    /// # Errors
    /// [`Error::Damaged`] names the first segment that is gone, with what to do.
    pub(super) fn check_segments(&self) -> Result<()> {
        self.inventory()?.map_or(Ok(()), |inventory| self.expect(&inventory.segments))
    }

    fn expect(&self, numbers: &[u32]) -> Result<()> {
        let corpus = self.corpus_folder();
        for &number in numbers {
            let path = segment::standing(&corpus, number);
            let why = match (path.exists(), path.join(RECEIPT).exists()) {
                (_, true) => continue,
                (true, false) => "its receipt.json is gone",
                (false, false) => "it is gone",
            };
            return Err(Error::Damaged { path, why: why.to_owned(), remedy: RESTORE });
        }
        Ok(())
    }
}

/// What a folder holds that its first night would go on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inherited {
    /// Nothing.
    Nothing,
    /// A salt without a workspace: authors would get the keys they have wherever it came from.
    Salt,
    /// A whole corpus.
    Corpus,
}

/// What of another workspace, or of an earlier one, is in a folder.
///
/// # Errors
/// [`Error::Io`] when it cannot be read.
pub fn inherited(root: &Path) -> Result<Inherited> {
    Ok(match () {
        () if !segment::numbers(&root.join("corpus"))?.is_empty() => Inherited::Corpus,
        () if root.join("salt").exists() && !root.join("FORMAT").exists() => Inherited::Salt,
        () => Inherited::Nothing,
    })
}

impl Writer {
    /// Makes sure that what the workspace must hold is there: by its inventory, and by the newest
    /// run, which names the segments that it counted.
    ///
    /// # Errors
    /// [`Error::Damaged`] names what is gone, with what to do.
    pub(super) fn check(&self) -> Result<()> {
        let workspace = self.workspace();
        workspace.check_segments()?;
        if let Some(newest) = workspace.latest()? {
            workspace.expect(&newest.segments)?;
        }
        Ok(())
    }

    /// Writes down what is there now. Nothing is written while there is no segment: until then no
    /// author has a key.
    ///
    /// # Errors
    /// As [`Workspace::salt`]; [`Error::Full`] or [`Error::Io`] when the disk refuses.
    pub(super) fn take_inventory(&self) -> Result<()> {
        let workspace = self.workspace();
        let mut segments = segment::numbers(&workspace.corpus_folder())?;
        let known = workspace.inventory()?;
        if segments.is_empty() && known.is_none() {
            return Ok(());
        }
        segments.extend(known.iter().flat_map(|known| &known.segments));
        segments.sort_unstable();
        segments.dedup();
        let now = Inventory { schema: 1, salt: fingerprint(&workspace.salt()?), segments };
        if known.as_ref() == Some(&now) {
            return Ok(());
        }
        let mut json = serde_json::to_vec_pretty(&now)
            .map_err(|error| Error::Unstorable { what: format!("inventory: {error}") })?;
        json.push(b'\n');
        disk::replace_file(&workspace.corpus_folder().join(INVENTORY), &json)
    }
}
