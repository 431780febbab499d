//! What is heard of an item of the roadmap, and who wants it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Known, Wanting, people_of};
use crate::model::{Corpus, Item, ItemHeard, ThemeId};

/// Share of a theme's records that a search finds for its item to answer the theme.
const FINDS: f64 = 1.0 / 3.0;

/// What is heard of an item, and who wants it.
pub(super) fn heard(
    item: &Item,
    corpus: &Corpus,
    person: &[u32],
    themes: &BTreeMap<ThemeId, Wanting>,
    known: &Known<'_>,
) -> (ItemHeard, Wanting) {
    let resolved: Vec<(ThemeId, Option<ThemeId>)> =
        item.themes.iter().map(|&id| (id, (known.resolve)(id))).collect();
    let never = resolved
        .iter()
        .filter(|(id, today)| today.is_none() && !(known.ever)(*id))
        .map(|one| one.0)
        .collect();
    let today: BTreeSet<ThemeId> = resolved.iter().filter_map(|one| one.1).collect();
    let mut wanting = Wanting::default();
    for one in today.iter().filter_map(|theme| themes.get(theme)) {
        wanting.rows.extend(&one.rows);
        wanting.statements += one.statements;
        wanting.severities += one.severities;
        wanting.praise += one.praise;
    }
    let mut unreadable = Vec::new();
    let mut by_search: BTreeSet<u32> = BTreeSet::new();
    for query in &item.queries {
        match (known.find)(query) {
            Ok(ids) => {
                let known: BTreeSet<u32> = wanting.rows.iter().copied().collect();
                let rows = ids.iter().filter_map(|&id| corpus.row_of(id));
                let rows = rows.inspect(|&row| {
                    by_search.insert(row);
                });
                for row in rows.filter(|row| !known.contains(row)) {
                    let of_row = corpus.statements_of(row).map(|at| &corpus.statements()[at]);
                    let wants: Vec<u32> = of_row
                        .filter(|statement| statement.stance.wants_change())
                        .map(|statement| u32::from(statement.severity.min(3)))
                        .collect();
                    if !wants.is_empty() {
                        wanting.rows.push(row);
                        wanting.statements += wants.len() as u32;
                        wanting.severities += wants.iter().sum::<u32>();
                    }
                }
            }
            Err(why) => unreadable.push(format!("{query}: {why}")),
        }
    }
    wanting.rows.sort_unstable();
    wanting.rows.dedup();
    wanting.people = people_of(&wanting.rows, person);
    let finds = |one: &Wanting| {
        let hits = one.rows.iter().filter(|row| by_search.contains(*row)).count();
        hits > 0 && hits as f64 >= FINDS * one.rows.len() as f64
    };
    let answered = themes.iter().filter(|(theme, one)| !today.contains(*theme) && finds(one));
    let found: Vec<ThemeId> = answered.map(|(theme, _)| *theme).collect();
    let rank = |theme: &ThemeId| known.ranked.iter().position(|one| one == theme);
    let best = today.iter().chain(&found).filter_map(rank).min().map(|at| at as u32 + 1);
    let heard = ItemHeard {
        item: item.clone(),
        themes: resolved,
        never,
        found,
        unreadable,
        unmeasured: Vec::new(),
        best_rank: best,
        customers: wanting.people.len() as u32,
        records: wanting.rows.len() as u32,
        at_stake: None,
    };
    (heard, wanting)
}
