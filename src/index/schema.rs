//! What the index holds of a piece of feedback, field by field.
//!
//! Words come from the project's one analyser (`crate::text`), not from the engine's: the engine is
//! handed terms one a line and takes them as they are. The [`fingerprint`] changes whenever the
//! same feedback could be indexed otherwise.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text;

/// Changes with the fields below or with what is put into them.
const VERSION: u32 = 6;

/// Name of the tokenizer that takes terms one a line.
pub(super) const GIVEN: &str = "given";

/// The fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Feedback id in hexadecimal: what a newer version deletes. Stored.
    pub id: Field,
    /// The id as two numbers, to break ties without reading the store.
    pub id_high: Field,
    pub id_low: Field,
    /// Stems of title, body and the rest of the conversation with positions; the field that is
    /// ranked.
    pub text: Field,
    /// Stems of the title alone, with positions.
    pub title: Field,
    /// Stems of the question answered, with positions.
    pub question: Field,
    /// Folded words of the same: what a prefix is held against.
    pub word: Field,
    /// Stems that the text denies, see `negation`.
    pub denied: Field,
    /// What is no word and found as typed: pictures, and words that a sign belongs to (`c++`, `.net`).
    pub sign: Field,
    /// The source's own id, folded: the one that a hit prints.
    pub external: Field,
    /// One raw term each, folded.
    pub source: Field,
    pub kind: Field,
    pub lang: Field,
    pub product: Field,
    pub rating_kind: Field,
    /// The stances of its statements.
    pub stance: Field,
    /// The signs of its statements' polarity.
    pub polarity: Field,
    /// `name=value`, folded.
    pub attribute: Field,
    /// Seconds since 1970, UTC.
    pub at: Field,
    /// The same as the clocks of its source showed it: days begin and end by them.
    pub local: Field,
    /// The rating as given, and from 0 to 1.
    pub rating: Field,
    pub satisfaction: Field,
    /// The severities of its statements, a digit each.
    pub severity: Field,
    /// Who said it: the first half of the author's key, for counting customers.
    pub author: Field,
    /// Its statements, packed: what must hold of one of them is held against it.
    pub said: Field,
    /// What each of them means, [`Meaning::WORDS`](crate::model::Meaning::WORDS) numbers each, and where it
    /// stands in `shown_text`: its first byte, times 2^16, and its bytes.
    pub meaning: Field,
    pub stands: Field,
    /// For showing a hit: what the customer sees, not folded.
    pub shown_text: Field,
    pub shown_thread: Field,
    pub shown_source: Field,
    pub shown_external: Field,
    pub shown_product: Field,
    pub shown_question: Field,
}

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = |option, norms| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(GIVEN)
            .set_index_option(option)
            .set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let raw = || {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    let positions = IndexRecordOption::WithFreqsAndPositions;
    let fields = Fields {
        id: schema.add_text_field("id", raw().set_stored()),
        id_high: schema.add_u64_field("id_high", FAST),
        id_low: schema.add_u64_field("id_low", FAST),
        text: schema.add_text_field("text", words(positions, true)),
        title: schema.add_text_field("title", words(positions, false)),
        question: schema.add_text_field("question", words(positions, false)),
        word: schema.add_text_field("word", words(IndexRecordOption::Basic, false)),
        denied: schema.add_text_field("denied", words(IndexRecordOption::WithFreqs, false)),
        sign: schema.add_text_field("sign", words(IndexRecordOption::WithFreqs, false)),
        external: schema.add_text_field("external", raw()),
        source: schema.add_text_field("source", raw()),
        kind: schema.add_text_field("kind", raw().set_stored()),
        lang: schema.add_text_field("lang", raw().set_stored()),
        product: schema.add_text_field("product", raw()),
        rating_kind: schema.add_text_field("rating_kind", raw().set_stored()),
        stance: schema.add_text_field("stance", raw()),
        polarity: schema.add_text_field("polarity", raw()),
        attribute: schema.add_text_field("attribute", raw()),
        at: schema.add_i64_field("at", FAST),
        local: schema.add_i64_field("local", FAST),
        rating: schema.add_f64_field("rating", FAST),
        satisfaction: schema.add_f64_field("satisfaction", FAST),
        severity: schema.add_text_field("severity", raw()),
        author: schema.add_u64_field("author", FAST),
        said: schema.add_u64_field("said", FAST),
        meaning: schema.add_u64_field("meaning", FAST),
        stands: schema.add_u64_field("stands", FAST),
        shown_text: schema.add_text_field("shown_text", STORED),
        shown_thread: schema.add_text_field("shown_thread", STORED),
        shown_source: schema.add_text_field("shown_source", STORED),
        shown_external: schema.add_text_field("shown_external", STORED),
        shown_product: schema.add_text_field("shown_product", STORED),
        shown_question: schema.add_text_field("shown_question", STORED),
    };
    (schema.build(), fields)
}

/// Names this schema, the analyser and the engine: an index with another one is a stranger.
pub(super) fn fingerprint() -> String {
    format!("earful index {VERSION}, text {}, {}\n", text::VERSION, tantivy::version_string())
}

/// A raw term: folded, so that `country:de` finds `DE`, and cut so that the engine takes it.
pub(super) fn raw_term(text: &str) -> String {
    // The engine drops terms above 64 KiB; a segment's value is never that long in earnest.
    let mut folded = text::fold(text.trim());
    folded.truncate(folded.floor_char_boundary(512));
    folded
}

/// Takes each line as a term; an empty line is a gap that no phrase reaches across.
#[derive(Clone, Default)]
pub(super) struct Given {
    token: Token,
}

/// The lines of one text.
pub(super) struct GivenStream<'a> {
    rest: Option<&'a str>,
    token: &'a mut Token,
}

impl Tokenizer for Given {
    type TokenStream<'a> = GivenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GivenStream<'a> {
        self.token.reset();
        GivenStream { rest: Some(text), token: &mut self.token }
    }
}

impl TokenStream for GivenStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(text) = self.rest {
            let (line, rest) = match text.split_once('\n') {
                Some((line, rest)) => (line, Some(rest)),
                None => (text, None),
            };
            self.rest = rest;
            self.token.position = self.token.position.wrapping_add(1);
            if !line.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(line);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
