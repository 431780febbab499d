//! Momentum: whether it is growing.

use super::{Measure, Observed, Redrawn};
use crate::model::{Status, Trend};
use crate::ranking::words::{decimals, grouped, percent, plural};

/// Its weight where the settings say nothing.
pub(super) const WEIGHT: f64 = 0.15;

/// Growth at which momentum is 1: four times the share of before.
pub const MOMENTUM_TOP: f64 = 4.0;

/// A growth that chance shows this often or more, after correction for all themes looked at, counts for
/// nothing; below, it counts the more the rarer chance shows it.
const CHANCE_TOP: f64 = 0.20;

/// Voices in the recent window below which nothing has momentum: a handful of people is a quiet
/// theme, however much more that is than nobody.
pub const MOMENTUM_FLOOR: u32 = 10;

/// Growth of its share.
pub(super) fn measured(theme: &Observed) -> Measure {
    let unit = "times the share of before";
    let Some(trend) = theme.trend.filter(|trend| trend.status != Status::Unknown) else {
        let how = "Too little dated feedback to compare recent days with; not counted.".to_owned();
        return Measure::missing(unit, 0, how);
    };
    let scaled = scale(trend.ratio, belief(trend));
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

/// Its scale in a world. How far the growth is believed stays as observed.
pub(super) fn redrawn(theme: &Redrawn) -> f64 {
    let belief = theme.trend.map_or(0.0, belief);
    let [now, before] = theme.whole.heard;
    if belief <= 0.0 || before <= 0.0 {
        return 0.0;
    }
    let expected = f64::from(theme.heard[1]) * now / before;
    scale((f64::from(theme.heard[0]) + 0.5) / (expected + 0.5), belief)
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
fn belief(trend: &Trend) -> f64 {
    let counts = grows(trend) && trend.recent.feedback >= MOMENTUM_FLOOR;
    if counts { believed(trend.q_value) } else { 0.0 }
}

/// Scaled momentum of a growth of `ratio`; falling scales to 0.
fn scale(ratio: f64, belief: f64) -> f64 {
    (libm::log2(ratio.max(1.0)) / libm::log2(MOMENTUM_TOP)).min(1.0) * belief
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_by_hand() {
        assert_eq!(scale(2.0, 1.0), 0.5);
        assert_eq!(scale(16.0, 0.5), 0.5);
        assert_eq!(scale(0.2, 1.0), 0.0);
        assert_eq!(believed(0.05), 0.75);
        assert_eq!(believed(0.9), 0.0);
    }
}
