//! The records behind the figures of the roadmap: opened, and counted again.

use serde_json::Value;

use super::{company, customers, list, ranked, view};
use crate::support::Workspace;

/// A night with items by theme, by search, by both, by a search that cannot be read, and one that shipped.
fn planned() -> Workspace {
    let workspace = company();
    let ids = ranked(&workspace.view());
    let (first, second) = (&ids[0], &ids[1]);
    workspace.write("customers.csv", customers(2_000));
    workspace.write(
        "roadmap.csv",
        format!(
            "id,item,themes,query,effort,team,status,shipped\n\
             R-1,Theme,{first},,2w,web,open,\n\
             R-2,Search,,battery,1w,web,open,\n\
             R-3,Both,{first} {second},battery OR calendar,1w,web,open,\n\
             R-4,Broken,,\"(battery\",1w,web,open,\n\
             R-5,Nothing,,,1w,web,open,\n\
             R-6,Done,,calendar OR calendars,1w,web,shipped,2026-04-13\n"
        ),
    );
    view(&workspace);
    workspace
}

fn why(workspace: &Workspace, path: &str) -> Value {
    workspace.json(&["why", path, "--json"]).remove(0)
}

/// The figure, which comes out the same again: its value and how many records are behind it.
fn counted(workspace: &Workspace, path: &str) -> (f64, usize) {
    let told = why(workspace, path);
    let value: f64 = told["value"].as_str().expect("a value").parse().expect("a number");
    let again = told["recounted"].as_f64().unwrap_or_else(|| panic!("not counted again: {told}"));
    assert!((again - value).abs() < 1e-5, "{path}: {again}, not {value}");
    (value, list(&told, "records").len())
}

#[test]
fn items_open_the_union_of_their_themes_and_searches() {
    let workspace = planned();
    let records = |at: usize| counted(&workspace, &format!("meeting.items[{at}].records"));
    for at in 0..4 {
        let (value, behind) = records(at);
        assert_eq!(value as usize, behind, "item {at}");
        let (people, behind_people) =
            counted(&workspace, &format!("meeting.items[{at}].customers"));
        assert!(people <= value && behind_people == behind, "item {at}");
    }
    let [theme, search, both] = [0, 1, 2].map(|at| records(at).1);
    assert!(theme > 0 && search > 0 && both > theme.max(search), "{theme} {search} {both}");
    let (revenue, behind) = counted(&workspace, "meeting.items[2].revenue");
    assert!(revenue > 0.0 && behind == both, "{revenue}");

    let told = why(&workspace, "meeting.items[2].customers");
    let commands: Vec<&str> = list(&told, "search").iter().filter_map(Value::as_str).collect();
    assert_eq!(commands.len(), 5, "two themes by stance, and a search: {commands:?}");
    assert_eq!(commands[4], "earful search 'battery OR calendar' --exact");
    let shown = workspace.ok(&["why", "meeting.items[2].customers"]).out;
    assert!(shown.contains(", the same.") && shown.contains("Open them: earful search --theme"));

    // Nothing is found by what cannot be read, and nothing is behind an item without themes and searches.
    assert_eq!(records(3), (0.0, 0));
    let shown = workspace.ok(&["why", "meeting.items[3].records"]).out;
    assert!(shown.contains("A search of it cannot be asked: (battery: "), "{shown}");
    let none = why(&workspace, "meeting.items[4].records");
    assert!(none["records"].is_null() && none["recounted"].is_null(), "{none}");

    // The report says what was answered that night: the roadmap may have moved on.
    workspace.write("roadmap.csv", "id,item\nR-9,Another\n");
    assert_eq!(records(2).1, both);
}

#[test]
fn weeks_of_a_fix_open_the_voices_first_heard_in_them() {
    let workspace = planned();
    let meeting = &workspace.view()["meeting"];
    let fix = &list(meeting, "fixes")[0];
    assert_eq!(fix["item"], "R-6");
    let mut voices = 0;
    for side in ["before", "after"] {
        let weeks = list(fix, side);
        for at in [0, weeks.len() / 2, weeks.len() - 1] {
            let (value, behind) = counted(&workspace, &format!("meeting.fixes[0].{side}[{at}]"));
            assert_eq!((value as usize, Some(value)), (behind, weeks[at].as_f64()));
            voices += behind;
        }
    }
    assert!(voices > 0, "{fix}");
    let change = why(&workspace, "meeting.fixes[0].change");
    let all: u64 =
        ["before", "after"].iter().flat_map(|side| list(fix, side)).filter_map(Value::as_u64).sum();
    assert_eq!(list(&change, "records").len() as u64, all, "each voice of every week");
    assert!(change["recounted"].is_null() && !list(&change, "inputs").is_empty());
    assert!(change["search"][0].as_str().is_some_and(|typed| {
        typed.starts_with("earful search 'calendar OR calendars' --exact --since ")
    }));
    let shown = workspace.ok(&["why", "meeting.fixes[0].change"]).out;
    assert!(shown.contains("Measured on "), "{shown}");
}

#[test]
fn means_of_ratings_are_measured_again() {
    let workspace = planned();
    let meeting = &workspace.view()["meeting"];
    for (at, rating) in list(meeting, "ratings").iter().enumerate() {
        let of = |figure: &str| counted(&workspace, &format!("meeting.ratings[{at}].{figure}"));
        let (rated, behind) = of("rated");
        assert_eq!((rated as usize, of("mean").1), (behind, behind), "{}", rating["kind"]);
        let (people, _) = of("customers");
        assert!(people > 1.0 && people <= rated, "{people} of {rated}");
        if !rating["change"].is_null() {
            assert!(of("change[0]").1 + of("change[1]").1 <= behind);
        }
    }
    let margin = workspace.ok(&["why", "meeting.ratings[0].margin"]).out;
    assert!(margin.contains("the sum over customers of"), "{margin}");
}
