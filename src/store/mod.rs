//! The workspace on disk.
