//! Names that last: feedback, statements, authors, themes and areas.
//!
//! A [`FeedbackId`] hashes the source's name and the source's own id, so that reading a file twice
//! changes nothing. A [`ThemeId`] is handed out once and never reused.

use std::fmt;
use std::str::FromStr;

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
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
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
                if text.len() != 32 || !text.is_ascii() {
                    return Err(error);
                }
                let mut bytes = [0u8; 16];
                for (at, byte) in bytes.iter_mut().enumerate() {
                    *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16)
                        .map_err(|_| error.clone())?;
                }
                Ok(Self(bytes))
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

macro_rules! numbered_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            /// Reads the number with or without its letter, in either case.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let digits = text
                    .strip_prefix(concat!($prefix, "-"))
                    .or_else(|| text.strip_prefix(&concat!($prefix, "-").to_ascii_lowercase()))
                    .unwrap_or(text);
                digits.parse().map($name).map_err(|_| ParseIdError { expected: $expected })
            }
        }
    };
}

numbered_id! {
    /// A theme's name for ever: `T-17`.
    ThemeId, "T", "a theme id such as T-17"
}
numbered_id! {
    /// An area's name for ever: `A-3`.
    AreaId, "A", "an area id such as A-3"
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
        assert!("zz".parse::<FeedbackId>().is_err());
        assert!("é234567890123456789012345678901".parse::<FeedbackId>().is_err());
    }
}
