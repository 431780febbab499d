//! Questions as people type them: what is denied, misspelt, said in part.

use super::*;

/// Two dozen records in which one word is in the other's company, denied, misspelt.
fn shop() -> Vec<Item> {
    let texts = [
        "Refund received quickly.",
        "I have not received my refund.",
        "Parcel never arrived, nothing was received by us",
        "Refund received, no problem at all",
        "No refund after three weeks of waiting",
        "My refund never came through",
        "Got the refund, thanks for no trouble",
        "The page won't load on the train",
        "Loads quickly, love it",
        "It doesn't load my orders",
        "I can't log in to my account",
        "The login works nicely today",
        "cannot login since the update, help please",
        "The wi-fi drops in the tunnel",
        "Wifi is fast in here",
        "Send me an e-mail please",
        "Email arrives late every day",
        "dark mode would be nice to have",
        "please add darkmode for the night",
        "I write C++ for a living",
        "I write C# for a living",
        "So slow 😡 every single day",
        "Der Weg zur Straße fehlt, Herr Müller",
        "Herr Mueller wohnt in der Hauptstrasse, Strasse gesperrt",
        "AT&T charges for 5G twice, see https://help.example/5g",
        "Error: 404 when opening C:\\Users on the laptop",
        "Refund",
    ];
    let lang = |text: &str| if text.contains("Herr") { "de" } else { "en" };
    let items = texts.iter().zip(1..);
    items.map(|(text, number)| (record(number, lang(text), "", text), Vec::new())).collect()
}

#[test]
fn a_negation_is_never_dropped() {
    let (_folder, index) = indexed(&shop());
    for (text, expected) in [
        ("not received", &[2][..]),
        ("\"not received\"", &[2]),
        ("never received", &[2]),
        ("refund not received", &[2]),
        ("no refund", &[2, 5, 6]),
        ("without refund", &[2, 5, 6]),
        ("won't load", &[8, 10]),
        ("won’t load", &[8, 10]),
        ("does not load", &[8, 10]),
        ("not able to load", &[8, 10]),
        ("can't log in", &[11, 13]),
        ("cannot login", &[11, 13]),
        ("not zeppelin", &[]),
        ("no", &[4, 5, 7]),
    ] {
        assert_eq!(found(&index, &query(text)), expected, "{text}");
    }
    // Nor where words may be missing: what says the word is no hit, what is silent about it is.
    let page = index.search(&loose("no refund on the train")).expect("a page");
    let numbers: Vec<u32> = page.hits.iter().map(number).collect();
    assert!(numbers.contains(&8) && !numbers.contains(&1) && !numbers.contains(&27), "{numbers:?}");
    let page = index.search(&loose("not received parcel yesterday")).expect("a page");
    assert!(page.hits.iter().all(|hit| number(hit) != 1), "{:?}", page.hits);
}

#[test]
fn spellings_meet() {
    let (_folder, index) = indexed(&shop());
    for (text, expected) in [
        ("wifi", &[14, 15][..]),
        ("wi-fi", &[14, 15]),
        ("email", &[16, 17]),
        ("e-mail", &[16, 17]),
        ("login", &[11, 12, 13]),
        ("log in", &[11, 12, 13]),
        ("log-in", &[11, 12, 13]),
        ("dark mode", &[18, 19]),
        ("darkmode", &[18, 19]),
        ("Müller", &[23, 24]),
        ("mueller", &[23, 24]),
        ("strasse", &[23, 24]),
        ("Straße", &[23, 24]),
        ("C++", &[20]),
        ("c#", &[21]),
        ("😡", &[22]),
        ("slow 😡", &[22]),
        ("AT&T", &[25]),
        ("5G", &[25]),
        ("https://help.example/5g", &[25]),
        ("Error: 404", &[26]),
        ("C:\\Users", &[26]),
    ] {
        assert_eq!(found(&index, &query(text)), expected, "{text}");
    }
}

#[test]
fn most_words_come_after_all_words() {
    let (_folder, index) = indexed(&shop());
    let page = index.search(&loose("refund waiting weeks")).expect("a page");
    assert_eq!((page.total, page.hits[0].tier), (1, Tier::All));
    assert!(page.hits.windows(2).all(|pair| pair[0].tier <= pair[1].tier));
    let page = index.search(&loose("darkmode zeppelin")).expect("a page");
    assert_eq!((page.total, page.most), (0, 2));
    assert_eq!(page.hits[0].missing, ["zeppelin"]);
    // What is asked for by AND, in quotation marks or by a field is never missing.
    assert_eq!(index.search(&loose("darkmode AND zeppelin")).expect("a page").hits, []);
    assert_eq!(index.search(&loose("darkmode \"a zeppelin\"")).expect("a page").hits, []);
    assert_eq!(index.search(&loose("darkmode kind:ticket")).expect("a page").hits, []);
    // A record that is the word alone is the last of those that hold it.
    let page = index.search(&query("refund")).expect("a page");
    assert_eq!(page.hits.last().map(number), Some(27));
}

