//! From factors to a score that can be added up by hand.
//!
//! Takes one theme's measures and the weights; gives the factors with their points. Points are
//! rounded to a hundredth first and added then, so that the sum a reader makes of the printed
//! points is the printed score, to the digit.

use super::FEWEST_TO_LEAD;
use super::company::{Company, Rated};
use super::factors::{self, Measure};
use super::impact;
use super::settings::Settings;
use super::tally::Tally;
use crate::model::{Factor, FactorName, Impact, Status, Theme, Trend};

/// The weights in the order of [`FactorName::ALL`]; a weight that is not a positive number is 0.
pub(super) struct Weights([f64; 5]);

impl From<&Settings> for Weights {
    fn from(settings: &Settings) -> Weights {
        Weights(FactorName::ALL.map(|name| {
            let weight = match name {
                FactorName::Reach => settings.reach,
                FactorName::Severity => settings.severity,
                FactorName::Satisfaction => settings.satisfaction,
                FactorName::Momentum => settings.momentum,
                FactorName::Value => settings.value,
            };
            if weight.is_finite() && weight > 0.0 { weight } else { 0.0 }
        }))
    }
}

impl Weights {
    /// The weights of the factors that could be measured.
    fn in_use(&self, used: &[bool; 5]) -> [f64; 5] {
        std::array::from_fn(|at| if used[at] { self.0[at] } else { 0.0 })
    }
}

/// Points of each factor in hundredths: 100 × weight × scaled / sum of weights, rounded.
fn points(scaled: &[f64; 5], weights: &[f64; 5]) -> [i64; 5] {
    let sum: f64 = weights.iter().sum();
    std::array::from_fn(|at| {
        if sum > 0.0 { (10_000.0 * weights[at] * scaled[at] / sum).round() as i64 } else { 0 }
    })
}

/// A theme on its way to being an opportunity.
pub(super) struct Item<'a> {
    pub theme: &'a Theme,
    pub trend: Option<&'a Trend>,
    pub tally: Tally,
    pub impact: Option<Impact>,
    pub factors: Vec<Factor>,
    /// Which factors could be measured, in the order of [`FactorName::ALL`].
    used: [bool; 5],
    /// How far its growth is believed.
    belief: f64,
    cents: i64,
}

