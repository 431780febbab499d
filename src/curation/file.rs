//! `curation.toml`: text to entries and back.
//!
//! Takes the text of the file; gives its entries, or every fault with its line. An entry is written
//! at the end of the text, so that what a person wrote, comments too, stays as it is.

use std::fmt;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::model::{Action, Curation, Day, Entry, EntryId, RecordName, ThemeId};

/// A file of more entries is a mistake: somebody who corrects ten things a day writes for years.
const MOST: usize = 20_000;
/// A longer title is no title: the report's own are a quarter of it.
const LONGEST_TITLE: usize = 120;
/// Longer words are a pasted text; a search takes no more either.
const LONGEST: usize = 4_096;

/// What stands at the head of a new file.
const HEAD: &str = "\
# What people decided about themes, replayed every night. `earful theme` adds entries at the end;
# by hand is as good. Nothing is ever taken out: to take an entry back, add one with
# action = \"revert\" (`earful theme revert E-1`). `earful theme log` lists them.
";

/// Something that is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The line of the other entry, where two cannot both hold.
    pub other: Option<usize>,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.line)?;
        if let Some(other) = self.other {
            write!(f, " and {other}")?;
        }
        write!(f, ": {}", self.problem)?;
        if !self.fix.is_empty() {
            write!(f, "; {}", self.fix)?;
        }
        Ok(())
    }
}

/// The actions, each with the keys it needs and those it may have.
const ACTIONS: [(&str, &[&str], &[&str]); 10] = [
    ("rename", &["theme", "title"], &[]),
    ("merge", &["theme", "into"], &[]),
    ("split", &["theme", "words", "makes", "title"], &[]),
    ("mute", &["theme"], &[]),
    ("pin", &["theme"], &[]),
    ("move", &["source", "record", "theme"], &["statement"]),
    ("reject", &["source", "record", "theme"], &["statement"]),
    ("track", &["query", "makes", "title"], &[]),
    ("parent", &["theme", "area"], &[]),
    ("revert", &["entry"], &[]),
];

/// Keys that every entry has, and those that any may have.
const EVERY: ([&str; 4], [&str; 2]) = (["id", "action", "by", "on"], ["why", "replaces"]);

/// The entries of a file, in its order.
///
/// # Errors
/// Everything that is wrong with it by itself, in the order of its lines: what is no TOML, unknown
/// and missing keys, ids that are none, an id that two entries have.
pub fn read(text: &str) -> Result<Curation, Vec<Fault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { text, faults: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.first() {
        let at = error.span().map_or(0, |span| span.start);
        let problem = error.message().trim().replace('\n', ", ");
        return Err(vec![reader.made(at, problem, "write it as `earful theme` does")]);
    }
    let mut entries = Vec::new();
    for (key, item) in table.get_ref().iter() {
        match (key.get_ref().as_ref(), item.get_ref().as_array()) {
            ("entry", Some(list)) => {
                for one in list.iter().take(MOST + 1) {
                    let Some(table) = one.get_ref().as_table() else {
                        reader.fault(one.span().start, "this is no table", "write [[entry]]");
                        continue;
                    };
                    entries.extend(reader.entry(table, one.span()));
                }
                if list.len() > MOST {
                    let problem = format!("there are more than {MOST} entries");
                    reader.fault(key.span().start, problem, "keep those that still hold");
                }
            }
            (name, _) => {
                let fix = "only tables [[entry]] stand in this file";
                reader.fault(key.span().start, format!("unknown key {name:?}"), fix);
            }
        }
    }
    let curation = Curation { entries };
    reader.ids(&curation);
    let mut faults = reader.faults;
    if faults.is_empty() {
        return Ok(curation);
    }
    faults.sort_by_key(|fault| fault.line);
    Err(faults)
}

/// The text of the file with one entry more, at its end.
pub fn appended(text: &str, entry: &Entry) -> String {
    let mut out = if text.trim().is_empty() { HEAD.to_owned() } else { text.to_owned() };
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out.push('\n');
    out.push_str(&written(entry));
    out
}

