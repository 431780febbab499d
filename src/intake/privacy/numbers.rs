//! Numbers that name a person and carry their own proof: cards, bank accounts, network addresses.
//!
//! Each find is confirmed: Luhn's sum and an issuer's first digits for cards (ISO/IEC 7812),
//! remainder 1 of 97 and the country's length for accounts (ISO 13616), ranges for addresses.
//! [`runs`] cuts a text's digits into groups once, for cards and telephones.

use std::net::Ipv6Addr;
use std::ops::Range;

use super::{Finds, Found, after, before, lead, program_pattern};

/// Groups of digits with nothing but separators between them.
pub(super) type Run = Vec<Range<usize>>;

/// More groups than this in a row are a table, not a number.
const MOST_GROUPS: usize = 24;

/// Characters that may stand between the groups of one number.
pub(super) fn separates(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}'
            | '\u{2009}'
            | '\u{202f}'
            | '.'
            | '-'
            | '‐'
            | '‑'
            | '–'
            | '−'
            | '/'
            | '('
            | ')'
    )
}

/// The runs of a text, in its order; at most three separators stand between two groups.
pub(super) fn runs(text: &str) -> Vec<Run> {
    runs_by(text, separates)
}

/// The same for cards, which people also type over lines and with underscores.
pub(super) fn card_runs(text: &str) -> Vec<Run> {
    runs_by(text, |c| separates(c) || matches!(c, '_' | '\n'))
}

fn runs_by(text: &str, separates: fn(char) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        let joined = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            let gap = &text[last.end..start];
            gap.len() <= 9 && gap.chars().count() <= 3 && gap.chars().all(separates)
        });
        match runs.last_mut() {
            Some(run) if joined && run.len() < MOST_GROUPS => run.push(start..at),
            _ => runs.push(std::iter::once(start..at).collect()),
        }
    }
    runs
}

/// The digits of some groups.
pub(super) fn digits(text: &str, groups: &[Range<usize>]) -> String {
    groups.iter().map(|group| &text[group.clone()]).collect()
}

/// Whether a number that spans these bytes stands alone: no letter or digit touches it, and no
/// separator ties it to another number.
pub(super) fn alone(text: &str, start: usize, end: usize) -> bool {
    let ties = |c: char| matches!(c, '-' | '.' | '/' | '_' | '#' | '$' | '€' | '£' | ':' | ',');
    let head = match before(text, start) {
        None => true,
        Some(c) if c.is_alphanumeric() || matches!(c, '#' | '$' | '€' | '£' | '¥' | '_') => {
            false
        }
        Some(c) if ties(c) => {
            !before(text, start - c.len_utf8()).is_some_and(|c| c.is_ascii_digit())
        }
        Some(_) => true,
    };
    let tail = match after(text, end) {
        None => true,
        Some(c) if c.is_alphanumeric() || matches!(c, '_' | '%' | '€' | '$' | '£' | '¥') => {
            false
        }
        Some(c) if ties(c) => !after(text, end + c.len_utf8()).is_some_and(|c| c.is_ascii_digit()),
        Some(_) => true,
    };
    head && tail
}

/// Payment cards: 13 to 19 digits of a known issuer whose Luhn sum fits, in one run or in groups as
/// cards print them.
pub(super) fn cards(text: &str, runs: &[Run], finds: &mut Finds) {
    for run in runs {
        let mut from = 0;
        while from < run.len() {
            let fits = (from..run.len()).rev().find(|&to| {
                let groups = &run[from..=to];
                let length: usize = groups.iter().map(ExactSizeIterator::len).sum();
                (13..=19).contains(&length)
                    && groups[0].len() >= 4
                    && groups[1..groups.len().max(2) - 1].iter().all(|group| group.len() >= 3)
                    && tight(text, groups)
                    && touches_no_letter(text, groups)
                    && is_card(&digits(text, groups))
            });
            match fits {
                Some(to) => {
                    finds.add(run[from].start, run[to].end, Found::Card);
                    from = to + 1;
                }
                None => from += 1,
            }
        }
    }
}

