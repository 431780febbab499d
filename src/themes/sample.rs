//! Which statements the fit looks at.
//!
//! Takes the corpus, gives rows. A fit costs the square of what it sees, so it sees a fixed number
//! of statements, drawn by a hash of their ids: any order of the input draws the same ones, and
//! next week's draw shares most of this week's. Copies of one text enter once, with their number:
//! a thousand copies would be each other's nearest neighbours and hide what the text is about.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use crate::model::{Corpus, GOLDEN_GAMMA, Stance, Statement, StatementId, splitmix};
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

impl Sample {
    /// How many statements of the corpus each row stands for beside the others: its copies, times
    /// what its kind was thinned by.
    pub(super) fn weights(&self, corpus: &Corpus) -> Vec<u32> {
        let thinned = self.rows.len() > TAKEN_WHOLE;
        let times = |&row: &u32| match corpus.statements()[row as usize].stance {
            Stance::Praise if thinned => PRAISE_THINNED as u32,
            _ => 1,
        };
        let weights = self.rows.iter().zip(&self.copies);
        weights.map(|(row, &copies)| copies.saturating_mul(times(row))).collect()
    }
}

/// 64-bit hash of a statement's words: case, accents and blanks do not count (FNV-1a, Fowler, Noll
/// and Vo, over the folded words joined by single blanks).
pub fn text_hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut take = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    let mut first = true;
    let mut blank = |take: &mut dyn FnMut(u8)| {
        if !std::mem::take(&mut first) {
            take(b' ');
        }
    };
    // Nothing is composed across a blank, so words may be folded one by one; most need no copy.
    // Every text of the corpus goes through here every night.
    for word in text.split_whitespace() {
        if word.is_ascii() {
            blank(&mut take);
            word.bytes().for_each(|byte| take(byte.to_ascii_lowercase()));
        } else {
            for part in fold(word).split_whitespace() {
                blank(&mut take);
                part.bytes().for_each(&mut take);
            }
        }
    }
    hash
}

/// The place of a statement in the draw: 64 bits that depend on seed and id alone
/// ([`splitmix`], chained over the id's halves).
fn draw(seed: u64, id: StatementId) -> u64 {
    let half = |bytes: &[u8]| bytes.iter().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
    let bytes = id.feedback.0;
    [half(&bytes[..8]), half(&bytes[8..]), u64::from(id.ordinal)]
        .into_iter()
        .fold(seed ^ GOLDEN_GAMMA, |state, part| splitmix(state ^ part))
}

/// What orders the draw, smallest first: a fair 64-bit number, multiplied where fewer are wanted.
fn key(corpus: &Corpus, statement: &Statement, seed: u64) -> u128 {
    let thinned = if statement.stance == Stance::Praise { PRAISE_THINNED } else { 1 };
    u128::from(draw(seed, corpus.id_of(statement))) * thinned
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
                (text_hash(corpus.text_of(statement)), key(corpus, statement, settings.seed))
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

/// Rows of at most `count` statements to hold others against, ascending, no two of them in the same
/// words: drawn as [`sample`] draws them, but among the first by draw only, so that a night need not
/// read every text of the corpus to have some. Praise is thinned, filtered statements are left out.
pub(super) fn background(corpus: &Corpus, seed: u64, count: usize) -> Vec<u32> {
    let statements = corpus.statements();
    let mut drawn: Vec<(u128, u32)> = statements
        .par_iter()
        .enumerate()
        .filter(|(_, statement)| statement.filtered.is_none())
        .map(|(row, statement)| (key(corpus, statement, seed), row as u32))
        .collect();
    // Twice as many as wanted, for the copies among them.
    let enough = count.saturating_mul(2);
    if drawn.len() > enough {
        drawn.select_nth_unstable(enough);
        drawn.truncate(enough);
    }
    drawn.sort_unstable();
    let hashes: Vec<u64> = drawn
        .par_iter()
        .map(|&(_, row)| text_hash(corpus.text_of(&statements[row as usize])))
        .collect();
    let mut heard = HashSet::new();
    let rows = drawn.iter().zip(hashes).filter(|&(_, hash)| heard.insert(hash));
    let mut rows: Vec<u32> = rows.map(|(&(_, row), _)| row).take(count).collect();
    rows.sort_unstable();
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::themes::fixture;

    proptest! {
        #[test]
        fn a_text_is_its_folded_words(text in "([ -~]|[\\t\\n\u{a0}\u{b4}éßΣﬁ\u{301}\u{1100}\u{1161}]|\\PC){0,30}") {
            let words = fold(&text).split_whitespace().collect::<Vec<_>>().join(" ");
            let hash = words.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            });
            prop_assert_eq!(text_hash(&text), hash);
        }
    }

    #[test]
    fn the_background_is_fair_and_says_nothing_twice() {
        let line = |at: usize| {
            let text = if at < 900 { "the same words".to_owned() } else { format!("text {at}") };
            (text, Stance::Complaint)
        };
        let lines: Vec<_> = (0..1_000).map(line).collect();
        let corpus = fixture::corpus(&lines);
        let all = background(&corpus, 0, 1_000);
        assert_eq!(all.len(), 101);
        let some = background(&corpus, 0, 30);
        assert!(some.len() < 30 && some.iter().all(|row| all.contains(row)), "{some:?}");
        let back: Vec<_> = lines.iter().rev().cloned().collect();
        assert_eq!(some, background(&fixture::corpus(&back), 0, 30));
        assert!(background(&fixture::corpus(&[]), 0, 30).is_empty());
    }

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