/// An entry as the file has it.
fn written(entry: &Entry) -> String {
    let mut lines: Vec<(&str, String)> =
        vec![("id", entry.id.to_string()), ("action", entry.action.name().to_owned())];
    let mut statement = None;
    match &entry.action {
        Action::Rename { theme, title } => {
            lines.extend([("theme", theme.to_string()), ("title", title.clone())]);
        }
        Action::Merge { theme, into } => {
            lines.extend([("theme", theme.to_string()), ("into", into.to_string())]);
        }
        Action::Split { theme, words, id, title } => lines.extend([
            ("theme", theme.to_string()),
            ("words", words.clone()),
            ("makes", id.to_string()),
            ("title", title.clone()),
        ]),
        Action::Mute { theme } | Action::Pin { theme } => lines.push(("theme", theme.to_string())),
        Action::Move { record, theme } | Action::Reject { record, theme } => {
            lines.extend([
                ("source", record.source.clone()),
                ("record", record.record.clone()),
                ("theme", theme.to_string()),
            ]);
            statement = record.statement;
        }
        Action::Track { query, id, title } => lines.extend([
            ("query", query.clone()),
            ("makes", id.to_string()),
            ("title", title.clone()),
        ]),
        Action::Parent { theme, area } => {
            lines.extend([("theme", theme.to_string()), ("area", area.clone())]);
        }
        Action::Revert { entry } => lines.push(("entry", entry.to_string())),
    }
    lines.extend(entry.replaces.map(|replaced| ("replaces", replaced.to_string())));
    lines.extend([("by", entry.by.clone()), ("on", entry.on.to_string())]);
    if !entry.why.is_empty() {
        lines.push(("why", entry.why.clone()));
    }
    let mut out = "[[entry]]\n".to_owned();
    for (key, value) in lines {
        out.push_str(&format!("{key} = {}\n", toml::Value::String(value)));
    }
    if let Some(statement) = statement {
        out.push_str(&format!("statement = {statement}\n"));
    }
    out
}

