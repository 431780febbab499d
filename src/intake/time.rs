//! Written times to instants.
//!
//! Takes a time as the source writes it and the formats of the feed, tried in order; gives UTC
//! seconds. A time without an offset is in the feed's zone; an hour that a clock change repeats is
//! the first of the two, one that it skips moves forward (jiff's "compatible", RFC 5545). Years
//! before 1970 and after 2200 are nobody's feedback and count as unreadable.

use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;

use crate::model::{Day, Timestamp};

/// How one feed's times are read.
#[derive(Debug, Clone)]
pub(super) struct Times {
    formats: Vec<Format>,
    zone: TimeZone,
    utc: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Format {
    /// `2026-08-22`, `2026-08-22 10:00`, `2026-08-22T10:00:00.5+02:00`.
    Iso,
    Mail,
    Seconds,
    Millis,
    /// Seconds up to eleven digits, milliseconds from twelve: the year 5138 and the year 1973.
    EitherUnix,
    /// `08/22/2026 10:00`, only when one of the two can be no month, or both are the same.
    Slashed,
    Pattern(String),
}

/// What is tried when the settings name no format. Slashed dates come last and only when they can
/// mean one day: `03/04/2026` needs `%m/%d/%Y` or `%d/%m/%Y` in the settings.
const USUAL: [&str; 12] = [
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%a %b %d %H:%M:%S %z %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
];

const FIRST: i64 = 0;
/// 2201-01-01T00:00:00Z.
const END: i64 = 7_289_654_400;

/// A time that is there and cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

impl Times {
    /// Compiles the formats and finds the zone.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn new(formats: &[String], zone: Option<&str>) -> Result<Times, String> {
        let name = zone.unwrap_or("UTC");
        let zone = TimeZone::get(name).map_err(|_| {
            format!("zone: `{name}` is no time zone; use a name such as Europe/Berlin")
        })?;
        let formats = if formats.is_empty() {
            let mut usual = vec![Format::Iso, Format::EitherUnix];
            usual.extend(USUAL.iter().map(|text| Format::Pattern((*text).to_owned())));
            usual.extend([Format::Mail, Format::Slashed]);
            usual
        } else {
            formats.iter().map(|text| format(text)).collect::<Result<_, _>>()?
        };
        Ok(Times { formats, zone, utc: name == "UTC" })
    }

    /// The instant. Nothing for an empty text and for `false` (which some exports write for
    /// "never").
    ///
    /// # Errors
    /// [`Unreadable`] when no format fits or the year is absurd.
    pub(super) fn read(&self, text: &str) -> Result<Option<Timestamp>, Unreadable> {
        let text = text.trim();
        if text.is_empty() || text == "false" {
            return Ok(None);
        }
        self.formats
            .iter()
            .find_map(|format| self.try_one(format, text))
            .filter(|seconds| (FIRST..END).contains(seconds))
            .map(|seconds| Some(Timestamp(seconds)))
            .ok_or(Unreadable)
    }

    fn try_one(&self, format: &Format, text: &str) -> Option<i64> {
        match format {
            Format::Iso => {
                let (day, second, offset) = iso(text)?;
                let wall = day.start().0 + i64::from(second);
                match offset {
                    Some(offset) => Some(wall - i64::from(offset)),
                    None => self.local(wall),
                }
            }
            Format::Seconds => unix(text).map(|(seconds, _)| seconds),
            Format::Millis => unix(text).map(|(millis, _)| millis.div_euclid(1000)),
            Format::EitherUnix => {
                let (number, digits) = unix(text)?;
                match digits {
                    9..=11 => Some(number),
                    12..=14 => Some(number.div_euclid(1000)),
                    _ => None,
                }
            }
            Format::Mail => {
                static PARSER: rfc2822::DateTimeParser =
                    rfc2822::DateTimeParser::new().relaxed_weekday(true);
                PARSER.parse_timestamp(text).ok().map(jiff::Timestamp::as_second)
            }
            Format::Slashed => self.slashed(text),
            Format::Pattern(pattern) => self.pattern(pattern, text),
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
            return read.to_timestamp().ok().map(jiff::Timestamp::as_second);
        }
        let when = match read.to_datetime() {
            Ok(when) => when,
            Err(_) => read.to_date().ok()?.to_datetime(jiff::civil::Time::midnight()),
        };
        self.civil(when)
    }

    fn civil(&self, when: DateTime) -> Option<i64> {
        let zoned = self.zone.to_ambiguous_timestamp(when).compatible().ok()?;
        Some(zoned.as_second())
    }

    /// Seconds of a wall clock, as if it were UTC, to the instant.
    fn local(&self, wall: i64) -> Option<i64> {
        if self.utc {
            return Some(wall);
        }
        let as_utc = jiff::Timestamp::from_second(wall).ok()?;
        self.civil(as_utc.to_zoned(TimeZone::UTC).datetime())
    }

