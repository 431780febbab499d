//! The invented customers: who they are and how they write.
//!
//! Takes a seed and a number, gives the customer of that number, always the same: no list is kept,
//! so a million records cost no memory.

use super::banks::NAMES;
use super::rng::Rng;

/// What they subscribe to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Pays nothing.
    Free,
    /// Pays a little.
    Plus,
    /// A firm.
    Business,
}

impl Plan {
    /// As the files spell it.
    pub fn name(self) -> &'static str {
        match self {
            Plan::Free => "Free",
            Plan::Plus => "Plus",
            Plan::Business => "Business",
        }
    }
}

/// What they use it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// A phone or tablet with Android.
    Android,
    /// An iPhone or iPad.
    Ios,
    /// A browser.
    Web,
}

impl Platform {
    /// As the files spell it.
    pub fn name(self) -> &'static str {
        match self {
            Platform::Android => "Android",
            Platform::Ios => "iOS",
            Platform::Web => "Web",
        }
    }
}

/// How long they write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// One clause.
    Terse,
    /// A sentence or two.
    Short,
    /// Three or four.
    Full,
    /// Everything there is to say.
    Long,
    /// Several matters at length.
    Story,
}

/// One customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Their number.
    pub number: u64,
    /// First name.
    pub name: &'static str,
    /// What they subscribe to.
    pub plan: Plan,
    /// ISO 3166 alpha-2.
    pub country: &'static str,
    /// Code of the language at home: `en`, `de`, `es`, `fr`.
    pub lang: &'static str,
    /// What they use it on.
    pub platform: Platform,
    /// Euros a year.
    pub revenue: u64,
    /// Sign of their money.
    pub currency: &'static str,
    /// Writes everything in lower case.
    pub lower: bool,
    /// Mistypes words.
    pub typos: bool,
    /// Shouts words.
    pub caps: bool,
    /// Ends sentences with pictures.
    pub emoji: bool,
    /// Learnt English late: drops articles and auxiliaries.
    pub broken: bool,
    /// Ends sentences with exclamation marks.
    pub loud: bool,
    /// Says please and thank you.
    pub polite: bool,
    /// How many days late they install updates.
    pub lag: i32,
}

const COUNTRIES: [(&str, &str, &str, u32); 10] = [
    ("DE", "de", "€", 19),
    ("GB", "en", "£", 20),
    ("US", "en", "$", 17),
    ("FR", "fr", "€", 11),
    ("ES", "es", "€", 9),
    ("NL", "en", "€", 7),
    ("AT", "de", "€", 5),
    ("IE", "en", "€", 5),
    ("CH", "de", "CHF ", 4),
    ("MX", "es", "$", 3),
];

impl Customer {
    /// Customer `number` of the company that `seed` invented.
    pub fn numbered(seed: u64, number: u64) -> Customer {
        let mut rng = Rng::at(seed, &[1, number]);
        let plan = match rng.below(100) {
            0..62 => Plan::Free,
            62..87 => Plan::Plus,
            _ => Plan::Business,
        };
        let (country, lang, currency, _) =
            COUNTRIES[rng.weighted(&COUNTRIES.map(|(_, _, _, share)| share))];
        let platform = match (plan, rng.below(100)) {
            (Plan::Business, 0..35) => Platform::Web,
            (_, 0..9) => Platform::Web,
            (_, 9..60) => Platform::Android,
            _ => Platform::Ios,
        };
        let revenue = match plan {
            Plan::Free => rng.below(45),
            Plan::Plus => 60 + rng.below(25) * 5,
            // Few large firms, many small ones.
            Plan::Business => 1200 + rng.below(60) * rng.below(60) * 12,
        } as u64;
        let broken = lang != "en" && rng.chance(30);
        Customer {
            number,
            name: rng.pick(NAMES),
            plan,
            country,
            lang,
            platform,
            revenue,
            currency,
            lower: rng.chance(13),
            typos: rng.chance(14),
            caps: rng.chance(8),
            emoji: rng.chance(12),
            broken,
            loud: rng.chance(13),
            polite: rng.chance(22),
            lag: rng.wait(9, 45),
        }
    }

    /// How long this customer writes this time.
    pub fn length(&self, rng: &mut Rng) -> Length {
        match rng.below(100) {
            0..13 => Length::Terse,
            13..38 => Length::Short,
            38..76 => Length::Full,
            76..94 => Length::Long,
            _ => Length::Story,
        }
    }
}
