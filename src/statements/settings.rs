//! How feedback is cut into statements.

/// Knobs of the cut, with their defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// A part of at most this many words stays whole (RECIPE.md section 6: splitting short texts
    /// hurts).
    pub whole_up_to_words: usize,
    /// Pieces of a longer part are joined until they have this many words.
    pub piece_words: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { whole_up_to_words: 40, piece_words: 8 }
    }
}
