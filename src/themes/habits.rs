//! How people use each word: where it stands, how they write it, whether it is everywhere.
//!
//! Takes the texts of the sample with their words, gives for each stem what the texts themselves
//! tell: a name of somebody (its capitals), something people do or a thing (the words before it),
//! its spellings. What is everywhere and at home nowhere is what the company is about, and weak.

use std::collections::{BTreeMap, HashMap};

use super::lexicon::{Class, is_article, leads_thing, leads_verb};
use super::terms::{Terms, Token};

/// A word in more than this share of all texts, and at home in no single group, is what the
/// company is about (its name, its product): it never names a theme alone. Only where there are
/// enough texts to say so.
const EVERYWHERE: f64 = 0.3;

/// Texts from which [`EVERYWHERE`] speaks.
const ENOUGH_TEXTS: usize = 50;

/// A group with more than this share of a word's texts is its home.
const HOME: f64 = 0.5;

/// A word written with a capital inside sentences at least this often is a name of somebody or
/// some place.
const PROPER: f64 = 0.7;

/// A word that follows "to", "I" or "can't" at least this often is something people do.
const VERBAL: f64 = 0.2;

/// A word that ends what an article opens ("the old card") at least this often is a thing.
const NOMINAL: f64 = 0.2;

/// Words of such a thing.
const THING: usize = 3;

/// A spelling less than this share as common as the commonest of its stem is an odd one.
const ODD: f64 = 0.1;

impl Terms<'_> {
    /// Counts in how many texts each stem is and how it is written; what is everywhere turns weak.
    pub(super) fn weigh(&mut self, group: &[Option<u32>]) {
        let count = self.stems.len();
        let mut postings: Vec<Vec<u32>> = vec![Vec::new(); count];
        let mut capital = vec![0u32; count];
        let mut inside = vec![0u32; count];
        let mut done = vec![(0u32, 0u32); count];
        let mut things = vec![(0u32, 0u32); count];
        let mut cased: HashMap<String, (u32, u32)> = HashMap::new();
        let mut spellings: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); count];
        for (doc, tokens) in self.tokens.iter().enumerate() {
            // A text in capitals throughout, or without any, says nothing about a word's own.
            let german = self.langs[doc].code() == "de";
            let shouted = german || {
                let upper = self.texts[doc].chars().filter(|c| c.is_uppercase()).count();
                let letters = self.texts[doc].chars().filter(|c| c.is_alphabetic()).count();
                upper == 0 || upper * 3 > letters
            };
            for (at, token) in tokens.iter().enumerate() {
                let stem = token.stem as usize;
                if token.class == Class::Content {
                    let before = at.checked_sub(1).map(|at| tokens[at]);
                    let leads = |one: Token| match one.class {
                        Class::Content | Class::Opinion => false,
                        Class::Negation => !one.last,
                        _ => leads_verb(&self.texts[doc][one.start as usize..one.end as usize]),
                    };
                    done[stem].0 += u32::from(token.joined && before.is_some_and(leads));
                    done[stem].1 += 1;
                    let word = &self.texts[doc][token.start as usize..token.end as usize];
                    *spellings[stem].entry(word.to_lowercase()).or_default() += 1;
                }
                if token.class >= Class::Weak {
                    things[stem].0 += u32::from(self.heads_a_thing(doc, at));
                    things[stem].1 += 1;
                }
                if postings[stem].last() != Some(&(doc as u32)) {
                    postings[stem].push(doc as u32);
                }
                if !token.opens && !shouted {
                    inside[stem] += 1;
                    let word = &self.texts[doc][token.start as usize..token.end as usize];
                    let mut letters = word.chars();
                    let first = letters.next().is_some_and(char::is_uppercase);
                    // "PDF" in capitals throughout is a word, not a name.
                    let rest = letters.next().is_some_and(|c| !c.is_uppercase());
                    capital[stem] += u32::from(first && rest);
                    let counts = cased.entry(word.to_lowercase()).or_default();
                    counts.0 += u32::from(first);
                    counts.1 += 1;
                }
            }
        }
        let texts = self.texts.len();
        let everywhere: Vec<bool> = postings
            .iter()
            .map(|held| {
                texts >= ENOUGH_TEXTS
                    && held.len() as f64 > EVERYWHERE * texts as f64
                    && !has_home(held, group)
            })
            .collect();
        self.cased = cased
            .into_iter()
            .filter(|(_, (capital, all))| 2 * capital >= *all)
            .map(|(word, _)| word)
            .collect();
        self.proper = (0..count)
            .map(|at| inside[at] >= 3 && f64::from(capital[at]) >= PROPER * f64::from(inside[at]))
            .collect();
        self.verbal =
            done.iter().map(|&(led, all)| f64::from(led) > VERBAL * f64::from(all)).collect();
        self.nominal = things
            .iter()
            .map(|&(heads, all)| f64::from(heads) > NOMINAL * f64::from(all))
            .collect();
        for token in self.tokens.iter_mut().flatten() {
            if token.class == Class::Content && everywhere[token.stem as usize] {
                token.class = Class::Weak;
            }
        }
        self.postings = postings;
        self.spellings = spellings;
    }

    /// Whether a word is written as few write it: "flighted" where all others write "flight".
    pub(super) fn oddly_spelled(&self, doc: u32, token: Token) -> bool {
        let known = &self.spellings[token.stem as usize];
        let most = known.values().max().copied().unwrap_or(0);
        let word =
            self.texts[doc as usize][token.start as usize..token.end as usize].to_lowercase();
        f64::from(known.get(&word).copied().unwrap_or(most)) < ODD * f64::from(most)
    }

    /// Whether the word at `at` ends what an article or the like opens: "the card", "my old card",
    /// but not "the card reader".
    pub(super) fn heads_a_thing(&self, doc: usize, at: usize) -> bool {
        let tokens = &self.tokens[doc];
        let word = |token: Token| &self.texts[doc][token.start as usize..token.end as usize];
        // "The card reader" goes on; in "the app ignores the setting" something is done.
        let goes_on = tokens.get(at + 1).is_some_and(|&next| {
            next.joined && (next.class >= Class::Content || is_article(word(next)))
        });
        let mut place = at;
        while !goes_on && place > 0 && place + THING > at && tokens[place].joined {
            let before = tokens[place - 1];
            if leads_thing(word(before)) {
                return true;
            }
            if before.class < Class::Weak {
                break;
            }
            place -= 1;
        }
        false
    }
}

/// Whether one group holds most of some texts.
fn has_home(held: &[u32], group: &[Option<u32>]) -> bool {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for group in held.iter().filter_map(|&doc| group[doc as usize]) {
        *counts.entry(group).or_default() += 1;
    }
    counts.values().any(|&at| f64::from(at) > HOME * held.len() as f64)
}