    fn slashed(&self, text: &str) -> Option<i64> {
        let (date, time) = text.split_once([' ', ',']).unwrap_or((text, ""));
        let mut numbers = date.split('/').map(u32::from_str);
        let (Some(Ok(one)), Some(Ok(two)), Some(Ok(year)), None) =
            (numbers.next(), numbers.next(), numbers.next(), numbers.next())
        else {
            return None;
        };
        let (month, day) = match (one > 12, two > 12) {
            (true, false) => (two, one),
            (false, true) => (one, two),
            (false, false) if one == two => (one, two),
            _ => return None,
        };
        let year = i32::try_from(year).ok().filter(|&year| year >= 1000)?;
        let day = Day::from_civil(year, month, day)?;
        let time = time.trim().to_ascii_lowercase();
        let (clock, half) = match (time.strip_suffix("am"), time.strip_suffix("pm")) {
            (Some(clock), _) => (clock.trim(), Some(0)),
            (_, Some(clock)) => (clock.trim(), Some(12)),
            _ => (time.as_str(), None),
        };
        let second = if clock.is_empty() {
            0
        } else {
            let (second, rest) = wall_clock(clock.as_bytes())?;
            if !rest.is_empty() {
                return None;
            }
            match half {
                None => second,
                Some(_) if !(3600..13 * 3600).contains(&second) => return None,
                Some(hours) => second % (12 * 3600) + hours * 3600,
            }
        };
        self.local(day.start().0 + i64::from(second))
    }
}

/// A format of the settings.
fn format(text: &str) -> Result<Format, String> {
    Ok(match text {
        "rfc3339" => Format::Iso,
        "rfc2822" => Format::Mail,
        "unix_s" | "unix_frac" => Format::Seconds,
        "unix_ms" => Format::Millis,
        pattern if pattern.contains('%') => {
            let sample = jiff::Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
            strtime::format(pattern, &sample)
                .map_err(|error| format!("formats: `{pattern}`: {error}"))?;
            Format::Pattern(pattern.to_owned())
        }
        other => {
            return Err(format!(
                "formats: `{other}` is unknown; use rfc3339, rfc2822, unix_s, unix_ms or a pattern \
                 such as %d/%m/%Y %H:%M"
            ));
        }
    })
}

/// Whole number (a fraction is cut off) and how many digits it has.
fn unix(text: &str) -> Option<(i64, usize)> {
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => text,
    };
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    whole.parse().ok().map(|number| (number, whole.len()))
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

/// `h:MM[:SS[.fraction]]` as seconds of the day, and the rest. A leap second is the one before it.
fn wall_clock(text: &[u8]) -> Option<(u32, &[u8])> {
    let (hour, rest) = match text {
        [hour @ b'0'..=b'9', b':', ..] => (u32::from(hour - b'0'), &text[1..]),
        _ => two(text)?,
    };
    let (minute, mut rest) = two(rest.strip_prefix(b":")?)?;
    let mut second = 0;
    if let Some(after) = rest.strip_prefix(b":") {
        (second, rest) = two(after)?;
        if let [b'.' | b',', fraction @ ..] = rest {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            rest = &fraction[digits..];
        }
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some((hour * 3600 + minute * 60 + second.min(59), rest))
}

/// Day, second of the day, and offset in seconds when there is one.
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
    let (second, rest) = wall_clock(rest)?;
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
    Some((day, second, offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(formats: &[&str], zone: Option<&str>, text: &str) -> Option<String> {
        let formats: Vec<String> = formats.iter().map(|text| (*text).to_owned()).collect();
        let times = Times::new(&formats, zone).expect("good settings");
        times.read(text).ok().flatten().map(|at| at.to_string())
    }

    #[test]
    fn the_usual_suspects() {
        for (text, want) in [
            ("2026-08-22", "2026-08-22T00:00:00Z"),
            ("2026-08-22 10:00:00", "2026-08-22T10:00:00Z"),
            ("2026-08-22T10:00:00.123+02:00", "2026-08-22T08:00:00Z"),
            ("2026-08-22T10:00:00+0000", "2026-08-22T10:00:00Z"),
            ("2026-08-22 10:00 UTC", "2026-08-22T10:00:00Z"),
            ("22.08.2026 10:00", "2026-08-22T10:00:00Z"),
            ("08/22/2026", "2026-08-22T00:00:00Z"),
            ("22/08/2026 1:05 PM", "2026-08-22T13:05:00Z"),
            ("05/05/2026", "2026-05-05T00:00:00Z"),
            ("1787392800", "2026-08-22T10:00:00Z"),
            ("1787392800123", "2026-08-22T10:00:00Z"),
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
            "0000-00-00",
            "2026-08-22T25:00:00Z",
            "22/08/2026 0:05 PM",
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
        let times = Times::new(&["rfc3339".into()], None).expect("good settings");
        assert_eq!(times.read("  "), Ok(None));
        assert_eq!(times.read("false"), Ok(None));
        assert_eq!(times.read("soon"), Err(Unreadable));
        assert!(Times::new(&["iso".into()], None).is_err());
        assert!(Times::new(&["%J".into()], None).is_err());
        assert!(Times::new(&[], Some("Mars/Base")).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[-0-9T:/. +ZaApPmM,]{0,30}", odd in any::<String>()) {
            let times = Times::new(&[], Some("Europe/Berlin")).expect("good settings");
            let _ = times.read(&text);
            let _ = times.read(&odd);
        }

        #[test]
        fn what_is_printed_is_read_back(seconds in 0i64..7_000_000_000) {
            let at = Timestamp(seconds);
            let times = Times::new(&[], None).expect("good settings");
            prop_assert_eq!(times.read(&at.to_string()), Ok(Some(at)));
        }
    }
}
