//! Words as polarity hears them: which are denied, which are taken back by a "but".
//!
//! Takes the terms of one statement, gives a [`Reading`]: each word without the apostrophe of a
//! contraction, whether a pause stands before it, whether a negation reaches it and how far away
//! that is, and how much its clause weighs. One pass, linear. It gives no feeling yet; polarity,
//! stance and severity all read this.

use std::borrow::Cow;

use super::lexicon::{Hit, Lexicon, Role};
use crate::text::Term;

/// Words a negation reaches (Pang, Lee & Vaithyanathan 2002 mark up to the next punctuation; three
/// words measured better on short customer texts: RECIPE of the table, section 6).
const SCOPE: u8 = 3;

/// Weight of a clause that a "but" takes back: "great but slow" is mostly about slow.
const TAKEN_BACK: f64 = 0.6;

/// How a negation reaches a word.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Denial {
    /// 1 for the word right after the negation.
    pub distance: u8,
    /// Whether it is an inability ("can't") and not a plain "not".
    pub cannot: bool,
}

/// One word of a statement.
pub(super) struct Token<'a> {
    /// Where it stands and its stem.
    pub term: &'a Term,
    /// The folded word; contractions of "not" without their apostrophe.
    pub plain: Cow<'a, str>,
    /// Whether punctuation stands between the word before and this one.
    pub pause: bool,
    /// Whether that punctuation ends a sentence.
    pub full_stop: bool,
    /// The negation that reaches it.
    pub denied: Option<Denial>,
    /// What its clause weighs: 1, or less when a "but" takes it back.
    pub weight: f64,
    /// Feeling that begins here, with the words it covers.
    pub hit: Option<Hit>,
    /// How much the word before strengthens it.
    pub scale: f64,
}

/// One statement read word by word.
pub(super) struct Reading<'a> {
    /// Its bytes.
    pub text: &'a str,
    /// Its words in order, without handles ("@shop") and web addresses.
    pub tokens: Vec<Token<'a>>,
}

impl<'a> Reading<'a> {
    /// Reads `text`, whose terms are `terms`; `offset` is what their positions exceed the text's
    /// by. Without a lexicon nothing is denied and nothing is felt.
    pub fn new(
        text: &'a str,
        terms: &'a [Term],
        offset: usize,
        lexicon: Option<&Lexicon>,
    ) -> Reading<'a> {
        let mut tokens = Vec::with_capacity(terms.len());
        let mut last = 0;
        let mut address = false; // inside a web address or behind an @: not the customer's words
        for term in terms {
            // A word may begin with a blank that carries a mark, and the text was trimmed.
            let start = term.start.saturating_sub(offset);
            let (mut pause, mut full_stop) = (false, false);
            let gap = text.get(last..start).unwrap_or_default();
            for c in gap.chars() {
                full_stop |= matches!(c, '.' | '!' | '?' | '\n' | '。' | '！' | '？' | '…');
                pause |= matches!(c, ',' | ';' | ':' | '(' | ')' | '，' | '、' | '；' | '"');
                address &= !c.is_whitespace();
            }
            address |= gap.ends_with('@') || matches!(&*term.folded, "http" | "https" | "www");
            // The overlapping pairs of unspaced scripts begin before the last one ended.
            last = last.max(term.end.saturating_sub(offset));
            if address {
                continue;
            }
            tokens.push(Token {
                term,
                plain: plain(&term.folded),
                pause: pause || full_stop,
                full_stop,
                denied: None,
                weight: 1.0,
                hit: None,
                scale: 1.0,
            });
        }
        let mut reading = Reading { text, tokens };
        if let Some(lexicon) = lexicon {
            reading.hear(lexicon);
        }
        reading
    }

    fn hear(&mut self, lexicon: &Lexicon) {
        let mut scope = 0u8;
        let mut cannot = false;
        let mut covered = 0; // words before this index belong to a hit already
        let mut clause = 0; // first word of the clause a "but" would take back
        let mut scale = 1.0;
        for at in 0..self.tokens.len() {
            if self.tokens[at].pause {
                scope = 0;
                scale = 1.0;
            }
            if self.tokens[at].full_stop {
                clause = at;
            }
            let hit = if at < covered {
                None
            } else {
                let tokens = &self.tokens;
                lexicon.hit(&tokens[at].term.stem, |ahead| {
                    let token = tokens.get(at + ahead)?;
                    (ahead == 0 || !token.pause).then_some(&*token.plain)
                })
            };
            let role = lexicon.role(&self.tokens[at].plain);
            if matches!(role, Some(Role::Contrast)) {
                for token in &mut self.tokens[clause..at] {
                    token.weight = TAKEN_BACK;
                }
                clause = at;
            }
            if let Some(hit) = hit {
                covered = at + hit.words;
            }
            let token = &mut self.tokens[at];
            token.hit = hit.filter(|hit| hit.weight != 0);
            token.scale = scale;
            if scope > 0 {
                token.denied = Some(Denial { distance: SCOPE + 1 - scope, cannot });
                scope -= 1;
            }
            scale = match role {
                Some(Role::Scale(factor)) => factor,
                _ => 1.0,
            };
            // A negation inside a phrase ("no problem", "not only") is spent on the phrase, except
            // where the phrase is a complaint ("not working well").
            let spent = at < covered && (at + 1 != covered || hit.is_none_or(|h| h.words > 1));
            let twice = token.denied.is_some();
            match role {
                // Two negations are none: "there is nothing I don't love".
                Some(Role::Deny | Role::Cannot) if twice && !spent => scope = 0,
                Some(Role::Deny) if !spent => (scope, cannot) = (SCOPE, false),
                Some(Role::Cannot) if !spent => (scope, cannot) = (SCOPE, true),
                _ => {}
            }
        }
    }
}

/// The folded word; "don't" and "dont" become one.
pub(super) fn plain(folded: &str) -> Cow<'_, str> {
    if folded.ends_with("n't") {
        Cow::Owned(folded.replace('\'', ""))
    } else {
        Cow::Borrowed(folded)
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicons;
    use super::*;
    use crate::model::Lang;
    use crate::text::Analyser;

    fn denied(text: &str) -> Vec<String> {
        let lexicons = Lexicons::new();
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        let reading = Reading::new(text, &terms, 0, lexicons.of(Lang::ENGLISH));
        let denied = reading.tokens.iter().filter(|token| token.denied.is_some());
        denied.map(|token| token.plain.to_string()).collect()
    }

    #[test]
    fn a_negation_reaches_three_words_or_a_pause() {
        assert_eq!(denied("It is not a very nice day out"), ["a", "very", "nice"]);
        assert_eq!(denied("It isn't, good job"), Vec::<String>::new());
        assert_eq!(denied("no problem whatsoever here"), Vec::<String>::new());
        assert_eq!(denied("not only fast"), Vec::<String>::new());
    }

    #[test]
    fn handles_and_addresses_are_not_heard() {
        let text = "@shop see https://a.example/b?c the @end";
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        let reading = Reading::new(text, &terms, 0, None);
        let heard: Vec<&str> = reading.tokens.iter().map(|token| &*token.plain).collect();
        assert_eq!(heard, ["see", "the"]);
    }

    #[test]
    fn a_but_takes_back_what_came_before() {
        let lexicons = Lexicons::new();
        let text = "Old. Great screen but slow";
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        let reading = Reading::new(text, &terms, 0, lexicons.of(Lang::ENGLISH));
        let weights: Vec<f64> = reading.tokens.iter().map(|token| token.weight).collect();
        assert_eq!(weights, [1.0, 0.6, 0.6, 1.0, 1.0]);
    }
}
