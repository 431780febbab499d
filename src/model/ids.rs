//! Names that last: feedback, statements, authors, themes and areas.
//!
//! A [`FeedbackId`] hashes the source's name and the source's own id, so that reading a file twice
//! changes nothing. A [`ThemeId`] is handed out once and never reused.

use std::fmt;
use std::str::FromStr;

use super::hex::{hex, unhex};

/// A text that is not an id of the asked kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseIdError {
    /// What was expected, for the message: `T-17`, 32 hexadecimal digits, ….
    pub expected: &'static str,
}

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for ParseIdError {}

macro_rules! hash_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let error = ParseIdError { expected: "32 hexadecimal digits" };
                unhex(text.as_bytes()).map(Self).ok_or(error)
            }
        }
    };
}

hash_id! {
    /// Identity of one piece of feedback: 128 bits of a hash over the source's name and its own id.
    FeedbackId
}
hash_id! {
    /// Who wrote it, without saying who: a hash keyed with the workspace's salt.
    ///
    /// Two workspaces give one person two keys, so no key may decide an order that anybody sees.
    AuthorKey
}

/// Numbers from here on are of what people made: the program counts from 1 and never gets there, so
/// that what it names is the same whether anybody made anything or not.
const BY_HAND: u32 = 1 << 31;

/// Ids that the program hands out (`T-17`) and that people make (`T-C1`).
macro_rules! lasting_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the n-th that people made.
            pub fn by_hand(number: u32) -> $name {
                $name(BY_HAND | number)
            }

            /// The number among those that people made; `None` for one of the program's own.
            pub fn made(self) -> Option<u32> {
                self.0.checked_sub(BY_HAND)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.made() {
                    Some(number) => write!(f, concat!($prefix, "-C{}"), number),
                    None => write!(f, concat!($prefix, "-{}"), self.0),
                }
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            /// Reads the number with or without its letter, in either case.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let error = || ParseIdError { expected: $expected };
                let digits = unlettered(text, $prefix);
                let number = |text: &str| -> Result<u32, ParseIdError> {
                    let number: u32 = text.parse().map_err(|_| error())?;
                    if number < BY_HAND { Ok(number) } else { Err(error()) }
                };
                match digits.strip_prefix(['C', 'c']) {
                    Some(made) => number(made).map($name::by_hand),
                    None => number(digits).map($name),
                }
            }
        }
    };
}

/// A text without the letter of its kind and the dash behind it.
fn unlettered<'t>(text: &'t str, letter: &str) -> &'t str {
    match text.split_once('-') {
        Some((found, rest)) if found.eq_ignore_ascii_case(letter) => rest,
        _ => text,
    }
}

lasting_id! {
    /// A theme's name for ever: `T-17`; `T-C1` for one that a person made.
    ThemeId, "T", "a theme id such as T-17"
}
lasting_id! {
    /// An area's name for ever: `A-3`; `A-C1` for one that a person made.
    AreaId, "A", "an area id such as A-3"
}

/// An entry of the curation file: `E-4`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntryId(pub u32);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E-{}", self.0)
    }
}

impl FromStr for EntryId {
    type Err = ParseIdError;

    /// Reads the number with or without its letter, in either case.
    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let number = unlettered(text, "E").parse().ok().filter(|&number| number > 0);
        number.map(EntryId).ok_or(ParseIdError { expected: "an entry id such as E-4" })
    }
}

/// A part of a theme: `T-17.1`. Theme ids are never reused and neither are the numbers within a
/// theme, so it is a name for ever; and it says by itself which theme to look in when the theme has
/// no such part any more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SubthemeId {
    /// The theme it is a part of.
    pub theme: ThemeId,
    /// 1 for the first part the theme ever had.
    pub number: u32,
}

impl fmt::Display for SubthemeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.theme, self.number)
    }
}

/// One statement, wherever it is stored: the feedback it is cut from and its place there.
///
/// Never a row number: rows move when the corpus grows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StatementId {
    /// The feedback it was cut from.
    pub feedback: FeedbackId,
    /// 0 for the first statement of that feedback.
    pub ordinal: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_what_they_print() {
        let id = FeedbackId([7; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("T-17".parse(), Ok(ThemeId(17)));
        assert_eq!("t-17".parse(), Ok(ThemeId(17)));
        assert_eq!("17".parse(), Ok(ThemeId(17)));
        assert!("A-17".parse::<ThemeId>().is_err());
        assert_eq!("T-C3".parse(), Ok(ThemeId::by_hand(3)));
        assert_eq!(ThemeId::by_hand(3).to_string(), "T-C3");
        assert_eq!((ThemeId::by_hand(3).made(), ThemeId(3).made()), (Some(3), None));
        assert!("T-4294967295".parse::<ThemeId>().is_err());
        assert_eq!("e-4".parse(), Ok(EntryId(4)));
        assert!("E-0".parse::<EntryId>().is_err());
        assert!("zz".parse::<FeedbackId>().is_err());
        assert!("é234567890123456789012345678901".parse::<FeedbackId>().is_err());
    }
}
