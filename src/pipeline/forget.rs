//! Forgetting a person: the workspace becomes what it would be had it never seen them.
//!
//! Takes an author as the customer states it, or a record's id; takes their feedback out of every
//! segment with the units that were about it, makes the index again, and makes every run that
//! counted any of it again, oldest first, on the corpus as it stood that night and from the run
//! before it. So every number, theme and id is what it would have been, history and the ids of
//! themes live on, and the next report is equal to the byte to that of a workspace that had the
//! same nights without them. Whoever cannot wait for the nights drops them instead
//! ([`History::Drop`]): the next run then starts from the last run that never counted them.
//!
//! Runs made again are made with the settings and the program of today; that is written in their
//! manifests. What is to be done is written down first (`corpus/erasing`); a killed forgetting is
//! gone on with by the next `run` or `forget`, and ends the same.
//!
//! Retention by age takes feedback out of segments in the same way, but counts it as aged out and
//! leaves earlier runs' numbers as they are; only their quotes of it go.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::intake::{author_keys, feedback_id};
use crate::model::{
    AreaId, AuthorKey, Business, Day, Feedback, FeedbackId, FileReceipt, Label, Memory, Statement,
    ThemeId,
};
use crate::report::phrase::counted;
use crate::report::{self, Removed, View};
use crate::store::{Erasing, Leaving, Manifest, Segment, Workspace, Writer};

use super::analyse::{Task, analyse_from};
use super::business::business;
use super::corrections::Corrections;
use super::indexing::{keep_index, take_from_index};
use super::progress::{Event, Step, Tell};
use super::settings::{Retention, Settings};
use super::voices::tell_voices;
use super::{Error, Mode, Ready};

#[cfg(test)]
mod tests;

/// Who is to be forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// Authors as they state themselves: a name, an address, a number.
    pub authors: Vec<String>,
    /// Records by their source's own id, or by earful's id of 32 hexadecimal digits.
    pub records: Vec<String>,
    /// Only in this source.
    pub source: Option<String>,
}

/// What becomes of the runs that counted them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// They are made again without them.
    Remake,
    /// They are dropped.
    Drop,
}

/// What was forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Records by source.
    pub records: BTreeMap<String, u64>,
    /// Segments that held or counted any of it.
    pub segments: u64,
    /// Runs that counted them, oldest first: the id then and, when it was made again, now.
    pub runs: Vec<(String, Option<String>)>,
}

/// Takes a person's feedback back for good. A dry run only says what would go.
///
/// # Errors
/// [`Error::Usage`] when a record's id is one of several sources'; what the disk refuses otherwise:
/// then the next `run` or `forget` goes on.
pub fn forget(
    root: &std::path::Path,
    settings: &Settings,
    settings_hash: &str,
    whom: &Whom,
    history: History,
    mode: Mode,
    tell: Tell<'_>,
) -> Result<Forgotten, Error> {
    let ready = Ready::new(settings)?;
    let workspace = Workspace::open(root)?;
    if mode == Mode::DryRun {
        let segments = workspace.segments()?;
        return Ok(find(&workspace, &ready, &segments, whom)?.told);
    }
    let writer = workspace.lock()?;
    resume(&writer, settings, settings_hash, tell)?;
    let segments = workspace.segments()?;
    let Wanted { told, records, authors, first } = find(&workspace, &ready, &segments, whom)?;
    let Some(first) = first else { return Ok(told) };
    let erasing = Erasing {
        records: records.iter().map(FeedbackId::to_string).collect(),
        authors: authors.iter().map(AuthorKey::to_string).collect(),
        first,
        runs: told.runs.iter().map(|(id, _)| id.clone()).collect(),
        remake: history == History::Remake,
    };
    writer.begin_erasing(&erasing)?;
    let runs = finish(&writer, &erasing, settings, settings_hash, tell)?;
    Ok(Forgotten { runs, ..told })
}

