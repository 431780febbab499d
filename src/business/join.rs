//! Customers joined to the feedback: by the keys of authors, else by the account of a record.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::{Account, Attribute, AuthorKey, Corpus, Feedback, JoinCounts, SourceMatch};

/// Which customer each record is of.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Joined {
    /// For every row of the corpus a place in the customers.
    pub of_row: Vec<Option<u32>>,
    /// What matched.
    pub counts: JoinCounts,
}

/// Joins customers to a corpus; `segment` is the name of the segment that holds accounts.
///
/// A record of a known author is that customer's; one without is the account's. What one record of a
/// person says holds for the others of that person.
pub fn join(corpus: &Corpus, customers: &[Account], segment: &str) -> Joined {
    let mut by_key: HashMap<AuthorKey, u32> = HashMap::new();
    let mut by_account: BTreeMap<&str, u32> = BTreeMap::new();
    for (at, one) in (0u32..).zip(customers) {
        for &key in &one.keys {
            by_key.entry(key).or_insert(at);
        }
        if let Some(account) = &one.account {
            by_account.entry(account).or_insert(at);
        }
    }
    let of = |one: &Feedback| {
        let by_author = one.author.and_then(|key| by_key.get(&key));
        let account = || one.attribute(segment).find_map(|value| by_account.get(value));
        by_author.or_else(account).copied()
    };
    let mut of_row: Vec<Option<u32>> = corpus.feedback().iter().map(of).collect();
    let persons = corpus.customers();
    let mut of_person: BTreeMap<u32, u32> = BTreeMap::new();
    for (&person, found) in persons.iter().zip(&of_row) {
        if let Some(at) = found {
            of_person.entry(person).or_insert(*at);
        }
    }
    for (found, person) in of_row.iter_mut().zip(&persons) {
        *found = found.or_else(|| of_person.get(person).copied());
    }
    let mut counts = JoinCounts {
        customers: customers.len() as u64,
        authors: persons.iter().max().map_or(0, |&most| u64::from(most) + 1),
        known: of_person.len() as u64,
        ..JoinCounts::default()
    };
    let mut heard: Vec<u32> = of_row.iter().flatten().copied().collect();
    heard.sort_unstable();
    heard.dedup();
    counts.heard = heard.len() as u64;
    let mut sources: BTreeMap<&Arc<str>, SourceMatch> = BTreeMap::new();
    for (one, found) in corpus.feedback().iter().zip(&of_row) {
        let source = sources.entry(&one.source).or_default();
        source.records += 1;
        let is_named = one.author.is_some() || one.attribute(segment).next().is_some();
        source.named += u64::from(is_named || found.is_some());
        source.matched += u64::from(found.is_some());
    }
    let named = |(name, one): (&Arc<str>, SourceMatch)| SourceMatch { source: name.clone(), ..one };
    counts.sources = sources.into_iter().map(named).collect();
    Joined { of_row, counts }
}

/// The segments of a record with those of its customer: a name that the customers file has is what
/// the file says tonight, whatever the record said when it was written. Sorted, without repeats.
pub fn segments(own: &[Attribute], customer: &Account) -> Vec<Attribute> {
    let by_file = |name: &Arc<str>| customer.segments.iter().any(|one| one.name == *name);
    let mut all: Vec<Attribute> = own.iter().filter(|one| !by_file(&one.name)).cloned().collect();
    all.extend(customer.segments.iter().cloned());
    all.sort();
    all.dedup();
    all
}
