//! Separated values: header, separator, rows.
//!
//! Takes decoded text; gives one unit a row. The csv crate splits the cells; [`Quotes`] in front
//! of it keeps fields bounded, line numbers right and lost quotes found. The number of cells is
//! compared with the header's here, row by row, so that a ragged row is one rejected unit and
//! nothing else.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, BufRead, Read};

use csv::{ByteRecord, ReaderBuilder};

use super::columns::{BETWEEN, Columns, add_names, key};
use super::dialect::{self, Dialect};
use super::encoding::Decoded;
use super::expression::{Cells, Columnar, Compiled, Question};
use super::feed::{Feed, TextMap};
use super::mapping::{Emit, Framed};
use super::preset::{Suffix, Which, Zone};
use super::quotes::{Guarded, Quotes};
use super::refused;
use super::selector::Selector;

/// Lines before the header of a report at most: its name, its filters, when it was made.
const PREAMBLE: u64 = 64;

/// A header of more bytes than this is none: a survey of a thousand long questions has one.
const LONGEST_HEADER: usize = 16 << 20;
/// Bytes looked at for the marks of a dialect.
const MARKS: usize = 1 << 18;

/// Rows that must begin with their number for the header to lack the name of a column.
const COUNTED: usize = 20;

/// Separators tried, in order of preference, when the settings say to find it.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What a file's header says for a feed.
pub(super) struct Header {
    delimiter: u8,
    dialect: Dialect,
    pub(super) columns: Columns,
    places: Vec<Columnar>,
    first_line: u64,
}

/// First pass: the columns are there and the file does not end inside quotes that have swallowed
/// rows. Gives the names of selectors that are not in this file and need not be.
///
/// # Errors
/// Refuses with `missing_columns` or `unterminated_quote`.
pub(super) fn check<R: Read>(feed: &Feed, mut text: Decoded<R>) -> io::Result<Vec<String>> {
    let header = header(feed, &mut text)?;
    let exists = |number: usize| !header.places[number].0.is_empty();
    let in_file = |number: usize| !feed.selectors.all()[number].in_record() || exists(number);
    let mut lacking: Vec<usize> =
        feed.needed.iter().flat_map(|one| one.lacking(&in_file)).collect();
    lacking.sort_unstable();
    lacking.dedup();
    if !lacking.is_empty() {
        let named: Vec<&str> =
            lacking.iter().map(|&number| feed.selectors.all()[number].text.as_str()).collect();
        return Err(refused(format!(
            "missing_columns: {}; the columns there are: {}",
            named.join(", "),
            header.columns.listed()
        )));
    }
    check_quotes(feed, &header, text)?;
    Ok((0..header.places.len())
        .filter(|&number| feed.selectors.all()[number].in_record() && !exists(number))
        .map(|number| feed.selectors.all()[number].text.clone())
        .collect())
}

/// Reads to the end and looks for quotes that are never closed.
///
/// # Errors
/// Refuses with `unterminated_quote`; else what the stream reports.
pub(super) fn check_quotes<R: Read>(
    feed: &Feed,
    header: &Header,
    mut text: Decoded<R>,
) -> io::Result<()> {
    let mut quotes =
        Quotes::new(header.delimiter, feed.preset.input.max_field_bytes, header.first_line)
            .with(header.dialect);
    quotes.expect_columns(header.columns.len());
    let mut out = Vec::new();
    loop {
        let bytes = text.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        // In pieces, so that the lines noted for a reader that is not there are soon forgotten.
        let count = bytes.len().min(1 << 15);
        quotes.feed(&bytes[..count], &mut out);
        quotes.forget_lines();
        out.clear();
        text.consume(count);
    }
    if quotes.swallowed() {
        return Err(refused(format!(
            "unterminated_quote: a quote opened in the record of line {} is never closed",
            quotes.record_line()
        )));
    }
    Ok(())
}

/// Second pass: every row.
///
/// # Errors
/// What the stream or `emit` reports.
pub(super) fn read<R: Read>(
    feed: &Feed,
    mut text: Decoded<R>,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let header = header(feed, &mut text)?;
    let sheet = Sheet::new(feed, &header.columns);
    let longest = feed.preset.input.max_field_bytes;
    let quotes = Quotes::new(header.delimiter, longest, header.first_line).with(header.dialect);
    let mut rows = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(header.delimiter)
        .buffer_capacity(1 << 16)
        .from_reader(Guarded::new(text, quotes));
    let width = header.columns.len();
    let mut next = ByteRecord::new();
    let mut current = ByteRecord::new();
    // The header rows themselves.
    for _ in feed.preset.input.header.rows.iter().filter(|_| !feed.preset.input.header.none) {
        rows.read_byte_record(&mut next).map_err(lost)?;
        rows.get_mut().quotes.next_line();
    }
    let mut more = rows.read_byte_record(&mut next).map_err(lost)?;
    let mut number = 0;
    while more {
        std::mem::swap(&mut current, &mut next);
        let line = rows.get_mut().quotes.next_line();
        // One row ahead: only the last one can have been cut inside quotes.
        more = rows.read_byte_record(&mut next).map_err(lost)?;
        let cut = !more && rows.get_ref().quotes.open();
        // A row of nothing but separators is a blank line that a spreadsheet has saved.
        if !cut && current.iter().all(<[u8]>::is_empty) {
            continue;
        }
        // Around a report stand its name, its sums and whose it is, a cell each.
        if feed.preset.input.header.find && width > 1 && filled(&current) == 1 {
            continue;
        }
        number += 1;
        let bad = if cut {
            Some("unterminated_quote")
        } else if current.iter().any(|cell| cell.len() > longest) {
            Some("field_too_large")
        } else if current.len() != width && !feed.preset.input.pad_ragged_rows {
            Some("ragged_row")
        } else {
            None
        };
        let cells = match bad {
            Some(reason) => Err(reason),
            None => Ok(sheet.row(&current, &header.places)),
        };
        emit(Framed::of(number, line, cells))?;
    }
    Ok(())
}

