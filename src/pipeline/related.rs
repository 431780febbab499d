//! The themes that a query asks for: the answer above the hits.
//!
//! A theme answers when its title and the phrases behind it hold every telling word of a short
//! query, or most of those of a longer one, in any of their forms; behind those, when its title means
//! what is asked: nearly, or with the word of the query that fewest records hold, which is what it is about.
//! Who asks for what hurts is shown pains, who asks for what pleases praise, who asks what people want what is
//! requested; where that is all that is asked ("what do people complain about most"), the first of them.

use std::collections::BTreeSet;

use crate::index::Page;
use crate::model::{Lang, Meaning, Stance};
use crate::report::View;
use crate::report::view::ThemeView;
use crate::space::Meanings;
use crate::text::{Analyser, is_stopword};

/// More are a list: `earful themes` is that.
const SHOWN: usize = 3;
/// Bits in which the title of a theme may differ from the query to answer it in other words: a cosine of
/// .6 ([`Meaning`]).
const ALIKE: u32 = 75;
/// The same for a title that lacks the rarest word of the query: a cosine of .75.
const NEARLY: u32 = 59;
/// A query of up to this many words is answered by a theme that holds all of them.
const SHORT: usize = 2;

/// The themes of a report that answer the words of a query, best first: at most three.
pub fn answering<'v>(page: &Page, view: &'v View) -> Vec<&'v ThemeView> {
    let mut analyser = Analyser::new();
    let mut words: Vec<String> = Vec::new();
    // The stem of the word that fewest records hold, of those that any does.
    let mut rarest: Option<(u64, String)> = None;
    for (typed, found) in &page.words {
        for term in analyser.terms(typed, Lang::ENGLISH) {
            if !is_stopword(Lang::ENGLISH, &term.folded) && !words.contains(&term.stem) {
                if *found > 0 && rarest.as_ref().is_none_or(|(least, _)| found < least) {
                    rarest = Some((*found, term.stem.clone()));
                }
                words.push(term.stem);
            }
        }
    }
    if words.is_empty() {
        return if page.words.is_empty() { largest(page, view) } else { Vec::new() };
    }
    let themes = || view.themes.iter().filter(|theme| !theme.general && is_of(page.side, theme));
    let mut stems = |texts: &[&str]| -> BTreeSet<String> {
        let of = |text: &&str| analyser.terms(text, Lang::ENGLISH);
        texts.iter().flat_map(of).map(|term| term.stem).collect()
    };
    let mut found: Vec<(usize, usize, &ThemeView)> = Vec::new();
    for theme in themes() {
        let title = stems(&[&theme.title]);
        let all: Vec<&str> = theme.terms.iter().map(String::as_str).collect();
        let terms = stems(&all);
        let in_title = words.iter().filter(|word| title.contains(*word)).count();
        let held = |word: &&String| title.contains(*word) || terms.contains(*word);
        let held = words.iter().filter(held).count();
        if held == words.len() || (words.len() > SHORT && held * 2 > words.len()) {
            found.push((held, in_title, theme));
        }
    }
    found.sort_by(|(held, titled, one), (other_held, other_titled, other)| {
        (other_held.cmp(held))
            .then(other_titled.cmp(titled))
            .then(other.customers.max(other.feedback).cmp(&one.customers.max(one.feedback)))
            .then(one.number().cmp(&other.number()))
    });
    let mut found: Vec<&ThemeView> = found.into_iter().map(|(_, _, theme)| theme).collect();
    if page.meaning != Meaning::NONE && found.len() < SHOWN {
        let mut meanings = Meanings::new();
        let mut near: Vec<(u32, &ThemeView)> = Vec::new();
        for theme in themes().filter(|theme| !found.iter().any(|other| other.id == theme.id)) {
            let distance = meanings.of(&theme.title, Lang::ENGLISH).distance(page.meaning);
            let mut about = || {
                rarest.as_ref().is_some_and(|(_, rarest)| stems(&[&theme.title]).contains(rarest))
            };
            if distance <= NEARLY || distance <= ALIKE && about() {
                near.push((distance, theme));
            }
        }
        near.sort_by(|(one, theme), (other, other_theme)| {
            one.cmp(other).then(theme.number().cmp(&other_theme.number()))
        });
        found.extend(near.into_iter().map(|(_, theme)| theme));
    }
    found.truncate(SHOWN);
    found
}

/// Whether a theme is of a side: of pains where somebody is troubled, of praise where somebody is pleased.
fn is_of(side: i8, theme: &ThemeView) -> bool {
    let wanting = theme.stances.complaint + theme.stances.request;
    match side {
        side if side < 0 => wanting >= theme.stances.praise,
        side if side > 0 => wanting < theme.stances.praise,
        _ => true,
    }
}

/// The first themes of a side: pains by their rank, praise by who says it, wishes by how often they are
/// requested, ties by number. None where no side is asked for.
fn largest<'v>(page: &Page, view: &'v View) -> Vec<&'v ThemeView> {
    let mut found: Vec<&ThemeView> =
        view.themes.iter().filter(|theme| !theme.general && is_of(page.side, theme)).collect();
    match page.side {
        _ if page.stance == Some(Stance::Request) => {
            found.retain(|theme| theme.stances.request > 0);
            found.sort_by(|one, other| {
                (other.stances.request.cmp(&one.stances.request))
                    .then(one.number().cmp(&other.number()))
            });
        }
        side if side < 0 => {
            found.retain(|theme| theme.rank.is_some());
            found.sort_by_key(|theme| theme.rank);
        }
        side if side > 0 => found.sort_by(|one, other| {
            (other.stances.praise.cmp(&one.stances.praise)).then(one.number().cmp(&other.number()))
        }),
        _ => found.clear(),
    }
    found.truncate(SHOWN);
    found
}
