//! What is different from the last run: the most important first, each with its cause, its numbers
//! and a sentence computed from them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Context;
use super::moves::{self, named};
use super::opportunity::{OpportunityView, number, title_of};
use super::{AlarmView, alarm};
use crate::model::{Analysis, Change, FactorMoved, Flow, LineageEvent};
use crate::report::phrase;

/// Differences from the last run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    /// The last run; `None` on the first.
    pub previous: Option<PreviousView>,
    /// What happened overall, in a sentence.
    pub words: String,
    /// What made more than one theme differ: corrections by hand, other weights or settings, another
    /// version of the program, everything grouped afresh.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<CauseView>,
    /// Everything, the most important first: alarms, what is new, what rises, what moved, what is
    /// sorted another way, what left, the rest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<ListedView>,
    /// Ranks that moved, came or went, largest difference first.
    pub ranks: Vec<ChangeView>,
    /// How the same feedback moved between themes, most customers first: counted on the records of
    /// both runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regrouped: Vec<FlowView>,
    /// What happened to themes as such, in the order it was written down.
    pub lineage: Vec<LineageView>,
}

/// The run compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PreviousView {
    /// Its id.
    pub run: String,
    /// Its day.
    pub today: String,
    /// Feedback in its corpus.
    pub feedback: u64,
}

/// What made more than one theme differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CauseView {
    /// `curation`, `weights`, `settings`, `program` or `refit`.
    pub kind: String,
    /// It in a sentence.
    pub words: String,
}

/// One difference, in the order of importance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListedView {
    /// `alarm`, `new`, `rise`, `move`, `regrouped`, `left` or `same_rank`.
    pub kind: String,
    /// The theme, and for an alarm of mail the source; empty where it is all feedback.
    pub of: String,
    /// What it is called.
    pub title: String,
    /// What made it: `curation`, `weights`, `regrouping`, `feedback`, `factor` or `others`.
    pub cause: String,
    /// The factor that moved the score most, with its points then and now.
    pub factor: Option<FactorMove>,
    /// The same in words. For an alarm it names the theme, for all else the title goes before.
    pub words: String,
}

/// How the points of a factor moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FactorMove {
    /// The factor.
    pub name: String,
    /// Its points then and now.
    pub points: [f64; 2],
}

/// One difference of a theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeView {
    /// The theme.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// `new`, `rise`, `move`, `regrouped`, `left` or `same_rank`; empty in reports of older versions.
    #[serde(default)]
    pub kind: String,
    /// `up`, `down`, `same`, `in` (newly ranked) or `out` (no longer ranked).
    pub direction: String,
    /// What made it: `curation`, `weights`, `regrouping`, `feedback`, `factor` or `others`; empty in
    /// reports of older versions.
    #[serde(default)]
    pub cause: String,
    /// Rank then and now.
    pub rank: [Option<u32>; 2],
    /// Score then and now.
    pub score: [Option<f64>; 2],
    /// Points of each factor then and now, where both runs measured it.
    #[serde(default)]
    pub points: Vec<FactorMove>,
    /// Wanting feedback then and now.
    pub wanting: [u32; 2],
    /// Customers then and now.
    pub customers: [Option<u32>; 2],
    /// Of the difference in customers: by corrections that people made or took back.
    #[serde(default)]
    pub corrected: i64,
    /// Of the difference in customers: by sorting the same feedback another way.
    #[serde(default)]
    pub regrouped: i64,
    /// Of the difference in customers: by what was said or taken back since.
    #[serde(default)]
    pub heard: i64,
    /// The corrections about it that people made or took back: `E-1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// Status then and now.
    pub status: [Option<String>; 2],
    /// What it was called, where that is another title now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_then: Option<String>,
    /// The difference in words, without the title: `Rank 7 → 2: 41 more customers (88 → 129), …`.
    pub words: String,
}

/// Customers who want a change in another theme now, by the same feedback.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowView {
    /// The theme that was counted with them; `None`: they fitted nowhere.
    pub from: Option<String>,
    /// The theme that is counted with them now; `None`: they fit nowhere.
    pub to: Option<String>,
    /// The correction that did it: `E-1`; `None` where the program did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// How many customers.
    pub customers: u32,
    /// Their pieces of feedback.
    pub feedback: u32,
    /// It in a sentence.
    pub words: String,
}

/// One thing that happened to a theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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

impl Changes {
    pub(super) fn new(
        context: &Context<'_>,
        ranked: &[OpportunityView],
        alarms: &[AlarmView],
    ) -> Changes {
        let analysis = context.analysis;
        let mut ranks: Vec<ChangeView> =
            analysis.changes.iter().map(|change| ChangeView::new(change, analysis)).collect();
        let list = list(&ranks, alarms, analysis);
        ranks.sort_by_key(|change| (std::cmp::Reverse(change.distance()), change.place()));
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
            causes: causes(analysis),
            list,
            ranks,
            regrouped: analysis.flows.iter().map(|one| FlowView::new(one, analysis)).collect(),
            lineage: analysis.lineage.iter().map(|one| LineageView::new(one, analysis)).collect(),
        }
    }
}

/// Moves between themes that are told on the first screen.
const FLOWS_TOLD: usize = 2;

