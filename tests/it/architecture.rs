//! The rules of the house, read off the source: who may import whom, where packages live, that
//! every file opens with its card.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms each room may import. A room may always import itself.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("text", &["model"]),
    ("evaluation", &["model", "text"]),
    ("demo", &["model"]),
    ("sources", &["model", "text"]),
    // People's corrections are arithmetic on ids: words and vectors are asked of whoever calls.
    ("curation", &["model"]),
    ("business", &["model"]),
    ("planning", &["model"]),
    ("trends", &["model"]),
    ("ranking", &["model"]),
    ("report", &["model"]),
    ("store", &["model"]),
    ("intake", &["model", "text"]),
    ("statements", &["model", "text"]),
    ("space", &["model", "text"]),
    ("catalogue", &["model", "text"]),
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
            "catalogue",
            "themes",
            "curation",
            "trends",
            "business",
            "ranking",
            "planning",
            "report",
            "index",
            "store",
        ],
    ),
    (
        "config",
        &[
            "model",
            "text",
            "pipeline",
            "sources",
            "intake",
            "statements",
            "space",
            "catalogue",
            "themes",
            "trends",
            "business",
            "ranking",
            "planning",
            "report",
        ],
    ),
    // The reading verbs' answers, drawn by the report's hand.
    ("web", &["model", "store", "index", "report", "pipeline"]),
    (
        "cli",
        &[
            "web",
            "model",
            "text",
            "config",
            "catalogue",
            "pipeline",
            "store",
            "index",
            "report",
            "demo",
            "evaluation",
        ],
    ),
];

