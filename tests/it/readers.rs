//! Files of every format through the public reader: as tools write them, packed in every way, and
//! as nobody should write them. Every fixture is made here.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use earful::config;
use earful::sources::{self, Event, Feed, Outcome, Unit};
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What was read of one file: its units as short words, and what became of it.
type Told = (Vec<String>, Outcome, Option<String>);

/// Reads a folder through one source; `source` is the inside of its table.
fn read_in(folder: &Path, source: &str) -> BTreeMap<String, Told> {
    read_with(folder, source, &mut |_| {})
}

/// The same; `at_start` is called when a file's records are about to come.
fn read_with(
    folder: &Path,
    source: &str,
    at_start: &mut dyn FnMut(&str),
) -> BTreeMap<String, Told> {
    let mut told = BTreeMap::new();
    let mut words = Vec::new();
    events(folder, source, &mut |event| match event {
        Event::FileStart(start) => at_start(&start.file),
        Event::Batch { units, .. } => words.extend(units.iter().map(word)),
        Event::FileEnd(end) => {
            let words = std::mem::take(&mut words);
            told.insert(end.file.to_string(), (words, end.outcome, end.note));
        }
    });
    told
}

/// Everything that reading a folder through one source tells.
fn events(folder: &Path, source: &str, each: &mut dyn FnMut(Event)) {
    let settings = format!("company = \"Example\"\n[sources.feed]\nkind = \"review\"\n{source}");
    let settings =
        config::parse(&settings, "earful.toml").unwrap_or_else(|faults| panic!("{faults}"));
    let feeds: Vec<Feed> = settings
        .sources
        .iter()
        .map(|source| Feed::new(&source.preset).expect("a good preset"))
        .collect();
    sources::read(&feeds, folder, &|_, _| false, &mut |event| {
        each(event);
        ControlFlow::Continue(())
    })
    .expect("threads can be had");
}

fn word(unit: &Unit) -> String {
    match unit {
        Unit::Records { key, records } => {
            let first = |name: &str| {
                let texts = records[0].fields.get(name);
                texts.map(|texts| texts.join("+")).unwrap_or_default()
            };
            format!("{}:{}", key.as_deref().unwrap_or("-"), first("text"))
        }
        Unit::Skipped { reason, .. } => format!("skip {reason}"),
        Unit::Deleted { key, .. } => format!("gone {key}"),
        Unit::Rejected(rejection) => format!("{}@{}", rejection.reason, rejection.origin.line),
    }
}

/// Reads one file.
fn read(source: &str, name: &str, bytes: &[u8]) -> Told {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), bytes).expect("a file");
    let mut told = read_in(folder.path(), source);
    assert_eq!(told.len(), 1, "{:?}", told.keys());
    told.pop_first().expect("one file").1
}

fn words(source: &str, name: &str, bytes: &[u8]) -> Vec<String> {
    let (words, outcome, _) = read(source, name, bytes);
    assert_eq!(outcome, Outcome::Read);
    words
}

fn refusal(source: &str, name: &str, bytes: &[u8]) -> String {
    match read(source, name, bytes) {
        (_, Outcome::Refused(reason), _) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

const FIELDS: &str = "fields = { id = \"id\", text = \"text\" }";
const POINTERS: &str = "fields = { id = \"/id\", text = \"/text\" }";

fn csv() -> String {
    format!("files = [\"*.csv*\"]\nformat = \"csv\"\n{FIELDS}\n")
}

fn ndjson() -> String {
    format!("files = [\"*.jsonl*\"]\nformat = \"ndjson\"\n{POINTERS}\n")
}

fn xlsx() -> String {
    format!("files = [\"*.xlsx*\"]\nformat = \"xlsx\"\n{FIELDS}\n")
}

fn xml() -> String {
    "files = [\"*.xml*\"]\nformat = \"xml\"\nxml = { records = \"Items/Item\" }\n\
     fields = { id = \"attr:id\", text = \"Text\" }\n"
        .to_owned()
}

fn mbox() -> String {
    "files = [\"*.mbox*\"]\nformat = \"mbox\"\nfields = { id = \"header:Message-ID\", text = \"mail:body\" }\n"
        .to_owned()
}

fn columns() -> String {
    format!("files = [\"*.parquet*\"]\nformat = \"parquet\"\n{FIELDS}\n")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

fn zstd_of(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("writing to memory")
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("writing to memory");
    }
    writer.finish().expect("writing to memory").into_inner()
}

/// A workbook of one sheet: rows of texts, after whatever XML shall stand before them.
fn workbook(before: &str, rows: &[&[&str]]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |all: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>");
    let rows: String = rows
        .iter()
        .map(|row| {
            let cells: String = row
                .iter()
                .map(|cell| format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"))
                .collect();
            format!("<row>{cells}</row>")
        })
        .collect();
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations(&relation("r1", "officeDocument", "xl/workbook.xml")).as_bytes()),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&relation("r1", "worksheet", "worksheets/sheet1.xml")).as_bytes(),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{before}{rows}</sheetData></worksheet>").as_bytes(),
        ),
    ])
}