/// No bracket between the groups, at most two separators; slashes, underscores and line breaks only
/// where every group has the four digits that cards print.
fn tight(text: &str, groups: &[Range<usize>]) -> bool {
    let printed = groups.iter().all(|group| group.len() == 4);
    groups.windows(2).all(|pair| {
        let gap = &text[pair[0].end..pair[1].start];
        gap.chars().count() <= 2
            && !gap.contains(['(', ')'])
            && (printed || !gap.contains(['/', '_', '\n']))
    })
}

fn touches_no_letter(text: &str, groups: &[Range<usize>]) -> bool {
    let (start, end) = (groups[0].start, groups[groups.len() - 1].end);
    if is_glued(text, start, end) {
        return true;
    }
    let touching = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '#' | '$' | '€' | '£'))
    };
    before(text, start) != Some('+')
        && !touching(before(text, start))
        && !touching(after(text, end))
}

/// Whether a word that names a card has grown together with the number: "card4111…", "…1111visa".
/// Letters of any other kind are those of a part or an order.
fn is_glued(text: &str, start: usize, end: usize) -> bool {
    const WORDS: [&str; 12] = [
        "card",
        "cards",
        "visa",
        "mastercard",
        "amex",
        "karte",
        "kreditkarte",
        "carte",
        "tarjeta",
        "carta",
        "cartao",
        "kaart",
    ];
    let letter = |c: &char| c.is_alphabetic();
    let word = |word: String| WORDS.contains(&word.to_lowercase().as_str());
    let head: String = text[..start].chars().rev().take_while(letter).collect();
    let head: String = head.chars().rev().collect();
    let tail: String = text[end..].chars().take_while(letter).collect();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    (word(head.clone()) && (tail.is_empty() || word(tail.clone()))
        || head.is_empty() && word(tail.clone()))
        && !digit(after(text, end + tail.len()))
        && !digit(before(text, start - head.len()))
}

/// First digits and lengths of the issuers (ISO/IEC 7812 ranges as the schemes publish them), and
/// Luhn's sum.
fn is_card(digits: &str) -> bool {
    let first = |places: usize| digits[..places].parse::<u32>().unwrap_or(0);
    let known = match digits.len() {
        13 | 19 if digits.starts_with('4') => true,
        14 => matches!(first(3), 300..=305 | 309) || matches!(first(2), 36 | 38 | 39),
        15 => matches!(first(2), 34 | 37),
        16 => {
            matches!(first(1), 4)
                || matches!(first(2), 50..=55 | 62 | 65 | 67 | 35 | 60)
                || matches!(first(4), 2221..=2720)
                || matches!(first(3), 636..=639 | 644..=649)
        }
        17 | 18 => matches!(first(2), 62) || matches!(first(2), 50 | 67),
        19 => matches!(first(2), 50 | 62 | 67),
        _ => false,
    };
    known && luhn(digits)
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
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

/// Lengths of the account numbers of each country (SWIFT's IBAN registry).
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 \
    DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 \
    IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 \
    NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TN24 TR26 UA29 \
    VA22 VG24 XK20";

fn length_of(country: &str) -> Option<usize> {
    LENGTHS.split_whitespace().find(|one| one[..2].eq_ignore_ascii_case(country))?[2..].parse().ok()
}

program_pattern!(IBAN, r"(?i)\b[a-z]{2}[ .\-\u{a0}]?[0-9]{2}");

/// Bank accounts: a country, its length, and a remainder that fits, with blanks, dots and dashes
/// wherever people put them.
pub(super) fn ibans(text: &str, finds: &mut Finds) {
    for fit in IBAN.find_iter(text) {
        let Some(length) = length_of(&fit.as_str()[..2]) else { continue };
        let mut packed = Vec::with_capacity(length);
        let mut end = fit.start();
        let mut gaps = 0;
        for (at, c) in text[fit.start()..].char_indices() {
            if c.is_ascii_alphanumeric() {
                packed.push(c as u8);
                gaps = 0;
                end = fit.start() + at + 1;
                if packed.len() == length {
                    break;
                }
            } else if matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '-' | '.' | '‑' | '–' | '\n')
                && gaps < 2
            {
                gaps += 1;
            } else {
                break;
            }
        }
        let whole = !after(text, end).is_some_and(char::is_alphanumeric);
        if packed.len() == length && whole && remainder_fits(&packed) {
            finds.add(fit.start(), end, Found::Iban);
        }
    }
}

