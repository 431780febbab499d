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
            "item,query,effort,status,shipped,key\n\
             Correct invoices,invoice,2w,shipped,{},YT-5\n\
             Longer battery,battery,3w,in progress,,YT-6\n\
             Undated refunds,refund,1w,shipped,,YT-7\n\
             Better moods,annoys OR repair OR expected OR shame OR disappointing OR fine,1w,open,,YT-8\n",
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

/// The theme of the invoices.
fn invoices(workspace: &Workspace) -> String {
    let view = workspace.view();
    let title = |one: &&Value| one["title"].as_str().unwrap_or_default().to_lowercase();
    let themes = list(&view, "opportunities");
    let found = themes.iter().find(|one| title(one).contains("invoice")).expect("invoices");
    found["theme"].as_str().expect("an id").to_owned()
}

#[test]
fn a_search_answers_a_pain_whose_statements_say_it() {
    let workspace = regressed();
    night(&workspace, 140);
    let theme = invoices(&workspace);
    let items = workspace.json(&["roadmap", "--json"]);
    let answers = |at: usize| list(&items[at], "found").iter().any(|one| one[0] == *theme);
    assert!(answers(0), "{}", items[0]);
    // Most of its records say this too, but in another sentence.
    assert!(items[3]["records"].as_u64() > Some(100), "{}", items[3]);
    assert!(!answers(3), "{}", items[3]);

    // What shipped is no work, and is known beside the pain.
    let shown = workspace.ok(&["roadmap"]).out;
    let line = shown.lines().find(|line| line.contains(&format!(": {theme} "))).expect("a pain");
    assert!(line.contains("(YT-5 shipped on ") && line.contains(": regressed, +"), "{line}");
    for format in ["md", "html"] {
        let report = String::from_utf8(workspace.report(format)).expect("text");
        assert!(report.contains("YT-5 shipped on "), "{format}");
    }
}

#[test]
fn what_was_tried_before_is_filled_in_from_the_ledger() {
    let workspace = regressed();
    night(&workspace, 140);
    let theme = invoices(&workspace);
    for (document, lead) in [("prfaq", "What was tried before"), ("prd", "Earlier work on this")] {
        let text = workspace.ok(&["write", document, &theme]).out;
        let line = text.lines().find(|line| line.contains(lead)).expect("the line");
        assert!(line.contains("(YT-5) shipped on ") && line.contains("regressed, "), "{line}");
        assert!(line.contains("What else: (`earful fixes YT-5`) `____`"), "{line}");
    }
    let text = workspace.ok(&["write", "prfaq", &theme]).out;
    assert!(text.contains("What it costs to build: `____`"), "what shipped is no plan: {text}");
}

#[test]
fn what_the_files_get_wrong_is_said_in_the_first_lines() {
    let workspace = regressed();
    workspace.write(
        "roadmap.csv",
        "item,themes,query,effort,team,status,shipped,key\n\
         Ghost,T-4711,,2w,web,open,,A-1\n\
         Undated,,refund,2w,web,shipped,,A-2\n\
         Ahead,,invoice,2w,web,shipped,2031-01-01,A-3\n\
         Fine,,battery,2w,web,open,,A-4\n",
    );
    workspace.write("costs.csv", "channel,cost\ncarrier pigeon,7\n");
    let (_, _, run) = night(&workspace, 140);
    let never = "The roadmap names themes that never were: T-4711 (A-1)";
    let undated = "Shipped without a day, so that what changed cannot be followed: A-2.";
    let ahead = "Shipped on a day after this run: A-3.";
    let cost = "No record has a cost: the costs file is of “carrier pigeon”";
    let plan = workspace.ok(&["plan", "--capacity", "web=6w"]).out;
    let rank = workspace.ok(&["rank", "--by", "volume"]).out;
    let roadmap = workspace.ok(&["roadmap"]).out;
    for (name, out) in [("run", &run), ("plan", &plan), ("rank", &rank), ("roadmap", &roadmap)] {
        for words in [never, undated, ahead, cost] {
            assert!(out.contains(words), "{name}: {words}\n{out}");
        }
    }
    assert!(
        roadmap.contains("T-4711 (never was)") && !roadmap.contains("nothing left"),
        "{roadmap}"
    );
    assert!(roadmap.contains("It is shipped without a day") && roadmap.contains("1 January 2031"));
    // What nothing is known of is a blank, no 0.
    let view = workspace.view();
    let stakes = list(&view["meeting"], "stakes");
    assert!(!stakes.is_empty() && stakes.iter().all(|one| one["contacts"].is_null()));

    // With a line for the source all records have a cost, and their days are named.
    workspace.write("costs.csv", "channel,cost\nreviews,7\nchat,2\n");
    let impact = workspace.ok(&["impact"]).out;
    assert!(impact.contains("no record is of “chat” of the costs file"), "{impact}");
    assert!(impact.contains("contacts and their cost are of "), "{impact}");

    let ran = workspace.earful(&["plan", "--capacity", "web=6w", "--for", "impact", "--on", "ces"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("nothing is rated by ces: there is stars"), "{}", ran.err);
}
