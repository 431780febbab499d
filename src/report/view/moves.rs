//! Sentences about what is different from the last run, each filled from the numbers beside it.
//!
//! Takes a change with what flowed between themes; gives plain text. Customers who are counted in
//! another theme because the same feedback is sorted another way are never called more or fewer
//! customers.

use std::collections::BTreeSet;

use super::opportunity::title_of;
use super::sentences::{customers, quoted};
use crate::model::{Action, Analysis, Cause, Change, EntryId, Flow, Idle, ThemeId};
use crate::report::phrase;

/// Flows named in a sentence; the rest are counted.
const NAMED: usize = 3;

/// A theme's id and title; the id alone where it has ended.
pub(super) fn named(analysis: &Analysis, theme: ThemeId) -> String {
    match analysis.themes.get(theme) {
        Some(found) => format!("{theme} {}", quoted(&title_of(Some(found), &theme.to_string()))),
        None => theme.to_string(),
    }
}

/// `41 more customers (243 → 284)`, `still 180 customers`.
fn difference(before: u32, now: u32, one: &str, many: &str) -> String {
    let (before, now) = (u64::from(before), u64::from(now));
    if before == now {
        return format!("still {}", phrase::counted(now, one, many));
    }
    format!(
        "{} ({} → {})",
        phrase::difference(before, now, one, many),
        phrase::count(before),
        phrase::count(now)
    )
}

/// Customers then and now, and where they come from: `88 → 132 customers, regrouped tonight: took
/// 44 from T-4, gave 2 to T-12; 2 more were heard since`.
fn sorted(change: &Change, flows: &[Flow], before: Option<u32>, now: u32) -> String {
    let mut causes = Vec::new();
    for by_hand in [true, false] {
        let (moved, what) = match by_hand {
            true => (change.corrected, corrected_by(&change.entries)),
            false => (change.regrouped, "regrouped tonight".to_owned()),
        };
        if moved == 0 {
            continue;
        }
        let which = flows.iter().filter(|flow| flow.by.is_some() == by_hand);
        let told = came_and_went(change.theme, which);
        causes.push(match (told.is_empty(), by_hand) {
            (true, true) => what,
            (true, false) => format!("{what}: the same feedback is sorted another way"),
            (false, _) => format!("{what}: {}", told.join("; ")),
        });
    }
    let count = match before {
        Some(before) if before != now => {
            format!("{} → {}", phrase::count(before.into()), customers(now.into()))
        }
        _ => customers(now.into()),
    };
    let heard = change.heard.unsigned_abs();
    let since = match change.heard {
        0 => String::new(),
        1.. if before.is_none() => format!("; {} said it since", customers(heard)),
        1.. => format!("; {} since", phrase::difference(0, heard, "customer", "customers")),
        _ => format!("; {} since", phrase::difference(heard, 0, "customer", "customers")),
    };
    format!("{count}, {}{since}", causes.join("; "))
}

/// `corrected by hand (E-1)`.
fn corrected_by(entries: &[EntryId]) -> String {
    let ids: Vec<String> = entries.iter().map(ToString::to_string).collect();
    match ids.is_empty() {
        true => "corrected by hand".to_owned(),
        false => format!("corrected by hand ({})", phrase::list(&ids)),
    }
}

/// What a theme took and what it gave: `took 44 from T-4`, `gave 2 to T-12`.
fn came_and_went<'a>(theme: ThemeId, flows: impl Iterator<Item = &'a Flow>) -> Vec<String> {
    let (mut came, mut went) = (Vec::new(), Vec::new());
    for flow in flows {
        if flow.to == Some(theme) {
            came.push((flow.from, flow.customers));
        }
        if flow.from == Some(theme) {
            went.push((flow.to, flow.customers));
        }
    }
    let mut parts = Vec::new();
    for (verb, preposition, of, nowhere) in
        [("took", "from", came, "that fitted no theme"), ("gave", "to", went, "to no theme")]
    {
        if of.is_empty() {
            continue;
        }
        let mut list: Vec<String> = (of.iter().take(NAMED))
            .map(|&(theme, customers)| {
                let count = phrase::count(customers.into());
                match theme {
                    Some(theme) => format!("{count} {preposition} {theme}"),
                    None => format!("{count} {nowhere}"),
                }
            })
            .collect();
        let rest = of.len().saturating_sub(NAMED) as u64;
        if rest > 0 {
            let themes = phrase::counted(rest, "other theme", "other themes");
            list.push(format!("some {preposition} {themes}"));
        }
        parts.push(format!("{verb} {}", phrase::list(&list)));
    }
    parts
}

