//! Phrases: what people say in one breath.
//!
//! A phrase is the set of the one to four words that bear it, whatever joins them: "waiting for my
//! refund" and "refund, still waiting" are the same, and are counted together. Where it stands
//! whole in a text it is a window, and windows are what a title shows, as most people write them.

use std::collections::BTreeSet;

use super::lexicon::{Class, never_first};
use super::terms::{NONE, Terms, Token};

/// Bearing words of the longest phrase.
pub(super) const LONGEST: usize = 4;

/// Words of the longest window, those that only join included.
const WINDOW: usize = 5;

/// A text holds a phrase when its words stand within this many words, in any order.
const REACH: usize = 7;

/// What a negation turns stands within this many words of it ("won't even let me open").
const TURNS: usize = 4;

/// How a text says a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Said {
    /// Not at all.
    No,
    /// As it stands.
    Plain,
    /// With a negation that turns it: "won't open" says "open" turned.
    Turned,
}

/// How some words say the plain stems of a phrase (no negation among them): within [`REACH`] of
/// one another in any order; turned when a negation governs one of them wherever they stand.
pub(super) fn how(tokens: &[Token], plain: &[u32]) -> Said {
    let mut said = Said::No;
    for at in 0..tokens.len() {
        if !plain.contains(&tokens[at].stem) {
            continue;
        }
        let near = &tokens[at..tokens.len().min(at + REACH)];
        let mut last = Some(0);
        for &stem in plain {
            let place = near.iter().position(|token| token.stem == stem);
            last = place.and_then(|place| last.map(|last: usize| last.max(place)));
        }
        let Some(last) = last else { continue };
        let from = at.saturating_sub(TURNS);
        let behind = at + last + 1..tokens.len().min(at + last + 3);
        if (from..=at + last).any(|not| turns(tokens, not, plain))
            || behind.into_iter().any(|not| tokens[not].last && turns(tokens, not, plain))
        {
            return Said::Turned;
        }
        said = Said::Plain;
    }
    said
}

/// Whether the token at `not` is a negation that governs a word of the phrase: the next word of it
/// in the same breath, with nothing between that could be meant instead; or, where the language
/// puts the negation last, the word before.
fn turns(tokens: &[Token], not: usize, plain: &[u32]) -> bool {
    let negation = tokens[not];
    if negation.class != Class::Negation {
        return false;
    }
    for token in tokens.iter().skip(not + 1).take(TURNS) {
        if !token.joined || token.class == Class::Noise {
            break;
        }
        if plain.contains(&token.stem) {
            return true;
        }
        if token.class >= Class::Opinion {
            break;
        }
    }
    negation.last
        && negation.joined
        && tokens[..not].iter().rev().take(2).any(|token| plain.contains(&token.stem))
}

/// Whether some words say a phrase: as it stands or turned, the way it is written.
pub(super) fn says(tokens: &[Token], phrase: &Phrase, negation: Option<u32>) -> bool {
    let wanted = stems(phrase);
    match negation.filter(|not| wanted.contains(not) && wanted.len() > 1) {
        // "I have no bag, call me" is not "no call": what is turned must be governed.
        Some(not) => {
            let mut plain = [NONE; LONGEST];
            let mut count = 0;
            for &stem in wanted.iter().filter(|&&stem| stem != not) {
                plain[count] = stem;
                count += 1;
            }
            how(tokens, &plain[..count]) == Said::Turned
        }
        None => how_plain(tokens, wanted),
    }
}

/// Whether some words say the stems within reach of one another, turned or not.
fn how_plain(tokens: &[Token], wanted: &[u32]) -> bool {
    (0..tokens.len()).any(|at| {
        wanted.contains(&tokens[at].stem) && {
            let near = &tokens[at..tokens.len().min(at + REACH)];
            wanted.iter().all(|&stem| near.iter().any(|token| token.stem == stem))
        }
    })
}

/// One to four stems, ascending, each once; unused places are [`NONE`].
pub(super) type Phrase = [u32; LONGEST];

/// A phrase as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Window {
    /// The phrase.
    pub phrase: Phrase,
    /// Its first token.
    pub start: u32,
    /// One past its last token.
    pub end: u32,
}

/// The phrase of some stems: one to four of them, none twice.
pub(super) fn key(stems: impl Iterator<Item = u32>) -> Option<Phrase> {
    let mut phrase = [NONE; LONGEST];
    let mut count = 0;
    for stem in stems {
        if count == LONGEST || phrase[..count].contains(&stem) {
            return None;
        }
        phrase[count] = stem;
        count += 1;
    }
    phrase.sort_unstable();
    (count > 0).then_some(phrase)
}

/// The stems of a phrase.
pub(super) fn stems(phrase: &Phrase) -> &[u32] {
    let count = phrase.iter().position(|&stem| stem == NONE).unwrap_or(LONGEST);
    &phrase[..count]
}

/// The stems of a phrase as a set.
pub(super) fn set(phrase: &Phrase) -> BTreeSet<u32> {
    stems(phrase).iter().copied().collect()
}

/// Whether two phrases share at least half of the shorter one's stems.
pub(super) fn alike(a: &Phrase, b: &Phrase) -> bool {
    let (a, b) = (stems(a), stems(b));
    let shared = a.iter().filter(|stem| b.contains(stem)).count();
    2 * shared >= a.len().min(b.len())
}

