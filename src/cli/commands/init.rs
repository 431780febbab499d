//! `earful init`: a commented earful.toml, guessed from files.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Outcome, Place};
use crate::cli::args::InitArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, inert};
use crate::config;

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
    let mut guess = config::guess(&files);
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
    fs::create_dir_all(&root)
        .and_then(|()| fs::write(&target, text))
        .map_err(|error| Failure::Output(target.clone(), error))?;
    out.line(format!("Wrote {}.", target.display()));
    for feed in &guess.feeds {
        let names: Vec<String> = feed.files.iter().map(|file| file.display().to_string()).collect();
        let words = match &feed.found {
            Ok(found) => format!("{}: {} from {}", feed.name, found.kind.0, names.join(", ")),
            Err(why) => format!("{}: left out, {why}", names.join(", ")),
        };
        out.line(inert(&words));
    }
    if !guess.feeds.iter().any(|feed| feed.found.is_ok()) {
        out.line("No feed could be guessed: the file holds an example to change.");
    }
    out.line("Look it over, then: earful run");
    Ok(Exit::Done)
}

/// A file itself, or the files directly in a folder; hidden ones are left out.
fn gather(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable =
        |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", path.display()));
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?.path();
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if entry.is_file() && !hidden {
            files.push(entry);
        }
    }
    Ok(())
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
