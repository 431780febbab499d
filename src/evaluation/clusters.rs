//! Agreement between two partitions of the same items.
//!
//! Takes a label and a group for each item, gives the usual indices. The adjusted ones (Rand,
//! mutual information) are about 0 for groups drawn by chance and 1 for groups that are the
//! labels; the others (purity, V, B-cubed) reward cutting finely and are read together with the
//! number of groups.

use std::collections::BTreeMap;

/// How well groups agree with labels.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Agreement {
    /// Adjusted Rand index (Hubert and Arabie, "Comparing partitions", 1985): pairs of items
    /// together in both, against chance. 1 at best, about 0 by chance.
    pub ari: f64,
    /// Adjusted mutual information (Vinh, Epps and Bailey, "Information theoretic measures for
    /// clusterings comparison", 2010), against the mean of the two entropies.
    pub ami: f64,
    /// V-measure (Rosenberg and Hirschberg, 2007): the harmonic mean of the next two.
    pub v: f64,
    /// Whether a group holds one label only, 0 to 1.
    pub homogeneity: f64,
    /// Whether a label lies in one group only, 0 to 1.
    pub completeness: f64,
    /// B-cubed F1 (Bagga and Baldwin, 1998): the harmonic mean of the next two.
    pub b_cubed: f64,
    /// For the mean item, the share of its group that has its label.
    pub b_precision: f64,
    /// For the mean item, the share of its label that is in its group.
    pub b_recall: f64,
    /// Share of items that have the most frequent label of their group (Zhao and Karypis, 2001).
    pub purity: f64,
    /// Number of groups.
    pub clusters: usize,
    /// Number of labels.
    pub labels: usize,
}

/// How often each pair of label and group meets, with the sizes of both sides.
struct Contingency {
    /// Ascending by label, then group.
    cells: Vec<((u32, u32), f64)>,
    labels: BTreeMap<u32, f64>,
    groups: BTreeMap<u32, f64>,
    all: f64,
}

impl Contingency {
    fn new(labels: &[u32], groups: &[u32]) -> Contingency {
        let mut cells: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        let (mut of_labels, mut of_groups) = (BTreeMap::new(), BTreeMap::new());
        for (&label, &group) in labels.iter().zip(groups) {
            *cells.entry((label, group)).or_insert(0.0) += 1.0;
            *of_labels.entry(label).or_insert(0.0) += 1.0;
            *of_groups.entry(group).or_insert(0.0) += 1.0;
        }
        let all = labels.len().min(groups.len()) as f64;
        Contingency {
            cells: cells.into_iter().collect(),
            labels: of_labels,
            groups: of_groups,
            all,
        }
    }
}

/// All indices at once. Items beyond the shorter of the two lists are left out; no item gives 0
/// throughout. Linear in the items but for the adjusted mutual information, which costs one sum
/// over each pair of sizes.
pub fn agreement(labels: &[u32], groups: &[u32]) -> Agreement {
    let table = Contingency::new(labels, groups);
    if table.all == 0.0 {
        return Agreement::default();
    }
    let (of_labels, of_groups) =
        (entropy(&table.labels, table.all), entropy(&table.groups, table.all));
    let shared = shared_information(&table);
    let part = |of: f64| if of > 0.0 { (shared / of).clamp(0.0, 1.0) } else { 1.0 };
    let (homogeneity, completeness) = (part(of_labels), part(of_groups));
    let (mut precision, mut recall) = (0.0, 0.0);
    let mut largest: BTreeMap<u32, f64> = BTreeMap::new();
    for &((label, group), count) in &table.cells {
        precision += count * count / table.groups[&group] / table.all;
        recall += count * count / table.labels[&label] / table.all;
        let most = largest.entry(group).or_insert(0.0);
        *most = f64::max(*most, count);
    }
    Agreement {
        ari: rand_of(&table),
        ami: adjusted_information(&table, shared, (of_labels + of_groups) / 2.0),
        v: harmonic(homogeneity, completeness),
        homogeneity,
        completeness,
        b_cubed: harmonic(precision, recall),
        b_precision: precision,
        b_recall: recall,
        purity: largest.values().sum::<f64>() / table.all,
        clusters: table.groups.len(),
        labels: table.labels.len(),
    }
}

