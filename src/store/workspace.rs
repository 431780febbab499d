//! The workspace folder: its format, its salt, and the one writer at a time.
//!
//! Takes the root folder, gives a [`Workspace`] anybody may read through, and a [`Writer`] while
//! the lock is held. Taking the lock sweeps what a killed writer left hidden.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::disk::{self, DROPPED, REPLACED, WRITING};
use super::error::{Error, Result};
use super::segment;

/// What this program writes: the major must match, a newer minor is never written over. 1.1 added the
/// votes of a record, which an older program would lose when it writes records anew.
const FORMAT: &str = "1.1";
const MAJOR: u32 = 1;
const MINOR: u32 = 1;

/// A workspace on disk, for reading. Many may read at once, also while one writes.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Opens a workspace that is there.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`] when the folder has no FORMAT file, [`Error::NewerFormat`] when its
    /// major is newer than this program's, [`Error::Damaged`] when it cannot be understood.
    pub fn open(root: &Path) -> Result<Workspace> {
        let workspace = Workspace { root: root.to_owned() };
        workspace.format()?;
        Ok(workspace)
    }

    /// Makes the folder a workspace: FORMAT and a fresh salt. What is there already stays.
    ///
    /// # Errors
    /// As [`Workspace::open`], and [`Error::Io`] when the folder cannot be written.
    pub fn open_or_create(root: &Path) -> Result<Workspace> {
        let workspace = Workspace { root: root.to_owned() };
        disk::create_folder(root)?;
        // The salt first: a workspace that says it is one always has its salt.
        workspace.ensure_salt()?;
        let format = root.join("FORMAT");
        if disk::read_if_there(&format)?.is_none() {
            disk::replace_file(&format, format!("{FORMAT}\n").as_bytes())?;
        }
        Workspace::open(root)
    }

    /// The workspace's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the search index lives. May not exist yet; see [`Writer::fresh_index_folder`].
    pub fn index_folder(&self) -> PathBuf {
        self.root.join("index")
    }

    pub(super) fn corpus_folder(&self) -> PathBuf {
        self.root.join("corpus")
    }

    pub(super) fn runs_folder(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// The 32 secret bytes that turn an author's name into a key.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the file is missing or of another size: authors would get other
    /// keys, so a new salt is never made quietly.
    pub fn salt(&self) -> Result<[u8; 32]> {
        let path = self.root.join("salt");
        let bytes = disk::read_if_there(&path)?.unwrap_or_default();
        bytes.try_into().map_err(|bytes: Vec<u8>| Error::Damaged {
            path,
            why: format!("{} bytes instead of 32", bytes.len()),
            remedy: "restore it from a backup: with another salt every known author would count \
                     as a new one",
        })
    }

    /// Takes the workspace's lock and sweeps what a killed writer left.
    ///
    /// # Errors
    /// [`Error::Locked`] at once when another process (or another [`Writer`] of this one) holds
    /// it; [`Error::NewerFormat`] when the minor is newer too, since writing would lose what it
    /// added.
    pub fn lock(&self) -> Result<Writer> {
        let (major, minor) = self.format()?;
        let format = self.root.join("FORMAT");
        if (major, minor) > (MAJOR, MINOR) {
            let found = format!("{major}.{minor}");
            return Err(Error::NewerFormat { path: format, found, known: FORMAT });
        }
        let path = self.root.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| Error::io("open", &path, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let pid =
                    file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
                return Err(Error::Locked { path, pid });
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path, error)),
        }
        let pid = format!("{}\n", std::process::id());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(pid.as_bytes()))
            .map_err(|e| Error::io("write", &path, e))?;
        if (major, minor) < (MAJOR, MINOR) {
            disk::replace_file(&format, format!("{FORMAT}\n").as_bytes())?;
        }
        let writer = Writer { workspace: self.clone(), _lock: file };
        writer.sweep()?;
        Ok(writer)
    }

    /// Major and minor of the FORMAT file.
    fn format(&self) -> Result<(u32, u32)> {
        let path = self.root.join("FORMAT");
        let Some(bytes) = disk::read_if_there(&path)? else {
            return Err(Error::NoWorkspace { root: self.root.clone() });
        };
        let text = String::from_utf8_lossy(&bytes);
        let numbers = text.trim().split_once('.').and_then(|(major, minor)| {
            Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?))
        });
        match numbers {
            Some((MAJOR, minor)) => Ok((MAJOR, minor)),
            Some((major, minor)) if major > MAJOR => {
                Err(Error::NewerFormat { path, found: format!("{major}.{minor}"), known: FORMAT })
            }
            _ => Err(Error::Damaged {
                path,
                why: format!("expected a version such as {FORMAT}"),
                remedy: "restore it from a backup",
            }),
        }
    }

    fn ensure_salt(&self) -> Result<()> {
        let path = self.root.join("salt");
        if disk::read_if_there(&path)?.is_some() {
            return Ok(());
        }
        let mut salt = [0u8; 32];
        getrandom::fill(&mut salt).map_err(|e| {
            Error::io("draw random bytes for", &path, std::io::Error::other(e.to_string()))
        })?;
        // Written hidden and linked into place, so that two processes that start together agree
        // on whichever came first.
        let hidden = self.root.join(format!("{WRITING}salt-{}", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&hidden).map_err(|e| Error::io("create", &hidden, e))?;
        file.write_all(&salt)
            .and_then(|()| file.sync_all())
            .map_err(|e| Error::io("write", &path, e))?;
        let linked = std::fs::hard_link(&hidden, &path);
        let _ = std::fs::remove_file(&hidden);
        match linked {
            Err(_) if !path.exists() => {
                // A file system without hard links: rename, which replaces.
                disk::replace_file(&path, &salt)?;
                restrict(&path)
            }
            _ => Ok(()),
        }
    }
}