/// A Parquet file with the columns `id` and `text`.
fn parquet_of(ids: &[&'static str], texts: &[&'static str]) -> Vec<u8> {
    let schema = "message m { required binary id (STRING); required binary text (STRING); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(WriterProperties::default()))
            .expect("a writer");
    let mut group = writer.next_row_group().expect("a row group");
    for values in [ids, texts] {
        let mut column = group.next_column().expect("a column").expect("a column of the schema");
        let values: Vec<ByteArray> = values.iter().map(|&text| ByteArray::from(text)).collect();
        let ColumnWriter::ByteArrayColumnWriter(place) = column.untyped() else {
            panic!("a column of texts")
        };
        place.write_batch(&values, None, None).expect("values");
        column.close().expect("a column");
    }
    group.close().expect("a row group");
    writer.close().expect("a file");
    bytes
}

const ROWS: &[u8] = b"id,text\n1,one\n2,two\n";
const LINES: &[u8] = b"{\"id\":1,\"text\":\"one\"}\n{\"id\":2,\"text\":\"two\"}\n";
const FEED: &[u8] = b"<F><Items><Item id='1'><Text>one</Text></Item><Item id='2'><Text>two</Text></Item></Items></F>";
const MAILS: &[u8] = b"From a Mon Nov  3 08:00:00 2025\nMessage-ID: 1\n\none\n\nFrom b Mon Nov  3 08:00:00 2025\nMessage-ID: 2\n\ntwo\n";
const BOTH: [&str; 2] = ["1:one", "2:two"];

/// One small good file of every format: the source, its name and bytes.
fn good() -> Vec<(String, &'static str, Vec<u8>)> {
    vec![
        (csv(), "a.csv", ROWS.to_vec()),
        (ndjson(), "a.jsonl", LINES.to_vec()),
        (xml(), "a.xml", FEED.to_vec()),
        (mbox(), "a.mbox", MAILS.to_vec()),
        (xlsx(), "a.xlsx", workbook("", &[&["id", "text"], &["1", "one"], &["2", "two"]])),
        (columns(), "a.parquet", parquet_of(&["1", "2"], &["one", "two"])),
        (ndjson(), "a.jsonl.gz", gzip(LINES)),
        (ndjson(), "a.jsonl.zst", zstd_of(LINES)),
        (ndjson(), "a.zip", zipped(&[("a.jsonl", LINES)])),
    ]
}

fn both(words: &[String]) -> bool {
    words.iter().map(|word| word.trim_end()).eq(BOTH)
}

#[test]
fn every_format_is_read_plain_and_packed() {
    for (source, name, bytes) in good() {
        let folder = tempfile::tempdir().expect("a folder");
        let put =
            |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("a file");
        put(name, &bytes);
        let told = read_in(folder.path(), &source);
        assert_eq!(told.len(), 1);
        for (file, (words, outcome, note)) in told {
            assert_eq!((outcome, note), (Outcome::Read, None), "{file}");
            assert!(both(&words), "{file}: {words:?}");
        }
        if name.contains(".zip") || name.ends_with("gz") || name.ends_with("zst") {
            continue;
        }
        fs::remove_file(folder.path().join(name)).expect("the file goes");
        put(&format!("{name}.gz"), &gzip(&bytes));
        put(&format!("{name}.zst"), &zstd_of(&bytes));
        put("export.zip", &zipped(&[(name, &bytes), ("readme.txt", b"x")]));
        let told = read_in(folder.path(), &source);
        // The three hold the same bytes: packed alike they are one file, unpacked they differ.
        let names: Vec<&str> = told.keys().map(String::as_str).collect();
        let (gz, zst, member) =
            (format!("{name}.gz"), format!("{name}.zst"), format!("export.zip/{name}"));
        assert_eq!(names, [gz.as_str(), &zst, &member]);
        for (file, (words, outcome, _)) in told {
            assert_eq!(outcome, Outcome::Read, "{file}");
            assert!(both(&words), "{file}: {words:?}");
        }
    }
}

