//! What clocks, cells and file names do to a night: plain words, and blanks where a number would mean
//! nothing.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Ran, TODAY, Workspace, one_file_of_reviews, settings_of_reviews, small};

mod days;

const SAID: [&str; 15] = [
    "The checkout crashes whenever I pay with my card",
    "Checkout crashed again while paying",
    "The app crashes at the checkout",
    "I cannot pay, the checkout crashes every time",
    "Crash in the checkout after entering the card",
    "My invoice of July is missing",
    "The invoice is missing again",
    "No invoice was sent to me",
    "Where is my invoice, it is missing",
    "I need the missing invoice",
    "The map shows bikes that are not there",
    "Map shows wrong bikes",
    "There is no bike where the map shows one",
    "The map is wrong about the bikes",
    "Great bikes, easy to rent",
];

/// A file of reviews; `date` and `cell` are given the number of the row.
fn csv(rows: usize, date: impl Fn(usize) -> String, cell: impl Fn(usize) -> String) -> String {
    let mut csv = String::from("id,date,stars,user,country,text,mrr\n");
    for row in 0..rows {
        let end = ["", "today", "again", "please help", "why", "!"][row % 6];
        writeln!(
            csv,
            "R-{row},{},{},user{},DE,\"{} {end}\",{}",
            date(row),
            1 + row % 5,
            row % 37,
            SAID[row % SAID.len()],
            cell(row)
        )
        .expect("memory");
    }
    csv
}

fn reviews(csv: &str) -> Workspace {
    Workspace::reviews(csv)
}

fn august(row: usize) -> String {
    format!("2026-08-{:02}", 1 + row % 22)
}

fn nothing(_: usize) -> String {
    String::new()
}

/// Everything a person reads after a night: terminal, Markdown, the first theme opened.
fn read_by_people(workspace: &Workspace, night: &Ran) -> String {
    let mut text = format!("{}\n{}", night.out, String::from_utf8_lossy(&workspace.report("md")));
    for typed in [&["why", "T-1"][..], &["themes", "show", "T-1"], &["themes"]] {
        let ran = workspace.earful(typed);
        assert!(matches!(ran.code, Some(0 | 1)), "{typed:?}: {}", ran.err);
        text.push_str(&ran.out);
    }
    for senseless in ["NaN", "inf of", " inf ", "−0 ", "there are only 1 day"] {
        assert!(!text.contains(senseless), "{senseless:?} in {text}");
    }
    text
}

#[test]
fn a_night_before_the_last_one_is_refused() {
    let workspace = small().copied();
    let before = workspace.published();
    workspace.write("data/reviews-new.csv", csv(3, august, nothing));
    for verb in ["run", "ingest"] {
        let ran = workspace.earful(&[verb, "--today", "2026-08-01"]);
        assert_eq!(ran.code, Some(2), "{verb}: {}", ran.err);
        for words in ["22 August 2026", "1 August 2026", "--today 2026-08-22", "nothing was done"] {
            assert!(ran.err.contains(words), "{verb}, {words}: {}", ran.err);
        }
        assert!(!workspace.path().join("corpus/000002").exists(), "{verb} read the files");
    }
    std::fs::remove_file(workspace.path().join("data/reviews-new.csv")).expect("it goes");
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 1);
    assert_eq!(workspace.published(), before);
    workspace.ok(&["run", "--today", TODAY]);
}

#[test]
fn a_night_before_all_feedback_does_not_say_that_nothing_is_dated() {
    let workspace = reviews(&csv(60, august, nothing));
    let night = workspace.ok(&["run", "--today", "2020-01-01"]);
    let text = read_by_people(&workspace, &night);
    assert!(text.contains("Everything dated is from after 1 January 2020"), "{text}");
    assert!(!text.contains("Nothing is dated"), "{text}");
    assert!(!text.contains("none of its feedback carries a date"), "{text}");
    assert!(!text.contains("0 of 0"), "{text}");
    assert!(text.contains("all of its dated feedback is from after the day of this run"), "{text}");
    // What truly has no date is still said to have none.
    let undated = reviews(&csv(60, nothing, nothing));
    let night = undated.ok(&["run", "--today", TODAY]);
    assert!(read_by_people(&undated, &night).contains("Nothing is dated"));
}

