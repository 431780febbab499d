//! Days that are not meant: a year mistyped, a clock that began anew, and what age takes out.

use std::fmt::Write as _;

use serde_json::Value;

use super::{august, csv, nothing, read_by_people, reviews};
use crate::support::{TODAY, Workspace, settings_of_reviews};

/// With a year mistyped nearly everything would be too old to be kept, and gone for good.
#[test]
fn a_day_far_ahead_does_not_empty_the_corpus() {
    let workspace = reviews(&csv(60, august, nothing));
    let settings = settings_of_reviews("[retention]\ndays = 30\n", "reviews.csv", "");
    workspace.write("earful.toml", settings);
    workspace.ok(&["run", "--today", TODAY]);
    let before = workspace.files();
    for verb in ["run", "ingest"] {
        let ran = workspace.earful(&[verb, "--today", "2036-01-01"]);
        assert_eq!(ran.code, Some(2), "{verb}: {}\n{}", ran.out, ran.err);
        for words in ["1 January 2036", "22 August 2026", "60 of 60 records", "nothing was done"] {
            assert!(ran.err.contains(words), "{verb}, {words}: {}", ran.err);
        }
        assert!(workspace.files() == before, "{verb} wrote something");
    }
    workspace.ok(&["run", "--today", "2026-08-23"]);
    assert_eq!(workspace.view()["coverage"]["feedback"], Value::from(60));
}

/// A device without a battery begins anew on such a day: it may be one, so it counts, and is said.
#[test]
fn a_clock_that_began_anew() {
    for (day, words) in [("1980-01-01", "1 January 1980"), ("2000-01-01", "1 January 2000")] {
        let anew = |row: usize| if row < 5 { day.to_owned() } else { august(row) };
        let workspace = reviews(&csv(60, anew, nothing));
        let night = workspace.ok(&["run", "--today", TODAY]);
        let said = format!("5 records of reviews are dated {words}, and the next is of");
        assert!(night.out.contains(&said), "{}", night.out);
        assert!(read_by_people(&workspace, &night).contains("Is a clock wrong"), "{}", night.out);
    }
    // A history that is merely long is none, nor is a single old record.
    let once = |row: usize| if row < 1 { "2000-01-01".to_owned() } else { august(row) };
    let years = |row: usize| format!("{}-08-{:02}", 2010 + row % 17, 1 + row % 22);
    for dates in [&once as &dyn Fn(usize) -> String, &years] {
        let workspace = reviews(&csv(60, dates, nothing));
        let night = workspace.ok(&["run", "--today", TODAY]);
        assert!(!night.out.contains("Is a clock wrong"), "{}", night.out);
    }
}

/// A theme of nothing but what retention takes out has no words left, in any file that people read.
#[test]
fn themes_of_what_has_left_lose_their_words() {
    let mut rows = csv(60, august, nothing);
    let ends = ["at night", "again", "too", "and hums", "once more", "here", "in rain", "at dawn"];
    for (row, end) in ends.iter().enumerate() {
        writeln!(
            rows,
            "OLD-{row},2026-06-{:02},1,elder{row},DE,The zanzibar lantern flickers {end},",
            1 + row
        )
        .expect("memory");
    }
    let workspace = reviews(&rows);
    // Found without the catalogue, so that the lantern is a theme of its own.
    let top = "[catalogue]\nenabled = false\n\n[themes]\nmin_theme = 3\n";
    workspace.write("earful.toml", settings_of_reviews(top, "reviews.csv", ""));
    workspace.ok(&["run", "--today", TODAY]);
    let told = |workspace: &Workspace| -> Vec<String> {
        let runs = workspace.path().join("runs");
        let is_read = |name: &std::path::Path| {
            let ending = name.extension().and_then(|ending| ending.to_str());
            name.starts_with(&runs) && matches!(ending, Some("json" | "md" | "html" | "csv"))
        };
        let files = workspace.files().into_iter().filter(|(path, _)| is_read(path));
        files
            .filter(|(_, bytes)| {
                let text = String::from_utf8_lossy(bytes).to_lowercase();
                text.contains("zanzibar") || text.contains("lantern")
            })
            .map(|(path, _)| path.display().to_string())
            .collect()
    };
    let view = workspace.view();
    let lantern = |theme: &&Value| theme.to_string().to_lowercase().contains("lantern");
    let themes = view["themes"].as_array().expect("themes");
    let id = themes.iter().find(lantern).expect("a theme of the lantern")["id"].clone();
    assert!(!told(&workspace).is_empty());

    let top = format!("{top}\n[retention]\ndays = 30\n");
    workspace.write("earful.toml", settings_of_reviews(&top, "reviews.csv", ""));
    workspace.ok(&["run", "--today", "2026-08-23"]);
    assert_eq!(workspace.view()["coverage"]["feedback"], Value::from(60));
    let view = workspace.view();
    let left = view["themes"].as_array().expect("themes").iter().find(|one| one["id"] == id);
    let name = format!("Small theme {} (no people)", id.as_str().expect("an id"));
    assert!(left.is_none_or(|theme| theme["title"] == *name), "{left:?}");
    assert_eq!(told(&workspace), [""; 0]);
}
