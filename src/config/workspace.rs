//! Where the workspace is: the folder of the nearest `earful.toml`.

use std::path::{Path, PathBuf};

/// Name of the settings file, and the mark of a workspace.
pub const SETTINGS_FILE: &str = "earful.toml";

/// The nearest folder at or above `start` that holds an `earful.toml`; `None` when there is none up
/// to the root, or `start` does not exist.
pub fn find_workspace(start: &Path) -> Option<PathBuf> {
    let start = std::fs::canonicalize(start).ok()?;
    start.ancestors().find(|folder| folder.join(SETTINGS_FILE).is_file()).map(Path::to_path_buf)
}
