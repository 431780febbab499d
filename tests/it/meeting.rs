//! The roadmap meeting: files beside the settings, joined, ranked, planned and proven, with the real
//! binary.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{TODAY, Workspace, demo};

mod amounts;
mod behind;
mod over_time;
mod shipped;

/// Customer numbers of the demo's tickets, `C-00000` and on.
fn customers(many: u32) -> String {
    let mut text = String::from("Customer ID;Turf;ARR;Active since\n");
    for number in 0..many {
        let region = ["north", "south", "west"][number as usize % 3];
        text.push_str(&format!(
            "C-{number:05};{region};{};2024-0{}-01\n",
            100 + number,
            1 + number % 9
        ));
    }
    text
}

/// A copy of the demo's workspace after its night.
fn company() -> Workspace {
    demo().copied()
}

fn view(workspace: &Workspace) -> Value {
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}\n{}", ran.out, ran.err);
    workspace.view()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// The themes of the ranking, best first.
fn ranked(view: &Value) -> Vec<String> {
    let ids = list(view, "opportunities").iter().map(|one| one["theme"].as_str());
    ids.map(|id| id.expect("an id").to_owned()).collect()
}

#[test]
fn customers_are_joined_tonight_and_nothing_of_them_is_kept() {
    let workspace = company();
    let mut text = customers(2_000);
    text.push_str("C-00007;north;5;\nC-99999;west;-3;\nC-99998;west;1;31.31.2024\nlonely\n");
    workspace.write("customers.csv", text.as_bytes());
    let before = workspace.view();
    let found = view(&workspace);
    assert!(before["meeting"].is_null() && found["meeting"].is_object());

    let meeting = &found["meeting"];
    let file = &list(meeting, "files")[0];
    assert_eq!((file["used"].as_u64(), file["bad"].as_u64()), (Some(2_000), Some(4)));
    let lines: Vec<u64> = list(file, "bad_rows").iter().filter_map(|row| row[0].as_u64()).collect();
    assert_eq!(lines, [2_002, 2_003, 2_004, 2_005]);
    let words =
        list(meeting, "words").iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
    assert!(words.contains("are not in the customers file"), "{words}");
    assert!(words.contains("reviews "), "{words}");
    assert!(words.contains("first on line 2002: its key is that of line 9"), "{words}");

    // Both sides add up.
    let joins = &meeting["joins"];
    let number = |name: &str| joins[name].as_u64().expect("a number");
    assert!(number("known") <= number("authors") && number("heard") <= number("customers"));
    for source in list(joins, "sources") {
        let [records, named, matched] = [1, 2, 3].map(|at| source[at].as_u64().expect("a number"));
        assert!(matched <= named && named <= records, "{source}");
        // App reviewers go by other names.
        let few = matched * 20 < records;
        assert_eq!(few, source[0] == "reviews", "{source}");
    }
    let active = meeting["active"].as_f64().expect("active customers");
    assert_eq!(active, 2_000.0);

    // The column is a segment, in the report and in a comparison.
    let compared = workspace.json(&["compare", "turf=north", "turf=south", "--json"]);
    assert!(list(&compared[0], "parts").iter().all(|part| part["customers"].as_u64() > Some(20)));
    let html = String::from_utf8(workspace.report("html")).expect("text");
    let place = |what: &str| html.find(what).unwrap_or_else(|| panic!("no {what}"));
    // Who prints it has what is decided before the pages of the pains.
    assert!(place("id=\"ranking\"") < place("<section id=\"roadmap\""));
    assert!(place("<section id=\"roadmap\"") < place("<section id=\"opportunities\""));
    let markdown = String::from_utf8(workspace.report("md")).expect("text");
    let place = |what: &str| markdown.find(what).unwrap_or_else(|| panic!("no {what}"));
    assert!(place("## The ranking") < place("## The roadmap meeting"));
    assert!(place("## The roadmap meeting") < place("### What customers say"));

    // A search finds it as the report counts it: by a filter, in the query, as a facet.
    let records = |arguments: &[&str]| {
        let all = [&["search"], arguments, &["--count", "--json"]].concat();
        workspace.json(&all)[0]["records"].as_u64().expect("a number")
    };
    let north = records(&["--segment", "turf=north"]);
    assert!(north > 20);
    assert_eq!(records(&["turf:north"]), north);
    assert_eq!(records(&["turf=NOR*"]), north);
    let all = records(&["turf:*"]);
    let matched: u64 = list(joins, "sources").iter().filter_map(|one| one[3].as_u64()).sum();
    assert_eq!(all, matched);
    assert_eq!(records(&["turf:* NOT turf:north"]), all - north);
    let faceted = workspace.json(&["search", "turf:*", "--facet", "turf", "--json"]);
    let values = list(&faceted[0]["facets"]["turf"], "values");
    let of: Vec<u64> = values.iter().filter_map(|one| one["records"].as_u64()).collect();
    assert_eq!((of.len(), of.iter().sum::<u64>()), (3, all), "{}", faceted[0]);
    let ran = workspace.earful(&["search", "--segment", "turf=nort"]);
    assert!(ran.out.contains("north"), "{}", ran.out);

    // Neither keys nor segments reach the disk.
    for folder in ["corpus", "runs"] {
        let mut left = vec![workspace.path().join(folder)];
        while let Some(path) = left.pop() {
            if path.is_dir() {
                let entries = std::fs::read_dir(&path).expect("a folder");
                left.extend(entries.map(|entry| entry.expect("an entry").path()));
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            let has = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
            assert!(!has(b"C-00012"), "{}", path.display());
            assert!(folder == "runs" || !has(b"turf"), "{}", path.display());
        }
    }

    // The file as it is tonight decides; without it nothing is left of it.
    std::fs::remove_file(workspace.path().join("customers.csv")).expect("the file");
    assert!(view(&workspace)["meeting"].is_null());
    let ran = workspace.earful(&["compare", "turf=north", "turf=south"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
}

#[test]
fn the_same_files_give_the_same_night_in_any_encoding() {
    let one = company();
    one.write("customers.csv", customers(300).replace("south", "süd").as_bytes());
    let first = view(&one);
    let again = view(&one);
    assert_eq!(first, again, "run again it is the same night");
    // UTF-16 with a mark says the same.
    let text = customers(300).replace("south", "süd");
    let mut wide = vec![0xff, 0xfe];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let other = company();
    other.write("customers.csv", wide);
    assert_eq!(first["meeting"], view(&other)["meeting"]);
    assert_eq!(first["run"]["id"], other.view()["run"]["id"]);
}

#[test]
fn a_bad_header_stops_before_any_work() {
    let workspace = company();
    let runs = workspace.json(&["runs", "--json"]).len();
    workspace.write("customers.csv", "plan,region\npro,north\n");
    workspace.write("roadmap.csv", "id,effort\n1,2w\n");
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("customers.csv:1: no column of authors or accounts"), "{}", ran.err);
    assert!(ran.err.contains("name one `customer_id`"), "{}", ran.err);
    assert!(ran.err.contains("roadmap.csv:1: no column of items"), "{}", ran.err);
    assert_eq!(workspace.json(&["runs", "--json"]).len(), runs);

    workspace.write("customers.csv", "customer_id\n1\n\"2\n3\n");
    workspace.write("roadmap.csv", "item\nA\n");
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("customers.csv: line 3: a quote"), "{}", ran.err);

    let toml = workspace.text("earful.toml");
    workspace.write("earful.toml", format!("{toml}\n[business]\ncustomers = \"crm.csv\"\n"));
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("crm.csv: cannot be read"), "{}", ran.err);
    workspace.write("earful.toml", format!("{toml}\n[business]\ncustomer = \"crm.csv\"\n"));
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert!(ran.err.contains("did you mean `customers`?"), "{}", ran.err);
}

