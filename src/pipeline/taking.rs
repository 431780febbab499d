//! Files taken in and nothing more: the way in without the analysis.
//!
//! Takes a folder and its settings; leaves what is new in a segment of its own and the voices told.
//! The next run goes on from there, as after a night that ended before its analysis. Where nothing
//! was kept before, the corpus is never in memory: rows pass through ([`super::ingest`]), and voices
//! are told from a few columns, on disk. Where something was, the corpus so far is in memory while
//! the new files are held against it, and then no more.

use std::path::Path;

use crate::model::{Corpus, Day};
use crate::store::Workspace;

use super::progress::Tell;
use super::settings::Settings;
use super::voices::tell_from_disk;
use super::{Brought, Error, Ready, forget, ingest, may_begin};

/// Takes in what is new.
///
/// # Errors
/// As [`super::run`].
pub fn take_in(
    root: &Path,
    settings: &Settings,
    settings_hash: &str,
    today: Day,
    tell: Tell<'_>,
) -> Result<Brought, Error> {
    let ready = Ready::new(settings)?;
    let workspace = Workspace::open_or_create(root)?;
    let writer = workspace.lock()?;
    may_begin(&workspace, today)?;
    forget::resume(&writer, settings, settings_hash, tell)?;
    forget::age_out(&writer, &settings.retention, today, tell)?;
    let segments = workspace.segments()?;
    let corpus = if segments.is_empty() { Corpus::default() } else { workspace.load()? };
    let brought = ingest(&writer, &ready, &corpus, &segments, settings, today, tell)?;
    drop(corpus);
    if let Some(number) = brought.segment {
        tell_from_disk(&writer, number, settings.intake.voice_days)?;
    }
    Ok(brought)
}
