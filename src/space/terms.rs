//! The term table: vectors for the corpus's own words, learnt from the corpus alone.
//!
//! Takes the terms of the fit sample, gives a latent semantic projection (Deerwester et al.,
//! "Indexing by latent semantic analysis", 1990): texts as weighted terms, the leading singular
//! directions of that matrix, and for each term its row in them times its inverse document
//! frequency. It knows product names and languages that the static table has never met, and on
//! long texts it tells subjects apart better than the static table (measured; see `encoder`).
//!
//! A term is a stem. In languages that the table does not know it is a stretch of letters instead,
//! or a single Han character: see [`Said::Spelt`].

use std::collections::HashMap;

use rayon::prelude::*;

use super::glossary::is_han;
use super::svd::{Sparse, right_singular};
use crate::model::{Lang, TermTable};
use crate::text::{Analyser, Term};

/// Components of a term's vector: with the shipped table's 256 they fill 22 registers of 16.
const WIDTH: usize = 96;
/// Terms in fewer texts are names and misspellings.
const LEAST_TEXTS: u32 = 3;
/// Terms in a larger share of the texts are the subject of everything.
const LARGEST_SHARE: f64 = 0.4;
/// Stems kept, the most frequent first, and as many stretches of letters: bounds memory at 24 MB.
const MOST_TERMS: usize = 30_000;
/// Fewer texts than this teach nothing but themselves.
const FEWEST_TEXTS: usize = 200;
/// Fewer terms than this span no space worth projecting into.
const FEWEST_TERMS: usize = 100;
/// The same where most texts are in languages that the table does not know: what they teach of
/// themselves is all there is, and a dozen answers can be told apart by their words alone.
const FEWEST_FOREIGN: (usize, usize) = (8, 8);
/// Texts of such a sample that hold a term at least.
const LEAST_FOREIGN_TEXTS: u32 = 2;
/// Letters of a stretch, both ends of the word counted as one: long enough to hold most of a stem,
/// short enough to be found in every compound (as fastText cuts words: Bojanowski et al.,
/// "Enriching word vectors with subword information", 2017, which takes 3 to 6). German railway
/// complaints by aspect, neighbours of the same class: stems .362, 3 to 5 letters .412, 4 to 6
/// .413 (`benches/quality`, "Other languages").
const LETTERS: std::ops::RangeInclusive<usize> = 3..=5;
/// Letters of a word that are cut into stretches; what follows is no word any more.
const LONGEST_SPELT: usize = 40;

/// A telling word of a text, as it becomes terms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Said {
    /// One term: its stem.
    Stem(String),
    /// Its stretches of 3 to 5 letters, ends marked, each of which is a term: inflection and
    /// compounds of languages that are stemmed badly or not at all meet in them. Of Han characters
    /// each is a term: pairs of them, as `text` cuts them, are too rare to learn from a few
    /// thousand texts.
    Spelt(String),
}

impl Said {
    /// A term as texts of a language are read: spelt out if `foreign`, and wherever no English is
    /// written, whatever the language was taken for.
    pub(super) fn of(term: Term, foreign: bool) -> Said {
        let first = term.folded.chars().next().unwrap_or(' ');
        let spelt = (foreign || !is_latin(first)) && (is_han(first) || has_letters(first));
        if spelt { Said::Spelt(term.folded) } else { Said::Stem(term.stem) }
    }

    /// Its terms, in order, with repeats.
    pub(super) fn terms(&self, mut give: impl FnMut(&str)) {
        match self {
            Said::Stem(stem) => give(stem),
            Said::Spelt(word) if word.starts_with(is_han) => {
                for (at, c) in word.char_indices() {
                    give(&word[at..at + c.len_utf8()]);
                }
            }
            Said::Spelt(word) => {
                let mut marked = String::from("<");
                marked.extend(word.chars().take(LONGEST_SPELT));
                marked.push('>');
                let mut ends: Vec<usize> = marked.char_indices().map(|(at, _)| at).collect();
                ends.push(marked.len());
                let mut stretch = String::new();
                for letters in LETTERS {
                    for pair in ends.windows(letters + 1) {
                        // The sign keeps it apart from stems that are spelt the same.
                        stretch.clear();
                        stretch.push('~');
                        stretch.push_str(&marked[pair[0]..pair[letters]]);
                        give(&stretch);
                    }
                }
            }
        }
    }
}

