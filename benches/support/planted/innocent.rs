//! Sentences with the numbers that complaints are about, and nobody's data.
//!
//! `innocent.txt` holds them, with a slot for every number; [`sentence`] draws one and fills it in.

use std::sync::LazyLock;

use super::Tongue;
use super::chance::Chance;
use super::forms::card;

struct Template {
    number: usize,
    /// `None` for every language.
    tongue: Option<Tongue>,
    words: &'static str,
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    include_str!("innocent.txt").lines().filter(|line| line.starts_with('[')).map(read).collect()
});

fn read(line: &'static str) -> Template {
    let (head, words) = line[1..].split_once("] ").expect("a head and words");
    let (number, tongue) = head.split_once(' ').expect("a number and a language");
    let tongue = (tongue != "any").then(|| Tongue::named(tongue));
    Template { number: number.parse().expect("a number"), tongue, words }
}

/// One sentence in a language.
pub(super) fn sentence(tongue: Tongue, chance: &mut Chance) -> String {
    let kinds = 1 + TEMPLATES.iter().map(|one| one.number).max().expect("templates");
    let number = chance.below(kinds);
    let fits = |one: &&Template| one.number == number && one.tongue.is_none_or(|own| own == tongue);
    let template = TEMPLATES.iter().find(fits).expect("each number in each language");
    let mut made = String::new();
    let mut rest = template.words;
    while let Some((before, behind)) = rest.split_once('{') {
        let (slot, after) = behind.split_once('}').expect("a slot ends");
        made.push_str(before);
        made.push_str(&fill(slot, chance));
        rest = after;
    }
    made + rest
}

fn fill(slot: &str, chance: &mut Chance) -> String {
    if slot.contains('|') {
        let words: Vec<&str> = slot.split('|').collect();
        return chance.pick(&words).to_owned();
    }
    match slot {
        "card" => return wrong_card(chance),
        "x" => return format!("{:08X}", chance.next() as u32),
        _ => {}
    }
    let (kind, rest) = slot.split_at(1);
    let (rest, width) = rest.split_once(':').unwrap_or((rest, "0"));
    let (bound, add) = rest.split_once('+').unwrap_or((rest, "0"));
    let [bound, add, width] = [bound, add, width].map(|one| one.parse().expect("a number"));
    match kind {
        "d" => chance.digits(bound),
        "N" => chance.number(bound),
        "n" => format!("{:0width$}", 1 + add + chance.below(bound)),
        "b" => format!("{:0width$}", add + chance.below(bound)),
        _ => panic!("no such slot: {slot}"),
    }
}

/// As long as a card, and none: the last digit is wrong.
fn wrong_card(chance: &mut Chance) -> String {
    let card: String = card(chance).chars().filter(char::is_ascii_digit).collect();
    let last = (card.as_bytes()[card.len() - 1] - b'0' + 1 + chance.below(8) as u8) % 10;
    format!("{}{last}", &card[..card.len() - 1])
}
