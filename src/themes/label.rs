//! What a theme is called: the words a product manager would put on a sticky note.
//!
//! Candidates are the phrases of one to four words its members use. A phrase is worth the square
//! root of its log-likelihood ratio against all other texts (Dunning, "Accurate methods for the
//! statistics of surprise and coincidence", Computational Linguistics 19, 1993), times a little
//! for how many members say it, times a bonus for length: without that bonus single words win,
//! and "customer" is no name for a theme about customer service. Where a theme mixes pain and
//! praise, those who want a change name it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::model::Label;

use super::lexicon::Class;
use super::terms::{NONE, Phrase, Terms};

/// A phrase needs more than this log-likelihood ratio: about 1 % of chance, one degree of freedom.
const SURPRISING: f64 = 6.0;

/// Members a phrase needs: this many and this share.
const LEAST: (u32, f64) = (3, 0.02);

/// Bonus by number of words that are not function words, found by reading the names of three
/// labelled sets.
const LENGTH: [f64; 5] = [0.5, 1.0, 1.7, 1.9, 1.9];

/// Those who want a change name the theme when they are this share of it and this many.
const SPEAKERS: (f64, usize) = (0.2, 8);

/// Phrases of a label.
const TERMS: usize = 3;

/// A title whose first phrase is said by less than this share of the members is joined by a second.
const COVERS_LITTLE: f64 = 0.15;

/// A phrase joins a title only when its score is at least this share of the head's.
const WORTH_JOINING: f64 = 0.35;

/// Candidates looked at for the second half of a title.
const JOINABLE: usize = 12;

/// What is being named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// A theme: one phrase if one says it.
    Theme,
    /// An area: two phrases that cover it together.
    Area,
}

/// An old title stays while its head is among this many of today's best.
const STILL_GOOD: usize = 5;

/// A group's name with how far it can be trusted.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Named {
    /// The name.
    pub label: Label,
    /// Share of the members that contain one of the label's phrases, 0 to 1.
    pub precision: f64,
    /// Whether no phrase that says what it is about sets it apart.
    pub empty: bool,
}

/// Signed log-likelihood ratio (G²) of a term, four cells: positive when it is commoner inside.
///
/// `inside` of `size` texts of the group and `everywhere` of `all` texts hold it; `inside` is part
/// of `everywhere`. 0 when any margin is empty. Dunning 1993; `0 ln 0` is 0.
pub(super) fn surprise(inside: u32, size: u32, everywhere: u32, all: u32) -> f64 {
    let [a, b, c, d] = [inside, size, everywhere, all].map(f64::from);
    let cells = [(a, b, c), (b - a, b, d - c), (c - a, d - b, c), (d - b - c + a, d - b, d - c)];
    let mut sum = 0.0;
    for (observed, row, column) in cells {
        let expected = row * column / d;
        if observed > 0.0 && expected > 0.0 {
            sum += observed * libm::log(observed / expected);
        }
    }
    // Rounding may leave a hair below zero.
    let sum = 2.0 * sum.max(0.0);
    if a * d >= c * b { sum } else { -sum }
}

/// One candidate.
#[derive(Clone, Debug, PartialEq)]
struct Candidate {
    phrase: Phrase,
    score: f64,
    /// Share of the speakers that say it.
    covers: f64,
    /// Whether it is one word.
    single: bool,
}

