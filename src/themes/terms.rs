//! The words of the sample, read once: what names are made of.
//!
//! Takes rows of the corpus, gives each text as numbered stems with what each can do for a name,
//! and the phrases of one to four words in it. Texts are kept by reference; a phrase is four numbers
//! until it is chosen.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::model::{Corpus, Lang};
use crate::text::Analyser;

use super::lexicon::{Class, class, phrasal};

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

/// Words of the longest phrase.
pub(super) const LONGEST: usize = 4;

/// One to four stems; unused places are [`NONE`].
pub(super) type Phrase = [u32; LONGEST];

/// No word.
pub(super) const NONE: u32 = u32::MAX;

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Number of the stem.
    pub stem: u32,
    /// Bytes in the statement's text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it can do for a name.
    pub class: Class,
    /// Whether only blanks or a hyphen part it from the word before.
    pub joined: bool,
    /// Whether it opens the text or a sentence (its capital says nothing).
    pub opens: bool,
}

/// A text, its language, and its stems with their tokens, not yet numbered.
type Read<'a> = (&'a str, Lang, Vec<(String, Token)>);

/// The sample's texts as names see them.
pub(super) struct Terms<'a> {
    /// The texts.
    pub texts: Vec<&'a str>,
    /// Their languages.
    pub langs: Vec<Lang>,
    /// Their words.
    pub tokens: Vec<Vec<Token>>,
    /// Whether each asks for change.
    pub wanting: Vec<bool>,
    /// The stems by number.
    pub stems: Vec<String>,
    /// Whether each stem is a proper noun or an abbreviation.
    pub proper: Vec<bool>,
    phrasal: Vec<bool>,
    /// Texts each stem occurs in.
    spread: Vec<u32>,
    /// Phrases that are a product's name.
    products: BTreeSet<Phrase>,
}

