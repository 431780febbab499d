//! A first settings file, guessed from the feeds themselves.
//!
//! [`guess`] looks at the head of each file with the readers of the night and finds out which column
//! is what, by name and by content; [`propose`] writes the settings with the reason of each guess
//! beside it, for a person to correct. A guess is never used without having been written down.

mod columns;
mod facts;
mod identity;
mod names;
mod propose;
mod scale;
mod segments;
mod vocabulary;
mod words;

use std::path::PathBuf;

use crate::model::{Kind, RatingKind};
use crate::sources::Head;
use crate::sources::preset::{DayOrder, Format, Shape};
use crate::text::fold;

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
#[derive(Clone, Debug, PartialEq)]
pub struct PresetGuess {
    /// The preset.
    pub preset: String,
    /// A name for the source, unique in the guess.
    pub name: String,
    /// The files as they were named.
    pub files: Vec<PathBuf>,
    /// What they have that the preset needs.
    pub why: String,
    /// What their own columns say, where the tool marks nothing and the preset can only know how
    /// questions are asked in some languages.
    pub own: Option<Box<Found>>,
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
    /// How a JSON document holds its units.
    pub shape: Shape,
    /// WHATWG label, where it is not UTF-8 and no byte order mark says so.
    pub encoding: Option<String>,
    /// Rows before the header.
    pub skip_rows: u32,
    /// What each header row holds, where there are several.
    pub header_rows: Vec<String>,
    /// Whether there is no header.
    pub no_header: bool,
    /// Whether rows have too few cells.
    pub pad: bool,
    /// Sheet of a workbook, where it is not the first.
    pub sheet: Option<String>,
    /// Units looked at.
    pub units: usize,
    /// Key of a preset's field (`id`, `created_at`, `text`, …) and the column for it, in the order
    /// of the reference.
    pub fields: Vec<(&'static str, Guessed)>,
    /// The id made of two columns, where none alone is one.
    pub template: Option<String>,
    /// How times are written, where it has to be said.
    pub times: Times,
    /// Scale of the rating.
    pub scale: Option<Scale>,
    /// Columns of open questions; then there is no text field.
    pub questions: Vec<String>,
    /// What programs wrote for an empty text.
    pub missing: Vec<String>,
    /// Cleanings of the text.
    pub transforms: Vec<&'static str>,
    /// Name and column of each segment.
    pub attrs: Vec<(String, Guessed)>,
    /// What a person should know: what was assumed, and what is lost.
    pub said: Vec<String>,
}

/// How times are written, where it has to be said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Times {
    /// Formats tried in order; none are the usual ones.
    pub formats: Vec<&'static str>,
    /// Which number is the day, and why.
    pub order: Option<(DayOrder, String)>,
}

/// A rating's scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// What it measures.
    pub kind: RatingKind,
    /// The worst rating.
    pub min: f64,
    /// The best rating.
    pub max: f64,
    /// Why it was taken.
    pub why: String,
    /// Other scales of the same file, where a column says which is whose.
    pub others: Vec<Other>,
}

/// A scale of some of the records.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// The column that says so.
    pub column: String,
    /// What stands in it.
    pub value: String,
    /// What it measures.
    pub kind: RatingKind,
    /// The worst rating.
    pub min: f64,
    /// The best rating.
    pub max: f64,
}

/// What tells records apart.
enum Identity {
    /// Nothing but what they say.
    None,
    /// A column, and why.
    Column(usize, String),
    /// The product's column and a column of ids within it.
    Pair(usize, usize),
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
/// the reason; nothing here fails. Files of the same columns are one feed, whose guess is made of
/// all of them.
pub fn guess(files: &[PathBuf], heads: impl Iterator<Item = Result<Head, String>>) -> Guess {
    let mut groups: Vec<(Vec<PathBuf>, Result<Head, String>)> = Vec::new();
    for (path, read) in files.iter().zip(heads) {
        let key = read.as_ref().ok().map(Head::shape_key);
        let same = groups
            .iter_mut()
            .find(|(_, other)| key.is_some() && other.as_ref().ok().map(Head::shape_key) == key);
        match (same, read) {
            (Some((paths, Ok(known))), Ok(head)) => {
                paths.push(path.clone());
                known.join(head);
            }
            (_, read) => groups.push((vec![path.clone()], read)),
        }
    }
    let mut feeds: Vec<FileGuess> = Vec::new();
    for (files, read) in groups {
        let name = name_of(&files[0], &feeds);
        let found = read.and_then(|head| columns::find(&head, &files[0]));
        feeds.push(FileGuess { files, name, found });
    }
    Guess { feeds, presets: Vec::new() }
}

/// A short name out of the file's, without dates and numbers at its end.
fn name_of(path: &std::path::Path, taken: &[FileGuess]) -> String {
    let file = path.file_name().map(|name| fold(&name.to_string_lossy()));
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
