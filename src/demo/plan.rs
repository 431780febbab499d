//! What happens at the invented company, and when: volume, releases, how loud each theme is.
//!
//! Takes a day, a channel and a customer, gives weights; the truth that a good report has to find.
//! All days are counted backwards from the last one, so that the story is the same whenever the
//! demo is made.

use crate::model::Day;

use super::Feed;
use super::people::{Customer, Plan, Platform};

/// Days the story lasts.
pub const DAYS: i32 = 365;

/// Releases of the app: name and how many days before the last day it came out.
pub const RELEASES: [(&str, i32); 7] = [
    ("5.0", 425),
    ("5.1", 365),
    ("5.2", 300),
    ("5.3", 210),
    ("5.4", 130),
    ("5.5", 75),
    ("5.6", 36),
];

/// The outage of the login codes: three weeks, days before the last day.
const OUTAGE: std::ops::RangeInclusive<i32> = 61..=81;

/// How a theme's loudness moves.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Steady,
    /// Twenty-six times as loud during the outage.
    Outage,
    /// Falls to a fourteenth within two weeks of release 5.4.
    FixedBy54,
    /// Doubles every 60 days.
    Rising,
    /// Unheard of before release 5.6 has reached people.
    Since56,
    /// Twice and a half as loud in July and August.
    Summer,
    /// Louder after the holidays, when people cancel.
    January,
    /// Needs release 5.2 or later.
    From52,
}

/// Whom it troubles.
#[derive(Clone, Copy, Debug)]
enum Who {
    Everyone,
    Android,
    /// Six times as likely on the Business plan, hardly on the others.
    Business,
    /// Not on the Business plan.
    Private,
    /// Needs the app, not the web site.
    Mobile,
}

/// One theme's part in the story, in the order of `banks::PAINS`.
#[derive(Debug)]
struct Profile {
    /// Loudness in reviews, tickets, survey answers.
    loud: [u32; 3],
    /// Mean stars times ten of those who mention it.
    stars: u32,
    shape: Shape,
    who: Who,
}

const fn profile(loud: [u32; 3], stars: u32, shape: Shape, who: Who) -> Profile {
    Profile { loud, stars, shape, who }
}

static PROFILES: [Profile; 24] = [
    profile([115, 60, 55], 15, Shape::From52, Who::Android),
    profile([42, 72, 20], 13, Shape::Steady, Who::Everyone),
    profile([48, 95, 30], 13, Shape::January, Who::Everyone),
    profile([46, 8, 85], 33, Shape::Steady, Who::Mobile),
    profile([34, 3, 60], 39, Shape::Steady, Who::Mobile),
    profile([44, 40, 48], 26, Shape::FixedBy54, Who::Everyone),
    profile([105, 30, 80], 21, Shape::Rising, Who::Mobile),
    profile([14, 22, 9], 14, Shape::Outage, Who::Everyone),
    profile([62, 26, 48], 16, Shape::Summer, Who::Private),
    profile([30, 46, 16], 18, Shape::Steady, Who::Everyone),
    profile([46, 6, 66], 26, Shape::Steady, Who::Everyone),
    profile([22, 26, 28], 22, Shape::Steady, Who::Everyone),
    profile([42, 34, 44], 17, Shape::Steady, Who::Everyone),
    profile([3, 48, 34], 24, Shape::Steady, Who::Business),
    profile([12, 30, 24], 29, Shape::Steady, Who::Everyone),
    profile([38, 30, 16], 17, Shape::Steady, Who::Everyone),
    profile([40, 6, 46], 27, Shape::Steady, Who::Mobile),
    profile([22, 6, 52], 35, Shape::Steady, Who::Private),
    profile([24, 7, 34], 28, Shape::Steady, Who::Everyone),
    profile([95, 45, 90], 21, Shape::Since56, Who::Everyone),
    profile([28, 40, 18], 13, Shape::Steady, Who::Private),
    profile([14, 38, 20], 23, Shape::Steady, Who::Everyone),
    profile([26, 22, 18], 24, Shape::Steady, Who::Everyone),
    profile([24, 36, 20], 20, Shape::Summer, Who::Everyone),
];

/// The story, tied to a last day.
#[derive(Clone, Debug)]
pub struct Story {
    last: Day,
    /// For each feed the summed volume up to and including each day, oldest first.
    volume: [Vec<u64>; 3],
}

impl Story {
    /// The story that ends on `last`.
    pub fn ending(last: Day) -> Story {
        let volume = [Feed::Reviews, Feed::Tickets, Feed::Survey].map(|feed| {
            let mut sum = 0;
            (0..DAYS)
                .map(|at| {
                    sum += volume_of(feed, last.plus(at + 1 - DAYS), DAYS - 1 - at);
                    sum
                })
                .collect()
        });
        Story { last, volume }
    }

