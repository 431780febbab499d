//! What people changed: the entries in force, what each did, and what is shown because of them.
//!
//! Takes what the night made of the corrections; gives sentences and counts. A person's own words
//! (titles, reasons, queries) are outside text like any other: each format escapes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Context;
use super::opportunity::title_of;
use crate::model::{
    Action, Analysis, Done, Entry, EntryId, Idle, InForce, Marks, Placing, RecordName, Rehomed,
    Theme, ThemeId, Tracked,
};
use crate::report::phrase;

/// What people changed, all of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurationView {
    /// How much of the report is as people set it, in a sentence.
    pub words: String,
    /// Themes that are not quite as the program found them, or shown in another way.
    pub themes: u32,
    /// Entries in force, in the order of the file.
    pub entries: Vec<CorrectionView>,
    /// Themes out of the ranking.
    pub muted: Vec<MutedView>,
    /// Evidence removed and where it went, in the order of the entries.
    pub moved: Vec<RehomedView>,
    /// Saved searches.
    pub tracked: Vec<TrackedView>,
}

/// One entry in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CorrectionView {
    /// Its id: `E-4`.
    pub id: String,
    /// `rename`, `merge`, ….
    pub action: String,
    /// The themes it names, and the one it makes.
    pub themes: Vec<String>,
    /// What it does, in a sentence.
    pub words: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub on: String,
    /// Why; may be empty.
    pub why: String,
    /// Statements that are elsewhere because of it.
    pub statements: u32,
    /// Why it does nothing tonight; empty where it does.
    pub idle: String,
}

/// A theme out of the ranking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MutedView {
    /// The theme's id.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// The entry.
    pub entry: String,
    /// Who, when and why, in a sentence.
    pub words: String,
}

/// Evidence that an entry took out of a theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RehomedView {
    /// The entry.
    pub entry: String,
    /// Whether the statements were like one that was moved, and not named themselves.
    pub taught: bool,
    /// Where the program put them; `None`: in no theme.
    pub from: Option<String>,
    /// Where they are; `None`: in no theme.
    pub to: Option<String>,
    /// Statements.
    pub statements: u32,
    /// Pieces of feedback.
    pub feedback: u32,
    /// All of it in a sentence.
    pub words: String,
}

/// A saved search, ranked beside the themes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrackedView {
    /// Its id: `T-C1`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The search.
    pub query: String,
    /// The entry.
    pub entry: String,
    /// Records it finds.
    pub records: u32,
    /// Different customers who wrote them.
    pub customers: u32,
    /// Of those records, how many complain or ask.
    pub wanting: u32,
    /// 0 to 100, as a theme would have; `None` where nobody complains or asks.
    pub score: Option<f64>,
    /// The rank it would have among the themes.
    pub beside: Option<u32>,
    /// What it is doing.
    pub status: String,
    /// Records by day: day and count, ascending.
    pub days: Vec<(String, u32)>,
    /// All of it in a sentence.
    pub words: String,
    /// The command that opens its records.
    pub search: String,
}

impl CurationView {
    /// What people changed; `None` where nothing is in force.
    pub(super) fn new(context: &Context<'_>) -> Option<CurationView> {
        let analysis = context.analysis;
        let done = &analysis.done;
        if done.entries.is_empty() {
            return None;
        }
        let muted = analysis.themes.muted.iter().filter_map(|&id| MutedView::new(id, analysis));
        Some(CurationView {
            words: words(done),
            themes: done.marks.len() as u32,
            entries: done.entries.iter().map(CorrectionView::new).collect(),
            muted: muted.collect(),
            moved: done.rehomed.iter().map(|one| RehomedView::new(one, analysis)).collect(),
            tracked: done.tracked.iter().map(TrackedView::new).collect(),
        })
    }
}

