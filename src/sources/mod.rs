//! Bytes to raw records.

pub mod preset;
