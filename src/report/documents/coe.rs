//! The correction of an error: what an incident did to customers, when it was seen, what would have
//! shown it earlier, and the questions that only people can answer.

use super::prfaq::NOT_QUOTED;
use super::{Counts, DayCount, Document, Draft, Line, blank, known, named, origin};
use crate::report::phrase;
use crate::report::view::{AlarmView, EventView, OpportunityView, View};

/// Days shown before an incident and after it.
const QUOTES: usize = 4;

/// The page of an incident: a theme with the alarm that rang about it (`rang` is the night). Where none
/// rang, `told` is what the events file tells of it, or, without a name, the days that somebody gave;
/// with neither it is of the last four weeks.
pub fn coe(
    view: &View,
    one: &OpportunityView,
    alarm: Option<(&AlarmView, &str)>,
    told: Option<&EventView>,
    counts: &Counts,
) -> Document {
    let mut draft = Draft::new();
    draft.line(origin(view));

    draft.section("What happened");
    match alarm {
        Some((alarm, rang)) => {
            draft.line(Line::new(&alarm.words).opens(format!(
                "earful search --theme {} --since {} --until {}",
                one.theme, alarm.since, alarm.until
            )));
            draft.line(Line::new(format!(
                "The alarm rang in the night of {}.",
                phrase::iso_date(rang)
            )));
        }
        None => happened(&mut draft, one, told),
    }
    draft.line(
        Line::new("In one paragraph, for somebody who was not there:")
            .blank("what broke, for whom, how it was repaired"),
    );

    draft.section("What it did to customers");
    let mut impact = Vec::new();
    impact.extend(told.and_then(|event| during(one, event, counts)));
    if let Some((alarm, _)) = alarm {
        impact.push(
            Line::new(format!(
                "{} where {} usual: about {} more than usual.",
                phrase::counted(alarm.observed.into(), "piece of feedback", "pieces of feedback"),
                match phrase::decimal(alarm.usual, 1).as_str() {
                    "1.0" => "1 is".to_owned(),
                    usual => format!("{usual} are"),
                },
                phrase::count(alarm.above.max(0.0).round() as u64)
            ))
            .opens(format!(
                "earful search --theme {} --since {} --until {} --count",
                one.theme, alarm.since, alarm.until
            )),
        );
        for place in &alarm.places {
            impact.push(Line::new(format!(
                "{} of them in {} {}, where {} usual.",
                phrase::count(place.observed.into()),
                place.name,
                place.value,
                match phrase::decimal(place.usual, 1).as_str() {
                    "1.0" => "1 is".to_owned(),
                    usual => format!("{usual} are"),
                }
            )));
        }
    }
    impact.push(Line::new(&one.severity));
    impact.push(Line::new(&one.impact_words));
    impact.push(
        Line::new("Customers who were hit and said nothing, orders, money, contracts:")
            .blank("from logs and the books; feedback does not know"),
    );
    draft.bullets(impact);
    match one.quotes.is_empty() {
        true => draft.line(Line::new(NOT_QUOTED)),
        false => draft.quotes(&one.quotes, QUOTES),
    }

    draft.section("Timeline");
    timeline(&mut draft, view, one, (alarm, told), counts);

    draft.section("How it was found, and how it could have been");
    found(&mut draft, alarm, counts);

    draft.section("Why");
    draft.line(Line::new(
        "Ask why until the answer is something that can be changed (five times is usual):",
    ));
    draft.bullets(
        (1..=5).map(|at| Line::new(format!("Why {at}:")).blank("answer, with evidence")).collect(),
    );

    draft.section("What is changed so that it does not happen again");
    draft.bullets(vec![
        Line::new("Prevent:").blank("action, owner, by when"),
        Line::new("Find earlier:").blank("action, owner, by when"),
        Line::new("Recover faster:").blank("action, owner, by when"),
        Line::new("Whom to tell, and what:").blank("customers who wrote, with the command above"),
    ]);
    draft.finish(format!("Correction of error: {}", one.title))
}

/// What is known of an incident for which no alarm rang.
fn happened(draft: &mut Draft, one: &OpportunityView, told: Option<&EventView>) {
    let quiet = format!("No alarm rang about {} in any run that is kept.", named(one));
    let Some(event) = told else {
        draft.line(Line::new(format!("{quiet} {}", one.status_words)));
        return;
    };
    let days = match event.from == event.to {
        true => format!("on {}", phrase::iso_date(&event.from)),
        false => {
            format!("from {} to {}", phrase::iso_date(&event.from), phrase::iso_date(&event.to))
        }
    };
    let words = match event.name.as_str() {
        "" => format!("This page is of the days that were asked for, {days}."),
        name => {
            format!("{quiet} The events file has an incident {days}: {}.", phrase::quoted(name))
        }
    };
    draft.line(Line::new(words).opens(format!(
        "earful search --theme {} --since {} --until {}",
        one.theme, event.from, event.to
    )));
}

