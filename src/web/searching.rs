//! What is searched for, from the parameters of an address.

use crate::index::{Order, Polarity, Search};
use crate::model::{FeedbackId, Kind, Lang, Stance, ThemeId};
use crate::pipeline::{Ratings, Segment, When, Within};

use super::answer::Fault;
use super::params::{Given, Param, Shape};
use super::routes::Asked;

/// Hits of a page where nothing else is asked for, and at most.
pub(super) const HITS: usize = 20;
const MOST_HITS: u64 = 100;
/// Pages are not turned further than to this hit: whoever wants all takes the command line.
pub(super) const DEEPEST: u64 = 100_000;
/// Characters of a query: more is a text and no question.
pub(super) const LONGEST_QUERY: usize = 4_000;
/// Characters of the number of a record.
const MOST_NUMBER: usize = 200;
/// Values of one name that are counted beside the usual ones.
const MOST_NAME: usize = 100;

/// The filters of a search, and what else a list of parameters has.
macro_rules! with_filters {
    ($($more:expr),* $(,)?) => {
        &[
            Param::new("q", Shape::Text(LONGEST_QUERY), "Words, \"phrases\", -exclusions, word*, \
                field:value; all words first, then most of them or the same meaning. Empty finds everything."),
            Param::new("theme", Shape::Form("^(none|([Tt]-)?[Cc]?[0-9]{1,9})$"),
                "Only statements in this theme (T-17), or in none (none)."),
            Param::new("source", Shape::Text(MOST_NAME), "Only this source.").many(),
            Param::new("kind", Shape::Word(&["review", "ticket", "survey", "community", "sale"]),
                "Only this kind.").many(),
            Param::new("lang", Shape::Form("^[a-z]{2,3}$"), "Only this language, as a code.").many(),
            Param::new("product", Shape::Text(MOST_NAME), "Only this product.").many(),
            Param::new("since", Shape::Form(WHEN),
                "From this day on (2026-08-22), or this long ago (30d, 6w, 12m)."),
            Param::new("until", Shape::Form(WHEN), "Up to this day, included."),
            Param::new("rating", Shape::Form("^[0-9]{1,3}([.][0-9]{1,3})?([.][.][0-9]{1,3})?$"),
                "Ratings in this range on their own scale: 1, 1..2."),
            Param::new("segment", Shape::Form("^[^=]{1,60}=.{1,100}$"),
                "Only this segment: country=DE.").many(),
            Param::new("stance",
                Shape::Word(&["complaint", "request", "praise", "question", "remark"]),
                "Only statements of this stance; with a theme, one statement is both.").many(),
            Param::new("polarity", Shape::Word(&["negative", "neutral", "positive"]),
                "Only statements of this sign.").many(),
            Param::new("exact", Shape::Flag,
                "Only hits with every word as typed: none with most of them, none by a corrected word."),
            Param::new("like", Shape::Text(MOST_NUMBER),
                "Records that mean what a statement of this one means; words and filters hold too."),
            $($more),*
        ]
    };
}

pub(super) const WHEN: &str =
    "^([1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|[1-9][0-9]{0,2}[dwmy])$";
const SORT: Param = Param::new(
    "sort",
    Shape::Word(&["relevance", "newest"]),
    "The order of hits; relevance with words and newest without, where not said.",
);
const LIMIT: Param =
    Param::new("limit", Shape::Whole(1, MOST_HITS), "How many hits: 20 if not said.");
const OFFSET: Param =
    Param::new("offset", Shape::Whole(0, DEEPEST), "How many hits to skip first.");

/// Parameters of a page of hits.
pub(super) const SEARCH: &[Param] = with_filters![SORT, LIMIT, OFFSET];
/// The same with names that hits are counted by, beside the usual ones.
pub(super) const SEARCH_PAGE: &[Param] = with_filters![
    SORT,
    LIMIT,
    OFFSET,
    Param::new("by", Shape::Text(MOST_NAME), "Count the hits by this segment, too.").many()
];
/// Parameters of counting all hits.
pub(super) const COUNTS: &[Param] = with_filters![
    Param::new(
        "facet",
        Shape::Text(MOST_NAME),
        "Count by this: source, kind, lang, product, stance, polarity, severity, rating, day, \
         month, year, or a segment."
    )
    .many(),
    Param::new("words", Shape::Flag, "Also the words that set the hits apart from the rest.")
];

/// The filters of the parameters that a request gave; the first hits, without themes.
pub(super) fn search(
    given: &Given,
    asked: &Asked<'_>,
) -> Result<(Search<'static>, Option<Within>), Fault> {
    let today = asked.desk.today();
    let day =
        |name| -> Result<_, Fault> { Ok(given.read::<When>(name)?.map(|when| when.day(today))) };
    let query = given.text("q").unwrap_or("").to_owned();
    let known =
        |name: &'static str, value: &str| Fault::unclear(format!("{name}: {value:?} is none"));
    let order = match given.text("sort") {
        Some("relevance") => Order::Relevance,
        Some(_) => Order::Newest,
        None if query.trim().is_empty() => Order::Newest,
        None => Order::Relevance,
    };
    let search = Search {
        sources: given.all("source").map(str::to_owned).collect(),
        kinds: (given.all("kind"))
            .map(|value| Kind::from_name(value).ok_or_else(|| known("kind", value)))
            .collect::<Result<_, _>>()?,
        langs: given.read_all::<Lang>("lang")?,
        products: given.all("product").map(str::to_owned).collect(),
        since: day("since")?,
        until: day("until")?,
        rating: given.read::<Ratings>("rating")?.map(|range| (range.from, range.to)),
        segments: (given.read_all::<Segment>("segment")?.into_iter())
            .map(|one| (one.name, one.value))
            .collect(),
        stances: (given.all("stance"))
            .map(|value| Stance::from_name(value).ok_or_else(|| known("stance", value)))
            .collect::<Result<_, _>>()?,
        polarities: (given.all("polarity"))
            .map(|value| Polarity::from_name(value).ok_or_else(|| known("polarity", value)))
            .collect::<Result<_, _>>()?,
        exact: given.is_set("exact"),
        today: Some(today),
        limit: given.whole("limit", HITS),
        offset: given.whole("offset", 0),
        order,
        query,
        semantics: Some(crate::pipeline::SEMANTICS),
        like: given.text("like").map(|number| like(asked, number)).transpose()?,
        ..Search::default()
    };
    let within = match given.text("theme") {
        None => None,
        Some("none") => Some(Within::NoTheme),
        Some(_) => given.read::<ThemeId>("theme")?.map(Within::Theme),
    };
    Ok((search, within))
}

/// The record that others are to be like, by its id here or by the number that people see.
fn like(asked: &Asked<'_>, number: &str) -> Result<FeedbackId, Fault> {
    if let Ok(id) = number.parse() {
        return Ok(id);
    }
    let found = asked.reader()?.numbered(number, None, 2).map_err(|error| Fault::of(error, ""))?;
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Fault::unclear(format!("like: there is no record {number:?}"))),
        _ => Err(Fault::unclear(format!(
            "like: several sources have a record {number:?}: open the one that is meant and go on from there"
        ))),
    }
}

/// A search without filters: the words alone.
pub(super) fn only_words(search: &Search<'static>) -> Search<'static> {
    Search {
        query: search.query.clone(),
        today: search.today,
        exact: search.exact,
        limit: 0,
        ..Search::default()
    }
}
