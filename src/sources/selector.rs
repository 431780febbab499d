//! Selectors: where in a unit, its file or its document a value stands.
//!
//! Takes selectors as the settings write them; gives each a number, so that a unit is asked by
//! number and what a selector means in a file is worked out once.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::model::Mark;

use super::columns::{BETWEEN, ColumnPattern, key};
use super::condition::pattern;
use super::tree;

/// The values of a field: none, one, or several (tags), and what is to be known about them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Values<'a> {
    /// As text; missing ones are absent.
    pub(super) texts: Vec<Cow<'a, str>>,
    /// Whether they are a list, or no texts, and how they were come by.
    pub(super) mark: Mark,
}

impl<'a> Values<'a> {
    /// One text.
    pub(super) fn one(text: impl Into<Cow<'a, str>>) -> Values<'a> {
        Values { texts: vec![text.into()], mark: Mark::default() }
    }

    /// One number or truth.
    pub(super) fn bare(text: impl Into<Cow<'a, str>>) -> Values<'a> {
        Values { texts: vec![text.into()], mark: Mark { bare: true, ..Mark::default() } }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The first.
    pub(super) fn first(&self) -> Option<&str> {
        self.texts.first().map(|text| &**text)
    }
}

/// One place a value can come from.
#[derive(Debug, Clone)]
pub(super) struct Selector {
    /// As written in the settings.
    pub(super) text: String,
    /// What it means.
    pub(super) place: Place,
    /// The pattern that it names columns by, if it does.
    pub(super) pattern: Option<ColumnPattern>,
}

/// What a selector means.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// The file's name as receipts give it.
    File,
    /// The file's name up to its first dot, without folders.
    Stem,
    /// The name of the folder the file lies in.
    Folder,
    /// Steps from the root of the document, outside the record.
    Document(Vec<String>),
    /// A column's name; in JSON a key of the unit itself, or the steps of a pointer.
    Record(Vec<String>),
}

impl Selector {
    fn new(text: &str) -> Selector {
        let place = match text {
            "@file" => Place::File,
            "@stem" => Place::Stem,
            "@dir" => Place::Folder,
            _ => match text.strip_prefix("@doc") {
                Some(path) if path.starts_with('/') => Place::Document(steps(path)),
                _ if text.starts_with('/') => Place::Record(steps(text)),
                _ => Place::Record(vec![text.to_owned()]),
            },
        };
        Selector { text: text.to_owned(), place, pattern: ColumnPattern::of(text) }
    }

    /// Whether it names something inside the unit (and not the file).
    pub(super) fn in_record(&self) -> bool {
        matches!(self.place, Place::Record(_))
    }

    /// Whether it says something about the file's name.
    pub(super) fn of_file(&self) -> bool {
        matches!(self.place, Place::File | Place::Stem | Place::Folder)
    }

    /// Whether it may be the name of a column among these ([`add_names`](super::columns::add_names)).
    /// Never wrongly no: what a name alone does not settle may be.
    pub(super) fn may_be_among(&self, names: &HashSet<String>) -> bool {
        let there = |name: &str| name.contains(BETWEEN) || names.contains(&key(name));
        let name = self.text.as_str();
        let way = name.strip_prefix('/').unwrap_or(name);
        !self.in_record()
            || self.pattern.is_some()
            || there(name)
            || there(way)
            || there(&way.replace('/', "."))
            || name.rsplit_once('[').is_some_and(|(name, _)| there(name))
    }

    /// The last step: what a person would call it.
    pub(super) fn title(&self) -> &str {
        match &self.place {
            Place::Record(steps) => steps.last().map_or(&self.text, |step| step),
            _ => &self.text,
        }
    }
}

/// The steps of a JSON pointer (RFC 6901).
pub(super) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// All selectors of a feed, each once; expressions hold their numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Selectors {
    list: Vec<Selector>,
    numbers: BTreeMap<String, usize>,
}

impl Selectors {
    /// The number of a selector.
    pub(super) fn number(&mut self, text: &str) -> usize {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        self.list.push(Selector::new(text));
        self.numbers.insert(text.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }

    /// The number of a selector that settings name.
    ///
    /// # Errors
    /// When it is empty, or a `~pattern` that is none, in words.
    pub(super) fn checked(&mut self, text: &str) -> Result<usize, String> {
        if text.trim().is_empty() {
            return Err("an empty column name; name a column or a /json/pointer".to_owned());
        }
        if let Some(text) = text.trim().strip_prefix('~') {
            pattern(text)?;
        }
        Ok(self.number(text.trim()))
    }

    /// All of them, by number.
    pub(super) fn all(&self) -> &[Selector] {
        &self.list
    }
}

/// Follows a pointer; `*` follows every element and makes a list. Depth is bounded by the
/// pointer's length.
pub(super) fn walk<'a>(value: &'a Value, steps: &[String]) -> Values<'a> {
    let mut found = Values::default();
    step(value, steps, &mut found);
    found
}

