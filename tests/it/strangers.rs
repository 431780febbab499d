//! Files of strangers: what `init` makes of an export nobody here has seen, and that the night then
//! reads what it promised. One invented file for each kind of trouble.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A stranger's folder after `init`, and what a dry run would keep.
struct Tried {
    said: String,
    settings: toml::Table,
    kept: u64,
    rejected: usize,
    first: Vec<Value>,
}

fn earful(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_earful"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn tried(files: &[(&str, &[u8])]) -> Tried {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("a file");
    }
    let mut args = vec!["init", "--company", "Acme"];
    args.extend(files.iter().map(|(name, _)| *name));
    let (_, out, err) = earful(folder.path(), &args);
    let settings = fs::read_to_string(folder.path().join("earful.toml")).expect("settings");
    let dry = ["ingest", "--dry-run", "--json", "--limit", "99", "--today", "2025-12-01"];
    let (_, json, more) = earful(folder.path(), &dry);
    let data: Value = serde_json::from_str(&json).unwrap_or_default();
    let list = |key: &str| data[key].as_array().cloned().unwrap_or_default();
    Tried {
        said: format!("{out}{err}{more}{settings}"),
        settings: settings.parse().expect("TOML"),
        kept: data["kept"].as_u64().unwrap_or(0),
        rejected: list("rejections").len(),
        first: list("first"),
    }
}

impl Tried {
    /// What a field of the only source is read from.
    fn field(&self, name: &str) -> &str {
        let source = self.settings["sources"].as_table().and_then(|all| all.values().next());
        source.and_then(|one| one["fields"].get(name)?.as_str()).unwrap_or("-")
    }

    /// The record that says this.
    fn record(&self, text: &str) -> &Value {
        let said = |one: &&Value| one["text"].as_str().is_some_and(|said| said.contains(text));
        self.first.iter().find(said).unwrap_or(&Value::Null)
    }

    fn day(&self, text: &str) -> String {
        self.record(text)["at"].as_str().unwrap_or("-").chars().take(10).collect()
    }
}

/// A sheet of four rows: a header, and cells with the row's number in place of `#`.
fn sheet(header: &str, row: &str) -> Vec<u8> {
    let rows = (1..=4).map(|number| row.replace('#', &number.to_string()));
    let lines: Vec<String> = std::iter::once(header.to_owned()).chain(rows).collect();
    format!("{}\n", lines.join("\n")).into_bytes()
}

#[test]
fn what_others_wrote_is_no_text() {
    let file = sheet(
        "Ref,Logged on,Client note,Company response,note_cleaned,Scores",
        "A#,2025-11-0#,\"The hinge squeaks, door #!\",\"Dear client, we thank you for the note and will look into the matter #\",the hinge squeaks door #,\"{'speed': #, 'care': 2}\"",
    );
    let tried = tried(&[("notes.csv", &file)]);
    assert_eq!(tried.field("text"), "Client note");
    assert_eq!((tried.field("id"), tried.field("created_at")), ("Ref", "Logged on"));
    assert_eq!((tried.kept, tried.rejected), (4, 0));
}

#[test]
fn names_of_columns_in_other_languages() {
    for (header, text, rating) in [
        ("Dato,Kunde,Karakter,Kommentar", "Kommentar", "Karakter"),
        ("Tarih,Kullanıcı,Puan,Yorum", "Yorum", "Puan"),
        ("作成日,お名前,評価,コメント", "コメント", "評価"),
        ("Дата,Имя,Оценка,Комментарий", "Комментарий", "Оценка"),
    ] {
        let file = sheet(header, "2025-11-0#,Kim #,#,The hinge squeaks since week #");
        let tried = tried(&[("data.csv", &file)]);
        assert_eq!((tried.field("text"), tried.field("rating")), (text, rating), "{header}");
        assert_ne!(tried.field("created_at"), "-", "{header}");
    }
}

#[test]
fn good_and_bad_are_both_kept() {
    let file =
        sheet("no,Advantages,Disadvantages", "#,Quick to clean # times,Far too loud on step #");
    let tried = tried(&[("a.csv", &file)]);
    assert_eq!(tried.kept, 8);
    assert!(!tried.record("Far too loud").is_null() && !tried.record("Quick to").is_null());
}

