//! Past nights lived again, one by one, without looking ahead.
//!
//! Takes the records of a workspace and a stretch of days; lives a night for each day with the night's
//! own functions, on the records dated up to that day and with what the night before remembered.
//! Nothing is written and the workspace is only read. What a record says is what its newest version
//! says, cut as it was taken in; people's corrections are left out, since they were made with hindsight;
//! records without a date are in no night. Themes are found and numbered anew: which theme of the newest
//! run one of them is, its statements tell.

use std::collections::BTreeMap;

use crate::intake::{self, Trace};
use crate::model::{
    Analysis, CompanyEvent, Corpus, Day, Exposure, Feedback, Memory, Previous, RunStamp, Segments,
    SplitMix, Statement, StatementId, Status, Theme, ThemeId,
};
use crate::report::view::AlarmView;
use crate::store::Workspace;
use crate::{ranking, themes};

use super::Error;
use super::analyse::manifest_of;
use super::settings::Settings;
use super::think::{Night, think};
use super::voices::fill_sketches;

/// One night that was lived again.
#[derive(Clone, Debug, PartialEq)]
pub struct Relived {
    /// The day it speaks for.
    pub day: Day,
    /// Records it knew.
    pub records: u64,
    /// Whether everything was grouped afresh.
    pub refitted: bool,
    /// The alarms it told of, those that ring first.
    pub alarms: Vec<AlarmView>,
}

/// An alarm that rang in one of the nights, with hindsight.
#[derive(Clone, Debug, PartialEq)]
pub struct Rang {
    /// It, as it first rang.
    pub alarm: AlarmView,
    /// The theme of the newest run that holds more than half of its theme's statements; `None` where
    /// none does.
    pub here: Option<ThemeId>,
    /// The first night it rang.
    pub night: Day,
    /// The day with most records in it, from the day it began until the last night it was told of; the
    /// first of equals. `None` for alarms of mail.
    pub peak: Option<Day>,
    /// The first night from then on that calls its theme new or rising; `None` where none does.
    pub called: Option<Day>,
    /// The last night it was told of.
    pub last: Day,
}

/// What came of all nights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replayed {
    /// Nights lived.
    pub nights: u32,
    /// Nights in which an alarm rang.
    pub ringing: u32,
    /// Of those, nights in which an alarm about a theme rang.
    pub ringing_themes: u32,
    /// Every alarm that rang, in the order of its night, then as they were told.
    pub rang: Vec<Rang>,
    /// Records without a date, which no night knew.
    pub undated: u64,
}

/// The records of a workspace by the day they were said.
pub struct Past {
    items: Vec<(Day, Feedback, Vec<Statement>)>,
    undated: u64,
    /// Where the newest run has each statement that is in a theme, ascending.
    here: Vec<(StatementId, ThemeId)>,
    /// How many customers use the product, where the company says.
    exposure: Exposure,
}

impl Past {
    /// Every dated record there is, oldest first, ties by id, and the themes of the newest run.
    ///
    /// # Errors
    /// [`Error::Store`] when the disk refuses.
    pub fn of(workspace: &Workspace) -> Result<Past, Error> {
        let mut corpus = workspace.load()?;
        fill_sketches(&mut corpus);
        let mut items = Vec::new();
        let mut undated = 0;
        for (row, one) in (0u32..).zip(corpus.feedback()) {
            let Some(day) = one.day() else {
                undated += 1;
                continue;
            };
            let statements = corpus.statements()[corpus.statements_of(row)].to_vec();
            items.push((day, one.clone(), statements));
        }
        items.sort_by_key(|(day, one, _)| (*day, one.id));
        let newest = workspace.latest()?;
        let memory = newest.map(|run| workspace.memory(&run.id)).transpose()?.flatten();
        let here = memory.map_or_else(Vec::new, |memory| {
            let places = memory.curated_places();
            places.filter_map(|(id, _, place)| Some((id, place?.theme))).collect()
        });
        Ok(Past { items, undated, here, exposure: Exposure::default() })
    }

    /// The same where it is known how many customers use the product.
    pub fn exposed(self, exposure: Exposure) -> Past {
        Past { exposure, ..self }
    }

