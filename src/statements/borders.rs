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
use super::around::{BITS, PLAIN, Place, places};
use super::lanes::{Lanes, Sums, shares};
use super::lexicon::Lexicon;
use super::places::{ENDLESS, Segment};
use super::weights::WeightsError;
use crate::text::Term;

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
            return std::iter::once(0..segments.len()).collect();
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
