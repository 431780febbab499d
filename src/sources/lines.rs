//! JSON lines: one object a line.
//!
//! Takes decoded text; gives one unit a line that is not blank. A line that fails strictly gets one
//! try of repair: raw control bytes go, lone surrogate escapes become U+FFFD. Lines that Python
//! printed are read as what they say where the settings allow it.

use std::io::{self, BufRead, Read};

use serde_json::Value;

use super::encoding::Decoded;
use super::envelope::{Opened, Opener};
use super::feed::Feed;
use super::lenient::lenient;
use super::literal;
use super::mapping::{Emit, Framed};

/// Bytes of one unit: what the settings say, or a few fields of the allowed size and never less
/// than a mebibyte.
pub(super) fn longest_unit(feed: &Feed) -> usize {
    let input = &feed.preset.input;
    input.max_unit_bytes.unwrap_or_else(|| input.max_field_bytes.saturating_mul(4).max(1 << 20))
}

/// Every line.
///
/// # Errors
/// What the stream or `emit` reports.
pub(super) fn read<R: Read>(
    feed: &Feed,
    mut text: Decoded<R>,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let longest = longest_unit(feed);
    let envelope = feed.preset.input.envelope.as_ref();
    let mut opener = Opener::of(&feed.latest);
    let mut line = Vec::new();
    let (mut number, mut record) = (0, 0);
    loop {
        line.clear();
        let read = text.by_ref().take(longest as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        let too_long = line.len() > longest && line.last() != Some(&b'\n');
        if too_long {
            text.skip_until(b'\n')?;
        }
        let body = trimmed(&line);
        if body.is_empty() {
            continue;
        }
        let (parsed, repaired) =
            if too_long { (Err("field_too_large"), false) } else { parse(body, feed) };
        let parsed = match parsed.map(|value| opener.open(envelope, value)) {
            Ok(Opened::Control) => continue,
            Ok(Opened::Record(value, generation)) => Ok((value, generation)),
            Ok(Opened::Bad(reason)) | Err(reason) => Err(reason),
        };
        record += 1;
        let repaired = repaired && parsed.is_ok();
        emit(Framed { repaired, ..Framed::opened(record, number, &parsed) })?;
    }
}

/// Without blanks, NULs and stray byte order marks at the ends.
fn trimmed(line: &[u8]) -> &[u8] {
    let mut line = line;
    while let [b' ' | b'\t' | b'\r' | b'\n' | 0, rest @ ..] | [0xef, 0xbb, 0xbf, rest @ ..] = line {
        line = rest;
    }
    while let [rest @ .., b' ' | b'\t' | b'\r' | b'\n' | 0] = line {
        line = rest;
    }
    line
}

/// A unit's object, and whether it had to be repaired; or why it cannot be had.
pub(super) fn parse(text: &[u8], feed: &Feed) -> (Result<Value, &'static str>, bool) {
    // No repair makes an object of what does not open one, but for a comment before it.
    let first = text.iter().find(|byte| !byte.is_ascii_control() && **byte != b' ');
    if !matches!(first, Some(b'{' | b'/' | 0xef)) {
        return (Err("bad_json"), false);
    }
    let (value, repaired) = match serde_json::from_slice::<Value>(text) {
        Ok(value) => (value, false),
        Err(_) => match serde_json::from_slice::<Value>(&repair(text)) {
            Ok(value) => (value, true),
            Err(_) => match serde_json::from_slice::<Value>(&lenient(text)).ok() {
                Some(value) => (value, true),
                None => match printed(text, feed).map(|json| serde_json::from_slice(&json)) {
                    Some(Ok(value)) => (value, false),
                    _ => return (Err("bad_json"), false),
                },
            },
        },
    };
    let longest = feed.preset.input.max_field_bytes;
    if !value.is_object() {
        return (Err("bad_json"), false);
    }
    if text.len() > longest && has_longer(&value, longest) {
        return (Err("field_too_large"), false);
    }
    (Ok(value), repaired)
}

/// The line as JSON where the feed's lines may be what Python printed.
fn printed(text: &[u8], feed: &Feed) -> Option<Vec<u8>> {
    feed.preset.input.python.then(|| literal::as_json(text)).flatten()
}

/// Whether a text in it is longer than allowed. Depth is bounded by the parser's limit of 128.
pub(super) fn has_longer(value: &Value, longest: usize) -> bool {
    match value {
        Value::String(text) => text.len() > longest,
        Value::Array(list) => list.iter().any(|one| has_longer(one, longest)),
        Value::Object(map) => map.values().any(|one| has_longer(one, longest)),
        _ => false,
    }
}

/// Raw control bytes removed (tab and return become a space), lone surrogate escapes replaced.
fn repair(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let escape = |at: usize| -> Option<u32> {
        let digits = text.get(at..at + 6)?;
        let digits = digits.strip_prefix(b"\\u")?;
        let digits = std::str::from_utf8(digits).ok()?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'\\' => {
                let taken =
                    match escape(at) {
                        Some(0xd800..=0xdbff) => {
                            if matches!(escape(at + 6), Some(0xdc00..=0xdfff)) { 12 } else { 0 }
                        }
                        Some(0xdc00..=0xdfff) => 0,
                        Some(_) => 6,
                        None => 2,
                    };
                if taken == 0 {
                    out.extend_from_slice(b"\\ufffd");
                    at += 6;
                } else {
                    let end = (at + taken).min(text.len());
                    out.extend_from_slice(&text[at..end]);
                    at = end;
                }
            }
            b'\t' | b'\r' | b'\n' => {
                out.push(b' ');
                at += 1;
            }
            0..0x20 => at += 1,
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_repair_is_tried() {
        let repaired = |text: &str| {
            serde_json::from_slice::<Value>(&repair(text.as_bytes()))
                .ok()
                .and_then(|value| value["a"].as_str().map(str::to_owned))
        };
        assert_eq!(repaired("{\"a\":\"x\u{0}y\"}").as_deref(), Some("xy"));
        assert_eq!(repaired(r#"{"a":"\ud83d!"}"#).as_deref(), Some("\u{fffd}!"));
        assert_eq!(repaired(r#"{"a":"\udc00\ud83d\ude00"}"#).as_deref(), Some("\u{fffd}😀"));
        assert_eq!(repaired(r#"{"a":"\\ud83d"}"#).as_deref(), Some("\\ud83d"));
    }

    #[test]
    fn ends_are_trimmed() {
        assert_eq!(trimmed(b"\xef\xbb\xbf {} \r\n"), b"{}");
        assert_eq!(trimmed(b"\0\0\n"), b"");
    }

    proptest! {
        #[test]
        fn repair_never_panics_and_settles(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let once = repair(&bytes);
            prop_assert_eq!(repair(&once), once);
        }

        #[test]
        fn repair_of_escapes_settles(text in "[\\\\ud8c0a\"]{0,40}") {
            let once = repair(text.as_bytes());
            prop_assert_eq!(repair(&once), once);
        }
    }
}
