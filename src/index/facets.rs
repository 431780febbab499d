//! What a set of hits is made of: how many of each value, and the words that set it apart.
//!
//! Takes a search, counts all of its hits with every word (those with most of them where there is no
//! other), exactly, from the lists of documents that the engine keeps for each value. Significant
//! words are those whose share of the hits is beyond chance against all other records, by the
//! likelihood ratio G² (Dunning, "Accurate methods for the statistics of surprise and coincidence",
//! 1993): nothing is sampled.

use std::collections::{BTreeMap, HashSet};

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED};

use crate::model::Timestamp;
use crate::text::{Analyser, fold, is_stopword};

use super::document::attribute_term;
use super::page::{Search, Tier};
use super::plan::Plan;
use super::search::walk;
use super::snapshot::Snapshot;

/// Words that set a set of hits apart are said by at least so many of its records: fewer are
/// somebody's typing.
const SAID: u64 = 3;
/// The languages most records are written in, whose stopwords and stems are known here: what is said
/// in a rarer one seldom stands out.
const LANGUAGES: usize = 3;
/// G² above this is beyond chance at one in 10,000 (chi-squared, one degree of freedom), which
/// leaves a few false words of the tens of thousands that are looked at; the strongest are shown.
const BEYOND: f64 = 15.13;

/// How many hits have each value of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// What was counted, as asked for.
    pub name: String,
    /// Values with their records: months, days and ratings ascending, all others most first, ties by
    /// value. A record with several values (tags, statements) counts in each.
    pub values: Vec<(String, u64)>,
    /// Records without any value.
    pub without: u64,
}

/// A word that the hits say more often than all other records.
#[derive(Clone, Debug, PartialEq)]
pub struct Significant {
    /// The word, folded.
    pub word: String,
    /// Hits that hold it.
    pub hits: u64,
    /// All records that hold it.
    pub records: u64,
    /// The likelihood ratio, above 15.13: chance gives more once in 10,000 words.
    pub surprise: f64,
}

/// All hits of a search, counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// Hits.
    pub records: u64,
    /// Different authors of those whose author is known.
    pub customers: u64,
    /// Hits whose author is not known.
    pub unsigned: u64,
    /// What was asked for, in that order.
    pub facets: Vec<Facet>,
    /// The words that set them apart, strongest first; empty where not asked for.
    pub words: Vec<Significant>,
}

/// The hits as a bit for each document of each segment.
struct Hits {
    bits: Vec<Vec<u64>>,
    count: u64,
}

impl Hits {
    fn has(&self, segment: usize, doc: u32) -> bool {
        self.bits[segment][doc as usize / 64] >> (doc % 64) & 1 == 1
    }
}

fn hits(snapshot: &Snapshot, plan: &Plan, exact: bool) -> tantivy::Result<Hits> {
    let readers = snapshot.searcher.segment_readers();
    let empty = || -> Vec<Vec<u64>> {
        readers.iter().map(|one| vec![0; one.max_doc() as usize / 64 + 1]).collect()
    };
    let (mut all, mut most) = ((empty(), 0), (empty(), 0));
    walk(snapshot, plan, exact, |_, found| {
        let (bits, count) = if found.tier == Tier::All { &mut all } else { &mut most };
        bits[found.segment as usize][found.doc as usize / 64] |= 1 << (found.doc % 64);
        *count += 1;
        Ok(())
    })?;
    let (bits, count) = if all.1 > 0 { all } else { most };
    Ok(Hits { bits, count })
}