/// Goes on with a forgetting that was begun and killed; nothing when there is none.
///
/// # Errors
/// What the disk refuses; then the next one goes on.
pub fn resume(
    writer: &Writer,
    settings: &Settings,
    settings_hash: &str,
    tell: Tell<'_>,
) -> Result<(), Error> {
    if let Some(erasing) = writer.workspace().erasing()? {
        finish(writer, &erasing, settings, settings_hash, tell)?;
    }
    Ok(())
}

struct Wanted {
    told: Forgotten,
    records: BTreeSet<FeedbackId>,
    authors: BTreeSet<AuthorKey>,
    /// The first segment that holds or counts any of it.
    first: Option<u32>,
}

fn find(
    workspace: &Workspace,
    ready: &Ready,
    segments: &[Segment],
    whom: &Whom,
) -> Result<Wanted, Error> {
    let salt = workspace.salt()?;
    let in_source = |source: &str| whom.source.as_deref().is_none_or(|asked| asked == source);
    let mut sources: BTreeSet<&str> =
        segments.iter().flat_map(|one| &one.receipt.files).map(|file| &*file.source).collect();
    sources.extend(ready.sources());
    let sources: Vec<&str> = sources.into_iter().filter(|source| in_source(source)).collect();
    let mut authors = BTreeSet::new();
    for author in &whom.authors {
        for source in &sources {
            authors.extend(author_keys(&salt, source, ready.rules_of(source), author));
        }
    }
    let mut records: BTreeSet<FeedbackId> = BTreeSet::new();
    for record in &whom.records {
        records.extend(record.parse::<FeedbackId>());
        records.extend(sources.iter().map(|source| feedback_id(source, record.trim())));
    }
    let hit = |one: &Feedback, records: &BTreeSet<FeedbackId>| {
        in_source(&one.source)
            && (records.contains(&one.id)
                || one.author.is_some_and(|author| authors.contains(&author))
                || whom.records.iter().any(|record| *record.trim() == *one.external))
    };
    // A record may have had another author once, and every version of it goes.
    let mut found: BTreeMap<FeedbackId, (String, String)> = BTreeMap::new();
    let mut in_segments: BTreeSet<u32> = BTreeSet::new();
    // What an agent said in a record of their own is in a segment and in no run's numbers.
    let mut counting: BTreeSet<u32> = BTreeSet::new();
    for segment in segments {
        for one in workspace.feedback_in(segment)? {
            if hit(&one, &records) {
                found.insert(one.id, (one.source.to_string(), one.external.to_string()));
                in_segments.insert(segment.number);
                if !one.own_words().is_empty() {
                    counting.insert(segment.number);
                }
            }
        }
    }
    for record in &whom.records {
        let of: BTreeSet<&str> = found
            .values()
            .filter(|(_, external)| *external == record.trim())
            .map(|(source, _)| source.as_str())
            .collect();
        if of.len() > 1 {
            let of: Vec<&str> = of.into_iter().collect();
            return Err(Error::Usage(format!(
                "record {record} is in {}: say which with --source",
                of.join(" and in ")
            )));
        }
    }
    // Nights may know of them by units alone that left no record: those counted these.
    let named: Vec<FeedbackId> = found.keys().copied().chain(records).collect();
    let keys: Vec<AuthorKey> = authors.iter().copied().collect();
    let mut records: BTreeSet<FeedbackId> = found.keys().copied().collect();
    for segment in segments {
        let counted = workspace.counted(segment, &named, &keys)?;
        if counted.authors || !counted.records.is_empty() {
            counting.insert(segment.number);
        }
        records.extend(counted.records);
    }
    in_segments.extend(&counting);
    let first = in_segments.first().copied();
    let mut told = Forgotten { segments: in_segments.len() as u64, ..Forgotten::default() };
    for (source, _) in found.into_values() {
        *told.records.entry(source).or_default() += 1;
    }
    if let Some(first) = counting.first() {
        let counted = workspace.runs()?.into_iter().filter(|run| run.segments.contains(first));
        told.runs = counted.map(|run| (run.id, None)).collect();
    }
    Ok(Wanted { told, records, authors, first })
}

