//! Reach: how many different customers want a change.

use super::{Measure, Observed, Redrawn, diminishing};
use crate::ranking::words::{decimals, grouped, percent, plural};

/// Its weight where the settings say nothing.
pub(super) const WEIGHT: f64 = 0.40;

/// Share of all customers at which reach is 1. A quarter of everybody asking for the same thing is
/// as much as a score needs to tell; themes of real companies stay below.
pub const REACH_TOP: f64 = 0.25;

/// Different customers who want a change: those who wrote, and those who voted for what they wrote.
/// Who voted for two posts counts twice, since nobody knows; statements count once all the same.
pub(super) fn measured(theme: &Observed) -> Measure {
    let (tally, company) = (theme.tally, theme.company);
    let (people, all) = (tally.evidence.customers(), company.customers());
    let voters = tally.evidence.voters;
    let (unit, by_votes) = match voters {
        0 => ("customers", String::new()),
        _ => ("customers incl. votes", format!(", {} of them by votes", grouped(voters))),
    };
    let share = f64::from(people) / f64::from(all.max(1));
    let scaled = scale(f64::from(people), f64::from(all));
    Measure {
        raw: Some(f64::from(people)),
        unit: unit.to_owned(),
        scaled,
        records: tally.evidence.wanting,
        how: format!(
            "{} of {} want a change{by_votes}, {}; the curve, the square root of that share over {}, gives \
             {}.",
            grouped(people),
            plural(all, "customer"),
            percent(share),
            percent(REACH_TOP),
            decimals(scaled, 2),
        ),
    }
}

/// Its scale in a world.
pub(super) fn redrawn(theme: &Redrawn) -> f64 {
    scale(f64::from(theme.people), theme.whole.people)
}

/// Scaled reach of `people` among `all` customers.
fn scale(people: f64, all: f64) -> f64 {
    if all > 0.0 { diminishing(people / all, REACH_TOP) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_by_hand() {
        assert!((scale(312.0, 4120.0) - 0.5504).abs() < 1e-4);
        assert_eq!(scale(0.0, 0.0), 0.0);
        assert_eq!(scale(9.0, 10.0), 1.0);
    }
}
