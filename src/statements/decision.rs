//! What a statement comes to: stance, severity and polarity, from everything that speaks for them.
//!
//! Takes the logits of the model of stances (or none, for a language that cannot be judged) with
//! rating, question, heading and channel, gives the stance with the highest logit, for a complaint
//! how far it goes, and a polarity that agrees with the stance. Words can contradict a rating: it
//! is one voice beside them.

use super::lanes::{self, BLOCKED, GRAVE};
use super::question::Asked;
use super::{Heard, Logits, polarity};
use crate::model::Stance;

/// From this polarity on a statement without a stance of its own takes a side; below, it is a
/// remark. Chosen on the sets the weights were trained on, where it gives the best three-way
/// macro-F1.
pub(super) const SIDE: f32 = 0.2;
/// What the best rating adds to praise and takes from complaints (the worst the other way round),
/// as a multiple of `polarity::RATING_LOGIT`.
const RATING: f64 = 1.25;
/// Share of that which the best rating takes from requests.
const RATING_OF_REQUESTS: f64 = 0.3;
/// Share of the words' own polarity in the polarity; the rest is the stances'.
const WORDS: f64 = 0.5;
/// Least polarity of praise, and most (below 0) of a complaint.
const LEAST: f32 = 0.05;

/// Everything that speaks for or against one statement.
pub(super) struct Evidence {
    /// The logits of the model of stances; none where the language cannot be judged.
    pub judged: Option<lanes::Logits>,
    /// The words' polarity and whether something hurts.
    pub words: Logits,
    /// The rating's logit, above 0 for a good one.
    pub rating: f64,
    /// What was asked.
    pub asked: Asked,
    /// The heading's logits.
    pub heading: Logits,
    /// The channel's logit for something that hurts.
    pub channel: f64,
}

/// A statement decided.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Decided {
    /// What its author does.
    pub stance: Stance,
    /// 0 to 3.
    pub severity: u8,
    /// −1 to 1.
    pub polarity: f32,
}

impl Default for Decided {
    fn default() -> Decided {
        Decided { stance: Stance::Remark, severity: 0, polarity: 0.0 }
    }
}

const NOTHING: [&str; 12] = [
    "nothing", "none", "no", "nope", "nichts", "rien", "nada", "niente", "nulla", "niets", "keine",
    "ninguno",
];

impl Evidence {
    /// "Nothing" is praise where it was asked what to improve, and blame where it was asked what
    /// pleases; "n/a" is neither.
    pub fn answers(&mut self, heard: &Heard<'_>) {
        let nothing = heard.reading.tokens.iter().any(|token| NOTHING.contains(&&*token.plain));
        self.asked = match self.asked {
            Asked::WhatIsBad if nothing => Asked::WhatIsGood,
            Asked::WhatIsGood if nothing => Asked::WhatIsBad,
            _ => Asked::Anything,
        };
        if nothing {
            self.words = Logits::default();
            self.judged = self.judged.map(|_| [0.0; lanes::LANES]);
        }
    }

    /// The words' polarity with all that was given beside them: a logit.
    pub fn logit(&self) -> f64 {
        let words = self.words.polarity
            + self.asked.logit()
            + self.heading.polarity * polarity::HEADING_SHARE
            - self.channel * polarity::CHANNEL_SHARE;
        words + bent(self.rating, words)
    }
}

/// The rating's logit, which bends to a text that clearly says otherwise.
fn bent(rating: f64, words: f64) -> f64 {
    if words * rating < 0.0 { rating / (1.0 + words.abs()) } else { rating }
}

/// Stance, severity and polarity. Ties go to the first stance in the order of `Stance::ALL`.
pub(super) fn decide(evidence: &Evidence) -> Decided {
    let logit = evidence.logit();
    // tanh(x/2) = 2·sigmoid(x) − 1, by libm so that every machine agrees.
    let Some(judged) = &evidence.judged else {
        let polarity = libm::tanh(logit / 2.0) as f32;
        let (stance, severity) = if polarity >= SIDE {
            (Stance::Praise, 0)
        } else if polarity <= -SIDE {
            (Stance::Complaint, 1)
        } else {
            (Stance::Remark, 0)
        };
        return Decided { stance, severity, polarity };
    };
    let mut logits = *judged;
    let rating = RATING * evidence.rating;
    let heading = evidence.heading.polarity * polarity::HEADING_SHARE;
    logits[0] += evidence.channel - rating - heading;
    logits[1] -= RATING_OF_REQUESTS * rating;
    logits[2] += rating + heading;
    for (logit, asked) in logits.iter_mut().zip(evidence.asked.stances()) {
        *logit += asked;
    }
    let mut best = 0;
    for stance in 1..Stance::ALL.len() {
        if logits[stance] > logits[best] {
            best = stance;
        }
    }
    let stance = Stance::ALL[best];
    let severity = match stance {
        Stance::Complaint if logits[BLOCKED] <= 0.0 => 1,
        Stance::Complaint if logits[GRAVE] <= 0.0 => 2,
        Stance::Complaint => 3,
        Stance::Request => u8::from(logits[0] > logits[2] && evidence.words.problem > 0.0),
        Stance::Praise | Stance::Question | Stance::Remark => 0,
    };
    let lean = logits[2] - logits[0];
    let polarity = libm::tanh((WORDS * logit + (1.0 - WORDS) * lean) / 2.0) as f32;
    let polarity = match stance {
        Stance::Praise => polarity.max(LEAST),
        Stance::Complaint => polarity.min(-LEAST),
        Stance::Request | Stance::Question | Stance::Remark => polarity,
    };
    Decided { stance, severity, polarity }
}
