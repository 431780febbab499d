//! Separated values: header, separator, rows.
//!
//! Takes decoded text; gives one unit a row. The csv crate splits the cells; [`Quotes`] in front
//! of it keeps fields bounded, line numbers right and lost quotes found. The number of cells is
//! compared with the header's here, row by row, so that a ragged row is one rejected unit and
//! nothing else.

use std::io::{self, BufRead, Read};

use csv::{ByteRecord, ReaderBuilder};

use super::encoding::Decoded;
use super::expression::{Cells, Columns, Compiled, Question};
use super::feed::{Feed, TextMap};
use super::mapping::{Emit, Framed};
use super::quotes::{Guarded, Quotes};
use super::refused;

/// Separators tried, in order of preference, when the settings say to find it.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What a file's header says for a feed.
struct Header {
    delimiter: u8,
    columns: Columns,
    places: Vec<Vec<usize>>,
    first_line: u64,
}

/// First pass: the columns are there and the file does not end inside quotes that have swallowed
/// rows. Gives the names of selectors that are not in this file and need not be.
///
/// # Errors
/// Refuses with `missing_columns` or `unterminated_quote`.
pub(super) fn check<R: Read>(feed: &Feed, mut text: Decoded<R>) -> io::Result<Vec<String>> {
    let header = header(feed, &mut text)?;
    let exists = |number: usize| !header.places[number].is_empty();
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
    let mut quotes =
        Quotes::new(header.delimiter, feed.preset.input.max_field_bytes, header.first_line);
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
    Ok((0..header.places.len())
        .filter(|&number| feed.selectors.all()[number].in_record() && !exists(number))
        .map(|number| feed.selectors.all()[number].text.clone())
        .collect())
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
    let questions = questions(feed, &header.columns);
    let longest = feed.preset.input.max_field_bytes;
    let quotes = Quotes::new(header.delimiter, longest, header.first_line);
    let mut rows = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(header.delimiter)
        .buffer_capacity(1 << 16)
        .from_reader(Guarded::new(text, quotes));
    let width = header.columns.len();
    let mut next = ByteRecord::new();
    let mut current = ByteRecord::new();
    // The header row itself.
    rows.read_byte_record(&mut next).map_err(lost)?;
    rows.get_mut().quotes.next_line();
    let mut more = rows.read_byte_record(&mut next).map_err(lost)?;
    let mut number = 0;
    while more {
        std::mem::swap(&mut current, &mut next);
        let line = rows.get_mut().quotes.next_line();
        // One row ahead: only the last one can have been cut inside quotes.
        more = rows.read_byte_record(&mut next).map_err(lost)?;
        number += 1;
        let cut = !more && rows.get_ref().quotes.open();
        let damaged = rows.get_ref().inner().damaged();
        let bad = if cut {
            Some("unterminated_quote")
        } else if current.iter().any(|cell| cell.len() > longest) {
            Some("field_too_large")
        } else if current.len() != width && !feed.preset.input.pad_ragged_rows {
            Some("ragged_row")
        } else {
            None
        };
        let repaired = damaged
            && bad.is_none()
            && current
                .iter()
                .any(|cell| cell.windows(3).any(|bytes| bytes == "\u{fffd}".as_bytes()));
        let cells = match bad {
            Some(reason) => Err(reason),
            None => {
                Ok(Cells::Row { cells: &current, places: &header.places, questions: &questions })
            }
        };
        emit(Framed { record: number, line, repaired, cells })?;
    }
    Ok(())
}

fn lost(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Reads past the rows before the header and looks at the header, which stays to be read.
fn header<R: Read>(feed: &Feed, text: &mut Decoded<R>) -> io::Result<Header> {
    for _ in 0..feed.preset.input.skip_rows {
        text.skip_until(b'\n')?;
    }
    let start = text.fill_buf()?;
    let first = |delimiter: u8| -> Option<Columns> {
        let mut record = ByteRecord::new();
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(start);
        match reader.read_byte_record(&mut record) {
            Ok(true) => Some(Columns::new(&record)),
            _ => None,
        }
    };
    let places = |columns: &Columns| -> Vec<Vec<usize>> {
        feed.selectors.all().iter().map(|one| columns.find(&one.text)).collect()
    };
    // How well a separator does: needed expressions that can be had, then columns of any use,
    // then columns at all.
    let score = |columns: &Columns| {
        let places = places(columns);
        let exists = |number: usize| !places[number].is_empty();
        let can = |one: &&Compiled| one.lacking(&exists).is_empty();
        (
            feed.needed.iter().filter(can).count(),
            places.iter().filter(|found| !found.is_empty()).count(),
            columns.len(),
        )
    };
    let candidates: &[u8] = match &feed.delimiter {
        Some(one) => std::slice::from_ref(one),
        None => &SEPARATORS,
    };
    let mut best: Option<((usize, usize, usize), u8, Columns)> = None;
    for &delimiter in candidates {
        let Some(columns) = first(delimiter) else { continue };
        let score = score(&columns);
        if best.as_ref().is_none_or(|(best, ..)| score > *best) {
            best = Some((score, delimiter, columns));
        }
    }
    let Some((_, delimiter, columns)) = best else {
        return Err(refused("empty_file"));
    };
    Ok(Header {
        delimiter,
        places: places(&columns),
        columns,
        first_line: u64::from(feed.preset.input.skip_rows) + 1,
    })
}

/// The columns of the open questions, in the file's order; a repeated header counts each time.
fn questions(feed: &Feed, columns: &Columns) -> Vec<Question> {
    let TextMap::Questions(numbers) = &feed.text else { return Vec::new() };
    let mut found: Vec<Question> = Vec::new();
    for &number in numbers {
        let name = &feed.selectors.all()[number].text;
        let mut places = columns.find(&format!("{name}[*]"));
        if places.is_empty() {
            places = columns.find(name);
        }
        for (nth, column) in places.into_iter().enumerate() {
            let title = columns.name(column).to_owned();
            let suffix = if nth == 0 { title.clone() } else { format!("{title}[{}]", nth + 1) };
            if found.iter().all(|one| one.column != column) {
                found.push(Question { column, suffix, title });
            }
        }
    }
    found.sort_by_key(|one| one.column);
    found
}
