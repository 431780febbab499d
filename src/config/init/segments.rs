//! Which columns are segments: what the report can cut by.
//!
//! Takes the columns that no field has taken; gives those that repeat and are short. People, figures,
//! places on a map, links and what programs computed cut nothing.

use std::collections::BTreeSet;

use crate::model::{MOST_VALUES, OTHER};

use super::Guessed;
use super::facts::{self, Facts};
use super::names;

/// Words in a column's name that make it a person's and no segment.
const PERSONAL: [&str; 18] = [
    "email",
    "mail",
    "phone",
    "name",
    "address",
    "ip",
    "ipaddress",
    "street",
    "birthday",
    "iban",
    "card",
    "token",
    "password",
    "avatar",
    "username",
    "telefon",
    "adresse",
    "zip",
];

/// Words of figures that cut nothing: how often, how much, how likely.
const FIGURES: [&str; 24] = [
    "helpful",
    "votes",
    "vote",
    "likes",
    "upvotes",
    "downvotes",
    "count",
    "num",
    "price",
    "cost",
    "amount",
    "total",
    "latitude",
    "longitude",
    "lat",
    "lng",
    "lon",
    "sentiment",
    "polarity",
    "subjectivity",
    "confidence",
    "compound",
    "toxicity",
    "score",
];

/// Segments kept at most.
const MOST_ATTRS: usize = 20;

/// Segments: what repeats, is short, and is neither a person's, a figure nor a text. A column of
/// more values than a table shows is told by its largest, which `said` says.
pub(super) fn find(
    columns: &[Facts<'_>],
    used: &BTreeSet<usize>,
    said: &mut Vec<String>,
) -> Vec<(String, Guessed)> {
    let mut attrs: Vec<(String, Guessed)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let distinct = column.distinct();
        let longest = column.counts.keys().map(|value| value.chars().count()).max().unwrap_or(0);
        let repeated = distinct * 2 <= column.values.len() || distinct <= 3;
        let has = |list: &[&str]| column.words.iter().any(|word| list.contains(&word.as_str()));
        let version = has(&["version", "ver", "build", "release", "os"]);
        // "HelpfulnessNumerator", "useful_count", "useless".
        let useful = |word: &String| {
            ["helpful", "useful", "useless"].iter().any(|one| word.starts_with(one))
        };
        let figure = column.has_fractions() && !version
            || column.is_number() && (has(&FIGURES) || column.words.iter().any(useful))
            || has(&["sentiment", "polarity", "subjectivity"]);
        let ips = column.values.iter().filter(|value| facts::is_ip(value)).count() * 2;
        if used.contains(&at)
            || distinct < 2
            || distinct > MOST_VALUES && (column.is_number() && !version || column.is_talk())
            || longest > 40
            || !repeated
            || figure
            || column.is_time()
            || column.is_link()
            || column.is_blob()
            || ips > column.values.len()
            || has(&PERSONAL) && !(has(&["name"]) && names::is_thing(&column.words))
            || names::is_staff(&column.words) && column.is_names()
            || column.fit("author") > 0
            || column.called(names::is_others_text) && column.is_talk()
            || attrs.len() >= MOST_ATTRS
        {
            continue;
        }
        let why = format!("{distinct} different values");
        if distinct > MOST_VALUES {
            said.push(format!(
                "{}: of {distinct} different values the {} largest are segments, and the rest is \
                 \"{OTHER}\"",
                column.head.selector,
                MOST_VALUES - 1
            ));
        }
        let name = attr_name(&column.words, &attrs);
        attrs.push((name, Guessed { column: column.head.selector.clone(), why }));
    }
    attrs
}

/// A name for a segment: the column's words, kept short and unlike the others.
fn attr_name(words: &[String], taken: &[(String, Guessed)]) -> String {
    let plain: String = words
        .join("_")
        .chars()
        .filter(|letter| letter.is_alphanumeric() || *letter == '_')
        .take(40)
        .collect();
    let plain = plain.trim_matches('_').to_owned();
    let base = if plain.is_empty() { "segment".to_string() } else { plain };
    let free = |name: &str| taken.iter().all(|(other, _)| other != name);
    if free(&base) {
        return base;
    }
    (2..).map(|number| format!("{base}_{number}")).find(|name| free(name)).unwrap_or(base)
}
