//! Selectors and expressions, compiled once a feed and asked once a unit.
//!
//! Takes a CSV row or a JSON value; gives the values of a field as text. Nothing is cleaned here
//! beyond the blanks around a value; a value of blanks only is missing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::ByteRecord;
use regex::Regex;
use serde_json::Value;

use super::preset::{self, Expression};

/// The values of a field: none, one, or several (tags).
pub(super) type Values<'a> = Vec<Cow<'a, str>>;

/// One place a value can come from.
#[derive(Debug, Clone)]
pub(super) struct Selector {
    /// As written in the settings.
    pub(super) text: String,
    kind: Place,
}

#[derive(Debug, Clone)]
enum Place {
    File,
    Stem,
    /// A column's name; in JSON a key of the unit itself, or the steps of a pointer.
    Record(Vec<String>),
}

impl Selector {
    fn new(text: &str) -> Selector {
        let kind = match text {
            "@file" => Place::File,
            "@stem" => Place::Stem,
            _ => Place::Record(match text.strip_prefix('/') {
                Some(path) => {
                    path.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
                }
                None => vec![text.to_owned()],
            }),
        };
        Selector { text: text.to_owned(), kind }
    }

    /// Whether it names something inside the unit (and not the file).
    pub(super) fn in_record(&self) -> bool {
        matches!(self.kind, Place::Record(_))
    }

    /// The last step: what a person would call it.
    pub(super) fn title(&self) -> &str {
        match &self.kind {
            Place::Record(steps) => steps.last().map_or(&self.text, |step| step),
            _ => &self.text,
        }
    }
}

/// All selectors of a feed, each once; expressions hold their numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Selectors {
    list: Vec<Selector>,
    numbers: BTreeMap<String, usize>,
}

impl Selectors {
    /// The number of a selector.
    pub(super) fn number(&mut self, text: &str) -> usize {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        self.list.push(Selector::new(text));
        self.numbers.insert(text.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }

    /// All of them, by number.
    pub(super) fn all(&self) -> &[Selector] {
        &self.list
    }
}

/// Names of a CSV file's columns, as matched: case, outer blanks and runs of blanks do not count.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    names: Vec<String>,
    keys: Vec<String>,
}

