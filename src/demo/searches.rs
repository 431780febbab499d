//! What Fernweh's customers search for in the help centre and in the app, by week.
//!
//! Takes the seed, the scale and the last day; gives a CSV file that fits the story: codes are searched
//! for during the outage, the battery more and more, the assistant since the last release, the calendar
//! until it was fixed, and some things that there are not. Two rows are broken on purpose, one is dated
//! ahead, and one query is somebody's own words.

use std::fmt::Write as _;

use super::Scale;
use super::people::Plan;
use super::plan::DAYS;
use super::rng::Rng;
use crate::model::Day;

/// How often something is searched for, by days before the last one.
#[derive(Clone, Copy)]
enum Shape {
    Steady,
    /// Nine times as often during the outage of the login codes.
    Outage,
    /// Three times as often at the end as at the beginning.
    Rising,
    /// Hardly after the release that fixed it.
    Until54,
    /// Only since the last release.
    Since56,
}

/// Query, searches a week for each 2,600 records, results, clicks of a hundred searches, shape, and
/// whether it is the Business plan's.
type Query = (&'static str, u64, u64, u64, Shape, bool);

const QUERIES: [Query; 22] = [
    ("cheap trains", 60, 140, 64, Shape::Steady, false),
    ("hotels lisbon", 52, 310, 71, Shape::Steady, false),
    ("weekend paris", 44, 220, 66, Shape::Steady, false),
    ("night train", 31, 46, 58, Shape::Steady, false),
    ("refund", 38, 9, 41, Shape::Steady, false),
    ("refund not received", 17, 4, 22, Shape::Steady, false),
    ("cancel subscription", 24, 3, 47, Shape::Steady, false),
    ("charged twice", 13, 2, 19, Shape::Steady, false),
    ("login code", 12, 5, 30, Shape::Outage, false),
    ("code not arriving", 7, 0, 0, Shape::Outage, false),
    ("dark mode", 22, 0, 0, Shape::Steady, false),
    ("offline maps", 16, 1, 18, Shape::Steady, false),
    ("battery drain", 6, 2, 26, Shape::Rising, false),
    ("app crashes at checkout", 9, 2, 15, Shape::Steady, false),
    ("calendar duplicates", 11, 3, 33, Shape::Until54, false),
    ("assistant wrong opening hours", 15, 0, 0, Shape::Since56, false),
    ("invoice with vat", 14, 0, 0, Shape::Steady, true),
    ("change traveller name", 8, 6, 52, Shape::Steady, false),
    ("apple watch", 5, 0, 0, Shape::Rising, false),
    ("gift card", 9, 0, 0, Shape::Steady, false),
    ("split the bill", 6, 0, 0, Shape::Steady, false),
    ("pet friendly", 7, 18, 44, Shape::Steady, false),
];

/// The file.
pub(super) fn searches(seed: u64, scale: Scale, last_day: Day) -> String {
    let mut text = String::from("day,query,count,results,clicks,plan\n");
    let weeks = DAYS / 7;
    for back in (0..weeks).rev() {
        let ago = 7 * back;
        let day = last_day.plus(-ago);
        for (number, query) in (0u64..).zip(QUERIES) {
            for plan in [Plan::Free, Plan::Plus, Plan::Business] {
                let mut rng = Rng::at(seed, &[11, number, back as u64, plan as u64]);
                row(query, plan, ago, (scale, day), &mut rng, &mut text);
            }
        }
        // Spellings are one query.
        if back % 4 == 0 {
            let _ = writeln!(text, "{day},Dark Mode,3,0,0,Plus");
        }
    }
    let ahead = last_day.plus(36 * 365);
    let _ = writeln!(text, "{last_day},find jane.miller@example.org,1,0,0,Free");
    let _ = writeln!(text, "{last_day},hotels lisbon,-4,310,2,Free");
    let _ = writeln!(text, "{last_day},,5,0,0,Free");
    let _ = writeln!(text, "{ahead},hotels lisbon,2,310,1,Free");
    text
}

fn row(
    (query, a_week, results, clicked, shape, of_business): Query,
    plan: Plan,
    ago: i32,
    (scale, day): (Scale, Day),
    rng: &mut Rng,
    text: &mut String,
) {
    let tenths = match shape {
        Shape::Steady => 10,
        Shape::Outage if (58..=84).contains(&ago) => 90,
        Shape::Outage => 10,
        Shape::Rising => 30 - 20 * ago as u64 / DAYS as u64,
        Shape::Until54 if ago < 116 => 1,
        Shape::Until54 => 10,
        Shape::Since56 if ago > 30 => 0,
        Shape::Since56 => 10,
    };
    let part = match (plan, of_business) {
        (Plan::Business, true) => 90,
        (_, true) => 5,
        (Plan::Free, false) => 55,
        (Plan::Plus, false) => 30,
        (Plan::Business, false) => 15,
    };
    let mean = a_week * tenths * part * u64::from(scale.0) / (10 * 100 * 2_600);
    // A third up or down, as weeks are.
    let count = mean * (67 + rng.below(67) as u64) / 100 + u64::from(mean > 0 && rng.chance(30));
    if count > 0 {
        let clicks = count * clicked / 100;
        let _ = writeln!(text, "{day},{query},{count},{results},{clicks},{}", plan.name());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_the_story() {
        let last = Day::from_civil(2026, 8, 31).expect("a day");
        let text = searches(1, Scale::DEMO, last);
        assert_eq!(text, searches(1, Scale::DEMO, last));
        let count = |query: &str, from: i32, to: i32| -> u64 {
            let day = |line: &str| line[..10].parse::<Day>().ok();
            let lines = text.lines().skip(1).filter(|line| line.contains(&format!(",{query},")));
            lines
                .filter(|line| day(line).is_some_and(|day| (from..to).contains(&last.since(day))))
                .filter_map(|line| line.split(',').nth(2)?.parse::<u64>().ok())
                .sum()
        };
        assert_eq!(count("assistant wrong opening hours", 31, 365), 0);
        assert!(count("assistant wrong opening hours", 0, 28) > 20);
        assert!(count("login code", 58, 86) > 4 * count("login code", 0, 28));
        assert!(count("battery drain", 0, 28) > count("battery drain", 336, 364));
        assert!(text.lines().count() > 1_500, "{}", text.lines().count());
    }
}
