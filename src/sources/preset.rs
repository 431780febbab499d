//! How one feed is read: the preset, as data.
//!
//! A preset says how bytes become units, how units become records and what is left out. It is
//! data: no code, no scripting; what it cannot say becomes a new named transform. A source in
//! `earful.toml` is a preset written in place, with the same keys. Parsing TOML into this is
//! config's work.

use std::collections::BTreeMap;

use crate::model::{Kind, RatingKind};

/// A feed's whole description.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Name of the source: what ids are hashed with and reports print.
    pub source: String,
    /// What sort of channel it is.
    pub kind: Kind,
    /// From bytes to units.
    pub input: Input,
    /// Units that say a record is gone; tested first, after the id.
    pub deletes: Vec<Condition>,
    /// Units left out by rule, with the reason counted.
    pub skips: Vec<(Condition, String)>,
    /// From units to fields.
    pub fields: Fields,
    /// How times are written.
    pub time: Time,
    /// The rating's scale.
    pub rating: Option<Scale>,
    /// Where the customer's words are.
    pub text: Text,
    /// Segments to keep: name to expression. Nothing unnamed leaves the reader.
    pub attrs: BTreeMap<String, Expression>,
    /// What a second record with the same id means.
    pub update: Update,
    /// Whether author ids mean the same person in other sources that say so too (an e-mail, a
    /// customer number) or only here (a nickname).
    pub authors_shared: bool,
    /// Selectors that may name the author and never come out: intake masks what they say in the
    /// text (fields `pii.<n>` of the raw record).
    pub never: Vec<String>,
}

/// From bytes to units.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Globs below the workspace (or absolute), read in name order.
    pub files: Vec<String>,
    /// How units are written.
    pub format: Format,
    /// WHATWG label of the text's encoding; a BOM always beats it. `None` is UTF-8.
    pub encoding: Option<String>,
    /// Rows before the header.
    pub skip_rows: u32,
    /// Separator of CSV; `None` finds the one under which most needed columns exist.
    pub delimiter: Option<char>,
    /// Whether a row with too few or too many cells is kept (missing cells empty) or rejected.
    pub pad_ragged_rows: bool,
    /// JSON pointer to the list of units, for `json`.
    pub records: Option<String>,
    /// A field larger than this many bytes is a rejected unit.
    pub max_field_bytes: usize,
    /// Decompressed bytes may be at most this many times the compressed ones (and at least 1 GiB
    /// is always allowed up to `max_bytes`).
    pub max_ratio: u64,
    /// Decompressed bytes at most.
    pub max_bytes: u64,
}

/// How units are written. Compression is told from the bytes, never from the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Separated values with a header row.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// One JSON document with a list in it.
    Json,
}

/// Expressions for the fields every record has.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Fields {
    /// The source's own id; without one a hash of the content is used.
    pub id: Option<Expression>,
    /// When it was said.
    pub created_at: Option<Expression>,
    /// When it last changed.
    pub updated_at: Option<Expression>,
    /// The rating.
    pub rating: Option<Expression>,
    /// A headline the customer wrote.
    pub title: Option<Expression>,
    /// The language, as a code.
    pub lang: Option<Expression>,
    /// Who said it.
    pub author: Option<Expression>,
    /// Which product.
    pub product: Option<Expression>,
    /// What the customer is worth.
    pub value: Option<Expression>,
    /// The question it answers.
    pub question: Option<Expression>,
}

/// How times are written.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Time {
    /// Tried in order: `rfc3339`, `rfc2822`, `unix_s`, `unix_ms`, or a strptime pattern. Empty
    /// means the usual suspects.
    pub formats: Vec<String>,
    /// IANA zone of times without an offset; UTC when `None`.
    pub zone: Option<String>,
}

/// A rating's scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// What it measures.
    pub kind: RatingKind,
    /// The worst rating.
    pub min: f64,
    /// The best rating.
    pub max: f64,
    /// Spellings of "not rated".
    pub missing: Vec<String>,
}

