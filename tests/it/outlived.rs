//! Feedback ages out, and what was counted of its days stays.

use serde_json::Value;

use crate::support::{Workspace, settings_of_reviews};

/// Two complaints a day from one day on, for so many days, by different people.
fn days(from: &str, count: i32) -> String {
    let from: earful::model::Day = from.parse().expect("a day");
    let mut csv = String::from("id,date,stars,user,country,text\n");
    for day in 0..count {
        let date = from.plus(day);
        for (number, text) in
            [(1, "Too many ads in the app."), (2, "The parcel arrived two weeks late.")]
        {
            csv.push_str(&format!("{date}-{number},{date},1,u{date}-{number},DE,{text}\n"));
        }
    }
    csv
}

/// Voices of the first ranked theme by week, of weeks that are whole and hold any.
fn weeks(workspace: &Workspace) -> Vec<(String, u64)> {
    let view = workspace.view();
    let first = &view["opportunities"][0];
    let weeks = first["trend"]["weeks"].as_array().expect("weeks");
    let number = |week: &Value, name: &str| week[name].as_u64().expect("a number");
    (weeks.iter())
        .filter(|week| number(week, "days") == 7 && number(week, "voices") > 0)
        .map(|week| (week["start"].as_str().expect("a day").to_owned(), number(week, "voices")))
        .collect()
}

#[test]
fn weeks_are_remembered_when_their_records_have_left() {
    let workspace = Workspace::empty();
    let settings = settings_of_reviews("[retention]\ndays = 60\n", "reviews*.csv", "");
    workspace.write("earful.toml", settings);
    workspace.write("reviews-1.csv", days("2026-05-04", 56));
    workspace.ok(&["run", "--today", "2026-06-28"]);
    let before = weeks(&workspace);
    assert_eq!(before.len(), 8, "{before:?}");

    // Three weeks later the first weeks are older than sixty days. A refit comes between.
    workspace.write("reviews-2.csv", days("2026-06-29", 21));
    let ran = workspace.earful(&["run", "--today", "2026-07-19"]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}", ran.err);
    let view = workspace.view();
    assert_eq!(view["coverage"]["feedback"], Value::from(2 * 61), "sixteen days have left");
    let after = weeks(&workspace);
    assert_eq!(after[..8], before[..], "{after:?}");
    assert_eq!(after.len(), 11);

    // And still when the night after starts from what that one kept.
    workspace.write("reviews-3.csv", days("2026-07-20", 7));
    let ran = workspace.earful(&["run", "--today", "2026-07-26"]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}", ran.err);
    assert_eq!(weeks(&workspace)[..11], after[..]);
}
