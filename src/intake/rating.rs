//! A rating as written to a rating on its scale.
//!
//! Takes `4`, `4,5`, `5/5`, `4.0 out of 5 stars`, `★★★★☆`, `80 %`, `5 - Very good`, `Very dissatisfied`,
//! `Recommended`, `FIVE`; gives the raw number and its place between the worst (0) and the best (1).
//! What cannot be read or lies outside the scale is no rating; the record stays. [`look`] says of a
//! whole column how it is written, so that `init` asks the same reader.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::model::Rating;
use crate::text::fold;

use super::Scale;
use super::time::says_nothing;

mod spelled;

use spelled::{NUMBERS, WORDS};

/// The rating, if there is one on the scale.
pub(super) fn read(text: &str, scale: &Scale) -> Option<Rating> {
    let text = text.trim();
    if scale.missing.iter().any(|missing| missing.trim() == text) {
        return None;
    }
    let length = scale.max - scale.min;
    let raw = match written(text)? {
        Written::Number(number) => number,
        // `4/10` on a scale of five is not four.
        Written::OutOf(number, top) => (top == scale.max).then_some(number)?,
        Written::Percent(number) => (scale.max == 100.0).then_some(number)?,
        Written::Share(share) => scale.min + share * length,
    };
    let on_scale = raw.is_finite() && raw >= scale.min && raw <= scale.max && length > 0.0;
    on_scale.then(|| Rating { kind: scale.kind, raw, unit: (raw - scale.min) / length })
}

/// What a text says about a rating.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Written {
    /// A number on a scale it does not name.
    Number(f64),
    /// A number and the best there is.
    OutOf(f64, f64),
    /// Per cent.
    Percent(f64),
    /// A word: its place between the worst (0) and the best (1).
    Share(f64),
}

static SHARES: LazyLock<BTreeMap<String, f64>> = LazyLock::new(|| {
    let words = |(share, words): &(f64, &'static str)| {
        let share = *share;
        words.split(',').map(move |word| (fold(word.trim()), share))
    };
    WORDS.iter().flat_map(words).collect()
});

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a pattern of the program compiles"));
    };
}

pattern!(
    OUT_OF,
    r"(?x)^[^\d]{0,24}?(-?\d[\d.,]*)\s*(?:/|out\ of|of|von|sur|de|di|da|su|av|af|van|из|z|\|)\s*(\d[\d.,]*)
      (?:\s*[^\d]{0,24})?$"
);
// A Japanese marketplace puts the best first.
pattern!(OF_BEST, r"^(\d[\d.,]*)\s*つ星のうち\s*(\d[\d.,]*)$");
pattern!(PERCENT, r"^(\d[\d.,]*)\s*(?:%|percent|per cent|prozent|pct)$");
pattern!(
    UNIT,
    r"(?x)^(?:(?:[a-z]{1,12}[-_])*(?:rated|rating|score|stars?|overall|note|bewertung|nota|评分)(?:[_-]|\s*:?\s*))?
      (-?\d[\d.,]*)\s*
      (?:stars?|sterne?n?|etoiles?|estrellas?|estrelas?|stelle|stella|sterren|ster|звезд\w*|yildiz
        |つ星|星|点|점|points?|pts?|punkte?n?|puntos?|punti)?\.?$"
);
// A number with its label: "5 - Very good", "1 (worst)", "10 = extremely likely".
pattern!(LABELLED, r"^(-?\d[\d.,]*)\s*(?:[-–—:=(]|\.\s)\s*\p{L}.{0,60}$");

