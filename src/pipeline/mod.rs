//! The journeys: where the rooms meet.
//!
//! [`run`] is the night: [`ingest`] (sources → intake → statements → a segment, the index) and
//! [`analyse`] (corpus → space → themes → trends → ranking → report → a run). [`think`] is the
//! pure heart of the second half. Only this room knows the order of things; it decides nothing a
//! stage could decide, prints nothing, and tells whoever watches through [`Event`]s.

mod alignment;
mod analyse;
pub mod answers;
mod aside;
mod asked;
mod assigned;
mod behind;
mod briefing;
mod business;
mod changes;
mod compare;
mod competitors;
mod context;
mod correcting;
mod corrections;
mod counter;
mod coverage;
mod demand;
mod detect;
mod exemplary;
mod forget;
mod found;
mod gate;
mod indexing;
mod ingest;
mod joined;
mod markets;
mod meeting;
mod needs;
mod nights;
mod notices;
mod opened;
mod progress;
mod proof;
mod reader;
mod reading;
mod regrouped;
mod rehearsal;
mod related;
mod remake;
mod replaced;
mod replay;
mod rules;
mod semantics;
mod settings;
mod settling;
mod shipping;
mod taking;
mod think;
mod tracked;
mod trial;
mod voices;

use std::path::{Path, PathBuf};

use crate::model::{Day, Feedback, LineageEvent, Part, PartName, ThemeId};
use crate::report::phrase;
use crate::store::Workspace;
use crate::{index, sources, store};

pub use crate::intake::{Moment, Normalised, Suspect, Suspicion, open_author, suspects};
pub use crate::sources::preset::Preset;
pub use crate::space::meaning_of_query;
pub use crate::statements::Verdict;
pub use crate::statements::rivals::Said;
pub use crate::trends::arms::{Compared, Verdict as Difference};
pub use analyse::{Published, analyse};
pub use aside::first_night;
pub use asked::{Conditions, Ratings, Segment, When};
pub use behind::Behind;
pub use briefing::{Incident, briefing, told_incident};
pub use business::business;
pub use compare::{CompareError, Comparison, Condition, Membership, Side, compare};
pub use competitors::{Competitor, competitors};
pub use correcting::{Asked, Named, Wish, Written, correct, entries, living, records_of_search};
pub use corrections::Corrections;
pub use counter::{Counter, Missing, Praised, counter};
pub use detect::{Presets, Seen, heads};
pub use forget::{Ageing, Forgotten, History, Whom, ageing, forget, refused_in};
pub use found::{amount, heading};
pub use indexing::{index_of, keep_index, meanings, open_index};
pub use ingest::{Brought, DryRun, Ready, Rehearsed, dry_run, ingest};
pub use joined::joined_segments;
pub use markets::{MARKETS, Market, Matrix, Row as MarketRow, Spread, markets};
pub use meeting::{
    Aim, Desk, Quarter, RankOf, Ranks, Row, TeamWeek, ToTell, Wanting, WhatIf, framework_about,
    meeting, weights_of,
};
pub use needs::{Need, needs};
pub use nights::Nights;
pub use opened::{Opened, Quoted, Recounted, Selected};
pub use progress::{Event, Step, Tell};
pub use proof::{Proof, Prover, Still, Verdict as ProofVerdict};
pub use reader::{Reader, Within, members, statements_of};
pub use reading::{Counts, Place, Reading, check, read_with};
pub use rehearsal::{
    Found, FoundTheme, Text, TwoNights, Units, hear, neighbours, rehearse, remembered, two_nights,
};
pub use related::answering;
pub use remake::{Remade, SettingsOf, Unproved, remake};
pub use replay::{
    Conclusion, Met, Past, Rang, Relived, Replayed, conclusion, replay, replay_and_shuffled,
};
pub use semantics::SEMANTICS;
pub use settings::{Keep, Retention, Settings};
pub use settling::{TO_READ, ToRead};
pub use shipping::{Shipped, ship};
pub use taking::take_in;
pub use think::{Night, think};
pub use trial::{Effect, Lesson, Size};
use voices::fill_sketches;
pub use voices::{Since, copies, keep_voices};

/// Why a night could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting that nothing can be done with; nothing was done.
    #[error("{0}")]
    Settings(String),
    /// The curation file cannot be followed; nothing was done.
    #[error("{0}")]
    Curation(String),
    /// What was asked for cannot be done as it is; the words say what to ask instead.
    #[error("{0}")]
    Usage(String),
    /// The workspace refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The search index refused.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// Reading could not begin.
    #[error(transparent)]
    Sources(#[from] sources::Error),
}

