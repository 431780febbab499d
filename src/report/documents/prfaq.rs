//! Working backwards: a press release for what is not built yet, and the questions it must stand.
//!
//! After C. Bryar and B. Carr, "Working Backwards" (2021). The feedback fills who has the problem, in
//! their words, how many, and how it will be measured; what is to be built is the owner's.

use super::objections::objections;
use super::{
    Counts, Document, Draft, Line, blank, known, named, opens_wanting, origin, with_interval,
};
use crate::model::wilson;
use crate::report::phrase;
use crate::report::view::{OpportunityView, View};

/// Quotes shown.
const QUOTES: usize = 3;
/// Segments shown.
const SEGMENTS: usize = 6;

/// The page of one theme.
pub fn prfaq(view: &View, one: &OpportunityView, counts: &Counts) -> Document {
    let mut draft = Draft::new();
    draft.line(origin(view));

    draft.section("Press release");
    draft.line(
        Line::new("Headline:")
            .blank("what customers can do from now on, in one sentence they would say"),
    );
    draft.line(Line::new("Place and date:").blank("where and when this is announced"));
    draft.line(Line::new("Summary:").blank("the product, for whom, and what it gives them"));
    draft.line(opens_wanting(
        Line::new(format!("The problem: {}. {}", named(one), one.claim)),
        &one.theme,
    ));
    draft.line(Line::new(&one.severity));
    match one.quotes.is_empty() {
        true => draft.line(Line::new(NOT_QUOTED)),
        false => {
            draft.line(Line::new("In customers’ own words:"));
            draft.quotes(&one.quotes, QUOTES);
        }
    }
    draft.line(
        Line::new("The solution:").blank("how it takes the problem away; the data does not know"),
    );
    draft.line(
        Line::new("A customer on the solution:")
            .blank("ask one of those quoted above once they have tried it; do not invent one"),
    );
    draft.line(Line::new("How to begin:").blank("what a customer does first"));

    draft.section("Questions of customers");
    draft.line(Line::new("What does it cost me?").blank("answer"));
    draft.line(Line::new("What do I have to do?").blank("answer"));
    draft.line(Line::new("When do I have it?").blank("answer"));

    draft.section("Questions of the house");
    draft.question("Who has this problem?");
    who(&mut draft, one);
    draft.question("Who does not?");
    without(&mut draft, counts);
    draft.question("How many, and how sure is that?");
    draft.bullets(vec![
        opens_wanting(
            Line::new(format!(
                "{} of {} customers who were heard ({}).",
                phrase::count(one.customers.into()),
                phrase::count(view.coverage.customers),
                phrase::percent(one.customers_share)
            )),
            &one.theme,
        ),
        Line::new(&one.rank_words).opens(&one.why),
        Line::new(
            "These are customers who said so: how many have the problem and say nothing, no feedback \
             tells.",
        ),
    ]);
    draft.question("Is it new, and does it grow?");
    draft.line(Line::new(&one.status_words).opens(format!("earful why {} trend.ratio", one.theme)));
    draft.question("What does it do to ratings?");
    draft
        .line(Line::new(&one.impact_words).opens(format!("earful why {} satisfaction", one.theme)));
    draft.question("How shall we know that it worked?");
    measured(&mut draft, one);
    draft.question("When do we stop?");
    kill(&mut draft, one);
    draft.question("What will be said against it?");
    draft.bullets(objections(view, one, counts));
    draft.question("What does the feedback not know?");
    draft.bullets(vec![
        known::cost(view, one),
        known::worth(view, one),
        Line::new("What causes it:").blank("cause, and how that was found out"),
        known::earlier(view, one, "What was tried before"),
    ]);
    draft.finish(format!("Working backwards: {}", one.title))
}

/// What stands where a theme is of so few that nobody is quoted.
pub(super) const NOT_QUOTED: &str =
    "It is of so few people that none is quoted here ([privacy] least_authors).";

pub(super) fn who(draft: &mut Draft, one: &OpportunityView) {
    let shown: Vec<_> = one.segments.iter().filter(|segment| segment.stands_out).collect();
    let all: Vec<_> = one.segments.iter().collect();
    let (lead, rows) = match shown.is_empty() {
        false => (
            "More often than elsewhere, beyond chance (the whole 95 % interval lies above the company’s share):",
            shown,
        ),
        true if !all.is_empty() => {
            ("No segment stands out beyond chance. The largest shares:", all)
        }
        true => (
            "The records carry no segment in which at least five want it changed, so who has it more than others cannot be told.",
            all,
        ),
    };
    draft.line(Line::new(lead));
    let rows = rows.into_iter().take(SEGMENTS).map(|segment| {
        let plain = phrase::share(segment.feedback.into(), segment.all.into());
        vec![
            format!("{} {}", segment.name, segment.value),
            phrase::count(segment.feedback.into()),
            phrase::count(segment.all.into()),
            with_interval(plain, segment.interval),
            match &segment.reversed_within {
                Some(name) => {
                    format!(
                        "{} ×, but the mix of {name} makes it",
                        phrase::decimal(segment.lift, 1)
                    )
                }
                None => format!("{} ×", phrase::decimal(segment.lift, 1)),
            },
        ]
    });
    draft.table(
        &[
            "segment",
            "records that want it changed",
            "all records",
            "share, 95 %",
            "against the company",
        ],
        &[1, 2],
        rows.collect(),
    );
    if !one.segments.is_empty() {
        draft.line(Line::new("Each row opens with its segment, as in").opens(segment_command(one)));
    }
}

