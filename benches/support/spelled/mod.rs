//! Personal data in the spellings that people find: invented, at least forty for each sort, and
//! sentences that only look as if they held some.
//!
//! Takes a seed; gives texts with one planted secret each, and innocents. Numbers are drawn by chance
//! with the checksums of their kind, so that no one's own stand here.

mod by_cue;
mod by_shape;
mod innocents;

pub use innocents::innocent;

use by_cue::{
    BORN, HANDLE, INTRODUCED, PAPER, PASSWORD, PLATE, SIGNED, birth, handle, name, paper, password,
    plate,
};
use by_shape::{PHONE_FRAMES, card, email, iban, key, link, phone};

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
