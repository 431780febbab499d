//! Sentences about what is different from the last run, each filled from the numbers beside it.
//!
//! Takes a change with what flowed between themes; gives plain text. Customers who are counted in
//! another theme because the same feedback is sorted another way are never called more or fewer
//! customers.

use std::collections::BTreeSet;

use super::opportunity::title_of;
use super::sentences::{customers, quoted};
use crate::model::{Analysis, Cause, Change, Flow, ThemeId};
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
fn regrouped(change: &Change, flows: &[Flow], before: Option<u32>, now: u32) -> String {
    let came: Vec<(Option<ThemeId>, u32)> = (flows.iter())
        .filter(|flow| flow.to == Some(change.theme))
        .map(|flow| (flow.from, flow.customers))
        .collect();
    let went: Vec<(Option<ThemeId>, u32)> = (flows.iter())
        .filter(|flow| flow.from == Some(change.theme))
        .map(|flow| (flow.to, flow.customers))
        .collect();
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
    let flows = match parts.is_empty() {
        true => "the same feedback is sorted another way".to_owned(),
        false => parts.join("; "),
    };
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
    format!("{count}, regrouped tonight: {flows}{since}")
}

/// A change in a sentence, without the title.
pub(super) fn words(change: &Change, analysis: &Analysis) -> String {
    let general = analysis.themes.get(change.theme).is_some_and(|theme| theme.general);
    let mut parts = Vec::new();
    let by_sorting = change.regrouped != 0;
    parts.push(match change.customers {
        (before, Some(now)) if by_sorting => regrouped(change, &analysis.flows, before, now),
        (Some(before), Some(now)) => difference(before, now, "customer", "customers"),
        (None, Some(now)) => customers(u64::from(now)),
        _ => {
            let (then, now) = change.wanting;
            let pieces = difference(then, now, "piece of feedback", "pieces of feedback");
            if by_sorting { format!("{pieces}, regrouped tonight") } else { pieces }
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
    let because = match change.cause {
        Cause::Curation => "; a person corrected it since the last run",
        Cause::Weights => "; the weights of the settings are others",
        Cause::Others if change.rank.0 != change.rank.1 && others_corrected(analysis) => {
            "; themes around it were corrected by hand"
        }
        Cause::Others if change.rank.1 > change.rank.0 => "; others have moved past it",
        Cause::Others if change.rank.1 < change.rank.0 => "; others have fallen behind it",
        _ => "",
    };
    format!("{place}: {}{because}.", parts.join(", "))
}

/// Whether corrections hold now that did not in the last run, or the other way round.
fn others_corrected(analysis: &Analysis) -> bool {
    let then = analysis.previous.iter().flat_map(|previous| &previous.in_force).copied();
    let now = analysis.done.entries.iter().map(|one| one.entry.id);
    then.collect::<BTreeSet<_>>() != now.collect::<BTreeSet<_>>()
}

/// `score 41.2 → 47.9, most by reach (18.2 → 24.3)`.
fn score(change: &Change, then: f64, now: f64) -> String {
    let shown = |points: f64| phrase::decimal(points, 1);
    if phrase::rounded(then, 1) == phrase::rounded(now, 1) {
        return format!("score {}", shown(now));
    }
    let by = match change.factor() {
        Some((name, then, now)) => {
            format!(", most by {} ({} → {})", name.name(), shown(then), shown(now))
        }
        None => String::new(),
    };
    format!("score {} → {}{by}", shown(then), shown(now))
}

/// A move between themes in a sentence.
pub(super) fn flow(flow: &Flow, analysis: &Analysis) -> String {
    let moved = customers(flow.customers.into());
    match (flow.from, flow.to) {
        (Some(from), Some(to)) => {
            format!("{} took {moved} from {}.", named(analysis, to), named(analysis, from))
        }
        (None, Some(to)) => {
            format!("{} took {moved} who fitted no theme.", named(analysis, to))
        }
        (Some(from), None) => {
            format!("{} lost {moved} who fit no theme now.", named(analysis, from))
        }
        (None, None) => format!("{} moved.", phrase::sentence_case(&moved)),
    }
}
