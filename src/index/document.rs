//! Feedback to an indexed document.
//!
//! Takes one piece of feedback with its statements, gives the engine's document. Titles, bodies and
//! what others said in the conversation are one field with gaps between them, so that a phrase never
//! runs from one into the other.

use tantivy::TantivyDocument;

use crate::model::{Feedback, FeedbackId, Lang, Meaning, PartName, Span, Stance, Statement};
use crate::text::{Analyser, Term};

use super::negation::denied;
use super::schema::{Fields, raw_term};
use super::signs::signs;

/// The sign of a polarity, as queries name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// Below −0.05.
    Negative,
    /// Between.
    Neutral,
    /// Above 0.05.
    Positive,
}

impl Polarity {
    /// Every sign, worst first.
    pub const ALL: [Polarity; 3] = [Polarity::Negative, Polarity::Neutral, Polarity::Positive];

    /// The sign of a polarity from −1 to 1. The band of 0.05 around nothing is that of Hutto and
    /// Gilbert, "VADER" (2014).
    pub fn of(polarity: f32) -> Polarity {
        if polarity < -0.05 {
            Polarity::Negative
        } else if polarity > 0.05 {
            Polarity::Positive
        } else {
            Polarity::Neutral
        }
    }

    /// The name used in queries.
    pub fn name(self) -> &'static str {
        match self {
            Polarity::Negative => "negative",
            Polarity::Neutral => "neutral",
            Polarity::Positive => "positive",
        }
    }

    /// The sign with that name.
    pub fn from_name(name: &str) -> Option<Polarity> {
        Polarity::ALL.into_iter().find(|sign| sign.name() == name)
    }
}

/// The worst severity of a statement.
pub(super) const WORST: u8 = 3;

/// What a filter asks of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub ordinal: u16,
    pub stance: Stance,
    pub sign: Polarity,
    pub severity: u8,
}

impl Said {
    fn of(one: &Statement) -> Said {
        Said {
            ordinal: one.ordinal,
            stance: one.stance,
            sign: Polarity::of(one.polarity),
            severity: one.severity,
        }
    }

    /// As the index keeps it: ordinal, stance, sign, severity, eight bits each but for the first.
    fn packed(self) -> u64 {
        let stance = Stance::ALL.iter().position(|&one| one == self.stance).unwrap_or(0);
        let sign = Polarity::ALL.iter().position(|&one| one == self.sign).unwrap_or(0);
        u64::from(self.ordinal) << 24
            | (stance as u64) << 16
            | (sign as u64) << 8
            | u64::from(self.severity)
    }

    /// Read back; `None` for what [`Said::packed`] never gives.
    pub(super) fn read(packed: u64) -> Option<Said> {
        Some(Said {
            ordinal: (packed >> 24) as u16,
            stance: *Stance::ALL.get((packed >> 16 & 0xff) as usize)?,
            sign: *Polarity::ALL.get((packed >> 8 & 0xff) as usize)?,
            severity: (packed & 0xff) as u8,
        })
    }
}

/// The language whose stems a text is indexed by. Most texts too short to tell are in the language
/// most software is complained about in, and a query looks words up under the same stems.
pub(super) fn stemmed_as(lang: Lang) -> Lang {
    if lang == Lang::UNKNOWN { Lang::ENGLISH } else { lang }
}

/// The id as two numbers: the order of the pair is the order of the ids.
pub(super) fn halves(id: FeedbackId) -> (u64, u64) {
    let number = u128::from_be_bytes(id.0);
    ((number >> 64) as u64, number as u64)
}

