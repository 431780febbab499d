//! Reading for the terminal: what a preset makes of files, before anything is taken out or kept.
//!
//! Takes a preset and where to read; gives every uniform record that would stay and the exact count
//! of what became of the rest. It is the night's own way in (the same feeds, mapping, cleaning and
//! settling) without redaction, workspace or memory of earlier nights.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::intake::{self, Arrival, Fate, Intake, Left, Normalised};
use crate::model::{Origin, Rejection};
use crate::sources::preset::Preset;
use crate::sources::{self, Event, Feed, Outcome, Unit};

use super::Error;
use super::rules::rules;

/// What came of reading.
#[derive(Default)]
pub struct Reading {
    /// Records that stay, by id.
    pub records: Vec<Normalised>,
    /// What became of the units.
    pub counts: Counts,
    /// Whether more units were rejected than the preset's gate, or a night, allows.
    pub too_many_rejected: bool,
}

/// What became of the units of some files.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Counts {
    /// Units found in files that were read.
    pub units: u64,
    /// Of those, the ones that stay.
    pub kept: u64,
    /// Records of them: a survey's respondent can have several.
    pub records: u64,
    /// Beaten by another version of the same record, or by a tombstone.
    pub superseded: u64,
    /// Ids of tombstones, in the order read.
    pub deleted: Vec<String>,
    /// Left out by rule, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Could not be read, in the order read.
    pub rejected: Vec<Rejection>,
    /// Units that only read after a repair.
    pub repaired: u64,
    /// Files that are not for reading, by name.
    pub left_out: Vec<String>,
    /// Files refused whole, with the reason.
    pub refused: Vec<(String, String)>,
    /// Files that were read, and what a person should know of them.
    pub notes: Vec<(String, String)>,
}

impl Counts {
    /// Whether the parts add up to the whole.
    pub fn adds_up(&self) -> bool {
        let left: u64 = self.skipped.values().sum();
        let gone = self.deleted.len() as u64 + self.rejected.len() as u64;
        self.units == self.kept + self.superseded + left + gone
    }
}

/// Where to read: a folder, and what in it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder names are relative to.
    pub root: PathBuf,
    /// Names of files in it; empty means those the preset names.
    pub files: Vec<String>,
}

/// One unit that may stay.
struct Arrived {
    arrival: Arrival,
    key: String,
    records: Vec<Normalised>,
}

/// What intake makes of one unit.
enum Made {
    Kept(Option<String>, Vec<Normalised>),
    Skipped(String),
    Rejected(Rejection),
    Deleted(String),
}

/// Reads with one preset.
///
/// # Errors
/// [`Error::Settings`] when the preset cannot be read with, [`Error::Sources`] when the machine
/// gives no threads. Trouble with files is in the counts.
pub fn read_with(preset: &Preset, places: &[Place]) -> Result<Reading, Error> {
    let settings = |error: &dyn std::error::Error| Error::Settings(error.to_string());
    let intake = Intake::new(intake::Settings::default(), [0; 32], vec![rules(preset)])
        .map_err(|error| settings(&error))?;
    let mut counts = Counts::default();
    let mut arrived: Vec<Arrived> = Vec::new();
    for place in places {
        let mut preset = preset.clone();
        let patterns = preset.input.files.clone();
        if !place.files.is_empty() {
            preset.folder = None;
            preset.input.files = place.files.iter().map(|name| sources::literal(name)).collect();
        }
        let feed = Feed::new(&preset)
            .and_then(|feed| feed.as_it_stands().with_members(&patterns))
            .map_err(|error| settings(&error))?;
        read_place(feed, &place.root, &intake, &mut counts, &mut arrived)?;
    }
    let arrivals: Vec<Arrival> = arrived.iter().map(|one| one.arrival).collect();
    let mut records = Vec::new();
    for (one, fate) in arrived.into_iter().zip(intake::settle(&arrivals, |_| None)) {
        match fate {
            Fate::Kept => {
                counts.kept += 1;
                records.extend(one.records);
            }
            Fate::Superseded => counts.superseded += 1,
            Fate::Deleted => counts.deleted.push(one.key),
        }
    }
    records.sort_by(|one, other| one.id.cmp(&other.id));
    counts.records = records.len() as u64;
    debug_assert!(counts.adds_up());
    let most = preset.gate.max_reject_ratio;
    let most = most.unwrap_or(intake::Settings::default().max_reject_ratio);
    let too_many_rejected = counts.rejected.len() as f64 > most * counts.units as f64;
    Ok(Reading { records, counts, too_many_rejected })
}

