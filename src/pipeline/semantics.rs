//! What search asks of the rooms that know language.

use std::sync::LazyLock;

use crate::index::Semantics;
use crate::model::{Feedback, FeedbackId, Redacted};
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
    static JUDGE: LazyLock<Judge> = LazyLock::new(Judge::new);
    let asked = Feedback::of_words(FeedbackId::default(), "query", Redacted::declare(query));
    let mut analyser = Analyser::new();
    let verdict = Verdict::of(&JUDGE.cut(&asked, &mut analyser, &statements::Settings::default()));
    if verdict.side > 0 && verdict.polarity < PRAISES { 0 } else { verdict.side }
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
}
