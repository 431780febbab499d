//! Search logs by hand: what is one query, what finds nothing, rises, says the words of a theme.

use super::*;
use crate::model::Attribute;

const TODAY: Day = Day(20_000);

fn words(number: u32, label: &[&str], known: Option<&str>) -> ThemeWords {
    ThemeWords {
        theme: ThemeId(number),
        label: label.iter().map(|one| (*one).to_owned()).collect(),
        known: known.map(str::to_owned),
    }
}

fn listening(themes: &[ThemeWords]) -> Listening {
    Listening::new(
        themes,
        &Corpus::default(),
        TODAY,
        &trends::Settings::default(),
        &catalogue::Settings::default(),
    )
}

fn row(query: &str, back: i32, count: u64) -> Searched {
    Searched {
        query: Arc::from(query),
        day: TODAY.plus(-back),
        count,
        results: None,
        clicks: None,
        segments: Vec::<Attribute>::new(),
        line: 2,
    }
}

#[test]
fn spellings_are_one_query() {
    let mut rows = [
        row("Dark Mode", 1, 2),
        row("dark mode", 2, 5),
        row("dark-mode!", 3, 1),
        row("café", 3, 4),
        row("CAFE", 4, 1),
        row("???", 4, 3),
        row("seldom", 4, 2),
    ];
    rows[1].results = Some(0);
    rows[0].results = Some(12);
    rows[0].clicks = Some(3);
    let found = listening(&[]).demand(rows.iter());
    let told: Vec<_> = found.queries.iter().map(|one| (&*one.query, one.searches)).collect();
    assert_eq!(told, [("dark mode", 8), ("café", 5), ("???", 3)]);
    let dark = &found.queries[0];
    assert_eq!((dark.known, dark.empty, dark.clicks), (7, 5, Some((3, 2))));
    assert_eq!((found.searches, found.different, found.rare), (18, 4, 1));
    assert_eq!((found.known, found.empty), (7, 5));
    assert_eq!(found.baseline, None, "four days are no history");
    assert!(found.queries.iter().all(|one| one.ratio.is_none() && !one.rises));
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let rows: Vec<Searched> = (0..60)
        .flat_map(|back| ["refund", "Refund", "map", "hotel"].map(|one| row(one, back, 3)))
        .collect();
    let forward = listening(&[]).demand(rows.iter());
    assert_eq!(forward, listening(&[]).demand(rows.iter().rev()));
    assert_eq!(&*forward.queries[0].query, "Refund", "the first of equals");
}

#[test]
fn the_future_is_in_no_window() {
    let rows = [row("map", 0, 4), row("map", -1, 40), row("hotel", -400, 5)];
    let found = listening(&[]).demand(rows.iter());
    assert_eq!(
        (found.searches, found.future, found.window),
        (4, 45, Some((TODAY.plus(-6), TODAY)))
    );
    let none = listening(&[]).demand(rows[1..].iter());
    assert_eq!((none.window, none.searches, none.future), (None, 0, 45));
    assert_eq!(listening(&[]).demand([].iter()), Demand::default());
    assert_eq!(listening(&[]).demand([row("map", 1, 0)].iter()), Demand::default());
}

#[test]
fn a_query_that_rises() {
    let mut rows = Vec::new();
    for back in 0..120 {
        for (at, query) in ["hotel", "map", "train", "beach", "museum"].iter().enumerate() {
            rows.push(row(query, back, 20 + (back as u64 + at as u64) % 3));
        }
        rows.push(row("login code", back, if back < 28 { 60 } else { 6 }));
    }
    let found = listening(&[]).demand(rows.iter());
    let rising: Vec<&str> =
        found.queries.iter().filter(|one| one.rises).map(|one| &*one.query).collect();
    assert_eq!(rising, ["login code"]);
    // More of everything is no rise.
    let busy: Vec<Searched> = rows
        .iter()
        .filter(|row| &*row.query != "login code")
        .map(|row| Searched {
            count: row.count * if row.day > TODAY.plus(-28) { 5 } else { 1 },
            ..row.clone()
        })
        .collect();
    let found = listening(&[]).demand(busy.iter());
    assert!(found.queries.iter().all(|one| !one.rises), "{found:?}");
}

#[test]
fn words_of_themes() {
    let pain = Catalogue::shipped().field("shared").expect("a field").pains.iter();
    let (pain, phrase) = pain
        .flat_map(|pain| pain.phrases.iter().map(move |phrase| (pain, phrase)))
        .find(|(_, (lang, phrase))| {
            *lang == Lang::ENGLISH && stems(phrase, *lang, &mut Analyser::new()).len() >= 3
        })
        .expect("a phrase");
    let themes = [
        words(7, &["Checkout crashes", "app crash"], None),
        words(2, &["No dark theme", "app night mode"], None),
        words(9, &["Invoices are wrong", "app invoice"], None),
        words(4, &["Something else", "app"], Some(&pain.name)),
    ];
    let listening = listening(&themes);
    let said = |query: &str| -> Vec<u32> {
        listening.said_by(query, &mut Analyser::new()).iter().map(|one| one.0).collect()
    };
    assert_eq!(said("checkout crash"), [7]);
    assert_eq!(said("crashing"), [7]);
    assert_eq!(said("wrong invoice"), [9]);
    assert_eq!(said("night mode for the app"), [2]);
    assert_eq!(said("dark theme invoice"), [2], "two of three words");
    assert!(said("dark chocolate").is_empty(), "one of two");
    assert!(said("app").is_empty(), "every theme has it");
    assert!(said("the of and").is_empty());
    assert!(said("").is_empty());
    assert!(said("lisbon").is_empty());
    assert!(said(&phrase.1).contains(&4), "{phrase:?}");
}

#[test]
fn masked_personal_data_is_no_query() {
    let themes = [
        words(3, &["Email never arrives", "email"], None),
        words(5, &["Phone support", "phone number"], None),
    ];
    let rows = [
        row("<EMAIL>", 1, 40),
        row("<PHONE>, <NAME>", 1, 9),
        row("<HANDLE> <IP>", 2, 9),
        row("refund <EMAIL>", 1, 4),
        row("refund <PHONE>", 2, 3),
        row("Refund", 2, 2),
        row("email", 2, 3),
    ];
    let found = listening(&themes).demand(rows.iter());
    let told: Vec<_> =
        found.queries.iter().map(|one| (&*one.query, one.searches, one.themes.len())).collect();
    assert_eq!(told, [("refund", 9, 0), ("email", 3, 1)]);
    assert_eq!((found.searches, found.different, found.rare), (70, 2, 0));
}
