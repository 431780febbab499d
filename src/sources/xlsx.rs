//! Workbooks: the rows of sheets as texts.
//!
//! Takes a workbook's bytes; gives each row that has a cell, with its number in the sheet, as a
//! spreadsheet would show it to a program: whole numbers without a point (ids come as floats),
//! dates as `YYYY-MM-DDTHH:MM:SS` without a zone. Cells are streamed; what the sheet says of its
//! size is not believed. Before calamine sees the bytes every part is inflated once and counted,
//! because calamine holds shared strings in memory without asking how many there are.

use std::io::{self, Cursor, Read, Write};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, Sheet, SheetType, Xlsx};
use zip::ZipArchive;

use super::contain::contained;
use super::refused;

/// Bytes of a workbook on disk. It has to be in memory: its table of contents stands at the end.
const LARGEST: u64 = 256 << 20;
/// Inflated bytes of a part that calamine holds in memory.
const HELD: u64 = 256 << 20;
/// Columns of a sheet (A to XFD).
const COLUMNS: u32 = 16_384;

/// A row of a sheet.
pub(super) struct SheetRow<'a> {
    /// The sheet's name.
    pub(super) sheet: &'a str,
    /// 1 for the first row of the sheet.
    pub(super) number: u64,
    /// Its cells from column A on.
    pub(super) cells: &'a [String],
}

/// What rows are handed on to.
pub(super) type EmitRow<'a> = dyn FnMut(SheetRow<'_>) -> io::Result<()> + 'a;

/// Which sheets of a workbook are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheets<'a> {
    /// The first.
    First,
    /// The one of that name; the first where there is no such sheet.
    Named(&'a str),
    /// Every one, in their order.
    All,
}

/// Every row with a cell of the sheets asked for. `allowed` bounds the inflated bytes, `longest`
/// one cell's.
///
/// # Errors
/// Refuses with `bad_xlsx` or `decompression_limit`, and passes on what the stream or `emit`
/// reports.
pub(super) fn read(
    raw: impl io::Read,
    wanted: Sheets<'_>,
    allowed: u64,
    longest: usize,
    emit: &mut EmitRow<'_>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    raw.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Err(refused("empty_file"));
    }
    if bytes.len() as u64 > LARGEST {
        return Err(refused("bad_xlsx: larger than 256 MiB; export it as CSV"));
    }
    measure(&bytes, allowed, longest)?;
    let gave_up = "bad_xlsx: its parts contradict each other";
    if is_open_document(&bytes) {
        return open_document(&bytes, wanted, emit);
    }
    let mut book: Xlsx<Cursor<&[u8]>> = contained(gave_up, || Xlsx::new(Cursor::new(&bytes[..])))?
        .map_err(|_| refused("bad_xlsx: it is no workbook, or it is locked with a password"))?;
    let names = names_of(book.sheets_metadata(), wanted)?;
    for name in &names {
        let mut cells = contained(gave_up, || book.worksheet_cells_reader(name))?
            .map_err(|_| refused("bad_xlsx: its sheet cannot be read"))?;
        let mut row: Vec<String> = Vec::new();
        let mut at: Option<u32> = None;
        loop {
            let number = at.map_or(0, u64::from) + 1;
            let cell = contained(gave_up, || cells.next_cell())?
                .map_err(|_| refused(format!("bad_xlsx: unreadable at or after row {number}")))?;
            let place = cell.as_ref().map(|cell| cell.get_position());
            if at.is_some() && place.map(|(row, _)| row) != at {
                emit(SheetRow { sheet: name, number, cells: &row })?;
                row.clear();
            }
            let (Some(cell), Some((line, column))) = (cell, place) else { break };
            at = Some(line);
            if column >= COLUMNS {
                return Err(refused(format!("bad_xlsx: a cell beyond column XFD in row {number}")));
            }
            let text = text(cell.get_value());
            if !text.is_empty() {
                let column = column as usize;
                if row.len() <= column {
                    row.resize(column + 1, String::new());
                }
                row[column] = text;
            }
        }
    }
    Ok(())
}

/// The names of the sheets asked for.
fn names_of(sheets: &[Sheet], wanted: Sheets<'_>) -> io::Result<Vec<String>> {
    let plain = || sheets.iter().filter(|one| one.typ == SheetType::WorkSheet);
    let named = |name: &str| sheets.iter().find(|one| one.name == name);
    let names: Vec<String> = match wanted {
        Sheets::All => plain().map(|one| one.name.clone()).collect(),
        Sheets::First => plain().take(1).map(|one| one.name.clone()).collect(),
        Sheets::Named(name) => {
            named(name).or_else(|| plain().next()).map(|one| one.name.clone()).into_iter().collect()
        }
    };
    if names.is_empty() {
        return Err(refused("bad_xlsx: it has no sheet"));
    }
    Ok(names)
}

