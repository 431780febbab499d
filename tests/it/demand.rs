//! What customers search for: the log beside the settings, its lists, the report, and bad logs, with the
//! real binary.

use serde_json::Value;

use crate::support::{TODAY, Workspace, demo, settings_of_reviews, small};

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn day(back: i32) -> String {
    let today: earful::model::Day = TODAY.parse().expect("a day");
    today.plus(-back).to_string()
}

/// A log of 150 days: some queries as ever, one that rises, two that find nothing, one of one person.
fn log() -> String {
    let mut text = String::from("Search term;Date;Searches;Results;Clicks;Plan;User ID\n");
    for back in (0..150).step_by(5) {
        let date = day(back);
        let rising = if back < 28 { 30 } else { 2 };
        for (query, count, results, clicks) in [
            ("cheap trains", 40, 120, 25),
            ("night train", 12, 30, 6),
            ("lisbon", 25, 80, 15),
            ("apple watch", 6, 0, 0),
            ("checkout crash", 9, 3, 2),
            ("battery", rising, 4, 1),
        ] {
            let plan = if back % 2 == 0 { "Free" } else { "Plus" };
            text.push_str(&format!("{query};{date};{count};{results};{clicks};{plan};C-00001\n"));
        }
    }
    text.push_str(&format!("Apple Watch;{};2;0;0;Plus;C-00002\n", day(3)));
    text.push_str(&format!("ask jane.miller@example.org;{};1;0;0;Free;C-00002\n", day(2)));
    text
}

fn company() -> Workspace {
    let workspace = demo().copied();
    workspace.write("searches.csv", log());
    workspace
}

fn names(list: &Value) -> Vec<&str> {
    let queries = list["queries"].as_array().map_or(&[][..], Vec::as_slice);
    queries.iter().filter_map(|one| one["query"].as_str()).collect()
}

#[test]
fn searches_are_listed_and_count_as_no_complaint() {
    let workspace = company();
    let before = workspace.view();
    let found = workspace.json(&["demand", "--json"]).remove(0);
    assert_eq!(found["rows"]["used"], 182);
    assert_eq!(found["rows"]["bad"], 0);
    let all = &found["demand"];
    // Six days of the recent 28 were logged, and the odd rows.
    let number = |name: &str| all[name].as_u64().expect("a number");
    assert_eq!(number("searches"), 6 * (40 + 12 + 25 + 6 + 9 + 30) + 3);
    assert_eq!((number("different"), number("rare"), number("future")), (7, 1, 0));
    assert_eq!((number("known"), number("empty")), (number("searches"), 6 * 6 + 3));
    assert_eq!(names(&all["nothing"]), ["apple watch"]);
    let watch = &all["nothing"]["queries"][0];
    assert_eq!((&watch["searches"], &watch["empty_share"]), (&38.into(), &1.0.into()));
    assert_eq!(names(&all["rising"]), ["battery"], "{all}");
    let battery = &all["rising"]["queries"][0];
    assert!(battery["ratio"].as_f64() > Some(5.0) && battery["q_value"].as_f64() < Some(0.05));
    assert!((battery["clicks_a_search"].as_f64().expect("clicks") - 6.0 / 180.0).abs() < 1e-5);

    // What says the words of a pain stands beside it.
    let themes = list(all, "themes");
    let about = |word: &str| {
        let has = |one: &&Value| names(&one["queries"]).contains(&word);
        themes.iter().find(has).unwrap_or_else(|| panic!("no theme for {word}: {all}"))
    };
    let crash = about("checkout crash");
    let theme = crash["theme"].as_str().expect("an id");
    let ranked = list(&before, "opportunities").iter().filter(|one| one["theme"] == theme);
    assert_eq!(ranked.count(), 1, "a ranked theme");
    let only = workspace.json(&["demand", theme, "--json"]).remove(0);
    assert_eq!(&only, crash);
    for theme in themes {
        let sum: u64 = list(&theme["queries"], "queries")
            .iter()
            .map(|one| one["searches"].as_u64().expect("a number"))
            .sum();
        assert_eq!(theme["searches"].as_u64(), Some(sum), "{theme}");
    }

    // The night: the report has the same, and nothing but the meeting is new in it.
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}\n{}", ran.out, ran.err);
    let after = workspace.view();
    assert_eq!(after["meeting"]["demand"], *all);
    for part in ["opportunities", "themes", "coverage"] {
        assert_eq!(before[part], after[part], "{part}");
    }
    let html = String::from_utf8(workspace.report("html")).expect("text");
    assert!(html.contains("id=\"demand\"") && html.contains("<td class=\"n\">38</td>"));
    let markdown = String::from_utf8(workspace.report("md")).expect("text");
    assert!(markdown.contains("### Demand: what customers search for"));
    let why = workspace.ok(&["why", theme]).out;
    assert!(why.contains("Searched for 54 times lately"), "{why}");
    let why = workspace.json(&["why", theme, "--json"]).remove(0);
    assert_eq!((&why["theme"], &why["demand"]["searches"]), (&theme.into(), &54.into()));
    let why = workspace.ok(&["why", "meeting.demand.searches"]).out;
    assert!(why.contains("log of searches"), "{why}");
    for text in [&html, &markdown, &found.to_string()] {
        assert!(!text.contains("jane") && !text.contains("C-00001"));
    }
    assert_eq!(workspace.earful(&["verify"]).code, Some(2), "verify names a file");
    let report = workspace.newest_run().join("report.json").display().to_string();
    assert_eq!(workspace.earful(&["verify", &report]).code, Some(0));
}

