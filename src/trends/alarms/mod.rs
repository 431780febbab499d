//! What broke since the last night.
//!
//! Takes daily counts of voices by theme, source and part of the feedback, and what the last night
//! left; gives the alarms that ring, those that last, and what to tell of the sources. A theme is
//! compared with its own share of what each source brings (so that more mail alone is no alarm), a
//! source with its own level, weekday and season and, where it is known, how many customers use the
//! product. Both are taken as negative binomial with the
//! scatter that all themes have in common, looked at on the last day and over seven days, and what
//! may be chance after looking at everything (`law`, `scan`) does not ring. Every theme is watched in
//! every part as well (`cells`), within the same correction: what breaks in one version and is not seen
//! over all rings for that part. Each alarm rings once (`ring`).
//!
//! It never rings for what a new source brings, for a theme without a subject, nor for days longer ago
//! than two weeks.

mod cells;
mod expect;
mod health;
pub(super) mod law;
mod ring;
mod scan;
mod series;
mod vigil;

pub use ring::FLOOR;
pub use series::{BASELINE, SHORTEST, Series, Source, ThemeCounts};
pub use vigil::Vigil;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cube::Cube;
use crate::model::{
    Alarm, AlarmPlace, Corpus, Day, Exposure, LineageEvent, Notice, PriorRate, Ring, Rung,
    Segments, Subject, Theme, ThemeId, Themes, Watched,
};
use cells::Cells;
use expect::{Expected, Stretch};
use ring::Raised;
use scan::{InPart, Look, WEEK};

/// Days before today after which nothing rings any more: what was missed that long is history.
const RECENT: i32 = 14;
/// Days of a first night's past that are watched without ringing, so that an outage in it is no
/// part of what is usual.
const PAST: i32 = BASELINE;

/// What is watched.
pub struct Watch<'a> {
    /// All feedback.
    pub corpus: &'a Corpus,
    /// Its themes.
    pub themes: &'a Themes,
    /// Its daily counts.
    pub cube: &'a Cube,
    /// The newest dated day that is not after today.
    pub as_of: Option<Day>,
    /// The day of the night. Of this day there may be a part; all before should be whole.
    pub today: Day,
    /// What the last night left.
    pub before: &'a Watched,
    /// The theme that carries an id of then today.
    pub resolve: &'a dyn Fn(ThemeId) -> Option<ThemeId>,
    /// The day all feedback was last grouped. A theme opened since has no history: what is like it
    /// in earlier feedback was not sought. It is held against how often that was heard (`opened`).
    pub fitted_on: Day,
    /// Of the themes that opened tonight, how often they were heard before.
    pub opened: &'a [PriorRate],
    /// What happened to themes tonight.
    pub lineage: &'a [LineageEvent],
    /// How many customers use the product, where the company says.
    pub exposure: &'a Exposure,
    /// Share of false alarms among alarms.
    pub false_alarms: f64,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Seen {
    /// Alarms: those that ring first, mail before themes, most above usual first.
    pub alarms: Vec<Alarm>,
    /// What there is to tell of sources, in name order.
    pub notices: Vec<Notice>,
    /// What the next night must know.
    pub watched: Watched,
}

