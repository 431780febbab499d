//! Heads of sheets: separated values and workbooks.
//!
//! Takes rows of cells; finds the header among what stands above it, says whether there is none or a
//! second row of it, and whether rows are as wide. What it finds is written into settings, so that
//! the reader of the night need not guess.

use std::collections::BTreeMap;
use std::io::Read;

use crate::text::dates;

use super::super::dialect::{self, Dialect};
use super::super::preset::Format;
use super::super::reason_of;
use super::super::xlsx::{self, Sheets};
use super::{Head, HeadColumn, MOST_COLUMNS, MOST_UNITS};

/// Rows above the header at most: a report's title, its filters, when it was made.
const MOST_ABOVE: usize = 30;

/// A row with the line (or the row of the sheet) it stands on.
type Row = (u64, Vec<String>);

/// Rows cut by a separator, behind how well it does.
type Cut = ((bool, usize, usize), u8, Vec<Row>);

/// The head of separated values: the separator under which most rows are of one width.
pub(super) fn separated(text: &str, cut: bool) -> Result<Head, String> {
    let bytes = text.as_bytes();
    let told = dialect::told(bytes);
    let (body, first_line) = match told {
        Some((_, line)) => (&bytes[line..], 2),
        None => (bytes, 1),
    };
    let mut best: Option<Cut> = None;
    let given = told.map(|(sign, _)| vec![sign]);
    for delimiter in given.unwrap_or_else(|| vec![b',', b';', b'\t', b'|']) {
        let mut rows = lines(body, delimiter, first_line);
        if cut && rows.len() <= MOST_UNITS {
            rows.pop();
        }
        let (width, fit) = usual_width(&rows);
        let score = (width > 1, fit * 100 / rows.len().max(1), width);
        if best.as_ref().is_none_or(|(best, ..)| score > *best) {
            best = Some((score, delimiter, rows));
        }
    }
    let (_, delimiter, rows) = best.ok_or_else(|| "it holds no rows".to_string())?;
    let mut head = Head::new(Format::Csv);
    head.delimiter = (delimiter != b',').then_some(delimiter as char);
    table(rows, &mut head)?;
    // The line for spreadsheets is passed by whoever reads it.
    if told.is_some() {
        head.skip_rows = head.skip_rows.saturating_sub(1);
        head.skip_rows = if head.skip_rows > 0 { head.skip_rows + 1 } else { 0 };
    }
    Ok(head)
}

/// The rows with the lines they start on.
fn lines(bytes: &[u8], delimiter: u8, first_line: u64) -> Vec<Row> {
    let dialect = Dialect::of(&bytes[..bytes.len().min(1 << 18)], delimiter);
    dialect::numbered(bytes, delimiter, dialect, MOST_UNITS + MOST_ABOVE, first_line)
        .into_iter()
        .map(|(line, row)| {
            (line, row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
        })
        .collect()
}

/// The head of a workbook: the sheet with most records, and all that are like it.
pub(super) fn workbook(raw: impl Read, allowed: u64) -> Result<Head, String> {
    let mut sheets: Vec<(String, Vec<Row>)> = Vec::new();
    let read = xlsx::read(raw, Sheets::All, allowed, 1 << 24, &mut |row| {
        if sheets.last().is_none_or(|(name, _)| name != row.sheet) {
            sheets.push((row.sheet.to_owned(), Vec::new()));
        }
        if let Some((_, rows)) = sheets.last_mut()
            && rows.len() < MOST_UNITS + MOST_ABOVE
            && !row.cells.iter().all(String::is_empty)
        {
            rows.push((row.number, row.cells.to_vec()));
        }
        Ok(())
    });
    if let (Err(error), true) = (read, sheets.is_empty()) {
        return Err(format!("it cannot be read: {}", reason_of(&error)));
    }
    let names: Vec<String> = sheets.iter().map(|(name, _)| name.clone()).collect();
    let mut heads: Vec<(usize, Head)> = Vec::new();
    for (at, (_, mut rows)) in sheets.into_iter().enumerate() {
        // A sheet does not say how wide its rows are.
        let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        rows.iter_mut().for_each(|(_, cells)| cells.resize(width, String::new()));
        let mut head = Head::new(Format::Xlsx);
        if table(rows, &mut head).is_ok() && head.units > 0 {
            head.pad = false;
            heads.push((at, head));
        }
    }
    let size = |head: &Head| {
        let filled: usize =
            head.columns.iter().map(|column| column.cells.iter().flatten().count()).sum();
        (head.columns.len() > 1, filled)
    };
    let best = heads.iter().max_by_key(|(at, head)| (size(head), std::cmp::Reverse(*at)));
    let (best, like) = match best {
        Some((at, head)) => (*at, selectors(head)),
        None => return Err("its sheets hold no table".to_string()),
    };
    let same = heads.iter().filter(|(_, head)| selectors(head) == like).count();
    let passed: Vec<&str> = (0..names.len())
        .filter(|at| !heads.iter().any(|(other, head)| other == at && selectors(head) == like))
        .map(|at| names[at].as_str())
        .collect();
    let sheet = match (same > 1, best) {
        (true, _) => Some("*".to_owned()),
        (false, 0) => None,
        (false, at) => Some(names[at].clone()),
    };
    let mut alike = heads.into_iter().filter(|(_, head)| selectors(head) == like);
    let (_, mut head) = alike.next().ok_or_else(|| "its sheets hold no table".to_string())?;
    for (_, other) in alike {
        head.join(other);
    }
    head.sheet = sheet;
    if !passed.is_empty() {
        head.said.push(format!("passed by, being no such table: the sheets {}", passed.join(", ")));
    }
    Ok(head)
}

fn selectors(head: &Head) -> Vec<String> {
    head.columns.iter().map(|column| column.selector.clone()).collect()
}

/// The width most rows have (the larger of equals), and how many have it.
fn usual_width(rows: &[Row]) -> (usize, usize) {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, cells) in rows {
        *widths.entry(cells.len()).or_default() += 1;
    }
    widths.into_iter().max_by_key(|(width, count)| (*count, *width)).unwrap_or((0, 0))
}

