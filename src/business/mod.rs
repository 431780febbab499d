//! What a company knows beside its feedback, joined to it.
//!
//! Takes tables as they were read ([`Sheet`]) and a way to read keys, days and amounts; gives
//! customers, events, the roadmap, costs, exposure, searches and metrics, each row used or counted with its line and the
//! reason. Joins customers to the feedback by the keys of authors or by an account, and says how many
//! match on either side. Whole tables, pure.
//!
//! A header that lacks what is needed stops everything before any work; a bad row stops nothing. It
//! never reads a file, never sees a key in plain words once it is hashed, and never guesses an
//! amount.

mod columns;
mod costs;
mod customers;
mod events;
mod exposure;
mod join;
mod metrics;
mod money;
mod roadmap;
mod searches;
mod settings;
mod shipped;
mod trackers;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::model::{AuthorKey, BadRow, BusinessFile, Day, Sheet};

pub use costs::costs;
pub use customers::customers;
pub use events::events;
pub use exposure::{exposure, exposure_of_customers};
pub use join::{Joined, join, segments};
pub use metrics::{level, metrics};
pub use money::{Amounts, Stakes, cost_match, each_cost};
pub use roadmap::{roadmap, updated};
pub use searches::searches;
pub use settings::Settings;
pub use shipped::{SHIPPED, SHIPPED_COLUMNS, Shipping, marked, shipped};

/// A column of days, read together so that the column can say which of `03/04` is the day: for each
/// value the day, nothing where it says that there is none, or why it cannot be read.
pub type Days<'a> = dyn Fn(&[&str]) -> Vec<Result<Option<Day>, &'static str>> + 'a;

/// An amount of money: nothing where none is said; an error where it is none that can be.
pub type Money<'a> = dyn Fn(&str) -> Result<Option<f64>, &'static str> + 'a;

/// How cells are read.
pub struct Readers<'a> {
    /// The keys that an author may have, as the feedback is keyed; empty for a name that is nobody's.
    pub keys: &'a dyn Fn(&str) -> Vec<AuthorKey>,
    /// Days.
    pub days: &'a Days<'a>,
    /// Amounts.
    pub money: &'a Money<'a>,
    /// A value of a segment as the feedback's own are kept: without personal data.
    pub label: &'a dyn Fn(&str) -> String,
}

/// A table that cannot be used at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTable {
    /// The file.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
}

impl std::fmt::Display for BadTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}; {}", self.file, self.line, self.problem, self.fix)
    }
}

impl std::error::Error for BadTable {}

/// The receipt of a table.
fn receipt(
    kind: &'static str,
    sheet: &Sheet,
    used: usize,
    mut bad: Vec<BadRow>,
    columns: String,
) -> BusinessFile {
    bad.sort_by_key(|row| row.line);
    let assumed = String::new();
    BusinessFile { kind, file: sheet.file.clone(), used: used as u64, bad, columns, assumed }
}
