//! Corrections by hand, typed and replayed: the real binary on the demo's company.

use std::collections::{BTreeMap, BTreeSet};

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{TODAY, Workspace, demo};

pub(crate) const NEXT: &str = "2026-08-23";

pub(crate) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// A theme of a report.
fn theme<'v>(view: &'v Value, id: &str) -> Option<&'v Value> {
    list(view, "themes").iter().find(|theme| theme["id"] == id)
}

pub(crate) fn number(value: &Value, name: &str) -> u64 {
    value[name].as_u64().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// A correction by Ada on the day of the fixtures.
pub(crate) fn correct(workspace: &Workspace, typed: &[&str]) -> String {
    let mut all = vec!["theme"];
    all.extend(typed);
    all.extend(["--by", "Ada", "--today", TODAY]);
    workspace.ok(&all).out
}

pub(crate) fn run(workspace: &Workspace, today: &str, more: &[&str]) -> Value {
    let mut typed = vec!["run", "--today", today];
    typed.extend(more);
    let ran = workspace.earful(&typed);
    assert!(matches!(ran.code, Some(0 | 5)), "{}\n{}", ran.out, ran.err);
    workspace.view()
}

/// Ids of the ranking, best first.
pub(crate) fn ranked(view: &Value) -> Vec<String> {
    let ids = list(view, "opportunities").iter().map(|one| one["theme"].as_str());
    ids.map(|id| id.expect("an id").to_owned()).collect()
}

/// The same with the theme of that title before all others.
fn ranked_from(view: &Value, title: &str) -> Vec<String> {
    let named = list(view, "opportunities").iter().find(|one| one["title"] == title);
    let first = named.expect("it is ranked")["theme"].as_str().expect("an id").to_owned();
    let others = ranked(view).into_iter().filter(|id| *id != first);
    std::iter::once(first.clone()).chain(others).collect()
}

/// The themes of every statement that has one: record, statement, theme.
pub(crate) fn assignments(
    workspace: &Workspace,
) -> BTreeMap<(String, String, u64), Option<String>> {
    let lines = workspace.json(&["export", "assignments", "--json"]);
    lines
        .iter()
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
            let at = (text("source"), text("record"), number(one, "statement"));
            (at, one["theme"].as_str().map(str::to_owned))
        })
        .collect()
}

/// Statements = themed + loose + filtered, and the export counts as the report does.
fn adds_up(workspace: &Workspace, view: &Value) {
    let coverage = &view["coverage"];
    let parts = &coverage["statement_parts"];
    let all = number(parts, "themed") + number(parts, "loose") + number(parts, "filtered");
    assert_eq!(all, number(coverage, "statements"), "{coverage}");
    let places = assignments(workspace);
    let mut exported: BTreeMap<String, u64> = BTreeMap::new();
    for theme in places.values().flatten() {
        *exported.entry(theme.clone()).or_default() += 1;
    }
    let reported: BTreeMap<String, u64> = list(view, "themes")
        .iter()
        .map(|one| (one["id"].as_str().expect("an id").to_owned(), number(one, "statements")))
        .filter(|(_, statements)| *statements > 0)
        .collect();
    assert_eq!(exported, reported);
    assert_eq!(reported.values().sum::<u64>(), number(parts, "themed"));
    let in_areas: u64 = list(view, "areas").iter().map(|area| number(area, "statements")).sum();
    assert_eq!(in_areas, number(parts, "themed"), "an area is the union of its themes");
}

