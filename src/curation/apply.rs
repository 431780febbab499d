//! The corrections in the places and themes of a night.
//!
//! Takes what the program found; gives the same with every correction in it. Each statement goes
//! its way alone: from where it is (the program's place, or the theme a person moved it to) through
//! the steps that come after. So it is in one theme or in none, and nothing is counted twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Area, Assignment, Corpus, Curated, CuratedPlace, Done, EntryId, Idle, InForce, Label, Lineage,
    Memory, Placing, Rehomed, Split, StatementId, Theme, ThemeId,
};

use super::rules::{Kind, Rules, Told};

/// Statements that a moved one taught: the entry and the place it gave.
pub type Taught = BTreeMap<StatementId, (EntryId, Assignment)>;

/// What the corrections are made in.
pub struct Given<'a> {
    /// All feedback.
    pub corpus: &'a Corpus,
    /// What the program remembers of its themes.
    pub memory: &'a Memory,
    /// Where it put each statement.
    pub places: &'a [Option<Assignment>],
    /// What is said of single statements ([`Rules::told`]).
    pub told: &'a BTreeMap<u32, Told>,
    /// What the moved ones taught.
    pub taught: &'a Taught,
    /// Whether a statement (by row) says the words of a number ([`Rules::queries`]).
    pub says: &'a dyn Fn(usize, u32) -> bool,
    /// How near a statement is to a theme of the program, and to which part of it it belongs.
    pub near: &'a dyn Fn(u32, ThemeId) -> (f32, Option<u32>),
    /// The next best place of a statement when some themes are out of the question.
    pub next: &'a dyn Fn(u32, &[ThemeId]) -> Option<Assignment>,
}

/// A night with its corrections.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The themes that stand, ascending id, without members.
    pub themes: Vec<Theme>,
    /// Their areas, ascending id.
    pub areas: Vec<Area>,
    /// Their parts. A theme that took in or gave away statements of a whole theme shows none: its
    /// parts were of what the program found.
    pub splits: Vec<Split>,
    /// Where each statement is.
    pub places: Vec<Option<Assignment>>,
    /// Themes out of the ranking, ascending id.
    pub muted: Vec<ThemeId>,
    /// What to remember.
    pub curated: Curated,
    /// What each entry did; without the saved searches.
    pub done: Done,
}

/// Makes the corrections. The same for any order of entries that have nothing to do with each
/// other; without entries it gives back what it took.
pub fn apply(rules: &Rules, given: &Given<'_>) -> Applied {
    let mut walker = Walker { rules, given, whole: BTreeMap::new() };
    let mut places = given.places.to_vec();
    let mut corrected = Vec::new();
    let mut moves: BTreeMap<(EntryId, u8, Option<ThemeId>, Option<ThemeId>), Counted> =
        BTreeMap::new();
    if !rules.is_empty() {
        for row in 0..places.len() as u32 {
            let statement = &given.corpus.statements()[row as usize];
            if statement.filtered.is_some() {
                continue;
            }
            let id = given.corpus.id_of(statement);
            let before = places[row as usize];
            let Some((place, entry, by)) = walker.place(row, id, before) else { continue };
            let (from, to) = (before.map(|one| one.theme), place.map(|one| one.theme));
            if from == to {
                continue;
            }
            places[row as usize] = place;
            corrected.push(CuratedPlace { statement: id, place, entry, by });
            moves.entry((entry, by as u8, from, to)).or_default().add(statement.row);
        }
    }
    let rehomed: Vec<Rehomed> = moves
        .into_iter()
        .map(|((entry, by, from, to), counted)| Rehomed {
            entry,
            by: if by == Placing::Said as u8 { Placing::Said } else { Placing::Taught },
            from,
            to,
            statements: counted.statements,
            feedback: counted.feedback,
        })
        .collect();
    let mut marks = rules.marks.clone();
    for theme in rehomed.iter().flat_map(|one| [one.from, one.to]).flatten() {
        marks.entry(theme).or_default().moved = true;
    }
    let themes = themes(rules, given.memory);
    marks.retain(|id, _| themes.iter().any(|theme| theme.id == *id));
    let areas = areas(rules, given.memory, &themes);
    let touched: BTreeSet<ThemeId> = rules
        .steps
        .iter()
        .flat_map(|step| {
            let (Kind::Merge(to) | Kind::Split(_, to)) = step.kind;
            step.from.iter().copied().chain([to])
        })
        .collect();
    let splits = given.memory.splits.iter();
    let muted = marks.iter().filter(|(_, marks)| marks.muted.is_some()).map(|(id, _)| *id);
    Applied {
        splits: splits.filter(|split| !touched.contains(&split.theme)).cloned().collect(),
        areas,
        places,
        muted: muted.collect(),
        curated: Curated {
            places: corrected,
            living: rules.living(),
            areas: (themes.iter())
                .filter(|one| rules.areas.contains_key(&one.id) || one.id.made().is_some())
                .map(|one| (one.id, one.area))
                .collect(),
        },
        done: Done { entries: in_force(rules, &rehomed), marks, rehomed, tracked: Vec::new() },
        themes,
    }
}

