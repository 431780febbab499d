//! Labelled texts from a file.
//!
//! Takes a file of JSON lines, plain or gzip, gives the texts with their labels. A line that is not
//! a record with a text stops the reading with its number: a gold set with holes measures nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::cli::args::GoldArgs;
use crate::cli::failure::Failure;
use crate::model::Kind;
use crate::pipeline::Text;

/// Texts with their channel, and the labels of each.
pub(super) type Channelled = (Vec<(Text, Kind)>, Vec<Vec<String>>);

/// A gold set.
pub(super) struct Gold {
    texts: Vec<Text>,
    records: Vec<Value>,
    /// Where each record stands in its file, 1 for the first line.
    lines: Vec<u64>,
}

impl Gold {
    /// Reads the file.
    pub(super) fn read(args: &GoldArgs) -> Result<Gold, Failure> {
        let path: &Path = &args.gold;
        let fault = |what: String| Failure::Usage(format!("{}: {what}", path.display()));
        let mut gold = Gold { texts: Vec::new(), records: Vec::new(), lines: Vec::new() };
        for (at, record) in json_lines(path)? {
            let text = record.get("text").and_then(Value::as_str);
            let text = text.ok_or_else(|| fault(format!("line {at}: there is no text `text`")))?;
            let lang = record.get("lang").or_else(|| record.pointer("/labels/lang"));
            let lang = lang.and_then(Value::as_str).and_then(|code| code.parse().ok());
            gold.texts.push(Text { text: text.to_owned(), lang: lang.unwrap_or(args.lang) });
            gold.records.push(record);
            gold.lines.push(at);
        }
        if gold.texts.is_empty() {
            return Err(fault("holds no text".to_owned()));
        }
        Ok(gold)
    }

    /// All texts, in file order.
    pub(super) fn texts(&self) -> &[Text] {
        &self.texts
    }

    /// All records as they were read, in file order.
    pub(super) fn records(&self) -> &[Value] {
        &self.records
    }

    /// The place of the record that begins on a line of the file, 1 for the first.
    pub(super) fn at_line(&self, line: u64) -> Option<usize> {
        self.lines.binary_search(&line).ok()
    }

    /// What each record holds in a field as one word, in file order; `None` where it has none.
    pub(super) fn each(&self, field: &str) -> Vec<Option<String>> {
        let pointer = pointer(field);
        let of = |record: &Value| word(record.get(field).or_else(|| record.pointer(&pointer))?);
        self.records.iter().map(of).collect()
    }

    /// The texts whose record has the field, with its values as words: one, or those of a list.
    ///
    /// A field is a name, names joined by dots, or a JSON pointer. Records without it, or with
    /// null or an empty list, are left out; a set without any is a fault.
    pub(super) fn labelled(&self, field: &str) -> Result<(Vec<Text>, Vec<Vec<String>>), Failure> {
        let (texts, labels) = self
            .values(field)?
            .into_iter()
            .map(|(at, said)| (self.texts[at].clone(), said))
            .unzip();
        Ok((texts, labels))
    }

    /// The same texts, each with the channel that its record's `kind` names (a review without one).
    pub(super) fn labelled_by_channel(&self, field: &str) -> Result<Channelled, Failure> {
        let kind = |at: usize| self.records[at].get("kind").and_then(Value::as_str);
        let (texts, labels) = self
            .values(field)?
            .into_iter()
            .map(|(at, said)| {
                let kind = kind(at).and_then(Kind::from_name).unwrap_or(Kind::Review);
                ((self.texts[at].clone(), kind), said)
            })
            .unzip();
        Ok((texts, labels))
    }

    /// The records that have the field, by their place, with its values as words.
    fn values(&self, field: &str) -> Result<Vec<(usize, Vec<String>)>, Failure> {
        let pointer = pointer(field);
        let mut found = Vec::new();
        for (at, record) in self.records.iter().enumerate() {
            let Some(value) = record.get(field).or_else(|| record.pointer(&pointer)) else {
                continue;
            };
            let mut said: Vec<String> = match value {
                Value::Array(values) => values.iter().filter_map(word).collect(),
                Value::Object(values) => values.keys().cloned().collect(),
                one => word(one).into_iter().collect(),
            };
            said.sort();
            said.dedup();
            if !said.is_empty() {
                found.push((at, said));
            }
        }
        if found.is_empty() {
            return Err(Failure::Usage(format!(
                "no record has the field `{field}`: name one as in `labels.theme` or `/labels/theme`"
            )));
        }
        Ok(found)
    }
}

/// The lines of a file of JSON lines, plain or gzip, with their numbers from 1 on; empty ones are
/// left out.
pub(super) fn json_lines(path: &Path) -> Result<Vec<(u64, Value)>, Failure> {
    let fault = |what: String| Failure::Usage(format!("{}: {what}", path.display()));
    let bytes = fs::read(path).map_err(|error| fault(format!("cannot be read: {error}")))?;
    let mut lines = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(&bytes[..])
            .read_to_string(&mut lines)
            .map_err(|error| fault(format!("is not whole gzip of UTF-8: {error}")))?;
    } else {
        lines = String::from_utf8(bytes).map_err(|error| fault(error.to_string()))?;
    }
    let said = lines.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    said.map(|(line, at)| match serde_json::from_str(line) {
        Ok(record) => Ok((at, record)),
        Err(error) => Err(fault(format!("line {at}: {error}"))),
    })
    .collect()
}

/// A field's name as a JSON pointer.
fn pointer(field: &str) -> String {
    match field.strip_prefix('/') {
        Some(_) => field.to_owned(),
        None => format!("/{}", field.replace('.', "/")),
    }
}

/// A value as a word; nothing for null and for what has parts (its first part when there is one
/// named `aspect` or `feature`).
pub(super) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Array(parts) => parts.first().and_then(word),
        Value::Object(parts) => ["aspect", "feature", "category"]
            .iter()
            .find_map(|name| parts.get(*name))
            .and_then(word),
        Value::Null => None,
    }
}

/// Words to numbers, in the order of the words.
pub(super) fn numbered(labels: &[Vec<String>]) -> Vec<Vec<u32>> {
    let mut numbers: BTreeMap<&String, u32> = BTreeMap::new();
    labels.iter().flatten().for_each(|label| {
        numbers.insert(label, 0);
    });
    numbers.values_mut().zip(0..).for_each(|(number, at)| *number = at);
    labels.iter().map(|said| said.iter().map(|label| numbers[label]).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(lines: &[&str]) -> Gold {
        let records: Vec<Value> =
            lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let text = Text { text: "x".to_owned(), lang: crate::model::Lang::ENGLISH };
        Gold { texts: vec![text; records.len()], records, lines: Vec::new() }
    }

    #[test]
    fn fields_and_pointers() {
        let gold = gold(&[
            r#"{"team": "b", "labels": {"theme": "pay"}}"#,
            r#"{"team": "a", "labels": {"theme": ["pay", "app", "pay"]}}"#,
            r#"{"labels": {"theme": null}}"#,
            r#"{"a.b": 3, "labels": {"theme": [{"aspect": "seat"}]}}"#,
        ]);
        let of = |field| gold.labelled(field).expect("there").1;
        assert_eq!(of("team"), [["b"], ["a"]]);
        assert_eq!(of("labels.theme"), [vec!["pay"], vec!["app", "pay"], vec!["seat"]]);
        assert_eq!(of("/labels/theme"), of("labels.theme"));
        assert_eq!(of("a.b"), [["3"]]);
        assert!(gold.labelled("nowhere").is_err());
        assert_eq!(numbered(&of("team")), [[1], [0]]);
    }
}
