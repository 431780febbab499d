//! What a theme is called: the words a product manager would put on a sticky note.
//!
//! Candidates are the phrases its members use. A phrase is worth the square root of its
//! log-likelihood ratio against all other texts (Dunning, "Accurate methods for the statistics of
//! surprise and coincidence", Computational Linguistics 19, 1993), times a little for how many
//! members say it, a bonus for length (without it single words win, and "customer" is no name for
//! a theme about customer service), how near the theme's centre those lie who say it, how much its
//! words say alone, whether it is said in more than one setting, and whether it is said to its end.
//! Where a theme mixes pain and praise, those who want a change name it; where languages mix, the
//! language of most.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::model::Label;

use super::lexicon::Class;
use super::phrases::{Phrase, Window, alike, key, set, stems};
use super::terms::{NONE, Terms, Token};
use super::title::Composer;

/// A phrase needs more than this log-likelihood ratio (about 1 % of chance, one degree of freedom)
/// and this many members that say it.
const STRICT: (f64, u32) = (6.0, 3);

/// The same where nothing meets that (about 5 % of chance): small themes in many words.
const LENIENT: (f64, u32) = (3.84, 2);

/// Share of the members that say a phrase.
const LEAST: f64 = 0.01;

/// Power of the share of members that say a phrase in its worth.
const COVER: f64 = 0.25;

/// Bonus by number of words that are not function words, found by reading the names of five sets:
/// of a theme, and of an area, whose name is wider and shorter.
const LENGTH: [[f64; 5]; 2] = [[0.2, 0.55, 1.7, 2.0, 2.0], [0.2, 1.2, 1.7, 1.4, 1.2]];

/// How much it counts that those who say a phrase lie nearer the centre than the rest, for each
/// standard deviation.
const NEARNESS: f64 = 0.35;

/// A word that nearly always follows (or leads) a phrase belongs to it: from this share of its
/// windows on, the phrase is cut short.
const CUT: f64 = 0.5;

/// Phrases of a group looked at closely, the best by surprise and length.
const CLOSELY: usize = 150;

/// Those who want a change name the theme when they are this share of it and this many.
const SPEAKERS: (f64, usize) = (0.2, 8);

/// What is being named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// A theme: one phrase if one says it.
    Theme,
    /// An area: two phrases that cover it together.
    Area,
}

/// Fewer texts than this need not share a phrase.
const FEW: usize = 20;

/// An old title stays while its head is among this many of today's best.
const STILL_GOOD: usize = 5;

