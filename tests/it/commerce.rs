//! Sales that were undone, as a source with amounts, and what the company measures before and after what
//! it shipped, with the real binary.

use serde_json::Value;

use crate::support::{TODAY, Workspace, demo, settings_of_reviews, small};

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn day(back: i32) -> String {
    let today: earful::model::Day = TODAY.parse().expect("a day");
    today.plus(-back).to_string()
}

/// Reviews of an invented shop and its sales undone.
fn shop() -> Workspace {
    let workspace = Workspace::empty();
    let sales = "\n[sources.sales]\nkind = \"sale\"\nfiles = [\"sales.csv\"]\nauthors = \"shared\"\n\n\
        [sources.sales.fields]\nid = \"order\"\ncreated_at = \"day\"\ntext = \"reason\"\nauthor = \"customer\"\n\
        amount = \"amount\"\nproduct = \"product\"\n\n[sources.sales.attrs]\nevent = \"event\"\n";
    workspace.write("earful.toml", settings_of_reviews("", "reviews.csv", "") + sales);
    let mut reviews = String::from("id,date,stars,user,country,text\n");
    let mut sold = String::from("order,day,event,product,amount,customer,reason\n");
    let said = [
        "The invoice shows the wrong amount",
        "The map is terribly slow",
        "Delivery is wonderfully fast",
    ];
    for number in 0..90 {
        let text = said[number % 3];
        reviews.push_str(&format!("{number},{},2,u{number},DE,{text}.\n", day(number as i32)));
    }
    // One sale is a thousand times the others, one has no amount, one has an amount below nothing.
    for number in 0..20 {
        let amount = match number {
            3 => "90000".to_owned(),
            5 => String::new(),
            7 => "-40".to_owned(),
            _ => format!("{}.50", 20 + number),
        };
        let (event, text) = match number % 2 {
            0 => ("return", "The map is terribly slow"),
            _ => ("cancellation", "The invoice shows the wrong amount"),
        };
        sold.push_str(&format!(
            "s{number},{},{event},Box,{amount},c{number},{text}.\n",
            day(3 * number)
        ));
    }
    workspace.write("reviews.csv", reviews);
    workspace.write("sales.csv", sold);
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}\n{}", ran.out, ran.err);
    workspace
}

#[test]
fn sales_undone_join_reach_and_are_worth_something() {
    let workspace = shop();
    let view = workspace.view();
    let of = |word: &str| {
        let mut themes = list(&view, "opportunities").iter();
        let found = themes.find(|one| one["quotes"].to_string().contains(word));
        found.unwrap_or_else(|| panic!("no theme about {word}")).clone()
    };
    let (map, invoice) = (of("map"), of("invoice"));
    // 30 reviews and ten sales, each of a customer of its own.
    assert_eq!(map["evidence"]["authors"], 40, "{}", map["evidence"]);
    let stakes = workspace.json(&["impact", "--json"]).remove(0)["stakes"].clone();
    let stake = |theme: &Value| {
        let all = stakes.as_array().expect("stakes");
        all.iter().find(|one| one["theme"] == *theme).expect("a ranked theme").clone()
    };
    let lost = stake(&map["theme"]);
    assert_eq!(lost["sales_undone"], 10.0, "{lost}");
    let sum: f64 = (0..20).step_by(2).map(|number| 20.5 + f64::from(number)).sum();
    assert_eq!(lost["sales_amount"].as_f64(), Some(sum), "{lost}");
    // The huge one counts as the 99th percentile, which is itself with so few; two are unknown.
    let lost = stake(&invoice["theme"]);
    assert_eq!(lost["sales_undone"], 10.0, "{lost}");
    let sum: f64 = [1, 9, 11, 13, 15, 17, 19].map(|number| 20.5 + f64::from(number)).iter().sum();
    assert_eq!(lost["sales_amount"].as_f64(), Some(sum + 90_000.0), "{lost}");
    // The report has it without any file beside the settings.
    let shown = list(&view["meeting"], "stakes");
    assert_eq!(shown, stakes.as_array().expect("stakes").as_slice());
    // What is at stake has a short name too.
    let theme = invoice["theme"].as_str().expect("an id");
    let why = &workspace.json(&["why", theme, "sales_undone", "--json"])[0];
    assert!(why["path"].as_str().is_some_and(|path| path.starts_with("meeting.stakes[")), "{why}");
    assert_eq!(view["meeting"]["sales_cap"], 90_000.0);
    let html = String::from_utf8(workspace.report("html")).expect("text");
    assert!(
        html.contains("Sales undone") && html.contains("returns, cancellations and downgrades")
    );
    let text = workspace.ok(&["impact"]).out;
    assert!(text.contains("sales undone") && text.contains("their amount"), "{text}");

    // Over time every sale is in one month.
    let months = workspace.json(&["impact", "--by", "month", "--json"]).remove(0);
    let sum = |key: &str| -> f64 {
        list(&months, "stakes").iter().filter_map(|one| one[key].as_f64()).sum()
    };
    let worth = |theme: &Value| stake(&theme["theme"])["sales_amount"].as_f64().expect("a sum");
    assert_eq!((sum("sales_undone"), sum("sales_amount")), (20.0, worth(&map) + worth(&invoice)));
    let text = workspace.ok(&["impact", "--by", "month"]).out;
    assert!(text.contains("sales undone") && text.contains("(to 22 August)"), "{text}");

    // A kind like every other: searched, cut by, exported, and an amount below nothing is said.
    let found = workspace.json(&["search", "kind:sale map", "--count", "--json"]).remove(0);
    assert_eq!(found["records"].as_u64().or(found["feedback"].as_u64()), Some(10), "{found}");
    assert_eq!(
        workspace.json(&["search", "--kind", "sale", "event:return", "--count", "--json"]).len(),
        1
    );
    let lines = workspace.json(&["export", "feedback", "--format", "jsonl"]);
    assert_eq!(lines.iter().filter(|one| one["kind"] == "sale").count(), 20);

    // What the customer pays is the file's, and the amount of a sale stays its own.
    let customers: String =
        (0..20).map(|number| format!("c{number},500\n")).collect::<Vec<_>>().concat();
    workspace.write("customers.csv", format!("customer_id,revenue\n{customers}"));
    let again = workspace.json(&["impact", "--json"]).remove(0)["stakes"].clone();
    let all = again.as_array().expect("stakes");
    let lost = all.iter().find(|one| one["theme"] == map["theme"]).expect("a stake");
    assert_eq!(lost["sales_amount"], stake(&map["theme"])["sales_amount"]);
    assert_eq!((&lost["revenue"], &lost["accounts"]), (&5_000.0.into(), &10.into()), "{lost}");
}

