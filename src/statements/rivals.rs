//! Whom customers compare a company with, and where they say they go.
//!
//! Takes a text and the names a company knows; gives every mention with what is said of it: they go
//! there, they came from there, it is better, it is worse, or it is only named. Names nobody listed are
//! found behind such words as "switched to …", where the script has capital letters. It hears wording
//! and nothing more: irony and quotations count as said.

use std::collections::BTreeSet;

use crate::model::Lang;
use crate::text::{fold, is_stopword, words};

/// What is said of a competitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// The customer goes there.
    Leaves,
    /// The customer came from there.
    Came,
    /// It is better.
    Better,
    /// It is worse.
    Worse,
    /// It is named.
    Named,
}

impl Said {
    /// Every one, in the order tables list them.
    pub const ALL: [Said; 5] = [Said::Leaves, Said::Better, Said::Came, Said::Worse, Said::Named];

    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Said::Leaves => "leaves",
            Said::Came => "came",
            Said::Better => "better",
            Said::Worse => "worse",
            Said::Named => "named",
        }
    }
}

/// A competitor in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rival {
    /// Its name: as it was listed, or as the customer wrote it.
    pub name: String,
    /// Whether it was listed.
    pub listed: bool,
    /// What is said of it.
    pub said: Said,
}

/// Wording by language: `[en leaves]`, then a pattern a line, with `{}` where the name stands.
const WORDING: &str = include_str!("../../assets/rivals.txt");

/// Every pattern with its language and what it says.
fn wording() -> Vec<(&'static str, Said, &'static str)> {
    let mut found = Vec::new();
    let mut of = None;
    for line in WORDING.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(head) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let said = |name: &str| Said::ALL.into_iter().find(|said| said.name() == name);
            of = head.split_once(' ').and_then(|(lang, name)| Some((lang, said(name)?)));
        } else if let Some((lang, said)) = of {
            found.push((lang, said, line));
        }
    }
    found
}

/// Words with a capital letter that are no competitor although they stand behind such words.
const NO_NAME: &str = "\
    i im ive ill id this that it its the a an my your their our his her you we they he \
    she another other others any all some most more one two what which when if and or \
    but so now android ios iphone ipad windows mac macos linux pc web wifi app apps \
    english german french spanish monday tuesday wednesday thursday friday saturday \
    sunday january february march april may june july august september october november \
    december version update dark light premium pro plus paris london new old god please \
    ok okay usa uk eu es das der die ein eine dem den einem einer ihr sie";

/// Words of one name at most.
const LONGEST: usize = 3;

/// The names to look for, ready to be found.
pub struct Rivals {
    listed: Vec<(String, Vec<String>)>,
    own: Vec<String>,
    no_name: BTreeSet<&'static str>,
    wording: Vec<(&'static str, Said, Vec<String>, Vec<String>)>,
    patterns: Vec<(&'static str, Said, &'static str)>,
}

impl Rivals {
    /// `listed` are the competitors a company knows, `own` what it calls itself: that is nobody's
    /// rival. Names are compared without case and accents.
    pub fn new(listed: &[String], own: &str) -> Rivals {
        let split = |text: &str| -> Vec<String> {
            words(text).into_iter().map(|word| fold(word.surface)).collect()
        };
        let names = listed.iter().map(|name| (name.trim().to_owned(), split(name)));
        let halves = |pattern: &'static str| pattern.split_once("{}").unwrap_or((pattern, ""));
        Rivals {
            listed: names.filter(|(name, words)| !name.is_empty() && !words.is_empty()).collect(),
            own: split(own),
            no_name: NO_NAME.split_whitespace().collect(),
            wording: (wording().into_iter())
                .map(|(lang, said, pattern)| {
                    let (before, after) = halves(pattern);
                    (lang, said, split(before), split(after))
                })
                .collect(),
            patterns: wording(),
        }
    }

    /// The mentions in a text, each name once, with the strongest that is said of it; in the order of
    /// the text.
    pub fn heard(&self, text: &str, lang: Lang) -> Vec<Rival> {
        let all = words(text);
        let folded: Vec<String> = all.iter().map(|word| fold(word.surface)).collect();
        let mut found: Vec<Rival> = Vec::new();
        let mut add = |name: &str, listed: bool, said: Said| match found
            .iter_mut()
            .find(|one| fold(&one.name) == fold(name))
        {
            Some(known) => known.said = known.said.min_by_strength(said),
            None => found.push(Rival { name: name.to_owned(), listed, said }),
        };
        for (name, its) in &self.listed {
            let unspaced = text.chars().any(crate::text::is_unspaced);
            if unspaced && text.contains(name.as_str()) {
                add(name, true, self.unspaced(text, name, lang));
                continue;
            }
            for at in 0..folded.len() {
                if folded[at..].starts_with(its) {
                    let said = self.said(&folded, at, at + its.len(), lang);
                    add(name, true, said.unwrap_or(Said::Named));
                }
            }
        }
        // All in capitals every word looks like a name.
        let capitals = text.chars().filter(|c| c.is_uppercase()).count();
        let letters = text.chars().filter(|c| c.is_lowercase()).count();
        if capitals > letters {
            return found;
        }
        let mut at = 0;
        while at < all.len() {
            let length = self.name_at(&all, &folded, at, text, lang);
            if length > 0
                && let Some(said) = self.said(&folded, at, at + length, lang)
            {
                let name = &text[all[at].start..all[at + length - 1].end];
                let is_listed =
                    self.listed.iter().any(|(_, its)| folded[at..at + length].starts_with(its));
                if !is_listed {
                    add(name, false, said);
                }
            }
            at += length.max(1);
        }
        found
    }

