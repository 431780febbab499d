//! What the hits of a search are made of, as data.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::index::{Counted, Page, Significant};

/// All hits of a search, counted.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CountsAnswer {
    /// Records that hold every word.
    pub records: u64,
    /// Records that hold most of them.
    pub most: u64,
    /// Records that hold fewer and mean the same: counted here and by nothing else.
    pub meant: u64,
    /// Statements that are what is asked of statements; null where nothing is.
    pub statements: Option<u64>,
    /// Different customers of the hits whose author is known.
    pub customers: u64,
    /// Hits whose author is not known.
    pub without_author: u64,
    /// What was asked for, by name.
    #[serde(serialize_with = "in_order")]
    #[schemars(with = "BTreeMap<String, FacetAnswer>")]
    pub facets: Vec<(String, FacetAnswer)>,
    /// The words that set the hits apart from all other records, strongest first.
    pub words: Vec<WordAnswer>,
}

/// How many hits have each value of something.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FacetAnswer {
    /// Months, days and ratings ascending, all others most records first.
    pub values: Vec<ValueAnswer>,
    /// Hits without any value.
    pub without: u64,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ValueAnswer {
    /// The value.
    pub value: String,
    /// Hits that have it.
    pub records: u64,
}

/// A word that the hits say more often than the rest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WordAnswer {
    /// The word, folded.
    pub word: String,
    /// Hits that hold it.
    pub hits: u64,
    /// All records that hold it.
    pub records: u64,
    /// The likelihood ratio (Dunning 1993).
    pub g2: f64,
}

impl CountsAnswer {
    /// A page without hits and the counts of the same search.
    pub fn of(page: &Page, counted: &Counted) -> CountsAnswer {
        let value = |(value, records): &(String, u64)| ValueAnswer {
            value: value.clone(),
            records: *records,
        };
        CountsAnswer {
            records: page.total,
            most: page.most,
            meant: page.meant,
            statements: page.statements,
            customers: counted.customers,
            without_author: counted.unsigned,
            facets: (counted.facets.iter())
                .map(|facet| {
                    let values = facet.values.iter().map(value).collect();
                    (facet.name.clone(), FacetAnswer { values, without: facet.without })
                })
                .collect(),
            words: counted.words.iter().map(WordAnswer::of).collect(),
        }
    }
}

impl WordAnswer {
    /// A significant word as data.
    pub fn of(one: &Significant) -> WordAnswer {
        WordAnswer {
            word: one.word.clone(),
            hits: one.hits,
            records: one.records,
            g2: (one.surprise * 100.0).round() / 100.0,
        }
    }
}

fn in_order<S: Serializer>(facets: &[(String, FacetAnswer)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(facets.iter().map(|(name, facet)| (name, facet)))
}
