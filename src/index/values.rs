//! Values behind a field in a query: numbers, days, and ranges of them.
//!
//! Takes the text after the colon, gives bounds. `3`, `1..2`, `2..`, `..2`, `<=2`, `<2`, `>=2`,
//! `>2`; days may be months (`2026-03`) or years (`2026`), which stand for all their days, or an age
//! (`7d`, `6w`, `3m`, `1y`) before the day that counts as today.

use std::ops::Bound;

use crate::model::{Day, Timestamp};

use super::spelling::version;

/// From and to.
pub(super) type Bounds<T> = (Bound<T>, Bound<T>);

/// Reads numbers; `None` when the text is none of the forms, or its range is empty of meaning.
pub(super) fn numbers(text: &str) -> Option<Bounds<f64>> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    bounds(text, |text| number(text).map(|number| (number, number)))
}

/// Reads days and gives instants: from the first second of the first day to before the first
/// second after the last.
pub(super) fn instants(text: &str, today: Option<Day>) -> Option<Bounds<Timestamp>> {
    let (from, to) = bounds(text, |text| period(text, today))?;
    let from = match from {
        Bound::Included(day) => Bound::Included(day.start()),
        Bound::Excluded(day) => Bound::Included(day.plus(1).start()),
        Bound::Unbounded => Bound::Unbounded,
    };
    let to = match to {
        Bound::Included(day) => Bound::Excluded(day.plus(1).start()),
        Bound::Excluded(day) => Bound::Excluded(day.start()),
        Bound::Unbounded => Bound::Unbounded,
    };
    Some((from, to))
}

/// First and last day of a day, a month or a year; the day so long before today.
pub(super) fn period(text: &str, today: Option<Day>) -> Option<(Day, Day)> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Day>() {
        return Some((day, day));
    }
    if let Some(day) = today.and_then(|today| before(text, today)) {
        return Some((day, day));
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let year = |text: &str| text.parse::<i32>().ok().filter(|_| text.len() == 4 && digits(text));
    let (first, next) = match text.split_once('-') {
        None => {
            let year = year(text)?;
            (Day::from_civil(year, 1, 1)?, Day::from_civil(year + 1, 1, 1)?)
        }
        Some((of_year, month)) => {
            let (year, month) =
                (year(of_year)?, month.parse::<u32>().ok().filter(|_| digits(month))?);
            let (next_year, next_month) =
                if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            (Day::from_civil(year, month, 1)?, Day::from_civil(next_year, next_month, 1)?)
        }
    };
    Some((first, next.plus(-1)))
}

/// The day an age before today, as `--since` reads one: months of 30 days, years of 365.
fn before(text: &str, today: Day) -> Option<Day> {
    if text == "today" {
        return Some(today);
    }
    let unit = text.chars().next_back()?;
    let number: i32 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    let days = match unit {
        'd' => 1,
        'w' => 7,
        'm' => 30,
        'y' => 365,
        _ => return None,
    };
    let days = number.checked_mul(days).filter(|days| (0..1_000_000).contains(days))?;
    Some(today.plus(-days))
}

/// Reads versions, or numbers that order like them.
pub(super) fn versions(text: &str) -> Option<Bounds<Vec<u64>>> {
    bounds(text, |text| version(text).map(|one| (one.clone(), one)))
}

/// Bounds from one of the forms; `read` gives the first and last value a text stands for.
fn bounds<T: PartialOrd>(text: &str, read: impl Fn(&str) -> Option<(T, T)>) -> Option<Bounds<T>> {
    let text = text.trim();
    for (sign, below, equal) in
        [("<=", true, true), (">=", false, true), ("<", true, false), (">", false, false)]
    {
        if let Some(rest) = text.strip_prefix(sign) {
            let (first, last) = read(rest)?;
            return Some(match (below, equal) {
                (true, true) => (Bound::Unbounded, Bound::Included(last)),
                (true, false) => (Bound::Unbounded, Bound::Excluded(first)),
                (false, true) => (Bound::Included(first), Bound::Unbounded),
                (false, false) => (Bound::Excluded(last), Bound::Unbounded),
            });
        }
    }
    match text.split_once("..") {
        None => read(text).map(|(first, last)| (Bound::Included(first), Bound::Included(last))),
        Some((from, to)) => {
            let from = if from.trim().is_empty() { None } else { Some(read(from)?.0) };
            let to = if to.trim().is_empty() { None } else { Some(read(to)?.1) };
            match (from, to) {
                (None, None) => None,
                (Some(from), Some(to)) if from > to => None,
                (from, to) => Some((
                    from.map_or(Bound::Unbounded, Bound::Included),
                    to.map_or(Bound::Unbounded, Bound::Included),
                )),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_number() {
        use Bound::{Excluded, Included, Unbounded};
        assert_eq!(numbers("3"), Some((Included(3.0), Included(3.0))));
        assert_eq!(numbers("1..2"), Some((Included(1.0), Included(2.0))));
        assert_eq!(numbers("2.."), Some((Included(2.0), Unbounded)));
        assert_eq!(numbers("..2.5"), Some((Unbounded, Included(2.5))));
        assert_eq!(numbers("<=2"), Some((Unbounded, Included(2.0))));
        assert_eq!(numbers("<2"), Some((Unbounded, Excluded(2.0))));
        assert_eq!(numbers(">=2"), Some((Included(2.0), Unbounded)));
        assert_eq!(numbers(">2"), Some((Excluded(2.0), Unbounded)));
        for refused in ["", "..", "2..1", "two", "NaN", "<", "1..x", "inf"] {
            assert_eq!(numbers(refused), None, "{refused}");
        }
    }

    #[test]
    fn months_and_years_are_all_their_days() {
        let shown = |text| period(text, None).map(|(a, b)| format!("{a} {b}"));
        assert_eq!(shown("2024-02").as_deref(), Some("2024-02-01 2024-02-29"));
        assert_eq!(shown("2026-12").as_deref(), Some("2026-12-01 2026-12-31"));
        assert_eq!(shown("2026").as_deref(), Some("2026-01-01 2026-12-31"));
        assert_eq!(shown("2026-03-04").as_deref(), Some("2026-03-04 2026-03-04"));
        for refused in ["26", "2026-13", "2026-02-30", "yesterday", "9999"] {
            assert_eq!(shown(refused), None, "{refused}");
        }
        let today = Day::from_civil(2026, 3, 14);
        let week = period("7d", today).map(|(first, last)| (first.to_string(), last.to_string()));
        assert_eq!(week, Some(("2026-03-07".to_owned(), "2026-03-07".to_owned())));
        assert_eq!(period("7d", None), None);
        assert!(versions("3.1..3.4").is_some() && versions(">=beta").is_none());
        let march = instants(">2026-02", None).map(|(from, _)| from);
        let first = Day::from_civil(2026, 3, 1).expect("a day").start();
        assert_eq!(march, Some(Bound::Included(first)));
    }
}
