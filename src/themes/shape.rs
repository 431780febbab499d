//! How a phrase stands in its texts: whole, to its end, and meant as a name.
//!
//! Takes a phrase's windows, gives factors of its worth, each above 0. A set of words that are
//! rarely said in one piece is no name; nor is one that is cut short ("app ignores", "gallery
//! belongs"), said in one setting only (a form, a stock phrase), said by the writer of himself ("I
//! am a patient person"), a warning to others ("don't buy"), or what it was not ("not weather").

use std::collections::BTreeMap;

use super::judge::Judge;
use super::lexicon::{
    Class, is_being, is_person, is_told, leads_negation, leads_self, leads_thing, leaves_open,
    warns,
};
use super::phrases::{Phrase, Window, stems};
use super::terms::{NONE, Terms, Token};

/// A word that nearly always follows (or leads) a phrase belongs to it: from this share of its
/// windows on, the phrase is cut short.
const CUT: f64 = 0.5;

/// From this share of its windows on that go on with "to" or "of", a phrase is cut short:
/// "gallery belongs".
const LEFT_OPEN: f64 = 0.7;

/// From this share of its windows on whose last word is no thing and is followed by one, a phrase
/// is cut short: "app ignores".
const UNFINISHED: f64 = 0.6;

/// What a warning is worth: "don't buy" says how bad it was, not what.
const WARNING: f64 = 0.35;

/// What it is worth to say what a thing was not: "not weather" names neither trouble nor thing.
const DENIAL: f64 = 0.3;

/// Words of a name, those that only join included, and what each more makes it worth.
const WORDS: f64 = 4.0;
const LONG: f64 = 0.85;

impl Judge<'_> {
    /// Less than 1 for words that are rarely said in one piece, in one order and few: a set of
    /// words near one another is no name.
    pub(super) fn whole(&self, windows: &[(Window, u32)], holders: usize) -> f64 {
        if stems(&windows[0].0.phrase).len() == 1 {
            return 1.0;
        }
        let mut first: BTreeMap<u32, u32> = BTreeMap::new();
        let mut pieces = 0usize;
        let mut words = 0usize;
        let mut last = NONE;
        for (window, doc) in windows {
            let token = self.terms.tokens[*doc as usize][window.start as usize];
            *first.entry(token.stem).or_default() += 1;
            pieces += usize::from(*doc != last);
            words += (window.end - window.start) as usize;
            last = *doc;
        }
        let count = windows.len() as f64;
        let ordered = f64::from(first.values().max().copied().unwrap_or(0)) / count;
        let pieces = (pieces as f64 / holders.max(1) as f64).min(1.0);
        let long = (words as f64 / count - WORDS).max(0.0);
        libm::sqrt(pieces * ordered) * libm::pow(LONG, long)
    }

    /// Whether the writer says what he is: "I am a (patient person)", "long time customer" at the
    /// beginning.
    fn of_self(&self, doc: u32, start: usize) -> bool {
        let tokens = &self.terms.tokens[doc as usize];
        let text = self.terms.texts[doc as usize];
        let word = |at: usize| &text[tokens[at].start as usize..tokens[at].end as usize];
        let mut at = start;
        while at > 0 && at + 3 > start && tokens[at].joined {
            at -= 1;
            if leads_self(word(at)) {
                return true;
            }
            if !matches!(word(at), "a" | "an" | "A" | "the" | "very" | "not") {
                return false;
            }
        }
        false
    }

    /// Less than 1 for a phrase said in one setting only (a form, a stock phrase), and for one that
    /// is cut short.
    pub(super) fn settings(&self, windows: &[(Window, u32)]) -> f64 {
        let mut before: BTreeMap<u32, u32> = BTreeMap::new();
        let mut after: BTreeMap<u32, u32> = BTreeMap::new();
        let mut both: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut weak_ends = 0usize;
        let mut left_open = 0usize;
        let mut unfinished = 0usize;
        let mut of_self = 0usize;
        let mut warnings = 0usize;
        let mut denials = 0usize;
        let mut compound = 0usize;
        for (window, doc) in windows {
            let tokens = &self.terms.tokens[*doc as usize];
            let (start, end) = (window.start as usize, window.end as usize);
            let joined = |at: usize| tokens.get(at).filter(|token| token.joined);
            let lead =
                if start > 0 && tokens[start].joined { Some(tokens[start - 1]) } else { None };
            let tail = joined(end).copied();
            let text = self.terms.texts[*doc as usize];
            let open = |token: Token| leaves_open(&text[token.start as usize..token.end as usize]);
            left_open += usize::from(tail.is_some_and(open));
            // "The app ignores (the setting)": what is done, but not to what.
            let last = tokens[end - 1];
            let verb = last.class <= Class::Weak || !self.terms.nominal[last.stem as usize];
            let object = |token: Token| {
                leads_thing(&text[token.start as usize..token.end as usize])
                    || token.class == Class::Content && self.terms.nominal[token.stem as usize]
            };
            unfinished += usize::from(verb && tail.is_some_and(object));
            let thing = |token: Token| {
                token.class >= Class::Weak && self.terms.nominal[token.stem as usize]
            };
            compound += usize::from(!verb && tail.is_some_and(thing));
            of_self += usize::from(self.of_self(*doc, start));
            warnings += usize::from(self.terms.warns(*doc, start));
            denials += usize::from(self.terms.denies(*doc, start, end));
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
            weak_ends += usize::from(tokens[end - 1].class == Class::Weak)
                + usize::from(tokens[start].class == Class::Weak);
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
        let weak = 1.0 - 0.3 * weak_ends as f64 / count;
        let whole = if left_open as f64 > LEFT_OPEN * count { 0.6 } else { 1.0 };
        let whole =
            if (unfinished + compound) as f64 > UNFINISHED * count { 0.5 * whole } else { whole };
        let whole = if warnings as f64 > 0.4 * count { WARNING * whole } else { whole };
        let whole = if denials as f64 > 0.5 * count { DENIAL * whole } else { whole };
        let whole = if of_self as f64 > 0.5 * count { 0.1 * whole } else { whole };
        (1.0 - 0.5 * stock) * cut(share(&before)) * cut(share(&after)) * weak * whole
    }
}

