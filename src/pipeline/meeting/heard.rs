//! What is heard of an item of the roadmap, and who wants it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Known, Wanting, people_of};
use crate::index::Words;
use crate::model::{Corpus, Item, ItemHeard, ThemeId};
use crate::text::Analyser;

/// One in so many of a theme's complaints and requests has to say what the searches of an item ask for,
/// for the item to answer the theme. Of a record that is found, often another sentence is of the theme.
const FINDS: u32 = 2;

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
    let mut said: BTreeSet<usize> = BTreeSet::new();
    let mut analyser = Analyser::new();
    for query in &item.queries {
        match (known.find)(query) {
            Ok(ids) => {
                let known: BTreeSet<u32> = wanting.rows.iter().copied().collect();
                let rows: Vec<u32> = ids.iter().filter_map(|&id| corpus.row_of(id)).collect();
                let words = Words::new(query).ok();
                for &row in &rows {
                    said.extend(saying(corpus, row, words.as_ref(), &mut analyser));
                }
                for row in rows.into_iter().filter(|row| !known.contains(row)) {
                    let wants: Vec<u32> = wants_of(corpus, row)
                        .map(|at| u32::from(corpus.statements()[at].severity.min(3)))
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
    let mut hits: BTreeMap<ThemeId, u32> = BTreeMap::new();
    for at in said.into_iter().filter(|&at| corpus.statements()[at].stance.wants_change()) {
        if let Some(theme) = (known.theme_of)(at) {
            *hits.entry(theme).or_default() += 1;
        }
    }
    let finds = |theme: &ThemeId, one: &Wanting| {
        hits.get(theme).is_some_and(|hits| FINDS * hits >= one.statements)
    };
    let answered =
        themes.iter().filter(|(theme, one)| !today.contains(*theme) && finds(theme, one));
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
        ahead: false,
    };
    (heard, wanting)
}

/// The complaints and requests of a record, in a theme or in none: what counts of one that a search finds.
pub(in crate::pipeline) fn wants_of(corpus: &Corpus, row: u32) -> impl Iterator<Item = usize> {
    let wants = |at: &usize| corpus.statements()[*at].stance.wants_change();
    corpus.statements_of(row).filter(wants)
}

/// The statements of a record that say a query; all of them where no single one does.
fn saying(corpus: &Corpus, row: u32, words: Option<&Words>, analyser: &mut Analyser) -> Vec<usize> {
    let lang = corpus.feedback()[row as usize].lang;
    let mut says = |at: &usize| {
        let text = corpus.text_of(&corpus.statements()[*at]);
        words.is_some_and(|words| words.said(analyser, text, lang))
    };
    let saying: Vec<usize> = corpus.statements_of(row).filter(|at| says(at)).collect();
    if saying.is_empty() { corpus.statements_of(row).collect() } else { saying }
}
