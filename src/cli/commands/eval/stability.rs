//! `earful eval stability`: are the same themes found again?
//!
//! Shuffled input and other numbers of threads must give the very same themes; without a tenth of
//! the texts, groups of the rest should agree with those found with all; from night to night and
//! over a refit what was said before should keep its theme.

use super::gold::Gold;
use super::{Row, draw, drawn, settings};
use crate::cli::args::EvalStabilityArgs;
use crate::cli::failure::Failure;
use crate::evaluation::adjusted_rand;
use crate::pipeline::{Found, Text, Units, rehearse, two_nights, with_threads};

/// Shares with a tenth left out.
const SHARES: u64 = 5;

pub(super) fn figures(args: &EvalStabilityArgs) -> Result<Vec<Row>, Failure> {
    let gold = Gold::read(&args.gold)?;
    let settings = settings(&args.gold);
    let (texts, seed) = (gold.texts(), args.gold.seed);
    let whole = rehearse(texts, Units::Whole, &settings);
    let groups = |found: &Found, at: &[usize]| -> Vec<u32> {
        at.iter().map(|&at| found.theme[at].unwrap_or(u32::MAX)).collect()
    };

    let order = drawn(seed, texts.len(), texts.len());
    let shuffled: Vec<Text> = order.iter().map(|&at| texts[at].clone()).collect();
    let mut same = 1.0;
    for threads in [1, 2, 8] {
        let again = with_threads(Some(threads), || rehearse(&shuffled, Units::Whole, &settings));
        let again = again.map_err(|error| Failure::Usage(error.to_string()))?;
        let equal =
            order.iter().enumerate().all(|(to, &from)| again.theme[to] == whole.theme[from])
                && again.found == whole.found;
        same = if equal { same } else { 0.0 };
    }

    let mut agreements = Vec::new();
    for share in 0..SHARES {
        let seed = seed ^ (share + 1) << 40;
        let mut kept = drawn(seed, texts.len(), texts.len() - texts.len() / 10);
        kept.sort_unstable();
        let rest: Vec<Text> = kept.iter().map(|&at| texts[at].clone()).collect();
        let found = rehearse(&rest, Units::Whole, &settings);
        let everything: Vec<usize> = (0..kept.len()).collect();
        agreements.push(adjusted_rand(&groups(&whole, &kept), &groups(&found, &everything)));
    }
    let mean = agreements.iter().sum::<f64>() / SHARES as f64;
    let least = agreements.iter().copied().fold(1.0, f64::min);

    let later: Vec<bool> =
        (0..texts.len() as u64).map(|at| draw(!seed, at).is_multiple_of(20)).collect();
    let nights = two_nights(texts, &later, true, &settings);
    let kept = |after: &Found| {
        let before: Vec<usize> =
            (0..texts.len()).filter(|&at| nights.first.theme[at].is_some()).collect();
        let same = before.iter().filter(|&&at| after.theme[at] == nights.first.theme[at]).count();
        same as f64 / before.len().max(1) as f64
    };
    Ok(vec![Row {
        of: vec![("texts", texts.len().to_string())],
        figures: vec![
            ("themes", whole.found.len() as f64),
            ("same when shuffled, 1 2 8 threads", same),
            ("ARI without a tenth", mean),
            ("least", least),
            ("kept next night", kept(&nights.second)),
            ("kept over a refit", kept(&nights.refit)),
        ],
    }])
}
