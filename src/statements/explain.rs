//! Why a statement was judged as it was.
//!
//! Takes a feedback and the ordinal of one of its statements, gives what weighed most: words and
//! pairs of words with what each adds to the logit, the rating, the question, the heading, and the
//! rules that decided stance and severity. For people, not for machines: nothing reads it back.

use super::clauses::Voice;
use super::grams::{meaning_bucket, word_bucket};
use super::lanes::{BLOCKED, GRAVE, STANCES};
use super::polarity::{self, Told, felt};
use super::weights::{DENSE, Head, Weights, bucket, word_state};
use super::{Heard, Judge, Judged, Modelled, Settings};
use crate::model::{Feedback, Stance};
use crate::text::Analyser;

/// What sort of evidence a cue is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CueKind {
    /// A word or pair of words of the statement, or the rule about all of them.
    Words,
    /// Its emoji and emoticons.
    Emoji,
    /// The rating given with it.
    Rating,
    /// The question it answers.
    Question,
    /// The title above it.
    Heading,
    /// Where it was said: support hears of troubles.
    Channel,
    /// What is said to have happened.
    Trouble,
    /// A word or pair of words that spoke for the stance.
    Stance,
    /// A word or pair of words that spoke for the severity.
    Severity,
}

/// One reason for a judgement.
#[derive(Clone, PartialEq, Debug)]
pub struct Cue {
    /// What sort it is.
    pub kind: CueKind,
    /// The words, from the customer's text (escape them), or the rule's name.
    pub text: String,
    /// For the polarity: what it adds to the logit, above 0 for praise. For stance 0; for severity
    /// the level.
    pub weight: f32,
}

/// Reasons given at most for the words of one statement.
const MOST_WORDS: usize = 8;
/// Reasons given at most for the stance, and for the severity.
const MOST_FOR_A_LANE: usize = 3;
/// Words of a statement looked at: each needs one pass over the statement.
const LOOKED_AT: usize = 400;

impl Judge {
    /// Why statement `ordinal` of the feedback was judged as it was: the strongest words first
    /// (ties in the order of the text), then rating, question, heading, stance and severity, each
    /// only where it had a say. Empty when there is no such statement.
    pub fn explain(
        &self,
        feedback: &Feedback,
        analyser: &mut Analyser,
        settings: &Settings,
        ordinal: u16,
    ) -> Vec<Cue> {
        let whole = self.whole(feedback, analyser, settings);
        let judged = self.judge(feedback, &whole).into_iter().nth(usize::from(ordinal));
        let Some(judged) = judged else { return Vec::new() };
        let Judged { heard, evidence, verdict, .. } = &judged;
        let mut cues = self.word_cues(heard);
        let mut more = |kind, text: &str, weight: f64| {
            if weight != 0.0 {
                cues.push(Cue { kind, text: text.to_owned(), weight: weight as f32 });
            }
        };
        more(CueKind::Emoji, "emoji", polarity::emoji(&heard.marks));
        more(CueKind::Rating, "the rating", evidence.rating);
        more(CueKind::Question, "the question asked", evidence.asked.logit());
        more(CueKind::Heading, "the title", evidence.heading.polarity);
        more(CueKind::Channel, "a message to support", -polarity::CHANNEL_SHARE * evidence.channel);
        if let Some(trouble) = heard.trouble {
            more(CueKind::Trouble, trouble.cue, self.trouble_weight(heard));
        }
        let stance = Stance::ALL.iter().position(|&stance| stance == verdict.stance).unwrap_or(0);
        for text in self.lane_cues(&judged, stance) {
            cues.push(Cue { kind: CueKind::Stance, text, weight: 0.0 });
        }
        let weight = f32::from(verdict.severity);
        let severe = match verdict.severity {
            0 | 1 => Vec::new(),
            2 => self.lane_cues(&judged, BLOCKED),
            _ => self.lane_cues(&judged, GRAVE),
        };
        for text in severe {
            cues.push(Cue { kind: CueKind::Severity, text, weight });
        }
        cues
    }

