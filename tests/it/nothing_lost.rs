//! What an attack on the binary found: a loss is noticed before anything is read on top of it,
//! readers write nothing and are served at any moment, and no wrong byte passes for a right one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::process::Command;

use crate::support::{Ran, TODAY, Workspace, small};

mod erased;
mod memories;
mod readers;
mod rot;
mod runs;

/// Where a test may put what it takes out of a workspace.
fn taken_out(workspace: &Workspace, name: &str) {
    let path = workspace.path().join(name);
    match path.is_dir() {
        true => fs::remove_dir_all(&path),
        false => fs::remove_file(&path),
    }
    .unwrap_or_else(|error| panic!("{name}: {error}"));
}

/// A run that must stop before any work, with the remedy in what it says.
fn stops(workspace: &Workspace, arguments: &[&str], words: &[&str]) -> Ran {
    let ran = workspace.earful(arguments);
    assert_eq!(ran.code, Some(4), "earful {arguments:?}: {}\n{}", ran.out, ran.err);
    for word in words {
        assert!(ran.err.contains(word), "{arguments:?} does not say {word:?}: {}", ran.err);
    }
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    ran
}

/// The small fixture after two nights; the second brought three reviews.
fn two_nights() -> Workspace {
    let workspace = small().copied();
    workspace.write(
        "data/reviews-new.csv",
        "id,date,stars,user,country,text\n\
         R-95,2026-08-22,1,rider50,DE,The lock stayed shut again today.\n\
         R-96,2026-08-22,2,rider51,AT,The invoice of July is still missing.\n\
         R-97,2026-08-22,1,rider52,DE,I was charged twice for one ride again.\n",
    );
    workspace.ok(&["run", "--today", "2026-08-23"]);
    workspace
}

#[test]
fn a_lost_salt_stops_the_night() {
    let workspace = small().copied();
    workspace.write("data/reviews-more.csv", "id,date,stars,user,country,text\n");
    taken_out(&workspace, "salt");
    let before = workspace.files();
    for arguments in [
        &["run", "--today", "2026-08-23"][..],
        &["ingest", "--today", "2026-08-23"],
        &["forget", "--author", "rider05"],
        &["forget", "--author", "rider05", "--dry-run"],
    ] {
        stops(&workspace, arguments, &["salt", "it is gone", "restore the file from a backup"]);
    }
    assert!(!workspace.path().join("salt").exists(), "a new salt was made quietly");
    assert!(workspace.files() == before, "something was written");
    // What needs no salt is served.
    workspace.ok(&["themes"]);
    workspace.ok(&["search", "invoice"]);
}

#[test]
fn a_swapped_salt_stops_the_night() {
    let workspace = small().copied();
    let own = workspace.read("salt");
    for other in [&[7u8; 32][..], b"short"] {
        workspace.write("salt", other);
        stops(&workspace, &["run", "--today", "2026-08-23"], &["salt", "backup", "forget"]);
        stops(&workspace, &["forget", "--author", "rider05"], &["salt"]);
    }
    workspace.write("salt", own);
    workspace.ok(&["run", "--today", "2026-08-23"]);
}

/// People who were forgotten come back with another salt: that is what the fingerprint is for.
#[test]
fn nobody_who_was_forgotten_comes_back_with_another_salt() {
    let workspace = small().copied();
    workspace.ok(&["forget", "--author", "rider26"]);
    workspace.write("salt", [9u8; 32]);
    workspace.write(
        "data/reviews-old.csv",
        "id,date,stars,user,country,text\nR-02,2026-03-04,1,rider26,AT,Filter bikes by battery.\n",
    );
    stops(&workspace, &["run", "--today", "2026-08-23"], &["salt"]);
    // Whom the marks are of nobody can tell with another salt.
    stops(&workspace, &["export", "feedback", "--json"], &["salt"]);
}

#[test]
fn a_workspace_of_an_older_version_gets_its_fingerprint() {
    let workspace = small().copied();
    let inventory = workspace.text("corpus/inventory.json");
    taken_out(&workspace, "corpus/inventory.json");
    workspace.ok(&["themes"]);
    workspace.ok(&["run", "--today", TODAY]);
    assert_eq!(workspace.text("corpus/inventory.json"), inventory);
    // It says nothing about the salt.
    let salt: String = workspace.read("salt").iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!inventory.contains(&salt[..16]), "{inventory}");
}

