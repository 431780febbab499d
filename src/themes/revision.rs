//! A second look at every text: do its neighbours, its group's centre and its words agree?
//!
//! Takes the groups found in the graph of nearest neighbours with the texts behind the rows, gives
//! the groups again with some texts moved. The graph knows one nearness only, that of the vectors,
//! and a vector is a sum: "not", or the one word that names the product, drowns in it. Once groups
//! are there, their words are a second witness: a naive Bayes classifier that is taught with the
//! groups themselves tells which group a text's words and pairs of words are usual in. Two
//! witnesses that err in different places correct each other (co-training: Blum and Mitchell,
//! "Combining labeled and unlabeled data", 1998). What was measured is in `benches/quality`.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::model::{SCALE, Vectors, dot};
use crate::text::{fold, words};

use super::group::{centres_of, sums_of};
use super::neighbours::Neighbours;

/// Rounds; from the third on fewer than one text in a hundred moves.
const ROUNDS: usize = 3;

/// A word or pair said by fewer rows tells nothing about a group.
const LEAST: u32 = 3;

/// Words and pairs that are told apart at most, the most said: with a hundred groups 50 MB. The six
/// labelled sets have up to 13,500.
const MOST: usize = 60_000;

/// What the words weigh beside the neighbours' votes (0 to 1) and the cosine to the centre (−1 to
/// 1). Values of .1 to .2 are alike within noise.
const WORDS: f64 = 0.15;

/// Texts that a group is taken to hold beside its own, in which words are as usual as everywhere
/// (Dirichlet prior: Zhai and Lafferty, "A study of smoothing methods for language models", 2004).
/// Texts and not words, for a fixed number of words is nothing beside groups of long texts: they
/// then all drift to the largest (`cfpb`: AMI .197 with 100 words, .275 with 7 texts, .269 as the
/// graph left it). 15 texts are alike within noise.
const PRIOR: f64 = 7.0;

/// Words of a text depend on one another: as evidence they grow with the root of their number, and
/// from so many words and pairs on no more. 12 are alike within noise.
const EVIDENCE: f64 = 24.0;

/// Logarithms are kept in steps of 2^-16, so that their sums are exact in any order.
const STEPS: f64 = 65_536.0;

/// The words and pairs of neighbouring words of each row, each once, ascending.
pub(super) struct Wording {
    /// Numbers of the words and pairs of each row.
    pub of: Vec<Vec<u32>>,
    /// Rows that say each.
    pub said: Vec<u32>,
}

impl Wording {
    /// Reads texts; what fewer than three of them say is left out.
    pub(super) fn read(texts: &[&str]) -> Wording {
        let spoken: Vec<Vec<String>> = texts
            .par_iter()
            .map(|text| words(text).iter().map(|word| fold(word.surface)).collect())
            .collect();
        let (mut words, mut pairs) = (HashMap::new(), HashMap::new());
        let mut said: Vec<u32> = Vec::new();
        let mut of: Vec<Vec<u32>> = Vec::with_capacity(texts.len());
        for spoken in &spoken {
            let mut own = Vec::with_capacity(2 * spoken.len());
            let mut before = None;
            for word in spoken {
                let next = said.len() as u32;
                let word = *words.entry(word.as_str()).or_insert(next);
                said.resize(said.len().max(word as usize + 1), 0);
                own.push(word);
                if let Some(before) = before {
                    let next = said.len() as u32;
                    let pair = *pairs.entry((before, word)).or_insert(next);
                    said.resize(said.len().max(pair as usize + 1), 0);
                    own.push(pair);
                }
                before = Some(word);
            }
            own.sort_unstable();
            own.dedup();
            own.iter().for_each(|&feature| said[feature as usize] += 1);
            of.push(own);
        }
        // What few say is left out, and the rest numbered anew without gaps.
        let mut place = vec![u32::MAX; said.len()];
        let mut kept = Vec::new();
        let mut usual: Vec<usize> = (0..said.len()).filter(|&one| said[one] >= LEAST).collect();
        if usual.len() > MOST {
            usual.sort_by_key(|&one| (std::cmp::Reverse(said[one]), one));
            usual.truncate(MOST);
            usual.sort_unstable();
        }
        for feature in usual {
            place[feature] = kept.len() as u32;
            kept.push(said[feature]);
        }
        for own in &mut of {
            own.iter_mut().for_each(|feature| *feature = place[*feature as usize]);
            own.retain(|&feature| feature != u32::MAX);
        }
        Wording { of, said: kept }
    }
}

