//! A report is made again from its records, byte for byte, and every other byte is rejected; every
//! number says which records it counts, and a search finds as many.

use earful::config;
use earful::pipeline::{Opened, ProofVerdict, Prover};
use earful::report::View;
use earful::report::figures::{Counts, Figures};
use earful::store::{Manifest, Workspace as Store};
use serde_json::Value;

use crate::support::{Workspace, demo, settings_of_reviews, small};

/// The report of the newest run, below its workspace.
fn report(workspace: &Workspace) -> String {
    workspace.newest_run().join("report.json").display().to_string()
}

/// Proves many reports of one workspace, its night made again once.
fn proved(workspace: &Workspace, reports: &[Vec<u8>]) -> Vec<ProofVerdict> {
    let store = Store::open(workspace.path()).expect("a workspace");
    let path = workspace.path().join(config::SETTINGS_FILE);
    let settings_of = |_: &Manifest| Some(config::load(&path).expect("settings").for_the_night());
    let tell = |_: earful::pipeline::Event| {};
    let mut prover = Prover::new(&store, &settings_of, &tell);
    reports.iter().map(|given| prover.prove(given).expect("a verdict").verdict).collect()
}

fn is_wrong(verdict: &ProofVerdict) -> bool {
    matches!(verdict, ProofVerdict::Wrong(found) if !found.is_empty())
}

#[test]
fn an_untouched_report_is_proved_wherever_it_lies() {
    for workspace in [small(), demo()] {
        let ran = workspace.ok(&["verify", &report(workspace)]);
        assert!(ran.out.starts_with("Proved: the report of run "), "{}", ran.out);
    }
    let elsewhere = small().copied();
    let copy = Workspace::empty();
    copy.write("board.json", small().report("json"));
    let (board, root) = (copy.path().join("board.json"), elsewhere.path().display().to_string());
    let board = board.display().to_string();
    let told = copy.json(&["verify", &board, "--workspace", &root, "--json"]);
    assert_eq!(told[0]["verdict"], "proved");
    assert_eq!(told[0]["nights"], 1);
    // As it is printed, and from a folder that is no workspace.
    elsewhere.ok(&["report", "--format", "json", "--out", "printed.json"]);
    elsewhere.ok(&["verify", "printed.json"]);
    let path = elsewhere.path().join("printed.json").display().to_string();
    assert_eq!(copy.earful(&["verify", &path]).code, Some(0));
}

/// What is projected is the page: an edited one is named though its data is right.
#[test]
fn an_edited_page_beside_a_proved_report_is_named() {
    let workspace = small().copied();
    let page = workspace.newest_run().join("report.html");
    let shown = page.display().to_string();
    assert!(workspace.ok(&["verify", &shown]).out.starts_with("Proved: "));
    let text = std::fs::read_to_string(&page).expect("a page");
    std::fs::write(&page, text.replacen("customers", "Customers", 1)).expect("written");
    for path in [&shown, &report(&workspace)] {
        let ran = workspace.earful(&["verify", path]);
        assert_eq!(ran.code, Some(6), "{}", ran.out);
        assert!(ran.out.contains("Wrong: report.html beside it"), "{}", ran.out);
    }
    let told = workspace.earful(&["verify", &shown, "--json"]).out;
    assert!(told.contains("\"files\":[\"report.html\"]"), "{told}");
}

#[test]
fn a_changed_digit_is_named_with_its_place_and_both_values() {
    let workspace = small().copied();
    let text = String::from_utf8(workspace.report("json")).expect("text");
    let view: Value = serde_json::from_str(&text).expect("JSON");
    let score = &view["opportunities"][0]["score"];
    let wrong = text.replacen(&format!("\"score\": {score}"), "\"score\": 99.9", 2);
    workspace.write("wrong.json", wrong);
    let ran = workspace.earful(&["verify", "wrong.json"]);
    assert_eq!(ran.code, Some(6), "{}", ran.out);
    assert!(ran.out.contains("opportunities[0].score"), "{}", ran.out);
    assert!(ran.out.contains("the report says   99.9"), "{}", ran.out);
    assert!(ran.out.contains(&format!("the records give  {score}")), "{}", ran.out);
    // Also where it lies, and whatever else is asked about.
    let published = report(&workspace);
    let good = workspace.read(&published);
    workspace.write("good.json", &good);
    let place = workspace.newest_run().join("report.json");
    std::fs::write(&place, workspace.read("wrong.json")).expect("a file");
    assert_eq!(workspace.earful(&["verify", &published]).code, Some(6));
    assert_eq!(workspace.earful(&["verify", "good.json"]).code, Some(0));
    let both = workspace.earful(&["verify", "good.json", "wrong.json", "--json"]);
    assert_eq!(both.code, Some(6));
    assert_eq!(both.out.lines().count(), 2);
}

