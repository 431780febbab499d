//! What a whole text comes to: its statements taken together.
//!
//! Takes the statements of one feedback, gives a polarity, a side, whether it is about something
//! that hurts, how much, and what its author is doing. For measuring against labels, which are of
//! whole texts; a night counts statements. Statements weigh by their bytes. A mean of n judgements
//! errs by the root of n less than one of them, so the band in which a text takes no side is as
//! much narrower than a statement's.

use crate::model::{Stance, Statement};

use super::decision::SIDE;

/// A whole text, judged by its statements.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Verdict {
    /// −1 to 1: the mean of the statements, by length; 0 without any.
    pub polarity: f64,
    /// −1 where at least half of the text is in statements that hurt (severity 1 and more); else 1
    /// where the polarity is at least 0.2 over the root of the number of statements; else 0.
    pub side: i8,
    /// The most severe statement's severity, 0 to 3.
    pub severity: u8,
    /// The first of request, complaint, question and praise that any statement is; else a remark.
    pub stance: Stance,
}

impl Verdict {
    /// Of the statements of one text. Their order changes nothing.
    pub fn of(statements: &[Statement]) -> Verdict {
        let bytes = |one: &Statement| u64::from(one.span.end - one.span.start);
        let all: u64 = statements.iter().map(bytes).sum();
        let hurt: u64 = statements.iter().filter(|one| one.severity > 0).map(bytes).sum();
        let felt: f64 =
            statements.iter().map(|one| f64::from(one.polarity) * bytes(one) as f64).sum();
        let polarity = if all > 0 { felt / all as f64 } else { 0.0 };
        let side = if hurt > 0 && 2 * hurt >= all {
            -1
        } else {
            i8::from(polarity >= f64::from(SIDE) / (statements.len().max(1) as f64).sqrt())
        };
        let stance = [Stance::Request, Stance::Complaint, Stance::Question, Stance::Praise]
            .into_iter()
            .find(|&stance| statements.iter().any(|one| one.stance == stance))
            .unwrap_or(Stance::Remark);
        let severity = statements.iter().map(|one| one.severity).max().unwrap_or(0);
        Verdict { polarity, side, severity, stance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn said(lengths_and_judgements: &[(u32, f32, Stance, u8)]) -> Vec<Statement> {
        let mut start = 0;
        let mut all = Vec::new();
        for &(length, polarity, stance, severity) in lengths_and_judgements {
            let span = Span { start, end: start + length };
            start += length;
            all.push(Statement {
                row: 0,
                ordinal: 0,
                span,
                polarity,
                stance,
                severity,
                filtered: None,
            });
        }
        all
    }

    #[test]
    fn half_a_text_that_hurts_is_against() {
        let verdict =
            Verdict::of(&said(&[(10, 0.9, Stance::Praise, 0), (10, -0.4, Stance::Complaint, 2)]));
        assert_eq!((verdict.side, verdict.severity), (-1, 2));
        assert!((verdict.polarity - 0.25).abs() < 1e-6);
        assert_eq!(verdict.stance, Stance::Complaint);
        let verdict =
            Verdict::of(&said(&[(11, 0.9, Stance::Praise, 0), (10, -0.4, Stance::Complaint, 2)]));
        assert_eq!(verdict.side, 1);
    }

    #[test]
    fn four_statements_need_half_the_praise_of_one() {
        let one = (10, 0.15, Stance::Remark, 0);
        assert_eq!(Verdict::of(&said(&[one])).side, 0);
        assert_eq!(Verdict::of(&said(&[one; 4])).side, 1);
        let nothing = Verdict::of(&[]);
        assert_eq!((nothing.side, nothing.polarity, nothing.stance), (0, 0.0, Stance::Remark));
    }

    #[test]
    fn a_wish_goes_before_all_else() {
        let verdict =
            Verdict::of(&said(&[(50, 0.9, Stance::Praise, 0), (5, 0.1, Stance::Request, 0)]));
        assert_eq!(verdict.stance, Stance::Request);
    }
}
