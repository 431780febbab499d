//! Groups of rows that are near each other: a neighbour graph, cut by the Leiden algorithm.
//!
//! Takes neighbour lists, gives a community for each row. Quality is the modularity of Reichardt
//! & Bornholdt ("Statistical mechanics of community detection", 2006) with resolution gamma; the
//! search is Leiden (Traag, Waltman & van Eck, "From Louvain to Leiden: guaranteeing
//! well-connected communities", 2019): move nodes fast, refine, aggregate, repeat. Edge weights
//! are whole numbers, so their sums do not depend on order; the only drawing is the order in
//! which nodes are visited, from a seed. The same graph and seed give the same communities on
//! every machine.

use std::collections::VecDeque;

use super::neighbours::Neighbours;
use crate::model::SplitMix;

/// An undirected weighted graph: for each node its neighbours, ascending.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Graph {
    /// Where each node's neighbours begin in `targets`; one longer than the nodes.
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<u64>,
    /// Weight of each node's edge to itself, counted once (it adds twice to the degree).
    loops: Vec<u64>,
}

/// A cosine of 1 weighs this much: dot products (2^28 for a cosine of 1) without their last 12
/// bits, far below what the 16-bit components resolve.
const UNIT_SHIFT: u32 = 12;

impl Graph {
    /// The union of the neighbour lists: an edge where either row lists the other.
    ///
    /// Weight is the cosine times 65,536, at least 1 (neighbours that point away from each other
    /// are still neighbours; the recipe's 1e-6). Expects lists of rows among themselves, not of
    /// queries among a base.
    pub fn from_neighbours(neighbours: &Neighbours) -> Graph {
        let mut edges = Vec::with_capacity(neighbours.rows.len());
        for row in 0..neighbours.len() {
            for (other, dot) in neighbours.of(row) {
                let weight = u64::from((dot.max(0) as u32) >> UNIT_SHIFT).max(1);
                let row = row as u32;
                edges.push((row.min(other), row.max(other), weight));
            }
        }
        edges.sort_unstable();
        edges.dedup_by_key(|&mut (from, to, _)| (from, to));
        Graph::from_edges(neighbours.len(), &edges)
    }

    /// A graph of `nodes` nodes with the given undirected edges (from, to, weight), each pair
    /// once; an edge from a node to itself is its loop.
    ///
    /// # Panics
    /// When an edge names a node that is not there.
    pub fn from_edges(nodes: usize, edges: &[(u32, u32, u64)]) -> Graph {
        let mut degree = vec![0usize; nodes];
        let mut loops = vec![0u64; nodes];
        for &(from, to, weight) in edges {
            if from == to {
                loops[from as usize] += weight;
            } else {
                degree[from as usize] += 1;
                degree[to as usize] += 1;
            }
        }
        let mut offsets = Vec::with_capacity(nodes + 1);
        let mut total = 0;
        offsets.push(0);
        for degree in degree {
            total += degree;
            offsets.push(total);
        }
        let mut next = offsets.clone();
        let mut list = vec![(0u32, 0u64); total];
        for &(from, to, weight) in edges.iter().filter(|(from, to, _)| from != to) {
            for (from, to) in [(from, to), (to, from)] {
                list[next[from as usize]] = (to, weight);
                next[from as usize] += 1;
            }
        }
        for node in 0..nodes {
            list[offsets[node]..offsets[node + 1]].sort_unstable();
        }
        let (targets, weights) = list.into_iter().unzip();
        Graph { offsets, targets, weights, loops }
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.loops.len()
    }

    /// Number of edges between different nodes.
    pub fn edges(&self) -> usize {
        self.targets.len() / 2
    }

    /// The neighbours of a node with the weights of the edges, ascending; without its loop.
    pub fn of(&self, node: usize) -> impl Iterator<Item = (u32, u64)> + '_ {
        let range = self.offsets[node]..self.offsets[node + 1];
        self.targets[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }

    /// Sum of the weights of a node's edges, its loop twice.
    fn degree(&self, node: usize) -> u64 {
        self.weights[self.offsets[node]..self.offsets[node + 1]].iter().sum::<u64>()
            + 2 * self.loops[node]
    }