/// The same groups (numbers below `count`) after a second look; a group may lose all its rows.
///
/// `texts` are those of the rows of `vectors`, `lists` their neighbours. A row goes to the group
/// for which the votes of its neighbours, its cosine to the centre without itself, and the words
/// sum highest; ties to the lower number. All rows are judged by the groups as they were before the
/// round, so their order changes nothing.
pub(super) fn revised(
    of: &[u32],
    count: usize,
    vectors: &Vectors,
    lists: &Neighbours,
    texts: &[&str],
) -> Vec<u32> {
    let wording = Wording::read(texts);
    let mut of = of.to_vec();
    for _ in 0..ROUNDS {
        let next = round(&of, count, vectors, lists, &wording);
        if next == of {
            break;
        }
        of = next;
    }
    of
}

/// What the words of each group say.
struct Usage {
    /// For each feature, one after the other, its logarithm in each group: how much more usual it
    /// is there than everywhere, in [`STEPS`].
    logs: Vec<i32>,
    /// How often each group's rows say each feature, in the same order.
    counts: Vec<u32>,
    /// Features of each group's rows.
    totals: Vec<u64>,
    /// Share of each feature among all.
    everywhere: Vec<f64>,
    /// Features that each group is taken to hold beside its own.
    prior: f64,
}

impl Usage {
    fn of(of: &[u32], count: usize, wording: &Wording) -> Usage {
        let mut counts = vec![0u32; wording.said.len() * count];
        let mut totals = vec![0u64; count];
        for (own, &group) in wording.of.iter().zip(of) {
            totals[group as usize] += own.len() as u64;
            for &feature in own {
                counts[feature as usize * count + group as usize] += 1;
            }
        }
        let all: u64 = totals.iter().sum();
        let everywhere: Vec<f64> =
            wording.said.iter().map(|&rows| f64::from(rows) / all.max(1) as f64).collect();
        let prior = PRIOR * all as f64 / of.len().max(1) as f64;
        let mut logs = vec![0i32; counts.len()];
        logs.par_chunks_mut(count.max(1)).enumerate().for_each(|(feature, logs)| {
            let share = everywhere[feature];
            for (group, log) in logs.iter_mut().enumerate() {
                *log = usual(counts[feature * count + group], totals[group], share, prior);
            }
        });
        Usage { logs, counts, totals, everywhere, prior }
    }

    /// Adds to `scores` what a row's words say for each group; its own group is asked without it.
    fn judge(&self, row: &[u32], own: usize, sums: &mut [i64], scores: &mut [f64]) {
        let count = sums.len();
        sums.fill(0);
        for &feature in row {
            let at = feature as usize * count;
            let logs = &self.logs[at..at + count];
            sums.iter_mut().zip(logs).for_each(|(sum, &log)| *sum += i64::from(log));
        }
        sums[own] = row
            .iter()
            .map(|&feature| {
                let others = self.counts[feature as usize * count + own] - 1;
                let total = self.totals[own] - row.len() as u64;
                i64::from(usual(others, total, self.everywhere[feature as usize], self.prior))
            })
            .sum();
        let features = row.len().max(1) as f64;
        let weight = WORDS / STEPS * features.min(EVIDENCE).sqrt() / features;
        scores.iter_mut().zip(&*sums).for_each(|(score, &sum)| *score += weight * sum as f64);
    }
}

/// Logarithm of how much more usual a feature is in a group than everywhere, in [`STEPS`]: said
/// `count` times among the group's `total` and as everywhere among `prior` more, with a `share` of
/// everything said.
fn usual(count: u32, total: u64, share: f64, prior: f64) -> i32 {
    let there = (f64::from(count) + prior * share) / (total as f64 + prior);
    (libm::log(there / share) * STEPS).round() as i32
}

