//! What search and titles ask of the judge of stances, and search of the table of meanings.

use std::sync::LazyLock;

use crate::index::Semantics;
use crate::model::{Feedback, FeedbackId, Redacted, Statement};
use crate::space::{is_word, meaning_of_query};
use crate::statements::{self, Judge, Verdict};
use crate::text::Analyser;

/// Meanings by the shipped table, sides as a night's statements are judged.
pub const SEMANTICS: Semantics = Semantics { meaning: meaning_of_query, side, is_word };

/// Polarity below which a few words praise nothing: "surge pricing", "small portions" and "delivery time" are
/// judged at .25 and more, "friendly crew" at .8. In a sentence there is more to go by.
const PRAISES: f64 = 0.5;

/// Whether who types so is pleased (1), troubled (-1) or neither.
fn side(query: &str) -> i8 {
    let verdict = Verdict::of(&judged(query));
    if verdict.side > 0 && verdict.polarity < PRAISES { 0 } else { verdict.side }
}

/// Whether an English sentence by itself complains or asks for something.
pub(super) fn wants_change(sentence: &str) -> bool {
    judged(sentence).iter().any(|statement| statement.stance.wants_change())
}

/// The statements of English words that nobody gave a rating with.
fn judged(words: &str) -> Vec<Statement> {
    static JUDGE: LazyLock<Judge> = LazyLock::new(Judge::new);
    let said = Feedback::of_words(FeedbackId::default(), "words", Redacted::declare(words));
    JUDGE.cut(&said, &mut Analyser::new(), &statements::Settings::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_have_sides() {
        for trouble in ["staff were rude", "refund never came", "app crashes", "dirty car"] {
            assert_eq!(side(trouble), -1, "{trouble}");
        }
        for praise in ["friendly staff", "love the new design"] {
            assert_eq!(side(praise), 1, "{praise}");
        }
        for neither in ["4711", "surge pricing", "delivery time", "small portions"] {
            assert_eq!(side(neither), 0, "{neither}");
        }
    }

    #[test]
    fn titles_that_want_a_change() {
        for title in ["App crashes", "Waiting in line", "Feet hurt", "Want dark mode"] {
            assert!(wants_change(title), "{title}");
        }
        for title in ["Star rating", "Order", "Sent an email", "Friendly staff"] {
            assert!(!wants_change(title), "{title}");
        }
    }
}
