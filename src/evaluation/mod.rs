//! Is it any good? Measures of agreement between what was found and what people said is true.
//!
//! Takes labels and findings as plain numbers and words, gives figures. Every definition cites its
//! paper and is checked against values worked out by hand or by another program. Pure arithmetic:
//! it never groups, reads or prints, and knows nothing of how the findings came about. Sums run
//! in a fixed order and logarithms come from `libm`, so a figure is the same on every machine.

mod clusters;
mod nights;
mod overlapping;
mod points;
mod retrieval;
mod titles;
mod verdicts;
mod wording;

pub use clusters::{Agreement, adjusted_rand, agreement, neighbour_purity};
pub use nights::{Ids, Kinds, Moves, Places, Sizes, moves};
pub use overlapping::{BCubed, extended_b_cubed};
pub use points::{GENERAL, Point, Points, Read, Said, points};
pub use retrieval::discounted_gain;
pub use titles::{Member, Titled, titled};
pub use verdicts::{ClassScore, Verdicts, area_under_curve, rank_correlation, verdicts};
pub use wording::{
    Naming, coherence, diversity, has_all, holds, naming, npmi, telling_words, term_share, words_of,
};
