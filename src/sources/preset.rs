//! How one feed is read: the preset, as data.
//!
//! A preset says how bytes become units, how units become records and what is left out. It is
//! data: no code, no scripting; what it cannot say becomes a new named transform. A source in
//! `earful.toml` is a preset written in place, with the same keys. Parsing TOML into this is
//! config's work; the shipped presets are [`super::shipped`].

use std::collections::BTreeMap;

use crate::model::{Cleaning, Kind, RatingKind};

mod input;
mod text;
mod value;

pub use crate::text::dates::DayOrder;

pub use input::{Compression, Envelope, Format, Header, Input, Lookup, Nested, Shape};
pub use text::{AnswerContext, AnswerList, Cells, Columns, Suffix, Text, TextMode, Thread, Which};
pub use value::{Change, Condition, Expression, Literal, Skip, Sort, Test};

/// A feed's whole description.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Name of the source: what ids are hashed with and reports print.
    pub source: String,
    /// What sort of channel it is.
    pub kind: Kind,
    /// Who speaks: `customer`, or `internal` where employees pass on what customers say.
    pub role: String,
    /// The folder, below the workspace, that files and side files are looked for in; `None` is the
    /// workspace itself.
    pub folder: Option<String>,
    /// From bytes to units.
    pub input: Input,
    /// Small side files read as tables, by name.
    pub lookups: BTreeMap<String, Lookup>,
    /// Child tables that hold what was a list, by name.
    pub nested: BTreeMap<String, Nested>,
    /// Units that say a record is gone; tested first, after the id.
    pub deletes: Vec<Condition>,
    /// Units left out by rule, with the reason counted.
    pub skips: Vec<Skip>,
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
    /// Names of the segments as they were written, for printing them so.
    pub attr_order: Vec<String>,
    /// What a second record with the same id means.
    pub update: Update,
    /// Fields that may feed hashed authors, ids and rules, and nothing that is kept as it is:
    /// intake masks what they say in the text (fields `pii.<n>` of the raw record).
    pub never: Vec<String>,
    /// What a file has that is of this feed and of no other, beside what it is read by. Asked for
    /// when a file's feed is looked for, and never when it is read.
    pub known_by: Vec<Expression>,
    /// What a file must be like to count.
    pub gate: Gate,
    /// Whether author ids mean the same person in other sources that say so too (an e-mail, a
    /// customer number) or only here (a nickname).
    pub authors_shared: bool,
}

/// Expressions for the fields every record has.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Fields {
    /// The source's own id; without one a hash of the content is used.
    pub id: Option<Expression>,
    /// The conversation it belongs to.
    pub thread_id: Option<Expression>,
    /// What it answers.
    pub parent_id: Option<Expression>,
    /// When it was said.
    pub created_at: Option<Expression>,
    /// When it was said, where `created_at` is missing or cannot be read.
    pub created_at_fallback: Option<Expression>,
    /// When it last changed.
    pub updated_at: Option<Expression>,
    /// A time by which two versions are told apart, where `updated_at` can be the same.
    pub version: Option<Expression>,
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
    /// What the customer is worth; of a sale its amount.
    pub value: Option<Expression>,
    /// How many customers voted for it, its author among them.
    pub votes: Option<Expression>,
    /// The question it answers.
    pub question: Option<Expression>,
    /// What sort of channel it came by, where a feed mixes them: a kind's name, or a word for it.
    pub kind: Option<Expression>,
}

/// How times are written.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Time {
    /// Tried in order: `rfc3339`, `rfc2822`, `unix_s`, `unix_ms`, `unix_frac`, `excel`,
    /// `gmt_suffix`, `usual` (whatever layout the reader of dates knows), or a strptime pattern.
    /// Empty means `usual`.
    pub formats: Vec<String>,
    /// Which of the first two numbers of `03/04/2026` is the day; `None` leaves it to the column.
    pub order: Option<DayOrder>,
    /// Pattern of what stands before the `GMT+1` of `gmt_suffix`.
    pub gmt_suffix_pattern: Option<String>,
    /// Zone of times without an offset.
    pub zone: Zone,
    /// Whether a record without a time is rejected, where `fields.created_at` says what its time
    /// is; else it is kept undated. A time that cannot be read is rejected either way.
    pub required: bool,
}

