//! Groups of statements that want a change, seeded with known pains.
//!
//! Takes the rows with how likely each is about each known pain, gives a group for each row. The
//! known pains are only where the search begins ("Semi-supervised clustering by seeding": Basu,
//! Banerjee and Mooney, ICML 2002): chances flow between neighbours, the words of each class are
//! learnt and heeded, a community of rows that lie far nearer to one another than to the pain they
//! were given becomes a class of its own, and a pain that too few have is dropped.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::communities::{Graph, leiden, resolution_for};
use super::group::{centres_of, sizes};
use super::neighbours::Neighbours;
use super::propagation::propagated;
use super::revision::Wording;
use super::wording::heeded;
use crate::model::{Vectors, cosine, dot};

/// How fine the communities are among which new classes are sought. On the judged sets 3 and 8 give
/// .297 and .293 of AMI; with 8 there are more and smaller classes.
const RESOLUTION: f64 = 3.0;

/// A class has at least one in so many of all statements: 12,000 reviews then have some forty pains.
/// Without this floor AMI on the judged sets is the same (.294 and .293) and a corpus of 20,000
/// records in four languages falls into 669 themes instead of 161.
const SMALLEST: u64 = 400;

/// A class of its own takes the name of a known pain that this share of its statements is likelier of
/// than of any other.
const ITS_NAME: f64 = 0.5;

/// Rounds of leaving out known pains that nobody has and seeking new classes; a third finds nothing.
const ROUNDS: usize = 2;

/// Least share of the statements of a known pain that are likelier of it than of any other, as long
/// as only the catalogue is heard. On the judged sets .3, .4 and .5 (with chances of .1, .15 and .1)
/// give .294, .283 and .279 of AMI, without such a floor it is .295; of the pains that fall below .3
/// none was the right name when read.
const FIRST: f64 = 0.3;

/// Least mean chance of those statements for it, among some 60 pains, unless this share of them is
/// likelier of it: chances of a few different texts can all be low.
const HEARD: f64 = 0.1;
const CLEARLY: f64 = 0.7;

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

/// Classes of rows, and how likely each row is of each.
struct Classes {
    /// Rows.
    rows: usize,
    /// A row after the other, `known.len()` wide.
    chances: Vec<f32>,
    /// For each class the known pain it is of, if it is of one.
    known: Vec<Option<u32>>,
}

impl Classes {
    /// The known pains.
    fn of_pains(seeds: &Seeds<'_>) -> Classes {
        let known = (0..seeds.pains as u32).map(Some).collect();
        let rows = seeds.chances.len() / seeds.pains.max(1);
        Classes { rows, chances: seeds.chances.to_vec(), known }
    }

    fn width(&self) -> usize {
        self.known.len()
    }

    /// With further classes, which no catalogue knows, behind them; they are given most of what
    /// their rows have.
    fn with(self, classes: &[Vec<u32>]) -> Classes {
        if classes.is_empty() {
            return self;
        }
        let (width, wide) = (self.width(), self.width() + classes.len());
        let mut chances = Vec::with_capacity(self.rows * wide);
        for row in 0..self.rows {
            chances.extend_from_slice(&self.chances[row * width..(row + 1) * width]);
            chances.extend(std::iter::repeat_n(0.0, classes.len()));
        }
        for (class, rows) in classes.iter().enumerate() {
            for &row in rows {
                let row = &mut chances[row as usize * wide..(row as usize + 1) * wide];
                row.iter_mut().for_each(|one| *one *= 1.0 - GIVEN);
                row[width + class] = GIVEN;
            }
        }
        let known = self.known.into_iter().chain(classes.iter().map(|_| None)).collect();
        Classes { rows: self.rows, chances, known }
    }

    /// Without the classes that do not stay.
    fn kept(self, stays: &[bool]) -> Classes {
        let own = self.chances.chunks(self.width().max(1));
        let pick = |row: &[f32]| -> Vec<f32> {
            row.iter().zip(stays).filter(|&(_, &stays)| stays).map(|(&one, _)| one).collect()
        };
        let chances = own.flat_map(pick).collect();
        let known = self
            .known
            .iter()
            .zip(stays)
            .filter(|&(_, &stays)| stays)
            .map(|(&one, _)| one)
            .collect();
        Classes { rows: self.rows, chances, known }
    }

