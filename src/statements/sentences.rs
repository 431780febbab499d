//! Where a text is cut: a short one nowhere, a long one into pieces of a few sentences' sense.
//!
//! Takes one part of a text and the terms in it, gives byte ranges: ordered, disjoint, trimmed of
//! blanks, on character boundaries, together covering every word. A part of at most
//! `whole_up_to_words` stays whole (splitting short texts hurts themes: section 6 of the recipe);
//! a longer one is cut after sentences and at line ends, neighbours are joined until they have
//! `piece_words`, and a sentence that never ends is cut where it pauses. Linear in the text.

use std::ops::Range;

use super::Settings;
use crate::text::Term;

/// Words after which a full stop ends no sentence. Folded, without the stop.
const ABBREVIATIONS: [&str; 40] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "vs", "eg", "e.g", "ie", "i.e", "cf", "ca", "approx",
    "no", "nr", "inc", "ltd", "co", "corp", "dept", "min", "max", "tel", "est", "fig", "vol",
    "z.b", "d.h", "u.a", "bzw", "ggf", "inkl", "zzgl", "sr", "sra", "jr", "u.s", "u.k", "v",
];

/// Halves of a word a term counts for: scripts without spaces give one term for each pair of
/// neighbouring characters, and two characters make about one word.
fn halves(term: &Term) -> usize {
    let unspaced = term.folded.chars().next().is_some_and(|c| {
        matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}'
            | '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
    });
    if unspaced { 1 } else { 2 }
}

/// A stretch of the part with the words in it.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    bytes: Range<usize>,
    halves: usize,
}

/// The pieces of `text` (one part), whose terms are `terms` with positions in `text`. At most
/// `most` of them. Blank text gives none.
pub(super) fn pieces(
    text: &str,
    terms: &[Term],
    settings: &Settings,
    most: usize,
) -> Vec<Range<usize>> {
    let Some(whole) = trimmed(text, 0..text.len()) else { return Vec::new() };
    let words: usize = terms.iter().map(halves).sum();
    if words <= 2 * settings.whole_up_to_words || most <= 1 {
        return vec![whole];
    }
    let bounds = boundaries(text);
    let mut pieces = Vec::with_capacity(bounds.len() + 1);
    let mut next = 0;
    let mut start = 0;
    for end in bounds.into_iter().chain([text.len()]) {
        let first = next;
        while next < terms.len() && terms[next].start < end {
            next += 1;
        }
        let sentence = &terms[first..next];
        split_endless(text, start..end, sentence, 2 * settings.whole_up_to_words, &mut pieces);
        start = end;
    }
    let joined = join(pieces, 2 * settings.piece_words);
    let together = joined.len().div_ceil(most).max(1);
    joined
        .chunks(together)
        .filter_map(|run| trimmed(text, run[0].bytes.start..run[run.len() - 1].bytes.end))
        .collect()
}

/// `range` without blanks at its ends; `None` when nothing else is in it.
fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    (start < end).then_some(start..end)
}

/// Joins neighbours until each has at least `least` half-words; a short rest joins the last.
fn join(pieces: Vec<Piece>, least: usize) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut open = false;
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if open => {
                last.bytes.end = piece.bytes.end;
                last.halves += piece.halves;
            }
            _ => joined.push(piece),
        }
        open = joined.last().is_some_and(|last| last.halves < least);
    }
    if open && let Some(rest) = joined.pop() {
        match joined.last_mut() {
            Some(last) => {
                last.bytes.end = rest.bytes.end;
                last.halves += rest.halves;
            }
            None => joined.push(rest),
        }
    }
    joined
}

/// Cuts a sentence of more than twice `longest` half-words at its pauses: the first comma,
/// semicolon or dash after `longest`, at the latest after twice that.
fn split_endless(
    text: &str,
    sentence: Range<usize>,
    terms: &[Term],
    longest: usize,
    into: &mut Vec<Piece>,
) {
    let mut left: usize = terms.iter().map(halves).sum();
    let mut start = sentence.start;
    let mut have = 0;
    for (at, term) in terms.iter().enumerate() {
        // Overlapping pairs of unspaced scripts: a cut may only fall where no term goes on.
        let until = terms.get(at + 1).map_or(sentence.end, |next| next.start);
        have += halves(term);
        if left <= 2 * longest || until < term.end {
            // For unspaced scripts cut between pairs when there is no other way.
            let forced = left > 2 * longest && have >= 2 * longest && until > start;
            if !forced {
                continue;
            }
        }
        let gap = text.get(term.end..until).unwrap_or_default();
        let pauses = gap.contains([',', ';', '–', '—', '，', '；', '、']);
        if (have >= longest && pauses) || have >= 2 * longest {
            into.push(Piece { bytes: start..until, halves: have });
            start = until;
            left -= have;
            have = 0;
        }
    }
    if start < sentence.end {
        into.push(Piece { bytes: start..sentence.end, halves: have });
    }
}

