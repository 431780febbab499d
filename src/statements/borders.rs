//! Where a new point begins: a learnt decision for each place where a cut may fall.
//!
//! Takes the segments of a part with the sums of the model of stances, gives the pieces: runs of
//! segments that say one thing. At each place a logistic regression weighs what stands there, how
//! long both sides are, with which words the right side begins, what stance each side takes and how
//! many words both share; sentence ends and places inside a sentence have weights of their own.
//! The weights are in `assets/polarity/borders.bin`, made by `assets/polarity/train_stance.py`.
//! Linear in the text.

use std::ops::Range;

use super::Settings;
use super::clauses::plain;
use super::lanes::{Lanes, Sums, shares};
use super::lexicon::{Lexicon, Role};
use super::places::{ENDLESS, KINDS, Kind, Segment};
use super::weights::{FNV_START, WeightsError, fnv};
use crate::text::Term;

/// 2 to this power buckets of the words around a place.
const BITS: u32 = 12;
/// Numbers of a place that need no model.
pub(super) const PLAIN: usize = KINDS + 14 + SENSE;
/// Numbers from verbs and from the words that carry feeling.
const SENSE: usize = 18;
/// Numbers from the stances of both sides.
const FELT: usize = 6 * 5 + 4;
const NUMBERS: usize = PLAIN + FELT;
/// Sentence ends, and places inside a sentence.
const GROUPS: usize = 2;

const MAGIC: &[u8; 8] = b"EARFLBOR";
const VERSION: u32 = 1;
const HEADER: usize = 8 + 4 * 3;
/// Of each group: bias, scale of the words, the numbers' weights.
const FLOATS: usize = 2 + NUMBERS;

/// Words of a piece at most, but for one segment: a longer one is cut at the likeliest place
/// inside.
const LONGEST: usize = ENDLESS + 20;

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

/// The numbers from the shares of the stances: left and right segment, left and right sentence,
/// how far apart both are, and how far they agree.
fn felt(sides: [[f64; 5]; 4]) -> [f64; FELT] {
    let mut felt = [0.0; FELT];
    for (nth, side) in sides.iter().enumerate() {
        felt[5 * nth..5 * nth + 5].copy_from_slice(side);
    }
    for (nth, (left, right)) in [(sides[0], sides[1]), (sides[2], sides[3])].iter().enumerate() {
        for stance in 0..5 {
            felt[20 + 5 * nth + stance] = (left[stance] - right[stance]).abs();
        }
        let agree: f64 = left.iter().zip(right).map(|(a, b)| a * b).sum();
        felt[30 + 2 * nth] = agree;
        // Praise against what wants change.
        let turn = (left[2] - right[2]) * (right[0] + right[1] - left[0] - left[1]);
        felt[31 + 2 * nth] = turn.max(0.0);
    }
    felt
}

struct Group {
    bias: f64,
    words: f64,
    numbers: Vec<f64>,
}

/// The weights as loaded.
pub(super) struct Borders {
    groups: Vec<Group>,
    tables: [&'static [u8]; GROUPS],
}

impl Borders {
    /// The weights in the binary.
    pub fn new() -> Borders {
        // The file is part of the program: a test loads it, so a bad one never ships.
        Borders::load(include_bytes!("../../assets/polarity/borders.bin"))
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Reads a file: magic, version, number of numbers, bits (little-endian u32 each); for each
    /// group its floats (f32); one i8 for each group and bucket.
    ///
    /// # Errors
    /// [`WeightsError`] when the header or the length is not what this version writes.
    pub fn load(bytes: &'static [u8]) -> Result<Borders, WeightsError> {
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(WeightsError::Stranger("no header"));
        }
        let word = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        let whole = |nth: usize| u32::from_le_bytes(word(8 + 4 * nth));
        if whole(0) != VERSION {
            return Err(WeightsError::Stranger("another version"));
        }
        if whole(1) != NUMBERS as u32 || whole(2) != BITS {
            return Err(WeightsError::Stranger("another shape"));
        }
        let tables = HEADER + 4 * FLOATS * GROUPS;
        let expected = tables + (GROUPS << BITS);
        if bytes.len() != expected {
            return Err(WeightsError::Length { found: bytes.len(), expected });
        }
        let groups = (0..GROUPS).map(|group| {
            let float = |nth: usize| {
                f64::from(f32::from_le_bytes(word(HEADER + 4 * (FLOATS * group + nth))))
            };
            let numbers = (0..NUMBERS).map(|nth| float(2 + nth)).collect();
            Group { bias: float(0), words: float(1), numbers }
        });
        let table = |group: usize| &bytes[tables + (group << BITS)..][..1 << BITS];
        Ok(Borders { groups: groups.collect(), tables: [table(0), table(1)] })
    }

