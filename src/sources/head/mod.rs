//! The head of a file as columns of values, with the settings it has to be read with.
//!
//! Takes a path; gives the records it begins with, whatever it is written in, as columns of cells in
//! rows, and what a feed must say to read the file as it was read here. It is made of the parts the
//! night reads with (encodings, quotes, sheets, Parquet, JSON), so that what `init` sees is what
//! `run` gets. It says nothing about what a column means.

mod objects;
mod sheet;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde_json::Value;

use super::columnar::Table;
use super::encoding::Decoded;
use super::lenient::Lenient;
use super::preset::{Format, Input, Shape};
use super::unpack::{Packed, unpack};
use super::{archive, reason_of};

/// Enough for hundreds of records of any feed.
const HEAD_BYTES: u64 = 2 << 20;
/// A JSON document has to be looked at whole; a larger one is told by its first list.
const DOCUMENT_BYTES: u64 = 64 << 20;
/// Records looked at.
const MOST_UNITS: usize = 2_000;
/// Records of the files of one feed together before only the first of each further file are looked at:
/// fifteen whole heads say what a column holds.
const MOST_JOINED: usize = 30_000;
/// Those first.
const LEAST_OF_FILE: usize = 50;
/// A row of this many columns is a matrix or a survey with an answer in each.
const MOST_COLUMNS: usize = 2_000;

/// A column and what stands in it.
#[derive(Clone, Debug, Default)]
pub struct HeadColumn {
    /// As settings name it.
    pub selector: String,
    /// What a person calls it.
    pub name: String,
    /// The same with what it is inside of, in JSON: `customer id`.
    pub path: String,
    /// What stands in each record, trimmed; nothing where it is blank.
    pub cells: Vec<Option<String>>,
}

/// A file's head.
#[derive(Clone, Debug)]
pub struct Head {
    /// How records are written.
    pub format: Format,
    /// Separator, where it is not a comma.
    pub delimiter: Option<char>,
    /// Pointer to the list of records.
    pub records: Option<String>,
    /// How a document holds its records, where it is no list of them.
    pub shape: Shape,
    /// WHATWG label of the encoding, where the bytes had to be guessed.
    pub encoding: Option<String>,
    /// Lines, or rows of a sheet, before the header.
    pub skip_rows: u32,
    /// What each header row holds, where there are several.
    pub header_rows: Vec<String>,
    /// Whether there is no header.
    pub no_header: bool,
    /// Whether rows have too few cells, or all too many.
    pub pad: bool,
    /// Which sheet of the workbook, where it is not the first: its name, or `*` for all.
    pub sheet: Option<String>,
    /// How many records were looked at.
    pub units: usize,
    /// The columns.
    pub columns: Vec<HeadColumn>,
    /// What a person should know of how it was read.
    pub said: Vec<String>,
}

impl Head {
    fn new(format: Format) -> Head {
        Head {
            format,
            delimiter: None,
            records: None,
            shape: Shape::List,
            encoding: None,
            skip_rows: 0,
            header_rows: Vec::new(),
            no_header: false,
            pad: false,
            sheet: None,
            units: 0,
            columns: Vec::new(),
            said: Vec::new(),
        }
    }

    /// What two files must share to be read by one feed.
    pub fn shape_key(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|one| one.selector.as_str()).collect();
        format!(
            "{:?} {:?} {:?} {:?} {:?} {} {:?} {:?} {names:?}",
            self.format,
            self.delimiter,
            self.records,
            self.shape,
            self.encoding,
            self.skip_rows,
            self.header_rows,
            self.sheet
        )
    }

    /// Takes in the records of another file of the same feed: all while they are few, then the first
    /// of each file, so that memory does not grow with a folder and every file has a say.
    pub fn join(&mut self, mut other: Head) {
        let room = MOST_JOINED.saturating_sub(self.units).max(LEAST_OF_FILE);
        if other.units > room {
            other.units = room;
            other.columns.iter_mut().for_each(|column| column.cells.truncate(room));
        }
        self.units += other.units;
        self.pad |= other.pad;
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            column.cells.extend(more.cells);
        }
        self.said.extend(
            other.said.into_iter().filter(|one| !self.said.contains(one)).collect::<Vec<_>>(),
        );
    }
}