/// Names groups of texts. `group[doc]` is the group of each text of `terms`.
///
/// `old` holds the label of each group that had one; it stays while its head phrase is still among
/// the best. No two heads are the same words, nor one of `taken` (sets of stems). A phrase two
/// groups want goes to the one where it scores higher, ties to the lower group.
pub(super) fn name(
    terms: &Terms<'_>,
    group: &[Option<u32>],
    groups: usize,
    level: Level,
    old: &[Option<&Label>],
    taken: &BTreeSet<BTreeSet<u32>>,
) -> Vec<Named> {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); groups];
    for (doc, group) in group.iter().enumerate() {
        if let Some(group) = group {
            members[*group as usize].push(doc as u32);
        }
    }
    let phrases: Vec<Vec<Phrase>> =
        (0..terms.texts.len()).into_par_iter().map(|doc| terms.phrases(doc)).collect();
    let all = Counts::of(&phrases, |_| true);
    let wanting = Counts::of(&phrases, |doc| terms.wanting[doc]);
    let candidates: Vec<Vec<Candidate>> = members
        .par_iter()
        .map(|docs| {
            let speakers: Vec<u32> =
                docs.iter().copied().filter(|&doc| terms.wanting[doc as usize]).collect();
            let enough = speakers.len() as f64 >= SPEAKERS.0 * docs.len() as f64
                && speakers.len() >= SPEAKERS.1;
            if enough {
                candidates(terms, &phrases, &speakers, &wanting)
            } else {
                candidates(terms, &phrases, docs, &all)
            }
        })
        .collect();
    let none = BTreeSet::new();
    let reserved = if level == Level::Theme { taken } else { &none };
    let heads = settle(terms, &candidates, old, reserved);
    let finish = |group: usize| {
        let docs = &members[group];
        let (label, chosen) = match &heads[group] {
            Head::Kept(label, phrases) => (label.clone(), phrases.clone()),
            Head::At(at) => Composer { terms, phrases: &phrases, docs, level, taken }
                .compose(&candidates[group], *at),
            Head::None => (Label::default(), Vec::new()),
        };
        let says =
            |&&doc: &&u32| phrases[doc as usize].iter().any(|phrase| chosen.contains(&set(phrase)));
        let saying = docs.iter().filter(says).count();
        Named {
            precision: saying as f64 / docs.len().max(1) as f64,
            empty: candidates[group].is_empty(),
            label,
        }
    };
    (0..groups).into_par_iter().map(finish).collect()
}

/// The words of the first phrase of each label, as sets of the terms' stems.
pub(super) fn heads<'l>(
    terms: &Terms<'_>,
    labels: impl Iterator<Item = &'l Label>,
) -> BTreeSet<BTreeSet<u32>> {
    let lang = terms.langs.first().copied().unwrap_or(crate::model::Lang::ENGLISH);
    labels.filter_map(|label| label.terms.first()).map(|head| terms.stems_of(head, lang)).collect()
}

/// In how many texts each phrase occurs.
struct Counts {
    texts: u32,
    of: HashMap<Phrase, u32>,
}

impl Counts {
    fn of(phrases: &[Vec<Phrase>], counts: impl Fn(usize) -> bool) -> Counts {
        let mut found = Counts { texts: 0, of: HashMap::new() };
        for (doc, phrases) in phrases.iter().enumerate() {
            if counts(doc) {
                found.texts += 1;
                for phrase in phrases {
                    *found.of.entry(*phrase).or_default() += 1;
                }
            }
        }
        found
    }
}

/// The phrases of some texts that set them apart, best first, without near repeats.
fn candidates(
    terms: &Terms<'_>,
    phrases: &[Vec<Phrase>],
    docs: &[u32],
    background: &Counts,
) -> Vec<Candidate> {
    let mut inside: BTreeMap<Phrase, u32> = BTreeMap::new();
    for &doc in docs {
        for phrase in &phrases[doc as usize] {
            *inside.entry(*phrase).or_default() += 1;
        }
    }
    let classes = classes(terms, docs);
    let size = docs.len() as u32;
    let least = f64::from(LEAST.0).max(LEAST.1 * f64::from(size));
    let mut found: Vec<Candidate> = inside
        .iter()
        .filter(|&(_, &count)| f64::from(count) >= least.min(f64::from(size)))
        .filter_map(|(phrase, &count)| {
            let everywhere = background.of.get(phrase).copied().unwrap_or(count);
            // A group that is all there is has nothing to be set apart from: what most say names it.
            let surprise = if size == background.texts {
                f64::from(count) * 2.0
            } else {
                surprise(count, size, everywhere, background.texts)
            };
            if surprise <= SURPRISING {
                return None;
            }
            let covers = f64::from(count) / f64::from(size);
            let length = phrase.iter().filter(|&&stem| stem != NONE).count();
            let score =
                libm::sqrt(surprise) * libm::pow(covers, 0.15) * weight(terms, phrase, &classes);
            Some(Candidate { phrase: *phrase, score, covers, single: length == 1 })
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.phrase.cmp(&b.phrase)));
    found.truncate(40);
    found
}

