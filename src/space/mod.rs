//! Words to vectors.