#[test]
fn dates_are_read_as_they_are_written() {
    for (cell, day) in [
        ("\"November #, 2025\"", "2025-11-03"),
        ("#. November 2025 18:05 Uhr", "2025-11-03"),
        ("# de noviembre de 2025", "2025-11-03"),
        ("2025年11月#日", "2025-11-03"),
        ("11/#/2025 6:05:09 PM", "2025-11-03"),
        ("Reviewed in Norway on # November 2025", "2025-11-03"),
        ("4596#", "2025-11-02"),
        ("/Date(176213520#000)/", "2025-11-03"),
    ] {
        // The last row shows the order where there is one.
        let mut file =
            sheet("key,Posted on,Remark", &format!("k#,{cell},The hinge squeaks in room #"));
        if cell.starts_with("11/") {
            file.extend_from_slice(b"k5,11/25/2025 6:05:09 PM,The last one\n");
        }
        let tried = tried(&[("r.csv", &file)]);
        assert_eq!(tried.field("created_at"), "Posted on", "{cell}");
        assert_eq!(tried.day("room 3"), day, "{cell}");
        assert_eq!(tried.rejected, 0, "{cell}");
    }
}

#[test]
fn what_is_assumed_of_dates_is_said() {
    let either =
        tried(&[("r.csv", &sheet("key,date,text", "k#,0#/05/2025,The hinge squeaks in room #"))]);
    assert!(either.said.contains("ambiguous") && either.said.contains("order = "));
    let ago =
        tried(&[("r.csv", &sheet("key,date,text", "k#,# weeks ago,The hinge squeaks in room #"))]);
    assert_eq!(ago.field("created_at"), "-");
    assert!(ago.said.contains("count back"));
}

#[test]
fn ratings_are_read_as_they_are_written() {
    for (header, cell, raw) in [
        ("stars", "#/5", 3.0),
        ("stars", "\"#,0 von 5 Sternen\"", 3.0),
        ("rating", "# - somewhat", 3.0),
        ("score", "#0%", 30.0),
    ] {
        let file =
            sheet(&format!("key,{header},text"), &format!("k#,{cell},The hinge squeaks in room #"));
        let tried = tried(&[("r.csv", &file)]);
        assert_eq!(tried.record("room 3")["rating"], raw, "{cell}");
    }
    let average =
        sheet("key,Average Rating,Guest Rating,text", "k#,4.#,#,The hinge squeaks in room #");
    assert_eq!(tried(&[("r.csv", &average)]).field("rating"), "Guest Rating");
    let votes = sheet("key,score,num_comments,body", "k#,#70,#,The hinge squeaks in room #");
    assert_eq!(tried(&[("r.csv", &votes)]).field("rating"), "-");
}

#[test]
fn scales_and_kinds_differ_by_row() {
    let mut file = String::from("id,kind,rating,rating_max,text,created_at\n");
    for at in 1..=9 {
        let (kind, rating, best) = match at % 3 {
            0 => ("review", 4, 5),
            1 => ("Survey", 4, 10),
            _ => ("ticket", 5, 5),
        };
        file.push_str(&format!(
            "m{at},{kind},{rating},{best},The hinge squeaks in room {at},2025-11-0{at}\n"
        ));
    }
    let tried = tried(&[("mixed.csv", file.as_bytes())]);
    assert_eq!(tried.field("kind"), "kind");
    let by = &tried.settings["sources"]["mixed"]["rating"]["by"][0];
    assert_eq!((&by["field"], &by["in"][0]), (&"rating_max".into(), &"10".into()));
    assert_eq!((tried.kept, tried.rejected), (9, 0));
}

#[test]
fn equal_answers_of_different_rows_are_different_people() {
    let answers = b"What should we change?\nToo loud\nToo loud\nToo dear\nToo loud\n";
    assert_eq!(tried(&[("a.csv", answers)]).kept, 4);
    // Numbered from one in each file: no ids.
    let month =
        |name: &str| sheet("id,date,text", &format!("#,2025-11-0#,The {name} squeaks in room #"));
    let (one, two) = (month("hinge"), month("drawer"));
    let both = tried(&[("sep.csv", &one), ("oct.csv", &two)]);
    assert_eq!((both.kept, both.field("id")), (8, "-"));
    let rounded = sheet("id,date,text", "1.7653#E+17,2025-11-0#,The hinge squeaks in room #");
    assert_eq!(tried(&[("r.csv", &rounded)]).field("id"), "-");
}

