//! The third level: parts of a large theme that splits cleanly.
//!
//! Takes the rows of a theme, gives a part for each, or nothing: most themes have no parts. A split
//! counts when it is found again on random shares of the theme (as [`super::stability`] finds the
//! resolution, inside the theme's own neighbour graph), when every part is worth a name and when
//! the centres of the parts alone tell them apart. For a part is what is nearest to its centre: the
//! fit, a later night and a batch of one all ask the same, so a theme is the union of its parts.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::model::{
    Assignment, Corpus, Day, Label, Memory, Split, Subtheme, SubthemeId, ThemeId, Vectors, dot,
};

use super::Settings;
use super::communities::Graph;
use super::consensus::consensus;
use super::fit::in_their_words;
use super::group::centres_of;
use super::label::{self, Level};
use super::lineage::continued;
use super::neighbours::nearest;
use super::stability::{Shares, agreement};
use super::terms::Terms;

/// A theme has parts when it holds this share of the rows that are in themes: with a hundred themes
/// it is a large one from here on. At .04 nothing splits in 100,000 reviews (`benches/quality`),
/// where a dozen themes of 1 to 3 % are two things each.
const LARGE: f64 = 0.01;

/// And this many rows: among fewer anything is found again.
const ROWS: usize = 100;

/// What was large and split stays large down to this part of it.
const STILL: f64 = 0.75;

/// Agreement of the partitions of random shares from which a split is clean. On six labelled sets
/// 19 of the 26 themes split at .9 mix labels, and the averages of the finest level are those of
/// the themes; at .8 it is 46 of 73, and banking77 and hwu64 lose two hundredths of AMI.
const CLEAN: f64 = 0.9;

/// Agreement at which a theme that was split before stays split, so that parts do not come and go
/// with every refit.
const STAYS: f64 = 0.8;

/// A part holds at least this share of its theme.
const WORTH: f64 = 0.1;

/// More parts than this are a list, not a split.
const MOST: usize = 5;

/// Resolutions tried inside a theme: two to a handful of parts. The one that is found again best
/// counts, the lower of equals.
const RESOLUTIONS: [f64; 4] = [0.3, 0.5, 0.7, 1.0];

/// Neighbours in the theme's graph, and in the lists that are cut down to shares of it.
const NEIGHBOURS: usize = 10;
/// See [`NEIGHBOURS`].
const LISTED: usize = 16;

/// The part of each row and the centres of the parts, the largest first; `None` where the rows do
/// not split cleanly. `split` says whether they were split before.
pub(super) fn parts_of(
    vectors: &Vectors,
    least: usize,
    split: bool,
    seed: u64,
) -> Option<(Vec<u32>, Vectors)> {
    let lists = nearest(vectors, LISTED);
    let shares = Shares::new(&lists, NEIGHBOURS, seed);
    let mut best: Option<(f64, f64)> = None;
    for found in shares.stability(&RESOLUTIONS) {
        if best.is_none_or(|(most, _)| found.agreement > most) {
            best = Some((found.agreement, found.resolution));
        }
    }
    let wanted = if split { STAYS } else { CLEAN };
    let (_, resolution) = best.filter(|&(agreement, _)| agreement >= wanted)?;
    let everything: Vec<u32> = (0..vectors.len() as u32).collect();
    let graph = Graph::from_neighbours(&lists.restricted(&everything, NEIGHBOURS));
    // Communities come largest first.
    let found = consensus(&graph, &shares, resolution, &[], seed);
    let least = least.max((WORTH * vectors.len() as f64).ceil() as usize);
    let size = |part: u32, of: &[u32]| of.iter().filter(|&&one| one == part).count();
    let count = found.iter().max().map_or(0, |&most| most + 1);
    let large = (0..count).take_while(|&part| size(part, &found) >= least).count() as u32;
    if !(2..=MOST as u32).contains(&large) {
        return None;
    }
    // Crumbs have no say in where the centres are.
    let kept: Vec<u32> =
        (everything.iter().copied()).filter(|&row| found[row as usize] < large).collect();
    let of: Vec<u32> = kept.iter().map(|&row| found[row as usize]).collect();
    let centres = centres_of(&vectors.select(&kept), &of, large as usize);
    let near: Vec<u32> =
        (0..vectors.len()).map(|row| nearest_part(vectors.row(row), &centres)).collect();
    let some = |parts: &[u32]| parts.iter().copied().map(Some).collect::<Vec<_>>();
    let told = kept.iter().map(|&row| near[row as usize]).collect::<Vec<_>>();
    let told = agreement(&some(&of), &some(&told));
    let whole = (0..large).all(|part| size(part, &near) >= least);
    (told >= wanted && whole).then_some((near, centres))
}

