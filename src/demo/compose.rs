//! From a customer and a day to what they wrote: which theme, how long, in which mood.
//!
//! Takes the story, a customer, a stream; gives text with the themes planted in it. Sentences are
//! chosen so that a text needs no particular one: a theme may show as a complaint with or without
//! its circumstances, as a wish, as a consequence, alone or as the second matter.

use crate::model::Day;

use super::Feed;
use super::banks::*;
use super::people::{Customer, Length, Platform};
use super::phrase::{Slots, expand};
use super::plan::Story;
use super::rng::Rng;
use super::style::{push_capitalised, write_as};

/// What somebody wrote, and what it is about.
#[derive(Clone, Debug)]
pub struct Message {
    /// A subject or title; empty when there is none.
    pub title: String,
    /// The text.
    pub text: String,
    /// Keys of the planted themes.
    pub themes: Vec<&'static str>,
    /// Mean stars times ten of somebody who writes this.
    pub stars: u32,
}

/// Who writes, when, with what.
#[derive(Debug)]
pub struct Writer<'a> {
    /// The story they are in.
    pub story: &'a Story,
    /// The channel.
    pub feed: Feed,
    /// The day.
    pub day: Day,
    /// The customer.
    pub customer: &'a Customer,
    /// The release they have.
    pub version: &'static str,
}

/// What a message is made of.
#[derive(Clone, Copy, Debug)]
enum Matter {
    Pain,
    TwoPains,
    Joy,
    JoyThenPain,
    Grumble,
    Nod,
    Low,
    Question,
    OffTopic,
}

