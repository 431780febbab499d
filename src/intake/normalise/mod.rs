//! Cleaning: named transforms, then the one set of rules every text goes through.

mod clean;
mod heads;
mod mail;
mod markup;
mod transforms;

pub(super) use clean::{clean, clean_line, newlines};
pub use transforms::NAMES;
pub(super) use transforms::Transform;
