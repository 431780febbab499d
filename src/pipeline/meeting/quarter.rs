//! The quarter: which open items help most within what the teams can do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{RatingKind, ThemeId};
use crate::planning::{Choice, EXACT, Plan, Problem, plan};

use super::Desk;

/// What is to be as large as can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Different customers who wanted it.
    Voices,
    /// What the mean of this kind of rating is pulled down by.
    Impact(RatingKind),
    /// What the accounts behind it pay, capped.
    Revenue,
}

/// Parts of a week that are told apart: an hour of a week of 40.
const PARTS: f64 = 40.0;

/// Millionths of a point of a mean: what themes weigh as whole numbers.
const POINT: f64 = 1e6;

/// What one more week of a team buys.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamWeek {
    /// The team.
    pub team: String,
    /// Weeks it can work.
    pub capacity: f64,
    /// Weeks of it that the plan uses.
    pub used: f64,
    /// What the best plan with one more week of it is worth beyond this one.
    pub more: f64,
    /// Items that such a plan has and this one has not.
    pub added: Vec<usize>,
    /// Items that this one has and such a plan has not.
    pub dropped: Vec<usize>,
}

/// A quarter.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarter {
    /// Places in the roadmap of the chosen items, in its order.
    pub chosen: Vec<usize>,
    /// What the plan reaches, in customers, points or money.
    pub value: f64,
    /// What no plan can exceed.
    pub bound: f64,
    /// Whether nothing better exists.
    pub exact: bool,
    /// What all open items together would reach, those left out as well.
    pub all: f64,
    /// What the chosen items would add up to if overlaps counted twice.
    pub with_overlaps: f64,
    /// The teams, by name.
    pub teams: Vec<TeamWeek>,
    /// Items that were looked at.
    pub looked_at: usize,
    /// Open items without any effort: nobody can plan them.
    pub without_effort: Vec<usize>,
    /// Open items of a team that was given no capacity.
    pub without_team: Vec<usize>,
}

impl Desk {
    /// The best quarter with these weeks for each team (names without regard to case).
    pub fn quarter(&self, capacity: &BTreeMap<String, f64>, aim: Aim) -> Quarter {
        let teams: Vec<&String> = capacity.keys().collect();
        let team_of = |name: &str| teams.iter().position(|team| team.eq_ignore_ascii_case(name));
        let (mut looked_at, mut without_effort, mut without_team) = (vec![], vec![], vec![]);
        let mut items = Vec::new();
        let (weights, unit) = self.weights(aim);
        // Of every open item: a share of what could be planned alone would call any plan complete that
        // does all of one small team's items.
        let mut everybody: BTreeSet<u32> = BTreeSet::new();
        for (at, one) in self.meeting.items.iter().enumerate() {
            if !one.item.progress.is_ahead() {
                continue;
            }
            let helps = self.helped(at, aim);
            everybody.extend(&helps);
            if one.item.effort.is_empty() {
                without_effort.push(at);
                continue;
            }
            let mut cost = vec![0u64; teams.len()];
            let mut known = true;
            for (team, weeks) in &one.item.effort {
                // One team without a name is the only one there is.
                let lone = if team.is_empty() && teams.len() == 1 { Some(0) } else { None };
                match team_of(team).or(lone) {
                    Some(team) => cost[team] += (weeks * PARTS - 1e-9).ceil() as u64,
                    None => known = false,
                }
            }
            if !known {
                without_team.push(at);
                continue;
            }
            looked_at.push(at);
            items.push(Choice { cost, helps });
        }
        let parts = |weeks: f64| (weeks * PARTS).floor().max(0.0) as u64;
        let problem = Problem {
            capacity: capacity.values().map(|&weeks| parts(weeks)).collect(),
            weights,
            items,
        };
        let best = plan(&problem);
        let value = |weight: u64| weight as f64 / unit;
        let each = |&at: &usize| {
            let helps: BTreeSet<u32> = problem.items[at].helps.iter().copied().collect();
            helps.into_iter().map(|one| problem.weights[one as usize]).sum::<u64>()
        };
        let teams = teams.iter().enumerate().map(|(team, name)| {
            let mut more = problem.clone();
            more.capacity[team] += PARTS as u64;
            let better = plan(&more);
            let only = |one: &Plan, other: &Plan| -> Vec<usize> {
                let own = one.chosen.iter().filter(|at| !other.chosen.contains(at));
                own.map(|&at| looked_at[at]).collect()
            };
            let used: u64 = best.chosen.iter().map(|&at| problem.items[at].cost[team]).sum();
            let gains = better.value > best.value;
            TeamWeek {
                team: (*name).clone(),
                capacity: capacity.get(*name).copied().unwrap_or_default(),
                used: used as f64 / PARTS,
                more: value(better.value.saturating_sub(best.value)),
                added: if gains { only(&better, &best) } else { Vec::new() },
                dropped: if gains { only(&best, &better) } else { Vec::new() },
            }
        });
        let teams: Vec<TeamWeek> = teams.collect();
        Quarter {
            value: value(best.value),
            bound: value(best.bound),
            exact: best.bound == best.value || looked_at.len() <= EXACT,
            all: value(everybody.into_iter().map(|one| problem.weights[one as usize]).sum()),
            with_overlaps: value(best.chosen.iter().map(each).sum()),
            teams,
            chosen: best.chosen.iter().map(|&at| looked_at[at]).collect(),
            looked_at: looked_at.len(),
            without_effort,
            without_team,
        }
    }