    /// The same records with their times dealt out anew among the records of each source: as much is
    /// said on each day, and nothing of it has to do with the day. What rings then rings for nothing.
    pub fn shuffled(&self, seed: u64) -> Past {
        let mut of_source: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, (_, one, _)) in self.items.iter().enumerate() {
            of_source.entry(&one.source).or_default().push(at);
        }
        let mut items = self.items.clone();
        let mut draws = SplitMix(seed);
        for places in of_source.values() {
            let mut dealt = places.clone();
            // Fisher and Yates.
            for at in (1..dealt.len()).rev() {
                dealt.swap(at, (draws.next() % (at as u64 + 1)) as usize);
            }
            for (&to, &from) in places.iter().zip(&dealt) {
                let (day, one, _) = &self.items[from];
                items[to].0 = *day;
                items[to].1.at = one.at;
                items[to].1.east = one.east;
            }
        }
        items.sort_by_key(|(day, one, _)| (*day, one.id));
        let exposure = self.exposure.clone();
        Past { items, undated: self.undated, here: Vec::new(), exposure }
    }

    /// First and last day of any record.
    pub fn days(&self) -> Option<(Day, Day)> {
        Some((self.items.first()?.0, self.items.last()?.0))
    }
}

/// Lives the nights `from` to `to`, both included; `each` is told of every night as soon as it is
/// over, so that nothing in it can know what comes later.
pub fn replay(
    past: &Past,
    settings: &Settings,
    settings_hash: &str,
    (from, to): (Day, Day),
    each: &mut dyn FnMut(&Relived),
) -> Replayed {
    let table = settings.space.table();
    let days = settings.intake.voice_days;
    // Nobody reads the rank intervals of these nights, and nothing else depends on them.
    let settings = &Settings {
        ranking: ranking::Settings { bootstraps: 0, ..settings.ranking.clone() },
        ..settings.clone()
    };
    let mut replayed = Replayed { undated: past.undated, ..Replayed::default() };
    let mut corpus = Corpus::default();
    let (mut memory, mut previous): (Option<Memory>, Option<Previous>) = (None, None);
    let mut known = intake::groups(std::iter::empty());
    let mut last: Option<Analysis> = None;
    let mut rose: Vec<(Day, ThemeId)> = Vec::new();
    let mut next = 0;
    let mut today = from;
    while today <= to {
        let start = next;
        while next < past.items.len() && past.items[next].0 <= today {
            next += 1;
        }
        let mut items: Vec<(Feedback, Vec<Statement>)> = past.items[start..next]
            .iter()
            .map(|(_, one, statements)| (one.clone(), statements.clone()))
            .collect();
        items.sort_by_key(|(one, _)| one.id);
        let fresh: Vec<_> = items.iter().map(|(one, _)| one.id).collect();
        corpus = corpus.updated(items, &[]);
        let traces: Vec<Trace<'_>> = corpus.feedback().iter().map(Trace::from).collect();
        let told = match memory {
            Some(_) => intake::voices_after(&traces, days, &known, &fresh),
            None => intake::voices(&traces, days),
        };
        known = intake::groups(traces.iter().map(|trace| trace.id).zip(told.iter().copied()));
        corpus.set_voices(&told);

        replayed.nights += 1;
        let night = Night {
            corpus: std::mem::take(&mut corpus),
            before: memory.take(),
            previous: previous.take(),
            files: Vec::new(),
            notices: Vec::new(),
            stamp: RunStamp {
                id: format!("replay-{today}"),
                sequence: u64::from(replayed.nights),
                today,
                program: env!("CARGO_PKG_VERSION").to_owned(),
                company: settings.company.clone(),
            },
            refit: false,
            corrections: Default::default(),
            exposure: past.exposure.clone(),
        };
        let (analysis, after, remembered) = think(night, table, settings, &|_| {});
        corpus = after;
        previous = Some(manifest_of(&analysis, &corpus, settings_hash).previous(settings_hash));
        memory = Some(remembered);
        let relived = Relived {
            day: today,
            records: corpus.feedback().len() as u64,
            refitted: analysis.refitted,
            alarms: AlarmView::of_night(&analysis, &corpus, &settings.report),
        };
        each(&relived);
        note(&mut replayed, &relived);
        let grows = |status: Status| matches!(status, Status::New | Status::Rising);
        let rising = analysis.opportunities.iter().filter(|one| grows(one.status));
        rose.extend(rising.map(|one| (today, one.theme)));
        last = Some(analysis);
        today = today.plus(1);
    }
    if let (Some(analysis), Some(memory)) = (&last, &memory) {
        with_hindsight(&mut replayed, analysis, memory, (&corpus, past), &rose);
    }
    replayed
}

