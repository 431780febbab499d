//! What cannot be: entries that contradict one another, and themes that never were.
//!
//! Takes the entries; gives faults with the lines of both. Only what is written counts, and the
//! merges among it: what a refit does to themes later never makes a contradiction of two entries
//! that were none, for no night may stop because of it.

use std::collections::BTreeMap;

use crate::model::{Action, Curation, Entry, RecordName, ThemeId};

use super::file::Fault;

/// What an entry claims for itself alone.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Claim<'e> {
    /// The title of a theme.
    Title(ThemeId),
    /// What a theme goes into.
    Goes(ThemeId),
    /// The area of a theme.
    Area(ThemeId),
    /// Whether a theme is in the ranking.
    Ranked(ThemeId),
    /// What says these words in a theme.
    Words(ThemeId, &'e str),
    /// Where a record is.
    Place(&'e RecordName),
}

/// Every pair of entries that cannot both hold, the later one's line first, in the order of the
/// file. Those that are taken back contradict nothing.
pub fn contradictions(curation: &Curation) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut claims: BTreeMap<Claim<'_>, &Entry> = BTreeMap::new();
    let mut merged: BTreeMap<ThemeId, (ThemeId, &Entry)> = BTreeMap::new();
    let mut rejected: Vec<(&RecordName, ThemeId, &Entry)> = Vec::new();
    let mut moved: Vec<(&RecordName, ThemeId, &Entry)> = Vec::new();
    for entry in curation.in_force() {
        // What an id means at this point of the file.
        let meant = |mut id: ThemeId| {
            while let Some((into, _)) = merged.get(&id) {
                id = *into;
            }
            id
        };
        let (claim, words) = match &entry.action {
            Action::Rename { theme, .. } => {
                (Some(Claim::Title(meant(*theme))), format!("{theme} has two names"))
            }
            Action::Merge { theme, into } => {
                let (from, to) = (meant(*theme), meant(*into));
                let told = format!("{theme} cannot go into {into}");
                if from == to && !claims.contains_key(&Claim::Goes(*theme)) {
                    match merged.get(theme).or_else(|| merged.get(into)) {
                        Some((_, other)) => {
                            faults.push(both(entry, other, format!("{told}: they are one")));
                        }
                        None => faults.push(Fault {
                            line: entry.line,
                            other: None,
                            problem: format!("{told}: they are one"),
                            fix: "name two themes".to_owned(),
                        }),
                    }
                    continue;
                }
                if !claims.contains_key(&Claim::Goes(*theme)) {
                    merged.insert(from, (to, entry));
                }
                // By the id as it is written: where it went before is said by the other entry.
                (Some(Claim::Goes(*theme)), format!("{theme} goes into two themes"))
            }
            Action::Split { theme, words, .. } => (
                Some(Claim::Words(meant(*theme), words)),
                format!("the same words are split off {theme} twice"),
            ),
            Action::Mute { theme } => (Some(Claim::Ranked(meant(*theme))), String::new()),
            Action::Pin { theme } => (Some(Claim::Ranked(meant(*theme))), String::new()),
            Action::Parent { theme, .. } => {
                (Some(Claim::Area(meant(*theme))), format!("{theme} is in two areas"))
            }
            Action::Move { record, theme } => {
                let to = meant(*theme);
                let no = rejected.iter().find(|one| concerns(one.0, record) && one.1 == to);
                if let Some((_, _, other)) = no {
                    faults.push(both(entry, other, moved_and_not(record, *theme)));
                }
                moved.push((record, to, entry));
                (
                    Some(Claim::Place(record)),
                    format!("record {} is moved to two themes", record.record),
                )
            }
            Action::Reject { record, theme } => {
                let from = meant(*theme);
                let yes = moved.iter().find(|one| concerns(one.0, record) && one.1 == from);
                if let Some((_, _, other)) = yes {
                    faults.push(both(entry, other, moved_and_not(record, *theme)));
                }
                rejected.push((record, from, entry));
                (None, String::new())
            }
            Action::Track { .. } | Action::Revert { .. } => (None, String::new()),
        };
        let Some(claim) = claim else { continue };
        match claims.get(&claim) {
            Some(other) => {
                let words = match &claim {
                    Claim::Ranked(theme) if other.action.name() == entry.action.name() => {
                        format!("{theme} is asked for that twice ({})", entry.action.name())
                    }
                    Claim::Ranked(theme) => format!("{theme} is both muted and pinned"),
                    _ => words,
                };
                faults.push(both(entry, other, words));
            }
            None => {
                claims.insert(claim, entry);
            }
        }
    }
    faults
}

/// Two entries that cannot both hold.
fn both(entry: &Entry, other: &Entry, problem: String) -> Fault {
    let fix = format!(
        "take one back (`earful theme revert {}`), or write replaces = \"{}\" into the later one",
        other.id, other.id
    );
    Fault { line: entry.line, other: Some(other.line), problem, fix }
}

fn moved_and_not(record: &RecordName, theme: ThemeId) -> String {
    format!("record {} is moved to {theme} and does not belong to it", record.record)
}

/// Whether two names are of one record, or one is of a statement of the other.
fn concerns(a: &RecordName, b: &RecordName) -> bool {
    let same = (&a.source, &a.record) == (&b.source, &b.record);
    same && (a.statement == b.statement || a.statement.is_none() || b.statement.is_none())
}

/// Entries in force that name a theme that never was: `known` says of an id whether it was ever
/// handed out. Themes that other entries made are known from their entry on, also where that was
/// taken back.
pub fn unknown(curation: &Curation, known: &dyn Fn(ThemeId) -> bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    for entry in curation.in_force() {
        for theme in entry.action.themes() {
            let made = || {
                let before = curation.entries.iter().take_while(|one| one.id != entry.id);
                before.filter_map(|one| one.action.makes()).any(|made| made == theme)
            };
            let is_known = if theme.made().is_some() { made() } else { known(theme) };
            if !is_known {
                faults.push(Fault {
                    line: entry.line,
                    other: None,
                    problem: format!("there is no theme {theme}, and there never was"),
                    fix: "`earful themes` lists those there are".to_owned(),
                });
            }
        }
    }
    faults
}