/// What a cell is, as far as a header differs from it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Blank,
    Number,
    Time,
    Words,
}

fn sort(cell: &str) -> Sort {
    let cell = cell.trim();
    let number = cell.replace([',', '%'], ".");
    if cell.is_empty() {
        Sort::Blank
    } else if number.parse::<f64>().is_ok() {
        Sort::Number
    } else if dates::read(cell).is_some() && cell.len() < 60 {
        Sort::Time
    } else {
        Sort::Words
    }
}

/// Rows to a head: what stands above the header, the header, and its columns.
fn table(mut rows: Vec<Row>, head: &mut Head) -> Result<(), String> {
    let (width, _) = usual_width(&rows);
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let comment = |cells: &[String]| cells.first().is_some_and(|cell| cell.starts_with('#'));
    // The header is the first row as wide as the rest; a file whose header is one name short has
    // it there too.
    let above = rows.iter().take(MOST_ABOVE).position(|(_, cells)| {
        let wide = cells.len() + 1 >= width || width <= 2 && cells.len() == width;
        let named = filled(cells) * 2 > width.min(cells.len()) || width == 1;
        wide && named && !(comment(cells) && cells.len() < width)
    });
    let above = above.ok_or_else(|| "it holds no rows".to_string())?;
    if above > 0 {
        head.skip_rows = u32::try_from(rows[above].0 - 1).unwrap_or(u32::MAX);
        head.said.push(format!("{above} rows stand above its header"));
    }
    rows.drain(..above);
    let (_, header) = rows.first().cloned().ok_or_else(|| "it holds no rows".to_string())?;
    let mut body: Vec<Vec<String>> = rows.into_iter().skip(1).map(|(_, cells)| cells).collect();
    let header: Vec<String> = header.iter().map(|cell| cell.trim().to_owned()).collect();
    let kinds = kinds(&body, header.len());
    head.no_header = is_record(&header, &kinds) || is_line_of_text(&header, &body);
    if head.no_header {
        body.insert(0, header.clone());
        head.said.push("its first row is a record and names nothing: it has no header".to_owned());
    }
    let mut names = header.clone();
    if !head.no_header {
        second_row(&mut body, &kinds, head);
    }
    let fits = body.iter().filter(|row| row.len() == header.len()).count();
    let wider = body.iter().filter(|row| row.len() > header.len()).count();
    if dialect::counts_rows(header.len(), &body) {
        names.insert(0, String::new());
        head.said
            .push("its rows begin with their number, which the header does not name".to_owned());
    } else if wider * 10 > body.len() * 9 {
        head.pad = true;
        head.said.push(format!(
            "its rows have {} cells and its header {} names: two names may have grown together, so \
             that the last columns are not to be trusted",
            width,
            header.len()
        ));
    } else if fits < body.len() && wider == 0 {
        head.pad = true;
        head.said
            .push("some rows have fewer cells than the header: what lacks is empty".to_owned());
    }
    body.retain(|row| head.pad || row.len() == names.len());
    body.retain(|row| !row.iter().all(|cell| cell.trim().is_empty()));
    body.truncate(MOST_UNITS);
    head.units = body.len();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (at, name) in names.iter().take(MOST_COLUMNS).enumerate() {
        let name = if head.no_header { format!("column_{}", at + 1) } else { name.clone() };
        let nth = seen.entry(name.to_lowercase()).or_default();
        *nth += 1;
        // A column without a name cannot be named in the settings.
        if name.is_empty() {
            continue;
        }
        let selector = if *nth == 1 { name.clone() } else { format!("{name}[{nth}]") };
        let cells = body
            .iter()
            .map(|row| row.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()))
            .map(|cell| cell.map(str::to_owned))
            .collect();
        head.columns.push(HeadColumn { selector, path: name.clone(), name, cells });
    }
    Ok(())
}

