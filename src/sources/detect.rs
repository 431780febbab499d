//! Which feed a file is of: by what its records hold, never by its name.
//!
//! Takes compiled feeds and a file; gives the feeds that find all they need in the file's first
//! units, the one that finds most first. What a feed needs is what tells it from others: id, time
//! and text. Only the head of a file is looked at, except where a format cannot be read in part.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::{UTF_16BE, UTF_16LE};
use serde_json::Value;

use super::archive::{self, is_workbook};
use super::columns::{BETWEEN, add_names};
use super::dialect;
use super::encoding::{Decoded, is_utf8};
use super::expression::{Cells, Compiled, Question, cell};
use super::feed::Feed;
use super::mapping::Framed;
use super::preset::{Envelope, Expression, Format, Input, TextMode, Which};
use super::read::frames;
use super::refused;
use super::spoken::is_sentence;
use super::unpack::{Packed, unpack};

/// Units looked at. Optional fields are in one record of twenty of most exports.
const UNITS: usize = 20;
/// Bytes looked at of a file that can be read in part.
const HEAD: u64 = 4 << 20;
/// Unpacked bytes looked at of such a file: twenty units of any export are in them.
const UNPACKED: u64 = 4 << 20;

/// Members of an archive looked at: the tables of a company's whole export.
const MEMBERS: usize = 50;
/// Columns that a file must share with a feed, and three quarters of what it names, to be called
/// nearly of it: less is chance, since every feed has an id and a text.
const NEAR: usize = 4;

/// A feed that a file can be of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Which of the feeds.
    pub feed: usize,
    /// What it needs and has found, as the preset writes it.
    pub needed: Vec<String>,
    /// How many of the selectors it names the file has.
    pub found: usize,
    /// How many it names.
    pub named: usize,
}

/// What a file looks like to some feeds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Detected {
    /// Feeds that find all they need, the one that finds most first; then in their order.
    pub sightings: Vec<Sighting>,
    /// The feed it would be of if it had one column more.
    pub near: Option<Near>,
    /// Columns or keys of the file, as far as any feed saw them.
    pub columns: Vec<String>,
}

/// A feed whose file this would be if it had one column more: somebody renamed it, or left it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Which of the feeds.
    pub feed: usize,
    /// What the feed needs and the file does not have, as the preset writes it.
    pub lacking: String,
    /// How many of the selectors it names the file has.
    pub found: usize,
    /// How many it names.
    pub named: usize,
}

/// Looks at a file through every feed; at the members of an archive one after the other, until one
/// is of a feed.
///
/// # Errors
/// When the file cannot be opened.
pub fn detect(feeds: &[Feed], path: &Path) -> io::Result<Detected> {
    let length = File::open(path)?.metadata()?.len();
    let workbook = is_workbook(path);
    if workbook || !archive::is_archive(path) {
        return through(feeds, length, workbook, &|whole| {
            Ok(Box::new(File::open(path)?.take(if whole { u64::MAX } else { HEAD })))
        });
    }
    let mut first = Detected::default();
    // An archive that is refused holds nothing that could be told.
    let members = archive::members(path, Input::MAX_RATIO, Input::MAX_BYTES);
    for member in members.unwrap_or_default().unwrap_or_default().iter().take(MEMBERS) {
        let mut head = Vec::new();
        // A member that is broken says what it says until then.
        let _ = archive::read(path, member, HEAD as usize, &mut |piece| {
            head = piece;
            false
        });
        let seen = through(feeds, head.len() as u64, false, &|_| {
            Ok(Box::new(io::Cursor::new(head.clone())))
        })?;
        if !seen.sightings.is_empty() {
            return Ok(seen);
        }
        if first.columns.is_empty() {
            first = seen;
        }
    }
    Ok(first)
}

/// The beginning of a file that can be read in part, unpacked once for all feeds.
#[derive(Default)]
struct Head {
    /// `None` for a workbook or a Parquet table.
    unpacked: Option<Vec<u8>>,
    /// It in UTF-8, where its encoding had to be guessed.
    decoded: Option<Vec<u8>>,
    /// Whether it is JSON; `None` where that cannot be told.
    json: Option<bool>,
    /// It as text, where it is JSON.
    text: String,
    /// What can stand in a cell of the header, as names are compared; `None` where that is not known.
    names: Option<HashSet<String>>,
}

