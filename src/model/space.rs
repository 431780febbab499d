//! What must be remembered to turn words into the same vector next year.

use super::Lang;

/// A fitted space: what the static table's vectors are shifted by, and the corpus's own terms.
///
/// The static table itself ships in the binary (or is the user's) and is named by `table`; two
/// spaces with different `fingerprint` never compare.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Space {
    /// Fingerprint of the static table and of the analyser it was fitted with.
    pub table: String,
    /// Mean of the static vectors of the fit sample's texts in the table's language, one number a
    /// dimension of the table.
    pub mean: Vec<f32>,
    /// The term table learnt from the corpus.
    pub terms: TermTable,
    /// What is different for languages that the table does not know, by code ascending; first, as
    /// [`Lang::UNKNOWN`], for those that the sample had none of. Empty when it had none at all.
    pub languages: Vec<LanguageSpace>,
    /// Hash of all of the above, in hexadecimal.
    pub fingerprint: String,
}

/// What a language that the static table does not know is shifted by.
#[derive(Clone, Debug, PartialEq)]
pub struct LanguageSpace {
    /// Which.
    pub lang: Lang,
    /// Share of its words in the fit sample that the table was told the English of, 0 to 1.
    pub known: f32,
    /// Mean of its texts' static vectors.
    pub mean: Vec<f32>,
    /// Mean of its texts' projections in the term table.
    pub terms_mean: Vec<f32>,
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
    /// Mean of the projections of the fit sample's texts in the table's language.
    pub mean: Vec<f32>,
}
