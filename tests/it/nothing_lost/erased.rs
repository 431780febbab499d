//! Those who were taken back stay so: their marks are missed where they are gone or others.

use super::{stopped_at, stops, taken_out};
use crate::support::{TODAY, Workspace, small};

const MARKS: &str = "corpus/erased";

/// The small fixture after its night and after somebody was forgotten, with a file that would bring
/// them back.
fn forgotten() -> Workspace {
    let workspace = small().copied();
    workspace.ok(&["forget", "--author", "rider26"]);
    workspace.write(
        "data/reviews-old.csv",
        "id,date,stars,user,country,text\nR-02,2026-03-04,1,rider26,AT,Filter bikes by battery.\n",
    );
    workspace
}

const GOES_ON: &[&str] = &["run", "--today", "2026-08-23"];

fn nobody_is_back(workspace: &Workspace) {
    workspace.ok(GOES_ON);
    let shown = workspace.ok(&["export", "feedback", "--json"]).out;
    assert!(shown.contains("\"R-26\"") && !shown.contains("\"R-02\""), "{shown}");
}

#[test]
fn lost_marks_stop_the_night() {
    let workspace = forgotten();
    let marks = workspace.text(MARKS);
    taken_out(&workspace, MARKS);
    for arguments in [
        GOES_ON,
        &["ingest", "--today", "2026-08-23"],
        &["forget", "--author", "rider05"],
        &["export", "feedback", "--json"],
    ] {
        stops(&workspace, arguments, &[MARKS, "it is gone", "backup", "`earful forget`"]);
    }
    assert!(!workspace.path().join("corpus/000002").exists(), "something was read");
    workspace.write(MARKS, marks);
    nobody_is_back(&workspace);
}

/// Any 32 hexadecimal digits are a mark: one that rotted is another person's.
#[test]
fn rotten_marks_stop_the_night() {
    let workspace = forgotten();
    let marks = workspace.text(MARKS);
    assert!(!marks.is_empty(), "nobody is marked");
    let other = if marks.starts_with('0') { "1" } else { "0" };
    for bad in [format!("{other}{}", &marks[1..]), marks[33..].to_owned(), String::new()] {
        workspace.write(MARKS, bad);
        stops(&workspace, GOES_ON, &[MARKS, "not those that were written", "backup"]);
    }
    workspace.write(MARKS, marks);
    nobody_is_back(&workspace);
}

/// With another salt the marks are nobody's, also where nothing but they is left of the corpus.
#[test]
fn a_salt_is_not_drawn_beside_marks() {
    let workspace = forgotten();
    for name in ["runs", "index", "corpus/000001", "corpus/inventory.json", "salt"] {
        taken_out(&workspace, name);
    }
    let _ = std::fs::remove_file(workspace.path().join("corpus/voices"));
    stops(&workspace, GOES_ON, &["salt", "it is gone", "backup"]);
    assert!(!workspace.path().join("salt").exists(), "a new salt was made quietly");
}

/// An inventory of an older version says nothing of the marks and gets it from the next writer.
#[test]
fn an_older_inventory_gets_the_marks() {
    let workspace = forgotten();
    let now = workspace.text("corpus/inventory.json");
    let mut older: serde_json::Value = serde_json::from_str(&now).expect("JSON");
    older.as_object_mut().expect("an object").remove("erased").expect("the marks");
    workspace.write("corpus/inventory.json", older.to_string());
    workspace.ok(&["themes"]);
    taken_out(&workspace, "data/reviews-old.csv");
    workspace.ok(&["run", "--today", TODAY]);
    assert_eq!(workspace.text("corpus/inventory.json"), now);
}

/// Whoever is killed between the marks and the inventory leaves both in order.
#[test]
fn marks_are_written_so_that_a_kill_does_no_harm() {
    let workspace = small().copied();
    workspace.ok(&["forget", "--author", "rider05"]);
    let undisturbed = workspace.copied();
    undisturbed.ok(&["forget", "--author", "rider26"]);
    stopped_at(&workspace, "erased-marked", &["forget", "--author", "rider26"]);
    workspace.ok(&["export", "feedback", "--json"]);
    workspace.ok(GOES_ON);
    for name in [MARKS, "corpus/inventory.json"] {
        assert_eq!(workspace.text(name), undisturbed.text(name), "{name}");
    }
}
