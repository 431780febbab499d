//! Hostile files through the whole of [`read`].

use super::*;
use crate::model::Kind;
use crate::sources::preset::{
    Change, Columns, Condition, Envelope, Expression, Fields, Gate, Input, Lookup, Nested, Preset,
    Suffix, Test, Text, TextMode, Thread, Time, Update, Which,
};
use crate::sources::xlsx::tests::zipped;
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

mod files;

fn select(name: &str) -> Expression {
    Expression::Select(name.into())
}

fn preset(format: Format) -> Preset {
    let json = format != Format::Csv;
    let name = |plain: &str| select(&if json { format!("/{plain}") } else { plain.to_owned() });
    Preset {
        source: "reviews".into(),
        kind: Kind::Review,
        role: "customer".into(),
        folder: None,
        input: Input { max_field_bytes: 1000, max_ratio: 1000, ..Input::of(&["*.in"], format) },
        lookups: BTreeMap::new(),
        nested: BTreeMap::new(),
        deletes: vec![Condition {
            field: if json { "/state".into() } else { "state".into() },
            test: Test::In(vec!["gone".into()]),
        }],
        skips: Vec::new(),
        fields: Fields { id: Some(name("id")), title: Some(name("title")), ..Fields::default() },
        time: Time::default(),
        rating: None,
        text: Text {
            mode: TextMode::Field(name("text")),
            transforms: Vec::new(),
            missing: vec!["-99".into()],
            fallback_to_title: false,
        },
        attrs: BTreeMap::from([("plan".to_owned(), name("plan"))]),
        attr_order: vec!["plan".to_owned()],
        update: Update::default(),
        never: Vec::new(),
        known_by: Vec::new(),
        gate: Gate::default(),
        authors_shared: false,
    }
}

/// What was read of each file: units as short words, the outcome, the columns that are absent.
type Told = (String, Vec<String>, FileEnd);

fn run(presets: &[Preset], files: &[(&str, &[u8])]) -> Vec<Told> {
    let root = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(root.path().join(name), bytes).expect("a file");
    }
    run_in(presets, root.path(), &|_, _| false)
}

fn run_in(
    presets: &[Preset],
    root: &Path,
    known: &(dyn Fn(&str, &str) -> bool + Sync),
) -> Vec<Told> {
    let feeds: Vec<Feed> =
        presets.iter().map(|preset| Feed::new(preset).expect("a good preset")).collect();
    let mut told = Vec::new();
    let mut units = Vec::new();
    read(&feeds, root, known, &mut |event| {
        match event {
            Event::FileStart(_) => units.clear(),
            Event::Batch { units: batch, .. } => units.extend(batch.iter().map(word)),
            Event::FileEnd(end) => {
                if end.outcome == Outcome::Read {
                    assert_eq!(end.units, units.len() as u64);
                }
                told.push((end.file.to_string(), std::mem::take(&mut units), end));
            }
        }
        ControlFlow::Continue(())
    })
    .expect("threads can be had");
    told
}

fn word(unit: &Unit) -> String {
    match unit {
        Unit::Records { records, .. } => {
            let each: Vec<String> = records
                .iter()
                .map(|raw| {
                    format!(
                        "{}@{}:{}",
                        raw.first("id").unwrap_or("-"),
                        raw.origin.line,
                        match raw.all("text") {
                            [] => "-".to_owned(),
                            texts => texts.join("|"),
                        }
                    )
                })
                .collect();
            each.join(" + ")
        }
        Unit::Skipped { reason, .. } => format!("skip {reason}"),
        Unit::Deleted { key, .. } => format!("gone {key}"),
        Unit::Rejected(rejection) => format!("{}@{}", rejection.reason, rejection.origin.line),
    }
}

fn one(format: Format, bytes: &[u8]) -> (Vec<String>, Outcome) {
    let (_, units, end) = run(&[preset(format)], &[("a.in", bytes)]).remove(0);
    (units, end.outcome)
}

