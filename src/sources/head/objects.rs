//! Heads of JSON: lines, lists, documents, and the other ways in which programs dump a table.
//!
//! Takes text without comments and with `null` for what is no number; gives the records as columns
//! and the pointer or shape that leads to them. Where posts hold comments, the comments are the
//! records: the posts are the brand's own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::super::preset::{Format, Shape};
use super::super::shapes;
use super::{Head, HeadColumn, MOST_COLUMNS, MOST_UNITS};

/// The head of a text; `whole` is whether the text is the whole file.
pub(super) fn head(text: &str, whole: bool) -> Result<Head, String> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0');
    if start.starts_with('[') {
        let units = elements(start);
        if !units.iter().any(Value::is_object) && !units.is_empty() {
            return Err("it is a list of values and not of records".to_string());
        }
        return Ok(inner(Format::Json, "", &units));
    }
    lines_or_document(text, whole)
}

/// The elements of a list as far as the text goes.
fn elements(text: &str) -> Vec<Value> {
    let mut rest = &text[1..];
    let mut units = Vec::new();
    while units.len() < MOST_UNITS {
        rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ',');
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match stream.next() {
            Some(Ok(value)) => {
                units.push(value);
                rest = &rest[stream.byte_offset()..];
            }
            _ => break,
        }
    }
    units
}

fn lines_or_document(text: &str, whole: bool) -> Result<Head, String> {
    let values: Vec<Value> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(MOST_UNITS)
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(Value::is_object)
        .collect();
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(MOST_UNITS).count();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let first = if values.len() > 1 { None } else { stream.next().and_then(Result::ok) };
    let more = first.is_some() && matches!(stream.next(), Some(Ok(Value::Object(_))));
    if more {
        // Objects one after the other, however they are laid out.
        let units: Vec<Value> = serde_json::Deserializer::from_str(text)
            .into_iter::<Value>()
            .take(MOST_UNITS)
            .map_while(Result::ok)
            .collect();
        return Ok(columns(Format::Json, None, &units));
    }
    if let Some(why) = first.as_ref().and_then(no_record) {
        return Err(why);
    }
    if let Some(document) = &first {
        if let Some(shape) = shapes::shape_of(document) {
            let units = shapes::records(document, shape, MOST_UNITS);
            let mut head = columns(Format::Json, None, &units);
            head.shape = shape;
            head.said.push(format!("it is one table written {}", shape.words()));
            return Ok(head);
        }
        let lists = longest_list(document, "", 3).map_or(0, |(_, units)| units.len());
        if let Some(pointer) = shapes::keyed_below(document, "", 2).filter(|_| lists < 2) {
            let inner = document.pointer(&pointer).unwrap_or(document);
            let units: Vec<Value> = shapes::keyed(inner).into_iter().take(MOST_UNITS).collect();
            return Ok(columns(Format::Json, Some(format!("{pointer}/*")), &units));
        }
        if let Some((pointer, units)) = longest_list(document, "", 3) {
            return Ok(inner(Format::Json, &pointer, units));
        }
    }
    // One object alone is a page of something far likelier than a file of one record.
    if let [one] = values.as_slice()
        && let Some(why) = no_record(one)
    {
        return Err(why);
    }
    if values.len() * 2 > lines || (values.len() == 1 && lines == 1) {
        return Ok(columns(Format::Ndjson, None, &values));
    }
    Err(if whole {
        "it is JSON without a list of records".to_string()
    } else {
        "it is one JSON document too large to look into".to_string()
    })
}

