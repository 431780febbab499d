//! Agreement where an item may have several labels and lie in several groups.
//!
//! Extended B-cubed of Amigó, Gonzalo, Artiles and Verdejo ("A comparison of extrinsic clustering
//! evaluation metrics based on formal constraints", Information Retrieval 2009, section 5): a long
//! review has several themes and several labels, and each pair of items should share as many
//! groups as labels, no fewer and no more.

use std::collections::BTreeMap;

use super::clusters::harmonic;

/// Extended B-cubed.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct BCubed {
    /// Whether items that share groups share labels, 0 to 1.
    pub precision: f64,
    /// Whether items that share labels share groups, 0 to 1.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

/// Extended B-cubed of groups against labels; both give a set for each item, ascending without
/// repeats. An item without a group (or label) is left out of precision (or recall), as the
/// definition has it. Costs the number of pairs that share a group or a label.
pub fn extended_b_cubed(labels: &[Vec<u32>], groups: &[Vec<u32>]) -> BCubed {
    let precision = one_side(groups, labels);
    let recall = one_side(labels, groups);
    BCubed { precision, recall, f1: harmonic(precision, recall) }
}

/// The mean over items of the mean over those that share something in `of` with it (itself
/// included) of `min(|shared in of|, |shared in other|) / |shared in of|`.
fn one_side(of: &[Vec<u32>], other: &[Vec<u32>]) -> f64 {
    let mut holders: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (item, sets) in of.iter().enumerate() {
        sets.iter().for_each(|&set| holders.entry(set).or_default().push(item as u32));
    }
    let (mut sum, mut items) = (0.0, 0usize);
    let mut shared = vec![0u32; of.len()];
    let mut touched: Vec<u32> = Vec::new();
    for (item, sets) in of.iter().enumerate() {
        for set in sets {
            for &mate in &holders[set] {
                if shared[mate as usize] == 0 {
                    touched.push(mate);
                }
                shared[mate as usize] += 1;
            }
        }
        if touched.is_empty() {
            continue;
        }
        let mut of_item = 0.0;
        for &mate in &touched {
            let mine = shared[mate as usize];
            let theirs = common(&other[item], &other[mate as usize]) as u32;
            of_item += f64::from(mine.min(theirs)) / f64::from(mine);
            shared[mate as usize] = 0;
        }
        sum += of_item / touched.len() as f64;
        items += 1;
        touched.clear();
    }
    sum / items.max(1) as f64
}

/// How many numbers two ascending lists share.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut at, mut count) = (0, 0);
    for one in a {
        while at < b.len() && b[at] < *one {
            at += 1;
        }
        count += usize::from(b.get(at) == Some(one));
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::agreement;
    use proptest::prelude::*;

    /// Three items, labels {1}, {1, 2}, {2}; all in one group.
    #[test]
    fn by_hand() {
        let labels = [vec![1], vec![1, 2], vec![2]];
        let groups = [vec![0], vec![0], vec![0]];
        let found = extended_b_cubed(&labels, &groups);
        // Item 0 shares a label with itself and item 1, not with 2: 2/3. Item 1: all, 1. Item 2: 2/3.
        assert!((found.precision - (2.0 / 3.0 + 1.0 + 2.0 / 3.0) / 3.0).abs() < 1e-12);
        // Item 1 with itself shares two labels and one group: 1/2; everything else 1.
        assert!((found.recall - (1.0 + (1.0 + 0.5 + 1.0) / 3.0 + 1.0) / 3.0).abs() < 1e-12);
        // Two groups for the item with two labels would be right.
        let right = extended_b_cubed(&labels, &labels);
        assert_eq!((right.precision, right.recall, right.f1), (1.0, 1.0, 1.0));
        assert_eq!(extended_b_cubed(&[vec![]], &[vec![]]), BCubed::default());
    }

    proptest! {
        #[test]
        fn of_single_labels_it_is_plain_b_cubed(
            pairs in prop::collection::vec((0u32..4, 0u32..5), 1..40),
        ) {
            let (labels, groups): (Vec<u32>, Vec<u32>) = pairs.iter().copied().unzip();
            let sets = |of: &[u32]| of.iter().map(|&one| vec![one]).collect::<Vec<_>>();
            let plain = agreement(&labels, &groups);
            let extended = extended_b_cubed(&sets(&labels), &sets(&groups));
            prop_assert!((plain.b_precision - extended.precision).abs() < 1e-9);
            prop_assert!((plain.b_recall - extended.recall).abs() < 1e-9);
            prop_assert!((plain.b_cubed - extended.f1).abs() < 1e-9);
        }
    }
}
