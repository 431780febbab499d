//! Expressions, conditions and the other small languages of a source: patterns, globs, times.
//!
//! Takes values as written, gives the preset's types; everything that can be compiled is compiled
//! once here, so that a bad pattern is a fault with a line and not an error in the night.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::sources::preset::{Condition, Expression, Test};

use super::fault::nearest;
use super::keys::{Item, Keys};

/// The cleanings a text can be put through by name (what each does: `default.toml`).
pub const TRANSFORMS: [&str; 11] = [
    "html",
    "tags",
    "entities",
    "bbcode",
    "jira_wiki",
    "markdown",
    "slack",
    "strip_quotes",
    "strip_signature",
    "subject_prefix",
    "unguard_formula",
];

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
    let constant = keys.text("const");
    let hash = keys.take("hash");
    let template = keys.text("template");
    let regex = keys.text("regex").map(str::to_string);
    if let (Some(pattern), Some(item)) = (&regex, keys.take("regex")) {
        match regex::Regex::new(pattern) {
            Ok(compiled) if compiled.captures_len() < 2 => {
                let fix = "put what to keep in (parentheses)";
                keys.wrong(item, "regex", "the pattern has no group", fix);
            }
            Ok(_) => {}
            Err(error) => bad_pattern(&keys, item, "regex", &error),
        }
    }
    let map = map_of(&mut keys);
    let split = keys.text("split").map(str::to_string);
    if let (Some(""), Some(item)) = (split.as_deref(), keys.take("split")) {
        keys.wrong(item, "split", "the separator is empty", "give it a character, such as \",\"");
    }
    let decode = keys.choice("decode", &[("percent", true)]).unwrap_or(false);
    let present = keys.truth("present", false);
    let transforms = transforms(&mut keys, "transforms");

    let ways = [from.is_some(), constant.is_some(), hash.is_some(), template.is_some()];
    if ways.iter().filter(|way| **way).count() != 1 {
        keys.page().fault(
            item.span().start,
            keys.path_of("from"),
            "an expression needs exactly one of `from`, `const`, `hash`, `template`",
            "keep one of them",
        );
        keys.finish();
        return None;
    }
    let plain = if let Some(from) = from {
        read(&keys, from, "from", depth + 1)
    } else if let Some(constant) = constant {
        Some(Expression::Constant(constant.to_string()))
    } else if let Some(hash) = hash {
        let columns: Vec<String> =
            keys.texts_of(hash, "hash").into_iter().map(|(_, text)| text).collect();
        (!columns.is_empty()).then_some(Expression::Hash(columns))
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
    let plain = plain?;
    let changed = regex.is_some()
        || !map.is_empty()
        || split.is_some()
        || decode
        || present
        || !transforms.is_empty();
    Some(if changed {
        Expression::With {
            from: Box::new(plain),
            regex,
            map,
            split,
            percent_decode: decode,
            present,
            transforms,
        }
    } else {
        plain
    })
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

fn map_of(keys: &mut Keys) -> BTreeMap<String, String> {
    let inner = keys.table("map");
    let mut map = BTreeMap::new();
    for (from, _, item) in inner.entries() {
        let to = match item.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(truth) => truth.to_string(),
            _ => {
                inner.type_fault(item, from, "a text or a number");
                continue;
            }
        };
        map.insert(from.to_string(), to);
    }
    map
}

/// Named cleanings, each known.
pub(super) fn transforms(keys: &mut Keys, key: &'static str) -> Vec<String> {
    let mut good = Vec::new();
    for (at, name) in keys.texts(key) {
        if TRANSFORMS.contains(&name.as_str()) {
            good.push(name);
        } else {
            let fix = match nearest(&name, TRANSFORMS) {
                Some(meant) => format!("did you mean {meant:?}?"),
                None => format!("use one of {}", TRANSFORMS.join(", ")),
            };
            keys.page().fault(at, keys.path_of(key), format!("{name:?} is no transform"), fix);
        }
    }
    good
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
pub(super) fn conditions(
    keys: &mut Keys,
    key: &'static str,
    reasons: bool,
) -> Vec<(Condition, String)> {
    keys.tables(key).into_iter().filter_map(|one| condition(one, reasons)).collect()
}

fn condition(mut keys: Keys, reasons: bool) -> Option<(Condition, String)> {
    let field = keys.text("field").map(str::to_string);
    if field.is_none() && !keys.has("field") {
        keys.missing("field", "name the column that is tested");
    }
    let within = keys.take("in").map(|item| keys.texts_of(item, "in"));
    let outside = keys.take("not_in").map(|item| keys.texts_of(item, "not_in"));
    let absent_ok = keys.truth("absent_ok", false);
    let present = keys.take("present").is_some().then(|| keys.truth("present", true));
    let regex = keys.text("regex").map(str::to_string);
    if let (Some(pattern), Some(item)) = (&regex, keys.take("regex"))
        && let Err(error) = regex::Regex::new(pattern)
    {
        bad_pattern(&keys, item, "regex", &error);
    }
    let equals = keys.text("eq_field").map(str::to_string);
    let reason = if reasons {
        keys.text("reason").map_or_else(|| "rule".to_string(), str::to_string)
    } else {
        String::new()
    };
    let plain = |list: Vec<(usize, String)>| list.into_iter().map(|(_, text)| text).collect();
    let mut tests: Vec<Test> = Vec::new();
    tests.extend(within.map(|list| Test::In(plain(list))));
    tests.extend(outside.map(|list| Test::NotIn { values: plain(list), absent_ok }));
    tests.extend(present.map(Test::Present));
    tests.extend(regex.map(Test::Regex));
    tests.extend(equals.map(Test::EqualsField));
    if tests.len() != 1 {
        keys.page().fault(
            keys.start(),
            keys.path_of("in"),
            "a condition needs exactly one of `in`, `not_in`, `present`, `regex`, `eq_field`",
            "keep one of them; write two conditions for two tests",
        );
    }
    keys.finish();
    Some((Condition { field: field?, test: tests.pop()? }, reason))
}

/// Ways to write a time, each known or a pattern that jiff understands.
pub(super) fn time_formats(keys: &mut Keys, key: &'static str) -> Vec<String> {
    const NAMES: [&str; 4] = ["rfc3339", "rfc2822", "unix_s", "unix_ms"];
    let formats = keys.texts(key);
    for (at, format) in &formats {
        let wrong = |problem: String, fix: String| {
            keys.page().fault(*at, keys.path_of(key), problem, fix);
        };
        if NAMES.contains(&format.as_str()) {
            continue;
        }
        if !format.contains('%') {
            let fix = match nearest(format, NAMES) {
                Some(meant) => format!("did you mean {meant:?}?"),
                None => format!("use {} or a pattern such as \"%Y-%m-%d %H:%M\"", NAMES.join(", ")),
            };
            wrong(format!("{format:?} is no way to write a time"), fix);
        } else if let Err(error) =
            jiff::fmt::strtime::format(format.as_bytes(), &jiff::Zoned::default())
        {
            let fix = "see strptime: %Y year, %m month, %d day, %H hour, %M minute, %S second";
            wrong(format!("{format:?} is no pattern of a time: {error}"), fix.to_string());
        }
    }
    formats.into_iter().map(|(_, format)| format).collect()
}
