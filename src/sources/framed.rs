//! Units that are not lines: of workbooks, XML, Parquet and mail, framed as mapping wants them.
//!
//! Takes a feed and a file's bytes; gives what the two passes of [`super::read()`] need. The first
//! reads the file to its end and looks for what the feed cannot do without; the second hands every
//! unit on.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use csv::ByteRecord;
use encoding_rs::Encoding;

use super::columnar::Table;
use super::columns::Columns;
use super::encoding::Decoded;
use super::envelope::{Opened, Opener};
use super::expression::{Cells, Columnar};
use super::feed::Feed;
use super::lines::{has_longer, longest_unit};
use super::mapping::{Emit, Framed};
use super::selector::Place;
use super::separated::{Sheet, filled, places};
use super::unpack::{Packed, unpack};
use super::xlsx::Sheets;
use super::xml::Longest;
use super::{mail, refused, xlsx, xml};

/// The header of a sheet: its columns, and what selectors mean in it.
struct Head {
    columns: Columns,
    places: Vec<Columnar>,
    sheet: Sheet,
}

impl Head {
    fn new(feed: &Feed, rows: &[ByteRecord]) -> Head {
        let columns = Columns::new(rows, &feed.preset.input.header);
        let places = places(feed, &columns);
        let sheet = Sheet::new(feed, &columns);
        Head { columns, places, sheet }
    }
}

/// What the rows of a workbook are handed on to: the header, and for every row after it its number
/// in the sheet and its cells.
type EachRow<'a> = dyn FnMut(&Head, Option<(u64, &ByteRecord)>) -> io::Result<()> + 'a;

/// Rows of a sheet in which its header is looked for, where every sheet is read.
const COVER: usize = 64;

/// Every row of a workbook. Empty ones are none; a row is as wide as the header at least, because
/// a sheet does not say how wide a row is. Calls `each` once a sheet with the header alone. Where
/// every sheet is read, those without the needed columns are passed by.
fn rows(feed: &Feed, raw: impl Read, packed: &Packed, each: &mut EachRow<'_>) -> io::Result<()> {
    let input = &feed.preset.input;
    let mut header: Vec<ByteRecord> = Vec::new();
    let mut head: Option<Head> = None;
    let (mut passed, mut any, mut looked) = (false, false, 0);
    let mut sheet = String::new();
    let stream = unpack(raw, packed)?;
    let wanted = input.header.rows.len();
    let sheets = match input.sheet.as_deref() {
        None => Sheets::First,
        Some("*") => Sheets::All,
        Some(name) => Sheets::Named(name),
    };
    let every = sheets == Sheets::All;
    let find = input.header.find || every;
    xlsx::read(stream, sheets, packed.allowed, input.max_field_bytes, &mut |next| {
        let (number, cells) = (next.number, next.cells);
        if sheet != next.sheet {
            next.sheet.clone_into(&mut sheet);
            (head, looked) = (None, 0);
            header.clear();
        }
        if number <= u64::from(input.skip_rows) || cells.iter().all(String::is_empty) {
            return Ok(());
        }
        let mut row = ByteRecord::from(cells.to_vec());
        match &head {
            None => {
                if every && looked >= COVER {
                    return Ok(());
                }
                looked += 1;
                header.push(row);
                if find && !is_header(feed, &header) {
                    header.remove(0);
                    passed = true;
                    return Ok(());
                }
                if header.len() == wanted {
                    let made = Head::new(feed, &header);
                    each(&made, None)?;
                    any = true;
                    if input.header.none {
                        each(&made, Some((number, &header[0])))?;
                    }
                    head = Some(made);
                }
                Ok(())
            }
            Some(head) if input.header.find && head.columns.len() > 1 && filled(&row) == 1 => {
                Ok(())
            }
            Some(head) => {
                for _ in row.len()..head.columns.len() {
                    row.push_field(b"");
                }
                each(head, Some((number, &row)))
            }
        }
    })?;
    match (any, header.len()) {
        (true, _) => Ok(()),
        (false, _) if passed => Err(refused("missing_columns: no row of the sheet has them all")),
        (false, 0) => Err(refused("empty_file")),
        (false, there) => Err(refused(format!(
            "missing_columns: the header has {wanted} rows, the sheet {there}"
        ))),
    }
}

/// Whether rows are the header of a report that has rows before it.
fn is_header(feed: &Feed, rows: &[ByteRecord]) -> bool {
    let places = places(feed, &Columns::new(rows, &feed.preset.input.header));
    let exists = |number: usize| !places[number].0.is_empty();
    feed.needed.iter().all(|one| one.lacking(&exists).is_empty())
}