/// Everything that is to be done once it is written down; each step may have been done before.
fn finish(
    writer: &Writer,
    erasing: &Erasing,
    settings: &Settings,
    settings_hash: &str,
    tell: Tell<'_>,
) -> Result<Vec<(String, Option<String>)>, Error> {
    let workspace = writer.workspace();
    let (records, authors) = (erasing.ids(), erasing.keys());
    let gone: BTreeSet<FeedbackId> = records.iter().copied().collect();
    let by: BTreeSet<AuthorKey> = authors.iter().copied().collect();
    writer.erase(&records, &authors)?;

    tell(Event::Begin(Step::Forgetting, None));
    let leaves = |one: &Feedback| {
        gone.contains(&one.id) || one.author.is_some_and(|author| by.contains(&author))
    };
    // Search goes on without them, on the old index until the new one is made.
    take_from_index(writer, records.iter().copied())?;
    let mut rows = 0;
    for segment in workspace.segments()?.iter().filter(|one| one.number >= erasing.first) {
        let why = Leaving::Erased { records: &records, authors: &authors };
        rows += writer.take_out(segment, &leaves, why)?;
    }
    tell(Event::End(Step::Forgetting, counted(rows, "record taken out", "records taken out")));

    let mut runs = Vec::new();
    if erasing.remake {
        for id in &erasing.runs {
            let now = remake(writer, id, settings, settings_hash, tell)?;
            runs.push((id.clone(), now));
        }
        writer.keep_memories(settings.keep_runs)?;
    } else {
        // Of runs that become the newest it must be known that their memory was let go, not lost.
        writer.keep_memories(settings.keep_runs)?;
        // The newest first: what is left is always a history without a gap.
        for id in erasing.runs.iter().rev() {
            writer.drop_run(id)?;
        }
        runs = erasing.runs.iter().map(|id| (id.clone(), None)).collect();
    }
    let corpus = workspace.load()?;
    keep_index(writer, &corpus, &workspace.segments()?, tell)?;
    writer.end_erasing()?;
    Ok(runs)
}

/// Makes one run again, on the segments it covered, from the run before it, and removes the old
/// one. Gives its new id; `None` when it was done before the forgetting was killed.
fn remake(
    writer: &Writer,
    id: &str,
    settings: &Settings,
    settings_hash: &str,
    tell: Tell<'_>,
) -> Result<Option<String>, Error> {
    let workspace = writer.workspace();
    let runs = workspace.runs()?;
    let Some(old) = runs.iter().find(|run| run.id == id) else { return Ok(None) };
    // The oldest come first: what is before this one has been made again, under another id or, when
    // only its receipts changed, under the same.
    let base: Option<Manifest> = runs
        .iter()
        .filter(|run| run.sequence < old.sequence)
        .max_by_key(|run| run.sequence)
        .cloned();
    let mut segments = workspace.segments()?;
    segments.retain(|segment| old.segments.contains(&segment.number));
    let mut corpus = workspace.load_of(&old.segments)?;
    tell_voices(&mut corpus, settings.intake.voice_days);
    let task = Task {
        corpus,
        segments: &segments,
        refused: refused(workspace, id),
        settings,
        settings_hash,
        today: old.today,
        refit: old.refit,
        corrections: corrections_of(workspace, id)?,
        // The files are those of tonight: no run keeps a copy of who the customers are.
        business: match &old.business {
            Some(_) => business(workspace, settings)?,
            None => Business::default(),
        },
    };
    let made = analyse_from(writer, task, base, settings.space.table(), tell)?.manifest.id;
    if made != id {
        writer.drop_run(id)?;
    }
    Ok(Some(made))
}

