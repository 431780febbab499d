//! What a day or a week was expected to hold, from what was heard before.
//!
//! Takes series and a day; gives for a theme how many voices its share of each source would bring
//! among what those sources brought, and for the sources how much their own level, weekday and
//! season would bring. Days on which an alarm was ringing are no history.

use super::law;
use super::series::{BASELINE, SHORTEST, Series, ThemeCounts};
use crate::trends::scatter::Scatter;

/// Voices' worth of an even week that a theme's own weekdays are mixed with, and of an unchanged
/// year that its season is mixed with (the usual weight of a prior for small cells).
const EVEN: f64 = 20.0;
/// Days the level of all mail is taken from: mail grows faster than themes change.
const LEVEL: i32 = 56;
/// The least that is taken as heard of the rest in a window, as a part of its usual: on a day
/// without other mail a theme's share says nothing.
const LEAST_REST: f64 = 0.25;
/// 52 weeks: the same weekdays a year ago.
const YEAR: usize = 364;

/// A stretch of days that is looked at: the `days` that end with `last`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    pub last: usize,
    pub days: usize,
}

/// A count beside what was expected of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expected {
    pub observed: u32,
    /// Expected with as much other mail as came.
    pub mean: f64,
    /// What its variance would be when nothing has changed.
    pub variance: f64,
    /// Expected of the days alone, whatever else came.
    pub usual: f64,
}

impl Expected {
    pub(super) fn at_least(&self) -> f64 {
        law::at_least(self.observed, self.mean, self.variance)
    }
}

/// Days that are history before a stretch: within the baseline and not in an alarm.
pub(super) struct History {
    places: Vec<usize>,
}

impl History {
    /// `masked` are (first, last) places left out. `None` when fewer than [`SHORTEST`] days are
    /// left.
    pub(super) fn before(
        series: &Series,
        stretch: Stretch,
        length: i32,
        masked: &[(usize, usize)],
    ) -> Option<History> {
        let end = (stretch.last + 1).checked_sub(stretch.days)?;
        let start = end.saturating_sub(length as usize).max(series.start());
        let is_masked =
            |&place: &usize| masked.iter().any(|&(from, to)| place >= from && place <= to);
        let places: Vec<usize> = (start..end).filter(|place| !is_masked(place)).collect();
        (places.len() >= SHORTEST as usize).then_some(History { places })
    }

    pub(super) fn days(&self) -> f64 {
        self.places.len() as f64
    }

    /// Whole stretches of `days` without a gap, counted back from the end.
    fn periods(&self, days: usize) -> Vec<Stretch> {
        let mut found = Vec::new();
        let mut at = self.places.len();
        while at >= days {
            let last = self.places[at - 1];
            if self.places[at - days] + days == last + 1 {
                found.push(Stretch { last, days });
                at -= days;
            } else {
                at -= 1;
            }
        }
        found
    }
}

/// A theme's habits, learnt from its history.
pub(super) struct Habits<'a> {
    series: &'a Series,
    theme: &'a ThemeCounts,
    /// By source: voices, what else was heard, and voices per other voice.
    sources: Vec<Habit>,
    weekdays: [f64; 7],
    days: f64,
    heard: f64,
    /// Whether the theme is nearly all that is said, so that there is no rest to compare with.
    alone: bool,
    /// Statements that the rates were counted from, where that was not the theme's own history.
    events: Option<f64>,
}

#[derive(Clone, Copy, Default)]
struct Habit {
    heard: f64,
    rest: f64,
    rate: f64,
}