/// Why a whole document is no feed: it says what went wrong, or it is a page with nothing on it.
fn no_record(document: &Value) -> Option<String> {
    let members = document.as_object()?;
    let said = members.keys().map(|key| key.to_lowercase()).find(|key| {
        matches!(key.as_str(), "error" | "errors" | "error_description" | "errormessages" | "fault")
    });
    let lists = |wanted: fn(&[Value]) -> bool| holds_list(document, wanted, 3);
    let records = lists(|list| list.first().is_some_and(Value::is_object));
    let table =
        shapes::shape_of(document).is_some() || shapes::keyed_below(document, "", 2).is_some();
    if let (Some(key), false) = (said, records) {
        return Some(format!(
            "it is no export but the answer of an API that failed (it has `{key}`): fetch it again"
        ));
    }
    let scalars = members.values().filter(|one| !one.is_object() && !one.is_array()).count();
    let wrapped = members.len() == 1 && members.values().all(Value::is_object);
    (!records && !table && (scalars < 4 && lists(<[Value]>::is_empty) || wrapped))
        .then(|| "it is a page without a record: nothing in it is a list of them".to_string())
}

/// Whether a list of the wanted sort stands at most `depth` steps down.
fn holds_list(value: &Value, wanted: fn(&[Value]) -> bool, depth: usize) -> bool {
    match value {
        Value::Array(list) => wanted(list),
        Value::Object(members) if depth > 0 => {
            members.values().any(|inner| holds_list(inner, wanted, depth - 1))
        }
        _ => false,
    }
}

/// The longest list of objects in the document and the pointer to it, at most `depth` steps down.
fn longest_list<'a>(value: &'a Value, path: &str, depth: usize) -> Option<(String, &'a [Value])> {
    match value {
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_object) => {
            Some((path.to_string(), list))
        }
        Value::Object(members) if depth > 0 => members
            .iter()
            .filter_map(|(key, inner)| {
                longest_list(inner, &format!("{path}/{}", escaped(key)), depth - 1)
            })
            .max_by_key(|(pointer, list)| (list.len(), std::cmp::Reverse(pointer.clone()))),
        _ => None,
    }
}

/// Names of lists whose elements are what customers said about what holds them.
const SAID: [&str; 8] = [
    "comments",
    "reviews",
    "answers",
    "feedback",
    "ratings",
    "opinions",
    "testimonials",
    "messages",
];

/// What pages of an API put around a list: the list itself, or these inside of it.
const AROUND: [&str; 5] = ["data", "items", "nodes", "edges", "results"];

/// The list itself, or the lists of comments in its elements.
fn inner(format: Format, pointer: &str, units: &[Value]) -> Head {
    let own = |key: &str| {
        matches!(
            key.to_lowercase().as_str(),
            "description"
                | "body"
                | "content"
                | "text"
                | "message"
                | "review"
                | "comment"
                | "caption"
        )
    };
    let objects: Vec<&Map<String, Value>> = units.iter().filter_map(Value::as_object).collect();
    let speaks = objects.iter().any(|one| one.keys().any(|key| own(key)));
    let list = SAID.iter().find_map(|name| {
        let key = objects
            .iter()
            .flat_map(|one| one.keys())
            .find(|key| key.to_lowercase().ends_with(name))?;
        let (steps, elements) = said_under(&objects, key);
        (elements.len() > objects.len()).then_some((key, steps, elements))
    });
    match list {
        Some((key, steps, elements)) if !speaks || is_brands(&objects, &elements) => {
            let records = format!("{pointer}/*/{steps}");
            let mut head = columns(format, Some(records), &elements);
            head.said.push(format!("its records are the {key} in each element of its list"));
            head
        }
        _ => columns(format, (!pointer.is_empty()).then(|| pointer.to_owned()), units),
    }
}

/// The objects that the members of this name hold, and the steps to them.
fn said_under(objects: &[&Map<String, Value>], key: &str) -> (String, Vec<Value>) {
    let members: Vec<&Value> = objects.iter().filter_map(|one| one.get(key)).collect();
    let around = members
        .iter()
        .filter_map(|one| one.as_object())
        .find_map(|page| AROUND.iter().find(|name| page.get(**name).is_some_and(Value::is_array)));
    let lists = members.iter().filter_map(|one| match around {
        Some(name) => one.get(*name)?.as_array(),
        None => one.as_array(),
    });
    let elements = lists.flatten().filter(|one| one.is_object()).cloned().collect();
    let steps = match around {
        Some(name) => format!("{}/{name}", escaped(key)),
        None => escaped(key),
    };
    (steps, elements)
}

