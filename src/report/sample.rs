//! An invented company's night for the tests: rich, seeded, the same on every machine.
//!
//! Gives an analysis and the corpus behind it, about 2,300 pieces of feedback over 53 weeks. The
//! counts are counted from the corpus; only ranks, intervals and chances are invented.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::*;

/// The day of the sample's run.
pub(super) fn today() -> Day {
    Day::from_civil(2026, 8, 22).expect("a day of the calendar")
}

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, many: u64) -> u64 {
        (self.next() >> 11) % many.max(1)
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

/// What a theme is like: title, area, size, weight of recent weeks, share of praise in 100, words.
struct Plan(&'static str, u32, u64, Shape, u64, &'static [&'static str]);

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Level,
    Rises,
    Falls,
    Starts,
    Stops,
}

const AREAS: [&str; 4] =
    ["Checkout and payment", "The app itself", "Delivery", "Support and account"];

const PLANS: [Plan; 17] = [
    Plan(
        "Payment fails at the last step",
        1,
        310,
        Shape::Rises,
        2,
        &[
            "The payment failed three times and my basket was empty afterwards",
            "Card declined at the last step although my bank says everything is fine",
            "Paid twice because the page froze after I pressed pay",
        ],
    ),
    Plan(
        "App crashes when opening the camera",
        2,
        240,
        Shape::Starts,
        1,
        &[
            "Since the update it closes the moment I scan a receipt",
            "Crashes every single time I open the camera, tablet and phone",
        ],
    ),
    Plan(
        "Parcels arrive days late",
        3,
        280,
        Shape::Level,
        6,
        &[
            "Promised on Tuesday, came on Friday, nobody told me",
            "Third late parcel this month, I had to go without",
            "It took nine days and the tracking never moved",
        ],
    ),
    Plan(
        "Nobody answers the phone",
        4,
        190,
        Shape::Level,
        4,
        &[
            "Forty minutes in the queue and then the line went dead",
            "I wrote four times and got the same canned answer",
        ],
    ),
    Plan(
        "Signing in again and again",
        2,
        160,
        Shape::Rises,
        2,
        &[
            "It logs me out every morning, please let me stay signed in",
            "The code never arrives, so I cannot get in at all",
        ],
    ),
    Plan(
        "Refunds take weeks",
        1,
        150,
        Shape::Level,
        3,
        &[
            "Still waiting for my refund after five weeks",
            "They said ten working days, it has been thirty",
        ],
    ),
    Plan(
        "Dark mode is missing",
        2,
        120,
        Shape::Level,
        0,
        &[
            "Please add a dark mode, my eyes hurt at night",
            "Would love a darker theme for the evening",
        ],
    ),
    Plan(
        "Search finds the wrong size",
        2,
        110,
        Shape::Falls,
        5,
        &["I filter for size 44 and get children's shoes", "The search ignores every filter I set"],
    ),
    Plan(
        "Damaged packaging",
        3,
        100,
        Shape::Level,
        8,
        &[
            "The box was torn open and one cup was broken",
            "Everything wet, the carton fell apart in my hands",
        ],
    ),
    Plan(
        "Cancelling a subscription is hidden",
        4,
        90,
        Shape::Level,
        0,
        &[
            "Impossible to find where to cancel, I had to block my card",
            "Cancelled twice and still charged again this month",
        ],
    ),
    Plan(
        "Voucher codes are refused",
        1,
        80,
        Shape::Falls,
        2,
        &["The voucher from your own newsletter is invalid", "Code not accepted, no reason given"],
    ),
    Plan(
        "Slow start after the update",
        2,
        60,
        Shape::Stops,
        3,
        &[
            "Takes half a minute to open since the spring version",
            "So slow that I order on the web instead",
        ],
    ),
    Plan(
        "Driver does not ring",
        3,
        45,
        Shape::Level,
        2,
        &[
            "He never rings, just leaves a card in the door",
            "Parcel left in the rain although I was at home",
        ],
    ),
    Plan(
        "Invoice lacks the company address",
        4,
        18,
        Shape::Level,
        0,
        &["Our bookkeeping cannot accept the invoice without an address"],
    ),
    Plan(
        "Friendly people in the shops",
        4,
        130,
        Shape::Level,
        92,
        &[
            "Such kind people in the shop, they found the right pair at once",
            "Best service I have had in years, thank you",
        ],
    ),
    Plan(
        "Easy to order",
        1,
        110,
        Shape::Level,
        88,
        &[
            "Ordering is quick and simple, two taps and done",
            "I like how easy it is to pay with one click",
        ],
    ),
    Plan(
        "General dissatisfaction",
        4,
        95,
        Shape::Level,
        10,
        &["Just bad, never again", "Terrible, I am disappointed"],
    ),
];

const TAILS: [&str; 8] = [
    ".",
    ". Please fix this.",
    ", and it is not the first time.",
    ". Very annoying!",
    ". I am thinking about leaving.",
    ", so I gave up.",
    ". Otherwise I am happy with you.",
    "…",
];
const COUNTRIES: [&str; 4] = ["Germany", "France", "Austria", "Poland"];
const PLANS_OF: [&str; 3] = ["free", "plus", "business"];
const VERSIONS: [&str; 4] = ["5.0", "5.1", "5.2", "6.0"];
const SOURCES: [(&str, Kind); 3] = [
    ("app-reviews", Kind::Review),
    ("support-tickets", Kind::Ticket),
    ("nps-survey", Kind::Survey),
];

fn id(source: &str, number: u64) -> FeedbackId {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ source.len() as u64 | 1);
    let mut bytes = [0u8; 16];
    bytes[..8].copy_from_slice(&dice.next().to_be_bytes());
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    FeedbackId(bytes)
}

fn week_of(shape: Shape, dice: &mut Dice) -> i32 {
    let plain = dice.below(53) as i32;
    match shape {
        Shape::Level => plain,
        Shape::Rises if dice.below(10) < 4 => dice.below(6) as i32,
        Shape::Falls if dice.below(10) < 7 => 14 + dice.below(39) as i32,
        Shape::Starts => dice.below(4) as i32,
        Shape::Stops => 9 + dice.below(30) as i32,
        _ => plain,
    }
}

/// The night: an analysis and its corpus.
pub(super) fn night() -> (Analysis, Corpus) {
    let mut dice = Dice(20_260_822);
    let mut items = Vec::new();
    let mut theme_of: BTreeMap<FeedbackId, usize> = BTreeMap::new();
    let mut number = 0;
    for (place, plan) in PLANS.iter().enumerate() {
        for _ in 0..plan.2 {
            number += 1;
            let (source, kind) = SOURCES[if place == 13 { 1 } else { dice.below(3) as usize }];
            let praise = dice.below(100) < plan.4;
            let asks = !praise && (place == 6 || dice.below(8) == 0);
            let text = format!("{}{}", dice.pick(plan.5), dice.pick(&TAILS));
            let at = (dice.below(20) > 0).then(|| {
                let day = today().plus(-7 * week_of(plan.3, &mut dice) - dice.below(7) as i32);
                Timestamp(day.start().0 + dice.below(86_400) as i64)
            });
            let raw = if praise { 4 + dice.below(2) } else { 1 + dice.below(3) + dice.below(2) };
            let mut attributes = vec![
                Attribute {
                    name: "country".into(),
                    value: if place == 0 && dice.below(3) > 0 {
                        "Poland".into()
                    } else {
                        dice.pick(&COUNTRIES).into()
                    },
                },
                Attribute { name: "plan".into(), value: dice.pick(&PLANS_OF).into() },
                Attribute {
                    name: "version".into(),
                    value: if place == 1 { "6.0".into() } else { dice.pick(&VERSIONS).into() },
                },
            ];
            attributes.sort();
            let id = id(source, number);
            theme_of.insert(id, place);
            let span = Span { start: 0, end: text.len() as u32 };
            let feedback = Feedback {
                id,
                source: source.into(),
                external: format!("{}-{number}", source[..3].to_uppercase()).into(),
                kind,
                origin: Origin {
                    file: format!("{source}.csv").into(),
                    record: number,
                    line: number + 1,
                },
                at,
                version: at,
                author: (dice.below(10) > 0).then(|| {
                    let mut key = [0; 16];
                    key[..8].copy_from_slice(&dice.below(1_900).to_be_bytes());
                    AuthorKey(key)
                }),
                rating: (kind != Kind::Ticket).then(|| Rating {
                    kind: RatingKind::Stars,
                    raw: raw as f64,
                    unit: (raw as f64 - 1.0) / 4.0,
                }),
                lang: Lang::ENGLISH,
                product: None,
                value: None,
                question: None,
                text: Redacted::declare(text),
                parts: vec![Part { name: PartName::Body, span: 0..span.end }],
                attributes,
                voice: id,
                sketch: crate::model::Sketch::default(),
                lang_sure: 97,
            };
            let statement = Statement {
                row: 0,
                ordinal: 0,
                span,
                polarity: if praise { 0.8 } else { -0.6 },
                stance: match (praise, asks) {
                    (true, _) => Stance::Praise,
                    (_, true) => Stance::Request,
                    _ => Stance::Complaint,
                },
                severity: if praise || asks { 0 } else { 1 + dice.below(4).min(3) as u8 % 3 },
                filtered: None,
            };
            items.push((feedback, vec![statement]));
        }
    }
    let corpus = Corpus::new(items);
    (analyse(&corpus, &theme_of), corpus)
}

fn analyse(corpus: &Corpus, theme_of: &BTreeMap<FeedbackId, usize>) -> Analysis {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); PLANS.len()];
    for (row, statement) in corpus.statements().iter().enumerate() {
        members[theme_of[&corpus.feedback_of(statement).id]].push(row as u32);
    }
    let theme_id = |place: usize| ThemeId(3 + 2 * place as u32);
    let themes: Vec<Theme> = PLANS
        .iter()
        .enumerate()
        .map(|(place, plan)| Theme {
            id: theme_id(place),
            area: AreaId(plan.1),
            label: Label {
                title: plan.0.into(),
                terms: plan.0.split(' ').filter(|word| word.len() > 4).map(Into::into).collect(),
            },
            born: today().plus(if plan.3 == Shape::Starts { -26 } else { -300 }),
            lineage: match plan.3 {
                Shape::Starts => Lineage::New,
                _ if place == 5 => Lineage::SplitFrom(theme_id(0)),
                _ => Lineage::Continues,
            },
            cohesion: 0.5,
            general: place == 16,
            centre: Vec::new(),
            exemplars: members[place]
                .iter()
                .take(5)
                .map(|&statement| Exemplar { statement, similarity: 0.9 })
                .collect(),
            members: members[place].clone(),
        })
        .collect();
    let trends: Vec<Trend> =
        themes.iter().zip(&PLANS).map(|(theme, plan)| trend(theme, plan.3, corpus)).collect();
    let mut opportunities: Vec<Opportunity> = themes
        .iter()
        .zip(&trends)
        .take(14)
        .map(|(theme, trend)| opportunity(theme, trend, corpus))
        .collect();
    opportunities.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.theme.cmp(&b.theme)));
    let many = opportunities.len() as u32;
    for (at, one) in opportunities.iter_mut().enumerate() {
        one.rank = at as u32 + 1;
        one.rank_interval = match one.rank {
            1 => (1, 2),
            rank => ((rank - 1 - rank / 4).max(1), (rank + 1 + rank / 3).min(many)),
        };
        one.top_five = (1.2 - 0.14 * f64::from(one.rank)).clamp(0.0, 1.0);
        if one.rank_interval.1 - one.rank_interval.0 > 6 {
            one.caveats.push(Caveat::WideRank(one.rank_interval.0, one.rank_interval.1));
        }
    }
    let (previous, changes) = before(&opportunities);
    let all = corpus.feedback().len() as u64;
    let authors: BTreeSet<u32> = corpus.authors().into_iter().collect();
    let general = members[16].len() as u64;
    Analysis {
        run: RunStamp {
            id: "2026-08-22-7f3a91c2".into(),
            sequence: 41,
            today: today(),
            program: "0.1.0".into(),
            company: "Kettle & Fern".into(),
        },
        as_of: Some(today()),
        intake: intake(corpus),
        coverage: Coverage {
            feedback: all + 190,
            voices: all + 180,
            authors: authors.len() as u64 + 160,
            feedback_themed: all,
            feedback_loose: 133,
            feedback_filtered: 57,
            statements: all + 240,
            themed: all,
            general,
            loose: 171,
            filtered: BTreeMap::from([("no_information".to_owned(), 69)]),
            languages: BTreeMap::from([("en".to_owned(), all + 101), ("de".to_owned(), 89)]),
            stances: BTreeMap::from([("complaint".to_owned(), all), ("remark".to_owned(), 240)]),
        },
        themes: Themes {
            areas: (1..=4)
                .map(|number| Area {
                    id: AreaId(number),
                    label: Label { title: AREAS[number as usize - 1].into(), terms: Vec::new() },
                    themes: themes.iter().filter(|t| t.area.0 == number).map(|t| t.id).collect(),
                })
                .collect(),
            themes,
            assignments: Vec::new(),
            loose: Vec::new(),
        },
        trends,
        opportunities,
        previous: Some(previous),
        changes,
        lineage: vec![
            LineageEvent { day: today(), theme: ThemeId(5), event: "born", other: None },
            LineageEvent {
                day: today(),
                theme: ThemeId(13),
                event: "split",
                other: Some(ThemeId(3)),
            },
            LineageEvent {
                day: today(),
                theme: ThemeId(2),
                event: "merged",
                other: Some(ThemeId(7)),
            },
        ],
        weights: vec![
            ("reach", 0.40),
            ("severity", 0.25),
            ("satisfaction", 0.20),
            ("momentum", 0.15),
            ("value", 0.0),
        ],
    }
}

