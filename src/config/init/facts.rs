//! What a column's cells are, apart from what it is called.
//!
//! Takes a column of a head; counts once what every guess asks for: times and ratings by the readers
//! of the night, prose, names, links, what repeats.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::intake::{Ratings, TimeColumn, look_at_ratings};
use crate::sources::HeadColumn;

use super::names;

/// A column with what it is.
pub(super) struct Facts<'a> {
    /// The column.
    pub(super) head: &'a HeadColumn,
    /// Words of its name.
    pub(super) words: Vec<String>,
    /// Words of its name with what it is inside of.
    path_words: Vec<String>,
    /// Values that are there, in order.
    pub(super) values: Vec<&'a str>,
    /// How often each value stands there.
    pub(super) counts: BTreeMap<&'a str, usize>,
    /// Characters of a value on average.
    pub(super) letters: usize,
    /// As times.
    pub(super) time: TimeColumn,
    /// As ratings.
    pub(super) ratings: Ratings,
    /// Values of several words, or of a script without blanks.
    pub(super) spoken: usize,
    /// Values all of whose words begin with a capital: names, addresses, titles.
    capital: usize,
    /// Values that are a list or an object.
    blobs: usize,
    /// Values that are a link or a file's name.
    links: usize,
}

/// What machines write for a cell that is empty.
const BLANKS: [&str; 9] = ["nan", "null", "none", "n/a", "na", "#n/a", "nil", "undefined", "\\n"];

/// Whether a cell holds what a machine writes for an empty one.
pub(super) fn is_blank(cell: &str) -> bool {
    BLANKS.iter().any(|blank| cell.eq_ignore_ascii_case(blank))
}

impl<'a> Facts<'a> {
    /// Looks at a column.
    pub(super) fn of(head: &'a HeadColumn) -> Facts<'a> {
        let there = head.cells.iter().flatten().map(String::as_str);
        let values: Vec<&str> = there.filter(|value| !is_blank(value)).collect();
        let mut counts = BTreeMap::new();
        for value in &values {
            *counts.entry(*value).or_insert(0) += 1;
        }
        let count = |test: fn(&str) -> bool| values.iter().filter(|value| test(value)).count();
        let letters = values.iter().map(|value| value.chars().count()).sum::<usize>();
        Facts {
            words: names::words(&head.name),
            path_words: names::words(&head.path),
            letters: letters / values.len().max(1),
            time: TimeColumn::of(values.iter().copied()),
            ratings: look_at_ratings(head.cells.iter().flatten().map(String::as_str)),
            spoken: count(is_spoken),
            capital: count(is_capital),
            blobs: count(is_blob),
            links: count(is_link),
            values,
            counts,
            head,
        }
    }

    /// How well its name fits a field.
    pub(super) fn fit(&self, field: &str) -> usize {
        let own = names::fit(field, &self.words);
        // Inside of something the whole path says less than the name.
        own.max(names::fit(field, &self.path_words).saturating_sub(5))
    }

    /// Whether its name, or what it is inside of, has one of these words.
    pub(super) fn called(&self, test: fn(&[String]) -> bool) -> bool {
        test(&self.words) || test(&self.path_words)
    }

    /// Whether it is of the person who wrote, or lies inside of what is: "/from/id".
    pub(super) fn is_of_person(&self) -> bool {
        let inside = self.path_words.len().saturating_sub(1);
        let parent = &self.path_words[..inside];
        self.called(names::is_not_record) || !parent.is_empty() && names::author(parent) > 0
    }

    /// Different values.
    pub(super) fn distinct(&self) -> usize {
        self.counts.len()
    }

    /// Whether it holds times of any sort.
    pub(super) fn is_time(&self) -> bool {
        self.time.is_time() || self.time.is_relative()
    }

    /// Whether nearly all values are plain numbers.
    pub(super) fn is_number(&self) -> bool {
        let numbers = self.values.iter().filter(|value| number(value).is_some()).count();
        numbers > 0 && numbers * 10 >= self.values.len() * 9
    }

    /// Whether a number is no whole one.
    pub(super) fn has_fractions(&self) -> bool {
        self.is_number()
            && self.values.iter().filter_map(|value| number(value)).any(|one| one.fract() != 0.0)
    }

    /// Whether most values are sentences rather than names, labels or figures.
    pub(super) fn is_talk(&self) -> bool {
        let most = |count: usize| count * 2 > self.values.len();
        let names = self.capital * 10 >= self.values.len() * 8;
        most(self.spoken)
            && !names
            && !self.is_blob()
            && !self.is_link()
            && !self.is_time()
            && !self.is_number()
    }

    /// Whether its values are names of people or things: a few words with capitals.
    pub(super) fn is_names(&self) -> bool {
        self.capital * 10 >= self.values.len() * 8 && self.letters < 40
    }

    /// Whether most values are lists or objects that a program printed.
    pub(super) fn is_blob(&self) -> bool {
        self.blobs * 10 >= self.values.len() * 7
    }

    /// Whether most values are links.
    pub(super) fn is_link(&self) -> bool {
        self.links * 10 >= self.values.len() * 7
    }

    /// Whether values are long numbers that a spreadsheet has rounded.
    pub(super) fn is_rounded(&self, workbook: bool) -> bool {
        static EXPONENT: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^\d(?:[.,]\d+)?[eE]\+?\d{1,3}$")
                .expect("a pattern of the program compiles")
        });
        // A cell of a sheet holds fifteen digits.
        let long = |value: &str| {
            workbook && value.len() > 15 && value.bytes().all(|byte| byte.is_ascii_digit())
        };
        self.values.iter().any(|value| EXPONENT.is_match(value) || long(value))
    }
}