/// The corrections a run was made with. What they say of themes that are others now does nothing.
pub(super) fn corrections_of(workspace: &Workspace, id: &str) -> Result<Corrections, Error> {
    let text = workspace.curation_of(id)?;
    Ok(Corrections::read(text, id).unwrap_or_default())
}

/// The files that a run was told of as refused: they are in no segment's receipt for sure.
pub(super) fn refused(workspace: &Workspace, id: &str) -> Vec<FileReceipt> {
    let Ok(bytes) = workspace.run_file(id, "report.json") else { return Vec::new() };
    View::from_json(&bytes).map_or_else(|_| Vec::new(), |view| refused_in(&view))
}

/// The files that a report names as refused.
pub fn refused_in(view: &View) -> Vec<FileReceipt> {
    let files = view.intake.files.iter().filter(|file| file.refused.is_some());
    files
        .map(|file| FileReceipt {
            source: file.source.as_str().into(),
            file: file.file.as_str().into(),
            refused: file.refused.clone(),
            ..FileReceipt::default()
        })
        .collect()
}

/// Takes out what is older than the settings keep, and its quotes out of earlier reports. Gives how
/// many records left; the index is made again when any did.
///
/// # Errors
/// What the disk refuses; the next run goes on.
pub fn age_out(
    writer: &Writer,
    retention: &Retention,
    today: Day,
    tell: Tell<'_>,
) -> Result<u64, Error> {
    if *retention == Retention::default() {
        return Ok(0);
    }
    let workspace = writer.workspace();
    let old = |one: &Feedback| too_old(one, retention, today);
    let mut gone = Aged::default();
    let mut aged: Vec<Segment> = Vec::new();
    for segment in workspace.segments()? {
        if segment.receipt.oldest.is_some_and(|oldest| !retention.concerns(oldest, today)) {
            continue;
        }
        let before = gone.records.len();
        for (one, statements) in workspace.read_segment(&segment)? {
            if old(&one) {
                gone.take(&one, &statements);
            }
        }
        for stretch in workspace.overheard(&segment)? {
            stretch?.iter().filter(|one| old(one)).for_each(|one| gone.take(one, &[]));
        }
        if gone.records.len() > before {
            aged.push(segment);
        }
    }
    if aged.is_empty() {
        return Ok(0);
    }
    tell(Event::Begin(Step::Forgetting, None));
    // The reports first: a kill between leaves the records, and so the next run comes by again.
    for run in workspace.runs()? {
        unquote(writer, &run, &gone)?;
    }
    take_from_index(writer, gone.records.iter().copied())?;
    for segment in &aged {
        writer.take_out(segment, &old, Leaving::AgedOut)?;
    }
    let count = gone.records.len() as u64;
    tell(Event::End(Step::Forgetting, counted(count, "record aged out", "records aged out")));
    Ok(count)
}

/// What retention would take out of the corpus on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ageing {
    /// Records that would leave.
    pub records: u64,
    /// Records there are.
    pub of: u64,
    /// The day of the newest record; `None` where nothing is dated.
    pub newest: Option<Day>,
}

/// What a night of a day would take out for its age. Reads the whole corpus, and writes nothing.
///
/// # Errors
/// [`Error::Store`] when the disk refuses or a file is damaged.
pub fn ageing(workspace: &Workspace, retention: &Retention, today: Day) -> Result<Ageing, Error> {
    let corpus = workspace.load()?;
    let feedback = corpus.feedback();
    let leave = feedback.iter().filter(|one| too_old(one, retention, today));
    Ok(Ageing {
        records: leave.count() as u64,
        of: feedback.len() as u64,
        newest: feedback.iter().filter_map(Feedback::day).max(),
    })
}

