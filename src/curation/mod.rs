//! Themes and people's corrections to themes as they are shown.
//!
//! Takes what the night found (places, themes, the ledger of ids) and the entries of the curation
//! file; gives the places and themes with the corrections in them, and what each correction did.
//! Whole corpus, pure: replayed every night on what the program found by itself, which stays as it
//! was, so that an entry that is taken back leaves nothing behind. It never makes a vector, never
//! reads a text (the caller says which statement says which words) and never decides anything that
//! nobody wrote down.
//!
//! Entries hold in the order of the file, statement by statement: a merge takes what is in the one
//! theme at that point to the other, a split what says the words, a move one record. What the
//! entries before did is what a later one finds. Ids are those of the ledger for ever ([`Rules`]).

mod apply;
mod check;
mod file;
mod rules;

#[cfg(test)]
mod tests;

pub use apply::{Applied, Given, Taught, apply};
pub use check::{contradictions, unknown};
pub use file::{Fault, appended, read};
pub use rules::{Rules, Told};