impl<'a> Habits<'a> {
    pub(super) fn of(series: &'a Series, theme: &'a ThemeCounts, history: &History) -> Habits<'a> {
        let mut habits = Habits {
            series,
            theme,
            sources: vec![Habit::default(); series.sources.len()],
            weekdays: [1.0; 7],
            days: history.days(),
            heard: 0.0,
            alone: false,
            events: theme.prior.map(|prior| prior.events),
        };
        for (at, habit) in habits.sources.iter_mut().enumerate() {
            for &place in &history.places {
                let own = theme.counts[at].get(place).copied().unwrap_or(0);
                habit.heard += f64::from(own);
                habit.rest += f64::from(series.sources[at].all[place] - own);
            }
        }
        if let Some(prior) = theme.prior {
            habits.sources.iter_mut().for_each(|one| one.heard = prior.rate * one.rest);
        }
        habits.heard = habits.sources.iter().map(|one| one.heard).sum();
        let rest: f64 = habits.sources.iter().map(|one| one.rest).sum();
        habits.alone = rest < habits.heard / 4.0;
        if habits.alone {
            for habit in &mut habits.sources {
                habit.rest = history.days();
            }
        }
        let all: f64 = habits.sources.iter().map(|one| one.rest).sum();
        for habit in habits.sources.iter_mut().filter(|habit| habit.rest > 0.0) {
            // Half a voice in all: Jeffreys' prior of a Poisson rate.
            habit.rate = (habit.heard + 0.5 * habit.rest / all) / habit.rest;
        }
        if theme.prior.is_some() {
            return habits;
        }
        let (mut heard, mut expected) = ([0.0; 7], [0.0; 7]);
        for &place in &history.places {
            let weekday = series.day(place).weekday() as usize;
            heard[weekday] += f64::from(theme.on(place));
            expected[weekday] += habits.by_mail(Stretch { last: place, days: 1 }, 0.0);
        }
        habits.weekdays = std::array::from_fn(|at| (heard[at] + EVEN) / (expected[at] + EVEN));
        habits
    }

    /// Other mail of a source in a stretch, at least `least` of its usual.
    fn rest(&self, at: usize, stretch: Stretch, least: f64) -> f64 {
        if self.alone {
            return stretch.days as f64;
        }
        let places = stretch.last + 1 - stretch.days..=stretch.last;
        let own = |place: usize| self.theme.counts[at].get(place).copied().unwrap_or(0);
        let rest: u32 = places.map(|place| self.series.sources[at].all[place] - own(place)).sum();
        let usual = self.sources[at].rest * stretch.days as f64 / self.days;
        f64::from(rest).max(least * usual)
    }

    /// Expected with as much other mail as came.
    fn by_mail(&self, stretch: Stretch, least: f64) -> f64 {
        (0..self.sources.len())
            .map(|at| self.sources[at].rate * self.rest(at, stretch, least))
            .sum()
    }

    /// Voices per voice of other mail, over all sources; `None` where it is nearly all that is said.
    pub(super) fn rate(&self) -> Option<f64> {
        let rest: f64 = self.sources.iter().map(|one| one.rest).sum();
        (!self.alone).then(|| (self.heard + 0.5) / rest)
    }

    fn weekday(&self, stretch: Stretch) -> f64 {
        let places = stretch.last + 1 - stretch.days..=stretch.last;
        let sum: f64 =
            places.map(|place| self.weekdays[self.series.day(place).weekday() as usize]).sum();
        sum / stretch.days as f64
    }

    /// (count, expected) of each whole stretch of its history.
    pub(super) fn past(&self, history: &History, days: usize) -> Vec<(f64, f64)> {
        history
            .periods(days)
            .into_iter()
            .map(|stretch| {
                (
                    f64::from(self.observed(stretch)),
                    self.by_mail(stretch, 0.0) * self.weekday(stretch),
                )
            })
            .collect()
    }

    fn observed(&self, stretch: Stretch) -> u32 {
        (stretch.last + 1 - stretch.days..=stretch.last).map(|place| self.theme.on(place)).sum()
    }

    /// How much more than its level the theme was heard in the same five weeks of last year, 1 or
    /// more ([`season`]). 1 without a year.
    fn season(&self, last: usize) -> f64 {
        let Some(then) = last.checked_sub(YEAR) else { return 1.0 };
        let before = Stretch { last: then.saturating_sub(21), days: BASELINE as usize };
        if before.last + 1 < before.days + self.series.start() {
            return 1.0;
        }
        let level = (0..self.sources.len())
            .map(|at| {
                let own: u32 = (before.last + 1 - before.days..=before.last)
                    .map(|place| self.theme.counts[at].get(place).copied().unwrap_or(0))
                    .sum();
                let rest = self.rest(at, before, 0.0);
                let rate = if rest > 0.0 { f64::from(own) / rest } else { 0.0 };
                move |stretch: Stretch| rate * self.rest(at, stretch, 0.0)
            })
            .collect::<Vec<_>>();
        let mut weeks: Vec<f64> = Vec::new();
        let mut all = 0.0;
        for last in [then - 14, then - 7, then, then + 7, then + 14] {
            let stretch = Stretch { last, days: 7 };
            let expected: f64 = level.iter().map(|of| of(stretch)).sum();
            all += expected;
            weeks.push((f64::from(self.observed(stretch)) + 0.5) / (expected + 0.5));
        }
        season(weeks, all)
    }

    /// The stretch beside what was expected of it.
    pub(super) fn expected(&self, stretch: Stretch, scatter: Scatter) -> Expected {
        let season = self.season(stretch.last);
        let shape = self.weekday(stretch) * season;
        let mut mean = 0.0;
        // What the rates themselves are not known to.
        let mut doubt = 0.0;
        for (at, habit) in self.sources.iter().enumerate().filter(|(_, habit)| habit.rate > 0.0) {
            let part = habit.rate * self.rest(at, stretch, LEAST_REST) * shape;
            mean += part;
            doubt += part * part / (habit.rate * habit.rest);
        }
        if let Some(events) = self.events {
            doubt = mean * mean / events;
        }
        let periods = self.days / stretch.days as f64;
        if stretch.days < 7 {
            // Nor are its weekdays.
            doubt += mean * mean / (self.heard / 7.0 + EVEN);
        }
        let variance = scatter.variance(mean)
            + scatter.factor * doubt
            + scatter.square * mean * mean / periods;
        let usual = (self.heard + 0.5) / self.days * stretch.days as f64 * shape;
        Expected { observed: self.observed(stretch), mean, variance, usual }
    }
}

