//! Statements that stand for their theme: what the report quotes.
//!
//! A good quote says what hurts, in the words the theme is named by, lies near the theme's centre,
//! can be read in one breath, is recent, and differs from the other quotes in words and in author. They are picked one by one by
//! maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): worth minus likeness to what
//! is already picked.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;

use crate::model::{
    Corpus, Exemplar, Lang, Stance, Statement, Theme, Themes, Vectors, cosine, dot,
};
use crate::text::Analyser;

use super::naming::Listener;
use super::place::UNSURE;
use super::sample::text_hash;

/// Quotes of a theme that ask for change (or, in a theme of praise, that are like it).
const QUOTES: usize = 6;

/// Quotes that speak against it: praise in a theme of pain.
const COUNTER: usize = 2;

/// Members looked at for each of the two kinds.
const CANDIDATES: (usize, usize) = (30, 10);

/// Weight of worth against likeness to the quotes already picked.
const WORTH: f64 = 0.7;

/// What it is worth that a quote says the words the theme is named by: a title is believed when
/// the quotes below it say it.
const SAYS_THE_NAME: f64 = 0.1;

/// What it is worth that a quote of a pain is a complaint without doubt.
const PLAINLY: f64 = 0.1;

/// Chooses the exemplars of every theme: up to six that want change (filled up with other stances
/// when there are not three), then up to two of praise. Deterministic; ties by row.
pub(super) fn choose(corpus: &Corpus, themes: &mut Themes, encode: impl FnOnce(&[u32]) -> Vectors) {
    let authors = corpus.authors();
    let newest = corpus.feedback().iter().filter_map(|one| one.at).max();
    let at_most = |row: u32| -> Option<f64> {
        let place = themes.assignments[row as usize]?;
        (place.confidence >= UNSURE).then_some(())?;
        let statement = &corpus.statements()[row as usize];
        let age = match (newest, corpus.feedback_of(statement).at) {
            (Some(newest), Some(at)) => f64::from(newest.day().since(at.day())),
            _ => 365.0,
        };
        // Half of the bonus is gone after half a year.
        let recent = 0.1 * 180.0 / (180.0 + age.max(0.0));
        let plain = statement.stance.wants_change() && statement.polarity <= PLAIN_COMPLAINT;
        let plain = if plain { PLAINLY } else { 0.0 };
        Some(f64::from(place.similarity) + recent + plain)
    };
    let hard_to_read = |row: u32| legible(corpus.text_of(&corpus.statements()[row as usize]));
    let worth = |row: u32| Some(at_most(row)? + hard_to_read(row));
    let wanted: Vec<[Vec<u32>; 2]> = themes
        .themes
        .par_iter()
        .map(|theme| {
            let (speaks, against) = sides(corpus, theme);
            let best = |rows: Vec<u32>, limit: usize| -> Vec<u32> {
                let rows = rows.into_iter().filter_map(|row| Some((at_most(row)?, row)));
                best(rows.collect(), &hard_to_read, limit)
            };
            [best(speaks, CANDIDATES.0), best(against, CANDIDATES.1)]
        })
        .collect();
    let mut rows: Vec<u32> = wanted.iter().flatten().flatten().copied().collect();
    rows.sort_unstable();
    let vectors = encode(&rows);
    debug_assert_eq!(vectors.len(), rows.len());
    let picked: Vec<(Vec<Exemplar>, Option<u32>)> = wanted
        .par_iter()
        .zip(&themes.themes)
        .map(|([speaks, against], theme)| {
            let labels = [&theme.label];
            let mut listener = Listener::new(&labels);
            let mut valued = |rows: &[u32]| -> Vec<(u32, f64)> {
                let mut named = |row: u32| {
                    let statement = &corpus.statements()[row as usize];
                    let lang = corpus.feedback_of(statement).lang;
                    let says = !listener.heard(corpus.text_of(statement), lang).is_empty();
                    if says { SAYS_THE_NAME } else { 0.0 }
                };
                rows.iter().map(|&row| (row, worth(row).unwrap_or(-1.0) + named(row))).collect()
            };
            let mut picker = Picker {
                corpus,
                authors,
                rows: &rows,
                vectors: &vectors,
                picked: Vec::new(),
                heard: HashSet::new(),
                texts: HashSet::new(),
            };
            let spoken = valued(speaks);
            picker.pick(&spoken, QUOTES);
            picker.pick(&valued(against), COUNTER);
            let similarity =
                |row: u32| themes.assignments[row as usize].map_or(0.0, |p| p.similarity);
            let exemplar = |&row: &u32| Exemplar { statement: row, similarity: similarity(row) };
            let exemplars = picker.picked.iter().map(exemplar).collect();
            (exemplars, gist(corpus, theme, &spoken))
        })
        .collect();
    for (theme, (picked, gist)) in themes.themes.iter_mut().zip(picked) {
        theme.exemplars = picked;
        theme.gist = gist;
    }
}

