//! Expressions, conditions and the other small languages of a source: patterns, globs, times.
//!
//! Takes values as written, gives the preset's types; everything that can be compiled is compiled
//! once here, so that a bad pattern is a fault with a line and not an error in the night.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::model::Cleaning;
use crate::sources::preset::{Change, Condition, Expression, Literal, Skip, Sort, Test};

use crate::sources::negated;

use super::fault::nearest;
use super::keys::{Item, Keys};

/// The cleanings a text can be put through by name (what each does: `default.toml`).
pub use crate::intake::TRANSFORMS;

/// Depth at which an expression stops being readable; deeper ones are a fault.
const MOST_NESTED: usize = 8;

/// The expression under `key`, if there is one and it is right.
pub(super) fn take(keys: &mut Keys, key: &'static str) -> Option<Expression> {
    let item = keys.take(key)?;
    read(keys, item, key, 0)
}

/// An expression as written.
pub(super) fn read(keys: &Keys, item: &Item, key: &str, depth: usize) -> Option<Expression> {
    if depth > MOST_NESTED {
        keys.wrong(item, key, "the expression is nested too deeply", "write it flatter");
        return None;
    }
    match item.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => {
            keys.wrong(item, key, "the name of a column is empty", "name the column");
            None
        }
        DeValue::String(text) => Some(Expression::Select(text.to_string())),
        DeValue::Array(list) if list.is_empty() => {
            keys.wrong(item, key, "the list is empty", "name at least one column");
            None
        }
        DeValue::Array(list) => {
            let read: Vec<_> = list.iter().map(|one| read(keys, one, key, depth + 1)).collect();
            read.into_iter().collect::<Option<Vec<_>>>().map(Expression::First)
        }
        DeValue::Table(table) => {
            let inner = Keys::new(keys.page(), Some(table), keys.path_of(key), item.span());
            made(inner, item, depth)
        }
        _ => {
            keys.type_fault(item, key, "the name of a column, a list of them or a table");
            None
        }
    }
}

/// An expression written as a table.
fn made(mut keys: Keys, item: &Item, depth: usize) -> Option<Expression> {
    let from = keys.take("from");
    let constant = keys.take("const");
    let hash = keys.take("hash");
    let template = keys.text("template");
    let array = keys.text("array");
    let regex = pattern(&mut keys, "regex", true);
    let map = map_of(&mut keys);
    let split = keys.text("split").map(str::to_string);
    let join = keys.text("join").map(str::to_string);
    if let (Some(""), Some(item)) = (split.as_deref(), keys.take("split")) {
        keys.wrong(item, "split", "the separator is empty", "give it a character, such as \",\"");
    }
    let decode = keys.choice("decode", &[("percent", true)]).unwrap_or(false);
    let present = keys.truth("present", false);
    let list = keys.truth("list", false);
    let optional = keys.truth("optional", false);
    let sorts = [("int", Sort::Int), ("bool", Sort::Bool), ("string", Sort::String)];
    let sort = keys.choice("type", &sorts);
    let transforms = transforms(&mut keys, "transforms");
    let nested = keys.text("nested").map(str::to_string);
    let key = keys.text("key").map(str::to_string);
    if nested.is_some() != key.is_some() {
        let fix = "write both: nested = \"tags\", key = \"/_dlt_id\"";
        keys.missing(if nested.is_some() { "key" } else { "nested" }, fix);
    }

    let ways =
        [from.is_some(), constant.is_some(), hash.is_some(), template.is_some(), array.is_some()];
    if ways.iter().filter(|way| **way).count() != 1 {
        keys.page().fault(
            item.span().start,
            keys.path_of("from"),
            "an expression needs exactly one of `from`, `const`, `hash`, `template`, `array`",
            "keep one of them",
        );
        for key in ["where", "take"] {
            keys.take(key);
        }
        keys.finish();
        return None;
    }
    let plain = if let Some(from) = from {
        read(&keys, from, "from", depth + 1)
    } else if let Some(constant) = constant {
        literal(&keys, constant, "const").map(Expression::Constant)
    } else if let Some(hash) = hash {
        let columns: Vec<String> =
            keys.texts_of(hash, "hash").into_iter().map(|(_, text)| text).collect();
        (!columns.is_empty()).then_some(Expression::Hash(columns))
    } else if let Some(array) = array {
        let conditions = equalities(&mut keys, "where");
        let take = keys.text("take").map(str::to_string);
        if take.is_none() && !keys.has("take") {
            keys.missing("take", "name what is taken from the element, such as \"/number\"");
        }
        take.map(|take| Expression::Pick { array: array.to_string(), conditions, take })
    } else {
        let template = template.unwrap_or_default();
        if !balanced(template)
            && let Some(item) = keys.take("template")
        {
            let fix = "write columns as {name}";
            keys.wrong(item, "template", "the braces do not pair", fix);
        }
        Some(Expression::Template(template.to_string()))
    };
    keys.finish();
    let change = Change {
        regex,
        percent_decode: decode,
        present,
        nested: nested.zip(key),
        split,
        join,
        map,
        list,
        sort,
        transforms,
        optional,
        ..Change::of(plain?)
    };
    Some(if change == Change::of(change.from.clone()) {
        change.from
    } else {
        Expression::With(Box::new(change))
    })
}

