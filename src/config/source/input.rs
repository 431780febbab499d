//! `[input]`: from bytes to units. Its keys may stand at the top of a source too.

use crate::sources::preset::{Compression, Envelope, Format, Header, Input, Shape};

use super::super::expression;
use super::super::keys::Keys;

const FORMATS: [(&str, Format); 11] = [
    ("csv", Format::Csv),
    ("ndjson", Format::Ndjson),
    ("jsonl", Format::Ndjson),
    ("json", Format::Json),
    ("tsv", Format::Csv),
    ("xlsx", Format::Xlsx),
    ("ods", Format::Xlsx),
    ("xml", Format::Xml),
    ("parquet", Format::Parquet),
    ("mbox", Format::Mbox),
    ("eml", Format::Eml),
];

const COMPRESSIONS: [(&str, Compression); 5] = [
    ("auto", Compression::Auto),
    ("none", Compression::None),
    ("gzip", Compression::Gzip),
    ("zstd", Compression::Zstd),
    ("zip", Compression::Zip),
];

/// What the source says about its bytes.
pub(super) fn input(source: &mut Keys) -> Option<Input> {
    if !source.has("input") {
        return input_keys(source);
    }
    let mut keys = source.table("input");
    let input = input_keys(&mut keys);
    keys.finish();
    input
}

fn input_keys(keys: &mut Keys) -> Option<Input> {
    let globs = expression::globs(keys, "files");
    if !keys.has("files") {
        keys.missing("files", "name the files, such as [\"data/reviews*.csv\"]");
    } else if globs.is_empty()
        && let Some(item) = keys.take("files").filter(|item| item.get_ref().is_array())
    {
        keys.wrong(item, "files", "the list is empty", "name at least one file");
    }
    let files: Vec<String> = globs.into_iter().map(|(_, glob)| glob).collect();
    let said = keys.choice("format", &FORMATS);
    let guessed = format_of(&files);
    if said.is_none() && guessed.is_none() && !files.is_empty() && !keys.has("format") {
        let fix = "say \"csv\", \"xlsx\", \"json\", \"ndjson\", \"xml\", \"parquet\", \"mbox\" or \
                   \"eml\": the file names do not tell";
        keys.missing("format", fix);
    }
    let compression = keys.choice("compression", &COMPRESSIONS).unwrap_or_default();
    let encoding = keys.text("encoding").map(str::to_string).filter(|label| label != "auto");
    if let Some(label) = &encoding
        && encoding_rs::Encoding::for_label(label.as_bytes()).is_none()
        && let Some(item) = keys.take("encoding")
    {
        let fix = "use a label such as \"utf-8\", \"utf-16le\", \"windows-1252\"";
        keys.wrong(item, "encoding", format!("{label:?} is no known encoding"), fix);
    }
    let skip_rows = keys.whole("skip_rows", 0..=10_000, 0);
    let mut csv = keys.table("csv");
    let tabs = !files.is_empty() && files.iter().all(|file| bare(file).ends_with(".tsv"))
        || keys.has("format") && keys.text("format") == Some("tsv");
    let delimiter = delimiter(keys).or_else(|| delimiter(&mut csv)).or(tabs.then_some('\t'));
    let pad_ragged_rows = ragged(keys).or_else(|| ragged(&mut csv)).unwrap_or(false);
    csv.finish();
    let header = header(keys);
    let mut xlsx = keys.table("xlsx");
    let sheet = xlsx.text("sheet").map(str::to_string).filter(|name| !name.is_empty());
    xlsx.finish();
    let mut json = keys.table("json");
    let pointer = records(keys).or_else(|| records(&mut json));
    let shape = json.choice("shape", &Shape::ALL).unwrap_or_default();
    let records_may_be_absent = json.truth("records_may_be_absent", false);
    let python = json.truth("python", false);
    let sheets = json.truth("sheets", false);
    json.finish();
    let mut xml = keys.table("xml");
    let path = xml.text("records").map(str::to_string).filter(|path| !path.is_empty());
    xml.finish();
    let envelope = envelope(keys);
    let mut limits = keys.table("limits");
    let max_field_bytes = limits.whole("max_field_bytes", 1024..=1 << 30, Input::MAX_FIELD_BYTES);
    let max_unit_bytes = limits.maybe_whole("max_unit_bytes", 1024..=1 << 30);
    let max_ratio = limits.whole("max_ratio", 1..=1_000_000, Input::MAX_RATIO);
    let max_bytes = limits.whole("max_bytes", 1 << 20..=1 << 50, Input::MAX_BYTES);
    let zstd_window_log_max = limits.whole("zstd_window_log_max", 10..=31, Input::WINDOW_LOG);
    limits.finish();
    let format = said.or(guessed)?;
    if format == Format::Xml && path.is_none() && !keys.has("xml") {
        keys.missing("xml", "name the repeated element: records = \"Product/Reviews/Review\"");
    }
    Some(Input {
        format,
        files,
        compression,
        encoding,
        skip_rows,
        delimiter,
        pad_ragged_rows,
        header,
        sheet,
        records: if format == Format::Xml { path } else { pointer },
        shape,
        records_may_be_absent,
        python,
        sheets,
        envelope,
        max_field_bytes,
        max_unit_bytes,
        max_ratio,
        max_bytes,
        zstd_window_log_max,
    })
}

