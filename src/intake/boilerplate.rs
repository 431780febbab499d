//! Lines that a form, a mail program or a legal department wrote, and no customer.
//!
//! Takes the feedback of tonight and the parts that earlier nights marked; marks in tonight's
//! records the lines that recur in a source in otherwise different texts ([`PartName::Template`]).
//! Nothing is removed: the text stays whole, can be searched and shown; statements and sketches
//! pass over what is marked.
//!
//! A line is a template when it has five words or more and stands, word for word, in at least
//! twenty of the source's texts of several lines whose *other* lines all differ, and in at least
//! one such text in fifty. So nothing is ever stripped of a text of one line; a complaint that many
//! write ("app crashes") is too short; a letter that many paste recurs with the same other lines;
//! and a text that would lose more than 19 words in 20 is left alone.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::model::{Feedback, Part, PartName};
use crate::text::{fold, words};

use super::sketch::sketch;

/// Words from which a line can be a template.
const WORDS: usize = 5;
/// Otherwise different texts a line must stand in …
const TEXTS: usize = 20;
/// … and one in how many of the source's texts of several lines.
const ONE_IN: usize = 50;
/// A text is left alone that would lose more than this share of its words: a form of twenty words answered
/// in two is a form, a letter of a hundred with a name below it is a letter.
const MOST: (usize, usize) = (19, 20);
/// Bytes of the longest line looked at.
const LONGEST: usize = 1_000;

/// The templates of every source.
#[derive(Debug, Default)]
pub struct Boilerplate {
    lines: HashMap<Arc<str>, HashSet<u64>>,
}

/// A line of a body: its bytes in the stored text, its words' hash, and how many they are.
struct Line {
    start: u32,
    end: u32,
    hash: u64,
    words: usize,
}

/// The lines of a text of several lines.
pub struct Lines {
    source: Arc<str>,
    lines: Vec<(u64, usize)>,
}

impl Lines {
    /// The lines of a record's body; `None` where it has fewer than two, so that there is nothing
    /// to learn from it.
    pub fn of(feedback: &Feedback) -> Option<Lines> {
        let lines: Vec<(u64, usize)> =
            body_lines(feedback).into_iter().map(|line| (line.hash, line.words)).collect();
        (lines.len() > 1).then(|| Lines { source: feedback.source.clone(), lines })
    }
}

/// Counters that a first look counts in, so that the second keeps only lines that recur.
const COUNTERS: usize = 1 << 20;

/// A text's word for one of its lines being a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Witness {
    /// The line.
    pub line: u64,
    /// The other lines of the text.
    pub remainder: u64,
    /// The text's source, by its number here.
    pub source: u32,
}

/// Templates being learnt from tonight's texts, which pass by twice: first every text is
/// [counted](Learning::count), then every text is [weighed](Learning::weigh). What they say for
/// lines that may be templates is put in order by the caller, and [heard](Learning::hear). The order
/// in which texts come makes no difference.
///
/// Memory: 4 MiB of counters, and what is said of one line from as many sources as hold it.
pub struct Learning {
    counters: Vec<u32>,
    /// The number of each source.
    numbers: HashMap<Arc<str>, u32>,
    /// By its number: a source, and how many texts of several lines it has.
    sources: Vec<(Arc<str>, usize)>,
    /// The line that is being heard of.
    line: u64,
    /// Of each source that holds it: its number, how many different remainders, and the last.
    heard: Vec<(u32, usize, u64)>,
    /// Lines that stand in enough texts.
    found: HashMap<Arc<str>, HashSet<u64>>,
}

impl Default for Learning {
    fn default() -> Learning {
        Learning {
            counters: vec![0; COUNTERS],
            numbers: HashMap::new(),
            sources: Vec::new(),
            line: 0,
            heard: Vec::new(),
            found: HashMap::new(),
        }
    }
}

impl Learning {
    /// The first look at a text.
    pub fn count(&mut self, text: &Lines) {
        let number = match self.numbers.get(&text.source) {
            Some(&number) => number,
            None => {
                let number = self.sources.len() as u32;
                self.numbers.insert(text.source.clone(), number);
                self.sources.push((text.source.clone(), 0));
                number
            }
        };
        self.sources[number as usize].1 += 1;
        for &(hash, words) in &text.lines {
            if words >= WORDS {
                let counter = &mut self.counters[hash as usize % COUNTERS];
                *counter = counter.saturating_add(1);
            }
        }
    }

    /// In how many otherwise different texts of a source a line must stand.
    fn needed(&self, source: u32) -> usize {
        let several = self.sources.get(source as usize).map_or(0, |(_, several)| *several);
        TEXTS.max(several / ONE_IN)
    }