/// A pattern; with a group where `group` says that something is kept of it.
pub(super) fn pattern(keys: &mut Keys, key: &'static str, group: bool) -> Option<String> {
    let text = keys.text(key).map(str::to_string);
    if let (Some(pattern), Some(item)) = (&text, keys.take(key)) {
        match regex::Regex::new(pattern) {
            Ok(compiled) if group && compiled.captures_len() < 2 => {
                let fix = "put what to keep in (parentheses)";
                keys.wrong(item, key, "the pattern has no group", fix);
            }
            Ok(_) => {}
            Err(error) => bad_pattern(keys, item, key, &error),
        }
    }
    text
}

/// What must be equal: a table from pointers to values.
pub(super) fn equalities(keys: &mut Keys, key: &'static str) -> Vec<(String, String)> {
    let inner = keys.table(key);
    inner
        .entries()
        .filter_map(|(from, _, item)| Some((from.to_string(), literal(&inner, item, from)?.text)))
        .collect()
}

fn balanced(template: &str) -> bool {
    let mut open = false;
    for letter in template.chars() {
        match (letter, open) {
            ('{', false) => open = true,
            ('}', true) => open = false,
            ('{' | '}', _) => return false,
            _ => {}
        }
    }
    !open
}

fn map_of(keys: &mut Keys) -> BTreeMap<String, Literal> {
    let inner = keys.table("map");
    let mut map = BTreeMap::new();
    for (from, _, item) in inner.entries() {
        if let Some(to) = literal(&inner, item, from) {
            map.insert(from.to_string(), to);
        }
    }
    map
}

/// A text, a number or a truth.
fn literal(keys: &Keys, item: &Item, key: &str) -> Option<Literal> {
    let (text, bare) = match item.get_ref() {
        DeValue::String(text) => (text.to_string(), false),
        DeValue::Integer(number) => (number.to_string(), true),
        DeValue::Float(number) => (number.to_string(), true),
        DeValue::Boolean(truth) => (truth.to_string(), true),
        _ => {
            keys.type_fault(item, key, "a text or a number");
            return None;
        }
    };
    Some(Literal { text, bare })
}

