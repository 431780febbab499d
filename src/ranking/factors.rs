//! The five factors: how each measured number becomes a part of the score, and the sentence that
//! says so.
//!
//! The curves are absolute. Each takes a number of one theme against the whole company and gives 0
//! to 1; none takes another theme, so that nobody's score moves when a theme is added. Where a
//! share is scaled the square root is taken: themes' shares spread over two orders of magnitude,
//! and on a straight line all but the first few would score nothing.

use super::company::Company;
use super::impact::FEWEST_RATED;
use super::tally::Tally;
use super::words::{decimals, grouped, percent, plural};
use crate::model::{Impact, Status, Trend};

/// Share of all customers at which reach is 1. A quarter of everybody asking for the same thing is
/// as much as a score needs to tell; themes of real companies stay below.
pub const REACH_TOP: f64 = 0.25;

/// Share of the company's value at which value is 1: the same quarter.
pub const VALUE_TOP: f64 = 0.25;

/// Harm to the mean rating, as a part of its whole scale, at which satisfaction is 1: 0.2 of five
/// stars, or 10 points of a net promoter score, from one theme alone.
pub const IMPACT_TOP: f64 = 0.05;

/// Growth at which momentum is 1: four times the share of before.
pub const MOMENTUM_TOP: f64 = 4.0;

/// A growth that chance shows this often or more, after correction for all themes looked at, counts for
/// nothing; below, it counts the more the rarer chance shows it.
pub(super) const CHANCE_TOP: f64 = 0.20;

/// Voices in the recent window below which nothing has momentum: a handful of people is a quiet
/// theme, however much more that is than nobody.
pub const MOMENTUM_FLOOR: u32 = 10;

/// Statements' worth of the company's mean that a theme's mean severity is mixed with: the usual
/// weight of a prior for small cells. A theme of 20 statements is believed by half.
pub(super) const SHRINKAGE: f64 = 20.0;

/// The square root curve: 0 at 0, 1 at `top` and above.
fn diminishing(part: f64, top: f64) -> f64 {
    (part / top).clamp(0.0, 1.0).sqrt()
}

/// Scaled reach of `people` among `all` customers.
pub(super) fn scale_reach(people: f64, all: f64) -> f64 {
    if all > 0.0 { diminishing(people / all, REACH_TOP) } else { 0.0 }
}

/// Mean severity, 0 to 3, mixed with the company's mean.
pub(super) fn shrunk_severity(sum: f64, statements: f64, company: f64) -> f64 {
    (sum + SHRINKAGE * company) / (statements + SHRINKAGE)
}

/// Scaled severity.
pub(super) fn scale_severity(mean: f64) -> f64 {
    (mean / 3.0).clamp(0.0, 1.0)
}

/// Scaled harm of an impact on the scale of 0 to 1; an impact that does no harm scales to 0.
pub(super) fn scale_impact(impact: f64) -> f64 {
    diminishing(-impact, IMPACT_TOP)
}

/// How far a growth is believed, 0 to 1, from the chance of seeing it without one.
fn believed(q_value: f64) -> f64 {
    (1.0 - q_value / CHANCE_TOP).clamp(0.0, 1.0)
}

/// Whether a theme has grown beyond chance: what is new is only where that passes the test as well.
fn grows(trend: &Trend) -> bool {
    trend.beyond_chance && matches!(trend.status, Status::Rising | Status::New)
}

/// How far a theme's growth is believed: not at all where it has not grown beyond chance, or where
/// fewer than [`MOMENTUM_FLOOR`] voices are behind it.
pub(super) fn belief(trend: &Trend) -> f64 {
    let counts = grows(trend) && trend.recent.feedback >= MOMENTUM_FLOOR;
    if counts { believed(trend.q_value) } else { 0.0 }
}

/// Scaled momentum of a growth of `ratio`; falling scales to 0.
pub(super) fn scale_momentum(ratio: f64, belief: f64) -> f64 {
    (libm::log2(ratio.max(1.0)) / libm::log2(MOMENTUM_TOP)).min(1.0) * belief
}

/// Scaled value.
pub(super) fn scale_value(value: f64, all: f64) -> f64 {
    if all > 0.0 { diminishing(value / all, VALUE_TOP) } else { 0.0 }
}

/// A factor as measured: number, unit, records behind it, and its sentence without the result.
pub(super) struct Measure {
    pub raw: Option<f64>,
    pub unit: String,
    pub scaled: f64,
    pub records: u32,
    pub how: String,
}

impl Measure {
    fn missing(unit: &str, records: u32, how: String) -> Measure {
        Measure { raw: None, unit: unit.to_owned(), scaled: 0.0, records, how }
    }
}

