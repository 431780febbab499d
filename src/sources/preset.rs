//! How one feed is read: the preset, as data.
//!
//! A preset says how bytes become units, how units become records and what is left out. It is
//! data: no code, no scripting; what it cannot say becomes a new named transform. A source in
//! `earful.toml` is a preset written in place, with the same keys. Parsing TOML into this is
//! config's work; the shipped presets are [`super::shipped`].

use std::collections::BTreeMap;

use crate::model::{Cleaning, Kind, RatingKind};

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
    /// Names of the segments as they were written, for printing them so.
    pub attr_order: Vec<String>,
    /// What a second record with the same id means.
    pub update: Update,
    /// Fields that may feed hashed authors, ids and rules, and nothing that is kept as it is: intake
    /// masks what they say in the text (fields `pii.<n>` of the raw record).
    pub never: Vec<String>,
    /// What a file must be like to count.
    pub gate: Gate,
    /// Whether author ids mean the same person in other sources that say so too (an e-mail, a
    /// customer number) or only here (a nickname).
    pub authors_shared: bool,
}

/// From bytes to units.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Globs below the folder (or absolute), read in name order.
    pub files: Vec<String>,
    /// How bytes are packed.
    pub compression: Compression,
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
    /// The rows that name the columns.
    pub header: Header,
    /// Sheet of a workbook; `None`, or a name it does not have, is the first.
    pub sheet: Option<String>,
    /// Where the units are: a JSON pointer to their list for `json`, a path of local names for
    /// `xml`.
    pub records: Option<String>,
    /// Whether a document without that list is an empty one and no fault.
    pub records_may_be_absent: bool,
    /// What an ETL tool wraps each record in.
    pub envelope: Option<Envelope>,
    /// A field larger than this many bytes is a rejected unit.
    pub max_field_bytes: usize,
    /// A unit larger than this many bytes is a rejected unit; `None` is four fields.
    pub max_unit_bytes: Option<usize>,
    /// Decompressed bytes may be at most this many times the compressed ones (and at least 1 GiB
    /// is always allowed up to `max_bytes`).
    pub max_ratio: u64,
    /// Decompressed bytes at most.
    pub max_bytes: u64,
    /// Base-two logarithm of the largest zstd window that is accepted: what a stream may make its
    /// reader remember.
    pub zstd_window_log_max: u32,
}

/// How units are written. Compression is told from the bytes, never from the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Separated values with one or more header rows.
    Csv,
    /// A sheet of a workbook, read as CSV is.
    Xlsx,
    /// One JSON object a line.
    Ndjson,
    /// One JSON document with a list in it.
    Json,
    /// One XML document with repeated elements in it.
    Xml,
    /// Columns by name; a row is read as a JSON object is.
    Parquet,
    /// Mails one after the other.
    Mbox,
    /// One mail.
    Eml,
}

impl Format {
    /// Every format with the name settings use.
    pub const ALL: [(&'static str, Format); 8] = [
        ("csv", Format::Csv),
        ("xlsx", Format::Xlsx),
        ("json", Format::Json),
        ("ndjson", Format::Ndjson),
        ("xml", Format::Xml),
        ("parquet", Format::Parquet),
        ("mbox", Format::Mbox),
        ("eml", Format::Eml),
    ];

    /// The name settings use.
    pub fn name(self) -> &'static str {
        Format::ALL.iter().find(|(_, one)| *one == self).map_or("csv", |(name, _)| name)
    }
}

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Compression {
    /// Told from the first bytes.
    #[default]
    Auto,
    /// Not at all, whatever the first bytes look like.
    None,
    /// Gzip, every member.
    Gzip,
    /// Zstandard, every frame.
    Zstd,
    /// A zip archive.
    Zip,
}

/// The rows that name a sheet's columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What each row holds: `name` is what selectors mean (without one, the first row is), `title`
    /// the question as it was asked, `sub` the answer it stands for, `import` the tool's own key.
    pub rows: Vec<String>,
    /// Roles whose empty cells take the value to their left.
    pub fill_right: Vec<String>,
}

impl Default for Header {
    fn default() -> Header {
        Header { rows: vec!["name".to_owned()], fill_right: Vec::new() }
    }
}