/// Cells with something in them.
pub(super) fn filled(row: &ByteRecord) -> usize {
    row.iter().filter(|cell| !cell.trim_ascii().is_empty()).count()
}

fn lost(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Reads past the rows before the header and looks at the header, which stays to be read.
///
/// # Errors
/// Refuses with `empty_file`; else what the stream reports.
pub(super) fn header<R: Read>(feed: &Feed, text: &mut Decoded<R>) -> io::Result<Header> {
    let input = &feed.preset.input;
    for _ in 0..input.skip_rows {
        text.skip_until(b'\n')?;
    }
    let mut skipped = u64::from(input.skip_rows);
    let mut told = None;
    if let Some((separator, line)) = dialect::told(text.fill_buf()?) {
        (told, skipped) = (Some(separator), skipped + 1);
        text.consume(line);
    }
    let mut least = 1;
    while least < LONGEST_HEADER && !is_whole(text.look(least)?, input.header.rows.len()) {
        let there = text.look(0)?.len();
        if there < least {
            break;
        }
        least = there + 1;
    }
    let start = text.look(0)?;
    if !input.header.find {
        return header_at(feed, start, skipped, told);
    }
    let mut at = 0;
    for line in 0..PREAMBLE {
        let end = memchr::memchr(b'\n', &start[at..]);
        let whole = &start[at..end.map_or(start.len(), |end| at + end)];
        if may_be_header(feed, whole, told)
            && let Ok(header) = header_at(feed, &start[at..], skipped + line, told)
            && feed.needed.iter().all(|one| {
                one.lacking(&|number: usize| !header.places[number].0.is_empty()).is_empty()
            })
        {
            text.consume(at);
            return Ok(header);
        }
        match end {
            Some(end) => at += end + 1,
            None => break,
        }
    }
    header_at(feed, start, skipped, told)
}

/// Whether a line may be the header that a feed looks for: whether what the feed needs can be among
/// its cells. Never wrongly no: a header that goes on behind the line, or one that is cut by another
/// sign than the usual, may be.
fn may_be_header(feed: &Feed, line: &[u8], told: Option<u8>) -> bool {
    let own = feed.delimiter.or(told);
    let usual = own.is_none_or(|sign| BETWEEN.contains(&char::from(sign)));
    let goes_on = memchr::memchr_iter(b'"', line).count() % 2 == 1;
    let header = &feed.preset.input.header;
    if !usual || goes_on || header.none || header.rows.len() > 1 {
        return true;
    }
    let mut names = HashSet::new();
    add_names(line, &mut names);
    let exists = |at: usize| feed.selectors.all()[at].may_be_among(&names);
    feed.needed.iter().all(|one| one.lacking(&exists).is_empty())
}

/// Whether a text holds so many rows to their ends: the header of a survey asks long questions.
fn is_whole(start: &[u8], rows: usize) -> bool {
    let mut quotes = Quotes::new(b',', usize::MAX / 2, 0);
    let mut out = Vec::new();
    let mut ends = 0;
    for line in start.split_inclusive(|&byte| byte == b'\n') {
        quotes.feed(line, &mut out);
        out.clear();
        ends += usize::from(!quotes.open() && line.ends_with(b"\n"));
        if ends > rows {
            return true;
        }
    }
    false
}

/// The header that a text starts with, `skipped` lines into its file. The file itself may have told
/// its separator.
fn header_at(feed: &Feed, start: &[u8], skipped: u64, told: Option<u8>) -> io::Result<Header> {
    let input = &feed.preset.input;
    let wanted = input.header.rows.len();
    let first = |delimiter: u8| -> Option<(Dialect, Columns)> {
        let dialect = Dialect::of(&start[..start.len().min(MARKS)], delimiter);
        let rows = dialect::rows(start, delimiter, dialect, wanted);
        (!rows.is_empty()).then(|| (dialect, Columns::new(&rows, &input.header)))
    };
    let places = |columns: &Columns| places(feed, columns);
    // How well a separator does: needed expressions that can be had, then columns of any use,
    // then columns at all.
    let score = |columns: &Columns| {
        let places = places(columns);
        let exists = |number: usize| !places[number].0.is_empty();
        let can = |one: &&Compiled| one.lacking(&exists).is_empty();
        (
            feed.needed.iter().filter(can).count(),
            places.iter().filter(|(found, _)| !found.is_empty()).count(),
            columns.len(),
        )
    };
    let candidates: &[u8] = match (&feed.delimiter, &told) {
        (Some(one), _) | (None, Some(one)) => std::slice::from_ref(one),
        (None, None) => &SEPARATORS,
    };
    let mut best: Option<Cut> = None;
    for &delimiter in candidates {
        let Some(found) = first(delimiter) else { continue };
        let score = score(&found.1);
        if best.as_ref().is_none_or(|(best, ..)| score > *best) {
            best = Some((score, delimiter, found));
        }
    }
    let Some((_, delimiter, (dialect, mut columns))) = best else {
        return Err(refused("empty_file"));
    };
    if !input.header.none {
        let rows = dialect::rows(start, delimiter, dialect, wanted + COUNTED);
        let (head, body) = rows.split_at(wanted.min(rows.len()));
        let body: Vec<Vec<&[u8]>> = body.iter().map(|row| row.iter().collect()).collect();
        if dialect::counts_rows(head.first().map_or(0, ByteRecord::len), &body) {
            // The column without a name comes first.
            let unnamed = |row: &ByteRecord| std::iter::once(&b""[..]).chain(row).collect();
            let head: Vec<ByteRecord> = head.iter().map(unnamed).collect();
            columns = Columns::new(&head, &input.header);
        }
    }
    Ok(Header { delimiter, dialect, places: places(&columns), columns, first_line: skipped + 1 })
}

/// A header cut by a separator, behind how well it does.
type Cut = ((usize, usize, usize), u8, (Dialect, Columns));

/// What every selector of a feed means in a sheet.
pub(super) fn places(feed: &Feed, columns: &Columns) -> Vec<Columnar> {
    let find = |one: &Selector| match &one.pattern {
        Some(pattern) => columns.matching(pattern),
        None => columns.find(&one.text),
    };
    feed.selectors.all().iter().map(find).collect()
}

/// What a sheet's header says beside the places of columns: the open questions and the zone.
pub(super) struct Sheet {
    questions: Vec<Question>,
    zone: Option<String>,
}

impl Sheet {
    /// Reads it off the header.
    pub(super) fn new(feed: &Feed, columns: &Columns) -> Sheet {
        let zone = match &feed.preset.time.zone {
            Zone::Header { role, column, pointer } => {
                let (found, _) = columns.find(column);
                let said = found.first().map(|&at| columns.inside(role, at, pointer.as_deref()));
                said.filter(|zone| !zone.is_empty())
            }
            Zone::Utc | Zone::Named(_) => None,
        };
        Sheet { questions: questions(feed, columns), zone }
    }

    /// A row with its cells.
    pub(super) fn row<'a>(&'a self, cells: &'a ByteRecord, places: &'a [Columnar]) -> Cells<'a> {
        Cells::Row { cells, places, questions: &self.questions, zone: self.zone.as_deref() }
    }
}