fn round(
    of: &[u32],
    count: usize,
    vectors: &Vectors,
    lists: &Neighbours,
    wording: &Wording,
) -> Vec<u32> {
    let usage = Usage::of(of, count, wording);
    let centres = centres_of(vectors, of, count);
    let lengths: Vec<f64> = sums_of(vectors, of, count)
        .chunks(vectors.width().max(1))
        .map(|sum| sum.iter().map(|&one| (one as f64).powi(2)).sum::<f64>().sqrt())
        .map(|length| length / f64::from(SCALE))
        .collect();
    let mut size = vec![0u32; count];
    of.iter().for_each(|&group| size[group as usize] += 1);
    let judge = |(sums, scores): &mut (Vec<i64>, Vec<f64>), row: usize| {
        let own = of[row] as usize;
        for (group, score) in scores.iter_mut().enumerate() {
            let near =
                f64::from(dot(vectors.row(row), centres.row(group))) / f64::from(SCALE * SCALE);
            let length = lengths[group];
            *score = match (size[group], group == own) {
                (0, _) => f64::NEG_INFINITY,
                // Alone in its group: there is no centre but itself.
                (1, true) => 0.0,
                (_, true) => {
                    let others = (length * length - 2.0 * near * length + 1.0).max(1e-9);
                    (near * length - 1.0) / others.sqrt()
                }
                (_, false) => near,
            };
        }
        // Votes are summed as integers: neighbours that are equally near have no order.
        sums.fill(0);
        for (other, dot) in lists.of(row) {
            sums[of[other as usize] as usize] += i64::from(dot.max(0));
        }
        let votes = sums.iter().sum::<i64>().max(1) as f64;
        scores.iter_mut().zip(&*sums).for_each(|(score, &vote)| *score += vote as f64 / votes);
        usage.judge(&wording.of[row], own, sums, scores);
        let mut best = 0;
        for (group, &score) in scores.iter().enumerate() {
            if score > scores[best] {
                best = group;
            }
        }
        best as u32
    };
    (0..of.len()).into_par_iter().map_init(|| (vec![0; count], vec![0.0; count]), judge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::themes::neighbours::nearest;
    use proptest::prelude::*;

    /// Eight texts of two subjects; the vectors put "crash on save" with the refunds.
    fn corpus() -> (Vec<&'static str>, Vectors, Vec<u32>) {
        let texts = vec![
            "where is my refund",
            "still no refund for my order",
            "the refund of my order is late",
            "my refund never came",
            "the app has a crash on save",
            "a crash on save again",
            "crash on save every time",
            "another crash on save",
        ];
        let mut vectors = Vectors::new(2);
        let row = |near: f32, far: f32| [near, far];
        for at in 0..8 {
            let slight = at as f32 / 100.0;
            let told = if at < 4 { row(1.0, slight) } else { row(0.3 + slight, 1.0) };
            vectors.push_normalised(&told);
        }
        (texts, vectors, vec![0, 0, 0, 0, 1, 1, 1, 0])
    }

    #[test]
    fn a_text_goes_where_its_words_and_neighbours_are() {
        let (texts, vectors, of) = corpus();
        let lists = nearest(&vectors, 3);
        assert_eq!(revised(&of, 2, &vectors, &lists, &texts), [0, 0, 0, 0, 1, 1, 1, 1]);
    }

    #[test]
    fn words_and_pairs_said_by_three() {
        let wording =
            Wording::read(&["Crash on save", "crash, on save!", "the crash on SAVE", "x y"]);
        // crash, on, save, "crash on", "on save"; "the", "x", "y" and their pairs are rare.
        assert_eq!(wording.said, [3; 5]);
        assert_eq!(wording.of[3], Vec::<u32>::new());
        assert_eq!(wording.of[0], wording.of[2]);
        // A group in which a word is twice as usual as everywhere, without a prior: ln 2.
        assert_eq!(usual(2, 10, 0.1, 0.0), (2f64.ln() * STEPS).round() as i32);
        assert_eq!(usual(0, 10, 0.1, 10.0), -(2f64.ln() * STEPS).round() as i32);
    }

    #[test]
    fn of_too_many_words_the_most_said_stay() {
        let long = (0..MOST).map(|at| format!("w{at} ")).collect::<String>();
        let mut texts = vec![long.as_str(); 3];
        texts.extend(["w5 w6"; 2]);
        let wording = Wording::read(&texts);
        assert_eq!(wording.said.len(), MOST);
        // Two words and their pair are said by five; of the others, as often said, the first stay.
        assert_eq!(wording.said.iter().filter(|&&rows| rows == 5).count(), 3);
        assert_eq!((wording.of[0].len(), wording.of[3].len()), (MOST, 3));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Whatever was written and grouped: every row keeps a group among those there were, the
        /// order of the rows changes nothing, and neither does the number of threads.
        #[test]
        fn any_texts_in_any_order(
            rows in proptest::collection::vec(("[a-d ]{0,12}", -9i8..9, -9i8..9, 0u32..4), 1..40),
        ) {
            let look = |rows: &[(String, i8, i8, u32)]| {
                let texts: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
                let of: Vec<u32> = rows.iter().map(|row| row.3).collect();
                let mut vectors = Vectors::new(2);
                rows.iter().for_each(|row| vectors.push_normalised(&[row.1.into(), row.2.into()]));
                // Every row votes on every other: the nearest few of equals would go by order.
                let lists = nearest(&vectors, rows.len());
                revised(&of, 4, &vectors, &lists, &texts)
            };
            let found = look(&rows);
            let before: Vec<u32> = rows.iter().map(|row| row.3).collect();
            prop_assert!(found.iter().all(|group| before.contains(group)));
            let mut turned = rows.clone();
            turned.reverse();
            let mut again = look(&turned);
            again.reverse();
            prop_assert_eq!(&again, &found);
            let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
            prop_assert_eq!(one.install(|| look(&rows)), found);
        }
    }
}