fn key(name: &str) -> String {
    name.split(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
        .filter(|piece| !piece.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

impl Columns {
    /// Reads a header row.
    pub(super) fn new(header: &ByteRecord) -> Columns {
        let names: Vec<String> =
            header.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        Columns { keys: names.iter().map(|name| key(name)).collect(), names }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a column as the file writes it.
    pub(super) fn name(&self, column: usize) -> &str {
        &self.names[column]
    }

    /// The first hundred names, for a message.
    pub(super) fn listed(&self) -> String {
        let mut listed = self
            .names
            .iter()
            .take(100)
            .map(|name| name.chars().filter(|c| !c.is_control()).take(60).collect::<String>())
            .collect::<Vec<_>>()
            .join(", ");
        if self.names.len() > 100 {
            listed.push_str(", …");
        }
        listed
    }

    /// The columns a selector means: the first of that name, `Name[2]` the second, `Name[*]` all.
    pub(super) fn find(&self, selector: &str) -> Vec<usize> {
        let named = |name: &str| {
            let wanted = key(name);
            (0..self.keys.len()).filter(|&at| self.keys[at] == wanted).collect::<Vec<_>>()
        };
        let mut plain = named(selector);
        if !plain.is_empty() {
            plain.truncate(1);
            return plain;
        }
        let Some((name, place)) = selector.strip_suffix(']').and_then(|rest| rest.rsplit_once('['))
        else {
            return Vec::new();
        };
        let all = named(name);
        match place {
            "*" => all,
            number => number
                .parse::<usize>()
                .ok()
                .and_then(|nth| nth.checked_sub(1))
                .and_then(|nth| all.get(nth).copied())
                .into_iter()
                .collect(),
        }
    }
}

/// One unit, as far as expressions see it.
pub(super) struct Context<'a> {
    /// The file, for `@file`.
    pub(super) file: &'a str,
    /// The file's name up to its first dot, for `@stem`.
    pub(super) stem: &'a str,
    /// All selectors of the feed.
    pub(super) selectors: &'a [Selector],
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
}

/// A unit's cells.
pub(super) enum Cells<'a> {
    /// A CSV row, and for each selector number the columns it means in this file.
    Row {
        /// The row.
        cells: &'a ByteRecord,
        /// Columns by selector number.
        places: &'a [Vec<usize>],
        /// The open questions of this file, for `questions`.
        questions: &'a [Question],
    },
    /// A JSON value.
    Json(&'a Value),
}

impl<'a> Context<'a> {
    /// The values a selector finds, without missing ones.
    pub(super) fn get(&self, number: usize) -> Values<'a> {
        let steps = match &self.selectors[number].kind {
            Place::File => return vec![Cow::Borrowed(self.file)],
            Place::Stem => return vec![Cow::Borrowed(self.stem)],
            Place::Record(steps) => steps,
        };
        let mut values = Vec::new();
        match &self.cells {
            Cells::Row { cells, places, .. } => {
                for &column in &places[number] {
                    push(&mut values, cell(cells, column));
                }
            }
            Cells::Json(value) => walk(value, steps, &mut values),
        }
        values
    }

    /// Every value of the unit in order, missing ones as empty text: the key of a row without one.
    fn whole(&self) -> Vec<Cow<'a, str>> {
        match &self.cells {
            Cells::Row { cells, .. } => (0..cells.len()).map(|at| cell(cells, at)).collect(),
            Cells::Json(value) => vec![Cow::Owned(value.to_string())],
        }
    }
}

/// A cell as text, without the blanks around it.
pub(super) fn cell(cells: &ByteRecord, column: usize) -> Cow<'_, str> {
    match String::from_utf8_lossy(cells.get(column).unwrap_or_default()) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

fn push<'a>(values: &mut Values<'a>, value: Cow<'a, str>) {
    if !value.is_empty() {
        values.push(value);
    }
}

/// Follows a pointer; `*` follows every element. Depth is bounded by the pointer's length.
fn walk<'a>(value: &'a Value, steps: &[String], values: &mut Values<'a>) {
    let Some((step, rest)) = steps.split_first() else {
        scalars(value, values);
        return;
    };
    match value {
        Value::Array(list) if step == "*" => {
            list.iter().for_each(|one| walk(one, rest, values));
        }
        Value::Array(list) => {
            if let Some(one) = step.parse::<usize>().ok().and_then(|at| list.get(at)) {
                walk(one, rest, values);
            }
        }
        Value::Object(map) => {
            if let Some(one) = map.get(step) {
                walk(one, rest, values);
            }
        }
        _ => {}
    }
}

/// A scalar's text; a list's scalars; nothing of an object, which would drag in what nobody named.
fn scalars<'a>(value: &'a Value, values: &mut Values<'a>) {
    match value {
        Value::Null | Value::Object(_) => {}
        Value::Bool(yes) => values.push(Cow::Borrowed(if *yes { "true" } else { "false" })),
        Value::Number(number) => values.push(Cow::Owned(whole(number.to_string()))),
        Value::String(text) => push(values, Cow::Borrowed(text.trim())),
        Value::Array(list) => {
            for one in list {
                if !matches!(one, Value::Array(_)) {
                    scalars(one, values);
                }
            }
        }
    }
}

/// `7.0` is 7: ids that went through a spreadsheet come back whole. Never through a float.
fn whole(digits: String) -> String {
    match digits.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            whole.to_owned()
        }
        _ => digits,
    }
}

/// A compiled expression.
#[derive(Debug, Clone)]
pub(super) enum Compiled {
    Select(usize),
    First(Vec<Compiled>),
    Constant(String),
    Hash(Vec<usize>),
    /// The whole unit is the key.
    HashAll,
    Template(Vec<Piece>),
    With(Box<Change>),
}

#[derive(Debug, Clone)]
pub(super) enum Piece {
    Plain(String),
    Value(usize),
}

