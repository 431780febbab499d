//! What speaks against a theme, what is asked for, whom customers name beside the company, and where a
//! theme is heard.

use serde_json::Value;

use crate::alarms::{Chance, WHERE};
use crate::support::{Workspace, demo, settings_of_reviews, small};

const WHOM: [&str; 10] = [
    "with two children",
    "for my whole team",
    "for a short trip",
    "as in every month",
    "beside my colleague",
    "for a friend of mine",
    "with the new card",
    "during lunch",
    "for the first time",
    "as my neighbour does",
];

/// Reviews of an invented shop: `said` are (text, customers, country). Customers say it in the same
/// words, or each with a place of their own (`varied`).
fn shop(top: &str, varied: bool, said: &[(&str, usize, &str)]) -> Workspace {
    let mut csv = String::from("id,date,stars,user,country,text\n");
    let (mut number, mut chance) = (0, Chance(14));
    for &(text, customers, country) in said {
        for at in 0..customers {
            number += 1;
            let day = 1 + at % 28;
            let (place, whom) = (WHERE[chance.below(WHERE.len())], WHOM[chance.below(WHOM.len())]);
            let text = if varied { format!("{text} {place} {whom}.") } else { format!("{text}.") };
            csv.push_str(&format!("{number},2026-07-{day:02},3,u{number},{country},\"{text}\"\n"));
        }
    }
    let workspace = Workspace::empty();
    workspace.write("earful.toml", settings_of_reviews(top, "reviews.csv", ""));
    workspace.write("reviews.csv", csv);
    workspace.night();
    workspace
}

fn theme_of(workspace: &Workspace, word: &str) -> String {
    let view = workspace.view();
    let themes = view["opportunities"].as_array().expect("opportunities");
    let found = themes.iter().find(|one| {
        one.to_string().to_lowercase().contains(word)
            && one["quotes"].to_string().to_lowercase().contains(word)
    });
    found.unwrap_or_else(|| panic!("no theme about {word}"))["theme"]
        .as_str()
        .expect("an id")
        .to_owned()
}

#[test]
fn praise_of_the_same_thing_is_told_from_any_praise() {
    let workspace = shop(
        "",
        false,
        &[
            ("The invoice shows the wrong amount", 24, "DE"),
            ("The invoice is always correct, I love the invoice", 7, "DE"),
            ("Delivery is wonderfully fast", 15, "DE"),
            ("The map is terribly slow", 20, "FR"),
        ],
    );
    let theme = theme_of(&workspace, "invoice");
    let told = &workspace.json(&["counter", &theme, "--json"])[0];
    let praise = told["praise"].as_array().expect("praise");
    assert!(!praise.is_empty(), "{told}");
    for one in praise {
        assert!(one["text"].as_str().expect("words").contains("invoice"), "{one}");
    }
    // France never complains about invoices.
    let without: Vec<&str> = told["without"]
        .as_array()
        .expect("segments")
        .iter()
        .filter_map(|one| one["value"].as_str())
        .collect();
    assert_eq!(without, ["FR"], "{told}");
    assert!(told["to_read"].as_array().expect("records").len() <= 30);
    let text = workspace.ok(&["counter", &theme]).out;
    assert!(
        text.contains("Praise of the same thing") && text.contains("Who says it less"),
        "{text}"
    );
}

#[test]
fn records_to_read_are_those_in_doubt() {
    let view = demo().view();
    let id = view["opportunities"][0]["theme"].as_str().expect("an id");
    let told = &demo().json(&["counter", id, "--json"])[0];
    let read = told["to_read"].as_array().expect("records");
    assert!(!read.is_empty());
    let weight = |one: &Value| {
        one["doubt"].as_f64().expect("a number") * one["points"].as_f64().expect("a number")
    };
    assert!(read.windows(2).all(|two| weight(&two[0]) >= weight(&two[1]) - 1e-5));
    // What several say in the same words is read once.
    let said: Vec<(String, String)> = (read.iter())
        .map(|one| (one["theme"].to_string(), one["text"].to_string().to_lowercase()))
        .collect();
    let different: std::collections::BTreeSet<_> = said.iter().collect();
    assert_eq!(different.len(), said.len(), "{read:?}");
    let kinds: Vec<&str> = told["missing"]
        .as_array()
        .expect("missing")
        .iter()
        .filter_map(|one| one["kind"].as_str())
        .collect();
    assert!(kinds.contains(&"unrated") || kinds.contains(&"unknown"), "{kinds:?}");
}

