//! Corpora of a few dozen records, of equal texts and of short answers, in several languages: they
//! are sorted as well as large ones, everyone counts once, and nobody is counted for what they did
//! not say.

use serde_json::Value;

use crate::support::Workspace;

/// A night of some texts, each said by so many customers, and the ranked themes as title and
/// customers, the most customers first.
fn ranked(texts: &[(&str, usize)]) -> Vec<(String, u64)> {
    let all: Vec<&str> =
        texts.iter().flat_map(|&(text, times)| std::iter::repeat_n(text, times)).collect();
    night(&all)
}

fn night(texts: &[&str]) -> Vec<(String, u64)> {
    let mut csv = String::from("id,date,stars,text\n");
    for (at, text) in texts.iter().enumerate() {
        csv.push_str(&format!("{at},2026-08-01,,\"{text}\"\n"));
    }
    let workspace = Workspace::reviews(csv);
    workspace.night();
    let view = workspace.view();
    let opportunities = view["opportunities"].as_array().expect("a list");
    let row = |one: &Value| {
        let title = one["title"].as_str().expect("a title").to_owned();
        (title, one["customers"].as_u64().expect("a count"))
    };
    let mut rows: Vec<(String, u64)> = opportunities.iter().map(row).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows
}

fn counts(rows: &[(String, u64)]) -> Vec<u64> {
    rows.iter().map(|&(_, customers)| customers).collect()
}

const OTHERS: [&str; 10] = [
    "The checkout page throws an error when I pay by card.",
    "My parcel arrived two weeks late.",
    "I cannot reset my password.",
    "The app drains my battery overnight.",
    "Support has not replied to my mail for a week.",
    "The search finds nothing when I type a street.",
    "The map shows my driver in the wrong city.",
    "I was charged twice for one order.",
    "The new design hides the basket.",
    "Dark mode would be nice.",
];

#[test]
fn what_most_say_in_the_same_words_is_first_with_exactly_its_customers() {
    let mut texts = vec![("Too many ads.", 40)];
    texts.extend(OTHERS.map(|text| (text, 1)));
    let rows = ranked(&texts);
    assert!(rows[0].0.contains("Too many ads") && rows[0].1 == 40, "{rows:?}");
}

#[test]
fn equal_complaints_beside_many_others_are_a_theme() {
    let subjects = ["checkout", "parcel", "login", "battery", "support", "search", "invoice"];
    let faults = ["never works", "is late", "fails", "takes forever", "is wrong", "keeps freezing"];
    let when = ["since Monday", "on my phone", "every time", "at home", "and nobody helps"];
    let various: Vec<String> = (0..700)
        .map(|at| {
            let (subject, fault) = (subjects[at % 7], faults[at / 7 % 6]);
            format!("The {subject} {fault} {}, I noticed {at} times.", when[at / 42 % 5])
        })
        .collect();
    let mut texts: Vec<&str> = vec!["The printer does not print labels."; 200];
    texts.extend(various.iter().map(String::as_str));
    let rows = night(&texts);
    let of_printer: Vec<_> = rows.iter().filter(|(title, _)| title.contains("printer")).collect();
    assert_eq!(of_printer.len(), 1, "{rows:?}");
    assert!((200..220).contains(&of_printer[0].1), "{rows:?}");
}

#[test]
fn one_review_of_three_subjects_is_three_points() {
    let rows = ranked(&[("Checkout crashes, parcel late and support never answers.", 60)]);
    assert_eq!(counts(&rows), [60, 60, 60], "{rows:?}");
}

#[test]
fn reasons_to_choose_from_are_themes() {
    let rows = ranked(&[
        ("Too expensive", 53),
        ("Missing features", 47),
        ("Too hard to use", 28),
        ("Technical problems", 19),
    ]);
    assert_eq!(counts(&rows), [53, 47, 28, 19], "{rows:?}");
}

/// Where nobody shares a pain the night still ends, and nobody is counted for another.
#[test]
fn a_handful_of_different_reviews_is_a_night() {
    let texts = [
        "The toaster came with a crack in the lever",
        "Delivered a day early, pretty paper",
        "They sent the blue one and I must pay for sending it back",
        "Solid saucepans for what they cost",
        "The heater hums and smells after an hour",
        "Nobody picks up when you ring them",
        "The colour is just as it was shown",
    ];
    for few in 1..=texts.len() {
        let rows = night(&texts[..few]);
        assert!(rows.iter().map(|&(_, customers)| customers).sum::<u64>() <= 2 * few as u64);
    }
}

/// Twenty-four answers about one hotel, three of a kind.
const HOTEL: [&str; 24] = [
    "The room was cold all night.",
    "Heating did not work, the room was freezing.",
    "Our room had no heating.",
    "Breakfast ran out by nine.",
    "There was no breakfast left when we came down.",
    "Breakfast was cold and there was nothing left.",
    "The lift was broken the whole stay.",
    "Lift out of order, we carried the cases up.",
    "No lift for three days.",
    "Lovely staff.",
    "The staff were so kind.",
    "The staff could not have been nicer.",
    "Great view from the balcony.",
    "Beautiful view of the lake.",
    "What a view!",
    "Noise from the street all night.",
    "We could not sleep because of the street noise.",
    "Too loud at night.",
    "Wifi kept dropping.",
    "The wifi did not reach our room.",
    "No wifi in the room.",
    "Check-in took an hour.",
    "We waited an hour to check in.",
    "Long queue at check-in.",
];

#[test]
fn two_dozen_answers_are_sorted() {
    let rows = night(&HOTEL);
    for word in ["heating", "breakfast", "lift", "wifi", "check"] {
        let found = rows.iter().find(|(title, _)| title.to_lowercase().contains(word));
        let (_, customers) = found.unwrap_or_else(|| panic!("no {word} in {rows:?}"));
        assert!((2..=4).contains(customers), "{word}: {rows:?}");
    }
    assert!(!rows.iter().any(|(title, _)| title.contains("view") || title.contains("kind")));
}

#[test]
fn placeholders_say_nothing() {
    let placeholders = ["n/a", "N/A", "none", "-", "nothing", "no comment", "test", "...", "?"];
    let mut texts: Vec<&str> = HOTEL.to_vec();
    texts.extend((0..90).map(|at| placeholders[at % placeholders.len()]));
    let with = night(&texts);
    assert_eq!(counts(&with), counts(&night(&HOTEL)), "{with:?}");
}

#[test]
fn short_answers_in_japanese_are_sorted() {
    let rows = ranked(&[
        ("アプリがすぐに落ちます。", 12),
        ("起動するたびにアプリが落ちる。", 8),
        ("広告が多すぎる。", 15),
        ("広告が多くて見づらいです。", 7),
        ("ログインできません。", 10),
        ("パスワードを入れてもログインできない。", 6),
        ("とても使いやすいです。", 14),
        ("便利で助かっています。", 9),
        ("動画が再生できない。", 9),
        ("サポートから返事が来ない。", 8),
    ]);
    assert_eq!(counts(&rows), [22, 20, 16, 9, 8], "{rows:?}");
}

#[test]
fn short_answers_in_vietnamese_are_sorted() {
    let rows = ranked(&[
        ("App cứ văng ra hoài.", 12),
        ("Quảng cáo quá nhiều.", 15),
        ("Không đăng nhập được.", 13),
        ("Ứng dụng rất tốt, dễ dùng.", 14),
        ("Giao hàng quá chậm.", 11),
        ("Nhân viên hỗ trợ không trả lời.", 9),
    ]);
    assert_eq!(counts(&rows), [15, 13, 12, 11, 9], "{rows:?}");
}
