//! A refit on nearly the same feedback: nobody is told of more customers where the same ones are
//! counted elsewhere, and what moved has its cause.

use serde_json::Value;

use crate::support::demo;

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn a_refit_tells_what_it_moved() {
    let workspace = demo().copied();
    workspace.write(
        "data/reviews-late.csv",
        "review_id,date,last_changed,stars,title,review,user,country,app_version,platform\n\
         R-late,2026-08-22 08:00:00,,1,,The refund never came,late,DE,5.6,Android\n",
    );
    workspace.ok(&["run", "--today", "2026-08-31"]);
    let view = workspace.view();
    let changes = &view["changes"];
    assert_eq!(changes["causes"][0]["kind"], "refit", "{}", changes["causes"]);
    let text = String::from_utf8(workspace.report("md")).expect("a text");
    // One record is new: no theme has two more customers but by regrouping.
    for change in list(changes, "ranks") {
        let number = |name: &str| change[name].as_i64().expect("a number");
        let customers = &change["customers"];
        if let (Some(then), Some(now)) = (customers[0].as_i64(), customers[1].as_i64()) {
            assert_eq!(now - then, number("regrouped") + number("heard"), "{change}");
            assert!(number("heard").abs() <= 1, "{change}");
        }
        let words = change["words"].as_str().expect("words");
        if number("regrouped") != 0 {
            assert!(words.contains("regrouped tonight"), "{words}");
            assert!(!words.contains(" more customers ("), "{words}");
        }
    }
    let flows = list(changes, "regrouped");
    assert!(!flows.is_empty(), "a refit of the demo moves something");
    for flow in flows.iter().take(3) {
        let words = flow["words"].as_str().expect("words");
        assert!(words.contains("took") || words.contains("lost"), "{words}");
    }
    assert!(text.contains("Everything was grouped afresh tonight."), "{text}");
    // The most important first.
    let kinds = ["alarm", "new", "rise", "move", "regrouped", "left", "same_rank"];
    let places: Vec<usize> = list(changes, "list")
        .iter()
        .map(|one| kinds.iter().position(|kind| one["kind"] == *kind).expect("a known kind"))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    // Who is level keeps its place: no theme stands before one that scores 2.5 points more.
    let ranked = list(&view, "opportunities");
    for (at, one) in ranked.iter().enumerate() {
        for later in &ranked[at + 1..] {
            let of = |one: &Value| (one["customers"].as_u64() >= Some(3), one["score"].as_f64());
            let (one, later) = (of(one), of(later));
            if one.0 == later.0 {
                assert!(later.1.unwrap_or(0.0) - one.1.unwrap_or(0.0) < 2.6, "{one:?} {later:?}");
            }
        }
    }
}

#[test]
fn other_weights_are_named() {
    let workspace = demo().copied();
    let settings = workspace.text("earful.toml");
    workspace.write("earful.toml", settings.replace("severity = 0.25", "severity = 0.90"));
    workspace.ok(&["run", "--today", "2026-08-23"]);
    let view = workspace.view();
    let causes = list(&view["changes"], "causes");
    assert_eq!(causes[0]["kind"], "weights", "{causes:?}");
    let words = causes[0]["words"].as_str().expect("words");
    assert!(words.contains("severity 0.25 → 0.90"), "{words}");
    // The order is that of the new scores, whatever it was.
    let scores: Vec<f64> = list(&view, "opportunities")
        .iter()
        .filter(|one| one["customers"].as_u64() >= Some(3))
        .filter_map(|one| one["score"].as_f64())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a + 0.1 >= *b), "{scores:?}");
    let moved = list(&view["changes"], "ranks").iter().filter(|one| one["direction"] != "same");
    assert!(moved.clone().count() > 0);
    assert!(moved.clone().all(|one| one["cause"] == "weights" || one["cause"] == "others"));
}
