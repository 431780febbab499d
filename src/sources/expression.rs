//! Expressions, compiled once a feed and asked once a unit.
//!
//! Takes a unit as its format frames it (a row, a JSON value, or anything that answers to
//! selectors); gives the values of a field as text. Nothing is cleaned here; a value of blanks
//! only is missing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::ByteRecord;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::hex;

use super::condition::pattern;
use super::preset::{self, Expression, Literal};
use super::selector::{Place, Selector, Selectors, Values, at, is_object, steps, walk};
use super::side::Side;

mod change;

use change::Change;

/// One unit, as far as expressions see it.
pub(super) struct Context<'a> {
    /// The file, for `@file`.
    pub(super) file: &'a str,
    /// The name of the folder it lies in, for `@dir`.
    pub(super) folder: &'a str,
    /// All selectors of the feed.
    pub(super) selectors: &'a [Selector],
    /// Side files of the feed.
    pub(super) side: &'a Side,
    /// Values outside the record, by selector number.
    pub(super) document: &'a BTreeMap<usize, Values<'static>>,
    /// The unit itself.
    pub(super) cells: Cells<'a>,
}

/// An open question's column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// Which column.
    pub(super) column: usize,
    /// What tells its answers' ids from those of other questions.
    pub(super) suffix: String,
    /// The question, as the header writes it.
    pub(super) title: String,
    /// Whether its name tells that it is open; else only its answers can.
    pub(super) told: bool,
}

/// What a selector means in a sheet: columns, and whether a list is asked for.
pub(super) type Columnar = (Vec<usize>, bool);

/// A unit that answers to selectors of its format: an XML element, a mail.
pub(super) trait Lookup {
    /// The values a selector finds, in order; none when there is nothing.
    fn values(&self, selector: &str) -> Vec<Cow<'_, str>>;

    /// Whether what a selector finds is a number or a truth and no text.
    fn is_bare(&self, _selector: &str) -> bool {
        false
    }
}

/// A unit's cells.
pub(super) enum Cells<'a> {
    /// A row of a sheet, and for each selector number the columns it means in this file.
    Row {
        /// The row.
        cells: &'a ByteRecord,
        /// Columns by selector number.
        places: &'a [Columnar],
        /// The open questions of this file.
        questions: &'a [Question],
        /// Zone of the file's times, where its header says it.
        zone: Option<&'a str>,
    },
    /// A JSON value.
    Json(&'a Value),
    /// Anything else.
    Open(&'a dyn Lookup),
}

impl<'a> Context<'a> {
    /// The values a selector finds, without missing ones.
    pub(super) fn get(&self, number: usize) -> Values<'a> {
        let mut values = self.raw(number);
        values.texts.retain(|text| !text.trim().is_empty());
        values
    }

    /// The same with values that are blank.
    fn raw(&self, number: usize) -> Values<'a> {
        let selector = &self.selectors[number];
        let steps = match &selector.place {
            Place::File => return Values::one(self.file),
            Place::Stem => return Values::one(stem(self.file)),
            Place::Folder => return Values::one(self.folder),
            Place::Document(_) => {
                let Some(found) = self.document.get(&number) else { return Values::default() };
                return Values {
                    texts: found.texts.iter().map(|text| Cow::Borrowed(&**text)).collect(),
                    mark: found.mark,
                };
            }
            Place::Record(steps) => steps,
        };
        match &self.cells {
            Cells::Row { cells, places, .. } => {
                let (columns, list) = &places[number];
                let mut values = Values::default();
                values.texts.extend(columns.iter().map(|&column| cell(cells, column)));
                values.mark.list = *list;
                values
            }
            Cells::Json(value) => walk(value, steps),
            Cells::Open(unit) => {
                let mut values = Values { texts: unit.values(&selector.text), ..Values::default() };
                values.mark.bare = unit.is_bare(&selector.text);
                values
            }
        }
    }

    /// Every value of the unit in order, missing ones as empty text: the key of a row without one.
    fn whole(&self) -> Vec<Cow<'a, str>> {
        match &self.cells {
            Cells::Row { cells, .. } => (0..cells.len()).map(|at| cell(cells, at)).collect(),
            Cells::Json(value) => vec![Cow::Owned(value.to_string())],
            Cells::Open(_) => Vec::new(),
        }
    }

    /// Whether a selector finds an object: nothing to read, and there all the same.
    pub(super) fn is_object(&self, number: usize) -> bool {
        match (&self.cells, &self.selectors[number].place) {
            (Cells::Json(value), Place::Record(steps)) => is_object(value, steps),
            _ => false,
        }
    }

    /// The unit as JSON, where it is.
    pub(super) fn json(&self) -> Option<&'a Value> {
        match self.cells {
            Cells::Json(value) => Some(value),
            _ => None,
        }
    }
}

