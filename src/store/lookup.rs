//! One record by its id, without reading the others.
//!
//! Takes the corpus as it stands; gives a record with its statements. A table ascends by id and is
//! written in groups of some thousand rows, so that the first id of each group says which one to
//! read: some milliseconds, however large the corpus.

use std::collections::HashSet;
use std::path::PathBuf;

use parquet::data_type::ByteArrayType;

use crate::model::{Feedback, FeedbackId, Statement};

use super::columns::TableReader;
use super::erase::Marks;
use super::error::Result;
use super::segment::{FEEDBACK, OVERHEARD, STATEMENTS};
use super::workspace::Workspace;
use super::{table_feedback, table_statements};

/// A table with the first id of each of its groups.
struct Sorted {
    path: PathBuf,
    firsts: Vec<FeedbackId>,
}

impl Sorted {
    /// `column` holds the ids.
    fn open(path: PathBuf, column: &str) -> Result<Sorted> {
        let table = TableReader::open(&path)?;
        let mut firsts = Vec::with_capacity(table.groups());
        for at in 0..table.groups() {
            let group = table.group(at)?;
            if let Some(value) = group.first::<ByteArrayType>(column)? {
                firsts.push(FeedbackId(group.id(&value)?));
            }
        }
        Ok(Sorted { path, firsts })
    }

    /// The groups in which rows of an id may stand.
    fn groups(&self, id: FeedbackId) -> std::ops::Range<usize> {
        let before = self.firsts.partition_point(|first| *first < id).saturating_sub(1);
        before..self.firsts.partition_point(|first| *first <= id)
    }
}

struct Place {
    feedback: Sorted,
    statements: Sorted,
    overheard: Option<Sorted>,
    gone: HashSet<FeedbackId>,
}

/// The corpus, opened to look single records up. It is of the moment it was opened: what a later
/// night adds is not found, and where files of it are replaced, looking up fails.
pub struct Lookup {
    /// The newest segment first.
    places: Vec<Place>,
    erased: Marks,
}

/// A record that was looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The record.
    pub feedback: Feedback,
    /// Its statements, in order; none of what others said.
    pub statements: Vec<Statement>,
    /// Whether a customer said it; else it is somebody's record in a conversation.
    pub by_customer: bool,
}

impl Workspace {
    /// Opens the corpus to look records up. Reads every byte once, to know that it is what was
    /// written.
    ///
    /// # Errors
    /// As [`Workspace::load`].
    pub fn lookup(&self) -> Result<Lookup> {
        let erased = self.erased()?;
        let mut places = Vec::new();
        for segment in self.segments()?.iter().rev() {
            let there = segment.receipt.contents.contains_key(OVERHEARD);
            let overheard = there.then(|| self.sound(segment, OVERHEARD)).transpose()?;
            places.push(Place {
                feedback: Sorted::open(self.sound(segment, FEEDBACK)?, "id")?,
                statements: Sorted::open(self.sound(segment, STATEMENTS)?, "feedback")?,
                overheard: overheard.map(|path| Sorted::open(path, "id")).transpose()?,
                gone: segment.receipt.deleted.iter().copied().collect(),
            });
        }
        Ok(Lookup { places, erased })
    }
}

impl Lookup {
    /// The record of that id as it stands; `None` where there is none.
    ///
    /// # Errors
    /// [`super::Error::Io`] and [`super::Error::Damaged`] when a file is not what was opened.
    pub fn find(&self, id: FeedbackId) -> Result<Option<Found>> {
        for place in &self.places {
            if let Some(feedback) = row(&place.feedback, id)? {
                if self.erased.covers(&feedback) {
                    return Ok(None);
                }
                let table = TableReader::open(&place.statements.path)?;
                let mut statements = Vec::new();
                for at in place.statements.groups(id) {
                    let rows = table_statements::group(&table, at)?;
                    statements
                        .extend(rows.into_iter().filter(|(of, _)| *of == id).map(|one| one.1));
                }
                let fits = |one: &Statement| feedback.text.as_str().get(one.span.range()).is_some();
                statements.retain(fits);
                return Ok(Some(Found { feedback, statements, by_customer: true }));
            }
            let said = place.overheard.as_ref().map(|table| row(table, id)).transpose()?.flatten();
            if let Some(feedback) = said.filter(|one| !self.erased.covers(one)) {
                return Ok(Some(Found { feedback, statements: Vec::new(), by_customer: false }));
            }
            if place.gone.contains(&id) {
                return Ok(None);
            }
        }
        Ok(None)
    }
}

fn row(table: &Sorted, id: FeedbackId) -> Result<Option<Feedback>> {
    let groups = table.groups(id);
    if groups.is_empty() {
        return Ok(None);
    }
    let reader = TableReader::open(&table.path)?;
    for at in groups {
        let rows = table_feedback::group(&reader, at)?;
        if let Ok(place) = rows.binary_search_by_key(&id, |one| one.id) {
            return Ok(rows.into_iter().nth(place));
        }
    }
    Ok(None)
}