/// The adjusted Rand index alone; 1 when both sides are the same trivial partition.
pub fn adjusted_rand(labels: &[u32], groups: &[u32]) -> f64 {
    rand_of(&Contingency::new(labels, groups))
}

fn rand_of(table: &Contingency) -> f64 {
    let pairs = |count: &f64| count * (count - 1.0) / 2.0;
    let together: f64 = table.cells.iter().map(|(_, count)| pairs(count)).sum();
    let of_labels: f64 = table.labels.values().map(pairs).sum();
    let of_groups: f64 = table.groups.values().map(pairs).sum();
    let all = pairs(&table.all);
    let expected = if all > 0.0 { of_labels * of_groups / all } else { 0.0 };
    let most = (of_labels + of_groups) / 2.0;
    if most == expected { 1.0 } else { (together - expected) / (most - expected) }
}

/// In nats.
fn entropy(sizes: &BTreeMap<u32, f64>, all: f64) -> f64 {
    sizes.values().map(|size| -size / all * libm::log(size / all)).sum()
}

fn shared_information(table: &Contingency) -> f64 {
    let of = |&((label, group), count): &((u32, u32), f64)| {
        let expected = table.labels[&label] * table.groups[&group];
        count / table.all * libm::log(count * table.all / expected)
    };
    table.cells.iter().map(of).sum()
}

/// Vinh, Epps and Bailey 2010, equations 24a and 24b: what is shared beyond what two random
/// partitions of the same sizes share, over the most there could be beyond it.
fn adjusted_information(table: &Contingency, shared: f64, most: f64) -> f64 {
    if table.labels.len() == table.groups.len() && (table.labels.len() == 1 || is_alone(table)) {
        return 1.0;
    }
    let expected = expected_information(table);
    let room = most - expected;
    if room.abs() < 1e-12 { 0.0 } else { (shared - expected) / room }
}

/// Whether both sides put every item alone.
fn is_alone(table: &Contingency) -> bool {
    table.labels.len() as f64 == table.all
}

fn expected_information(table: &Contingency) -> f64 {
    let all = table.all;
    let factorial: Vec<f64> =
        (0..=all as usize).map(|count| libm::lgamma(count as f64 + 1.0)).collect();
    let log = |count: f64| factorial[count as usize];
    // Equal sizes give equal sums: each pair of sizes is worked out once.
    let (labels, groups) = (sizes(&table.labels), sizes(&table.groups));
    let mut expected = 0.0;
    for &(label, times_label) in &labels {
        for &(group, times_group) in &groups {
            let fixed = log(label) + log(group) + log(all - label) + log(all - group) - log(all);
            let mut sum = 0.0;
            let mut count = (label + group - all).max(1.0);
            while count <= label.min(group) {
                let chance = libm::exp(
                    fixed
                        - log(count)
                        - log(label - count)
                        - log(group - count)
                        - log(all - label - group + count),
                );
                sum += count / all * libm::log(all * count / (label * group)) * chance;
                count += 1.0;
            }
            expected += sum * times_label * times_group;
        }
    }
    expected
}

/// Each size with how often it occurs, ascending.
fn sizes(of: &BTreeMap<u32, f64>) -> Vec<(f64, f64)> {
    let mut times: BTreeMap<u64, f64> = BTreeMap::new();
    for &size in of.values() {
        *times.entry(size as u64).or_insert(0.0) += 1.0;
    }
    times.into_iter().map(|(size, times)| (size as f64, times)).collect()
}

/// The harmonic mean; 0 when either is 0.
pub(super) fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

