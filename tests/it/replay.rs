//! Past nights lived again: a planted burst rings, nothing later is known, nothing is written.

use serde_json::Value;

use crate::alarms::{Chance, SUBJECTS, in_other_words};
use crate::support::{Workspace, settings_of_reviews};
use earful::model::Day;

const FIRST: &str = "2026-03-02";

/// Days of reviews; on `burst` and the three days after nine more speak of the invoice. After `upto`
/// days are dealt out backwards.
fn company(days: i32, burst: i32, upto: Option<i32>) -> Workspace {
    let first: Day = FIRST.parse().expect("a day");
    let mut csv = String::from("id,date,stars,user,country,text\n");
    let (mut number, mut chance) = (0, Chance(14));
    for day in 0..days {
        let at = match upto {
            Some(upto) if day > upto => days - 1 - (day - upto - 1),
            _ => day,
        };
        let date = first.plus(at);
        let mut add = |subject: usize| {
            number += 1;
            let ways = SUBJECTS[subject].1;
            let text = in_other_words(ways[chance.below(ways.len())], &mut chance);
            csv.push_str(&format!("{number},{date},2,u{number},DE,\"{text}\"\n"));
        };
        for subject in 0..5 {
            add(subject);
            add(subject);
        }
        if (burst..burst + 4).contains(&day) {
            (0..14).for_each(|_| add(2));
        }
    }
    let workspace = Workspace::empty();
    workspace.write("earful.toml", settings_of_reviews("", "reviews.csv", ""));
    workspace.write("reviews.csv", csv);
    let ran = workspace.earful(&["run", "--today", "2026-05-20"]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}", ran.err);
    workspace
}

fn nights(workspace: &Workspace, extra: &[&str]) -> Vec<Value> {
    let typed =
        [&["replay", "--from", "2026-05-01", "--to", "2026-05-12", "--json"][..], extra].concat();
    workspace.json(&typed)
}

#[test]
fn a_planted_burst_rings_and_nothing_is_written() {
    // The burst begins on 6 May.
    let workspace = company(72, 65, None);
    let before = workspace.files();
    let told = nights(&workspace, &[]);
    assert_eq!(workspace.files(), before);
    let (whole, lived) = told.split_last().expect("lines");
    assert_eq!(lived.len(), 12);
    let rang = whole["rang"].as_array().expect("alarms");
    let theme =
        rang.iter().find(|one| one["alarm"]["kind"] == "theme").expect("an alarm of a theme");
    let night = theme["night"].as_str().expect("a day");
    assert!(("2026-05-06"..="2026-05-08").contains(&night), "{theme}");
    assert!(theme["after_it_began"].as_i64().expect("days") <= 2, "{theme}");
    assert!(whole["nights_with_alarms"].as_u64().expect("a number") < 6, "{whole}");
    // On shuffled days nothing happens.
    let in_vain = whole["shuffled_nights_with_alarms_of_themes"].as_u64().expect("a number");
    assert!(in_vain <= 1, "{whole}");
    // No night before knew of it.
    for one in lived.iter().take_while(|one| one["night"].as_str() < Some("2026-05-06")) {
        let of_theme = |alarm: &&Value| alarm["kind"] == "theme";
        assert!(one["alarms"].as_array().expect("alarms").iter().find(of_theme).is_none(), "{one}");
    }
    let text =
        workspace.ok(&["replay", "--from", "2026-05-01", "--to", "2026-05-12", "--quick"]).out;
    assert!(text.contains("Alarm. ") && text.contains("Nothing was written"), "{text}");
    assert!(text.contains("Ids are those of this replay"), "{text}");
    // What comes of it is concluded: how early, how often in vain, and what was known to happen.
    let found = &whole["conclusion"];
    assert!(found["median_days_after_it_began"].as_i64().expect("days") <= 2, "{found}");
    assert!(found["nights_in_vain_on_shuffled_days"].as_u64() <= Some(1), "{found}");
    assert_eq!(found["events"], serde_json::json!([]));
    assert!(theme["theme_of_the_newest_run"].as_str().is_some_and(|id| id.starts_with("T-")));
    workspace.write("events.csv", "date,name,kind\n2026-05-06,Invoices broken,incident\n");
    let told = nights(&workspace, &["--quick"]);
    let event = &told.last().expect("the whole")["conclusion"]["events"][0];
    assert_eq!(event["name"], "Invoices broken");
    assert!(event["days_after"].as_i64().is_some_and(|days| (0..=2).contains(&days)), "{event}");
}

/// The canary: what comes after a night cannot change what the night said.
#[test]
fn days_after_a_night_never_change_it() {
    let upto = 65;
    let as_it_was = nights(&company(72, 68, None), &["--quick"]);
    let dealt_anew = nights(&company(72, 68, Some(upto)), &["--quick"]);
    let last: Day = FIRST.parse::<Day>().expect("a day").plus(upto);
    let until = |told: &[Value]| -> Vec<Value> {
        let (_, nights) = told.split_last().expect("lines");
        let known = |one: &&Value| one["night"].as_str() <= Some(&*last.to_string());
        nights.iter().filter(known).cloned().collect()
    };
    let (ours, theirs) = (until(&as_it_was), until(&dealt_anew));
    assert_eq!(ours.len(), 6);
    assert_eq!(ours, theirs);
    assert_ne!(as_it_was, dealt_anew, "the days after do differ");
}

#[test]
fn days_that_make_no_nights_are_refused() {
    let workspace =
        Workspace::reviews("id,date,stars,user,country,text\n1,2026-05-01,1,a,DE,It crashes\n");
    workspace.night();
    for (from, to) in
        [("2026-05-12", "2026-05-01"), ("2020-01-01", "2020-02-01"), ("2000-01-01", "2026-05-01")]
    {
        let ran = workspace.earful(&["replay", "--from", from, "--to", to]);
        assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    }
    let ran =
        workspace.earful(&["replay", "--from", "2026-05-01", "--to", "2026-05-03", "--quick"]);
    assert_eq!(ran.code, Some(1), "one record rings for nothing: {}{}", ran.out, ran.err);
}
