//! `earful init`: a commented earful.toml, guessed from files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Outcome, Place, detect};
use crate::cli::args::InitArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, inert};
use crate::config::{self, FileGuess, Found, PresetGuess};
use crate::pipeline;
use crate::report::phrase;
use crate::store::{self, Inherited};

pub(super) fn run(place: &Place, args: &InitArgs, out: &mut Printer) -> Outcome {
    let root = place.asked.clone().unwrap_or_else(|| PathBuf::from("."));
    let target = match &place.asked {
        Some(asked) => asked.join(config::SETTINGS_FILE),
        None => PathBuf::from(config::SETTINGS_FILE),
    };
    if target.exists() && !args.force && !args.print {
        return Err(Failure::Usage(format!(
            "{} is there already: --force replaces it, --print only shows what would be written",
            target.display()
        )));
    }
    let mut files = Vec::new();
    for path in &args.files {
        gather(path, &mut files)?;
    }
    files.sort();
    files.dedup();
    let Sorted { presets, mut rest, nearly } = by_preset(files)?;
    rest.retain(|file| !is_prose(file));
    let mut guess = config::guess(&rest, pipeline::heads(&rest));
    guess.presets = presets;
    guess.presets.iter_mut().for_each(ask_columns);
    guess.feeds.extend(nearly);
    guess.feeds.sort_by(|one, other| one.files.first().cmp(&other.files.first()));
    let taken: Vec<String> = guess.feeds.iter().map(|feed| feed.name.clone()).collect();
    for one in &mut guess.presets {
        if taken.contains(&one.name) {
            one.name.push_str("_export");
        }
        one.files.iter_mut().for_each(|file| *file = from_workspace(file, &root));
    }
    // Settings name files from the workspace's folder, wherever this was typed.
    for feed in &mut guess.feeds {
        feed.files.iter_mut().for_each(|file| *file = from_workspace(file, &root));
    }
    let company = args.company.clone().unwrap_or_else(|| folder_name(&root));
    let text = config::propose(&company, &guess);
    if args.print {
        out.bytes(text.as_bytes());
        return Ok(Exit::Done);
    }
    fs::create_dir_all(&root).map_err(|error| Failure::Output(target.clone(), error))?;
    store::write_out(&target, |file| file.write_all(text.as_bytes()))?;
    out.line(format!("Wrote {}.", target.display()));
    match store::inherited(&root)? {
        Inherited::Nothing => {}
        Inherited::Salt => out.line(super::STRANGE_SALT),
        Inherited::Corpus => out.line(
            "There is a corpus here already, and `earful run` goes on with it. If this folder is a \
             copy of another workspace and is to be one of its own, remove FORMAT, salt, corpus, \
             index, runs and lock first.",
        ),
    }
    for one in &guess.presets {
        let words = format!("{}: preset {} for {}", one.name, one.preset, listed(&one.files));
        out.line(inert(&words));
        let own = one.own.iter().flat_map(|own| &own.fields);
        for (_, rating) in own.filter(|(field, _)| *field == "rating") {
            out.line(inert(&format!("  rating = {}", rating.column)));
        }
    }
    for feed in &guess.feeds {
        let files = listed(&feed.files);
        let words = match &feed.found {
            Ok(found) => format!("{}: {} from {files}", feed.name, found.kind.0),
            Err(why) => format!("{files}: left out, {why}"),
        };
        out.line(inert(&words));
        for line in feed.found.iter().flat_map(assumed) {
            out.line(inert(&format!("  {line}")));
        }
    }
    if guess.presets.is_empty() && !guess.feeds.iter().any(|feed| feed.found.is_ok()) {
        out.line("No feed could be guessed: the file holds an example to change by hand.");
        return Ok(if guess.feeds.is_empty() { Exit::Done } else { Exit::NothingFound });
    }
    out.line("Look it over, then: earful run");
    Ok(Exit::Done)
}

/// What was taken for what, and what a person should know.
fn assumed(found: &Found) -> Vec<String> {
    let mut taken: Vec<String> = found
        .fields
        .iter()
        .map(|(field, guessed)| format!("{field} = {}", guessed.column))
        .collect();
    if !found.questions.is_empty() {
        taken.push(format!("texts = {}", found.questions.join(" | ")));
    }
    let mut lines = vec![taken.join("; ")];
    lines.extend(found.said.iter().cloned());
    lines
}

/// Folders deep enough for what tools export, and an end for a loop of links.
const DEEPEST: usize = 8;

/// A file itself, or the files in a folder and the folders below it; hidden ones are left out. A
/// folder is looked into once, however many links lead to it, and one that cannot be is passed by.
///
/// # Errors
/// When what was named itself cannot be read.
pub(super) fn gather(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable =
        |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", path.display()));
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    fs::read_dir(path).map_err(unreadable)?;
    below(path, files, &mut BTreeSet::new(), 0);
    Ok(())
}

fn below(path: &Path, files: &mut Vec<PathBuf>, seen: &mut BTreeSet<PathBuf>, depth: usize) {
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if depth > DEEPEST || !seen.insert(whole) {
        return;
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if entry.is_file() {
            files.push(entry);
        } else if entry.is_dir() {
            below(&entry, files, seen, depth + 1);
        }
    }
}

