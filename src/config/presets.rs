//! Preset files: the shipped ones by name, and the user's own.
//!
//! Takes a name or a path; gives the checked preset or everything that is wrong with it.

use std::path::Path;

use crate::sources::preset::Preset;
use crate::sources::{SHIPPED, shipped};

use super::extend::{Library, extended, path_of};
use super::keys::Keys;
use super::{Faults, page_of, read_text, source};

/// Names of the shipped presets, ascending.
pub fn preset_names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The text of a shipped preset, as it is.
pub fn preset_text(name: &str) -> Option<&'static str> {
    shipped(name)
}

/// The preset of a name: a shipped one, or a file of the user's own beside the settings (in
/// `folder`: `presets/NAME.toml`, `NAME.toml`) or at the path that the name is.
///
/// # Errors
/// Everything that is wrong with it, in the order of its lines; a name that nothing has is one
/// fault.
pub fn preset(name: &str, folder: &Path) -> Result<Preset, Faults> {
    if let Some(text) = shipped(name) {
        return parsed(text, name, name, None);
    }
    // A path is meant from where the person stands, a name from the settings.
    let here = Path::new(name);
    let path = if name.ends_with(".toml") && here.is_file() {
        here.to_owned()
    } else {
        path_of(name, folder)
    };
    if !path.is_file() {
        let fix = "`earful preset list` names those there are; a file of your own ends in .toml";
        return Err(Faults::whole(name, "is no preset", fix));
    }
    check_preset(&path)
}

/// The preset in a file.
///
/// # Errors
/// As [`preset`].
pub fn check_preset(path: &Path) -> Result<Preset, Faults> {
    let file = path.display().to_string();
    let text = read_text(path).map_err(|problem| Faults::whole(&file, problem, ""))?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    parsed(&text, &file, &stem.unwrap_or_default(), path.parent())
}

fn parsed(text: &str, file: &str, name: &str, folder: Option<&Path>) -> Result<Preset, Faults> {
    let library = Library::of(text, folder);
    page_of(text, file, |page, table, span| {
        let (table, _) = extended(table, "extends", &library, page, "");
        let mut keys = Keys::new(page, Some(&table), String::new(), 0..span.end);
        keys.take("extends");
        let source = keys.text("source").unwrap_or(name).trim().to_owned();
        let good = !source.is_empty()
            && source.len() <= 64
            && source
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !good {
            let at = keys.take("source").map_or(0, |item| item.span().start);
            let fix = "use letters, digits, `_` and `-`, at most 64 of them";
            page.fault(at, "source", "no name for a source", fix);
        }
        source::read(&source, keys, false)
    })
}