    /// The logit of a cut at each place, in order.
    fn logits(
        &self,
        places: &[Place],
        segments: &[Segment],
        sums: &[Sums],
        lanes: &Lanes,
    ) -> Vec<f64> {
        let alone: Vec<[f64; 5]> = sums.iter().map(|sums| shares(&lanes.bare(sums))).collect();
        let mut upto = Vec::with_capacity(sums.len() + 1);
        upto.push(Sums::default());
        for (at, one) in sums.iter().enumerate() {
            let mut all = upto[at];
            all.add(one);
            upto.push(all);
        }
        let side = |range: &Range<usize>| {
            if range.len() == 1 {
                return alone[range.start];
            }
            shares(&lanes.bare(&upto[range.end].less(&upto[range.start])))
        };
        places
            .iter()
            .map(|place| {
                let sides = [
                    alone[place.at - 1],
                    alone[place.at],
                    side(&place.around.0),
                    side(&place.around.1),
                ];
                let felt = felt(sides);
                let index = usize::from(!segments[place.at].kind.ends_sentence());
                let group = &self.groups[index];
                let words: i64 = place
                    .words
                    .iter()
                    .map(|&at| i64::from(self.tables[index][at as usize] as i8))
                    .sum();
                let numbers = place.plain.iter().chain(&felt);
                let sum: f64 = group.numbers.iter().zip(numbers).map(|(w, x)| w * x).sum();
                group.bias + group.words * words as f64 + sum
            })
            .collect()
    }

    /// The pieces of a part as ranges of its segments, in order, covering all. At least
    /// `piece_words` words each where there are so many; at most `most` of them.
    pub fn pieces(
        &self,
        text: &str,
        terms: &[Term],
        segments: &[Segment],
        sums: &[Sums],
        (lanes, lexicon): (&Lanes, Option<&Lexicon>),
        settings: &Settings,
    ) -> Vec<Range<usize>> {
        let halves: usize = segments.iter().map(|segment| segment.halves).sum();
        if segments.is_empty() {
            return Vec::new();
        }
        if halves <= 2 * settings.whole_up_to_words {
            return vec![0..segments.len()];
        }
        let places = places(text, terms, segments, lexicon);
        let logits = self.logits(&places, segments, sums, lanes);
        let mut starts = vec![0];
        starts.extend(
            places
                .iter()
                .zip(&logits)
                .filter(|&(_, &logit)| logit > 0.0)
                .map(|(place, _)| place.at),
        );
        let pieces = runs(&starts, segments.len());
        let pieces = without_endless(pieces, segments, &logits);
        joined(pieces, segments, &logits, 2 * settings.piece_words)
    }
}

fn runs(starts: &[usize], end: usize) -> Vec<Range<usize>> {
    let ends = starts[1..].iter().copied().chain([end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Cuts pieces of more than [`LONGEST`] words: at the likeliest place within each such stretch.
fn without_endless(
    pieces: Vec<Range<usize>>,
    segments: &[Segment],
    logits: &[f64],
) -> Vec<Range<usize>> {
    let mut found = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut start = piece.start;
        let mut have = segments[start].halves;
        let mut best: Option<usize> = None;
        for at in piece.start + 1..piece.end {
            if have + segments[at].halves > 2 * LONGEST {
                let cut = best.unwrap_or(at);
                found.push(start..cut);
                start = cut;
                have = segments[cut..at].iter().map(|segment| segment.halves).sum();
                best = None;
            }
            have += segments[at].halves;
            if at > start && best.is_none_or(|best| logits[at - 1] >= logits[best - 1]) {
                best = Some(at);
            }
        }
        found.push(start..piece.end);
    }
    found
}

/// Joins pieces of fewer than `least` half-words with the neighbour they are less cut from.
fn joined(
    pieces: Vec<Range<usize>>,
    segments: &[Segment],
    logits: &[f64],
    least: usize,
) -> Vec<Range<usize>> {
    let size = |piece: &Range<usize>| -> usize {
        segments[piece.clone()].iter().map(|segment| segment.halves).sum()
    };
    let mut found: Vec<Range<usize>> = Vec::with_capacity(pieces.len());
    let mut open = false; // the last piece is short and waits for the next
    let count = pieces.len();
    for (at, piece) in pieces.iter().enumerate() {
        if open && let Some(last) = found.last_mut() {
            last.end = piece.end;
            open = size(last) < least;
            continue;
        }
        let short = size(piece) < least;
        let after = pieces.get(at + 1).map(|next| logits[next.start - 1]);
        match found.last_mut() {
            Some(last) if short && after.is_none_or(|after| logits[piece.start - 1] <= after) => {
                last.end = piece.end;
            }
            _ => {
                open = short && at + 1 < count;
                found.push(piece.clone());
            }
        }
    }
    found
}