#[test]
fn a_clock_in_the_future() {
    let ahead = |row: usize| if row < 5 { format!("2031-01-{:02}", 1 + row) } else { august(row) };
    let workspace = reviews(&csv(60, ahead, nothing));
    let night = workspace.ok(&["run", "--today", TODAY]);
    let words = "5 records of reviews are dated after 22 August 2026, the day of this run, up to \
                 5 January 2031";
    assert!(night.out.contains(words), "{}", night.out);
    let text = read_by_people(&workspace, &night);
    assert!(text.contains("Is a clock wrong"), "{text}");
    // Tomorrow may be today where it was said.
    let next_day = |row: usize| if row < 5 { "2026-08-23".to_owned() } else { august(row) };
    let workspace = reviews(&csv(60, next_day, nothing));
    assert!(!workspace.ok(&["run", "--today", TODAY]).out.contains("dated after"));
}

/// A clock at zero writes 1 January 1970: that is no date, and it must not stretch the history of
/// all others over half a century.
#[test]
fn a_clock_at_zero() {
    let zero = |row: usize| if row < 5 { "1970-01-01T00:00:00Z".to_owned() } else { august(row) };
    let workspace = reviews(&csv(90, zero, nothing));
    let night = workspace.ok(&["run", "--today", TODAY]);
    let words =
        "5 records are dated 1 January 1970, as a clock at zero writes, and count as undated";
    assert!(night.out.contains(words), "{}", night.out);
    assert!(night.out.contains("from 1 August 2026 to 22 August 2026"), "{}", night.out);
    assert!(!read_by_people(&workspace, &night).contains("1970 to"));
    let view = workspace.view();
    let states = |view: &Value| -> Vec<String> {
        let ranked = view["opportunities"].as_array().expect("opportunities");
        ranked.iter().map(|one| one["status"].as_str().expect("a status").to_owned()).collect()
    };
    assert!(states(&view).iter().any(|status| status != "unknown"), "{:?}", states(&view));
    assert!(workspace.text("corpus/000001/receipt.json").contains("1 January 1970"));
}

#[test]
fn one_day_of_history() {
    for date in ["2026-08-22", "2026-08-22T10:00:00Z"] {
        let workspace = reviews(&csv(60, |_| date.to_owned(), nothing));
        let night = workspace.ok(&["run", "--today", TODAY]);
        let text = read_by_people(&workspace, &night);
        assert!(text.contains("All dated feedback is of one day, 22 August 2026"), "{}", night.out);
        assert!(text.contains("all dated feedback is of one day, so there is nothing to compare"));
        assert!(text.contains("Before: nothing dated."), "{text}");
        assert!(!text.contains("0 of 0"), "{text}");
    }
}

#[test]
fn what_is_not_known_has_no_points() {
    let workspace = reviews(&csv(60, |_| "2026-08-22".to_owned(), nothing));
    workspace.ok(&["run", "--today", TODAY]);
    let first = workspace.view()["opportunities"][0]["theme"].as_str().expect("an id").to_owned();
    let why = workspace.ok(&["why", &first]).out;
    let row = why.lines().find(|line| line.starts_with("momentum ")).expect("a row");
    assert!(row.contains("not known") && !row.contains('0'), "{row}");
}

#[test]
fn a_source_that_was_silent_for_a_year() {
    let old = |row: usize| format!("2025-{:02}-{:02}", 1 + row % 8, 1 + row % 27);
    let workspace = reviews(&csv(90, old, nothing));
    let night = workspace.ok(&["run", "--today", TODAY]);
    let text = read_by_people(&workspace, &night);
    assert!(text.contains("days before this run"), "{text}");
}

#[test]
fn two_nights_on_one_day_and_one_after_a_month() {
    let workspace = reviews(&csv(60, |row| format!("2026-07-{:02}", 1 + row % 22), nothing));
    workspace.ok(&["run", "--today", "2026-07-23"]);
    // Nothing new the same day: the same run.
    workspace.ok(&["run", "--today", "2026-07-23"]);
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 1);
    // More the same day: a second run, and what changed is told.
    workspace.write("reviews.csv", csv(75, |row| format!("2026-07-{:02}", 1 + row % 22), nothing));
    let second = workspace.ok(&["run", "--today", "2026-07-23"]);
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 2);
    assert!(second.out.contains("23 July 2026"), "{}", second.out);
    read_by_people(&workspace, &second);
    // After a month's pause.
    workspace.write("reviews.csv", csv(80, |row| format!("2026-07-{:02}", 1 + row % 22), nothing));
    let late = workspace.ok(&["run", "--today", "2026-08-23"]);
    let text = read_by_people(&workspace, &late);
    assert!(text.contains("23 July 2026"), "the last night is not named: {text}");
}

