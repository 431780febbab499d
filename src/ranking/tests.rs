//! Small companies ranked by hand, and the laws of the ranking.

use super::*;
use crate::model::invented::{Said, company};
use crate::model::{
    ByFactor, Caveat, Day, Factor, FactorName, RatingKind, Stance, Status, ThemeId, Window, wilson,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Trends with hand-made windows: recent is days 173 to 200, the baseline days 1 to 172.
fn trends_of(corpus: &Corpus, themes: &Themes, status: Status, p_value: f64) -> Vec<Trend> {
    let wants = |row: u32, theme: ThemeId| {
        corpus.statements_of(row).any(|at| {
            corpus.statements()[at].stance.wants_change()
                && themes.assignments[at].is_some_and(|place| place.theme == theme)
        })
    };
    let window = |from: i32, to: i32, theme: ThemeId| {
        let rows: Vec<u32> = (0..corpus.feedback().len() as u32)
            .filter(|&row| {
                let day = corpus.feedback()[row as usize].day();
                day.is_some_and(|day| (Day(from)..=Day(to)).contains(&day))
            })
            .collect();
        let feedback = rows.iter().filter(|&&row| wants(row, theme)).count() as u32;
        let all = rows.len() as u32;
        let share = f64::from(feedback) / f64::from(all.max(1));
        let interval = wilson(feedback, all);
        Window { from: Day(from), to: Day(to), feedback, all, share, interval }
    };
    (themes.themes.iter())
        .map(|theme| {
            let (recent, baseline) = (window(173, 200, theme.id), window(1, 172, theme.id));
            let expected = f64::from(baseline.feedback) * f64::from(recent.all)
                / f64::from(baseline.all.max(1));
            Trend {
                theme: theme.id,
                weeks: Vec::new(),
                first: None,
                last: None,
                ratio: (f64::from(recent.feedback) + 0.5) / (expected + 0.5),
                recent,
                baseline,
                last_year: None,
                p_value,
                q_value: p_value,
                beyond_chance: p_value <= 0.1,
                status,
            }
        })
        .collect()
}

fn night(said: &[Said], settings: &Settings) -> Vec<Opportunity> {
    let (corpus, themes) = company(said);
    let trends = trends_of(&corpus, &themes, Status::Steady, 0.01);
    rank(&corpus, &themes, &trends, &BTreeMap::new(), settings, 1)
}

fn quick() -> Settings {
    Settings { bootstraps: 20, ..Settings::default() }
}

fn factor(one: &Opportunity, name: FactorName) -> &Factor {
    one.factors.iter().find(|factor| factor.name == name).expect("every factor is listed")
}

#[test]
fn nothing_is_ranked_when_nothing_is_said() {
    assert!(night(&[], &quick()).is_empty());
    let praise = Said { points: vec![(Some(1), Stance::Praise, 0)], ..Said::default() };
    assert!(night(&[praise], &quick()).is_empty());
}

#[test]
fn one_record_without_date_rating_author_or_value() {
    let (corpus, themes) = company(&[Said::complaint(1)]);
    let found = rank(&corpus, &themes, &[], &BTreeMap::new(), &quick(), 1);
    let one = &found[0];
    assert_eq!((one.rank, one.rank_interval, one.top_five), (1, (1, 1), 1.0));
    assert_eq!((one.status, one.impact.is_none()), (Status::Unknown, true));
    assert_eq!(factor(one, FactorName::Reach).raw, Some(1.0));
    // One statement of severity 1 in a company whose mean is 1.
    assert_eq!(factor(one, FactorName::Severity).raw, Some(1.0));
    for name in [FactorName::Satisfaction, FactorName::Momentum, FactorName::Value] {
        let missing = factor(one, name);
        assert_eq!((missing.raw, missing.weight, missing.points), (None, 0.0, 0.0));
        assert!(missing.how.ends_with("not counted."), "{}", missing.how);
    }
    // 0.40 of reach at 1 and 0.25 of severity at a third, over 0.65.
    assert_eq!(one.score, 61.54 + 12.82);
    assert_eq!(one.caveats, [Caveat::FewAuthors(1), Caveat::Undated(1.0), Caveat::Unrated]);
}

#[test]
fn a_theme_without_subject_is_no_opportunity() {
    let (corpus, mut themes) = company(&[Said::complaint(1), Said::complaint(2)]);
    themes.themes[0].general = true;
    let found = rank(&corpus, &themes, &[], &BTreeMap::new(), &quick(), 1);
    assert_eq!(found.iter().map(|one| one.theme).collect::<Vec<_>>(), [ThemeId(2)]);
}

#[test]
fn a_customer_counts_once_however_loud() {
    let mut said: Vec<Said> = (0..50).map(|_| Said::complaint(1).by(1)).collect();
    said.extend((2..5).map(|author| Said::complaint(2).by(author)));
    // Two copies of an anonymous complaint are one customer.
    said.push(Said::complaint(2));
    said.push(Said { voice: Some(53), ..Said::complaint(2) });
    let found = night(&said, &quick());
    assert_eq!(found[0].theme, ThemeId(2));
    assert_eq!((found[0].evidence.wanting, found[0].evidence.authors), (5, 4));
    assert_eq!(found[0].evidence.voices, 4);
    assert_eq!((found[1].evidence.wanting, found[1].evidence.authors), (50, 1));
    let reach = factor(&found[0], FactorName::Reach);
    assert!(reach.how.starts_with("4 of 5 customers want a change, 80 %"), "{}", reach.how);
    assert!(found[1].caveats.contains(&Caveat::Concentrated(1.0)));
}

#[test]
fn severity_leans_on_the_company_where_there_is_little() {
    let severe = Said { points: vec![(Some(1), Stance::Complaint, 3)], ..Said::default() };
    let mut said = vec![severe];
    said.extend((0..29).map(|_| Said::complaint(2)));
    let found = night(&said, &quick());
    let one = found.iter().find(|one| one.theme == ThemeId(1)).unwrap();
    // The company's mean is 32 / 30; one statement of 3 among twenty of those.
    let expected = (3.0 + 20.0 * 32.0 / 30.0) / 21.0;
    assert!((factor(one, FactorName::Severity).raw.unwrap() - expected).abs() < 1e-12);
    assert_eq!(one.evidence.severities, [0, 0, 0, 1]);
}

#[test]
fn impact_is_share_times_gap_in_stars() {
    let mut said: Vec<Said> = (0..20).map(|_| Said::complaint(1).stars(1)).collect();
    said.extend((0..80).map(|_| Said::complaint(2).stars(5)));
    let found = night(&said, &quick());
    let one = found.iter().find(|one| one.theme == ThemeId(1)).unwrap();
    let impact = one.impact.as_ref().unwrap();
    assert_eq!((impact.scale.as_str(), impact.rated, impact.all_rated), ("stars", 20, 100));
    assert_eq!((impact.inside, impact.outside, impact.share, impact.gap), (1.0, 5.0, 0.2, -4.0));
    assert!((impact.impact + 0.8).abs() < 1e-12);
    assert_eq!(factor(one, FactorName::Satisfaction).scaled, 1.0);
    let other = found.iter().find(|one| one.theme == ThemeId(2)).unwrap();
    assert_eq!(factor(other, FactorName::Satisfaction).scaled, 0.0);
}

#[test]
fn kinds_of_ratings_are_never_mixed() {
    let nps = |unit: f64| Some((RatingKind::Nps, unit * 10.0, unit));
    let mut said: Vec<Said> =
        (0..12).map(|_| Said { rating: nps(0.3), ..Said::complaint(1) }).collect();
    said.extend((0..11).map(|_| Said::complaint(1).stars(5)));
    said.extend((0..12).map(|_| Said { rating: nps(0.9), ..Said::complaint(2) }));
    let found = night(&said, &quick());
    let one = found.iter().find(|one| one.theme == ThemeId(1)).unwrap();
    let impact = one.impact.as_ref().unwrap();
    assert_eq!((impact.scale.as_str(), impact.rated, impact.all_rated), ("nps", 12, 24));
    assert_eq!((impact.inside, impact.outside), (-100.0, 100.0));
    assert_eq!(impact.impact, -100.0);
}

#[test]
fn sources_with_different_scales_are_shown_on_the_common_one() {
    let out_of_ten = |raw: f64| Some((RatingKind::Stars, raw, raw / 10.0));
    let mut said: Vec<Said> = (0..10).map(|_| Said::complaint(1).stars(2)).collect();
    said.extend((0..10).map(|_| Said { rating: out_of_ten(8.0), ..Said::complaint(2) }));
    let found = night(&said, &quick());
    let impact = found[0].impact.as_ref().unwrap();
    assert_eq!(impact.scale, "stars, 0 to 1");
    assert!((impact.gap.abs() - 0.55).abs() < 1e-12);
}

#[test]
fn few_ratings_say_nothing() {
    let mut said: Vec<Said> = (0..9).map(|_| Said::complaint(1).stars(1)).collect();
    said.extend((0..20).map(|_| Said::default().stars(5)));
    let found = night(&said, &quick());
    assert_eq!(found[0].impact, None);
    let how = &factor(&found[0], FactorName::Satisfaction).how;
    assert!(how.starts_with("Only 9 rated records in the theme"), "{how}");
}

#[test]
fn growth_counts_as_far_as_it_is_believed() {
    let mut said: Vec<Said> = (1..=200).map(|day| Said::default().on(day)).collect();
    said.extend((1..=200).step_by(4).map(|day| Said::complaint(1).on(day)));
    said.extend((180..=200).map(|day| Said::complaint(2).on(day)));
    let (corpus, themes) = company(&said);
    let momentum = |p_value: f64, status: Status| {
        let trends = trends_of(&corpus, &themes, status, p_value);
        let found = rank(&corpus, &themes, &trends, &BTreeMap::new(), &quick(), 1);
        let grown = found.iter().find(|one| one.theme == ThemeId(2)).unwrap();
        factor(grown, FactorName::Momentum).clone()
    };
    assert_eq!(momentum(0.0, Status::New).scaled, 1.0);
    assert_eq!(momentum(0.1, Status::Rising).scaled, 0.5);
    assert_eq!(momentum(0.15, Status::New).scaled, 0.0);
    assert!(momentum(0.15, Status::New).how.contains("no rise beyond chance"));
    assert_eq!(momentum(0.01, Status::Unclear).scaled, 0.0);
    assert_eq!(momentum(0.0, Status::Steady).scaled, 0.0);
    assert!(momentum(0.0, Status::Steady).how.contains("no rise beyond chance"));
    assert_eq!(momentum(0.0, Status::Unknown).raw, None);
}

#[test]
fn a_quiet_theme_has_no_momentum() {
    // Nine voices of late and none before, however sure that is.
    let mut said: Vec<Said> = (1..=200).map(|day| Said::default().on(day)).collect();
    said.extend((192..=200).map(|day| Said::complaint(1).on(day)));
    let (corpus, themes) = company(&said);
    let trends = trends_of(&corpus, &themes, Status::New, 0.0);
    let found = rank(&corpus, &themes, &trends, &BTreeMap::new(), &quick(), 1);
    let momentum = factor(&found[0], FactorName::Momentum);
    assert_eq!(momentum.scaled, 0.0);
    assert!(momentum.how.contains("fewer than 10 voices"), "{}", momentum.how);
}

#[test]
fn copies_of_one_voice_have_the_momentum_of_one() {
    let mut said: Vec<Said> = (1..=200).map(|day| Said::default().on(day)).collect();
    let first = said.len();
    let copy = |day| Said { voice: Some(first), ..Said::complaint(1) }.on(day);
    said.push(Said::complaint(1).on(180));
    said.extend((181..=200).map(copy));
    let (corpus, themes) = company(&said);
    let company = Company::of(&corpus, trends_of(&corpus, &themes, Status::New, 0.0).first());
    let tally = Tally::of(&corpus, &company, &themes.themes[0]);
    assert_eq!(tally.people.iter().map(|one| one.heard[0]).sum::<u32>(), 1);
    assert_eq!(company.heard.iter().map(|one| one[0]).sum::<u32>(), 29);
}

#[test]
fn one_person_leads_nothing() {
    let mut said: Vec<Said> = (0..20)
        .map(|_| Said { points: vec![(Some(1), Stance::Complaint, 3)], ..Said::default() }.by(1))
        .collect();
    said.extend((0..3).map(|author| Said::complaint(2).by(author + 2)));
    let found = night(&said, &quick());
    assert_eq!(found.iter().map(|one| one.theme.0).collect::<Vec<_>>(), [2, 1]);
    assert!(found[1].score > found[0].score, "by score alone it would lead");
    assert_eq!((found[0].rank_interval, found[1].rank_interval), ((1, 1), (2, 2)));
}

#[test]
fn value_counts_each_customer_once_at_the_most_it_is_said_to_be_worth() {
    let worth =
        |value: f64, author: u32| Said { value: Some(value), ..Said::complaint(1).by(author) };
    let said = [
        worth(100.0, 1),
        worth(300.0, 1),
        worth(f64::NAN, 2),
        Said { value: Some(700.0), ..Said::default().by(3) },
    ];
    let shown = night(&said, &quick());
    let value = factor(&shown[0], FactorName::Value);
    assert_eq!((value.raw, value.weight, value.points), (Some(300.0), 0.0, 0.0));
    assert_eq!(shown[0].evidence.value, Some(300.0));
    let mut settings = quick();
    settings.weights[FactorName::Value] = 0.2;
    let counted = night(&said, &settings);
    assert_eq!(factor(&counted[0], FactorName::Value).scaled, 1.0);
    assert!(factor(&counted[0], FactorName::Value).points > 0.0);
}

#[test]
fn quotes_are_bytes_of_the_text_from_different_customers() {
    let mut said: Vec<Said> = (0..6).map(|author| Said::complaint(1).by(author)).collect();
    said.push(Said::complaint(1).by(0));
    let praise = Said { points: vec![(Some(1), Stance::Praise, 0)], ..Said::default() };
    said.extend([praise.clone().by(20), praise.by(21)]);
    let (corpus, themes) = company(&said);
    let found = rank(&corpus, &themes, &[], &BTreeMap::new(), &quick(), 1);
    let one = &found[0];
    assert_eq!((one.quotes.len(), one.counter_quotes.len()), (5, 2));
    for quote in one.quotes.iter().chain(&one.counter_quotes) {
        let row = corpus.row_of(quote.feedback).unwrap();
        let text = corpus.feedback()[row as usize].text.as_str();
        assert_eq!(quote.text, &text[quote.span.range()]);
    }
    assert!(one.quotes.iter().all(|quote| quote.stance == Stance::Complaint));
    assert!(one.counter_quotes.iter().all(|quote| quote.stance == Stance::Praise));
}

#[test]
fn segments_name_where_it_hurts() {
    let plan = |name: &str| vec![("plan", name.to_owned())];
    let mut said: Vec<Said> =
        (0..30).map(|_| Said { attributes: plan("free"), ..Said::complaint(1) }).collect();
    said.extend((0..30).map(|_| Said { attributes: plan("free"), ..Said::default() }));
    said.extend((0..6).map(|_| Said { attributes: plan("paid"), ..Said::complaint(1) }));
    said.extend((0..54).map(|_| Said { attributes: plan("paid"), ..Said::default() }));
    said.push(Said { attributes: plan("trial"), ..Said::complaint(1) });
    let found = night(&said, &quick());
    let segments = &found[0].segments;
    assert_eq!(segments.len(), 2, "a segment with one record is left out");
    assert_eq!((&*segments[0].name, &*segments[0].value), ("plan", "free"));
    assert_eq!((segments[0].feedback, segments[0].all), (30, 60));
    let company = 37.0 / 121.0;
    assert!((segments[0].share - (30.0 + 20.0 * company) / 80.0).abs() < 1e-12);
    assert!((segments[0].lift - segments[0].share / company).abs() < 1e-12);
    assert_eq!(segments[0].interval, wilson(30, 60));
}

#[test]
fn caveats_name_one_source_and_a_short_history() {
    let said = [
        Said { source: "tickets", ..Said::complaint(1).on(190) },
        Said { source: "reviews", ..Said::complaint(2).on(195) },
    ];
    let (corpus, mut themes) = company(&said);
    themes.themes[0].cohesion = 0.25;
    let trends = trends_of(&corpus, &themes, Status::Unknown, 1.0);
    let found = rank(&corpus, &themes, &trends, &BTreeMap::new(), &quick(), 1);
    let one = found.iter().find(|one| one.theme == ThemeId(1)).unwrap();
    assert_eq!(
        one.caveats,
        [
            Caveat::FewAuthors(1),
            Caveat::OneSource(Arc::from("tickets")),
            Caveat::ShortHistory(11),
            Caveat::Unrated,
            Caveat::LooseTheme(0.25),
        ]
    );
}

#[test]
fn weights_of_zero_score_zero() {
    let mut none = Settings { weights: ByFactor::default(), ..quick() };
    none.weights[FactorName::Severity] = f64::NAN;
    none.weights[FactorName::Satisfaction] = -1.0;
    let found = night(&[Said::complaint(1)], &none);
    assert_eq!(found[0].score, 0.0);
    assert!(found[0].factors.iter().all(|factor| factor.weight == 0.0));
}

#[test]
fn a_clear_first_is_surely_first_and_equals_are_not() {
    let mut said: Vec<Said> = (0..200).map(|author| Said::complaint(1).by(author)).collect();
    said.extend((200..1200).map(|author| Said::complaint(2 + author % 10).by(author)));
    // Customers who say nothing of it keep the shares below the top of the curve.
    said.extend((1200..3000).map(|author| Said::default().by(author)));
    let found = night(&said, &Settings::default());
    assert_eq!((found[0].theme, found[0].rank_interval), (ThemeId(1), (1, 1)));
    assert_eq!(found[0].top_five, 1.0);
    let widest = found[1..].iter().map(|one| one.rank_interval.1 - one.rank_interval.0).min();
    assert!(widest >= Some(5), "{widest:?}");
    let share: f64 = found.iter().map(|one| one.top_five).sum();
    assert!((share - 5.0).abs() < 1e-9, "five items are among the first five in every world");
}

/// The same company, its records given in the opposite order.
fn reversed(corpus: &Corpus) -> Corpus {
    let items = (0..corpus.feedback().len() as u32).rev().map(|row| {
        let statements = corpus.statements()[corpus.statements_of(row)].to_vec();
        (corpus.feedback()[row as usize].clone(), statements)
    });
    Corpus::new(items.collect())
}

fn any_said() -> impl Strategy<Value = Said> {
    let points = proptest::collection::vec(
        (proptest::option::weighted(0.9, 1u32..6), 0usize..5, 0u8..4)
            .prop_map(|(theme, stance, severity)| (theme, Stance::ALL[stance], severity)),
        0..4,
    );
    (
        points,
        proptest::option::of(0u32..12),
        proptest::option::of(1i32..=200),
        proptest::option::of(1u8..=5),
        proptest::option::of(0.0f64..100.0),
        0usize..3,
    )
        .prop_map(|(points, author, day, stars, value, source)| {
            let source = ["reviews", "tickets", "survey"][source];
            let said = Said { points, author, day, value, source, ..Said::default() };
            if let Some(stars) = stars { said.stars(stars) } else { said }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn scores_add_up_and_are_in_order(
        said in proptest::collection::vec(any_said(), 0..80),
        weights in proptest::array::uniform::<_, { FactorName::ALL.len() }>(0.0f64..1.0),
    ) {
        let weights = ByFactor::of(|name| weights[name as usize]);
        let settings = Settings { weights, ..quick() };
        let found = night(&said, &settings);
        for (place, one) in found.iter().enumerate() {
            prop_assert_eq!(one.rank as usize, place + 1);
            let (best, worst) = one.rank_interval;
            prop_assert!(1 <= best && best <= one.rank && one.rank <= worst);
            prop_assert!(worst as usize <= found.len());
            prop_assert!((0.0..=1.0).contains(&one.top_five));
            prop_assert!((0.0..=100.05).contains(&one.score));
            let cents: i64 = one.factors.iter().map(|one| (one.points * 100.0).round() as i64).sum();
            prop_assert_eq!(one.score, cents as f64 / 100.0);
            let weights: f64 = one.factors.iter().map(|factor| factor.weight).sum();
            for factor in &one.factors {
                prop_assert!((0.0..=1.0).contains(&factor.scaled));
                let points = 100.0 * factor.weight * factor.scaled / weights;
                prop_assert!(weights == 0.0 || (points - factor.points).abs() < 0.0051);
            }
            let evidence = &one.evidence;
            prop_assert_eq!(evidence.stances.iter().sum::<u32>(), evidence.statements);
            prop_assert_eq!(evidence.sources.iter().map(|one| one.1).sum::<u32>(), evidence.wanting);
            prop_assert!(evidence.authors <= evidence.voices && evidence.voices <= evidence.wanting);
            prop_assert!(evidence.wanting <= evidence.feedback);
        }
        for two in found.windows(2) {
            let key = |one: &Opportunity| {
                let people = one.evidence.authors;
                (people >= FEWEST_TO_LEAD, one.score, people)
            };
            prop_assert!(
                key(&two[0]) > key(&two[1])
                    || (key(&two[0]) == key(&two[1]) && two[0].theme < two[1].theme)
            );
        }
    }

    #[test]
    fn taking_a_theme_away_moves_nobody_else(
        said in proptest::collection::vec(any_said(), 1..80),
        gone in 1u32..6,
    ) {
        let (corpus, themes) = company(&said);
        let trends = trends_of(&corpus, &themes, Status::Steady, 0.05);
        let all = rank(&corpus, &themes, &trends, &BTreeMap::new(), &quick(), 1);
        let mut fewer = themes.clone();
        fewer.themes.retain(|theme| theme.id != ThemeId(gone));
        let mut fewer_trends = trends.clone();
        fewer_trends.retain(|trend| trend.theme != ThemeId(gone));
        // Without any trend the windows are unknown, and with them the momentum of nobody left.
        let rest = rank(&corpus, &fewer, &fewer_trends, &BTreeMap::new(), &quick(), 1);
        let kept: Vec<_> = all.iter().filter(|one| one.theme != ThemeId(gone)).collect();
        prop_assert_eq!(kept.len(), rest.len());
        for (before, after) in kept.into_iter().zip(&rest) {
            prop_assert_eq!(before.theme, after.theme, "the order of the rest stays");
            prop_assert_eq!(before.score, after.score);
            prop_assert_eq!(&before.factors, &after.factors);
        }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(
        said in proptest::collection::vec(any_said(), 0..60),
    ) {
        let (corpus, themes) = company(&said);
        let trends = trends_of(&corpus, &themes, Status::Steady, 0.05);
        let turned = reversed(&corpus);
        prop_assert_eq!(
            rank(&corpus, &themes, &trends, &BTreeMap::new(), &quick(), 1),
            rank(&turned, &themes, &trends, &BTreeMap::new(), &quick(), 1)
        );
    }

    #[test]
    fn any_number_of_threads_gives_the_same(said in proptest::collection::vec(any_said(), 0..60)) {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| night(&said, &quick()))
        };
        prop_assert_eq!(with(1), with(3));
    }
}