/// A plain number, with a point or a comma.
pub(super) fn number(value: &str) -> Option<f64> {
    let plain = value.trim();
    let number = plain.parse::<f64>().ok().or_else(|| plain.replace(',', ".").parse().ok());
    number.filter(|number| number.is_finite())
}

/// Whether a letter is of a script that is written without blanks.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

fn is_spoken(value: &str) -> bool {
    // Two words of a script without capitals may be a name.
    let cased = value.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let words = value.split_whitespace().count();
    words > if cased { 1 } else { 2 }
        || value.chars().filter(|letter| is_unspaced(*letter)).take(5).count() >= 5
}

fn is_capital(value: &str) -> bool {
    // Whole sentences in capitals are sentences.
    let loud = !value.chars().any(char::is_lowercase);
    if loud && value.split_whitespace().count() > 5 {
        return false;
    }
    let mut words = value.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    let cased = |word: &str| {
        let first = word.chars().find(|c| c.is_alphabetic());
        first.is_some_and(|c| c.is_uppercase())
    };
    let small =
        ["of", "the", "and", "de", "la", "von", "van", "der", "da", "di", "del", "le", "du"];
    let mut any = false;
    words.all(|word| {
        let capital = cased(word);
        any |= capital;
        capital || small.contains(&word)
    }) && any
}

fn is_blob(value: &str) -> bool {
    let inner = value.trim().trim_matches('"');
    let pairs = [('[', ']'), ('{', '}'), ('(', ')')];
    let wrapped =
        pairs.iter().any(|(open, close)| inner.starts_with(*open) && inner.ends_with(*close));
    wrapped && inner.contains(['\'', '"', ':', '=', ','])
}

fn is_link(value: &str) -> bool {
    let lower = value.to_lowercase();
    !value.contains(' ')
        && (lower.contains("://") || lower.starts_with("www.") || lower.starts_with("//"))
}

/// Whether a value is an address of the internet protocol.
pub(super) fn is_ip(value: &str) -> bool {
    value.parse::<std::net::IpAddr>().is_ok()
}
