//! A search to what the engine runs: which documents match, what ranks them, what is marked.
//!
//! Takes the tree of the query and the filters, gives what must hold, the words of which some may be
//! missing, the groups of terms behind each positive word (for the score), what must hold of one
//! statement, and what to mark in a snippet. Every word is looked up under its stem in each
//! language the index holds, because a query has no language. Words are read in `words`, fields in
//! `fields`.

use std::io;

use tantivy::query::{AllQuery, BooleanQuery, Occur, Query};
use tantivy::{TantivyError, Term};

use crate::model::Stance;
use crate::text::Analyser;

use super::error::QueryError;
use super::filters::filters;
use super::frame::framed;
use super::grammar::{self, Expr};
use super::page::{Correction, Note, Search};
use super::said::Conditions;
use super::snapshot::Snapshot;
use super::snippet::Mark;

/// What is run, ranked and marked.
pub(super) struct Plan {
    /// What every hit is.
    pub must: Box<dyn Query>,
    /// The same without any word: what a hit by its meaning is.
    pub filters: Box<dyn Query>,
    /// The words whose meaning may be looked for; `None` where the query says exactly what is wanted.
    pub asked: Option<String>,
    /// Words as typed that a hit may miss: bit by bit what [`Group::bit`] names.
    pub soft: Vec<Box<dyn Query>>,
    /// What a hit that misses such a word must not be, by its bit: a record that says what is denied.
    pub never: Vec<(u32, Box<dyn Query>)>,
    pub groups: Vec<Group>,
    pub marks: Vec<Mark>,
    /// What one statement of a hit must be.
    pub said: Conditions,
    /// The side of a question that asks for one (see `frame`): pleased (1) or troubled (-1).
    pub side: Option<i8>,
    pub corrections: Vec<Correction>,
    pub notes: Vec<Note>,
}

/// The terms behind one word of the query: its stems, or the words a prefix stands for.
pub(super) struct Group {
    /// The word as written.
    pub word: String,
    /// Its terms in the index.
    pub terms: Vec<Term>,
    /// Living documents with any of them.
    pub found: u64,
    /// Whether it adds to the score: a prefix of too many words says too little.
    pub ranks: bool,
    /// How many times it counts.
    pub boost: f64,
    /// Which of [`Plan::soft`] it is.
    pub bit: Option<u32>,
}

/// The query of one piece, or why it has none.
pub(super) type Built = Result<Box<dyn Query>, Fault>;

/// Why a search cannot be planned.
pub(super) enum Fault {
    /// The query's fault.
    Query(QueryError),
    /// The disk's.
    Disk(TantivyError),
}

impl From<QueryError> for Fault {
    fn from(error: QueryError) -> Fault {
        Fault::Query(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Disk(error.into())
    }
}

impl From<TantivyError> for Fault {
    fn from(error: TantivyError) -> Fault {
        Fault::Disk(error)
    }
}

pub(super) fn refuse(message: impl Into<String>, column: usize, hint: impl Into<String>) -> Fault {
    Fault::Query(QueryError { message: message.into(), column, hint: hint.into() })
}

/// Plans a search.
pub(super) fn plan(snapshot: &Snapshot, search: &Search<'_>) -> Result<Plan, Fault> {
    let tree = grammar::parse(&search.query)?;
    let mut planner = Planner {
        snapshot,
        search,
        analyser: Analyser::new(),
        groups: Vec::new(),
        marks: Vec::new(),
        said: Conditions::of(search),
        corrections: Vec::new(),
        notes: Vec::new(),
    };
    let mut must: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut soft: Vec<Box<dyn Query>> = Vec::new();
    let mut never: Vec<(u32, Box<dyn Query>)> = Vec::new();
    let (mut parts, strict) = match tree {
        Expr::All => (Vec::new(), true),
        Expr::And { parts, strict } => (parts, strict),
        other => (vec![other], false),
    };
    let frame = if strict || search.exact { None } else { framed(&parts) };
    let side = frame.as_ref().map(|frame| frame.side);
    if let Some(frame) = frame {
        parts = frame.parts;
        if parts.is_empty() {
            // All that people like, or complain of.
            planner.said.stance(if frame.side > 0 { Stance::Praise } else { Stance::Complaint });
        }
    }
    let asked = if strict || search.exact { None } else { plain_words(&parts) };
    for unit in planner.units(&parts, true, true)? {
        let mut group = unit.group;
        if unit.soft && !strict {
            let bit = soft.len() as u32;
            if let Some(group) = &mut group {
                group.bit = Some(bit);
                group.found = snapshot.count(&*unit.query)?;
            }
            never.extend(unit.never.map(|query| (bit, query)));
            soft.push(unit.query);
        } else {
            must.push((unit.occur, unit.query));
        }
        planner.groups.extend(group);
    }
    if search.like.is_some() {
        // Words beside another record are filters.
        must.extend(soft.drain(..).map(|query| (Occur::Must, query)));
    }
    let filtered = filters(&snapshot.fields, search);
    must.extend(filtered.into_iter().map(|filter| (Occur::Must, filter)));
    let without_words =
        all_of(must.iter().map(|(occur, query)| (*occur, query.box_clone())).collect());
    if search.exact || soft.len() == 1 {
        // No word may be missing: the engine leaps over what holds none of it.
        must.extend(soft.iter().map(|query| (Occur::Must, query.box_clone())));
    }
    planner.note_filters()?;
    let Planner { mut groups, marks, said, corrections, notes, .. } = planner;
    for group in groups.iter_mut().filter(|group| group.bit.is_none()) {
        group.found = snapshot.found(&group.terms)?;
    }
    let must = all_of(must);
    Ok(Plan {
        must,
        filters: without_words,
        asked,
        soft,
        never,
        groups,
        marks,
        said,
        side,
        corrections,
        notes,
    })
}

/// The words of a query of words and fields alone; `None` where there is none, or an operator that says
/// more exactly what is wanted.
fn plain_words(parts: &[Expr]) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for part in parts {
        match part {
            Expr::Word { text, .. } => words.push(text),
            Expr::Boost(inner, _) => match &**inner {
                Expr::Word { text, .. } => words.push(text),
                _ => return None,
            },
            Expr::Field { name, .. } if !["title", "question", "text"].contains(&name.as_str()) => {
            }
            Expr::Pair { .. } => {}
            _ => return None,
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}

/// Documents that all of these find: everything where nothing is asked.
pub(super) fn all_of(mut clauses: Vec<(Occur, Box<dyn Query>)>) -> Box<dyn Query> {
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.insert(0, (Occur::Must, Box::new(AllQuery)));
    }
    match clauses.len() {
        1 => clauses.swap_remove(0).1,
        _ => Box::new(BooleanQuery::new(clauses)),
    }
}

pub(super) struct Planner<'a> {
    pub snapshot: &'a Snapshot,
    pub search: &'a Search<'a>,
    pub analyser: Analyser,
    pub groups: Vec<Group>,
    pub marks: Vec<Mark>,
    pub said: Conditions,
    pub corrections: Vec<Correction>,
    pub notes: Vec<Note>,
}

impl Planner<'_> {
    /// The query of a piece that is not a part of the whole query by itself: inside an OR, behind a
    /// NOT. No word of it may be missing.
    pub(super) fn build(&mut self, expr: &Expr, positive: bool) -> Built {
        let parts = match expr {
            Expr::And { parts, .. } => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let mut clauses = Vec::new();
        for unit in self.units(parts, positive, false)? {
            clauses.push((unit.occur, unit.query));
            self.groups.extend(unit.group);
        }
        Ok(all_of(clauses))
    }
}
