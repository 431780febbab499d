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