/// Zone of times that carry none.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Zone {
    /// UTC.
    #[default]
    Utc,
    /// An IANA name.
    Named(String),
    /// An IANA name in a header row of the file itself; UTC where it is not there.
    Header {
        /// Role of the row.
        role: String,
        /// The column.
        column: String,
        /// Pointer into the cell, which is JSON.
        pointer: Option<String>,
    },
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
    /// Other scales of the same feed: the first whose condition holds is the record's.
    pub others: Vec<(Condition, Scale)>,
}

/// What a second record with the same id means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Update {
    /// What happens.
    pub mode: UpdateMode,
    /// What says which is newer.
    pub version: Version,
    /// Whether the last of two equal versions stays instead of the first.
    pub keep_last: bool,
}

/// What happens to a second record with the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum UpdateMode {
    /// The newest version stays.
    #[default]
    Upsert,
    /// Every record is its own; ids repeat only by mistake.
    Append,
    /// The newest file is the whole truth: what it does not hold is gone.
    Snapshot,
}

/// What says which of two versions is newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Version {
    /// `updated_at`, else `created_at`.
    #[default]
    UpdatedAt,
    /// `created_at`.
    CreatedAt,
    /// The order in which they are read.
    FileOrder,
}

/// What a file must be like to count; one that is not is set aside whole.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Gate {
    /// Share of rejected units at most.
    pub max_reject_ratio: Option<f64>,
    /// Units at least.
    pub min_units: Option<u64>,
    /// Share of units that may be missing against the feed's file before.
    pub max_drop_vs_last: Option<f64>,
}

impl Preset {
    /// How many of the fields every record has the preset names.
    pub fn named_fields(&self) -> usize {
        let fields = &self.fields;
        [
            &fields.id,
            &fields.thread_id,
            &fields.parent_id,
            &fields.created_at,
            &fields.updated_at,
            &fields.rating,
            &fields.title,
            &fields.lang,
            &fields.author,
            &fields.product,
            &fields.value,
            &fields.votes,
            &fields.question,
        ]
        .iter()
        .filter(|one| one.is_some())
        .count()
    }

    /// Cleanings by field, with the names of [`crate::model::RawRecord`]. A field can be had in
    /// several ways (a list of alternatives); each way has its list, numbered as
    /// [`crate::model::Mark::way`] counts them. Sources read, intake cleans: this is what one
    /// tells the other. Fields without any are absent.
    pub fn transforms(&self) -> BTreeMap<String, Vec<Vec<Cleaning>>> {
        let mut found = BTreeMap::new();
        let fields = &self.fields;
        for (name, expression) in [
            ("title", &fields.title),
            ("question", &fields.question),
            ("product", &fields.product),
            ("author", &fields.author),
        ] {
            if let Some(expression) = expression {
                found.insert(name.to_owned(), expression.ways());
            }
        }
        for (name, expression) in &self.attrs {
            found.insert(format!("attr.{name}"), expression.ways());
        }
        // What others say in a conversation is written as what the customer says.
        if matches!(self.text.mode, TextMode::Thread(_)) {
            found.insert("thread".to_owned(), vec![self.text.transforms.clone()]);
        }
        let mut text = match &self.text.mode {
            TextMode::Field(expression) => expression.ways(),
            TextMode::Thread(_) | TextMode::Columns(_) | TextMode::Array(_) => vec![Vec::new()],
        };
        for way in &mut text {
            way.extend(self.text.transforms.iter().cloned());
        }
        found.insert("text".to_owned(), text);
        if let TextMode::Array(answers) = &self.text.mode
            && let Some(context) = &answers.context
        {
            found.insert("question".to_owned(), vec![context.transforms.clone()]);
        }
        found.retain(|_, ways| ways.iter().any(|way| !way.is_empty()));
        found
    }
}