/// Alarms that ring, then what changed; nothing on the first run, when everything is new.
fn list(changes: &[ChangeView], alarms: &[AlarmView], analysis: &Analysis) -> Vec<ListedView> {
    if analysis.previous.is_none() {
        return Vec::new();
    }
    // A shipped item is no theme, and stands with its numbers in the ledger of fixes.
    let ringing = alarms.iter().filter(|alarm| alarm.rings() && alarm.kind != alarm::FIX);
    let rings = ringing.map(|alarm| ListedView {
        kind: "alarm".to_owned(),
        of: alarm.of.clone(),
        title: alarm.title.clone(),
        cause: "feedback".to_owned(),
        factor: None,
        words: alarm.words.clone(),
    });
    let moved = |one: &FactorMove| (one.points[1] - one.points[0]).abs();
    let others = changes.iter().map(|change| ListedView {
        kind: change.kind.clone(),
        of: change.theme.clone(),
        title: change.title.clone(),
        cause: change.cause.clone(),
        factor: (change.points.iter().rev())
            .max_by(|a, b| moved(a).total_cmp(&moved(b)))
            .filter(|one| moved(one) > 0.0)
            .cloned(),
        words: change.words.clone(),
    });
    rings.chain(others).collect()
}

/// What made more than one theme differ.
fn causes(analysis: &Analysis) -> Vec<CauseView> {
    let Some(previous) = &analysis.previous else { return Vec::new() };
    let mut found = Vec::new();
    let mut tell = |kind: &str, words: String| {
        found.push(CauseView { kind: kind.to_owned(), words });
    };
    if let Some(words) = moves::by_hand(analysis) {
        tell("curation", words);
    }
    let weights: Vec<String> = (previous.weights.iter())
        .filter_map(|(name, then)| {
            let now = analysis.weights.iter().find(|one| one.0 == name)?.1;
            let shown = |weight: f64| phrase::decimal(weight, 2);
            (now != *then).then(|| format!("{name} {} → {}", shown(*then), shown(now)))
        })
        .collect();
    if !weights.is_empty() {
        let list = phrase::list(&weights);
        tell("weights", format!("The settings weigh otherwise than in the last run: {list}."));
    } else if previous.other_settings {
        tell("settings", "The settings are others than in the last run.".to_owned());
    }
    if previous.program != analysis.run.program {
        tell(
            "program",
            format!(
                "The last run was made by earful {}, this one by {}.",
                previous.program, analysis.run.program
            ),
        );
    }
    if analysis.refitted {
        let flows = analysis.flows.iter().filter(|flow| flow.by.is_none()).take(FLOWS_TOLD);
        let told: Vec<String> = flows.map(|flow| moves::flow(flow, analysis)).collect();
        let told = match told.is_empty() {
            true => "No feedback that was there before counts for another theme.".to_owned(),
            false => format!("Regrouped: {}", told.join(" ")),
        };
        tell("refit", format!("Everything was grouped afresh tonight. {told}"));
    }
    found
}

impl ChangeView {
    fn new(change: &Change, analysis: &Analysis) -> ChangeView {
        let id = change.theme.to_string();
        let direction = match change.rank {
            (Some(then), Some(now)) if now < then => "up",
            (Some(then), Some(now)) if now > then => "down",
            (None, Some(_)) => "in",
            (Some(_), None) => "out",
            _ => "same",
        };
        let factor = |one: &FactorMoved| FactorMove {
            name: one.factor.name().to_owned(),
            points: [number(one.then), number(one.now)],
        };
        ChangeView {
            title: match analysis.themes.get(change.theme) {
                Some(theme) => title_of(Some(theme), &id),
                None => "A theme that has ended".to_owned(),
            },
            theme: id,
            kind: change.kind.name().to_owned(),
            direction: direction.to_owned(),
            cause: change.cause.name().to_owned(),
            rank: [change.rank.0, change.rank.1],
            score: [change.score.0, change.score.1].map(|score| score.map(number)),
            points: change.points.iter().map(factor).collect(),
            wanting: [change.wanting.0, change.wanting.1],
            customers: [change.customers.0, change.customers.1],
            corrected: change.corrected,
            regrouped: change.regrouped,
            heard: change.heard,
            entries: change.entries.iter().map(ToString::to_string).collect(),
            status: [change.status.0, change.status.1]
                .map(|status| status.map(|status| status.name().to_owned())),
            title_then: change.title_then.clone(),
            words: moves::words(change, analysis),
        }
    }

    /// Ranks moved; what came or went counts as a move from or to below the last rank.
    fn distance(&self) -> u32 {
        match self.rank {
            [Some(then), Some(now)] => then.abs_diff(now),
            [Some(rank), None] | [None, Some(rank)] => 1_000u32.saturating_sub(rank),
            [None, None] => 0,
        }
    }

    /// Rank now, then the number of the theme.
    fn place(&self) -> (u32, u32) {
        let number = self.theme.trim_start_matches("T-").parse();
        (self.rank[1].unwrap_or(u32::MAX), number.unwrap_or(u32::MAX))
    }
}

impl FlowView {
    fn new(flow: &Flow, analysis: &Analysis) -> FlowView {
        FlowView {
            from: flow.from.map(|theme| theme.to_string()),
            to: flow.to.map(|theme| theme.to_string()),
            by: flow.by.map(|entry| entry.to_string()),
            customers: flow.customers,
            feedback: flow.feedback,
            words: moves::flow(flow, analysis),
        }
    }
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