/// Lets the columns of a form speak for themselves where its tool marks nothing: which questions are
/// open, which is rated, and what the rest tells apart.
fn ask_columns(one: &mut PresetGuess) {
    if one.preset != "google_forms" {
        return;
    }
    let feeds = config::guess(&one.files, pipeline::heads(&one.files)).feeds;
    let [FileGuess { found: Ok(found), .. }] = feeds.as_slice() else { return };
    let speaks = !found.questions.is_empty() || found.fields.iter().any(|(one, _)| *one == "text");
    one.own = speaks.then(|| Box::new(found.clone()));
}

/// Files by what shipped presets say to them.
struct Sorted {
    /// Those that presets read, by preset.
    presets: Vec<PresetGuess>,
    /// Those that none knows. Side files of what was found are left out.
    rest: Vec<PathBuf>,
    /// Those that lack one column of a preset: read as anything else they would be misread.
    nearly: Vec<FileGuess>,
}

fn by_preset(files: Vec<PathBuf>) -> Result<Sorted, Failure> {
    let presets = detect::shipped()?;
    let mut found: Vec<PresetGuess> = Vec::new();
    let mut side: Vec<String> = Vec::new();
    let mut rest = Vec::new();
    let mut nearly = Vec::new();
    let files: Vec<PathBuf> = files.into_iter().filter(|file| !is_mark(file)).collect();
    // A pipe would be waited for.
    let (plain, paths): (Vec<bool>, Vec<&Path>) =
        files.iter().map(|file| (file.is_file(), file.as_path())).unzip();
    let readable = paths.iter().zip(&plain).filter(|&(_, &plain)| plain);
    let readable: Vec<&Path> = readable.map(|(path, _)| *path).collect();
    let mut looked = presets.look_at_all(&readable).into_iter();
    for (file, plain) in files.iter().cloned().zip(plain) {
        let Some(seen) = plain.then(|| looked.next()).flatten() else {
            rest.push(file);
            continue;
        };
        let seen = match seen {
            Ok(seen) => seen,
            Err(error) => {
                let found = Err(format!("it cannot be read: {error}"));
                nearly.push(FileGuess { name: String::new(), files: vec![file], found });
                continue;
            }
        };
        let best = seen.presets.into_iter().next();
        let Some((name, preset)) = best.and_then(|name| {
            let preset = presets.preset(&name)?;
            Some((name, preset))
        }) else {
            match seen.near {
                Some((preset, lacking)) => nearly.push(FileGuess {
                    name: String::new(),
                    files: vec![file],
                    found: Err(format!(
                        "it looks like the preset {preset}, but it has no {lacking}: where the \
                         column was renamed, name it in a preset of your own that extends {preset}"
                    )),
                }),
                None => rest.push(file),
            }
            continue;
        };
        if let Some(known) = found.iter_mut().find(|one| one.preset == name) {
            known.files.push(file);
            continue;
        }
        side.extend(preset.lookups.values().map(|one| one.file.clone()));
        let free = found.iter().all(|one| one.name != preset.source);
        found.push(PresetGuess {
            name: if free { preset.source.clone() } else { name.clone() },
            preset: name,
            files: vec![file],
            why: seen.needed.join(", "),
            own: None,
        });
    }
    rest.retain(|file| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        !name.is_some_and(|name| side.contains(&name))
    });
    Ok(Sorted { presets: found, rest, nearly })
}

/// Whether a file's name says that it explains or checks the exports it lies beside.
fn is_prose(file: &Path) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let ending = ending.unwrap_or_default();
    let name = file.file_name().map(|name| name.to_string_lossy().to_uppercase());
    matches!(ending.as_str(), "md" | "toml" | "pdf" | "html" | "htm" | "sha256" | "md5")
        || name.is_some_and(|name| name.ends_with("SUMS") || name.starts_with("README"))
}

/// Whether a file is what an ETL tool leaves beside its data: marks, states, child tables.
pub(super) fn is_mark(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::file_name);
    let folder = folder.map(|name| name.to_string_lossy()).unwrap_or_default();
    file.file_name().is_some_and(|name| name == "init")
        || folder.starts_with("_dlt_")
        || folder.contains("__")
}

/// Files named in a line: a folder of hundreds would bury what was found in it.
const LISTED: usize = 5;

/// The first files of a feed and how many more there are.
fn listed(files: &[PathBuf]) -> String {
    let names: Vec<String> =
        files.iter().take(LISTED).map(|file| file.display().to_string()).collect();
    match files.len().saturating_sub(LISTED) {
        0 => names.join(", "),
        more => {
            format!("{} and {}", names.join(", "), phrase::counted(more as u64, "other", "others"))
        }
    }
}

/// The file's name from the workspace's folder: relative when it lies below it, else absolute.
fn from_workspace(file: &Path, root: &Path) -> PathBuf {
    match (fs::canonicalize(file), fs::canonicalize(root)) {
        (Ok(file), Ok(root)) => file.strip_prefix(&root).map_or(file.clone(), Path::to_path_buf),
        _ => file.to_owned(),
    }
}

fn folder_name(root: &Path) -> String {
    let whole = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    whole
        .file_name()
        .map_or_else(|| "My company".to_owned(), |name| name.to_string_lossy().into_owned())
}
