//! Which statements the fit looks at.
//!
//! Takes the corpus, gives rows. A fit costs the square of what it sees, so it sees a fixed number
//! of statements, drawn by a hash of their ids: any order of the input draws the same ones, and
//! next week's draw shares most of this week's. Copies of one text enter once, with their number:
//! a thousand copies would be each other's nearest neighbours and hide what the text is about.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::model::{Corpus, Stance, StatementId};
use crate::text::fold;

use super::Settings;

/// Praise is drawn with one chance in this many: the themes are to be those of pain, and praise
/// finds its place in them by assignment.
const PRAISE_THINNED: u128 = 3;

/// A corpus with fewer distinct texts than this is taken whole, praise and all: there is nothing
/// to spare.
const TAKEN_WHOLE: usize = 2_000;

/// The statements a fit looks at.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sample {
    /// Rows of statements in the corpus, ascending.
    pub rows: Vec<u32>,
    /// For each of them, how many statements of the corpus say the same words (itself included).
    pub copies: Vec<u32>,
}

/// 64-bit hash of a statement's words: case, accents and blanks do not count (FNV-1a, Fowler, Noll
/// and Vo, over the folded words joined by single blanks).
pub fn text_hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut take = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    for (at, word) in fold(text).split_whitespace().enumerate() {
        if at > 0 {
            take(b' ');
        }
        word.bytes().for_each(&mut take);
    }
    hash
}

/// The place of a statement in the draw: 64 bits that depend on seed and id alone (the finaliser
/// of SplitMix64, Steele, Lea and Flood, OOPSLA 2014, chained over the id's halves).
fn draw(seed: u64, id: StatementId) -> u64 {
    let half = |bytes: &[u8]| bytes.iter().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
    let bytes = id.feedback.0;
    [half(&bytes[..8]), half(&bytes[8..]), u64::from(id.ordinal)].into_iter().fold(
        seed ^ 0x9e37_79b9_7f4a_7c15,
        |state, part| {
            let mut z = (state ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        },
    )
}

/// Draws the fit sample: at most `settings.fit_sample` distinct texts.
///
/// Filtered statements are left out. The order of the corpus' input does not matter; the draw
/// depends on the seed and on the ids. An empty corpus gives an empty sample. Linear in the corpus.
pub fn sample(corpus: &Corpus, settings: &Settings) -> Sample {
    let statements = corpus.statements();
    let drawn: Vec<Option<(u64, u128)>> = statements
        .par_iter()
        .map(|statement| {
            statement.filtered.is_none().then(|| {
                let key = u128::from(draw(settings.seed, corpus.id_of(statement)));
                let thinned = if statement.stance == Stance::Praise { PRAISE_THINNED } else { 1 };
                (text_hash(corpus.text_of(statement)), key * thinned)
            })
        })
        .collect();
    // For each text: the smallest key, the row that has it, and the number of copies.
    let mut texts: HashMap<u64, (u128, u32, u32)> = HashMap::new();
    for (row, drawn) in drawn.iter().enumerate() {
        if let Some((hash, key)) = *drawn {
            let row = row as u32;
            let text = texts.entry(hash).or_insert((key, row, 0));
            text.2 += 1;
            if (key, row) < (text.0, text.1) {
                (text.0, text.1) = (key, row);
            }
        }
    }
    let mut order: Vec<(u128, u32, u32)> = texts.into_values().collect();
    order.sort_unstable();
    let within = order.partition_point(|&(key, ..)| key <= u128::from(u64::MAX));
    order.truncate(within.max(TAKEN_WHOLE).min(settings.fit_sample));
    order.sort_unstable_by_key(|&(_, row, _)| row);
    Sample {
        rows: order.iter().map(|&(_, row, _)| row).collect(),
        copies: order.iter().map(|&(.., copies)| copies).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::themes::fixture;

    #[test]
    fn the_order_of_the_input_does_not_matter() {
        let lines = fixture::lines(300);
        let there = fixture::corpus(&lines);
        let back: Vec<_> = lines.iter().rev().cloned().collect();
        let settings = Settings { fit_sample: 100, ..Settings::default() };
        let a = sample(&there, &settings);
        assert_eq!(a, sample(&fixture::corpus(&back), &settings));
        assert_eq!(a.rows.len(), 100);
        let other = Settings { seed: 1, ..settings };
        assert_ne!(a, sample(&there, &other));
    }

    #[test]
    fn copies_enter_once_and_are_counted() {
        let lines: Vec<_> = (0..30)
            .map(|at| {
                let text = if at % 3 == 0 { "The app crashes" } else { "the  APP crashes" };
                (text.to_owned(), Stance::Complaint)
            })
            .collect();
        let found = sample(&fixture::corpus(&lines), &Settings::default());
        assert_eq!((found.rows.len(), found.copies), (1, vec![30]));
    }

    #[test]
    fn praise_is_thinned_and_small_corpora_are_not() {
        let say = |at: usize| {
            let stance = if at.is_multiple_of(2) { Stance::Praise } else { Stance::Complaint };
            (format!("text number {at}"), stance)
        };
        let many: Vec<_> = (0..6000).map(say).collect();
        let corpus = fixture::corpus(&many);
        let found = sample(&corpus, &Settings::default());
        let praised = found
            .rows
            .iter()
            .filter(|&&row| corpus.statements()[row as usize].stance == Stance::Praise)
            .count();
        assert!((850..1150).contains(&praised), "{praised}");
        assert_eq!(found.rows.len() - praised, 3000);
        let few: Vec<_> = (0..1000).map(say).collect();
        assert_eq!(sample(&fixture::corpus(&few), &Settings::default()).rows.len(), 1000);
        assert_eq!(sample(&fixture::corpus(&[]), &Settings::default()), Sample::default());
    }
}
