//! The resolution that suits how well the grouping repeats itself.
//!
//! Takes the neighbour lists of the fit sample, gives a resolution: the higher, the better groups
//! agree between random shares of the sample (Ben-Hur, Elisseeff & Guyon, "A stability based
//! method for discovering structure in clustered data", 2002): what customers really talk about
//! is found again when a fifth of the texts is missing, what the algorithm made up is not. The
//! lists are computed once and restricted to each share, so this costs some runs of the grouping
//! and no further search for neighbours.

use rayon::prelude::*;

use super::communities::{Graph, leiden};
use super::neighbours::Neighbours;
use crate::model::SplitMix;

/// How well the grouping repeats at one resolution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stability {
    /// Gamma, as [`leiden`] takes it.
    pub resolution: f64,
    /// Mean adjusted Rand index between the partitions of each two shares, on the rows they have
    /// in common: 1 when they agree, around 0 when they agree by chance.
    pub agreement: f64,
}

/// Resolutions at which the repeating is watched: from a few wide groups to a few hundred narrow
/// ones on some ten thousand rows.
pub const RESOLUTIONS: [f64; 6] = [WIDE, 1.0, 1.6, 2.8, 4.5, NARROWEST];

/// Agreement at which [`WIDE`] is right, that at which [`USUAL`] is and that at which
/// [`NARROWEST`] is.
const RARELY: f64 = 0.6;
/// See [`RARELY`].
const MOSTLY: f64 = 0.8;
/// See [`RARELY`].
const SURELY: f64 = 0.84;
/// The resolution for a corpus whose groups are rarely found again.
const WIDE: f64 = 0.6;
/// The resolution for a corpus whose groups mostly are (RECIPE section 8's 3, a little lower).
const USUAL: f64 = 2.8;
/// The narrowest that agreement can ask for.
const NARROWEST: f64 = 8.0;
/// The narrowest that the want of rows can ask for.
const NARROWEST_OF_FEW: f64 = 5.0;

/// Agreement that is this much below the best is worse, what is nearer may be chance: between the
/// .018 that 150 kinds of requests are below their best at 8, where their groups are nearest to the
/// labels, and the .031 of titles of questions at 4.5, where theirs have begun to fall apart
/// (`benches/quality`, "How fine, by how long it repeats").
const WORSE: f64 = 0.02;

/// Statements the line was measured at: seven to thirteen thousand, rounded.
const MEASURED: f64 = 10_000.0;
/// The fewest rows it was measured at; fewer are too few for agreement to say much.
const SCARCE: f64 = 7_000.0;
/// The narrowest that the size of a corpus can ask for. 143,000 records of eight companies at 3, 4
/// and 5.2: 67, 79 and 94 themes, of which 10, 18 and 22 are about nothing in particular; from 4 on
/// none holds 5 % of the statements.
const NARROWEST_BY_SIZE: f64 = 4.0;

/// Shares drawn; eight give 28 pairs to compare.
const SHARES: usize = 8;
/// One row in so many is missing from a share.
const MISSING: usize = 5;
/// Runs of the grouping each time, as in the fit.
const ITERATIONS: usize = 2;

/// Random shares of a sample, each with its own graph.
pub(super) struct Shares {
    rows: usize,
    seed: u64,
    /// Rows of each share, ascending, and the graph of their nearest in the share.
    drawn: Vec<(Vec<u32>, Graph)>,
}

/// The group of each row of the whole sample, `None` for rows that are not in the share.
pub(super) type Partition = Vec<Option<u32>>;

impl Shares {
    /// Draws them. `neighbours` holds the lists of the sample, longer than `k` (16 for 10) so that
    /// `k` are left when a fifth of the rows is missing.
    pub(super) fn new(neighbours: &Neighbours, k: usize, seed: u64) -> Shares {
        let rows = neighbours.len();
        let drawn = (0..SHARES)
            .into_par_iter()
            .map(|share| {
                let mut kept: Vec<u32> = (0..rows as u32).collect();
                SplitMix(seed ^ (share as u64 + 1) << 32).shuffle(&mut kept);
                kept.truncate(rows - rows / MISSING);
                kept.sort_unstable();
                let graph = Graph::from_neighbours(&neighbours.restricted(&kept, k));
                (kept, graph)
            })
            .collect();
        Shares { rows, seed, drawn }
    }

