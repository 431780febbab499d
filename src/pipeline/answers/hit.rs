//! A hit of a search as data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::index::Hit;
use crate::report::escape;

use super::head::HeadAnswer;

/// One record that a search found.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HitAnswer {
    /// What every record has.
    #[serde(flatten)]
    pub head: HeadAnswer,
    /// BM25, at least 0; 0 when the search has no words.
    pub score: f64,
    /// How near the nearest of its statements means what was asked, a cosine; null where that was not
    /// looked for or is not near.
    pub nearness: Option<f64>,
    /// `all`: it holds every word; `most`: it holds most of what they tell; `meaning`: it says the same in
    /// other words.
    #[serde(rename = "match")]
    pub matched: String,
    /// Words asked for that it does not hold.
    pub missing: Vec<String>,
    /// Whether it holds the words and says the opposite; such hits come last.
    pub opposite: bool,
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
            head: HeadAnswer::of_hit(hit),
            score: hit.score,
            nearness: hit.nearness,
            matched: hit.tier.name().to_owned(),
            missing: hit.missing.clone(),
            opposite: hit.opposite,
            snippet: text.clone(),
            start: hit.snippet.start,
            in_thread: hit.snippet.in_thread,
            marks: marks.map(|mark| [place(mark.start), place(mark.end)]).collect(),
        }
    }
}