impl<'a> Terms<'a> {
    /// Reads the statements of the given rows; `group` is the group of each, if it is in one.
    pub(super) fn read(corpus: &'a Corpus, rows: &[u32], group: &[Option<u32>]) -> Terms<'a> {
        let statements = corpus.statements();
        let read: Vec<Read<'a>> = rows
            .par_chunks(256)
            .map_init(Analyser::new, |analyser, rows| {
                let one = |&row: &u32| {
                    let statement = &statements[row as usize];
                    let text = corpus.text_of(statement);
                    let lang = corpus.feedback_of(statement).lang;
                    (text, lang, read_one(analyser, text, lang))
                };
                rows.iter().map(one).collect::<Vec<_>>()
            })
            .flatten_iter()
            .collect();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut terms = Terms {
            texts: Vec::with_capacity(rows.len()),
            langs: Vec::with_capacity(rows.len()),
            tokens: Vec::with_capacity(rows.len()),
            wanting: rows
                .iter()
                .map(|&row| statements[row as usize].stance.wants_change())
                .collect(),
            stems: Vec::new(),
            proper: Vec::new(),
            phrasal: Vec::new(),
            spread: Vec::new(),
            products: BTreeSet::new(),
        };
        for (text, lang, words) in read {
            let numbered = words.into_iter().map(|(stem, token)| {
                let next = numbers.len() as u32;
                let number = *numbers.entry(stem).or_insert(next);
                Token { stem: number, ..token }
            });
            terms.texts.push(text);
            terms.langs.push(lang);
            terms.tokens.push(numbered.collect());
        }
        terms.stems = vec![String::new(); numbers.len()];
        for (stem, number) in &numbers {
            terms.stems[*number as usize].clone_from(stem);
        }
        terms.phrasal = terms.stems.iter().map(|stem| phrasal(stem)).collect();
        terms.weigh(group);
        terms.learn_products(corpus, &numbers);
        terms
    }

    /// Counts in how many texts each stem is and how it is written; what is everywhere turns weak.
    fn weigh(&mut self, group: &[Option<u32>]) {
        let count = self.stems.len();
        let mut spread = vec![0u32; count];
        let mut capital = vec![0u32; count];
        let mut inside = vec![0u32; count];
        let mut last = vec![NONE; count];
        for (doc, tokens) in self.tokens.iter().enumerate() {
            // A text in capitals throughout says nothing about a word's own.
            let german = self.langs[doc].code() == "de";
            let shouted = german || {
                let upper = self.texts[doc].chars().filter(|c| c.is_uppercase()).count();
                upper * 3 > self.texts[doc].chars().filter(|c| c.is_alphabetic()).count()
            };
            for token in tokens {
                let stem = token.stem as usize;
                if last[stem] != doc as u32 {
                    last[stem] = doc as u32;
                    spread[stem] += 1;
                }
                if !token.opens && !shouted {
                    inside[stem] += 1;
                    let word = &self.texts[doc][token.start as usize..token.end as usize];
                    let mut letters = word.chars();
                    let first = letters.next().is_some_and(char::is_uppercase);
                    capital[stem] += u32::from(first && letters.next().is_some());
                }
            }
        }
        let texts = self.texts.len();
        let mut everywhere: Vec<bool> = spread
            .iter()
            .map(|&in_texts| {
                texts >= ENOUGH_TEXTS && f64::from(in_texts) > EVERYWHERE * texts as f64
            })
            .collect();
        for stem in 0..count {
            everywhere[stem] = everywhere[stem] && !self.has_home(stem as u32, spread[stem], group);
        }
        self.proper = (0..count)
            .map(|at| inside[at] >= 3 && f64::from(capital[at]) >= PROPER * f64::from(inside[at]))
            .collect();
        for token in self.tokens.iter_mut().flatten() {
            if token.class == Class::Content && everywhere[token.stem as usize] {
                token.class = Class::Weak;
            }
        }
        self.spread = spread;
    }

    /// Whether one group holds most of the texts with a stem.
    fn has_home(&self, stem: u32, spread: u32, group: &[Option<u32>]) -> bool {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for (tokens, group) in self.tokens.iter().zip(group) {
            if let (Some(group), true) = (group, tokens.iter().any(|token| token.stem == stem)) {
                *counts.entry(*group).or_default() += 1;
            }
        }
        counts.values().any(|&at| f64::from(at) > HOME * f64::from(spread))
    }

    /// Names of products never name a theme; those of one word are weak beside others.
    fn learn_products(&mut self, corpus: &Corpus, numbers: &HashMap<String, u32>) {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for feedback in corpus.feedback() {
            names.extend(feedback.product.as_deref());
            for name in ["product", "company", "brand", "app"] {
                names.extend(feedback.attribute(name));
            }
        }
        let mut analyser = Analyser::new();
        let mut weak: BTreeSet<u32> = BTreeSet::new();
        for name in names {
            let words = analyser.terms(name, Lang::ENGLISH);
            let known: Option<Vec<u32>> =
                words.iter().map(|word| numbers.get(&word.stem).copied()).collect();
            let Some(known) = known else { continue };
            if let [one] = known[..] {
                weak.insert(one);
            }
            if (1..=LONGEST).contains(&known.len()) {
                let mut phrase = [NONE; LONGEST];
                phrase[..known.len()].copy_from_slice(&known);
                self.products.insert(phrase);
            }
        }
        for token in self.tokens.iter_mut().flatten() {
            if token.class == Class::Content && weak.contains(&token.stem) {
                token.class = Class::Weak;
            }
        }
    }

    /// The phrases of one text that may name a theme, ascending, each once.
    pub(super) fn phrases(&self, doc: usize) -> Vec<Phrase> {
        let tokens = &self.tokens[doc];
        let mut found = Vec::with_capacity(tokens.len() * 2);
        for start in 0..tokens.len() {
            for length in 1..=LONGEST.min(tokens.len() - start) {
                let words = &tokens[start..start + length];
                if length > 1 && !words[length - 1].joined {
                    break;
                }
                if self.names(words) {
                    found.push(key(words));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether these neighbouring words could name something.
    fn names(&self, words: &[Token]) -> bool {
        let (first, last) = (words[0], words[words.len() - 1]);
        if words.iter().any(|word| self.spread[word.stem as usize] < 2) {
            return false;
        }
        let content = words.iter().filter(|word| word.class == Class::Content).count();
        if content == 0 || self.products.contains(&key(words)) {
            return false;
        }
        // "Can't my card" is the middle of a question; "not working" says it all.
        let opens = match first.class {
            Class::Stop | Class::Particle => false,
            Class::Negation => words.len() > 1 && words[1].class > Class::Particle,
            _ => true,
        };
        let closes = match last.class {
            Class::Stop | Class::Negation => false,
            Class::Particle => {
                words.len() > 1 && self.phrasal[words[words.len() - 2].stem as usize]
            }
            _ => true,
        };
        let repeats = words.len() > 1 && words[0].stem == words[1].stem;
        opens && closes && !repeats
    }

    /// How people write a phrase: the commonest spelling among the given texts, with the capitals
    /// most of them give it inside a sentence. Ties by spelling.
    pub(super) fn surface(&self, phrase: &Phrase, docs: &[u32]) -> String {
        let length = phrase.iter().filter(|&&stem| stem != NONE).count();
        let mut lower: BTreeMap<String, u32> = BTreeMap::new();
        let mut cased: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
        for &doc in docs {
            let tokens = &self.tokens[doc as usize];
            for words in tokens.windows(length) {
                let joined = words[1..].iter().all(|word| word.joined);
                if key(words) != *phrase || !joined {
                    continue;
                }
                let span = words[0].start as usize..words[length - 1].end as usize;
                let written = self.texts[doc as usize][span].split_whitespace();
                let written = written.collect::<Vec<_>>().join(" ");
                let small = written.to_lowercase();
                if !words[0].opens {
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

    /// The language most phrases are looked up in: the commonest one, ties by code.
    pub(super) fn lang(&self) -> Lang {
        let mut counts: BTreeMap<Lang, usize> = BTreeMap::new();
        for lang in &self.langs {
            *counts.entry(*lang).or_default() += 1;
        }
        let most = counts.into_iter().rev().max_by_key(|&(_, count)| count);
        most.map_or(Lang::ENGLISH, |(lang, _)| lang)
    }

    /// The stems of a phrase somebody wrote, as a set; stems the sample does not hold are `NONE`.
    pub(super) fn stems_of(&self, written: &str, lang: Lang) -> BTreeSet<u32> {
        let mut analyser = Analyser::new();
        let place = |stem: &str| self.stems.iter().position(|known| known == stem);
        analyser
            .terms(written, lang)
            .iter()
            .map(|term| place(&term.stem).map_or(NONE, |at| at as u32))
            .collect()
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

fn key(words: &[Token]) -> Phrase {
    let mut phrase = [NONE; LONGEST];
    for (to, word) in phrase.iter_mut().zip(words) {
        *to = word.stem;
    }
    phrase
}

fn read_one(analyser: &mut Analyser, text: &str, lang: Lang) -> Vec<(String, Token)> {
    let mut end = 0usize;
    let mut found = Vec::new();
    for term in analyser.terms(text, lang) {
        // Overlapping pairs of unspaced scripts follow on one another.
        let gap = text.get(end..term.start).unwrap_or("");
        let masked = text[..term.start].ends_with('<') && text[term.end..].starts_with('>');
        let joined = end > 0 && gap.chars().all(|c| c.is_whitespace() && c != '\n' || c == '-');
        let opens = end == 0 || gap.contains(['.', '!', '?', '\n', ':']);
        end = term.end;
        if masked {
            // A mask is no word, and its bracket parts the words around it.
            continue;
        }
        let class = class(&term, lang);
        let token =
            Token { stem: 0, start: term.start as u32, end: term.end as u32, class, joined, opens };
        found.push((term.stem, token));
    }
    found
}