/// What weeks of last year, each as times its level then, make this year's expect: 1 or more, for
/// nothing is an alarm because last year's was a quiet season. Their median, so that one outage then
/// excuses nothing now, less its standard error, so that chance does not either, and believed the
/// more the more was expected in them.
fn season(mut weeks: Vec<f64>, expected: f64) -> f64 {
    weeks.sort_by(f64::total_cmp);
    let n = weeks.len() as f64;
    let mean = weeks.iter().sum::<f64>() / n;
    let squares: f64 = weeks.iter().map(|week| (week - mean) * (week - mean)).sum();
    // The median's is a quarter larger than the mean's.
    let error = 1.25 * (squares / (n - 1.0) / n).sqrt();
    let belief = expected / (expected + EVEN);
    (1.0 + (weeks[weeks.len() / 2] - error - 1.0) * belief).max(1.0)
}

/// What all sources, or one, bring by themselves: nothing but days to compare with, and how many
/// customers use the product where that is known.
pub(super) struct Mail {
    counts: Vec<u32>,
    /// Customers who use the product, by day; 1 where that is not known.
    active: Vec<f64>,
    places: Vec<usize>,
    /// Usual voices a day, for each customer who uses the product.
    level: f64,
    weekdays: [f64; 7],
    first_weekday: usize,
    start: usize,
}

impl Mail {
    /// `source` is one of the sources watched, `None` all of them. `None` is given when there is too
    /// little history.
    pub(super) fn of(
        series: &Series,
        source: Option<usize>,
        stretch: Stretch,
        masked: &[(usize, usize)],
    ) -> Option<Mail> {
        let history = History::before(series, stretch, LEVEL, masked)?;
        let counts: Vec<u32> = match source {
            Some(at) => series.sources[at].all.clone(),
            None => (0..series.days).map(|place| series.all(place)).collect(),
        };
        let heard = |places: &mut dyn Iterator<Item = usize>| -> f64 {
            places.map(|place| f64::from(counts[place])).sum()
        };
        let active: Vec<f64> = (0..series.days).map(|place| series.active(place)).collect();
        let used: f64 = history.places.iter().map(|&place| active[place]).sum();
        let level = (heard(&mut history.places.iter().copied()) + 0.5) / used;
        let weekdays = std::array::from_fn(|weekday| {
            let mut on: Vec<usize> = history.places.clone();
            on.retain(|&place| series.day(place).weekday() as usize == weekday);
            let used: f64 = on.iter().map(|&place| active[place]).sum();
            (heard(&mut on.iter().copied()) + EVEN) / (level * used + EVEN)
        });
        let first_weekday = series.first.weekday() as usize;
        let start = series.start();
        Some(Mail { counts, active, places: history.places, level, weekdays, first_weekday, start })
    }

