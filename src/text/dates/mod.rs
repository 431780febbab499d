//! Written dates, in any layout that people and programs export.
//!
//! Takes a text that is a date and little else (`1. Oktober 2026 21:12 Uhr`, `Reviewed in Canada on
//! August 1, 2023`, `/Date(1759280400000)/`, `20230801`); gives the day, the time of day and the
//! offset it states. Where day and month can be told apart by nobody (`03/04/2026`) it gives both
//! days: which is meant is the column's to say, by [`order`]. It knows no zone and no today, so that
//! `2 days ago` is no date here ([`is_relative`] tells them).
//!
//! This is the one reader of dates: sources ask it for the order of a column, intake for the
//! instant, and `init` for what a column holds.

mod clock;
mod months;
mod tokens;

use std::borrow::Cow;

use crate::model::Day;

use tokens::{Token, Tokens};

/// Which of the first two numbers of `03/04/2026` is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayOrder {
    /// The third of April.
    DayFirst,
    /// The fourth of March.
    MonthFirst,
}

/// What a text says of an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Milliseconds since 1970, UTC.
    Instant(i64),
    /// A day and a time of day.
    At(Wall),
    /// One of two days, where nothing in the text tells day from month.
    Either {
        /// With the day first.
        day_first: Wall,
        /// With the month first.
        month_first: Wall,
    },
}

/// A day and a time as a clock on the wall shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wall {
    /// The day.
    pub day: Day,
    /// Milliseconds since midnight.
    pub millis: u32,
    /// Seconds east of UTC, where the text says so.
    pub offset: Option<i32>,
}

/// A text longer than this is prose with a date in it: marketplaces write some sixty letters
/// around one ("Reviewed in the United Arab Emirates on 1 August 2023").
const LONGEST: usize = 160;
/// Words around a date at most, for the same reason.
const MOST_WORDS: usize = 12;

/// What the text says; `None` when it is no date. Years are those of [`Day`]: whether one can be
/// meant is the caller's to say.
pub fn read(text: &str) -> Option<Written> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if let Some(instant) = machine(text) {
        return Some(Written::Instant(instant));
    }
    let mut tokens = Tokens::of(&of_era(text));
    let millis = clock::take(&mut tokens);
    let found = match compact(&mut tokens) {
        Some(found) => found,
        None => {
            let days = numeric(&mut tokens).or_else(|| named(&mut tokens))?;
            (days, None)
        }
    };
    let (days, compact_time) = found;
    let (millis, offset) = match (millis, compact_time) {
        (Some((millis, offset)), _) => (millis, offset),
        (None, Some(millis)) => (millis, clock::offset(&mut tokens)),
        (None, None) => (0, clock::offset(&mut tokens)),
    };
    if tokens.numbers_left() > 0 || tokens.words_left() > MOST_WORDS {
        return None;
    }
    let wall = |day: Day| Wall { day, millis, offset };
    Some(match days {
        Days::One(day) => Written::At(wall(day)),
        Days::Two { day_first, month_first } => {
            Written::Either { day_first: wall(day_first), month_first: wall(month_first) }
        }
    })
}

/// What a written date tells about the order of its column: nothing for most, which say the same
/// either way or have no order.
pub fn order(text: &str) -> Option<DayOrder> {
    let mut tokens = Tokens::of(text.get(..LONGEST.min(text.len())).unwrap_or(text));
    clock::take(&mut tokens);
    let (one, two, dotted) = pair(&tokens)?;
    match () {
        () if dotted => None,
        () if one > 12 && (1..=12).contains(&two) => Some(DayOrder::DayFirst),
        () if two > 12 && (1..=12).contains(&one) => Some(DayOrder::MonthFirst),
        () => None,
    }
}

