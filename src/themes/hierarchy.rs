//! Two levels: areas are communities of themes.
//!
//! Takes the neighbour graph and its partition into clusters, gives an area for each cluster.
//! Every cluster becomes one node that keeps the weight inside it as a loop, and the same
//! algorithm runs on that small graph at a lower resolution (Traag et al. 2019 call it
//! aggregation). A cluster is never cut, so areas contain whole themes by construction.

use super::communities::{Graph, leiden};

/// Runs over the cluster graph; it has some hundred nodes, so convergence costs nothing.
const ITERATIONS: usize = 10;

/// The area of each cluster: numbers from 0 by descending number of clusters, then by smallest
/// cluster.
///
/// `partition` gives each node of the graph a cluster numbered from 0; the answer has one entry
/// for each number up to the largest. `resolution` is gamma on the cluster graph (0.5 gives wide
/// areas, 1 narrower ones). No cluster, no area.
pub fn areas(graph: &Graph, partition: &[u32], resolution: f64, seed: u64) -> Vec<u32> {
    let clusters = partition.iter().map(|&cluster| cluster as usize + 1).max().unwrap_or(0);
    leiden(&graph.aggregated(partition, clusters), resolution, seed, ITERATIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_join_what_is_joined() {
        // Four clusters of two nodes; the first and second pair of clusters hang together.
        let mut edges = vec![(1, 2, 40_000), (5, 6, 40_000), (3, 4, 1_000)];
        edges.extend([(0, 1, 60_000), (2, 3, 60_000), (4, 5, 60_000), (6, 7, 60_000)]);
        let graph = Graph::from_edges(8, &edges);
        let partition = [0, 0, 1, 1, 2, 2, 3, 3];
        assert_eq!(areas(&graph, &partition, 0.5, 0), [0, 0, 1, 1]);
        assert_eq!(areas(&graph, &partition, 4.0, 0), [0, 1, 2, 3]);
        assert_eq!(areas(&Graph::default(), &[], 1.0, 0), Vec::<u32>::new());
    }
}
