//! Small invented companies for the tests of the rooms that count.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;

/// One record to invent. Its statements are `points`: theme, stance, severity.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub author: Option<u32>,
    pub day: Option<i32>,
    pub source: &'static str,
    pub rating: Option<(RatingKind, f64, f64)>,
    pub value: Option<f64>,
    pub attributes: Vec<(&'static str, String)>,
    /// Place in the list of the record it copies.
    pub voice: Option<usize>,
    pub points: Vec<(Option<u32>, Stance, u8)>,
}

impl Default for Said {
    fn default() -> Said {
        Said {
            author: None,
            day: None,
            source: "reviews",
            rating: None,
            value: None,
            attributes: Vec::new(),
            voice: None,
            points: Vec::new(),
        }
    }
}

impl Said {
    /// One complaint of severity 1.
    pub(crate) fn complaint(theme: u32) -> Said {
        Said { points: vec![(Some(theme), Stance::Complaint, 1)], ..Said::default() }
    }

    pub(crate) fn on(self, day: i32) -> Said {
        Said { day: Some(day), ..self }
    }

    pub(crate) fn by(self, author: u32) -> Said {
        Said { author: Some(author), ..self }
    }

    /// A rating of 1 to 5 stars.
    pub(crate) fn stars(self, stars: u8) -> Said {
        let raw = f64::from(stars);
        Said { rating: Some((RatingKind::Stars, raw, (raw - 1.0) / 4.0)), ..self }
    }
}

fn id(place: usize) -> FeedbackId {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&(place as u64).to_be_bytes());
    FeedbackId(bytes)
}

fn author_key(author: u32) -> AuthorKey {
    let mut bytes = [7; 16];
    bytes[..4].copy_from_slice(&author.to_be_bytes());
    AuthorKey(bytes)
}

/// A theme of a pain, of this number and name, without members.
pub(crate) fn theme(number: u32, label: Label) -> Theme {
    Theme { cohesion: 0.7, ..Theme::blank(ThemeId(number), label) }
}

/// A corpus whose rows are the places of `said`, and its themes: one for each number used.
pub(crate) fn company(said: &[Said]) -> (Corpus, Themes) {
    let items = said.iter().enumerate().map(|(place, one)| invent(place, one)).collect();
    let corpus = Corpus::new(items);
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut assignments = Vec::new();
    for point in said.iter().flat_map(|one| &one.points) {
        assignments.push(point.0.map(|theme| {
            members.entry(theme).or_default().push(assignments.len() as u32);
            let similarity = 0.9 - (assignments.len() % 7) as f32 / 100.0;
            Assignment { theme: ThemeId(theme), similarity, confidence: 1.0, part: None }
        }));
    }
    let themes = members
        .into_iter()
        .map(|(number, members)| Theme {
            exemplars: (members.iter().take(3))
                .map(|&statement| Exemplar { statement, similarity: 0.8 })
                .collect(),
            members,
            ..theme(number, Label { title: format!("Theme {number}"), terms: Vec::new() })
        })
        .collect();
    (corpus, Themes { themes, assignments, ..Themes::default() })
}

fn invent(place: usize, one: &Said) -> (Feedback, Vec<Statement>) {
    let mut text = String::new();
    let mut statements = Vec::new();
    for (ordinal, &(_, stance, severity)) in one.points.iter().enumerate() {
        let start = text.len() as u32;
        text.push_str(&format!("Words {place} of point {ordinal} ä."));
        let span = Span { start, end: text.len() as u32 };
        text.push(' ');
        let polarity = match stance {
            Stance::Complaint => -0.5,
            Stance::Praise => 0.5,
            _ => 0.0,
        };
        let ordinal = ordinal as u16;
        statements.push(Statement {
            row: 0,
            ordinal,
            span,
            polarity,
            stance,
            severity,
            filtered: None,
        });
    }
    let feedback = Feedback {
        id: id(place),
        source: Arc::from(one.source),
        external: Arc::from(format!("{place}")),
        kind: Kind::Review,
        origin: Origin { file: Arc::from("invented.csv"), record: 1, line: 1 },
        at: one.day.map(|day| Timestamp(Day(day).start().0 + 3600)),
        version: None,
        east: 0,
        generation: None,
        author: one.author.map(author_key),
        rating: one.rating.map(|(kind, raw, unit)| Rating { kind, raw, unit }),
        lang: Lang::ENGLISH,
        product: None,
        value: one.value,
        votes: 0,
        question: None,
        parts: vec![Part { name: PartName::Body, span: 0..text.len() as u32 }],
        text: Redacted::declare(text),
        attributes: (one.attributes.iter())
            .map(|(name, value)| Attribute {
                name: Arc::from(*name),
                value: Arc::from(value.as_str()),
            })
            .collect(),
        voice: id(one.voice.unwrap_or(place)),
        sketch: Sketch::default(),
        lang_sure: 97,
    };
    (feedback, statements)
}

/// A memory of no theme.
pub(crate) fn memory() -> Memory {
    Memory { next_area: 2, ..Memory::blank(1, Day(1)) }
}

/// What happened to a theme on a day.
pub(crate) fn event(day: i32, theme: u32, event: &'static str, other: Option<u32>) -> LineageEvent {
    LineageEvent { day: Day(day), theme: ThemeId(theme), event, other: other.map(ThemeId) }
}