    /// The graph whose nodes are the groups 0..`groups` of this one's nodes: edges between two
    /// groups are summed, edges inside become loops.
    pub fn aggregated(&self, group: &[u32], groups: usize) -> Graph {
        let mut edges = Vec::with_capacity(self.targets.len() / 2 + groups);
        for node in 0..self.nodes() {
            let from = group[node];
            if self.loops[node] > 0 {
                edges.push((from, from, self.loops[node]));
            }
            for (other, weight) in self.of(node).filter(|&(other, _)| node < other as usize) {
                let to = group[other as usize];
                edges.push((from.min(to), from.max(to), weight));
            }
        }
        edges.sort_unstable_by_key(|&(from, to, _)| (from, to));
        edges.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        Graph::from_edges(groups, &edges)
    }
}

/// Communities of the graph's nodes: numbers from 0 by descending size, then by smallest node.
///
/// `resolution` is gamma: more and smaller communities the higher it is. `iterations` whole runs
/// follow one another, each from the result of the last; it stops early when nothing changes.
/// Every community is connected. No node, no community. Depends on the graph, the resolution and
/// the seed only. Close to linear in the number of edges.
pub fn leiden(graph: &Graph, resolution: f64, seed: u64, iterations: usize) -> Vec<u32> {
    let mut membership: Vec<u32> = (0..graph.nodes() as u32).collect();
    let mut random = SplitMix(seed);
    for _ in 0..iterations {
        let before = membership.clone();
        run(graph, resolution, &mut membership, &mut random);
        if membership == before {
            break;
        }
    }
    renumbered(&connected(graph, &membership))
}

/// Modularity of a partition with resolution gamma, from below 0 to 1: the share of weight inside
/// communities minus gamma times the share expected from the degrees alone. 0 without edges.
pub fn modularity(graph: &Graph, partition: &[u32], resolution: f64) -> f64 {
    let groups = partition.iter().map(|&group| group as usize + 1).max().unwrap_or(0);
    let (mut inside, mut degrees) = (vec![0u64; groups], vec![0u64; groups]);
    for node in 0..graph.nodes() {
        let group = partition[node] as usize;
        degrees[group] += graph.degree(node);
        inside[group] += 2 * graph.loops[node];
        inside[group] += graph
            .of(node)
            .filter(|&(other, _)| partition[other as usize] as usize == group)
            .map(|(_, weight)| weight)
            .sum::<u64>();
    }
    let total = degrees.iter().sum::<u64>() as f64;
    if total == 0.0 {
        return 0.0;
    }
    let share = |(&inside, &degree): (&u64, &u64)| {
        let expected = degree as f64 / total;
        inside as f64 / total - resolution * expected * expected
    };
    inside.iter().zip(&degrees).map(share).sum()
}

/// The resolution for a fit of `rows` rows: `base` from 10,000 rows on, higher below (with the
/// square root of the ratio, at most 8), because the number of communities that modularity finds
/// shrinks with the graph while the number of things customers talk about does not.
pub fn resolution_for(base: f64, rows: usize) -> f64 {
    let scarcity = (1e4 / rows.max(1) as f64).sqrt().max(1.0);
    (base * scarcity).min(8.0_f64.max(base))
}

/// A gain below this is rounding: weights are whole numbers, so a thousandth is nothing.
const NOTHING: f64 = 1e-3;

/// One run of the algorithm: local moves on ever coarser graphs, until nothing gets coarser.
fn run(graph: &Graph, resolution: f64, membership: &mut [u32], random: &mut SplitMix) {
    let mut level = Level::new(graph.clone(), resolution);
    compact(membership);
    let mut groups = membership.to_vec();
    // The node of the current level that each node of the graph has become part of.
    let mut part_of: Vec<u32> = (0..graph.nodes() as u32).collect();
    loop {
        level.move_nodes(&mut groups, random);
        let communities = compact(&mut groups);
        for (member, &part) in membership.iter_mut().zip(&part_of) {
            *member = groups[part as usize];
        }
        if communities == level.graph.nodes() {
            return;
        }
        let mut refined = level.refined(&groups, communities, random);
        let parts = compact(&mut refined);
        if parts == level.graph.nodes() {
            return;
        }
        let mut coarser = vec![0; parts];
        for (&part, &group) in refined.iter().zip(&groups) {
            coarser[part as usize] = group;
        }
        for part in &mut part_of {
            *part = refined[*part as usize];
        }
        level = Level::new(level.graph.aggregated(&refined, parts), resolution);
        groups = coarser;
    }
}

