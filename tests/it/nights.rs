//! Night after night: what is new is read, what is known stays, themes keep their ids, and every
//! unit is counted once.

use std::collections::{BTreeMap, BTreeSet};

use earful::demo::{self, Scale};
use earful::model::Day;
use serde_json::Value;

use crate::support::{TODAY, Workspace, demo, small};

/// Theme by statement.
fn assignments(workspace: &Workspace) -> BTreeMap<(String, u64), Option<String>> {
    workspace
        .json(&["export", "assignments", "--json"])
        .into_iter()
        .map(|row| {
            let record = format!("{} {}", row["source"], row["record"]);
            let theme = row["theme"].as_str().map(str::to_owned);
            ((record, row["statement"].as_u64().expect("a number")), theme)
        })
        .collect()
}

fn theme_ids(workspace: &Workspace) -> BTreeSet<String> {
    let view = workspace.view();
    let themes = view["themes"].as_array().expect("themes");
    themes.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

fn adds_up(units: &Value) {
    let count = |name: &str| units[name].as_u64().unwrap_or_else(|| panic!("{name} in {units}"));
    let parts = ["kept", "superseded", "deleted", "skipped", "rejected"].map(count);
    assert_eq!(count("units"), parts.iter().sum::<u64>(), "{units}");
}

/// Every unit of a report's intake has exactly one fate: a file, a source, in all.
fn everything_adds_up(workspace: &Workspace) {
    let view = workspace.view();
    let intake = &view["intake"];
    adds_up(&intake["total"]);
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for part in ["sources", "files"] {
        let rows = intake[part].as_array().expect("rows");
        let counts: Vec<&Value> = rows.iter().map(|row| &row["units"]).collect();
        counts.iter().for_each(|units| adds_up(units));
        let units = counts.iter().filter_map(|units| units["units"].as_u64()).sum();
        totals.insert(part, units);
    }
    let all = intake["total"]["units"].as_u64().expect("a number");
    assert_eq!(totals, BTreeMap::from([("files", all), ("sources", all)]));
    for source in intake["sources"].as_array().expect("sources") {
        for name in ["skipped", "rejected"] {
            let reasons = source[name].as_array().expect("reasons");
            let sum: u64 = reasons.iter().filter_map(|one| one["count"].as_u64()).sum();
            assert_eq!(Some(sum), source["units"][name].as_u64(), "{source}");
        }
    }
    for parts in ["feedback_parts", "statement_parts"] {
        let coverage = &view["coverage"];
        let whole =
            coverage[if parts == "feedback_parts" { "feedback" } else { "statements" }].as_u64();
        let sum: u64 = ["themed", "loose", "filtered"]
            .iter()
            .map(|name| coverage[parts][name].as_u64().expect("a number"))
            .sum();
        assert_eq!(Some(sum), whole, "{parts}");
        let tenths = coverage[parts]["tenths"].as_array().expect("tenths");
        assert_eq!(tenths.iter().filter_map(Value::as_u64).sum::<u64>(), 1000, "{parts}");
    }
}

#[test]
fn every_unit_and_statement_is_counted_once() {
    everything_adds_up(demo());
    everything_adds_up(small());
}

#[test]
fn a_second_night_keeps_what_the_first_found() {
    let workspace = demo().copied();
    let before = assignments(&workspace);
    let themes = theme_ids(&workspace);
    let last_day: Day = "2026-08-21".parse().expect("a day");
    for (name, bytes) in demo::next_night(1, Scale::DEMO, last_day, 120) {
        workspace.write(&name, bytes);
    }
    // Fifteen times the usual mail of a day is an alarm.
    let ran = workspace.earful(&["run", "--today", "2026-08-23"]);
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    assert!(ran.out.contains("Alarm. All feedback: 120 pieces of feedback"), "{}", ran.out);
    everything_adds_up(&workspace);
    let view = workspace.view();
    assert_eq!(view["intake"]["total"]["rejected"], Value::from(0));
    let new = view["intake"]["total"]["kept"].as_u64().expect("a number");
    assert!((80..160).contains(&new), "{new} new records were kept");

    let now = theme_ids(&workspace);
    assert!(themes.is_subset(&now), "a theme lost its id: {:?}", themes.difference(&now));
    let after = assignments(&workspace);
    let moved = before.iter().filter(|(key, theme)| after.get(key) != Some(theme)).count();
    assert!(moved * 100 <= before.len(), "{moved} of {} statements moved", before.len());
    let fresh: Vec<_> = after.iter().filter(|(key, _)| !before.contains_key(key)).collect();
    let themed = fresh.iter().filter(|(_, theme)| theme.is_some()).count();
    assert!(themed * 2 > fresh.len(), "{themed} of {} new statements are themed", fresh.len());
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 2);

    // A week later everything is grouped afresh; who was in a theme mostly finds it again.
    workspace.write(
        "data/reviews-late.csv",
        "review_id,date,last_changed,stars,title,review,user,country,app_version,platform\n\
         R-late,2026-08-30 08:00:00,,1,,The refund never came,late,DE,5.6,Android\n",
    );
    workspace.ok(&["run", "--today", "2026-08-31"]);
    everything_adds_up(&workspace);
    let later = theme_ids(&workspace);
    let kept = now.intersection(&later).count();
    assert!(kept * 10 >= now.len() * 7, "{kept} of {} themes kept their id", now.len());
}

