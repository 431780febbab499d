//! Questions about what people like, dislike, want and leave: the words that only ask, and the side that is
//! asked for.
//!
//! "What do people hate about the app" asks for complaints that say "app": neither "people" nor "hate" need
//! stand in an answer. "What do people want from the app" asks for requests, "why do people leave" for what
//! troubles those who do. Takes the pieces of a query, gives those that an answer holds and the side its
//! writers are on. Knows English questions; pure.

use crate::model::{Lang, Stance};
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
/// What makes a wish of "like" and "love".
const WISHES: &str = "would should could i'd they'd";
/// What they do when they ask for something.
const WANTS: &str = "want wants wanted need needs wish wishes request requests requested ask asks expect expects \
                     suggest suggests";
/// What may be wanted of anything: no word of an answer.
const WANTED: &str = "feature features thing things improvement improvements change changes idea ideas \
                      suggestion suggestions";
/// What stands between wanting and what is wanted.
const TO_SEE: &str = "to see have get be changed improved added fixed";
/// What they do when they have had enough. It stands in an answer.
const LEAVES: &str = "leave leaves leaving left quit quits quitting stop stops stopped cancel cancels cancelling \
                      canceling cancelled canceled churn churning switch switches switching switched abandon \
                      abandoned uninstall uninstalled unsubscribe unsubscribed return returns returned";
/// What stands between the verb and the subject.
const BETWEEN: &str = "about most best least more regarding concerning from for";

/// A question, read.
#[derive(Debug)]
pub(super) struct Frame {
    /// Whether what is asked for pleases (1) or hurts (-1); who wants something is troubled.
    pub side: i8,
    /// What an answer is, where it is a request or where that is all that is asked for.
    pub stance: Option<Stance>,
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
    let near = || people + 1..parts.len().min(people + 4);
    let behind = near().find_map(|at| Some((at, sides(LIKES, DISLIKES, at)?)));
    let before = (1..people).rev().find_map(|at| Some((at, sides(PLEASES, HURTS, at)?)));
    let denies =
        |at: usize| words[at].as_deref().is_some_and(|word| sort_of(Lang::ENGLISH, word).is_some());
    let wishes = |verb: usize| (0..verb).any(|at| is(at, WISHES));
    let wanting = near().find(|&at| is(at, WANTS)).filter(|&at| !(0..at).any(denies));
    // "Would like" asks for something that is not there.
    let liking = behind.filter(|&(verb, side)| side > 0 && wishes(verb)).map(|(verb, _)| verb);
    let (verb, side, wants) = match (wanting.or(liking), behind.or(before)) {
        (Some(verb), _) => (verb, -1, true),
        (None, Some((verb, side))) => (verb, side, false),
        (None, None) => return left(parts, people, is, denies),
    };
    let side = match (side, (0..verb).any(denies)) {
        (1, true) => -1,
        (_, true) => return None,
        (side, false) => side,
    };
    let last = verb.max(people);
    let between = |at: usize| is(at, BETWEEN) || wants && is(at, TO_SEE);
    let subject = (last + 1..parts.len()).find(|&at| !between(at)).unwrap_or(parts.len());
    let asks = |at: usize| {
        let is_function =
            || words[at].as_deref().is_some_and(|word| is_stopword(Lang::ENGLISH, word));
        let is_frame = at == verb || at == people || at == 0 || is(at, BETWEEN) || denies(at);
        let is_frame = is_frame || wants && is(at, WANTED);
        at < subject && (at > last || is_frame || is_function())
    };
    let parts: Vec<Expr> =
        (0..parts.len()).filter(|&at| !asks(at)).map(|at| parts[at].clone()).collect();
    let stance = match (wants, parts.is_empty(), side) {
        (true, ..) => Some(Stance::Request),
        (_, false, _) => None,
        (_, true, 1) => Some(Stance::Praise),
        (_, true, _) => Some(Stance::Complaint),
    };
    Some(Frame { side, stance, parts })
}

/// "Why do people leave", "why don't people come back": an answer is by somebody who is troubled, and holds
/// what they do, and that they do not.
fn left(
    parts: &[Expr],
    people: usize,
    is: impl Fn(usize, &str) -> bool,
    denies: impl Fn(usize) -> bool,
) -> Option<Frame> {
    let asks_why = is(0, "why") || is(0, "reasons");
    let leaves = (people + 1..parts.len().min(people + 3)).any(|at| is(at, LEAVES));
    let denied = (1..parts.len().min(people + 3)).any(&denies);
    if !asks_why || !(leaves || denied) {
        return None;
    }
    let kept = (1..parts.len()).filter(|&at| at > people || denies(at));
    let parts: Vec<Expr> = kept.map(|at| parts[at].clone()).collect();
    (!parts.is_empty()).then_some(Frame { side: -1, stance: None, parts })
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
        // Who wants something is troubled, whatever it is wanted of.
        assert_eq!(of("what would customers like to see"), told(-1, ""));
        assert_eq!(of("what do users want to see in the app"), told(-1, "in the app"));
        assert_eq!(of("what do people want from the app"), told(-1, "the app"));
        assert_eq!(of("what features do people want"), told(-1, ""));
        assert_eq!(of("what do guests request most"), told(-1, ""));
        assert_eq!(of("what do people not want"), None);
        // So is who leaves, and what is done or not done is asked for.
        assert_eq!(of("why do people cancel"), told(-1, "cancel"));
        assert_eq!(
            of("why do people stop coming to the shop"),
            told(-1, "stop coming to the shop")
        );
        assert_eq!(of("why don't people come back"), told(-1, "don't come back"));
        assert_eq!(of("why do people come"), None);
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
