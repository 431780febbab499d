//! Two parts of the customers held against each other, as data.

use super::WordAnswer;
use schemars::JsonSchema;
use serde::Serialize;

use crate::pipeline::{Compared, Comparison};
use crate::report::{View, phrase};

/// Two parts, theme by theme.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ComparisonAnswer {
    /// By the themes of this run.
    pub run: String,
    /// Both parts, in the order asked.
    pub parts: Vec<PartAnswer>,
    /// Customers in both.
    pub in_both: u32,
    /// The themes, the clearest difference first.
    pub themes: Vec<ComparedAnswer>,
    /// Of two searches: the words that set the records of each apart from those of the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<[Vec<WordAnswer>; 2]>,
}

/// One part.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PartAnswer {
    /// Its conditions: `plan=pro & country=DE`.
    pub part: String,
    /// Its customers.
    pub customers: u32,
    /// Their records in it.
    pub feedback: u32,
}

/// One theme in both parts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ComparedAnswer {
    /// What it is called.
    pub title: String,
    /// Its rank in the run.
    pub rank: Option<u32>,
    /// Its id.
    pub theme: String,
    /// Customers of each part who want it changed.
    pub customers: [u32; 2],
    /// Their share of the part.
    pub share: [f64; 2],
    /// The same, drawn together where few are heard.
    pub shrunk_share: [f64; 2],
    /// 95 % interval of each share.
    pub interval: [[f64; 2]; 2],
    /// First share less the second.
    pub difference: f64,
    /// 95 % interval of the difference.
    pub difference_interval: [f64; 2],
    /// Chance of such a difference if there were none.
    pub p: f64,
    /// The same, corrected for all themes.
    pub q: f64,
    /// The smallest difference that four of five such comparisons would find.
    pub detectable: f64,
    /// `more_in_first`, `more_in_second`, `level` or `too_few`.
    pub verdict: String,
    /// The name of segments within each of which the difference goes the other way.
    pub reversed_within: Option<String>,
}

impl ComparisonAnswer {
    /// What was found of two parts by the themes of a run's report.
    pub fn of(found: &Comparison, labels: &[String; 2], view: &View) -> ComparisonAnswer {
        let part = |(side, label): (&crate::pipeline::Side, &String)| PartAnswer {
            part: label.clone(),
            customers: side.customers,
            feedback: side.feedback,
        };
        ComparisonAnswer {
            run: view.run.id.clone(),
            parts: found.sides.iter().zip(labels).map(part).collect(),
            in_both: found.in_both,
            themes: found.themes.iter().map(|one| compared(one, found, view)).collect(),
            words: None,
        }
    }
}

fn compared(one: &Compared, found: &Comparison, view: &View) -> ComparedAnswer {
    let id = one.theme.to_string();
    let number = |value: f64| phrase::rounded(value, 6);
    let pair = |(a, b): (f64, f64)| [number(a), number(b)];
    let theme = view.themes.iter().find(|theme| theme.id == id);
    ComparedAnswer {
        title: theme.map_or_else(|| id.clone(), |theme| theme.title.clone()),
        rank: theme.and_then(|theme| theme.rank),
        theme: id,
        customers: [one.wanting.0, one.wanting.1],
        share: pair(one.share),
        shrunk_share: pair(one.shrunk),
        interval: [pair(one.interval.0), pair(one.interval.1)],
        difference: number(one.difference),
        difference_interval: pair(one.difference_interval),
        p: number(one.p_value),
        q: number(one.q_value),
        detectable: number(one.detectable),
        verdict: one.verdict.name().to_owned(),
        reversed_within: found.reversed.get(&one.theme).map(|name| name.to_string()),
    }
}
