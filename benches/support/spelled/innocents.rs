//! What only looks as if it were somebody's.

use super::*;

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