/// A change in a sentence, without the title.
pub(super) fn words(change: &Change, analysis: &Analysis) -> String {
    let general = analysis.themes.get(change.theme).is_some_and(|theme| theme.general);
    let mut parts = Vec::new();
    let by_sorting = change.regrouped != 0 || change.corrected != 0;
    parts.push(match change.customers {
        (before, Some(now)) if by_sorting => sorted(change, &analysis.flows, before, now),
        (Some(before), Some(now)) => difference(before, now, "customer", "customers"),
        (None, Some(now)) => customers(u64::from(now)),
        _ => {
            let (then, now) = change.wanting;
            let pieces = difference(then, now, "piece of feedback", "pieces of feedback");
            match (change.corrected, change.regrouped) {
                (0, 0) => pieces,
                (0, _) => format!("{pieces}, regrouped tonight"),
                _ => format!("{pieces}, {}", corrected_by(&change.entries)),
            }
        }
    });
    if let (Some(then), Some(now)) = change.score {
        parts.push(score(change, then, now));
    }
    if let (Some(then), Some(now)) = change.status
        && then != now
    {
        parts.push(format!("{} → {}", then.name(), now.name()));
    }
    if let Some(called) = &change.title_then {
        parts.push(format!("called {} before", quoted(called)));
    }
    let place = match change.rank {
        (Some(then), Some(now)) if then == now => format!("Still rank {now}"),
        (Some(then), Some(now)) => format!("Rank {then} → {now}"),
        (None, Some(now)) => format!("New in the ranking at {now}"),
        (Some(then), None) if general => {
            format!("No longer ranked (was {then}), what it holds names no subject any more")
        }
        (Some(then), None) => format!("No longer ranked (was {then})"),
        (None, None) => "Not ranked".to_owned(),
    };
    let moved = change.rank.0 != change.rank.1;
    let others = if moved { others_corrected(analysis) } else { Vec::new() };
    let because = match change.cause {
        // Whose customers came or went by a correction is told with them.
        Cause::Curation if change.corrected != 0 => String::new(),
        Cause::Curation => {
            let told: Vec<String> =
                change.entries.iter().map(|&entry| what_it_did(entry, analysis)).collect();
            match told.is_empty() {
                true => "; a person corrected it since the last run".to_owned(),
                false => format!("; {}", phrase::list(&told)),
            }
        }
        Cause::Weights => "; the weights of the settings are others".to_owned(),
        Cause::Others if !others.is_empty() => {
            let told: Vec<String> =
                others.iter().take(NAMED).map(|&entry| what_it_did(entry, analysis)).collect();
            format!("; themes around it were corrected by hand: {}", phrase::list(&told))
        }
        Cause::Others if change.rank.1 > change.rank.0 => "; others have moved past it".to_owned(),
        Cause::Others if change.rank.1 < change.rank.0 => {
            "; others have fallen behind it".to_owned()
        }
        _ => String::new(),
    };
    format!("{place}: {}{because}.", parts.join(", "))
}

/// Corrections that hold now and did not in the last run, or the other way round, ascending; names,
/// areas and saved searches, which move no rank, left out.
fn others_corrected(analysis: &Analysis) -> Vec<EntryId> {
    let moves_ranks = |&id: &EntryId| {
        action(id, analysis).is_none_or(|action| {
            !matches!(
                action,
                Action::Rename { .. }
                    | Action::Pin { .. }
                    | Action::Track { .. }
                    | Action::Parent { .. }
            )
        })
    };
    corrected_since(analysis).into_iter().filter(moves_ranks).collect()
}

