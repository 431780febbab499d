//! The second half of the night: the corpus as it stands to a published run.
//!
//! Takes the workspace, gives the run's manifest and report. A night that is run again with
//! nothing new since starts from the same base as the first time and ends with the same bytes, and
//! where that base's memory was let go the run is given back as it stands; a night with something new
//! starts from the newest run.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Analysis, Business, Corpus, Day, FileReceipt, Memory, Notice, RunStamp, Standing,
};
use crate::report::{self, View};
use crate::space::Table;
use crate::store::{
    CURATION, CurationState, Manifest, RankedTheme, SETTINGS_USED, SHEETS_USED, Segment,
    WatchedState, Workspace, Writer, sheets_bytes,
};

use super::business::joined;
use super::corrections::Corrections;
use super::forget::refused_in;
use super::progress::{Event, Step, Tell};
use super::settings::Settings;
use super::think::{Night, think};
use super::{Error, meeting, notices, replaced};
use crate::business::Joined;

/// What was published.
#[derive(Debug)]
pub struct Published {
    /// The run.
    pub manifest: Manifest,
    /// Its report.
    pub view: View,
}

/// What is to be analysed.
pub struct Task<'a> {
    /// The corpus as it stands on disk.
    pub corpus: Corpus,
    /// The segments it is made of.
    pub segments: &'a [Segment],
    /// Files refused tonight: they are in the report of every night they are refused.
    pub refused: Vec<FileReceipt>,
    /// The settings.
    pub settings: &'a Settings,
    /// Names the settings in the run's id.
    pub settings_hash: &'a str,
    /// The day the night speaks for.
    pub today: Day,
    /// Group everything afresh.
    pub refit: bool,
    /// What people corrected.
    pub corrections: Corrections,
    /// What the company keeps beside the settings.
    pub business: Business,
}

/// Analyses a corpus and publishes a run.
///
/// # Errors
/// [`Error::Store`] when the disk refuses; then the last run is still the newest.
pub fn analyse(
    writer: &Writer,
    task: Task<'_>,
    table: &Table,
    tell: Tell<'_>,
) -> Result<Published, Error> {
    let Task { segments, settings, settings_hash, today, refit, .. } = task;
    let numbers: Vec<u32> = segments.iter().map(|segment| segment.number).collect();
    let named = (settings_hash, &*task.corrections.name(), &*task.business.name);
    let published = match base(writer.workspace(), &numbers, named, today, refit)? {
        Base::From(base, refit) => analyse_from(writer, Task { refit, ..task }, base, table, tell)?,
        Base::Same(newest) => match as_it_stands(writer.workspace(), &newest, &task.refused)? {
            Some(view) => Published { manifest: newest, view },
            None => analyse_from(writer, task, Some(newest), table, tell)?,
        },
    };
    writer.keep_memories(settings.keep_runs)?;
    Ok(published)
}

/// The same from a given run, without letting go of any memory.
pub(super) fn analyse_from(
    writer: &Writer,
    task: Task<'_>,
    base: Option<Manifest>,
    table: &Table,
    tell: Tell<'_>,
) -> Result<Published, Error> {
    let workspace = writer.workspace();
    let mut task = task;
    task.corrections.search(workspace)?;
    let Task { settings, settings_hash, refit, .. } = task;
    let numbers: Vec<u32> = task.segments.iter().map(|segment| segment.number).collect();
    let curation = curation_state(&task.corrections);
    let curation_text = task.corrections.text.clone();
    let before = || {
        let memory = |manifest: &Manifest| workspace.memory(&manifest.id);
        Ok::<_, Error>(base.as_ref().map(memory).transpose()?.flatten())
    };
    let known = night(task, base.as_ref(), before)?;
    let business = known.business.clone();
    let (analysis, corpus, memory) = lived(workspace, known, table, settings, tell);

    tell(Event::Begin(Step::Writing, None));
    let view = View::new(&analysis, &corpus, &settings.report);
    let mut files = report::render_all(&view);
    if curation.is_some() {
        files.push((CURATION.to_owned(), curation_text.into_bytes()));
    }
    if let Some(text) = workspace.settings_text()? {
        files.push((SETTINGS_USED.to_owned(), text.into_bytes()));
    }
    files.extend(
        sheets_bytes(business.sheets.iter().map(|(kind, sheet)| (*kind, sheet)))
            .map(|bytes| (SHEETS_USED.to_owned(), bytes)),
    );
    let manifest = Manifest {
        base: base.map(|manifest| manifest.id),
        refit,
        segments: numbers,
        curation,
        business: (!business.is_empty()).then_some(business.name),
        next_theme: memory.next_theme,
        ..manifest_of(&analysis, &corpus, settings_hash)
    };
    // Giving back a hundred thousand records takes as long as writing: both at once.
    let published = std::thread::scope(|scope| {
        scope.spawn(move || drop((analysis, corpus)));
        writer.publish(manifest, &files, &memory)
    });
    let manifest = published?;
    tell(Event::End(Step::Writing, manifest.id.clone()));
    Ok(Published { manifest, view })
}

