//! What every verb prints on the demo's fixture, and as JSON on the small one.

use insta::assert_snapshot;

use crate::support::{TODAY, Workspace, demo, small};

/// One JSON line as people can read it, runs and folders taken out.
fn pretty(workspace: &Workspace, arguments: &[&str]) -> String {
    let lines = workspace.json(arguments);
    let shown: Vec<String> =
        lines.iter().map(|line| serde_json::to_string_pretty(line).expect("JSON")).collect();
    workspace.redacted(&shown.join("\n"))
}

#[test]
fn run() {
    let workspace = Workspace::fixture("demo");
    assert_snapshot!("run", workspace.transcript(&["run", "--today", TODAY]));
    assert_snapshot!("run_again", workspace.transcript(&["run", "--today", TODAY]));
    let workspace = Workspace::fixture("small");
    assert_snapshot!("run_json", pretty(&workspace, &["run", "--today", TODAY, "--json"]));
}

#[test]
fn demo_makes_a_company_and_says_where_to_look() {
    let workspace = Workspace::empty();
    assert_snapshot!("demo", workspace.transcript(&["demo", "--records", "400"]));
    assert_snapshot!("demo_again", workspace.transcript(&["demo", "--records", "400"]));
    workspace.write("mine/notes.txt", "mine");
    assert_snapshot!("demo_not_there", workspace.transcript(&["demo", "--dir", "mine"]));
    assert_eq!(workspace.text("mine/notes.txt"), "mine");
}

#[test]
fn init_guesses_and_its_guess_runs() {
    let workspace = Workspace::fixture("demo");
    std::fs::remove_file(workspace.path().join("earful.toml")).expect("the settings go");
    let typed = &["init", "--company", "Fernweh", "data/reviews.csv", "data/tickets.jsonl"];
    assert_snapshot!("init", workspace.transcript(typed));
    assert_snapshot!("init_settings", workspace.text("earful.toml"));
    assert_snapshot!("init_again", workspace.transcript(typed));
    workspace.night();
    let kept = workspace.view()["intake"]["total"]["kept"].as_u64().expect("a count");
    assert!(kept > 1_900, "init's own settings kept {kept} of the records only");
}

#[test]
fn init_with_nothing_to_look_at() {
    let workspace = Workspace::empty();
    assert_snapshot!("init_print", workspace.transcript(&["init", "--company", "Acme", "--print"]));
    assert!(!workspace.path().join("earful.toml").exists());
    workspace.write("notes.txt", "nothing that looks like feedback");
    workspace.write("empty.csv", "");
    assert_snapshot!(
        "init_odd_files",
        workspace.transcript(&["init", "--company", "Acme", "notes.txt", "empty.csv"])
    );
    assert_snapshot!("init_missing", workspace.transcript(&["init", "--force", "gone.csv"]));
}

#[test]
fn themes() {
    assert_snapshot!("themes", demo().transcript(&["themes"]));
    assert_snapshot!("themes_area", demo().transcript(&["themes", "--area", "A-1"]));
    assert_snapshot!("themes_json", pretty(small(), &["themes", "--json"]));
}

#[test]
fn themes_show() {
    assert_snapshot!("themes_show", demo().transcript(&["themes", "show", "T-1"]));
}

#[test]
fn why() {
    assert_snapshot!("why", demo().transcript(&["why", "T-1"]));
}

#[test]
fn search() {
    let found = |name: &str, arguments: &[&str]| {
        let mut typed = vec!["search", "--today", TODAY];
        typed.extend(arguments);
        assert_snapshot!(name, demo().transcript(&typed));
    };
    found("search_words", &["refund", "waiting", "-n", "3"]);
    found("search_phrase", &["\"dark mode\"", "-n", "2", "--sort", "newest"]);
    found(
        "search_filters",
        &["crash*", "--source", "tickets", "--since", "30d", "--segment", "platform=Android"],
    );
    found("search_theme", &["--theme", "T-1", "--rating", "1..2", "-n", "2"]);
    found("search_nothing", &["zeppelin"]);
    found("search_page", &["refund", "-n", "1", "--offset", "2"]);
    assert_snapshot!(
        "search_json",
        pretty(small(), &["search", "invoice", "-n", "2", "--json", "--sort", "newest"])
    );
    assert_snapshot!("search_nothing_json", small().transcript(&["search", "zeppelin", "--json"]));
}

#[test]
fn report() {
    assert_snapshot!("report", demo().transcript(&["report"]));
    assert_snapshot!("report_json", pretty(small(), &["report", "--json"]));
}

#[test]
fn a_report_rendered_again_is_the_published_one() {
    let run = demo().newest_run();
    for (format, file) in [
        ("md", "report.md"),
        ("html", "report.html"),
        ("json", "report.json"),
        ("csv", "opportunities.csv"),
    ] {
        let published = std::fs::read_to_string(run.join(file)).expect("published");
        assert_eq!(demo().ok(&["report", "--format", format]).out, published, "{file}");
        assert_eq!(demo().ok(&["report", "--format", format, "--out", "-"]).out, published);
    }
    let folder = Workspace::empty();
    let out = folder.path().join("board.html");
    demo().ok(&["report", "--format", "html", "--out", &out.display().to_string()]);
    assert_eq!(folder.read("board.html"), demo().report("html"));
}

#[test]
fn runs() {
    assert_snapshot!("runs", demo().transcript(&["runs"]));
    assert_snapshot!("runs_json", pretty(small(), &["runs", "--json"]));
}

#[test]
fn a_workspace_is_found_from_below_and_by_name() {
    let folder = Workspace::empty();
    let there = small().path().display().to_string();
    let named = folder.ok(&["-w", &there, "themes"]).out;
    let below = small().command(&["themes"]).current_dir(small().path().join("data")).output();
    assert_eq!(String::from_utf8(below.expect("it runs").stdout).expect("text"), named);
}

#[test]
fn colours_only_where_they_are_asked_for() {
    let plain = small().ok(&["themes", "show", "T-1"]).out;
    assert!(!plain.contains('\x1b'));
    let coloured = small().ok(&["--color", "always", "themes", "show", "T-1"]).out;
    assert!(coloured.contains("\x1b[1m"));
    let mut stripped = coloured;
    for code in ["\x1b[1m", "\x1b[2m", "\x1b[0m"] {
        stripped = stripped.replace(code, "");
    }
    assert_eq!(stripped, plain);
}
