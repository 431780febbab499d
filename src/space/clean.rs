//! What is taken out of a text before it becomes a vector.
//!
//! Takes any text, gives it without what says nothing about its subject: addresses, handles, the
//! marks that redaction leaves in place of personal data (`<EMAIL>`), hash signs and character
//! entities. Without this, complaints of strangers meet because both mention a link or a masked
//! telephone number. The text that people read is never changed.

/// Marks of redaction are at most this long, brackets included.
const LONGEST_MARK: usize = 32;

/// Entities that exports leave behind, with what they stand for.
const ENTITIES: [(&str, &str); 8] = [
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&nbsp;", " "),
];

/// Writes the cleaned text to `into`, which is emptied first. A blank stands where something was
/// taken out, so that no two words grow together.
pub(super) fn clean(text: &str, into: &mut String) {
    into.clear();
    let bytes = text.as_bytes();
    // Text up to `kept` is written; `at` looks for the next thing to take out.
    let (mut kept, mut at) = (0, 0);
    while at < bytes.len() {
        let rest = &text[at..];
        let (length, instead) = match bytes[at] {
            b'#' => (1, " "),
            b'@' => match word(&rest[1..]) {
                0 => (0, ""),
                handle => (1 + handle, " "),
            },
            b'&' => ENTITIES
                .iter()
                .find(|(entity, _)| rest.starts_with(entity))
                .map_or((0, ""), |(entity, instead)| (entity.len(), *instead)),
            b'<' => (mark(rest), " "),
            b'h' | b'H' if is_link(rest) => (unbroken(rest), " "),
            b'w' | b'W' if starts_with(rest, "www.") => (unbroken(rest), " "),
            _ => (0, ""),
        };
        if length == 0 {
            // Every byte that matters above is ASCII, so the next stop may be any boundary.
            at += 1;
            while !text.is_char_boundary(at) {
                at += 1;
            }
            continue;
        }
        into.push_str(&text[kept..at]);
        into.push_str(instead);
        at += length;
        kept = at;
    }
    into.push_str(&text[kept..]);
}

fn starts_with(text: &str, lower: &str) -> bool {
    text.len() >= lower.len()
        && text.as_bytes()[..lower.len()].eq_ignore_ascii_case(lower.as_bytes())
}

fn is_link(text: &str) -> bool {
    starts_with(text, "http://") || starts_with(text, "https://")
}

/// Bytes up to the first blank.
fn unbroken(text: &str) -> usize {
    text.find(char::is_whitespace).unwrap_or(text.len())
}

/// Bytes of the letters, digits and underscores that the text begins with.
fn word(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())
}

/// Bytes of the mark (`<PHONE>`, `<ORDER_2>`) that the text begins with; 0 when it does not.
fn mark(text: &str) -> usize {
    let bytes = &text.as_bytes()[..text.len().min(LONGEST_MARK)];
    match bytes.iter().position(|&byte| byte == b'>') {
        Some(end)
            if end >= 2
                && bytes[1].is_ascii_uppercase()
                && bytes[1..end].iter().all(|&byte| {
                    byte.is_ascii_uppercase()
                        || byte.is_ascii_digit()
                        || byte == b'_'
                        || byte == b'-'
                }) =>
        {
            end + 1
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cleaned(text: &str) -> String {
        let mut into = String::from("left over");
        clean(text, &mut into);
        into
    }

    #[test]
    fn takes_out_what_says_nothing() {
        assert_eq!(cleaned("@acme_help crash, see HTTPS://x.y/z?q=1 now"), "  crash, see   now");
        assert_eq!(cleaned("mail <EMAIL> or <PHONE_2>, ref <3"), "mail   or  , ref <3");
        assert_eq!(cleaned("tea &amp; toast &unknown; #fail"), "tea & toast &unknown;  fail");
        assert_eq!(cleaned("see www.acme.example, ok"), "see   ok");
        assert_eq!(cleaned("at 5 @ the <b>door</b>"), "at 5 @ the <b>door</b>");
        assert_eq!(cleaned("wäre höher @größe!"), "wäre höher  !");
        assert_eq!(cleaned(""), "");
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(\\PC|[@#&<>hw/:.]|<A>|http://|www\\.){0,40}") {
            prop_assert!(cleaned(&text).len() <= text.len() + 1);
        }

        #[test]
        fn plain_words_stay(text in "[a-gi-v ,.!]{0,40}") {
            prop_assert_eq!(cleaned(&text), text);
        }
    }
}