/// First pass over a workbook: it is whole and the columns are there. Gives the names of selectors
/// that are not in this file and need not be.
///
/// # Errors
/// Refuses with `bad_xlsx`, `decompression_limit`, `empty_file` or `missing_columns`.
pub(super) fn check_xlsx(feed: &Feed, raw: impl Read, packed: &Packed) -> io::Result<Vec<String>> {
    let mut absent = Vec::new();
    rows(feed, raw, packed, &mut |head, row| {
        if row.is_none() {
            let exists = |number: usize| !head.places[number].0.is_empty();
            absent = present(feed, &exists, &head.columns.listed())?;
        }
        Ok(())
    })?;
    Ok(absent)
}

/// Second pass over a workbook: every row, its line the row's number.
///
/// # Errors
/// What the stream or `emit` reports.
pub(super) fn read_xlsx(
    feed: &Feed,
    raw: impl Read,
    packed: &Packed,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let longest = feed.preset.input.max_field_bytes;
    let mut record = 0;
    rows(feed, raw, packed, &mut |head, row| {
        let Some((line, row)) = row else { return Ok(()) };
        record += 1;
        let cells = match row.iter().any(|cell| cell.len() > longest) {
            true => Err("field_too_large"),
            false => Ok(head.sheet.row(row, &head.places)),
        };
        emit(Framed::of(record, line, cells))
    })
}

/// The names of selectors that are not in this file.
///
/// # Errors
/// Refuses with `missing_columns` when the feed cannot do without one of them.
pub(super) fn present(
    feed: &Feed,
    exists: &dyn Fn(usize) -> bool,
    listed: &str,
) -> io::Result<Vec<String>> {
    let selectors = feed.selectors.all();
    let there = |number: usize| !selectors[number].in_record() || exists(number);
    let mut lacking: Vec<usize> = feed.needed.iter().flat_map(|one| one.lacking(&there)).collect();
    lacking.sort_unstable();
    lacking.dedup();
    let names = |numbers: &mut dyn Iterator<Item = usize>| -> Vec<String> {
        numbers.map(|number| selectors[number].text.clone()).collect()
    };
    if !lacking.is_empty() {
        return Err(refused(format!(
            "missing_columns: {}; the columns there are: {listed}",
            names(&mut lacking.into_iter()).join(", ")
        )));
    }
    Ok(names(&mut (0..selectors.len()).filter(|&number| !there(number))))
}

/// First pass over a Parquet file: every row can be read and the columns are there. Gives the
/// names of selectors that are not in this file and need not be.
///
/// # Errors
/// Refuses with `bad_parquet`, `decompression_limit`, `empty_file` or `missing_columns`.
pub(super) fn check_parquet(
    feed: &Feed,
    raw: impl Read,
    packed: &Packed,
) -> io::Result<Vec<String>> {
    let table = Table::open(unpack(raw, packed)?, packed.allowed)?;
    let columns = table.columns();
    let enveloped = feed.preset.input.envelope.is_some();
    let exists = |number: usize| match &feed.selectors.all()[number].place {
        // What is in an envelope is known when it is opened.
        Place::Record(steps) => {
            enveloped || steps.first().is_none_or(|step| columns.contains(step))
        }
        _ => true,
    };
    let absent = present(feed, &exists, &columns.join(", "))?;
    table.rows(&mut |_| Ok(()))?;
    Ok(absent)
}

/// Second pass over a Parquet file: every row.
///
/// # Errors
/// What the stream or `emit` reports.
pub(super) fn read_parquet(
    feed: &Feed,
    raw: impl Read,
    packed: &Packed,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let table = Table::open(unpack(raw, packed)?, packed.allowed)?;
    let longest = feed.preset.input.max_field_bytes;
    let envelope = feed.preset.input.envelope.as_ref();
    let mut opener = Opener::of(&feed.latest);
    let mut record = 0;
    table.rows(&mut |row| {
        let opened = match opener.open(envelope, row) {
            Opened::Control => return Ok(()),
            Opened::Record(value, _) if has_longer(&value, longest) => Err("field_too_large"),
            Opened::Record(value, generation) => Ok((value, generation)),
            Opened::Bad(reason) => Err(reason),
        };
        record += 1;
        emit(Framed::opened(record, record, &opened))
    })
}

