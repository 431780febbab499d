//! Side files of a feed: small tables, lists that became child tables, loads that are finished.
//!
//! Takes the feed's description and a file about to be read; gives what its records look up. Side
//! files lie in the feed's folder, or beside the file, or one or two folders above it (an ETL tool
//! writes each table to a folder of its own). They are read whole and must be small.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use serde_json::Value;

use super::files;
use super::preset::{Envelope, Lookup, Nested, Preset};
use super::selector::{at, steps, walk};
use super::unpack::{Packed, unpack};
use super::{reason_of, refused};

/// Bytes of all side files of one feed at most: a form definition is kilobytes, a child table of
/// tags tens of megabytes.
const MOST_BYTES: u64 = 1 << 29;

/// Side files of one feed, as its records ask for them.
#[derive(Debug, Default)]
pub(super) struct Side {
    lookups: BTreeMap<String, BTreeMap<String, String>>,
    lists: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Loads that are finished; `None` where nothing says so.
    loads: Option<BTreeSet<String>>,
    /// Side files that are not there.
    pub(super) absent: Vec<String>,
}

impl Side {
    /// The text of a key in a side table.
    pub(super) fn text(&self, table: &str, key: &str) -> Option<&str> {
        self.lookups.get(table)?.get(key).map(String::as_str)
    }

    /// The list of a parent in a child table.
    pub(super) fn list(&self, table: &str, parent: &str) -> Option<&[String]> {
        self.lists.get(table)?.get(parent).map(Vec::as_slice)
    }

    /// Whether a file belongs to a load that never finished.
    pub(super) fn leaves_out(&self, file: &str) -> bool {
        let name = file.rsplit('/').next().unwrap_or(file);
        let Some(loads) = &self.loads else { return false };
        // `<load id>.<file id>.<extension>`, where a load id is a time with a dot in it.
        let mut parts = name.split('.');
        let load = [parts.next(), parts.next()].into_iter().flatten().collect::<Vec<_>>().join(".");
        !loads.contains(&load)
    }

    /// Reads the side files that records of `file` need.
    ///
    /// # Errors
    /// What the disk reports; a refusal with `bad_side_file` when one cannot be understood. One
    /// that is not there is in [`Side::absent`].
    pub(super) fn load(preset: &Preset, root: &Path, file: &Path) -> io::Result<Side> {
        let mut side = Side::default();
        if preset.lookups.is_empty()
            && preset.nested.is_empty()
            && preset.input.envelope != Some(Envelope::Dlt)
        {
            return Ok(side);
        }
        let folders = folders(preset, root, file);
        let mut left = MOST_BYTES;
        for (name, lookup) in &preset.lookups {
            let found = folders.iter().map(|folder| folder.join(&lookup.file));
            match found.into_iter().find(|path| path.is_file()) {
                Some(path) => {
                    let bytes = whole(&path, &mut left)?;
                    let table = table(&bytes, lookup).ok_or_else(|| bad(&lookup.file))?;
                    side.lookups.insert(name.clone(), table);
                }
                None => side.absent.push(lookup.file.clone()),
            }
        }
        for (name, nested) in &preset.nested {
            let paths = matching(&nested.files, &folders);
            if paths.is_empty() {
                side.absent.push(nested.files.clone());
            }
            side.lists.insert(name.clone(), lists(&paths, nested, &mut left)?);
        }
        if preset.input.envelope == Some(Envelope::Dlt) {
            let marks = matching("_dlt_loads/*", &folders);
            if !marks.is_empty() {
                side.loads = Some(finished(&marks, &mut left)?);
            }
        }
        Ok(side)
    }
}

fn bad(file: &str) -> io::Error {
    refused(format!("bad_side_file: {file}"))
}

/// Where side files are looked for, the likeliest first.
fn folders(preset: &Preset, root: &Path, file: &Path) -> Vec<PathBuf> {
    let mut folders = vec![match &preset.folder {
        Some(folder) => root.join(folder),
        None => root.to_owned(),
    }];
    for folder in file.ancestors().skip(1).take(3) {
        if !folders.iter().any(|known| known == folder) {
            folders.push(folder.to_owned());
        }
    }
    folders
}

