//! Where a number leads: the search that finds the records behind it, the page of a theme, a record.
//!
//! The report's file has no search, so that its numbers are plain there; the pages of `earful serve`
//! are written by the same functions, and there each number opens its records.

/// The addresses of the pages, as they may be followed from a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    /// One file: themes are places in it, records are not there.
    File,
    /// The pages of `earful serve`.
    Site,
}

/// A search by what a number counts. All parts that are given hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Records {
    pairs: Vec<(String, String)>,
}

impl Records {
    /// All records.
    pub(crate) fn all() -> Records {
        Records::default()
    }

    /// Those with a statement in a theme.
    pub(crate) fn of_theme(theme: &str) -> Records {
        Records::all().with("theme", theme)
    }

    /// Those with a complaint or a request in a theme: whom the ranking counts.
    pub(crate) fn wanting(theme: &str) -> Records {
        Records::of_theme(theme).with("stance", "complaint").with("stance", "request")
    }

    /// And this, by the name of the parameter of the search.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Records {
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// And this segment, by the name the report gives it.
    pub(crate) fn segment(self, name: &str, value: &str) -> Records {
        match name {
            "source" | "kind" | "lang" | "product" => self.with(name, value),
            _ => self.with("segment", &format!("{name}={value}")),
        }
    }

    /// And on these days, both included: ISO 8601.
    pub(crate) fn days(self, from: &str, to: &str) -> Records {
        self.with("since", from).with("until", to)
    }

    /// The address of the search, with `path` in front.
    pub(crate) fn at(&self, path: &str) -> String {
        let pairs = self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        address(path, pairs)
    }

    /// The address of the page of hits.
    pub(crate) fn href(&self) -> String {
        self.at("/search")
    }
}

/// An address with a query.
pub(crate) fn address<'a>(path: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = path.to_owned();
    for (at, (name, value)) in pairs.enumerate() {
        out.push(if at == 0 { '?' } else { '&' });
        encode(name, &mut out);
        out.push('=');
        encode(value, &mut out);
    }
    out
}

/// One piece of a path.
pub(crate) fn segment(text: &str) -> String {
    let mut out = String::new();
    encode(text, &mut out);
    out
}

/// Percent-encoding of everything but RFC 3986's unreserved characters.
fn encode(text: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

/// The last day of the week that begins on an ISO day.
pub(super) fn end_of_week(start: &str, days: u32) -> Option<String> {
    let first: crate::model::Day = start.parse().ok()?;
    let last = i32::try_from(days.clamp(1, 7)).unwrap_or(7) - 1;
    Some(first.plus(last).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_any_text() {
        let records = Records::wanting("T-1").segment("plan", "pro & plus").segment("lang", "de");
        assert_eq!(
            records.href(),
            "/search?theme=T-1&stance=complaint&stance=request&segment=plan%3Dpro%20%26%20plus&lang=de"
        );
        assert_eq!(Records::all().href(), "/search");
        assert_eq!(segment("ü/<"), "%C3%BC%2F%3C");
        assert_eq!(end_of_week("2026-08-17", 7).as_deref(), Some("2026-08-23"));
        assert_eq!(end_of_week("2026-08-17", 3).as_deref(), Some("2026-08-19"));
    }
}
