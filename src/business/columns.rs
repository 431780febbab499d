//! Which column of a table is what: names as people and programs write them.

use std::sync::Arc;

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

    /// Every named column that is none of these and has none of these names: the segments of its rows.
    pub(super) fn segments(
        &self,
        special: &[Option<usize>],
        unnamed: &[&[&str]],
    ) -> Vec<(usize, Arc<str>)> {
        (0..self.len())
            .filter(|at| !special.contains(&Some(*at)) && !self.key(*at).is_empty())
            .filter(|&at| !unnamed.iter().any(|names| names.contains(&self.key(at))))
            .map(|at| (at, Arc::from(self.key(at))))
            .collect()
    }

    /// Which column is taken for what: those that are there, then the segments.
    pub(super) fn told(
        &self,
        taken: &[(&str, Option<usize>)],
        segments: &[(usize, Arc<str>)],
    ) -> String {
        let there = taken.iter().filter_map(|&(what, at)| Some((what, self.name(at?))));
        let mut words: Vec<String> =
            vec![there.map(|(what, name)| format!("{what} {name}")).collect::<Vec<_>>().join(", ")];
        if !segments.is_empty() {
            let names: Vec<&str> = segments.iter().map(|one| self.name(one.0)).collect();
            words.push(format!("segments {}", names.join(", ")));
        }
        words.join("; ")
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

/// More than this in one cell is an id or a time in the wrong column.
const MOST: u64 = 1_000_000_000;

/// A whole number from 0 to a thousand million; thousands may be parted by a comma, a point, an
/// apostrophe or a blank, and `.0` may follow, as spreadsheets write it.
///
/// # Errors
/// What it is instead, in a few words.
pub(super) fn whole(text: &str) -> Result<u64, &'static str> {
    const NONE: &str = "is no whole number of 0 or more";
    let text = text.trim();
    let bare = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")).unwrap_or(text);
    let is_mark = |c: char| matches!(c, ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    let groups: Vec<&str> = bare.split(is_mark).collect();
    let digits = |one: &&str| !one.is_empty() && one.bytes().all(|byte| byte.is_ascii_digit());
    // "0.615" is a share, and no number of thousands begins with a nought.
    let parted = groups.len() == 1
        || !groups[0].starts_with('0')
            && groups[0].len() <= 3
            && groups[1..].iter().all(|group| group.len() == 3);
    if !groups.iter().all(digits) || !parted {
        return Err(NONE);
    }
    let number = groups.concat().parse().unwrap_or(u64::MAX);
    if number > MOST { Err("is more than can be") } else { Ok(number) }
}

/// A plain number of 0 or more, with a point or a comma before its decimals.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('%').trim();
    let number: f64 = text.parse().ok().or_else(|| text.replace(',', ".").parse().ok())?;
    (number.is_finite() && number >= 0.0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_numbers() {
        for (text, number) in [
            ("0", 0),
            (" 1200 ", 1_200),
            ("1,200", 1_200),
            ("1.200", 1_200),
            ("1 200\u{a0}000", 1_200_000),
            ("12’000", 12_000),
            ("7.0", 7),
            ("7.00", 7),
            ("1000000000", 1_000_000_000),
        ] {
            assert_eq!(whole(text), Ok(number), "{text}");
        }
        for text in [
            "", "-3", "1.5", "1,20", "1,2000", ",5", "5,", "3%", "ten", "1e3", "+4", "0.615",
            "0,615",
        ] {
            assert!(whole(text).is_err_and(|why| why.starts_with("is no")), "{text}");
        }
        assert_eq!(whole("1000000001"), Err("is more than can be"));
        assert_eq!(whole("99999999999999999999999"), Err("is more than can be"));
    }

    proptest! {
        #[test]
        fn a_number_reads_back(number in 0u64..=1_000_000_000) {
            prop_assert_eq!(whole(&number.to_string()), Ok(number));
            let mut grouped = number.to_string();
            for at in (1..grouped.len()).rev().filter(|at| (grouped.len() - at) % 3 == 0).collect::<Vec<_>>() {
                grouped.insert(at, ',');
            }
            prop_assert_eq!(whole(&grouped), Ok(number));
        }

        #[test]
        fn nothing_makes_it_stumble(text in "\\PC{0,12}") {
            prop_assert!(whole(&text).map_or(true, |number| number <= 1_000_000_000));
        }
    }
}
