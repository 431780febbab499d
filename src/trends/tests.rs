//! Small companies counted by hand, the laws of the cube, and simulated nights.

use super::*;
use crate::model::invented::{Said, company};
use crate::model::{Day, SplitMix, Stance, ThemeId};
use proptest::prelude::*;

const TODAY: Day = Day(20_000);

fn night(said: &[Said]) -> Measured {
    let (corpus, themes) = company(said);
    measure(&corpus, &themes, &Cube::default(), TODAY, &Settings::default())
}

#[test]
fn nothing_gives_nothing() {
    let measured = night(&[]);
    assert_eq!(measured.as_of, None);
    assert!(measured.trends.is_empty());
    assert_eq!(measured.cube, Cube::default());
}

#[test]
fn no_dates_are_unknown() {
    let measured = night(&[Said::complaint(1), Said::complaint(1)]);
    assert_eq!((measured.as_of, measured.undated), (None, 2));
    let trend = &measured.trends[0];
    assert_eq!((trend.status, trend.first, trend.weeks.len()), (Status::Unknown, None, 0));
    assert_eq!((trend.ratio, trend.p_value, trend.q_value), (1.0, 1.0, 1.0));
}

#[test]
fn one_record_is_unknown() {
    let measured = night(&[Said::complaint(1).on(19_990)]);
    assert_eq!(measured.as_of, Some(Day(19_990)));
    assert_eq!(measured.trends[0].status, Status::Unknown);
    assert_eq!(measured.trends[0].recent.feedback, 1);
    assert_eq!(measured.trends[0].weeks.len(), 53);
    assert_eq!(measured.trends[0].weeks[52].feedback, 1);
}

#[test]
fn dates_after_today_are_counted_apart() {
    let measured = night(&[Said::complaint(1).on(20_400), Said::complaint(1).on(19_999)]);
    assert_eq!((measured.as_of, measured.future), (Some(Day(19_999)), 1));
    assert_eq!(measured.trends[0].recent.all, 1);
    let only_future = night(&[Said::complaint(1).on(20_400)]);
    assert_eq!((only_future.as_of, only_future.future), (None, 1));
    assert_eq!(only_future.trends[0].recent.all, 0);
    assert_eq!(only_future.trends[0].status, Status::Unknown);
}

#[test]
fn two_statements_of_a_record_count_once_and_copies_are_one_voice() {
    let twice = Said {
        points: vec![(Some(1), Stance::Complaint, 1), (Some(1), Stance::Request, 0)],
        ..Said::default()
    };
    let praise = Said { points: vec![(Some(1), Stance::Praise, 0)], ..Said::default() };
    let measured = night(&[
        twice.clone().on(19_998),
        praise.on(19_998),
        Said { voice: Some(0), ..twice }.on(19_999),
        Said::default().on(20_000),
    ]);
    let trend = &measured.trends[0];
    // Of four pieces of feedback two are one voice; two voices wanted nothing of it.
    assert_eq!((trend.recent.feedback, trend.recent.all), (1, 3));
    assert_eq!(trend.recent.share, 1.0 / 3.0);
    assert_eq!((trend.first, trend.last), (Some(Day(19_998)), Some(Day(19_999))));
    let sum = measured.cube.sum(&Segment::Everything, Some(ThemeId(1)), Day(0), TODAY);
    assert_eq!(sum, Count { feedback: 2, voices: 1, ..Count::default() });
    assert_eq!(trend.weeks.iter().map(|week| week.voices).sum::<u32>(), 1);
}

#[test]
fn weeks_are_mondays_without_gaps_and_the_last_is_short() {
    // Day 20,000 is Thursday, 4 October 2024.
    let measured = night(&[Said::complaint(1).on(20_000), Said::complaint(1).on(19_000)]);
    let weeks = &measured.trends[0].weeks;
    assert!(weeks.iter().all(|week| week.start.weekday() == 0));
    assert!(weeks.windows(2).all(|two| two[1].start.since(two[0].start) == 7));
    let last = weeks[52];
    assert_eq!(last.start.plus(last.days as i32 - 1), TODAY);
    assert!(weeks[..52].iter().all(|week| week.days == 7));
}

