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
use super::sentences::quoted;

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
    unname_areas(&mut own, &themes);
    for theme in &mut own.themes.themes {
        if let Some(&people) = themes.get(&theme.id) {
            // What a person of the house called it is nobody's words here.
            let marks = own.done.marks.get(&theme.id);
            let is_named = marks.is_some_and(|one| one.named.or(one.split).is_some());
            match is_named {
                true => theme.label.terms.clear(),
                false => theme.label = unnamed("theme", &theme.id.to_string(), people),
            }
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

/// Takes the words of small themes from the names of areas that are not small: such an area is called as its
/// largest other theme is; ties by id.
fn unname_areas(analysis: &mut Analysis, small: &BTreeMap<ThemeId, usize>) {
    let all = &analysis.themes.themes;
    let words_of = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let words = |is_small: bool| -> BTreeSet<String> {
        let themes = all.iter().filter(|theme| small.contains_key(&theme.id) == is_small);
        let texts = themes.flat_map(|theme| theme.label.terms.iter().chain([&theme.label.title]));
        texts.flat_map(|text| words_of(text)).collect()
    };
    let (hidden, said) = (words(true), words(false));
    let is_hidden = |text: &str| {
        let words = words_of(text);
        words.iter().all(|word| hidden.contains(word))
            && words.iter().any(|word| !said.contains(word))
    };
    for area in &mut analysis.themes.areas {
        area.label.terms.retain(|term| !is_hidden(term));
        if is_hidden(&area.label.title) {
            let others =
                all.iter().filter(|theme| theme.area == area.id && !small.contains_key(&theme.id));
            let largest = others.rev().max_by_key(|theme| theme.members.len());
            if let Some(theme) = largest {
                area.label.title = theme.label.title.clone();
            }
        }
    }
}

/// `Small theme T-12 (2 people)`.
fn unnamed(what: &str, id: &str, people: usize) -> Label {
    Label { title: small(what, id, people as u64), terms: Vec::new() }
}

/// What a theme, part or area of too few people is called: `Small theme T-12 (2 people)`.
pub fn small(what: &str, id: &str, people: u64) -> String {
    format!("Small {what} {id} ({})", phrase::counted(people, "person", "people"))
}

/// What is no longer kept, asked of what a report shows.
pub struct Removed<'a> {
    /// Whether a record is among it, by its lasting id.
    pub record: &'a dyn Fn(&str) -> bool,
    /// Whether a record is among it, by its source's own id.
    pub external: &'a dyn Fn(&str) -> bool,
    /// Whether a text is a whole statement of it, word for word.
    pub statement: &'a dyn Fn(&str) -> bool,
    /// Whether a theme, by its id, is of nothing else.
    pub theme: &'a dyn Fn(&str) -> bool,
}

impl View {
    /// Takes out what is left of records that are no longer kept: quotes, the gist of a theme, the
    /// text of a campaign, ids that are named as examples, and the titles and terms of themes that
    /// are one of their statements or of nothing but them. Gives how many places changed; numbers
    /// stay.
    pub fn unquote(&mut self, gone: &Removed<'_>) -> usize {
        let mut removed = 0;
        for one in &mut self.opportunities {
            for quotes in [&mut one.quotes, &mut one.counter_quotes] {
                let before = quotes.len();
                quotes.retain(|quote| !(gone.record)(&quote.record));
                removed += before - quotes.len();
            }
            removed += cleared(&mut one.gist, gone);
        }
        for line in &mut self.summary.top {
            removed += cleared(&mut line.gist, gone);
        }
        for theme in &mut self.themes {
            if theme.quote.as_ref().is_some_and(|quote| (gone.record)(&quote.record)) {
                theme.quote = None;
                removed += 1;
            }
        }
        let before = self.intake.notices.len();
        self.intake.notices.retain(|one| one.kind != "campaign" || !(gone.record)(&one.of));
        removed += before - self.intake.notices.len();
        for notice in self.intake.notices.iter_mut().filter(|one| one.kind == "replaced") {
            if let Some(words) = without_examples(&notice.words, gone.external) {
                notice.words = words;
                removed += 1;
            }
        }
        removed + self.untitle(gone)
    }

    /// Calls themes by their ids whose words are those of what is no longer kept, and areas of
    /// nothing but such themes, wherever a sentence names them.
    fn untitle(&mut self, gone: &Removed<'_>) -> usize {
        let bare = |title: &str| title.trim_matches(['“', '”']).trim().to_owned();
        let mut named: Vec<Renamed> = Vec::new();
        let mut nameless: BTreeSet<String> = BTreeSet::new();
        for theme in &mut self.themes {
            let name = format!("Theme {}", theme.id);
            let goes = (gone.theme)(&theme.id) || (gone.statement)(&bare(&theme.title));
            if !goes || theme.title == name {
                continue;
            }
            theme.terms.clear();
            nameless.insert(theme.id.clone());
            for part in &mut theme.subthemes {
                part.terms.clear();
                named.push(Renamed::new(&part.id, &part.title, format!("Part {}", part.id)));
            }
            named.push(Renamed::new(&theme.id, &theme.title, name));
        }
        for one in self.opportunities.iter_mut().filter(|one| nameless.contains(&one.theme)) {
            one.terms.clear();
            one.gist.clear();
        }
        for line in self.summary.top.iter_mut().filter(|line| nameless.contains(&line.theme)) {
            line.gist.clear();
        }
        let areas = self.areas.iter().filter(|area| {
            !area.themes.is_empty() && area.themes.iter().all(|theme| nameless.contains(theme))
        });
        named.extend(
            areas.map(|area| Renamed::new(&area.id, &area.title, format!("Area {}", area.id))),
        );
        if named.is_empty() {
            return 0;
        }
        let renamed = serde_json::to_value(&*self).map(|mut view| {
            rename(&mut view, &named);
            serde_json::from_value::<View>(view)
        });
        match renamed {
            Ok(Ok(view)) => *self = view,
            // A view is made of what JSON holds: this cannot happen, and if it does, nothing that
            // must go may stay.
            _ => self.themes.clear(),
        }
        named.len()
    }
}

/// Another name for a theme, and how sentences name it.
struct Renamed {
    title: String,
    name: String,
    /// What stands inside sentences, and what is put there: the title alone may be a word that
    /// other sentences use too.
    inside: [(String, String); 2],
}

impl Renamed {
    fn new(id: &str, title: &str, name: String) -> Renamed {
        let inside =
            [(quoted(title), name.clone()), (format!("{title} ({id}"), format!("{name} ({id}"))];
        Renamed { title: title.to_owned(), name, inside }
    }
}

/// Empties a text that is a statement of what is no longer kept; gives how many that were.
fn cleared(text: &mut String, gone: &Removed<'_>) -> usize {
    let goes = !text.is_empty() && (gone.statement)(text);
    if goes {
        text.clear();
    }
    usize::from(goes)
}

/// The words about replaced records without the ids named in them, where one of these is no longer
/// kept.
fn without_examples(words: &str, external: &dyn Fn(&str) -> bool) -> Option<String> {
    let (start, rest) = words.split_once(", such as ")?;
    let (examples, end) = rest.split_once(": its id")?;
    let any = examples.split(", ").any(external);
    any.then(|| format!("{start}: its id{end}"))
}

/// Puts other names in the place of titles, in every text of a JSON value.
fn rename(value: &mut serde_json::Value, named: &[Renamed]) {
    match value {
        serde_json::Value::String(text) => {
            for one in named {
                if *text == one.title {
                    text.clone_from(&one.name);
                }
                for (words, name) in &one.inside {
                    if text.contains(words.as_str()) {
                        *text = text.replace(words.as_str(), name);
                    }
                }
            }
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(|one| rename(one, named)),
        serde_json::Value::Object(map) => map.values_mut().for_each(|one| rename(one, named)),
        _ => {}
    }
}