fn refused_with(format: Format, bytes: &[u8]) -> String {
    match one(format, bytes) {
        (units, Outcome::Refused(reason)) if units.is_empty() => reason,
        other => panic!("not refused: {other:?}"),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

#[test]
fn csv_with_everything_in_it() {
    let text = "ID,Text , Title,plan\r\n1,\"two\r\nlines\",t,pro\r\n\r\n2,too,few\r\n3,-99,t,\r\n\
                ,no id,t,pro\r\n4,\"a \"\"quote\"\"\",,";
    let (units, outcome) = one(Format::Csv, text.as_bytes());
    assert_eq!(outcome, Outcome::Read);
    assert_eq!(
        units,
        ["1@2:two\r\nlines", "ragged_row@5", "3@6:-", "missing_id@7", "4@8:a \"quote\""]
    );
}

#[test]
fn separators_are_found_and_padding_is_a_choice() {
    let (units, _) = one(Format::Csv, b"id;text;a,b\n1;one, two;x\n");
    assert_eq!(units, ["1@2:one, two"]);
    let mut padded = preset(Format::Csv);
    padded.input.pad_ragged_rows = true;
    let told = run(&[padded], &[("a.in", b"id,text,title\n1,one\n2,two,t,more\n")]);
    assert_eq!(told[0].1, ["1@2:one", "2@3:two"]);
}

#[test]
fn a_column_that_is_needed_is_asked_for_by_name() {
    let reason = refused_with(Format::Csv, b"id,body\n1,x\n");
    assert_eq!(reason, "missing_columns: text; the columns there are: id, body");
    let login = refused_with(Format::Csv, b"<!doctype html><html><body>Log in</body></html>");
    assert!(login.starts_with("missing_columns: id, text"), "{login}");
    let told = run(&[preset(Format::Csv)], &[("a.in", b"id,text\n")]);
    assert_eq!((told[0].1.len(), &told[0].2.outcome), (0, &Outcome::Read));
    assert_eq!(told[0].2.absent, ["title", "plan", "state"]);
}

#[test]
fn lost_quotes_are_found() {
    let mut rows = String::from("id,text,title\n1,fine,t\n2,\"lost,t\n");
    for row in 3..50 {
        rows.push_str(&format!("{row},words,t\n"));
    }
    assert_eq!(
        refused_with(Format::Csv, rows.as_bytes()),
        "unterminated_quote: a quote opened in the record of line 3 is never closed"
    );
    let (units, outcome) = one(Format::Csv, b"id,text,title\n1,fine,t\n2,\"cut in the mid");
    assert_eq!(
        (units, outcome),
        (vec!["1@2:fine".into(), "unterminated_quote@3".into()], Outcome::Read)
    );
}

#[test]
fn a_huge_field_is_one_rejected_unit() {
    let huge = "x\n".repeat(5 << 20);
    let csv = format!("id,text\n1,\"{huge}\"\n2,fine\n");
    let (units, _) = one(Format::Csv, csv.as_bytes());
    assert_eq!(units[0], "field_too_large@2");
    assert_eq!(units[1], format!("2@{}:fine", 3 + (5 << 20)));
    let lines = format!(
        "{{\"id\":1,\"text\":\"{}\"}}\n{{\"id\":2,\"text\":\"fine\"}}\n{{\"id\":3,\"text\":\"{}\"}}\n",
        huge.replace('\n', " "),
        "y".repeat(1001)
    );
    let (units, _) = one(Format::Ndjson, lines.as_bytes());
    assert_eq!(units, ["field_too_large@1", "2@2:fine", "field_too_large@3"]);
    let list = format!(
        "[{{\"id\":1,\"text\":\"{}\"}},{{\"id\":2,\"text\":\"fine\"}}]",
        "z".repeat(11 << 20)
    );
    let (units, _) = one(Format::Json, list.as_bytes());
    assert_eq!(units, ["field_too_large@1", "2@1:fine"]);
}

#[test]
fn json_lines_one_by_one() {
    let text = "\u{feff}{\"id\":1,\"text\":\"a\"}\r\n\n{\"id\":2,\"text\":\"b\\ud83d\"}\nnot json\n[1]\n{\"id\":3,\"text\":\"c\u{1}d\"}\n{\"id\":4,\"state\":\"gone\"}\n{\"id\":18446744073709551617,\"text\":\"last\"}";
    let told = run(&[preset(Format::Ndjson)], &[("a.in", text.as_bytes())]);
    assert_eq!(
        told[0].1,
        [
            "1@1:a",
            "2@3:b\u{fffd}",
            "bad_json@4",
            "bad_json@5",
            "3@6:cd",
            "gone 4",
            "18446744073709551617@8:last"
        ]
    );
    assert_eq!(told[0].2.repaired, 2);
}

#[test]
fn depth_is_no_bomb() {
    let deep =
        format!("{}{}\n{{\"id\":1,\"text\":\"fine\"}}\n", "[".repeat(900_000), "]".repeat(100));
    assert_eq!(one(Format::Ndjson, deep.as_bytes()).0, ["bad_json@1", "1@2:fine"]);
    let deep =
        format!("[{}{},{{\"id\":1,\"text\":\"fine\"}}]", "[".repeat(500_000), "]".repeat(500_000));
    assert_eq!(one(Format::Json, deep.as_bytes()).0, ["bad_json@1", "1@1:fine"]);
    let open = "[".repeat(500_000);
    assert!(refused_with(Format::Json, open.as_bytes()).starts_with("bad_json"));
}

#[test]
fn json_documents() {
    let mut nested = preset(Format::Json);
    nested.input.records = Some("/data/list".into());
    let text = b"{\"data\":{\"count\":2,\"list\":[{\"id\":\"a\",\"text\":\"x\"},\n{\"id\":\"b\",\"text\":\"y\"}]}}";
    assert_eq!(run(&[nested.clone()], &[("a.in", text)])[0].1, ["a@1:x", "b@2:y"]);
    let told = run(&[nested.clone()], &[("a.in", b"{\"error\":\"denied\"}")]);
    assert!(
        matches!(&told[0].2.outcome, Outcome::Refused(why) if why.starts_with("missing_record_path"))
    );
    let told = run(&[nested], &[("a.in", b"{\"data\":{\"list\":[{\"id\":1}")]);
    assert!(matches!(&told[0].2.outcome, Outcome::Refused(why) if why.starts_with("bad_json")));
}

#[test]
fn broken_files_give_nothing() {
    assert_eq!(refused_with(Format::Csv, b""), "empty_file");
    assert_eq!(refused_with(Format::Csv, b"\n\n"), "empty_file");
    assert_eq!(refused_with(Format::Ndjson, b"\x89PNG\r\n\x1a\n"), "not_text");
    let text: String = (0..3000).map(|n| format!("{{\"id\":{n},\"text\":\"words\"}}\n")).collect();
    let whole = gzip(text.as_bytes());
    assert_eq!(one(Format::Ndjson, &whole).0.len(), 3000);
    assert_eq!(
        refused_with(Format::Ndjson, &whole[..whole.len() / 2]),
        "truncated_compressed_stream"
    );
    let mut tight = preset(Format::Ndjson);
    tight.input.max_bytes = 1000;
    let told = run(&[tight], &[("a.in", &whole)]);
    assert_eq!(told[0].2.outcome, Outcome::Refused("decompression_limit".into()));
}

#[test]
fn other_encodings_and_damage() {
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("id,text\n1,größer\n2,x\0y\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(one(Format::Csv, &wide).0, ["1@2:größer", "2@3:x\0y"]);
    let told = run(&[preset(Format::Csv)], &[("a.in", b"id,text\n1,good\n2,caf\xe9 \n")]);
    assert_eq!((told[0].1[1].as_str(), told[0].2.repaired), ("2@3:café ", 0));
}

#[test]
fn one_record_for_each_answer() {
    let mut survey = preset(Format::Csv);
    survey.text.mode = TextMode::Columns(Columns {
        except: None,
        which: Which::Names(vec!["Why?".into(), "Comments".into()]),
        role: "name".into(),
        pointer: None,
        suffix: Suffix::Name,
        context_role: "name".into(),
        by_answers: false,
    });
    let text = b"id,Why?,Comments,state,comments\n1,because,-99,,yes\n2,,,,\n3,x,,gone,\n";
    let told = run(&[survey], &[("a.in", text)]);
    assert_eq!(told[0].1, ["1#Why?@2:because + 1#comments@2:yes", "2@3:-", "gone 3"]);
}

#[test]
fn envelopes_are_opened() {
    let mut singer = preset(Format::Ndjson);
    singer.input.envelope = Some(Envelope::Singer { stream: "tickets".into() });
    let text = br#"{"type":"SCHEMA","stream":"tickets"}
{"type":"record","stream":"tickets","record":{"id":1,"text":"a"},"version":1}
{"type":"RECORD","stream":"contacts","record":{"id":9,"text":"x"}}
2026-01-01 INFO a line of the log
{"type":"ACTIVATE_VERSION","stream":"tickets","version":2}
{"type":"RECORD","stream":"tickets","record":{"id":2,"text":"old"},"version":1}
{"type":"STATE","value":{}}"#;
    let told = run(&[singer], &[("a.in", text)]);
    // What a version that is no more said is stale, before and behind its end.
    assert_eq!(told[0].1, ["skip stale_version", "bad_json@4", "skip stale_version"]);
    let mut airbyte = preset(Format::Ndjson);
    airbyte.input.envelope = Some(Envelope::Airbyte);
    let text = br#"{"_airbyte_generation_id":1,"_airbyte_data":{"id":1,"text":"a"}}
{"_airbyte_data":"{\"id\":2,\"text\":\"b\"}"}
{"_airbyte_generation_id":0,"_airbyte_data":{"id":3,"text":"old"}}"#;
    let told = run(&[airbyte], &[("a.in", text)]);
    assert_eq!(told[0].1, ["1@1:a", "2@2:b", "skip stale_generation"]);
    let mut airbyte = preset(Format::Ndjson);
    airbyte.input.envelope = Some(Envelope::Airbyte);
    let (old, new): (&[u8], &[u8]) = (
        br#"{"_airbyte_generation_id":1,"_airbyte_data":{"id":1,"text":"a"}}"#,
        br#"{"_airbyte_generation_id":2,"_airbyte_data":{"id":2,"text":"b"}}"#,
    );
    let told = run(&[airbyte], &[("a.in", old), ("b.in", new)]);
    assert_eq!(told[0].1, ["skip stale_generation"]);
    assert_eq!(told[1].1, ["2@1:b"]);
}

#[test]
fn unfinished_loads_are_left_out_and_lists_come_back() {
    let export = [
        ("_dlt_loads/s__1.1.jsonl", "{\"load_id\":\"1.1\",\"status\":0}\n"),
        ("items/1.1.a.jsonl", "{\"id\":1,\"text\":\"a\",\"_dlt_id\":\"k\"}\n"),
        ("items/2.2.a.jsonl", "{\"id\":2,\"text\":\"b\"}\n"),
        ("items/init", ""),
        (
            "items__tags/1.1.b.jsonl",
            "{\"p\":\"k\",\"i\":1,\"value\":\"second\"}\n{\"p\":\"k\",\"i\":0,\"value\":\"first\"}\n",
        ),
    ];
    let mut dlt = preset(Format::Ndjson);
    dlt.input.envelope = Some(Envelope::Dlt);
    let nested = Nested {
        files: "items__tags/*".into(),
        parent: "p".into(),
        order: "i".into(),
        value: "value".into(),
    };
    dlt.nested.insert("tags".into(), nested);
    let mut tags = Change::of(select("/_dlt_id"));
    tags.nested = Some(("tags".into(), "/_dlt_id".into()));
    dlt.text.mode = TextMode::Field(Expression::With(Box::new(tags)));
    let read = |root: &Path, place: &str| {
        let mut dlt = dlt.clone();
        dlt.input.files = vec![format!("{place}items/*")];
        let told = run_in(&[dlt], root, &|_, _| false);
        let outcomes: Vec<_> = told
            .iter()
            .map(|(name, units, end)| {
                (name.strip_prefix(place).expect("its place"), units.len(), &end.outcome)
            })
            .collect();
        assert_eq!(
            outcomes,
            [
                ("items/1.1.a.jsonl", 1, &Outcome::Read),
                ("items/2.2.a.jsonl", 0, &Outcome::LeftOut("unfinished_load"))
            ]
        );
        assert_eq!(told[0].1, ["1@1:first|second"]);
    };
    let root = tempfile::tempdir().expect("a folder");
    for (name, text) in export {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    read(root.path(), "");
    // The same folder as an archive; what lies beside the archive is for other exports.
    let root = tempfile::tempdir().expect("a folder");
    let parts = export.map(|(name, text)| (name, text.as_bytes()));
    fs::write(root.path().join("export.zip"), zipped(&parts)).expect("a file");
    read(root.path(), "export.zip/");
}

#[test]
fn definitions_in_an_archive_are_found_and_must_be_sound() {
    let told = |definition: &str| {
        let mut form = preset(Format::Ndjson);
        let lookup = Lookup {
            file: "form.json".into(),
            records: "/fields".into(),
            recurse: None,
            conditions: Vec::new(),
            key: "/ref".into(),
            value: "/title".into(),
        };
        form.lookups.insert("form".into(), lookup);
        let root = tempfile::tempdir().expect("a folder");
        let lines = b"{\"id\":1,\"text\":\"q1\"}\n";
        let parts: [(&str, &[u8]); 2] =
            [("answers/a.in", lines), ("form.json", definition.as_bytes())];
        fs::write(root.path().join("export.zip"), zipped(&parts)).expect("a file");
        form.input.files = vec!["export.zip/answers/*.in".into()];
        run_in(&[form], root.path(), &|_, _| false).remove(0).2
    };
    let sound = told(r#"{"fields":[{"ref":"q1","title":"Why?"}]}"#);
    assert_eq!((sound.outcome, sound.absent), (Outcome::Read, Vec::new()));
    assert_eq!(told("{").outcome, Outcome::Refused("bad_side_file: form.json".into()));
}

#[test]
fn conversations_are_the_customers_words() {
    let mut chat = preset(Format::Ndjson);
    let by = |who: &str| Condition { field: "/by".into(), test: Test::In(vec![who.into()]) };
    chat.text.mode = TextMode::Thread(Box::new(Thread {
        first: Some("/text".into()),
        array: Some("/parts".into()),
        text: vec!["/plain".into(), "/body".into()],
        when: vec![by("customer")],
        newest_first: true,
        last: Some("/remark".into()),
        ..Thread::default()
    }));
    let text = br#"{"id":1,"text":"one","parts":[{"by":"customer","body":"three"},{"by":"agent","body":"no"},{"by":"customer","plain":"two","body":"x"}],"remark":"four"}"#;
    let told = run(&[chat], &[("a.in", text)]);
    assert_eq!(told[0].1, ["1@1:one|two|three|four"]);
}

#[test]
fn what_stands_outside_the_record_can_be_had() {
    let mut topic = preset(Format::Json);
    topic.input.records = Some("/posts".into());
    topic.text.mode = TextMode::Field(Expression::Template("{@doc/about/title}: {/text}".into()));
    let text = br#"{"posts":[{"id":1,"text":"a"}],"about":{"title":"T","x":[1]},"more":[[]]}"#;
    assert_eq!(run(&[topic], &[("a.in", text)])[0].1, ["1@1:T: a"]);
}

/// Each case is read by a dozen readers: a part of the cases of other properties.
fn fewer() -> ProptestConfig {
    let cases = ProptestConfig::default().cases.div_ceil(5);
    ProptestConfig { cases, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        head in proptest::sample::select(vec![
            &b""[..], b"id,text\n", b"{\"id\":1,\"text\":\"", b"[{\"id\":", b"\x1f\x8b\x08",
            b"\xff\xfe", b"{'id': 1, 'text': '", b"A report\n\nid,text\n", b"PAR1",
        ]),
    ) {
        let whole = [head, &bytes].concat();
        for format in [Format::Csv, Format::Ndjson, Format::Json] {
            let _ = one(format, &whole);
        }
        for envelope in [Envelope::Airbyte, Envelope::Singer { stream: "id".into() }, Envelope::Dlt] {
            let mut wrapped = preset(Format::Ndjson);
            wrapped.input.envelope = Some(envelope);
            let _ = run(&[wrapped], &[("a.in", &whole)]);
        }
        let mut sheet = preset(Format::Csv);
        sheet.input.header.rows = vec!["title".into(), "name".into(), "import".into()];
        sheet.input.header.fill_right = vec!["title".into()];
        let _ = run(&[sheet], &[("a.in", &whole)]);
        let mut report = preset(Format::Csv);
        report.input.header.find = true;
        let _ = run(&[report], &[("a.in", &whole)]);
    }

    #[test]
    fn rows_come_back_as_they_were_written(
        cells in proptest::collection::vec("[a-z,;\"é \n]{0,12}", 1..20)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "text"]).expect("writing to memory");
        for (number, cell) in cells.iter().enumerate() {
            writer.write_record([&number.to_string(), cell]).expect("writing to memory");
        }
        let bytes = writer.into_inner().expect("writing to memory");
        let (units, outcome) = one(Format::Csv, &bytes);
        prop_assert_eq!(outcome, Outcome::Read);
        prop_assert_eq!(units.len(), cells.len());
        for (number, (unit, cell)) in units.iter().zip(&cells).enumerate() {
            let want = if cell.trim().is_empty() { "-" } else { cell };
            let (id, rest) = unit.split_once('@').expect("a record");
            let (_, text) = rest.split_once(':').expect("a record");
            prop_assert_eq!(id, number.to_string());
            prop_assert_eq!(text, want);
        }
    }
}

#[test]
fn a_sheet_is_told_by_its_bytes() {
    use crate::sources::xlsx::tests::workbook;
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |number: u32, cells: [&str; 2]| {
        let cells = [cell(&format!("A{number}"), cells[0]), cell(&format!("B{number}"), cells[1])];
        format!("<row r=\"{number}\">{}</row>", cells.concat())
    };
    let rows = [row(1, ["id", "text"]), row(2, ["7", "too slow"])].concat();
    let book = workbook(&rows, &[], "");
    let text = b"id,text\n7,too slow\n";
    for format in [Format::Csv, Format::Xlsx] {
        let mut sheet = preset(Format::Csv);
        sheet.input.format = format;
        sheet.input.sheet = Some("Data".into());
        sheet.fields = Fields { id: Some(select("id")), ..Fields::default() };
        for bytes in [&book[..], &text[..]] {
            let told = run(&[sheet.clone()], &[("a.in", bytes)]);
            assert_eq!(told[0].1, ["7@2:too slow"], "{format:?}");
        }
    }
}
