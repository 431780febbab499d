//! Feedback to statements: cut, then judged.
//!
//! Takes one [`Feedback`], gives its [`Statement`]s: a short text whole, a long one in pieces, each
//! with its polarity, its stance, how much it hurts and, where it says nothing, the reason why it
//! is not themed. Per item; the same feedback always gives the same statements. It never looks at
//! other feedback, never fails, never crosses a part, and keeps no text.
//!
//! A title becomes a statement of its own when there is no body, or when it names something that
//! the body does not; otherwise it is a heading: no statement, but what it feels counts, at a
//! discount, for the statements below it. Apart from headings every word of the text is in exactly
//! one statement.
//!
//! Polarity sums logits: the words' (our lexicon and a small trained model, see
//! `assets/polarity/README.md`), the rating's, the question's and the heading's. [`Judge::explain`]
//! lists what weighed most.

mod clauses;
mod cues;
mod explain;
mod filter;
mod lexicon;
mod polarity;
mod question;
mod sentences;
mod settings;
mod severity;
mod stance;
mod verdict;
mod weights;

#[cfg(test)]
mod judged;
#[cfg(test)]
mod measure;
#[cfg(test)]
mod negation;

pub use explain::{Cue, CueKind};
pub use settings::Settings;
pub use verdict::Verdict;

use std::ops::Range;

use crate::model::{Feedback, Filtered, Lang, PartName, RatingKind, Span, Stance, Statement};
use crate::text::{Analyser, Term};

use clauses::Reading;
use cues::{Cues, Found};
use lexicon::{Lexicon, Lexicons};
use polarity::{Evidence, Marks, Told};
use question::Asked;
use weights::{Features, Head, Weights};

/// Most statements of one feedback: ordinals are 16 bits. Pieces of a longer text are joined.
const MOST: usize = u16::MAX as usize;

/// Up to how many words the language detected is not believed when we have no list for it: "nice
/// ride" is told to be Danish.
const TOO_SHORT_TO_TELL: usize = 4;

/// Cuts feedback into statements and judges them. One for all threads.
pub struct Judge {
    lexicons: Lexicons,
    english: Weights,
    others: Weights,
    wishes: Cues,
    troubles: Cues,
}

impl Default for Judge {
    fn default() -> Judge {
        Judge::new()
    }
}

/// One part of a text, analysed and cut.
struct Cut {
    /// First byte of the part in the stored text.
    offset: usize,
    /// Positions count from the part's first byte.
    terms: Vec<Term>,
    pieces: Vec<Range<usize>>,
}

/// A text, cut, with what holds for all its statements.
struct Whole {
    cuts: Vec<Cut>,
    /// Logits of a title that is no statement.
    heading: Logits,
    /// What was asked.
    asked: Asked,
    /// Statements in all.
    count: usize,
}

/// What the words of a statement say.
#[derive(Clone, Copy, Default)]
struct Logits {
    /// Above 0 for praise.
    polarity: f64,
    /// Above 0 where something hurts.
    problem: f64,
}

/// What a model was asked with.
struct Modelled {
    features: Features,
    /// Whether it was the English one.
    english: bool,
    /// The model's share of the logit; the rest is the list's.
    share: f64,
}

/// A text read, with what was found in it.
struct Heard<'a> {
    reading: Reading<'a>,
    marks: Marks,
    trouble: Option<Found>,
    wish: Option<Found>,
    /// What the model was asked with, if it was.
    modelled: Option<Modelled>,
    /// The rule that changed what the model said, and what it added to the polarity.
    rule: Option<(&'static str, f64)>,
    logits: Logits,
}

impl Heard<'_> {
    /// What the models are told beside words and marks.
    fn told(&self) -> Told {
        Told { trouble: self.trouble.map_or(0, |found| found.value), wish: self.wish.is_some() }
    }
}

/// A statement with how it came about.
struct Judged<'a> {
    heard: Heard<'a>,
    polarity: f32,
    stance: Stance,
    severity: u8,
    filtered: Option<Filtered>,
    evidence: Evidence,
    stance_cue: Option<&'static str>,
}

impl Judge {
    /// A judge with the lists and weights in the binary.
    pub fn new() -> Judge {
        Judge::with(Weights::english(), Weights::others())
    }

    fn with(english: Weights, others: Weights) -> Judge {
        Judge {
            lexicons: Lexicons::new(),
            english,
            others,
            wishes: stance::cues(),
            troubles: severity::cues(),
        }
    }

