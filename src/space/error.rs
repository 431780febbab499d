//! What can be wrong with a static table or a space.

/// Why a static table cannot be used, or not with a space.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The safetensors file does not hold what its header says, or no header.
    #[error(
        "model.safetensors: {fault}; copy the file again, it may have been cut short on the way"
    )]
    Model {
        /// What is wrong, as a clause.
        fault: String,
    },
    /// A tensor is there but not one that earful can read.
    #[error(
        "model.safetensors: {fault}; earful reads the Model2Vec layout (`embeddings` as F32, F16 or I8, optional `weights` as F32)"
    )]
    Layout {
        /// What is wrong, as a clause.
        fault: String,
    },
    /// The tokenizer is not JSON or not of the kind that earful can follow.
    #[error(
        "tokenizer.json: {fault}; earful follows WordPiece tokenizers that lower-case as BERT's do"
    )]
    Tokenizer {
        /// What is wrong, as a clause.
        fault: String,
    },
    /// `config.json` is not JSON or disagrees with the tensors.
    #[error("config.json: {fault}; use the three files of one model")]
    Config {
        /// What is wrong, as a clause.
        fault: String,
    },
    /// The space was fitted with another table or another version of the analyser.
    #[error(
        "the space was fitted with the static table {fitted}, not with {given}; refit it or use that table"
    )]
    OtherTable {
        /// Fingerprint that the space names.
        fitted: String,
        /// Fingerprint of the table at hand.
        given: String,
    },
}
