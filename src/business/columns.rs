//! Which column of a table is what: names as people and programs write them.

use super::BadTable;
use crate::model::{BadRow, Sheet, SheetRow};

/// A column's name without case, blanks and signs: `Active since` is `active_since`.
pub(super) fn key(name: &str) -> String {
    let mut out = String::new();
    for letter in name.trim().trim_start_matches('\u{feff}').chars() {
        if letter.is_alphanumeric() {
            out.extend(letter.to_lowercase());
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
    }
    out.trim_end_matches('_').to_owned()
}

/// A table with its columns by name.
pub(super) struct Columns<'s> {
    sheet: &'s Sheet,
    names: Vec<String>,
}

impl<'s> Columns<'s> {
    pub(super) fn of(sheet: &'s Sheet) -> Columns<'s> {
        Columns { sheet, names: sheet.columns.iter().map(|name| key(name)).collect() }
    }

    /// The first column with one of these names, those that come first in the list before others.
    pub(super) fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.names.iter().position(|own| own == name))
    }

    /// Every column with one of these names, in the order of the table.
    pub(super) fn all(&self, names: &[&str]) -> Vec<usize> {
        (0..self.names.len()).filter(|&at| names.contains(&&*self.names[at])).collect()
    }

    /// The name of a column without case and signs.
    pub(super) fn key(&self, at: usize) -> &str {
        &self.names[at]
    }

    /// The name of a column as the file writes it.
    pub(super) fn name(&self, at: usize) -> &'s str {
        &self.sheet.columns[at]
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// What a table lacks, with what it has.
    pub(super) fn lacks(&self, what: &str, fix: &str) -> BadTable {
        let there: Vec<&str> = self.sheet.columns.iter().map(String::as_str).take(12).collect();
        BadTable {
            file: self.sheet.file.clone(),
            line: self.sheet.head,
            problem: format!("no column {what}; the columns there are: {}", there.join(", ")),
            fix: fix.to_owned(),
        }
    }

    /// The rows as long as the header; the others are bad.
    pub(super) fn rows(&self, bad: &mut Vec<BadRow>) -> Vec<&'s SheetRow> {
        let (whole, ragged): (Vec<_>, Vec<_>) =
            self.sheet.rows.iter().partition(|row| row.cells.len() == self.names.len());
        for row in ragged {
            let reason = format!("{} cells where the header has {}", row.cells.len(), self.len());
            bad.push(self.bad(row, reason));
        }
        whole
    }

    /// A row that cannot be used.
    pub(super) fn bad(&self, row: &SheetRow, reason: impl Into<String>) -> BadRow {
        BadRow { file: self.sheet.file.clone(), line: row.line, reason: reason.into() }
    }
}

/// A cell, nothing where it is empty.
pub(super) fn cell(row: &SheetRow, at: Option<usize>) -> Option<&str> {
    row.cells.get(at?).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
}

/// The values of a column, empty where there is none.
pub(super) fn column<'r>(rows: &[&'r SheetRow], at: Option<usize>) -> Vec<&'r str> {
    rows.iter().map(|row| cell(row, at).unwrap_or_default()).collect()
}

/// A cell of several values parted by `;`, `,`, `|` or blanks between ids.
pub(super) fn parted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', ',', '|', ' ', '\n']).map(str::trim).filter(|one| !one.is_empty())
}

/// A plain number of 0 or more, with a point or a comma before its decimals.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('%').trim();
    let number: f64 = text.parse().ok().or_else(|| text.replace(',', ".").parse().ok())?;
    (number.is_finite() && number >= 0.0).then_some(number)
}
