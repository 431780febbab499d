//! Bad input and trouble: each with a clear outcome, an exit code and words, and nothing lost or
//! half-written.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;

use serde_json::Value;

#[cfg(unix)]
use crate::support::Unprivileged;
use crate::support::{Ran, TODAY, Workspace, one_file_of_reviews, small};

const HEADER: &str = "id,date,text,stars,user,country\n";

fn rows(rows: &str) -> Workspace {
    Workspace::reviews(format!("{HEADER}{rows}"))
}

/// A night that must end with `code`, leave a report, and print no panic.
fn night(workspace: &Workspace, code: i32) -> Ran {
    let ran = workspace.earful(&["run", "--today", TODAY]);
    assert_eq!(ran.code, Some(code), "{}\n{}", ran.out, ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    for (name, bytes) in workspace.published() {
        assert!(!bytes.is_empty(), "{name} is empty");
    }
    ran
}

fn total(workspace: &Workspace, name: &str) -> u64 {
    workspace.view()["intake"]["total"][name].as_u64().expect("a number")
}

#[test]
fn an_empty_file() {
    let workspace = Workspace::reviews("");
    let ran = night(&workspace, 0);
    assert!(ran.out.contains("No feedback has been read yet"), "{}", ran.out);
    assert!(ran.out.contains("reviews.csv: empty file"), "{}", ran.out);
    let nothing = workspace.earful(&["themes"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(1), "There is no theme yet.\n"));
    assert_eq!(workspace.earful(&["search", "refund"]).code, Some(1));
    assert_eq!(workspace.earful(&["export", "feedback", "--json"]).code, Some(1));
}

#[test]
fn only_a_header() {
    let workspace = rows("");
    let ran = night(&workspace, 0);
    assert!(ran.out.contains("No feedback has been read yet"), "{}", ran.out);
    assert!(ran.out.contains("No records in 1 file of 1 source were read"), "{}", ran.out);
    assert_eq!(total(&workspace, "units"), 0);
}

#[test]
fn what_was_left_out_of_a_file_is_said() {
    let workspace = rows("1,2026-08-01,The map does not load,2,u,DE\n");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&workspace.read("reviews.csv")).expect("packed");
    let mut packed = packed.finish().expect("packed");
    packed.extend(b"<!-- served by a proxy -->");
    // Whatever its name says, its bytes say how it is packed.
    workspace.write("reviews.csv", packed);
    let said = "reviews.csv: bytes after the end of the compressed data were left out";
    let ran = night(&workspace, 0);
    assert!(ran.out.contains(said), "{}", ran.out);
    let page = String::from_utf8(workspace.report("md")).expect("text");
    assert!(page.contains(&said.replace("reviews.csv", "file reviews.csv")), "{page}");
    let view = workspace.view();
    let notes = &view["intake"]["sources"][0]["notes"];
    assert_eq!(notes[0]["file"], "reviews.csv", "{notes}");
    let receipt = workspace.text("corpus/000001/receipt.json");
    assert!(receipt.contains("bytes after the end of the compressed data"), "{receipt}");
}

#[test]
fn one_record() {
    let workspace = rows("1,2026-08-01,The map does not load,2,u,DE\n");
    let ran = night(&workspace, 0);
    assert!(ran.out.contains("1 record in 1 file of 1 source was read"), "{}", ran.out);
    assert!(ran.out.contains("It was kept."), "{}", ran.out);
    assert_eq!(workspace.ok(&["search", "map"]).out.lines().last(), Some("1 record"));
}

#[test]
fn all_records_identical() {
    let mut text = String::new();
    for row in 0..200 {
        writeln!(text, "{row},2026-08-01,The map does not load,2,u{row},DE").expect("memory");
    }
    let workspace = rows(&text);
    let ran = night(&workspace, 0);
    // Two hundred customers with one complaint are a theme, if ever there was one.
    assert!(ran.out.contains("200 of 200 customers (100 %) want it changed"), "{}", ran.out);
    let themes = workspace.json(&["export", "themes", "--json"]);
    assert_eq!(themes.len(), 1);
    assert_eq!(themes[0]["feedback"], Value::from(200));
}

