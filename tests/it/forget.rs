//! Forgetting: afterwards everything is as it would be without the person, and a killed forgetting
//! ends the same.

use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{TODAY, Workspace, settings_of_reviews};

/// One review: number, author, version of the text, day of August; no text for version 3.
type Said = (u8, u8, u8, u8);

const COMPLAINTS: [&str; 6] = [
    "The checkout crashes whenever I pay with my card.",
    "My invoice of July is missing and nobody sends it again.",
    "The lock of the bike stayed shut and I had to walk home.",
    "Support does not answer my mails, it has been three weeks.",
    "The map shows bikes that are not there at all.",
    "Great bikes, easy to rent, thank you very much.",
];

fn author(number: u8) -> String {
    format!("zora.quist{number}@example.com")
}

/// What one night reads: one file, each row a review; without the rows of the forgotten author.
fn csv(said: &[Said], without: Option<u8>) -> String {
    let mut csv = String::from("id,date,stars,user,country,text\n");
    for &(id, by, version, day) in said {
        if Some(by) == without {
            continue;
        }
        let text = match version {
            3 => String::new(),
            _ => format!(
                "{} {}",
                COMPLAINTS[usize::from(id + version) % 6],
                ["Again!", "It happened twice this week.", "Why?"][usize::from(version)]
            ),
        };
        csv.push_str(&format!(
            "R-{id}-{by},2026-08-{day:02},{},{},DE,\"{text}\"\n",
            1 + id % 5,
            author(by)
        ));
    }
    csv
}

fn settings() -> String {
    settings_of_reviews(
        "[catalogue]\nenabled = false\n\n[themes]\nmin_theme = 3\n\n[ranking]\nbootstraps = 20",
        "data/*.csv",
        "",
    )
}

const DAYS: [&str; 3] = ["2026-08-22", "2026-08-23", "2026-08-24"];

fn nights(said: &[Vec<Said>], without: Option<u8>) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("earful.toml", settings());
    for (night, said) in said.iter().enumerate() {
        workspace.write(&format!("data/night-{night}.csv"), csv(said, without));
        workspace.ok(&["run", "--today", DAYS[night]]);
    }
    workspace
}

/// Every published file of every run, by name.
fn history(workspace: &Workspace) -> Vec<(PathBuf, Vec<u8>)> {
    let runs = workspace.path().join("runs");
    let mut files: Vec<(PathBuf, Vec<u8>)> = workspace
        .files()
        .into_iter()
        .filter(|(path, _)| path.starts_with(&runs) && !path.to_string_lossy().contains("memory"))
        .map(|(path, bytes)| (path.strip_prefix(&runs).expect("below").to_owned(), bytes))
        .filter(|(path, _)| !path.ends_with("manifest.json"))
        .collect();
    files.sort();
    files
}

fn same(ours: &Workspace, theirs: &Workspace) {
    let (ours, theirs) = (history(ours), history(theirs));
    let names = |files: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        files.iter().map(|(path, _)| path.clone()).collect()
    };
    assert_eq!(names(&ours), names(&theirs));
    for ((path, a), (_, b)) in ours.iter().zip(&theirs) {
        if a != b {
            let (a, b) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
            let at = a.lines().zip(b.lines()).find(|(a, b)| a != b);
            panic!("{} differs: {at:?}", path.display());
        }
    }
}

fn no_trace(workspace: &Workspace, gone: u8) {
    let searched =
        workspace.earful(&["search", "--limit", "1000", "--json", "--source", "reviews"]);
    assert!(!searched.out.contains(&format!("-{gone}\"")), "{}", searched.out);
    for typed in [&["export", "feedback", "--json"][..], &["export", "statements", "--json"]] {
        let ran = workspace.earful(typed);
        assert!(!ran.out.contains(&format!("-{gone}\"")), "{}", ran.out);
    }
    for (path, bytes) in workspace.files() {
        if path.starts_with(workspace.path().join("data")) {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(&author(gone)), "{} names them", path.display());
        // The sources' own ids of their records: 0 to 39.
        for id in 0..40 {
            let id = format!("R-{id}-{gone}\"");
            assert!(!text.contains(&id), "{} holds {id}", path.display());
        }
    }
    assert!(!workspace.path().join("corpus/erasing").exists());
}

/// Enough people and days for a few themes.
fn ordinary() -> Vec<Vec<Said>> {
    let said = |from: u8, to: u8| -> Vec<Said> {
        (from..to).map(|id| (id, id % 7, id % 3, 1 + id % 20)).collect()
    };
    let mut second = said(24, 36);
    // The same again, corrected ones, one without a text: all by author 3 and by author 4.
    second.extend([(3, 3, 0, 4), (10, 3, 2, 11), (4, 4, 2, 12), (38, 3, 3, 9), (39, 4, 3, 9)]);
    vec![said(0, 24), second]
}

