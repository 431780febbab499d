//! Ratings and what is at stake over time.

use std::collections::BTreeMap;

use crate::business::Amounts;
use crate::model::{Calendar, Kind, OverTime, StakeOverTime, ThemeId};
use crate::ranking;

use super::stakes::{contacts, parts, undone};
use super::{Desk, people_of, wants_of};

impl Desk {
    /// Ratings and what is at stake by week, month or quarter, from the first dated record of what is
    /// asked about (the whole company, or one theme) to the last day that was heard of; `None` where there
    /// is no such record.
    ///
    /// Who complained or asked in several periods is a customer of each. In a theme contacts and sales of
    /// several themes count in part; over the whole company each counts once, and a sale whatever the
    /// stance of its reason.
    pub fn over_time(&self, by: Calendar, theme: Option<ThemeId>) -> Option<OverTime> {
        let until = self.as_of?;
        let corpus = &self.corpus;
        let day = |row: u32| corpus.feedback()[row as usize].day();
        let all = 0..corpus.feedback().len() as u32;
        let said: Vec<u32> = match theme {
            Some(theme) => {
                let is_said = |&row: &u32| {
                    corpus.statements_of(row).any(|at| self.places.get(at) == Some(&Some(theme)))
                };
                all.clone().filter(is_said).collect()
            }
            None => all.clone().collect(),
        };
        let first = said.iter().filter_map(|&row| day(row)).min().filter(|day| *day <= until)?;
        let periods = by.between(first, until);
        let wanting = match theme {
            Some(theme) => self.themes.get(&theme).map(|one| one.rows.clone()).unwrap_or_default(),
            None => all.clone().filter(|&row| wants_of(corpus, row).next().is_some()).collect(),
        };
        // What comes after the last day that was heard of is dated wrongly.
        let place = |row: u32| {
            let day = day(row).filter(|day| (first..=until).contains(day))?;
            Some(periods.partition_point(|period| period.1 < day))
        };
        let parted = |rows: &mut dyn Iterator<Item = u32>| {
            let mut found: Vec<Vec<u32>> = vec![Vec::new(); periods.len()];
            rows.for_each(|row| {
                if let Some(at) = place(row) {
                    found[at].push(row);
                }
            });
            found
        };
        let heard = parted(&mut all.clone());
        let mut sold = all.filter(|&row| corpus.feedback()[row as usize].kind == Kind::Sale);
        let sold = match theme {
            Some(_) => parted(&mut wanting.iter().copied()),
            None => parted(&mut sold),
        };
        let wanting = parted(&mut wanting.into_iter());
        let shares = if theme.is_some() { parts(&self.themes) } else { BTreeMap::new() };
        let stakes = (0..periods.len()).map(|at| {
            (!heard[at].is_empty()).then(|| self.stake(&wanting[at], &sold[at], &shares))
        });
        let dated = said.iter().copied().filter(|&row| place(row).is_some());
        Some(OverTime {
            by,
            theme,
            ratings: ranking::over_time(corpus, dated, &periods),
            stakes: stakes.collect(),
            periods,
            until,
        })
    }

    /// What is at stake in one period: `rows` are records with a complaint or a request, `sold` those of
    /// which the sales count, `parts` in how many themes each wants a change.
    fn stake(&self, rows: &[u32], sold: &[u32], parts: &BTreeMap<u32, u32>) -> StakeOverTime {
        let of_file = |row: &u32| self.joined.of_row.get(*row as usize).copied().flatten();
        // Costs that no record has make no sum of nothing.
        let known = self.meeting.costs.as_ref().is_some_and(|one| one.without < one.records);
        let costs = if known { &self.business.costs[..] } else { &[] };
        let sales = self.meeting.sales_cap.map(|cap| Amounts { cap });
        StakeOverTime {
            customers: people_of(rows, &self.person).len() as u32,
            at_stake: self.stakes.behind(rows.iter().filter_map(of_file)),
            contacts: contacts(&self.corpus, costs, rows, parts),
            undone: sales.and_then(|sales| sales.undone(undone(&self.corpus, sold, parts))),
        }
    }
}