fn remainder_fits(bytes: &[u8]) -> bool {
    // Every country's form has ten digits and more; chance finds among words have few.
    if bytes.iter().filter(|byte| byte.is_ascii_digit()).count() < 10 {
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

program_pattern!(ADDRESS, r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}");
// A word that announces a version a few words before ("version 2.1.0.4 and then 2.1.0.5").
program_pattern!(
    VERSION,
    r"(?i)\b(?:v|ver|vers|versi[oó]n|build|release|updated?|app|android|ios|firmware|patch|driver|treiber)\b\.?:? ?(?:[\w.]+ ){0,2}$|\bv$"
);
program_pattern!(
    ANNOUNCED,
    r"(?i)\b(?:ip|ips|ipv4|address|adresse|direcci[oó]n|server|serveur|servidor|host|router|routeur|dns|ping|gateway|proxy|login|logged|connexion)\b[^.\n]{0,24}$"
);

/// Internet addresses, version 4. Four small numbers may as well be a version of the app: one
/// number of three digits, a private network or a word that announces an address is asked for, and
/// no word that announces a version.
pub(super) fn addresses(text: &str, finds: &mut Finds) {
    for fit in ADDRESS.find_iter(text) {
        let numbers: Vec<u16> =
            fit.as_str().split('.').map(|number| number.parse().unwrap_or(999)).collect();
        let in_range = numbers.iter().all(|&number| number < 256) && numbers[0] > 0;
        let large = numbers.iter().any(|&number| number > 99);
        let local = matches!((numbers[0], numbers[1]), (10, 0..=31) | (127, 0)) && numbers[3] > 0;
        let head = lead(text, fit.start(), 40);
        let announced = ANNOUNCED.is_match(head);
        let version = VERSION.is_match(lead(text, fit.start(), 24));
        let touching =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
        let tied = before(text, fit.start()) == Some('.')
            || (after(text, fit.end()) == Some('.')
                && after(text, fit.end() + 1).is_some_and(|c| c.is_ascii_digit()));
        if in_range
            && (announced || ((large || local) && !version))
            && !touching(before(text, fit.start()))
            && !touching(after(text, fit.end()))
            && !tied
        {
            finds.add(fit.start(), fit.end(), Found::Ip);
        }
    }
}

program_pattern!(WIDE, r"[0-9a-fA-F:]{6,39}(?:\.[0-9]{1,3}){0,3}");

/// Internet addresses, version 6, with at least three groups, or two around a gap of zeros.
pub(super) fn wide_addresses(text: &str, finds: &mut Finds) {
    for fit in WIDE.find_iter(text) {
        // A sentence's colon behind it is not part of it.
        let found = fit.as_str().trim_end_matches([':', '.']);
        let end = fit.start() + found.len();
        let groups = found.split(':').filter(|group| !group.is_empty()).count();
        let touching = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '.');
        let long = found.split(':').any(|group| group.len() >= 3);
        if (groups >= 3 || (groups == 2 && found.contains("::")))
            && long
            && found.parse::<Ipv6Addr>().is_ok()
            && !touching(before(text, fit.start()))
            && !after(text, end).is_some_and(char::is_alphanumeric)
        {
            finds.add(fit.start(), end, Found::Ip);
        }
    }
}
