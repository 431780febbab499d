//! Which questions of a file are open, by how people answered them.
//!
//! Takes a file and the feed that reads it; gives the questions whose answers are sentences, and those
//! that ask like an open one and are answered by figures or by the same few choices. Survey tools
//! that mark nothing leave a question's name alone to tell, and names are in every language; codes
//! (`G01Q03`) say nothing at all. A choice is told from words of one's own by repeating.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::answers::answers;
use super::feed::{Feed, TextMap};
use super::mapping::{Framed, Mapping};
use super::read::frames;
use super::refused;
use super::unpack::Packed;

/// Units looked at: a question that a hundredth of them answer has enough answers by then.
const UNITS: usize = 2_000;
/// Bytes of answers looked at, and of one answer: what is kept of them is bounded by it.
const BYTES: usize = 32 << 20;
const LONGEST: usize = 1_000;
/// Words of a sentence at least. Names have up to three, and so have most choices.
const SENTENCE: usize = 4;
/// Letters that say as much in a script without blanks.
const UNSPACED: usize = 8;
/// Of so many answers one is a sentence at least: many people answer an open question shortly.
const SHORT_ANSWERS: usize = 4;
/// Different words that people use in a column of their own words at least.
const VOCABULARY: usize = 6;
/// Answers from which on a choice shows by repeating.
const CHOSEN: usize = 5;
/// Different words beyond which a column is no set of choices, however often they recur.
const RICH: usize = 60;

/// Whether the settings leave open questions to the answers.
pub(super) fn is_asked(feed: &Feed) -> bool {
    match &feed.text {
        TextMap::Columns(map) => map.columns.asks_answers(),
        TextMap::Array(map) => map.by_answers,
        TextMap::Field(_) | TextMap::Thread(_) => false,
    }
}

/// Whether a question is open, by what the ids of its answers end with. Questions that are not in it
/// have no answers among the first units: their names alone tell.
pub(super) fn of_file(
    mapping: &Mapping<'_>,
    raw: impl Read,
    packed: &Packed,
) -> BTreeMap<String, bool> {
    let mut columns: BTreeMap<String, Column> = BTreeMap::new();
    let (mut seen, mut bytes) = (0, 0);
    // The file is whole: the only error is that enough has been seen.
    let _ = frames(mapping.feed, raw, packed, &mut |framed: Framed<'_>| {
        let Ok(cells) = framed.cells else { return Ok(()) };
        let unit = mapping.unit(cells);
        for answer in answers(mapping.feed, &unit) {
            let text = answer.text.trim();
            let text = &text[..text.floor_char_boundary(LONGEST)];
            bytes += text.len();
            if !mapping.is_answer(text) {
                continue;
            }
            match columns.get_mut(&*answer.suffix) {
                Some(column) => column.add(text),
                None => {
                    let column = Column { told: answer.told, ..Column::default() };
                    columns.entry(answer.suffix.to_string()).or_insert(column).add(text);
                }
            }
        }
        seen += 1;
        match seen < UNITS && bytes < BYTES {
            true => Ok(()),
            false => Err(refused("seen enough")),
        }
    });
    columns
        .into_iter()
        .map(|(suffix, one)| {
            let open = if one.told { !one.is_chosen() } else { one.is_open() };
            (suffix, open)
        })
        .collect()
}

/// What the answers to a question are like.
#[derive(Default)]
struct Column {
    /// Whether its name tells that it is open.
    told: bool,
    answers: usize,
    /// Answers without a letter.
    figures: usize,
    sentences: usize,
    /// Pieces between the marks that part several choices in one cell.
    pieces: usize,
    different_pieces: BTreeSet<String>,
    words: usize,
    different_words: BTreeSet<String>,
}

impl Column {
    fn add(&mut self, text: &str) {
        self.answers += 1;
        self.figures += usize::from(!is_word(text));
        self.sentences += usize::from(is_sentence(text));
        let lower = text.to_lowercase();
        for piece in lower.split([',', ';', '|', '\n']).map(str::trim) {
            if !piece.is_empty() {
                self.pieces += 1;
                self.different_pieces.insert(piece.to_owned());
            }
        }
        for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| is_word(word)) {
            self.words += 1;
            // A word of a script without blanks is a sentence: its letters are what recurs.
            if word.chars().any(is_unspaced) {
                self.different_words.extend(word.chars().map(String::from));
            } else {
                self.different_words.insert(word.to_owned());
            }
        }
    }

    /// Whether all answers are figures, or the same few again and again.
    fn is_chosen(&self) -> bool {
        let recur = self.answers >= CHOSEN && self.different_pieces.len() * 2 <= self.pieces;
        self.figures == self.answers || recur && self.different_words.len() <= RICH
    }

    fn is_open(&self) -> bool {
        self.sentences > 0
            && self.sentences * SHORT_ANSWERS >= self.answers
            && self.different_pieces.len() * 5 >= self.pieces * 3
            && self.different_words.len() >= VOCABULARY
            && (self.different_words.len() > RICH || self.different_words.len() * 4 >= self.words)
    }
}

/// Whether a text is a sentence rather than a name, a label or a figure.
pub(super) fn is_sentence(text: &str) -> bool {
    text.split_whitespace().filter(|word| is_word(word)).take(SENTENCE).count() == SENTENCE
        || text.chars().filter(|letter| is_unspaced(*letter)).take(UNSPACED).count() == UNSPACED
}

fn is_word(word: &str) -> bool {
    word.chars().any(char::is_alphabetic)
}

/// Whether a letter is of a script that is written without blanks: Thai, Lao, Burmese, Khmer, kana,
/// Han.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(answers: &[&str]) -> Column {
        let mut column = Column::default();
        answers.iter().for_each(|answer| column.add(answer));
        column
    }

    fn is_open(answers: &[&str]) -> bool {
        column(answers).is_open()
    }

    #[test]
    fn what_asks_openly_and_is_answered_by_choices_is_no_open_question() {
        assert!(column(&["4", "10", "7"]).is_chosen());
        assert!(column(&["Yes", "No", "Yes", "yes", "No"]).is_chosen());
        assert!(!column(&["Yes", "No", "Yes"]).is_chosen());
        assert!(!column(&["No", "The lift", "no", "Bread", "More light"]).is_chosen());
    }

    #[test]
    fn own_words_are_told_from_choices() {
        assert!(is_open(&["The queue at the counter is too long", "no", "Nothing, all is well"]));
        assert!(is_open(&["注文した品が三週間たっても届きません", "特になし"]));
        assert!(is_open(&["Lentement, mais le conseil est bon et clair"]));
        // One choice, several choices in a cell, codes, names, figures, nothing.
        let choice = ["More than once a week", "Less than once a week", "More than once a week"];
        assert!(!is_open(&[choice, choice, choice].concat()));
        let several =
            ["By phone or mail, In the shop itself", "In the shop itself, By phone or mail"];
        assert!(!is_open(&several));
        assert!(!is_open(&["fast clean cheap near", "clean near", "fast cheap clean near"]));
        assert!(!is_open(&["Anna Maria Lindqvist", "Ole Berg"]));
        assert!(!is_open(&["19.88 102.13 300 5", "2025-11-03 10:00"]));
        assert!(!is_open(&[]));
    }
}