    /// The statements of one feedback, in the order of their bytes, numbered from 0; `row` is 0.
    ///
    /// Spans are trimmed of blanks, disjoint, on character boundaries, inside one part each.
    /// Blank text gives none; at most 65,535. Polarity is −1 to 1 and depends on text, language,
    /// rating and question only. Linear in the text.
    pub fn cut(
        &self,
        feedback: &Feedback,
        analyser: &mut Analyser,
        settings: &Settings,
    ) -> Vec<Statement> {
        let text = feedback.text.as_str();
        let whole = self.whole(feedback, analyser, settings);
        let mut statements = Vec::with_capacity(whole.count);
        for cut in &whole.cuts {
            for (piece, terms) in cut.statements() {
                let span = piece.start + cut.offset..piece.end + cut.offset;
                let judged = self.judge(feedback, &whole, &text[span.clone()], terms, piece.start);
                statements.push(Statement {
                    row: 0,
                    ordinal: statements.len() as u16,
                    span: Span { start: span.start as u32, end: span.end as u32 },
                    polarity: judged.polarity,
                    stance: judged.stance,
                    severity: judged.severity,
                    filtered: judged.filtered,
                });
            }
        }
        statements
    }

    fn whole(&self, feedback: &Feedback, analyser: &mut Analyser, settings: &Settings) -> Whole {
        let text = feedback.text.as_str();
        let lang = heard_as(feedback.lang);
        let mut parts: Vec<(PartName, Range<usize>)> = feedback
            .parts
            .iter()
            .filter(|part| matches!(part.name, PartName::Title | PartName::Body))
            .map(|part| (part.name, part.span.start as usize..part.span.end as usize))
            .filter(|(_, span)| text.get(span.clone()).is_some())
            .collect();
        if feedback.parts.is_empty() {
            parts.push((PartName::Body, 0..text.len()));
        }
        let mut most = MOST;
        let mut cuts = Vec::with_capacity(parts.len());
        for (name, span) in &parts {
            let part = &text[span.clone()];
            let terms = analyser.terms(part, lang);
            let pieces = sentences::pieces(part, &terms, settings, most);
            most = most.saturating_sub(pieces.len()).max(1);
            if !pieces.is_empty() {
                cuts.push((*name, Cut { offset: span.start, terms, pieces }));
            }
        }
        let mut heading = Logits::default();
        let is_heading = match &cuts[..] {
            [(PartName::Title, title), (PartName::Body, body), ..] => title.is_heading_of(body),
            _ => false,
        };
        if is_heading {
            let (_, title) = cuts.remove(0);
            let whole = title.pieces[0].start..title.pieces[title.pieces.len() - 1].end;
            let words = &text[title.offset + whole.start..title.offset + whole.end];
            heading = self.hear(feedback.lang, words, &title.terms, whole.start).logits;
        }
        let cuts: Vec<Cut> = cuts.into_iter().map(|(_, cut)| cut).collect();
        let count = cuts.iter().map(|cut| cut.pieces.len()).sum();
        Whole { cuts, heading, asked: question::asked(feedback.question.as_deref()), count }
    }

    /// The list for a text of this language and number of words.
    fn lexicon(&self, lang: Lang, words: usize) -> Option<&Lexicon> {
        self.lexicons.of(lang).or_else(|| {
            if words <= TOO_SHORT_TO_TELL { self.lexicons.of(Lang::UNKNOWN) } else { None }
        })
    }

    /// A text read: what is found in it and what its words say.
    fn hear<'a>(&self, lang: Lang, text: &'a str, terms: &'a [Term], offset: usize) -> Heard<'a> {
        let reading = Reading::new(text, terms, offset, self.lexicon(lang, terms.len()));
        let marks = polarity::marks(text);
        let stems = heard_as(lang) == Lang::ENGLISH;
        let trouble = self.troubles.strongest(&reading, stems);
        let wish = self.wishes.strongest(&reading, stems);
        let told = Told { trouble: trouble.map_or(0, |found| found.value), wish: wish.is_some() };
        let (mut modelled, mut logits, mut rule) = (None, Logits::default(), None);
        if reading.tokens.is_empty() {
            logits.polarity = polarity::emoji(&marks);
            logits.problem = -logits.polarity;
        } else if uses_english(lang, &reading) {
            let known = polarity::features(&reading, &marks, told);
            logits.polarity = self.english.logit(Head::Polarity, &known);
            logits.problem = self.english.logit(Head::Problem, &known);
            (logits, rule) = polarity::settled(&reading, &marks, told, logits);
            modelled = Some(Modelled { features: known, english: true, share: 1.0 });
        } else {
            logits = polarity::by_list(&reading, &marks, told, None);
            if TRAINED.contains(&lang.code()) {
                let known = polarity::features(&reading, &marks, told);
                // The model has seen tweets only; a list, where there is one, is for any field.
                let share = if self.lexicons.of(lang).is_some() { MODEL_SHARE } else { 1.0 };
                let join =
                    |list, head| (1.0 - share) * list + share * self.others.logit(head, &known);
                logits.polarity = join(logits.polarity, Head::Polarity);
                logits.problem = join(logits.problem, Head::Problem);
                modelled = Some(Modelled { features: known, english: false, share });
            }
        }
        Heard { reading, marks, trouble, wish, modelled, rule, logits }
    }

