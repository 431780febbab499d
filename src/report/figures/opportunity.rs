//! The figures of one ranked opportunity.

use std::sync::Arc;

use super::{Asked, Counts, Said, Step, days};
use crate::model::{FactorName, Selection, Stance, ThemeId};
use crate::report::phrase;
use crate::report::view::{OpportunityView, SegmentView};

pub(super) fn said(asked: &Asked<'_>, one: &OpportunityView, rest: &[Step<'_>]) -> Option<Said> {
    let theme: ThemeId = one.theme.parse().ok()?;
    let wanting = || Selection::wanting(theme);
    let at = |name: &str| format!("{}.{name}", root(asked.path));
    Some(match rest {
        [("score", None)] => {
            let shown: Vec<String> =
                one.factors.iter().map(|f| phrase::decimal(f.shown, 1)).collect();
            let inputs = (0..one.factors.len()).map(|place| at(&format!("factors[{place}].shown")));
            Said::made(
                "The points of its factors, added up.",
                format!("{} = {}", shown.join(" + "), phrase::decimal(one.score, 1)),
                inputs.collect(),
            )
            .of(wanting())
        }
        [("rank", None)] => Said::made(
            "Its place among all themes that somebody wants changed, by score; what fewer than three \
             customers want stands below what more do, and a place is kept against the last run where \
             scores are level (2.5 points).",
            "",
            vec![at("score"), at("customers")],
        ),
        [("rank_interval", Some(end))] => Said::made(
            format!(
                "The {} rank of its 90 % interval: customers are drawn anew from those who were \
                 heard, many times over, and everything is ranked each time.",
                if *end == 0 { "best" } else { "worst" }
            ),
            "",
            vec![at("rank"), at("score")],
        )
        .of(wanting()),
        [("top_five", None)] => Said::made(
            "The share of those resampled worlds in which it is among the first five.",
            "",
            vec![at("rank")],
        )
        .of(wanting()),
        [("customers", None)] => Said {
            inputs: vec![at("evidence.authors"), at("evidence.voters")],
            formula: format!(
                "authors + voters = {} + {}",
                one.evidence.authors, one.evidence.voters
            ),
            ..Said::count(
                "Different customers who want it changed: the authors of its complaints and requests, \
                 copies of one voice counted once, and who voted for what they wrote.",
                wanting(),
                Counts::Customers,
            )
        },
        [("customers_share", None)] => Said::made(
            "Its customers over all customers who were heard.",
            format!("{} ÷ {}", one.customers, asked.at("coverage.customers")),
            vec![at("customers"), "coverage.customers".to_owned()],
        )
        .of(wanting()),
        [("factors", Some(place)), (key, None)] => factor(one, *place, key, theme, &at)?,
        [("evidence", None), rest @ ..] => evidence(one, rest, theme)?,
        [("impact", None), (key, end)] => impact(one, key, *end, theme, &at)?,
        [("trend", None), rest @ ..] => trend(one, rest, theme, &at)?,
        [("segments", Some(place)), (key, end)] => {
            segment(asked, one, one.segments.get(*place)?, key, *end, theme)?
        }
        [("across", Some(place)), (key, end)] => {
            segment(asked, one, one.across.get(*place)?, key, *end, theme)?
        }
        [("quotes" | "counter_quotes", Some(_)), (key, None)] => quote(asked, key)?,
        [("subthemes", Some(place)), (key, None)] => {
            super::theme::part(one.subthemes.get(*place)?, key)?
        }
        _ => return None,
    })
}

