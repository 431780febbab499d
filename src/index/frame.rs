//! Questions about what people like and dislike: the words that only ask, and the side that is asked for.
//!
//! "What do people hate about the app" asks for complaints that say "app": neither "people" nor "hate" need
//! stand in an answer. Takes the pieces of a query, gives those that an answer holds and the side its
//! writers are on. Knows English questions; pure.

use crate::model::Lang;
use crate::text::{fold, is_stopword};

use super::grammar::Expr;
use super::negation::sort_of;

/// How a question begins.
const BEGINNINGS: &str = "what what's whats which why who how where things reasons";
/// Those who are asked about.
const PEOPLE: &str = "people customers users guests patients passengers riders reviewers drivers clients \
                      members visitors students everyone everybody they";
/// What they do or are when they like something.
const LIKES: &str =
    "love loves like likes enjoy praise praises appreciate happy satisfied pleased delighted";
/// What they do or are when they do not.
const DISLIKES: &str = "hate hates dislike dislikes complain complains complaining complained criticise \
                        criticize unhappy angry upset frustrated annoyed disappointed dissatisfied";
/// What something does to them, before they are named.
const PLEASES: &str = "pleases delights";
/// The same of what they suffer from.
const HURTS: &str = "annoys bothers frustrates upsets angers hurts disappoints";
/// What makes a wish of "like".
const WISHES: &str = "would should could i'd they'd";
/// What stands between the verb and the subject.
const BETWEEN: &str = "about most best least more regarding concerning";

/// A question, read.
#[derive(Debug)]
pub(super) struct Frame {
    /// Whether what is asked for pleases (1) or hurts (-1).
    pub side: i8,
    /// What an answer holds: nothing where all is asked for.
    pub parts: Vec<Expr>,
}

/// Reads a query of words and fields as such a question; `None` for any other.
pub(super) fn framed(parts: &[Expr]) -> Option<Frame> {
    let words: Vec<Option<String>> = parts.iter().map(word).collect();
    let is = |at: usize, list: &str| {
        let word = words.get(at).and_then(Option::as_deref);
        word.is_some_and(|word| list.split_ascii_whitespace().any(|one| one == word))
    };
    if !is(0, BEGINNINGS) {
        return None;
    }
    let people = (1..parts.len()).find(|&at| is(at, PEOPLE))?;
    let sides = |liked: &str, disliked: &str, at: usize| match (is(at, liked), is(at, disliked)) {
        (true, _) => Some(1),
        (_, true) => Some(-1),
        _ => None,
    };
    // "What do people really hate", "what annoys people".
    let behind = (people + 1..parts.len().min(people + 4))
        .find_map(|at| Some((at, sides(LIKES, DISLIKES, at)?)));
    let before = (1..people).rev().find_map(|at| Some((at, sides(PLEASES, HURTS, at)?)));
    let (verb, side) = behind.or(before)?;
    let denies =
        |at: usize| words[at].as_deref().is_some_and(|word| sort_of(Lang::ENGLISH, word).is_some());
    let side = match (side, (0..verb).any(denies)) {
        // "Would like" asks for something that is not there.
        (1, _) if (0..verb).any(|at| is(at, WISHES)) => return None,
        (1, true) => -1,
        (_, true) => return None,
        (side, false) => side,
    };
    let last = verb.max(people);
    let subject = (last + 1..parts.len()).find(|&at| !is(at, BETWEEN)).unwrap_or(parts.len());
    let asks = |at: usize| {
        let is_function =
            || words[at].as_deref().is_some_and(|word| is_stopword(Lang::ENGLISH, word));
        let is_frame = at == verb || at == people || at == 0 || is(at, BETWEEN) || denies(at);
        at < subject && (at > last || is_frame || is_function())
    };
    let parts = (0..parts.len()).filter(|&at| !asks(at)).map(|at| parts[at].clone()).collect();
    Some(Frame { side, parts })
}

/// The word of a piece that is a word and nothing else, folded, without a question mark.
fn word(part: &Expr) -> Option<String> {
    match part {
        Expr::Word { text, .. } => {
            Some(fold(&text.trim_end_matches(['?', '.', '!', ',']).replace('’', "'")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::grammar::parse;
    use proptest::prelude::*;

    fn read(question: &str) -> Option<(i8, String)> {
        let parts = match parse(question).ok()? {
            Expr::And { parts, .. } => parts,
            other => vec![other],
        };
        let frame = framed(&parts)?;
        let words: Vec<String> = frame.parts.iter().filter_map(word).collect();
        Some((frame.side, words.join(" ")))
    }

    #[test]
    fn questions_are_told_from_their_subjects() {
        let of = |question| read(question);
        let told = |side, subject: &str| Some((side, subject.to_owned()));
        assert_eq!(of("what do people hate about the app"), told(-1, "the app"));
        assert_eq!(of("What do customers love most about delivery?"), told(1, "delivery"));
        assert_eq!(of("why are users so unhappy with support"), told(-1, "with support"));
        assert_eq!(of("what features do people like"), told(1, "features"));
        assert_eq!(of("what do people complain about most"), told(-1, ""));
        assert_eq!(of("what annoys passengers at the gate"), told(-1, "at the gate"));
        // What is denied is never dropped.
        assert_eq!(of("why don't people like the app"), told(-1, "the app"));
        assert_eq!(of("why don’t people like the app"), told(-1, "the app"));
        assert_eq!(of("why are customers not happy with support"), told(-1, "with support"));
        assert_eq!(of("why do people no longer hate the app"), None);
        assert_eq!(of("what would customers like to see"), None);
        assert_eq!(of("what do people complain about most about delivery"), told(-1, "delivery"));
        assert_eq!(of("people hate the app"), None);
        assert_eq!(of("what is the refund policy"), None);
        assert_eq!(of("what do people do"), None);
        assert_eq!(of("refund"), None);
    }

    proptest! {
        #[test]
        fn any_query_is_read(question in "((what|why|people|hate|love|about|app|x:y|\"a b\") ?){0,9}") {
            if let Ok(Expr::And { parts, .. }) = parse(&question)
                && let Some(frame) = framed(&parts)
            {
                prop_assert!(frame.parts.len() < parts.len() && frame.side.abs() == 1);
            }
        }
    }
}
