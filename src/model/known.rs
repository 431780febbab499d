//! Pains that are known before anybody reads a line, and how likely each statement is about one.

/// A pain that many companies of a field have.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct KnownPain {
    /// What a product manager would write on a sticky note.
    pub name: String,
    /// Other names for the same pain, in the words that most customers use.
    pub other_names: Vec<String>,
    /// The area of the business it belongs to.
    pub area: String,
    /// How badly it usually hurts: 0 a wish, 1 annoyance, 2 blocked or costly, 3 grave.
    pub severity: u8,
    /// Whether it names a subject. General dissatisfaction does not, and is never ranked.
    pub has_subject: bool,
}

/// How likely each statement of a sample is about each known pain.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Recognition {
    /// The pains of the fields that the corpus was found to speak of; none when it speaks of no
    /// known field.
    pub pains: Vec<KnownPain>,
    /// One row of chances for each statement of the sample, `pains.len()` wide. A row sums to 1,
    /// or is all zero where nothing can be said (no known word, or the statement wants no change).
    pub chances: Vec<f32>,
}

impl Recognition {
    /// The chances of one statement, in the order of the pains.
    pub fn of(&self, row: usize) -> &[f32] {
        &self.chances[row * self.pains.len()..(row + 1) * self.pains.len()]
    }
}
