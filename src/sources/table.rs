//! Rows of separated values read as objects, for feeds whose records are objects.
//!
//! Takes decoded text; gives one unit a row. ETL tools land one stream as JSON lines or as CSV: the
//! record as JSON text in a column of the envelope, or one column for each field, a dot before the
//! names inside an object. NULL and empty text are one and the same there, and both are absent.

use std::io::{self, Read};

use serde_json::{Map, Value};

use super::encoding::Decoded;
use super::envelope::{Opened, Opener};
use super::expression::Cells;
use super::feed::Feed;
use super::framed;
use super::mapping::{Emit, Framed};
use super::selector::Place;
use super::separated;

/// First pass: the columns are there and the file does not end inside quotes. Gives the names of
/// selectors that are not in this file and need not be.
///
/// # Errors
/// Refuses with `missing_columns` or `unterminated_quote`.
pub(super) fn check<R: Read>(feed: &Feed, mut text: Decoded<R>) -> io::Result<Vec<String>> {
    let header = separated::header(feed, &mut text)?;
    let names: Vec<&str> = (0..header.columns.len()).map(|at| header.columns.name(at)).collect();
    // What is in an envelope is known when it is opened.
    let enveloped = names.contains(&"_airbyte_data");
    let exists = |number: usize| match &feed.selectors.all()[number].place {
        Place::Record(steps) => steps.first().is_none_or(|step| {
            let inside = |name: &&str| name.split('.').next() == Some(step);
            enveloped || names.iter().any(|name| name == step || inside(name))
        }),
        _ => true,
    };
    let absent = framed::present(feed, &exists, &header.columns.listed())?;
    separated::check_quotes(feed, &header, text)?;
    Ok(absent)
}

/// Second pass: every row.
///
/// # Errors
/// What the stream or `emit` reports.
pub(super) fn read<R: Read>(
    feed: &Feed,
    mut text: Decoded<R>,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let header = separated::header(feed, &mut text)?;
    let names: Vec<String> =
        (0..header.columns.len()).map(|at| header.columns.name(at).to_owned()).collect();
    let envelope = feed.preset.input.envelope.as_ref();
    let mut opener = Opener::of(&feed.latest);
    separated::read(feed, text, &mut |framed| {
        let opened = match framed.cells {
            Ok(Cells::Row { cells, .. }) => {
                let cells = cells.iter().map(String::from_utf8_lossy);
                match opener.open(envelope, object(names.iter().map(String::as_str).zip(cells))) {
                    Opened::Control => return Ok(()),
                    Opened::Record(value, generation) => Ok((value, generation)),
                    Opened::Bad(reason) => Err(reason),
                }
            }
            Ok(_) => Err("bad_row"),
            Err(reason) => Err(reason),
        };
        let Framed { record, line, repaired, .. } = framed;
        emit(Framed { repaired, ..Framed::opened(record, line, &opened) })
    })
}

/// A row as an object.
fn object<'a>(cells: impl Iterator<Item = (&'a str, std::borrow::Cow<'a, str>)>) -> Value {
    let mut made = Map::new();
    for (name, cell) in cells {
        if cell.is_empty() {
            continue;
        }
        let value = match cell.trim_start().as_bytes().first() {
            Some(b'{' | b'[') => serde_json::from_str(&cell)
                .unwrap_or_else(|_| Value::String(cell.clone().into_owned())),
            _ => Value::String(cell.into_owned()),
        };
        if let Some((outer, inner)) = name.split_once('.') {
            let nested = made.entry(outer).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(nested) = nested {
                nested.entry(inner).or_insert_with(|| value.clone());
            }
        }
        made.entry(name).or_insert(value);
    }
    Value::Object(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_an_object() {
        let row = [
            ("id", "007".into()),
            ("gone", "".into()),
            ("tags", "[\"a\"]".into()),
            ("name.first", "Kim".into()),
            ("text", "{not json".into()),
        ];
        let wanted = serde_json::json!({
            "id": "007", "tags": ["a"], "name": {"first": "Kim"}, "name.first": "Kim",
            "text": "{not json",
        });
        assert_eq!(object(row.into_iter()), wanted);
    }
}