/// Different customers who want a change: those who wrote, and those who voted for what they wrote.
/// Who voted for two posts counts twice, since nobody knows; statements count once all the same.
pub(super) fn reach(tally: &Tally, company: &Company) -> Measure {
    let (people, all) = (tally.evidence.customers(), company.customers());
    let voters = tally.evidence.voters;
    let (unit, by_votes) = match voters {
        0 => ("customers", String::new()),
        _ => ("customers incl. votes", format!(", {} of them by votes", grouped(voters))),
    };
    let share = f64::from(people) / f64::from(all.max(1));
    let scaled = scale_reach(f64::from(people), f64::from(all));
    Measure {
        raw: Some(f64::from(people)),
        unit: unit.to_owned(),
        scaled,
        records: tally.evidence.wanting,
        how: format!(
            "{} of {} want a change{by_votes}, {}; the curve, the square root of that share over {}, gives \
             {}.",
            grouped(people),
            plural(all, "customer"),
            percent(share),
            percent(REACH_TOP),
            decimals(scaled, 2),
        ),
    }
}

/// Mean severity of complaints and requests.
pub(super) fn severity(tally: &Tally, company: &Company) -> Measure {
    let counts = tally.evidence.severities;
    let statements: u32 = counts.iter().sum();
    let sum: u32 =
        counts.iter().zip(0..).map(|(count, severity): (&u32, u32)| count * severity).sum();
    let plain = f64::from(sum) / f64::from(statements.max(1));
    let mean = shrunk_severity(f64::from(sum), f64::from(statements), company.severity);
    let scaled = scale_severity(mean);
    Measure {
        raw: Some(mean),
        unit: "mean severity, 0 to 3".to_owned(),
        scaled,
        records: tally.evidence.wanting,
        how: format!(
            "{} a mean severity of {} of 3; mixed with {} statements at the company's mean of {} \
             it is {}, and a third of that is {}.",
            match statements {
                1 => "1 complaint or request has".to_owned(),
                many => format!("{} complaints and requests have", grouped(many)),
            },
            decimals(plain, 2),
            SHRINKAGE,
            decimals(company.severity, 2),
            decimals(mean, 2),
            decimals(scaled, 2),
        ),
    }
}

/// Harm to the mean rating.
pub(super) fn satisfaction(tally: &Tally, company: &Company, impact: Option<&Impact>) -> Measure {
    let Some(impact) = impact else {
        let rated = tally.ratings.count as u32;
        let all = tally.rated.as_ref().map(|(kind, _)| company.ratings[*kind].count as u32);
        let how = match all {
            None => "No record in the theme is rated; not counted.".to_owned(),
            Some(all) if all == rated && f64::from(rated) >= FEWEST_RATED => format!(
                "All {} are in the theme, so that there is nothing to compare it with; not counted.",
                plural(all, "rated record"),
            ),
            Some(_) => format!(
                "Only {} in the theme, and fewer than {FEWEST_RATED} say too little; not counted.",
                plural(rated, "rated record"),
            ),
        };
        return Measure::missing("points of the mean rating", rated, how);
    };
    let kind = tally.rated.as_ref().map_or(0, |one| one.0);
    let span = company.scales[kind].span.abs();
    let inside = tally.ratings;
    let all = company.ratings[kind];
    let scaled =
        scale_impact(super::impact::plain((inside.count, inside.sum), (all.count, all.sum)));
    Measure {
        raw: Some(-impact.impact),
        unit: format!("points of the mean rating ({})", impact.scale),
        scaled,
        records: impact.rated,
        how: format!(
            "{} in the theme average {} and the other {} average {} ({}): {} × {} = {} on the \
             mean, {}; the curve, the square root of the harm over {}, gives \
             {}. It is what the mean would gain if these records scored like the rest, not a \
             promise.",
            plural(impact.rated, "rated record"),
            decimals(impact.inside, 2),
            grouped(impact.all_rated - impact.rated),
            decimals(impact.outside, 2),
            impact.scale,
            percent(impact.share),
            decimals(impact.gap, 2),
            decimals(impact.impact, 3),
            interval_of(impact),
            decimals(IMPACT_TOP * span, 2),
            decimals(scaled, 2),
        ),
    }
}

/// The interval of an impact in words.
fn interval_of(impact: &Impact) -> String {
    match impact.interval {
        Some((low, high)) => {
            format!("95 % interval {} to {}", decimals(low, 3), decimals(high, 3))
        }
        None => {
            "without an interval, since fewer than two customers rated inside or outside".to_owned()
        }
    }
}

