//! What a workspace must hold: the salt it began with, every segment of its corpus and the marks of
//! those who were taken back.
//!
//! `corpus/inventory.json` keeps a fingerprint of the salt, the numbers of all segments that were
//! ever published, and count and hash of the marks. A salt that was lost or swapped, a segment that is
//! gone and marks that are others are found by it before anything is read: whoever goes on without
//! them would count customers twice, bring back people who were forgotten and report a loss as a
//! change in the world. A workspace of an older version has no inventory, or one that says nothing of
//! the marks; it gets it from the next writer.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::{self, checkpoint};
use super::error::{Error, RESTORE, Result};
use super::segment::{self, RECEIPT};
use super::workspace::{Workspace, Writer};

const INVENTORY: &str = "inventory.json";

/// What to do about a salt that is not the one the corpus was made with.
const SALT_BACK: &str = "restore the file from a backup: with another salt every known author \
     would count as a new one, and people who were forgotten would come back. Without a backup the \
     corpus cannot be gone on with: move corpus, index, runs and salt out of the workspace, `earful \
     run` on the original files, and `earful forget` everybody again who was forgotten";

/// What to do about marks that are not those that were written.
const MARKS_BACK: &str = "restore the file from a backup: without all of its marks people who were \
     forgotten would come back. Without a backup remove it and inventory.json beside it, and `earful \
     forget` everybody again who was forgotten, after the next night that reads a file with them";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Inventory {
    schema: u32,
    /// Fingerprint of the salt, 16 hexadecimal digits.
    salt: String,
    /// Numbers of all segments ever published, ascending.
    segments: Vec<u32>,
    /// What the marks of those taken back may be: several only while they are written anew. Nothing in
    /// inventories of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    erased: Option<Vec<Marked>>,
}

/// The marks of those taken back, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Marked {
    /// How many there are.
    marks: usize,
    /// BLAKE3 of the file, 16 hexadecimal digits; of nothing where there is no file.
    hash: String,
}

impl Marked {
    fn of(bytes: &[u8]) -> Marked {
        let marks = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).count();
        Marked { marks, hash: blake3::hash(bytes).to_hex()[..16].to_owned() }
    }
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

    /// Whether every segment of the inventory is there, and the marks are those it names. Without an
    /// inventory the newest run says which segments there were.
    ///
    /// # Errors
    /// [`Error::Damaged`] names the first segment that is gone, or the marks, with what to do.
    pub(super) fn check_corpus(&self) -> Result<()> {
        let Some(inventory) = self.inventory()? else {
            return self.latest()?.map_or(Ok(()), |newest| self.expect(&newest.segments));
        };
        self.expect(&inventory.segments)?;
        self.expect_marks(inventory)
    }

    fn expect_marks(&self, mut inventory: Inventory) -> Result<()> {
        let path = self.marks_file();
        loop {
            let bytes = disk::read_if_there(&path)?;
            let found = Marked::of(bytes.as_deref().unwrap_or_default());
            if inventory.erased.as_ref().is_none_or(|allowed| allowed.contains(&found)) {
                return Ok(());
            }
            match self.inventory()? {
                // Somebody was taken back between the two looks.
                Some(now) if now != inventory => inventory = now,
                _ => {
                    let why = match bytes {
                        Some(_) => {
                            format!("its {} marks are not those that were written", found.marks)
                        }
                        None => "it is gone".to_owned(),
                    };
                    return Err(Error::Damaged { path, why, remedy: MARKS_BACK });
                }
            }
        }
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
    /// A salt and nothing made with it: authors would get the keys they have wherever it came from.
    Salt,
    /// A whole corpus.
    Corpus,
}

/// What of another workspace, or of an earlier one, is in a folder.
///
/// # Errors
/// [`Error::Io`] when it cannot be read.
pub fn inherited(root: &Path) -> Result<Inherited> {
    // With marks of people who were forgotten the salt is theirs and stays.
    let is_used = || -> Result<bool> {
        let runs = disk::names(&root.join("runs"))?;
        Ok(!runs.is_empty() || Workspace::at(root).has_marks()?)
    };
    Ok(match () {
        () if !segment::numbers(&root.join("corpus"))?.is_empty() => Inherited::Corpus,
        () if root.join("salt").exists() && !is_used()? => Inherited::Salt,
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
        workspace.check_corpus()?;
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
        let erased = match known.as_ref().and_then(|known| known.erased.clone()) {
            Some(known) => known,
            None => {
                let bytes = disk::read_if_there(&workspace.marks_file())?;
                vec![Marked::of(bytes.as_deref().unwrap_or_default())]
            }
        };
        let salt = fingerprint(&workspace.salt()?);
        let now = Inventory { schema: 1, salt, segments, erased: Some(erased) };
        if known.as_ref() == Some(&now) {
            return Ok(());
        }
        self.put_inventory(&now)
    }

    /// Writes the marks of those taken back. The inventory allows them before they are there and forbids
    /// what was there after: a writer may be killed anywhere between.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses.
    pub(super) fn put_marks(&self, bytes: &[u8]) -> Result<()> {
        let workspace = self.workspace();
        let now = vec![Marked::of(bytes)];
        let known = workspace.inventory()?;
        if let Some(known) = &known {
            let before = known.erased.iter().flatten().filter(|one| !now.contains(one));
            let both = before.chain(&now).cloned().collect();
            self.put_inventory(&Inventory { erased: Some(both), ..known.clone() })?;
        }
        disk::create_folder(&workspace.corpus_folder())?;
        disk::replace_file(&workspace.marks_file(), bytes)?;
        checkpoint("erased-marked");
        known.map_or(Ok(()), |known| self.put_inventory(&Inventory { erased: Some(now), ..known }))
    }

    fn put_inventory(&self, inventory: &Inventory) -> Result<()> {
        let mut json = serde_json::to_vec_pretty(inventory)
            .map_err(|error| Error::Unstorable { what: format!("inventory: {error}") })?;
        json.push(b'\n');
        disk::replace_file(&self.workspace().corpus_folder().join(INVENTORY), &json)
    }
}