/// Everything that people can do to themes, through a night and a refit.
#[test]
fn corrections_hold_through_nights_and_refits() {
    let workspace = demo().copied();
    let before = workspace.view();
    let order = ranked_from(&before, "Charged twice");
    let [first, second, third, fourth] = [&order[0], &order[1], &order[2], &order[3]];
    let pinned = order.last().expect("a ranking");
    let size = |view: &Value, id: &str| theme(view, id).map_or(0, |one| number(one, "statements"));

    correct(&workspace, &["rename", first, "Money", "does", "not", "come", "back"]);
    correct(&workspace, &["merge", third, second]);
    correct(&workspace, &["mute", fourth, "--why", "fixed in 5.7"]);
    correct(&workspace, &["pin", pinned]);
    correct(&workspace, &["split", first, "twice", "--title", "Said twice"]);
    correct(&workspace, &["parent", first, "Finance"]);
    correct(&workspace, &["track", "\"dark mode\"", "--title", "Dark mode"]);
    let view = run(&workspace, NEXT, &[]);
    adds_up(&workspace, &view);

    let check = |view: &Value, workspace: &Workspace| {
        let one = theme(view, first).expect("the renamed theme lives");
        assert_eq!(one["title"], "Money does not come back");
        assert_eq!(one["named_by"], "Ada");
        assert!(theme(view, third).is_none(), "merged");
        let muted = theme(view, fourth).expect("a muted theme is there");
        assert_eq!(muted["rank"], Value::Null);
        assert_eq!(muted["muted"], true);
        assert!(!ranked(view).contains(fourth));
        let curation = &view["curation"];
        let told = &list(curation, "muted")[0];
        for word in ["Ada", "22 August 2026", "fixed in 5.7"] {
            assert!(told["words"].as_str().is_some_and(|words| words.contains(word)), "{told}");
        }
        let made = theme(view, "T-C1").expect("the theme that was split off");
        assert_eq!(made["title"], "Said twice");
        assert!(number(made, "statements") > 0);
        let area = list(view, "areas").iter().find(|area| area["title"] == "Finance");
        assert!(list(area.expect("an area by hand"), "themes").contains(&first.as_str().into()));
        // The number of a saved search is the number its search finds.
        let tracked = &list(curation, "tracked")[0];
        let typed = ["search", "\"dark mode\"", "-n", "100000", "--json"];
        let found = workspace.json(&typed).len() as u64;
        assert_eq!(number(tracked, "records"), found, "{tracked}");
        let days: u64 =
            list(tracked, "days").iter().map(|day| day[1].as_u64().expect("a count")).sum();
        assert!(days > 0 && days <= found);
        let typed = ["search", "--theme", "T-C2", "-n", "100000", "--json"];
        assert_eq!(workspace.json(&typed).len() as u64, found);
        // Old ids open what they became.
        let shown = workspace.ok(&["themes", "show", third]).out;
        assert!(shown.starts_with(&format!("{third} is part of {second} today.")), "{shown}");
        let typed = ["search", "--theme", third, "-n", "100000", "--json"];
        let found = workspace.json(&typed).len() as u64;
        assert_eq!(found, number(theme(view, second).expect("a theme"), "feedback"));
    };
    check(&view, &workspace);
    assert_eq!(size(&view, second), size(&before, second) + size(&before, third));
    assert_eq!(size(&view, first) + size(&view, "T-C1"), size(&before, first));
    // The others stand as they stood: nothing is reordered by what is pinned, muted or tracked.
    let taken = [first, second, third, fourth];
    let others = |order: &[String]| -> Vec<String> {
        order.iter().filter(|id| !taken.contains(id) && *id != "T-C1").cloned().collect()
    };
    assert_eq!(others(&ranked(&view)), others(&order));
    assert_eq!(
        list(&view, "opportunities")
            .iter()
            .find(|one| one["theme"] == pinned.as_str())
            .expect("it")["pinned"],
        true
    );
    let page = String::from_utf8(workspace.report("md")).expect("text");
    assert!(page.contains(&format!("({pinned}, ")), "a pinned theme is in the table");
    assert!(page.contains("named by Ada") && page.contains("## What people changed"), "{page}");
    // What was merged is told as what a person did.
    let changes = list(&view["changes"], "list");
    let cause = changes.iter().find(|one| one["of"] == fourth.as_str()).expect("it left");
    assert_eq!(cause["cause"], "curation", "{cause}");
    assert!(cause["words"].as_str().is_some_and(|words| words.contains("E-3 muted")), "{cause}");
    // Whose customers came by a merge is told by whom and from where, and not as "still as many".
    let ranks = list(&view["changes"], "ranks");
    let merged = ranks.iter().find(|one| one["theme"] == second.as_str()).expect("it grew");
    assert_eq!(merged["cause"], "curation", "{merged}");
    assert_eq!(merged["entries"], serde_json::json!(["E-2"]), "{merged}");
    let of = |name: &str| merged[name].as_i64().expect("a number");
    let customers = &merged["customers"];
    let (then, now) = (customers[0].as_i64().expect("then"), customers[1].as_i64().expect("now"));
    assert!(of("corrected") > 0 && of("heard") == 0 && of("regrouped") == 0, "{merged}");
    assert_eq!(then + of("corrected"), now, "{merged}");
    let words = merged["words"].as_str().expect("words");
    let came = format!("corrected by hand (E-2): took {} from {third}", of("corrected"));
    assert!(words.contains(&came) && !words.contains("still"), "{words}");
    let flows = list(&view["changes"], "regrouped");
    let flow = flows.iter().find(|one| one["to"] == second.as_str()).expect("a flow");
    assert_eq!((&flow["by"], &flow["from"]), (&"E-2".into(), &third.as_str().into()), "{flow}");
    let causes = list(&view["changes"], "causes");
    assert_eq!(causes[0]["kind"], "curation", "{causes:?}");
    let told = causes[0]["words"].as_str().expect("words");
    assert!(told.contains(&format!("E-2 merged {third} into {second}")), "{told}");
    for change in ranks {
        let words = change["words"].as_str().expect("words");
        assert!(!words.contains("others have"), "{words}");
    }

    let view = run(&workspace, "2026-08-24", &["--refit"]);
    adds_up(&workspace, &view);
    check(&view, &workspace);
    // The name is what it was last night: nobody is told of another.
    let ranks = list(&view["changes"], "ranks").iter();
    let mut renamed = ranks.filter(|one| one["theme"] == first.as_str());
    assert!(renamed.all(|one| one["title_then"] == Value::Null));
    // Once more: the same bytes at one thread and at two.
    let one = workspace.copied();
    run(&one, "2026-08-25", &["--threads", "1"]);
    run(&workspace, "2026-08-25", &["--threads", "2"]);
    assert!(one.published() == workspace.published());
    run(&one, "2026-08-25", &["--threads", "2"]);
    assert!(one.published() == workspace.published(), "the same night again");
}

