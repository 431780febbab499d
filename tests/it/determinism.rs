//! The same night gives the same bytes: for any number of threads, any order of files and rows'
//! sources, any salt, the second time as the first.

use std::fs;

use crate::support::{TODAY, Workspace, demo};

fn compare(name: &str, ours: &Workspace, theirs: &Workspace) {
    for ((file, a), (_, b)) in ours.published().into_iter().zip(theirs.published()) {
        assert!(a == b, "{file} differs: {name}");
    }
}

#[test]
fn any_number_of_threads() {
    for threads in ["1", "8"] {
        let workspace = Workspace::fixture("demo");
        workspace.ok(&["run", "--today", TODAY, "--threads", threads]);
        assert_eq!(
            workspace.newest_run().file_name(),
            demo().newest_run().file_name(),
            "{threads} threads"
        );
        compare(&format!("{threads} threads"), &workspace, demo());
    }
}

#[test]
fn another_salt() {
    let workspace = Workspace::fixture("small");
    workspace.night();
    let other = Workspace::fixture("small");
    other.night();
    assert_ne!(workspace.read("salt"), other.read("salt"), "salts are not drawn");
    compare("another salt", &workspace, &other);
}

#[test]
fn the_second_time_as_the_first() {
    let workspace = Workspace::fixture("small");
    workspace.night();
    let first = workspace.files();
    workspace.night();
    let second = workspace.files();
    let name = |path: &std::path::Path| path.display().to_string();
    let names = |files: &[(std::path::PathBuf, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|(path, _)| name(path)).collect()
    };
    assert_eq!(names(&first), names(&second));
    for ((path, a), (_, b)) in first.iter().zip(&second) {
        assert!(a == b || path.ends_with("lock"), "{} differs", path.display());
    }
}

/// The small fixture's reviews in three files, made in one order or the other, and the sources in
/// one order or the other in the settings.
fn in_parts(backwards: bool) -> Workspace {
    let workspace = Workspace::fixture("small");
    let reviews = workspace.text("data/reviews.csv");
    fs::remove_file(workspace.path().join("data/reviews.csv")).expect("the whole file goes");
    let (header, rows) = reviews.split_once('\n').expect("a header");
    let rows: Vec<&str> = rows.lines().collect();
    let mut parts: Vec<(String, String)> = rows
        .chunks(rows.len().div_ceil(3))
        .enumerate()
        .map(|(at, rows)| {
            (format!("data/reviews-{at}.csv"), format!("{header}\n{}\n", rows.join("\n")))
        })
        .collect();
    let settings = workspace.text("earful.toml");
    let (head, sources) = settings.split_once("[sources.reviews]").expect("reviews");
    let (reviews, tickets) = sources.split_once("[sources.tickets]").expect("tickets");
    if backwards {
        parts.reverse();
        let tickets_file = workspace.read("data/tickets.jsonl");
        fs::remove_file(workspace.path().join("data/tickets.jsonl")).expect("it goes");
        workspace.write(
            "earful.toml",
            format!("{head}[sources.tickets]{tickets}\n[sources.reviews]{reviews}"),
        );
        workspace.write("data/tickets.jsonl", tickets_file);
    }
    for (name, text) in parts {
        workspace.write(&name, text);
    }
    workspace
}

#[test]
fn any_order_of_files_and_sources() {
    let forwards = in_parts(false);
    forwards.night();
    let backwards = in_parts(true);
    backwards.night();
    compare("files and sources in another order", &forwards, &backwards);
}

#[test]
fn cutting_a_file_in_parts_changes_no_finding() {
    let whole = Workspace::fixture("small");
    whole.night();
    let parts = in_parts(false);
    parts.night();
    let findings = |workspace: &Workspace| {
        let view = workspace.view();
        (view["opportunities"].clone(), view["themes"].clone(), view["coverage"].clone())
    };
    assert_eq!(findings(&whole), findings(&parts));
}

#[test]
fn rows_in_another_order_change_no_finding() {
    let workspace = Workspace::fixture("small");
    let reviews = workspace.text("data/reviews.csv");
    let (header, rows) = reviews.split_once('\n').expect("a header");
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    workspace.write("data/reviews.csv", format!("{header}\n{}\n", rows.join("\n")));
    workspace.night();
    let whole = Workspace::fixture("small");
    whole.night();
    let ours = workspace.view();
    let theirs = whole.view();
    assert_eq!(ours["opportunities"], theirs["opportunities"]);
    assert_eq!(ours["coverage"], theirs["coverage"]);
}