fn segment_command(one: &OpportunityView) -> String {
    let segment = &one.segments[0];
    let shell = crate::report::figures::shell;
    match segment.name.as_str() {
        "source" | "lang" | "kind" | "product" => {
            format!(
                "earful search --theme {} --{} {}",
                one.theme,
                segment.name,
                shell(&segment.value)
            )
        }
        name => format!(
            "earful search --theme {} --segment {}",
            one.theme,
            shell(&format!("{name}={}", segment.value))
        ),
    }
}

pub(super) fn without(draft: &mut Draft, counts: &Counts) {
    if counts.without.is_empty() {
        draft.line(Line::new("No segment says it less often than the others beyond chance."));
        return;
    }
    draft.line(Line::new(LESS_OFTEN));
    let rows = counts.without.iter().take(SEGMENTS).map(|place| {
        let share = phrase::share(place.wanting.into(), place.all.into());
        vec![
            format!("{} {}", place.name, place.value),
            phrase::count(place.wanting.into()),
            phrase::count((place.near - place.wanting).into()),
            phrase::count(place.all.into()),
            with_interval(share, place.interval),
            phrase::percent(place.elsewhere),
        ]
    });
    draft.table(
        &[
            "segment",
            "records that want it changed",
            "say its words about another pain",
            "all records",
            "share, 95 %",
            "share of all of whom this is known",
        ],
        &[1, 2, 3, 5],
        rows.collect(),
    );
}

/// What a list of segments without a theme means.
pub const LESS_OFTEN: &str = "Said less often, beyond chance, than by all records of which the same is known, \
     also when records that say its words about another pain are counted. That somebody does not say it \
     does not mean that they do not have it.";

/// The measure with its baseline, and what a target must be to be told from chance.
pub(super) fn measured(draft: &mut Draft, one: &OpportunityView) {
    let Some(trend) = one.trend.as_ref().filter(|trend| trend.recent.all > 0) else {
        draft.line(
            Line::new("Nothing in it is dated lately, so there is no baseline in the feedback.")
                .blank("another measure, its baseline, its target, the day of the verdict"),
        );
        return;
    };
    let recent = &trend.recent;
    let days = format!("{} to {}", phrase::iso_date(&recent.from), phrase::iso_date(&recent.to));
    let mut lines = vec![
        Line::new(format!(
            "Measure: the share of all records that complain or ask in {}, counted as the report counts \
             it.",
            one.theme
        ))
        .opens(format!("earful why {} trend.recent.share", one.theme)),
        Line::new(format!(
            "Baseline, {days}: {} of {}, {}.",
            phrase::count(recent.feedback.into()),
            phrase::counted(recent.all.into(), "record", "records"),
            with_interval(recent.share, recent.interval)
        )),
    ];
    lines.push(match apart_at(recent.all, recent.interval[0]) {
        Some(most) => Line::new(format!(
            "Target: at most {} of as many records ({}) can be told from the baseline at all, since only \
             then are the 95 % intervals apart. The target itself:",
            phrase::count(most.into()),
            phrase::percent(phrase::share(most.into(), recent.all.into()))
        ))
        .blank("a share, and by which day"),
        None => Line::new(format!(
            "Target: with {} in as many days even none at all could not be told from the baseline. \
             Measure longer, or something else:",
            phrase::counted(recent.all.into(), "record", "records")
        ))
        .blank("measure, target, and by which day"),
    });
    if let Some(impact) = &one.impact {
        lines.push(
            Line::new(format!(
                "Beside it: the mean rating of its records, {} now, against {} of all others ({}).",
                phrase::decimal(impact.inside, 2),
                phrase::decimal(impact.outside, 2),
                impact.scale
            ))
            .opens(format!("earful why {} impact.gap", one.theme)),
        );
    }
    draft.bullets(lines);
}

/// The largest count of `all` records whose 95 % interval lies below `low`; `None` where none does.
fn apart_at(all: u32, low: f64) -> Option<u32> {
    let below = |hits: u32| wilson(hits, all).1 < low;
    if !below(0) {
        return None;
    }
    let (mut most, mut over) = (0, all);
    while over - most > 1 {
        let middle = most + (over - most) / 2;
        if below(middle) {
            most = middle;
        } else {
            over = middle;
        }
    }
    Some(most)
}

fn kill(draft: &mut Draft, one: &OpportunityView) {
    match one.trend.as_ref().filter(|trend| trend.recent.all > 0) {
        Some(trend) => draft.line(
            Line::new(format!(
                "If, so long after it shipped, the share is not below {} (the lower end of the \
                 baseline’s interval), customers did not notice it: stop, and say so here. How long:",
                phrase::percent(trend.recent.interval[0])
            ))
            .blank("weeks after shipping"),
        ),
        None => draft.line(blank("what would show that it does not work, and when that is looked at")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_apart_from_its_baseline() {
        let (low, _) = wilson(40, 400);
        let most = apart_at(400, low).expect("a target");
        assert!(wilson(most, 400).1 < low && wilson(most + 1, 400).1 >= low);
        assert_eq!(apart_at(20, wilson(2, 20).0), None);
    }
}
