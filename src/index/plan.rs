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

use crate::text::Analyser;

use super::error::QueryError;
use super::filters::filters;
use super::grammar::{self, Expr};
use super::page::{Correction, Note, Search};
use super::said::Conditions;
use super::snapshot::Snapshot;
use super::snippet::Mark;

/// What is run, ranked and marked.
pub(super) struct Plan {
    /// What every hit is.
    pub must: Box<dyn Query>,
    /// Words as typed that a hit may miss: bit by bit what [`Group::bit`] names.
    pub soft: Vec<Box<dyn Query>>,
    /// What a hit that misses such a word must not be, by its bit: a record that says what is denied.
    pub never: Vec<(u32, Box<dyn Query>)>,
    pub groups: Vec<Group>,
    pub marks: Vec<Mark>,
    /// What one statement of a hit must be.
    pub said: Conditions,
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
    let (parts, strict) = match tree {
        Expr::All => (Vec::new(), true),
        Expr::And { parts, strict } => (parts, strict),
        other => (vec![other], false),
    };
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
    if search.exact || soft.len() == 1 {
        // No word may be missing: the engine leaps over what holds none of it.
        must.extend(soft.iter().map(|query| (Occur::Must, query.box_clone())));
    }
    for filter in filters(&snapshot.fields, search) {
        must.push((Occur::Must, filter));
    }
    planner.note_filters()?;
    let Planner { mut groups, marks, said, corrections, notes, .. } = planner;
    for group in groups.iter_mut().filter(|group| group.bit.is_none()) {
        group.found = snapshot.found(&group.terms)?;
    }
    let must = all_of(must);
    Ok(Plan { must, soft, never, groups, marks, said, corrections, notes })
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
