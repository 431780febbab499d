//! The words of the sample, read once: what names are made of.
//!
//! Takes rows of the corpus, gives each text as numbered stems with what each can do for a name.
//! Texts are kept by reference. The phrases in them are the next file's.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use crate::model::{Corpus, Lang, Stance};
use crate::text::Analyser;

use super::lexicon::{
    Class, NEGATION_STEM, class, is_problem, misread, names_an_id, phrasal, refuses, turns_back,
};
use super::phrases::{Phrase, Window};

/// Words before an id that may say that it is one.
const ID_WORDS: usize = 4;

/// The stem of every word that leads to an id: said by many, about nothing.
const ID_STEM: &str = "\u{1}id";

/// No word.
pub(super) const NONE: u32 = u32::MAX;

/// A word in more than this share of all texts says little of a theme, wherever they are: "worst app".
pub(super) const EVERYDAY: f64 = 0.05;

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
    /// Whether it is a negation that stands behind what it turns, as in French and German.
    pub last: bool,
}

impl Token {
    /// Whether a phrase is told by this word; the others only join.
    pub(super) fn bears(self) -> bool {
        self.class > Class::Stop
    }
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
    /// Whether each is praise.
    pub praise: Vec<bool>,
    /// How near each lies to its theme's centre (a cosine); empty where nobody knows.
    pub near: Vec<f32>,
    /// The stems by number.
    pub stems: Vec<String>,
    /// The number of each stem.
    numbers: HashMap<String, u32>,
    /// Whether each stem is a proper noun or an abbreviation.
    pub proper: Vec<bool>,
    /// Words (in small letters) that most write with a capital inside sentences.
    pub cased: HashSet<String>,
    /// Whether each stem is mostly something people do, as the words before it tell.
    pub verbal: Vec<bool>,
    /// Whether each stem says what can be wrong with a thing.
    pub problem: Vec<bool>,
    /// Whether each stem is often a thing, as the words before it tell.
    pub nominal: Vec<bool>,
    /// The texts each stem occurs in, ascending.
    pub postings: Vec<Vec<u32>>,
    /// For each stem how often it is said in each of its spellings (in small letters).
    pub spellings: Vec<BTreeMap<String, u32>>,
    /// The stem of every negation, where there is one.
    pub negation: Option<u32>,
    /// The phrases of each text, as they stand in it.
    pub windows: Vec<Vec<Window>>,
    /// Phrases that are a product's name.
    pub products: BTreeSet<Phrase>,
}

/// See [`Terms::rather_wanted`]: of phrases that only say what is done, those that name a pain are
/// said by those who praise hardly ever ("eat food" and "visit" as often as by others).
const RATHER: f64 = 2.0;

impl<'a> Terms<'a> {
    /// Reads the statements of the given rows; `group` is the group of each, if it is in one.
    ///
    /// `company` is what the company is called; its name, like those of its products, never names a
    /// theme.
    pub(super) fn read(
        corpus: &'a Corpus,
        rows: &[u32],
        group: &[Option<u32>],
        company: &str,
    ) -> Terms<'a> {
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
            praise: rows
                .iter()
                .map(|&row| statements[row as usize].stance == Stance::Praise)
                .collect(),
            near: Vec::new(),
            stems: Vec::new(),
            numbers: HashMap::new(),
            proper: Vec::new(),
            cased: HashSet::new(),
            verbal: Vec::new(),
            nominal: Vec::new(),
            problem: Vec::new(),
            postings: Vec::new(),
            spellings: Vec::new(),
            negation: None,
            windows: Vec::new(),
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
        terms.problem = terms.stems.iter().map(|stem| is_problem(stem)).collect();
        terms.negation = numbers.get(NEGATION_STEM).copied();
        terms.weigh(group);
        terms.learn_products(corpus, &numbers);
        terms.forget_brands(company, &numbers, group);
        terms.windows =
            (0..terms.texts.len()).into_par_iter().map(|doc| terms.windows_of(doc)).collect();
        terms.numbers = numbers;
        terms
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

    /// Whether a title says what is wrong, and not only what things it is about: one of its words is
    /// a fault, an opinion or a negation; or those who want a change say the title more often than those
    /// who praise, one of its words is mostly something people do, and the title by itself `wants` a
    /// change ("waiting in line", not "sent an email"). Where `things_do`, it is enough that those say it
    /// more often: in reports of incidents and trouble a thing is named for what is wrong with it.
    pub(super) fn says_what_is_wrong(
        &self,
        title: &str,
        things_do: bool,
        wants: &dyn Fn(&str) -> bool,
    ) -> bool {
        let lang = self.lang();
        let opinion = read_one(&mut Analyser::new(), title, lang)
            .iter()
            .any(|(_, token)| matches!(token.class, Class::Opinion | Class::Negation));
        let stems = self.stems_of(title, lang);
        let any = |of: &dyn Fn(u32) -> bool| stems.iter().any(|&stem| stem != NONE && of(stem));
        let fault = any(&|stem| Some(stem) == self.negation || self.problem[stem as usize]);
        let done = any(&|stem| self.verbal[stem as usize] && !self.nominal[stem as usize]);
        let wrong = || things_do || done && wants(title);
        opinion || fault || self.rather_wanted(&stems) && wrong()
    }

