//! Themes without a subject: "worst app ever", "love it".
//!
//! They are real and they are counted, but nobody can act on them. Calling a real topic general
//! would hide it from the ranking, so both the vectors and the words must say so, or most members
//! must be nothing but opinions and fillers. What no phrase sets apart has no subject either.

use super::label::Named;

/// A theme below this cohesion holds together badly (RECIPE section 7: junk themes had .32,
/// sound ones .45 on average).
const LOOSE: f32 = 0.35;

/// Less than this share of a loose theme's members says any word of the phrases that name it.
const UNSAID: f64 = 0.3;

/// Where less than this share does, nobody can say what the theme is about, however alike its
/// members are: they share a turn of speech.
const UNHEARD: f64 = 0.1;

/// The same for all the phrases of its label together.
const UNHEARD_OF: f64 = 0.2;

/// A theme is nothing but opinion when less than this share of its members contains a word that
/// says what it is about.
const SUBSTANCE: f64 = 0.4;

/// Whether a theme is general dissatisfaction or delight.
pub(super) fn is_general(cohesion: f32, named: &Named) -> bool {
    let nameless = named.told == 0.0;
    nameless
        || named.opinion
        || named.told < UNHEARD
        || named.told_by_all < UNHEARD_OF
        || named.substance < SUBSTANCE
        || cohesion < LOOSE && named.told_by_all < UNSAID
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_topic_is_hard_to_call_general() {
        let named =
            |told, substance| Named { told, told_by_all: told, substance, ..Named::default() };
        assert!(is_general(0.3, &named(0.1, 0.9)));
        assert!(is_general(0.6, &named(0.1, 0.2)));
        assert!(!is_general(0.3, &named(0.5, 0.9)));
        assert!(!is_general(0.6, &Named { told_by_all: 0.3, ..named(0.1, 0.9) }));
        assert!(is_general(0.6, &named(0.15, 0.9)), "nor any of its phrases");
        assert!(is_general(0.6, &named(0.0, 0.9)), "nothing sets it apart");
        assert!(is_general(0.6, &named(0.05, 0.9)), "hardly anybody says its name");
        assert!(is_general(0.6, &Named { opinion: true, ..named(0.9, 0.9) }));
    }
}
