//! Why a statement was judged as it was.
//!
//! Takes a feedback and the ordinal of one of its statements, gives what weighed most: words and
//! pairs of words with what each adds to the logit, the rating, the question, the heading, and the
//! rules that decided stance and severity. For people, not for machines: nothing reads it back.

use super::clauses::Voice;
use super::polarity::{self, Told, felt};
use super::weights::{DENSE, Head, Weights, bucket, word_state};
use super::{Heard, Judge, Modelled, Settings, rating};
use crate::model::Feedback;
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
    /// The phrase that decided the stance.
    Stance,
    /// The phrase that decided the severity.
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
        let text = feedback.text.as_str();
        let whole = self.whole(feedback, analyser, settings);
        let mut all = whole
            .cuts
            .iter()
            .flat_map(|cut| cut.statements().map(move |(piece, terms)| (cut.offset, piece, terms)));
        let Some((offset, piece, terms)) = all.nth(usize::from(ordinal)) else { return Vec::new() };
        let span = &text[piece.start + offset..piece.end + offset];
        let judged = self.judge(feedback, &whole, span, terms, piece.start);
        let heard = &judged.heard;
        let mut cues = self.word_cues(heard);
        let mut more = |kind, text: &str, weight: f64| {
            if weight != 0.0 {
                cues.push(Cue { kind, text: text.to_owned(), weight: weight as f32 });
            }
        };
        more(CueKind::Emoji, "emoji", polarity::emoji(&heard.marks));
        more(CueKind::Rating, "the rating", rating(feedback, whole.count));
        more(CueKind::Question, "the question asked", judged.evidence.question);
        more(CueKind::Heading, "the title", judged.evidence.heading);
        more(
            CueKind::Channel,
            "a message to support",
            -polarity::CHANNEL_SHARE * judged.evidence.channel,
        );
        if let Some(trouble) = heard.trouble {
            more(CueKind::Trouble, trouble.cue, self.trouble_weight(heard));
        }
        if let Some(cue) = judged.stance_cue {
            cues.push(Cue { kind: CueKind::Stance, text: cue.to_owned(), weight: 0.0 });
        }
        if let Some(trouble) = heard.trouble.filter(|trouble| trouble.value == judged.severity) {
            let weight = f32::from(trouble.value);
            cues.push(Cue { kind: CueKind::Severity, text: trouble.cue.to_owned(), weight });
        }
        cues
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
