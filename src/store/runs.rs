//! Runs: every night's report, kept whole, with what the next night must remember.
//!
//! Takes a finished run (files, memory, manifest), makes one folder of it, visible whole or not at
//! all; gives the runs in order and their files back. Old runs keep their report and lose their
//! memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::{Day, EntryId, FactorName, Memory, Previous, Standing, Status, ThemeId};

use super::disk::{self, DROPPED, REPLACED, Staged, checkpoint};
use super::error::{AFRESH, Error, RERUN, Result};
use super::memory;
use super::watched::WatchedState;
use super::workspace::{Workspace, Writer};

const MANIFEST: &str = "manifest.json";
const MEMORY_FOLDER: &str = "memory";
const MEMORY: &str = "memory/memory.bin";
/// Stands in a run whose memory was let go, so that one that was lost is told from it.
const LET_GO: &str = "memory-let-go";
const LET_GO_WORDS: &[u8] =
    b"What this run remembered was let go: [run] keep_runs says of how many \
runs it is kept.\n";
/// Bytes at the start of a manifest in which its sequence is written.
const HEAD: usize = 512;

/// What a run was made of and what it found, in short: everything the next run compares with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this file's shape; [`Manifest::SCHEMA`] when written by this program.
    pub schema: u32,
    /// The run's id, also the name of its folder.
    pub id: String,
    /// 1 for the first run of the workspace, one more for each after.
    pub sequence: u64,
    /// The run whose memory it started from.
    pub base: Option<String>,
    /// The day it speaks for.
    #[serde(with = "as_text")]
    pub today: Day,
    /// Whether everything was grouped afresh because somebody asked for it.
    #[serde(default)]
    pub refit: bool,
    /// Segments of the corpus it covers, ascending.
    pub segments: Vec<u32>,
    /// Hash of the settings it was made with.
    pub settings_hash: String,
    /// Version of the program.
    pub program: String,
    /// Counts by name: `feedback`, `statements`, `themes`, ….
    pub counts: BTreeMap<String, u64>,
    /// Its opportunities, best first.
    pub opportunities: Vec<RankedTheme>,
    /// The weights it was ranked with, by factor, as they are printed: reading them back gives the
    /// same numbers. Nothing in manifests of older versions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, String>,
    /// What the next night's alarms must know; nothing in manifests of older versions.
    #[serde(default)]
    pub watched: WatchedState,
    /// The corrections that were in force, where there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curation: Option<CurationState>,
    /// Names what the files beside the settings held, where there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<String>,
    /// The next free theme number, which outlives what the run remembers; 0 in manifests of older
    /// versions.
    #[serde(default, skip_serializing_if = "is_unknown")]
    pub next_theme: u32,
    /// BLAKE3 hash of each file of the run, by name; filled in by [`Writer::publish`].
    pub files: BTreeMap<String, String>,
}

/// Whether a manifest says nothing of it.
fn is_unknown(number: &u32) -> bool {
    *number == 0
}

/// Which corrections a run was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurationState {
    /// Names them: two runs with the same have the same corrections.
    pub hash: String,
    /// Numbers of the entries in force, ascending.
    pub in_force: Vec<u32>,
}

/// One opportunity as the next run needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankedTheme {
    /// The theme.
    #[serde(with = "as_text")]
    pub theme: ThemeId,
    /// 1 is first.
    pub rank: u32,
    /// 0 to 100.
    #[serde(deserialize_with = "exact")]
    pub score: f64,
    /// Pieces of feedback that want a change.
    pub wanting: u32,
    /// The customers behind them: their different authors, and who voted for what they wrote.
    pub authors: u32,
    /// [`Status::name`] of its trend.
    pub status: String,
    /// 90 % interval of the rank; nothing in manifests of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank_interval: Option<[u32; 2]>,
    /// Points of each measured factor in hundredths, by its name; nothing in manifests of older
    /// versions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub points: BTreeMap<String, i64>,
}

