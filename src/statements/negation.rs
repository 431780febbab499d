//! Negation and contrast: invented sentences that no weight was trained on, with their sides.
//!
//! A sentence for each way in which customers deny blame, deny praise, or take one back with the
//! other. What is praised must not come out as something that hurts, and the other way round.

use super::measure::feedback;
use super::{Judge, Settings};
use crate::model::Stance;
use crate::text::Analyser;

/// What is praised.
const GOOD: [&str; 47] = [
    "Not bad at all.",
    "Not too bad for the price.",
    "Honestly not bad.",
    "That wasn't terrible.",
    "No problems whatsoever.",
    "No major issues so far.",
    "There are no bugs that I can see.",
    "No complaints from me.",
    "I have no complaints about the room.",
    "Can't complain.",
    "I really can't complain about the price.",
    "Never had an issue with this app.",
    "I have never had a single problem with them.",
    "We've never had any trouble with the delivery.",
    "It has never crashed on me.",
    "Not a single crash in two years.",
    "Not one error since I installed it.",
    "Zero bugs.",
    "It doesn't crash.",
    "The app doesn't freeze.",
    "I did not experience any delays.",
    "We did not have any problems at the hotel.",
    "I haven't had any issues.",
    "I have not been disappointed once.",
    "You won't be disappointed.",
    "I don't regret buying it.",
    "Installed without any problems.",
    "The transfer went through without a hitch.",
    "Checked in without a single problem.",
    "Nothing to complain about.",
    "There was nothing wrong with it.",
    "I couldn't be happier.",
    "The nurse could not have been kinder.",
    "Couldn't ask for better service.",
    "I have never been happier with a bank.",
    "I never had a better experience.",
    "It never fails.",
    "Hardly any bugs.",
    "Their support is never rude.",
    "It's bug free and quick.",
    "Not only cheap but also reliable.",
    "The staff was anything but unfriendly.",
    "Didn't disappoint.",
    "No hidden fees and no hassle.",
    "It was small, but clean and very comfortable.",
    "A bit slow at first, but the result is excellent.",
    "Although the queue was long, the staff was lovely and helpful.",
];

/// What is complained of.
const BAD: [&str; 43] = [
    "Not good.",
    "Not good at all.",
    "This is not a good app.",
    "It isn't helpful.",
    "The room was not very clean.",
    "I was not impressed.",
    "Not happy with the service.",
    "I am not satisfied.",
    "It doesn't work.",
    "It never works.",
    "The driver was never on time.",
    "They never fixed the problem.",
    "They did not fix the bug.",
    "Support couldn't solve my problem.",
    "You can't fix the errors, can you.",
    "They still haven't resolved my issue.",
    "Nobody apologised for the mistake.",
    "No refund.",
    "They did not refund me.",
    "No help from anyone.",
    "There was no one friendly at the desk.",
    "Not worth the money.",
    "I can't recommend this hotel.",
    "I would never recommend it.",
    "I don't like the new design, it is ugly.",
    "Nothing works.",
    "Not a good experience.",
    "It is far from perfect.",
    "The checkout is anything but easy.",
    "I have never had worse service.",
    "It couldn't be worse.",
    "I've never been more disappointed.",
    "Never had so many problems with an app.",
    "Hardly ever reliable.",
    "Without any good reason they cancelled my order.",
    "Not only slow but also rude.",
    "No longer reliable.",
    "The screen is beautiful, but the app crashes all the time.",
    "Lovely staff, however the room was filthy.",
    "It used to be good but now it is terrible.",
    "The food is great but the waiters are rude and slow.",
    "Although the room was nice, the bed was uncomfortable and noisy.",
    "I wanted to love it, but it is slow and buggy.",
];

/// Sentences of either kind that a learnt judge may miss: one in ten.
const MOST: usize = 4;

fn wrong(texts: &[&str], good: bool) -> Vec<String> {
    let judge = Judge::new();
    let mut analyser = Analyser::new();
    let mut wrong = Vec::new();
    for text in texts {
        let whole = Settings { whole_up_to_words: 1000, ..Settings::default() };
        for statement in judge.cut(&feedback(text, "en"), &mut analyser, &whole) {
            let praised = statement.polarity > 0.0;
            let complained = statement.polarity < 0.0 && statement.stance == Stance::Complaint;
            if (good && (!praised || statement.severity > 0)) || (!good && !complained) {
                wrong.push(format!(
                    "{text} => {:.2} {} {}",
                    statement.polarity, statement.stance, statement.severity
                ));
            }
        }
    }
    wrong
}

#[test]
fn denied_blame_is_praise() {
    let wrong = wrong(&GOOD, true);
    assert!(wrong.len() <= MOST, "{}", wrong.join("\n"));
}

#[test]
fn denied_praise_and_what_is_not_turned_is_blame() {
    let wrong = wrong(&BAD, false);
    assert!(wrong.len() <= MOST, "{}", wrong.join("\n"));
}
