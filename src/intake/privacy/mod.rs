//! Personal data in running text, replaced by typed tokens.
//!
//! Takes cleaned text; gives the text with `<EMAIL>`, `<PHONE>`, `<CARD>`, `<IBAN>` and `<IP>` in
//! place of what they name, and links that carry a query or a user shortened to their host. Every
//! find is checked (checksums, digits, neighbours), because an order number, a date, a price or a
//! version is what the complaint is about and must stay. Redacting twice changes nothing.

mod links;
mod numbers;

use std::borrow::Cow;

use regex::Regex;

/// The text without personal data; borrowed when there was none.
///
/// Linear in the text; a text without digits, `@` and links is not searched at all.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut current = Cow::Borrowed(text);
    // Taking one find away can uncover another beside it. Each round leaves fewer digits and `@`s,
    // so this ends; two rounds are the rule where there was anything at all.
    while let Some(next) = round(&current) {
        current = Cow::Owned(next);
    }
    current
}

/// One round; nothing when nothing was found.
fn round(text: &str) -> Option<String> {
    let (mut at, mut link, mut digits, mut colons) = (false, false, 0usize, 0usize);
    for byte in text.bytes() {
        match byte {
            b'@' => at = true,
            b'0'..=b'9' => digits += 1,
            b':' => colons += 1,
            b'/' | b'?' => link = true,
            _ => {}
        }
    }
    let mut found = None;
    let mut pass = |apply: fn(&str) -> Option<String>| {
        let next = apply(found.as_deref().unwrap_or(text));
        if next.is_some() {
            found = next;
        }
    };
    if link {
        pass(links::shorten);
    }
    if at {
        pass(emails);
    }
    if digits >= 4 {
        pass(numbers::ibans);
        pass(numbers::cards);
        pass(numbers::addresses);
        pass(numbers::phones);
    }
    if colons >= 2 {
        pass(numbers::wide_addresses);
    }
    found
}

/// Replaces what `pattern` finds and `judge` confirms; nothing when there is nothing.
///
/// The judge gets the whole text and the find's first and last byte, and says which bytes to
/// replace with what.
fn replace(
    text: &str,
    pattern: &Regex,
    judge: impl Fn(&str, usize, usize) -> Option<(usize, usize, Cow<'static, str>)>,
) -> Option<String> {
    let mut out = String::new();
    let (mut done, mut from) = (0, 0);
    while let Some(found) = pattern.find_at(text, from) {
        match judge(text, found.start(), found.end()) {
            Some((start, end, token)) if start >= done && end > start => {
                out.push_str(&text[done..start]);
                out.push_str(&token);
                (done, from) = (end, end);
            }
            // Something else may start inside what was no find.
            _ => {
                let first = text[found.start()..].chars().next().map_or(1, char::len_utf8);
                from = found.start() + first;
                // Not inside the same run of word characters: it would be half of a number.
                while from < text.len()
                    && text[from..].chars().next().is_some_and(char::is_alphanumeric)
                    && text[..from].chars().next_back().is_some_and(char::is_alphanumeric)
                {
                    from += text[from..].chars().next().map_or(1, char::len_utf8);
                }
            }
        }
        if from >= text.len() {
            break;
        }
    }
    (done > 0).then(|| {
        out.push_str(&text[done..]);
        out
    })
}

/// The character before a place, if any.
fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character after a place, if any.
fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Addresses, found from their `@`: faster than a pattern, and tweets are full of lone ones.
fn emails(text: &str) -> Option<String> {
    let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    let domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let mut out = String::new();
    let (mut done, mut from) = (0, 0);
    while let Some(at) = text[from..].find('@').map(|at| from + at) {
        from = at + 1;
        let start = text[done..at]
            .char_indices()
            .rev()
            .take_while(|&(_, c)| local(c))
            .last()
            .map_or(at, |(start, _)| done + start);
        let start = at - text[start..at].trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let end = text[from..]
            .char_indices()
            .find(|&(_, c)| !domain(c))
            .map_or(text.len(), |(end, _)| from + end);
        let host = text[from..end].trim_end_matches(['.', '-']);
        let top = host.rsplit_once('.').map(|(_, top)| top);
        let is_host = top
            .is_some_and(|top| top.chars().count() >= 2 && top.chars().all(char::is_alphabetic))
            && host.starts_with(char::is_alphanumeric);
        if start < at && is_host {
            out.push_str(&text[done..start]);
            out.push_str("<EMAIL>");
            done = from + host.len();
            from = done;
        }
    }
    (done > 0).then(|| {
        out.push_str(&text[done..]);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn personal_data_goes() {
        for (text, want) in [
            ("write to Anna.Muster+x@mail.example.com, please", "write to <EMAIL>, please"),
            ("call +49 171 123 45 67 now", "call <PHONE> now"),
            ("call (555) 123-4567.", "call <PHONE>."),
            ("555-123-4567 or 555.123.4567", "<PHONE> or <PHONE>"),
            ("my number is 020 7946 0958", "my number is <PHONE>"),
            ("phone: 9876543210", "phone: <PHONE>"),
            ("card 4111 1111 1111 1111 was charged", "card <CARD> was charged"),
            ("card 4111111111111111.", "card <CARD>."),
            ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN <IBAN> please"),
            ("iban gb82west12345698765432", "iban <IBAN>"),
            ("from 192.168.10.24 today", "from <IP> today"),
            ("from 2001:db8:0:1:1:1:1:1 today", "from <IP> today"),
            ("see https://shop.example.com/reset?token=abc123&u=7", "see https://shop.example.com"),
            (
                "see https://shop.example.com/help/refunds.",
                "see https://shop.example.com/help/refunds.",
            ),
        ] {
            assert_eq!(redact(text), want);
        }
    }

    #[test]
    fn what_complaints_are_about_stays() {
        for text in [
            "order 4500012345 never came",
            "order #112-4567890-1234567 never came",
            "since 2026-08-22 10:00:00 it hangs",
            "since 22.08.2026 it hangs",
            "since 01/02/2026 10:30 it hangs",
            "paid $1,234,567.00 and 1 000 000 more",
            "version 4.556.10005 and 12.4.1.2 crash",
            "version 10.114.2.101 crashes",
            "error 0x80070005 at 10:20:30",
            "card 4111 1111 1111 1112 is no card",
            "@support please help",
            "either/or, 24/7, 50/50",
            "iPhone 15 Pro 256 GB with iOS 17.1.2",
            "ratio 16:9 and at 10:30:15 again",
            "DE12 is a shelf",
            "part number 010-10267-00 is missing",
            "table 19 299 399 299 20 20 20 399 20 20 30 30 and more",
            "09 01 2017 it went down",
            "flight UA93 than the rest of us held up for 5 hours",
            "@airline you are late @home.",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    proptest! {
        #[test]
        fn redacting_twice_changes_nothing(text in any::<String>()) {
            let once = redact(&text).into_owned();
            prop_assert_eq!(redact(&once), once.as_str());
        }

        #[test]
        fn redacting_what_looks_personal_settles(
            pieces in proptest::collection::vec(
                "[0-9]{1,6}|[ .\\-/()+:@#]|phone |https://|a\\.de|\\?|<EMAIL>|::|DE89|4111 1111|x@y",
                0..14,
            )
        ) {
            let text = pieces.concat();
            let once = redact(&text).into_owned();
            prop_assert_eq!(redact(&once), once.as_str());
        }
    }
}