/// What went one way.
#[derive(Default)]
struct Counted {
    statements: u32,
    feedback: u32,
    last: Option<u32>,
}

impl Counted {
    /// Rows of feedback come ascending.
    fn add(&mut self, row: u32) {
        self.statements += 1;
        self.feedback += u32::from(self.last != Some(row));
        self.last = Some(row);
    }
}

/// The way of statements through the steps.
struct Walker<'a> {
    rules: &'a Rules,
    given: &'a Given<'a>,
    /// Where all statements of a theme end, whatever they say; `None` where that depends on it.
    whole: BTreeMap<ThemeId, Option<Way>>,
}

/// Where a statement ends, and the last entry that moved it.
type Way = (ThemeId, Option<EntryId>);

impl Walker<'_> {
    /// Where a statement belongs and the entry behind it; `None` where none has to do with it.
    fn place(
        &mut self,
        row: u32,
        id: StatementId,
        before: Option<Assignment>,
    ) -> Option<(Option<Assignment>, EntryId, Placing)> {
        let nothing = Told::default();
        let told = self.given.told.get(&row).unwrap_or(&nothing);
        if let Some((entry, theme, step)) = told.moved {
            let (theme, _) = self.walk(theme, step, row, &[]);
            return Some((Some(self.sure(row, theme)), entry, Placing::Said));
        }
        let rejected: Vec<ThemeId> = told.rejected.iter().map(|one| one.1).collect();
        if let Some(&(entry, place)) = self.given.taught.get(&id)
            && let Some((theme, step)) = self.rules.example(entry)
        {
            let (theme, _) = self.walk(theme, step, row, &rejected);
            if !rejected.contains(&theme) {
                let place = Assignment { theme, part: None, ..place };
                return Some((Some(place), entry, Placing::Taught));
            }
        }
        let place = before?;
        let (theme, entry) = match rejected.is_empty() {
            true => self.whole_way(place.theme, row),
            false => self.walk(place.theme, 0, row, &rejected),
        };
        if !rejected.contains(&theme) {
            // Left alone, or out of a part it was split into.
            let kept = self.whole_way(place.theme, row).0;
            let by = told.rejected.iter().find(|one| one.1 == kept).map(|one| one.0);
            let place = match theme == place.theme {
                true => place,
                false => Assignment { theme, part: None, ..place },
            };
            return Some((Some(place), by.or(entry)?, Placing::Said));
        }
        let entry = told.rejected.iter().find(|one| one.1 == theme)?.0;
        let out: Vec<ThemeId> = (self.given.memory.themes.iter())
            .map(|one| one.id)
            .filter(|&id| rejected.contains(&self.rules.standing(id, 0)))
            .collect();
        let next = (self.given.next)(row, &out).and_then(|place| {
            let (theme, _) = self.walk(place.theme, 0, row, &rejected);
            let part = place.part.filter(|_| theme == place.theme);
            (!rejected.contains(&theme)).then_some(Assignment { theme, part, ..place })
        });
        Some((next, entry, Placing::Said))
    }

    /// The place of a statement that a person put into a theme: there is no doubt about it.
    fn sure(&self, row: u32, theme: ThemeId) -> Assignment {
        // What a person made has no centre but that of what it was split off; a later one of them may
        // be split off an earlier one.
        let mut origin = theme;
        for made in self.rules.made.iter().rev() {
            if made.id == origin {
                origin = made.parent;
            }
        }
        let (similarity, part) = (self.given.near)(row, origin);
        Assignment { theme, similarity, confidence: 1.0, part: part.filter(|_| origin == theme) }
    }

    fn whole_way(&mut self, theme: ThemeId, row: u32) -> Way {
        let rules = self.rules;
        let whole = *self.whole.entry(theme).or_insert_with(|| whole(rules, theme));
        whole.unwrap_or_else(|| self.walk(theme, 0, row, &[]))
    }

    /// Through the steps after `done`; into none of `rejected` where a split would lead there.
    fn walk(&self, theme: ThemeId, done: usize, row: u32, rejected: &[ThemeId]) -> Way {
        let (mut theme, mut entry) = (theme, None);
        for step in &self.rules.steps[done..] {
            if !step.from.contains(&theme) {
                continue;
            }
            let to = match step.kind {
                Kind::Merge(to) => to,
                Kind::Split(words, to) => {
                    if rejected.contains(&to) || !(self.given.says)(words, row) {
                        continue;
                    }
                    to
                }
            };
            (theme, entry) = (to, Some(step.entry));
        }
        (theme, entry)
    }
}

