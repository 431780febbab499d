//! Cleaning: named transforms, then the one set of rules every text goes through.

mod clean;
mod entities;
mod transforms;

pub(super) use clean::{clean, clean_line, newlines};
pub(super) use transforms::Transform;