#[test]
fn windows_are_as_long_as_the_settings_say() {
    let said: Vec<Said> = (19_500..=20_000).map(|day| Said::complaint(1).on(day)).collect();
    let trend = &night(&said).trends[0];
    assert_eq!((trend.recent.feedback, trend.baseline.feedback), (28, 182));
    assert_eq!(trend.recent.from.since(trend.baseline.to), 1);
    let later = &night(&said[400..]).trends[0];
    assert_eq!(later.baseline.from, Day(19_900));
    assert_eq!(later.baseline.feedback, 73);
}

#[test]
fn last_years_same_weeks_stand_beside_the_recent_ones() {
    let said = |from: i32| -> Vec<Said> {
        (from..=20_000)
            .flat_map(|day| [Said::complaint(1).on(day), Said::complaint(2).on(day)])
            .collect()
    };
    let trend = &night(&said(19_600)).trends[0];
    let then = trend.last_year.expect("the data reaches back");
    assert_eq!((then.from, then.to), (Day(19_609), Day(19_636)));
    assert_eq!((then.feedback, then.all), (28, 56));
    assert_eq!(night(&said(19_620)).trends[0].last_year, None);
}

/// Every day 20 records; theme 1 is heard `before` times a day, then `after` times in the last 28.
fn shift(before: u32, after: u32) -> Status {
    let mut said = Vec::new();
    for day in 19_700..=20_000 {
        let heard = if day > 19_972 { after } else { before };
        for number in 0..20 {
            let one = if number < heard { Said::complaint(1) } else { Said::default() };
            said.push(one.on(day));
        }
    }
    said.push(Said::complaint(2).on(19_995));
    night(&said).trends[0].status
}

#[test]
fn says_what_a_theme_is_doing() {
    assert_eq!(shift(2, 2), Status::Steady);
    assert_eq!(shift(2, 6), Status::Rising);
    assert_eq!(shift(6, 2), Status::Falling);
    assert_eq!(shift(2, 0), Status::Quiet);
    assert_eq!(shift(0, 2), Status::New);
}

#[test]
fn a_late_export_is_no_change() {
    // Tickets speak of theme 1 every second time, reviews of theme 2; the tickets of the last two
    // weeks are not there yet.
    let mut said = Vec::new();
    for day in 19_700..=20_000 {
        for number in 0..10 {
            let review = if number < 5 { Said::complaint(2) } else { Said::default() };
            said.push(review.on(day));
            let ticket = if number < 5 { Said::complaint(1) } else { Said::default() };
            if day <= 19_986 {
                said.push(Said { source: "tickets", ..ticket }.on(day));
            }
        }
    }
    let trends = night(&said).trends;
    assert!(trends[0].ratio < 0.8 && trends[1].ratio > 1.2, "the shares do move");
    assert_eq!(trends[0].status, Status::Steady);
    assert_eq!(trends[1].status, Status::Steady);
}

#[test]
fn a_change_within_every_source_is_one() {
    let mut said = Vec::new();
    for day in 19_700..=20_000 {
        for number in 0..20 {
            let heard = if day > 19_972 { 6 } else { 2 };
            let source = if number % 2 == 0 { "reviews" } else { "tickets" };
            let one = if number < heard { Said::complaint(1) } else { Said::default() };
            said.push(Said { source, ..one }.on(day));
        }
    }
    assert_eq!(night(&said).trends[0].status, Status::Rising);
}

#[test]
fn a_short_history_is_unknown() {
    let said = |from: i32| -> Vec<Said> {
        (from..=20_000).map(|day| Said::complaint(1).on(day)).collect()
    };
    assert_eq!(night(&said(19_981)).trends[0].status, Status::Unknown);
    // Three weeks are one against two, seven are two against five, eight have the windows asked for.
    for (days, recent, before) in [(21, 7, 14), (50, 14, 36), (56, 28, 28)] {
        let trend = &night(&said(20_001 - days)).trends[0];
        assert_eq!((trend.recent.feedback, trend.baseline.feedback), (recent, before), "{days}");
        assert_eq!(trend.status, Status::Steady, "{days}");
    }
}

