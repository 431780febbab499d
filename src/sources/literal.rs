//! Lines that were printed by Python instead of being written as JSON.
//!
//! Takes a line that JSON has refused; gives it as JSON where it is a dictionary as Python prints
//! one: single quotes, `True`, `None`, `\\x` escapes. Published corpora of reviews come so.

/// The line as JSON; `None` when it is no dictionary of Python's.
pub(super) fn as_json(line: &[u8]) -> Option<Vec<u8>> {
    let starts = [&b"{'"[..], b"{u'", b"{\"", b"{u\""];
    if !starts.iter().any(|start| line.starts_with(start)) {
        return None;
    }
    let mut out = Vec::with_capacity(line.len() + line.len() / 8);
    let mut at = 0;
    while let Some(&byte) = line.get(at) {
        match byte {
            b'\'' | b'"' => {
                let (text, end) = string(line, at + 1, byte)?;
                out.extend(serde_json::to_vec(&text).ok()?);
                at = end;
            }
            b'u' | b'b' if matches!(line.get(at + 1), Some(b'\'' | b'"')) => at += 1,
            b'T' | b'F' | b'N' => {
                let words = [("True", "true"), ("False", "false"), ("None", "null")];
                let rest = &line[at..];
                let (python, json) =
                    words.iter().find(|(python, _)| rest.starts_with(python.as_bytes()))?;
                out.extend_from_slice(json.as_bytes());
                at += python.len();
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    Some(out)
}

/// The text that begins at `at` and ends with `quote`, and the place after it.
fn string(line: &[u8], mut at: usize, quote: u8) -> Option<(String, usize)> {
    let mut text: Vec<u8> = Vec::new();
    // Escaped bytes one after the other: UTF-8 as Python 2 prints it, else one letter each.
    let mut escaped: Vec<u8> = Vec::new();
    let flush = |escaped: &mut Vec<u8>, text: &mut Vec<u8>| {
        match std::str::from_utf8(escaped) {
            Ok(_) => text.extend_from_slice(escaped),
            Err(_) => {
                let letters: String = escaped.iter().map(|&byte| char::from(byte)).collect();
                text.extend_from_slice(letters.as_bytes());
            }
        }
        escaped.clear();
    };
    loop {
        let byte = *line.get(at)?;
        if byte == b'\\' && line.get(at + 1) == Some(&b'x') {
            escaped.push(u8::try_from(hexadecimal(line, at + 2, 2)?).ok()?);
            at += 4;
            continue;
        }
        flush(&mut escaped, &mut text);
        if byte == quote {
            return Some((String::from_utf8_lossy(&text).into_owned(), at + 1));
        }
        if byte != b'\\' {
            text.push(byte);
            at += 1;
            continue;
        }
        let letter = *line.get(at + 1)?;
        at += 2;
        let code = match letter {
            b'n' => 0x0a,
            b't' => 0x09,
            b'r' => 0x0d,
            b'a' => 0x07,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'v' => 0x0b,
            b'0' => 0,
            b'u' => {
                at += 4;
                hexadecimal(line, at - 4, 4)?
            }
            b'U' => {
                at += 8;
                hexadecimal(line, at - 8, 8)?
            }
            b'\'' | b'"' | b'\\' => u32::from(letter),
            _ => {
                text.push(b'\\');
                u32::from(letter)
            }
        };
        let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// The number that so many hexadecimal digits are.
fn hexadecimal(line: &[u8], at: usize, digits: usize) -> Option<u32> {
    let digits = line.get(at..at + digits)?;
    let digits = std::str::from_utf8(digits).ok()?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn read(line: &str) -> Option<Value> {
        serde_json::from_slice(&as_json(line.as_bytes())?).ok()
    }

    #[test]
    fn a_printed_dictionary_is_read() {
        let line = r#"{'a': "It's", 'b': [2, 3], 'c': True, 'd': None, 'e': u'x \'y\' \u2014', 'f': 'caf\xc3\xa9', 'g': 'caf\xe9', 'h': 5.0, 'i': 'a "b"\n'}"#;
        let wanted = json!({
            "a": "It's", "b": [2, 3], "c": true, "d": null, "e": "x 'y' \u{2014}", "f": "café",
            "g": "café", "h": 5.0, "i": "a \"b\"\n",
        });
        assert_eq!(read(line), Some(wanted));
        assert_eq!(read("{'a': 'never closed}"), None);
        assert_eq!(read("print('x')"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            let line = [&b"{'"[..], &bytes].concat();
            let _ = as_json(&line);
        }
    }
}
