//! What becomes of one unit at the door: kept for settling, left out, or never mentioned.
//!
//! Takes a unit as a source gives it; gives what the night notes about it, its records packed. Pure
//! and per unit, so that all cores can stand at the door at once.

use std::sync::Arc;

use crate::intake::{self, Admitted, Arrival, Intake};
use crate::model::{AuthorKey, Day, Feedback, FeedbackId, PartName, RawRecord, Rejection};
use crate::sources::Unit;
use crate::store::{AGED_OUT, Marks, pack};

use super::super::forget::too_old;
use super::super::settings::Retention;
use super::night::{LINES, NUMBER};

/// Who may come in: not those who were forgotten, nor what is too old to be kept.
pub(super) struct Door<'a> {
    pub(super) intake: &'a Intake,
    pub(super) erased: Marks,
    pub(super) retention: &'a Retention,
    pub(super) today: Day,
}

/// What becomes of a unit.
pub(super) enum Outcome {
    /// It may stay.
    Kept(Kept),
    /// Left out for a reason; its author, where it leaves nothing else.
    Skipped(String, Option<AuthorKey>),
    /// Left out for a reason, and found by search all the same: its id and the row, packed as those
    /// of [`Kept`].
    Overheard(String, FeedbackId, Vec<u8>),
    /// Cannot be read.
    Rejected(Rejection),
    /// Takes a record back.
    Deleted(Arrival),
    /// Of somebody who was forgotten: it counts nowhere.
    Forgotten,
}

/// A unit that may stay.
pub(super) struct Kept {
    /// What it is a version of.
    pub(super) arrival: Arrival,
    /// Whether its records have ids of their own: answers of one respondent.
    pub(super) answers: bool,
    /// How many of its texts were cut.
    pub(super) cuts: u64,
    /// How many of its records give a worth that no customer has, and how many a date that no clock
    /// shows.
    pub(super) odd: [u64; 2],
    /// Each record packed, behind room for the unit's number and for what is to be known of it
    /// while it is packed.
    pub(super) rows: Vec<(FeedbackId, Vec<u8>)>,
}

impl Door<'_> {
    /// What becomes of a unit of feed `feed`; `file` is the name under which its file is known from
    /// here on.
    pub(super) fn admit(&self, feed: usize, unit: Unit, file: &Arc<str>) -> Outcome {
        let (intake, erased) = (self.intake, &self.erased);
        let (key, records) = match unit {
            Unit::Records { key, mut records } => {
                records.iter_mut().for_each(|record| record.origin.file = file.clone());
                (key, records)
            }
            Unit::Skipped { reason, said, .. } => {
                let reason = reason.to_string();
                let said = said.map(|mut said| {
                    said.origin.file = file.clone();
                    *said
                });
                return match said.and_then(|said| self.overhear(feed, said)) {
                    Some(one) => {
                        let (id, row) = packed(&one);
                        Outcome::Overheard(reason, id, row)
                    }
                    None => Outcome::Skipped(reason, None),
                };
            }
            Unit::Rejected(mut rejection) => {
                rejection.origin.file = file.clone();
                return Outcome::Rejected(rejection);
            }
            Unit::Deleted { key, .. } => {
                let id = intake.id_of(feed, &key);
                return match erased.has_record(id) {
                    true => Outcome::Forgotten,
                    false => Outcome::Deleted(Arrival::Tombstone { id }),
                };
            }
        };
        let author = records.first().and_then(|record| intake.author_of(feed, record));
        let mut kept: Vec<Feedback> = Vec::with_capacity(records.len());
        let (mut cuts, mut odd_ones, mut newest, mut other) = (0, [0; 2], None, None);
        let (mut forgotten, mut aged) = (false, false);
        for record in records {
            match intake.admit(feed, record) {
                Admitted::Kept { feedback, .. } if erased.covers(&feedback) => forgotten = true,
                Admitted::Kept { feedback, .. }
                    if too_old(&feedback, self.retention, self.today) =>
                {
                    aged = true;
                }
                Admitted::Kept { feedback, cut, version, odd } => {
                    cuts += u64::from(cut);
                    odd_ones[0] += u64::from(odd.value);
                    odd_ones[1] += u64::from(odd.date);
                    newest = version;
                    kept.push(*feedback);
                }
                Admitted::Skipped(reason) => {
                    other.get_or_insert(Outcome::Skipped(reason.to_owned(), author));
                }
                Admitted::Rejected(rejection) => other = Some(Outcome::Rejected(rejection)),
            }
        }
        let Some(first) = kept.first() else {
            return match () {
                () if forgotten => Outcome::Forgotten,
                () if aged => Outcome::Skipped(AGED_OUT.to_owned(), None),
                () if author.is_some_and(|author| erased.has_author(author)) => Outcome::Forgotten,
                () => other.unwrap_or_else(|| Outcome::Skipped("no_text".to_owned(), author)),
            };
        };
        // Every answer of a respondent is replaced at once; a record that is its own replaces none.
        let answers = kept.len() > 1 || key.as_deref().is_some_and(|key| *first.external != *key);
        let id = match (&key, answers) {
            (Some(key), true) if !intake.appends(feed) => intake.id_of(feed, key),
            _ => first.id,
        };
        let keep_last = intake.keeps_last(feed);
        let arrival = Arrival::Record {
            id,
            generation: first.generation,
            version: newest,
            digest: intake::digest_of(&kept),
            keep_last,
        };
        let rows = kept.iter().map(packed).collect();
        Outcome::Kept(Kept { arrival, answers, cuts, odd: odd_ones, rows })
    }

    fn overhear(&self, feed: usize, said: RawRecord) -> Option<Feedback> {
        let one = self.intake.overhear(feed, said)?;
        let stays = !self.erased.covers(&one) && !too_old(&one, self.retention, self.today);
        stays.then_some(one)
    }
}

fn packed(one: &Feedback) -> (FeedbackId, Vec<u8>) {
    let text = one.text.as_str();
    let mut row = Vec::with_capacity(NUMBER + LINES + 192 + text.len());
    row.extend_from_slice(&[0; NUMBER]);
    let bodies = one.parts.iter().filter(|part| part.name == PartName::Body);
    let mut bodies =
        bodies.filter_map(|part| text.get(part.span.start as usize..part.span.end as usize));
    row.push(u8::from(bodies.any(|body| body.contains('\n'))));
    pack(one, &mut row);
    (one.id, row)
}