#[test]
fn one_mail_is_one_file() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, id) in [("cur/1.eml", 1), ("new/x:2,S", 2)] {
        let path = folder.path().join("Maildir").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, format!("Message-ID: {id}\nSubject: x\n\n>From here {id}\n"))
            .expect("a file");
    }
    let source = "files = [\"Maildir/{cur,new}/*\"]\nformat = \"eml\"\n\
                  fields = { id = \"header:Message-ID\", text = \"mail:body\" }\n";
    let told = read_in(folder.path(), source);
    let words: Vec<&String> = told.values().flat_map(|(words, ..)| words).collect();
    assert_eq!(words, ["1:>From here 1\n", "2:>From here 2\n"]);
}

#[test]
fn a_chat_export_is_read_from_its_archive() {
    let day = br#"[{"ts":"1.2","text":"broken"},{"ts":"1.3","text":"slow"}]"#;
    let parts: [(&str, &[u8]); 4] = [
        ("channels.json", b"[{\"id\":\"C1\",\"name\":\"general\"}]"),
        ("users.json", b"[{\"id\":\"U1\"}]"),
        ("general/2025-11-03.json", day),
        ("random/2025-11-03.json", day),
    ];
    let source = "files = [\"*/*.json\"]\nformat = \"json\"\n\
                  fields = { id = { template = \"{@dir}:{/ts}\" }, text = \"/text\" }\n";
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("export.zip"), zipped(&parts)).expect("a file");
    let source_of_archive = source.replace("*/*.json", "export.zip/*/*.json");
    let told = read_in(folder.path(), &source_of_archive);
    let words: Vec<&String> = told.values().flat_map(|(words, ..)| words).collect();
    assert_eq!(
        words,
        ["general:1.2:broken", "general:1.3:slow", "random:1.2:broken", "random:1.3:slow"]
    );
    assert!(told.values().all(|(_, outcome, _)| *outcome == Outcome::Read));
}

#[test]
fn bytes_after_the_end_are_noted() {
    let bytes = [&gzip(LINES)[..], b"<!-- served by a proxy -->"].concat();
    let (words, outcome, note) = read(&ndjson(), "a.jsonl.gz", &bytes);
    assert_eq!((words.len(), outcome), (2, Outcome::Read));
    assert_eq!(note.as_deref(), Some("bytes after the end of the compressed data were left out"));
}

#[test]
fn a_bomb_is_refused_however_it_is_packed() {
    let limit = "limits = { max_bytes = 4194304, max_ratio = 200 }\n";
    let zeros = vec![b' '; 16 << 20];
    for (name, bytes) in [("a.jsonl.gz", gzip(&zeros)), ("a.jsonl.zst", zstd_of(&zeros))] {
        assert_eq!(refusal(&format!("{}{limit}", ndjson()), name, &bytes), "decompression_limit");
    }
    let archive = zipped(&[("a.jsonl", &zeros)]);
    let told = refusal(
        &format!("files = [\"*.zip\"]\nformat = \"ndjson\"\n{POINTERS}\n{limit}"),
        "a.zip",
        &archive,
    );
    assert!(
        told.starts_with("decompression_limit: ") && told.ends_with(" declare to hold 16777216"),
        "{told}"
    );
    let book = workbook(&"<row/>".repeat(1 << 20), &[&["id", "text"]]);
    assert_eq!(refusal(&format!("{}{limit}", xlsx()), "a.xlsx", &book), "decompression_limit");
}

#[test]
fn what_is_cut_short_gives_nothing() {
    for (source, name, bytes) in good() {
        if matches!(name, "a.csv" | "a.jsonl" | "a.mbox") {
            // What is cut between two lines looks whole.
            continue;
        }
        let cut = &bytes[..bytes.len() - bytes.len() / 4];
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(name), cut).expect("a file");
        let source = source.replace("*.jsonl*", if name == "a.zip" { "*.zip" } else { "*.jsonl*" });
        for (file, (words, outcome, _)) in read_in(folder.path(), &source) {
            assert!(matches!(outcome, Outcome::Refused(_)), "{file}: {outcome:?}");
            assert_eq!(words.len(), 0, "{file}");
        }
    }
    let gz = gzip(&LINES.repeat(1000));
    assert_eq!(
        refusal(&ndjson(), "a.jsonl.gz", &gz[..gz.len() / 2]),
        "truncated_compressed_stream"
    );
}

