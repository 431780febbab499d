//! Two hundred queries such as people type: eight kinds, twenty-five of each.

use earful::index::{Order, Search};

const WORDS: [&str; 25] = [
    "crash",
    "login",
    "code",
    "checkout",
    "refund",
    "battery",
    "calendar",
    "sync",
    "planner",
    "invoice",
    "price",
    "support",
    "offline",
    "map",
    "notification",
    "slow",
    "booking",
    "hotel",
    "payment",
    "card",
    "password",
    "update",
    "app",
    "search",
    "trip",
];

const PHRASES: [&str; 25] = [
    "login code",
    "log in",
    "the app",
    "customer support",
    "credit card",
    "my money",
    "every time",
    "does not work",
    "not working",
    "the calendar",
    "battery life",
    "the map",
    "my trip",
    "last update",
    "too expensive",
    "the new version",
    "my phone",
    "at the airport",
    "the hotel",
    "no answer",
    "charged twice",
    "please add",
    "dark mode",
    "it crashes",
    "thank you",
];

const FILTERS: [&str; 5] = [
    "source:tickets since:2026-03",
    "kind:review stars:<=2",
    "polarity:negative until:2026-02",
    "stance:complaint severity:>=2",
    "lang:en nps:0..6",
];

const SEGMENTS: [&str; 5] =
    ["country:DE", "platform:android", "plan:business", "channel:email", "version:5.4"];

/// The queries with the order of their hits.
pub fn mixed() -> Vec<Search<'static>> {
    let mut queries = Vec::new();
    for (at, word) in WORDS.into_iter().enumerate() {
        let (second, third) = (WORDS[(at + 7) % 25], WORDS[(at + 13) % 25]);
        let beginning = &word[..2 + at % 3];
        let (filter, segment) = (FILTERS[at % 5], SEGMENTS[at % 5]);
        queries.extend([
            word.to_owned(),
            format!("{word} {second}"),
            format!("\"{}\"", PHRASES[at]),
            format!("({word} OR {second} OR {third}) -{}", WORDS[(at + 3) % 25]),
            format!("{beginning}*"),
            format!("{word} {filter}"),
            format!("title:{word} OR question:improve {second}"),
            format!("{segment} {word}"),
        ]);
    }
    let order = |at: usize| if at % 4 == 3 { Order::Newest } else { Order::Relevance };
    let search = |(at, query): (usize, String)| Search {
        query,
        order: order(at),
        limit: 20,
        ..Search::default()
    };
    queries.into_iter().enumerate().map(search).collect()
}

/// Questions as people type them: several words of which some may be missing, negations, slips,
/// spellings, likenesses. Two of each phrase.
#[allow(dead_code, reason = "asked for by the bench that prints figures")]
pub fn typed() -> Vec<Search<'static>> {
    let mut queries = Vec::new();
    for (at, (phrase, word)) in PHRASES.iter().zip(WORDS).enumerate() {
        let mut slipped: Vec<char> = word.chars().collect();
        slipped.swap(1, 2);
        let slipped: String = slipped.into_iter().collect();
        queries.extend([
            format!("why is the {word} so slow after {phrase}"),
            match at % 5 {
                0 => format!("not {word}"),
                1 => format!("{slipped} {phrase}"),
                2 => format!("{word}~ -refund"),
                3 => format!("\"{phrase}\"~3 {word}"),
                _ => format!("no {word} for {phrase} since 2026"),
            },
        ]);
    }
    let search = |query| Search { query, limit: 20, ..Search::default() };
    queries.into_iter().map(search).collect()
}
