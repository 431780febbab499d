//! How good the plan of a quarter is: `cargo bench --bench solver`.
//!
//! Invents roadmaps and asks the program's own solver (`planning::plan`). In a mixed one a theme is
//! behind several items and a customer behind several themes, so that items help the same people; what
//! counts is customers, what they pay (few pay most) or what whole themes take from a mean rating, in
//! turn. One to four teams can do a fifth to seven tenths of what is asked of each, or nothing at all;
//! some items need two teams, some cost nothing, some help nobody. In an even one nothing overlaps and
//! every item asks the only team for as many hours as it helps customers: no item is better than another,
//! which is the hardest for a search that leaves out what cannot be better.
//!
//! Up to [`EXACT`] items the answer is held against every set there is. Above that there are two sorts:
//! one mixed company, of which the best set is not known, and divisions of 20 items that share neither
//! teams nor customers, of which it is the sum of what every set of each division reaches.
//!
//! Printed: how often the answer is the best there is, how much is missing, how far the printed bound
//! lies above the answer, how long it takes. It fails when an answer of up to [`EXACT`] items is not the
//! best, when a bound lies below an answer or below the best, or when a plan does not reach what it says.

use std::collections::BTreeSet;
use std::time::Instant;

use earful::pipeline::with_threads;
use earful::planning::{Choice, EXACT, Plan, Problem, plan};
use rayon::prelude::*;

#[path = "support/chance.rs"]
mod chance;

use chance::Chance;

/// Items of a roadmap that is held against every set, with how many mixed and how many even ones there
/// are. Of 25 items an even one may keep the solver busy for minutes.
const SMALL: [(usize, u64, u64); 5] =
    [(5, 600, 100), (10, 600, 100), (15, 400, 40), (20, 150, 6), (EXACT, 24, 0)];
/// Items of a large roadmap, and how many there are of each sort.
const LARGE: [(usize, u64); 3] = [(40, 12), (80, 6), (200, 3)];
/// Items of a division: few enough that every set of them is looked at.
const DIVISION: usize = 20;
/// Roadmaps whose sets are all looked at side by side: one of 25 items takes 128 MB.
const SIDE_BY_SIDE: usize = 2;
/// Hours of half a week.
const HALF_WEEK: u64 = 20;

/// What a plan is to help.
#[derive(Clone, Copy)]
enum Aim {
    Customers,
    Revenue,
    Rating,
}

const AIMS: [Aim; 3] = [Aim::Customers, Aim::Revenue, Aim::Rating];

/// A place among so many, the first ones more often.
fn early(chance: &mut Chance, end: usize) -> usize {
    let drawn = chance.next();
    (end as f64 * drawn * drawn) as usize
}

/// Hours of so many weeks, in halves of a week.
fn hours(weeks: f64) -> u64 {
    HALF_WEEK * ((2.0 * weeks).round() as u64)
}

