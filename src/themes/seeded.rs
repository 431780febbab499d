//! Groups of statements that want a change, seeded with known pains.
//!
//! Takes the rows with how likely each is about each known pain, gives a group for each row. The
//! known pains are only where the search begins ("Semi-supervised clustering by seeding": Basu,
//! Banerjee and Mooney, ICML 2002): chances flow between neighbours, the words of each class are
//! learnt and heeded, a community of rows that lie far nearer to one another than to the pain they
//! were given becomes a class of its own, and a pain that too few have is dropped.

use rayon::prelude::*;

use super::communities::{Graph, leiden, resolution_for};
use super::group::{centres_of, sizes};
use super::neighbours::Neighbours;
use super::propagation::propagated;
use super::revision::Wording;
use super::wording::heeded;
use crate::model::{Vectors, cosine, dot};

/// How fine the communities are among which new classes are sought. 3, 8 and 20 give on the judged
/// sets .292, .292 and .276 of AMI.
const RESOLUTION: f64 = 8.0;

/// A community is a class of its own when its rows are nearer to its centre than to that of the
/// pain they were given by this cosine on average. With vectors of the table alone .2, .25 and .3
/// give .261, .277 and .292 of AMI and 228, 126 and 68 new classes on six sets, .295 without any;
/// with the corpus's own terms beside them cosines are further apart (.4 instead of .3: +.004 on three sets).
const OF_ITS_OWN: f32 = 0.4;

/// Share of the chances of a new class's rows that goes to it; the rest stays where it was.
const GIVEN: f32 = 0.75;

/// A row whose pain too few have goes to the next likely one, unless that has less than this share
/// of its chances: then it goes nowhere. Strangers are not counted for what they do not say.
const NEXT_LIKELY: f32 = 0.05;

/// A text that enough say in the same words is a class of its own unless its likeliest pain has this
/// chance among some 60.
const SURE: f32 = 0.35;

/// Centres of two known pains at least this near (a cosine) are one pain: catalogues tell apart what a
/// team can tell apart, so only near doubles are joined.
const SAME_PAIN: f32 = 0.88;

/// The same where one of the two is a class that no catalogue knows. Joining at .75 changes AMI of
/// points on the six judged sets by +.003 on average and takes away one row in ten.
const SAME: f32 = 0.75;

/// Rounds of the community search.
const ITERATIONS: usize = 2;

/// What the search begins with.
pub(super) struct Seeds<'a> {
    /// For each row how likely it is of each known pain, `pains` wide.
    pub chances: &'a [f32],
    /// Known pains.
    pub pains: usize,
    /// The one of them without a subject, if it takes part.
    pub general: Option<u32>,
    /// For each row the class of an earlier night it was in that no catalogue knew, numbered
    /// from 0; none at all on a first night.
    pub past: &'a [Option<u32>],
}

/// What there is to group.
pub(super) struct Around<'a> {
    /// The vectors of the rows.
    pub vectors: &'a Vectors,
    /// Their nearest neighbours.
    pub lists: &'a Neighbours,
    /// The graph of those.
    pub graph: &'a Graph,
    /// What the rows say.
    pub texts: &'a [&'a str],
    /// Statements behind each row.
    pub copies: &'a [u32],
}

/// What was found.
pub(super) struct Seeded {
    /// The group of each row, numbered without gaps.
    pub of: Vec<u32>,
    /// For each group the known pain it is of, if it is of one.
    pub known: Vec<Option<u32>>,
    /// Whether each row belongs in its group, or is only nearest to it.
    pub belongs: Vec<bool>,
}