/// A graph at one coarseness, with what the gains are computed from.
///
/// A node `v` in a community `C` contributes `w(v, C) - gamma * k(v) * K(C) / 2m`, where `w` is the
/// weight between them, `k` and `K` are degrees without `v` itself, and `m` is all weight: the
/// change of modularity times `2m`, less what does not depend on `C`.
struct Level {
    graph: Graph,
    degrees: Vec<u64>,
    /// Gamma over twice the weight of all edges.
    rate: f64,
}

impl Level {
    fn new(graph: Graph, resolution: f64) -> Level {
        let degrees: Vec<u64> = (0..graph.nodes()).map(|node| graph.degree(node)).collect();
        let total = degrees.iter().sum::<u64>().max(1);
        Level { graph, degrees, rate: resolution / total as f64 }
    }

    /// Moves nodes to the community that gains most until no single move gains; a node is looked
    /// at again when a neighbour has moved away from it. Communities keep their numbers.
    fn move_nodes(&self, groups: &mut [u32], random: &mut SplitMix) {
        let nodes = self.graph.nodes();
        let (mut totals, mut sizes) = (vec![0u64; nodes], vec![0u32; nodes]);
        for (node, &group) in groups.iter().enumerate() {
            totals[group as usize] += self.degrees[node];
            sizes[group as usize] += 1;
        }
        let mut free: Vec<u32> =
            (0..nodes as u32).rev().filter(|&group| sizes[group as usize] == 0).collect();
        let mut order: Vec<u32> = (0..nodes as u32).collect();
        random.shuffle(&mut order);
        let mut queue = VecDeque::from(order);
        let mut queued = vec![true; nodes];
        let mut touching = Touching::new(nodes);
        while let Some(node) = queue.pop_front() {
            let at = node as usize;
            queued[at] = false;
            let own = groups[at];
            touching.clear();
            for (other, weight) in self.graph.of(at) {
                touching.add(groups[other as usize], weight);
            }
            totals[own as usize] -= self.degrees[at];
            let rate = self.rate * self.degrees[at] as f64;
            let gain =
                |group: u32| touching.weight(group) as f64 - rate * totals[group as usize] as f64;
            let (mut best, mut best_gain) = (own, gain(own));
            for &group in &touching.groups {
                let gain = gain(group);
                if group != own && gain > best_gain + NOTHING {
                    (best, best_gain) = (group, gain);
                }
            }
            if best_gain < -NOTHING && sizes[own as usize] > 1 {
                // Alone it gains nothing and loses nothing. There is an empty community, because
                // a community with two nodes leaves one over.
                best = free.last().copied().unwrap_or(own);
            }
            totals[best as usize] += self.degrees[at];
            if best == own {
                continue;
            }
            groups[at] = best;
            if sizes[best as usize] == 0 {
                free.pop();
            }
            sizes[best as usize] += 1;
            sizes[own as usize] -= 1;
            if sizes[own as usize] == 0 {
                free.push(own);
            }
            for (other, _) in self.graph.of(at) {
                if groups[other as usize] != best && !queued[other as usize] {
                    queued[other as usize] = true;
                    queue.push_back(other);
                }
            }
        }
    }

