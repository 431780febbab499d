//! `earful detect`: which preset reads a file, and why.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Outcome, json_line};
use crate::cli::args::DetectArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert};
use crate::config;
use crate::pipeline::{Presets, Seen};

pub(super) fn run(args: &DetectArgs, out: &mut Printer) -> Outcome {
    let presets = shipped()?;
    let mut all = true;
    for path in &args.files {
        let seen = look(&presets, path)?;
        all &= !seen.presets.is_empty();
        let name = path.display().to_string();
        let (found, named) = seen.fields;
        match seen.presets.split_first() {
            Some((preset, others)) if args.json => {
                json_line(
                    out,
                    &json!({ "file": name, "preset": preset, "needed": seen.needed,
                             "found": found, "named": named, "others": others }),
                );
            }
            Some((preset, others)) => {
                out.line(format!("{}: {}", inert(&name), out.styled(Style::Bold, preset)));
                out.line(format!(
                    "  it has {}, and {found} of the {named} fields the preset names",
                    inert(&seen.needed.join(", "))
                ));
                if !others.is_empty() {
                    out.line(format!("  less likely: {}", others.join(", ")));
                }
            }
            None if args.json => {
                let near = seen.near.as_ref();
                json_line(
                    out,
                    &json!({ "file": name, "preset": null, "columns": Presets::columns(path, &seen),
                             "near": near.map(|(preset, _)| preset),
                             "lacking": near.map(|(_, lacking)| lacking) }),
                );
            }
            None => {
                let columns = Presets::columns(path, &seen);
                let columns = match columns.is_empty() {
                    true => "it has no columns that can be told".to_owned(),
                    false => format!("columns are {}", columns.join(", ")),
                };
                out.line(format!("{}: no preset: {}", inert(&name), inert(&columns)));
                if let Some((preset, lacking)) = &seen.near {
                    out.line(format!("  nearly {preset}, but there is no {}", inert(lacking)));
                }
            }
        }
    }
    Ok(if all { Exit::Done } else { Exit::NothingFound })
}

/// The shipped presets, ready to look with.
pub(super) fn shipped() -> Result<Presets, Failure> {
    let presets = config::preset_names()
        .map(|name| Ok((name.to_owned(), config::preset(name, Path::new("."))?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    Ok(Presets::new(presets)?)
}

/// What a file looks like to them.
pub(super) fn look(presets: &Presets, path: &Path) -> Result<Seen, Failure> {
    presets
        .look(path)
        .map_err(|error| Failure::Usage(format!("cannot read {}: {error}", path.display())))
}

/// Files of a folder that are looked at before giving up.
const MOST_FILES: usize = 200;

/// The preset that the first file with one looks like; folders are looked into.
///
/// # Errors
/// When there is none.
pub(super) fn most_likely(paths: &[PathBuf]) -> Result<String, Failure> {
    let presets = shipped()?;
    let mut files = Vec::new();
    for path in paths {
        super::init::gather(path, &mut files)?;
    }
    files.sort();
    for path in files.iter().filter(|path| !super::init::is_mark(path)).take(MOST_FILES) {
        if let Some(best) = look(&presets, path)?.presets.into_iter().next() {
            return Ok(best);
        }
    }
    Err(Failure::Usage(
        "no shipped preset fits; name one with --preset NAME, or write one: `earful preset list`, \
         `earful detect FILE` says what the file has"
            .to_owned(),
    ))
}
