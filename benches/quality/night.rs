//! The night's own path: six sets that were read point by point, four sets of long texts with a
//! label for each record.
//!
//! The program itself is asked (`earful eval night --json`), with its settings as shipped: what
//! stands here is what a night on these records says. The readers' files are looked for in
//! `judged`, beside the folder of the sets. Sets that are not there are skipped.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Sets that were read, each with the name of its reader's file.
const READ: [(&str, &str); 6] = [
    ("uber_app", "uber"),
    ("youtube_app", "youtube"),
    ("airline_tweets", "airline"),
    ("zomato", "zomato"),
    ("nhs_phase1", "nhs"),
    ("cfpb", "cfpb"),
];

/// Sets of long texts; each record's subject is `labels.theme`.
const LONG: [&str; 4] = ["long/asrs_incidents", "long/corefx_areas", "long/drug_reviews", "cfpb"];

/// Figures of points, in the order of the table.
const POINTS: [&str; 21] = [
    "points",
    "cuts",
    "stance_accuracy",
    "stance_macro_f1",
    "wants_precision",
    "wants_recall",
    "wants_f1",
    "request_f1",
    "severity3_precision",
    "severity3_recall",
    "severity_mae",
    "point_ari",
    "point_ami",
    "point_b3_p",
    "point_b3_r",
    "point_b3",
    "pain_parts",
    "largest_parts",
    "theme_purity",
    "themes_judged",
    "split_two",
];

/// Figures of records, and which of the rows they stand in.
const RECORDS: [&str; 6] = ["coverage", "clusters", "ARI", "AMI", "B3", "purity"];

/// Figures of the titles of the first twenty ranks.
const TITLES: [&str; 4] = ["a word of it", "all its words", "praise", "general"];

/// A row's figures by name.
type Figures = BTreeMap<String, f64>;

pub(crate) fn night(folder: &Path) {
    let judged = folder.with_file_name("judged");
    let mut sets: Vec<(&str, Vec<Value>)> = Vec::new();
    for (set, name) in READ {
        let points = judged.join(format!("{name}.jsonl"));
        let rows = match points.is_file() {
            true => asked(folder, set, &["--points".as_ref(), points.as_os_str()]),
            false => None,
        };
        match rows {
            Some(rows) => sets.push((name, rows)),
            None => println!("| {name} | not there |"),
        }
    }
    if !sets.is_empty() {
        println!("\nPoints that a reader found, the night as shipped:");
        let points = |rows: &[Value]| figures(rows, &[("reading", "")]);
        transposed(&sets, &POINTS, points);
    }
    let mut long: Vec<(&str, Vec<Value>)> = Vec::new();
    for set in LONG {
        match asked(folder, set, &["--label".as_ref(), "labels.theme".as_ref()]) {
            Some(rows) => long.push((set.trim_start_matches("long/"), rows)),
            None => println!("| {set} | not there |"),
        }
    }
    if !long.is_empty() {
        let kinds = ["all statements", "complaints and requests"];
        for kind in kinds {
            println!("\nRecords by the theme that most of their statements lie in, {kind}:");
            transposed(&long, &RECORDS, |rows| figures(rows, &[("records by", kind)]));
        }
    }
    // A set that is in both tables is read the same twice.
    sets.extend(long.into_iter().filter(|(name, _)| *name != "cfpb"));
    if !sets.is_empty() {
        for (words, name) in [("mean", "mean of the first 20"), ("worst", "worst of the first 20")]
        {
            println!("\nTitles of the first twenty ranks, {words}:");
            transposed(&sets, &TITLES, |rows| figures(rows, &[("titles", name)]));
        }
        println!("\nThe nights:");
        let counts = ["records", "statements", "filtered", "themes", "ranked", "in a theme"];
        transposed(&sets, &counts, |rows| figures(rows, &[("night", "")]));
    }
}

/// What the program says of a set; `None` for one that is not there.
fn asked(folder: &Path, set: &str, more: &[&std::ffi::OsStr]) -> Option<Vec<Value>> {
    let gold = folder.join(format!("{set}.jsonl.gz"));
    if !gold.is_file() {
        return None;
    }
    let ran = Command::new(env!("CARGO_BIN_EXE_earful"))
        .args(["eval", "night", "--json", "--gold"])
        .arg(&gold)
        .args(more)
        .output()
        .expect("the program runs");
    assert!(ran.status.success(), "{set}: {}", String::from_utf8_lossy(&ran.stderr));
    let told: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    Some(told["figures"].as_array().expect("rows").clone())
}

/// The figures of the rows of which a name says a word (any word where it is empty).
fn figures(rows: &[Value], of: &[(&str, &str)]) -> Figures {
    let is_of = |row: &&Value| {
        of.iter().all(|(name, word)| {
            row[*name].as_str().is_some_and(|said| word.is_empty() || said == *word)
        })
    };
    let fields = rows.iter().filter(is_of).filter_map(Value::as_object).flatten();
    fields.filter_map(|(name, value)| Some((name.clone(), value.as_f64()?))).collect()
}

/// A line for each figure, a column for each set, and the mean of them.
fn transposed(sets: &[(&str, Vec<Value>)], names: &[&str], figures: impl Fn(&[Value]) -> Figures) {
    let heads: Vec<&str> = sets.iter().map(|(name, _)| *name).collect();
    println!("\n| | {} | mean |", heads.join(" | "));
    println!("|---|{}", "--:|".repeat(heads.len() + 1));
    let all: Vec<Figures> = sets.iter().map(|(_, rows)| figures(rows)).collect();
    for name in names {
        let values: Vec<f64> =
            all.iter().map(|of| of.get(*name).copied().unwrap_or(f64::NAN)).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let shown = |value: f64| match value.fract() == 0.0 && value.abs() > 1.0 {
            true => format!("{value:.0}"),
            false => format!("{value:.3}"),
        };
        let cells: Vec<String> = values.iter().map(|&value| shown(value)).collect();
        println!("| {name} | {} | {} |", cells.join(" | "), shown(mean));
    }
}