impl From<&Standing> for RankedTheme {
    fn from(one: &Standing) -> RankedTheme {
        // Points are rounded to a hundredth when they are made.
        let cents = |&(name, points): &(FactorName, f64)| {
            (name.name().to_owned(), (100.0 * points).round() as i64)
        };
        RankedTheme {
            theme: one.theme,
            rank: one.rank,
            score: one.score,
            wanting: one.wanting,
            authors: one.customers,
            status: one.status.name().to_owned(),
            rank_interval: one.rank_interval.map(|(best, worst)| [best, worst]),
            points: one.points.iter().map(cents).collect(),
        }
    }
}

impl RankedTheme {
    /// What the next run compares with. An unknown status name reads as [`Status::Unknown`].
    fn standing(&self) -> Standing {
        let points = |name: FactorName| Some((name, *self.points.get(name.name())? as f64 / 100.0));
        Standing {
            theme: self.theme,
            rank: self.rank,
            rank_interval: self.rank_interval.map(|[best, worst]| (best, worst)),
            score: self.score,
            points: FactorName::ALL.into_iter().filter_map(points).collect(),
            wanting: self.wanting,
            customers: self.authors,
            status: (Status::ALL.into_iter())
                .find(|status| status.name() == self.status)
                .unwrap_or(Status::Unknown),
        }
    }
}

/// Reads a number to the bit: by its digits, since the JSON reader's own way may miss the nearest
/// double by one.
pub(super) fn exact<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> std::result::Result<f64, D::Error> {
    let number = serde_json::Number::deserialize(from)?;
    number.to_string().parse().map_err(serde::de::Error::custom)
}