#[test]
fn the_same_file_again_changes_nothing() {
    let workspace = small().copied();
    let before = assignments(&workspace);
    // The same bytes under another name, and the same records in other bytes.
    let reviews = workspace.text("data/reviews.csv");
    workspace.write("data/reviews-copy.csv", &reviews);
    workspace.write("data/reviews-spaced.csv", format!("{reviews}\n\n"));
    workspace.ok(&["run", "--today", "2026-08-23"]);
    everything_adds_up(&workspace);
    let view = workspace.view();
    assert_eq!(view["intake"]["total"]["kept"], Value::from(0));
    assert_eq!(view["coverage"]["feedback"], Value::from(60));
    assert_eq!(assignments(&workspace), before);
}

const HEADER: &str = "id,date,text,stars,user,country,changed,status\n";

const VERSIONED: &str = r#"company = "Testers"

[sources.reviews]
kind = "review"
files = ["reviews*.csv"]
delete = [{ field = "status", in = ["deleted"] }]

[sources.reviews.fields]
id = "id"
created_at = "date"
updated_at = "changed"
text = "text"
rating = "stars"
author = "user"

[sources.reviews.rating]
min = 1
max = 5
"#;

fn versioned(rows: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("earful.toml", VERSIONED);
    workspace.write("reviews-1.csv", format!("{HEADER}{rows}"));
    workspace.night();
    workspace
}

fn texts(workspace: &Workspace) -> Vec<String> {
    let mut texts: Vec<String> = workspace
        .json(&["export", "feedback", "--json"])
        .iter()
        .map(|row| format!("{} {}", row["record"].as_str().unwrap(), row["text"].as_str().unwrap()))
        .collect();
    texts.sort();
    texts
}

#[test]
fn a_newer_version_replaces_an_older_one_and_not_the_other_way_round() {
    let workspace = versioned(
        "1,2026-08-01,The map is slow,2,u,DE,2026-08-01,\n\
         2,2026-08-01,The search is slow,2,v,DE,2026-08-05,\n",
    );
    workspace.write(
        "reviews-2.csv",
        format!(
            "{HEADER}1,2026-08-01,The map is fast now,5,u,DE,2026-08-09,\n\
             2,2026-08-01,An old draft about search,2,v,DE,2026-08-02,\n"
        ),
    );
    workspace.ok(&["run", "--today", "2026-08-23"]);
    everything_adds_up(&workspace);
    assert_eq!(texts(&workspace), ["1 The map is fast now", "2 The search is slow"]);
    assert_eq!(workspace.earful(&["search", "fast"]).code, Some(0));
    for gone in ["draft", "\"map is slow\""] {
        assert_eq!(workspace.earful(&["search", gone]).code, Some(1), "{gone} is still found");
    }
}