/// Whether a text counts back from the day it was read: `2 days ago`, `vor 3 Wochen`, `gestern`.
/// Nothing in it says which day that was.
pub fn is_relative(text: &str) -> bool {
    let tokens = Tokens::of(text.get(..80).unwrap_or(text));
    let has = |wanted: &[&str]| {
        tokens
            .list
            .iter()
            .any(|one| matches!(one, Token::Word(word) if wanted.contains(&word.as_str())))
    };
    const DAYS: &[&str] = &[
        "yesterday",
        "today",
        "gestern",
        "heute",
        "hier",
        "ayer",
        "hoy",
        "ieri",
        "oggi",
        "ontem",
        "hoje",
        "gisteren",
        "vandaag",
        "вчера",
        "сегодня",
        "dun",
        "bugun",
        "昨天",
        "今天",
        "어제",
        "오늘",
    ];
    const BACK: &[&str] = &[
        "ago",
        "vor",
        "hace",
        "il",
        "fa",
        "ha",
        "atras",
        "geleden",
        "前",
        "전",
        "назад",
        "once",
        "sedan",
        "siden",
        "sitten",
        "temu",
        "lalu",
        "truoc",
    ];
    const SPANS: &[&str] = &[
        "second",
        "seconds",
        "sec",
        "minute",
        "minutes",
        "min",
        "mins",
        "hour",
        "hours",
        "hr",
        "hrs",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "tag",
        "tagen",
        "woche",
        "wochen",
        "monat",
        "monaten",
        "jahr",
        "jahren",
        "stunde",
        "stunden",
        "minuten",
        "dia",
        "dias",
        "semana",
        "semanas",
        "mes",
        "meses",
        "ano",
        "anos",
        "hora",
        "horas",
        "jour",
        "jours",
        "semaine",
        "semaines",
        "mois",
        "an",
        "ans",
        "heure",
        "heures",
        "giorno",
        "giorni",
        "settimana",
        "settimane",
        "mese",
        "mesi",
        "anno",
        "anni",
        "ora",
        "ore",
        "dag",
        "dagen",
        "weken",
        "maand",
        "maanden",
        "jaar",
        "uur",
        "день",
        "дня",
        "дней",
        "неделю",
        "недели",
        "недель",
        "месяц",
        "месяца",
        "месяцев",
        "год",
        "года",
        "лет",
        "gun",
        "hafta",
        "ay",
        "yil",
        "dager",
        "dagar",
        "veckor",
        "uker",
        "paivaa",
        "viikkoa",
        "dni",
        "tygodni",
        "hari",
        "minggu",
        "天",
        "日",
        "周",
        "週",
        "月",
        "年",
        "시간",
        "일",
        "주",
        "개월",
        "년",
        "時",
        "间",
        "間",
    ];
    (has(DAYS) && tokens.list.len() < 12) || (has(BACK) && has(SPANS) && read(text).is_none())
}

/// A Japanese year of an emperor as one of the common era.
fn of_era(text: &str) -> Cow<'_, str> {
    const ERAS: [(&str, i32); 2] = [("令和", 2018), ("平成", 1988)];
    for (era, before) in ERAS {
        let Some((start, rest)) = text.split_once(era) else { continue };
        let rest = rest.trim_start();
        let (number, rest) = match rest.strip_prefix('元') {
            Some(rest) => (Some(1), rest),
            None => {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                (rest[..end].parse::<i32>().ok(), &rest[end..])
            }
        };
        if let Some(number) = number.filter(|number| (1..=99).contains(number)) {
            return format!("{start}{}{rest}", before + number).into();
        }
    }
    text.into()
}

/// One day, or two where the order is open.
enum Days {
    One(Day),
    Two { day_first: Day, month_first: Day },
}