impl Writer<'_> {
    /// A review, a ticket, or an answer to "What should we improve?".
    pub fn message(&self, rng: &mut Rng) -> Message {
        use Matter::*;
        let (matters, shares): (&[Matter], &[u32]) = match self.feed {
            Feed::Reviews => (
                &[Pain, TwoPains, Joy, JoyThenPain, Grumble, Nod, Low, Question, OffTopic],
                &[45, 7, 18, 8, 7, 6, 4, 2, 3],
            ),
            Feed::Tickets => (&[Pain, TwoPains, Grumble, Question, OffTopic], &[74, 8, 3, 13, 2]),
            Feed::Survey => (&[Pain, TwoPains, Nod, Low, Grumble, OffTopic], &[68, 7, 4, 13, 6, 2]),
        };
        let matter = matters[rng.weighted(shares)];
        self.about(matter, rng)
    }

    /// An answer to "What do you like most?".
    pub fn liking(&self, rng: &mut Rng) -> Message {
        let matter = [Matter::Joy, Matter::Nod, Matter::Low][rng.weighted(&[70, 18, 12])];
        self.about(matter, rng)
    }

    fn about(&self, matter: Matter, rng: &mut Rng) -> Message {
        let slots = self.slots(rng);
        let mut draft = Draft { rng, slots, loud: self.customer.loud, text: String::new() };
        let mut message =
            Message { title: String::new(), text: String::new(), themes: Vec::new(), stars: 30 };
        let mut good = false;
        match matter {
            Matter::Pain | Matter::TwoPains => self.complain(matter, &mut draft, &mut message),
            Matter::Joy => {
                good = true;
                message.stars = 48;
                self.praise(&mut draft, &mut message);
            }
            Matter::JoyThenPain => {
                let joy = draft.rng.pick(&JOYS);
                let theme = self.theme(draft.rng);
                let pain = PAINS[theme];
                let contrast = draft.rng.pick(CONTRASTS);
                let first = draft.read(joy.what);
                draft.start(&first);
                draft.text.push_str(contrast);
                let second = draft.read(pain.what);
                draft.text.push_str(&second);
                draft.stop();
                if draft.rng.chance(75) {
                    draft.either(50, pain.more, pain.ask);
                }
                message.themes = vec![joy.key, pain.key];
                message.stars = (Story::stars(theme) + 40) / 2;
            }
            Matter::Grumble => {
                message.stars = 13;
                let foreign = FOREIGN.iter().find(|one| one.code == self.customer.lang);
                if let (Some(foreign), true) = (foreign, draft.rng.chance(20)) {
                    draft.sentence(foreign.grumbles);
                } else {
                    draft.sentence(GRUMBLES);
                }
                while foreign.is_none() && draft.rng.chance(45) {
                    draft.either(60, GRUMBLES, BAD_FEELINGS);
                }
            }
            Matter::Nod => {
                good = true;
                message.stars = 46;
                draft.sentence(NODS);
                if draft.rng.chance(35) {
                    draft.either(50, NODS, GOOD_FEELINGS);
                }
            }
            Matter::Low => {
                message.stars = 38;
                draft.text.push_str(draft.rng.pick(LOW));
                message.text = draft.text;
                return message;
            }
            Matter::Question => {
                message.stars = 40;
                if draft.rng.chance(30) {
                    draft.sentence(CONTEXTS);
                }
                draft.sentence(QUESTIONS);
                message.title = "Question".into();
            }
            Matter::OffTopic => {
                message.stars = 35;
                draft.sentence(OFF_TOPIC);
            }
        }
        message.text = write_as(self.customer, &draft.text, good, draft.rng);
        message
    }

    fn complain(&self, matter: Matter, draft: &mut Draft, message: &mut Message) {
        let theme = self.theme(draft.rng);
        let pain = PAINS[theme];
        message.stars = Story::stars(theme);
        message.themes.push(pain.key);
        if let Some(foreign) = self.foreign(pain.key, draft.rng) {
            let (_, lines) = foreign;
            draft.sentence(lines);
            if draft.rng.chance(55) {
                draft.sentence(foreign.0.more);
            }
            return;
        }
        message.title = draft.read(pain.title);
        let length = match (self.feed, self.customer.length(draft.rng)) {
            // A box in a survey invites a line, a ticket an explanation.
            (Feed::Survey, Length::Story | Length::Long) => Length::Full,
            (Feed::Survey, Length::Full) => Length::Short,
            (Feed::Tickets, Length::Terse) => Length::Short,
            (_, length) => length,
        };
        draft.pain(pain, length, message.stars, self.customer.polite);
        let others = match (matter, length) {
            (_, Length::Story) => 2,
            (Matter::TwoPains, _) => 1,
            _ => 0,
        };
        for _ in 0..others {
            let other = self.theme(draft.rng);
            if message.themes.contains(&PAINS[other].key) {
                continue;
            }
            message.themes.push(PAINS[other].key);
            message.stars = message.stars.min(Story::stars(other));
            let joint = draft.rng.pick(JOINTS);
            let clause = draft.read(PAINS[other].what);
            draft.start(joint);
            draft.text.push_str(&clause);
            draft.stop();
            if length == Length::Story {
                draft.sentence(PAINS[other].more);
                draft.sentence(PAINS[other].what);
                draft.sentence(PAINS[other].so);
            }
        }
    }

    fn praise(&self, draft: &mut Draft, message: &mut Message) {
        let joy = draft.rng.pick(&JOYS);
        message.themes.push(joy.key);
        if self.customer.lang != "en"
            && draft.rng.chance(16)
            && let Some(foreign) = FOREIGN.iter().find(|one| one.code == self.customer.lang)
        {
            // Which joy a foreign sentence is about is not planted: praise is praise.
            message.themes.clear();
            draft.sentence(foreign.joys);
            return;
        }
        message.title = draft.read(joy.title);
        draft.sentence(joy.what);
        if draft.rng.chance(60) {
            draft.sentence(joy.more);
        }
        if draft.rng.chance(50) {
            let other = draft.rng.pick(&JOYS);
            if other.key != joy.key {
                message.themes.push(other.key);
                draft.sentence(other.what);
            }
        }
        if draft.rng.chance(55) {
            draft.sentence(GOOD_FEELINGS);
        }
    }

    /// One theme, by how loud it is for this customer on this day.
    fn theme(&self, rng: &mut Rng) -> usize {
        rng.weighted(&self.story.weights(self.feed, self.day, self.version, self.customer))
    }

    /// Sentences about the theme in the customer's own language, when they happen to use it.
    fn foreign(
        &self,
        key: &str,
        rng: &mut Rng,
    ) -> Option<(&'static Foreign, &'static [&'static str])> {
        if self.customer.lang == "en" || !rng.chance(21) {
            return None;
        }
        let bank = FOREIGN.iter().find(|one| one.code == self.customer.lang)?;
        bank.pains.iter().find(|(pain, _)| *pain == key).map(|(_, lines)| (bank, *lines))
    }

    fn slots(&self, rng: &mut Rng) -> Slots {
        let amount = 18 + rng.below(420);
        let currency = self.customer.currency;
        let (_, month, _) = self.day.plus(rng.between(-70, 40) as i32).civil();
        Slots {
            city: rng.pick(CITIES),
            hotel: rng.pick(HOTELS),
            airline: rng.pick(AIRLINES),
            month: MONTHS[month as usize - 1],
            device: match (self.customer.platform, rng.below(3)) {
                (Platform::Android, 0) => "tablet",
                (Platform::Android, _) => "Android phone",
                (Platform::Ios, 0) => "iPad",
                (Platform::Ios, _) => "iPhone",
                (Platform::Web, 0) => "desktop",
                (Platform::Web, _) => "laptop",
            },
            version: self.version,
            amount: format!("{currency}{amount}"),
            more: format!("{currency}{}", amount + amount / 5 + 1 + rng.below(90)),
            few: rng.between(2, 9) as u32,
            days: rng.between(10, 60) as u32,
        }
    }
}

/// A text in the making.
struct Draft<'a> {
    rng: &'a mut Rng,
    slots: Slots,
    loud: bool,
    text: String,
}

