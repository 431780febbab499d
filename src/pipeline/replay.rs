//! Past nights lived again, one by one, without looking ahead.
//!
//! Takes the records of a workspace and a stretch of days; lives a night for each day with the night's
//! own functions, on the records dated up to that day and with what the night before remembered.
//! Nothing is written and the workspace is only read. What a record says is what its newest version
//! says, cut as it was taken in; people's corrections are left out, since they were made with hindsight;
//! records without a date are in no night.

use std::collections::BTreeMap;

use crate::intake::{self, Trace};
use crate::model::{
    Analysis, Corpus, Day, Feedback, Memory, Previous, RunStamp, Statement, Status, ThemeId,
};
use crate::report::View;
use crate::report::view::AlarmView;
use crate::store::Workspace;
use crate::themes;

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
}

impl Past {
    /// Every dated record there is, oldest first, ties by id.
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
        Ok(Past { items, undated })
    }

    /// The same records with their times dealt out anew among the records of each source: as much is
    /// said on each day, and nothing of it has to do with the day. What rings then rings for nothing.
    pub fn shuffled(&self, seed: u64) -> Past {
        let mut of_source: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, (_, one, _)) in self.items.iter().enumerate() {
            of_source.entry(&one.source).or_default().push(at);
        }
        let mut items = self.items.clone();
        let mut chance = Chance(seed);
        for places in of_source.values() {
            let mut dealt = places.clone();
            // Fisher and Yates.
            for at in (1..dealt.len()).rev() {
                dealt.swap(at, chance.below(at + 1));
            }
            for (&to, &from) in places.iter().zip(&dealt) {
                let (day, one, _) = &self.items[from];
                items[to].0 = *day;
                items[to].1.at = one.at;
                items[to].1.east = one.east;
            }
        }
        items.sort_by_key(|(day, one, _)| (*day, one.id));
        Past { items, undated: self.undated }
    }

    /// First and last day of any record.
    pub fn days(&self) -> Option<(Day, Day)> {
        Some((self.items.first()?.0, self.items.last()?.0))
    }
}

/// SplitMix64: the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
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
        };
        let (analysis, after, remembered) = think(night, table, settings, &|_| {});
        corpus = after;
        previous = Some(manifest_of(&analysis, &corpus, settings_hash).previous(settings_hash));
        memory = Some(remembered);
        let view = View::new(&analysis, &corpus, &settings.report);
        let relived = Relived {
            day: today,
            records: corpus.feedback().len() as u64,
            refitted: analysis.refitted,
            alarms: view.alarms,
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
        with_hindsight(&mut replayed, analysis, memory, &corpus, &rose);
    }
    replayed
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
    corpus: &Corpus,
    rose: &[(Day, ThemeId)],
) {
    let today = |theme: ThemeId| themes::resolve(&memory.ledger, theme).unwrap_or(theme);
    for one in &mut replayed.rang {
        let Ok(theme) = one.alarm.of.parse::<ThemeId>() else { continue };
        let theme = today(theme);
        let called = rose.iter().find(|(day, of)| *day >= one.night && today(*of) == theme);
        one.called = called.map(|(day, _)| *day);
        let (Ok(since), Some(found)) = (one.alarm.since.parse::<Day>(), analysis.themes.get(theme))
        else {
            continue;
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
