//! The nearest rows of every row.

use rayon::prelude::*;

use crate::model::{Vectors, dot};

/// Nearest rows of each row, best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbours {
    /// Neighbours kept for a row.
    pub k: usize,
    /// `n * k` rows, `u32::MAX` where there are fewer.
    pub rows: Vec<u32>,
    /// Their dot products.
    pub dots: Vec<i32>,
}

/// The `k` nearest other rows of each row, dot product descending, then row ascending.
pub fn nearest(vectors: &Vectors, k: usize) -> Neighbours {
    search(vectors, vectors, k, true)
}

/// The `k` nearest rows of `base` for each row of `queries`.
pub fn nearest_among(queries: &Vectors, base: &Vectors, k: usize) -> Neighbours {
    search(queries, base, k, false)
}

fn search(queries: &Vectors, base: &Vectors, k: usize, own: bool) -> Neighbours {
    let blank: Vec<bool> = (0..base.len()).map(|row| base.is_zero(row)).collect();
    let found: Vec<Vec<(i32, u32)>> = (0..queries.len())
        .into_par_iter()
        .map(|row| {
            let query = queries.row(row);
            if queries.is_zero(row) {
                return Vec::new();
            }
            let mut all: Vec<(i32, u32)> = (0..base.len())
                .filter(|&other| !(blank[other] || own && other == row))
                .map(|other| (-dot(query, base.row(other)), other as u32))
                .collect();
            if all.len() > k && k > 0 {
                all.select_nth_unstable(k - 1);
                all.truncate(k);
            }
            all.sort_unstable();
            all.truncate(k);
            all
        })
        .collect();
    let mut neighbours = Neighbours { k, rows: Vec::new(), dots: Vec::new() };
    for row in found {
        for at in 0..k {
            let (dot, other) = row.get(at).map_or((0, u32::MAX), |&(dot, other)| (-dot, other));
            neighbours.rows.push(other);
            neighbours.dots.push(dot);
        }
    }
    neighbours
}