#[test]
fn impact_adds_up() {
    let found = &demo().json(&["impact", "--json"])[0];
    let ratings = list(found, "ratings");
    let kinds: Vec<&str> = ratings.iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds, ["stars", "nps", "csat"], "each kind by itself");
    for rating in ratings {
        let lines = list(rating, "lines");
        let sum: f64 = lines.iter().filter_map(|line| line["credit"].as_f64()).sum();
        let rest = rating["untagged"].as_f64().expect("a number");
        assert!((sum + rest).abs() < 1e-4, "{} {sum} {rest}", rating["kind"]);
        for line in lines.iter().filter(|line| line["impact"].is_number()) {
            let number = |name: &str| line[name].as_f64().expect("a number");
            assert!((number("share") * number("gap") - number("impact")).abs() < 1e-4, "{line}");
        }
        let change: f64 = list(rating, "parts")
            .iter()
            .map(|part| part[1].as_f64().unwrap_or(0.0) + part[2].as_f64().unwrap_or(0.0))
            .sum();
        let [before, now] = [0, 1].map(|at| rating["change"][at].as_f64().expect("a mean"));
        assert!((now - before - change).abs() < 1e-4, "{} {}", rating["kind"], now - before);
    }
    let only = demo().ok(&["impact", "--on", "nps"]).out;
    assert!(only.contains("nps: ") && !only.contains("stars: "), "{only}");
}