/// Whether feedback is older than the settings keep; without a date it has no age.
pub(super) fn too_old(one: &Feedback, retention: &Retention, today: Day) -> bool {
    match (one.at, retention.first(&one.source, today)) {
        (Some(at), Some(first)) => at.day() < first,
        _ => false,
    }
}

/// What is too old to be kept.
#[derive(Default)]
struct Aged {
    records: BTreeSet<FeedbackId>,
    externals: HashSet<String>,
    /// Its statements, word for word.
    statements: HashSet<String>,
}

impl Aged {
    fn take(&mut self, one: &Feedback, statements: &[Statement]) {
        self.records.insert(one.id);
        self.externals.insert(one.external.to_string());
        let text = one.text.as_str();
        let said = statements.iter().filter_map(|statement| text.get(statement.span.range()));
        self.statements.extend(said.map(str::to_owned));
    }
}

/// Takes what is left of some records out of a published run: out of its report, and out of what it
/// remembers for the next one. The rest of it stays.
fn unquote(writer: &Writer, run: &Manifest, gone: &Aged) -> Result<(), Error> {
    let workspace = writer.workspace();
    let Ok(mut view) = View::from_json(&workspace.run_file(&run.id, "report.json")?) else {
        // A report of a version that this one cannot read is not worth keeping what must go.
        return Ok(writer.drop_run(&run.id)?);
    };
    let is_gone = |id: &FeedbackId| gone.records.contains(id);
    let memory = workspace.memory(&run.id)?.and_then(|memory| without(memory, &is_gone));
    let emptied = memory.as_ref().map(|(_, themes)| themes.clone()).unwrap_or_default();
    let removed = view.unquote(&Removed {
        record: &|record| record.parse::<FeedbackId>().is_ok_and(|record| is_gone(&record)),
        external: &|external| gone.externals.contains(external),
        statement: &|statement| gone.statements.contains(statement),
        theme: &|theme| theme.parse::<ThemeId>().is_ok_and(|theme| emptied.contains(&theme)),
    });
    if removed == 0 && memory.is_none() {
        return Ok(());
    }
    let memory = memory.map(|(memory, _)| memory);
    Ok(writer.replace_report(run, &report::render_all(&view), memory.as_ref())?)
}

/// A memory without the places of records that are gone, and the themes that were of nothing else,
/// which lose their words; `None` when it knows none of them.
fn without(
    mut memory: Memory,
    is_gone: &dyn Fn(&FeedbackId) -> bool,
) -> Option<(Memory, BTreeSet<ThemeId>)> {
    let themes = |memory: &Memory| -> BTreeSet<ThemeId> {
        memory.places.iter().filter_map(|(_, _, place)| Some(place.as_ref()?.theme)).collect()
    };
    let (before, count) = (themes(&memory), memory.places.len());
    memory.places.retain(|(statement, _, _)| !is_gone(&statement.feedback));
    memory.curated.places.retain(|one| !is_gone(&one.statement.feedback));
    if memory.places.len() == count {
        return None;
    }
    let left = themes(&memory);
    let emptied: BTreeSet<ThemeId> = before.difference(&left).copied().collect();
    let mut full: BTreeSet<AreaId> = BTreeSet::new();
    for theme in &mut memory.themes {
        if emptied.contains(&theme.id) {
            theme.label = Label { title: format!("Theme {}", theme.id), terms: Vec::new() };
            // Those of a known pain are the catalogue's words, all others are of customers' texts.
            if theme.known.is_none() {
                theme.sayings.clear();
            }
        } else {
            full.insert(theme.area);
        }
    }
    for area in memory.areas.iter_mut().filter(|area| !full.contains(&area.id)) {
        area.label = Label { title: format!("Area {}", area.id), terms: Vec::new() };
    }
    for split in memory.splits.iter_mut().filter(|split| emptied.contains(&split.theme)) {
        for part in &mut split.parts {
            part.label = Label { title: format!("Part {}", part.id), terms: Vec::new() };
        }
    }
    Some((memory, emptied))
}
