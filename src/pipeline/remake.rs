//! A published night made again, to be held against its report.
//!
//! Takes a run and what it was made of (the segments its manifest names, the settings and the
//! corrections kept with it, what the run before it remembered) and lives the night once more with
//! the night's own functions, in memory: nothing is written. Where the memory of the run before was
//! let go, that night is made again first, and so back to one whose memory is there, or to the
//! first. Records that came later are never read.

use crate::model::{Action, Analysis, Corpus, EntryId, FileReceipt, Memory};
use crate::report::View;
use crate::store::{Manifest, Workspace};

use super::Error;
use super::analyse::{Task, lived, night};
use super::business::business_of_run;
use super::corrections::Corrections;
use super::forget::{corrections_of, refused};
use super::indexing::open_index;
use super::progress::Tell;
use super::settings::Settings;
use super::voices::tell_voices;

/// A night made again.
pub struct Remade {
    /// Its report, as it comes out.
    pub view: View,
    /// Its findings.
    pub analysis: Analysis,
    /// The records it counted.
    pub corpus: Corpus,
    /// The settings it was made with.
    pub settings: Settings,
    /// How many nights were made again for it, itself among them.
    pub nights: usize,
    /// Whether saved searches were asked of the texts, since the index holds later records: their
    /// numbers may differ.
    pub searched_texts: bool,
}

/// Why a night cannot be made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unproved {
    /// The settings it was made with are not known any more.
    Settings {
        /// The run.
        run: String,
    },
    /// Another version of the program made it.
    Program {
        /// The run.
        run: String,
        /// That version.
        made_by: String,
    },
    /// Records that it counted have left the corpus, by age or because they were forgotten.
    Gone {
        /// The run.
        run: String,
        /// Records it counted.
        counted: u64,
        /// Records of those that are left.
        left: u64,
    },
    /// The files beside the settings of which no run keeps a copy (customers, searches) say something else
    /// now.
    Business {
        /// The run.
        run: String,
    },
    /// The run that it started from is gone.
    Base {
        /// The run.
        run: String,
        /// The one before it.
        base: String,
    },
}

/// Gives the settings whose hash a run names; `None` where they are not known.
pub type SettingsOf<'a> = &'a dyn Fn(&Manifest) -> Option<Settings>;

/// Makes a night again. `files_refused` are those its report names: they are in no receipt.
///
/// # Errors
/// [`Error::Store`] when the disk refuses or a file of the workspace is damaged; what is missing is
/// [`Unproved`].
pub fn remake(
    workspace: &Workspace,
    run: &Manifest,
    files_refused: Option<Vec<FileReceipt>>,
    settings_of: SettingsOf<'_>,
    tell: Tell<'_>,
) -> Result<Result<Remade, Unproved>, Error> {
    // The nights to be lived, the last one first, and what the first of them starts from.
    let mut nights: Vec<Manifest> = vec![run.clone()];
    let mut before: Option<Memory> = None;
    let mut bases: Vec<Option<Manifest>> = Vec::new();
    loop {
        let of = nights.last().expect("the run itself");
        if of.program != env!("CARGO_PKG_VERSION") {
            let made_by = of.program.clone();
            return Ok(Err(Unproved::Program { run: of.id.clone(), made_by }));
        }
        let Some(id) = of.base.clone() else {
            bases.push(None);
            break;
        };
        let Ok(base) = workspace.run(&id) else {
            return Ok(Err(Unproved::Base { run: of.id.clone(), base: id }));
        };
        bases.push(Some(base.clone()));
        if let Some(memory) = workspace.memory(&id)? {
            before = Some(memory);
            break;
        }
        nights.push(base);
    }
    let lived = nights.len();
    while let (Some(manifest), Some(base)) = (nights.pop(), bases.pop()) {
        let is_last = nights.is_empty();
        let Some(settings) = settings_of(&manifest) else {
            return Ok(Err(Unproved::Settings { run: manifest.id }));
        };
        let refused = match (&files_refused, is_last) {
            (Some(files), true) => files.clone(),
            _ => refused(workspace, &manifest.id),
        };
        let told = live(workspace, &manifest, base, before.take(), refused, &settings, tell)?;
        match told {
            Err(unproved) => return Ok(Err(unproved)),
            Ok((analysis, corpus, _, searched_texts)) if is_last => {
                let view = View::new(&analysis, &corpus, &settings.report);
                let nights = lived;
                return Ok(Ok(Remade { view, analysis, corpus, settings, nights, searched_texts }));
            }
            Ok((_, _, memory, _)) => before = Some(memory),
        }
    }
    unreachable!("the last night returns")
}

type Lived = (Analysis, Corpus, Memory, bool);

fn live(
    workspace: &Workspace,
    manifest: &Manifest,
    base: Option<Manifest>,
    before: Option<Memory>,
    refused: Vec<FileReceipt>,
    settings: &Settings,
    tell: Tell<'_>,
) -> Result<Result<Lived, Unproved>, Error> {
    let mut segments = workspace.segments()?;
    segments.retain(|segment| manifest.segments.contains(&segment.number));
    let mut corpus = workspace.load_of(&manifest.segments)?;
    let left = corpus.feedback().len() as u64;
    let counted = manifest.counts.get("feedback").copied().unwrap_or(left);
    if counted != left || segments.len() != manifest.segments.len() {
        return Ok(Err(Unproved::Gone { run: manifest.id.clone(), counted, left }));
    }
    let business = business_of_run(workspace, settings, &manifest.id)?;
    if business.name != manifest.business.as_deref().unwrap_or_default() {
        return Ok(Err(Unproved::Business { run: manifest.id.clone() }));
    }
    tell_voices(&mut corpus, settings.intake.voice_days);
    let mut corrections = corrections_of(workspace, &manifest.id)?;
    let searched_texts = !search(workspace, &mut corrections, manifest)?;
    let task = Task {
        corpus,
        segments: &segments,
        refused,
        settings,
        settings_hash: &manifest.settings_hash,
        today: manifest.today,
        refit: manifest.refit,
        corrections,
        business,
    };
    let known = night(task, base.as_ref(), || Ok(before))?;
    let table = settings.space.table();
    let (analysis, corpus, memory) = lived(workspace, known, table, settings, tell);
    Ok(Ok((analysis, corpus, memory, searched_texts)))
}

/// Asks the index what saved searches find, where it is of that night; whether that could be done or
/// there was nothing to ask.
fn search(
    workspace: &Workspace,
    corrections: &mut Corrections,
    manifest: &Manifest,
) -> Result<bool, Error> {
    let in_force = corrections.curation.in_force();
    let saved = in_force.iter().filter(|entry| matches!(entry.action, Action::Track { .. }));
    let searches: Vec<EntryId> = saved.map(|entry| entry.id).collect();
    if searches.is_empty() {
        return Ok(true);
    }
    let upto = manifest.segments.last().copied().unwrap_or(0);
    match open_index(workspace) {
        Ok(index) if index.covers() == upto => {
            drop(index);
            corrections.search(workspace)?;
            // Where it showed itself damaged when it was asked, they were not answered.
            Ok(searches.iter().all(|id| corrections.found.contains_key(id)))
        }
        _ => Ok(false),
    }
}