/// Cleanings: names, each known, and `{ replace = ['pattern', "with"] }`.
pub(super) fn transforms(keys: &mut Keys, key: &'static str) -> Vec<Cleaning> {
    let Some(item) = keys.take(key) else { return Vec::new() };
    let one = std::slice::from_ref(item);
    let list: &[Item] = match item.get_ref() {
        DeValue::Array(list) => list,
        _ => one,
    };
    let mut good = Vec::new();
    for item in list {
        match item.get_ref() {
            DeValue::String(name) if TRANSFORMS.contains(&&**name) => {
                good.push(Cleaning::Named(name.to_string()));
            }
            DeValue::String(name) => {
                let fix = match nearest(name, TRANSFORMS) {
                    Some(meant) => format!("did you mean {meant:?}?"),
                    None => format!("use one of {}", TRANSFORMS.join(", ")),
                };
                keys.wrong(item, key, format!("{name:?} is no transform"), fix);
            }
            DeValue::Table(table) => {
                let path = keys.path_of(key);
                let inner = Keys::new(keys.page(), Some(table), path, item.span());
                good.extend(replacement(inner));
            }
            _ => keys.type_fault(item, key, "the name of a transform or { replace = [\u{2026}] }"),
        }
    }
    good
}

fn replacement(mut keys: Keys) -> Option<Cleaning> {
    let pair = keys.texts("replace");
    let item = keys.take("replace");
    if item.is_none() {
        keys.missing("replace", "write { replace = ['pattern', \"with\"] }");
    }
    let made = match (pair.as_slice(), item) {
        ([(_, pattern), (_, with)], Some(item)) => {
            if let Err(error) = regex::Regex::new(pattern) {
                bad_pattern(&keys, item, "replace", &error);
            }
            Some(Cleaning::Replace { pattern: pattern.clone(), with: groups(with) })
        }
        (_, Some(item)) => {
            keys.wrong(
                item,
                "replace",
                "needs a pattern and what stands there instead",
                "write both",
            );
            None
        }
        (_, None) => None,
    };
    keys.finish();
    made
}

/// A replacement with its groups as the engine writes them: `\\1` is `${1}`, a dollar is a dollar.
fn groups(with: &str) -> String {
    let mut out = String::new();
    let mut letters = with.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('$', _) => out.push_str("$$"),
            ('\\', Some(digit)) if digit.is_ascii_digit() => {
                out.push_str(&format!("${{{digit}}}"));
                letters.next();
            }
            _ => out.push(letter),
        }
    }
    out
}

/// Globs, each compiled.
pub(super) fn globs(keys: &mut Keys, key: &'static str) -> Vec<(usize, String)> {
    let globs = keys.texts(key);
    for (at, glob) in &globs {
        if glob.trim().is_empty() {
            keys.page().fault(*at, keys.path_of(key), "the glob is empty", "name a file");
        } else if let Err(error) = globset::GlobBuilder::new(glob).literal_separator(true).build() {
            let problem = format!("{glob:?} is no glob: {}", error.kind());
            let fix = "put a backslash before a special character that is meant as such";
            keys.page().fault(*at, keys.path_of(key), problem, fix);
        }
    }
    globs
}

fn bad_pattern(keys: &Keys, item: &Item, key: &str, error: &regex::Error) {
    // The library's message is many lines with a picture; its last line is the reason.
    let message = error.to_string();
    let reason = message.lines().last().unwrap_or_default().trim().trim_start_matches("error: ");
    let fix = "write patterns in 'single quotes', where backslashes stay as they are";
    keys.wrong(item, key, format!("bad pattern: {reason}"), fix);
}

/// Conditions under `key`; with the reason of each when `reasons` (for skips).
pub(super) fn conditions(keys: &mut Keys, key: &'static str) -> Vec<Condition> {
    keys.tables(key).into_iter().filter_map(condition).collect()
}

/// Conditions with what becomes of the units for which they hold.
pub(super) fn skips(keys: &mut Keys) -> Vec<Skip> {
    let skip = |mut keys: Keys| {
        let reason = keys.text("reason").map_or_else(|| "rule".to_owned(), str::to_owned);
        let searchable = keys.truth("searchable", false);
        Some(Skip { when: condition(keys)?, reason, searchable })
    };
    keys.tables("skip").into_iter().filter_map(skip).collect()
}

