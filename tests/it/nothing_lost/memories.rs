//! What runs remember: how many of them do, and what is said where it is lost or was let go.

use std::fs;

use super::{stops, two_nights};
use crate::support::{TODAY, Workspace, small};

const NEW: &str = "id,date,stars,user,country,text\n\
                   R-95,2026-08-22,1,zora,DE,The lock stayed shut again today.\n";

/// The small fixture after its night, with so many memories to keep.
fn keeping(runs: u32) -> Workspace {
    let workspace = small().copied();
    let settings = workspace.text("earful.toml");
    workspace.write("earful.toml", format!("{settings}\n[run]\nkeep_runs = {runs}\n"));
    workspace
}

fn runs(workspace: &Workspace) -> Vec<String> {
    let runs = workspace.json(&["runs", "--json"]);
    runs.iter().map(|run| run["id"].as_str().expect("an id").to_owned()).collect()
}

/// The numbers of the themes that the newest report names.
fn themes(workspace: &Workspace) -> Vec<u32> {
    let view = workspace.view();
    let themes = view["themes"].as_array().expect("themes");
    let number = |id: &str| id.strip_prefix("T-").and_then(|number| number.parse().ok());
    themes
        .iter()
        .map(|theme| number(theme["id"].as_str().expect("an id")).expect("a number"))
        .collect()
}

/// The run before is needed to make a night again. Where its memory was let go, the run is given back,
/// and asking again and again adds none.
#[test]
fn a_night_that_cannot_be_made_again_stands_as_it_was() {
    let workspace = keeping(1);
    workspace.ok(&["run", "--refit", "--today", TODAY]);
    let (ids, files) = (runs(&workspace), workspace.published());
    assert_eq!(ids.len(), 2, "{ids:?}");
    for again in [&["run", "--refit", "--today", TODAY][..], &["run", "--today", TODAY]] {
        let ran = workspace.ok(again);
        assert!(ran.out.contains("Nothing is new since the last run"), "{}", ran.out);
        assert_eq!(runs(&workspace), ids, "{again:?}");
        assert_eq!(workspace.published(), files, "{again:?}");
    }
    workspace.ok(&["run", "--today", "2026-08-23"]);
    let (ids, files) = (runs(&workspace), workspace.published());
    assert_eq!(ids.len(), 3, "{ids:?}");
    workspace.ok(&["run", "--today", "2026-08-23"]);
    assert_eq!(runs(&workspace), ids);
    assert_eq!(workspace.published(), files);
    // What is new makes a run of its own, also on the same day.
    workspace.write("data/reviews-new.csv", NEW);
    workspace.ok(&["run", "--today", "2026-08-23"]);
    assert_eq!(runs(&workspace).len(), 4);
}

#[test]
fn nought_keeps_all_memories() {
    let workspace = keeping(0);
    workspace.write("data/reviews-new.csv", NEW);
    workspace.ok(&["run", "--today", "2026-08-23"]);
    let ids = runs(&workspace);
    assert_eq!(ids.len(), 2, "{ids:?}");
    workspace.ok(&["export", "assignments", "--json", "--run", &ids[1]]);
}

/// A memory that is lost is noticed before anything is read on top of it.
#[test]
fn a_lost_memory_stops_the_way_in_too() {
    let workspace = two_nights();
    workspace.write("data/reviews-x.csv", NEW);
    fs::remove_dir_all(workspace.newest_run().join("memory")).expect("it goes");
    let before = workspace.files();
    for arguments in [&["run", "--today", "2026-08-24"], &["ingest", "--today", "2026-08-24"]] {
        let words = ["memory.bin", "it is gone", "backup", "remove it and `earful run`"];
        stops(&workspace, arguments, &words);
        assert!(workspace.files() == before, "{arguments:?} wrote something");
    }
}

/// A memory that was let go by the settings is not lost, whatever becomes the newest run: the night
/// says that it begins anew, and no theme gets an id that another one had.
#[test]
fn a_memory_that_was_let_go_is_not_lost() {
    let workspace = keeping(1);
    workspace.write("data/reviews-new.csv", NEW);
    workspace.ok(&["run", "--today", "2026-08-23"]);
    workspace.ok(&["forget", "--author", "zora", "--drop-runs"]);
    assert_eq!(runs(&workspace).len(), 1);
    let before = themes(&workspace);
    // Nothing is known of what was watched, so that an alarm may ring.
    let night = |today: &str| {
        let ran = workspace.earful(&["run", "--today", today]);
        assert!(matches!(ran.code, Some(0 | 5)), "{}\n{}", ran.out, ran.err);
        ran
    };
    let ran = night("2026-08-24");
    let after = themes(&workspace);
    assert!(!after.is_empty() && after.iter().min() > before.iter().max(), "{before:?} {after:?}");
    for words in ["22 August 2026 remembered was let go", "keep_runs", "their ids are new"] {
        assert!(ran.out.contains(words), "{words:?}: {}", ran.out);
    }
    // The night after carries them on.
    let ran = night("2026-08-25");
    assert_eq!(themes(&workspace), after);
    assert!(!ran.out.contains("was let go"), "{}", ran.out);
}
