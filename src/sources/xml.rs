//! XML: one unit an element of a given path, as a stream.
//!
//! Takes decoded text and the path of local names below the root; gives each element at its end,
//! with what its ancestors held before it. Memory is bounded by one record and its ancestors'
//! small children, whatever the document's size. Namespaces are ignored (they carry versions),
//! whatever stands before the first `<` is too, and a document that defines entities of its own
//! is refused: nothing that can grow is ever expanded.

use std::borrow::Cow;
use std::io::{self, BufRead};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::expression::Lookup;
use super::{Refused, refused};

/// Elements open at once; exports have a dozen, tricks have a hundred thousand.
const DEEPEST: usize = 256;
/// Bytes before the first `<` that are looked at.
const JUNK: usize = 1 << 16;
/// Children of an ancestor that are remembered for `../Name`.
const REMEMBERED: usize = 256;

/// One unit: an element, and its ancestors as far as they were read.
pub(super) struct Element<'a> {
    tree: &'a Tree,
    /// The root first, the parent last.
    ancestors: &'a [Tree],
}

/// What a document's elements are handed on to: the unit (or why it cannot be had) and its line.
pub(super) type EmitElement<'a> =
    dyn FnMut(Result<Element<'_>, &'static str>, u64) -> io::Result<()> + 'a;

/// Limits of one unit.
#[derive(Clone, Copy)]
pub(super) struct Longest {
    /// Bytes of one text.
    pub(super) field: usize,
    /// Bytes of a whole unit.
    pub(super) unit: usize,
}

/// Every element at `path`, steps of local names separated by `/`, below the root; a path that
/// starts with `/` starts with the root. Gives whether the first step was found at all.
///
/// # Errors
/// Refuses with `bad_xml`, and passes on what the stream or `emit` reports.
pub(super) fn read(
    text: impl BufRead,
    path: &str,
    longest: Longest,
    emit: &mut EmitElement<'_>,
) -> io::Result<bool> {
    let mut input = Counted { inner: text, lines: 1, since: 0, limit: longest.unit.max(1 << 16) };
    skip_to_markup(&mut input)?;
    let mut reader = Reader::from_reader(input);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut walk = Walk::new(path, longest);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().since = 0;
        let event = reader.read_event_into(&mut buffer);
        let line = reader.get_ref().lines;
        let bad = |what: &str| refused(format!("bad_xml: {what} at line {line}"));
        match event.map_err(|error| trouble(error, line))? {
            Event::Start(tag) => walk.start(&tag, line).map_err(|what| bad(&what))?,
            Event::End(_) => walk.end(emit)?,
            Event::Text(text) => walk.text(&text.into_inner()),
            Event::CData(text) => walk.text(&text.into_inner()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => walk.text(c.encode_utf8(&mut [0; 4])),
                Ok(None) => match predefined(&name) {
                    Some(text) => walk.text(text),
                    // HTML's names turn up in sloppy exports; cleanings can resolve them.
                    None => walk.text(&format!("&{};", &*name)),
                },
                // A number that is no character, such as that of NUL.
                Err(_) => walk.text("\u{fffd}"),
            },
            Event::DocType(text) => {
                if text.contains("<!ENTITY") {
                    return Err(bad("it defines entities of its own, which are not expanded,"));
                }
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Empty(_) => {}
            Event::Eof => {
                return match (walk.depth, walk.elements) {
                    (0, 0) => Err(bad("there is no element")),
                    (0, _) => Ok(walk.found),
                    (open, _) => Err(bad(&format!("the file ends inside {open} open elements"))),
                };
            }
        }
    }
}

/// A complaint of the parser in words that hold nothing of the file.
fn trouble(error: quick_xml::Error, line: u64) -> io::Error {
    use quick_xml::Error;
    let what = match error {
        Error::Io(error) => {
            return match error.get_ref().and_then(|inner| inner.downcast_ref::<Refused>()) {
                Some(inner) => io::Error::other(inner.clone()),
                None => io::Error::new(error.kind(), error.to_string()),
            };
        }
        Error::Syntax(_) => "markup is never closed",
        Error::IllFormed(_) => "tags do not match",
        Error::InvalidAttr(_) => "attributes are malformed",
        Error::Encoding(_) => "bytes mean nothing in the encoding",
        Error::Escape(_) | Error::Namespace(_) => "names are malformed",
    };
    refused(format!("bad_xml: {what} at line {line}"))
}

fn predefined(name: &str) -> Option<&'static str> {
    Some(match name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => return None,
    })
}

