//! One `[sources.NAME]` table: a preset written in place.
//!
//! Takes the table, gives the preset. The keys are those of a preset file; the ones a simple feed
//! needs may stand at the top (`files`, `format`, `questions`, …) instead of in `[input]` and
//! `[text]`, and what the file name or the scale already says need not be said again.

use std::collections::BTreeMap;

use crate::model::{Kind, RatingKind};
use crate::sources::preset::{
    Expression, Fields, Format, Input, Preset, Scale, Text, TextMode, Time, Update,
};

use super::expression;
use super::keys::Keys;

/// A field larger than 16 MiB is no feedback; intake cuts texts far below it, and a quote that was
/// never closed is found before it has eaten the memory.
const MAX_FIELD_BYTES: usize = 1 << 24;
/// Feedback compresses 3 to 20 times; 200 leaves room for repetition and stops bombs.
const MAX_RATIO: u64 = 200;
/// 64 GiB: more than any feed in text, less than a disk.
const MAX_BYTES: u64 = 1 << 36;

const FORMATS: [(&str, Format); 5] = [
    ("csv", Format::Csv),
    ("ndjson", Format::Ndjson),
    ("jsonl", Format::Ndjson),
    ("json", Format::Json),
    ("tsv", Format::Csv),
];

/// The preset in a table; faults are noted, and what is missing has its default.
pub(super) fn read(name: &str, mut keys: Keys) -> Option<Preset> {
    let kind = keys.choice("kind", &Kind::ALL.map(|kind| (kind.name(), kind)));
    if !keys.has("kind") {
        keys.missing("kind", "say \"review\", \"ticket\", \"survey\" or \"community\"");
    }
    let input = input(&mut keys);
    let deletes =
        expression::conditions(&mut keys, "delete", false).into_iter().map(|(one, _)| one);
    let deletes = deletes.collect();
    let skips = expression::conditions(&mut keys, "skip", true);
    let (fields, text_field) = fields(&mut keys);
    let time = time(&mut keys);
    let rating = scale(&mut keys, fields.rating.is_some());
    let text = text(&mut keys, text_field);
    let attrs = attrs(&mut keys);
    let update = keys
        .choice("update", &[("upsert", Update::Upsert), ("append", Update::Append)])
        .unwrap_or_default();
    let authors_shared =
        keys.choice("authors", &[("shared", true), ("own", false)]).unwrap_or(false);
    let never = never(&mut keys);
    for (at, selector) in &never {
        let open = attrs
            .iter()
            .map(|(name, one)| (format!("attrs.{name}"), one))
            .chain(fields.title.iter().map(|one| ("fields.title".to_string(), one)))
            .chain(text.iter().filter_map(|text| match &text.mode {
                TextMode::Field(one) => Some(("text.from".to_string(), one)),
                TextMode::Questions(_) => None,
            }));
        for (place, one) in open {
            if selects(one, selector) {
                let problem = format!("{selector:?} must never come out, but {place} takes it");
                keys.page().fault(*at, keys.path_of("pii"), problem, "remove one of the two");
            }
        }
    }
    keys.finish();
    Some(Preset {
        source: name.to_string(),
        kind: kind?,
        input: input?,
        deletes,
        skips,
        fields,
        time,
        rating,
        text: text?,
        attrs,
        update,
        authors_shared,
        never: never.into_iter().map(|(_, selector)| selector).collect(),
    })
}

fn input(source: &mut Keys) -> Option<Input> {
    if !source.has("input") {
        return input_keys(source);
    }
    let mut keys = source.table("input");
    let input = input_keys(&mut keys);
    keys.finish();
    input
}

