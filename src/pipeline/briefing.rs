//! The counts that a document needs beside the report.
//!
//! Takes an opened run, a theme (or none, for all feedback) and the days of an incident; gives the
//! [`Counts`] of six weeks, twelve months, the days around the incident, and what would have shown it
//! earlier. All of it from the records that the run counted.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Day, Lang, RatingKind, Selection, Stance, ThemeId};
use crate::report::View;
use crate::report::documents::{Counts, DayCount, Foreseen, Measure, Period};
use crate::report::view::{EventView, OpportunityView};
use crate::text::Analyser;
use crate::trends::early::first_beyond;

use super::counter::Counter;
use super::opened::Opened;

/// Weeks and months shown.
const WEEKS: i32 = 6;
const MONTHS: i32 = 12;
/// Weeks before the last one by which a measure is judged, at most and at least.
const JUDGED_BY: i32 = 12;
const FEWEST_WEEKS: usize = 6;
/// Ratings from which a mean of a week or a month is worth a number.
const FEWEST_RATED: u32 = 5;
/// Days shown before an incident, after it, and in all.
const BEFORE: i32 = 7;
const AFTER: i32 = 7;
const MOST_DAYS: i32 = 45;
/// Days of the usual before an incident, and those right before it that are looked at as well.
const USUAL: i32 = 56;
const SCANNED: i32 = 14;

/// Kinds of events that an error is behind, as files call them.
const INCIDENTS: [&str; 4] = ["incident", "outage", "disruption", "failure"];

/// The days of an incident: when it began, the last day counted, the night it rang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incident {
    /// The first day.
    pub since: Day,
    /// The last day.
    pub until: Day,
    /// The night the alarm rang.
    pub rang: Day,
}

/// The incident of the events file that a theme is about: one that names the theme, else one whose name
/// has a word of the theme's title or terms and in whose days more of it was heard than in the eight
/// weeks before. The one that names it first, then the one with most such words, then the newest; `None`
/// where there is none.
pub fn told_incident<'v>(
    opened: &Opened,
    view: &'v View,
    one: &OpportunityView,
) -> Option<&'v EventView> {
    let theme: ThemeId = one.theme.parse().ok()?;
    let mut analyser = Analyser::new();
    let mut stems = |text: &str| -> BTreeSet<String> {
        let telling = analyser.telling(text, Lang::ENGLISH).into_iter();
        telling.map(|term| term.stem.clone()).collect()
    };
    let label = stems(&format!("{} . {}", one.title, one.terms.join(" . ")));
    let events = view.meeting.iter().flat_map(|meeting| &meeting.events);
    let incidents = events.filter(|event| INCIDENTS.iter().any(|kind| event.kind.contains(kind)));
    let told = incidents.filter_map(|event| {
        if event.themes.contains(&one.theme) {
            return Some((usize::MAX, event));
        }
        let shared = stems(&event.name).intersection(&label).count();
        (shared > 0 && heard_more(opened, theme, event)?).then_some((shared, event))
    });
    told.max_by_key(|&(shared, event)| (shared, &event.from)).map(|one| one.1)
}

/// Whether more of a theme was heard a day during an event than in the eight weeks before it.
fn heard_more(opened: &Opened, theme: ThemeId, event: &EventView) -> Option<bool> {
    let (from, to): (Day, Day) = (event.from.parse().ok()?, event.to.parse().ok()?);
    let counts = opened.daily(&Selection::wanting(theme), from.plus(-USUAL)..=to.max(from));
    let sum = |during: bool| -> u64 {
        let days = counts.iter().filter(|one| (one.0 >= from) == during);
        days.map(|one| u64::from(one.1)).sum()
    };
    let days = u64::try_from(to.since(from) + 1).unwrap_or(1);
    Some(sum(true) * USUAL as u64 > sum(false) * days)
}

