//! Who holds the lock of a workspace.
//!
//! The lock file says which process took the lock last. Killed, it leaves its number behind, and
//! another process may have that number by now: a number is named only when the system says that
//! the process has the file open.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// The process that holds the lock; `None` when nobody can say for sure.
pub(super) fn of(path: &Path, file: &mut File) -> Option<u32> {
    let mut text = String::new();
    let written = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
    if !Path::new("/proc/self/fd").is_dir() {
        // A system that does not tell: the file is emptied by whoever ends in peace.
        return written;
    }
    // This process has the file open too, and is the holder only if the system lists it.
    let listed = locked_by(path);
    let by_list =
        listed.iter().find(|(pid, sure)| *sure || has_open(*pid, path)).map(|(pid, _)| *pid);
    let is_other = |pid: &u32| *pid != std::process::id() && has_open(*pid, path);
    by_list.or_else(|| written.filter(is_other))
}

/// Processes that the system lists with a lock on a file of this number, and whether it is one on
/// the same disk: some file systems number their disks in two ways.
#[cfg(unix)]
fn locked_by(path: &Path) -> Vec<(u32, bool)> {
    use std::os::unix::fs::MetadataExt;

    let Ok(data) = fs::metadata(path) else { return Vec::new() };
    let (disk, inode) = (data.dev(), data.ino().to_string());
    let major = ((disk >> 8) & 0xfff) | ((disk >> 32) & !0xfff);
    let minor = (disk & 0xff) | ((disk >> 12) & !0xff);
    let here = format!("{major:02x}:{minor:02x}:{inode}");
    let list = fs::read_to_string("/proc/locks").unwrap_or_default();
    let mut found = Vec::new();
    for line in list.lines() {
        // `7: FLOCK  ADVISORY  WRITE 4711 fe:01:268513 0 EOF`
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, "FLOCK", _, _, pid, place, ..] = fields.as_slice() else { continue };
        if place.rsplit(':').next() == Some(inode.as_str())
            && let Ok(pid) = pid.parse()
        {
            found.push((pid, *place == here));
        }
    }
    found
}

#[cfg(not(unix))]
fn locked_by(_: &Path) -> Vec<(u32, bool)> {
    Vec::new()
}

/// Whether a process has the file open. A process of somebody else does not let us see.
fn has_open(pid: u32, path: &Path) -> bool {
    let Ok(path) = fs::canonicalize(path) else { return false };
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    entries.flatten().any(|entry| fs::read_link(entry.path()).is_ok_and(|open| open == path))
}
