//! What Fernweh measures by week: how many sign in, book after a search, and stay.
//!
//! Takes the seed, the scale and the last day; gives a CSV file that fits the story: fewer sign in while
//! no codes come, more book since search is faster, and the fixed calendar changed nothing that is
//! measured. One row is broken on purpose.

use std::fmt::Write as _;

use super::Scale;
use super::people::Plan;
use super::plan::DAYS;
use super::rng::Rng;
use crate::model::Day;

/// The metric that an item of the roadmap is to move; empty for most.
pub(super) fn of_item(id: &str) -> &'static str {
    match id {
        "R-1" => "search to booking",
        "R-8" => "week-four retention",
        "R-9" => "search to booking",
        "R-10" => "sign-in success",
        _ => "",
    }
}

/// Metric, customers a week for each 2,600 records, how many of a thousand did, `ago` days before the
/// last one.
type Metric = (&'static str, u64, fn(i32) -> u64);

const METRICS: [Metric; 3] = [
    ("sign-in success", 4_200, |ago| if (58..=84).contains(&ago) { 840 } else { 968 }),
    ("search to booking", 9_000, |ago| if ago < 75 { 71 } else { 62 }),
    ("week-four retention", 1_300, |_| 412),
];

/// The file.
pub(super) fn metrics(seed: u64, scale: Scale, last_day: Day) -> String {
    let mut text = String::from("metric,week,plan,value,base\n");
    for week in (1..=DAYS / 7).rev() {
        // A row is of the week that begins with its day.
        let ago = 7 * week - 1;
        let day = last_day.plus(-ago);
        for (number, (name, a_week, did)) in (0u64..).zip(METRICS) {
            for (plan, part) in [(Plan::Free, 55), (Plan::Plus, 30), (Plan::Business, 15)] {
                let mut rng = Rng::at(seed, &[13, number, week as u64, plan as u64]);
                let mean = a_week * part * u64::from(scale.0) / (100 * 2_600);
                let base = mean * (95 + rng.below(11) as u64) / 100 + 1;
                // Chance of the size that a share of so many has.
                let expected = base * did(ago) / 1_000;
                let spread = (expected as f64).sqrt() as i64;
                let value = expected.saturating_add_signed(rng.between(-spread, spread)).min(base);
                let _ = writeln!(text, "{name},{day},{},{value},{base}", plan.name());
            }
        }
    }
    let _ = writeln!(text, "search to booking,{last_day},Free,120,12");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_shares() {
        let last = Day::from_civil(2026, 8, 31).expect("a day");
        for scale in [Scale::DEMO, Scale::records(100)] {
            let text = metrics(1, scale, last);
            assert_eq!(text, metrics(1, scale, last));
            let rows: Vec<&str> = text.lines().skip(1).collect();
            assert_eq!(rows.len(), 52 * 9 + 1);
            for row in &rows[..rows.len() - 1] {
                let cells: Vec<&str> = row.split(',').collect();
                let [value, base] = [3, 4].map(|at| cells[at].parse::<u64>().expect("a number"));
                assert!(value <= base && base > 0, "{row}");
            }
        }
    }
}