/// A group's name with how far it can be trusted.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Named {
    /// The name.
    pub label: Label,
    /// Share of the members that contain one of the label's phrases, 0 to 1.
    pub precision: f64,
    /// Share of the members that contain a word of the phrase the label starts with, 0 to 1; 0
    /// only where no phrase sets apart a group of 20 texts or more (fewer may each say it their
    /// own way).
    pub told: f64,
    /// Share of the members that contain a word that says what they are about, 0 to 1.
    pub substance: f64,
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
pub(super) struct Candidate {
    /// The phrase.
    pub phrase: Phrase,
    /// Surprise, coverage and length in one number.
    pub score: f64,
    /// Share of the speakers that say it.
    pub covers: f64,
    /// Whether it is one word.
    pub single: bool,
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
    let wanting = terms.wanting.iter().filter(|&&one| one).count() as u32;
    let all = terms.texts.len() as u32;
    let candidates: Vec<Vec<Candidate>> = members
        .par_iter()
        .map(|docs| {
            let speakers: Vec<u32> =
                docs.iter().copied().filter(|&doc| terms.wanting[doc as usize]).collect();
            let enough = speakers.len() as f64 >= SPEAKERS.0 * docs.len() as f64
                && speakers.len() >= SPEAKERS.1;
            let (docs, texts) = if enough { (&speakers, wanting) } else { (docs, all) };
            let docs = of_one_language(terms, docs);
            Judge::new(terms, &docs, texts, enough, level).candidates()
        })
        .collect();
    let none = BTreeSet::new();
    let reserved = if level == Level::Theme { taken } else { &none };
    let heads = settle(terms, &candidates, old, reserved);
    // Words of every title so far, so that no two are the same words in another order.
    let mut titles = taken.clone();
    for (group, head) in heads.iter().enumerate() {
        match head {
            Head::Kept(label, _) => {
                titles.insert(terms.stems_of(&label.title, terms.lang()));
            }
            // An area called by one phrase alone must not be called what a theme is called.
            Head::At(at) if level == Level::Theme => {
                titles.insert(set(&candidates[group][*at].phrase));
            }
            _ => {}
        }
    }
    let mut named = Vec::with_capacity(groups);
    for (group, head) in heads.into_iter().enumerate() {
        let docs = &members[group];
        let composer = Composer { terms, docs, level };
        let candidates = &candidates[group];
        let (label, chosen) = match head {
            Head::Kept(label, phrases) => (label, phrases),
            Head::At(at) => composer.compose(candidates, at, false, &mut titles),
            Head::Shared => composer.compose(candidates, 0, true, &mut titles),
            Head::None => (Label::default(), Vec::new()),
        };
        let count = |says: &dyn Fn(u32) -> bool| {
            let saying = docs.iter().filter(|&&doc| says(doc)).count();
            saying as f64 / docs.len().max(1) as f64
        };
        let chosen: Vec<Phrase> =
            chosen.into_iter().filter_map(|stems| key(stems.into_iter())).collect();
        let phrase = |doc: u32| chosen.iter().any(|one| terms.holds(doc, one));
        // A group whose phrases are all other groups' heads has a subject all the same.
        let first = chosen.first().copied().or_else(|| candidates.first().map(|one| one.phrase));
        let words: BTreeSet<u32> =
            first.iter().flat_map(stems).copied().filter(|&stem| terms.tells(stem)).collect();
        let word =
            |doc: u32| terms.tokens[doc as usize].iter().any(|one| words.contains(&one.stem));
        let content = |doc: u32| {
            let subject =
                |one: &Token| one.class == Class::Content && !terms.proper[one.stem as usize];
            terms.tokens[doc as usize].iter().any(subject)
        };
        named.push(Named {
            label,
            precision: count(&phrase),
            told: if first.is_none() && docs.len() < FEW { 1.0 } else { count(&word) },
            substance: count(&content),
        });
    }
    named
}

/// The words of the title and of the first phrase of each label, as sets of the terms' stems.
pub(super) fn words_of<'l>(
    terms: &Terms<'_>,
    labels: impl Iterator<Item = &'l Label>,
) -> BTreeSet<BTreeSet<u32>> {
    labels
        .flat_map(|label| label.terms.first().into_iter().chain([&label.title]))
        .map(|words| terms.stems_of(words, terms.lang()))
        .collect()
}

/// Those texts that are in the language of most of them; ties by code.
fn of_one_language(terms: &Terms<'_>, docs: &[u32]) -> Vec<u32> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let code = |doc: u32| match terms.langs[doc as usize].code() {
        "und" => "en",
        code => code,
    };
    for &doc in docs {
        *counts.entry(code(doc)).or_default() += 1;
    }
    let Some(&most) = counts.values().max() else { return Vec::new() };
    let lang = counts.iter().find(|&(_, &count)| count == most).map(|(&code, _)| code);
    docs.iter().copied().filter(|&doc| Some(code(doc)) == lang).collect()
}

/// A word never goes before the best phrase with it: "app" says less than "app crashes".
fn yield_to_phrases(found: &mut [Candidate]) {
    let mut best: BTreeMap<u32, f64> = BTreeMap::new();
    for one in found.iter().filter(|one| !one.single) {
        for &stem in stems(&one.phrase) {
            let most = best.entry(stem).or_insert(one.score);
            *most = most.max(one.score);
        }
    }
    for one in found.iter_mut().filter(|one| one.single) {
        if let Some(&most) = best.get(&one.phrase[0]) {
            one.score = one.score.min(0.9 * most);
        }
    }
}

