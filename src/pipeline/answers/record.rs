//! One record whole, as data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Feedback, Statement, ThemeId};
use crate::report::escape;

use super::head::HeadAnswer;

/// One record whole.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RecordAnswer {
    /// What every record has.
    #[serde(flatten)]
    pub head: HeadAnswer,
    /// What the customer wrote.
    pub text: String,
    /// What others said in the conversation.
    pub thread: String,
    /// Customers who voted for it.
    pub votes: u32,
    /// What else is known of it.
    pub segments: Vec<SegmentAnswer>,
    /// What it says, in order.
    pub statements: Vec<StatementAnswer>,
    /// The same voice in other records.
    pub copies: Vec<CopyAnswer>,
    /// The file it was read from.
    pub file: String,
    /// The line of the file.
    pub line: u64,
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SegmentAnswer {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// One statement of a record.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StatementAnswer {
    /// 0 for the first.
    pub ordinal: u16,
    /// First byte in the record's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Those bytes.
    pub text: String,
    /// `complaint`, `request`, `praise`, `question` or `remark`.
    pub stance: String,
    /// 0 to 3.
    pub severity: u8,
    /// The theme it is in.
    pub theme: Option<String>,
    /// What the theme is called.
    pub theme_title: Option<String>,
    /// Why it is in none, where it says nothing.
    pub filtered: Option<String>,
}

/// A copy of a record.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CopyAnswer {
    /// The source's own id.
    pub record: String,
    /// The source's name.
    pub source: String,
}

impl RecordAnswer {
    /// A record with its statements, and for each of them its theme with its title; `copies` are
    /// other records of the same voice.
    pub fn of(
        one: &Feedback,
        statements: &[Statement],
        places: &[Option<(ThemeId, String)>],
        copies: &[&Feedback],
    ) -> RecordAnswer {
        let text = one.own_words();
        // Places in the text as it is printed.
        let at = |at: u32| escape::unhidden_place(text, at as usize);
        let statements = statements.iter().zip(places).map(|(statement, place)| StatementAnswer {
            ordinal: statement.ordinal,
            start: at(statement.span.start),
            end: at(statement.span.end),
            text: one.text.as_str()[statement.span.range()].to_owned(),
            stance: statement.stance.name().to_owned(),
            severity: statement.severity,
            theme: place.as_ref().map(|(theme, _)| theme.to_string()),
            theme_title: place.as_ref().map(|(_, title)| title.clone()),
            filtered: statement.filtered.map(|why| why.name().to_owned()),
        });
        let segment = |pair: &crate::model::Attribute| SegmentAnswer {
            name: pair.name.to_string(),
            value: pair.value.to_string(),
        };
        let copy = |copy: &&Feedback| CopyAnswer {
            record: copy.external.to_string(),
            source: copy.source.to_string(),
        };
        RecordAnswer {
            head: HeadAnswer::of(one),
            text: text.to_owned(),
            thread: one.thread().to_owned(),
            votes: one.votes,
            segments: one.attributes.iter().map(segment).collect(),
            statements: statements.collect(),
            copies: copies.iter().map(copy).collect(),
            file: one.origin.file.to_string(),
            line: one.origin.line,
        }
    }
}
