//! One preset on top of another: `extends` in a preset file, `preset` in a source.
//!
//! Takes the table as written and the library of presets; gives the table it stands for: that of
//! the preset with the keys written here in place of its own. Tables that describe one thing (an
//! expression, a condition, a list of rules) are replaced whole, sections key by key. What comes
//! from the preset has the place of the key that named it, so that a fault has a line here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::sources::shipped;

use super::keys::{Item, Page};

/// Presets standing on each other's shoulders at most.
const DEEPEST: usize = 8;

/// Sections whose keys are overridden one by one; `*` is any name.
const SECTIONS: &[&str] = &[
    "input",
    "input.csv",
    "input.header",
    "input.xlsx",
    "input.json",
    "input.xml",
    "input.envelope",
    "input.limits",
    "fields",
    "time",
    "rating",
    "text",
    "text.columns",
    "text.array",
    "text.thread",
    "attrs",
    "update",
    "pii",
    "gate",
    "lookup",
    "lookup.*",
    "nested",
    "nested.*",
];

/// Keys of `[input]` that a source may say at its top.
const INPUT: [&str; 12] = [
    "files",
    "compression",
    "format",
    "encoding",
    "skip_rows",
    "delimiter",
    "ragged",
    "records",
    "csv",
    "json",
    "limits",
    "envelope",
];

/// Texts of the presets that settings name and the program does not ship.
#[derive(Debug, Default)]
pub(super) struct Library {
    own: BTreeMap<String, (PathBuf, Result<String, String>)>,
}

impl Library {
    /// Reads every preset file that `text` names, and those they name, from `folder`.
    pub(super) fn of(text: &str, folder: Option<&Path>) -> Library {
        let mut library = Library::default();
        let Some(folder) = folder else { return library };
        let mut left = named(text);
        while let Some(name) = left.pop() {
            if shipped(&name).is_some() || library.own.contains_key(&name) {
                continue;
            }
            if library.own.len() >= 1000 {
                break;
            }
            let path = path_of(&name, folder);
            let read = super::read_text(&path);
            if let Ok(text) = &read {
                left.extend(named(text));
            }
            library.own.insert(name, (path, read));
        }
        library
    }

    /// The text of a preset, or why there is none.
    fn text(&self, name: &str) -> Result<&str, String> {
        if let Some(text) = shipped(name) {
            return Ok(text);
        }
        match self.own.get(name) {
            Some((_, Ok(text))) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
            Some((path, Err(error))) => {
                Err(format!("no preset {name:?}; {}: {error}", path.display()))
            }
            None => Err(format!("no preset {name:?}")),
        }
    }
}

/// A preset file beside the settings: `presets/NAME.toml`, or the path itself.
pub(super) fn path_of(name: &str, folder: &Path) -> PathBuf {
    if name.ends_with(".toml") {
        return folder.join(name);
    }
    let file = format!("{name}.toml");
    let inner = folder.join("presets").join(&file);
    let outer = folder.join(&file);
    if !inner.is_file() && outer.is_file() { outer } else { inner }
}

/// The names after `preset` and `extends` anywhere near the top of a text.
fn named(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (table, _) = DeTable::parse_recoverable(text);
    let name = |table: &DeTable<'_>, key: &str| {
        table.get(key).and_then(|item| item.get_ref().as_str()).map(str::to_owned)
    };
    let mut found: Vec<String> = name(table.get_ref(), "extends").into_iter().collect();
    let sources = table.get_ref().get("sources").and_then(|item| item.get_ref().as_table());
    for (_, source) in sources.into_iter().flat_map(DeTable::iter) {
        if let Some(source) = source.get_ref().as_table() {
            found.extend(name(source, "preset"));
        }
    }
    found
}

/// The table that `written` stands for; as it is when it names no preset under `key`. The second is
/// whether there was one.
pub(super) fn extended<'t>(
    written: &DeTable<'t>,
    key: &'static str,
    library: &'t Library,
    page: &Page<'_>,
    path: &str,
) -> (DeTable<'t>, bool) {
    let Some((name, at)) = base_of(written, key) else { return (written.clone(), false) };
    match base(&name, library, &at, 0) {
        Ok(mut table) => {
            over(&mut table, written);
            (table, true)
        }
        Err(problem) => {
            let fix = "`earful preset list` names those there are; or give a file's name";
            page.fault(at.start, format!("{path}{key}"), problem, fix);
            (written.clone(), true)
        }
    }
}

