//! Groups of statements that speak of the same thing.
//!
//! Takes the vectors of the sample, gives a group for each row that has company. Exact nearest
//! neighbours, communities in the graph of them, small ones given to the nearest centre, areas
//! over the rest. Where nothing else is said, a constant is RECIPE section 8's, measured on six
//! labelled sets.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use crate::model::{KnownPain, ThemeId, Vectors, cosine, dot};

use super::Settings;
use super::assign::{Assigner, LOOSE_SHARE, row_hash};
use super::communities::{Graph, leiden, resolution_for};
use super::consensus::consensus;
use super::hierarchy;
use super::neighbours::{Neighbours, nearest, nearest_among};
use super::revision::revised;
use super::seeded::{Around, Seeded, Seeds, seeded};
use super::stability::{Shares, resolution_for_size};

/// Neighbours in the graph (10 and 15 are alike within noise).
const NEIGHBOURS: usize = 10;

/// Rounds of the community search; more gain nothing that repeats.
const ITERATIONS: usize = 2;

/// Fewer rows than this repeat by accident; they are grouped once, at the usual resolution.
const ENOUGH: usize = 500;

/// RECIPE section 8's resolution.
const USUAL: f64 = 3.0;

/// Resolution of the areas over the graph of themes. Against labels as wide as areas .4 is better
/// than .5 on every set: ARI .372 instead of .341 of an assistant's ten domains, .708 instead of
/// .607 of four kinds of goods, .317 instead of .134 of financial products, .272 instead of .210
/// of complaints about airlines. With .3 the first two gain more and the third falls (.224), from .7
/// on areas are hardly wider than themes (`benches/quality`, "Areas").
const AREAS: f64 = 0.4;

/// A statement less near to the sample than this share of the sample itself is a stranger.
const STRANGERS: f64 = 0.15;

/// A finding must put this share of the texts into groups of sufficient size, else it is sought
/// again at half the resolution: on a few dozen texts the usual one gives crumbs only.
const GROUPED: f64 = 0.5;

/// What so many say in the same words is never taken for a stray.
const SAID_BY: u32 = 3;

/// In a corpus of few statements a theme needs fewer: one in so many, and at least three, so that
/// two dozen answers are sorted as two thousand are.
const FEW: u64 = 40;

/// See [`FEW`].
const FEWEST: u64 = 3;

/// Statements a theme has at least, among `heard`.
pub(super) fn least_of(min_theme: usize, heard: u64) -> u64 {
    (heard / FEW).clamp(FEWEST, (min_theme as u64).max(FEWEST)).min(min_theme.max(1) as u64)
}

/// The lowest resolution tried before a small sample is taken as one group.
const LOWEST: f64 = 0.25;

/// Groups of a sample, the largest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    /// Rows of the given vectors that are in a group, ascending, no two of them the same vector.
    pub rows: Vec<u32>,
    /// The group of each.
    pub of: Vec<u32>,
    /// Number of groups.
    pub count: usize,
    /// Rows in each.
    pub sizes: Vec<u32>,
    /// The area of each group, numbered from 0 by first group.
    pub area: Vec<u32>,
    /// The centre of each: the mean of its rows, of unit length.
    pub centres: Vectors,
    /// Mean cosine of each group's rows to its centre.
    pub cohesion: Vec<f32>,
    /// The closeness below which a statement is a stranger.
    pub stranger_below: f32,
    similarity: Vec<f32>,
}

impl Groups {
    /// These groups and then others: their numbers, and those of their areas, follow.
    pub(super) fn joined(mut self, others: Groups) -> Groups {
        let (count, areas) =
            (self.count as u32, self.area.iter().max().map_or(0, |&most| most + 1));
        self.rows.extend(others.rows);
        self.of.extend(others.of.iter().map(|&group| group + count));
        self.count += others.count;
        self.sizes.extend(others.sizes);
        self.area.extend(others.area.iter().map(|&area| area + areas));
        for row in 0..others.centres.len() {
            self.centres.push(others.centres.row(row));
        }
        self.cohesion.extend(others.cohesion);
        self.similarity.extend(others.similarity);
        self
    }

    /// Places in `rows` of the few nearest their group's centre, nearest first; ties by place.
    pub(super) fn nearest_to_centre(&self, group: u32, few: usize) -> Vec<usize> {
        let mut places: Vec<usize> =
            (0..self.of.len()).filter(|&at| self.of[at] == group).collect();
        places.sort_by(|&a, &b| self.similarity[b].total_cmp(&self.similarity[a]));
        places.truncate(few);
        places
    }
}

