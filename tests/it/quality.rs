//! The eval verb on invented texts, and the measures against values worked out elsewhere.
//!
//! Figures on real labelled sets are `cargo bench --bench quality`'s; nothing here needs them.

use std::path::PathBuf;

use earful::evaluation::{npmi, term_share};
use serde_json::Value;

use crate::support::Workspace;

/// Three subjects, a hundred invented texts each, as JSON lines.
fn gold() -> String {
    let subjects = [
        ("delivery", ["parcel", "courier", "late", "box", "doorstep"], -1),
        ("login", ["password", "login", "locked", "code", "account"], -1),
        ("meal", ["soup", "waiter", "delicious", "table", "dessert"], 1),
    ];
    let fillers =
        ["today", "again", "for my sister", "on Monday", "as ever", "before lunch", "twice"];
    let mut lines = String::new();
    for at in 0..300usize {
        let (subject, words, sign) = subjects[at % 3];
        let (one, two) = (words[at / 3 % 5], words[(at / 15 + 1 + at / 3) % 5]);
        let feeling = if sign < 0 { "terrible, it failed" } else { "wonderful, I love it" };
        let text = format!("The {one} and the {two} {} were {feeling}", fillers[at / 7 % 7]);
        let record = serde_json::json!({
            "text": text,
            "labels": { "theme": subject, "sign": if sign < 0 { "negative" } else { "positive" } },
        });
        lines.push_str(&format!("{record}\n"));
    }
    lines
}

fn figures(arguments: &[&str]) -> Vec<Value> {
    let workspace = Workspace::empty();
    workspace.write("gold.jsonl", gold());
    let mut typed = vec!["eval"];
    typed.extend(arguments);
    typed.extend(["--gold", "gold.jsonl", "--json"]);
    let told = workspace.json(&typed).remove(0);
    told["figures"].as_array().expect("a list").clone()
}

fn number(row: &Value, name: &str) -> f64 {
    row[name].as_f64().unwrap_or_else(|| panic!("{name} in {row}"))
}

#[test]
fn themes_of_three_subjects() {
    let rows = figures(&["themes", "--label", "labels.theme"]);
    assert_eq!(rows.len(), 4);
    let whole = &rows[0];
    assert_eq!((&whole["level"], &whole["units"]), (&"theme".into(), &"whole texts".into()));
    assert_eq!(number(whole, "coverage"), 1.0);
    assert!(number(whole, "purity") > 0.95, "{whole}");
    assert!(number(whole, "kNN") > 0.95, "{whole}");
    // Of single labels and single themes the extended measure is the plain one.
    assert_eq!(number(whole, "B3"), number(whole, "B3 ext"));
}

#[test]
fn polarity_novelty_stability_and_labels() {
    let rows = figures(&["polarity", "--label", "/labels/sign"]);
    assert!(number(&rows[0], "acc 2") > 0.9, "{}", rows[0]);
    assert!((number(&rows[0], "majority 2") - 2.0 / 3.0).abs() < 1e-3);

    let rows = figures(&["novelty", "--label", "labels.theme", "--draws", "1"]);
    assert_eq!(rows.len(), 2);
    assert_eq!(number(&rows[1], "hidden"), 1.0);

    let rows = figures(&["stability"]);
    assert_eq!(number(&rows[0], "same when shuffled, 1 2 8 threads"), 1.0);
    assert_eq!(number(&rows[0], "kept next night"), 1.0);

    let rows = figures(&["labels"]);
    assert!(number(&rows[0], "label precision") > 0.5, "{}", rows[0]);
}

#[test]
fn a_table_for_people_and_faults_in_words() {
    let workspace = Workspace::empty();
    workspace.write("gold.jsonl", gold());
    let shown =
        workspace.ok(&["eval", "polarity", "--gold", "gold.jsonl", "--label", "labels.sign"]);
    assert!(shown.out.starts_with("lang"), "{}", shown.out);
    assert!(!shown.out.contains('{'));

    let refused = |arguments: &[&str], words: &str| {
        let ran = workspace.earful(arguments);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    };
    refused(&["eval", "themes", "--gold", "gold.jsonl", "--label", "nowhere"], "`nowhere`");
    refused(&["eval", "polarity", "--gold", "gold.jsonl", "--label", "labels.theme"], "number");
    refused(&["eval", "labels", "--gold", "none.jsonl"], "none.jsonl");
    workspace.write("broken.jsonl", "{\"text\": \"a\"}\n{\"text\": 3}\n");
    refused(&["eval", "labels", "--gold", "broken.jsonl"], "line 2");
    workspace.write("cut.jsonl", [0x1f, 0x8b, 8, 0, 0]);
    refused(&["eval", "labels", "--gold", "cut.jsonl"], "gzip");
}

#[test]
fn the_golden_values_of_the_word_measures() {
    let folder =
        std::env::var_os("EARFUL_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(folder.join("golden.json")) else {
        eprintln!("golden.json is not there: the values worked out by hand must do");
        return;
    };
    let golden: Value = serde_json::from_str(&text).expect("golden.json is JSON");
    let count = |value: &Value| value.as_u64().expect("a count");
    let of = &golden["npmi"];
    let found = npmi(count(&of["cxy"]), count(&of["cx"]), count(&of["cy"]), count(&of["N"]));
    assert!((found - of["npmi"].as_f64().expect("a number")).abs() < 1e-12);
    let of = &golden["ctfidf"];
    for (theme, counts) in of["X"].as_array().expect("rows").iter().enumerate() {
        let counts: Vec<u32> =
            counts.as_array().expect("a row").iter().map(|one| count(one) as u32).collect();
        let own = counts.iter().sum();
        for (word, &times) in counts.iter().enumerate() {
            let found = term_share(times, own, count(&of["A"]), count(&of["df"][word]) as u32);
            let expected = of["ctfidf"][theme][word].as_f64().expect("a number");
            assert!((found - expected).abs() < 1e-9, "{theme} {word}");
        }
    }
}
