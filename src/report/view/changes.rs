//! What is different from the last run, each difference a sentence computed from its numbers.

use serde::{Deserialize, Serialize};

use super::build::Context;
use super::opportunity::{OpportunityView, number, title_of};
use super::sentences::{customers, quoted};
use crate::model::{Analysis, Change, LineageEvent, ThemeId};
use crate::report::phrase;

/// Differences from the last run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// The last run; `None` on the first.
    pub previous: Option<PreviousView>,
    /// What happened overall, in a sentence.
    pub words: String,
    /// Ranks that moved, came or went, largest difference first.
    pub ranks: Vec<ChangeView>,
    /// What happened to themes as such, in the order it was written down.
    pub lineage: Vec<LineageView>,
}

/// The run compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviousView {
    /// Its id.
    pub run: String,
    /// Its day.
    pub today: String,
    /// Feedback in its corpus.
    pub feedback: u64,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeView {
    /// The theme.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// `up`, `down`, `same`, `in` (newly ranked) or `out` (no longer ranked).
    pub direction: String,
    /// Rank then and now.
    pub rank: [Option<u32>; 2],
    /// Score then and now.
    pub score: [Option<f64>; 2],
    /// Wanting feedback then and now.
    pub wanting: [u32; 2],
    /// Customers then and now.
    pub customers: [Option<u32>; 2],
    /// Status then and now.
    pub status: [Option<String>; 2],
    /// The difference in words, without the title: `Rank 7 → 2: 41 more customers (88 → 129), …`.
    pub words: String,
}

/// One thing that happened to a theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineageView {
    /// The night.
    pub day: String,
    /// The theme.
    pub theme: String,
    /// `born`, `split`, `merged` or `ended`.
    pub event: String,
    /// The other theme, if there is one.
    pub other: Option<String>,
    /// The event in words.
    pub words: String,
}

fn named(analysis: &Analysis, theme: ThemeId) -> String {
    match analysis.themes.get(theme) {
        Some(found) => format!("{theme} {}", quoted(&title_of(Some(found), &theme.to_string()))),
        None => theme.to_string(),
    }
}

impl Changes {
    pub(super) fn new(context: &Context<'_>, ranked: &[OpportunityView]) -> Changes {
        let analysis = context.analysis;
        let ranks: Vec<ChangeView> =
            analysis.changes.iter().map(|change| ChangeView::new(change, analysis)).collect();
        let previous = analysis.previous.as_ref().map(|previous| PreviousView {
            run: previous.run.clone(),
            today: previous.today.to_string(),
            feedback: previous.feedback,
        });
        let words = match &previous {
            None => "This is the first run; from the next on, changes are listed here.".to_owned(),
            Some(previous) => {
                let day = phrase::iso_date(&previous.today);
                let (before, now) = (previous.feedback, analysis.coverage.feedback);
                let heard = if now == before {
                    "the same feedback".to_owned()
                } else {
                    phrase::difference(before, now, "piece of feedback", "pieces of feedback")
                };
                let count = |direction: &str| {
                    ranks.iter().filter(|change| change.direction == direction).count() as u64
                };
                let moves: Vec<String> = [
                    (count("up"), "moved up"),
                    (count("down"), "moved down"),
                    (count("in"), "came in"),
                    (count("out"), "left"),
                ]
                .into_iter()
                .filter(|(number, _)| *number > 0)
                .map(|(number, what)| format!("{} {what}", phrase::count(number)))
                .collect();
                let moved = if moves.is_empty() {
                    if ranked.is_empty() {
                        "nothing is ranked".to_owned()
                    } else {
                        "every rank is where it was".to_owned()
                    }
                } else {
                    format!("in the ranking {}", phrase::list(&moves))
                };
                format!("Since {day}: {heard}; {moved}.")
            }
        };
        Changes {
            previous,
            words,
            ranks,
            lineage: analysis.lineage.iter().map(|one| LineageView::new(one, analysis)).collect(),
        }
    }
}

impl ChangeView {
    fn new(change: &Change, analysis: &Analysis) -> ChangeView {
        let before = analysis.previous.as_ref().and_then(|previous| {
            previous.opportunities.iter().find(|one| one.0 == change.theme).map(|one| one.4)
        });
        let now = analysis
            .opportunities
            .iter()
            .find(|one| one.theme == change.theme)
            .map(|one| one.evidence.customers());
        let id = change.theme.to_string();
        let direction = match change.rank {
            (Some(then), Some(now)) if now < then => "up",
            (Some(then), Some(now)) if now > then => "down",
            (None, Some(_)) => "in",
            (Some(_), None) => "out",
            _ => "same",
        };
        ChangeView {
            title: match analysis.themes.get(change.theme) {
                Some(theme) => title_of(Some(theme), &id),
                None => "A theme that has ended".to_owned(),
            },
            theme: id,
            direction: direction.to_owned(),
            rank: [change.rank.0, change.rank.1],
            score: [change.score.0, change.score.1].map(|score| score.map(number)),
            wanting: [change.wanting.0, change.wanting.1],
            customers: [before, now],
            status: [change.status.0, change.status.1]
                .map(|status| status.map(|status| status.name().to_owned())),
            words: words(change, analysis, before, now),
        }
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

fn words(change: &Change, analysis: &Analysis, before: Option<u32>, now: Option<u32>) -> String {
    let general = analysis.themes.get(change.theme).is_some_and(|theme| theme.general);
    let mut parts = Vec::new();
    match (before, now) {
        (Some(before), Some(now)) => {
            parts.push(difference(before, now, "customer", "customers"));
        }
        (None, Some(now)) => parts.push(customers(u64::from(now))),
        _ => parts.push(difference(
            change.wanting.0,
            change.wanting.1,
            "piece of feedback",
            "pieces of feedback",
        )),
    }
    if let (Some(then), Some(now)) = change.score {
        if phrase::rounded(then, 1) == phrase::rounded(now, 1) {
            parts.push(format!("score {}", phrase::decimal(now, 1)));
        } else {
            parts.push(format!("score {} → {}", phrase::decimal(then, 1), phrase::decimal(now, 1)));
        }
    }
    if let (Some(then), Some(now)) = change.status
        && then != now
    {
        parts.push(format!("{} → {}", then.name(), now.name()));
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
    format!("{place}: {}.", parts.join(", "))
}

impl LineageView {
    fn new(event: &LineageEvent, analysis: &Analysis) -> LineageView {
        let this = named(analysis, event.theme);
        let other = event.other.map(|other| named(analysis, other));
        let words = match (event.event, other) {
            ("born", _) => format!("{this} is new."),
            ("split", Some(other)) => format!("{this} split off {other}."),
            ("merged", Some(other)) => format!("{this} went into {other}."),
            ("ended", Some(other)) => format!("{this} ended and went into {other}."),
            ("ended", None) => format!("{this} ended."),
            (what, Some(other)) => format!("{this}: {what}, {other}."),
            (what, None) => format!("{this}: {what}."),
        };
        LineageView {
            day: event.day.to_string(),
            theme: event.theme.to_string(),
            event: event.event.to_owned(),
            other: event.other.map(|other| other.to_string()),
            words,
        }
    }
}
