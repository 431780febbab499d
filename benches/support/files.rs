//! The invented company at any size: its files in a folder.

use std::fs;
use std::path::Path;

use earful::demo::{self, Scale};
use earful::model::Day;
use tempfile::TempDir;

/// The year is always the same one.
pub const SEED: u64 = 1;

/// The last day of the company's year.
pub fn last_day() -> Day {
    Day::from_civil(2026, 8, 31).expect("a day of the calendar")
}

/// Writes files below a folder.
pub fn write(root: &Path, files: &[(String, Vec<u8>)]) {
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder is made");
        fs::write(path, bytes).expect("a file is written");
    }
}

/// A folder with the files of a company of that size, nothing read yet.
#[allow(dead_code, reason = "not every bench wants one")]
pub fn founded(records: u32) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), &demo::files(SEED, Scale::records(records), last_day()));
    folder
}
