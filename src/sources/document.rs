//! One JSON document with a list of units in it, read without holding the document.
//!
//! Takes decoded text and the steps to the list; gives the bytes of each of its elements (or of the
//! one object that stands where the list should be). The first pass has shown the document to be
//! well formed, so the scanner here needs no grammar: strings, brackets, commas and keys are
//! enough.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::encoding::Decoded;
use super::envelope::{Opened, Opener};
use super::feed::Feed;
use super::guise::Written;
use super::lenient::Lenient;
use super::lines;
use super::mapping::{Emit, Framed};
use super::preset::Shape;
use super::selector::{Values, steps, walk};
use super::{refused, shapes};

/// One element as it stands in the document.
struct Piece<'a> {
    bytes: &'a [u8],
    line: u64,
    /// Whether it was cut for its size.
    cut: bool,
    /// The name it has, where any member of an object is a record.
    key: Option<&'a [u8]>,
}

/// What one element is handed on to.
type Element<'a> = dyn FnMut(Piece<'_>) -> io::Result<()> + 'a;

/// A document that is no list has to be in memory; a larger one is exported as lines.
const LARGEST: u64 = 256 << 20;

/// First pass: the document is JSON and the list is there. Gives what selectors find outside the
/// records, by their numbers.
///
/// # Errors
/// Refuses with `bad_json` or `missing_record_path`.
pub(super) fn check<R: Read>(
    feed: &Feed,
    way: Written,
    text: Decoded<R>,
) -> io::Result<BTreeMap<usize, Values<'static>>> {
    let text = Lenient::new(text);
    if feed.preset.input.shape != Shape::List {
        return table(feed, text).map(|_| BTreeMap::new());
    }
    if way == Written::Objects {
        let reader = BufReader::with_capacity(1 << 16, text);
        for value in serde_json::Deserializer::from_reader(reader).into_iter::<IgnoredAny>() {
            value.map_err(bad_json)?;
        }
        return Ok(BTreeMap::new());
    }
    let scan = Scan::new(path(feed, way), lines::longest_unit(feed));
    let mut tee = Tee { inner: text, scan };
    let mut outside = BTreeMap::new();
    {
        let mut parser =
            serde_json::Deserializer::from_reader(BufReader::with_capacity(1 << 16, &mut tee));
        let wanted: Vec<(usize, &[String])> =
            feed.document.iter().map(|(number, steps)| (*number, steps.as_slice())).collect();
        Outside { wanted, found: &mut outside }
            .deserialize(&mut parser)
            .and_then(|()| parser.end())
            .map_err(bad_json)?;
    }
    if tee.scan.found || feed.preset.input.records_may_be_absent {
        Ok(outside)
    } else {
        let path = feed.preset.input.records.as_deref().unwrap_or_default();
        Err(refused(format!("missing_record_path: nothing at `{path}`")))
    }
}

fn bad_json(error: serde_json::Error) -> io::Error {
    match error.is_io() {
        true => io::Error::from(error),
        false => refused(format!("bad_json: {error}")),
    }
}

/// The records of a document that is a table in another shape.
///
/// # Errors
/// Refuses with `bad_json` or `missing_record_path`; passes on what the stream reports.
fn table(feed: &Feed, text: impl Read) -> io::Result<Vec<Value>> {
    let mut bytes = Vec::new();
    text.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(refused("bad_json: larger than 256 MiB; export it as JSON lines"));
    }
    let document: Value = serde_json::from_slice(&bytes).map_err(bad_json)?;
    let shape = feed.preset.input.shape;
    let records = shapes::records(&document, shape, usize::MAX);
    if records.is_empty() && !feed.preset.input.records_may_be_absent {
        let shape = shape.name();
        return Err(refused(format!("missing_record_path: it is no table of the shape {shape}")));
    }
    Ok(records)
}

