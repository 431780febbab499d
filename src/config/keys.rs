//! Walks a table of settings key by key and remembers everything that is wrong.
//!
//! Takes a parsed table with spans; gives checked values, or the default where a value is missing
//! or at fault (the fault is noted, the walk goes on, so that one pass finds all of them). Every
//! key that is asked for is known from then on; [`Keys::finish`] reports the others, with the known
//! key that was probably meant.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, nearest};

/// A value with its place.
pub(super) type Item<'t> = Spanned<DeValue<'t>>;

/// The text being read, and what has been found wrong with it.
#[derive(Debug)]
pub(super) struct Page<'t> {
    text: &'t str,
    starts: Vec<usize>,
    faults: RefCell<Vec<(usize, Fault)>>,
    /// Whether the text is broken TOML: then a missing key may only have been lost.
    broken: bool,
}

impl<'t> Page<'t> {
    pub(super) fn new(text: &'t str, broken: bool) -> Page<'t> {
        let starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Page { text, starts, faults: RefCell::default(), broken }
    }

    /// The line of a byte, 1 for the first.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at)
    }

    /// Notes a fault at a byte of the text.
    pub(super) fn fault(
        &self,
        at: usize,
        key: impl Into<String>,
        problem: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let at = at.min(self.text.len());
        let line = self.line(at);
        let start = self.starts[line - 1];
        let column = self.text.get(start..at).unwrap_or_default().chars().count() + 1;
        let (key, problem, fix) = (key.into(), problem.into(), fix.into());
        self.faults.borrow_mut().push((at, Fault { line, column, key, problem, fix }));
    }

    /// What was found, in the order of the text.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|(at, _)| *at);
        faults.into_iter().map(|(_, fault)| fault).collect()
    }
}

/// One table on the walk.
#[derive(Debug)]
pub(super) struct Keys<'t> {
    page: &'t Page<'t>,
    /// `None`: the table is not there; every key has its default.
    table: Option<&'t DeTable<'t>>,
    path: String,
    span: Range<usize>,
    known: Vec<&'static str>,
}