/// A moved record, one taken out, and what they teach.
#[test]
fn records_go_where_people_say() {
    let workspace = demo().copied();
    let order = ranked(&workspace.view());
    let (from, to) = (&order[0], &order[1]);
    let places = assignments(&workspace);
    let of = |theme: &str| -> Vec<(String, String)> {
        let found: BTreeSet<(String, String)> = places
            .iter()
            .filter(|(_, place)| place.as_deref() == Some(theme))
            .map(|((source, record, _), _)| (source.clone(), record.clone()))
            .collect();
        let alone = |one: &(String, String)| {
            places.keys().filter(|key| (&key.0, &key.1) == (&one.0, &one.1)).count() == 1
        };
        found.into_iter().filter(alone).collect()
    };
    let moved = &of(from)[0];
    let gone = &of(from)[1];
    let typed = ["move", &moved.1, to, "--source", &moved.0];
    let told = correct(&workspace, &typed);
    assert!(
        told.contains(&format!("Record {} of {} belongs to {to}.", moved.1, moved.0)),
        "{told}"
    );
    correct(&workspace, &["reject", &gone.1, from, "--source", &gone.0]);
    // A new record with the words of the moved one, in a file of its own.
    let text = workspace
        .json(&["export", "feedback", "--json"])
        .iter()
        .find(|one| one["record"] == *moved.1 && one["source"] == *moved.0)
        .and_then(|one| one["text"].as_str().map(str::to_owned))
        .expect("the record");
    let cell = text.replace('"', "\"\"");
    workspace.write(
        "data/reviews-late.csv",
        format!(
            "review_id,date,last_changed,stars,title,review,user,country,app_version,platform\n\
             R-like,2026-08-23 08:00:00,,1,,\"{cell}\",late,DE,5.6,Android\n"
        ),
    );
    let view = run(&workspace, NEXT, &[]);
    adds_up(&workspace, &view);
    let now = assignments(&workspace);
    let place = |record: &(String, String)| {
        let one = now.iter().find(|(key, _)| (&key.0, &key.1) == (&record.0, &record.1));
        one.and_then(|(_, place)| place.clone())
    };
    assert_eq!(place(moved).as_deref(), Some(to.as_str()));
    assert_ne!(place(gone).as_deref(), Some(from.as_str()));
    let like = now.iter().filter(|(key, _)| key.1 == "R-like");
    let like: Vec<_> = like.map(|(_, place)| place.clone()).collect();
    assert!(like.contains(&Some(to.clone())), "what is like the moved one follows it: {like:?}");
    let went = list(&view["curation"], "moved");
    assert!(went.iter().any(|one| one["entry"] == "E-1" && one["to"] == to.as_str()), "{went:?}");
    assert!(went.iter().any(|one| one["entry"] == "E-1" && one["taught"] == true), "{went:?}");
    assert!(went.iter().any(|one| one["entry"] == "E-2" && one["from"] == from.as_str()));
    // They stay there when everything is grouped afresh, and what was taught goes with its entry.
    let view = run(&workspace, "2026-08-24", &["--refit"]);
    adds_up(&workspace, &view);
    correct(&workspace, &["revert", "E-1"]);
    correct(&workspace, &["revert", "E-2"]);
    let view = run(&workspace, "2026-08-25", &[]);
    assert_eq!(view["curation"], Value::Null);
    adds_up(&workspace, &view);
}