/// What an ETL tool wraps each record in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// The record is `_airbyte_data`, an object or its JSON text.
    Airbyte,
    /// The record is `record` of a `RECORD` message of this stream; other messages are no units.
    Singer {
        /// Which stream.
        stream: String,
    },
    /// Plain records; files of loads that `_dlt_loads` does not list as finished are left out.
    Dlt,
}

/// A small side file as a table from a key to a text: the titles of a form's questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The file, below the feed's folder.
    pub file: String,
    /// JSON pointer to its list.
    pub records: String,
    /// Pointer, in an element, to a list of more elements of the same sort.
    pub recurse: Option<String>,
    /// Pointer to the key.
    pub key: String,
    /// Pointer to the text.
    pub value: String,
}

/// A child table that holds what was a list, as ETL tools write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nested {
    /// Glob of its files, below the feed's folder.
    pub files: String,
    /// Key of the parent's id.
    pub parent: String,
    /// Key of the place in the list.
    pub order: String,
    /// Key of the value.
    pub value: String,
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
    /// Tried in order: `rfc3339`, `rfc2822`, `unix_s`, `unix_ms`, `unix_frac`, `excel`,
    /// `gmt_suffix`, or a strptime pattern. Empty means the usual suspects.
    pub formats: Vec<String>,
    /// Pattern of what stands before the `GMT+1` of `gmt_suffix`.
    pub gmt_suffix_pattern: Option<String>,
    /// Zone of times without an offset.
    pub zone: Zone,
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

/// Where the customer's words are.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text itself, a conversation, or answers to questions.
    pub mode: TextMode,
    /// Cleanings, in order: `html`, `strip_quotes`, `strip_signature`, ….
    pub transforms: Vec<Cleaning>,
    /// Spellings of "no answer".
    pub missing: Vec<String>,
    /// Whether a record without text says it in its title.
    pub fallback_to_title: bool,
}

/// One text a record, or one record an open question.
#[derive(Clone, Debug, PartialEq)]
pub enum TextMode {
    /// The record's text.
    Field(Expression),
    /// The customer's messages of a conversation, one after the other.
    Thread(Box<Thread>),
    /// One record for each answered column.
    Columns(Columns),
    /// One record for each answered element of a list.
    Array(Box<AnswerList>),
}

/// The messages of a conversation.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Thread {
    /// The message that opened it.
    pub first: Option<String>,
    /// When that counts: all must hold.
    pub first_when: Vec<Condition>,
    /// The list of messages.
    pub array: Option<String>,
    /// The text in an element; the first selector that has one.
    pub text: Vec<String>,
    /// Which elements count: all must hold. Fields are those of the element, except the other
    /// side of `eq_field`, which is the unit's.
    pub when: Vec<Condition>,
    /// Which of the other elements are kept for search: all must hold; `None` keeps none. What was
    /// taken back or never sent is left out here.
    pub searchable: Option<Vec<Condition>>,
    /// When the first message, written by somebody else, is kept for search: all must hold.
    pub first_searchable: Option<Vec<Condition>>,
    /// Whether the list has the newest message first.
    pub newest_first: bool,
    /// A remark at the end.
    pub last: Option<String>,
    /// Cells that hold a message each, with date and author before it.
    pub cells: Option<Cells>,
}

/// Messages in cells of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// The columns.
    pub cells: String,
    /// How one is written, with groups named `author` and `text`.
    pub regex: String,
    /// The field that holds the customer; the first of these that has one.
    pub author_is: Vec<String>,
}

/// Columns that are open questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Which they are.
    pub which: Which,
    /// A pattern of names that are none of them though `which` says so.
    pub except: Option<String>,
    /// The header row that tells.
    pub role: String,
    /// Pointer into its cells, which are JSON.
    pub pointer: Option<String>,
    /// What tells the ids of a respondent's answers apart.
    pub suffix: Suffix,
    /// The header row that holds the question as it was asked.
    pub context_role: String,
}

/// Which columns are open questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those of these names; each must be there.
    Names(Vec<String>),
    /// Those whose key is one of these.
    In(Vec<String>),
    /// Those whose key matches.
    Regex(String),
}

/// What tells the ids of a respondent's answers apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Suffix {
    /// The column's name, with its number where it repeats.
    #[default]
    Name,
    /// The column's number, 1 for the first.
    ColumnNumber,
    /// The key the column was chosen by.
    Key,
}

