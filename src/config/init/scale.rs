//! The rating and its scale.
//!
//! Takes the columns; gives the one in which customers rate, with the smallest usual scale that holds
//! its values. Averages of a product, votes, prices and what programs computed are none. Only a
//! question for a recommendation is NPS.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::RatingKind;

use super::Scale;
use super::facts::Facts;
use super::names;

/// Words by which a question asks for a recommendation.
const RECOMMEND: &str = "nps recommend recommending promoter weiterempfehlen empfehlen weiterempfehlung \
    recommanderiez recommander recommandation recomendar recomendaria recomendarias \
    recomienda raccomanderesti consiglieresti raccomandare recomendaria aanbevelen \
    порекомендуете рекомендовать polecisz polecilbys oneri tavsiye 勧め 推荐 추천";

/// Words by which a question asks for a mark.
const ASKED: &str = "rate rating satisfied satisfaction zufrieden bewerten satisfait satisfecho satisfecha \
    calificaria valora soddisfatto valuti satisfeito avalia tevreden beoordeelt довольны \
    оцените zadowolony ocenisz memnun nojd tilfreds tyytyvainen 満足 满意 만족 easy effort";

/// The rating: its column, its scale and why.
pub(super) fn rating(
    columns: &[Facts<'_>],
    used: &BTreeSet<usize>,
    said: &mut Vec<String>,
) -> Option<(usize, Scale, String)> {
    let forum = columns.iter().any(|column| {
        let name = column.words.join("_");
        ["num_comments", "upvotes", "subreddit", "permalink", "ups", "downs", "upvote_ratio"]
            .contains(&name.as_str())
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
    let scale = scale_of(column, columns);
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

/// Whether a name asks for a mark.
fn asked(column: &Facts<'_>) -> bool {
    let long = column.words.len() >= 3 || !column.head.name.is_ascii();
    long && (names::has_any(&column.words, ASKED) || names::has_any(&column.words, RECOMMEND))
}

fn is_rating(column: &Facts<'_>) -> bool {
    let ratings = &column.ratings;
    let readable = ratings.read > 0 && ratings.read * 10 >= (ratings.read + ratings.unread) * 8;
    let name = column.fit("rating");
    if !readable || (name == 0 && !asked(column)) || column.counts.len() > 101 {
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
    let recommends = names::has_any(&column.words, RECOMMEND);
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
        Scale { kind, min, max, why }
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
        Regex::new(r"(?i)\b([01])\s*(?:-|–|—|~|/|to|bis|a|à|до|tot)\s*(5|7|10|100)\b")
            .expect("a pattern of the program compiles")
    });
    let found = ENDS.captures(name)?;
    Some((found[1].parse().ok()?, found[2].parse().ok()?))
}

/// The best rating, where a column says it for every record.
fn stated(columns: &[Facts<'_>]) -> Option<f64> {
    let column = columns.iter().find(|column| {
        let name = column.words.join("_");
        [
            "rating_max",
            "max_rating",
            "rating_scale",
            "scale_max",
            "best_rating",
            "bestrating",
            "out_of",
        ]
        .contains(&name.as_str())
    })?;
    let best = column.values.first()?.parse::<f64>().ok()?;
    (column.counts.len() == 1 && best > 1.0).then_some(best)
}
