//! Written times to instants.
//!
//! Takes a time as the source writes it and the formats of the feed, tried in order; gives UTC
//! milliseconds, finer parts cut off. Without formats, and where they name `usual`, the layout is
//! what [`crate::text::dates`] makes of it. A time without an offset is in the feed's zone; an hour that a clock change repeats is
//! the first of the two, one that it skips moves forward (jiff's "compatible", RFC 5545). Years
//! before 1970 and after 2200 are nobody's feedback and count as unreadable.

mod column;

use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;

use crate::model::{Day, Timestamp};
use crate::text::dates::{self, DayOrder, Wall, Written};

pub use column::TimeColumn;

/// How one feed's times are read.
#[derive(Debug, Clone)]
pub(super) struct Times {
    formats: Vec<Format>,
    zone: TimeZone,
    order: Option<DayOrder>,
}

/// An instant in milliseconds since 1970, UTC: finer than what is kept, so that two versions of a
/// record in one second are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// The second it lies in.
    pub fn timestamp(self) -> Timestamp {
        Timestamp(self.0.div_euclid(1000))
    }
}

impl std::fmt::Display for Moment {
    /// RFC 3339 in UTC; milliseconds only when there are any.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let whole = self.timestamp().to_string();
        match self.0.rem_euclid(1000) {
            0 => f.write_str(&whole),
            millis => write!(f, "{}.{millis:03}Z", whole.trim_end_matches('Z')),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Format {
    /// `2026-08-22`, `2026-08-22 10:00`, `2026-08-22T10:00:00.5+02:00`.
    Iso,
    Mail,
    Seconds,
    Millis,
    /// Serial days of a spreadsheet since 1899-12-30, or what a date cell was turned into.
    Excel,
    /// A pattern, then `GMT`, `UTC`, `GMT+1` or `GMT+5:30`.
    GmtSuffix(String),
    /// Whatever layout the reader of dates knows.
    Usual,
    Pattern(String),
}

const FIRST: i64 = 0;
/// 2201-01-01T00:00:00Z.
const END: i64 = 7_289_654_400_000;

/// Why a time that is there cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// No format fits, or the year is absurd.
    Unreadable,
    /// Day and month could be either, and neither the settings nor the column say which.
    Ambiguous,
}

/// What exports write where there is no time: the marks of R, Python, SQL and spreadsheets, and
/// the day zero of MySQL.
const NOTHING: [&str; 20] = [
    "false",
    "na",
    "n/a",
    "n.a.",
    "#n/a",
    "null",
    "(null)",
    "\\n",
    "none",
    "nil",
    "nan",
    "nat",
    "undefined",
    "unknown",
    "-",
    "--",
    "\u{2013}",
    "\u{2014}",
    "0000-00-00",
    "0000-00-00 00:00:00",
];

/// Whether a value says that there is no time.
pub(super) fn says_nothing(text: &str) -> bool {
    text.is_empty() || NOTHING.iter().any(|one| text.eq_ignore_ascii_case(one))
}

impl Times {
    /// Compiles the formats and finds the zone.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn new(
        formats: &[String],
        gmt_suffix: Option<&str>,
        zone: Option<&str>,
        order: Option<DayOrder>,
    ) -> Result<Times, String> {
        let name = zone.unwrap_or("UTC");
        let zone = zone_of(name).ok_or_else(|| {
            format!("zone: `{name}` is no time zone; use a name such as Europe/Berlin")
        })?;
        let formats = if formats.is_empty() {
            vec![Format::Iso, Format::Usual]
        } else {
            formats.iter().map(|text| format(text, gmt_suffix)).collect::<Result<_, _>>()?
        };
        Ok(Times { formats, zone, order })
    }

    /// The instant; `zone` is the zone the record itself brings, `order` the one its column shows.
    /// Nothing for a text that says so (see [`says_nothing`]).
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn read(
        &self,
        text: &str,
        zone: Option<&str>,
        order: Option<DayOrder>,
    ) -> Result<Option<Moment>, Trouble> {
        let text = text.trim();
        if says_nothing(text) {
            return Ok(None);
        }
        let own = zone.and_then(zone_of);
        let local = Local { zone: own.as_ref().unwrap_or(&self.zone), order: self.order.or(order) };
        let read = self.formats.iter().find_map(|format| local.read(format, text));
        if let Some(millis) = read.filter(|millis| (FIRST..END).contains(millis)) {
            return Ok(Some(Moment(millis)));
        }
        let open = local.order.is_none() && self.formats.contains(&Format::Usual);
        Err(match dates::read(text) {
            Some(Written::Either { .. }) if open => Trouble::Ambiguous,
            _ => Trouble::Unreadable,
        })
    }
}

