//! Themes in parts of the feedback: a version, a country, a source, whatever attribute there is.
//!
//! Takes the records of the last months; gives each theme's count in each part beside what the part
//! was expected to say of it (a break in one version is seen there and not over all), and for an alarm
//! of a theme the narrow parts that explain it.

use std::sync::Arc;

use super::expect::{Expected, Habits, Stretch};
use super::ring::{FLOOR, LONGEST};
use super::scan::{InPart, Look, WEEK};
use super::series::{BASELINE, Series};
use crate::model::{AlarmPlace, Corpus, Day, Subject, ThemeId, Themes};
use crate::trends::cube::{Cube, Segment, sum};
use crate::trends::scatter::Scatter;
use crate::trends::special::beta_regularised;

/// Other voices' worth of the theme's rate in all feedback that its rate in a part is mixed with
/// (the usual weight of a prior for small cells).
const SHRINKAGE: f64 = 20.0;
/// A part explains an alarm when it holds this much of what is above usual ...
const EXPLAINS: f64 = 0.8;
/// ... and this much less of everything else.
const NARROWER: f64 = 0.6;
/// ... beyond this chance.
const NARROW_CHANCE: f64 = 0.01;
/// A part that holds more than this much of everything else is wide: what breaks there is seen over all,
/// and the theme rings, if anything does. It was looked at all the same and counts in the correction.
const WIDEST: f64 = 0.5;
/// Parts named.
const PLACES: usize = 3;

/// Whether a theme is asked about in a part, by the part's name and value.
pub(super) type IsAsked<'a> = dyn Fn(ThemeId, &Arc<str>, &Arc<str>) -> bool + 'a;

/// Counts by part.
pub(super) struct Cells {
    cube: Cube,
}

/// Days, both included.
#[derive(Clone, Copy)]
struct Days(Day, Day);

impl Cells {
    /// Counts the records of the sources watched, of the days that a look at `last` needs, and at an
    /// alarm that has lasted until then.
    pub(super) fn of(corpus: &Corpus, themes: &Themes, series: &Series, last: Day) -> Cells {
        let first = last.plus(1 - WEEK as i32 - BASELINE - LONGEST);
        let watched = |source: &str| {
            series.sources.iter().any(|one| one.name.as_deref().is_none_or(|name| name == source))
        };
        let cube = Cube::cut(corpus, themes, &[], &|one| {
            one.at.is_some_and(|at| at.day() >= first && at.day() <= last) && watched(&one.source)
        });
        Cells { cube }
    }

    fn parts(&self) -> impl Iterator<Item = (&Segment, &Arc<str>, &Arc<str>)> {
        self.cube.segments().filter_map(|segment| match segment {
            Segment::Everything => None,
            Segment::Of(name, value) => Some((segment, name, value)),
        })
    }

    fn voices(&self, segment: &Segment, theme: Option<ThemeId>, days: Days) -> f64 {
        f64::from(sum(self.cube.series(segment, theme), days.0, days.1).voices)
    }

    /// What a part was expected to say of a theme, from `before`, in `days`: as much as its own rate
    /// among what else it says, mixed with the theme's rate in all feedback.
    fn expected(
        &self,
        segment: &Segment,
        theme: ThemeId,
        rate: f64,
        (before, days): (Days, Days),
        scatter: Scatter,
    ) -> Expected {
        let own = |days: Days| self.voices(segment, Some(theme), days);
        let rest = |days: Days| (self.voices(segment, None, days) - own(days)).max(0.0);
        let (heard, observed) = (own(before), own(days));
        let known = rest(before) + SHRINKAGE;
        let events = heard + SHRINKAGE * rate;
        let mean = events / known * rest(days);
        let doubt = mean * mean / events;
        let variance = scatter.variance(mean) + scatter.factor * doubt;
        let length = |days: Days| f64::from(days.1.since(days.0) + 1);
        let usual = heard / length(before) * length(days);
        Expected { observed: observed as u32, mean, variance, usual }
    }

    /// A theme in a part in a stretch beside what was expected of it, from the days before the week of
    /// the stretch and before it `began` to ring. `None` where the theme has too little history, or
    /// nearly nothing else is said.
    pub(super) fn of_part(
        &self,
        look: &Look<'_>,
        (theme, name, value): (ThemeId, &Arc<str>, &Arc<str>),
        stretch: Stretch,
        began: Option<Day>,
    ) -> Option<Expected> {
        let rate = look.habits(theme).and_then(Habits::rate)?;
        let last = look.series.day(stretch.last);
        let days = Days(last.plus(1 - stretch.days as i32), last);
        let week = last.plus(1 - WEEK as i32).min(days.0);
        let until = began.map_or(week, |began| began.min(week)).plus(-1);
        let before = Days(until.plus(1 - BASELINE), until);
        let segment = Segment::Of(name.clone(), value.clone());
        let scatter = look.scatters.of(stretch.days);
        Some(self.expected(&segment, theme, rate, (before, days), scatter))
    }