    /// Whether a title has a word for a thing that not everybody speaks of elsewhere; `own` are the texts of
    /// the theme, ascending.
    pub(super) fn says_what_about(&self, title: &str, own: &[u32]) -> bool {
        let lang = self.lang();
        let read = read_one(&mut Analyser::new(), title, lang);
        let is_thing = read.iter().any(|(_, token)| token.class == Class::Content);
        let others = (self.texts.len() - own.len()) as f64;
        let elsewhere = |stem: u32| {
            let held = self.postings[stem as usize].iter();
            held.filter(|doc| own.binary_search(doc).is_err()).count() as f64
        };
        let rare = |&stem: &u32| stem != NONE && elsewhere(stem) <= EVERYDAY * others;
        is_thing && self.stems_of(title, lang).iter().any(rare)
    }

    /// Whether those who want a change say all of these stems at least [`RATHER`] times as often as
    /// those who praise.
    fn rather_wanted(&self, stems: &BTreeSet<u32>) -> bool {
        let says = |doc: usize| {
            let has = |stem: &u32| self.tokens[doc].iter().any(|token| token.stem == *stem);
            stems.iter().filter(|&&stem| stem != NONE).all(has)
        };
        let among = |of: &[bool]| -> (f64, f64) {
            let docs: Vec<usize> = (0..of.len()).filter(|&doc| of[doc]).collect();
            (docs.iter().filter(|&&doc| says(doc)).count() as f64, docs.len() as f64)
        };
        let ((wanting, all_wanting), (praising, all_praising)) =
            (among(&self.wanting), among(&self.praise));
        wanting * (all_praising + 1.0) >= RATHER * (praising + 1.0) * (all_wanting + 1.0)
            || praising == 0.0
    }

    /// Texts that hold a stem.
    pub(super) fn texts_with(&self, stem: &str) -> usize {
        self.numbers.get(stem).map_or(0, |&at| self.postings[at as usize].len())
    }

    /// The stems that bear a phrase somebody wrote, as a set; stems the sample does not hold are
    /// `NONE`.
    pub(super) fn stems_of(&self, written: &str, lang: Lang) -> BTreeSet<u32> {
        read_one(&mut Analyser::new(), written, lang)
            .iter()
            .filter(|(_, token)| token.bears())
            .map(|(stem, _)| self.numbers.get(stem).copied().unwrap_or(NONE))
            .collect()
    }
}

/// The words of a text with their stems, in order.
pub(super) fn read_one(analyser: &mut Analyser, text: &str, lang: Lang) -> Vec<(String, Token)> {
    let mut end = 0usize;
    let mut found: Vec<(String, Token)> = Vec::new();
    for term in analyser.terms(text, lang) {
        // Overlapping pairs of unspaced scripts follow on one another.
        let gap = text.get(end..term.start).unwrap_or("");
        let masked = text[..term.start].ends_with('<') && text[term.end..].starts_with('>');
        let joined = end > 0 && (gap == "-" || gap.chars().all(|c| c.is_whitespace() && c != '\n'));
        let opens = end == 0 || gap.contains(['.', '!', '?', '\n', ':']);
        end = term.end;
        if masked {
            // A mask is no word, and its bracket parts the words around it.
            continue;
        }
        let handle = text[..term.start].ends_with(['@', '#']);
        let noise = handle || misread(&text[term.start..term.end]);
        let mut class = if noise { Class::Noise } else { class(&term, lang) };
        if class == Class::Particle && !found.last().is_some_and(|(stem, _)| phrasal(stem)) {
            class = Class::Stop;
        }
        if term.folded.chars().any(|c| c.is_ascii_digit()) {
            forget_id(&mut found, opens);
        }
        if term.folded == "to" && joined {
            refuse(&mut found);
        }
        let token = Token {
            stem: 0,
            start: term.start as u32,
            end: term.end as u32,
            class,
            joined,
            opens,
            last: class == Class::Negation && turns_back(&term, lang),
        };
        let stem = if class == Class::Negation { NEGATION_STEM.to_owned() } else { term.stem };
        found.push((stem, token));
    }
    found
}

/// "Fails to open" is "won't open": before "to", such a verb is a negation.
fn refuse(read: &mut [(String, Token)]) {
    if let Some((stem, token)) = read.last_mut()
        && refuses(stem)
    {
        token.class = Class::Negation;
        NEGATION_STEM.clone_into(stem);
    }
}

/// "My booking number is AB-123": what leads to an id says which record, not what is wrong.
fn forget_id(read: &mut [(String, Token)], opens: bool) {
    if opens {
        return;
    }
    let from = read.iter().rposition(|(_, token)| token.opens).unwrap_or(0);
    let from = from.max(read.len().saturating_sub(ID_WORDS));
    // From the word before the one that names it: "booking number is".
    let named = read[from..].iter().position(|(stem, _)| names_an_id(stem));
    if let Some(at) = named {
        for (stem, token) in &mut read[(from + at).saturating_sub(1).max(from)..] {
            if token.class > Class::Stop {
                token.class = Class::Noise;
                ID_STEM.clone_into(stem);
            }
        }
    }
}
