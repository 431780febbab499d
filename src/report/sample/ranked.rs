//! What the sample's night found: trends, opportunities and what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::company::Shape;
use super::today;
use crate::model::*;

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

/// A theme's weeks and windows, counted; its chance is invented.
pub(super) fn trend(theme: &Theme, shape: Shape, corpus: &Corpus) -> Trend {
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
        last_year: None,
        p_value: q / 2.0,
        q_value: q,
        beyond_chance: q <= 0.1,
        status,
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// A theme's evidence, counted; its rank and points are invented.
pub(super) fn opportunity(theme: &Theme, trend: &Trend, corpus: &Corpus) -> Opportunity {
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
    let factors: Vec<Factor> = (FactorName::ALL.into_iter())
        .map(|name| match name {
            FactorName::Reach => factor(
                name,
                Some(f64::from(evidence.authors)),
                "customers",
                reach,
                0.40,
                "share of all customers, full at 12.5 %".into(),
            ),
            FactorName::Severity => factor(
                name,
                Some(severity),
                "mean severity 0–3",
                severity / 3.0,
                0.25,
                "mean severity of complaints and requests ÷ 3".into(),
            ),
            FactorName::Satisfaction => factor(
                name,
                impact.as_ref().map(|impact| impact.impact),
                "stars",
                satisfaction,
                0.20,
                "loss of mean rating, full at 0.15 stars".into(),
            ),
            FactorName::Momentum => factor(
                name,
                Some(trend.ratio),
                "× the baseline share",
                growth,
                0.15,
                "half at no change, full at 4 × the baseline".into(),
            ),
            FactorName::Value => {
                factor(name, None, "", 0.0, 0.0, "the records carry no value".into())
            }
        })
        .collect();
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
        across: segments(&wanting, corpus),
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
        standard_error: Some(error),
        interval: Some((share * gap - 1.96 * error, share * gap + 1.96 * error)),
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
            let lift = share / company;
            SegmentShare { name, value, feedback, all, share, lift, interval, reversed: None }
        })
        .collect();
    found.sort_by(|a, b| b.lift.total_cmp(&a.lift).then_with(|| a.value.cmp(&b.value)));
    found
}

/// The run before, and what changed since.
pub(super) fn before(now: &[Opportunity]) -> (Previous, Vec<Change>) {
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
        let standing = Standing {
            rank: then.unwrap_or(one.rank),
            score: one.score - f64::from(fewer) / 5.0,
            wanting: one.evidence.wanting - fewer,
            customers: one.evidence.authors - fewer,
            status: if at == 0 { Status::Steady } else { one.status },
            ..Standing::of(one)
        };
        if at < 5 {
            // Of the first theme's customers some were counted for another before.
            let regrouped = if at == 0 { 30 } else { 0 };
            let heard = i64::from(if then.is_some() { fewer } else { standing.customers });
            let moved = |factor, then, now| FactorMoved { factor, then, now };
            let points = vec![
                moved(FactorName::Reach, 30.0, 30.0 + f64::from(fewer) / 5.0),
                moved(FactorName::Severity, 9.5, 9.5),
            ];
            changes.push(Change {
                kind: match (then, one.rank) {
                    (None, _) => ChangeKind::New,
                    (Some(_), _) if at == 0 => ChangeKind::Rise,
                    (Some(then), rank) if then != rank => ChangeKind::Moved,
                    _ => ChangeKind::Stayed,
                },
                theme: one.theme,
                rank: (then, Some(one.rank)),
                score: (then.map(|_| standing.score), Some(one.score)),
                points: if then.is_some() { points } else { Vec::new() },
                wanting: (then.map_or(0, |_| standing.wanting), one.evidence.wanting),
                customers: (then.map(|_| standing.customers), Some(one.evidence.authors)),
                status: (then.map(|_| standing.status), Some(one.status)),
                title_then: (at == 3).then(|| "What it was called <b>before</b>".to_owned()),
                corrected: 0,
                regrouped,
                heard: heard - regrouped,
                cause: match at {
                    0 => Cause::Regrouping,
                    3 => Cause::Others,
                    _ => Cause::Feedback,
                },
                entries: Vec::new(),
            });
        }
        if then.is_some() {
            opportunities.push(standing);
        }
    }
    changes.push(Change {
        kind: ChangeKind::Left,
        theme: ThemeId(2),
        rank: (Some(9), None),
        score: (Some(18.2), None),
        points: Vec::new(),
        wanting: (40, 0),
        customers: (Some(38), None),
        status: (Some(Status::Falling), None),
        title_then: None,
        corrected: 0,
        regrouped: -30,
        heard: -8,
        cause: Cause::Regrouping,
        entries: Vec::new(),
    });
    // As the pipeline gives them: by kind.
    changes.sort_by_key(|change| (change.kind, change.rank.1));
    let previous = Previous {
        run: "2026-08-21-0c11d2aa".to_owned(),
        today: today().plus(-1),
        feedback: 2_391,
        opportunities,
        watched: Watched::default(),
        weights: Vec::new(),
        other_settings: true,
        next_theme: 40,
        in_force: Vec::new(),
        program: "0.1.0".to_owned(),
    };
    (previous, changes)
}

/// The same feedback in other themes.
pub(super) fn flows(now: &[Opportunity]) -> Vec<Flow> {
    let flow = |from: Option<u32>, to: Option<ThemeId>, customers: u32| Flow {
        from: from.map(ThemeId),
        to,
        by: None,
        customers,
        feedback: customers + 1,
    };
    let [first, second, ..] = now else { return Vec::new() };
    vec![
        flow(Some(2), Some(first.theme), 30),
        flow(Some(first.theme.0), Some(second.theme), 4),
        flow(None, Some(second.theme), 1),
    ]
}
