//! Groups that many runs agree on.
//!
//! Takes the neighbour graph and random shares of it, gives one partition. Each share is grouped at
//! a few resolutions; an edge whose ends fall together in most of the runs is kept as it is, one
//! whose ends are parted is made light, and the graph so weighed is grouped once more (after
//! Lancichinetti and Fortunato, "Consensus clustering in complex networks", 2012, on the edges of
//! the graph instead of all pairs). What one run decides by chance the many do not, so the groups
//! are nearer to the labels and change less when texts come or go. A refit counts the groups of
//! the last fit among the runs: where tonight's are of two minds, things stay as they were.

use super::communities::{Graph, leiden};
use super::stability::{Partition, Shares};

/// Resolutions of the runs, as shares of the one wanted.
const AROUND: [f64; 3] = [0.7, 1.0, 1.4];

/// The lightened graph falls apart more easily: it is grouped at this share of the resolution.
const LOWERED: f64 = 0.7;

/// Runs that what was found last time counts as: as many as there are of tonight's, so that history
/// weighs as much as news ("Evolutionary clustering": Chakrabarti, Kumar and Tomkins, KDD 2006). Of
/// `youtube_app`'s statements .926 keep their theme over a weekly refit, .803 without and .932 with
/// 72; of clinc150's .912 instead of .844, and after 43 nights the themes agree with the labels
/// better than themes found afresh (ARI .650 against .598), also where subjects turn up one after
/// the other (.601 against .598; with 72 .594). The worst of six tries is banking77 from a first
/// night of a twentieth of it: .472 against .486 (`benches/quality`, "Ninety nights").
const PAST: usize = 24;

/// Runs of the last grouping.
const ITERATIONS: usize = 2;

/// Communities of the graph that the shares agree on: numbers from 0 by descending size, then by
/// smallest node. `shares` are of the same rows as the graph's nodes; `past` says which group each
/// was in before (empty: there was no before). Costs 24 groupings.
pub(super) fn consensus(
    graph: &Graph,
    shares: &Shares,
    resolution: f64,
    past: &[Option<u32>],
    seed: u64,
) -> Vec<u32> {
    let around = AROUND.map(|share| share * resolution);
    let runs = shares.partitions(&around).into_iter().flatten().collect();
    leiden(&weighed(graph, &with_past(runs, past)), LOWERED * resolution, seed, ITERATIONS)
}

/// The runs, and what was found last time as [`PAST`] more.
fn with_past(mut runs: Vec<Partition>, past: &[Option<u32>]) -> Vec<Partition> {
    if past.iter().any(Option::is_some) {
        runs.extend(std::iter::repeat_n(past.to_vec(), PAST));
    }
    runs
}

/// The graph with each edge's weight times the square of the share of the runs that put its ends
/// together, of those that saw both; at least 1, and unchanged where no run did. On six labelled
/// sets the first, second and fourth power are alike within a hundredth; one run without any of
/// them is a hundredth of ARI and half a hundredth of AMI below.
fn weighed(graph: &Graph, runs: &[Partition]) -> Graph {
    let mut edges = Vec::with_capacity(graph.edges());
    for node in 0..graph.nodes() {
        for (other, weight) in graph.of(node).filter(|&(other, _)| node < other as usize) {
            let (mut seen, mut together) = (0u64, 0u64);
            for run in runs {
                if let (Some(one), Some(two)) = (run[node], run[other as usize]) {
                    seen += 1;
                    together += u64::from(one == two);
                }
            }
            let (weight, seen) =
                if seen == 0 { (weight, 1) } else { (weight * together * together, seen * seen) };
            let weight = (weight / seen).max(1);
            edges.push((node as u32, other, weight));
        }
    }
    Graph::from_edges(graph.nodes(), &edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::themes::fixture::eight_directions;
    use crate::themes::neighbours::nearest;

    #[test]
    fn edges_weigh_what_the_runs_say() {
        let graph = Graph::from_edges(4, &[(0, 1, 1000), (1, 2, 1000), (2, 3, 1000)]);
        let run = |groups: [i32; 4]| groups.map(|group| u32::try_from(group).ok()).to_vec();
        let runs = [run([0, 0, 0, -1]), run([0, 0, 1, -1])];
        let weighed = weighed(&graph, &runs);
        let of = |node| weighed.of(node).collect::<Vec<_>>();
        assert_eq!(of(0), [(1, 1000)]);
        assert_eq!(of(1), [(0, 1000), (2, 250)]);
        // No run saw the last node.
        assert_eq!(of(3), [(2, 1000)]);
        let apart = super::weighed(&graph, &[run([0, 1, 2, 3])]);
        assert_eq!(apart.of(0).collect::<Vec<_>>(), [(1, 1)]);
    }

    #[test]
    fn where_runs_disagree_the_past_decides() {
        // Two groups of four in a ring of eight: nothing but the past says where to cut it.
        let ring: Vec<(u32, u32, u64)> =
            (0..8).map(|at| (at.min((at + 1) % 8), at.max((at + 1) % 8), 1000)).collect();
        let graph = Graph::from_edges(8, &ring);
        let run = |shift: usize| (0..8).map(|at| Some(((at + shift) / 4 % 2) as u32)).collect();
        let shifted: Vec<Partition> = (0..4).map(run).collect();
        for shift in 0..4 {
            let past: Partition = run(shift);
            let runs = with_past(shifted.clone(), &past);
            let found = leiden(&weighed(&graph, &runs), 1.0, 0, ITERATIONS);
            let alike =
                |(one, two): (usize, usize)| (found[one] == found[two]) == (past[one] == past[two]);
            assert!((0..8).all(|at| alike((at, (at + 1) % 8))), "{shift}: {found:?}");
        }
    }

    #[test]
    fn planted_groups_are_found() {
        let vectors = eight_directions(240);
        let lists = nearest(&vectors, 16);
        let everything: Vec<u32> = (0..240).collect();
        let graph = Graph::from_neighbours(&lists.restricted(&everything, 10));
        let found = consensus(&graph, &Shares::new(&lists, 10, 0), 1.4, &[], 0);
        for row in 8..240 {
            assert_eq!(found[row], found[row % 8]);
        }
        assert_eq!(found.iter().max(), Some(&7));
    }
}
