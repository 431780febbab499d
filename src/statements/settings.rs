//! How feedback is cut into statements.

/// Knobs of the cut, with their defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// A part of at most this many words stays whole; with 1,000 nearly all do.
    pub whole_up_to_words: usize,
    /// Pieces have at least this many words, if the part has: a shorter one is joined to a
    /// neighbour.
    pub piece_words: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { whole_up_to_words: 3, piece_words: 2 }
    }
}
