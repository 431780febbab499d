//! Ratings and what is at stake by month, week and quarter.

use serde_json::Value;

use super::{list, ranked, view};
use crate::support::{Workspace, demo, settings_of_reviews};

/// A shop that opened in March 2026: nothing is heard in April, June and July, and nothing after
/// 14 August. Ada writes three times, Bob twice, the others once.
fn shop() -> Workspace {
    let workspace = Workspace::empty();
    let settings = settings_of_reviews("", "reviews.csv", "");
    let shared = "kind = \"review\"\nauthors = \"shared\"";
    workspace.write("earful.toml", settings.replacen("kind = \"review\"", shared, 1));
    workspace.write(
        "reviews.csv",
        "id,date,stars,user,country,text\n\
         1,2026-03-10,1,Ada,DE,The invoice shows the wrong amount.\n\
         2,2026-03-12,1,Ada,DE,The map is terribly slow and crashes all the time.\n\
         3,2026-03-20,5,Bob,DE,Delivery is wonderfully fast.\n\
         4,2026-03-21,5,Bob,DE,I love how friendly everybody is.\n\
         5,2026-05-02,2,Cid,DE,My parcel arrived broken and nobody answers.\n\
         6,2026-08-03,1,Ada,DE,The checkout crashes when I pay by card.\n\
         7,2026-08-09,3,Dan,DE,I love the wonderful new colours.\n\
         8,2026-08-14,5,Eva,DE,A great shop with wonderful people.\n",
    );
    workspace
}

fn told(workspace: &Workspace, by: &str) -> Value {
    workspace.json(&["impact", "--by", by, "--json"]).remove(0)
}

fn days(periods: &[Value]) -> Vec<&str> {
    periods.iter().filter_map(|one| one["from"].as_str()).collect()
}

#[test]
fn months_with_their_intervals_blanks_and_what_is_at_stake() {
    let workspace = shop();
    view(&workspace);
    let bare = workspace.ok(&["impact", "--by", "month"]).out;
    assert!(bare.contains("With customers.csv beside earful.toml"), "{bare}");
    workspace.write("customers.csv", "customer_id,revenue\nAda,100\nBob,70\nCid,40\n");

    let found = told(&workspace, "month");
    assert_eq!(list(&found, "ratings").len(), 1, "{found}");
    let months = list(&found["ratings"][0], "periods");
    let names =
        ["2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01"];
    assert_eq!(days(months), names);
    assert_eq!(found["until"], "2026-08-14");
    for (at, month) in months.iter().enumerate() {
        assert_eq!(month["running"], at == 5, "{month}");
        let is_blank = [1, 3, 4].contains(&at);
        for key in ["rated", "customers", "mean"] {
            assert_eq!(month[key].is_null(), is_blank, "{month}");
        }
    }
    let march = &months[0];
    assert_eq!((march["rated"].as_u64(), march["customers"].as_u64()), (Some(4), Some(2)));
    assert_eq!(march["mean"], 3.0);
    // Two people who disagree, however often: the whole scale.
    assert_eq!(march["interval"], serde_json::json!([1.0, 5.0]));
    assert!(months[2]["interval"].is_null(), "one customer has no scatter: {}", months[2]);
    // Ratings of 0, ½ and 1 by three people: 3 ± 1.96 × 4 × √½ ÷ 3.
    let [low, high] = [0, 1].map(|end| months[5]["interval"][end].as_f64().expect("an end"));
    assert!((low - 1.152_128).abs() < 1e-5 && (high - 4.847_872).abs() < 1e-5, "{low} {high}");

    let stakes = list(&found, "stakes");
    assert_eq!(days(stakes), names);
    let of =
        |key: &str| -> Vec<Option<f64>> { stakes.iter().map(|one| one[key].as_f64()).collect() };
    assert_eq!(of("customers"), [Some(1.0), None, Some(1.0), None, None, Some(1.0)]);
    assert_eq!(of("revenue"), [Some(100.0), None, Some(40.0), None, None, Some(100.0)]);
    assert!(of("contacts").iter().chain(&of("sales_undone")).all(Option::is_none));

    let shown = workspace.ok(&["impact", "--by", "month"]).out;
    assert!(shown.contains("stars by month") && shown.contains("What is at stake by month"));
    assert!(shown.contains("August 2026 (to 14 August)"), "{shown}");
    assert!(!shown.contains("sales undone") && !shown.contains("their cost"), "{shown}");
    let line = |start: &str| shown.lines().find(|line| line.starts_with(start)).expect("a line");
    let april: Vec<&str> = line("April 2026").split_whitespace().collect();
    assert_eq!(april, ["April", "2026", "–", "–", "–", "–"], "a blank is no zero: {shown}");
    assert!(line("March 2026").contains("1.00 to 5.00"), "{shown}");
}

