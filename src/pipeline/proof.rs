//! A report held against the records it was made from.
//!
//! Takes the bytes of a report, finds the run it is of, makes that night again ([`remake`]) and
//! compares every byte; gives the [`Verdict`]. One night is made again once, however many copies of
//! its report are asked about. What a night was made of that is gone (records, settings, the program)
//! is said, and then only what can still be said without it.

use std::collections::BTreeMap;

use crate::model::{Corpus, FeedbackId};
use crate::report::differences::{Difference, differences};
use crate::report::{Json, Renderer, View, escape};
use crate::store::{Manifest, Workspace};

use super::Error;
use super::forget::refused_in;
use super::progress::Tell;
use super::remake::{Remade, SettingsOf, Unproved, remake};

const REPORT: &str = "report.json";

/// What is known of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The run it is of, where that can be told.
    pub run: Option<String>,
    /// What comes of it.
    pub verdict: Verdict,
}

/// What comes of holding a report against its records.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Every byte comes out the same.
    Proved {
        /// Nights that were made again for it.
        nights: usize,
        /// Records it counts.
        records: u64,
        /// Quotes in it.
        quotes: u64,
    },
    /// It says what its records do not give: where, with both values.
    Wrong(Vec<Difference>),
    /// It is of no run that is here: the run it names, if it names one.
    Stranger(Option<String>),
    /// Its night cannot be made again.
    Unproved {
        /// Why not.
        why: Unproved,
        /// What can be said all the same.
        still: Still,
    },
    /// All but saved searches comes out the same; what those found that night cannot be asked again,
    /// since the index holds later records.
    Searches,
}

/// What can be said of a report whose night cannot be made again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Still {
    /// Whether it is, byte for byte, the one the night published; `None` where that one is gone.
    pub as_published: Option<bool>,
    /// Quotes that stand word for word in their records.
    pub said: u64,
    /// Quotes whose records are gone.
    pub gone: u64,
}

/// Proves reports of one workspace.
pub struct Prover<'a> {
    workspace: &'a Workspace,
    settings_of: SettingsOf<'a>,
    tell: Tell<'a>,
    known: BTreeMap<String, Result<Right, Unproved>>,
}

/// What a report of a run should be.
struct Right {
    bytes: Vec<u8>,
    /// The same as `earful report --format json` prints it: without characters that nobody sees.
    printed: Vec<u8>,
    hash: String,
    nights: usize,
    records: u64,
    quotes: u64,
    searched_texts: bool,
}

impl Right {
    fn of(remade: &Remade) -> Right {
        let bytes = Json.render(&remade.view);
        Right {
            printed: escape::unhidden(&String::from_utf8_lossy(&bytes)).into_owned().into_bytes(),
            hash: blake3::hash(&bytes).to_hex().to_string(),
            bytes,
            nights: remade.nights,
            records: remade.corpus.feedback().len() as u64,
            quotes: remade.view.quoted().len() as u64,
            searched_texts: remade.searched_texts,
        }
    }
}

impl<'a> Prover<'a> {
    /// Nothing is made again yet.
    pub fn new(
        workspace: &'a Workspace,
        settings_of: SettingsOf<'a>,
        tell: Tell<'a>,
    ) -> Prover<'a> {
        Prover { workspace, settings_of, tell, known: BTreeMap::new() }
    }

    /// Holds a report against the records of its run.
    ///
    /// # Errors
    /// [`Error::Store`] when the disk refuses, or a file of the workspace is not the one that was
    /// written.
    pub fn prove(&mut self, given: &[u8]) -> Result<Proof, Error> {
        let Some(run) = self.run_of(given)? else {
            return Ok(Proof { run: None, verdict: Verdict::Stranger(named_run(given)) });
        };
        let verdict = self.verdict(&run, given)?;
        Ok(Proof { run: Some(run.id), verdict })
    }

    fn verdict(&mut self, run: &Manifest, given: &[u8]) -> Result<Verdict, Error> {
        let published = self.workspace.run_file(&run.id, REPORT).ok();
        // The published report names the files that were refused; where it is damaged, the one at
        // hand does, for itself alone, and the hash in the manifest decides.
        let only_this = match &published {
            Some(_) => None,
            None => Some(View::from_json(given).map_or_else(|_| Vec::new(), |v| refused_in(&v))),
        };
        if only_this.is_some() || !self.known.contains_key(&run.id) {
            let made = remake(self.workspace, run, only_this, self.settings_of, self.tell)?;
            self.known.insert(run.id.clone(), made.map(|remade| Right::of(&remade)));
        }
        let promised = run.files.get(REPORT).map_or("", String::as_str);
        match &self.known[&run.id] {
            Ok(right) => Ok(held_against(right, given, promised)),
            Err(why) => unprovable(self.workspace, run, why, given, published.as_deref()),
        }
    }

    /// The run a report is of: the one it names, or the one whose published report it nearly is.
    fn run_of(&self, given: &[u8]) -> Result<Option<Manifest>, Error> {
        let is_id =
            |id: &String| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let named = named_run(given).filter(is_id);
        if let Some(run) = named.and_then(|id| self.workspace.run(&id).ok()) {
            return Ok(Some(run));
        }
        for run in self.workspace.runs()?.into_iter().rev() {
            let Ok(published) = self.workspace.run_file(&run.id, REPORT) else { continue };
            if is_nearly(given, &published) {
                return Ok(Some(run));
            }
        }
        Ok(None)
    }
}