#[test]
fn a_lost_segment_stops_everything_that_would_count_without_it() {
    for number in ["000001", "000002"] {
        let workspace = two_nights();
        taken_out(&workspace, &format!("corpus/{number}"));
        let words = [number, "it is gone", "restore", "backup", "earful run", "new ids"];
        for arguments in [
            &["run", "--today", "2026-08-24"][..],
            &["ingest", "--today", "2026-08-24"],
            &["export", "feedback", "--json"],
            &["search", "invoice"],
            &["audit", "privacy"],
        ] {
            stops(&workspace, arguments, &words);
        }
        let runs = fs::read_dir(workspace.path().join("runs")).expect("runs").count();
        assert_eq!(runs, 2, "a night was made on what is left");
    }
}

/// What was read and not yet counted by any run is missed too, and a segment whose receipt is gone
/// is not quietly set aside.
#[test]
fn a_lost_segment_that_no_run_has_counted() {
    let workspace = small().copied();
    workspace.write(
        "data/reviews-new.csv",
        "id,date,stars,user,country,text\nR-95,2026-08-22,1,rider50,DE,The lock stayed shut.\n",
    );
    workspace.ok(&["ingest", "--today", "2026-08-23"]);
    taken_out(&workspace, "corpus/000002/receipt.json");
    let words = ["000002", "receipt.json is gone"];
    stops(&workspace, &["run", "--today", "2026-08-23"], &words);
    assert!(workspace.path().join("corpus/000002/feedback.parquet").exists(), "it was moved");
    taken_out(&workspace, "corpus/000002");
    stops(&workspace, &["run", "--today", "2026-08-23"], &["000002", "it is gone"]);
}

/// Without an inventory the newest run says which segments there were.
#[test]
fn a_lost_segment_of_an_older_workspace() {
    let workspace = two_nights();
    taken_out(&workspace, "corpus/inventory.json");
    taken_out(&workspace, "corpus/000002");
    for arguments in [
        &["run", "--today", "2026-08-24"][..],
        &["search", "invoice"],
        &["export", "feedback", "--json"],
    ] {
        stops(&workspace, arguments, &["000002", "it is gone"]);
    }
}

/// What the message says without a backup works: the corpus is read anew, those who were forgotten
/// stay so.
#[test]
fn the_remedy_for_a_lost_segment_works() {
    let workspace = two_nights();
    workspace.ok(&["forget", "--author", "rider26"]);
    taken_out(&workspace, "corpus/000002");
    let told = stops(&workspace, &["run", "--today", "2026-08-24"], &[]).err;
    assert!(told.contains("move runs, index and everything in corpus but the file `erased`"));
    taken_out(&workspace, "runs");
    taken_out(&workspace, "index");
    for entry in fs::read_dir(workspace.path().join("corpus")).expect("a folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        if name != "erased" {
            taken_out(&workspace, &format!("corpus/{name}"));
        }
    }
    workspace.ok(&["run", "--today", "2026-08-24"]);
    let shown = workspace.ok(&["export", "feedback", "--json"]).out;
    assert!(shown.contains("\"R-95\"") && !shown.contains("\"R-02\""), "{shown}");
}

#[test]
fn a_lost_memory_stops_whatever_needs_the_ids() {
    let workspace = two_nights();
    let newest = workspace.newest_run();
    let name = newest.file_name().expect("a name").to_string_lossy().into_owned();
    fs::remove_dir_all(newest.join("memory")).expect("it goes");
    let words = ["memory.bin", "it is gone", "backup", "remove it and `earful run`"];
    for arguments in [
        &["run", "--today", "2026-08-24"][..],
        &["export", "assignments", "--json"],
        &["themes", "show", "T-1"],
        &["why", "T-1"],
        &["search", "--theme", "T-1"],
    ] {
        stops(&workspace, arguments, &words);
    }
    // Last night's report is whole.
    workspace.ok(&["themes"]);
    workspace.ok(&["report"]);
    // The remedy: the ids are those of the night before.
    let ids = |workspace: &Workspace| -> BTreeMap<String, String> {
        let view = workspace.view();
        let themes = view["themes"].as_array().expect("themes").clone();
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        themes.iter().map(|theme| (text(&theme["id"]), text(&theme["title"]))).collect()
    };
    let before = ids(&workspace);
    taken_out(&workspace, &format!("runs/{name}"));
    workspace.ok(&["run", "--today", "2026-08-23"]);
    assert_eq!(ids(&workspace), before);
}

/// With nothing to go on from, the message says that all ids are lost.
#[test]
fn a_lost_memory_without_an_earlier_one() {
    let workspace = small().copied();
    fs::remove_dir_all(workspace.newest_run().join("memory")).expect("it goes");
    stops(&workspace, &["run", "--today", "2026-08-23"], &["all themes get new ids", "backup"]);
}

