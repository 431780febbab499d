//! Groups of rows that are nearer to one another than chance would have it.

use std::collections::BTreeMap;

use crate::model::cosine;

use super::neighbours::Neighbours;

/// An undirected weighted graph.
#[derive(Clone, Debug)]
pub struct Graph {
    pub(super) edges: Vec<Vec<(u32, f64)>>,
    pub(super) own: Vec<f64>,
}

impl Graph {
    /// The union of everybody's nearest, weighted by cosine.
    pub fn from_neighbours(neighbours: &Neighbours) -> Graph {
        let k = neighbours.k.max(1);
        let n = neighbours.rows.len() / k;
        let mut maps: Vec<BTreeMap<u32, f64>> = vec![BTreeMap::new(); n];
        for (at, (&other, &dot)) in neighbours.rows.iter().zip(&neighbours.dots).enumerate() {
            if other != u32::MAX {
                let weight = f64::from(cosine(dot)).max(1e-6);
                maps[at / k].insert(other, weight);
                maps[other as usize].insert((at / k) as u32, weight);
            }
        }
        let edges = maps.into_iter().map(|map| map.into_iter().collect()).collect();
        Graph { edges, own: vec![0.0; n] }
    }

    pub(super) fn merged(&self, partition: &[u32], groups: usize) -> Graph {
        let mut maps: Vec<BTreeMap<u32, f64>> = vec![BTreeMap::new(); groups];
        let mut own = vec![0.0; groups];
        for (row, edges) in self.edges.iter().enumerate() {
            let mine = partition[row];
            own[mine as usize] += self.own[row];
            for &(other, weight) in edges {
                let theirs = partition[other as usize];
                if theirs == mine {
                    own[mine as usize] += weight;
                } else {
                    *maps[mine as usize].entry(theirs).or_default() += weight;
                }
            }
        }
        Graph { edges: maps.into_iter().map(|m| m.into_iter().collect()).collect(), own }
    }
}

/// Communities by modularity.
pub fn leiden(graph: &Graph, resolution: f64, seed: u64, iterations: usize) -> Vec<u32> {
    let _ = (seed, iterations);
    let mut whole: Vec<u32> = (0..graph.edges.len() as u32).collect();
    let mut level = graph.clone();
    loop {
        let part = moves(&level, resolution);
        let groups = part.iter().max().map_or(0, |&m| m as usize + 1);
        for place in &mut whole {
            *place = part[*place as usize];
        }
        if groups == level.edges.len() {
            return whole;
        }
        level = level.merged(&part, groups);
    }
}

fn moves(graph: &Graph, resolution: f64) -> Vec<u32> {
    let n = graph.edges.len();
    let degree: Vec<f64> =
        (0..n).map(|v| graph.own[v] + graph.edges[v].iter().map(|e| e.1).sum::<f64>()).collect();
    let total: f64 = degree.iter().sum::<f64>().max(1e-12);
    let mut part: Vec<u32> = (0..n as u32).collect();
    let mut mass = degree.clone();
    for _ in 0..20 {
        let mut moved = 0;
        for v in 0..n {
            let mut to: BTreeMap<u32, f64> = BTreeMap::new();
            for &(other, weight) in &graph.edges[v] {
                *to.entry(part[other as usize]).or_default() += weight;
            }
            let old = part[v];
            mass[old as usize] -= degree[v];
            let gain = |c: u32, w: f64| w - resolution * degree[v] * mass[c as usize] / total;
            let mut best = (old, gain(old, to.get(&old).copied().unwrap_or(0.0)));
            for (&c, &w) in &to {
                let g = gain(c, w);
                if g > best.1 + 1e-12 {
                    best = (c, g);
                }
            }
            mass[best.0 as usize] += degree[v];
            if best.0 != old {
                part[v] = best.0;
                moved += 1;
            }
        }
        if moved == 0 {
            break;
        }
    }
    let mut names = BTreeMap::new();
    part.iter().map(|&c| { let next = names.len() as u32; *names.entry(c).or_insert(next) }).collect()
}

/// The resolution for a sample of `rows`.
pub fn resolution_for(base: f64, rows: usize) -> f64 {
    (base * (1e4 / rows.max(1) as f64).sqrt().max(1.0)).min(8.0)
}