/// Each leaf of a JSON text that `wanted` says, with another value, one at a time.
fn mutated(text: &str, changed: &dyn Fn(&Value) -> Option<Value>) -> Vec<(String, Vec<u8>)> {
    fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Array(all) => (all.iter().enumerate())
                .for_each(|(at, one)| leaves(one, &format!("{path}/{at}"), found)),
            Value::Object(map) => {
                map.iter().for_each(|(key, one)| leaves(one, &format!("{path}/{key}"), found));
            }
            _ => found.push(path.to_owned()),
        }
    }
    let value: Value = serde_json::from_str(text).expect("JSON");
    let mut paths = Vec::new();
    leaves(&value, "", &mut paths);
    paths
        .into_iter()
        .filter_map(|path| {
            let mut other = value.clone();
            let leaf = other.pointer_mut(&path).expect("a leaf");
            *leaf = changed(leaf)?;
            let mut bytes = serde_json::to_vec_pretty(&other).expect("JSON");
            bytes.push(b'\n');
            Some((path, bytes))
        })
        .collect()
}

/// One more in the last digit; a text with another last letter, or one where it is empty.
fn another(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let (front, last) = text.split_at(text.len() - 1);
            let digit = (last.parse::<u8>().ok()? + 1) % 10;
            serde_json::from_str(&format!("{front}{digit}")).ok()
        }
        Value::String(text) => {
            let mut letters: Vec<char> = text.chars().collect();
            match letters.pop() {
                Some('x') => letters.push('y'),
                _ => letters.push('x'),
            }
            Some(Value::String(letters.into_iter().collect()))
        }
        _ => None,
    }
}

#[test]
fn every_number_and_every_text_is_proved() {
    let text = String::from_utf8(small().report("json")).expect("text");
    let all = mutated(&text, &another);
    assert!(all.len() > 500, "only {} places", all.len());
    let reports: Vec<Vec<u8>> = all.iter().map(|(_, bytes)| bytes.clone()).collect();
    let verdicts = proved(small(), &reports);
    for ((path, _), verdict) in all.iter().zip(&verdicts) {
        assert!(is_wrong(verdict), "{path}: {verdict:?}");
    }
    // Each names the very place, but where the sentence escapes of the file hide it.
    let place = |path: &str| -> String {
        let mut steps = String::new();
        for step in path.split('/').skip(1) {
            match step.parse::<usize>() {
                Ok(at) => steps.push_str(&format!("[{at}]")),
                Err(_) if steps.is_empty() => steps.push_str(step),
                Err(_) => steps.push_str(&format!(".{step}")),
            }
        }
        steps
    };
    for ((path, _), verdict) in all.iter().zip(&verdicts) {
        let ProofVerdict::Wrong(found) = verdict else { continue };
        assert_eq!(found[0].path, place(path));
        assert_ne!(found[0].given, found[0].right);
    }
}

#[test]
fn every_byte_is_proved() {
    let good = small().report("json");
    let mut chance = 7u64;
    let mut next = |end: usize| {
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) as usize % end
    };
    let mut reports = vec![good.clone()];
    for _ in 0..400 {
        let mut bytes = good.clone();
        let at = next(bytes.len());
        bytes[at] ^= 1 << next(7);
        reports.push(bytes);
    }
    // Bytes that go and bytes that come.
    for _ in 0..50 {
        let mut bytes = good.clone();
        bytes.remove(next(bytes.len()));
        reports.push(bytes);
        let mut bytes = good.clone();
        bytes.insert(next(good.len()), b' ');
        reports.push(bytes);
    }
    let verdicts = proved(small(), &reports);
    assert!(matches!(verdicts[0], ProofVerdict::Proved { .. }), "{:?}", verdicts[0]);
    for (at, verdict) in verdicts.iter().enumerate().skip(1) {
        assert!(is_wrong(verdict), "{at}: {verdict:?}");
    }
}

