//! Invented corpora and vectors for the tests of this room.

use std::sync::LazyLock;

use crate::model::{
    Corpus, Feedback, FeedbackId, Lang, Recognition, Redacted, Span, SplitMix, Stance, Statement,
    Timestamp, Vectors,
};
use crate::text::Analyser;

use super::Knowledge;

/// Rows in eight directions, one after the other, with a little noise that is different for each.
pub(super) fn eight_directions(rows: usize) -> Vectors {
    let mut noise = SplitMix(5);
    let mut vectors = Vectors::new(16);
    for row in 0..rows {
        let mut values = [0.0; 16];
        values[row % 8] = 1.0;
        values.iter_mut().for_each(|value| *value += noise.below(100) as f32 / 2_000.0);
        vectors.push_normalised(&values);
    }
    vectors
}

/// Topics of invented complaints: words that go together.
const TOPICS: [(&str, [&str; 6]); 6] = [
    (
        "delivery",
        [
            "parcel arrived late",
            "courier lost the parcel",
            "parcel left in the rain",
            "late parcel again",
            "where is my parcel",
            "courier dropped the parcel",
        ],
    ),
    (
        "login",
        [
            "cannot log in",
            "password reset link broken",
            "log in fails with password",
            "reset password email never comes",
            "password rejected at log in",
            "log in loop",
        ],
    ),
    (
        "refund",
        [
            "refund takes weeks",
            "still waiting for a refund",
            "refund refused by support",
            "money back request ignored",
            "partial refund only",
            "refund went to the wrong card",
        ],
    ),
    (
        "crash",
        [
            "app crashes on start",
            "crash when opening photos",
            "screen freezes then crash",
            "crashes after the update",
            "photos screen freezes",
            "app freezes on photos",
        ],
    ),
    (
        "price",
        [
            "subscription price doubled",
            "too expensive subscription",
            "price went up twice",
            "hidden fee in the price",
            "subscription renewed at a higher price",
            "fee not shown",
        ],
    ),
    (
        "support",
        [
            "agent hung up on me",
            "an hour on hold",
            "agent was rude on the phone",
            "on hold with an agent",
            "phone agent could not help",
            "hold music for an hour",
        ],
    ),
];

const EXTRAS: [&str; 8] = [
    "in spring",
    "for my sister",
    "with the blue plan",
    "on the tablet",
    "near the office",
    "while travelling",
    "from the garden",
    "before lunch",
];

/// `count` different lines, topic after topic in turn; every fifth is praise.
pub(super) fn lines(count: usize) -> Vec<(String, Stance)> {
    (0..count)
        .map(|at| {
            let (_, phrases) = TOPICS[at % 6];
            let round = at / 6;
            let text = format!(
                "{} {} {} {}",
                phrases[round % 6],
                phrases[(round / 6 + round + 1) % 6],
                EXTRAS[round / 36 % 8],
                EXTRAS[(round / 5 + at) % 8]
            );
            let stance = if at % 5 == 4 { Stance::Praise } else { Stance::Complaint };
            (text, stance)
        })
        .collect()
}

/// The topic number of line `at` of [`lines`].
pub(super) fn topic(at: usize) -> usize {
    at % 6
}

/// One feedback a line, its id from its text and its number among equal texts.
pub(super) fn corpus(lines: &[(String, Stance)]) -> Corpus {
    let mut seen = std::collections::HashMap::new();
    let items = lines.iter().map(|(text, stance)| {
        let copy = seen.entry(text.clone()).or_insert(0u32);
        *copy += 1;
        item(text, *stance, *copy, 0)
    });
    Corpus::new(items.collect())
}

/// One feedback with one statement.
pub(super) fn item(text: &str, stance: Stance, copy: u32, day: i64) -> (Feedback, Vec<Statement>) {
    let hash = blake3::hash(format!("{copy} {text}").as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&hash.as_bytes()[..16]);
    let id = FeedbackId(id);
    let feedback = Feedback {
        at: Some(Timestamp(day * 86_400)),
        ..Feedback::of_words(id, "fixture", Redacted::declare(text))
    };
    let statement = Statement {
        row: 0,
        ordinal: 0,
        span: Span { start: 0, end: text.len() as u32 },
        polarity: 0.0,
        stance,
        severity: 1,
        filtered: None,
    };
    (feedback, vec![statement])
}

/// Vectors of all statements: hashed stems, function words left out. Crude, but words shared are
/// nearness, and it is a pure function of the text.
pub(super) fn vectors(corpus: &Corpus) -> Vectors {
    let rows: Vec<u32> = (0..corpus.statements().len() as u32).collect();
    encode(corpus, &rows)
}

/// Vectors of some statements.
pub(super) fn encode(corpus: &Corpus, rows: &[u32]) -> Vectors {
    const WIDTH: usize = 64;
    let mut analyser = Analyser::new();
    let mut vectors = Vectors::new(WIDTH);
    for &row in rows {
        let statement = &corpus.statements()[row as usize];
        let mut sum = [0f32; WIDTH];
        for term in analyser.terms(corpus.text_of(statement), Lang::ENGLISH) {
            if !term.stop {
                let hash = blake3::hash(term.stem.as_bytes());
                for (to, byte) in sum.iter_mut().zip(hash.as_bytes().iter().cycle().enumerate()) {
                    let bit = byte.1 >> (byte.0 / 32 * 3) & 1;
                    *to += if bit == 1 { 1.0 } else { -1.0 };
                }
            }
        }
        vectors.push_normalised(&sum);
    }
    vectors
}

/// No known pains, and every title says what is wrong.
pub(super) fn knowledge() -> Knowledge<'static> {
    static NONE: LazyLock<Recognition> = LazyLock::new(Recognition::default);
    Knowledge { recognition: &NONE, wants_change: &|_| true }
}