/// Counts the hits of a planned search by each of `names`; `words` significant words.
///
/// A name that is neither known nor a segment of any record gives no value.
pub(super) fn counted(
    snapshot: &Snapshot,
    plan: &Plan,
    search: &Search<'_>,
    names: &[String],
    words: usize,
) -> tantivy::Result<Counted> {
    let hits = hits(snapshot, plan, search.exact)?;
    let mut authors: HashSet<u64> = HashSet::new();
    let mut unsigned = 0;
    for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let author = segment.fast_fields().u64("author")?;
        for doc in (0..segment.max_doc()).filter(|&doc| hits.has(number, doc)) {
            match author.first(doc) {
                Some(author) => {
                    authors.insert(author);
                }
                None => unsigned += 1,
            }
        }
    }
    let facets: tantivy::Result<Vec<Facet>> =
        names.iter().map(|name| facet(snapshot, &hits, name, search)).collect();
    Ok(Counted {
        records: hits.count,
        customers: authors.len() as u64,
        unsigned,
        facets: facets?,
        words: if words > 0 {
            significant(snapshot, plan, &hits, Rest::All, words)?
        } else {
            Vec::new()
        },
    })
}

fn facet(
    snapshot: &Snapshot,
    hits: &Hits,
    name: &str,
    search: &Search<'_>,
) -> tantivy::Result<Facet> {
    let fields = &snapshot.fields;
    if let Some(joined) = search.joined.filter(|joined| joined.has(name) && !is_facet(name)) {
        let (mut values, with) = joined.counts(name, &ids(snapshot, hits)?);
        values.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        return Ok(Facet { name: name.to_owned(), values, without: hits.count - with });
    }
    let by_term = |field: Field, start: &str| -> tantivy::Result<Facet> {
        let (mut values, with) = of_terms(snapshot, hits, field, start)?;
        values.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        Ok(Facet { name: name.to_owned(), values, without: hits.count - with })
    };
    match fold(name).as_str() {
        "source" => by_term(fields.source, ""),
        "product" => by_term(fields.product, ""),
        "kind" => by_term(fields.kind, ""),
        "lang" => by_term(fields.lang, ""),
        "stance" => by_term(fields.stance, ""),
        "polarity" => by_term(fields.polarity, ""),
        "severity" => by_term(fields.severity, ""),
        "rating" => ascending(snapshot, hits, name, |segment| {
            let column = segment.fast_fields().f64("rating")?;
            Ok(Box::new(move |doc| {
                let rating = column.first(doc)?;
                // The order of the numbers, not of their digits.
                Some(((rating * 1_000.0) as i64, rating.to_string()))
            }))
        }),
        "day" | "month" | "year" => {
            let letters = match fold(name).as_str() {
                "day" => 10,
                "month" => 7,
                _ => 4,
            };
            ascending(snapshot, hits, name, |segment| {
                let column = segment.fast_fields().i64("local")?;
                Ok(Box::new(move |doc| {
                    let day = Timestamp(column.first(doc)?).day().to_string();
                    Some((0, day.get(..letters).unwrap_or(&day).to_owned()))
                }))
            })
        }
        _ => by_term(fields.attribute, &attribute_term(name, "")),
    }
}

/// The ids of all hits, ascending.
fn ids(snapshot: &Snapshot, hits: &Hits) -> tantivy::Result<Vec<u128>> {
    let mut ids = Vec::new();
    for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let fast = segment.fast_fields();
        let (high, low) = (fast.u64("id_high")?, fast.u64("id_low")?);
        for doc in (0..segment.max_doc()).filter(|&doc| hits.has(number, doc)) {
            if let (Some(high), Some(low)) = (high.first(doc), low.first(doc)) {
                ids.push(u128::from(high) << 64 | u128::from(low));
            }
        }
    }
    ids.sort_unstable();
    Ok(ids)
}

/// The words of each of two planned searches that set its hits apart from those of the other alone,
/// strongest first, `wanted` at most of each. What both find counts for both and sets neither apart.
pub(super) fn contrasted(
    snapshot: &Snapshot,
    plans: [&Plan; 2],
    wanted: usize,
) -> tantivy::Result<[Vec<Significant>; 2]> {
    let found = [hits(snapshot, plans[0], true)?, hits(snapshot, plans[1], true)?];
    let of = |own: usize| {
        let rest = Rest::Of(&found[1 - own]);
        significant(snapshot, plans[own], &found[own], rest, wanted)
    };
    Ok([of(0)?, of(1)?])
}

