//! What the company measures, as it is published: before, after, the difference.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::opportunity::number;
use crate::model::{Level, MetricChange, ThemeId, ThemeMetric};
use crate::report::phrase;

/// A metric before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricView {
    /// Its name.
    pub name: String,
    /// The segment whose rows these are: name and value; nothing for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<[String; 2]>,
    /// Before; nothing where it was not measured then.
    pub before: Option<LevelView>,
    /// After; nothing where it was not measured then.
    pub after: Option<LevelView>,
    /// After less before.
    pub difference: Option<f64>,
    /// The 95 % interval of the difference of two shares; nothing where a base lacks.
    pub interval: Option<[f64; 2]>,
    /// All of it in a sentence.
    pub words: String,
}

/// A metric over some days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LevelView {
    /// The first day on which it was measured.
    pub from: String,
    /// The last.
    pub to: String,
    /// Rows that are summed.
    pub rows: u32,
    /// The share, or the mean of the values where they have no base.
    pub value: f64,
    /// How many did, of how many; nothing where a value has no base.
    pub of: Option<[u64; 2]>,
}

/// The metric of a theme: lately against before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeMetricView {
    /// The theme.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// The metric.
    pub metric: MetricView,
}

impl MetricView {
    pub(super) fn new(one: &MetricChange) -> MetricView {
        let segment = one.segment.as_ref();
        MetricView {
            name: one.name.to_string(),
            segment: segment.map(|pair| [pair.name.to_string(), pair.value.to_string()]),
            before: one.before.as_ref().map(level),
            after: one.after.as_ref().map(level),
            difference: one.difference.map(number),
            interval: one.interval.map(|(low, high)| [number(low), number(high)]),
            words: words(one),
        }
    }
}

impl ThemeMetricView {
    pub(super) fn new(one: &ThemeMetric, title: &dyn Fn(ThemeId) -> String) -> ThemeMetricView {
        ThemeMetricView {
            theme: one.theme.to_string(),
            title: title(one.theme),
            metric: MetricView::new(&one.change),
        }
    }
}

fn level(one: &Level) -> LevelView {
    LevelView {
        from: one.days.0.to_string(),
        to: one.days.1.to_string(),
        rows: one.rows,
        value: number(one.value),
        of: one.of.map(|(hits, all)| [hits, all]),
    }
}

fn words(one: &MetricChange) -> String {
    let name = match &one.segment {
        Some(pair) => format!("{}, {} {}", one.name, pair.name, pair.value),
        None => one.name.to_string(),
    };
    let known = |level: &Level| match level.of {
        Some((hits, all)) => {
            format!(
                "{} % ({} of {})",
                phrase::decimal(100.0 * level.value, 2),
                phrase::count(hits),
                phrase::count(all)
            )
        }
        None => phrase::measure(level.value),
    };
    let said = |level: &Option<Level>| level.as_ref().map_or_else(|| "–".to_owned(), known);
    let mut words = format!("{name}: {} before, {} since", said(&one.before), said(&one.after));
    let points = |value: f64| phrase::signed(100.0 * value, 2);
    match (one.difference, one.interval) {
        (Some(difference), Some((low, high))) => words.push_str(&format!(
            "; {} points (95 % interval {} to {})",
            points(difference),
            points(low),
            points(high)
        )),
        (Some(difference), None) => {
            words.push_str(&format!(
                "; {}, without an interval: it takes a base",
                phrase::signed(difference, 2)
            ));
        }
        (None, _) => words.push_str("; it was not measured on both sides"),
    }
    words.push('.');
    words
}
