//! A hit of a search as data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::index::Hit;
use crate::report::escape;

/// One record that a search found.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HitAnswer {
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
    /// BM25, at least 0; 0 when the search has no words.
    pub score: f64,
    /// `all`: it holds every word; `most`: it holds most of what they tell.
    #[serde(rename = "match")]
    pub matched: String,
    /// Words asked for that it does not hold.
    pub missing: Vec<String>,
    /// The stretch of its text that shows why it was found.
    pub snippet: String,
    /// Where the stretch begins in the text, in bytes.
    pub start: usize,
    /// Whether others said it in the conversation, and not the customer.
    pub in_thread: bool,
    /// Matched words: first byte and one past the last, in `snippet`.
    pub marks: Vec<[usize; 2]>,
}

impl HitAnswer {
    /// A hit. Marks are places in the text as it is printed, without hidden characters.
    pub fn of(hit: &Hit) -> HitAnswer {
        let text = &hit.snippet.text;
        let place = |at: usize| escape::unhidden_place(text, at);
        let marks = hit.snippet.marks.iter();
        HitAnswer {
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
            score: hit.score,
            matched: hit.tier.name().to_owned(),
            missing: hit.missing.clone(),
            snippet: text.clone(),
            start: hit.snippet.start,
            in_thread: hit.snippet.in_thread,
            marks: marks.map(|mark| [place(mark.start), place(mark.end)]).collect(),
        }
    }
}
