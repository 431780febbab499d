//! What stands behind an option: a moment, a range of ratings, a segment, and how each is typed.

use clap::ValueEnum;

use crate::model::{Kind, Stance};

pub use crate::pipeline::{Ratings, Segment, When};

/// A kind of source by its name.
pub(super) fn kind(text: &str) -> Result<Kind, String> {
    Kind::from_name(text)
        .ok_or_else(|| "expected review, ticket, survey, community or sale".to_owned())
}

/// A stance by its name.
pub(super) fn stance(text: &str) -> Result<Stance, String> {
    Stance::from_name(text)
        .ok_or_else(|| "expected complaint, request, praise, question or remark".to_owned())
}

/// The sign of what is said.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// It hurts.
    Negative,
    /// Neither.
    Neutral,
    /// It pleases.
    Positive,
}

/// The order of hits.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Best match first.
    Relevance,
    /// Newest first.
    Newest,
}