/// The same, and beside it once more on days that are shuffled by `seed`; nothing where there is none.
/// Half of a night is work for one thread: both rounds at once fill the gaps of one another.
pub fn replay_and_shuffled(
    past: &Past,
    settings: &Settings,
    settings_hash: &str,
    days: (Day, Day),
    seed: Option<u64>,
    each: &mut (dyn FnMut(&Relived) + Send),
) -> (Replayed, Option<Replayed>) {
    rayon::join(
        || replay(past, settings, settings_hash, days, each),
        || {
            let shuffled = past.shuffled(seed?);
            Some(replay(&shuffled, settings, settings_hash, days, &mut |_| {}))
        },
    )
}

/// Counts a night in.
fn note(replayed: &mut Replayed, night: &Relived) {
    let rings = |alarm: &&AlarmView| alarm.rings();
    let ringing: Vec<&AlarmView> = night.alarms.iter().filter(rings).collect();
    replayed.ringing += u32::from(!ringing.is_empty());
    replayed.ringing_themes += u32::from(ringing.iter().any(|alarm| alarm.kind == "theme"));
    for alarm in &night.alarms {
        match replayed.rang.iter_mut().find(|one| one.alarm.id == alarm.id) {
            Some(known) => known.last = night.day,
            None if alarm.rings() => replayed.rang.push(Rang {
                alarm: alarm.clone(),
                here: None,
                night: night.day,
                peak: None,
                called: None,
                last: night.day,
            }),
            None => {}
        }
    }
}

/// What is known of the alarms after the last night.
fn with_hindsight(
    replayed: &mut Replayed,
    analysis: &Analysis,
    memory: &Memory,
    (corpus, past): (&Corpus, &Past),
    rose: &[(Day, ThemeId)],
) {
    let today = |theme: ThemeId| themes::resolve(&memory.ledger, theme).unwrap_or(theme);
    let in_parts = replayed.rang.iter().any(|one| one.alarm.within.is_some());
    let segments = if in_parts { Segments::of(corpus, &[]) } else { Segments::default() };
    for one in &mut replayed.rang {
        let Ok(theme) = one.alarm.of.parse::<ThemeId>() else { continue };
        let theme = today(theme);
        let called = rose.iter().find(|(day, of)| *day >= one.night && today(*of) == theme);
        one.called = called.map(|(day, _)| *day);
        let (Ok(since), Some(found)) = (one.alarm.since.parse::<Day>(), analysis.themes.get(theme))
        else {
            continue;
        };
        one.here = here(found, corpus, past);
        let within = |row: u32| {
            one.alarm.within.as_ref().is_none_or(|part| {
                let pair = |&number: &u32| segments.pair(number);
                let of_row = segments.of_row(row).iter();
                of_row.map(pair).any(|(name, value)| **name == *part.name && **value == *part.value)
            })
        };
        let mut days: BTreeMap<Day, u32> = BTreeMap::new();
        let mut before = None;
        for &member in &found.members {
            let statement = &corpus.statements()[member as usize];
            if !statement.stance.wants_change() || before == Some(statement.row) {
                continue;
            }
            before = Some(statement.row);
            if let Some(day) = corpus.feedback_of(statement).day()
                && within(statement.row)
                && day >= since
                && day <= one.last
            {
                *days.entry(day).or_default() += 1;
            }
        }
        // The first of equals.
        let peak = days.iter().rev().max_by_key(|(_, count)| **count);
        one.peak = peak.map(|(day, _)| *day);
    }
}

/// The theme of the newest run that holds more than half of a theme's statements.
fn here(theme: &Theme, corpus: &Corpus, past: &Past) -> Option<ThemeId> {
    let mut held: BTreeMap<ThemeId, usize> = BTreeMap::new();
    for &member in &theme.members {
        let id = corpus.id_of(&corpus.statements()[member as usize]);
        if let Ok(at) = past.here.binary_search_by_key(&id, |one| one.0) {
            *held.entry(past.here[at].1).or_default() += 1;
        }
    }
    held.into_iter().find(|&(_, count)| 2 * count > theme.members.len()).map(|(theme, _)| theme)
}

