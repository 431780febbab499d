//! Which files a feed reads: globs below the workspace, in name order.
//!
//! Takes patterns; gives paths and, for what could not be found or listed, the reason. Folders
//! reached twice through links are walked once, so that a loop of links ends. Hidden files and the
//! workspace's own folders are left out unless a pattern names them. A zip archive is a folder
//! whose members are files named `archive.zip/member`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobMatcher;

use super::archive::{self, Member};
use super::reason_of;

/// One file, or one thing that should have been a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name: relative to the workspace where it lies below it, with `/`.
    pub name: Arc<str>,
    /// Where to open it; the archive, for a member of one.
    pub path: PathBuf,
    /// Which member of the archive it is.
    pub(super) member: Option<Member>,
    /// Why it cannot be read: `no_match`, `missing_file`, `not_a_file`, `unreadable_folder: …`,
    /// `unreadable: …`; for an archive also `corrupt_archive: …`, `decompression_limit: …`.
    pub problem: Option<String>,
}

/// Folders the program itself writes; reading its own reports back would be a circle.
const OWN: [&str; 5] = ["corpus", "index", "space", "themes", "runs"];
/// Folders deep enough for any export, and an end for any trick.
const DEEPEST: usize = 64;

/// How far archives may be looked into.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inside {
    /// Unpacked bytes for each packed one.
    pub(super) ratio: u64,
    /// Unpacked bytes at most.
    pub(super) most: u64,
}

/// The files of all patterns, each once, by name. An archive that a pattern matches gives all its
/// members, or those that some pattern (or one of `members`, by their name in it) matches where
/// one does; an archive that merely lies where
/// files are looked for gives the members that a pattern matches: by their full name, or as though
/// they had been extracted beside it. Without `inside` archives are files like others.
pub(super) fn find(
    globs: &[(String, GlobMatcher)],
    members: &[GlobMatcher],
    root: &Path,
    inside: Option<Inside>,
) -> Vec<Found> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for (text, matcher) in globs {
        let Candidates { files, archives, problems } = candidates(text, matcher, root, inside);
        let mut here: Vec<Found> = Vec::new();
        for (path, problem) in problems {
            here.push(Found::of(&path, root, Some(problem)));
        }
        for path in files {
            here.extend(opened(globs, members, &path, root, inside));
        }
        for (path, inside) in archives.iter().zip(std::iter::repeat(inside).flatten()) {
            // An archive that nobody named and that cannot be read is somebody else's.
            if let Ok(Some(members)) = archive::members(path, inside.ratio, inside.most) {
                let wanted =
                    members.into_iter().filter(|one| holds(text, matcher, path, root, one));
                here.extend(wanted.map(|one| Found::inside(path, root, one)));
            }
        }
        if here.is_empty() {
            let problem =
                if literal_base(text).len() == text.len() { "missing_file" } else { "no_match" };
            here.push(Found {
                name: text.as_str().into(),
                path: root.join(text),
                member: None,
                problem: Some(problem.into()),
            });
        }
        for one in here {
            found.entry(one.name.to_string()).or_insert(one);
        }
    }
    found.into_values().collect()
}

/// What a pattern leads to, before archives are looked into.
struct Candidates {
    /// What it matches.
    files: Vec<PathBuf>,
    /// Archives it does not match, that may hold what it does.
    archives: Vec<PathBuf>,
    /// What should have been a file or a folder.
    problems: Vec<(PathBuf, String)>,
}

fn candidates(
    text: &str,
    matcher: &GlobMatcher,
    root: &Path,
    inside: Option<Inside>,
) -> Candidates {
    let mut all = Candidates { files: Vec::new(), archives: Vec::new(), problems: Vec::new() };
    let base = literal_base(text);
    let literal = base.len() == text.len();
    // Without the last separator: `a.zip/` is no file, `a.zip` may be an archive.
    let start = root.join(if base == "/" { base } else { base.trim_end_matches('/') });
    if literal && fs::symlink_metadata(&start).is_ok() {
        all.files.push(start);
        return all;
    }
    // Perhaps the pattern goes on inside an archive.
    let above = start.ancestors().find(|above| above.is_file());
    if let Some(above) = above.filter(|above| inside.is_some() && archive::is_archive(above)) {
        all.archives.push(above.to_owned());
        return all;
    }
    if literal {
        return all;
    }
    let mut walk = Walk {
        matcher,
        relative: !Path::new(text).is_absolute(),
        hidden: text[base.len()..].split('/').any(|step| step.starts_with('.')),
        root,
        seen: BTreeSet::new(),
        all,
    };
    walk.folder(&start, 0);
    walk.all
}

/// A file that a pattern matches; its members where it is an archive.
fn opened(
    globs: &[(String, GlobMatcher)],
    named: &[GlobMatcher],
    path: &Path,
    root: &Path,
    inside: Option<Inside>,
) -> Vec<Found> {
    let problem = problem_of(path);
    let inside = inside.filter(|_| problem.is_none() && archive::is_archive(path));
    let members = inside.map(|inside| archive::members(path, inside.ratio, inside.most));
    match members {
        None | Some(Ok(None)) => vec![Found::of(path, root, problem)],
        Some(Err(error)) => vec![Found::of(path, root, Some(reason_of(&error)))],
        Some(Ok(Some(members))) if members.is_empty() => {
            vec![Found::of(path, root, Some("empty_file".into()))]
        }
        Some(Ok(Some(members))) => {
            let means = |one: &Member| {
                named.iter().any(|matcher| matcher.is_match(&one.name))
                    || globs.iter().any(|(text, matcher)| holds(text, matcher, path, root, one))
            };
            let some = members.iter().any(means);
            let wanted = members.into_iter().filter(|one| !some || means(one));
            wanted.map(|one| Found::inside(path, root, one)).collect()
        }
    }
}

