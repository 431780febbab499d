//! Invented people: how a record's fields state them, how they sign, what their addresses are made of.

use super::chance::Chance;

pub(super) const FIRST: &[&str] = &[
    "Anna",
    "Jörg",
    "Marie",
    "Tom",
    "Sofía",
    "Luc",
    "Katharina",
    "Benoît",
    "Priya",
    "Oleksandr",
    "Aylin",
    "Giulia",
    "Wojciech",
    "Fatima",
    "Hiroshi",
    "Chloé",
    "Matthias",
    "Élodie",
    "Siobhan",
    "Ibrahim",
];
pub(super) const LAST: &[&str] = &[
    "Thompson",
    "Özdemir",
    "Lefèvre",
    "Schubert",
    "García",
    "Nowak",
    "Okafor",
    "Lindqvist",
    "Moreau",
    "Hoffmann",
    "Delacroix",
    "Papadakis",
    "Kowalczyk",
    "Haddad",
    "Tanaka",
    "O'Connor",
    "Vandenberg",
    "Rousseau",
];
pub(super) const HOSTS: &[&str] = &[
    "gmail.com",
    "gmx.de",
    "web.de",
    "orange.fr",
    "yahoo.co.uk",
    "outlook.com",
    "t-online.de",
    "free.fr",
    "mail.example.org",
    "proton.me",
    "icloud.com",
    "laposte.net",
    "bücher.example.de",
    "hotmail.fr",
];

pub(super) fn author(chance: &mut Chance) -> String {
    let (first, last) = (chance.pick(FIRST), chance.pick(LAST));
    match chance.below(4) {
        0 => format!("{last}, {first}"),
        1 => format!("{}.{}@{}", plain_ascii(first), plain_ascii(last), chance.pick(HOSTS)),
        2 => format!("{first} {}. {last}", char::from(b'A' + chance.below(26) as u8)),
        _ => format!("{first} {last}"),
    }
}

/// As mail systems write names: without accents.
pub(super) fn plain_ascii(name: &str) -> String {
    name.chars()
        .filter_map(|c| match c {
            'é' | 'è' | 'É' => Some('e'),
            'î' | 'í' => Some('i'),
            'ö' | 'Ö' => Some('o'),
            'ü' => Some('u'),
            'á' => Some('a'),
            '\'' => None,
            other => Some(other.to_ascii_lowercase()),
        })
        .collect()
}

/// A part of the author's name, as people sign.
pub(super) fn name(author: &str, chance: &mut Chance) -> String {
    let local = author.split('@').next().unwrap_or_default();
    let words: Vec<&str> =
        local.split([' ', ',', '.']).filter(|word| word.chars().count() > 1).collect();
    let (a, b) = (words[0], words[words.len() - 1]);
    match chance.below(5) {
        0 => a.to_owned(),
        1 => b.to_lowercase(),
        2 => format!("{a} {b}"),
        3 => format!("{b} {a}").to_uppercase(),
        _ => b.to_owned(),
    }
}
