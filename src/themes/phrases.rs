//! Phrases: what people say in one breath.
//!
//! A phrase is the set of the one to four words that bear it, whatever joins them: "waiting for my
//! refund" and "refund, still waiting" are the same, and are counted together. Where it stands
//! whole in a text it is a window, and windows are what a title shows, as most people write them.

use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::{Class, leads_negation};
use super::terms::{NONE, Terms, Token};

/// Bearing words of the longest phrase.
pub(super) const LONGEST: usize = 4;

/// Words of the longest window, those that only join included.
const WINDOW: usize = 6;

/// A text holds a phrase when its words stand within this many words, in any order.
const REACH: usize = 7;

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
            if !self.opens(tokens, start) {
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
                if !matches!(last.class, Class::Stop | Class::Negation)
                    && let Some(phrase) = self.names(&tokens[start..end])
                {
                    found.push(Window { phrase, start: start as u32, end: end as u32 });
                }
            }
        }
        found
    }

    fn opens(&self, tokens: &[Token], at: usize) -> bool {
        match tokens[at].class {
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
        if words.iter().all(|word| word.class != Class::Content) {
            return None;
        }
        let bearing = words.iter().filter(|word| word.bears()).map(|word| word.stem);
        key(bearing).filter(|phrase| !self.products.contains(phrase))
    }

    /// Whether a text holds a phrase: its words within a short reach of one another.
    pub(super) fn holds(&self, doc: u32, phrase: &Phrase) -> bool {
        let wanted = stems(phrase);
        // "I have no bag, call me" is not "no call": what is turned must follow.
        if wanted.len() > 1 && self.negation.is_some_and(|not| wanted.contains(&not)) {
            return self.windows[doc as usize].iter().any(|window| window.phrase == *phrase);
        }
        let tokens = &self.tokens[doc as usize];
        (0..tokens.len()).any(|at| {
            wanted.contains(&tokens[at].stem) && {
                let near = &tokens[at..tokens.len().min(at + REACH)];
                wanted.iter().all(|&stem| near.iter().any(|token| token.stem == stem))
            }
        })
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

    /// How people write a phrase: the commonest spelling among the given texts, with the capitals
    /// most of them give it inside a sentence. Ties by spelling.
    pub(super) fn surface(&self, phrase: &Phrase, docs: &[u32]) -> String {
        let mut lower: BTreeMap<String, u32> = BTreeMap::new();
        let mut cased: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
        for &doc in docs {
            let tokens = &self.tokens[doc as usize];
            let text = self.texts[doc as usize];
            for window in self.windows[doc as usize].iter().filter(|one| one.phrase == *phrase) {
                let mut first = window.start as usize;
                // "Did not arrive" is what people say, not "not arrive".
                let before = |at: usize| {
                    let token = tokens[at];
                    leads_negation(&text[token.start as usize..token.end as usize])
                };
                let opening = tokens[first];
                let not = tokens[first].class == Class::Negation
                    && text[opening.start as usize..opening.end as usize]
                        .eq_ignore_ascii_case("not");
                if not && first > 0 && opening.joined && before(first - 1) {
                    first -= 1;
                }
                let span =
                    tokens[first].start as usize..tokens[window.end as usize - 1].end as usize;
                let written = text[span].split_whitespace().collect::<Vec<_>>().join(" ");
                let small = written.to_lowercase();
                if !tokens[first].opens {
                    *cased.entry(small.clone()).or_default().entry(written).or_default() += 1;
                }
                *lower.entry(small).or_default() += 1;
            }
        }
        let Some(small) = most(&lower) else { return String::new() };
        match cased.get(&small) {
            // Capitals stay where most people put them: PIN, iPhone.
            Some(ways) => {
                let all: u32 = ways.values().sum();
                let best = most(ways).unwrap_or_default();
                let common = ways.get(&best).is_some_and(|&count| count * 2 > all);
                if common && deliberate(&best) { best } else { small }
            }
            None => small,
        }
    }
}

/// Whether capitals look meant: "PIN", "Google Pay", "iPhone", but not "chIld".
fn deliberate(written: &str) -> bool {
    written.split([' ', '-']).all(|word| {
        let late = word.chars().skip(2).any(char::is_uppercase);
        let early = word.chars().take(2).any(char::is_uppercase);
        !late || early
    })
}

fn most(counts: &BTreeMap<String, u32>) -> Option<String> {
    // Ascending keys and a strict comparison: the first of equals.
    let mut best: Option<(&String, u32)> = None;
    for (key, &count) in counts {
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((key, count));
        }
    }
    best.map(|(key, _)| key.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stance;
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
    fn what_is_turned_must_follow() {
        let lines: Vec<_> =
            ["nobody: no call came", "I have no bag, call me", "no call and no bag"]
                .iter()
                .map(|text| ((*text).to_owned(), Stance::Complaint))
                .collect();
        let corpus = fixture::corpus(&lines);
        let rows: Vec<u32> = (0..3).collect();
        let terms = Terms::read(&corpus, &rows, &[Some(0); 3]);
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
