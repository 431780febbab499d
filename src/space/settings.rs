//! Which static table turns words into vectors.

use std::fmt;
use std::sync::Arc;

use super::{Error, Table};

/// Knobs of the space, with their defaults.
#[derive(Clone, Default)]
pub struct Settings {
    /// The folder of the user's own Model2Vec table, as the settings name it; without one the
    /// shipped table is used.
    pub model: Option<String>,
    /// The table in it, once it has been read and checked.
    table: Option<Arc<Table>>,
}

impl Settings {
    /// The same settings with the table of the folder they name, from the bytes of its three files
    /// (see [`Table::from_folder_bytes`]).
    ///
    /// # Errors
    /// What is wrong with the files, and which one.
    pub fn with_files(
        self,
        model: Vec<u8>,
        tokenizer: &[u8],
        config: &[u8],
    ) -> Result<Settings, Error> {
        let table = Table::from_folder_bytes(model, tokenizer, config)?;
        Ok(Settings { table: Some(Arc::new(table)), ..self })
    }

    /// The table to use: the user's own when it has been read, else the shipped one.
    pub fn table(&self) -> &Table {
        match &self.table {
            Some(own) => own,
            None => Table::shipped(),
        }
    }

    /// Fingerprint of the user's own table; the shipped one belongs to the program.
    fn own(&self) -> Option<&str> {
        self.table.as_deref().map(Table::fingerprint)
    }
}

impl PartialEq for Settings {
    fn eq(&self, other: &Settings) -> bool {
        self.model == other.model && self.own() == other.own()
    }
}

/// Says which table by its contents: where it lies changes nothing a night finds.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.own() {
            Some(own) => write!(f, "table {own}"),
            None => f.write_str("shipped table"),
        }
    }
}
