//! Ids to hexadecimal text and back, by table: six hundred thousand of them a night.
//!
//! Takes the 16 bytes of an id or key, gives the 32 digits that the id prints as; reads them back.
//! The ids' own formatting goes through the general machinery and takes ten times as long.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// 32 lower-case digits.
pub(super) fn hex(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(32);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The bytes behind 32 digits; `None` for anything else.
pub(super) fn unhex(text: &[u8]) -> Option<[u8; 16]> {
    let digits: &[u8; 32] = text.try_into().ok()?;
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
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
    use crate::model::FeedbackId;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_the_ids_own(bytes in any::<[u8; 16]>()) {
            prop_assert_eq!(hex(&bytes), FeedbackId(bytes).to_string());
            prop_assert_eq!(unhex(hex(&bytes).as_bytes()), Some(bytes));
        }

        #[test]
        fn anything_else_is_refused(text in "[0-9a-fg ]{28,36}|\\PC{30,33}") {
            let own = text.parse::<FeedbackId>().ok().map(|id| id.0);
            // The ids' own reader lets a sign pass inside a pair; this one does not.
            prop_assert_eq!(unhex(text.as_bytes()), own.filter(|_| !text.contains('+')));
        }
    }
}
