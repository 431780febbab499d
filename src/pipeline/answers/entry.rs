//! What people corrected, as data.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Action, Curation, Entry, EntryId};
use crate::report::view::correction;

/// One entry of the curation file.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EntryAnswer {
    /// `E-4`.
    pub id: String,
    /// `rename`, `merge`, ….
    pub action: String,
    /// The themes it is about.
    pub themes: Vec<String>,
    /// What it does, in a sentence.
    pub words: String,
    /// Who wrote it.
    pub by: String,
    /// The day.
    pub on: String,
    /// Why; may be empty.
    pub why: String,
    /// The entry it stands in place of.
    pub replaces: Option<String>,
}

/// An entry, and whether it holds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LoggedAnswer {
    /// The entry.
    #[serde(flatten)]
    pub entry: EntryAnswer,
    /// Whether it holds.
    pub holds: bool,
    /// The later entry that takes it back.
    pub taken_back_by: Option<String>,
    /// Its line in the file.
    pub line: usize,
}

impl EntryAnswer {
    /// An entry.
    pub fn of(entry: &Entry) -> EntryAnswer {
        let themes = entry.action.themes().into_iter().chain(entry.action.makes());
        EntryAnswer {
            id: entry.id.to_string(),
            action: entry.action.name().to_owned(),
            themes: themes.map(|theme| theme.to_string()).collect(),
            words: correction(&entry.action),
            by: entry.by.clone(),
            on: entry.on.to_string(),
            why: entry.why.clone(),
            replaces: entry.replaces.map(|one| one.to_string()),
        }
    }
}

/// Every entry, the first first, and whether it holds.
pub fn logged(curation: &Curation) -> Vec<LoggedAnswer> {
    let in_force: Vec<EntryId> = curation.in_force().iter().map(|entry| entry.id).collect();
    let mut taken_back: BTreeMap<EntryId, EntryId> = BTreeMap::new();
    for entry in &curation.entries {
        let reverted = match entry.action {
            Action::Revert { entry } => Some(entry),
            _ => None,
        };
        for earlier in entry.replaces.into_iter().chain(reverted) {
            taken_back.insert(earlier, entry.id);
        }
    }
    let answer = |entry: &Entry| {
        let holds = in_force.contains(&entry.id);
        let by = taken_back.get(&entry.id).filter(|_| !holds);
        LoggedAnswer {
            entry: EntryAnswer::of(entry),
            holds,
            taken_back_by: by.map(|one| one.to_string()),
            line: entry.line,
        }
    };
    curation.entries.iter().map(answer).collect()
}