/// A file's name up to its first dot, without folders.
fn stem(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file).split('.').next().unwrap_or_default()
}

/// A cell as text.
pub(super) fn cell(cells: &ByteRecord, column: usize) -> Cow<'_, str> {
    String::from_utf8_lossy(cells.get(column).unwrap_or_default())
}

/// A compiled expression.
#[derive(Debug, Clone)]
pub(super) enum Compiled {
    Select(usize),
    First(Vec<Compiled>),
    Constant(Literal),
    Hash(Vec<usize>),
    /// The whole unit is the key.
    HashAll,
    Template(Vec<Piece>),
    Pick(Box<Pick>),
    With(Box<Change>),
}

#[derive(Debug, Clone)]
pub(super) enum Piece {
    Plain(String),
    Value(usize),
}

/// A value of the first element that has certain others.
#[derive(Debug, Clone)]
pub(super) struct Pick {
    array: usize,
    path: Vec<String>,
    conditions: Vec<(Vec<String>, String)>,
    take: Vec<String>,
}

impl Compiled {
    /// Compiles an expression.
    ///
    /// # Errors
    /// What is wrong with it, in words: a pattern that is none, an empty selector or list, a
    /// template with an open brace.
    pub(super) fn new(
        expression: &Expression,
        selectors: &mut Selectors,
    ) -> Result<Compiled, String> {
        Ok(match expression {
            Expression::Select(text) => Compiled::Select(selectors.checked(text)?),
            Expression::Constant(literal) => Compiled::Constant(literal.clone()),
            Expression::Hash(names) if names.as_slice() == ["*"] => Compiled::HashAll,
            Expression::Hash(names) => {
                if names.is_empty() {
                    return Err(
                        "hash of nothing; list the columns that make a record unique".into()
                    );
                }
                let numbers = names.iter().map(|name| selectors.checked(name));
                Compiled::Hash(numbers.collect::<Result<_, _>>()?)
            }
            Expression::Template(text) => Compiled::Template(template(text, selectors)?),
            Expression::First(list) => {
                if list.is_empty() {
                    return Err("an empty list; name at least one column".into());
                }
                let list = list.iter().map(|one| Compiled::new(one, selectors));
                Compiled::First(list.collect::<Result<_, _>>()?)
            }
            Expression::Pick { array, conditions, take } => Compiled::Pick(Box::new(Pick {
                array: selectors.checked(array)?,
                path: steps(array),
                conditions: conditions
                    .iter()
                    .map(|(pointer, value)| (steps(pointer), value.clone()))
                    .collect(),
                take: steps(take),
            })),
            Expression::With(change) => {
                if change.split.as_deref() == Some("") {
                    return Err("split by nothing; name the separator".into());
                }
                let preset::Change {
                    from,
                    regex,
                    percent_decode,
                    present,
                    nested,
                    split,
                    join,
                    map,
                    list,
                    sort,
                    transforms: _,
                    optional,
                } = &**change;
                let nested = match nested {
                    None => None,
                    Some((table, key)) => Some((table.clone(), selectors.checked(key)?)),
                };
                Compiled::With(Box::new(Change {
                    from: Compiled::new(from, selectors)?,
                    regex: regex.as_deref().map(pattern).transpose()?,
                    percent_decode: *percent_decode,
                    present: *present,
                    nested,
                    split: split.clone(),
                    join: join.clone(),
                    map: map.clone(),
                    list: *list,
                    sort: *sort,
                    optional: *optional,
                }))
            }
        })
    }

