//! Texts of units that hold several: open questions and the messages of a conversation.
//!
//! Takes a unit; gives its answers, or the customer's messages in the order they were written.

use std::borrow::Cow;

use serde_json::Value;

use super::expression::{Cells, Context, cell, meets};
use super::feed::{ArrayMap, ColumnMap, Feed, TextMap, ThreadMap};
use super::selector::{at, walk};

/// One answered question.
pub(super) struct Answer<'a> {
    /// What its id ends with.
    pub(super) suffix: Cow<'a, str>,
    /// The question, as it was put.
    pub(super) context: Option<Cow<'a, str>>,
    /// What was answered.
    pub(super) text: Cow<'a, str>,
}

/// Every open question of a unit with an answer, in the unit's order.
pub(super) fn answers<'a>(feed: &'a Feed, unit: &Context<'a>) -> Vec<Answer<'a>> {
    match (&feed.text, &unit.cells) {
        (TextMap::Array(map), Cells::Json(value)) => in_list(map, value, unit),
        (TextMap::Columns(_), Cells::Row { cells, questions, .. }) => questions
            .iter()
            .map(|one| Answer {
                suffix: Cow::Borrowed(one.suffix.as_str()),
                context: Some(Cow::Borrowed(one.title.as_str())),
                text: cell(cells, one.column),
            })
            .collect(),
        (TextMap::Columns(map), _) => named(map, feed, unit),
        _ => Vec::new(),
    }
}

/// Questions named one by one, in units that have no columns.
fn named<'a>(map: &'a ColumnMap, feed: &'a Feed, unit: &Context<'a>) -> Vec<Answer<'a>> {
    map.numbers
        .iter()
        .map(|&number| {
            let selector = &feed.selectors.all()[number];
            let mut texts = unit.get(number).texts;
            Answer {
                suffix: Cow::Borrowed(selector.text.as_str()),
                context: Some(Cow::Borrowed(selector.title())),
                text: match texts.len() {
                    0 => Cow::Borrowed(""),
                    1 => texts.remove(0),
                    _ => Cow::Owned(texts.join("\n")),
                },
            }
        })
        .collect()
}

fn in_list<'a>(map: &'a ArrayMap, value: &'a Value, unit: &Context<'a>) -> Vec<Answer<'a>> {
    let elements: Vec<(Option<&str>, &Value)> = match at(value, &map.path) {
        Some(Value::Array(list)) => list.iter().map(|one| (None, one)).collect(),
        Some(Value::Object(all)) => {
            all.iter().map(|(key, one)| (Some(key.as_str()), one)).collect()
        }
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (number, (key, element)) in elements.into_iter().enumerate() {
        if !meets(element, &map.conditions) {
            continue;
        }
        let Some(text) = walk(element, &map.text).texts.into_iter().next() else { continue };
        let own = match key {
            Some(key) if map.suffix.first().is_some_and(|step| step == "@key") => {
                Some(Cow::Borrowed(key))
            }
            _ => walk(element, &map.suffix).texts.into_iter().next(),
        };
        let context = map.context.as_ref().and_then(|(table, steps)| {
            let key = walk(element, steps).texts.into_iter().next()?;
            match table {
                None => Some(key),
                Some(table) => unit.side.text(table, &key).map(|text| Cow::Owned(text.to_owned())),
            }
        });
        // An answer that nothing names is told apart by its place.
        let suffix = own.unwrap_or_else(|| Cow::Owned((number + 1).to_string()));
        found.push(Answer { suffix, context, text });
    }
    found
}

/// The customer's messages of a conversation, oldest first.
pub(super) fn messages<'a>(map: &'a ThreadMap, unit: &Context<'a>) -> Vec<Cow<'a, str>> {
    let mut texts = Vec::new();
    if let Some(first) = map.first
        && map.first_when.iter().all(|condition| condition.holds(unit))
    {
        texts.extend(unit.get(first).texts);
    }
    if let Some(path) = &map.array {
        let list = unit.json().and_then(|value| at(value, path)).and_then(Value::as_array);
        let mut said: Vec<Cow<'a, str>> = list
            .into_iter()
            .flatten()
            .filter(|element| map.when.iter().all(|one| one.holds_of(element, unit)))
            .filter_map(|element| {
                let mut places = map.text.iter().map(|path| walk(element, path).texts);
                places.find_map(|texts| texts.into_iter().find(|text| !text.trim().is_empty()))
            })
            .collect();
        if map.newest_first {
            said.reverse();
        }
        texts.extend(said);
    }
    if let Some((cells, regex, author)) = &map.cells {
        let customer = unit.get(*author);
        for cell in unit.get(*cells).texts {
            let Some(groups) = regex.captures(&cell) else { continue };
            let by = groups.name("author").map(|one| one.as_str().trim());
            if let (Some(by), Some(text)) = (by, groups.name("text"))
                && Some(by) == customer.first().map(str::trim)
            {
                texts.push(Cow::Owned(text.as_str().to_owned()));
            }
        }
    }
    if let Some(last) = map.last {
        texts.extend(unit.get(last).texts);
    }
    texts
}
