//! The rules of the house, read off the source: who may import whom, where packages live, that
//! every file opens with its card.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms each room may import. A room may always import itself.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("text", &["model"]),
    ("demo", &["model"]),
    ("sources", &["model"]),
    ("trends", &["model"]),
    ("ranking", &["model"]),
    ("report", &["model"]),
    ("store", &["model"]),
    ("intake", &["model", "text"]),
    ("statements", &["model", "text"]),
    ("space", &["model", "text"]),
    ("themes", &["model", "text"]),
    ("index", &["model", "text"]),
    (
        "pipeline",
        &[
            "model",
            "text",
            "sources",
            "intake",
            "statements",
            "space",
            "themes",
            "trends",
            "ranking",
            "report",
            "index",
            "store",
        ],
    ),
    (
        "config",
        &[
            "model",
            "pipeline",
            "sources",
            "intake",
            "statements",
            "space",
            "themes",
            "trends",
            "ranking",
            "report",
        ],
    ),
    ("cli", &["model", "config", "pipeline", "store", "index", "report", "demo"]),
];

/// Rooms in which a package may be named (outside tests).
const HOME: &[(&str, &[&str])] = &[
    ("csv", &["sources", "config", "report", "demo", "cli"]),
    ("rust_stemmers", &["text"]),
    ("rayon", &["pipeline", "space", "themes", "ranking", "trends", "cli"]),
    ("tantivy", &["index"]),
    ("tokio", &["sources"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("indicatif", &["cli"]),
    ("parquet", &["store"]),
    ("serde", &["sources", "config", "store", "report"]),
];

/// Standard-library doors that only some rooms may open.
const DOORS: &[(&str, &[&str])] = &[
    ("std::fs", &["sources", "store", "config", "cli", "index"]),
    ("SystemTime::now", &["cli"]),
    ("Instant::now", &["cli"]),
    ("println!", &["cli"]),
];

fn source_files() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the source folder is readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(&root).expect("below src");
                let room = below
                    .components()
                    .next()
                    .map(|part| part.as_os_str().to_string_lossy().replace(".rs", ""))
                    .expect("a file has a name");
                let text = fs::read_to_string(&path).expect("a source file is text");
                found.push((room, path, text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 40, "the source was not found");
    found
}

/// The lines that belong to the program: no comments, nothing from the test module on.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at + 1, line))
}

#[test]
fn rooms_import_only_what_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut faults = Vec::new();
    for (room, path, text) in source_files() {
        if room == "main" || room == "lib" {
            continue;
        }
        let may =
            allowed.get(room.as_str()).unwrap_or_else(|| panic!("{room} is not in the table"));
        for (line, code) in code(&text) {
            for other in allowed.keys().filter(|other| **other != room && !may.contains(other)) {
                let named = [
                    format!("crate::{other}::"),
                    format!("crate::{other};"),
                    format!("crate::{other},"),
                ];
                if named.iter().any(|name| code.contains(name.as_str())) {
                    faults
                        .push(format!("{}:{line}: {room} may not import {other}", path.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn packages_and_doors_have_one_home() {
    let mut faults = Vec::new();
    for (room, path, text) in source_files() {
        for (line, code) in code(&text) {
            for (package, homes) in HOME {
                if code.contains(&format!("{package}::")) && !homes.contains(&room.as_str()) {
                    let preceded = code.find(&format!("{package}::")).is_some_and(|at| {
                        code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                    });
                    if !preceded {
                        faults.push(format!(
                            "{}:{line}: {package} does not live in {room}",
                            path.display()
                        ));
                    }
                }
            }
            for (door, homes) in DOORS {
                if code.contains(door)
                    && !homes.contains(&room.as_str())
                    && !code.contains(&format!("e{door}"))
                {
                    faults.push(format!("{}:{line}: {door} is not for {room}", path.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_opens_with_its_card() {
    let faults: Vec<String> = source_files()
        .into_iter()
        .filter(|(_, _, text)| !text.starts_with("//!"))
        .map(|(_, path, _)| format!("{} does not say what it is", path.display()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
