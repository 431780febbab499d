//! What is wrong with the settings, where, and what to change.
//!
//! Takes nothing; a plain list that prints one fault a line, so that an editor can jump to each:
//! `earful.toml:12:5: sources.reviews.kind: …`.

use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line, 1 for the first; 0 when the fault has no place (the file cannot be read).
    pub line: usize,
    /// Column in characters, 1 for the first.
    pub column: usize,
    /// Path of the key, such as `sources.reviews.kind`; empty for the file itself.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
}

/// Everything that is wrong with a settings file, in the order of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    /// The file as the user may call it.
    pub file: String,
    /// At least one.
    pub faults: Vec<Fault>,
}

impl Faults {
    /// One fault of a file as a whole.
    pub(super) fn whole(file: &str, problem: impl Into<String>, fix: &str) -> Faults {
        let fault = Fault {
            line: 0,
            column: 0,
            key: String::new(),
            problem: problem.into(),
            fix: fix.to_string(),
        };
        Faults { file: file.to_string(), faults: vec![fault] }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{}", self.file)?;
            if fault.line > 0 {
                write!(f, ":{}:{}", fault.line, fault.column)?;
            }
            write!(f, ": ")?;
            if !fault.key.is_empty() {
                write!(f, "{}: ", fault.key)?;
            }
            write!(f, "{}", fault.problem)?;
            if !fault.fix.is_empty() {
                write!(f, "; {}", fault.fix)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// The candidate that `word` is probably meant to be: at most one edit in three letters away, the
/// nearest, ties to the first in the list.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(edits, candidate)| *edits * 3 <= candidate.chars().count().max(3))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Edits between two words, a swap of neighbours counting as one (optimal string alignment). Only the
/// first 64 letters count.
fn distance(one: &str, other: &str) -> usize {
    let start = |word: &str| word.chars().take(64).collect::<String>();
    strsim::osa_distance(&start(one), &start(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let keys = ["sources", "company", "run"];
        assert_eq!(nearest("sourcs", keys), Some("sources"));
        assert_eq!(nearest("soruces", keys), Some("sources"));
        assert_eq!(nearest("compnay", keys), Some("company"));
        assert_eq!(nearest("runs", keys), Some("run"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("", keys), None);
    }
}