/// What a document about a theme, or about all feedback, needs to know. `as_of` is the last day the
/// trends of the run speak for.
pub fn briefing(
    opened: &Opened,
    theme: Option<ThemeId>,
    as_of: Day,
    incident: Option<Incident>,
    counter: Option<&Counter>,
) -> Counts {
    let wanting = match theme {
        Some(theme) => Selection::wanting(theme),
        None => {
            Selection { stances: vec![Stance::Complaint, Stance::Request], ..Selection::default() }
        }
    };
    // The last whole week ends on the Sunday at or before the day.
    let last = as_of.plus(1).monday().plus(-7);
    let all_weeks: Vec<(Day, Day)> = (0..WEEKS + JUDGED_BY)
        .rev()
        .map(|back| last.plus(-7 * back))
        .map(|m| (m, m.plus(6)))
        .collect();
    let weeks = &all_weeks[JUDGED_BY as usize..];
    let months = months(as_of);
    let rows = opened.select(&wanting).rows;
    let period = |name: String, (from, to): (Day, Day)| {
        let within = |row: u32| {
            let day = opened.corpus.feedback()[row as usize].day();
            day.is_some_and(|day| day >= from && day <= to)
        };
        let all = (0..opened.corpus.feedback().len() as u32).filter(|&row| within(row)).count();
        let own = rows.iter().filter(|&&row| within(row)).count();
        Period { name, wanting: own as u32, all: all as u32 }
    };
    Counts {
        weeks: weeks.iter().map(|&span| period(span.0.to_string(), span)).collect(),
        months: months.iter().map(|&span| period(month_name(span.0), span)).collect(),
        measures: measures(opened, &all_weeks, &months),
        days: theme.map_or_else(Vec::new, |theme| days(opened, theme, as_of, incident)),
        foreseen: theme.map_or_else(Vec::new, |theme| foreseen(opened, theme, as_of, incident)),
        without: counter.map(|one| one.without.clone()).unwrap_or_default(),
        praise: counter.map(Counter::told).unwrap_or_default(),
    }
}

fn month_name(day: Day) -> String {
    let (year, month, _) = day.civil();
    format!("{year}-{month:02}")
}

/// First and last day of the last twelve calendar months, oldest first; the last ends on `as_of`.
fn months(as_of: Day) -> Vec<(Day, Day)> {
    let (year, month, _) = as_of.civil();
    let count = year * 12 + month as i32 - 1;
    let first = |count: i32| {
        Day::from_civil(count.div_euclid(12), count.rem_euclid(12) as u32 + 1, 1).unwrap_or(as_of)
    };
    (0..MONTHS)
        .rev()
        .map(|back| (first(count - back), first(count - back + 1).plus(-1).min(as_of)))
        .collect()
}

/// One rating kind's numbers of a stretch of days.
#[derive(Clone, Copy, Default)]
struct Rated {
    count: u32,
    sum: f64,
    promoters: u32,
    detractors: u32,
    up: u32,
}

impl Rated {
    fn value(self, kind: RatingKind) -> Option<f64> {
        if self.count < FEWEST_RATED {
            return None;
        }
        let all = f64::from(self.count);
        Some(match kind {
            RatingKind::Nps => {
                100.0 * (f64::from(self.promoters) - f64::from(self.detractors)) / all
            }
            RatingKind::Thumbs => 100.0 * f64::from(self.up) / all,
            _ => self.sum / all,
        })
    }
}

fn rating_name(kind: RatingKind) -> (&'static str, u32) {
    match kind {
        RatingKind::Stars => ("Stars, mean", 2),
        RatingKind::Nps => ("NPS", 0),
        RatingKind::Csat => ("CSAT, mean", 2),
        RatingKind::Thumbs => ("Thumbs up, %", 1),
        RatingKind::Ces => ("Effort, mean", 2),
    }
}

