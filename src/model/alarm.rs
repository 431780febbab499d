//! Something broke: what, since when, where, and what the next night must know of it.

use std::sync::Arc;

use super::{Day, ThemeId};

/// What an alarm is about. Ordered as alarms are told: mail first, then themes by id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// How much feedback comes: of one source, or (`None`) of all of them.
    Mail(Option<Arc<str>>),
    /// How many want a change in a theme.
    Theme(ThemeId),
    /// How many want a change in a theme within one part of the feedback: what breaks there and is not
    /// seen over all.
    Part {
        /// The theme.
        theme: ThemeId,
        /// `version`, `country`, `source`, ….
        name: Arc<str>,
        /// Its value.
        value: Arc<str>,
    },
}

impl Subject {
    /// The theme it is about, in all feedback or in a part of it.
    pub fn theme(&self) -> Option<ThemeId> {
        match self {
            Subject::Mail(_) => None,
            Subject::Theme(theme) | Subject::Part { theme, .. } => Some(*theme),
        }
    }

    /// The same of another theme; mail stays as it is.
    pub fn with_theme(self, theme: ThemeId) -> Subject {
        match self {
            Subject::Mail(source) => Subject::Mail(source),
            Subject::Theme(_) => Subject::Theme(theme),
            Subject::Part { name, value, .. } => Subject::Part { theme, name, value },
        }
    }
}

/// Why an alarm is told tonight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ring {
    /// It was not there last night.
    New,
    /// It rang before and is at least twice as bad now.
    Worse,
    /// It rang before and goes on: told, never rung for.
    Lasting,
}

/// A part of the feedback that explains an alarm.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmPlace {
    /// `version`, `country`, `source`, ….
    pub name: Arc<str>,
    /// Its value.
    pub value: Arc<str>,
    /// Voices of the alarm in it.
    pub observed: u32,
    /// Usual of it in as many days.
    pub usual: f64,
}

/// Far more is heard than usual, beyond chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// What broke.
    pub subject: Subject,
    /// Why it is told.
    pub ring: Ring,
    /// The day it began.
    pub since: Day,
    /// The last day counted: the newest, or the last before it ended.
    pub until: Day,
    /// Whether it is over already: several nights came at once and it came and went in them.
    pub over: bool,
    /// Voices from `since` to `until`.
    pub observed: u32,
    /// What those days usually hold, given how much other feedback came: at least 0.
    pub usual: f64,
    /// Parts of the feedback that hold at least four fifths of what is above usual, the narrowest
    /// first; at most one of a name, at most three. Empty where it is everywhere. Of an alarm in a part
    /// that part alone.
    pub places: Vec<AlarmPlace>,
    /// Chance of as much in a day or a week like this if nothing had changed.
    pub p_value: f64,
    /// The same after looking at everything that was looked at that night.
    pub q_value: f64,
}

impl Alarm {
    /// A name that stays the same for as long as the alarm lasts: `T-12@2026-08-20`,
    /// `T-12/version=5.1@2026-08-20`, `mail@2026-08-20`, `mail:reviews@2026-08-20`.
    pub fn id(&self) -> String {
        match &self.subject {
            Subject::Theme(theme) => format!("{theme}@{}", self.since),
            Subject::Part { theme, name, value } => {
                format!("{theme}/{name}={value}@{}", self.since)
            }
            Subject::Mail(None) => format!("mail@{}", self.since),
            Subject::Mail(Some(source)) => format!("mail:{source}@{}", self.since),
        }
    }

    /// Whether somebody should be woken for it.
    pub fn rings(&self) -> bool {
        self.ring != Ring::Lasting
    }
}

/// An alarm that rang, as the next night remembers it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// What it is about.
    pub subject: Subject,
    /// The day it began.
    pub since: Day,
    /// How many times usual it was when it last rang.
    pub level: f64,
    /// Its chance when it last rang.
    pub p_value: f64,
    /// The same after looking at everything that was looked at that night.
    pub q_value: f64,
    /// The day from which it was over, if it is.
    pub ended: Option<Day>,
    /// Whether it ended because it became the usual: history then begins with it.
    pub settled: bool,
}

/// How a source falls silent and comes back, from the nights' point of view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The source.
    pub source: Arc<str>,
    /// Its newest day when the last run looked.
    pub last: Day,
    /// The longest it was behind on a night and caught up later, in days: so late it may be.
    pub late: u32,
}

/// How often what a theme is about was heard before the theme opened, between two fits: what is like it in
/// earlier feedback stays where it was until the next fit, so its own history is empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriorRate {
    /// The theme.
    pub theme: ThemeId,
    /// Voices per voice of other mail, above 0.
    pub rate: f64,
    /// Statements of the past that this was counted from, one added: 1 or more.
    pub events: f64,
}

/// What a night leaves for the next one's alarms.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Watched {
    /// The last whole day that was watched.
    pub until: Option<Day>,
    /// Alarms that last, and those that ended within the time history reaches back.
    pub rung: Vec<Rung>,
    /// The sources' pauses, in name order.
    pub pauses: Vec<Pause>,
    /// The day until which everything should have been there.
    pub complete: Option<Day>,
    /// Of the themes that opened since the last fit, ascending theme.
    pub prior_rates: Vec<PriorRate>,
}
