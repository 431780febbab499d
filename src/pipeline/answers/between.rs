//! What is different between any two runs, by their reports alone.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::ThemeId;
use crate::report::View;
use crate::report::view::OpportunityView;

/// Two runs side by side.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BetweenAnswer {
    /// The earlier run.
    pub from: RunSide,
    /// The later run.
    pub to: RunSide,
    /// Themes that are ranked in either: what moved farthest first.
    pub themes: Vec<MovedAnswer>,
}

/// One of two runs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RunSide {
    /// Its id.
    pub run: String,
    /// The day it speaks for.
    pub today: String,
    /// Feedback in its corpus.
    pub feedback: u64,
    /// Customers heard.
    pub customers: u64,
    /// Themes it ranks.
    pub opportunities: u64,
}

/// One theme in both runs; null where it is not ranked.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MovedAnswer {
    /// The id it has today.
    pub theme: String,
    /// What it is called in the later run, else in the earlier one.
    pub title: String,
    /// `in`, `out`, `up`, `down` or `same`.
    pub direction: String,
    /// Rank in each.
    pub rank: [Option<u32>; 2],
    /// Score in each.
    pub score: [Option<f64>; 2],
    /// Customers who want it changed, in each.
    pub customers: [Option<u32>; 2],
    /// Pieces of feedback that want it changed, in each.
    pub wanting: [Option<u32>; 2],
    /// What it was doing, in each.
    pub status: [Option<String>; 2],
}

impl RunSide {
    fn of(view: &View) -> RunSide {
        RunSide {
            run: view.run.id.clone(),
            today: view.run.today.clone(),
            feedback: view.coverage.feedback,
            customers: view.coverage.customers,
            opportunities: view.opportunities.len() as u64,
        }
    }
}

impl BetweenAnswer {
    /// What is different between two reports. `living` gives the theme that carries an id today:
    /// what was two themes then and is one now is held against it by the better ranked of the two.
    /// Order: by how many ranks a theme moved (in and out farthest), then by rank, then by id.
    pub fn of(
        from: &View,
        to: &View,
        living: &dyn Fn(ThemeId) -> Option<ThemeId>,
    ) -> BetweenAnswer {
        let (then, now) = (by_theme(from, living), by_theme(to, living));
        let ids: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        let mut themes: Vec<MovedAnswer> = ids
            .into_iter()
            .map(|id| {
                let sides = [then.get(id).copied(), now.get(id).copied()];
                let rank = sides.map(|one| one.map(|one| one.rank));
                let titled = sides[1].or(sides[0]);
                MovedAnswer {
                    theme: id.clone(),
                    title: titled.map(|one| one.title.clone()).unwrap_or_default(),
                    direction: match rank {
                        [None, _] => "in",
                        [_, None] => "out",
                        [Some(then), Some(now)] if now < then => "up",
                        [Some(then), Some(now)] if now > then => "down",
                        _ => "same",
                    }
                    .to_owned(),
                    rank,
                    score: sides.map(|one| one.map(|one| one.score)),
                    customers: sides.map(|one| one.map(|one| one.customers)),
                    wanting: sides.map(|one| one.map(|one| one.evidence.wanting)),
                    status: sides.map(|one| one.map(|one| one.status.clone())),
                }
            })
            .collect();
        themes.sort_by_key(|one| {
            let moved = match one.rank {
                [Some(then), Some(now)] => then.abs_diff(now),
                _ => u32::MAX,
            };
            (std::cmp::Reverse(moved), one.rank[1].or(one.rank[0]), one.theme.clone())
        });
        BetweenAnswer { from: RunSide::of(from), to: RunSide::of(to), themes }
    }
}

fn by_theme<'v>(
    view: &'v View,
    living: &dyn Fn(ThemeId) -> Option<ThemeId>,
) -> BTreeMap<String, &'v OpportunityView> {
    let mut found: BTreeMap<String, &OpportunityView> = BTreeMap::new();
    // Best first, so that the better of two stays.
    for one in &view.opportunities {
        let today = one.theme.parse().ok().and_then(living);
        let id = today.map_or_else(|| one.theme.clone(), |theme| theme.to_string());
        found.entry(id).or_insert(one);
    }
    found
}
