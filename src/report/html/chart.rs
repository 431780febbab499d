//! Charts as inline SVG: shapes only. Words and numbers stand beside them as ordinary text, so that
//! they keep their size on a phone, can be read out and can be copied.
//!
//! Takes parts of the view; a chart with nothing to show is not drawn.

use super::factors::shade_of;
use super::links::{Records, end_of_week};
use super::tags::Out;
use crate::model::Day;
use crate::report::view::{OpportunityView, SegmentView, TrendView, WeekView, WindowView};
use crate::report::{cells, phrase};

/// Width of one week in a chart's own units.
const WEEK: f64 = 10.0;
/// Height of a panel in a chart's own units.
const HEIGHT: f64 = 100.0;

/// The next round number (1, 2, 3, 4, 5, 6 or 8 of a power of ten) at or above `value`.
fn round_up(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let mut power = 1e-6;
    while power * 10.0 < value {
        power *= 10.0;
    }
    let found =
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0].iter().find(|step| **step * power >= value);
    found.unwrap_or(&10.0) * power
}

/// The share of a week; none without feedback, and none of the running week, whose few days would
/// look like a fall or a rise.
fn share(week: &WeekView) -> Option<f64> {
    (week.all > 0 && week.days >= 7).then_some(week.share)
}

/// Where a window lies, in a chart's units from its left edge.
fn place(trend: &TrendView, window: &WindowView) -> Option<(f64, f64)> {
    let start: Day = trend.weeks.first()?.start.parse().ok()?;
    let wide = trend.weeks.len() as f64 * WEEK;
    let at = |day: &str, plus: i32| -> Option<f64> {
        let days = day.parse::<Day>().ok()?.plus(plus).since(start);
        Some((f64::from(days) / 7.0 * WEEK).clamp(0.0, wide))
    };
    let (from, to) = (at(&window.from, 0)?, at(&window.to, 1)?);
    (to > from).then_some((from, to))
}

/// A line through the whole weeks from row `first` on; weeks without any feedback leave a gap.
fn line(out: &mut Out, trend: &TrendView, first: usize, top: f64) {
    let mut drawing = false;
    out.raw(" d=\"");
    for (at, week) in trend.weeks.iter().enumerate().skip(first) {
        let Some(share) = share(week) else {
            drawing = false;
            continue;
        };
        out.raw(if drawing { "L" } else { "M" });
        out.coordinate(at as f64 * WEEK + WEEK / 2.0).raw(" ");
        out.coordinate(HEIGHT * (1.0 - share / top));
        drawing = true;
    }
    out.raw("\"");
}

/// The first week that lies in the recent window, less one so that the lines join.
fn recent_from(trend: &TrendView) -> usize {
    trend
        .weeks
        .iter()
        .position(|week| week.start >= trend.recent.from)
        .unwrap_or(trend.weeks.len())
        .saturating_sub(1)
}

fn open(out: &mut Out, trend: &TrendView, class: &'static str, label: &str) {
    out.raw("<svg class=\"").raw(class).raw("\" role=\"img\" preserveAspectRatio=\"none\"");
    out.attr("viewBox", &format!("0 0 {} {HEIGHT}", trend.weeks.len() as f64 * WEEK));
    out.attr("aria-label", label).raw(">");
}

/// A year at a glance: the weekly share, its recent part marked.
pub(crate) fn spark(out: &mut Out, one: &OpportunityView) {
    let Some(trend) = one.trend.as_ref().filter(|trend| trend.weeks.len() > 1) else {
        out.raw("<span class=\"none\">undated</span>");
        return;
    };
    let top = trend.weeks.iter().filter_map(share).fold(0.0, f64::max).max(1e-6);
    open(out, trend, "spark", &one.status_words);
    out.raw("<path class=\"line\"");
    line(out, trend, 0, top);
    out.raw("/><path class=\"line now\"");
    line(out, trend, recent_from(trend), top);
    out.raw("/></svg>");
}

