//! However little of a night is in memory at once, it leaves the same bytes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::Kind;
use crate::sources::preset::{
    Condition, Expression, Fields, Format, Gate, Input, Preset, Skip, Test, Text, TextMode, Time,
    Update,
};
use crate::store::Workspace;

fn preset() -> Preset {
    let select = |name: &str| Expression::Select(name.into());
    Preset {
        source: "reviews".into(),
        kind: Kind::Review,
        role: "customer".into(),
        folder: None,
        input: Input {
            max_field_bytes: 1000,
            max_ratio: 1000,
            ..Input::of(&["*.csv"], Format::Csv)
        },
        lookups: BTreeMap::new(),
        nested: BTreeMap::new(),
        deletes: vec![Condition { field: "state".into(), test: Test::In(vec!["gone".into()]) }],
        skips: vec![Skip {
            when: Condition { field: "state".into(), test: Test::In(vec!["agent".into()]) },
            reason: "agent_message".into(),
            searchable: true,
        }],
        fields: Fields {
            id: Some(select("id")),
            created_at: Some(select("date")),
            author: Some(select("author")),
            ..Fields::default()
        },
        time: Time::default(),
        rating: None,
        text: Text {
            mode: TextMode::Field(select("text")),
            transforms: Vec::new(),
            missing: Vec::new(),
            fallback_to_title: false,
        },
        attrs: BTreeMap::new(),
        attr_order: Vec::new(),
        update: Update::default(),
        never: Vec::new(),
        known_by: Vec::new(),
        gate: Gate::default(),
        authors_shared: false,
    }
}

/// What a file says of one record: its id, a day, which of some texts, and how.
type Said = (u8, u8, u8, u8);

/// Forms of several lines, plain texts, none, dates that are none, tombstones and agents' answers.
fn csv(lines: &[Said]) -> String {
    let mut text = String::from("id,date,author,state,text\n");
    for &(id, day, words, how) in lines {
        let date = match how {
            1 => "never".to_owned(),
            _ => format!("2026-03-{:02}", 1 + day % 28),
        };
        let state = match how {
            2 => "gone",
            3 => "agent",
            _ => "open",
        };
        let said = match how {
            0 => String::new(),
            1..=5 => format!("the screen of number {words} stays dark"),
            _ => format!(
                "\"Please describe what happened in your own words:\nNumber {words} of {id} fails\""
            ),
        };
        text.push_str(&format!("{id},{date},a{},{state},{said}\n", words % 5));
    }
    text
}

/// The files of the segments that two nights leave, made with so much in memory at once, and what
/// was told of each night.
fn left_by(nights: &[Vec<Vec<Said>>], limits: Limits) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = Workspace::open_or_create(folder.path()).expect("a workspace");
    // Keys of authors are made with the salt.
    std::fs::write(folder.path().join("salt"), [7; 32]).expect("a salt");
    let writer = workspace.lock().expect("nobody else writes");
    let settings = Settings { feeds: vec![preset()], ..Settings::default() };
    let ready = Ready::new(&settings).expect("sound settings");
    for (night, files) in nights.iter().enumerate() {
        for (number, lines) in files.iter().enumerate() {
            let path = folder.path().join(format!("{night}-{number}.csv"));
            std::fs::write(path, csv(lines)).expect("a file");
        }
        let (corpus, segments) =
            (workspace.load().expect("a corpus"), workspace.segments().expect("segments"));
        let before = (&corpus, &segments[..]);
        ingest_within(limits, &writer, &ready, before, &settings, Day(20_600), &|_| {})
            .expect("the files are read");
    }
    let mut left = BTreeMap::new();
    let mut folders = vec![folder.path().join("corpus")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder.parent().expect("a parent"));
                let name = name.expect("below").display().to_string();
                left.insert(name, std::fs::read(&path).expect("bytes"));
            }
        }
    }
    left
}