    /// What each thing that can be helped weighs, and how many of that are one.
    fn weights(&self, aim: Aim) -> (Vec<u64>, f64) {
        match aim {
            Aim::Voices => {
                let people = self.person.iter().max().map_or(0, |&most| most as usize + 1);
                (vec![1; people], 1.0)
            }
            Aim::Revenue => {
                let accounts = (0..).map_while(|account| {
                    let is_one = (account as usize) < self.business.customers.len();
                    is_one.then(|| self.stakes.paid(account).unwrap_or(0.0))
                });
                (accounts.map(|paid| (paid * 100.0).round() as u64).collect(), 100.0)
            }
            Aim::Impact(kind) => {
                let of = self.meeting.ratings.iter().find(|one| one.kind == kind);
                let weight = |theme: &ThemeId| {
                    let lines = of.map_or(&[][..], |one| &one.lines);
                    let line = lines.iter().find(|line| line.theme == *theme);
                    (line.map_or(0.0, |line| -line.credit).max(0.0) * POINT).round() as u64
                };
                (self.themes.keys().map(weight).collect(), POINT)
            }
        }
    }

    /// What an item helps, places in the weights.
    fn helped(&self, at: usize, aim: Aim) -> Vec<u32> {
        let wanting = &self.items[at];
        match aim {
            Aim::Voices => wanting.people.clone(),
            Aim::Revenue => {
                let customers =
                    wanting.rows.iter().filter_map(|&row| self.joined.of_row.get(row as usize));
                let accounts = customers.flatten().filter_map(|&one| self.stakes.account(one));
                accounts.collect::<BTreeSet<u32>>().into_iter().collect()
            }
            Aim::Impact(_) => {
                let themes: Vec<&ThemeId> = self.themes.keys().collect();
                let own = self.meeting.items[at].answers();
                let places = own.into_iter().filter_map(|theme| themes.binary_search(&&theme).ok());
                places.map(|place| place as u32).collect()
            }
        }
    }

    /// The kind of rating that most records have; `None` where nothing is rated.
    pub fn main_rating(&self) -> Option<RatingKind> {
        // The first of equals.
        self.meeting.ratings.iter().rev().max_by_key(|one| one.rated).map(|one| one.kind)
    }

    /// The teams that open items name, by name.
    pub fn teams(&self) -> Vec<Arc<str>> {
        let open = self.meeting.items.iter().filter(|one| one.item.progress.is_ahead());
        let named = open.flat_map(|one| one.item.effort.keys().cloned());
        named.filter(|team| !team.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}
