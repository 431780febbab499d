//! Every sample of the shared formats through the real binary and the shipped preset of its name:
//! the same bytes as expected, counts and refusals too. The samples are other people's text and lie
//! outside the project, so these tests are run where they are: `EARFUL_SHARED=<folder> cargo test --test it
//! samples -- --ignored`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The folder with `samples` and `expected`.
fn formats() -> PathBuf {
    let shared = std::env::var_os("EARFUL_SHARED").expect("EARFUL_SHARED names the folder");
    let formats = PathBuf::from(shared).join("formats");
    for folder in ["samples", "expected"] {
        assert!(formats.join(folder).is_dir(), "no {folder} in {}", formats.display());
    }
    formats
}

fn read(preset: &str, counts: &Path, path: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_earful"))
        .args(["read", "--preset", preset, "--json", "--counts"])
        .arg(counts)
        .arg(path)
        .output()
        .expect("the binary runs")
}

/// The first line in which two texts differ.
fn difference(got: &str, want: &str) -> Option<String> {
    if got == want {
        return None;
    }
    let (mut left, mut right) = (got.lines(), want.lines());
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Some("line ends differ".to_owned()),
            (one, other) if one != other => {
                let short = |line: Option<&str>| line.map_or("nothing".to_owned(), str::to_owned);
                return Some(format!("got  {}\nwant {}", short(one), short(other)));
            }
            _ => {}
        }
    }
}

#[test]
#[ignore = "reads samples from the folder that EARFUL_SHARED names"]
fn every_sample_comes_out_byte_for_byte() {
    let formats = formats();
    let folder = tempfile::tempdir().expect("a folder");
    let counts = folder.path().join("counts.json");
    let mut names: Vec<String> = fs::read_dir(formats.join("expected"))
        .expect("a folder")
        .filter_map(|entry| {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            name.strip_suffix(".report.json").map(str::to_owned)
        })
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let mut wrong = Vec::new();
    for name in &names {
        let expected = |ending: &str| {
            fs::read_to_string(formats.join("expected").join(format!("{name}.{ending}")))
                .expect("an expectation")
        };
        let output = read(name, &counts, &formats.join("samples").join(name));
        let records = String::from_utf8_lossy(&output.stdout).into_owned();
        let report = fs::read_to_string(&counts).unwrap_or_default();
        let found = [
            ("records", difference(&records, &expected("jsonl"))),
            ("counts", difference(&report, &expected("report.json"))),
        ];
        for (what, difference) in found {
            if let Some(difference) = difference {
                let said = String::from_utf8_lossy(&output.stderr);
                wrong.push(format!("{name}, {what}: {difference}\n{said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), names.len(), wrong.join("\n"));
}

/// The presets that come with the samples say less than the shipped ones, and mean the same.
#[test]
#[ignore = "reads samples from the folder that EARFUL_SHARED names"]
fn presets_of_others_are_read_as_they_are() {
    let formats = formats();
    let folder = tempfile::tempdir().expect("a folder");
    let counts = folder.path().join("counts.json");
    let mut wrong = Vec::new();
    for entry in fs::read_dir(formats.join("presets")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let preset = path.display().to_string();
        let output = read(&preset, &counts, &formats.join("samples").join(&name));
        let records = String::from_utf8_lossy(&output.stdout).into_owned();
        let expected = formats.join("expected").join(format!("{name}.jsonl"));
        let expected = fs::read_to_string(expected).expect("an expectation");
        if let Some(difference) = difference(&records, &expected) {
            wrong.push(format!("{name}: {difference}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "reads samples from the folder that EARFUL_SHARED names"]
fn every_bad_file_has_its_outcome() {
    let formats = formats();
    let folder = tempfile::tempdir().expect("a folder");
    let counts = folder.path().join("counts.json");
    let text = fs::read_to_string(formats.join("expected/negative.json")).expect("a file");
    let wanted: Value = serde_json::from_str(&text).expect("JSON");
    for (file, want) in wanted.as_object().expect("an object") {
        let mut preset = want["preset"].as_str().expect("a preset").to_owned();
        if let Some(limits) = want.get("limits") {
            let own = format!(
                "extends = \"{preset}\"\n[input.limits]\nmax_bytes = {}\nmax_ratio = {}\n",
                limits["max_bytes"], limits["max_ratio"]
            );
            let path = folder.path().join("own.toml");
            fs::write(&path, own).expect("a file");
            preset = path.display().to_string();
        }
        let output = read(&preset, &counts, &formats.join("samples/negative").join(file));
        let report: Value =
            serde_json::from_str(&fs::read_to_string(&counts).expect("counts")).expect("JSON");
        match want.get("file_error").and_then(Value::as_str) {
            Some(reason) => {
                let said = report["refused_files"][0]["reason"].as_str().unwrap_or_default();
                assert_eq!(said.split(':').next(), Some(reason), "{file}");
                assert_eq!(output.status.code(), Some(4), "{file}");
                assert!(output.stdout.is_empty(), "{file}");
            }
            None => {
                assert_eq!(report["units"], want["units"], "{file}");
                assert_eq!(report["records"], want["records"], "{file}");
            }
        }
    }
}