/// Whether a pattern means a member of an archive.
fn holds(text: &str, matcher: &GlobMatcher, path: &Path, root: &Path, member: &Member) -> bool {
    let relative = |path: PathBuf| match Path::new(text).is_absolute() {
        true => path,
        false => path.strip_prefix(root).map(Path::to_owned).unwrap_or(path),
    };
    let beside = path.parent().unwrap_or(path).join(&member.name);
    matcher.is_match(relative(path.join(&member.name))) || matcher.is_match(relative(beside))
}

impl Found {
    fn of(path: &Path, root: &Path, problem: Option<String>) -> Found {
        let name = name_of(path, root).into();
        Found { name, path: path.to_owned(), member: None, problem }
    }

    fn inside(path: &Path, root: &Path, member: Member) -> Found {
        let name = format!("{}/{}", name_of(path, root), member.name).into();
        Found { name, path: path.to_owned(), member: Some(member), problem: None }
    }

    /// Bytes it takes on disk.
    pub(super) fn length(&self) -> u64 {
        match &self.member {
            Some(member) => member.packed,
            None => fs::metadata(&self.path).map(|data| data.len()).unwrap_or_default(),
        }
    }
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
    all: Candidates,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let real = match fs::canonicalize(folder) {
            Ok(real) => real,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                self.all.problems.push((folder.to_owned(), format!("unreadable_folder: {error}")));
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
                self.all.problems.push((folder.to_owned(), format!("unreadable_folder: {error}")));
                return;
            }
        };
        let mut paths = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => self
                    .all
                    .problems
                    .push((folder.to_owned(), format!("unreadable_folder: {error}"))),
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
                self.all.files.push(path);
            } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
                self.all.archives.push(path);
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
        let found = find(&globs(&["in/*.csv", "in/a.csv"]), &[], root.path(), None);
        assert_eq!(names(&found), [("in/a.csv", None), ("in/b.csv", None)]);
        let found = find(&globs(&["**/*.csv"]), &[], root.path(), None);
        assert_eq!(names(&found).len(), 4, "the workspace's own folders and hidden files stay out");
        let found = find(&globs(&["no/*.csv", "gone.csv", "in"]), &[], root.path(), None);
        assert_eq!(
            names(&found),
            [
                ("gone.csv", Some("missing_file")),
                ("in", Some("not_a_file")),
                ("no/*.csv", Some("no_match"))
            ]
        );
        let absolute = format!("{}/in/*.csv", root.path().display());
        assert_eq!(find(&globs(&[&absolute]), &[], root.path(), None).len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir(root.path().join("in")).expect("a folder");
        fs::write(root.path().join("in/a.csv"), "x").expect("a file");
        std::os::unix::fs::symlink(root.path().join("in"), root.path().join("in/again"))
            .expect("a link");
        assert_eq!(find(&globs(&["in/**/*.csv"]), &[], root.path(), None).len(), 1);
    }

    #[test]
    fn archives_are_folders() {
        use crate::sources::xlsx::tests::zipped;
        let root = tempfile::tempdir().expect("a folder");
        let archive = zipped(&[("general/1.json", b"[]"), ("users.json", b"[]"), ("a.csv", b"x")]);
        fs::create_dir(root.path().join("in")).expect("a folder");
        fs::write(root.path().join("in/slack.zip"), archive).expect("a file");
        fs::write(root.path().join("in/cut.zip"), b"PK\x03\x04").expect("a file");
        fs::write(root.path().join("in/b.csv"), b"x").expect("a file");
        let inside = Some(Inside { ratio: 200, most: 1 << 30 });
        let found = |patterns: &[&str]| -> Vec<String> {
            find(&globs(patterns), &[], root.path(), inside)
                .iter()
                .map(|one| format!("{}{}", one.name, one.problem.as_deref().map_or("", |_| " !")))
                .collect()
        };
        // As though extracted beside it, by its full name, and all of it.
        assert_eq!(found(&["in/*.csv"]), ["in/b.csv", "in/slack.zip/a.csv"]);
        assert_eq!(
            found(&["in/*/*.json"]),
            ["in/slack.zip/general/1.json", "in/slack.zip/users.json"]
        );
        assert_eq!(found(&["in/slack.zip/*/*.json"]), ["in/slack.zip/general/1.json"]);
        assert_eq!(found(&["in/slack.zip/users.json"]), ["in/slack.zip/users.json"]);
        assert_eq!(found(&["in/slack.zip/no.json"]), ["in/slack.zip/no.json !"]);
        assert_eq!(
            found(&["in/*.zip"]),
            [
                "in/cut.zip !",
                "in/slack.zip/a.csv",
                "in/slack.zip/general/1.json",
                "in/slack.zip/users.json"
            ]
        );
        // The second pattern chooses among the members of what the first one names.
        assert_eq!(
            found(&["in/slack.zip", "in/general/*.json"]),
            ["in/general/*.json !", "in/slack.zip/general/1.json"]
        );
        let whole = find(&globs(&["in/*.zip"]), &[], root.path(), None);
        assert_eq!(names(&whole), [("in/cut.zip", None), ("in/slack.zip", None)]);
    }
}
