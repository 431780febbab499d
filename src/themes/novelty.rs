//! New pains, the first night they are heard.
//!
//! Takes a night's statements with their vectors, opens themes in the memory for what fits
//! nowhere. Strangers are grouped; a group is a new theme when it is large enough, holds together
//! and is heard far more often tonight than in all the past the memory holds: without that last
//! gate every thin corner of an old theme is announced as news. A fifth of the classes hidden on the
//! first night, three draws each: precision .97/.99/.95 and recall .83/.69/.62 on banking77,
//! clinc150 and hwu64; 2.3/2.0/5.7 themes opened when nothing was new. Those figures are from before
//! the test against chance was added.

use std::collections::BTreeMap;

use crate::model::{
    AreaId, Corpus, Day, Label, Lineage, LineageEvent, Memory, Theme, ThemeId, Vectors, cosine, dot,
};

use super::Settings;
use super::assign::Assigner;
use super::communities::{Graph, leiden};
use super::fit::name_new;
use super::general::is_general;
use super::group::{centres_of, neighbours_for, quantile};
use super::label::Named;
use super::neighbours::nearest;
use super::sample::sample;

/// Statements a new theme needs.
const LEAST: usize = 8;

/// Mean cosine of its statements to their centre.
const COHESION: f32 = 0.45;

/// It is heard this many times more often tonight than before.
const GROWTH: f64 = 4.0;

/// Chance of hearing it as often tonight if nothing had changed, at most. A few statements that
/// happen to resemble one another are four times their share easily; one night weighs some dozen
/// groups, so that one false theme comes in hundreds of nights.
const CHANCE: f64 = 1e-4;

/// Resolutions tried, as shares of the settings'.
const LOWERED: [f64; 3] = [1.0, 0.4, 0.15];

/// Resolution at which strangers are grouped first (RECIPE section 8, step 11).
const RESOLUTION: f64 = 3.0;

/// Texts of the past a new theme's name is held against.
const BACKGROUND: usize = 5_000;

/// A theme opened tonight.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The new theme.
    pub theme: ThemeId,
    /// Rows of the statements it was founded on, ascending.
    pub founders: Vec<u32>,
    /// The old theme nearest to it.
    pub nearest: Option<ThemeId>,
    /// Cosine between the two centres.
    pub similarity: f32,
}

/// Opens themes for what fits nowhere, largest first.
///
/// `rows` are statements of the corpus: all of tonight's new ones, and known ones worth a second
/// look (see [`known`](super::known)); `vectors` has one row for each. Founders join the memory's
/// sample, so that assigning them afterwards gives the new theme. A memory without themes, or a
/// night without strangers, opens nothing. Places already remembered are not touched.
pub fn open(
    memory: &mut Memory,
    corpus: &Corpus,
    rows: &[u32],
    vectors: &Vectors,
    today: Day,
    settings: &Settings,
) -> Vec<Opened> {
    if memory.themes.is_empty() {
        return Vec::new();
    }
    let assigner = Assigner::new(memory);
    let closeness = assigner.closeness(vectors);
    let strangers: Vec<u32> = (0..rows.len() as u32)
        .filter(|&at| {
            !vectors.is_zero(at as usize) && closeness[at as usize] < memory.stranger_below
        })
        .collect();
    if strangers.len() < LEAST {
        return Vec::new();
    }
    let groups = candidates(memory, vectors, &strangers, settings);
    if groups.is_empty() {
        return Vec::new();
    }
    // Drawn once for all of tonight's themes: it looks at every text of the corpus.
    let past = Settings { fit_sample: BACKGROUND, ..settings.clone() };
    let past = sample(corpus, &past).rows;
    let groups: Vec<Vec<u32>> = groups
        .into_iter()
        .map(|mut founders| {
            founders.sort_unstable_by_key(|&at| rows[at as usize]);
            founders
        })
        .collect();
    let labels = names(memory, corpus, rows, &groups, &past);
    let mut opened = Vec::new();
    for (founders, label) in groups.iter().zip(labels) {
        opened.push(found(memory, rows, vectors, founders, today, label));
    }
    opened
}

/// Groups of strangers (places in `vectors`) that are a theme of their own, largest first.
///
/// Few strangers fall into crumbs at the usual resolution; it is lowered until a theme is found.
fn candidates(
    memory: &Memory,
    vectors: &Vectors,
    strangers: &[u32],
    settings: &Settings,
) -> Vec<Vec<u32>> {
    let alone = vectors.select(strangers);
    let graph = Graph::from_neighbours(&nearest(&alone, neighbours_for(strangers.len())));
    for lowered in LOWERED {
        let of = leiden(&graph, RESOLUTION * lowered, settings.seed, 2);
        let count = of.iter().max().map_or(0, |&most| most as usize + 1);
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (&stranger, &group) in strangers.iter().zip(&of) {
            groups[group as usize].push(stranger);
        }
        let least = LEAST.max(settings.min_theme);
        groups.retain(|group| group.len() >= least && grows(memory, vectors, group));
        groups.sort_by_key(|group| (std::cmp::Reverse(group.len()), group[0]));
        if !groups.is_empty() {
            return groups;
        }
    }
    Vec::new()
}

