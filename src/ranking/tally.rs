//! What is heard in one theme, counted.
//!
//! Takes a theme's statements, gives its evidence and, for each customer in it, the few numbers the
//! factors are made of: sparse, so that a bootstrap world costs only what the theme is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::company::{Company, Rated, Ratings, first_heard, gather, rating};
use crate::model::{Corpus, Evidence, Stance, Theme};

/// What one customer wants changed in the theme.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Voiced {
    pub person: u32,
    /// Pieces of feedback with a complaint or request.
    pub feedback: u32,
    /// Complaints and requests, and the sum of their severities.
    pub statements: u32,
    pub severities: u32,
    /// Voices among those in the recent window and in the baseline.
    pub heard: [u32; 2],
    /// What the customer is worth, 0 when unknown.
    pub value: f64,
}

/// One theme, counted.
pub(super) struct Tally {
    pub evidence: Evidence,
    /// Rows with a complaint or request in the theme, ascending.
    pub wanting_rows: Vec<u32>,
    /// Customers behind them, ascending.
    pub people: Vec<Voiced>,
    /// Places in [`Company::ballots`] of the voices behind them that others voted for, ascending.
    pub ballots: Vec<u32>,
    /// The rating kind heard most in the theme (place in `RatingKind::ALL`) and its ratings by
    /// customer, whatever the stance; `None` when nothing in it is rated.
    pub rated: Option<(usize, Vec<Rated>)>,
    /// All of those ratings.
    pub ratings: Ratings,
    /// Of the rows with a complaint or request, those without a date.
    pub undated: u32,
}

impl Tally {
    /// Counts a theme.
    pub(super) fn of(corpus: &Corpus, company: &Company, theme: &Theme) -> Tally {
        let mut evidence = Evidence::default();
        let mut wanting_rows = Vec::new();
        let mut people: Vec<Voiced> = Vec::new();
        let mut ratings: [Vec<(u32, f64)>; 5] = Default::default();
        let mut sources: BTreeMap<&Arc<str>, u32> = BTreeMap::new();
        let mut polarity = 0.0;
        let mut undated = 0;
        let statements = corpus.statements();
        let row_of = |member: u32| statements[member as usize].row;
        for of_row in theme.members.chunk_by(|&a, &b| row_of(a) == row_of(b)) {
            let row = row_of(of_row[0]);
            let one = &corpus.feedback()[row as usize];
            let person = company.person[row as usize];
            let mut voiced = Voiced { person, ..Voiced::default() };
            evidence.feedback += 1;
            for &member in of_row {
                let statement = &statements[member as usize];
                evidence.statements += 1;
                let stance = Stance::ALL.iter().position(|&stance| stance == statement.stance);
                evidence.stances[stance.expect("every stance is listed")] += 1;
                polarity += f64::from(statement.polarity);
                if statement.stance.wants_change() {
                    let severity = statement.severity.min(3);
                    evidence.severities[usize::from(severity)] += 1;
                    voiced.statements += 1;
                    voiced.severities += u32::from(severity);
                }
            }
            if let Some((kind, unit)) = rating(one) {
                ratings[kind].push((person, unit));
            }
            if voiced.statements > 0 {
                voiced.feedback = 1;
                undated += u32::from(one.at.is_none());
                *sources.entry(&one.source).or_default() += 1;
                wanting_rows.push(row);
                people.push(voiced);
            }
        }
        let all = corpus.feedback();
        for row in first_heard(all, &company.voice, wanting_rows.iter().copied()) {
            let at = wanting_rows.binary_search(&row);
            if let (Ok(at), Some(window)) = (at, company.window_of(&all[row as usize])) {
                people[at].heard[window] = 1;
            }
        }
        let people = by_person(people, company);
        let mut voices: Vec<u32> =
            wanting_rows.iter().map(|&row| company.voice[row as usize]).collect();
        voices.sort_unstable();
        voices.dedup();
        evidence.wanting = wanting_rows.len() as u32;
        evidence.voices = voices.len() as u32;
        evidence.authors = people.len() as u32;
        let place = |voice: &u32| company.ballots.binary_search_by_key(voice, |one| one.0).ok();
        let ballots: Vec<u32> = voices.iter().filter_map(place).map(|at| at as u32).collect();
        evidence.voters =
            ballots.iter().map(|&at| company.ballots[at as usize].1).fold(0, u32::saturating_add);
        evidence.polarity = polarity / f64::from(evidence.statements.max(1));
        let values: Vec<f64> =
            people.iter().filter_map(|one| company.value[one.person as usize]).collect();
        evidence.value = (!values.is_empty()).then(|| values.iter().sum());
        evidence.sources = sources.into_iter().map(|(name, count)| (name.clone(), count)).collect();
        // Stable: equals stay in the order of their names.
        evidence.sources.sort_by_key(|source| std::cmp::Reverse(source.1));
        // The first of equals in the order of `RatingKind::ALL`.
        let kind = (0..ratings.len()).rev().max_by_key(|&kind| ratings[kind].len());
        let mut all = Ratings::default();
        let rated = kind.filter(|&kind| !ratings[kind].is_empty()).map(|kind| {
            ratings[kind].iter().for_each(|entry| all.add(entry.1));
            (kind, gather(std::mem::take(&mut ratings[kind])))
        });
        Tally { evidence, wanting_rows, people, ballots, rated, ratings: all, undated }
    }

    /// Share of the five loudest customers in the feedback that wants a change.
    pub(super) fn loudest_five(&self) -> f64 {
        let mut counts: Vec<u32> = self.people.iter().map(|one| one.feedback).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let loudest: u32 = counts.iter().take(5).sum();
        f64::from(loudest) / f64::from(self.evidence.wanting.max(1))
    }
}

fn by_person(mut rows: Vec<Voiced>, company: &Company) -> Vec<Voiced> {
    rows.sort_by_key(|one| one.person);
    rows.chunk_by(|a, b| a.person == b.person)
        .map(|same| {
            let mut sum = Voiced { person: same[0].person, ..Voiced::default() };
            for one in same {
                sum.feedback += one.feedback;
                sum.statements += one.statements;
                sum.severities += one.severities;
                sum.heard[0] += one.heard[0];
                sum.heard[1] += one.heard[1];
            }
            sum.value = company.capped_value(sum.person).unwrap_or(0.0);
            sum
        })
        .collect()
}
