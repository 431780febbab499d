//! The laws of voices, and what is a copy of what.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::intake::sketch;
use crate::model::Sketch;

/// A record without its words.
#[derive(Clone, Debug)]
struct Said {
    id: u8,
    author: Option<u8>,
    day: Option<i32>,
    sketch: Sketch,
}

fn said(id: u8, author: Option<u8>, day: Option<i32>, text: &str) -> Said {
    Said { id, author, day, sketch: sketch(text, &[]) }
}

fn traces(list: &[Said]) -> Vec<Trace<'_>> {
    list.iter()
        .map(|one| Trace {
            id: FeedbackId([one.id; 16]),
            author: one.author.map(|author| AuthorKey([author; 16])),
            day: one.day.map(Day),
            sketch: one.sketch.numbers(),
        })
        .collect()
}

fn numbers(list: &[Said], days: u32) -> Vec<u8> {
    voices(&traces(list), days).iter().map(|id| id.0[0]).collect()
}

const LONG: &str = "the app closes by itself when i open a saved trip and then everything i wrote \
                    down for it is gone again";

#[test]
fn one_author_who_says_it_again() {
    let list = [
        said(3, Some(1), Some(0), "Crashes!"),
        said(2, Some(1), Some(14), "crashes"),
        said(1, Some(2), Some(14), "crashes"),
        said(4, Some(1), Some(40), "crashes"),
        said(5, Some(1), Some(41), "it is slow"),
    ];
    assert_eq!(numbers(&list, 14), [2, 2, 1, 4, 5]);
    assert_eq!(numbers(&list, 0), [3, 2, 1, 4, 5]);
}

#[test]
fn one_author_who_says_nearly_the_same() {
    let list = [
        said(1, Some(1), Some(0), LONG),
        said(2, Some(1), Some(3), &format!("{LONG} please fix")),
        said(3, Some(1), Some(3), "the app is slow when i open a trip and i lost my photos of it"),
    ];
    assert_eq!(numbers(&list, 14), [1, 1, 3]);
}

#[test]
fn strangers_are_one_voice_only_when_chance_cannot_explain_it() {
    let list = [
        said(1, Some(1), Some(0), LONG),
        said(2, Some(2), Some(3), &LONG.to_uppercase()),
        said(3, None, Some(5), LONG),
        said(4, Some(3), Some(5), "app crashes"),
        said(5, Some(4), Some(5), "app crashes"),
        said(6, None, Some(5), "app crashes"),
        said(7, Some(3), Some(5), "👍"),
        said(8, Some(3), Some(5), "👎"),
    ];
    assert_eq!(numbers(&list, 14), [1, 1, 1, 4, 5, 6, 7, 8]);
}

#[test]
fn the_undated_are_near_only_to_each_other() {
    let list = [
        said(1, None, None, LONG),
        said(2, None, Some(0), LONG),
        said(3, None, None, LONG),
        said(4, None, Some(30), LONG),
    ];
    assert_eq!(numbers(&list, 14), [1, 2, 1, 4]);
    assert!(voices(&[], 14).is_empty());
}

#[test]
fn a_group_that_loses_its_link_falls_apart() {
    let list = [
        said(1, None, Some(0), LONG),
        said(2, None, Some(10), LONG),
        said(3, None, Some(20), LONG),
    ];
    let traces = traces(&list);
    let told = voices(&traces, 14);
    let known = groups(traces.iter().map(|trace| trace.id).zip(told.iter().copied()));
    assert_eq!(known.len(), 3);
    let left = [traces[0], traces[2]];
    assert_eq!(voices_after(&left, 14, &known, &[]), [left[0].id, left[1].id]);
}

#[test]
fn a_copy_of_an_old_record_is_found_however_many_keys_the_new_ones_have() {
    let both = "my invoice of july is missing and nobody sends it again again";
    let list = [
        said(1, Some(1), Some(0), LONG),
        said(2, Some(1), Some(1), LONG),
        said(3, Some(2), Some(1), both),
    ];
    let traces = traces(&list);
    let fresh = [traces[1].id, traces[2].id];
    let told = voices_after(&traces, 7, &[], &fresh);
    assert_eq!(told, [traces[0].id, traces[0].id, traces[2].id]);
}

