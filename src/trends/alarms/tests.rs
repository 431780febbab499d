//! Small companies watched night by night.

use super::*;
use crate::model::invented::{Said, company};
use crate::trends::{self, Settings};

/// The last quiet day.
const CALM: i32 = 20_000;

/// Ten records a day for a hundred days: three of theme 1, three of theme 2, four of none.
fn calm() -> Vec<Said> {
    (CALM - 99..=CALM).flat_map(usual).collect()
}

fn usual(day: i32) -> Vec<Said> {
    (0..10).map(|number| said(day, number)).collect()
}

fn said(day: i32, number: u32) -> Said {
    let one = match number {
        0..3 => Said::complaint(1),
        3..6 => Said::complaint(2),
        _ => Said::default(),
    };
    let version = if number.is_multiple_of(2) { "5.0" } else { "5.1" };
    let attributes = vec![("version", version.to_owned())];
    Said { attributes, ..one }.on(day).by(day as u32 * 100 + number)
}

/// So many complaints of a theme on a day, each by another person, in version 5.1.
fn burst(day: i32, theme: u32, count: u32) -> Vec<Said> {
    let one = |number| {
        let attributes = vec![("version", "5.1".to_owned())];
        Said { attributes, ..Said::complaint(theme) }.on(day).by(1_000_000 + number)
    };
    (0..count).map(one).collect()
}

/// The night after `day`, which is the newest of what was said.
fn night(said: &[Said], day: i32, before: &Watched) -> Seen {
    night_of(said, day, before, &Exposure::default())
}

/// The same where it is known how many use the product.
fn night_of(said: &[Said], day: i32, before: &Watched, exposure: &Exposure) -> Seen {
    let (corpus, themes) = company(said);
    let today = Day(day + 1);
    let measured =
        trends::measure(&corpus, &themes, &trends::Cube::default(), today, &Settings::default());
    watch(&Watch {
        corpus: &corpus,
        themes: &themes,
        cube: &measured.cube,
        as_of: measured.as_of,
        today,
        before,
        resolve: &Some,
        fitted_on: today,
        opened: &[],
        lineage: &[],
        exposure,
        false_alarms: 0.1,
    })
}

fn subjects(seen: &Seen) -> Vec<(Subject, Ring)> {
    seen.alarms.iter().map(|alarm| (alarm.subject.clone(), alarm.ring)).collect()
}

const THEME: Subject = Subject::Theme(ThemeId(1));

#[test]
fn a_break_rings_once_in_its_version() {
    let mut all = calm();
    let quiet = night(&all, CALM, &Watched::default());
    assert_eq!((subjects(&quiet), quiet.notices.len()), (Vec::new(), 0));
    all.extend(usual(CALM + 1));
    all.extend(burst(CALM + 1, 1, 40));
    let broken = night(&all, CALM + 1, &quiet.watched);
    let rings = subjects(&broken);
    assert!(rings.contains(&(THEME, Ring::New)), "{rings:?}");
    let alarm = broken.alarms.iter().find(|alarm| alarm.subject == THEME).expect("it rings");
    assert_eq!((alarm.observed, alarm.since, alarm.over), (43, Day(CALM + 1), false));
    assert!((2.0..4.0).contains(&alarm.usual), "{alarm:?}");
    assert_eq!(&*alarm.places[0].value, "5.1");
    // At the same level it is told of and rings no more; twice as bad it rings again.
    all.extend(usual(CALM + 2));
    all.extend(burst(CALM + 2, 1, 40));
    let second = night(&all, CALM + 2, &broken.watched);
    assert!(
        second.alarms.iter().all(|alarm| alarm.ring == Ring::Lasting),
        "{:?}",
        subjects(&second)
    );
    assert!(subjects(&second).contains(&(THEME, Ring::Lasting)));
    let mut worse = all.clone();
    worse.extend(usual(CALM + 3));
    worse.extend(burst(CALM + 3, 1, 200));
    assert!(subjects(&night(&worse, CALM + 3, &second.watched)).contains(&(THEME, Ring::Worse)));
    // It goes back to usual, is over, and may ring anew.
    let mut before = second.watched;
    for day in CALM + 3..CALM + 9 {
        all.extend(usual(day));
        let seen = night(&all, day, &before);
        assert!(seen.alarms.iter().all(|alarm| !alarm.rings()), "{day}: {:?}", subjects(&seen));
        before = seen.watched;
    }
    assert!(before.rung.iter().all(|one| one.ended.is_some()), "{before:?}");
    all.extend(usual(CALM + 9));
    all.extend(burst(CALM + 9, 1, 40));
    assert!(subjects(&night(&all, CALM + 9, &before)).contains(&(THEME, Ring::New)));
}