/// What is grouped; all lists have a place for each row.
pub(super) struct Texts<'a> {
    /// Their vectors.
    pub vectors: &'a Vectors,
    /// What they say; none: the vectors decide alone.
    pub texts: &'a [&'a str],
    /// How many statements stand behind each: a group is large enough by its statements.
    pub copies: &'a [u32],
    /// The theme each was in before; none at all on a first night.
    pub past: &'a [Option<ThemeId>],
}

/// What is looked at: each different vector once, with its neighbours and the graph of them.
struct Looked {
    rows: Vec<u32>,
    copies: Vec<u32>,
    all: Vectors,
    wanted: usize,
    lists: Neighbours,
    graph: Graph,
    /// Statements a group has at least.
    least: u64,
}

impl Looked {
    /// `None` where there are fewer statements than a group needs.
    fn at(drawn: &Texts<'_>, settings: &Settings) -> Option<Looked> {
        let vectors = drawn.vectors;
        let (rows, copies) = distinct(vectors, drawn.copies);
        let all = vectors.select(&rows);
        let heard = copies.iter().map(|&one| u64::from(one)).sum::<u64>();
        let least = least_of(settings.min_theme, heard);
        if heard < least {
            return None;
        }
        let wanted = neighbours_for(rows.len());
        // More than wanted, so that enough are left when a share of the rows is missing.
        let lists = nearest(&all, (wanted * 8 / 5).min(rows.len().saturating_sub(1)).max(1));
        let everything: Vec<u32> = (0..rows.len() as u32).collect();
        let graph = Graph::from_neighbours(&lists.restricted(&everything, wanted));
        Some(Looked { rows, copies, all, wanted, lists, graph, least })
    }

    /// The lists cut to the neighbours that are in the graph.
    fn near(&self) -> Neighbours {
        let everything: Vec<u32> = (0..self.rows.len() as u32).collect();
        self.lists.restricted(&everything, self.wanted)
    }

    /// The same without the rows that belong in no group, unless none would be left of one.
    fn without(self, belongs: &[bool], of: Vec<u32>) -> (Looked, Vec<u32>) {
        let alive: BTreeSet<u32> =
            of.iter().zip(belongs).filter(|&(_, &own)| own).map(|(&group, _)| group).collect();
        let kept: Vec<u32> = (0..of.len() as u32)
            .filter(|&at| belongs[at as usize] || !alive.contains(&of[at as usize]))
            .collect();
        let pick =
            |from: &[u32]| -> Vec<u32> { kept.iter().map(|&at| from[at as usize]).collect() };
        let (rows, copies, left) = (pick(&self.rows), pick(&self.copies), pick(&of));
        let all = self.all.select(&kept);
        (Looked { rows, copies, all, ..self }, left)
    }

    /// The groups with all that is known of them, the largest first; `areas` has the area of each
    /// group of `of`. What lies alone is left out: remembered, it would make every later stray look
    /// at home. Gives the number each group had in `of` too.
    fn grouped(self, of: Vec<u32>, areas: &[u32]) -> (Groups, Vec<u32>) {
        let Looked { mut rows, all, copies, .. } = self;
        let before = of;
        let mut of = by_size(&before);
        let count = of.iter().max().map_or(0, |&most| most as usize + 1);
        let mut from = vec![0u32; count];
        before.iter().zip(&of).for_each(|(&before, &now)| from[now as usize] = before);
        let area = by_first(&from.iter().map(|&before| areas[before as usize]).collect::<Vec<_>>());

        let ids: Vec<ThemeId> = (0..count as u32).map(ThemeId).collect();
        let centres = centres_of(&all, &of, count);
        let closeness = Assigner::from_parts(ids, centres, &all, &of, 0.0).closeness(&all);
        let stranger_below = quantile(&closeness, STRANGERS);
        // What several say in the same words is not alone, however far it is from all else.
        let near: Vec<bool> = (closeness.iter().zip(&copies))
            .map(|(&close, &copies)| close >= stranger_below * LOOSE_SHARE || copies >= SAID_BY)
            .collect();
        let alive: BTreeSet<u32> =
            of.iter().zip(&near).filter(|&(_, &near)| near).map(|(&group, _)| group).collect();
        let stays = |at: usize| near[at] || !alive.contains(&of[at]);
        let kept: Vec<u32> = (0..rows.len()).filter(|&at| stays(at)).map(|at| at as u32).collect();
        rows = kept.iter().map(|&at| rows[at as usize]).collect();
        of = kept.iter().map(|&at| of[at as usize]).collect();
        let all = all.select(&kept);

        let centres = centres_of(&all, &of, count);
        let similarity: Vec<f32> = (0..all.len())
            .map(|at| cosine(dot(all.row(at), centres.row(of[at] as usize))))
            .collect();
        let mut sizes = vec![0u32; count];
        let mut sums = vec![0f64; count];
        for (at, &group) in of.iter().enumerate() {
            sizes[group as usize] += 1;
            sums[group as usize] += f64::from(similarity[at]);
        }
        let cohesion = sums
            .iter()
            .zip(&sizes)
            .map(|(&sum, &size)| (sum / f64::from(size.max(1))).clamp(0.0, 1.0) as f32)
            .collect();
        let groups =
            Groups { rows, of, count, sizes, area, centres, cohesion, stranger_below, similarity };
        (groups, from)
    }
}

