//! The stretch of a text that shows why it was found.
//!
//! Takes the stored text and what to mark, gives a byte-exact window of it with the marked ranges:
//! where most different words of the query stand close together, else the beginning. Escaping is
//! the business of whoever shows it.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::Lang;
use crate::text::{Analyser, Term};

/// What a snippet marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A run of words, each by any of its stems.
    Stems(Vec<BTreeSet<String>>),
    /// Words that begin so.
    Prefix(String),
    /// Any of these words.
    Words(BTreeSet<String>),
    /// These characters, whatever the case of ASCII letters.
    Literal(String),
}

/// A window of a stored text.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Snippet {
    /// The window, to the byte as stored.
    pub text: String,
    /// First byte of the window in the stored text.
    pub start: usize,
    /// Matched words as bytes of `text`, ascending, not overlapping.
    pub marks: Vec<Range<usize>>,
    /// Whether text comes before the window.
    pub more_before: bool,
    /// Whether text comes after it.
    pub more_after: bool,
    /// Whether it is what others said in the conversation and not the customer.
    pub in_thread: bool,
}

/// A long text is read in pieces of about this many bytes until one has a match.
const PIECE: usize = 1 << 16;

/// Marked signs of one piece at most: a wall of pictures is clear after fewer.
const MOST_LITERALS: usize = 256;

/// A stretch that matches, and which mark it is.
struct Match {
    range: Range<usize>,
    mark: usize,
}

/// The best window of the customer's words; of what others said in the conversation where only they
/// said what was looked for.
pub(super) fn snippet_of(
    own: &str,
    thread: &str,
    lang: Lang,
    marks: &[Mark],
    width: usize,
    analyser: &mut Analyser,
) -> Snippet {
    let mine = snippet(own, lang, marks, width, analyser);
    if !mine.marks.is_empty() || thread.is_empty() {
        return mine;
    }
    let theirs = snippet(thread, lang, marks, width, analyser);
    if own.is_empty() {
        // A record that is an agent's from end to end.
        return Snippet { in_thread: true, ..theirs };
    }
    if theirs.marks.is_empty() {
        return mine;
    }
    // In the stored text a line break stands between the two.
    Snippet { start: own.len() + 1 + theirs.start, more_before: true, in_thread: true, ..theirs }
}

/// The window around these bytes of a text, which are marked.
pub(super) fn around(text: &str, range: Range<usize>, width: usize) -> Snippet {
    let start = text.floor_char_boundary(range.start);
    let range = start..text.floor_char_boundary(range.end).max(start);
    marked(text, &[Match { range, mark: 0 }], width)
}

/// The best window of about `width` bytes; the whole text when it is no longer than that.
pub(super) fn snippet(
    text: &str,
    lang: Lang,
    marks: &[Mark],
    width: usize,
    analyser: &mut Analyser,
) -> Snippet {
    let matches = matches(text, lang, marks, analyser);
    marked(text, &matches, width)
}

/// Where the marks stand in the first piece of a text that has any, and which each is; ascending.
pub(super) fn places(
    text: &str,
    lang: Lang,
    marks: &[Mark],
    analyser: &mut Analyser,
) -> Vec<(Range<usize>, usize)> {
    let found = matches(text, lang, marks, analyser).into_iter();
    found.map(|found| (found.range, found.mark)).collect()
}

fn matches(text: &str, lang: Lang, marks: &[Mark], analyser: &mut Analyser) -> Vec<Match> {
    let mut matches = Vec::new();
    let mut piece_start = 0;
    while piece_start < text.len() && matches.is_empty() && !marks.is_empty() {
        let piece_end = cut_after(text, piece_start);
        let terms = analyser.terms(&text[piece_start..piece_end], lang);
        for (mark, wanted) in marks.iter().enumerate() {
            let found: Vec<Range<usize>> = match wanted {
                Mark::Literal(sign) => literal(&text[piece_start..piece_end], sign),
                _ => ranges(&terms, wanted).collect(),
            };
            matches.extend(
                found.into_iter().map(|range| Match { range: shift(range, piece_start), mark }),
            );
        }
        piece_start = piece_end;
    }
    matches.sort_by_key(|found| (found.range.start, found.range.end));
    matches
}

/// The best window with what matches in it marked.
fn marked(text: &str, matches: &[Match], width: usize) -> Snippet {
    let window = window(text, matches, width);
    let mut shown: Vec<Range<usize>> = Vec::new();
    for found in matches {
        let (start, end) = (found.range.start.max(window.start), found.range.end.min(window.end));
        if start < end {
            let range = start - window.start..end - window.start;
            match shown.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => shown.push(range),
            }
        }
    }
    Snippet {
        text: text[window.clone()].to_owned(),
        start: window.start,
        marks: shown,
        more_before: window.start > 0,
        more_after: window.end < text.len(),
        in_thread: false,
    }
}

