//! The rating and its scale.
//!
//! Takes the columns; gives the one in which customers rate, with the smallest usual scale that holds
//! its values. Averages of a product, votes, prices and what programs computed are none. Only a
//! question for a recommendation is NPS.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::RatingKind;

use super::facts::Facts;
use super::names;
use super::vocabulary::{ASKED, RECOMMEND};
use super::{Other, Scale};

/// The rating: its column, its scale and why.
pub(super) fn rating(
    columns: &[Facts<'_>],
    used: &BTreeSet<usize>,
    said: &mut Vec<String>,
) -> Option<(usize, Scale, String)> {
    let forum = columns.iter().any(|column| {
        let name = column.words.join("_");
        FORUM.contains(&name.as_str())
    });
    let candidates = columns.iter().enumerate().filter(|(at, column)| {
        !used.contains(at) && is_rating(column) && !(forum && column.words.join("_") == "score")
    });
    let (at, column) = candidates.max_by_key(|(at, column)| {
        let own = names::is_own(&column.words);
        let whole = !column.has_fractions();
        let name = column.fit("rating").max(if asked(column) { 70 } else { 0 });
        (own, name + if whole { 15 } else { 0 }, std::cmp::Reverse(*at))
    })?;
    let scale = by_row(column, columns).unwrap_or_else(|| scale_of(column, columns));
    let ratings = &column.ratings;
    if ratings.unread > 0 {
        said.push(format!(
            "{}: {} of {} ratings cannot be read, such as `{}`",
            column.head.selector,
            ratings.unread,
            ratings.read + ratings.unread,
            ratings.odd.as_deref().unwrap_or_default()
        ));
    }
    let why = match (ratings.numbers.first(), ratings.numbers.last()) {
        (Some(low), Some(high)) => format!("by its name; numbers from {low} to {high}"),
        _ => format!("by its name; {} words", ratings.words),
    };
    Some((at, scale, why))
}

/// Names of columns beside which a score counts votes.
const FORUM: [&str; 11] = [
    "num_comments",
    "comms_num",
    "upvotes",
    "subreddit",
    "permalink",
    "ups",
    "downs",
    "upvote_ratio",
    "post_number",
    "reads",
    "reply_count",
];

/// Whether cells answer in the words of a scale from bad to good, whatever the column is called.
/// Agreeing is no mark.
fn is_spelled(column: &Facts<'_>) -> bool {
    let ratings = &column.ratings;
    let agrees = |value: &&str| {
        let lower = value.to_lowercase();
        ["agree", "einverstanden", "stimme", "accord", "acuerdo", "同意", "likely"]
            .iter()
            .any(|word| lower.contains(word))
    };
    ratings.words >= 3
        && ratings.numbers.is_empty()
        && column.distinct() <= 8
        && !column.values.iter().any(agrees)
}

/// Whether it is a column of a file without header whose cells are whole marks from 1 to 5.
fn is_unnamed(column: &Facts<'_>) -> bool {
    let marks = &column.ratings.numbers;
    let whole = marks.iter().all(|mark| (1.0..=5.0).contains(mark) && mark.fract() == 0.0);
    let unnamed = matches!(column.words.as_slice(), [word, _] if word == "column");
    unnamed && whole && column.distinct() >= 3 && marks.len() * 10 >= column.values.len() * 9
}

/// Whether a name asks for a mark.
fn asked(column: &Facts<'_>) -> bool {
    let long = column.words.len() >= 3 || !column.head.name.is_ascii();
    long && (ASKED.is_in(&column.words) || RECOMMEND.is_in(&column.words))
}

fn is_rating(column: &Facts<'_>) -> bool {
    let ratings = &column.ratings;
    let readable = ratings.read > 0 && ratings.read * 10 >= (ratings.read + ratings.unread) * 8;
    let name = column.fit("rating");
    if !readable
        || (name == 0 && !asked(column) && !is_spelled(column) && !is_unnamed(column))
        || column.counts.len() > 101
    {
        return false;
    }
    // A question may count and help; a name of few words is what it says.
    if column.words.len() <= 5 && names::is_other_number(&column.words) {
        return false;
    }
    if column.is_time() && column.time.bare < column.time.read {
        return false;
    }
    let (low, high) = ends(&ratings.numbers);
    if ratings.numbers.is_empty() {
        return ratings.words > 0;
    }
    // Down, neither, up.
    if low == -1.0 {
        return ratings.numbers.iter().all(|number| [-1.0, 0.0, 1.0].contains(number));
    }
    // Shares between 0 and 1 are probabilities.
    let share = high <= 1.0 && column.has_fractions() && ratings.out_of.is_none();
    (0.0..=100.0).contains(&low) && high <= 100.0 && !share
}

fn ends(numbers: &[f64]) -> (f64, f64) {
    (numbers.first().copied().unwrap_or(0.0), numbers.last().copied().unwrap_or(0.0))
}

/// The scale; a few values outside it (0 for "not rated") do not widen it.
fn scale_of(column: &Facts<'_>, columns: &[Facts<'_>]) -> Scale {
    let ratings = &column.ratings;
    let called = |list: &[&str]| names::has(&column.words, list);
    let recommends = RECOMMEND.is_in(&column.words);
    let numbers = &ratings.numbers;
    let (low, high) = ends(numbers);
    let within = |min: f64, max: f64| {
        let inside = numbers.iter().filter(|number| (min..=max).contains(*number)).count();
        inside * 100 >= numbers.len() * 98
    };
    let satisfaction =
        called(&["csat", "satisfaction", "satisfied", "zufriedenheit", "satisfait", "zufrieden"]);
    let plain = if satisfaction { RatingKind::Csat } else { RatingKind::Stars };
    let made = |kind: RatingKind, min: f64, max: f64| {
        let few = if low < min || high > max { ", the few outside count as not rated" } else { "" };
        let why = match numbers.is_empty() {
            true => format!("{} words", ratings.words),
            false => format!("the values run from {low} to {high}{few}"),
        };
        Scale { kind, min, max, why, others: Vec::new() }
    };
    if numbers.is_empty() {
        return match ratings.at_ends == ratings.read && ratings.words <= 2 {
            true => made(RatingKind::Thumbs, 0.0, 1.0),
            false => made(plain, 1.0, 5.0),
        };
    }
    if let Some((min, max)) = told(&column.head.name).filter(|(min, max)| within(*min, *max)) {
        let nps = (min, max) == (0.0, 10.0) && recommends;
        return made(if nps { RatingKind::Nps } else { plain }, min, max);
    }
    let top = ratings.out_of.or_else(|| stated(columns)).filter(|top| within(0.0, *top));
    if let Some(top) = top {
        let min = if top > 1.0 && top <= 10.0 && low >= 1.0 { 1.0 } else { 0.0 };
        return made(if top == 1.0 { RatingKind::Thumbs } else { plain }, min, top);
    }
    match () {
        () if ratings.percent => made(plain, 0.0, 100.0),
        () if recommends && within(0.0, 10.0) && (high > 5.0 || low < 1.0 || called(&["nps"])) => {
            made(RatingKind::Nps, 0.0, 10.0)
        }
        () if low == -1.0 && high <= 1.0 => made(RatingKind::Thumbs, -1.0, 1.0),
        () if within(0.0, 1.0) && low < 0.5 => made(RatingKind::Thumbs, 0.0, 1.0),
        () if within(1.0, 5.0) => made(plain, 1.0, 5.0),
        () if called(&["ces", "effort"]) && within(1.0, 7.0) => made(RatingKind::Ces, 1.0, 7.0),
        () if within(0.0, 5.0) => made(plain, 0.0, 5.0),
        () if within(1.0, 10.0) && low >= 1.0 => made(plain, 1.0, 10.0),
        () if within(0.0, 10.0) => made(plain, 0.0, 10.0),
        () => made(plain, 0.0, 100.0),
    }
}