/// Second pass: every element.
///
/// # Errors
/// What the stream or `emit` reports.
pub(super) fn read<R: Read>(
    feed: &Feed,
    way: Written,
    text: Decoded<R>,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let mut text = Lenient::new(text);
    if feed.preset.input.shape != Shape::List {
        for (record, value) in (1..).zip(table(feed, text)?) {
            emit(Framed::opened(record, 1, &Ok((value, None))))?;
        }
        return Ok(());
    }
    let mut scan = Scan::new(path(feed, way), lines::longest_unit(feed));
    scan.objects = way == Written::Objects;
    let mut record = 0;
    let envelope = feed.preset.input.envelope.as_ref();
    let mut opener = Opener::of(&feed.latest);
    let mut element = |Piece { bytes, line, cut, key }: Piece<'_>| {
        record += 1;
        // What the document's own parser let pass counts as repaired in lines only.
        let parsed = if cut { Err("field_too_large") } else { lines::parse(bytes, feed).0 };
        let parsed = parsed.map(|value| match key {
            None => value,
            Some(key) => {
                let key = serde_json::from_slice::<String>(key).unwrap_or_default();
                shapes::with_key(value, &key).unwrap_or_default()
            }
        });
        let parsed = match parsed.map(|value| opener.open(envelope, value)) {
            Ok(Opened::Control) => {
                record -= 1;
                return Ok(());
            }
            Ok(Opened::Record(value, generation)) => Ok((value, generation)),
            Ok(Opened::Bad(reason)) | Err(reason) => Err(reason),
        };
        emit(Framed::opened(record, line, &parsed))
    };
    loop {
        let bytes = text.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        let count = bytes.len();
        scan.feed(bytes, &mut element)?;
        text.consume(count);
    }
}

/// The steps to the list.
fn path(feed: &Feed, way: Written) -> Vec<String> {
    if matches!(way, Written::List | Written::Objects) {
        return Vec::new();
    }
    steps(feed.preset.input.records.as_deref().unwrap_or_default())
}