    fn judge<'a>(
        &self,
        feedback: &Feedback,
        whole: &Whole,
        text: &'a str,
        terms: &'a [Term],
        offset: usize,
    ) -> Judged<'a> {
        let heard = self.hear(feedback.lang, text, terms, offset);
        let denies = heard.reading.tokens.iter().any(|token| token.denied.is_some());
        let filtered = filter::filtered(terms, denies);
        let mut evidence = Evidence {
            text: heard.logits.polarity,
            problem: heard.logits.problem,
            rating: rating(feedback, whole.count),
            question: whole.asked.logit(),
            heading: whole.heading.polarity,
            heading_problem: whole.heading.problem,
            channel: polarity::channel(feedback.kind),
        };
        if filtered.is_some() && whole.asked != Asked::Anything {
            // "Nothing" is praise where it was asked what to improve, and blame where it was asked
            // what pleases; "n/a" is neither.
            let nothing = heard.reading.tokens.iter().any(|token| NOTHING.contains(&&*token.plain));
            evidence.question = if nothing { -whole.asked.logit() } else { 0.0 };
            if nothing {
                (evidence.text, evidence.problem) = (0.0, 0.0);
            }
        }
        let polarity = evidence.polarity();
        let problem = evidence.problem();
        let known = stance::Known {
            reading: &heard.reading,
            marks: &heard.marks,
            polarity,
            problem,
            wish: heard.wish,
            trouble: heard.trouble,
            asked: if filtered.is_some() { Asked::Anything } else { whole.asked },
        };
        let (stance, stance_cue) = stance::judge(&known);
        let severity = severity::judge(stance, problem, heard.trouble);
        Judged { heard, polarity, stance, severity, filtered, evidence, stance_cue }
    }
}

/// Share of the model of tweets beside a list. Chosen on the held-out tweets; the more the better
/// there, but a list is for any field.
const MODEL_SHARE: f64 = 0.8;

/// Languages the second model was trained on.
const TRAINED: [&str; 7] = ["ar", "de", "es", "fr", "hi", "it", "pt"];

const NOTHING: [&str; 12] = [
    "nothing", "none", "no", "nope", "nichts", "rien", "nada", "niente", "nulla", "niets", "keine",
    "ninguno",
];

impl Cut {
    /// Each piece with the terms that begin in it.
    fn statements(&self) -> impl Iterator<Item = (&Range<usize>, &[Term])> {
        let mut next = 0;
        self.pieces.iter().map(move |piece| {
            let first = next;
            while next < self.terms.len() && self.terms[next].start < piece.end {
                next += 1;
            }
            (piece, &self.terms[first..next])
        })
    }

    /// Whether this title only heads the body: it names nothing that the body does not, or is a
    /// single word. ("Great app" over anything; "Crashes" over "It crashes on start".)
    fn is_heading_of(&self, body: &Cut) -> bool {
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

/// Text of an undetermined language is stemmed as English: that is what it mostly is.
fn heard_as(lang: Lang) -> Lang {
    if lang == Lang::UNKNOWN { Lang::ENGLISH } else { lang }
}

/// Whether the English model is asked.
fn uses_english(lang: Lang, reading: &Reading<'_>) -> bool {
    let few = reading.tokens.len() <= TOO_SHORT_TO_TELL;
    lang == Lang::ENGLISH
        || (lang == Lang::UNKNOWN && (few || reading.tokens.iter().any(|token| token.term.stop)))
}

/// The rating's logit. Of "would recommend" 9 and 10 are good, 0 to 6 bad (Reichheld 2003).
fn rating(feedback: &Feedback, statements: usize) -> f64 {
    feedback.rating.map_or(0.0, |rating| match rating.kind {
        RatingKind::Nps => {
            let unit = if rating.unit >= 0.85 {
                1.0
            } else if rating.unit > 0.65 {
                0.5
            } else {
                0.0
            };
            polarity::rating_logit(unit, statements)
        }
        _ => polarity::rating_logit(rating.unit, statements),
    })
}