/// Where all statements of a theme end, where that does not depend on what they say.
fn whole(rules: &Rules, theme: ThemeId) -> Option<Way> {
    let (mut theme, mut entry) = (theme, None);
    for step in &rules.steps {
        if step.from.contains(&theme) {
            match step.kind {
                Kind::Merge(to) => (theme, entry) = (to, Some(step.entry)),
                Kind::Split(..) => return None,
            }
        }
    }
    Some((theme, entry))
}

/// The themes that stand, called what people call them.
fn themes(rules: &Rules, memory: &Memory) -> Vec<Theme> {
    let merged: BTreeSet<ThemeId> = (rules.steps.iter())
        .filter(|step| matches!(step.kind, Kind::Merge(_)))
        .flat_map(|step| step.from.iter().copied())
        .collect();
    let mut all: BTreeMap<ThemeId, Theme> =
        memory.themes.iter().map(|theme| (theme.id, theme.clone())).collect();
    for made in &rules.made {
        let Some(parent) = all.get(&made.parent) else { continue };
        let theme = Theme {
            id: made.id,
            label: Label { title: made.title.clone(), terms: vec![made.words.clone()] },
            born: made.on,
            lineage: Lineage::SplitFrom(made.parent),
            // A person saw a subject in it.
            general: false,
            known: None,
            // Its records are those that hold its words.
            sayings: Vec::new(),
            ..parent.clone()
        };
        all.insert(made.id, theme);
    }
    all.retain(|id, _| !merged.contains(id));
    for (id, title) in &rules.titles {
        if let Some(theme) = all.get_mut(id) {
            theme.label.title.clone_from(title);
        }
    }
    for (id, area) in &rules.areas {
        if let Some(theme) = all.get_mut(id) {
            theme.area = *area;
        }
    }
    all.into_values().collect()
}

/// Areas as the union of their themes; one that lost its last theme by a correction goes.
fn areas(rules: &Rules, memory: &Memory, themes: &[Theme]) -> Vec<Area> {
    if rules.is_empty() {
        return memory.areas.clone();
    }
    let new = rules.new_areas.iter().map(|(id, title)| Area {
        id: *id,
        label: Label { title: title.clone(), terms: Vec::new() },
        themes: Vec::new(),
    });
    let mut all: Vec<Area> = memory.areas.iter().cloned().chain(new).collect();
    for area in &mut all {
        area.themes =
            (themes.iter()).filter(|theme| theme.area == area.id).map(|theme| theme.id).collect();
    }
    let had =
        |area: &Area| memory.areas.iter().any(|old| old.id == area.id && old.themes.is_empty());
    all.retain(|area| !area.themes.is_empty() || had(area));
    all.sort_by_key(|area| area.id);
    all
}

/// The entries with what they did.
fn in_force(rules: &Rules, rehomed: &[Rehomed]) -> Vec<InForce> {
    let statements = |id: EntryId| -> u32 {
        rehomed.iter().filter(|one| one.entry == id).map(|one| one.statements).sum()
    };
    let moves_statements = |id: EntryId| {
        rules.steps.iter().any(|step| step.entry == id)
            || rules.moves.iter().chain(&rules.rejects).any(|named| named.entry == id)
    };
    rules
        .entries
        .iter()
        .map(|entry| {
            let statements = statements(entry.id);
            let idle = rules.idle.get(&entry.id).copied().or_else(|| {
                (statements == 0 && moves_statements(entry.id)).then_some(Idle::Nothing)
            });
            InForce { entry: entry.clone(), idle, statements }
        })
        .collect()
}