fn nights() -> impl Strategy<Value = Vec<Vec<Vec<Said>>>> {
    let said = (0u8..60, 0u8..4, any::<u8>(), 0u8..12);
    let file = proptest::collection::vec(said, 0..90);
    proptest::collection::vec(proptest::collection::vec(file, 1..3), 1..3)
}

/// Each case is a night or several: a part of the cases of other properties.
fn fewer() -> ProptestConfig {
    let cases = ProptestConfig::default().cases.div_ceil(10);
    ProptestConfig { cases, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn memory_makes_no_difference(nights in nights(), least in 1usize..3_000, stretch in 1usize..50) {
        let little = Limits { rows: least, heads: least, rejections: least, notes: least, stretch };
        let (one, other) = (left_by(&nights, LIMITS), left_by(&nights, little));
        prop_assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, bytes) in &one {
            prop_assert!(other.get(name) == Some(bytes), "{}", name);
        }
    }

    #[test]
    fn whatever_the_bytes_every_unit_is_counted_once(
        lines in proptest::collection::vec((0u8..9, 0u8..4, any::<u8>(), 0u8..12), 0..40),
        edits in proptest::collection::vec((0usize..4_000, proptest::collection::vec(any::<u8>(), 0..6)), 0..6),
    ) {
        let mut bytes = csv(&lines).into_bytes();
        for (at, put) in edits {
            let at = at % (bytes.len() + 1);
            let until = (at + 3).min(bytes.len());
            bytes.splice(at..until, put);
        }
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.csv"), &bytes).expect("a file");
        let workspace = Workspace::open_or_create(folder.path()).expect("a workspace");
        let writer = workspace.lock().expect("nobody else writes");
        let settings = Settings { feeds: vec![preset()], ..Settings::default() };
        let ready = Ready::new(&settings).expect("sound settings");
        let brought = ingest(&writer, &ready, &Corpus::default(), &[], &settings, Day(20_600), &|_| {})
            .expect("a broken file does not stop the night");
        let segments = workspace.segments().expect("segments");
        let files: Vec<&FileReceipt> =
            segments.iter().flat_map(|segment| &segment.receipt.files).collect();
        prop_assert!(files.len() + brought.refused.len() <= 1, "the one file is read or refused");
        for file in files {
            prop_assert!(file.units.adds_up(), "{:?}", file);
            prop_assert_eq!(file.units.rejected_total(), segments[0].receipt.rejections);
        }
    }
}

#[test]
fn units_of_a_file_that_is_taken_back_leave_no_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines: Vec<Said> = (0..40).map(|id| (id, id, id, 5)).collect();
    std::fs::write(folder.path().join("a.csv"), csv(&lines[..20])).expect("a file");
    // Most of the second file cannot be read, and the gate is shut for it.
    let bad: Vec<Said> = lines.iter().map(|&(id, day, words, _)| (id, day, words, 1)).collect();
    std::fs::write(folder.path().join("b.csv"), csv(&[&bad[..], &lines[38..]].concat()))
        .expect("a file");
    let mut strict = preset();
    strict.gate.max_reject_ratio = Some(0.1);
    let settings = Settings { feeds: vec![strict], ..Settings::default() };
    let workspace = Workspace::open_or_create(folder.path()).expect("a workspace");
    let writer = workspace.lock().expect("nobody else writes");
    let ready = Ready::new(&settings).expect("sound settings");
    let brought = ingest(&writer, &ready, &Corpus::default(), &[], &settings, Day(20_600), &|_| {})
        .expect("the files are read");
    assert_eq!(brought.refused.len(), 1);
    let segments = workspace.segments().expect("segments");
    let receipt = &segments[0].receipt;
    assert_eq!((receipt.feedback, receipt.rejections), (20, 0));
    assert_eq!(receipt.files.len(), 2);
    assert!(receipt.files.iter().all(|file| file.units.adds_up()));
}