/// Wilson's 95 % interval.
fn wilson(part: u32, all: u32) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, p, z) = (f64::from(all), f64::from(part) / f64::from(all), 1.96f64);
    let (centre, wide) =
        (p + z * z / (2.0 * n), z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt());
    let whole = 1.0 + z * z / n;
    (((centre - wide) / whole).max(0.0), ((centre + wide) / whole).min(1.0))
}

fn trend(theme: &Theme, shape: Shape, corpus: &Corpus) -> Trend {
    let wanting: BTreeSet<u32> = theme
        .members
        .iter()
        .map(|&row| &corpus.statements()[row as usize])
        .filter(|statement| statement.stance.wants_change())
        .map(|statement| statement.row)
        .collect();
    let day = |row: u32| corpus.feedback()[row as usize].at.map(Timestamp::day);
    let heard = |from: Day, to: Day| {
        let inside = |day: Option<Day>| day.is_some_and(|day| from <= day && day <= to);
        let all = corpus.feedback().iter().filter(|f| inside(f.at.map(Timestamp::day))).count();
        (wanting.iter().filter(|&&row| inside(day(row))).count() as u32, all as u32)
    };
    let start = today().monday().plus(-52 * 7);
    let weeks = (0..53)
        .map(|week| {
            let from = start.plus(7 * week);
            let (feedback, all) = heard(from, from.plus(6));
            Bucket { start: from, days: 7, feedback, voices: feedback, all }
        })
        .collect();
    let window = |from: Day, to: Day| {
        let (feedback, all) = heard(from, to);
        Window {
            from,
            to,
            feedback,
            all,
            share: f64::from(feedback) / f64::from(all.max(1)),
            interval: wilson(feedback, all),
        }
    };
    let recent = window(today().plus(-27), today());
    let baseline = window(today().plus(-209), today().plus(-28));
    let (q, status) = match shape {
        Shape::Level => (0.412, Status::Steady),
        Shape::Rises => (0.0002, Status::Rising),
        Shape::Falls => (0.021, Status::Falling),
        Shape::Starts => (0.0, Status::New),
        Shape::Stops => (0.004, Status::Quiet),
    };
    Trend {
        theme: theme.id,
        weeks,
        first: wanting.iter().filter_map(|&row| day(row)).min(),
        last: wanting.iter().filter_map(|&row| day(row)).max(),
        ratio: (recent.share + 0.001) / (baseline.share + 0.001),
        recent,
        baseline,
        p_value: q / 2.0,
        q_value: q,
        status,
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn opportunity(theme: &Theme, trend: &Trend, corpus: &Corpus) -> Opportunity {
    let authors = corpus.authors();
    let mut evidence = Evidence { polarity: -0.52, ..Evidence::default() };
    let (mut wanting, mut who, mut sources) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    let (mut quotes, mut counter) = (Vec::new(), Vec::new());
    let mut texts = BTreeSet::new();
    for &row in &theme.members {
        let statement = &corpus.statements()[row as usize];
        let feedback = corpus.feedback_of(statement);
        evidence.statements += 1;
        evidence.feedback += 1;
        evidence.stances[statement.stance as usize] += 1;
        let quote = Quote {
            feedback: feedback.id,
            source: feedback.source.clone(),
            external: feedback.external.clone(),
            ordinal: 0,
            span: statement.span,
            text: corpus.text_of(statement).to_owned(),
            at: feedback.at,
            rating: feedback.rating.map(|rating| rating.raw),
            stance: statement.stance,
            severity: statement.severity,
            polarity: statement.polarity,
        };
        if statement.stance.wants_change() {
            evidence.severities[statement.severity as usize] += 1;
            wanting.insert(statement.row);
            who.insert(authors[statement.row as usize]);
            *sources.entry(feedback.source.clone()).or_insert(0u32) += 1;
            if quotes.len() < 6 && texts.insert(quote.text.clone()) {
                quotes.push(quote);
            }
        } else if counter.len() < 2 {
            counter.push(quote);
        }
    }
    evidence.wanting = wanting.len() as u32;
    evidence.voices = evidence.wanting - evidence.wanting / 40;
    evidence.authors = who.len() as u32;
    evidence.sources = sources.into_iter().collect();
    evidence.sources.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let (impact, satisfaction) = impact(&wanting, corpus);
    let all = corpus.feedback().len() as f64;
    let severe: f64 = (0..4).map(|at| at as f64 * f64::from(evidence.severities[at])).sum();
    let severity = severe / f64::from(evidence.wanting.max(1));
    let reach = (f64::from(evidence.authors) / all * 8.0).min(1.0);
    let growth = (0.5 + (trend.ratio - 1.0) / 6.0).clamp(0.0, 1.0);
    let factor = |name, raw, unit: &str, scaled: f64, weight: f64, how: String| Factor {
        name,
        raw,
        unit: unit.to_owned(),
        scaled,
        weight: if raw.is_some() { weight } else { 0.0 },
        points: if raw.is_some() { 100.0 * weight * scaled } else { 0.0 },
        records: evidence.wanting,
        how,
    };
    let factors = vec![
        factor(
            FactorName::Reach,
            Some(f64::from(evidence.authors)),
            "customers",
            reach,
            0.40,
            "share of all customers, full at 12.5 %".into(),
        ),
        factor(
            FactorName::Severity,
            Some(severity),
            "mean severity 0–3",
            severity / 3.0,
            0.25,
            "mean severity of complaints and requests ÷ 3".into(),
        ),
        factor(
            FactorName::Satisfaction,
            impact.as_ref().map(|impact| impact.impact),
            "stars",
            satisfaction,
            0.20,
            "loss of mean rating, full at 0.15 stars".into(),
        ),
        factor(
            FactorName::Momentum,
            Some(trend.ratio),
            "× the baseline share",
            growth,
            0.15,
            "half at no change, full at 4 × the baseline".into(),
        ),
        factor(FactorName::Value, None, "", 0.0, 0.0, "the records carry no value".into()),
    ];
    let mut caveats = Vec::new();
    if evidence.sources.len() == 1 {
        caveats.push(Caveat::OneSource(evidence.sources[0].0.clone()));
        caveats.push(Caveat::Unrated);
        caveats.push(Caveat::Concentrated(0.44));
    }
    if trend.status == Status::New {
        caveats.push(Caveat::ShortHistory(26));
        caveats.push(Caveat::Undated(0.061));
    }
    Opportunity {
        rank: 0,
        rank_interval: (1, 1),
        top_five: 0.0,
        theme: theme.id,
        area: theme.area,
        score: factors.iter().map(|factor| factor.points).sum(),
        factors,
        segments: segments(&wanting, corpus),
        evidence,
        impact,
        status: trend.status,
        quotes,
        counter_quotes: counter,
        caveats,
    }
}

fn impact(wanting: &BTreeSet<u32>, corpus: &Corpus) -> (Option<Impact>, f64) {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for (row, feedback) in corpus.feedback().iter().enumerate() {
        if let Some(rating) = feedback.rating {
            let group = if wanting.contains(&(row as u32)) { &mut inside } else { &mut outside };
            group.push(rating.raw);
        }
    }
    if inside.is_empty() {
        return (None, 0.0);
    }
    let all = inside.len() + outside.len();
    let share = inside.len() as f64 / all as f64;
    let gap = mean(&inside) - mean(&outside);
    let error = 0.011 + 0.03 * share;
    let impact = Impact {
        scale: "stars".into(),
        rated: inside.len() as u32,
        all_rated: all as u32,
        inside: mean(&inside),
        outside: mean(&outside),
        share,
        gap,
        impact: share * gap,
        standard_error: error,
        interval: (share * gap - 1.96 * error, share * gap + 1.96 * error),
    };
    (Some(impact.clone()), (-impact.impact / 0.15).clamp(0.0, 1.0))
}

fn segments(wanting: &BTreeSet<u32>, corpus: &Corpus) -> Vec<SegmentShare> {
    let mut counts: BTreeMap<(Arc<str>, Arc<str>), (u32, u32)> = BTreeMap::new();
    for (row, feedback) in corpus.feedback().iter().enumerate() {
        for pair in &feedback.attributes {
            let count = counts.entry((pair.name.clone(), pair.value.clone())).or_default();
            count.0 += u32::from(wanting.contains(&(row as u32)));
            count.1 += 1;
        }
    }
    let company = wanting.len() as f64 / corpus.feedback().len() as f64;
    let mut found: Vec<SegmentShare> = counts
        .into_iter()
        .map(|((name, value), (feedback, all))| {
            let share = (f64::from(feedback) + 20.0 * company) / (f64::from(all) + 20.0);
            let interval = wilson(feedback, all);
            SegmentShare { name, value, feedback, all, share, lift: share / company, interval }
        })
        .collect();
    found.sort_by(|a, b| b.lift.total_cmp(&a.lift).then_with(|| a.value.cmp(&b.value)));
    found
}

fn before(now: &[Opportunity]) -> (Previous, Vec<Change>) {
    let mut opportunities = Vec::new();
    let mut changes = Vec::new();
    for (at, one) in now.iter().enumerate() {
        let then = match at {
            0 => Some(4),
            1 => None,
            2 => Some(1),
            3 => Some(2),
            _ => Some(one.rank),
        };
        let fewer = [41, 0, 3, 0, 12][at.min(4)] * u32::from(at < 5);
        if let Some(then) = then {
            opportunities.push((
                one.theme,
                then,
                one.score - f64::from(fewer) / 5.0,
                one.evidence.wanting - fewer,
                one.evidence.authors - fewer,
                if at == 0 { Status::Steady } else { one.status },
            ));
        }
        if at < 5 {
            changes.push(Change {
                theme: one.theme,
                rank: (then, Some(one.rank)),
                score: (then.map(|_| one.score - f64::from(fewer) / 5.0), Some(one.score)),
                wanting: (
                    if then.is_some() { one.evidence.wanting - fewer } else { 0 },
                    one.evidence.wanting,
                ),
                status: (
                    then.map(|_| if at == 0 { Status::Steady } else { one.status }),
                    Some(one.status),
                ),
            });
        }
    }
    changes.push(Change {
        theme: ThemeId(2),
        rank: (Some(9), None),
        score: (Some(18.2), None),
        wanting: (40, 0),
        status: (Some(Status::Falling), None),
    });
    let today = today().plus(-1);
    let run = "2026-08-21-0c11d2aa".to_owned();
    (Previous { run, today, feedback: 2_391, opportunities }, changes)
}

fn intake(corpus: &Corpus) -> NightIntake {
    let mut sources: Vec<SourceIntake> = SOURCES
        .iter()
        .map(|&(name, _)| {
            let of: Vec<&Feedback> =
                corpus.feedback().iter().filter(|feedback| &*feedback.source == name).collect();
            let count =
                |has: &dyn Fn(&Feedback) -> bool| of.iter().filter(|f| has(f)).count() as u64;
            let days = of.iter().filter_map(|feedback| feedback.at).map(Timestamp::day);
            SourceIntake {
                source: name.into(),
                files: 2,
                units: 31,
                kept: 29,
                superseded: 2,
                corpus: of.len() as u64,
                dated: count(&|feedback| feedback.at.is_some()),
                rated: count(&|feedback| feedback.rating.is_some()),
                authored: count(&|feedback| feedback.author.is_some()),
                days: days.clone().min().zip(days.max()),
                ..SourceIntake::default()
            }
        })
        .collect();
    sources.sort_by(|a, b| a.source.cmp(&b.source));
    sources[1].units += 7;
    sources[1].deleted = 1;
    sources[1].skipped = BTreeMap::from([("no_text".to_owned(), 4)]);
    sources[1].rejected = BTreeMap::from([("bad_date:created_at".to_owned(), 2)]);
    sources[2].refused =
        vec![("inbox/tickets-august.jsonl.gz".into(), "truncated_compressed_stream".into())];
    NightIntake { sources, files: Vec::new(), notices: Vec::new() }
}

/// A first run on nothing at all.
pub(super) fn nothing() -> (Analysis, Corpus) {
    let analysis = Analysis {
        run: RunStamp {
            id: "2026-08-22-00000000".into(),
            sequence: 1,
            today: today(),
            program: "0.1.0".into(),
            company: String::new(),
        },
        as_of: None,
        intake: NightIntake::default(),
        coverage: Coverage::default(),
        themes: Themes::default(),
        trends: Vec::new(),
        opportunities: Vec::new(),
        previous: None,
        changes: Vec::new(),
        lineage: Vec::new(),
        weights: Vec::new(),
    };
    (analysis, Corpus::default())
}
