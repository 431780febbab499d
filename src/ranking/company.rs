//! The whole company: who says what, counted once, before any theme is looked at.
//!
//! Takes a corpus, gives the customers behind it as small numbers with what each is worth and how
//! each rates, and the totals every share is a share of. Nothing here depends on themes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::clusters::Clusters;
use crate::model::{Corpus, Day, Feedback, Kind, RatingKind, Trend, winsorised};

/// Ratings of one kind on the scale of 0 to 1, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Ratings {
    pub count: f64,
    pub sum: f64,
    pub squares: f64,
}

impl Ratings {
    pub(super) fn add(&mut self, unit: f64) {
        self.count += 1.0;
        self.sum += unit;
        self.squares += unit * unit;
    }
}

/// What one customer rated: sixteen bytes, because every world reads all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rated {
    pub person: u32,
    pub count: u32,
    pub sum: f64,
}

/// The ratings of one kind: all of them, by customer (ascending), and how they read.
#[derive(Clone, Copy)]
pub(super) struct OfKind<'c> {
    pub all: &'c Ratings,
    pub by_customer: &'c [Rated],
    pub clusters: &'c Clusters,
    pub scale: &'c Scale,
}

/// How a kind's common scale of 0 to 1 reads in the company's own numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    /// "stars", "nps", …; with ", 0 to 1" when its sources use different ones.
    pub name: String,
    /// What 0 is.
    pub low: f64,
    /// What 1 is, less `low`.
    pub span: f64,
}

/// Totals and customers.
pub(super) struct Company {
    /// Customer of each row, numbered by first appearance. A row without an author is a customer
    /// of its own, unless it is a copy of an earlier one.
    pub person: Vec<u32>,
    /// First row of each customer.
    pub first_row: Vec<u32>,
    /// Voice of each row.
    pub voice: Vec<u32>,
    /// Voices that others voted for, and how many customers beyond the author; ascending voice.
    pub ballots: Vec<(u32, u32)>,
    /// The most each customer is said to be worth; `None` when no record says.
    pub value: Vec<Option<f64>>,
    /// The most that one customer counts with.
    pub value_cap: f64,
    /// Sum of the values, each capped.
    pub total_value: Option<f64>,
    /// Mean severity of all complaints and requests, in a theme or not; 0 when there is none.
    pub severity: f64,
    /// First and last day of the recent window and of the baseline.
    windows: Option<[(Day, Day); 2]>,
    /// Each customer's voices in the recent window and in the baseline, copies of one counted on the
    /// first day they are heard.
    pub heard: Vec<[u32; 2]>,
    /// Customers and their ratings, by kind in the order of [`RatingKind::ALL`]; ascending.
    pub rated: [Vec<Rated>; 5],
    /// All ratings of each kind.
    pub ratings: [Ratings; 5],
    /// The same over customers.
    pub clusters: [Clusters; 5],
    /// How each kind reads.
    pub scales: [Scale; 5],
    /// Sources with any feedback.
    pub sources: usize,
    /// Days from the first dated feedback to the day the trends speak for, both included.
    pub history: u32,
}

/// Of rows the one of each voice that is heard first: the earliest dated one, ties by row. In order
/// of the voices.
pub(super) fn first_heard(
    all: &[Feedback],
    voice: &[u32],
    rows: impl Iterator<Item = u32>,
) -> Vec<u32> {
    let mut order: Vec<(u32, bool, Option<Day>, u32)> = rows
        .map(|row| {
            let day = all[row as usize].day();
            (voice[row as usize], day.is_none(), day, row)
        })
        .collect();
    order.sort_unstable();
    order.dedup_by_key(|one| one.0);
    order.into_iter().map(|one| one.3).collect()
}

