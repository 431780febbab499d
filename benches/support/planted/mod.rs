//! Feedback with personal data planted in it, and the same without any: what masking is measured on.
//!
//! Takes a seed and a number, gives texts with the place and sort of everything planted. Forms are
//! written as people write them and were chosen before and apart from what finds them: several
//! spellings a country, lower case, missing blanks, torn and spelled-out addresses, three languages,
//! numbers that are random. Between them stand the numbers that complaints are about: prices,
//! versions, dates, counts, model numbers, order numbers. Everything is invented: numbers of cards
//! and accounts are drawn and given their check digits here.

mod chance;
mod forms;
mod frames;
mod innocent;
mod people;
mod score;

use std::ops::Range;

use chance::Chance;
use forms::value;
use frames::frames;
use people::author;
pub use score::measure;

/// A sort of personal data: the token's name.
pub type Sort = &'static str;

/// The sorts, in the order they are printed.
pub const SORTS: [Sort; 11] = [
    "EMAIL", "PHONE", "CARD", "IBAN", "IP", "URL", "ADDRESS", "HANDLE", "NAME", "ORDER", "ACCOUNT",
];

/// One piece of feedback.
#[derive(Debug, Clone, Default)]
pub struct Planted {
    /// What was written.
    pub text: String,
    /// What is planted: its sort and bytes that must be masked.
    pub items: Vec<(Sort, Range<usize>)>,
    /// Who wrote it, as the record's fields say.
    pub author: String,
}

/// The company's patterns that go with the planted order and account numbers.
pub const ORDERS: &[&str] =
    &[r"\bFW-[0-9]{4}-[0-9]{5}\b", r"(?i)\b(?:auftrag|order) ([0-9]{3}-[0-9]{7}-[0-9]{7})\b"];
/// The same of account numbers.
pub const ACCOUNTS: &[&str] = &[
    r"(?i)\b(?:customer|account)(?: number| no\.?| id)?:? ([0-9]{6,10})\b",
    r"(?i)\b(?:kundennummer|kd\.?-?nr\.?):? ([0-9]{6,10})\b",
    r"(?i)\b(?:num[eé]ro de client|n° client) :? ?([0-9]{6,10})\b",
];
/// The languages that texts are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tongue {
    English,
    German,
    French,
}

impl Tongue {
    fn named(name: &str) -> Tongue {
        let all = [Tongue::English, Tongue::German, Tongue::French];
        all.into_iter().find(|tongue| format!("{tongue:?}") == name).expect("a language")
    }
}

/// So many texts of a seed: about three quarters with one item, some with two, the rest without.
pub fn texts(seed: u64, count: usize) -> Vec<Planted> {
    let mut chance = Chance::new(seed);
    (0..count)
        .map(|number| {
            let tongue = [Tongue::English, Tongue::German, Tongue::French][chance.below(3)];
            let mut made = Planted { author: author(&mut chance), ..Planted::default() };
            match chance.below(20) {
                0..=5 => plain(&mut made, tongue, &mut chance),
                6 => {
                    plant(&mut made, SORTS[number % 11], tongue, &mut chance);
                    made.text.push_str(["; ", ". ", "\n"][chance.below(3)]);
                    let sort = SORTS[chance.below(11)];
                    plant(&mut made, sort, tongue, &mut chance);
                }
                7..=9 => {
                    plain(&mut made, tongue, &mut chance);
                    made.text.push_str(". ");
                    plant(&mut made, SORTS[number % 11], tongue, &mut chance);
                }
                _ => plant(&mut made, SORTS[number % 11], tongue, &mut chance),
            }
            made
        })
        .collect()
}
fn plant(made: &mut Planted, sort: Sort, tongue: Tongue, chance: &mut Chance) {
    let value = value(sort, tongue, &made.author, chance);
    let frame = chance.pick(&frames(sort, tongue));
    let opening = chance.pick(&frames("OPENING", tongue));
    let (before, behind) = frame.split_once("{}").expect("a frame has a place");
    made.text.push_str(opening);
    let lower = chance.one_in(4);
    let push = |text: &mut String, words: &str| {
        if lower { text.push_str(&words.to_lowercase()) } else { text.push_str(words) }
    };
    push(&mut made.text, before);
    let start = made.text.len();
    made.text.push_str(&value);
    made.items.push((sort, start..made.text.len()));
    push(&mut made.text, behind);
    let mut closing = chance.pick(&frames("CLOSING", tongue));
    if behind.ends_with('.') && closing.starts_with('.') {
        closing = "";
    }
    made.text.push_str(closing);
}
/// A sentence that plants nothing.
fn plain(made: &mut Planted, tongue: Tongue, chance: &mut Chance) {
    let sentence = innocent::sentence(tongue, chance);
    made.text.push_str(chance.pick(&frames("OPENING", tongue)));
    made.text.push_str(&sentence);
}
