//! What is found by its meaning.

use super::*;

/// Bits that nobody's words have, for texts about being kept out.
const KEPT_OUT: Meaning = Meaning([7, 11, 13, 17]);

fn toy_meaning(text: &str, _: &[Lang]) -> Meaning {
    if text.contains("suspended") { KEPT_OUT } else { Meaning([!7, !11, !13, !17]) }
}

const TOY: Semantics = Semantics { meaning: toy_meaning, side: |_| -1, is_word: |_| false };

#[test]
fn the_statement_that_means_it_is_the_one_asked_of() {
    let text = "Lovely colours here. They shut me out of my page.";
    let at = text.find("They").expect("it is there") as u32;
    let piece = |ordinal, start, end, stance| Statement {
        ordinal,
        span: Span { start, end },
        ..statement(stance, 0.0, 1)
    };
    let statements =
        [piece(0, 0, at - 1, Stance::Praise), piece(1, at, text.len() as u32, Stance::Complaint)];
    let far = Meaning([u64::MAX; Meaning::WORDS]);
    let near = Meaning([7, 11, 13, 16]);
    let folder = tempfile::tempdir().expect("a folder");
    let mut index = Index::create(folder.path()).expect("an index");
    let mut filling = index.fill().expect("nobody else writes");
    let put = |filling: &mut Filling<'_>, number, text: &str, meanings: &[Meaning]| {
        filling.put(&record(number, "en", "", text), &statements, meanings).expect("it is put");
    };
    put(&mut filling, 1, text, &[far, near]);
    put(&mut filling, 2, text, &[far, far]);
    put(&mut filling, 3, text, &[Meaning::NONE, Meaning::NONE]);
    filling.commit(1).expect("committed");

    let asked = Search { semantics: Some(TOY), ..loose("account suspended") };
    let page = index.search(&asked).expect("a page");
    assert_eq!((page.total, page.most, page.meant), (0, 0, 1));
    let hit = &page.hits[0];
    assert_eq!((number(hit), hit.tier), (1, Tier::Meaning));
    assert!(hit.nearness.is_some_and(|near| near > 0.99 && near < 1.0));
    let shown = &hit.snippet;
    assert_eq!(&shown.text[shown.marks[0].clone()], "They shut me out of my page.");

    let found = |search: &Search<'_>| index.search(search).expect("a page").meant;
    assert_eq!(found(&Search { stances: vec![Stance::Complaint], ..asked.clone() }), 1);
    assert_eq!(found(&Search { stances: vec![Stance::Praise], ..asked.clone() }), 0);
    assert_eq!(found(&Search { order: Order::Newest, ..asked.clone() }), 0);
    assert_eq!(found(&Search { exact: true, ..asked.clone() }), 0);
    for query in ["\"account suspended\"", "account OR suspended", "suspended*", "-suspended"] {
        assert_eq!(found(&Search { query: query.to_owned(), ..asked.clone() }), 0, "{query}");
    }
    // What a record means is asked by its id, with the record itself left out.
    let like = |number| found(&Search { like: Some(id(number)), ..loose("") });
    assert_eq!((like(1), like(2), like(3)), (1, 1, 0));
}

/// Puts records of two sentences each, the first and the second with their stances.
fn two_sentences(records: &[(&str, &str, Stance, Stance)]) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut index = Index::create(folder.path()).expect("an index");
    let mut filling = index.fill().expect("nobody else writes");
    for ((first, second, one, other), number) in records.iter().zip(1..) {
        let text = format!("{first} {second}");
        let piece = |ordinal, start: usize, end: usize, stance| Statement {
            ordinal,
            span: Span { start: start as u32, end: end as u32 },
            ..statement(stance, 0.0, 1)
        };
        let statements =
            [piece(0, 0, first.len(), *one), piece(1, first.len() + 1, text.len(), *other)];
        let meanings = [Meaning([u64::MAX; Meaning::WORDS]); 2];
        filling.put(&record(number, "en", "", &text), &statements, &meanings).expect("it is put");
    }
    filling.commit(1).expect("committed");
    (folder, index)
}

#[test]
fn who_says_it_in_one_statement_and_on_the_side_asked_for_comes_first() {
    let (_folder, index) = two_sentences(&[
        ("Rude? Never, the staff are lovely.", "Nice place.", Stance::Praise, Stance::Praise),
        ("The staff were rude.", "Nice place.", Stance::Complaint, Stance::Praise),
        ("The staff were slow.", "My neighbour was rude.", Stance::Complaint, Stance::Complaint),
        ("Somebody told me of rude staff.", "So I asked.", Stance::Remark, Stance::Remark),
    ]);
    let order = |query: &str| -> Vec<u32> {
        let asked = Search { semantics: Some(TOY), ..loose(query) };
        index.search(&asked).expect("a page").hits.iter().map(number).collect()
    };
    assert_eq!(order("rude staff"), [2, 4, 3, 1]);
    // Every hit is there, and by date nothing of it matters.
    let newest = Search { semantics: Some(TOY), order: Order::Newest, ..loose("rude staff") };
    assert_eq!(index.search(&newest).expect("a page").hits.len(), 4);
}

#[test]
fn questions_ask_for_a_side() {
    let (_folder, index) = two_sentences(&[
        ("I love the staff.", "Nice place.", Stance::Praise, Stance::Praise),
        ("The staff ignored us.", "Nice place.", Stance::Complaint, Stance::Praise),
        ("Great food.", "Nice place.", Stance::Praise, Stance::Praise),
    ]);
    let order = |query: &str| -> Vec<u32> {
        index.search(&loose(query)).expect("a page").hits.iter().map(number).collect()
    };
    assert_eq!(order("what do people hate about the staff?"), [2, 1]);
    assert_eq!(order("what do guests like about the staff"), [1, 2]);
    let mut praised = order("what do people praise");
    praised.sort_unstable();
    assert_eq!(praised, [1, 2, 3]);
    assert_eq!(order("what do people complain about most?"), [2]);
}