/// Lets only the owner read the file, where the system knows owners.
fn restrict(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(path, mode).map_err(|e| Error::io("protect", path, e))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// The one who may write, as long as this value lives.
#[derive(Debug)]
pub struct Writer {
    workspace: Workspace,
    /// Closing the file lets go of the lock, also when the process is killed.
    _lock: File,
}

impl Writer {
    /// The workspace, for reading.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Empties the index's folder: a stranger is rebuilt, not repaired.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be removed or made.
    pub fn fresh_index_folder(&self) -> Result<PathBuf> {
        let folder = self.workspace.index_folder();
        disk::remove_folder(&folder)?;
        disk::create_folder(&folder)?;
        Ok(folder)
    }

    /// Removes what killed writers left hidden, and finishes a replacement of a run that was
    /// interrupted between its two renames.
    fn sweep(&self) -> Result<()> {
        let root = self.workspace.root();
        for name in disk::names(root)? {
            if name.starts_with(WRITING) {
                let path = root.join(name);
                std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
            }
        }
        let corpus = self.workspace.corpus_folder();
        sweep_hidden(&corpus)?;
        put_back(&corpus)?;
        segment::set_aside_torn(&corpus)?;
        let runs = self.workspace.runs_folder();
        put_back(&runs)?;
        sweep_hidden(&runs)
    }
}

/// Finishes replacements that were interrupted between their two renames: what was moved away goes
/// when its successor stands, and comes back when it does not.
fn put_back(parent: &Path) -> Result<()> {
    for name in disk::names(parent)? {
        let path = parent.join(&name);
        if let Some(id) = name.strip_prefix(REPLACED) {
            if parent.join(id).exists() {
                disk::remove_folder(&path)?;
            } else {
                disk::rename(&path, &parent.join(id))?;
            }
        }
    }
    Ok(())
}

/// Removes the hidden folders and files of a folder that are in progress or on their way out.
fn sweep_hidden(folder: &Path) -> Result<()> {
    for name in disk::names(folder)? {
        if name.starts_with(WRITING) || name.starts_with(DROPPED) {
            let path = folder.join(name);
            if path.is_dir() {
                disk::remove_folder(&path)?;
            } else {
                std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
            }
        }
    }
    Ok(())
}
