//! Daily counts of the last two years, laid out for watching.
//!
//! Takes the cube and the newest day; gives for each source that has been heard long enough all
//! voices by day, and for each theme its voices by source and day. A source that began a month ago
//! is not watched and its records are in no theme's counts: what a new source brings, old records
//! or new, is no rise of anything.

use std::sync::Arc;

use crate::model::{Day, Exposure, PriorRate, ThemeId};
use crate::trends::cube::{Cell, Cube, Segment};

/// Days of history before the days looked at that a source must have.
pub const SHORTEST: i32 = 28;
/// Days the level of before is taken from: a season, short enough not to remember the one before.
pub const BASELINE: i32 = 91;
/// A source that was silent for so many days begins anew.
const SILENCE: i32 = 56;
/// Days kept: a year, the days around it, its baseline, and as many nights as may have been missed.
const KEPT: i32 = 364 + 14 + BASELINE + 7 + BASELINE;

/// What is counted, by day.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The day of the first count.
    pub first: Day,
    /// Number of days.
    pub days: usize,
    /// Sources watched, in name order; one without a name where the feedback has a single source.
    pub sources: Vec<Source>,
    /// Themes heard in them, ascending id.
    pub themes: Vec<ThemeCounts>,
    /// How many customers use the product, by day; empty where that is not known.
    pub exposure: Vec<f64>,
}

/// A source that is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name; `None` where there is only one.
    pub name: Option<Arc<str>>,
    /// All its voices, by day.
    pub all: Vec<u32>,
    /// The place of its first day: days before are no history.
    pub start: usize,
}

/// A theme's voices.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeCounts {
    /// The theme.
    pub id: ThemeId,
    /// By source, in the order of the sources, and day; empty where it was never heard.
    pub counts: Vec<Vec<u32>>,
    /// How often it was heard before it opened, where it has no history of its own.
    pub prior: Option<PriorRate>,
}

impl Series {
    /// Reads the cube up to `last`. Empty when no source has been heard for long enough.
    pub fn of(cube: &Cube, themes: &[ThemeId], last: Day) -> Series {
        let mut segments: Vec<Segment> = cube.segments().cloned().collect();
        if segments.len() > 1 {
            segments
                .retain(|segment| matches!(segment, Segment::Of(name, _) if &**name == "source"));
        }
        let (first, days) = (last.plus(1 - KEPT), KEPT as usize);
        let mut watched: Vec<(Segment, Source)> = Vec::new();
        for segment in segments {
            let cells = cube.series(&segment, None);
            let Some(began) = began(cells, last) else { continue };
            if last.since(began) < SHORTEST + 7 {
                continue;
            }
            let name = match &segment {
                Segment::Everything => None,
                Segment::Of(_, value) => Some(value.clone()),
            };
            let start = began.since(first).max(0) as usize;
            let (_, mut all) = laid(cells, last);
            all[..start].fill(0);
            watched.push((segment, Source { name, all, start }));
        }
        let themes = themes
            .iter()
            .filter_map(|&id| {
                let counts: Vec<Vec<u32>> = watched
                    .iter()
                    .map(|(segment, source)| {
                        let (_, mut counts) = laid(cube.series(segment, Some(id)), last);
                        counts[..source.start].fill(0);
                        if counts.iter().all(|&count| count == 0) { Vec::new() } else { counts }
                    })
                    .collect();
                counts.iter().any(|one| !one.is_empty()).then_some(ThemeCounts {
                    id,
                    counts,
                    prior: None,
                })
            })
            .collect();
        let sources = watched.into_iter().map(|one| one.1).collect();
        Series { first, days, sources, themes, exposure: Vec::new() }
    }

    /// With how many customers use the product: twice as much mail of twice as many is no alarm of
    /// the mail. Days before the first that is known are as that day; where a later one is not known, or
    /// nobody uses it, nothing is.
    pub(super) fn exposed(mut self, exposure: &Exposure) -> Series {
        let on = |place: usize| exposure.on(self.day(place)).filter(|&active| active > 0.0);
        let Some(first) = (0..self.days).find(|&place| on(place).is_some()) else { return self };
        let all = (0..self.days).map(|place| on(place.max(first))).collect::<Option<Vec<f64>>>();
        self.exposure = all.unwrap_or_default();
        self
    }

    /// With how often themes were heard that have no history of their own.
    pub(super) fn with_prior_rates(mut self, rates: &[PriorRate]) -> Series {
        for theme in &mut self.themes {
            theme.prior = rates.iter().find(|one| one.theme == theme.id).copied();
        }
        self
    }

    /// How many customers use the product on a day; 1 where that is not known.
    pub(super) fn active(&self, place: usize) -> f64 {
        self.exposure.get(place).copied().unwrap_or(1.0)
    }

    /// The place of a day.
    pub(super) fn place(&self, day: Day) -> usize {
        day.since(self.first).clamp(0, self.days as i32 - 1) as usize
    }

    /// The day at a place.
    pub(super) fn day(&self, place: usize) -> Day {
        self.first.plus(place as i32)
    }

    /// The first place from which every source watched is history; the number of days when none is
    /// watched.
    pub(super) fn start(&self) -> usize {
        self.sources.iter().map(|source| source.start).max().unwrap_or(self.days)
    }

    /// Voices of all sources watched on a day.
    pub(super) fn all(&self, place: usize) -> u32 {
        self.sources.iter().map(|source| source.all[place]).sum()
    }
}

impl ThemeCounts {
    /// Its voices on a day, over all sources.
    pub(super) fn on(&self, place: usize) -> u32 {
        self.counts.iter().filter_map(|counts| counts.get(place)).sum()
    }
}

/// Voices by day up to `last`, with the day of the first.
pub(super) fn laid(cells: &[Cell], last: Day) -> (Day, Vec<u32>) {
    let first = last.plus(1 - KEPT);
    let mut counts = vec![0; KEPT as usize];
    for cell in cells {
        let Some(day) = cell.day.filter(|&day| day >= first && day <= last) else { continue };
        counts[day.since(first) as usize] = cell.count.voices;
    }
    (first, counts)
}

/// The first day of a source after its last long silence, up to `last`.
pub(super) fn began(cells: &[Cell], last: Day) -> Option<Day> {
    let mut days = cells.iter().filter_map(|cell| cell.day).filter(|&day| day <= last);
    let mut began = days.next()?;
    let mut before = began;
    for day in days {
        if day.since(before) > SILENCE {
            began = day;
        }
        before = day;
    }
    Some(began)
}