#[test]
fn intervals_apart_are_never_steady() {
    // 40 pieces of feedback a day; the theme rises from 3 to 7 % among scattered others.
    let mut said = Vec::new();
    for day in 19_800..=20_000 {
        for number in 0..40 {
            let scattered = 2 + (day as u32 / 3 * 7 + number) % 5;
            let turn = (day as u32 - 19_800) * 40 + number;
            let rises =
                if day > 19_972 { turn.is_multiple_of(14) } else { turn.is_multiple_of(33) };
            let theme = if rises { 1 } else { scattered };
            said.push(Said::complaint(theme).on(day));
        }
    }
    let measured = night(&said);
    assert_eq!(measured.trends[0].status, Status::Rising, "{:?}", measured.trends[0]);
    for trend in &measured.trends {
        assert!(!(apart(trend) && trend.status == Status::Steady), "{trend:?}");
    }
}

#[test]
fn old_records_of_a_new_source_are_no_rise() {
    // Reviews speak of theme 1 every tenth time. Tickets, half of them of theme 1, come all at once:
    // of last year, or of the last three weeks.
    for days in [19_500..19_700, 19_979..20_001] {
        let mut said = Vec::new();
        for day in 19_700..=20_000 {
            for number in 0..10 {
                let review = if number == 0 { Said::complaint(1) } else { Said::complaint(2) };
                said.push(review.on(day));
            }
        }
        for day in days {
            for number in 0..20 {
                let ticket = if number % 2 == 0 { Said::complaint(1) } else { Said::default() };
                said.push(Said { source: "tickets", ..ticket }.on(day));
            }
        }
        assert_eq!(night(&said).trends[0].status, Status::Steady);
    }
}

#[test]
fn segments_add_up_to_everything() {
    let said: Vec<Said> = (0..200)
        .map(|number| Said {
            source: ["reviews", "tickets", "survey"][number as usize % 3],
            ..Said::complaint(number % 4).on(19_900 + (number % 30) as i32)
        })
        .collect();
    let cube = night(&said).cube;
    for theme in [None, Some(ThemeId(0)), Some(ThemeId(3))] {
        let of = |segment: &Segment| cube.sum(segment, theme, Day(0), TODAY).feedback;
        let parts: u32 = cube.segments().filter(|&one| *one != Segment::Everything).map(of).sum();
        assert_eq!(parts, of(&Segment::Everything));
    }
}

