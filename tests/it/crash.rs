//! Killed anywhere, started again: the same bytes as if nothing had happened, nothing half-written
//! to be seen, one writer at a time.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use crate::support::{TODAY, Workspace, small};

/// Places that only `earful forget` passes; its own tests kill it there.
const OF_FORGETTING: &[&str] = &[
    "erased-marked",
    "erasing-begun",
    "erasing-ends",
    "index-away",
    "run-dropped",
    "segment-away",
    "segment-replaced",
];

/// The names of all places where the program lets a test kill a night, read off its source.
fn checkpoints() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the source is readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            for after in text.split("checkpoint(\"").skip(1) {
                found.insert(after.split('"').next().expect("a name").to_owned());
            }
        }
    }
    found.retain(|name| !OF_FORGETTING.contains(&name.as_str()));
    assert!(found.len() >= 5, "{found:?}");
    found
}

const SALT: [u8; 32] = *b"the same salt in every workspace";

fn fresh() -> Workspace {
    let workspace = Workspace::fixture("small");
    workspace.write("salt", SALT);
    workspace
}

/// What a night leaves, apart from the index (whose files are named by chance) and the lock.
fn lasting(workspace: &Workspace) -> Vec<(PathBuf, Vec<u8>)> {
    workspace
        .files()
        .into_iter()
        .map(|(path, bytes)| {
            let below = path.strip_prefix(workspace.path()).expect("below").to_owned();
            (below, bytes)
        })
        .filter(|(path, _)| !path.starts_with("index") && path != Path::new("lock"))
        .collect()
}

fn same(name: &str, ours: &Workspace, undisturbed: &Workspace) {
    let (ours_left, theirs) = (lasting(ours), lasting(undisturbed));
    let names = |files: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        files.iter().map(|(path, _)| path.clone()).collect()
    };
    assert_eq!(names(&ours_left), names(&theirs), "{name}");
    for ((path, a), (_, b)) in ours_left.iter().zip(&theirs) {
        assert!(a == b, "{} differs: {name}", path.display());
    }
    for (path, _) in ours.files() {
        let hidden = path.strip_prefix(ours.path()).expect("below").components().any(|part| {
            let part = part.as_os_str().to_string_lossy();
            [".writing-", ".replaced-", ".dropped-"].iter().any(|mark| part.starts_with(mark))
        });
        assert!(!hidden, "{} is left over: {name}", path.display());
    }
    let hits = |workspace: &Workspace| workspace.ok(&["search", "invoice", "--json"]).out;
    assert_eq!(hits(ours), hits(undisturbed), "{name}");
}

fn stopped_at(workspace: &Workspace, checkpoint: &str, today: &str) {
    let mut command = workspace.command(&["run", "--today", today]);
    let output = command.env("EARFUL_STOP_AT", checkpoint).output().expect("it starts");
    assert_eq!(output.status.code(), None, "{checkpoint} was not reached");
}

#[test]
fn the_first_night_killed_at_every_checkpoint() {
    let undisturbed = fresh();
    undisturbed.night();
    for checkpoint in checkpoints() {
        let workspace = fresh();
        stopped_at(&workspace, &checkpoint, TODAY);
        workspace.night();
        same(&checkpoint, &workspace, &undisturbed);
    }
}

#[test]
fn killed_again_and_again() {
    let undisturbed = fresh();
    undisturbed.night();
    let workspace = fresh();
    for checkpoint in ["segment-written", "segment-renamed", "index-committed", "run-written"] {
        stopped_at(&workspace, checkpoint, TODAY);
    }
    workspace.night();
    same("four kills", &workspace, &undisturbed);
}

/// A workspace after its first night, with something new for the second.
fn before_the_second() -> Workspace {
    let workspace = fresh();
    workspace.night();
    workspace.write(
        "data/reviews-new.csv",
        "id,date,stars,user,country,text\n\
         R-95,2026-08-22,1,rider50,DE,The lock stayed shut again today.\n\
         R-96,2026-08-22,2,rider51,AT,The invoice of July is still missing.\n\
         R-05,2026-08-22,5,rider05,DE,\"Corrected: the lock opens now, thank you.\"\n",
    );
    workspace
}

#[test]
fn the_second_night_killed_at_every_checkpoint() {
    let undisturbed = before_the_second();
    let ready = undisturbed.copied();
    undisturbed.ok(&["run", "--today", "2026-08-23"]);
    for checkpoint in checkpoints() {
        let workspace = ready.copied();
        let before = workspace.ok(&["themes"]).out;
        stopped_at(&workspace, &checkpoint, "2026-08-23");
        // Readers go on reading: the last whole run, or the new one once it is whole.
        let after = workspace.ok(&["themes"]).out;
        assert!(after == before || checkpoint == "run-renamed", "{checkpoint}");
        workspace.ok(&["run", "--today", "2026-08-23"]);
        same(&checkpoint, &workspace, &undisturbed);
    }
}

#[test]
fn killed_at_any_moment() {
    let undisturbed = fresh();
    undisturbed.night();
    for milliseconds in [2, 5, 10, 20, 35, 50, 75, 100, 140, 180, 240, 320, 400] {
        let workspace = fresh();
        let mut child = workspace
            .command(&["run", "--today", TODAY])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(milliseconds));
        // SIGKILL; that it has ended by itself is fine too.
        let _ = child.kill();
        child.wait().expect("it ends");
        workspace.night();
        same(&format!("killed after {milliseconds} ms"), &workspace, &undisturbed);
    }
}

/// Taking in first and analysing afterwards is a night, whatever is killed on the way.
#[test]
fn a_night_in_two_halves_is_a_night() {
    let undisturbed = fresh();
    undisturbed.night();
    for checkpoint in ["", "segment-written", "segment-renamed", "segment-appended"] {
        let workspace = fresh();
        if !checkpoint.is_empty() {
            let mut command = workspace.command(&["ingest", "--today", TODAY]);
            let output = command.env("EARFUL_STOP_AT", checkpoint).output().expect("it starts");
            assert_eq!(output.status.code(), None, "{checkpoint} was not reached");
        }
        let first = workspace.earful(&["ingest", "--today", TODAY]);
        let is_kept = ["segment-renamed", "segment-appended"].contains(&checkpoint);
        assert_eq!(first.code, Some(i32::from(is_kept)), "{}{}", first.out, first.err);
        let again = workspace.earful(&["ingest", "--today", TODAY]);
        assert_eq!(again.code, Some(1), "{}{}", again.out, again.err);
        assert!(again.out.contains("no new file"), "{}", again.out);
        workspace.night();
        same(&format!("in two halves, killed at {checkpoint:?}"), &workspace, &undisturbed);
    }
}

#[test]
fn one_writer_many_readers() {
    let workspace = small().copied();
    let before = lasting(&workspace);
    let lock = File::options()
        .read(true)
        .write(true)
        .open(workspace.path().join("lock"))
        .expect("the lock is there");
    lock.lock().expect("nobody writes");
    let second = workspace.earful(&["run", "--today", "2026-08-23"]);
    assert_eq!(second.code, Some(4), "{}", second.err);
    assert!(second.err.contains("another earful is writing"), "{}", second.err);
    assert!(second.err.contains(&workspace.path().join("lock").display().to_string()));
    assert!(second.err.contains("try again"), "{}", second.err);
    assert!(lasting(&workspace) == before, "the second writer wrote");
    workspace.ok(&["themes"]);
    workspace.ok(&["search", "invoice"]);
    workspace.ok(&["export", "assignments", "--json"]);
    drop(lock);
    workspace.ok(&["run", "--today", "2026-08-23"]);
}
