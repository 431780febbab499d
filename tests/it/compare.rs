//! `earful compare`: two segments of the customers held against each other.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{demo, small};

#[test]
fn two_segments() {
    let typed = ["compare", "platform=Android", "platform=iOS", "-n", "6"];
    assert_snapshot!("compare", demo().transcript(&typed));
}

#[test]
fn everything_adds_up() {
    let found = &demo().json(&["compare", "plan=Business", "plan=Free", "--json"])[0];
    let parts = found["parts"].as_array().expect("two parts");
    let customers: Vec<f64> =
        parts.iter().map(|part| part["customers"].as_f64().expect("a number")).collect();
    let themes = found["themes"].as_array().expect("themes");
    assert!(themes.len() > 10, "{} themes", themes.len());
    for theme in themes {
        let number = |name: &str, at: usize| theme[name][at].as_f64().expect("a number");
        for side in [0, 1] {
            let share = number("customers", side) / customers[side];
            assert!((share - number("share", side)).abs() < 1e-6, "{theme}");
            let (low, high) = (&theme["interval"][side][0], &theme["interval"][side][1]);
            assert!(low.as_f64() <= Some(share + 1e-6) && Some(share - 1e-6) <= high.as_f64());
        }
        let difference = theme["difference"].as_f64().expect("a number");
        assert!((number("share", 0) - number("share", 1) - difference).abs() < 3e-6, "{theme}");
        let (p, q) = (theme["p"].as_f64(), theme["q"].as_f64());
        assert!(p <= q && q <= Some(1.0), "{theme}");
        let told = theme["verdict"].as_str().expect("a verdict");
        assert_eq!(told.starts_with("more_in"), q <= Some(0.1), "{theme}");
    }
    // Turned round it is the same the other way round.
    let turned = &demo().json(&["compare", "plan=Free", "plan=Business", "--json"])[0];
    let by_theme = |found: &Value, theme: &Value| -> f64 {
        let themes = found["themes"].as_array().expect("themes");
        let one = themes.iter().find(|one| one["theme"] == theme["theme"]).expect("the theme");
        one["difference"].as_f64().expect("a number")
    };
    for theme in themes {
        assert!((by_theme(found, theme) + by_theme(turned, theme)).abs() < 1e-9, "{theme}");
    }
}

#[test]
fn two_searches_term_by_term_and_theme_by_theme() {
    let typed = ["battery", "refund"];
    let found = &demo().json(&[&["compare", "--queries"], &typed[..], &["--json"]].concat())[0];
    for (at, query) in typed.iter().enumerate() {
        let counted = &demo().json(&["search", query, "--exact", "--count", "--json"])[0];
        assert_eq!(found["parts"][at]["feedback"], counted["records"], "{query}");
        let words = found["words"][at].as_array().expect("words");
        assert!(!words.is_empty(), "{found}");
        for word in words {
            let number = |name: &str| word[name].as_u64().expect("a number");
            assert!(number("hits") >= 3 && number("hits") <= number("records"), "{word}");
            assert_ne!(word["word"], **query, "what was asked for sets nothing apart");
        }
    }
    let words = |at: usize| -> Vec<&str> {
        let all = found["words"][at].as_array().expect("words");
        all.iter().filter_map(|one| one["word"].as_str()).collect()
    };
    assert!(words(0).iter().all(|word| !words(1).contains(word)), "{found}");
    assert!(found["themes"].as_array().is_some_and(|themes| themes.len() > 2));
    let shown = demo().ok(&["compare", "--queries", "battery", "refund", "-n", "3"]).out;
    assert!(shown.contains("Words of battery, not of refund"), "{shown}");
    // The same search twice has nothing that sets it apart.
    let same = &demo().json(&["compare", "--queries", "battery", "battery", "--json"])[0];
    assert_eq!(same["words"], serde_json::json!([[], []]));
    let ran = demo().earful(&["compare", "--queries", "\"battery", "refund"]);
    assert!(ran.code == Some(2) && ran.err.contains('^'), "{}", ran.err);
}

#[test]
fn what_is_not_there_is_named() {
    let said = |typed: &[&str]| {
        let ran = demo().earful(typed);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        ran.err
    };
    let err = said(&["compare", "plna=pro", "plan=free"]);
    assert!(err.contains("did you mean \"plan\"?") && err.contains("platform"), "{err}");
    let err = said(&["compare", "platform=Andriod", "platform=iOS"]);
    assert!(err.contains("did you mean \"Android\"?") && err.contains("iOS"), "{err}");
    let err = said(&["compare", "platform=Android & platform=iOS", "platform=iOS"]);
    assert!(err.contains("part 1"), "{err}");
    assert_snapshot!("compare_wrong", small().transcript(&["compare", "plan", "plan=free"]));
}
