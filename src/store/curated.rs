//! People's corrections on disk: the file they write, and what a night made of it.
//!
//! `curation.toml` stands beside the settings and is a person's; it is replaced whole when a verb
//! adds an entry. What corrections made of a night's places is a section of its memory, so that
//! searches and exports of that run count what its report counts.

use crate::model::{AreaId, Assignment, Curated, CuratedPlace, EntryId, Placing, ThemeId};

use super::bytes::{Fault, In, Out};
use super::disk;
use super::error::{Error, Result};
use super::memory::{get_statement, put_statement};
use super::workspace::{Workspace, Writer};

/// Name of the file in which people correct themes, in the workspace and in each run made with it.
pub const CURATION: &str = "curation.toml";

/// Name of the settings as they were when a run was made, in the run.
pub const SETTINGS_USED: &str = "settings.toml";

/// Name of the settings in the workspace.
const SETTINGS: &str = "earful.toml";

/// A larger file is none: a megabyte is 5,000 entries.
const MOST_BYTES: u64 = 8 << 20;

impl Workspace {
    /// The text of the curation file; nothing where there is none.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read; [`Error::Damaged`] when it is no UTF-8 or larger than
    /// 8 MiB.
    pub fn curation(&self) -> Result<String> {
        let path = self.root().join(CURATION);
        let damaged =
            |why: &str, remedy| Error::Damaged { path: path.clone(), why: why.to_owned(), remedy };
        if std::fs::metadata(&path).is_ok_and(|data| data.len() > MOST_BYTES) {
            return Err(damaged("it is larger than 8 MiB", "keep the entries that still hold"));
        }
        let bytes = disk::read_if_there(&path)?.unwrap_or_default();
        String::from_utf8(bytes).map_err(|_| damaged("it is no UTF-8", "save it as UTF-8"))
    }

    /// The curation file as it was when a run was made; nothing where the run had none.
    ///
    /// # Errors
    /// As [`Workspace::run_file`], but for a run without the file.
    pub fn curation_of(&self, run: &str) -> Result<String> {
        if !self.run(run)?.files.contains_key(CURATION) {
            return Ok(String::new());
        }
        let bytes = self.run_file(run, CURATION)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Workspace {
    /// The text of a file of the company's own beside the settings; nothing where there is none.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read, [`Error::Damaged`] when it is no UTF-8.
    pub fn beside(&self, name: &str) -> Result<String> {
        let path = self.root().join(name);
        let bytes = disk::read_if_there(&path)?.unwrap_or_default();
        String::from_utf8(bytes).map_err(|_| Error::Damaged {
            path,
            why: "it is no UTF-8".to_owned(),
            remedy: "save it as UTF-8",
        })
    }

    /// The text of the settings as they stand beside the corpus; `None` where there are none or
    /// they are no UTF-8.
    ///
    /// # Errors
    /// [`Error::Io`] when they cannot be read.
    pub fn settings_text(&self) -> Result<Option<String>> {
        let bytes = disk::read_if_there(&self.root().join(SETTINGS))?;
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// The settings as they were when a run was made; `None` where the run kept none.
    ///
    /// # Errors
    /// As [`Workspace::run_file`], but for a run without the file.
    pub fn settings_of(&self, run: &str) -> Result<Option<String>> {
        if !self.run(run)?.files.contains_key(SETTINGS_USED) {
            return Ok(None);
        }
        Ok(String::from_utf8(self.run_file(run, SETTINGS_USED)?).ok())
    }
}

impl Writer {
    /// Replaces the curation file, whole.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Full`]: then the old one is still there.
    pub fn put_curation(&self, text: &str) -> Result<()> {
        disk::replace_file(&self.workspace().root().join(CURATION), text.as_bytes())
    }

    /// Replaces a file of the company's own beside the settings, whole.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses; then the file is what it was.
    pub fn put_beside(&self, name: &str, text: &str) -> Result<()> {
        disk::replace_file(&self.workspace().root().join(name), text.as_bytes())
    }
}

pub(super) fn put(out: &mut Out, curated: &Curated) {
    out.list(&curated.places, |out, one| {
        put_statement(out, &one.statement);
        out.u32(one.entry.0);
        out.u8(u8::from(one.by == Placing::Taught));
        out.u8(u8::from(one.place.is_some()));
        if let Some(place) = one.place {
            out.u32(place.theme.0);
            out.f32(place.similarity);
            out.f32(place.confidence);
            // Parts count from 1.
            out.u32(place.part.unwrap_or(0));
        }
    });
    out.list(&curated.living, |out, (id, living)| {
        out.u32(id.0);
        out.u32(living.0);
    });
    out.list(&curated.areas, |out, (theme, area)| {
        out.u32(theme.0);
        out.u32(area.0);
    });
}

pub(super) fn get(input: &mut In<'_>) -> std::result::Result<Curated, Fault> {
    let places = input.list(24, |input| {
        let (statement, entry) = (get_statement(input)?, EntryId(input.u32()?));
        let by = if input.bool()? { Placing::Taught } else { Placing::Said };
        let place = match input.bool()? {
            true => Some(Assignment {
                theme: ThemeId(input.u32()?),
                similarity: input.f32()?,
                confidence: input.f32()?,
                part: Some(input.u32()?).filter(|&part| part > 0),
            }),
            false => None,
        };
        Ok(CuratedPlace { statement, place, entry, by })
    })?;
    let living = input.list(8, |input| Ok((ThemeId(input.u32()?), ThemeId(input.u32()?))))?;
    let areas = input.list(8, |input| Ok((ThemeId(input.u32()?), AreaId(input.u32()?))))?;
    Ok(Curated { places, living, areas })
}
