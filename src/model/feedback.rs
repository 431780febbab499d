//! One thing a customer said, as it is kept: clean, redacted, with what is known about it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{AuthorKey, Day, FeedbackId, Lang, Origin, Sketch, Timestamp};

/// What sort of channel it came through.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// An app or product review.
    Review,
    /// A support request.
    Ticket,
    /// An answer to a survey question.
    Survey,
    /// A post in a community or on a social network.
    Community,
    /// The reason of a return, a cancellation or a downgrade: a sale undone.
    Sale,
}

impl Kind {
    /// Every kind, in the order reports list them.
    pub const ALL: [Kind; 5] =
        [Kind::Review, Kind::Ticket, Kind::Survey, Kind::Community, Kind::Sale];

    /// The name used in settings, exports and queries.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Review => "review",
            Kind::Ticket => "ticket",
            Kind::Survey => "survey",
            Kind::Community => "community",
            Kind::Sale => "sale",
        }
    }

    /// The kind with that name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Text that has been through intake's redaction. Only intake makes one (and the store, reading
/// back what intake made).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Redacted(Arc<str>);

impl Redacted {
    /// Declares `text` redacted. Call this in intake and in the store only.
    pub fn declare(text: impl Into<Arc<str>>) -> Redacted {
        Redacted(text.into())
    }

    /// The stored text; every span and offset counts its bytes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which part of the record a stretch of the stored text is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PartName {
    /// A headline the customer wrote.
    Title,
    /// The text itself.
    Body,
    /// Lines that a form or a mail program wrote: kept and searchable, and nothing is cut from them.
    Template,
    /// What others said in the same conversation (agents, bots, notes among colleagues): the last
    /// part, kept for search alone; nothing is cut from it and nothing quotes it.
    Thread,
}

impl PartName {
    /// The name used on disk.
    pub fn name(self) -> &'static str {
        match self {
            PartName::Title => "title",
            PartName::Body => "body",
            PartName::Template => "template",
            PartName::Thread => "thread",
        }
    }
}

/// A named stretch of the stored text. Parts are in order and do not overlap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is.
    pub name: PartName,
    /// Its bytes in the stored text, on character boundaries.
    pub span: Range<u32>,
}

/// What a rating measures; numbers of two kinds are never averaged together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RatingKind {
    /// Stars, usually 1 to 5.
    Stars,
    /// Would recommend, 0 to 10: promoters from 9, detractors up to 6.
    Nps,
    /// Satisfaction with one contact, usually 1 to 5.
    Csat,
    /// Up or down.
    Thumbs,
    /// Customer effort, usually 1 to 7.
    Ces,
}

impl RatingKind {
    /// Every kind, in the order reports list them.
    pub const ALL: [RatingKind; 5] =
        [RatingKind::Stars, RatingKind::Nps, RatingKind::Csat, RatingKind::Thumbs, RatingKind::Ces];

    /// The name used in settings and exports.
    pub fn name(self) -> &'static str {
        match self {
            RatingKind::Stars => "stars",
            RatingKind::Nps => "nps",
            RatingKind::Csat => "csat",
            RatingKind::Thumbs => "thumbs",
            RatingKind::Ces => "ces",
        }
    }

    /// The kind with that name.
    pub fn from_name(name: &str) -> Option<RatingKind> {
        RatingKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A rating on its own scale and on the common one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rating {
    /// What it measures.
    pub kind: RatingKind,
    /// As the customer gave it.
    pub raw: f64,
    /// 0 for the worst the scale allows, 1 for the best.
    pub unit: f64,
}

/// One thing known about a piece of feedback that reports can cut by: country, plan, version.
///
/// A name may occur more than once (tags); pairs are sorted by name, then value, without repeats.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Attribute {
    /// The segment's name as the settings give it.
    pub name: Arc<str>,
    /// Its value, never empty.
    pub value: Arc<str>,
}