impl Terms<'_> {
    /// Whether a phrase that begins at `start` tells others what not to do: "don't buy it" or "never
    /// fly with them", but not "I don't get the code" or "never arrived".
    fn warns(&self, doc: u32, start: usize) -> bool {
        let tokens = &self.tokens[doc as usize];
        let word =
            |token: Token| &self.texts[doc as usize][token.start as usize..token.end as usize];
        let by_somebody = start > 0 && tokens[start].joined && is_person(word(tokens[start - 1]));
        let never = || {
            word(tokens[start]).eq_ignore_ascii_case("never")
                && tokens.get(start + 1).is_some_and(|&next| {
                    is_told(&word(next).to_lowercase(), &self.stems[next.stem as usize])
                })
        };
        (warns(word(tokens[start])) || never()) && !by_somebody
    }

    /// Whether a phrase of a "not" and a thing says what something was not: "it is not weather", but
    /// not "no seat", "not working", "did not charge" or "not charged".
    fn denies(&self, doc: u32, start: usize, end: usize) -> bool {
        let text = self.texts[doc as usize];
        let word = |token: &Token| text[token.start as usize..token.end as usize].to_lowercase();
        let tokens = &self.tokens[doc as usize];
        let [not, .., last] = &tokens[start..end] else { return false };
        let done = || {
            let before = tokens[..start].last().filter(|_| not.joined);
            before.is_some_and(|before| leads_negation(&word(before)) && !is_being(&word(before)))
        };
        let thing = || {
            let last_word = word(last);
            self.nominal[last.stem as usize]
                && !["ing", "ed"].iter().any(|ending| last_word.ends_with(ending))
        };
        last.class == Class::Content
            && tokens[start..end].iter().filter(|token| token.bears()).count() == 2
            && word(not) == "not"
            && thing()
            && !done()
    }

    /// Whether most of those who say a phrase mean it as a warning to others.
    pub(super) fn mostly_warns(&self, phrase: &Phrase, docs: &[u32]) -> bool {
        let (mut said, mut warnings) = (0usize, 0usize);
        for &doc in docs {
            let windows = self.windows[doc as usize].iter();
            for window in windows.filter(|window| window.phrase == *phrase) {
                said += 1;
                warnings += usize::from(self.warns(doc, window.start as usize));
            }
        }
        2 * warnings > said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stance;
    use crate::themes::fixture;

    #[test]
    fn what_it_was_not_is_denied() {
        let said = [
            ("it is not weather", true),
            ("delays, not weather", true),
            ("no weather today", false),
            ("it did not charge", false),
            ("it is not charging", false),
            ("the weather, the charge", false),
        ];
        let lines: Vec<_> =
            said.iter().map(|&(text, _)| (text.to_owned(), Stance::Complaint)).collect();
        let corpus = fixture::corpus(&lines);
        let rows: Vec<u32> = (0..said.len() as u32).collect();
        let terms = Terms::read(&corpus, &rows, &vec![Some(0); said.len()], "");
        for (doc, windows) in terms.windows.iter().enumerate() {
            let not = terms.negation.expect("some are negated");
            let mut two = windows
                .iter()
                .filter(|one| matches!(*stems(&one.phrase), [a, b] if a == not || b == not));
            let denies =
                two.any(|one| terms.denies(doc as u32, one.start as usize, one.end as usize));
            let text = terms.texts[doc];
            let (_, expected) = said.iter().find(|(known, _)| *known == text).expect("a line");
            assert_eq!(denies, *expected, "{text}");
        }
    }
}
