//! From factors to a score that can be added up by hand.
//!
//! Takes one theme's measures and the weights; gives the factors with their points. Points are
//! rounded to a hundredth first and added then, so that the sum a reader makes of the printed
//! points is the printed score, to the digit.

use super::FEWEST_TO_LEAD;
use super::company::Company;
use super::factors::{self, Measure, Observed, Redrawn};
use super::impact;
use super::settings::Settings;
use super::tally::Tally;
use super::world::{Whole, World};
use crate::model::{ByFactor, Factor, Impact, Theme, Trend};

/// The weights; one that is not a positive number is 0.
pub(super) struct Weights(ByFactor<f64>);

impl From<&Settings> for Weights {
    fn from(settings: &Settings) -> Weights {
        Weights(ByFactor::of(|name| {
            let weight = settings.weights[name];
            if weight.is_finite() && weight > 0.0 { weight } else { 0.0 }
        }))
    }
}

impl Weights {
    /// The weights of the factors that could be measured.
    fn in_use(&self, used: &ByFactor<bool>) -> ByFactor<f64> {
        ByFactor::of(|name| if used[name] { self.0[name] } else { 0.0 })
    }
}

/// Points of each factor in hundredths: 100 × weight × scaled / sum of weights, rounded.
fn points(scaled: &ByFactor<f64>, weights: &ByFactor<f64>) -> ByFactor<i64> {
    let sum: f64 = weights.values().sum();
    ByFactor::of(|name| {
        if sum > 0.0 { (10_000.0 * weights[name] * scaled[name] / sum).round() as i64 } else { 0 }
    })
}

/// A theme on its way to being an opportunity.
pub(super) struct Item<'a> {
    pub theme: &'a Theme,
    pub trend: Option<&'a Trend>,
    pub tally: Tally,
    pub impact: Option<Impact>,
    pub factors: Vec<Factor>,
    /// Which factors could be measured.
    used: ByFactor<bool>,
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
        let observed = Observed { tally: &tally, company, trend, impact: impact.as_ref() };
        let measures: ByFactor<Measure> = ByFactor::of(|name| factors::measured(name, &observed));
        let used = ByFactor::of(|name| measures[name].raw.is_some());
        let in_use = weights.in_use(&used);
        let cents = points(&ByFactor::of(|name| measures[name].scaled), &in_use);
        let factors = (measures.into_iter())
            .map(|(name, measure)| Factor {
                name,
                raw: measure.raw,
                unit: measure.unit,
                scaled: measure.scaled,
                weight: in_use[name],
                points: cents[name] as f64 / 100.0,
                records: measure.records,
                how: measure.how,
            })
            .collect();
        Item { theme, trend, tally, impact, factors, used, cents: cents.values().sum() }
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
    /// `world.people[p]` times, and the voters of ballot `b` are `world.voters[b]`. Which factors are
    /// in use, and how far the growth is believed, stay as observed: the world asks how the numbers
    /// would scatter, not which exist.
    pub(super) fn in_world(
        &self,
        world: &World,
        whole: &Whole,
        company: &Company,
        weights: &Weights,
    ) -> (i64, u32) {
        let mut theme = Redrawn {
            tally: &self.tally,
            company,
            trend: self.trend,
            world,
            whole,
            people: 0,
            statements: 0,
            severities: 0,
            heard: [0; 2],
            value: 0.0,
        };
        for one in &self.tally.people {
            let times = u32::from(world.people[one.person as usize]);
            theme.people += times;
            theme.statements += times * one.statements;
            theme.severities += times * one.severities;
            theme.heard[0] += times * one.heard[0];
            theme.heard[1] += times * one.heard[1];
            theme.value += f64::from(times) * one.value;
        }
        for &ballot in &self.tally.ballots {
            theme.people = theme.people.saturating_add(world.voters[ballot as usize]);
        }
        let scaled =
            ByFactor::of(|name| if self.used[name] { factors::redrawn(name, &theme) } else { 0.0 });
        (points(&scaled, &weights.in_use(&self.used)).values().sum(), theme.people)
    }
}