/// Whether something can be counted by a name that is no segment.
pub(super) fn is_facet(name: &str) -> bool {
    FACETS.contains(&fold(name).as_str())
}

/// What hits can be counted by, beside the segments of the data.
pub const FACETS: [&str; 11] = [
    "source", "kind", "lang", "product", "stance", "polarity", "severity", "rating", "day",
    "month", "year",
];

/// For each term of a field that begins with `start`, the hits that hold it, and how many hold any.
fn of_terms(
    snapshot: &Snapshot,
    hits: &Hits,
    field: Field,
    start: &str,
) -> tantivy::Result<(Vec<(String, u64)>, u64)> {
    let mut values: BTreeMap<String, u64> = BTreeMap::new();
    let mut with = 0;
    for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let index = segment.inverted_index(field)?;
        let mut any = vec![0u64; segment.max_doc() as usize / 64 + 1];
        let mut stream = index.terms().range().ge(start).into_stream()?;
        while stream.advance() {
            let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
            let Some(value) = term.strip_prefix(start) else { break };
            let mut list =
                index.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
            let mut count = 0;
            let mut doc = list.doc();
            while doc != TERMINATED {
                if hits.has(number, doc) {
                    count += 1;
                    any[doc as usize / 64] |= 1 << (doc % 64);
                }
                doc = list.advance();
            }
            if count > 0 {
                *values.entry(value.to_owned()).or_default() += count;
            }
        }
        with += any.iter().map(|bits| u64::from(bits.count_ones())).sum::<u64>();
    }
    Ok((values.into_iter().collect(), with))
}

/// What gives a document's value, with what orders it.
type ValueOf = Box<dyn Fn(u32) -> Option<(i64, String)>>;

fn ascending(
    snapshot: &Snapshot,
    hits: &Hits,
    name: &str,
    value_of: impl Fn(&tantivy::SegmentReader) -> tantivy::Result<ValueOf>,
) -> tantivy::Result<Facet> {
    let mut values: BTreeMap<(i64, String), u64> = BTreeMap::new();
    let mut without = 0;
    for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let value_of = value_of(segment)?;
        for doc in (0..segment.max_doc()).filter(|&doc| hits.has(number, doc)) {
            match value_of(doc) {
                Some(value) => *values.entry(value).or_default() += 1,
                None => without += 1,
            }
        }
    }
    let values = values.into_iter().map(|((_, value), count)| (value, count)).collect();
    Ok(Facet { name: name.to_owned(), values, without })
}

/// What hits are set apart from.
#[derive(Clone, Copy)]
enum Rest<'h> {
    /// All other records.
    All,
    /// Other hits, those that are no hits here.
    Of(&'h Hits),
}

impl Rest<'_> {
    /// Whether a document counts: a hit, or one of the rest.
    fn counts(&self, hits: &Hits, segment: usize, doc: u32) -> bool {
        match self {
            Rest::All => true,
            Rest::Of(others) => hits.has(segment, doc) || others.has(segment, doc),
        }
    }

    /// How many documents count.
    fn documents(&self, hits: &Hits, snapshot: &Snapshot) -> u64 {
        match self {
            Rest::All => snapshot.documents,
            Rest::Of(others) => {
                let both = hits.bits.iter().flatten().zip(others.bits.iter().flatten());
                both.map(|(one, other)| u64::from((one | other).count_ones())).sum()
            }
        }
    }
}