/// Reads a document for the few values that selectors name, and ignores the rest.
struct Outside<'a, 'o> {
    /// Selector numbers and the steps still to go.
    wanted: Vec<(usize, &'a [String])>,
    found: &'o mut BTreeMap<usize, Values<'static>>,
}

impl<'de> DeserializeSeed<'de> for Outside<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.wanted.is_empty() {
            // Read without recursion: depth costs a byte a level.
            return IgnoredAny::deserialize(deserializer).map(drop);
        }
        if self.wanted.iter().any(|(_, steps)| steps.is_empty()) {
            let value = serde_json::Value::deserialize(deserializer)?;
            for (number, steps) in self.wanted {
                let values = walk(&value, steps);
                let texts = values.texts.iter().filter(|text| !text.trim().is_empty());
                let texts = texts.map(|text| Cow::Owned(text.to_string())).collect();
                self.found.insert(number, Values { texts, mark: values.mark });
            }
            return Ok(());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Outside<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let below = self
                .wanted
                .iter()
                .filter_map(|(number, steps)| match steps.split_first() {
                    Some((first, rest)) if *first == key => Some((*number, rest)),
                    _ => None,
                })
                .collect();
            map.next_value_seed(Outside { wanted: below, found: self.found })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Lets the validating parser and the scanner see the same bytes.
struct Tee<R> {
    inner: R,
    scan: Scan,
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.scan.feed(&buffer[..count], &mut |_| Ok(()))?;
        Ok(count)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    /// On the way to the list.
    Seek,
    /// Inside something that is not on the way, so many brackets deep.
    Skip(u64),
    /// In the list; an element's brackets.
    List(u64),
    /// In the one object.
    Single(u64),
    Done,
}

/// A container on the way.
struct Frame {
    object: bool,
    index: usize,
    key: Vec<u8>,
    expects_key: bool,
}

struct Scan {
    steps: Vec<String>,
    /// Whether the text is objects one after the other.
    objects: bool,
    longest: usize,
    mode: Mode,
    frames: Vec<Frame>,
    in_string: bool,
    escaped: bool,
    in_key: bool,
    line: u64,
    element: Vec<u8>,
    element_line: u64,
    cut: bool,
    found: bool,
}

/// A key longer than this is not one that settings name.
const LONGEST_KEY: usize = 4096;

impl Scan {
    fn new(steps: Vec<String>, longest: usize) -> Scan {
        Scan {
            steps,
            objects: false,
            longest,
            mode: Mode::Seek,
            frames: Vec::new(),
            in_string: false,
            escaped: false,
            in_key: false,
            line: 1,
            element: Vec::new(),
            element_line: 1,
            cut: false,
            found: false,
        }
    }

    fn feed(&mut self, bytes: &[u8], element: &mut Element<'_>) -> io::Result<()> {
        for &byte in bytes {
            if self.mode == Mode::Done {
                return Ok(());
            }
            if self.in_string {
                self.string_byte(byte);
            } else {
                self.byte(byte, element)?;
            }
            self.line += u64::from(byte == b'\n');
        }
        Ok(())
    }

    fn string_byte(&mut self, byte: u8) {
        self.keep(byte);
        if self.escaped {
            self.escaped = false;
        } else if byte == b'\\' {
            self.escaped = true;
        } else if byte == b'"' {
            self.in_string = false;
            self.in_key = false;
        }
    }

    /// Keeps a byte where something is being collected: a key on the way, or an element.
    fn keep(&mut self, byte: u8) {
        match self.mode {
            Mode::Seek if self.in_key => {
                if let Some(frame) =
                    self.frames.last_mut().filter(|one| one.key.len() < LONGEST_KEY)
                {
                    frame.key.push(byte);
                }
            }
            Mode::List(_) | Mode::Single(_) => {
                if self.element.is_empty() {
                    self.element_line = self.line;
                }
                if self.element.len() < self.longest {
                    self.element.push(byte);
                } else {
                    self.cut = true;
                }
            }
            _ => {}
        }
    }

    fn emit(&mut self, element: &mut Element<'_>) -> io::Result<()> {
        if !self.element.is_empty() {
            let last = self.steps.last().is_some_and(|step| step == "*");
            let single = matches!(self.mode, Mode::Single(_));
            let key = self.frames.last().filter(|frame| last && single && frame.object);
            element(Piece {
                bytes: &self.element,
                line: self.element_line,
                cut: self.cut,
                key: key.map(|frame| &frame.key[..]),
            })?;
            self.element.clear();
            self.cut = false;
        }
        Ok(())
    }

    fn byte(&mut self, byte: u8, element: &mut Element<'_>) -> io::Result<()> {
        if byte == b'"' {
            self.in_string = true;
            if let (Mode::Seek, Some(frame)) = (self.mode, self.frames.last_mut())
                && frame.expects_key
            {
                frame.key.clear();
                self.in_key = true;
            }
            self.keep(byte);
            return Ok(());
        }
        let opens = matches!(byte, b'{' | b'[');
        let closes = matches!(byte, b'}' | b']');
        match self.mode {
            Mode::Seek => self.seek(byte, opens, closes),
            Mode::Skip(depth) => {
                self.mode = match (opens, closes) {
                    (true, _) => Mode::Skip(depth + 1),
                    (_, true) if depth == 1 => Mode::Seek,
                    (_, true) => Mode::Skip(depth - 1),
                    _ => self.mode,
                };
            }
            Mode::List(0) if byte == b',' => self.emit(element)?,
            Mode::List(0) if byte == b']' => {
                self.emit(element)?;
                self.mode = self.after();
            }
            Mode::List(0) if byte.is_ascii_whitespace() => {}
            Mode::List(depth) => {
                self.keep(byte);
                self.mode = Mode::List(nested(depth, opens, closes));
            }
            Mode::Single(depth) => {
                self.keep(byte);
                let depth = nested(depth, opens, closes);
                self.mode = Mode::Single(depth);
                if depth == 0 {
                    self.emit(element)?;
                    self.mode = self.after();
                }
            }
            Mode::Done => {}
        }
        Ok(())
    }

    /// What comes after a list or a record: more of them where the way leads to several.
    fn after(&self) -> Mode {
        let several = self.objects || self.steps.iter().any(|step| step == "*");
        if several { Mode::Seek } else { Mode::Done }
    }

    fn seek(&mut self, byte: u8, opens: bool, closes: bool) {
        if opens {
            let on_the_way = match self.frames.last() {
                None => true,
                Some(_) if self.steps[self.frames.len() - 1] == "*" => true,
                Some(frame) => frame.is_at(&self.steps[self.frames.len() - 1]),
            };
            if !on_the_way {
                self.mode = Mode::Skip(1);
            } else if self.frames.len() == self.steps.len() {
                self.found = true;
                if byte == b'[' {
                    self.mode = Mode::List(0);
                } else {
                    self.mode = Mode::Single(1);
                    self.keep(byte);
                }
            } else {
                let object = byte == b'{';
                self.frames.push(Frame { object, index: 0, key: Vec::new(), expects_key: object });
            }
        } else if closes {
            self.frames.pop();
            if self.frames.is_empty() {
                self.mode = Mode::Done;
            }
        } else if let Some(frame) = self.frames.last_mut() {
            if byte == b':' {
                frame.expects_key = false;
            } else if byte == b',' {
                frame.index += 1;
                frame.expects_key = frame.object;
            }
        }
    }
}

fn nested(depth: u64, opens: bool, closes: bool) -> u64 {
    if opens { depth + 1 } else { depth.saturating_sub(u64::from(closes)) }
}

impl Frame {
    /// Whether the value that starts now is the one `step` names.
    fn is_at(&self, step: &str) -> bool {
        if self.object {
            serde_json::from_slice::<String>(&self.key).is_ok_and(|key| key == step)
        } else {
            step.parse() == Ok(self.index)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn elements(text: &str, path: &str) -> (Vec<(String, u64)>, bool) {
        let mut scan = Scan::new(path.split('/').skip(1).map(str::to_owned).collect(), 1000);
        let mut found = Vec::new();
        scan.feed(text.as_bytes(), &mut |piece| {
            found.push((String::from_utf8_lossy(piece.bytes).into_owned(), piece.line));
            Ok(())
        })
        .expect("collecting cannot fail");
        (found, scan.found)
    }

    #[test]
    fn the_list_is_found_where_it_is() {
        let text = "{\"a\": {\"rows\": [0]}, \"x\": [[1], {\"rows\":\n [{\"t\":\"],[\"},\n {\"t\":\"\\\"\"}, 3]}], \"rows\": 7}";
        let (found, _) = elements(text, "/x/1/rows");
        assert_eq!(
            found,
            [("{\"t\":\"],[\"}".into(), 2), ("{\"t\":\"\\\"\"}".into(), 3), ("3".into(), 3)]
        );
        assert_eq!(elements("[]", ""), (Vec::new(), true));
        assert_eq!(elements(" {\"a\":[1]}", ""), (vec![("{\"a\":[1]}".into(), 1)], true));
        assert_eq!(elements("{\"feed\":{\"entry\":{\"id\":1}}}", "/feed/entry").0.len(), 1);
        assert_eq!(elements("{\"feed\":{}}", "/feed/entry"), (Vec::new(), false));
        let comments = "[{\"t\":1,\"c\":[{\"x\":1},{\"x\":2}]},\n{\"c\":[]},{\"c\":[{\"x\":3}]}]";
        let (found, there) = elements(comments, "/*/c");
        assert!(there);
        let lines: Vec<u64> = found.iter().map(|(_, line)| *line).collect();
        assert_eq!(lines, [1, 1, 2]);
        assert_eq!(elements("{\"r1\":{\"x\":1},\"r2\":{\"x\":2}}", "/*").0.len(), 2);
        assert_eq!(elements("{\"feed\":{\"entry\":null}}", "/feed/entry"), (Vec::new(), false));
    }

    proptest! {
        #[test]
        fn any_bytes_survive(text in "[\\[\\]{}\",:a1\\\\ \n]{0,80}", path in "(/[a1]){0,3}") {
            let _ = elements(&text, &path);
        }

        #[test]
        fn elements_are_those_of_a_parser(list in proptest::collection::vec("[a-z\"\\\\\\[,é]{0,8}", 0..8)) {
            let document = serde_json::json!({ "before": ["[", {"rows": 1}], "rows": list });
            let (found, there) = elements(&document.to_string(), "/rows");
            prop_assert!(there);
            let read: Vec<String> = found
                .iter()
                .map(|(text, _)| serde_json::from_str(text).expect("an element"))
                .collect();
            prop_assert_eq!(read, list);
        }
    }
}
