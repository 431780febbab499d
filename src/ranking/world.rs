//! A world of the bootstrap: how often everybody counts in it, and what the company comes to.
//!
//! Takes the draws, gives the totals that every share is a share of.

use super::company::{Company, Rated};

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
    /// Customers, voters among them.
    pub people: f64,
    /// Voices in the recent window and in the baseline.
    pub heard: [f64; 2],
    /// What all customers are worth, each capped.
    pub value: f64,
    /// Count and sum of the ratings of each kind.
    pub rated: [(f64, f64); 5],
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
pub(super) fn weigh(rated: &[Rated], world: &[u8]) -> (f64, f64) {
    let (mut count, mut sum) = (0u64, 0.0);
    for one in rated {
        let times = world[one.person as usize];
        count += u64::from(times) * u64::from(one.count);
        sum += f64::from(times) * one.sum;
    }
    (count as f64, sum)
}