impl Company {
    /// Counts a corpus; `trend` is any of its trends (all have the same windows).
    pub(super) fn of(corpus: &Corpus, trend: Option<&Trend>) -> Company {
        let all = corpus.feedback();
        let voice = corpus.voices().to_vec();
        let (person, first_row) = people(corpus);
        let windows = trend
            .map(|one| [(one.recent.from, one.recent.to), (one.baseline.from, one.baseline.to)]);
        let mut company = Company {
            value: vec![None; first_row.len()],
            heard: vec![[0; 2]; first_row.len()],
            person,
            first_row,
            voice,
            ballots: corpus.ballots(),
            value_cap: 0.0,
            total_value: None,
            severity: 0.0,
            windows,
            rated: Default::default(),
            ratings: Default::default(),
            clusters: Default::default(),
            scales: RatingKind::ALL.map(|kind| scale(kind, all)),
            sources: all.iter().map(|one| &one.source).collect::<BTreeSet<&Arc<str>>>().len(),
            history: 0,
        };
        // What a customer pays and what one sale was worth are never added up: amounts of sales count
        // only where nothing else is known.
        let known = |one: &Feedback| one.value.filter(|value| value.is_finite() && *value >= 0.0);
        let is_paying = |one: &Feedback| one.kind != Kind::Sale && known(one).is_some();
        let only_sales = !all.iter().any(is_paying);
        for (row, one) in all.iter().enumerate() {
            let person = company.person[row] as usize;
            if let Some(value) = known(one).filter(|_| only_sales || is_paying(one)) {
                let held = company.value[person].get_or_insert(value);
                *held = held.max(value);
            }
        }
        for row in first_heard(all, &company.voice, 0..all.len() as u32) {
            if let Some(window) = company.window_of(&all[row as usize]) {
                company.heard[company.person[row as usize] as usize][window] += 1;
            }
        }
        company.value_cap = winsorised(company.value.iter().flatten().copied().collect());
        let persons = 0..company.value.len() as u32;
        let total: f64 = persons.filter_map(|person| company.capped_value(person)).sum();
        company.total_value = (total > 0.0).then_some(total);
        company.rate(all);
        let wanting = || corpus.statements().iter().filter(|one| one.stance.wants_change());
        let severities: u64 = wanting().map(|one| u64::from(one.severity.min(3))).sum();
        company.severity = severities as f64 / (wanting().count().max(1)) as f64;
        if let Some([(_, to), _]) = windows {
            let days = all.iter().filter_map(|one| one.day());
            let first = days.filter(|&day| day <= to).min();
            company.history = first.map_or(0, |first| (to.since(first) + 1).max(0) as u32);
        }
        company
    }

    /// What a customer counts with: what it is worth, capped.
    pub(super) fn capped_value(&self, person: u32) -> Option<f64> {
        self.value[person as usize].map(|value| value.min(self.value_cap))
    }

    /// Adds up ratings by customer, rows of one customer in row order.
    fn rate(&mut self, all: &[Feedback]) {
        let mut entries: [Vec<(u32, f64)>; 5] = Default::default();
        for (row, one) in all.iter().enumerate() {
            if let Some((kind, unit)) = rating(one) {
                entries[kind].push((self.person[row], unit));
                self.ratings[kind].add(unit);
            }
        }
        self.rated = entries.map(gather);
        self.clusters =
            std::array::from_fn(|kind| Clusters::of(&self.rated[kind], &self.ratings[kind]));
    }

    /// The ratings of a kind, by its place in [`RatingKind::ALL`].
    pub(super) fn of_kind(&self, kind: usize) -> OfKind<'_> {
        OfKind {
            all: &self.ratings[kind],
            by_customer: &self.rated[kind],
            clusters: &self.clusters[kind],
            scale: &self.scales[kind],
        }
    }

    /// All customers: those who wrote, and those who voted for what they wrote.
    pub(super) fn customers(&self) -> u32 {
        let voters = self.ballots.iter().map(|&(_, voters)| voters);
        voters.fold(self.first_row.len() as u32, u32::saturating_add)
    }

    /// 0 when a record lies in the recent window, 1 in the baseline, `None` in neither.
    pub(super) fn window_of(&self, one: &Feedback) -> Option<usize> {
        let day = one.day()?;
        self.windows?.iter().position(|&(from, to)| (from..=to).contains(&day))
    }
}

