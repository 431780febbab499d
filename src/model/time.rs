//! Instants and days: UTC seconds and the proleptic Gregorian calendar, nothing else.
//!
//! Zones and written formats are read at the edge (intake); inside, an instant is a number of
//! seconds and a day a number of days, both since 1970-01-01 UTC.

use std::fmt;
use std::str::FromStr;

use super::ParseIdError;

/// An instant: whole seconds since 1970-01-01T00:00:00Z, negative before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp(pub i64);

/// A calendar day in UTC: days since 1970-01-01, negative before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(pub i32);

const SECONDS_A_DAY: i64 = 86_400;

impl Timestamp {
    /// The UTC day this instant falls on.
    pub fn day(self) -> Day {
        let days = self.0.div_euclid(SECONDS_A_DAY);
        Day(days.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, to the second: `2026-08-22T09:15:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let within = self.0.rem_euclid(SECONDS_A_DAY);
        let (hour, minute, second) = (within / 3600, within / 60 % 60, within % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}Z", self.day())
    }
}

impl Day {
    /// The day of a year (may be negative), month 1 to 12 and day 1 to 31, if there is such a day.
    ///
    /// Days from civil: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    pub fn from_civil(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1..=12).contains(&month) || !(-9999..=9999).contains(&year) {
            return None;
        }
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let year_of_era = shifted.rem_euclid(400);
        let month_from_march = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let found = Day(era * 146_097 + day_of_era - 719_468);
        (found.civil() == (year, month, day)).then_some(found)
    }

    /// Year, month 1 to 12 and day of the month 1 to 31 (same source as [`Day::from_civil`]).
    pub fn civil(self) -> (i32, u32, u32) {
        let shifted = i64::from(self.0) + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
        let month = ((month_from_march + 2) % 12 + 1) as u32;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year as i32, month, day)
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u32 {
        (self.0 + 3).rem_euclid(7) as u32
    }

    /// The Monday on or before this day: weeks start on Monday (ISO 8601).
    pub fn monday(self) -> Day {
        Day(self.0 - self.weekday() as i32)
    }

    /// This day moved by `days`, backwards when negative.
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this day, negative when `earlier` is later.
    pub fn since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The first instant of the day.
    pub fn start(self) -> Timestamp {
        Timestamp(i64::from(self.0) * SECONDS_A_DAY)
    }
}

impl fmt::Display for Day {
    /// ISO 8601: `2026-08-22`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Day, ParseIdError> {
        let error = ParseIdError { expected: "a day such as 2026-08-22" };
        let mut pieces = text.splitn(3, '-');
        let mut next = || pieces.next().filter(|piece| piece.bytes().all(|b| b.is_ascii_digit()));
        let (Some(year), Some(month), Some(day)) = (next(), next(), next()) else {
            return Err(error);
        };
        match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => Day::from_civil(year, month, day).ok_or(error),
            _ => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        assert_eq!(Day(0).to_string(), "1970-01-01");
        assert_eq!(
            Day::from_civil(2000, 2, 29).map(|d| d.to_string()).as_deref(),
            Some("2000-02-29")
        );
        assert_eq!(Day::from_civil(1900, 2, 29), None);
        assert_eq!("2026-11-22".parse::<Day>().map(Day::weekday), Ok(6));
        assert_eq!(
            "2026-11-22".parse::<Day>().map(|d| d.monday().to_string()).as_deref(),
            Ok("2026-11-16")
        );
        assert_eq!(Timestamp(-1).to_string(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn civil_round_trip() {
        for number in (-800_000..800_000).step_by(97) {
            let (year, month, day) = Day(number).civil();
            assert_eq!(Day::from_civil(year, month, day), Some(Day(number)));
        }
    }
}