fn base_of(table: &DeTable<'_>, key: &str) -> Option<(String, Range<usize>)> {
    let item = table.get(key)?;
    Some((item.get_ref().as_str()?.to_owned(), item.span()))
}

/// A preset with everything it stands on, at one place of the text that names it.
fn base<'t>(
    name: &str,
    library: &'t Library,
    at: &Range<usize>,
    depth: usize,
) -> Result<DeTable<'t>, String> {
    if depth > DEEPEST {
        return Err(format!("preset {name:?} extends itself, or too many others"));
    }
    let text = library.text(name)?;
    let (table, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.first() {
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let message = error.message().trim().replace('\n', ", ");
        return Err(format!("preset {name:?}, line {line}: {message}"));
    }
    let own = moved(table.get_ref(), at);
    match base_of(&own, "extends") {
        None => Ok(own),
        Some((below, _)) => {
            let mut table = base(&below, library, at, depth + 1)?;
            over(&mut table, &own);
            Ok(table)
        }
    }
}

/// A copy in which everything stands at one place.
fn moved<'t>(table: &DeTable<'t>, at: &Range<usize>) -> DeTable<'t> {
    let mut out = DeTable::new();
    for (key, item) in table.iter() {
        let key = Spanned::new(at.clone(), key.get_ref().clone());
        out.insert(key, moved_item(item, at));
    }
    out
}

fn moved_item<'t>(item: &Item<'t>, at: &Range<usize>) -> Item<'t> {
    let value = match item.get_ref() {
        DeValue::Table(table) => DeValue::Table(moved(table, at)),
        DeValue::Array(list) => {
            let mut out = list.clone();
            for one in out.iter_mut() {
                *one = moved_item(one, at);
            }
            DeValue::Array(out)
        }
        other => other.clone(),
    };
    Spanned::new(at.clone(), value)
}

/// Writes `written` over `table`.
fn over<'t>(table: &mut DeTable<'t>, written: &DeTable<'t>) {
    // A text that is named here is the only one.
    let below = |key: &str, inner: &[&str]| {
        let section = written.get(key).and_then(|item| item.get_ref().as_table());
        inner.iter().any(|one| section.is_some_and(|section| section.contains_key(*one)))
    };
    let named = below("fields", &["text"])
        || written.contains_key("questions")
        || below("text", &["from", "mode", "questions"])
        || below("text", &["columns"]) && !has(table, "text", "columns")
        || below("text", &["array"]) && !has(table, "text", "array")
        || below("text", &["thread"]) && !has(table, "text", "thread");
    if named && let Some(DeValue::Table(text)) = table.get_mut("text").map(Spanned::get_mut) {
        for key in ["mode", "from", "questions", "columns", "array", "thread"] {
            text.remove(key);
        }
    }
    let short: Vec<&str> = INPUT.into_iter().filter(|key| written.contains_key(*key)).collect();
    let mut rest = written.clone();
    if !short.is_empty()
        && let Some(DeValue::Table(input)) = table.get_mut("input").map(Spanned::get_mut)
    {
        for key in short {
            if let Some((key, item)) = rest.remove_entry(key) {
                put(input, key, item, "input");
            }
        }
    }
    for (key, item) in rest.iter() {
        put(table, key.clone(), item.clone(), "");
    }
}

fn has(table: &DeTable<'_>, key: &str, inner: &str) -> bool {
    let section = table.get(key).and_then(|item| item.get_ref().as_table());
    section.is_some_and(|section| section.contains_key(inner))
}

fn put<'t>(table: &mut DeTable<'t>, key: Spanned<Cow<'t, str>>, item: Item<'t>, path: &str) {
    let name: &str = key.get_ref();
    let here = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let any = format!("{path}.*");
    let section = SECTIONS.contains(&here.as_str()) || SECTIONS.contains(&any.as_str());
    if section
        && let DeValue::Table(written) = item.get_ref()
        && let Some(DeValue::Table(below)) = table.get_mut(name).map(Spanned::get_mut)
    {
        for (key, item) in written.iter() {
            put(below, key.clone(), item.clone(), &here);
        }
        return;
    }
    // The key of an entry that is there keeps its old place; what is written here has its own.
    table.remove(name);
    table.insert(key, item);
}