    /// Parts of each community that hang together well: every node begins alone and, if still
    /// alone when its turn comes, joins the part of its community that gains most, provided that
    /// both node and part are well connected to the rest of the community (Traag et al., section
    /// "Refinement"; the best part is taken instead of a drawn one).
    fn refined(&self, groups: &[u32], communities: usize, random: &mut SplitMix) -> Vec<u32> {
        let nodes = self.graph.nodes();
        let mut of_community = vec![0u64; communities];
        for (node, &group) in groups.iter().enumerate() {
            of_community[group as usize] += self.degrees[node];
        }
        let mut parts: Vec<u32> = (0..nodes as u32).collect();
        let mut totals = self.degrees.clone();
        let mut alone = vec![true; nodes];
        // Weight between a part and the rest of its community.
        let mut outward: Vec<u64> = (0..nodes)
            .map(|node| {
                let inside = |&(other, _): &(u32, u64)| groups[other as usize] == groups[node];
                self.graph.of(node).filter(inside).map(|(_, weight)| weight).sum()
            })
            .collect();
        let well_connected = |outward: u64, total: u64, community: u64| {
            outward as f64 >= self.rate * total as f64 * (community - total) as f64
        };
        let mut order: Vec<u32> = (0..nodes as u32).collect();
        random.shuffle(&mut order);
        let mut touching = Touching::new(nodes);
        for node in order {
            let at = node as usize;
            let community = of_community[groups[at] as usize];
            if !alone[at] || !well_connected(outward[at], self.degrees[at], community) {
                continue;
            }
            touching.clear();
            for (other, weight) in self.graph.of(at) {
                if groups[other as usize] == groups[at] {
                    touching.add(parts[other as usize], weight);
                }
            }
            let rate = self.rate * self.degrees[at] as f64;
            let (mut best, mut best_gain) = (node, 0.0);
            for &part in &touching.groups {
                let total = totals[part as usize];
                let gain = touching.weight(part) as f64 - rate * total as f64;
                if gain > best_gain + NOTHING
                    && well_connected(outward[part as usize], total, community)
                {
                    (best, best_gain) = (part, gain);
                }
            }
            if best == node {
                continue;
            }
            let to = best as usize;
            // The part is named after the node that began it, which is no longer alone.
            (alone[at], alone[to]) = (false, false);
            parts[at] = best;
            totals[to] += self.degrees[at];
            // What joined them now lies inside, seen from both.
            outward[to] = outward[to] + outward[at] - 2 * touching.weight(best);
        }
        parts
    }
}

/// The weight between one node and each of the groups it touches, by group number.
struct Touching {
    weights: Vec<u64>,
    /// Groups touched, in order of first touch.
    groups: Vec<u32>,
}

impl Touching {
    fn new(groups: usize) -> Touching {
        Touching { weights: vec![0; groups], groups: Vec::new() }
    }

    fn clear(&mut self) {
        for group in self.groups.drain(..) {
            self.weights[group as usize] = 0;
        }
    }

    /// `weight` is at least 1: a group without weight has not been touched.
    fn add(&mut self, group: u32, weight: u64) {
        let sum = &mut self.weights[group as usize];
        if *sum == 0 {
            self.groups.push(group);
        }
        *sum += weight;
    }

    fn weight(&self, group: u32) -> u64 {
        self.weights[group as usize]
    }
}

/// Numbers the groups from 0 by first appearance; gives how many there are.
fn compact(groups: &mut [u32]) -> usize {
    let most = groups.iter().map(|&group| group as usize + 1).max().unwrap_or(0);
    let mut number = vec![u32::MAX; most];
    let mut next = 0;
    for group in groups {
        let number = &mut number[*group as usize];
        if *number == u32::MAX {
            *number = next;
            next += 1;
        }
        *group = *number;
    }
    next as usize
}

/// The partition with every community cut into its connected pieces.
///
/// Leiden promises connected communities once it has converged; after a fixed number of runs
/// this makes sure. Cutting an unconnected community never lowers the modularity.
fn connected(graph: &Graph, membership: &[u32]) -> Vec<u32> {
    let mut piece = vec![u32::MAX; graph.nodes()];
    let mut stack = Vec::new();
    let mut next = 0;
    for start in 0..graph.nodes() {
        if piece[start] != u32::MAX {
            continue;
        }
        piece[start] = next;
        stack.push(start);
        while let Some(node) = stack.pop() {
            for (other, _) in graph.of(node) {
                let other = other as usize;
                if piece[other] == u32::MAX && membership[other] == membership[node] {
                    piece[other] = next;
                    stack.push(other);
                }
            }
        }
        next += 1;
    }
    piece
}