/// The place of the centre nearest to a row; the first of equals.
pub(super) fn nearest_part(row: &[i16], centres: &Vectors) -> u32 {
    let mut best = (i32::MIN, 0);
    for at in 0..centres.len() {
        let product = dot(row, centres.row(at));
        if product > best.0 {
            best = (product, at as u32);
        }
    }
    best.1
}

/// A fitted theme whose parts are sought.
pub(super) struct Whole<'a> {
    /// Its id.
    pub id: ThemeId,
    /// What it is called.
    pub label: &'a Label,
    /// Its rows in the corpus, ascending.
    pub rows: Vec<u32>,
    /// Their vectors.
    pub vectors: Vectors,
    /// Where each was before, while it says the same.
    pub then: Vec<Option<Assignment>>,
}

/// Whether a theme of so many rows, of so many in all themes, is large. One that was `split` before
/// may be a little smaller.
pub(super) fn is_large(rows: usize, all: usize, split: bool) -> bool {
    let share = if split { STILL * LARGE } else { LARGE };
    rows >= ROWS && rows as f64 >= share * all as f64
}

/// The parts of the large themes among the `living`, ascending theme; and what the others remember
/// of theirs. Parts whose members carry on keep their number,
/// birthday and (while it fits) their name; numbers are never given twice within a theme.
pub(super) fn splits(
    corpus: &Corpus,
    wholes: &[Whole<'_>],
    living: &[ThemeId],
    before: Option<&Memory>,
    today: Day,
    settings: &Settings,
) -> Vec<Split> {
    let of = |whole: &Whole<'_>| {
        let old = before.and_then(|memory| memory.split(whole.id));
        let was = old.is_some_and(|old| !old.parts.is_empty());
        match parts_of(&whole.vectors, settings.min_theme, was, settings.seed) {
            Some((of, centres)) => Some(split(corpus, whole, &of, &centres, old, today, settings)),
            // Its numbers are remembered, so that none is given again.
            None => old.map(|old| Split { parts: Vec::new(), ..*old }),
        }
    };
    let mut splits: Vec<Split> = wholes.par_iter().filter_map(of).collect();
    let sought: BTreeSet<ThemeId> = wholes.iter().map(|whole| whole.id).collect();
    let others = before.map_or(&[][..], |memory| &memory.splits).iter();
    let others = others.filter(|old| living.contains(&old.theme) && !sought.contains(&old.theme));
    splits.extend(others.map(|old| Split { parts: Vec::new(), ..*old }));
    splits.sort_by_key(|split| split.theme);
    splits
}

