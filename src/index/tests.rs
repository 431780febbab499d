//! The index as its callers see it: what finds what, in which order, and what is refused.

mod meanings;
mod questions;
mod rot;

use std::sync::Arc;

use proptest::prelude::*;
use tempfile::TempDir;

use super::error::QueryError;
use super::grammar::{self, Expr};
use super::*;
use crate::model::{
    Attribute, Day, Kind, Lang, Part, PartName, Rating, RatingKind, Redacted, Span, Stance,
    StatementId,
};

fn id(number: u32) -> FeedbackId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    FeedbackId(bytes)
}

/// A record about nothing yet: number, language, title and body.
fn record(number: u32, lang: &str, title: &str, body: &str) -> Feedback {
    let text = if title.is_empty() { body.to_owned() } else { format!("{title}\n{body}") };
    let start = (text.len() - body.len()) as u32;
    let mut parts = vec![Part { name: PartName::Body, span: start..text.len() as u32 }];
    if !title.is_empty() {
        parts.insert(0, Part { name: PartName::Title, span: 0..title.len() as u32 });
    }
    Feedback {
        external: Arc::from(format!("X-{number}")),
        lang: lang.parse().expect("a code"),
        parts,
        ..Feedback::of_words(id(number), "App Store", Redacted::declare(text))
    }
}

fn statement(stance: Stance, polarity: f32, severity: u8) -> Statement {
    let span = Span { start: 0, end: 1 };
    Statement { row: 0, ordinal: 0, span, polarity, stance, severity, filtered: None }
}

fn second(one: Statement) -> Statement {
    Statement { ordinal: 1, ..one }
}

type Item = (Feedback, Vec<Statement>);

/// A small company: eight records that differ in everything a query can ask.
fn company() -> Vec<Item> {
    let day = |text: &str| text.parse::<Day>().expect("a day").start();
    let pair = |name: &str, value: &str| Attribute { name: name.into(), value: value.into() };
    let stars = |raw| Some(Rating { kind: RatingKind::Stars, raw, unit: (raw - 1.0) / 4.0 });
    let mut items = vec![
        record(1, "en", "Crashes", "The app crashes whenever I log in on my tablet."),
        record(2, "en", "", "It keeps crashing, please fix. Logging out works."),
        record(3, "en", "", "Love it! No crash so far, my refund came quickly."),
        record(4, "de", "Abstürze", "Die App stürzt ständig ab, der Download bricht ab."),
        record(5, "zh", "", "应用程序崩溃了，无法登录"),
        record(6, "en", "", "Checkout is slow. I want my refund now."),
        record(7, "und", "", "crashes crashes crashes"),
        record(8, "en", "", "nothing in log"),
    ];
    items[0].rating = stars(1.0);
    items[0].at = Some(day("2026-03-14"));
    items[0].attributes =
        vec![pair("country", "DE"), pair("plan", "Pro Plus"), pair("version", "3.9")];
    items[1].rating = stars(2.0);
    items[1].at = Some(day("2026-03-15"));
    items[1].attributes = vec![pair("country", "FR"), pair("version", "3.10.1")];
    items[2].rating = stars(5.0);
    items[2].at = Some(day("2025-12-31"));
    items[2].kind = Kind::Survey;
    items[2].source = Arc::from("survey");
    items[2].question = Some(Arc::from("What would you improve?"));
    items[5].rating = Some(Rating { kind: RatingKind::Nps, raw: 2.0, unit: 0.2 });
    items[5].kind = Kind::Ticket;
    items[5].product = Some(Arc::from("Web Shop"));
    items[5].attributes = vec![pair("country", "DE"), pair("tags", "billing"), pair("tags", "web")];
    let said = |number: u32| match number {
        1 => vec![statement(Stance::Complaint, -0.6, 2)],
        2 => {
            vec![statement(Stance::Complaint, -0.4, 1), second(statement(Stance::Request, 0.0, 0))]
        }
        3 => vec![statement(Stance::Praise, 0.8, 0)],
        6 => {
            vec![statement(Stance::Complaint, -0.3, 3), second(statement(Stance::Request, -0.1, 0))]
        }
        _ => Vec::new(),
    };
    items.into_iter().zip(1..).map(|(one, number)| (one, said(number))).collect()
}