/// What each stem of some texts can do, as its texts say.
fn classes(terms: &Terms<'_>, docs: &[u32]) -> HashMap<u32, Class> {
    let mut classes = HashMap::new();
    for &doc in docs {
        for token in &terms.tokens[doc as usize] {
            let class = classes.entry(token.stem).or_insert(token.class);
            *class = (*class).max(token.class);
        }
    }
    classes
}

/// What a phrase's words make it worth beside its numbers.
fn weight(terms: &Terms<'_>, phrase: &Phrase, classes: &HashMap<u32, Class>) -> f64 {
    let words: Vec<(u32, Class)> = phrase
        .iter()
        .filter(|&&stem| stem != NONE)
        .map(|&stem| (stem, classes.get(&stem).copied().unwrap_or(Class::Weak)))
        .collect();
    let full = words.iter().filter(|(_, class)| *class != Class::Stop).count();
    let mut weight = LENGTH[full];
    let last = words.len() - 1;
    for (at, (_, class)) in words.iter().enumerate() {
        weight *= match class {
            // "Card payment still" stops short; "need to verify" starts late.
            Class::Weak if at == last => 0.5,
            Class::Weak if at == 0 => 0.7,
            Class::Weak => 0.8,
            Class::Opinion => 0.6,
            Class::Stop => 0.95,
            Class::Negation | Class::Particle | Class::Content => 1.0,
        };
    }
    // Names of places, people and things: no topic by themselves.
    let mut content = words.iter().filter(|(_, class)| *class == Class::Content);
    if content.all(|&(stem, _)| terms.proper[stem as usize]) {
        weight *= 0.6;
    }
    weight
}

/// What a group's name starts with.
enum Head {
    /// The old label, and the stem sets of its phrases.
    Kept(Label, Vec<BTreeSet<u32>>),
    /// This candidate.
    At(usize),
    /// Nothing sets it apart.
    None,
}

/// Gives every group a head phrase of its own.
fn settle(
    terms: &Terms<'_>,
    candidates: &[Vec<Candidate>],
    old: &[Option<&Label>],
    taken: &BTreeSet<BTreeSet<u32>>,
) -> Vec<Head> {
    let mut taken = taken.clone();
    let mut heads: Vec<Head> = candidates.iter().map(|_| Head::None).collect();
    for (group, label) in old.iter().enumerate().take(candidates.len()) {
        let Some((label, head)) = label.and_then(|label| Some((label, label.terms.first()?)))
        else {
            continue;
        };
        // The old words were stemmed in a language we no longer know: any of the group's will do.
        let lang = terms.langs.first().copied().unwrap_or(crate::model::Lang::ENGLISH);
        let stems = terms.stems_of(head, lang);
        let good = distinct(&candidates[group]);
        let still =
            good.iter().take(STILL_GOOD).any(|&at| set(&candidates[group][at].phrase) == stems);
        if still && taken.insert(stems) {
            let phrases = label.terms.iter().map(|term| terms.stems_of(term, lang)).collect();
            heads[group] = Head::Kept(label.clone(), phrases);
        }
    }
    let mut wishes: Vec<(f64, usize, usize)> = Vec::new();
    for (group, candidates) in candidates.iter().enumerate() {
        for (at, candidate) in candidates.iter().enumerate() {
            wishes.push((candidate.score, group, at));
        }
    }
    wishes.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, group, at) in wishes {
        let free = matches!(heads[group], Head::None);
        if free && taken.insert(set(&candidates[group][at].phrase)) {
            heads[group] = Head::At(at);
        }
    }
    heads
}

fn set(phrase: &Phrase) -> BTreeSet<u32> {
    phrase.iter().copied().filter(|&stem| stem != NONE).collect()
}

/// Whether two phrases share at least half of the shorter one's stems.
fn alike(a: &Phrase, b: &Phrase) -> bool {
    let (a, b) = (set(a), set(b));
    2 * a.intersection(&b).count() >= a.len().min(b.len())
}

