//! What must hold beside the words: fields, numbers, days.
//!
//! Takes the filters of a search, gives the engine's queries for them, and the few shapes of such a
//! query that the query language uses too. Pure.

use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{BooleanQuery, EmptyQuery, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::model::{Lang, Timestamp};
use crate::text::fold;

use super::document::{WORST, attribute_term};
use super::page::Search;
use super::schema::{Fields, raw_term};

/// The filters of a search, each of which must hold.
pub(super) fn filters(fields: &Fields, search: &Search<'_>) -> Vec<Box<dyn Query>> {
    let mut filters = Vec::new();
    let mut any = |field: Field, values: Vec<String>| {
        if !values.is_empty() {
            filters.push(any_of(field, values));
        }
    };
    let raw = |values: &[String]| values.iter().map(|value| raw_term(value)).collect();
    any(fields.source, raw(&search.sources));
    any(fields.product, raw(&search.products));
    any(fields.kind, search.kinds.iter().map(|kind| kind.name().to_owned()).collect());
    any(fields.lang, search.langs.iter().map(Lang::to_string).collect());
    any(fields.stance, search.stances.iter().map(|one| one.name().to_owned()).collect());
    any(fields.polarity, search.polarities.iter().map(|one| one.name().to_owned()).collect());
    // Values of one segment are alternatives, different segments must all hold.
    let names: BTreeSet<String> = search.segments.iter().map(|(name, _)| fold(name)).collect();
    for name in names {
        let of_it = search.segments.iter().filter(|(other, _)| fold(other) == name);
        let terms: Vec<String> = of_it.map(|(name, value)| attribute_term(name, value)).collect();
        match search.joined.filter(|joined| joined.has(&name)) {
            Some(joined) => filters.push(joined.any_of(terms)),
            None => filters.push(any_of(fields.attribute, terms)),
        }
    }
    if search.since.is_some() || search.until.is_some() {
        let from = search.since.map_or(Bound::Unbounded, |day| Bound::Included(day.start()));
        let to = search.until.map_or(Bound::Unbounded, |day| Bound::Excluded(day.plus(1).start()));
        filters.push(instants(fields.local, (from, to)));
    }
    if let Some((low, high)) = search.rating {
        filters.push(decimal(fields.rating, (Bound::Included(low), Bound::Included(high))));
    }
    filters
}

/// Documents with a raw term.
pub(super) fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

/// Documents that both find.
pub(super) fn both(one: Box<dyn Query>, other: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BooleanQuery::intersection(vec![one, other]))
}

fn range<T>(
    field: Field,
    (from, to): (Bound<T>, Bound<T>),
    term: impl Fn(Field, T) -> Term,
) -> Box<dyn Query> {
    Box::new(RangeQuery::new(from.map(|v| term(field, v)), to.map(|v| term(field, v))))
}

/// Documents with a number within the bounds.
pub(super) fn decimal(field: Field, bounds: (Bound<f64>, Bound<f64>)) -> Box<dyn Query> {
    range(field, bounds, Term::from_field_f64)
}

/// Documents dated within the bounds.
pub(super) fn instants(
    field: Field,
    bounds: (Bound<Timestamp>, Bound<Timestamp>),
) -> Box<dyn Query> {
    range(field, bounds, |field, at| Term::from_field_i64(field, at.0))
}

/// The severities within bounds: 1.5 and more is 2 and more.
pub(super) fn severities((from, to): (Bound<f64>, Bound<f64>)) -> Vec<u8> {
    let inside = |one: &u8| {
        let number = f64::from(*one);
        let above = match from {
            Bound::Included(low) => number >= low,
            Bound::Excluded(low) => number > low,
            Bound::Unbounded => true,
        };
        let below = match to {
            Bound::Included(high) => number <= high,
            Bound::Excluded(high) => number < high,
            Bound::Unbounded => true,
        };
        above && below
    };
    (0..=WORST).filter(inside).collect()
}

/// Documents with any of some raw terms.
pub(super) fn any_of(field: Field, texts: impl IntoIterator<Item = String>) -> Box<dyn Query> {
    let terms: Vec<Term> =
        texts.into_iter().map(|text| Term::from_field_text(field, &text)).collect();
    match terms.is_empty() {
        true => Box::new(EmptyQuery),
        false => Box::new(TermSetQuery::new(terms)),
    }
}