#[test]
fn weeks_and_quarters_and_what_cannot_be() {
    let workspace = shop();
    view(&workspace);
    let quarters = told(&workspace, "quarter");
    let periods = list(&quarters["ratings"][0], "periods");
    assert_eq!(days(periods), ["2026-01-01", "2026-04-01", "2026-07-01"]);
    assert_eq!(periods[1]["rated"], 1);
    let shown = workspace.ok(&["impact", "--by", "quarter", "--on", "stars"]).out;
    assert!(shown.contains("Q3 2026 (to 14 August)") && !shown.contains("at stake"), "{shown}");
    let weeks = told(&workspace, "week");
    let periods = list(&weeks["ratings"][0], "periods");
    assert_eq!((periods.len(), &periods[0]["from"]), (23, &Value::from("2026-03-09")));
    assert_eq!(periods[22]["from"], "2026-08-10");
    assert!(workspace.ok(&["impact", "--by", "week"]).out.contains("10 Aug 2026 (to 14 August)"));

    assert_eq!(workspace.earful(&["impact", "--by", "month", "--on", "nps"]).code, Some(1));
    let wrong = workspace.earful(&["impact", "--by", "year"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("expected week, month or quarter"), "{}", wrong.err);
    assert_eq!(workspace.earful(&["impact", "--theme", "T-1"]).code, Some(2));
    assert_eq!(workspace.earful(&["impact", "--by", "month", "-n", "3"]).code, Some(2));
    assert!(workspace.earful(&["impact", "--by", "month", "--theme", "T-99999"]).code != Some(0));
}

#[test]
fn each_kind_by_itself_and_one_theme_alone() {
    let workspace = demo();
    let found = told(workspace, "quarter");
    let whole = &workspace.json(&["impact", "--json"])[0];
    let kinds = |told: &Value| -> Vec<String> {
        let kind = |one: &Value| one["kind"].as_str().expect("a kind").to_owned();
        list(told, "ratings").iter().map(kind).collect()
    };
    assert_eq!(kinds(&found), kinds(whole));
    let rated = |periods: &[Value]| periods.iter().filter_map(|one| one["rated"].as_u64()).sum();
    for (one, all) in list(&found, "ratings").iter().zip(list(whole, "ratings")) {
        let sum: u64 = rated(list(one, "periods"));
        // What has no date, or a wrong one, is in no quarter.
        let all = all["rated"].as_u64().expect("a number");
        assert!(sum <= all && 10 * sum >= 9 * all, "{sum} of {all}");
    }

    let theme = &ranked(&workspace.view())[0];
    let own = workspace.json(&["impact", "--by", "quarter", "--theme", theme, "--json"]).remove(0);
    assert_eq!(own["theme"], theme.as_str());
    let stakes = list(whole, "stakes");
    let all = stakes.iter().find(|one| one["theme"] == theme.as_str()).expect("a stake");
    let of = |key: &str| -> Vec<f64> {
        list(&own, "stakes").iter().filter_map(|one| one[key].as_f64()).collect()
    };
    let most = of("customers").into_iter().fold(0.0, f64::max);
    assert!(most > 0.0 && Some(most) <= all["customers"].as_f64(), "{most} of {all}");
    let everybody: Vec<f64> =
        list(&found, "stakes").iter().filter_map(|one| one["customers"].as_f64()).collect();
    assert!(everybody.iter().copied().fold(0.0, f64::max) > most, "{everybody:?}");
    let shown = workspace.ok(&["impact", "--by", "quarter", "--theme", theme]).out;
    assert!(shown.contains(&format!("{theme} ")), "{shown}");
}