/// Answers in a list of the unit.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerList {
    /// An answer that stands outside the list; its record has the respondent's id as it is.
    pub first: Option<String>,
    /// The list (or an object whose values are the elements; `@key` is then each one's key).
    pub path: String,
    /// What must be equal in an element.
    pub conditions: Vec<(String, String)>,
    /// The answer.
    pub text: String,
    /// What tells the ids of a respondent's answers apart.
    pub suffix: String,
    /// The question.
    pub context: Option<AnswerContext>,
}

/// The question an answer in a list belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerContext {
    /// The side table that has it; `None` when `key` leads to the question itself.
    pub lookup: Option<String>,
    /// Pointer, in the element, to its key.
    pub key: String,
    /// Cleanings, in order.
    pub transforms: Vec<Cleaning>,
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
    /// It is none of these; an absent field passes unless `absent_ok`.
    NotIn {
        /// The values that fail.
        values: Vec<String>,
        /// Whether an absent field fails the test, for rules that say what is left out.
        absent_ok: bool,
    },
    /// It is there (or, when false, is not).
    Present(bool),
    /// It matches.
    Regex(String),
    /// It equals another field.
    EqualsField(String),
}

/// A value written in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// As text.
    pub text: String,
    /// Whether it is a number or a truth and no text.
    pub bare: bool,
}

/// Value of a field: a selector, several of which the first present wins, or something made of
/// them.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A column name, a JSON pointer (`/a/b`, `*` for each), `@file`, `@stem`, `@dir`, `@doc/a`
    /// (in the document, outside the record), or what a format offers: `attr:id`, `header:Date`.
    Select(String),
    /// The first that gives something.
    First(Vec<Expression>),
    /// Always this.
    Constant(Literal),
    /// `h:` and the first 16 hexadecimal digits of a hash of these values; `*` is the whole row.
    Hash(Vec<String>),
    /// Text with `{selector}` in it; nothing when one of them is missing.
    Template(String),
    /// A value of the first element of a list that has certain others.
    Pick {
        /// The list.
        array: String,
        /// Pointers and the values that must be there.
        conditions: Vec<(String, String)>,
        /// Pointer to what is taken.
        take: String,
    },
    /// Another expression, changed.
    With(Box<Change>),
}

/// What is done to a value, in this order.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What is changed.
    pub from: Expression,
    /// Keep the first group of this pattern's match; nothing when it does not match.
    pub regex: Option<String>,
    /// Undo percent-encoding.
    pub percent_decode: bool,
    /// `true` when there is a value, `false` when not.
    pub present: bool,
    /// Take the list of the child table of this name, for the value of this selector.
    pub nested: Option<(String, String)>,
    /// Cut into several values.
    pub split: Option<String>,
    /// Replace values; one that is not listed is missing.
    pub map: BTreeMap<String, Literal>,
    /// Several values even where there is one.
    pub list: bool,
    /// What sort of value it is.
    pub sort: Option<Sort>,
    /// Cleanings, in order.
    pub transforms: Vec<Cleaning>,
    /// Whether a file may lack the column.
    pub optional: bool,
}

impl Change {
    /// Nothing done to `from`.
    pub fn of(from: Expression) -> Change {
        Change {
            from,
            regex: None,
            percent_decode: false,
            present: false,
            nested: None,
            split: None,
            map: BTreeMap::new(),
            list: false,
            sort: None,
            transforms: Vec::new(),
            optional: false,
        }
    }
}

/// What sort of value a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A whole number; blanks and commas in it do not count.
    Int,
    /// `true`, `1` and `yes` are true, all else false.
    Bool,
    /// A text, though it looks like a number.
    String,
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

impl Expression {
    /// The cleanings of every way a value can be had, in the order the ways are tried.
    fn ways(&self) -> Vec<Vec<Cleaning>> {
        match self {
            Expression::First(list) => list.iter().flat_map(Expression::ways).collect(),
            Expression::With(change) => {
                let mut ways = change.from.ways();
                for way in &mut ways {
                    way.extend(change.transforms.iter().cloned());
                }
                ways
            }
            _ => vec![Vec::new()],
        }
    }
}
