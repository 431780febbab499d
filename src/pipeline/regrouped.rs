//! What sorting the same feedback another way did to the themes.
//!
//! Takes where every statement was put in the last run and where it is now; gives for each theme
//! the customers it has by the records of both runs, then and now, and how customers moved between
//! themes. Only records that were there last time and say the same count, so that nobody is told of
//! more customers where the same ones are counted elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Assignment, Corpus, Flow, StatementId, ThemeId, Themes};
use crate::trends::history::Shares;

/// Where the statements of the last run were: [`Memory::places`](crate::model::Memory::places).
pub type Places = [(StatementId, u64, Option<Assignment>)];

/// Customers who want a change in a theme by the records of both runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Same {
    /// In the theme then, or in one that lives on in it.
    pub then: u32,
    /// In the theme now.
    pub now: u32,
    /// Of those then who wrote something themselves.
    pub authors_then: u32,
}

/// The same feedback, then and now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Regrouped {
    /// By theme; one without any is left out.
    pub same: BTreeMap<ThemeId, Same>,
    /// Moves between themes, most customers first, then by theme.
    pub flows: Vec<Flow>,
    /// What each theme of then is now, by records that want a change in it; empty where nothing
    /// moved.
    pub shares: Shares,
}

impl Regrouped {
    /// Compares; `hashes` are those of the statements ([`themes::hashes`](crate::themes::hashes)),
    /// `resolve` gives the theme that carries an old id's members today.
    ///
    /// Linear in the statements that want a change, but for sorting them.
    pub fn of(
        corpus: &Corpus,
        themes: &Themes,
        then: &Places,
        hashes: &[u64],
        resolve: &dyn Fn(ThemeId) -> Option<ThemeId>,
    ) -> Regrouped {
        let people = People::of(corpus);
        // (theme, row) of what was there then and is there now, and (to, from, row) of what moved.
        let (mut before, mut now, mut all) = (Vec::new(), Vec::new(), Vec::new());
        let mut moved: Vec<(Option<ThemeId>, Option<ThemeId>, u32)> = Vec::new();
        let mut living: BTreeMap<ThemeId, Option<ThemeId>> = BTreeMap::new();
        let mut then = then.iter().peekable();
        for (at, statement) in corpus.statements().iter().enumerate() {
            let id = corpus.id_of(statement);
            while then.next_if(|place| place.0 < id).is_some() {}
            let known = then.next_if(|place| place.0 == id);
            let Some((_, _, place)) = known.filter(|place| place.1 == hashes[at]) else { continue };
            if !statement.stance.wants_change() || statement.filtered.is_some() {
                continue;
            }
            let old = place.map(|place| place.theme);
            let carried = old.and_then(|old| *living.entry(old).or_insert_with(|| resolve(old)));
            let new = themes.assignments[at].map(|place| place.theme);
            before.extend(carried.map(|theme| (theme, statement.row)));
            now.extend(new.map(|theme| (theme, statement.row)));
            all.extend(old.map(|old| (old, new, statement.row)));
            if carried != new {
                moved.push((new, old, statement.row));
            }
        }
        let before = by_theme(before, &people);
        let now = by_theme(now, &people);
        let ids: BTreeSet<ThemeId> = before.keys().chain(now.keys()).copied().collect();
        let counted = |id: ThemeId| Same {
            then: before.get(&id).map_or(0, Customers::count),
            now: now.get(&id).map_or(0, Customers::count),
            authors_then: before.get(&id).map_or(0, |of| of.authors.len() as u32),
        };
        let same = ids.iter().map(|&id| (id, counted(id))).collect();
        let shares = if moved.is_empty() { Shares::new() } else { shares(all) };
        moved.sort_unstable();
        moved.dedup();
        let mut flows: Vec<Flow> = moved
            .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
            .filter_map(|rows| {
                let (to, from, _) = rows[0];
                // Who is counted in the theme anyway, then or now, did not come or go.
                let stays = match to {
                    Some(to) => before.get(&to),
                    None => from.and_then(resolve).and_then(|from| now.get(&from)),
                };
                let rows: Vec<u32> = rows.iter().map(|row| row.2).collect();
                let customers = people.behind(&rows).without(stays).count();
                let feedback = rows.len() as u32;
                (customers > 0).then_some(Flow { from, to, customers, feedback })
            })
            .collect();
        flows.sort_by_key(|flow| (std::cmp::Reverse(flow.customers), flow.to, flow.from));
        Regrouped { same, flows, shares }
    }

    /// Customers a theme has by the records of both runs.
    pub fn of_theme(&self, theme: ThemeId) -> Same {
        self.same.get(&theme).copied().unwrap_or_default()
    }
}

/// Rows of each old theme by the theme they are in now.
fn shares(mut all: Vec<(ThemeId, Option<ThemeId>, u32)>) -> Shares {
    all.sort_unstable();
    all.dedup();
    let mut found = Shares::new();
    for rows in all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        found.entry(rows[0].0).or_default().push((rows[0].1, rows.len() as u32));
    }
    found
}

