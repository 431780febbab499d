//! The title of a theme that is of a known pain.
//!
//! Takes the members' words and the names the catalogue has for the pain, gives the name that most
//! members say a word of. Where hardly anybody says a word of any of them, there is none: then what
//! the members say names the theme.

use std::collections::BTreeSet;

use crate::model::{KnownPain, Label};

use super::terms::{NONE, Terms};

/// The pain's own name is taken when at least this share of the members says a word of it.
const OWN_NAME: f64 = 0.5;

/// A name that a smaller share of the members says a word of is none.
const SAID: f64 = 0.35;

/// What the members' own phrase must be said by more than, to be taken before a name of the pain:
/// a phrase is rarely as good a title as a name that a person wrote.
const PHRASE: f64 = 0.25;

/// The title for the members `own`, each a text of `terms` with the statements behind it; `None`
/// where the members' own phrases say it better. An old title that is one of the pain's names stays
/// while it is nearly as good. No title is taken twice: `taken` are those of other themes, in small
/// letters.
pub(super) fn known_title(
    terms: &Terms<'_>,
    own: &[(u32, u32)],
    pain: &KnownPain,
    phrase: &Label,
    old: Option<&Label>,
    taken: &BTreeSet<String>,
) -> Option<String> {
    let all: u64 = own.iter().map(|&(_, weight)| u64::from(weight)).sum();
    let share = |title: &str| {
        let stems: BTreeSet<u32> = terms
            .stems_of(title, terms.lang())
            .into_iter()
            .filter(|&stem| stem != NONE && terms.tells(stem))
            .collect();
        let says = |doc: u32| {
            terms.tokens[doc as usize].iter().any(|token| stems.contains(&token.stem))
        };
        let saying: u64 =
            own.iter().filter(|&&(doc, _)| says(doc)).map(|&(_, weight)| u64::from(weight)).sum();
        saying as f64 / all.max(1) as f64
    };
    let names: Vec<(f64, &String)> = [&pain.name]
        .into_iter()
        .chain(&pain.other_names)
        .filter(|name| !taken.contains(&name.to_lowercase()))
        .map(|name| (share(name), name))
        .collect();
    let kept = old.and_then(|old| names.iter().find(|(_, name)| **name == old.title));
    if let Some(&(said, name)) = kept
        && said >= SAID
    {
        return Some(name.clone());
    }
    let &(said, first) = names.first()?;
    if said >= OWN_NAME {
        return Some(first.clone());
    }
    let mut best = (said, first);
    for &(said, name) in &names[1..] {
        if said > best.0 {
            best = (said, name);
        }
    }
    let better = share(&phrase.title) > best.0 + PHRASE && !phrase.title.is_empty();
    let found = best.0 >= SAID || !pain.has_subject || !better;
    found.then(|| best.1.clone())
}