/// Days and ids in JSON as they are printed.
pub(super) mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<T: Display, S: Serializer>(
        value: &T,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub(super) fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

impl Manifest {
    /// The shape this program writes.
    pub const SCHEMA: u32 = 1;

    /// What the next run, made with the settings of that hash, compares with.
    pub fn previous(&self, settings_hash: &str) -> Previous {
        let weight =
            |(name, weight): (&String, &String)| Some((name.clone(), weight.parse().ok()?));
        Previous {
            run: self.id.clone(),
            today: self.today,
            feedback: self.counts.get("feedback").copied().unwrap_or(0),
            opportunities: self.opportunities.iter().map(RankedTheme::standing).collect(),
            watched: self.watched.read(),
            weights: self.weights.iter().filter_map(weight).collect(),
            other_settings: self.settings_hash != settings_hash,
            program: self.program.clone(),
            // What people make has numbers of its own.
            next_theme: (self.opportunities.iter())
                .filter(|one| one.theme.made().is_none())
                .map(|one| one.theme.0 + 1)
                .fold(self.next_theme.max(1), u32::max),
            in_force: (self.curation.iter())
                .flat_map(|state| &state.in_force)
                .map(|&number| EntryId(number))
                .collect(),
        }
    }

    fn to_json(&self) -> Result<Vec<u8>> {
        let mut json = serde_json::to_vec_pretty(self)
            .map_err(|e| Error::Unstorable { what: format!("manifest: {e}") })?;
        json.push(b'\n');
        Ok(json)
    }
}

impl Workspace {
    /// The manifests of all runs, ascending sequence, ties by id. Folders in progress are no runs.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a manifest cannot be understood, or when all runs are gone.
    pub fn runs(&self) -> Result<Vec<Manifest>> {
        let folder = self.runs_folder();
        let mut runs = Vec::new();
        for name in run_names(&folder)? {
            runs.extend(read_manifest(&disk::standing(&folder, &name))?);
        }
        if runs.is_empty() {
            self.expect_runs()?;
        }
        runs.sort_by(|a, b| (a.sequence, &a.id).cmp(&(b.sequence, &b.id)));
        Ok(runs)
    }

    /// The ids of all runs, ascending. No manifest is read.
    pub(super) fn run_ids(&self) -> Result<BTreeSet<String>> {
        let folder = self.runs_folder();
        let mut names = run_names(&folder)?;
        names.retain(|name| disk::standing(&folder, name).join(MANIFEST).exists());
        Ok(names)
    }

    /// The last run, if there was one: the last of [`Workspace::runs`]. Of all others only the
    /// first lines are read, so that years of nights cost milliseconds.
    ///
    /// # Errors
    /// As [`Workspace::runs`].
    pub fn latest(&self) -> Result<Option<Manifest>> {
        let folder = self.runs_folder();
        loop {
            let mut newest: Option<(u64, String)> = None;
            for name in run_names(&folder)? {
                let place = disk::standing(&folder, &name);
                let sequence = match sequence_of(&place)? {
                    Some(sequence) => sequence,
                    None => match read_manifest(&place)? {
                        Some(manifest) => manifest.sequence,
                        None => continue,
                    },
                };
                newest = newest.max(Some((sequence, name)));
            }
            let Some((_, name)) = newest else { return self.expect_runs().map(|()| None) };
            if let Some(manifest) = read_manifest(&disk::standing(&folder, &name))? {
                return Ok(Some(manifest));
            }
            // It was made again under another id since it was listed: that one is there by now.
        }
    }

    /// The manifest of one run.
    ///
    /// # Errors
    /// [`Error::NoRun`] when there is none of that id.
    pub fn run(&self, id: &str) -> Result<Manifest> {
        read_manifest(&self.run_folder(id)?)?.ok_or_else(|| Error::NoRun { id: id.to_owned() })
    }

    /// Where a run's files lie, for those who print it. The folder need not exist.
    ///
    /// # Errors
    /// [`Error::NoRun`] when the id is no file name.
    pub fn run_folder(&self, id: &str) -> Result<PathBuf> {
        let target = self.run_target(id)?;
        Ok(if target.exists() { target } else { disk::standing(&self.runs_folder(), id) })
    }

    /// Where a run is put.
    fn run_target(&self, id: &str) -> Result<PathBuf> {
        if is_plain(id) && !id.contains('/') {
            Ok(self.runs_folder().join(id))
        } else {
            Err(Error::NoRun { id: id.to_owned() })
        }
    }

    /// The bytes of one file of a run.
    ///
    /// # Errors
    /// [`Error::NoRun`] when the run has no such file; [`Error::Damaged`] when its bytes are not
    /// those that were published.
    pub fn run_file(&self, id: &str, name: &str) -> Result<Vec<u8>> {
        let manifest = self.run(id)?;
        let missing = || Error::NoRun { id: format!("{id} with a file {name}") };
        let promised = manifest.files.get(name).ok_or_else(missing)?;
        let path = self.run_folder(id)?.join(name);
        let bytes = disk::read_if_there(&path)?.ok_or_else(missing)?;
        if blake3::hash(&bytes).to_hex().as_str() != promised {
            let why = "its bytes are not those published".to_owned();
            return Err(Error::Damaged { path, why, remedy: self.remedy(id).unwrap_or(RERUN) });
        }
        Ok(bytes)
    }

    /// What a run left for the next one to remember; `None` when the run is old and its memory was
    /// let go.
    ///
    /// # Errors
    /// [`Error::NoRun`], or [`Error::Damaged`] when the bytes are not those that were written, or
    /// the newest run's are gone: without them every theme would get another id.
    pub fn memory(&self, id: &str) -> Result<Option<Memory>> {
        self.run(id)?;
        let folder = self.run_folder(id)?;
        let path = folder.join(MEMORY);
        let Some(bytes) = disk::read_if_there(&path)? else {
            let newest = self.latest()?.is_some_and(|newest| newest.id == id);
            return if newest { self.expect_memory().map(|()| None) } else { Ok(None) };
        };
        match memory::decode(&bytes) {
            Ok(memory) => Ok(Some(memory)),
            Err(why) => Err(Error::Damaged { path, why, remedy: self.remedy(id)? }),
        }
    }

    /// Whether what the newest run remembers is there, or was let go. It is not read.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it is lost, with what to do.
    pub fn expect_memory(&self) -> Result<()> {
        let Some(newest) = self.latest()? else { return Ok(()) };
        let folder = self.run_folder(&newest.id)?;
        let path = folder.join(MEMORY);
        if path.exists() || folder.join(LET_GO).exists() {
            return Ok(());
        }
        let why = "it is gone".to_owned();
        Err(Error::Damaged { path, why, remedy: self.remedy(&newest.id)? })
    }

    /// What to do about a run of which something is lost: it depends on whether the run before it can
    /// be gone on from.
    fn remedy(&self, id: &str) -> Result<&'static str> {
        let runs = self.runs()?;
        let before = runs.iter().take_while(|run| run.id != id).last();
        Ok(match before {
            Some(run) if self.run_folder(&run.id)?.join(MEMORY).exists() => RERUN,
            _ => AFRESH,
        })
    }
}

