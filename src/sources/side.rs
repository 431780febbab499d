//! Side files of a feed: small tables, lists that became child tables, loads that are finished.
//!
//! Takes the feed's description and a file about to be read; gives what its records look up. Side
//! files lie in the feed's folder, or beside the file, or one or two folders above it (an ETL tool
//! writes each table to a folder of its own). For a member of a zip archive they lie in the archive
//! just so, or else where they would lie for the archive itself. They are read whole and must be
//! small.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use serde_json::Value;

use super::archive::{self, Member};
use super::expression::meets;
use super::files::{self, Found};
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

    /// Whether a side table has been found.
    pub(super) fn has(&self, table: &str) -> bool {
        self.lookups.contains_key(table)
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

    /// Reads the side files that records of a file need.
    ///
    /// # Errors
    /// What the disk reports; a refusal with `bad_side_file` when one cannot be understood. One
    /// that is not there is in [`Side::absent`].
    pub(super) fn load(preset: &Preset, root: &Path, file: &Found) -> io::Result<Side> {
        let mut side = Side::default();
        if preset.lookups.is_empty()
            && preset.nested.is_empty()
            && preset.input.envelope != Some(Envelope::Dlt)
        {
            return Ok(side);
        }
        let shelves = shelves(preset, root, file)?;
        let mut left = MOST_BYTES;
        for (name, lookup) in &preset.lookups {
            match shelves.iter().find_map(|shelf| shelf.file(&lookup.file)) {
                Some(found) => {
                    let bytes = found.whole(&mut left)?;
                    let table = table(&bytes, lookup).ok_or_else(|| bad(&lookup.file))?;
                    side.lookups.insert(name.clone(), table);
                }
                None => side.absent.push(lookup.file.clone()),
            }
        }
        for (name, nested) in &preset.nested {
            let found = matching(&nested.files, &shelves);
            if found.is_empty() {
                side.absent.push(nested.files.clone());
            }
            side.lists.insert(name.clone(), lists(&found, nested, &mut left)?);
        }
        if preset.input.envelope == Some(Envelope::Dlt) {
            let marks = matching("_dlt_loads/*", &shelves);
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

/// A folder in which side files are looked for.
enum Shelf {
    /// On disk.
    Folder(PathBuf),
    /// In an archive: the archive, the folder's name with a slash at its end (nothing for the
    /// archive's top), and what lies below it, in the order of names.
    Inside(PathBuf, String, Vec<Member>),
}

/// One side file.
enum Beside {
    File(PathBuf),
    Member(PathBuf, Member),
}

/// Where side files are looked for, the likeliest first.
fn shelves(preset: &Preset, root: &Path, file: &Found) -> io::Result<Vec<Shelf>> {
    let mut shelves = Vec::new();
    if let Some(member) = &file.member {
        let (ratio, most) = (preset.input.max_ratio, preset.input.max_bytes);
        let members = archive::members(&file.path, ratio, most)?.unwrap_or_default();
        for folder in Path::new(&member.name).ancestors().skip(1).take(3) {
            let mut name = folder.to_string_lossy().into_owned();
            if !name.is_empty() {
                name.push('/');
            }
            let below = members.iter().filter(|one| one.name.starts_with(&name));
            let below = below.cloned().collect();
            shelves.push(Shelf::Inside(file.path.clone(), name, below));
        }
    }
    let mut folders = vec![match &preset.folder {
        Some(folder) => root.join(folder),
        None => root.to_owned(),
    }];
    for folder in file.path.ancestors().skip(1).take(3) {
        if !folders.iter().any(|known| known == folder) {
            folders.push(folder.to_owned());
        }
    }
    shelves.extend(folders.into_iter().map(Shelf::Folder));
    Ok(shelves)
}

impl Shelf {
    /// The file of that name.
    fn file(&self, name: &str) -> Option<Beside> {
        match self {
            Shelf::Folder(folder) => {
                let path = folder.join(name);
                path.is_file().then_some(Beside::File(path))
            }
            Shelf::Inside(archive, folder, members) => {
                let found = members.iter().find(|one| one.name[folder.len()..] == *name);
                found.map(|one| Beside::Member(archive.clone(), one.clone()))
            }
        }
    }

    /// The files of a glob, in the order of their names.
    fn matching(&self, glob: &str, matcher: &GlobMatcher) -> Vec<Beside> {
        match self {
            Shelf::Folder(folder) => {
                let globs = [(glob.to_owned(), matcher.clone())];
                let found = files::find(&globs, &[], folder, None).into_iter();
                found
                    .filter(|one| one.problem.is_none() && !files::is_mark(&one.name))
                    .map(|one| Beside::File(one.path))
                    .collect()
            }
            Shelf::Inside(archive, folder, members) => members
                .iter()
                .filter(|one| matcher.is_match(&one.name[folder.len()..]))
                .filter(|one| !files::is_mark(&one.name))
                .map(|one| Beside::Member(archive.clone(), one.clone()))
                .collect(),
        }
    }
}

/// The files of a glob on the first shelf that has any.
fn matching(glob: &str, shelves: &[Shelf]) -> Vec<Beside> {
    let Ok(compiled) = GlobBuilder::new(glob).literal_separator(true).build() else {
        return Vec::new();
    };
    let matcher = compiled.compile_matcher();
    let found = shelves.iter().map(|shelf| shelf.matching(glob, &matcher));
    found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

impl Beside {
    /// The last part of its name.
    fn shown(&self) -> String {
        let name = match self {
            Beside::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
            Beside::Member(_, member) => member.name.rsplit('/').next().map(str::to_owned),
        };
        name.unwrap_or_default()
    }

    /// Its bytes, unpacked.
    fn whole(&self, left: &mut u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let packed = Packed { allowed: *left, ..Packed::default() };
        let read = match self {
            Beside::File(path) => {
                fs::File::open(path).and_then(|file| unpack(file, &packed)?.read_to_end(&mut bytes))
            }
            Beside::Member(path, member) => taken_out(path, member, *left)
                .and_then(|member| unpack(&member[..], &packed)?.read_to_end(&mut bytes)),
        };
        let read = read.map_err(|error| {
            refused(format!("bad_side_file: {}: {}", self.shown(), reason_of(&error)))
        })?;
        *left = left.saturating_sub(read as u64);
        Ok(bytes)
    }
}

/// The bytes of a member of an archive.
fn taken_out(path: &Path, member: &Member, most: u64) -> io::Result<Vec<u8>> {
    let mut whole = Vec::new();
    let mut too_large = false;
    archive::read(path, member, 1 << 20, &mut |bytes| {
        whole.extend(bytes);
        too_large = whole.len() as u64 > most;
        !too_large
    })?;
    if too_large {
        return Err(refused("decompression_limit: side files must be small"));
    }
    Ok(whole)
}

/// Keys and texts of a side table.
fn table(bytes: &[u8], lookup: &Lookup) -> Option<BTreeMap<String, String>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Value = serde_json::from_slice(bytes).ok()?;
    let records = at(&document, &steps(&lookup.records))?;
    let (key, value) = (steps(&lookup.key), steps(&lookup.value));
    let recurse = lookup.recurse.as_deref().map(steps);
    let conditions: Vec<(Vec<String>, String)> =
        lookup.conditions.iter().map(|(path, value)| (steps(path), value.clone())).collect();
    let mut table = BTreeMap::new();
    // The parser stops at 128 levels, so the ways down are few.
    let mut left: Vec<&Value> = elements(records);
    left.reverse();
    while let Some(one) = left.pop() {
        if meets(one, &conditions)
            && let (Some(key), Some(value)) = (walk(one, &key).first(), walk(one, &value).first())
        {
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
    found: &[Beside],
    nested: &Nested,
    left: &mut u64,
) -> io::Result<BTreeMap<String, Vec<String>>> {
    let key = |name: &str| {
        if name.starts_with('/') { steps(name) } else { vec![name.to_owned()] }
    };
    let (parent, order, value) = (key(&nested.parent), key(&nested.order), key(&nested.value));
    let mut rows: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    for file in found {
        for row in records(file, left)? {
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
fn finished(marks: &[Beside], left: &mut u64) -> io::Result<BTreeSet<String>> {
    let mut loads = BTreeSet::new();
    for mark in marks {
        for row in records(mark, left)? {
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
fn records(file: &Beside, left: &mut u64) -> io::Result<Vec<Value>> {
    let bytes = file.whole(left)?;
    let shown = file.shown();
    bytes
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).map_err(|_| bad(&shown)))
        .collect()
}
