//! A vote is a voice: who voted for a post wants what it asks for, and wrote nothing.

use serde_json::Value;

use crate::support::{Workspace, settings_of_reviews};

const DARK: [&str; 12] = [
    "Please add a dark theme, the white screen hurts at night",
    "A dark theme would be kind to my eyes at night",
    "I want a dark theme for the evening",
    "Dark theme please, the screen is far too bright",
    "No dark theme, and the white screen blinds me",
    "The app needs a dark theme badly",
    "Why is there no dark theme? My eyes hurt",
    "We wish for a dark theme on tablets",
    "Add the dark theme, everybody asks for it",
    "The bright screen hurts without a dark theme",
    "A dark theme is missing for night work",
    "Give us a dark theme at last",
];
const EXPORT: [&str; 12] = [
    "The export to a spreadsheet fails every time",
    "Export is broken, the spreadsheet is empty",
    "I cannot export my list to a spreadsheet",
    "The spreadsheet export crashes with an error",
    "Export to a spreadsheet never finishes",
    "My export was empty again, please fix it",
    "The export fails and nobody answers",
    "Exporting a spreadsheet gives an error",
    "The export stops halfway and the spreadsheet is broken",
    "Every export ends in an error message",
    "The spreadsheet from the export is damaged",
    "Export still fails after the update",
];

/// A board of two wishes; the first post of the first has what `votes` says, all others one vote.
fn board(votes: &str) -> Workspace {
    let workspace = Workspace::empty();
    let settings = settings_of_reviews("", "board.csv", "votes = \"votes\"");
    workspace.write("earful.toml", settings);
    let mut rows = String::from("id,date,text,stars,user,country,votes\n");
    for (number, text) in DARK.iter().chain(&EXPORT).enumerate() {
        let votes = if number == 0 { votes } else { "1" };
        let day = 1 + number % 28;
        rows += &format!("P-{number},2026-08-{day:02},\"{text}\",,u{number},DE,\"{votes}\"\n");
    }
    workspace.write("board.csv", rows);
    workspace.ok(&["run", "--today", "2026-08-29"]);
    workspace
}

/// The opportunity that a record of is in.
fn opportunity(workspace: &Workspace, word: &str) -> Value {
    let view = workspace.view();
    let all = view["opportunities"].as_array().expect("opportunities").clone();
    let found = all.into_iter().find(|one| {
        one["title"].as_str().is_some_and(|title| title.to_lowercase().contains(word))
            || one["gist"].to_string().to_lowercase().contains(word)
    });
    found.unwrap_or_else(|| panic!("no {word} in {}", view["opportunities"]))
}

fn count(one: &Value, key: &str) -> u64 {
    one[key].as_u64().unwrap_or_else(|| panic!("{key} in {one}"))
}

#[test]
fn three_hundred_and_forty_votes_are_as_many_customers() {
    let workspace = board("340");
    let dark = opportunity(&workspace, "dark");
    let authors = count(&dark["evidence"], "authors");
    assert_eq!(count(&dark["evidence"], "voters"), 339);
    assert_eq!(count(&dark, "customers"), authors + 339);
    assert_eq!(count(&workspace.view()["coverage"], "customers"), 24 + 339);
    let reach = dark["factors"].as_array().expect("factors")[0].clone();
    assert_eq!(reach["unit"], "customers incl. votes");
    assert!(reach["how"].as_str().expect("words").contains("339 of them by votes"), "{reach}");
    assert!(dark["claim"].as_str().expect("words").contains("339 of them by votes"), "{dark}");
    let caveats = dark["caveats"].as_array().expect("caveats");
    assert!(caveats.iter().any(|one| one["kind"] == "votes"), "{caveats:?}");
    let report = String::from_utf8(workspace.report("md")).expect("text");
    assert!(report.contains("339 by votes"), "{report}");

    // The other wish is heard as before: nobody voted for it.
    let export = opportunity(&workspace, "export");
    assert_eq!(count(&export["evidence"], "voters"), 0);
    assert_eq!(export["factors"][0]["unit"], "customers");
    assert!(count(&dark, "rank") < count(&export, "rank"));

    // Statements do not multiply.
    let plain = board("1");
    let before = opportunity(&plain, "dark");
    for key in ["statements", "feedback", "wanting", "voices", "authors"] {
        assert_eq!(dark["evidence"][key], before["evidence"][key], "{key}");
    }
    assert_eq!(count(&before, "customers"), authors);
    let severity = |one: &Value| one["factors"][1]["scaled"].clone();
    assert_eq!(severity(&dark), severity(&before));

    // What is exported says it, and a second night changes nothing.
    let rows = workspace.json(&["export", "feedback", "--json"]);
    let voted: Vec<&Value> = rows.iter().filter(|row| row["record"] == "P-0").collect();
    assert_eq!(voted[0]["votes"], 340);
    let ranked = workspace.json(&["export", "opportunities", "--json"]);
    assert!(ranked.iter().any(|row| row["voters"] == 339), "{ranked:?}");
    workspace.ok(&["run", "--today", "2026-08-29"]);
    assert_eq!(opportunity(&workspace, "dark"), dark);
}

#[test]
fn votes_that_are_none_count_for_nobody_and_absurd_ones_are_capped() {
    for none in ["", "-3", "many", "2.5", "0"] {
        let dark = opportunity(&board(none), "dark");
        assert_eq!(count(&dark["evidence"], "voters"), 0, "{none:?}");
    }
    let dark = opportunity(&board("1,756,112,233"), "dark");
    assert_eq!(count(&dark["evidence"], "voters"), 9_999);
    let caveats = dark["caveats"].as_array().expect("caveats");
    let votes = caveats.iter().find(|one| one["kind"] == "votes").expect("a caveat");
    assert!(votes["words"].as_str().expect("words").contains("10,000"), "{votes}");
}

/// Posts with votes change between nights: the newer number counts, and alone it makes a new version.
#[test]
fn a_post_that_gained_votes_counts_with_the_newer_number() {
    let workspace = board("5");
    assert_eq!(count(&opportunity(&workspace, "dark")["evidence"], "voters"), 4);
    let rows = workspace.text("board.csv").replace("\"5\"", "\"12\"");
    workspace.write("board.csv", rows);
    workspace.ok(&["run", "--today", "2026-08-29"]);
    assert_eq!(count(&opportunity(&workspace, "dark")["evidence"], "voters"), 11);
}

#[test]
fn init_takes_votes_of_posts_and_leaves_those_of_rated_things() {
    let workspace = Workspace::empty();
    let mut board = String::from("Title,Details,Status,Votes,Created\n");
    let mut rated = String::from("review,stars,votes,date\n");
    for (number, text) in DARK.iter().chain(&EXPORT).enumerate() {
        let (votes, day, stars) = (3 * number + 1, 1 + number % 28, 1 + number % 5);
        board += &format!("Wish {number},\"{text}\",open,{votes},2026-08-{day:02}\n");
        rated += &format!("\"{text}\",{stars},{votes},2026-08-{day:02}\n");
    }
    workspace.write("board.csv", board);
    workspace.write("rated.csv", rated);
    for (file, takes) in [("board.csv", true), ("rated.csv", false)] {
        let written = workspace.ok(&["init", "--print", file]).out;
        assert_eq!(written.contains("votes ="), takes, "{written}");
    }
}
