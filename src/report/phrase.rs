//! Numbers, dates and counts as people write them: the one place where anything is rounded.
//!
//! Takes plain numbers, gives short English text; pure, the same on every machine, and never `NaN`
//! or `inf`. The words follow the numbers: a quantifier is bound to a range, "1 review" is not
//! "1 reviews", a share is 0 % or 100 % only when it is exactly that.

use crate::model::Day;

/// A minus sign of the width of a plus sign.
const MINUS: char = '−';

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A whole number with its thousands apart: `12,345`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count and its noun: `1 review`, `2 reviews`, `no reviews`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{} {many}", count(number)),
    }
}

/// A number that is finite and not −0, rounded half away from zero to `digits` decimals (at most
/// 9); whatever is not finite is 0.
///
/// The result is the double nearest to a decimal of few digits, so that it prints as that decimal
/// and reads back from it as the same double.
pub fn rounded(value: f64, digits: u32) -> f64 {
    let factor = f64::from(10u32.pow(digits.min(9)));
    let scaled = (value * factor).round() / factor;
    match (scaled.is_finite(), value.is_finite()) {
        (true, _) => scaled + 0.0,
        // Too large to have decimals at all.
        (false, true) => value,
        (false, false) => 0.0,
    }
}

/// A number with exactly `digits` decimals, thousands apart, and a true minus sign: `−1,234.50`.
pub fn decimal(value: f64, digits: u32) -> String {
    let value = rounded(value, digits);
    let plain = format!("{:.*}", digits.min(9) as usize, value.abs());
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    let sign = if value < 0.0 { MINUS.to_string() } else { String::new() };
    format!("{sign}{whole}{rest}")
}

/// The same with its sign always shown, except for zero: `+0.12`, `−0.12`, `0.00`.
pub fn signed(value: f64, digits: u32) -> String {
    let plus = if rounded(value, digits) > 0.0 { "+" } else { "" };
    format!("{plus}{}", decimal(value, digits))
}

/// A measured number of unknown size with about three digits that matter: `312`, `14.2`, `1.84`,
/// `0.076`.
pub fn measure(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 || (size >= 1.0 && rounded(value, 6) == rounded(value, 0)) {
        decimal(value, 0)
    } else if size >= 10.0 {
        decimal(value, 1)
    } else if size >= 1.0 {
        decimal(value, 2)
    } else {
        decimal(value, 3)
    }
}

/// A share of 0 to 1 in per cent with one decimal: `7.6 %`. Nothing and everything are said only
/// when they are exact: what rounds to them is `under 0.1 %` or `over 99.9 %`.
pub fn percent(share: f64) -> String {
    if share <= 0.0 || !share.is_finite() {
        "0 %".to_owned()
    } else if share >= 1.0 {
        "100 %".to_owned()
    } else if share < 0.000_5 {
        "under 0.1 %".to_owned()
    } else if share >= 0.999_5 {
        "over 99.9 %".to_owned()
    } else {
        format!("{} %", decimal(share * 100.0, 1))
    }
}

/// `part / whole`, 0 when there is no whole.
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// A part of a whole with both numbers: `41 of 1,000 (4.1 %)`.
pub fn part_of(part: u64, whole: u64) -> String {
    format!("{} of {} ({})", count(part), count(whole), percent(share(part, whole)))
}

/// A part of a whole that has just been named: `41 (4.1 %)`.
pub fn part(part: u64, whole: u64) -> String {
    format!("{} ({})", count(part), percent(share(part, whole)))
}

/// The same with what is counted: `41 of 1,000 records (4.1 %)`.
pub fn part_of_all(part: u64, whole: u64, what: &str) -> String {
    format!("{} of {} {what} ({})", count(part), count(whole), percent(share(part, whole)))
}

/// Parts in tenths of a per cent that add up to exactly 1,000 tenths (largest remainder; ties go
/// to the earlier part); all 0 when there is nothing.
pub fn tenths(parts: &[u64]) -> Vec<u32> {
    let whole: u128 = parts.iter().map(|&part| u128::from(part)).sum();
    if whole == 0 {
        return vec![0; parts.len()];
    }
    let mut out: Vec<u32> =
        parts.iter().map(|&part| (u128::from(part) * 1000 / whole) as u32).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(u128::from(parts[at]) * 1000 % whole), at));
    let missing = 1000 - out.iter().sum::<u32>() as usize;
    for &at in order.iter().take(missing) {
        out[at] += 1;
    }
    out
}

