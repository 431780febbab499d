//! Clusters of clusters.

use super::communities::{Graph, leiden};

/// The area of each cluster.
pub fn areas(graph: &Graph, partition: &[u32], resolution: f64, seed: u64) -> Vec<u32> {
    let groups = partition.iter().max().map_or(0, |&most| most as usize + 1);
    leiden(&graph.merged(partition, groups), resolution, seed, 2)
}
