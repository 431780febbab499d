//! The entries in force, resolved against the themes of tonight.
//!
//! Takes the entries and what the program remembers of its themes; gives the steps that each
//! statement goes through. An id is looked up as it was meant when the entry was written: through
//! the merges before it, then through the ledger. Themes that a refit split off a merged or split
//! theme after the entry was written go the same way, so that a merge stays a merge.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, AreaId, Corpus, Curation, Day, Entry, EntryId, Idle, LineageEvent, Marks, Memory,
    RecordName, ThemeId,
};

/// What happens to the statements of some themes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// They are those of another theme.
    Merge(ThemeId),
    /// Those that say the words of this number are a theme of their own.
    Split(usize, ThemeId),
}

/// One step on a statement's way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) entry: EntryId,
    /// The themes it is about, ascending.
    pub(super) from: Vec<ThemeId>,
    pub(super) kind: Kind,
}

/// A theme that a split makes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Made {
    pub(super) id: ThemeId,
    /// Split off this one, as it is carried on tonight.
    pub(super) parent: ThemeId,
    pub(super) title: String,
    pub(super) words: String,
    pub(super) on: Day,
    pub(super) entry: EntryId,
}

/// A record that is somewhere because a person said so.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    pub(super) entry: EntryId,
    pub(super) record: RecordName,
    pub(super) theme: ThemeId,
    /// Steps that come before.
    pub(super) step: usize,
}

/// What is said of one statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The entry that moves it, the theme it moves to, and the steps that come before.
    pub(super) moved: Option<(EntryId, ThemeId, usize)>,
    /// The themes that it does not belong to.
    pub(super) rejected: Vec<(EntryId, ThemeId)>,
}

impl Told {
    /// The entry that moves it, if one does, and the theme that it is an example of.
    pub fn moved(&self) -> Option<(EntryId, ThemeId)> {
        self.moved.map(|(entry, theme, _)| (entry, theme))
    }
}

/// The entries in force as tonight's themes have them.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) entries: Vec<Entry>,
    pub(super) idle: BTreeMap<EntryId, Idle>,
    pub(super) steps: Vec<Step>,
    pub(super) made: Vec<Made>,
    pub(super) moves: Vec<Named>,
    pub(super) rejects: Vec<Named>,
    pub(super) titles: BTreeMap<ThemeId, String>,
    pub(super) areas: BTreeMap<ThemeId, AreaId>,
    /// Areas that people made, with their names.
    pub(super) new_areas: Vec<(AreaId, String)>,
    pub(super) marks: BTreeMap<ThemeId, Marks>,
    /// The words of splits, by number.
    queries: Vec<String>,
    /// What went into another theme, by a person's hand.
    merged: BTreeMap<ThemeId, ThemeId>,
    /// Themes that have statements or can have: the program's own and those people made.
    alive: BTreeSet<ThemeId>,
    /// What a theme was made from, whether its entry still holds or not.
    parents: BTreeMap<ThemeId, ThemeId>,
    ledger: Vec<LineageEvent>,
}