/// Whether a group holds together and is heard far more often tonight than before.
fn grows(memory: &Memory, vectors: &Vectors, group: &[u32]) -> bool {
    let own = vectors.select(group);
    let centre = centres_of(&own, &vec![0; group.len()], 1);
    let centre = centre.row(0);
    let near: Vec<f32> = (0..own.len()).map(|at| cosine(dot(own.row(at), centre))).collect();
    let cohesion = near.iter().map(|&near| f64::from(near)).sum::<f64>() / near.len() as f64;
    if cohesion < f64::from(COHESION) {
        return false;
    }
    let radius = quantile(&near, 0.5);
    let within = |vectors: &Vectors| {
        (0..vectors.len()).filter(|&at| cosine(dot(vectors.row(at), centre)) >= radius).count()
    };
    let tonight = within(vectors);
    let before = (within(&memory.sample) + 1) as f64 / memory.sample.len().max(1) as f64;
    let expected = before * vectors.len() as f64;
    tonight as f64 >= GROWTH * expected && chance_of(tonight, expected) <= CHANCE
}

/// Chance of `count` or more where `expected` are expected (the upper tail of Poisson's
/// distribution), 0 to 1. Summed from the lower end: exact enough down to 1e-12.
fn chance_of(count: usize, expected: f64) -> f64 {
    let mut term = libm::exp(-expected);
    let mut below = 0.0;
    for at in 0..count {
        below += term;
        term *= expected / (at + 1) as f64;
    }
    (1.0 - below).clamp(0.0, 1.0)
}

/// The names of the groups (places in `rows`), held against one another and against the texts of
/// the rows in `past`.
fn names(
    memory: &Memory,
    corpus: &Corpus,
    rows: &[u32],
    groups: &[Vec<u32>],
    past: &[u32],
) -> Vec<(Label, Named)> {
    let mut of: BTreeMap<u32, Option<u32>> = past.iter().map(|&row| (row, None)).collect();
    for (group, founders) in groups.iter().enumerate() {
        of.extend(founders.iter().map(|&at| (rows[at as usize], Some(group as u32))));
    }
    let (texts, of): (Vec<u32>, Vec<Option<u32>>) = of.into_iter().unzip();
    let ids: Vec<ThemeId> =
        (0..groups.len() as u32).map(|group| ThemeId(memory.next_theme + group)).collect();
    name_new(corpus, &texts, &of, &ids, memory)
}

/// Adds the theme to the memory.
fn found(
    memory: &mut Memory,
    rows: &[u32],
    vectors: &Vectors,
    founders: &[u32],
    today: Day,
    (label, named): (Label, Named),
) -> Opened {
    let own = vectors.select(founders);
    let centres = centres_of(&own, &vec![0; own.len()], 1);
    let centre = centres.row(0).to_vec();
    let sum: f64 = (0..own.len()).map(|at| f64::from(cosine(dot(own.row(at), &centre)))).sum();
    let cohesion = (sum / own.len() as f64) as f32;
    let mut nearest: Option<(i32, ThemeId, AreaId)> = None;
    for theme in &memory.themes {
        let product = dot(&theme.centre, &centre);
        if nearest.is_none_or(|(most, ..)| product > most) {
            nearest = Some((product, theme.id, theme.area));
        }
    }
    let id = ThemeId(memory.next_theme);
    memory.next_theme += 1;
    let founding: Vec<u32> = founders.iter().map(|&at| rows[at as usize]).collect();
    // The area of the nearest theme, until a refit draws the areas anew.
    let area = nearest.map_or(AreaId(0), |(.., area)| area);
    if let Some(area) = memory.areas.iter_mut().find(|one| one.id == area) {
        area.themes.push(id);
    }
    memory.themes.push(Theme {
        id,
        area,
        label,
        born: today,
        lineage: Lineage::New,
        cohesion,
        general: is_general(cohesion, &named),
        centre,
        members: Vec::new(),
        exemplars: Vec::new(),
    });
    for at in 0..own.len() {
        let row = own.row(at);
        // A vector the sample already holds keeps its theme: one vector, one theme.
        let known = (0..memory.sample.len()).any(|held| memory.sample.row(held) == row);
        if !known {
            memory.sample.push(row);
            memory.sample_themes.push(id);
        }
    }
    memory.ledger.push(LineageEvent { day: today, theme: id, event: "born", other: None });
    Opened {
        theme: id,
        founders: founding,
        nearest: nearest.map(|(_, id, _)| id),
        similarity: nearest.map_or(0.0, |(product, ..)| cosine(product).clamp(-1.0, 1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_of_poisson() {
        // Abramowitz & Stegun, table 26.7: P(X >= 4 | 1) and P(X >= 3 | 0.5).
        assert!((chance_of(4, 1.0) - 0.018_988).abs() < 1e-6);
        assert!((chance_of(3, 0.5) - 0.014_388).abs() < 1e-6);
        assert_eq!(chance_of(0, 5.0), 1.0);
    }
}
