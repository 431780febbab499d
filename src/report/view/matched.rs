//! What the files beside the settings matched and what they did not, in sentences.
//!
//! Takes the counts of the joins and the items of the roadmap; gives what stands in the first lines of
//! every answer about the meeting.

use crate::model::{BusinessFile, CostMatch, ItemHeard, JoinCounts, Meeting, Progress};
use crate::report::phrase;

/// Names of items, themes and channels that a sentence lists.
const NAMED: usize = 8;

/// What the customers file matched, with what it did not.
pub(super) fn join_words(joins: &JoinCounts) -> String {
    let unmatched = joins.authors - joins.known;
    let silent = joins.customers - joins.heard;
    let by_source: Vec<String> = (joins.sources.iter())
        .map(|one| {
            let share = phrase::share(one.records - one.matched, one.records);
            format!("{} {}", one.source, phrase::percent(share))
        })
        .collect();
    let mut words = format!(
        "Of {} in the feedback {} are not in the customers file (records without a customer: {}); of {} in \
         the file {} were never heard.",
        phrase::counted(joins.authors, "customer", "customers"),
        phrase::part(unmatched, joins.authors),
        by_source.join(", "),
        phrase::counted(joins.customers, "customer", "customers"),
        phrase::part(silent, joins.customers),
    );
    if joins.known == 0 {
        words
            .push_str(" Nothing matched: is its column of keys what the sources have as `author`?");
    }
    words
}

/// How many records have a cost, and which lines of the file are of none; `None` where all match.
pub(super) fn cost_words(costs: &CostMatch) -> Option<String> {
    let idle: Vec<String> = costs.idle.iter().map(|one| phrase::quoted(one)).collect();
    if costs.without == costs.records {
        return Some(format!(
            "No record has a cost: the costs file is of {}, and no record has one of them as its segment \
             `channel`, its source or its kind.",
            some_of(&idle)
        ));
    }
    let without = match costs.without {
        0 if idle.is_empty() => return None,
        0 => "Every record has a cost".to_owned(),
        without => {
            let part = phrase::part_of_all(without, costs.records, "records");
            format!("{part} have no cost in the costs file")
        }
    };
    Some(match idle.is_empty() {
        true => format!("{without}."),
        false => format!("{without}; no record is of {} of the costs file.", some_of(&idle)),
    })
}

/// What of the roadmap cannot be followed: themes that never were, days that are missing or ahead.
pub(super) fn roadmap_words(meeting: &Meeting) -> Vec<String> {
    let items = || meeting.items.iter();
    let named = |one: &ItemHeard| one.item.id.to_string();
    let never: Vec<String> = items()
        .flat_map(|one| one.never.iter().map(move |theme| format!("{theme} ({})", one.item.id)))
        .collect();
    let is_shipped = |one: &&ItemHeard| one.item.progress == Progress::Shipped;
    let undated = items().filter(is_shipped).filter(|one| one.item.shipped.is_none());
    let undated: Vec<String> = undated.map(named).collect();
    let ahead: Vec<String> = items().filter(|one| one.ahead).map(named).collect();
    let mut words = Vec::new();
    if !never.is_empty() {
        words.push(format!(
            "The roadmap names themes that never were: {}; `earful themes` lists them.",
            some_of(&never)
        ));
    }
    if !undated.is_empty() {
        words.push(format!(
            "Shipped without a day, so that what changed cannot be followed: {}.",
            some_of(&undated)
        ));
    }
    if !ahead.is_empty() {
        words.push(format!("Shipped on a day after this run: {}.", some_of(&ahead)));
    }
    words
}

/// Names in a sentence, the first ones where they are many.
fn some_of(names: &[String]) -> String {
    match names.len().checked_sub(NAMED).filter(|&more| more > 1) {
        Some(_) => {
            let more = phrase::count((names.len() - NAMED) as u64);
            format!("{} and {more} more", names[..NAMED].join(", "))
        }
        None => phrase::list(names),
    }
}

/// How many rows of a file could not be used, and the first reason; `None` where all were.
pub(super) fn bad_words(file: &BusinessFile) -> Option<String> {
    let first = file.bad.first()?;
    let all = file.used + file.bad.len() as u64;
    Some(format!(
        "{}: {} could not be used, the first on line {}: {}.",
        file.file,
        phrase::part_of_all(file.bad.len() as u64, all, "rows"),
        first.line,
        first.reason
    ))
}
