//! Laws of the demo: same bytes, the story it tells, variety, and the frozen copy.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

const LAST: Day = Day(20_686); // 2026-08-21

fn text_of(feed: Feed, scale: Scale) -> String {
    let mut bytes = Vec::new();
    write(feed, 1, scale, LAST, &mut bytes).expect("memory takes everything");
    String::from_utf8(bytes).expect("the generator writes UTF-8")
}

/// The frozen copy is what the generator writes today; `EARFUL_UPDATE=1` freezes anew.
#[test]
fn the_fixture_is_what_the_generator_writes() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo");
    for (path, bytes) in files(1, Scale::DEMO, LAST) {
        let frozen = root.join(&path);
        if std::env::var_os("EARFUL_UPDATE").is_some() {
            std::fs::create_dir_all(frozen.parent().expect("below the root")).expect("a folder");
            std::fs::write(&frozen, &bytes).expect("a file");
        }
        let kept = std::fs::read(&frozen).unwrap_or_default();
        assert!(kept == bytes, "{path} differs; EARFUL_UPDATE=1 freezes the generator's copy");
    }
}

#[test]
fn one_seed_one_story() {
    let scale = Scale::records(300);
    assert_eq!(files(7, scale, LAST), files(7, scale, LAST));
    assert_ne!(files(7, scale, LAST), files(8, scale, LAST));
    assert_eq!(LAST.to_string(), "2026-08-21");
}

#[test]
fn the_demo_is_large_enough_and_truth_names_each_record_once() {
    let truths = truth(1, Scale::DEMO, LAST);
    assert!((2_500..2_750).contains(&truths.len()), "{}", truths.len());
    let keys: BTreeSet<_> =
        truths.iter().map(|one| (one.source, &one.record, one.question)).collect();
    assert_eq!(keys.len(), truths.len());
    let mut heard: BTreeMap<&str, usize> = BTreeMap::new();
    for theme in truths.iter().flat_map(|one| &one.themes) {
        *heard.entry(theme).or_default() += 1;
    }
    assert_eq!(heard.len(), 32, "24 pains and 8 joys: {heard:?}");
    assert!(heard.values().all(|&count| count >= 15), "{heard:?}");
}

#[test]
fn texts_are_varied_and_of_human_length() {
    let reviews = text_of(Feed::Reviews, Scale::records(20_000));
    let texts: Vec<&str> = reviews.lines().skip(1).collect();
    let distinct: BTreeSet<String> = texts
        .iter()
        .map(|line| line.splitn(4, ',').nth(3).unwrap_or_default().to_string())
        .collect();
    assert!(distinct.len() * 100 > texts.len() * 97, "{} of {}", distinct.len(), texts.len());

    let story = plan::Story::ending(LAST);
    let mut lengths = Vec::new();
    for index in 0..4_000 {
        let customer = people::Customer::numbered(1, index);
        let writer = compose::Writer {
            story: &story,
            feed: if index % 3 == 0 { Feed::Tickets } else { Feed::Reviews },
            day: story.day(Feed::Reviews, index, 4_000),
            customer: &customer,
            version: "5.4",
        };
        let message = writer.message(&mut rng::Rng::at(1, &[9, index]));
        lengths.push(message.text.split_whitespace().count());
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!((18..=26).contains(&median), "median {median}");
    assert!(lengths[0] == 1 && lengths[lengths.len() - 1] <= 180, "{:?}", lengths.last());
}

/// Records that mention `theme`, by days before the last one.
fn days_ago(theme: &str) -> Vec<i32> {
    let scale = Scale::records(20_000);
    let days: BTreeMap<String, Day> = text_of(Feed::Reviews, scale)
        .lines()
        .filter_map(|line| {
            let (id, rest) = line.split_once(',')?;
            Some((id.to_string(), rest.get(..10)?.parse().ok()?))
        })
        .collect();
    truth(1, scale, LAST)
        .iter()
        .filter(|one| one.source == "reviews" && one.themes.contains(&theme))
        .filter_map(|one| days.get(&one.record).map(|day| LAST.since(*day)))
        .collect()
}

#[test]
fn the_story_has_its_turns() {
    let share = |days: &[i32], range: std::ops::RangeInclusive<i32>| {
        days.iter().filter(|ago| range.contains(ago)).count() as f64
            / f64::from(range.end() - range.start() + 1)
    };
    let codes = days_ago("login_code");
    assert!(share(&codes, 61..=81) > 8.0 * share(&codes, 90..=180), "the outage is a spike");
    let calendar = days_ago("calendar_sync");
    assert!(share(&calendar, 140..=300) > 4.0 * share(&calendar, 0..=110), "5.4 fixes the sync");
    let battery = days_ago("battery");
    assert!(share(&battery, 0..=30) > 3.0 * share(&battery, 120..=240), "battery rises");
    let planner = days_ago("ai_planner");
    assert!(!planner.is_empty() && planner.iter().all(|&ago| ago <= 36), "the planner is new");
}

#[test]
fn a_night_brings_new_ids() {
    let scale = Scale::records(1_000);
    let year: BTreeSet<String> = truth(1, scale, LAST).into_iter().map(|one| one.record).collect();
    let night = next_night(1, scale, LAST, 100);
    assert_eq!(night[0].0, "data/reviews-2026-08-22.csv");
    let reviews = String::from_utf8_lossy(&night[0].1).into_owned();
    assert_eq!(reviews.lines().count(), 47);
    for line in reviews.lines().skip(1) {
        assert!(line.contains(",2026-08-22 "), "{line}");
        assert!(!year.contains(line.split(',').next().unwrap_or_default()));
    }
}