/// Words of a gist: fewer say too little, more are no gist.
const GIST_WORDS: std::ops::RangeInclusive<usize> = 4..=16;

/// A statement of less praise than this is heard as a complaint without doubt; of one that is
/// nearer to praise a reader asks why it stands under a pain.
const PLAIN_COMPLAINT: f32 = -0.4;

/// How a statement is put in order as a gist, the least first: whether it says no word of the title,
/// whether it is a part of a sentence or something in it is masked, how many of the title's first two words are lacking, whether
/// it is no plain complaint, its words.
type Plainness = (bool, bool, usize, bool, usize);

/// Marks that end a sentence, in the scripts that have their own too.
const SENTENCE_ENDS: [char; 10] = ['.', '!', '?', '…', '\n', '。', '！', '？', '।', '؟'];

/// Whether a statement is one or more whole sentences: what stands before it ends one, and it ends
/// one itself or is the last of its text. "When booking for six people," is not.
fn is_whole(corpus: &Corpus, statement: &Statement) -> bool {
    let text = corpus.feedback_of(statement).text.as_str();
    let (start, end) = (statement.span.start as usize, statement.span.end as usize);
    let (Some(before), Some(said), Some(after)) =
        (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return false;
    };
    let ends = |text: &str| {
        let text = text.trim_end_matches([' ', '"', '”', '’', ')']);
        text.ends_with(SENTENCE_ENDS) || text.is_empty()
    };
    let open = said.trim_end().ends_with([',', ';', ':', '-', '–', '—', '、', '，']);
    // A mark that stands between two statements belongs to neither.
    let closed = ends(said) || after.trim_start_matches(' ').starts_with(SENTENCE_ENDS);
    ends(before) && !open && (closed || after.trim().is_empty())
}

/// Whether something personal was masked in it: `<HANDLE>`, `<ORDER>`.
fn has_mask(text: &str) -> bool {
    text.split('<').skip(1).filter_map(|rest| rest.split_once('>')).any(|(name, _)| {
        name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    })
}

/// The shortest statement among those that speak for the theme, plainly want a change and say the
/// most words of its title in whole sentences; where none does, the shortest that says a word of it, then the shortest
/// at all. `None` where all are shorter or longer than a gist. Of equally long ones the best.
fn gist(corpus: &Corpus, theme: &Theme, spoken: &[(u32, f64)]) -> Option<u32> {
    let mut analyser = Analyser::new();
    let stems = |analyser: &mut Analyser, text: &str, lang: Lang| -> Vec<String> {
        let terms = analyser.terms(text, lang).into_iter();
        terms.filter(|term| !term.stop).map(|term| term.stem).collect()
    };
    let mut best: Option<(Plainness, f64, u32)> = None;
    for &(row, worth) in spoken {
        let statement = &corpus.statements()[row as usize];
        let (text, lang) = (corpus.text_of(statement), corpus.feedback_of(statement).lang);
        let words = text.split_whitespace().count();
        if !GIST_WORDS.contains(&words) {
            continue;
        }
        let title: BTreeSet<String> =
            stems(&mut analyser, &theme.label.title, lang).into_iter().collect();
        let own: BTreeSet<String> = stems(&mut analyser, text, lang).into_iter().collect();
        let said = title.intersection(&own).count();
        let doubtful = theme.wants
            && statement.stance != Stance::Request
            && statement.polarity > PLAIN_COMPLAINT;
        // From two words of the title on, more make no better gist.
        let unsaid = title.len().min(2).saturating_sub(said);
        let part = !is_whole(corpus, statement) || has_mask(text);
        let key = (said == 0, part, unsaid, doubtful, words);
        let better =
            best.is_none_or(|(least, most, _)| key < least || key == least && worth > most);
        if better {
            best = Some((key, worth, row));
        }
    }
    best.map(|(.., row)| row)
}

/// The members that speak for the theme and those that speak against it. Where fewer than three
/// want change, everything speaks for it.
fn sides(corpus: &Corpus, theme: &Theme) -> (Vec<u32>, Vec<u32>) {
    let of = |row: &u32| -> &Statement { &corpus.statements()[*row as usize] };
    let (wanting, rest): (Vec<u32>, Vec<u32>) =
        theme.members.iter().partition(|row| of(row).stance.wants_change());
    if wanting.len() < 3 {
        return (theme.members.clone(), Vec::new());
    }
    let praise = rest.into_iter().filter(|row| of(row).stance == Stance::Praise).collect();
    (wanting, praise)
}

