//! Themes without a subject: "worst app ever", "love it".
//!
//! They are real and they are counted, but nobody can act on them. Calling a real topic general
//! would hide it from the ranking, so both the vectors and the words must say so, or the words
//! alone when they are nothing but opinion.

use super::label::Named;

/// A theme below this cohesion holds together badly (RECIPE section 7: junk themes had .32,
/// sound ones .45 on average).
const LOOSE: f32 = 0.35;

/// Less than this share of a loose theme's members says any of its label's phrases.
const UNSAID: f64 = 0.2;

/// Whether a theme is general dissatisfaction or delight.
pub(super) fn is_general(cohesion: f32, named: &Named) -> bool {
    named.empty || cohesion < LOOSE && named.precision < UNSAID
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_topic_is_hard_to_call_general() {
        let named = |precision, empty| Named { precision, empty, ..Named::default() };
        assert!(is_general(0.3, &named(0.1, false)));
        assert!(is_general(0.6, &named(0.1, true)));
        assert!(!is_general(0.3, &named(0.5, false)));
        assert!(!is_general(0.6, &named(0.1, false)));
    }
}