fn refs(items: &[Item]) -> impl Iterator<Item = (&Feedback, &[Statement])> {
    items.iter().map(|(one, statements)| (one, statements.as_slice()))
}

fn indexed(items: &[Item]) -> (TempDir, Index) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut index = Index::create(folder.path()).expect("an index");
    index.update(refs(items), &[], 1).expect("indexed");
    (folder, index)
}

fn query(text: &str) -> Search<'static> {
    Search {
        query: text.to_owned(),
        limit: 50,
        exact: true,
        today: "2026-03-16".parse().ok(),
        themes: vec![
            ("T-1".to_owned(), vec![said(2, 1), said(6, 1)]),
            ("T-2".to_owned(), vec![said(6, 0)]),
        ],
        ..Search::default()
    }
}

fn said(number: u32, ordinal: u16) -> StatementId {
    StatementId { feedback: id(number), ordinal }
}

/// As people type it: what misses a word comes too.
fn loose(text: &str) -> Search<'static> {
    Search { exact: false, ..query(text) }
}

/// The numbers of the records found, ascending.
fn found(index: &Index, search: &Search<'_>) -> Vec<u32> {
    let page = index.search(search).unwrap_or_else(|e| panic!("{}: {e}", search.query));
    let mut numbers: Vec<u32> = page.hits.iter().map(number).collect();
    assert_eq!(page.total, numbers.len() as u64);
    numbers.sort_unstable();
    numbers
}

fn number(hit: &Hit) -> u32 {
    u32::from_be_bytes(hit.id.0[..4].try_into().expect("four bytes"))
}

