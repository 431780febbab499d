//! `feedback.parquet`: one row a piece of feedback, ascending id.
//!
//! Takes feedback and gives a table other tools can read: ids and keys as hexadecimal text,
//! instants as UTC timestamps, segments as a JSON object; reads exactly the same feedback back.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use serde_json::{Map, Value};

use crate::model::{
    Attribute, AuthorKey, Feedback, FeedbackId, Kind, Origin, Part, PartName, Rating, RatingKind,
    Redacted, Sketch, Timestamp, hex,
};

use super::columns::{GroupReader, TableReader, TableWriter};
use super::error::{Error, Result};

/// No column is named by a reserved word of SQL (`at`, `end`): nobody should have to quote.
const SCHEMA: &str = "message feedback {
    REQUIRED BYTE_ARRAY id (STRING);
    REQUIRED BYTE_ARRAY source (STRING);
    REQUIRED BYTE_ARRAY external (STRING);
    REQUIRED BYTE_ARRAY kind (STRING);
    OPTIONAL INT64 created_at (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 version (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY author (STRING);
    OPTIONAL BYTE_ARRAY rating_kind (STRING);
    OPTIONAL DOUBLE rating_raw;
    OPTIONAL DOUBLE rating_unit;
    REQUIRED BYTE_ARRAY lang (STRING);
    OPTIONAL BYTE_ARRAY product (STRING);
    OPTIONAL DOUBLE value;
    OPTIONAL BYTE_ARRAY question (STRING);
    REQUIRED BYTE_ARRAY text (STRING);
    REQUIRED BYTE_ARRAY parts (STRING);
    REQUIRED BYTE_ARRAY attributes (STRING);
    REQUIRED BYTE_ARRAY voice (STRING);
    REQUIRED BYTE_ARRAY sketch_1;
    OPTIONAL DOUBLE lang_confidence;
    OPTIONAL INT64 votes (INTEGER(64,false));
    REQUIRED BYTE_ARRAY file (STRING);
    REQUIRED INT64 record (INTEGER(64,false));
    REQUIRED INT64 line (INTEGER(64,false));
    OPTIONAL INT64 utc_offset (INTEGER(64,true));
    OPTIONAL INT64 generation (INTEGER(64,false));
}";

/// Columns with another value in almost every row.
const PLAIN: [&str; 7] = ["id", "external", "author", "text", "parts", "voice", SKETCH];

/// The derived column of sketches, named by their version ([`Sketch::VERSION`]): a file with
/// another version's has no column of this name, and its sketches are made again from the text.
pub(super) const SKETCH: &str = "sketch_1";

/// How sure the language is, 0 to 1; files of the first versions have no such column.
const CONFIDENCE: &str = "lang_confidence";

/// Customers who voted for it, null where nobody did; files of the first versions have no such column.
const VOTES: &str = "votes";
/// Seconds east of UTC, where they are not 0, and the generation of a landed table; files of the
/// first versions have no such columns.
const OFFSET: &str = "utc_offset";
const GENERATION: &str = "generation";

/// A row group ends at this many rows or bytes of text, whichever comes first, so that a reader's
/// memory is bounded however large the segment: 8,192 rows are one step of most query engines, and
/// small groups share the work of loading evenly among threads.
const GROUP_ROWS: usize = 8_192;
const GROUP_BYTES: usize = 16 << 20;

/// The file on its way: rows come a stretch at a time, groups leave as they are full.
pub(super) struct Table {
    table: TableWriter,
    /// Rows of the group that is not full yet.
    waiting: Vec<Feedback>,
    /// Bytes of their texts.
    bytes: usize,
}

impl Table {
    /// Starts the file.
    pub(super) fn create(path: &Path) -> Result<Table> {
        let table = TableWriter::create(path, SCHEMA, &PLAIN)?;
        Ok(Table { table, waiting: Vec::new(), bytes: 0 })
    }

    /// Adds the next row; where stretches end makes no difference to the bytes of the file.
    pub(super) fn push(&mut self, one: Feedback) -> Result<()> {
        if self.waiting.len() == GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.write_group()?;
        }
        self.bytes += one.text.as_str().len();
        self.waiting.push(one);
        Ok(())
    }

    fn write_group(&mut self) -> Result<()> {
        write_group(&mut self.table, &self.waiting)?;
        self.waiting.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Ends the file; gives its hash and size.
    pub(super) fn finish(mut self) -> Result<(String, u64)> {
        if !self.waiting.is_empty() {
            self.write_group()?;
        }
        self.table.finish()
    }
}

fn write_group(table: &mut TableWriter, rows: &[Feedback]) -> Result<()> {
    let at = millis(rows, "time", |one| one.at)?;
    let version = millis(rows, "version", |one| one.version)?;
    table.group(|group| {
        group.texts(rows.iter().map(|one| hex(&one.id.0)))?;
        group.texts(rows.iter().map(|one| &one.source))?;
        group.texts(rows.iter().map(|one| &one.external))?;
        group.texts(rows.iter().map(|one| one.kind.name()))?;
        group.optional_longs(at.into_iter())?;
        group.optional_longs(version.into_iter())?;
        group.optional_texts(rows.iter().map(|one| one.author.map(|key| hex(&key.0))))?;
        group.optional_texts(rows.iter().map(|one| one.rating.map(|r| r.kind.name())))?;
        group.optional_doubles(rows.iter().map(|one| one.rating.map(|r| r.raw)))?;
        group.optional_doubles(rows.iter().map(|one| one.rating.map(|r| r.unit)))?;
        group.texts(rows.iter().map(|one| one.lang.to_string()))?;
        group.optional_texts(rows.iter().map(|one| one.product.as_ref()))?;
        group.optional_doubles(rows.iter().map(|one| one.value))?;
        group.optional_texts(rows.iter().map(|one| one.question.as_ref()))?;
        group.texts(rows.iter().map(|one| one.text.as_str()))?;
        group.texts(rows.iter().map(|one| parts_text(&one.parts)))?;
        group.texts(rows.iter().map(|one| attributes_json(&one.attributes)))?;
        group.texts(rows.iter().map(|one| hex(&one.voice.0)))?;
        group.bytes(rows.iter().map(|one| sketch_bytes(&one.sketch)))?;
        group.optional_doubles(rows.iter().map(|one| Some(f64::from(one.lang_sure) / 100.0)))?;
        group.optional_longs(
            rows.iter().map(|one| (one.votes > 0).then_some(i64::from(one.votes))),
        )?;
        group.texts(rows.iter().map(|one| &one.origin.file))?;
        // Unsigned numbers keep their bits in Parquet's signed storage type.
        group.longs(rows.iter().map(|one| one.origin.record.cast_signed()))?;
        group.longs(rows.iter().map(|one| one.origin.line.cast_signed()))?;
        let east = |one: &Feedback| Some(i64::from(one.east)).filter(|east| *east != 0);
        group.optional_longs(rows.iter().map(east))?;
        let generation = |one: &Feedback| one.generation.map(u64::cast_signed);
        group.optional_longs(rows.iter().map(generation))
    })
}

fn millis(
    rows: &[Feedback],
    what: &str,
    pick: impl Fn(&Feedback) -> Option<Timestamp>,
) -> Result<Vec<Option<i64>>> {
    rows.iter()
        .map(|one| {
            pick(one)
                .map(|at| {
                    at.0.checked_mul(1000).ok_or_else(|| Error::Unstorable {
                        what: format!("the {what} of {}:{}", one.origin.file, one.origin.line),
                    })
                })
                .transpose()
        })
        .collect()
}

/// `title 0 12,body 13 240`: the parts in order, each with its bytes of the text.
fn parts_text(parts: &[Part]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| format!("{} {} {}", part.name.name(), part.span.start, part.span.end))
        .collect();
    parts.join(",")
}