/// The columns of the open questions, in the file's order; a repeated header counts each time. Where
/// answers tell which are open, every column is in the list that the feed does not read otherwise.
fn questions(feed: &Feed, columns: &Columns) -> Vec<Question> {
    let TextMap::Columns(map) = &feed.text else { return Vec::new() };
    let wanted = &map.columns;
    let taken: BTreeSet<usize> = match wanted.asks_answers() {
        true => places(feed, columns).into_iter().flat_map(|(found, _)| found).collect(),
        false => BTreeSet::new(),
    };
    let mut found: Vec<Question> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for column in 0..columns.len() {
        let own = columns.inside(&wanted.role, column, wanted.pointer.as_deref());
        let mut pointer = None;
        let hit = match &wanted.which {
            Which::Names(names) => {
                let named = names.iter().find(|name| {
                    let (places, _) = columns.find(name);
                    places.contains(&column) || columns.all(name).contains(&column)
                });
                pointer = named.filter(|name| name.starts_with('/'));
                named.is_some()
            }
            Which::In(list) => list.iter().any(|one| key(one) == key(&own)),
            Which::Regex(_) => map.regex.as_ref().is_some_and(|regex| regex.is_match(&own)),
        };
        let name = columns.name(column);
        // Where answers have a say, what the feed reads otherwise is no question, however it asks.
        let wanted_here = match wanted.asks_answers() {
            true => !taken.contains(&column),
            false => hit,
        };
        if !wanted_here || map.except.as_ref().is_some_and(|except| except.is_match(name)) {
            continue;
        }
        let nth = seen.entry(name.to_owned()).or_default();
        *nth += 1;
        let suffix = match wanted.suffix {
            Suffix::ColumnNumber => (column + 1).to_string(),
            Suffix::Key => own,
            // As in the same records kept as JSON.
            Suffix::Name if pointer.is_some() => pointer.cloned().unwrap_or_default(),
            Suffix::Name if *nth == 1 => name.to_owned(),
            Suffix::Name => format!("{name}[{nth}]"),
        };
        let title = columns.over(&wanted.context_role, column).to_owned();
        found.push(Question { column, suffix, title, told: hit });
    }
    found
}
