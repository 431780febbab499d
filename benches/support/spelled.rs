//! Personal data in the spellings that people find: invented, at least forty for each sort, and
//! sentences that only look as if they held some.
//!
//! Takes a seed; gives texts with one planted secret each, and innocents. Numbers are drawn by chance
//! with the checksums of their kind, so that no one's own stand here.

/// One text with one secret.
pub struct Spelled {
    /// What was planted.
    pub sort: &'static str,
    /// The text.
    pub text: String,
    /// What must not be read in it any more.
    pub secret: String,
}

/// The sorts, in the order of the tables.
pub const SORTS: [&str; 12] = [
    "card",
    "phone",
    "iban",
    "email",
    "introduced",
    "signature",
    "birth",
    "paper",
    "plate",
    "secret",
    "handle",
    "link",
];

/// A linear congruential generator (the constants of Knuth, TAOCP 2, 3.3.4, for 64 bits).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn letters(&mut self, alphabet: &str, count: usize) -> String {
        let all: Vec<char> = alphabet.chars().collect();
        (0..count).map(|_| all[self.below(all.len())]).collect()
    }
}

const UPPER: &str = "ABCDEFGHJKLMNPRSTUVWXYZ";
const MIXED: &str = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPRSTUVWXYZ23456789";

/// Frames that say nothing of what stands in them: for what tells itself.
const BARE: [&str; 6] = [
    "It was {} all along and nobody noticed.",
    "{} is what I used, then the page froze.",
    "They have {} on file and still ask again.",
    "Ich habe {} angegeben, trotzdem kam ein Fehler.",
    "J'ai mis {} et la page est restée blanche.",
    "Puse {} y la página no avanzó.",
];

/// Every spelling of every sort.
pub fn personal(seed: u64) -> Vec<Spelled> {
    let mut chance = Chance(seed.wrapping_mul(7919) + 17);
    let mut all = Vec::new();
    for frame in BARE {
        for form in 0..14 {
            let (shown, secret) = card(form, &mut chance);
            all.push(put("card", frame, &shown, secret));
        }
        for form in 0..8 {
            let (shown, secret) = iban(form, &mut chance);
            all.push(put("iban", frame, &shown, secret));
        }
        for form in 0..16 {
            let (shown, secret) = email(form, &mut chance);
            all.push(put("email", frame, &shown, secret));
        }
        for form in 0..10 {
            let (shown, secret) = key(form, &mut chance);
            all.push(put("secret", frame, &shown, secret));
        }
        for form in 0..8 {
            let (shown, secret) = link(form, &mut chance);
            all.push(put("link", frame, &shown, secret));
        }
    }
    for frame in PHONE_FRAMES {
        for form in 0..10 {
            let shown = phone(form, &mut chance);
            all.push(put("phone", frame, &shown, shown.clone()));
        }
    }
    for (sort, frames) in [
        ("introduced", INTRODUCED),
        ("signature", SIGNED),
        ("birth", BORN),
        ("paper", PAPER),
        ("plate", PLATE),
        ("secret", PASSWORD),
        ("handle", HANDLE),
    ] {
        for frame in frames {
            for form in 0..3 {
                let shown = match sort {
                    "introduced" | "signature" => name(form, &mut chance),
                    "birth" => birth(form, &mut chance),
                    "paper" => paper(form, &mut chance),
                    "plate" => plate(form, &mut chance),
                    "secret" => password(form, &mut chance),
                    _ => handle(form, &mut chance),
                };
                all.push(put(sort, frame, &shown, shown.clone()));
            }
        }
    }
    all
}

fn put(sort: &'static str, frame: &str, shown: &str, secret: String) -> Spelled {
    Spelled { sort, text: frame.replacen("{}", shown, 1), secret }
}

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

