//! What is asked of a workspace, as people write it: a moment, a range of ratings, a segment.
//!
//! Takes a text, gives the value or a sentence that says what was expected. The command line, the
//! pages and the tools for assistants read the same forms.

use std::str::FromStr;

use crate::model::Day;

/// A moment given as a day or as an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A day.
    Day(Day),
    /// So many days before today.
    DaysAgo(u32),
}

impl When {
    /// The day that is meant, seen from `today`.
    pub fn day(self, today: Day) -> Day {
        match self {
            When::Day(day) => day,
            When::DaysAgo(days) => today.plus(-(days as i32)),
        }
    }
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<When, String> {
        let wrong = || {
            format!(
                "expected a day such as 2026-08-22 or an age such as 30d, 6w or 12m, not {text:?}"
            )
        };
        if let Ok(day) = text.parse() {
            return Ok(When::Day(day));
        }
        let unit = text.chars().next_back().ok_or_else(wrong)?;
        let number: u32 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| wrong())?;
        let days = match unit {
            'd' => 1,
            'w' => 7,
            'm' => 30,
            'y' => 365,
            _ => return Err(wrong()),
        };
        number
            .checked_mul(days)
            .filter(|&days| days < 1_000_000)
            .map(When::DaysAgo)
            .ok_or_else(wrong)
    }
}

/// A range of ratings on their own scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratings {
    /// Lowest, included.
    pub from: f64,
    /// Highest, included.
    pub to: f64,
}

impl FromStr for Ratings {
    type Err = String;

    fn from_str(text: &str) -> Result<Ratings, String> {
        let wrong = || format!("expected a rating such as 1 or a range such as 1..2, not {text:?}");
        let number = |part: &str| part.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        let (from, to) = match text.split_once("..") {
            Some((from, to)) => (
                if from.is_empty() { f64::MIN } else { number(from).ok_or_else(wrong)? },
                if to.is_empty() { f64::MAX } else { number(to).ok_or_else(wrong)? },
            ),
            None => {
                let one = number(text).ok_or_else(wrong)?;
                (one, one)
            }
        };
        if from <= to { Ok(Ratings { from, to }) } else { Err(wrong()) }
    }
}

/// A segment and its value: `country=DE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The segment's name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl FromStr for Segment {
    type Err = String;

    fn from_str(text: &str) -> Result<Segment, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                Ok(Segment { name: name.to_owned(), value: value.to_owned() })
            }
            _ => Err(format!("expected NAME=VALUE such as country=DE, not {text:?}")),
        }
    }
}

/// Segments that must all hold: `plan=pro & country=DE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions(pub Vec<(String, String)>);

impl FromStr for Conditions {
    type Err = String;

    fn from_str(text: &str) -> Result<Conditions, String> {
        let part = |part: &str| {
            let Segment { name, value } = part.trim().parse()?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        };
        text.split('&').map(part).collect::<Result<_, String>>().map(Conditions)
    }
}

impl std::fmt::Display for Conditions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all: Vec<String> =
            self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        f.write_str(&all.join(" & "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_ranges() {
        assert_eq!("30d".parse(), Ok(When::DaysAgo(30)));
        assert_eq!("6w".parse(), Ok(When::DaysAgo(42)));
        assert!("99999999y".parse::<When>().is_err());
        assert!("é".parse::<When>().is_err());
        assert_eq!("1..2".parse(), Ok(Ratings { from: 1.0, to: 2.0 }));
        assert_eq!("..6".parse(), Ok(Ratings { from: f64::MIN, to: 6.0 }));
        assert!("2..1".parse::<Ratings>().is_err());
        assert!("country".parse::<Segment>().is_err());
    }
}