/// What most cells of each column are.
fn kinds(body: &[Vec<String>], width: usize) -> Vec<Sort> {
    (0..width)
        .map(|at| {
            // The first row may be a second row of the header.
            let cells = body.iter().skip(1).take(100).filter_map(|row| row.get(at));
            let mut counts = [0usize; 3];
            for cell in cells {
                match sort(cell) {
                    Sort::Blank => {}
                    Sort::Number => counts[0] += 1,
                    Sort::Time => counts[1] += 1,
                    Sort::Words => counts[2] += 1,
                }
            }
            let all: usize = counts.iter().sum();
            match () {
                () if all == 0 => Sort::Blank,
                () if counts[0] * 10 >= all * 8 => Sort::Number,
                () if counts[1] * 10 >= all * 8 => Sort::Time,
                () => Sort::Words,
            }
        })
        .collect()
}

/// Whether a first row is a record: numbers and times stand in it where they stand in the rows
/// below, and no name does.
fn is_record(row: &[String], kinds: &[Sort]) -> bool {
    let own: Vec<Sort> = row.iter().map(|cell| sort(cell)).collect();
    let typed = |kind: &Sort| matches!(kind, Sort::Number | Sort::Time);
    let same = own.iter().zip(kinds).filter(|(own, kind)| own == kind && typed(kind)).count();
    let all = kinds.iter().filter(|kind| typed(kind)).count();
    all > 0 && same * 2 > all && own.iter().any(|one| *one == Sort::Time || same == all)
}

/// Whether the first line of a file of one column is a text as the others are, and names none.
fn is_line_of_text(row: &[String], body: &[Vec<String>]) -> bool {
    let words = |cell: &str| cell.split_whitespace().count();
    let [only] = row else { return false };
    let long = body.iter().filter_map(|row| row.first()).filter(|cell| words(cell) >= 3).count();
    words(only) >= 4 && !only.contains(['?', '？', ':']) && long * 2 > body.len() && body.len() > 2
}

/// Takes the second row of a header off the body: where columns hold numbers and times, it says
/// something else in at least two of them, or labels every column that is not blank.
fn second_row(body: &mut Vec<Vec<String>>, kinds: &[Sort], head: &mut Head) {
    let Some(first) = body.first().filter(|_| body.len() > 2) else { return };
    let typed: Vec<usize> =
        (0..kinds.len()).filter(|&at| matches!(kinds[at], Sort::Number | Sort::Time)).collect();
    let cell = |at: usize| first.get(at).map_or("", |cell| cell.trim());
    let fits = typed.iter().filter(|&&at| sort(cell(at)) == kinds[at]).count();
    let label = |at: usize| {
        let words = cell(at);
        let missing = ["na", "n/a", "null", "none", "nan", "-"];
        sort(words) == Sort::Words
            && words.chars().count() <= 60
            && !missing.contains(&words.to_lowercase().as_str())
    };
    let labels = typed.iter().filter(|&&at| label(at)).count();
    let repeats = body.iter().skip(1).any(|row| row == first);
    if typed.len() >= 2 && fits == 0 && labels >= 1 && !repeats {
        head.header_rows = vec!["name".to_owned(), "sub".to_owned()];
        head.said.push("its header has a second row".to_owned());
        body.remove(0);
    }
}