/// Bytes looked at of a file that is no JSON: twenty rows of any sheet, under a header as wide as
/// any.
const ROWS: usize = 1 << 20;

impl Head {
    fn of(open: &Open<'_>, whole: bool) -> io::Result<Head> {
        if whole {
            return Ok(Head::default());
        }
        let packed = Packed { allowed: UNPACKED, ..Packed::of(&Input::of(&[], Format::Csv), HEAD) };
        let mut bytes = Vec::new();
        // A stream that is cut or too large says what it says until then.
        if let Ok(stream) = unpack(open(false)?, &packed) {
            let _ = stream.take(UNPACKED).read_to_end(&mut bytes);
        }
        let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let bare = bytes.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&bytes);
        let mut signs = bare.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0);
        let json = match (signs.next(), signs.next()) {
            (Some(b'{'), _) => true,
            // `[id],[text]` is a header.
            (Some(b'['), Some(next)) => matches!(next, b'{' | b'[' | b'"' | b']'),
            // Comments above a document.
            (Some(b'/'), Some(b'/' | b'*')) => true,
            _ => false,
        };
        if !json {
            bytes.truncate(ROWS);
        }
        let text = if json { String::from_utf8_lossy(&bytes).into_owned() } else { String::new() };
        let decoded = decoded(&bytes);
        let json = (!wide).then_some(json);
        let names = match json {
            Some(false) => header_names(decoded.as_deref().unwrap_or(&bytes)),
            _ => None,
        };
        Ok(Head { unpacked: Some(bytes), decoded, json, text, names })
    }

    /// Whether the header of a sheet may hold all but one of the columns by which a feed is told.
    /// Never wrongly no: what a name alone does not settle counts as there.
    fn may_be_told(&self, feed: &Feed) -> bool {
        let input = &feed.preset.input;
        // Any line end of UTF-16 has a NUL. What has none and is not UTF-8, as which it would be read,
        // would be one endless line.
        let is_utf16 = feed.encoding.is_some_and(|one| one == UTF_16LE || one == UTF_16BE);
        let is_other = |bytes: &Vec<u8>| !bytes.contains(&0) && !is_utf8(bytes);
        if is_utf16 && self.unpacked.as_ref().is_some_and(is_other) {
            return false;
        }
        let sheet = matches!(input.format, Format::Csv | Format::Xlsx)
            || matches!(input.format, Format::Json) && input.sheets;
        let usual = sheet
            && feed.encoding.is_none()
            && feed.delimiter.is_none_or(|one| BETWEEN.contains(&char::from(one)))
            && input.envelope.is_none()
            && !input.header.none;
        let Some(names) = self.names.as_ref().filter(|_| usual) else { return true };
        let exists = |at: usize| feed.selectors.all()[at].may_be_among(names);
        feed.telling.iter().flat_map(|one| one.lacking(&exists)).count() < 2
    }

    /// The bytes that a feed reads; `None` where they are not at hand.
    fn bytes(&self, feed: &Feed) -> Option<&[u8]> {
        let guessed = self.decoded.as_deref().filter(|_| feed.encoding.is_none());
        guessed.or(self.unpacked.as_deref())
    }

    /// Whether it is one object of many lines, or of one that goes on beyond any record.
    fn is_large_document(&self) -> bool {
        const RECORD: usize = 1 << 16;
        let start = self.text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\0']);
        let line = start.lines().next().unwrap_or_default();
        start.starts_with('{') && start.len() > RECORD && !line.trim_end().ends_with('}')
    }

    /// Whether a feed may find anything: sheets are no JSON, documents nothing else, and a list that
    /// the feed takes its records from has its name in the document.
    fn can_be(&self, input: &Input) -> bool {
        let Some(json) = self.json else { return true };
        match input.format {
            Format::Csv | Format::Xlsx => !json,
            Format::Json if !json => input.sheets,
            // Records may have been taken out of their page: as a list, line by line, or one alone.
            Format::Json if !self.is_large_document() => true,
            Format::Json => {
                let first = input.records.as_deref().and_then(|path| path.split('/').nth(1));
                let named = first.filter(|step| {
                    !step.is_empty() && !step.contains(['~', '*']) && step.parse::<u64>().is_err()
                });
                // What Python printed has other quotation marks.
                named.is_none_or(|step| {
                    self.text.contains(&format!("\"{step}\"")) || !self.text.contains('"')
                })
            }
            _ => true,
        }
    }
}

