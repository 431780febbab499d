//! Which files are whose, and which are no feedback at all: what `detect` and `init` see in files
//! as people keep them.

use std::fs;

use serde_json::{Value, json};

use crate::desk::{CASES, Desk, case, zip_of};

#[test]
fn lines_and_lists_are_read_for_one_another() {
    let one = json!({
        "id": "1", "person": "10", "survey_type": "ces", "score": 7, "comment": "Easy.",
        "created_at": 1_762_153_200, "updated_at": 1_762_153_200,
    });
    let mut two = one.clone();
    two["id"] = "2".into();
    two["survey_type"] = "thumbs".into();
    two["score"] = 1.into();
    let desk = Desk::new()
        .with("lines.json", format!("{one}\n\n{two}\n"))
        .with("list.json", json!([one, two]).to_string())
        .with("alone.json", format!("{one:#}"));
    for name in ["lines.json", "list.json"] {
        let read = desk.read("delighted", &[name]);
        assert_eq!(read.texts(), [("1", "Easy."), ("2", "Easy.")], "{name}");
        assert_eq!(read.records[1]["rating_norm"], 1.0);
    }
    assert_eq!(desk.read("delighted", &["alone.json"]).texts().len(), 1);
    // Records taken out of their pages, as a list and line by line: Bulk API, or a person with jq.
    let case = json!({
        "attributes": {"type": "Case"}, "Id": "5A", "CaseNumber": "00001026", "Subject": "S",
        "Description": "Late.", "IsDeleted": false, "Status": "New",
        "CreatedDate": "2026-09-20T09:00:00.000+0000",
        "SystemModstamp": "2026-09-20T09:00:00.000+0000",
    });
    let mut gone = case.clone();
    gone["Id"] = "5B".into();
    gone["IsDeleted"] = true.into();
    let desk = Desk::new()
        .with("bulk.json", json!([case, gone]).to_string())
        .with("bulk.jsonl", format!("{case}\n{gone}\n"))
        .with("page.json", json!({"records": [case, gone]}).to_string());
    for name in ["bulk.json", "bulk.jsonl", "page.json"] {
        let read = desk.read("salesforce_case_api", &[name]);
        assert_eq!(read.texts(), [("5A", "Late.")], "{name}");
        assert_eq!(read.records[0]["created_at"], "2026-09-20T09:00:00Z");
        assert_eq!(read.sums(), (1, 0, 1, json!({})));
    }
    // Lines by their preset, a list in the file.
    let review = json!({
        "review_id": "a", "user_id": "u", "business_id": "b", "stars": 2.0, "text": "Slow.",
        "date": "2020-01-01 10:00:00",
    });
    let desk = Desk::new().with("yelp.json", json!([review]).to_string());
    assert_eq!(desk.read("yelp", &["yelp.json"]).texts(), [("a", "Slow.")]);
}

#[test]
fn other_tables_of_an_export_are_not_cases() {
    let comments = "\"Id\",\"ParentId\",\"CommentBody\"\n\"1\",\"5A\",\"x\"\n";
    let archive = zip_of(&[
        ("CaseComment.csv", comments),
        ("Case.csv", &format!("{CASES}{}", case("5A", "Late."))),
    ]);
    let desk = Desk::new().with("export.zip", archive);
    let read = desk.read("salesforce_case", &["export.zip"]);
    assert_eq!(read.texts(), [("5A", "Late.")]);
    assert!(read.counts.get("refused_files").is_none(), "{}", read.counts);
}

