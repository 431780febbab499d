//! What stands around a place where a cut may fall: numbers and words, before any model is asked.
//!
//! Takes the segments of a part, gives for each place but the first what kind it is, how long both
//! sides are, which verbs and which feeling they have, how many words they share, and the words
//! next to it, hashed. `borders` weighs it. Linear in the text.

use std::ops::Range;

use super::clauses::plain;
use super::lexicon::{Lexicon, Role};
use super::places::{KINDS, Kind, Segment};
use super::weights::{FNV_START, fnv};
use crate::text::Term;

/// 2 to this power buckets of the words around a place.
pub(super) const BITS: u32 = 12;
/// Numbers of a place that need no model.
pub(super) const PLAIN: usize = KINDS + 14 + SENSE;
/// Numbers from verbs and from the words that carry feeling.
const SENSE: usize = 20;
/// A place where a cut may fall: before segment `at`.
pub(super) struct Place {
    /// The segment on its right.
    pub at: usize,
    /// The segments of the sentence on its left, up to here; of the sentence on its right.
    pub around: (Range<usize>, Range<usize>),
    /// What needs no model.
    pub plain: [f64; PLAIN],
    /// Buckets of the words around it.
    pub words: [u32; 4],
}

/// What a stretch has of its own: verbs, and words of the list that please, hurt or deny.
#[derive(Clone, Copy, Default)]
struct Sense {
    verbs: u32,
    good: u32,
    bad: u32,
    denies: u32,
}

impl Sense {
    fn of(terms: &[Term], lexicon: Option<&Lexicon>) -> Sense {
        let mut sense = Sense::default();
        for term in terms {
            let word = plain(&term.folded);
            sense.verbs +=
                u32::from(VERBS.contains(&&*word) || word.ends_with("nt") && word != "nt");
            let Some(lexicon) = lexicon else { continue };
            match lexicon.hit(&term.stem, |ahead| (ahead == 0).then_some(&*word)) {
                Some(hit) if hit.weight > 0 => sense.good += 1,
                Some(hit) if hit.weight < -1 => sense.bad += 1,
                _ => {}
            }
            let denies = matches!(lexicon.role(&word), Some(Role::Deny | Role::Cannot));
            sense.denies += u32::from(denies);
        }
        sense
    }

    fn plus(self, other: Sense) -> Sense {
        Sense {
            verbs: self.verbs + other.verbs,
            good: self.good + other.good,
            bad: self.bad + other.bad,
            denies: self.denies + other.denies,
        }
    }

    fn less(self, part: Sense) -> Sense {
        Sense {
            verbs: self.verbs - part.verbs,
            good: self.good - part.good,
            bad: self.bad - part.bad,
            denies: self.denies - part.denies,
        }
    }

    fn pleases(self) -> bool {
        self.good > 0 && self.bad + self.denies == 0
    }

    fn hurts(self) -> bool {
        self.bad + self.denies > 0 && self.good <= self.bad
    }
}

/// Verbs that make a clause of what they stand in; folded, without apostrophes.
const VERBS: [&str; 77] = [
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "am",
    "has",
    "have",
    "had",
    "do",
    "does",
    "did",
    "can",
    "could",
    "will",
    "would",
    "should",
    "im",
    "its",
    "ive",
    "i'm",
    "it's",
    "i've",
    "that's",
    "get",
    "got",
    "gets",
    "keep",
    "keeps",
    "kept",
    "took",
    "takes",
    "take",
    "make",
    "makes",
    "made",
    "give",
    "gave",
    "came",
    "come",
    "comes",
    "went",
    "go",
    "goes",
    "said",
    "says",
    "say",
    "told",
    "want",
    "need",
    "love",
    "loved",
    "like",
    "hate",
    "works",
    "work",
    "worked",
    "charged",
    "cancelled",
    "waited",
    "called",
    "asked",
    "received",
    "arrived",
    "tried",
    "paid",
    "ordered",
    "ist",
    "war",
    "hat",
    "est",
    "es",
    "era",
    "sont",
    "sind",
    "son",
];

/// A clause of its own begins with one of these.
const SUBJECTS: [&str; 34] = [
    "i", "we", "they", "he", "she", "it", "you", "this", "that", "there", "the", "my", "your",
    "our", "their", "its", "i'm", "it's", "i've", "they're", "some", "every", "all", "no",
    "nobody", "one", "ich", "wir", "sie", "die", "der", "je", "la", "el",
];

