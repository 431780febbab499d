//! What `earful export` promises to other tools: its columns, that they fit each other, formats.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Workspace, demo, small};

/// Statements by record, source and ordinal; a record may be asked several questions, so the
/// record's id holds the question.
fn by_statement(rows: Vec<Value>) -> BTreeMap<(String, String, u64), Value> {
    let count = rows.len();
    let found: BTreeMap<_, _> = rows
        .into_iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().expect("a text").to_owned();
            let ordinal = row["statement"].as_u64().expect("a number");
            ((text("source"), text("record"), ordinal), row)
        })
        .collect();
    assert_eq!(found.len(), count, "two statements have one name");
    found
}

#[test]
fn assignments_have_exactly_the_promised_fields() {
    let rows = demo().json(&["export", "assignments", "--json"]);
    assert!(rows.len() > 4_000, "{} statements", rows.len());
    for row in &rows {
        let fields: Vec<&String> = row.as_object().expect("an object").keys().collect();
        assert_eq!(
            fields,
            [
                "record",
                "source",
                "statement",
                "start",
                "end",
                "theme",
                "area",
                "similarity",
                "polarity",
                "stance",
                "severity",
                "subtheme",
                "confidence"
            ]
        );
        if let Some(part) = row["subtheme"].as_str() {
            let theme = row["theme"].as_str().expect("a part is of a theme");
            assert!(part.starts_with(&format!("{theme}.")), "{row}");
        }
        assert!(row["record"].is_string() && row["source"].is_string());
        assert!(row["start"].as_u64() < row["end"].as_u64(), "{row}");
        let themed = [&row["theme"], &row["area"], &row["similarity"]];
        assert!(
            themed.iter().all(|one| one.is_null()) || themed.iter().all(|one| !one.is_null()),
            "{row}"
        );
        if let (Some(theme), Some(area)) = (row["theme"].as_str(), row["area"].as_str()) {
            assert!(theme.starts_with("T-") && area.starts_with("A-"), "{row}");
            let similarity = row["similarity"].as_f64().expect("a number");
            assert!((-1.0..=1.0).contains(&similarity), "{row}");
        }
        let polarity = row["polarity"].as_f64().expect("a number");
        assert!((-1.0..=1.0).contains(&polarity), "{row}");
        assert!(row["severity"].as_u64().is_some_and(|severity| severity <= 3), "{row}");
        let stance = row["stance"].as_str().expect("a stance");
        assert!(
            ["complaint", "request", "praise", "question", "remark"].contains(&stance),
            "{stance}"
        );
    }
}

#[test]
fn a_statement_is_the_bytes_of_the_stored_text_it_says() {
    let texts: BTreeMap<(String, String), String> = demo()
        .json(&["export", "feedback", "--json"])
        .into_iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().expect("a text").to_owned();
            ((text("source"), text("record")), text("text"))
        })
        .collect();
    let statements = by_statement(demo().json(&["export", "statements", "--json"]));
    let assignments = by_statement(demo().json(&["export", "assignments", "--json"]));
    assert_eq!(statements.len(), assignments.len());
    for ((source, record, ordinal), row) in &statements {
        let at = |row: &Value, name: &str| row[name].as_u64().expect("a number") as usize;
        let text = &texts[&(source.clone(), record.clone())];
        let span = at(row, "start")..at(row, "end");
        assert_eq!(text.get(span), row["text"].as_str(), "{source} {record} {ordinal}");
        let assigned = &assignments[&(source.clone(), record.clone(), *ordinal)];
        for same in ["start", "end", "polarity", "stance", "severity"] {
            assert_eq!(row[same], assigned[same], "{source} {record} {ordinal} {same}");
        }
        if !row["filtered"].is_null() {
            assert!(assigned["theme"].is_null(), "{row}");
        }
    }
}

#[test]
fn exports_and_report_say_the_same_numbers() {
    for workspace in [demo(), small()] {
        let view = workspace.view();
        let feedback = workspace.json(&["export", "feedback", "--json"]);
        let statements = workspace.json(&["export", "statements", "--json"]);
        let assignments = workspace.json(&["export", "assignments", "--json"]);
        let themes = workspace.json(&["export", "themes", "--json"]);
        let opportunities = workspace.json(&["export", "opportunities", "--json"]);
        let count = |rows: &[Value]| Value::from(rows.len());
        let coverage = &view["coverage"];
        assert_eq!(coverage["feedback"], count(&feedback));
        assert_eq!(coverage["statements"], count(&statements));
        assert_eq!(statements.len(), assignments.len());

        let themed = assignments.iter().filter(|row| !row["theme"].is_null()).count();
        let filtered = statements.iter().filter(|row| !row["filtered"].is_null()).count();
        let loose = statements.len() - themed - filtered;
        let parts = &coverage["statement_parts"];
        assert_eq!(parts["themed"], Value::from(themed));
        assert_eq!(parts["filtered"], Value::from(filtered));
        assert_eq!(parts["loose"], Value::from(loose));

        assert_eq!(view["themes"].as_array().expect("themes").len(), themes.len());
        for theme in &themes {
            let members: Vec<&Value> =
                assignments.iter().filter(|row| row["theme"] == theme["theme"]).collect();
            assert_eq!(theme["statements"], Value::from(members.len()), "{theme}");
            assert!(members.iter().all(|row| row["area"] == theme["area"]), "{theme}");
            let records: std::collections::BTreeSet<String> =
                members.iter().map(|row| format!("{} {}", row["source"], row["record"])).collect();
            assert_eq!(theme["feedback"], Value::from(records.len()), "{theme}");
        }
        assert_eq!(view["opportunities"].as_array().expect("ranked").len(), opportunities.len());
        for (at, one) in opportunities.iter().enumerate() {
            assert_eq!(one["rank"], Value::from(at + 1));
            let points: f64 = ["reach", "severity", "satisfaction", "momentum", "value"]
                .iter()
                .filter_map(|name| one[format!("{name}_points")].as_f64())
                .sum();
            let score = one["score"].as_f64().expect("a score");
            assert!((points - score).abs() < 0.05, "{points} are not {score}: {one}");
        }
    }
}