fn parts_from(text: &str) -> Option<Vec<Part>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    text.split(',')
        .map(|part| {
            let mut words = part.split(' ');
            let name = match words.next()? {
                "title" => PartName::Title,
                "body" => PartName::Body,
                "template" => PartName::Template,
                "thread" => PartName::Thread,
                _ => return None,
            };
            let span = words.next()?.parse().ok()?..words.next()?.parse().ok()?;
            words.next().is_none().then_some(Part { name, span })
        })
        .collect()
}

/// Attributes as a JSON object: names in their order, which is ascending; a list where a name has several
/// values.
pub fn attributes_json(attributes: &[Attribute]) -> String {
    let mut object = Map::new();
    for pair in attributes {
        let value = Value::from(&*pair.value);
        match object.get_mut(&*pair.name) {
            None => {
                object.insert(pair.name.to_string(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Value::Object(object).to_string()
}

fn sketch_bytes(sketch: &Sketch) -> Vec<u8> {
    sketch.numbers().iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn sketch_from(value: &ByteArray) -> Sketch {
    let numbers = value.data().chunks_exact(4);
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |sum, &byte| sum << 8 | u32::from(byte));
    Sketch::declare(numbers.map(number).collect::<Vec<u32>>())
}

/// One allocation for each text that repeats.
#[derive(Default)]
struct Interned(HashMap<Box<str>, Arc<str>>);

impl Interned {
    fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let shared: Arc<str> = text.into();
        self.0.insert(text.into(), shared.clone());
        shared
    }
}

fn attributes_from(text: &str, names: &mut Interned) -> Option<Vec<Attribute>> {
    let object: Map<String, Value> = serde_json::from_str(text).ok()?;
    let mut attributes = Vec::with_capacity(object.len());
    for (name, value) in &object {
        let values = match value {
            Value::Array(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        for value in values {
            attributes.push(Attribute { name: names.get(name), value: names.get(value.as_str()?) });
        }
    }
    Some(attributes)
}

/// Reads row groups `from, from + step, …`; rows of a group stay in their order.
pub(super) fn read(path: &Path, from: usize, step: usize) -> Result<Vec<(usize, Vec<Feedback>)>> {
    let table = TableReader::open(path)?;
    let mut shared = Shared::default();
    (from..table.groups())
        .step_by(step.max(1))
        .map(|at| Ok((at, read_group(&table.group(at)?, &mut shared)?)))
        .collect()
}

/// Row group after row group.
pub(super) fn groups(path: &Path) -> Result<impl Iterator<Item = Result<Vec<Feedback>>> + use<>> {
    let table = TableReader::open(path)?;
    let mut shared = Shared::default();
    Ok((0..table.groups()).map(move |at| read_group(&table.group(at)?, &mut shared)))
}

/// One row group.
pub(super) fn group(table: &TableReader, at: usize) -> Result<Vec<Feedback>> {
    read_group(&table.group(at)?, &mut Shared::default())
}

/// Texts and segment lists that many rows share.
#[derive(Default)]
struct Shared {
    texts: Interned,
    attributes: HashMap<Vec<u8>, Vec<Attribute>>,
}

/// Segment lists remembered; beyond this a corpus of unique lists would be held twice.
const REMEMBERED: usize = 4_096;

fn read_group(group: &GroupReader<'_>, shared: &mut Shared) -> Result<Vec<Feedback>> {
    let ids = group.required::<ByteArrayType>("id")?;
    let sources = group.required::<ByteArrayType>("source")?;
    let externals = group.required::<ByteArrayType>("external")?;
    let kinds = group.required::<ByteArrayType>("kind")?;
    let ats = group.optional::<Int64Type>("created_at")?;
    let versions = group.optional::<Int64Type>("version")?;
    let authors = group.optional::<ByteArrayType>("author")?;
    let rating_kinds = group.optional::<ByteArrayType>("rating_kind")?;
    let rating_raws = group.optional::<DoubleType>("rating_raw")?;
    let rating_units = group.optional::<DoubleType>("rating_unit")?;
    let langs = group.required::<ByteArrayType>("lang")?;
    let products = group.optional::<ByteArrayType>("product")?;
    let values = group.optional::<DoubleType>("value")?;
    let questions = group.optional::<ByteArrayType>("question")?;
    let texts = group.required::<ByteArrayType>("text")?;
    let parts = group.required::<ByteArrayType>("parts")?;
    let attributes = group.required::<ByteArrayType>("attributes")?;
    let voices = group.required::<ByteArrayType>("voice")?;
    let sketches =
        if group.has(SKETCH) { group.required::<ByteArrayType>(SKETCH)? } else { Vec::new() };
    let confidences =
        if group.has(CONFIDENCE) { group.optional::<DoubleType>(CONFIDENCE)? } else { Vec::new() };
    let votes = if group.has(VOTES) { group.optional::<Int64Type>(VOTES)? } else { Vec::new() };
    let files = group.required::<ByteArrayType>("file")?;
    let records = group.required::<Int64Type>("record")?;
    let lines = group.required::<Int64Type>("line")?;
    let optional = |name| match group.has(name) {
        true => group.optional::<Int64Type>(name),
        false => Ok(Vec::new()),
    };
    let (offsets, generations) = (optional(OFFSET)?, optional(GENERATION)?);
    let at = |column: &[Option<i64>], row: usize| column.get(row).copied().flatten();

    let mut rows = Vec::with_capacity(group.rows);
    for row in 0..group.rows {
        let mut intern = |value: &ByteArray| Ok(shared.texts.get(group.text(value)?));
        let rating = match (&rating_kinds[row], rating_raws[row], rating_units[row]) {
            (Some(kind), Some(raw), Some(unit)) => {
                let kind = RatingKind::from_name(group.text(kind)?)
                    .ok_or_else(|| group.damaged("unknown kind of rating"))?;
                Some(Rating { kind, raw, unit })
            }
            (None, None, None) => None,
            _ => return Err(group.damaged("half a rating")),
        };
        let source = intern(&sources[row])?;
        let product = products[row].as_ref().map(&mut intern).transpose()?;
        let question = questions[row].as_ref().map(&mut intern).transpose()?;
        let file = intern(&files[row])?;
        let text: Arc<str> = group.text(&texts[row])?.into();
        let parts = parts_from(group.text(&parts[row])?)
            .filter(|parts| parts.iter().all(|part| part_fits(part, &text)))
            .ok_or_else(|| group.damaged("parts that are not of their text"))?;
        rows.push(Feedback {
            id: FeedbackId(group.id(&ids[row])?),
            source,
            external: group.text(&externals[row])?.into(),
            kind: Kind::from_name(group.text(&kinds[row])?)
                .ok_or_else(|| group.damaged("unknown kind of feedback"))?,
            origin: Origin {
                file,
                record: records[row].cast_unsigned(),
                line: lines[row].cast_unsigned(),
            },
            at: ats[row].map(seconds),
            east: at(&offsets, row).and_then(|east| i32::try_from(east).ok()).unwrap_or(0),
            version: versions[row].map(seconds),
            generation: at(&generations, row).map(i64::cast_unsigned),
            author: authors[row].as_ref().map(|key| group.id(key).map(AuthorKey)).transpose()?,
            rating,
            lang: group
                .text(&langs[row])?
                .parse()
                .map_err(|_| group.damaged("unknown language"))?,
            // 0 to 1 on disk; whatever else stands there is no confidence.
            lang_sure: confidences
                .get(row)
                .and_then(|sure| *sure)
                .map_or(0, |sure| (sure * 100.0).round().clamp(0.0, 100.0) as u8),
            product,
            value: values[row],
            votes: votes
                .get(row)
                .and_then(|votes| *votes)
                .map_or(0, |votes| u32::try_from(votes).unwrap_or(0)),
            question,
            text: Redacted::declare(text),
            parts,
            attributes: attributes_of(group, &attributes[row], shared)?,
            voice: FeedbackId(group.id(&voices[row])?),
            sketch: sketches.get(row).map_or_else(Sketch::default, sketch_from),
        });
    }
    Ok(rows)
}

fn attributes_of(
    group: &GroupReader<'_>,
    value: &ByteArray,
    shared: &mut Shared,
) -> Result<Vec<Attribute>> {
    if let Some(known) = shared.attributes.get(value.data()) {
        return Ok(known.clone());
    }
    let read = attributes_from(group.text(value)?, &mut shared.texts)
        .ok_or_else(|| group.damaged("segments that are not a JSON object of texts"))?;
    if shared.attributes.len() < REMEMBERED {
        shared.attributes.insert(value.data().to_vec(), read.clone());
    }
    Ok(read)
}

fn part_fits(part: &Part, text: &str) -> bool {
    text.get(part.span.start as usize..part.span.end as usize).is_some()
}

/// The second of a stored instant.
pub(super) fn seconds(millis: i64) -> Timestamp {
    Timestamp(millis.div_euclid(1000))
}
