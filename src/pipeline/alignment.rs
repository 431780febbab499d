//! Which statements say what a pain or a theme is called.

use rayon::prelude::*;

use crate::model::{Assignment, Corpus, Lang, Memory, Saying, Theme, ThemeId, Vectors};
use crate::space::{Alignment, Reading, Table};
use crate::themes::{Assigners, LEAST_ALIGNMENT, Near};

use super::assigned::want_change;

/// How much of the best saying of each pain each text says, a row for each text, and whether its words could be
/// compared.
pub(super) fn aligned(
    table: &Table,
    sayings: &[Vec<Saying>],
    texts: &[(&str, Lang)],
) -> (Vec<f32>, Vec<bool>) {
    let alignment = Alignment::new(table, sayings.iter().map(Vec::as_slice));
    let mut alignments = vec![0.0f32; texts.len() * sayings.len()];
    let is_aligned = (alignments.par_chunks_mut(sayings.len().max(1)))
        .zip(texts)
        .map_init(Reading::default, |reading, (own, &(text, lang))| {
            alignment.of_all(reading, text, lang, own)
        })
        .collect();
    (alignments, is_aligned)
}

/// Tells the statements that count in the theme they are nearest to.
pub(super) struct Gate<'a> {
    themes: &'a [Theme],
    alignment: Alignment<'a>,
}

impl<'a> Gate<'a> {
    /// The gate of a memory's themes.
    pub(super) fn new(table: &'a Table, memory: &'a Memory) -> Gate<'a> {
        let sayings = memory.themes.iter().map(|theme| theme.sayings.as_slice());
        Gate { themes: &memory.themes, alignment: Alignment::new(table, sayings) }
    }

    /// How much a statement says of what a theme is called, `None` where its words cannot be compared; `None`
    /// also where the theme is not remembered or has no saying.
    fn alignment(
        &self,
        reading: &mut Reading,
        corpus: &Corpus,
        row: u32,
        theme: ThemeId,
    ) -> Option<Option<f32>> {
        let at = self.themes.binary_search_by_key(&theme, |theme| theme.id).ok()?;
        if self.themes[at].sayings.is_empty() {
            return None;
        }
        let statement = &corpus.statements()[row as usize];
        let lang = corpus.feedback_of(statement).lang;
        Some(self.alignment.of(reading, corpus.text_of(statement), lang, at))
    }

    /// Whether a statement says enough of what a theme is called; `None` where the theme is not remembered or
    /// has no saying.
    pub(super) fn says(
        &self,
        reading: &mut Reading,
        corpus: &Corpus,
        row: u32,
        theme: ThemeId,
    ) -> Option<bool> {
        let found = self.alignment(reading, corpus, row, theme)?;
        Some(found.is_some_and(|alignment| alignment >= LEAST_ALIGNMENT))
    }

    /// Whether a statement counts in the theme of its place: it says enough of what that is called. So does
    /// one whose words cannot be compared, and every one of a theme without sayings.
    pub(super) fn counts(
        &self,
        reading: &mut Reading,
        corpus: &Corpus,
        row: u32,
        place: Assignment,
    ) -> bool {
        let found = self.alignment(reading, corpus, row, place.theme).flatten();
        found.is_none_or(|alignment| alignment >= LEAST_ALIGNMENT)
    }

    /// Where statements stand before new themes are opened, on all threads. What a theme without sayings is
    /// nearest to counts there.
    pub(super) fn near(
        &self,
        corpus: &Corpus,
        memory: &Memory,
        rows: &[u32],
        vectors: &Vectors,
    ) -> Vec<Near> {
        let nearest = Assigners::new(memory).assign(&want_change(corpus, rows), vectors);
        let stands = |reading: &mut Reading, (&row, place): (&u32, &Option<Assignment>)| {
            let Some(place) = *place else { return Near::default() };
            let is_unsaid =
                !self.counts(reading, corpus, row, place) && !self.says_any(reading, corpus, row);
            Near { theme: Some(place.theme), is_unsaid }
        };
        let pairs = rows.par_iter().zip(&nearest);
        pairs.map_init(Reading::default, |reading, pair| stands(reading, pair)).collect()
    }

    /// Whether a statement says enough of what any theme is called.
    fn says_any(&self, reading: &mut Reading, corpus: &Corpus, row: u32) -> bool {
        let statement = &corpus.statements()[row as usize];
        let lang = corpus.feedback_of(statement).lang;
        let mut alignments = vec![0.0; self.themes.len()];
        self.alignment.of_all(reading, corpus.text_of(statement), lang, &mut alignments);
        alignments.iter().any(|&alignment| alignment >= LEAST_ALIGNMENT)
    }

    /// Takes the places from statements that do not count, on all threads; `places` has one for each row.
    pub(super) fn keep_counted(
        &self,
        corpus: &Corpus,
        rows: &[u32],
        places: &mut [Option<Assignment>],
    ) {
        rows.par_iter().zip(places.par_iter_mut()).for_each_init(
            Reading::default,
            |reading, (&row, place)| {
                *place = place.filter(|&place| self.counts(reading, corpus, row, place));
            },
        );
    }
}