/// The ends of a scale that a question names: "(1-5)", "from 0 to 10".
fn told(name: &str) -> Option<(f64, f64)> {
    static ENDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b([01])\s*(?:-|–|—|~|/|to|bis|a|à|до|tot|〜|～)\s*([3-9]|10|11|100)\b")
            .expect("a pattern of the program compiles")
    });
    let found = ENDS.captures(name)?;
    Some((found[1].parse().ok()?, found[2].parse().ok()?))
}

/// Names of the best rating there is.
const BEST: [&str; 9] = [
    "rating_max",
    "max_rating",
    "rating_scale",
    "scale_max",
    "best_rating",
    "bestrating",
    "out_of",
    "max_score",
    "score_max",
];

/// Names of what a rating measures.
const MEASURES: [&str; 8] = [
    "rating_kind",
    "rating_type",
    "score_type",
    "score_kind",
    "metric",
    "metric_type",
    "scale",
    "survey_type",
];

fn called<'a, 'c>(columns: &'a [Facts<'c>], names: &[&str]) -> Option<&'a Facts<'c>> {
    columns.iter().find(|column| names.contains(&column.words.join("_").as_str()))
}

/// The best rating, where a column says it for every record.
fn stated(columns: &[Facts<'_>]) -> Option<f64> {
    let column = called(columns, &BEST)?;
    let best = column.values.first()?.parse::<f64>().ok()?;
    (column.counts.len() == 1 && best > 1.0).then_some(best)
}

/// Columns that say which scale a record is on, where they differ by record.
pub(super) fn says_scale(column: &Facts<'_>) -> bool {
    let name = column.words.join("_");
    BEST.contains(&name.as_str())
        || MEASURES.contains(&name.as_str()) && measures(column).next().is_some()
}

/// More scales than this in one file are no scales.
const MOST_SCALES: usize = 8;

/// Scales by what another column says of each record: the best there is, or what is measured. The
/// scale of most records is that of the file, and the others stand beside it.
fn by_row(column: &Facts<'_>, columns: &[Facts<'_>]) -> Option<Scale> {
    let best = called(columns, &BEST).filter(|one| one.is_number());
    let measured = called(columns, &MEASURES).filter(|one| measures(one).count() == one.distinct());
    let told = [best, measured].into_iter().flatten();
    let by = told.into_iter().find(|one| (2..=MOST_SCALES).contains(&one.distinct()))?;
    let mut scales: Vec<(usize, Other)> = by
        .counts
        .iter()
        .filter_map(|(value, count)| Some((*count, other(by, value, column)?)))
        .collect();
    // The scale of most first; of equally many the first value.
    scales.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let (_, first) = scales.first().cloned()?;
    let why = format!("{} says for each record how far it goes", by.head.selector);
    let others = scales.into_iter().skip(1).map(|(_, one)| one).collect();
    Some(Scale { kind: first.kind, min: first.min, max: first.max, why, others })
}

