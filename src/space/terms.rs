//! The term table: vectors for the corpus's own words, learnt from the corpus alone.
//!
//! Takes the terms of the fit sample, gives a latent semantic projection (Deerwester et al.,
//! "Indexing by latent semantic analysis", 1990): texts as weighted terms, the leading singular
//! directions of that matrix, and for each term its row in them times its inverse document
//! frequency. It knows product names and languages that the static table has never met, and on
//! long texts it tells subjects apart better than the static table (measured; see `encoder`).

use std::collections::HashMap;

use rayon::prelude::*;

use super::svd::{Sparse, right_singular};
use crate::model::{Lang, TermTable};
use crate::text::{Analyser, Term};

/// Components of a term's vector: with the shipped table's 256 they fill 22 registers of 16.
const WIDTH: usize = 96;
/// Terms in fewer texts are names and misspellings.
const LEAST_TEXTS: u32 = 3;
/// Terms in a larger share of the texts are the subject of everything.
const LARGEST_SHARE: f64 = 0.4;
/// Terms kept, the most frequent first: bounds memory at 12 MB.
const MOST_TERMS: usize = 30_000;
/// Fewer texts than this teach nothing but themselves.
const FEWEST_TEXTS: usize = 200;
/// Fewer terms than this span no space worth projecting into.
const FEWEST_TERMS: usize = 100;

/// The stems of a text that may be terms, in text order: no function words, no single letters of
/// alphabets.
pub(super) fn stems(analyser: &mut Analyser, text: &str, lang: Lang) -> (Vec<String>, usize) {
    let terms = analyser.terms(text, lang);
    let words = terms.len();
    let kept = terms.into_iter().filter(is_telling);
    (kept.map(|term| term.stem).collect(), words)
}

/// Whether a term says what a text is about: no stop word, and no lone ASCII letter.
pub(super) fn is_telling(term: &Term) -> bool {
    !term.stop && term.stem.len() > 1
}

/// Learns the table from the fit sample. `seed` starts the decomposition.
///
/// Too small a sample (below 200 texts or 100 terms) gives a table of width 0; a small one gives
/// fewer components than a large one. Order of the texts matters in the last bits only to the
/// means, which is why callers pass a sample in a fixed order.
pub(super) fn fit(texts: &[(&str, Lang)], seed: u64) -> TermTable {
    let stems: Vec<Vec<String>> = texts
        .par_chunks(256)
        .flat_map_iter(|texts| {
            let mut analyser = Analyser::new();
            let each = texts.iter().map(|&(text, lang)| stems(&mut analyser, text, lang).0);
            each.collect::<Vec<_>>()
        })
        .collect();
    let (terms, frequencies) = vocabulary(&stems);
    let width = width_for(texts.len(), terms.len());
    if width == 0 {
        return TermTable::default();
    }
    let number: HashMap<&str, u32> =
        terms.iter().zip(0..).map(|(term, at)| (term.as_str(), at)).collect();
    let rarity: Vec<f64> = frequencies
        .iter()
        .map(|&texts_with| {
            // Smoothed inverse document frequency, as if one more text held every term.
            libm::log((1.0 + texts.len() as f64) / (1.0 + f64::from(texts_with))) + 1.0
        })
        .collect();
    let rows: Vec<Vec<(u32, f64)>> = stems
        .par_iter()
        .map(|stems| {
            let ids = stems.iter().filter_map(|stem| number.get(stem.as_str()).copied());
            let mut row: Vec<(u32, f64)> = counted(&mut ids.collect::<Vec<_>>())
                .map(|(term, weight)| (term, weight * rarity[term as usize]))
                .collect();
            let square: f64 = row.iter().map(|&(_, value)| value * value).sum();
            row.iter_mut().for_each(|(_, value)| *value /= square.sqrt());
            row
        })
        .collect();
    let vectors = right_singular(&Sparse::new(&rows, terms.len()), width, seed);
    let weighted = vectors.chunks(width).zip(&rarity);
    let rows_of_terms: Vec<f32> = weighted
        .flat_map(|(row, &rarity)| row.iter().map(move |&value| (value * rarity) as f32))
        .collect();
    let mut table = TermTable { width, terms, rows: rows_of_terms, mean: vec![0.0; width] };
    let mut sums = vec![0.0f64; width];
    let mut known = 0usize;
    let mut projection = vec![0.0; width];
    for row in &rows {
        let ids = row.iter().map(|&(term, value)| (term, value / rarity[term as usize]));
        if project(&table, ids, &mut projection) {
            known += 1;
            for (sum, &value) in sums.iter_mut().zip(&projection) {
                *sum += f64::from(value);
            }
        }
    }
    for (mean, sum) in table.mean.iter_mut().zip(sums) {
        *mean = (sum / known.max(1) as f64) as f32;
    }
    table
}

/// Each term's number with `1 + ln(count)`, by number: said twice is said louder, not twice as
/// loud.
pub(super) fn counted(ids: &mut [u32]) -> impl Iterator<Item = (u32, f64)> {
    ids.sort_unstable();
    ids.chunk_by(|a, b| a == b).map(|same| {
        let count = same.len();
        (same[0], if count == 1 { 1.0 } else { 1.0 + libm::log(count as f64) })
    })
}

/// Projects counted terms to unit length, before the mean is removed; whether any direction is
/// left. `into` is as wide as the table.
pub(super) fn project(
    table: &TermTable,
    terms: impl Iterator<Item = (u32, f64)>,
    into: &mut [f32],
) -> bool {
    into.fill(0.0);
    for (term, weight) in terms {
        let at = term as usize * table.width;
        for (sum, &value) in into.iter_mut().zip(&table.rows[at..at + table.width]) {
            *sum += weight as f32 * value;
        }
    }
    super::encoder::to_unit(into)
}

/// Terms worth learning, ascending, with the number of texts that hold each.
fn vocabulary(stems: &[Vec<String>]) -> (Vec<String>, Vec<u32>) {
    let mut texts_with: HashMap<&str, u32> = HashMap::new();
    for stems in stems {
        let mut distinct: Vec<&str> = stems.iter().map(String::as_str).collect();
        distinct.sort_unstable();
        distinct.dedup();
        for stem in distinct {
            *texts_with.entry(stem).or_default() += 1;
        }
    }
    let most = LARGEST_SHARE * stems.len() as f64;
    let mut kept: Vec<(&str, u32)> = texts_with
        .into_iter()
        .filter(|&(_, texts)| texts >= LEAST_TEXTS && f64::from(texts) <= most)
        .collect();
    kept.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    kept.truncate(MOST_TERMS);
    kept.sort_unstable();
    kept.into_iter().map(|(term, texts)| (term.to_owned(), texts)).unzip()
}

/// Components that so many texts and terms can fill: a quarter of the smaller, whole registers.
fn width_for(texts: usize, terms: usize) -> usize {
    if texts < FEWEST_TEXTS || terms < FEWEST_TERMS {
        return 0;
    }
    (texts.min(terms) / 4 / 16 * 16).clamp(16, WIDTH)
}
