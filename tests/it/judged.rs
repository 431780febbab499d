//! `eval night` on reviews that were read point by point: what people read holds its floors.
//!
//! The figures of real sets are `cargo bench --bench quality -- night`'s. The arithmetic is held
//! against the readers' own script in `evaluation`; here it is the program that is measured.

use serde_json::{Map, Value};

use crate::support::Workspace;

const GOLD: [&str; 4] = ["eval", "night", "--gold", "pool.jsonl"];

/// The fixture, with what else was asked for.
fn asked(workspace: &Workspace, more: &[&str]) -> Vec<Map<String, Value>> {
    let typed: Vec<&str> = GOLD.iter().chain(more).chain(&["--json"]).copied().collect();
    let told = workspace.json(&typed).remove(0);
    let rows = told["figures"].as_array().expect("a list");
    rows.iter().map(|row| row.as_object().expect("a row").clone()).collect()
}

/// The row of a name, and of that word where there are several.
fn row<'a>(rows: &'a [Map<String, Value>], name: &str, word: &str) -> &'a Map<String, Value> {
    let is_it = |row: &&Map<String, Value>| row.get(name).is_some_and(|said| said == word);
    rows.iter().find(is_it).unwrap_or_else(|| panic!("no row of {name} {word}"))
}

fn number(row: &Map<String, Value>, name: &str) -> f64 {
    row.get(name).and_then(Value::as_f64).unwrap_or_else(|| panic!("{name} in {row:?}"))
}

/// Floors below today's figures: what falls through them is worse to read.
#[test]
fn what_people_read_holds_its_floors() {
    let workspace = Workspace::fixture("judged");
    let rows = asked(&workspace, &["--points", "pool_points.jsonl", "--label", "labels.theme"]);
    let night = row(&rows, "night", "as shipped");
    assert_eq!((number(night, "records"), number(night, "left out")), (108.0, 0.0));

    let heard = row(&rows, "reading", "heard");
    assert_eq!((number(heard, "points"), number(heard, "absent")), (159.0, 0.0));
    assert!(number(heard, "cuts") > 0.62, "{heard:?}");
    assert!(number(heard, "stance_macro_f1") > 0.55, "{heard:?}");
    let weighed = row(&rows, "reading", "weighed");
    assert!(number(weighed, "wants_f1") > 0.87, "{weighed:?}");
    let grouped = row(&rows, "reading", "grouped");
    assert!(number(grouped, "point_ami") > 0.45, "{grouped:?}");
    assert_eq!(number(grouped, "pains"), 10.0);

    let records = row(&rows, "records by", "all statements");
    assert!(number(records, "AMI") > 0.55 && number(records, "coverage") > 0.9, "{records:?}");

    let mean = row(&rows, "titles", "mean of the first 20");
    assert!(number(mean, "a word of it") > 0.7, "{mean:?}");
    assert!(number(mean, "praise") < 0.25, "{mean:?}");
    let worst = row(&rows, "titles", "worst of the first 20");
    assert!(number(worst, "a word of it") > 0.35, "{worst:?}");
}

/// What is known of a record is an input, its label and what a reader found in it are not.
#[test]
fn labels_are_no_input() {
    let workspace = Workspace::fixture("judged");
    let with = asked(&workspace, &["--titles"]);
    let labelled = workspace.text("pool.jsonl");
    let strip = |take: &[&str]| {
        let lines = labelled.lines().map(|line| {
            let mut record: Map<String, Value> = serde_json::from_str(line).expect("a record");
            take.iter().for_each(|name| drop(record.remove(*name)));
            format!("{}\n", Value::Object(record))
        });
        lines.collect::<String>()
    };
    workspace.write("pool.jsonl", strip(&["labels"]));
    assert_eq!(asked(&workspace, &["--titles"]), with);
    workspace.write("pool.jsonl", strip(&["rating", "rating_max"]));
    assert_ne!(asked(&workspace, &["--titles"]), with);
}

/// The night that is measured is the night that runs: a workspace with the same file says the same.
#[test]
fn a_workspace_says_the_same() {
    let workspace = Workspace::fixture("judged");
    let rows = asked(&workspace, &["--titles"]);
    workspace.write(
        "earful.toml",
        "company = \"X\"\n[sources.all]\nkind = \"review\"\nfiles = [\"pool.jsonl\"]\n\
         [sources.all.fields]\nid = \"/id\"\ntext = \"/text\"\ncreated_at = \"/created_at\"\n\
         lang = \"/lang\"\nrating = \"/rating\"\n[sources.all.rating]\nmin = 1\nmax = 5\n",
    );
    workspace.ok(&["run"]);
    let themes = workspace.json(&["export", "themes", "--json"]);
    let mut ranked: Vec<(u64, &str, u64)> = themes
        .iter()
        .filter_map(|theme| {
            let count = |name: &str| theme[name].as_u64();
            Some((count("rank")?, theme["title"].as_str()?, count("statements")?))
        })
        .collect();
    ranked.sort_unstable();
    let shown: Vec<(u64, &str, u64)> = rows
        .iter()
        .filter_map(|row| {
            let rank = row.get("rank")?.as_str()?.parse().expect("a rank");
            Some((rank, row["title"].as_str()?, number(row, "members") as u64))
        })
        .collect();
    assert!(!shown.is_empty());
    // A theme of one or two people is shown without their words, by its number alone.
    assert_eq!(shown.len(), ranked.len());
    for (one, other) in shown.iter().zip(&ranked) {
        assert_eq!((one.0, one.2), (other.0, other.2));
        assert!(one.1 == other.1 || other.1.starts_with("Small theme T-"), "{one:?} {other:?}");
    }
    let night = row(&rows, "night", "as shipped");
    let statements = workspace.json(&["export", "statements", "--json"]);
    assert_eq!(number(night, "statements"), statements.len() as f64);
}

#[test]
fn faults_in_words() {
    let workspace = Workspace::fixture("judged");
    let refused = |more: &[&str], words: &str| {
        let typed: Vec<&str> = GOLD.iter().chain(more).copied().collect();
        let ran = workspace.earful(&typed);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    };
    refused(&["--label", "nowhere"], "`nowhere`");
    refused(&["--points", "none.jsonl"], "none.jsonl");
    let point = |id: &str, stance: &str| {
        format!(
            "{{\"id\": \"{id}\", \"points\": [{{\"start\": 0, \"end\": 4, \"stance\": \"{stance}\", \
             \"severity\": 1, \"pain\": \"x\"}}]}}\n"
        )
    };
    workspace.write("rant.jsonl", point("P-001", "complaint") + &point("P-002", "rant"));
    refused(&["--points", "rant.jsonl"], "line 2");
    workspace.write("stranger.jsonl", point("P-999", "praise"));
    refused(&["--points", "stranger.jsonl"], "`P-999`");
}

/// A table for people, with the customers' words made inert and every ranked theme in it.
#[test]
fn a_table_for_people() {
    let workspace = Workspace::fixture("judged");
    let typed: Vec<&str> = GOLD.iter().chain(&["--titles"]).copied().collect();
    let shown = workspace.ok(&typed).out;
    for words in ["as shipped", "mean of the first 20", "complain or ask"] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    assert!(!shown.contains('{'));
}