#[test]
fn one_customer_many_times_is_one_voice() {
    let mut text = String::new();
    for row in 0..50 {
        writeln!(text, "{row},2026-08-01,The map does not load,2,same,DE").expect("memory");
    }
    let workspace = rows(&text);
    night(&workspace, 0);
    let coverage = &workspace.view()["coverage"];
    assert_eq!((&coverage["voices"], &coverage["customers"]), (&1.into(), &1.into()));
}

/// The small fixture's reviews under settings that leave something out.
fn without(lines: &[&str]) -> Workspace {
    let workspace = Workspace::fixture("small");
    let settings: String = workspace
        .text("earful.toml")
        .lines()
        .filter(|line| !lines.iter().any(|left_out| line.starts_with(left_out)))
        .map(|line| format!("{line}\n"))
        .collect();
    workspace.write("earful.toml", settings);
    workspace
}

#[test]
fn no_ratings_at_all() {
    let workspace = without(&["rating", "[sources.reviews.rating]", "min", "max"]);
    let ran = night(&workspace, 0);
    assert!(ran.out.contains("hurts most"), "{}", ran.out);
    let view = workspace.view();
    for one in view["opportunities"].as_array().expect("ranked") {
        assert!(one["impact"].is_null(), "an impact without a rating");
    }
    let why = workspace.ok(&["why", "T-1"]).out;
    let line = why.lines().find(|line| line.starts_with("satisfaction")).expect("a line");
    assert!(line.contains("not known"), "{line}");
}

#[test]
fn no_dates_at_all() {
    let workspace = without(&["created_at"]);
    let ran = night(&workspace, 0);
    assert!(ran.out.contains("hurts most"), "{}", ran.out);
    let view = workspace.view();
    for one in view["opportunities"].as_array().expect("ranked") {
        assert_eq!(one["status"], "unknown", "a trend without a date");
    }
    workspace.ok(&["themes", "show", "T-1"]);
    assert_eq!(workspace.earful(&["search", "lock", "--since", "30d"]).code, Some(1));
}

#[test]
fn a_record_without_a_date_is_undated_and_one_with_a_wrong_date_is_not_read() {
    let mut text = String::new();
    for row in 0..40 {
        let date = match row {
            7 => "2026-13-01",
            _ if row % 2 == 0 => "",
            _ => "2026-08-01",
        };
        writeln!(text, "{row},{date},The app crashes at login number {row},1,u{row},DE")
            .expect("memory");
    }
    let workspace = rows(&text);
    night(&workspace, 0);
    assert_eq!((total(&workspace, "kept"), total(&workspace, "rejected")), (39, 1));
    assert_eq!(workspace.view()["intake"]["sources"][0]["dated"], 19);
}

#[test]
fn a_language_nobody_speaks() {
    let words = ["zorbla", "quenty", "miflu", "drapso", "vennik", "tolgar", "hixum", "plorde"];
    let mut text = String::new();
    for row in 0..60usize {
        let say: Vec<&str> = (0..7).map(|at| words[(row * 5 + at * (row + 3)) % 8]).collect();
        writeln!(text, "{row},2026-08-01,{} ᚠᛇᚻ 𐎀𐎁,2,u{row},DE", say.join(" ")).expect("memory");
    }
    let workspace = rows(&text);
    night(&workspace, 0);
    assert_eq!(total(&workspace, "kept"), 60);
    let coverage = &workspace.view()["coverage"];
    let languages = coverage["languages"].as_array().expect("languages");
    assert!(languages.iter().any(|one| one["code"] == "und"), "{languages:?}");
    workspace.ok(&["search", "zorbla"]);
}