impl Rules {
    /// Resolves the entries that hold. Never fails: what can do nothing tonight says why.
    pub fn new(curation: &Curation, memory: &Memory) -> Rules {
        let split = |entry: &Entry| match entry.action {
            Action::Split { theme, id, .. } => Some((id, theme)),
            _ => None,
        };
        let mut rules = Rules {
            entries: curation.in_force().into_iter().cloned().collect(),
            alive: memory.themes.iter().map(|theme| theme.id).collect(),
            parents: curation.entries.iter().filter_map(split).collect(),
            ledger: memory.ledger.clone(),
            ..Rules::default()
        };
        for entry in rules.entries.clone() {
            if let Err(idle) = rules.take(&entry, memory) {
                rules.idle.insert(entry.id, idle);
            }
        }
        rules
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The words of splits: [`Given::says`](super::Given) is asked for them by their place here.
    pub fn queries(&self) -> &[String] {
        &self.queries
    }

    fn take(&mut self, entry: &Entry, memory: &Memory) -> Result<(), Idle> {
        let id = entry.id;
        match &entry.action {
            Action::Rename { theme, title } => {
                let theme = self.itself(*theme)?;
                self.titles.insert(theme, title.clone());
                self.mark(theme).named = Some(id);
            }
            Action::Mute { theme } => {
                let theme = self.itself(*theme)?;
                self.mark(theme).muted = Some(id);
            }
            Action::Pin { theme } => {
                let theme = self.carried_on(*theme).ok_or(Idle::Gone(*theme))?;
                self.mark(theme).pinned = Some(id);
            }
            Action::Parent { theme, area } => {
                let theme = self.itself(*theme)?;
                let area = self.area(area, id, memory).ok_or(Idle::NoArea)?;
                self.areas.insert(theme, area);
                self.mark(theme).parent = Some(id);
            }
            Action::Merge { theme, into } => self.merge(entry, *theme, *into)?,
            Action::Split { theme, words, id: made, title } => {
                let parent = self.carried_on(*theme).ok_or(Idle::Gone(*theme))?;
                let from = self.with_descendants(parent, entry.on);
                self.queries.push(words.clone());
                let kind = Kind::Split(self.queries.len() - 1, *made);
                self.steps.push(Step { entry: id, from, kind });
                self.alive.insert(*made);
                self.mark(*made).split = Some(id);
                self.made.push(Made {
                    id: *made,
                    parent,
                    title: title.clone(),
                    words: words.clone(),
                    on: entry.on,
                    entry: id,
                });
            }
            Action::Move { record, theme } | Action::Reject { record, theme } => {
                let named = Named {
                    entry: id,
                    record: record.clone(),
                    theme: self.carried_on(*theme).ok_or(Idle::Gone(*theme))?,
                    step: self.steps.len(),
                };
                match entry.action {
                    Action::Move { .. } => self.moves.push(named),
                    _ => self.rejects.push(named),
                }
            }
            Action::Track { .. } | Action::Revert { .. } => {}
        }
        Ok(())
    }

    fn merge(&mut self, entry: &Entry, theme: ThemeId, into: ThemeId) -> Result<(), Idle> {
        let to = self.carried_on(into).ok_or(Idle::Gone(into))?;
        let found = self.itself(theme);
        let mut from = match found {
            Ok(theme) => self.with_descendants(theme, entry.on),
            // What a refit split off it before it ended is still what was merged.
            Err(_) => self.with_descendants(theme, entry.on).split_off(1),
        };
        from.retain(|theme| *theme != to && self.alive.contains(theme));
        from.sort_unstable();
        if theme != to {
            self.merged.insert(theme, to);
        }
        if from.is_empty() {
            return Err(match found {
                Ok(_) => Idle::Same,
                Err(Idle::WentInto(_, other)) if other == to => Idle::Same,
                Err(idle) => idle,
            });
        }
        for theme in &from {
            self.alive.remove(theme);
            self.merged.insert(*theme, to);
        }
        self.mark(to).merged.push(entry.id);
        self.steps.push(Step { entry: entry.id, from, kind: Kind::Merge(to) });
        Ok(())
    }

    fn mark(&mut self, theme: ThemeId) -> &mut Marks {
        self.marks.entry(theme).or_default()
    }

    /// The theme that carries an id on tonight, through merges, the ledger and splits that were
    /// taken back; `None` when nothing does.
    pub fn carried_on(&self, id: ThemeId) -> Option<ThemeId> {
        let mut id = id;
        // Each turn leads to what is later; the bound is only there for a ledger that is damaged.
        for _ in 0..=self.merged.len() + self.parents.len() + self.ledger.len() {
            id = match self.merged.get(&id) {
                Some(into) => *into,
                None if self.alive.contains(&id) => return Some(id),
                None if id.made().is_some() => *self.parents.get(&id)?,
                None => self.next_of(id)?,
            };
        }
        None
    }

    /// What an id that stands no more went into, by the ledger.
    fn next_of(&self, id: ThemeId) -> Option<ThemeId> {
        let went =
            |event: &&LineageEvent| event.theme == id && matches!(event.event, "merged" | "ended");
        self.ledger.iter().rev().find(went)?.other
    }

    /// The theme itself, or what a person merged it into; else why there is none.
    fn itself(&self, id: ThemeId) -> Result<ThemeId, Idle> {
        let mut now = id;
        while let Some(into) = self.merged.get(&now) {
            now = *into;
        }
        if self.alive.contains(&now) {
            return Ok(now);
        }
        Err(match self.carried_on(now) {
            Some(other) => Idle::WentInto(id, other),
            None => Idle::Gone(id),
        })
    }

    /// A theme and what refits split off it after a day, itself first.
    fn with_descendants(&self, theme: ThemeId, after: Day) -> Vec<ThemeId> {
        let mut found = vec![theme];
        for event in self.ledger.iter().filter(|event| event.event == "split" && event.day > after)
        {
            if event.other.is_some_and(|other| found.contains(&other)) {
                found.push(event.theme);
            }
        }
        found
    }

    /// The area an entry means: one there is, by id or by name, or one of that name from now on.
    fn area(&mut self, asked: &str, entry: EntryId, memory: &Memory) -> Option<AreaId> {
        if let Ok(id) = asked.parse::<AreaId>() {
            return memory.areas.iter().any(|area| area.id == id).then_some(id);
        }
        let same = |title: &str| title.to_lowercase() == asked.to_lowercase();
        if let Some(area) = memory.areas.iter().find(|area| same(&area.label.title)) {
            return Some(area.id);
        }
        if let Some((id, _)) = self.new_areas.iter().find(|(_, title)| same(title)) {
            return Some(*id);
        }
        let id = AreaId::by_hand(entry.0);
        self.new_areas.push((id, asked.to_owned()));
        Some(id)
    }

    /// The theme in which a statement is that was in another when so many steps were done, whatever
    /// it says.
    pub(super) fn standing(&self, theme: ThemeId, done: usize) -> ThemeId {
        let mut theme = theme;
        for step in &self.steps[done..] {
            if let Kind::Merge(into) = step.kind
                && step.from.contains(&theme)
            {
                theme = into;
            }
        }
        theme
    }

    /// What the ids of merged and made themes mean tonight, ascending.
    pub(super) fn living(&self) -> Vec<(ThemeId, ThemeId)> {
        let made = self.made.iter().map(|made| made.id);
        let ids: BTreeSet<ThemeId> = self.merged.keys().copied().chain(made).collect();
        ids.into_iter().filter_map(|id| Some((id, self.carried_on(id)?))).collect()
    }

    /// What is said of single statements, by their row in the corpus.
    pub fn told(&mut self, corpus: &Corpus) -> BTreeMap<u32, Told> {
        let mut rows: BTreeMap<u32, Told> = BTreeMap::new();
        let wanted: BTreeSet<(&str, &str)> = (self.moves.iter().chain(&self.rejects))
            .map(|one| (one.record.source.as_str(), one.record.record.as_str()))
            .collect();
        if wanted.is_empty() {
            return rows;
        }
        let mut found: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for (row, one) in (0u32..).zip(corpus.feedback()) {
            if let Some(name) = wanted.get(&(&*one.source, &*one.external)) {
                found.insert(*name, row);
            }
        }
        let of = |named: &Named| -> Vec<u32> {
            let name = (named.record.source.as_str(), named.record.record.as_str());
            let Some(&row) = found.get(&name) else { return Vec::new() };
            let meant = |&row: &u32| {
                let statement = &corpus.statements()[row as usize];
                let asked = named.record.statement;
                statement.filtered.is_none() && asked.is_none_or(|one| one == statement.ordinal)
            };
            corpus.statements_of(row).map(|row| row as u32).filter(meant).collect()
        };
        let mut nowhere = Vec::new();
        // What is said of one statement counts before what is said of its record.
        let mut moves: Vec<&Named> = self.moves.iter().collect();
        moves.sort_by_key(|named| (named.record.statement.is_some(), named.entry));
        for named in moves {
            let of = of(named);
            nowhere.extend(of.is_empty().then_some(named.entry));
            for row in of {
                let told = rows.entry(row).or_default();
                told.moved = Some((named.entry, named.theme, named.step));
            }
        }
        for named in &self.rejects {
            let of = of(named);
            nowhere.extend(of.is_empty().then_some(named.entry));
            let theme = self.standing(named.theme, named.step);
            for row in of {
                rows.entry(row).or_default().rejected.push((named.entry, theme));
            }
        }
        self.idle.extend(nowhere.into_iter().map(|entry| (entry, Idle::NoRecord)));
        rows
    }

    /// The theme and steps behind an entry that moves a record: what its statement is an example of.
    pub(super) fn example(&self, entry: EntryId) -> Option<(ThemeId, usize)> {
        let named = self.moves.iter().find(|named| named.entry == entry)?;
        Some((named.theme, named.step))
    }
}