    /// The partitions of all shares at each resolution, resolution after resolution.
    pub(super) fn partitions(&self, resolutions: &[f64]) -> Vec<Vec<Partition>> {
        let runs: Vec<(f64, usize)> = resolutions
            .iter()
            .flat_map(|&resolution| (0..SHARES).map(move |share| (resolution, share)))
            .collect();
        let partitions: Vec<Partition> = runs
            .par_iter()
            .map(|&(resolution, share)| {
                let (kept, graph) = &self.drawn[share];
                let mut groups = vec![None; self.rows];
                let found = leiden(graph, resolution, self.seed, ITERATIONS);
                for (&row, group) in kept.iter().zip(found) {
                    groups[row as usize] = Some(group);
                }
                groups
            })
            .collect();
        partitions.chunks(SHARES).map(<[Partition]>::to_vec).collect()
    }

    /// The stability of each resolution, in the order given. Fewer than 10 rows repeat nothing:
    /// agreement is 0.
    pub(super) fn stability(&self, resolutions: &[f64]) -> Vec<Stability> {
        if self.rows < 2 * MISSING {
            let none = |&resolution| Stability { resolution, agreement: 0.0 };
            return resolutions.iter().map(none).collect();
        }
        let pairs: Vec<(usize, usize)> =
            (0..SHARES).flat_map(|one| (0..one).map(move |other| (one, other))).collect();
        resolutions
            .iter()
            .zip(self.partitions(resolutions))
            .map(|(&resolution, shares)| {
                let of = |&(one, other): &(usize, usize)| agreement(&shares[one], &shares[other]);
                let each: Vec<f64> = pairs.par_iter().map(of).collect();
                Stability { resolution, agreement: each.iter().sum::<f64>() / pairs.len() as f64 }
            })
            .collect()
    }

    /// See [`suited_resolution`].
    pub(super) fn suited_resolution(&self) -> Option<f64> {
        if self.rows < 2 * MISSING {
            return None;
        }
        let all = self.stability(&RESOLUTIONS);
        // The line was measured without the widest.
        let narrower = &all[1..];
        let mean = narrower.iter().map(|one| one.agreement).sum::<f64>() / narrower.len() as f64;
        Some(resolution_at(mean).min(finest(&all)))
    }
}

/// The stability of each resolution, in the order given.
///
/// `neighbours` and `k` as in [`suited_resolution`]. Costs eight runs of [`leiden`] a resolution,
/// on all threads. Fewer than 10 rows repeat nothing: agreement is 0.
pub fn stability(
    neighbours: &Neighbours,
    k: usize,
    resolutions: &[f64],
    seed: u64,
) -> Vec<Stability> {
    Shares::new(neighbours, k, seed).stability(resolutions)
}

/// The resolution that suits how well the groups repeat; `None` for fewer than 10 rows.
///
/// Where groups are found again whatever the resolution, people speak of many separate things and a
/// fine cut shows them; where they are not, a fine cut is made up, and only a wide one means
/// something. So the resolution rises with the mean agreement over [`RESOLUTIONS`] from 1 on, in
/// straight lines of its logarithm through three points measured on labelled sets: mean agreement
/// near 0.6 (tweets to airlines, answers of patients) wants 0.6, near 0.8 (requests to a bank) 2.8,
/// at 0.84 (requests to an assistant, 150 kinds) 8. It is never finer than where the groups begin
/// to be found less often than at their best: titles of questions on twenty subjects are found
/// again in .88 of pairs at 2.8 and in .69 at 8, invented feedback on 32 subjects in .90 at 0.6 and
/// .77 at 8. The single resolution that repeats best is a poorer guide: many curves are flat, and
/// their highest point is where chance puts it.
///
/// `neighbours` holds the lists of the sample, longer than `k` (16 for 10) so that `k` are left
/// when a fifth of the rows is missing. Depends on the lists and the seed.
pub fn suited_resolution(neighbours: &Neighbours, k: usize, seed: u64) -> Option<f64> {
    Shares::new(neighbours, k, seed).suited_resolution()
}

