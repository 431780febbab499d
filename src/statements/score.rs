//! A mark that the customer gives in words: "10/10", "2 out of 5", "one star".
//!
//! Takes a reading, gives the mark as a share from 0 (worst) to 1 (best). It speaks as a rating
//! does, for the one statement it stands in. What only looks like a mark is none: dates ("on 5/10"),
//! "24/7", "a 5 star hotel", and a mark under a condition ("five stars when it works").

use super::clauses::Token;

/// Words before a fraction that make it a date.
const DATED: [&str; 9] = ["on", "since", "by", "from", "until", "till", "dated", "before", "after"];

/// What is sold by its stars, which are then nobody's opinion.
const CLASSED: [&str; 6] = ["hotel", "hotels", "resort", "resorts", "property", "luxury"];

/// A statement with one of these says what a mark would be, not what it is.
const CONDITIONAL: [&str; 9] =
    ["if", "when", "once", "until", "unless", "wenn", "si", "cuando", "quando"];

/// So does one with one of these among the three words before the mark: "would be five stars".
const MODAL: [&str; 6] = ["would", "could", "should", "will", "was", "were"];

/// Stars are given up to this many.
const MOST_STARS: f64 = 5.0;

/// The first mark in the words; `None` where there is none.
pub(super) fn score(text: &str, tokens: &[Token<'_>], offset: usize) -> Option<f64> {
    if tokens.iter().any(|token| CONDITIONAL.contains(&&*token.plain)) {
        return None;
    }
    (0..tokens.len()).find_map(|at| {
        let value = number(&tokens[at].plain)?;
        let word = |ahead: usize| tokens.get(at + ahead).map_or("", |token| &*token.plain);
        if tokens[at.saturating_sub(3)..at].iter().any(|one| MODAL.contains(&&*one.plain)) {
            return None;
        }
        let before = at.checked_sub(1).map_or("", |at| &*tokens[at].plain);
        if matches!(word(1), "star" | "stars") && !CLASSED.contains(&word(2)) {
            return (value <= MOST_STARS).then(|| ((value - 1.0) / (MOST_STARS - 1.0)).max(0.0));
        }
        let gap = |ahead: usize| between(text, tokens, at + ahead, offset);
        let most = if gap(0).trim() == "/" && gap(1).trim() != "/" && !DATED.contains(&before) {
            word(1)
        } else if word(1) == "out" && word(2) == "of" {
            word(3)
        } else {
            return None;
        };
        let most = number(most).filter(|most| [5.0, 10.0, 100.0].contains(most))?;
        (value <= most).then(|| value / most)
    })
}

/// What stands between a word and the next; empty at the end.
fn between<'a>(text: &'a str, tokens: &[Token<'_>], at: usize, offset: usize) -> &'a str {
    let (Some(here), Some(next)) = (tokens.get(at), tokens.get(at + 1)) else { return "" };
    let place = |byte: usize| byte.saturating_sub(offset);
    text.get(place(here.term.end)..place(next.term.start)).unwrap_or_default()
}

/// A number in figures or, up to ten, in English words.
fn number(word: &str) -> Option<f64> {
    const WORDS: [&str; 11] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    match WORDS.iter().position(|&one| one == word) {
        Some(at) => Some(at as f64),
        None if word.bytes().all(|byte| byte.is_ascii_digit()) => word.parse().ok(),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::statements::clauses::Reading;
    use crate::text::Analyser;

    fn of(text: &str) -> Option<f64> {
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        score(text, &Reading::new(text, &terms, 0, None).tokens, 0)
    }

    #[test]
    fn marks_are_read_and_what_looks_like_one_is_not() {
        assert_eq!(of("10/10, would come again"), Some(1.0));
        assert_eq!(of("1/5"), Some(0.2));
        assert_eq!(of("I give it 3 out of 10"), Some(0.3));
        assert_eq!(of("One star from me"), Some(0.0));
        assert_eq!(of("solid five stars"), Some(1.0));
        for text in [
            "open 24/7",
            "on 5/10 it broke",
            "5/10/2024",
            "a 5 star hotel near the port",
            "five stars when dark mode works",
            "this would be five stars",
            "9/4",
            "one of ten orders",
            "",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