impl Terms<'_> {
    /// Whether a stem says something alone: it is no negation.
    pub(super) fn tells(&self, stem: u32) -> bool {
        self.negation != Some(stem)
    }

    /// The phrases that stand whole in one text and may name a theme, in order of their place.
    pub(super) fn windows_of(&self, doc: usize) -> Vec<Window> {
        let tokens = &self.tokens[doc];
        let mut found = Vec::with_capacity(tokens.len() * 2);
        for start in 0..tokens.len() {
            if !self.opens(doc, start) {
                continue;
            }
            for end in start + 1..=tokens.len().min(start + WINDOW) {
                let last = tokens[end - 1];
                if end - start > 1 && !last.joined || last.class == Class::Noise {
                    break;
                }
                let rare = self.postings[last.stem as usize].len() < 2;
                if rare && last.bears() {
                    break;
                }
                if (last.class != Class::Stop && last.class != Class::Negation || last.last)
                    && let Some(phrase) = self.names(&tokens[start..end])
                {
                    found.push(Window { phrase, start: start as u32, end: end as u32 });
                }
            }
        }
        found
    }

    fn opens(&self, doc: usize, at: usize) -> bool {
        let tokens = &self.tokens[doc];
        let word = &self.texts[doc][tokens[at].start as usize..tokens[at].end as usize];
        match tokens[at].class {
            Class::Weak | Class::Opinion | Class::Content if never_first(word) => false,
            Class::Noise | Class::Stop | Class::Particle => false,
            // "Can't my card" is the middle of a question; "not working" says it all.
            Class::Negation => {
                tokens.get(at + 1).is_some_and(|next| next.joined && next.class > Class::Particle)
            }
            _ => true,
        }
    }

    /// The phrase of neighbouring words, if they could name something.
    fn names(&self, words: &[Token]) -> Option<Phrase> {
        // The name of a place, a person or a brand alone names nothing.
        let says = |word: &Token| word.class == Class::Content && !self.proper[word.stem as usize];
        if !words.iter().any(says) {
            return None;
        }
        let bearing = words.iter().filter(|word| word.bears()).map(|word| word.stem);
        key(bearing).filter(|phrase| !self.products.contains(phrase))
    }

    /// Whether a text holds a phrase: its words within a short reach of one another.
    pub(super) fn holds(&self, doc: u32, phrase: &Phrase) -> bool {
        says(&self.tokens[doc as usize], phrase, self.negation)
    }

    /// The texts that hold a phrase, ascending.
    pub(super) fn holders(&self, phrase: &Phrase) -> Vec<u32> {
        let of = |stem: u32| &self.postings[stem as usize];
        let rarest = stems(phrase).iter().min_by_key(|&&stem| (of(stem).len(), stem));
        let Some(&rarest) = rarest else { return Vec::new() };
        if stems(phrase).len() == 1 {
            return of(rarest).clone();
        }
        of(rarest).iter().copied().filter(|&doc| self.holds(doc, phrase)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stance;
    use crate::text::Analyser;
    use crate::themes::fixture;

    #[test]
    fn keys_have_no_order() {
        assert_eq!(key([3, 1].into_iter()), key([1, 3].into_iter()));
        assert_eq!(key([1, 1].into_iter()), None);
        assert_eq!(key([].into_iter()), None);
        assert_eq!(key(0..5), None);
        assert!(alike(&[1, 2, 3, NONE], &[2, 3, NONE, NONE]));
        assert!(!alike(&[1, 2, NONE, NONE], &[3, NONE, NONE, NONE]));
    }

    #[test]
    fn negations_govern_what_follows_them_in_one_breath() {
        let said = |text: &str, lang: &str, words: &[&str]| {
            let lang = lang.parse().expect("a language");
            let mut stems: Vec<String> = Vec::new();
            let read = super::super::terms::read_one(&mut Analyser::new(), text, lang);
            let mut tokens: Vec<Token> = Vec::new();
            for (stem, token) in read {
                stems.push(stem);
                tokens.push(Token { stem: stems.len() as u32 - 1, ..token });
            }
            let place = |word: &&str| stems.iter().position(|stem| stem == word);
            let plain: Vec<u32> =
                words.iter().map(|word| place(word).expect("it is said") as u32).collect();
            how(&tokens, &plain)
        };
        assert_eq!(said("my app still won't even open", "en", &["app", "open"]), Said::Turned);
        assert_eq!(said("it fails to load videos", "en", &["load", "video"]), Said::Turned);
        assert_eq!(said("open the app, not the page", "en", &["app", "open"]), Said::Plain);
        assert_eq!(said("no bag but the call came", "en", &["call"]), Said::Plain);
        assert_eq!(said("can't find how to open it", "en", &["open"]), Said::Plain);
        assert_eq!(said("die Karte öffnet nicht", "de", &["offnet"]), Said::Turned);
        assert_eq!(said("ça ne marche pas", "fr", &["march"]), Said::Turned);
    }

    #[test]
    fn what_is_turned_must_follow() {
        let lines: Vec<_> =
            ["nobody: no call came", "I have no bag, call me", "no call and no bag"]
                .iter()
                .map(|text| ((*text).to_owned(), Stance::Complaint))
                .collect();
        let corpus = fixture::corpus(&lines);
        let rows: Vec<u32> = (0..3).collect();
        let terms = Terms::read(&corpus, &rows, &[Some(0); 3], "");
        let at = |word: &str| terms.stems.iter().position(|stem| stem == word).map(|at| at as u32);
        let call = at("call").expect("it is said");
        let phrase = key([call, terms.negation.expect("it is said")].into_iter());
        let phrase = phrase.expect("two words");
        let doc =
            |text: &str| terms.texts.iter().position(|one| *one == text).expect("it is there");
        assert!(terms.holds(doc("nobody: no call came") as u32, &phrase));
        assert!(!terms.holds(doc("I have no bag, call me") as u32, &phrase));
        assert_eq!(terms.holders(&phrase).len(), 2);
    }
}
