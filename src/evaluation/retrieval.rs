//! How good is a list of hits.

/// The normalised discounted cumulative gain of the first `depth` hits, 0 to 1; 0 where nothing answers.
///
/// The sum of `1 / log2(rank + 1)` over the hits that answer, against that of a list that begins with all
/// `answers` there are (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002).
pub fn discounted_gain(hits: impl Iterator<Item = bool>, answers: usize, depth: usize) -> f64 {
    let gain = |at: usize| 1.0 / libm::log2(at as f64 + 2.0);
    let found: f64 = hits
        .take(depth)
        .enumerate()
        .filter(|&(_, is_answer)| is_answer)
        .map(|(at, _)| gain(at))
        .sum();
    let best: f64 = (0..answers.min(depth)).map(gain).sum();
    if best > 0.0 { found / best } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_out_by_hand() {
        let gain = |hits: &[bool], answers| discounted_gain(hits.iter().copied(), answers, 3);
        assert_eq!(gain(&[true, true], 2), 1.0);
        assert_eq!(gain(&[], 2), 0.0);
        assert_eq!(gain(&[true], 0), 0.0);
        // 1/log2(3) of 1 + 1/log2(3): .6309 / 1.6309.
        assert!((gain(&[false, true, false, true], 2) - 0.38685).abs() < 1e-5);
    }
}