/// The text of an XML file: in the encoding the settings name, else the one the document declares,
/// else UTF-8; a byte order mark beats them all.
fn document<'a>(
    feed: &Feed,
    raw: impl Read + 'a,
    packed: &Packed,
) -> io::Result<Decoded<Box<dyn Read + 'a>>> {
    let mut stream = unpack(raw, packed)?;
    let mut start = Vec::new();
    (&mut stream).take(1024).read_to_end(&mut start)?;
    let label = feed.encoding.or_else(|| declared(&start));
    Decoded::new(Box::new(Cursor::new(start).chain(stream)), label)
}

/// The encoding that `<?xml … encoding="…"?>` names. One of two bytes a character is none here: its
/// declaration could not be read like this.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(start);
    let (head, _) = text.split_once("<?xml")?.1.split_once("?>")?;
    let value = head.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (label, _) = value[1..].split_once(quote)?;
    Encoding::for_label(label.as_bytes()).filter(|one| one.is_ascii_compatible())
}

fn longest(feed: &Feed) -> Longest {
    Longest { field: feed.preset.input.max_field_bytes, unit: longest_unit(feed) }
}

fn path(feed: &Feed) -> &str {
    feed.preset.input.records.as_deref().unwrap_or_default()
}

/// First pass over an XML file: it is well formed to its end and has what the path starts with.
///
/// # Errors
/// Refuses with `bad_xml` or `missing_record_path`.
pub(super) fn check_xml(feed: &Feed, raw: impl Read, packed: &Packed) -> io::Result<()> {
    let text = document(feed, raw, packed)?;
    let found = xml::read(text, path(feed), longest(feed), &mut |_, _| Ok(()))?;
    if found || feed.preset.input.records_may_be_absent {
        return Ok(());
    }
    Err(refused(format!("missing_record_path: nothing at `{}`", path(feed))))
}

/// Second pass over an XML file: every element of the path.
///
/// # Errors
/// What the stream or `emit` reports.
pub(super) fn read_xml(
    feed: &Feed,
    raw: impl Read,
    packed: &Packed,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let text = document(feed, raw, packed)?;
    let mut record = 0;
    xml::read(text, path(feed), longest(feed), &mut |unit, line| {
        record += 1;
        let cells = match &unit {
            Ok(unit) => Ok(Cells::Open(unit)),
            Err(reason) => Err(*reason),
        };
        emit(Framed::of(record, line, cells))
    })
    .map(drop)
}

/// What messages come in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MailFile {
    /// Many in one file.
    Mbox,
    /// One.
    Eml,
}

fn messages(
    kind: MailFile,
    mut stream: impl BufRead,
    each: &mut mail::EmitMail<'_>,
) -> io::Result<()> {
    match kind {
        MailFile::Mbox => mail::read_mbox(stream, each),
        MailFile::Eml => {
            if stream.fill_buf()?.starts_with(b"From ") {
                return Err(refused("bad_mbox: many mails in one file; read it as mbox"));
            }
            mail::read_eml(stream, each)
        }
    }
}

/// First pass over mail: it can be read to its end and is mail.
///
/// # Errors
/// Refuses with `bad_mbox` or `empty_file`.
pub(super) fn check_mail(kind: MailFile, raw: impl Read, packed: &Packed) -> io::Result<()> {
    let stream = BufReader::with_capacity(1 << 16, unpack(raw, packed)?);
    messages(kind, stream, &mut |_, _| Ok(()))
}

/// Second pass over mail: every message.
///
/// # Errors
/// What the stream or `emit` reports.
pub(super) fn read_mail(
    kind: MailFile,
    raw: impl Read,
    packed: &Packed,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let stream = BufReader::with_capacity(1 << 16, unpack(raw, packed)?);
    let mut record = 0;
    messages(kind, stream, &mut |mail, line| {
        record += 1;
        let cells = mail.map(|mail| Cells::Open(mail));
        emit(Framed::of(record, line, cells))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_name_an_encoding() {
        let label = |text: &str| declared(text.as_bytes()).map(Encoding::name);
        assert_eq!(label("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), Some("windows-1252"));
        assert_eq!(
            label("junk<?xml version=\"1.0\" encoding = \"Shift_JIS\" ?>"),
            Some("Shift_JIS")
        );
        assert_eq!(label("<?xml version='1.0' encoding='UTF-16'?>"), None);
        assert_eq!(label("<?xml version='1.0'?><a encoding='x'/>"), None);
        assert_eq!(label("<?xml encoding=?>"), None);
    }
}
