//! Questions as people type them, and what the answers say about themselves.

use serde_json::Value;

use crate::support::{TODAY, Workspace, demo, small};

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("not a number: {value}"))
}

fn counted(workspace: &Workspace, arguments: &[&str]) -> Value {
    let mut typed = vec!["search", "--today", TODAY, "--json"];
    typed.extend(arguments);
    // Nothing found is an answer, and exit code 1.
    let ran = workspace.earful(&typed);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{typed:?}: {error}: {}", ran.err))
}

/// What the report counts of a theme by stance is what the search finds, statement for statement.
#[test]
fn filters_meet_on_the_statement() {
    let report: Value = serde_json::from_slice(&demo().report("json")).expect("a report");
    let themes = report["themes"].as_array().expect("themes");
    assert!(themes.len() > 5);
    for theme in themes.iter().take(6) {
        let id = theme["id"].as_str().expect("an id");
        let all = counted(demo(), &["--theme", id, "--count"]);
        assert_eq!(all["statements"], theme["statements"], "{id}");
        assert_eq!(all["records"], theme["feedback"], "{id}");
        for stance in ["complaint", "request", "praise", "question", "remark"] {
            let found = counted(demo(), &["--theme", id, "--stance", stance, "--count"]);
            assert_eq!(found["statements"], theme["stances"][stance], "{id} {stance}");
            let query = format!("theme:{id} stance:{stance}");
            let typed = counted(demo(), &[&query, "--count"]);
            assert_eq!(typed["statements"], theme["stances"][stance], "{query}");
        }
    }
}

#[test]
fn a_hit_says_what_it_misses() {
    let out = demo().ok(&["search", "refund zeppelin", "-n", "2", "--today", TODAY]).out;
    assert!(out.contains("Most of them") && out.contains("without \"zeppelin\""), "{out}");
    let hits = demo().json(&["search", "refund zeppelin", "--json", "-n", "1"]);
    assert_eq!((&hits[0]["match"], &hits[0]["missing"][0]), (&"most".into(), &"zeppelin".into()));
    let exact = demo().earful(&["search", "refund zeppelin", "--exact"]);
    assert_eq!(exact.code, Some(1));
    assert!(exact.out.contains("Without --exact there are"), "{}", exact.out);
}

/// Three complaints about the same trouble in other words than the question's, praise of the opposite, and
/// what has nothing to do with it.
fn locked_out() -> Workspace {
    let texts = [
        "They blocked my profile and will not tell me what I did.",
        "I was banned for no reason, all my photos are behind that login.",
        "Locked out since Monday, support says my user is disabled.",
        "The parcel came a week late and the box was torn.",
        "Great colours, the print is sharp.",
        "The invoice shows the wrong amount of tax.",
    ];
    let mut csv = String::from("id,date,stars,text\n");
    for (at, text) in texts.iter().enumerate() {
        csv.push_str(&format!("r{at},2026-08-01,2,\"{text}\"\n"));
    }
    let workspace = Workspace::reviews(csv);
    workspace.night();
    workspace
}

#[test]
fn what_is_meant_is_found_in_other_words() {
    let shop = locked_out();
    let hits = shop.json(&["search", "account suspended", "--json"]);
    let texts: Vec<&str> = hits.iter().filter_map(|hit| hit["snippet"].as_str()).collect();
    assert!(texts.iter().any(|text| text.contains("banned for no reason")), "{hits:?}");
    assert!(
        texts.iter().all(|text| !text.contains("parcel") && !text.contains("colours")),
        "{hits:?}"
    );
    assert!(
        hits.iter().all(|hit| hit["match"] == "meaning" && hit["nearness"].as_f64() > Some(0.4))
    );
    let out = shop.ok(&["search", "account suspended"]).out;
    assert!(out.contains("In other words:"), "{out}");
    // Signs say exactly what is wanted.
    for query in
        ["\"account suspended\"", "account AND suspended", "account OR suspended", "suspended*"]
    {
        assert_eq!(shop.earful(&["search", query]).code, Some(1), "{query}");
    }
    assert_eq!(shop.earful(&["search", "account suspended", "--exact"]).code, Some(1));
    // Filters hold for them too.
    assert_eq!(shop.earful(&["search", "account suspended", "--rating", "5"]).code, Some(1));
}

#[test]
fn records_like_another_are_found() {
    let shop = locked_out();
    let first = shop.json(&["search", "blocked profile", "--json", "-n", "1"]);
    let id = first[0]["record"].as_str().expect("a number").to_owned();
    let like = shop.json(&["search", "--like", &id, "--json"]);
    assert!(!like.is_empty() && like.iter().all(|hit| hit["record"] != id.as_str()), "{like:?}");
    assert!(like.iter().all(|hit| !hit["snippet"].as_str().unwrap_or("").contains("parcel")));
    let narrowed = shop.json(&["search", "photos", "--like", &id, "--json"]);
    assert!(narrowed.iter().all(|hit| hit["snippet"].as_str().unwrap_or("").contains("photos")));
    let none = shop.earful(&["search", "--like", "no-such-record"]);
    assert!(none.code == Some(2) && none.err.contains("there is no record"), "{}", none.err);
}

