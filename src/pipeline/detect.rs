//! Which preset reads a file.
//!
//! Takes the presets to choose from; gives, for a file, those that find all they need in it.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::sources::preset::{Format, Preset};
use crate::sources::{self, Feed, Head};

use super::Error;

/// Presets, ready to look with.
pub struct Presets {
    names: Vec<String>,
    feeds: Vec<Feed>,
}

/// What a file looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Presets that find all they need, the one that finds most first.
    pub presets: Vec<String>,
    /// What the first of them needs and the file has.
    pub needed: Vec<String>,
    /// How many of the fields that the first names the file has, and how many it names.
    pub fields: (usize, usize),
    /// The preset that would read it if it had one column more, and that column.
    pub near: Option<(String, String)>,
    /// Columns or keys of the file, as far as any preset saw them.
    pub columns: Vec<String>,
}

/// Files whose heads are in memory at a time: a head is a few megabytes at most.
const HEADS: usize = 16;

/// The heads of some files, in their order, a few at a time on all threads; or why there is none.
pub fn heads(paths: &[PathBuf]) -> impl Iterator<Item = Result<Head, String>> {
    paths
        .chunks(HEADS)
        .flat_map(|some| some.par_iter().map(|path| sources::head(path)).collect::<Vec<_>>())
}

impl Presets {
    /// Compiles them.
    ///
    /// # Errors
    /// [`Error::Settings`] names the first that cannot be read with.
    pub fn new(presets: Vec<(String, Preset)>) -> Result<Presets, Error> {
        let (mut names, mut feeds) = (Vec::new(), Vec::new());
        for (name, preset) in presets {
            feeds.push(Feed::new(&preset).map_err(|error| Error::Settings(error.to_string()))?);
            names.push(name);
        }
        Ok(Presets { names, feeds })
    }

    /// What a file looks like to them.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn look(&self, path: &Path) -> std::io::Result<Seen> {
        let found = sources::detect(&self.feeds, path)?;
        let first = found.sightings.first();
        Ok(Seen {
            presets: found.sightings.iter().map(|one| self.names[one.feed].clone()).collect(),
            needed: first.map(|one| one.needed.clone()).unwrap_or_default(),
            fields: first.map_or((0, 0), |one| (one.found, one.named)),
            near: found.near.map(|near| (self.names[near.feed].clone(), near.lacking)),
            columns: found.columns,
        })
    }

    /// What each of some files looks like to them, in their order, on all threads.
    ///
    /// # Errors
    /// Each file's own, where it cannot be opened.
    pub fn look_at_all(&self, paths: &[&Path]) -> Vec<std::io::Result<Seen>> {
        paths.par_iter().map(|path| self.look(path)).collect()
    }

    /// Columns or keys of a file: its head knows some that the first record leaves empty.
    pub fn columns(path: &Path, seen: &Seen) -> Vec<String> {
        let Ok(head) = sources::head(path) else { return seen.columns.clone() };
        let sheet = matches!(head.format, Format::Csv | Format::Xlsx);
        let pointer = |name: String| match sheet || name.starts_with('/') {
            true => name,
            false => format!("/{name}"),
        };
        let names = head.columns.into_iter().take(100).map(|one| one.selector);
        names.map(pointer).collect()
    }

    /// One of them by name.
    pub fn preset(&self, name: &str) -> Option<&Preset> {
        let at = self.names.iter().position(|other| other == name)?;
        Some(self.feeds[at].preset())
    }
}
