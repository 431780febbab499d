//! What remains of a text when only its likeness to other texts matters.

/// A text's fingerprint: small, unreadable, and enough to tell how alike two texts are.
///
/// Made by intake, which alone knows how ([`crate::intake::sketch`]); the store keeps it beside the
/// record, so that no night reads the words of earlier ones again. Empty for a text without words;
/// two numbers for a text too short to be *nearly* equal to another; otherwise hashes, ascending,
/// without repeats.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Sketch(Box<[u32]>);

impl Sketch {
    /// Changes whenever the same text could give another sketch; sketches of another version are
    /// made again from the text.
    pub const VERSION: u32 = 1;

    /// Wraps the numbers. Call this in intake and in the store only.
    pub fn declare(numbers: impl Into<Box<[u32]>>) -> Sketch {
        Sketch(numbers.into())
    }

    /// The numbers, as intake made them.
    pub fn numbers(&self) -> &[u32] {
        &self.0
    }
}