/// The places of a part, in order: one before each segment but the first.
pub(super) fn places(
    text: &str,
    terms: &[Term],
    segments: &[Segment],
    lexicon: Option<&Lexicon>,
) -> Vec<Place> {
    let senses: Vec<Sense> =
        segments.iter().map(|segment| Sense::of(&terms[segment.terms.clone()], lexicon)).collect();
    let mut upto = vec![Sense::default()];
    for sense in &senses {
        upto.push(upto[upto.len() - 1].plus(*sense));
    }
    let sense = |range: &Range<usize>| upto[range.end].less(upto[range.start]);
    // The first segment of the sentence each segment is in, and one past the last.
    let mut firsts = vec![0; segments.len()];
    let mut ends = vec![segments.len(); segments.len()];
    for at in 1..segments.len() {
        firsts[at] = if segments[at].kind.ends_sentence() { at } else { firsts[at - 1] };
    }
    for at in (0..segments.len().saturating_sub(1)).rev() {
        ends[at] = if segments[at + 1].kind.ends_sentence() { at + 1 } else { ends[at + 1] };
    }
    let mut halves = vec![0; segments.len() + 1];
    for (at, segment) in segments.iter().enumerate() {
        halves[at + 1] = halves[at] + segment.halves;
    }
    let words = |range: &Range<usize>| (halves[range.end] - halves[range.start]) as f64 / 2.0;
    (1..segments.len())
        .map(|at| {
            let around = (firsts[at - 1]..at, at..ends[at]);
            let (left, right) = (&segments[at - 1], &segments[at]);
            let (before, after) = (&terms[left.terms.clone()], &terms[right.terms.clone()]);
            let mut plain = [0.0; PLAIN];
            plain[right.kind as usize] = 1.0;
            let is = |so: bool| f64::from(u8::from(so));
            let shared = shared(before, after);
            let begins_large = text[right.bytes.clone()]
                .chars()
                .find(|c| c.is_alphanumeric())
                .is_some_and(char::is_uppercase);
            plain[KINDS..KINDS + 14].copy_from_slice(&[
                libm::log1p(left.halves as f64 / 2.0),
                libm::log1p(right.halves as f64 / 2.0),
                libm::log1p(words(&around.0)),
                libm::log1p(words(&around.1)),
                is(left.halves <= 2),
                is(left.halves <= 6),
                is(right.halves <= 2),
                is(right.halves <= 6),
                libm::log1p(words(&(0..segments.len()))),
                libm::log1p(segments.len() as f64),
                shared,
                is(shared > 0.0),
                is(begins_large),
                is(around.0.start == 0),
            ]);
            let (near, far) = ((senses[at - 1], senses[at]), (sense(&around.0), sense(&around.1)));
            let joined = matches!(right.kind, Kind::And | Kind::CommaAnd);
            let word = |nth: usize| after.get(nth).map_or("", |term| term.folded.as_str());
            let begins = SUBJECTS.contains(&word(usize::from(joined)));
            let turns = |(left, right): (Sense, Sense)| {
                left.pleases() && right.hurts() || left.hurts() && right.pleases()
            };
            let alike = |(left, right): (Sense, Sense)| {
                left.pleases() && right.pleases() || left.hurts() && right.hurts()
            };
            let verbs = |(left, right): (Sense, Sense)| left.verbs > 0 && right.verbs > 0;
            let contrast =
                lexicon.is_some_and(|list| matches!(list.role(word(0)), Some(Role::Contrast)));
            plain[KINDS + 14..].copy_from_slice(&[
                is(near.0.verbs > 0),
                is(near.1.verbs > 0),
                is(far.0.verbs > 0),
                is(far.1.verbs > 0),
                is(verbs(near)),
                is(verbs(far)),
                is(begins),
                is(begins && verbs(near)),
                is(begins && verbs(far)),
                is(turns(near)),
                is(turns(far)),
                is(alike(near)),
                is(alike(far)),
                is(contrast),
                is(contrast && verbs(far)),
                is(contrast && turns(far)),
                is(joined && begins),
                is(near.0.good + near.0.bad > 0 && near.1.good + near.1.bad > 0),
                // "A, b and c": an enumeration.
                is(joined && left.kind == Kind::Comma),
                is(right.kind == Kind::Comma
                    && segments.get(at + 1).is_some_and(|next| {
                        matches!(next.kind, Kind::Comma | Kind::And | Kind::CommaAnd)
                    })),
            ]);
            Place { at, around, plain, words: words_around(before, after, right.kind as u8) }
        })
        .collect()
}

/// The share of the content words of the shorter side that stand on the other too; sides of more
/// than a hundred words are compared by their first hundred.
fn shared(before: &[Term], after: &[Term]) -> f64 {
    let said = |terms: &[Term]| -> Vec<String> {
        let content = terms.iter().take(100).filter(|term| !term.stop);
        let mut stems: Vec<String> = content.map(|term| term.stem.clone()).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    };
    let (left, right) = (said(before), said(after));
    let both = left.iter().filter(|stem| right.binary_search(stem).is_ok()).count();
    both as f64 / left.len().min(right.len()).max(1) as f64
}

/// Buckets of the word before, of the first word after, of the first two, and of the first with
/// what stands at the place.
fn words_around(before: &[Term], after: &[Term], kind: u8) -> [u32; 4] {
    let bucket = |mark: u8, words: &[&str]| {
        let state = words
            .iter()
            .fold(fnv(FNV_START, &[mark]), |state, word| fnv(fnv(state, word.as_bytes()), b" "));
        ((state ^ (state >> 29) ^ (state >> 47)) & ((1 << BITS) - 1)) as u32
    };
    let word = |terms: &'_ [Term], at: usize| -> String {
        terms.get(at).map_or(String::new(), |term| term.folded.clone())
    };
    let last = before.last().map_or("", |term| term.folded.as_str());
    let (first, second) = (word(after, 0), word(after, 1));
    [
        bucket(1, &[last]),
        bucket(2, &[&first]),
        bucket(3, &[&first, &second]),
        bucket(16 + kind, &[&first]),
    ]
}