#[test]
fn an_amount_is_of_a_sale() {
    let workspace = Workspace::empty();
    workspace
        .write("reviews.csv", "id,date,stars,user,country,text\n1,2026-08-01,2,u,DE,Slow map\n");
    let wrong = |fields: &str, kind: &str| {
        let settings = settings_of_reviews("", "reviews.csv", fields);
        workspace.write("earful.toml", settings.replacen("\"review\"", &format!("\"{kind}\""), 1));
        let ran = workspace.earful(&["run", "--today", TODAY]);
        assert_eq!(ran.code, Some(2), "{}", ran.out);
        ran.err
    };
    let err = wrong("amount = \"stars\"", "review");
    assert!(err.contains("fields.amount") && err.contains("set kind = \"sale\""), "{err}");
    let err = wrong("amount = \"stars\"\nvalue = \"stars\"", "sale");
    assert!(err.contains("stands beside `value`"), "{err}");
    let err = wrong("", "sales");
    assert!(err.contains("did you mean \"sale\"?"), "{err}");
}

/// Sign-ins by week: half as many failed since day 60 before today.
fn metrics(themes: &str) -> String {
    let mut text = String::from("Metric,Week,Value,Base,Plan,Themes\n");
    for week in 0..40 {
        let back = 7 * week;
        let failed = if back < 60 { 40 } else { 80 };
        for plan in ["Free", "Plus"] {
            text.push_str(&format!("Sign-in,{},{},1000,{plan},\n", day(back), 1_000 - failed));
        }
        text.push_str(&format!("Wait minutes,{},{},,,{themes}\n", day(back), 20 + week % 3));
    }
    text
}

