//! A query asked of one text, without an index: whether a statement says it.
//!
//! Takes a query of the search's own language; tells of any text whether it would be found by it.
//! Words by their stems in the text's language, function words left out where others remain, as the
//! search does. What a record is (`country:DE`) a text cannot tell: such a part counts as met.

use crate::model::Lang;
use crate::text::{Analyser, Term};

use super::document::stemmed_as;
use super::error::QueryError;
use super::grammar::{self, Expr};
use super::negation::sort_of;
use super::spelling::{distance, matches};
use super::words::is_function_word;

/// A query that texts are asked.
#[derive(Clone, Debug)]
pub struct Words {
    tree: Expr,
}

impl Words {
    /// Reads a query.
    ///
    /// # Errors
    /// A query that cannot be read, with the place and a hint.
    pub fn new(query: &str) -> Result<Words, QueryError> {
        Ok(Words { tree: grammar::parse(query)? })
    }

    /// The first part that asks what a record is (`country:DE`), which no text can tell.
    pub fn field(&self) -> Option<&str> {
        fn first(tree: &Expr) -> Option<&str> {
            match tree {
                Expr::Field { name, .. } | Expr::Pair { name, .. } => Some(name),
                Expr::Not(inner) | Expr::Boost(inner, _) => first(inner),
                Expr::And { parts, .. } | Expr::Or(parts) => parts.iter().find_map(first),
                _ => None,
            }
        }
        first(&self.tree)
    }

    /// Whether the query holds a word at all.
    pub fn is_empty(&self) -> bool {
        self.tree == Expr::All
    }

    /// Whether a text of a language says it. An empty query is said by everything.
    pub fn said(&self, analyser: &mut Analyser, text: &str, lang: Lang) -> bool {
        let lang = stemmed_as(lang);
        let terms = analyser.terms(text, lang);
        said(&self.tree, &terms, analyser, lang, true)
    }
}

fn shaped(shape: &[char], term: &Term) -> bool {
    matches(shape, &term.folded.chars().collect::<Vec<_>>())
}

/// `asked` is what a part that a text cannot tell counts as.
fn said(tree: &Expr, terms: &[Term], analyser: &mut Analyser, lang: Lang, asked: bool) -> bool {
    match tree {
        Expr::All => true,
        Expr::Word { text, .. } => in_order(text, terms, analyser, lang, 0, false),
        Expr::Phrase { text, slop, begun, .. } => {
            in_order(text, terms, analyser, lang, *slop as usize, *begun)
        }
        Expr::Prefix { text, .. } => {
            let begins = crate::text::fold(text);
            terms.iter().any(|term| term.folded.starts_with(&begins))
        }
        Expr::Wildcard { text, .. } => {
            let shape: Vec<char> = crate::text::fold(text).chars().collect();
            terms.iter().any(|term| shaped(&shape, term))
        }
        Expr::Fuzzy { text, edits, .. } => {
            let wanted: Vec<char> = crate::text::fold(text).chars().collect();
            let near = |term: &Term| {
                let said: Vec<char> = term.folded.chars().collect();
                distance(&wanted, &said, *edits).is_some()
            };
            terms.iter().any(near)
        }
        Expr::Boost(inner, _) => said(inner, terms, analyser, lang, asked),
        Expr::Field { .. } | Expr::Pair { .. } => asked,
        Expr::Not(inner) => !said(inner, terms, analyser, lang, !asked),
        Expr::Or(choices) => {
            choices.iter().any(|choice| said(choice, terms, analyser, lang, asked))
        }
        Expr::And { parts, .. } => {
            let is_function = |part: &Expr, analyser: &mut Analyser| match part {
                // What denies is asked for: "not received" is no "received".
                Expr::Word { text, .. } if sort_of(lang, &crate::text::fold(text)).is_some() => {
                    false
                }
                Expr::Word { text, .. } => (analyser.terms(text, lang).iter())
                    .all(|term| is_function_word(lang, &term.folded)),
                _ => false,
            };
            let telling: Vec<&Expr> =
                parts.iter().filter(|part| !is_function(part, analyser)).collect();
            let has_words = telling.iter().any(|part| {
                matches!(part, Expr::Word { .. } | Expr::Phrase { .. } | Expr::Prefix { .. })
            });
            let parts = if has_words { telling } else { parts.iter().collect() };
            parts.into_iter().all(|part| said(part, terms, analyser, lang, asked))
        }
    }
}

/// Whether the words of a text stand in others in this order, with at most `slop` more between them;
/// `begun` asks of the last one only that it begins so.
fn in_order(
    text: &str,
    terms: &[Term],
    analyser: &mut Analyser,
    lang: Lang,
    slop: usize,
    begun: bool,
) -> bool {
    let run = analyser.terms(text, lang);
    let Some(last) = run.len().checked_sub(1) else { return false };
    let same = |place: usize, term: &Term| {
        term.stem == run[place].stem
            || begun && place == last && term.folded.starts_with(&run[place].folded)
    };
    // From every first word on, the next one as early as it comes: no other choice leaves more room.
    (0..terms.len()).filter(|&at| same(0, &terms[at])).any(|at| {
        let mut next = at + 1;
        let mut spare = slop;
        (1..run.len()).all(|place| {
            let within = terms.iter().skip(next).take(spare + 1);
            let Some(gap) = within.clone().position(|term| same(place, term)) else { return false };
            next += gap + 1;
            spare -= gap;
            true
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(query: &str, text: &str) -> bool {
        let words = Words::new(query).expect("a query");
        words.said(&mut Analyser::new(), text, Lang::ENGLISH)
    }

    #[test]
    fn a_text_says_a_query_or_not() {
        assert!(says("crash", "it keeps crashing"));
        assert!(says("crash startup", "Crashes at startup"));
        assert!(says("crash on startup", "Crashes at startup"), "function words are not asked for");
        assert!(!says("\"log in\"", "in the log"));
        assert!(says("\"log in\"", "I cannot log in"));
        assert!(says("refund OR money", "my money is gone"));
        assert!(!says("refund -late", "the refund is late"));
        assert!(says("refu*", "the refund is late"));
        assert!(!says("refund", ""));
        assert!(says("\"log in\"~2", "log me back in") && !says("\"log in\"~1", "log me back in"));
        assert!(says("\"log o*\"", "cannot log out") && says("r*nd", "the refund is late"));
        assert!(says("refnd~1", "the refund is late") && !says("refnd~1", "the fund is late"));
        assert!(says("not received", "I have not received it"));
        assert!(!says("not received", "I have received it"));
        assert!(says("", "anything"));
        // What only the record knows counts as met.
        assert!(says("refund country:DE", "a refund") && says("refund -country:DE", "a refund"));
        assert_eq!(Words::new("a -country:DE").expect("a query").field(), Some("country"));
        assert!(Words::new("(a").is_err());
    }
}
