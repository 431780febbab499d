//! What a theme is called: the words a product manager would put on a sticky note.
//!
//! Takes the words of the sample and a group for each text, gives every group a name of its own.
//! Candidates are the phrases its members use, weighed in the file on judging; here they are given
//! out, so that no two groups share a head phrase, and put together. Where a theme mixes pain and
//! praise, those who want a change name it; where languages mix, the language of most.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::model::Label;

use super::judge::{Candidate, Judge};
use super::lexicon::Class;
use super::phrases::{Phrase, alike, key, set, stems};
use super::terms::{EVERYDAY, NONE, Terms, Token};
use super::title::{Composer, capitalised};

/// Those who want a change name the theme when they are this share of it and this many.
const SPEAKERS: (f64, usize) = (0.2, 8);

/// Where praise is more than this many times as common as the wish for change, the theme is one
/// of praise.
const DELIGHT: usize = 2;

/// A word in more than this share of all texts, most of them elsewhere, says little of a theme.
const COMMON: f64 = 0.03;

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
    /// The same for the words of all the label's phrases.
    pub told_by_all: f64,
    /// Share of the members that contain a word that says what they are about, 0 to 1.
    pub substance: f64,
    /// Whether the name only says how something was that all speak of ("great game"), or warns
    /// others of it ("don't buy this").
    pub opinion: bool,
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
    let (candidates, langs): (Vec<Vec<Candidate>>, Vec<&str>) =
        members.par_iter().map(|docs| candidates_of(terms, docs, level)).unzip();
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
        let of = |phrases: &[Phrase]| -> BTreeSet<u32> {
            phrases.iter().flat_map(stems).copied().filter(|&stem| terms.tells(stem)).collect()
        };
        let words = of(first.as_slice());
        let all_words = of(&chosen);
        // Only texts in the language of the name can say it.
        let same = in_language(terms, docs, langs[group]);
        let says = |doc: u32, words: &BTreeSet<u32>| {
            terms.tokens[doc as usize].iter().any(|one| words.contains(&one.stem))
        };
        let share = |words: &BTreeSet<u32>| {
            let saying = same.iter().filter(|&&doc| says(doc, words)).count();
            saying as f64 / same.len().max(1) as f64
        };
        let told = if first.is_none() && docs.len() < FEW { 1.0 } else { share(&words) };
        let content = |doc: u32| {
            let subject =
                |one: &Token| one.class == Class::Content && !terms.proper[one.stem as usize];
            terms.tokens[doc as usize].iter().any(subject)
        };
        named.push(Named {
            label,
            precision: count(&phrase),
            told,
            told_by_all: if chosen.is_empty() { told } else { share(&all_words) },
            substance: count(&content),
            opinion: first.is_some_and(|first| {
                only_opinion(terms, &same, &first) || terms.mostly_warns(&first, &same)
            }),
        });
    }
    named
}

/// The phrases that set a group apart, best first, and the code of the language they are in.
fn candidates_of<'t>(
    terms: &'t Terms<'_>,
    docs: &[u32],
    level: Level,
) -> (Vec<Candidate>, &'t str) {
    let speakers: Vec<u32> =
        docs.iter().copied().filter(|&doc| terms.wanting[doc as usize]).collect();
    let praise = docs.iter().filter(|&&doc| terms.praise[doc as usize]).count();
    let enough = speakers.len() as f64 >= SPEAKERS.0 * docs.len() as f64
        && speakers.len() >= SPEAKERS.1
        && praise <= DELIGHT * speakers.len();
    let wanting = terms.wanting.iter().filter(|&&one| one).count() as u32;
    let (docs, texts) =
        if enough { (&speakers[..], wanting) } else { (docs, terms.texts.len() as u32) };
    let lang = language_of_most(terms, docs);
    let docs = in_language(terms, docs, lang);
    (Judge::new(terms, &docs, texts, enough, level).candidates(), lang)
}

