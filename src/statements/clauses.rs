//! Words as polarity hears them: which are denied, which are taken back by a "but".
//!
//! Takes the terms of one statement, gives a [`Reading`]: each word without the apostrophe of a
//! contraction, whether a pause stands before it, whether a negation reaches it and how far away
//! that is, how it is to be heard, and how much its clause weighs. A negation of blame ("never had
//! an issue") is praise, and neither its "never" nor its "issue" may speak for itself. One pass,
//! linear. It gives no feeling yet; polarity, stance and severity all read this.

use std::borrow::Cow;

use super::lexicon::{Hit, Lexicon, Role};
use crate::text::Term;

/// Words a negation reaches (Pang, Lee & Vaithyanathan 2002 mark up to the next punctuation; three
/// words measured better on short customer texts: RECIPE of the table, section 6).
const SCOPE: u8 = 3;

/// Words a negation of blame reaches when only light ones stand between: "never had a single one of
/// those crashes".
const FAR: u8 = 7;

/// From this weight of the list on a word is blame that a negation turns. Milder words ("load",
/// "explain") are not blame by themselves: "didn't explain" is no praise.
const BLAME: i8 = -2;

/// Weight of a clause that a "but" takes back: "great but slow" is mostly about slow.
const TAKEN_BACK: f64 = 0.6;

/// How a negation reaches a word.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Denial {
    /// 1 for the word right after the negation.
    pub distance: u8,
    /// The same without light words ("had", "any", "single") in between.
    pub near: u8,
    /// Whether it denies what is done ("can't", "never", "did not") and not what is there ("no").
    pub cannot: bool,
}

impl Denial {
    /// Whether it turns blame into praise: "no serious bugs", "never crashes", "never had an
    /// issue", but not "can't fix the bug".
    pub fn turns_blame(self) -> bool {
        if self.cannot { self.near == 1 } else { self.near < 3 }
    }
}

