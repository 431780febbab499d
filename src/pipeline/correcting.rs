//! A correction typed: checked, tried on the newest run, written down.
//!
//! Takes what a person asks for; gives the entry as it stands in the file and, where asked, what it
//! does to every theme it touches, counted on the records of the newest run. Nothing is grouped
//! afresh: the places are those the run remembers, with the corrections replayed on them.

use std::collections::BTreeSet;

use crate::curation;
use crate::model::{
    Action, Corpus, Curation, Day, Entry, EntryId, Feedback, FeedbackId, Memory, RecordName,
    ThemeId,
};
use crate::report::phrase;
use crate::store::{CURATION, Manifest, Workspace};

use super::corrections::Corrections;
use super::settings::Settings;
use super::trial::{Effect, Lesson, Trial, touched};
use super::voices::known_voices;
use super::{Error, Mode};

/// What is asked for, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What; the ids of what it makes and the number of its entry are given here.
    pub wish: Wish,
    /// Who.
    pub by: String,
    /// When.
    pub on: Day,
    /// Why; may be empty.
    pub why: String,
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// An action as it stands; themes by any id they ever had, a theme it makes by any id.
    Do(Action),
    /// A record moved to a theme, by its name in one of the sources.
    Move(Named, ThemeId),
    /// A record taken out of a theme.
    Reject(Named, ThemeId),
    /// The entry of that action on that theme taken back: `mute`, `pin` or `track`.
    Undo(&'static str, ThemeId),
}

/// A record as it is typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The source's own id, or earful's.
    pub record: String,
    /// The source, where it is said.
    pub source: Option<String>,
    /// One statement of it.
    pub statement: Option<u16>,
}

/// A correction as it is, or would be, written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The entry.
    pub entry: Entry,
    /// Themes it touches, ascending; only where it was asked for.
    pub effects: Vec<Effect>,
    /// Statements that are in no theme before and after; only where it was asked for.
    pub loose: Option<(u32, u32)>,
    /// What of a moved record will teach the theme; only where it was asked for.
    pub lesson: Option<Lesson>,
    /// Typed ids that mean another theme today.
    pub meant: Vec<(ThemeId, ThemeId)>,
}

/// Writes a correction at the end of the curation file; a dry run only says what it would do.
///
/// # Errors
/// [`Error::Usage`] when it cannot be done as it is asked; [`Error::Curation`] when the file has
/// faults already; what the disk refuses.
pub fn correct(
    workspace: &Workspace,
    settings: &Settings,
    asked: &Asked,
    mode: Mode,
) -> Result<Written, Error> {
    let look = mode == Mode::DryRun;
    // Held from before the file is read until it is replaced, so that no entry is lost.
    let writer = if look { None } else { Some(workspace.lock()?) };
    let before = Corrections::of(workspace)?;
    let run =
        workspace.latest()?.ok_or_else(|| usage("there is no run yet: `earful run` makes one"))?;
    let memory =
        workspace.memory(&run.id)?.ok_or_else(|| usage("the newest run remembers nothing"))?;
    let names_record = matches!(asked.wish, Wish::Move(..) | Wish::Reject(..));
    // A saved search may wait for what will be said; a part that is split off is there today.
    let split = match &asked.wish {
        Wish::Do(Action::Split { theme, words, .. }) => Some((*theme, words.clone())),
        _ => None,
    };
    let corpus = match look || names_record || split.is_some() {
        true => Some(loaded(workspace, &run, settings)?),
        false => None,
    };
    let context = Context { curation: &before.curation, memory: &memory, corpus: corpus.as_ref() };
    let mut meant = Vec::new();
    let action = context.action(&asked.wish, &mut meant)?;
    let entry = context.entry(action, asked, workspace)?;
    let text = curation::appended(&before.text, &entry);
    let file = workspace.root().join(CURATION).display().to_string();
    // The file had no fault before: what is wrong now is what was typed.
    let after = Corrections::read(text, &file).map_err(|error| match error {
        Error::Curation(words) => {
            let typed = words.lines().map(|line| {
                let behind = line.strip_prefix(&file).and_then(|rest| rest.split_once(": "));
                behind.map_or(line, |(_, words)| words)
            });
            usage(typed.collect::<Vec<_>>().join("\n"))
        }
        other => other,
    })?;
    let (mut effects, mut loose, mut lesson) = (Vec::new(), None, None);
    if let (true, Some(corpus)) = (look || split.is_some(), &corpus) {
        let trial = Trial { corpus, memory: &memory, settings, workspace };
        let (then, now) = rayon::join(|| trial.counted(before), || trial.counted(after.clone()));
        let (then, now) = (then?, now?);
        let made = entry.action.makes().and_then(|id| now.themes.get(&id));
        if let Some((theme, words)) = split
            && made.is_none_or(|size| size.statements == 0)
        {
            return Err(usage(format!(
                "nothing in {theme} says {}: there is nothing to split off (`earful search --theme {theme}` \
                 shows what is said there)",
                phrase::quoted(&words)
            )));
        }
        loose = Some((then.loose, now.loose));
        effects = touched(&then, &now, &entry);
        lesson = if look { trial.lesson(&after.curation, entry.id)? } else { None };
    }
    if let Some(writer) = &writer {
        writer.put_curation(&after.text)?;
    }
    Ok(Written { entry, effects, loose, lesson, meant })
}

