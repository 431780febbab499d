//! The third level, from the settings to every way out: what a large theme splits into.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{TODAY, Workspace};

/// So wide a grouping that both subjects are one theme.
const SETTINGS: &str = r#"
company = "Kestrel Bikes"

[sources.reviews]
kind = "review"
files = ["data/*.jsonl"]

[sources.reviews.fields]
id = "id"
created_at = "day"
text = "text"
author = "rider"

[catalogue]
enabled = false

[themes]
resolution = 0.1
"#;

/// Reviews `from..to`: those of even number tell of brakes, the others of the bill.
fn reviews(from: usize, to: usize) -> String {
    let brakes = ["brakes", "brake lever", "front brake", "brake pads", "rear brake"];
    let faults = ["squeal", "do not grip", "came loose", "are worn down", "rattle downhill"];
    let bills = ["invoice", "bill", "monthly charge", "payment", "direct debit"];
    let wrongs =
        ["was charged twice", "is wrong", "came late", "was far too high", "never stopped"];
    let when = ["on Monday", "again", "in the rain", "this week", "since spring", "for my sister"];
    let mut lines = String::new();
    for at in from..to {
        let (one, two, three) = (at / 2 % 5, at / 10 % 5, at / 50 % 6);
        let (thing, fault) =
            if at % 2 == 0 { (brakes[one], faults[two]) } else { (bills[one], wrongs[two]) };
        let text = format!("The {thing} of number {at} {fault} {}, terrible", when[three]);
        let day = format!("2026-0{}-{:02}", 6 + at / 28 % 3, 1 + at % 20);
        let record = serde_json::json!({
            "id": format!("r{at}"), "day": day, "text": text, "rider": format!("rider {at}"),
        });
        lines.push_str(&format!("{record}\n"));
    }
    lines
}

/// The part of each record's statement, `None` where it is loose; a part is of the statement's
/// theme, and where there is a theme there is a part.
fn parts(workspace: &Workspace) -> BTreeMap<usize, Option<String>> {
    let part = |row: Value| {
        let record = row["record"].as_str().expect("an id").trim_start_matches('r').to_owned();
        let (theme, part) = (row["theme"].as_str(), row["subtheme"].as_str());
        assert_eq!(theme, part.and_then(|part| Some(part.split_once('.')?.0)), "{row}");
        (record.parse().expect("a number"), part.map(str::to_owned))
    };
    workspace.json(&["export", "assignments", "--json"]).into_iter().map(part).collect()
}

/// Which subject each part is of: 0 or 1; a part of both is a fault.
fn subjects(parts: &BTreeMap<usize, Option<String>>) -> BTreeMap<String, usize> {
    let mut subjects = BTreeMap::new();
    for (record, part) in parts.iter().filter_map(|(record, part)| Some((record, part.clone()?))) {
        let subject = *subjects.entry(part.clone()).or_insert(record % 2);
        assert_eq!(subject, record % 2, "{part} speaks of brakes and of the bill");
    }
    subjects
}

#[test]
fn a_theme_in_two_parts_is_shown_everywhere_and_keeps_them() {
    let workspace = Workspace::empty();
    workspace.write("earful.toml", SETTINGS);
    workspace.write("data/first.jsonl", reviews(0, 300));
    workspace.ok(&["run", "--today", TODAY]);
    let view = workspace.view();
    let split: Vec<&Value> = (view["themes"].as_array().expect("themes").iter())
        .filter(|theme| theme["subthemes"].is_array())
        .collect();
    assert_eq!(split.len(), 1, "{view}");
    let theme = split[0];
    let id = theme["id"].as_str().expect("an id");
    let subthemes = theme["subthemes"].as_array().expect("parts");
    assert!((2..=5).contains(&subthemes.len()), "{theme}");
    let sum: u64 = subthemes.iter().filter_map(|part| part["statements"].as_u64()).sum();
    assert_eq!(Some(sum), theme["statements"].as_u64());
    assert_eq!(view["opportunities"][0]["subthemes"], theme["subthemes"]);
    assert_eq!(view["opportunities"].as_array().map(Vec::len), Some(1), "parts are never ranked");

    let first = parts(&workspace);
    let told = subjects(&first);
    assert_eq!(told.len(), subthemes.len());
    assert!(told.values().any(|&one| one == 0) && told.values().any(|&one| one == 1));

    let shown = workspace.ok(&["themes", "show", id]).out;
    assert!(shown.contains("Splits into"), "{shown}");
    let json = workspace.json(&["themes", "show", id, "--json"]).remove(0);
    assert_eq!(json["theme"]["subthemes"], theme["subthemes"]);
    for part in subthemes {
        let (part, title) = (part["id"].as_str(), part["title"].as_str());
        assert!(shown.contains(part.expect("an id")) && shown.contains(title.expect("a title")));
    }
    for format in ["md", "html"] {
        let page = workspace.ok(&["report", "--format", format]).out;
        assert!(page.contains("Splits into: "), "{page}");
    }

    // The next night puts what is new with the parts there are and leaves the rest where it was.
    workspace.write("data/second.jsonl", reviews(300, 312));
    workspace.ok(&["run", "--today", "2026-08-23"]);
    let second = parts(&workspace);
    assert_eq!(second.len(), 312);
    assert!(first.iter().all(|(record, part)| second[record] == *part));
    assert_eq!(subjects(&second), told);
    // A refit knows them again.
    workspace.ok(&["run", "--today", "2026-08-24", "--refit"]);
    let third = subjects(&parts(&workspace));
    assert!(third.iter().any(|(part, subject)| told.get(part) == Some(subject)), "{third:?}");
    assert!(third.iter().all(|(part, subject)| told.get(part).is_none_or(|was| was == subject)));
}
