//! What the question itself expects: "What should we improve?" is answered with complaints.
//!
//! Takes the question a text answers, gives which side its answers are on. Per item; no memory.

use super::clauses::plain;
use crate::text::{fold, words};

/// Which side the question asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// What pleases.
    WhatIsGood,
    /// What hurts or is missing.
    WhatIsBad,
    /// Either, or no question at all.
    Anything,
}

const GOOD: [&str; 34] = [
    "like",
    "liked",
    "likes",
    "love",
    "loved",
    "enjoy",
    "enjoyed",
    "well",
    "good",
    "best",
    "great",
    "strength",
    "strengths",
    "benefit",
    "benefits",
    "positive",
    "valuable",
    "useful",
    "favourite",
    "favorite",
    "pleased",
    "gut",
    "gefallt",
    "aime",
    "aimez",
    "gusta",
    "gusto",
    "piace",
    "gosta",
    "gostou",
    "bevalt",
    "goed",
    "bien",
    "bom",
];
const BAD: [&str; 44] = [
    "improve",
    "improved",
    "improvement",
    "improvements",
    "better",
    "dislike",
    "disliked",
    "hate",
    "worst",
    "bad",
    "badly",
    "missing",
    "change",
    "changed",
    "wrong",
    "frustrating",
    "frustrate",
    "frustrates",
    "difficult",
    "problem",
    "problems",
    "issue",
    "issues",
    "cancel",
    "cancelling",
    "leaving",
    "stop",
    "weakness",
    "weaknesses",
    "negative",
    "lacking",
    "annoying",
    "concerns",
    "differently",
    "verbessern",
    "besser",
    "fehlt",
    "ameliorer",
    "mejorar",
    "migliorare",
    "melhorar",
    "verbeteren",
    "disappointed",
    "complaint",
];

/// Logit an answer starts from.
const GOOD_LOGIT: f64 = 1.0;
const BAD_LOGIT: f64 = -0.9;

/// Which side a question asks for. A question for both ("likes or dislikes?") asks for neither.
pub(super) fn asked(question: Option<&str>) -> Asked {
    let Some(question) = question else { return Asked::Anything };
    let (mut good, mut bad, mut denied) = (false, false, false);
    for word in words(question) {
        let folded = fold(word.surface);
        let folded = plain(&folded);
        // "What did you not like?" asks for the other side; "how good was" for neither.
        if matches!(&*folded, "not" | "didnt" | "dont" | "least" | "nicht" | "pas" | "non" | "nao")
        {
            denied = true;
        } else if GOOD.contains(&&*folded) {
            if denied { bad = true } else { good = true }
        } else if BAD.contains(&&*folded) {
            bad = true;
        } else if matches!(&*folded, "or" | "and") {
            denied = false;
        }
    }
    // "What would make it better?", "what could we do well to improve?" ask for what is missing.
    let open = words(question).first().is_some_and(|word| {
        matches!(
            &*fold(word.surface),
            "how" | "rate" | "overall" | "is" | "are" | "do" | "did" | "would"
        )
    });
    match (good, bad) {
        (true, false) if !open => Asked::WhatIsGood,
        (false, true) if !open || is_how_to_improve(question) => Asked::WhatIsBad,
        _ => Asked::Anything,
    }
}

fn is_how_to_improve(question: &str) -> bool {
    let folded = fold(question);
    folded.contains("improve") || folded.contains("better")
}

impl Asked {
    /// The logit an answer starts from.
    pub fn logit(self) -> f64 {
        match self {
            Asked::WhatIsGood => GOOD_LOGIT,
            Asked::WhatIsBad => BAD_LOGIT,
            Asked::Anything => 0.0,
        }
    }

    /// What the question adds to each stance: complaint, request, praise, question, remark. An
    /// answer to "what should we improve?" is seldom praise, and names what is wanted.
    pub fn stances(self) -> [f64; 5] {
        match self {
            Asked::WhatIsGood => [-1.5, -1.5, 2.5, 0.0, -1.5],
            Asked::WhatIsBad => [0.5, 1.0, -1.5, -1.0, -2.0],
            Asked::Anything => [0.0; 5],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_have_sides() {
        for (question, side) in [
            ("What should we improve?", Asked::WhatIsBad),
            ("How could we do better?", Asked::WhatIsBad),
            ("What did you like most?", Asked::WhatIsGood),
            ("What did you not like?", Asked::WhatIsBad),
            ("What do you like or dislike?", Asked::Anything),
            ("What was good about your visit?", Asked::WhatIsGood),
            ("How likely are you to recommend us?", Asked::Anything),
            ("What is the main reason for your score?", Asked::Anything),
            ("Was sollten wir verbessern?", Asked::WhatIsBad),
        ] {
            assert_eq!(asked(Some(question)), side, "{question}");
        }
        assert_eq!(asked(None), Asked::Anything);
    }
}