struct Reader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
    }

    fn made(&self, at: usize, problem: impl Into<String>, fix: impl Into<String>) -> Fault {
        Fault { line: self.line(at), other: None, problem: problem.into(), fix: fix.into() }
    }

    fn fault(&mut self, at: usize, problem: impl Into<String>, fix: impl Into<String>) {
        let fault = self.made(at, problem, fix);
        self.faults.push(fault);
    }

    /// One table as an entry; `None` with a fault where it is none.
    fn entry(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Option<Entry> {
        let before = self.faults.len();
        let at = span.start;
        let action = self.text_of(table, "action", at)?;
        let Some((name, needed, others)) = ACTIONS.iter().find(|one| one.0 == action) else {
            let names: Vec<&str> = ACTIONS.iter().map(|one| one.0).collect();
            let fix = format!("use one of {}", names.join(", "));
            self.fault(at, format!("there is no action {action:?}"), fix);
            return None;
        };
        for key in table.keys() {
            let key_name: &str = key.get_ref();
            let known = |names: &[&str]| names.contains(&key_name);
            if !known(&EVERY.0) && !known(&EVERY.1) && !known(needed) && !known(others) {
                let mut all: Vec<&str> = EVERY.0.to_vec();
                all.extend(needed.iter().chain(others.iter()).chain(&EVERY.1));
                let fix = format!("{name} has {}", all.join(", "));
                self.fault(key.span().start, format!("unknown key {key_name:?}"), fix);
            }
        }
        let mut text = |key: &str| self.text_of(table, key, at).unwrap_or_default();
        let (id, by, on) = (text("id"), text("by"), text("on"));
        let mut values = std::collections::BTreeMap::new();
        for key in *needed {
            values.insert(*key, text(key));
        }
        let optional = |key: &str| table.get(key).map(|_| key.to_owned());
        let why = optional("why").and_then(|key| self.text_of(table, &key, at));
        let replaces = optional("replaces").and_then(|key| self.text_of(table, &key, at));
        let statement = self.statement(table);
        if self.faults.len() > before {
            return None;
        }
        let id: Option<EntryId> = self.parsed(&id, "id", at);
        let on: Option<Day> = self.parsed(&on, "on", at);
        let replaces = replaces.and_then(|one| self.parsed(&one, "replaces", at));
        let mut theme = |key: &str| -> Option<ThemeId> { self.parsed(&values[key], key, at) };
        let record = |values: &std::collections::BTreeMap<&str, String>| RecordName {
            source: values["source"].clone(),
            record: values["record"].clone(),
            statement,
        };
        let action = match *name {
            "rename" => Action::Rename { theme: theme("theme")?, title: values["title"].clone() },
            "merge" => Action::Merge { theme: theme("theme")?, into: theme("into")? },
            "split" => Action::Split {
                theme: theme("theme")?,
                id: theme("makes")?,
                words: values["words"].clone(),
                title: values["title"].clone(),
            },
            "mute" => Action::Mute { theme: theme("theme")? },
            "pin" => Action::Pin { theme: theme("theme")? },
            "move" => Action::Move { record: record(&values), theme: theme("theme")? },
            "reject" => Action::Reject { record: record(&values), theme: theme("theme")? },
            "track" => Action::Track {
                id: theme("makes")?,
                query: values["query"].clone(),
                title: values["title"].clone(),
            },
            "parent" => Action::Parent { theme: theme("theme")?, area: values["area"].clone() },
            _ => Action::Revert { entry: self.parsed(&values["entry"], "entry", at)? },
        };
        if action.makes().is_some_and(|made| made.made().is_none()) {
            let fix = "use T-C and the next free number, such as T-C1";
            self.fault(at, "a theme that a person makes has an id of its own", fix);
        }
        if self.faults.len() > before {
            return None;
        }
        let line = self.line(at);
        Some(Entry { id: id?, action, replaces, by, on: on?, why: why.unwrap_or_default(), line })
    }

    /// A text that has to be there: of one line, not empty, not endless.
    fn text_of(&mut self, table: &DeTable<'_>, key: &str, at: usize) -> Option<String> {
        let Some(item) = table.get(key) else {
            self.fault(at, format!("{key} is missing"), format!("add {key} = \"…\""));
            return None;
        };
        let at = item.span().start;
        // A date may stand without quotation marks.
        let text = match item.get_ref() {
            DeValue::String(text) => text.trim().to_owned(),
            DeValue::Datetime(when) if key == "on" => when.to_string(),
            _ => {
                self.fault(at, format!("{key} is no text"), "write it in quotation marks");
                return None;
            }
        };
        let most = if key == "title" { LONGEST_TITLE } else { LONGEST };
        let problem = match text.chars().count() {
            0 => format!("{key} is empty"),
            length if length > most => format!("{key} is longer than {most} letters"),
            _ if text.chars().any(char::is_control) => {
                format!("{key} holds a line break or a control character")
            }
            _ => return Some(text),
        };
        self.fault(at, problem, "");
        None
    }

    /// The number of a statement, where one is named.
    fn statement(&mut self, table: &DeTable<'_>) -> Option<u16> {
        let item = table.get("statement")?;
        let number = item.get_ref().as_integer().and_then(|one| one.as_str().parse().ok());
        if number.is_none() {
            let fix = "use its number from 0, as `earful export statements` prints it";
            self.fault(item.span().start, "statement is no number", fix);
        }
        number
    }

    fn parsed<T: std::str::FromStr<Err: fmt::Display>>(
        &mut self,
        text: &str,
        key: &str,
        at: usize,
    ) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(at, format!("{key}: {error}, not {text:?}"), "");
                None
            }
        }
    }

    /// Entries are told apart by their ids, and refer to earlier ones only.
    fn ids(&mut self, curation: &Curation) {
        let mut first = std::collections::BTreeMap::new();
        let mut made = std::collections::BTreeMap::new();
        for entry in &curation.entries {
            let told = |other: usize, problem: String, fix: String| Fault {
                line: entry.line,
                other: Some(other),
                problem,
                fix,
            };
            if let Some(makes) = entry.action.makes()
                && let Some(other) = made.insert(makes, entry.line)
            {
                let problem = format!("{makes} is made twice");
                self.faults.push(told(other, problem, "give the later one a free id".into()));
            }
            let takes_back = match entry.action {
                Action::Revert { entry } => Some(entry),
                _ => None,
            };
            for earlier in entry.replaces.into_iter().chain(takes_back) {
                if !first.contains_key(&earlier) {
                    self.faults.push(Fault {
                        line: entry.line,
                        other: None,
                        problem: format!("there is no entry {earlier} before this one"),
                        fix: "name an entry that stands above it".to_owned(),
                    });
                }
            }
            if let Some(&other) = first.get(&entry.id) {
                let problem = format!("both entries are called {}", entry.id);
                self.faults.push(told(other, problem, "give the later one a free id".into()));
            } else {
                first.insert(entry.id, entry.line);
            }
        }
    }
}