/// What one person said is a theme that is counted; told it is only where the settings allow it.
#[test]
fn a_theme_with_one_author() {
    let mut rows = csv(60, august, nothing);
    for row in 0..8 {
        writeln!(
            rows,
            "S-{row},2026-08-{:02},1,solo,DE,\"The zanzibar lamp flickers {}\",",
            1 + row,
            ["nightly", "at dawn", "all day", "again", "a lot", "in rain", "when wet", "and hums"]
                [row]
        )
        .expect("memory");
    }
    let workspace = reviews(&rows);
    let settings = |top: &str| settings_of_reviews(top, "reviews.csv", "");
    // Found without the catalogue, so that the lamp is a theme of its own.
    let top = "[catalogue]\nenabled = false\n\n[themes]\nmin_theme = 3\n";
    workspace.write("earful.toml", settings(&format!("{top}\n[privacy]\nleast_authors = 0\n")));
    let open = workspace.copied();
    let night = open.ok(&["run", "--today", TODAY]);
    let text = read_by_people(&open, &night).to_lowercase();
    assert!(text.contains("zanzibar"), "the lamp is no theme: {text}");
    workspace.write("earful.toml", settings(top));
    let night = workspace.ok(&["run", "--today", TODAY]);
    let text = read_by_people(&workspace, &night);
    for word in ["zanzibar", "lamp"] {
        assert!(!text.to_lowercase().contains(word), "one person's words are told: {text}");
    }
    assert!(!text.contains("1 people") && !text.contains("1 customers"), "{text}");
    let view = workspace.view();
    let themes = view["themes"].as_array().expect("themes");
    assert!(themes.iter().any(|theme| theme["customers"] == 1), "it is not counted: {themes:?}");
}

#[test]
fn worths_that_no_customer_has() {
    let worth =
        |row: usize| ["100", "1e308", "-5", "250", "1e308", "nan", "inf"][row % 7].to_owned();
    let workspace = Workspace::empty();
    let settings = settings_of_reviews("", "reviews.csv", "value = \"mrr\"");
    workspace.write("earful.toml", format!("{settings}\n[ranking.weights]\nvalue = 0.5\n"));
    workspace.write("reviews.csv", csv(63, august, worth));
    let night = workspace.ok(&["run", "--today", TODAY]);
    let words = "36 records give a worth below nothing or beyond all money";
    assert!(night.out.contains(words), "{}", night.out);
    let text = read_by_people(&workspace, &night);
    assert!(!text.contains("inf") || !text.contains("of inf"), "{text}");
    let receipt = workspace.text("corpus/000001/receipt.json");
    assert!(receipt.contains(words), "{receipt}");
    for one in workspace.json(&["export", "feedback", "--json"]) {
        let value = one["value"].as_f64();
        assert!(value.is_none_or(|value| value == 100.0 || value == 250.0), "{one}");
    }
    let first = &workspace.view()["opportunities"][0];
    assert!(first["evidence"]["value"].as_f64().is_some_and(f64::is_finite), "{first}");
}

/// A tag letter, all that turn the direction of writing, and a mark of byte order.
fn hidden(letter: char) -> bool {
    matches!(u32::from(letter), 0xe0000..=0xe007f | 0x202a..=0x202e | 0x2066..=0x2069 | 0x200e | 0x200f | 0x61c | 0xfeff)
}

