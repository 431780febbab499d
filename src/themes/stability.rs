//! The resolution at which the grouping repeats itself.
//!
//! Takes the neighbour lists of the fit sample and some resolutions, gives the one whose groups
//! agree best between random shares of the sample (Ben-Hur, Elisseeff & Guyon, "A stability based
//! method for discovering structure in clustered data", 2002): what customers really talk about
//! is found again when a fifth of the texts is missing, what the algorithm made up is not. The
//! lists are computed once and restricted to each share, so this costs some runs of the grouping
//! and no further search for neighbours.

use rayon::prelude::*;

use super::communities::{Graph, SplitMix, leiden};
use super::neighbours::Neighbours;

/// How well the grouping repeats at one resolution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stability {
    /// Gamma, as [`leiden`] takes it.
    pub resolution: f64,
    /// Mean adjusted Rand index between the partitions of each two shares, on the rows they have
    /// in common: 1 when they agree, around 0 when they agree by chance.
    pub agreement: f64,
}

/// Resolutions worth comparing. Over six labelled sets, taking the one of these that repeats best
/// gives ARI .414, AMI .588, B3 .477 against .397, .581, .458 for 3 throughout; wider ranges let
/// the very coarse win by repeating for no other reason than being coarse.
pub const RESOLUTIONS: [f64; 5] = [1.4, 2.0, 3.0, 4.0, 5.0];

/// Shares drawn; five give ten pairs to compare.
const SHARES: usize = 5;
/// One row in so many is missing from a share.
const MISSING: usize = 5;
/// Runs of the grouping each time, as in the fit.
const ITERATIONS: usize = 2;

/// The stability of each resolution, in the order given.
///
/// `neighbours` holds the lists of the sample, longer than `k` (16 for 10) so that `k` are left
/// when a fifth of the rows is missing. Depends on the lists, the resolutions and the seed. Costs
/// five runs of [`leiden`] a resolution, on all threads. Fewer than 10 rows repeat nothing:
/// agreement is 0.
pub fn stability(
    neighbours: &Neighbours,
    k: usize,
    resolutions: &[f64],
    seed: u64,
) -> Vec<Stability> {
    let rows = neighbours.len();
    if rows < 2 * MISSING {
        let none = |&resolution| Stability { resolution, agreement: 0.0 };
        return resolutions.iter().map(none).collect();
    }
    let shares: Vec<(Vec<u32>, Graph)> = (0..SHARES)
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
    let runs: Vec<(usize, usize)> =
        (0..resolutions.len()).flat_map(|at| (0..SHARES).map(move |share| (at, share))).collect();
    // The group of each row of the whole sample, for each resolution and share.
    let partitions: Vec<Vec<Option<u32>>> = runs
        .par_iter()
        .map(|&(at, share)| {
            let (kept, graph) = &shares[share];
            let mut groups = vec![None; rows];
            let found = leiden(graph, resolutions[at], seed, ITERATIONS);
            for (&row, group) in kept.iter().zip(found) {
                groups[row as usize] = Some(group);
            }
            groups
        })
        .collect();
    let of = |(&resolution, shares): (&f64, &[Vec<Option<u32>>])| {
        let pairs = (0..SHARES).flat_map(|one| (0..one).map(move |other| (one, other)));
        let (count, sum) = pairs.fold((0, 0.0), |(count, sum), (one, other)| {
            (count + 1, sum + agreement(&shares[one], &shares[other]))
        });
        Stability { resolution, agreement: sum / f64::from(count) }
    };
    resolutions.iter().zip(partitions.chunks(SHARES)).map(of).collect()
}

/// The resolution that repeats best, the first of equals; `None` without resolutions.
pub fn stable_resolution(
    neighbours: &Neighbours,
    k: usize,
    resolutions: &[f64],
    seed: u64,
) -> Option<f64> {
    let better = |best: Stability, next: Stability| {
        if next.agreement > best.agreement { next } else { best }
    };
    let all = stability(neighbours, k, resolutions, seed);
    all.into_iter().reduce(better).map(|best| best.resolution)
}

/// The adjusted Rand index (Hubert & Arabie 1985) on the rows that both partitions have; 0 when
/// both say nothing (all in one group, or each alone), which must not count as found again.
fn agreement(a: &[Option<u32>], b: &[Option<u32>]) -> f64 {
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
    use crate::model::Vectors;
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
    fn planted_groups_repeat_at_their_own_resolution() {
        // Eight directions with a little noise that is different for each row.
        let mut noise = SplitMix(5);
        let mut vectors = Vectors::new(16);
        for row in 0..240 {
            let mut values = [0.0; 16];
            values[row % 8] = 1.0;
            values.iter_mut().for_each(|value| *value += noise.below(100) as f32 / 2_000.0);
            vectors.push_normalised(&values);
        }
        let lists = nearest(&vectors, 16);
        let chosen = stable_resolution(&lists, 10, &[1.0, 40.0], 0);
        assert_eq!(chosen, Some(1.0));
        let all = stability(&lists, 10, &[1.0, 40.0], 0);
        assert!(all[0].agreement > 0.95 && all[1].agreement < all[0].agreement);
        assert_eq!(stable_resolution(&lists, 10, &[], 0), None);
        assert_eq!(stability(&Neighbours::default(), 10, &[1.0], 0)[0].agreement, 0.0);
    }
}
