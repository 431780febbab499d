//! Why to be careful with an opportunity.
//!
//! Takes a measured item, gives the reasons a fair reader would raise, in the order of
//! [`Caveat`]'s variants.

use super::company::Company;
use super::score::Item;
use super::settings::Settings;
use crate::model::{Caveat, Status};

/// Above this share of undated feedback a trend speaks for a minority of what it seems to.
const UNDATED: f64 = 0.25;

/// Above this share the five loudest customers are more than half of what is heard …
const CONCENTRATED: f64 = 0.5;

/// … which means something only where five are far from everybody: with fewer records it is
/// arithmetic.
const CONCENTRATED_FROM: u32 = 20;

/// From this share of copies on, the number of records says something else than the number of
/// messages …
const COPIED: f64 = 0.1;

/// … when there are so many of them that it is not a customer who pressed the button twice.
const COPIED_FROM: u32 = 5;

/// An interval that spans this many ranks or more does not tell a first from a tenth.
const WIDE: u32 = 9;

/// Below this cohesion members are less alike than in the average theme; measured on eight labelled
/// sets, cohesion goes with purity, has mean 0.45, and below 0.35 there is no subject at all.
const LOOSE: f32 = 0.45;

/// The caveats of one item.
pub(super) fn caveats(
    item: &Item,
    company: &Company,
    settings: &Settings,
    rank_interval: (u32, u32),
) -> Vec<Caveat> {
    let evidence = &item.tally.evidence;
    let mut found = Vec::new();
    if evidence.customers() < settings.few_authors {
        found.push(Caveat::FewAuthors(evidence.customers()));
    }
    if let [(source, _)] = &evidence.sources[..]
        && company.sources > 1
    {
        found.push(Caveat::OneSource(source.clone()));
    }
    let unknown = item.trend.is_none_or(|trend| trend.status == Status::Unknown);
    if unknown && company.history > 0 {
        found.push(Caveat::ShortHistory(company.history));
    }
    let undated = f64::from(item.tally.undated) / f64::from(evidence.wanting.max(1));
    if undated > UNDATED {
        found.push(Caveat::Undated(undated));
    }
    if item.tally.rated.is_none() {
        found.push(Caveat::Unrated);
    }
    let loudest = item.tally.loudest_five();
    if evidence.wanting >= CONCENTRATED_FROM && loudest > CONCENTRATED {
        found.push(Caveat::Concentrated(loudest));
    }
    let copies = evidence.wanting.saturating_sub(evidence.voices);
    if copies >= COPIED_FROM && f64::from(copies) >= COPIED * f64::from(evidence.wanting) {
        found.push(Caveat::Copies(copies));
    }
    if evidence.voters > 0 {
        found.push(Caveat::Votes(evidence.voters));
    }
    let (best, worst) = rank_interval;
    if worst - best >= WIDE {
        found.push(Caveat::WideRank(best, worst));
    }
    if item.theme.cohesion < LOOSE {
        found.push(Caveat::LooseTheme(f64::from(item.theme.cohesion)));
    }
    found
}
