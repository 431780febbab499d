//! Value: what the customers it reaches are worth.

use super::{Measure, Observed, Redrawn, diminishing};
use crate::ranking::company::Company;
use crate::ranking::tally::Tally;
use crate::ranking::words::{decimals, percent, plural};

/// Its weight where the settings say nothing.
pub(super) const WEIGHT: f64 = 0.0;

/// Share of the company's value at which value is 1: the same quarter.
pub const VALUE_TOP: f64 = 0.25;

/// Worth of the customers it reaches.
pub(super) fn measured(theme: &Observed) -> Measure {
    let (tally, company) = (theme.tally, theme.company);
    let unit = "value of the customers";
    let Some(all) = company.total_value else {
        let how = "No record says what its customer is worth; not counted.".to_owned();
        return Measure::missing(unit, 0, how);
    };
    let worth: f64 = tally.people.iter().map(|one| one.value).sum();
    let known =
        tally.people.iter().filter(|one| company.value[one.person as usize].is_some()).count();
    let scaled = scale(worth, all);
    Measure {
        raw: Some(worth),
        unit: unit.to_owned(),
        scaled,
        records: tally.evidence.wanting,
        how: format!(
            "{} of known worth come to {} of {} in all, {}{}; the curve, the square root of that \
             share over {}, gives {}.",
            plural(known as u32, "customer"),
            decimals(worth, 0),
            decimals(all, 0),
            percent(worth / all),
            capped(tally, company),
            percent(VALUE_TOP),
            decimals(scaled, 2),
        ),
    }
}

/// What is said of customers who are worth more than they count with.
fn capped(tally: &Tally, company: &Company) -> String {
    let cap = company.value_cap;
    let values = tally.people.iter().filter_map(|one| company.value[one.person as usize]);
    let above: Vec<f64> = values.filter(|&value| value > cap).collect();
    match above[..] {
        [] => String::new(),
        [one] => format!(
            " (one of them is worth {} and counts as {}, which 99 of 100 customers do not exceed)",
            decimals(one, 0),
            decimals(cap, 0)
        ),
        _ => format!(
            " ({} of them, worth {} together, count as {} each, which 99 of 100 customers do not \
             exceed)",
            above.len(),
            decimals(above.iter().sum(), 0),
            decimals(cap, 0)
        ),
    }
}

/// Its scale in a world.
pub(super) fn redrawn(theme: &Redrawn) -> f64 {
    scale(theme.value, theme.whole.value)
}

/// Scaled value.
fn scale(value: f64, all: f64) -> f64 {
    if all > 0.0 { diminishing(value / all, VALUE_TOP) } else { 0.0 }
}