/// Whether the elements of a list are one author's and what is said under them is of many: the posts
/// of a brand's page. A ticket has a state and a subject, and what it says is the customer's.
fn is_brands(objects: &[&Map<String, Value>], elements: &[Value]) -> bool {
    const DESK: [&str; 7] =
        ["subject", "status", "state", "priority", "requester", "assignee", "rating"];
    const AUTHOR: [&str; 6] = ["author", "from", "user", "username", "owner", "ownerUsername"];
    let authors = |one: &Map<String, Value>| {
        AUTHOR.iter().find_map(|key| one.get(*key)).map(Value::to_string)
    };
    let desk = objects.iter().any(|one| DESK.iter().any(|key| one.contains_key(*key)));
    let posts: BTreeSet<String> = objects.iter().filter_map(|one| authors(one)).collect();
    let said: BTreeSet<String> =
        elements.iter().filter_map(|one| authors(one.as_object()?)).collect();
    !desk && posts.len() < 2 && said.len() > posts.len() && said.len() > 1
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Records as columns.
pub(super) fn columns(format: Format, records: Option<String>, units: &[Value]) -> Head {
    let units = &units[..units.len().min(MOST_UNITS)];
    let mut found: BTreeMap<String, HeadColumn> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for (row, unit) in units.iter().enumerate() {
        gather(unit, "", "", 4, &mut |pointer, name, value| {
            if found.len() >= MOST_COLUMNS && !found.contains_key(pointer) {
                return;
            }
            let column = found.entry(pointer.to_string()).or_insert_with(|| {
                order.push(pointer.to_string());
                // A key of the unit itself needs no pointer, unless it looks like one.
                let top = &pointer[1..];
                let plain = !top.contains(['/', '~']) && !top.is_empty();
                let plain = plain && (!top.starts_with('@') || top == "@key");
                HeadColumn {
                    selector: if plain { top } else { pointer }.to_string(),
                    name: name.to_string(),
                    path: top.replace(['/', '*', '$'], " "),
                    cells: vec![None; units.len()],
                }
            });
            let cell = &mut column.cells[row];
            *cell = match cell.take() {
                None => Some(value),
                Some(before) => Some(format!("{before}\n{value}")),
            };
        });
    }
    let mut head = Head::new(format);
    head.shape = Shape::List;
    head.records = records;
    head.units = units.len();
    head.columns = order.iter().filter_map(|pointer| found.remove(pointer)).collect();
    head
}

/// Tells every scalar of a unit with its pointer and name; lists of scalars as `*`. What a document
/// database wraps a value in (`$oid`, `$numberInt`) has the name of what it wraps.
fn gather(
    value: &Value,
    path: &str,
    name: &str,
    depth: usize,
    tell: &mut impl FnMut(&str, &str, String),
) {
    match value {
        Value::Object(members) if depth > 0 => {
            for (key, inner) in members {
                let called = if key.starts_with('$') { name } else { key };
                gather(inner, &format!("{path}/{}", escaped(key)), called, depth - 1, tell);
            }
        }
        Value::Array(list) => {
            for inner in list.iter().filter(|inner| !inner.is_array() && !inner.is_object()) {
                gather(inner, &format!("{path}/*"), name, 0, tell);
            }
        }
        Value::String(text) if !text.trim().is_empty() && !path.is_empty() => {
            tell(path, name, text.trim().to_string());
        }
        Value::Number(number) if !path.is_empty() => tell(path, name, number.to_string()),
        Value::Bool(truth) if !path.is_empty() => tell(path, name, truth.to_string()),
        _ => {}
    }
}
