//! What tells itself by its shape, whatever is said of it: numbers with checksums, addresses, keys,
//! links, telephones.

use super::*;

fn with_luhn(mut digits: String) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0') * if at % 2 == 0 { 2 } else { 1 };
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    digits.push(char::from(b'0' + ((10 - sum % 10) % 10) as u8));
    digits
}

fn in_script(digits: &str, zero: u32) -> String {
    digits
        .chars()
        .map(|c| c.to_digit(10).and_then(|digit| char::from_u32(zero + digit)).unwrap_or(c))
        .collect()
}

fn grouped(digits: &str, sizes: &[usize], gap: &str) -> String {
    let (mut at, mut groups) = (0, Vec::new());
    for size in sizes {
        groups.push(&digits[at..at + size]);
        at += size;
    }
    groups.join(gap)
}

pub(super) fn card(form: usize, chance: &mut Chance) -> (String, String) {
    let start = chance.of(&["4", "51", "53", "2221"]);
    let digits = with_luhn(format!("{start}{}", chance.digits(15 - start.len())));
    let four = |gap: &str| grouped(&digits, &[4, 4, 4, 4], gap);
    let shown = match form {
        0 => digits.clone(),
        1 => four(" "),
        2 => four("-"),
        3 => four("."),
        4 => four("/"),
        5 => four("_"),
        6 => four("\n"),
        7 => four(" \n"),
        8 => four("\u{a0}"),
        9 => in_script(&four(" "), 0xff10),
        10 => in_script(&digits, 0xff10),
        11 => format!("card{digits}"),
        12 => format!("{digits}visa"),
        _ => {
            let amex = with_luhn(format!("37{}", chance.digits(12)));
            let shown = grouped(&amex, &[4, 6, 5], " ");
            return (shown.clone(), shown);
        }
    };
    let secret = match form {
        11 | 12 => digits,
        _ => shown.clone(),
    };
    (shown, secret)
}

pub(super) fn iban(form: usize, chance: &mut Chance) -> (String, String) {
    let (country, rest) = match chance.below(4) {
        0 => ("DE", chance.digits(18)),
        1 => ("ES", chance.digits(20)),
        2 => ("NL", format!("{}{}", chance.letters(UPPER, 4), chance.digits(10))),
        _ => ("FR", chance.digits(23)),
    };
    let value = |text: &str| {
        text.chars().fold(0u32, |sum, c| match c.to_digit(36) {
            Some(value) if value > 9 => (sum * 100 + value) % 97,
            Some(value) => (sum * 10 + value) % 97,
            None => sum,
        })
    };
    let check = 98 - value(&format!("{rest}{country}00"));
    let plain = format!("{country}{check:02}{rest}");
    let by_four = |gap: &str| {
        let letters: Vec<char> = plain.chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
        groups.join(gap)
    };
    let shown = match form {
        0 => plain.clone(),
        1 => by_four(" "),
        2 => by_four("-"),
        3 => by_four("."),
        4 => plain.to_lowercase(),
        5 => by_four("\u{a0}"),
        6 => {
            let shown = by_four(" ");
            let at = shown.char_indices().filter(|(_, c)| *c == ' ').nth(2).map_or(4, |(at, _)| at);
            format!("{}\n{}", &shown[..at], &shown[at + 1..])
        }
        _ => in_script(&by_four(" "), 0xff10),
    };
    (shown.clone(), shown)
}

