//! Which way a phrase is meant: a name says what its people say, not the opposite.
//!
//! Takes the candidates of a group and what its texts say, changes them: "open the app" becomes
//! "can't open the app" where that is what people say, and what they can't do goes before what
//! they do. A negation counts where it governs a word of the phrase (the file on phrases).

use super::judge::{Candidate, Judge};
use super::phrases::{Phrase, Said, Window, how, key, stems};
use super::terms::Terms;

/// A phrase is said turned when this share of those who say it turn it ("can't open the app"):
/// then it is no name without its negation. Most must turn a thing, fewer something people do:
/// those who "want to play" want to because they can't.
const TURNED: [f64; 2] = [0.5, 0.3];

/// Share of those who say what people do that must say they can't, for that to go first.
const AGAINST: f64 = 0.4;

/// What a phrase is worth that most say turned, each in words of their own.
const UNTOLD: f64 = 0.3;

/// Settles what is said both ways. A word negated does not go before the phrase that says what
/// is: "can't stop" where most say "can't stop playing". And where people want a change, what
/// they can't do goes before what they do: "can't play" before "play this game".
pub(super) fn finish(found: &mut [Candidate], terms: &Terms<'_>, wanting: bool) {
    let Some(not) = terms.negation else { return };
    let turned = |one: &Candidate| stems(&one.phrase).contains(&not);
    for at in 0..found.len() {
        let one = &found[at];
        let own = stems(&one.phrase);
        let score = if turned(one) && own.len() == 2 {
            let longer = found.iter().filter(|other| {
                let all = stems(&other.phrase);
                all.len() > 2
                    && own.iter().all(|stem| all.contains(stem))
                    && 2.0 * other.covers >= one.covers
            });
            longer.map(|other| 0.9 * other.score).reduce(f64::max)
        } else if wanting && !turned(one) {
            let done: Vec<u32> =
                own.iter().copied().filter(|&stem| terms.verbal[stem as usize]).collect();
            // A lone verb is said in all its phrases: half as many are enough.
            let least = if one.single { 0.5 * AGAINST } else { AGAINST };
            let against = found.iter().filter(|other| {
                let plain = stems(&other.phrase).iter().filter(|&&stem| stem != not);
                turned(other)
                    && plain.clone().all(|stem| own.contains(stem))
                    && plain.clone().any(|stem| done.contains(stem))
                    && other.covers >= least * one.covers
            });
            against.map(|other| 0.9 * other.score).reduce(f64::max)
        } else {
            None
        };
        if let Some(score) = score {
            found[at].score = found[at].score.min(score);
        }
    }
}

impl Judge<'_> {
    /// Gives the phrases that are mostly said turned their negation: "open the app" is "can't open
    /// the app" where that is what people say.
    pub(super) fn turn(&self, found: &mut [Candidate], said: &[(Window, u32)]) {
        let Some(not) = self.terms.negation else { return };
        for one in found.iter_mut().filter(|one| !stems(&one.phrase).contains(&not)) {
            let plain = stems(&one.phrase);
            let mut holders = self.terms.holders(&one.phrase);
            holders.retain(|doc| self.docs.binary_search(doc).is_ok());
            let turned = holders
                .iter()
                .filter(|&&doc| how(&self.terms.tokens[doc as usize], plain) == Said::Turned)
                .count();
            let done = plain.iter().any(|&stem| self.terms.verbal[stem as usize]);
            if (turned as f64) < TURNED[usize::from(done)] * holders.len() as f64 || turned == 0 {
                continue;
            }
            let negated = key(plain.iter().copied().chain([not]));
            let windows = |phrase: &Phrase| {
                let from = said.partition_point(|(window, _)| window.phrase < *phrase);
                let count = said[from..].partition_point(|(window, _)| window.phrase == *phrase);
                &said[from..from + count]
            };
            match negated.filter(|negated| !windows(negated).is_empty()) {
                Some(negated) => {
                    // It may be cut short where the plain phrase was not: "can't stop (playing)".
                    let plainly = self.settings(windows(&one.phrase));
                    one.score *= (self.settings(windows(&negated)) / plainly).min(1.0);
                    one.phrase = negated;
                    one.single = false;
                    one.covers = turned as f64 / self.docs.len() as f64;
                }
                None => one.score *= UNTOLD,
            }
        }
    }
}
