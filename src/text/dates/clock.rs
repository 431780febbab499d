//! The time of day in a written date, and its offset.
//!
//! Takes tokens; takes the clock and what belongs to it away (`9:12:05 p.m.`, `21:12 Uhr`,
//! `13時09分`, `GMT-0500 (Central Daylight Time)`), and gives milliseconds since midnight and the
//! seconds east of UTC.

use super::tokens::{Token, Tokens};

/// Names of zones that mean one offset wherever feedback is exported, in minutes. Three letters
/// that mean several (IST, BST, CST in China) are what the tools that print them mean: American for
/// CST, British for BST, Indian for IST.
const ZONES: &[(&str, i32)] = &[
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("cet", 60),
    ("mez", 60),
    ("cest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("ist", 330),
    ("sgt", 480),
    ("hkt", 480),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
    ("brt", -180),
    ("art", -180),
];

/// What stands behind a clock for before and after noon (Unicode CLDR 44, day periods `am` and `pm`,
/// abbreviated), folded and cut into tokens; a dot counts where a language writes one that another
/// would read as a word of its own.
pub(super) const HALVES: &[(&[&str], bool)] = &[
    (&["am"], false),
    (&["pm"], true),
    (&["上", "午"], false),
    (&["下", "午"], true),
    (&["午", "前"], false),
    (&["午", "後"], true),
    (&["午", "后"], true),
    (&["오전"], false),
    (&["오후"], true),
    (&["vorm"], false),
    (&["nachm"], true),
    (&["fm"], false),
    (&["em"], true),
    (&["f", "h"], false),
    (&["e", "h"], true),
    (&["ap"], false),
    (&["ip"], true),
    (&["dop"], false),
    (&["odp"], true),
    (&["pop"], true),
    (&["prijepodne"], false),
    (&["popodne"], true),
    (&["de."], false),
    (&["du."], true),
    (&["oo"], false),
    (&["os"], true),
    (&["sa"], false),
    (&["ch"], true),
    (&["πμ"], false),
    (&["μμ"], true),
    (&["π", "μ"], false),
    (&["μ", "μ"], true),
    (&["дп"], false),
    (&["пп"], true),
    (&["пр", "об"], false),
    (&["сл", "об"], true),
    (&["ص"], false),
    (&["م"], true),
    (&["ق", "ظ"], false),
    (&["ب", "ظ"], true),
    (&["לפנה", "צ"], false),
    (&["אחה", "צ"], true),
    (&["ก่อนเที่ยง"], false),
    (&["หลังเที่ยง"], true),
    (&["पूर्वाह्न"], false),
    (&["अपराह्न"], true),
];

/// Milliseconds of a day at that time; a leap second is the one before it.
pub(super) fn of_day(hour: u32, minute: u32, second: u32) -> Option<u32> {
    (hour < 24 && minute < 60 && second <= 60)
        .then(|| (hour * 3600 + minute * 60 + second.min(59)) * 1000)
}

/// The first three digits of a fraction, filled with zeros.
pub(super) fn thousandths(digits: &str) -> i64 {
    let digit = |at: usize| digits.as_bytes().get(at).map_or(0, |byte| i64::from(byte - b'0'));
    digit(0) * 100 + digit(1) * 10 + digit(2)
}

/// Takes the clock away: milliseconds since midnight and the offset. `None` without a clock, or
/// with one that shows no time there is.
pub(super) fn take(tokens: &mut Tokens) -> Option<(u32, Option<i32>)> {
    let at = tokens.numbers().find(|&at| separator(tokens, at).is_some())?;
    let hour = tokens.value(at) as u32;
    let minute = tokens.value(at + 2) as u32;
    let mut end = at + 3;
    let (mut second, mut millis) = (0, 0);
    let minutes = matches!(tokens.word(end), Some("分" | "분" | "m"));
    let colon = matches!(tokens.sign(end), Some(':' | '.')) && tokens.digits(end + 1).len() == 2;
    if minutes && !tokens.digits(tokens.behind_blanks(end + 1)).is_empty() {
        let next = tokens.behind_blanks(end + 1);
        second = tokens.value(next) as u32;
        end = next + 2;
    } else if minutes {
        end += 1;
    } else if colon {
        second = tokens.value(end + 1) as u32;
        end += 2;
        if matches!(tokens.sign(end), Some('.' | ',' | ':')) && !tokens.digits(end + 1).is_empty() {
            millis = thousandths(tokens.digits(end + 1)) as u32;
            end += 2;
        }
    }
    let (half, half_end) = half(tokens, end).unzip();
    let before = at.checked_sub(1).and_then(|before| half_before(tokens, before));
    let hour = match half.or(before) {
        None => hour,
        Some(_) if hour > 12 => hour,
        Some(afternoon) => hour % 12 + 12 * u32::from(afternoon),
    };
    let time = of_day(hour, minute, second)? + millis;
    let end = half_end.unwrap_or(end);
    for place in at..end {
        tokens.take(place);
    }
    // The `T` of ISO 8601 stands before a clock and nowhere else.
    if let Some(before) = at.checked_sub(1).filter(|&before| tokens.word(before) == Some("t")) {
        tokens.take(before);
    }
    let next = tokens.behind_blanks(end);
    if matches!(tokens.word(next), Some("uhr" | "h" | "hrs" | "hours" | "часов")) {
        tokens.take(next);
    }
    Some((time, offset_at(tokens, end)))
}

/// Whether a number is the hour of a clock.
fn separator(tokens: &Tokens, at: usize) -> Option<()> {
    let two = |at: usize| tokens.digits(at).len() == 2;
    let short = tokens.digits(at).len() <= 2;
    match tokens.list.get(at + 1)? {
        Token::Sign(':') => (short && two(at + 2)).then_some(()),
        Token::Word(word) if matches!(word.as_str(), "時" | "时" | "點" | "点" | "시" | "h") => {
            (short && !tokens.digits(at + 2).is_empty() && tokens.digits(at + 2).len() <= 2)
                .then_some(())
        }
        // "30/10/2025 15.08.44", "3.11.2025 15.08": a whole date stands before it.
        Token::Sign('.') if short && two(at + 2) && dated_before(tokens, at) => Some(()),
        // "01.09.25.000000 PM", as databases print it.
        Token::Sign('.') if two(at + 2) && halves(tokens, at) => Some(()),
        // "klo 9.12", "ore 9.12": a dot between hour and minute, where a word says what it is.
        Token::Sign('.') => {
            let near = (0..at).rev().find(|&before| tokens.list[before] != Token::Blank);
            // Behind a year and a blank nothing else has two numbers: "02/03/2026 08.15".
            let year = near.is_some_and(|near| near + 1 < at && tokens.digits(near).len() == 4);
            if year && short && two(at + 2) && tokens.sign(at + 3) != Some('.') {
                return Some(());
            }
            let word = near.and_then(|word| tokens.word(word));
            let says = matches!(word, Some("klo" | "kl" | "ore" | "um" | "at" | "alle"));
            (says && short && two(at + 2)).then_some(())
        }
        _ => None,
    }
}

/// Whether three numbers with signs of dates between them, and a blank, stand before a place.
fn dated_before(tokens: &Tokens, at: usize) -> bool {
    let Some(blank) = at.checked_sub(1) else { return false };
    let date = |from: usize| {
        let sign = |place: usize| matches!(tokens.sign(place), Some('/' | '-' | '.'));
        let number = |place: usize| !tokens.digits(place).is_empty();
        number(from) && sign(from + 1) && number(from + 2) && sign(from + 3) && number(from + 4)
    };
    let end = match blank.checked_sub(1).map(|before| tokens.sign(before)) {
        Some(Some(',')) => blank - 1,
        _ => blank,
    };
    tokens.list[blank] == Token::Blank && end >= 5 && date(end - 5)
}

/// Whether two or three numbers with dots between them stand before `AM` or `PM`.
fn halves(tokens: &Tokens, at: usize) -> bool {
    let mut end = at + 3;
    while tokens.sign(end) == Some('.') && !tokens.digits(end + 1).is_empty() {
        end += 2;
    }
    tokens.digits(at).len() <= 2 && end > at + 3 && half(tokens, end).is_some()
}

/// `am`, `p.m.`, `a. m.`, `nachm.` behind a clock: whether it is after noon, and where it ends.
fn half(tokens: &Tokens, from: usize) -> Option<(bool, usize)> {
    let at = tokens.behind_blanks(from);
    if let Some(found) = HALVES.iter().find_map(|(words, afternoon)| {
        Some((*afternoon, words.iter().try_fold(at, |at, word| said(tokens, at, word))?))
    }) {
        return Some(found);
    }
    let afternoon = match tokens.word(at)? {
        "a" => false,
        "p" => true,
        _ => return None,
    };
    let mut end = at + 1;
    if tokens.sign(end) == Some('.') {
        end += 1;
    }
    end = tokens.behind_blanks(end);
    if tokens.word(end) != Some("m") {
        return None;
    }
    end += 1;
    Some((afternoon, end + usize::from(tokens.sign(end) == Some('.'))))
}

/// Where a word of [`HALVES`] ends that stands at a place, with the dot or mark behind it.
fn said(tokens: &Tokens, at: usize, word: &str) -> Option<usize> {
    let dotted = word.strip_suffix('.');
    if tokens.word(at)? != dotted.unwrap_or(word) {
        return None;
    }
    let marked = matches!(tokens.sign(at + 1), Some('.' | '"' | '״' | '”'));
    (dotted.is_none() || marked).then_some(at + 1 + usize::from(marked))
}

/// The same before a clock, as it is written in Chinese, Japanese and Korean.
fn half_before(tokens: &Tokens, mut at: usize) -> Option<bool> {
    if tokens.list.get(at) == Some(&Token::Blank) {
        at = at.checked_sub(1)?;
    }
    match (tokens.word(at.checked_sub(1)?), tokens.word(at)?) {
        (_, "오전") | (Some("午"), "前") | (Some("上"), "午") => Some(false),
        (_, "오후") | (Some("午"), "後" | "后") | (Some("下"), "午") => Some(true),
        _ => None,
    }
}

/// Takes an offset away wherever it stands: `+0000 UTC` of a date without a clock.
pub(super) fn offset(tokens: &mut Tokens) -> Option<i32> {
    let at = (0..tokens.list.len())
        .find(|&at| tokens.word(at).is_some_and(|word| word.len() > 1 && zone(word).is_some()));
    match at {
        Some(at) => offset_at(tokens, at),
        None => {
            let last = tokens.list.len().checked_sub(1)?;
            (tokens.word(last) == Some("z")).then(|| {
                tokens.take(last);
                0
            })
        }
    }
}

fn zone(word: &str) -> Option<i32> {
    ZONES.iter().find(|(name, _)| *name == word).map(|(_, minutes)| minutes * 60)
}

/// The offset that stands at or behind a place, taken away with what explains it in brackets.
fn offset_at(tokens: &mut Tokens, from: usize) -> Option<i32> {
    let mut at = tokens.behind_blanks(from);
    let mut found = None;
    if let Some(named) = tokens.word(at).and_then(zone) {
        tokens.take(at);
        found = Some(named);
        at += 1;
    }
    let signed = tokens.behind_blanks(at);
    if let Some(sign @ ('+' | '-')) = tokens.sign(signed)
        && let Some((seconds, end)) = numeric(tokens, signed + 1)
    {
        for place in signed..end {
            tokens.take(place);
        }
        found = Some(if sign == '-' { -seconds } else { seconds });
        at = end;
    }
    // Go and JavaScript say it again in words.
    let next = tokens.behind_blanks(at);
    if found.is_some() && tokens.word(next).and_then(zone).is_some() {
        tokens.take(next);
    }
    let mut open = tokens.behind_blanks(at);
    if matches!(tokens.sign(open), Some('(' | '[')) {
        while let Some(token) = tokens.list.get(open) {
            let closes = matches!(token, Token::Sign(')' | ']'));
            tokens.take(open);
            open += 1;
            if closes {
                break;
            }
        }
    }
    found
}

/// `0100`, `01:00`, `1`, `5:30` as seconds, and where it ends.
fn numeric(tokens: &Tokens, at: usize) -> Option<(i32, usize)> {
    let digits = tokens.digits(at);
    let (hours, minutes, end) = match digits.len() {
        4 => (digits[..2].parse::<i32>().ok()?, digits[2..].parse::<i32>().ok()?, at + 1),
        1 | 2 => {
            let hours = digits.parse::<i32>().ok()?;
            match tokens.sign(at + 1) == Some(':') && tokens.digits(at + 2).len() == 2 {
                true => (hours, tokens.value(at + 2) as i32, at + 3),
                false => (hours, 0, at + 1),
            }
        }
        _ => return None,
    };
    (hours <= 23 && minutes < 60).then_some((hours * 3600 + minutes * 60, end))
}