fn written(text: &str) -> Option<Written> {
    if let Ok(number) = text.parse::<f64>() {
        return Some(Written::Number(number));
    }
    if text.len() > 120 {
        return None;
    }
    let filled = text.chars().filter(|&c| matches!(c, '★' | '⭐')).count();
    if filled > 0 && text.chars().all(|c| matches!(c, '★' | '⭐' | '☆' | ' ' | '\u{fe0f}')) {
        let empty = text.chars().filter(|&c| c == '☆').count();
        return Some(match empty {
            0 => Written::Number(filled as f64),
            empty => Written::OutOf(filled as f64, (filled + empty) as f64),
        });
    }
    let plain = fold(text);
    let plain = plain.trim().trim_end_matches(['.', '!']);
    let number = |group: Option<regex::Match<'_>>| decimal(group?.as_str());
    if let Some(found) = OF_BEST.captures(plain) {
        return Some(Written::OutOf(number(found.get(2))?, number(found.get(1))?));
    }
    if let Some(found) = PERCENT.captures(plain) {
        return Some(Written::Percent(number(found.get(1))?));
    }
    if let Some(found) = UNIT.captures(plain).or_else(|| LABELLED.captures(plain)) {
        return Some(Written::Number(number(found.get(1))?));
    }
    if let Some(found) = OUT_OF.captures(plain) {
        return Some(Written::OutOf(number(found.get(1))?, number(found.get(2))?));
    }
    let words = plain.replace(['_', '-'], " ");
    if let Some(share) = SHARES.get(words.as_str()).or_else(|| SHARES.get(plain)) {
        return Some(Written::Share(*share));
    }
    let of_number = words.trim_end_matches(" stars").trim_end_matches(" star");
    let place =
        NUMBERS.iter().position(|names| names.split_whitespace().any(|name| name == of_number))?;
    Some(Written::Number((place + 1) as f64))
}

/// How a column of ratings is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings {
    /// Values that can be read.
    pub read: usize,
    /// Values that say that there is no rating.
    pub missing: usize,
    /// Values that cannot be read.
    pub unread: usize,
    /// The numbers, in ascending order; those of shares and words are not among them.
    pub numbers: Vec<f64>,
    /// The best rating, where every value names one and the same.
    pub out_of: Option<f64>,
    /// Whether every number is per cent.
    pub percent: bool,
    /// Different words.
    pub words: usize,
    /// How many stand only at the ends of their scale (yes and no, good and bad).
    pub at_ends: usize,
    /// A value that cannot be read.
    pub odd: Option<String>,
}

/// What a column's values are, as ratings.
pub fn look<'a>(values: impl Iterator<Item = &'a str>) -> Ratings {
    let mut found = Ratings::default();
    let (mut tops, mut words) = (Vec::new(), BTreeSet::new());
    let mut percents = 0;
    for value in values {
        let value = value.trim();
        let short = value.len() <= LONGEST_NOT_RATED;
        if says_nothing(value) || short && NOT_RATED.contains(&fold(value).as_str()) {
            found.missing += 1;
            continue;
        }
        match written(value) {
            Some(Written::Number(number)) if number.is_finite() => found.numbers.push(number),
            Some(Written::OutOf(number, top)) => {
                found.numbers.push(number);
                tops.push(top);
            }
            Some(Written::Percent(number)) => {
                found.numbers.push(number);
                percents += 1;
            }
            Some(Written::Share(share)) => {
                words.insert(fold(value));
                found.at_ends += usize::from(share == 0.0 || share == 1.0);
                found.read += 1;
            }
            _ => {
                found.unread += 1;
                found.odd.get_or_insert_with(|| value.chars().take(40).collect());
                continue;
            }
        }
    }
    found.read += found.numbers.len();
    found.numbers.sort_by(f64::total_cmp);
    found.words = words.len();
    let same = tops.iter().all(|top| Some(top) == tops.first());
    found.out_of = tops.first().copied().filter(|_| same && tops.len() == found.numbers.len());
    found.percent = percents > 0 && percents == found.numbers.len();
    found
}

/// Bytes of a cell that may be one of these, accents and blanks and all: prose need not be folded.
const LONGEST_NOT_RATED: usize = 64;