/// Groups the rows by what they speak of. `statements` is the size of the corpus they were drawn
/// from: a large one is cut finer. Rows that are zero, or far from everything, are in none. Who says
/// how fine the groups shall be gets them so, and who asks for them afresh too: then the past does
/// not hold them together.
pub(super) fn group(drawn: &Texts<'_>, statements: usize, settings: &Settings) -> Groups {
    let texts = drawn.texts;
    let Some(looked) = Looked::at(drawn, settings) else {
        return Groups { centres: Vectors::new(drawn.vectors.width()), ..Groups::default() };
    };
    let Looked { rows, copies, all, wanted, lists, graph, least } = &looked;
    let heeded = settings.resolution.is_none() && !settings.afresh;
    let past = |&row: &u32| {
        let theme = drawn.past.get(row as usize).copied().flatten();
        theme.filter(|_| heeded).map(|theme| theme.0)
    };
    let past: Vec<Option<u32>> = rows.iter().map(past).collect();
    let around = Neighbourhood { graph, lists, wanted: *wanted, past: &past };
    let mut of = communities(&around, copies, statements, *least, settings);
    drop_small(&mut of, all, copies, *least);
    of = by_size(&of);
    // Areas are of the groups as the graph has them: revised ones hang together by their stragglers.
    let areas = hierarchy::areas(graph, &of, AREAS, settings.seed);
    if !texts.is_empty() {
        let own: Vec<&str> = rows.iter().map(|&row| texts[row as usize]).collect();
        let mut revised = revised(&of, areas.len(), all, &looked.near(), &own);
        drop_small(&mut revised, all, copies, *least);
        of = revised;
    }
    looked.grouped(of, &areas).0
}

/// Groups the rows by what is wrong, with known pains to begin with: `chances` has `pains` for each
/// row of `drawn`, and `settled` says which of the earlier themes no catalogue knew. Gives the groups
/// and the known pain of each, where it is of one.
pub(super) fn group_seeded(
    drawn: &Texts<'_>,
    chances: &[f32],
    pains: &[KnownPain],
    settled: &dyn Fn(ThemeId) -> bool,
    settings: &Settings,
) -> (Groups, Vec<Option<u32>>) {
    let Some(looked) = Looked::at(drawn, settings) else {
        let none = Groups { centres: Vectors::new(drawn.vectors.width()), ..Groups::default() };
        return (none, Vec::new());
    };
    let Looked { rows, copies, all, graph, least, .. } = &looked;
    let own: Vec<&str> = rows.iter().map(|&row| drawn.texts[row as usize]).collect();
    let general = pains.iter().position(|pain| !pain.has_subject).map(|at| at as u32);
    let pains = pains.len();
    let of_row = |&row: &u32| &chances[row as usize * pains..(row as usize + 1) * pains];
    let chances: Vec<f32> = rows.iter().flat_map(of_row).copied().collect();
    let past = |&row: &u32| {
        let theme = drawn.past.get(row as usize).copied().flatten()?;
        (!settings.afresh && settled(theme)).then_some(theme.0)
    };
    let past: Vec<Option<u32>> = rows.iter().map(past).collect();
    let past: Vec<Option<u32>> = by_first_of_some(&past);
    let near = looked.near();
    let around = Around { vectors: all, lists: &near, graph, texts: &own, copies };
    let seeds = Seeds { chances: &chances, pains, general, past: &past };
    let Seeded { of, known, belongs } = seeded(&seeds, &around, *least, settings.seed);
    let of_graph = by_size(&of);
    let areas = hierarchy::areas(graph, &of_graph, AREAS, settings.seed);
    // Areas of the groups as `of` numbers them.
    let mut area = vec![0u32; known.len()];
    of.iter().zip(&of_graph).for_each(|(&at, &size)| area[at as usize] = areas[size as usize]);
    let (looked, of) = looked.without(&belongs, of);
    let (groups, from) = looked.grouped(of, &area);
    (groups, from.iter().map(|&before| known[before as usize]).collect())
}

