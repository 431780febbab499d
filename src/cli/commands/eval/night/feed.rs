//! The gold file as a feed, written as a user would write it.
//!
//! Takes the records, gives the settings as shipped with one source: a field is mapped when a
//! record has it. Labels are not among them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::gold::Gold;
use crate::cli::args::GoldArgs;
use crate::cli::failure::Failure;
use crate::config;
use crate::model::Kind;
use crate::pipeline;

/// Fields of the records that the program has a place for, beside `text` and `rating`.
const FIELDS: [&str; 5] = ["id", "title", "created_at", "lang", "product"];

/// Fields that are segments.
const SEGMENTS: [&str; 3] = ["company", "version", "country"];

/// The folder of the gold file, and the settings that read it.
pub(in super::super) fn settings(
    args: &GoldArgs,
    gold: &Gold,
) -> Result<(PathBuf, pipeline::Settings), Failure> {
    let path: &Path = &args.gold;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let written = written(&name, gold.records());
    let settings = config::parse(&written, "eval night").map_err(Failure::Settings)?;
    let mut settings = settings.for_the_night();
    settings.themes.seed = args.seed;
    Ok((folder.unwrap_or(Path::new(".")).to_owned(), settings))
}

/// An `earful.toml` with one source; a company must have a name, and nobody says this one.
fn written(file: &str, records: &[Value]) -> String {
    let has = |name: &&&str| records.iter().any(|one| one.get(**name).is_some_and(is_there));
    let file = file.chars().map(|c| match c {
        // What a glob would take for a pattern stands for itself between brackets.
        '*' | '?' | '[' | ']' | '{' | '}' => format!("[{c}]"),
        c => c.to_string(),
    });
    // A JSON string is a TOML string.
    let file = Value::from(file.collect::<String>());
    let mut toml = format!(
        "company = \"X\"\n\n[sources.all]\nkind = \"{}\"\nfiles = [{file}]\n\n[sources.all.fields]\ntext = \"/text\"\n",
        kind(records)
    );
    let mapped = |names: &[&'static str]| -> String {
        names.iter().filter(has).map(|name| format!("{name} = \"/{name}\"\n")).collect()
    };
    toml.push_str(&mapped(&FIELDS));
    let ratings = numbers(records, "rating");
    if !ratings.is_empty() {
        let least = ratings.iter().copied().fold(1.0, f64::min);
        let most = numbers(records, "rating_max").into_iter().reduce(f64::max).unwrap_or(5.0);
        toml.push_str("rating = \"/rating\"\n\n[sources.all.rating]\n");
        toml.push_str(&format!("min = {least}\nmax = {most}\n"));
    }
    let segments = mapped(&SEGMENTS);
    if !segments.is_empty() {
        toml.push_str(&format!("\n[sources.all.attrs]\n{segments}"));
    }
    toml
}

fn is_there(value: &Value) -> bool {
    !value.is_null()
}

fn numbers(records: &[Value], field: &str) -> Vec<f64> {
    records.iter().filter_map(|one| one.get(field)?.as_f64()).collect()
}

/// The channel that most records name (of equals the one that a [`Kind`] has first); a review where
/// none does.
fn kind(records: &[Value]) -> Kind {
    let named = |one: &Value| Kind::from_name(one.get("kind")?.as_str()?);
    let count = |kind: &Kind| records.iter().filter(|one| named(one) == Some(*kind)).count();
    Kind::ALL.into_iter().rev().max_by_key(count).unwrap_or(Kind::Review)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_record_has_is_mapped_and_labels_are_not() {
        let records = [
            json!({ "text": "a", "rating": 0, "rating_max": 10, "kind": "survey", "title": null }),
            json!({ "text": "b", "id": 7, "country": "IE", "labels": { "theme": "x" } }),
        ];
        let toml = written("a[1].jsonl", &records);
        let expected = "company = \"X\"\n\n[sources.all]\nkind = \"survey\"\nfiles = [\"a[[]1[]].jsonl\"]\n\n\
            [sources.all.fields]\ntext = \"/text\"\nid = \"/id\"\nrating = \"/rating\"\n\n\
            [sources.all.rating]\nmin = 0\nmax = 10\n\n[sources.all.attrs]\ncountry = \"/country\"\n";
        assert_eq!(toml, expected);
        config::parse(&toml, "test").expect("settings without a fault");
        config::parse(&written("a.jsonl", &records[1..]), "test").expect("no rating is no fault");
    }

    #[test]
    fn the_channel_of_most() {
        let of = |kind: &str| json!({ "kind": kind });
        assert_eq!(kind(&[of("ticket"), of("survey"), of("survey")]), Kind::Survey);
        assert_eq!(kind(&[of("ticket"), of("survey")]), Kind::Ticket);
        assert_eq!(kind(&[of("letter")]), Kind::Review);
    }
}
