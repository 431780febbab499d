//! Generations of a landed table over nights: what a refresh no longer brings is taken back, whichever
//! night and file said so first, and what comes again in a later one is there again.

use serde_json::{Value, json};

use crate::support::Workspace;

fn workspace(envelope: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write(
        "earful.toml",
        format!(
            "company = \"Acme\"\n[sources.desk]\nkind = \"ticket\"\nfiles = [\"in/*.jsonl\"]\nformat = \"ndjson\"\n\
             [sources.desk.envelope]\n{envelope}\n[sources.desk.fields]\nid = \"/id\"\n\
             created_at = \"/at\"\ntext = \"/text\"\n"
        ),
    );
    workspace
}

fn said(id: u32) -> Value {
    let texts =
        ["the drawer squeaks", "the lid came loose", "the handle is too hot", "the paint peels"];
    json!({ "id": id, "at": "2026-08-01T10:00:00Z", "text": format!("In kitchen {id} {}", texts[id as usize % 4]) })
}

fn airbyte(generation: u64, ids: &[u32]) -> String {
    let line = |id: &u32| {
        json!({ "_airbyte_generation_id": generation, "_airbyte_data": said(*id) }).to_string()
    };
    ids.iter().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

fn singer(version: u64, ids: &[u32]) -> String {
    let line = |id: &u32| {
        json!({ "type": "RECORD", "stream": "tickets", "version": version, "record": said(*id) })
            .to_string()
    };
    ids.iter().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

fn activate(version: u64) -> String {
    json!({ "type": "ACTIVATE_VERSION", "stream": "tickets", "version": version }).to_string()
        + "\n"
}

/// A night with this file; the ids that the corpus holds then.
fn night(workspace: &Workspace, file: &str, text: &str, day: u32) -> Vec<String> {
    workspace.write(&format!("in/{file}"), text);
    workspace.ok(&["run", "--today", &format!("2026-08-{day:02}"), "--threads", "1"]);
    let mut ids: Vec<String> = workspace
        .json(&["export", "feedback", "--json"])
        .iter()
        .filter_map(|one| one["record"].as_str().or(one["external"].as_str()).map(str::to_owned))
        .collect();
    ids.sort();
    ids
}

#[test]
fn a_refresh_takes_back_what_it_lacks() {
    let workspace = workspace("type = \"airbyte\"");
    assert_eq!(night(&workspace, "a.jsonl", &airbyte(1, &[1, 2, 3]), 2), ["1", "2", "3"]);
    assert_eq!(night(&workspace, "b.jsonl", &airbyte(2, &[2, 4]), 3), ["2", "4"]);
    // An old file that comes late is stale.
    assert_eq!(night(&workspace, "c.jsonl", &airbyte(1, &[5]), 4), ["2", "4"]);
    // What was taken back comes again.
    assert_eq!(night(&workspace, "d.jsonl", &airbyte(3, &[1, 4]), 5), ["1", "4"]);
}

#[test]
fn the_order_of_files_does_not_matter() {
    let workspace = workspace("type = \"airbyte\"");
    assert_eq!(night(&workspace, "z.jsonl", &airbyte(2, &[2, 4]), 2), ["2", "4"]);
    assert_eq!(night(&workspace, "a.jsonl", &airbyte(1, &[1, 2, 3]), 3), ["2", "4"]);
}

#[test]
fn a_version_counts_once_it_is_activated() {
    let workspace = workspace("type = \"singer\"\nstream = \"tickets\"");
    let first = singer(10, &[1, 2]) + &activate(10);
    assert_eq!(night(&workspace, "a.jsonl", &first, 2), ["1", "2"]);
    // The next table is on its way; the old one still holds.
    assert_eq!(night(&workspace, "b.jsonl", &singer(11, &[2, 3]), 3), ["1", "2", "3"]);
    // 2 came again word for word and is of the new table.
    assert_eq!(night(&workspace, "c.jsonl", &activate(11), 4), ["2", "3"]);
    assert_eq!(night(&workspace, "0.jsonl", &singer(10, &[1]), 5), ["2", "3"]);
}
