//! What a phrase's words make it worth, whoever says it.
//!
//! Takes a phrase, gives factors of its worth, each above 0: how many words that say something and
//! of which kind, how much they say alone, how many say each of them. Beside a thing, what goes
//! wrong with it is worth more than praise or blame, and a thing all speak of is worth little.

use super::judge::Judge;
use super::label::Level;
use super::lexicon::Class;
use super::phrases::{Phrase, stems};

/// Bonus by number of words that are not function words, found by reading the names of five sets:
/// of a theme, and of an area, whose name is wider and shorter.
const LENGTH: [[f64; 5]; 2] = [[0.2, 0.55, 1.7, 2.0, 2.0], [0.2, 1.2, 1.7, 1.0, 0.8]];

/// What a word is worth in a phrase that says too little alone.
const WEAK: f64 = 0.6;

/// A weak word said with this share of a word's texts is part of its name.
const COMPOUND: f64 = 0.3;

/// What each word of an area's name that is no thing makes it worth.
const NO_THING: f64 = 0.35;

/// Power of the share of texts that hold each word of a phrase, against that of the most telling.
const EACH: f64 = 0.6;

/// Power of how much the most telling word of a phrase says.
const MOST: f64 = 1.5;

/// What a word of praise or blame is worth in a phrase: the theme is what is praised or blamed.
const OPINION: f64 = 0.35;

/// What a phrase is worth whose one thing is spoken of in more than this share of all texts, and
/// that says no more of it than that it is used or good: "use this app".
const GENERIC: (f64, f64) = (0.05, 0.4);

/// The same where more than this share of the theme's own texts say the thing.
const ALL_SAY: f64 = 0.7;

/// A phrase that says what is wrong with a thing, in the words of those who want a change.
const PROBLEM: f64 = 1.3;

impl Judge<'_> {
    /// More than 1 for a weak word that is part of another's name ("time zone"): nothing is weak
    /// about a word that this one is said with so often.
    pub(super) fn compound(&self, phrase: &Phrase, holders: usize) -> f64 {
        let [a, b] = *stems(phrase) else { return 1.0 };
        let word = match (self.class(a), self.class(b)) {
            (Class::Weak, Class::Content) => b,
            (Class::Content, Class::Weak) => a,
            _ => return 1.0,
        };
        let alone = self.telling.get(&word).map_or(0, |&(_, inside)| inside);
        if holders as f64 >= COMPOUND * f64::from(alone) { 1.0 / WEAK } else { 1.0 }
    }

    /// How much the words of a phrase say alone, above 0 and at most 1: the most telling of them,
    /// and how many of the texts hold each. A phrase of words hardly said outside it is one
    /// person's turn of speech ("classic bait pricing"), however many repeat it.
    pub(super) fn words(&self, phrase: &Phrase) -> f64 {
        let (mut most, mut logs, mut count) = (0.0f64, 0.0, 0usize);
        for stem in stems(phrase) {
            if self.class(*stem) != Class::Content && !self.terms.problem[*stem as usize] {
                continue;
            }
            let worth = self.telling.get(stem).map_or(0.0, |&(worth, _)| worth);
            most = most.max(worth);
            logs +=
                libm::log(self.said.get(stem).copied().unwrap_or(0.0).max(1e-3) / self.most_said);
            count += 1;
        }
        let each = libm::exp(logs / count.max(1) as f64);
        libm::pow(0.1 + 0.9 * most, MOST) * libm::pow(each.min(1.0), EACH)
    }

    /// What a phrase's words make it worth beside its numbers.
    pub(super) fn weight(&self, phrase: &Phrase) -> f64 {
        let classes: Vec<Class> = stems(phrase).iter().map(|&stem| self.class(stem)).collect();
        let full = classes.iter().filter(|&&class| class >= Class::Weak).count();
        let mut weight = LENGTH[self.of_level()][full];
        if self.level == Level::Area && classes.contains(&Class::Negation) {
            // An area is a subject; what goes wrong with it are its themes.
            weight *= 0.2;
        }
        if self.level == Level::Area {
            // An area is called by things: "refund", not "cancelled".
            let no_thing = |&&stem: &&u32| {
                self.class(stem) == Class::Content && !self.terms.nominal[stem as usize]
            };
            weight *= libm::pow(NO_THING, stems(phrase).iter().filter(no_thing).count() as f64);
        }
        let problem = |stem: &u32| self.terms.problem[*stem as usize];
        let things = stems(phrase)
            .iter()
            .filter(|&stem| {
                self.class(*stem) == Class::Content
                    && !problem(stem)
                    && self.terms.nominal[*stem as usize]
            })
            .count();
        // "Won't load" says what is wrong; "no tax" may go on ("no tax invoice").
        let done = |stem: &u32| {
            self.class(*stem) == Class::Content
                && (self.terms.verbal[*stem as usize] || !self.terms.nominal[*stem as usize])
        };
        if self.level == Level::Theme
            && self.wanting
            && things > 0
            && (stems(phrase).iter().any(problem)
                || classes.contains(&Class::Negation) && stems(phrase).iter().any(done))
        {
            weight *= PROBLEM;
        }
        if things == 0 && stems(phrase).iter().any(problem) && classes.contains(&Class::Negation) {
            // "If it ain't broke": nothing is wrong.
            weight *= 0.3;
        }
        for (class, stem) in classes.iter().zip(stems(phrase)) {
            if things > 0 && problem(stem) {
                continue;
            }
            weight *= match class {
                Class::Weak => WEAK,
                Class::Opinion => OPINION,
                Class::Negation if full == 1 => 2.0,
                Class::Particle if full == 1 => 2.4,
                _ => 1.0,
            };
        }
        let said = |stem: u32| self.terms.postings[stem as usize].len() as f64;
        let mut content = stems(phrase).iter().filter(|&&stem| self.class(stem) == Class::Content);
        if let (Some(&one), None) = (content.next(), content.next())
            && self.level == Level::Theme
            && full > 1
            && !stems(phrase).iter().any(problem)
            && (said(one) > GENERIC.0 * self.terms.texts.len() as f64
                || self.said.get(&one).is_some_and(|&share| share > ALL_SAY))
        {
            weight *= GENERIC.1;
        }
        // Names of places, people and things: no topic by themselves.
        for &stem in stems(phrase) {
            if self.class(stem) == Class::Content && self.terms.proper[stem as usize] {
                weight *= 0.6;
            }
        }
        weight
    }
}
