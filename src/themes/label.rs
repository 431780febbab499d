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
use super::title::{Composer, alike, set};

/// A phrase needs more than this log-likelihood ratio (about 1 % of chance, one degree of freedom)
/// and this many members that say it.
const STRICT: (f64, u32) = (6.0, 3);

/// The same where nothing meets that (about 5 % of chance): small themes in many words.
const LENIENT: (f64, u32) = (3.84, 2);

/// Share of the members that say a phrase.
const LEAST: f64 = 0.02;

/// Bonus by number of words that are not function words, found by reading the names of three
/// labelled sets.
const LENGTH: [f64; 5] = [0.5, 1.0, 1.7, 1.9, 1.9];

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

/// An old title stays while its head is among this many of today's best.
const STILL_GOOD: usize = 5;

/// A group's name with how far it can be trusted.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Named {
    /// The name.
    pub label: Label,
    /// Share of the members that contain one of the label's phrases, 0 to 1.
    pub precision: f64,
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
        let composer = Composer { terms, phrases: &phrases, docs, level };
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
        let phrase = |doc: u32| phrases[doc as usize].iter().any(|one| chosen.contains(&set(one)));
        let content =
            |doc: u32| terms.tokens[doc as usize].iter().any(|one| one.class == Class::Content);
        named.push(Named { label, precision: count(&phrase), substance: count(&content) });
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
    let seek = |(surprising, members): (f64, u32)| -> Vec<Candidate> {
        let least = f64::from(members).max(LEAST * f64::from(size)).min(f64::from(size));
        let judge = |(phrase, &count): (&Phrase, &u32)| {
            if f64::from(count) < least {
                return None;
            }
            let everywhere = background.of.get(phrase).copied().unwrap_or(count);
            // A group that is all there is has nothing to be set apart from: what most say names it.
            let surprise = if size == background.texts {
                f64::from(count) * 2.0
            } else {
                surprise(count, size, everywhere, background.texts)
            };
            if surprise <= surprising {
                return None;
            }
            let covers = f64::from(count) / f64::from(size);
            let length = phrase.iter().filter(|&&stem| stem != NONE).count();
            let score =
                libm::sqrt(surprise) * libm::pow(covers, 0.15) * weight(terms, phrase, &classes);
            Some(Candidate { phrase: *phrase, score, covers, single: length == 1 })
        };
        inside.iter().filter_map(judge).collect()
    };
    let mut found = seek(STRICT);
    if found.is_empty() {
        found = seek(LENIENT);
    }
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
            Class::Weak if at == 0 => 0.6,
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
    for (_, group, at) in wishes {
        let free = matches!(heads[group], Head::None);
        if free && taken.insert(set(&candidates[group][at].phrase)) {
            heads[group] = Head::At(at);
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
        assert!(found[0].precision > 0.9 && found[0].substance > 0.9);
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
        let heads: BTreeSet<&String> = found.iter().map(|one| &one.label.terms[0]).collect();
        let titles: BTreeSet<&String> = found.iter().map(|one| &one.label.title).collect();
        assert_eq!((heads.len(), titles.len()), (4, 4), "{found:?}");
    }
}
