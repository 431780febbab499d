//! A table for other tools, as Parquet: named columns of texts, integers or numbers.
//!
//! Takes whole columns (an export is made for one reader, once), writes one file beside the place
//! asked for and renames it, so that a file that is there is whole.

use std::path::Path;

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
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!("{}{name}", disk::WRITING));
    let written = write(&beside, &schema, columns, rows);
    match written.and_then(|()| disk::rename(&beside, path)) {
        Ok(()) => Ok(()),
        Err(error) => {
            // Best effort: the error that matters is the first one.
            let _ = std::fs::remove_file(&beside);
            Err(error)
        }
    }
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