    /// The words and pairs that weighed most for one lane of the model of stances against the mean
    /// of the five stances, the strongest first, at most [`MOST_FOR_A_LANE`].
    fn lane_cues(&self, judged: &Judged<'_>, lane: usize) -> Vec<String> {
        let sums = &judged.piece.sums;
        let above = |share: &dyn Fn(usize) -> f64| {
            let mean = (0..STANCES).map(share).sum::<f64>() / STANCES as f64;
            share(lane) - if lane < STANCES { mean } else { 0.0 }
        };
        let mut found: Vec<(f64, String)> = Vec::new();
        let mut before: Option<&str> = None;
        for token in judged.heard.reading.tokens.iter().take(LOOKED_AT) {
            let word = token.term.folded.as_str();
            let (bucket, meaning) = (word_bucket(None, word), meaning_bucket(word));
            let alone = above(&|lane| {
                self.lanes.share(lane, bucket, sums) + self.lanes.meaning_share(lane, meaning, sums)
            });
            found.push((alone, word.to_owned()));
            if let Some(before) = before {
                let bucket = word_bucket(Some(before), word);
                let pair = above(&|lane| self.lanes.share(lane, bucket, sums));
                found.push((pair + alone / 2.0, format!("{before} {word}")));
            }
            before = Some(word);
        }
        found.retain(|(weight, _)| *weight > 0.02);
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.truncate(MOST_FOR_A_LANE);
        found.into_iter().map(|(_, text)| text).collect()
    }

    /// What the trouble found adds to the logit.
    fn trouble_weight(&self, heard: &Heard<'_>) -> f64 {
        let Heard { reading, marks, .. } = heard;
        let with = heard.told();
        let none = Told { trouble: 0, ..with };
        let list = polarity::by_list(reading, marks, with, None).polarity
            - polarity::by_list(reading, marks, none, None).polarity;
        self.shared(heard, list, &polarity::counts(reading, marks, none, None))
    }

    /// What something adds to the logit that is worth `list` by the list alone, `without` being
    /// the counts without it.
    fn shared(&self, heard: &Heard<'_>, list: f64, without: &[f64; DENSE]) -> f64 {
        let Some(Modelled { features, share, .. }) = &heard.modelled else { return list };
        let model = self.model(heard).counts_between(Head::Polarity, &features.counts, without);
        (1.0 - share) * list + share * model
    }

    fn model(&self, heard: &Heard<'_>) -> &Weights {
        let english = heard.modelled.as_ref().is_some_and(|modelled| modelled.english);
        if english { &self.english } else { &self.others }
    }

    /// What each word, with the pair it ends, adds to the logit: the hashed weights and the
    /// meaning, plus what the lexicon's counts lose when the word is left out.
    fn word_cues(&self, heard: &Heard<'_>) -> Vec<Cue> {
        let Heard { reading, marks, .. } = heard;
        let told = heard.told();
        let all = polarity::by_list(reading, marks, told, None).polarity;
        let mut cues: Vec<Cue> = Vec::new();
        let mut before: Option<(u64, &str)> = None;
        for (at, token) in reading.tokens.iter().enumerate().take(LOOKED_AT) {
            let spoken = polarity::spoken(token);
            let denied = spoken.is_some_and(|(_, denied)| denied);
            let alone = spoken.map(|(plain, denied)| word_state(None, plain, denied));
            let mut weight = 0.0;
            if felt(token).is_some() {
                let list = all - polarity::by_list(reading, marks, told, Some(at)).polarity;
                let without = polarity::counts(reading, marks, told, Some(at));
                weight += self.shared(heard, list, &without);
            }
            if let Some(Modelled { features, share, .. }) = &heard.modelled
                && let (Some((plain, denied)), Some(alone)) = (spoken, alone)
            {
                let model = self.model(heard);
                let word = |bucket| share * model.share(Head::Polarity, bucket, features);
                weight += word(bucket(alone));
                if !denied {
                    let meaning = model.meaning_share(Head::Polarity, bucket(alone), features);
                    weight += share * meaning;
                }
                if let Some((state, first)) = before {
                    let pair = bucket(word_state(Some(state), plain, denied));
                    let text = format!("{first} {}", token.plain);
                    cues.push(Cue { kind: CueKind::Words, text, weight: word(pair) as f32 });
                }
            }
            let covered = token.hit.map_or(1, |hit| hit.words);
            let words: Vec<&str> =
                reading.tokens[at..at + covered].iter().map(|token| &*token.plain).collect();
            let mut text = words.join(" ");
            if denied && token.voice == Voice::Own {
                text.insert_str(0, "(denied) ");
            }
            cues.push(Cue { kind: CueKind::Words, text, weight: weight as f32 });
            if let Some(alone) = alone {
                before = Some((alone, &token.plain));
            }
        }
        if let Some((rule, weight)) = heard.rule {
            cues.push(Cue { kind: CueKind::Words, text: rule.into(), weight: weight as f32 });
        }
        cues.retain(|cue| cue.weight.abs() >= 0.02);
        cues.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        cues.truncate(MOST_WORDS);
        cues
    }
}