#[derive(Debug, Clone)]
pub(super) struct Change {
    from: Compiled,
    regex: Option<Regex>,
    map: BTreeMap<String, String>,
    split: Option<String>,
    percent_decode: bool,
    present: bool,
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
        let mut select = |text: &str| {
            if text.trim().is_empty() {
                return Err("an empty column name; name a column or a /json/pointer".to_owned());
            }
            Ok(selectors.number(text.trim()))
        };
        Ok(match expression {
            Expression::Select(text) => Compiled::Select(select(text)?),
            Expression::Constant(text) => Compiled::Constant(text.clone()),
            Expression::Hash(names) if names.as_slice() == ["*"] => Compiled::HashAll,
            Expression::Hash(names) => {
                if names.is_empty() {
                    return Err(
                        "hash of nothing; list the columns that make a record unique".into()
                    );
                }
                Compiled::Hash(names.iter().map(|name| select(name)).collect::<Result<_, _>>()?)
            }
            Expression::Template(text) => Compiled::Template(template(text, &mut select)?),
            Expression::First(list) => {
                if list.is_empty() {
                    return Err("an empty list; name at least one column".into());
                }
                Compiled::First(
                    list.iter()
                        .map(|one| Compiled::new(one, selectors))
                        .collect::<Result<_, _>>()?,
                )
            }
            Expression::With {
                from,
                regex,
                map,
                split,
                percent_decode,
                present,
                transforms: _,
            } => {
                if split.as_deref() == Some("") {
                    return Err("split by nothing; name the separator".into());
                }
                Compiled::With(Box::new(Change {
                    from: Compiled::new(from, selectors)?,
                    regex: regex.as_deref().map(pattern).transpose()?,
                    map: map.clone(),
                    split: split.clone(),
                    percent_decode: *percent_decode,
                    present: *present,
                }))
            }
        })
    }

    /// The values in one unit; missing ones are absent.
    pub(super) fn values<'a>(&'a self, unit: &Context<'a>) -> Values<'a> {
        match self {
            Compiled::Select(number) => unit.get(*number),
            Compiled::Constant(text) => vec![Cow::Borrowed(text.as_str())],
            Compiled::First(list) => list
                .iter()
                .map(|one| one.values(unit))
                .find(|values| !values.is_empty())
                .unwrap_or_default(),
            Compiled::Hash(numbers) => {
                let values = numbers
                    .iter()
                    .map(|&number| unit.get(number).into_iter().next().unwrap_or_default());
                vec![Cow::Owned(hash(values))]
            }
            Compiled::HashAll => vec![Cow::Owned(hash(unit.whole().into_iter()))],
            Compiled::Template(pieces) => {
                let mut made = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Plain(text) => made.push_str(text),
                        Piece::Value(number) => match unit.get(*number).first() {
                            Some(value) => made.push_str(value),
                            None => return Vec::new(),
                        },
                    }
                }
                vec![Cow::Owned(made)]
            }
            Compiled::With(change) => change.values(unit),
        }
    }

    /// The selectors that must exist in a file and do not, by `exists`. Of a list of alternatives
    /// one that can be had is enough.
    pub(super) fn lacking(&self, exists: &dyn Fn(usize) -> bool) -> Vec<usize> {
        match self {
            Compiled::Select(number) => {
                if exists(*number) {
                    Vec::new()
                } else {
                    vec![*number]
                }
            }
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
            Compiled::With(change) => change.from.lacking(exists),
        }
    }
}

