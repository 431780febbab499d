//! What a company knows beside its feedback: its customers, events, roadmap, costs and how many
//! people use it.
//!
//! Each is read from a file that the company keeps beside the settings, every night anew: nothing of
//! it is stored in the corpus.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Attribute, AuthorKey, Day, Measured, Searched, ThemeId};

/// Rows of cells with the names of their columns, as one file holds them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The file, as the settings name it.
    pub file: Arc<str>,
    /// The line of the header, from 1.
    pub head: u64,
    /// Names of the columns, trimmed.
    pub columns: Vec<String>,
    /// The rows in the order of the file, those without any text left out.
    pub rows: Vec<SheetRow>,
}

/// One row of a [`Sheet`].
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SheetRow {
    /// The line it starts on, from 1.
    pub line: u64,
    /// Its cells, trimmed; as many as there are columns unless the row is ragged.
    pub cells: Vec<String>,
}

/// A row that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The file.
    pub file: Arc<str>,
    /// The line it starts on.
    pub line: u64,
    /// Why, in a few words.
    pub reason: String,
}

/// One file, and what became of its rows: `rows = used + bad`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessFile {
    /// `customers`, `events`, `roadmap`, `shipped`, `costs`, `exposure`, `searches` or `metrics`.
    pub kind: &'static str,
    /// Its name as the settings give it.
    pub file: Arc<str>,
    /// Rows that are used.
    pub used: u64,
    /// Rows that are not.
    pub bad: Vec<BadRow>,
    /// What was understood of its columns, in a few words.
    pub columns: String,
    /// What was taken for granted in reading it, for people to confirm: a sentence; empty where nothing
    /// was.
    pub assumed: String,
}

/// A row of the customers file.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Account {
    /// Its line.
    pub line: u64,
    /// The keys its author may have, ascending; empty where the file has no column of authors.
    pub keys: Vec<AuthorKey>,
    /// The account it belongs to, where the file has a column of accounts.
    pub account: Option<Arc<str>>,
    /// What it pays in a year, at least 0, in the company's own unit.
    pub revenue: Option<f64>,
    /// First day as a customer.
    pub since: Option<Day>,
    /// Last day as a customer.
    pub until: Option<Day>,
    /// Every other column: segments, sorted by name.
    pub segments: Vec<Attribute>,
}

/// Something that happened at the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyEvent {
    /// The first day.
    pub from: Day,
    /// The last day; the first where the file names none.
    pub to: Day,
    /// `release`, `incident`, `campaign` or what else the file calls it.
    pub kind: Arc<str>,
    /// What it is called.
    pub name: Arc<str>,
    /// The themes that the file says it is about, by any id they ever had.
    pub themes: Vec<ThemeId>,
    /// Its line.
    pub line: u64,
}

/// How far an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Nobody has begun.
    Open,
    /// Somebody is at it.
    Doing,
    /// It is with the customers.
    Shipped,
    /// It will not be done.
    Dropped,
}

impl Progress {
    /// The name used in exports.
    pub fn name(self) -> &'static str {
        match self {
            Progress::Open => "open",
            Progress::Doing => "doing",
            Progress::Shipped => "shipped",
            Progress::Dropped => "dropped",
        }
    }

    /// Whether somebody works on it or means to.
    pub fn is_ahead(self) -> bool {
        matches!(self, Progress::Open | Progress::Doing)
    }
}

/// An item of the roadmap.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its name for ever: what the column of ids says, else the tracker's key, else the title.
    pub id: Arc<str>,
    /// What it is called.
    pub title: Arc<str>,
    /// The themes it answers, by any id they ever had, as written.
    pub themes: Vec<ThemeId>,
    /// Searches it answers.
    pub queries: Vec<String>,
    /// Effort in weeks of one team, by team, ascending; the team without a name is `""`.
    pub effort: BTreeMap<Arc<str>, f64>,
    /// Whose it is, where only the team is known and no effort.
    pub team: Option<Arc<str>>,
    /// How far it is.
    pub progress: Progress,
    /// How far it is, in the tracker's own words.
    pub status: Arc<str>,
    /// Who answers for it.
    pub owner: Option<Arc<str>>,
    /// The day it reached customers.
    pub shipped: Option<Day>,
    /// The version it reached them with.
    pub version: Option<Arc<str>>,
    /// Its key in the tracker.
    pub tracker: Option<Arc<str>>,
    /// The metrics it is to move, as written.
    pub metrics: Vec<Arc<str>>,
    /// Further numbers by the name of their column, such as `confidence`.
    pub inputs: BTreeMap<String, f64>,
    /// The file it stands in.
    pub file: Arc<str>,
    /// Its line.
    pub line: u64,
}

