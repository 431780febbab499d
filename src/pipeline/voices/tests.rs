//! Told on disk or in memory, with however little of it: the same voices.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::outside::{LIMITS, Limits};
use super::*;
use crate::model::{AuthorKey, Feedback, FeedbackId, Redacted, Timestamp};
use crate::store::Workspace;

/// One record of a night: its id, its author if any, its day if any, its words.
type Said = (u8, u8, Option<i32>, String);

/// Texts of which many are equal or nearly so: some so short that only their author's count, some
/// of a length found under an author's key and under everybody's, some long.
fn any_text() -> impl Strategy<Value = String> {
    (0usize..5, 0usize..4, 0usize..4).prop_map(|(kind, cut, end)| {
        let base = [
            "app crashes",
            "one two three four five six seven eight nine",
            "my invoice of july is missing and nobody sends it to me again",
            "the parcel came two days late and the box was open when i found it at the door",
            "since the update the app closes by itself when i open a saved trip and then all that \
             i wrote down for it is gone and i have to write it again which takes an hour",
        ][kind];
        let words: Vec<&str> = base.split(' ').collect();
        let kept = words.len() - cut.min(words.len() - 1);
        format!("{}{}", words[..kept].join(" "), ["", "", " please", " fix it now"][end])
    })
}

fn any_said() -> impl Strategy<Value = Said> {
    (any::<u8>(), 0u8..4, proptest::option::weighted(0.8, 0i32..40), any_text())
}

/// Nights: what each brings, and what it takes back.
fn any_nights() -> impl Strategy<Value = Vec<(Vec<Said>, Vec<u8>)>> {
    let said = proptest::collection::vec(any_said(), 0..60);
    let gone = proptest::collection::vec(any::<u8>(), 0..12);
    proptest::collection::vec((said, gone), 1..4)
}

fn id(number: u8) -> FeedbackId {
    FeedbackId([number; 16])
}

fn feedback((number, author, day, text): &Said) -> Feedback {
    Feedback {
        author: (*author > 0).then_some(AuthorKey([*author; 16])),
        at: day.map(|day| Timestamp(i64::from(day) * 86_400 + i64::from(*number))),
        sketch: intake::sketch(text, &[]),
        ..Feedback::of_words(id(*number), "reviews", Redacted::declare(text.as_str()))
    }
}

/// A workspace that these nights left.
fn left_by(nights: &[(Vec<Said>, Vec<u8>)]) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = Workspace::open_or_create(folder.path()).expect("a workspace");
    let writer = workspace.lock().expect("nobody else writes");
    for (said, gone) in nights {
        let night: BTreeMap<u8, Feedback> = said.iter().map(|one| (one.0, feedback(one))).collect();
        let night: Vec<Feedback> = night.into_values().collect();
        let deleted: Vec<FeedbackId> = gone.iter().map(|&number| id(number)).collect();
        let statements = vec![Vec::new(); night.len()];
        writer.append(&night, &statements, &deleted, &[], &[]).expect("a segment");
    }
    drop(writer);
    (folder, workspace)
}

/// The groups as they are told in memory.
fn in_memory(workspace: &Workspace, days: u32) -> Vec<(FeedbackId, FeedbackId)> {
    let corpus = workspace.load().expect("a corpus");
    let traces: Vec<Trace<'_>> = corpus.feedback().iter().map(Trace::from).collect();
    let told = intake::voices(&traces, days);
    intake::groups(traces.iter().map(|trace| trace.id).zip(told))
}

/// The groups as they are told on disk.
fn on_disk(workspace: &Workspace, days: u32, limits: Limits) -> Vec<(FeedbackId, FeedbackId)> {
    let writer = workspace.lock().expect("nobody else writes");
    tell_within(limits, &writer, 7, days).expect("the disk takes it");
    workspace.voices(7, &rule(days)).expect("the disk gives it").expect("it was kept")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn voices_are_the_same_on_disk_and_in_memory(
        nights in any_nights(), days in 0u32..20, least in 1usize..4_000, stretch in 1usize..50,
    ) {
        let (_folder, workspace) = left_by(&nights);
        let wanted = in_memory(&workspace, days);
        prop_assert_eq!(&on_disk(&workspace, days, LIMITS), &wanted);
        let little = Limits { trail: least, keys: least, candidates: least, block: least, stretch };
        prop_assert_eq!(&on_disk(&workspace, days, little), &wanted);
        let least = Limits { trail: 1, keys: 1, candidates: 1, block: 1, stretch: 1 };
        prop_assert_eq!(&on_disk(&workspace, days, least), &wanted);
    }

    /// Nearly equal texts on many days, so that one key is shared by more than a block holds.
    #[test]
    fn a_key_that_many_share_is_told_in_blocks(
        said in proptest::collection::vec((any::<u8>(), 0u8..3, 0i32..60, 0usize..6), 1..120),
        days in 0u32..9, block in 1usize..3_000,
    ) {
        let letter = "please keep the old map in the app because many of us depend on it each day \
                      and the new one has none of the paths that we walk";
        let said: Vec<Said> = said
            .into_iter()
            .map(|(id, author, day, end)| (id, author, Some(day), format!("{letter} {end}")))
            .collect();
        let (_folder, workspace) = left_by(&[(said, Vec::new())]);
        let wanted = in_memory(&workspace, days);
        prop_assert_eq!(on_disk(&workspace, days, Limits { block, ..LIMITS }), wanted);
    }
}

#[test]
fn what_waited_on_disk_leaves_nothing_there() {
    let said: Vec<Said> =
        (0..200).map(|number| (number, 1, Some(3), "the app crashes".to_owned())).collect();
    let (folder, workspace) = left_by(&[(said, Vec::new())]);
    let least = Limits { trail: 1, keys: 1, candidates: 1, block: 1, stretch: 1 };
    assert_eq!(on_disk(&workspace, 14, least).len(), 200);
    let entries = std::fs::read_dir(folder.path().join("corpus")).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["000001", "inventory.json", "voices"]);
}

/// A night that follows goes on from what was told on disk and tells the same as if it were alone.
#[test]
fn the_next_night_takes_up_what_was_told() {
    let long = "since the update the app closes by itself when i open a saved trip of mine";
    let said = |number, text: &str| (number, 0, Some(3), text.to_owned());
    let (_folder, workspace) =
        left_by(&[(vec![said(9, long), said(4, long), said(5, "crashes")], Vec::new())]);
    let writer = workspace.lock().expect("nobody else writes");
    tell_from_disk(&writer, 1, 14).expect("the disk takes it");
    let known = workspace.voices(1, &rule(14)).expect("readable").expect("kept");
    assert_eq!(known, [(id(4), id(4)), (id(9), id(4))]);
    let mut corpus = workspace.load().expect("a corpus");
    let since = Since { segment: 1, fresh: Vec::new() };
    keep_voices(&writer, &mut corpus, 1, since, 14).expect("the disk takes it");
    let voices: Vec<FeedbackId> = corpus.feedback().iter().map(|one| one.voice).collect();
    assert_eq!(voices, [id(4), id(5), id(4)]);
}
