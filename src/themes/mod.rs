//! Vectors to themes: what customers keep saying, with names that last.
//!
//! Takes a corpus, vectors of its statements and the last memory; gives the next memory, a place
//! for every statement, and the themes put together. Whole corpus, except [`Assigners::assign`], which is
//! per item: the same statement gets the same place in any batch, on any night between two fits. It
//! never makes a vector, reads no clock and forgets no id.
//!
//! Statements that want a change are grouped among themselves by what is wrong, beginning with the
//! known pains a [`Recognition`](crate::model::Recognition) tells of (`seeded`, `propagation`,
//! `wording`); all others are grouped by what they speak of (`group`, `communities`, `consensus`).
//! Each side has its own themes, places and strangers.
//!
//! A first night or a refit: [`sample`] draws the statements, the caller makes their vectors,
//! [`fit`] finds and names the themes, [`Assigners::assign`] places everything, [`places`] says what
//! to remember and [`place`] puts it together. A night between: [`known`] says what is already
//! placed, [`open`] opens themes for what fits nowhere, the rest as above. A large theme that
//! splits cleanly has parts (`subthemes`), found by the fit, named against one another and told by
//! their centres. Statements that people moved are [`Examples`] of their themes. [`resolve`] finds what an old id has become; [`label_fits`] measures how well the
//! names fit.

mod anchors;
mod assign;
mod brands;
pub mod communities;
mod consensus;
mod examples;
mod exemplars;
mod fit;
mod general;
mod group;
mod habits;
pub mod hierarchy;
mod judge;
mod known;
mod label;
mod lexicon;
mod lineage;
mod naming;
pub mod neighbours;
mod novelty;
mod phrases;
mod place;
mod propagation;
mod revision;
mod sample;
mod sayings;
mod seeded;
mod settings;
mod settled;
mod shape;
pub mod stability;
mod stance;
mod subthemes;
mod surface;
mod terms;
mod title;
mod wording;
mod worth;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod laws;

pub use assign::{Assigner, Assigners, near};
pub use examples::Examples;
pub use fit::{Knowledge, fit};
pub use lineage::resolve;
pub use naming::{LabelFit, label_fits};
pub use novelty::{Near, Opened, open};
pub use place::{Known, hashes, known, place, place_in, places};
pub use sample::{Sample, sample};
pub use sayings::LEAST_ALIGNMENT;
pub use settings::Settings;