/// Tenths of a per cent as text: `93.4 %`.
pub fn tenths_text(tenths: u32) -> String {
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// Parts rounded to one decimal so that they add up to their rounded sum, as a reader with a
/// pencil expects (largest remainder; ties go to the earlier part).
pub fn adding_up(parts: &[f64]) -> Vec<f64> {
    let target = rounded(parts.iter().sum::<f64>(), 1) * 10.0;
    let floors: Vec<f64> =
        parts.iter().map(|&part| (rounded(part, 6) * 10.0 + 1e-6).floor()).collect();
    let missing = (target - floors.iter().sum::<f64>()).round().max(0.0) as usize;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| {
        let rest = |at: usize| parts[at] * 10.0 - floors[at];
        rest(b).total_cmp(&rest(a)).then(a.cmp(&b))
    });
    let mut out = floors;
    for &at in order.iter().take(missing) {
        out[at] += 1.0;
    }
    out.into_iter().map(|tenth| rounded(tenth / 10.0, 1)).collect()
}

/// The word for a share, bound to a range so that no sentence can disagree with its number:
/// none 0, a few below 1 %, some to 10 %, many to 50 %, most to 90 %, nearly all, all 100 %.
pub fn quantifier(share: f64) -> &'static str {
    if share <= 0.0 || !share.is_finite() {
        "none"
    } else if share < 0.01 {
        "a few"
    } else if share <= 0.10 {
        "some"
    } else if share <= 0.50 {
        "many"
    } else if share <= 0.90 {
        "most"
    } else if share < 1.0 {
        "nearly all"
    } else {
        "all"
    }
}

/// Whole numbers from one to another: `1–3`, or `2` alone.
pub fn span(from: u32, to: u32) -> String {
    if from == to { count(u64::from(from)) } else { format!("{}–{}", from, to) }
}

/// The chance behind a finding with its relation: `< 0.001`, `= 0.412`.
pub fn chance(value: f64) -> String {
    if value < 0.001 { "< 0.001".to_owned() } else { format!("= {}", decimal(value.min(1.0), 3)) }
}

/// A day in full: `22 August 2026`.
pub fn date(day: Day) -> String {
    let (year, month, number) = day.civil();
    format!("{number} {} {year}", MONTHS[month as usize - 1])
}

/// A day in short: `22 Aug 2026`.
pub fn short_date(day: Day) -> String {
    let (year, month, number) = day.civil();
    format!("{number} {} {year}", &MONTHS[month as usize - 1][..3])
}

/// A month and its year: `August 2026`.
pub fn month(day: Day) -> String {
    let (year, month, _) = day.civil();
    format!("{} {year}", MONTHS[month as usize - 1])
}

/// A day of a year that is known: `22 August`.
pub fn day_of_month(day: Day) -> String {
    let (_, month, number) = day.civil();
    format!("{number} {}", MONTHS[month as usize - 1])
}

/// An ISO day (or instant) of the view in full, or the text itself when it is none.
pub fn iso_date(text: &str) -> String {
    iso(text).map_or_else(|| text.to_owned(), date)
}

/// An ISO day (or instant) of the view in short, or the text itself when it is none.
pub fn iso_short(text: &str) -> String {
    iso(text).map_or_else(|| text.to_owned(), short_date)
}