/// One condition.
pub(super) fn condition(mut keys: Keys) -> Option<Condition> {
    let field = keys.text("field").map(str::to_string);
    if field.is_none() && !keys.has("field") {
        keys.missing("field", "name the column that is tested");
    }
    let within = keys.take("in").map(|item| keys.texts_of(item, "in"));
    let outside = keys.take("not_in").map(|item| keys.texts_of(item, "not_in"));
    let absent_ok = keys.truth("absent_ok", false);
    let present = keys.take("present").is_some().then(|| keys.truth("present", true));
    let regex = test_pattern(&mut keys);
    let equals = keys.text("eq_field").map(str::to_string);
    let in_lookup = keys.text("in_lookup").map(str::to_string);
    let plain = |list: Vec<(usize, String)>| list.into_iter().map(|(_, text)| text).collect();
    let mut tests: Vec<Test> = Vec::new();
    tests.extend(within.map(|list| Test::In(plain(list))));
    tests.extend(outside.map(|list| Test::NotIn { values: plain(list), absent_ok }));
    tests.extend(present.map(Test::Present));
    tests.extend(regex.map(Test::Regex));
    tests.extend(equals.map(Test::EqualsField));
    tests.extend(in_lookup.map(Test::InLookup));
    if tests.len() != 1 {
        keys.page().fault(
            keys.start(),
            keys.path_of("in"),
            "a condition needs exactly one of `in`, `not_in`, `present`, `regex`, `eq_field`, \
             `in_lookup`",
            "keep one of them; write two conditions for two tests",
        );
    }
    keys.finish();
    Some(Condition { field: field?, test: tests.pop()? })
}

/// The pattern of a test. A test may also be that what follows the start does not match,
/// `^(?!…)`, which is the one look-ahead there is.
fn test_pattern(keys: &mut Keys) -> Option<String> {
    let text = keys.text("regex").map(str::to_string);
    let inner = text.as_deref().map(|text| negated(text).unwrap_or_else(|| text.to_owned()));
    if let (Some(pattern), Some(item)) = (&inner, keys.take("regex"))
        && let Err(error) = regex::Regex::new(pattern)
    {
        bad_pattern(keys, item, "regex", &error);
    }
    text
}

/// Ways to write a time, each known or a pattern that jiff understands.
pub(super) fn time_formats(keys: &mut Keys, key: &'static str) -> Vec<String> {
    const NAMES: [&str; 8] =
        ["usual", "rfc3339", "rfc2822", "unix_s", "unix_ms", "unix_frac", "excel", "gmt_suffix"];
    let formats = keys.texts(key);
    for (at, format) in &formats {
        if NAMES.contains(&format.as_str()) {
            continue;
        }
        if format.contains('%') {
            time_pattern(keys, *at, key, format);
            continue;
        }
        let fix = match nearest(format, NAMES) {
            Some(meant) => format!("did you mean {meant:?}?"),
            None => format!("use {} or a pattern such as \"%Y-%m-%d %H:%M\"", NAMES.join(", ")),
        };
        let problem = format!("{format:?} is no way to write a time");
        keys.page().fault(*at, keys.path_of(key), problem, fix);
    }
    formats.into_iter().map(|(_, format)| format).collect()
}

/// Notes a pattern of a time that jiff does not understand.
pub(super) fn time_pattern(keys: &Keys, at: usize, key: &str, pattern: &str) {
    if let Err(error) = jiff::fmt::strtime::format(pattern.as_bytes(), &jiff::Zoned::default()) {
        let fix = "see strptime: %Y year, %m month, %d day, %H hour, %M minute, %S second";
        let problem = format!("{pattern:?} is no pattern of a time: {error}");
        keys.page().fault(at, keys.path_of(key), problem, fix);
    }
}
