//! The figures of the roadmap: what an item answers, what came of one that shipped, metrics.

use super::{Asked, Counts, Said, Step};
use crate::model::{Answered, Day, Selection, Stance, ThemeId};
use crate::report::phrase;
use crate::report::view::{FixView, ItemView, MeetingView};

/// What an item answers: the themes it names as they are today, and its searches. `None` where it has
/// neither. A theme without a subject is no pain, and its records are not the item's.
fn answered(asked: &Asked<'_>, item: &ItemView) -> Option<Selection> {
    let is_general =
        |id: &str| asked.view.themes.iter().any(|theme| theme.id == id && theme.general);
    let today = item.themes.iter().filter_map(|theme| theme.today.as_deref());
    let themes: Vec<ThemeId> =
        today.filter(|id| !is_general(id)).filter_map(|id| id.parse().ok()).collect();
    let answered = Answered { themes, queries: item.queries.clone() };
    let is_empty = answered.themes.is_empty() && answered.queries.is_empty();
    (!is_empty).then(|| Selection { answered: Some(answered), ..Selection::default() })
}

pub(super) fn item(
    asked: &Asked<'_>,
    meeting: &MeetingView,
    at: usize,
    rest: &[Step<'_>],
) -> Option<Said> {
    let one = meeting.items.get(at)?;
    let own = |name: &str| format!("meeting.items[{at}].{name}");
    let heard =
        "complaints and requests of the themes it names and of what its searches find, each once";
    let said = match rest {
        [("effort", Some(_))] => {
            return Some(Said::made(
                format!("Weeks of one team, as {} has it.", one.place),
                "",
                Vec::new(),
            ));
        }
        [("best_rank", None)] => {
            return Some(Said::made("The best rank of its themes.", "", Vec::new()));
        }
        [("customers", None)] => Said::made(format!("Different authors of {heard}."), "", vec![])
            .counting(Counts::Authors),
        [("records", None)] => {
            Said::made(format!("Records with {heard}."), "", vec![]).counting(Counts::Records)
        }
        [("revenue", None)] => Said::made(
            "What those customers pay in a year, by the customers file: an account once, and none with more \
             than the cap.",
            "the sum over accounts of min(revenue, cap)",
            vec![own("customers"), "meeting.cap".to_owned()],
        )
        .counting(Counts::Revenue),
        _ => return None,
    };
    // Where it answers nothing there is nothing to count again.
    Some(match answered(asked, one) {
        Some(selection) => said.of(selection),
        None => said.counting(Counts::Nothing),
    })
}

/// The whole weeks of a shipped item: the first day of its `before` and the last of its `after`.
fn weeks(one: &FixView) -> Option<(Day, Day)> {
    let shipped: Day = one.shipped.parse().ok()?;
    let days = |weeks: &[u32]| 7 * weeks.len() as i32;
    Some((shipped.plus(-days(&one.before)), shipped.plus(days(&one.after) - 1)))
}

/// The records of a shipped item, by its place, in a stretch of days: each voice on the day on which it is
/// first heard. `None` where the roadmap of the report no longer has it.
fn heard(
    asked: &Asked<'_>,
    meeting: &MeetingView,
    one: &FixView,
    days: (Day, Day),
) -> Option<Selection> {
    let item = meeting.items.iter().find(|item| item.id == one.item)?;
    let all = answered(asked, item)?;
    Some(Selection { days: Some(days), first_heard: true, ..all })
}

pub(super) fn fix(
    asked: &Asked<'_>,
    meeting: &MeetingView,
    at: usize,
    rest: &[Step<'_>],
) -> Option<Said> {
    let one = meeting.fixes.get(at)?;
    let own = |name: &str| format!("meeting.fixes[{at}].{name}");
    let sum = |weeks: &[u32]| weeks.iter().map(|&count| u64::from(count)).sum::<u64>();
    let change = "(voices after ÷ voices before) ÷ (others after ÷ others before) − 1, half a voice added \
                  to each sum; others: the voices of the themes compared with (difference in differences)";
    let whole = weeks(one);
    // The week in that place, counted from the first one before it shipped.
    let week = |place: usize| {
        let from = whole?.0.plus(7 * place as i32);
        Some((from, from.plus(6)))
    };
    let of = |said: Said, days: Option<(Day, Day)>, counts: Counts| match days
        .and_then(|days| heard(asked, meeting, one, days))
    {
        Some(selection) => said.of(selection).counting(counts),
        None => said,
    };
    let dated = |days: Option<(Day, Day)>| {
        days.map_or_else(String::new, |(from, to)| {
            format!(" ({} to {})", phrase::date(from), phrase::date(to))
        })
    };
    Some(match rest {
        [("before", Some(place))] => {
            let days = week(*place);
            let means = format!(
                "Voices of what the item answers in one whole week before it shipped{}, each in the week \
                 it is first heard.",
                dated(days)
            );
            of(Said::made(means, "", Vec::new()), days, Counts::Records)
        }
        [("after", Some(place))] => {
            let days = week(one.before.len() + place);
            let means = format!(
                "Voices of what the item answers in one whole week from the day it shipped on{}, each in \
                 the week it is first heard.",
                dated(days)
            );
            of(Said::made(means, "", Vec::new()), days, Counts::Records)
        }
        [("expected", Some(place))] => {
            let themes: Vec<ThemeId> =
                one.compared.iter().filter_map(|id| id.parse().ok()).collect();
            let said = Said::made(
                "What the themes compared with lead to expect in that week.",
                "their voices of the week × own voices before ÷ their voices before",
                Vec::new(),
            );
            match week(*place).filter(|_| !themes.is_empty()) {
                Some(days) => said.of(Selection {
                    themes,
                    stances: vec![Stance::Complaint, Stance::Request],
                    days: Some(days),
                    first_heard: true,
                    ..Selection::default()
                }),
                None => said,
            }
        }
        [("change", None)] => of(
            Said::made(
                format!(
                    "How much more or less it is heard since {} than the themes compared with: −0.5 is \
                     half as much. {} voices before, {} after.",
                    phrase::iso_date(&one.shipped),
                    phrase::count(sum(&one.before)),
                    phrase::count(sum(&one.after))
                ),
                change,
                weeks_of(at, one),
            ),
            whole,
            Counts::Nothing,
        ),
        [("interval", Some(_))] => of(
            Said::made(
                "An end of the 95 % interval of the change, widened by what weeks and themes nobody \
                 changed scatter more than chance.",
                "",
                vec![own("change")],
            ),
            whole,
            Counts::Nothing,
        ),
        [("placebo", None)] => of(
            Said::made(
                "The share of the themes compared with for which the same day shows as strong a fall \
                 although nobody changed them: near 0 is good.",
                "",
                vec![own("change")],
            ),
            whole,
            Counts::Nothing,
        ),
        [("parts", Some(place))] => {
            let said = Said::made(
                "The change in one part of the feedback, and its 95 % interval.",
                change,
                vec![own("change")],
            );
            let said = of(said, whole, Counts::Nothing);
            match (said.selection.clone(), one.parts.get(*place)) {
                (Some(selection), Some((name, value, ..))) => said.of(Selection {
                    segments: vec![(name.as_str().into(), value.as_str().into())],
                    ..selection
                }),
                _ => said,
            }
        }
        [("metrics", Some(place)), rest @ ..] => {
            return metric(&own(&format!("metrics[{place}]")), rest);
        }
        _ => return None,
    })
}

/// The paths of all weeks of a shipped item, before and after.
fn weeks_of(at: usize, one: &FixView) -> Vec<String> {
    let of = |side: &'static str, weeks: usize| {
        (0..weeks).map(move |week| format!("meeting.fixes[{at}].{side}[{week}]"))
    };
    of("before", one.before.len()).chain(of("after", one.after.len())).collect()
}

/// A figure of a metric that stands at `path`.
pub(super) fn metric(path: &str, rest: &[Step<'_>]) -> Option<Said> {
    let own = |name: &str| format!("{path}.{name}");
    Some(match rest {
        [("before" | "after", None), ("rows", None)] => {
            Said::made("Rows of the metrics file that are summed.", "", Vec::new())
        }
        [(side @ ("before" | "after"), None), ("value", None)] => Said::made(
            "The share, or the mean of the values where the file gives them no base.",
            "the sum of the values ÷ the sum of their bases, or ÷ rows",
            vec![own(&format!("{side}.rows"))],
        ),
        [("before" | "after", None), ("of", Some(end))] => Said::made(
            match end {
                0 => "The sum of the values.",
                _ => "The sum of their bases.",
            },
            "",
            Vec::new(),
        ),
        [("difference", None)] => Said::made(
            "After less before.",
            "after − before",
            vec![own("after.value"), own("before.value")],
        ),
        [("interval", Some(_))] => Said::made(
            "An end of the 95 % interval of the difference of two shares.",
            "Newcombe’s hybrid score interval, made of Wilson’s for each share",
            vec![own("difference")],
        ),
        _ => return None,
    })
}