fn rows(from: &str, days: i32) -> String {
    let from: earful::model::Day = from.parse().expect("a day");
    let mut csv = String::from("id,date,stars,user,country,text\n");
    let said = [
        "The checkout crashes when I pay by card.",
        "The parcel arrived two weeks late.",
        "Too many ads in the app.",
        "Support was friendly and helped me at once.",
    ];
    for day in 0..days {
        for (number, text) in said.iter().enumerate() {
            let (date, stars) = (from.plus(day), 1 + number);
            csv.push_str(&format!("{date}-{number},{date},{stars},u{day}-{number},DE,{text}\n"));
        }
    }
    csv
}

/// A night on which alarms may ring.
fn night(workspace: &Workspace, today: &str) -> Vec<u8> {
    let ran = workspace.earful(&["run", "--today", today]);
    assert!(matches!(ran.code, Some(0 | 5)), "{}", ran.err);
    workspace.report("json")
}

#[test]
fn a_workspace_that_has_moved_on_still_proves_what_was() {
    let workspace = Workspace::empty();
    let settings = |top: &str| settings_of_reviews(top, "reviews*.csv", "");
    workspace.write("earful.toml", settings("[run]\nkeep_runs = 1\n"));
    let mut nights = Vec::new();
    for (number, day) in ["2026-05-04", "2026-05-11", "2026-05-18"].iter().enumerate() {
        workspace.write(&format!("reviews-{number}.csv"), rows(day, 7));
        let today: earful::model::Day = day.parse().expect("a day");
        nights.push(night(&workspace, &today.plus(6).to_string()));
    }
    for (number, bytes) in nights.iter().enumerate() {
        workspace.write(&format!("night-{number}.json"), bytes);
    }
    let files = ["night-0.json", "night-1.json", "night-2.json"];
    let told = workspace.json(&[&["verify"][..], &files, &["--json"]].concat());
    let verdicts: Vec<&Value> = told.iter().map(|one| &one["verdict"]).collect();
    assert_eq!(verdicts, ["proved", "proved", "proved"], "{told:?}");
    // What the nights before remembered was let go: they are made again.
    assert_eq!(told.iter().map(|one| &one["nights"]).collect::<Vec<_>>(), [1, 2, 3]);
    // Other settings today change nothing about what was.
    workspace.write("earful.toml", settings("[ranking.weights]\nreach = 0.9\n"));
    workspace.ok(&["verify", files[0], files[1], files[2]]);
}

#[test]
fn what_cannot_be_proved_is_said_and_is_not_called_wrong() {
    let workspace = Workspace::empty();
    let settings = |top: &str| settings_of_reviews(top, "reviews*.csv", "");
    workspace.write("earful.toml", settings(""));
    workspace.write("reviews-1.csv", rows("2026-05-04", 7));
    workspace.write("first.json", night(&workspace, "2026-05-10"));

    // Records that left with age.
    let aged = workspace.copied();
    aged.write("earful.toml", settings("[retention]\ndays = 10\n"));
    aged.write("reviews-2.csv", rows("2026-05-18", 7));
    night(&aged, "2026-05-24");
    let ran = aged.earful(&["verify", "first.json"]);
    assert_eq!(ran.code, Some(7), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("counted 28 records and 0 of them are left"), "{}", ran.out);
    // And a number that was changed is wrong all the same.
    let text = aged.text("first.json");
    aged.write("changed.json", text.replacen("\"feedback\": 28", "\"feedback\": 29", 1));
    assert_eq!(aged.earful(&["verify", "changed.json"]).code, Some(6));

    // People who were forgotten: their runs were made again under other ids.
    let forgot = workspace.copied();
    forgot.ok(&["forget", "--author", "u0-1"]);
    let ran = forgot.earful(&["verify", "first.json"]);
    assert_eq!(ran.code, Some(7), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("There is no run 2026-05-10-"), "{}", ran.out);
    forgot.ok(&["verify", &report(&forgot)]);

    // Another workspace altogether, and no report at all.
    let ran =
        small().earful(&["verify", &workspace.path().join("first.json").display().to_string()]);
    assert_eq!(ran.code, Some(7), "{}", ran.out);
    workspace.write("no.json", "{}");
    assert_eq!(workspace.earful(&["verify", "no.json"]).code, Some(7));
    assert_eq!(workspace.earful(&["verify", "gone.json"]).code, Some(2));
}