fn iso(text: &str) -> Option<Day> {
    text.get(..10).unwrap_or(text).parse().ok()
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A count and its noun with `more` or `fewer` between: `41 more customers`, `1 fewer record`.
pub fn difference(before: u64, now: u64, one: &str, many: &str) -> String {
    let which = if now >= before { "more" } else { "fewer" };
    match now.abs_diff(before) {
        1 => format!("1 {which} {one}"),
        number => format!("{} {which} {many}", count(number)),
    }
}

/// A customer's words on one line, between quotation marks.
pub fn quoted(text: &str) -> String {
    format!("“{}”", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The first letter in lower case, the rest as it is.
pub fn inside_sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The first letter in upper case, the rest as it is.
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A rating as it was given: `1 star`, `4 stars`, `nps 7`.
pub fn rating(raw: f64, kind: &str) -> String {
    match kind {
        "stars" if raw == 1.0 => "1 star".to_owned(),
        "stars" => format!("{} stars", measure(raw)),
        _ => format!("{kind} {}", measure(raw)),
    }
}

/// A reason code as words: `bad_date:created_at` is `bad date (created_at)`.
pub fn reason(code: &str) -> String {
    match code {
        "no_information" => "says nothing about anything (“good”, “n/a”)".to_owned(),
        "no_text" => "no text".to_owned(),
        _ => match code.split_once(':') {
            Some((what, field)) => format!("{} ({field})", what.replace('_', " ")),
            None => code.replace('_', " "),
        },
    }
}

/// The English name of a language code, or the code itself.
pub fn language(code: &str) -> &str {
    match code {
        "ar" => "Arabic",
        "cs" => "Czech",
        "da" => "Danish",
        "de" => "German",
        "el" => "Greek",
        "en" => "English",
        "es" => "Spanish",
        "fi" => "Finnish",
        "fr" => "French",
        "he" => "Hebrew",
        "hi" => "Hindi",
        "hu" => "Hungarian",
        "id" => "Indonesian",
        "it" => "Italian",
        "ja" => "Japanese",
        "ko" => "Korean",
        "nl" => "Dutch",
        "no" => "Norwegian",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ro" => "Romanian",
        "ru" => "Russian",
        "sv" => "Swedish",
        "th" => "Thai",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "und" => "undetermined",
        "vi" => "Vietnamese",
        "zh" => "Chinese",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_and_nouns() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(12_345_678), "12,345,678");
        assert_eq!(counted(0, "review", "reviews"), "no reviews");
        assert_eq!(counted(1, "review", "reviews"), "1 review");
        assert_eq!(counted(1_204, "review", "reviews"), "1,204 reviews");
    }

    #[test]
    fn numbers() {
        assert_eq!(decimal(-1234.5, 2), "−1,234.50");
        assert_eq!(decimal(-0.001, 2), "0.00");
        assert_eq!(decimal(f64::NAN, 1), "0.0");
        assert_eq!(decimal(f64::INFINITY, 1), "0.0");
        assert_eq!(signed(0.125, 2), "+0.13");
        assert_eq!(signed(-0.004, 2), "0.00");
        assert_eq!(measure(312.0), "312");
        assert_eq!(measure(14.23), "14.2");
        assert_eq!(measure(-1.839), "−1.84");
        assert_eq!(measure(0.0764), "0.076");
    }

    #[test]
    fn shares_never_claim_all_or_nothing() {
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.0001), "under 0.1 %");
        assert_eq!(percent(0.0764), "7.6 %");
        assert_eq!(percent(0.9999), "over 99.9 %");
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(percent(f64::NAN), "0 %");
        assert_eq!(part_of(41, 1_000), "41 of 1,000 (4.1 %)");
    }

    #[test]
    fn words_are_bound_to_ranges() {
        let words: Vec<_> =
            [0.0, 0.009, 0.05, 0.3, 0.7, 0.95, 1.0].into_iter().map(quantifier).collect();
        assert_eq!(words, ["none", "a few", "some", "many", "most", "nearly all", "all"]);
    }

    #[test]
    fn days_and_lists() {
        assert_eq!(iso_date("2026-08-22"), "22 August 2026");
        assert_eq!(iso_short("2026-08-22T09:15:00Z"), "22 Aug 2026");
        let day = Day::from_civil(2026, 8, 22).expect("a day");
        assert_eq!((month(day), day_of_month(day)), ("August 2026".into(), "22 August".into()));
        assert_eq!(iso_date("<b>"), "<b>");
        assert_eq!(iso_date("é"), "é");
        let items = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        assert_eq!(list(&items(&["a", "b", "c"])), "a, b and c");
        assert_eq!(list(&items(&["a"])), "a");
        assert_eq!(reason("bad_date:created_at"), "bad date (created_at)");
    }

    proptest! {
        #[test]
        fn tenths_add_to_a_hundred(parts in prop::collection::vec(0u64..u64::MAX / 8, 1..6)) {
            let shown = tenths(&parts);
            let whole: u128 = parts.iter().map(|&p| u128::from(p)).sum();
            prop_assert_eq!(shown.iter().sum::<u32>(), if whole == 0 { 0 } else { 1000 });
        }

        #[test]
        fn points_add_up_by_hand(parts in prop::collection::vec(0.0f64..40.0, 0..6)) {
            let shown = adding_up(&parts);
            let sum = rounded(shown.iter().sum::<f64>(), 1);
            prop_assert_eq!(sum, rounded(parts.iter().sum::<f64>(), 1));
            for (shown, part) in shown.iter().zip(&parts) {
                prop_assert!((shown - part).abs() <= 0.1 + 1e-6);
            }
        }

        #[test]
        fn no_number_is_anything_but_a_number(value in any::<f64>(), digits in 0u32..12) {
            for text in [decimal(value, digits), signed(value, digits), percent(value), measure(value)] {
                let odd = |c: char| !(c.is_ascii_digit() || " ,.%+−underov".contains(c));
                prop_assert!(!text.contains(odd), "{}", text);
            }
            prop_assert!(rounded(value, digits).is_finite());
        }
    }
}
