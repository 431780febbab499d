//! A language by its ISO 639 code.

use std::fmt;
use std::str::FromStr;

use super::ParseIdError;

/// An ISO 639-1 (or, where there is none, 639-3) code in lower case; [`Lang::UNKNOWN`] is `und`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 3]);

impl Lang {
    /// Undetermined: nobody could tell.
    pub const UNKNOWN: Lang = Lang(*b"und");
    /// English.
    pub const ENGLISH: Lang = Lang(*b"en\0");

    /// The code: two or three lower-case letters.
    pub fn code(&self) -> &str {
        let length = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..length]).unwrap_or("und")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lang({self})")
    }
}

impl FromStr for Lang {
    type Err = ParseIdError;

    /// Reads `en`, `EN`, `en-GB`, `en_GB`, `deu`; only the language is kept.
    fn from_str(text: &str) -> Result<Lang, ParseIdError> {
        let primary = text.trim().split(['-', '_']).next().unwrap_or_default();
        let bytes = primary.as_bytes();
        if !(2..=3).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_alphabetic) {
            return Err(ParseIdError { expected: "a language code such as en or de-AT" });
        }
        let mut code = [0u8; 3];
        for (to, from) in code.iter_mut().zip(bytes) {
            *to = from.to_ascii_lowercase();
        }
        Ok(Lang(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags() {
        assert_eq!("en-GB".parse(), Ok(Lang::ENGLISH));
        assert_eq!("und".parse(), Ok(Lang::UNKNOWN));
        assert!("english".parse::<Lang>().is_err());
        assert!("".parse::<Lang>().is_err());
    }
}