pub(super) fn email(form: usize, chance: &mut Chance) -> (String, String) {
    let local = format!(
        "{}.{}",
        chance.of(&["mira", "joel", "sanne", "petra"]),
        chance.of(&["voss", "lund", "ortega", "hale"])
    );
    let host = chance.of(&["postbox", "mailhaus", "correo-uno", "inbox"]);
    let top = chance.of(&["com", "de", "es", "org"]);
    let whole = |sign: &str, dot: &str| format!("{local}{sign}{host}{dot}{top}");
    let shown = match form {
        0 => whole("@", "."),
        1 => whole("_at_", "."),
        2 => whole("_at_", "_dot_"),
        3 => whole("<at>", "."),
        4 => whole("<at>", "<dot>"),
        5 => whole(" [at] ", "."),
        6 => whole("[at]", "[dot]"),
        7 => whole("(at)", "."),
        8 => whole(" (at) ", " (dot) "),
        9 => whole("&#64;", "."),
        10 => whole("&commat;", "&#46;"),
        11 => whole("@\n", "."),
        12 => whole("\n@", "."),
        13 => whole("@", ".\n"),
        14 => whole(" at ", " dot "),
        _ => whole("{at}", "."),
    };
    (shown.clone(), local)
}

pub(super) fn key(form: usize, chance: &mut Chance) -> (String, String) {
    let hex = |chance: &mut Chance, count| chance.letters("0123456789abcdef", count);
    let mut random = |count| chance.letters(MIXED, count);
    let shown = match form {
        0 => format!("sk_live_{}", random(24)),
        1 => format!("pk_test_{}", random(20)),
        2 => format!("ghp_{}", random(36)),
        3 => format!("github_pat_{}", random(30)),
        4 => format!("AKIA{}", random(16).to_uppercase()),
        5 => format!("eyJhbGciOi{}.eyJ{}.{}", random(12), random(20), random(22)),
        6 => format!("xoxb-{}-{}", random(11), random(22)),
        7 => format!("AIza{}", random(35)),
        8 => format!("glpat-{}", random(20)),
        _ => format!("sk-proj-{}", hex(chance, 40)),
    };
    (shown.clone(), shown)
}

pub(super) fn link(form: usize, chance: &mut Chance) -> (String, String) {
    let host = "https://shop.example.com";
    let key = loop {
        let key = chance.letters(MIXED, 22);
        if key.bytes().any(|byte| byte.is_ascii_digit()) {
            break key;
        }
    };
    // Drawn by chance, with hardly a digit in it.
    let quiet = format!(
        "{}{}",
        chance.letters("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", 23),
        chance.below(10)
    );
    let wordless = chance.letters("bcdfghjkmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ", 24);
    let secret = match form {
        3 | 4 => quiet,
        5 => wordless,
        _ => key,
    };
    let shown = match form {
        0 => format!("{host}/reset?token={secret}"),
        1 => format!("{host}/invite/{secret}"),
        2 => format!("{host}/orders/{secret}/label.pdf"),
        3 => format!("{host}/s/{secret}"),
        4 => format!("shop.example.com/view/{secret}"),
        5 => format!("{host}/u/{secret}/edit"),
        6 => format!("{host}/#access={secret}"),
        _ => format!("www.example.com/login?k={secret}"),
    };
    (shown, secret)
}

pub(super) const PHONE_FRAMES: [&str; 6] = [
    "Call me back at {} please, nobody does.",
    "My number is {} and it is always on.",
    "Rufen Sie mich unter {} an.",
    "Rappelez-moi au {} demain.",
    "Llámame al {} por favor.",
    "You can reach me on {} after six.",
];

pub(super) fn phone(form: usize, chance: &mut Chance) -> String {
    let digits = chance.digits(12);
    let part = |from: usize, to: usize| &digits[from..to];
    match form {
        0 => format!("+49 30 {}", part(0, 8)),
        1 => format!("+1 (415) {}-{}", "555", part(0, 4)),
        2 => format!("0171 {}", part(0, 7)),
        3 => format!("415-555-{}", part(0, 4)),
        4 => format!("+44 20 {} {}", part(0, 4), part(4, 8)),
        5 => in_script(&format!("+81 90 {} {}", part(0, 4), part(4, 8)), 0xff10),
        6 => in_script(&format!("+966 50 {} {}", part(0, 3), part(3, 7)), 0x660),
        7 => in_script(&format!("09{}", part(0, 9)), 0x6f0),
        8 => format!("06 12 {} {} {}", part(0, 2), part(2, 4), part(4, 6)),
        _ => in_script(&format!("0171{}", part(0, 7)), 0xff10),
    }
}