/// Watches every day since the last night, as if no night had been missed.
///
/// Empty without dated feedback, and without alarms as long as no source has [`SHORTEST`] days of
/// history before the last week.
pub fn watch(watch: &Watch<'_>) -> Seen {
    let Some(as_of) = watch.as_of else {
        return Seen { watched: watch.before.clone(), ..Seen::default() };
    };
    let mut rung = carried(watch);
    // What is said without a subject breaks nothing: how much of it comes is told of the mail.
    let prior_rates = prior_rates(watch);
    let has_past = |theme: &Theme| {
        theme.born <= watch.fitted_on || prior_rates.iter().any(|one| one.theme == theme.id)
    };
    let watched = watch.themes.themes.iter().filter(|theme| has_past(theme) && !theme.general);
    let ids: Vec<ThemeId> = watched.map(|theme| theme.id).collect();
    let series =
        Series::of(watch.cube, &ids, as_of).exposed(watch.exposure).with_prior_rates(&prior_rates);
    let whole = as_of.min(watch.today.plus(-1));
    let first_night = watch.before.until.is_none();
    let from =
        watch.before.until.map_or(as_of.plus(-PAST), |until| until.plus(1).max(as_of.plus(-PAST)));
    let mut raised: Vec<Raised> = Vec::new();
    let cells =
        (!series.sources.is_empty()).then(|| Cells::of(watch.corpus, watch.themes, &series, as_of));
    let segments: OnceCell<Segments> = OnceCell::new();
    if let Some(cells) = &cells {
        for day in (from.0..=as_of.0).map(Day) {
            let parts = match day == as_of {
                true => in_parts(cells, &series, as_of, &rung),
                false => Vec::new(),
            };
            let people = |subject: &Subject, first: Day, last: Day| {
                people(watch, &segments, subject, (first, last))
            };
            let found = ring::step(
                &series,
                day,
                &mut rung,
                (Some(cells), &parts),
                day <= whole,
                watch.false_alarms,
                &people,
            );
            // What was over before a first night is nobody's morning.
            let of_late = day > as_of.plus(-(WEEK as i32)) || !first_night;
            if of_late && watch.today.since(day) <= RECENT {
                raised.extend(found);
            }
        }
    }
    raised.retain(|one| !first_night || is_open(&rung, &one.finding.subject));
    let sources: BTreeSet<Arc<str>> =
        watch.corpus.feedback().iter().map(|one| one.source.clone()).collect();
    let sources: Vec<Arc<str>> = sources.into_iter().collect();
    let complete = health::complete(as_of, watch.today);
    let (notices, pauses) =
        health::of(watch.cube, &sources, complete, (watch.before, watch.exposure), &rung);
    let alarms = cells
        .map(|cells| told(&series, &cells, as_of, &rung, raised, watch.today))
        .unwrap_or_default();
    let until = Some(watch.before.until.map_or(whole, |until| until.max(whole)));
    let watched = Watched { until, rung, pauses, complete: Some(complete), prior_rates };
    Seen { alarms, notices, watched }
}

/// How often the themes that opened since the last fit were heard before, ascending theme.
fn prior_rates(watch: &Watch<'_>) -> Vec<PriorRate> {
    let is_young = |one: &&PriorRate| {
        watch.themes.get(one.theme).is_some_and(|theme| theme.born > watch.fitted_on)
    };
    let all = watch.before.prior_rates.iter().chain(watch.opened).filter(is_young);
    let by_theme: BTreeMap<ThemeId, PriorRate> = all.map(|one| (one.theme, *one)).collect();
    by_theme.into_values().collect()
}

fn is_open(rung: &[Rung], subject: &Subject) -> bool {
    rung.iter().any(|one| one.subject == *subject && one.ended.is_none())
}

/// What rang before under the ids of today. Where two themes became one, or one two, all that live
/// on rang.
fn carried(watch: &Watch<'_>) -> Vec<Rung> {
    let mut rung: Vec<Rung> = Vec::new();
    let mut keep = |one: Rung| {
        let same = |held: &Rung| held.subject == one.subject && held.since == one.since;
        if !rung.iter().any(same) {
            rung.push(one);
        }
    };
    for one in &watch.before.rung {
        let Some(theme) = one.subject.theme() else {
            keep(one.clone());
            continue;
        };
        let of = |theme| Rung { subject: one.subject.clone().with_theme(theme), ..one.clone() };
        keep(of((watch.resolve)(theme).unwrap_or(theme)));
        let split = |event: &&LineageEvent| event.event == "split" && event.other == Some(theme);
        for event in watch.lineage.iter().filter(split) {
            keep(of(event.theme));
        }
    }
    rung
}

/// Every theme in every part this week. Themes that ring over all, or rang this week, are left out;
/// of those that ring in a part all other parts, so that one break does not ring for each part it is
/// seen in.
fn in_parts(cells: &Cells, series: &Series, day: Day, rung: &[Rung]) -> Vec<InPart> {
    let look = Look::on(series, day, rung, Some(cells));
    let reach = day.plus(1 - WEEK as i32);
    let recent: Vec<&Rung> =
        rung.iter().filter(|one| one.ended.is_none_or(|ended| ended >= reach)).collect();
    cells.tests(&look, &|theme, name, value| {
        let mut of_theme = recent.iter().filter(|one| one.subject.theme() == Some(theme));
        of_theme.all(|one| match &one.subject {
            Subject::Part { name: rings, value: within, .. } => {
                one.ended.is_none() && (rings, within) == (name, value)
            }
            _ => false,
        })
    })
}