#[test]
fn demand_on_the_terminal() {
    let workspace = company();
    let text = workspace.ok(&["demand"]).out;
    for part in [
        "searches for 7 different queries",
        "1 query was searched fewer than 3 times in these days",
        "Searches that find nothing",
        "Searches that rise",
        "Pains that are searched for",
        "they count as no complaint and in no score",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let plus = workspace.json(&["demand", "--segment", "plan=plus", "--json"]).remove(0);
    let free = workspace.json(&["demand", "--segment", "plan=Free", "--json"]).remove(0);
    let of = |found: &Value| found["demand"]["searches"].as_u64().expect("a number");
    let all = workspace.json(&["demand", "--json"]).remove(0);
    assert_eq!(of(&plus) + of(&free), of(&all), "the segments add up");
    let ran = workspace.earful(&["demand", "--segment", "plan=gold"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("its segments are plan"), "{}", ran.err);
    let ran = workspace.earful(&["demand", "--segment", "user_id=C-00001"]);
    assert_eq!(ran.code, Some(2), "who searched is no segment");
    assert_eq!(workspace.earful(&["demand", "--segment", "plan"]).code, Some(2));
    assert_eq!(workspace.earful(&["demand", "T-4711"]).code, Some(2));
    let short = workspace.ok(&["demand", "-n", "1"]).out;
    assert!(short.contains("--limit shows them"), "{short}");
}

#[test]
fn without_a_log_nothing_is_said_of_one() {
    let ran = small().earful(&["demand"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("write searches.csv beside earful.toml"), "{}", ran.out);
    assert!(demo().view()["meeting"].is_null());
}

#[test]
fn bad_rows_are_counted_with_their_lines() {
    let workspace = small().copied();
    let today = day(0);
    workspace.write(
        "searches.csv",
        format!(
            "query,day,count,results\n\
             zeppelin,{today},-3,2\n\
             zeppelin,{today},many,2\n\
             ,{today},3,2\n\
             zeppelin,,3,2\n\
             zeppelin,31.31.2026,3,2\n\
             zeppelin,{today},3\n\
             zeppelin,{today},5,-1\n\
             zeppelin,{today},9999999999,1\n\
             zeppelin,{today},7,\n\
             zeppelin,2062-01-01,11,0\n"
        ),
    );
    let found = workspace.json(&["demand", "--json"]).remove(0);
    assert_eq!((&found["rows"]["used"], &found["rows"]["bad"]), (&2.into(), &8.into()));
    let all = &found["demand"];
    assert_eq!(
        (&all["searches"], &all["future"], &all["known"]),
        (&7.into(), &11.into(), &0.into())
    );
    assert_eq!(list(all, "themes").len(), 0, "a log that matches nothing");
    assert!(all["baseline"].is_null());
    let text = workspace.ok(&["demand"]).out;
    for part in [
        "8 rows could not be used, the first on line 2: count is no whole number of 0 or more",
        "No query that is listed says the words of a ranked theme",
        "11 searches are dated after the night",
        "no row says how many results there were",
        "What rises cannot be told",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    workspace.night();
    let view = workspace.view();
    let file = &list(&view["meeting"], "files")[0];
    assert_eq!(
        (&file["kind"], &file["used"], &file["bad"]),
        (&"searches".into(), &2.into(), &8.into())
    );
    let lines: Vec<u64> = list(file, "bad_rows").iter().filter_map(|row| row[0].as_u64()).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9]);

    // All of it ahead, and none at all.
    workspace.write("searches.csv", "query,day\nmap,2062-01-01\n");
    let ran = workspace.earful(&["demand"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("The log holds no search up to this night"), "{}", ran.out);
    workspace.write("searches.csv", "query,day\n");
    assert_eq!(workspace.earful(&["demand"]).code, Some(1));
}

#[test]
fn a_log_that_cannot_be_used_stops_before_any_work() {
    let workspace = small().copied();
    let runs = workspace.json(&["runs", "--json"]).len();
    for (text, problem) in [
        ("day,count\n2026-08-01,3\n", "searches.csv:1: no column of queries"),
        ("query,count\nmap,3\n", "searches.csv:1: no column of days"),
        ("map,3\nhotel,4\n", "searches.csv:1: no column of queries"),
        ("", "searches.csv: cannot be read: empty_file"),
        ("query,day\n\"map,2026-08-01\n", "searches.csv: line 2: a quote"),
    ] {
        workspace.write("searches.csv", text);
        for typed in [&["run", "--today", TODAY][..], &["demand"]] {
            let ran = workspace.earful(typed);
            assert_eq!(ran.code, Some(2), "{problem}: {}", ran.out);
            assert!(ran.err.contains(problem), "{problem}: {}", ran.err);
        }
    }
    std::fs::remove_file(workspace.path().join("searches.csv")).expect("the file");
    let toml = workspace.text("earful.toml");
    workspace.write("earful.toml", format!("{toml}\n[business]\nsearches = \"logs/all.csv\"\n"));
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("logs/all.csv: cannot be read"), "{}", ran.err);
    workspace.write("earful.toml", format!("{toml}\n[business]\nsearch = \"logs/all.csv\"\n"));
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert!(ran.err.contains("did you mean `searches`?"), "{}", ran.err);
    assert_eq!(workspace.json(&["runs", "--json"]).len(), runs);
}

#[test]
fn what_a_source_reads_is_no_log() {
    let workspace = Workspace::empty();
    workspace.write("earful.toml", settings_of_reviews("", "*.csv", ""));
    let row = format!("1,{},2,u1,DE,The map is slow\n", day(3));
    workspace.write("searches.csv", format!("id,date,stars,user,country,text\n{row}"));
    workspace.write(
        "metrics.csv",
        format!("id,date,stars,user,country,text\n{}", row.replacen('1', "2", 1)),
    );
    workspace.night();
    let view = workspace.view();
    assert!(view["meeting"].is_null());
    assert_eq!(view["coverage"]["feedback"], 2);
}
