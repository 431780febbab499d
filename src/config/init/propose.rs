//! The guess as a settings file with the reasons beside it.
//!
//! Takes names out of strangers' files, so everything is quoted, and what stands in a comment has
//! its control characters taken out: no column name can break out of its line.

use std::fmt::Write as _;
use std::path::Path;

use super::{FileGuess, Found, Guess, Other, Scale};
use crate::config::source::format_of;
use crate::sources::preset::{DayOrder, Shape};

/// A settings file that parses without faults, to be read and corrected.
pub fn propose(company: &str, guess: &Guess) -> String {
    let mut out = String::new();
    let company = if company.trim().is_empty() { "My company" } else { company.trim() };
    out.push_str(
        "# Settings of earful, guessed from the files. Read them once, correct what is wrong.\n\n",
    );
    let _ = writeln!(out, "company = {}", quoted(company));
    let mut any = false;
    for one in &guess.presets {
        any = true;
        let _ = writeln!(out, "\n# They have {}.", comment(&one.why));
        let _ = writeln!(out, "# `earful preset show {}` says how they are read.", one.preset);
        let _ = writeln!(out, "[sources.{}]\npreset = {}", one.name, quoted(&one.preset));
        let files: Vec<String> = one.files.iter().map(|file| quoted(&pattern_of(file))).collect();
        let _ = writeln!(out, "files = [{}]", files.join(", "));
        if let Some(own) = &one.own {
            over_preset(&one.name, own, &mut out);
        }
    }
    for feed in &guess.feeds {
        match &feed.found {
            Ok(found) => {
                any = true;
                source(feed, found, &mut out);
            }
            Err(reason) => {
                for file in &feed.files {
                    let file = comment(&file.display().to_string());
                    let _ = writeln!(out, "\n# {file} was left out: {}", comment(reason));
                }
            }
        }
    }
    if !any {
        out.push_str(
            "\n# No file could be guessed. This is an example; change it to what your files are.\n\
             [sources.reviews]\nkind = \"review\"\nfiles = [\"data/reviews*.csv\"]\n\n\
             [sources.reviews.fields]\nid = \"id\"\ncreated_at = \"date\"\ntext = \"text\"\n",
        );
    }
    out
}

fn source(feed: &FileGuess, found: &Found, out: &mut String) {
    let name = &feed.name;
    let (kind, why) = &found.kind;
    let _ = writeln!(out, "\n# {} looked at.\n[sources.{name}]", records(found.units));
    let _ = writeln!(out, "kind = {}  # {}", quoted(kind.name()), comment(why));
    let files: Vec<String> = feed.files.iter().map(|file| pattern_of(file)).collect();
    let quoted_files: Vec<String> = files.iter().map(|file| quoted(file)).collect();
    let _ = writeln!(out, "files = [{}]", quoted_files.join(", "));
    if format_of(&files) != Some(found.format) {
        let format = found.format.name();
        let _ = writeln!(out, "format = \"{format}\"  # by its content");
    }
    if let Some(delimiter) = found.delimiter {
        let _ = writeln!(out, "delimiter = {}", quoted(&delimiter.to_string()));
    }
    if let Some(records) = found.records.as_deref().filter(|pointer| !pointer.is_empty()) {
        let _ = writeln!(out, "records = {}  # where the list of records is", quoted(records));
    }
    if let Some(encoding) = &found.encoding {
        let _ = writeln!(out, "encoding = {}  # guessed by its letters", quoted(encoding));
    }
    if found.skip_rows > 0 {
        let _ = writeln!(out, "skip_rows = {}  # rows above the header", found.skip_rows);
    }
    if found.pad {
        let _ = writeln!(out, "ragged = \"pad\"  # rows with too few cells are kept");
    }
    if !found.questions.is_empty() {
        let list: Vec<String> = found.questions.iter().map(|one| quoted(one)).collect();
        let _ = writeln!(out, "questions = [{}]  # each answer is a record", list.join(", "));
    }
    for one in &found.said {
        let _ = writeln!(out, "# Note: {}.", comment(one));
    }
    if found.no_header {
        let _ =
            writeln!(out, "\n[sources.{name}.header]  # the first row is a record\nnone = true");
    } else if !found.header_rows.is_empty() {
        let rows: Vec<String> = found.header_rows.iter().map(|one| quoted(one)).collect();
        let _ = writeln!(out, "\n[sources.{name}.header]\nrows = [{}]", rows.join(", "));
    }
    if let Some(sheet) = &found.sheet {
        let _ = writeln!(out, "\n[sources.{name}.xlsx]\nsheet = {}", quoted(sheet));
    }
    if found.shape != Shape::List {
        let words = found.shape.words();
        let shape = found.shape.name();
        let _ = writeln!(out, "\n[sources.{name}.json]  # written {words}\nshape = \"{shape}\"");
    }
    let _ = writeln!(out, "\n[sources.{name}.fields]");
    if let Some(template) = &found.template {
        let template = quoted(template);
        let _ = writeln!(out, "id = {{ template = {template} }}  # ids are of one product each");
    } else if !found.fields.iter().any(|(field, _)| *field == "id") {
        let _ = writeln!(out, "# id: none; what a record says is hashed, and each row counts");
    }
    for (field, guessed) in &found.fields {
        let _ = writeln!(out, "{field} = {}  # {}", quoted(&guessed.column), comment(&guessed.why));
    }
    if !found.times.formats.is_empty() || found.times.order.is_some() {
        let _ = writeln!(out, "\n[sources.{name}.time]");
        if !found.times.formats.is_empty() {
            let list: Vec<String> = found.times.formats.iter().map(|one| quoted(one)).collect();
            let _ = writeln!(out, "formats = [{}]", list.join(", "));
        }
        if let Some((order, why)) = &found.times.order {
            let word = match order {
                DayOrder::DayFirst => "day_first",
                DayOrder::MonthFirst => "month_first",
            };
            let _ = writeln!(out, "order = \"{word}\"  # {}", comment(why));
        }
    }
    scale(name, found, out);
    if !found.transforms.is_empty() || !found.missing.is_empty() {
        let _ = writeln!(out, "\n[sources.{name}.text]");
    }
    let list =
        |texts: &mut dyn Iterator<Item = &str>| texts.map(quoted).collect::<Vec<_>>().join(", ");
    if !found.transforms.is_empty() {
        let names = list(&mut found.transforms.iter().copied());
        let _ = writeln!(out, "transforms = [{names}]  # a web page left its marks in it");
    }
    if !found.missing.is_empty() {
        let words = list(&mut found.missing.iter().map(String::as_str));
        let _ = writeln!(out, "missing = [{words}]  # what programs write for an empty cell");
    }
    attrs(name, found, out);
}