/// Everything taken back is as if it had never been: the memory to the byte, and before a night the
/// whole report.
#[test]
fn what_is_taken_back_leaves_nothing() {
    let never = demo().copied();
    let workspace = never.copied();
    let order = ranked_from(&workspace.view(), "Charged twice");
    correct(&workspace, &["rename", &order[0], "Another name"]);
    correct(&workspace, &["merge", &order[1], &order[2]]);
    correct(&workspace, &["split", &order[0], "twice"]);
    correct(&workspace, &["mute", &order[3]]);
    correct(&workspace, &["track", "refund"]);
    let tried = workspace.copied();
    for entry in ["E-1", "E-2", "E-3", "E-4", "E-5"] {
        correct(&workspace, &["revert", entry]);
    }
    run(&never, NEXT, &[]);
    run(&workspace, NEXT, &[]);
    assert!(never.published() == workspace.published(), "corrected and taken back on one day");
    assert_eq!(never.newest_run().file_name(), workspace.newest_run().file_name());
    // With a night in between: what is remembered is what the program found.
    run(&tried, NEXT, &[]);
    assert_ne!(never.newest_run().file_name(), tried.newest_run().file_name());
    for entry in ["E-1", "E-2", "E-3", "E-4", "E-5"] {
        correct(&tried, &["revert", entry]);
    }
    for workspace in [&never, &tried] {
        run(workspace, "2026-08-24", &["--refit"]);
    }
    let memory = |workspace: &Workspace| {
        std::fs::read(workspace.newest_run().join("memory/memory.bin")).expect("a memory")
    };
    assert!(memory(&never) == memory(&tried), "the memory is that of a night without corrections");
}

/// Bad files are refused before any work, with both lines and the fix.
#[test]
fn what_cannot_be_is_refused_before_any_work() {
    let workspace = demo().copied();
    let head = |id: u32| format!("[[entry]]\nid = \"E-{id}\"\nby = \"Ada\"\non = 2026-08-22\n");
    let refused = |name: &str, text: String| {
        workspace.write("curation.toml", text);
        let runs = workspace.newest_run();
        assert_snapshot!(name, workspace.transcript(&["run", "--today", NEXT]));
        assert_eq!(runs, workspace.newest_run(), "nothing was done");
    };
    let rename = |id: u32, theme: &str, title: &str| {
        format!("{}action = \"rename\"\ntheme = \"{theme}\"\ntitle = \"{title}\"\n\n", head(id))
    };
    refused(
        "curation_contradiction",
        format!("# by hand\n{}{}", rename(1, "T-1", "One"), rename(2, "T-1", "Other")),
    );
    let goes = |id: u32, into: &str| {
        format!("{}action = \"merge\"\ntheme = \"T-1\"\ninto = \"{into}\"\n\n", head(id))
    };
    refused(
        "curation_faults",
        format!(
            "{}{}{}",
            goes(1, "T-2"),
            goes(2, "T-3"),
            format!("{}action = \"split\"\ntheme = \"T-1\"\nwords = \"(a\"\n", head(3))
                + "makes = \"T-C1\"\ntitle = \"A\"\n"
        ),
    );
    refused("curation_unknown", rename(1, "T-4711", "Nobody's"));
    refused("curation_broken", "[[entry]\nid = 1\n".to_owned());
    refused("curation_hostile", rename(1, "T-\\u001b[31m1", "x"));
    // A workspace in which no night has been yet knows no theme.
    let fresh = Workspace::fixture("small");
    fresh.write("curation.toml", rename(1, "T-1", "Too early"));
    let ran = fresh.earful(&["run", "--today", TODAY]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("there is no theme T-1"), "{}", ran.err);
}