impl Item {
    /// Weeks of all teams together; `None` where the file says nothing.
    pub fn weeks(&self) -> Option<f64> {
        (!self.effort.is_empty()).then(|| self.effort.values().sum())
    }

    /// The place of the item that a name means: its id, else its key in the tracker, else what it is
    /// called, in any case; the first of equals.
    pub fn named<'i>(items: impl Iterator<Item = &'i Item>, name: &str) -> Option<usize> {
        let asked = name.trim().to_lowercase();
        let is = |name: &str| name.to_lowercase() == asked;
        let rank = |item: &Item| {
            let ways = [is(&item.id), item.tracker.as_deref().is_some_and(is), is(&item.title)];
            ways.iter().position(|&is| is)
        };
        let found = items.enumerate().filter_map(|(at, item)| Some((rank(item)?, at)));
        found.min().map(|one| one.1)
    }
}

/// Days of work in a week.
const DAYS: f64 = 5.0;
/// Hours of work in a day.
const HOURS: f64 = 8.0;
/// Weeks of work in a month: 52 of 12.
const MONTH: f64 = 52.0 / 12.0;
/// Weeks of work in a quarter.
const QUARTER: f64 = 13.0;

/// Weeks of work in an amount as people write it (`6w`, `3 days`, `1.5 person-months`, `1q`); `bare` says
/// how many a number without a unit is. `None` where it is no amount of 0 or more.
pub fn weeks(text: &str, bare: impl Fn(f64) -> f64) -> Option<f64> {
    let text = text.trim();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let end = text.find(|c: char| !is_number(c)).unwrap_or(text.len());
    let amount: f64 = text[..end].replace(',', ".").parse().ok()?;
    if !amount.is_finite() || amount < 0.0 {
        return None;
    }
    let unit = text[end..].trim().to_lowercase();
    let unit = unit.trim_start_matches("person").trim_start_matches(['-', ' ']);
    Some(match unit {
        "" => bare(amount),
        "h" | "hour" | "hours" => amount / HOURS / DAYS,
        "d" | "day" | "days" => amount / DAYS,
        "w" | "wk" | "wks" | "week" | "weeks" => amount,
        "m" | "mo" | "month" | "months" => amount * MONTH,
        "q" | "quarter" | "quarters" => amount * QUARTER,
        _ => return None,
    })
}

/// What one contact costs the company in a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// A value of the segment `channel`, a source or a kind.
    pub channel: Arc<str>,
    /// For each record, at least 0, in the company's own unit.
    pub each: f64,
    /// Its line.
    pub line: u64,
}

/// How many customers use the product, by day; from the customers file or a file of its own.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Exposure {
    /// Days on which the number changes, ascending, with the number from then on.
    pub steps: Vec<(Day, f64)>,
    /// The last day the numbers speak for.
    pub until: Option<Day>,
}

impl Exposure {
    /// Customers on a day; `None` before the first and after the last that is known.
    pub fn on(&self, day: Day) -> Option<f64> {
        if self.until.is_some_and(|until| day > until) {
            return None;
        }
        let at = self.steps.partition_point(|step| step.0 <= day).checked_sub(1)?;
        Some(self.steps[at].1)
    }

    /// The mean over days, both included; `None` where one of them is not known.
    pub fn mean(&self, from: Day, to: Day) -> Option<f64> {
        let days = to.since(from) + 1;
        if days < 1 {
            return None;
        }
        let sum = (0..days).map(|at| self.on(from.plus(at))).sum::<Option<f64>>()?;
        Some(sum / f64::from(days))
    }
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Business {
    /// The files, in the order customers, events, roadmap, shipped, costs, exposure, searches, metrics.
    pub files: Vec<BusinessFile>,
    /// The customers, in the order of the file; empty where there is no file.
    pub customers: Vec<Account>,
    /// The segment that says which account a record is from.
    pub account_segment: Arc<str>,
    /// What happened, by day, then name.
    pub events: Vec<CompanyEvent>,
    /// The roadmap, in the order of its files.
    pub roadmap: Vec<Item>,
    /// What contacts cost, in the order of the file.
    pub costs: Vec<Cost>,
    /// How many customers there are by day; empty where nobody knows.
    pub exposure: Exposure,
    /// What customers searched for, in the order of the file.
    pub searches: Vec<Searched>,
    /// What the company measures, in the order of the file.
    pub metrics: Vec<Measured>,
    /// Names the content of all files; empty where there is none.
    pub name: String,
    /// The files that name no customer, with their kinds, as they were read: a run keeps them.
    pub sheets: Vec<(&'static str, Sheet)>,
}

impl Business {
    /// Whether the company keeps any such file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether there is a file of that kind.
    pub fn has(&self, kind: &str) -> bool {
        self.files.iter().any(|file| file.kind == kind)
    }
}
