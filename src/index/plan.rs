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

use super::degree;
use super::error::QueryError;
use super::filters::filters;
use super::frame::framed;
use super::grammar::{self, Expr};
use super::page::{Correction, Note, Search};
use super::said::Conditions;
use super::snapshot::Snapshot;
use super::snippet::Mark;
use super::soft::rarity;
use super::wording::Wording;
use super::words::Choices;

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
    /// The side of a question that asks for one (see `frame`, `comparison`, `degree`): pleased (1), troubled
    /// (-1) or either (0).
    pub side: Option<i8>,
    /// What a question asks for all of, or for requests with its words.
    pub stance: Option<Stance>,
    /// What its words say of one another.
    pub wording: Wording,
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
    /// Which part of what it tells it adds to its neighbours, 0 to 1.
    pub share: f64,
    /// Which of [`Plan::soft`] it is.
    pub bit: Option<u32>,
}

impl Group {
    /// A word that ranks by itself, as asked for so many times.
    pub(super) fn new(word: impl Into<String>, terms: Vec<Term>, boost: f64) -> Group {
        Group { word: word.into(), terms, found: 0, ranks: true, boost, share: 1.0, bit: None }
    }
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
        choices: None,
        lacks: false,
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
    let mut side = frame.as_ref().map(|frame| frame.side);
    let stance = frame.as_ref().and_then(|frame| frame.stance);
    if let Some(frame) = frame {
        parts = frame.parts;
        if let Some(stance) = frame.stance {
            planner.said.stance(stance);
        }
    }
    let asked = if strict || search.exact { None } else { plain_words(&parts) };
    let mut wording = match &asked {
        Some(asked) => planner.wording(asked)?,
        None => Wording::default(),
    };
    let lacks = wording.degree.is_some_and(|degree| degree.sort == degree::Sort::Lack);
    planner.lacks = lacks;
    planner.choices = planner.chosen(&mut parts, &wording)?;
    side = side.or_else(|| wording.side());
    for unit in planner.units(&parts, true, true)? {
        let mut group = unit.group;
        if unit.soft && !strict {
            let bit = soft.len() as u32;
            if let Some(group) = &mut group {
                group.bit = Some(bit);
                group.found = snapshot.count(&*unit.query)?;
            }
            // Who asks for more of it says that there is not enough.
            never.extend(unit.never.filter(|_| !lacks).map(|query| (bit, query)));
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
    for one in planner.corrections.clone().iter().filter(|one| one.searched) {
        let stems = planner.runs(&one.used).places().into_iter().flatten();
        wording.corrected(&one.typed, stems);
    }
    let Planner { mut groups, marks, said, corrections, notes, .. } = planner;
    for group in groups.iter_mut().filter(|group| group.bit.is_none()) {
        group.found = snapshot.found(&group.terms)?;
    }
    share_out(snapshot, &soft, &mut groups)?;
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
        stance,
        wording,
        corrections,
        notes,
    })
}

/// Fewer words than this are enough one by one, the rarer of two.
const SEVERAL: usize = 3;
/// A word that more than one in so many records holds hardly tells more beside another.
const COMMON: u64 = 10;

/// Lets neighbours that mostly stand together ("frequent flyer") tell as much as the pair does: the sum of both
/// would outweigh what is said of them ("miles missing").
fn share_out(
    snapshot: &Snapshot,
    soft: &[Box<dyn Query>],
    groups: &mut [Group],
) -> Result<(), Fault> {
    if soft.len() < SEVERAL {
        return Ok(());
    }
    let mut place: Vec<Option<usize>> = vec![None; soft.len()];
    for (at, group) in groups.iter().enumerate() {
        if let Some(bit) = group.bit {
            place[bit as usize] = Some(at);
        }
    }
    for bit in 1..soft.len() {
        let (Some(first), Some(second)) = (place[bit - 1], place[bit]) else { continue };
        let (one, other) = (groups[first].found, groups[second].found);
        let least = one.min(other);
        let tell = groups[first].share.min(groups[second].share) > 0.0;
        if least == 0 || !tell || one.max(other).saturating_mul(COMMON) > snapshot.documents {
            continue;
        }
        let pair = vec![soft[bit - 1].box_clone(), soft[bit].box_clone()];
        let both = snapshot.count(&BooleanQuery::intersection(pair))?;
        if both * 2 >= least {
            let sum = rarity(snapshot, one) + rarity(snapshot, other);
            let share = (rarity(snapshot, both) / sum).min(1.0);
            for at in [first, second] {
                groups[at].share = groups[at].share.min(share);
            }
        }
    }
    Ok(())
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
    /// What may stand in the place of a word.
    pub choices: Option<Choices>,
    /// Whether there is too little of what is denied: who asks for more of it says so too.
    pub lacks: bool,
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
