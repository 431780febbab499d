//! What must hold of one statement of a hit.
//!
//! "A request in theme T-1" is a record in which one statement is both, not a record with a request
//! somewhere and the theme elsewhere: what is asked of statements side by side meets on one of
//! them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::model::{Stance, StatementId};

use super::document::{Polarity, Said, halves};
use super::page::Search;

/// Hashes what is a hash already: the ids a search is held to.
#[derive(Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = self.0.rotate_left(32) ^ number;
    }
}

/// The ordinals of the statements asked for, by the id of their record.
type Ordinals = HashMap<(u64, u64), Vec<u16>, BuildHasherDefault<AsIs>>;

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
        let mut of_record = Vec::with_capacity(self.sets.len());
        for set in &self.sets {
            match set.get(&id) {
                Some(ordinals) => of_record.push(ordinals),
                None => return 0,
            }
        }
        said.filter_map(Said::read)
            .filter(|one| {
                of_record.iter().all(|set| set.contains(&one.ordinal))
                    && self.stances.iter().all(|any| any.contains(&one.stance))
                    && self.signs.iter().all(|any| any.contains(&one.sign))
                    && self.severities.iter().all(|any| any.contains(&one.severity))
            })
            .count() as u64
    }
}
