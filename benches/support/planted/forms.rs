//! Personal data as people write it: a number, an address, a link of each sort, in many spellings.

use std::fmt::Write as _;

use super::chance::Chance;
use super::people::{FIRST, HOSTS, LAST, name, plain_ascii};
use super::{Sort, Tongue};

/// One item of a sort.
pub(super) fn value(sort: Sort, tongue: Tongue, author: &str, chance: &mut Chance) -> String {
    match sort {
        "EMAIL" => email(chance, tongue),
        "PHONE" => phone(chance, tongue),
        "CARD" => card(chance),
        "IBAN" => iban(chance),
        "IP" => address_of_machine(chance),
        "URL" => link(chance),
        "ADDRESS" => street(chance, tongue),
        "HANDLE" => handle(chance),
        "NAME" => name(author, chance),
        // Patterns of the company: their shape is the setting's, not the finder's.
        "ORDER" => {
            format!("{}-{}-{}", chance.digits(3), chance.digits(7), chance.digits(7))
        }
        _ => {
            let length = 6 + chance.below(5);
            chance.number(length)
        }
    }
}

fn email(chance: &mut Chance, tongue: Tongue) -> String {
    let (first, last) = (chance.pick(FIRST).to_lowercase(), chance.pick(LAST).to_lowercase());
    let (first, last) = if chance.one_in(8) {
        (first, last.replace('\'', ""))
    } else {
        (plain_ascii(&first), plain_ascii(&last))
    };
    let local = match chance.below(7) {
        0 => format!("{first}{}", chance.digits(2)),
        1 => format!("{first}.{last}"),
        2 => format!("{first}_{last}"),
        3 => format!("{first}-{last}{}", chance.digits(4)),
        4 => format!("{first}.{last}+shop"),
        5 => format!("{}{last}", &first[..first.chars().next().map_or(0, char::len_utf8)]),
        _ => last,
    };
    let host = chance.pick(HOSTS);
    let (at, dot) = match tongue {
        Tongue::English => ("at", "dot"),
        Tongue::German => (if chance.one_in(3) { "ät" } else { "at" }, "punkt"),
        Tongue::French => ("arobase", "point"),
    };
    match chance.below(16) {
        0 => format!("{local} {at} {}", host.replace('.', &format!(" {dot} "))),
        1 => format!("{local}[{at}]{}", host.replace('.', &format!("[{dot}]"))),
        2 => format!("{local} (at) {host}"),
        3 => format!("{local} @ {host}"),
        4 => format!("{local}@ {host}"),
        5 => format!("{}@{}", local.to_uppercase(), host.to_uppercase()),
        6 => format!("{}＠{host}", local),
        7 => format!(
            "{} {at} {}",
            local.replace('.', &format!(" {dot} ")),
            host.replace('.', &format!(" {dot} "))
        ),
        _ => format!("{local}@{host}"),
    }
}