#[test]
fn the_history_is_that_of_a_workspace_that_never_saw_them() {
    let said = ordinary();
    let ours = nights(&said, None);
    let ran = ours.ok(&["forget", "--author", &author(3)]);
    assert!(ran.out.contains("forgotten"), "{}", ran.out);
    assert!(!ran.out.contains("quist"), "the terminal remembers: {}", ran.out);
    let theirs = nights(&said, Some(3));
    same(&ours, &theirs);
    no_trace(&ours, 3);
    // The same night again, and the next one.
    for day in [DAYS[1], DAYS[2]] {
        ours.ok(&["run", "--today", day]);
        theirs.ok(&["run", "--today", day]);
        same(&ours, &theirs);
    }
    // The old files under other names do not bring them back, and count nothing.
    for (number, night) in said.iter().enumerate() {
        let name = format!("data/again-{number}.csv");
        ours.write(&name, csv(night, None));
        theirs.write(&name, csv(night, Some(3)));
    }
    for workspace in [&ours, &theirs] {
        workspace.ok(&["run", "--today", "2026-08-25"]);
    }
    same(&ours, &theirs);
    no_trace(&ours, 3);
    let again = ours.earful(&["forget", "--author", &author(3)]);
    assert_eq!(again.code, Some(1), "{}", again.out);
}

/// Who never said a word is forgotten too: their empty form was counted.
#[test]
fn somebody_of_whom_nothing_was_kept() {
    let said = [(0, 4, 3, 1), (0, 6, 0, 3), (9, 6, 1, 3)];
    let ours = nights(&[said.to_vec()], None);
    let ran = ours.ok(&["forget", "--author", &author(4)]);
    assert!(
        ran.out.starts_with("Forgotten: nothing of theirs was kept, only counted"),
        "{}",
        ran.out
    );
    same(&ours, &nights(&[said.to_vec()], Some(4)));
    let again = ours.earful(&["forget", "--record", "R-0-4"]);
    assert_eq!(again.code, Some(1), "{}", again.out);
}

/// On the first night somebody sends nothing but an empty form; it was counted there.
#[test]
fn a_night_that_kept_nothing_of_them() {
    let others = |night: u8| [(night, 6, 0, 3), (night + 9, 6, 1, 3)];
    let said =
        [[vec![(0, 4, 3, 1)], others(0).to_vec()], [vec![(11, 4, 0, 14)], others(1).to_vec()]];
    let said = said.map(|night| night.concat());
    let ours = nights(&said, None);
    ours.ok(&["forget", "--author", &author(4)]);
    same(&ours, &nights(&said, Some(4)));
    no_trace(&ours, 4);
}