fn any_said() -> impl Strategy<Value = Said> {
    let points = proptest::collection::vec(
        (proptest::option::of(1u32..5), 0usize..5, 0u8..4)
            .prop_map(|(theme, stance, severity)| (theme, Stance::ALL[stance], severity)),
        0..4,
    );
    (points, proptest::option::of(19_600i32..20_050), 0usize..3).prop_map(
        |(points, day, source)| Said {
            points,
            day,
            source: ["a", "b", "c"][source],
            ..Said::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn cubes_are_a_commutative_monoid(
        lists in proptest::collection::vec(proptest::collection::vec(any_said(), 0..12), 3),
    ) {
        let cubes: Vec<Cube> = lists.iter().map(|list| night(list).cube).collect();
        let [a, b, c] = [0, 1, 2].map(|at| cubes[at].clone());
        prop_assert_eq!(a.clone().merge(b.clone()), b.clone().merge(a.clone()));
        prop_assert_eq!(
            a.clone().merge(b.clone()).merge(c.clone()),
            a.clone().merge(b.merge(c))
        );
        prop_assert_eq!(a.clone().merge(Cube::default()), a);
    }

    #[test]
    fn the_cube_of_all_is_the_merge_of_its_parts(
        list in proptest::collection::vec(any_said(), 0..30),
        cut in 0usize..30,
    ) {
        let cut = cut.min(list.len());
        let everything = |said: &[Said]| {
            night(said).cube.cells(&Segment::Everything).to_vec()
        };
        let parts = night(&list[..cut]).cube.merge(night(&list[cut..]).cube);
        prop_assert_eq!(parts.cells(&Segment::Everything), everything(&list));
    }

    #[test]
    fn every_number_is_in_its_range(list in proptest::collection::vec(any_said(), 0..60)) {
        let measured = night(&list);
        prop_assert!(measured.trends.windows(2).all(|two| two[0].theme < two[1].theme));
        for trend in &measured.trends {
            prop_assert!(trend.ratio.is_finite() && trend.ratio > 0.0);
            prop_assert!((0.0..=1.0).contains(&trend.p_value));
            prop_assert!(trend.q_value >= trend.p_value && trend.q_value <= 1.0);
            for window in [trend.recent, trend.baseline] {
                prop_assert!(window.feedback <= window.all);
                prop_assert!(window.interval.0 <= window.share + 1e-12);
                prop_assert!(window.interval.1 >= window.share - 1e-12);
            }
        }
    }
}

/// Chance for the simulations: the same on every machine.
struct Chance(SplitMix);

impl Chance {
    fn next(&mut self) -> f64 {
        (self.0.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Knuth's product of uniforms; means here are small.
    fn poisson(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = (libm::exp(-mean), self.next(), 0);
        while product > limit {
            product *= self.next();
            count += 1;
        }
        count
    }

    /// Mean of a week of days that are each gamma of shape 3 and mean 1: the sum of three waits.
    fn gust(&mut self) -> f64 {
        -(0..21).map(|_| libm::log(1.0 - self.next())).sum::<f64>() / 21.0
    }
}

/// Announced among 60 themes: (false alarms, caught of the first 6 that tripled), on counts alone.
fn simulate(chance: &mut Chance, gusts: bool, burst: bool) -> (u32, u32) {
    let (themes, weeks) = (60, 30);
    let mut counts = vec![vec![0u32; weeks]; themes];
    for (theme, counts) in counts.iter_mut().enumerate() {
        let rate = 1.0 + (theme % 10) as f64;
        for (week, count) in counts.iter_mut().enumerate() {
            let gust = if gusts { chance.gust() } else { 1.0 };
            let grown = if burst && theme < 6 && week < 4 { 3.0 } else { 1.0 };
            *count = chance.poisson(rate * gust * grown);
        }
    }
    let exposure = change::Exposure { recent: vec![2000.0; 4], baseline: vec![2000.0; 26] };
    let before: Vec<Vec<u32>> = counts.iter().map(|one| one[4..].to_vec()).collect();
    let pairs = before.iter().flat_map(|weeks| {
        let mean = f64::from(weeks.iter().sum::<u32>()) / 26.0;
        weeks.iter().map(move |&count| (f64::from(count), mean))
    });
    let scatter = scatter::Scatter::of(pairs, 26.0 / 25.0);
    let p_values: Vec<f64> = counts
        .iter()
        .map(|one| {
            let (recent, baseline) = (one[..4].iter().sum(), one[4..].iter().sum());
            change::tails(recent, baseline, &exposure, scatter).p_value()
        })
        .collect();
    let announced = change::benjamini_hochberg(&p_values);
    let caught = if burst { announced[..6].iter().filter(|&&q| q <= 0.1).count() } else { 0 };
    let all = announced.iter().filter(|&&q| q <= 0.1).count();
    ((all - caught) as u32, caught as u32)
}

#[test]
fn quiet_nights_are_quiet_and_bursts_are_caught() {
    for gusts in [false, true] {
        let mut chance = Chance(SplitMix(7));
        let quiet: u32 = (0..40).map(|_| simulate(&mut chance, gusts, false).0).sum();
        let loud: Vec<(u32, u32)> = (0..40).map(|_| simulate(&mut chance, gusts, true)).collect();
        let false_alarms: u32 = loud.iter().map(|night| night.0).sum();
        let caught: u32 = loud.iter().map(|night| night.1).sum();
        assert!(quiet <= 20, "gusts {gusts}: {quiet} false alarms in 40 quiet nights");
        assert!(caught >= 190, "gusts {gusts}: {caught} of 240 caught");
        let share = f64::from(false_alarms) / f64::from(false_alarms + caught);
        assert!(share <= 0.15, "gusts {gusts}: {share} of the alarms are false");
    }
}
