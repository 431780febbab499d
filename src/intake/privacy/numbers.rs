//! Numbers that name a person: cards, accounts, network addresses, telephones.
//!
//! Each find is confirmed: Luhn's sum for cards (ISO/IEC 7812), remainder 1 of 97 for accounts
//! (ISO 13616), ranges for addresses, and for telephones the ways people write them, since they
//! carry no checksum.

use std::borrow::Cow;
use std::net::Ipv6Addr;
use std::sync::LazyLock;

use regex::Regex;

use super::{after, before, replace};

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a pattern of the program compiles"));
    };
}

type Find = Option<(usize, usize, Cow<'static, str>)>;

fn token(start: usize, end: usize, name: &'static str) -> Find {
    Some((start, end, Cow::Borrowed(name)))
}

/// Whether a number that spans these bytes stands alone: no letter or digit touches it, and no
/// separator ties it to another number.
fn alone(text: &str, start: usize, end: usize) -> bool {
    let ties = |c: char| matches!(c, '-' | '.' | '/' | '_' | '#' | '$' | '€' | '£' | ':' | ',');
    let head = match before(text, start) {
        None => true,
        Some(c) if c.is_alphanumeric() || matches!(c, '#' | '$' | '€' | '£' | '_') => false,
        Some(c) if ties(c) => {
            !before(text, start - c.len_utf8()).is_some_and(|c| c.is_ascii_digit())
        }
        Some(_) => true,
    };
    let tail = match after(text, end) {
        None => true,
        Some(c) if c.is_alphanumeric() || matches!(c, '_' | '%' | '€' | '$' | '£') => false,
        Some(c) if ties(c) => !after(text, end + c.len_utf8()).is_some_and(|c| c.is_ascii_digit()),
        Some(_) => true,
    };
    head && tail
}

// In one run, in groups of four, or as American Express prints them.
pattern!(
    CARD,
    r"[2-6][0-9]{3}(?:[0-9]{9,15}|[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{1,7}|[ -][0-9]{6}[ -][0-9]{5})"
);

/// Payment cards: 13 to 19 digits whose Luhn sum fits.
pub(super) fn cards(text: &str) -> Option<String> {
    replace(text, &CARD, |text, start, end| {
        (alone(text, start, end) && luhn(&text[start..end]))
            .then(|| token(start, end, "<CARD>"))
            .flatten()
    })
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .filter(u8::is_ascii_digit)
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            match at % 2 {
                0 => digit,
                _ if digit > 4 => 2 * digit - 9,
                _ => 2 * digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

pattern!(IBAN, r"(?i)[a-z]{2}[0-9]{2}(?:[a-z0-9]{11,30}|(?: [a-z0-9]{4}){2,7}(?: [a-z0-9]{1,3})?)");

/// Bank accounts: 15 to 34 characters whose remainder fits; the longest stretch that does.
pub(super) fn ibans(text: &str) -> Option<String> {
    replace(text, &IBAN, |text, start, end| {
        if before(text, start).is_some_and(char::is_alphanumeric) {
            return None;
        }
        let mut end = end;
        loop {
            let whole_word = !after(text, end).is_some_and(char::is_alphanumeric);
            if whole_word && remainder_fits(&text[start..end]) {
                return token(start, end, "<IBAN>");
            }
            // All of it is ASCII: the pattern takes nothing else.
            end -= 1;
            if end < start + 15 {
                return None;
            }
        }
    })
}

fn remainder_fits(text: &str) -> bool {
    if text.ends_with(' ') {
        return false;
    }
    let bytes: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    // Every country's form has ten digits and more; chance finds among words have few.
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    if !(15..=34).contains(&bytes.len()) || digits < 10 {
        return false;
    }
    let remainder = bytes[4..].iter().chain(&bytes[..4]).fold(0u32, |remainder, byte| match (*byte
        as char)
        .to_digit(36)
    {
        Some(value) if value > 9 => (remainder * 100 + value) % 97,
        Some(value) => (remainder * 10 + value) % 97,
        None => remainder,
    });
    remainder == 1
}

pattern!(ADDRESS, r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}");
pattern!(VERSION, r"(?i)(?:\b(?:v|ver|vers|version|build|release|update|app|android|ios)\.?:? ?)$");

/// Internet addresses, version 4. Four small numbers may as well be a version of the app: one
/// number of three digits is asked for, and no word before it that announces a version.
pub(super) fn addresses(text: &str) -> Option<String> {
    replace(text, &ADDRESS, |text, start, end| {
        let numbers =
            text[start..end].split('.').map(|number| number.parse::<u16>().unwrap_or(999));
        let in_range = numbers.clone().all(|number| number < 256);
        let large = numbers.clone().any(|number| number > 99);
        let mut from = start.saturating_sub(12);
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        let version = VERSION.is_match(&text[from..start]);
        (in_range && large && !version && alone(text, start, end))
            .then(|| token(start, end, "<IP>"))
            .flatten()
    })
}

pattern!(WIDE, r"[0-9a-fA-F:]{6,39}");

/// Internet addresses, version 6, with at least three groups.
pub(super) fn wide_addresses(text: &str) -> Option<String> {
    replace(text, &WIDE, |text, start, end| {
        // A sentence's colon behind it is not part of it.
        let found = text[start..end].trim_end_matches(':');
        let end = start + found.len();
        let groups = found.split(':').filter(|group| !group.is_empty()).count();
        let touching = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '.');
        (groups >= 3
            && found.parse::<Ipv6Addr>().is_ok()
            && !touching(before(text, start))
            && !after(text, end).is_some_and(char::is_alphanumeric))
        .then(|| token(start, end, "<IP>"))
        .flatten()
    })
}

pattern!(PHONE, r"(?:\+|\(|\b)[0-9](?:[ .()/-]{0,2}[0-9]){6,16}");
pattern!(
    DATE,
    r"^(?:[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{1,2} [0-9]{1,2} (?:19|20)[0-9]{2}\b|[0-9]{4}[./-][0-9]{1,2}[./-][0-9]{1,2})"
);
// Ways of writing that nothing but a telephone number has.
pattern!(
    WRITTEN,
    r"^(?:\([0-9]{2,5}\)[ -]?[0-9]{3,4}[ .-]?[0-9]{3,4}|1?[ .-]?[0-9]{3}([.-])[0-9]{3}[.-][0-9]{4}|0[0-9]{1,5}[ /-][0-9][0-9 /-]{4,12}[0-9])$"
);
pattern!(
    ANNOUNCED,
    r"(?i)\b(?:phone|telephone|tel|mobile|cell|handy|telefon|whatsapp|call|text|fax|ring|reach)(?: ?(?:me|us|number|no|nr|at|on|is|under|unter))*[ .:#]*$"
);

// What looks like a telephone number and is called something else.
pattern!(
    NAMED,
    r"(?i)\b(?:order|part|ref|reference|ticket|case|tracking|item|model|serial|invoice|booking|confirmation|flight|tag|sku|article|version)s?(?: ?(?:number|no|nr|id|code)s?)?[ .:#]*$"
);

/// Telephone numbers: with a country's `+`, in a way of writing that only they have, or announced
/// as one. A bare run of digits without any of these is an order number.
pub(super) fn phones(text: &str) -> Option<String> {
    replace(text, &PHONE, |text, start, end| {
        let found = &text[start..end];
        let digits = found.bytes().filter(u8::is_ascii_digit).count();
        if DATE.is_match(found.trim_start_matches('(')) || !alone(text, start, end) {
            return None;
        }
        let international =
            found.starts_with('+') || (found.starts_with("00") && found.contains([' ', '-']));
        let mut from = start.saturating_sub(32);
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        let lead = &text[from..start];
        let known = if international {
            (8..=15).contains(&digits)
        } else if WRITTEN.is_match(found) {
            (7..=13).contains(&digits) && !NAMED.is_match(lead)
        } else {
            (7..=13).contains(&digits) && ANNOUNCED.is_match(lead)
        };
        known.then(|| token(start, end, "<PHONE>")).flatten()
    })
}
