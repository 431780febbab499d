//! A first settings file, guessed from the feeds themselves.
//!
//! [`guess`] reads the head of each file (at most 2 MiB unpacked), finds out how it is written and
//! which column is what, by name and by content; [`propose`] writes the settings with the reason of
//! each guess beside it, for a person to correct. A guess is never used without having been written
//! down.

mod columns;
mod head;
mod propose;

use std::path::PathBuf;

use crate::model::{Kind, RatingKind};
use crate::sources::preset::Format;

pub use propose::propose;

/// What the files look like.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// One for each feed, in the order of the first of its files.
    pub feeds: Vec<FileGuess>,
    /// Files that a shipped preset reads, by preset.
    pub presets: Vec<PresetGuess>,
}

/// Files that a shipped preset reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresetGuess {
    /// The preset.
    pub preset: String,
    /// A name for the source, unique in the guess.
    pub name: String,
    /// The files as they were named.
    pub files: Vec<PathBuf>,
    /// What they have that the preset needs.
    pub why: String,
}

/// What one feed (one file, or several with the same columns) looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct FileGuess {
    /// The files as they were named.
    pub files: Vec<PathBuf>,
    /// A name for the source, unique in the guess.
    pub name: String,
    /// What came out.
    pub found: Result<Found, String>,
}

/// How a feed is read, as far as its head tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// How units are written.
    pub format: Format,
    /// What sort of channel, and why.
    pub kind: (Kind, String),
    /// Separator of CSV.
    pub delimiter: Option<char>,
    /// Pointer to the list of units, for JSON.
    pub records: Option<String>,
    /// WHATWG label, where it is not UTF-8 and no byte order mark says so.
    pub encoding: Option<String>,
    /// Units looked at.
    pub units: usize,
    /// Key of a preset's field (`id`, `created_at`, `text`, …) and the column for it, in the order
    /// of the reference.
    pub fields: Vec<(&'static str, Guessed)>,
    /// Pattern of the times, where it is not one of the usual.
    pub time: Option<&'static str>,
    /// Scale of the rating: kind, worst, best, and why.
    pub scale: Option<(RatingKind, f64, f64, String)>,
    /// Columns of open questions; then there is no text field.
    pub questions: Vec<String>,
    /// Name and column of each segment.
    pub attrs: Vec<(String, Guessed)>,
}

/// A column and why it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guessed {
    /// Its name or JSON pointer.
    pub column: String,
    /// A few words.
    pub why: String,
}

/// Looks at the heads of the files. A file that cannot be read or understood is in the guess with
/// the reason; nothing here fails.
pub fn guess(files: &[PathBuf]) -> Guess {
    let mut feeds: Vec<FileGuess> = Vec::new();
    let mut shapes: Vec<Option<(Format, Vec<String>)>> = Vec::new();
    for path in files {
        let read = head::read(path);
        let shape = read.as_ref().ok().map(|head| {
            (head.format, head.columns.iter().map(|column| column.selector.clone()).collect())
        });
        let same = shapes.iter().position(|other| shape.is_some() && *other == shape);
        if let Some(same) = same {
            feeds[same].files.push(path.clone());
            continue;
        }
        let name = name_of(path, &feeds);
        let found = read.and_then(|head| columns::find(head, path));
        feeds.push(FileGuess { files: vec![path.clone()], name, found });
        shapes.push(shape);
    }
    Guess { feeds, presets: Vec::new() }
}

/// A short name out of the file's, without dates and numbers at its end.
fn name_of(path: &std::path::Path, taken: &[FileGuess]) -> String {
    let file = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let file = file.unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let plain: String = stem
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
        .collect();
    let short = plain.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
    let short = short.trim_start_matches('_');
    let base: String = if short.is_empty() { "feed" } else { short }.chars().take(40).collect();
    let free = |name: &str| taken.iter().all(|feed| feed.name != name);
    if free(&base) {
        return base;
    }
    (2..).map(|number| format!("{base}_{number}")).find(|name| free(name)).unwrap_or(base)
}
