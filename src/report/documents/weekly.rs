//! The review of a week: six weeks and twelve months of the measures, and then the exceptions alone.
//!
//! Six weeks beside twelve months is how weekly business reviews show a measure (C. Bryar and B. Carr,
//! "Working Backwards", 2021, chapter 6). A measure is an exception where its last week leaves its
//! process limits (D. Wheeler, "Understanding Variation", 2000); a theme where it rings, is new, rises or
//! falls beyond chance, or moved in the ranking for a reason.

use super::{Counts, Document, Draft, Line, blank, named, origin};
use crate::report::phrase;
use crate::report::view::{OpportunityView, View};

/// Themes told of in each group; the rest are counted.
const SHOWN: usize = 6;
/// Customers from which a new or rising theme is worth the time of a room.
const FEWEST: u32 = 3;

/// The measure that is a count.
const COUNT: &str = "Records";

/// The review of all feedback, or with `only` of one theme.
pub fn weekly(view: &View, only: Option<&OpportunityView>, counts: &Counts) -> Document {
    let mut draft = Draft::new();
    draft.line(origin(view));
    draft.section("Six weeks");
    periods(&mut draft, counts, only, false);
    draft.section("Twelve months");
    periods(&mut draft, counts, only, true);

    draft.section("Exceptions");
    let mut told = measures(counts);
    match only {
        Some(one) => told.extend(of_theme(view, one)),
        None => told.extend(of_all(view)),
    }
    let is_judged = counts.measures.iter().any(|measure| measure.is_exception.is_some());
    if !is_judged {
        draft.line(Line::new(
            "There is too little history to tell: a measure has limits from six whole weeks on before the \
             last one.",
        ));
    } else if told.is_empty() {
        draft.line(Line::new(
            "None: no alarm, no measure outside its limits, and nothing that is new, rises or falls \
             beyond chance.",
        ));
    }
    draft.bullets(told);

    draft.section("What is done about them");
    draft.bullets(vec![blank("exception, owner, what is done, by when")]);
    let title = match only {
        Some(one) => format!("The week: {}", one.title),
        None => match view.run.company.as_str() {
            "" => "The week".to_owned(),
            company => format!("The week: {company}"),
        },
    };
    draft.finish(title)
}