/// Spellings of "not rated" beside those of no value at all.
const NOT_RATED: &[&str] = &[
    "",
    "not rated",
    "no rating",
    "unrated",
    "not applicable",
    "keine angabe",
    "k.a.",
    "ka",
    "sans avis",
    "sin calificacion",
    "no opinion",
    "don't know",
    "weiss nicht",
    "prefer not to say",
];

/// A number with one kind of separator: `4,5` is four and a half, `1,024` a thousand and some.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let last = text.rfind([',', '.']);
    let plain = match last {
        None => text.to_owned(),
        Some(at) => {
            let separator = &text[at..=at];
            let other = if separator == "," { "." } else { "," };
            let repeated = text.matches(separator).count() > 1;
            let thousands = separator == ","
                && text.len() - at == 4
                && !text.contains('.')
                && text
                    .trim_start_matches('-')
                    .find(',')
                    .is_some_and(|first| (1..=3).contains(&first));
            if repeated && text.contains(other) {
                return None;
            }
            if repeated || thousands {
                text.replace(separator, "")
            } else {
                text.replace(other, "").replace(',', ".")
            }
        }
    };
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    plain.parse().ok()
}

/// How many there are: a whole number as people and programs write it (`340`, `1,204`, `1 204`, `340.0`,
/// `+12`, `1.2k`, `340 votes`). Nothing for a negative number, a part of one, or none.
pub(super) fn count(text: &str) -> Option<u32> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let end = bare.find(|c: char| c.is_alphabetic()).unwrap_or(bare.len());
    let (digits, word) = bare.split_at(end);
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let thousands = matches!(word, "k" | "K");
    let number = decimal(digits.strip_prefix('+').unwrap_or(digits))?;
    let number = if thousands { (number * 1000.0).round() } else { number };
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number))
        .then_some(number as u32)
}

/// The most that one customer can be worth: more than any company earns in a year, in any currency,
/// and so little that the sum over all customers is exact to the unit.
const MOST_WORTH: f64 = 1e15;

/// What a customer is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Worth {
    /// So much.
    Known(f64),
    /// Not said, or in words.
    Unknown,
    /// A number that is no customer's worth: below nothing, or beyond [`MOST_WORTH`].
    Odd,
}

impl Worth {
    /// The number, if there is one.
    pub(super) fn known(self) -> Option<f64> {
        match self {
            Worth::Known(value) => Some(value),
            Worth::Unknown | Worth::Odd => None,
        }
    }
}

/// What a customer is worth: a number, with or without a currency and separators.
pub(super) fn money(text: &str) -> Worth {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '$' | '€' | '£' | '¥' | '\'' | '_'))
        .collect();
    let bare = bare.trim_matches(|c: char| c.is_ascii_uppercase());
    match bare.parse::<f64>().ok().or_else(|| decimal(bare)) {
        Some(value) if value.is_nan() => Worth::Unknown,
        Some(value) if (0.0..=MOST_WORTH).contains(&value) => Worth::Known(value),
        Some(_) => Worth::Odd,
        None => Worth::Unknown,
    }
}