fn phone(chance: &mut Chance, tongue: Tongue) -> String {
    let (a, b, c) = (chance.number(2), chance.digits(3), chance.digits(4));
    let written = match (tongue, chance.below(12)) {
        (Tongue::English, 0) => format!("({}) {}-{}", chance.number(3), chance.number(3), c),
        (Tongue::English, 1) => format!("{}-{}-{}", chance.number(3), chance.number(3), c),
        (Tongue::English, 2) => format!("{}.{}.{}", chance.number(3), chance.number(3), c),
        (Tongue::English, 3) => format!("+1 {} {} {}", chance.number(3), chance.number(3), c),
        (Tongue::English, 4) => {
            format!("1-{}-{}-{} ext. {}", chance.number(3), chance.number(3), c, chance.digits(3))
        }
        (Tongue::English, 5) => format!("{}{}", chance.number(3), chance.number(7)),
        (Tongue::English, 6) => format!("07{} {}", chance.digits(3), chance.digits(6)),
        (Tongue::English, 7) => format!("020 7{} {}", chance.digits(3), c),
        (Tongue::English, 8) => format!("+44 (0) 7{} {}", chance.digits(3), chance.digits(6)),
        (Tongue::English, 9) => format!("+447{}", chance.digits(9)),
        (Tongue::English, 10) => {
            format!("({}){}-{} x{}", chance.number(3), chance.number(3), c, chance.digits(2))
        }
        (Tongue::English, _) => format!("{} {} {}", chance.number(3), chance.number(3), c),
        (Tongue::German, 0) => {
            format!("01{}{}", ["51", "60", "71", "76"][chance.below(4)], chance.digits(7))
        }
        (Tongue::German, 1) => format!("0171/{}{}", b, c),
        (Tongue::German, 2) => format!("0{}-{}{}", a, chance.number(3), c),
        (Tongue::German, 3) => format!("+49 1{} {}{}", chance.number(2), b, c),
        (Tongue::German, 4) => format!("+49 (0){} {} {}", a, chance.number(3), c),
        (Tongue::German, 5) => format!("0049 {} {}{}", a, chance.number(3), c),
        (Tongue::German, 6) => {
            format!("0{} / {} {} {}", a, chance.digits(2), chance.digits(2), chance.digits(3))
        }
        (Tongue::German, 7) => format!("({}{}) {}", "0", chance.number(3), chance.number(6)),
        (Tongue::German, 8) => {
            format!("0176 {} {} {}", chance.digits(2), chance.digits(3), chance.digits(3))
        }
        (Tongue::German, 9) => format!("+491{}{}", chance.number(2), chance.digits(8)),
        (Tongue::German, 10) => format!("0{} {}-{}", a, chance.number(6), chance.digits(2)),
        (Tongue::German, _) => format!("+43 664 {}", chance.number(7)),
        (Tongue::French, 0..=2) => {
            format!(
                "0{} {} {} {} {}",
                [1, 6, 7][chance.below(3)],
                chance.digits(2),
                chance.digits(2),
                chance.digits(2),
                chance.digits(2)
            )
        }
        (Tongue::French, 3) => format!(
            "06.{}.{}.{}.{}",
            chance.digits(2),
            chance.digits(2),
            chance.digits(2),
            chance.digits(2)
        ),
        (Tongue::French, 4) => format!(
            "07-{}-{}-{}-{}",
            chance.digits(2),
            chance.digits(2),
            chance.digits(2),
            chance.digits(2)
        ),
        (Tongue::French, 5) => format!("06{}", chance.digits(8)),
        (Tongue::French, 6) => format!(
            "+33 6 {} {} {} {}",
            chance.digits(2),
            chance.digits(2),
            chance.digits(2),
            chance.digits(2)
        ),
        (Tongue::French, 7) => format!("+33(0)6{}", chance.digits(8)),
        (Tongue::French, 8) => format!("0033 1 {} {}", c, chance.digits(4)),
        // Neighbours who write in French too.
        (Tongue::French, 9) => format!(
            "+32 4{} {} {} {}",
            chance.digits(2),
            chance.digits(2),
            chance.digits(2),
            chance.digits(2)
        ),
        (Tongue::French, 10) => {
            format!("+34 6{} {} {}", chance.digits(2), chance.digits(3), chance.digits(3))
        }
        (Tongue::French, _) => {
            format!("022 {} {} {}", chance.number(3), chance.digits(2), chance.digits(2))
        }
    };
    match chance.below(12) {
        0 => written.replace(' ', "\u{a0}"),
        1 => written.replace('-', "–"),
        _ => written,
    }
}

