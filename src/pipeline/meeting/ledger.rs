//! The ledger of fixes: the weekly counts of what shipped items answer, and of all other themes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::business;
use crate::index::version;
use crate::model::{
    Corpus, Day, Effect, Fix, FixAlarm, Item, ItemFix, Progress, Ring, Segments, ThemeId, Verdict,
    VersionsCompared, Weeks,
};
use crate::planning::{self, AFTER, BEFORE};

use super::super::settings::Settings;
use super::{Desk, metrics};

/// Segments shown for one item.
const MOST_PARTS: usize = 8;
/// Voices before from which a part of the feedback is looked at.
const FEWEST_IN_PART: u32 = 10;
/// Names that are no parts of the customers: the language of a text, the kind that goes with a source, and
/// the version, which is looked at by itself.
const NO_PARTS: [&str; 5] = ["lang", "kind", "version", "app_version", "tag"];
/// Segments that say which version a record is from.
const VERSIONS: [&str; 3] = ["version", "app_version", "release"];
/// Days before the day on which something else may already have been at work.
const MEANWHILE: i32 = 28;

/// Every shipped item with a day, the latest first, ties by id.
pub(super) fn fixes(desk: &Desk, corpus: &Corpus, settings: &Settings, today: Day) -> Vec<ItemFix> {
    let shipped: Vec<usize> = (0..desk.meeting.items.len())
        .filter(|&at| {
            let item = &desk.meeting.items[at].item;
            item.progress == Progress::Shipped && item.shipped.is_some()
        })
        .collect();
    if shipped.is_empty() {
        return Vec::new();
    }
    let segments = Segments::of(corpus, &settings.ranking.segments);
    let first = corpus.feedback().iter().filter_map(|one| one.day()).min();
    let mut found: Vec<ItemFix> = (shipped.iter())
        .filter_map(|&at| {
            let item = &desk.meeting.items[at].item;
            let day = item.shipped?;
            let span = Span::of(day, first?, desk.as_of?);
            let ledger = Ledger { desk, corpus, span: &span, segments: &segments, today };
            Some(ledger.fix(at, item, day))
        })
        .collect();
    found.sort_by(|a, b| b.shipped.cmp(&a.shipped).then(a.item.cmp(&b.item)));
    found
}

/// Rings for every item that regressed: anew where the last night did not tell of it. `told` gives the
/// ids of the alarms that the last night told of, and is asked only where something regressed.
pub(super) fn ring(fixes: &mut [ItemFix], told: &dyn Fn() -> BTreeSet<String>) {
    if fixes.iter().all(|one| one.fix.verdict != Verdict::Regressed) {
        return;
    }
    let (told, looked_at) = (told(), fixes.len() as f64);
    for one in fixes.iter_mut().filter(|one| one.fix.verdict == Verdict::Regressed) {
        let more = one.fix.effect.filter(|effect| effect.interval.0 > 0.0);
        let p_value = more.or(one.fix.lately).map_or(1.0, |effect| planning::chance(effect.z));
        let ring = if told.contains(&one.alarm_id()) { Ring::Lasting } else { Ring::New };
        one.alarm = Some(FixAlarm { ring, p_value, q_value: (looked_at * p_value).min(1.0) });
    }
}

/// Whole weeks around a day: week 0 begins with it.
struct Span {
    day: Day,
    before: i32,
    after: i32,
}

impl Span {
    fn of(day: Day, first: Day, last: Day) -> Span {
        Span {
            day,
            before: (day.since(first) / 7).clamp(0, BEFORE),
            after: ((last.since(day) + 1).div_euclid(7)).clamp(0, AFTER),
        }
    }

    /// The week of a day, negative before; `None` outside.
    fn week(&self, day: Day) -> Option<i32> {
        let week = day.since(self.day).div_euclid(7);
        (-self.before..self.after).contains(&week).then_some(week)
    }

    /// Counts rows by week, each voice once, on the day it is first heard.
    fn weeks(&self, corpus: &Corpus, rows: impl Iterator<Item = u32>) -> Weeks {
        let voices = corpus.voices();
        let mut heard: BTreeMap<u32, Day> = BTreeMap::new();
        for row in rows {
            if let Some(day) = corpus.feedback()[row as usize].day() {
                let first = heard.entry(voices[row as usize]).or_insert(day);
                *first = (*first).min(day);
            }
        }
        let mut weeks =
            Weeks { before: vec![0; self.before as usize], after: vec![0; self.after as usize] };
        for week in heard.into_values().filter_map(|day| self.week(day)) {
            match week {
                week if week < 0 => weeks.before[(week + self.before) as usize] += 1,
                week => weeks.after[week as usize] += 1,
            }
        }
        weeks
    }
}

struct Ledger<'a> {
    desk: &'a Desk,
    corpus: &'a Corpus,
    span: &'a Span,
    segments: &'a Segments,
    today: Day,
}

