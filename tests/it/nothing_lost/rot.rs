//! Bytes of the index that rotted on the disk: no search gives another answer for them, the one that comes
//! upon them says so, and the next night makes the index again.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::support::{Ran, TODAY, Workspace, small};

/// The files of the index that hold what is searched.
fn index_files(workspace: &Workspace) -> Vec<PathBuf> {
    let entries = fs::read_dir(workspace.path().join("index")).expect("an index");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| {
        !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
    });
    files.sort();
    files
}

/// Changes one byte in the middle of a file. `quiet` puts the time of change back, as a disk that
/// forgets does.
fn rot(path: &Path, quiet: bool) {
    let mut bytes = fs::read(path).expect("a file");
    let changed = fs::metadata(path).and_then(|data| data.modified()).expect("a time");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x11;
    fs::write(path, bytes).expect("written");
    if quiet {
        File::options()
            .write(true)
            .open(path)
            .and_then(|file| file.set_modified(changed))
            .expect("a time");
    }
}

/// What is asked of each rotten index: words, one that nobody says, filters, counts, and all hits.
const ASKED: &[&[&str]] = &[
    &["search", "lock", "--json"],
    &["search", "invioce", "--json"],
    &["search", "--source", "reviews", "--rating", "1..2", "--json"],
    &["search", "lock", "--facet", "source,country", "--json"],
    &["search", "--source", "tickets", "--all", "jsonl"],
];

/// Served as if nothing were wrong, or refused with the remedy and without any answer.
fn is_refused(ran: &Ran, right: &Ran, what: &str) -> bool {
    assert!(!ran.err.contains("panicked"), "{what}: {}", ran.err);
    if ran.code == right.code {
        assert_eq!(ran.out, right.out, "{what}");
        return false;
    }
    assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""), "{what}: {}", ran.err);
    let is_told = ran.err.contains("must be made again") && ran.err.contains("earful run");
    assert!(is_told, "{what}: {}", ran.err);
    true
}

#[test]
fn rot_in_the_index_is_never_a_hit() {
    let ready = small().copied();
    let right: Vec<Ran> = ASKED.iter().map(|asked| ready.earful(asked)).collect();
    for (asked, right) in ASKED.iter().zip(&right) {
        assert!(matches!(right.code, Some(0 | 1)), "{asked:?}: {}", right.err);
    }
    let names: Vec<PathBuf> = index_files(&ready);
    assert!(names.len() >= 9, "{names:?}");
    assert!(names.iter().any(|name| name.ends_with("blocks")), "{names:?}");
    for name in &names {
        let name = name.strip_prefix(ready.path()).expect("below");
        for quiet in [false, true] {
            let workspace = ready.copied();
            rot(&workspace.path().join(name), quiet);
            let mut refused = 0;
            for (asked, right) in ASKED.iter().zip(&right) {
                let what = format!("{} ({quiet}): {asked:?}", name.display());
                refused += u32::from(is_refused(&workspace.earful(asked), right, &what));
            }
            // These files have one block each, and each of them is opened.
            let bytes = fs::metadata(ready.path().join(name)).expect("a file").len();
            let is_harmless = name.ends_with("seal.json") || bytes > 64 << 10;
            assert!(refused > 0 || is_harmless, "{} ({quiet})", name.display());
        }
    }
}

/// The index of an older version has no checksums of its blocks: it is read whole before each search, and
/// the next commit gives it some.
#[test]
fn an_index_of_an_older_version_is_read_whole() {
    let ready = small().copied();
    let asked = ["search", "lock", "--json"];
    let right = ready.ok(&asked);
    fs::remove_file(ready.path().join("index/blocks")).expect("it goes");
    let damaged = ready.earful(&asked);
    assert!(is_refused(&damaged, &right, "the seal names it"));
    assert!(damaged.err.contains("blocks is gone"), "{}", damaged.err);
    let seal = ready.text("index/seal.json");
    let mut older: serde_json::Value = serde_json::from_str(&seal).expect("JSON");
    older["files"].as_object_mut().expect("files").remove("blocks").expect("it is sealed");
    ready.write("index/seal.json", older.to_string());
    assert_eq!(ready.ok(&asked).out, right.out);
    for name in index_files(&ready).iter().filter(|name| !name.ends_with("seal.json")) {
        let name = name.strip_prefix(ready.path()).expect("below");
        let workspace = ready.copied();
        rot(&workspace.path().join(name), true);
        assert!(is_refused(&workspace.earful(&asked), &right, &name.display().to_string()));
    }
    ready.write(
        "data/reviews-new.csv",
        "id,date,stars,user,country,text\nR-95,2026-08-22,1,rider50,DE,The lock stayed shut.\n",
    );
    ready.ok(&["run", "--today", "2026-08-23"]);
    assert!(ready.path().join("index/blocks").exists());
    assert!(ready.ok(&asked).out.contains("\"R-95\""));
}

/// The night finds the damage, before it adds to the index, and makes it again from the corpus.
#[test]
fn the_night_makes_a_damaged_index_again() {
    let ready = small().copied();
    let right = ready.ok(&["search", "lock", "--json"]).out;
    let store = index_files(&ready)
        .into_iter()
        .find(|path| path.extension().is_some_and(|ending| ending == "store"))
        .expect("stored texts");
    let name = store.strip_prefix(ready.path()).expect("below").to_owned();
    rot(&store, true);
    let with_new = ready.copied();
    ready.ok(&["run", "--today", TODAY]);
    assert_eq!(ready.ok(&["search", "lock", "--json"]).out, right);
    assert!(!ready.path().join(name).exists(), "the damaged file is still in use");
    with_new.write(
        "data/reviews-new.csv",
        "id,date,stars,user,country,text\nR-95,2026-08-22,1,rider50,DE,The lock stayed shut.\n",
    );
    rot(&index_files(&with_new)[0], true);
    with_new.ok(&["run", "--today", "2026-08-23"]);
    let found = |workspace: &Workspace| {
        workspace.json(&["search", "lock", "--json", "--limit", "100"]).len()
    };
    assert_eq!(found(&with_new), found(&ready) + 1);
}