/// Places of candidates that are not near repeats of a better one, best first.
fn distinct(candidates: &[Candidate]) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        if kept.iter().all(|&other| !alike(&candidates[other].phrase, &candidate.phrase)) {
            kept.push(at);
        }
    }
    kept
}

/// Puts a label together.
struct Composer<'a> {
    terms: &'a Terms<'a>,
    phrases: &'a [Vec<Phrase>],
    docs: &'a [u32],
    level: Level,
    taken: &'a BTreeSet<BTreeSet<u32>>,
}

impl Composer<'_> {
    /// The label that starts with candidate `head`, and the stem sets of its phrases.
    fn compose(&self, candidates: &[Candidate], head: usize) -> (Label, Vec<BTreeSet<u32>>) {
        let first = &candidates[head];
        let second = self.second(candidates, head);
        let mut chosen = vec![head];
        chosen.extend(second);
        for at in 0..candidates.len() {
            let new = |&other: &usize| !alike(&candidates[other].phrase, &candidates[at].phrase);
            if chosen.len() < TERMS && chosen.iter().all(new) {
                chosen.push(at);
            }
        }
        let written: Vec<String> = chosen
            .iter()
            .map(|&at| self.terms.surface(&candidates[at].phrase, self.docs))
            .collect();
        let title = match second {
            Some(second) => {
                let ahead = self.level == Level::Theme
                    && self.comes_first(&candidates[second].phrase, &first.phrase);
                let (a, b) = if ahead { (1, 0) } else { (0, 1) };
                capitalised(&format!("{} · {}", written[a], written[b]))
            }
            None => capitalised(&written[0]),
        };
        let phrases = chosen.iter().map(|&at| set(&candidates[at].phrase)).collect();
        (Label { title, terms: written }, phrases)
    }

    /// The candidate that completes a title, if the head needs one.
    ///
    /// A theme's second phrase is said together with the head ("lost" with "bag", not "baggage");
    /// an area's is said where the head is not.
    fn second(&self, candidates: &[Candidate], head: usize) -> Option<usize> {
        let first = &candidates[head];
        let equals_a_theme = self.taken.contains(&set(&first.phrase));
        let wanted = match self.level {
            Level::Theme => first.single || first.covers < COVERS_LITTLE,
            Level::Area => first.single || first.covers < 0.5 || equals_a_theme,
        };
        if !wanted {
            return None;
        }
        let with: Vec<&Vec<Phrase>> = self
            .docs
            .iter()
            .map(|&doc| &self.phrases[doc as usize])
            .filter(|said| said.binary_search(&first.phrase).is_ok())
            .collect();
        let mut best: Option<(f64, usize)> = None;
        for (at, candidate) in candidates.iter().enumerate().take(JOINABLE.max(head + 2)) {
            let weak = candidate.score < WORTH_JOINING * first.score && !equals_a_theme;
            if at == head || weak || alike(&candidate.phrase, &first.phrase) {
                continue;
            }
            let both =
                with.iter().filter(|said| said.binary_search(&candidate.phrase).is_ok()).count();
            let together = both as f64 / with.len().max(1) as f64;
            let fits = match self.level {
                Level::Theme => together,
                Level::Area => 1.0 - together,
            };
            let value = candidate.score * libm::sqrt(fits);
            if value > 0.0 && best.is_none_or(|(most, _)| value > most) {
                best = Some((value, at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// Whether phrase `a` is mostly said before phrase `b` where both are said.
    fn comes_first(&self, a: &Phrase, b: &Phrase) -> bool {
        let place = |doc: u32, phrase: &Phrase| {
            self.terms.tokens[doc as usize].iter().position(|token| token.stem == phrase[0])
        };
        let mut balance = 0i64;
        for &doc in self.docs {
            if let (Some(a), Some(b)) = (place(doc, a), place(doc, b)) {
                balance += if a < b { 1 } else { -1 };
            }
        }
        balance > 0
    }
}

/// The text with its first letter in upper case; words with capitals of their own stay.
pub(super) fn capitalised(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or("");
    if word.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