/// The partition with its groups numbered by descending size, then by smallest node.
pub(super) fn renumbered(partition: &[u32]) -> Vec<u32> {
    let mut groups = partition.to_vec();
    let count = compact(&mut groups);
    let mut sizes = vec![0u32; count];
    for &group in &groups {
        sizes[group as usize] += 1;
    }
    // Groups are numbered by first appearance, so a stable sort leaves ties in that order.
    let mut order: Vec<u32> = (0..count as u32).collect();
    order.sort_by_key(|&group| std::cmp::Reverse(sizes[group as usize]));
    let mut rank = vec![0; count];
    for (at, &group) in order.iter().enumerate() {
        rank[group as usize] = at as u32;
    }
    groups.into_iter().map(|group| rank[group as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rings of `size` nodes, fully joined inside, with a light edge to the next ring.
    fn cliques(count: u32, size: u32) -> Graph {
        let mut edges = Vec::new();
        for clique in 0..count {
            let first = clique * size;
            for a in 0..size {
                edges.extend((a + 1..size).map(|b| (first + a, first + b, 60_000)));
            }
            if clique + 1 < count {
                edges.push((first, first + size, 10_000));
            }
        }
        Graph::from_edges((count * size) as usize, &edges)
    }

    fn graphs() -> impl Strategy<Value = Graph> {
        (1u32..60).prop_flat_map(|nodes| {
            prop::collection::btree_map((0..nodes, 0..nodes), 1u64..70_000, 0..200).prop_map(
                move |edges| {
                    let edges: Vec<_> = edges
                        .into_iter()
                        .filter(|((from, to), _)| from <= to)
                        .map(|((from, to), weight)| (from, to, weight))
                        .collect();
                    Graph::from_edges(nodes as usize, &edges)
                },
            )
        })
    }

    #[test]
    fn cliques_are_found() {
        let graph = cliques(12, 6);
        let found = leiden(&graph, 1.0, 0, 2);
        for (node, &group) in found.iter().enumerate() {
            assert_eq!(group, node as u32 / 6);
        }
        assert!((modularity(&graph, &found, 1.0) - 0.9) < 0.02);
        assert_eq!(leiden(&Graph::default(), 1.0, 0, 2), Vec::<u32>::new());
    }

    #[test]
    fn a_union_of_lists() {
        let lists = Neighbours {
            k: 2,
            rows: vec![1, 2, 0, u32::MAX, 3, u32::MAX, u32::MAX, u32::MAX],
            dots: vec![1 << 28, 1 << 27, 1 << 28, 0, -5, 0, 0, 0],
        };
        let graph = Graph::from_neighbours(&lists);
        let of = |node| graph.of(node).collect::<Vec<_>>();
        assert_eq!(of(0), [(1, 65_536), (2, 32_768)]);
        assert_eq!(of(1), [(0, 65_536)]);
        assert_eq!(of(2), [(0, 32_768), (3, 1)]);
        assert_eq!(of(3), [(2, 1)]);
        assert_eq!(graph.edges(), 3);
    }

    #[test]
    fn resolution_rises_when_rows_are_few() {
        assert_eq!(resolution_for(3.0, 20_000), 3.0);
        assert_eq!(resolution_for(3.0, 2_500), 6.0);
        assert_eq!(resolution_for(3.0, 0), 8.0);
        assert_eq!(resolution_for(12.0, 100), 12.0);
    }

    proptest! {
        #[test]
        fn communities_are_connected_numbered_by_size_and_repeatable(
            graph in graphs(), resolution in 0.1f64..8.0, seed: u64,
        ) {
            let found = leiden(&graph, resolution, seed, 2);
            prop_assert_eq!(found.len(), graph.nodes());
            prop_assert_eq!(&renumbered(&connected(&graph, &found)), &found);
            prop_assert_eq!(&leiden(&graph, resolution, seed, 2), &found);
            let alone: Vec<u32> = (0..graph.nodes() as u32).collect();
            let quality = modularity(&graph, &found, resolution);
            prop_assert!(quality >= modularity(&graph, &alone, resolution) - 1e-9);
        }

        #[test]
        fn no_single_move_gains(graph in graphs(), seed: u64) {
            let found = leiden(&graph, 1.0, seed, 10);
            let before = modularity(&graph, &found, 1.0);
            for node in 0..graph.nodes() {
                for (other, _) in graph.of(node) {
                    let mut moved = found.clone();
                    moved[node] = found[other as usize];
                    prop_assert!(modularity(&graph, &moved, 1.0) <= before + 1e-6);
                }
            }
        }

        #[test]
        fn aggregation_keeps_modularity(graph in graphs(), groups in 1u32..6) {
            let group: Vec<u32> = (0..graph.nodes() as u32).map(|node| node % groups).collect();
            let coarse = graph.aggregated(&group, groups as usize);
            let each: Vec<u32> = (0..groups).collect();
            let (fine, coarse) = (modularity(&graph, &group, 1.0), modularity(&coarse, &each, 1.0));
            prop_assert!((fine - coarse).abs() < 1e-9);
        }
    }
}
