//! What shipped: a fix that failed rings once, and items are found by any of their names.

use earful::model::Day;
use serde_json::Value;

use super::list;
use crate::alarms::{Chance, SUBJECTS, in_other_words};
use crate::support::Workspace;

/// The first day of the feedback, and the day on which R-5 ships.
const FIRST: &str = "2026-01-05";
const SHIPS: i32 = 98;

fn day(number: i32) -> Day {
    FIRST.parse::<Day>().expect("a day").plus(number)
}

/// Twenty weeks of five pains, of which the invoices are heard four times as often from the day on which
/// R-5 ships for them.
fn regressed() -> Workspace {
    let mut csv = String::from("id,date,stars,user,country,text\n");
    let (mut number, mut chance) = (0, Chance(15));
    for at in 0..140 {
        for (subject, (_, ways)) in SUBJECTS.iter().enumerate() {
            let many = if subject == 2 && at >= SHIPS { 4 } else { 1 };
            for _ in 0..many {
                number += 1;
                let text = in_other_words(ways[chance.below(ways.len())], &mut chance);
                csv.push_str(&format!("{number},{},2,u{number},DE,\"{text}\"\n", day(at)));
            }
        }
    }
    let workspace = Workspace::reviews(csv);
    workspace.write(
        "roadmap.csv",
        format!(
            "item,query,status,shipped,key\n\
             Correct invoices,invoice,shipped,{},YT-5\n\
             Longer battery,battery,in progress,,YT-6\n\
             Undated refunds,refund,shipped,,YT-7\n",
            day(SHIPS)
        ),
    );
    workspace
}

fn night(workspace: &Workspace, today: i32) -> (Option<i32>, Vec<Value>, String) {
    let ran = workspace.earful(&["run", "--today", &day(today).to_string()]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}\n{}", ran.out, ran.err);
    let view = workspace.view();
    let fixes = list(&view, "alarms").iter().filter(|alarm| alarm["kind"] == "fix");
    (ran.code, fixes.cloned().collect(), ran.out)
}

#[test]
fn a_fix_that_failed_rings_once() {
    let workspace = regressed();
    let (code, alarms, out) = night(&workspace, 140);
    assert_eq!(code, Some(5), "{out}");
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    assert_eq!(alarms[0]["id"], format!("fix:YT-5@{}", day(SHIPS)));
    assert_eq!(alarms[0]["ring"], "new");
    assert!(alarms[0]["above"].as_f64() > Some(50.0), "{}", alarms[0]);
    let rang = "Alarm. YT-5 Correct invoices, shipped on ";
    assert!(out.starts_with("Alarm. ") && out.contains(rang), "{out}");
    // More is heard: how much fell elsewhere says nothing of it.
    let words = alarms[0]["words"].as_str().expect("words");
    assert!(words.contains("heard more since: +") && !words.contains("strong a fall"), "{words}");

    let mail = ["deliver", "--to", "team@example.com"];
    let letter = workspace.ok(&mail).out;
    assert!(letter.contains("Correct invoices"), "{letter}");
    assert_eq!(workspace.earful(&mail).code, Some(1), "nobody is told twice");

    // The next night it is known, and rings no more.
    let mut csv = workspace.text("reviews.csv");
    csv.push_str(&format!("n1,{},2,n1,DE,\"The map is slow as ever\"\n", day(140)));
    workspace.write("reviews.csv", csv);
    let (_, alarms, out) = night(&workspace, 141);
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    assert_eq!(alarms[0]["ring"], "lasting");
    assert!(!out.contains(rang), "{out}");
    for figure in ["observed", "usual", "above", "p_value", "q_value"] {
        let at = list(&workspace.view(), "alarms").len() - 1;
        workspace.ok(&["why", &format!("alarms[{at}].{figure}")]);
    }
}

#[test]
fn an_item_is_found_by_any_of_its_names() {
    let workspace = regressed();
    night(&workspace, 140);
    for name in ["YT-5", "yt-5", "Correct invoices", " correct INVOICES "] {
        let shown = workspace.ok(&["fixes", name]).out;
        assert!(shown.contains("YT-5 Correct invoices, shipped "), "{name}: {shown}");
        assert!(workspace.earful(&["roadmap", "tell", name]).code != Some(2), "{name}");
    }
    let said = |name: &str| {
        let ran = workspace.earful(&["fixes", name]);
        assert_eq!(ran.code, Some(1), "{name}: {}{}", ran.out, ran.err);
        ran.out + &ran.err
    };
    let open = said("YT-6");
    assert!(open.contains("YT-6 Longer battery is not shipped: its status is"), "{open}");
    let undated = said("Undated refunds");
    assert!(undated.contains("is shipped without a day"), "{undated}");
    let none = said("YT-77");
    assert!(none.contains("there is no item \"YT-77\""), "{none}");
}
