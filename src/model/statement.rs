//! One point a customer makes: a short text whole, or a piece of a long one.

use std::fmt;
use std::ops::Range;

/// Bytes `start..end` of a stored text, on character boundaries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// As a range to index text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What the customer is doing by saying it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stance {
    /// Something hurts.
    Complaint,
    /// Something is asked for.
    Request,
    /// Something pleases.
    Praise,
    /// Something is asked about.
    Question,
    /// None of these.
    Remark,
}

impl Stance {
    /// Every stance, in the order reports list them.
    pub const ALL: [Stance; 5] =
        [Stance::Complaint, Stance::Request, Stance::Praise, Stance::Question, Stance::Remark];

    /// The name used in exports and queries.
    pub fn name(self) -> &'static str {
        match self {
            Stance::Complaint => "complaint",
            Stance::Request => "request",
            Stance::Praise => "praise",
            Stance::Question => "question",
            Stance::Remark => "remark",
        }
    }

    /// The stance with that name.
    pub fn from_name(name: &str) -> Option<Stance> {
        Stance::ALL.into_iter().find(|stance| stance.name() == name)
    }

    /// Whether it says that something should change: a complaint or a request.
    pub fn wants_change(self) -> bool {
        matches!(self, Stance::Complaint | Stance::Request)
    }
}

impl fmt::Display for Stance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a statement is not themed although it is counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Filtered {
    /// It says nothing about anything: "good", "n/a", an emoji alone.
    NoInformation,
}

impl Filtered {
    /// The name used in exports and reports.
    pub fn name(self) -> &'static str {
        match self {
            Filtered::NoInformation => "no_information",
        }
    }
}

/// One point a customer makes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Statement {
    /// Row of its feedback in the corpus.
    pub row: u32,
    /// 0 for the first statement of that feedback.
    pub ordinal: u16,
    /// Its bytes in the feedback's stored text; never crosses a part.
    pub span: Span,
    /// −1 for the worst to 1 for the best.
    pub polarity: f32,
    /// What the customer is doing by saying it.
    pub stance: Stance,
    /// 0 none, 1 annoyance, 2 blocked or costly, 3 lost data, lost money, danger or leaving.
    pub severity: u8,
    /// Why it is not themed, if it is not.
    pub filtered: Option<Filtered>,
}
