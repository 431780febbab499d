//! The records whose reading would settle a theme's rank most.
//!
//! Takes an opened run, its report, a theme and those whose rank intervals meet its own; gives records by
//! what hangs on them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{FactorName, FeedbackId, Selection, ThemeId};
use crate::ranking::REACH_TOP;
use crate::report::view::{OpportunityView, View};

use super::opened::Opened;

/// Records to be read.
pub const TO_READ: usize = 30;

/// A record worth reading.
#[derive(Clone, Debug, PartialEq)]
pub struct ToRead {
    /// The record.
    pub record: FeedbackId,
    /// The source and the source's own id.
    pub name: (String, String),
    /// The theme it counts for: this one or a rival.
    pub theme: ThemeId,
    /// The chance that it is not about the theme, as far as the grouping knows: 1 − confidence.
    pub doubt: f64,
    /// Points of its theme's score that hang on it.
    pub points: f64,
    /// The words that count; empty where its theme is of too few people to be quoted.
    pub words: String,
    /// Records that say the same for the same theme, this one among them.
    pub alike: u32,
}

/// Records of a theme and its rivals by what hangs on them: doubt × points. A record that is the only
/// one of its author counts for the reach of its theme, and every statement for its severity.
/// Of records that say the same, one is shown: who has read it has read them all.
pub(super) fn to_read(
    opened: &Opened,
    view: &View,
    one: &OpportunityView,
    rivals: &[&OpportunityView],
) -> Vec<ToRead> {
    let mut found = Vec::new();
    for of in std::iter::once(&one).chain(rivals) {
        let Ok(theme) = of.theme.parse::<ThemeId>() else { continue };
        let from = found.len();
        readings(opened, of, theme, &mut found);
        if !may_quote(view, theme) {
            found[from..].iter_mut().for_each(|one| one.words.clear());
        }
    }
    let weight = |one: &ToRead| one.doubt * one.points;
    found.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.record.cmp(&b.record)));
    let mut seen = BTreeSet::new();
    found.retain(|one| seen.insert(one.record));
    let mut found = one_per_wording(found);
    found.truncate(TO_READ);
    found
}

/// The first of those that say the same for a theme, with how many they are. What may not be quoted is not
/// told apart.
fn one_per_wording(all: Vec<ToRead>) -> Vec<ToRead> {
    let mut places: BTreeMap<(ThemeId, String), usize> = BTreeMap::new();
    let mut found: Vec<ToRead> = Vec::new();
    for one in all {
        let words = wording(&one.words);
        if words.is_empty() {
            found.push(one);
            continue;
        }
        match places.entry((one.theme, words)) {
            Entry::Occupied(place) => found[*place.get()].alike += 1,
            Entry::Vacant(place) => {
                place.insert(found.len());
                found.push(one);
            }
        }
    }
    found
}

/// Words without case and marks: `Double payment!` is said as `double payment` is.
fn wording(text: &str) -> String {
    let plain = text.to_lowercase();
    let words = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|one| !one.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a theme is of enough people to be quoted, as the report has it.
pub(super) fn may_quote(view: &View, theme: ThemeId) -> bool {
    let id = theme.to_string();
    view.themes.iter().any(|one| one.id == id && one.quote.is_some())
        || view.opportunities.iter().any(|one| one.theme == id && !one.quotes.is_empty())
}

fn readings(opened: &Opened, of: &OpportunityView, theme: ThemeId, found: &mut Vec<ToRead>) {
    let corpus = &opened.corpus;
    let weight = |name: FactorName| {
        of.factors.iter().find(|one| one.name == name.name()).map_or(0.0, |one| one.weight)
    };
    let sum: f64 = of.factors.iter().map(|one| one.weight).sum();
    let (reach, severity) = (weight(FactorName::Reach), weight(FactorName::Severity));
    let mut counted: BTreeMap<u32, u32> = BTreeMap::new();
    let rows = opened.select(&Selection::wanting(theme)).rows;
    let authors = corpus.authors();
    rows.iter().for_each(|&row| *counted.entry(authors[row as usize]).or_default() += 1);
    let customers = f64::from(of.customers);
    let everybody = customers / of.customers_share.max(f64::MIN_POSITIVE);
    let scaled = |people: f64| (people / everybody / REACH_TOP).clamp(0.0, 1.0).sqrt();
    let of_author = 100.0 * reach / sum.max(f64::MIN_POSITIVE)
        * (scaled(customers) - scaled((customers - 1.0).max(0.0)));
    let statements: u32 = of.evidence.severities.iter().sum();
    let total: u32 =
        (of.evidence.severities.iter().zip(0..)).map(|(n, s): (&u32, u32)| n * s).sum();
    let mean = f64::from(total) / f64::from(statements.max(1));
    for row in rows {
        let inside = corpus.statements_of(row).filter(|&at| {
            opened.theme_of(at) == Some(theme) && corpus.statements()[at].stance.wants_change()
        });
        let inside: Vec<usize> = inside.collect();
        let doubt = inside
            .iter()
            .filter_map(|&at| opened.places[at])
            .map(|place| 1.0 - f64::from(place.confidence.clamp(0.0, 1.0)))
            .fold(1.0, f64::min);
        let alone = counted[&authors[row as usize]] == 1;
        // By how much the mean severity would be another without these statements.
        let moved: f64 = inside
            .iter()
            .map(|&at| (f64::from(corpus.statements()[at].severity.min(3)) - mean).abs())
            .sum();
        let of_severity = 100.0 * severity / sum.max(f64::MIN_POSITIVE) / 3.0 * moved
            / (f64::from(statements) + 20.0);
        let one = &corpus.feedback()[row as usize];
        found.push(ToRead {
            record: one.id,
            name: (one.source.to_string(), one.external.to_string()),
            theme,
            doubt,
            points: if alone { of_author } else { 0.0 } + of_severity,
            words: inside
                .first()
                .map(|&at| corpus.text_of(&corpus.statements()[at]).to_owned())
                .unwrap_or_default(),
            alike: 1,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_read_once_for_a_theme() {
        let said = |theme: u32, words: &str| ToRead {
            record: FeedbackId::default(),
            name: (String::new(), String::new()),
            theme: ThemeId(theme),
            doubt: 0.5,
            points: 0.1,
            words: words.to_owned(),
            alike: 1,
        };
        let all = vec![
            said(3, "Double payment"),
            said(3, "double payment!"),
            said(1, "Double payment."),
            said(3, ""),
            said(3, ""),
        ];
        let found = one_per_wording(all);
        let counts: Vec<(u32, u32)> = found.iter().map(|one| (one.theme.0, one.alike)).collect();
        assert_eq!(counts, [(3, 2), (1, 1), (3, 1), (3, 1)]);
    }
}
