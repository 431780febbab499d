//! A memory comes back to the bit, and nothing else is taken for one.

use proptest::prelude::*;

use super::{MAGIC, VERSION, decode, decode_body, encode};
use crate::model::{
    Area, AreaId, Assignment, Count, Day, DayCount, Exemplar, FeedbackId, Label, LanguageSpace,
    Lineage, LineageEvent, Memory, Saying, Space, Split, StatementId, Subtheme, SubthemeId,
    TermTable, Theme, ThemeId, Vectors,
};

/// A memory with something in every corner.
pub(in crate::store) fn memory() -> Memory {
    let mut sample = Vectors::new(2);
    sample.push(&[i16::MIN, i16::MAX]);
    let id = StatementId { feedback: FeedbackId([1; 16]), ordinal: 2 };
    let place = Assignment { theme: ThemeId(17), similarity: 0.5, confidence: -0.0, part: None };
    Memory {
        space: Space {
            table: "t".into(),
            mean: vec![f32::NAN, -0.0],
            terms: TermTable {
                width: 1,
                terms: vec!["größe".into()],
                rows: vec![1e-42],
                mean: vec![f32::INFINITY],
            },
            languages: vec![LanguageSpace {
                lang: "de".parse().expect("a code"),
                known: 0.25,
                mean: vec![1.5, -0.0],
                terms_mean: vec![f32::MIN_POSITIVE],
            }],
            fingerprint: "f".into(),
        },
        fitted_on: Day(-3),
        fitted_size: u64::MAX,
        themes: vec![Theme {
            id: ThemeId(17),
            area: AreaId(1),
            label: Label { title: "Crashes".into(), terms: vec!["crash".into()] },
            born: Day(5),
            lineage: Lineage::MergedFrom(vec![ThemeId(1), ThemeId(2)]),
            cohesion: 0.25,
            general: true,
            wants: true,
            known: Some("App crashes".into()),
            sayings: vec![Saying { words: vec![("app".into(), 0.5), ("crashes".into(), 2.25)] }],
            centre: vec![1, -1],
            members: vec![3],
            exemplars: vec![Exemplar { statement: 3, similarity: 0.75 }],
            gist: None,
            against: None,
        }],
        splits: Vec::new(),
        areas: vec![Area { id: AreaId(1), label: Label::default(), themes: vec![ThemeId(17)] }],
        sample,
        sample_themes: vec![ThemeId(17)],
        sample_weights: vec![3],
        strays: Vectors::from_data(2, vec![1, 2, 3, 4]).expect("two rows"),
        stray_weights: vec![1, u32::MAX],
        stranger_below: 0.4,
        stranger_below_others: 0.4,
        next_theme: 18,
        next_area: 2,
        ledger: vec![LineageEvent {
            day: Day(5),
            theme: ThemeId(17),
            event: "split",
            other: Some(ThemeId(2)),
        }],
        places: vec![(id, 99, Some(place)), (StatementId { ordinal: 3, ..id }, 0, None)],
        counts: Vec::new(),
        curated: Default::default(),
    }
}

#[test]
fn parts_are_optional_in_a_memory() {
    let plain = memory();
    let bytes = encode(&plain).expect("it has a place");
    assert!(!bytes.windows(4).any(|four| four == b"spli"), "as a memory always was");
    let mut parted = plain.clone();
    let part = |number| Subtheme {
        id: SubthemeId { theme: ThemeId(17), number },
        label: Label { title: "On start".into(), terms: vec!["start".into()] },
        born: Day(6),
        centre: vec![-3, 4],
        members: Vec::new(),
    };
    parted.splits = vec![Split { theme: ThemeId(17), next: 4, parts: vec![part(1), part(3)] }];
    parted.places[0].2.as_mut().expect("a place").part = Some(3);
    let bytes = encode(&parted).expect("it has a place");
    let read = decode(&bytes).expect("just written");
    assert_eq!(read.splits, parted.splits);
    assert_eq!(read.places, parted.places);
    // A part of a statement without a theme is no memory of ours.
    parted.places.swap(0, 1);
    let mut wrong = encode(&parted).expect("it has a place");
    let at = wrong.len() - 32 - 8;
    wrong[at..at + 4].copy_from_slice(&0u32.to_le_bytes());
    let wrong = decode_body(&wrong[..wrong.len() - 32]);
    assert!(wrong.is_err_and(|why| why.contains("statement 0")));
}