/// The weeks in full: share above, counts below, recent window and both levels marked.
pub(crate) fn trend(out: &mut Out, one: &OpportunityView) {
    let Some(trend) = one.trend.as_ref().filter(|trend| !trend.weeks.is_empty()) else {
        out.raw("<p class=\"none\">").text(&one.status_words).raw("</p>");
        return;
    };
    let top = round_up(trend.weeks.iter().filter_map(share).fold(0.0, f64::max) * 100.0) / 100.0;
    let most = trend.weeks.iter().map(|week| week.feedback).max().unwrap_or(0);
    let tall = round_up(f64::from(most));
    let recent = place(trend, &trend.recent);

    out.raw("<figure class=\"trend\"><figcaption>Share of each week’s feedback</figcaption>");
    out.raw("<div class=\"plot\"><div class=\"y\"><span>");
    out.text(&format!("{} %", phrase::measure(top * 100.0))).raw("</span><span>0</span></div>");
    open(out, trend, "share", &one.status_words);
    shade(out, recent);
    out.raw("<path class=\"line\"");
    line(out, trend, 0, top);
    out.raw("/><path class=\"line now\"");
    line(out, trend, recent_from(trend), top);
    out.raw("/>");
    for (window, class) in [(&trend.baseline, "level"), (&trend.recent, "level now")] {
        let Some((from, to)) = place(trend, window).filter(|_| window.all > 0) else { continue };
        let y = HEIGHT * (1.0 - (window.share / top).min(1.0));
        out.raw("<line class=\"").raw(class).raw("\"");
        out.at("x1", from).at("x2", to).at("y1", y).at("y2", y).raw("/>");
    }
    out.raw("</svg></div>");

    out.raw("<figcaption>Pieces of feedback a week</figcaption>");
    out.raw("<div class=\"plot\"><div class=\"y\"><span>").text(&phrase::measure(tall));
    out.raw("</span><span>0</span></div>");
    let counted = phrase::counted(
        trend.weeks.iter().map(|week| u64::from(week.feedback)).sum(),
        "piece of feedback",
        "pieces of feedback",
    );
    open(out, trend, "bars", &format!("{counted} in {} weeks", trend.weeks.len()));
    shade(out, recent);
    for (at, week) in trend.weeks.iter().enumerate().filter(|(_, week)| week.feedback > 0) {
        let height = HEIGHT * f64::from(week.feedback) / tall;
        let now = recent.is_some_and(|(from, _)| (at as f64 + 0.5) * WEEK >= from);
        out.raw(match (week.days < 7, now) {
            (true, _) => "<rect class=\"now part\"",
            (false, true) => "<rect class=\"now\"",
            (false, false) => "<rect",
        });
        out.at("x", at as f64 * WEEK + 1.5).at("width", WEEK - 3.0);
        out.at("y", HEIGHT - height).at("height", height).raw("/>");
    }
    out.raw("</svg></div><div class=\"x\"><span>");
    if let (Some(first), Some(last)) = (trend.weeks.first(), trend.weeks.last()) {
        out.text(&format!("week of {}", phrase::iso_short(&first.start))).raw("</span><span>");
        out.text(&format!("week of {}", phrase::iso_short(&last.start)));
    }
    out.raw("</span></div><p class=\"key\"><span class=\"swatch now\"></span>");
    window(out, one, &trend.recent);
    out.raw("<br><span class=\"swatch\"></span>");
    window(out, one, &trend.baseline);
    if let Some(running) = trend.weeks.last().filter(|week| week.days < 7) {
        out.raw("<br>").text(&format!(
            "The last week is not over: {} counted, pale in the bars and left out of the line.",
            phrase::counted(running.days.into(), "day is", "days are")
        ));
    }
    out.raw("</p>");
    weeks(out, one, trend);
    out.raw("</figure>");
}

fn window(out: &mut Out, one: &OpportunityView, window: &WindowView) {
    let (from, to) = (phrase::iso_short(&window.from), phrase::iso_short(&window.to));
    let records = Records::wanting(&one.theme).days(&window.from, &window.to);
    out.records(&format!("{from} – {to}"), &records).text(&format!(": {}", cells::window(window)));
}

fn shade(out: &mut Out, recent: Option<(f64, f64)>) {
    if let Some((from, to)) = recent {
        out.raw("<rect class=\"recent\" y=\"0\"").at("x", from).at("width", to - from);
        out.at("height", HEIGHT).raw("/>");
    }
}

/// The numbers behind the chart.
fn weeks(out: &mut Out, one: &OpportunityView, trend: &TrendView) {
    out.raw(
        "<details class=\"weeks\"><summary>The weeks as numbers</summary><table><thead><tr>\
         <th scope=\"col\">Week of</th><th scope=\"col\" class=\"n\">In the theme</th>\
         <th scope=\"col\" class=\"n\">All feedback</th><th scope=\"col\" class=\"n\">Share</th>\
         </tr></thead><tbody>",
    );
    for week in &trend.weeks {
        let start = phrase::iso_short(&week.start);
        let running = week.days < 7;
        let days = phrase::counted(week.days.into(), "day", "days");
        out.raw("<tr>").tagged("td", &if running { format!("{start} ({days})") } else { start });
        let end = end_of_week(&week.start, week.days).unwrap_or_default();
        out.raw("<td class=\"n\">");
        out.number(week.feedback.into(), &Records::wanting(&one.theme).days(&week.start, &end));
        out.raw("</td><td class=\"n\">");
        out.number(week.all.into(), &Records::all().days(&week.start, &end)).raw("</td>");
        let shown = if week.all > 0 { phrase::percent(week.share) } else { "–".to_owned() };
        out.tagged("td class=\"n\"", &shown).raw("</tr>");
    }
    out.raw("</tbody></table></details>");
}