impl Draft<'_> {
    /// One line of a bank, its choices made.
    fn read(&mut self, bank: &[&'static str]) -> String {
        let mut out = String::new();
        let line = self.rng.pick(bank);
        expand(line, self.rng, &self.slots, &mut out);
        out
    }

    /// Starts a sentence.
    fn start(&mut self, words: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        push_capitalised(words, &mut self.text);
    }

    /// Ends it, unless it has ended.
    fn stop(&mut self) {
        if !self.text.ends_with(['.', '!', '?']) {
            let end = match (self.loud, self.rng.below(3)) {
                (true, 0) => "!!",
                (true, _) => "!",
                _ => ".",
            };
            self.text.push_str(end);
        }
    }

    /// A whole sentence out of a bank.
    fn sentence(&mut self, bank: &[&'static str]) {
        let words = self.read(bank);
        self.start(&words);
        self.stop();
    }

    /// A sentence out of the first bank in `percent` of 100 cases, else out of the second.
    fn either(&mut self, percent: usize, first: &[&'static str], second: &[&'static str]) {
        let bank = if self.rng.chance(percent) { first } else { second };
        self.sentence(bank);
    }

    /// The main clause, with or without its circumstances before or after.
    fn claim(&mut self, pain: &Pain) {
        let clause = self.read(pain.what);
        let circumstance = self.read(pain.when);
        match self.rng.below(10) {
            0..4 => self.start(&clause),
            4..7 => {
                self.start(&circumstance);
                self.text.push_str(", ");
                self.text.push_str(&clause);
            }
            _ => {
                self.start(&clause);
                self.text.push(' ');
                self.text.push_str(&circumstance);
            }
        }
        self.stop();
    }

    fn feeling(&mut self, stars: u32) {
        self.sentence(if stars >= 26 { MILD_FEELINGS } else { BAD_FEELINGS });
    }

    /// Everything this text says about one theme.
    fn pain(&mut self, pain: &Pain, length: Length, stars: u32, polite: bool) {
        let wish = stars >= 30;
        match length {
            Length::Terse => match self.rng.below(if wish { 10 } else { 14 }) {
                0..3 => self.sentence(pain.ask),
                3 => self.sentence(pain.title),
                _ => {
                    let clause = self.read(pain.what);
                    self.start(&clause);
                    self.stop();
                }
            },
            Length::Short => {
                if wish && self.rng.chance(30) {
                    self.sentence(pain.ask);
                    self.either(50, pain.more, pain.what);
                } else {
                    self.claim(pain);
                    match self.rng.below(10) {
                        0..3 => self.sentence(pain.more),
                        3..6 => self.sentence(pain.so),
                        6..8 => self.sentence(pain.ask),
                        _ => self.feeling(stars),
                    }
                    if self.rng.chance(60) {
                        self.either(60, pain.what, pain.more);
                    }
                }
            }
            Length::Full => {
                if self.rng.chance(30) {
                    self.sentence(CONTEXTS);
                }
                self.claim(pain);
                self.sentence(pain.more);
                if self.rng.chance(60) {
                    self.sentence(pain.so);
                }
                if self.rng.chance(50) {
                    self.feeling(stars);
                } else {
                    self.sentence(pain.ask);
                }
            }
            Length::Long | Length::Story => {
                self.sentence(CONTEXTS);
                self.claim(pain);
                self.sentence(pain.more);
                self.sentence(pain.what);
                self.sentence(pain.so);
                self.feeling(stars);
                self.sentence(pain.ask);
                if length == Length::Story {
                    self.claim(pain);
                    self.either(50, pain.ask, BAD_FEELINGS);
                }
            }
        }
        if polite && length != Length::Terse && self.rng.chance(40) {
            self.start("Thank you");
            self.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::phrase::tests::slots;

    #[test]
    fn every_line_of_every_bank_reads() {
        let mut rng = Rng::at(5, &[]);
        let mut lines: Vec<&str> = Vec::new();
        for pain in PAINS {
            assert!(pain.when.len() >= 8, "{} has few circumstances", pain.key);
            assert!(pain.what.len() >= 12, "{} has few formulations", pain.key);
            for bank in [pain.when, pain.what, pain.more, pain.so, pain.ask, pain.title] {
                assert!(bank.len() >= 3, "{} has a thin bank", pain.key);
                lines.extend(bank);
            }
        }
        for joy in &JOYS {
            lines.extend(joy.what.iter().chain(joy.more).chain(joy.title));
        }
        for foreign in &FOREIGN {
            lines.extend(foreign.joys.iter().chain(foreign.grumbles).chain(foreign.more));
            for (key, sentences) in foreign.pains {
                assert!(PAINS.iter().any(|pain| pain.key == *key), "{key} is not a theme");
                lines.extend(*sentences);
            }
        }
        for bank in [GRUMBLES, NODS, QUESTIONS, OFF_TOPIC, CONTEXTS, BAD_FEELINGS, GOOD_FEELINGS] {
            lines.extend(bank);
        }
        let slots = slots();
        for line in lines {
            for _ in 0..20 {
                let mut out = String::new();
                expand(line, &mut rng, &slots, &mut out);
                assert!(!out.contains(['{', '}', '<', '>', '|']), "{line} -> {out}");
                assert!(!out.contains("  ") && !out.trim().is_empty(), "{line} -> {out:?}");
            }
        }
    }
}