/// Whole numbers of seconds, milliseconds, micro- or nanoseconds since 1970, by how many digits
/// they have (which is unambiguous from 1973 to 5138), and what old web services write.
fn machine(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let inside = lower
        .strip_prefix("/date(")
        .or_else(|| lower.strip_prefix("\\/date("))
        .or_else(|| lower.strip_prefix("new date("))
        .or_else(|| lower.strip_prefix("date("))
        .and_then(|rest| rest.split_once(')'));
    if let Some((inside, _)) = inside {
        let end = inside.char_indices().skip(1).find(|(_, c)| matches!(c, '+' | '-'));
        return inside[..end.map_or(inside.len(), |(at, _)| at)].trim().parse().ok();
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b".eE+".contains(&byte)) {
        return None;
    }
    // A spreadsheet shows long numbers with an exponent and keeps their first digits.
    let spelled: String;
    let text = if text.contains(['e', 'E']) {
        let number = text.parse::<f64>().ok().filter(|number| (1e8..1e19).contains(number))?;
        spelled = format!("{number:.0}");
        &spelled
    } else {
        text
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let number = || whole.parse::<i64>().ok();
    match whole.len() {
        9..=11 => Some(number()? * 1000 + clock::thousandths(fraction)),
        12..=14 if compact_day(whole).is_none() => number(),
        15..=17 => Some(number()? / 1000),
        18..=19 => Some(number()? / 1_000_000),
        _ => None,
    }
}

/// The day that eight digits or more begin with.
fn compact_day(digits: &str) -> Option<Day> {
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    (1970..2100).contains(&year).then(|| Day::from_civil(year as i32, month, day))?
}

/// `20230801`, `20230801130925`, `20230801T130925`: the day, and the time where there is one.
fn compact(tokens: &mut Tokens) -> Option<(Days, Option<u32>)> {
    let at = tokens.numbers().find(|&at| matches!(tokens.digits(at).len(), 8 | 12 | 14))?;
    let digits = tokens.digits(at).to_owned();
    let day = compact_day(&digits)?;
    tokens.take(at);
    let mut time = digits[8..].to_owned();
    if time.is_empty()
        && tokens.word(at + 1) == Some("t")
        && matches!(tokens.digits(at + 2).len(), 4 | 6)
    {
        time = tokens.digits(at + 2).to_owned();
        tokens.take(at + 1);
        tokens.take(at + 2);
    }
    if time.is_empty() {
        return Some((Days::One(day), None));
    }
    let part = |from: usize| time.get(from..from + 2).map_or(Some(0), |text| text.parse().ok());
    Some((Days::One(day), Some(clock::of_day(part(0)?, part(2)?, part(4)?)?)))
}

/// The first two of three numbers with signs between them where the last is the year, and whether
/// the signs are dots.
fn pair(tokens: &Tokens) -> Option<(u64, u64, bool)> {
    tokens.numbers().find_map(|first| {
        let (sign, second) = tokens.joined(first)?;
        let (again, third) = tokens.joined(second)?;
        let year = matches!(tokens.digits(third).len(), 2 | 4);
        let short = tokens.digits(first).len() <= 2 && tokens.digits(second).len() <= 2;
        (sign == again && year && short)
            .then(|| (tokens.value(first), tokens.value(second), sign == '.'))
    })
}

/// `2026-10-01`, `2026年10月1日`, `13.10.2026`, `10/13/26`.
fn numeric(tokens: &mut Tokens) -> Option<Days> {
    for first in tokens.numbers().collect::<Vec<_>>() {
        let Some((sign, second)) = tokens.joined(first) else { continue };
        let Some((again, third)) = tokens.joined(second) else { continue };
        // Four numbers with dots are a version or an address.
        let more = tokens.joined(third).is_some_and(|(sign, _)| sign == again && sign != ' ');
        if sign != again || more {
            continue;
        }
        let closed = tokens.list.get(third + 1) == Some(&Token::Sign('.'));
        let length = |at: usize| tokens.digits(at).len();
        let value = |at: usize| tokens.value(at) as u32;
        let days = if length(first) == 4 && length(second) <= 2 && length(third) <= 2 {
            let year = year(tokens.digits(first))?;
            Day::from_civil(year, value(second), value(third)).map(Days::One)
        } else if sign == '.' && [first, second, third].iter().all(|&at| length(at) == 2) && closed
        {
            // Korean shops write a short year first and a dot behind each number.
            let year = year(tokens.digits(first))?;
            Day::from_civil(year, value(second), value(third)).map(Days::One)
        } else if length(first) <= 2 && length(second) <= 2 && matches!(length(third), 2 | 4) {
            let year = year(tokens.digits(third))?;
            let day = |month, day| Day::from_civil(year, month, day);
            let (one, two) = (value(first), value(second));
            match (day(two, one), day(one, two)) {
                (Some(day_first), _) if sign == '.' || one == two => Some(Days::One(day_first)),
                (Some(day_first), Some(month_first)) => Some(Days::Two { day_first, month_first }),
                (Some(day), None) | (None, Some(day)) => Some(Days::One(day)),
                (None, None) => None,
            }
        } else {
            None
        };
        if let Some(days) = days {
            for at in first..=third {
                tokens.take(at);
            }
            return Some(days);
        }
    }
    None
}

/// A date with the name of its month: day, month, year; month, day, year; year, month, day.
fn named(tokens: &mut Tokens) -> Option<Days> {
    for place in 0..tokens.list.len() {
        let named = tokens.word(place).and_then(months::number);
        // Vietnamese numbers its months: "1 tháng 8, 2023".
        let counted = (tokens.word(place) == Some("thang")).then(|| tokens.near(place, true));
        let (at, before, month) = match (named, counted.flatten()) {
            (Some(month), _) => (place, tokens.near(place, false), month),
            (None, Some(at)) => (at, tokens.near(place, false), tokens.value(at) as u32),
            (None, None) => continue,
        };
        let short = |at: &usize| tokens.digits(*at).len() <= 2;
        let long = |at: &usize| tokens.digits(*at).len() == 4;
        let after = tokens.near(at, true);
        let further = after.and_then(|after| tokens.near(after, true));
        let last = || tokens.numbers().filter(long).last();
        let (day, year_at) = match (before, after) {
            (Some(day), Some(year)) if short(&day) && long(&year) => (day, year),
            (Some(year), Some(day)) if long(&year) && short(&day) => (day, year),
            (Some(day), Some(year)) if short(&day) && short(&year) => (day, year),
            (None, Some(day)) if short(&day) => (day, further.or_else(last)?),
            (Some(day), None) if short(&day) => (day, last()?),
            _ => continue,
        };
        let (number, written) = (tokens.value(day) as u32, tokens.digits(year_at).to_owned());
        if let Some(found) = year(&written).and_then(|year| Day::from_civil(year, month, number)) {
            for taken in [place, at, day, year_at] {
                tokens.take(taken);
            }
            return Some(Days::One(found));
        }
    }
    None
}

/// The year of two or four digits; `69` is 2069 and `70` is 1970, as POSIX has it for strptime but
/// a year later. Thailand counts from 543 before the common era.
fn year(digits: &str) -> Option<i32> {
    let number = digits.parse::<i32>().ok()?;
    match digits.len() {
        4 if number > 2400 => Some(number - 543),
        4 => Some(number),
        2 if number < 70 => Some(2000 + number),
        2 => Some(1900 + number),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
