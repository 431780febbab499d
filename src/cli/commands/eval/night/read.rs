//! What a reader found, from a file, and what the night said of the same records.
//!
//! Takes JSON lines of points (`start` and `end` in characters of `text`, or of the `part` named);
//! gives the words of each beside the statements of its record. A line that is none, a stance that
//! there is not, a record that the gold file has not: each stops the reading.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::super::gold::{json_lines, word};
use super::Night;
use crate::cli::failure::Failure;
use crate::evaluation::{Point, Points, Read, Said, points};
use crate::model::Stance;

/// A record that was read.
pub(in super::super) struct Judged {
    id: String,
    points: Vec<Found>,
}

impl Judged {
    /// The record that was read.
    pub(in super::super) fn id(&self) -> &str {
        &self.id
    }

    /// The pains of its complaints and requests.
    pub(in super::super) fn pains(&self) -> impl Iterator<Item = &str> {
        let wanting = self.points.iter().filter(|point| point.stance.wants_change());
        wanting.map(|point| point.pain.as_str()).filter(|pain| !pain.is_empty())
    }
}

/// A point as it stands in the file.
struct Found {
    /// The field of the record that it stands in.
    part: String,
    /// Characters of it.
    start: usize,
    end: usize,
    stance: Stance,
    severity: u8,
    pain: String,
}

/// The records of a file of points, in its order.
pub(in super::super) fn judged(path: &Path) -> Result<Vec<Judged>, Failure> {
    let mut found = Vec::new();
    for (line, record) in json_lines(path)? {
        let one = judged_one(&record).ok_or_else(|| {
            let shape = "`id`, and `points` with `start`, `end`, `stance`, `severity`, `pain`";
            Failure::Usage(format!("{}: line {line}: is not {shape}", path.display()))
        })?;
        found.push(one);
    }
    Ok(found)
}

fn judged_one(record: &Value) -> Option<Judged> {
    let points = record.get("points")?.as_array()?.iter().map(point).collect::<Option<_>>()?;
    Some(Judged { id: record.get("id").and_then(word)?, points })
}

fn point(of: &Value) -> Option<Found> {
    let place = |name: &str| of.get(name)?.as_u64().map(|place| place as usize);
    let words = |name: &str| of.get(name).and_then(Value::as_str);
    Some(Found {
        part: words("part").unwrap_or("text").to_owned(),
        start: place("start")?,
        end: place("end")?,
        stance: Stance::from_name(words("stance")?)?,
        severity: place("severity")?.try_into().ok()?,
        pain: words("pain").unwrap_or_default().to_owned(),
    })
}

/// The characters from `start` to `end` of a text; what lies beyond it is not there.
fn between(text: &str, start: usize, end: usize) -> &str {
    let place = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    text.get(place(start)..place(end)).unwrap_or_default()
}

impl Night<'_> {
    /// The night held against the points.
    pub(super) fn points(&self, judged: &[Judged]) -> Result<Points, Failure> {
        let records = self.gold.records();
        let ids = self.gold.each("id");
        // Of records with the same id the last one is the record.
        let places: BTreeMap<&str, usize> =
            ids.iter().zip(0..).filter_map(|(id, at)| Some((id.as_deref()?, at))).collect();
        let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
        for feedback in 0..self.corpus.feedback().len() {
            if let Some(id) = self.record(feedback).and_then(|at| ids[at].as_deref()) {
                rows.insert(id, feedback);
            }
        }
        let mut read = Vec::with_capacity(judged.len());
        for one in judged {
            let record = places.get(one.id.as_str()).map(|&at| &records[at]).ok_or_else(|| {
                Failure::Usage(format!("the points speak of `{}`, the records do not", one.id))
            })?;
            let text = |part: &str| record.get(part).and_then(Value::as_str).unwrap_or_default();
            let statements = rows
                .get(one.id.as_str())
                .map_or(0..0, |&row| self.corpus.statements_of(row as u32));
            let said = statements.map(|row| {
                let statement = &self.corpus.statements()[row];
                Said {
                    text: self.corpus.text_of(statement),
                    stance: statement.stance,
                    severity: statement.severity,
                    theme: self.theme(row),
                }
            });
            let found = one.points.iter().map(|point| Point {
                text: between(text(&point.part), point.start, point.end),
                stance: point.stance,
                severity: point.severity,
                pain: &point.pain,
            });
            read.push(Read { said: said.collect(), points: found.collect() });
        }
        let ranked: BTreeSet<u32> =
            self.analysis.opportunities.iter().map(|one| one.theme.0).collect();
        Ok(points(&read, &ranked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn characters_are_no_bytes() {
        assert_eq!(between("Tür klemmt.", 4, 10), "klemmt");
        assert_eq!(between("Tür", 1, 9), "ür");
        assert_eq!(between("Tür", 3, 1), "");
    }

    #[test]
    fn points_of_a_line() {
        let point = json!({ "start": 0, "end": 4, "stance": "praise", "severity": 0, "pain": "" });
        let line = |point| json!({ "id": 3, "points": [point] });
        let one = judged_one(&line(point.clone())).expect("a record");
        assert_eq!((one.id.as_str(), one.points[0].part.as_str()), ("3", "text"));
        let mut wrong = point;
        wrong["stance"] = json!("rant");
        assert!(judged_one(&line(wrong)).is_none());
    }
}
