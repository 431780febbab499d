//! The company's own files as a night read them, kept with its run: a report of last month is proved
//! with last month's roadmap.
//!
//! Kept are the files that name no customer (events, roadmap, costs, exposure, metrics). What customers
//! pay and what they search for is kept nowhere: somebody may have to be forgotten.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::{Error, Result};
use super::workspace::Workspace;
use crate::model::{Sheet, SheetRow};

/// Name of these files in a run.
pub const SHEETS_USED: &str = "sheets.json";

/// One file.
#[derive(Serialize, Deserialize)]
struct Kept {
    kind: String,
    file: String,
    head: u64,
    columns: Vec<String>,
    /// Line and cells.
    rows: Vec<(u64, Vec<String>)>,
}

/// The bytes of a run's file of sheets, each with its kind; nothing where there is no sheet.
pub fn sheets_bytes<'s>(sheets: impl IntoIterator<Item = (&'s str, &'s Sheet)>) -> Option<Vec<u8>> {
    let kept: Vec<Kept> = (sheets.into_iter())
        .map(|(kind, sheet)| Kept {
            kind: kind.to_owned(),
            file: sheet.file.to_string(),
            head: sheet.head,
            columns: sheet.columns.clone(),
            rows: sheet.rows.iter().map(|row| (row.line, row.cells.clone())).collect(),
        })
        .collect();
    // Text and numbers always are JSON.
    (!kept.is_empty()).then(|| serde_json::to_vec(&kept).unwrap_or_default())
}

impl Workspace {
    /// The sheets that a run kept, with their kinds, in the order they were given; `None` where it kept
    /// none.
    ///
    /// # Errors
    /// As [`Workspace::run_file`], but for a run without the file.
    pub fn sheets_of(&self, run: &str) -> Result<Option<Vec<(String, Sheet)>>> {
        if !self.run(run)?.files.contains_key(SHEETS_USED) {
            return Ok(None);
        }
        let bytes = self.run_file(run, SHEETS_USED)?;
        let kept: Vec<Kept> = serde_json::from_slice(&bytes).map_err(|error| Error::Damaged {
            path: self.root().join(SHEETS_USED),
            why: error.to_string(),
            remedy: "publish a new run with `earful run`",
        })?;
        let sheets = kept.into_iter().map(|one| {
            let sheet = Sheet {
                file: Arc::from(one.file),
                head: one.head,
                columns: one.columns,
                rows: (one.rows.into_iter())
                    .map(|(line, cells)| SheetRow { line, cells })
                    .collect(),
            };
            (one.kind, sheet)
        });
        Ok(Some(sheets.collect()))
    }
}
