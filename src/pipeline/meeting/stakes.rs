//! What themes mean to the business: how many of the active customers, what contacts cost, which sales
//! were undone.

use std::collections::BTreeMap;

use super::Wanting;
use crate::business;
use crate::model::{Corpus, Cost, Kind, ThemeId};

/// In how many themes each row wants a change.
pub(super) fn parts(themes: &BTreeMap<ThemeId, Wanting>) -> BTreeMap<u32, u32> {
    let mut parts: BTreeMap<u32, u32> = BTreeMap::new();
    for row in themes.values().flat_map(|one| &one.rows) {
        *parts.entry(*row).or_default() += 1;
    }
    parts
}

/// Customers per 1,000 active ones with the 95 % interval of the share; `None` where nobody is active.
/// More than everybody is everybody: who writes need not be counted as active.
pub(super) fn incidence(heard: u32, active: f64) -> Option<(f64, f64, f64)> {
    let all = active.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    if all == 0 {
        return None;
    }
    let (low, high) = crate::model::wilson(heard, all);
    let share = f64::from(heard.min(all)) / f64::from(all);
    Some((1_000.0 * share, 1_000.0 * low, 1_000.0 * high))
}

/// Contacts with a cost among rows, and what they cost; a row of several themes counts in part. `None`
/// without costs.
pub(super) fn contacts(
    corpus: &Corpus,
    costs: &[Cost],
    rows: &[u32],
    parts: &BTreeMap<u32, u32>,
) -> Option<(f64, f64)> {
    if costs.is_empty() {
        return None;
    }
    let mut found = (0.0, 0.0);
    for row in rows {
        let each = business::each_cost(costs, &corpus.feedback()[*row as usize]);
        if let Some(each) = each {
            let part = 1.0 / f64::from(parts.get(row).copied().unwrap_or(1).max(1));
            found.0 += part;
            found.1 += part * each;
        }
    }
    Some(found)
}

/// The sales among rows, each with the part of it that counts and its amount.
pub(super) fn undone(
    corpus: &Corpus,
    rows: &[u32],
    parts: &BTreeMap<u32, u32>,
) -> impl Iterator<Item = (f64, Option<f64>)> {
    rows.iter().filter_map(|row| {
        let one = &corpus.feedback()[*row as usize];
        let part = 1.0 / f64::from(parts.get(row).copied().unwrap_or(1).max(1));
        (one.kind == Kind::Sale).then_some((part, one.value))
    })
}