/// The lines of [`suited_resolution`].
fn resolution_at(agreement: f64) -> f64 {
    let between = |from: (f64, f64), to: (f64, f64)| {
        let along = (agreement - from.0) / (to.0 - from.0);
        from.1 * libm::pow(to.1 / from.1, along)
    };
    let found = if agreement < MOSTLY {
        between((RARELY, WIDE), (MOSTLY, USUAL))
    } else {
        between((MOSTLY, USUAL), (SURELY, NARROWEST))
    };
    found.clamp(WIDE, NARROWEST)
}

/// The finest resolution at which groups are found again as often as at their best, less [`WORSE`];
/// between two that were watched, where the line of the logarithms crosses. `all` ascends by
/// resolution; [`NARROWEST`] when nothing was watched.
fn finest(all: &[Stability]) -> f64 {
    let best = all.iter().map(|one| one.agreement).fold(f64::NEG_INFINITY, f64::max);
    let enough = best - WORSE;
    let Some(last) = all.iter().rposition(|one| one.agreement >= enough) else { return NARROWEST };
    let from = all[last];
    all.get(last + 1).map_or(from.resolution, |to| {
        let along = (from.agreement - enough) / (from.agreement - to.agreement);
        from.resolution * libm::pow(to.resolution / from.resolution, along)
    })
}

/// What the resolution of the line becomes for a sample of `rows` rows out of a corpus of so many
/// statements. Never lower; the same from [`SCARCE`] rows up to [`MEASURED`] statements.
///
/// A large corpus is cut finer, by the square root of its size as the words of a text grow with its
/// length (Heaps' law), up to [`NARROWEST_BY_SIZE`]: customers speak of more things, and in a mixed
/// one each thing is too thin a part of the sample to be found again often, so that agreement asks
/// for groups of ten thousand customers. In a small sample groups are found again less often for
/// want of neighbours alone (invented feedback of one kind: agreement .83, .75, .64, .63 at 12,000,
/// 3,600, 1,700 and 800 rows), so low agreement says less there: [`WIDE`] rises by the square root
/// of what is missing. High agreement is believed at any size.
pub(super) fn resolution_for_size(found: f64, rows: usize, statements: usize) -> f64 {
    let growth = (statements as f64 / MEASURED).max(1.0).sqrt();
    let scarcity = (SCARCE / rows.max(1) as f64).max(1.0).sqrt();
    let grown = (found * growth).min(NARROWEST_BY_SIZE);
    found.max(grown).max((WIDE * scarcity).min(NARROWEST_OF_FEW))
}