/// The scale of the records for which `by` says `value`.
fn other(by: &Facts<'_>, value: &str, column: &Facts<'_>) -> Option<Other> {
    let cells = by.head.cells.iter().zip(&column.head.cells);
    let of_value = cells.filter(|(by, _)| by.as_deref() == Some(value));
    let numbers: Vec<f64> =
        of_value.filter_map(|(_, cell)| super::facts::number(cell.as_deref()?)).collect();
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(0.0, f64::max);
    let (kind, min, max) = match (value.parse::<f64>(), measure(value)) {
        (Ok(1.0), _) => (RatingKind::Thumbs, 0.0, 1.0),
        (Ok(top), _) => (RatingKind::Stars, if low < 1.0 || top > 10.0 { 0.0 } else { 1.0 }, top),
        (_, Some(RatingKind::Nps)) => (RatingKind::Nps, 0.0, 10.0),
        (_, Some(RatingKind::Thumbs)) => (RatingKind::Thumbs, 0.0, 1.0),
        (_, Some(RatingKind::Ces)) if high > 5.0 => (RatingKind::Ces, 1.0, 7.0),
        (_, Some(kind)) => {
            let top = [5.0, 7.0, 10.0, 100.0].into_iter().find(|top| high <= *top)?;
            (kind, if low < 1.0 { 0.0 } else { 1.0 }, top)
        }
        _ => return None,
    };
    let column = by.head.selector.clone();
    (max > min).then(|| Other { column, value: value.to_owned(), kind, min, max })
}

/// The values that name what is measured.
fn measures<'a>(column: &'a Facts<'_>) -> impl Iterator<Item = RatingKind> + 'a {
    column.counts.keys().filter_map(|value| measure(value))
}

fn measure(value: &str) -> Option<RatingKind> {
    let word = value.trim().to_lowercase();
    let same = |kind: &RatingKind| kind.name() == word || word == format!("{} score", kind.name());
    RatingKind::ALL.into_iter().find(same)
}
