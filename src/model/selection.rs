//! Which records a number is made of, as data: what a figure of a report selects.

use std::sync::Arc;

use super::{Day, FeedbackId, Stance, SubthemeId, ThemeId};

/// Where statements stand in the night's grouping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standpoint {
    /// In a theme.
    Themed,
    /// Fit nowhere.
    Loose,
    /// Say nothing that can be sorted.
    Filtered,
}

/// What an item of the roadmap answers: complaints and requests in its themes, and those of records that
/// its searches find beside them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    /// Its themes as they are now.
    pub themes: Vec<ThemeId>,
    /// Its searches, as they are typed.
    pub queries: Vec<String>,
}

/// Records that meet every condition: of the record, and, on one statement of it, of the statement.
/// Without any condition all records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Statements in one of these themes; empty asks for none.
    pub themes: Vec<ThemeId>,
    /// Statements in this part of a theme.
    pub part: Option<SubthemeId>,
    /// Statements of one of these stances; empty asks for none.
    pub stances: Vec<Stance>,
    /// Statements of this severity.
    pub severity: Option<u8>,
    /// Statements that stand there.
    pub standpoint: Option<Standpoint>,
    /// Records of these days, both included; records without a date are in none.
    pub days: Option<(Day, Day)>,
    /// Of each voice the record heard first alone (the earliest dated one, ties by id), asked before
    /// the days are.
    pub first_heard: bool,
    /// Records of these segments: name and value.
    pub segments: Vec<(Arc<str>, Arc<str>)>,
    /// Records rated on this scale.
    pub rated: Option<Arc<str>>,
    /// This record alone.
    pub record: Option<FeedbackId>,
    /// Statements that an item of the roadmap answers. Of a record that has such statements in its themes
    /// those count; of one that only its searches find, every complaint and request.
    pub answered: Option<Answered>,
}

impl Selection {
    /// Complaints and requests in a theme: what the ranking counts.
    pub fn wanting(theme: ThemeId) -> Selection {
        let stances = vec![Stance::Complaint, Stance::Request];
        Selection { stances, ..Selection::theme(theme) }
    }

    /// Everything in a theme.
    pub fn theme(theme: ThemeId) -> Selection {
        Selection { themes: vec![theme], ..Selection::default() }
    }
}
