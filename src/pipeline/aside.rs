//! A first night in memory: everything [`super::run`] does, and nothing kept.
//!
//! Takes the feeds as the settings name them; gives the findings with the corpus they point into.
//! It reads, settles, marks templates, cuts, tells voices and thinks with the functions of the
//! night, so that what is measured is what runs.

use std::path::Path;

use crate::model::{Analysis, Corpus, Day, RunStamp};

use super::ingest::{self, Aside, Ready};
use super::progress::Tell;
use super::settings::Settings;
use super::think::{Night, think};
use super::voices::tell_voices;
use super::{Error, notices};

/// The day of a night whose feedback has no dates; which one changes nothing that is found.
const UNDATED: Day = Day(20_000);

/// The first night of the feeds below `root`, on the day of the newest feedback: the same files
/// and settings give the same findings on every day they are asked for.
///
/// # Errors
/// [`Error::Settings`] before any work; [`Error::Store`] and [`Error::Sources`] when the disk or
/// the machine refuses.
pub fn first_night(
    root: &Path,
    settings: &Settings,
    tell: Tell<'_>,
) -> Result<(Analysis, Corpus), Error> {
    let ready = Ready::new(settings)?;
    // Nothing said since 1970 is too old on its first day.
    let Aside { kept, files } = ingest::aside(root, &ready, settings, Day(0))?;
    let newest = kept.iter().filter_map(|(one, _)| one.at).max();
    let today = newest.map_or(UNDATED, |at| at.day());
    let mut corpus = Corpus::new(kept);
    tell_voices(&mut corpus, settings.intake.voice_days);
    let night = Night {
        notices: notices::of_corpus(&corpus, &settings.ranking.segments, today),
        corpus,
        before: None,
        previous: None,
        files,
        stamp: RunStamp {
            id: "aside".to_owned(),
            sequence: 1,
            today,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            company: settings.company.clone(),
        },
        refit: false,
        corrections: Default::default(),
        exposure: Default::default(),
    };
    let (analysis, corpus, _) = think(night, settings.space.table(), settings, tell);
    Ok((analysis, corpus))
}