/// A mixed roadmap.
fn mixed(aim: Aim, items: usize, seed: u64) -> Problem {
    let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let (themes, customers, teams) = (items + items / 4 + 1, 40 * items, 1 + chance.below(4));
    let mut behind: Vec<Vec<u32>> = Vec::with_capacity(themes);
    for theme in 0..themes {
        behind.push(match aim {
            Aim::Rating => vec![theme as u32],
            Aim::Customers | Aim::Revenue => {
                let heard = (3.0 * libm::exp(chance.next() * libm::log(60.0))) as usize;
                // Some customers write often.
                (0..heard).map(|_| early(&mut chance, customers) as u32).collect()
            }
        });
    }
    let weights: Vec<u64> = match aim {
        Aim::Customers => vec![1; customers],
        // Cents, of 5,000 a customer at most.
        Aim::Revenue => (0..customers)
            .map(|_| (100.0 * libm::exp(3.0 + 1.5 * chance.normal()).min(5_000.0)) as u64)
            .collect(),
        // Millionths of a star.
        Aim::Rating => (0..themes).map(|_| (2e5 * libm::pow(chance.next(), 3.0)) as u64).collect(),
    };
    let mut choices = Vec::with_capacity(items);
    for _ in 0..items {
        let drawn = chance.next();
        let answers = [0.05, 0.65, 0.9].iter().filter(|&&share| drawn >= share).count();
        let mut helps: Vec<u32> = Vec::new();
        for _ in 0..answers {
            let theme = early(&mut chance, themes);
            let reach = 0.5 + 0.5 * chance.next();
            helps.extend(behind[theme].iter().filter(|_| chance.next() < reach));
        }
        let mut cost = vec![0u64; teams];
        if chance.next() >= 0.03 {
            let team = chance.below(teams);
            cost[team] += hours(libm::exp(chance.next() * libm::log(8.0)));
            if chance.next() < 0.3 {
                let team = chance.below(teams);
                cost[team] += hours(0.5 + 2.5 * chance.next());
            }
        }
        choices.push(Choice { cost, helps });
    }
    let mut capacity = Vec::with_capacity(teams);
    for team in 0..teams {
        let needed: u64 = choices.iter().map(|one| one.cost[team]).sum();
        let share = if chance.next() < 0.1 { 0.0 } else { 0.2 + 0.5 * chance.next() };
        capacity.push((needed as f64 * share) as u64);
    }
    Problem { capacity, weights, items: choices }
}

/// An even roadmap: half of what is asked can be done.
fn even(items: usize, seed: u64) -> Problem {
    let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let (mut customers, mut choices) = (0u32, Vec::with_capacity(items));
    for _ in 0..items {
        let helped = 20 + chance.below(100) as u32;
        choices.push(Choice {
            cost: vec![u64::from(helped)],
            helps: (customers..customers + helped).collect(),
        });
        customers += helped;
    }
    Problem {
        capacity: vec![u64::from(customers / 2)],
        weights: vec![1; customers as usize],
        items: choices,
    }
}

/// Roadmaps as one: each keeps its teams and its customers.
fn divisions(parts: &[Problem]) -> Problem {
    let teams: usize = parts.iter().map(|part| part.capacity.len()).sum();
    let mut whole = Problem::default();
    for part in parts {
        let (team, voice) = (whole.capacity.len(), whole.weights.len() as u32);
        for item in &part.items {
            let mut cost = vec![0u64; teams];
            cost[team..team + item.cost.len()].copy_from_slice(&item.cost);
            let helps = item.helps.iter().map(|one| voice + one).collect();
            whole.items.push(Choice { cost, helps });
        }
        whole.capacity.extend(&part.capacity);
        whole.weights.extend(&part.weights);
    }
    whole
}

/// What a set reaches, customer by customer; `None` where a team cannot do it.
fn reached(problem: &Problem, chosen: &[usize]) -> Option<u64> {
    for (team, &capacity) in problem.capacity.iter().enumerate() {
        if chosen.iter().map(|&at| problem.items[at].cost[team]).sum::<u64>() > capacity {
            return None;
        }
    }
    let helped: BTreeSet<u32> =
        chosen.iter().flat_map(|&at| problem.items[at].helps.iter().copied()).collect();
    Some(helped.into_iter().map(|voice| problem.weights[voice as usize]).sum())
}

/// What every set of some items costs one team, by the bits of the set.
fn costs(problem: &Problem, team: usize, from: usize, to: usize) -> Vec<u64> {
    let mut costs = vec![0u64; 1 << (to - from)];
    for set in 1..costs.len() {
        let item = from + set.trailing_zeros() as usize;
        costs[set] = costs[set & (set - 1)] + problem.items[item].cost[team];
    }
    costs
}

