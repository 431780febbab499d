//! What a file really is, whatever its name and its preset say.
//!
//! Takes the first bytes of a file; gives the way it is read. Tools name lines of JSON `.json`,
//! write a list where they wrote lines a version ago, and land the same stream as JSON lines, CSV
//! or Parquet by a setting nobody remembers: the bytes know, and the selectors mean the same.

use std::io::{self, BufRead, Read};

use serde::de::IgnoredAny;

use super::encoding::Decoded;
use super::feed::Feed;
use super::preset::{Envelope, Format};

/// How a sheet or a table is really written: tools give the same columns as separated values or as
/// a workbook, the same objects as lines or as Parquet. Other formats are what the settings say.
///
/// # Errors
/// What reading the first bytes reports.
pub(super) fn by_bytes<R: Read>(
    format: Format,
    mut raw: R,
) -> io::Result<(Format, impl Read + use<R>)> {
    let mut start = Vec::with_capacity(4);
    if matches!(format, Format::Csv | Format::Xlsx | Format::Ndjson | Format::Parquet) {
        raw.by_ref().take(4).read_to_end(&mut start)?;
    }
    let packed = start.starts_with(&[0x1f, 0x8b]) || start.starts_with(b"\x28\xb5\x2f\xfd");
    let really = match format {
        Format::Csv | Format::Xlsx if start.starts_with(b"PK\x03\x04") => Format::Xlsx,
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
    /// One object a line.
    Lines,
    /// Rows of separated values, each read as an object.
    Table,
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
    if format == Format::Json {
        // Only where the document itself is the record can a line be one.
        let whole = input.records.as_deref().unwrap_or_default().is_empty();
        return Ok(if whole && are_lines(start) { Written::Lines } else { Written::Document });
    }
    let tool = matches!(input.envelope, Some(Envelope::Airbyte | Envelope::Dlt));
    Ok(match start.first() {
        Some(b'[') => {
            let inner = start[1..].iter().find(|byte| !blank(byte));
            if matches!(inner, Some(b'{' | b']')) { Written::Document } else { Written::Lines }
        }
        Some(byte) if *byte != b'{' && tool => Written::Table,
        _ => Written::Lines,
    })
}

/// Whether a text is objects line by line: its first line is one, and another begins after it.
fn are_lines(start: &[u8]) -> bool {
    let mut lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let object =
        |line: &&[u8]| line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok();
    lines.next().as_ref().is_some_and(object)
        && lines.find(|line| !line.is_empty()).is_some_and(|line| line.starts_with(b"{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_from_a_document() {
        assert!(are_lines(b"{\"a\":1}\n\n{\"a\":2}\n"));
        assert!(!are_lines(b"{\"a\":1}\n"));
        assert!(!are_lines(b"{\n\"a\":1}\n{}"));
        assert!(!are_lines(b"[{\"a\":1},\n{}]"));
    }
}
