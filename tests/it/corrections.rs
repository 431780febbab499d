//! What a correction teaches, and what cannot be corrected: each says what it does.

use std::collections::BTreeMap;

use crate::curation::{NEXT, assignments, correct, list, number, ranked, run};
use crate::support::{TODAY, demo};

/// A source and a record of it, and the theme of each of its statements.
type Record = (String, String);
type Places = Vec<(u64, Option<String>)>;

/// A long record that is moved teaches what fits its new theme, and what is tried says so.
#[test]
fn a_moved_record_teaches_only_what_fits() {
    let workspace = demo();
    let to = &ranked(&workspace.view())[0];
    let mut records: BTreeMap<Record, Places> = BTreeMap::new();
    for ((source, record, number), place) in assignments(workspace) {
        records.entry((source, record)).or_default().push((number, place));
    }
    let elsewhere = |all: &&(&Record, &Places)| {
        all.1.iter().all(|(_, place)| place.as_deref().is_some_and(|place| place != to))
    };
    let longest = records.iter().filter(|one| elsewhere(&one)).max_by_key(|one| one.1.len());
    let ((source, record), statements) = longest.expect("a record of other themes");
    assert!(statements.len() > 1, "{record} says one thing");
    let tried = |more: &[&str]| {
        let mut typed =
            vec!["theme", "move", record, to, "--source", source, "--dry-run", "--json"];
        typed.extend(["--by", "Ada", "--today", TODAY]);
        typed.extend(more);
        workspace.json(&typed)[0]["lesson"].clone()
    };
    let whole = tried(&[]);
    assert!(list(&whole, "examples").len() < number(&whole, "moved") as usize, "{whole}");
    let one = tried(&["--statement", &statements[0].0.to_string()]);
    assert_eq!((list(&one, "examples").len(), number(&one, "moved")), (1, 1), "{one}");
}

/// What is taken back is not taken back again, and what is not there is not told as done.
#[test]
fn entries_say_what_they_cannot_do() {
    let workspace = demo().copied();
    let first = ranked(&workspace.view())[0].clone();
    correct(&workspace, &["mute", &first]);
    correct(&workspace, &["track", "refund"]);
    correct(&workspace, &["revert", "E-1"]);
    let refused = |typed: &[&str]| {
        let mut all = vec!["theme"];
        all.extend(typed);
        all.extend(["--by", "Ada", "--today", TODAY]);
        let ran = workspace.earful(&all);
        assert_eq!(ran.code, Some(2), "{}", ran.out);
        ran.err
    };
    let told = refused(&["revert", "E-1"]);
    assert!(told.contains("E-1 is taken back already by E-3"), "{told}");
    let told = refused(&["unmute", &first]);
    assert!(told.contains(&format!("{first} is not muted")), "{told}");
    let told = refused(&["merge", &first, "T-C1"]);
    assert!(told.contains("T-C1 is the saved search"), "{told}");
    // Taking back what took back lets the first hold again.
    correct(&workspace, &["revert", "E-3"]);
    let entry = format!(
        "\n[[entry]]\nid = \"E-9\"\naction = \"move\"\nrecord = \"nobody\"\nsource = \"reviews\"\n\
         theme = \"{first}\"\nby = \"Ada\"\non = 2026-08-22\n"
    );
    workspace.write("curation.toml", workspace.text("curation.toml") + &entry);
    let view = run(&workspace, NEXT, &[]);
    let changed = view["summary"].to_string() + &view["changes"].to_string();
    assert!(!changed.contains("E-9 moved a record"), "{changed}");
    let entries = list(&view["curation"], "entries");
    let idle = entries.iter().find(|one| one["id"] == "E-9").expect("the entry");
    assert!(idle["idle"].as_str().is_some_and(|why| why.contains("no such record")), "{idle}");
}
