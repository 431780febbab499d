//! Which pains nobody works on, and which work answers no pain.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Progress, RoadmapCoverage, ThemeId};

/// An item as coverage looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub progress: Progress,
    /// The themes it answers, as they are called today.
    pub themes: BTreeSet<ThemeId>,
    /// Customers who want what it answers.
    pub customers: u32,
}

/// Coverage of the `top` best ranked pains. Order as ranked.
pub fn coverage(ranked: &[ThemeId], top: usize, work: &[Work]) -> RoadmapCoverage {
    let mut of: BTreeMap<ThemeId, Vec<String>> = BTreeMap::new();
    for one in work.iter().filter(|one| one.progress.is_ahead()) {
        for &theme in &one.themes {
            of.entry(theme).or_default().push(one.id.clone());
        }
    }
    let mut found = RoadmapCoverage::default();
    for theme in ranked.iter().take(top) {
        match of.remove(theme) {
            Some(items) => found.covered.push((*theme, items)),
            None => found.without_work.push(*theme),
        }
    }
    let idle = |one: &&Work| one.progress.is_ahead() && one.customers == 0;
    found.without_pain = work.iter().filter(idle).map(|one| one.id.clone()).collect();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_works_on_what() {
        let work = |id: &str, progress, themes: &[u32], customers| Work {
            id: id.to_owned(),
            progress,
            themes: themes.iter().copied().map(ThemeId).collect(),
            customers,
        };
        let ranked = [4, 1, 3, 2].map(ThemeId);
        let found = coverage(
            &ranked,
            3,
            &[
                work("a", Progress::Doing, &[1, 4], 90),
                work("b", Progress::Shipped, &[3], 40),
                work("c", Progress::Open, &[], 0),
                work("d", Progress::Open, &[1], 50),
            ],
        );
        assert_eq!(found.without_work, [ThemeId(3)], "what shipped is not worked on");
        assert_eq!(found.without_pain, ["c"]);
        let one = (ThemeId(1), vec!["a".to_owned(), "d".to_owned()]);
        assert_eq!(found.covered, [(ThemeId(4), vec!["a".to_owned()]), one]);
    }
}
