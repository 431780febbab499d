//! Feedback to statements: cut into points, then judged.
//!
//! Takes one [`Feedback`], gives its [`Statement`]s: one for each thing the customer says, each with
//! its polarity, its stance, how much it hurts and, where it says nothing, the reason why it is not
//! themed. Per item; the same feedback always gives the same statements. It never looks at other
//! feedback, never fails, never crosses a part, and keeps no text.
//!
//! A title becomes a statement of its own when there is no body, or when it names something that
//! the body does not; otherwise it is a heading: no statement, but what it feels counts, at a
//! discount, for the statements below it. Apart from headings every word of the text is in exactly
//! one statement.
//!
//! In order: `places` finds where a cut may fall, `around` what stands there, `borders` says where one
//! falls, `cut` makes the
//! pieces; `clauses`, `lexicon`, `cues` and `polarity` hear what words feel and name, `stance` makes
//! hints of it, `lanes` weighs words, letters and hints for each stance, and `decision` joins that
//! with rating, question, heading and channel. `assets/polarity/README.md` has the provenance and
//! the measurements of every weight; [`Judge::explain`] lists what weighed most.

mod around;
mod borders;
mod clauses;
mod constructions;
mod cues;
mod cut;
mod decision;
mod explain;
mod filter;
mod grams;
mod lanes;
mod lexicon;
mod places;
mod polarity;
mod question;
pub mod rivals;
mod score;
mod settings;
mod severity;
mod stance;
mod verdict;
mod weights;

#[cfg(test)]
mod judged;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod measure;
#[cfg(test)]
mod negation;

pub use explain::{Cue, CueKind};
pub use settings::Settings;
pub use verdict::Verdict;

use std::ops::Range;

use crate::model::{Feedback, Filtered, Lang, PartName, RatingKind, Span, Statement};
use crate::text::{Analyser, Term};

use borders::Borders;
use clauses::Reading;
use cues::{Cues, Found};
use cut::{Cut, Piece};
use decision::{Evidence, decide};
use lanes::Lanes;
use lexicon::{Lexicon, Lexicons};
use polarity::{Marks, Told};
use question::Asked;
use weights::{Features, Head, Weights};

/// Whether praise and complaint can be told apart in a language: there is a list of its words that
/// carry feeling, and the model of stances was taught with it. Text of an undetermined language is
/// held against all lists, so it counts as one that can. Elsewhere only a rating or a question
/// tells.
pub fn judges(lang: Lang) -> bool {
    lang == Lang::UNKNOWN || lexicon::listed(lang)
}

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
    lanes: Lanes,
    borders: Borders,
    wishes: Cues,
    troubles: Cues,
}

impl Default for Judge {
    fn default() -> Judge {
        Judge::new()
    }
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
    /// The gravest trouble found.
    trouble: Option<Found>,
    /// A bit for each sort of trouble found, by its number in `severity`.
    troubles: u32,
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
        told(self.trouble, self.wish)
    }
}

/// Levels of a trouble: 2 for one that blocks, 3 for a grave one of any sort.
fn told(trouble: Option<Found>, wish: Option<Found>) -> Told {
    let level = trouble.map_or(0, |found| found.value.min(severity::LOSES));
    Told { trouble: level, wish: wish.is_some() }
}

