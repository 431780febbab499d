//! From framed units to raw records: ids, tombstones, rules, fields, texts.
//!
//! Takes one unit's cells; gives what became of it, in the order the specification asks for: the
//! id, then tombstones (which need nothing but the id), then rules that leave units out, then
//! fields and text. A unit is one unit however many answers it holds.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::io;
use std::sync::Arc;

use serde_json::Value;

use crate::model::{Mark, Origin, RawRecord, Rejection};
use crate::text::dates::DayOrder;

use super::answers::{Answer, Conversation, answers, messages};
use super::envelope::STALE;
use super::expression::{Cells, Compiled, Context};
use super::feed::{Feed, TextMap};
use super::mending::mended;
use super::read::Unit;
use super::selector::Values;
use super::side::Side;

/// One unit as its format frames it.
pub(super) struct Framed<'a> {
    /// 1 for the first unit of the file.
    pub(super) record: u64,
    /// The line it starts on.
    pub(super) line: u64,
    /// Whether bytes of it had to be repaired.
    pub(super) repaired: bool,
    /// Which generation of its table it is of, where the tool that landed it numbers them.
    pub(super) generation: Option<u64>,
    /// Its cells, or why it cannot be read.
    pub(super) cells: Result<Cells<'a>, &'static str>,
}

impl<'a> Framed<'a> {
    /// A unit of cells that belong to no generation.
    pub(super) fn of(record: u64, line: u64, cells: Result<Cells<'a>, &'static str>) -> Framed<'a> {
        Framed { record, line, repaired: false, generation: None, cells }
    }

    /// A unit that came out of its envelope, with its generation, or why it did not.
    pub(super) fn opened(
        record: u64,
        line: u64,
        opened: &'a Result<(Value, Option<u64>), &'static str>,
    ) -> Framed<'a> {
        let generation = opened.as_ref().ok().and_then(|(_, generation)| *generation);
        let cells = opened.as_ref().map(|(value, _)| Cells::Json(value)).map_err(|&reason| reason);
        Framed { generation, ..Framed::of(record, line, cells) }
    }
}

/// What formats hand their units to.
pub(super) type Emit<'a> = dyn FnMut(Framed<'_>) -> io::Result<()> + 'a;

/// What a file's units are read with.
pub(super) struct Mapping<'a> {
    /// The feed.
    pub(super) feed: &'a Feed,
    /// Names of the fields every feed has, made once.
    pub(super) names: &'a Names,
    /// The file's name.
    pub(super) file: &'a Arc<str>,
    /// The folder it lies in.
    pub(super) folder: &'a str,
    /// Its side files.
    pub(super) side: &'a Side,
    /// What its document says outside the records, by selector number.
    pub(super) document: &'a BTreeMap<usize, Values<'static>>,
    /// Which number of its dates is the day, where only the column as a whole tells.
    pub(super) order: Option<DayOrder>,
    /// Whether a question is open, where its answers show it, by what their ids end with.
    pub(super) open: BTreeMap<String, bool>,
    /// Records in which text was mended.
    pub(super) mended: Cell<u64>,
    /// How often what a record without an id says has been said in this file.
    pub(super) said: RefCell<HashMap<u64, u32>>,
}

/// Names of the fields every feed has, made once.
pub(super) struct Names {
    id: Arc<str>,
    thread: Arc<str>,
    text: Arc<str>,
    question: Arc<str>,
    others: Arc<str>,
    zone: Arc<str>,
    order: Arc<str>,
    repeat: Arc<str>,
    scale: Arc<str>,
    generation: Arc<str>,
}

impl Names {
    /// The names.
    pub(super) fn new() -> Names {
        Names {
            id: "id".into(),
            thread: "thread_id".into(),
            text: "text".into(),
            question: "question".into(),
            others: "thread".into(),
            zone: "zone".into(),
            order: "order".into(),
            repeat: "repeat".into(),
            scale: "scale".into(),
            generation: "generation".into(),
        }
    }
}