#[test]
fn a_field_of_ten_megabytes() {
    let mut text = String::from("1,2026-08-01,\"");
    while text.len() < 10 << 20 {
        text.push_str("The map does not load and the search is slow. ");
    }
    text.push_str("\",2,u,DE\n2,2026-08-01,The map is fine,5,v,DE\n");
    let workspace = rows(&text);
    let ran = night(&workspace, 0);
    assert_eq!(total(&workspace, "units"), 2);
    assert_eq!(total(&workspace, "kept"), 2);
    // It is cut where the settings say, and that is said.
    assert!(ran.err.contains("1 text cut short ([intake] max_text_bytes)"), "{}", ran.err);
    assert!(ran.out.contains("1 text was longer than the settings allow"), "{}", ran.out);
    assert_eq!(total(&workspace, "cut"), 1);
    let page = String::from_utf8(workspace.report("md")).expect("UTF-8");
    assert!(page.contains("1 text cut short"), "{page}");
    assert!(workspace.text("corpus/000001/receipt.json").contains("\"cut\": 1"));
    let kept = workspace.json(&["export", "feedback", "--json"]);
    let longest = kept.iter().filter_map(|row| row["text"].as_str()).map(str::len).max();
    assert!(longest <= Some(1 << 20) && longest > Some(1_000_000), "{longest:?}");
    // It is one record among others, wherever it is shown.
    assert!(workspace.report("md").len() < 1 << 20);
    assert!(workspace.report("html").len() < 2 << 20);
    assert!(workspace.ok(&["search", "map"]).out.len() < 10_000);
}

#[test]
fn invalid_utf8() {
    let mut csv = HEADER.as_bytes().to_vec();
    csv.extend(b"1,2026-08-01,The map \xff\xfe does not load,2,u,DE\n");
    csv.extend(b"2,2026-08-01,The search is slow \xc3\x28,2,v,DE\n");
    let workspace = Workspace::reviews(csv);
    night(&workspace, 0);
    assert_eq!(total(&workspace, "kept"), 2);
    let found = workspace.ok(&["search", "map", "--json"]).out;
    assert!(found.contains("does not load"), "{found}");
}

#[test]
fn rows_with_too_few_columns() {
    let mut text = String::new();
    for row in 0..40 {
        writeln!(text, "{row},2026-08-01,The map does not load,2,u{row},DE").expect("memory");
    }
    text.push_str("short,2026-08-02\n");
    let workspace = rows(&text);
    let ran = night(&workspace, 0);
    assert!(ran.out.contains("40 were kept; 1 unreadable."), "{}", ran.out);
    let rejections = workspace.text("corpus/000001/rejections.jsonl");
    let one: Value = serde_json::from_str(rejections.trim()).expect("one line of JSON");
    assert_eq!((&one["file"], &one["line"]), (&"reviews.csv".into(), &42.into()), "{one}");
    assert!(one["reason"].as_str().is_some_and(|reason| reason.contains("ragged")), "{one}");
    // Known to the next night: not read again, not forgotten in the counts of this one.
    night(&workspace, 0);
}

#[test]
fn a_missing_file_does_not_stop_the_others() {
    let workspace = Workspace::fixture("small");
    std::fs::remove_file(workspace.path().join("data/tickets.jsonl")).expect("it goes");
    let ran = night(&workspace, 3);
    assert!(ran.out.contains("data/tickets*.jsonl: no match"), "{}", ran.out);
    assert!(ran.err.contains("1 file was refused whole"), "{}", ran.err);
    assert_eq!(total(&workspace, "kept"), 45);
}