fn stopped_at(workspace: &Workspace, checkpoint: &str, arguments: &[&str]) {
    let mut command = workspace.command(arguments);
    let output = command.env("EARFUL_STOP_AT", checkpoint).output().expect("it starts");
    assert_eq!(output.status.code(), None, "{checkpoint} was not reached");
}

#[test]
fn search_serves_during_and_after_a_killed_forget() {
    let ready = small().copied();
    let hits = |workspace: &Workspace| workspace.json(&["search", "lock", "--json"]).len();
    let whole = hits(&ready);
    for checkpoint in [
        "erasing-begun",
        "erased-marked",
        "segment-away",
        "segment-replaced",
        "run-written",
        "run-renamed",
        "run-dropped",
        "index-committed",
        "index-away",
        "erasing-ends",
    ] {
        let workspace = ready.copied();
        stopped_at(&workspace, checkpoint, &["forget", "--author", "rider26"]);
        let found = hits(&workspace);
        assert!(found > whole / 2 && found <= whole, "{checkpoint}: {found} of {whole}");
        let ran = workspace.ok(&["search", "lock", "--json"]);
        assert!(ran.err.contains("forgotten"), "{checkpoint}: {}", ran.err);
        if !["erasing-begun", "erased-marked"].contains(&checkpoint) {
            // They are not found any more, though the work is not done.
            assert!(!ran.out.contains("\"R-05\""), "{checkpoint}: {}", ran.out);
        }
        workspace.ok(&["themes"]);
        let shown = workspace.ok(&["export", "feedback", "--json"]).out;
        assert!(shown.lines().count() > 50, "{checkpoint}: {}", shown.lines().count());
        // The next night goes on with it, and nothing stands in its way.
        workspace.ok(&["run", "--today", "2026-08-23"]);
        assert!(!workspace.path().join(".replaced-index").exists());
    }
}

/// After a night that was killed before its report, the report is of the night before and search is
/// of tonight: both say so.
#[test]
fn what_is_not_analysed_yet_is_said() {
    let workspace = small().copied();
    workspace.write(
        "data/reviews-new.csv",
        "id,date,stars,user,country,text\n\
         R-95,2026-08-22,1,rider50,DE,The lock stayed shut again today.\n\
         R-96,2026-08-22,2,rider51,AT,The invoice of July is still missing.\n",
    );
    let ready = workspace.copied();
    let silent = ready.ok(&["search", "invoice"]);
    assert_eq!(silent.err, "");
    stopped_at(&workspace, "run-written", &["run", "--today", "2026-08-23"]);
    let ran = workspace.ok(&["search", "invoice", "--json"]);
    assert!(ran.out.contains("\"R-96\""), "{}", ran.out);
    assert!(
        ran.err.contains("the search holds 2 records that no report has counted yet"),
        "{}",
        ran.err
    );
    let ran = workspace.ok(&["themes"]);
    assert!(ran.err.contains("does not count 2 records read since"), "{}", ran.err);
    assert!(ran.err.contains("earful run"), "{}", ran.err);

    // Killed before the index: the old one serves and says what it lacks.
    stopped_at(&ready, "segment-appended", &["run", "--today", "2026-08-23"]);
    let ran = ready.ok(&["search", "invoice", "--json"]);
    assert!(!ran.out.contains("\"R-96\""), "{}", ran.out);
    assert!(
        ran.err.contains("2 records that were read last cannot be searched yet"),
        "{}",
        ran.err
    );
    for workspace in [&workspace, &ready] {
        workspace.ok(&["run", "--today", "2026-08-23"]);
        assert_eq!(workspace.ok(&["search", "invoice", "--json"]).err, "");
    }
}