#[test]
fn a_word_that_nobody_says_is_corrected() {
    let (_folder, index) = indexed(&shop());
    for (typed, used) in
        [("refnd", "refund"), ("recieved", "received"), ("pleese", "please"), ("lgoin", "login")]
    {
        let page = index.search(&loose(typed)).expect("a page");
        assert!(page.total > 0, "{typed}");
        let one = &page.corrections[0];
        assert_eq!((one.typed.as_str(), one.used.as_str(), one.searched), (typed, used, true));
        let page = index.search(&query(typed)).expect("a page");
        assert_eq!((page.total, page.corrections[0].searched), (0, false));
    }
    let page = index.search(&loose("not recieved")).expect("a page");
    assert_eq!(page.hits.iter().map(number).collect::<Vec<_>>(), [2]);
    // A slip that few records make is searched for with what is usual, and so is the other way.
    let mut items = shop();
    for (one, number) in (0..12).zip(100..) {
        let body = format!("Order {one} was received by the neighbour again");
        items.push((record(number, "en", "", &body), Vec::new()));
    }
    items.push((record(200, "en", "", "I never recieved the parcel"), Vec::new()));
    let (_folder, index) = indexed(&items);
    let page = index.search(&loose("recieved")).expect("a page");
    assert_eq!((page.corrections[0].used.as_str(), page.corrections[0].said), ("received", 1));
    assert!(page.total > 12);
    let page = index.search(&loose("never recieved")).expect("a page");
    assert!(page.hits.iter().any(|hit| number(hit) == 2), "{:?}", page.hits);
    assert!(index.search(&loose("xylophone 12345")).expect("a page").corrections.is_empty());
}

#[test]
fn a_letter_too_few_is_a_slip_where_the_usual_word_is_much_more_usual() {
    let of = |usual: u32| {
        let mut items = shop();
        items.push((record(90, "en", "", "A noisy resturant by the sea"), Vec::new()));
        items.extend((0..usual).map(|one| {
            let body = format!("Table {one} of the restaurant was noisy, the orders late");
            (record(100 + one, "en", "", &body), Vec::new())
        }));
        indexed(&items)
    };
    let (_folder, index) = of(60);
    let page = index.search(&loose("resturant noisy")).expect("a page");
    assert_eq!((page.corrections[0].used.as_str(), page.corrections[0].said), ("restaurant", 1));
    assert_eq!(page.total, 61);
    let (_folder, index) = of(20);
    assert_eq!(index.search(&loose("resturant noisy")).expect("a page").total, 1);
}

#[test]
fn words_that_stand_together_tell_as_much_as_the_pair() {
    let mut items: Vec<Item> = Vec::new();
    let mut add = |times: u32, text: &str| {
        for one in 0..times {
            let number = items.len() as u32 + 1;
            let body = format!("{text}, said guest {one}");
            items.push((record(number, "en", "", &body), Vec::new()));
        }
    };
    add(1, "My miles are missing since spring");
    add(4, "I come as a frequent flyer");
    add(8, "The miles are a nice present");
    add(8, "A spoon is missing in the kitchen");
    add(68, "Lovely view of the harbour");
    let (_folder, index) = indexed(&items);
    let page = index.search(&loose("frequent flyer miles missing")).expect("a page");
    assert_eq!((page.total, page.most), (0, 5));
    assert_eq!(number(&page.hits[0]), 1);
}

#[test]
fn words_that_carry_another_are_not_asked_for() {
    let items: Vec<Item> = [
        "The app crashes on every start",
        "It keeps my place in the book",
        "There is not much room for legs",
    ]
    .iter()
    .zip(1..)
    .map(|(text, number)| (record(number, "en", "", text), Vec::new()))
    .collect();
    let (_folder, index) = indexed(&items);
    assert_eq!(found(&index, &query("app keeps crashing")), [1]);
    assert_eq!(found(&index, &query("keeps")), [2]);
    assert_eq!(found(&index, &query("not enough room")), [3]);
}

#[test]
fn what_no_record_has_is_named_with_what_is_near() {
    let (_folder, index) = indexed(&company());
    let near = |search: &Search<'_>| -> Vec<(String, Option<String>)> {
        let page = index.search(search).expect("a page");
        page.notes.into_iter().map(|note| (note.name, note.near)).collect()
    };
    let some = |name: &str, near: &str| vec![(name.to_owned(), Some(near.to_owned()))];
    assert_eq!(near(&query("source:surveys")), some("source", "survey"));
    assert_eq!(near(&query("plan:\"pro pls\"")), some("plan", "pro plus"));
    assert_eq!(near(&query("id:X-99")), [("record".to_owned(), None)]);
    assert_eq!(near(&query("source:survey")), []);
    let sources = vec!["app stor".to_owned()];
    assert_eq!(near(&Search { sources, ..query("") }), some("source", "app store"));
    let segments = vec![("contry".to_owned(), "DE".to_owned())];
    assert_eq!(near(&Search { segments, ..query("") }), some("segment", "country"));
    assert!(refused(&index, "contry:DE").hint.contains("country:DE"));
    assert!(refused(&index, "sorce:x").hint.contains("source:x"));
    assert!(refused(&index, "stance:requests").hint.contains("did you mean request?"));
}

#[test]
fn odd_queries_have_an_answer() {
    let (_folder, index) = indexed(&shop());
    for text in
        ["the of and", "?!...", "\u{202e}refund", "مرحبا", "'; DROP TABLE x; --", "%s%n", "$(id)"]
    {
        match index.search(&loose(text)) {
            Ok(page) => assert!(page.total <= 27),
            Err(Error::Query(error)) => assert!(!error.hint.is_empty()),
            Err(other) => panic!("{text}: {other}"),
        }
    }
    assert!(refused(&index, &"refund ".repeat(15_000)).message.contains("too long"));
    assert_eq!(index.search(&Search { limit: 0, ..loose("refund") }).expect("a page").hits, []);
}