    /// How many words of a name begin there; 0 where none does.
    fn name_at(
        &self,
        all: &[crate::text::Word<'_>],
        folded: &[String],
        at: usize,
        text: &str,
        lang: Lang,
    ) -> usize {
        let is_name = |at: usize| {
            let word = all[at].surface;
            let mut letters = word.chars();
            let capital = letters.next().is_some_and(char::is_uppercase)
                || letters.clone().any(char::is_uppercase);
            capital
                && word.chars().count() > 1
                && !self.no_name.contains(folded[at].as_str())
                && !is_stopword(lang, &folded[at])
                && !is_stopword(Lang::ENGLISH, &folded[at])
                && !self.own.contains(&folded[at])
        };
        let mut length = 0;
        while length < LONGEST && at + length < all.len() && is_name(at + length) {
            // A name does not go on over punctuation.
            if length > 0 && text[all[at + length - 1].end..all[at + length].start].trim() != "" {
                break;
            }
            length += 1;
        }
        length
    }

    /// What the words around a name say of it; the strongest of several.
    fn said(&self, folded: &[String], from: usize, to: usize, lang: Lang) -> Option<Said> {
        let spoken = |of: &str| of == lang.code() || of == "en";
        let mut found: Option<Said> = None;
        for (of, said, before, after) in &self.wording {
            if !spoken(of) {
                continue;
            }
            if folded[..from].ends_with(before) && folded[to..].starts_with(after) {
                // "not better than X" and "worse than": what is denied is not said.
                let start = from - before.len();
                let denied = start > 0 && DENIES.contains(&folded[start - 1].as_str());
                let said = match (said, denied) {
                    (Said::Worse, true) => Said::Better,
                    (Said::Better, true) => Said::Worse,
                    (_, true) => continue,
                    (said, false) => *said,
                };
                found = Some(found.map_or(said, |known| known.min_by_strength(said)));
            }
        }
        found
    }

    fn unspaced(&self, text: &str, name: &str, lang: Lang) -> Said {
        let mut found = Said::Named;
        for (of, said, pattern) in &self.patterns {
            if *of == lang.code() && text.contains(&pattern.replace("{}", name)) {
                found = found.min_by_strength(*said);
            }
        }
        found
    }
}

/// Words in front of a wording that deny it.
const DENIES: &[&str] =
    &["not", "never", "no", "isnt", "isn't", "nicht", "kein", "pas", "non", "nie", "não", "niet"];

impl Said {
    /// The stronger of two: who leaves says more than who compares.
    fn min_by_strength(self, other: Said) -> Said {
        let strength = |said: Said| Said::ALL.iter().position(|one| *one == said);
        if strength(other) < strength(self) { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str, lang: &str) -> Vec<(String, bool, &'static str)> {
        let rivals = Rivals::new(&["Acme Air".to_owned(), "Wander".to_owned()], "Fernweh");
        let found = rivals.heard(text, lang.parse().expect("a language"));
        found.into_iter().map(|one| (one.name, one.listed, one.said.name())).collect()
    }

    fn one(name: &str, listed: bool, said: &'static str) -> Vec<(String, bool, &'static str)> {
        vec![(name.to_owned(), listed, said)]
    }

    #[test]
    fn who_leaves_says_where_to() {
        assert_eq!(
            heard("I switched to acme air last week", "en"),
            one("Acme Air", true, "leaves")
        );
        assert_eq!(heard("Going back to Roamify, sorry", "en"), one("Roamify", false, "leaves"));
        assert_eq!(heard("Bin zu Wander gewechselt.", "de"), one("Wander", true, "leaves"));
        assert_eq!(heard("我已经换成Wander了", "zh"), one("Wander", true, "leaves"));
    }

    #[test]
    fn comparisons_have_a_side() {
        assert_eq!(heard("Much better than Roamify", "en"), one("Roamify", false, "worse"));
        assert_eq!(heard("This is not better than Roamify", "en"), one("Roamify", false, "better"));
        assert_eq!(heard("Wander is way better", "en"), one("Wander", true, "better"));
        assert_eq!(heard("I switched from Roamify Plus Go", "en"), one("Roamify", false, "came"));
    }

    #[test]
    fn what_is_no_name_is_not_found() {
        assert_eq!(heard("It is better than the old one", "en"), []);
        assert_eq!(heard("switched to Fernweh last year", "en"), []);
        assert_eq!(heard("moved to Monday please", "en"), []);
        assert_eq!(heard("SWITCHED TO SOMETHING ELSE NOW", "en"), []);
        assert_eq!(heard("Wander has nice maps", "en"), one("Wander", true, "named"));
    }
}