/// Rooms in which a package may be named (outside tests). Every package the program depends on is
/// here, so that a new one has to say where it lives.
const HOME: &[(&str, &[&str])] = &[
    ("axum", &["web"]),
    ("base64", &["report"]),
    // Names what it has read: settings, files, records, segments, tables, runs; tells tokens apart.
    ("blake3", &["cli", "config", "sources", "intake", "space", "store", "pipeline", "web"]),
    ("bytes", &["sources"]),
    ("calamine", &["sources"]),
    ("chardetng", &["sources"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    // What was read of the index is what was written.
    ("crc32fast", &["index"]),
    ("csv", &["sources", "config"]),
    ("encoding_rs", &["sources", "config"]),
    ("flate2", &["sources", "cli"]),
    ("foldhash", &["model", "index", "space", "statements"]),
    ("getrandom", &["store"]),
    ("globset", &["sources", "config"]),
    ("html5gum", &["text"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("indicatif", &["cli"]),
    ("jiff", &["intake", "config"]),
    // The same results of exp and ln on every machine.
    (
        "libm",
        &[
            "statements",
            "space",
            "catalogue",
            "themes",
            "trends",
            "ranking",
            "planning",
            "index",
            "evaluation",
        ],
    ),
    ("mail_builder", &["cli"]),
    ("mail_parser", &["sources"]),
    ("memchr", &["sources"]),
    ("parquet", &["store", "sources"]),
    ("quick_xml", &["sources"]),
    ("rayon", &["pipeline", "space", "catalogue", "themes", "trends", "ranking", "report"]),
    ("regex", &["sources", "intake", "config", "evaluation"]),
    ("rmcp", &["web"]),
    ("rust_stemmers", &["text"]),
    // The shapes that are published, described by their types.
    ("schemars", &["report", "pipeline", "web"]),
    // The edges, and the shipped table of the space, whose tokenizer is JSON.
    ("serde", &["sources", "store", "report", "pipeline", "cli", "space", "web"]),
    ("serde_json", &["sources", "config", "store", "report", "cli", "space", "web"]),
    ("sha2", &["sources", "intake", "report"]),
    ("strsim", &["config"]),
    ("tantivy", &["index"]),
    (
        "thiserror",
        &[
            "sources",
            "intake",
            "statements",
            "space",
            "index",
            "report",
            "store",
            "pipeline",
            "web",
        ],
    ),
    ("tokio", &["sources", "web"]),
    // The settings, and the file of corrections, which nights that are made again read as it was.
    ("toml", &["config", "curation"]),
    ("unicode_normalization", &["text", "intake", "space"]),
    ("unicode_segmentation", &["text"]),
    // The only package that calls out, and only when `earful deliver` is typed.
    ("ureq", &["cli"]),
    ("whatlang", &["intake"]),
    ("whichlang", &["intake"]),
    ("zip", &["sources"]),
    ("zstd", &["sources"]),
];

/// Doors of the standard library that only some rooms may open.
const DOORS: &[(&str, &[&str])] = &[
    // The command line writes what it was asked to write where it was asked to.
    ("std::fs", &["sources", "store", "config", "cli"]),
    // The page is served, and nobody is called.
    ("TcpStream", &["web"]),
    ("TcpListener", &["web"]),
    ("UdpSocket", &[]),
    ("ToSocketAddrs", &[]),
    ("std::process::Command", &[]),
    ("SystemTime::now", &["cli"]),
    ("Instant::now", &["cli", "web"]),
    // The store looks for the place where a test wants it to die, in debug builds only.
    ("std::env::", &["cli", "store"]),
    ("println!", &["cli"]),
    ("print!", &["cli"]),
    ("dbg!", &[]),
    ("todo!", &[]),
    ("unimplemented!", &[]),
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

/// The lines that belong to the program: no comments, no test modules, no test items.
fn code(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            // A block ends where a brace closes as far out as it began.
            let margin = &line[..line.len() - line.trim_start().len()];
            if lines.next().is_some_and(|(_, next)| next.trim_end().ends_with('{')) {
                let ends = |line: &str| {
                    line.strip_prefix(margin).is_some_and(|rest| rest.starts_with('}'))
                };
                lines.by_ref().take_while(|(_, line)| !ends(line)).for_each(drop);
            }
        } else if !line.trim_start().starts_with("//") {
            found.push((at + 1, line));
        }
    }
    found
}

/// The rooms that a file names, with the line: by `crate::room`, by a group `crate::{room, …}` over
/// any number of lines, and by as many `super` as lead out of its own room.
fn rooms_named(path: &Path, text: &str) -> Vec<(usize, String)> {
    let lines = code(text);
    let mut joined = String::new();
    let mut starts = Vec::new();
    for (number, line) in &lines {
        starts.push((joined.len(), *number));
        joined.push_str(line);
        joined.push('\n');
    }
    let line_of = |at: usize| starts[starts.partition_point(|(start, _)| *start <= at) - 1].1;
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let below = below.unwrap_or(path);
    let is_room = path.file_stem().is_some_and(|stem| stem == "mod");
    let depth = below.components().count() - usize::from(is_room);
    let roots = ["crate::".to_owned(), "super::".repeat(depth)];
    let mut found = Vec::new();
    for root in roots {
        for (at, _) in joined.match_indices(&root) {
            let longer = |c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$';
            if joined[..at].ends_with(longer) {
                continue;
            }
            let from = at + root.len();
            for (offset, name) in first_names(&joined[from..]) {
                found.push((line_of(from + offset), name.to_owned()));
            }
        }
    }
    found
}

/// The first name of each path in what follows `crate::`: one, or those of a group.
fn first_names(rest: &str) -> Vec<(usize, &str)> {
    let name_at = |at: usize| {
        let name = &rest[at..];
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        (at, &name[..end])
    };
    if !rest.starts_with('{') {
        return vec![name_at(0)];
    }
    let mut found = Vec::new();
    let (mut deep, mut awaits) = (0, false);
    for (at, letter) in rest.char_indices() {
        match letter {
            '{' => (deep, awaits) = (deep + 1, deep == 0),
            '}' if deep == 1 => break,
            '}' => deep -= 1,
            ',' => awaits = deep == 1,
            letter if awaits && !letter.is_whitespace() => {
                found.push(name_at(at));
                awaits = false;
            }
            _ => {}
        }
    }
    found
}

/// Paths (without ending) of the modules that a file declares for tests only.
fn test_modules(path: &Path, text: &str) -> Vec<PathBuf> {
    let own = path.file_stem().is_some_and(|stem| stem != "mod" && stem != "lib");
    let folder = if own { path.with_extension("") } else { path.parent().unwrap().to_owned() };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines
        .windows(2)
        .filter(|pair| pair[0] == "#[cfg(test)]")
        .filter_map(|pair| pair[1].split_once("mod ")?.1.strip_suffix(';'))
        .map(|name| folder.join(name))
        .collect()
}

/// The files of the program, without the files that only tests see.
fn program_files() -> Vec<(String, PathBuf, String)> {
    let all = source_files();
    let tests: Vec<PathBuf> =
        all.iter().flat_map(|(_, path, text)| test_modules(path, text)).collect();
    assert!(tests.len() > 5, "the test modules were not found");
    all.into_iter().filter(|(_, path, _)| !tests.contains(&path.with_extension(""))).collect()
}

/// Whether a line names something as a word of its own, not as the end of a longer name.
fn names(line: &str, wanted: &str) -> bool {
    line.match_indices(wanted)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

#[test]
fn imports_are_seen_however_they_are_written() {
    let text = "\
//! use crate::web::nothing;
use crate::{
    model::{Corpus, store_like},
    store, text as words,
};
use super::super::themes::Theme;
#[cfg(test)]
use crate::cli;
    #[cfg(test)]
    fn only_tests() {
        crate::demo::files();
    }
fn code() { crate::index::ask(super::own()) }
";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ranking/order.rs");
    let mut seen: Vec<(usize, String)> = rooms_named(&path, text);
    seen.sort();
    let seen: Vec<(usize, &str)> = seen.iter().map(|(line, room)| (*line, room.as_str())).collect();
    assert_eq!(seen, [(3, "model"), (4, "store"), (4, "text"), (6, "themes"), (13, "index")]);
}

#[test]
fn rooms_import_only_what_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut faults = Vec::new();
    for (room, path, text) in program_files() {
        if room == "main" || room == "lib" {
            continue;
        }
        let may =
            allowed.get(room.as_str()).unwrap_or_else(|| panic!("{room} is not in the table"));
        for (line, other) in rooms_named(&path, &text) {
            let is_room = allowed.contains_key(other.as_str());
            if is_room && other != room && !may.contains(&other.as_str()) {
                faults.push(format!("{}:{line}: {room} may not import {other}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn packages_and_doors_have_one_home() {
    let mut faults = Vec::new();
    for (room, path, text) in program_files() {
        for (line, code) in code(&text) {
            for (package, homes) in HOME {
                if names(code, &format!("{package}::")) && !homes.contains(&room.as_str()) {
                    faults.push(format!(
                        "{}:{line}: {package} does not live in {room}",
                        path.display()
                    ));
                }
            }
            for (door, homes) in DOORS {
                if names(code, door) && !homes.contains(&room.as_str()) {
                    faults.push(format!("{}:{line}: {door} is not for {room}", path.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_package_has_a_home() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .expect("the manifest is readable");
    let named: Vec<String> = manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name.replace('-', "_"))
        .collect();
    let mut homes: Vec<String> = HOME.iter().map(|(name, _)| (*name).to_owned()).collect();
    homes.sort();
    assert_eq!(named, homes);
}

#[test]
fn no_home_is_empty() {
    let files = program_files();
    let mut faults = Vec::new();
    for (package, homes) in HOME {
        for home in *homes {
            let lived_in = files.iter().filter(|(room, _, _)| room == home).any(|(_, _, text)| {
                code(text).iter().any(|(_, line)| names(line, &format!("{package}::")))
            });
            if !lived_in {
                faults.push(format!("{package} is not used in {home}: take it off the table"));
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

/// A path in the papers that stands for one that somebody will make: `presets/NAME.toml`.
fn is_placeholder(path: &str) -> bool {
    const REAL: [&str; 4] = ["README", "NOTICE", "GUIDELINES", "LICENSE-APACHE"];
    path.contains('*')
        || path.split(['/', '.']).any(|part| {
            !REAL.contains(&part)
                && part.len() > 2
                && part.chars().all(|letter| letter.is_ascii_uppercase())
        })
}

#[test]
fn papers_name_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    let mut named = 0;
    for paper in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "THIRD-PARTY.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(root.join(paper)).expect("a paper");
        for quoted in text.split('`').skip(1).step_by(2) {
            let folder = quoted.split('/').next().unwrap_or_default();
            let is_ours =
                ["src", "tests", "fixtures", "assets", "benches", ".ci"].contains(&folder);
            if is_ours && !is_placeholder(quoted) && !quoted.contains(char::is_whitespace) {
                named += 1;
                if !root.join(quoted).exists() {
                    faults.push(format!("{paper}: {quoted} is not there"));
                }
            }
        }
    }
    assert!(named > 50, "the paths were not found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