#[test]
fn a_report_with_corrections_and_saved_searches_is_proved() {
    let workspace = small().copied();
    let id = workspace.view()["opportunities"][0]["theme"].as_str().expect("an id").to_owned();
    workspace.ok(&["theme", "rename", &id, "A title of ours"]);
    workspace.ok(&["theme", "track", "battery", "--title", "Battery"]);
    workspace.night();
    workspace.ok(&["verify", &report(&workspace)]);
}

#[test]
fn the_number_of_a_theme_is_the_number_its_search_finds() {
    let view = demo().view();
    let themes = view["themes"].as_array().expect("themes");
    assert!(themes.len() > 10);
    for theme in themes {
        let id = theme["id"].as_str().expect("an id");
        let count = |stance: Option<&str>| -> (u64, u64) {
            let mut typed = vec!["search", "--theme", id, "--count", "--json"];
            typed.extend(stance.iter().flat_map(|stance| ["--stance", stance]));
            let ran = demo().earful(&typed);
            let told: Value = serde_json::from_str(&ran.out).expect("JSON");
            let number = |name: &str| told[name].as_u64().unwrap_or(0);
            (number("records"), number("statements"))
        };
        let (records, statements) = count(None);
        assert_eq!(Some(records), theme["feedback"].as_u64(), "{id}");
        assert_eq!(Some(statements), theme["statements"].as_u64(), "{id}");
        for stance in ["complaint", "request", "praise", "question", "remark"] {
            let (_, statements) = count(Some(stance));
            assert_eq!(Some(statements), theme["stances"][stance].as_u64(), "{id} {stance}");
        }
    }
}

/// Explains every number below `start` of a workspace's newest report; what is a count comes out the same
/// when it is counted again from the records. Gives the sentences, and how many were counted.
fn explained(workspace: &Workspace, start: &str) -> (Vec<(String, String)>, usize) {
    let store = Store::open(workspace.path()).expect("a workspace");
    let settings = config::load(&workspace.path().join(config::SETTINGS_FILE)).expect("settings");
    let settings = settings.for_the_night();
    let run = store.latest().expect("runs").expect("a run");
    let view = View::from_json(&workspace.report("json")).expect("a report");
    let opened = Opened::new(&store, run, &settings).expect("a run").expect("a memory");
    let figures = Figures::new(&view);
    let mut paths = figures.numbers();
    paths.retain(|path| path.starts_with(start));
    let (mut told_of, mut counted) = (Vec::new(), 0);
    for (at, path) in paths.iter().enumerate() {
        // A number of the demo in seven: each costs a look at all records.
        if paths.len() > 5_000 && at % 7 > 0 {
            continue;
        }
        let told = figures.figure(path).expect("a figure");
        assert!(!told.means.is_empty(), "{path}");
        told_of.push((path.clone(), told.means.clone()));
        let Some(selection) = &told.selection else { continue };
        let found = opened.select(selection);
        let Some(again) = opened.recount(&told, &found) else {
            assert_eq!(told.counts, Counts::Nothing, "{path}: what is counted is counted again");
            continue;
        };
        assert!(again.is(&told.value), "{path}: {again:?}, not {}: {}", told.value, told.means);
        counted += 1;
    }
    (told_of, counted)
}

#[test]
fn every_number_says_what_it_is_made_of() {
    for workspace in [small(), demo()] {
        let (told, counted) = explained(workspace, "");
        assert!(told.len() > 300 && counted > 100, "only {counted} counts of {}", told.len());
    }
}

