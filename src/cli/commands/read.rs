//! `earful read`: what a preset makes of files, on the terminal and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Outcome, Place};
use crate::cli::args::ReadArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened};
use crate::config;
use crate::pipeline::{self, Counts, Moment, Normalised, Preset, Reading};
use crate::report::escape;
use crate::store;

pub(super) fn run(place: &Place, args: &ReadArgs, out: &mut Printer) -> Outcome {
    if let Some(counts) = &args.counts {
        spare(counts, &args.files)?;
    }
    let preset = chosen(place, args)?;
    let reading = pipeline::read_with(&preset, &places(&args.files)?)?;
    if let Some(path) = &args.counts {
        let json = counts_json(&reading.counts);
        store::write_out(path, |file| file.write_all(&json))?;
    }
    if args.json {
        for record in &reading.records {
            out.bytes(json_line(record, &preset.attr_order).as_bytes());
        }
    } else {
        readable(&reading, out);
    }
    for (file, reason) in &reading.counts.refused {
        eprintln!("{}: refused: {}", inert(file), inert(reason));
    }
    for (file, note) in &reading.counts.notes {
        eprintln!("{}: {}", inert(file), inert(note));
    }
    let counts = &reading.counts;
    Ok(match () {
        () if counts.units == 0 && !counts.refused.is_empty() => Exit::Failed,
        () if !counts.refused.is_empty() => Exit::TooManyRejected,
        () if reading.too_many_rejected => Exit::TooManyRejected,
        () if reading.records.is_empty() => Exit::NothingFound,
        () => Exit::Done,
    })
}

/// Refuses to write counts over what is to be read: an input, or a file that is there in a folder
/// that is one.
fn spare(counts: &Path, inputs: &[PathBuf]) -> Result<(), Failure> {
    let Ok(target) = fs::canonicalize(counts) else { return Ok(()) };
    let is_input = |input: &PathBuf| {
        fs::canonicalize(input).is_ok_and(|input| target == input || target.starts_with(&input))
    };
    match inputs.iter().any(is_input) {
        true => Err(Failure::Usage(format!(
            "--counts {} would overwrite an input: name another file",
            counts.display()
        ))),
        false => Ok(()),
    }
}

/// The preset that was asked for, with what was asked of it.
fn chosen(place: &Place, args: &ReadArgs) -> Result<Preset, Failure> {
    let folder = place.root().unwrap_or_else(|_| PathBuf::from("."));
    let name = match &args.preset {
        Some(name) => name.clone(),
        None => {
            let name = super::detect::most_likely(&args.files)?;
            eprintln!("earful: read with the preset {name}; --preset names another");
            name
        }
    };
    Ok(config::preset(&name, &folder)?)
}

/// Folders as they are; files by the folder they lie in.
fn places(paths: &[PathBuf]) -> Result<Vec<pipeline::Place>, Failure> {
    let mut places = Vec::new();
    let mut files: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        let data = fs::metadata(path)
            .map_err(|error| Failure::Usage(format!("cannot read {}: {error}", path.display())))?;
        if data.is_dir() {
            places.push(pipeline::Place { root: path.clone(), files: Vec::new() });
            continue;
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new(".")).to_owned();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        files.entry(parent).or_default().extend(name);
    }
    places.extend(
        files
            .into_iter()
            .map(|(root, names)| pipeline::Place { root, files: names.into_iter().collect() }),
    );
    Ok(places)
}

/// A record as one line of JSON: the normalised record that other readers of the same presets give,
/// key for key and byte for byte.
fn json_line(record: &Normalised, order: &[String]) -> String {
    let text = |text: &Option<String>| text.as_deref().map_or("null".to_owned(), quoted);
    let time = |at: Option<Moment>| at.map_or("null".to_owned(), |at| quoted(&at.to_string()));
    let (raw, unit) = match record.rating {
        // The common scale to four places, as people compare it.
        Some(rating) => {
            let rounded = format!("{:.4}", rating.unit).parse().unwrap_or(rating.unit);
            (float(rating.raw), float(rounded))
        }
        None => ("null".to_owned(), "null".to_owned()),
    };
    let author = record.author.as_deref().map(|author| hashed(&record.source, author));
    let attrs: Vec<String> = order
        .iter()
        .filter_map(|name| Some((name, record.attrs.get(name.as_str())?)))
        .map(|(name, (values, mark))| {
            let each: Vec<String> = values
                .iter()
                .map(|value| if mark.bare { value.clone() } else { quoted(value) })
                .collect();
            let value = if mark.list || each.len() > 1 {
                format!("[{}]", each.join(", "))
            } else {
                each.concat()
            };
            format!("{}: {value}", quoted(name))
        })
        .collect();
    let pairs = [
        ("source", quoted(&record.source)),
        ("kind", quoted(record.kind.name())),
        ("id", text(&record.id)),
        ("thread_id", text(&record.thread_id)),
        ("parent_id", text(&record.parent_id)),
        ("created_at", time(record.created_at)),
        ("updated_at", time(record.updated_at)),
        ("rating", raw),
        ("rating_norm", unit),
        ("title", text(&record.title)),
        ("text", quoted(&record.text)),
        ("context", text(&record.context)),
        ("lang", text(&record.lang)),
        ("role", quoted(&record.role)),
        ("author", text(&author)),
        ("attrs", format!("{{{}}}", attrs.join(", "))),
    ];
    let votes = record.votes.map(|votes| ("votes", votes.to_string()));
    let pairs: Vec<String> =
        (pairs.iter().chain(&votes)).map(|(key, value)| format!("\"{key}\": {value}")).collect();
    format!("{{{}}}\n", pairs.join(", "))
}

