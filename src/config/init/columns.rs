//! Which column is what.
//!
//! Takes a head, gives the fields with reasons. A name suggests, the values decide: a column called
//! `date` without dates in it is no date. Each column serves once.

use std::collections::BTreeSet;
use std::path::Path;

use crate::model::{Kind, RatingKind};

use super::head::{Column, Head};
use super::{Found, Guessed};

/// Names by field, best first; a name matches whole, or as the words at its end.
const NAMES: [(&str, &[&str]); 10] = [
    (
        "id",
        &[
            "id",
            "review_id",
            "ticket_id",
            "response_id",
            "record_id",
            "uuid",
            "guid",
            "key",
            "number",
        ],
    ),
    (
        "created_at",
        &[
            "created_at",
            "submitted_at",
            "created",
            "date",
            "timestamp",
            "time",
            "datetime",
            "posted_at",
            "review_date",
            "recorded_date",
            "at",
            "on",
        ],
    ),
    (
        "updated_at",
        &["updated_at", "last_changed", "modified_at", "updated", "modified", "last_update"],
    ),
    (
        "rating",
        &["rating", "stars", "score", "nps", "csat", "satisfaction", "rate", "grade", "ces"],
    ),
    ("title", &["title", "subject", "headline", "summary"]),
    (
        "text",
        &[
            "text",
            "review",
            "body",
            "comment",
            "comments",
            "content",
            "feedback",
            "message",
            "description",
            "answer",
            "verbatim",
            "review_text",
            "narrative",
        ],
    ),
    ("lang", &["lang", "language", "locale"]),
    (
        "author",
        &[
            "customer_id",
            "user_id",
            "author_id",
            "requester_id",
            "customer",
            "user",
            "author",
            "reviewer",
            "requester",
            "email",
            "nick",
            "username",
            "user_name",
            "account_id",
        ],
    ),
    ("product", &["product", "product_id", "sku", "asin", "item", "app"]),
    ("value", &["annual_revenue", "revenue", "arr", "mrr", "ltv", "contract_value"]),
];

/// Words in a column's name that make it a person's and no segment.
const PERSONAL: [&str; 12] = [
    "email", "mail", "phone", "name", "address", "ip", "street", "birthday", "iban", "card",
    "token", "password",
];

/// What the head tells.
pub(super) fn find(head: Head, path: &Path) -> Result<Found, String> {
    let columns = &head.columns;
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut fields: Vec<(&'static str, Guessed)> = Vec::new();
    let mut time = None;
    let mut scale = None;

    let questions = questions(columns);
    if !questions.is_empty() {
        used.extend(questions.iter().copied());
    }
    // In the order in which they are sure of themselves: times and ratings by their values, then
    // the text (the longest), then what is left.
    for field in ["created_at", "updated_at", "rating", "id", "text", "title", "lang"] {
        if field == "text" && !questions.is_empty() {
            continue;
        }
        if let Some((at, why)) = best(field, columns, &used, head.units) {
            used.insert(at);
            match field {
                "created_at" => time = time_of(&columns[at]).and_then(|(_, pattern)| pattern),
                "rating" => scale = Some(scale_of(&columns[at])),
                _ => {}
            }
            fields.push((field, Guessed { column: columns[at].selector.clone(), why }));
        }
    }
    for field in ["author", "product", "value"] {
        if let Some((at, why)) = best(field, columns, &used, head.units) {
            used.insert(at);
            fields.push((field, Guessed { column: columns[at].selector.clone(), why }));
        }
    }
    if questions.is_empty() && !fields.iter().any(|(field, _)| *field == "text") {
        return Err("no column looks like the words of customers".to_string());
    }
    let order = |field: &str| NAMES.iter().position(|(name, _)| *name == field);
    fields.sort_by_key(|(field, _)| order(field));

    let mut attrs: Vec<(String, Guessed)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let distinct: BTreeSet<&str> = column.values.iter().map(String::as_str).collect();
        let longest = distinct.iter().map(|value| value.len()).max().unwrap_or(0);
        let words = words_of(&column.name);
        let repeated = distinct.len() * 2 <= column.values.len() || distinct.len() <= 3;
        if used.contains(&at)
            || distinct.len() < 2
            || distinct.len() > 50
            || longest > 40
            || !repeated
            || time_of(column).is_some()
            || words.iter().any(|word| PERSONAL.contains(&word.as_str()))
            || attrs.len() >= 20
        {
            continue;
        }
        let why = format!("{} different values", distinct.len());
        let name = attr_name(&words, &attrs);
        attrs.push((name, Guessed { column: column.selector.clone(), why }));
    }
    let kind = kind_of(path, columns, !questions.is_empty(), scale.as_ref());
    Ok(Found {
        format: head.format,
        kind,
        delimiter: head.delimiter,
        records: head.records,
        encoding: head.encoding,
        units: head.units,
        fields,
        time,
        scale,
        questions: questions.into_iter().map(|at| columns[at].selector.clone()).collect(),
        attrs,
    })
}

