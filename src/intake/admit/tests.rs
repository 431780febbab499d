//! What becomes of one record on its way in, rule by rule.

use super::*;
use crate::intake::{Newer, Scale};
use crate::model::{Cleaning, Kind, Mark, Origin, RatingKind, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn rules() -> Rules {
    Rules {
        source: "reviews".into(),
        kind: Kind::Review,
        role: "customer".into(),
        scale: Some(stars(5.0)),
        formats: Vec::new(),
        order: None,
        gmt_suffix: None,
        zone: None,
        dated: false,
        transforms: BTreeMap::from([
            ("text".to_owned(), vec![vec![named("entities")]]),
            ("title".to_owned(), vec![vec![named("subject_prefix")]]),
        ]),
        fallback_to_title: true,
        authors_shared: false,
        newer: Newer::Updated,
        keep_last: false,
        append: false,
    }
}

fn stars(max: f64) -> Scale {
    Scale { kind: RatingKind::Stars, min: 1.0, max, missing: Vec::new(), others: Vec::new() }
}

fn named(name: &str) -> Cleaning {
    Cleaning::Named(name.to_owned())
}

fn intake(settings: Settings) -> Intake {
    Intake::new(settings, [7; 32], vec![rules()]).expect("good rules")
}

fn raw(pairs: &[(&str, &str)]) -> RawRecord {
    let mut fields: BTreeMap<Arc<str>, Vec<String>> = BTreeMap::new();
    for (name, value) in pairs {
        fields.entry((*name).into()).or_default().push((*value).to_owned());
    }
    RawRecord {
        origin: Origin { file: "a.csv".into(), record: 1, line: 2 },
        fields,
        marks: BTreeMap::new(),
    }
}

fn kept(pairs: &[(&str, &str)]) -> Feedback {
    match intake(Settings::default()).admit(0, raw(pairs)) {
        Admitted::Kept { feedback, .. } => *feedback,
        other => panic!("not kept: {other:?}"),
    }
}

#[test]
fn a_record_becomes_feedback() {
    let one = kept(&[
        ("id", "7"),
        ("created_at", "2026-08-22 10:00:00"),
        ("updated_at", "2026-08-23"),
        ("rating", "2"),
        ("title", "Re: Refund"),
        ("text", "I&apos;m anna@example.com and\r\nwant it back"),
        ("author", "Anna"),
        ("product", " Notes "),
        ("value", "$1,200"),
        ("attr.plan", "pro"),
        ("attr.country", "DE"),
        ("attr.country", "AT"),
        ("attr.country", "DE"),
    ]);
    assert_eq!(one.text.as_str(), "Refund\nI'm <EMAIL> and\nwant it back");
    let parts: Vec<_> =
        one.parts.iter().map(|part| (part.name.name(), part.span.clone())).collect();
    assert_eq!(parts, [("title", 0..6), ("body", 7..35)]);
    assert_eq!(one.rating.map(|rating| rating.unit), Some(0.25));
    assert_eq!(one.at.map(|at| at.to_string()).as_deref(), Some("2026-08-22T10:00:00Z"));
    assert_eq!(one.version, Some(Timestamp(1_787_443_200)));
    assert_eq!((one.product.as_deref(), one.value), (Some("Notes"), Some(1200.0)));
    let attributes: Vec<_> =
        one.attributes.iter().map(|pair| (&*pair.name, &*pair.value)).collect();
    assert_eq!(attributes, [("country", "AT"), ("country", "DE"), ("plan", "pro")]);
    assert_eq!((one.voice, &*one.external), (one.id, "7"));
    assert_eq!(intake(Settings::default()).id_of(0, "7"), one.id);
}

#[test]
fn every_record_has_one_outcome() {
    let way_in = intake(Settings::default());
    assert_eq!(way_in.admit(0, raw(&[("id", "1"), ("rating", "5")])), Admitted::Skipped("no_text"));
    assert_eq!(
        way_in.admit(0, raw(&[("id", "1"), ("text", "\u{200b} \n")])),
        Admitted::Skipped("no_text")
    );
    for (field, reason) in
        [("created_at", "bad_date:created_at"), ("updated_at", "bad_date:updated_at")]
    {
        let record = raw(&[("id", "1"), ("text", "x"), (field, "2026-13-01")]);
        let origin = record.origin.clone();
        let Admitted::Rejected(rejection) = way_in.admit(0, record) else { panic!("{field}") };
        assert_eq!((rejection.word(), &rejection.origin), (reason, &origin));
        // The value's shape and the key that would help stand behind the word.
        assert!(rejection.reason.contains("2026-13-01 fits none of time.formats"));
    }
    let one = kept(&[("id", "1"), ("text", "fine"), ("rating", "eleven")]);
    assert_eq!((one.at, one.rating, one.author), (None, None, None));
}

#[test]
fn a_dated_feed_needs_dates_and_may_have_two() {
    let mut dated = rules();
    dated.dated = true;
    dated.fallback_to_title = false;
    let way_in = Intake::new(Settings::default(), [0; 32], vec![dated]).expect("good rules");
    let at = |pairs: &[(&str, &str)]| {
        way_in.normalise(0, &raw(pairs)).map(|one| one.created_at.map(|at| at.to_string()))
    };
    let wrong = |words: &str| Err(Left::Rejected(words.to_owned()));
    assert_eq!(at(&[("text", "x")]), wrong("bad_date:created_at"));
    // Letters of a value are not shown: it may be anything.
    assert_eq!(
        at(&[("text", "x"), ("created_at", "soon"), ("created_at_fallback", "?")]),
        wrong("bad_date:created_at aaaa fits none of time.formats")
    );
    assert_eq!(
        at(&[("text", "x"), ("created_at", "soon"), ("created_at_fallback", "2026-08-22")]),
        Ok(Some("2026-08-22T00:00:00Z".to_owned()))
    );
    let titled = [("title", "x"), ("created_at", "2026-08-22")];
    assert_eq!(at(&titled), Err(Left::Skipped("no_text")));
}

#[test]
fn each_way_to_a_text_has_its_own_cleanings() {
    let mut ways = rules();
    let replace = Cleaning::Replace { pattern: "(a)b".into(), with: "$1-".into() };
    ways.transforms.insert("text".into(), vec![vec![replace], vec![named("tags")]]);
    let way_in = Intake::new(Settings::default(), [0; 32], vec![ways]).expect("good rules");
    let mut record = raw(&[("text", "ab <b>x</b>"), ("text", "ab")]);
    let text = |record: &RawRecord| way_in.normalise(0, record).map(|one| one.text);
    assert_eq!(text(&record).as_deref(), Ok("a- <b>x</b>\n\na-"));
    record.marks.insert("text".into(), Mark { way: 1, ..Mark::default() });
    assert_eq!(text(&record).as_deref(), Ok("ab x\n\nab"));
}

#[test]
fn titles_are_said_once() {
    assert_eq!(kept(&[("title", "Too slow")]).text.as_str(), "Too slow");
    assert_eq!(kept(&[("title", "Too slow")]).parts[0].name, PartName::Body);
    let doubled = kept(&[("title", "too slow…"), ("text", "Too slow since the update")]);
    assert_eq!(doubled.text.as_str(), "Too slow since the update");
    let other = kept(&[("title", "App"), ("text", "Apple pay fails")]);
    assert_eq!(other.text.as_str(), "App\nApple pay fails");
}

#[test]
fn long_texts_are_cut_at_a_character() {
    let settings = Settings { max_text_bytes: 10, ..Settings::default() };
    let Admitted::Kept { feedback, cut, .. } =
        intake(settings).admit(0, raw(&[("text", "ääääääää")]))
    else {
        panic!("not kept");
    };
    assert!(cut);
    assert_eq!(feedback.text.as_str(), "äääää");
    assert_eq!(feedback.parts[0].span, 0..10);
}

#[test]
fn without_an_id_the_content_is_the_id() {
    let one = kept(&[("text", "slow"), ("created_at", "2026-08-22"), ("author", "a")]);
    let same = kept(&[("text", "slow "), ("created_at", "2026-08-22"), ("author", "a")]);
    let other = kept(&[("text", "slow"), ("created_at", "2026-08-23"), ("author", "a")]);
    assert_eq!(one.id, same.id);
    assert_ne!(one.id, other.id);
    assert!(one.external.starts_with("h:"));
}

#[test]
fn an_address_as_id_is_not_shown() {
    let one = kept(&[("id", "anna@example.com"), ("text", "slow")]);
    assert!(one.external.starts_with("h:"));
    assert_eq!(intake(Settings::default()).id_of(0, "anna@example.com"), one.id);
}

#[test]
fn bad_rules_are_named() {
    let mut wrong = rules();
    wrong.transforms.insert("text".into(), vec![vec![named("shout")]]);
    let error = Intake::new(Settings::default(), [0; 32], vec![wrong]).err();
    assert!(error.is_some_and(|error| error.to_string().contains("strip_quotes")));
    let mut wrong = rules();
    wrong.zone = Some("Mars/Base".into());
    assert!(Intake::new(Settings::default(), [0; 32], vec![wrong]).is_err());
    let mut wrong = rules();
    wrong.scale = Some(stars(1.0));
    assert!(Intake::new(Settings::default(), [0; 32], vec![wrong]).is_err());
}

proptest! {
    #[test]
    fn any_record_has_an_outcome_that_holds(
        title in proptest::option::of(any::<String>()),
        text in proptest::option::of(any::<String>()),
        odd in "[a@.0-9 +\\-\n\u{1b}\u{202e}é]{0,60}",
        most in 1usize..200,
    ) {
        let settings = Settings { max_text_bytes: most, ..Settings::default() };
        let way_in = intake(settings);
        let mut pairs = vec![("attr.x", odd.as_str()), ("author", odd.as_str())];
        if let Some(title) = &title {
            pairs.push(("title", title));
        }
        pairs.push(("text", text.as_deref().unwrap_or(&odd)));
        let first = way_in.admit(0, raw(&pairs));
        prop_assert_eq!(&first, &way_in.admit(0, raw(&pairs)));
        if let Admitted::Kept { feedback, .. } = first {
            let stored = feedback.text.as_str();
            prop_assert!(!stored.is_empty() && stored.len() <= most);
            prop_assert!(!stored.chars().any(|c| c.is_control() && c != '\n'));
            let mut end = 0;
            for part in &feedback.parts {
                let span = part.span.start as usize..part.span.end as usize;
                prop_assert!(span.start >= end && stored.get(span.clone()).is_some_and(|s| !s.is_empty()));
                end = span.end;
            }
            prop_assert_eq!(end, stored.len());
        }
    }
}