/// What a night found, in short, as the next one compares with it: without base, segments, corrections,
/// the next theme's number and files.
pub(super) fn manifest_of(analysis: &Analysis, corpus: &Corpus, settings_hash: &str) -> Manifest {
    Manifest {
        schema: Manifest::SCHEMA,
        id: analysis.run.id.clone(),
        sequence: analysis.run.sequence,
        base: None,
        today: analysis.run.today,
        refit: false,
        segments: Vec::new(),
        settings_hash: settings_hash.to_owned(),
        program: analysis.run.program.clone(),
        counts: counts(analysis, corpus),
        opportunities: analysis
            .opportunities
            .iter()
            .map(|one| RankedTheme::from(&Standing::of(one)))
            .collect(),
        weights: (analysis.weights.iter())
            .map(|(name, weight)| ((*name).to_owned(), weight.to_string()))
            .collect(),
        watched: WatchedState::from(&analysis.watched),
        curation: None,
        business: None,
        next_theme: 0,
        files: BTreeMap::new(),
    }
}

/// What a night knows before it begins.
pub(super) struct Known {
    night: Night,
    business: Business,
    joined: Joined,
}

/// Lives a night and puts what it found beside what the company keeps.
pub(super) fn lived(
    workspace: &Workspace,
    known: Known,
    table: &Table,
    settings: &Settings,
    tell: Tell<'_>,
) -> (Analysis, Corpus, Memory) {
    let Known { night, business, joined } = known;
    let (mut analysis, corpus, memory) = think(night, table, settings, tell);
    analysis.meeting = meeting::of_night(
        workspace,
        &analysis,
        &corpus,
        &memory.ledger,
        &|id| super::living(&memory, id),
        (&business, &joined),
        settings,
    );
    (analysis, corpus, memory)
}

/// What a night starts from: the corpus, the corrections and the files beside the settings of its
/// task, what was read since the run before it, and what that run remembered (`before`).
pub(super) fn night(
    task: Task<'_>,
    base: Option<&Manifest>,
    before: impl FnOnce() -> Result<Option<Memory>, Error> + Send,
) -> Result<Known, Error> {
    let Task { mut corpus, segments, refused, settings, settings_hash, today, refit, .. } = task;
    let (corrections, business) = (task.corrections, task.business);
    let joined = joined(&mut corpus, &business);
    let covered = base.map_or(&[][..], |manifest| &manifest.segments);
    let fresh = segments.iter().filter(|segment| !covered.contains(&segment.number));
    // Refusals in the receipts of a segment are those of an attempt that may have been killed;
    // tonight's are the ones that count.
    let read =
        fresh.flat_map(|segment| &segment.receipt.files).filter(|file| file.refused.is_none());
    let files: Vec<FileReceipt> = read.cloned().chain(refused).collect();
    let mut notices = replaced::notices(&corpus, &files);
    let (of_corpus, before) =
        rayon::join(|| notices::of_corpus(&corpus, &settings.ranking.segments, today), before);
    notices.extend(of_corpus);
    let before = before?;
    if let (Some(base), None) = (base, &before) {
        notices.insert(0, Notice::LetGo { run: base.id.as_str().into(), day: base.today });
    }
    let named = (settings_hash, &*corrections.name(), &*business.name);
    let stamp = RunStamp {
        id: run_id(today, base, segments, named, refit),
        sequence: base.map_or(0, |manifest| manifest.sequence) + 1,
        today,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        company: settings.company.clone(),
    };
    let previous = base.map(|base| base.previous(settings_hash));
    let exposure = business.exposure.clone();
    let night =
        Night { corpus, before, previous, files, notices, stamp, refit, corrections, exposure };
    Ok(Known { night, business, joined })
}

/// What a night starts from.
enum Base {
    /// A run, or nothing, and whether everything is grouped afresh.
    From(Option<Manifest>, bool),
    /// Nothing: it is the newest run once more, and that one cannot be made again.
    Same(Manifest),
}

