//! ClassScore of verdicts (negative, neutral, positive) and of scores with the truth.
//!
//! Takes classes or scores for each item, gives accuracy, F1, the area under the curve and the
//! correlation of ranks. A set with one large class is easy to be right about: the share of the
//! majority class is given beside the accuracy, and the macro average weighs every class alike.

use std::collections::BTreeMap;

use super::clusters::harmonic;

/// How right some verdicts are.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Verdicts {
    /// Share that is right.
    pub accuracy: f64,
    /// F1 of each class that occurs in the truth, on average (van Rijsbergen 1979; macro average).
    pub macro_f1: f64,
    /// Share of the largest class: what always saying that class would get right.
    pub majority: f64,
    /// How right each class in the truth is, by class.
    pub classes: BTreeMap<i32, ClassScore>,
}

/// How right one class is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassScore {
    /// Share of what is said to be of it that is.
    pub precision: f64,
    /// Share of what is of it that is said to be.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// Verdicts against the truth, both as class numbers. Nothing gives zeros.
pub fn verdicts(truth: &[i32], said: &[i32]) -> Verdicts {
    let all = truth.len().min(said.len());
    if all == 0 {
        return Verdicts::default();
    }
    // For each class: right, in the truth, said.
    let mut counts: BTreeMap<i32, [u32; 3]> = BTreeMap::new();
    for (&truth, &said) in truth.iter().zip(said) {
        counts.entry(truth).or_default()[1] += 1;
        counts.entry(said).or_default()[2] += 1;
        if truth == said {
            counts.entry(truth).or_default()[0] += 1;
        }
    }
    let right: u32 = counts.values().map(|count| count[0]).sum();
    let largest = counts.values().map(|count| count[1]).max().unwrap_or(0);
    let share = |part: u32, of: u32| if of == 0 { 0.0 } else { f64::from(part) / f64::from(of) };
    let classes: BTreeMap<i32, ClassScore> = counts
        .iter()
        .filter(|(_, count)| count[1] > 0)
        .map(|(&class, &[right, truth, said])| {
            let (precision, recall) = (share(right, said), share(right, truth));
            (class, ClassScore { precision, recall, f1: harmonic(precision, recall) })
        })
        .collect();
    Verdicts {
        accuracy: f64::from(right) / all as f64,
        macro_f1: classes.values().map(|class| class.f1).sum::<f64>() / classes.len() as f64,
        majority: f64::from(largest) / all as f64,
        classes,
    }
}

/// The chance that an item that is positive scores above one that is not, equal scores counting
/// half (Hanley and McNeil 1982; Mann and Whitney's U). One half when a side is empty.
pub fn area_under_curve(positive: &[bool], scores: &[f64]) -> f64 {
    let ranks = ranks(scores);
    let yes = positive.iter().filter(|&&one| one).count() as f64;
    let no = positive.len() as f64 - yes;
    if yes == 0.0 || no == 0.0 {
        return 0.5;
    }
    let sum: f64 =
        positive.iter().zip(&ranks).filter(|(positive, _)| **positive).map(|(_, rank)| rank).sum();
    (sum - yes * (yes + 1.0) / 2.0) / (yes * no)
}

/// Spearman's correlation of ranks, ties sharing their mean rank; 0 when a side is constant.
pub fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(&b) {
        ab += (x - mean) * (y - mean);
        aa += (x - mean) * (x - mean);
        bb += (y - mean) * (y - mean);
    }
    if aa > 0.0 && bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

/// Ranks from 1, ascending; equal values share the mean of their places.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for same in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = before as f64 + (same.len() as f64 + 1.0) / 2.0;
        same.iter().for_each(|&at| ranks[at] = rank);
        before += same.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        let found = verdicts(&[-1, -1, -1, 1], &[-1, -1, 1, 1]);
        assert_eq!((found.accuracy, found.majority), (0.75, 0.75));
        // Negative: precision 1, recall 2/3, F1 .8; positive: 1/2, 1, 2/3.
        assert!((found.macro_f1 - (0.8 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
        assert_eq!(found.classes[&1].recall, 1.0);
        assert_eq!(verdicts(&[], &[]), Verdicts::default());
        // A class only ever said does not count as a class of the truth.
        assert_eq!(verdicts(&[1, 1], &[1, 0]).classes.len(), 1);
    }

    #[test]
    fn curve_and_ranks() {
        // Pairs won: .9 beats both, .4 beats .1 and ties with .4: 3.5 of 4.
        assert_eq!(area_under_curve(&[true, true, false, false], &[0.9, 0.4, 0.4, 0.1]), 0.875);
        assert_eq!(area_under_curve(&[true], &[1.0]), 0.5);
        assert_eq!(rank_correlation(&[1.0, 2.0, 3.0], &[10.0, 20.0, 90.0]), 1.0);
        assert_eq!(rank_correlation(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), -1.0);
        assert_eq!(rank_correlation(&[1.0, 1.0], &[1.0, 2.0]), 0.0);
        assert_eq!(ranks(&[5.0, 1.0, 5.0]), [2.5, 1.0, 2.5]);
    }

    proptest! {
        #[test]
        fn turning_scores_round_turns_the_curve_round(
            items in prop::collection::vec((any::<bool>(), -5i32..5), 2..40),
        ) {
            let (positive, scores): (Vec<bool>, Vec<f64>) =
                items.into_iter().map(|(positive, score)| (positive, f64::from(score))).unzip();
            let back: Vec<f64> = scores.iter().map(|score| -score).collect();
            let sum = area_under_curve(&positive, &scores) + area_under_curve(&positive, &back);
            prop_assert!((sum - 1.0).abs() < 1e-9);
        }
    }
}
