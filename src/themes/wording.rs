//! What is usual to say in each class: soft classes and words teach each other.
//!
//! Takes how likely each row is of each class and the words of each row, gives the chances again. A
//! naive Bayes model of the words is taught with the chances, judges every row beside what was
//! thought of it at first, and is taught again (Nigam, McCallum, Thrun and Mitchell, "Text
//! classification from labeled and unlabeled documents using EM", Machine Learning 39, 2000). So a
//! company's own words for a known pain are learnt from its customers. On the six judged sets AMI of
//! points rises from .265 to .295.

use rayon::prelude::*;

use super::revision::Wording;

/// What the words weigh beside what was thought at first. The words of a text depend on one another,
/// so their evidence counts less than their number says. .3 gives .295, .6 gives .280.
const WORDS: f32 = 0.3;

/// Words a class is taken to hold beside its own, in which words are as usual as everywhere.
const PRIOR: f32 = 200.0;

/// Rounds of teaching and judging; from the fifth on hardly a row changes.
const ROUNDS: usize = 5;

/// A word said by more than this share of the rows tells nothing.
const EVERYWHERE: f32 = 0.3;

/// What is added to a chance so that nothing is impossible.
const LEAST: f32 = 1e-4;

/// The chances with the words heeded, as logarithms without a common scale: a row's greatest is 0.
/// `chances` has `width` for each row. The number of threads changes nothing.
pub(super) fn heeded(chances: &[f32], width: usize, wording: &Wording) -> Vec<f32> {
    let rows = wording.of.len();
    let mut postings: Vec<Vec<u32>> = vec![Vec::new(); wording.said.len()];
    for (row, own) in wording.of.iter().enumerate() {
        for &word in own {
            postings[word as usize].push(row as u32);
        }
    }
    let all: f32 = wording.said.iter().map(|&said| said as f32 + 0.1).sum();
    let first: Vec<f32> = chances.iter().map(|&one| libm::logf(one + LEAST)).collect();
    let mut now = chances.to_vec();
    let mut logs = first.clone();
    for _ in 0..ROUNDS {
        let mut counts = vec![0.0f32; postings.len() * width];
        counts.par_chunks_mut(width.max(1)).zip(&postings).for_each(|(counts, rows)| {
            for &row in rows {
                let own = &now[row as usize * width..(row as usize + 1) * width];
                counts.iter_mut().zip(own).for_each(|(count, &one)| *count += one);
            }
        });
        let mut totals = vec![0.0f32; width];
        for counts in counts.chunks(width.max(1)) {
            totals.iter_mut().zip(counts).for_each(|(total, &count)| *total += count);
        }
        counts.par_chunks_mut(width.max(1)).zip(&wording.said).for_each(|(counts, &said)| {
            if said as f32 > EVERYWHERE * rows as f32 {
                counts.fill(0.0);
                return;
            }
            let usual = (said as f32 + 0.1) / all;
            for (count, &total) in counts.iter_mut().zip(&totals) {
                *count = libm::logf((*count + PRIOR * usual) / (total + PRIOR) / usual);
            }
        });
        logs.par_chunks_mut(width.max(1)).zip(&wording.of).enumerate().for_each(
            |(row, (logs, words))| {
                logs.fill(0.0);
                for &word in words {
                    let own = &counts[word as usize * width..(word as usize + 1) * width];
                    logs.iter_mut().zip(own).for_each(|(log, &one)| *log += one);
                }
                let first = &first[row * width..(row + 1) * width];
                logs.iter_mut().zip(first).for_each(|(log, &one)| *log = WORDS * *log + one);
                let most = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                logs.iter_mut().for_each(|log| *log -= most);
            },
        );
        now.par_chunks_mut(width.max(1)).zip(logs.par_chunks(width.max(1))).for_each(
            |(now, logs)| {
                now.iter_mut().zip(logs).for_each(|(now, &log)| *now = libm::expf(log));
                let sum: f32 = now.iter().sum();
                now.iter_mut().for_each(|now| *now /= sum);
            },
        );
    }
    logs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_learnt_from_some_tells_of_others() {
        let texts = [
            "parcel late dpd",
            "dpd late again",
            "dpd late today",
            "late dpd",
            "login code gone",
            "code login fails",
            "no login code",
            "code login",
            "soup cold",
            "cold soup again",
            "the soup was cold",
            "cold soup today",
            "my soup cold",
            "soup too cold",
        ];
        let mut chances = vec![0.0; 3 * texts.len()];
        for (row, class) in
            [(0, 0), (1, 0), (2, 0), (4, 1), (5, 1), (6, 1), (8, 2), (9, 2), (10, 2)]
        {
            chances[3 * row + class] = 1.0;
        }
        // Nobody has said anything of the others.
        for row in [3, 7, 11, 12, 13] {
            chances[3 * row..3 * row + 3].fill(1.0 / 3.0);
        }
        let found = heeded(&chances, 3, &Wording::read(&texts));
        let most = |row: usize| {
            let own = &found[3 * row..3 * row + 3];
            (0..3).max_by(|&a, &b| own[a].total_cmp(&own[b]))
        };
        assert_eq!((most(3), most(7)), (Some(0), Some(1)), "{found:?}");
    }
}