/// The name of an area out of the head phrases of its two largest themes. `None` where they have
/// none or one holds the other's words.
pub(super) fn of_two(terms: &Terms<'_>, themes: [&Label; 2]) -> Option<Label> {
    let [a, b] = themes.map(|label| label.terms.first());
    let heads = [a?.clone(), b?.clone()];
    let [a, b] = [0, 1].map(|at| phrase_of(terms, &heads[at]));
    if alike(&a?, &b?) {
        return None;
    }
    let title = capitalised(&heads.join(" and "));
    Some(Label { title, terms: heads.to_vec() })
}

/// Share of the texts that hold one of the first two phrases of a label, 0 to 1.
pub(super) fn told_by_two(terms: &Terms<'_>, docs: &[u32], label: &Label) -> f64 {
    let phrases: Vec<Phrase> =
        label.terms.iter().take(2).filter_map(|term| phrase_of(terms, term)).collect();
    let holds = |&&doc: &&u32| phrases.iter().any(|phrase| terms.holds(doc, phrase));
    docs.iter().filter(holds).count() as f64 / docs.len().max(1) as f64
}

fn phrase_of(terms: &Terms<'_>, written: &str) -> Option<Phrase> {
    key(terms.stems_of(written, terms.lang()).into_iter().filter(|&stem| stem != NONE))
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

/// Whether a phrase says how something was, of one thing at most, which is spoken of everywhere.
fn only_opinion(terms: &Terms<'_>, docs: &[u32], phrase: &Phrase) -> bool {
    let mut classes: BTreeMap<u32, Class> = BTreeMap::new();
    for token in docs.iter().flat_map(|&doc| &terms.tokens[doc as usize]) {
        if stems(phrase).contains(&token.stem) {
            let class = classes.entry(token.stem).or_insert(token.class);
            *class = (*class).max(token.class);
        }
    }
    let things: Vec<u32> = classes
        .iter()
        .filter(|&(_, &class)| class == Class::Content)
        .map(|(&stem, _)| stem)
        .collect();
    let common = |&stem: &u32| {
        let held = &terms.postings[stem as usize];
        let here = held.iter().filter(|doc| docs.binary_search(doc).is_ok()).count();
        let share = held.len() as f64 / terms.texts.len().max(1) as f64;
        share > EVERYDAY || share > COMMON && 2 * here < held.len()
    };
    classes.values().any(|&class| class == Class::Opinion)
        && things.len() <= 1
        && things.iter().all(common)
}

/// The code of a text's language; where nobody knows it, English.
fn code_of<'t>(terms: &'t Terms<'_>, doc: u32) -> &'t str {
    match terms.langs[doc as usize].code() {
        "und" => "en",
        code => code,
    }
}

/// The language of most of the texts; ties by code.
fn language_of_most<'t>(terms: &'t Terms<'_>, docs: &[u32]) -> &'t str {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for &doc in docs {
        *counts.entry(code_of(terms, doc)).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|&(_, count)| count).map_or("en", |(code, _)| code)
}

/// Those texts that are in a language.
fn in_language(terms: &Terms<'_>, docs: &[u32], lang: &str) -> Vec<u32> {
    docs.iter().copied().filter(|&doc| code_of(terms, doc) == lang).collect()
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
        names_at("", texts, stance)
    }

    fn names_at(company: &str, texts: &[(&str, u32)], stance: Stance) -> Vec<Named> {
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
        let terms = Terms::read(&corpus, &rows, &groups, company);
        name(&terms, &groups, count, Level::Theme, &vec![None; count], &BTreeSet::new())
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
    fn what_most_say_negated_is_named_negated() {
        let others = ["the invoice lists the wrong tax", "tax on the invoice is wrong"];
        let mut texts: Vec<(String, u32)> = Vec::new();
        for at in 0..8 {
            let day = ["monday", "tuesday", "friday", "easter"][at % 4];
            texts.push((format!("the app won't open since {day} {at}"), 0));
            texts.push((format!("{day}: my app won't open {at}"), 0));
            texts.push((format!("can't open the app on {day} {at}"), 0));
            texts.push((format!("{} since {day} {at}", others[at % 2]), 1));
        }
        let texts: Vec<(&str, u32)> = texts.iter().map(|(text, at)| (text.as_str(), *at)).collect();
        let found = names(&texts, Stance::Complaint);
        assert_eq!(found[0].label.title, "App won't open");
        assert!(!found[1].label.title.contains("not"), "{:?}", found[1]);
    }

    #[test]
    fn praise_of_what_all_speak_of_is_an_opinion() {
        let mut texts: Vec<(String, u32)> = Vec::new();
        for at in 0..30 {
            let more = ["truly", "once more", "as ever"][at % 3];
            texts.push((format!("great game {more} {at}"), 0));
            texts.push((format!("the game crashes {more} {at}"), 1));
            texts.push((format!("game has no sound {more} {at}"), 2));
            for place in ["counter", "desk", "office", "website", "kiosk", "bus", "phone", "tram"] {
                texts.push((format!("{more} the invoice from the {place} is wrong {at}"), 3));
            }
        }
        let texts: Vec<(&str, u32)> = texts.iter().map(|(text, at)| (text.as_str(), *at)).collect();
        let found = names(&texts, Stance::Remark);
        let opinions: Vec<bool> = found.iter().map(|one| one.opinion).collect();
        assert_eq!(opinions, [true, false, false, false], "{found:?}");
    }

    /// Each line of each group, said in three ways.
    fn thrice(groups: &[&[&str]]) -> Vec<(String, u32)> {
        let ways = ["since spring", "again", "on the train"];
        let mut texts = Vec::new();
        for (group, lines) in groups.iter().enumerate() {
            for (at, line) in lines.iter().cycle().take(24).enumerate() {
                texts.push((format!("{line} {} {at}", ways[at % 3]), group as u32));
            }
        }
        texts
    }

    #[test]
    fn brands_warnings_and_the_writer_name_nothing() {
        let texts = thrice(&[
            &["my refund from Acme is late,", "Acme owes me a refund", "no refund by Acme"],
            &["the Acme card was declined", "card declined by Acme", "declined my Acme card"],
            &["I am a patient person, the parcel is late", "as a loyal person: parcel late"],
            &["don't buy, the lamp flickers", "lamp flickers", "don't buy this: a lamp flickers"],
        ]);
        let texts: Vec<(&str, u32)> = texts.iter().map(|(text, at)| (text.as_str(), *at)).collect();
        let found = names_at("Acme", &texts, Stance::Complaint);
        for (name, word) in found.iter().zip(["refund", "card", "parcel", "lamp"]) {
            let title = name.label.title.to_lowercase();
            assert!(title.contains(word), "{found:?}");
            for other in ["acme", "person", "buy"] {
                assert!(!title.contains(other), "{found:?}");
            }
        }
    }

    #[test]
    fn a_name_ends_where_the_thing_ends() {
        let texts = thrice(&[
            &[
                "the app ignores the dark setting",
                "it ignores my dark setting",
                "this app ignores the dark setting of my phone",
            ],
            &["flighted was cancelled", "flight was cancelled", "my flight was cancelled"],
            &["the gallery belongs to the sister hotel", "gallery belongs to another hotel"],
        ]);
        let texts: Vec<(&str, u32)> = texts.iter().map(|(text, at)| (text.as_str(), *at)).collect();
        let found = names(&texts, Stance::Complaint);
        let titles: Vec<&str> = found.iter().map(|one| one.label.title.as_str()).collect();
        assert!(titles[0].ends_with("dark setting"), "{titles:?}");
        assert_eq!(titles[1], "Flight was cancelled");
        assert!(!titles[2].ends_with("belongs"), "{titles:?}");
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