#[test]
fn any_history() {
    let mut runner = TestRunner::new(Config { cases: 6, ..Config::default() });
    let one = (0u8..40, 0u8..5, 0u8..4, 1u8..20);
    let night = proptest::collection::vec(one, 1..24);
    let nights_said = proptest::collection::vec(night, 1..3);
    let law = |(said, gone): (Vec<Vec<Said>>, u8)| {
        // Somebody else speaks each night: a file without a row is another file.
        let said: Vec<Vec<Said>> = said
            .into_iter()
            .enumerate()
            .map(|(night, mut said)| {
                said.extend([(night as u8, 6, 0, 3), (night as u8 + 9, 6, 1, 3)]);
                said
            })
            .collect();
        let ours = nights(&said, None);
        let heard = said.iter().flatten().any(|one| one.1 == gone);
        let forgotten = ours.earful(&["forget", "--author", &author(gone)]);
        prop_assert_eq!(forgotten.code, Some(i32::from(!heard)), "{}", forgotten.err);
        same(&ours, &nights(&said, Some(gone)));
        no_trace(&ours, gone);
        Ok(())
    };
    runner.run(&(nights_said, 0u8..5), law).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn one_record() {
    let said = ordinary();
    let ours = nights(&said[..1], None);
    let ran = ours.ok(&["forget", "--record", "R-5-5", "--source", "reviews", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(told["records"]["reviews"], 1);
    let mut left = said[0].clone();
    left.retain(|&(id, ..)| id != 5);
    same(&ours, &nights(&[left], None));
    let unknown = ours.earful(&["forget", "--record", "nobody"]);
    assert_eq!(unknown.code, Some(1));
    assert_eq!(ours.earful(&["forget", "--record", "R-1-1", "--source", "x"]).code, Some(2));
    assert_eq!(ours.earful(&["forget"]).code, Some(2));
}

#[test]
fn looking_changes_nothing() {
    let ours = nights(&ordinary()[..1], None);
    let before = ours.files();
    let ran = ours.ok(&["forget", "--author", &author(3), "--dry-run"]);
    assert!(ran.out.contains("would go"), "{}", ran.out);
    assert!(ours.files() == before);
}

#[test]
fn dropping_the_runs_instead() {
    let said = ordinary();
    let ours = nights(&said, None);
    ours.ok(&["forget", "--author", &author(3), "--drop-runs"]);
    no_trace(&ours, 3);
    assert_eq!(ours.earful(&["runs", "--json"]).out, "");
    ours.ok(&["run", "--today", DAYS[1]]);
    assert_eq!(ours.view()["run"]["sequence"], 1);
    no_trace(&ours, 3);
}

#[test]
fn killed_at_every_checkpoint() {
    let ready = nights(&ordinary(), None);
    let undisturbed = ready.copied();
    undisturbed.ok(&["forget", "--author", &author(3)]);
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
        for next in [&["forget", "--author", "nobody"][..], &["run", "--today", DAYS[1]]] {
            let workspace = ready.copied();
            let name = author(3);
            let mut command = workspace.command(&["forget", "--author", &name]);
            let output = command.env("EARFUL_STOP_AT", checkpoint).output().expect("it starts");
            assert_eq!(output.status.code(), None, "{checkpoint} was not reached");
            workspace.earful(next);
            same(&workspace, &undisturbed);
            no_trace(&workspace, 3);
        }
    }
}

#[test]
fn feedback_ages_out() {
    let said = ordinary();
    let ours = nights(&said, None);
    let quoted = |workspace: &Workspace, day: &str| {
        workspace.files().iter().any(|(path, bytes)| {
            path.ends_with("report.json")
                && String::from_utf8_lossy(bytes).contains(&format!("\"at\": \"2026-08-{day}"))
        })
    };
    assert!((1..18).any(|day| quoted(&ours, &format!("{day:02}"))), "nothing old was quoted");
    ours.write("earful.toml", format!("{}\n[retention]\ndays = 6\n", settings()));
    ours.write("data/late.csv", csv(&[(37, 5, 0, 2), (36, 6, 0, 22)], None));
    ours.ok(&["run", "--today", DAYS[2]]);
    let days: Vec<String> = ours
        .json(&["export", "feedback", "--json"])
        .iter()
        .map(|one| one["at"].as_str().expect("dated")[..10].to_owned())
        .collect();
    assert!(!days.is_empty() && days.iter().all(|day| &**day >= "2026-08-18"), "{days:?}");
    // The late one never came in, and is counted; the others are counted where they came in.
    assert_eq!(ours.view()["intake"]["total"]["skipped"], 1);
    let receipt = ours.text("corpus/000001/receipt.json");
    assert!(receipt.contains("\"aged_out\""), "{receipt}");
    assert!((1..18).all(|day| !quoted(&ours, &format!("{day:02}"))), "an old quote is left");
    let lasting = |workspace: &Workspace| -> Vec<(PathBuf, Vec<u8>)> {
        workspace.files().into_iter().filter(|(path, _)| !path.ends_with("lock")).collect()
    };
    let before = lasting(&ours);
    ours.ok(&["run", "--today", DAYS[2]]);
    assert!(lasting(&ours) == before, "nothing more ages out on the same day");
}

#[test]
fn small_themes_are_counted_and_not_told() {
    let mut csv = String::from("id,date,stars,user,country,text\n");
    for number in 0..12 {
        csv.push_str(&format!(
            "A-{number},2026-08-{:02},1,pat{},DE,The zanzibar lamp flickers {} and hums.\n",
            1 + number,
            number % 2,
            ["nightly", "at dawn", "all day", "again", "a lot", "in rain"][number % 6]
        ));
        csv.push_str(&format!(
            "B-{number},2026-08-{:02},1,kim{number},DE,The checkout crashes {} when paying.\n",
            1 + number,
            ["nightly", "at dawn", "all day", "again", "a lot", "in rain"][number % 6]
        ));
    }
    let told = |least: u32| {
        let workspace = Workspace::empty();
        workspace
            .write("earful.toml", format!("{}\n[privacy]\nleast_authors = {least}\n", settings()));
        workspace.write("data/a.csv", &csv);
        workspace.ok(&["run", "--today", TODAY]);
        let mut all = String::new();
        for (_, bytes) in workspace.published() {
            all.push_str(&String::from_utf8_lossy(&bytes).to_lowercase());
        }
        for typed in [
            &["themes"][..],
            &["themes", "--json"],
            &["export", "themes", "--json"],
            &["export", "opportunities", "--json"],
        ] {
            all.push_str(&workspace.ok(typed).out.to_lowercase());
        }
        let view = workspace.view();
        for theme in view["themes"].as_array().expect("themes") {
            let id = theme["id"].as_str().expect("an id");
            for typed in [["themes", "show", id].as_slice(), &["why", id]] {
                all.push_str(&workspace.earful(typed).out.to_lowercase());
            }
        }
        let statements = view["coverage"]["statement_parts"]["themed"].clone();
        (all, statements)
    };
    let (open, all) = told(0);
    assert!(open.contains("zanzibar"), "the small theme was not found");
    let (sheltered, counted) = told(3);
    assert!(!sheltered.contains("zanzibar"));
    assert!(sheltered.contains("small theme t-") && sheltered.contains("(2 people)"));
    assert!(sheltered.contains("checkout"), "what many say is told");
    assert_eq!(counted, all);
}