/// The groups. One has at least `least` statements unless there is only one.
pub(super) fn seeded(seeds: &Seeds<'_>, around: &Around<'_>, least: u64, seed: u64) -> Seeded {
    let wording = Wording::read(around.texts);
    let mut width = seeds.pains;
    let mut chances = seeds.chances.to_vec();
    let mut past = classes_of_the_past(seeds.past, around.copies, least);
    past.extend(said_often(seeds, around.copies, least));
    if !past.is_empty() {
        chances = with_classes(&chances, width, &past);
        width += past.len();
    }
    let mut logs =
        heeded(&propagated(&chances, width, around.lists, around.copies), width, &wording);
    let new = unknown(&chosen(&logs, width, &vec![true; width]), width, around, least, seed);
    if !new.is_empty() {
        chances = with_classes(&chances, width, &new);
        width += new.len();
        logs = heeded(&propagated(&chances, width, around.lists, around.copies), width, &wording);
    }
    let of = large_enough(&logs, width, around, least);
    let belongs = of
        .iter()
        .zip(logs.chunks(width.max(1)))
        .map(|(&class, logs)| logs[class as usize] >= libm::logf(NEXT_LIKELY))
        .collect();
    let of = joined(&of, width, seeds, around);
    let (of, known) = numbered(&of, width, seeds.pains);
    Seeded { of, known, belongs }
}

/// The most likely class of each row among those that are open; ties to the first.
fn chosen(logs: &[f32], width: usize, open: &[bool]) -> Vec<u32> {
    let most = |logs: &[f32]| -> u32 {
        let mut best: Option<usize> = None;
        for at in (0..width).filter(|&at| open[at]) {
            if best.is_none_or(|best| logs[at] > logs[best]) {
                best = Some(at);
            }
        }
        best.unwrap_or(0) as u32
    };
    logs.par_chunks(width.max(1)).map(most).collect()
}

/// The class of each row when classes with too few statements are closed, the smallest first, and
/// their rows go where they are next most likely.
fn large_enough(logs: &[f32], width: usize, around: &Around<'_>, least: u64) -> Vec<u32> {
    let mut open = vec![true; width];
    loop {
        let of = chosen(logs, width, &open);
        let mut sizes = sizes(&of, around.copies);
        sizes.resize(width, 0);
        let small: Vec<usize> =
            (0..width).filter(|&class| open[class] && sizes[class] < least).collect();
        let left = open.iter().filter(|&&open| open).count();
        if small.is_empty() || left <= 1 {
            return of;
        }
        // Half of them at a time: what the smallest leave may make the others large enough.
        let mut order = small;
        order.sort_by_key(|&class| (sizes[class], class));
        let closed = order.len().div_ceil(2).min(left - 1);
        order[..closed].iter().for_each(|&class| open[class] = false);
    }
}

/// Classes whose centres are nearly the same are one: what one team would mend with one change is
/// one theme. The larger gives the name, but a known pain before a class no catalogue knows.
fn joined(of: &[u32], width: usize, seeds: &Seeds<'_>, around: &Around<'_>) -> Vec<u32> {
    let mut of = of.to_vec();
    let is_known = |class: u32| (class as usize) < seeds.pains;
    loop {
        let heard = sizes(&of, around.copies);
        let centres = centres_of(around.vectors, &of, width);
        let open: Vec<u32> = (0..heard.len() as u32)
            .filter(|&class| heard[class as usize] > 0 && Some(class) != seeds.general)
            .collect();
        let mut best: Option<(f32, u32, u32)> = None;
        for (at, &a) in open.iter().enumerate() {
            for &b in &open[at + 1..] {
                let near = cosine(dot(centres.row(a as usize), centres.row(b as usize)));
                let least = if is_known(a) && is_known(b) { SAME_PAIN } else { SAME };
                if near >= least && best.is_none_or(|(most, ..)| near > most) {
                    best = Some((near, a, b));
                }
            }
        }
        let Some((_, a, b)) = best else { return of };
        let rank = |class: u32| (is_known(class), heard[class as usize]);
        let (stays, goes) = if rank(b) > rank(a) { (b, a) } else { (a, b) };
        of.iter_mut().filter(|class| **class == goes).for_each(|class| *class = stays);
    }
}