#[test]
fn what_is_deleted_at_its_source_is_gone_everywhere() {
    let workspace = versioned(
        "1,2026-08-01,The map is slow,2,u,DE,2026-08-01,\n\
         2,2026-08-01,The zebra search is slow,2,v,DE,2026-08-05,\n",
    );
    assert_eq!(workspace.earful(&["search", "zebra"]).code, Some(0));
    workspace.write("reviews-2.csv", format!("{HEADER}2,2026-08-01,,,v,DE,2026-08-20,deleted\n"));
    workspace.ok(&["run", "--today", "2026-08-23"]);
    everything_adds_up(&workspace);
    let view = workspace.view();
    assert_eq!(view["intake"]["total"]["deleted"], Value::from(1));
    assert_eq!(texts(&workspace), ["1 The map is slow"]);
    assert_eq!(workspace.earful(&["search", "zebra"]).code, Some(1));
    for (name, bytes) in workspace.published() {
        assert!(!String::from_utf8(bytes).expect("text").contains("zebra"), "{name}");
    }
    // It stays gone when the first file is read once more.
    let first = workspace.text("reviews-1.csv");
    workspace.write("reviews-3.csv", format!("{first}\n"));
    workspace.ok(&["run", "--today", "2026-08-24"]);
    assert_eq!(texts(&workspace), ["1 The map is slow"]);
}

#[test]
fn a_night_without_anything_new_is_a_run_of_its_own_on_another_day() {
    let workspace = small().copied();
    let before = assignments(&workspace);
    workspace.ok(&["run", "--today", "2026-08-23"]);
    assert_eq!(assignments(&workspace), before);
    let runs = workspace.json(&["runs", "--json"]);
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[0]["base"], runs[1]["id"]);
    // Without --today the day is today's, far from the fixture's.
    workspace.ok(&["run"]);
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 3);
    assert_eq!(runs[1]["today"], Value::from(TODAY));
}

/// A second night of one day is held against the first: what was new then is not new again.
#[test]
fn a_second_night_on_one_day_tells_what_is_new_since_the_first() {
    let workspace = small().copied();
    let first = workspace.newest_run();
    let told = workspace.night().out;
    assert!(told.contains("Nothing is new since the last run: it was made again."), "{told}");
    assert_eq!(workspace.newest_run(), first);
    workspace.write(
        "data/reviews-late.csv",
        "id,date,stars,user,country,text\nR-99,2026-08-14,1,late,DE,The bill charged me twice.\n",
    );
    let told = workspace.night().out;
    assert!(told.contains("Since 22 August 2026: 1 more piece of feedback"), "{told}");
    let changes = &workspace.view()["changes"];
    assert_eq!(changes["lineage"], serde_json::json!([]));
    let listed = changes["list"].as_array().expect("a list");
    assert!(listed.len() <= 3, "{listed:?}");
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 2);
    // Once more without anything new it is the same night again.
    let published = workspace.published();
    workspace.night();
    assert_eq!(workspace.published(), published);
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 2);
}

/// A week on, a refit that is due heeds what was found last time; one that is asked for finds on the
/// same feedback what the first night found.
#[test]
fn a_refit_asked_for_is_afresh() {
    let workspace = Workspace::fixture("demo");
    workspace.night();
    let first = workspace.view();
    let ran = workspace.ok(&["run", "--today", "2026-09-01", "--refit"]);
    assert!(ran.out.contains("the same feedback; every rank is where it was"), "{}", ran.out);
    let again = workspace.view();
    for list in ["areas", "themes"] {
        let (then, now) = (first[list].as_array(), again[list].as_array());
        assert_eq!(then.expect("a list").len(), now.expect("a list").len());
    }
    assert_eq!(again["changes"]["lineage"], serde_json::json!([]));
}
