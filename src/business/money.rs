//! What the customers behind a theme pay, and what their contacts cost.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Account, AtStake, Corpus, Cost, CostMatch, Feedback, Undone, winsorised};

/// Share of a sum that one account alone may hold before it is said.
const ONE_ACCOUNT: f64 = 0.5;

/// What every account pays, capped: an account with several people pays once.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Stakes {
    /// For each customer of the file the number of its account.
    account: Vec<u32>,
    /// For each account what it pays.
    paid: Vec<Option<f64>>,
    /// The most that counts.
    cap: f64,
}

impl Stakes {
    /// Of the customers of a file; several rows of one account pay what the one with the most says.
    pub fn of(customers: &[Account]) -> Stakes {
        let mut numbers: BTreeMap<Arc<str>, u32> = BTreeMap::new();
        let mut stakes = Stakes::default();
        for one in customers {
            let fresh = stakes.paid.len() as u32;
            let number = match &one.account {
                Some(account) => *numbers.entry(account.clone()).or_insert(fresh),
                None => fresh,
            };
            if number == fresh {
                stakes.paid.push(None);
            }
            let paid = &mut stakes.paid[number as usize];
            *paid = match (*paid, one.revenue) {
                (Some(a), Some(b)) => Some(a.max(b)),
                (a, b) => a.or(b),
            };
            stakes.account.push(number);
        }
        stakes.cap = winsorised(stakes.paid.iter().flatten().copied().collect());
        stakes
    }

    /// Whether any revenue is known.
    pub fn is_known(&self) -> bool {
        self.paid.iter().any(Option::is_some)
    }

    /// The most that one account counts with.
    pub fn cap(&self) -> f64 {
        self.cap
    }

    /// The number of a customer's account.
    pub fn account(&self, customer: u32) -> Option<u32> {
        self.account.get(customer as usize).copied()
    }

    /// What an account pays, capped.
    pub fn paid(&self, account: u32) -> Option<f64> {
        self.paid.get(account as usize).copied().flatten().map(|paid| paid.min(self.cap))
    }

    /// What is at stake behind customers (places in the file; repeats count once). `None` where
    /// nobody's revenue is known.
    pub fn behind(&self, customers: impl Iterator<Item = u32>) -> Option<AtStake> {
        let mut accounts: Vec<u32> = customers.filter_map(|one| self.account(one)).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let mut found = AtStake::default();
        let mut most: f64 = 0.0;
        for account in accounts {
            match self.paid[account as usize] {
                Some(paid) => {
                    found.accounts += 1;
                    found.revenue += paid.min(self.cap);
                    found.uncapped += paid;
                    most = most.max(paid);
                }
                None => found.unknown += 1,
            }
        }
        let share = if found.uncapped > 0.0 { most / found.uncapped } else { 0.0 };
        found.one_account = (share > ONE_ACCOUNT).then_some(share);
        (found.accounts > 0).then_some(found)
    }
}

/// What sales that were undone are worth, each capped.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Amounts {
    /// The most that one counts with: what 99 in 100 stay below.
    pub cap: f64,
}

impl Amounts {
    /// Of every amount there is, in any order.
    pub fn of(amounts: impl Iterator<Item = f64>) -> Amounts {
        Amounts { cap: winsorised(amounts.filter(|amount| amount.is_finite()).collect()) }
    }

    /// What is undone in some of the sales: of each the part that counts, 0 to 1, and its amount. `None`
    /// where there is no sale.
    pub fn undone(&self, sales: impl Iterator<Item = (f64, Option<f64>)>) -> Option<Undone> {
        let mut found = Undone::default();
        for (part, amount) in sales {
            found.sales += part;
            match amount {
                Some(amount) => found.amount += part * amount.min(self.cap),
                None => found.unknown += part,
            }
        }
        (found.sales > 0.0).then_some(found)
    }
}

/// What a record costs: by its segment `channel`, else by its source, else by its kind; `None` where the
/// file names none of them.
pub fn each_cost(costs: &[Cost], one: &Feedback) -> Option<f64> {
    line_of(costs, one).map(|at| costs[at].each)
}

/// The place of the cost of a record.
fn line_of(costs: &[Cost], one: &Feedback) -> Option<usize> {
    let of = |name: &str| costs.iter().position(|cost| cost.channel.eq_ignore_ascii_case(name));
    let channel = one.attribute("channel").find_map(of);
    channel.or_else(|| of(&one.source)).or_else(|| of(one.kind.name()))
}

/// How many records have a cost, and which costs are of no record.
pub fn cost_match(costs: &[Cost], corpus: &Corpus) -> CostMatch {
    let mut met = vec![false; costs.len()];
    let mut found = CostMatch { records: corpus.feedback().len() as u64, ..CostMatch::default() };
    for one in corpus.feedback() {
        match line_of(costs, one) {
            Some(at) => met[at] = true,
            None => found.without += 1,
        }
    }
    let idle = costs.iter().zip(met).filter(|(_, met)| !met);
    found.idle = idle.map(|(cost, _)| cost.channel.clone()).collect();
    found
}