/// The most that any set reaches: all of them are looked at. A set helps everybody but those whom only
/// items outside of it help, and these are added up for all sets at once, item by item.
fn best_of_all(problem: &Problem) -> u64 {
    let items = problem.items.len();
    let (sets, half) = (1usize << items, items / 2);
    let mut helped_by = vec![0usize; problem.weights.len()];
    for (at, item) in problem.items.iter().enumerate() {
        item.helps.iter().for_each(|&voice| helped_by[voice as usize] |= 1 << at);
    }
    assert!(problem.weights.iter().sum::<u64>() < u64::from(u32::MAX), "the sums fit 32 bits");
    let mut helped_only_by = vec![0u32; sets];
    for (&set, &weight) in helped_by.iter().zip(&problem.weights) {
        // Whom no item helps no set helps.
        if set > 0 {
            helped_only_by[set] += weight as u32;
        }
    }
    for item in 0..items {
        for pair in helped_only_by.chunks_exact_mut(2 << item) {
            let (without, with) = pair.split_at_mut(1 << item);
            with.iter_mut().zip(without.iter()).for_each(|(one, other)| *one += *other);
        }
    }
    let teams: Vec<(Vec<u64>, Vec<u64>, u64)> = (problem.capacity.iter().enumerate())
        .map(|(team, &capacity)| {
            (costs(problem, team, 0, half), costs(problem, team, half, items), capacity)
        })
        .collect();
    let fits = |set: usize| {
        teams.iter().all(|(low, high, capacity)| {
            low[set & ((1 << half) - 1)] + high[set >> half] <= *capacity
        })
    };
    let (everything, mut best) = (sets - 1, 0u32);
    for set in 0..sets {
        let value = helped_only_by[everything] - helped_only_by[everything ^ set];
        if value > best && fits(set) {
            best = value;
        }
    }
    u64::from(best)
}

/// The most that any set of each roadmap reaches.
fn best_of_each(problems: &[&Problem]) -> Vec<u64> {
    let all = || -> Vec<u64> { problems.par_iter().map(|problem| best_of_all(problem)).collect() };
    with_threads(Some(SIDE_BY_SIDE), all).expect("threads start")
}

/// A roadmap and what the solver says of it.
struct Asked {
    name: String,
    problem: Problem,
    plan: Plan,
    milliseconds: f64,
}

impl Asked {
    fn of(name: String, problem: Problem) -> Asked {
        let started = Instant::now();
        let plan = plan(&problem);
        let milliseconds = 1e3 * started.elapsed().as_secs_f64();
        Asked { name, problem, plan, milliseconds }
    }

    /// What part of `most` the answer lacks.
    fn lacks(&self, most: u64) -> f64 {
        most.saturating_sub(self.plan.value) as f64 / most.max(1) as f64
    }

    /// What is wrong with the answer; `best` is the most that any set reaches, where that is known.
    fn fault(&self, best: Option<u64>) -> Option<String> {
        let Plan { chosen, value, bound } = &self.plan;
        let (name, reached) = (&self.name, reached(&self.problem, chosen));
        if reached != Some(*value) {
            return Some(format!("{name}: the plan is to reach {value} and reaches {reached:?}"));
        }
        let most = best.unwrap_or(*value).max(*value);
        if *bound < most {
            return Some(format!("{name}: the bound is {bound}, and {most} can be reached"));
        }
        match best {
            Some(best) if self.problem.items.len() <= EXACT && *value != best => {
                Some(format!("{name}: the answer is {value}, and the best is {best}"))
            }
            _ => None,
        }
    }
}

/// The mean of some numbers and the largest.
fn mean_and_worst(numbers: &[f64]) -> (f64, f64) {
    let mean = numbers.iter().sum::<f64>() / numbers.len().max(1) as f64;
    (mean, numbers.iter().copied().fold(0.0, f64::max))
}

/// The middle one of the times and the longest.
fn median_and_worst(asked: &[Asked]) -> (f64, f64) {
    let mut times: Vec<f64> = asked.iter().map(|one| one.milliseconds).collect();
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() - 1])
}