#[test]
fn every_table_in_every_format() {
    let folder = Workspace::empty();
    let there = small().path().display().to_string();
    for what in ["feedback", "statements", "assignments", "themes", "opportunities"] {
        let lines = small().json(&["export", what, "--json"]);
        let csv = small().ok(&["export", what, "--format", "csv"]).out;
        let header: Vec<String> = lines[0]
            .as_object()
            .expect("an object")
            .keys()
            .map(|key| format!("\"{key}\""))
            .collect();
        assert_eq!(csv.split("\r\n").next(), Some(header.join(",").as_str()), "{what}");
        assert_eq!(csv.matches("\r\n").count(), lines.len() + 1, "{what}");

        for ending in ["jsonl", "csv", "parquet"] {
            let file = format!("{what}.{ending}");
            let ran = folder.ok(&["-w", &there, "export", what, "--out", &file]);
            assert_eq!(ran.out, "", "{file}");
        }
        assert_eq!(folder.text(&format!("{what}.csv")), csv);
        assert_eq!(folder.text(&format!("{what}.jsonl")).lines().count(), lines.len());
        let parquet = folder.read(&format!("{what}.parquet"));
        assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"), "{what}");
        // The footer names every column.
        for column in lines[0].as_object().expect("an object").keys() {
            let name = column.as_bytes();
            assert!(parquet.windows(name.len()).any(|at| at == name), "{what} lacks {column}");
        }
    }
}

#[test]
fn an_export_is_whole_or_not_there() {
    let folder = Workspace::empty();
    let there = small().path().display().to_string();
    for ending in ["jsonl", "csv", "parquet"] {
        let file = format!("nowhere/themes.{ending}");
        let ran = folder.earful(&["-w", &there, "export", "themes", "--out", &file]);
        assert_eq!(ran.code, Some(4), "{}", ran.err);
        assert!(ran.err.contains("nowhere"), "{}", ran.err);
    }
    assert!(folder.files().is_empty());
}

#[test]
fn all_hits_of_a_search_go_to_a_file_whole() {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    let folder = demo().copied();
    let printed = folder.ok(&["search", "battery", "--exact", "--all", "jsonl"]).out;
    let hits = printed.lines().count();
    assert!(hits > 5);
    for (format, ending) in [("jsonl", "jsonl"), ("csv", "csv"), ("parquet", "parquet")] {
        let name = format!("hits.{ending}");
        let ran = folder.ok(&["search", "battery", "--exact", "--all", format, "--out", &name]);
        assert_eq!(ran.out, "");
    }
    assert_eq!(folder.text("hits.jsonl"), printed);
    let typed = ["search", "battery", "--exact", "--all", "csv"];
    assert_eq!(folder.text("hits.csv"), folder.ok(&typed).out);
    let file = std::fs::File::open(folder.path().join("hits.parquet")).expect("a file");
    let rows = SerializedFileReader::new(file).expect("Parquet");
    assert_eq!(rows.metadata().file_metadata().num_rows() as usize, hits);
    let first = rows.get_row_iter(None).expect("rows").next().expect("a row").expect("a row");
    let wanted: Value =
        serde_json::from_str(printed.lines().next().expect("a line")).expect("JSON");
    for (name, field) in first.get_column_iter() {
        if let (parquet::record::Field::Str(text), Some(own)) = (field, wanted[name].as_str()) {
            assert_eq!(text, own, "{name}");
        }
    }

    // Parquet is no text for a terminal, and what cannot be read leaves nothing.
    let ran = folder.earful(&["search", "battery", "--all", "parquet"]);
    assert!(ran.code == Some(2) && ran.err.contains("--out"), "{}", ran.err);
    let ran = folder.earful(&["search", "\"battery", "--all", "csv", "--out", "none.csv"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(!folder.path().join("none.csv").exists());
}
