//! People's corrections: what they wrote, and what came of it in a night.

use super::{AreaId, Assignment, Day, EntryId, Opportunity, StatementId, ThemeId, Trend};

/// A record, or one statement of it, by the names people know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordName {
    /// The source's name.
    pub source: String,
    /// The source's own id of the record.
    pub record: String,
    /// Which statement of it, from 0 as in `earful export statements`; `None`: all of them.
    pub statement: Option<u16>,
}

/// What one entry asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The theme is called so, whatever it would be called.
    Rename {
        /// Which.
        theme: ThemeId,
        /// What it is called.
        title: String,
    },
    /// The theme's statements are those of another, and its id means the other.
    Merge {
        /// Which.
        theme: ThemeId,
        /// The other.
        into: ThemeId,
    },
    /// Statements of the theme that say these words are a theme of their own.
    Split {
        /// Which.
        theme: ThemeId,
        /// The words, as a search writes them.
        words: String,
        /// The id of the new theme.
        id: ThemeId,
        /// What it is called.
        title: String,
    },
    /// The theme is counted and not ranked.
    Mute {
        /// Which.
        theme: ThemeId,
    },
    /// The theme is shown in the ranking whatever its rank.
    Pin {
        /// Which.
        theme: ThemeId,
    },
    /// The record belongs to the theme.
    Move {
        /// What.
        record: RecordName,
        /// Where to.
        theme: ThemeId,
    },
    /// The record does not belong to the theme.
    Reject {
        /// What.
        record: RecordName,
        /// Out of which.
        theme: ThemeId,
    },
    /// A saved search is counted, ranked beside the themes and shown in a list of its own.
    Track {
        /// The search.
        query: String,
        /// Its id.
        id: ThemeId,
        /// What it is called.
        title: String,
    },
    /// The theme is in this area: one there is, by its id, or one by its name.
    Parent {
        /// Which.
        theme: ThemeId,
        /// `A-3`, or a name.
        area: String,
    },
    /// An earlier entry does not hold any more.
    Revert {
        /// Which.
        entry: EntryId,
    },
}

impl Action {
    /// The word for it in the file and on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Action::Rename { .. } => "rename",
            Action::Merge { .. } => "merge",
            Action::Split { .. } => "split",
            Action::Mute { .. } => "mute",
            Action::Pin { .. } => "pin",
            Action::Move { .. } => "move",
            Action::Reject { .. } => "reject",
            Action::Track { .. } => "track",
            Action::Parent { .. } => "parent",
            Action::Revert { .. } => "revert",
        }
    }

    /// Themes that it names as being there already.
    pub fn themes(&self) -> Vec<ThemeId> {
        match self {
            Action::Merge { theme, into } => vec![*theme, *into],
            Action::Rename { theme, .. }
            | Action::Split { theme, .. }
            | Action::Mute { theme }
            | Action::Pin { theme }
            | Action::Move { theme, .. }
            | Action::Reject { theme, .. }
            | Action::Parent { theme, .. } => vec![*theme],
            Action::Track { .. } | Action::Revert { .. } => Vec::new(),
        }
    }

    /// The theme that it makes.
    pub fn makes(&self) -> Option<ThemeId> {
        match self {
            Action::Split { id, .. } | Action::Track { id, .. } => Some(*id),
            _ => None,
        }
    }
}

/// One entry of the curation file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id for ever.
    pub id: EntryId,
    /// What it asks for.
    pub action: Action,
    /// The entry that does not hold any more because of this one.
    pub replaces: Option<EntryId>,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub on: Day,
    /// Why; may be empty.
    pub why: String,
    /// The line of the file it begins at, from 1.
    pub line: usize,
}

/// Everything in a curation file, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curation {
    /// The entries, also those that do not hold any more.
    pub entries: Vec<Entry>,
}

impl Curation {
    /// The entries that hold: all but those that a later one that holds takes back. A revert itself
    /// is not among them.
    pub fn in_force(&self) -> Vec<&Entry> {
        let mut taken_back = std::collections::BTreeSet::new();
        let mut found = Vec::new();
        // The last first: what takes back a revert lets the earlier entry hold again.
        for entry in self.entries.iter().rev() {
            if taken_back.contains(&entry.id) {
                continue;
            }
            taken_back.extend(entry.replaces);
            match entry.action {
                Action::Revert { entry } => {
                    taken_back.insert(entry);
                }
                _ => found.push(entry),
            }
        }
        found.reverse();
        found
    }