/// `opportunities[3]` of a path below it.
fn root(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

fn factor(
    one: &OpportunityView,
    place: usize,
    key: &str,
    theme: ThemeId,
    at: &dyn Fn(&str) -> String,
) -> Option<Said> {
    let factor = one.factors.get(place)?;
    let own = |name: &str| at(&format!("factors[{place}].{name}"));
    let wanting = Selection::wanting(theme);
    let window = |name: &str| at(&format!("trend.{name}.feedback"));
    let (behind, inputs) = match FactorName::from_name(&factor.name) {
        Some(FactorName::Satisfaction) => {
            let scale = one.impact.as_ref().map(|impact| Arc::from(impact.scale.as_str()));
            let rated = Selection { rated: scale, ..Selection::theme(theme) };
            (rated, vec![at("impact.impact")])
        }
        Some(FactorName::Momentum) => {
            let span = one.trend.as_ref().and_then(|t| days(&t.baseline.from, &t.recent.to));
            let both = Selection { days: span, first_heard: true, ..wanting };
            (both, vec![at("trend.ratio"), window("recent"), window("baseline")])
        }
        Some(FactorName::Severity) => (wanting, vec![at("evidence.severities")]),
        Some(FactorName::Value) => (wanting, vec![at("evidence.value")]),
        // One that this program does not know is of a newer one.
        Some(FactorName::Reach) | None => {
            (wanting, vec![at("customers"), "coverage.customers".to_owned()])
        }
    };
    Some(match key {
        "raw" => Said::made(
            format!("The measured {}, in {}.", factor.name, factor.unit),
            factor.how.clone(),
            inputs,
        )
        .of(behind),
        "scaled" => Said::made(
            format!("The measured {} on a scale of 0 to 1 that no other theme moves.", factor.name),
            factor.how.clone(),
            vec![own("raw")],
        )
        .of(behind),
        "weight" => Said::made(
            format!(
                "How much {} weighs, by [ranking.weights] in earful.toml; 0 where it cannot be \
                 measured.",
                factor.name
            ),
            "",
            Vec::new(),
        ),
        "points" | "shown" => {
            let sum: f64 = one.factors.iter().map(|factor| factor.weight).sum();
            let rounded = match key {
                "shown" => ", with one decimal, rounded so that all add up to the score",
                _ => "",
            };
            Said::made(
                format!("What {} adds to the score{rounded}.", factor.name),
                format!(
                    "100 × weight × scaled ÷ sum of the weights in use = 100 × {} × {} ÷ {}",
                    factor.weight,
                    factor.scaled,
                    phrase::rounded(sum, 6)
                ),
                vec![own("weight"), own("scaled")],
            )
            .of(behind)
        }
        "records" => {
            let counts = match factor.raw {
                Some(_) => Counts::Records,
                // What the data cannot say counts nowhere.
                None => Counts::Nothing,
            };
            Said::count(format!("The records behind its {}.", factor.name), behind, counts)
        }
        _ => return None,
    })
}

pub(super) fn stance_named(name: &str) -> Option<Stance> {
    Stance::from_name(name)
}

fn evidence(one: &OpportunityView, rest: &[Step<'_>], theme: ThemeId) -> Option<Said> {
    let (all, wanting) = (Selection::theme(theme), Selection::wanting(theme));
    let count = |means: &str, of: Selection, counts| Some(Said::count(means, of, counts));
    match rest {
        [("statements", None)] => {
            count("Statements in the theme, of any stance.", all, Counts::Statements)
        }
        [("feedback", None)] => {
            count("Records with at least one statement in the theme.", all, Counts::Records)
        }
        [("wanting", None)] => {
            count("Records with a complaint or a request in the theme.", wanting, Counts::Records)
        }
        [("voices", None)] => {
            count("The same records, copies of one voice counted once.", wanting, Counts::Voices)
        }
        [("authors", None)] => count(
            "Different authors of those records; a record without an author counts as one.",
            wanting,
            Counts::Authors,
        ),
        [("voters", None)] => count(
            "Customers beyond those authors who voted for what they wrote.",
            wanting,
            Counts::Voters,
        ),
        [("stances", None), (name, None)] => {
            let stances = vec![stance_named(name)?];
            let of = Selection { stances, ..all };
            count(&format!("Statements in the theme that are a {name}."), of, Counts::Statements)
        }
        [("severities", Some(severity))] => {
            let of = Selection { severity: u8::try_from(*severity).ok(), ..wanting };
            let words =
                ["none", "annoyance", "blocked or costly", "lost data, money, danger, leaving"];
            let means = format!(
                "Complaints and requests of severity {severity} ({}).",
                words.get(*severity)?
            );
            count(&means, of, Counts::Statements)
        }
        [("polarity", None)] => Some(
            Said::made("Mean polarity of all its statements, −1 to 1.", "", Vec::new()).of(all),
        ),
        [("value", None)] => Some(
            Said::made(
                "What its customers are worth together, each counted once at the largest value its \
                 records name. The amount of a sale that was undone is no such value where any other \
                 record names one.",
                "",
                Vec::new(),
            )
            .of(wanting),
        ),
        [("sources", Some(place)), ("count", None)] => {
            let name = &one.evidence.sources.get(*place)?.name;
            let of =
                Selection { segments: vec![("source".into(), name.as_str().into())], ..wanting };
            count(&format!("Those records from {name}."), of, Counts::Records)
        }
        _ => None,
    }
}

fn impact(
    one: &OpportunityView,
    key: &str,
    end: Option<usize>,
    theme: ThemeId,
    at: &dyn Fn(&str) -> String,
) -> Option<Said> {
    let impact = one.impact.as_ref()?;
    // Where sources have different scales the kind's name is followed by the common one.
    let kind = impact.scale.split(", ").next().unwrap_or_default();
    let scale: Arc<str> = kind.into();
    let inside = Selection { rated: Some(scale.clone()), ..Selection::theme(theme) };
    let all = Selection { rated: Some(scale), ..Selection::default() };
    let own = |name: &str| at(&format!("impact.{name}"));
    Some(match (key, end) {
        ("rated", None) => {
            Said::count("Records in the theme that are rated.", inside, Counts::Records)
        }
        ("all_rated", None) => {
            Said::count("All records rated on this scale.", all, Counts::Records)
        }
        ("inside", None) => {
            Said::made("Mean rating of the records in the theme.", "", Vec::new())
                .of(inside)
                .counting(Counts::Mean)
        }
        ("outside", None) => {
            Said::made("Mean rating of all other records on this scale.", "", Vec::new()).of(all)
        }
        ("share", None) => Said::made(
            "The part of all rated records that is in the theme.",
            format!("{} ÷ {}", impact.rated, impact.all_rated),
            vec![own("rated"), own("all_rated")],
        )
        .of(inside),
        ("gap", None) => Said::made(
            "How much lower or higher its records are rated than the others.",
            format!("inside − outside = {} − {}", impact.inside, impact.outside),
            vec![own("inside"), own("outside")],
        )
        .of(inside),
        ("impact", None) => Said::made(
            "How the mean rating would differ if these records scored like the rest: an association, \
             not a promise.",
            format!("share × gap = {} × {}", impact.share, impact.gap),
            vec![own("share"), own("gap")],
        )
        .of(inside),
        ("standard_error", None) => Said::made(
            "The standard error of the effect: of the two means, and of which records fall into the \
             theme; the records of one customer are one voice, not many.",
            "√( the sum over customers of (the sum of ψ over their records)² ), ψ = (rating − mean of \
             all)/N, less (rating − outside)/(N−n) for a record outside the theme; with one record each \
             √( share² × (s²inside/n + s²outside/(N−n)) + gap² × share × (1−share)/N )",
            vec![own("share"), own("gap"), own("rated"), own("all_rated")],
        )
        .of(inside),
        ("interval", Some(end)) => Said::made(
            format!("The {} end of the 95 % interval of the effect.", lower(end)),
            format!("impact {} 1.96 × standard error", if end == 0 { "−" } else { "+" }),
            vec![own("impact"), own("standard_error")],
        )
        .of(inside),
        _ => return None,
    })
}

fn lower(end: usize) -> &'static str {
    if end == 0 { "lower" } else { "upper" }
}

fn trend(
    one: &OpportunityView,
    rest: &[Step<'_>],
    theme: ThemeId,
    at: &dyn Fn(&str) -> String,
) -> Option<Said> {
    let trend = one.trend.as_ref()?;
    let wanting = Selection::wanting(theme);
    Some(match rest {
        [("weeks", Some(place)), (key, None)] => {
            let week = trend.weeks.get(*place)?;
            let start: crate::model::Day = week.start.parse().ok()?;
            let span = Some((start, start.plus(week.days as i32 - 1)));
            let own = |name: &str| at(&format!("trend.weeks[{place}].{name}"));
            let name = phrase::iso_date(&week.start);
            let of = Selection { days: span, ..wanting };
            match *key {
                "feedback" => Said::count(
                    format!("Records of the week from {name} with a complaint or a request in it."),
                    of,
                    Counts::Records,
                ),
                "voices" => Said::count(
                    "The same, copies of one voice counted once, in the week it was first heard.",
                    Selection { first_heard: true, ..of },
                    Counts::Records,
                ),
                "all" => Said::count(
                    format!("All records of the week from {name}."),
                    Selection { days: span, ..Selection::default() },
                    Counts::Records,
                ),
                "share" => Said::made(
                    "The theme’s part of all records of the week.",
                    format!("{} ÷ {}", week.feedback, week.all),
                    vec![own("feedback"), own("all")],
                )
                .of(of),
                "days" => Said::made(
                    "Days of the week that are counted: fewer than 7 where it is not over.",
                    "",
                    Vec::new(),
                ),
                _ => return None,
            }
        }
        [(name @ ("recent" | "baseline" | "last_year"), None), (key, end)] => {
            let window = match *name {
                "recent" => &trend.recent,
                "baseline" => &trend.baseline,
                _ => trend.last_year.as_ref()?,
            };
            let span = days(&window.from, &window.to);
            let own = |key: &str| at(&format!("trend.{name}.{key}"));
            let of = Selection { days: span, first_heard: true, ..wanting };
            let between =
                format!("{} to {}", phrase::iso_date(&window.from), phrase::iso_date(&window.to));
            match (*key, end) {
                ("feedback", None) => Said::count(
                    format!(
                        "Records from {between} with a complaint or a request in the theme, copies of \
                         one voice counted once."
                    ),
                    of,
                    Counts::Records,
                ),
                ("all", None) => Said::count(
                    format!("All records from {between}, copies of one voice counted once."),
                    Selection { days: span, first_heard: true, ..Selection::default() },
                    Counts::Records,
                ),
                ("share", None) => Said::made(
                    format!("The theme’s part of what was heard from {between}."),
                    format!("{} ÷ {}", window.feedback, window.all),
                    vec![own("feedback"), own("all")],
                )
                .of(of),
                ("interval", Some(end)) => Said::made(
                    format!(
                        "The {} end of the 95 % interval of that share (Wilson), widened by what \
                         weeks scatter more than chance.",
                        lower(*end)
                    ),
                    "",
                    vec![own("feedback"), own("all")],
                )
                .of(of),
                _ => return None,
            }
        }
        [("ratio", None)] => {
            let (recent, before) = (&trend.recent, &trend.baseline);
            Said::made(
                "How many times its share of before its share of the recent days is.",
                format!(
                    "(recent + ½) ÷ (expected + ½), expected = {} × {} ÷ {}; recent = {}",
                    before.feedback, recent.all, before.all, recent.feedback
                ),
                ["recent.feedback", "recent.all", "baseline.feedback", "baseline.all"]
                    .map(|name| at(&format!("trend.{name}")))
                    .to_vec(),
            )
        }
        [("p", None)] => Said::made(
            "The chance of a difference at least this large if nothing had changed: the two-sided \
             tail of a negative binomial with the scatter from week to week, with the mix of sources \
             held still.",
            "",
            vec![at("trend.recent.feedback"), at("trend.baseline.feedback")],
        ),
        [("q", None)] => Said::made(
            "The same chance after all themes were looked at (Benjamini and Hochberg).",
            "",
            vec![at("trend.p")],
        ),
        _ => return None,
    })
}

fn segment(
    asked: &Asked<'_>,
    one: &OpportunityView,
    segment: &SegmentView,
    key: &str,
    end: Option<usize>,
    theme: ThemeId,
) -> Option<Said> {
    let pair = (segment.name.as_str().into(), segment.value.as_str().into());
    let of = Selection { segments: vec![pair], ..Selection::default() };
    let inside = Selection { segments: of.segments.clone(), ..Selection::wanting(theme) };
    let name = format!("{} {}", segment.name, segment.value);
    let company = format!("{} ÷ {}", one.evidence.wanting, asked.at("coverage.feedback"));
    let own = |key: &str| format!("{}.{key}", asked.path.rsplit_once('.').map_or("", |p| p.0));
    let inputs = vec![own("feedback"), own("all")];
    Some(match (key, end) {
        ("feedback", None) => Said::count(
            format!("Records of {name} with a complaint or a request in the theme."),
            inside,
            Counts::Records,
        ),
        ("all", None) => Said::count(format!("All records of {name}."), of, Counts::Records),
        ("share", None) => Said::made(
            format!(
                "The theme’s part of the records of {name}, mixed with 20 records at the company’s \
                 share, so that a small segment does not shout."
            ),
            format!("({} + 20 × c) ÷ ({} + 20), c = {company}", segment.feedback, segment.all),
            inputs,
        )
        .of(inside),
        ("lift", None) => Said::made(
            "That share over the company’s share: above 1 it hurts here more than elsewhere.",
            format!("{} ÷ ({company})", segment.share),
            vec![own("share"), "coverage.feedback".to_owned()],
        )
        .of(inside),
        ("interval", Some(end)) => Said::made(
            format!("The {} end of the 95 % interval of the plain share (Wilson).", lower(end)),
            "",
            inputs,
        )
        .of(inside),
        _ => return None,
    })
}

/// A figure of a quote: it is of one record.
pub(super) fn quote(asked: &Asked<'_>, key: &str) -> Option<Said> {
    let means = match key {
        "ordinal" => "Which statement of the record it is, counted from 0.",
        "start" => "The first byte of the quote in the record’s stored text.",
        "end" => "One past the last byte of the quote in the record’s stored text.",
        "rating" => "The rating of the record, as it was given.",
        "severity" => "How badly it hurts, 0 to 3, heard from the words.",
        "polarity" => "How it sounds, −1 to 1, heard from the words.",
        _ => return None,
    };
    let record = asked.at(&asked.beside("record")).parse().ok();
    let of = Selection { record, ..Selection::default() };
    Some(Said::made(means, "", vec![asked.beside("text")]).of(of))
}