impl<'t> Keys<'t> {
    pub(super) fn new(
        page: &'t Page<'t>,
        table: Option<&'t DeTable<'t>>,
        path: String,
        span: Range<usize>,
    ) -> Keys<'t> {
        Keys { page, table, path, span, known: Vec::new() }
    }

    pub(super) fn page(&self) -> &'t Page<'t> {
        self.page
    }

    /// Path of a key of this table.
    pub(super) fn path_of(&self, key: &str) -> String {
        let bare = !key.is_empty()
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let key = if bare { Cow::Borrowed(key) } else { Cow::Owned(format!("{key:?}")) };
        if self.path.is_empty() { key.into_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Where the table starts.
    pub(super) fn start(&self) -> usize {
        self.span.start
    }

    /// Whether the key is written down; does not make it known.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.is_some_and(|table| table.contains_key(key))
    }

    /// Notes a fault of a value.
    pub(super) fn wrong(
        &self,
        item: &Item,
        key: &str,
        problem: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.page.fault(item.span().start, self.path_of(key), problem, fix);
    }

    /// Notes that a key has to be there.
    pub(super) fn missing(&self, key: &str, fix: impl Into<String>) {
        if !self.page.broken {
            self.page.fault(self.span.start, self.path_of(key), "is missing", fix);
        }
    }

    /// The value as written, which makes the key known.
    pub(super) fn take(&mut self, key: &'static str) -> Option<&'t Item<'t>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.table.and_then(|table| table.get(key))
    }

    /// Every entry, for tables whose keys are names the user chooses.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'t str, Range<usize>, &'t Item<'t>)> {
        self.table.into_iter().flat_map(|table| {
            table.iter().map(|(key, item)| (key.get_ref().as_ref(), key.span(), item))
        })
    }

    /// A text.
    pub(super) fn text(&mut self, key: &'static str) -> Option<&'t str> {
        let item = self.take(key)?;
        let text = item.get_ref().as_str();
        if text.is_none() {
            self.type_fault(item, key, "a text in quotes");
        }
        text
    }

    /// A list of texts; a single text is a list of one.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<(usize, String)> {
        let Some(item) = self.take(key) else {
            return Vec::new();
        };
        self.texts_of(item, key)
    }

    /// The same for a value already taken; numbers are read as they are written.
    pub(super) fn texts_of(&self, item: &Item, key: &str) -> Vec<(usize, String)> {
        match item.get_ref() {
            DeValue::String(text) => vec![(item.span().start, text.clone().into_owned())],
            DeValue::Array(list) => list
                .iter()
                .filter_map(|one| match one.get_ref() {
                    DeValue::String(text) => Some((one.span().start, text.clone().into_owned())),
                    DeValue::Integer(number) => Some((one.span().start, number.to_string())),
                    DeValue::Boolean(truth) => Some((one.span().start, truth.to_string())),
                    _ => {
                        self.type_fault(one, key, "texts in quotes");
                        None
                    }
                })
                .collect(),
            _ => {
                self.type_fault(item, key, "a list of texts, such as [\"one\", \"two\"]");
                Vec::new()
            }
        }
    }

    /// The same without places.
    pub(super) fn plain_texts(&mut self, key: &'static str) -> Vec<String> {
        self.texts(key).into_iter().map(|(_, text)| text).collect()
    }

    /// Yes or no.
    pub(super) fn truth(&mut self, key: &'static str, default: bool) -> bool {
        let Some(item) = self.take(key) else {
            return default;
        };
        item.get_ref().as_bool().unwrap_or_else(|| {
            self.type_fault(item, key, "true or false");
            default
        })
    }

    /// A whole number in a range.
    pub(super) fn whole<T>(&mut self, key: &'static str, range: RangeInclusive<T>, default: T) -> T
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        self.maybe_whole(key, range).unwrap_or(default)
    }

    /// A whole number in a range, or nothing.
    pub(super) fn maybe_whole<T>(
        &mut self,
        key: &'static str,
        range: RangeInclusive<T>,
    ) -> Option<T>
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        let item = self.take(key)?;
        let Some(number) = item.get_ref().as_integer() else {
            self.type_fault(item, key, "a whole number");
            return None;
        };
        let value = i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .and_then(|value| T::try_from(value).ok())
            .filter(|value| range.contains(value));
        if value.is_none() {
            let fix = format!("use {} to {}", range.start(), range.end());
            self.wrong(item, key, format!("{number} is out of range"), fix);
        }
        value
    }

    /// A number in a range; whole ones count.
    pub(super) fn number(
        &mut self,
        key: &'static str,
        range: RangeInclusive<f64>,
        default: f64,
    ) -> f64 {
        self.maybe_number(key, range).unwrap_or(default)
    }

    /// A number in a range, or nothing.
    pub(super) fn maybe_number(
        &mut self,
        key: &'static str,
        range: RangeInclusive<f64>,
    ) -> Option<f64> {
        let item = self.take(key)?;
        let written = match item.get_ref() {
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().map(|value| value as f64)
            }
            _ => {
                self.type_fault(item, key, "a number");
                return None;
            }
        };
        // NaN is in no range.
        let value = written.filter(|value| range.contains(value));
        if value.is_none() {
            let written = self.page.text.get(item.span()).unwrap_or_default();
            let fix = format!("use {} to {}", range.start(), range.end());
            self.wrong(item, key, format!("{written} is out of range"), fix);
        }
        value
    }

    /// One of some names.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        let item = self.take(key)?;
        let Some(text) = item.get_ref().as_str() else {
            let names: Vec<String> = choices.iter().map(|(name, _)| format!("{name:?}")).collect();
            self.type_fault(item, key, &format!("one of {}", names.join(", ")));
            return None;
        };
        let found = choices.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let fix = match nearest(text, names.iter().copied()) {
                Some(meant) => format!("did you mean {meant:?}?"),
                None => format!("use one of {}", names.join(", ")),
            };
            self.wrong(item, key, format!("{text:?} is not known"), fix);
        }
        found.map(|(_, value)| *value)
    }

    /// A table below this one; when it is not there, one in which every key has its default.
    pub(super) fn table(&mut self, key: &'static str) -> Keys<'t> {
        let path = self.path_of(key);
        match self.take(key) {
            None => Keys::new(self.page, None, path, self.span.clone()),
            Some(item) => {
                let table = item.get_ref().as_table();
                if table.is_none() {
                    let want = format!("a table, written [{path}]");
                    self.type_fault(item, key, &want);
                }
                Keys::new(self.page, table, path, item.span())
            }
        }
    }

    /// A list of tables; what is no table is noted.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Keys<'t>> {
        let Some(item) = self.take(key) else {
            return Vec::new();
        };
        let Some(list) = item.get_ref().as_array() else {
            self.type_fault(item, key, "a list of tables, such as [{ field = \"status\", … }]");
            return Vec::new();
        };
        let path = self.path_of(key);
        list.iter()
            .enumerate()
            .filter_map(|(at, one)| {
                let table = one.get_ref().as_table();
                if table.is_none() {
                    self.type_fault(one, key, "tables in braces");
                }
                let path = format!("{path}[{at}]");
                table.map(|table| Keys::new(self.page, Some(table), path, one.span()))
            })
            .collect()
    }

    /// The tables of this one by their names, for tables whose keys are names the user chooses;
    /// what is no table is noted.
    pub(super) fn tables_by_name(&self) -> Vec<Keys<'t>> {
        self.entries()
            .filter_map(|(name, _, item)| {
                let path = self.path_of(name);
                let table = item.get_ref().as_table();
                if table.is_none() {
                    self.type_fault(item, name, &format!("a table, written [{path}]"));
                }
                table.map(|table| Keys::new(self.page, Some(table), path, item.span()))
            })
            .collect()
    }

    /// The last step of this table's path: its own name.
    pub(super) fn name(&self) -> String {
        self.path.rsplit('.').next().unwrap_or_default().to_owned()
    }

    /// Reports every key that nobody asked for.
    pub(super) fn finish(self) {
        let Some(table) = self.table else {
            return;
        };
        for key in table.keys() {
            let name: &str = key.get_ref();
            if self.known.contains(&name) {
                continue;
            }
            let fix = match nearest(name, self.known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known here: {}", self.known.join(", ")),
            };
            self.page.fault(key.span().start, self.path_of(name), "unknown key", fix);
        }
    }

    /// Notes a value of the wrong type.
    pub(super) fn type_fault(&self, item: &Item, key: &str, want: &str) {
        let problem = format!("expected {want}, found {}", type_name(item.get_ref()));
        self.wrong(item, key, problem, "");
    }
}

fn type_name(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