fn refused(index: &Index, text: &str) -> QueryError {
    match index.search(&query(text)) {
        Err(Error::Query(error)) => error,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn queries_find_what_they_say() {
    let (_folder, index) = indexed(&company());
    let table: &[(&str, &[u32])] = &[
        ("", &[1, 2, 3, 4, 5, 6, 7, 8]),
        ("crashes", &[1, 2, 3, 7]),
        ("CRASHING", &[1, 2, 3, 7]),
        ("crash fix", &[2]),
        ("crash AND fix", &[2]),
        ("crash OR refund", &[1, 2, 3, 6, 7]),
        ("crash -refund", &[1, 2, 7]),
        ("crash NOT refund", &[1, 2, 7]),
        ("-crash", &[4, 5, 6, 8]),
        ("NOT crash -kind:ticket", &[4, 5, 8]),
        ("(crash OR slow) refund", &[3, 6]),
        ("-(crash OR slow)", &[4, 5, 8]),
        ("\"log in\"", &[1]),
        ("\u{201c}log in\u{201d}", &[1]),
        ("log in", &[1, 2, 8]),
        ("log-in", &[1]),
        ("in log", &[1, 2, 8]),
        ("\"in log\"", &[8]),
        // Title and body are one text, but no phrase runs from one into the other.
        ("\"crashes the app\"", &[]),
        ("\"the app crashes\"", &[1]),
        ("title:crash", &[1]),
        ("title:abstürze", &[4]),
        ("question:improving", &[3]),
        ("improving", &[]),
        ("check*", &[6]),
        ("calli*", &[]),
        ("crashin*", &[2]),
        ("-check* slow", &[]),
        // Function words are not required beside a telling word.
        ("the refund", &[3, 6]),
        ("app crashes on my phone", &[]),
        ("app crashes on the", &[1]),
        ("nothing", &[8]),
        // Accents and case fold; every language's stems are looked up.
        ("abstürzen", &[4]),
        ("ABSTURZE", &[4]),
        ("downloads", &[4]),
        ("崩溃", &[5]),
        ("登录", &[5]),
        ("崩", &[5]),
        ("登崩", &[]),
        ("source:survey", &[3]),
        ("source:\"app store\" refund", &[6]),
        ("kind:ticket", &[6]),
        ("lang:de OR lang:zh", &[4, 5]),
        ("product:\"web shop\"", &[6]),
        ("stance:request", &[2, 6]),
        ("polarity:neutral", &[2]),
        ("polarity:positive", &[3]),
        ("severity:>=2", &[1, 6]),
        ("severity:0", &[2, 3, 6]),
        ("severity:<1.5", &[2, 3, 6]),
        ("severity:3..2.5", &[]),
        // What is asked of statements meets on one of them.
        ("stance:request severity:>=1", &[]),
        ("stance:complaint severity:>=1", &[1, 2, 6]),
        ("theme:T-1", &[2, 6]),
        ("theme:T-1 stance:request", &[2, 6]),
        ("theme:T-1 stance:complaint", &[]),
        ("theme:T-2 stance:complaint", &[6]),
        ("theme:T-2 OR theme:T-1", &[2, 6]),
        ("theme:T-1 theme:T-2", &[]),
        ("-theme:T-1 refund", &[3]),
        ("country=DE", &[1, 6]),
        ("plan=\"pro plus\"", &[1]),
        ("x=y", &[]),
        ("country:*", &[1, 2, 6]),
        ("plan:pro*", &[1]),
        ("version:>=3.10", &[2]),
        ("version:3.9", &[1]),
        ("version:<3.10", &[1]),
        ("version:3..3.9.9", &[1]),
        ("id:X-6", &[6]),
        ("record:x-6", &[6]),
        ("X-6", &[6]),
        ("crash && fix", &[2]),
        ("crash || refund", &[1, 2, 3, 6, 7]),
        ("crash !refund", &[1, 2, 7]),
        ("crash!!! fix!", &[2]),
        ("\"app tablet\"", &[]),
        ("\"app tablet\"~9", &[1]),
        ("\"log i*\"", &[1]),
        ("c*shes", &[1, 7]),
        ("cr?shes", &[1, 7]),
        ("crshes~", &[1, 7]),
        ("crahes~1", &[1, 7]),
        ("crash^3 fix", &[2]),
        ("since:2d", &[1, 2]),
        ("since:1d", &[2]),
        ("created:2026-03-15..", &[2]),
        ("crash:", &[1, 2, 3, 7]),
        ("why crash?", &[1, 2, 3, 7]),
        ("rating:1..2", &[1, 2, 6]),
        ("rating:<=2", &[1, 2, 6]),
        ("rating:>4", &[3]),
        ("stars:<=2", &[1, 2]),
        ("nps:0..6", &[6]),
        ("satisfaction:<0.25", &[1, 6]),
        ("-rating:0..10", &[4, 5, 7, 8]),
        ("date:2026-03", &[1, 2]),
        ("date:2026-03-14", &[1]),
        ("date:>2026-03-14", &[2]),
        ("date:..2025", &[3]),
        ("since:2026", &[1, 2]),
        ("until:2026-03-14", &[1, 3]),
        ("country:de", &[1, 6]),
        ("Country:DE -refund", &[1]),
        ("plan:\"pro plus\"", &[1]),
        ("tags:billing tags:web", &[6]),
        ("country:XX", &[]),
        ("text:crash", &[1, 2, 3, 7]),
        ("10:30", &[]),
        ("crash & refund", &[3]),
        (&format!("id:{}", id(6)), &[6]),
    ];
    for (text, expected) in table {
        if *text == "severity:3..2.5" {
            assert_eq!(refused(&index, text).column, 9);
        } else {
            assert_eq!(found(&index, &query(text)), *expected, "{text}");
        }
    }
}

#[test]
fn faults_point_at_their_place() {
    let (_folder, index) = indexed(&company());
    for (text, column, message) in [
        ("crash )", 6, "a ) that nothing opened"),
        ("(crash", 0, "a ( that nothing closes"),
        ("größe \"open", 6, "a quotation that nothing closes"),
        ("OR crash", 0, "nothing to search for"),
        ("crash OR", 6, "OR without a right side"),
        ("crash OR OR refund", 9, "nothing to search for"),
        ("AND crash", 0, "AND without a left side"),
        ("crash AND", 6, "AND without a right side"),
        ("crash NOT", 6, "an exclusion of nothing"),
        ("()", 1, "nothing to search for"),
        ("*", 0, "a * without a beginning"),
        ("a*", 0, "the beginning is too short"),
        ("<b*", 0, "not the beginning of a word"),
        ("kind:", 5, "kind: has no value"),
        ("kind:letter", 5, "kind: letter is not a kind"),
        ("crash stance:angry", 13, "stance: angry is not a stance"),
        ("polarity:bad", 9, "polarity: bad is not a polarity"),
        ("rating:lots", 7, "rating: lots is not a number or range"),
        ("date:yesterday", 5, "date: yesterday is not a day or range"),
        ("since:soon", 6, "since: soon is not a day"),
        ("lang:english", 5, "lang: english is not a language"),
        ("colour:red", 0, "there is no field colour"),
        ("country:..", 8, "country: .. is not a range"),
        ("crash~7", 5, "a word may differ by one or two letters"),
        ("ab~", 0, "a word too short for a ~"),
        ("\"a b\"~", 6, "a ~ behind a phrase says how many words may stand between"),
        ("crash^0", 5, "a ^ says how many times a word counts"),
        ("* crash", 0, "a * without a beginning"),
        ("x*?", 0, "a shape of too few letters"),
        ("crash ||", 6, "OR without a right side"),
        ("&& crash", 0, "AND without a left side"),
        ("theme:login", 6, "theme: login is not a theme"),
        ("source:(a OR b)", 7, "a group behind a field"),
        ("!?", 0, "no word to search for"),
    ] {
        let error = refused(&index, text);
        assert_eq!((error.column, error.message.as_str()), (column, message), "{text}");
        assert!(!error.hint.is_empty());
    }
    assert!(refused(&index, &"(".repeat(500)).message.contains("deep"));
    assert!(refused(&index, &"-(".repeat(300)).message.contains("deep"));
    assert!(refused(&index, &"a ".repeat(2_000)).message.contains("too many"));
    assert!(refused(&index, &"a".repeat(5_000)).message.contains("too long"));
}

#[test]
fn precedence() {
    let word = |text: &str, at| Expr::Word { text: text.to_owned(), at };
    let tree = grammar::parse("a b OR -c").expect("a tree");
    let left = Expr::And { parts: vec![word("a", 0), word("b", 2)], strict: false };
    assert_eq!(tree, Expr::Or(vec![left, Expr::Not(Box::new(word("c", 8)))]));
    assert_eq!(grammar::parse(" \t"), Ok(Expr::All));
}

#[test]
fn filters_must_all_hold() {
    let (_folder, index) = indexed(&company());
    let day = |text: &str| text.parse::<Day>().ok();
    let all = || query("");
    let segment = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let ids = [said(6, 0), said(6, 1), said(1, 0), said(99, 0)];
    for (search, expected) in [
        (Search { sources: vec!["SURVEY".into(), "none".into()], ..all() }, vec![3]),
        (Search { kinds: vec![Kind::Ticket, Kind::Survey], ..all() }, vec![3, 6]),
        (Search { langs: vec!["de".parse().expect("a code")], ..all() }, vec![4]),
        (Search { products: vec!["web shop".into()], ..all() }, vec![6]),
        (Search { since: day("2026-03-14"), until: day("2026-03-14"), ..all() }, vec![1]),
        (Search { rating: Some((1.0, 2.0)), ..all() }, vec![1, 2, 6]),
        (Search { rating: Some((2.0, 1.0)), ..all() }, vec![]),
        (
            Search { segments: vec![segment("country", "DE"), segment("Country", "fr")], ..all() },
            vec![1, 2, 6],
        ),
        (
            Search { segments: vec![segment("country", "DE"), segment("tags", "web")], ..all() },
            vec![6],
        ),
        (Search { stances: vec![Stance::Praise, Stance::Request], ..all() }, vec![2, 3, 6]),
        (Search { polarities: vec![Polarity::Negative], ..all() }, vec![1, 2, 6]),
        (Search { only: Some(&ids), ..all() }, vec![1, 6]),
        (Search { only: Some(&ids), ..query("refund") }, vec![6]),
        (Search { only: Some(&[]), ..all() }, vec![]),
        (Search { only: Some(&ids), stances: vec![Stance::Request], ..all() }, vec![6]),
        (Search { only: Some(&ids[..1]), stances: vec![Stance::Request], ..all() }, vec![]),
        (Search { kinds: vec![Kind::Ticket], ..query("crash") }, vec![]),
    ] {
        assert_eq!(found(&index, &search), expected, "{search:?}");
    }
}

#[test]
fn pages_follow_one_order() {
    let (_folder, index) = indexed(&company());
    let numbers = |search: &Search<'_>| -> Vec<u32> {
        index.search(search).expect("a page").hits.iter().map(number).collect()
    };
    // A record that is the word and nothing else is last; ties go to the newest, then to the id.
    assert_eq!(numbers(&query("crash"))[3], 7);
    assert_eq!(numbers(&query("")), [2, 1, 3, 4, 5, 6, 7, 8]);
    let newest = Search { order: Order::Newest, ..query("crash") };
    assert_eq!(numbers(&newest), [2, 1, 3, 7]);
    let page = Search { limit: 2, offset: 1, ..newest };
    assert_eq!(numbers(&page), [1, 3]);
    assert_eq!(index.search(&page).expect("a page").total, 4);
    assert_eq!(numbers(&Search { limit: 0, ..query("crash") }), Vec::<u32>::new());
    assert_eq!(numbers(&Search { offset: usize::MAX, ..query("crash") }), Vec::<u32>::new());
    let words = index.search(&query("crashes unheard -slow")).expect("a page").words;
    assert_eq!(words, [("crashes".to_owned(), 4), ("unheard".to_owned(), 0)]);
}

#[test]
fn a_hit_shows_the_record() {
    let (_folder, index) = indexed(&company());
    let page = index.search(&query("refund kind:ticket")).expect("a page");
    let hit = &page.hits[0];
    assert_eq!((hit.source.as_str(), hit.external.as_str()), ("App Store", "X-6"));
    assert_eq!(hit.product.as_deref(), Some("Web Shop"));
    assert_eq!((hit.rating, hit.at, hit.kind), (Some((RatingKind::Nps, 2.0)), None, Kind::Ticket));
    let shown = &hit.snippet;
    let marked: Vec<&str> = shown.marks.iter().map(|range| &shown.text[range.clone()]).collect();
    assert_eq!(marked, ["refund"]);
    let survey = index.search(&query("kind:survey")).expect("a page");
    assert_eq!(survey.hits[0].question.as_deref(), Some("What would you improve?"));
}

#[test]
fn snippets_show_the_best_cluster() {
    let filler = "Some words that lead nowhere at all. ".repeat(30);
    let text =
        format!("A crash early on. {filler}Then a crash in the checkout again.\u{1b}[31m {filler}");
    let (_folder, index) = indexed(&[(record(1, "en", "", &text), Vec::new())]);
    let shown =
        |search: &str| index.search(&query(search)).expect("a page").hits[0].snippet.clone();
    let both = shown("checkout crash");
    assert_eq!(&text[both.start..both.start + both.text.len()], both.text);
    let marked: Vec<&str> = both.marks.iter().map(|range| &both.text[range.clone()]).collect();
    assert_eq!(marked, ["crash", "checkout"]);
    assert!(both.more_before && both.more_after && both.text.len() <= 240, "{}", both.text.len());
    assert!(both.text.contains('\u{1b}'), "bytes as stored: escaping is for whoever shows it");
    let phrase = shown("\"crash early\"");
    assert_eq!(&phrase.text[phrase.marks[0].clone()], "crash early");
    assert_eq!((phrase.start, phrase.marks.len()), (0, 1));
    assert_eq!(shown("checko*").marks.len(), 1);
    assert_eq!(shown("").start, 0);
    assert!(shown("-nobody").marks.is_empty());
}

#[test]
fn a_match_far_into_a_long_text_is_shown() {
    let text = format!("{}needle {}", "hay ".repeat(60_000), "hay ".repeat(10));
    let (_folder, index) = indexed(&[(record(1, "en", "", &text), Vec::new())]);
    let page = index.search(&query("needles")).expect("a page");
    let shown = &page.hits[0].snippet;
    assert_eq!(&shown.text[shown.marks[0].clone()], "needle");
}

#[test]
fn updates_replace_and_delete() {
    let items = company();
    let (folder, mut index) = indexed(&items);
    assert_eq!((index.covers(), index.documents()), (1, 8));
    let newer = [(record(1, "en", "", "All fine now"), Vec::new())];
    index.update(refs(&newer), &[id(7), id(99)], 4).expect("updated");
    assert_eq!((index.covers(), index.documents()), (4, 7));
    assert_eq!(found(&index, &query("crash")), [2, 3]);
    assert_eq!(found(&index, &query("fine")), [1]);
    drop(index);
    let index = Index::open(folder.path()).expect("an index");
    assert_eq!(index.covers(), 4);
    assert!(index.is_sound());
    assert_eq!(found(&index, &query("fine")), [1]);
}

#[test]
fn the_way_the_index_came_about_does_not_show() {
    let items = company();
    let (_folder, at_once) = indexed(&items);
    let folder = tempfile::tempdir().expect("a folder");
    let mut in_steps = Index::create(folder.path()).expect("an index");
    let stale: Vec<Item> = items
        .iter()
        .map(|(one, _)| {
            let text = Redacted::declare("an older text, crash refund crash");
            (Feedback { text, parts: Vec::new(), ..one.clone() }, Vec::new())
        })
        .collect();
    in_steps.update(refs(&stale), &[], 1).expect("indexed");
    for (step, chunk) in items.rchunks(3).enumerate() {
        in_steps.update(refs(chunk), &[], 2 + step as u32).expect("indexed");
    }
    for text in ["crash", "refund OR crash OR log", "cras* refund", "in", "\"log in\" crash"] {
        let search = query(text);
        assert_eq!(
            at_once.search(&search).expect("a page"),
            in_steps.search(&search).expect("a page"),
            "{text}"
        );
    }
}

#[test]
fn strangers_and_damage_are_stale() {
    let (folder, index) = indexed(&company());
    drop(index);
    let missing = Index::open(&folder.path().join("nowhere"));
    assert!(missing.is_err_and(|error| error.is_stale()));
    let directory = MmapDirectory::open(folder.path()).expect("a directory");
    let meta = directory.atomic_read(Path::new("meta.json")).expect("bytes");
    for (file, bytes) in [("meta.json", &b"{"[..]), (FINGERPRINT, b"earful index 0")] {
        let path = Path::new(file);
        let whole = directory.atomic_read(path).expect("bytes");
        directory.atomic_write(path, bytes).expect("written");
        let error = Index::open(folder.path()).err().expect("stale");
        assert!(error.is_stale() && error.to_string().contains("earful run"), "{error}");
        directory.atomic_write(path, &whole).expect("written");
    }
    // A flipped byte inside a segment's file.
    let meta = String::from_utf8_lossy(&meta);
    let segment = meta.split("\"segment_id\":").nth(1).and_then(|rest| rest.split('"').nth(1));
    let name = format!("{}.pos", segment.expect("a segment").replace('-', ""));
    let mut bytes = directory.atomic_read(Path::new(&name)).expect("bytes");
    bytes[0] ^= 1;
    directory.atomic_write(Path::new(&name), &bytes).expect("written");
    assert!(!Index::open(folder.path()).is_ok_and(|index| index.is_sound()));
    // A fresh folder serves again.
    let (_folder, index) = indexed(&company());
    assert!(index.is_sound());
}

#[test]
fn a_second_writer_is_refused() {
    let (folder, index) = indexed(&company());
    let _held: IndexWriter = index.engine.writer_with_num_threads(1, ARENA).expect("a writer");
    let mut other = Index::open(folder.path()).expect("an index");
    let error = other.update([], &[], 9).expect_err("busy");
    assert!(matches!(error, Error::Busy { .. }), "{error}");
    assert_eq!(other.covers(), 1);
}

#[test]
fn an_empty_index_finds_nothing() {
    let (_folder, index) = indexed(&[]);
    for text in ["", "crash", "cras*", "-crash", "\"a b\""] {
        assert_eq!(found(&index, &query(text)), Vec::<u32>::new());
    }
}

#[test]
fn hostile_text_is_only_text() {
    let texts = [
        "<script>alert(1)</script> \u{202e}evil",
        "=HYPERLINK(\"x\")\n\n\n| a | b |",
        "a\u{0}b \u{1b}]0;title\u{7} \u{feff}",
        &"x".repeat(100_000),
        &"ab ".repeat(30_000),
        "   \n\t ",
        "👩‍👩‍👧‍👦🇩🇪é̂",
    ];
    let items: Vec<Item> = texts
        .iter()
        .zip(1..)
        .map(|(text, number)| {
            let mut one = record(number, "en", "", text);
            one.attributes = vec![Attribute { name: "x=y".into(), value: texts[3].into() }];
            (one, Vec::new())
        })
        .collect();
    let (_folder, index) = indexed(&items);
    assert_eq!(found(&index, &query("script alert")), [1]);
    assert_eq!(found(&index, &query("hyperlink")), [2]);
    assert_eq!(found(&index, &query("ab")), [5]);
    let segments = vec![("x=y".to_owned(), texts[3].to_owned())];
    assert_eq!(found(&index, &Search { segments, ..query("") }).len(), 7);
}

proptest! {
    #[test]
    fn any_text_is_a_tree_or_an_error(text in "\\PC{0,60}|[-()\":*a ORANDT.<>=]{0,40}") {
        if let Err(error) = grammar::parse(&text) {
            prop_assert!(error.column <= text.chars().count());
        }
    }
}

/// An index shared by the property below: making one for each case would be slow.
fn shared() -> &'static (TempDir, Index) {
    static SHARED: std::sync::OnceLock<(TempDir, Index)> = std::sync::OnceLock::new();
    SHARED.get_or_init(|| indexed(&company()))
}