fn periods(draft: &mut Draft, counts: &Counts, only: Option<&OpportunityView>, monthly: bool) {
    let periods = if monthly { &counts.months } else { &counts.weeks };
    if periods.iter().all(|one| one.all == 0) {
        draft.line(Line::new("Nothing that was read is dated in that time."));
        return;
    }
    let name = |name: &str| match monthly {
        true => name.to_owned(),
        false => phrase::iso_short(name),
    };
    let first = if monthly { "month" } else { "week from" };
    let head: Vec<String> = std::iter::once(first.to_owned())
        .chain(periods.iter().map(|one| name(&one.name)))
        .collect();
    let right: Vec<usize> = (1..=periods.len()).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for measure in &counts.measures {
        let values = if monthly { &measure.months } else { &measure.weeks };
        let cell = |value: &Option<f64>| match value {
            Some(value) if measure.name == COUNT => phrase::count(value.max(0.0) as u64),
            Some(value) => phrase::decimal(*value, measure.digits),
            None => "–".to_owned(),
        };
        rows.push(std::iter::once(measure.name.clone()).chain(values.iter().map(cell)).collect());
    }
    if let Some(one) = only {
        let share = |period: &super::Period| match period.all {
            0 => "–".to_owned(),
            _ => phrase::percent(phrase::share(period.wanting.into(), period.all.into())),
        };
        let count = |period: &super::Period| phrase::count(period.wanting.into());
        rows.push(
            std::iter::once(format!("{}: records", one.theme))
                .chain(periods.iter().map(count))
                .collect(),
        );
        rows.push(
            std::iter::once(format!("{}: share", one.theme))
                .chain(periods.iter().map(share))
                .collect(),
        );
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    draft.table(&head, &right, rows);
    if monthly {
        draft.line(Line::new(
            "The last month may not be over. Each scale of rating keeps its own row.",
        ));
    } else {
        draft.line(Line::new("Whole weeks, Monday to Sunday, in the days of each source."));
    }
}

fn measures(counts: &Counts) -> Vec<Line> {
    let weeks = counts.weeks.last().map(|week| phrase::iso_date(&week.name)).unwrap_or_default();
    (counts.measures.iter())
        .filter(|measure| measure.is_exception == Some(true))
        .filter_map(|measure| {
            let (value, [low, high]) = (measure.weeks.last().copied().flatten()?, measure.limits?);
            let digits = measure.digits;
            // A count is never below nothing.
            let low = if measure.name == COUNT { low.max(0.0) } else { low };
            Some(Line::new(format!(
                "{}: {} in the week from {weeks}, outside what the weeks before allow ({} to {}).",
                measure.name,
                phrase::decimal(value, digits),
                phrase::decimal(low, digits),
                phrase::decimal(high, digits),
            )))
        })
        .collect()
}

fn of_theme(view: &View, one: &OpportunityView) -> Vec<Line> {
    let mut lines: Vec<Line> = (view.alarms.iter())
        .filter(|alarm| alarm.of == one.theme)
        .map(|alarm| {
            Line::new(format!("Alarm. {}", alarm.words))
                .opens(format!("earful write coe {}", one.theme))
        })
        .collect();
    if matches!(one.status.as_str(), "new" | "rising" | "falling" | "quiet") {
        lines.push(Line::new(&one.status_words).opens(&one.search));
    }
    lines.extend(moved(view, Some(&one.theme)));
    lines
}

fn of_all(view: &View) -> Vec<Line> {
    let mut lines: Vec<Line> = (view.alarms.iter())
        .map(|alarm| {
            let line = Line::new(format!("Alarm. {}", alarm.words));
            match alarm.kind.as_str() {
                "theme" => line.opens(format!("earful write coe {}", alarm.of)),
                "fix" => {
                    line.opens(format!("earful fixes {}", crate::report::figures::shell(&alarm.of)))
                }
                _ => line,
            }
        })
        .collect();
    for status in ["new", "rising", "falling"] {
        let all: Vec<&OpportunityView> = (view.opportunities.iter())
            .filter(|one| one.status == status && one.customers >= FEWEST)
            .collect();
        lines.extend(all.iter().take(SHOWN).map(|one| {
            Line::new(format!("{} ({}). {}", named(one), one.theme, one.status_words))
                .opens(&one.search)
        }));
        if all.len() > SHOWN {
            let more = phrase::counted((all.len() - SHOWN) as u64, "more is", "more are");
            lines.push(
                Line::new(format!("{} {status}.", phrase::sentence_case(&more)))
                    .opens("earful themes"),
            );
        }
    }
    lines.extend(moved(view, None));
    lines.extend(
        view.intake
            .notices
            .iter()
            .filter(|one| MAIL.contains(&one.kind.as_str()))
            .map(|one| Line::new(&one.words)),
    );
    lines
}

/// Notices about how much a source brings.
const MAIL: [&str; 3] = ["silent", "halved", "doubled"];

/// Moves in the ranking since the last run that have a cause.
fn moved(view: &View, only: Option<&str>) -> Vec<Line> {
    if view.changes.previous.is_none() {
        return Vec::new();
    }
    let told = |kind: &str| !matches!(kind, "alarm" | "same_rank" | "new" | "rising");
    (view.changes.list.iter())
        .filter(|change| told(&change.kind) && only.is_none_or(|of| change.of == of))
        .take(SHOWN)
        .map(|change| {
            Line::new(format!(
                "“{}” ({}): {}",
                change.title,
                change.of,
                phrase::inside_sentence(&change.words)
            ))
        })
        .collect()
}