/// The document of a piece of feedback; `meanings` are those of its statements.
pub(super) fn document(
    fields: &Fields,
    analyser: &mut Analyser,
    feedback: &Feedback,
    statements: &[Statement],
    meanings: &[Meaning],
) -> TantivyDocument {
    let mut to = TantivyDocument::new();
    let (high, low) = halves(feedback.id);
    to.add_text(fields.id, feedback.id.to_string());
    to.add_u64(fields.id_high, high);
    to.add_u64(fields.id_low, low);

    let text = feedback.text.as_str();
    let lang = stemmed_as(feedback.lang);
    let terms = analyser.terms(text, lang);
    let body = feedback.parts.iter().find(|part| part.name != PartName::Title);
    let title = feedback.parts.iter().find(|part| part.name == PartName::Title);
    let thread = feedback.parts.iter().find(|part| part.name == PartName::Thread);
    let mut breaks: Vec<usize> = Vec::with_capacity(2);
    if let (Some(_), Some(body)) = (title, body) {
        breaks.push(body.span.start as usize);
    }
    breaks.extend(thread.map(|part| part.span.start as usize));
    breaks.dedup();
    to.add_text(fields.text, lines(&terms, &breaks, |term| &term.stem));
    to.add_text(fields.word, lines(&terms, &[], |term| &term.folded));
    let denied = denied(text, &terms, lang);
    if !denied.is_empty() {
        to.add_text(fields.denied, denied.join("\n"));
    }
    let signs = signs(text);
    if !signs.is_empty() {
        to.add_text(fields.sign, signs.join("\n"));
    }
    to.add_text(fields.external, raw_term(&feedback.external));
    if let Some(title) = title {
        let ends = terms.partition_point(|term| term.start < title.span.end as usize);
        let starts = terms.partition_point(|term| term.start < title.span.start as usize);
        let of_title = terms.get(starts..ends).unwrap_or_default();
        to.add_text(fields.title, lines(of_title, &[], |term| &term.stem));
    }
    if let Some(question) = &feedback.question {
        let terms = analyser.terms(question, lang);
        to.add_text(fields.question, lines(&terms, &[], |term| &term.stem));
        to.add_text(fields.shown_question, question);
    }

    to.add_text(fields.source, raw_term(&feedback.source));
    to.add_text(fields.kind, feedback.kind.name());
    to.add_text(fields.lang, feedback.lang.code());
    if let Some(product) = &feedback.product {
        to.add_text(fields.product, raw_term(product));
        to.add_text(fields.shown_product, product);
    }
    for stance in Stance::ALL {
        if statements.iter().any(|one| one.stance == stance) {
            to.add_text(fields.stance, stance.name());
        }
    }
    for sign in Polarity::ALL {
        if statements.iter().any(|one| Polarity::of(one.polarity) == sign) {
            to.add_text(fields.polarity, sign.name());
        }
    }
    for pair in &feedback.attributes {
        to.add_text(fields.attribute, attribute_term(&pair.name, &pair.value));
    }
    if let Some(at) = feedback.at {
        to.add_i64(fields.at, at.0);
        to.add_i64(fields.local, at.0 + i64::from(feedback.east));
    }
    if let Some(rating) = feedback.rating {
        to.add_text(fields.rating_kind, rating.kind.name());
        to.add_f64(fields.rating, rating.raw);
        to.add_f64(fields.satisfaction, rating.unit);
    }
    if let Some(author) = feedback.author {
        let mut first = [0; 8];
        first.copy_from_slice(&author.0[..8]);
        to.add_u64(fields.author, u64::from_be_bytes(first));
    }
    for severity in 0..=WORST {
        if statements.iter().any(|one| one.severity == severity) {
            to.add_text(fields.severity, severity.to_string());
        }
    }
    for one in statements {
        to.add_u64(fields.said, Said::of(one).packed());
    }
    if meanings.iter().any(|one| *one != Meaning::NONE) {
        for (one, meaning) in statements.iter().zip(meanings) {
            meaning.0.iter().for_each(|&word| to.add_u64(fields.meaning, word));
            to.add_u64(fields.stands, packed(one.span));
        }
    }
    to.add_text(fields.shown_text, feedback.own_words());
    if !feedback.thread().is_empty() {
        to.add_text(fields.shown_thread, feedback.thread());
    }
    to.add_text(fields.shown_source, &feedback.source);
    to.add_text(fields.shown_external, &feedback.external);
    to
}

/// A span as the index keeps it; a longer one than 64 KiB is cut.
fn packed(span: Span) -> u64 {
    let bytes = span.end.saturating_sub(span.start).min(u32::from(u16::MAX));
    u64::from(span.start) << 16 | u64::from(bytes)
}

/// Read back, as bytes of the text.
pub(super) fn unpacked(span: u64) -> std::ops::Range<usize> {
    let start = (span >> 16) as usize;
    start..start + (span & 0xffff) as usize
}

/// The raw term of a segment.
pub(super) fn attribute_term(name: &str, value: &str) -> String {
    format!("{}={}", raw_term(name), raw_term(value))
}

/// Terms one a line, with a gap of one line before the first term at or after each of `breaks`,
/// which ascend.
fn lines(terms: &[Term], breaks: &[usize], pick: impl Fn(&Term) -> &str) -> String {
    let mut lines = String::new();
    let mut breaks = breaks.iter().filter(|&&at| at > 0).peekable();
    for (at, term) in terms.iter().enumerate() {
        if at > 0 {
            lines.push('\n');
        }
        if breaks.next_if(|&&at| term.start >= at).is_some() {
            lines.push('\n');
        }
        lines.push_str(pick(term));
    }
    lines
}