#[test]
fn every_number_of_the_meeting_says_what_it_is_made_of() {
    let workspace = demo().copied();
    let theme = workspace.view()["opportunities"][0]["theme"].as_str().expect("an id").to_owned();
    let customers: String =
        (0..2_000).map(|at| format!("C-{at:05},turf-{},{},2024-01-01\n", at % 3, at)).collect();
    workspace.write("customers.csv", format!("customer_id,turf,arr,active since\n{customers}"));
    workspace.write(
        "roadmap.csv",
        format!(
            "id,item,themes,query,effort,team,status,shipped\n\
             R-1,First,{theme},,2w,web,open,\nR-2,Battery,,battery,1w,web,open,\n\
             R-3,Done,{theme},,1w,web,shipped,2026-06-01\n"
        ),
    );
    workspace.write("costs.csv", "channel,cost\ntickets,7\nreviews,1\n");
    workspace.night();
    let (told, counted) = explained(&workspace, "meeting.");
    assert!(told.len() > 300 && counted > 30, "only {counted} counts of {}", told.len());
    let vague: Vec<_> =
        told.iter().filter(|one| one.1.starts_with("It follows from the other")).collect();
    assert!(vague.is_empty(), "{vague:#?}");

    // The roadmap moves on; what was published is proved with the one it was made with.
    let first = report(&workspace);
    workspace.write("roadmap.csv", "id,item,effort,team\nR-9,Another,1w,web\n");
    workspace.ok(&["verify", &first]);
    std::fs::remove_file(workspace.path().join("roadmap.csv")).expect("the file");
    workspace.ok(&["verify", &first]);
    // Of customers nothing is kept: what they said then has to be put back.
    workspace.write("customers.csv", "customer_id,turf\nC-00001,north\n");
    let ran = workspace.earful(&["verify", &first]);
    assert!(ran.out.contains("put back what they said then"), "{}{}", ran.out, ran.err);
}

#[test]
fn why_explains_a_number() {
    let first = demo().view()["opportunities"][0]["theme"].as_str().expect("an id").to_owned();
    let ran = demo().ok(&["why", &first, "reach"]);
    assert!(ran.out.contains("factors[0].raw is "), "{}", ran.out);
    assert!(ran.out.contains("Open them: earful search --theme "), "{}", ran.out);
    let told = &demo().json(&["why", "opportunities[0].evidence.wanting", "--json"])[0];
    let records = told["records"].as_array().expect("records").len() as u64;
    assert_eq!(told["value"].as_str(), Some(&*records.to_string()));
    assert_eq!(told["recounted"].as_u64(), Some(records));
    let ran = demo().ok(&["why", "opportunities[0].score"]);
    assert!(ran.out.contains("The points of its factors, added up."), "{}", ran.out);
    for wrong in [
        &["why", "opportunities[99999].score"][..],
        &["why", "opportunities[0].title"],
        &["why", "opportunities[0]"],
        &["why", &first, "nonsense"],
        &["why", "opportunities[0].score", "reach"],
    ] {
        let ran = demo().earful(wrong);
        assert_eq!(ran.code, Some(2), "{wrong:?}: {}{}", ran.out, ran.err);
    }
}

/// Counts for the page of benches: `cargo test --test it mutations_of_a_larger_report -- --ignored
/// --nocapture`.
#[test]
#[ignore = "minutes; prints the counts"]
fn mutations_of_a_larger_report() {
    let text = String::from_utf8(demo().report("json")).expect("text");
    let all = mutated(&text, &another);
    let (mut wrong, mut kept) = (0, Vec::new());
    for stretch in all.chunks(200) {
        let reports: Vec<Vec<u8>> = stretch.iter().map(|(_, bytes)| bytes.clone()).collect();
        for ((path, _), verdict) in stretch.iter().zip(proved(demo(), &reports)) {
            match is_wrong(&verdict) {
                true => wrong += 1,
                false => kept.push(path.clone()),
            }
        }
    }
    println!(
        "{} bytes, {} places changed one at a time: {wrong} rejected, {} passed",
        text.len(),
        all.len(),
        kept.len()
    );
    assert!(kept.is_empty(), "{kept:?}");
}