impl<'a> Item<'a> {
    /// Measures a theme.
    pub(super) fn new(
        theme: &'a Theme,
        trend: Option<&'a Trend>,
        tally: Tally,
        company: &Company,
        weights: &Weights,
    ) -> Item<'a> {
        let impact = impact::of(&tally, company);
        let comparable = trend.is_some_and(|trend| trend.status != Status::Unknown);
        let measures: [Measure; 5] = FactorName::ALL.map(|name| match name {
            FactorName::Reach => factors::reach(&tally, company),
            FactorName::Severity => factors::severity(&tally, company),
            FactorName::Satisfaction => factors::satisfaction(&tally, company, impact.as_ref()),
            FactorName::Momentum => factors::momentum(trend, comparable),
            FactorName::Value => factors::value(&tally, company),
        });
        let used: [bool; 5] = std::array::from_fn(|at| measures[at].raw.is_some());
        let in_use = weights.in_use(&used);
        let cents = points(&std::array::from_fn(|at| measures[at].scaled), &in_use);
        let factors = (FactorName::ALL.into_iter().zip(measures).enumerate())
            .map(|(at, (name, measure))| Factor {
                name,
                raw: measure.raw,
                unit: measure.unit,
                scaled: measure.scaled,
                weight: in_use[at],
                points: cents[at] as f64 / 100.0,
                records: measure.records,
                how: measure.how,
            })
            .collect();
        let belief = trend.map_or(0.0, factors::belief);
        Item { theme, trend, tally, impact, factors, used, belief, cents: cents.iter().sum() }
    }

    /// The score in hundredths.
    pub(super) fn cents(&self) -> i64 {
        self.cents
    }

    /// Whether so few people want it that it ranks below all that more want.
    pub(super) fn is_of_few(&self) -> bool {
        self.tally.evidence.customers() < FEWEST_TO_LEAD
    }

    /// Score in hundredths and number of customers in a world in which customer `p` counts
    /// `world.people[p]` times, and the voters of ballot `b` are `world.voters[b]`. Which factors are in use, and how far the growth is believed, stay as
    /// observed: the world asks how the numbers would scatter, not which exist.
    pub(super) fn in_world(
        &self,
        world: &World,
        whole: &Whole,
        company: &Company,
        weights: &Weights,
    ) -> (i64, u32) {
        let (mut people, mut statements, mut severities) = (0u32, 0u32, 0u32);
        let mut heard = [0u32; 2];
        let mut value = 0.0;
        for one in &self.tally.people {
            let times = u32::from(world.people[one.person as usize]);
            people += times;
            statements += times * one.statements;
            severities += times * one.severities;
            heard[0] += times * one.heard[0];
            heard[1] += times * one.heard[1];
            value += f64::from(times) * one.value;
        }
        for &ballot in &self.tally.ballots {
            people = people.saturating_add(world.voters[ballot as usize]);
        }
        let mean = factors::shrunk_severity(
            f64::from(severities),
            f64::from(statements),
            company.severity,
        );
        let mut scaled = [0.0; 5];
        scaled[0] = factors::scale_reach(f64::from(people), whole.people);
        scaled[1] = factors::scale_severity(mean);
        if let Some((kind, rated)) = self.tally.rated.as_ref().filter(|_| self.used[2]) {
            let inside = weigh(rated, &world.people);
            scaled[2] = factors::scale_impact(impact::plain(inside, whole.rated[*kind]));
        }
        if self.used[3] && self.belief > 0.0 && whole.heard[1] > 0.0 {
            let expected = f64::from(heard[1]) * whole.heard[0] / whole.heard[1];
            let ratio = (f64::from(heard[0]) + 0.5) / (expected + 0.5);
            scaled[3] = factors::scale_momentum(ratio, self.belief);
        }
        scaled[4] = factors::scale_value(value, whole.value);
        (points(&scaled, &weights.in_use(&self.used)).iter().sum(), people)
    }
}

/// How often everybody counts in a world.
#[derive(Debug, Default)]
pub(super) struct World {
    /// Each customer who wrote.
    pub people: Vec<u8>,
    /// All voters of each of [`Company::ballots`] together.
    pub voters: Vec<u32>,
}

/// The company's totals in a world.
pub(super) struct Whole {
    people: f64,
    heard: [f64; 2],
    value: f64,
    /// Count and sum of the ratings of each kind.
    rated: [(f64, f64); 5],
}

impl Whole {
    /// Adds up a world.
    pub(super) fn of(company: &Company, world: &World) -> Whole {
        let mut people: u64 = world.voters.iter().map(|&voters| u64::from(voters)).sum();
        let world = &world.people[..];
        let mut heard = [0u64; 2];
        for (&times, one) in world.iter().zip(&company.heard) {
            let times = u64::from(times);
            people += times;
            heard[0] += times * u64::from(one[0]);
            heard[1] += times * u64::from(one[1]);
        }
        let value = if company.total_value.is_some() {
            let worth = |(person, &times): (u32, &u8)| {
                f64::from(times) * company.capped_value(person).unwrap_or(0.0)
            };
            (0u32..).zip(world).map(worth).sum()
        } else {
            0.0
        };
        Whole {
            people: people as f64,
            heard: heard.map(|one| one as f64),
            value,
            rated: std::array::from_fn(|kind| weigh(&company.rated[kind], world)),
        }
    }
}

/// Count and sum of ratings in a world.
fn weigh(rated: &[Rated], world: &[u8]) -> (f64, f64) {
    let (mut count, mut sum) = (0u64, 0.0);
    for one in rated {
        let times = world[one.person as usize];
        count += u64::from(times) * u64::from(one.count);
        sum += f64::from(times) * one.sum;
    }
    (count as f64, sum)
}
