//! The most that one customer, account or sale counts with.

/// Share of values above which all count alike: one very large account would otherwise decide every
/// comparison. (Winsorised at the 99th percentile: Tukey, "The future of data analysis", Annals of
/// Mathematical Statistics 33, 1962.)
const WINSORISED: f64 = 0.99;

/// The value at the 99th percentile, by nearest rank, which of fewer than a hundred values is the largest; 0
/// of none. Values may stand in any order and are finite.
pub fn winsorised(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (WINSORISED * values.len() as f64).ceil() as usize;
    values.get(rank.max(1) - 1).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_a_hundred_counts_as_the_next() {
        let mut values: Vec<f64> = (1..=99).map(f64::from).collect();
        values.insert(3, 90_000.0);
        assert_eq!(winsorised(values.clone()), 99.0);
        values.truncate(50);
        assert_eq!(winsorised(values), 90_000.0);
        assert_eq!(winsorised(Vec::new()), 0.0);
    }
}