/// Judges what some texts of a group say.
struct Judge<'a> {
    terms: &'a Terms<'a>,
    /// The texts, ascending.
    docs: &'a [u32],
    /// Texts to hold them against, they among them.
    texts: u32,
    /// Whether only texts that want a change count.
    wanting: bool,
    level: Level,
    /// What each stem can do, as these texts say.
    classes: HashMap<u32, Class>,
    /// Mean and standard deviation of the texts' nearness to the centre.
    near: (f64, f64),
    /// What each stem says alone, the most telling one 1.
    telling: HashMap<u32, f64>,
}

impl<'a> Judge<'a> {
    fn new(
        terms: &'a Terms<'a>,
        docs: &'a [u32],
        texts: u32,
        wanting: bool,
        level: Level,
    ) -> Judge<'a> {
        let mut classes: HashMap<u32, Class> = HashMap::new();
        for &doc in docs {
            for token in &terms.tokens[doc as usize] {
                let class = classes.entry(token.stem).or_insert(token.class);
                *class = (*class).max(token.class);
            }
        }
        let count = docs.len().max(1) as f64;
        let near = |doc: &u32| terms.near.get(*doc as usize).map_or(0.0, |&near| f64::from(near));
        let mean = docs.iter().map(near).sum::<f64>() / count;
        let spread = docs.iter().map(|doc| (near(doc) - mean) * (near(doc) - mean)).sum::<f64>();
        let near = (mean, libm::sqrt(spread / count));
        let telling = HashMap::new();
        let mut judge = Judge { terms, docs, texts, wanting, level, classes, near, telling };
        let mut words: Vec<u32> = judge.classes.keys().copied().collect();
        words.sort_unstable();
        let mut most = 0.0;
        for stem in words {
            if judge.classes[&stem] != Class::Content {
                continue;
            }
            let Some(phrase) = key(std::iter::once(stem)) else { continue };
            let (inside, surprise) = judge.surprise(&phrase);
            if surprise <= 0.0 {
                continue;
            }
            let covers = inside.len() as f64 / count;
            let worth = libm::sqrt(surprise) * libm::pow(covers, 0.3) * judge.nearness(&inside);
            most = f64::max(most, worth);
            judge.telling.insert(stem, worth);
        }
        judge.telling.values_mut().for_each(|worth| *worth /= most);
        judge
    }

    /// The texts that hold a phrase, and how much more that is than elsewhere.
    fn surprise(&self, phrase: &Phrase) -> (Vec<u32>, f64) {
        let mut holders = self.terms.holders(phrase);
        if self.wanting {
            holders.retain(|&doc| self.terms.wanting[doc as usize]);
        }
        let everywhere = holders.len() as u32;
        holders.retain(|doc| self.docs.binary_search(doc).is_ok());
        let (inside, size) = (holders.len() as u32, self.docs.len() as u32);
        // A group that is all there is has nothing to be set apart from: what most say names it.
        let surprise = if size == self.texts {
            f64::from(inside) * 2.0
        } else {
            surprise(inside, size, everywhere, self.texts)
        };
        (holders, surprise)
    }

    /// More than 1 when those who say it lie nearer the centre than the others, else less.
    fn nearness(&self, holders: &[u32]) -> f64 {
        let (mean, spread) = self.near;
        if spread <= 0.0 || holders.is_empty() {
            return 1.0;
        }
        let near = |&doc: &u32| f64::from(self.terms.near[doc as usize]) - mean;
        let count = holders.len() as f64;
        // Few speakers say little about where a phrase lies.
        let above = holders.iter().map(near).sum::<f64>() / (count + 4.0) / spread;
        libm::exp(NEARNESS * above.clamp(-1.5, 1.5))
    }

    /// The phrases that set the texts apart, best first.
    fn candidates(&self) -> Vec<Candidate> {
        let mut said: Vec<(Window, u32)> = Vec::new();
        for &doc in self.docs {
            said.extend(self.terms.windows[doc as usize].iter().map(|&window| (window, doc)));
        }
        said.sort_unstable_by_key(|&(window, doc)| (window.phrase, doc, window.start, window.end));
        let mut found = self.seek(&said, STRICT);
        if found.is_empty() {
            found = self.seek(&said, LENIENT);
        }
        if self.level == Level::Theme {
            yield_to_phrases(&mut found);
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.phrase.cmp(&b.phrase)));
        found.truncate(40);
        found
    }

    fn seek(&self, said: &[(Window, u32)], (least, members): (f64, u32)) -> Vec<Candidate> {
        let size = self.docs.len() as f64;
        let members = f64::from(members).max(LEAST * size).min(size);
        let mut rough: Vec<(f64, &[(Window, u32)])> = said
            .chunk_by(|a, b| a.0.phrase == b.0.phrase)
            .filter(|windows| windows.len() as f64 * 1.5 >= members)
            .map(|windows| {
                let worth = libm::sqrt(windows.len() as f64) * self.weight(&windows[0].0.phrase);
                (worth * self.words(&windows[0].0.phrase), windows)
            })
            .collect();
        rough.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1[0].0.phrase.cmp(&b.1[0].0.phrase)));
        rough.truncate(CLOSELY);
        let judge = |(_, windows): (f64, &[(Window, u32)])| {
            let phrase = windows[0].0.phrase;
            let (holders, surprise) = self.surprise(&phrase);
            if (holders.len() as f64) < members || surprise <= least {
                return None;
            }
            let covers = holders.len() as f64 / size;
            let score = libm::sqrt(surprise)
                * libm::pow(covers, COVER)
                * self.weight(&phrase)
                * self.words(&phrase)
                * self.nearness(&holders)
                * self.settings(windows);
            let single = stems(&phrase).len() == 1;
            Some(Candidate { phrase, score, covers, single })
        };
        rough.into_iter().filter_map(judge).collect()
    }

    fn class(&self, stem: u32) -> Class {
        self.classes.get(&stem).copied().unwrap_or(Class::Weak)
    }

    /// How much the words of a phrase say alone, 0.2 to 1.2.
    fn words(&self, phrase: &Phrase) -> f64 {
        let each = || {
            stems(phrase)
                .iter()
                .filter(|&&stem| self.class(stem) == Class::Content)
                .map(|stem| self.telling.get(stem).copied().unwrap_or(0.0))
        };
        let count = each().count().max(1) as f64;
        0.2 + 0.5 * each().fold(0.0, f64::max) + 0.5 * each().sum::<f64>() / count
    }

    /// What a phrase's words make it worth beside its numbers.
    fn weight(&self, phrase: &Phrase) -> f64 {
        let classes: Vec<Class> = stems(phrase).iter().map(|&stem| self.class(stem)).collect();
        let full = classes.iter().filter(|&&class| class >= Class::Weak).count();
        let mut weight = LENGTH[usize::from(self.level == Level::Area)][full];
        for class in &classes {
            weight *= match class {
                Class::Weak => 0.6,
                Class::Opinion => 0.5,
                Class::Negation if full == 1 => 2.4,
                Class::Negation => 1.2,
                Class::Particle if full == 1 => 2.4,
                _ => 1.0,
            };
        }
        // Names of places, people and things: no topic by themselves.
        for &stem in stems(phrase) {
            if self.class(stem) == Class::Content && self.terms.proper[stem as usize] {
                weight *= 0.6;
            }
        }
        weight
    }

    /// Less than 1 for a phrase said in one setting only (a form, a stock phrase), and for one that
    /// is cut short.
    fn settings(&self, windows: &[(Window, u32)]) -> f64 {
        let mut before: BTreeMap<u32, u32> = BTreeMap::new();
        let mut after: BTreeMap<u32, u32> = BTreeMap::new();
        let mut both: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut last_weak = 0usize;
        for (window, doc) in windows {
            let tokens = &self.terms.tokens[*doc as usize];
            let (start, end) = (window.start as usize, window.end as usize);
            let joined = |at: usize| tokens.get(at).filter(|token| token.joined);
            let lead =
                if start > 0 && tokens[start].joined { Some(tokens[start - 1]) } else { None };
            let tail = joined(end).copied();
            let stem = |token: Option<Token>| token.map_or(NONE, |token| token.stem);
            *both.entry((stem(lead), stem(tail))).or_default() += 1;
            // What only joins belongs to no phrase; half a particle verb does.
            let bearing = |token: Option<Token>| token.filter(|one| one.bears());
            if let Some(token) = bearing(lead) {
                *before.entry(token.stem).or_default() += 1;
            }
            if let Some(token) = bearing(tail) {
                *after.entry(token.stem).or_default() += 1;
            }
            last_weak += usize::from(tokens[end - 1].class == Class::Weak);
        }
        let count = windows.len() as f64;
        let share = |counts: &BTreeMap<u32, u32>| {
            f64::from(counts.values().max().copied().unwrap_or(0)) / count
        };
        let cut = |share: f64| if share > CUT { 1.0 - 0.7 * share } else { 1.0 };
        let same = f64::from(both.values().max().copied().unwrap_or(0)) / count;
        // Said alone in every text, a short text is its own setting: that is no stock phrase.
        let alone = f64::from(both.get(&(NONE, NONE)).copied().unwrap_or(0)) / count;
        let stock = if windows.len() >= 5 { (same - alone).max(0.0) } else { 0.0 };
        let weak = 1.0 - 0.3 * last_weak as f64 / count;
        (1.0 - 0.5 * stock) * cut(share(&before)) * cut(share(&after)) * weak
    }
}

