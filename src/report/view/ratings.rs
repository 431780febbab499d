//! What themes do to NPS, CSAT and stars, as it is published.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::opportunity::{number, pair};
use crate::model::{RatingChange, RatingImpact, ThemeId};
use crate::report::phrase;

/// What themes do to one kind of rating.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RatingView {
    /// `stars`, `nps`, `csat`, `thumbs` or `ces`.
    pub kind: String,
    /// Its scale.
    pub scale: String,
    /// Rated records.
    pub rated: u32,
    /// Customers who rated them; 0 in reports of before.
    #[serde(default)]
    pub customers: u32,
    /// Their mean.
    pub mean: f64,
    /// Half the 95 % interval of the mean, with the records of one customer taken together; nothing where
    /// customers give none.
    pub margin: Option<f64>,
    /// The themes, the one that pulls it down most first.
    pub lines: Vec<RatingLineView>,
    /// What the records in no theme pull the mean by.
    pub untagged: f64,
    /// Records in no theme.
    pub untagged_rated: u32,
    /// How the mean changed, in a sentence; empty where a window has no ratings.
    pub change_words: String,
    /// The mean in the baseline and in the recent window.
    pub change: Option<[f64; 2]>,
    /// The 95 % interval of their difference; nothing where customers give none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_interval: Option<[f64; 2]>,
    /// The parts of that change, largest first: theme (empty: in no theme), mix, rate.
    pub parts: Vec<(String, f64, f64)>,
}

/// What one theme does to the mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RatingLineView {
    /// The theme.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// Rated records in it.
    pub rated: u32,
    /// Their share of all rated records.
    pub share: Option<f64>,
    /// Its mean less that of the rest.
    pub gap: Option<f64>,
    /// share × gap.
    pub impact: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// What it pulls the mean by when records are parted among their themes: these add up.
    pub credit: f64,
}

impl RatingView {
    pub(super) fn new(one: &RatingImpact, title: &dyn Fn(ThemeId) -> String) -> RatingView {
        let mut lines: Vec<RatingLineView> = (one.lines.iter())
            .map(|line| {
                let impact = line.impact.as_ref();
                RatingLineView {
                    theme: line.theme.to_string(),
                    title: title(line.theme),
                    rated: line.rated,
                    share: impact.map(|impact| number(impact.share)),
                    gap: impact.map(|impact| number(impact.gap)),
                    impact: impact.map(|impact| number(impact.impact)),
                    interval: impact.and_then(|impact| impact.interval).map(pair),
                    credit: number(line.credit),
                }
            })
            .collect();
        // Stable: equals stay in the order of their ids.
        lines.sort_by(|a, b| a.credit.total_cmp(&b.credit));
        let mut parts: Vec<(String, f64, f64)> =
            (one.change.iter().flat_map(|change| &change.parts))
                .map(|part| {
                    let theme = part.theme.map_or_else(String::new, |theme| theme.to_string());
                    (theme, number(part.mix), number(part.rate))
                })
                .collect();
        parts.sort_by(|a, b| (b.1 + b.2).abs().total_cmp(&(a.1 + a.2).abs()));
        let digits = if one.kind == crate::model::RatingKind::Nps { 1 } else { 2 };
        let change_words = one.change.as_ref().map(|change| change_words(change, digits));
        RatingView {
            kind: one.kind.name().to_owned(),
            scale: one.scale.clone(),
            rated: one.rated,
            customers: one.customers,
            mean: number(one.mean),
            margin: one.margin.map(number),
            lines,
            untagged: number(one.untagged),
            untagged_rated: one.untagged_rated,
            change_words: change_words.unwrap_or_default(),
            change: one.change.as_ref().map(|change| [number(change.before), number(change.now)]),
            change_interval: (one.change.as_ref()).and_then(|change| change.interval).map(pair),
            parts,
        }
    }
}

/// How the mean changed between two stretches of days, and by what.
fn change_words(change: &RatingChange, digits: u32) -> String {
    let mix: f64 = change.parts.iter().map(|part| part.mix).sum();
    let rate: f64 = change.parts.iter().map(|part| part.rate).sum();
    let certainty = change.interval.map_or_else(
        || "no interval: customers are too few or all alike".to_owned(),
        |(low, high)| {
            let ends = [low, high].map(|end| phrase::signed(end, digits));
            format!("95 % interval {} to {}", ends[0], ends[1])
        },
    );
    let [before, now] = change
        .days
        .map(|(from, to)| format!("{} to {}", phrase::short_date(from), phrase::short_date(to)));
    format!(
        "From {} ({before}) to {} ({now}), {} ({certainty}): {} by what people write about, {} by how they rate \
         it ({} and {} rated records).",
        phrase::decimal(change.before, digits),
        phrase::decimal(change.now, digits),
        phrase::signed(change.now - change.before, digits),
        phrase::signed(mix, digits),
        phrase::signed(rate, digits),
        phrase::count(change.rated.0.into()),
        phrase::count(change.rated.1.into()),
    )
}
