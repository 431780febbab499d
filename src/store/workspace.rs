//! The workspace folder: its format, its salt, and the one writer at a time.
//!
//! Takes the root folder, gives a [`Workspace`] anybody may read through, and a [`Writer`] while
//! the lock is held. Taking the lock sweeps what a killed writer left hidden.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};

use super::disk::{self, DROPPED, REPLACED, WRITING, checkpoint};
use super::error::{Error, Result};
use super::holder;
use super::segment;

/// What this program writes: the major must match, a newer minor is never written over. 1.1 added the
/// votes of a record, which an older program would lose when it writes records anew; 1.2 the marks of those
/// taken back to the inventory, which an older program would write without it.
const FORMAT: &str = "1.2";
const INDEX: &str = "index";
const MAJOR: u32 = 1;
const MINOR: u32 = 2;

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
    /// major is newer than this program's, [`Error::Damaged`] when it cannot be understood, a
    /// segment of the corpus is gone or the marks of those taken back are.
    pub fn open(root: &Path) -> Result<Workspace> {
        let workspace = Workspace::at(root);
        workspace.format()?;
        workspace.check_corpus()?;
        Ok(workspace)
    }

    /// Makes the folder a workspace: FORMAT and a fresh salt. What is there already stays.
    ///
    /// # Errors
    /// As [`Workspace::open`], and [`Error::Io`] when the folder cannot be written. With a corpus or
    /// marks of people who were taken back a salt is never made: [`Error::Damaged`] as
    /// [`Workspace::salt`].
    pub fn open_or_create(root: &Path) -> Result<Workspace> {
        let workspace = Workspace::at(root);
        disk::create_folder(root)?;
        // The salt first: a workspace that says it is one always has its salt.
        if segment::numbers(&workspace.corpus_folder())?.is_empty() && !workspace.has_marks()? {
            workspace.ensure_salt()?;
        }
        workspace.salt()?;
        let format = root.join("FORMAT");
        if disk::read_if_there(&format)?.is_none() {
            disk::replace_file(&format, format!("{FORMAT}\n").as_bytes())?;
        }
        Workspace::open(root)
    }

    /// The workspace that a folder is or would be.
    pub(super) fn at(root: &Path) -> Workspace {
        Workspace { root: root.to_owned() }
    }

    /// The workspace's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the search index lives. May not exist yet; see [`Writer::index_aside`].
    pub fn index_folder(&self) -> PathBuf {
        disk::standing(&self.root, INDEX)
    }

    pub(super) fn corpus_folder(&self) -> PathBuf {
        self.root.join("corpus")
    }

    pub(super) fn runs_folder(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// Takes the workspace's lock and sweeps what a killed writer left.
    ///
    /// # Errors
    /// [`Error::Locked`] at once when another process (or another [`Writer`] of this one) holds
    /// it; [`Error::NewerFormat`] when the minor is newer too, since writing would lose what it
    /// added; [`Error::Damaged`] when a segment, the salt or all runs are gone.
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
                let pid = holder::of(&path, &mut file);
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
        let writer = Writer { workspace: self.clone(), lock: file };
        writer.sweep()?;
        writer.take_inventory()?;
        writer.note_runs()?;
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
    lock: File,
}

impl Drop for Writer {
    /// Takes the process's number out of the lock file: it may soon be another one's. Best effort,
    /// since whoever asks for the holder does not believe the file alone.
    fn drop(&mut self) {
        let _ = self.lock.set_len(0);
    }
}

impl Writer {
    /// The workspace, for reading.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// An empty hidden folder for a new search index. The old one serves until
    /// [`Writer::put_index`].
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be removed or made.
    pub fn index_aside(&self) -> Result<PathBuf> {
        let folder = self.workspace.root.join(format!("{WRITING}{INDEX}"));
        disk::remove_folder(&folder)?;
        disk::create_folder(&folder)?;
        Ok(folder)
    }

    /// Puts the index made in [`Writer::index_aside`] in the place of the old one.
    ///
    /// # Errors
    /// [`Error::Io`] when a folder cannot be moved; then the old index is still there.
    pub fn put_index(&self) -> Result<()> {
        let root = &self.workspace.root;
        let (target, replaced) = (root.join(INDEX), root.join(format!("{REPLACED}{INDEX}")));
        disk::remove_folder(&replaced)?;
        if target.exists() {
            disk::rename(&target, &replaced)?;
            checkpoint("index-away");
        }
        disk::rename(&root.join(format!("{WRITING}{INDEX}")), &target)?;
        disk::remove_folder(&replaced)
    }

    /// Removes what killed writers left hidden, finishes replacements that were interrupted
    /// between their two renames, and makes sure that nothing is lost.
    fn sweep(&self) -> Result<()> {
        let root = self.workspace.root();
        put_back(root, &|id| id == INDEX)?;
        // People keep folders of their own here: of folders only ours goes.
        disk::remove_folder(&root.join(format!("{WRITING}{INDEX}")))?;
        for name in disk::names(root)?.iter().filter(|name| name.starts_with(WRITING)) {
            let path = root.join(name);
            if path.is_file() {
                std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
            }
        }
        let corpus = self.workspace.corpus_folder();
        sweep_hidden(&corpus)?;
        put_back(&corpus, &|_| true)?;
        let runs = self.workspace.runs_folder();
        put_back(&runs, &|_| true)?;
        sweep_hidden(&runs)?;
        // Before anything is set aside: what the inventory names is lost, not left over.
        self.check()?;
        segment::set_aside_torn(&corpus)
    }
}

/// Finishes replacements that were interrupted between their two renames: what was moved away goes
/// when its successor stands, and comes back when it does not.
fn put_back(parent: &Path, ours: &dyn Fn(&str) -> bool) -> Result<()> {
    for name in disk::names(parent)? {
        let path = parent.join(&name);
        if let Some(id) = name.strip_prefix(REPLACED).filter(|id| ours(id)) {
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