/// What a group's name starts with.
enum Head {
    /// The old label, and the stem sets of its phrases.
    Kept(Label, Vec<BTreeSet<u32>>),
    /// This candidate.
    At(usize),
    /// All its phrases are other groups' heads: two of them together.
    Shared,
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
        let lang = terms.lang();
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
    // First nobody takes a part of another's head, nor more of it; who finds nothing may.
    for strict in [true, false] {
        for &(_, group, at) in &wishes {
            let free = matches!(heads[group], Head::None);
            let stems = set(&candidates[group][at].phrase);
            let near = |other: &BTreeSet<u32>| {
                stems.intersection(other).count() >= 2
                    && (stems.is_subset(other) || stems.is_superset(other))
            };
            if free && !(strict && taken.iter().any(near)) && taken.insert(stems.clone()) {
                heads[group] = Head::At(at);
            }
        }
    }
    for (head, candidates) in heads.iter_mut().zip(candidates) {
        if matches!(head, Head::None) && !candidates.is_empty() {
            *head = Head::Shared;
        }
    }
    heads
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stance;
    use crate::themes::fixture;

    fn names(texts: &[(&str, u32)], stance: Stance) -> Vec<Named> {
        let lines: Vec<_> = texts.iter().map(|(text, _)| ((*text).to_owned(), stance)).collect();
        let corpus = fixture::corpus(&lines);
        let rows: Vec<u32> = (0..corpus.statements().len() as u32).collect();
        let groups: Vec<Option<u32>> = corpus
            .statements()
            .iter()
            .map(|statement| {
                let text = corpus.text_of(statement);
                texts.iter().find(|(known, _)| *known == text).map(|&(_, group)| group)
            })
            .collect();
        let count = texts.iter().map(|&(_, group)| group as usize + 1).max().unwrap_or(0);
        let terms = Terms::read(&corpus, &rows, &groups);
        name(&terms, &groups, count, Level::Theme, &vec![None; count], &BTreeSet::new())
    }

