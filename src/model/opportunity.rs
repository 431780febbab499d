//! A theme with everything needed to argue for it, or against it.

use std::sync::Arc;

use super::{AreaId, Factor, FeedbackId, Span, Stance, Status, ThemeId, Timestamp};

/// The change of the mean rating if these records scored like the rest (FEATURES: share × gap).
#[derive(Clone, Debug, PartialEq)]
pub struct Impact {
    /// The rating kind it is measured on ("stars", "nps", …) or "satisfaction" for all of them on
    /// the common scale.
    pub scale: String,
    /// Rated feedback in the theme.
    pub rated: u32,
    /// All rated feedback.
    pub all_rated: u32,
    /// Mean in the theme, in `scale`.
    pub inside: f64,
    /// Mean outside the theme.
    pub outside: f64,
    /// `rated / all_rated`.
    pub share: f64,
    /// `inside − outside`.
    pub gap: f64,
    /// `share × gap`: negative hurts.
    pub impact: f64,
    /// Standard error of `impact`, with the records of one customer taken together; `None` where fewer
    /// than two customers rated in the theme or outside it.
    pub standard_error: Option<f64>,
    /// 95 % interval of `impact`, where its standard error is known.
    pub interval: Option<(f64, f64)>,
}

/// What is heard of the theme, counted.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Evidence {
    /// Statements in the theme, of any stance.
    pub statements: u32,
    /// Pieces of feedback with at least one of them.
    pub feedback: u32,
    /// Pieces of feedback with a complaint or a request in the theme: what the ranking counts.
    pub wanting: u32,
    /// The same, copies of one voice counted once.
    pub voices: u32,
    /// Different authors of those; feedback without an author counts as one each.
    pub authors: u32,
    /// Customers beyond those authors who voted for what they wrote.
    pub voters: u32,
    /// Statements by stance, in the order of [`Stance::ALL`].
    pub stances: [u32; 5],
    /// Praise of the same subject in themes of its own: what speaks against it from elsewhere.
    pub praise_elsewhere: u32,
    /// Complaints and requests by severity 0 to 3.
    pub severities: [u32; 4],
    /// Mean polarity of all statements, −1 to 1.
    pub polarity: f64,
    /// Sum of the value of the different authors, where known.
    pub value: Option<f64>,
    /// `wanting` by source, most first, ties by name.
    pub sources: Vec<(Arc<str>, u32)>,
}

impl Evidence {
    /// Customers who want a change: those who wrote, and those who voted for it.
    pub fn customers(&self) -> u32 {
        self.authors.saturating_add(self.voters)
    }
}

/// How common the theme is in one segment.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentShare {
    /// The segment's name: "country", "source", "product", ….
    pub name: Arc<str>,
    /// Its value.
    pub value: Arc<str>,
    /// Feedback of the segment with a complaint or request in the theme.
    pub feedback: u32,
    /// All feedback of the segment.
    pub all: u32,
    /// `feedback / all`, shrunk towards the share of the whole company where the segment is small.
    pub share: f64,
    /// `share` over the company's share; above 1 it hurts here more than elsewhere.
    pub lift: f64,
    /// 95 % Wilson interval of the plain share.
    pub interval: (f64, f64),
    /// The name of segments within each of which the difference from all others goes the other way:
    /// their mix makes it.
    pub reversed: Option<Arc<str>>,
}

/// Words of a customer, to the byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// The record.
    pub feedback: FeedbackId,
    /// The source's name.
    pub source: Arc<str>,
    /// The source's own id of the record.
    pub external: Arc<str>,
    /// Which statement of it.
    pub ordinal: u16,
    /// Its bytes in the stored text.
    pub span: Span,
    /// Those bytes.
    pub text: String,
    /// When it was said.
    pub at: Option<Timestamp>,
    /// The rating as given.
    pub rating: Option<f64>,
    /// What the customer is doing.
    pub stance: Stance,
    /// 0 to 3.
    pub severity: u8,
    /// −1 to 1.
    pub polarity: f32,
}

/// Why to be careful with a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Caveat {
    /// Fewer customers than the settings ask for.
    FewAuthors(u32),
    /// All of it comes from one source while the company has more.
    OneSource(Arc<str>),
    /// Less dated history than a baseline needs: days there are.
    ShortHistory(u32),
    /// This share (0 to 1) of its feedback carries no date.
    Undated(f64),
    /// No record in it is rated.
    Unrated,
    /// Few different people write most of it: the share of the five loudest.
    Concentrated(f64),
    /// So many of the records that want a change are copies of others; each message counts once.
    Copies(u32),
    /// So many of its customers voted and wrote nothing; whether somebody voted for two posts, nobody
    /// knows.
    Votes(u32),
    /// The rank is not settled: best and worst rank of the 90 % interval.
    WideRank(u32, u32),
    /// Members are only loosely alike: cohesion.
    LooseTheme(f64),
}

/// One ranked opportunity.
#[derive(Clone, Debug, PartialEq)]
pub struct Opportunity {
    /// 1 is first.
    pub rank: u32,
    /// 90 % bootstrap interval of the rank.
    pub rank_interval: (u32, u32),
    /// Share of bootstrap worlds in which it is among the first five.
    pub top_five: f64,
    /// The theme.
    pub theme: ThemeId,
    /// Its area.
    pub area: AreaId,
    /// 0 to 100: the sum of the factors' points.
    pub score: f64,
    /// The parts of the score, in the order of [`super::FactorName::ALL`].
    pub factors: Vec<Factor>,
    /// What is heard.
    pub evidence: Evidence,
    /// The effect on satisfaction, where ratings allow.
    pub impact: Option<Impact>,
    /// What it is doing (details in the theme's trend).
    pub status: Status,
    /// Segments, most over-represented first.
    pub segments: Vec<SegmentShare>,
    /// Of the first ten, how common they are in the largest segments: the same segments for all.
    pub across: Vec<SegmentShare>,
    /// What customers say, best first.
    pub quotes: Vec<Quote>,
    /// What speaks against it: praise for the same thing.
    pub counter_quotes: Vec<Quote>,
    /// Why to be careful.
    pub caveats: Vec<Caveat>,
}