    /// The second look at a text, once all have been counted: what it says for its lines that recur
    /// often enough is handed to `give`.
    pub fn weigh(&self, text: &Lines, mut give: impl FnMut(Witness)) {
        let Some(&source) = self.numbers.get(&text.source) else { return };
        let needed = self.needed(source);
        let whole = text.lines.iter().fold(0u64, |sum, &(hash, _)| sum.wrapping_add(hash));
        for &(hash, words) in &text.lines {
            if words >= WORDS && self.counters[hash as usize % COUNTERS] as usize >= needed {
                give(Witness { line: hash, remainder: whole.wrapping_sub(hash), source });
            }
        }
    }

    /// Hears what the texts said, line after line, of a line remainder after remainder.
    pub fn hear(&mut self, one: Witness) {
        if one.line != self.line {
            self.end_line();
            self.line = one.line;
        }
        match self.heard.iter_mut().find(|(source, ..)| *source == one.source) {
            Some((_, count, last)) if *last != one.remainder => {
                *count += 1;
                *last = one.remainder;
            }
            Some(_) => {}
            None => self.heard.push((one.source, 1, one.remainder)),
        }
    }

    /// All has been heard about a line.
    fn end_line(&mut self) {
        for (source, count, _) in std::mem::take(&mut self.heard) {
            if count >= self.needed(source)
                && let Some((name, _)) = self.sources.get(source as usize)
            {
                self.found.entry(name.clone()).or_default().insert(self.line);
            }
        }
    }

    /// What was learnt, together with the marks of earlier records, in any order.
    pub fn done<'a>(mut self, earlier: impl Iterator<Item = &'a Feedback>) -> Boilerplate {
        self.end_line();
        let mut lines = self.found;
        for one in earlier {
            for part in one.parts.iter().filter(|part| part.name == PartName::Template) {
                let span = part.span.start as usize..part.span.end as usize;
                let known = lines.entry(one.source.clone()).or_default();
                known.extend(
                    cut(one.text.as_str().get(span).unwrap_or_default(), 0).map(|l| l.hash),
                );
            }
        }
        Boilerplate { lines }
    }
}

impl Boilerplate {
    /// Marks the templates in a record and makes its sketch again; says whether there were any.
    pub fn mark(&self, feedback: &mut Feedback) -> bool {
        let Some(known) = self.lines.get(&feedback.source) else { return false };
        let text = feedback.text.as_str();
        let body = |part: &Part| part.name == PartName::Body;
        let Some(at) = feedback.parts.iter().position(body) else { return false };
        let span = feedback.parts[at].span.clone();
        let Some(inside) = text.get(span.start as usize..span.end as usize) else { return false };
        // Most texts have one line, and none of them is ever marked.
        if !inside.contains('\n') {
            return false;
        }
        let lines: Vec<Line> = cut(inside, span.start).collect();
        let marked = |line: &Line| line.words >= WORDS && known.contains(&line.hash);
        let all: usize = lines.iter().map(|line| line.words).sum();
        let lost: usize = lines.iter().filter(|line| marked(line)).map(|line| line.words).sum();
        if lines.len() < 2 || lost == 0 || lost * MOST.1 > all * MOST.0 {
            return false;
        }
        let mut parts: Vec<Part> = Vec::new();
        for line in &lines {
            let name = if marked(line) { PartName::Template } else { PartName::Body };
            match parts.last_mut() {
                Some(last) if last.name == name => last.span.end = line.end,
                _ => parts.push(Part { name, span: line.start..line.end }),
            }
        }
        feedback.parts.splice(at..=at, parts);
        feedback.sketch = sketch(feedback.text.as_str(), &feedback.parts);
        true
    }
}

/// The lines that have words, in order.
fn cut(text: &str, offset: u32) -> impl Iterator<Item = Line> {
    let mut at = 0;
    text.split('\n').filter_map(move |line| {
        let start = at;
        at += line.len() + 1;
        let bare = line.trim();
        let lead = line.len() - line.trim_start().len();
        // Which hash it is does not show: it is compared within this program's run only.
        let mut hasher = DefaultHasher::new();
        let mut count = 0;
        for word in words(&bare[..bare.floor_char_boundary(LONGEST)]) {
            fold(word.surface).hash(&mut hasher);
            count += 1;
        }
        (count > 0).then(|| Line {
            start: offset + (start + lead) as u32,
            end: offset + (start + lead + bare.len()) as u32,
            hash: hasher.finish(),
            words: count,
        })
    })
}