/// Lower-case words of a name: `createdAt`, `Created At` and `created_at` are the same.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_lower = false;
    for letter in name.chars().take(200) {
        let starts = letter.is_uppercase() && before_lower;
        before_lower = letter.is_lowercase();
        if !letter.is_alphanumeric() || starts {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// How well a name fits a field: 0 for not at all, 100 for the best name whole.
fn by_name(field: &str, name: &str) -> usize {
    let name = words_of(name).join("_");
    let known = NAMES.iter().find(|(one, _)| *one == field).map_or(&[][..], |(_, names)| names);
    known
        .iter()
        .enumerate()
        .map(|(at, one)| {
            if name == *one {
                100 - at
            } else if name.ends_with(&format!("_{one}")) {
                50 - at
            } else {
                0
            }
        })
        .max()
        .unwrap_or(0)
}

/// The column for a field, and why: the best score of name and values, ties to the first column.
fn best(
    field: &str,
    columns: &[Column],
    used: &BTreeSet<usize>,
    units: usize,
) -> Option<(usize, String)> {
    columns
        .iter()
        .enumerate()
        .filter(|(at, column)| !used.contains(at) && !column.values.is_empty())
        .filter_map(|(at, column)| {
            let name = by_name(field, &column.name).max(by_name(field, &column.path));
            let (score, why) = score(field, column, name, units)?;
            Some((score, std::cmp::Reverse(at), why))
        })
        .max_by_key(|(score, at, _)| (*score, *at))
        .map(|(_, at, why)| (at.0, why))
}

fn score(field: &str, column: &Column, name: usize, units: usize) -> Option<(usize, String)> {
    let values = &column.values;
    let distinct = values.iter().collect::<BTreeSet<_>>().len();
    let letters = values.iter().map(|value| value.chars().count()).sum::<usize>() / values.len();
    let named = |why: &str| if name > 0 { format!("by its name; {why}") } else { why.to_string() };
    match field {
        "id" => {
            let unique = distinct * 100 / units.max(1);
            let compact = values.iter().all(|value| value.len() <= 100 && !value.contains(' '));
            (name > 0 && unique >= 80 && compact)
                .then(|| (name + unique, named(&format!("{distinct} different in {units}"))))
        }
        "created_at" => time_of(column)
            .map(|(example, _)| (name + 1, named(&format!("times such as {example}")))),
        "updated_at" => time_of(column)
            .filter(|_| name > 0)
            .map(|(example, _)| (name, named(&format!("times such as {example}")))),
        "rating" => {
            let numbers = numbers(column)?;
            (name > 0 && distinct <= 101).then(|| {
                let (low, high) = ends(&numbers);
                (name, named(&format!("numbers from {low} to {high}")))
            })
        }
        "text" => {
            let spoken =
                values.iter().filter(|value| value.contains(' ')).count() * 2 > values.len();
            let varied = distinct * 4 > values.len();
            let talk = spoken && varied && letters >= 12;
            (talk || name >= 90 && numbers(column).is_none() && time_of(column).is_none()).then(
                || (name * 2 + letters.min(400), named(&format!("{letters} letters on average"))),
            )
        }
        "title" => (name > 0 && letters <= 120 && distinct > 1)
            .then(|| (name, named(&format!("{letters} letters on average")))),
        "lang" => {
            let codes = values.iter().all(|value| value.parse::<crate::model::Lang>().is_ok());
            (name > 0 && codes).then(|| (name, named("language codes")))
        }
        "author" => {
            let compact = values.iter().all(|value| value.len() <= 200);
            let short = format!("{distinct} different");
            (name > 0 && compact && distinct > 1).then(|| (name, named(&short)))
        }
        "product" => (name > 0 && distinct < units.max(2) && letters <= 80)
            .then(|| (name, named(&format!("{distinct} different")))),
        "value" => {
            let numbers = numbers(column)?;
            let (low, high) = ends(&numbers);
            (name > 0).then(|| (name, named(&format!("numbers from {low} to {high}"))))
        }
        _ => None,
    }
}

/// The values as numbers, when nearly all are (nine in ten).
fn numbers(column: &Column) -> Option<Vec<f64>> {
    let numbers: Vec<f64> = column
        .values
        .iter()
        .filter_map(|value| value.parse::<f64>().ok())
        .filter(|number| number.is_finite())
        .collect();
    (!numbers.is_empty() && numbers.len() * 10 >= column.values.len() * 9).then_some(numbers)
}

fn ends(numbers: &[f64]) -> (f64, f64) {
    numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &number| {
        (low.min(number), high.max(number))
    })
}

/// The smallest usual scale that holds nearly all values; a few outside (0 for "not rated") do not
/// widen it.
fn scale_of(column: &Column) -> (RatingKind, f64, f64, String) {
    let numbers = numbers(column).unwrap_or_default();
    let name = words_of(&column.name);
    let called = |word: &str| name.iter().any(|one| one == word);
    let within = |low: f64, high: f64| {
        let inside = numbers.iter().filter(|number| (low..=high).contains(*number)).count();
        inside * 100 >= numbers.len() * 98
    };
    let (low, high) = ends(&numbers);
    let outside = |min: f64, max: f64| {
        let few = if low < min || high > max { ", the few outside count as not rated" } else { "" };
        format!("the values run from {low} to {high}{few}")
    };
    let stars =
        if called("csat") || called("satisfaction") { RatingKind::Csat } else { RatingKind::Stars };
    match () {
        () if called("nps") && within(0.0, 10.0) => {
            (RatingKind::Nps, 0.0, 10.0, outside(0.0, 10.0))
        }
        () if within(0.0, 1.0) && low < 0.5 => (RatingKind::Thumbs, 0.0, 1.0, outside(0.0, 1.0)),
        () if within(1.0, 5.0) => (stars, 1.0, 5.0, outside(1.0, 5.0)),
        () if called("ces") && within(1.0, 7.0) => (RatingKind::Ces, 1.0, 7.0, outside(1.0, 7.0)),
        () if within(0.0, 5.0) => (stars, 0.0, 5.0, outside(0.0, 5.0)),
        () if within(1.0, 10.0) && low >= 1.0 => (stars, 1.0, 10.0, outside(1.0, 10.0)),
        () if within(0.0, 10.0) => (RatingKind::Nps, 0.0, 10.0, outside(0.0, 10.0)),
        () if within(0.0, 100.0) => (stars, 0.0, 100.0, outside(0.0, 100.0)),
        // A scale has two ends, and the settings take numbers up to a thousand million.
        () => {
            let low = low.clamp(-1e9, 1e9 - 1.0);
            (stars, low, high.clamp(low + 1.0, 1e9), outside(low, f64::INFINITY))
        }
    }
}

/// Whether nearly all values are times: an example, and the pattern where it is not a usual one.
fn time_of(column: &Column) -> Option<(String, Option<&'static str>)> {
    let first = column.values.first()?;
    let times = column.values.iter().filter(|value| time_shape(value).is_some()).count();
    if times * 10 < column.values.len() * 9 {
        return None;
    }
    let shapes: BTreeSet<Shape> =
        column.values.iter().filter_map(|value| time_shape(value)).collect();
    let day_first = column.values.iter().any(|value| {
        value.split('/').next().and_then(|day| day.parse::<u32>().ok()).is_some_and(|day| day > 12)
    });
    let pattern = match shapes.first()? {
        Shape::Usual => None,
        Shape::Seconds => Some("unix_s"),
        Shape::Milliseconds => Some("unix_ms"),
        Shape::Dots(false) => Some("%d.%m.%Y"),
        Shape::Dots(true) => Some("%d.%m.%Y %H:%M"),
        Shape::Slashes(false) if day_first => Some("%d/%m/%Y"),
        Shape::Slashes(true) if day_first => Some("%d/%m/%Y %H:%M"),
        Shape::Slashes(false) => Some("%m/%d/%Y"),
        Shape::Slashes(true) => Some("%m/%d/%Y %H:%M"),
    };
    Some((first.chars().take(40).collect(), pattern))
}

/// How a time is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Usual,
    Seconds,
    Milliseconds,
    /// Day, month, year; whether with a time to the minute.
    Dots(bool),
    Slashes(bool),
}