    /// The values in one unit; missing ones are absent.
    pub(super) fn values<'a>(&'a self, unit: &Context<'a>) -> Values<'a> {
        match self {
            Compiled::Select(number) => unit.get(*number),
            Compiled::Constant(literal) if literal.bare => Values::bare(literal.text.as_str()),
            Compiled::Constant(literal) => Values::one(literal.text.as_str()),
            Compiled::First(list) => {
                let mut way = 0;
                for one in list {
                    let mut values = one.values(unit);
                    if !values.is_empty() {
                        values.mark.way += way;
                        return values;
                    }
                    way += one.ways();
                }
                Values::default()
            }
            Compiled::Hash(numbers) => {
                let values = numbers
                    .iter()
                    .map(|&number| unit.raw(number).texts.into_iter().next().unwrap_or_default());
                Values::one(hash(values))
            }
            Compiled::HashAll => Values::one(hash(unit.whole().into_iter())),
            Compiled::Template(pieces) => {
                let mut made = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Plain(text) => made.push_str(text),
                        Piece::Value(number) => match unit.get(*number).first() {
                            Some(value) => made.push_str(value),
                            None => return Values::default(),
                        },
                    }
                }
                Values::one(made)
            }
            Compiled::Pick(pick) => pick.values(unit),
            Compiled::With(change) => change.values(unit),
        }
    }

    /// In how many ways it can be had, as [`preset::Preset::transforms`] counts them.
    fn ways(&self) -> u16 {
        match self {
            Compiled::First(list) => list.iter().map(Compiled::ways).fold(0, u16::saturating_add),
            Compiled::With(change) => change.from.ways(),
            _ => 1,
        }
    }

    /// The selectors that must exist in a file and do not, by `exists`. Of a list of alternatives
    /// one that can be had is enough.
    pub(super) fn lacking(&self, exists: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let without = |number: usize| if exists(number) { Vec::new() } else { vec![number] };
        match self {
            Compiled::Select(number) => without(*number),
            Compiled::Pick(pick) => without(pick.array),
            Compiled::Constant(_) | Compiled::HashAll => Vec::new(),
            Compiled::Hash(numbers) => {
                numbers.iter().copied().filter(|&number| !exists(number)).collect()
            }
            Compiled::Template(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Value(number) if !exists(*number) => Some(*number),
                    _ => None,
                })
                .collect(),
            Compiled::First(list) => {
                let mut lists = list.iter().map(|one| one.lacking(exists));
                let first = lists.next().unwrap_or_default();
                if first.is_empty() || lists.any(|other| other.is_empty()) {
                    Vec::new()
                } else {
                    first
                }
            }
            Compiled::With(change) if change.optional => Vec::new(),
            Compiled::With(change) => change.from.lacking(exists),
        }
    }
}

impl Pick {
    fn values<'a>(&'a self, unit: &Context<'a>) -> Values<'a> {
        let list = unit.json().and_then(|value| at(value, &self.path)).and_then(Value::as_array);
        let found = list.into_iter().flatten().find(|element| meets(element, &self.conditions));
        let mut values = found.map(|element| walk(element, &self.take)).unwrap_or_default();
        values.texts.retain(|text| !text.trim().is_empty());
        values
    }
}

/// Whether an element has all the values.
pub(super) fn meets(element: &Value, conditions: &[(Vec<String>, String)]) -> bool {
    conditions.iter().all(|(path, wanted)| walk(element, path).first() == Some(wanted))
}

fn template(text: &str, selectors: &mut Selectors) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((plain, behind)) = rest.split_once('{') {
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain.to_owned()));
        }
        let (name, behind) = behind
            .split_once('}')
            .ok_or_else(|| format!("`{text}` opens a brace and never closes it"))?;
        pieces.push(Piece::Value(selectors.checked(name)?));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest.to_owned()));
    }
    Ok(pieces)
}

/// `h:` and 16 hexadecimal digits of SHA-256 over the values, joined by U+001F, missing ones empty:
/// ids that any other reader of the same export gives too.
fn hash<'a>(values: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut hasher = Sha256::new();
    for (at, value) in values.enumerate() {
        if at > 0 {
            hasher.update(b"\x1f");
        }
        hasher.update(value.as_bytes());
    }
    let digest = hasher.finalize();
    format!("h:{}", hex(&digest[..8]))
}

#[cfg(test)]
mod tests;
