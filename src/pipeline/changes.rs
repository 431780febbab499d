//! What is different from the last run: ranks, scores, counts and statuses, side by side.

use std::collections::BTreeMap;

use crate::model::{Change, Corpus, Opportunity, Previous, Theme, ThemeId, Themes};

/// Differences of tonight's opportunities from the last run's, largest move of rank first, then by
/// theme id. A theme that stayed at its rank with the same counts and status is not a difference.
///
/// A theme that is not ranked any more may still be there (what is said in it has no subject now):
/// its members in `found` say how many want a change. `resolve` maps an old theme id to the theme that carries its members today.
pub fn changes(
    previous: &Previous,
    opportunities: &[Opportunity],
    (corpus, found): (&Corpus, &Themes),
    resolve: &dyn Fn(ThemeId) -> Option<ThemeId>,
) -> Vec<Change> {
    let mut all: BTreeMap<ThemeId, Change> = BTreeMap::new();
    for &(theme, rank, score, wanting, _, status) in &previous.opportunities {
        let now = resolve(theme).unwrap_or(theme);
        let change = all.entry(now).or_insert_with(|| empty(now));
        // Two old themes may live on in one; the better ranked one speaks for the past.
        if change.rank.0.is_none_or(|other| rank < other) {
            change.rank.0 = Some(rank);
            change.score.0 = Some(score);
            change.status.0 = Some(status);
        }
        change.wanting.0 += wanting;
    }
    for opportunity in opportunities {
        let change = all.entry(opportunity.theme).or_insert_with(|| empty(opportunity.theme));
        change.rank.1 = Some(opportunity.rank);
        change.score.1 = Some(opportunity.score);
        change.status.1 = Some(opportunity.status);
        change.wanting.1 = opportunity.evidence.wanting;
    }
    for change in all.values_mut().filter(|change| change.rank.1.is_none()) {
        change.wanting.1 = found.get(change.theme).map_or(0, |theme| wanting(corpus, theme));
    }
    let mut moved: Vec<Change> = all
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

/// Pieces of feedback with a statement of the theme that wants a change.
fn wanting(corpus: &Corpus, theme: &Theme) -> u32 {
    let statements = corpus.statements();
    let wants = |&&member: &&u32| statements[member as usize].stance.wants_change();
    let mut rows: Vec<u32> = (theme.members.iter().filter(wants))
        .map(|&member| statements[member as usize].row)
        .collect();
    rows.dedup();
    rows.len() as u32
}

fn empty(theme: ThemeId) -> Change {
    Change { theme, rank: (None, None), score: (None, None), wanting: (0, 0), status: (None, None) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::invented::{Said, company};
    use crate::model::{Day, Stance, Status, Watched};

    #[test]
    fn what_is_not_ranked_any_more_is_still_counted() {
        let twice = Said {
            points: vec![(Some(1), Stance::Complaint, 1), (Some(1), Stance::Request, 0)],
            ..Said::default()
        };
        let praise = Said { points: vec![(Some(1), Stance::Praise, 0)], ..Said::default() };
        let (corpus, themes) = company(&[twice, praise, Said::complaint(1)]);
        let ranked = |theme: u32| (ThemeId(theme), theme, 50.0, 5, 5, Status::Steady);
        let previous = Previous {
            run: "before".to_owned(),
            today: Day(1),
            feedback: 3,
            opportunities: vec![ranked(1), ranked(2)],
            watched: Watched::default(),
        };
        let found = changes(&previous, &[], (&corpus, &themes), &Some);
        let told: Vec<_> = found.iter().map(|one| (one.theme.0, one.rank, one.wanting)).collect();
        // The first lives on without a rank; the second is gone.
        assert_eq!(told, [(1, (Some(1), None), (5, 2)), (2, (Some(2), None), (5, 0))]);
    }
}