/// A JSON string. What nobody sees is written as escapes: read again it is exact, and on a terminal
/// it does nothing.
fn quoted(text: &str) -> String {
    let text = Value::from(text).to_string();
    if !text.contains(escape::is_hidden) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if escape::is_hidden(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(letter);
        }
    }
    out
}

/// A float that says it is one: `5.0`.
fn float(number: f64) -> String {
    format!("{number:?}")
}

fn hashed(source: &str, author: &str) -> String {
    format!("sha256:{}", pipeline::open_author(source, author))
}

/// The counts as JSON, keys in order, one space a level.
fn counts_json(counts: &Counts) -> Vec<u8> {
    let rejected: Vec<Value> = counts
        .rejected
        .iter()
        .map(|one| json!({ "file": &*one.origin.file, "reason": one.word(), "unit": one.origin.record }))
        .collect();
    let mut whole = json!({
        "deleted": counts.deleted,
        "ignored_files": counts.left_out,
        "kept_units": counts.kept,
        "records": counts.records,
        "rejected": rejected,
        "repaired": counts.repaired,
        "skipped": counts.skipped,
        "superseded": counts.superseded,
        "units": counts.units,
    });
    if !counts.refused.is_empty() {
        let refused: Vec<Value> = counts
            .refused
            .iter()
            .map(|(file, reason)| json!({ "file": file, "reason": reason }))
            .collect();
        whole["refused_files"] = Value::from(refused);
        whole.sort_all_objects();
    }
    let mut bytes = Vec::new();
    let style = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, style);
    // Writing to memory cannot fail; an empty file would be noticed by whoever reads it.
    let _ = serde::Serialize::serialize(&whole, &mut writer);
    bytes.push(b'\n');
    bytes
}

/// For people: each record in a few lines, then the counts.
fn readable(reading: &Reading, out: &mut Printer) {
    for record in &reading.records {
        let id = record.id.as_deref().unwrap_or_default();
        let mut facts: Vec<String> = Vec::new();
        facts.extend(record.created_at.map(|at| at.to_string()));
        facts.extend(record.rating.map(|rating| format!("rated {}", rating.raw)));
        facts.extend(record.lang.clone());
        for (name, (values, _)) in &record.attrs {
            facts.push(format!("{name} {}", values.join(", ")));
        }
        let head = format!("{} {}", out.styled(Style::Bold, &inert(id)), inert(&facts.join(" · ")));
        out.line(head);
        for line in [&record.context, &record.title].into_iter().flatten() {
            out.line(format!("  {}", out.styled(Style::Dim, &inert(line))));
        }
        for line in record.text.lines() {
            out.line(format!("  {}", inert(&shortened(line, 200))));
        }
        out.gap();
    }
    let counts = &reading.counts;
    out.line(format!(
        "{} units: {} kept, {} superseded, {} deleted, {} skipped, {} rejected; {} records",
        counts.units,
        counts.kept,
        counts.superseded,
        counts.deleted.len(),
        counts.skipped.values().sum::<u64>(),
        counts.rejected.len(),
        counts.records,
    ));
    for (reason, count) in &counts.skipped {
        out.line(format!("  skipped, {}: {count}", inert(reason)));
    }
    for one in &counts.rejected {
        out.line(format!("  rejected, {}", inert(&one.to_string())));
    }
    for file in &counts.left_out {
        out.line(format!("  left out, {}: its load is not finished", inert(file)));
    }
}
