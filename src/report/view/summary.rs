//! The answer in 20 seconds: what hurts most, how sure that is, what changed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sentences::{customers_of, quoted};
use super::{
    AlarmView, Changes, CoverageView, CurationView, IntakeView, ListedView, OpportunityView, alarm,
    cautions,
};
use crate::model::{Analysis, Status};
use crate::report::phrase;

/// Lines in the short list.
const TOP: usize = 5;
/// Changes worth the first screen.
const CHANGES: usize = 4;
/// Newest dated feedback older than this many days before the run is worth a word.
const STALE_DAYS: i32 = 7;

/// The answer in 20 seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// What broke since the last night, a line for each of the first alarms; empty on a quiet
    /// night. It stands above everything else.
    #[serde(default)]
    pub alarms: Vec<String>,
    /// One sentence: what hurts most and how many say so.
    pub headline: String,
    /// One sentence on what it rests on.
    pub standfirst: String,
    /// The first five.
    pub top: Vec<SummaryLine>,
    /// How sure it is.
    pub sure: Vec<String>,
    /// What changed.
    pub changed: Vec<String>,
}

/// One line of the short list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryLine {
    /// 1 is first.
    pub rank: u32,
    /// 90 % interval of the rank.
    pub rank_interval: [u32; 2],
    /// The theme's id.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// Who named it, where a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_by: Option<String>,
    /// It in a customer's own words; empty where nobody says it briefly.
    #[serde(default)]
    pub gist: String,
    /// Different customers who want it changed.
    pub customers: u32,
    /// Of all customers.
    pub customers_share: f64,
    /// What it is doing.
    pub status: String,
    /// 0 to 100.
    pub score: f64,
}

impl Summary {
    pub(super) fn new(
        analysis: &Analysis,
        alarms: &[AlarmView],
        ranked: &[OpportunityView],
        intake: &IntakeView,
        coverage: &CoverageView,
        changes: &Changes,
        curation: Option<&CurationView>,
    ) -> Summary {
        let mut changed = changed(analysis, ranked, changes);
        if let Some(lasting) = alarm::lasting(alarms) {
            changed.insert(0, lasting);
        }
        Summary {
            alarms: alarm::lines(alarms),
            headline: headline(analysis, ranked),
            standfirst: standfirst(analysis, coverage, intake),
            top: ranked
                .iter()
                .take(TOP)
                .map(|one| SummaryLine {
                    rank: one.rank,
                    rank_interval: one.rank_interval,
                    theme: one.theme.clone(),
                    title: one.title.clone(),
                    named_by: one.named_by.clone(),
                    gist: one.gist.clone(),
                    customers: one.customers,
                    customers_share: one.customers_share,
                    status: one.status.clone(),
                    score: one.score,
                })
                .collect(),
            sure: (sure(analysis, ranked, intake, coverage).into_iter())
                .chain(curation.map(|curation| curation.words.clone()))
                .collect(),
            changed,
        }
    }
}

fn headline(analysis: &Analysis, ranked: &[OpportunityView]) -> String {
    let coverage = &analysis.coverage;
    match ranked.first() {
        Some(first) => format!(
            "{} hurts most: {} want it changed",
            quoted(&first.title),
            customers_of(first.customers, coverage.customers())
        ),
        None if coverage.feedback == 0 => "No feedback has been read yet".to_owned(),
        // No all-clear where nobody could hear a complaint.
        None if unjudged(&coverage.languages).1 * 2 > coverage.feedback => {
            let (languages, count) = unjudged(&coverage.languages);
            format!(
                "What hurts cannot be told yet: {} of {} pieces of feedback are in {languages}, \
                 which cannot be judged",
                phrase::count(count),
                phrase::count(coverage.feedback)
            )
        }
        None => "Nothing stands out that customers want changed".to_owned(),
    }
}

/// Languages in which complaints are told from praise: those with a list or a model of their own in
/// `assets/polarity`, and what is too short for any.
const JUDGED: [&str; 19] = [
    "ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr",
    "und", "vi", "zh",
];