impl Writer {
    /// Publishes a run. `files` are its report by name (`report.html`, `tracker/rows.csv`); the
    /// memory is written beside them and `manifest.files` is filled in. Gives the manifest as
    /// published.
    ///
    /// Publishing the same run with the same bytes again changes nothing; with other bytes it
    /// replaces the run.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`]: then the run is not visible, or still the old one.
    /// [`Error::Unstorable`] when a name is not a plain relative path.
    pub fn publish(
        &self,
        mut manifest: Manifest,
        files: &[(String, Vec<u8>)],
        memory: &Memory,
    ) -> Result<Manifest> {
        let runs = self.workspace().runs_folder();
        let target = self.workspace().run_target(&manifest.id)?;
        let remembered = memory::encode(memory).map_err(|what| Error::Unstorable { what })?;
        manifest.schema = Manifest::SCHEMA;
        manifest.files.clear();
        let report = files.iter().map(|(name, bytes)| (name.as_str(), bytes));
        for (name, bytes) in report.chain([(MEMORY, &remembered)]) {
            let hash = blake3::hash(bytes).to_hex().to_string();
            let taken = name == MANIFEST || manifest.files.insert(name.to_owned(), hash).is_some();
            if taken || !is_plain(name) {
                return Err(Error::Unstorable { what: format!("a run's file named {name:?}") });
            }
        }
        let json = manifest.to_json()?;
        if self.holds(&target, &json, &manifest)? {
            return Ok(manifest);
        }
        disk::create_folder(&runs)?;
        let staged = Staged::new(&runs, &manifest.id)?;
        for (name, bytes) in files {
            staged.write(name, bytes)?;
        }
        staged.write(MEMORY, &remembered)?;
        staged.write(MANIFEST, &json)?;
        self.swap_in(staged, &manifest.id)?;
        self.note_runs()?;
        Ok(manifest)
    }

    /// Replaces a run's report, and with `memory` what it remembers; everything else of it stays as
    /// it is.
    ///
    /// # Errors
    /// As [`Writer::publish`].
    pub fn replace_report(
        &self,
        run: &Manifest,
        files: &[(String, Vec<u8>)],
        memory: Option<&Memory>,
    ) -> Result<()> {
        let remembered = memory.map(memory::encode).transpose();
        let remembered = remembered.map_err(|what| Error::Unstorable { what })?;
        let named = files.iter().map(|(name, bytes)| (name.as_str(), bytes));
        let files: Vec<(&str, &Vec<u8>)> =
            named.chain(remembered.iter().map(|bytes| (MEMORY, bytes))).collect();
        let folder = self.workspace().run_folder(&run.id)?;
        let mut manifest = run.clone();
        let staged = Staged::new(&self.workspace().runs_folder(), &run.id)?;
        for (name, bytes) in &files {
            staged.write(name, bytes)?;
            let hash = blake3::hash(bytes).to_hex().to_string();
            manifest.files.insert((*name).to_owned(), hash);
        }
        for name in run.files.keys().filter(|name| !files.iter().any(|(new, _)| new == name)) {
            // An old run's memory is promised and was let go.
            if let Some(bytes) = disk::read_if_there(&folder.join(name))? {
                staged.write(name, &bytes)?;
            }
        }
        if let Some(words) = disk::read_if_there(&folder.join(LET_GO))? {
            staged.write(LET_GO, &words)?;
        }
        staged.write(MANIFEST, &manifest.to_json()?)?;
        self.swap_in(staged, &run.id)
    }