#[test]
fn a_lost_quote_is_found() {
    let rows: String = (0..500).map(|row| format!("{row},text {row}\n")).collect();
    let text = format!("id,text\nx,\"lost\n{rows}");
    let told = refusal(&csv(), "a.csv", text.as_bytes());
    assert_eq!(told, "unterminated_quote: a quote opened in the record of line 2 is never closed");
}

#[test]
fn a_giant_cell_is_one_rejected_unit_or_a_plain_refusal() {
    let giant = "x".repeat(100 << 20);
    let rows = gzip(format!("id,text\n1,{giant}\n2,two\n").as_bytes());
    let limits = "limits = { max_ratio = 2000 }\n";
    assert_eq!(
        words(&format!("{}{limits}", csv()), "a.csv.gz", &rows),
        ["field_too_large@2", "2:two"]
    );
    let small = "limits = { max_field_bytes = 65536, max_unit_bytes = 262144, max_ratio = 2000 }\n";
    let large = &giant[..4 << 20];
    let lines = format!("{{\"id\":1,\"text\":\"{large}\"}}\n{{\"id\":2,\"text\":\"two\"}}\n");
    assert_eq!(
        words(&format!("{}{small}", ndjson()), "a.jsonl", lines.as_bytes()),
        ["field_too_large@1", "2:two"]
    );
    let book = workbook("", &[&["id", "text"], &["1", large]]);
    let told = refusal(&format!("{}{small}", xlsx()), "a.xlsx", &book);
    assert_eq!(told, "bad_xlsx: a cell of more than 1048576 bytes");
    let feed = format!("<F><Items>\n<Item id='1'><Text>{large}</Text></Item></Items></F>");
    let told = refusal(&format!("{}{small}", xml()), "a.xml", feed.as_bytes());
    assert_eq!(
        told,
        "bad_xml: a text or tag of more than 262144 bytes near line 2; allow more with max_unit_bytes"
    );
    let mail =
        format!("From a 1:00\nMessage-ID: 1\n\n{large}\n\nFrom b 1:00\nMessage-ID: 2\n\ntwo\n");
    let read = words(&format!("{}{small}", mbox()), "a.mbox", mail.as_bytes());
    assert_eq!(read.len(), 2);
}

#[test]
fn depth_is_survived() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let lines = format!("{{\"id\":1,\"text\":{deep}}}\n{{\"id\":2,\"text\":\"two\"}}\n");
    assert_eq!(words(&ndjson(), "a.jsonl", lines.as_bytes()), ["bad_json@1", "2:two"]);
    let json =
        format!("files = [\"*.json\"]\nformat = \"json\"\nrecords = \"/rows\"\n{POINTERS}\n");
    let document = format!("{{\"x\":{deep},\"rows\":[{{\"id\":2,\"text\":\"two\"}},{deep}]}}");
    assert_eq!(words(&json, "a.json", document.as_bytes()), ["2:two", "bad_json@1"]);
    let feed = format!("<F>\n<Items>{}", "<Item>".repeat(100_000));
    assert_eq!(
        refusal(&xml(), "a.xml", feed.as_bytes()),
        "bad_xml: elements are nested more than 256 deep at line 2"
    );
    let parts = "--b\nContent-Type: multipart/mixed; boundary=b\n\n".repeat(100_000);
    let mail =
        format!("From a 1:00\nMessage-ID: 1\nContent-Type: multipart/mixed; boundary=b\n\n{parts}");
    assert_eq!(words(&mbox(), "a.mbox", mail.as_bytes()).len(), 1);
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "<!DOCTYPE F [\n<!ENTITY a 'ha'>\n<!ENTITY b '&a;&a;&a;&a;'>]>\n<F><Items><Item id='1'><Text>&b;</Text></Item></Items></F>";
    assert_eq!(
        refusal(&xml(), "a.xml", bomb.as_bytes()),
        "bad_xml: it defines entities of its own, which are not expanded, at line 3"
    );
}

