//! What the customers of the invented company said, drawn from plans of themes.

use std::collections::BTreeMap;

use super::today;
use crate::model::*;

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, many: u64) -> u64 {
        (self.next() >> 11) % many.max(1)
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

/// What a theme is like: title, area, size, weight of recent weeks, share of praise in 100, words.
pub(super) struct Plan(
    pub(super) &'static str,
    pub(super) u32,
    pub(super) u64,
    pub(super) Shape,
    pub(super) u64,
    pub(super) &'static [&'static str],
);

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shape {
    Level,
    Rises,
    Falls,
    Starts,
    Stops,
}

pub(super) const AREAS: [&str; 4] =
    ["Checkout and payment", "The app itself", "Delivery", "Support and account"];

pub(super) const PLANS: [Plan; 17] = [
    Plan(
        "Payment fails at the last step",
        1,
        310,
        Shape::Rises,
        2,
        &[
            "The payment failed three times and my basket was empty afterwards",
            "Card declined at the last step although my bank says everything is fine",
            "Paid twice because the page froze after I pressed pay",
        ],
    ),
    Plan(
        "App crashes when opening the camera",
        2,
        240,
        Shape::Starts,
        1,
        &[
            "Since the update it closes the moment I scan a receipt",
            "Crashes every single time I open the camera, tablet and phone",
        ],
    ),
    Plan(
        "Parcels arrive days late",
        3,
        280,
        Shape::Level,
        6,
        &[
            "Promised on Tuesday, came on Friday, nobody told me",
            "Third late parcel this month, I had to go without",
            "It took nine days and the tracking never moved",
        ],
    ),
    Plan(
        "Nobody answers the phone",
        4,
        190,
        Shape::Level,
        4,
        &[
            "Forty minutes in the queue and then the line went dead",
            "I wrote four times and got the same canned answer",
        ],
    ),
    Plan(
        "Signing in again and again",
        2,
        160,
        Shape::Rises,
        2,
        &[
            "It logs me out every morning, please let me stay signed in",
            "The code never arrives, so I cannot get in at all",
        ],
    ),
    Plan(
        "Refunds take weeks",
        1,
        150,
        Shape::Level,
        3,
        &[
            "Still waiting for my refund after five weeks",
            "They said ten working days, it has been thirty",
        ],
    ),
    Plan(
        "Dark mode is missing",
        2,
        120,
        Shape::Level,
        0,
        &[
            "Please add a dark mode, my eyes hurt at night",
            "Would love a darker theme for the evening",
        ],
    ),
    Plan(
        "Search finds the wrong size",
        2,
        110,
        Shape::Falls,
        5,
        &["I filter for size 44 and get children's shoes", "The search ignores every filter I set"],
    ),
    Plan(
        "Damaged packaging",
        3,
        100,
        Shape::Level,
        8,
        &[
            "The box was torn open and one cup was broken",
            "Everything wet, the carton fell apart in my hands",
        ],
    ),
    Plan(
        "Cancelling a subscription is hidden",
        4,
        90,
        Shape::Level,
        0,
        &[
            "Impossible to find where to cancel, I had to block my card",
            "Cancelled twice and still charged again this month",
        ],
    ),
    Plan(
        "Voucher codes are refused",
        1,
        80,
        Shape::Falls,
        2,
        &["The voucher from your own newsletter is invalid", "Code not accepted, no reason given"],
    ),
    Plan(
        "Slow start after the update",
        2,
        60,
        Shape::Stops,
        3,
        &[
            "Takes half a minute to open since the spring version",
            "So slow that I order on the web instead",
        ],
    ),
    Plan(
        "Driver does not ring",
        3,
        45,
        Shape::Level,
        2,
        &[
            "He never rings, just leaves a card in the door",
            "Parcel left in the rain although I was at home",
        ],
    ),
    Plan(
        "Invoice lacks the company address",
        4,
        18,
        Shape::Level,
        0,
        &["Our bookkeeping cannot accept the invoice without an address"],
    ),
    Plan(
        "Friendly people in the shops",
        4,
        130,
        Shape::Level,
        92,
        &[
            "Such kind people in the shop, they found the right pair at once",
            "Best service I have had in years, thank you",
        ],
    ),
    Plan(
        "Easy to order",
        1,
        110,
        Shape::Level,
        88,
        &[
            "Ordering is quick and simple, two taps and done",
            "I like how easy it is to pay with one click",
        ],
    ),
    Plan(
        "General dissatisfaction",
        4,
        95,
        Shape::Level,
        10,
        &["Just bad, never again", "Terrible, I am disappointed"],
    ),
];