/// A card number that passes its check.
pub(super) fn card(chance: &mut Chance) -> String {
    let (prefix, length) = [
        ("4", 16),
        ("4", 16),
        ("51", 16),
        ("55", 16),
        ("2221", 16),
        ("37", 15),
        ("34", 15),
        ("6011", 16),
        ("3530", 16),
        ("6759", 16),
    ][chance.below(10)];
    let mut digits = format!("{prefix}{}", chance.digits(length - prefix.len() - 1));
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            if at % 2 == 1 {
                digit
            } else if digit > 4 {
                2 * digit - 9
            } else {
                2 * digit
            }
        })
        .sum();
    let _ = write!(digits, "{}", (10 - sum % 10) % 10);
    let gap = ["", " ", " ", "-", ".", "\u{a0}", "  "][chance.below(7)];
    if length == 15 {
        return format!("{}{gap}{}{gap}{}", &digits[..4], &digits[4..10], &digits[10..]);
    }
    [&digits[..4], &digits[4..8], &digits[8..12], &digits[12..]].join(gap)
}

fn iban(chance: &mut Chance) -> String {
    let (country, body) = match chance.below(8) {
        0..=2 => ("DE", chance.digits(18)),
        3 => ("GB", format!("{}{}", ["NWBK", "BARC", "MIDL"][chance.below(3)], chance.digits(14))),
        4 => (
            "FR",
            format!(
                "{}{}{}",
                chance.digits(20),
                char::from(b'A' + chance.below(26) as u8),
                chance.digits(2)
            ),
        ),
        5 => ("ES", chance.digits(20)),
        6 => ("AT", chance.digits(16)),
        _ => ("NL", format!("{}{}", ["ABNA", "INGB"][chance.below(2)], chance.digits(10))),
    };
    let remainder = format!("{body}{country}00").chars().fold(0u32, |rest, c| {
        let value = c.to_digit(36).expect("letters and digits");
        if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 }
    });
    let packed = format!("{country}{:02}{body}", 98 - remainder);
    let gap = ["", " ", " ", "-", "\u{a0}"][chance.below(5)];
    let groups: Vec<String> = packed
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    let written = groups.join(gap);
    match chance.below(5) {
        0 => written.to_lowercase(),
        // Torn in the wrong places.
        1 => format!("{} {} {}", &packed[..4], &packed[4..12], &packed[12..]),
        2 => format!("{} {}", &packed[..2], &packed[2..]),
        _ => written,
    }
}

fn address_of_machine(chance: &mut Chance) -> String {
    match chance.below(6) {
        0 => format!("192.168.{}.{}", chance.below(255), 1 + chance.below(254)),
        1 => format!("10.{}.{}.{}", chance.below(20), chance.below(255), 1 + chance.below(254)),
        2 => {
            let group = |chance: &mut Chance| format!("{:x}", 0x1000 + chance.below(0xEFFF));
            format!("2001:db8:{}:{}::{}", group(chance), group(chance), group(chance))
        }
        3 => format!(
            "fe80::{:x}:{:x}:{:x}",
            0x100 + chance.below(0xE000),
            chance.below(0xFFFF),
            0x10 + chance.below(0xFF)
        ),
        _ => format!(
            "{}.{}.{}.{}",
            100 + chance.below(120),
            chance.below(256),
            chance.below(256),
            1 + chance.below(254)
        ),
    }
}

fn link(chance: &mut Chance) -> String {
    let host = ["shop.example.com", "login.example.de", "www.example.fr", "cdn.example.net:8443"]
        [chance.below(4)];
    let secret: String =
        (0..24).map(|_| char::from(b"abcdefghjkmnpqrstuvwxyz23456789"[chance.below(31)])).collect();
    match chance.below(8) {
        0 => format!("https://{host}/reset?token={secret}"),
        1 => format!("https://{host}/api?key={secret}&lang=en"),
        2 => format!("https://anna:{}@{host}/files", &secret[..8]),
        3 => format!("https://{host}/dl/file.pdf?X-Amz-Signature={secret}&X-Amz-Expires=300"),
        4 => format!("HTTPS://{host}/r/{}{}", secret, chance.digits(3)),
        5 => format!("www.example.com/account#access_token={secret}"),
        6 => format!("example.com/unsubscribe?id={}&mail=1", chance.digits(7)),
        _ => format!("myapp://login?code={secret}"),
    }
}

