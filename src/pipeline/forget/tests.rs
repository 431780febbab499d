//! What is left of feedback in what a run remembers, once it is too old to be kept.

use super::*;
use crate::model::{Assignment, Saying, StatementId, invented};

fn id(number: u8) -> FeedbackId {
    FeedbackId([number; 16])
}

/// A theme with words of its members, and one of a known pain.
fn memory() -> Memory {
    let theme = |number: u32, known: Option<&str>| {
        let label = Label { title: "Zanzibar lamp".to_owned(), terms: vec!["lamp".to_owned()] };
        let mut theme = invented::theme(number, label);
        theme.sayings = vec![Saying { words: vec![("zanzibar".to_owned(), 1.5)] }];
        theme.known = known.map(str::to_owned);
        theme
    };
    let place = |of: u8, theme: u32| {
        let place =
            Assignment { theme: ThemeId(theme), similarity: 0.9, confidence: 0.8, part: None };
        (StatementId { feedback: id(of), ordinal: 0 }, 7, Some(place))
    };
    Memory {
        themes: vec![theme(1, None), theme(2, Some("Lamp is dark")), theme(3, None)],
        places: vec![place(1, 1), place(2, 2), place(3, 3), place(4, 3)],
        ..invented::memory()
    }
}

#[test]
fn themes_of_nothing_but_what_goes_lose_their_words() {
    let (left, emptied) = without(memory(), &|one| *one != id(4)).expect("some of it goes");
    assert_eq!(emptied, [ThemeId(1), ThemeId(2)].into());
    for theme in &left.themes[..2] {
        assert_eq!(theme.label.title, format!("Theme {}", theme.id));
        assert!(theme.label.terms.is_empty());
    }
    let sayings: Vec<usize> = left.themes.iter().map(|theme| theme.sayings.len()).collect();
    assert_eq!(sayings, [0, 1, 1], "a known pain is said in the words of the catalogue");
    assert_eq!(left.themes[2].label.title, "Zanzibar lamp");
}

#[test]
fn a_memory_that_knows_none_of_it_stays() {
    assert!(without(memory(), &|one| *one == id(9)).is_none());
}