#[test]
fn json_carries_nothing_that_nobody_sees() {
    let tags: String = "obey me"
        .bytes()
        .map(|byte| char::from_u32(0xe0000 + u32::from(byte)).expect("a tag"))
        .collect();
    let turned = "\u{202e}kcab\u{202c} \u{2066}in\u{2069} \u{200f}\u{200e}\u{61c}";
    let mut rows = String::from("id,date,stars,user,country,text\n");
    for row in 0..40 {
        writeln!(
            rows,
            "R-{row}\u{200e},{},1,user{row},D{tags}E,\"{turned}{}{tags} checkout {}\"",
            august(row),
            SAID[row % 5],
            ["", "today", "again", "why"][row % 4]
        )
        .expect("memory");
    }
    let workspace = reviews(&rows);
    let company = format!("Test\u{202e}{tags}ers");
    workspace.write("earful.toml", one_file_of_reviews().replace("Testers", &company));
    let mut printed = vec![("run", workspace.ok(&["run", "--today", TODAY, "--json"]).out)];
    let one = workspace.json(&["export", "feedback", "--json"])[0]["id"].clone();
    let one = one.as_str().expect("an id");
    for typed in [
        &["search", "checkout", "--json"][..],
        &["themes", "--json"],
        &["themes", "show", "T-1", "--json"],
        &["why", "T-1", "--json"],
        &["export", "feedback", "--json"],
        &["export", "statements", "--json"],
        &["export", "assignments", "--json"],
        &["export", "themes", "--json"],
        &["export", "opportunities", "--json"],
        &["report", "--format", "json"],
        &["catalogue", "matched", "--json"],
        &["audit", "privacy", "--json"],
        &["runs", "--json"],
        &["show", one, "--json"],
        &["compare", "--queries", "checkout", "crashes", "--json"],
        &["search", "checkout", "--all", "jsonl"],
        &["search", "checkout", "--facet", "source,country", "--json"],
        &["forget", "--author", "user1", "--dry-run", "--json"],
        &["deliver", "--webhook", "https://example.com/hook", "--weekly", "--dry-run"],
    ] {
        let ran = workspace.earful(typed);
        assert!(matches!(ran.code, Some(0 | 1)), "{typed:?}: {}", ran.err);
        printed.push((typed[0], ran.out));
    }
    workspace.write("reviews.csv", rows.replace("R-", "S-"));
    printed
        .push(("ingest", workspace.ok(&["ingest", "--dry-run", "--json", "--today", TODAY]).out));
    for (verb, text) in &printed {
        let found: Vec<char> = text.chars().filter(|&letter| hidden(letter)).collect();
        assert!(found.is_empty(), "earful {verb} prints {found:?}");
        for line in text.lines().filter(|_| *verb != "report") {
            let value: Value = serde_json::from_str(line).expect("JSON");
            assert!(!value.to_string().contains(hidden), "{verb}: {line}");
        }
    }
    // Marks and places are those of the text as it is printed.
    for hit in workspace.json(&["search", "checkout", "--json"]) {
        let snippet = hit["snippet"].as_str().expect("a text");
        for mark in hit["marks"].as_array().expect("marks") {
            let place = |at: usize| mark[at].as_u64().expect("a place") as usize;
            let word = snippet[place(0)..place(1)].to_lowercase();
            assert!(word.starts_with("checkout"), "{word:?} is marked in {snippet:?}");
        }
    }
    let texts: std::collections::BTreeMap<String, String> = workspace
        .json(&["export", "feedback", "--json"])
        .iter()
        .map(|one| (one["record"].to_string(), one["text"].as_str().expect("a text").to_owned()))
        .collect();
    for one in workspace.json(&["export", "statements", "--json"]) {
        let place = |name: &str| one[name].as_u64().expect("a place") as usize;
        let text = &texts[&one["record"].to_string()];
        assert_eq!(&text[place("start")..place("end")], one["text"].as_str().expect("a text"));
    }
}

