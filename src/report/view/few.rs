//! Themes of very few people: counted, but neither quoted nor called by their words.
//!
//! Takes the night's findings, gives them as they may be published. This is the one place where it
//! is decided: titles, phrases, exemplars and quotes of a theme with fewer different authors than
//! the settings ask for are replaced before any part of the view is made, so no format and no
//! command can show them. Its numbers stay, so that everything still adds up. Feedback without an
//! author counts as one person each.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Analysis, Area, AreaId, Corpus, Label, SubthemeId, ThemeId};
use crate::report::phrase;

use super::View;

/// The findings with the words of small themes and areas taken out; borrowed when there are none.
/// `authors` is [`Corpus::authors`].
pub(super) fn sheltered<'a>(
    analysis: &'a Analysis,
    corpus: &Corpus,
    authors: &[u32],
    least: u32,
) -> Cow<'a, Analysis> {
    let people = |members: &[u32]| -> BTreeSet<u32> {
        members
            .iter()
            .filter_map(|&row| corpus.statements().get(row as usize))
            .filter_map(|statement| authors.get(statement.row as usize).copied())
            .collect()
    };
    let mut themes: BTreeMap<ThemeId, usize> = BTreeMap::new();
    let mut areas: BTreeMap<AreaId, BTreeSet<u32>> = BTreeMap::new();
    for theme in &analysis.themes.themes {
        let people = people(&theme.members);
        if people.len() < least as usize {
            themes.insert(theme.id, people.len());
        }
        let area = areas.entry(theme.area).or_default();
        // More are not needed to know that there are enough.
        if area.len() < least as usize {
            area.extend(people);
        }
    }
    areas.retain(|_, people| people.len() < least as usize);
    // A small part of a theme that is not small; those of a small theme are all taken out.
    let mut parts: BTreeMap<SubthemeId, usize> = BTreeMap::new();
    for split in &analysis.themes.splits {
        for part in &split.parts {
            let people = people(&part.members).len();
            if people < least as usize || themes.contains_key(&split.theme) {
                parts.insert(part.id, people);
            }
        }
    }
    if themes.is_empty() && areas.is_empty() && parts.is_empty() {
        return Cow::Borrowed(analysis);
    }
    let mut own = analysis.clone();
    for theme in &mut own.themes.themes {
        if let Some(&people) = themes.get(&theme.id) {
            theme.label = unnamed("theme", &theme.id.to_string(), people);
            theme.exemplars.clear();
            theme.gist = None;
        }
    }
    for part in own.themes.splits.iter_mut().flat_map(|split| &mut split.parts) {
        if let Some(&people) = parts.get(&part.id) {
            part.label = unnamed("part", &part.id.to_string(), people);
        }
    }
    let hidden: Vec<Area> = own
        .themes
        .areas
        .into_iter()
        .map(|area| match areas.get(&area.id) {
            Some(people) => {
                Area { label: unnamed("area", &area.id.to_string(), people.len()), ..area }
            }
            None => area,
        })
        .collect();
    own.themes.areas = hidden;
    for change in own.changes.iter_mut().filter(|change| themes.contains_key(&change.theme)) {
        change.title_then = None;
    }
    for one in &mut own.opportunities {
        if themes.contains_key(&one.theme) {
            one.quotes.clear();
            one.counter_quotes.clear();
        }
    }
    Cow::Owned(own)
}

/// `Small theme T-12 (2 people)`.
fn unnamed(what: &str, id: &str, people: usize) -> Label {
    let people = phrase::counted(people as u64, "person", "people");
    Label { title: format!("Small {what} {id} ({people})"), terms: Vec::new() }
}

impl View {
    /// Takes the quotes of some records out, wherever they stand; gives how many. `gone` is asked
    /// with a record's lasting id.
    pub fn unquote(&mut self, gone: &dyn Fn(&str) -> bool) -> usize {
        let mut removed = 0;
        for one in &mut self.opportunities {
            for quotes in [&mut one.quotes, &mut one.counter_quotes] {
                let before = quotes.len();
                quotes.retain(|quote| !gone(&quote.record));
                removed += before - quotes.len();
            }
        }
        for theme in &mut self.themes {
            if theme.quote.as_ref().is_some_and(|quote| gone(&quote.record)) {
                theme.quote = None;
                removed += 1;
            }
        }
        removed
    }
}