/// The files of a glob in the first folder that has any.
fn matching(glob: &str, folders: &[PathBuf]) -> Vec<PathBuf> {
    let Ok(compiled) = GlobBuilder::new(glob).literal_separator(true).build() else {
        return Vec::new();
    };
    let globs = [(glob.to_owned(), compiled.compile_matcher())];
    for folder in folders {
        let found = files::find(&globs, &[], folder, None);
        let paths: Vec<PathBuf> = found
            .into_iter()
            .filter(|one| one.problem.is_none() && !files::is_mark(&one.name))
            .map(|one| one.path)
            .collect();
        if !paths.is_empty() {
            return paths;
        }
    }
    Vec::new()
}

/// A side file, unpacked.
fn whole(path: &Path, left: &mut u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let packed = Packed { allowed: *left, ..Packed::default() };
    let shown = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let read = fs::File::open(path)
        .and_then(|file| unpack(file, &packed)?.read_to_end(&mut bytes))
        .map_err(|error| refused(format!("bad_side_file: {shown}: {}", reason_of(&error))))?;
    *left = left.saturating_sub(read as u64);
    Ok(bytes)
}

/// Keys and texts of a side table.
fn table(bytes: &[u8], lookup: &Lookup) -> Option<BTreeMap<String, String>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Value = serde_json::from_slice(bytes).ok()?;
    let records = at(&document, &steps(&lookup.records))?;
    let (key, value) = (steps(&lookup.key), steps(&lookup.value));
    let recurse = lookup.recurse.as_deref().map(steps);
    let mut table = BTreeMap::new();
    // The parser stops at 128 levels, so the ways down are few.
    let mut left: Vec<&Value> = elements(records);
    left.reverse();
    while let Some(one) = left.pop() {
        if let (Some(key), Some(value)) = (walk(one, &key).first(), walk(one, &value).first()) {
            table.insert(key.to_owned(), value.to_owned());
        }
        if let Some(below) = recurse.as_deref().and_then(|path| at(one, path)) {
            left.extend(elements(below));
        }
    }
    Some(table)
}

fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(_) => vec![value],
        _ => Vec::new(),
    }
}

/// The lists of a child table, by parent, each in its order.
fn lists(
    paths: &[PathBuf],
    nested: &Nested,
    left: &mut u64,
) -> io::Result<BTreeMap<String, Vec<String>>> {
    let key = |name: &str| {
        if name.starts_with('/') { steps(name) } else { vec![name.to_owned()] }
    };
    let (parent, order, value) = (key(&nested.parent), key(&nested.order), key(&nested.value));
    let mut rows: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    for path in paths {
        for row in records(path, left)? {
            let (parent, value) = (walk(&row, &parent), walk(&row, &value));
            if let (Some(parent), Some(value)) = (parent.first(), value.first()) {
                let place = walk(&row, &order).first().and_then(|place| place.parse().ok());
                let list = rows.entry(parent.to_owned()).or_default();
                list.push((place.unwrap_or(i64::MAX), value.to_owned()));
            }
        }
    }
    Ok(rows
        .into_iter()
        .map(|(parent, mut list)| {
            // Stable: equal places stay in the order of the files.
            list.sort_by_key(|(place, _)| *place);
            // The same file written twice says the same place twice.
            list.dedup();
            (parent, list.into_iter().map(|(_, value)| value).collect())
        })
        .collect())
}

/// Ids of the loads that ended well.
fn finished(paths: &[PathBuf], left: &mut u64) -> io::Result<BTreeSet<String>> {
    let mut loads = BTreeSet::new();
    for path in paths {
        for row in records(path, left)? {
            let status = walk(&row, &["status".to_owned()]);
            if status.first() == Some("0") {
                let id = walk(&row, &["load_id".to_owned()]);
                loads.extend(id.first().map(str::to_owned));
            }
        }
    }
    Ok(loads)
}

/// The objects of a side file of JSON lines.
fn records(path: &Path, left: &mut u64) -> io::Result<Vec<Value>> {
    let bytes = whole(path, left)?;
    let shown = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    bytes
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).map_err(|_| bad(&shown)))
        .collect()
}
