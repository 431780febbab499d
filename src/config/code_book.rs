//! A team's own known pains, from a file.
//!
//! Takes a CSV file with the columns `name`, `examples` and, where wanted, `parent`, `severity` and
//! `other_names` (examples and other names parted by ` | `; rows of one name are joined), or a TOML
//! file with a table `[[pain]]` for each. Gives a field of the catalogue. A file that cannot be used
//! is refused whole, with the line and what to do about it.

use std::path::Path;

use serde_json::Value;

use crate::catalogue::{Field, Pain};
use crate::model::Lang;

/// What is wrong with a code book, and the fix.
type Refused = (String, String);

/// A code book larger than this is none: a megabyte is 10,000 examples.
const MOST_BYTES: u64 = 4 << 20;

const FIX: &str = "give it the columns name, parent and examples (examples parted by \" | \")";

/// Reads a code book; its field is named by the file.
pub(super) fn read(path: &Path) -> Result<Field, Refused> {
    let unreadable = |fault: String| (fault, "point to a CSV or TOML file".to_owned());
    let size = std::fs::metadata(path).map_err(|fault| unreadable(fault.to_string()))?.len();
    if size > MOST_BYTES {
        return Err(unreadable(format!("is {size} bytes long, more than a code book can be")));
    }
    let bytes = std::fs::read(path).map_err(|fault| unreadable(fault.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| ("is no UTF-8".to_owned(), "save it as UTF-8".to_owned()))?;
    let name = path.file_stem().map_or("code book".into(), |stem| stem.to_string_lossy());
    let is_toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    let pains = if is_toml { from_toml(&text)? } else { from_csv(&text)? };
    if pains.is_empty() {
        return Err(("it names no pain".to_owned(), FIX.to_owned()));
    }
    Ok(Field { name: format!("code book {name}"), pains })
}

/// One row, whichever file it came from.
#[derive(Default)]
struct Row {
    name: String,
    parent: String,
    severity: Option<String>,
    other_names: Vec<String>,
    examples: Vec<String>,
}

fn from_csv(text: &str) -> Result<Vec<Pain>, Refused> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    let delimiter = [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&one| header.bytes().filter(|&byte| byte == one).count())
        .unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> = reader
        .headers()
        .map_err(|fault| (fault.to_string(), FIX.to_owned()))?
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    let place = |names: &[&str]| columns.iter().position(|one| names.contains(&one.as_str()));
    let (Some(name), Some(examples)) =
        (place(&["name", "pain", "code"]), place(&["examples", "example", "phrases"]))
    else {
        return Err(("its first line has no columns name and examples".to_owned(), FIX.to_owned()));
    };
    let (parent, severity) = (place(&["parent", "area"]), place(&["severity"]));
    let other_names = place(&["other_names", "other names"]);
    let mut pains = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|fault| (fault.to_string(), FIX.to_owned()))?;
        let cell =
            |place: Option<usize>| record.get(place?).map(str::trim).filter(|c| !c.is_empty());
        let row = Row {
            name: cell(Some(name)).unwrap_or_default().to_owned(),
            parent: cell(parent).unwrap_or_default().to_owned(),
            severity: cell(severity).map(str::to_owned),
            other_names: parted(cell(other_names).unwrap_or_default()),
            examples: parted(cell(Some(examples)).unwrap_or_default()),
        };
        add(&mut pains, row, at + 2)?;
    }
    Ok(pains)
}

fn from_toml(text: &str) -> Result<Vec<Pain>, Refused> {
    let table: Value = toml::from_str(text)
        .map_err(|fault| (fault.to_string().replace('\n', " "), FIX.to_owned()))?;
    let tables = table.get("pain").and_then(Value::as_array);
    let tables = tables.ok_or_else(|| {
        let fix = "write a table [[pain]] with name, parent and examples for each";
        ("it has no table [[pain]]".to_owned(), fix.to_owned())
    })?;
    let mut pains = Vec::new();
    for (at, one) in tables.iter().enumerate() {
        let text = |key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let list = |key: &str| -> Vec<String> {
            let list = one.get(key).and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let row = Row {
            name: text("name"),
            parent: text("parent"),
            severity: one.get("severity").map(ToString::to_string),
            other_names: list("other_names"),
            examples: list("examples"),
        };
        add(&mut pains, row, at + 1)?;
    }
    Ok(pains)
}

/// Adds a row to the pain of its name. `line` is what faults call it.
fn add(pains: &mut Vec<Pain>, row: Row, line: usize) -> Result<(), Refused> {
    let refused =
        |problem: &str, fix: &str| Err((format!("line {line}: {problem}"), fix.to_owned()));
    if row.name.is_empty() {
        return refused("it has no name", "name every pain");
    }
    let severity = match row.severity.as_deref().map(str::parse::<u8>) {
        None => 1,
        Some(Ok(level @ 0..=3)) => level,
        Some(_) => return refused("its severity is not 0 to 3", "use 0, 1, 2 or 3"),
    };
    let examples = row.examples.into_iter().map(|one| (Lang::ENGLISH, one));
    match pains.iter_mut().find(|pain| pain.name == row.name) {
        Some(pain) => {
            pain.phrases.extend(examples);
            pain.other_names.extend(row.other_names);
        }
        None => pains.push(Pain {
            name: row.name,
            area: row.parent,
            severity,
            other_names: row.other_names,
            phrases: examples.collect(),
        }),
    }
    Ok(())
}

fn parted(cell: &str) -> Vec<String> {
    cell.split('|').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_toml_say_the_same() {
        let csv = "name;parent;examples\nLate bus;Buses;bus late | waited for the bus\n\
                   Dirty seats;Buses;sticky seat\nLate bus;;never on time\n";
        let toml = "[[pain]]\nname = \"Late bus\"\nparent = \"Buses\"\nexamples = [\"bus late\", \
                    \"waited for the bus\", \"never on time\"]\n[[pain]]\nname = \"Dirty seats\"\n\
                    parent = \"Buses\"\nexamples = [\"sticky seat\"]\n";
        let pains = from_csv(csv).expect("it fits");
        assert_eq!(pains, from_toml(toml).expect("it fits"));
        assert_eq!((pains.len(), pains[0].phrases.len()), (2, 3));
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_line() {
        let fault = |text: &str| from_csv(text).expect_err("it does not fit").0;
        assert!(fault("name,examples\nA,b\n,c\n").starts_with("line 3"));
        assert!(fault("name,severity,examples\nA,9,b\n").contains("severity"));
        assert!(fault("title,words\nA,b\n").contains("columns"));
        assert!(from_toml("x = 1").is_err() && from_toml("[[pain").is_err());
    }
}
