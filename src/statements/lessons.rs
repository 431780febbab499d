//! What the model of stances and the model of borders are taught from.
//!
//! Reads files of texts marked in points (`assets/feedback/*.tsv`), writes for each text its
//! segments, places and points as numbers, as `assets/polarity/train_stance.py` reads them: the
//! program computes the features itself, so training and use cannot disagree. `EARFUL_LESSONS`
//! names the files, separated by blanks, and `EARFUL_FEATURES` the file to write. Beside hashes and
//! counts it holds the words of the texts, for their meanings.

use std::fmt::Write as _;
use std::path::Path;

use super::grams::{self, Listener};
use super::weights::Weights;
use super::{Judge, around, cut, filter, heard_as, places, stance};
use crate::model::Lang;
use crate::text::Analyser;

/// A text in its points: where each begins, with its mark.
pub(super) struct Marked {
    /// Its language.
    pub lang: Lang,
    /// Without marks.
    pub text: String,
    /// First byte and mark, in order.
    pub points: Vec<(usize, String)>,
}

/// Reads a line of the corpus: language, field, text with a mark in braces before each point.
pub(super) fn marked(line: &str) -> Option<Marked> {
    let mut fields = line.split('\t');
    let (lang, _, points) = (fields.next()?, fields.next()?, fields.next()?);
    let mut one = Marked { lang: lang.parse().ok()?, text: String::new(), points: Vec::new() };
    for piece in points.split('{').filter(|piece| !piece.is_empty()) {
        let (mark, text) = piece.split_once('}')?;
        one.points.push((one.text.len(), mark.to_owned()));
        one.text.push_str(text);
    }
    (!one.points.is_empty() && one.points[0].0 == 0).then_some(one)
}

#[derive(Default)]
struct Buckets {
    words: Vec<u32>,
    letters: Vec<u32>,
    meanings: Vec<u32>,
}

impl Listener for Buckets {
    fn word(&mut self, bucket: u32) {
        self.words.push(bucket);
    }

    fn letters(&mut self, bucket: u32) {
        self.letters.push(bucket);
    }

    fn meaning(&mut self, bucket: u32) {
        self.meanings.push(bucket);
    }
}

fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
#[ignore = "writes the features the weights are trained from"]
fn features() {
    let from = std::env::var("EARFUL_LESSONS").expect("EARFUL_LESSONS names the files of texts");
    let to = std::env::var_os("EARFUL_FEATURES").expect("EARFUL_FEATURES names the file to write");
    let judge = Judge::with(Weights::english(), Weights::others());
    let mut analyser = Analyser::new();
    let mut out = String::new();
    for path in from.split_ascii_whitespace() {
        let name = Path::new(path).file_stem().expect("a file").to_string_lossy().into_owned();
        let lines = std::fs::read_to_string(path).expect("a file of texts");
        for (number, line) in lines.lines().enumerate() {
            let Some(one) = marked(line) else { continue };
            let field = line.split('\t').nth(1).unwrap_or_default();
            tell(&judge, &mut analyser, &one, &format!("{name}\t{number}\t{field}"), &mut out);
        }
    }
    std::fs::write(to, out).expect("a writable file");
}

/// The numbers of one text: R its name, S a segment, B a place, P a point.
fn tell(judge: &Judge, analyser: &mut Analyser, one: &Marked, name: &str, out: &mut String) {
    let lang = heard_as(one.lang);
    let terms = analyser.terms(&one.text, lang);
    let borders: Vec<usize> = one.points.iter().skip(1).map(|point| point.0).collect();
    let free = places::segments(&one.text, &terms, lang, &[]);
    // A border may stand before or behind the blanks between two points.
    let solid = |at: usize| at + one.text[at..].len() - one.text[at..].trim_start().len();
    let known: Vec<usize> = free.iter().map(|segment| solid(segment.bytes.start)).collect();
    let forced: Vec<usize> =
        borders.iter().copied().filter(|&at| !known.contains(&solid(at))).collect();
    let segments = places::segments(&one.text, &terms, lang, &forced);
    let spoken = cut::spoken(&one.text, &terms);
    writeln!(out, "R\t{name}\t{}", one.lang).expect("a string");
    for segment in &segments {
        let mut heard = Buckets::default();
        let here = segment.terms.clone().filter(|&at| spoken[at]);
        grams::listen(here.clone().map(|at| &terms[at]), &mut heard);
        let words = here.map(|at| terms[at].folded.as_str());
        let (a, b, c) = (list(heard.words), list(heard.letters), list(heard.meanings));
        writeln!(out, "S\t{a}\t{b}\t{c}\t{}", list(words)).expect("a string");
    }
    let is_border = |at: usize| borders.iter().any(|&border| solid(border) == solid(at));
    for place in around::places(&one.text, &terms, &free, judge.lexicons.of(one.lang)) {
        // Numbered by the segments cut at every border: none lies between two free ones but forced.
        let start = free[place.at].bytes.start;
        let at = segments.iter().position(|segment| segment.bytes.start == start);
        let Some(at) = at else { continue };
        let nth = |free_at: usize| {
            free.get(free_at).map_or(segments.len(), |free| {
                segments.iter().position(|s| s.bytes.start == free.bytes.start).unwrap_or(at)
            })
        };
        let (left, right) = (nth(place.around.0.start), nth(place.around.1.end));
        let (before, after) = (nth(place.at - 1), nth(place.at + 1));
        writeln!(
            out,
            "B\t{}\t{}\t{left} {before} {at} {after} {right}\t{}\t{}",
            u8::from(is_border(start)),
            u8::from(!free[place.at].kind.ends_sentence()),
            list(place.plain.map(|number| format!("{number:.5}"))),
            list(place.words),
        )
        .expect("a string");
    }
    for (nth, (start, mark)) in one.points.iter().enumerate() {
        let end = one.points.get(nth + 1).map_or(one.text.len(), |next| next.0);
        let first = segments
            .iter()
            .position(|s| {
                s.bytes.start >= *start
                    || s.bytes.end > *start && solid(s.bytes.start) >= solid(*start)
            })
            .unwrap_or(segments.len());
        let last = segments
            .iter()
            .position(|s| {
                s.bytes.start >= end
                    || solid(s.bytes.start) >= solid(end.min(one.text.len()))
                        && end < one.text.len()
            })
            .unwrap_or(segments.len());
        let Some(span) = cut::trimmed(&one.text, *start..end) else { continue };
        let (from, to) = (
            terms.partition_point(|term| term.start < span.start),
            terms.partition_point(|term| term.start < span.end),
        );
        let heard = judge.hear(one.lang, &one.text[span.clone()], &terms[from..to], span.start);
        let denies = heard.reading.tokens.iter().any(|token| token.denied.is_some());
        let filtered = filter::filtered(&terms[from..to], denies).is_some();
        let hints = stance::hints(&heard, filtered).map(|hint| format!("{hint:.5}"));
        writeln!(out, "P\t{mark}\t{first}\t{last}\t{:.4}\t{}", heard.logits.polarity, list(hints))
            .expect("a string");
    }
}