/// The head of the file.
///
/// # Errors
/// Why there is none, in words for a person.
pub fn head(path: &Path) -> Result<Head, String> {
    let unreadable = |error: io::Error| format!("it cannot be read: {error}");
    let length = std::fs::metadata(path).map_err(unreadable)?;
    if !length.is_file() {
        return Err("it is no file".to_string());
    }
    let length = length.len();
    let mut magic = Vec::new();
    File::open(path).and_then(|file| file.take(4).read_to_end(&mut magic)).map_err(unreadable)?;
    let open = || File::open(path).map_err(unreadable);
    let mut packed = Packed::of(&Input::of(&[], Format::Csv), length);
    if magic == [0xd0, 0xcf, 0x11, 0xe0] {
        return Err(
            "it is a workbook of the format before 2007: save it as .xlsx or CSV".to_string()
        );
    }
    let mut head = if magic == b"PAR1" {
        parquet(unpack(open()?, &packed).map_err(unreadable)?, packed.allowed)?
    } else if archive::is_workbook(path) {
        sheet::workbook(open()?, packed.allowed)?
    } else if archive::is_archive(path) {
        return Err("it is a zip archive: unpack it, or name what is in it as a folder".to_string());
    } else {
        if let Some(why) = bomb(path, &magic).map_err(unreadable)? {
            return Err(why);
        }
        packed.allowed = packed.allowed.min(DOCUMENT_BYTES + 1);
        text(path, &packed)?
    };
    if head.units == 0 || head.columns.is_empty() {
        return Err("it holds no record that could be read".to_string());
    }
    head.columns.truncate(MOST_COLUMNS);
    Ok(head)
}

fn text(path: &Path, packed: &Packed) -> Result<Head, String> {
    let mut bytes = Vec::new();
    let mut raw = File::open(path)
        .and_then(|file| unpack(file, packed))
        .map_err(|error| format!("it cannot be read: {error}"))?;
    let outcome = raw.by_ref().take(HEAD_BYTES).read_to_end(&mut bytes);
    broken(outcome.err(), bytes.is_empty())?;
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let first = bytes.iter().find(|byte| !blank(byte) && byte.is_ascii());
    // A document has to be known to its end.
    if bytes.len() as u64 >= HEAD_BYTES && matches!(first, Some(b'{' | b'[' | b'/')) {
        let outcome = raw.take(DOCUMENT_BYTES).read_to_end(&mut bytes);
        broken(outcome.err(), false)?;
    }
    let cut = bytes.len() as u64 >= HEAD_BYTES;
    let whole = bytes.len() as u64 <= DOCUMENT_BYTES;
    let mut decoded = Decoded::new(&bytes[..], None).map_err(|error| said(&error))?;
    let mut text = String::new();
    decoded.read_to_string(&mut text).map_err(|error| said(&error))?;
    let encoding = decoded.guessed().map(|name| name.to_ascii_lowercase());
    if text.trim().is_empty() {
        return Err("it is empty".to_string());
    }
    if is_page(&text) {
        return Err("it is a web page, such as a login page saved in place of the export: fetch \
                    the export again, signed in"
            .to_string());
    }
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0');
    let mut head = if start.starts_with(['[', '{']) || is_commented(start) {
        let mut plain = String::new();
        Lenient::new(text.as_bytes())
            .read_to_string(&mut plain)
            .map_err(|_| "it is no JSON".to_string())?;
        objects::head(&plain, whole)?
    } else {
        sheet::separated(&text, cut)?
    };
    if let Some(encoding) = &encoding {
        head.said.push(format!("it is not UTF-8; by its letters it is {encoding}"));
    }
    head.encoding = encoding;
    Ok(head)
}