/// The words that set the hits apart. The words asked for are not among them, in any form: they are in
/// all.
fn significant(
    snapshot: &Snapshot,
    plan: &Plan,
    hits: &Hits,
    rest: Rest<'_>,
    wanted: usize,
) -> tantivy::Result<Vec<Significant>> {
    let documents = rest.documents(hits, snapshot);
    let field = snapshot.fields.word;
    let asked: HashSet<String> = plan
        .groups
        .iter()
        .flat_map(|group| group.word.split_whitespace().map(fold).collect::<Vec<_>>())
        .collect();
    let asked_stems: HashSet<String> = plan
        .groups
        .iter()
        .flat_map(|group| &group.terms)
        .filter_map(|term| term.value().as_str().map(str::to_owned))
        .collect();
    let mut analyser = Analyser::new();
    let mut is_asked = |word: &str| {
        let written = snapshot.languages.iter().take(LANGUAGES);
        asked.contains(word)
            || written.into_iter().any(|&(lang, _)| {
                let mut terms = analyser.terms(word, lang).into_iter();
                terms.any(|term| asked_stems.contains(&term.stem))
            })
    };
    // Hits and records that hold each word.
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (number, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let index = segment.inverted_index(field)?;
        let mut stream = index.terms().stream()?;
        while stream.advance() {
            let Ok(word) = std::str::from_utf8(stream.key()) else { continue };
            let mut list =
                index.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
            let (mut inside, mut all) = (0, 0);
            let mut doc = list.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) && rest.counts(hits, number, doc) {
                    all += 1;
                    inside += u64::from(hits.has(number, doc));
                }
                doc = list.advance();
            }
            if inside > 0 || counts.contains_key(word) {
                let count = counts.entry(word.to_owned()).or_default();
                *count = (count.0 + inside, count.1 + all);
            } else if all > 0 && snapshot.searcher.segment_readers().len() > 1 {
                // A later segment may have hits of it.
                counts.insert(word.to_owned(), (0, all));
            }
        }
    }
    let mut found: Vec<Significant> = counts
        .into_iter()
        .filter(|(word, (inside, _))| {
            let tells = word.chars().any(char::is_alphabetic);
            let spoken = |&(lang, _): &(crate::model::Lang, u64)| is_stopword(lang, word);
            *inside >= SAID && tells && !snapshot.languages.iter().take(LANGUAGES).any(spoken)
        })
        .map(|(word, (inside, all))| {
            let surprise = surprise(inside, hits.count, all, documents);
            Significant { word, hits: inside, records: all, surprise }
        })
        .filter(|one| one.surprise > BEYOND && !is_asked(&one.word))
        .collect();
    found.sort_by(|one, other| {
        other.surprise.total_cmp(&one.surprise).then_with(|| one.word.cmp(&other.word))
    });
    found.truncate(wanted);
    Ok(found)
}

/// G² of a word that `inside` of `hits` records hold and `all` of `documents`; 0 where the hits hold
/// it no more often than the rest.
fn surprise(inside: u64, hits: u64, all: u64, documents: u64) -> f64 {
    let (hits, rest) = (hits as f64, documents.saturating_sub(hits) as f64);
    let (a, b) = (inside as f64, all.saturating_sub(inside) as f64);
    if rest <= 0.0 || a * rest <= b * hits {
        return 0.0;
    }
    let whole = hits + rest;
    let with = a + b;
    let term = |observed: f64, expected: f64| match observed > 0.0 {
        true => observed * libm::log(observed / expected),
        false => 0.0,
    };
    let without = whole - with;
    2.0 * (term(a, hits * with / whole)
        + term(b, rest * with / whole)
        + term(hits - a, hits * without / whole)
        + term(rest - b, rest * without / whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surprise_is_that_of_the_table() {
        // Observed 30 of 100 against 20 of 900: by hand 2 Σ O ln(O/E) = 85.10.
        let found = surprise(30, 100, 50, 1_000);
        let by_hand = 2.0
            * (30.0 * libm::log(30.0 / 5.0)
                + 20.0 * libm::log(20.0 / 45.0)
                + 70.0 * libm::log(70.0 / 95.0)
                + 880.0 * libm::log(880.0 / 855.0));
        assert!((found - by_hand).abs() < 1e-9, "{found}");
        assert_eq!(surprise(1, 100, 50, 1_000), 0.0);
        assert_eq!(surprise(50, 1_000, 50, 1_000), 0.0);
    }
}
