//! The head of a file as columns of values, whatever it is written in.
//!
//! Takes a path, reads at most 2 MiB of it (unpacked, when it is gzip by its first bytes), gives
//! the columns it finds. Only as exact as a guess has to be: the reader of the feeds is `sources`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use crate::sources::preset::{Format, Input};

/// Enough for hundreds of records of any feed.
const HEAD_BYTES: u64 = 2 << 20;
/// Units looked at.
const MOST_UNITS: usize = 2_000;
/// A row of this many columns is a matrix, not feedback.
const MOST_COLUMNS: usize = 400;

/// A column and what stands in it.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// As the settings name it.
    pub(super) selector: String,
    /// What a person calls it.
    pub(super) name: String,
    /// The same with what it is inside of, in JSON: `customer id`.
    pub(super) path: String,
    /// Values that are not blank, in file order.
    pub(super) values: Vec<String>,
}

/// A file's head.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) format: Format,
    pub(super) delimiter: Option<char>,
    pub(super) records: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) units: usize,
    pub(super) columns: Vec<Column>,
}

/// The head of the file, or why there is none.
pub(super) fn read(path: &Path) -> Result<Head, String> {
    let unreadable = |error: std::io::Error| format!("it cannot be read: {error}");
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err("it is no file".to_string());
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let mut magic = Vec::new();
    file.by_ref().take(2).read_to_end(&mut magic).map_err(unreadable)?;
    let packed = magic == [0x1f, 0x8b];
    let whole = std::io::Cursor::new(magic).chain(file);
    let mut bytes = Vec::new();
    let outcome = if packed {
        MultiGzDecoder::new(whole).take(HEAD_BYTES).read_to_end(&mut bytes)
    } else {
        whole.take(HEAD_BYTES).read_to_end(&mut bytes)
    };
    match outcome {
        Err(error) if packed && error.kind() == std::io::ErrorKind::UnexpectedEof => {
            return Err("its compressed data is cut short: fetch it again".to_string());
        }
        Err(error) if bytes.is_empty() => return Err(unreadable(error)),
        _ => {}
    }
    if packed && let Some(why) = bomb(path).map_err(unreadable)? {
        return Err(why);
    }
    let cut = bytes.len() as u64 >= HEAD_BYTES;
    let (text, encoding) = decode(&bytes)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err("it is empty".to_string());
    }
    if is_page(text) {
        return Err("it is a web page, such as a login page saved in place of the export: fetch \
                    the export again, signed in"
            .to_string());
    }
    let mut head = match text.trim_start().chars().next() {
        Some('[') => list(text.trim_start()),
        Some('{') => lines_or_document(text, cut)?,
        _ => separated(text, cut)?,
    };
    head.encoding = encoding;
    if head.units == 0 || head.columns.is_empty() {
        return Err("it holds no record that could be read".to_string());
    }
    Ok(head)
}

/// Unpacked bytes looked at to tell a bomb: a file that has not shown itself by then is read for
/// its records, within the limits of its feed.
const BOMB_BYTES: u64 = 256 << 20;

/// Why a compressed file will not be read, where it unpacks to more than any export does.
fn bomb(path: &Path) -> std::io::Result<Option<String>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len().max(1);
    let most = length.saturating_mul(Input::MAX_RATIO) + (1 << 20);
    if most > BOMB_BYTES {
        return Ok(None);
    }
    let mut unpacked = MultiGzDecoder::new(file).take(most + 1);
    // An error of the stream is told elsewhere.
    let count = std::io::copy(&mut unpacked, &mut std::io::sink()).unwrap_or_default();
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

/// The text, and the label of its encoding where the bytes do not tell it themselves.
fn decode(bytes: &[u8]) -> Result<(String, Option<String>), String> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return Ok((encoding.decode(bytes).0.into_owned(), None));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => Err("it is not text".to_string()),
        Ok(text) => Ok((text.to_string(), None)),
        // Cut in the middle of a character.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            Ok((String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned(), None))
        }
        Err(_) if bytes.contains(&0) => {
            Err("it is not text (or UTF-16 without a mark)".to_string())
        }
        Err(_) => {
            let text = encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned();
            Ok((text, Some("windows-1252".to_string())))
        }
    }
}