/// Every entry of a workspace's curation file, whatever it says of themes.
///
/// # Errors
/// [`Error::Curation`] with what is wrong with the file by itself; [`Error::Store`].
pub fn entries(workspace: &Workspace) -> Result<Curation, Error> {
    let file = workspace.root().join(CURATION).display().to_string();
    Ok(Corrections::read(workspace.curation()?, &file)?.curation)
}

/// The theme that carries an id in a run: through what people merged, then through the ledger.
pub fn living(memory: &Memory, theme: ThemeId) -> Option<ThemeId> {
    let by_hand = |id: ThemeId| {
        let found = memory.curated.living.binary_search_by_key(&id, |one| one.0);
        found.ok().map(|at| memory.curated.living[at].1)
    };
    by_hand(theme).or_else(|| {
        let found = crate::themes::resolve(&memory.ledger, theme)?;
        Some(by_hand(found).unwrap_or(found))
    })
}

/// The records of a saved search of a run, newest entries as they are; `None` where the id is of no
/// saved search.
///
/// # Errors
/// What the disk or the index refuses.
pub fn records_of_search(
    workspace: &Workspace,
    theme: ThemeId,
) -> Result<Option<Vec<FeedbackId>>, Error> {
    if theme.made().is_none() {
        return Ok(None);
    }
    let curation = entries(workspace)?;
    let query = curation.in_force().into_iter().find_map(|entry| match &entry.action {
        Action::Track { query, id, .. } if *id == theme => Some(query.clone()),
        _ => None,
    });
    let Some(query) = query else { return Ok(None) };
    let search = crate::index::Search { query, exact: true, ..Default::default() };
    Ok(Some(super::open_index(workspace)?.ids(&search)?))
}

pub(super) fn usage(words: impl Into<String>) -> Error {
    Error::Usage(words.into())
}

/// The corpus of a run, its voices as they were told last.
fn loaded(workspace: &Workspace, run: &Manifest, settings: &Settings) -> Result<Corpus, Error> {
    let mut corpus = workspace.load_of(&run.segments)?;
    let upto = run.segments.last().copied().unwrap_or(0);
    known_voices(workspace, &mut corpus, upto, settings.intake.voice_days)?;
    Ok(corpus)
}

struct Context<'a> {
    curation: &'a Curation,
    memory: &'a Memory,
    corpus: Option<&'a Corpus>,
}