fn input_keys(keys: &mut Keys) -> Option<Input> {
    let globs = expression::globs(keys, "files");
    if !keys.has("files") {
        keys.missing("files", "name the files, such as [\"data/reviews*.csv\"]");
    } else if globs.is_empty()
        && let Some(item) = keys.take("files").filter(|item| item.get_ref().is_array())
    {
        keys.wrong(item, "files", "the list is empty", "name at least one file");
    }
    let files: Vec<String> = globs.into_iter().map(|(_, glob)| glob).collect();
    let said = keys.choice("format", &FORMATS);
    let guessed = format_of(&files);
    if said.is_none() && guessed.is_none() && !files.is_empty() && !keys.has("format") {
        let fix = "say \"csv\", \"ndjson\" or \"json\": the file names do not tell";
        keys.missing("format", fix);
    }
    let encoding = keys.text("encoding").map(str::to_string).filter(|label| label != "auto");
    if let Some(label) = &encoding
        && encoding_rs::Encoding::for_label(label.as_bytes()).is_none()
        && let Some(item) = keys.take("encoding")
    {
        let fix = "use a label such as \"utf-8\", \"utf-16le\", \"windows-1252\"";
        keys.wrong(item, "encoding", format!("{label:?} is no known encoding"), fix);
    }
    let skip_rows = keys.whole("skip_rows", 0..=10_000, 0);
    let mut csv = keys.table("csv");
    let tabs = files.iter().any(|file| bare(file).ends_with(".tsv"))
        || keys.has("format") && keys.text("format") == Some("tsv");
    let delimiter = delimiter(keys).or_else(|| delimiter(&mut csv)).or(tabs.then_some('\t'));
    let pad_ragged_rows = ragged(keys).or_else(|| ragged(&mut csv)).unwrap_or(false);
    csv.finish();
    let mut json = keys.table("json");
    let records = records(keys).or_else(|| records(&mut json));
    json.finish();
    let mut limits = keys.table("limits");
    let max_field_bytes = limits.whole("max_field_bytes", 1024..=1 << 30, MAX_FIELD_BYTES);
    let max_ratio = limits.whole("max_ratio", 1..=1_000_000, MAX_RATIO);
    let max_bytes = limits.whole("max_bytes", 1 << 20..=1 << 50, MAX_BYTES);
    limits.finish();
    Some(Input {
        format: said.or(guessed)?,
        files,
        encoding,
        skip_rows,
        delimiter,
        pad_ragged_rows,
        records,
        max_field_bytes,
        max_ratio,
        max_bytes,
    })
}

fn delimiter(keys: &mut Keys) -> Option<char> {
    let text = keys.text("delimiter").filter(|text| *text != "auto")?;
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        // The reader cuts bytes, so the separator has to be one.
        (Some(one), None) if one.is_ascii() && !matches!(one, '"' | '\n' | '\r') => Some(one),
        _ => {
            if let Some(item) = keys.take("delimiter") {
                let fix = "use \",\", \";\", \"\\t\", \"|\" or \"auto\"";
                keys.wrong(item, "delimiter", format!("{text:?} is no separator"), fix);
            }
            None
        }
    }
}

fn ragged(keys: &mut Keys) -> Option<bool> {
    keys.choice("ragged", &[("reject", false), ("pad", true)])
}

fn records(keys: &mut Keys) -> Option<String> {
    let pointer = keys.text("records")?;
    if !pointer.is_empty() && !pointer.starts_with('/') {
        if let Some(item) = keys.take("records") {
            let fix = format!("write \"/{pointer}\"");
            keys.wrong(item, "records", format!("{pointer:?} is no JSON pointer"), fix);
        }
        return None;
    }
    (!pointer.is_empty()).then(|| pointer.to_string())
}

/// A file name in lower case without the ending of its compression.
fn bare(file: &str) -> String {
    let name = file.to_ascii_lowercase();
    [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name).to_string()
}

/// The format all the names agree on.
pub(super) fn format_of(files: &[String]) -> Option<Format> {
    let mut formats = files.iter().map(|file| {
        let name = bare(file);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        FORMATS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format)
    });
    let first = formats.next()??;
    formats.all(|other| other == Some(first)).then_some(first)
}

/// The fields every record has, and the shorthand for the text.
fn fields(source: &mut Keys) -> (Fields, Option<Expression>) {
    let mut keys = source.table("fields");
    let fields = Fields {
        id: expression::take(&mut keys, "id"),
        created_at: expression::take(&mut keys, "created_at"),
        updated_at: expression::take(&mut keys, "updated_at"),
        rating: expression::take(&mut keys, "rating"),
        title: expression::take(&mut keys, "title"),
        lang: expression::take(&mut keys, "lang"),
        author: expression::take(&mut keys, "author"),
        product: expression::take(&mut keys, "product"),
        value: expression::take(&mut keys, "value"),
        question: expression::take(&mut keys, "question"),
    };
    let text = expression::take(&mut keys, "text");
    keys.finish();
    (fields, text)
}

fn time(source: &mut Keys) -> Time {
    let mut keys = source.table("time");
    let formats = expression::time_formats(&mut keys, "formats");
    let zone = keys.text("zone").map(str::to_string);
    if let Some(name) = &zone
        && jiff::tz::TimeZone::get(name).is_err()
        && let Some(item) = keys.take("zone")
    {
        let fix = "use a name such as \"Europe/Berlin\" or \"UTC\"";
        keys.wrong(item, "zone", format!("{name:?} is no time zone"), fix);
    }
    keys.finish();
    Time { formats, zone }
}