fn shift(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// Where a piece that starts at `start` ends: behind a blank where there is one.
fn cut_after(text: &str, start: usize) -> usize {
    let hard = text.floor_char_boundary((start + PIECE).min(text.len()));
    if hard == text.len() {
        return hard;
    }
    match text[start..hard].rfind(char::is_whitespace) {
        Some(blank) if blank > 0 => text.ceil_char_boundary(start + blank + 1),
        _ => hard,
    }
}

/// Where a mark stands among the terms.
fn ranges<'t>(terms: &'t [Term], mark: &'t Mark) -> impl Iterator<Item = Range<usize>> + 't {
    (0..terms.len()).filter_map(move |at| match mark {
        Mark::Prefix(prefix) => {
            terms[at].folded.starts_with(prefix).then(|| terms[at].start..terms[at].end)
        }
        Mark::Words(words) => {
            words.contains(&terms[at].folded).then(|| terms[at].start..terms[at].end)
        }
        Mark::Literal(_) => None,
        Mark::Stems(places) => {
            let run = terms.get(at..at + places.len())?;
            let all = run.iter().zip(places).all(|(term, stems)| stems.contains(&term.stem));
            Some(run.first()?.start..run.last()?.end).filter(|_| all)
        }
    })
}

/// Where characters stand in a text.
fn literal(text: &str, sign: &str) -> Vec<Range<usize>> {
    // Lower case of ASCII alone keeps every byte in its place.
    let folded = text.to_ascii_lowercase();
    let found = folded.match_indices(sign).map(|(at, found)| at..at + found.len());
    found.take(MOST_LITERALS).collect()
}

/// The bytes to show.
fn window(text: &str, matches: &[Match], width: usize) -> Range<usize> {
    if text.len() <= width {
        return 0..text.len();
    }
    // The cluster with the most different marks, then the most matches, then the first.
    let mut best: Option<(usize, usize, Range<usize>)> = None;
    let mut last = 0;
    for (first, found) in matches.iter().enumerate() {
        last = last.max(first);
        while matches.get(last + 1).is_some_and(|next| next.range.end <= found.range.start + width)
        {
            last += 1;
        }
        let inside = &matches[first..=last];
        let mut different: Vec<usize> = inside.iter().map(|one| one.mark).collect();
        different.sort_unstable();
        different.dedup();
        let end = inside.iter().map(|one| one.range.end).max().unwrap_or(found.range.end);
        let better = best
            .as_ref()
            .is_none_or(|(marks, count, _)| (different.len(), inside.len()) > (*marks, *count));
        if better {
            best = Some((different.len(), inside.len(), found.range.start..end));
        }
    }
    let cluster = best.map_or(0..0, |(_, _, cluster)| cluster);
    // A third of the room that is left goes before the cluster: what leads up to it.
    let spare = width.saturating_sub(cluster.len());
    let mut start = cluster.start.saturating_sub(spare / 3);
    let mut end = (start + width).min(text.len());
    start = end.saturating_sub(width).min(start);
    start = word_start(text, text.floor_char_boundary(start), cluster.start);
    end = word_end(text, text.ceil_char_boundary(end), cluster.end.max(start));
    start..end
}

/// The first beginning of a word at or after `at`, at most `limit`; `at` itself when the text has
/// no blanks nearby.
fn word_start(text: &str, at: usize, limit: usize) -> usize {
    if at == 0 || text[..at].ends_with(char::is_whitespace) {
        return at;
    }
    let Some(before) = text.get(at..limit.max(at)) else {
        return at;
    };
    match before.char_indices().take(24).find(|(_, c)| c.is_whitespace()) {
        Some((offset, blank)) => at + offset + blank.len_utf8(),
        None => at,
    }
}

/// The last end of a word at or before `at`, at least `limit`.
fn word_end(text: &str, at: usize, limit: usize) -> usize {
    if at >= text.len() || text[at..].starts_with(char::is_whitespace) {
        return at.min(text.len());
    }
    let Some(behind) = text.get(limit.min(at)..at) else {
        return at;
    };
    match behind.char_indices().rev().take(24).find(|(_, c)| c.is_whitespace()) {
        Some((offset, _)) => limit.min(at) + offset,
        None => at,
    }
}
