//! What is different from the last run: ranks, scores, counts and statuses, side by side.

use std::collections::BTreeMap;

use crate::model::{Change, Opportunity, Previous, ThemeId};

/// Differences of tonight's opportunities from the last run's, largest move of rank first, then by
/// theme id. A theme that stayed at its rank with the same counts and status is not a difference.
///
/// `resolve` maps an old theme id to the theme that carries its members today.
pub fn changes(
    previous: &Previous,
    opportunities: &[Opportunity],
    resolve: &dyn Fn(ThemeId) -> Option<ThemeId>,
) -> Vec<Change> {
    let mut found: BTreeMap<ThemeId, Change> = BTreeMap::new();
    for &(theme, rank, score, wanting, _, status) in &previous.opportunities {
        let now = resolve(theme).unwrap_or(theme);
        let change = found.entry(now).or_insert_with(|| empty(now));
        // Two old themes may live on in one; the better ranked one speaks for the past.
        if change.rank.0.is_none_or(|other| rank < other) {
            change.rank.0 = Some(rank);
            change.score.0 = Some(score);
            change.status.0 = Some(status);
        }
        change.wanting.0 += wanting;
    }
    for opportunity in opportunities {
        let change = found.entry(opportunity.theme).or_insert_with(|| empty(opportunity.theme));
        change.rank.1 = Some(opportunity.rank);
        change.score.1 = Some(opportunity.score);
        change.status.1 = Some(opportunity.status);
        change.wanting.1 = opportunity.evidence.wanting;
    }
    let mut moved: Vec<Change> = found
        .into_values()
        .filter(|change| {
            change.rank.0 != change.rank.1
                || change.wanting.0 != change.wanting.1
                || change.status.0 != change.status.1
        })
        .collect();
    moved.sort_by_key(|change| {
        let distance = match change.rank {
            (Some(then), Some(now)) => then.abs_diff(now),
            // What came or went counts as a move from or to below the last rank.
            (Some(rank), None) | (None, Some(rank)) => 1_000u32.saturating_sub(rank),
            (None, None) => 0,
        };
        (std::cmp::Reverse(distance), change.rank.1.unwrap_or(u32::MAX), change.theme)
    });
    moved
}

fn empty(theme: ThemeId) -> Change {
    Change { theme, rank: (None, None), score: (None, None), wanting: (0, 0), status: (None, None) }
}