/// The machine gave no threads.
#[derive(Debug, thiserror::Error)]
#[error("cannot start worker threads: {0}; try --threads 1")]
pub struct ThreadError(#[from] rayon::ThreadPoolBuildError);

/// A finished night.
#[derive(Debug)]
pub struct Finished {
    /// The run and its report.
    pub published: Published,
    /// The run's folder.
    pub folder: PathBuf,
    /// Texts of tonight that hold template lines, whole and without them, in ascending id: the
    /// first twenty.
    pub stripped: Vec<(String, String)>,
}

/// Texts with template lines shown at most.
const SHOWN: usize = 20;

/// A text as it came and as it is read for themes.
fn before_and_after(feedback: &Feedback) -> Option<(String, String)> {
    let text = feedback.own_words();
    let is_template = |part: &&Part| part.name == PartName::Template;
    feedback.parts.iter().find(is_template)?;
    let left: Vec<&str> = (feedback.parts.iter())
        .filter(|part| matches!(part.name, PartName::Title | PartName::Body))
        .filter_map(|part| text.get(part.span.start as usize..part.span.end as usize))
        .collect();
    Some((text.to_owned(), left.join("\n")))
}

impl Finished {
    /// Share of the units read since the last run that were rejected, 0 to 1; 0 when none was read.
    pub fn rejected_share(&self) -> f64 {
        let total = &self.published.view.intake.total;
        if total.units == 0 { 0.0 } else { total.rejected as f64 / total.units as f64 }
    }

    /// Files refused whole tonight that should have held something.
    pub fn refused_files(&self) -> usize {
        let sources = &self.published.view.intake.sources;
        let refused = sources.iter().flat_map(|source| &source.refused);
        refused.filter(|file| file.refused.as_deref() != Some("empty_file")).count()
    }
}

/// Runs `work` with so many worker threads; `None` is one a core. The result never depends on it.
///
/// # Errors
/// [`ThreadError`] when the machine gives no threads.
pub fn with_threads<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, ThreadError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?;
    Ok(pool.install(work))
}

/// Whether a change of a workspace is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is made.
    Write,
    /// Only what it would do is told; nothing is written.
    DryRun,
}

/// When a night sorts everything afresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refit {
    /// When the feedback has moved on far enough, and with the names and borders of before.
    WhenDue,
    /// Tonight, without heeding the past.
    Tonight,
}

/// The whole night in a folder: reads what is new, analyses everything, publishes a run.
///
/// Killed anywhere and run again it ends with the same bytes. `settings_hash` names the settings,
/// `today` is the day the night speaks for.
///
/// # Errors
/// [`Error::Settings`] before any work; otherwise what the disk refuses, and then the last whole
/// state is still there.
pub fn run(
    root: &Path,
    settings: &Settings,
    settings_hash: &str,
    today: Day,
    refit: Refit,
    tell: Tell<'_>,
) -> Result<Finished, Error> {
    let ready = Ready::new(settings)?;
    let workspace = Workspace::open_or_create(root)?;
    let corrections = Corrections::of(&workspace)?;
    let business = business(&workspace, settings)?;
    let writer = workspace.lock()?;
    may_begin(&workspace, today)?;
    forget::resume(&writer, settings, settings_hash, tell)?;
    forget::age_out(&writer, &settings.retention, today, tell)?;

    tell(Event::Begin(Step::Loading, None));
    let mut corpus = workspace.load()?;
    fill_sketches(&mut corpus);
    let mut segments = workspace.segments()?;
    tell(Event::End(
        Step::Loading,
        phrase::counted(corpus.feedback().len() as u64, "record", "records"),
    ));

    let before = segments.last().map_or(0, |segment| segment.number);
    let brought = ingest(&writer, &ready, &corpus, &segments, settings, today, tell)?;
    let mut since = Since { segment: before, fresh: brought.gone.clone() };
    let mut stripped = Vec::new();
    let mut is_indexed = false;
    if let Some(number) = brought.segment {
        segments = workspace.segments()?;
        let mut items = Vec::new();
        if let Some(new) = segments.iter().find(|segment| segment.number == number) {
            items = workspace.read_segment(new)?;
            let added = items.iter().map(|(one, cut)| (one, cut.as_slice()));
            is_indexed = indexing::add_to_index(&writer, added, &brought.gone, new, tell)?;
        }
        stripped.extend(items.iter().filter_map(|(one, _)| before_and_after(one)).take(SHOWN));
        since.fresh.extend(items.iter().map(|(one, _)| one.id));
        corpus = corpus.updated(items, &brought.gone);
    }
    if !is_indexed {
        keep_index(&writer, &corpus, &segments, tell)?;
    }
    let upto = segments.last().map_or(0, |segment| segment.number);
    keep_voices(&writer, &mut corpus, upto, since, settings.intake.voice_days)?;

    let task = analyse::Task {
        corpus,
        segments: &segments,
        refused: brought.refused,
        settings,
        settings_hash,
        today,
        refit: refit == Refit::Tonight,
        corrections,
        business,
    };
    let published = analyse(&writer, task, settings.space.table(), tell)?;
    let folder = workspace.run_folder(&published.manifest.id)?;
    Ok(Finished { published, folder, stripped })
}

/// Makes sure, before anything is read, that a night or the first half of one can be gone through with:
/// it is not before the last one, and what the last one remembers is there.
///
/// # Errors
/// [`Error::Usage`] for a day in the past, [`Error::Store`] for a memory that is lost; nothing was done.
fn may_begin(workspace: &Workspace, today: Day) -> Result<(), Error> {
    not_before_the_last(workspace, today)?;
    Ok(workspace.expect_memory()?)
}

/// Refuses a night before the last one: it would compare the past with what had not happened yet.
fn not_before_the_last(workspace: &Workspace, today: Day) -> Result<(), Error> {
    match workspace.latest()? {
        Some(last) if last.today > today => Err(Error::Usage(format!(
            "the last night here was for {}, and this one would be for {}: nights only go forward, \
             nothing was done; leave --today out, or give --today {} or a later day. If a wrong \
             clock made that night, remove runs/{} first",
            phrase::date(last.today),
            phrase::date(today),
            last.today,
            last.id
        ))),
        _ => Ok(()),
    }
}

/// The theme that carries an id by the ledger alone, however many refits ago it was handed out;
/// `None` when there never was such a theme or nothing is left of it. See [`living`].
pub fn resolve(ledger: &[LineageEvent], theme: ThemeId) -> Option<ThemeId> {
    crate::themes::resolve(ledger, theme)
}
