//! How a person's habits change a clean text: case, typos, dropped articles, pictures, shouting.
//!
//! Takes text and its writer, gives the text as that writer would type it. Letters move, meaning
//! does not, which is what the themes have to survive.

use super::banks::{BAD_EMOJI, GOOD_EMOJI};
use super::people::Customer;
use super::rng::Rng;

/// `text` in the customer's hand; `good` says which pictures fit.
pub fn write_as(customer: &Customer, text: &str, good: bool, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let shouted = if customer.caps { rng.below(text.len() / 6 + 1) } else { usize::MAX };
    let mut capital = false;
    for (at, word) in text.split(' ').enumerate() {
        if customer.broken && drops(word, rng) {
            capital |= word.starts_with(char::is_uppercase);
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        let mistyped = customer.typos && word.len() >= 5 && rng.below(9) == 0;
        if at == shouted || (customer.caps && rng.below(24) == 0) {
            out.push_str(&word.to_uppercase());
        } else if mistyped && word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            mistype(word, rng, &mut out);
        } else if std::mem::take(&mut capital) {
            push_capitalised(word, &mut out);
        } else {
            out.push_str(word);
        }
    }
    if customer.lower {
        out = out.to_lowercase();
        if rng.chance(50) {
            out.retain(|letter| letter != '\'');
        }
        if rng.chance(40) && out.ends_with('.') {
            out.pop();
        }
    }
    if customer.emoji && rng.chance(60) {
        out.push(' ');
        let picture = rng.pick(if good { GOOD_EMOJI } else { BAD_EMOJI });
        for _ in 0..1 + rng.below(3) / 2 {
            out.push_str(picture);
        }
    }
    out
}

fn drops(word: &str, rng: &mut Rng) -> bool {
    matches!(word, "the" | "a" | "an" | "The" | "A" | "An" | "is" | "are" | "have" | "has")
        && rng.chance(45)
}

/// Two inner letters swapped, one lost, or one doubled.
fn mistype(word: &str, rng: &mut Rng, out: &mut String) {
    let at = 1 + rng.below(word.len() - 3);
    match rng.below(3) {
        0 => {
            out.push_str(&word[..at]);
            out.push_str(&word[at + 1..at + 2]);
            out.push_str(&word[at..at + 1]);
            out.push_str(&word[at + 2..]);
        }
        1 => {
            out.push_str(&word[..at]);
            out.push_str(&word[at + 1..]);
        }
        _ => {
            out.push_str(&word[..=at]);
            out.push_str(&word[at..]);
        }
    }
}

/// Appends `text` with its first letter large.
pub fn push_capitalised(text: &str, out: &mut String) {
    let mut letters = text.chars();
    if let Some(first) = letters.next() {
        out.extend(first.to_uppercase());
        out.push_str(letters.as_str());
    }
}