impl Change {
    fn values<'a>(&'a self, unit: &Context<'a>) -> Values<'a> {
        let mut values = self.from.values(unit);
        if let Some(regex) = &self.regex {
            values = values
                .iter()
                .filter_map(|value| {
                    let groups = regex.captures(value)?;
                    let found = groups.get(1).or_else(|| groups.get(0))?;
                    let kept = found.as_str().trim();
                    (!kept.is_empty()).then(|| Cow::Owned(kept.to_owned()))
                })
                .collect();
        }
        if self.percent_decode {
            values = values.into_iter().map(|value| Cow::Owned(percent_decoded(&value))).collect();
        }
        if self.present {
            return vec![Cow::Borrowed(if values.is_empty() { "false" } else { "true" })];
        }
        if let Some(separator) = &self.split {
            let mut pieces = Vec::new();
            for value in &values {
                for piece in value.split(separator.as_str()) {
                    push(&mut pieces, Cow::Owned(piece.trim().to_owned()));
                }
            }
            values = pieces;
        }
        if !self.map.is_empty() {
            for value in &mut values {
                if let Some(other) = self.map.get(&**value) {
                    *value = Cow::Borrowed(other.as_str());
                }
            }
            values.retain(|value| !value.is_empty());
        }
        values
    }
}

/// Compiles a pattern of the settings.
///
/// # Errors
/// The pattern and what is wrong with it.
pub(super) fn pattern(text: &str) -> Result<Regex, String> {
    Regex::new(text).map_err(|error| format!("`{text}` is no regular expression: {error}"))
}

fn template(
    text: &str,
    select: &mut dyn FnMut(&str) -> Result<usize, String>,
) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((plain, behind)) = rest.split_once('{') {
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain.to_owned()));
        }
        let (name, behind) = behind
            .split_once('}')
            .ok_or_else(|| format!("`{text}` opens a brace and never closes it"))?;
        pieces.push(Piece::Value(select(name)?));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest.to_owned()));
    }
    Ok(pieces)
}

/// `h:` and 16 hexadecimal digits of BLAKE3 over the values, joined by U+001F.
fn hash<'a>(values: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (at, value) in values.enumerate() {
        if at > 0 {
            hasher.update(b"\x1f");
        }
        hasher.update(value.as_bytes());
    }
    format!("h:{}", &hasher.finalize().to_hex()[..16])
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let digit = |at: usize| bytes.get(at).and_then(|&byte| (byte as char).to_digit(16));
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A compiled test of one field.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    field: usize,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    In(Vec<String>),
    NotIn(Vec<String>, bool),
    Present(bool),
    Regex(Regex),
    Equals(usize),
}

impl Condition {
    /// Compiles a condition.
    ///
    /// # Errors
    /// As [`Compiled::new`].
    pub(super) fn new(
        condition: &preset::Condition,
        selectors: &mut Selectors,
    ) -> Result<Condition, String> {
        let trimmed =
            |list: &[String]| list.iter().map(|value| value.trim().to_owned()).collect::<Vec<_>>();
        if condition.field.trim().is_empty() {
            return Err("an empty field name; name a column or a /json/pointer".into());
        }
        Ok(Condition {
            field: selectors.number(condition.field.trim()),
            test: match &condition.test {
                preset::Test::In(list) => Test::In(trimmed(list)),
                preset::Test::NotIn { values, absent_ok } => {
                    Test::NotIn(trimmed(values), *absent_ok)
                }
                preset::Test::Present(wanted) => Test::Present(*wanted),
                preset::Test::Regex(text) => Test::Regex(pattern(text)?),
                preset::Test::EqualsField(other) => Test::Equals(selectors.number(other.trim())),
            },
        })
    }