#[test]
fn themes_and_corrections_stand_above_the_hits() {
    let out = demo().ok(&["search", "refnd", "-n", "1"]).out;
    assert!(out.contains("No record holds \"refnd\"; searched for \"refund\""), "{out}");
    let first = out.lines().next().unwrap_or_default();
    assert!(first.starts_with("T-") && first.contains("customers"), "{out}");
}

#[test]
fn questions_without_a_subject_are_answered_by_the_first_themes_of_their_side() {
    let themes = demo().json(&["themes", "--json"]);
    let ranked = |theme: &str| {
        let is_it = |one: &&serde_json::Value| one["id"] == theme;
        themes.iter().find(is_it).expect("a theme")["rank"].as_u64()
    };
    let above = |question: &str| -> Vec<Option<u64>> {
        let out = demo().ok(&["search", question, "-n", "1"]).out;
        let lines = out.lines().take_while(|line| line.starts_with("T-"));
        lines.map(|line| ranked(line.split(' ').next().expect("an id"))).collect()
    };
    assert_eq!(above("what do people complain about most"), [Some(1), Some(2), Some(3)]);
    assert_eq!(above("what do customers love"), [None; 3]);
    assert_eq!(above("what do people not like"), above("what do people complain about"));
}

/// Texts of a café, each with its stars, and the same number of each kind of text that is asked for.
fn cafe() -> Workspace {
    let texts = [
        (2, "I can't get a table on Sundays, we gave up after an hour."),
        (5, "We have not had to wait long for a table, lovely evening."),
        (1, "They don't accept cash and my card was broken."),
        (1, "They don't accept any card, I had to find cash in the rain."),
        (2, "The soup was not warm enough and the bread was hard."),
        (5, "The tea was never too warm, just the right heat for me."),
        (2, "The music is too loud to talk, we left early."),
        (5, "Nice music and not too loud, we stayed for hours."),
        (5, "Much cheaper than Brewly and the cakes are better."),
        (1, "Brewly is cheaper and closer, I go there now."),
        (1, "The coffee is getting worse every month, it used to be good."),
        (1, "Worse luck, it rained on our way to the museum."),
        (5, "The waiters were friendly and quick."),
        (2, "A waiter less than friendly, he never smiled."),
        (3, "Please add oat milk to the menu."),
        (5, "I love the menu, every dish has a story."),
    ];
    let mut csv = String::from("id,date,stars,text\n");
    for (at, (stars, text)) in texts.iter().enumerate() {
        csv.push_str(&format!("c{at},2026-08-01,{stars},\"{text}\"\n"));
    }
    let workspace = Workspace::reviews(csv);
    workspace.night();
    workspace
}

/// What the words of a question say of one another is part of it: one text says it, the other has the words.
#[test]
fn a_question_is_more_than_its_words() {
    let cafe = cafe();
    for (question, says, other) in [
        ("can't get a table", "can't get a table", "not had to wait long"),
        ("does not accept cash", "don't accept cash", "don't accept any card"),
        ("not warm enough", "not warm enough", "never too warm"),
        ("too loud", "too loud to talk", "not too loud"),
        ("cheaper than brewly", "Much cheaper than Brewly", "Brewly is cheaper"),
        ("brewly is cheaper than this", "Brewly is cheaper", "Much cheaper than Brewly"),
        ("coffee worse than before", "getting worse", "Worse luck"),
        ("friendly waiter", "waiters were friendly", "less than friendly"),
    ] {
        let hits = cafe.json(&["search", question, "--json"]);
        let place = |words: &str| {
            hits.iter().position(|hit| hit["snippet"].as_str().is_some_and(|it| it.contains(words)))
        };
        let first = place(says).unwrap_or_else(|| panic!("{question}: {hits:?}"));
        assert!(place(other).is_none_or(|at| first < at), "{question}: {hits:?}");
        assert_eq!(hits[first]["opposite"], false, "{question}");
    }
    // What says the opposite is the last, and says so.
    let hits = cafe.json(&["search", "cheaper than brewly", "--json"]);
    let last = hits.last().expect("hits");
    assert!(
        last["snippet"].as_str().is_some_and(|it| it.contains("Brewly is cheaper")),
        "{hits:?}"
    );
    assert_eq!(last["opposite"], true);
    let out = cafe.ok(&["search", "cheaper than brewly"]).out;
    assert!(out.contains("says the opposite"), "{out}");
}

