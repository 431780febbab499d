//! From framed units to raw records: ids, tombstones, rules, fields, questions.
//!
//! Takes one unit's cells; gives what became of it, in the order the specification asks for: the
//! id, then tombstones (which need nothing but the id), then rules that leave units out, then
//! fields and text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use crate::model::{Origin, RawRecord, Rejection};

use super::expression::{Cells, Context, cell};
use super::feed::{Feed, TextMap};
use super::read::Unit;

/// One unit as its format frames it.
pub(super) struct Framed<'a> {
    /// 1 for the first unit of the file.
    pub(super) record: u64,
    /// The line it starts on.
    pub(super) line: u64,
    /// Whether bytes of it had to be repaired.
    pub(super) repaired: bool,
    /// Its cells, or why it cannot be read.
    pub(super) cells: Result<Cells<'a>, &'static str>,
}

/// What formats hand their units to.
pub(super) type Emit<'a> = dyn FnMut(Framed<'_>) -> io::Result<()> + 'a;

/// Names of the fields every feed has, made once.
pub(super) struct Names {
    id: Arc<str>,
    text: Arc<str>,
    question: Arc<str>,
    no_text: Arc<str>,
}

impl Names {
    /// The names.
    pub(super) fn new() -> Names {
        Names {
            id: "id".into(),
            text: "text".into(),
            question: "question".into(),
            no_text: "no_text".into(),
        }
    }
}

/// Appends what one unit gives to `units`; gives the bytes of text it took, roughly.
pub(super) fn map(
    feed: &Feed,
    names: &Names,
    file: &Arc<str>,
    stem: &str,
    framed: Framed<'_>,
    units: &mut Vec<Unit>,
) -> usize {
    let origin = Origin { file: file.clone(), record: framed.record, line: framed.line };
    let cells = match framed.cells {
        Ok(cells) => cells,
        Err(reason) => {
            units.push(Unit::Rejected(Rejection { origin, reason: reason.into() }));
            return 64;
        }
    };
    let unit = Context { file, stem, selectors: feed.selectors.all(), cells };
    let id: Option<String> = match &feed.id {
        None => None,
        Some(expression) => match expression.values(&unit).into_iter().next() {
            Some(id) => Some(id.into_owned()),
            None => {
                units.push(Unit::Rejected(Rejection { origin, reason: "missing_id".into() }));
                return 64;
            }
        },
    };
    if feed.deletes.iter().any(|condition| condition.holds(&unit)) {
        match id {
            Some(id) => units.push(Unit::Deleted { origin, ids: ids(feed, &unit, id) }),
            // Nothing says which record is gone.
            None => units.push(Unit::Rejected(Rejection { origin, reason: "missing_id".into() })),
        }
        return 64;
    }
    if let Some((_, reason)) = feed.skips.iter().find(|(condition, _)| condition.holds(&unit)) {
        units.push(Unit::Skipped { origin, reason: reason.clone() });
        return 64;
    }
    let mut fields: BTreeMap<Arc<str>, Vec<String>> = BTreeMap::new();
    let mut bytes = 0;
    for (name, expression) in &feed.fields {
        let values = expression.values(&unit);
        if !values.is_empty() {
            bytes += values.iter().map(|value| value.len() + 48).sum::<usize>();
            fields.insert(name.clone(), values.into_iter().map(Cow::into_owned).collect());
        }
    }
    let answered = |text: &str| {
        !text.is_empty() && !feed.preset.text.missing.iter().any(|missing| missing == text)
    };
    match &feed.text {
        TextMap::Field(expression) => {
            let values = expression.values(&unit);
            let mut kept: Vec<&str> =
                values.iter().map(|value| &**value).filter(|value| answered(value)).collect();
            if !kept.is_empty() {
                let text =
                    if kept.len() == 1 { kept.remove(0).to_owned() } else { kept.join("\n\n") };
                bytes += text.len() + 48;
                fields.insert(names.text.clone(), vec![text]);
            }
            if let Some(id) = id {
                fields.insert(names.id.clone(), vec![id]);
            }
            units.push(Unit::Record(RawRecord { origin, fields }));
        }
        TextMap::Questions(_) => {
            let before = units.len();
            for (suffix, title, text) in answers(feed, &unit) {
                if !answered(&text) {
                    continue;
                }
                let mut fields = fields.clone();
                bytes += text.len() + title.len() + 96;
                fields.insert(names.text.clone(), vec![text.into_owned()]);
                fields.insert(names.question.clone(), vec![title.to_owned()]);
                if let Some(id) = &id {
                    fields.insert(names.id.clone(), vec![format!("{id}#{suffix}")]);
                }
                units.push(Unit::Record(RawRecord { origin: origin.clone(), fields }));
            }
            if units.len() == before {
                units.push(Unit::Skipped { origin, reason: names.no_text.clone() });
            }
        }
    }
    bytes + 64
}

/// Every open question of a unit: what its id ends with, how it is put, what was answered.
fn answers<'a>(feed: &'a Feed, unit: &Context<'a>) -> Vec<(&'a str, &'a str, Cow<'a, str>)> {
    match &unit.cells {
        Cells::Row { cells, questions, .. } => questions
            .iter()
            .map(|one| (one.suffix.as_str(), one.title.as_str(), cell(cells, one.column)))
            .collect(),
        Cells::Json(_) => {
            let TextMap::Questions(numbers) = &feed.text else { return Vec::new() };
            numbers
                .iter()
                .map(|&number| {
                    let selector = &feed.selectors.all()[number];
                    let text = unit.get(number);
                    let text = match text.len() {
                        0 => Cow::Borrowed(""),
                        1 => text.into_iter().next().unwrap_or_default(),
                        _ => Cow::Owned(text.join("\n")),
                    };
                    (selector.text.as_str(), selector.title(), text)
                })
                .collect()
        }
    }
}

/// The ids a tombstone takes away: in `questions` those of every answer.
fn ids(feed: &Feed, unit: &Context<'_>, id: String) -> Vec<String> {
    match &feed.text {
        TextMap::Field(_) => vec![id],
        TextMap::Questions(_) => {
            answers(feed, unit).iter().map(|(suffix, ..)| format!("{id}#{suffix}")).collect()
        }
    }
}
