//! The title of a theme that is of a known pain.
//!
//! Takes the members' words and the names the catalogue has for the pain, gives the name that most
//! members say a word of. Where hardly anybody says a word of any of them, and the members do not
//! sound like the pain's phrases either, there is none: then what the members say names the theme.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{KnownPain, Label, Lang, Recognition, Vectors};

use super::group::Groups;
use super::sayings::LEAST_ALIGNMENT;
use super::terms::{NONE, Terms};

/// The pain's own name is taken when at least this share of the members says a word of it.
const OWN_NAME: f64 = 0.5;

/// A name that a smaller share of the members says a word of is none, unless the members sound like
/// the pain in other words.
const SAID: f64 = 0.35;

/// Members who say a word of the name must sound like the pain too: this share of them is likelier of
/// it than of any other pain, as long as only the catalogue is heard. A word alone is also that of
/// another thing ("clean out the filters", "delete the app").
const FIRST: f64 = 0.4;

/// Members sound like the pain in other words when their mean chance of it is at least this, among
/// some 60 pains.
const SOUNDS_LIKE: f64 = 0.2;

/// Nor then, where hardly anybody says a word of it in the language that it is in: the title of a
/// theme is looked for in what its members say.
const HARDLY: f64 = 0.2;

/// What the members' own phrase must be said by more than, to be taken before a name of the pain:
/// a phrase is rarely as good a title as a name that a person wrote.
const PHRASE: f64 = 0.25;

/// A title of the members' own words is said by at least this share of them, a word of it.
const HEARD: f64 = 0.25;

/// Members are called by a pain hardly anybody says a word of only where this share is likelier of it
/// than of any other and their mean chance is this.
const CLEARLY: (f64, f64) = (0.6, 0.3);

/// Members that are farther than this from the nearest phrase of the pain, in the mean, are about something
/// else, whatever words of it they say: of 23 themes below it on eight sets 15 were ("Too many emails" for
/// any mail, "Charged two times" for anything that happened twice), of those just above it few.
const NEAR: f64 = 0.34;

/// A pain that fewer of the members say is not what they share: of nine such themes of known pains of six
/// sets 15 % of the members read said what the title says, of the 104 others 36 %.
const COUNTED_BY: f64 = 0.2;

/// How much the members sound like a known pain before anything but the catalogue was heard.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sounds {
    /// Their mean chance of it, 0 to 1.
    pub chance: f64,
    /// Share of them that is likelier of it than of any other pain, 0 to 1.
    pub first: f64,
    /// How near they are to its nearest phrase, in the mean, a cosine; `None` where that is not known.
    pub near: Option<f64>,
    /// Share of them that say enough of one of its sayings to count, 0 to 1; `None` where that is not known.
    pub counted: Option<f64>,
}

/// How much a group's rows sound like its known pain.
pub(super) fn sounds_like(
    recognition: &Recognition,
    vectors: &Vectors,
    groups: &Groups,
    group: u32,
    pain: Option<u32>,
) -> Sounds {
    let Some(pain) = pain else { return Sounds::default() };
    let rows = groups.rows.iter().zip(&groups.of).filter(|&(_, &of)| of == group);
    let (mut sum, mut first, mut count) = (0.0, 0.0, 0.0);
    let (mut near, mut told) = (0.0, 0.0);
    let (mut counted, mut aligned) = (0.0, 0.0);
    for (&row, _) in rows {
        let own = recognition.of(row as usize);
        let chance = own[pain as usize];
        let most = own.iter().copied().fold(0.0f32, f32::max);
        sum += f64::from(chance);
        first += if chance > 0.0 && chance >= most { 1.0 } else { 0.0 };
        count += 1.0;
        if let Some(nearness) = recognition.phrases.nearness(vectors.row(row as usize), pain) {
            near += nearness;
            told += 1.0;
        }
        if let Some(alignment) = recognition.alignment(row as usize, pain) {
            counted += if alignment >= LEAST_ALIGNMENT { 1.0 } else { 0.0 };
            aligned += 1.0;
        }
    }
    let share = |sum: f64| if count > 0.0 { sum / count } else { 0.0 };
    let near = (told > 0.0).then(|| near / told);
    let counted = (aligned > 0.0).then(|| counted / aligned);
    Sounds { chance: share(sum), first: share(first), near, counted }
}