/// The languages of the feedback that nobody can judge, most first, and how much there is in them.
fn unjudged(languages: &BTreeMap<String, u64>) -> (String, u64) {
    let mut other: Vec<(&String, u64)> = languages
        .iter()
        .filter(|(code, _)| !JUDGED.contains(&code.as_str()))
        .map(|(code, count)| (code, *count))
        .collect();
    other.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let names: Vec<String> =
        other.iter().take(3).map(|(code, _)| phrase::language(code).to_owned()).collect();
    (phrase::list(&names), other.iter().map(|(_, count)| count).sum())
}

fn standfirst(analysis: &Analysis, coverage: &CoverageView, intake: &IntakeView) -> String {
    if coverage.feedback == 0 {
        return "Once a source holds feedback, the next run ranks what customers want changed."
            .to_owned();
    }
    let heard: Vec<&[String; 2]> =
        intake.sources.iter().filter_map(|source| source.days.as_ref()).collect();
    let first = heard.iter().map(|days| &days[0]).min();
    let last = heard.iter().map(|days| &days[1]).max();
    let between = match (first, last) {
        (Some(first), Some(last)) if first == last => format!(" of {}", phrase::iso_date(first)),
        (Some(first), Some(last)) => {
            format!(" from {} to {}", phrase::iso_date(first), phrase::iso_date(last))
        }
        _ => ", none of it dated".to_owned(),
    };
    let with = intake.sources.iter().filter(|source| source.corpus > 0).count() as u64;
    let sources = if with == 0 {
        String::new()
    } else {
        format!(" in {}", phrase::counted(with, "source", "sources"))
    };
    let subjects = analysis.themes.themes.iter().filter(|theme| !theme.general).count() as u64;
    format!(
        "Read from {} by {}{sources}{between}; sorted into {}.",
        phrase::counted(coverage.feedback, "piece of feedback", "pieces of feedback"),
        phrase::counted(coverage.customers, "customer", "customers"),
        phrase::counted(subjects, "theme", "themes"),
    )
}

fn sure(
    analysis: &Analysis,
    ranked: &[OpportunityView],
    intake: &IntakeView,
    coverage: &CoverageView,
) -> Vec<String> {
    let mut lines = Vec::new();
    if let [first, rest @ ..] = ranked {
        let rivals: Vec<String> = rest
            .iter()
            .filter(|one| one.rank_interval[0] <= 1)
            .map(|one| quoted(&one.title))
            .collect();
        let [_, worst] = first.rank_interval;
        lines.push(match (rest.is_empty(), rivals.len()) {
            (true, _) => "Only one theme is ranked, so there is nothing to confuse it with.".into(),
            (_, 0) if worst <= 1 => {
                "First place is settled: no other theme reaches it in its 90 % interval.".into()
            }
            (_, 0) => {
                format!("First place leads, but its 90 % interval reaches down to rank {worst}.")
            }
            (_, 1..=3) if worst <= 1 => format!(
                "First place holds throughout its 90 % interval; {} {} it only at the end of {} own.",
                phrase::list(&rivals),
                if rivals.len() == 1 { "reaches" } else { "reach" },
                if rivals.len() == 1 { "its" } else { "their" },
            ),
            (_, 1..=3) => {
                format!(
                    "First place is close: {} could also be first (90 % intervals).",
                    phrase::list(&rivals)
                )
            }
            (_, many) => format!(
                "{} other themes could also be first (90 % intervals); read the first places as a \
                 group.",
                phrase::count(many as u64)
            ),
        });
        let top = &ranked[..ranked.len().min(TOP)];
        let common = cautions::common(ranked);
        lines.extend(cautions::sentences(ranked.len(), &common));
        let own = |kind: &str| kind != "wide_rank" && !cautions::is_common(kind, &common);
        let careful = top.iter().filter(|one| one.caveats.iter().any(|c| own(&c.kind))).count();
        lines.push(match careful {
            0 if !common.is_empty() => "Beyond that the first carry no caveat.".to_owned(),
            0 if top.len() == 1 => "It carries no caveat.".to_owned(),
            1 if top.len() == 1 => "It carries a caveat, named on its page.".to_owned(),
            all if all == top.len() => {
                format!("All of the first {all} carry a caveat, named on their pages.")
            }
            0 => format!("None of the first {} carries a caveat.", top.len()),
            1 => format!("1 of the first {} carries a caveat, named on its page.", top.len()),
            many => {
                format!("{many} of the first {} carry a caveat, named on their pages.", top.len())
            }
        });
    }
    if coverage.feedback > 0 {
        lines.push(coverage.words.clone());
    }
    if intake.total.rejected > 0 {
        lines.push(format!(
            "{} read for this run could not be understood; each is listed with its reason.",
            phrase::part_of_all(intake.total.rejected, intake.total.units, "records")
        ));
    }
    let refused: usize = intake.sources.iter().map(|source| source.refused.len()).sum();
    if refused > 0 {
        lines.push(format!(
            "{} could not be read at all.",
            phrase::sentence_case(&phrase::counted(refused as u64, "file", "files"))
        ));
    }
    match analysis.as_of {
        Some(day) if analysis.run.today.since(day) > STALE_DAYS => lines.push(format!(
            "The newest dated feedback is of {}, {} before this run.",
            phrase::date(day),
            phrase::counted(
                u64::try_from(analysis.run.today.since(day)).unwrap_or(0),
                "day",
                "days"
            )
        )),
        Some(day) if first_day(intake).is_some_and(|first| first == day.to_string()) => {
            lines.push(format!(
                "All dated feedback is of one day, {}, so nothing can be said about trends.",
                phrase::date(day)
            ));
        }
        None if first_day(intake).is_some() => {
            lines.push(format!(
                "Everything dated is from after {}, the day of this run, so nothing can be said \
                 about trends.",
                phrase::date(analysis.run.today)
            ));
        }
        None if coverage.feedback > 0 => {
            lines.push("Nothing is dated, so nothing can be said about trends.".to_owned());
        }
        _ => {}
    }
    lines
}