/// The best few rows by what they are worth at most plus `minus` of them, which is never above 0;
/// ties by row. A text is read only while it may still be one of them.
fn best(mut rows: Vec<(f64, u32)>, minus: &impl Fn(u32) -> f64, limit: usize) -> Vec<u32> {
    let better = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    rows.sort_unstable_by(better);
    let mut kept: Vec<(f64, u32)> = Vec::with_capacity(limit + 1);
    for (at_most, row) in rows {
        if kept.len() == limit && kept.last().is_some_and(|last| last.0 > at_most) {
            break;
        }
        let valued = (at_most + minus(row), row);
        let place = kept.partition_point(|one| better(one, &valued).is_lt());
        kept.insert(place, valued);
        kept.truncate(limit);
    }
    kept.into_iter().map(|(_, row)| row).collect()
}

/// 0 for a text of 5 to 40 words, less for shorter and longer ones and for what is not prose.
fn legible(text: &str) -> f64 {
    let words = text.split_whitespace().count();
    let length = match words {
        0..=1 => -0.5,
        2..=4 => -0.05 * (5 - words) as f64,
        5..=40 => 0.0,
        _ => (-0.01 * (words - 40) as f64).max(-0.5),
    };
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let shouted = text.chars().filter(|c| c.is_uppercase()).count();
    let marks = text.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace()).count();
    let loud = if letters > 0 && shouted * 2 > letters { -0.1 } else { 0.0 };
    let noisy = if marks * 4 > letters { -0.2 } else { 0.0 };
    length + loud + noisy
}

struct Picker<'a> {
    corpus: &'a Corpus,
    authors: &'a [u32],
    rows: &'a [u32],
    vectors: &'a Vectors,
    picked: Vec<u32>,
    heard: HashSet<u32>,
    texts: HashSet<u64>,
}

impl Picker<'_> {
    /// Adds up to `count` of the given rows with their worth.
    fn pick(&mut self, from: &[(u32, f64)], count: usize) {
        for _ in 0..count {
            let mut best: Option<(f64, u32)> = None;
            for &(row, worth) in from {
                if self.used(row) {
                    continue;
                }
                let alike =
                    self.picked.iter().map(|&other| self.likeness(row, other)).fold(0.0, f64::max);
                let value = WORTH * worth - (1.0 - WORTH) * alike;
                if best.is_none_or(|(least, _)| value > least) {
                    best = Some((value, row));
                }
            }
            let Some((_, row)) = best else { return };
            self.heard.insert(self.author(row));
            self.texts.insert(self.text(row));
            self.picked.push(row);
        }
    }

    fn used(&self, row: u32) -> bool {
        self.heard.contains(&self.author(row)) || self.texts.contains(&self.text(row))
    }

    fn author(&self, row: u32) -> u32 {
        self.authors[self.corpus.statements()[row as usize].row as usize]
    }

    fn text(&self, row: u32) -> u64 {
        text_hash(self.corpus.text_of(&self.corpus.statements()[row as usize]))
    }

    fn likeness(&self, a: u32, b: u32) -> f64 {
        match (self.rows.binary_search(&a), self.rows.binary_search(&b)) {
            (Ok(a), Ok(b)) => f64::from(cosine(dot(self.vectors.row(a), self.vectors.row(b)))),
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn masks_are_seen() {
        assert!(has_mask("hi <HANDLE> my bag") && has_mask("<DATE_OF_BIRTH>"));
        assert!(!has_mask("a < b > c") && !has_mask("<3 it") && !has_mask("I <B> it"));
    }

    proptest! {
        #[test]
        fn the_best_are_the_best(
            worths in proptest::collection::vec((0u8..20, 0u8..6), 0..40),
            limit in 1usize..12,
        ) {
            let rows = (0u32..).zip(&worths).map(|(row, one)| (f64::from(one.0), row)).collect();
            let minus = |row: u32| -f64::from(worths[row as usize].1);
            let mut all: Vec<u32> = (0..worths.len() as u32).collect();
            all.sort_by_key(|&row| {
                let (most, minus) = worths[row as usize];
                (i32::from(minus) - i32::from(most), row)
            });
            all.truncate(limit);
            prop_assert_eq!(best(rows, &minus, limit), all);
        }
    }
}