    /// The chances after they have flowed between neighbours and the words were heeded.
    fn settled(&self, around: &Around<'_>, wording: &Wording) -> Vec<f32> {
        let width = self.width();
        let flowed = propagated(&self.chances, width, around.lists, around.copies);
        heeded(&flowed, width, wording)
    }
}

/// The groups. One has at least `least` statements, and a [`SMALLEST`] part of all, unless there is
/// only one.
///
/// A known pain whose rows do not sound like it is nobody's pain: it goes, and communities of its
/// rows become classes of their own. So the catalogue says where to look, and not what is there.
pub(super) fn seeded(seeds: &Seeds<'_>, around: &Around<'_>, least: u64, seed: u64) -> Seeded {
    let wording = Wording::read(around.texts);
    let heard: u64 = around.copies.iter().map(|&one| u64::from(one)).sum();
    let least = least.max(heard / SMALLEST);
    let mut earlier = classes_of_the_past(seeds.past, around.copies, least);
    earlier.extend(said_often(seeds, around.copies, least));
    let mut classes = Classes::of_pains(seeds).with(&earlier);
    let mut logs = classes.settled(around, &wording);
    let mut of = large_enough(&logs, classes.width(), around, least);
    for _ in 0..ROUNDS {
        let lost = unheard(&of, &classes, seeds, around.copies);
        let of_lost: Vec<bool> = of.iter().map(|&class| lost[class as usize]).collect();
        let new = unknown(&of, &of_lost, classes.width(), around, least, seed);
        if new.is_empty() && !lost.contains(&true) {
            break;
        }
        let used: BTreeSet<u32> = of.iter().copied().collect();
        let stays: Vec<bool> = (0..classes.width() as u32)
            .map(|at| used.contains(&at) && !lost[at as usize])
            .collect();
        if new.is_empty() && !stays.contains(&true) {
            break;
        }
        classes = classes.kept(&stays).with(&new);
        logs = classes.settled(around, &wording);
        of = large_enough(&logs, classes.width(), around, least);
    }
    let width = classes.width();
    let belongs = of
        .iter()
        .zip(logs.chunks(width.max(1)))
        .map(|(&class, logs)| logs[class as usize] >= libm::logf(NEXT_LIKELY))
        .collect();
    let of = joined(&of, &classes.known, seeds.general, around);
    let (of, mut known) = numbered(&of, &classes.known);
    recognise(&of, &mut known, seeds, around.copies);
    Seeded { of, known, belongs }
}

/// Gives classes that no catalogue knew the known pain that their rows sound like, each pain once:
/// the class that sounds most like it, ties to the first.
fn recognise(of: &[u32], known: &mut [Option<u32>], seeds: &Seeds<'_>, copies: &[u32]) {
    // For each class its statements, and those that are likelier of each pain than of any other.
    let mut heard = vec![(0.0f64, vec![0.0f64; seeds.pains]); known.len()];
    for ((&class, own), &copies) in
        of.iter().zip(seeds.chances.chunks(seeds.pains.max(1))).zip(copies)
    {
        let mut most: Option<usize> = None;
        for (pain, &chance) in own.iter().enumerate() {
            if chance > 0.0 && most.is_none_or(|most| chance > own[most]) {
                most = Some(pain);
            }
        }
        let (all, first) = &mut heard[class as usize];
        *all += f64::from(copies);
        most.into_iter().for_each(|pain| first[pain] += f64::from(copies));
    }
    let mut fits: Vec<(f64, usize, u32)> = Vec::new();
    for (class, (all, first)) in
        heard.iter().enumerate().filter(|&(class, _)| known[class].is_none())
    {
        let shares =
            first.iter().enumerate().map(|(pain, &first)| (first / all, class, pain as u32));
        fits.extend(shares.filter(|&(share, ..)| share >= ITS_NAME));
    }
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, class, pain) in fits {
        if known[class].is_none() && Some(pain) != seeds.general && !known.contains(&Some(pain)) {
            known[class] = Some(pain);
        }
    }
}