fn header(keys: &mut Keys) -> Header {
    let there = keys.has("header");
    let mut inner = keys.table("header");
    let rows = inner.plain_texts("rows");
    let fill_right = inner.texts("fill_right");
    let find = inner.truth("find", false);
    let none = inner.truth("none", false);
    let usual = Header { find, none, ..Header::default() };
    if there && rows.is_empty() && !inner.has("rows") && !find && !none {
        inner.missing("rows", "name what each header row holds, such as [\"name\", \"title\"]");
    }
    for (at, role) in &fill_right {
        if !rows.contains(role) {
            let fix = format!("use one of {}", rows.join(", "));
            inner.page().fault(*at, inner.path_of("fill_right"), format!("no row {role:?}"), fix);
        }
    }
    inner.finish();
    if rows.is_empty() {
        return usual;
    }
    Header { rows, fill_right: fill_right.into_iter().map(|(_, role)| role).collect(), ..usual }
}

fn envelope(keys: &mut Keys) -> Option<Envelope> {
    let there = keys.has("envelope");
    let mut inner = keys.table("envelope");
    let kind = inner.choice("type", &[("airbyte", 0), ("singer", 1), ("dlt", 2)]);
    let stream = inner.text("stream").map(str::to_string);
    if there && !inner.has("type") {
        inner.missing("type", "say \"airbyte\", \"singer\" or \"dlt\"");
    }
    if kind == Some(1) && stream.is_none() && !inner.has("stream") {
        inner.missing("stream", "name the stream, such as \"tickets\"");
    }
    inner.finish();
    match kind? {
        0 => Some(Envelope::Airbyte),
        1 => Some(Envelope::Singer { stream: stream? }),
        _ => Some(Envelope::Dlt),
    }
}

fn delimiter(keys: &mut Keys) -> Option<char> {
    let text = keys.text("delimiter").filter(|text| *text != "auto")?;
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        // The reader cuts bytes, so the separator has to be one.
        (Some(one), None) if one.is_ascii() && !matches!(one, '"' | '\n' | '\r') => Some(one),
        _ => {
            if let Some(item) = keys.take("delimiter") {
                let fix = "use \",\", \";\", \"\\t\", \"|\" or \"auto\"";
                keys.wrong(item, "delimiter", format!("{text:?} is no separator"), fix);
            }
            None
        }
    }
}

fn ragged(keys: &mut Keys) -> Option<bool> {
    keys.choice("ragged", &[("reject", false), ("pad", true)])
}

fn records(keys: &mut Keys) -> Option<String> {
    let pointer = keys.text("records")?;
    if !pointer.is_empty() && !pointer.starts_with('/') {
        if let Some(item) = keys.take("records") {
            let fix = format!("write \"/{pointer}\"");
            keys.wrong(item, "records", format!("{pointer:?} is no JSON pointer"), fix);
        }
        return None;
    }
    (!pointer.is_empty()).then(|| pointer.to_string())
}

/// A file name in lower case without the ending of its compression.
fn bare(file: &str) -> String {
    let name = file.to_ascii_lowercase();
    [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name).to_string()
}

/// The format all the names agree on.
pub(in crate::config) fn format_of(files: &[String]) -> Option<Format> {
    let mut formats = files.iter().map(|file| {
        let name = bare(file);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        FORMATS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format)
    });
    let first = formats.next()??;
    formats.all(|other| other == Some(first)).then_some(first)
}