fn street(chance: &mut Chance, tongue: Tongue) -> String {
    let number = 1 + chance.below(220);
    let written = match tongue {
        Tongue::English => {
            let name = [
                "Oak",
                "Maple",
                "Baker",
                "Kings",
                "Willow Creek",
                "St James",
                "Martin Luther King",
                "5th",
                "Elmwood",
                "Old Mill",
            ][chance.below(10)];
            let kind = [
                "Street",
                "St",
                "St.",
                "Avenue",
                "Ave",
                "Road",
                "Rd",
                "Lane",
                "Drive",
                "Dr.",
                "Court",
                "Boulevard",
                "Way",
                "Close",
            ][chance.below(14)];
            let tail = match chance.below(6) {
                0 => String::new(),
                1 => format!(", Apt {}B", 1 + chance.below(20)),
                2 => format!(", Springfield, IL 6{}", chance.digits(4)),
                3 => format!(" Austin TX 787{}", chance.digits(2)),
                4 => format!(", London SW{}A {}AB", 1 + chance.below(9), chance.below(10)),
                _ => format!(
                    ", Flat {}, Leeds LS{} {}QT",
                    1 + chance.below(9),
                    1 + chance.below(9),
                    chance.below(10)
                ),
            };
            format!("{number} {name} {kind}{tail}")
        }
        Tongue::German => {
            let street = [
                "Hauptstraße",
                "Bahnhofstr.",
                "Goethestrasse",
                "Lindenallee",
                "Berliner Straße",
                "Kirchgasse",
                "Mühlenweg",
                "Schillerplatz",
                "Karl-Marx-Str.",
                "Rosenweg",
                "Am Stadtgraben",
                "Friedrich-Ebert-Ring",
                "Gartenstr",
                "Alte Landstraße",
            ][chance.below(14)];
            let house = format!("{number}{}", ["", "", "a", " b", "-12"][chance.below(5)]);
            let town = ["Köln", "Berlin", "Bad Homburg", "München", "Graz"][chance.below(5)];
            let code = if town == "Graz" { chance.number(4) } else { chance.number(5) };
            let comma = if chance.one_in(4) { "" } else { "," };
            // A street without the word for one is told by its town only, by anybody.
            if street == "Am Stadtgraben" {
                format!("{street} {number}, {} Köln", chance.number(5))
            } else if chance.one_in(3) {
                format!("{street} {house}")
            } else {
                format!("{street} {house}{comma} {code} {town}")
            }
        }
        Tongue::French => {
            let kind = [
                "rue",
                "avenue",
                "bd",
                "boulevard",
                "place",
                "allée",
                "chemin",
                "impasse",
                "quai",
                "Rue",
            ][chance.below(10)];
            let name = [
                "de la Paix",
                "Victor Hugo",
                "du Général de Gaulle",
                "des Lilas",
                "Jean Jaurès",
                "de l'Église",
                "d'Alsace",
                "Pasteur",
            ][chance.below(8)];
            let add = ["", "", " bis", " ter", ","][chance.below(5)];
            let town = ["Paris", "Lyon", "Saint-Denis", "Le Havre", "Toulouse"][chance.below(5)];
            match chance.below(3) {
                0 => format!("{number}{add} {kind} {name}"),
                1 => format!("{number}{add} {kind} {name}, {} {town}", chance.number(5)),
                _ => format!("{number}{add} {kind} {name} {} {town}", chance.number(5)),
            }
        }
    };
    match chance.below(6) {
        0 => written.to_lowercase(),
        1 => written.replace(", ", ","),
        _ => written,
    }
}

fn handle(chance: &mut Chance) -> String {
    let (first, last) = (plain_ascii(chance.pick(FIRST)), plain_ascii(chance.pick(LAST)));
    match chance.below(6) {
        0 => format!("@{first}{}", chance.digits(2)),
        1 => format!("@{first}_{last}"),
        2 => format!("@{last}.{first}"),
        3 => format!("@{}", last.to_uppercase()),
        4 => format!("@{first}@social.example"),
        _ => format!("@The{last}"),
    }
}