/// The run this night starts from, and whether it groups everything afresh. That is the newest run,
/// or, when the newest is this very night (same day, segments, settings and corrections), the one that
/// night started from: then the night is made again as it was. A refit that is asked for after an
/// ordinary night of the same day is a night of its own; asked for again it is that night again.
fn base(
    workspace: &Workspace,
    segments: &[u32],
    (settings_hash, curation, business): (&str, &str, &str),
    today: Day,
    refit: bool,
) -> Result<Base, Error> {
    let Some(newest) = workspace.latest()? else {
        return Ok(Base::From(None, refit));
    };
    let again = newest.today == today
        && newest.segments == segments
        && newest.settings_hash == settings_hash
        && newest.curation.as_ref().map_or("", |state| &state.hash) == curation
        && newest.business.as_deref().unwrap_or_default() == business
        && (newest.refit || !refit);
    if !again {
        return Ok(Base::From(Some(newest), refit));
    }
    let was_refit = newest.refit;
    let Some(id) = &newest.base else { return Ok(Base::From(None, was_refit)) };
    // Without the earlier night and its memory tonight's cannot be repeated. To go on from tonight
    // instead would add a run each time somebody asks.
    Ok(match workspace.run(id) {
        Ok(earlier) if workspace.memory(id)?.is_some() => Base::From(Some(earlier), was_refit),
        _ => Base::Same(newest),
    })
}

/// The report of a run that tonight's would repeat; `None` where it would say something else: another
/// version of the program made it, or other files were refused.
fn as_it_stands(
    workspace: &Workspace,
    run: &Manifest,
    refused: &[FileReceipt],
) -> Result<Option<View>, Error> {
    if run.program != env!("CARGO_PKG_VERSION") {
        return Ok(None);
    }
    let Ok(view) = View::from_json(&workspace.run_file(&run.id, "report.json")?) else {
        return Ok(None);
    };
    let named = |files: &[FileReceipt]| -> BTreeSet<(String, String, Option<String>)> {
        let one = |file: &FileReceipt| {
            (file.source.to_string(), file.file.to_string(), file.refused.clone())
        };
        files.iter().map(one).collect()
    };
    Ok((named(&refused_in(&view)) == named(refused)).then_some(view))
}

/// `2026-08-22-7f3a91c2`: the day and a hash of everything that goes in.
fn run_id(
    today: Day,
    base: Option<&Manifest>,
    segments: &[Segment],
    (settings_hash, curation, business): (&str, &str, &str),
    refit: bool,
) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut take = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    take(&base.map(|manifest| manifest.id.clone()).unwrap_or_default());
    take(settings_hash);
    take(env!("CARGO_PKG_VERSION"));
    take(if refit { "refit" } else { "" });
    if !curation.is_empty() {
        take(curation);
    }
    if !business.is_empty() {
        take("business");
        take(business);
    }
    for segment in segments {
        for file in segment.receipt.files.iter().filter(|file| file.refused.is_none()) {
            take(&file.source);
            take(&file.file);
            // A file's own hash would tell a file with a forgotten person from one without.
            if segment.receipt.content.is_empty() {
                take(&file.hash);
            }
        }
        take(&segment.receipt.content);
    }
    format!("{today}-{}", &hasher.finalize().to_hex()[..8])
}

/// Which corrections are in force; `None` where none is.
fn curation_state(corrections: &Corrections) -> Option<CurationState> {
    let in_force = corrections.curation.in_force();
    let in_force: Vec<u32> = in_force.iter().map(|entry| entry.id.0).collect();
    (!in_force.is_empty()).then(|| CurationState { hash: corrections.name(), in_force })
}

fn counts(analysis: &Analysis, corpus: &Corpus) -> BTreeMap<String, u64> {
    let themes = &analysis.themes;
    [
        ("feedback", corpus.feedback().len()),
        ("statements", corpus.statements().len()),
        ("themes", themes.themes.len()),
        ("areas", themes.areas.len()),
        ("opportunities", analysis.opportunities.len()),
        ("units", analysis.intake.sources.iter().map(|source| source.units.read as usize).sum()),
        (
            "rejected",
            analysis
                .intake
                .sources
                .iter()
                .flat_map(|source| source.units.rejected.values())
                .map(|&count| count as usize)
                .sum(),
        ),
    ]
    .into_iter()
    .map(|(name, count)| (name.to_owned(), count as u64))
    .collect()
}
