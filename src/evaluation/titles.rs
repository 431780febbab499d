//! What a theme's title and members look like to whoever reads the ranking.
//!
//! Takes a title and a theme's members, gives the share of the members that the title speaks for
//! and the share that is praise. A member has a word of the title when a stem is the same in the
//! member's own language, wherever it stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Lang, Stance};
use crate::text::Analyser;

/// A member of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its words.
    pub text: &'a str,
    /// Its language.
    pub lang: Lang,
    /// What it does.
    pub stance: Stance,
}

/// How a title stands to its members; shares from 0 to 1, 0 where there is nothing to divide by.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Titled {
    /// All members.
    pub members: usize,
    /// Members that complain or ask.
    pub wanting: usize,
    /// Share of those that have one of the title's words that say something.
    pub a_word: f64,
    /// Share of those that have all of them.
    pub all_words: f64,
    /// Share of all members that is praise.
    pub praise: f64,
}

/// A title's words in one language: stems without function words, or all stems of a title of
/// function words alone ("how are you").
fn told(analyser: &mut Analyser, title: &str, lang: Lang) -> Vec<String> {
    let terms = analyser.terms(title, lang);
    let says = |word: &&crate::text::Term| !word.stop && word.stem.chars().count() > 1;
    let words: Vec<String> = terms.iter().filter(says).map(|term| term.stem.clone()).collect();
    if words.is_empty() { terms.into_iter().map(|term| term.stem).collect() } else { words }
}

/// How a title stands to its members, in any order.
pub fn titled(title: &str, members: &[Member<'_>]) -> Titled {
    let mut analyser = Analyser::new();
    let mut titles: BTreeMap<Lang, Vec<String>> = BTreeMap::new();
    let mut found = Titled { members: members.len(), ..Titled::default() };
    let (mut one, mut all, mut praise) = (0, 0, 0);
    for member in members {
        praise += usize::from(member.stance == Stance::Praise);
        if !member.stance.wants_change() {
            continue;
        }
        found.wanting += 1;
        let words =
            titles.entry(member.lang).or_insert_with(|| told(&mut analyser, title, member.lang));
        let said: BTreeSet<String> =
            analyser.terms(member.text, member.lang).into_iter().map(|term| term.stem).collect();
        one += usize::from(words.iter().any(|word| said.contains(word)));
        all += usize::from(!words.is_empty() && words.iter().all(|word| said.contains(word)));
    }
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    found.a_word = share(one, found.wanting);
    found.all_words = share(all, found.wanting);
    found.praise = share(praise, found.members);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let said = |text, stance| Member { text, lang: Lang::ENGLISH, stance };
        let members = [
            said("The parcels came late", Stance::Complaint),
            said("late again", Stance::Complaint),
            said("please tell me where my parcel is", Stance::Request),
            said("nobody answers", Stance::Complaint),
            said("parcel late? never", Stance::Praise),
        ];
        let found = titled("Parcel is late", &members);
        let expected =
            Titled { members: 5, wanting: 4, a_word: 0.75, all_words: 0.25, praise: 0.2 };
        assert_eq!(found, expected);
        assert_eq!(titled("Parcel is late", &[]), Titled::default());
        assert_eq!(titled("", &members).a_word, 0.0);
    }

    #[test]
    fn each_member_in_its_own_language() {
        let lang = |code: &str| code.parse().expect("a code");
        let said = |text, code| Member { text, lang: lang(code), stance: Stance::Complaint };
        let members = [said("Rechnungen falsch", "de"), said("bill is wrong", "en")];
        assert_eq!(titled("Rechnung falsch", &members).all_words, 0.5);
    }

    #[test]
    fn a_title_of_function_words_is_all_of_them() {
        let member = Member { text: "how are you", lang: Lang::ENGLISH, stance: Stance::Complaint };
        assert_eq!(titled("How are you", &[member]).all_words, 1.0);
    }
}
