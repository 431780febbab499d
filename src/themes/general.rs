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

/// Verdicts that name no subject, as people write them where goods of many kinds are reviewed: nobody
/// can act on "zero stars".
const VERDICTS: [&str; 44] = [
    "avoid",
    "bad experience",
    "big disappointment",
    "buyer beware",
    "disappointed",
    "disappointing",
    "do not bother",
    "do not buy",
    "do not buy it",
    "do not buy this",
    "do not buy this product",
    "do not recommend",
    "do not waste your money",
    "do not waste your time",
    "hate it",
    "huge disappointment",
    "minus stars",
    "never again",
    "never buy again",
    "no good",
    "no star",
    "no stars",
    "not buy",
    "not good",
    "not happy",
    "not impressed",
    "not recommend",
    "not recommended",
    "not satisfied",
    "one star",
    "piece of junk",
    "save your money",
    "stay away",
    "too bad",
    "very bad",
    "very disappointed",
    "very disappointing",
    "very unhappy",
    "waste of money",
    "waste of time",
    "worst ever",
    "would not buy again",
    "would not recommend",
    "zero stars",
];

/// Whether a title is a verdict without a subject: case, marks and how "not" is shortened do not count.
pub(super) fn is_verdict(title: &str) -> bool {
    let plain: String = title
        .to_lowercase()
        .replace(['\u{2019}', '\''], "")
        .replace("dont", "do not")
        .replace("wouldnt", "would not")
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    VERDICTS.binary_search(&words.join(" ").as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_name_no_subject() {
        assert!(VERDICTS.is_sorted());
        for title in
            ["Don't buy", "“Zero stars”", "Do not buy this product!", "Don’t waste your money"]
        {
            assert!(is_verdict(title), "{title}");
        }
        for title in ["Don't buy the cable", "Waste of water", "Zero stars for delivery", ""] {
            assert!(!is_verdict(title), "{title}");
        }
    }

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