/// What all nights together say of the alarms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conclusion {
    /// Alarms about themes that rang.
    pub alarms: u32,
    /// Days from the day they began to the night they rang, in the median.
    pub after_it_began: Option<i32>,
    /// Of those alarms, how many rang on or before the day with most records of them.
    pub by_the_peak: u32,
    /// How many days before that day, in the median of all; less than nothing is after it.
    pub before_the_peak: Option<i32>,
    /// How many rang before a report called their theme new or rising, or where none ever did.
    pub before_called: u32,
    /// Nights with an alarm about a theme on shuffled days, where nothing can happen; `None` where no
    /// days were shuffled.
    pub in_vain: Option<u32>,
    /// Every known event of these days with the first alarm of its week.
    pub events: Vec<Met>,
}

/// A known event of the nights that were lived, and the alarm that met it.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    /// Its first day.
    pub day: Day,
    /// What it is called.
    pub name: String,
    /// The id of the first alarm that began from the day before it to a week after it; `None` where
    /// none did.
    pub alarm: Option<String>,
    /// The night that alarm rang, in days after the event began.
    pub after: Option<i32>,
}

/// Days after an event within which what begins is held to be its doing.
const EVENT_DAYS: i32 = 7;

/// What the nights from one day to another say together; `shuffled` are the same nights on shuffled
/// days.
pub fn conclusion(
    replayed: &Replayed,
    shuffled: Option<&Replayed>,
    events: &[CompanyEvent],
    (from, to): (Day, Day),
) -> Conclusion {
    let of_themes: Vec<&Rang> =
        replayed.rang.iter().filter(|one| one.alarm.kind == "theme").collect();
    let began = |one: &Rang| one.alarm.since.parse::<Day>().ok();
    let delays = of_themes.iter().filter_map(|one| Some(one.night.since(began(one)?)));
    let leads: Vec<i32> =
        of_themes.iter().filter_map(|one| Some(one.peak?.since(one.night))).collect();
    let before_called =
        of_themes.iter().filter(|one| one.called.is_none_or(|called| one.night < called));
    let met = events.iter().filter(|event| event.from >= from && event.from <= to).map(|event| {
        let of_event = |one: &&Rang| {
            began(one)
                .is_some_and(|day| day >= event.from.plus(-1) && day <= event.to.plus(EVENT_DAYS))
        };
        let first = replayed.rang.iter().find(of_event);
        Met {
            day: event.from,
            name: event.name.to_string(),
            alarm: first.map(|one| one.alarm.id.clone()),
            after: first.map(|one| one.night.since(event.from)),
        }
    });
    Conclusion {
        alarms: of_themes.len() as u32,
        after_it_began: median(delays.collect()),
        by_the_peak: leads.iter().filter(|&&days| days >= 0).count() as u32,
        before_the_peak: median(leads),
        before_called: before_called.count() as u32,
        in_vain: shuffled.map(|one| one.ringing_themes),
        events: met.collect(),
    }
}

/// The middle one, the lower of two; `None` of none.
fn median(mut days: Vec<i32>) -> Option<i32> {
    days.sort_unstable();
    days.get(days.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_by_hand() {
        assert_eq!(median(Vec::new()), None);
        assert_eq!(median(vec![4]), Some(4));
        assert_eq!(median(vec![9, -2]), Some(-2));
        assert_eq!(median(vec![9, -2, 3]), Some(3));
    }

    #[test]
    fn nights_in_which_nothing_rang_conclude_nothing() {
        let event = CompanyEvent {
            from: Day(10),
            to: Day(10),
            kind: "incident".into(),
            name: "Outage".into(),
            themes: Vec::new(),
            line: 2,
        };
        let events = [event];
        let found = conclusion(&Replayed::default(), None, &events, (Day(9), Day(20)));
        let met = Met { day: Day(10), name: "Outage".to_owned(), alarm: None, after: None };
        assert_eq!(found, Conclusion { events: vec![met], ..Conclusion::default() });
        let later = conclusion(&Replayed::default(), None, &events, (Day(11), Day(20)));
        assert_eq!(later, Conclusion::default());
    }
}
