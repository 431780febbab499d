//! What only the words around it give away: names, births, papers, plates, passwords, handles.

use super::*;

pub(super) fn name(form: usize, chance: &mut Chance) -> String {
    let first = chance.of(&["Mira", "Joel", "Sanne", "Åsa", "Élodie", "Ignacio", "Tomasz"]);
    let last = chance.of(&["Voss", "Lundqvist", "Ortega", "O'Hale", "Brückner", "Nowakowski"]);
    match form {
        0 => format!("{first} {last}"),
        1 => format!("{first} van der {last}"),
        _ => format!("{first}-Marie {last}"),
    }
}

pub(super) const INTRODUCED: &[&str] = &[
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

pub(super) const SIGNED: &[&str] = &[
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

pub(super) const BORN: &[&str] = &[
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

pub(super) fn birth(form: usize, chance: &mut Chance) -> String {
    let (day, month, year) = (1 + chance.below(28), 1 + chance.below(12), 1950 + chance.below(50));
    match form {
        0 => format!("{day:02}/{month:02}/{year}"),
        1 => format!("{year}-{month:02}-{day:02}"),
        _ => format!("{day:02}.{month:02}.{year}"),
    }
}

pub(super) const PAPER: &[&str] = &[
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

pub(super) fn paper(form: usize, chance: &mut Chance) -> String {
    match form {
        0 => format!("{}-{}-{}", chance.digits(3), chance.digits(2), chance.digits(4)),
        1 => format!("{}{}", chance.letters(UPPER, 2), chance.digits(7)),
        _ => chance.digits(11),
    }
}

pub(super) const PLATE: &[&str] = &[
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

pub(super) fn plate(form: usize, chance: &mut Chance) -> String {
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

pub(super) const PASSWORD: &[&str] = &[
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

pub(super) fn password(form: usize, chance: &mut Chance) -> String {
    match form {
        0 => format!("{}{}", chance.of(&["Sommer", "kitten", "Lisboa"]), chance.digits(4)),
        1 => format!("{}!{}", chance.letters(MIXED, 5), chance.digits(2)),
        _ => chance.letters(MIXED, 12) + "7",
    }
}

pub(super) const HANDLE: &[&str] = &[
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

pub(super) fn handle(form: usize, chance: &mut Chance) -> String {
    let word = chance.of(&["mira", "joel", "sanne", "petra"]);
    let other = chance.of(&["voss", "bakes", "runs", "codes"]);
    match form {
        0 => format!("{word}_{other}{}", chance.digits(2)),
        1 => format!("{word}.{other}"),
        _ => format!("{word}{other}{}", chance.digits(3)),
    }
}
