//! Feedback with personal data planted in it, and the same without any: what masking is measured on.
//!
//! Takes a seed and a number, gives texts with the place and sort of everything planted. Forms are
//! written as people write them and were chosen before and apart from what finds them: several
//! spellings a country, lower case, missing blanks, torn and spelled-out addresses, three languages,
//! numbers that are random. Between them stand the numbers that complaints are about: prices,
//! versions, dates, counts, model numbers, order numbers. Everything is invented: numbers of cards
//! and accounts are drawn and given their check digits here.

use std::fmt::Write as _;
use std::ops::Range;

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

/// Numbers that follow from a seed (SplitMix64: G. L. Steele et al., OOPSLA 2014).
pub struct Chance(u64);

impl Chance {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    /// Digits of which the first is none of `0` and `1`.
    fn number(&mut self, count: usize) -> String {
        format!("{}{}", 2 + self.below(8), self.digits(count - 1))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tongue {
    English,
    German,
    French,
}

const FIRST: &[&str] = &[
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
const LAST: &[&str] = &[
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
const HOSTS: &[&str] = &[
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

/// Texts around what is planted: `{}` is where it stands. The sorts of words that announce it are
/// as mixed as people's: some name it, most do not.
fn frames(sort: Sort, tongue: Tongue) -> &'static [&'static str] {
    use Tongue::{English, French, German};
    match (sort, tongue) {
        ("EMAIL", English) => &[
            "please write to {} as soon as you can",
            "my address is {}, thanks",
            "I never got the mail at {}.",
            "contact me: {}",
            "{} - still waiting!!",
            "login with {} fails every time",
            "(mail {})",
            "Sent to {} twice, no answer",
        ],
        ("EMAIL", German) => &[
            "bitte an {} schreiben",
            "meine Adresse: {}",
            "ich bekomme keine Mails an {}.",
            "Anmeldung mit {} geht nicht",
            "{} - warte immer noch",
            "Kontakt {} danke",
        ],
        ("EMAIL", French) => &[
            "merci de m'écrire à {}",
            "mon adresse : {}",
            "je ne reçois rien sur {}.",
            "contactez-moi {} svp",
            "connexion avec {} impossible",
        ],
        ("PHONE", English) => &[
            "call me on {} please",
            "my number is {}",
            "you can reach me at {} after 5",
            "phone {}",
            "I called from {} three times",
            "ring {} if it is ready",
            "tel. {}",
            "text me: {}",
            "whatsapp {}",
        ],
        ("PHONE", German) => &[
            "bitte Rückruf unter {}",
            "meine Nummer ist {}",
            "Tel.: {}",
            "ruft mich an {}",
            "Handy {} ab 18 Uhr",
            "erreichbar unter {}.",
            "Telefon {} oder per Mail",
        ],
        ("PHONE", French) => &[
            "rappelez-moi au {} svp",
            "mon numéro : {}",
            "tél. {}",
            "joignable au {} le soir",
            "appelez le {} merci",
            "portable {}",
        ],
        ("CARD", English) => &[
            "my card {} was charged twice",
            "you refused {} again",
            "paid with {} on Monday",
            "visa {} exp 12/27",
            "card no. {}.",
        ],
        ("CARD", German) => &[
            "meine Karte {} wurde doppelt belastet",
            "Kreditkarte: {}",
            "mit {} bezahlt, Betrag fehlt",
            "Karte {} gültig bis 08/28",
        ],
        ("CARD", French) => &[
            "ma carte {} a été débitée deux fois",
            "carte bancaire : {}",
            "payé avec {} hier",
            "la {} est refusée",
        ],
        ("IBAN", English) => {
            &["refund to {} please", "my account is {}.", "iban: {}", "you debited {} in May"]
        }
        ("IBAN", German) => &[
            "bitte auf {} überweisen",
            "IBAN {}",
            "mein Konto {} wurde belastet",
            "Konto: {}, danke",
        ],
        ("IBAN", French) => &[
            "remboursez sur {} svp",
            "mon IBAN : {}",
            "le compte {} est à moi",
            "virement vers {} perdu",
        ],
        ("IP", English) => &[
            "blocked when I come from {}",
            "my ip is {}",
            "your log says {} but that is me",
            "server {} does not answer",
            "connection to {} timed out",
        ],
        ("IP", German) => &[
            "meine IP {} ist gesperrt",
            "Zugriff von {} wird abgelehnt",
            "Server {} antwortet nicht",
            "Login von {} war ich nicht",
        ],
        ("IP", French) => &[
            "mon adresse IP {} est bloquée",
            "connexion depuis {} refusée",
            "le serveur {} ne répond pas",
            "accès depuis {} impossible",
        ],
        ("URL", English) => &[
            "the link {} is dead",
            "reset mail sends me to {}",
            "see {}",
            "I clicked {} and nothing",
            "({})",
        ],
        ("URL", German) => {
            &["der Link {} geht nicht", "siehe {}", "auf {} kommt ein Fehler", "hier: {}"]
        }
        ("URL", French) => {
            &["le lien {} ne marche pas", "voir {}", "je clique sur {} et rien", "ici : {}"]
        }
        ("ADDRESS", English) => &[
            "I live at {}",
            "deliver it to {} please",
            "the parcel went to {} instead",
            "my address is {}.",
            "{} - that is where I live",
            "new address: {}",
        ],
        ("ADDRESS", German) => &[
            "ich wohne {}",
            "bitte liefern an {}",
            "das Paket ging an {}",
            "meine Adresse: {}.",
            "neue Anschrift {}",
            "Lieferung nach {} kam nie",
        ],
        ("ADDRESS", French) => &[
            "j'habite {}",
            "livrez au {} svp",
            "le colis est parti au {}",
            "mon adresse : {}.",
            "nouvelle adresse {}",
        ],
        ("HANDLE", English) => &[
            "{} please help",
            "ask {} about it",
            "I am {} on there",
            "thanks {} for nothing",
            "cc {} and others",
        ],
        ("HANDLE", German) => {
            &["{} bitte helfen", "frag {} dazu", "ich bin {} dort", "danke {} für nichts"]
        }
        ("HANDLE", French) => {
            &["{} aidez-moi", "demandez à {}", "je suis {} là-bas", "merci {} pour rien"]
        }
        ("NAME", English) => &[
            "regards, {}",
            "{} here again",
            "this is {} speaking",
            "you spelled it wrong, it is {}",
            "Thanks!\n{}",
        ],
        ("NAME", German) => &[
            "Gruß {}",
            "hier ist {}",
            "mein Name ist {}",
            "Mit freundlichen Grüßen\n{}",
            "{} nochmal",
        ],
        ("NAME", French) => &[
            "cordialement, {}",
            "c'est encore {}",
            "je m'appelle {}",
            "Bien à vous\n{}",
            "{} à nouveau",
        ],
        ("ORDER", English) => &["my order {} is late", "order {}"],
        ("ORDER", German) => &["meine Bestellung: Auftrag {} fehlt", "wo bleibt Auftrag {}"],
        ("ORDER", French) => &["ma commande, order {}, est en retard", "order {} jamais reçue"],
        ("ACCOUNT", English) => {
            &["customer number {} cannot log in", "account: {} is locked", "my customer id {}"]
        }
        ("ACCOUNT", German) => {
            &["Kundennummer {} gesperrt", "meine Kd.-Nr. {}", "Kundennummer: {}"]
        }
        _ => &["numéro de client {} bloqué", "n° client : {} merci"],
    }
}

const OPENINGS: [&[&str]; 3] = [
    &[
        "The app crashes when I pay. ",
        "Third time now, ",
        "Hello, ",
        "hi there ",
        "",
        "",
        "Checkout is broken and ",
        "Very disappointed: ",
    ],
    &[
        "Die App stürzt ab. ",
        "Zum dritten Mal, ",
        "Hallo, ",
        "",
        "",
        "Die Zahlung klappt nicht und ",
        "Sehr enttäuscht: ",
    ],
    &[
        "L'appli plante au paiement. ",
        "Troisième fois, ",
        "Bonjour, ",
        "",
        "",
        "Le paiement ne passe pas et ",
        "Très déçu : ",
    ],
];
const CLOSINGS: [&[&str]; 3] = [
    &[
        ".",
        " and nobody answers",
        " !!!",
        "",
        ", it has been 3 weeks",
        ". Version 5.2.1 on iOS 17.",
        " thx",
        ". I paid 49.90 for this",
    ],
    &[
        ".",
        " und niemand antwortet",
        " !!!",
        "",
        ", seit 3 Wochen",
        ". Version 5.2.1 auf Android 14.",
        " danke",
        ". Dafür zahle ich 49,90 €",
    ],
    &[
        ".",
        " et personne ne répond",
        " !!!",
        "",
        ", depuis 3 semaines",
        ". Version 5.2.1 sur iOS 17.",
        " merci",
        ". J'ai payé 49,90 €",
    ],
];

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

fn author(chance: &mut Chance) -> String {
    let (first, last) = (chance.pick(FIRST), chance.pick(LAST));
    match chance.below(4) {
        0 => format!("{last}, {first}"),
        1 => format!("{}.{}@{}", plain_ascii(first), plain_ascii(last), chance.pick(HOSTS)),
        2 => format!("{first} {}. {last}", char::from(b'A' + chance.below(26) as u8)),
        _ => format!("{first} {last}"),
    }
}

/// As mail systems write names: without accents.
fn plain_ascii(name: &str) -> String {
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

fn plant(made: &mut Planted, sort: Sort, tongue: Tongue, chance: &mut Chance) {
    let value = value(sort, tongue, &made.author, chance);
    let frame = chance.pick(frames(sort, tongue));
    let opening = chance.pick(OPENINGS[tongue as usize]);
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
    let mut closing = chance.pick(CLOSINGS[tongue as usize]);
    if behind.ends_with('.') && closing.starts_with('.') {
        closing = "";
    }
    made.text.push_str(closing);
}

fn value(sort: Sort, tongue: Tongue, author: &str, chance: &mut Chance) -> String {
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

fn card(chance: &mut Chance) -> String {
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

/// A part of the author's name, as people sign.
fn name(author: &str, chance: &mut Chance) -> String {
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

/// A sentence with the numbers that complaints are about, and nobody's data.
fn plain(made: &mut Planted, tongue: Tongue, chance: &mut Chance) {
    let n = |chance: &mut Chance, most: usize| 1 + chance.below(most);
    let sentence = match (tongue, chance.below(22)) {
        (_, 0) => format!(
            "iPhone {} Pro {} GB iOS 17.{}.{}",
            n(chance, 15),
            64 << chance.below(4),
            chance.below(9),
            chance.below(9)
        ),
        (Tongue::English, 1) => format!(
            "I paid ${}.{} and then {},{}.00 more",
            n(chance, 900),
            chance.digits(2),
            n(chance, 99),
            chance.number(3)
        ),
        (Tongue::German, 1) => format!(
            "ich habe {},{} € bezahlt, dann {}.{},00 €",
            n(chance, 900),
            chance.digits(2),
            n(chance, 99),
            chance.number(3)
        ),
        (Tongue::French, 1) => format!(
            "j'ai payé {},{} € puis {} {} euros",
            n(chance, 900),
            chance.digits(2),
            n(chance, 99),
            chance.number(3)
        ),
        (Tongue::English, 2) => format!(
            "since version {}.{}.{}.{} it hangs",
            n(chance, 20),
            chance.below(30),
            chance.below(200),
            chance.below(200)
        ),
        (Tongue::German, 2) => format!(
            "seit Version {}.{}.{} hängt sie",
            n(chance, 20),
            chance.below(30),
            chance.number(4)
        ),
        (Tongue::French, 2) => format!(
            "depuis la version {}.{}.{} elle plante",
            n(chance, 20),
            chance.below(30),
            chance.below(200)
        ),
        (_, 3) => format!(
            "20{:02}-{:02}-{:02} {:02}:{:02}:{:02} error",
            10 + chance.below(16),
            n(chance, 12),
            n(chance, 28),
            chance.below(24),
            chance.below(60),
            chance.below(60)
        ),
        (_, 4) => format!(
            "{:02}.{:02}.20{:02} 14:30",
            n(chance, 28),
            n(chance, 12),
            10 + chance.below(16)
        ),
        (_, 5) => {
            format!("{:02}/{:02}/20{:02}", n(chance, 12), n(chance, 28), 10 + chance.below(16))
        }
        (Tongue::English, 6) => format!("order {} never came", chance.number(10)),
        (Tongue::German, 6) => format!("Bestellung {} kam nie an", chance.number(10)),
        (Tongue::French, 6) => format!("commande {} jamais arrivée", chance.number(10)),
        (Tongue::English, 7) => format!("tracking number {} shows nothing", chance.digits(18)),
        (Tongue::German, 7) => format!("Sendungsnummer {} ohne Status", chance.digits(18)),
        (Tongue::French, 7) => format!("numéro de suivi {} sans statut", chance.digits(18)),
        (_, 8) => {
            format!("model {}-{}-{:02}", chance.digits(3), chance.digits(5), chance.below(100))
        }
        (_, 9) => format!("SKU {}-{}", chance.digits(4), chance.digits(6)),
        (Tongue::English, 10) => format!(
            "{} {} {} rows exported out of {},{},{}",
            n(chance, 9),
            chance.number(3),
            chance.number(3),
            n(chance, 9),
            chance.number(3),
            chance.number(3)
        ),
        (Tongue::German, 10) => {
            format!("{}.{}.{} Zeilen exportiert", n(chance, 9), chance.number(3), chance.number(3))
        }
        (Tongue::French, 10) => {
            format!("{} {} {} lignes exportées", n(chance, 9), chance.number(3), chance.number(3))
        }
        (Tongue::English, 11) => format!(
            "waited {} minutes on the road and {} hours at the drive in",
            n(chance, 90),
            n(chance, 9)
        ),
        (Tongue::German, 11) => format!(
            "{} Minuten gewartet, Parkplatz {} war voll, Heimweg {} km",
            n(chance, 90),
            n(chance, 300),
            n(chance, 90)
        ),
        (Tongue::French, 11) => {
            format!("{} minutes de route et {} places de parking", n(chance, 90), n(chance, 9))
        }
        (_, 12) => format!("error 0x{:08X} at line {}", chance.next() as u32, n(chance, 9000)),
        (_, 13) => format!(
            "ISBN 978-{}-{}-{}-{}",
            chance.below(10),
            chance.digits(3),
            chance.digits(5),
            chance.below(10)
        ),
        (_, 14) => format!(
            "{}x{} px, {}:{} ratio, {} fps",
            n(chance, 4000),
            n(chance, 3000),
            16,
            9,
            n(chance, 120)
        ),
        (_, 15) => format!(
            "https://www.example.com/help/{}",
            ["refunds", "how-to-reset-2024", "faq/payments"][chance.below(3)]
        ),
        (Tongue::English, 16) => {
            format!("look at the price @ {} dollars, 24/7 support, meet @ noon", n(chance, 90))
        }
        (Tongue::German, 16) => {
            format!("Preis @ {} Euro, 24/7, 3. Stock, Platz {}", n(chance, 90), n(chance, 40))
        }
        (Tongue::French, 16) => {
            format!("prix {} euros, 24/7, 3e étage, place {}", n(chance, 90), n(chance, 40))
        }
        (_, 17) => format!(
            "{} {} {} {} {}",
            n(chance, 300),
            n(chance, 300),
            n(chance, 300),
            n(chance, 300),
            n(chance, 300)
        ),
        (Tongue::English, 18) => format!(
            "{} stars, level {}, {} points, {} of {} steps",
            n(chance, 5),
            n(chance, 100),
            n(chance, 100_000),
            n(chance, 9999),
            n(chance, 9999)
        ),
        (Tongue::German, 18) => format!(
            "{} Sterne, Stufe {}, {} Punkte, Gleis {} um {}:{:02} Uhr",
            n(chance, 5),
            n(chance, 100),
            n(chance, 100_000),
            n(chance, 20),
            chance.below(24),
            chance.below(60)
        ),
        (Tongue::French, 18) => format!(
            "{} étoiles, niveau {}, {} points, voie {} à {}h{:02}",
            n(chance, 5),
            n(chance, 100),
            n(chance, 100_000),
            n(chance, 20),
            chance.below(24),
            chance.below(60)
        ),
        (_, 19) => {
            format!("ticket #{} case {}-{}", chance.number(8), chance.digits(4), chance.digits(6))
        }
        // As long as a card, and none: the last digit is wrong.
        (_, 20) => {
            let card: String = card(chance).chars().filter(char::is_ascii_digit).collect();
            let last = (card.as_bytes()[card.len() - 1] - b'0' + 1 + chance.below(8) as u8) % 10;
            format!("reference {}{last}", &card[..card.len() - 1])
        }
        (_, _) => format!(
            "serial {}{}{}",
            ["SN", "AB", "DE"][chance.below(3)],
            chance.digits(2),
            chance.digits(12)
        ),
    };
    made.text.push_str(chance.pick(OPENINGS[tongue as usize]));
    made.text.push_str(&sentence);
}

/// How well one sort is found.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Items planted.
    pub planted: usize,
    /// Of those, wholly masked as what they are.
    pub masked: usize,
    /// Finds of the sort.
    pub finds: usize,
    /// Of those, on an item of the sort.
    pub right: usize,
}

impl Score {
    /// Share of planted items that are masked.
    pub fn recall(&self) -> f64 {
        self.masked as f64 / self.planted.max(1) as f64
    }

    /// Share of finds that are right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / self.finds.max(1) as f64
    }
}

/// The scores of a finder, in the order of [`SORTS`]; `find` gives the finds of a text. An item is
/// masked when every letter and digit of it lies in finds of its sort (a link's host may stay). A
/// find is right when it touches an item of its sort and goes at most two words beyond it. `tell`
/// is told of every miss and every false find.
pub fn measure(
    texts: &[Planted],
    mut find: impl FnMut(&Planted) -> Vec<(Sort, Range<usize>)>,
    mut tell: impl FnMut(&str, Sort, &Planted, &Range<usize>),
) -> [Score; 11] {
    let mut scores = [Score::default(); 11];
    let at = |sort: Sort| SORTS.iter().position(|one| *one == sort).expect("a sort");
    for one in texts {
        let finds = find(one);
        for (sort, span) in &one.items {
            let score = &mut scores[at(sort)];
            score.planted += 1;
            let covered = |place: usize| {
                finds.iter().any(|(kind, find)| kind == sort && find.contains(&place))
            };
            let whole = if *sort == "URL" {
                // The secret is at the end, or between scheme and host.
                covered(span.end - 1)
            } else {
                one.text[span.clone()]
                    .char_indices()
                    .filter(|(_, c)| c.is_alphanumeric())
                    .all(|(offset, _)| covered(span.start + offset))
            };
            if whole {
                score.masked += 1;
            } else {
                tell("missed", sort, one, span);
            }
        }
        for (kind, span) in &finds {
            let score = &mut scores[at(kind)];
            score.finds += 1;
            let right = one.items.iter().any(|(sort, item)| {
                let touches = item.start < span.end && span.start < item.end;
                let beyond = |text: &str| text.split_whitespace().count();
                let before = one.text.get(span.start..item.start.max(span.start)).unwrap_or("");
                let behind = one.text.get(item.end.min(span.end)..span.end).unwrap_or("");
                sort == kind && touches && beyond(before) + beyond(behind) <= 2
            });
            if right {
                score.right += 1;
            } else {
                tell("false", kind, one, span);
            }
        }
    }
    scores
}