#[test]
fn a_side_table_that_nothing_describes_is_said() {
    let own = "extends = \"yelp\"\n[[skip]]\nfield = \"/user_id\"\nin_lookup = \"staff\"\n";
    let desk = Desk::new().with("own.toml", own).with("a.json", "{}\n");
    let output = desk.earful(&["read", "--preset", "own.toml", "a.json"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("there is no table `staff`; write [lookup.staff]"), "{said}");
}

#[test]
fn an_archive_is_looked_into() {
    let mut archive = zip_of(&[
        ("notes.txt", "nothing"),
        ("Case.csv", &format!("{CASES}{}", case("5A", "Late."))),
    ]);
    let desk = Desk::new().with("export.zip", &archive);
    assert_eq!(desk.detected("export.zip")["preset"], "salesforce_case");
    assert_eq!(desk.read("salesforce_case", &["export.zip"]).texts(), [("5A", "Late.")]);
    archive.truncate(archive.len() / 2);
    let desk = Desk::new().with("cut.zip", &archive);
    assert_eq!(desk.detected("cut.zip")["preset"], Value::Null);
}

/// Files that are no feedback are said to be what they are, and become no source.
#[test]
fn init_passes_by_what_is_no_export() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..24 {
        std::io::Write::write_all(&mut bomb, &blanks).expect("to memory");
    }
    let bomb = bomb.finish().expect("to memory");
    let mut cut = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for n in 0..200 {
        let line = format!("{{\"id\":{n},\"text\":\"a long enough complaint, number {n}\"}}\n");
        std::io::Write::write_all(&mut cut, line.as_bytes()).expect("to memory");
    }
    let mut cut = cut.finish().expect("to memory");
    cut.truncate(cut.len() / 2);
    let desk = Desk::new()
        .with("error.json", "{\"error\":{\"title\":\"Forbidden\",\"message\":\"You do not have access\"}}\n")
        .with("login.csv", "<!DOCTYPE html>\n<html><head><title>Sign in; please</title></head>\n<body>Password, please</body></html>\n")
        .with("renamed.csv", "tweet_id,author_id,inbound,created,text,response_tweet_id,in_response_to_tweet_id\n1,k,True,Tue Oct 31 22:10:47 +0000 2017,hello there,2,\n")
        .with("empty_page.json", "{\"feed\":{\"author\":{\"name\":{\"label\":\"App Store\"}},\"updated\":{\"label\":\"2025-11-01T03:00:00-07:00\"},\"title\":{\"label\":\"Reviews of this app, most recent\"}}}\n")
        .with("last_page.json", "{\"success\":1,\"cursor\":\"AoJ\",\"reviews\":[]}\n")
        .with("bomb.json.gz", &bomb)
        .with("cut.json.gz", &cut)
        .with("good.csv", "id,created_at,text\n1,2025-11-01,The export is broken again\n2,2025-11-02,It is far too slow for me\n");
    let made = desk.earful(&["init", "--company", "Acme", "."]);
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    let why = |file: &str| -> String {
        let line = said.lines().find(|line| line.starts_with(&format!("./{file}: left out, ")));
        let line = line
            .or_else(|| said.lines().find(|line| line.starts_with(&format!("{file}: left out, "))));
        line.unwrap_or_else(|| panic!("{file} is not passed by:\n{said}")).to_owned()
    };
    assert!(why("error.json").contains("the answer of an API that failed (it has `error`)"));
    assert!(why("login.csv").contains("a web page"));
    let renamed = why("renamed.csv");
    assert!(renamed.contains("preset twcs") && renamed.contains("no created_at"), "{renamed}");
    assert!(why("empty_page.json").contains("a page without a record"));
    assert!(why("last_page.json").contains("a page without a record"));
    assert!(why("bomb.json.gz").contains("decompression bomb"));
    assert!(why("cut.json.gz").contains("cut short"));
    let settings = fs::read_to_string(desk.path().join("earful.toml")).expect("settings");
    let sources: Vec<&str> = settings
        .lines()
        .filter(|line| line.starts_with("[sources.") && !line.contains(".fields"))
        .collect();
    assert_eq!(sources, ["[sources.good]"], "{settings}");
    let near = desk.detected("renamed.csv");
    assert_eq!((&near["near"], &near["lacking"]), (&"twcs".into(), &"created_at".into()));
}
