//! One part of a text, analysed and cut into pieces.
//!
//! Takes a part, gives its pieces: byte ranges, trimmed of blanks, ordered, disjoint, on character
//! boundaries, together covering every word, each with its terms and with the sums of the model of
//! stances. Places come from `places`, decisions from `borders`. Linear in the text.

use std::ops::Range;

use super::clauses::Address;
use super::lanes::{Lanes, Sums};
use super::places::Segment;
use super::{Borders, Settings, filter, places};
use crate::model::Lang;
use crate::text::{Analyser, Term};

/// One part of a text, analysed and cut.
pub(super) struct Cut {
    /// First byte of the part in the stored text.
    pub offset: usize,
    /// Positions count from the part's first byte.
    pub terms: Vec<Term>,
    /// In order.
    pub pieces: Vec<Piece>,
}

/// One piece of a part.
pub(super) struct Piece {
    /// Its bytes in the part.
    pub bytes: Range<usize>,
    /// The terms that begin in it.
    pub terms: Range<usize>,
    /// What the model of stances hears in it.
    pub sums: Sums,
}

impl Cut {
    /// A part of a text of that language, cut into at most `most` pieces.
    pub fn new(
        part: &str,
        offset: usize,
        lang: Lang,
        analyser: &mut Analyser,
        (lanes, borders): (&Lanes, &Borders),
        settings: &Settings,
        most: usize,
    ) -> Cut {
        let terms = analyser.terms(part, lang);
        let segments = places::segments(part, &terms, lang, &[]);
        let sums = sums(part, &terms, &segments, lanes);
        let runs = borders.pieces(part, &terms, &segments, &sums, lanes, settings);
        let together = runs.len().div_ceil(most.max(1)).max(1);
        let mut pieces: Vec<Piece> = runs
            .chunks(together)
            .filter_map(|runs| {
                let run = runs[0].start..runs[runs.len() - 1].end;
                let (first, last) = (&segments[run.start], &segments[run.end - 1]);
                let mut all = Sums::default();
                sums[run].iter().for_each(|one| all.add(one));
                let bytes = trimmed(part, first.bytes.start..last.bytes.end)?;
                Some(Piece { bytes, terms: first.terms.start..last.terms.end, sums: all })
            })
            .collect();
        if pieces.is_empty()
            && let Some(bytes) = trimmed(part, 0..part.len())
        {
            // Marks and emoji alone.
            pieces.push(Piece { bytes, terms: 0..terms.len(), sums: Sums::default() });
        }
        Cut { offset, terms, pieces }
    }

    /// Each piece with the terms that begin in it.
    pub fn statements(&self) -> impl Iterator<Item = (&Piece, &[Term])> {
        self.pieces.iter().map(|piece| (piece, &self.terms[piece.terms.clone()]))
    }

    /// Whether this title only heads the body: it names nothing that the body does not, or is a
    /// single word. ("Great app" over anything; "Crashes" over "It crashes on start".)
    pub fn is_heading_of(&self, body: &Cut) -> bool {
        let content = || self.terms.iter().filter(|term| !term.stop);
        if filter::filtered(&self.terms, true).is_some() || content().count() < 2 {
            return true;
        }
        // Titles are short, but nothing says so: bound the work for hostile ones.
        let said: std::collections::BTreeSet<&str> =
            body.terms.iter().map(|term| term.stem.as_str()).collect();
        content().all(|term| {
            said.contains(term.stem.as_str())
                || filter::filtered(std::slice::from_ref(term), false).is_some()
        })
    }
}

/// The sums of each segment, without handles and web addresses.
fn sums(part: &str, terms: &[Term], segments: &[Segment], lanes: &Lanes) -> Vec<Sums> {
    let spoken = spoken(part, terms);
    segments
        .iter()
        .map(|segment| {
            let here = segment.terms.clone().filter(|&at| spoken[at]);
            lanes.sums(here.map(|at| &terms[at]))
        })
        .collect()
}

/// For each term whether it is the customer's word: no handle, no part of a web address.
pub(super) fn spoken(part: &str, terms: &[Term]) -> Vec<bool> {
    let mut address = Address::default();
    let mut last = 0;
    let holds = terms.iter().map(|term| {
        let gap = part.get(last..term.start).unwrap_or_default();
        last = last.max(term.end);
        !address.holds(gap, term)
    });
    holds.collect()
}

/// `range` without blanks at its ends; `None` when nothing else is in it.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    (start < end).then_some(start..end)
}