    /// Whether it holds of a unit.
    pub(super) fn holds(&self, unit: &Context<'_>) -> bool {
        let values = unit.get(self.field);
        let first = values.first();
        match &self.test {
            Test::In(list) => values.iter().any(|value| list.iter().any(|one| one == value)),
            Test::NotIn(list, absent_ok) => match first {
                None => !absent_ok,
                Some(_) => !values.iter().any(|value| list.iter().any(|one| one == value)),
            },
            Test::Present(wanted) => first.is_some() == *wanted,
            Test::Regex(regex) => values.iter().any(|value| regex.is_match(value)),
            Test::Equals(other) => first.is_some() && first == unit.get(*other).first(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns(names: &[&str]) -> Columns {
        Columns::new(&ByteRecord::from(names.to_vec()))
    }

    fn with(from: &str) -> Expression {
        Expression::With {
            from: Box::new(Expression::Select(from.into())),
            regex: None,
            map: BTreeMap::new(),
            split: None,
            percent_decode: false,
            present: false,
            transforms: Vec::new(),
        }
    }

    fn eval(expression: &Expression, json: &str) -> Vec<String> {
        let mut selectors = Selectors::default();
        let compiled = Compiled::new(expression, &mut selectors).expect("a good expression");
        let value: Value = serde_json::from_str(json).expect("good JSON");
        let unit = Context {
            file: "in/feed-de.json",
            stem: "feed-de",
            selectors: selectors.all(),
            cells: Cells::Json(&value),
        };
        compiled.values(&unit).into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn headers_are_matched_as_people_write_them() {
        let header = columns(&[" Review\u{a0} ID", "Comment", "comment", "a[1]"]);
        assert_eq!(header.find("review id"), [0]);
        assert_eq!(header.find("Comment"), [1]);
        assert_eq!(header.find("Comment[2]"), [2]);
        assert_eq!(header.find("Comment[*]"), [1, 2]);
        assert_eq!(header.find("a[1]"), [3]);
        assert!(header.find("Comment[3]").is_empty() && header.find("Comment[0]").is_empty());
    }

    #[test]
    fn ids_stay_exact() {
        let select = Expression::Select("/id".into());
        assert_eq!(eval(&select, r#"{"id":18446744073709551617}"#), ["18446744073709551617"]);
        assert_eq!(eval(&select, r#"{"id":9007199254740993}"#), ["9007199254740993"]);
        assert_eq!(eval(&select, r#"{"id":114467436023.0}"#), ["114467436023"]);
        assert_eq!(eval(&select, r#"{"id":"00123"}"#), ["00123"]);
    }

    #[test]
    fn pointers_lists_and_files() {
        let tags = Expression::Select("/tags/*/name".into());
        assert_eq!(eval(&tags, r#"{"tags":[{"name":"a"},{"x":1},{"name":"b"}]}"#), ["a", "b"]);
        assert_eq!(
            eval(&Expression::Select("tags".into()), r#"{"tags":["a",null,2]}"#),
            ["a", "2"]
        );
        assert!(eval(&Expression::Select("/who".into()), r#"{"who":{"mail":"x"}}"#).is_empty());
        assert_eq!(eval(&Expression::Select("@stem".into()), "{}"), ["feed-de"]);
    }

    #[test]
    fn changes_apply_in_their_order() {
        let mut link = with("/link");
        if let Expression::With { regex, percent_decode, .. } = &mut link {
            *regex = Some("[?&]reviewId=([^&]+)".into());
            *percent_decode = true;
        }
        assert_eq!(eval(&link, r#"{"link":"https://x/?reviewId=gp%3AAOq%zz&a=1"}"#), ["gp:AOq%zz"]);
        let fallback = Expression::First(vec![link, Expression::Hash(vec!["/a".into()])]);
        assert_eq!(eval(&fallback, r#"{"a":"1"}"#)[0].len(), 18);
        let made = Expression::Template("{/a}:{/b}".into());
        assert_eq!(eval(&made, r#"{"a":"1","b":2}"#), ["1:2"]);
        assert!(eval(&made, r#"{"a":"1"}"#).is_empty());
        let mut mapped = with("/s");
        if let Expression::With { map, split, .. } = &mut mapped {
            map.insert("good".into(), "1".into());
            *split = Some(";".into());
        }
        assert_eq!(eval(&mapped, r#"{"s":"good; other ;"}"#), ["1", "other"]);
    }

    #[test]
    fn faults_are_named() {
        let mut selectors = Selectors::default();
        for bad in [
            Expression::Select(" ".into()),
            Expression::First(Vec::new()),
            Expression::Template("{open".into()),
            Expression::Hash(Vec::new()),
        ] {
            assert!(Compiled::new(&bad, &mut selectors).is_err());
        }
    }

    proptest! {
        #[test]
        fn percent_decoding_never_panics(text in "[%0-9a-fé]{0,20}") {
            let _ = percent_decoded(&text);
        }
    }
}