/// Which of the classes are known pains whose rows do not sound like them.
fn unheard(of: &[u32], classes: &Classes, seeds: &Seeds<'_>, copies: &[u32]) -> Vec<bool> {
    // Statements, those that are likelier of this pain than of any other, the sum of their chances.
    let mut sums = vec![(0.0f64, 0.0f64, 0.0f64); classes.width()];
    let rows = seeds.chances.chunks(seeds.pains.max(1)).zip(copies);
    for (&class, (own, &copies)) in of.iter().zip(rows) {
        let Some(pain) = classes.known[class as usize] else { continue };
        let chance = own[pain as usize];
        let most = own.iter().copied().fold(0.0f32, f32::max);
        let copies = f64::from(copies);
        let (all, first, sum) = &mut sums[class as usize];
        *all += copies;
        *first += if chance > 0.0 && chance >= most { copies } else { 0.0 };
        *sum += copies * f64::from(chance);
    }
    let lost = |(&known, &(all, first, sum)): (&Option<u32>, &(f64, f64, f64))| {
        known.is_some()
            && known != seeds.general
            && (first < FIRST * all || sum < HEARD * all && first < CLEARLY * all)
    };
    classes.known.iter().zip(&sums).map(lost).collect()
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
fn joined(
    of: &[u32],
    known: &[Option<u32>],
    general: Option<u32>,
    around: &Around<'_>,
) -> Vec<u32> {
    let mut of = of.to_vec();
    let is_known = |class: u32| known[class as usize].is_some();
    loop {
        let heard = sizes(&of, around.copies);
        let centres = centres_of(around.vectors, &of, known.len());
        let open: Vec<u32> = (0..heard.len() as u32)
            .filter(|&class| heard[class as usize] > 0)
            .filter(|&class| general.is_none() || known[class as usize] != general)
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

/// Rows that enough say in the same words, whatever the catalogue makes of them; but words without a
/// subject ("such a pity") are no class of their own.
fn said_often(seeds: &Seeds<'_>, copies: &[u32], least: u64) -> Vec<Vec<u32>> {
    let unsure = |row: usize| {
        let own = &seeds.chances[row * seeds.pains..(row + 1) * seeds.pains];
        let most = own.iter().copied().fold(0.0, f32::max);
        let general = seeds.general.map_or(0.0, |general| own[general as usize]);
        most < SURE && (general < most || most <= 0.0)
    };
    (0..copies.len())
        .filter(|&row| u64::from(copies[row]) >= least && unsure(row))
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

/// Communities that are nearer to themselves than to what their rows were given, or most of whose
/// rows have lost their pain (`of_lost`); largest first.
fn unknown(
    of: &[u32],
    of_lost: &[bool],
    width: usize,
    around: &Around<'_>,
    least: u64,
    seed: u64,
) -> Vec<Vec<u32>> {
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
            let lost = rows.iter().filter(|&&row| of_lost[row as usize]).count();
            let own = sum / rows.len().max(1) as f32 > OF_ITS_OWN;
            heard >= least && (own || 2 * lost >= rows.len())
        })
        .map(|(_, rows)| rows)
        .collect();
    found.sort_by_key(|rows| (std::cmp::Reverse(rows.len()), rows[0]));
    found
}

/// The classes numbered without gaps, with the known pain of each.
fn numbered(of: &[u32], pains: &[Option<u32>]) -> (Vec<u32>, Vec<Option<u32>>) {
    let kept: BTreeSet<u32> = of.iter().copied().collect();
    let mut place = vec![0u32; pains.len()];
    for (at, &class) in kept.iter().enumerate() {
        place[class as usize] = at as u32;
    }
    let known = kept.iter().map(|&class| pains[class as usize]).collect();
    (of.iter().map(|&class| place[class as usize]).collect(), known)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where nobody has any of the known pains, what is found beside them is all there is.
    #[test]
    fn classes_may_all_be_new() {
        let known = Classes {
            rows: 3,
            chances: vec![0.5, 0.5, 0.2, 0.8, 1.0, 0.0],
            known: vec![Some(0), Some(1)],
        };
        let none = known.kept(&[false, false]);
        assert_eq!((none.rows, none.width(), none.chances.len()), (3, 0, 0));
        let new = none.with(&[vec![0, 2]]);
        assert_eq!(new.chances, [GIVEN, 0.0, GIVEN]);
        assert_eq!(new.known, [None]);
    }
}