/// Sums of ratings by customer, ascending; within a customer in the order given.
pub(super) fn gather(mut entries: Vec<(u32, f64)>) -> Vec<Rated> {
    entries.sort_by_key(|entry| entry.0);
    entries
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| Rated {
            person: same[0].0,
            count: same.len() as u32,
            sum: same.iter().map(|entry| entry.1).sum(),
        })
        .collect()
}

/// A record's rating: place of its kind in [`RatingKind::ALL`] and the value from 0 to 1. A
/// recommendation is 1 for a promoter (9 and 10), 0 for a detractor (up to 6) and ½ between, so
/// that its mean is the net promoter score on another scale.
pub(super) fn rating(one: &Feedback) -> Option<(usize, f64)> {
    let rating = one.rating.filter(|rating| rating.unit.is_finite())?;
    let unit = rating.unit.clamp(0.0, 1.0);
    let kind = RatingKind::ALL.iter().position(|&kind| kind == rating.kind)?;
    let unit = match rating.kind {
        RatingKind::Nps => match (unit * 10.0).round() as u32 {
            9.. => 1.0,
            7 | 8 => 0.5,
            _ => 0.0,
        },
        _ => unit,
    };
    Some((kind, unit))
}

/// Customers of the rows and the first row of each.
fn people(corpus: &Corpus) -> (Vec<u32>, Vec<u32>) {
    let person = corpus.customers();
    let mut first_row = Vec::new();
    for (row, &number) in person.iter().enumerate() {
        if number as usize == first_row.len() {
            first_row.push(row as u32);
        }
    }
    (person, first_row)
}

/// Finds how raw ratings of a kind follow from the common scale; when records disagree (one source
/// counts to 5, another to 10) the common scale itself is shown.
pub(super) fn scale(kind: RatingKind, all: &[Feedback]) -> Scale {
    if kind == RatingKind::Nps {
        return Scale { name: kind.name().to_owned(), low: -100.0, span: 200.0 };
    }
    let pairs = || {
        all.iter()
            .filter_map(|one| one.rating)
            .filter(|rating| rating.kind == kind && rating.raw.is_finite())
            .filter(|rating| rating.unit.is_finite())
            .map(|rating| (rating.unit, rating.raw))
    };
    let order = |a: &(f64, f64), b: &(f64, f64)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
    let common = Scale { name: format!("{}, 0 to 1", kind.name()), low: 0.0, span: 1.0 };
    let (Some(least), Some(most)) = (pairs().min_by(order), pairs().max_by(order)) else {
        return common;
    };
    if most.0 - least.0 < 1e-9 {
        // One value tells no scale: the usual one of its kind, where the value lies on it.
        let usual = Scale { name: kind.name().to_owned(), low: 1.0, span: 4.0 };
        let is_usual = matches!(kind, RatingKind::Stars | RatingKind::Csat)
            && pairs().all(|(unit, raw)| (1.0 + 4.0 * unit - raw).abs() < 1e-4);
        return if is_usual { usual } else { common };
    }
    // A scale is declared with a few digits; what the division adds beyond is not part of it.
    let tidy = |value: f64| (value * 1e6).round() / 1e6;
    let span = tidy((most.1 - least.1) / (most.0 - least.0));
    let low = tidy(least.1 - span * least.0);
    // Two values fit any line; a scale also begins and ends on a whole or half number.
    let declared = (2.0 * low).fract() == 0.0 && (2.0 * span).fract() == 0.0;
    if declared
        && span > 0.0
        && pairs().all(|(unit, raw)| (low + span * unit - raw).abs() < 1e-4 * span)
    {
        Scale { name: kind.name().to_owned(), low, span }
    } else {
        common
    }
}