/// How much is as people set it.
fn words(done: &Done) -> String {
    let marked = |has: &dyn Fn(&Marks) -> bool| {
        done.marks.values().filter(|marks| has(marks)).count() as u64
    };
    let parts: Vec<String> = [
        (marked(&|marks| marks.named.is_some()), "named"),
        (marked(&|marks| !marks.merged.is_empty()), "merged from others"),
        (marked(&|marks| marks.split.is_some()), "split off"),
        (marked(&|marks| marks.muted.is_some()), "muted"),
        (marked(&|marks| marks.pinned.is_some()), "pinned"),
        (marked(&|marks| marks.parent.is_some()), "put into an area"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{} {what}", phrase::count(count)))
    .collect();
    let mut sentences = Vec::new();
    if !done.marks.is_empty() {
        let themes = phrase::counted(done.marks.len() as u64, "theme is", "themes are");
        let list = match parts.is_empty() {
            true => String::new(),
            false => format!(": {}", phrase::list(&parts)),
        };
        sentences
            .push(format!("{themes} not as the program found them but as people set them{list}."));
        if done.marks.len() == 1 {
            sentences[0] = sentences[0].replacen(
                "found them but as people set them",
                "found it but as people set it",
                1,
            );
        }
    }
    let moved: u64 = done.rehomed.iter().map(|one| u64::from(one.statements)).sum();
    if moved > 0 {
        let statements = phrase::counted(moved, "statement counts", "statements count");
        let taught = done.rehomed.iter().filter(|one| one.by == Placing::Taught);
        let taught: u64 = taught.map(|one| u64::from(one.statements)).sum();
        let like = match taught {
            0 => String::new(),
            _ => format!(
                ", {} of them because they are like one that was moved",
                phrase::count(taught)
            ),
        };
        sentences.push(format!("{statements} elsewhere than the program put them{like}."));
    }
    if !done.tracked.is_empty() {
        let searches =
            phrase::counted(done.tracked.len() as u64, "saved search is", "saved searches are");
        sentences.push(format!(
            "{} counted beside the themes, without taking statements away from them.",
            phrase::sentence_case(&searches)
        ));
    }
    if sentences.is_empty() {
        sentences.push("No entry of the curation file changes anything tonight.".to_owned());
    }
    sentences.join(" ")
}

impl CorrectionView {
    fn new(one: &InForce) -> CorrectionView {
        let entry = &one.entry;
        let themes = entry.action.themes().into_iter().chain(entry.action.makes());
        CorrectionView {
            id: entry.id.to_string(),
            action: entry.action.name().to_owned(),
            themes: themes.map(|theme| theme.to_string()).collect(),
            words: correction(&entry.action),
            by: entry.by.clone(),
            on: entry.on.to_string(),
            why: entry.why.clone(),
            statements: one.statements,
            idle: one.idle.map(idle).unwrap_or_default(),
        }
    }
}

/// What an entry does, in a sentence.
pub fn correction(action: &Action) -> String {
    match action {
        Action::Rename { theme, title } => format!("{theme} is called “{title}”."),
        Action::Merge { theme, into } => format!("{theme} is part of {into}."),
        Action::Split { theme, words, id, title } => {
            format!("What says “{words}” in {theme} is {id}, “{title}”.")
        }
        Action::Mute { theme } => format!("{theme} is out of the ranking."),
        Action::Pin { theme } => format!("{theme} is always shown in the ranking."),
        Action::Move { record, theme } => format!("{} belongs to {theme}.", named(record)),
        Action::Reject { record, theme } => {
            format!("{} does not belong to {theme}.", named(record))
        }
        Action::Track { query, id, title } => {
            format!("The search “{query}” is counted as {id}, “{title}”.")
        }
        Action::Parent { theme, area } => format!("{theme} is in the area “{area}”."),
        Action::Revert { entry } => format!("{entry} is taken back."),
    }
}

/// A record as an entry names it.
fn named(record: &RecordName) -> String {
    let of = format!("Record {} of {}", record.record, record.source);
    match record.statement {
        Some(number) => format!("Statement {number} of {}", phrase::inside_sentence(&of)),
        None => of,
    }
}

/// Why an entry does nothing.
fn idle(why: Idle) -> String {
    match why {
        Idle::Gone(theme) => format!("{theme} has ended, and no theme carries it on."),
        Idle::WentInto(theme, into) => format!(
            "{theme} went into {into} when everything was grouped afresh; what was said of the one \
             is not said of the other."
        ),
        Idle::Same => "They are one theme already.".to_owned(),
        Idle::NoRecord => {
            "There is no such record: it was never read, or it is no longer kept.".to_owned()
        }
        Idle::NoArea => "There is no such area any more.".to_owned(),
        Idle::Nothing => "No statement is elsewhere because of it.".to_owned(),
    }
}

/// Who wrote an entry, when and why.
fn signed(entry: &Entry) -> String {
    let why = match entry.why.is_empty() {
        true => String::new(),
        false => format!(": {}", entry.why.trim_end_matches('.')),
    };
    format!("{} on {}{why}", entry.by, phrase::date(entry.on))
}

fn entry(analysis: &Analysis, id: EntryId) -> Option<&Entry> {
    analysis.done.entries.iter().map(|one| &one.entry).find(|entry| entry.id == id)
}

/// Who named a theme; `None` where the program did.
pub(super) fn named_by(theme: ThemeId, analysis: &Analysis) -> Option<String> {
    let marks = analysis.done.marks.get(&theme)?;
    let named = marks.named.or(marks.split)?;
    entry(analysis, named).map(|entry| entry.by.clone())
}

/// Whether a theme is always shown.
pub(super) fn is_pinned(theme: ThemeId, analysis: &Analysis) -> bool {
    analysis.done.marks.get(&theme).is_some_and(|marks| marks.pinned.is_some())
}

/// What people did to a theme, a sentence each.
pub(super) fn corrections_of(theme: ThemeId, analysis: &Analysis) -> Vec<String> {
    let Some(marks) = analysis.done.marks.get(&theme) else { return Vec::new() };
    let told = |what: &str, id: &Option<EntryId>| {
        let entry = entry(analysis, (*id)?)?;
        Some(format!("{what} by {}.", signed(entry)))
    };
    let mut found: Vec<String> = [
        told("Split off", &marks.split),
        told("Named", &marks.named),
        told("Put into its area", &marks.parent),
        told("Muted", &marks.muted),
        told("Pinned", &marks.pinned),
    ]
    .into_iter()
    .flatten()
    .collect();
    for id in &marks.merged {
        if let Some(entry) = entry(analysis, *id)
            && let Action::Merge { theme, .. } = &entry.action
        {
            found.push(format!("{theme} was merged into it by {}.", signed(entry)));
        }
    }
    let count = |of: &dyn Fn(&Rehomed) -> bool| -> u64 {
        let moves = analysis.done.rehomed.iter().filter(|one| of(one));
        moves.map(|one| u64::from(one.statements)).sum()
    };
    let came = count(&|one| one.to == Some(theme));
    let left = count(&|one| one.from == Some(theme));
    if came > 0 {
        let statements = phrase::counted(came, "statement is", "statements are");
        found.push(format!("{statements} in it by people's corrections."));
    }
    if left > 0 {
        let statements = phrase::counted(left, "statement is", "statements are");
        found.push(format!("{statements} elsewhere by people's corrections."));
    }
    found
}

impl MutedView {
    fn new(id: ThemeId, analysis: &Analysis) -> Option<MutedView> {
        let entry = entry(analysis, analysis.done.marks.get(&id)?.muted?)?;
        let theme = analysis.themes.get(id);
        let members = theme.map_or(0, |theme: &Theme| theme.members.len());
        Some(MutedView {
            theme: id.to_string(),
            title: title_of(theme, &id.to_string()),
            entry: entry.id.to_string(),
            words: format!(
                "Muted by {}. It holds {} and is not ranked.",
                signed(entry),
                phrase::counted(members as u64, "statement", "statements")
            ),
        })
    }
}

impl RehomedView {
    fn new(one: &Rehomed, analysis: &Analysis) -> RehomedView {
        let called = |id: ThemeId| match analysis.themes.get(id) {
            Some(theme) => format!("“{}” ({id})", title_of(Some(theme), &id.to_string())),
            None => id.to_string(),
        };
        let from = one.from.map_or_else(|| "no theme".to_owned(), called);
        let to = one.to.map_or_else(|| "no theme".to_owned(), called);
        let statements = phrase::counted(one.statements.into(), "statement", "statements");
        let records = phrase::counted(one.feedback.into(), "record", "records");
        let like = match one.by {
            Placing::Said => "",
            Placing::Taught => ", being like one that was moved",
        };
        RehomedView {
            entry: one.entry.to_string(),
            taught: one.by == Placing::Taught,
            from: one.from.map(|theme| theme.to_string()),
            to: one.to.map(|theme| theme.to_string()),
            statements: one.statements,
            feedback: one.feedback,
            words: format!(
                "{}: {statements} of {records} went from {from} to {to}{like}.",
                one.entry
            ),
        }
    }
}

impl TrackedView {
    fn new(one: &Tracked) -> TrackedView {
        let scored = one.opportunity.as_ref();
        let wanting = scored.map_or(0, |own| own.evidence.wanting);
        let score = scored.map(|own| phrase::rounded(own.score, 1));
        let status = one.trend.as_ref().map_or("unknown", |trend| trend.status.name());
        let records = phrase::counted(one.records.into(), "record", "records");
        let customers = phrase::counted(one.customers.into(), "customer", "customers");
        let wants = match one.beside {
            None => "nobody complains or asks for anything in them".to_owned(),
            Some(rank) => format!(
                "{} complain or ask; it would stand at rank {rank} with a score of {}",
                phrase::count(wanting.into()),
                phrase::decimal(score.unwrap_or(0.0), 1)
            ),
        };
        let days = one.days.iter();
        TrackedView {
            id: one.id.to_string(),
            title: one.title.clone(),
            query: one.query.clone(),
            entry: one.entry.to_string(),
            records: one.records,
            customers: one.customers,
            wanting,
            score,
            beside: one.beside,
            status: status.to_owned(),
            days: days.map(|(day, count)| (day.to_string(), *count)).collect(),
            words: format!("{} by {customers}; {wants}.", phrase::sentence_case(&records)),
            search: format!("earful search --theme {}", one.id),
        }
    }
}