/// Where the customer's words are.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text itself, or one of several columns of answers.
    pub mode: TextMode,
    /// Named cleanings, in order: `html`, `strip_quotes`, `strip_signature`, ….
    pub transforms: Vec<String>,
    /// Spellings of "no answer".
    pub missing: Vec<String>,
}

/// One text a record, or one record an open question.
#[derive(Clone, Debug, PartialEq)]
pub enum TextMode {
    /// The record's text.
    Field(Expression),
    /// One record for each named column that is answered; the column's name is the question.
    Questions(Vec<String>),
}

/// What a second record with the same id means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Update {
    /// The newest version stays (by `updated_at`, else `created_at`); equal versions: the first.
    #[default]
    Upsert,
    /// Every record is its own; ids repeat only by mistake.
    Append,
}

/// A test of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The field, as a selector.
    pub field: String,
    /// What must hold.
    pub test: Test,
}

/// What must hold of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It is one of these.
    In(Vec<String>),
    /// It is none of these; an absent field passes only when `absent_ok`.
    NotIn {
        /// The values that fail.
        values: Vec<String>,
        /// Whether a missing field passes.
        absent_ok: bool,
    },
    /// It is there (or, when false, is not).
    Present(bool),
    /// It matches.
    Regex(String),
    /// It equals another field.
    EqualsField(String),
}

/// Value of a field: a selector, several of which the first present wins, or something made of
/// them.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A column name, a JSON pointer (`/a/b`, `*` for each), or `@file`, `@stem`.
    Select(String),
    /// The first that gives something.
    First(Vec<Expression>),
    /// Always this.
    Constant(String),
    /// `h:` and the first 16 hexadecimal digits of a hash of these values.
    Hash(Vec<String>),
    /// Text with `{selector}` in it; nothing when one of them is missing.
    Template(String),
    /// Another expression, changed.
    With {
        /// What is changed.
        from: Box<Expression>,
        /// Keep the first group of this pattern's match; nothing when it does not match.
        regex: Option<String>,
        /// Replace values; a value that is not listed stays.
        map: BTreeMap<String, String>,
        /// Cut into several values.
        split: Option<String>,
        /// Undo percent-encoding.
        percent_decode: bool,
        /// `true` when there is a value, `false` when not.
        present: bool,
        /// Named cleanings.
        transforms: Vec<String>,
    },
}

impl Preset {
    /// Named cleanings by field, with the names of [`crate::model::RawRecord`]: those of the
    /// field's expression wherever they stand in it (innermost first), for `text` then those of the
    /// text itself. Sources read, intake cleans: this is what one tells the other. Fields without
    /// any are absent.
    pub fn transforms(&self) -> BTreeMap<String, Vec<String>> {
        let mut found = BTreeMap::new();
        let fields = &self.fields;
        for (name, expression) in [
            ("title", &fields.title),
            ("question", &fields.question),
            ("product", &fields.product),
            ("author", &fields.author),
        ] {
            if let Some(expression) = expression {
                found.insert(name.to_owned(), expression.transforms());
            }
        }
        for (name, expression) in &self.attrs {
            found.insert(format!("attr.{name}"), expression.transforms());
        }
        let mut text = match &self.text.mode {
            TextMode::Field(expression) => expression.transforms(),
            TextMode::Questions(_) => Vec::new(),
        };
        text.extend(self.text.transforms.iter().cloned());
        found.insert("text".to_owned(), text);
        found.retain(|_, names| !names.is_empty());
        found
    }
}

impl Expression {
    /// The named cleanings in it, innermost first, each once.
    fn transforms(&self) -> Vec<String> {
        match self {
            Expression::First(list) => {
                let mut names: Vec<String> = Vec::new();
                for name in list.iter().flat_map(Expression::transforms) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
                names
            }
            Expression::With { from, transforms, .. } => {
                let mut names = from.transforms();
                names.extend(transforms.iter().cloned());
                names
            }
            _ => Vec::new(),
        }
    }
}
