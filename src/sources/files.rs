//! Which files a feed reads: globs below the workspace, in name order.
//!
//! Takes patterns; gives paths and, for what could not be found or listed, the reason. Folders
//! reached twice through links are walked once, so that a loop of links ends. Hidden files and the
//! workspace's own folders are left out unless a pattern names them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobMatcher;

/// One file, or one thing that should have been a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name: relative to the workspace where it lies below it, with `/`.
    pub name: Arc<str>,
    /// Where to open it.
    pub path: PathBuf,
    /// Why it cannot be read: `no_match`, `missing_file`, `not_a_file`, `unreadable_folder: …`,
    /// `unreadable: …`.
    pub problem: Option<String>,
}

/// Folders the program itself writes; reading its own reports back would be a circle.
const OWN: [&str; 5] = ["corpus", "index", "space", "themes", "runs"];
/// Folders deep enough for any export, and an end for any trick.
const DEEPEST: usize = 64;

/// The files of all patterns, each once, by name.
pub(super) fn find(globs: &[(String, GlobMatcher)], root: &Path) -> Vec<Found> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for (text, matcher) in globs {
        let mut add = |name: String, path: PathBuf, problem: Option<String>| {
            let shown: Arc<str> = name.as_str().into();
            found.entry(name).or_insert(Found { name: shown, path, problem });
        };
        let base = literal_base(text);
        if base.len() == text.len() {
            let path = root.join(text);
            let problem = problem_of(&path);
            add(name_of(&path, root), path, problem);
            continue;
        }
        let start = root.join(base);
        let mut walk = Walk {
            matcher,
            relative: !Path::new(text).is_absolute(),
            hidden: text[base.len()..].split('/').any(|step| step.starts_with('.')),
            root,
            seen: BTreeSet::new(),
            files: Vec::new(),
            problems: Vec::new(),
        };
        walk.folder(&start, 0);
        if walk.files.is_empty() && walk.problems.is_empty() {
            add(text.clone(), root.join(text), Some("no_match".into()));
        }
        for path in walk.files {
            let problem = problem_of(&path);
            add(name_of(&path, root), path, problem);
        }
        for (path, problem) in walk.problems {
            add(name_of(&path, root), path, Some(problem));
        }
    }
    found.into_values().collect()
}

/// Whether a file is a mark that an ETL tool leaves in a folder it has begun, and no data.
pub(super) fn is_mark(name: &str) -> bool {
    name.rsplit('/').next() == Some("init")
}

/// The part of a pattern before its first wildcard, up to a separator; all of it without one.
fn literal_base(pattern: &str) -> &str {
    match pattern.find(['*', '?', '[', '{']) {
        None => pattern,
        Some(wild) => &pattern[..pattern[..wild].rfind('/').map_or(0, |slash| slash + 1)],
    }
}

fn name_of(path: &Path, root: &Path) -> String {
    let shown = path.strip_prefix(root).unwrap_or(path);
    shown.to_string_lossy().replace('\\', "/")
}

fn problem_of(path: &Path) -> Option<String> {
    match fs::metadata(path) {
        Ok(data) if data.is_file() => None,
        // A pipe or a device would be waited on for ever.
        Ok(_) => Some("not_a_file".into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Some("missing_file".into()),
        Err(error) => Some(format!("unreadable: {error}")),
    }
}

struct Walk<'a> {
    matcher: &'a GlobMatcher,
    relative: bool,
    hidden: bool,
    root: &'a Path,
    seen: BTreeSet<PathBuf>,
    files: Vec<PathBuf>,
    problems: Vec<(PathBuf, String)>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let real = match fs::canonicalize(folder) {
            Ok(real) => real,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                self.problems.push((folder.to_owned(), format!("unreadable_folder: {error}")));
                return;
            }
        };
        if depth > DEEPEST || !self.seen.insert(real) {
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return,
            Err(error) => {
                self.problems.push((folder.to_owned(), format!("unreadable_folder: {error}")));
                return;
            }
        };
        let mut paths = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => {
                    self.problems.push((folder.to_owned(), format!("unreadable_folder: {error}")))
                }
            }
        }
        paths.sort();
        for path in paths {
            let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            if name.starts_with('.') && !self.hidden {
                continue;
            }
            if path.is_dir() {
                let own = folder == self.root && OWN.contains(&&*name);
                if !own {
                    self.folder(&path, depth + 1);
                }
                continue;
            }
            let shown =
                if self.relative { path.strip_prefix(self.root).unwrap_or(&path) } else { &path };
            if self.matcher.is_match(shown) {
                self.files.push(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use globset::GlobBuilder;

    fn globs(patterns: &[&str]) -> Vec<(String, GlobMatcher)> {
        patterns
            .iter()
            .map(|text| {
                let glob =
                    GlobBuilder::new(text).literal_separator(true).build().expect("a good pattern");
                ((*text).to_owned(), glob.compile_matcher())
            })
            .collect()
    }

    fn names(found: &[Found]) -> Vec<(&str, Option<&str>)> {
        found.iter().map(|one| (&*one.name, one.problem.as_deref())).collect()
    }

    #[test]
    fn files_come_in_name_order_and_once() {
        let root = tempfile::tempdir().expect("a folder");
        for file in
            ["in/b.csv", "in/a.csv", "in/deep/c.csv", "in/.hidden.csv", "runs/r.csv", "d.csv"]
        {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, "x").expect("a file");
        }
        let found = find(&globs(&["in/*.csv", "in/a.csv"]), root.path());
        assert_eq!(names(&found), [("in/a.csv", None), ("in/b.csv", None)]);
        let found = find(&globs(&["**/*.csv"]), root.path());
        assert_eq!(names(&found).len(), 4, "the workspace's own folders and hidden files stay out");
        let found = find(&globs(&["no/*.csv", "gone.csv", "in"]), root.path());
        assert_eq!(
            names(&found),
            [
                ("gone.csv", Some("missing_file")),
                ("in", Some("not_a_file")),
                ("no/*.csv", Some("no_match"))
            ]
        );
        let absolute = format!("{}/in/*.csv", root.path().display());
        assert_eq!(find(&globs(&[&absolute]), root.path()).len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir(root.path().join("in")).expect("a folder");
        fs::write(root.path().join("in/a.csv"), "x").expect("a file");
        std::os::unix::fs::symlink(root.path().join("in"), root.path().join("in/again"))
            .expect("a link");
        assert_eq!(find(&globs(&["in/**/*.csv"]), root.path()).len(), 1);
    }
}