/// How many records there are of the days of an event, against what is usual; `None` where none of those
/// days is shown.
fn during(one: &OpportunityView, event: &EventView, counts: &Counts) -> Option<Line> {
    let is_in = |day: &&DayCount| day.day >= event.from && day.day <= event.to;
    let days: Vec<&DayCount> = counts.days.iter().filter(is_in).collect();
    let (first, last) = (days.first()?, days.last()?);
    let observed: u32 = days.iter().map(|day| day.wanting).sum();
    let usual: f64 = days.iter().map(|day| day.usual).sum();
    let words = format!(
        "{} in the {} from {} to {}, where {} would be usual.",
        phrase::counted(
            observed.into(),
            "record that wants it changed",
            "records that want it changed"
        ),
        phrase::counted(days.len() as u64, "day", "days"),
        phrase::iso_date(&first.day),
        phrase::iso_date(&last.day),
        phrase::decimal(usual, 1),
    );
    Some(Line::new(words).opens(format!(
        "earful search --theme {} --since {} --until {} --count",
        one.theme, first.day, last.day
    )))
}

fn timeline(
    draft: &mut Draft,
    view: &View,
    one: &OpportunityView,
    (alarm, told): (Option<(&AlarmView, &str)>, Option<&EventView>),
    counts: &Counts,
) {
    if counts.days.is_empty() {
        draft.line(
            Line::new("Nothing in it is dated, so there is no timeline.")
                .blank("what happened when"),
        );
        return;
    }
    let mark = |day: &str| marks(day, alarm, told);
    let rows = counts.days.iter().map(|day| {
        vec![
            phrase::iso_date(&day.day),
            phrase::count(day.wanting.into()),
            phrase::decimal(day.usual, 1),
            phrase::count(day.all.into()),
            mark(&day.day),
        ]
    });
    draft.table(
        &["day", "records that want it changed", "usual on such a weekday", "all records", ""],
        &[1, 2, 3],
        rows.collect(),
    );
    if let (Some(first), Some(last)) = (counts.days.first(), counts.days.last()) {
        draft.line(
            Line::new("Usual is the mean of the eight days of the same weekday before.").opens(
                format!(
                    "earful search --theme {} --since {} --until {} --facet day",
                    one.theme, first.day, last.day
                ),
            ),
        );
    }
    let days = (counts.days.first()).zip(counts.days.last());
    draft.line(days.map_or_else(
        || known::events(view, "", ""),
        |(first, last)| known::events(view, &first.day, &last.day),
    ));
}

/// What a day is to an incident.
fn marks(day: &str, alarm: Option<(&AlarmView, &str)>, told: Option<&EventView>) -> String {
    let mut marks: Vec<&str> = Vec::new();
    if let Some((alarm, rang)) = alarm {
        if day == alarm.since {
            marks.push("it begins");
        }
        if day == rang {
            marks.push("the alarm rings");
        }
        if day == alarm.until && alarm.over {
            marks.push("it is over");
        }
    }
    if let Some(event) = told {
        if day == event.from {
            marks.push("it begins");
        }
        if day == event.to {
            marks.push("it is over");
        }
    }
    marks.join(", ")
}

fn found(draft: &mut Draft, alarm: Option<(&AlarmView, &str)>, counts: &Counts) {
    if let Some((alarm, rang)) = alarm {
        let days = between(&alarm.since, rang);
        draft.line(Line::new(match days {
            Some(0) => "The alarm rang on the day it began.".to_owned(),
            Some(days) => format!(
                "The alarm rang {} after it began.",
                phrase::counted(days.unsigned_abs().into(), "day", "days")
            ),
            None => String::new(),
        }));
    }
    let earlier: Vec<_> =
        counts.foreseen.iter().filter(|one| alarm.is_none() || one.lead > 0).collect();
    if earlier.is_empty() {
        draft.line(Line::new(match alarm {
            Some(_) => "No part of this feedback (source, segment, severity) left its usual range before the alarm rang.",
            None => "No part of this feedback (source, segment, severity) left its usual range.",
        }));
    } else {
        draft.line(Line::new(
            "These parts of the same feedback left their usual range first (three days hold more than \
             chance would in one of a thousand such stretches):",
        ));
        let rows = earlier.iter().take(6).map(|one| {
            vec![
                one.name.clone(),
                phrase::iso_date(&one.day),
                match alarm {
                    Some(_) => phrase::counted(
                        one.lead.unsigned_abs().into(),
                        "day before the alarm",
                        "days before the alarm",
                    ),
                    None => "no alarm rang".to_owned(),
                },
                phrase::count(one.observed.into()),
                phrase::decimal(one.usual, 1),
            ]
        });
        draft.table(
            &["what was counted", "could be seen on", "lead", "three days held", "usual"],
            &[3, 4],
            rows.collect(),
        );
        draft.line(Line::new("Each was picked after the fact, among several: what would have predicted this incident may not predict the next."));
    }
    draft.bullets(vec![blank(
        "who noticed first, how, and when; what in the product or its logs showed it",
    )]);
}

fn between(from: &str, to: &str) -> Option<i32> {
    let (from, to): (crate::model::Day, crate::model::Day) = (from.parse().ok()?, to.parse().ok()?);
    Some(to.since(from))
}
