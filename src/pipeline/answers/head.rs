//! What every record has, as data: who, where, when, how rated.

use schemars::JsonSchema;
use serde::Serialize;

use crate::index::Hit;
use crate::model::Feedback;

/// What a hit and a whole record have in common.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HeadAnswer {
    /// The source's own id.
    pub record: String,
    /// The source's name.
    pub source: String,
    /// The record's lasting id here: 32 hexadecimal digits.
    pub id: String,
    /// `review`, `ticket`, `survey` or `community`.
    pub kind: String,
    /// The code of its language.
    pub lang: String,
    /// The product it is about.
    pub product: Option<String>,
    /// When it was said: RFC 3339, UTC.
    pub at: Option<String>,
    /// The rating as given.
    pub rating: Option<f64>,
    /// What the rating measures: `stars`, `nps`, ….
    pub rating_kind: Option<String>,
    /// The question it answers.
    pub question: Option<String>,
}

impl HeadAnswer {
    /// The head of a hit.
    pub fn of_hit(hit: &Hit) -> HeadAnswer {
        HeadAnswer {
            record: hit.external.clone(),
            source: hit.source.clone(),
            id: hit.id.to_string(),
            kind: hit.kind.name().to_owned(),
            lang: hit.lang.code().to_owned(),
            product: hit.product.clone(),
            at: hit.at.map(|at| at.to_string()),
            rating: hit.rating.map(|(_, raw)| raw),
            rating_kind: hit.rating.map(|(kind, _)| kind.name().to_owned()),
            question: hit.question.clone(),
        }
    }

    /// The head of a record.
    pub fn of(one: &Feedback) -> HeadAnswer {
        HeadAnswer {
            record: one.external.to_string(),
            source: one.source.to_string(),
            id: one.id.to_string(),
            kind: one.kind.name().to_owned(),
            lang: one.lang.code().to_owned(),
            product: one.product.as_deref().map(str::to_owned),
            at: one.at.map(|at| at.to_string()),
            rating: one.rating.map(|rating| rating.raw),
            rating_kind: one.rating.map(|rating| rating.kind.name().to_owned()),
            question: one.question.as_deref().map(str::to_owned),
        }
    }
}