#[test]
fn a_pasted_text_costs_one_stroke() {
    let texts: Vec<Said> =
        (0..3_000).map(|at| said(0, None, Some(at % 7), &format!("{LONG} {}", at % 5))).collect();
    let mut traces = traces(&texts);
    for (at, trace) in traces.iter_mut().enumerate() {
        trace.id.0[..8].copy_from_slice(&(at as u64).to_be_bytes());
    }
    let told = voices(&traces, 14);
    assert!(told.iter().all(|&voice| voice == traces[0].id));
}

/// Texts of which several are nearly equal, long and short.
fn any_text() -> impl Strategy<Value = String> {
    (0usize..4, 0usize..4, 0usize..3).prop_map(|(kind, cut, end)| {
        // The third is found under an author's key and under everybody's.
        let base = [
            "app crashes",
            "one two three four five six seven eight nine",
            "my invoice of july is missing and nobody sends it to me again",
            LONG,
        ][kind];
        let words: Vec<&str> = base.split(' ').collect();
        let kept = words.len() - cut.min(words.len() - 1);
        format!("{}{}", words[..kept].join(" "), ["", " please", " fix it now"][end])
    })
}

fn any_said() -> impl Strategy<Value = Said> {
    (any::<u8>(), 0u8..4, proptest::option::of(0i32..40), any_text())
        .prop_map(|(id, author, day, text)| said(id, (author > 0).then_some(author), day, &text))
}

/// Every pair compared, then closed: what the quick way must give, as far as it finds the pairs.
fn by_hand(list: &[Said], days: u32) -> Vec<u8> {
    let traces = traces(list);
    let mut groups = Groups::new(list.len());
    for one in 0..list.len() {
        for other in 0..one {
            if traces[one].is_copy_of(&traces[other], days) {
                groups.join(one as u32, other as u32);
            }
        }
    }
    let roots: Vec<u32> = (0..list.len() as u32).map(|row| groups.root(row)).collect();
    let smallest =
        |root: u32| (0..list.len()).filter(|&row| roots[row] == root).map(|row| list[row].id).min();
    roots.iter().filter_map(|&root| smallest(root)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn order_does_not_matter_and_no_copy_is_missed(
        list in proptest::collection::vec(any_said(), 0..40), turn in any::<usize>()
    ) {
        let mut ids = BTreeMap::new();
        for one in list {
            ids.insert(one.id, one);
        }
        let list: Vec<Said> = ids.into_values().collect();
        let mut turned = list.clone();
        turned.rotate_left(turn % list.len().max(1));
        let mut told = numbers(&list, 7);
        prop_assert_eq!(&told, &by_hand(&list, 7));
        told.rotate_left(turn % list.len().max(1));
        prop_assert_eq!(told, numbers(&turned, 7));
    }

    /// However the records are spread over nights, in whatever order they come, whatever is
    /// replaced or taken back on the way: the voices are those of the corpus as it stands.
    #[test]
    fn nights_do_not_matter(
        nights in proptest::collection::vec(
            proptest::collection::vec((any_said(), prop::bool::weighted(0.15)), 0..12), 1..6
        ),
    ) {
        let mut corpus: BTreeMap<u8, Said> = BTreeMap::new();
        let mut known = Vec::new();
        for night in nights {
            let mut fresh = Vec::new();
            for (one, gone) in night {
                fresh.push(FeedbackId([one.id; 16]));
                if gone {
                    corpus.remove(&one.id);
                } else {
                    corpus.insert(one.id, one);
                }
            }
            fresh.sort_unstable();
            let list: Vec<Said> = corpus.values().cloned().collect();
            let traces = traces(&list);
            let told = voices_after(&traces, 7, &known, &fresh);
            prop_assert_eq!(&told, &voices(&traces, 7));
            known = groups(traces.iter().map(|trace| trace.id).zip(told));
        }
    }
}