/// Who asks what people want is shown requests, with the subject or without.
#[test]
fn wishes_are_requests() {
    let cafe = cafe();
    for question in ["what do people want", "what do guests want from the menu"] {
        let hits = cafe.json(&["search", question, "--json"]);
        let texts: Vec<&str> = hits.iter().filter_map(|hit| hit["snippet"].as_str()).collect();
        assert!(
            texts.iter().any(|text| text.contains("Please add oat milk")),
            "{question}: {texts:?}"
        );
        assert!(
            texts.iter().all(|text| !text.contains("I love the menu")),
            "{question}: {texts:?}"
        );
    }
}

#[test]
fn odd_queries_are_answered_in_a_sentence() {
    let long = "refund ".repeat(15_000);
    let deep = format!("{}refund{}", "(".repeat(500), ")".repeat(500));
    for (typed, code, words) in [
        (long.as_str(), 2, "too long"),
        (&deep, 2, "nested too deeply"),
        ("?!", 2, "no word to search for"),
        ("*", 2, "write the beginning of a word"),
        ("the of and", 0, "record"),
        ("\u{202e}refund", 0, "refund"),
        ("'zeppelin'; --", 0, "In other words:"),
        ("sorce:tickets", 2, "did you mean source:tickets?"),
        ("source:ticket", 1, "did you mean \"tickets\"?"),
        ("since:soon", 2, "7d"),
        ("theme:login", 2, "T-12"),
        ("theme:T-999", 2, "there is no theme T-999"),
        ("\"refund zeppelin\"", 1, "Without the quotation marks there are"),
        ("refund --", 0, "refund"),
    ] {
        let ran = demo().earful(&["search", "--today", TODAY, "-n", "2", "--", typed]);
        let said = format!("{}{}", ran.out, ran.err);
        let shown: String = typed.chars().take(40).collect();
        assert_eq!(ran.code, Some(code), "{shown}: {said}");
        assert!(said.contains(words), "{shown}: {said}");
        assert!(!said.contains('\u{202e}'), "{shown}");
    }
    let none = demo().ok(&["search", "refund", "-n", "0"]).out;
    assert!(none.contains("records"), "{none}");
    let by = demo().earful(&["search", "refund", "--facet", "contry"]);
    assert!(by.code == Some(2) && by.err.contains("did you mean country?"), "{}", by.err);
}

/// Facets, customers and every hit written out are of one set.
#[test]
fn counts_are_of_the_hits() {
    let found = counted(demo(), &["refund", "--facet", "source,rating,month,country", "--words"]);
    let all = number(&found["records"]);
    assert!(all > 50);
    for name in ["source", "rating", "month"] {
        let facet = &found["facets"][name];
        let values = facet["values"].as_array().expect("values");
        let sum: u64 = values.iter().map(|value| number(&value["records"])).sum();
        assert_eq!(sum + number(&facet["without"]), all, "{name}");
    }
    assert!(number(&found["customers"]) + number(&found["without_author"]) <= all);
    assert!(found["words"].as_array().is_some_and(|words| !words.is_empty()));
    let lines = demo().ok(&["search", "refund", "--exact", "--all", "jsonl"]).out;
    assert_eq!(lines.lines().count() as u64, all);
    let table = demo().ok(&["search", "refund", "--exact", "--all", "csv"]).out;
    assert_eq!(table.matches("\r\n").count() as u64, all + 1);
    let shown = demo().ok(&["search", "refund", "--facet", "source", "--words", "--count"]).out;
    assert!(shown.contains("G²") && shown.contains("source"), "{shown}");
}

#[test]
fn a_record_opens_whole() {
    let hit = &small().json(&["search", "invoice", "-n", "1", "--json"])[0];
    let record = hit["record"].as_str().expect("a record");
    let source = hit["source"].as_str().expect("a source");
    let shown = small().ok(&["show", record, "--source", source]).out;
    assert!(shown.contains("What it says") && shown.contains(record), "{shown}");
    let whole = &small().json(&["show", record, "--source", source, "--json"])[0];
    assert_eq!(whole["id"], hit["id"]);
    let text = whole["text"].as_str().expect("a text");
    for one in whole["statements"].as_array().expect("statements") {
        let range = number(&one["start"]) as usize..number(&one["end"]) as usize;
        assert_eq!(text.get(range), one["text"].as_str());
    }
    let by_id = whole["id"].as_str().expect("an id");
    assert_eq!(small().json(&["show", by_id, "--json"])[0]["record"], hit["record"]);
    let none = small().earful(&["show", "no-such-record"]);
    assert!(none.code == Some(2) && none.err.contains("there is no record"), "{}", none.err);
}