/// A statement with how it came about.
struct Judged<'a> {
    span: Range<usize>,
    heard: Heard<'a>,
    piece: &'a Piece,
    filtered: Option<Filtered>,
    evidence: Evidence,
    verdict: decision::Decided,
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
            lanes: Lanes::new(),
            borders: Borders::new(),
            wishes: stance::cues(),
            troubles: severity::cues(),
        }
    }

    /// The statements of one feedback, in the order of their bytes, numbered from 0; `row` is 0.
    ///
    /// Spans are trimmed of blanks, disjoint, on character boundaries, inside one part each.
    /// Blank text gives none; at most 65,535. Polarity is −1 to 1, above 0 for praise and below 0
    /// for complaints; it depends on text, language, rating and question only. Linear in the text.
    pub fn cut(
        &self,
        feedback: &Feedback,
        analyser: &mut Analyser,
        settings: &Settings,
    ) -> Vec<Statement> {
        let whole = self.whole(feedback, analyser, settings);
        let judged = self.judge(feedback, &whole);
        let number = |(ordinal, judged): (usize, Judged<'_>)| Statement {
            row: 0,
            ordinal: ordinal as u16,
            span: Span { start: judged.span.start as u32, end: judged.span.end as u32 },
            polarity: judged.verdict.polarity,
            stance: judged.verdict.stance,
            severity: judged.verdict.severity,
            filtered: judged.filtered,
        };
        judged.into_iter().enumerate().map(number).collect()
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
            let models = (&self.lanes, &self.borders, self.lexicons.of(feedback.lang));
            let part = &text[span.clone()];
            let cut = Cut::new(part, span.start, lang, analyser, models, settings, most);
            most = most.saturating_sub(cut.pieces.len()).max(1);
            if !cut.pieces.is_empty() {
                cuts.push((*name, cut));
            }
        }
        let mut heading = Logits::default();
        let is_heading = match &cuts[..] {
            [(PartName::Title, title), (PartName::Body, body), ..] => title.is_heading_of(body),
            _ => false,
        };
        if is_heading {
            let (_, title) = cuts.remove(0);
            let first = title.pieces[0].bytes.start;
            let whole = first..title.pieces[title.pieces.len() - 1].bytes.end;
            let words = &text[title.offset + whole.start..title.offset + whole.end];
            heading = self.hear(feedback.lang, words, &title.terms, first).logits;
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
        let (trouble, troubles) = self.troubles.found(&reading, stems);
        let (wish, _) = self.wishes.found(&reading, stems);
        let told = told(trouble, wish);
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
        Heard { reading, marks, trouble, troubles, wish, modelled, rule, logits }
    }

    /// Every statement of the whole, in order.
    fn judge<'a>(&self, feedback: &'a Feedback, whole: &'a Whole) -> Vec<Judged<'a>> {
        let text = feedback.text.as_str();
        let judges = judges(feedback.lang);
        let mut all: Vec<Judged<'a>> = Vec::with_capacity(whole.count);
        for cut in &whole.cuts {
            for (piece, terms) in cut.statements() {
                let span = piece.bytes.start + cut.offset..piece.bytes.end + cut.offset;
                let words = &text[span.clone()];
                let heard = self.hear(feedback.lang, words, terms, piece.bytes.start);
                let said = score::score(words, &heard.reading.tokens, piece.bytes.start);
                let denies = heard.reading.tokens.iter().any(|token| token.denied.is_some());
                let filtered = filter::filtered(terms, denies);
                let hints = stance::hints(&heard, filtered.is_some());
                let few = terms.len() <= TOO_SHORT_TO_TELL;
                let evidence = Evidence {
                    judged: (judges || few).then(|| {
                        let mut judged = self.lanes.alone(&piece.sums, &hints);
                        let turned = constructions::logits(
                            &heard.reading.tokens,
                            heard.rule.is_some_and(|rule| rule.0 == polarity::DENIED),
                        );
                        judged.iter_mut().zip(turned).for_each(|(logit, one)| *logit += one);
                        judged
                    }),
                    words: heard.logits,
                    rating: rating(feedback, whole.count)
                        + said.map_or(0.0, |unit| polarity::rating_logit(unit, 1)),
                    asked: whole.asked,
                    heading: whole.heading,
                    channel: polarity::channel(feedback.kind),
                };
                let verdict = decision::Decided::default();
                all.push(Judged { span, heard, piece, filtered, evidence, verdict });
            }
        }
        for one in &mut all {
            if one.filtered.is_some() && whole.asked != Asked::Anything {
                one.evidence.answers(&one.heard);
            }
            one.verdict = decide(&one.evidence);
        }
        all
    }
}

/// Share of the model of tweets beside a list. Chosen on the held-out tweets; the more the better
/// there, but a list is for any field.
const MODEL_SHARE: f64 = 0.8;

/// Languages the second model was trained on.
const TRAINED: [&str; 7] = ["ar", "de", "es", "fr", "hi", "it", "pt"];

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