impl Times {
    /// Seconds east of UTC at an instant, in the zone that the record brings, else the feed's.
    pub(super) fn east(&self, zone: Option<&str>, at: Moment) -> i32 {
        let own = zone.and_then(zone_of);
        let zone = own.as_ref().unwrap_or(&self.zone);
        jiff::Timestamp::from_millisecond(at.0).map_or(0, |at| zone.to_offset(at).seconds())
    }
}

/// A column of days as people write them, read together: where `03/04/2026` could be two days, the
/// column's other values say which. Nothing where a value says that there is no day.
///
/// # Errors
/// For each value why it cannot be read.
pub fn days(values: &[&str]) -> Vec<Result<Option<Day>, &'static str>> {
    let column = TimeColumn::of(values.iter().copied());
    let order = match column.day_first.cmp(&column.month_first) {
        std::cmp::Ordering::Greater => Some(DayOrder::DayFirst),
        std::cmp::Ordering::Less => Some(DayOrder::MonthFirst),
        std::cmp::Ordering::Equal => None,
    };
    let formats = if column.is_serial() { vec!["excel".to_owned()] } else { Vec::new() };
    let Ok(times) = Times::new(&formats, None, None, order) else { return Vec::new() };
    let read = |text: &&str| match times.read(text, None, None) {
        Ok(moment) => Ok(moment.map(|moment| moment.timestamp().day())),
        Err(Trouble::Ambiguous) => Err("its day could be two: write it as 2026-08-22"),
        Err(Trouble::Unreadable) => Err("its day cannot be read: write it as 2026-08-22"),
    };
    values.iter().map(read).collect()
}

/// The zone of an IANA name; `Z` is UTC too.
fn zone_of(name: &str) -> Option<TimeZone> {
    match name {
        "UTC" | "Z" => Some(TimeZone::UTC),
        name => TimeZone::get(name).ok(),
    }
}

/// Reads times of one zone; all in milliseconds.
struct Local<'a> {
    zone: &'a TimeZone,
    order: Option<DayOrder>,
}

impl Local<'_> {
    fn read(&self, format: &Format, text: &str) -> Option<i64> {
        match format {
            Format::Iso => self.iso(text),
            Format::Seconds => unix(text).map(|(seconds, millis, _)| seconds * 1000 + millis),
            Format::Millis => unix(text).map(|(whole, ..)| whole),
            Format::Mail => {
                static PARSER: rfc2822::DateTimeParser =
                    rfc2822::DateTimeParser::new().relaxed_weekday(true);
                PARSER.parse_timestamp(text).ok().map(jiff::Timestamp::as_millisecond)
            }
            Format::Usual => self.usual(text),
            Format::Pattern(pattern) => self.pattern(pattern, text),
            Format::Excel => match serial(text) {
                Some(wall) => self.local(wall),
                None => text.contains('T').then(|| self.iso(text))?,
            },
            Format::GmtSuffix(pattern) => {
                let (before, offset) = gmt_suffix(text)?;
                let utc = Local { zone: &TimeZone::UTC, order: None };
                Some(utc.pattern(pattern, before)? - offset * 1000)
            }
        }
    }

    fn iso(&self, text: &str) -> Option<i64> {
        let (day, millis, offset) = iso(text)?;
        let wall = day.start().0 * 1000 + i64::from(millis);
        match offset {
            Some(offset) => Some(wall - i64::from(offset) * 1000),
            None => self.local(wall),
        }
    }

    fn pattern(&self, pattern: &str, text: &str) -> Option<i64> {
        let squeezed: String;
        let text = if text.contains("  ") {
            squeezed = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            &squeezed
        } else {
            text
        };
        let read = BrokenDownTime::parse(pattern, text).ok()?;
        if read.offset().is_some() {
            return read.to_timestamp().ok().map(jiff::Timestamp::as_millisecond);
        }
        let when = match read.to_datetime() {
            Ok(when) => when,
            Err(_) => read.to_date().ok()?.to_datetime(jiff::civil::Time::midnight()),
        };
        self.civil(when)
    }

    fn civil(&self, when: DateTime) -> Option<i64> {
        let zoned = self.zone.to_ambiguous_timestamp(when).compatible().ok()?;
        Some(zoned.as_millisecond())
    }

    /// Milliseconds of a wall clock, as if it were UTC, to the instant.
    fn local(&self, wall: i64) -> Option<i64> {
        if *self.zone == TimeZone::UTC {
            return Some(wall);
        }
        let as_utc = jiff::Timestamp::from_millisecond(wall).ok()?;
        self.civil(as_utc.to_zoned(TimeZone::UTC).datetime())
    }

    fn usual(&self, text: &str) -> Option<i64> {
        let wall = match dates::read(text)? {
            Written::Instant(millis) => return Some(millis),
            Written::At(wall) => wall,
            Written::Either { day_first, month_first } => match self.order? {
                DayOrder::DayFirst => day_first,
                DayOrder::MonthFirst => month_first,
            },
        };
        let Wall { day, millis, offset } = wall;
        let local = day.start().0 * 1000 + i64::from(millis);
        match offset {
            Some(seconds) => Some(local - i64::from(seconds) * 1000),
            None => self.local(local),
        }
    }
}