impl Mapping<'_> {
    /// One unit, with all that its expressions may ask for.
    pub(super) fn unit<'c>(&'c self, cells: Cells<'c>) -> Context<'c> {
        Context {
            file: self.file,
            folder: self.folder,
            selectors: self.feed.selectors.all(),
            side: self.side,
            document: self.document,
            cells,
        }
    }

    /// Appends what one unit gives to `units`; gives the bytes of text it took, roughly.
    pub(super) fn map(&self, framed: Framed<'_>, units: &mut Vec<Unit>) -> usize {
        let feed = self.feed;
        let origin = Origin { file: self.file.clone(), record: framed.record, line: framed.line };
        let cells = match framed.cells {
            Ok(cells) => cells,
            Err(reason) if STALE.contains(&reason) => {
                units.push(Unit::Skipped { origin, reason: reason.into(), said: None });
                return 64;
            }
            Err(reason) => {
                units.push(Unit::Rejected(Rejection { origin, reason: reason.into() }));
                return 64;
            }
        };
        let unit = self.unit(cells);
        let key: Option<String> = match &feed.id {
            None => None,
            Some(expression) => match expression.values(&unit).first() {
                Some(id) => Some(id.trim().to_owned()),
                None => {
                    units.push(Unit::Rejected(Rejection { origin, reason: "missing_id".into() }));
                    return 64;
                }
            },
        };
        if feed.deletes.iter().any(|condition| condition.holds(&unit)) {
            units.push(match key {
                Some(key) => Unit::Deleted { origin, key },
                // Nothing says which record is gone.
                None => Unit::Rejected(Rejection { origin, reason: "missing_id".into() }),
            });
            return 64;
        }
        if let Some(skip) = feed.skips.iter().find(|skip| skip.when.holds(&unit)) {
            let reason = skip.reason.clone();
            let (said, bytes) = match &feed.text {
                TextMap::Field(expression) if skip.searchable => {
                    let mut record = RawRecord::at(origin.clone());
                    let bytes = self.fields(&unit, &mut record)
                        + self.text(expression, &unit, &mut record)
                        + self.set(&mut record, &self.names.id, key.into_iter().collect());
                    (Some(Box::new(record)), bytes)
                }
                _ => (None, 0),
            };
            units.push(Unit::Skipped { origin, reason, said });
            return bytes + 64;
        }
        let mut record = RawRecord::at(origin);
        let mut bytes = self.fields(&unit, &mut record);
        let many = match &feed.text {
            TextMap::Field(expression) => {
                bytes += self.text(expression, &unit, &mut record);
                None
            }
            TextMap::Thread(thread) => {
                let Conversation { own, others } = messages(thread, &unit);
                for (name, texts) in [(&self.names.text, own), (&self.names.others, others)] {
                    let kept = texts.into_iter().filter(|text| self.is_answer(text));
                    bytes += self.set(&mut record, name, kept.map(Cow::into_owned).collect());
                }
                None
            }
            TextMap::Columns(_) | TextMap::Array(_) => {
                let mut found = answers(feed, &unit);
                found.retain(|one| {
                    self.open.get(&*one.suffix).copied().unwrap_or(one.told)
                        && self.is_answer(&one.text)
                });
                Some(found)
            }
        };
        let mut records = Vec::new();
        match many {
            Some(answers) if !answers.is_empty() => {
                if let Some(key) = &key {
                    bytes += self.set(&mut record, &self.names.thread, vec![key.clone()]);
                }
                for Answer { suffix, context, text, .. } in answers {
                    let mut one = record.clone();
                    bytes += self.set(&mut one, &self.names.text, vec![text.into_owned()]);
                    let context = context.filter(|context| !context.trim().is_empty());
                    bytes += self.set(
                        &mut one,
                        &self.names.question,
                        context.map(Cow::into_owned).into_iter().collect(),
                    );
                    if let Some(key) = &key {
                        let id = match &*suffix {
                            "" => key.clone(),
                            suffix => format!("{key}#{suffix}"),
                        };
                        bytes += self.set(&mut one, &self.names.id, vec![id]);
                    }
                    records.push(one);
                }
            }
            // Without an answer the unit still has a time that intake looks at first.
            _ => {
                bytes += self.set(&mut record, &self.names.id, key.iter().cloned().collect());
                records.push(record);
            }
        }
        for record in &mut records {
            if let Some(generation) = framed.generation {
                bytes += self.set(record, &self.names.generation, vec![generation.to_string()]);
            }
            if feed.mends {
                self.mend(record);
            }
            if key.is_none() {
                self.count(record);
            }
        }
        units.push(Unit::Records { key, records });
        bytes + 64
    }

    /// Takes back what a program decoded wrongly, in every field.
    fn mend(&self, record: &mut RawRecord) {
        let mut any = false;
        for text in record.fields.values_mut().flatten() {
            if let Some(better) = mended(text) {
                *text = better;
                any = true;
            }
        }
        self.mended.set(self.mended.get() + u64::from(any));
    }

    /// Numbers records of one file that say the same: without an id each is somebody's answer, and
    /// the same file read again gives the same numbers.
    fn count(&self, record: &mut RawRecord) {
        let mut hasher = DefaultHasher::new();
        for field in ["created_at", "author", "title", "text", "question"] {
            for text in record.all(field) {
                text.split_whitespace().for_each(|word| word.hash(&mut hasher));
            }
            0xffu8.hash(&mut hasher);
        }
        let mut said = self.said.borrow_mut();
        let count = said.entry(hasher.finish()).or_insert(0);
        *count += 1;
        if *count > 1 {
            record.fields.insert(self.names.repeat.clone(), vec![count.to_string()]);
        }
    }

    /// Whether a text says anything.
    pub(super) fn is_answer(&self, text: &str) -> bool {
        let text = text.trim();
        !text.is_empty() && !self.feed.preset.text.missing.iter().any(|missing| missing == text)
    }

    /// Sets a field, where it has texts; gives their bytes, roughly.
    fn set(&self, record: &mut RawRecord, name: &Arc<str>, texts: Vec<String>) -> usize {
        let bytes = texts.iter().map(|text| text.len() + 48).sum();
        if !texts.is_empty() {
            record.fields.insert(name.clone(), texts);
        }
        bytes
    }

    /// The text where it is a field of the unit; gives its bytes, roughly.
    fn text(&self, from: &Compiled, unit: &Context<'_>, record: &mut RawRecord) -> usize {
        let values = from.values(unit);
        if values.mark.way > 0 {
            let mark = Mark { way: values.mark.way, ..Mark::default() };
            record.marks.insert(self.names.text.clone(), mark);
        }
        let kept = values.texts.into_iter().filter(|text| self.is_answer(text));
        self.set(record, &self.names.text, kept.map(Cow::into_owned).collect())
    }

    /// Fields that say the same of every answer; gives their bytes, roughly.
    fn fields(&self, unit: &Context<'_>, record: &mut RawRecord) -> usize {
        let mut bytes = 0;
        for (name, expression) in &self.feed.fields {
            let values = expression.values(unit);
            if values.is_empty() {
                continue;
            }
            bytes += values.texts.iter().map(|value| value.len() + 48).sum::<usize>();
            if values.mark != Mark::default() {
                record.marks.insert(name.clone(), values.mark);
            }
            let texts = values.texts.into_iter().map(Cow::into_owned).collect();
            record.fields.insert(name.clone(), texts);
        }
        if let Cells::Row { zone: Some(zone), .. } = unit.cells {
            record.fields.insert(self.names.zone.clone(), vec![zone.to_owned()]);
        }
        if let Some(order) = self.order {
            let word = match order {
                DayOrder::DayFirst => "day_first",
                DayOrder::MonthFirst => "month_first",
            };
            record.fields.insert(self.names.order.clone(), vec![word.to_owned()]);
        }
        if let Some(scale) = self.feed.scales.iter().position(|one| one.holds(unit)) {
            record.fields.insert(self.names.scale.clone(), vec![scale.to_string()]);
        }
        bytes
    }
}
