//! Corrections tried on the newest run.
//!
//! Takes a corpus, what the newest run remembers and corrections; gives sizes of themes before and after, and
//! what of a moved record teaches. Nothing is grouped afresh and nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::curation::{self, Applied};
use crate::model::{Action, Assignment, Corpus, Curation, Entry, EntryId, Memory, ThemeId};
use crate::report::view::small;
use crate::space::Encoder;
use crate::store::Workspace;

use super::correcting::usage;
use super::corrections::{Corrections, Lessons, corrected};
use super::settings::Settings;
use super::{Error, exemplary};

/// What one theme is before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// What it is called; empty where it is not there.
    pub title: String,
    /// Different customers.
    pub customers: u32,
    /// Records.
    pub records: u32,
    /// Statements.
    pub statements: u32,
    /// Whether it is out of the ranking.
    pub muted: bool,
}

/// What a correction does to a theme; `None` for a theme that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The theme.
    pub theme: ThemeId,
    /// Before.
    pub before: Option<Size>,
    /// After.
    pub after: Option<Size>,
}

/// What of a moved record are examples of its new theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The words of each statement that is one, as in the record.
    pub examples: Vec<String>,
    /// Statements of the record that are moved.
    pub moved: u32,
}

/// The newest run, to try corrections on.
pub(super) struct Trial<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) memory: &'a Memory,
    pub(super) settings: &'a Settings,
    pub(super) workspace: &'a Workspace,
}

/// Sizes by theme.
pub(super) struct Counted {
    pub(super) themes: BTreeMap<ThemeId, Size>,
    pub(super) loose: u32,
    /// Statements in each theme, to see what moved.
    places: Vec<Option<ThemeId>>,
}

impl Trial<'_> {
    /// What of the record that an entry moves are examples; `None` where it moves none.
    pub(super) fn lesson(
        &self,
        curation: &Curation,
        entry: EntryId,
    ) -> Result<Option<Lesson>, Error> {
        let told = curation::Rules::new(curation, self.memory).told(self.corpus);
        let is_moved = |told: &&curation::Told| told.moved().is_some_and(|one| one.0 == entry);
        let moved = told.values().filter(is_moved).count() as u32;
        if moved == 0 {
            return Ok(None);
        }
        let all = exemplary::examples(curation, self.corpus, self.memory, &self.encoder()?);
        let words = |row: u32| {
            let statement = &self.corpus.statements()[row as usize];
            self.corpus.text_of(statement).to_owned()
        };
        let own = all.iter().filter(|one| one.0 == entry).map(|one| words(one.1));
        Ok(Some(Lesson { examples: own.collect(), moved }))
    }

    /// Calls themes of very few people as the report does, unless a person named them.
    fn shelter(&self, sizes: &mut BTreeMap<ThemeId, Size>) {
        let least = self.settings.report.least_authors;
        for theme in &self.memory.themes {
            let Some(size) = sizes.get_mut(&theme.id) else { continue };
            if size.customers < least && size.title == theme.label.title {
                size.title = small("theme", &theme.id.to_string(), size.customers.into());
            }
        }
    }

    fn encoder(&self) -> Result<Encoder<'_>, Error> {
        Encoder::new(self.settings.space.table(), &self.memory.space).map_err(|_| {
            usage("the newest run was made with another table of words: `earful run` first")
        })
    }

    /// Every theme with corrections as they are said.
    pub(super) fn counted(&self, mut corrections: Corrections) -> Result<Counted, Error> {
        let Trial { corpus, memory, workspace, .. } = *self;
        let encoder = self.encoder()?;
        let places = places(corpus, memory);
        let taught = Lessons::after(&corrections.curation, memory).taught;
        let found = corrected(&corrections, corpus, memory, &places, &taught, &encoder);
        let (names, shown, muted) = match found {
            Some((Applied { themes, places, muted, .. }, _)) => (themes, places, muted),
            None => (memory.themes.clone(), places, Vec::new()),
        };
        let authors = corpus.authors();
        let mut records: BTreeMap<ThemeId, Vec<u32>> = BTreeMap::new();
        let mut sizes: BTreeMap<ThemeId, Size> = (names.into_iter())
            .map(|theme| {
                let muted = muted.contains(&theme.id);
                (theme.id, Size { title: theme.label.title, muted, ..Size::default() })
            })
            .collect();
        let mut loose = 0;
        for (statement, place) in corpus.statements().iter().zip(&shown) {
            match place {
                Some(place) => {
                    if let Some(size) = sizes.get_mut(&place.theme) {
                        size.statements += 1;
                    }
                    records.entry(place.theme).or_default().push(statement.row);
                }
                None => loose += u32::from(statement.filtered.is_none()),
            }
        }
        corrections.search(workspace)?;
        for (entry, ids) in &corrections.found {
            let Some(Action::Track { id, title, .. }) =
                corrections.curation.get(*entry).map(|entry| &entry.action)
            else {
                continue;
            };
            sizes.insert(*id, Size { title: title.clone(), ..Size::default() });
            records.insert(*id, ids.iter().filter_map(|&id| corpus.row_of(id)).collect());
        }
        for (theme, mut rows) in records {
            rows.dedup();
            let people: BTreeSet<u32> = rows.iter().map(|&row| authors[row as usize]).collect();
            if let Some(size) = sizes.get_mut(&theme) {
                size.records = rows.len() as u32;
                size.customers = people.len() as u32;
            }
        }
        self.shelter(&mut sizes);
        let places = shown.iter().map(|place| place.map(|place| place.theme)).collect();
        Ok(Counted { themes: sizes, loose, places })
    }
}

/// Where the program put each statement of a corpus, by what it remembers.
fn places(corpus: &Corpus, memory: &Memory) -> Vec<Option<Assignment>> {
    let mut remembered = memory.places.iter().peekable();
    let place = |statement: &crate::model::Statement| {
        let id = corpus.id_of(statement);
        while remembered.next_if(|one| one.0 < id).is_some() {}
        let (_, _, place) = remembered.next_if(|one| one.0 == id)?;
        place.filter(|_| statement.filtered.is_none())
    };
    corpus.statements().iter().map(place).collect()
}

/// Themes that are not what they were, and those the entry names.
pub(super) fn touched(then: &Counted, now: &Counted, entry: &Entry) -> Vec<Effect> {
    let mut ids: BTreeSet<ThemeId> =
        entry.action.themes().into_iter().chain(entry.action.makes()).collect();
    ids.extend(
        then.themes
            .keys()
            .chain(now.themes.keys())
            .filter(|id| then.themes.get(*id) != now.themes.get(*id)),
    );
    // The same number may be of other statements.
    for (before, after) in then.places.iter().zip(&now.places) {
        if before != after {
            ids.extend(before.iter().chain(after));
        }
    }
    ids.into_iter()
        .map(|theme| Effect {
            theme,
            before: then.themes.get(&theme).cloned(),
            after: now.themes.get(&theme).cloned(),
        })
        .collect()
}
