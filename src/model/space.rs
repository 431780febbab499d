//! What must be remembered to turn words into the same vector next year.

/// A fitted space: what the static table's vectors are shifted by, and the corpus's own terms.
///
/// The static table itself ships in the binary (or is the user's) and is named by `table`; two
/// spaces with different `fingerprint` never compare.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Space {
    /// Fingerprint of the static table and of the analyser it was fitted with.
    pub table: String,
    /// Mean of the fit sample's static vectors, one number a dimension of the table.
    pub mean: Vec<f32>,
    /// The term table learnt from the corpus.
    pub terms: TermTable,
    /// Hash of all of the above, in hexadecimal.
    pub fingerprint: String,
}

/// Terms of the corpus with a vector each: a latent semantic projection.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TermTable {
    /// Components of a term's vector; 0 when the corpus is too small to learn from.
    pub width: usize,
    /// The terms, ascending.
    pub terms: Vec<String>,
    /// `width` numbers for each term, weighted with its inverse document frequency.
    pub rows: Vec<f32>,
    /// Mean of the fit sample's projections.
    pub mean: Vec<f32>,
}