/// Whether a text is JSON behind comments.
fn is_commented(start: &str) -> bool {
    if !start.starts_with("//") && !start.starts_with("/*") {
        return false;
    }
    let mut plain = String::new();
    let read = Lenient::new(start.as_bytes()).take(4096).read_to_string(&mut plain);
    read.is_ok() && plain.trim_start().starts_with(['{', '['])
}

fn broken(error: Option<io::Error>, nothing: bool) -> Result<(), String> {
    match error {
        None => Ok(()),
        Some(error) if reason_of(&error).starts_with("truncated") => {
            Err("its compressed data is cut short: fetch it again".to_string())
        }
        Some(error) if nothing || super::is_refusal(&error) => Err(said(&error)),
        Some(_) => Ok(()),
    }
}

/// A refusal in words.
fn said(error: &io::Error) -> String {
    let reason = reason_of(error);
    match reason.split_once(':').map_or(reason.as_str(), |(word, _)| word) {
        "empty_file" => "it is empty".to_string(),
        "not_text" => "it is not text".to_string(),
        "truncated_compressed_stream" => {
            "its compressed data is cut short: fetch it again".to_string()
        }
        _ => format!("it cannot be read: {reason}"),
    }
}

fn parquet(raw: impl Read, allowed: u64) -> Result<Head, String> {
    let table = Table::open(raw, allowed).map_err(|error| said(&error))?;
    let mut units: Vec<Value> = Vec::new();
    let read = table.rows(&mut |row| {
        units.push(row);
        match units.len() < MOST_UNITS {
            true => Ok(()),
            false => Err(super::refused("seen enough")),
        }
    });
    match read {
        Err(error) if units.is_empty() => Err(said(&error)),
        _ => Ok(objects::columns(Format::Parquet, None, &units)),
    }
}

/// Unpacked bytes looked at to tell a bomb: a file that has not shown itself by then is read for
/// its records, within the limits of its feed.
const BOMB_BYTES: u64 = 256 << 20;

/// What any file may unpack to: a page of markup repeats itself more than feedback does.
const SLACK: u64 = 16 << 20;

/// Why a compressed file will not be read, where it unpacks to more than any export does.
fn bomb(path: &Path, magic: &[u8]) -> io::Result<Option<String>> {
    let packed = magic.starts_with(&[0x1f, 0x8b]) || magic == b"\x28\xb5\x2f\xfd";
    let file = File::open(path)?;
    let length = file.metadata()?.len().max(1);
    let most = length.saturating_mul(Input::MAX_RATIO) + SLACK;
    if !packed || most > BOMB_BYTES {
        return Ok(None);
    }
    let limits = Packed { allowed: most + 2, ..Packed::default() };
    let mut unpacked = unpack(file, &limits)?.take(most + 1);
    // An error of the stream is told elsewhere.
    let count = io::copy(&mut unpacked, &mut io::sink()).unwrap_or_default();
    Ok((count > most).then(|| {
        format!(
            "it is a decompression bomb: its {length} bytes unpack to more than {} times as many",
            Input::MAX_RATIO
        )
    }))
}

/// Whether a text is HTML, whatever its name says.
fn is_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(64).collect::<String>().to_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| start.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(units: usize) -> Head {
        let mut head = Head::new(Format::Csv);
        head.units = units;
        let cells = vec![Some("a".to_owned()); units];
        head.columns = vec![HeadColumn { cells, ..HeadColumn::default() }];
        head
    }

    /// However many files a folder holds, its heads are bounded and every file is in them.
    #[test]
    fn a_folder_of_files_is_bounded() {
        let mut all = of(MOST_UNITS);
        for _ in 1..1_000 {
            all.join(of(MOST_UNITS));
        }
        assert_eq!(all.units, MOST_JOINED + (1_000 - MOST_JOINED / MOST_UNITS) * LEAST_OF_FILE);
        assert_eq!(all.columns[0].cells.len(), all.units);
        let mut few = of(3);
        few.join(of(4));
        assert_eq!((few.units, few.columns[0].cells.len()), (7, 7));
    }
}