/// A JSON document that is a list: element by element, as far as the head goes.
fn list(text: &str) -> Head {
    let mut rest = &text[1..];
    let mut units = Vec::new();
    while units.len() < MOST_UNITS {
        rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ',');
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match stream.next() {
            Some(Ok(value)) => {
                units.push(value);
                rest = &rest[stream.byte_offset()..];
            }
            _ => break,
        }
    }
    json(Format::Json, None, &units)
}

fn lines_or_document(text: &str, cut: bool) -> Result<Head, String> {
    let values: Vec<Value> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(MOST_UNITS)
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(Value::is_object)
        .collect();
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(MOST_UNITS).count();
    let document = if cut { None } else { serde_json::from_str::<Value>(text).ok() };
    if let Some(why) = document.as_ref().and_then(no_record) {
        return Err(why);
    }
    if let Some(document) = document
        && let Some((pointer, units)) = longest_list(&document, "", 3)
    {
        return Ok(json(Format::Json, Some(pointer), units));
    }
    // One object alone is a page of something far likelier than a file of one record.
    if let [one] = values.as_slice()
        && let Some(why) = no_record(one)
    {
        return Err(why);
    }
    if values.len() * 2 > lines || (values.len() == 1 && lines == 1) {
        return Ok(json(Format::Ndjson, None, &values));
    }
    Err(if cut {
        "it is one JSON document too large to look into".to_string()
    } else {
        "it is JSON without a list of records".to_string()
    })
}

/// Why a whole document is no feed: it says what went wrong, or it is a page with nothing on it.
fn no_record(document: &Value) -> Option<String> {
    let members = document.as_object()?;
    let said = members.keys().map(|key| key.to_lowercase()).find(|key| {
        matches!(key.as_str(), "error" | "errors" | "error_description" | "errormessages" | "fault")
    });
    let lists = |wanted: fn(&[Value]) -> bool| holds_list(document, wanted, 3);
    let records = lists(|list| list.first().is_some_and(Value::is_object));
    if let (Some(key), false) = (said, records) {
        return Some(format!(
            "it is no export but the answer of an API that failed (it has `{key}`): fetch it again"
        ));
    }
    let scalars = members.values().filter(|one| !one.is_object() && !one.is_array()).count();
    let wrapped = members.len() == 1 && members.values().all(Value::is_object);
    (!records && (scalars < 4 && lists(<[Value]>::is_empty) || wrapped))
        .then(|| "it is a page without a record: nothing in it is a list of them".to_string())
}

/// Whether a list of the wanted sort stands at most `depth` steps down.
fn holds_list(value: &Value, wanted: fn(&[Value]) -> bool, depth: usize) -> bool {
    match value {
        Value::Array(list) => wanted(list),
        Value::Object(members) if depth > 0 => {
            members.values().any(|inner| holds_list(inner, wanted, depth - 1))
        }
        _ => false,
    }
}

