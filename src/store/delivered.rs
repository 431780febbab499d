//! `delivered`: what was told to whom, so that nobody is told twice.
//!
//! One line for each: to whom (a fingerprint, never an address), a tab, what. Written whole, hidden
//! beside it and renamed.

use std::collections::BTreeSet;

use super::disk::{read_if_there, replace_file};
use super::error::Result;
use super::workspace::{Workspace, Writer};

/// The file's name.
const NAME: &str = "delivered";

/// Lines kept, the oldest go first: an alarm is history long before ten thousand others rang.
const MOST: usize = 10_000;

impl Workspace {
    /// What was told to this receiver. Empty before the first letter.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn delivered(&self, to: &str) -> Result<BTreeSet<String>> {
        let lines = self.delivered_lines()?;
        let own = lines.iter().filter_map(|line| line.split_once('\t'));
        Ok(own.filter(|(who, _)| *who == to).map(|(_, what)| what.to_owned()).collect())
    }

    fn delivered_lines(&self) -> Result<Vec<String>> {
        let bytes = read_if_there(&self.root().join(NAME))?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
    }
}

impl Writer {
    /// Notes what was told to this receiver.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_delivered(&self, to: &str, what: &[String]) -> Result<()> {
        let mut lines = self.workspace().delivered_lines()?;
        lines.extend(what.iter().map(|what| format!("{to}\t{what}")));
        let from = lines.len().saturating_sub(MOST);
        let text: String = lines[from..].iter().map(|line| format!("{line}\n")).collect();
        replace_file(&self.workspace().root().join(NAME), text.as_bytes())
    }
}
