//! Tables that a JSON document holds in another way than as a list of objects.
//!
//! Takes a whole document; gives its records as objects. pandas writes a table by column
//! (`{"text": {"0": …}}`), as lists beside one another, or split into names and rows; databases dump
//! one object whose keys are the ids of its records. Such a document has to be in memory.

use serde_json::{Map, Value};

use super::preset::Shape;

/// The key of a record under the name by which settings can have it.
pub(super) const KEY: &str = "@key";

/// How a document holds a table, if it is one.
pub(super) fn shape_of(document: &Value) -> Option<Shape> {
    let members = document.as_object()?;
    if members.len() < 2 {
        return None;
    }
    let list = |key: &str| members.get(key).and_then(Value::as_array);
    if let (Some(names), Some(rows)) = (list("columns"), list("data"))
        && names.iter().all(Value::is_string)
        && rows.iter().all(Value::is_array)
        && !rows.is_empty()
    {
        return Some(Shape::Split);
    }
    let scalar = |value: &Value| !value.is_array() && !value.is_object();
    let lengths: Vec<usize> = members
        .values()
        .map(|one| match one {
            Value::Array(list) if list.iter().all(scalar) => list.len(),
            _ => 0,
        })
        .collect();
    if lengths[0] > 1 && lengths.iter().all(|length| *length == lengths[0]) {
        return Some(Shape::ByColumn);
    }
    let numbered = |value: &Value| {
        value.as_object().is_some_and(|inner| {
            !inner.is_empty()
                && inner
                    .iter()
                    .all(|(key, one)| scalar(one) && key.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    members.values().all(numbered).then_some(Shape::ByColumn)
}

/// Whether a document is records by their keys: objects that share their names.
pub(super) fn is_keyed(document: &Value) -> bool {
    let Some(members) = document.as_object().filter(|members| members.len() > 1) else {
        return false;
    };
    let Some(inner) = members.values().map(Value::as_object).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let scalar = |value: &Value| !value.is_array() && !value.is_object();
    let Some(first) = inner.first() else { return false };
    let shared = first.iter().filter(|(key, value)| {
        let there = inner.iter().filter(|one| one.contains_key(*key)).count();
        scalar(value) && there * 5 >= inner.len() * 4
    });
    shared.count() >= 2
}

/// The pointer to the object, at most `depth` steps down, that is records by their keys.
pub(super) fn keyed_below(document: &Value, path: &str, depth: usize) -> Option<String> {
    if is_keyed(document) {
        return Some(path.to_owned());
    }
    let members = document.as_object().filter(|_| depth > 0)?;
    members.iter().find_map(|(key, inner)| {
        let key = key.replace('~', "~0").replace('/', "~1");
        keyed_below(inner, &format!("{path}/{key}"), depth - 1)
    })
}

/// The records of a document that is records by their keys, each with its key.
pub(super) fn keyed(document: &Value) -> Vec<Value> {
    let members = document.as_object().into_iter().flatten();
    members.filter_map(|(key, value)| with_key(value.clone(), key)).collect()
}

/// A record with its key; nothing where it is no object.
pub(super) fn with_key(value: Value, key: &str) -> Option<Value> {
    let Value::Object(mut record) = value else { return None };
    record.entry(KEY).or_insert_with(|| Value::from(key));
    Some(Value::Object(record))
}

/// The records of a table, `most` at most; none where the document is not of that shape.
pub(super) fn records(document: &Value, shape: Shape, most: usize) -> Vec<Value> {
    let Some(members) = document.as_object() else { return Vec::new() };
    match shape {
        Shape::List => Vec::new(),
        Shape::Split => {
            let list = |key: &str| members.get(key).and_then(Value::as_array);
            let names: Vec<&str> =
                list("columns").into_iter().flatten().filter_map(Value::as_str).collect();
            let rows = list("data").into_iter().flatten().take(most);
            rows.filter_map(Value::as_array)
                .map(|row| {
                    let pairs = names.iter().zip(row);
                    let pairs = pairs.map(|(name, value)| ((*name).to_owned(), value.clone()));
                    Value::Object(pairs.collect::<Map<String, Value>>())
                })
                .collect()
        }
        Shape::ByColumn => {
            // Rows in the order of the first column that names them.
            let keys: Vec<String> = match members.values().next() {
                Some(Value::Object(first)) => first.keys().cloned().collect(),
                Some(Value::Array(first)) => (0..first.len()).map(|at| at.to_string()).collect(),
                _ => Vec::new(),
            };
            let cell = |column: &Value, at: usize, key: &str| match column {
                Value::Object(cells) => cells.get(key).cloned(),
                Value::Array(cells) => cells.get(at).cloned(),
                _ => None,
            };
            keys.iter()
                .enumerate()
                .take(most)
                .map(|(at, key)| {
                    let pairs = members
                        .iter()
                        .filter_map(|(name, column)| Some((name.clone(), cell(column, at, key)?)));
                    Value::Object(pairs.collect::<Map<String, Value>>())
                })
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_way_to_write_a_table() {
        let wanted = [json!({"id": 1, "text": "slow"}), json!({"id": 2, "text": "kind"})];
        for document in [
            json!({"id": {"0": 1, "1": 2}, "text": {"0": "slow", "1": "kind"}}),
            json!({"id": [1, 2], "text": ["slow", "kind"]}),
            json!({"columns": ["id", "text"], "index": [0, 1], "data": [[1, "slow"], [2, "kind"]]}),
        ] {
            let shape = shape_of(&document).expect("a table");
            assert_eq!(records(&document, shape, 10), wanted, "{document}");
        }
        let keyed_by_id =
            json!({"r7": {"date": "x", "text": "slow"}, "r8": {"date": "y", "text": "kind"}});
        assert!(is_keyed(&keyed_by_id) && shape_of(&keyed_by_id).is_none());
        assert_eq!(keyed(&keyed_by_id)[1], json!({"date": "y", "text": "kind", "@key": "r8"}));
        for document in [
            json!({"meta": {"page": 1}, "rows": [{"id": 1}]}),
            json!({"a": [1, 2], "b": [1]}),
            json!({"guild": {"id": "1", "name": "x"}, "messages": []}),
            json!({}),
        ] {
            assert!(shape_of(&document).is_none() && !is_keyed(&document), "{document}");
        }
    }
}