#[cfg(unix)]
#[test]
fn what_is_written_out_is_whole_or_what_it_was() {
    let limited = |workspace: &Workspace, arguments: &str| {
        let script = format!("trap '' XFSZ; ulimit -f 1; exec \"$0\" {arguments}");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_earful")]).current_dir(workspace.path());
        Ran::from(command.output().expect("a shell"))
    };
    let workspace = small().copied();
    for arguments in [
        "export feedback --out out.jsonl",
        "export feedback --out out.csv",
        "export feedback --out out.parquet",
        "report --format html --out out.html",
        "report --format json --out out.json",
        "search --source reviews --all jsonl --out out.jsonl",
        "search --source reviews --all csv --out out.csv",
        "search --source reviews --all parquet --out out.parquet",
        "write weekly --out out.md",
        "write weekly --out out.html",
        "roadmap drafts --format github --out drafts.csv",
    ] {
        let name = arguments.rsplit(' ').next().expect("a name");
        workspace.write(name, "what was there");
        let ran = limited(&workspace, arguments);
        assert_eq!(ran.code, Some(4), "{arguments}: {}\n{}", ran.out, ran.err);
        assert_eq!(workspace.text(name), "what was there", "{arguments}");
        let left: Vec<String> = fs::read_dir(workspace.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name.contains("partial") || name.contains(".writing-"))
            .collect();
        assert_eq!(left, [""; 0], "{arguments}");
        workspace.ok(&arguments.split(' ').collect::<Vec<_>>());
        assert!(workspace.read(name).len() > 1024, "{arguments}");
    }
}

/// A link leads where it led, rights stay as they were, and what is no file is written to as it is.
#[cfg(unix)]
#[test]
fn what_is_written_out_goes_where_it_was_sent() {
    use std::os::unix::fs::PermissionsExt;

    let workspace = small().copied();
    workspace.write("shared/real.csv", "old");
    let real = workspace.path().join("shared/real.csv");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("a mode");
    std::os::unix::fs::symlink("shared/real.csv", workspace.path().join("link.csv"))
        .expect("a link");
    workspace.ok(&["export", "themes", "--out", "link.csv"]);
    assert!(fs::symlink_metadata(workspace.path().join("link.csv")).expect("it").is_symlink());
    assert!(workspace.text("shared/real.csv").starts_with("\"theme\""));
    assert_eq!(fs::metadata(&real).expect("it").permissions().mode() & 0o777, 0o640);
    let ran = workspace.ok(&["export", "themes", "--format", "csv", "--out", "/dev/stdout"]);
    assert!(ran.out.starts_with("\"theme\""), "{}", ran.out);
    let ran = workspace.earful(&["export", "themes", "--out", "nowhere/out.csv"]);
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.contains("nowhere"), "{}", ran.err);
}

#[test]
fn a_refit_asked_for_again_is_the_same_night() {
    let workspace = small().copied();
    let runs = |workspace: &Workspace| workspace.json(&["runs", "--json"]).len();
    workspace.ok(&["run", "--refit", "--today", TODAY]);
    assert_eq!(runs(&workspace), 2, "a refit after an ordinary night is a night of its own");
    let files = workspace.published();
    for again in [&["run", "--refit", "--today", TODAY][..], &["run", "--today", TODAY]] {
        workspace.ok(again);
        assert_eq!(runs(&workspace), 2, "{again:?}");
        assert_eq!(workspace.published(), files, "{again:?}");
    }
    // The first night of all.
    let first = Workspace::fixture("small");
    for _ in 0..2 {
        first.ok(&["run", "--refit", "--today", TODAY]);
        assert_eq!(runs(&first), 1);
    }
}

#[test]
fn a_refit_killed_after_publishing_adds_no_second_run() {
    for checkpoint in ["run-renamed", "run-written"] {
        let workspace = small().copied();
        stopped_at(&workspace, checkpoint, &["run", "--refit", "--today", TODAY]);
        workspace.ok(&["run", "--refit", "--today", TODAY]);
        assert_eq!(workspace.json(&["runs", "--json"]).len(), 2, "{checkpoint}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_lock_names_the_process_that_holds_it() {
    let workspace = small().copied();
    // A process that lives and has nothing to do with it, and one that cannot be.
    let stranger = Command::new("sleep").arg("60").spawn();
    let mut stranger = stranger.expect("a process");
    for stale in [stranger.id(), 4_194_305] {
        workspace.write("lock", format!("{stale}\n"));
        let path = workspace.path().join("lock");
        let lock = File::options().read(true).write(true).open(path).expect("the lock");
        lock.lock().expect("nobody writes");
        let ran = workspace.earful(&["run", "--today", "2026-08-23"]);
        assert_eq!(ran.code, Some(4), "{}", ran.err);
        assert!(!ran.err.contains(&format!("process {stale})")), "{}", ran.err);
        let own = format!("process {}", std::process::id());
        assert!(ran.err.contains(&own), "not {own}: {}", ran.err);
    }
    stranger.kill().expect("it ends");
    stranger.wait().expect("it ended");
    workspace.ok(&["run", "--today", "2026-08-23"]);
    assert_eq!(workspace.text("lock"), "", "a night that ended leaves no number behind");
}
