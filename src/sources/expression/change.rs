//! What is done to a value once it is found: cut, mapped, counted as present, read as a number.
//!
//! Takes the values of an inner expression, gives them changed, in the order in which the preset's
//! type lists the changes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use regex::Regex;

use crate::sources::preset::{Literal, Sort};
use crate::sources::selector::Values;

use super::{Compiled, Context};

/// What is done to a value.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(super) from: Compiled,
    pub(super) regex: Option<Regex>,
    pub(super) percent_decode: bool,
    pub(super) present: bool,
    pub(super) nested: Option<(String, usize)>,
    pub(super) split: Option<String>,
    pub(super) join: Option<String>,
    pub(super) map: BTreeMap<String, Literal>,
    pub(super) list: bool,
    pub(super) sort: Option<Sort>,
    pub(super) optional: bool,
}

impl Change {
    pub(super) fn values<'a>(&'a self, unit: &Context<'a>) -> Values<'a> {
        let mut values = self.from.values(unit);
        let way = values.mark.way;
        if let Some(regex) = &self.regex {
            let kept = values.texts.iter().filter_map(|value| {
                let groups = regex.captures(value)?;
                let found = groups.get(1).or_else(|| groups.get(0))?.as_str();
                (!found.trim().is_empty()).then(|| Cow::Owned(found.to_owned()))
            });
            values.texts = kept.collect();
            values.mark.bare = false;
        }
        if self.percent_decode {
            for text in &mut values.texts {
                *text = Cow::Owned(percent_decoded(text));
            }
        }
        if self.present {
            let object = matches!(&self.from, Compiled::Select(number) if unit.is_object(*number));
            return Values::bare(if values.is_empty() && !object { "false" } else { "true" });
        }
        if let Some((table, key)) = &self.nested {
            let key = unit.get(*key);
            let list = key.first().and_then(|key| unit.side.list(table, key)).unwrap_or_default();
            values.texts = list.iter().map(|text| Cow::Borrowed(text.as_str())).collect();
            values.mark.list = true;
        }
        if let Some(separator) = &self.split {
            let pieces = values.texts.iter().flat_map(|value| value.split(separator.as_str()));
            let pieces = pieces.map(str::trim).filter(|piece| !piece.is_empty());
            values.texts = pieces.map(|piece| Cow::Owned(piece.to_owned())).collect();
            values.mark.list = true;
        }
        if let (Some(between), true) = (&self.join, values.texts.len() > 1) {
            values.texts = vec![Cow::Owned(values.texts.join(between.as_str()))];
            values.mark.list = false;
        }
        if !self.map.is_empty() {
            let mut bare = true;
            values.texts = values
                .texts
                .iter()
                .filter_map(|value| self.map.get(value.trim()))
                .filter(|literal| !literal.text.is_empty())
                .map(|literal| {
                    bare &= literal.bare;
                    Cow::Borrowed(literal.text.as_str())
                })
                .collect();
            values.mark.bare = bare;
        }
        values.mark.list |= self.list;
        values.mark.way = way;
        if let Some(sort) = self.sort {
            values.texts = values.texts.into_iter().filter_map(|text| sorted(sort, text)).collect();
            values.mark.bare = sort != Sort::String;
        }
        values
    }
}

/// A text as another sort of value; nothing when it is none.
fn sorted(sort: Sort, text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    match sort {
        Sort::String => Some(text),
        Sort::Bool => {
            let yes = matches!(text.trim().to_lowercase().as_str(), "true" | "1" | "yes");
            Some(Cow::Borrowed(if yes { "true" } else { "false" }))
        }
        Sort::Int => {
            let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
            let whole = digits.split('.').next().unwrap_or_default();
            let (sign, plain) = match whole.strip_prefix('-') {
                Some(plain) => ("-", plain),
                None => ("", whole.strip_prefix('+').unwrap_or(whole)),
            };
            let good = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
            let plain = plain.trim_start_matches('0');
            match plain {
                _ if !good => None,
                "" => Some(Cow::Borrowed("0")),
                _ => Some(Cow::Owned(format!("{sign}{plain}"))),
            }
        }
    }
}

pub(super) fn percent_decoded(text: &str) -> String {
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