impl Context<'_> {
    /// What is asked for with the ids of today.
    fn action(&self, wish: &Wish, meant: &mut Vec<(ThemeId, ThemeId)>) -> Result<Action, Error> {
        let mut now = |theme: ThemeId| -> Result<ThemeId, Error> {
            let found = self.now(theme)?;
            if found != theme {
                meant.push((theme, found));
            }
            Ok(found)
        };
        Ok(match wish {
            Wish::Move(named, theme) => {
                Action::Move { record: self.record(named)?, theme: now(*theme)? }
            }
            Wish::Reject(named, theme) => {
                Action::Reject { record: self.record(named)?, theme: now(*theme)? }
            }
            Wish::Undo(name, theme) => {
                let same = |entry: &&&Entry| {
                    let action = &entry.action;
                    let of = action.themes().into_iter().chain(action.makes()).any(|one| {
                        one == *theme
                            || self.now(one).is_ok_and(|one| Some(one) == self.now(*theme).ok())
                    });
                    action.name() == *name && of
                };
                let in_force = self.curation.in_force();
                let found = in_force.iter().rev().find(same).ok_or_else(|| {
                    let state = match *name {
                        "mute" => "muted",
                        "pin" => "pinned",
                        _ => "a saved search",
                    };
                    usage(format!(
                        "{theme} is not {state}: `earful theme log` lists what people changed"
                    ))
                })?;
                Action::Revert { entry: found.id }
            }
            Wish::Do(action) => match action.clone() {
                Action::Rename { theme, title } => Action::Rename { theme: now(theme)?, title },
                Action::Mute { theme } => Action::Mute { theme: now(theme)? },
                Action::Pin { theme } => Action::Pin { theme: now(theme)? },
                Action::Parent { theme, area } => Action::Parent { theme: now(theme)?, area },
                Action::Merge { theme, into } => {
                    let (from, to) = (self.now(theme)?, now(into)?);
                    if from == to {
                        return Err(usage(format!("{theme} and {into} are one theme already")));
                    }
                    if from != theme {
                        return Err(usage(format!(
                            "{theme} is part of {from} today: merge {from} into {into}, or take back \
                             what made them one (`earful theme log`)"
                        )));
                    }
                    Action::Merge { theme, into: to }
                }
                Action::Split { theme, words, title, .. } => {
                    Action::Split { theme: now(theme)?, words, id: self.free(), title }
                }
                Action::Track { query, title, .. } => {
                    Action::Track { query, id: self.free(), title }
                }
                Action::Revert { entry } => {
                    if self.curation.get(entry).is_none() {
                        return Err(usage(format!(
                            "there is no entry {entry}: `earful theme log` lists those there are"
                        )));
                    }
                    self.taken_back(entry)?;
                    Action::Revert { entry }
                }
                other => other,
            },
        })
    }

    /// Refuses to take back what is taken back already: nothing would change.
    fn taken_back(&self, entry: EntryId) -> Result<(), Error> {
        let all = super::answers::logged(self.curation);
        let own = all.iter().find(|one| one.entry.id == entry.to_string());
        let by = own.and_then(|one| one.taken_back_by.as_ref()).filter(|_| !self.holds(entry));
        match by {
            None => Ok(()),
            Some(by) => Err(usage(format!(
                "{entry} is taken back already by {by}: `earful theme log` lists what people changed"
            ))),
        }
    }

    /// Whether what holds would be another without an entry, be it one that takes back others.
    fn holds(&self, entry: EntryId) -> bool {
        let mut without = self.curation.clone();
        let Some(last) = without.entries.last().cloned() else { return false };
        let id = EntryId(without.entries.iter().map(|one| one.id.0).max().unwrap_or(0) + 1);
        without.entries.push(Entry {
            id,
            action: Action::Revert { entry },
            replaces: None,
            ..last
        });
        without.in_force() != self.curation.in_force()
    }

    /// The theme an id means today.
    fn now(&self, theme: ThemeId) -> Result<ThemeId, Error> {
        let rules = curation::Rules::new(self.curation, self.memory);
        let tracked = self.curation.in_force().into_iter().find_map(|one| match &one.action {
            Action::Track { id, query, .. } if *id == theme => Some((one.id, query.clone())),
            _ => None,
        });
        rules.carried_on(theme).ok_or_else(|| {
            if let Some((entry, query)) = tracked {
                return usage(format!(
                    "{theme} is the saved search {} ({entry}), not a theme: it has no statements of \
                     its own that could be moved, merged or split; `earful theme untrack {theme}` ends it",
                    phrase::quoted(&query)
                ));
            }
            usage(format!("there is no theme {theme}: `earful themes` lists those there are"))
        })
    }

    /// The next free id of what people make.
    fn free(&self) -> ThemeId {
        let made = self.curation.entries.iter().filter_map(|entry| entry.action.makes()?.made());
        ThemeId::by_hand(made.max().unwrap_or(0) + 1)
    }

    fn record(&self, named: &Named) -> Result<RecordName, Error> {
        let Some(corpus) = self.corpus else { return Err(usage("no record can be looked up")) };
        let by_id = named.record.parse::<FeedbackId>().ok();
        let is = |one: &&Feedback| {
            named.source.as_deref().is_none_or(|source| source == &*one.source)
                && (*one.external == *named.record || by_id == Some(one.id))
        };
        let found: Vec<&Feedback> = corpus.feedback().iter().filter(is).collect();
        let one = match found.as_slice() {
            [one] => *one,
            [] => {
                return Err(usage(format!(
                    "there is no record {}: `earful search` prints their ids, `--source` says where \
                     to look",
                    named.record
                )));
            }
            many => {
                let sources: BTreeSet<&str> = many.iter().map(|one| &*one.source).collect();
                let sources: Vec<&str> = sources.into_iter().collect();
                return Err(usage(format!(
                    "record {} is in {}: say which with --source",
                    named.record,
                    sources.join(" and in ")
                )));
            }
        };
        let row = corpus.row_of(one.id).unwrap_or_default();
        let heard: Vec<u16> = (corpus.statements_of(row).map(|at| &corpus.statements()[at]))
            .filter(|statement| statement.filtered.is_none())
            .map(|statement| statement.ordinal)
            .collect();
        if named.statement.map_or(heard.is_empty(), |number| !heard.contains(&number)) {
            let numbers: Vec<String> = heard.iter().map(u16::to_string).collect();
            return Err(usage(match numbers.is_empty() {
                true => format!("record {} says nothing that is sorted into themes", named.record),
                false => format!(
                    "record {} has no such statement: there are {} (`earful export statements`)",
                    named.record,
                    phrase::list(&numbers)
                ),
            }));
        }
        Ok(RecordName {
            source: one.source.to_string(),
            record: one.external.to_string(),
            statement: named.statement,
        })
    }

    /// The entry: it replaces an earlier one that says the same thing another way.
    fn entry(&self, action: Action, asked: &Asked, workspace: &Workspace) -> Result<Entry, Error> {
        let number = self.curation.entries.iter().map(|entry| entry.id.0).max().unwrap_or(0) + 1;
        let mut entry = Entry {
            id: EntryId(number),
            action,
            replaces: None,
            by: asked.by.clone(),
            on: asked.on,
            why: asked.why.clone(),
            line: usize::MAX,
        };
        let with = |entry: &Entry| {
            let mut curation = self.curation.clone();
            curation.entries.push(entry.clone());
            curation::contradictions(&curation)
        };
        let faults = with(&entry);
        if let Some(fault) = faults.first() {
            let other = self.curation.entries.iter().find(|one| Some(one.line) == fault.other);
            let replaced = other.filter(|one| {
                one.action.name() == entry.action.name()
                    && matches!(
                        entry.action,
                        Action::Rename { .. } | Action::Parent { .. } | Action::Move { .. }
                    )
            });
            entry.replaces = replaced.map(|one| one.id);
            if entry.replaces.is_none() || !with(&entry).is_empty() {
                let place = other.map_or_else(String::new, |one| {
                    let file = workspace.root().join(CURATION);
                    format!(" ({} in line {} of {})", one.id, one.line, file.display())
                });
                return Err(usage(format!("{}{place}; {}", fault.problem, fault.fix)));
            }
        }
        Ok(entry)
    }
}
