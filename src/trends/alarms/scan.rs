//! One night's look at everything: which cells hold more than they can by chance.
//!
//! Takes series, a day and the alarms that rang before; gives for each cell the more surprising of
//! two looks, that day alone and the seven days that end with it, and its chance after looking at
//! all cells.

use super::cells::Cells;
use super::expect::{Expected, Habits, History, Mail, Stretch};
use super::law;
use super::series::{BASELINE, Series, ThemeCounts};
use crate::model::{Day, Rung, Subject, ThemeId};
use crate::trends::scatter::Scatter;

/// Part of the false alarms that each family may use: all mail and each source; themes; themes in a
/// part of the feedback.
pub(super) const SHARES: [f64; 3] = [0.1, 0.6, 0.3];
/// Part of a cell's false alarms that the look at the day alone may use: what breaks in a day is
/// far beyond chance, what doubles needs the week.
const DAY_SHARE: f64 = 0.25;
/// Days of the longer look.
pub(super) const WEEK: usize = 7;

/// A cell and the more surprising of its two looks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finding {
    pub subject: Subject,
    pub stretch: Stretch,
    pub expected: Expected,
    /// Of the two looks together.
    pub p_value: f64,
    /// After looking at everything.
    pub q_value: f64,
}

/// A theme in one part of the feedback (see [`super::cells`]).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct InPart {
    /// A [`Subject::Part`].
    pub subject: Subject,
    pub stretch: Stretch,
    pub expected: Expected,
    pub p_value: f64,
    /// Whether it holds most of the feedback, so that it is no part to ring for.
    pub is_wide: bool,
}

/// Places of the days that are no history of a subject: those on which its alarm rang, and all
/// before a level that became the usual.
pub(super) fn masked(series: &Series, rung: &[Rung], subject: &Subject) -> Vec<(usize, usize)> {
    let of = |one: &&Rung| one.subject == *subject && series.days > 0;
    rung.iter()
        .filter(of)
        .map(|one| {
            let since = series.place(one.since);
            match (one.settled, one.ended) {
                (true, _) => (0, since.saturating_sub(1)),
                (false, Some(ended)) => (since, series.place(ended)),
                (false, None) => (since, series.days - 1),
            }
        })
        .collect()
}

/// The common law of scatter of days and of weeks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scatters {
    pub day: Scatter,
    pub week: Scatter,
}

impl Scatters {
    pub(super) fn of(self, days: usize) -> Scatter {
        match days {
            1 => self.day,
            // The larger of both: for the few days between, which decide when an alarm is over.
            2..WEEK => Scatter {
                factor: self.day.factor.max(self.week.factor),
                square: self.day.square.max(self.week.square),
            },
            _ => self.week,
        }
    }
}

/// What a day is looked at with.
pub(super) struct Look<'a> {
    pub series: &'a Series,
    pub last: usize,
    pub scatters: Scatters,
    /// By theme in the order of the series: history and habits, where there is enough of it.
    pub themes: Vec<Option<Habits<'a>>>,
    /// Counts by part; `None` where only counts over all are watched.
    cells: Option<&'a Cells>,
}

