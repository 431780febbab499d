//! What a file really is, whatever its name and its preset say.
//!
//! Takes the first bytes of a file; gives the way it is read. Tools name lines of JSON `.json`,
//! write a list where they wrote lines a version ago, and land the same stream as JSON lines, CSV
//! or Parquet by a setting nobody remembers: the bytes know, and the selectors mean the same.

use std::io::{self, BufRead, Read};

use serde_json::Value;

use super::encoding::Decoded;
use super::feed::Feed;
use super::preset::{Envelope, Format, Input};
use super::selector::{at, steps};

/// How a sheet or a table is really written: tools give the same columns as separated values or as
/// a workbook, the same objects as lines or as Parquet. Other formats are what the settings say.
///
/// # Errors
/// What reading the first bytes reports.
pub(super) fn by_bytes<R: Read>(
    input: &Input,
    mut raw: R,
) -> io::Result<(Format, impl Read + use<R>)> {
    let mut start = Vec::with_capacity(4);
    let format = input.format;
    let sheet = matches!(format, Format::Csv | Format::Xlsx) || input.sheets;
    if sheet || matches!(format, Format::Ndjson | Format::Parquet) {
        raw.by_ref().take(4).read_to_end(&mut start)?;
    }
    let packed = start.starts_with(&[0x1f, 0x8b]) || start.starts_with(b"\x28\xb5\x2f\xfd");
    let really = match format {
        _ if sheet && start.starts_with(b"PK\x03\x04") => Format::Xlsx,
        Format::Xlsx if !start.is_empty() && !packed => Format::Csv,
        Format::Ndjson if start == b"PAR1" => Format::Parquet,
        Format::Parquet if !start.is_empty() && !packed && start != b"PAR1" => Format::Ndjson,
        other => other,
    };
    Ok((really, io::Cursor::new(start).chain(raw)))
}

/// How records are written in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// One document with a list in it.
    Document,
    /// One list, whatever the settings say about the way to it: somebody has taken the records out
    /// of their pages.
    List,
    /// One object a line.
    Lines,
    /// Objects one after the other, however they are laid out.
    Objects,
    /// Rows of separated values, each read as an object.
    Table,
    /// Rows of separated values, whose columns are called like the pointers.
    Sheet,
}

/// How the records of a text are written, by its first 64 KiB or more. `format` is what the
/// settings say; it stays where the bytes do not tell.
///
/// # Errors
/// What the stream reports.
pub(super) fn written<R: Read>(
    feed: &Feed,
    format: Format,
    text: &mut Decoded<R>,
) -> io::Result<Written> {
    let start = text.fill_buf()?;
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0);
    let first = start.iter().position(|byte| !blank(byte)).unwrap_or(start.len());
    let start = &start[first..];
    let input = &feed.preset.input;
    let list = {
        let inner = start.get(1..).unwrap_or_default().iter().find(|byte| !blank(byte));
        start.first() == Some(&b'[') && matches!(inner, Some(b'{' | b']'))
    };
    if !list && are_glued(start) {
        return Ok(Written::Objects);
    }
    if input.sheets && !matches!(start.first(), None | Some(b'{' | b'[')) {
        return Ok(Written::Sheet);
    }
    if format == Format::Json {
        let way = steps(input.records.as_deref().unwrap_or_default());
        // A number, or each of a list, is a way through a list.
        let through = way.first().is_some_and(|step| step == "*" || step.parse::<u64>().is_ok());
        return Ok(match () {
            () if list && !through => Written::List,
            () if are_lines(start, &way) => Written::Lines,
            () => Written::Document,
        });
    }
    let tool = matches!(input.envelope, Some(Envelope::Airbyte | Envelope::Dlt));
    Ok(match start.first() {
        _ if list => Written::List,
        Some(byte) if *byte != b'{' && tool && !has_objects(start) => Written::Table,
        _ => Written::Lines,
    })
}

/// Whether a line after the first is an object: then the first is a line that was spoilt.
fn has_objects(start: &[u8]) -> bool {
    let second = start.split(|byte| *byte == b'\n').skip(1).map(<[u8]>::trim_ascii);
    second.take(8).any(|line| line.starts_with(b"{"))
}

/// Whether a text begins with two objects that no line end parts, or that take several lines each.
fn are_glued(start: &[u8]) -> bool {
    let (mut depth, mut text, mut escaped) = (0usize, false, false);
    if start.first() != Some(&b'{') {
        return false;
    }
    let end = start.iter().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if text => escaped = true,
            b'"' => text = !text,
            b'{' | b'[' if !text => depth += 1,
            b'}' | b']' if !text => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && !text
    });
    let Some(end) = end else { return false };
    let rest = &start[end + 1..];
    let blank = |byte: &u8| byte.is_ascii_whitespace();
    let Some(next) = rest.iter().position(|byte| !blank(byte)) else { return false };
    let parted = rest[..next].contains(&b'\n');
    rest[next] == b'{' && (!parted || start[..end].contains(&b'\n'))
}

/// Whether a text is records line by line: its first line is an object that has nothing where a
/// page has its list, and another begins after it.
fn are_lines(start: &[u8], way: &[String]) -> bool {
    let mut lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let record = |line: &[u8]| {
        line.starts_with(b"{")
            && serde_json::from_slice::<Value>(line)
                .is_ok_and(|value| way.is_empty() || at(&value, way).is_none())
    };
    lines.next().is_some_and(record)
        && lines.find(|line| !line.is_empty()).is_some_and(|line| line.starts_with(b"{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_from_a_document() {
        assert!(are_lines(b"{\"a\":1}\n\n{\"a\":2}\n", &[]));
        assert!(!are_lines(b"{\"a\":1}\n", &[]));
        assert!(!are_lines(b"{\n\"a\":1}\n{}", &[]));
        assert!(!are_lines(b"[{\"a\":1},\n{}]", &[]));
        // Lines that are pages are no records.
        assert!(!are_lines(b"{\"rows\":[]}\n{\"rows\":[]}\n", &steps("/rows")));
        assert!(are_lines(b"{\"a\":1}\n{\"a\":2}\n", &steps("/rows")));
        for glued in ["{\"a\":\"}\"}{\"a\":2}", "{\"a\":1} {\"a\":2}", "{\n\"a\":[1]\n}\n{\n}"] {
            assert!(are_glued(glued.as_bytes()), "{glued}");
        }
        for other in ["{\"a\":1}\n{\"a\":2}", "{\"a\":{}}", "[{}{}]", "{\"a\":1"] {
            assert!(!are_glued(other.as_bytes()), "{other}");
        }
    }
}
