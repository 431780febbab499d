//! The ledger of fixes: what shipped, and what it changed.
//!
//! Takes weekly counts of what an item answers and of the other themes around the day it shipped; gives
//! a verdict that needs both the interval and the placebo check.

use libm::{exp, log};

use super::effect::{effect, placebo};
use crate::model::{Effect, Fix, Verdict, Weeks, Z95};

/// Weeks before the day that are looked at: half a year.
pub const BEFORE: i32 = 26;
/// Weeks after it: a quarter.
pub const AFTER: i32 = 13;
/// Fewest weeks before and after.
const LEAST: (usize, usize) = (8, 2);
/// Themes compared with at most: those most alike before.
const MOST_ALIKE: usize = 12;
/// And at least.
const LEAST_ALIKE: usize = 3;
/// A theme this many times as large or small as another is not compared with it.
const ALIKE: f64 = 5.0;
/// Weeks whose return is looked for, and fewest weeks before those.
const LATELY: usize = 4;
/// Share of placebos as strong as the effect at most, where enough can speak: of twelve themes one may have
/// fallen as much by itself. "Worked" is then said of at most .033 of fixes that changed nothing and of .67 to
/// .89 of those that halve a theme; with a tenth it was .030, and .64 to .88 (`cargo bench --bench fixes`).
const PLACEBO: f64 = 0.20;
/// Placebos from which that share means something: the least it can be is one in ten.
const PLACEBOS: usize = 9;

/// The verdict on an item, against the themes that were most like it before.
pub fn judged(own: Weeks, themes: &[Weeks]) -> Fix {
    let alike = matched(&own, themes);
    let chosen: Vec<Weeks> = alike.iter().map(|&at| themes[at].clone()).collect();
    let others = Weeks::sum(chosen.iter());
    let (placebos, inflation) = placebo(&chosen);
    let long = own.before.len() >= LEAST.0 && own.after.len() >= LEAST.1;
    let found = if long { effect(&own, &others, inflation) } else { None };
    let placebo = found.filter(|_| placebos.len() >= PLACEBOS).map(|found| {
        let z = found.z * inflation;
        let strong = placebos.iter().filter(|&&one| one <= z).count();
        (strong + 1) as f64 / (placebos.len() + 1) as f64
    });
    let lately = lately(&own, &others, inflation);
    let was_less = before_that(&own, &others, inflation).is_some_and(|one| one.interval.1 < 0.0);
    let is_back = was_less && lately.is_some_and(|one| one.interval.0 > 0.0);
    let verdict = match found {
        None => Verdict::TooEarly,
        Some(found) if found.interval.0 > 0.0 => Verdict::Regressed,
        Some(_) if is_back => Verdict::Regressed,
        Some(found) if found.interval.1 < 0.0 && placebo.is_none_or(|share| share <= PLACEBO) => {
            Verdict::Worked
        }
        Some(_) => Verdict::NotShown,
    };
    Fix { own, others, alike, effect: found, inflation, placebo, lately, verdict }
}

/// The last four weeks against those after the day and before them.
fn lately(own: &Weeks, others: &Weeks, inflation: f64) -> Option<Effect> {
    let split = own.after.len().checked_sub(LATELY).filter(|&split| split >= LATELY)?;
    let cut = |weeks: &Weeks| -> Option<Weeks> {
        let (before, after) = weeks.after.split_at_checked(split)?;
        Some(Weeks { before: before.to_vec(), after: after.to_vec() })
    };
    effect(&cut(own)?, &cut(others)?, inflation)
}

/// The weeks after the day without the last four, against those before it.
fn before_that(own: &Weeks, others: &Weeks, inflation: f64) -> Option<Effect> {
    let split = own.after.len().checked_sub(LATELY).filter(|&split| split >= LATELY)?;
    let cut = |weeks: &Weeks| -> Option<Weeks> {
        let after = weeks.after.get(..split)?.to_vec();
        Some(Weeks { before: weeks.before.clone(), after })
    };
    effect(&cut(own)?, &cut(others)?, inflation)
}

