//! The set of items that helps most within what each team can do in the quarter.
//!
//! Takes items, each with its cost to every team and the voices it helps, and what each voice weighs; a
//! voice that two items help counts once. Gives the best set. It is the budgeted maximum coverage
//! problem with a budget for each team (Khuller, Moss and Naor, "The budgeted maximum coverage
//! problem", Information Processing Letters 70, 1999), solved by branch and bound: exactly up to
//! [`EXACT`] items, and above that as well as so many steps allow, with a bound on what any set can
//! reach.

use std::collections::BTreeMap;

/// Items up to which the answer is the best there is, however long it takes.
pub const EXACT: usize = 25;

/// Steps of the search above that number of items: a second or so.
const STEPS: u64 = 200_000;

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Choice {
    /// What it costs each team, in the order of [`Problem::capacity`].
    pub cost: Vec<u64>,
    /// The voices it helps, places in [`Problem::weights`].
    pub helps: Vec<u32>,
}

/// What is to be decided.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Problem {
    /// What each team can do.
    pub capacity: Vec<u64>,
    /// What each voice weighs.
    pub weights: Vec<u64>,
    /// The items.
    pub items: Vec<Choice>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Plan {
    /// Places of the chosen items, ascending.
    pub chosen: Vec<usize>,
    /// What all voices helped weigh together, each once.
    pub value: u64,
    /// What no set can exceed; `value` where the answer is exact.
    pub bound: u64,
}

/// Voices that the same items help, together.
struct Group {
    weight: u64,
    items: Vec<usize>,
}

struct Search<'p> {
    problem: &'p Problem,
    /// Items in the order in which they are decided.
    order: Vec<usize>,
    groups: Vec<Group>,
    /// For each item its groups.
    of_item: Vec<Vec<usize>>,
    /// How many chosen items help each group.
    helped: Vec<u32>,
    left: Vec<u64>,
    chosen: Vec<usize>,
    value: u64,
    best: Plan,
    steps: u64,
    most: u64,
    /// The best that parts of the search that were left out could have reached.
    missed: u64,
}

/// The best set. Of equal sets the one that is found first: items that help more for what they cost are
/// tried before others, ties in the order given.
pub fn plan(problem: &Problem) -> Plan {
    let limit = if problem.items.len() <= EXACT { u64::MAX } else { STEPS };
    let mut search = Search::of(problem, limit);
    search.greedy();
    search.go(0);
    let mut plan = search.best;
    plan.bound = plan.value.max(search.missed);
    plan.chosen.sort_unstable();
    plan
}

