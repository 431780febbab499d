//! Words to vectors.
//!
//! Takes a sample of the corpus and gives a [`Space`](crate::model::Space): the mean of the static
//! table's vectors and a term table learnt from the sample. Takes any text afterwards and gives
//! its vector in that space ([`Encoder`]), per item, as a pure function of text, language, table
//! and space; 16-bit integers, so that nearness is the same number everywhere. It never groups,
//! compares or forgets texts, and once a table is loaded nothing here can fail.
//!
//! Other languages than the shipped table's are read through a glossary and have means of their
//! own.
//!
//! The static table ships inside the program ([`Table::shipped`]); a user's own Model2Vec folder
//! takes its place when its three files are handed over as bytes.

mod alignment;
mod characters;
mod clean;
mod encoder;
mod error;
mod glossary;
mod letters;
mod meaning;
mod remembered;
mod settings;
mod svd;
mod table;
mod terms;
mod wordpiece;

pub use alignment::{Alignment, Reading};
pub use encoder::{Encoder, Scratch, fit};
pub use error::Error;
pub use meaning::{Meanings, is_word, meaning_of_query};
pub use settings::Settings;
pub use table::Table;