/// Roadmaps held against every set; gives what is wrong.
fn small(items: usize, sort: &str, roadmaps: u64, invent: impl Fn(u64) -> Problem) -> Vec<String> {
    // One after the other, so that the times are those of a quiet machine.
    let asked: Vec<Asked> = (0..roadmaps)
        .map(|number| {
            let seed = 1_000_000 * items as u64 + number;
            Asked::of(format!("{sort} roadmap {number} of {items} items"), invent(seed))
        })
        .collect();
    let best = best_of_each(&asked.iter().map(|one| &one.problem).collect::<Vec<_>>());
    let optimal = asked.iter().zip(&best).filter(|(one, best)| one.plan.value == **best).count();
    let lacks: Vec<f64> = asked.iter().zip(&best).map(|(one, &best)| one.lacks(best)).collect();
    let ((_, lacks), (median, worst)) = (mean_and_worst(&lacks), median_and_worst(&asked));
    println!(
        "| {items} | {sort} | {roadmaps} | {:.3} | {:.2} % | {median:.2} | {worst:.2} |",
        optimal as f64 / roadmaps as f64,
        100.0 * lacks,
    );
    asked.iter().zip(best).filter_map(|(one, best)| one.fault(Some(best))).collect()
}

/// Roadmaps held against their bound, and against the best where that is known; gives what is wrong.
fn large(items: usize, roadmaps: u64, is_divided: bool) -> Vec<String> {
    let sort = if is_divided { "divisions of 20" } else { "one company" };
    let mut asked = Vec::new();
    let mut best: Vec<Option<u64>> = Vec::new();
    for number in 0..roadmaps {
        let aim = AIMS[(number % 3) as usize];
        let seed = 1_000_000 * items as u64 + 100 * number;
        let name = format!("roadmap {number} of {items} items, {sort}");
        if is_divided {
            let parts: Vec<Problem> = (0..(items / DIVISION) as u64)
                .map(|part| mixed(aim, DIVISION, seed + 1 + part))
                .collect();
            best.push(Some(best_of_each(&parts.iter().collect::<Vec<_>>()).into_iter().sum()));
            asked.push(Asked::of(name, divisions(&parts)));
        } else {
            best.push(None);
            asked.push(Asked::of(name, mixed(aim, items, seed)));
        }
    }
    let proved = asked.iter().filter(|one| one.plan.bound == one.plan.value).count();
    let gaps: Vec<f64> = asked.iter().map(|one| one.lacks(one.plan.bound)).collect();
    let lacks: Vec<f64> = (asked.iter().zip(&best))
        .filter_map(|(one, best)| best.map(|best| one.lacks(best)))
        .collect();
    let holds = (asked.iter().zip(&best))
        .filter(|(one, best)| one.plan.bound >= best.unwrap_or(0).max(one.plan.value))
        .count();
    let ((mean, most), (median, worst)) = (mean_and_worst(&gaps), median_and_worst(&asked));
    let lacks = match mean_and_worst(&lacks) {
        (mean, most) if is_divided => format!("{:.2} % / {:.2} %", 100.0 * mean, 100.0 * most),
        _ => "not known".to_owned(),
    };
    println!(
        "| {items} | {sort} | {roadmaps} | {proved} | {:.2} % / {:.2} % | {lacks} | {holds} | {median:.0} | {worst:.0} |",
        100.0 * mean,
        100.0 * most,
    );
    asked.iter().zip(best).filter_map(|(one, best)| one.fault(best)).collect()
}

fn main() {
    let mut faults = Vec::new();
    println!(
        "| items | roadmap | roadmaps | optimal | lacks at most | median ms | worst ms |\n\
         |--:|---|--:|--:|--:|--:|--:|"
    );
    for (items, many, few) in SMALL {
        let invent = |seed: u64| mixed(AIMS[(seed % 3) as usize], items, seed);
        faults.extend(small(items, "mixed", many, invent));
        if few > 0 {
            faults.extend(small(items, "even", few, |seed| even(items, seed)));
        }
    }
    println!(
        "\n| items | roadmap | roadmaps | proved best | below its bound: mean / worst | below the best: mean / worst | bound holds | median ms | worst ms |\n\
         |--:|---|--:|--:|--:|--:|--:|--:|--:|"
    );
    for (items, roadmaps) in LARGE {
        for is_divided in [false, true] {
            faults.extend(large(items, roadmaps, is_divided));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
