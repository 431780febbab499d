//! Whom customers name beside the company, and what they say of them.
//!
//! Takes an opened run and the names a company knows; gives the competitors by how many customers
//! speak of them, those who leave first. Only customers' own words are read.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{FeedbackId, ThemeId};
use crate::statements::rivals::{Rivals, Said};
use crate::text::fold;

use super::opened::{Opened, Quoted};

/// Customers from which a name that nobody listed is worth a line.
const FEWEST_UNLISTED: usize = 2;
/// Themes named beside a competitor.
const THEMES: usize = 3;

/// One competitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Competitor {
    /// Its name: as listed, or as most customers write it.
    pub name: String,
    /// Whether the settings list it.
    pub listed: bool,
    /// Different customers who name it.
    pub customers: u32,
    /// Different customers by what they say, in the order of [`Said::ALL`]; one may say several.
    pub said: [u32; 5],
    /// Records that name it, ascending id, with what each says.
    pub records: Vec<(FeedbackId, Said)>,
    /// Themes in which those who leave or find it better want a change, most customers first, ties by
    /// id.
    pub themes: Vec<(ThemeId, u32)>,
    /// A statement of it.
    pub quote: Option<Quoted>,
}

struct Heard {
    listed: bool,
    names: BTreeMap<String, u32>,
    customers: BTreeSet<u32>,
    said: [BTreeSet<u32>; 5],
    records: BTreeMap<u32, Said>,
    quote: Option<(Said, u32)>,
}

/// The competitors: customers who leave for them first, then those who find them better, then all who
/// name them; ties by name. Names nobody listed count from two customers on.
pub fn competitors(opened: &Opened, listed: &[String], company: &str) -> Vec<Competitor> {
    let rivals = Rivals::new(listed, company);
    let corpus = &opened.corpus;
    let authors = corpus.authors();
    let mut heard: BTreeMap<String, Heard> = BTreeMap::new();
    for (row, statement) in corpus.statements().iter().enumerate() {
        let feedback = corpus.feedback_of(statement);
        for rival in rivals.heard(corpus.text_of(statement), feedback.lang) {
            let one = heard.entry(fold(&rival.name)).or_insert_with(|| Heard {
                listed: rival.listed,
                names: BTreeMap::new(),
                customers: BTreeSet::new(),
                said: Default::default(),
                records: BTreeMap::new(),
                quote: None,
            });
            let author = authors[statement.row as usize];
            *one.names.entry(rival.name).or_default() += 1;
            one.customers.insert(author);
            one.said[place(rival.said)].insert(author);
            let record = one.records.entry(statement.row).or_insert(rival.said);
            if place(rival.said) < place(*record) {
                *record = rival.said;
            }
            let is_stronger = one.quote.is_none_or(|(said, _)| place(rival.said) < place(said));
            if is_stronger {
                one.quote = Some((rival.said, row as u32));
            }
        }
    }
    let mut found: Vec<Competitor> = (heard.into_values())
        .filter(|one| one.listed || one.customers.len() >= FEWEST_UNLISTED)
        .map(|one| told(opened, one))
        .collect();
    found.sort_by(|a, b| {
        let key = |one: &Competitor| {
            (!one.listed, std::cmp::Reverse((one.said[0], one.said[1], one.customers)))
        };
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    found
}

fn place(said: Said) -> usize {
    Said::ALL.iter().position(|one| *one == said).unwrap_or(Said::ALL.len() - 1)
}

fn told(opened: &Opened, one: Heard) -> Competitor {
    let corpus = &opened.corpus;
    let authors = corpus.authors();
    let mut themes: BTreeMap<ThemeId, BTreeSet<u32>> = BTreeMap::new();
    let losing = one.records.iter().filter(|(_, said)| matches!(said, Said::Leaves | Said::Better));
    for (&row, _) in losing {
        for at in corpus.statements_of(row) {
            if let Some(theme) = opened.theme_of(at)
                && corpus.statements()[at].stance.wants_change()
            {
                themes.entry(theme).or_default().insert(authors[row as usize]);
            }
        }
    }
    let mut themes: Vec<(ThemeId, u32)> =
        themes.into_iter().map(|(theme, who)| (theme, who.len() as u32)).collect();
    // Stable: equals stay in the order of their ids.
    themes.sort_by_key(|one| std::cmp::Reverse(one.1));
    themes.truncate(THEMES);
    let quote = one.quote.map(|(_, row)| opened.quoted(row as usize));
    // The spelling of most; the lesser of equals.
    let name = one.names.iter().rev().max_by_key(|(_, count)| **count);
    Competitor {
        name: name.map(|(name, _)| name.clone()).unwrap_or_default(),
        listed: one.listed,
        customers: one.customers.len() as u32,
        said: [0, 1, 2, 3, 4].map(|at: usize| one.said[at].len() as u32),
        records: one
            .records
            .into_iter()
            .map(|(row, said)| (corpus.feedback()[row as usize].id, said))
            .collect(),
        themes,
        quote,
    }
}