#[test]
fn a_million_empty_rows_are_no_units() {
    let book =
        workbook(&"<row/>".repeat(1_000_000), &[&["id", "text"], &["1", "one"], &["2", "two"]]);
    assert_eq!(words(&xlsx(), "a.xlsx", &book), BOTH);
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("in/deep")).expect("a folder");
    fs::write(folder.path().join("in/deep/a.csv"), ROWS).expect("a file");
    std::os::unix::fs::symlink("..", folder.path().join("in/deep/up")).expect("a link");
    std::os::unix::fs::symlink("self.csv", folder.path().join("in/self.csv")).expect("a link");
    let told = read_in(folder.path(), &csv().replace("*.csv*", "in/**/*.csv"));
    assert_eq!(told["in/deep/a.csv"].0, BOTH);
    assert_eq!(told.len(), 2);
    assert!(
        matches!(&told["in/self.csv"].1, Outcome::Refused(reason) if reason.starts_with("unreadable: "))
    );
}

#[test]
fn a_file_that_changes_while_it_is_read_gives_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    let line = format!("{{\"id\":1,\"text\":\"{}\"}}\n", "x".repeat(1000));
    fs::write(&path, line.repeat(20_000)).expect("a file");
    let told = read_with(folder.path(), &ndjson(), &mut |_| {
        let mut file = fs::OpenOptions::new().append(true).open(&path).expect("the file");
        file.write_all(line.as_bytes()).expect("a line more");
    });
    assert_eq!(told["a.jsonl"].1, Outcome::Refused("changed_while_read".into()));
}

/// What mutation does to a good file: a byte changed, a piece cut out, doubled, or cut off.
#[derive(Debug, Clone)]
enum Mutation {
    Flip(usize, u8),
    Cut(usize, usize),
    Double(usize, usize),
    End(usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = 0usize..100_000;
    prop_oneof![
        (place.clone(), any::<u8>()).prop_map(|(at, byte)| Mutation::Flip(at, byte)),
        (place.clone(), 1usize..40).prop_map(|(at, count)| Mutation::Cut(at, count)),
        (place.clone(), 1usize..40).prop_map(|(at, count)| Mutation::Double(at, count)),
        place.prop_map(Mutation::End),
    ]
}

fn mutated(mut bytes: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    for mutation in mutations {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        let until = |at: usize, count: usize| (at + count).min(length);
        match *mutation {
            Mutation::Flip(at, byte) => bytes[at % length] = byte,
            Mutation::Cut(at, count) => drop(bytes.drain(at % length..until(at % length, count))),
            Mutation::Double(at, count) => {
                let piece = bytes[at % length..until(at % length, count)].to_vec();
                bytes.splice(at % length..at % length, piece);
            }
            Mutation::End(at) => bytes.truncate(at % length),
        }
    }
    bytes
}

/// Reads bytes as every format; a panic of the reader would come out of this.
fn survives(bytes: &[u8], nth: usize) {
    let (mut source, name, _) = good().swap_remove(nth);
    if name == "a.zip" {
        source = source.replace("*.jsonl*", "*.zip");
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), bytes).expect("a file");
    for (words, outcome, _) in read_in(folder.path(), &source).into_values() {
        assert!(words.is_empty() || outcome == Outcome::Read, "a refused file gave {words:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400), nth in 0usize..9) {
        survives(&bytes, nth);
    }

    #[test]
    fn broken_files_are_survived(mutations in proptest::collection::vec(mutation(), 1..4), nth in 0usize..9) {
        let (.., bytes) = good().swap_remove(nth);
        survives(&mutated(bytes, &mutations), nth);
    }

    // The first four are files that are not packed: their lines can be counted.
    #[test]
    fn rejections_name_a_line_and_units_are_counted(
        mutations in proptest::collection::vec(mutation(), 1..4),
        nth in 0usize..4,
    ) {
        let (source, name, bytes) = good().swap_remove(nth);
        let bytes = mutated(bytes, &mutations);
        let breaks = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(name), &bytes).expect("a file");
        let (mut given, mut lines, mut ends) = (0, Vec::new(), Vec::new());
        events(folder.path(), &source, &mut |event| match event {
            Event::FileStart(_) => {}
            Event::Batch { units, .. } => {
                given += units.len() as u64;
                lines.extend(units.iter().filter_map(|unit| match unit {
                    Unit::Rejected(rejection) => Some(rejection.origin.line),
                    _ => None,
                }));
            }
            Event::FileEnd(end) => ends.push(end),
        });
        prop_assert_eq!(ends.len(), 1);
        prop_assert!(lines.iter().all(|line| (1..=breaks + 1).contains(line)), "{:?}", lines);
        if ends[0].outcome == Outcome::Read {
            prop_assert_eq!(ends[0].units, given);
        }
    }
}
