//! In which segments a theme hurts more than elsewhere.
//!
//! Takes the rows that want a change and every row's segments; gives the segments where the theme
//! is surprisingly common. Small segments are shrunk towards the company's share, and the order is
//! by the lower end of the interval, so that two records out of two do not come first.

use crate::model::{Corpus, SegmentShare, Segments, wilson};

/// Records' worth of the company's share that a segment's is mixed with (a beta prior of weight
/// 20, the usual choice for small cells).
const SHRINKAGE: f64 = 20.0;

/// Segments with fewer records of the theme are left out: below five, an interval reaches from
/// next to nothing to a multiple.
const FEWEST: u32 = 5;

/// Segments shown for one theme.
const MOST: usize = 12;

/// Number of records in each segment.
pub(super) fn sizes(corpus: &Corpus, segments: &Segments) -> Vec<u32> {
    count(segments, 0..corpus.feedback().len() as u32)
}

fn count(segments: &Segments, rows: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut counts = vec![0; segments.len()];
    for row in rows {
        segments.of_row(row).iter().for_each(|&one| counts[one as usize] += 1);
    }
    counts
}

/// The segments with at least five records of the theme, by the lower end of the interval of their
/// plain share, highest first, at most twelve; ties by name, then value. `all` is the number of all
/// records, `wanting` the theme's rows.
pub(super) fn shares(
    segments: &Segments,
    sizes: &[u32],
    all: usize,
    wanting: &[u32],
) -> Vec<SegmentShare> {
    if all == 0 || wanting.is_empty() {
        return Vec::new();
    }
    let company = wanting.len() as f64 / all as f64;
    let mut found: Vec<SegmentShare> = (count(segments, wanting.iter().copied()).into_iter())
        .zip(0..)
        .filter(|&(feedback, _)| feedback >= FEWEST)
        .map(|(feedback, number)| {
            let size = sizes[number as usize];
            let share = (f64::from(feedback) + SHRINKAGE * company) / (f64::from(size) + SHRINKAGE);
            let (name, value) = segments.pair(number);
            SegmentShare {
                name: name.clone(),
                value: value.clone(),
                feedback,
                all: size,
                share,
                lift: share / company,
                interval: wilson(feedback, size),
            }
        })
        .collect();
    // Stable: equals stay in the order of their names and values.
    found.sort_by(|a, b| b.interval.0.total_cmp(&a.interval.0));
    found.truncate(MOST);
    found
}