fn step<'a>(value: &'a Value, steps: &[String], found: &mut Values<'a>) {
    let Some((first, rest)) = steps.split_first() else {
        scalars(value, found);
        return;
    };
    match value {
        Value::Array(list) if first == "*" => {
            found.mark.list = true;
            list.iter().for_each(|one| step(one, rest, found));
        }
        Value::Array(list) => {
            if let Some(one) = first.parse::<usize>().ok().and_then(|at| list.get(at)) {
                step(one, rest, found);
            }
        }
        Value::Object(map) => {
            if let Some(one) = map.get(first) {
                step(one, rest, found);
            }
        }
        _ => {}
    }
}

/// Whether a pointer leads anywhere, be it to nothing.
pub(super) fn exists(value: &Value, steps: &[String]) -> bool {
    let Some((first, rest)) = steps.split_first() else { return true };
    match value {
        Value::Array(list) if first == "*" => list.iter().any(|one| exists(one, rest)),
        Value::Array(list) => first
            .parse::<usize>()
            .ok()
            .and_then(|at| list.get(at))
            .is_some_and(|one| exists(one, rest)),
        Value::Object(map) => map.get(first).is_some_and(|one| exists(one, rest)),
        _ => false,
    }
}

/// Whether a pointer leads to an object.
pub(super) fn is_object(value: &Value, steps: &[String]) -> bool {
    matches!(at(value, steps), Some(Value::Object(_)))
}

/// The value a pointer leads to, without `*`.
pub(super) fn at<'a>(value: &'a Value, steps: &[String]) -> Option<&'a Value> {
    steps.iter().try_fold(value, |value, step| match value {
        Value::Array(list) => step.parse::<usize>().ok().and_then(|at| list.get(at)),
        Value::Object(map) => map.get(step),
        _ => None,
    })
}

/// A scalar's text; a list's scalars; of an object the text it is the tree of, else nothing, which
/// would drag in what nobody named.
fn scalars<'a>(value: &'a Value, found: &mut Values<'a>) {
    let bare = match value {
        Value::Null => return,
        Value::Object(map) => {
            found.texts.extend(tree::text(map).map(Cow::Owned));
            found.mark.bare = false;
            return;
        }
        Value::Bool(yes) => {
            found.texts.push(Cow::Borrowed(if *yes { "true" } else { "false" }));
            true
        }
        Value::Number(number) => {
            found.texts.push(Cow::Owned(whole(number.to_string())));
            true
        }
        Value::String(text) => {
            found.texts.push(Cow::Borrowed(text));
            false
        }
        Value::Array(list) => {
            found.mark.list = true;
            for one in list.iter().filter(|one| !one.is_array()) {
                match piece(one) {
                    Some(text) => found.texts.push(Cow::Borrowed(text)),
                    None => scalars(one, found),
                }
            }
            return;
        }
    };
    // A list of numbers and texts is one of texts.
    found.mark.bare = bare && (found.texts.len() == 1 || found.mark.bare);
}

/// The text of a piece of a formatted text, as messengers write it in a list: `{"type": "bold",
/// "text": "…"}`.
fn piece(value: &Value) -> Option<&str> {
    let map = value.as_object()?;
    map.get("type")?.as_str()?;
    map.get("text")?.as_str()
}

/// `7.0` is 7: ids that went through a spreadsheet come back whole. Never through a float, except
/// where the file itself writes an exponent.
fn whole(digits: String) -> String {
    if digits.contains(['e', 'E']) {
        let float = digits.parse::<f64>().unwrap_or(f64::NAN);
        // Beyond 2^53 the exponent form does not say which whole number is meant.
        let plain = float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0;
        return if plain { format!("{float:.0}") } else { digits };
    }
    match digits.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            whole.to_owned()
        }
        _ => digits,
    }
}
