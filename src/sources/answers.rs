//! Texts of units that hold several: open questions and the messages of a conversation.
//!
//! Takes a unit; gives its answers, or the customer's messages in the order they were written.

use std::borrow::Cow;

use serde_json::Value;

use super::condition::Condition;
use super::expression::{Cells, Context, cell, meets};
use super::feed::{ArrayMap, ColumnMap, Feed, QuestionMap, TextMap, ThreadMap};
use super::selector::{at, walk};

/// One answered question.
pub(super) struct Answer<'a> {
    /// What its id ends with; empty for an answer that is the respondent's only or first one.
    pub(super) suffix: Cow<'a, str>,
    /// The question, as it was put.
    pub(super) context: Option<Cow<'a, str>>,
    /// What was answered.
    pub(super) text: Cow<'a, str>,
    /// Whether the settings tell that the question is open; else only its answers can.
    pub(super) told: bool,
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
                told: one.told,
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
                told: true,
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
    let mut found: Vec<Answer<'a>> = (map.first.into_iter())
        .flat_map(|first| unit.get(first).texts)
        .map(|text| Answer { suffix: Cow::Borrowed(""), context: None, text, told: true })
        .collect();
    for (number, (key, element)) in elements.into_iter().enumerate() {
        if !meets(element, &map.conditions) {
            continue;
        }
        let values = walk(element, &map.text);
        // Where the element itself is the answer, a number or a list of choices is not in words.
        if map.text.is_empty() && (values.mark.bare || values.mark.list) {
            continue;
        }
        let Some(text) = values.texts.into_iter().next() else { continue };
        let own = match key {
            Some(key) if map.suffix.first().is_some_and(|step| step == "@key") => {
                Some(Cow::Borrowed(key))
            }
            _ => walk(element, &map.suffix).texts.into_iter().next(),
        };
        let context = match &map.context {
            None => None,
            Some(questions) => {
                let asked = question(questions, key, element, value, unit);
                let table = questions.table.as_deref().filter(|_| questions.required);
                if asked.is_none() && table.is_some_and(|table| unit.side.has(table)) {
                    continue;
                }
                asked
            }
        };
        // An answer that nothing names is told apart by its place.
        let suffix = own.unwrap_or_else(|| Cow::Owned((number + 1).to_string()));
        found.push(Answer { suffix, context, text, told: !map.by_answers });
    }
    found
}

/// The question an element answers, where it is known.
fn question<'a>(
    map: &QuestionMap,
    own: Option<&'a str>,
    element: &'a Value,
    value: &'a Value,
    unit: &Context<'a>,
) -> Option<Cow<'a, str>> {
    let key = match own {
        Some(own) if map.key.first().is_some_and(|step| step == "@key") => Cow::Borrowed(own),
        _ => walk(element, &map.key).texts.into_iter().next()?,
    };
    match (&map.list, &map.table) {
        (Some((list, own, title)), _) => {
            let mut all = at(value, list)?.as_array()?.iter();
            let found = all.find(|one| walk(one, own).first() == Some(&*key))?;
            walk(found, title).texts.into_iter().next()
        }
        (None, Some(table)) => unit.side.text(table, &key).map(|text| Cow::Owned(text.to_owned())),
        (None, None) => Some(key),
    }
}

/// A conversation, each side oldest message first.
#[derive(Default)]
pub(super) struct Conversation<'a> {
    /// What the customer said.
    pub(super) own: Vec<Cow<'a, str>>,
    /// What others said and search should find.
    pub(super) others: Vec<Cow<'a, str>>,
}

/// The messages of a conversation.
pub(super) fn messages<'a>(map: &'a ThreadMap, unit: &Context<'a>) -> Conversation<'a> {
    let mut said = Conversation::default();
    if let Some(first) = map.first {
        let texts = || unit.get(first).texts;
        let all_hold = |list: &[Condition]| list.iter().all(|one| one.holds(unit));
        if all_hold(&map.first_when) {
            said.own.extend(texts());
        } else if map.first_searchable.as_deref().is_some_and(all_hold) {
            said.others.extend(texts());
        }
    }
    if let Some(path) = &map.array {
        let list = unit.json().and_then(|value| at(value, path)).and_then(Value::as_array);
        let mut elements: Vec<&Value> = list.into_iter().flatten().collect();
        if map.newest_first {
            elements.reverse();
        }
        for element in elements {
            let all_hold = |list: &[Condition]| list.iter().all(|one| one.holds_of(element, unit));
            let side = if all_hold(&map.when) {
                &mut said.own
            } else if map.searchable.as_deref().is_some_and(all_hold) {
                &mut said.others
            } else {
                continue;
            };
            let mut places = map.text.iter().map(|path| walk(element, path).texts);
            side.extend(
                places.find_map(|texts| texts.into_iter().find(|text| !text.trim().is_empty())),
            );
        }
    }
    if let Some((cells, regex, authors)) = &map.cells {
        let customer = authors.iter().map(|&author| unit.get(author)).find(|one| !one.is_empty());
        let customer = customer.as_ref().and_then(|one| one.first()).map(str::trim);
        for cell in unit.get(*cells).texts {
            let Some(groups) = regex.captures(&cell) else { continue };
            let by = groups.name("author").map(|one| one.as_str().trim());
            if let (Some(by), Some(text)) = (by, groups.name("text")) {
                let text = Cow::Owned(text.as_str().to_owned());
                if Some(by) == customer {
                    said.own.push(text);
                } else if map.searchable.is_some() {
                    said.others.push(text);
                }
            }
        }
    }
    if let Some(last) = map.last {
        said.own.extend(unit.get(last).texts);
    }
    said
}