    fn observed(&self, stretch: Stretch) -> u32 {
        self.counts[stretch.last + 1 - stretch.days..=stretch.last].iter().sum()
    }

    fn shape(&self, stretch: Stretch) -> f64 {
        let places = stretch.last + 1 - stretch.days..=stretch.last;
        let weekday = |place: usize| self.weekdays[(place + self.first_weekday) % 7];
        places.map(|place| self.active[place] * weekday(place)).sum()
    }

    fn used(&self, stretch: Stretch) -> f64 {
        self.active[stretch.last + 1 - stretch.days..=stretch.last].iter().sum()
    }

    /// As [`Habits::season`], of all mail: the same weeks against the eight before them.
    fn season(&self, last: usize) -> f64 {
        let level = LEVEL as usize;
        let Some(then) = last.checked_sub(YEAR).filter(|then| *then >= self.start + level + 21)
        else {
            return 1.0;
        };
        let before = Stretch { last: then - 21, days: level };
        let rate = f64::from(self.observed(before)) / self.used(before);
        let weeks = [then - 7, then, then + 7].map(|last| Stretch { last, days: 7 });
        let expected = weeks.map(|week| rate * self.used(week));
        let times = weeks
            .iter()
            .zip(expected)
            .map(|(&week, expected)| (f64::from(self.observed(week)) + 0.5) / (expected + 0.5));
        season(times.collect(), expected.iter().sum())
    }

    /// The stretch beside what was expected of it. The scatter is this mail's own, by days or, for
    /// longer stretches, by weeks around the mean of all of them.
    pub(super) fn expected(&self, stretch: Stretch) -> Expected {
        let history = History { places: self.places.clone() };
        let mean_of = |stretch: Stretch| self.level * self.shape(stretch);
        let pairs = |days: usize| {
            let periods = history.periods(days);
            let freedom = periods.len() as f64 / (periods.len() as f64 - 1.0).max(1.0);
            (periods, freedom)
        };
        let variance = |days: usize, mean: f64| {
            let (periods, freedom) = pairs(days);
            own_variance(
                periods.iter().map(|&one| (f64::from(self.observed(one)), mean_of(one))),
                freedom,
                mean,
            )
        };
        let mean = mean_of(stretch) * self.season(stretch.last);
        let daily = variance(1, mean);
        let own = if stretch.days > 1 { daily.max(variance(7, mean)) } else { daily };
        let used: f64 = self.places.iter().map(|&place| self.active[place]).sum();
        let doubt = own / mean * mean * mean / (self.level * used);
        Expected { observed: self.observed(stretch), mean, variance: own + doubt, usual: mean }
    }
}

/// Counts' weight of the belief that mail scatters with [`MAIL_FACTOR`].
const MAIL_PRIOR: f64 = 4.0;
/// Variance over mean that mail is believed to have before anything is known of it.
const MAIL_FACTOR: f64 = 2.0;
/// Share of the most scattered periods left out, and what that leaves of a χ² with one degree of
/// freedom (0.95 quantile).
const MAIL_TRIMMED: f64 = 0.05;
const MAIL_LEFT: f64 = 0.76;

/// The variance of one series around `mean`, from its own (count, expected) pairs: Pearson's
/// statistic over its degrees of freedom, the largest twentieth left out.
fn own_variance(pairs: impl Iterator<Item = (f64, f64)>, freedom: f64, mean: f64) -> f64 {
    let mut off: Vec<f64> = pairs
        .filter(|&(_, mean)| mean > 0.0)
        .map(|(count, mean)| (count - mean) * (count - mean) / mean * freedom)
        .collect();
    off.sort_by(f64::total_cmp);
    let kept = off.len() - (off.len() as f64 * MAIL_TRIMMED) as usize;
    let left = if kept < off.len() { MAIL_LEFT } else { 1.0 };
    let sum: f64 = off[..kept].iter().sum::<f64>() / left;
    let factor = (sum + MAIL_PRIOR * MAIL_FACTOR) / (kept as f64 + MAIL_PRIOR);
    factor.max(1.0) * mean
}
