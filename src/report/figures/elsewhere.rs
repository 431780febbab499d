//! The figures of the whole: coverage, intake, alarms, changes, settings.

use super::{Asked, Counts, Said, Step, days};
use crate::model::{Selection, Stance, Standpoint};
use crate::report::AlarmView;

pub(super) fn said(asked: &Asked<'_>, rest: &[Step<'_>]) -> Option<Said> {
    match rest {
        [("coverage", None), rest @ ..] => coverage(asked, rest),
        [("alarms", Some(at)), rest @ ..] => alarm(asked, *at, rest),
        [("intake", None), rest @ ..] => intake(asked, rest),
        _ => None,
    }
}

fn coverage(asked: &Asked<'_>, rest: &[Step<'_>]) -> Option<Said> {
    let all = Selection::default;
    let stand = |place| Selection { standpoint: Some(place), ..Selection::default() };
    let code = |list: &str, at: usize| asked.at(&format!("coverage.{list}[{at}].code"));
    let count = |means: &str, of: Selection, counts| Some(Said::count(means, of, counts));
    match rest {
        [("feedback", None)] => count("All records that were counted.", all(), Counts::Records),
        [("voices", None)] => {
            count("Those, copies of one voice counted once.", all(), Counts::Voices)
        }
        [("customers", None)] => count(
            "Different customers: authors (a record without one counts as one each), and who voted \
             for what they wrote.",
            all(),
            Counts::Customers,
        ),
        [("statements", None)] => {
            let mut of = all();
            of.stances = Stance::ALL.to_vec();
            count("Statements cut from them.", of, Counts::Statements)
        }
        [("statement_parts", None), (key, None)] => {
            let place = standpoint(key)?;
            count("Statements that went there.", stand(place), Counts::Statements)
        }
        [("feedback_parts", None), ("themed", None)] => count(
            "Records with at least one statement in a theme.",
            stand(Standpoint::Themed),
            Counts::Records,
        ),
        [("feedback_parts", None), (key, None)] => {
            standpoint(key)?;
            Some(Said::made(
                "Records without a statement in a theme: loose where at least one statement fits \
                 nowhere, else filtered.",
                "",
                vec!["coverage.feedback".to_owned(), "coverage.feedback_parts.themed".to_owned()],
            ))
        }
        [("statement_parts" | "feedback_parts", None), ("tenths", Some(_))] => Some(Said::made(
            "That part in tenths of a per cent, rounded so that the three add up to 1,000.",
            "",
            Vec::new(),
        )),
        [("general", None)] => {
            let general = asked.view.themes.iter().filter(|theme| theme.general);
            let themes = general.filter_map(|theme| theme.id.parse().ok()).collect::<Vec<_>>();
            if themes.is_empty() {
                return Some(Said::made(
                    "Statements in a theme without a subject.",
                    "",
                    Vec::new(),
                ));
            }
            let of = Selection { themes, ..all() };
            count("Statements in a theme without a subject.", of, Counts::Statements)
        }
        [("languages", Some(at)), ("count", None)] => {
            let of = Selection {
                segments: vec![("lang".into(), code("languages", *at).into())],
                ..all()
            };
            count("Records in that language.", of, Counts::Records)
        }
        [("stances", Some(at)), ("count", None)] => {
            let stances = vec![Stance::from_name(&code("stances", *at))?];
            let of = Selection { stances, ..all() };
            count("Statements of that stance, in themes or not.", of, Counts::Statements)
        }
        [("filtered", Some(_)), ("count", None)] => count(
            "Statements that say nothing that can be sorted, for that reason.",
            stand(Standpoint::Filtered),
            Counts::Statements,
        ),
        _ => None,
    }
}

fn standpoint(key: &str) -> Option<Standpoint> {
    Some(match key {
        "themed" => Standpoint::Themed,
        "loose" => Standpoint::Loose,
        "filtered" => Standpoint::Filtered,
        _ => return None,
    })
}

