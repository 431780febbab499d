//! Bytes to hexadecimal text and back, by table: six hundred thousand ids a night.
//!
//! The general formatting of numbers takes ten times as long.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Two lower-case digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The bytes behind two digits each, of either case; `None` for anything else, also for more or
/// fewer digits than that.
pub fn unhex<const COUNT: usize>(text: &[u8]) -> Option<[u8; COUNT]> {
    let (pairs, rest) = text.as_chunks::<2>();
    if pairs.len() != COUNT || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; COUNT];
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_come_back(bytes in any::<[u8; 16]>()) {
            let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            prop_assert_eq!(hex(&bytes), &*text);
            prop_assert_eq!(unhex(text.as_bytes()), Some(bytes));
            prop_assert_eq!(unhex(text.to_uppercase().as_bytes()), Some(bytes));
        }

        #[test]
        fn anything_else_is_refused(text in "[0-9a-fg +]{28,36}|\\PC{30,33}") {
            let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            prop_assert_eq!(unhex::<16>(text.as_bytes()).is_some(), digits);
        }
    }
}