/// A theme with its parts, named against one another.
fn split(
    corpus: &Corpus,
    whole: &Whole<'_>,
    of: &[u32],
    centres: &Vectors,
    old: Option<&Split>,
    today: Day,
    settings: &Settings,
) -> Split {
    let known: Vec<(u32, u32)> = (of.iter().zip(&whole.then))
        .filter_map(|(&part, then)| {
            let then = then.filter(|then| then.theme == whole.id)?;
            Some((part, then.part?))
        })
        .collect();
    let same: Vec<Option<&Subtheme>> = continued(centres.len(), &known)
        .into_iter()
        .map(|number| old?.parts.iter().find(|part| Some(part.id.number) == number))
        .collect();
    let groups: Vec<Option<u32>> = of.iter().copied().map(Some).collect();
    let mut terms = Terms::read(corpus, &whole.rows, &groups, &settings.company);
    let near = |(at, &part): (usize, &u32)| {
        crate::model::cosine(dot(whole.vectors.row(at), centres.row(part as usize)))
    };
    terms.near = of.iter().enumerate().map(near).collect();
    let taken = words_of_the_whole(&terms, whole.label);
    let labels: Vec<Option<&Label>> = same.iter().map(|part| Some(&(*part)?.label)).collect();
    let names = label::name(&terms, &groups, centres.len(), Level::Theme, &labels, &taken);
    let mut next = old.map_or(1, |old| old.next);
    let mut parts: Vec<Subtheme> = Vec::with_capacity(centres.len());
    for (at, named) in names.into_iter().enumerate() {
        let number = same[at].map_or_else(
            || {
                next += 1;
                next - 1
            },
            |part| part.id.number,
        );
        let mut label = named.label;
        if label.title.is_empty() {
            let texts = terms.texts.iter().zip(of).filter(|&(_, &part)| part == at as u32);
            label.title = in_their_words(texts.map(|(text, _)| *text), whole.id);
        }
        parts.push(Subtheme {
            id: SubthemeId { theme: whole.id, number },
            label,
            born: same[at].map_or(today, |part| part.born),
            centre: centres.row(at).to_vec(),
            members: Vec::new(),
        });
    }
    parts.sort_by_key(|part| part.id);
    Split { theme: whole.id, next, parts }
}

/// Words of the longest title all of whose subsets are looked at.
const TITLE_WORDS: usize = 6;

/// What no part is called: words of the name of the whole and nothing else ("game" in "fun game").
fn words_of_the_whole(terms: &Terms<'_>, label: &Label) -> BTreeSet<BTreeSet<u32>> {
    let mut taken = label::words_of(terms, [label].into_iter());
    for words in taken.clone() {
        let words: Vec<u32> = words.into_iter().take(TITLE_WORDS).collect();
        taken.extend((1u32..1 << words.len()).map(|some| {
            let chosen = |(at, _): &(usize, &u32)| some >> at & 1 == 1;
            words.iter().enumerate().filter(chosen).map(|(_, &word)| word).collect()
        }));
    }
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::SplitMix;

    /// Rows around some directions, one after the other; `loose` is how far they stray.
    fn around(directions: usize, rows: usize, loose: u64) -> Vectors {
        let mut noise = SplitMix(11);
        let mut vectors = Vectors::new(24);
        for row in 0..rows {
            let mut values: Vec<f32> =
                (0..24).map(|_| noise.below(1_000) as f32 / 1_000.0 - 0.5).collect();
            values.iter_mut().for_each(|value| *value *= loose as f32 / 100.0);
            values[row % directions] += 1.0;
            vectors.push_normalised(&values);
        }
        vectors
    }

    #[test]
    fn two_things_are_told_apart_and_one_is_not() {
        let (of, centres) = parts_of(&around(2, 300, 60), 8, false, 0).expect("it splits");
        assert_eq!(centres.len(), 2);
        assert!((0..300).all(|row| of[row] == of[row % 2]) && of[0] != of[1]);
        assert_eq!(parts_of(&around(1, 300, 60), 8, false, 0), None);
        assert_eq!(parts_of(&around(1, 300, 200), 8, true, 0), None);
        // Eight things are a list.
        assert_eq!(parts_of(&around(8, 400, 20), 8, false, 0), None);
    }

    #[test]
    fn a_theme_is_large_or_is_not() {
        assert!(is_large(100, 10_000, false) && is_large(200, 20_000, false));
        assert!(!is_large(99, 99, true) && !is_large(199, 20_000, false));
        assert!(is_large(150, 20_000, true) && !is_large(149, 20_000, true));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_row_is_in_one_part(
            directions in 1usize..5, loose in 0u64..150, rows in 100usize..220, seed in 0u64..9,
        ) {
            let vectors = around(directions, rows, loose);
            if let Some((of, centres)) = parts_of(&vectors, 8, false, seed) {
                prop_assert_eq!(of.len(), rows);
                prop_assert!((2..=MOST).contains(&centres.len()));
                for part in 0..centres.len() as u32 {
                    prop_assert!(of.iter().filter(|&&one| one == part).count() >= 8);
                }
                for (row, &part) in of.iter().enumerate() {
                    let alone = vectors.select(&[row as u32]);
                    prop_assert_eq!(nearest_part(alone.row(0), &centres), part);
                }
            }
        }
    }
}
