//! Personal data in running text, replaced by typed tokens.
//!
//! Takes cleaned text, the company's own patterns and the names that the record's fields reveal;
//! gives the text with `<EMAIL>`, `<PHONE>`, `<CARD>`, `<IBAN>`, `<IP>`, `<URL>`, `<ADDRESS>`,
//! `<HANDLE>`, `<NAME>`, `<SECRET>`, `<DATE_OF_BIRTH>`, `<ID>`, `<PLATE>`, `<ORDER>` and `<ACCOUNT>` in
//! place of what they name. Every find is checked
//! (checksums, digits, neighbours), because an order number, a date, a price or a version is what
//! the complaint is about and must stay. Redacting twice changes nothing.

mod cues;
mod emails;
mod links;
mod names;
mod numbers;
mod phones;
mod places;
mod suspects;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

pub use names::Names;
pub use suspects::{Suspect, Suspicion, suspects};

/// What sort of personal data was found. The order is that of precedence: of two finds that
/// overlap, the earlier kind stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Found {
    /// An order number, by the company's own pattern.
    Order,
    /// An account or customer number, by the company's own pattern.
    Account,
    /// A link that carries a secret: all of it but the host.
    Url,
    /// An e-mail address, also spelled out.
    Email,
    /// An international bank account number whose checksum fits.
    Iban,
    /// A payment card number whose checksum fits.
    Card,
    /// An internet address.
    Ip,
    /// A street address.
    Address,
    /// A telephone number.
    Phone,
    /// A name on a social network.
    Handle,
    /// A name that the record's own fields reveal, or that people give themselves.
    Name,
    /// A password, a key or a token.
    Secret,
    /// A date of birth.
    Born,
    /// The number of a passport, an identity card, a social security.
    Id,
    /// A licence plate.
    Plate,
}

impl Found {
    /// Every kind, in order of precedence.
    pub const ALL: [Found; 15] = [
        Found::Order,
        Found::Account,
        Found::Url,
        Found::Email,
        Found::Iban,
        Found::Card,
        Found::Ip,
        Found::Address,
        Found::Phone,
        Found::Handle,
        Found::Name,
        Found::Secret,
        Found::Born,
        Found::Id,
        Found::Plate,
    ];

    /// What stands in its place.
    pub fn token(self) -> &'static str {
        match self {
            Found::Order => "<ORDER>",
            Found::Account => "<ACCOUNT>",
            Found::Url => "<URL>",
            Found::Email => "<EMAIL>",
            Found::Iban => "<IBAN>",
            Found::Card => "<CARD>",
            Found::Ip => "<IP>",
            Found::Phone => "<PHONE>",
            Found::Address => "<ADDRESS>",
            Found::Handle => "<HANDLE>",
            Found::Name => "<NAME>",
            Found::Secret => "<SECRET>",
            Found::Born => "<DATE_OF_BIRTH>",
            Found::Id => "<ID>",
            Found::Plate => "<PLATE>",
        }
    }
}

/// One find: which bytes, on character boundaries and never empty, and what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    /// Its bytes in the text looked at.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Found,
    /// What is kept in front of the token: a link's host.
    kept: String,
}

/// The company's patterns for numbers that only it can tell, compiled.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    patterns: Vec<(Found, Regex)>,
}

/// A pattern larger than this when compiled is refused: it would slow every night.
const PATTERN_BYTES: usize = 1 << 20;

/// The compiled pattern, or what is wrong with it in words. A pattern that fits an empty text would
/// fit everywhere.
///
/// # Errors
/// What is wrong, as a clause.
pub fn pattern(text: &str) -> Result<Regex, String> {
    let compiled = RegexBuilder::new(text)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|error| error.to_string().replace('\n', " "))?;
    if compiled.is_match("") {
        return Err("it fits an empty text, so it would fit everywhere".to_owned());
    }
    Ok(compiled)
}

