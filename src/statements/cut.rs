//! One part of a text, analysed and cut into pieces.
//!
//! Takes a part, gives its pieces: byte ranges, trimmed of blanks, ordered, disjoint, on character
//! boundaries, together covering every word, each with its terms and with the sums of the model of
//! stances. Places come from `places`, decisions from `borders`. Linear in the text.

use std::ops::Range;

use super::clauses::Address;
use super::lanes::{Lanes, Sums};
use super::lexicon::Lexicon;
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
        (lanes, borders, lexicon): (&Lanes, &Borders, Option<&Lexicon>),
        settings: &Settings,
        most: usize,
    ) -> Cut {
        let terms = analyser.terms(part, lang);
        let segments = places::segments(part, &terms, lang, &[]);
        let sums = sums(part, &terms, &segments, lanes);
        let runs = borders.pieces(part, &terms, &segments, &sums, (lanes, lexicon), settings);
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

#[cfg(test)]
mod tests {
    use super::super::Judge;
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str, settings: &Settings, most: usize) -> Vec<String> {
        let judge = Judge::new();
        let models = (&judge.lanes, &judge.borders, judge.lexicons.of(Lang::ENGLISH));
        let mut analyser = Analyser::new();
        let cut = Cut::new(text, 0, Lang::ENGLISH, &mut analyser, models, settings, most);
        cut.pieces.into_iter().map(|piece| text[piece.bytes].to_owned()).collect()
    }

    #[test]
    fn three_subjects_are_three_points() {
        assert_eq!(
            cut(
                "Checkout crashes, parcel late and support never answers.",
                &Settings::default(),
                9
            ),
            ["Checkout crashes,", "parcel late", "and support never answers."]
        );
        assert_eq!(
            cut("Great screen but the battery dies within an hour.", &Settings::default(), 9),
            ["Great screen", "but the battery dies within an hour."]
        );
    }

    #[test]
    fn texts_stay_whole_as_the_settings_say() {
        let text = "  It crashed. Twice. I want my money back!  ";
        let whole = Settings { whole_up_to_words: 9, ..Settings::default() };
        assert_eq!(cut(text, &whole, 9), [text.trim()]);
        assert!(cut(" \n ", &Settings::default(), 9).is_empty());
        assert_eq!(cut("🙂", &Settings::default(), 9), ["🙂"]);
        let least = Settings { whole_up_to_words: 1, piece_words: 4 };
        for piece in cut("One two. Three four. Five six seven eight. Nine ten.", &least, 9) {
            assert!(piece.split(' ').count() >= 4, "{piece}");
        }
    }

    #[test]
    fn no_more_than_asked() {
        let text = "One two three four five six seven eight. ".repeat(50);
        assert!(cut(&text, &Settings::default(), 1000).len() > 7);
        assert!(cut(&text, &Settings::default(), 7).len() <= 7);
    }

    proptest! {
        #[test]
        fn pieces_cover_every_word(
            text in "([a-zA-Zé应用ก🙂]{1,6}([.!?…。\n,]{0,3}| but | )[ \n]{0,2}){0,60}",
            whole in 1usize..20,
            least in 1usize..10,
        ) {
            let settings = Settings { whole_up_to_words: whole, piece_words: least };
            let judge = Judge::new();
            let models = (&judge.lanes, &judge.borders, None);
            let mut analyser = Analyser::new();
            let cut = Cut::new(&text, 0, Lang::ENGLISH, &mut analyser, models, &settings, 50);
            prop_assert!(cut.pieces.len() <= 50);
            let (mut last, mut term) = (0, 0);
            for piece in &cut.pieces {
                let range = piece.bytes.clone();
                prop_assert!(range.start >= last && range.start < range.end);
                prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
                prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
                prop_assert_eq!(piece.terms.start, term);
                (last, term) = (range.end, piece.terms.end);
            }
            prop_assert_eq!(term, cut.terms.len());
            // Nothing but blanks lies between the pieces.
            let kept: String = cut.pieces.iter().map(|piece| &text[piece.bytes.clone()]).collect();
            let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(solid(&kept), solid(&text));
        }
    }
}