const TAILS: [&str; 8] = [
    ".",
    ". Please fix this.",
    ", and it is not the first time.",
    ". Very annoying!",
    ". I am thinking about leaving.",
    ", so I gave up.",
    ". Otherwise I am happy with you.",
    "…",
];
const COUNTRIES: [&str; 4] = ["Germany", "France", "Austria", "Poland"];
const PLANS_OF: [&str; 3] = ["free", "plus", "business"];
const VERSIONS: [&str; 4] = ["5.0", "5.1", "5.2", "6.0"];
pub(super) const SOURCES: [(&str, Kind); 3] = [
    ("app-reviews", Kind::Review),
    ("support-tickets", Kind::Ticket),
    ("nps-survey", Kind::Survey),
];

fn id(source: &str, number: u64) -> FeedbackId {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ source.len() as u64 | 1);
    let mut bytes = [0u8; 16];
    bytes[..8].copy_from_slice(&dice.next().to_be_bytes());
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    FeedbackId(bytes)
}

fn week_of(shape: Shape, dice: &mut Dice) -> i32 {
    let plain = dice.below(53) as i32;
    match shape {
        Shape::Level => plain,
        Shape::Rises if dice.below(10) < 4 => dice.below(6) as i32,
        Shape::Falls if dice.below(10) < 7 => 14 + dice.below(39) as i32,
        Shape::Starts => dice.below(4) as i32,
        Shape::Stops => 9 + dice.below(30) as i32,
        _ => plain,
    }
}

/// What the customers said, and which plan each piece follows.
pub(super) fn said() -> (Corpus, BTreeMap<FeedbackId, usize>) {
    let mut dice = Dice(20_260_822);
    let mut items = Vec::new();
    let mut theme_of: BTreeMap<FeedbackId, usize> = BTreeMap::new();
    let mut number = 0;
    for (place, plan) in PLANS.iter().enumerate() {
        for _ in 0..plan.2 {
            number += 1;
            let (source, kind) = SOURCES[if place == 13 { 1 } else { dice.below(3) as usize }];
            let praise = dice.below(100) < plan.4;
            let asks = !praise && (place == 6 || dice.below(8) == 0);
            let text = format!("{}{}", dice.pick(plan.5), dice.pick(&TAILS));
            let at = (dice.below(20) > 0).then(|| {
                let day = today().plus(-7 * week_of(plan.3, &mut dice) - dice.below(7) as i32);
                Timestamp(day.start().0 + dice.below(86_400) as i64)
            });
            let raw = if praise { 4 + dice.below(2) } else { 1 + dice.below(3) + dice.below(2) };
            let mut attributes = vec![
                Attribute {
                    name: "country".into(),
                    value: if place == 0 && dice.below(3) > 0 {
                        "Poland".into()
                    } else {
                        dice.pick(&COUNTRIES).into()
                    },
                },
                Attribute { name: "plan".into(), value: dice.pick(&PLANS_OF).into() },
                Attribute {
                    name: "version".into(),
                    value: if place == 1 { "6.0".into() } else { dice.pick(&VERSIONS).into() },
                },
            ];
            attributes.sort();
            let id = id(source, number);
            theme_of.insert(id, place);
            let span = Span { start: 0, end: text.len() as u32 };
            let feedback = Feedback {
                id,
                source: source.into(),
                external: format!("{}-{number}", source[..3].to_uppercase()).into(),
                kind,
                origin: Origin {
                    file: format!("{source}.csv").into(),
                    record: number,
                    line: number + 1,
                },
                at,
                version: at,
                east: 0,
                generation: None,
                author: (dice.below(10) > 0).then(|| {
                    let mut key = [0; 16];
                    key[..8].copy_from_slice(&dice.below(1_900).to_be_bytes());
                    AuthorKey(key)
                }),
                rating: (kind != Kind::Ticket).then(|| Rating {
                    kind: RatingKind::Stars,
                    raw: raw as f64,
                    unit: (raw as f64 - 1.0) / 4.0,
                }),
                lang: Lang::ENGLISH,
                product: None,
                value: None,
                question: None,
                text: Redacted::declare(text),
                parts: vec![Part { name: PartName::Body, span: 0..span.end }],
                attributes,
                voice: id,
                sketch: crate::model::Sketch::default(),
                lang_sure: 97,
                votes: 0,
            };
            let statement = Statement {
                row: 0,
                ordinal: 0,
                span,
                polarity: if praise { 0.8 } else { -0.6 },
                stance: match (praise, asks) {
                    (true, _) => Stance::Praise,
                    (_, true) => Stance::Request,
                    _ => Stance::Complaint,
                },
                severity: if praise || asks { 0 } else { 1 + dice.below(4).min(3) as u8 % 3 },
                filtered: None,
            };
            items.push((feedback, vec![statement]));
        }
    }
    (Corpus::new(items), theme_of)
}