    /// The entry of that id.
    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }
}

/// Why a statement is not where the program put it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placing {
    /// A correction says so of it, or of its whole theme.
    Said,
    /// It is as near to a moved statement as to nothing else: the correction taught it.
    Taught,
}

/// A statement that corrections put elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CuratedPlace {
    /// Which.
    pub statement: StatementId,
    /// Where it is; `None`: in no theme.
    pub place: Option<Assignment>,
    /// The entry that put it there: the last of several.
    pub entry: EntryId,
    /// Whether it was told or taught.
    pub by: Placing,
}

/// What corrections made of a night's places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curated {
    /// Statements that are elsewhere, ascending id.
    pub places: Vec<CuratedPlace>,
    /// What the id of a theme that was merged or made means, ascending; of one that stands, itself.
    pub living: Vec<(ThemeId, ThemeId)>,
    /// The area of each theme that a person put into one or made, ascending theme.
    pub areas: Vec<(ThemeId, AreaId)>,
}

/// What a person did to a theme that stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The entry that named it.
    pub named: Option<EntryId>,
    /// The entry that muted it.
    pub muted: Option<EntryId>,
    /// The entry that pinned it.
    pub pinned: Option<EntryId>,
    /// The entry that put it into its area.
    pub parent: Option<EntryId>,
    /// The entry that split it off.
    pub split: Option<EntryId>,
    /// The entries that merged others into it.
    pub merged: Vec<EntryId>,
    /// Whether statements went into it or out of it by any entry.
    pub moved: bool,
}

/// Evidence that an entry took out of a theme, and where it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehomed {
    /// The entry.
    pub entry: EntryId,
    /// Whether it was told or taught.
    pub by: Placing,
    /// Where the program put it.
    pub from: Option<ThemeId>,
    /// Where it is; `None`: in no theme.
    pub to: Option<ThemeId>,
    /// Statements.
    pub statements: u32,
    /// Pieces of feedback.
    pub feedback: u32,
}

/// Why an entry that holds does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// The theme ended, and nothing carries it on.
    Gone(ThemeId),
    /// The theme went into another when everything was grouped afresh: what was said of the one is
    /// not true of the other.
    WentInto(ThemeId, ThemeId),
    /// Both are one already.
    Same,
    /// There is no such record, or no such statement of it, any more.
    NoRecord,
    /// There is no such area any more.
    NoArea,
    /// It changes no statement: none says so, or all are there already.
    Nothing,
}

/// An entry that holds, and whether it does anything tonight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The entry.
    pub entry: Entry,
    /// Why it does nothing; `None` where it does.
    pub idle: Option<Idle>,
    /// Statements that are elsewhere because of it.
    pub statements: u32,
}

/// A saved search.
#[derive(Clone, Debug)]
pub struct Tracked {
    /// The entry.
    pub entry: EntryId,
    /// Its id.
    pub id: ThemeId,
    /// What it is called.
    pub title: String,
    /// The search.
    pub query: String,
    /// Records it finds.
    pub records: u32,
    /// Different customers who wrote them.
    pub customers: u32,
    /// Records by day, ascending; those without a date are in none.
    pub days: Vec<(Day, u32)>,
    /// What it would rank like; `None` where nobody complains or asks.
    pub opportunity: Option<Opportunity>,
    /// Where its score would put it in the ranking.
    pub beside: Option<u32>,
    /// What it is doing.
    pub trend: Option<Trend>,
}

/// What people changed, and what it did.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// Entries that hold, in the order of the file.
    pub entries: Vec<InForce>,
    /// What was done to each theme that stands.
    pub marks: std::collections::BTreeMap<ThemeId, Marks>,
    /// Evidence removed and where it went, in the order of the entries.
    pub rehomed: Vec<Rehomed>,
    /// Saved searches, in the order of the file.
    pub tracked: Vec<Tracked>,
}