    #[test]
    fn surprise_is_dunnings() {
        // 52 of 50,000 against 57 of 75,000: 2.654 by hand, four cells.
        assert!((surprise(52, 50_000, 109, 125_000) - 2.654_064_260_601_069_8).abs() < 1e-9);
        assert!((surprise(57, 75_000, 109, 125_000) + 2.654_064_260_601_069_8).abs() < 1e-9);
        assert_eq!(surprise(0, 0, 0, 0), 0.0);
        assert_eq!(surprise(5, 5, 5, 5), 0.0);
    }

    #[test]
    fn people_name_what_hurts_as_they_say_it() {
        let found = names(
            &[
                ("I can't log in since Tuesday", 0),
                ("please help, log in fails", 0),
                ("Log in does not work", 0),
                ("hello, the log in page hangs", 0),
                ("my PIN is blocked", 1),
                ("PIN blocked after three tries", 1),
                ("why is the PIN blocked", 1),
                ("the PIN was blocked again", 1),
                ("worst ever", 2),
                ("so bad, the worst", 2),
                ("really awful", 2),
                ("terrible thanks", 2),
            ],
            Stance::Complaint,
        );
        assert_eq!(found[0].label.title, "Log in");
        assert!(found[1].label.title.contains("PIN"), "{:?}", found[1]);
        assert_eq!(found[2].label, Label::default());
        assert_eq!(found[2].substance, 0.0);
        assert!(found[0].told > 0.9 && found[0].substance > 0.9);
    }

