//! Every shipped preset on an invented file of its own, through the real binary: records to the byte,
//! what became of every unit, and that the file is known for what it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{TODAY, Workspace};

/// The folder with a folder for each preset.
pub fn formats() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats")
}

/// The binary, in a folder.
pub fn earful(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_earful"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

/// The records that a preset makes of its own fixture.
pub fn read(preset: &str) -> Vec<Value> {
    let output = earful(&formats(), &["read", "--preset", preset, "--json", preset]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{preset}: {said}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Ids and texts.
pub fn texts(records: &[Value]) -> Vec<(&str, &str)> {
    records
        .iter()
        .map(|one| (one["id"].as_str().unwrap_or("-"), one["text"].as_str().unwrap_or("-")))
        .collect()
}

/// Names of all shipped presets.
fn presets() -> Vec<String> {
    let output = earful(&formats(), &["preset", "list"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// Files below a folder that hold records: neither side files nor what a loader keeps for itself.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let side = ["form.json", "survey.json", "tickets.json", "_dlt_loads", "reviews__tags"];
        match path.is_dir() {
            _ if side.contains(&name.as_str()) => {}
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn every_preset_has_a_fixture_and_every_fixture_a_preset() {
    let presets = presets();
    assert!(presets.len() > 70, "{presets:?}");
    let mut folders: Vec<String> = fs::read_dir(formats())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    assert_eq!(presets, folders);
}

/// What a preset makes of its fixture is in `snapshots/`: ids, times, ratings, authors, segments,
/// and the units that were skipped, deleted, superseded or rejected.
#[test]
fn every_fixture_is_read_as_its_snapshot_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let counts = folder.path().join("counts.json");
    let shown = counts.display().to_string();
    for preset in presets() {
        let args = ["read", "--preset", &preset, "--json", "--counts", &shown, &preset];
        let output = earful(&formats(), &args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{preset}: {said}");
        let records = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(records.lines().count() > 0, "{preset} reads nothing");
        let counts = fs::read_to_string(&counts).expect("counts");
        assert_snapshot!(format!("fixture_{preset}"), format!("{records}{counts}"));
    }
}

/// One night reads every preset's folder as a source: what `read` prints is what is kept, with a day
/// and with words, and nothing goes missing on the way.
#[test]
fn a_night_keeps_what_every_preset_reads() {
    let workspace = Workspace::empty();
    let mut settings = String::from("company = \"Testers\"\n");
    for preset in presets() {
        let folder = formats().join(&preset);
        settings.push_str(&format!(
            "\n[sources.{preset}]\npreset = {preset:?}\nfolder = {:?}\n",
            folder.display().to_string()
        ));
    }
    workspace.write("earful.toml", settings);
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert!(matches!(ran.code, Some(0 | 3)), "{}\n{}", ran.out, ran.err);
    let view = workspace.view();
    let sources = view["intake"]["sources"].as_array().expect("sources");
    let kept = workspace.json(&["export", "feedback", "--json"]);
    let mut wrong = Vec::new();
    for preset in presets() {
        let output = earful(&formats(), &["read", "--preset", &preset, "--json", &preset]);
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        let printed: Vec<Value> =
            printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let own: Vec<&Value> = kept.iter().filter(|one| one["source"] == *preset).collect();
        let source = sources.iter().find(|one| one["source"] == *preset).expect("a source");
        let dated = printed.iter().filter(|one| !one["created_at"].is_null()).count();
        let rated = printed.iter().filter(|one| !one["rating"].is_null()).count();
        let expected = [printed.len(), printed.len(), dated, rated];
        let found = [
            own.len(),
            source["corpus"].as_u64().expect("a count") as usize,
            source["dated"].as_u64().expect("a count") as usize,
            source["rated"].as_u64().expect("a count") as usize,
        ];
        let silent = own.iter().any(|one| one["text"].as_str().is_none_or(str::is_empty));
        if found != expected || printed.is_empty() || silent {
            wrong.push(format!("{preset}: {found:?} where {expected:?} were read"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_of_a_fixture_is_detected() {
    let mut wrong = Vec::new();
    for preset in presets() {
        let mut found = Vec::new();
        files(&formats().join(&preset), &mut found);
        assert!(!found.is_empty(), "{preset}");
        for file in found {
            let output = earful(&formats(), &["detect", "--json", &file.display().to_string()]);
            let seen: Value = serde_json::from_slice(&output.stdout).expect("JSON");
            // Two layouts that differ in what a preset takes from them, and in nothing else: the
            // tickets of one export hold the ratings too.
            let same = matches!(
                (preset.as_str(), seen["preset"].as_str()),
                ("zendesk_csat", Some("zendesk_incremental"))
                    | ("amazon_2014", Some("amazon_2018"))
            );
            if seen["preset"] != *preset && !same {
                wrong.push(format!("{preset}: {seen}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
