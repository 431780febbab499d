//! Documents are filled from the report and nothing else: every number is one of the report or of a
//! search, what the data does not know is a marked blank, and customers' words never act.

use insta::assert_snapshot;

use crate::alarms::{Chance, SUBJECTS, in_other_words};
use crate::support::{Workspace, demo, settings_of_reviews, small};

fn first(workspace: &Workspace) -> String {
    workspace.view()["opportunities"][0]["theme"].as_str().expect("an id").to_owned()
}

#[test]
fn the_documents_of_the_demo() {
    let theme = first(demo());
    for document in ["prfaq", "prd", "coe"] {
        let text = demo().ok(&["write", document, &theme]).out;
        assert_snapshot!(format!("write_{document}"), demo().redacted(&text));
        assert_eq!(text, demo().ok(&["write", document, &theme]).out, "the same bytes");
    }
    let weekly = demo().ok(&["write", "weekly"]).out;
    assert_snapshot!("write_weekly", demo().redacted(&weekly));
    let own = demo().ok(&["write", "weekly", &theme]).out;
    assert!(own.contains(&format!("{theme}: records")), "{own}");
}

#[test]
fn what_the_data_does_not_know_is_a_marked_blank() {
    let theme = first(small());
    for document in ["prfaq", "prd", "coe"] {
        let text = small().ok(&["write", document, &theme]).out;
        assert!(text.matches("`____` (owner: ").count() >= 5, "{document}: {text}");
        // Every number of customers comes with the command that opens them.
        assert!(text.contains(&format!("earful search --theme {theme}")), "{document}: {text}");
    }
}

#[test]
fn the_commands_in_a_document_find_what_it_counts() {
    let theme = first(demo());
    let text = demo().ok(&["write", "prfaq", &theme]).out;
    let mut commands = 0;
    for command in text.split('`').filter(|piece| piece.starts_with("earful ")) {
        let typed: Vec<&str> = command.split_whitespace().skip(1).collect();
        if typed.iter().any(|word| word.contains('\'')) {
            continue;
        }
        let ran = demo().earful(&typed);
        assert_eq!(ran.code, Some(0), "{command}: {}{}", ran.out, ran.err);
        commands += 1;
    }
    assert!(commands >= 6, "{commands} commands");
    let wanting = demo().view()["opportunities"][0]["evidence"]["stances"]["request"].clone();
    let counted =
        demo().json(&["search", "--theme", &theme, "--stance", "request", "--count", "--json"]);
    assert_eq!(counted[0]["statements"], wanting);
}

#[test]
fn a_page_is_written_where_it_is_asked_for() {
    let workspace = small().copied();
    let theme = first(&workspace);
    workspace.ok(&["write", "prfaq", &theme, "--out", "page.html"]);
    let page = workspace.text("page.html");
    assert!(page.starts_with("<!doctype html>") && page.contains("<mark>____ (owner: "), "{page}");
    assert!(!page.contains("http"), "nothing is fetched: {page}");
    workspace.ok(&["write", "prd", &theme, "--out", "page.md"]);
    assert!(workspace.text("page.md").starts_with("# Requirements: "));
    assert_eq!(workspace.earful(&["write", "prfaq"]).code, Some(2));
    assert_eq!(workspace.earful(&["write", "prfaq", "T-999"]).code, Some(2));
}

#[test]
fn customers_words_do_not_act() {
    let mut csv = String::from("id,date,stars,user,country,text\n");
    let evil = "<img src=x onerror=alert(1)> | [broken](javascript:x) `rm -rf` # always";
    let (mut chance, ways) = (Chance(3), SUBJECTS[2].1);
    for number in 0..24 {
        let text = in_other_words(ways[number % 5], &mut chance);
        csv.push_str(&format!(
            "{number},2026-08-{:02},1,u{number},DE,\"{text} {evil}\"\n",
            1 + number % 20
        ));
    }
    let workspace = Workspace::reviews(csv);
    workspace.night();
    let theme = first(&workspace);
    for document in ["prfaq", "prd", "coe", "weekly"] {
        let text = workspace.ok(&["write", document, &theme]).out;
        assert!(document == "weekly" || text.contains("onerror"), "it is quoted: {text}");
        // Escaped, it is a letter.
        let bare = text.replace("\\<", "");
        assert!(!bare.contains("<img") && !text.contains("[broken]("), "{text}");
        let page = workspace.ok(&["write", document, &theme, "--html"]).out;
        assert!(!page.contains("<img"), "{page}");
    }
}

/// A burst in one version on the last four days, after sixty quiet ones.
fn burst() -> Workspace {
    burst_within(70)
}

