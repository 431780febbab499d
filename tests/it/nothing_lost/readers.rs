//! Whoever only reads writes nothing: not a lock, not the time of a folder, and no right is needed for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;

use super::stopped_at;
use crate::served::Served;
#[cfg(unix)]
use crate::support::Unprivileged;
use crate::support::{Ran, TODAY, Workspace, small};

/// The newest change of anything below a folder, and the names there.
fn state(root: &Path) -> Vec<(PathBuf, SystemTime)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let changed = |path: &Path| {
            fs::metadata(path).and_then(|data| data.modified()).expect("a time of change")
        };
        found.push((folder.clone(), changed(&folder)));
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push((path.clone(), changed(&path))),
            }
        }
    }
    found.sort();
    found
}

/// Every verb that only reads.
const READING: &[&[&str]] = &[
    &["search", "invoice"],
    &["search", "lock", "--json"],
    &["search", "--theme", "T-1"],
    &["search", "lock", "--facet", "source,country"],
    &["search", "lock", "--all", "jsonl"],
    &["show", "R-02"],
    &["themes"],
    &["themes", "show", "T-1"],
    &["why", "T-1"],
    &["compare", "source=reviews", "source=tickets"],
    &["compare", "--queries", "lock", "invoice"],
    &["impact"],
    &["rank"],
    &["roadmap"],
    &["fixes"],
    &["write", "weekly"],
    &["needs"],
    &["demand"],
    &["competitors"],
    &["markets"],
    &["report"],
    &["report", "--format", "md"],
    &["deliver", "--to", "team@example.com", "--weekly", "--dry-run"],
    &["runs"],
    &["export", "feedback", "--json"],
    &["export", "assignments", "--json"],
    &["export", "themes", "--format", "csv"],
    &["audit", "privacy"],
    &["catalogue", "matched"],
    &["theme", "log"],
    &["forget", "--author", "rider05", "--dry-run"],
    &["ingest", "--dry-run", "--today", TODAY],
];

/// All of these as they are typed in a workspace, with those that need an id or a file of it.
fn typed(workspace: &Workspace) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> =
        READING.iter().map(|typed| typed.iter().map(|word| (*word).to_owned()).collect()).collect();
    let view = workspace.view();
    let first = view["opportunities"][0]["theme"].as_str().expect("a theme").to_owned();
    let run = view["run"]["id"].as_str().expect("a run").to_owned();
    let with =
        |words: &[&str]| -> Vec<String> { words.iter().map(|&word| word.to_owned()).collect() };
    all.push(with(&["counter", &first]));
    all.push(with(&["write", "prfaq", &first]));
    all.push(with(&["roadmap", "drafts", "--format", "jira", "--theme", &first]));
    all.push(with(&["theme", "rename", &first, "Locks", "--by", "Ada", "--dry-run"]));
    all.push(with(&["verify", &format!("runs/{run}/report.json")]));
    all
}

/// Done, or nothing found.
fn is_served(arguments: &[String], ran: &Ran) {
    assert!(matches!(ran.code, Some(0 | 1)), "{arguments:?}: {}\n{}", ran.out, ran.err);
}

/// It is looked at what was written, whoever runs it: nothing at all, not even a lock or the time of a folder.
#[test]
fn readers_write_nothing() {
    let workspace = small().copied();
    // Files that only writers need.
    for name in ["lock", "index/.tantivy-meta.lock", "index/.tantivy-writer.lock"] {
        let _ = fs::remove_file(workspace.path().join(name));
    }
    let all = typed(&workspace);
    let before = state(workspace.path());
    for arguments in &all {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        is_served(arguments, &workspace.earful(&words));
        let after = state(workspace.path());
        let new = after.iter().find(|one| !before.contains(one));
        assert!(after == before, "earful {arguments:?} wrote {new:?}");
    }
}

/// The same where rights count.
#[cfg(unix)]
#[test]
fn readers_need_no_rights_to_write() {
    use std::os::unix::fs::PermissionsExt;

    let workspace = small().copied();
    let _ = fs::remove_file(workspace.path().join("index/.tantivy-meta.lock"));
    let all = typed(&workspace);
    let reader = Unprivileged::of(&workspace);
    let allow = |file: u32, folder: u32| {
        for (path, _) in state(workspace.path()) {
            let mode = if path.is_dir() { folder } else { file };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
        }
    };
    allow(0o444, 0o555);
    let write = reader.earful(&workspace, &["run", "--today", "2026-08-23"]);
    assert_eq!(write.code, Some(4), "a writer is refused: {}\n{}", write.out, write.err);
    let ran: Vec<(&[String], Ran)> = all
        .iter()
        .map(|arguments| {
            let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
            (arguments.as_slice(), reader.earful(&workspace, &words))
        })
        .collect();
    allow(0o644, 0o755);
    for (arguments, ran) in ran {
        is_served(arguments, &ran);
    }
}

/// Who looks at the page is told what the command line tells: what was read and is in no report.
#[test]
fn pages_say_what_is_not_analysed_yet() {
    let workspace = small().copied();
    workspace.write(
        "data/reviews-new.csv",
        "id,date,stars,user,country,text\n\
         R-95,2026-08-22,1,rider50,DE,The lock stayed shut again today.\n\
         R-96,2026-08-22,2,rider51,AT,The invoice of July is still missing.\n",
    );
    let ready = workspace.copied();
    let site = Served::of(&ready, &[]);
    assert!(!site.page("/").contains("A night is not finished"));
    assert!(site.data("/api/v1/search?q=invoice")["behind"].is_null());
    drop(site);

    let tonight = ["run", "--today", "2026-08-23"];
    for (workspace, checkpoint, said, counts) in [
        (
            &workspace,
            "run-written",
            "The search holds 2 records that no report has counted yet.",
            serde_json::json!({ "uncounted": 2, "unsearched": 0 }),
        ),
        (
            &ready,
            "segment-appended",
            "2 records that were read last cannot be searched yet.",
            serde_json::json!({ "uncounted": 0, "unsearched": 2 }),
        ),
    ] {
        stopped_at(workspace, checkpoint, &tonight);
        let site = Served::of(workspace, &[]);
        for path in ["/", "/themes", "/search?q=invoice"] {
            let page = site.page(path);
            assert!(page.contains(said) && page.contains("earful run"), "{path}: {page}");
        }
        assert_eq!(site.data("/api/v1/search?q=invoice")["behind"], counts, "{checkpoint}");
        drop(site);
        workspace.ok(&tonight);
        let site = Served::of(workspace, &[]);
        assert!(!site.page("/").contains("A night is not finished"));
        assert!(site.data("/api/v1/search?q=invoice")["behind"].is_null());
    }
}

/// Somebody is forgotten, and whoever reads meanwhile is served all the time.
#[test]
fn readers_are_served_while_somebody_is_forgotten() {
    let workspace = small().copied();
    let mut forgetting = workspace
        .command(&["forget", "--author", "rider26"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    loop {
        let ended = forgetting.try_wait().expect("a process");
        for arguments in
            [&["search", "lock", "--json"][..], &["themes"], &["export", "feedback", "--json"]]
        {
            workspace.ok(arguments);
        }
        if let Some(ended) = ended {
            assert!(ended.success(), "{ended}");
            break;
        }
    }
    let shown = workspace.ok(&["export", "feedback", "--json"]).out;
    assert!(!shown.contains("\"R-02\""), "{shown}");
}
