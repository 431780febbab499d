//! Statements that people moved, as examples of their themes for what comes later.
//!
//! Takes vectors of moved statements; gives for new ones the example that each is like, if it is
//! like one. The rule of the nearest neighbour (Cover and Hart, "Nearest neighbor pattern
//! classification", 1967) with the neighbour a person has labelled: among ten voters one would
//! never be heard, and centres are means of hundreds.

use crate::model::{Vectors, cosine, dot};

use super::assign::{Assigners, NEAR};

/// Examples that are heeded, the last ones: a block of new statements is held against all of them.
const MOST: usize = 1_000;

/// Moved statements.
#[derive(Clone, Debug)]
pub struct Examples {
    vectors: Vectors,
    /// How many were moved before the first that is heeded.
    skipped: usize,
}

impl Examples {
    /// Examples in the order in which they were moved.
    pub fn new(vectors: Vectors) -> Examples {
        let skipped = vectors.len().saturating_sub(MOST);
        let rows: Vec<u32> = (skipped as u32..vectors.len() as u32).collect();
        Examples { vectors: vectors.select(&rows), skipped }
    }

    /// For each row the place of its example and the cosine to it: the nearest (of equals the one
    /// moved last), where it is at least as near as the three nearest statements of the fit are in
    /// the mean, and near at all (a cosine of 0.6, from which on nearness no longer limits how sure
    /// a place is).
    pub fn of(
        &self,
        assigners: &Assigners,
        wants: &[bool],
        vectors: &Vectors,
    ) -> Vec<Option<(usize, f32)>> {
        let mut found: Vec<Option<(usize, f32)>> = (0..vectors.len())
            .map(|row| {
                let mut best: Option<(i32, usize)> = None;
                for example in 0..self.vectors.len() {
                    let product = dot(vectors.row(row), self.vectors.row(example));
                    if best.is_none_or(|(most, _)| product >= most) {
                        best = Some((product, example));
                    }
                }
                let (product, example) = best?;
                let near = cosine(product).clamp(-1.0, 1.0);
                (f64::from(near) >= NEAR).then_some((self.skipped + example, near))
            })
            .collect();
        let rows: Vec<u32> =
            (0..found.len() as u32).filter(|&row| found[row as usize].is_some()).collect();
        if rows.is_empty() {
            return found;
        }
        let sides: Vec<bool> = rows.iter().map(|&row| wants[row as usize]).collect();
        let closeness = assigners.closeness(&sides, &vectors.select(&rows));
        for (&row, closeness) in rows.iter().zip(closeness) {
            found[row as usize] = found[row as usize].filter(|&(_, near)| near >= closeness);
        }
        found
    }
}