/// Records, the share that wants a change, and each kind of rating, by week and by month. Each scale
/// keeps its own row.
fn measures(opened: &Opened, weeks: &[(Day, Day)], months: &[(Day, Day)]) -> Vec<Measure> {
    let corpus = &opened.corpus;
    let wants = |row: u32| {
        corpus.statements_of(row).any(|at| corpus.statements()[at].stance.wants_change())
    };
    let spans: Vec<(Day, Day)> = weeks.iter().chain(months).copied().collect();
    let mut all = vec![0u32; spans.len()];
    let mut wanting = all.clone();
    let mut rated: BTreeMap<RatingKind, Vec<Rated>> = BTreeMap::new();
    for (row, one) in (0u32..).zip(corpus.feedback()) {
        let Some(day) = one.day() else { continue };
        let inside: Vec<usize> =
            (0..spans.len()).filter(|&at| day >= spans[at].0 && day <= spans[at].1).collect();
        if inside.is_empty() {
            continue;
        }
        let asks = wants(row);
        for at in inside {
            all[at] += 1;
            wanting[at] += u32::from(asks);
            if let Some(rating) = one.rating.filter(|rating| rating.unit.is_finite()) {
                let of =
                    rated.entry(rating.kind).or_insert_with(|| vec![Rated::default(); spans.len()]);
                of[at].count += 1;
                of[at].sum += rating.raw;
                of[at].promoters += u32::from(rating.raw >= 9.0);
                of[at].detractors += u32::from(rating.raw <= 6.0);
                of[at].up += u32::from(rating.unit >= 0.5);
            }
        }
    }
    let share =
        |at: usize| (all[at] > 0).then(|| 100.0 * f64::from(wanting[at]) / f64::from(all[at]));
    let counts: Vec<Option<f64>> = all.iter().map(|&count| Some(f64::from(count))).collect();
    let shares: Vec<Option<f64>> = (0..spans.len()).map(share).collect();
    let mut found = vec![
        measure("Records", 0, &counts, weeks.len()),
        measure("Complain or ask, %", 1, &shares, weeks.len()),
    ];
    for (kind, of) in rated {
        let values: Vec<Option<f64>> = of.into_iter().map(|one| one.value(kind)).collect();
        let (name, digits) = rating_name(kind);
        if values.iter().any(Option::is_some) {
            found.push(measure(name, digits, &values, weeks.len()));
        }
    }
    found
}

fn measure(name: &str, digits: u32, values: &[Option<f64>], weeks: usize) -> Measure {
    let (by_week, by_month) = values.split_at(weeks);
    let (before, last) = by_week.split_at(weeks - 1);
    let limits = limits(before);
    Measure {
        name: name.to_owned(),
        digits,
        weeks: by_week[weeks - WEEKS as usize..].to_vec(),
        months: by_month.to_vec(),
        is_exception: limits.zip(last[0]).map(|([low, high], last)| last < low || last > high),
        limits,
    }
}

/// Process limits of a series: mean ± 2.66 × mean moving range (Wheeler 2000), of the weeks since the
/// last gap; `None` with fewer than six.
fn limits(before: &[Option<f64>]) -> Option<[f64; 2]> {
    let gap = before.iter().rposition(Option::is_none).map_or(0, |at| at + 1);
    let mut run: Vec<f64> = before[gap..].iter().copied().flatten().collect();
    // Weeks before anything was heard are no history.
    let first = run.iter().position(|&value| value != 0.0).unwrap_or(run.len());
    run.drain(..first);
    if run.len() < FEWEST_WEEKS {
        return None;
    }
    let mean = run.iter().sum::<f64>() / run.len() as f64;
    let moves: f64 = run.windows(2).map(|two| (two[1] - two[0]).abs()).sum();
    let range = moves / (run.len() - 1) as f64;
    Some([mean - 2.66 * range, mean + 2.66 * range])
}

/// The days around an incident; without one the last four weeks.
fn days(opened: &Opened, theme: ThemeId, as_of: Day, incident: Option<Incident>) -> Vec<DayCount> {
    let (since, from, to) = match incident {
        Some(one) => (one.since, one.since.plus(-BEFORE), one.until.plus(AFTER).min(as_of)),
        None => (as_of.plus(-27), as_of.plus(-27), as_of),
    };
    let to = to.min(from.plus(MOST_DAYS - 1)).max(from);
    let start = since.plus(-USUAL);
    let counts = opened.daily(&Selection::wanting(theme), start..=to);
    let usual = |day: Day| {
        let same = counts.iter().filter(|one| one.0 < since && one.0.weekday() == day.weekday());
        let (sum, many) = same.fold((0u32, 0u32), |(sum, many), one| (sum + one.1, many + 1));
        f64::from(sum) / f64::from(many.max(1))
    };
    let shown = counts.iter().filter(|one| one.0 >= from);
    shown
        .map(|&(day, wanting, all)| DayCount {
            day: day.to_string(),
            wanting,
            usual: usual(day),
            all,
        })
        .collect()
}

