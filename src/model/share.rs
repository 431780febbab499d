//! A share of a whole, and how far it can be trusted.
//!
//! Trends print the interval of a window's share and ranking that of a segment's; both mean the
//! same thing by it, so it is written once.

/// The standard normal deviate that leaves 2.5 % on each side, to nine decimals:
/// every 95 % interval here uses it.
pub const Z95: f64 = 1.959_963_985;

/// 95 % Wilson score interval of `hits / all`, each end in 0 to 1; `(0, 1)` when `all` is 0.
///
/// `hits` above `all` count as `all`. Wilson, "Probable inference, the law of succession, and
/// statistical inference", Journal of the American Statistical Association 22 (1927): unlike the
/// textbook interval it stays inside 0 to 1 and is honest for two records out of two.
pub fn wilson(hits: u32, all: u32) -> (f64, f64) {
    wilson_scattered(hits, all, 1.0)
}

/// The same for counts whose variance is `scatter` times chance's, at least 1: as sure as so many
/// times fewer records (the design effect of Kish, "Survey Sampling", 1965).
pub fn wilson_scattered(hits: u32, all: u32, scatter: f64) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    let share = f64::from(hits.min(all)) / f64::from(all);
    let n = f64::from(all) / scatter.max(1.0);
    let square = Z95 * Z95;
    let centre = share + square / (2.0 * n);
    let spread = Z95 * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    let scale = 1.0 + square / n;
    // At either end the formula gives exactly 0 or 1; rounding must not.
    let low = if hits == 0 { 0.0 } else { ((centre - spread) / scale).max(0.0) };
    let high = if hits >= all { 1.0 } else { ((centre + spread) / scale).min(1.0) };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_intervals() {
        for (hits, all, low, high) in [
            (2, 2, 0.342_380_227_400_978_07, 1.0),
            (100, 101, 0.946_032_841_988_730_8, 0.998_250_088_751_607_1),
            (16, 3000, 0.003_285_575_625_004_834, 0.008_646_298_714_510_704),
            (900, 21_315, 0.039_605_553_115_525_06, 0.045_006_993_129_383_72),
        ] {
            let found = wilson(hits, all);
            assert!((found.0 - low).abs() < 1e-12, "{hits}/{all}: {found:?}");
            assert!((found.1 - high).abs() < 1e-12, "{hits}/{all}: {found:?}");
        }
    }

    #[test]
    fn nothing_known_is_the_whole_range() {
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert_eq!(wilson(0, 10).0, 0.0);
        assert_eq!(wilson(10, 10).1, 1.0);
    }
}
