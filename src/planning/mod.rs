//! Opportunities and the roadmap to a plan.
//!
//! Takes numbers about candidates (what was measured, what the company wrote), items with the people
//! they help and what they cost, weekly counts around the day a fix shipped; gives ranks by several
//! frameworks side by side, which pains nobody works on, the set of items that helps most within what
//! the teams can do, and what shipped fixes changed. Pure arithmetic: it knows no record and no text.
//!
//! A missing input stays missing: no framework guesses one. No value of a candidate depends on the
//! other candidates, so that adding one never puts two others in another order.

mod coverage;
mod effect;
mod expression;
mod fixes;
mod frameworks;
mod settings;
mod solver;

pub use coverage::{Work, coverage};
pub use effect::{chance, effect, placebo};
pub use expression::{BadExpression, Expression};
pub use fixes::{AFTER, BEFORE, judged, matched, split_effect, versions};
pub use frameworks::{
    Candidate, Column, FRAMEWORKS, Framework, Input, reweighed, side_by_side, ulwick_proxy,
};
pub use settings::{Settings, weeks};
pub use solver::{Choice, EXACT, Plan, Problem, plan};