impl Redactor {
    /// A redactor with the company's patterns for order numbers and for account numbers. Where a
    /// pattern has a group in round brackets, only the group is replaced.
    ///
    /// # Errors
    /// The pattern and what is wrong with it.
    pub fn new(orders: &[String], accounts: &[String]) -> Result<Redactor, (String, String)> {
        let of = |kind, texts: &[String]| -> Result<Vec<(Found, Regex)>, (String, String)> {
            texts
                .iter()
                .map(|text| match pattern(text) {
                    Ok(compiled) => Ok((kind, compiled)),
                    Err(why) => Err((text.clone(), why)),
                })
                .collect()
        };
        let mut patterns = of(Found::Order, orders)?;
        patterns.extend(of(Found::Account, accounts)?);
        Ok(Redactor { patterns })
    }

    /// The text without personal data; borrowed when there was none.
    ///
    /// Linear in the text; a text without digits, `@`, links and known names is hardly searched.
    pub fn redact<'t>(&self, text: &'t str, names: &Names) -> Cow<'t, str> {
        let mut current = plain_signs(text);
        let mut found = false;
        // Taking one find away can uncover another beside it. Every find covers bytes that are no
        // token's, and there are fewer of these after each round, so this ends; two rounds are the
        // rule where there was anything at all.
        loop {
            let finds = self.finds(&current, names);
            if finds.is_empty() {
                // A text without finds keeps its own digits.
                return if found { current } else { Cow::Borrowed(text) };
            }
            found = true;
            let mut out = String::with_capacity(current.len());
            let mut done = 0;
            for find in finds {
                out.push_str(&current[done..find.span.start]);
                out.push_str(&find.kept);
                out.push_str(find.kind.token());
                done = find.span.end;
            }
            out.push_str(&current[done..]);
            current = Cow::Owned(out);
        }
    }

    /// What one look at the text finds, in the order of the text, without overlaps, never touching
    /// a token that is there already.
    pub fn finds(&self, text: &str, names: &Names) -> Vec<Find> {
        let signs = Signs::of(text);
        let mut finds = Finds { taken: tokens(text), found: Vec::new() };
        for (kind, pattern) in &self.patterns {
            for fit in pattern.captures_iter(text) {
                if let Some(part) = fit.get(1).or_else(|| fit.get(0)) {
                    finds.add(part.start(), part.end(), *kind);
                }
            }
        }
        if signs.slash {
            links::find(text, &mut finds);
        }
        emails::find(text, signs.at, &mut finds);
        cues::find(text, &mut finds);
        if signs.digits >= 4 {
            numbers::ibans(text, &mut finds);
            let runs = numbers::runs(text);
            numbers::cards(text, &runs, &mut finds);
            if signs.digits >= 13 && text.contains(['\n', '_']) {
                numbers::cards(text, &numbers::card_runs(text), &mut finds);
            }
            numbers::addresses(text, &mut finds);
            if signs.colons >= 2 {
                numbers::wide_addresses(text, &mut finds);
            }
            // A house number with a postcode behind it can look like a telephone number.
            places::find(text, &mut finds);
            phones::find(text, &runs, &mut finds);
        } else {
            if signs.colons >= 2 {
                numbers::wide_addresses(text, &mut finds);
            }
            if signs.digits >= 1 {
                places::find(text, &mut finds);
            }
        }
        if signs.at || signs.slash {
            names::handles(text, &mut finds);
        }
        names.find(text, &mut finds);
        let mut found = finds.found;
        found.sort_by_key(|find| find.span.start);
        found
    }
}

