//! What must hold of one statement of a hit.
//!
//! "A request in theme T-1" is a record in which one statement is both, not a record with a request
//! somewhere and the theme elsewhere: what is asked of statements side by side meets on one of
//! them.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::model::{Stance, StatementId};

use super::document::{Polarity, Said, halves};
use super::page::Search;

/// The ordinals of the statements asked for, by the id of their record, which is a hash already.
type Ordinals = HashMap<(u64, u64), Vec<u16>, FixedState>;

/// What one statement must be: all of it.
#[derive(Default)]
pub(super) struct Conditions {
    /// In each of these sets.
    sets: Vec<Ordinals>,
    /// Any stance, sign, severity of each of these lists.
    stances: Vec<Vec<Stance>>,
    signs: Vec<Vec<Polarity>>,
    severities: Vec<Vec<u8>>,
}

impl Conditions {
    /// What a search asks beside its query.
    pub(super) fn of(search: &Search<'_>) -> Conditions {
        let mut conditions = Conditions::default();
        if let Some(only) = search.only {
            conditions.within(only);
        }
        if !search.stances.is_empty() {
            conditions.stances.push(search.stances.clone());
        }
        if !search.polarities.is_empty() {
            conditions.signs.push(search.polarities.clone());
        }
        conditions
    }

    /// It is one of these.
    pub(super) fn within(&mut self, ids: &[StatementId]) {
        let mut set = Ordinals::default();
        for one in ids {
            set.entry(halves(one.feedback)).or_default().push(one.ordinal);
        }
        self.sets.push(set);
    }

    pub(super) fn stance(&mut self, one: Stance) {
        self.stances.push(vec![one]);
    }

    pub(super) fn sign(&mut self, one: Polarity) {
        self.signs.push(vec![one]);
    }

    pub(super) fn severities(&mut self, any: Vec<u8>) {
        self.severities.push(any);
    }

    /// Whether nothing is asked.
    pub(super) fn is_empty(&self) -> bool {
        self.sets.is_empty()
            && self.stances.is_empty()
            && self.signs.is_empty()
            && self.severities.is_empty()
    }

    /// How many statements of a record are what is asked; `said` are all of them, packed.
    pub(super) fn count(&self, id: (u64, u64), said: impl Iterator<Item = u64>) -> u64 {
        self.of_record(id).map_or(0, |asked| said.filter(|&one| asked.holds(one)).count() as u64)
    }

    /// What is asked of the statements of one record; `None` where none of them can be it.
    pub(super) fn of_record(&self, id: (u64, u64)) -> Option<OfRecord<'_>> {
        let ordinals: Option<Vec<&Vec<u16>>> = self.sets.iter().map(|set| set.get(&id)).collect();
        Some(OfRecord { conditions: self, ordinals: ordinals? })
    }
}

/// What is asked of the statements of one record.
pub(super) struct OfRecord<'a> {
    conditions: &'a Conditions,
    ordinals: Vec<&'a Vec<u16>>,
}

impl OfRecord<'_> {
    /// Whether a statement, packed, is what is asked.
    pub(super) fn holds(&self, packed: u64) -> bool {
        let asked = self.conditions;
        Said::read(packed).is_some_and(|one| {
            self.ordinals.iter().all(|set| set.contains(&one.ordinal))
                && asked.stances.iter().all(|any| any.contains(&one.stance))
                && asked.signs.iter().all(|any| any.contains(&one.sign))
                && asked.severities.iter().all(|any| any.contains(&one.severity))
        })
    }
}