/// What is rated and what tells answers apart, as a form's own columns say it: its preset knows some
/// words for a rating and no segments. Which questions are open it finds itself.
fn over_preset(name: &str, found: &Found, out: &mut String) {
    let of = |wanted: &str| found.fields.iter().find(|(field, _)| *field == wanted);
    for one in &found.said {
        let _ = writeln!(out, "# Note: {}.", comment(one));
    }
    if let Some((_, rating)) = of("rating") {
        let _ = writeln!(out, "\n[sources.{name}.fields]");
        let _ = writeln!(out, "rating = {}  # {}", quoted(&rating.column), comment(&rating.why));
        scale(name, found, out);
    }
    attrs(name, found, out);
}

fn scale(name: &str, found: &Found, out: &mut String) {
    if let Some(Scale { kind, min, max, why, others }) = &found.scale {
        let _ = writeln!(out, "\n[sources.{name}.rating]  # {}", comment(why));
        let _ = writeln!(out, "kind = {}", quoted(kind.name()));
        let _ = writeln!(out, "min = {min}\nmax = {max}");
        for Other { column, value, kind, min, max } in others {
            let _ = writeln!(out, "\n[[sources.{name}.rating.by]]");
            let _ = writeln!(out, "field = {}\nin = [{}]", quoted(column), quoted(value));
            let _ = writeln!(out, "kind = {}\nmin = {min}\nmax = {max}", quoted(kind.name()));
        }
    }
}

fn attrs(name: &str, found: &Found, out: &mut String) {
    if !found.attrs.is_empty() {
        let _ = writeln!(out, "\n# Segments the report can cut by.\n[sources.{name}.attrs]");
        for (attr, guessed) in &found.attrs {
            let (column, why) = (quoted(&guessed.column), comment(&guessed.why));
            let _ = writeln!(out, "{} = {column}  # {why}", key(attr));
        }
    }
}

/// A key as TOML writes it: bare where it can be.
fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if name.bytes().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A pattern that means this file and no other.
fn pattern_of(file: &Path) -> String {
    globset::escape(&file.display().to_string().replace('\\', "/"))
}

fn records(count: usize) -> String {
    if count == 1 { "1 record".to_string() } else { format!("{count} records") }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            letter if unsafe_to_show(letter) => {
                let _ = write!(out, "\\U{:08X}", letter as u32);
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// Text that can stand in a comment.
fn comment(text: &str) -> String {
    text.chars().take(200).map(|letter| if unsafe_to_show(letter) { ' ' } else { letter }).collect()
}

/// Controls, and what turns the direction of a line around.
fn unsafe_to_show(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
