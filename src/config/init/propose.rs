//! The guess as a settings file with the reasons beside it.
//!
//! Takes names out of strangers' files, so everything is quoted, and what stands in a comment has
//! its control characters taken out: no column name can break out of its line.

use std::fmt::Write as _;
use std::path::Path;

use super::{FileGuess, Found, Guess};
use crate::config::source::format_of;

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
        let _ = writeln!(out, "records = {}  # the longest list in the document", quoted(records));
    }
    if let Some(encoding) = &found.encoding {
        let _ = writeln!(out, "encoding = {}  # it is not UTF-8", quoted(encoding));
    }
    if !found.questions.is_empty() {
        let list: Vec<String> = found.questions.iter().map(|one| quoted(one)).collect();
        let _ = writeln!(out, "questions = [{}]  # their names are questions", list.join(", "));
    }
    let _ = writeln!(out, "\n[sources.{name}.fields]");
    for (field, guessed) in &found.fields {
        let _ = writeln!(out, "{field} = {}  # {}", quoted(&guessed.column), comment(&guessed.why));
    }
    if !found.fields.iter().any(|(field, _)| *field == "id") {
        let _ =
            writeln!(out, "# id: no column is different for every record; the content is hashed");
    }
    if let Some(pattern) = found.time {
        let _ = writeln!(out, "\n[sources.{name}.time]\nformats = [{}]", quoted(pattern));
    }
    if let Some((kind, min, max, why)) = &found.scale {
        let _ = writeln!(out, "\n[sources.{name}.rating]  # {}", comment(why));
        let _ = writeln!(out, "kind = {}", quoted(kind.name()));
        let _ = writeln!(out, "min = {min}\nmax = {max}");
    }
    if !found.attrs.is_empty() {
        let _ = writeln!(out, "\n# Segments the report can cut by.\n[sources.{name}.attrs]");
        for (attr, guessed) in &found.attrs {
            let _ =
                writeln!(out, "{attr} = {}  # {}", quoted(&guessed.column), comment(&guessed.why));
        }
    }
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
