//! Like with like: whether a difference over all is there within the parts, or is made by their
//! mix.
//!
//! Takes counts of two groups in each part (a version and all others, country by country); says
//! whether the difference over all goes the other way in every part (E. H. Simpson, "The
//! interpretation of interaction in contingency tables", Journal of the Royal Statistical Society B
//! 13, 1951).

use crate::model::Z95;

/// Members that both groups need in a part to be compared in it.
const FEWEST: u32 = 10;

/// The share of both groups that the compared parts must hold: a difference that is made in the
/// rest is not looked at.
const HELD: f64 = 0.9;

/// Hits and members of two groups in one part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Hits and members of the first group.
    pub first: (u32, u32),
    /// Those of the second.
    pub second: (u32, u32),
}

impl Part {
    /// The first group's share less the second's.
    fn difference(&self) -> f64 {
        let share = |(hits, all): (u32, u32)| f64::from(hits) / f64::from(all.max(1));
        share(self.first) - share(self.second)
    }
}

/// Whether the difference over all parts goes the other way within them.
///
/// It does when at least two parts have ten members of both groups, those hold nine tenths of both
/// groups, the difference in each of them is against the one over all or none, and the common
/// difference within them is beyond chance: Mantel and Haenszel's weighted sum over its standard
/// error (N. Mantel and W. Haenszel, Journal of the National Cancer Institute 22, 1959) is at least
/// 1.96.
pub fn reversed(parts: &[Part]) -> bool {
    let sum = |part: fn(&Part) -> (u32, u32), of: &[Part]| {
        of.iter().map(part).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let whole = Part { first: sum(|one| one.first, parts), second: sum(|one| one.second, parts) };
    let large = |part: &&Part| part.first.1 >= FEWEST && part.second.1 >= FEWEST;
    let large: Vec<Part> = parts.iter().filter(large).copied().collect();
    let held = Part { first: sum(|one| one.first, &large), second: sum(|one| one.second, &large) };
    let holds = |of: (u32, u32), all: (u32, u32)| f64::from(of.1) >= HELD * f64::from(all.1);
    let over_all = whole.difference();
    if large.len() < 2
        || over_all == 0.0
        || !holds(held.first, whole.first)
        || !holds(held.second, whole.second)
        || large.iter().any(|part| part.difference() * over_all > 0.0)
    {
        return false;
    }
    // Hits of the first group above what its part leads to expect, and their hypergeometric variance.
    let (mut above, mut variance) = (0.0, 0.0);
    for part in &large {
        let (n, m) = (f64::from(part.first.1), f64::from(part.second.1));
        let (all, hits) = (n + m, f64::from(part.first.0) + f64::from(part.second.0));
        above += f64::from(part.first.0) - n * hits / all;
        variance += n * m * hits * (all - hits) / (all * all * (all - 1.0));
    }
    variance > 0.0 && above * over_all < 0.0 && above.abs() >= Z95 * variance.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(first: (u32, u32), second: (u32, u32)) -> Part {
        Part { first, second }
    }

    #[test]
    fn better_in_each_and_worse_in_all() {
        // Version 5.4 hurts less in both countries, and it is used where everything hurts more.
        let parts = [part((90, 300), (40, 100)), part((4, 100), (36, 400))];
        assert!(parts.iter().all(|part| part.difference() < 0.0));
        assert!(reversed(&parts));
        // The other way round as well.
        let turned: Vec<Part> = parts.iter().map(|one| part(one.second, one.first)).collect();
        assert!(reversed(&turned));
    }

    #[test]
    fn what_is_no_reversal() {
        let small = [part((9, 30), (4, 10)), part((1, 10), (5, 40))];
        assert!(!reversed(&small), "chance explains it");
        let same = [part((90, 300), (20, 100)), part((10, 100), (10, 400))];
        assert!(!reversed(&same), "the parts say what the whole says");
        let one = [part((90, 300), (40, 100)), part((30, 100), (36, 400))];
        assert!(!reversed(&one), "one of two parts says what the whole says");
        let rest = [part((90, 300), (40, 100)), part((4, 100), (36, 400)), part((0, 0), (0, 300))];
        assert!(!reversed(&rest), "the parts hold too little of the second group");
        assert!(!reversed(&[]));
    }
}