fn scale(source: &mut Keys, rated: bool) -> Option<Scale> {
    const WIDEST: f64 = 1e9;
    let there = source.has("rating");
    let mut keys = source.table("rating");
    if !there && !rated {
        return None;
    }
    let min = keys.maybe_number("min", -WIDEST..=WIDEST);
    let max = keys.maybe_number("max", -WIDEST..=WIDEST);
    for (end, key) in [("worst", "min"), ("best", "max")] {
        if !keys.has(key) {
            keys.missing(
                key,
                format!("give the {end} rating the scale allows, such as {}", {
                    if key == "min" { 1 } else { 5 }
                }),
            );
        }
    }
    let kind = keys.choice("kind", &RatingKind::ALL.map(|kind| (kind.name(), kind)));
    let missing = keys.plain_texts("missing");
    if there && !rated {
        keys.page().fault(
            keys.start(),
            source.path_of("rating"),
            "there is a scale but no rating",
            "name the column in [fields]: rating = \"…\"",
        );
    }
    let (min, max) = (min?, max?);
    if min == max
        && let Some(item) = keys.take("max")
    {
        keys.wrong(item, "max", "the best rating equals the worst", "give the scale two ends");
    }
    keys.finish();
    let guessed = if (min, max) == (0.0, 10.0) { RatingKind::Nps } else { RatingKind::Stars };
    Some(Scale { kind: kind.unwrap_or(guessed), min, max, missing })
}

fn text(source: &mut Keys, short: Option<Expression>) -> Option<Text> {
    let top = source.plain_texts("questions");
    let mut keys = source.table("text");
    let modes = [("field", false), ("questions", true)];
    let said = keys.choice("mode", &modes);
    let from = expression::take(&mut keys, "from");
    let inner = keys.plain_texts("questions");
    let transforms = expression::transforms(&mut keys, "transforms");
    let missing = keys.plain_texts("missing");
    let place = keys.start();
    keys.finish();
    let written = [from.is_some(), short.is_some(), !top.is_empty(), !inner.is_empty()];
    if written.iter().filter(|one| **one).count() > 1 {
        source.page().fault(
            place,
            source.path_of("text"),
            "the text is named more than once",
            "keep one of `fields.text`, `text.from`, `questions`",
        );
    }
    let questions = if top.is_empty() { inner } else { top };
    let mode = match from.or(short) {
        _ if !questions.is_empty() || said == Some(true) => {
            if questions.is_empty() {
                source.missing("questions", "name the columns of the open questions");
            }
            TextMode::Questions(questions)
        }
        Some(expression) => TextMode::Field(expression),
        None => {
            let named = source.has("fields") && source.table("fields").has("text")
                || source.has("text") && source.table("text").has("from")
                || source.has("questions");
            // A text that is named and wrong has its fault already.
            if !named {
                let fix = "name the column of the customer's words in [fields]: text = \"…\"";
                source.missing("text", fix);
            }
            return None;
        }
    };
    Some(Text { mode, transforms, missing })
}

fn attrs(source: &mut Keys) -> BTreeMap<String, Expression> {
    let keys = source.table("attrs");
    let mut attrs = BTreeMap::new();
    for (name, span, item) in keys.entries() {
        if name.trim().is_empty() || name.chars().any(char::is_control) || name.len() > 64 {
            keys.page().fault(
                span.start,
                keys.path_of(name),
                "no name for a segment",
                "use a short word, such as country",
            );
        } else if let Some(expression) = expression::read(&keys, item, name, 0) {
            attrs.insert(name.to_string(), expression);
        }
    }
    attrs
}

fn never(source: &mut Keys) -> Vec<(usize, String)> {
    let mut keys = source.table("pii");
    let never = keys.texts("never");
    keys.finish();
    never
}

/// Whether the expression takes anything from the selector (or from below it, in JSON).
fn selects(expression: &Expression, selector: &str) -> bool {
    let same = |one: &str| {
        one == selector
            || one
                .strip_prefix(selector)
                .is_some_and(|rest| selector.starts_with('/') && rest.starts_with('/'))
    };
    match expression {
        Expression::Select(one) => same(one),
        Expression::First(list) => list.iter().any(|one| selects(one, selector)),
        Expression::Constant(_) => false,
        // A hash says that two are the same, not what they are.
        Expression::Hash(_) => false,
        Expression::Template(text) => text
            .split('{')
            .skip(1)
            .filter_map(|piece| piece.split_once('}'))
            .any(|(name, _)| same(name)),
        Expression::With { present: true, .. } => false,
        Expression::With { from, .. } => selects(from, selector),
    }
}