impl<'p> Search<'p> {
    fn of(problem: &'p Problem, most: u64) -> Search<'p> {
        let fits = |item: &Choice| {
            item.cost.iter().zip(&problem.capacity).all(|(cost, capacity)| cost <= capacity)
        };
        let possible: Vec<usize> =
            (0..problem.items.len()).filter(|&at| fits(&problem.items[at])).collect();
        let mut by_voice: Vec<Vec<usize>> = vec![Vec::new(); problem.weights.len()];
        for &at in &possible {
            let mut helps = problem.items[at].helps.clone();
            helps.sort_unstable();
            helps.dedup();
            helps.into_iter().for_each(|voice| by_voice[voice as usize].push(at));
        }
        let mut alike: BTreeMap<Vec<usize>, u64> = BTreeMap::new();
        for (items, &weight) in by_voice.into_iter().zip(&problem.weights) {
            if weight > 0 && !items.is_empty() {
                *alike.entry(items).or_default() += weight;
            }
        }
        let groups: Vec<Group> =
            alike.into_iter().map(|(items, weight)| Group { weight, items }).collect();
        let mut of_item = vec![Vec::new(); problem.items.len()];
        for (number, group) in groups.iter().enumerate() {
            group.items.iter().for_each(|&at| of_item[at].push(number));
        }
        let mut search = Search {
            problem,
            order: Vec::new(),
            helped: vec![0; groups.len()],
            groups,
            of_item,
            left: problem.capacity.clone(),
            chosen: Vec::new(),
            value: 0,
            best: Plan::default(),
            steps: 0,
            most,
            missed: 0,
        };
        let mut order: Vec<usize> =
            possible.into_iter().filter(|&at| search.gain(at) > 0).collect();
        // Stable: equals stay in the order given.
        order.sort_by(|&a, &b| search.density(b).total_cmp(&search.density(a)));
        search.order = order;
        search
    }

    /// What an item adds to those chosen.
    fn gain(&self, at: usize) -> u64 {
        let open = self.of_item[at].iter().filter(|&&group| self.helped[group] == 0);
        open.map(|&group| self.groups[group].weight).sum()
    }

    /// The part of the whole capacity that an item takes, never 0.
    fn share(&self, at: usize) -> f64 {
        let parts = self.problem.items[at].cost.iter().zip(&self.problem.capacity);
        let used = parts
            .map(|(&cost, &all)| if cost == 0 { 0.0 } else { cost as f64 / all.max(1) as f64 });
        used.sum::<f64>().max(1e-9)
    }

    fn density(&self, at: usize) -> f64 {
        self.gain(at) as f64 / self.share(at)
    }

    fn fits(&self, at: usize) -> bool {
        self.problem.items[at].cost.iter().zip(&self.left).all(|(cost, left)| cost <= left)
    }

    fn take(&mut self, at: usize) -> u64 {
        let gain = self.gain(at);
        for (left, cost) in self.left.iter_mut().zip(&self.problem.items[at].cost) {
            *left -= cost;
        }
        for &group in &self.of_item[at] {
            self.helped[group] += 1;
        }
        self.chosen.push(at);
        self.value += gain;
        gain
    }

    fn give_back(&mut self, at: usize, gain: u64) {
        for (left, cost) in self.left.iter_mut().zip(&self.problem.items[at].cost) {
            *left += cost;
        }
        for &group in &self.of_item[at] {
            self.helped[group] -= 1;
        }
        self.chosen.pop();
        self.value -= gain;
    }

    fn note(&mut self) {
        if self.value > self.best.value {
            self.best = Plan { chosen: self.chosen.clone(), value: self.value, bound: 0 };
        }
    }

    /// Takes the item that adds most for what it costs, again and again: a good set to begin with.
    fn greedy(&mut self) {
        let mut taken = Vec::new();
        loop {
            let open = self.order.iter().copied().filter(|at| !self.chosen.contains(at));
            let able: Vec<usize> = open.filter(|&at| self.fits(at) && self.gain(at) > 0).collect();
            // The first of equals.
            let next =
                able.into_iter().rev().max_by(|&a, &b| self.density(a).total_cmp(&self.density(b)));
            let Some(next) = next else { break };
            let gain = self.take(next);
            taken.push((next, gain));
        }
        self.note();
        while let Some((at, gain)) = taken.pop() {
            self.give_back(at, gain);
        }
    }

    fn go(&mut self, depth: usize) {
        self.note();
        if depth == self.order.len() {
            return;
        }
        let bound = self.value + self.reachable(depth);
        if bound <= self.best.value {
            return;
        }
        if self.steps >= self.most {
            self.missed = self.missed.max(bound);
            return;
        }
        self.steps += 1;
        let at = self.order[depth];
        if self.fits(at) && self.gain(at) > 0 {
            let gain = self.take(at);
            self.go(depth + 1);
            self.give_back(at, gain);
        }
        self.go(depth + 1);
    }

    /// At least as much as the items from `depth` on can add: the lesser of two bounds. Overlaps among
    /// them are ignored and each team fills its time with fractions of items (an item of several teams
    /// asks only the one it costs most of); and no set helps more voices than there are.
    fn reachable(&self, depth: usize) -> u64 {
        let rest: Vec<(usize, u64)> = (self.order[depth..].iter())
            .filter(|&&at| self.fits(at))
            .map(|&at| (at, self.gain(at)))
            .filter(|one| one.1 > 0)
            .collect();
        let mut total = 0.0;
        let mut by_team: Vec<Vec<(u64, u64)>> = vec![Vec::new(); self.left.len()];
        for &(at, gain) in &rest {
            let cost = &self.problem.items[at].cost;
            let part = |team: usize| cost[team] as f64 / self.problem.capacity[team].max(1) as f64;
            let dearest = (0..cost.len()).filter(|&team| cost[team] > 0);
            match dearest.rev().max_by(|&a, &b| part(a).total_cmp(&part(b))) {
                Some(team) => by_team[team].push((cost[team], gain)),
                None => total += gain as f64,
            }
        }
        for (mut items, &left) in by_team.into_iter().zip(&self.left) {
            items.sort_by(|a, b| (b.1 as f64 / b.0 as f64).total_cmp(&(a.1 as f64 / a.0 as f64)));
            let mut left = left;
            for (cost, gain) in items {
                if cost <= left {
                    left -= cost;
                    total += gain as f64;
                } else {
                    total += gain as f64 * left as f64 / cost as f64;
                    break;
                }
            }
        }
        // What a set helps is a whole number, so the part below one is nothing. A hair more first, so that
        // the rounding of the sum never cuts away the best set.
        let fractions = (total * (1.0 + 1e-12)).floor() as u64;
        if rest.len() < 3 {
            return fractions.min(rest.iter().map(|one| one.1).sum());
        }
        let mut seen = vec![false; self.groups.len()];
        let mut voices = 0;
        for &(at, _) in &rest {
            for &group in &self.of_item[at] {
                if self.helped[group] == 0 && !seen[group] {
                    seen[group] = true;
                    voices += self.groups[group].weight;
                }
            }
        }
        fractions.min(voices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(problem: &Problem, chosen: &[usize]) -> Option<u64> {
        for (team, capacity) in problem.capacity.iter().enumerate() {
            if chosen.iter().map(|&at| problem.items[at].cost[team]).sum::<u64>() > *capacity {
                return None;
            }
        }
        let mut helped: Vec<u32> =
            chosen.iter().flat_map(|&at| problem.items[at].helps.clone()).collect();
        helped.sort_unstable();
        helped.dedup();
        Some(helped.into_iter().map(|voice| problem.weights[voice as usize]).sum())
    }

    fn best_of_all(problem: &Problem) -> u64 {
        let sets = 0u32..1 << problem.items.len();
        let chosen = |set: u32| -> Vec<usize> {
            (0..problem.items.len()).filter(|&at| set >> at & 1 == 1).collect()
        };
        sets.filter_map(|set| value(problem, &chosen(set))).max().unwrap_or(0)
    }

    fn item(cost: &[u64], helps: &[u32]) -> Choice {
        Choice { cost: cost.to_vec(), helps: helps.to_vec() }
    }

    #[test]
    fn overlaps_count_once() {
        // The two that help most help the same people.
        let problem = Problem {
            capacity: vec![4],
            weights: vec![1; 7],
            items: vec![
                item(&[2], &[0, 1, 2, 3]),
                item(&[2], &[0, 1, 2, 3]),
                item(&[2], &[4, 5, 6]),
            ],
        };
        let found = plan(&problem);
        assert_eq!((found.chosen, found.value, found.bound), (vec![0, 2], 7, 7));
    }

    #[test]
    fn nothing_can_be_done_with_nothing() {
        let problem = Problem {
            capacity: vec![0, 3],
            weights: vec![1, 1],
            items: vec![item(&[1, 0], &[0]), item(&[0, 3], &[1])],
        };
        assert_eq!(plan(&problem).chosen, [1]);
        assert_eq!(plan(&Problem::default()), Plan::default());
    }

    #[test]
    fn many_items_have_a_bound() {
        let mut seed = 7u64;
        let mut draw = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        let items = (0..60)
            .map(|_| Choice {
                cost: vec![1 + draw(40), 0],
                helps: (0..20).map(|_| draw(300) as u32).collect(),
            })
            .collect();
        let problem = Problem { capacity: vec![200, 0], weights: vec![1; 300], items };
        let found = plan(&problem);
        assert_eq!(value(&problem, &found.chosen), Some(found.value));
        assert!(found.bound >= found.value && found.value > 100, "{found:?}");
    }

    fn problems() -> impl Strategy<Value = Problem> {
        let voices = 12usize;
        let one = (
            proptest::collection::vec(0u64..6, 2),
            proptest::collection::vec(0..voices as u32, 0..7),
        );
        (
            proptest::collection::vec(0u64..14, 2),
            proptest::collection::vec(0u64..5, voices),
            proptest::collection::vec(one, 0..11),
        )
            .prop_map(|(capacity, weights, items)| Problem {
                capacity,
                weights,
                items: items.into_iter().map(|(cost, helps)| Choice { cost, helps }).collect(),
            })
    }

    proptest! {
        #[test]
        fn it_is_the_best_of_all_sets(problem in problems()) {
            let found = plan(&problem);
            prop_assert_eq!(value(&problem, &found.chosen), Some(found.value));
            prop_assert_eq!(found.value, best_of_all(&problem));
            prop_assert_eq!(found.bound, found.value);
        }

        #[test]
        fn a_bound_is_one(problem in problems()) {
            // As if there were more items than are solved exactly.
            let mut search = Search::of(&problem, 3);
            search.greedy();
            search.go(0);
            prop_assert!(search.best.value.max(search.missed) >= best_of_all(&problem));
        }

        #[test]
        fn more_capacity_never_helps_less(problem in problems()) {
            let more = Problem { capacity: problem.capacity.iter().map(|one| one + 1).collect(), ..problem.clone() };
            prop_assert!(plan(&more).value >= plan(&problem).value);
        }
    }
}