    /// Every theme heard this week in every part, with its chances; `asked` says of which themes and
    /// parts. In order of the parts, themes by id.
    pub(super) fn tests(&self, look: &Look<'_>, asked: &IsAsked<'_>) -> Vec<InPart> {
        let last = look.series.day(look.last);
        let week = Days(last.plus(1 - WEEK as i32), last);
        let before = Days(week.0.plus(-BASELINE), week.0.plus(-1));
        let mut found = Vec::new();
        let all = self.voices(&Segment::Everything, None, week);
        let of_theme = |theme| self.voices(&Segment::Everything, Some(theme), week);
        for (segment, name, value) in self.parts() {
            let here = self.voices(segment, None, week);
            let of_themes = self.cube.cells(segment).chunk_by(|a, b| a.theme == b.theme);
            for cells in of_themes {
                let theme = cells[0].theme.filter(|&theme| asked(theme, name, value));
                let Some(theme) = theme else { continue };
                let heard = sum(cells, week.0, week.1).voices;
                let rate = look.habits(theme).and_then(Habits::rate);
                let (Some(rate), true) = (rate, heard > 0) else { continue };
                let rest = here - f64::from(heard);
                let is_wide = rest > WIDEST * (all - of_theme(theme));
                let looks = [Days(last, last), week].map(|days| {
                    let length = days.1.since(days.0) as usize + 1;
                    let scatter = look.scatters.of(length);
                    let expected = self.expected(segment, theme, rate, (before, days), scatter);
                    let p = if expected.observed < FLOOR { 1.0 } else { expected.at_least() };
                    (p, Stretch { last: look.last, days: length }, expected)
                });
                let (p, stretch, expected) =
                    if looks[0].0 <= looks[1].0 { looks[0] } else { looks[1] };
                let p_value = (2.0 * p).min(1.0);
                let subject = Subject::Part { theme, name: name.clone(), value: value.clone() };
                found.push(InPart { subject, stretch, expected, p_value, is_wide });
            }
        }
        found
    }

    /// The parts that explain what is above usual from `since` to `until`, the narrowest first. What
    /// is `breaking` is no measure of how much a part says otherwise.
    pub(super) fn places(
        &self,
        look: &Look<'_>,
        subject: &Subject,
        (since, until): (Day, Day),
        above: f64,
        breaking: &[ThemeId],
    ) -> Vec<AlarmPlace> {
        let (days, before) = (Days(since, until), Days(since.plus(-BASELINE), since.plus(-1)));
        let theme = subject.theme();
        let rate = theme.and_then(|theme| look.habits(theme)).and_then(Habits::rate);
        let length = |days: Days| f64::from(days.1.since(days.0) + 1);
        let everything = |theme, days| self.voices(&Segment::Everything, theme, days);
        let mut found: Vec<(f64, AlarmPlace)> = Vec::new();
        for (segment, name, value) in self.parts() {
            let here = |days| self.voices(segment, theme, days);
            // What share of the alarm the part would hold if it had nothing to do with it.
            let (usual, share) = match (theme, rate) {
                (Some(theme), Some(rate)) => {
                    let scatter = look.scatters.of(WEEK);
                    let usual = self.expected(segment, theme, rate, (before, days), scatter).mean;
                    let rest = |segment| {
                        let broken: f64 = (breaking.iter())
                            .map(|&theme| self.voices(segment, Some(theme), days))
                            .sum();
                        (self.voices(segment, None, days) - broken).max(0.0)
                    };
                    let (rest, all) = (rest(segment), rest(&Segment::Everything));
                    // Of a part that is not new, also what it held before: what broke with the theme
                    // may be in no alarm of its own. A new version holds what it holds today.
                    let known = self.voices(segment, None, before);
                    let past = known / everything(None, before).max(1.0);
                    let today = rest / all.max(1.0);
                    (usual, if known >= SHRINKAGE { today.min(past) } else { today })
                }
                _ => {
                    let usual = here(before) / length(before) * length(days);
                    (usual, (here(before) + 0.5) / (everything(theme, before) + 1.0))
                }
            };
            let (part, whole) = (here(days), everything(theme, days));
            // P(X ≥ part) of a binomial count among `whole`.
            let chance = if part > 0.0 && share < 1.0 {
                beta_regularised(share.max(0.0), part, whole - part + 1.0)
            } else {
                1.0
            };
            if part - usual >= EXPLAINS * above
                && share <= NARROWER * part / whole.max(1.0)
                && chance <= NARROW_CHANCE
            {
                let (name, value) = (name.clone(), value.clone());
                found.push((share, AlarmPlace { name, value, observed: part as u32, usual }));
            }
        }
        found.sort_by(|a, b| {
            a.0.total_cmp(&b.0).then_with(|| (&a.1.name, &a.1.value).cmp(&(&b.1.name, &b.1.value)))
        });
        let mut places: Vec<AlarmPlace> = Vec::new();
        for (_, place) in found {
            if places.len() < PLACES && places.iter().all(|one| one.name != place.name) {
                places.push(place);
            }
        }
        places
    }
}
