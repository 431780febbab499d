//! Whether each source still brings what it usually does, from the days its records are of.
//!
//! Takes the cube and the day; gives what to tell of a source that fell silent, halved or doubled.
//! How many files came, and when, plays no part: two exports on one night are no rise, and a second
//! day at a new level is not the usual yet.

use std::sync::Arc;

use super::expect::{Mail, Stretch};
use super::law;
use super::scan::{WEEK, masked};
use super::series::{SHORTEST, Series, Source, began, laid};
use crate::model::{Day, Exposure, Notice, Pause, Rung, Subject, Watched};
use crate::trends::cube::{Cell, Cube, Segment};

/// A source is told of when chance alone would show what it brings this rarely, all sources taken
/// together.
const CHANCE: f64 = 0.001;
/// Days without a record that are worth a word at all.
const GAP: i32 = 2;
/// Days after which a silent source is old news.
const OLD_NEWS: i32 = 91;
/// Feedback whose newest day is this long ago is history, and is judged by its own last day.
const HISTORY: i32 = 28;

/// What there is to tell, sources in name order, and their pauses for the next night to know.
///
/// Until `complete` every day should be there, if anything is. A source is silent from the second
/// day without a record on, when chance explains so long a gap in a thousandth of cases and it never
/// was so late before and caught up.
pub(super) fn of(
    cube: &Cube,
    sources: &[Arc<str>],
    complete: Day,
    (before, exposure): (&Watched, &Exposure),
    rung: &[Rung],
) -> (Vec<Notice>, Vec<Pause>) {
    let (mut notices, mut pauses) = (Vec::new(), Vec::new());
    for name in sources {
        let segment = Segment::Of("source".into(), name.clone());
        let own = cube.series(&segment, None);
        let cells = if own.is_empty() { cube.series(&Segment::Everything, None) } else { own };
        let until = |cell: &&Cell| cell.day.is_some_and(|day| day <= complete);
        let Some(last) = cells.iter().filter(until).filter_map(|cell| cell.day).next_back() else {
            continue;
        };
        let late = late(cells, name, before);
        pauses.push(Pause { source: name.clone(), last, late });
        let Some((series, mail)) = mail(cells, name, last, rung, exposure) else { continue };
        let chance = CHANCE / sources.len() as f64;
        let gap = complete.since(last);
        if gap >= GAP && gap > late as i32 && gap <= OLD_NEWS {
            let week = mail.expected(Stretch { last: series.days - 1, days: WEEK });
            let scale = f64::from(gap) / WEEK as f64;
            if law::at_most(0, week.mean * scale, week.variance * scale) <= chance {
                let usual = week.mean.round() as u64;
                notices.push(Notice::Silent { source: name.clone(), last, usual });
                continue;
            }
        }
        let week = mail.expected(Stretch { last: series.days - 1, days: WEEK });
        let (heard, usual) = (u64::from(week.observed), week.mean.round() as u64);
        let source = name.clone();
        if 2.0 * f64::from(week.observed) < week.mean
            && law::at_most(week.observed, week.mean, week.variance) <= chance
        {
            notices.push(Notice::Halved { source, heard, usual, until: last });
        } else if f64::from(week.observed) > 2.0 * week.mean && week.at_least() <= chance {
            notices.push(Notice::Doubled { source, heard, usual, until: last });
        }
    }
    (notices, pauses)
}

/// The day until which everything should be there: yesterday, or the newest day of feedback that is
/// history.
pub(super) fn complete(as_of: Day, today: Day) -> Day {
    if today.since(as_of) > HISTORY { as_of } else { today.plus(-1) }
}

/// A source's mail up to its last day, compared for each customer who uses the product where that is known;
/// `None` where there is too little history.
fn mail(
    cells: &[Cell],
    name: &Arc<str>,
    last: Day,
    rung: &[Rung],
    exposure: &Exposure,
) -> Option<(Series, Mail)> {
    let start = began(cells, last)?;
    if last.since(start) < SHORTEST + WEEK as i32 {
        return None;
    }
    let (first, all) = laid(cells, last);
    let start = start.since(first).max(0) as usize;
    let days = all.len();
    let source = Source { name: Some(name.clone()), all, start };
    let series =
        Series { first, days, sources: vec![source], themes: Vec::new(), exposure: Vec::new() };
    let series = series.exposed(exposure);
    let mut gaps = masked(&series, rung, &Subject::Mail(None));
    gaps.extend(masked(&series, rung, &Subject::Mail(Some(name.clone()))));
    let mail = Mail::of(&series, Some(0), Stretch { last: days - 1, days: WEEK }, &gaps)?;
    Some((series, mail))
}

/// The longest the source was behind and caught up: since the last run, days have come that were
/// missing then.
fn late(cells: &[Cell], name: &Arc<str>, before: &Watched) -> u32 {
    let Some(pause) = before.pauses.iter().find(|one| one.source == *name) else { return 0 };
    let Some(complete) = before.complete else { return pause.late };
    let gap = complete.since(pause.last);
    let filled =
        cells.iter().filter_map(|cell| cell.day).any(|day| day > pause.last && day <= complete);
    if filled { pause.late.max(gap.max(0) as u32) } else { pause.late }
}