#[test]
fn metrics_stand_beside_what_shipped_and_beside_pains() {
    let workspace = demo().copied();
    let before = workspace.view();
    let ids: Vec<&str> =
        list(&before, "opportunities").iter().filter_map(|one| one["theme"].as_str()).collect();
    workspace.write("metrics.csv", metrics(&format!("{} T-4711", ids[1])));
    workspace.write(
        "roadmap.csv",
        format!(
            "id,item,themes,status,shipped,metric\n\
             R-1,Codes,{},shipped,{},sign-in; wait minutes\n\
             R-2,Nothing measured,{},shipped,{},\n\
             R-3,Unknown,{},open,,churn\n\
             R-4,Tomorrow,{},shipped,{},sign-in\n",
            ids[0],
            day(60),
            ids[2],
            day(60),
            ids[3],
            ids[4],
            day(-200)
        ),
    );
    let fixes = workspace.json(&["fixes", "--json"]);
    let of = |id: &str| fixes.iter().find(|one| one["item"] == id).expect("an item");
    let shown = list(of("R-1"), "metrics");
    let named: Vec<(&str, &str)> = shown
        .iter()
        .map(|one| (one["name"].as_str().unwrap_or(""), one["segment"][1].as_str().unwrap_or("")))
        .collect();
    assert_eq!(
        named,
        [("Sign-in", ""), ("Sign-in", "Free"), ("Sign-in", "Plus"), ("Wait minutes", "")]
    );
    // Half a year before, nine weeks since; both plans together.
    assert_eq!(shown[0]["before"]["of"], serde_json::json!([47_840, 52_000]), "{}", shown[0]);
    assert_eq!(shown[0]["after"]["of"], serde_json::json!([17_280, 18_000]));
    let [low, high] = [0, 1].map(|at| shown[0]["interval"][at].as_f64().expect("a number"));
    assert!(low > 0.035 && high < 0.045 && shown[0]["difference"] == 0.04, "{}", shown[0]);
    assert!(shown[3]["interval"].is_null() && shown[3]["difference"].is_number());
    assert!(shown[3]["words"].as_str().expect("words").contains("without an interval"));
    assert!(of("R-2")["metrics"].is_null(), "an item without a metric has none");
    let ahead = list(of("R-4"), "metrics");
    assert!(ahead[0]["difference"].is_null(), "clocks in the future say nothing: {}", ahead[0]);
    let text = workspace.ok(&["fixes", "R-1"]).out;
    assert!(text.contains("Sign-in: 92.00 % (47,840 of 52,000) before, 96.00 %"), "{text}");
    assert!(text.contains("+4.00 points"), "{text}");
    let roadmap = workspace.json(&["roadmap", "--json"]);
    let problem = |at: usize| roadmap[at]["problems"].to_string();
    assert!(problem(2).contains("no metric “churn”"), "{}", problem(2));
    assert_eq!(problem(0), "[]");

    // Of a pain: lately against before. No rank or verdict follows it.
    let found = workspace.json(&["impact", "--json"]).remove(0);
    let pains = list(&found, "metrics");
    assert_eq!(pains.len(), 1, "{pains:?}");
    assert_eq!(
        (&pains[0]["theme"], &pains[0]["metric"]["name"]),
        (&ids[1].into(), &"Wait minutes".into())
    );
    let text = workspace.ok(&["impact"]).out;
    assert!(text.contains("Metrics of pains, lately against before"), "{text}");
    assert!(text.contains("names themes that never were: T-4711"), "{text}");
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}\n{}", ran.out, ran.err);
    let after = workspace.view();
    assert_eq!(before["opportunities"], after["opportunities"]);
    assert_eq!(after["meeting"]["metrics"], found["metrics"]);
    let html = String::from_utf8(workspace.report("html")).expect("text");
    assert!(html.contains("Sign-in: 92.00\u{a0}%") && html.contains("Metrics of pains"));
}

#[test]
fn bad_metrics_are_counted_or_stop_before_any_work() {
    let workspace = small().copied();
    workspace.write(
        "metrics.csv",
        "metric,week,value,base,theme\n\
         a,2026-08-03,12,100,\n\
         A,2026-08-03,12,100,\n\
         a,2026-08-10,-1,100,\n\
         a,2026-08-10,101,100,\n\
         a,2026-08-10,0.4,100,\n\
         a,2026-08-10,4,-100,\n\
         a,,4,100,\n\
         ,2026-08-10,4,100,\n\
         a,2026-08-10,,100,\n\
         a,2026-08-10,4,100,refunds\n\
         a,2062-01-01,4%,100,\n",
    );
    workspace.night();
    let view = workspace.view();
    let file = &list(&view["meeting"], "files")[0];
    assert_eq!((&file["used"], &file["bad"]), (&2.into(), &9.into()), "{file}");
    let reasons: Vec<(u64, &str)> = list(file, "bad_rows")
        .iter()
        .map(|row| (row[0].as_u64().expect("a line"), row[1].as_str().expect("a reason")))
        .collect();
    assert_eq!(reasons[0], (3, "its metric, day and segment are those of line 2"));
    assert!(reasons[2].1.contains("101 of a base of 100"), "{reasons:?}");
    assert!(reasons[8].1.contains("\"refunds\" is no theme"), "{reasons:?}");
    for (text, problem) in [
        ("week,value\n2026-08-03,1\n", "metrics.csv:1: no column of metrics"),
        ("metric,value\na,1\n", "metrics.csv:1: no column of days"),
        ("metric,week\na,2026-08-03\n", "metrics.csv:1: no column of values"),
        ("", "metrics.csv: cannot be read: empty_file"),
    ] {
        workspace.write("metrics.csv", text);
        let ran = workspace.earful(&["run", "--today", TODAY]);
        assert_eq!(ran.code, Some(2), "{problem}: {}", ran.out);
        assert!(ran.err.contains(problem), "{problem}: {}", ran.err);
    }
}