#[test]
fn a_folder_where_a_file_should_be() {
    let workspace = Workspace::empty();
    workspace.write("earful.toml", one_file_of_reviews());
    workspace.write("reviews.csv/inside.txt", "not here");
    let ran = night(&workspace, 3);
    assert!(ran.out.contains("reviews.csv: not a file"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere() {
    let workspace = Workspace::empty();
    workspace.write("earful.toml", one_file_of_reviews());
    std::os::unix::fs::symlink("/nowhere/at/all", workspace.path().join("reviews.csv"))
        .expect("a link");
    let ran = night(&workspace, 3);
    assert!(ran.out.contains("reviews.csv: missing file"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn an_unreadable_folder() {
    use std::os::unix::fs::PermissionsExt;

    let workspace = Workspace::fixture("small");
    let reader = Unprivileged::of(&workspace);
    let data = workspace.path().join("data");
    let allow = |mode: u32| {
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    allow(0o000);
    let ran = reader.earful(&workspace, &["run", "--today", TODAY]);
    allow(0o755);
    assert_eq!(ran.code, Some(3), "{}\n{}", ran.out, ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    assert!(ran.err.contains("2 files were refused whole"), "{}\n{}", ran.out, ran.err);
    let again = reader.earful(&workspace, &["run", "--today", TODAY]);
    assert_eq!(again.code, Some(0), "{}\n{}", again.out, again.err);
}

#[test]
fn the_workspace_is_a_file() {
    let folder = Workspace::empty();
    folder.write("file", "no folder");
    let ran = folder.earful(&["-w", "file", "run"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("file/earful.toml"), "{}", ran.err);
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

#[test]
fn a_packed_file_whole_and_cut_short() {
    let workspace = Workspace::fixture("small");
    let reviews = workspace.read("data/reviews.csv");
    std::fs::remove_file(workspace.path().join("data/reviews.csv")).expect("it goes");
    let settings = workspace.text("earful.toml");
    workspace.write("earful.toml", settings.replace("reviews*.csv", "reviews*.csv.gz"));
    let gz = packed(&reviews);
    workspace.write("data/reviews.csv.gz", &gz[..gz.len() / 2]);
    let ran = night(&workspace, 3);
    assert!(ran.out.contains("truncated compressed stream"), "{}", ran.out);
    assert_eq!(total(&workspace, "kept"), 15, "nothing of the cut file");
    // The whole file comes with the next transfer.
    workspace.write("data/reviews.csv.gz", &gz);
    night(&workspace, 0);
    assert_eq!(workspace.view()["coverage"]["feedback"], Value::from(60));
}

#[test]
fn too_many_files_and_sources() {
    let workspace = Workspace::empty();
    let mut settings = String::from("company = \"Testers\"\n");
    for source in 0..150 {
        write!(
            settings,
            "\n[sources.s{source}]\nkind = \"review\"\nfiles = [\"data/{source}-*.csv\"]\n\
             fields = {{ id = \"id\", text = \"text\" }}\n"
        )
        .expect("memory");
        for file in 0..2 {
            workspace.write(
                &format!("data/{source}-{file}.csv"),
                format!("id,text\n{file},The map {source} does not load\n"),
            );
        }
    }
    workspace.write("earful.toml", settings);
    night(&workspace, 0);
    assert_eq!(total(&workspace, "kept"), 300);
    assert_eq!(workspace.view()["intake"]["sources"].as_array().map(Vec::len), Some(150));
}

/// The night with files limited to `blocks` of 512 bytes: the write that passes the limit fails
/// like one on a full disk.
#[cfg(unix)]
fn on_a_full_disk(workspace: &Workspace, today: &str, blocks: u32) -> Ran {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" run --today {today}");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_earful")]).current_dir(workspace.path());
    command.env_remove("EARFUL_STOP_AT");
    Ran::from(command.output().expect("a shell"))
}

#[cfg(unix)]
#[test]
fn a_full_disk() {
    let undisturbed = small().copied();
    undisturbed.ok(&["run", "--today", "2026-08-23"]);
    for blocks in [0, 1, 8, 32, 100] {
        let workspace = small().copied();
        std::fs::remove_dir_all(workspace.path().join("index")).expect("the index goes");
        let before = workspace.published();
        let ran = on_a_full_disk(&workspace, "2026-08-23", blocks);
        assert_eq!(ran.code, Some(4), "{blocks} blocks: {}\n{}", ran.out, ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        assert!(ran.err.contains("the disk is full"), "{blocks} blocks: {}", ran.err);
        // What was there is still there and readable.
        assert_eq!(workspace.published(), before, "{blocks} blocks");
        workspace.ok(&["themes"]);
        // With room again, the night is the one it would have been.
        workspace.ok(&["run", "--today", "2026-08-23"]);
        assert_eq!(workspace.published(), undisturbed.published(), "{blocks} blocks");
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_on_the_first_night() {
    for blocks in [0, 2, 10, 60] {
        let workspace = Workspace::fixture("small");
        let ran = on_a_full_disk(&workspace, TODAY, blocks);
        assert_eq!(ran.code, Some(4), "{blocks} blocks: {}\n{}", ran.out, ran.err);
        assert!(ran.err.contains("the disk is full"), "{blocks} blocks: {}", ran.err);
        assert!(
            !workspace.path().join("runs").is_dir()
                || workspace.earful(&["themes"]).code == Some(2)
        );
        workspace.night();
        assert_eq!(workspace.published(), small().published(), "{blocks} blocks");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let script = "\"$0\" export assignments --json | head -n 1";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_earful")]).current_dir(small().path());
    let ran = Ran::from(command.output().expect("a shell"));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(ran.out.lines().count(), 1);
}