/// Numbers what is there by first row; nothing stays nothing.
fn by_first_of_some(of: &[Option<u32>]) -> Vec<Option<u32>> {
    let mut names: HashMap<u32, u32> = HashMap::new();
    of.iter()
        .map(|group| {
            let next = names.len() as u32;
            group.map(|group| *names.entry(group).or_insert(next))
        })
        .collect()
}

/// Rows that are not zero, each vector once (its first row), with the copies behind it.
fn distinct(vectors: &Vectors, copies: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
    let (mut rows, mut counts): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    for row in 0..vectors.len() {
        if vectors.is_zero(row) {
            continue;
        }
        let mine = copies.get(row).copied().unwrap_or(1);
        let same = seen.entry(row_hash(vectors.row(row))).or_default();
        match same.iter().find(|&&at| vectors.row(rows[at] as usize) == vectors.row(row)) {
            Some(&at) => counts[at] = counts[at].saturating_add(mine),
            None => {
                same.push(rows.len());
                rows.push(row as u32);
                counts.push(mine);
            }
        }
    }
    (rows, counts)
}

/// Neighbours in a graph of so many rows: a quarter of them when they are few, for a graph in
/// which everybody knows everybody has no communities.
pub(super) fn neighbours_for(rows: usize) -> usize {
    NEIGHBOURS.min((rows / 4).max(3)).min(rows.saturating_sub(1)).max(1)
}

/// What is around each row.
struct Neighbourhood<'a> {
    /// The graph of the nearest.
    graph: &'a Graph,
    /// The nearest, more than the graph has.
    lists: &'a Neighbours,
    /// How many of them the graph has.
    wanted: usize,
    /// The group each was in before.
    past: &'a [Option<u32>],
}

/// Communities in the graph: what many runs agree on at the resolution that suits, and again at
/// half of it as long as most texts are in crumbs.
fn communities(
    around: &Neighbourhood<'_>,
    copies: &[u32],
    statements: usize,
    least: u64,
    settings: &Settings,
) -> Vec<u32> {
    let Neighbourhood { graph, lists, wanted, past } = *around;
    let usual = resolution_for(USUAL, graph.nodes());
    let shares = (graph.nodes() >= ENOUGH).then(|| Shares::new(lists, wanted, settings.seed));
    let suited = || {
        let found = shares.as_ref().and_then(Shares::suited_resolution)?;
        Some(resolution_for_size(found, graph.nodes(), statements))
    };
    let mut resolution = settings.resolution.or_else(suited).unwrap_or(usual);
    let all: u64 = copies.iter().map(|&one| u64::from(one)).sum();
    while resolution >= LOWEST {
        let of = match &shares {
            Some(shares) => consensus(graph, shares, resolution, past, settings.seed),
            None => leiden(graph, resolution, settings.seed, ITERATIONS),
        };
        let sizes = sizes(&of, copies);
        let grouped: u64 = sizes.iter().filter(|&&size| size >= least).sum();
        if grouped as f64 >= GROUPED * all as f64 {
            return of;
        }
        resolution /= 2.0;
    }
    vec![0; copies.len()]
}

/// Statements of each group.
pub(super) fn sizes(of: &[u32], copies: &[u32]) -> Vec<u64> {
    let mut sizes = vec![0u64; of.iter().max().map_or(0, |&most| most as usize + 1)];
    for (&group, &copies) in of.iter().zip(copies) {
        sizes[group as usize] += u64::from(copies);
    }
    sizes
}

/// Rows of groups with fewer than `least` statements go to the nearest centre of the others.
fn drop_small(of: &mut [u32], vectors: &Vectors, copies: &[u32], least: u64) {
    let sizes = sizes(of, copies);
    let large: Vec<u32> =
        (0..sizes.len() as u32).filter(|&group| sizes[group as usize] >= least).collect();
    let orphans: Vec<u32> =
        (0..of.len() as u32).filter(|&row| sizes[of[row as usize] as usize] < least).collect();
    if orphans.is_empty() || large.is_empty() {
        return;
    }
    let centres = centres_of(vectors, of, sizes.len()).select(&large);
    let found = nearest_among(&vectors.select(&orphans), &centres, 1);
    for (at, &row) in orphans.iter().enumerate() {
        let centre = found.rows.get(at * found.k).copied().unwrap_or(0);
        of[row as usize] = large.get(centre as usize).copied().unwrap_or(large[0]);
    }
}

