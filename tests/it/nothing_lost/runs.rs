//! Runs that are all gone are missed: whoever went on without them would give themes ids that others had.

use std::fs;

use super::{stopped_at, stops, taken_out, two_nights};
use crate::support::{TODAY, Workspace, small};

const MARK: &str = "corpus/analysed";
const GOES_ON: &[&str] = &["run", "--today", "2026-08-24"];
const WORDS: &[&str] =
    &["runs is damaged", "no run is left", "from a backup", "new ids", MARK, "`earful run`"];

/// Takes every run away and leaves the folder, as a backup of folders alone does.
fn emptied(workspace: &Workspace) {
    let runs = workspace.path().join("runs");
    for entry in fs::read_dir(runs).expect("runs") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        taken_out(workspace, &format!("runs/{name}"));
    }
}

#[test]
fn lost_runs_stop_everything_that_would_begin_anew() {
    for take in [|workspace: &Workspace| taken_out(workspace, "runs"), emptied] {
        let workspace = two_nights();
        take(&workspace);
        workspace.write(
            "data/reviews-x.csv",
            "id,date,stars,user,country,text\nR-99,2026-08-23,1,zora,DE,The lock stayed shut.\n",
        );
        let before = workspace.files();
        for arguments in [
            GOES_ON,
            &["run", "--refit", "--today", "2026-08-24"],
            &["ingest", "--today", "2026-08-24"],
            &["forget", "--author", "rider05"],
            &["themes"],
            &["themes", "show", "T-1"],
            &["why", "T-1"],
            &["report"],
            &["runs"],
            &["show", "R-02"],
            &["search", "--theme", "T-1"],
            &["export", "assignments", "--json"],
        ] {
            stops(&workspace, arguments, WORDS);
            assert!(workspace.files() == before, "{arguments:?} wrote something");
        }
        // Hits are whole, and what is lost is said beside them.
        for arguments in [&["search", "invoice"][..], &["search", "invoice", "--json"]] {
            let ran = workspace.ok(arguments);
            assert!(WORDS.iter().all(|word| ran.err.contains(word)), "{}", ran.err);
        }
        workspace.ok(&["export", "feedback", "--json"]);
    }
}

#[test]
fn runs_that_are_put_back_are_gone_on_from() {
    let workspace = two_nights();
    let ids = |workspace: &Workspace| -> Vec<(String, String)> {
        let view = workspace.view();
        let themes = view["themes"].as_array().expect("themes").iter();
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        themes.map(|theme| (text(&theme["id"]), text(&theme["title"]))).collect()
    };
    let before = ids(&workspace);
    let (runs, away) = (workspace.path().join("runs"), workspace.path().join("backup-of-runs"));
    fs::rename(&runs, &away).expect("moved");
    stops(&workspace, GOES_ON, WORDS);
    let _ = fs::remove_dir(&runs);
    fs::rename(&away, &runs).expect("moved back");
    workspace.ok(GOES_ON);
    assert_eq!(ids(&workspace), before);
}

/// Whoever means to begin anew says so.
#[test]
fn the_remedy_for_lost_runs_works() {
    let workspace = two_nights();
    let mark = workspace.text(MARK);
    taken_out(&workspace, "runs");
    taken_out(&workspace, MARK);
    assert!(workspace.earful(&["themes"]).err.contains("there is no run yet"));
    workspace.ok(GOES_ON);
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 1);
    assert_eq!(workspace.view()["run"]["sequence"], 1);
    assert_eq!(workspace.text(MARK), mark);
}

/// A workspace of an older version says nothing of its runs until somebody writes to it.
#[test]
fn an_older_workspace_learns_that_it_has_runs() {
    let workspace = small().copied();
    let mark = workspace.text(MARK);
    taken_out(&workspace, MARK);
    workspace.ok(&["themes"]);
    workspace.ok(&["search", "invoice"]);
    assert!(!workspace.path().join(MARK).exists(), "a reader wrote");
    workspace.ok(&["run", "--today", TODAY]);
    assert_eq!(workspace.text(MARK), mark);
    taken_out(&workspace, "runs");
    stops(&workspace, GOES_ON, WORDS);
}

/// A first night that is broken off has no runs to lose, whether it had read something or published.
#[test]
fn a_first_night_that_was_killed_begins_again() {
    for checkpoint in ["segment-renamed", "index-committed", "run-written", "run-renamed"] {
        let workspace = Workspace::fixture("small");
        stopped_at(&workspace, checkpoint, &["run", "--today", TODAY]);
        assert!(
            !workspace.path().join(MARK).exists(),
            "{checkpoint}: written before there is a run"
        );
        workspace.ok(&["run", "--today", TODAY]);
        assert_eq!(workspace.json(&["runs", "--json"]).len(), 1, "{checkpoint}");
        assert!(workspace.path().join(MARK).exists(), "{checkpoint}");
    }
}

/// Runs that people drop are not lost, also where the work is broken off.
#[test]
fn runs_that_were_dropped_are_not_lost() {
    let forget = ["forget", "--author", "rider26", "--drop-runs"];
    let workspace = small().copied();
    let broken_off = workspace.copied();
    workspace.ok(&forget);
    assert!(!workspace.path().join(MARK).exists());
    assert!(workspace.earful(&["themes"]).err.contains("there is no run yet"));
    stopped_at(&broken_off, "run-dropped", &forget);
    for workspace in [&workspace, &broken_off] {
        workspace.ok(&["run", "--today", "2026-08-23"]);
        assert_eq!(workspace.json(&["runs", "--json"]).len(), 1);
        assert!(workspace.path().join(MARK).exists());
    }
    // Of several runs only those go that counted them, and the others are still expected.
    let workspace = two_nights();
    workspace.ok(&["forget", "--author", "rider50", "--drop-runs"]);
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 1);
    taken_out(&workspace, "runs");
    stops(&workspace, GOES_ON, WORDS);
}
