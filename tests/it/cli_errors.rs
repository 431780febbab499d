//! What is said when something is wrong, and the exit codes that scripts rely on.

use insta::assert_snapshot;

use crate::support::{TODAY, Workspace, demo, one_file_of_reviews, small};

#[test]
fn no_workspace() {
    let folder = Workspace::empty();
    for verb in [&["run"][..], &["themes"], &["search", "x"], &["export", "themes"]] {
        let ran = folder.earful(verb);
        assert_eq!(ran.code, Some(2), "{verb:?}");
        assert!(ran.err.contains("earful init"), "{verb:?}: {}", ran.err);
    }
    assert_snapshot!("no_workspace", folder.transcript(&["run"]));
    assert_snapshot!("no_workspace_named", folder.transcript(&["-w", "elsewhere", "run"]));
    assert_snapshot!("no_workspace_to_read", folder.transcript(&["-w", "elsewhere", "themes"]));
}

#[test]
fn no_run_yet() {
    let workspace = Workspace::fixture("small");
    assert_snapshot!("no_run_yet", workspace.transcript(&["themes"]));
    for verb in
        [&["runs"][..], &["search", "x"], &["report"], &["why", "T-1"], &["export", "feedback"]]
    {
        let ran = workspace.earful(verb);
        assert_eq!(ran.code, Some(2), "{verb:?}: {}", ran.err);
        assert!(ran.err.contains("earful run"), "{verb:?}: {}", ran.err);
    }
}

#[test]
fn what_is_not_there() {
    assert_snapshot!("unknown_theme", demo().transcript(&["themes", "show", "T-999"]));
    assert_snapshot!("unknown_theme_why", demo().transcript(&["why", "T-999"]));
    assert_snapshot!("unknown_theme_search", demo().transcript(&["search", "--theme", "T-999"]));
    assert_snapshot!("unknown_area", demo().transcript(&["themes", "--area", "A-999"]));
    assert_snapshot!("unknown_run", demo().transcript(&["report", "--run", "2020-01-01-00000000"]));
    assert_snapshot!("unknown_run_path", demo().transcript(&["report", "--run", "../../etc"]));
}

#[test]
fn queries_that_cannot_be_read() {
    assert_snapshot!("bad_query_open_phrase", demo().transcript(&["search", "\"dark mode"]));
    assert_snapshot!("bad_query_bracket", demo().transcript(&["search", "(refund OR money"]));
    assert_snapshot!("bad_query_field", demo().transcript(&["search", "colour:red refund"]));
    assert_snapshot!("bad_query_empty", demo().transcript(&["search"]));
    assert_snapshot!("bad_query_only_not", demo().transcript(&["search", "--", "-refund"]));
}

#[test]
fn wrong_arguments() {
    let said = |name: &str, typed: &[&str]| {
        let text = small().transcript(typed);
        assert!(text.ends_with("--- exit 2\n"), "{text}");
        assert_snapshot!(name, text);
    };
    said("wrong_verb", &["serch", "refund"]);
    said("wrong_nothing", &[]);
    said("wrong_today", &["run", "--today", "yesterday"]);
    said("wrong_threads", &["run", "--threads", "0"]);
    said("wrong_theme", &["why", "17"]);
    said("wrong_since", &["search", "refund", "--since", "soon"]);
    said("wrong_rating", &["search", "refund", "--rating", "5..1"]);
    said("wrong_segment", &["search", "refund", "--segment", "DE"]);
    said("wrong_kind", &["search", "refund", "--kind", "tweet"]);
    said("wrong_parquet_to_the_terminal", &["export", "themes", "--format", "parquet"]);
    said("wrong_ending", &["export", "themes", "--out", "themes.docx"]);
    said("wrong_out_without_format", &["report", "--out", "x.html"]);
}

#[test]
fn settings_show_all_their_faults_at_once() {
    let workspace = Workspace::empty();
    workspace.write(
        "earful.toml",
        r#"company = 7
colour = "red"

[sources.reviews]
kind = "tweet"
file = ["reviews.csv"]

[sources.reviews.fields]
id = "id"
texxt = "text"

[ranking.weights]
reach = -1

[trends]
recent_days = "a month"
"#,
    );
    let text = workspace.transcript(&["run", "--today", TODAY]);
    assert_snapshot!("settings_faults", text);
    for line in [
        "earful.toml:1",
        "earful.toml:2",
        "earful.toml:5",
        "earful.toml:6",
        "earful.toml:10",
        "earful.toml:13",
        "earful.toml:16",
    ] {
        assert!(text.contains(&format!("{line}:")), "{line} is not named in\n{text}");
    }
    assert!(!workspace.path().join("corpus").exists(), "nothing was to be done");
    workspace.write("earful.toml", "company = \"Acme\"\n[sources.reviews\nkind = 3 3\n");
    assert_snapshot!("settings_no_toml", workspace.transcript(&["run"]));
    workspace.write("earful.toml", "");
    assert_snapshot!("settings_empty", workspace.transcript(&["run"]));
}

#[test]
fn too_many_rejected() {
    let mut csv = String::from("id,date,text,stars,user,country\n");
    for row in 0..20 {
        csv.push_str(&format!("{row},2026-08-01,The map does not load,2,u{row},DE\n"));
    }
    for row in 0..10 {
        csv.push_str(&format!("x{row},no day,The map does not load,2,u{row},DE\n"));
    }
    let workspace = Workspace::reviews(csv);
    workspace.write("earful.toml", one_file_of_reviews());
    let text = workspace.transcript(&["run", "--today", TODAY]);
    assert!(text.ends_with("--- exit 3\n"), "{text}");
    assert_snapshot!("too_many_rejected", text);
    assert_eq!(workspace.json(&["export", "feedback", "--json"]).len(), 20);
}

#[test]
fn failing_is_exit_4() {
    let folder = Workspace::empty();
    let out = folder.path().join("no/such/folder/report.md");
    let typed = ["report", "--format", "md", "--out", &out.display().to_string()];
    let ran = small().earful(&typed);
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    assert!(ran.err.contains("no/such/folder/report.md"), "{}", ran.err);
    let workspace = small().copied();
    let run = workspace.newest_run();
    std::fs::write(run.join("report.json"), "{}").expect("damage");
    assert_snapshot!("damaged_report", workspace.transcript(&["themes"]));
    assert_eq!(workspace.earful(&["themes"]).code, Some(4));
}