#[test]
fn a_roadmap_by_theme_ids_search_and_tracker() {
    let workspace = company();
    let ids = ranked(&workspace.view());
    let [first, second, third] = [&ids[0], &ids[1], &ids[2]];
    workspace.ok(&["theme", "merge", second, first, "--by", "Ada", "--today", TODAY]);
    workspace.write(
        "roadmap.csv",
        format!(
            "id,item,themes,query,effort,team,status,owner,key\n\
             R-1,=cmd fix,{second},,6w,web,open,Ada,FW-1\n\
             R-2,Third,{third},,2w,ios,open,,FW-2\n\
             R-3,By search,,battery,1w,ios,open,,\n\
             R-4,Nothing,,zeppelin,1w,web,open,,\n\
             R-5,Never,T-4711,,1w,web,open,,\n\
             R-6,Broken query,,\"(battery\",1w,web,open,,\n\
             R-7,No effort,{third},,,web,open,,\n"
        ),
    );
    workspace.write(
        "jira.csv",
        format!(
            "Summary,Issue key,Status,Labels,Original estimate\n\
             Third,FW-2,In Progress,x,432000\nDrafted,FW-9,To Do,earful-{first},\n"
        ),
    );
    let toml = workspace.text("earful.toml");
    workspace.write(
        "earful.toml",
        format!("{toml}\n[business]\nroadmap = [\"roadmap.csv\", \"jira.csv\"]\n"),
    );
    let found = view(&workspace);
    let items = list(&found["meeting"], "items");
    assert_eq!(items.len(), 8);
    assert_eq!(items[0]["themes"][0]["named"], *second);
    assert_eq!(items[0]["themes"][0]["today"], *first, "ids resolve for ever");
    assert_eq!(items[1]["progress"], "doing");
    assert_eq!(items[1]["effort"][0][1].as_f64(), Some(3.0), "seconds of work of the tracker");
    assert!(items[2]["customers"].as_u64() > Some(5), "{}", items[2]);
    assert!(!list(&items[2], "found").is_empty(), "a search that finds a pain answers it");
    assert_eq!(items[3]["customers"].as_u64(), Some(0));
    let problem = |at: usize| items[at]["problems"][0].as_str().unwrap_or_default().to_owned();
    assert!(problem(4).contains("There never was a theme T-4711"), "{}", problem(4));
    assert!(problem(5).contains("cannot be asked"), "{}", problem(5));
    let coverage = &found["meeting"]["coverage"];
    let idle: Vec<&str> =
        list(coverage, "without_pain").iter().filter_map(|one| one[0].as_str()).collect();
    assert_eq!(idle, ["R-4", "R-5", "R-6"]);
    let covered: BTreeSet<&str> =
        list(coverage, "covered").iter().filter_map(|one| one[0].as_str()).collect();
    assert!(covered.contains(first.as_str()) && covered.contains(third.as_str()), "{covered:?}");
    let open = list(coverage, "without_work");
    assert!(open.iter().all(|one| !covered.contains(one[0].as_str().expect("an id"))));

    // The terminal shows it, and what is there is inert in a tracker's import.
    let shown = workspace.ok(&["roadmap"]).out;
    assert!(shown.contains("Nobody works on") && shown.contains("(was "), "{shown}");
    let drafts = workspace.ok(&["roadmap", "drafts", "--format", "jira", "--top", "3"]).out;
    assert!(drafts.starts_with("\"Summary\",\"Issue Type\""), "{drafts}");
    let id = open[0][0].as_str().expect("an id");
    assert!(drafts.contains(&format!("\"earful-{id}\"")), "{drafts}");
    assert!(drafts.lines().all(|line| !line.starts_with(['=', '+', '@'])), "{drafts}");
    let ran = workspace.earful(&["roadmap", "drafts", "--format", "jira", "--theme", "T-4711"]);
    assert_eq!(ran.code, Some(2));

    // Whom to tell.
    workspace.write("customers.csv", customers(2_000));
    let told = &workspace.json(&["roadmap", "tell", "fw-1", "--json"])[0];
    assert!(!list(told, "customers").is_empty() && !list(told, "others").is_empty());
    let ran = workspace.earful(&["roadmap", "tell", "R-99"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
}

#[test]
fn ranks_stand_side_by_side_and_stay() {
    let workspace = company();
    let ids = ranked(&workspace.view());
    let head =
        "id,item,themes,effort,impact,confidence,business_value,time_criticality,risk_reduction\n";
    let rows: Vec<String> = (0..4)
        .map(|at| {
            format!("R-{at},Item {at},{},{}w,{},80%,{at},1,2\n", ids[at], at + 1, 3 - at.min(2))
        })
        .collect();
    let values = |rows: &[String]| -> Vec<(String, Value)> {
        workspace
            .write("roadmap.csv", format!("{head}{}R-9,Blank,{},,,,,,\n", rows.concat(), ids[5]));
        let lines = workspace.json(&["rank", "--by", "rice,wsjf,cd3,ulwick", "--json"]);
        lines
            .iter()
            .map(|one| (one["id"].as_str().expect("an id").to_owned(), one["by"].clone()))
            .collect()
    };
    let all = values(&rows);
    assert_eq!(all.len(), 5);
    let blank = all.iter().find(|one| one.0 == "R-9").expect("the item without effort");
    assert!(blank.1["rice"]["value"].is_null() && blank.1["rice"]["rank"].is_null());
    assert_eq!(blank.1["rice"]["missing"][0], "effort");
    assert!(blank.1["ulwick"]["value"].is_number());
    assert!(blank.1["cd3"]["missing"].as_array().is_some_and(|all| all.len() == 2));
    let fewer = values(&rows[..3]);
    let order = |found: &[(String, Value)]| -> Vec<String> {
        found.iter().map(|one| one.0.clone()).filter(|id| id != "R-3").collect()
    };
    assert_eq!(order(&all), order(&fewer), "adding an item reorders nobody");
    for (id, by) in &fewer {
        let other = all.iter().find(|one| one.0 == *id).expect("the same item");
        assert_eq!(by["rice"]["value"], other.1["rice"]["value"]);
    }
    let own = workspace.ok(&["rank", "--formula", "max(reach, 1) * severity / effort"]).out;
    assert!(own.contains("max(reach, 1)"), "{own}");
    let ran = workspace.earful(&["rank", "--by", "moscow"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("there is no framework \"moscow\""), "{}", ran.err);
    let ran = workspace.earful(&["rank", "--formula", "reach / (1"]);
    assert_eq!(ran.code, Some(2));
    let ran = workspace.earful(&["rank", "--formula", "foo * severty"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("\"foo\"") && ran.err.contains("\"severty\""), "{}", ran.err);
    assert!(ran.err.contains("did you mean \"severity\""), "{}", ran.err);
    assert!(ran.err.contains("contact_cost") && ran.err.contains("reach"), "{}", ran.err);
    // A name that stands for a number which nothing has here is known all the same.
    assert!(workspace.ok(&["rank", "--formula", "ice_impact * 2"]).out.contains("no ice_impact"));
}

#[test]
fn what_if_with_other_weights() {
    let workspace = company();
    let ran = workspace.earful(&["rank", "--profile", "retention"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("[planning.profiles.retention]"), "{}", ran.err);
    let toml = workspace.text("earful.toml");
    workspace.write(
        "earful.toml",
        format!("{toml}\n[planning.profiles.retention]\nsatisfaction = 0.8\nseverity = 0.2\n"),
    );
    let rows = workspace.json(&["rank", "--profile", "retention", "--json"]);
    let scores: Vec<f64> = rows.iter().filter_map(|row| row["score"].as_f64()).collect();
    assert!(rows.iter().any(|row| row["rank"] != row["rank_in_report"]));
    assert_eq!(scores.len(), rows.len());
    // The weights of the report give the report.
    let report = workspace.view();
    let weights: Vec<String> = list(&report["method"], "weights")
        .iter()
        .map(|one| format!("{}={}", one["name"].as_str().expect("a name"), one["weight"]))
        .collect();
    let mut typed = vec!["rank", "--json"];
    weights.iter().for_each(|weight| typed.extend(["--weight", weight]));
    for row in workspace.json(&typed) {
        let [now, then] =
            ["score", "score_in_report"].map(|name| row[name].as_f64().expect("a score"));
        assert!((now - then).abs() < 0.11, "{row}");
    }
    // Profiles change no night: its name stays.
    assert_eq!(report["run"]["id"], view(&workspace)["run"]["id"]);
}

#[test]
fn a_quarter_within_capacity() {
    let workspace = company();
    let ids = ranked(&workspace.view());
    let rows: Vec<String> = (0..6)
        .map(|at| {
            format!(
                "R-{at},Item {at},{},{}w,{},open\n",
                ids[at],
                1 + at % 3,
                ["web", "ios"][at % 2]
            )
        })
        .collect();
    workspace.write(
        "roadmap.csv",
        format!(
            "id,item,themes,effort,team,status\n{}R-9,Unplanned,{},,web,open\n",
            rows.concat(),
            ids[6]
        ),
    );
    let ran = workspace.earful(&["plan"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--capacity 'ios=6w,web=6w'"), "{}", ran.err);
    let plan = |more: &[&str]| {
        let mut typed = vec!["plan", "--json", "--capacity", "web=3w,IOS=2w"];
        typed.extend(more);
        workspace.json(&typed).remove(0)
    };
    let found = plan(&[]);
    assert_eq!(found["exact"], true);
    assert_eq!(found["value"], found["bound"]);
    assert_eq!(found["without_effort"][0], "R-9");
    for team in list(&found, "teams") {
        assert!(team["used"].as_f64() <= team["capacity"].as_f64(), "{team}");
    }
    // As many different customers as all the records of the chosen items have.
    let items = workspace.json(&["roadmap", "--json"]);
    let chosen: Vec<&str> = list(&found, "items").iter().filter_map(Value::as_str).collect();
    let sum: u64 = items
        .iter()
        .filter(|item| chosen.contains(&item["id"].as_str().expect("an id")))
        .map(|item| item["customers"].as_u64().expect("a number"))
        .sum();
    let value = found["value"].as_f64().expect("a number");
    assert!(value > 0.0 && value <= sum as f64, "{value} {sum}");
    assert!(plan(&["--for", "impact", "--on", "nps"])["value"].is_number());
    let ran = workspace.earful(&["plan", "--capacity", "web=3w", "--for", "revenue"]);
    assert_eq!(ran.code, Some(2), "nobody's revenue is known");
    let ran = workspace.earful(&["plan", "--capacity", "web=0w,ios=0w"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("every capacity is 0"), "{}", ran.out);
    // What is left out, for want of an effort or of a capacity, is still open.
    let fewer = workspace.json(&["plan", "--json", "--capacity", "web=3w"]).remove(0);
    assert_eq!(list(&fewer, "without_team").len(), 3, "{fewer}");
    assert_eq!(fewer["all"], found["all"], "all open items, whoever can do them");
    assert!(fewer["value"].as_f64() < fewer["all"].as_f64(), "{fewer}");
    let ran = workspace.earful(&["plan", "--capacity", "data=6w"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.contains("belongs to data alone: the roadmap names the teams ios and web"),
        "{}",
        ran.out
    );
    let stars = workspace.earful(&["plan", "--capacity", "web=1w", "--for", "impact"]).out;
    assert!(!stars.contains("takes on") && !stars.contains("1 weeks"), "{stars}");
    let shown = workspace.ok(&["plan", "--capacity", "web=3w,ios=2w"]).out;
    assert!(shown.contains("This quarter ") && shown.contains("one more week"), "{shown}");
}

#[test]
fn what_shipped_is_proven() {
    let workspace = company();
    let ids = ranked(&workspace.view());
    // Release 5.4 of the invented company fixed the calendar 130 days before its last day.
    workspace.write(
        "roadmap.csv",
        format!(
            "id,item,themes,query,status,shipped,version\n\
             R-1,Calendar,,calendar OR calendars,shipped,2026-04-13,5.4\n\
             R-2,Nothing changed,{},,done,2026-05-01,\n\
             R-3,Yesterday,{},,done,2026-08-21,\n\
             R-4,Tomorrow,{},,done,2027-01-01,\n",
            ids[2], ids[3], ids[4]
        ),
    );
    workspace.write("costs.csv", "channel,cost\nemail,6.50\nweb form,5\nchat,4\n");
    workspace.write(
        "events.csv",
        "date,name,kind\n2026-04-20,Spring sale,campaign\n2026-04-13,Release 5.4,release\n",
    );
    let found = view(&workspace);
    let fixes = list(&found["meeting"], "fixes");
    let of = |id: &str| fixes.iter().find(|fix| fix["item"] == id).expect("a shipped item");
    let calendar = of("R-1");
    assert_eq!(calendar["verdict"], "worked", "{calendar}");
    assert!(calendar["interval"][1].as_f64() < Some(0.0));
    assert!(list(calendar, "compared").len() >= 3);
    let meanwhile: Vec<&str> =
        list(calendar, "meanwhile").iter().filter_map(Value::as_str).collect();
    assert_eq!(meanwhile.len(), 1, "its own release is no other event: {meanwhile:?}");
    assert!(
        calendar["version_words"].as_str().is_some_and(|words| words.contains("Versions with"))
    );
    assert!(calendar["saved_words"].as_str().is_some_and(|words| words.contains("contacts saved")));
    assert_ne!(of("R-2")["verdict"], "worked", "{}", of("R-2"));
    assert_eq!(of("R-3")["verdict"], "too_early");
    assert_eq!(of("R-4")["verdict"], "too_early", "clocks in the future say nothing");
    let html = String::from_utf8(workspace.report("html")).expect("text");
    assert!(html.contains("id=\"fixes\"") && html.contains("class=\"bars fixed\""));
    let shown = workspace.ok(&["fixes", "r-1"]).out;
    assert!(shown.contains("worked") && !shown.contains("Nothing changed"), "{shown}");
    assert_eq!(workspace.earful(&["fixes", "R-77"]).code, Some(1));
}

#[test]
fn what_ships_is_said_and_can_be_taken_back() {
    let workspace = company();
    let first = ranked(&workspace.view())[0].clone();
    let roadmap = format!(
        "id,item,themes,effort,team,status,key\nR-1,First,{first},2w,web,open,FW-1\n\
         R-2,Second,,1w,web,open,FW-2\n"
    );
    workspace.write("roadmap.csv", &roadmap);
    let ship = |more: &[&str]| {
        let all = [&["roadmap", "ship"], more, &["--today", TODAY]].concat();
        workspace.earful(&all)
    };
    let ran =
        ship(&["fw-1", "--on", "2026-06-01", "--version", "5.4", "--by", "Ada", "--why", "=1+1"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("R-1 First: shipped on 1 June 2026."), "{}", ran.out);
    assert_eq!(ship(&["R-2", "--by", "Ada"]).code, Some(0));
    let found = view(&workspace);
    let items = list(&found["meeting"], "items");
    assert_eq!((&items[0]["progress"], &items[0]["version"]), (&"shipped".into(), &"5.4".into()));
    assert_eq!(items[0]["shipped"], "2026-06-01");
    assert_eq!(items[1]["shipped"], TODAY);
    let fixes = list(&found["meeting"], "fixes");
    assert!(fixes.iter().any(|fix| fix["item"] == "R-1" && fix["shipped"] == "2026-06-01"));
    assert_eq!(workspace.text("roadmap.csv"), roadmap, "the roadmap is the company's own");
    assert!(workspace.text("roadmap-shipped.csv").contains("\"'=1+1\""), "no cell is a formula");

    // The last word holds; all of them stay.
    assert_eq!(ship(&["R-1", "--not", "--by", "Bo"]).code, Some(0));
    workspace.write(
        "roadmap-shipped.csv",
        format!(
            "{}\"R-9\",\"2026-06-01\",\"\",\"Bo\",\"\",\"\"\r\n",
            workspace.text("roadmap-shipped.csv")
        ),
    );
    let found = view(&workspace);
    let items = list(&found["meeting"], "items");
    assert_eq!((&items[0]["progress"], &items[0]["shipped"]), (&"open".into(), &Value::Null));
    let files = list(&found["meeting"], "files");
    let file = files.iter().find(|file| file["kind"] == "shipped").expect("the file");
    assert_eq!((file["used"].as_u64(), file["bad"].as_u64()), (Some(3), Some(1)));
    assert_eq!(file["bad_rows"][0][0], 5);

    // What cannot be is said, and nothing is written.
    let before = workspace.text("roadmap-shipped.csv");
    for (typed, words) in [
        (&["R-7", "--by", "Ada"][..], "no item \"R-7\": there are R-1, R-2"),
        (&["R-2", "--on", "2031-01-01", "--by", "Ada"], "has not come yet"),
        (&["R-2", "--by", " "], "signed"),
    ] {
        let ran = ship(typed);
        assert!(ran.code == Some(2) && ran.err.contains(words), "{typed:?}: {}", ran.err);
    }
    assert_eq!(workspace.text("roadmap-shipped.csv"), before);
}
