//! How people write a phrase: the words a title shows.
//!
//! Takes a phrase and the texts it is sought in, gives it in the order and spelling most of them
//! use, as it stands in one of them: a title is always somebody's own words.

use std::collections::BTreeMap;

use super::lexicon::{Class, leads_negation, opens_french_negation};
use super::phrases::{Phrase, Window, stems};
use super::terms::Terms;

/// A lone word said as a thing ("the delay") this often is written the way it is said then.
const ENOUGH_THINGS: u32 = 3;

/// Only where less than this share of its commonest spelling is said so.
const HARDLY: f64 = 0.15;

impl Terms<'_> {
    /// How people write a phrase: the order of words most of the given texts use, in the commonest
    /// spelling of that order, with the capitals most of them give it inside a sentence. Ties by
    /// spelling. Empty where no text has the phrase in one piece.
    pub(super) fn surface(&self, phrase: &Phrase, docs: &[u32]) -> String {
        let mut orders: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        let mut ways: BTreeMap<Vec<u32>, Ways> = BTreeMap::new();
        let odd = |doc: u32, window: &Window| {
            let tokens = &self.tokens[doc as usize][window.start as usize..window.end as usize];
            tokens.iter().any(|token| token.bears() && self.oddly_spelled(doc, *token))
        };
        // Odd spellings only where there is nothing else.
        let regular = docs.iter().any(|&doc| {
            let windows = &self.windows[doc as usize];
            windows.iter().any(|window| window.phrase == *phrase && !odd(doc, window))
        });
        let as_thing = stems(phrase).len() == 1 && self.better_as_thing(phrase, docs);
        let thing =
            |doc: u32, window: &Window| self.heads_a_thing(doc as usize, window.start as usize);
        for &doc in docs {
            let tokens = &self.tokens[doc as usize];
            let said = self.windows[doc as usize].iter().filter(|one| one.phrase == *phrase);
            let said = said.filter(|window| !regular || !odd(doc, window));
            for window in said.filter(|window| !as_thing || thing(doc, window)) {
                let (start, end) = (window.start as usize, window.end as usize);
                let bearing = tokens[start..end].iter().filter(|token| token.bears());
                let order: Vec<u32> = bearing.map(|token| token.stem).collect();
                let first = self.with_auxiliary(doc, start);
                *orders.entry(order.clone()).or_default() += 1;
                let written = self.written(doc, first, end);
                ways.entry(order).or_default().add(written, tokens[first].opens);
            }
        }
        most(&orders).map_or(String::new(), |order| ways[&order].best())
    }

    /// Whether a lone word is better written as the thing it is: "delay", where most say "delayed".
    fn better_as_thing(&self, phrase: &Phrase, docs: &[u32]) -> bool {
        // For each spelling how often it is said, and how often as a thing.
        let mut said: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        for &doc in docs {
            let windows = self.windows[doc as usize].iter();
            for window in windows.filter(|window| window.phrase == *phrase) {
                let (start, end) = (window.start as usize, window.end as usize);
                let counts = said.entry(self.written(doc, start, end).to_lowercase()).or_default();
                counts.0 += 1;
                counts.1 += u32::from(self.heads_a_thing(doc as usize, start));
            }
        }
        let things: u32 = said.values().map(|counts| counts.1).sum();
        let usual = said.values().max_by_key(|counts| counts.0);
        things >= ENOUGH_THINGS
            && usual.is_some_and(|&(all, things)| f64::from(things) < HARDLY * f64::from(all))
    }

    /// Some words of a text as they stand there, with single blanks; of words that begin with a
    /// capital, names keep it.
    fn written(&self, doc: u32, first: usize, end: usize) -> String {
        let (text, tokens) = (self.texts[doc as usize], &self.tokens[doc as usize]);
        let mut written = String::new();
        let mut from = tokens[first].start as usize;
        for token in &tokens[first..end] {
            // Words of a script without blanks overlap: what is written already is not written
            // again.
            let (start, end) = (from.max(token.start as usize), from.max(token.end as usize));
            written.push_str(&text[from..start]);
            let word = &text[start..end];
            let name = self.cased.contains(&word.to_lowercase())
                || self.langs[doc as usize].code() == "de";
            if name || word.chars().skip(1).any(char::is_uppercase) {
                written.push_str(word);
            } else {
                written.push_str(&word.to_lowercase());
            }
            from = end;
        }
        written.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where a phrase begins when the word that belongs to its negation is taken in: "did not
    /// arrive" is what people say, not "not arrive"; "ne marche pas", not "marche pas".
    fn with_auxiliary(&self, doc: u32, start: usize) -> usize {
        let tokens = &self.tokens[doc as usize];
        let text = self.texts[doc as usize];
        let word = |at: usize| &text[tokens[at].start as usize..tokens[at].end as usize];
        if start == 0 || !tokens[start].joined {
            return start;
        }
        let not = tokens[start].class == Class::Negation && word(start).eq_ignore_ascii_case("not");
        if not && leads_negation(word(start - 1)) || opens_french_negation(word(start - 1)) {
            return start - 1;
        }
        start
    }
}

/// The spellings of one order of words.
#[derive(Default)]
struct Ways {
    lower: BTreeMap<String, u32>,
    cased: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Ways {
    fn add(&mut self, written: String, opens: bool) {
        let small = written.to_lowercase();
        if !opens {
            *self.cased.entry(small.clone()).or_default().entry(written).or_default() += 1;
        }
        *self.lower.entry(small).or_default() += 1;
    }

    fn best(&self) -> String {
        let Some(small) = most(&self.lower) else { return String::new() };
        match self.cased.get(&small) {
            // Capitals stay where most people put them: PIN, iPhone.
            Some(ways) => {
                let all: u32 = ways.values().sum();
                let best = most(ways).unwrap_or_default();
                let common = ways.get(&best).is_some_and(|&count| count * 2 > all);
                if common && deliberate(&best) && !shouted(&best) { best } else { small }
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

/// Whether several words are all in capitals: loud, not a name.
fn shouted(written: &str) -> bool {
    written.contains(' ') && !written.chars().any(char::is_lowercase)
}

/// The commonest key, the first of equals.
fn most<K: Ord + Clone>(counts: &BTreeMap<K, u32>) -> Option<K> {
    // Ascending keys and a strict comparison: the first of equals.
    let mut best: Option<(&K, u32)> = None;
    for (key, &count) in counts {
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((key, count));
        }
    }
    best.map(|(key, _)| key.clone())
}