/// Byte positions right after each sentence and line, in order; the end of the text is not one.
fn boundaries(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut word_start = 0; // where the word before the current character began
    while let Some((at, c)) = chars.next() {
        match c {
            '。' | '！' | '？' => {
                let mut end = at + c.len_utf8();
                while let Some(&(next, c)) = chars.peek()
                    && matches!(c, '。' | '！' | '？' | '”' | '」' | '』' | '）')
                {
                    end = next + c.len_utf8();
                    chars.next();
                }
                found.push(end);
            }
            '.' | '!' | '?' | '…' => {
                let mut end = at + c.len_utf8();
                let mut stops = String::from(c);
                while let Some(&(next, c)) = chars.peek()
                    && matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | ')' | ']' | '”' | '’' | '»')
                {
                    end = next + c.len_utf8();
                    if stops.len() < 8 {
                        stops.push(c);
                    }
                    chars.next();
                }
                let followed = chars.peek().is_some_and(|&(_, c)| c.is_whitespace());
                if followed && ends_sentence(text, word_start, at, end, &stops) {
                    found.push(end);
                }
            }
            '\n' => {
                let rest = &text[at..];
                let next = rest.chars().take(64).find(|c| !c.is_whitespace());
                // A lone line break before a small letter is a wrapped line.
                if !next.is_some_and(char::is_lowercase) || rest[1..].starts_with(['\n', '\r']) {
                    found.push(at + 1);
                }
            }
            '•' | '●' | '▪' => found.push(at),
            _ => {}
        }
        if c.is_whitespace() || matches!(c, '(' | '"' | '“' | '\'') {
            word_start = at + c.len_utf8();
        }
    }
    found.retain(|&end| end > 0 && end < text.len());
    found.dedup();
    found
}

/// Whether the stop after the word `word_start..at` ends a sentence.
fn ends_sentence(text: &str, word_start: usize, at: usize, end: usize, stops: &str) -> bool {
    if stops.contains(['!', '?']) {
        return true;
    }
    if stops != "." {
        // "..." goes on when a small letter follows.
        let next = text[end..].chars().take(64).find(|c| !c.is_whitespace());
        return !(stops.starts_with("..") || stops.starts_with('…'))
            || !next.is_some_and(char::is_lowercase);
    }
    let word = &text[word_start.min(at)..at];
    if word.len() > 8 {
        return true;
    }
    let folded = word.to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    !(initial || ABBREVIATIONS.contains(&folded.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::text::Analyser;
    use proptest::prelude::*;

    fn cut(text: &str, settings: &Settings) -> Vec<String> {
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        let pieces = pieces(text, &terms, settings, 1000);
        pieces.into_iter().map(|range| text[range].to_owned()).collect()
    }

    const ONE: Settings = Settings { whole_up_to_words: 6, piece_words: 1 };
    const TINY: Settings = Settings { whole_up_to_words: 3, piece_words: 1 };

    #[test]
    fn short_texts_stay_whole() {
        let text = "  It crashed. Twice. I want my money back!  ";
        assert_eq!(cut(text, &Settings::default()), [text.trim()]);
        assert!(cut(" \n ", &Settings::default()).is_empty());
        assert_eq!(cut("🙂", &Settings::default()), ["🙂"]);
    }

    #[test]
    fn stops_that_end_nothing() {
        assert_eq!(
            cut("Mr. Smith of v2.1 paid 3.50 e.g. twice. He left... and came back. Why? So.", &ONE),
            ["Mr. Smith of v2.1 paid 3.50 e.g. twice.", "He left... and came back.", "Why?", "So."]
        );
    }

    #[test]
    fn lines_and_bullets() {
        assert_eq!(
            cut(
                "The good things are\n- fast loading\n- nice colours\nwrapped\nhere • dark mode",
                &TINY
            ),
            [
                "The good things are",
                "- fast loading",
                "- nice colours\nwrapped\nhere",
                "• dark mode"
            ]
        );
    }

    #[test]
    fn small_pieces_join() {
        let settings = Settings { whole_up_to_words: 8, piece_words: 4 };
        assert_eq!(
            cut("One two. Three four. Five six seven eight. Nine ten.", &settings),
            ["One two. Three four.", "Five six seven eight. Nine ten."]
        );
    }

    #[test]
    fn an_endless_sentence_is_cut() {
        let text = "word, ".repeat(500);
        let pieces = cut(&text, &Settings::default());
        assert_eq!(pieces.len(), 12);
        let chinese = "应用总是崩溃".repeat(300);
        let pieces = cut(&chinese, &Settings::default());
        assert!(pieces.len() > 5, "{}", pieces.len());
        assert_eq!(pieces.concat(), chinese);
    }

    #[test]
    fn no_more_than_asked() {
        let text = "One two three four five six seven eight. ".repeat(50);
        let terms = Analyser::new().terms(&text, Lang::ENGLISH);
        assert_eq!(pieces(&text, &terms, &Settings::default(), 1000).len(), 50);
        assert_eq!(pieces(&text, &terms, &Settings::default(), 7).len(), 7);
    }

    proptest! {
        #[test]
        fn pieces_cover_every_word(
            text in "([a-zA-Zé应用ก🙂]{1,6}([.!?…。\n,]{0,3}| )[ \n]{0,2}){0,60}",
            whole in 1usize..20,
            least in 1usize..10,
        ) {
            let settings = Settings { whole_up_to_words: whole, piece_words: least };
            let terms = Analyser::new().terms(&text, Lang::ENGLISH);
            let pieces = pieces(&text, &terms, &settings, 50);
            prop_assert!(pieces.len() <= 50);
            let mut last = 0;
            for range in &pieces {
                prop_assert!(range.start >= last && range.start < range.end);
                prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
                prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
                last = range.end;
            }
            // Nothing but blanks lies between the pieces.
            let kept: String = pieces.iter().map(|range| &text[range.clone()]).collect();
            let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(solid(&kept), solid(&text));
        }
    }
}