/// Places of the themes most like `own` in the weeks before: of its size, and growing or falling as it
/// did. Nearest first by the sum of both distances of logarithms, ties by place; all that are heard
/// where too few are alike.
pub fn matched(own: &Weeks, themes: &[Weeks]) -> Vec<usize> {
    let half = |count: u32| f64::from(count) + 0.5;
    let growth = |weeks: &Weeks| {
        let (first, second) = weeks.before.split_at(weeks.before.len() / 2);
        log(half(second.iter().sum()) / half(first.iter().sum()))
    };
    let size = half(own.sums().0);
    let mut near: Vec<(f64, usize)> = themes
        .iter()
        .enumerate()
        .filter(|(_, one)| one.sums().0 > 0)
        .map(|(at, one)| {
            let off = log(half(one.sums().0) / size).abs();
            (off + (growth(one) - growth(own)).abs(), at)
        })
        .collect();
    let is_alike = |one: &(f64, usize)| {
        let times = half(themes[one.1].sums().0) / size;
        (1.0 / ALIKE..=ALIKE).contains(&times)
    };
    if near.iter().filter(|one| is_alike(one)).count() >= LEAST_ALIKE {
        near.retain(is_alike);
    }
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.truncate(MOST_ALIKE);
    near.into_iter().map(|one| one.1).collect()
}

/// The effect in a part of the feedback, by the weeks of that part; the width of the interval is that of
/// the whole.
pub fn split_effect(own: &Weeks, others: &Weeks, fix: &Fix) -> Option<Effect> {
    fix.effect.and_then(|_| effect(own, others, fix.inflation))
}

/// How much less often records of the versions with the fix speak of it than those of versions without,
/// after the day: (records that do, all records) of each. `None` where either has fewer than ten
/// records.
///
/// The interval is that of the logarithm of the ratio of two shares, half a count added (Walter, "The
/// distribution of Levin's measure of attributable risk", Biometrika 62, 1975).
pub fn versions(with: (u32, u32), without: (u32, u32)) -> Option<Effect> {
    if with.1 < 10 || without.1 < 10 {
        return None;
    }
    let half = |count: u32| f64::from(count) + 0.5;
    let share = |(part, all): (u32, u32)| half(part) / half(all);
    let ratio = log(share(with) / share(without));
    let part = |(part, all): (u32, u32)| 1.0 / half(part) - 1.0 / half(all);
    let error = (part(with) + part(without)).max(0.0).sqrt();
    let change = |value: f64| exp(value) - 1.0;
    Some(Effect {
        change: change(ratio),
        interval: (change(ratio - Z95 * error), change(ratio + Z95 * error)),
        expected: f64::from(with.1) * share(without),
        z: if error > 0.0 { ratio / error } else { 0.0 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(before: u32, after: u32) -> Weeks {
        // A little unrest, the same for all.
        let shaken = |level: u32| (0..12).map(|at| level + at % 3).collect();
        Weeks { before: shaken(before), after: shaken(after) }
    }

    fn others() -> Vec<Weeks> {
        (0..12).map(|at| weeks(15 + at, 15 + at)).collect()
    }

    #[test]
    fn verdicts() {
        let of = |own: Weeks| judged(own, &others());
        let worked = of(weeks(20, 6));
        assert_eq!(worked.verdict, Verdict::Worked);
        assert!(worked.effect.is_some_and(|one| one.interval.1 < -0.4), "{worked:?}");
        assert_eq!(worked.placebo, Some(1.0 / 13.0));
        assert_eq!(of(weeks(20, 20)).verdict, Verdict::NotShown);
        assert_eq!(of(weeks(20, 60)).verdict, Verdict::Regressed);
        let mut back = weeks(30, 4);
        back.after[8..].fill(30);
        assert_eq!(of(back).verdict, Verdict::Regressed, "it came back");
        let silent = Weeks { before: vec![0; 12], after: vec![0; 12] };
        assert_eq!(of(silent).verdict, Verdict::TooEarly);
        let early = Weeks { after: vec![3], ..weeks(20, 20) };
        assert_eq!(of(early).verdict, Verdict::TooEarly);
    }

    #[test]
    fn those_most_alike_are_compared_with() {
        let mut themes = others();
        themes.push(weeks(2_000, 1));
        let found = matched(&weeks(20, 6), &themes);
        assert_eq!(found.len(), 12);
        assert_eq!(found[0], 5, "the one of the same size first");
        assert!(!found.contains(&12));
        assert_eq!(matched(&weeks(20, 6), &[weeks(2_000, 1)]), [0], "the only one there is");
        assert!(matched(&weeks(20, 6), &[]).is_empty());
    }

    #[test]
    fn versions_by_hand() {
        let found = versions((3, 210), (41, 312)).expect("enough");
        assert!((found.change - ((3.5 / 210.5) / (41.5 / 312.5) - 1.0)).abs() < 1e-12);
        assert!(found.interval.1 < 0.0);
        assert_eq!(versions((0, 9), (5, 100)), None);
    }
}