/// Whether a folded letter is one of those that English is written with, or their like.
fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Whether a word that begins so is made of letters of an alphabet; digits are not, nor are
/// syllables and scripts without blanks, whose pairs of neighbours `text` gives.
fn has_letters(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c,
            '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The telling words of a text, in text order (no function words, no single letters of alphabets),
/// and how many words it has.
pub(super) fn said(
    analyser: &mut Analyser,
    text: &str,
    lang: Lang,
    foreign: bool,
) -> (Vec<Said>, usize) {
    let terms = analyser.terms(text, lang);
    let words = terms.len();
    let kept = terms.into_iter().filter(Term::is_telling);
    (kept.map(|term| Said::of(term, foreign)).collect(), words)
}

/// A text to learn from: its words, its language, and whether the table does not know that.
pub(super) struct Sampled<'a> {
    pub text: &'a str,
    pub lang: Lang,
    pub foreign: bool,
}

/// Learns the table from the fit sample, and gives each text's projection to unit length, `width`
/// numbers each, before any mean is removed; zero for a text without a term. The mean in the table
/// is zero as yet. `seed` starts the decomposition.
///
/// Too small a sample (below 200 texts or 100 terms) gives a table of width 0; a small one gives
/// fewer components than a large one. Order of the texts matters in the last bits only to the
/// means, which is why callers pass a sample in a fixed order.
pub(super) fn fit(texts: &[Sampled<'_>], seed: u64) -> (TermTable, Vec<f32>) {
    let said: Vec<Vec<Said>> = texts
        .par_chunks(256)
        .flat_map_iter(|texts| {
            let mut analyser = Analyser::new();
            let each =
                texts.iter().map(|one| said(&mut analyser, one.text, one.lang, one.foreign).0);
            each.collect::<Vec<_>>()
        })
        .collect();
    // In a small sample that the table does not know, what two texts share is all there is.
    let foreign = texts.iter().filter(|one| one.foreign).count();
    let small = texts.len() < FEWEST_TEXTS && 2 * foreign > texts.len();
    let (terms, frequencies, ids) =
        vocabulary(said, if small { LEAST_FOREIGN_TEXTS } else { LEAST_TEXTS });
    let width = width_for(texts.len(), terms.len(), small);
    if width == 0 {
        return (TermTable::default(), Vec::new());
    }
    let rarity: Vec<f64> = frequencies
        .iter()
        .map(|&texts_with| {
            // Smoothed inverse document frequency, as if one more text held every term.
            libm::log((1.0 + texts.len() as f64) / (1.0 + f64::from(texts_with))) + 1.0
        })
        .collect();
    let rows: Vec<Vec<(u32, f64)>> = ids
        .into_par_iter()
        .map(|mut ids| {
            let mut row: Vec<(u32, f64)> = counted(&mut ids)
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
    let table = TermTable { width, terms, rows: rows_of_terms, mean: vec![0.0; width] };
    let mut projections = vec![0.0; width * rows.len()];
    for (row, projection) in rows.iter().zip(projections.chunks_mut(width)) {
        let ids = row.iter().map(|&(term, value)| (term, value / rarity[term as usize]));
        project(&table, ids, projection);
    }
    (table, projections)
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

/// Terms worth learning, ascending, with the number of texts that hold each; and for each text the
/// numbers of its terms, with repeats.
fn vocabulary(said: Vec<Vec<Said>>, least_texts: u32) -> (Vec<String>, Vec<u32>, Vec<Vec<u32>>) {
    // Words repeat, and a word spelt out is twenty terms: each is taken apart once.
    let mut words: HashMap<Said, u32> = HashMap::new();
    let mut numbers: HashMap<Box<str>, u32> = HashMap::new();
    let mut is_stretch: Vec<bool> = Vec::new();
    let mut terms_of: Vec<Vec<u32>> = Vec::new();
    let texts: Vec<Vec<u32>> = said
        .into_iter()
        .map(|said| {
            said.into_iter()
                .map(|word| match words.get(&word) {
                    Some(&number) => number,
                    None => {
                        let mut terms = Vec::new();
                        word.terms(|term| {
                            let number = numbers.get(term).copied().unwrap_or_else(|| {
                                let next = is_stretch.len() as u32;
                                numbers.insert(term.into(), next);
                                is_stretch.push(matches!(word, Said::Spelt(_)));
                                next
                            });
                            terms.push(number);
                        });
                        let next = terms_of.len() as u32;
                        terms_of.push(terms);
                        words.insert(word, next);
                        next
                    }
                })
                .collect()
        })
        .collect();
    let mut texts_with = vec![0u32; is_stretch.len()];
    // The last text, from 1, that a term was counted for.
    let mut last = vec![0u32; is_stretch.len()];
    for (words, text) in texts.iter().zip(1..) {
        for &term in words.iter().flat_map(|&word| &terms_of[word as usize]) {
            if last[term as usize] != text {
                last[term as usize] = text;
                texts_with[term as usize] += 1;
            }
        }
    }
    let most = LARGEST_SHARE * texts.len() as f64;
    let mut kept: Vec<(&str, u32)> = Vec::new();
    for stretches in [false, true] {
        let mut of_kind: Vec<(&str, u32)> = numbers
            .iter()
            .filter(|&(_, &number)| is_stretch[number as usize] == stretches)
            .map(|(term, &number)| (&**term, number))
            .filter(|&(_, number)| {
                let texts = texts_with[number as usize];
                texts >= least_texts && f64::from(texts) <= most
            })
            .collect();
        let texts = |number: u32| texts_with[number as usize];
        of_kind.sort_unstable_by(|a, b| texts(b.1).cmp(&texts(a.1)).then(a.0.cmp(b.0)));
        of_kind.truncate(MOST_TERMS);
        kept.extend(of_kind);
    }
    kept.sort_unstable();
    let mut place = vec![None; is_stretch.len()];
    for (&(_, number), at) in kept.iter().zip(0u32..) {
        place[number as usize] = Some(at);
    }
    let ids = texts
        .par_iter()
        .map(|words| {
            let terms = words.iter().flat_map(|&word| &terms_of[word as usize]);
            terms.filter_map(|&term| place[term as usize]).collect()
        })
        .collect();
    let frequencies = kept.iter().map(|&(_, number)| texts_with[number as usize]).collect();
    (kept.into_iter().map(|(term, _)| term.to_owned()).collect(), frequencies, ids)
}

/// Components that so many texts and terms can fill: a quarter of the smaller, whole registers.
/// Of a `small` sample that the table does not know half as many, from [`FEWEST_FOREIGN`] on.
fn width_for(texts: usize, terms: usize, small: bool) -> usize {
    if small && texts >= FEWEST_FOREIGN.0 && terms >= FEWEST_FOREIGN.1 {
        return (texts.min(terms) / 2).clamp(2, WIDTH);
    }
    if texts < FEWEST_TEXTS || terms < FEWEST_TERMS {
        return 0;
    }
    (texts.min(terms) / 4 / 16 * 16).clamp(16, WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(text: &str, code: &str) -> Vec<String> {
        let lang: Lang = code.parse().expect("a code");
        let mut found = Vec::new();
        let (said, _) = said(&mut Analyser::new(), text, lang, lang != Lang::ENGLISH);
        said.iter().for_each(|one| one.terms(|term| found.push(term.to_owned())));
        found
    }

    #[test]
    fn words_of_other_languages_are_spelt_out() {
        assert_eq!(terms("crashes", "en"), ["crash"]);
        assert_eq!(terms("Der Zug", "de"), ["~<zu", "~zug", "~ug>", "~<zug", "~zug>", "~<zug>"]);
        assert_eq!(terms("退款慢", "zh"), ["退", "款", "款", "慢"]);
        // Numbers, syllables and scripts without letters stay as they are cut.
        assert_eq!(terms("2015", "de"), ["2015"]);
        assert_eq!(terms("앱이", "ko"), ["앱이"]);
        assert_eq!(terms(&"ä".repeat(5_000), "sv").len(), 40 + 39 + 38);
    }

    #[test]
    fn rare_and_common_terms_are_left_out() {
        let texts: Vec<String> =
            (0..300).map(|at| format!("everywhere w{} v{} r{at}", at % 90, at % 83)).collect();
        let sampled: Vec<Sampled<'_>> = texts
            .iter()
            .map(|text| Sampled { text, lang: Lang::ENGLISH, foreign: false })
            .collect();
        let (table, projections) = fit(&sampled, 0);
        assert_eq!(table.terms.len(), 173);
        assert!(table.terms.is_sorted());
        assert_eq!(projections.len(), 300 * table.width);
    }

    proptest! {
        /// However a word is written, its stretches are stretches of it and bounded in number.
        #[test]
        fn stretches_are_of_the_word(word in "\\PC{1,60}") {
            let marked = format!("<{word}>");
            let mut count = 0;
            Said::Spelt(word).terms(|term| {
                count += 1;
                let stretch = term.strip_prefix('~').unwrap_or(term);
                assert!(marked.contains(stretch) || stretch.ends_with('>'));
            });
            prop_assert!(count <= 3 * (LONGEST_SPELT + 2));
        }
    }
}
