//! What the company measures, before and after what it shipped, and lately for its pains.
//!
//! A metric is never fed back into a verdict or a rank: it stands beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::business;
use crate::model::{Attribute, Day, Item, Level, Measured, MetricChange, ThemeId, ThemeMetric};
use crate::planning::{AFTER, BEFORE};
use crate::trends::arms;

/// Segments that are shown of one metric.
const MOST_PARTS: usize = 12;

/// First and last day.
type Span = (Day, Day);

/// The metrics an item names, in the half year before the day it shipped and the quarter since: of each
/// all, then its segments by name and value.
pub(super) fn of_item(item: &Item, rows: &[Measured], day: Day, today: Day) -> Vec<MetricChange> {
    let before = (day.plus(-7 * BEFORE), day.plus(-1));
    let after = (day, day.plus(7 * AFTER - 1).min(today));
    let named = item.metrics.iter();
    named.flat_map(|name| changes(&of_name(rows, name), before, after)).collect()
}

/// The metrics that the file gives to themes, in the recent window against the baseline of the trends:
/// by theme, then name. And the ids that never were.
pub(super) fn of_themes(
    rows: &[Measured],
    windows: Option<[Span; 2]>,
    resolve: &dyn Fn(ThemeId) -> Option<ThemeId>,
    ever: &dyn Fn(ThemeId) -> bool,
) -> (Vec<ThemeMetric>, Vec<ThemeId>) {
    let mut wanted: BTreeSet<(ThemeId, Arc<str>)> = BTreeSet::new();
    let mut never: BTreeSet<ThemeId> = BTreeSet::new();
    for row in rows {
        for &named in &row.themes {
            match resolve(named) {
                Some(theme) => {
                    wanted.insert((theme, row.name.clone()));
                }
                None if !ever(named) => {
                    never.insert(named);
                }
                None => {}
            }
        }
    }
    let never = never.into_iter().collect();
    let Some([recent, baseline]) = windows else { return (Vec::new(), never) };
    let found = wanted.into_iter().filter_map(|(theme, name)| {
        let change = changes(&of_name(rows, &name), baseline, recent).into_iter().next()?;
        Some(ThemeMetric { theme, change })
    });
    (found.collect(), never)
}

/// The metrics an item names that the file does not have, as the item writes them.
pub(super) fn unknown(item: &Item, rows: &[Measured]) -> Vec<Arc<str>> {
    let is_known = |name: &str| rows.iter().any(|row| row.name.eq_ignore_ascii_case(name));
    item.metrics.iter().filter(|name| !is_known(name)).cloned().collect()
}

fn of_name<'m>(rows: &'m [Measured], name: &str) -> Vec<&'m Measured> {
    rows.iter().filter(|row| row.name.eq_ignore_ascii_case(name)).collect()
}

/// One metric before and after: all of it, then its segments. Nothing where it has no row.
///
/// Rows may be cut by other columns than other rows (a total, then by plan, then by country): all is made
/// of those that are cut the least, and a segment of those that are cut the least and have its name, so
/// that nobody is counted twice.
fn changes(rows: &[&Measured], before: Span, after: Span) -> Vec<MetricChange> {
    let Some(first) = rows.first() else { return Vec::new() };
    // How rows are cut, the least first, with the rows.
    let mut cuts: BTreeMap<(usize, Vec<&str>), Vec<&Measured>> = BTreeMap::new();
    for row in rows {
        let mut names: Vec<&str> = row.segments.iter().map(|one| &*one.name).collect();
        names.dedup();
        cuts.entry((names.len(), names)).or_default().push(row);
    }
    let change = |segment: Option<Attribute>, rows: &[&Measured]| {
        let within = |(from, to): Span| {
            business::level(rows.iter().copied().filter(|row| (from..=to).contains(&row.day)))
        };
        let (before, after) = (within(before), within(after));
        let both = before.zip(after);
        MetricChange {
            name: first.name.clone(),
            segment,
            before,
            after,
            difference: both.map(|(before, after)| after.value - before.value),
            interval: both.and_then(|(before, after)| interval(&before, &after)),
        }
    };
    let whole = cuts.values().next().cloned().unwrap_or_default();
    let mut found = vec![change(None, &whole)];
    let segments: BTreeSet<&Attribute> = rows.iter().flat_map(|row| &row.segments).collect();
    for segment in segments.into_iter().take(MOST_PARTS) {
        let cut = cuts.iter().find(|cut| cut.0.1.contains(&&*segment.name));
        let rows: Vec<&Measured> = (cut.into_iter().flat_map(|cut| cut.1))
            .filter(|row| row.segments.contains(segment))
            .copied()
            .collect();
        found.push(change(Some(segment.clone()), &rows));
    }
    found
}

