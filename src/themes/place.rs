//! Every statement's place, put together into themes.
//!
//! Takes the corpus, the memory and one place a statement; gives the themes with their members,
//! what is loose, and what to remember of it. Everything adds up: a statement is in one theme,
//! loose or filtered.

use rayon::prelude::*;

use crate::model::{
    Assignment, Corpus, Memory, Split, Statement, StatementId, ThemeId, Themes, Timestamp, Vectors,
    cosine, dot,
};

use super::exemplars;
use super::sample::text_hash;

/// A place below this confidence is unsure: the statement is not quoted, and is looked at again
/// when new themes are sought.
pub const UNSURE: f32 = 0.3;

/// What the memory knows of a corpus.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Known {
    /// For each statement row, its place; `None` when it has none yet, is loose or filtered.
    pub assignments: Vec<Option<Assignment>>,
    /// For each statement row, the hash of its words; 0 when it is filtered.
    pub hashes: Vec<u64>,
    /// Rows of statements that are new or whose text has changed, ascending: these want a place.
    pub fresh: Vec<u32>,
    /// Rows of known statements worth a second look when new themes are sought, ascending: loose
    /// and unsure ones said since the last fit (what was said before, the fit has weighed).
    pub revisit: Vec<u32>,
}

/// Looks every statement of the corpus up in the memory. Filtered statements are left out of all
/// three. At most `limit` rows are worth a second look: the latest said, ties by row.
pub fn known(corpus: &Corpus, memory: &Memory, limit: usize) -> Known {
    let statements = corpus.statements();
    let hashes = hashes(corpus);
    // Statements and what is remembered of them both ascend by id: one walk past the two.
    let mut remembered = memory.places.iter().peekable();
    let mut found_of = |statement: &Statement, hash: u64| -> Option<Option<Assignment>> {
        if statement.filtered.is_some() {
            return None;
        }
        let id = corpus.id_of(statement);
        while remembered.next_if(|place| place.0 < id).is_some() {}
        let &(_, then, place) = remembered.next_if(|place| place.0 == id)?;
        (then == hash).then_some(place)
    };
    let mut known = Known::default();
    let mut revisit: Vec<(Option<Timestamp>, u32)> = Vec::new();
    for (row, (statement, &hash)) in statements.iter().zip(&hashes).enumerate() {
        let found = found_of(statement, hash);
        known.assignments.push(found.flatten());
        if statement.filtered.is_some() {
            continue;
        }
        let said = corpus.feedback_of(statement).at;
        match found {
            None => known.fresh.push(row as u32),
            Some(place) => {
                let unsure = place.is_none_or(|place| place.confidence < UNSURE);
                if unsure && said.is_some_and(|at| at.day() >= memory.fitted_on) {
                    revisit.push((said, row as u32));
                }
            }
        }
    }
    revisit.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    revisit.truncate(limit);
    known.revisit = revisit.into_iter().map(|(_, row)| row).collect();
    known.revisit.sort_unstable();
    Known { hashes, ..known }
}

/// The hash of every statement's words, by row; 0 for a filtered one.
pub fn hashes(corpus: &Corpus) -> Vec<u64> {
    let of = |statement: &Statement| match statement.filtered {
        Some(_) => 0,
        None => text_hash(corpus.text_of(statement)),
    };
    corpus.statements().par_iter().map(of).collect()
}

/// What to remember of the places, one for each statement row, with its hash ([`hashes`]):
/// ascending id, filtered statements left out.
pub fn places(
    corpus: &Corpus,
    assignments: &[Option<Assignment>],
    hashes: &[u64],
) -> Vec<(StatementId, u64, Option<Assignment>)> {
    (corpus.statements().iter().zip(assignments).zip(hashes))
        .filter(|((statement, _), _)| statement.filtered.is_none())
        .map(|((statement, &place), &hash)| (corpus.id_of(statement), hash, place))
        .collect()
}