/// A format of the settings.
fn format(text: &str, gmt_suffix: Option<&str>) -> Result<Format, String> {
    let checked = |pattern: &str| {
        let sample = jiff::Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
        strtime::format(pattern, &sample)
            .map(|_| pattern.to_owned())
            .map_err(|error| format!("formats: `{pattern}`: {error}"))
    };
    Ok(match text {
        "rfc3339" => Format::Iso,
        "rfc2822" => Format::Mail,
        "unix_s" | "unix_frac" => Format::Seconds,
        "unix_ms" => Format::Millis,
        "excel" => Format::Excel,
        "usual" => Format::Usual,
        "gmt_suffix" => Format::GmtSuffix(match gmt_suffix {
            Some(pattern) => checked(pattern)?,
            None => return Err("gmt_suffix_pattern: is needed for the format gmt_suffix".into()),
        }),
        pattern if pattern.contains('%') => Format::Pattern(checked(pattern)?),
        other => {
            return Err(format!(
                "formats: `{other}` is unknown; use usual, rfc3339, rfc2822, unix_s, unix_ms, unix_frac, \
                 excel, gmt_suffix or a pattern such as %d/%m/%Y %H:%M"
            ));
        }
    })
}

/// What stands before `GMT+5:30`, and the offset in seconds.
fn gmt_suffix(text: &str) -> Option<(&str, i64)> {
    let at = text.rfind("GMT").or_else(|| text.rfind("UTC"))?;
    let (before, zone) = (text[..at].trim_end(), &text[at + 3..]);
    if zone.is_empty() {
        return Some((before, 0));
    }
    let sign = match zone.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone[1..].split_once(':').unwrap_or((&zone[1..], "0"));
    let digits = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i64>().ok())?
    };
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours <= 14 && minutes < 60).then_some((before, sign * (hours * 3600 + minutes * 60)))
}

/// Milliseconds of the wall clock that a spreadsheet's serial day stands for (day 25,569 is
/// 1970-01-01), rounded to the second, since binary fractions of a day are not whole milliseconds.
/// Only days of this and the last century.
fn serial(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let days = plain.then(|| text.parse::<f64>().ok())??;
    let seconds = ((days - 25_569.0) * 86_400.0).round();
    (20_000.0..80_000.0).contains(&days).then(|| seconds as i64 * 1000)
}

/// Whole number, thousandths of its fraction, and how many digits the whole number has.
fn unix(text: &str) -> Option<(i64, i64, usize)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() > 15 {
        return None;
    }
    whole.parse().ok().map(|number| (number, thousandths(fraction.as_bytes()), whole.len()))
}

/// The first three digits of a fraction, filled with zeros.
fn thousandths(digits: &[u8]) -> i64 {
    (0..3).fold(0, |sum, at| sum * 10 + digits.get(at).map_or(0, |digit| i64::from(digit - b'0')))
}

/// Two digits and the rest.
fn two(text: &[u8]) -> Option<(u32, &[u8])> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => {
            Some((u32::from(tens - b'0') * 10 + u32::from(ones - b'0'), rest))
        }
        _ => None,
    }
}