/// What the members say.
pub(super) struct Said<'a> {
    /// The words of all texts.
    pub terms: &'a Terms<'a>,
    /// The language of most members.
    pub lang: Lang,
    /// The members, each a text with the statements behind it.
    pub own: &'a [(u32, u32)],
    /// Stems that stand in the names of many pains ("app", "driver"): saying one says little.
    pub common: &'a BTreeSet<u32>,
    /// Titles of other themes, in small letters: none is given twice.
    pub taken: &'a BTreeSet<String>,
}

/// Names of pains that a word stands in before it is common to them.
const COMMON: usize = 4;

/// Stems that stand in the names of at least [`COMMON`] of the pains.
pub(super) fn common_stems(terms: &Terms<'_>, pains: &[KnownPain]) -> BTreeSet<u32> {
    let mut named: BTreeMap<u32, usize> = BTreeMap::new();
    for pain in pains {
        let stems: BTreeSet<u32> = [&pain.name]
            .into_iter()
            .chain(&pain.other_names)
            .flat_map(|name| terms.stems_of(name, terms.lang()))
            .collect();
        stems.into_iter().for_each(|stem| *named.entry(stem).or_default() += 1);
    }
    named.into_iter().filter(|&(_, count)| count >= COMMON).map(|(stem, _)| stem).collect()
}

impl Said<'_> {
    /// Share of the members' statements that say a word of a title, 0 to 1; words that many pains
    /// are named by count only where the title has no other.
    fn share(&self, title: &str) -> f64 {
        let mut stems: BTreeSet<u32> = self
            .terms
            .stems_of(title, self.terms.lang())
            .into_iter()
            .filter(|&stem| stem == NONE || self.terms.tells(stem))
            .collect();
        if !stems.is_subset(self.common) {
            stems.retain(|stem| !self.common.contains(stem));
        }
        stems.remove(&NONE);
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

impl Said<'_> {
    /// Whether enough members say a word of a title of their own words.
    pub(super) fn is_heard(&self, title: &str) -> bool {
        self.share(title) >= HEARD
    }
}

/// The title, or `None` where the members' own `phrase` says it better. An old title that is one of
/// the pain's names stays while enough say it. Ties to the first of the pain's names.
pub(super) fn known_title(
    said: &Said<'_>,
    pain: &KnownPain,
    sounds: Sounds,
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
        && share >= SAID
    {
        return Some(name.clone());
    }
    // Phrases are compared in English, and general dissatisfaction is in any words.
    let compared = pain.has_subject && said.lang == Lang::ENGLISH;
    if compared && sounds.near.is_some_and(|near| near < NEAR) {
        return None;
    }
    if pain.has_subject && sounds.counted.is_some_and(|counted| counted < COUNTED_BY) {
        return None;
    }
    let &(share, first) = names.first()?;
    let sound = sounds.first >= FIRST || sounds.chance >= SOUNDS_LIKE;
    if share >= OWN_NAME && sound || !pain.has_subject {
        return Some(first.clone());
    }
    let mut best = (share, first);
    for &(share, name) in &names[1..] {
        if share > best.0 {
            best = (share, name);
        }
    }
    // Names are in English: of other languages nobody says a word of them.
    let foreign = said.lang != Lang::ENGLISH;
    let otherwise = sounds.chance >= SOUNDS_LIKE && (foreign || best.0 >= HARDLY);
    let fits = best.0 >= SAID && sound || otherwise;
    let own = if phrase.title.is_empty() { 0.0 } else { said.share(&phrase.title) };
    let better = own > best.0 + PHRASE;
    // What sounds like the pain, and is said by few in any words, is best called by it.
    let fits = fits || own < HEARD && sounds.first >= CLEARLY.0 && sounds.chance >= CLEARLY.1;
    (fits && !better).then(|| best.1.clone())
}