/// A day of a large company: of theme 1 thirty complaints in the large part and one in the small one,
/// beside fifty and seven records of something else.
fn large(day: i32, name: &'static str) -> Vec<Said> {
    let one = |number: u32| {
        let (said, value) = match number {
            0..30 => (Said::complaint(1), "large"),
            30..80 => (Said::default(), "large"),
            80 => (Said::complaint(1), "small"),
            _ => (Said::default(), "small"),
        };
        let attributes = vec![(name, value.to_owned())];
        Said { attributes, ..said }.on(day).by(day as u32 * 100 + number)
    };
    (0..88).map(one).collect()
}

#[test]
fn a_break_in_one_part_alone_rings_and_says_where() {
    for name in ["version", "country"] {
        let small = |day: i32, count: u32| -> Vec<Said> {
            let attributes = vec![(name, "small".to_owned())];
            let by = |number| Said::complaint(1).on(day).by(1_000_000 + day as u32 * 100 + number);
            (0..count).map(|number| Said { attributes: attributes.clone(), ..by(number) }).collect()
        };
        let mut all: Vec<Said> = (CALM - 99..=CALM).flat_map(|day| large(day, name)).collect();
        let quiet = night(&all, CALM, &Watched::default());
        assert_eq!(subjects(&quiet), []);
        // Ten instead of one; over all forty instead of thirty-one, which may be chance.
        let part = Subject::Part { theme: ThemeId(1), name: name.into(), value: "small".into() };
        all.extend(large(CALM + 1, name));
        all.extend(small(CALM + 1, 9));
        let broken = night(&all, CALM + 1, &quiet.watched);
        assert_eq!(subjects(&broken), [(part.clone(), Ring::New)]);
        let alarm = &broken.alarms[0];
        assert_eq!((alarm.observed, alarm.since), (10, Day(CALM + 1)), "{alarm:?}");
        assert!((0.5..2.0).contains(&alarm.usual), "{alarm:?}");
        assert_eq!((&*alarm.places[0].name, &*alarm.places[0].value), (name, "small"));
        assert_eq!(alarm.id(), format!("T-1/{name}=small@{}", Day(CALM + 1)));
        // It goes on: told, rung for no more, though the week is seen over all by now.
        let mut before = broken.watched;
        for day in CALM + 2..CALM + 6 {
            all.extend(large(day, name));
            all.extend(small(day, 9));
            let seen = night(&all, day, &before);
            assert_eq!(subjects(&seen), [(part.clone(), Ring::Lasting)], "{day}");
            before = seen.watched;
        }
        // Mended: it ends, and nothing rings.
        for day in CALM + 6..CALM + 10 {
            all.extend(large(day, name));
            let seen = night(&all, day, &before);
            assert!(seen.alarms.iter().all(|one| !one.rings()), "{:?}", subjects(&seen));
            before = seen.watched;
        }
        assert!(before.rung.iter().all(|one| one.ended.is_some()), "{:?}", before.rung);
    }
}

#[test]
fn one_person_in_a_part_wakes_nobody() {
    let mut all: Vec<Said> = (CALM - 99..=CALM).flat_map(|day| large(day, "country")).collect();
    let quiet = night(&all, CALM, &Watched::default());
    all.extend(large(CALM + 1, "country"));
    let attributes = vec![("country", "small".to_owned())];
    all.extend(
        (0..9).map(|_| {
            Said { attributes: attributes.clone(), ..Said::complaint(1) }.on(CALM + 1).by(7)
        }),
    );
    assert_eq!(subjects(&night(&all, CALM + 1, &quiet.watched)), []);
}

#[test]
fn missed_nights_are_watched_when_they_come() {
    let mut all = calm();
    let quiet = night(&all, CALM, &Watched::default());
    all.extend(usual(CALM + 1));
    all.extend(burst(CALM + 1, 1, 40));
    (CALM + 2..CALM + 6).for_each(|day| all.extend(usual(day)));
    let seen = night(&all, CALM + 5, &quiet.watched);
    let alarm = seen.alarms.iter().find(|alarm| alarm.subject == THEME).expect("it rings");
    assert!(alarm.over && alarm.rings() && alarm.observed >= 43, "{alarm:?}");
    // After a month without a night the same is history.
    (CALM + 6..CALM + 31).for_each(|day| all.extend(usual(day)));
    assert_eq!(subjects(&night(&all, CALM + 30, &quiet.watched)), []);
}

