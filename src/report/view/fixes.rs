//! The ledger of fixes as it is published.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::metric::MetricView;
use super::opportunity::number;
use crate::model::{Day, Effect, ItemFix, ThemeId, Verdict};
use crate::report::{meeting, phrase};

/// A shipped item and what it changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FixView {
    /// The item's id.
    pub item: String,
    /// What it is called.
    pub title: String,
    /// The day it shipped.
    pub shipped: String,
    /// `worked`, `not_shown`, `regressed` or `too_early`.
    pub verdict: String,
    /// The verdict with its numbers, in a sentence.
    pub words: String,
    /// Voices in each whole week before the day, oldest first.
    pub before: Vec<u32>,
    /// Voices in each whole week from the day on.
    pub after: Vec<u32>,
    /// For the same weeks what the themes compared with lead to expect.
    pub expected: Vec<f64>,
    /// The change against them: −0.5 is half as much.
    pub change: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Share of the themes compared with that fell as much on the same day.
    pub placebo: Option<f64>,
    /// The themes compared with.
    pub compared: Vec<String>,
    /// Parts of the feedback: segment, value, change, interval.
    pub parts: Vec<(String, String, f64, [f64; 2])>,
    /// Versions with and without the fix, in a sentence; empty where nothing is known of them.
    pub version_words: String,
    /// What it saved, in a sentence; empty where it did not work or costs are not known.
    pub saved_words: String,
    /// What else happened in those weeks.
    pub meanwhile: Vec<String>,
    /// The metrics the item names, before and since: of each all, then its segments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricView>,
}

/// A change in per cent: `−52 %`.
fn percent(change: f64) -> String {
    let digits = if change.abs() < 0.0995 { 1 } else { 0 };
    format!("{} %", phrase::signed(100.0 * change, digits))
}

/// A change with its interval.
fn with_interval(effect: &Effect) -> String {
    format!(
        "{} (95 % interval {} to {})",
        percent(effect.change),
        percent(effect.interval.0),
        percent(effect.interval.1)
    )
}

impl FixView {
    /// The verdict with its change, in a few words: `not shown, −40 % (95 % interval −86 % to +152 %)`.
    pub fn short(&self) -> String {
        let verdict = meeting::verdict(&self.verdict);
        match (self.change, self.interval) {
            (Some(change), Some([low, high])) => format!(
                "{verdict}, {} (95 % interval {} to {})",
                percent(change),
                percent(low),
                percent(high)
            ),
            _ => verdict.to_owned(),
        }
    }

    pub(super) fn new(one: &ItemFix, name: &str, title: &dyn Fn(ThemeId) -> String) -> FixView {
        let fix = &one.fix;
        let (own, others) = (fix.own.sums(), fix.others.sums());
        let times = f64::from(own.0) / f64::from(others.0.max(1));
        let weeks = fix.others.before.iter().chain(&fix.others.after);
        FixView {
            item: one.item.to_string(),
            title: name.to_owned(),
            shipped: one.shipped.to_string(),
            verdict: fix.verdict.name().to_owned(),
            words: words(one, title),
            before: fix.own.before.clone(),
            after: fix.own.after.clone(),
            expected: weeks.map(|&count| number(times * f64::from(count))).collect(),
            change: fix.effect.map(|effect| number(effect.change)),
            interval: fix.effect.map(|one| [number(one.interval.0), number(one.interval.1)]),
            placebo: fix.placebo.map(number),
            compared: one.compared.iter().map(ThemeId::to_string).collect(),
            parts: (one.parts.iter())
                .map(|(name, value, effect)| {
                    let interval = [number(effect.interval.0), number(effect.interval.1)];
                    (name.to_string(), value.to_string(), number(effect.change), interval)
                })
                .collect(),
            version_words: one.versions.as_ref().map_or_else(
                String::new,
                |(with, without, effect)| {
                    format!(
                        "Versions with it: {} speak of it; versions without: {}. {}.",
                        phrase::part_of_all(with.0.into(), with.1.into(), "records"),
                        phrase::part_of_all(without.0.into(), without.1.into(), "records"),
                        with_interval(effect)
                    )
                },
            ),
            saved_words: one.saved.map_or_else(String::new, |(contacts, (low, high), each)| {
                let whole = |value: f64| phrase::decimal(value, 0);
                format!(
                    "About {} contacts saved since ({} to {}), {} at {} each.",
                    whole(contacts),
                    whole(low),
                    whole(high),
                    whole(contacts * each),
                    phrase::measure(each)
                )
            }),
            meanwhile: (one.meanwhile.iter())
                .map(|event| {
                    format!("{}: {} ({})", phrase::short_date(event.from), event.name, event.kind)
                })
                .collect(),
            metrics: one.metrics.iter().map(MetricView::new).collect(),
        }
    }
}

/// The verdict on an item with its numbers.
pub(super) fn words(one: &ItemFix, title: &dyn Fn(ThemeId) -> String) -> String {
    let fix = &one.fix;
    let (before, after) = fix.own.sums();
    let weeks = |count: usize| phrase::counted(count as u64, "week", "weeks");
    let Some(effect) = fix.effect else {
        let told: Day = one.shipped;
        return format!(
            "Too early or too few to tell: {} in {} before {} and {} in {} since.",
            phrase::counted(before.into(), "voice", "voices"),
            weeks(fix.own.before.len()),
            phrase::date(told),
            phrase::counted(after.into(), "voice", "voices"),
            weeks(fix.own.after.len())
        );
    };
    let compared = match one.compared.as_slice() {
        [] => "no other theme".to_owned(),
        [only] => phrase::quoted(&title(*only)),
        many => format!("{} themes like it", many.len()),
    };
    let claim = match fix.verdict {
        Verdict::Worked => "Worked",
        Verdict::Regressed if effect.interval.0 > 0.0 => "Heard more since",
        Verdict::Regressed => "It is back",
        Verdict::NotShown | Verdict::TooEarly => "Not shown",
    };
    let mut words = format!(
        "{claim}: {} against {compared}; {} in the {} since, where {} were to be expected.",
        with_interval(&effect),
        phrase::counted(after.into(), "voice", "voices"),
        weeks(fix.own.after.len()),
        phrase::decimal(effect.expected, 0),
    );
    // Nothing fell where more is heard, so that no other fall says how sure that is.
    if let Some(share) = fix.placebo.filter(|_| effect.change < 0.0) {
        words.push_str(&format!(
            " The same day shows as strong a fall in {} of the themes compared with, itself included.",
            phrase::percent(share)
        ));
    }
    if let (Verdict::Regressed, Some(lately)) = (fix.verdict, fix.lately)
        && lately.interval.0 > 0.0
        && effect.interval.0 <= 0.0
    {
        words.push_str(&format!(" The last four weeks: {}.", with_interval(&lately)));
    }
    words
}