    #[test]
    fn masks_and_greetings_name_nothing() {
        let found = names(
            &[
                ("hello dear <EMAIL> january", 0),
                ("hello <EMAIL> thanks january", 0),
                ("hello <EMAIL> damn january", 0),
                ("hello <EMAIL> xxxx january", 0),
                ("parcel arrived broken", 1),
                ("parcel arrived late", 1),
                ("parcel arrived wet", 1),
                ("parcel arrived empty", 1),
            ],
            Stance::Complaint,
        );
        assert_eq!(found[0].label.title, "");
        assert_eq!(found[1].label.title, "Parcel arrived");
    }

    #[test]
    fn a_word_yields_to_what_people_say_with_it() {
        let mut texts: Vec<(String, u32)> = Vec::new();
        for at in 0..24 {
            let lead = ["since spring", "on the train", "every morning"][at % 3];
            texts.push((format!("{lead} the app crashes {at}"), 0));
            texts.push((format!("the app is slow {lead} {at}"), 0));
            texts.push((format!("{lead} still waiting for my refund {at}"), 1));
            texts.push((format!("my booking number is AB-{at}9, refund please, {lead}"), 1));
        }
        let texts: Vec<(&str, u32)> = texts.iter().map(|(text, at)| (text.as_str(), *at)).collect();
        let found = names(&texts, Stance::Complaint);
        assert!(found[0].label.title.starts_with("App "), "{:?}", found[0]);
        assert_eq!(found[1].label.title, "Waiting for my refund");
        let ids = |one: &Named| one.label.terms.iter().any(|term| term.contains("number"));
        assert!(!found.iter().any(ids), "{found:?}");
    }

    #[test]
    fn no_two_groups_share_a_head() {
        let texts: Vec<(String, u32)> = (0..60)
            .map(|at| {
                let extra = ["invoice", "letter", "reminder"][at % 3];
                let more = ["blue", "green", "red", "grey", "black"][at % 5];
                (format!("billing error {extra} {more} number {at}"), (at % 3) as u32)
            })
            .chain((0..60).map(|at| (format!("parcel lost courier street {at}"), 3)))
            .collect();
        let texts: Vec<(&str, u32)> = texts.iter().map(|(text, at)| (text.as_str(), *at)).collect();
        let found = names(&texts, Stance::Complaint);
        let heads: BTreeSet<&String> =
            found.iter().filter_map(|one| one.label.terms.first()).collect();
        let titles: BTreeSet<&String> = found.iter().map(|one| &one.label.title).collect();
        assert_eq!((heads.len(), titles.len()), (4, 4), "{found:?}");
    }
}