/// Numbers groups by size, largest first, ties by first row.
fn by_size(of: &[u32]) -> Vec<u32> {
    let first = by_first(of);
    let count = first.iter().max().map_or(0, |&most| most as usize + 1);
    let mut sizes = vec![0u32; count];
    first.iter().for_each(|&group| sizes[group as usize] += 1);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&group| std::cmp::Reverse(sizes[group]));
    let mut place = vec![0u32; count];
    for (at, &group) in order.iter().enumerate() {
        place[group] = at as u32;
    }
    first.iter().map(|&group| place[group as usize]).collect()
}

/// Numbers groups by first row.
fn by_first(of: &[u32]) -> Vec<u32> {
    let mut names: HashMap<u32, u32> = HashMap::new();
    of.iter()
        .map(|&group| {
            let next = names.len() as u32;
            *names.entry(group).or_insert(next)
        })
        .collect()
}

/// The sums of each group's rows, one group after the other.
pub(super) fn sums_of(vectors: &Vectors, of: &[u32], count: usize) -> Vec<i64> {
    let width = vectors.width();
    let mut sums = vec![0i64; count * width];
    for (row, &group) in of.iter().enumerate() {
        let sum = &mut sums[group as usize * width..(group as usize + 1) * width];
        for (to, &component) in sum.iter_mut().zip(vectors.row(row)) {
            *to += i64::from(component);
        }
    }
    sums
}

/// The mean of each group's rows, of unit length. Sums are of integers.
pub(super) fn centres_of(vectors: &Vectors, of: &[u32], count: usize) -> Vectors {
    let width = vectors.width();
    let mut centres = Vectors::new(width);
    for sum in sums_of(vectors, of, count).chunks(width.max(1)) {
        centres.push_normalised(&sum.iter().map(|&sum| sum as f32).collect::<Vec<_>>());
    }
    centres
}

/// The value below which a share of the values lies: the one at `⌊share · (n − 1)⌋` in ascending
/// order; 0 for none.
pub(super) fn quantile(values: &[f32], share: f64) -> f32 {
    let mut sorted = values.to_vec();
    sorted.par_sort_unstable_by(f32::total_cmp);
    let at = (share * sorted.len().saturating_sub(1) as f64) as usize;
    sorted.get(at).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SplitMix;

    /// Rows strewn evenly over a circle: nothing but the past says where one group ends.
    fn strewn(rows: usize) -> Vectors {
        let mut draw = SplitMix(7);
        let mut vectors = Vectors::new(2);
        for _ in 0..rows {
            let angle = draw.next() as f64 / u64::MAX as f64 * std::f64::consts::TAU;
            vectors.push_normalised(&[libm::cos(angle) as f32, libm::sin(angle) as f32]);
        }
        vectors
    }

    #[test]
    fn the_past_decides_what_nothing_else_does_unless_somebody_says_how_fine() {
        let vectors = strewn(600);
        let copies = vec![1; vectors.len()];
        let found = |past: &[Option<ThemeId>], resolution, afresh| {
            let drawn = Texts { vectors: &vectors, texts: &[], copies: &copies, past };
            group(&drawn, 600, &Settings { resolution, afresh, ..Settings::default() })
        };
        let first = found(&[], None, false);
        // The same groups, turned by half of the mean group.
        let turn = std::f64::consts::PI / first.count as f64;
        let (sin, cos) = (libm::sin(turn), libm::cos(turn));
        let turned = |row: usize| {
            let [x, y] = [0, 1].map(|at| f64::from(vectors.row(row)[at]));
            let mut turned = Vectors::new(2);
            turned.push_normalised(&[(x * cos - y * sin) as f32, (x * sin + y * cos) as f32]);
            Some(ThemeId(nearest_among(&turned, &first.centres, 1).rows[0]))
        };
        let past: Vec<Option<ThemeId>> = (0..vectors.len()).map(turned).collect();
        let kept = |groups: &Groups| {
            let then: Vec<u32> =
                groups.rows.iter().filter_map(|&row| Some(past[row as usize]?.0)).collect();
            crate::evaluation::agreement(&then, &groups.of).ari
        };
        assert!(kept(&found(&past, None, false)) > kept(&first) + 0.1);
        assert_eq!(found(&past, None, true).of, first.of);
        let said = Some(1.4);
        assert_eq!(found(&past, said, false).of, found(&[], said, false).of);
    }
}