impl<'a> Look<'a> {
    /// Learns every theme's habits before the week that ends on `day`.
    pub(super) fn on(
        series: &'a Series,
        day: Day,
        rung: &[Rung],
        cells: Option<&'a Cells>,
    ) -> Look<'a> {
        let last = series.place(day);
        let week = Stretch { last, days: WEEK };
        let plain = History::before(series, week, BASELINE, &[]);
        let mut days: Vec<(f64, f64)> = Vec::new();
        let mut weeks: Vec<(f64, f64)> = Vec::new();
        let mut themes = Vec::with_capacity(series.themes.len());
        for theme in &series.themes {
            let masked = masked(series, rung, &Subject::Theme(theme.id));
            let own = (!masked.is_empty())
                .then(|| History::before(series, week, BASELINE, &masked))
                .flatten();
            let history = if masked.is_empty() { plain.as_ref() } else { own.as_ref() };
            let Some(history) = history else {
                themes.push(None);
                continue;
            };
            let habits = Habits::of(series, theme, history);
            // The days before a theme opened say nothing of how counts scatter.
            if theme.prior.is_none() {
                days.extend(habits.past(history, 1));
                weeks.extend(habits.past(history, WEEK));
            }
            themes.push(Some(habits));
        }
        let length = plain.as_ref().map_or(1.0, History::days);
        let freedom = |periods: f64| periods / (periods - 1.0).max(1.0);
        let scatters = Scatters {
            day: Scatter::of(days.into_iter(), freedom(length)),
            week: Scatter::of(weeks.into_iter(), freedom(length / WEEK as f64)),
        };
        Look { series, last, scatters, themes, cells }
    }

    /// The habits of a theme, if it has any.
    pub(super) fn habits(&self, theme: ThemeId) -> Option<&Habits<'a>> {
        let at =
            self.series.themes.binary_search_by_key(&theme, |one: &ThemeCounts| one.id).ok()?;
        self.themes[at].as_ref()
    }

    /// A subject's stretch beside what was expected of it; `None` where there is too little history.
    pub(super) fn expected(
        &self,
        subject: &Subject,
        stretch: Stretch,
        rung: &[Rung],
    ) -> Option<Expected> {
        match subject {
            Subject::Theme(theme) => {
                Some(self.habits(*theme)?.expected(stretch, self.scatters.of(stretch.days)))
            }
            Subject::Part { theme, name, value } => {
                let open = |one: &&Rung| one.subject == *subject && one.ended.is_none();
                let began = rung.iter().filter(open).map(|one| one.since).min();
                self.cells?.of_part(self, (*theme, name, value), stretch, began)
            }
            Subject::Mail(source) => {
                let at = match source {
                    None => None,
                    Some(name) => Some(
                        self.series
                            .sources
                            .iter()
                            .position(|one| one.name.as_ref() == Some(name))?,
                    ),
                };
                // The level is that of before the week, whatever part of it is looked at.
                let week = Stretch { last: self.last, days: WEEK.max(stretch.days) };
                let masked = masked(self.series, rung, subject);
                Some(Mail::of(self.series, at, week, &masked)?.expected(stretch))
            }
        }
    }

    /// Every cell with its chances, wide parts left out after the correction. `whole` says of a subject
    /// whether the week may be looked at, or the day alone. Subjects in order.
    pub(super) fn findings(
        &self,
        rung: &[Rung],
        parts: &[InPart],
        whole: &dyn Fn(&Subject) -> bool,
    ) -> Vec<Finding> {
        let mut subjects = vec![Subject::Mail(None)];
        if self.series.sources.len() > 1 {
            subjects.extend(self.series.sources.iter().map(|one| Subject::Mail(one.name.clone())));
        }
        subjects.extend(self.series.themes.iter().map(|theme| Subject::Theme(theme.id)));
        let mut found: Vec<(Finding, usize)> = Vec::new();
        for subject in subjects {
            let family = usize::from(matches!(subject, Subject::Theme(_)));
            let lengths: &[(usize, f64)] = if whole(&subject) {
                &[(1, DAY_SHARE), (WEEK, 1.0 - DAY_SHARE)]
            } else {
                &[(1, 1.0)]
            };
            let looks = lengths.iter().filter_map(|&(days, share)| {
                let stretch = Stretch { last: self.last, days };
                let expected = self.expected(&subject, stretch, rung)?;
                Some((expected.at_least() / share, stretch, expected))
            });
            let best = looks.min_by(|a, b| a.0.total_cmp(&b.0));
            let Some((p, stretch, expected)) = best else { continue };
            let p_value = p.min(1.0);
            found.push((Finding { subject, stretch, expected, p_value, q_value: 1.0 }, family));
        }
        let over_all = found.len();
        for part in parts {
            let InPart { subject, stretch, expected, p_value, .. } = part.clone();
            found.push((Finding { subject, stretch, expected, p_value, q_value: 1.0 }, 2));
        }
        let tests: Vec<(f64, usize)> =
            found.iter().map(|(one, family)| (one.p_value, *family)).collect();
        for ((finding, _), q_value) in found.iter_mut().zip(law::adjusted(&tests, SHARES)) {
            finding.q_value = q_value;
        }
        let is_wide = |at: usize| at.checked_sub(over_all).is_some_and(|at| parts[at].is_wide);
        let told = found.into_iter().enumerate().filter(|(at, _)| !is_wide(*at));
        let mut findings: Vec<Finding> = told.map(|(_, one)| one.0).collect();
        findings.sort_by(|a, b| a.subject.cmp(&b.subject));
        findings
    }
}