/// Rows in which a header ends: it stands within the first 64 lines.
const HEADER_ENDS: usize = 200;

/// All that can be a cell of the header of a sheet, whatever separates its cells; `None` where the
/// file itself says that it is another sign.
fn header_names(head: &[u8]) -> Option<HashSet<String>> {
    if dialect::told(head).is_some_and(|(sign, _)| !BETWEEN.contains(&char::from(sign))) {
        return None;
    }
    let mut names = HashSet::new();
    let (mut ends, mut quoted) = (0, false);
    for line in head.split_inclusive(|byte| *byte == b'\n' || *byte == b'\r') {
        quoted ^= memchr::memchr_iter(b'"', line).count() % 2 == 1;
        add_names(line, &mut names);
        ends += usize::from(!quoted);
        if ends > HEADER_ENDS {
            break;
        }
    }
    Some(names)
}

/// Bytes in UTF-8, where they are in an encoding that is guessed: once, and not for every feed.
fn decoded(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Decoded::new(bytes, None).ok()?;
    let mut decoded = Vec::with_capacity(bytes.len());
    text.read_to_end(&mut decoded).ok()?;
    // A letter that tells may come late.
    text.guessed().map(|_| decoded)
}

/// Opens a file from its start: to its end, or its head alone.
type Open<'a> = dyn Fn(bool) -> io::Result<Box<dyn Read + 'a>> + 'a;

/// Looks at bytes through every feed.
fn through(feeds: &[Feed], length: u64, workbook: bool, open: &Open<'_>) -> io::Result<Detected> {
    let mut detected = Detected::default();
    let mut magic = Vec::with_capacity(4);
    open(false)?.take(4).read_to_end(&mut magic)?;
    let head = Head::of(open, workbook || magic == b"PAR1")?;
    for (number, feed) in feeds.iter().enumerate() {
        let input = &feed.preset.input;
        if !head.can_be(input) || !head.may_be_told(feed) {
            continue;
        }
        let mut packed = Packed::of(input, length);
        // A sheet can be a workbook whatever the preset says, and that cannot be read in part.
        let sheet = matches!(input.format, Format::Csv | Format::Xlsx) || input.sheets;
        // Nor can a table whose description stands at its end.
        let table = matches!(input.format, Format::Parquet | Format::Ndjson) && magic == b"PAR1";
        let whole = table || (sheet && workbook);
        let raw: Box<dyn Read> = match head.bytes(feed) {
            Some(bytes) if !whole => Box::new(bytes),
            _ => open(whole)?,
        };
        if !whole {
            packed.allowed = packed.allowed.min(UNPACKED);
        }
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        let mut units = 0;
        let (mut objects, mut landed) = (false, false);
        // A feed of another format stumbles over the file sooner or later: what it saw until then
        // counts, and how it ended does not.
        let _ = frames(feed, raw, &packed, &mut |framed: Framed<'_>| {
            if let Ok(cells) = framed.cells {
                units += 1;
                if let Cells::Json(value) = cells {
                    objects = true;
                    landed |= value.get("_dlt_id").or(value.get("_dlt_load_id")).is_some();
                }
                look(feed, &cells, &mut seen, &mut detected.columns);
            }
            if units < UNITS { Ok(()) } else { Err(refused("seen enough")) }
        });
        let exists = |at: usize| seen.contains(&at) || !feed.selectors.all()[at].in_record();
        let asked = feed.selectors.all().iter().filter(|one| one.in_record()).count();
        let found = seen.len().min(asked);
        // One that needs nothing but the whole row would be found everywhere.
        let tells = feed
            .telling
            .iter()
            .any(|one| matches!(one, Compiled::Select(_) | Compiled::First(_) | Compiled::With(_)));
        if units == 0 || !tells || !answered(feed, &seen) {
            continue;
        }
        // Objects of any tool have an id, a time and a body: what is of this one has more of it, or
        // what it is known by.
        let vague = objects && feed.preset.known_by.is_empty();
        if vague && found * 5 < asked * 2 || input.envelope == Some(Envelope::Dlt) && !landed {
            continue;
        }
        let lacking: Vec<usize> =
            feed.telling.iter().flat_map(|one| one.lacking(&exists)).collect();
        if lacking.is_empty() {
            detected.sightings.push(Sighting {
                feed: number,
                needed: needs(feed),
                found,
                named: asked,
            });
        } else if let [one] = lacking.as_slice()
            && found >= NEAR
            && found * 4 >= asked * 3
            && detected.near.as_ref().is_none_or(|near| found > near.found)
        {
            let lacking = feed.selectors.all()[*one].text.clone();
            detected.near = Some(Near { feed: number, lacking, found, named: asked });
        }
    }
    // Stable: equal ones stay in the order of the feeds. A record that lies bare in its file needs
    // no envelope opened, and one of JSON nothing that Python printed.
    let bare = |one: &Sighting| {
        let input = &feeds[one.feed].preset.input;
        input.envelope.is_none() && !input.python
    };
    detected
        .sightings
        .sort_by_key(|one| std::cmp::Reverse((one.found, one.needed.len(), bare(one))));
    Ok(detected)
}

