//! A table for other tools, as Parquet: named columns of texts, integers or numbers.
//!
//! Takes whole columns (an export is made for one reader, once), writes one file beside the place
//! asked for and renames it, so that a file that is there is whole. Files of any other kind that a
//! person asks for are written in the same way ([`write_out`]).

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::columns::TableWriter;
use super::disk;
use super::error::{Error, Result};

/// The values of one column, one for each row; `None` is null.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// UTF-8 texts.
    Texts(Vec<Option<String>>),
    /// 64-bit integers.
    Integers(Vec<Option<i64>>),
    /// 64-bit numbers.
    Numbers(Vec<Option<f64>>),
}

impl Values {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Values::Texts(values) => values.len(),
            Values::Integers(values) => values.len(),
            Values::Numbers(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Rows in a row group: readers load a group at a time.
const GROUP: usize = 1 << 16;

/// Writes columns of equal length to `path` as Parquet (snappy), replacing a file that is there.
/// The same columns give the same bytes.
///
/// # Errors
/// [`Error::Full`] or [`Error::Io`] when the disk refuses, [`Error::Unstorable`] when columns
/// differ in length; then what was at `path` is untouched.
pub fn export(path: &Path, columns: &[(&str, Values)]) -> Result<()> {
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    if columns.iter().any(|(_, values)| values.len() != rows) {
        return Err(Error::Unstorable { what: "columns of different lengths".to_owned() });
    }
    let kind = |values: &Values| match values {
        Values::Texts(_) => ("BYTE_ARRAY", " (UTF8)"),
        Values::Integers(_) => ("INT64", ""),
        Values::Numbers(_) => ("DOUBLE", ""),
    };
    let fields: Vec<String> = columns
        .iter()
        .map(|(name, values)| {
            let (kind, note) = kind(values);
            format!("OPTIONAL {kind} {name}{note};")
        })
        .collect();
    let schema = format!("message table {{ {} }}", fields.join(" "));
    whole_or_not(path, |beside| write(beside, &schema, columns, rows))
}

/// Writes the file that a person asked for, whole or not at all: hidden beside it, synced, renamed.
/// A file that is there keeps its rights, and a link leads where it led. What is no file (a pipe, a
/// terminal) is written to as it is.
///
/// # Errors
/// [`Error::Full`] or [`Error::Io`] when the disk refuses; then what was at `path` is untouched.
pub fn write_out(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<()> {
    whole_or_not(path, |beside| {
        let failed = |error| Error::io("write", path, error);
        let file = fs::File::create(beside).map_err(failed)?;
        let is_file = file.metadata().is_ok_and(|data| data.is_file());
        let mut out = BufWriter::with_capacity(1 << 16, file);
        fill(&mut out).and_then(|()| out.flush()).map_err(failed)?;
        // A pipe cannot be synced.
        if is_file { out.get_ref().sync_all().map_err(failed) } else { Ok(()) }
    })
}

/// Lets `fill` write a file beside `path` and puts it there.
fn whole_or_not(path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let there = fs::metadata(path);
    if there.as_ref().is_ok_and(|data| !data.is_file()) {
        return fill(path);
    }
    // Through a link to the file itself: the link stays.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = beside(&target);
    let put = || -> Result<()> {
        fill(&beside)?;
        if let Ok(there) = &there {
            fs::set_permissions(&beside, there.permissions())
                .map_err(|error| Error::io("write", path, error))?;
        }
        disk::rename(&beside, &target)
    };
    put().inspect_err(|_| {
        // Best effort: the error that matters is the first one.
        let _ = fs::remove_file(&beside);
    })
}

/// The hidden name beside a file. No night sweeps it away: the folder may be a workspace's.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".partial-{}-{name}", std::process::id()))
}

fn write(path: &Path, schema: &str, columns: &[(&str, Values)], rows: usize) -> Result<()> {
    let mut table = TableWriter::create(path, schema, &[])?;
    for start in (0..rows).step_by(GROUP) {
        let part = start..rows.min(start + GROUP);
        table.group(|group| {
            columns.iter().try_for_each(|(_, values)| match values {
                Values::Texts(values) => {
                    group.optional_texts(values[part.clone()].iter().map(Option::as_ref))
                }
                Values::Integers(values) => {
                    group.optional_longs(values[part.clone()].iter().copied())
                }
                Values::Numbers(values) => {
                    group.optional_doubles(values[part.clone()].iter().copied())
                }
            })
        })?;
    }
    table.finish().map(|_| ())
}