/// An amount in a table that people keep, read as `money` is: nothing where none is said.
///
/// # Errors
/// A number that no amount can be.
pub fn amount(text: &str) -> Result<Option<f64>, &'static str> {
    match money(text) {
        Worth::Known(value) => Ok(Some(value)),
        Worth::Unknown => Ok(None),
        Worth::Odd => Err("an amount below nothing, or larger than any"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RatingKind;
    use proptest::prelude::*;

    fn stars() -> Scale {
        Scale {
            kind: RatingKind::Stars,
            min: 1.0,
            max: 5.0,
            missing: vec!["-99".into()],
            others: Vec::new(),
        }
    }

    fn raw(text: &str) -> Option<f64> {
        read(text, &stars()).map(|rating| rating.raw)
    }

    #[test]
    fn ratings_as_people_write_them() {
        for (text, want) in [
            ("5", 5.0),
            ("4.0", 4.0),
            ("4,5", 4.5),
            ("3/5", 3.0),
            ("2 out of 5", 2.0),
            ("4 stars", 4.0),
            ("star_rating-3", 3.0),
            ("s-star5", 5.0),
            ("Overall 2", 2.0),
            ("1 Star", 1.0),
            ("★★★☆☆", 3.0),
            ("2.0 out of 5 stars", 2.0),
            ("2,0 von 5 Sternen", 2.0),
            ("5つ星のうち4.0", 4.0),
            ("Rated 4 out of 5", 4.0),
            ("4 étoiles", 4.0),
            ("5 - Very good", 5.0),
            ("1 (worst)", 1.0),
            ("FIVE", 5.0),
            ("three stars", 3.0),
            ("Very dissatisfied", 1.0),
            ("zufrieden", 4.0),
            ("Not Recommended", 1.0),
            ("True", 5.0),
        ] {
            assert_eq!(raw(text), Some(want), "{text}");
        }
        for text in [
            "",
            "-99",
            "1,024",
            "0",
            "6",
            "NaN",
            "inf",
            "4/10",
            "1.2.3",
            "great",
            "3x",
            "80%",
            "4.0 out of 10",
        ] {
            assert_eq!(raw(text), None, "{text}");
        }
        assert_eq!(read("3", &stars()).map(|rating| rating.unit), Some(0.5));
    }

    #[test]
    fn money_as_exports_write_it() {
        for (text, want) in [
            ("$1,200.50", Worth::Known(1200.5)),
            ("1.200,50 €", Worth::Known(1200.5)),
            ("USD 1,200", Worth::Known(1200.0)),
            ("1200", Worth::Known(1200.0)),
            ("0", Worth::Known(0.0)),
            ("1e15", Worth::Known(1e15)),
            ("many", Worth::Unknown),
            ("NaN", Worth::Unknown),
            ("inf", Worth::Odd),
            ("1e308", Worth::Odd),
            ("-5", Worth::Odd),
            ("-1.200,50 €", Worth::Odd),
        ] {
            assert_eq!(money(text), want, "{text}");
        }
    }

    #[test]
    fn counts_as_exports_write_them() {
        for (text, want) in [
            ("340", Some(340)),
            ("1,204", Some(1204)),
            ("1 204", Some(1204)),
            ("340.0", Some(340)),
            ("+12", Some(12)),
            ("1.2k", Some(1200)),
            ("340 votes", Some(340)),
            ("0", Some(0)),
            ("-3", None),
            ("2.5", None),
            ("many", None),
            ("", None),
            ("1e99", None),
            ("99999999999", None),
        ] {
            assert_eq!(count(text), want, "{text}");
        }
    }

    #[test]
    fn a_column_says_how_it_is_written() {
        let column = |values: &[&str]| look(values.iter().copied());
        let shares = column(&["4/5", "2/5", "N/A", "5/5"]);
        assert_eq!((shares.read, shares.missing, shares.out_of), (3, 1, Some(5.0)));
        assert!(column(&["80%", "20 %"]).percent);
        let words = column(&["Good", "bad", "good"]);
        assert_eq!((words.words, words.at_ends, words.read), (2, 3, 3));
        let odd = column(&["a lamp", "3"]);
        assert_eq!((odd.unread, odd.odd.as_deref()), (1, Some("a lamp")));
        assert_eq!(column(&["4/5", "3/10"]).out_of, None);
    }

    proptest! {
        #[test]
        fn any_text_gives_a_rating_on_the_scale_or_none(text in any::<String>(), digits in "[-0-9.,/ ★a-z]{0,12}") {
            for text in [text, digits] {
                if let Some(rating) = read(&text, &stars()) {
                    prop_assert!((0.0..=1.0).contains(&rating.unit));
                }
                let _ = money(&text);
            }
        }
    }
}