    /// Puts a staged run where it belongs, in place of what stands there.
    fn swap_in(&self, staged: Staged, id: &str) -> Result<()> {
        let runs = self.workspace().runs_folder();
        let target = self.workspace().run_target(id)?;
        checkpoint("run-written");
        let replaced = runs.join(format!("{REPLACED}{id}"));
        disk::remove_folder(&replaced)?;
        if target.exists() {
            disk::rename(&target, &replaced)?;
        }
        if let Err(error) = staged.publish(&target) {
            // Back to what was there; the next writer's sweep does the same after a kill.
            if replaced.exists() {
                disk::rename(&replaced, &target)?;
            }
            return Err(error);
        }
        checkpoint("run-renamed");
        disk::remove_folder(&replaced)
    }

    /// Whether exactly this run is there already, every byte of it.
    fn holds(&self, target: &Path, json: &[u8], manifest: &Manifest) -> Result<bool> {
        if disk::read_if_there(&target.join(MANIFEST))?.as_deref() != Some(json) {
            return Ok(false);
        }
        for (name, promised) in &manifest.files {
            let path = target.join(name);
            if !path.is_file() || disk::hash_file(&path)?.0 != *promised {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Lets go of the memory of all runs but the newest `keep`; their reports stay. 0 keeps all.
    /// Gives the ids of the runs that lost theirs.
    ///
    /// # Errors
    /// [`Error::Io`] when a folder cannot be moved or removed.
    pub fn keep_memories(&self, keep: usize) -> Result<Vec<String>> {
        if keep == 0 {
            return Ok(Vec::new());
        }
        let mut runs = self.workspace().runs()?;
        runs.truncate(runs.len().saturating_sub(keep));
        let mut dropped = Vec::new();
        for run in runs {
            let run_folder = self.workspace().run_folder(&run.id)?;
            let mark = run_folder.join(LET_GO);
            if !mark.exists() {
                disk::replace_file(&mark, LET_GO_WORDS)?;
            }
            let folder = run_folder.join(MEMORY_FOLDER);
            if folder.exists() {
                let away = self.workspace().runs_folder().join(format!("{DROPPED}{}", run.id));
                disk::remove_folder(&away)?;
                disk::rename(&folder, &away)?;
                disk::remove_folder(&away)?;
                dropped.push(run.id);
            }
        }
        Ok(dropped)
    }
}

/// Names of the folders that may be runs, ascending: none in progress, and those moved away for a
/// successor that is not there yet.
fn run_names(runs: &Path) -> Result<BTreeSet<String>> {
    let names = disk::names(runs)?;
    let bare = names.iter().map(|name| name.strip_prefix(REPLACED).unwrap_or(name));
    Ok(bare.filter(|name| !name.starts_with('.')).map(str::to_owned).collect())
}

/// The sequence in a manifest's first lines; `None` when it is not among them.
fn sequence_of(folder: &Path) -> Result<Option<u64>> {
    let Some(head) = disk::read_head(&folder.join(MANIFEST), HEAD)? else { return Ok(None) };
    let head = String::from_utf8_lossy(&head);
    let Some((_, rest)) = head.split_once("\"sequence\": ") else { return Ok(None) };
    Ok(rest.split_once(',').and_then(|(number, _)| number.parse().ok()))
}

fn read_manifest(folder: &Path) -> Result<Option<Manifest>> {
    let path = folder.join(MANIFEST);
    let Some(json) = disk::read_if_there(&path)? else {
        return Ok(None);
    };
    serde_json::from_slice(&json).map(Some).map_err(|e| Error::Damaged {
        path,
        why: e.to_string(),
        remedy: RERUN,
    })
}

/// Whether a name stays inside its folder and hides nothing: plain pieces, none with a leading dot.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.contains('\\')
        && name.split('/').all(|piece| !piece.is_empty() && !piece.starts_with('.'))
        && Path::new(name).components().all(|piece| matches!(piece, Component::Normal(_)))
}