#[test]
fn counts_are_optional_in_a_memory() {
    let plain = encode(&memory()).expect("it has a place");
    assert!(!plain.windows(4).any(|four| four == b"coun"), "as a memory always was");
    let count = Count { feedback: 9, voices: 7, rated: 3, rating: u64::MAX };
    let one = |source: &str, theme: Option<u32>, day: i32| DayCount {
        source: source.into(),
        theme: theme.map(ThemeId),
        day: Day(day),
        count,
    };
    let mut counted = memory();
    counted.counts = vec![one("größe", None, -4), one("größe", Some(17), 5), one("z", Some(2), 5)];
    let bytes = encode(&counted).expect("it has a place");
    let back = decode(&bytes).expect("just written");
    assert_eq!((back.counts, back.splits), (counted.counts, Vec::new()));
    for length in plain.len() - 31..bytes.len() {
        assert!(decode(&bytes[..length]).is_err());
    }
}

#[test]
fn memory_comes_back_to_the_bit() {
    let bytes = encode(&memory()).expect("bytes");
    let back = decode(&bytes).expect("a memory");
    assert_eq!(encode(&back).expect("bytes"), bytes);
    assert_eq!((back.themes, back.places), (memory().themes, memory().places));
    assert_eq!(back.space.mean[0].to_bits(), f32::NAN.to_bits());
    let mut odd = memory();
    odd.ledger[0].event = "vanished";
    assert!(encode(&odd).is_err());
}

/// A night before languages had means of their own left a memory that ends its space earlier.
#[test]
fn the_memory_of_the_version_before_is_read() {
    let mut without =
        Memory { space: Space { languages: Vec::new(), ..memory().space }, ..memory() };
    without.themes.clear();
    without.stranger_below_others = without.stranger_below;
    let bytes = encode(&without).expect("bytes");
    let mut older = bytes[..bytes.len() - 32].to_vec();
    older[8..12].copy_from_slice(&2u32.to_le_bytes());
    // The section's length stands behind its name; its last number counts the languages.
    let length = u64::from_le_bytes(older[16..24].try_into().expect("eight bytes"));
    older[16..24].copy_from_slice(&(length - 8).to_le_bytes());
    let end = 24 + length as usize;
    older.drain(end - 8..end);
    // It knew one threshold for strangers: the second stands behind the first.
    let fit = end - 8;
    let length = u64::from_le_bytes(older[fit + 4..fit + 12].try_into().expect("eight bytes"));
    older[fit + 4..fit + 12].copy_from_slice(&(length - 4).to_le_bytes());
    older.drain(fit + 12 + 16..fit + 12 + 20);
    let hash = blake3::hash(&older);
    older.extend_from_slice(hash.as_bytes());
    let back = decode(&older).expect("a memory");
    assert_eq!(encode(&back).expect("bytes"), bytes);
}

/// A night before themes had sayings left a memory whose themes end sooner.
#[test]
fn the_memory_without_sayings_is_read() {
    let mut without = memory();
    without.themes[0].sayings.clear();
    let bytes = encode(&without).expect("bytes");
    let mut older = bytes[..bytes.len() - 32].to_vec();
    older[8..12].copy_from_slice(&4u32.to_le_bytes());
    let at = |wanted: &[u8]| {
        let found = older.windows(wanted.len()).position(|window| window == wanted);
        found.expect("it is there")
    };
    // The number of sayings stands behind the name of the known pain; the section's length behind its name.
    let (section, sayings) = (at(b"them") + 4, at(b"App crashes") + "App crashes".len());
    let length = u64::from_le_bytes(older[section..section + 8].try_into().expect("eight bytes"));
    older[section..section + 8].copy_from_slice(&(length - 8).to_le_bytes());
    older.drain(sayings..sayings + 8);
    let hash = blake3::hash(&older);
    older.extend_from_slice(hash.as_bytes());
    let back = decode(&older).expect("a memory");
    assert_eq!(encode(&back).expect("bytes"), bytes);
}

#[test]
fn every_torn_memory_is_an_error() {
    let bytes = encode(&memory()).expect("bytes");
    for length in 0..bytes.len() {
        assert!(decode(&bytes[..length]).is_err());
        // And behind the hash: the reader itself holds.
        assert!(decode_body(&bytes[..length.min(bytes.len() - 33)]).is_err());
    }
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x40;
        assert!(decode(&flipped).is_err());
        let _ = decode_body(&flipped[..bytes.len() - 32]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_bytes_are_an_error_or_a_memory(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(decode(&bytes).is_err());
        // Past the hash, the magic word and the version.
        let mut body = [&MAGIC[..], &VERSION.to_le_bytes()].concat();
        body.extend(bytes);
        let _ = decode_body(&body);
    }
}
