//! The title of a theme that is of a known pain.
//!
//! Takes the members' words and the names the catalogue has for the pain, gives the name that most
//! members say a word of. Where hardly anybody says a word of any of them, and the members do not
//! sound like the pain's phrases either, there is none: then what the members say names the theme.

use std::collections::BTreeSet;

use crate::model::{KnownPain, Label, Lang};

use super::terms::{NONE, Terms};

/// The pain's own name is taken when at least this share of the members says a word of it.
const OWN_NAME: f64 = 0.5;

/// A name that a smaller share of the members says a word of is none, unless the members sound like
/// the pain in other words.
const HEARD: f64 = 0.35;

/// Members sound like the pain when their mean chance of it is at least this, among some 60 pains.
const SOUNDS_LIKE: f64 = 0.2;

/// Nor then, where hardly anybody says a word of it in the language that it is in: the title of a
/// theme is looked for in what its members say.
const HARDLY: f64 = 0.2;

/// What the members' own phrase must be said by more than, to be taken before a name of the pain:
/// a phrase is rarely as good a title as a name that a person wrote.
const PHRASE: f64 = 0.25;

/// What the members say.
pub(super) struct Said<'a> {
    /// The words of all texts.
    pub terms: &'a Terms<'a>,
    /// The members, each a text with the statements behind it.
    pub own: &'a [(u32, u32)],
    /// Titles of other themes, in small letters: none is given twice.
    pub taken: &'a BTreeSet<String>,
}

impl Said<'_> {
    /// Share of the members' statements that say a word of a title, 0 to 1.
    fn share(&self, title: &str) -> f64 {
        let stems: BTreeSet<u32> = self
            .terms
            .stems_of(title, self.terms.lang())
            .into_iter()
            .filter(|&stem| stem != NONE && self.terms.tells(stem))
            .collect();
        let says = |doc: u32| {
            self.terms.tokens[doc as usize].iter().any(|token| stems.contains(&token.stem))
        };
        let sum = |said: &dyn Fn(u32) -> bool| -> u64 {
            let saying = self.own.iter().filter(|&&(doc, _)| said(doc));
            saying.map(|&(_, weight)| u64::from(weight)).sum()
        };
        sum(&says) as f64 / sum(&|_| true).max(1) as f64
    }
}

/// The title, or `None` where the members' own `phrase` says it better. `sounds` is the mean chance
/// that they are about the pain, 0 to 1. An old title that is one of the pain's names stays while
/// enough say it. Ties to the first of the pain's names.
pub(super) fn known_title(
    said: &Said<'_>,
    pain: &KnownPain,
    sounds: f64,
    phrase: &Label,
    old: Option<&Label>,
) -> Option<String> {
    let names: Vec<(f64, &String)> = [&pain.name]
        .into_iter()
        .chain(&pain.other_names)
        .filter(|name| !said.taken.contains(&name.to_lowercase()))
        .map(|name| (said.share(name), name))
        .collect();
    let kept = old.and_then(|old| names.iter().find(|(_, name)| **name == old.title));
    if let Some(&(share, name)) = kept
        && share >= HEARD
    {
        return Some(name.clone());
    }
    let &(share, first) = names.first()?;
    if share >= OWN_NAME || !pain.has_subject {
        return Some(first.clone());
    }
    let mut best = (share, first);
    for &(share, name) in &names[1..] {
        if share > best.0 {
            best = (share, name);
        }
    }
    // Names are in English: of other languages nobody says a word of them.
    let foreign = said.terms.lang() != Lang::ENGLISH;
    let fits = best.0 >= HEARD || sounds >= SOUNDS_LIKE && (foreign || best.0 >= HARDLY);
    let better = !phrase.title.is_empty() && said.share(&phrase.title) > best.0 + PHRASE;
    (fits && !better).then(|| best.1.clone())
}