fn alarm(asked: &Asked<'_>, at: usize, rest: &[Step<'_>]) -> Option<Said> {
    let alarm = asked.view.alarms.get(at)?;
    if alarm.kind == "fix" {
        return fix_alarm(alarm, at, rest);
    }
    let span = days(&alarm.since, &alarm.until);
    let mut of = match alarm.kind.as_str() {
        "theme" => Selection { days: span, ..Selection::wanting(alarm.of.parse().ok()?) },
        _ if alarm.of.is_empty() => Selection { days: span, ..Selection::default() },
        _ => {
            let segments = vec![("source".into(), alarm.of.as_str().into())];
            Selection { days: span, segments, ..Selection::default() }
        }
    };
    let within =
        alarm.within.iter().map(|part| (part.name.as_str().into(), part.value.as_str().into()));
    of.segments.extend(within);
    let own = |name: &str| format!("alarms[{at}].{name}");
    Some(match rest {
        [("observed", None)] => Said {
            counts: Counts::Nothing,
            ..Said::count(
                "Records of those days, copies of one voice counted once; in a theme those that want \
                 a change.",
                of,
                Counts::Voices,
            )
        },
        [("usual", None)] => Said::made(
            "What as many days usually hold, with as much other feedback, by weekday and season.",
            "",
            Vec::new(),
        ),
        [("above", None)] => Said::made(
            "How many more than usual.",
            format!("{} − {}", alarm.observed, alarm.usual),
            vec![own("observed"), own("usual")],
        )
        .of(of),
        [("p_value", None)] => Said::made(
            "The chance of as much on such days if nothing had changed.",
            "",
            vec![own("observed"), own("usual")],
        ),
        [("q_value", None)] => Said::made(
            "The same chance after every theme, source and part was looked at.",
            "",
            vec![own("p_value")],
        ),
        [("places", Some(place)), (key, None)] => {
            let part = alarm.places.get(*place)?;
            of.segments.push((part.name.as_str().into(), part.value.as_str().into()));
            match *key {
                "observed" => {
                    Said::made("The part of them in this segment.", "", Vec::new()).of(of)
                }
                "usual" => Said::made("What is usual in this segment.", "", Vec::new()),
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// The figures of the alarm of a shipped item, which are those of the ledger of fixes.
fn fix_alarm(alarm: &AlarmView, at: usize, rest: &[Step<'_>]) -> Option<Said> {
    let own = |name: &str| format!("alarms[{at}].{name}");
    let made = |means: &str, formula: String, inputs| Some(Said::made(means, formula, inputs));
    match rest {
        [("observed", None)] => made(
            "Voices of what the item answers in the whole weeks since it shipped.",
            "the sum of `after` of the item in meeting.fixes".to_owned(),
            Vec::new(),
        ),
        [("usual", None)] => made(
            "How many the themes compared with lead to expect in those weeks.",
            "voices before × the voices of the others after ÷ theirs before".to_owned(),
            Vec::new(),
        ),
        [("above", None)] => made(
            "How many more than expected.",
            format!("{} − {}", alarm.observed, alarm.usual),
            vec![own("observed"), own("usual")],
        ),
        [("p_value", None)] => made(
            "The chance of a change as far from nothing, to either side, if nothing had changed.",
            String::new(),
            vec![own("observed"), own("usual")],
        ),
        [("q_value", None)] => made(
            "The same chance times the shipped items that were looked at.",
            String::new(),
            vec![own("p_value")],
        ),
        _ => None,
    }
}

fn intake(asked: &Asked<'_>, rest: &[Step<'_>]) -> Option<Said> {
    let [("sources", Some(at)), (key @ ("corpus" | "dated" | "rated" | "authored"), None)] = rest
    else {
        return None;
    };
    let source = asked.at(&format!("intake.sources[{at}].source"));
    let of = Selection { segments: vec![("source".into(), source.into())], ..Selection::default() };
    let (means, counts) = match *key {
        "corpus" => ("Records of this source that were counted.", Counts::Records),
        "dated" => ("Of those, with a date.", Counts::Nothing),
        "rated" => ("Of those, with a rating.", Counts::Nothing),
        _ => ("Of those, with an author.", Counts::Nothing),
    };
    Some(Said::count(means, of, counts))
}

/// What is said of a figure that no record is behind.
pub(super) fn plain(steps: &[Step<'_>]) -> Said {
    let first = steps.first().map_or("", |step| step.0);
    let means = match first {
        "intake" => {
            "Counted while files were read; the receipts in corpus/*/receipt.json hold it file by file, \
             and corpus/*/rejections.jsonl names every record that could not be read."
        }
        "changes" => {
            "Held against the run before this one: what stood in its manifest, and what stands in this \
             report."
        }
        "limits" => "How much Markdown and HTML show, by [report] in earful.toml.",
        "method" => "A weight, by [ranking.weights] in earful.toml.",
        "run" => "1 for the first run of a workspace, one more for each after.",
        "curation" => "What people’s corrections did; `earful theme log` lists them.",
        _ => "It follows from the other figures of this report.",
    };
    Said::made(means, "", Vec::new())
}