/// `h:MM[:SS[.fraction]]` as milliseconds of the day, and the rest. A leap second is the one before
/// it.
fn wall_clock(text: &[u8]) -> Option<(u32, &[u8])> {
    let (hour, rest) = match text {
        [hour @ b'0'..=b'9', b':', ..] => (u32::from(hour - b'0'), &text[1..]),
        _ => two(text)?,
    };
    let (minute, mut rest) = two(rest.strip_prefix(b":")?)?;
    let (mut second, mut millis) = (0, 0);
    if let Some(after) = rest.strip_prefix(b":") {
        (second, rest) = two(after)?;
        if let [b'.' | b',', fraction @ ..] = rest {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            millis = thousandths(&fraction[..digits]) as u32;
            rest = &fraction[digits..];
        }
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(((hour * 3600 + minute * 60 + second.min(59)) * 1000 + millis, rest))
}

/// Day, millisecond of the day, and offset in seconds when there is one.
fn iso(text: &str) -> Option<(Day, u32, Option<i32>)> {
    let bytes = text.as_bytes();
    let (century, rest) = two(bytes)?;
    let (year, rest) = two(rest)?;
    let (month, rest) = two(rest.strip_prefix(b"-")?)?;
    let (day, rest) = two(rest.strip_prefix(b"-")?)?;
    let day = Day::from_civil((century * 100 + year) as i32, month, day)?;
    let rest = match rest {
        [] => return Some((day, 0, None)),
        [b'T' | b't' | b' ', rest @ ..] => rest.trim_ascii_start(),
        _ => return None,
    };
    let (millis, rest) = wall_clock(rest)?;
    let offset = match rest.trim_ascii() {
        [] => None,
        [b'Z' | b'z'] | b"UTC" | b"GMT" => Some(0),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let (hours, rest) = two(rest)?;
            let minutes = match rest {
                [] => 0,
                _ => {
                    let (minutes, rest) = two(rest.strip_prefix(b":").unwrap_or(rest))?;
                    if !rest.is_empty() {
                        return None;
                    }
                    minutes
                }
            };
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = (hours * 3600 + minutes * 60) as i32;
            Some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => return None,
    };
    Some((day, millis, offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(formats: &[&str], zone: Option<&str>, text: &str) -> Option<String> {
        let formats: Vec<String> = formats.iter().map(|text| (*text).to_owned()).collect();
        let times =
            Times::new(&formats, Some("%Y/%m/%d %I:%M:%S %p"), zone, None).expect("good settings");
        times.read(text, None, None).ok().flatten().map(|at| at.to_string())
    }

    #[test]
    fn the_usual_suspects() {
        for (text, want) in [
            ("2026-08-22", "2026-08-22T00:00:00Z"),
            ("2026-08-22 10:00:00", "2026-08-22T10:00:00Z"),
            ("2026-08-22T10:00:00.1239+02:00", "2026-08-22T08:00:00.123Z"),
            ("2026-08-22T10:00:00+0000", "2026-08-22T10:00:00Z"),
            ("2026-08-22 10:00 UTC", "2026-08-22T10:00:00Z"),
            ("22.08.2026 10:00", "2026-08-22T10:00:00Z"),
            ("08/22/2026", "2026-08-22T00:00:00Z"),
            ("22/08/2026 1:05 PM", "2026-08-22T13:05:00Z"),
            ("05/05/2026", "2026-05-05T00:00:00Z"),
            ("1787392800", "2026-08-22T10:00:00Z"),
            ("1787392800123", "2026-08-22T10:00:00.123Z"),
            ("Sat, 22 Aug 2026 10:00:00 +0000", "2026-08-22T10:00:00Z"),
            ("Sat Aug 22 10:00:00 +0000 2026", "2026-08-22T10:00:00Z"),
            ("Aug 22, 2026", "2026-08-22T00:00:00Z"),
        ] {
            assert_eq!(read(&[], None, text).as_deref(), Some(want), "{text}");
        }
        for text in [
            "03/04/2026",
            "2026-13-01",
            "2026-02-30",
            "yesterday",
            "9999-01-01",
            "1969-12-31",
            "12",
            "2026-08-22T25:00:00Z",
        ] {
            assert_eq!(read(&[], None, text), None, "{text}");
        }
    }

    #[test]
    fn zones_and_clock_changes() {
        let berlin = Some("Europe/Berlin");
        // Repeated hour: the first, still summer time. Skipped hour: moved forward.
        assert_eq!(
            read(&["rfc3339"], berlin, "2025-10-26 02:30:00").as_deref(),
            Some("2025-10-26T00:30:00Z")
        );
        assert_eq!(
            read(&["%d/%b/%y %I:%M %p"], berlin, "30/Mar/25 2:30 AM").as_deref(),
            Some("2025-03-30T01:30:00Z")
        );
        assert_eq!(
            read(&["%m/%d/%Y"], Some("America/New_York"), "03/04/2026").as_deref(),
            Some("2026-03-04T05:00:00Z")
        );
    }

    #[test]
    fn nothing_is_nothing_and_settings_are_checked() {
        let times = Times::new(&["rfc3339".into()], None, None, None).expect("good settings");
        assert_eq!(times.read("  ", None, None), Ok(None));
        assert_eq!(times.read("false", None, None), Ok(None));
        assert_eq!(times.read("soon", None, None), Err(Trouble::Unreadable));
        for text in ["NULL", "n/a", "NaN", "-", "0000-00-00"] {
            assert_eq!(times.read(text, None, None), Ok(None), "{text}");
        }
        let usual = Times::new(&[], None, None, None).expect("good settings");
        let third = "03/04/2026";
        assert_eq!(usual.read(third, None, None), Err(Trouble::Ambiguous));
        for (order, day) in
            [(DayOrder::DayFirst, "2026-04-03"), (DayOrder::MonthFirst, "2026-03-04")]
        {
            let read = usual.read(third, None, Some(order)).ok().flatten();
            assert!(read.is_some_and(|at| at.to_string().starts_with(day)), "{day}");
        }
        assert!(Times::new(&["iso".into()], None, None, None).is_err());
        assert!(Times::new(&["%J".into()], None, None, None).is_err());
        assert!(Times::new(&["gmt_suffix".into()], None, None, None).is_err());
        assert!(Times::new(&[], None, Some("Mars/Base"), None).is_err());
        assert_eq!(
            times.read("2025-11-03 08:00:01", Some("America/Denver"), None).ok().flatten(),
            Some(Moment(1_762_182_001_000))
        );
    }

    #[test]
    fn spreadsheets_fractions_and_suffixes() {
        for (format, text, want) in [
            ("unix_frac", "1762153200.123456", Some("2025-11-03T07:00:00.123Z")),
            ("unix_s", "1762153200", Some("2025-11-03T07:00:00Z")),
            ("excel", "45964.5", Some("2025-11-03T12:00:00Z")),
            ("excel", "2025-11-03T12:00:00.250", Some("2025-11-03T12:00:00.250Z")),
            ("excel", "2025-11-03 12:00:00", None),
            ("excel", "3", None),
            ("gmt_suffix", "2020/10/30 3:08:44 PM GMT+1", Some("2020-10-30T14:08:44Z")),
            ("gmt_suffix", "2020/10/30 3:08:44 PM GMT+5:30", Some("2020-10-30T09:38:44Z")),
            ("gmt_suffix", "2020/10/30 3:08:44 PM GMT", Some("2020-10-30T15:08:44Z")),
            ("gmt_suffix", "2020/10/30 3:08:44 PM PST", None),
        ] {
            assert_eq!(read(&[format], None, text).as_deref(), want, "{format} {text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[-0-9T:/. +ZaApPmMGTUC,]{0,30}", odd in any::<String>()) {
            let odd_formats: Vec<String> = ["excel", "gmt_suffix", "unix_frac"].map(str::to_owned).into();
            for formats in [Vec::new(), odd_formats] {
                let times = Times::new(&formats, Some("%Y"), Some("Europe/Berlin"), None).expect("good settings");
                let _ = times.read(&text, None, None);
                let _ = times.read(&odd, Some(&text), None);
            }
        }

        #[test]
        fn what_is_printed_is_read_back(seconds in 0i64..7_000_000_000) {
            let at = Timestamp(seconds);
            let times = Times::new(&[], None, None, None).expect("good settings");
            prop_assert_eq!(times.read(&at.to_string(), None, None), Ok(Some(Moment(seconds * 1000))));
        }
    }
}
