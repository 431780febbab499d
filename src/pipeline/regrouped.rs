//! What sorting the same feedback another way did to the themes.
//!
//! Takes where every statement was put in the last run and where it is now; gives for each theme
//! the customers it has by the records of both runs, then and now, and how customers moved between
//! themes, by a person's hand or by grouping. Only records that were there last time and say the
//! same count, so that nobody is told of more customers where the same ones are counted elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Assignment, Corpus, EntryId, Flow, StatementId, ThemeId, Themes};
use crate::trends::history::Shares;

/// Where the statements of the last run were: [`Memory::places`](crate::model::Memory::places).
pub type Places = [(StatementId, u64, Option<Assignment>)];

/// Customers who want a change in a theme by the records of both runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Same {
    /// In the theme then; where there was no such theme, in those that live on in it.
    pub then: u32,
    /// What it would have now if people had corrected nothing since.
    pub uncorrected: u32,
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
    /// The themes that were there then.
    pub there: BTreeSet<ThemeId>,
    /// Moves between themes, most customers first, then by theme.
    pub flows: Vec<Flow>,
    /// What each theme of then is now, by records that want a change in it; empty where nothing
    /// moved.
    pub shares: Shares,
}

impl Regrouped {
    /// Compares; `hashes` are those of the statements ([`themes::hashes`](crate::themes::hashes)),
    /// `resolve` gives the theme that carries an old id's members today, `by` the correction made or
    /// taken back since that put a statement where it is.
    ///
    /// Linear in the statements that want a change, but for sorting them.
    pub fn of(
        corpus: &Corpus,
        themes: &Themes,
        then: &Places,
        hashes: &[u64],
        resolve: &dyn Fn(ThemeId) -> Option<ThemeId>,
        by: &dyn Fn(StatementId) -> Option<EntryId>,
    ) -> Regrouped {
        let people = People::of(corpus);
        let there: BTreeSet<ThemeId> =
            then.iter().filter_map(|place| place.2.map(|place| place.theme)).collect();
        // What lives on in a theme that was there beside it went into it and did not speak for it.
        let speaks_for = |old: ThemeId| match resolve(old) {
            Some(now) if now != old && there.contains(&now) => Some(old),
            now => now,
        };
        // (theme, row) of what was there then and is there now, and (to, from, by, row) of what moved.
        let (mut before, mut uncorrected, mut now) = (Vec::new(), Vec::new(), Vec::new());
        let mut all = Vec::new();
        let mut moved: Vec<Moved> = Vec::new();
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
            let carried = old.and_then(|old| *living.entry(old).or_insert_with(|| speaks_for(old)));
            let new = themes.assignments[at].map(|place| place.theme);
            let hand = if carried == new { None } else { by(id) };
            before.extend(carried.map(|theme| (theme, statement.row)));
            let left_alone = if hand.is_some() { carried } else { new };
            uncorrected.extend(left_alone.map(|theme| (theme, statement.row)));
            now.extend(new.map(|theme| (theme, statement.row)));
            all.extend(old.map(|old| (old, new, statement.row)));
            if carried != new {
                moved.push((new, old, hand, statement.row));
            }
        }
        let before = by_theme(before, &people);
        let uncorrected = by_theme(uncorrected, &people);
        let now = by_theme(now, &people);
        let ids: BTreeSet<ThemeId> = before.keys().chain(now.keys()).copied().collect();
        let counted = |id: ThemeId| Same {
            then: before.get(&id).map_or(0, Customers::count),
            uncorrected: uncorrected.get(&id).map_or(0, Customers::count),
            now: now.get(&id).map_or(0, Customers::count),
            authors_then: before.get(&id).map_or(0, |of| of.authors.len() as u32),
        };
        let same = ids.iter().map(|&id| (id, counted(id))).collect();
        let shares = if moved.is_empty() { Shares::new() } else { shares(all) };
        let flows = flows(moved, &people, (&before, &now), &speaks_for);
        Regrouped { same, there, flows, shares }
    }

    /// Customers a theme has by the records of both runs.
    pub fn of_theme(&self, theme: ThemeId) -> Same {
        self.same.get(&theme).copied().unwrap_or_default()
    }
}

/// Where to, where from, the correction that did it, and the row.
type Moved = (Option<ThemeId>, Option<ThemeId>, Option<EntryId>, u32);