/// An attribute's value with its references resolved.
fn resolved(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let name = end.map(|end| &rest[1..end]).unwrap_or_default();
        let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
        match (predefined(name), number.and_then(char::from_u32), end) {
            (Some(text), _, Some(end)) => {
                out.push_str(text);
                rest = &rest[end + 1..];
            }
            (_, Some(c), Some(end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Some feeds come with bytes before the document.
fn skip_to_markup(input: &mut Counted<impl BufRead>) -> io::Result<()> {
    let mut skipped = 0;
    while skipped < JUNK {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        match bytes.iter().position(|&byte| byte == b'<') {
            Some(at) => {
                input.consume(at);
                return Ok(());
            }
            None => {
                let count = bytes.len();
                input.consume(count);
                skipped += count;
            }
        }
    }
    Err(refused("bad_xml: there is no element in its first bytes"))
}

/// Counts lines, and stops a single piece of markup or text that grows beyond a unit.
struct Counted<R> {
    inner: R,
    lines: u64,
    since: usize,
    limit: usize,
}

impl<R: BufRead> io::Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > self.limit {
            return Err(refused(format!(
                "bad_xml: a text or tag of more than {} bytes near line {}; allow more with \
                 max_unit_bytes",
                self.limit, self.lines
            )));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if let Ok(bytes) = self.inner.fill_buf() {
            self.lines += bytes[..count].iter().filter(|&&byte| byte == b'\n').count() as u64;
        }
        self.since += count;
        self.inner.consume(count);
    }
}

/// An element with what it holds: nodes in the order of the document, the element itself first,
/// and one text of which each node has a piece.
#[derive(Default)]
struct Tree {
    nodes: Vec<Node>,
    text: String,
    /// The node that is open.
    at: usize,
    bytes: usize,
    /// Whether something had to be left out.
    cut: bool,
}

struct Node {
    name: String,
    parent: usize,
    attributes: Vec<(String, String)>,
    start: usize,
    end: usize,
}

impl Tree {
    fn open(&mut self, node: Node) {
        self.bytes += node.name.len()
            + node.attributes.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>()
            + std::mem::size_of::<Node>();
        self.at = self.nodes.len();
        self.nodes.push(node);
    }

    fn close(&mut self) {
        let end = self.text.len();
        let node = &mut self.nodes[self.at];
        node.end = end;
        self.at = node.parent;
    }

    fn clear(&mut self) {
        self.nodes.clear();
        self.text.clear();
        (self.at, self.bytes, self.cut) = (0, 0, false);
    }

    fn children<'t>(&'t self, of: usize, name: &'t str) -> impl Iterator<Item = usize> + 't {
        (of + 1..self.nodes.len())
            .filter(move |&at| self.nodes[at].parent == of && self.nodes[at].name == name)
    }

    /// The node a path leads to, the first of its name at every step.
    fn find(&self, path: &str) -> Option<usize> {
        path.split('/')
            .filter(|step| !step.is_empty())
            .try_fold(0, |at, step| self.children(at, step).next())
    }
}

/// Where the walk through the document is.
struct Walk {
    steps: Vec<String>,
    /// Whether the first step is the root itself.
    from_root: bool,
    longest: Longest,
    depth: usize,
    elements: u64,
    found: bool,
    /// The elements on the path that are open, the root first.
    ancestors: Vec<Tree>,
    /// Below the last of them, how many elements deep inside a child that is remembered (`true`)
    /// or passed over (`false`).
    aside: Option<(bool, usize)>,
    record: Tree,
    /// How many elements of the record are open.
    inside: usize,
    line: u64,
}

impl Walk {
    fn new(path: &str, longest: Longest) -> Walk {
        Walk {
            from_root: path.starts_with('/'),
            steps: path.split('/').filter(|step| !step.is_empty()).map(str::to_owned).collect(),
            longest,
            depth: 0,
            elements: 0,
            found: false,
            ancestors: Vec::new(),
            aside: None,
            record: Tree::default(),
            inside: 0,
            line: 0,
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, line: u64) -> Result<(), String> {
        self.depth += 1;
        self.elements += 1;
        if self.depth > DEEPEST {
            return Err(format!("elements are nested more than {DEEPEST} deep"));
        }
        if let Some((kept, deep)) = &mut self.aside {
            *deep += 1;
            if *kept && let Some(tree) = self.ancestors.last_mut() {
                if tree.bytes > self.longest.unit {
                    tree.cut = true;
                } else {
                    let parent = tree.at;
                    let node = node(tag, parent, tree.text.len())?;
                    tree.open(node);
                    return Ok(());
                }
                *kept = false;
            }
            return Ok(());
        }
        if self.inside > 0 {
            self.inside += 1;
            if self.record.bytes > self.longest.unit {
                self.record.cut = true;
            }
            if !self.record.cut {
                let node = node(tag, self.record.at, self.record.text.len())?;
                self.record.open(node);
            }
            return Ok(());
        }
        let name = tag.local_name();
        // The root is no step unless the path says so.
        let step = self.ancestors.len() + usize::from(self.from_root);
        let on_the_way = match step.checked_sub(1) {
            None => true,
            Some(step) => self.steps.get(step).is_some_and(|step| step == name.as_ref()),
        };
        if on_the_way && step == self.steps.len() {
            self.found = true;
            self.record.clear();
            self.inside = 1;
            let breaks = tag.attributes_raw().bytes().filter(|&byte| byte == b'\n').count() as u64;
            self.line = line.saturating_sub(breaks);
            let node = node(tag, 0, 0)?;
            self.record.open(node);
        } else if on_the_way {
            self.found |= step > 0;
            let mut tree = Tree::default();
            tree.open(node(tag, 0, 0)?);
            self.ancestors.push(tree);
        } else {
            let longest = self.longest.unit;
            let kept = self.ancestors.last_mut().is_some_and(|tree| {
                tree.nodes.len() < REMEMBERED
                    && tree.bytes < longest
                    && tree.children(0, name.as_ref()).next().is_none()
            });
            if kept && let Some(tree) = self.ancestors.last_mut() {
                let node = node(tag, 0, tree.text.len())?;
                tree.open(node);
            }
            self.aside = Some((kept, 1));
        }
        Ok(())
    }

    fn end(&mut self, emit: &mut EmitElement<'_>) -> io::Result<()> {
        // An end tag without a start is what the parser refuses.
        self.depth = self.depth.saturating_sub(1);
        if let Some((kept, deep)) = &mut self.aside {
            *deep -= 1;
            if *kept && let Some(tree) = self.ancestors.last_mut() {
                tree.close();
            }
            if *deep == 0 {
                if let Some(tree) = self.ancestors.last_mut() {
                    tree.at = 0;
                }
                self.aside = None;
            }
            return Ok(());
        }
        if self.inside == 0 {
            self.ancestors.pop();
            return Ok(());
        }
        self.inside -= 1;
        if !self.record.cut {
            let node = &self.record.nodes[self.record.at];
            let leaf = self.record.at + 1 == self.record.nodes.len();
            if leaf && self.record.text.len() - node.start > self.longest.field {
                self.record.cut = true;
            }
            self.record.close();
        }
        if self.inside == 0 {
            let unit = match self.record.cut {
                true => Err("field_too_large"),
                false => Ok(Element { tree: &self.record, ancestors: &self.ancestors }),
            };
            emit(unit, self.line)?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let tree = if self.inside > 0 {
            &mut self.record
        } else if let (Some((true, _)), Some(tree)) = (self.aside, self.ancestors.last_mut()) {
            tree
        } else {
            return;
        };
        tree.bytes += text.len();
        if tree.bytes > self.longest.unit {
            tree.cut = true;
        }
        if !tree.cut {
            tree.text.push_str(text);
        }
    }
}

fn node(tag: &BytesStart<'_>, parent: usize, start: usize) -> Result<Node, String> {
    let mut attributes = Vec::new();
    let mut all = tag.attributes();
    for attribute in all.with_checks(false) {
        let attribute = attribute.map_err(|_| "attributes are malformed".to_owned())?;
        let name = attribute.key.local_name().as_ref().to_owned();
        attributes.push((name, resolved(&attribute.value)));
    }
    let name = tag.local_name().as_ref().to_owned();
    Ok(Node { name, parent, attributes, start, end: start })
}

impl Lookup for Element<'_> {
    /// `Path/Child`: the text of the first such child, with that of its own children; `Name[*]`
    /// and `Name[2]` where it repeats. `attr:x` and `Path/attr:x`: an attribute. `../` goes up,
    /// where only what stood before the record is known.
    fn values(&self, selector: &str) -> Vec<Cow<'_, str>> {
        let mut path = selector;
        let mut up = 0;
        while let Some(rest) = path.strip_prefix("../") {
            path = rest;
            up += 1;
        }
        let tree = match up {
            0 => self.tree,
            _ => match self.ancestors.len().checked_sub(up) {
                Some(at) => &self.ancestors[at],
                None => return Vec::new(),
            },
        };
        if let Some((path, name)) = path.rsplit_once("attr:") {
            return tree
                .find(path)
                .and_then(|at| tree.nodes[at].attributes.iter().find(|(one, _)| one == name))
                .map(|(_, value)| Cow::Borrowed(value.as_str()))
                .into_iter()
                .collect();
        }
        let text = |at: usize| Cow::Borrowed(&tree.text[tree.nodes[at].start..tree.nodes[at].end]);
        let Some((name, place)) = path.strip_suffix(']').and_then(|rest| rest.rsplit_once('['))
        else {
            return tree.find(path).map(text).into_iter().collect();
        };
        let (parent, name) = name.rsplit_once('/').unwrap_or(("", name));
        let Some(parent) = tree.find(parent) else { return Vec::new() };
        let all = tree.children(parent, name);
        match place {
            "*" => all.map(text).collect(),
            number => match number.parse::<usize>().ok().and_then(|nth| nth.checked_sub(1)) {
                Some(before) => all.skip(before).take(1).map(text).collect(),
                None => Vec::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests;