/// Every correction that holds now and did not in the last run, or the other way round, ascending.
fn corrected_since(analysis: &Analysis) -> BTreeSet<EntryId> {
    let previous = analysis.previous.as_ref();
    previous.map(|previous| previous.corrected_since(&analysis.done)).unwrap_or_default()
}

/// What an entry that holds does.
fn action(id: EntryId, analysis: &Analysis) -> Option<&Action> {
    let entries = analysis.done.entries.iter();
    entries.map(|one| &one.entry).find(|entry| entry.id == id).map(|entry| &entry.action)
}

/// What an entry did, inside a sentence: `E-1 merged T-4 into T-1`.
fn what_it_did(id: EntryId, analysis: &Analysis) -> String {
    let idle = analysis.done.entries.iter().find(|one| one.entry.id == id).and_then(|one| one.idle);
    if idle == Some(Idle::NoRecord) {
        return format!("{id} names a record that is not there and moved nothing");
    }
    match action(id, analysis) {
        None | Some(Action::Revert { .. }) => format!("{id} was taken back"),
        Some(Action::Rename { theme, .. }) => format!("{id} named {theme}"),
        Some(Action::Merge { theme, into }) => format!("{id} merged {theme} into {into}"),
        Some(Action::Split { theme, id: made, .. }) => format!("{id} split {made} off {theme}"),
        Some(Action::Mute { theme }) => format!("{id} muted {theme}"),
        Some(Action::Pin { theme }) => format!("{id} pinned {theme}"),
        Some(Action::Move { theme, .. }) => format!("{id} moved a record to {theme}"),
        Some(Action::Reject { theme, .. }) => format!("{id} took a record out of {theme}"),
        Some(Action::Track { id: made, .. }) => format!("{id} saved the search {made}"),
        Some(Action::Parent { theme, .. }) => format!("{id} put {theme} into another area"),
    }
}

/// What people corrected since the last run and how customers went by it, in a sentence; `None`
/// where they corrected nothing.
pub(super) fn by_hand(analysis: &Analysis) -> Option<String> {
    let told: Vec<String> = corrected_since(analysis)
        .into_iter()
        .map(|id| {
            let went: Vec<String> = (analysis.flows.iter())
                .filter(|flow| flow.by == Some(id))
                .take(NAMED)
                .map(|flow| {
                    let place = |theme: Option<ThemeId>| {
                        theme.map_or_else(|| "no theme".to_owned(), |theme| theme.to_string())
                    };
                    let moved = customers(flow.customers.into());
                    format!("{moved} from {} to {}", place(flow.from), place(flow.to))
                })
                .collect();
            match went.is_empty() {
                true => what_it_did(id, analysis),
                false => format!("{} ({})", what_it_did(id, analysis), went.join(", ")),
            }
        })
        .collect();
    (!told.is_empty())
        .then(|| format!("Corrected by hand since the last run: {}.", told.join("; ")))
}

/// `score 41.2 → 47.9, most by reach (18.2 → 24.3)`.
fn score(change: &Change, then: f64, now: f64) -> String {
    let shown = |points: f64| phrase::decimal(points, 1);
    if phrase::rounded(then, 1) == phrase::rounded(now, 1) {
        return format!("score {}", shown(now));
    }
    let by = match change.factor() {
        Some(by) => {
            format!(", most by {} ({} → {})", by.factor.name(), shown(by.then), shown(by.now))
        }
        None => String::new(),
    };
    format!("score {} → {}{by}", shown(then), shown(now))
}

/// A move between themes in a sentence.
pub(super) fn flow(flow: &Flow, analysis: &Analysis) -> String {
    let moved = customers(flow.customers.into());
    let by = flow.by.map(|entry| format!(", by hand ({entry})")).unwrap_or_default();
    match (flow.from, flow.to) {
        (Some(from), Some(to)) => {
            format!("{} took {moved} from {}{by}.", named(analysis, to), named(analysis, from))
        }
        (None, Some(to)) => {
            format!("{} took {moved} who fitted no theme{by}.", named(analysis, to))
        }
        (Some(from), None) => {
            format!("{} lost {moved} who fit no theme now{by}.", named(analysis, from))
        }
        (None, None) => format!("{} moved{by}.", phrase::sentence_case(&moved)),
    }
}
