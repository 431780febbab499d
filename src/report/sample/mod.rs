//! An invented company's night for the tests: rich, seeded, the same on every machine.
//!
//! Gives an analysis and the corpus behind it, about 2,300 pieces of feedback over 53 weeks. The
//! counts are counted from the corpus; only ranks, intervals and chances are invented.

mod company;
mod ranked;

use std::collections::{BTreeMap, BTreeSet};

use company::{AREAS, PLANS, SOURCES, Shape, said};
use ranked::{before, flows, opportunity, trend};

use crate::model::*;

/// The day of the sample's run.
pub(super) fn today() -> Day {
    Day::from_civil(2026, 8, 22).expect("a day of the calendar")
}
/// The night: an analysis and its corpus.
pub(super) fn night() -> (Analysis, Corpus) {
    let (corpus, theme_of) = said();
    (analyse(&corpus, &theme_of), corpus)
}

/// A theme in two parts: every other statement in each.
fn parted(theme: &Theme) -> Split {
    let part = |number: u32, title: &str| Subtheme {
        id: SubthemeId { theme: theme.id, number },
        label: Label { title: title.into(), terms: vec![title.to_lowercase()] },
        born: theme.born,
        centre: Vec::new(),
        members: theme.members.iter().skip(number as usize - 1).step_by(2).copied().collect(),
    };
    Split {
        theme: theme.id,
        next: 3,
        parts: vec![part(1, "On *Mondays*"), part(2, "After <dark>")],
    }
}

fn analyse(corpus: &Corpus, theme_of: &BTreeMap<FeedbackId, usize>) -> Analysis {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); PLANS.len()];
    for (row, statement) in corpus.statements().iter().enumerate() {
        members[theme_of[&corpus.feedback_of(statement).id]].push(row as u32);
    }
    let theme_id = |place: usize| ThemeId(3 + 2 * place as u32);
    let label = |title: &str| Label {
        title: title.into(),
        terms: title.split(' ').filter(|word| word.len() > 4).map(Into::into).collect(),
    };
    let themes: Vec<Theme> = PLANS
        .iter()
        .enumerate()
        .map(|(place, plan)| Theme {
            area: AreaId(plan.1),
            born: today().plus(if plan.3 == Shape::Starts { -26 } else { -300 }),
            lineage: match plan.3 {
                Shape::Starts => Lineage::New,
                _ if place == 5 => Lineage::SplitFrom(theme_id(0)),
                _ => Lineage::Continues,
            },
            cohesion: 0.5,
            general: place == 16,
            exemplars: members[place]
                .iter()
                .take(5)
                .map(|&statement| Exemplar { statement, similarity: 0.9 })
                .collect(),
            members: members[place].clone(),
            ..Theme::blank(theme_id(place), label(plan.0))
        })
        .collect();
    let splits = vec![parted(&themes[0])];
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
    let flows = flows(&opportunities);
    let all = corpus.feedback().len() as u64;
    let authors: BTreeSet<u32> = corpus.authors().iter().copied().collect();
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
            voters: 0,
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
            splits,
            ..Themes::default()
        },
        trends,
        alarms: alarms(),
        watched: Watched::default(),
        opportunities,
        previous: Some(previous),
        changes,
        flows,
        refitted: true,
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
        done: Done::default(),
        meeting: None,
    }
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
                units: Units { read: 31, kept: 29, superseded: 2, ..Units::default() },
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
    let units = &mut sources[1].units;
    units.read += 7;
    units.deleted = 1;
    units.skipped = BTreeMap::from([("no_text".to_owned(), 4)]);
    units.rejected = BTreeMap::from([("bad_date:created_at".to_owned(), 2)]);
    sources[2].refused =
        vec![("inbox/tickets-august.jsonl.gz".into(), "truncated_compressed_stream".into())];
    NightIntake { sources, files: Vec::new(), notices: Vec::new() }
}

/// One alarm that rings in a version, one of a source, one that lasts.
fn alarms() -> Vec<Alarm> {
    let place = |name: &str, value: &str, observed, usual| AlarmPlace {
        name: name.into(),
        value: value.into(),
        observed,
        usual,
    };
    let alarm = |subject, ring, days: i32, observed, usual| Alarm {
        subject,
        ring,
        since: today().plus(1 - days),
        until: today(),
        over: false,
        observed,
        usual,
        places: Vec::new(),
        p_value: 1e-9,
        q_value: 2e-7,
    };
    let theme = |place: u32| Subject::Theme(ThemeId(3 + 2 * place));
    vec![
        alarm(Subject::Mail(Some("shop <reviews>".into())), Ring::Worse, 1, 366, 31.2),
        Alarm {
            places: vec![
                place("version", "5.1 | *beta*", 20, 0.2),
                place("country", "AT", 17, 1.0),
            ],
            ..alarm(theme(0), Ring::New, 3, 21, 1.4)
        },
        alarm(theme(2), Ring::Lasting, 6, 44, 12.0),
    ]
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
        alarms: Vec::new(),
        watched: Watched::default(),
        opportunities: Vec::new(),
        previous: None,
        changes: Vec::new(),
        flows: Vec::new(),
        refitted: false,
        lineage: Vec::new(),
        weights: Vec::new(),
        done: Done::default(),
        meeting: None,
    };
    (analysis, Corpus::default())
}
