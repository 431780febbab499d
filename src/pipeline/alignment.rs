//! Which statements say what a pain or a theme is called.

use rayon::prelude::*;

use crate::model::{Assignment, Corpus, Lang, Saying, Theme};
use crate::space::{Alignment, Reading, Table};
use crate::themes;

/// How much of each pain's best saying each text says, and whether it could be read.
pub(super) fn aligned(
    table: &Table,
    sayings: &[Vec<Saying>],
    texts: &[(&str, Lang)],
) -> (Vec<f32>, Vec<bool>) {
    let alignment = Alignment::new(table, sayings.iter().map(Vec::as_slice));
    let mut shares = vec![0.0f32; texts.len() * sayings.len()];
    let is_read = (shares.par_chunks_mut(sayings.len().max(1)))
        .zip(texts)
        .map_init(Reading::default, |reading, (shares, &(text, lang))| {
            alignment.of_all(reading, text, lang, shares)
        })
        .collect();
    (shares, is_read)
}

/// Takes the places from statements that say too little of what their theme is called: they count nowhere.
/// Those whose words cannot be compared keep them, and so do all of themes without sayings.
pub(super) fn keep_counted(
    corpus: &Corpus,
    themes: &[Theme],
    alignment: &Alignment<'_>,
    rows: &[u32],
    places: &mut [Option<Assignment>],
) {
    let counts = |reading: &mut Reading, row: u32, place: Assignment| {
        let theme = themes.binary_search_by_key(&place.theme, |theme| theme.id).ok();
        let Some(theme) = theme.filter(|&at| !themes[at].sayings.is_empty()) else { return true };
        let statement = &corpus.statements()[row as usize];
        let lang = corpus.feedback_of(statement).lang;
        let said = alignment.of(reading, corpus.text_of(statement), lang, theme);
        said.is_none_or(|said| said >= themes::COUNTED)
    };
    rows.par_iter().zip(places.par_iter_mut()).for_each_init(
        Reading::default,
        |reading, (&row, place)| {
            *place = place.filter(|&place| counts(reading, row, place));
        },
    );
}