/// A score as its parts on a scale of 0 to 100.
pub(crate) fn stack(out: &mut Out, one: &OpportunityView) {
    let words: Vec<String> = one
        .factors
        .iter()
        .filter(|factor| factor.shown > 0.0)
        .map(|factor| format!("{} {}", factor.name, phrase::decimal(factor.shown, 1)))
        .collect();
    out.raw("<svg class=\"stack\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\"");
    out.attr("aria-label", &words.join(", "));
    out.raw("><rect class=\"rail\" x=\"0\" y=\"0\" width=\"100\" height=\"8\"/>");
    let mut x = 0.0;
    for factor in &one.factors {
        let width = factor.shown.clamp(0.0, 100.0 - x);
        if width > 0.0 {
            out.raw(shade_of(factor).part)
                .at("x", x)
                .at("width", width)
                .raw(" y=\"0\" height=\"8\"><title>");
            out.text(&format!("{} {}", factor.name, phrase::decimal(factor.shown, 1)));
            out.raw("</title></rect>");
            x += width;
        }
    }
    out.raw("</svg>");
}

/// The ranks it could have, among all that are ranked.
pub(crate) fn ranks(out: &mut Out, one: &OpportunityView, ranked: usize) {
    if ranked < 2 {
        return;
    }
    let x = |rank: u32| 3.0 + 94.0 * f64::from(rank.saturating_sub(1)) / (ranked - 1) as f64;
    let [low, high] = one.rank_interval;
    out.raw(
        "<svg class=\"ranks\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\"",
    );
    out.attr("aria-label", &one.rank_words).raw("><path class=\"rail\" d=\"M3 5H97\"/>");
    out.raw("<path class=\"range\" d=\"M").coordinate(x(low)).raw(" 5H").coordinate(x(high));
    out.raw("\"/><path class=\"dot\" d=\"M").coordinate(x(one.rank)).raw(" 5h0\"/></svg>");
}

/// A bar of `part` in a whole of `most`, with an optional mark.
pub(crate) fn bar(out: &mut Out, class: &'static str, part: f64, most: f64, mark: Option<f64>) {
    let scaled = |value: f64| (100.0 * value / most.max(1e-9)).clamp(0.0, 100.0);
    out.raw("<svg class=\"").raw(class);
    out.raw("\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    out.raw("<rect y=\"0\" x=\"0\" height=\"8\"").at("width", scaled(part)).raw("/>");
    if let Some(mark) = mark {
        out.raw("<line y1=\"0\" y2=\"8\"").at("x1", scaled(mark)).at("x2", scaled(mark)).raw("/>");
    }
    out.raw("</svg>");
}

/// The largest lift of a table, at least 2, so that bars of small lifts stay small.
pub(crate) fn largest_lift(segments: &[SegmentView]) -> f64 {
    segments.iter().map(|segment| segment.lift).fold(2.0, f64::max)
}

/// Shades of the parts of a whole.
const PARTS: [&str; 3] = ["<rect class=\"f0\"", "<rect class=\"f2\"", "<rect class=\"f3\""];

/// Parts of a whole in tenths of a per cent, side by side.
pub(crate) fn parts(out: &mut Out, tenths: [u32; 3], label: &str) {
    out.raw(
        "<svg class=\"parts\" viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" role=\"img\"",
    );
    out.attr("aria-label", label).raw(">");
    let mut x = 0.0;
    for (part, shade) in tenths.into_iter().zip(PARTS) {
        out.raw(shade).at("x", x).at("width", f64::from(part)).raw(" y=\"0\" height=\"20\"/>");
        x += f64::from(part);
    }
    out.raw("</svg>");
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn axes_end_on_round_numbers() {
        let ends: Vec<f64> =
            [0.0, 0.7, 1.0, 4.1, 6.5, 8.5, 41.0, f64::NAN].into_iter().map(round_up).collect();
        assert_eq!(ends[0], 1.0);
        assert!((ends[1] - 0.8).abs() < 1e-9 && (ends[2] - 1.0).abs() < 1e-9);
        assert!((ends[3] - 5.0).abs() < 1e-9 && (ends[4] - 8.0).abs() < 1e-9);
        assert!((ends[5] - 10.0).abs() < 1e-9 && (ends[6] - 50.0).abs() < 1e-9);
        assert_eq!(ends[7], 1.0);
    }
}