/// Different people behind a subject in some days, records without an author counting as one each.
/// `segments` are those of the corpus, made when they are first asked for.
fn people(
    watch: &Watch<'_>,
    segments: &OnceCell<Segments>,
    subject: &Subject,
    (since, until): (Day, Day),
) -> usize {
    let within = |row: u32| {
        let day = watch.corpus.feedback()[row as usize].day();
        day.is_some_and(|day| day >= since && day <= until)
    };
    let person = |row: u32| {
        let one = &watch.corpus.feedback()[row as usize];
        one.author.map_or(one.id.0, |author| author.0)
    };
    let in_part = |row: u32| match subject {
        Subject::Part { name, value, .. } => {
            let segments = segments.get_or_init(|| Segments::of(watch.corpus, &[]));
            segments.of_row(row).iter().any(|&number| segments.pair(number) == (name, value))
        }
        _ => true,
    };
    let people: BTreeSet<[u8; 16]> = match subject {
        Subject::Theme(theme) | Subject::Part { theme, .. } => {
            let members = watch.themes.get(*theme).map_or(&[][..], |theme| &theme.members);
            let statements = watch.corpus.statements();
            members
                .iter()
                .map(|&member| &statements[member as usize])
                .filter(|one| one.stance.wants_change() && within(one.row) && in_part(one.row))
                .map(|one| person(one.row))
                .collect()
        }
        Subject::Mail(source) => (0..watch.corpus.feedback().len() as u32)
            .filter(|&row| {
                let of = &watch.corpus.feedback()[row as usize].source;
                source.as_ref().is_none_or(|source| source == of) && within(row)
            })
            .map(person)
            .collect(),
    };
    people.len()
}

/// Puts what rings and what lasts in figures.
fn told(
    series: &Series,
    cells: &Cells,
    as_of: Day,
    rung: &[Rung],
    raised: Vec<Raised>,
    today: Day,
) -> Vec<Alarm> {
    let look = Look::on(series, as_of, rung, Some(cells));
    let open = |one: &&Rung| one.ended.is_none();
    let breaking: Vec<ThemeId> = (rung.iter().filter(open))
        .filter_map(|one| match one.subject {
            Subject::Theme(theme) => Some(theme),
            Subject::Mail(_) | Subject::Part { .. } => None,
        })
        .collect();
    let of_source = |one: &Rung| matches!(one.subject, Subject::Mail(Some(_)));
    let in_a_source = rung.iter().filter(open).any(of_source);
    let mut alarms: Vec<Alarm> = Vec::new();
    let mut tell = |one: &Rung, ring: Ring| {
        let until = one.ended.map_or(as_of, |ended| ended.plus(-1)).min(as_of).max(one.since);
        let days = (until.since(one.since) + 1) as usize;
        let stretch = Stretch { last: series.place(until), days };
        let Some(expected) = look.expected(&one.subject, stretch, rung) else { return };
        let Expected { observed, mean, .. } = expected;
        let above = f64::from(observed) - mean;
        let places = match (&one.subject, ring) {
            (Subject::Part { name, value, .. }, _) => {
                let (name, value) = (name.clone(), value.clone());
                vec![AlarmPlace { name, value, observed, usual: mean }]
            }
            (_, Ring::Lasting) => Vec::new(),
            _ => cells.places(&look, &one.subject, (one.since, until), above, &breaking),
        };
        alarms.push(Alarm {
            subject: one.subject.clone(),
            ring,
            since: one.since,
            until,
            over: one.ended.is_some(),
            observed,
            usual: mean,
            places,
            p_value: one.p_value,
            q_value: one.q_value,
        });
    };
    for one in rung {
        let mine =
            |raised: &&Raised| raised.finding.subject == one.subject && raised.since == one.since;
        match raised.iter().filter(mine).map(|raised| raised.ring).min() {
            Some(ring) => tell(one, ring),
            // All mail is not told of beside the source that explains it.
            None if one.subject == Subject::Mail(None) && in_a_source => {}
            None if one.ended.is_none() && today.since(as_of) <= RECENT => tell(one, Ring::Lasting),
            None => {}
        }
    }
    let above = |alarm: &Alarm| f64::from(alarm.observed) - alarm.usual;
    alarms.sort_by(|a, b| {
        let of_theme = |alarm: &Alarm| alarm.subject.theme().is_some();
        (!a.rings(), of_theme(a))
            .cmp(&(!b.rings(), of_theme(b)))
            .then_with(|| above(b).total_cmp(&above(a)))
            .then_with(|| a.subject.cmp(&b.subject))
    });
    alarms
}

#[cfg(test)]
mod tests;