impl Ledger<'_> {
    fn fix(&self, at: usize, item: &Item, day: Day) -> ItemFix {
        let rows = &self.desk.items[at].rows;
        let own = self.span.weeks(self.corpus, rows.iter().copied());
        let touched = self.touched(day);
        let others: Vec<(ThemeId, &Vec<u32>)> = (self.desk.themes.iter())
            .filter(|(theme, _)| !touched.contains(*theme))
            .map(|(theme, one)| (*theme, &one.rows))
            .collect();
        let weeks: Vec<Weeks> = (others.iter())
            .map(|(_, rows)| self.span.weeks(self.corpus, rows.iter().copied()))
            .collect();
        let fix = planning::judged(own, &weeks);
        let compared: Vec<ThemeId> = fix.alike.iter().map(|&at| others[at].0).collect();
        ItemFix {
            item: item.id.clone(),
            shipped: day,
            parts: self.parts(rows, &fix, &others),
            versions: self.versions(rows, item),
            saved: self.saved(rows, &fix),
            meanwhile: self.meanwhile(item, day),
            metrics: metrics::of_item(item, &self.desk.business.metrics, day, self.today),
            alarm: None,
            compared,
            fix,
        }
    }

    /// Themes that an item shipped about then answers: they may have changed too.
    fn touched(&self, day: Day) -> BTreeSet<ThemeId> {
        let near = |shipped: Day| {
            let weeks = day.since(shipped).abs() / 7;
            weeks <= BEFORE.max(AFTER)
        };
        (self.desk.meeting.items.iter())
            .filter(|one| one.item.shipped.is_some_and(near))
            .flat_map(|one| one.answers())
            .collect()
    }

    /// The effect within the segments that are heard most.
    fn parts(
        &self,
        rows: &[u32],
        fix: &Fix,
        others: &[(ThemeId, &Vec<u32>)],
    ) -> Vec<(Arc<str>, Arc<str>, Effect)> {
        if fix.effect.is_none() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for number in 0..self.segments.len() as u32 {
            let (name, value) = self.segments.pair(number);
            if NO_PARTS.contains(&&**name) {
                continue;
            }
            let within = |row: &u32| self.segments.of_row(*row).binary_search(&number).is_ok();
            let own = self.span.weeks(self.corpus, rows.iter().copied().filter(within));
            if own.sums().0 < FEWEST_IN_PART {
                continue;
            }
            let controls: Vec<Weeks> = (fix.alike.iter())
                .map(|&at| {
                    let rows = others[at].1.iter().copied().filter(within);
                    self.span.weeks(self.corpus, rows)
                })
                .collect();
            let all = Weeks::sum(controls.iter());
            if let Some(effect) = planning::split_effect(&own, &all, fix) {
                found.push((own.sums().0, (name.clone(), value.clone(), effect)));
            }
        }
        // Stable: equals stay in the order of their names and values.
        found.sort_by_key(|one| std::cmp::Reverse(one.0));
        found.into_iter().take(MOST_PARTS).map(|one| one.1).collect()
    }

    /// Records after the day from versions with the fix, and from versions without.
    fn versions(&self, rows: &[u32], item: &Item) -> Option<VersionsCompared> {
        let fixed = version(item.version.as_deref()?)?;
        let (mut with, mut without) = ((0u32, 0u32), (0u32, 0u32));
        for (row, one) in (0u32..).zip(self.corpus.feedback()) {
            let is_after =
                one.day().and_then(|day| self.span.week(day)).is_some_and(|week| week >= 0);
            if !is_after {
                continue;
            }
            let own = VERSIONS.iter().flat_map(|name| one.attribute(name)).find_map(version);
            let Some(own) = own else { continue };
            let side = if own >= fixed { &mut with } else { &mut without };
            side.0 += u32::from(rows.binary_search(&row).is_ok());
            side.1 += 1;
        }
        planning::versions(with, without).map(|effect| (with, without, effect))
    }

    /// Contacts saved since and what one costs, where it worked.
    fn saved(&self, rows: &[u32], fix: &Fix) -> Option<(f64, (f64, f64), f64)> {
        let effect = fix.effect.filter(|_| fix.verdict == Verdict::Worked)?;
        let costs = &self.desk.business.costs;
        let each: Vec<f64> = (rows.iter())
            .filter_map(|&row| business::each_cost(costs, &self.corpus.feedback()[row as usize]))
            .collect();
        if each.is_empty() {
            return None;
        }
        let share = each.len() as f64 / rows.len() as f64;
        let mean = each.iter().sum::<f64>() / each.len() as f64;
        let saved = |change: f64| -change * effect.expected * share;
        Some((saved(effect.change), (saved(effect.interval.1), saved(effect.interval.0)), mean))
    }

    /// What else happened in the weeks looked at.
    fn meanwhile(&self, item: &Item, day: Day) -> Vec<crate::model::CompanyEvent> {
        let (from, to) = (day.plus(-MEANWHILE), day.plus(7 * self.span.after));
        let own =
            |name: &str| item.version.as_deref().is_some_and(|version| name.contains(version));
        let events = self.desk.business.events.iter();
        events
            .filter(|event| event.to >= from && event.from <= to)
            .filter(|event| !(&*event.kind == "release" && own(&event.name)))
            .cloned()
            .collect()
    }
}
