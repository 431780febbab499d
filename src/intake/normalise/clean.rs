//! The cleaning rules every text, title and question goes through.
//!
//! Takes any text; gives text in NFC with one kind of line end and one kind of blank, without
//! control characters (terminal escapes die here), zero-width and direction marks. Joiners and
//! variation selectors stay: emoji families and Indic scripts need them. Cleaning twice changes
//! nothing.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Every line end becomes `\n`.
pub(crate) fn newlines(text: &str) -> Cow<'_, str> {
    let odd = |c: char| matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace(odd, "\n"))
}

fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{ad}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || (c != '\n' && c.is_control())
}

/// The text by the rules: blanks to spaces, invisible characters out, NFC, runs of spaces to one,
/// lines trimmed, at most one empty line, trimmed.
pub(crate) fn clean(text: &str) -> String {
    let text = newlines(text);
    if text.is_ascii() {
        return collapse(text.chars().filter_map(seen), text.len());
    }
    let kept: String = text.chars().filter_map(seen).collect();
    match is_nfc_quick(kept.chars()) {
        IsNormalized::Yes => collapse(kept.chars(), kept.len()),
        _ => collapse(kept.nfc(), kept.len()),
    }
}

/// The text by the rules, on one line.
pub(crate) fn clean_line(text: &str) -> String {
    let cleaned = clean(text);
    if cleaned.contains('\n') { clean(&cleaned.replace('\n', " ")) } else { cleaned }
}

fn seen(c: char) -> Option<char> {
    if is_blank(c) {
        Some(' ')
    } else if is_dropped(c) {
        None
    } else {
        Some(c)
    }
}

fn collapse(chars: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    let (mut space, mut lines) = (false, 0);
    for c in chars {
        match c {
            '\n' => {
                lines += 1;
                space = false;
            }
            ' ' => space = true,
            _ => {
                if !out.is_empty() {
                    if lines > 0 {
                        out.push_str(if lines == 1 { "\n" } else { "\n\n" });
                    } else if space {
                        out.push(' ');
                    }
                }
                (space, lines) = (false, 0);
                out.push(c);
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
    fn the_rules_one_by_one() {
        assert_eq!(clean("a\r\nb\rc\u{2028}d"), "a\nb\nc\nd");
        assert_eq!(clean(" a \t\u{a0}\u{3000} b "), "a b");
        assert_eq!(clean("a\n\n \n\nb\n"), "a\n\nb");
        assert_eq!(clean("\u{feff}a\u{200b}b\0c\u{202e}d\u{ad}"), "abcd");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean("👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}"), "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}");
        assert_eq!(clean("donâ€™t “quote”"), "donâ€™t “quote”");
        assert_eq!(clean("\u{1b}[31mred\u{1b}[0m \u{9b}2J"), "[31mred[0m 2J");
        assert_eq!(clean_line("one\n\ntwo"), "one two");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once.clone());
            prop_assert!(!once.chars().any(|c| c != '\n' && c.is_control()));
            prop_assert!(!once.contains("  ") && !once.contains("\n\n\n"));
        }

        #[test]
        fn odd_characters_settle(text in "[ \t\r\n\u{85}\u{a0}\u{200b}\u{301}ae\u{feff}\u{1100}\u{1161}]{0,24}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