fn body_lines(feedback: &Feedback) -> Vec<Line> {
    let body = feedback.parts.iter().find(|part| part.name == PartName::Body);
    let inside = body.and_then(|part| {
        feedback.text.as_str().get(part.span.start as usize..part.span.end as usize)
    });
    match inside {
        Some(inside) if inside.contains('\n') => cut(inside, 0).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Lang, Origin, Redacted, Sketch};

    fn said(number: u8, text: String) -> Feedback {
        let id = crate::model::FeedbackId([number; 16]);
        Feedback {
            id,
            source: "tickets".into(),
            external: number.to_string().into(),
            kind: Kind::Ticket,
            origin: Origin { file: "a.csv".into(), record: 1, line: 2 },
            at: None,
            version: None,
            east: 0,
            generation: None,
            author: None,
            rating: None,
            lang: Lang::ENGLISH,
            lang_sure: 97,
            votes: 0,
            product: None,
            value: None,
            question: None,
            parts: vec![Part { name: PartName::Body, span: 0..text.len() as u32 }],
            text: Redacted::declare(text),
            attributes: Vec::new(),
            voice: id,
            sketch: Sketch::default(),
        }
    }

    fn own(feedback: &Feedback) -> String {
        let body = feedback.parts.iter().filter(|part| part.name == PartName::Body);
        let text = feedback.text.as_str();
        body.map(|part| &text[part.span.start as usize..part.span.end as usize])
            .collect::<Vec<_>>()
            .join("|")
    }

    fn learn(earlier: &[Feedback], tonight: &[Feedback]) -> Boilerplate {
        let mut learning = Learning::default();
        let lines = || tonight.iter().filter_map(Lines::of);
        lines().for_each(|text| learning.count(&text));
        let mut said = Vec::new();
        lines().for_each(|text| learning.weigh(&text, |one| said.push(one)));
        said.sort_unstable();
        said.into_iter().for_each(|one| learning.hear(one));
        learning.done(earlier.iter())
    }

    fn marked(mut list: Vec<Feedback>) -> Vec<Feedback> {
        let found = learn(&[], &list);
        list.iter_mut().for_each(|one| {
            found.mark(one);
        });
        list
    }

    const FORM: &str = "Please describe what happened in your own words:";
    const FOOTER: &str = "This message is confidential and meant for its reader only.";

    #[test]
    fn a_form_is_marked_and_what_was_said_in_it_is_not() {
        let list = (0..40).map(|n| {
            said(n, format!("{FORM}\nThe map number {n} stays grey\nApp crashes\n\n{FOOTER}"))
        });
        let list = marked(list.collect());
        assert_eq!(own(&list[7]), "The map number 7 stays grey\nApp crashes");
        assert!(!list[7].sketch.numbers().is_empty());
        let spans: Vec<_> = list[7].parts.iter().map(|part| part.name).collect();
        assert_eq!(spans, [PartName::Template, PartName::Body, PartName::Template]);
        // A later night has too few texts to learn from, and knows the form.
        let mut later = said(99, format!("{FORM}\nIt does not start\n{FOOTER}"));
        assert!(learn(&list, &[]).mark(&mut later));
        assert_eq!(own(&later), "It does not start");
    }

    #[test]
    fn what_many_people_write_is_never_stripped() {
        let alone =
            marked((0..100).map(|n| said(n, "the app crashes on every start".into())).collect());
        assert!(alone.iter().all(|one| own(one) == one.text.as_str()));
        let short = (0..100).map(|n| said(n, format!("App crashes\nsince version {n}")));
        assert!(marked(short.collect()).iter().all(|one| own(one) == one.text.as_str()));
    }

    #[test]
    fn a_letter_that_many_paste_is_no_template() {
        let letter = "Please keep the old map in the app.\nMany of us depend on it every day.";
        let list = marked((0..100).map(|n| said(n, letter.into())).collect());
        assert!(list.iter().all(|one| own(one) == letter));
    }

    #[test]
    fn one_source_says_nothing_for_another() {
        let list = (0..40).map(|n| {
            let mut one = said(n, format!("{FORM}\nThe map number {n} stays grey"));
            one.source = if n % 3 == 0 { "forms" } else { "tickets" }.into();
            one
        });
        // 27 tickets and 13 forms: too few of these.
        let list = marked(list.collect());
        assert_eq!(own(&list[7]), "The map number 7 stays grey");
        assert_eq!(own(&list[9]), list[9].text.as_str());
    }

    #[test]
    fn a_text_that_would_lose_nearly_all_is_left_alone() {
        let list = (0..40).map(|n| said(n, format!("{FORM} {FOOTER}\n{FOOTER}\n{n}")));
        let list = marked(list.collect());
        assert!(list.iter().all(|one| own(one) == one.text.as_str()));
    }
}
