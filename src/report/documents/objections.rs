//! What somebody in the room will say against it, as far as the data says it first.

use super::{Counts, Line, named, opens_wanting};
use crate::report::phrase;
use crate::report::view::{OpportunityView, View};

/// The objections that the data itself raises, the gravest first, each with its number. Where it
/// raises none that is said.
pub(super) fn objections(view: &View, one: &OpportunityView, counts: &Counts) -> Vec<Line> {
    let mut found = Vec::new();
    let caveat = |kind: &str| one.caveats.iter().find(|caveat| caveat.kind == kind);
    let heard = |kind: &str, objection: &str| {
        caveat(kind).map(|caveat| Line::new(format!("“{objection}” {}", caveat.words)))
    };
    found.extend(heard("few_authors", "So few customers?"));
    found.extend(heard("one_source", "Is this one channel and not our customers?"));
    found.extend(heard("concentrated", "Is this a handful of loud people?"));
    found.extend(heard("copies", "Is this a campaign?"));
    found.extend(heard("votes", "Are those votes people?"));
    if caveat("one_source").is_none() && one.evidence.sources.len() > 1 {
        let first = &one.evidence.sources[0];
        let share = phrase::share(first.count, u64::from(one.evidence.wanting));
        if share >= MOSTLY {
            found.push(Line::new(format!(
                "“Is this one channel?” Mostly: {} of its records come from {} ({}).",
                phrase::count(first.count),
                first.name,
                phrase::percent(share)
            )));
        }
    }
    if let Some(trend) = &one.trend {
        let grew = trend.ratio > 1.0;
        let doubt = match one.status.as_str() {
            "steady" => "Not beyond chance",
            "unclear" => "Perhaps, and after every theme was looked at it may be chance",
            _ => "",
        };
        if !doubt.is_empty() && grew && trend.recent.feedback > 0 {
            found.push(Line::new(format!(
                "“It is growing.” {doubt}: {} of {} records in the recent days, against {} of {} before (q \
                 {}).",
                phrase::count(trend.recent.feedback.into()),
                phrase::count(trend.recent.all.into()),
                phrase::count(trend.baseline.feedback.into()),
                phrase::count(trend.baseline.all.into()),
                phrase::chance(trend.q)
            )));
        }
        if one.status == "falling" || one.status == "quiet" {
            found.push(Line::new(format!(
                "“Is it not going away by itself?” It is heard less: {}",
                phrase::inside_sentence(&one.status_words)
            )));
        }
    }
    if counts.praise.statements > 0 {
        let line = Line::new(format!(
            "“Others like exactly this.” {} the same thing, against {} who want it changed.",
            phrase::counted(counts.praise.customers.into(), "customer praises", "customers praise"),
            phrase::count(one.customers.into())
        ));
        found.push(line.opens(format!("earful counter {}", one.theme)));
    }
    found.extend(heard("unrated", "Does it cost us anything in ratings?"));
    // Few customers rate a pain often: without an interval chance is not ruled out either.
    let is_chance =
        |ends: Option<[f64; 2]>| ends.is_none_or(|[low, high]| low <= 0.0 && high >= 0.0);
    if one.impact.as_ref().is_some_and(|impact| is_chance(impact.interval)) {
        found.push(Line::new(format!(
            "“Does it cost us anything in ratings?” Not beyond chance: {}",
            phrase::inside_sentence(&one.impact_words)
        )));
    }
    found.extend(heard("short_history", "How long has this been so?"));
    found.extend(heard("undated", "How long has this been so?"));
    found.extend(heard("loose_theme", "Is this one problem or several?"));
    if one.title.starts_with("Mixed:") {
        found.push(opens_wanting(
            Line::new(
                "“Is this one problem or several?” Several: its records share a thing and not what is \
                 wrong with it. Read them before anything is planned.",
            ),
            &one.theme,
        ));
    }
    found.extend(heard("wide_rank", "Is it really number so and so?"));
    if caveat("wide_rank").is_none() && one.rank_interval[0] != one.rank_interval[1] {
        let rivals = rivals(view, one);
        if !rivals.is_empty() {
            found.push(Line::new(format!(
                "“Why this and not another?” Its rank is not apart from {}: {}",
                phrase::list(&rivals),
                phrase::inside_sentence(&one.rank_words)
            )));
        }
    }
    if found.is_empty() {
        found.push(Line::new(
            "The data raises none: many customers, several sources, a settled rank, no praise of the \
             same thing.",
        ));
    }
    found
}

/// From this part of a theme's records one source is what it mostly comes from.
const MOSTLY: f64 = 0.8;

/// The neighbours in rank whose intervals hold its rank: two at most.
fn rivals(view: &View, one: &OpportunityView) -> Vec<String> {
    let holds = |other: &&OpportunityView| {
        (other.rank_interval[0]..=other.rank_interval[1]).contains(&one.rank)
    };
    let near = |other: &&OpportunityView| other.rank.abs_diff(one.rank) <= 2;
    let others = view.opportunities.iter().filter(|other| other.theme != one.theme);
    others.filter(holds).filter(near).take(2).map(named).collect()
}
