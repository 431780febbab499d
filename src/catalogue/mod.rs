//! Known pains: what customers of a field usually complain about, known before a line is read.
//!
//! Takes the statements of a sample with their vectors, gives the pains of the fields they speak of
//! and, for each statement that wants a change, how likely it is about each of them
//! ([`Recognition`]). Whole sample. It names and sorts nothing itself: the room of themes groups
//! with these chances and finds what no catalogue knows.
//!
//! The pains lie in `assets/catalogue`, one file a field of business, each pain with its names and
//! phrases as customers say it. A corpus is matched with the fields its words speak of, source by
//! source; one that speaks of no known field is matched with the pains that all fields share, and
//! one that does not sound like those either with none. A pain that nobody has does not exist: the
//! room of themes drops it.
//!
//! [`Recognition`]: crate::model::Recognition

mod discriminant;
mod field;
mod letters;
mod recognise;
mod sayings;
mod settings;
mod table;

pub use recognise::{Comparison, Said, recognise};
pub use settings::Settings;
pub use table::{Catalogue, Fault, Field, Pain};