/// The adjusted Rand index (Hubert & Arabie 1985) on the rows that both partitions have; 0 when
/// both say nothing (all in one group, or each alone), which must not count as found again.
pub(super) fn agreement(a: &[Option<u32>], b: &[Option<u32>]) -> f64 {
    let mut both: Vec<(u32, u32)> = a.iter().zip(b).filter_map(|(&a, &b)| Some((a?, b?))).collect();
    let pairs = |count: usize| count as f64 * (count as f64 - 1.0) / 2.0;
    let all = pairs(both.len());
    both.sort_unstable();
    let together: f64 = both.chunk_by(|x, y| x == y).map(|same| pairs(same.len())).sum();
    let in_a: f64 = both.chunk_by(|x, y| x.0 == y.0).map(|same| pairs(same.len())).sum();
    both.sort_unstable_by_key(|&(_, b)| b);
    let in_b: f64 = both.chunk_by(|x, y| x.1 == y.1).map(|same| pairs(same.len())).sum();
    let expected = if all > 0.0 { in_a * in_b / all } else { 0.0 };
    let most = (in_a + in_b) / 2.0;
    if most > expected { (together - expected) / (most - expected) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::themes::fixture::eight_directions;
    use crate::themes::neighbours::nearest;

    #[test]
    fn agreement_is_the_adjusted_rand_index() {
        let some = |groups: [u32; 6]| groups.map(Some).to_vec();
        let a = some([0, 0, 0, 1, 1, 1]);
        assert_eq!(agreement(&a, &some([4, 4, 4, 2, 2, 2])), 1.0);
        // By hand: 2 of 15 pairs together in both, 6 and 3 in each, 1.2 expected.
        let b = some([0, 0, 1, 1, 2, 2]);
        assert!((agreement(&a, &b) - (2.0 - 1.2) / (4.5 - 1.2)).abs() < 1e-12);
        let mut fewer = a.clone();
        fewer[0] = None;
        assert_eq!(agreement(&a, &fewer), 1.0);
        let (alone, whole) = (some([0, 1, 2, 3, 4, 5]), some([0; 6]));
        assert_eq!(agreement(&alone, &alone), 0.0);
        assert_eq!(agreement(&whole, &whole), 0.0);
    }

    #[test]
    fn what_repeats_is_cut_finer() {
        assert!((resolution_at(RARELY) - WIDE).abs() < 1e-12);
        assert!((resolution_at(MOSTLY) - USUAL).abs() < 1e-12);
        assert!((resolution_at(0.82) - (USUAL * NARROWEST).sqrt()).abs() < 1e-12);
        assert_eq!((resolution_at(0.0), resolution_at(1.0)), (WIDE, NARROWEST));
        assert!(resolution_at(0.7) < resolution_at(0.75));
    }

    #[test]
    fn large_corpora_and_doubtful_small_samples_are_cut_finer() {
        for found in [WIDE, 1.9, NARROWEST] {
            assert_eq!(resolution_for_size(found, 10_000, 10_000), found);
        }
        // Four times the size, twice the resolution, but never finer than size can ask for.
        assert_eq!(resolution_for_size(1.5, 20_000, 40_000), 3.0);
        assert_eq!(resolution_for_size(1.5, 20_000, 4_000_000), NARROWEST_BY_SIZE);
        assert_eq!(resolution_for_size(4.5, 20_000, 4_000_000), 4.5);
        // A quarter of the rows: doubt is halved, what repeats is believed.
        assert_eq!(resolution_for_size(WIDE, 1_750, 1_750), 2.0 * WIDE);
        assert_eq!(resolution_for_size(WIDE, 7_640, 7_640), WIDE);
        assert_eq!(resolution_for_size(1.9, 1_750, 1_750), 1.9);
        assert_eq!(resolution_for_size(WIDE, 0, 0), NARROWEST_OF_FEW);
    }

    #[test]
    fn nothing_is_cut_finer_than_it_repeats() {
        let curve = |agreements: [f64; 4]| -> Vec<Stability> {
            let at = [1.0, 2.0, 4.0, 8.0].into_iter().zip(agreements);
            at.map(|(resolution, agreement)| Stability { resolution, agreement }).collect()
        };
        // Flat within chance, and highest at the end.
        assert_eq!(finest(&curve([0.84, 0.85, 0.84, 0.835])), 8.0);
        assert_eq!(finest(&curve([0.5, 0.6, 0.7, 0.8])), 8.0);
        // By hand: 0.88 is crossed half way from 0.89 to 0.87.
        let crossed = finest(&curve([0.90, 0.89, 0.87, 0.7]));
        assert!((crossed - 8f64.sqrt()).abs() < 1e-9, "{crossed}");
        let wide = finest(&curve([0.90, 0.80, 0.75, 0.7]));
        assert!((wide - libm::pow(2.0, 0.2)).abs() < 1e-9, "{wide}");
        assert_eq!(finest(&[]), NARROWEST);
    }

    #[test]
    fn planted_groups_repeat_at_their_own_resolution() {
        let vectors = eight_directions(240);
        let lists = nearest(&vectors, 16);
        let all = stability(&lists, 10, &[1.0, 40.0], 0);
        assert!(all[0].agreement > 0.95 && all[1].agreement < all[0].agreement);
        assert_eq!(suited_resolution(&Neighbours::default(), 10, 0), None);
        assert_eq!(stability(&Neighbours::default(), 10, &[1.0], 0)[0].agreement, 0.0);
    }
}