/// The moves by customers, most first; who is counted in the theme anyway, then or now, did not come
/// or go.
fn flows(
    mut moved: Vec<Moved>,
    people: &People<'_>,
    (before, now): (&BTreeMap<ThemeId, Customers>, &BTreeMap<ThemeId, Customers>),
    speaks_for: &dyn Fn(ThemeId) -> Option<ThemeId>,
) -> Vec<Flow> {
    moved.sort_unstable();
    moved.dedup();
    let mut flows: Vec<Flow> = moved
        .chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2))
        .filter_map(|rows| {
            let (to, from, by, _) = rows[0];
            let stays = match to {
                Some(to) => before.get(&to),
                None => from.and_then(speaks_for).and_then(|from| now.get(&from)),
            };
            let rows: Vec<u32> = rows.iter().map(|row| row.3).collect();
            let customers = people.behind(&rows).without(stays).count();
            let feedback = rows.len() as u32;
            (customers > 0).then_some(Flow { from, to, by, customers, feedback })
        })
        .collect();
    flows.sort_by_key(|flow| (std::cmp::Reverse(flow.customers), flow.to, flow.from, flow.by));
    flows
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
        let nobody = |_| None;
        let found = Regrouped::of(&now, &themes, &before, &hashes(&now), &living, &nobody);
        let same = |then, now| Same { then, uncorrected: now, now, authors_then: then };
        let expected = [(1, same(2, 3)), (2, same(3, 2)), (9, same(1, 0))];
        assert_eq!(found.same, expected.map(|(id, same)| (ThemeId(id), same)).into());
        let flow = |from: u32, to: u32, feedback| Flow {
            from: Some(ThemeId(from)),
            to: Some(ThemeId(to)),
            by: None,
            customers: 1,
            feedback,
        };
        assert_eq!(found.flows, [flow(2, 1, 2), flow(9, 2, 1)]);
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
        let nobody = |_| None;
        let found = Regrouped::of(&then, &now, &before, &hashes, &Some, &nobody);
        let flow = Flow { from: Some(ThemeId(1)), to: None, by: None, customers: 1, feedback: 1 };
        let same = |now| Same { then: 2, uncorrected: now, now, authors_then: 2 };
        assert_eq!((found.of_theme(ThemeId(1)), &found.flows[..]), (same(1), &[flow][..]));
        // The same places again moved nobody.
        let again = Regrouped::of(&then, &themes, &before, &hashes, &Some, &nobody);
        assert_eq!((again.of_theme(ThemeId(1)), again.flows.len()), (same(2), 0));
        // A text that is another now is new feedback.
        let mut other = before.clone();
        other.iter_mut().for_each(|place| place.1 ^= 1);
        let anew = Regrouped::of(&then, &themes, &other, &hashes, &Some, &nobody);
        assert_eq!((anew.same.len(), anew.flows.len()), (0, 0));
    }

    #[test]
    fn what_a_person_merged_came_by_hand() {
        let (then, themes) = company(&[
            Said::complaint(1).by(1),
            Said::complaint(4).by(1),
            Said::complaint(4).by(2),
            Said::complaint(5).by(3),
        ]);
        let before = places(&then, &themes);
        // A person merged theme 4 into theme 1; grouping took customer 3 there as well.
        let mut now = themes.clone();
        for assignment in now.assignments.iter_mut().flatten() {
            assignment.theme = ThemeId(1);
        }
        let merged = |id: ThemeId| Some(if id.0 == 4 { ThemeId(1) } else { id });
        let of_four: Vec<StatementId> = before
            .iter()
            .filter(|one| one.2.is_some_and(|two| two.theme.0 == 4))
            .map(|one| one.0)
            .collect();
        let by = |id: StatementId| of_four.contains(&id).then_some(EntryId(7));
        let found = Regrouped::of(&then, &now, &before, &hashes(&then), &merged, &by);
        let one = Same { then: 1, uncorrected: 2, now: 3, authors_then: 1 };
        assert_eq!(found.of_theme(ThemeId(1)), one);
        let told: Vec<_> =
            found.flows.iter().map(|flow| (flow.from, flow.by, flow.customers)).collect();
        assert_eq!(told, [(Some(ThemeId(4)), Some(EntryId(7)), 1), (Some(ThemeId(5)), None, 1)]);
    }
}
