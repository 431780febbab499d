//! Statements as vectors that know their record.
//!
//! Takes rows of the corpus, gives a vector for each: of its own words, with a share of what else its
//! record says. "Support never answers" is about the refund when the sentence before asks for one.
//! Measured on the six judged sets: with a quarter AMI of points is .303, without .293; but more
//! parts fewer pains of one record (pairs told apart .757 without, .728 with a quarter), so a fifth.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::catalogue::Said;
use crate::model::{Corpus, Lang, Vectors};
use crate::space::Encoder;

/// Share of a unit vector of the rest of the record that is added to that of a statement.
const CONTEXT: f32 = 0.2;

/// The vectors of some rows (ascending), each in its record. Depends on the whole record of each
/// row and on nothing else, so that a batch of one equals a batch of a million.
pub(super) fn encoded(corpus: &Corpus, rows: &[u32], encoder: &Encoder<'_>) -> Vectors {
    let statements = corpus.statements();
    // All statements of the records of these rows, each once.
    let mut all: Vec<u32> = Vec::with_capacity(rows.len());
    let mut last = None;
    for &row in rows {
        let record = statements[row as usize].row;
        if last != Some(record) {
            let own = corpus.statements_of(record);
            all.extend(
                own.filter(|&at| statements[at].filtered.is_none() || at == row as usize)
                    .map(|at| at as u32),
            );
            last = Some(record);
        }
    }
    let texts: Vec<(&str, Lang)> = all
        .iter()
        .map(|&row| {
            let statement = &statements[row as usize];
            (corpus.text_of(statement), corpus.feedback_of(statement).lang)
        })
        .collect();
    let alone = by_letters(encoder.encode_all(&texts), &texts, encoder);
    let width = alone.width();
    let mut data = vec![0i16; rows.len() * width];
    data.par_chunks_mut(width.max(1)).zip(rows).for_each(|(into, &row)| {
        let record = statements[row as usize].row;
        let first = all.partition_point(|&at| statements[at as usize].row < record);
        let own = all[first..].iter().take_while(|&&at| statements[at as usize].row == record);
        in_context(&alone, first, own.count(), row, &all, into);
    });
    Vectors::from_data(width, data).unwrap_or_else(|| Vectors::new(width))
}

/// The vectors with those of texts of which nobody knows a word made of their letters.
fn by_letters(vectors: Vectors, texts: &[(&str, Lang)], encoder: &Encoder<'_>) -> Vectors {
    let unread: Vec<usize> = (0..vectors.len()).filter(|&at| vectors.is_zero(at)).collect();
    if unread.is_empty() {
        return vectors;
    }
    let width = vectors.width();
    let mut data = vectors.data().to_vec();
    for at in unread {
        let (text, lang) = texts[at];
        encoder.encode_letters(text, lang, &mut data[at * width..(at + 1) * width]);
    }
    Vectors::from_data(width, data).unwrap_or(vectors)
}

/// Writes the vector of `row` with a share of the others of its record, which are the `count` rows
/// of `alone` from `first` on.
fn in_context(
    alone: &Vectors,
    first: usize,
    count: usize,
    row: u32,
    all: &[u32],
    into: &mut [i16],
) {
    let at = (first..first + count).find(|&at| all[at] == row).unwrap_or(first);
    if count < 2 || alone.is_zero(at) {
        into.copy_from_slice(alone.row(at));
        return;
    }
    let mut rest = vec![0i64; into.len()];
    for other in (first..first + count).filter(|&other| other != at) {
        rest.iter_mut().zip(alone.row(other)).for_each(|(sum, &one)| *sum += i64::from(one));
    }
    let rest: Vec<f32> = rest.iter().map(|&sum| sum as f32).collect();
    let length = crate::model::sum_of_squares(&rest).sqrt() as f32;
    if length <= 0.0 {
        into.copy_from_slice(alone.row(at));
        return;
    }
    let share = CONTEXT * crate::model::SCALE / length;
    let both: Vec<f32> = alone
        .row(at)
        .iter()
        .zip(&rest)
        .map(|(&own, &rest)| f32::from(own) + share * rest)
        .collect();
    crate::model::normalise(&both, into);
}

/// The statements of some rows as the catalogue hears them. Sources are numbered as they come.
pub(super) fn said<'c>(corpus: &'c Corpus, rows: &[u32]) -> Vec<Said<'c>> {
    let mut sources: HashMap<&Arc<str>, u32> = HashMap::new();
    rows.iter()
        .map(|&row| {
            let statement = &corpus.statements()[row as usize];
            let feedback = corpus.feedback_of(statement);
            let next = sources.len() as u32;
            Said {
                text: corpus.text_of(statement),
                lang: feedback.lang,
                source: *sources.entry(&feedback.source).or_insert(next),
                wants: statement.stance.wants_change(),
            }
        })
        .collect()
}