/// Whether a workbook is an OpenDocument one: what it is stands uncompressed in its first part
/// (OpenDocument 1.3, part 2, 3.3).
fn is_open_document(bytes: &[u8]) -> bool {
    bytes.get(30..).is_some_and(|rest| {
        rest.starts_with(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
    })
}

/// The rows of an OpenDocument workbook, a sheet at a time in memory.
fn open_document(bytes: &[u8], wanted: Sheets<'_>, emit: &mut EmitRow<'_>) -> io::Result<()> {
    let gave_up = "bad_xlsx: its parts contradict each other";
    let mut book: Ods<Cursor<&[u8]>> = contained(gave_up, || Ods::new(Cursor::new(bytes)))?
        .map_err(|_| refused("bad_xlsx: it is no workbook, or it is locked with a password"))?;
    let names = names_of(book.sheets_metadata(), wanted)?;
    for name in &names {
        let range = contained(gave_up, || book.worksheet_range(name))?
            .map_err(|_| refused("bad_xlsx: its sheet cannot be read"))?;
        let (first, left) = range.start().unwrap_or_default();
        if left as usize + range.width() > COLUMNS as usize {
            return Err(refused("bad_xlsx: a cell beyond column XFD"));
        }
        for (number, row) in (u64::from(first) + 1..).zip(range.rows()) {
            let mut cells = vec![String::new(); left as usize];
            cells.extend(row.iter().map(plain_text));
            let filled = cells.iter().rposition(|cell| !cell.is_empty());
            let Some(last) = filled else { continue };
            emit(SheetRow { sheet: name, number, cells: &cells[..=last] })?;
        }
    }
    Ok(())
}

/// A cell of a sheet that is in memory, as text.
fn plain_text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::String(text) => text.clone(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(time) => moment(time),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
    }
}

/// Inflates every part and throws it away: none may break, or grow beyond what is allowed.
fn measure(bytes: &[u8], allowed: u64, longest: usize) -> io::Result<()> {
    let broken = "bad_xlsx: it is no whole zip archive";
    let mut archive =
        contained(broken, || ZipArchive::new(Cursor::new(bytes)))?.map_err(|_| refused(broken))?;
    let mut left = allowed;
    for part in 0..archive.len() {
        let mut file =
            contained(broken, || archive.by_index(part))?.map_err(|_| refused(broken))?;
        let sheet = file.name().is_ok_and(|name| name.contains("worksheets/"));
        let mut runs = Runs { longest: longest.max(1 << 20), run: 0, total: 0 };
        let cap = if sheet { left } else { left.min(HELD) };
        let copied = io::copy(&mut io::Read::take(&mut file, cap.saturating_add(1)), &mut runs);
        match copied {
            Ok(count) if count > cap => return Err(refused("decompression_limit")),
            Ok(count) => left -= count,
            Err(error) if super::is_refusal(&error) => return Err(error),
            Err(_) => return Err(refused("bad_xlsx: a part of it is broken")),
        }
    }
    Ok(())
}

/// Counts the bytes between two tags: the parser behind holds them in memory at once.
struct Runs {
    longest: usize,
    run: usize,
    total: u64,
}

impl Write for Runs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut pieces = bytes.split(|&byte| byte == b'<');
        self.run += pieces.next().map_or(0, <[u8]>::len);
        let mut most = self.run;
        for piece in pieces {
            self.run = piece.len();
            most = most.max(self.run);
        }
        self.total += bytes.len() as u64;
        if most > self.longest {
            return Err(refused(format!("bad_xlsx: a cell of more than {} bytes", self.longest)));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A cell as text.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        // Shortest digits that give the same number; a whole number has no point and no exponent.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(time) => moment(time),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A serial date as local time; a span of time, or a time without a date, as hours, minutes and
/// seconds.
fn moment(time: &ExcelDateTime) -> String {
    let days = time.as_f64();
    if time.is_duration() || (0.0..1.0).contains(&days) {
        let seconds = (days.abs() * 86_400.0).round().min(1e15) as u64;
        let sign = if days < 0.0 { "-" } else { "" };
        return format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let whole = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if milli == 0 { whole } else { format!("{whole}.{milli:03}") }
}

#[cfg(test)]
pub(super) mod tests;