/// A theme of fewer than three people is neither quoted nor called by their words, whatever is asked.
#[test]
fn the_words_of_very_few_stay_with_them() {
    let view = demo().view();
    let small =
        view["opportunities"].as_array().expect("opportunities").iter().find(|one| {
            one["title"].as_str().is_some_and(|title| title.starts_with("Small theme "))
        });
    let Some(small) = small else { return };
    let id = small["theme"].as_str().expect("an id");
    let told = &demo().json(&["counter", id, "--json"])[0];
    for list in ["to_read", "praise"] {
        for one in told[list].as_array().expect("a list") {
            assert!(one["theme"] != id && list != "praise" || one["text"] == "", "{one}");
        }
    }
    let tried = demo().ok(&["theme", "pin", id, "--dry-run", "--by", "Ada"]).out;
    assert!(tried.contains(small["title"].as_str().expect("a title")), "{tried}");
}

#[test]
fn needs_are_ranked_by_those_who_ask() {
    let found = demo().json(&["needs", "--json"]);
    assert!(!found.is_empty());
    let key = |one: &Value| {
        let unmet = one["unmet"].as_bool().expect("yes or no");
        (!unmet, std::cmp::Reverse(one["customers"].as_u64().expect("a number")))
    };
    assert!(found.windows(2).all(|two| key(&two[0]) <= key(&two[1])));
    for one in &found {
        let theme = one["theme"].as_str().expect("an id");
        let counted =
            demo().json(&["search", "--theme", theme, "--stance", "request", "--count", "--json"]);
        assert_eq!(counted[0]["statements"], one["requests"], "{theme}");
    }
    assert!(demo().ok(&["needs"]).out.contains("customers who ask"));
    // A wish is one by what it is of, however its requests are worded; a known pain is none.
    for one in &found {
        let title = one["title"].as_str().expect("a title");
        if title.starts_with("Want ") {
            assert_eq!(one["unmet"], true, "{one}");
        }
        if ["Company does not listen", "Password reset doesn't work"].contains(&title) {
            assert_eq!(one["unmet"], false, "{one}");
        }
    }
    let is_wish = |one: &&Value| one["title"].as_str().is_some_and(|one| one.starts_with("Want "));
    assert!(found.iter().filter(is_wish).count() > 0, "{found:?}");
}

#[test]
fn competitors_are_found_with_and_without_a_list() {
    let workspace = shop(
        "competitors = [\"Acme Air\"]",
        true,
        &[
            ("The invoice is wrong, I switched to Acme Air", 5, "DE"),
            ("The app is slow, going back to Roamify", 4, "DE"),
            ("Much better than Roamify, thank you", 2, "FR"),
            ("I moved to Berlin and it works fine", 1, "DE"),
            ("The map is terribly slow", 20, "FR"),
        ],
    );
    let found = workspace.json(&["competitors", "--json"]);
    let names: Vec<&str> = found.iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["Acme Air", "Roamify"], "{found:?}");
    assert_eq!(found[0]["said"]["leaves"], 5);
    assert_eq!(found[1]["said"]["leaves"], 4);
    assert_eq!(found[1]["said"]["worse"], 2);
    assert_eq!(found[1]["listed"], false);
    let text = workspace.ok(&["competitors"]).out;
    assert!(text.contains("Acme Air") && text.contains("Roamify"), "{text}");
    // The list changes no report.
    let before = workspace.view()["run"]["id"].clone();
    workspace.write("earful.toml", settings_of_reviews("", "reviews.csv", ""));
    workspace.night();
    assert_eq!(workspace.view()["run"]["id"], before);
    assert_eq!(small().earful(&["competitors"]).code, Some(1));
}

#[test]
fn a_theme_is_local_or_universal() {
    let workspace = shop(
        "",
        false,
        &[
            ("The invoice shows the wrong amount", 40, "DE"),
            ("The map is terribly slow", 30, "DE"),
            ("The map is terribly slow", 30, "FR"),
            ("Delivery is wonderfully fast", 30, "DE"),
            ("Delivery is wonderfully fast", 70, "FR"),
        ],
    );
    let found = workspace.json(&["markets", "--json"]);
    let row = |word: &str| {
        let theme = theme_of(&workspace, word);
        found.iter().find(|one| one["theme"] == theme.as_str()).expect("a row").clone()
    };
    let invoice = row("invoice");
    assert_eq!(
        (&invoice["by"], &invoice["spread"]),
        (&"country".into(), &"local".into()),
        "{invoice}"
    );
    assert_eq!(invoice["markets"][0]["value"], "DE");
    assert_eq!(invoice["markets"][0]["above"], true);
    assert_eq!(invoice["markets"][0]["below"], false);
    assert_eq!(invoice["markets"][1]["below"], true, "{invoice}");
    assert_eq!(row("map")["spread"], "universal", "{}", row("map"));
    assert!(workspace.ok(&["markets"]).out.contains("local: DE"));
    let ran = workspace.earful(&["markets", "--by", "planet"]);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
}