#[test]
fn more_mail_of_the_same_kind_is_no_alarm_of_a_theme() {
    let mut all = calm();
    let quiet = night(&all, CALM, &Watched::default());
    for more in 0..6 {
        let by = |number| 10_000_000 * more + number;
        all.extend((0..10).map(|number| said(CALM + 1, number).by(by(number))));
    }
    let seen = night(&all, CALM + 1, &quiet.watched);
    assert_eq!(subjects(&seen), [(Subject::Mail(None), Ring::New)]);
}

#[test]
fn more_mail_of_more_customers_is_no_alarm() {
    let mut all = calm();
    let quiet = night(&all, CALM, &Watched::default());
    for more in 0..6 {
        let by = |number| 10_000_000 * more + number;
        all.extend((0..10).map(|number| said(CALM + 1, number).by(by(number))));
    }
    let steps = vec![(Day(CALM - 40), 1_000.0), (Day(CALM + 1), 6_000.0)];
    let grown = Exposure { steps, until: None };
    assert_eq!(subjects(&night_of(&all, CALM + 1, &quiet.watched, &grown)), []);
    // As many customers as ever: the mail rings; and where tonight's number is not known as well.
    let known = |until| Exposure { steps: vec![(Day(CALM - 40), 1_000.0)], until };
    for exposure in [known(None), known(Some(Day(CALM)))] {
        let seen = night_of(&all, CALM + 1, &quiet.watched, &exposure);
        assert_eq!(subjects(&seen), [(Subject::Mail(None), Ring::New)]);
    }
}

#[test]
fn a_source_is_doubled_by_more_customers_only_where_they_are_known() {
    let mut all = calm();
    let quiet = night(&all, CALM, &Watched::default());
    for (day, more) in (CALM + 1..=CALM + 7).flat_map(|day| (0..3).map(move |more| (day, more))) {
        let by = |number| 10_000_000 * more + day as u32 * 100 + number;
        all.extend((0..10).map(|number| said(day, number).by(by(number))));
    }
    let steps = vec![(Day(CALM - 40), 1_000.0), (Day(CALM + 1), 3_000.0)];
    let grown = Exposure { steps, until: None };
    let is_doubled = |exposure: &Exposure| {
        let seen = night_of(&all, CALM + 7, &quiet.watched, exposure);
        seen.notices.iter().any(|notice| matches!(notice, Notice::Doubled { .. }))
    };
    assert!(is_doubled(&Exposure::default()), "three times its usual");
    assert!(!is_doubled(&grown), "as much as usual for each customer");
}

#[test]
fn one_person_writing_all_day_wakes_nobody() {
    let mut all = calm();
    let quiet = night(&all, CALM, &Watched::default());
    all.extend(usual(CALM + 1));
    all.extend(burst(CALM + 1, 1, 40).into_iter().map(|one| one.by(7)));
    let seen = night(&all, CALM + 1, &quiet.watched);
    assert_eq!(subjects(&seen), []);
}

#[test]
fn a_theme_opened_since_the_last_grouping_has_no_history() {
    let mut all = calm();
    let quiet = night(&all, CALM, &Watched::default());
    all.extend(usual(CALM + 1));
    all.extend(burst(CALM + 1, 3, 20));
    let (corpus, mut themes) = company(&all);
    themes.themes[2].born = Day(CALM + 2);
    let today = Day(CALM + 2);
    let measured =
        trends::measure(&corpus, &themes, &trends::Cube::default(), today, &Settings::default());
    // Without a rate of before; heard as rarely as once in ten thousand; as often as it is now.
    let heard = |rate: f64| [PriorRate { theme: ThemeId(3), rate, events: 40.0 }];
    let on = |fitted_on: Day, opened: &[PriorRate]| {
        let seen = watch(&Watch {
            corpus: &corpus,
            themes: &themes,
            cube: &measured.cube,
            as_of: measured.as_of,
            today,
            before: &quiet.watched,
            resolve: &Some,
            fitted_on,
            opened,
            lineage: &[],
            exposure: &Exposure::default(),
            false_alarms: 0.1,
        });
        let kept = seen.watched.prior_rates.len();
        (subjects(&seen).iter().any(|(subject, _)| *subject == Subject::Theme(ThemeId(3))), kept)
    };
    assert_eq!(on(Day(CALM), &[]), (false, 0));
    assert_eq!(on(Day(CALM), &heard(0.0001)), (true, 1));
    assert_eq!(on(Day(CALM), &heard(2.0)), (false, 1));
    // Once all is grouped again its own history speaks.
    assert_eq!(on(today, &heard(2.0)), (true, 0));
}