/// What is typed is checked before it is written, shown by --dry-run, listed by log.
#[test]
fn the_verbs_tell_what_they_do() {
    let workspace = demo().copied();
    let theme = |typed: &[&str]| {
        let mut all = vec!["theme"];
        all.extend(typed);
        if typed[0] != "log" {
            all.extend(["--by", "Ada", "--today", TODAY]);
        }
        workspace.transcript(&all)
    };
    let order = ranked(&workspace.view());
    let (first, second) = (order[0].as_str(), order[1].as_str());
    let mut told = String::new();
    for typed in [
        &["log"][..],
        &["merge", second, first, "--dry-run"],
        &["split", first, "twice", "--dry-run"],
        &["mute", first, "--dry-run"],
        &["track", "refund", "--dry-run"],
    ] {
        told.push_str(&theme(typed));
    }
    assert!(!workspace.path().join("curation.toml").exists(), "nothing was written");
    for typed in [
        &["rename", first, "One"][..],
        &["rename", first, "Another", "--why", "the first was wrong"],
        &["merge", second, first],
        &["merge", second, "T-3"],
        &["mute", second],
        &["pin", first],
        &["unmute", first],
        &["unpin", first],
        &["move", "nothing-of-the-kind", first],
        &["split", first, "country:DE"],
        &["rename", "T-4711", "Nobody"],
        &["revert", "E-99"],
        &["log"],
    ] {
        told.push_str(&theme(typed));
    }
    assert_snapshot!("curation_verbs", told);
    assert_snapshot!("curation_file", workspace.text("curation.toml"));
}

/// Whatever is written into titles, reasons and names comes out as text.
#[test]
fn what_people_write_is_shown_and_never_obeyed() {
    let workspace = demo().copied();
    let order = ranked(&workspace.view());
    let evil = "<script>alert(1)</script>|=cmd()\u{1b}[31m";
    // A control character is refused at once.
    let ran = workspace.earful(&["theme", "rename", &order[0], evil, "--by", "Ada"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    let evil = "=<script>alert(1)</script>|`x`\u{202e}";
    workspace.ok(&["theme", "rename", &order[0], evil, "--by", evil, "--why", evil]);
    workspace.ok(&["theme", "track", "refund", "--title", evil, "--by", evil]);
    run(&workspace, NEXT, &[]);
    let page = String::from_utf8(workspace.report("html")).expect("text");
    assert!(!page.contains("<script>alert"), "markup came through");
    let text = String::from_utf8(workspace.report("md")).expect("text");
    assert!(!text.contains("<script>alert") && !text.contains('\u{202e}'));
    let csv = workspace.ok(&["report", "--format", "csv", "--out", "-"]).out;
    assert!(!csv.contains("\"=<script"), "a formula came through");
    for typed in [&["themes"][..], &["theme", "log"], &["themes", "show", &order[0]]] {
        assert!(!workspace.ok(typed).out.contains('\u{202e}'), "{typed:?}");
    }
}

/// Killed while the file is written, the old one is still there, and the next entry is the same.
#[test]
fn a_killed_entry_leaves_the_file_whole() {
    let workspace = demo().copied();
    let order = ranked(&workspace.view());
    correct(&workspace, &["pin", &order[0]]);
    let before = workspace.text("curation.toml");
    workspace.write(".writing-curation.toml", &before[..before.len() / 2]);
    correct(&workspace, &["pin", &order[1]]);
    let after = workspace.text("curation.toml");
    assert!(after.starts_with(&before) && after.len() > before.len());
    assert!(!workspace.path().join(".writing-curation.toml").exists());
}

/// Who is forgotten is in no run, and the runs that are made again follow the corrections of their
/// nights.
#[test]
fn runs_that_are_made_again_are_corrected_as_they_were() {
    let workspace = demo().copied();
    let order = ranked(&workspace.view());
    correct(&workspace, &["rename", &order[0], "By hand"]);
    run(&workspace, NEXT, &[]);
    let record = workspace.json(&["search", "--theme", &order[1], "-n", "1", "--json"]);
    let (record, source) = (&record[0]["record"], &record[0]["source"]);
    let (record, source) = (record.as_str().expect("an id"), source.as_str().expect("a name"));
    workspace.ok(&["forget", "--record", record, "--source", source]);
    let view = workspace.view();
    let named = list(&view, "themes").iter().filter(|one| one["title"] == "By hand").count();
    assert_eq!(named, 1);
    adds_up(&workspace, &view);
}
