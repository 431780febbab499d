//! Where the customer's words are in a unit: a field, a conversation, or answers to questions.
//!
//! Takes nothing, gives the types that config fills in and that a feed is compiled from. Who speaks
//! in a conversation is said by conditions on each message.

use crate::model::Cleaning;

use super::value::{Condition, Expression};

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
    /// Whether a column that `which` does not name, and `except` does not take back, is open too
    /// where its answers are sentences.
    pub by_answers: bool,
}

impl Columns {
    /// Whether answers tell which questions are open: questions named one by one are open whatever
    /// people answered.
    pub fn asks_answers(&self) -> bool {
        self.by_answers && !matches!(self.which, Which::Names(_))
    }
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
    /// Whether only those elements are answers to open questions whose answers in the file are
    /// sentences.
    pub by_answers: bool,
}

/// The question an answer in a list belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerContext {
    /// The side table that has it; `None` when `key` leads to the question itself.
    pub lookup: Option<String>,
    /// Pointer, in the element, to its key; `@key` is the element's own.
    pub key: String,
    /// The list of questions in the unit itself, and the pointers to key and question in each.
    pub list: Option<(String, String, String)>,
    /// Whether an answer whose question the side table does not have is no answer to an open
    /// question. Without the side file every answer counts.
    pub required: bool,
    /// Cleanings, in order.
    pub transforms: Vec<Cleaning>,
}