/// The same burst, with so many days in all.
fn burst_within(days: i32) -> Workspace {
    let first: earful::model::Day = "2026-03-02".parse().expect("a day");
    let mut csv = String::from("id,date,stars,user,country,text,version\n");
    let (mut number, mut chance) = (0, Chance(14));
    for day in 0..days {
        let date = first.plus(day);
        let mut add = |subject: usize, version: &str| {
            number += 1;
            let ways = SUBJECTS[subject].1;
            let text = in_other_words(ways[chance.below(ways.len())], &mut chance);
            csv.push_str(&format!("{number},{date},2,u{number},DE,\"{text}\",{version}\n"));
        };
        for subject in 0..5 {
            add(subject, "5.2");
            add(subject, "5.3");
        }
        if (66..70).contains(&day) {
            (0..14).for_each(|_| add(2, "5.4"));
        }
    }
    let workspace = Workspace::empty();
    let settings = settings_of_reviews("", "reviews.csv", "");
    workspace
        .write("earful.toml", settings.replace("country = \"country\"", "version = \"version\""));
    workspace.write("reviews.csv", csv);
    workspace
}

#[test]
fn an_incident_has_its_timeline() {
    let workspace = burst();
    let ran = workspace.earful(&["run", "--today", "2026-05-11"]);
    assert_eq!(ran.code, Some(5), "an alarm rings: {}{}", ran.out, ran.err);
    let view = workspace.view();
    let alarm = (view["alarms"].as_array().expect("alarms").iter())
        .find(|alarm| alarm["kind"] == "theme")
        .expect("an alarm about a theme");
    let theme = alarm["of"].as_str().expect("an id");
    let text = workspace.ok(&["write", "coe", theme]).out;
    assert!(text.contains("it begins"), "{text}");
    assert!(text.contains("The alarm rang in the night of 11 May 2026."), "{text}");
    assert!(text.contains("version 5.4"), "{text}");
    let observed = alarm["observed"].as_u64().expect("a number");
    assert!(text.contains(&format!("{observed} pieces of feedback where ")), "{text}");
}

#[test]
fn an_incident_for_which_no_alarm_rang_is_that_of_the_events_file() {
    let workspace = burst_within(100);
    workspace.write(
        "events.csv",
        "date,to,kind,name,theme\n2026-03-20,,incident,The printer is on fire,\n\
         2026-05-07,2026-05-10,incident,Invoices are printed twice,\n\
         2026-05-08,,release,Release 5.4,\n2026-04-01,2026-04-03,outage,Unknown,T-4711\n",
    );
    let ran = workspace.earful(&["run", "--today", "2026-06-10"]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}{}", ran.out, ran.err);
    let view = workspace.view();
    let themes = view["opportunities"].as_array().expect("opportunities");
    let about = |one: &&serde_json::Value| {
        one["title"].as_str().is_some_and(|title| title.to_lowercase().contains("invoice"))
    };
    let theme = themes.iter().find(about).expect("invoices")["theme"].as_str().expect("an id");
    let text = workspace.ok(&["write", "coe", theme]).out;
    let told = "The events file has an incident from 7 May 2026 to 10 May 2026: \u{201c}Invoices are \
                printed twice\u{201d}.";
    assert!(text.contains(told), "{text}");
    assert!(text.contains("it begins") && text.contains("it is over"), "{text}");
    assert!(text.contains("in the 4 days from 7 May 2026 to 10 May 2026, where"), "{text}");
    assert!(text.contains("In those days: ") && text.contains("Release 5.4"), "{text}");
    assert!(!text.contains("on fire"), "another incident: {text}");

    // The days that are given come before everything else, and belong to this document alone.
    let given = ["write", "coe", theme, "--from", "2026-04-01", "--to", "2026-04-03"];
    let text = workspace.ok(&given).out;
    assert!(text.contains("asked for, from 1 April 2026 to 3 April 2026."), "{text}");
    for wrong in [
        &["write", "prd", theme, "--from", "2026-04-01"][..],
        &["write", "coe", theme, "--to", "2026-04-01"],
        &["write", "coe", theme, "--from", "2026-04-02", "--to", "2026-04-01"],
    ] {
        assert_eq!(workspace.earful(wrong).code, Some(2), "{wrong:?}");
    }

    // An incident that names its theme is about it, whatever else it is called.
    let named = workspace.text("events.csv").replace("T-4711", theme);
    workspace.write("events.csv", named);
    workspace.earful(&["run", "--today", "2026-06-10"]);
    let text = workspace.ok(&["write", "coe", theme]).out;
    assert!(text.contains("from 1 April 2026 to 3 April 2026: "), "{text}");
}

#[test]
fn after_one_day_nothing_is_called_an_exception_or_none() {
    let mut csv = String::from("id,date,stars,user,country,text\n");
    let (mut chance, ways) = (Chance(4), SUBJECTS[2].1);
    for number in 0..20 {
        let text = in_other_words(ways[number % 5], &mut chance);
        csv.push_str(&format!("{number},2026-08-20,1,u{number},DE,\"{text}\"\n"));
    }
    let workspace = Workspace::reviews(csv);
    workspace.earful(&["run", "--today", "2026-08-22"]);
    let text = workspace.ok(&["write", "weekly"]).out;
    assert!(text.contains("There is too little history to tell"), "{text}");
    assert!(!text.contains("None: no alarm"), "{text}");
}
