//! Which known pains are used.

use super::table::Field;

/// Knobs of the catalogue, with their defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Whether the catalogue that ships is used at all; a team's own code books are either way.
    pub enabled: bool,
    /// Fields that are used whatever the corpus speaks of; empty lets the corpus decide.
    pub fields: Vec<String>,
    /// Names of pains that are not used.
    pub without: Vec<String>,
    /// A team's own code books: always used, before the catalogue.
    pub code_books: Vec<Field>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { enabled: true, fields: Vec::new(), without: Vec::new(), code_books: Vec::new() }
    }
}