fn time_shape(value: &str) -> Option<Shape> {
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if digits(value, 10) && matches!(value.as_bytes()[0], b'1' | b'2') {
        return Some(Shape::Seconds);
    }
    if digits(value, 13) && matches!(value.as_bytes()[0], b'1' | b'2') {
        return Some(Shape::Milliseconds);
    }
    let (date, rest) = value.split_once([' ', 'T']).unwrap_or((value, ""));
    let mut parts = date.split('-');
    if let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next())
        && digits(year, 4)
        && (digits(month, 2) || digits(month, 1))
        && (digits(day, 2) || digits(day, 1))
    {
        return Some(Shape::Usual);
    }
    let minutes = match rest.matches(':').count() {
        0 if rest.is_empty() => false,
        1 => true,
        _ => return None,
    };
    for (separator, shape) in [('.', Shape::Dots(minutes)), ('/', Shape::Slashes(minutes))] {
        let parts: Vec<&str> = date.split(separator).collect();
        if let [one, two, year] = parts[..]
            && digits(year, 4)
            && [one, two].iter().all(|part| digits(part, 1) || digits(part, 2))
        {
            return Some(shape);
        }
    }
    None
}

/// Columns whose name is a question (or that hold long answers beside one that is).
fn questions(columns: &[Column]) -> Vec<usize> {
    let asks = |column: &Column| {
        let name = &column.name;
        let spoken = column.values.iter().filter(|value| value.contains(' ')).count() * 4
            > column.values.len();
        name.trim_end().ends_with('?') && name.contains(' ') && spoken && numbers(column).is_none()
    };
    let found: Vec<usize> = (0..columns.len()).filter(|&at| asks(&columns[at])).collect();
    if found.len() > 40 { Vec::new() } else { found }
}