/// The interval of after less before, where both are shares of a number that can be told from chance.
fn interval(before: &Level, after: &Level) -> Option<(f64, f64)> {
    let small =
        |(hits, all): (u64, u64)| Some((u32::try_from(hits).ok()?, u32::try_from(all).ok()?));
    let (before, after) = (small(before.of?)?, small(after.of?)?);
    Some(arms::difference(after, before).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: i32, value: f64, base: Option<u64>, plan: &str) -> Measured {
        let segment = Attribute { name: Arc::from("plan"), value: Arc::from(plan) };
        Measured {
            name: Arc::from("Conversion"),
            day: Day(day),
            value,
            base,
            segments: if plan.is_empty() { Vec::new() } else { vec![segment] },
            themes: vec![ThemeId(3), ThemeId(9)],
            line: 2,
        }
    }

    #[test]
    fn totals_are_not_counted_twice() {
        let rows = [
            row(10, 56.0, Some(70), "pro"),
            row(20, 48.0, Some(80), "pro"),
            row(10, 100.0, Some(500), ""),
            row(20, 150.0, Some(500), ""),
        ];
        let all: Vec<&Measured> = rows.iter().collect();
        let found = changes(&all, (Day(0), Day(14)), (Day(15), Day(30)));
        assert_eq!(found.len(), 2);
        let level = |level: &Option<Level>| level.and_then(|one| one.of);
        assert_eq!(level(&found[0].before), Some((100, 500)));
        assert!((found[0].difference.expect("a number") - 0.1).abs() < 1e-12);
        assert_eq!(found[1].segment.as_ref().map(|one| &*one.value), Some("pro"));
        // Newcombe (1998), table II, row (a), the other way round.
        let (low, high) = found[1].interval.expect("an interval");
        assert!((low + 0.3339).abs() < 5e-5 && (high + 0.0524).abs() < 5e-5, "{low} {high}");
        // Without totals the segments are all there is.
        let found = changes(&all[..2], (Day(0), Day(14)), (Day(15), Day(30)));
        assert_eq!(level(&found[0].before), Some((56, 70)));
        assert!(changes(&[], (Day(0), Day(14)), (Day(15), Day(30))).is_empty());
    }

    #[test]
    fn what_is_not_known_is_blank() {
        let rows = [row(10, 17.5, None, ""), row(20, 12.0, None, "")];
        let all: Vec<&Measured> = rows.iter().collect();
        let found = changes(&all, (Day(0), Day(14)), (Day(15), Day(30)));
        assert_eq!((found[0].difference, found[0].interval), (Some(-5.5), None));
        let found = changes(&all, (Day(0), Day(14)), (Day(25), Day(30)));
        assert_eq!((found[0].after, found[0].difference), (None, None));
    }

    #[test]
    fn themes_by_any_id() {
        let rows = [row(10, 1.0, Some(5), ""), row(20, 2.0, Some(5), "")];
        let windows = Some([(Day(15), Day(30)), (Day(0), Day(14))]);
        let resolve = |id: ThemeId| (id == ThemeId(3)).then_some(ThemeId(1));
        let (found, never) = of_themes(&rows, windows, &resolve, &|_| false);
        assert_eq!((found.len(), found[0].theme, never), (1, ThemeId(1), vec![ThemeId(9)]));
        assert_eq!(of_themes(&rows, None, &resolve, &|_| true), (Vec::new(), Vec::new()));
    }
}
