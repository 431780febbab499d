//! Documents for the meeting, filled from a report: a press release with its questions, requirements,
//! the review of a week, the correction of an error.
//!
//! Takes a report and the counts that it does not hold ([`Counts`], read from the same records); gives
//! a [`Document`], which is written as Markdown or as one HTML page. Every sentence is filled from a
//! number and says which command opens its records. What the data cannot know (the solution, a date,
//! a cost) is a marked blank for the owner: nothing is invented. Customers' words are quoted to the
//! byte and never act in either format.

mod coe;
mod counts;
mod known;
mod objections;
mod prd;
mod prfaq;
mod weekly;
mod write;

pub use coe::coe;
pub use counts::{Counts, DayCount, Foreseen, Measure, Period, Place, Praise};
pub use prd::prd;
pub use prfaq::{LESS_OFTEN, prfaq};
pub use weekly::weekly;
pub use write::{html, markdown};

use super::escape::visible;
use super::phrase;
use super::view::{OpportunityView, QuoteView, View};

/// A document, before it is written in a format.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// What it holds, in order.
    pub blocks: Vec<Block>,
}

/// One piece of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading of a section.
    Section(String),
    /// A heading inside a section.
    Question(String),
    /// A paragraph.
    Paragraph(Line),
    /// A list.
    Bullets(Vec<Line>),
    /// A table: its head, the columns of numbers, its rows.
    Table(Vec<String>, Vec<usize>, Vec<Vec<String>>),
    /// A customer's words, who says so, and the command that opens the record.
    Quote(String, Line),
}

/// A sentence and the commands that open what it counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The words.
    pub words: String,
    /// Commands, in order.
    pub opens: Vec<String>,
    /// What the owner has to fill in behind the words; empty where nothing is missing.
    pub blank: String,
}

impl Line {
    fn new(words: impl Into<String>) -> Line {
        Line { words: words.into(), ..Line::default() }
    }

    fn opens(self, command: impl Into<String>) -> Line {
        let mut opens = self.opens;
        opens.push(command.into());
        Line { opens, ..self }
    }

    fn blank(self, what: impl Into<String>) -> Line {
        Line { blank: what.into(), ..self }
    }
}

/// What only the owner knows.
fn blank(what: &str) -> Line {
    Line::default().blank(what)
}

/// A document being filled.
struct Draft {
    blocks: Vec<Block>,
}

impl Draft {
    fn new() -> Draft {
        Draft { blocks: Vec::new() }
    }

    fn section(&mut self, title: &str) {
        self.blocks.push(Block::Section(title.to_owned()));
    }

    fn question(&mut self, title: &str) {
        self.blocks.push(Block::Question(title.to_owned()));
    }

    fn line(&mut self, line: Line) {
        if !line.words.is_empty() || !line.blank.is_empty() {
            self.blocks.push(Block::Paragraph(line));
        }
    }

    fn bullets(&mut self, lines: Vec<Line>) {
        if !lines.is_empty() {
            self.blocks.push(Block::Bullets(lines));
        }
    }

    fn table(&mut self, head: &[&str], right: &[usize], rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            let head = head.iter().map(|name| (*name).to_owned()).collect();
            self.blocks.push(Block::Table(head, right.to_vec(), rows));
        }
    }

    fn quotes(&mut self, quotes: &[QuoteView], most: usize) {
        for quote in quotes.iter().take(most) {
            let at = quote.at.as_deref().map(|at| format!(", {}", phrase::iso_date(at)));
            let who = format!("{} {}{}", quote.source, quote.external, at.unwrap_or_default());
            let line = Line::new(who).opens(format!("earful show {}", quote.record));
            self.blocks.push(Block::Quote(quote.text.clone(), line));
        }
    }

    fn finish(self, title: String) -> Document {
        Document { title, blocks: self.blocks }
    }
}

/// From which run a document is, and how to read it.
fn origin(view: &View) -> Line {
    let of = match view.run.company.as_str() {
        "" => String::new(),
        company => format!(" of {company}"),
    };
    Line::new(format!(
        "A draft from the feedback{of}, run {} of {}. A command behind a sentence opens its records; \
         {} is for whoever owns this page to fill in.",
        view.run.id,
        phrase::iso_date(&view.run.today),
        BLANK
    ))
}

/// What stands where the data knows nothing.
pub(super) const BLANK: &str = "____";

/// A share as it is printed beside its interval: `12.4 % (10.1 to 15.2 %)`.
fn with_interval(share: f64, [low, high]: [f64; 2]) -> String {
    format!(
        "{} ({} to {})",
        phrase::percent(share),
        phrase::decimal(100.0 * low, 1),
        phrase::percent(high)
    )
}

/// A theme's name inside a sentence.
fn named(one: &OpportunityView) -> String {
    let title = visible(&one.title);
    if title.starts_with('“') { title } else { format!("“{title}”") }
}

/// The commands that open the complaints and requests of a theme.
fn opens_wanting(line: Line, theme: &str) -> Line {
    line.opens(format!("earful search --theme {theme} --stance complaint"))
        .opens(format!("earful search --theme {theme} --stance request"))
}