/// The text with digits of other scripts and written-out signs of addresses as they are typed: the
/// searches know one kind.
fn plain_signs(text: &str) -> Cow<'_, str> {
    const SPELLED: [(&str, &str); 7] = [
        ("&#64;", "@"),
        ("&#x40;", "@"),
        ("&commat;", "@"),
        ("&#46;", "."),
        ("<at>", " [at] "),
        ("<dot>", " [dot] "),
        ("(@)", "@"),
    ];
    let digit = |c: char| {
        let zero = match c {
            '\u{ff10}'..='\u{ff19}' => 0xff10,
            '\u{660}'..='\u{669}' => 0x660,
            '\u{6f0}'..='\u{6f9}' => 0x6f0,
            '\u{966}'..='\u{96f}' => 0x966,
            _ => return None,
        };
        char::from_digit(c as u32 - zero, 10)
    };
    let mut plain = Cow::Borrowed(text);
    if !text.is_ascii() && text.chars().any(|c| digit(c).is_some()) {
        plain = text.chars().map(|c| digit(c).unwrap_or(c)).collect::<String>().into();
    }
    if text.contains(['&', '<', '(']) {
        for (spelled, sign) in SPELLED {
            if plain.contains(spelled) {
                plain = plain.replace(spelled, sign).into();
            }
        }
    }
    plain
}

/// The text without personal data that can be told from the text alone.
pub fn redact(text: &str) -> Cow<'_, str> {
    static PLAIN: LazyLock<Redactor> = LazyLock::new(Redactor::default);
    static NOBODY: LazyLock<Names> = LazyLock::new(Names::default);
    PLAIN.redact(text, &NOBODY)
}

/// What a quick look at the bytes tells: which searches are worth it.
struct Signs {
    at: bool,
    slash: bool,
    digits: usize,
    colons: usize,
}

impl Signs {
    fn of(text: &str) -> Signs {
        let mut signs = Signs { at: false, slash: false, digits: 0, colons: 0 };
        for byte in text.bytes() {
            match byte {
                // The wide and the small sign start with this byte.
                b'@' | 0xEF => signs.at = true,
                b'0'..=b'9' => signs.digits += 1,
                b':' => signs.colons += 1,
                b'/' => signs.slash = true,
                _ => {}
            }
        }
        // `www.` in front of a query needs no slash.
        signs.slash |= text.contains("www.");
        signs
    }
}

/// Finds so far; what overlaps an earlier one, or a token, is none.
struct Finds {
    taken: Vec<Range<usize>>,
    found: Vec<Find>,
}

impl Finds {
    /// Adds a find unless its bytes are taken. Says whether it was added.
    fn add(&mut self, start: usize, end: usize, kind: Found) -> bool {
        self.add_keeping(start, end, kind, String::new())
    }

    /// The same, keeping something in front of the token.
    fn add_keeping(&mut self, start: usize, end: usize, kind: Found, kept: String) -> bool {
        if start >= end || self.is_taken(start, end) {
            return false;
        }
        self.taken.push(start..end);
        self.found.push(Find { span: start..end, kind, kept });
        true
    }

    fn is_taken(&self, start: usize, end: usize) -> bool {
        self.taken.iter().any(|taken| taken.start < end && start < taken.end)
    }
}

/// Where tokens stand already.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('<') {
        for kind in Found::ALL {
            if text[at..].starts_with(kind.token()) {
                found.push(at..at + kind.token().len());
            }
        }
    }
    found
}

/// The character before a place, if any.
fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character after a place, if any.
fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// At most so many bytes in front of a place, on a character boundary.
fn lead(text: &str, at: usize, bytes: usize) -> &str {
    let from = text.ceil_char_boundary(at.saturating_sub(bytes));
    &text[from..at]
}

/// A pattern of the program, compiled once.
macro_rules! program_pattern {
    ($name:ident, $text:expr) => {
        static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| crate::intake::privacy::compiled($text));
    };
}
use program_pattern;

/// Compiles a pattern of the program. Ends of words are told by ASCII: the Unicode kind makes the
/// engine leave its fast automaton at the first letter with an accent (measured: 20 times slower on
/// German and French), and no word of the patterns begins or ends with such a letter.
fn compiled(text: &str) -> Regex {
    Regex::new(&text.replace(r"\b", r"(?-u:\b)")).expect("a pattern of the program compiles")
}

#[cfg(test)]
mod tests;