fn by_theme(mut rows: Vec<(ThemeId, u32)>, people: &People) -> BTreeMap<ThemeId, Customers> {
    rows.sort_unstable();
    rows.dedup();
    rows.chunk_by(|a, b| a.0 == b.0)
        .map(|of| {
            let rows: Vec<u32> = of.iter().map(|row| row.1).collect();
            (of[0].0, people.behind(&rows))
        })
        .collect()
}

/// Who is behind each row, counted as the ranking counts them: authors, and those who voted.
struct People<'a> {
    authors: Vec<u32>,
    voices: &'a [u32],
    /// Voters by voice.
    voters: BTreeMap<u32, u32>,
}

/// Some customers.
#[derive(Clone, Debug, Default)]
struct Customers {
    /// Ascending.
    authors: Vec<u32>,
    /// Voices that others voted for, and how many did.
    voters: BTreeMap<u32, u32>,
}

impl<'a> People<'a> {
    fn of(corpus: &'a Corpus) -> People<'a> {
        People {
            authors: corpus.customers(),
            voices: corpus.voices(),
            voters: corpus.ballots().into_iter().collect(),
        }
    }

    fn behind(&self, rows: &[u32]) -> Customers {
        let voice = |&row: &u32| self.voices[row as usize];
        let votes = |voice: u32| Some((voice, *self.voters.get(&voice)?));
        let mut authors: Vec<u32> = rows.iter().map(|&row| self.authors[row as usize]).collect();
        authors.sort_unstable();
        authors.dedup();
        Customers { authors, voters: rows.iter().map(voice).filter_map(votes).collect() }
    }
}

impl Customers {
    fn count(&self) -> u32 {
        self.voters.values().fold(self.authors.len() as u32, |sum, &one| sum.saturating_add(one))
    }

    fn without(mut self, others: Option<&Customers>) -> Customers {
        if let Some(others) = others {
            self.authors.retain(|author| others.authors.binary_search(author).is_err());
            self.voters.retain(|voice, _| !others.voters.contains_key(voice));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::invented::{Said, company};
    use crate::themes::hashes;

    /// The places of a company as the next night finds them.
    fn places(corpus: &Corpus, themes: &Themes) -> Vec<(StatementId, u64, Option<Assignment>)> {
        crate::themes::places(corpus, &themes.assignments, &hashes(corpus))
    }

    #[test]
    fn who_moved_and_who_did_not() {
        let of = |themes: [u32; 6]| -> Vec<Said> {
            let author = |at: usize| [1, 2, 2, 3, 4, 5][at];
            let said = themes.iter().enumerate();
            said.map(|(at, &theme)| Said::complaint(theme).by(author(at))).collect()
        };
        let (then, themes) = company(&of([1, 1, 2, 2, 2, 9]));
        let before = places(&then, &themes);
        // Records 2 and 3 go from theme 2 to theme 1; customer 2 was in theme 1 anyway. Theme 9
        // lives on in theme 2. Record 6 is new.
        let mut said = of([1, 1, 1, 1, 2, 2]);
        said.push(Said::complaint(1).by(6));
        let (now, themes) = company(&said);
        let living = |id: ThemeId| Some(if id.0 == 9 { ThemeId(2) } else { id });
        let found = Regrouped::of(&now, &themes, &before, &hashes(&now), &living);
        let same = |then, now| Same { then, now, authors_then: then };
        let expected = BTreeMap::from([(ThemeId(1), same(2, 3)), (ThemeId(2), same(4, 2))]);
        assert_eq!(found.same, expected);
        let flow = Flow { from: Some(ThemeId(2)), to: Some(ThemeId(1)), customers: 1, feedback: 2 };
        assert_eq!(found.flows, [flow]);
        let (one, two) = (Some(ThemeId(1)), Some(ThemeId(2)));
        let shares: Vec<_> = found.shares.into_iter().map(|(old, of)| (old.0, of)).collect();
        assert_eq!(
            shares,
            [(1, vec![(one, 2)]), (2, vec![(one, 2), (two, 1)]), (9, vec![(two, 1)])]
        );
    }

    #[test]
    fn what_fits_nowhere_now_went_nowhere() {
        let (then, themes) = company(&[Said::complaint(1).by(1), Said::complaint(1).by(2)]);
        let before = places(&then, &themes);
        let mut now = themes.clone();
        now.assignments[0] = None;
        let hashes = hashes(&then);
        let found = Regrouped::of(&then, &now, &before, &hashes, &Some);
        let flow = Flow { from: Some(ThemeId(1)), to: None, customers: 1, feedback: 1 };
        let same = |now| Same { then: 2, now, authors_then: 2 };
        assert_eq!((found.of_theme(ThemeId(1)), &found.flows[..]), (same(1), &[flow][..]));
        // The same places again moved nobody.
        let again = Regrouped::of(&then, &themes, &before, &hashes, &Some);
        assert_eq!((again.of_theme(ThemeId(1)), again.flows.len()), (same(2), 0));
        // A text that is another now is new feedback.
        let mut other = before.clone();
        other.iter_mut().for_each(|place| place.1 ^= 1);
        assert_eq!(Regrouped::of(&then, &themes, &other, &hashes, &Some), Regrouped::default());
    }
}