/// Puts a statement with its part. Every statement of a theme with parts is in one of them: what
/// was placed when it had others (the caller mixed memories) is with the first.
fn join_part(splits: &mut [Split], place: &mut Option<Assignment>, row: u32) {
    let Some(place) = place else { return };
    let split = splits.binary_search_by_key(&place.theme, |split| split.theme);
    let Some(parts) = split.ok().map(|at| &mut splits[at].parts) else {
        place.part = None;
        return;
    };
    let at = parts.iter().position(|part| Some(part.id.number) == place.part).unwrap_or(0);
    parts[at].members.push(row);
    place.part = Some(parts[at].id.number);
}

/// Puts the places together: members, loose rows and exemplars of every theme of the memory.
///
/// `assignments` has one place for each statement row of the corpus (those of filtered statements
/// are ignored). `encode` gives the vectors of some rows, in their order; it is asked once, for the
/// candidates among which exemplars are chosen (at most 40 a theme). Areas are the union of their
/// themes, themes that have parts the union of their parts. A theme nobody belongs to any more
/// stays, without members.
pub fn place(
    corpus: &Corpus,
    memory: &Memory,
    assignments: Vec<Option<Assignment>>,
    encode: impl FnOnce(&[u32]) -> Vectors,
) -> Themes {
    let (areas, themes) = (memory.areas.clone(), memory.themes.clone());
    let themes = Themes { areas, themes, splits: memory.splits.clone(), ..Themes::default() };
    place_in(corpus, themes, assignments, encode)
}

/// The same with themes, areas and parts that are not quite those of a memory.
pub fn place_in(
    corpus: &Corpus,
    mut themes: Themes,
    assignments: Vec<Option<Assignment>>,
    encode: impl FnOnce(&[u32]) -> Vectors,
) -> Themes {
    themes.splits.retain(|split| !split.parts.is_empty());
    themes.assignments = assignments;
    themes.loose = Vec::new();
    themes.assignments.resize(corpus.statements().len(), None);
    for theme in &mut themes.themes {
        theme.members.clear();
        theme.exemplars.clear();
    }
    for (row, statement) in corpus.statements().iter().enumerate() {
        let place = &mut themes.assignments[row];
        if statement.filtered.is_some() {
            *place = None;
            continue;
        }
        let theme = place.and_then(|place| {
            themes.themes.binary_search_by_key(&place.theme, |theme| theme.id).ok()
        });
        match theme {
            Some(at) => {
                themes.themes[at].members.push(row as u32);
                join_part(&mut themes.splits, place, row as u32);
            }
            None => {
                // A place in a theme that is no more (the caller mixed memories) is no place.
                *place = None;
                themes.loose.push(row as u32);
            }
        }
    }
    set_against(&mut themes);
    exemplars::choose(corpus, &mut themes, encode);
    themes
}

/// Centres of two themes at least this near (a cosine) are about one subject: of a theme of pain and
/// the praise nearest to it half are nearer.
const ONE_SUBJECT: f32 = 0.5;

/// Says of every theme of other statements which theme of pain it speaks against. Ties to the lower
/// id.
fn set_against(themes: &mut Themes) {
    let pains: Vec<(ThemeId, Vec<i16>)> = (themes.themes.iter())
        .filter(|theme| theme.wants && !theme.general)
        .map(|theme| (theme.id, theme.centre.clone()))
        .collect();
    for theme in themes.themes.iter_mut().filter(|theme| !theme.wants) {
        let mut nearest: Option<(f32, ThemeId)> = None;
        for (id, centre) in pains.iter().filter(|(_, centre)| centre.len() == theme.centre.len()) {
            let near = cosine(dot(&theme.centre, centre));
            if near >= ONE_SUBJECT && nearest.is_none_or(|(most, _)| near > most) {
                nearest = Some((near, *id));
            }
        }
        theme.against = nearest.map(|(_, id)| id);
    }
}
