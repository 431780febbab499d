//! A cleaning that a feed's settings ask for, as sources tell it to intake.

/// Something done to a text before the rules that every text goes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cleaning {
    /// One the program has by name: `html`, `strip_quotes`, ….
    Named(String),
    /// Every match of a pattern becomes another text.
    Replace {
        /// A regular expression.
        pattern: String,
        /// What stands there instead; `$1` is its first group.
        with: String,
    },
}