/// Share of an item's nearest others that have its label, on average: what the vectors know,
/// whatever the grouping makes of it. `neighbours` gives each item's nearest others; items without
/// any are left out. 0 when nobody has any.
pub fn neighbour_purity(labels: &[u32], neighbours: &[Vec<u32>]) -> f64 {
    let (mut sum, mut asked) = (0.0, 0usize);
    for (label, near) in labels.iter().zip(neighbours) {
        if near.is_empty() {
            continue;
        }
        let same = near.iter().filter(|&&other| labels[other as usize] == *label).count();
        sum += same as f64 / near.len() as f64;
        asked += 1;
    }
    sum / asked.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Two labels of three, three groups of two: worked out by hand.
    #[test]
    fn by_hand() {
        let found = agreement(&[0, 0, 0, 1, 1, 1], &[0, 0, 1, 1, 2, 2]);
        // Pairs together in both: 2; in labels 6, in groups 3, of 15.
        assert!((found.ari - (2.0 - 1.2) / (4.5 - 1.2)).abs() < 1e-12);
        assert!((found.purity - 5.0 / 6.0).abs() < 1e-12);
        // Two pure groups and one that is half and half.
        assert!((found.b_precision - (4.0 + 2.0 * 0.5) / 6.0).abs() < 1e-12);
        // In each label two of three are together: (2 * 2/3 + 1/3) / 3.
        assert!((found.b_recall - 5.0 / 9.0).abs() < 1e-12);
        // I = ln 2 - 1/3 ln 2.
        let ln2 = std::f64::consts::LN_2;
        assert!((found.homogeneity - 2.0 / 3.0).abs() < 1e-12);
        assert!((found.completeness - 2.0 / 3.0 * ln2 / 3f64.ln()).abs() < 1e-12);
        assert_eq!((found.clusters, found.labels), (3, 2));
        // scikit-learn 1.9.1, adjusted_mutual_info_score.
        assert!((found.ami - AMI_BY_SCIKIT_LEARN).abs() < 1e-9, "{}", found.ami);
    }

    const AMI_BY_SCIKIT_LEARN: f64 = 0.298_792_458_170_890_1;

    #[test]
    fn the_same_partition_under_other_names_agrees() {
        let found = agreement(&[0, 0, 1, 1, 2], &[7, 7, 3, 3, 9]);
        for index in [found.ari, found.ami, found.v, found.b_cubed, found.purity] {
            assert!((index - 1.0).abs() < 1e-12);
        }
        assert_eq!(agreement(&[], &[]), Agreement::default());
        let alone = agreement(&[0, 1, 2], &[2, 1, 0]);
        assert_eq!((alone.ari, alone.ami), (1.0, 1.0));
        let whole = agreement(&[0, 0, 0], &[5, 5, 5]);
        assert_eq!((whole.ari, whole.ami, whole.v), (1.0, 1.0, 1.0));
    }

    #[test]
    fn neighbours_of_the_same_label() {
        let near = [vec![1, 2], vec![0, 2], vec![], vec![2, 1]];
        assert_eq!(neighbour_purity(&[0, 0, 1, 1], &near), (0.5 + 0.5 + 0.5) / 3.0);
        assert_eq!(neighbour_purity(&[0], &[vec![]]), 0.0);
    }

    proptest! {
        #[test]
        fn ranges_and_symmetry(pairs in prop::collection::vec((0u32..5, 0u32..7), 1..60)) {
            let (labels, groups): (Vec<u32>, Vec<u32>) = pairs.into_iter().unzip();
            let (there, back) = (agreement(&labels, &groups), agreement(&groups, &labels));
            prop_assert!((there.ari - back.ari).abs() < 1e-9);
            prop_assert!((there.ami - back.ami).abs() < 1e-6);
            prop_assert!((there.b_precision - back.b_recall).abs() < 1e-9);
            for share in [there.v, there.b_cubed, there.purity] {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&share));
            }
            prop_assert!(there.ari <= 1.0 + 1e-9 && there.ami <= 1.0 + 1e-6);
        }
    }
}