#[test]
fn file_names_are_redacted_as_text_is() {
    let workspace = Workspace::empty();
    workspace.write("earful.toml", settings_of_reviews("", "data/**/*.csv", ""));
    let name = "data/anna.smith@example.com/reviews of bob.jones@example.org.csv";
    workspace.write(name, csv(30, august, nothing));
    // A unit that cannot be read names its file too, and so does a file that is refused.
    workspace.write(
        "data/plain-2026-08-22.csv",
        "id,date,stars,user,country,text\nX-1,nonsense,1,a,DE,Bad.\n",
    );
    workspace.write("data/carl.poe@example.net.csv", b"\x00\x01\x02\x03\xff\xfe\x00\x00");
    let night = workspace.earful(&["run", "--today", TODAY]);
    assert_eq!(night.code, Some(3), "{}\n{}", night.out, night.err);
    let again = workspace.earful(&["run", "--today", TODAY, "--json"]);
    let dry = workspace.earful(&["ingest", "--dry-run", "--today", TODAY]);
    let shown = workspace.ok(&["export", "feedback", "--json"]);
    for ran in [&night, &again, &dry, &shown] {
        for person in ["anna.smith", "bob.jones", "carl.poe"] {
            assert!(
                !ran.out.contains(person) && !ran.err.contains(person),
                "{}\n{}",
                ran.out,
                ran.err
            );
        }
    }
    assert!(shown.out.contains("<EMAIL>"), "{}", shown.out);
    for (path, bytes) in workspace.files() {
        if path.starts_with(workspace.path().join("data")) {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        for person in ["anna.smith", "bob.jones", "carl.poe"] {
            assert!(!text.contains(person), "{} names {person}", path.display());
        }
    }
    // Ordinary names stay, and a file that was read is known again.
    assert!(workspace.text("corpus/000001/receipt.json").contains("data/plain-2026-08-22.csv"));
    assert_eq!(workspace.view()["coverage"]["feedback"], Value::from(30));
    assert!(!workspace.path().join("corpus/000002").exists());
}

#[test]
fn an_id_of_a_million_letters_is_refused() {
    let mut rows = csv(30, august, nothing);
    writeln!(rows, "{},2026-08-03,1,user1,DE,The map is wrong,", "x".repeat(1_000_000))
        .expect("memory");
    writeln!(rows, "{},2026-08-03,1,user2,DE,The map is so wrong,", "y".repeat(2_000))
        .expect("memory");
    let workspace = reviews(&rows);
    let night = workspace.ok(&["run", "--today", TODAY]);
    assert!(
        night.out.contains("1 unreadable") || night.out.contains("could not be understood"),
        "{}",
        night.out
    );
    let rejections = workspace.text("corpus/000001/rejections.jsonl");
    assert!(rejections.contains("\"too_long:id\""), "{rejections}");
    let receipt = workspace.text("corpus/000001/receipt.json");
    assert!(receipt.contains("\"too_long:id\": 1"), "{receipt}");
    let shown = workspace.ok(&["export", "feedback", "--json"]).out;
    assert_eq!(shown.lines().count(), 31);
    assert!(shown.lines().all(|line| line.len() < 5_000));
}

/// What retention takes out leaves no quote, no gist, no title and no place in runs made before.
#[test]
fn retention_reaches_the_runs_made_before() {
    let mut rows = csv(60, august, nothing);
    for row in 0..6 {
        writeln!(
            rows,
            "OLD-{row},2026-06-{:02},1,elder{row},DE,The zanzibar lantern flickers at night{},",
            1 + row,
            ["", " again", " too", " and hums", " once more", " here"][row]
        )
        .expect("memory");
    }
    // A text that many send is a campaign, and its words are told.
    for row in 0..6 {
        writeln!(
            rows,
            "SAME-{row},2026-06-09,1,crowd{row},DE,Bring back the quirky blue saddle now,"
        )
        .expect("memory");
    }
    let workspace = reviews(&rows);
    workspace.ok(&["run", "--today", TODAY]);
    let told = |workspace: &Workspace, word: &str| -> Vec<String> {
        let runs = workspace.path().join("runs");
        workspace
            .files()
            .into_iter()
            .filter(|(path, _)| path.starts_with(&runs))
            .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(word))
            .map(|(path, _)| path.display().to_string())
            .collect()
    };
    assert!(!told(&workspace, "zanzibar lantern flickers at night").is_empty());
    assert!(!told(&workspace, "quirky blue saddle").is_empty());
    let gist = |workspace: &Workspace| workspace.view()["opportunities"].to_string();
    assert!(gist(&workspace).contains("\"gist\""), "{}", gist(&workspace));
    let ids: Vec<String> = workspace
        .json(&["export", "feedback", "--json"])
        .iter()
        .filter(|one| {
            one["record"].as_str().is_some_and(|id| id.starts_with("OLD") || id.starts_with("SAME"))
        })
        .map(|one| one["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids.len(), 12);
    workspace.write("earful.toml", format!("{}\n[retention]\ndays = 30\n", one_file_of_reviews()));
    workspace.ok(&["run", "--today", "2026-08-23"]);
    assert_eq!(workspace.json(&["runs", "--json"]).len(), 2);
    for words in ["zanzibar lantern flickers at night", "quirky blue saddle", "\"OLD-", "\"SAME-"] {
        assert_eq!(told(&workspace, words), [""; 0], "{words}");
    }
    for id in ids {
        let bytes: Vec<u8> = (0..16)
            .map(|at| u8::from_str_radix(&id[2 * at..2 * at + 2], 16).expect("hexadecimal"))
            .collect();
        for (path, held) in workspace.files() {
            let is_there = held.windows(16).any(|window| window == bytes);
            let is_run = path.starts_with(workspace.path().join("runs"));
            assert!(!is_run || !is_there, "{} remembers {id}", path.display());
            assert!(!is_run || !String::from_utf8_lossy(&held).contains(&id), "{}", path.display());
        }
    }
    // The next nights go on from there.
    workspace.ok(&["run", "--today", "2026-08-24"]);
    workspace.ok(&["themes"]);
}

/// A salt that came with a copied folder is said, before it joins two workspaces by accident.
#[test]
fn a_salt_of_another_workspace_is_said() {
    let other = small();
    let workspace = Workspace::empty();
    workspace.write("salt", other.read("salt"));
    workspace.write("reviews.csv", csv(30, august, nothing));
    let said = "a salt here already and no corpus";
    let init = workspace.earful(&["init", "reviews.csv"]);
    assert_eq!(init.code, Some(0), "{}", init.err);
    assert!(init.out.contains(said) && init.out.contains("remove the file `salt`"), "{}", init.out);
    let first = workspace.ok(&["run", "--today", TODAY]);
    assert!(first.err.contains(said), "{}", first.err);
    let second = workspace.ok(&["run", "--today", "2026-08-23"]);
    assert!(!second.err.contains(said), "{}", second.err);
    // A copy that was cleaned, but for the salt and the mark of a workspace.
    let cleaned = Workspace::empty();
    cleaned.write("salt", other.read("salt"));
    cleaned.write("FORMAT", other.read("FORMAT"));
    cleaned.write("reviews.csv", csv(30, august, nothing));
    let init = cleaned.ok(&["init", "reviews.csv"]);
    assert!(init.out.contains(said), "{}", init.out);
    let first = cleaned.ok(&["run", "--today", TODAY]);
    assert!(first.err.contains(said), "{}", first.err);
    // A workspace that was copied whole is said too.
    let copied = other.copied();
    std::fs::remove_file(copied.path().join("earful.toml")).expect("it goes");
    let init = copied.ok(&["init", "data/reviews.csv"]);
    assert!(init.out.contains("There is a corpus here already"), "{}", init.out);
    // Nothing is said of an ordinary folder.
    let plain = Workspace::empty();
    plain.write("reviews.csv", csv(30, august, nothing));
    let init = plain.ok(&["init", "reviews.csv"]);
    assert!(!init.out.contains("salt") && !init.out.contains("already"), "{}", init.out);
    assert!(!plain.ok(&["run", "--today", TODAY]).err.contains("salt"));
}

#[test]
fn a_source_without_a_single_text_is_told() {
    let workspace = Workspace::empty();
    let rows: String =
        (0..20).map(|row| format!("S-{row},2026-08-01,{},\n", row % 5 + 1)).collect();
    workspace.write("answers.csv", format!("id,date,stars,text\n{rows}"));
    let reviews: String = (0..20)
        .map(|row| format!("R-{row},2026-08-01,1,\"{}\"\n", SAID[row % SAID.len()]))
        .collect();
    workspace.write("reviews.csv", format!("id,date,stars,text\n{reviews}"));
    let source = |name: &str| {
        format!(
            "[sources.{name}]\nkind = \"review\"\nfiles = [\"{name}.csv\"]\n[sources.{name}.fields]\n\
             id = \"id\"\ncreated_at = \"date\"\nrating = \"stars\"\ntext = \"text\"\n\
             [sources.{name}.rating]\nmin = 1\nmax = 5\n"
        )
    };
    let settings = format!("company = \"X\"\n{}{}", source("answers"), source("reviews"));
    workspace.write("earful.toml", settings);
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let told = "None of the 20 records of answers has a text";
    assert!(ran.out.contains(told), "{}", ran.out);
    assert!(!ran.out.contains("of reviews has a text"), "{}", ran.out);
}