#[test]
fn sheets_of_every_shape() {
    let rows =
        "k1;2025-11-01;\"It said \\\"no\\\" again\";2\nk2;2025-11-02;The hinge squeaks in room 2\n";
    for above in ["sep=;\n", "# made by a job\n", "Report of November\nAll shops; all days\n\n"] {
        let file =
            format!("{above}key;date;text;stars\n{rows}k3;2025-11-03;Fine, thanks a lot;5\n");
        let tried = tried(&[("r.csv", file.as_bytes())]);
        assert_eq!((tried.kept, tried.rejected), (3, 0), "{above}");
        assert_eq!(tried.record("It said")["text"], "It said \"no\" again", "{above}");
    }
    let bare = b"2025-11-01,2,The hinge squeaks a lot\n2025-11-02,5,All good in the kitchen\n2025-11-03,1,The lid came loose\n";
    let bare = tried(&[("r.csv", bare)]);
    assert!(bare.kept == 3 && bare.said.contains("no header"));
    let second = "When,Score,What could be better?\n,Value,Answer\n2025-11-01,2,The hinge squeaks a lot\n2025-11-02,5,Nothing at all really\n2025-11-03,1,The lid came loose\n";
    let second = tried(&[("r.csv", second.as_bytes())]);
    assert_eq!((second.kept, second.record("hinge")["rating"].as_f64()), (3, Some(2.0)));
}

#[test]
fn documents_of_every_shape() {
    for (document, kept) in [
        (
            "{\"a1\": {\"text\": \"The hinge squeaks\", \"day\": \"2025-11-01\"}, \"a2\": {\"text\": \"The lid came loose\", \"day\": \"2025-11-02\"}}",
            2,
        ),
        (
            "{\"text\": {\"0\": \"The hinge squeaks\", \"1\": \"The lid came loose\"}, \"day\": {\"0\": \"2025-11-01\", \"1\": \"2025-11-02\"}}",
            2,
        ),
        (
            "{\"columns\": [\"text\", \"day\"], \"data\": [[\"The hinge squeaks\", \"2025-11-01\"], [\"The lid came loose\", \"2025-11-02\"]]}",
            2,
        ),
        (
            "{\"text\": \"The hinge squeaks\"} {\"text\": \"The lid came loose\"}{\"text\": \"All good here\"}",
            3,
        ),
        (
            "// made today\n[{\"text\": \"The hinge squeaks\", \"stars\": NaN}, {\"text\": \"The lid came loose\", \"stars\": 2},]",
            2,
        ),
        (
            "[{\"product\": \"Lamp\", \"reviews\": [{\"text\": \"The hinge squeaks\"}, {\"text\": \"The lid came loose\"}]}]",
            2,
        ),
    ] {
        let tried = tried(&[("d.json", document.as_bytes())]);
        assert_eq!(tried.kept, kept, "{document}: {}", tried.said);
        assert!(!tried.record("hinge squeaks").is_null(), "{document}");
    }
}

#[test]
fn encodings_are_guessed_and_said() {
    let file = sheet("key;datum;text", "k#;2025-11-0#;Größe fällt kleiner aus, Stück #");
    let text = String::from_utf8(file).expect("UTF-8");
    let latin: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
    let latin = tried(&[("r.csv", &latin)]);
    assert!(latin.said.contains("windows-1252"));
    assert!(!latin.record("Größe").is_null());
    let twice: String = text.bytes().map(char::from).collect();
    assert!(!tried(&[("r.csv", twice.as_bytes())]).record("Größe fällt").is_null());
}

#[test]
fn a_guess_that_failed_is_no_success() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("load.csv"), "hour,load_share\n1,0.2\n2,0.3\n").expect("a file");
    let (code, out, _) = earful(folder.path(), &["init", "--company", "Acme", "load.csv"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("load_share") && !out.contains("then: earful run"), "{out}");
}