/// How a word is to be heard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Voice {
    /// By itself; as its opposite where a negation reaches it.
    Own,
    /// A negation that turns blame into praise: only as that.
    Turning,
    /// A word of a phrase that turns blame into praise ("no problem"): as its opposite.
    Turned,
    /// A word of a phrase of blame that begins with a negation ("not worth"): as its opposite.
    Opposite,
    /// Not at all: the "not" of "not only".
    Silent,
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
    /// How it is to be heard.
    pub voice: Voice,
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
        let mut address = Address::default();
        for term in terms {
            // A word may begin with a blank that carries a mark, and the text was trimmed.
            let start = term.start.saturating_sub(offset);
            let (mut pause, mut full_stop) = (false, false);
            let gap = text.get(last..start).unwrap_or_default();
            for c in gap.chars() {
                full_stop |= matches!(c, '.' | '!' | '?' | '\n' | '。' | '！' | '？' | '…');
                pause |= matches!(c, ',' | ';' | ':' | '(' | ')' | '，' | '、' | '；' | '"');
            }
            let address = address.holds(gap, term);
            // The overlapping pairs of unspaced scripts begin before the last one ended.
            last = last.max(term.end.saturating_sub(offset));
            if address {
                continue;
            }
            tokens.push(Token {
                term,
                plain: respelled(plain(&term.folded), lexicon),
                pause: pause || full_stop,
                full_stop,
                denied: None,
                voice: Voice::Own,
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
        let mut reach: Option<Reach> = None;
        let mut covered = 0; // words before this index belong to a hit already
        let mut clause = 0; // first word of the clause a "but" would take back
        let mut conceding = false; // inside the "although" of a sentence that begins with one
        let mut scale = 1.0;
        for at in 0..self.tokens.len() {
            if self.tokens[at].pause {
                reach = None;
                scale = 1.0;
                conceding = false;
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
            let behind = self.denies_behind(at);
            if matches!(role, Some(Role::Contrast)) && !behind {
                conceding = at == clause && CONCEDING.contains(&&*self.tokens[at].plain);
                for token in &mut self.tokens[clause..at] {
                    token.weight = TAKEN_BACK;
                }
                clause = at;
            }
            let denies = behind || matches!(role, Some(Role::Deny | Role::Cannot));
            if let Some(hit) = hit {
                covered = at + hit.words;
                if hit.words > 1 && denies {
                    self.turn_phrase(at, hit);
                }
            }
            let before = at.checked_sub(1).map_or("", |before| &*self.tokens[before].plain);
            let helped = HELPING.contains(&before);
            let (could, more) = (before == "could", before == "more");
            let token = &mut self.tokens[at];
            token.hit = hit.filter(|hit| hit.weight != 0);
            token.scale = scale;
            if conceding {
                token.weight = TAKEN_BACK;
            }
            let weight = token.hit.map_or(0, |hit| hit.weight);
            let (mut turned, mut negated_by) = (None, None);
            if let Some(mut negation) = reach.take() {
                negation.words += 1;
                if negation.compares
                    && negation.heavy == 0
                    && weight != 0
                    && (more || compares(&token.plain))
                {
                    // "Couldn't be better" is better than good, "never had worse" worse than bad.
                    turned = (weight > 0).then_some(negation.at);
                } else {
                    let blames = weight <= BLAME && negation.heavy == 0;
                    if negation.words <= SCOPE || blames {
                        let near = negation.heavy + 1;
                        let denial =
                            Denial { distance: negation.words, near, cannot: negation.cannot };
                        token.denied = Some(denial);
                        negated_by = Some(negation.at);
                        if weight <= BLAME && denial.turns_blame() {
                            turned = Some(negation.at);
                        }
                    }
                    let light = matches!(role, Some(Role::Light | Role::Scale(_)));
                    negation.heavy += u8::from(!light);
                    let far = if negation.heavy == 0 { FAR } else { SCOPE };
                    reach = (negation.words < far).then_some(negation);
                }
            }
            scale = match role {
                Some(Role::Scale(factor)) => factor,
                _ => 1.0,
            };
            // A negation inside a phrase ("no problem", "not only") is spent on the phrase; one
            // that is listed alone ("nothing", "failed") is not.
            let spent =
                !behind && at < covered && (at + 1 != covered || hit.is_none_or(|h| h.words > 1));
            let twice = token.denied.is_some_and(|denied| denied.distance <= SCOPE);
            if denies && !spent {
                // Two negations are none: "there is nothing I don't love".
                if twice && let Some(first) = negated_by {
                    self.tokens[first].voice = Voice::Turning;
                    self.tokens[first].hit = None;
                    self.tokens[at].voice = Voice::Silent;
                }
                let token = &self.tokens[at];
                reach = (!twice).then(|| Reach {
                    at,
                    cannot: helped || matches!(role, Some(Role::Cannot)),
                    compares: could || COMPARING.contains(&&*token.plain),
                    words: 0,
                    heavy: 0,
                });
            }
            if let Some(negation) = turned.map(|at| &mut self.tokens[at]) {
                negation.voice = Voice::Turning;
                negation.hit = negation.hit.filter(|hit| hit.weight > 0);
            }
            // "Bug-free", "error free": what is denied stands before.
            if self.tokens[at].plain == "free"
                && !self.tokens[at].pause
                && let Some(before) = at.checked_sub(1)
                && self.tokens[before].hit.is_some_and(|hit| hit.weight <= BLAME)
                && self.tokens[before].denied.is_none()
            {
                self.tokens[before].denied = Some(Denial { distance: 1, near: 1, cannot: false });
                self.tokens[at].voice = Voice::Turning;
            }
        }
    }

    /// Whether two words up to `at` deny what follows: "anything but slow", "no one friendly".
    fn denies_behind(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let pair = (&*self.tokens[before].plain, &*self.tokens[at].plain);
        matches!(
            pair,
            ("anything", "but")
                | ("far", "from")
                | ("free", "of" | "from")
                | ("no", "one" | "longer")
        ) && !self.tokens[at].pause
    }

    /// How the words of a phrase of the list are heard that begins with a negation.
    fn turn_phrase(&mut self, at: usize, hit: Hit) {
        let (first, rest) = match hit.weight {
            1.. => (Voice::Turning, Voice::Turned),
            0 => (Voice::Silent, Voice::Own),
            _ => (Voice::Own, Voice::Opposite),
        };
        self.tokens[at].voice = first;
        for token in &mut self.tokens[at + 1..at + hit.words] {
            token.voice = rest;
        }
    }
}

/// Web addresses and what stands behind an @: not the customer's words.
#[derive(Default)]
pub(super) struct Address(bool);

impl Address {
    /// Whether the next term is part of one; `gap` is what stands between it and the one before.
    pub fn holds(&mut self, gap: &str, term: &Term) -> bool {
        self.0 &= !gap.contains(char::is_whitespace);
        self.0 |= gap.ends_with('@') || matches!(&*term.folded, "http" | "https" | "www");
        self.0
    }
}

/// A negation on its way through the words after it.
struct Reach {
    /// Its own place.
    at: usize,
    cannot: bool,
    /// Whether a comparison after it is the superlative: "couldn't be better".
    compares: bool,
    /// Words passed.
    words: u8,
    /// Those of them that are not light.
    heavy: u8,
}

/// A "not" after one of these denies what is done.
const HELPING: [&str; 15] = [
    "do", "does", "did", "can", "could", "will", "would", "should", "have", "has", "had", "may",
    "might", "must", "shall",
];

/// Negations after which a comparison is the superlative; and "not" after "could".
const COMPARING: [&str; 2] = ["couldnt", "never"];

/// A sentence that begins with one of these says first what it will take back.
const CONCEDING: [&str; 8] =
    ["although", "though", "while", "despite", "obwohl", "aunque", "sebbene", "embora"];

/// Whether a word compares by itself: "better", "happier".
fn compares(word: &str) -> bool {
    word == "worse" || word.ends_with("er")
}

/// The folded word; "don't" and "dont" become one.
pub(super) fn plain(folded: &str) -> Cow<'_, str> {
    if folded.ends_with("n't") {
        Cow::Owned(folded.replace('\'', ""))
    } else {
        Cow::Borrowed(folded)
    }
}

/// The word of the list that is meant by letters drawn out ("baaad", "sooo") or by figures in
/// their place ("n0t", "gr8" is left alone); any other word as it is.
fn respelled<'a>(word: Cow<'a, str>, lexicon: Option<&Lexicon>) -> Cow<'a, str> {
    let bytes = word.as_bytes();
    let drawn = bytes.windows(3).any(|run| run[0] == run[1] && run[1] == run[2]);
    let figures = bytes.iter().any(u8::is_ascii_digit) && bytes.iter().any(u8::is_ascii_lowercase);
    let Some(lexicon) = lexicon.filter(|_| word.is_ascii() && (drawn || figures)) else {
        return word;
    };
    let letters = |most: usize| {
        let mut out = String::with_capacity(word.len());
        for c in word.chars() {
            let c = match c {
                '0' => 'o',
                '1' => 'i',
                '3' => 'e',
                '4' => 'a',
                '5' => 's',
                other => other,
            };
            let run = out.chars().rev().take_while(|&before| before == c).count();
            if !drawn || run < most {
                out.push(c);
            }
        }
        out
    };
    // "goood" is "good" before it is "god".
    let meant = [2, 1].into_iter().map(letters).find(|meant| lexicon.knows(meant));
    meant.map_or(word, Cow::Owned)
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
    fn drawn_out_letters_and_figures_are_the_word_of_the_list() {
        let lexicons = Lexicons::new();
        let text = "n0t good, sooo baaad, goood, gr8, b4, 500 zzz";
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        let reading = Reading::new(text, &terms, 0, lexicons.of(Lang::ENGLISH));
        let heard: Vec<&str> = reading.tokens.iter().map(|token| &*token.plain).collect();
        assert_eq!(heard, ["not", "good", "so", "bad", "good", "gr8", "b4", "500", "zzz"]);
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