/// A name for a segment: the column's words, kept short and unlike the others.
fn attr_name(words: &[String], taken: &[(String, Guessed)]) -> String {
    let plain: String = words
        .join("_")
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
        .take(40)
        .collect();
    let base = if plain.is_empty() { "segment".to_string() } else { plain };
    let free = |name: &str| taken.iter().all(|(other, _)| other != name);
    if free(&base) {
        return base;
    }
    (2..).map(|number| format!("{base}_{number}")).find(|name| free(name)).unwrap_or(base)
}

fn kind_of(
    path: &Path,
    columns: &[Column],
    asked: bool,
    scale: Option<&(RatingKind, f64, f64, String)>,
) -> (Kind, String) {
    const HINTS: [(Kind, &[&str]); 4] = [
        (Kind::Review, &["review", "reviews", "stars"]),
        (Kind::Ticket, &["ticket", "tickets", "case", "cases", "issue", "issues", "requester"]),
        (Kind::Survey, &["survey", "surveys", "nps", "response", "responses", "respondent"]),
        (Kind::Community, &["post", "posts", "thread", "forum", "tweet", "tweets", "subreddit"]),
    ];
    let stem = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let of_file = words_of(&stem);
    for (kind, hints) in HINTS {
        if of_file.iter().any(|word| hints.contains(&word.as_str())) {
            return (kind, "by the file's name".to_string());
        }
    }
    if asked || matches!(scale, Some((RatingKind::Nps, ..))) {
        return (Kind::Survey, "it asks questions or for a recommendation".to_string());
    }
    for (kind, hints) in HINTS {
        let column = columns.iter().find(|column| {
            words_of(&column.name).iter().any(|word| hints.contains(&word.as_str()))
        });
        if let Some(column) = column {
            return (kind, format!("there is a column {}", column.name));
        }
    }
    if scale.is_some() {
        return (Kind::Review, "it is rated".to_string());
    }
    (Kind::Community, "nothing says otherwise".to_string())
}
