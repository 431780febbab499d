//! Which groups of a refit are the theme of before in all but a few members.
//!
//! Takes where the rows of the sample are now and were before; gives for each group the old theme
//! that it still is. Such a theme keeps its name, and whether it has a subject, as it was: both are
//! decided by shares that lie on one side of a line or the other, and a few texts more or less would
//! take the theme that most suffer from out of the ranking one week and put it back the next.

use std::collections::BTreeMap;

use crate::model::{Assignment, Memory, Theme, ThemeId};

/// A group is what a theme was when they share this much of all that is in either (Jaccard),
/// counting what is new. Measured on eight real sets refitted weekly with a hundredth of the records
/// new: without this three to six of fifty themes changed sides every week, the first one among
/// them. What has doubled, or lost half, is looked at anew.
const SAME: f64 = 0.5;

/// For each group the theme of `before` whose name it carries on (`ids`) and that it still is; none
/// for all others. `of` has the group of each row, `then` where it was; `side` says of a group
/// whether it is of statements that want a change.
pub(super) fn settled<'m>(
    ids: &[ThemeId],
    of: &[u32],
    then: &[Option<Assignment>],
    before: Option<&'m Memory>,
    side: impl Fn(usize) -> bool,
) -> Vec<Option<&'m Theme>> {
    let Some(before) = before else { return vec![None; ids.len()] };
    let mut sizes = vec![0u32; ids.len()];
    let mut shared = vec![0u32; ids.len()];
    let mut old: BTreeMap<ThemeId, u32> = BTreeMap::new();
    for (&group, then) in of.iter().zip(then) {
        sizes[group as usize] += 1;
        if let Some(then) = then {
            *old.entry(then.theme).or_default() += 1;
            shared[group as usize] += u32::from(then.theme == ids[group as usize]);
        }
    }
    let still = |group: usize| {
        let id = ids[group];
        let at = before.themes.binary_search_by_key(&id, |theme| theme.id).ok()?;
        let theme = &before.themes[at];
        let either = sizes[group] + old.get(&id).copied().unwrap_or(0) - shared[group];
        let is_same = f64::from(shared[group]) >= SAME * f64::from(either);
        (is_same && theme.wants == side(group) && !theme.label.title.is_empty()).then_some(theme)
    };
    (0..ids.len()).map(still).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Label, invented};

    fn memory(ids: &[u32]) -> Memory {
        let theme = |&id: &u32| {
            invented::theme(id, Label { title: format!("Theme {id}"), terms: Vec::new() })
        };
        Memory {
            themes: ids.iter().map(theme).collect(),
            ..crate::themes::lineage::tests::nothing()
        }
    }

    #[test]
    fn what_is_the_same_but_for_a_few_stays_what_it_was() {
        let before = memory(&[1, 2, 3]);
        let place = |theme: u32| {
            let theme = ThemeId(theme);
            Some(Assignment { theme, similarity: 0.5, confidence: 0.5, part: None })
        };
        // Group 0 has ten of theme 1's twelve and three new; group 1 has four of theme 2's four and
        // five new; group 2 is new.
        let mut rows: Vec<(u32, Option<Assignment>)> = vec![(0, place(1)); 10];
        rows.extend(vec![(2, place(1)); 2]);
        rows.extend(vec![(0, None); 3]);
        rows.extend(vec![(1, place(2)); 4]);
        rows.extend(vec![(1, None); 5]);
        let (of, then): (Vec<u32>, Vec<_>) = rows.into_iter().unzip();
        let ids = [ThemeId(1), ThemeId(2), ThemeId(9)];
        let told = |side: bool| -> Vec<Option<u32>> {
            let found = settled(&ids, &of, &then, Some(&before), |_| side);
            found.into_iter().map(|theme| theme.map(|theme| theme.id.0)).collect()
        };
        assert_eq!(told(true), [Some(1), None, None], "what has doubled is looked at anew");
        assert_eq!(told(false), [None; 3], "praise is no pain");
        assert_eq!(settled(&ids, &of, &then, None, |_| true), [None; 3]);
    }
}