/// Notes which selectors one unit answers.
fn look(feed: &Feed, cells: &Cells<'_>, seen: &mut BTreeSet<usize>, columns: &mut Vec<String>) {
    match cells {
        Cells::Row { cells, places, questions, .. } => {
            for (at, (found, _)) in places.iter().enumerate() {
                if !found.is_empty() {
                    seen.insert(at);
                }
            }
            // Questions found by a pattern tell as much as a column found by its name; so does a
            // column that is called by a sentence and answered by one.
            let asks = |one: &Question| {
                one.told || is_sentence(&one.title) && is_sentence(&cell(cells, one.column))
            };
            if questions.iter().any(asks) {
                seen.insert(usize::MAX);
            }
        }
        Cells::Json(value) => {
            for (at, selector) in feed.selectors.all().iter().enumerate() {
                if let super::selector::Place::Record(steps) = &selector.place
                    && super::selector::exists(value, steps)
                {
                    seen.insert(at);
                }
            }
            if let (true, Value::Object(map)) = (columns.is_empty(), value) {
                columns.extend(map.keys().take(100).map(|key| format!("/{key}")));
            }
        }
        Cells::Open(unit) => {
            for (at, selector) in feed.selectors.all().iter().enumerate() {
                if selector.in_record() && !unit.values(&selector.text).is_empty() {
                    seen.insert(at);
                }
            }
        }
    }
}

/// Whether a feed that finds its questions by a pattern has found any. One whose files are known by
/// other columns leaves it to the answers.
fn answered(feed: &Feed, seen: &BTreeSet<usize>) -> bool {
    match &feed.preset.text.mode {
        TextMode::Columns(columns) => match &columns.which {
            Which::Names(_) => true,
            _ if columns.asks_answers() && !feed.preset.known_by.is_empty() => true,
            Which::In(_) | Which::Regex(_) => seen.contains(&usize::MAX),
        },
        _ => true,
    }
}

/// The selectors of id, time and text, for a person.
fn needs(feed: &Feed) -> Vec<String> {
    let fields = &feed.preset.fields;
    let mut list: Vec<String> = Vec::new();
    let mut add = |expression: Option<&Expression>| {
        if let Some(first) = expression.and_then(first_of)
            && !list.contains(&first)
        {
            list.push(first);
        }
    };
    add(fields.id.as_ref());
    add(fields.created_at.as_ref());
    match &feed.preset.text.mode {
        TextMode::Field(expression) => add(Some(expression)),
        TextMode::Thread(thread) => {
            list.extend(thread.array.iter().chain(&thread.first).take(1).cloned())
        }
        TextMode::Array(answers) => list.push(answers.path.clone()),
        TextMode::Columns(columns) => {
            if let Which::Names(names) = &columns.which {
                list.extend(names.iter().cloned());
            }
        }
    }
    list
}

fn first_of(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Select(text) => Some(text.clone()),
        Expression::First(list) => list.first().and_then(first_of),
        Expression::With(change) => first_of(&change.from),
        Expression::Hash(names) => Some(names.join(" + ")),
        Expression::Template(text) => Some(text.clone()),
        Expression::Pick { array, .. } => Some(array.clone()),
        Expression::Constant(_) => None,
    }
}