fn card(form: usize, chance: &mut Chance) -> (String, String) {
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

fn iban(form: usize, chance: &mut Chance) -> (String, String) {
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

fn email(form: usize, chance: &mut Chance) -> (String, String) {
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

fn key(form: usize, chance: &mut Chance) -> (String, String) {
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

fn link(form: usize, chance: &mut Chance) -> (String, String) {
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

const PHONE_FRAMES: [&str; 6] = [
    "Call me back at {} please, nobody does.",
    "My number is {} and it is always on.",
    "Rufen Sie mich unter {} an.",
    "Rappelez-moi au {} demain.",
    "Llámame al {} por favor.",
    "You can reach me on {} after six.",
];

fn phone(form: usize, chance: &mut Chance) -> String {
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

fn name(form: usize, chance: &mut Chance) -> String {
    let first = chance.of(&["Mira", "Joel", "Sanne", "Åsa", "Élodie", "Ignacio", "Tomasz"]);
    let last = chance.of(&["Voss", "Lundqvist", "Ortega", "O'Hale", "Brückner", "Nowakowski"]);
    match form {
        0 => format!("{first} {last}"),
        1 => format!("{first} van der {last}"),
        _ => format!("{first}-Marie {last}"),
    }
}

const INTRODUCED: &[&str] = &[
    "Hello, my name is {} and the app is slow.",
    "Hi, I am called {}, I ordered a lamp.",
    "My name's {}. The hinge broke.",
    "This is {} speaking, I called twice already.",
    "Ich heiße {} und warte seit Wochen.",
    "Mein Name ist {}, das Paket fehlt.",
    "Je m'appelle {} et je suis déçue.",
    "Mon nom est {}, client depuis dix ans.",
    "Me llamo {} y no puedo entrar.",
    "Mi nombre es {}. No funciona.",
    "Mi chiamo {} e aspetto ancora.",
    "Meu nome é {}, comprei ontem.",
    "Mijn naam is {} en ik wacht nog.",
    "Jag heter {} och väntar.",
    "Nazywam się {} i czekam.",
];

const SIGNED: &[&str] = &[
    "The lamp never came.\nKind regards,\n{}",
    "It still fails.\nBest regards\n{}",
    "Please help.\nThanks,\n{}",
    "Nothing works.\nSincerely,\n{}",
    "I will leave.\nYours truly,\n{}",
    "Bitte melden.\nMit freundlichen Grüßen\n{}",
    "Danke.\nViele Grüße\n{}",
    "Merci.\nCordialement,\n{}",
    "Espero respuesta.\nSaludos,\n{}",
    "Un saludo,\n{}",
    "Attendo risposta.\nCordiali saluti\n{}",
    "Aguardo.\nAtenciosamente,\n{}",
    "Graag hulp.\nMet vriendelijke groet,\n{}",
    "Czekam.\nPozdrawiam,\n{}",
    "Tack.\nMed vänlig hälsning\n{}",
];

const BORN: &[&str] = &[
    "I was born on {} and cannot pick the year.",
    "My date of birth is {}, it says invalid.",
    "DOB: {} is refused by the form.",
    "D.O.B. {} rejected again",
    "Birthday: {} is not accepted.",
    "birthdate {} on my profile is wrong",
    "Ich bin geboren am {} und werde abgelehnt.",
    "Geburtsdatum: {} wird nicht angenommen.",
    "Je suis née le {} et le site refuse.",
    "Date de naissance : {} refusée.",
    "Nací el {} y no me deja.",
    "Fecha de nacimiento: {} no válida.",
    "Sono nato il {} e non va.",
    "Data di nascita {} errata.",
    "Data de nascimento: {} recusada.",
    "Geboortedatum {} klopt niet.",
];

fn birth(form: usize, chance: &mut Chance) -> String {
    let (day, month, year) = (1 + chance.below(28), 1 + chance.below(12), 1950 + chance.below(50));
    match form {
        0 => format!("{day:02}/{month:02}/{year}"),
        1 => format!("{year}-{month:02}-{day:02}"),
        _ => format!("{day:02}.{month:02}.{year}"),
    }
}

const PAPER: &[&str] = &[
    "My SSN is {} and it was shown on screen.",
    "Social security number: {} is visible.",
    "My passport number {} was rejected.",
    "Passport no. {} does not scan.",
    "National ID {} is not recognised.",
    "My driver's license {} expired.",
    "ID card number {} was refused.",
    "Reisepass Nr. {} wird nicht erkannt.",
    "Mein Personalausweis {} ist gültig.",
    "Steuer-ID {} falsch.",
    "Numéro de sécurité sociale : {} refusé.",
    "Mon passeport {} est refusé.",
    "Mi DNI es {} y no lo acepta.",
    "Pasaporte {} no válido.",
    "Codice fiscale {} errato.",
    "Meu CPF é {} e não entra.",
    "BSN {} wordt geweigerd.",
    "PESEL {} jest błędny.",
];

fn paper(form: usize, chance: &mut Chance) -> String {
    match form {
        0 => format!("{}-{}-{}", chance.digits(3), chance.digits(2), chance.digits(4)),
        1 => format!("{}{}", chance.letters(UPPER, 2), chance.digits(7)),
        _ => chance.digits(11),
    }
}

const PLATE: &[&str] = &[
    "My license plate {} was read wrong.",
    "License plate: {} got a fine.",
    "The licence plate is {} and I paid.",
    "Number plate {} not found.",
    "Registration number {} is mine.",
    "Mein Kennzeichen {} fehlt.",
    "Das Kennzeichen lautet {} und ist bezahlt.",
    "Nummernschild {} falsch erfasst.",
    "Plaque d'immatriculation {} refusée.",
    "Immatriculation : {} inconnue.",
    "La matrícula es {} y pagué.",
    "Matrícula {} no aparece.",
    "La targa {} non risulta.",
    "A placa {} foi multada.",
    "Kenteken {} onbekend.",
];

fn plate(form: usize, chance: &mut Chance) -> String {
    match form {
        0 => format!(
            "{}-{} {}",
            chance.letters(UPPER, 1),
            chance.letters(UPPER, 2),
            chance.digits(4)
        ),
        1 => {
            format!("{}{} {}", chance.letters(UPPER, 2), chance.digits(2), chance.letters(UPPER, 3))
        }
        _ => format!("{}{}", chance.digits(4), chance.letters(UPPER, 3)),
    }
}

const PASSWORD: &[&str] = &[
    "my password is {} and I cannot log in",
    "Password: {} does not work",
    "my pwd = {} was refused",
    "passcode is {} since Monday",
    "the api key is {} by the way",
    "access token: {} expired",
    "Mein Passwort ist {} und es geht nicht",
    "Passwort: {} wird abgelehnt",
    "Mon mot de passe est {} et rien",
    "Mot de passe : {} refusé",
    "mi contraseña es {} y nada",
    "Contraseña: {} no funciona",
    "la mia password è {} e non entra",
    "minha senha é {} e não entra",
    "mijn wachtwoord is {} en niks",
];

fn password(form: usize, chance: &mut Chance) -> String {
    match form {
        0 => format!("{}{}", chance.of(&["Sommer", "kitten", "Lisboa"]), chance.digits(4)),
        1 => format!("{}!{}", chance.letters(MIXED, 5), chance.digits(2)),
        _ => chance.letters(MIXED, 12) + "7",
    }
}

const HANDLE: &[&str] = &[
    "Find me on Instagram: {} for the photos.",
    "My Instagram is {} if you want proof.",
    "Insta: {} has the video.",
    "Twitter: {} posted it.",
    "my Twitter handle is {} by the way",
    "TikTok {} shows the crack.",
    "I am {} on Twitter, ask there.",
    "Telegram: {} please write",
    "my Snapchat is {} thanks",
    "Discord: {} can confirm.",
    "Auf Instagram heiße ich {} dort.",
    "Mein Telegram ist {} falls nötig.",
    "mon Instagram est {} pour voir",
    "mi Instagram es {} por si acaso",
    "Facebook name: {} wrote it.",
];

fn handle(form: usize, chance: &mut Chance) -> String {
    let word = chance.of(&["mira", "joel", "sanne", "petra"]);
    let other = chance.of(&["voss", "bakes", "runs", "codes"]);
    match form {
        0 => format!("{word}_{other}{}", chance.digits(2)),
        1 => format!("{word}.{other}"),
        _ => format!("{word}{other}{}", chance.digits(3)),
    }
}

/// Sentences that hold nothing personal and look as if they did.
pub fn innocent() -> Vec<String> {
    let mut chance = Chance(99);
    let mut all: Vec<String> = INNOCENT.iter().map(|text| (*text).to_owned()).collect();
    for _ in 0..20 {
        all.push(format!("Order {} never came.", chance.digits(10)));
        all.push(format!("Order no. {}-{} is late.", chance.digits(3), chance.digits(7)));
        all.push(format!(
            "Tracking {}{} shows nothing.",
            chance.letters(UPPER, 2),
            chance.digits(9)
        ));
        all.push(format!(
            "Version {}.{}.{} crashes on start.",
            chance.below(9),
            chance.below(30),
            chance.below(99)
        ));
        all.push(format!("It cost {}.{} and broke.", chance.digits(3), chance.digits(2)));
        all.push(format!(
            "On {:02}/{:02}/2026 it stopped.",
            1 + chance.below(28),
            1 + chance.below(12)
        ));
        all.push(format!(
            "Flight {}{} was late by {} minutes.",
            chance.letters(UPPER, 2),
            chance.digits(3),
            chance.below(90) + 10
        ));
        all.push(format!("Error 0x{} again.", chance.letters("0123456789abcdef", 8)));
        all.push(format!(
            "https://shop.example.com/products/{}-lamp-{}",
            chance.of(&["oak", "steel"]),
            chance.below(99)
        ));
        all.push(format!("Model {}-{} is loud.", chance.letters(UPPER, 3), chance.digits(4)));
    }
    all
}

const INNOCENT: [&str; 60] = [
    "My name is spelled wrong on every invoice.",
    "My name is Not shown anywhere.",
    "The password is never accepted.",
    "Password reset mails do not come.",
    "Wrong password again and again.",
    "Passwort vergessen geht nicht.",
    "The passport control was slow.",
    "Passport photos cost too much.",
    "The licence plate field is empty.",
    "Kennzeichen eingeben geht nicht.",
    "The plate was cold and the soup too.",
    "Instagram is faster than this.",
    "Share to Twitter is broken.",
    "Telegram: no login code arrives.",
    "Facebook login fails.",
    "I was born to shop here.",
    "Born and raised here, never saw such a mess.",
    "Date of birth cannot be changed.",
    "Geburtsdatum lässt sich nicht ändern.",
    "Thanks,\nIt works now.",
    "Thanks,\nGreat app overall",
    "Best regards to the whole team!",
    "Sincerely disappointed.",
    "Meet me at noon at the station.",
    "Look at amazon dot com for a better price.",
    "We stayed at booking.com prices.",
    "I looked at the site and left.",
    "at (at) symbols are not allowed",
    "The token expired after an hour.",
    "API key page is empty.",
    "The pin is not accepted by the machine.",
    "Social security office was closed.",
    "National ID upload fails.",
    "ID card upload crashes.",
    "My DNI is not accepted.",
    "The registration number is missing.",
    "La matrícula no aparece en la app.",
    "The scanner cannot read my card.",
    "Card ending in 1234 was refused.",
    "Room 1204 smelled of smoke.",
    "10 out of 10, 5 stars, 24/7 service.",
    "From 2019-2024 it was fine.",
    "1 000 000 downloads and still no dark mode.",
    "The 2024-2025 season pass is missing.",
    "Call centre waiting time is 45 minutes.",
    "iOS 17.4.1 and Android 14 both fail.",
    "Size 10.5 was sent instead of 11.5.",
    "Gate B12, seat 34A, row 12.",
    "Seat 12C did not recline.",
    "GB4K monitor has dead pixels.",
    "Windows 11 23H2 breaks it.",
    "The A320 was cold; the B737 was worse.",
    "USB-C 3.2 does not charge.",
    "https://help.example.com/articles/how-to-reset-your-password",
    "https://www.example.com/de/hilfe/rechnungen-und-zahlungen",
    "https://example.org/blog/2024/05/why-we-moved-to-the-new-checkout",
    "https://github.com/acme/checkout/issues/1234",
    "https://en.wikipedia.org/wiki/Internationalization_and_localization",
    "docs.example.com/reference/AuthenticationAndAuthorization",
    "This is ridiculous, this is not what I ordered.",
];