#[test]
fn a_theme_without_a_subject_rings_for_nothing() {
    let mut all = calm();
    let quiet = night(&all, CALM, &Watched::default());
    all.extend(usual(CALM + 1));
    all.extend(burst(CALM + 1, 1, 40));
    let (corpus, mut themes) = company(&all);
    let rings = |themes: &Themes| {
        let today = Day(CALM + 2);
        let (past, settings) = (trends::Cube::default(), Settings::default());
        let measured = trends::measure(&corpus, themes, &past, today, &settings);
        let seen = watch(&Watch {
            corpus: &corpus,
            themes,
            cube: &measured.cube,
            as_of: measured.as_of,
            today,
            before: &quiet.watched,
            resolve: &Some,
            fitted_on: today,
            opened: &[],
            lineage: &[],
            exposure: &Exposure::default(),
            false_alarms: 0.1,
        });
        subjects(&seen).iter().any(|(subject, _)| *subject == THEME)
    };
    assert!(rings(&themes));
    themes.themes[0].general = true;
    assert!(!rings(&themes));
}

#[test]
fn what_a_new_source_brings_rings_for_nothing() {
    let mut all = calm();
    let quiet = night(&all, CALM, &Watched::default());
    all.extend(usual(CALM + 1));
    for day in CALM - 10..=CALM + 1 {
        let new = burst(day, 1, 50).into_iter().map(|one| Said { source: "tickets", ..one });
        all.extend(new);
    }
    let seen = night(&all, CALM + 1, &quiet.watched);
    assert_eq!((subjects(&seen), seen.notices), (Vec::new(), Vec::new()));
}

#[test]
fn silence_is_named_and_lateness_is_learnt() {
    let of = |source: &'static str, days: std::ops::RangeInclusive<i32>| {
        days.flat_map(usual).map(move |one| Said { source, ..one }).collect::<Vec<_>>()
    };
    let both =
        |days: std::ops::RangeInclusive<i32>| [of("a", days.clone()), of("b", days)].concat();
    let mut all = both(CALM - 99..=CALM);
    let first = night(&all, CALM, &Watched::default());
    assert_eq!(first.notices, []);
    all.extend(of("a", CALM + 1..=CALM + 4));
    let silent = night(&all, CALM + 4, &first.watched);
    assert_eq!(silent.notices, [Notice::Silent { source: "b".into(), last: Day(CALM), usual: 70 }]);
    // It only was late: so late it may be from now on, and no later.
    all.extend(of("b", CALM + 1..=CALM + 4));
    all.extend(of("a", CALM + 5..=CALM + 5));
    let back = night(&all, CALM + 5, &silent.watched);
    assert_eq!(back.notices, []);
    all.extend(of("a", CALM + 6..=CALM + 8));
    assert_eq!(night(&all, CALM + 8, &back.watched).notices, []);
    all.extend(of("a", CALM + 9..=CALM + 9));
    assert_eq!(night(&all, CALM + 9, &back.watched).notices.len(), 1);
}

#[test]
fn a_second_day_at_half_is_not_the_usual() {
    let mut all = calm();
    let mut before = night(&all, CALM, &Watched::default()).watched;
    let mut told = Vec::new();
    for day in CALM + 1..=CALM + 14 {
        all.extend((0..3).map(|number| said(day, number * 3)));
        let seen = night(&all, day, &before);
        before = seen.watched;
        told.push(seen.notices.len());
    }
    assert!(told[6..].iter().all(|&count| count == 1), "{told:?}");
}

#[test]
fn nothing_and_little_are_quiet() {
    assert_eq!(night(&[], CALM, &Watched::default()), Seen::default());
    let one_day: Vec<Said> = burst(CALM, 1, 60);
    assert_eq!(subjects(&night(&one_day, CALM, &Watched::default())), []);
    let undated: Vec<Said> = (0..60).map(|_| Said::complaint(1)).collect();
    assert_eq!(subjects(&night(&undated, CALM, &Watched::default())), []);
    // What ended half a year ago is nobody's morning.
    let mut old = calm();
    old.extend(burst(CALM, 1, 60));
    let (corpus, themes) = company(&old);
    let today = Day(CALM + 180);
    let measured =
        trends::measure(&corpus, &themes, &trends::Cube::default(), today, &Settings::default());
    let seen = watch(&Watch {
        corpus: &corpus,
        themes: &themes,
        cube: &measured.cube,
        as_of: measured.as_of,
        today,
        before: &Watched::default(),
        resolve: &Some,
        fitted_on: today,
        opened: &[],
        lineage: &[],
        exposure: &Exposure::default(),
        false_alarms: 0.1,
    });
    assert_eq!((subjects(&seen), seen.notices), (Vec::new(), Vec::new()));
}