/// A phrase, and a phrase among other words, whose first record lies behind the first that is asked.
#[test]
fn what_is_excluded_may_come_later() {
    let index = &shared().1;
    for excluded in
        ["\"log in\"", "\"log-in\"", "(crash \"log in\")", "(\"log in\" OR \"does not exist\")"]
    {
        let without = found(index, &loose(&format!("-{excluded}")));
        let with = found(index, &loose(excluded));
        assert_eq!(without.len() + with.len(), 8, "{excluded}");
        assert!(with.iter().all(|id| !without.contains(id)), "{excluded}");
        found(index, &loose(&format!("-{excluded}crash")));
    }
}

proptest! {
    #[test]
    fn any_query_is_answered_or_refused(
        text in "\\PC{0,30}|[-()\":* a-cORANDT.<>=:0-9]{0,30}|(crash|\"log|in\"|OR|-|\\(|\\)|rating:|kind:|[<>=.0-9~^?]|崩|😡|not |country=|theme:T-1| ){0,12}",
        snippet in 0usize..60,
    ) {
        let search = Search { snippet, limit: 10, ..loose(&text) };
        match shared().1.search(&search) {
            Ok(page) => {
                prop_assert!(page.total + page.most <= 8);
                for hit in &page.hits {
                    for range in &hit.snippet.marks {
                        prop_assert!(hit.snippet.text.get(range.clone()).is_some());
                    }
                }
            }
            Err(Error::Query(error)) => prop_assert!(error.column <= text.chars().count()),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn snippets_are_windows_of_their_text(
        text in "(\\PC{0,6}|crash| |崩溃|\u{301}){0,60}",
        width in 0usize..80,
    ) {
        let marks = [
            snippet::Mark::Prefix("cras".to_owned()),
            snippet::Mark::Literal("!".to_owned()),
            snippet::Mark::Stems(vec![["崩溃".to_owned()].into()]),
        ];
        let lang = Lang::UNKNOWN;
        let shown = snippet::snippet(&text, lang, &marks, width, &mut Analyser::new());
        prop_assert_eq!(text.get(shown.start..shown.start + shown.text.len()), Some(&*shown.text));
        let mut last = 0;
        for range in &shown.marks {
            prop_assert!(range.start >= last && range.start < range.end);
            prop_assert!(shown.text.get(range.clone()).is_some());
            last = range.end;
        }
        prop_assert_eq!(shown.more_before, shown.start > 0);
    }
}