/// Whether a preset can be read with: what its settings say is compiled and thrown away.
///
/// # Errors
/// [`Error::Settings`] names the key at fault.
pub fn check(preset: &Preset) -> Result<(), Error> {
    let settings = |error: &dyn std::error::Error| Error::Settings(error.to_string());
    Feed::new(preset).map_err(|error| settings(&error))?;
    Intake::new(intake::Settings::default(), [0; 32], vec![rules(preset)])
        .map(drop)
        .map_err(|error| settings(&error))
}

fn read_place(
    feed: Feed,
    root: &Path,
    intake: &Intake,
    counts: &mut Counts,
    arrived: &mut Vec<Arrived>,
) -> Result<(), Error> {
    // What stood before the file now being read, so that a refusal at its end takes it back.
    let mut before = (Counts::default(), 0);
    sources::read(&[feed], root, &|_, _| false, &mut |event| {
        match event {
            Event::FileStart(_) => before = (counts.clone(), arrived.len()),
            Event::Batch { units, .. } => {
                counts.units += units.len() as u64;
                let made: Vec<Made> =
                    units.into_par_iter().map(|unit| make(intake, unit)).collect();
                for one in made {
                    take(one, intake, counts, arrived);
                }
            }
            Event::FileEnd(end) => match end.outcome {
                Outcome::Read => {
                    counts.repaired += end.repaired;
                    counts.notes.extend(end.note.map(|note| (end.file.to_string(), note)));
                }
                Outcome::Known => {}
                Outcome::LeftOut(_) => counts.left_out.push(end.file.to_string()),
                Outcome::Refused(reason) => {
                    if end.units > 0 {
                        *counts = std::mem::take(&mut before.0);
                        arrived.truncate(before.1);
                    }
                    counts.refused.push((end.file.to_string(), reason));
                }
            },
        }
        ControlFlow::Continue(())
    })?;
    Ok(())
}

fn make(intake: &Intake, unit: Unit) -> Made {
    let (key, records) = match unit {
        Unit::Records { key, records } => (key, records),
        Unit::Skipped { reason, .. } => return Made::Skipped(reason.to_string()),
        Unit::Rejected(rejection) => return Made::Rejected(rejection),
        Unit::Deleted { key, .. } => return Made::Deleted(key),
    };
    let mut kept = Vec::new();
    let mut other = Made::Skipped("no_text".to_owned());
    for record in records {
        match intake.normalise(0, &record) {
            Ok(normal) => kept.push(normal),
            Err(Left::Skipped(reason)) => other = Made::Skipped(reason.to_owned()),
            Err(Left::Rejected(reason)) => {
                let origin: Origin = record.origin;
                other = Made::Rejected(Rejection { origin, reason });
            }
        }
    }
    if kept.is_empty() { other } else { Made::Kept(key, kept) }
}

fn take(one: Made, intake: &Intake, counts: &mut Counts, arrived: &mut Vec<Arrived>) {
    match one {
        Made::Skipped(reason) => *counts.skipped.entry(reason).or_default() += 1,
        Made::Rejected(rejection) => counts.rejected.push(rejection),
        Made::Deleted(key) => arrived.push(Arrived {
            arrival: Arrival::Tombstone { id: intake.id_of(0, &key) },
            key,
            records: Vec::new(),
        }),
        Made::Kept(key, mut records) => {
            for record in &mut records {
                if record.id.is_none() {
                    record.id = Some(intake::content_id_of(record));
                }
            }
            let number = arrived.len() as u128;
            let own = records.first().and_then(|record| record.id.clone()).unwrap_or_default();
            let key = key.unwrap_or(own);
            let version = records.first().and_then(|record| intake.version(0, record));
            // Every record of an append-only feed is its own.
            let name = if intake.appends(0) { format!("{key}\0{number}") } else { key.clone() };
            arrived.push(Arrived {
                arrival: Arrival::Record {
                    id: intake.id_of(0, &name),
                    generation: None,
                    version,
                    // Equal or not is for versions to say here.
                    digest: number.to_le_bytes(),
                    keep_last: intake.keeps_last(0),
                },
                key,
                records,
            });
        }
    }
}
