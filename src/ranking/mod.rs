//! Trends to ranked opportunities.
//!
//! Takes the whole corpus, the themes and their trends; gives the themes that somebody wants
//! changed, best argued first, each with its factors, evidence, quotes for and against, segments,
//! caveats and the interval of its rank. An opportunity is a theme with a subject and at least one
//! piece of feedback that complains or asks in it, and that nobody took out of the ranking.
//!
//! Every factor is on a scale of its own that knows nothing of the other themes: what is added to
//! or taken from the list never changes the score of the rest. A score is the sum of points printed
//! with two decimals, so that a reader's addition agrees. It never guesses a missing number: a
//! factor the data cannot speak to has no weight and says why.

mod bootstrap;
mod caveats;
mod clusters;
mod company;
mod credit;
mod factors;
mod impact;
mod means;
mod order;
mod quotes;
mod score;
mod segments;
mod settings;
pub mod strata;
mod tally;
mod words;
mod world;

pub use credit::on_ratings;
pub use factors::{IMPACT_TOP, MOMENTUM_FLOOR, MOMENTUM_TOP, REACH_TOP, VALUE_TOP};
pub use means::{mean, over_time};
pub use settings::Settings;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::{Corpus, Opportunity, Segments, Stance, Status, Theme, ThemeId, Themes, Trend};
use company::Company;
use score::{Item, Weights};
use tally::Tally;

/// Different customers from which a theme ranks among the first. What fewer want ranks below it: a
/// report does not name it (`least_authors`), and nobody reads a ranking whose first line is one
/// person's. A line between two groups and not a swap of the first two, so that taking a theme away
/// moves nobody else.
pub const FEWEST_TO_LEAD: u32 = 3;

/// Themes that are compared in the same segments: the first ones.
const COMPARED: usize = 10;

/// Ranks every theme that somebody wants changed.
///
/// Order: what at least [`FEWEST_TO_LEAD`] people want before what fewer do; then score, higher
/// first; then customers, more first; then theme id. `before` says at which rank a theme stood in
/// the last run (nothing where there was none, or where it ranked with other weights): two stand
/// the other way round than then only where their scores differ by more than what sorting the same
/// feedback into themes again does to them, so that a refit moves no rank for nothing. `trends` are
/// those of the same corpus and themes, ascending theme id; a theme without one has status
/// [`Status::Unknown`] and no momentum. `seed` decides the bootstrap worlds behind the rank
/// intervals and nothing else; the result does not depend on the number of threads. The intervals
/// hold both chances: other customers, and the same ones sorted another way.
///
/// Linear in statements, and for the intervals in `settings.bootstraps` × (authors + their places
/// in themes).
pub fn rank(
    corpus: &Corpus,
    themes: &Themes,
    trends: &[Trend],
    before: &BTreeMap<ThemeId, u32>,
    settings: &Settings,
    seed: u64,
) -> Vec<Opportunity> {
    let company = Company::of(corpus, trends.first());
    let weights = Weights::from(settings);
    let items: Vec<Item> = themes
        .themes
        .par_iter()
        .filter(|theme| !theme.general && themes.muted.binary_search(&theme.id).is_err())
        .filter_map(|theme| {
            let mut tally = Tally::of(corpus, &company, theme);
            let statement = |row: u32| &corpus.statements()[row as usize];
            let praise =
                themes.against(theme.id).filter(|&row| statement(row).stance == Stance::Praise);
            tally.evidence.praise_elsewhere = praise.count() as u32;
            (tally.evidence.wanting > 0).then(|| {
                let trend = trends
                    .binary_search_by_key(&theme.id, |trend| trend.theme)
                    .ok()
                    .map(|at| &trends[at]);
                Item::new(theme, trend, tally, &company, &weights)
            })
        })
        .collect();
    let items = order::settle(items, before);
    let spread = bootstrap::ranks(corpus, &company, &items, &weights, settings.bootstraps, seed);
    let segments = Segments::of(corpus, &settings.segments);
    let table = segments::Table::of(corpus, &segments, !settings.segments.is_empty());
    let columns = table.columns();
    items
        .into_par_iter()
        .zip(spread)
        .enumerate()
        .map(|(place, (item, spread))| {
            let theme: &Theme = item.theme;
            let rank = place as u32 + 1;
            // The observed order is one of the plausible ones, whatever the worlds say.
            let rank_interval = (spread.best.min(rank), spread.worst.max(rank));
            let wanting = &item.tally.wanting_rows;
            Opportunity {
                rank,
                rank_interval,
                top_five: spread.top_five.unwrap_or(if rank <= 5 { 1.0 } else { 0.0 }),
                theme: theme.id,
                area: theme.area,
                score: item.cents() as f64 / 100.0,
                status: item.trend.map_or(Status::Unknown, |trend| trend.status),
                segments: table.shares(wanting),
                across: table.across(if place < COMPARED { &columns } else { &[] }, wanting),
                quotes: quotes::quotes(corpus, themes, &company, theme),
                counter_quotes: quotes::counter_quotes(corpus, themes, &company, theme),
                caveats: caveats::caveats(&item, &company, settings, rank_interval),
                factors: item.factors,
                impact: item.impact,
                evidence: item.tally.evidence,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
