//! The same watch over invented or borrowed counts: what benches and tests measure.

use super::ring;
use super::series::Series;
use crate::model::{Day, Ring, Rung, Subject};

/// Nights in a row over one set of series, on counts alone.
#[derive(Clone, Debug, Default)]
pub struct Vigil {
    rung: Vec<Rung>,
}

impl Vigil {
    /// Lives the night after `day`; what rings, mail first, then themes by id. Days must not go
    /// back. Each voice is taken to be another person's.
    pub fn night(&mut self, series: &Series, day: Day, false_alarms: f64) -> Vec<(Ring, Subject)> {
        let (parts, people) = ((None, &[][..]), |_: &Subject, _, _| usize::MAX);
        ring::step(series, day, &mut self.rung, parts, true, false_alarms, &people)
            .into_iter()
            .map(|raised| (raised.ring, raised.finding.subject))
            .collect()
    }

    /// Alarms that last, and those not long over.
    pub fn rung(&self) -> &[Rung] {
        &self.rung
    }
}
