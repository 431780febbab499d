//! What a column holds, as times: for whoever guesses which column is which.
//!
//! Takes values; counts what the reader of times makes of each, so that a guess and the night never
//! disagree about what is a time.

use crate::text::dates::{self, DayOrder, Written};

use super::{END, FIRST, says_nothing, serial};

/// How a column of times is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeColumn {
    /// Values that are times whatever the column says.
    pub read: usize,
    /// Values that are one of two days.
    pub open: usize,
    /// Values that show the day first.
    pub day_first: usize,
    /// Values that show the month first.
    pub month_first: usize,
    /// Values that say that there is no time.
    pub missing: usize,
    /// Values that count back from a day nobody knows.
    pub relative: usize,
    /// Values that may be serial days of a spreadsheet.
    pub serial: usize,
    /// Values that are something else.
    pub unread: usize,
    /// Of the times, those that are numbers of seconds or digits of a day run together.
    pub bare: usize,
    /// The first time, as it is written.
    pub example: Option<String>,
    /// The first that is open, as it is written.
    pub open_example: Option<String>,
    /// The first that counts back, or is something else.
    pub odd: Option<String>,
    /// Whether two times differ.
    pub varied: bool,
    /// Days from the first to the last, were every open value day first.
    pub day_first_span: Option<i32>,
    /// The same, were every open value month first.
    pub month_first_span: Option<i32>,
}

impl TimeColumn {
    /// Looks at a column's values.
    pub fn of<'a>(values: impl Iterator<Item = &'a str>) -> TimeColumn {
        let mut found = TimeColumn::default();
        let (mut day_first_days, mut month_first_days) = (Vec::new(), Vec::new());
        for value in values {
            let value = value.trim();
            let shown = || Some(value.chars().take(60).collect::<String>());
            if says_nothing(value) {
                found.missing += 1;
                continue;
            }
            let bare = value.bytes().all(|byte| byte.is_ascii_digit() || b".eE+".contains(&byte));
            match dates::read(value) {
                Some(Written::Either { day_first, month_first }) => {
                    day_first_days.push(day_first.day);
                    month_first_days.push(month_first.day);
                    found.open += 1;
                    found.open_example = found.open_example.take().or_else(shown);
                }
                Some(Written::Instant(millis)) if (FIRST..END).contains(&millis) => {
                    found.read += 1;
                }
                Some(Written::At(wall)) if (FIRST..END).contains(&(wall.day.start().0 * 1000)) => {
                    found.read += 1;
                }
                _ if serial(value).is_some() => found.serial += 1,
                _ => {
                    let relative = dates::is_relative(value);
                    found.relative += usize::from(relative);
                    found.unread += usize::from(!relative);
                    found.odd = found.odd.take().or_else(shown);
                    continue;
                }
            }
            match dates::order(value) {
                Some(DayOrder::DayFirst) => found.day_first += 1,
                Some(DayOrder::MonthFirst) => found.month_first += 1,
                None => {}
            }
            found.bare += usize::from(bare);
            match &found.example {
                None => found.example = shown(),
                Some(example) => {
                    found.varied |= *example != value.chars().take(60).collect::<String>()
                }
            }
        }
        let span = |days: &[crate::model::Day]| Some(days.iter().max()?.since(*days.iter().min()?));
        found.day_first_span = span(&day_first_days);
        found.month_first_span = span(&month_first_days);
        found
    }

    /// Values that are there, whatever they are.
    pub fn there(&self) -> usize {
        self.read + self.open + self.serial + self.relative + self.unread
    }

    /// Whether nearly all that is there is a time (nine in ten: a column has typing errors, and a
    /// text that begins with a date is no time).
    pub fn is_time(&self) -> bool {
        let times = self.read + self.open;
        times > 0 && times * 10 >= self.there() * 9
    }

    /// Whether nearly all that is there can be days of a spreadsheet.
    pub fn is_serial(&self) -> bool {
        self.serial > 0 && (self.serial + self.read) * 10 >= self.there() * 9
    }

    /// Whether nearly all that is there counts back.
    pub fn is_relative(&self) -> bool {
        self.relative > 0 && self.relative * 10 >= self.there() * 7
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_told_by_its_values() {
        let of = |values: &[&str]| TimeColumn::of(values.iter().copied());
        let order = of(&["03/04/2026", "13/04/2026", "NULL", ""]);
        assert!(order.is_time());
        assert_eq!((order.open, order.day_first, order.missing), (1, 1, 2));
        assert!(of(&["45139", "45140.5"]).is_serial());
        assert!(of(&["2 days ago", "a week ago"]).is_relative());
        assert!(!of(&["10.2.1", "10.2.2"]).is_time());
        assert!(of(&["2026-01-01", "2026-01-02"]).varied);
        assert!(!of(&["2026-01-01", "2026-01-01"]).varied);
    }
}