/// One thing a customer said.
#[derive(Clone, PartialEq, Debug)]
pub struct Feedback {
    /// Hash of source and external id.
    pub id: FeedbackId,
    /// The source's name in the settings.
    pub source: Arc<str>,
    /// The source's own id.
    pub external: Arc<str>,
    /// Review, ticket, ….
    pub kind: Kind,
    /// Where it was read.
    pub origin: Origin,
    /// When the customer said it; `None` when the record carries no readable time.
    pub at: Option<Timestamp>,
    /// Seconds by which the clocks of its source were ahead of UTC then: days are counted by them. 0
    /// where the source names no zone.
    pub east: i32,
    /// Which version of the record this is: last change, else `at`.
    pub version: Option<Timestamp>,
    /// Which generation of its table it came in, where the tool that landed it numbers them.
    pub generation: Option<u64>,
    /// Who said it, as a keyed hash.
    pub author: Option<AuthorKey>,
    /// How the customer rated.
    pub rating: Option<Rating>,
    /// The language of the text.
    pub lang: Lang,
    /// How sure the language is, in per cent: 100 when the record says so itself, 0 when nobody
    /// could tell (it is then the company's default, or undetermined).
    pub lang_sure: u8,
    /// Which product it is about.
    pub product: Option<Arc<str>>,
    /// What the customer is worth, in the company's own unit (for instance revenue a year); of a
    /// [`Kind::Sale`] the amount of the sale that was undone.
    pub value: Option<f64>,
    /// Customers who voted for it, its author among them, as the source counts them; 0 where it
    /// counts none. [`Feedback::voters`] says how many count.
    pub votes: u32,
    /// The question the text answers, if it answers one; not part of the text.
    pub question: Option<Arc<str>>,
    /// Title and body, cleaned, redacted, joined by a newline.
    pub text: Redacted,
    /// Where title and body lie in `text`.
    pub parts: Vec<Part>,
    /// Segments, sorted.
    pub attributes: Vec<Attribute>,
    /// What is left of the words for finding their copies.
    pub sketch: Sketch,
    /// The first record (smallest id) of the copies of this complaint by this customer; its own id
    /// when there are none. Copies count as one voice.
    pub voice: FeedbackId,
}

impl Feedback {
    /// Votes of one record that count at most. Boards of products with millions of users have their
    /// most wanted post at some thousands; a larger number is an id or a time in the wrong column,
    /// and would outweigh everybody who wrote.
    pub const MOST_VOTES: u32 = 10_000;

    /// Customers who want what it says and did not write it: its votes, up to
    /// [`Feedback::MOST_VOTES`], without the one of its author.
    pub fn voters(&self) -> u32 {
        self.votes.min(Feedback::MOST_VOTES).saturating_sub(1)
    }

    /// Feedback of which nothing but the words is known: an English review that a source of that
    /// name gave, by nobody, at no time. What rehearsals and tests start from.
    pub fn of_words(id: FeedbackId, source: &str, text: Redacted) -> Feedback {
        let source: Arc<str> = Arc::from(source);
        Feedback {
            id,
            external: Arc::from(id.to_string()),
            kind: Kind::Review,
            origin: Origin { file: source.clone(), record: 1, line: 1 },
            source,
            at: None,
            east: 0,
            version: None,
            generation: None,
            author: None,
            rating: None,
            lang: Lang::ENGLISH,
            lang_sure: 100,
            product: None,
            value: None,
            votes: 0,
            question: None,
            text,
            parts: Vec::new(),
            attributes: Vec::new(),
            sketch: Sketch::default(),
            voice: id,
        }
    }

    /// When the customer said it, as the clocks of its source showed it.
    pub fn local(&self) -> Option<Timestamp> {
        self.at.map(|at| Timestamp(at.0 + i64::from(self.east)))
    }

    /// The day on which the customer said it, where its source is.
    pub fn day(&self) -> Option<Day> {
        self.local().map(Timestamp::day)
    }

    /// The stored text without what others said in the conversation: what may be shown as the
    /// customer's.
    pub fn own_words(&self) -> &str {
        let text = self.text.as_str();
        let thread = self.parts.iter().find(|part| part.name == PartName::Thread);
        let end = thread.map_or(text.len(), |part| part.span.start as usize);
        text.get(..end).unwrap_or(text).trim_end_matches('\n')
    }

    /// What others said in the conversation; empty where nothing is kept of it.
    pub fn thread(&self) -> &str {
        let thread = self.parts.iter().find(|part| part.name == PartName::Thread);
        let bytes = thread.map(|part| part.span.start as usize..part.span.end as usize);
        bytes.and_then(|bytes| self.text.as_str().get(bytes)).unwrap_or_default()
    }

    /// The values of segment `name`, in order; empty when it has none.
    pub fn attribute<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().filter(move |pair| &*pair.name == name).map(|pair| &*pair.value)
    }
}