/// Rows that enough say in the same words, whatever the catalogue makes of them.
fn said_often(seeds: &Seeds<'_>, copies: &[u32], least: u64) -> Vec<Vec<u32>> {
    let likely = |row: usize| {
        let own = &seeds.chances[row * seeds.pains..(row + 1) * seeds.pains];
        own.iter().copied().fold(0.0, f32::max)
    };
    (0..copies.len())
        .filter(|&row| u64::from(copies[row]) >= least && likely(row) < SURE)
        .filter(|&row| seeds.past.get(row).copied().flatten().is_none())
        .map(|row| vec![row as u32])
        .collect()
}

/// Rows of each class of an earlier night that is still large enough.
fn classes_of_the_past(past: &[Option<u32>], copies: &[u32], least: u64) -> Vec<Vec<u32>> {
    let classes = past.iter().flatten().max().map_or(0, |&most| most as usize + 1);
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); classes];
    for (row, class) in past.iter().enumerate() {
        if let Some(class) = class {
            rows[*class as usize].push(row as u32);
        }
    }
    let heard =
        |rows: &Vec<u32>| -> u64 { rows.iter().map(|&row| u64::from(copies[row as usize])).sum() };
    rows.retain(|rows| heard(rows) >= least);
    rows
}

/// Communities that are nearer to themselves than to what their rows were given, largest first.
fn unknown(of: &[u32], width: usize, around: &Around<'_>, least: u64, seed: u64) -> Vec<Vec<u32>> {
    let Around { vectors, graph, copies, .. } = *around;
    let communities = leiden(graph, resolution_for(RESOLUTION, graph.nodes()), seed, ITERATIONS);
    let count = communities.iter().max().map_or(0, |&most| most as usize + 1);
    let given = centres_of(vectors, of, width);
    let own = centres_of(vectors, &communities, count);
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (row, &community) in communities.iter().enumerate() {
        rows[community as usize].push(row as u32);
    }
    let nearer = |row: u32, community: usize| {
        let own = cosine(dot(vectors.row(row as usize), own.row(community)));
        let given = cosine(dot(vectors.row(row as usize), given.row(of[row as usize] as usize)));
        own - given
    };
    let mut found: Vec<Vec<u32>> = rows
        .into_iter()
        .enumerate()
        .filter(|(community, rows)| {
            let heard: u64 = rows.iter().map(|&row| u64::from(copies[row as usize])).sum();
            let sum: f32 = rows.iter().map(|&row| nearer(row, *community)).sum();
            heard >= least && sum / rows.len().max(1) as f32 > OF_ITS_OWN
        })
        .map(|(_, rows)| rows)
        .collect();
    found.sort_by_key(|rows| (std::cmp::Reverse(rows.len()), rows[0]));
    found
}

/// The chances with further classes behind them, which are given most of what their rows have.
fn with_classes(chances: &[f32], width: usize, classes: &[Vec<u32>]) -> Vec<f32> {
    let wide = width + classes.len();
    let mut wider: Vec<f32> = chances
        .chunks(width.max(1))
        .flat_map(|row| row.iter().copied().chain(std::iter::repeat_n(0.0, classes.len())))
        .collect();
    for (class, rows) in classes.iter().enumerate() {
        for &row in rows {
            let row = &mut wider[row as usize * wide..(row as usize + 1) * wide];
            row.iter_mut().for_each(|one| *one *= 1.0 - GIVEN);
            row[width + class] = GIVEN;
        }
    }
    wider
}

/// The classes numbered without gaps, with the known pain of each.
fn numbered(of: &[u32], width: usize, pains: usize) -> (Vec<u32>, Vec<Option<u32>>) {
    let mut used = vec![false; width];
    of.iter().for_each(|&class| used[class as usize] = true);
    let kept: Vec<u32> = (0..width as u32).filter(|&class| used[class as usize]).collect();
    let mut place = vec![0u32; width];
    for (at, &class) in kept.iter().enumerate() {
        place[class as usize] = at as u32;
    }
    let known = kept.iter().map(|&class| ((class as usize) < pains).then_some(class)).collect();
    (of.iter().map(|&class| place[class as usize]).collect(), known)
}