#[test]
fn counts_never_overwrite_an_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let form = "Timestamp,What should we change?\n2025/11/03 9:00:00 AM GMT,The hinge squeaks\n";
    fs::write(folder.path().join("form.csv"), form).expect("a file");
    let args = ["read", "--preset", "google_forms", "--counts", "form.csv", "form.csv"];
    assert_eq!(earful(folder.path(), &args).0, 2);
    assert_eq!(fs::read_to_string(folder.path().join("form.csv")).expect("there"), form);
}

#[test]
fn a_column_of_dates_decides_for_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = "company = \"Acme\"\n[sources.r]\nkind = \"review\"\nfiles = [\"r.csv\"]\n\
                    [sources.r.fields]\ncreated_at = \"day\"\ntext = \"text\"\n";
    fs::write(folder.path().join("earful.toml"), settings).expect("settings");
    let dry = ["ingest", "--dry-run", "--today", "2025-12-01"];
    let rows = |last: &str| format!("day,text\n03/04/2025,The hinge squeaks\n{last},All good\n");
    fs::write(folder.path().join("r.csv"), rows("25/04/2025")).expect("a file");
    let (_, out, _) = earful(folder.path(), &dry);
    assert!(out.contains("2025-04-03") && out.contains("0 rejected"), "{out}");
    fs::write(folder.path().join("r.csv"), rows("05/06/2025")).expect("a file");
    let (code, out, _) = earful(folder.path(), &dry);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("03/04/2025") && out.contains("time.order"), "{out}");
}

/// A folder as it grows on somebody's disk: sheets, documents, a list of many records in one line,
/// noise, nothing, a pipe that nobody writes to, links in circles, a file that may not be read.
#[cfg(unix)]
#[test]
fn a_folder_of_everything_ends() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::time::{Duration, Instant};

    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    for number in 0..300 {
        let below = data.join(format!("part_{}", number % 12));
        fs::create_dir_all(&below).expect("folders");
        let row = format!("@{number},2025-11-0#,The hinge squeaks in room #");
        let (ending, bytes) = match number % 6 {
            0 => ("csv", sheet(&format!("key_{number},date,text"), &row)),
            1 => ("csv", sheet(&format!("nr_{number};Datum;Kommentar"), &row.replace(',', ";"))),
            2 => (
                "jsonl",
                sheet("", &format!("{{\"id\":\"{number}#\",\"body\":\"It squeaks in room #\"}}")),
            ),
            3 => (
                "json",
                format!("[{{\"n{number}\":1,\"review\":\"It squeaks a lot\"}}]").into_bytes(),
            ),
            4 => ("txt", Vec::new()),
            _ => ("bin", (0..4_000u32).flat_map(|at| (at * number).to_le_bytes()).collect()),
        };
        fs::write(below.join(format!("f{number}.{ending}")), bytes).expect("a file");
    }
    let one = |at: u32| {
        format!("{{\"id\":{at},\"comment\":\"The lid came loose on day {at}\",\"stars\":4}}")
    };
    let list: Vec<String> = (0..60_000).map(one).collect();
    fs::write(data.join("list.json"), format!("[{}]", list.join(","))).expect("a file");
    symlink(".", data.join("again")).expect("a link");
    symlink("..", data.join("part_1/up")).expect("a link");
    symlink("nowhere", data.join("gone.csv")).expect("a link");
    fs::write(data.join("locked.csv"), "a,b\n").expect("a file");
    let locked = fs::Permissions::from_mode(0o000);
    fs::set_permissions(data.join("locked.csv"), locked).expect("permissions");
    let piped = Command::new("mkfifo").arg(data.join("pipe.csv")).status();
    assert!(piped.is_ok_and(|status| status.success()));

    let mut child = Command::new(env!("CARGO_BIN_EXE_earful"))
        .args(["init", "--company", "Acme", "data"])
        .current_dir(folder.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the binary starts");
    let started = Instant::now();
    let status = loop {
        match child.try_wait().expect("a state") {
            Some(status) => break status,
            None if started.elapsed() > Duration::from_secs(100) => {
                child.kill().expect("it ends");
                panic!("init still looks after {:?}", started.elapsed());
            }
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    assert!(status.success());
    let settings = fs::read_to_string(folder.path().join("earful.toml")).expect("settings");
    let settings: toml::Table = settings.parse().expect("TOML");
    let sources = settings["sources"].as_table().map_or(0, toml::Table::len);
    assert!(sources >= 100, "{sources} sources");
}