/// A report held against what its night gives; `promised` is the hash of it in the run's manifest.
fn held_against(right: &Right, given: &[u8], promised: &str) -> Verdict {
    if given == right.bytes || given == right.printed {
        if promised != right.hash {
            return Verdict::Wrong(vec![Difference {
                path: "manifest.json: files.report.json".to_owned(),
                given: promised.to_owned(),
                right: right.hash.clone(),
            }]);
        }
        let Right { nights, records, quotes, .. } = *right;
        return Verdict::Proved { nights, records, quotes };
    }
    let found = differences(given, &right.bytes);
    let of_searches = |one: &Difference| one.path.starts_with("curation.tracked");
    match right.searched_texts && found.iter().all(of_searches) {
        true => Verdict::Searches,
        false => Verdict::Wrong(found),
    }
}

fn unprovable(
    workspace: &Workspace,
    run: &Manifest,
    why: &Unproved,
    given: &[u8],
    published: Option<&[u8]>,
) -> Result<Verdict, Error> {
    let mut still = Still::default();
    if let Some(published) = published {
        let mut found = differences(given, published);
        still.as_published = Some(found.is_empty());
        // Words of customers leave published reports with their records; an older copy has them.
        // Numbers stay.
        if matches!(why, Unproved::Gone { .. }) {
            found.retain(|one| !one.path.contains("quote") && is_of_numbers(one));
        }
        if !found.is_empty() {
            return Ok(Verdict::Wrong(found));
        }
    }
    if let Ok(view) = View::from_json(given) {
        let corpus = workspace.load_of(&run.segments)?;
        let mut other = Vec::new();
        for (path, quote) in view.quoted() {
            match said(&corpus, &quote.record, quote.start as usize..quote.end as usize) {
                None => still.gone += 1,
                Some(right) if right == quote.text => still.said += 1,
                Some(right) => other.push(Difference {
                    path: format!("{path}.text"),
                    given: quote.text.clone(),
                    right: right.to_owned(),
                }),
            }
        }
        if !other.is_empty() {
            return Ok(Verdict::Wrong(other));
        }
    }
    Ok(Verdict::Unproved { why: why.clone(), still })
}

/// What a record says in a stretch of bytes, nothing where it has no such stretch; `None` where the
/// record is gone.
fn said<'c>(corpus: &'c Corpus, record: &str, bytes: std::ops::Range<usize>) -> Option<&'c str> {
    let row = record.parse::<FeedbackId>().ok().and_then(|id| corpus.row_of(id))?;
    Some(corpus.feedback()[row as usize].own_words().get(bytes).unwrap_or_default())
}

/// Whether a number stands at a place, in either report.
fn is_of_numbers(one: &Difference) -> bool {
    [&one.given, &one.right].iter().any(|value| value.parse::<f64>().is_ok())
}

/// The id that a report names as its run.
fn named_run(given: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(given);
    let (_, rest) = text.split_once("\"id\": \"")?;
    rest.split_once('"').map(|(id, _)| id.to_owned()).filter(|id| id.len() < 80)
}

/// Whether two reports begin and end with the same bytes but for a stretch of a hundredth, or of a
/// line, in between; or say the same but in two places.
fn is_nearly(one: &[u8], other: &[u8]) -> bool {
    const PLACES: usize = 2;
    if View::from_json(one).is_ok() && differences(one, other).len() <= PLACES {
        return true;
    }
    let begin = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let most = one.len().min(other.len()) - begin;
    let end = one.iter().rev().zip(other.iter().rev()).take(most).take_while(|(a, b)| a == b);
    let same = begin + end.count();
    one.len().max(other.len()) - same <= (other.len() / 100).max(200)
}