/// The longest list of objects in the document and the pointer to it, at most `depth` steps down.
fn longest_list<'a>(value: &'a Value, path: &str, depth: usize) -> Option<(String, &'a [Value])> {
    match value {
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_object) => {
            Some((path.to_string(), list))
        }
        Value::Object(members) if depth > 0 => members
            .iter()
            .filter_map(|(key, inner)| {
                longest_list(inner, &format!("{path}/{}", escaped(key)), depth - 1)
            })
            .filter(|(_, list)| list.len() > 1)
            .max_by_key(|(pointer, list)| (list.len(), std::cmp::Reverse(pointer.clone()))),
        _ => None,
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn json(format: Format, records: Option<String>, units: &[Value]) -> Head {
    let mut columns: BTreeMap<String, Column> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    let units = &units[..units.len().min(MOST_UNITS)];
    for unit in units {
        gather(unit, "", "", 4, &mut |pointer, name, value| {
            if columns.len() >= MOST_COLUMNS && !columns.contains_key(pointer) {
                return;
            }
            let column = columns.entry(pointer.to_string()).or_insert_with(|| {
                order.push(pointer.to_string());
                // A key of the unit itself needs no pointer, unless it looks like one.
                let top = &pointer[1..];
                let plain = !top.contains(['/', '~']) && !top.starts_with('@') && !top.is_empty();
                let selector = if plain { top } else { pointer };
                Column {
                    selector: selector.to_string(),
                    name: name.to_string(),
                    path: top.replace(['/', '*'], " "),
                    values: vec![],
                }
            });
            column.values.push(value);
        });
    }
    let columns = order.iter().filter_map(|pointer| columns.remove(pointer)).collect();
    Head { format, delimiter: None, records, encoding: None, units: units.len(), columns }
}

/// Tells every scalar of a unit with its pointer and name; lists of scalars as `*`.
fn gather(
    value: &Value,
    path: &str,
    name: &str,
    depth: usize,
    tell: &mut impl FnMut(&str, &str, String),
) {
    match value {
        Value::Object(members) if depth > 0 => {
            for (key, inner) in members {
                gather(inner, &format!("{path}/{}", escaped(key)), key, depth - 1, tell);
            }
        }
        Value::Array(list) => {
            for inner in list.iter().filter(|inner| !inner.is_array() && !inner.is_object()) {
                gather(inner, &format!("{path}/*"), name, 0, tell);
            }
        }
        Value::String(text) if !text.trim().is_empty() && !path.is_empty() => {
            tell(path, name, text.trim().to_string());
        }
        Value::Number(number) if !path.is_empty() => tell(path, name, number.to_string()),
        Value::Bool(truth) if !path.is_empty() => tell(path, name, truth.to_string()),
        _ => {}
    }
}

/// Separated values: the separator under which most rows have as many cells as the header.
fn separated(text: &str, cut: bool) -> Result<Head, String> {
    let rows_by = |delimiter: u8| -> Vec<csv::StringRecord> {
        let mut rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
            .into_records()
            .take(MOST_UNITS + 1)
            .filter_map(Result::ok)
            .collect();
        if cut && rows.len() <= MOST_UNITS {
            rows.pop();
        }
        rows
    };
    let (_, _, delimiter, rows) = [b',', b';', b'\t', b'|']
        .into_iter()
        .enumerate()
        .map(|(at, delimiter)| {
            let rows = rows_by(delimiter);
            let wide = rows.first().map_or(0, csv::StringRecord::len);
            let fit = rows.iter().filter(|row| row.len() == wide).count() * 100 / rows.len().max(1);
            // More than one column first, then how many rows agree, then the commoner separator.
            ((wide > 1, fit, wide), std::cmp::Reverse(at), delimiter, rows)
        })
        .max_by_key(|(score, at, ..)| (*score, *at))
        .ok_or_else(|| "it holds no rows".to_string())?;
    let mut rows = rows.into_iter();
    let header = rows.next().ok_or_else(|| "it holds no rows".to_string())?;
    let mut columns: Vec<Column> = header
        .iter()
        .take(MOST_COLUMNS)
        .map(|name| Column {
            selector: name.trim().to_string(),
            name: name.trim().to_string(),
            path: name.trim().to_string(),
            values: vec![],
        })
        .collect();
    let mut units = 0;
    for row in rows.filter(|row| row.len() == header.len()) {
        units += 1;
        for (column, cell) in columns.iter_mut().zip(&row) {
            if !cell.trim().is_empty() {
                column.values.push(cell.trim().to_string());
            }
        }
    }
    // A column without a name cannot be named in the settings, nor the second of two alike.
    let names: Vec<String> = columns.iter().map(|column| column.selector.clone()).collect();
    let mut at = 0;
    columns.retain(|column| {
        at += 1;
        !column.selector.is_empty() && !names[..at - 1].contains(&column.selector)
    });
    Ok(Head {
        format: Format::Csv,
        delimiter: (delimiter != b',').then_some(delimiter as char),
        records: None,
        encoding: None,
        units,
        columns,
    })
}