/// The first day of anything dated.
fn first_day(intake: &IntakeView) -> Option<&str> {
    let days = intake.sources.iter().filter_map(|source| source.days.as_ref());
    days.map(|days| days[0].as_str()).min()
}

/// Customers of whom what is new or rising is told on a first run: what one person says is no news.
const FEWEST_TOLD: u32 = 3;

fn changed(analysis: &Analysis, ranked: &[OpportunityView], changes: &Changes) -> Vec<String> {
    let mut lines = vec![changes.words.clone()];
    if changes.previous.is_some() {
        lines.extend(changes.causes.iter().map(|cause| cause.words.clone()));
        // Alarms stand above everything else already.
        let told = |one: &&ListedView| !matches!(one.kind.as_str(), "alarm" | "same_rank");
        lines.extend(changes.list.iter().filter(told).take(CHANGES).map(|change| {
            let title = match change.kind.as_str() {
                "left" => format!("{} ({})", change.title, change.of),
                _ => quoted(&change.title),
            };
            format!("{title}, {}", phrase::inside_sentence(&change.words))
        }));
    } else {
        for (status, one, many) in
            [(Status::New, "is new", "are new"), (Status::Rising, "is rising", "are rising")]
        {
            let which: Vec<String> = ranked
                .iter()
                .filter(|one| one.status == status.name() && one.customers >= FEWEST_TOLD)
                .map(|one| quoted(&one.title))
                .collect();
            let verb = if which.len() == 1 { one } else { many };
            if !which.is_empty() {
                let days =
                    analysis.trends.first().map_or(0, |t| t.recent.to.since(t.recent.from) + 1);
                let shown = &which[..which.len().min(3)];
                let more = which.len() - shown.len();
                let list = if more > 0 {
                    format!("{} and {more} more", shown.join(", "))
                } else {
                    phrase::list(shown)
                };
                let until = analysis.trends.first().map(|trend| phrase::date(trend.recent.to));
                let until = until.unwrap_or_default();
                lines.push(format!("In the {days} days to {until}, {list} {verb}."));
            }
        }
    }
    lines
}