    /// `day` some days later, but not after the last day (unless `day` is).
    pub fn later(&self, day: Day, days: i32) -> Day {
        day.plus(days).min(self.last).max(day)
    }

    /// The day of record `index` of `count`, in order of time: busy days have more.
    pub fn day(&self, feed: Feed, index: u64, count: u64) -> Day {
        let sums = &self.volume[feed as usize];
        let total = u128::from(sums.last().copied().unwrap_or(1));
        let target = (total * (2 * u128::from(index) + 1) / (2 * u128::from(count.max(1)))) as u64;
        let at = sums.partition_point(|&sum| sum <= target).min(sums.len() - 1);
        self.last.plus(at as i32 + 1 - DAYS)
    }

    /// The release somebody has who installs updates `lag` days late.
    pub fn release(&self, day: Day, lag: i32) -> &'static str {
        let ago = self.last.since(day) + lag;
        RELEASES.iter().rev().find(|(_, out)| *out >= ago).map_or(RELEASES[0].0, |(name, _)| name)
    }

    /// How loud each theme is, in the order of `banks::PAINS`.
    pub fn weights(&self, feed: Feed, day: Day, version: &str, customer: &Customer) -> [u32; 24] {
        let ago = self.last.since(day).max(0);
        let (_, month, _) = day.civil();
        std::array::from_fn(|at| {
            let profile = &PROFILES[at];
            let base = profile.loud[feed as usize] * 100;
            let shaped = match profile.shape {
                Shape::Steady => base,
                Shape::Outage if OUTAGE.contains(&ago) => base * 26,
                Shape::Outage => base,
                // Release 5.4 came out 130 days ago and spreads for two weeks.
                Shape::FixedBy54 => {
                    let left = (ago - 116).clamp(1, 14) as u32;
                    base * left / 14
                }
                Shape::Rising => {
                    // 2^(-ago/60) in steps of a 64th, so that no platform's exponential matters.
                    let halvings = (ago / 60).clamp(0, 20) as u32;
                    let within = (ago % 60) as u32;
                    (base >> halvings) * (120 - within) / 120
                }
                Shape::Since56 if version == "5.6" => base,
                Shape::Since56 => 0,
                Shape::Summer if matches!(month, 7 | 8) => base * 5 / 2,
                Shape::Summer => base,
                Shape::January if month == 1 => base * 2,
                Shape::January => base,
                Shape::From52 if matches!(version, "5.0" | "5.1") => 0,
                Shape::From52 => base,
            };
            let mobile = customer.platform != Platform::Web;
            match profile.who {
                Who::Everyone => shaped,
                Who::Android => match customer.platform {
                    Platform::Android => shaped * 2,
                    _ => shaped / 40,
                },
                Who::Business if customer.plan == Plan::Business => shaped * 6,
                Who::Business => shaped / 8,
                Who::Private if customer.plan == Plan::Business => shaped / 8,
                Who::Private => shaped,
                Who::Mobile => shaped * u32::from(mobile),
            }
        })
    }

    /// Mean stars times ten of those who mention theme number `theme`.
    pub fn stars(theme: usize) -> u32 {
        PROFILES[theme].stars
    }
}

/// Volume of a day: season, weekday, growth over the year, the outage.
fn volume_of(feed: Feed, day: Day, ago: i32) -> u64 {
    const SEASON: [u64; 12] = [88, 85, 90, 96, 100, 120, 142, 136, 102, 90, 84, 108];
    const WEEKDAY: [[u64; 7]; 3] = [
        [95, 90, 90, 95, 100, 116, 126],
        [138, 126, 115, 110, 100, 44, 38],
        [112, 120, 116, 110, 100, 50, 44],
    ];
    let (_, month, _) = day.civil();
    let growth = 1200 - 200 * ago as u64 / DAYS as u64;
    let outage = match feed {
        Feed::Tickets if OUTAGE.contains(&ago) => 150,
        Feed::Reviews if OUTAGE.contains(&ago) => 125,
        _ => 100,
    };
    SEASON[month as usize - 1] * WEEKDAY[feed as usize][day.weekday() as usize] * growth * outage
        / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_ascend_and_fill_the_year() {
        let story = Story::ending(Day(20_000));
        let days: Vec<Day> = (0..1000).map(|at| story.day(Feed::Reviews, at, 1000)).collect();
        assert!(days.is_sorted());
        assert!(days[0] <= Day(20_000 - 362) && days[0] > Day(20_000 - 365));
        assert!(days[999] >= Day(19_998) && days[999] <= Day(20_000));
    }

    #[test]
    fn releases_reach_people_late() {
        let story = Story::ending(Day(20_000));
        assert_eq!(story.release(Day(20_000), 0), "5.6");
        assert_eq!(story.release(Day(20_000), 37), "5.5");
        assert_eq!(story.release(Day(20_000 - 364), 40), "5.0");
    }
}
