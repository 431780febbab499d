//! Satisfaction: what it costs in ratings.

use super::{Measure, Observed, Redrawn, diminishing};
use crate::model::Impact;
use crate::ranking::impact::{self, FEWEST_RATED};
use crate::ranking::words::{decimals, grouped, percent, plural};
use crate::ranking::world::weigh;

/// Its weight where the settings say nothing.
pub(super) const WEIGHT: f64 = 0.20;

/// Harm to the mean rating, as a part of its whole scale, at which satisfaction is 1: 0.2 of five
/// stars, or 10 points of a net promoter score, from one theme alone.
pub const IMPACT_TOP: f64 = 0.05;

/// Harm to the mean rating.
pub(super) fn measured(theme: &Observed) -> Measure {
    let (tally, company) = (theme.tally, theme.company);
    let Some(impact) = theme.impact else {
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
    let scaled = scale(impact::plain((inside.count, inside.sum), (all.count, all.sum)));
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

/// Its scale in a world.
pub(super) fn redrawn(theme: &Redrawn) -> f64 {
    let Some((kind, rated)) = theme.tally.rated.as_ref() else { return 0.0 };
    scale(impact::plain(weigh(rated, &theme.world.people), theme.whole.rated[*kind]))
}

/// Scaled harm of an impact on the scale of 0 to 1; an impact that does no harm scales to 0.
fn scale(impact: f64) -> f64 {
    diminishing(-impact, IMPACT_TOP)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_by_hand() {
        assert_eq!(scale(0.1), 0.0);
        assert_eq!(scale(-0.0125), 0.5);
    }
}
