//! Which records are one voice, told from what is new.
//!
//! Takes the corpus and what was said about it since the voices were last told; sets every
//! record's voice and keeps the groups for the next night. A night that finds nothing kept (the
//! first, one after a kill, another rule) tells all of them, with the same result.

mod candidates;
mod outside;

use crate::intake::{self, Trace};
use crate::model::{Corpus, FeedbackId, Sketch};
use crate::store::{Workspace, Writer};
use crate::text;

use super::Error;

/// What changed in the corpus since the segment the kept voices are of.
pub struct Since {
    /// The last segment before tonight; 0 when there was none.
    pub segment: u32,
    /// Ids added, replaced or taken back since.
    pub fresh: Vec<FeedbackId>,
}

/// Records that share a voice, as the last night told them: voice and record, ascending; none where
/// nothing is kept.
///
/// # Errors
/// [`Error::Store`] when the disk refuses.
pub(super) fn kept_voices(
    workspace: &Workspace,
    upto: u32,
    days: u32,
) -> Result<Vec<(FeedbackId, FeedbackId)>, Error> {
    let kept = workspace.voices(upto, &rule(days))?.unwrap_or_default();
    let mut voices: Vec<(FeedbackId, FeedbackId)> =
        kept.into_iter().map(|(record, voice)| (voice, record)).collect();
    voices.sort_unstable();
    Ok(voices)
}

/// Sets the voices of a corpus that stands at segment `upto`; `days` as in the settings.
///
/// # Errors
/// [`Error::Store`] when the disk refuses.
pub fn keep_voices(
    writer: &Writer,
    corpus: &mut Corpus,
    upto: u32,
    mut since: Since,
    days: u32,
) -> Result<(), Error> {
    let rule = rule(days);
    let known = writer.workspace().voices(since.segment, &rule)?;
    since.fresh.sort_unstable();
    let traces: Vec<Trace<'_>> = corpus.feedback().iter().map(Trace::from).collect();
    let told = match &known {
        Some(known) => intake::voices_after(&traces, days, known, &since.fresh),
        None => intake::voices(&traces, days),
    };
    let groups = intake::groups(traces.iter().map(|trace| trace.id).zip(told.iter().copied()));
    corpus.set_voices(&told);
    if since.segment != upto || known.is_none_or(|known| known != groups) {
        writer.keep_voices(upto, &rule, &groups)?;
    }
    Ok(())
}

/// By what voices are told.
fn rule(days: u32) -> String {
    format!("{days} days, sketch {}, words {}", Sketch::VERSION, text::VERSION)
}

/// Tells all voices of what is on disk, up to segment `upto`, and keeps the groups for the next
/// night; leaves it to that night where a segment has no sketches. The records are never in memory
/// ([`outside`]).
///
/// # Errors
/// [`Error::Store`] when the disk refuses.
pub(super) fn tell_from_disk(writer: &Writer, upto: u32, days: u32) -> Result<(), Error> {
    tell_within(outside::LIMITS, writer, upto, days)
}

fn tell_within(
    limits: outside::Limits,
    writer: &Writer,
    upto: u32,
    days: u32,
) -> Result<(), Error> {
    let Some(mut trail) = writer.trail(limits.trail)? else { return Ok(()) };
    let mut groups = outside::groups(limits, &mut trail, days, |most| writer.spill(most))?;
    drop(trail);
    Ok(writer.keep_voices_of(upto, &rule(days), &mut groups)?)
}

/// Makes the sketches that segments written by an older program lack. Without them such records
/// would all look like copies of one another.
pub(super) fn fill_sketches(corpus: &mut Corpus) {
    corpus.fill_sketches(|feedback| intake::sketch(feedback.text.as_str(), &feedback.parts));
}

/// Sets the voices of a corpus of which nothing is kept, such as one of an earlier night.
pub(super) fn tell_voices(corpus: &mut Corpus, days: u32) {
    fill_sketches(corpus);
    let traces: Vec<Trace<'_>> = corpus.feedback().iter().map(Trace::from).collect();
    let told = intake::voices(&traces, days);
    corpus.set_voices(&told);
}

/// Other records of the voice of one, ascending, as the last night told it; none where nothing is
/// kept. `upto` is the last segment of the newest run.
///
/// # Errors
/// [`Error::Store`] when the disk refuses.
pub fn copies(
    workspace: &Workspace,
    upto: u32,
    days: u32,
    id: FeedbackId,
) -> Result<Vec<FeedbackId>, Error> {
    Ok(copies_among(&kept_voices(workspace, upto, days)?, id))
}

/// The same among pairs of voice and record, ascending.
pub(super) fn copies_among(voices: &[(FeedbackId, FeedbackId)], id: FeedbackId) -> Vec<FeedbackId> {
    // A record that shares its voice with none stands in no pair.
    let Some(voice) = voices.iter().find(|one| one.1 == id).map(|one| one.0) else {
        return Vec::new();
    };
    let from = voices.partition_point(|one| one.0 < voice);
    let same = voices[from..].iter().take_while(|one| one.0 == voice);
    same.map(|one| one.1).filter(|other| *other != id).collect()
}

/// Sets the voices of a corpus that stands at segment `upto` as a night told them; tells them where
/// nothing is kept.
pub(super) fn known_voices(
    workspace: &Workspace,
    corpus: &mut Corpus,
    upto: u32,
    days: u32,
) -> Result<(), Error> {
    fill_sketches(corpus);
    let traces: Vec<Trace<'_>> = corpus.feedback().iter().map(Trace::from).collect();
    let told = match workspace.voices(upto, &rule(days))? {
        Some(known) => intake::voices_after(&traces, days, &known, &[]),
        None => intake::voices(&traces, days),
    };
    corpus.set_voices(&told);
    Ok(())
}

#[cfg(test)]
mod tests;