/// Records of a segment, of any theme, in the usual days from which it has a usual range.
const FEWEST_BEFORE: u32 = 20;

/// Parts of a theme's feedback by the day on which they first left their usual range, earliest first,
/// ties by name; those of the theme itself, its sources, segments and severities.
fn foreseen(
    opened: &Opened,
    theme: ThemeId,
    as_of: Day,
    incident: Option<Incident>,
) -> Vec<Foreseen> {
    let (since, rang) = match incident {
        Some(one) => (one.since, one.rang.min(as_of)),
        None => (as_of.plus(-27), as_of),
    };
    let corpus = &opened.corpus;
    let first = since.plus(-USUAL - SCANNED);
    let length = usize::try_from(rang.since(first) + 1).unwrap_or(0);
    let mut series: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let segments = opened.segments();
    let place = |row: u32| {
        let day = corpus.feedback()[row as usize].day()?;
        usize::try_from(day.since(first)).ok().filter(|&at| at < length)
    };
    // A version that came out since has no usual range to leave.
    let mut heard = vec![0u32; segments.len()];
    for row in 0..corpus.feedback().len() as u32 {
        if place(row).is_some_and(|at| at < USUAL as usize) {
            segments.of_row(row).iter().for_each(|&number| heard[number as usize] += 1);
        }
    }
    for row in opened.select(&Selection::wanting(theme)).rows {
        let Some(at) = place(row) else { continue };
        let mut add = |name: String| {
            series.entry(name).or_insert_with(|| vec![0; length])[at] += 1;
        };
        add("all of it".to_owned());
        let grave = corpus.statements_of(row).any(|statement| {
            opened.theme_of(statement) == Some(theme)
                && corpus.statements()[statement].stance.wants_change()
                && corpus.statements()[statement].severity >= 2
        });
        if grave {
            add("severity 2 and more".to_owned());
        }
        for &number in segments.of_row(row) {
            let (name, value) = segments.pair(number);
            if &**name != "lang" && heard[number as usize] >= FEWEST_BEFORE {
                add(format!("{name} {value}"));
            }
        }
    }
    let mut found: Vec<Foreseen> = (series.into_iter())
        .filter_map(|(name, counts)| {
            let beyond = first_beyond(&counts, USUAL as usize)?;
            let day = first.plus(beyond.at as i32);
            Some(Foreseen {
                name,
                day: day.to_string(),
                lead: rang.since(day),
                observed: beyond.observed,
                usual: beyond.usual,
            })
        })
        .collect();
    // Stable: equals stay in the order of their names.
    found.sort_by_key(|one| std::cmp::Reverse(one.lead));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_by_hand() {
        let run = [10.0, 12.0, 11.0, 13.0, 12.0, 14.0].map(Some);
        // Mean 12; moves 2, 1, 2, 1, 2 average 1.6; 2.66 × 1.6 = 4.256.
        let [low, high] = limits(&run).expect("six weeks");
        assert!((low - 7.744).abs() < 1e-9 && (high - 16.256).abs() < 1e-9);
        assert_eq!(limits(&run[..5]), None);
        let mut gap = run.to_vec();
        gap.insert(2, None);
        assert_eq!(limits(&gap), None, "a gap begins anew");
    }

    #[test]
    fn months_are_whole_but_the_last() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let found = months(day("2026-01-15"));
        assert_eq!(found.len(), 12);
        assert_eq!(found[11], (day("2026-01-01"), day("2026-01-15")));
        assert_eq!(found[10], (day("2025-12-01"), day("2025-12-31")));
        assert_eq!(month_name(found[0].0), "2025-02");
    }
}