/// Growth of its share.
pub(super) fn momentum(trend: Option<&Trend>, measured: bool) -> Measure {
    let unit = "times the share of before";
    let Some(trend) = trend.filter(|_| measured) else {
        let how = "Too little dated feedback to compare recent days with; not counted.".to_owned();
        return Measure::missing(unit, 0, how);
    };
    let scaled = scale_momentum(trend.ratio, belief(trend));
    let (recent, before) = (&trend.recent, &trend.baseline);
    Measure {
        raw: Some(trend.ratio),
        unit: unit.to_owned(),
        scaled,
        records: recent.feedback + before.feedback,
        how: format!(
            "{} of {} in the {} days to {} ({}) against {} of {} in the {} days before ({}), copies \
             counted once: {} times{}.",
            grouped(recent.feedback),
            plural(recent.all, "record"),
            recent.to.since(recent.from) + 1,
            recent.to,
            percent(recent.share),
            grouped(before.feedback),
            grouped(before.all),
            before.to.since(before.from) + 1,
            percent(before.share),
            decimals(trend.ratio, 2),
            counts_for(trend, scaled),
        ),
    }
}

/// Why a growth counts for as much as it does.
fn counts_for(trend: &Trend, scaled: f64) -> String {
    if !grows(trend) {
        return format!(
            ", which is no rise beyond chance ({} after looking at all themes); that counts for \
             nothing",
            percent(trend.q_value)
        );
    }
    if trend.recent.feedback < MOMENTUM_FLOOR {
        return format!("; fewer than {MOMENTUM_FLOOR} voices count for nothing");
    }
    format!(
        ", which chance alone shows in {} of cases after looking at all themes; growth up to {} \
         times counts, less the likelier chance is and not at all from {}, which gives {}",
        percent(trend.q_value),
        MOMENTUM_TOP,
        percent(CHANCE_TOP),
        decimals(scaled, 2),
    )
}

/// Worth of the customers it reaches.
pub(super) fn value(tally: &Tally, company: &Company) -> Measure {
    let unit = "value of the customers";
    let Some(all) = company.total_value else {
        let how = "No record says what its customer is worth; not counted.".to_owned();
        return Measure::missing(unit, 0, how);
    };
    let worth: f64 = tally.people.iter().map(|one| one.value).sum();
    let known =
        tally.people.iter().filter(|one| company.value[one.person as usize].is_some()).count();
    let scaled = scale_value(worth, all);
    Measure {
        raw: Some(worth),
        unit: unit.to_owned(),
        scaled,
        records: tally.evidence.wanting,
        how: format!(
            "{} of known worth come to {} of {} in all, {}{}; the curve, the square root of that \
             share over {}, gives {}.",
            plural(known as u32, "customer"),
            decimals(worth, 0),
            decimals(all, 0),
            percent(worth / all),
            capped(tally, company),
            percent(VALUE_TOP),
            decimals(scaled, 2),
        ),
    }
}

/// What is said of customers who are worth more than they count with.
fn capped(tally: &Tally, company: &Company) -> String {
    let cap = company.value_cap;
    let values = tally.people.iter().filter_map(|one| company.value[one.person as usize]);
    let above: Vec<f64> = values.filter(|&value| value > cap).collect();
    match above[..] {
        [] => String::new(),
        [one] => format!(
            " (one of them is worth {} and counts as {}, which 99 of 100 customers do not exceed)",
            decimals(one, 0),
            decimals(cap, 0)
        ),
        _ => format!(
            " ({} of them, worth {} together, count as {} each, which 99 of 100 customers do not \
             exceed)",
            above.len(),
            decimals(above.iter().sum(), 0),
            decimals(cap, 0)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_by_hand() {
        assert!((scale_reach(312.0, 4120.0) - 0.5504).abs() < 1e-4);
        assert_eq!(scale_reach(0.0, 0.0), 0.0);
        assert_eq!(scale_reach(9.0, 10.0), 1.0);
        assert_eq!(shrunk_severity(60.0, 20.0, 1.0), 2.0);
        assert_eq!(scale_severity(1.5), 0.5);
        assert_eq!(scale_impact(0.1), 0.0);
        assert_eq!(scale_impact(-0.0125), 0.5);
        assert_eq!(scale_momentum(2.0, 1.0), 0.5);
        assert_eq!(scale_momentum(16.0, 0.5), 0.5);
        assert_eq!(scale_momentum(0.2, 1.0), 0.0);
        assert_eq!(believed(0.05), 0.75);
        assert_eq!(believed(0.9), 0.0);
    }
}
