//! Two parts of the customers, theme by theme.

use super::frame::{data_address, framed};
use crate::pipeline::Conditions;
use crate::pipeline::answers::{ComparedAnswer, ComparisonAnswer};
use crate::report::html::links::Records;
use crate::report::html::tags::Out;
use crate::report::phrase;
use crate::web::answer::{Answer, Fault};
use crate::web::api;
use crate::web::routes::Asked;

/// Themes that are shown; the data has all.
const ROWS: usize = 60;

pub(in crate::web) fn compare(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let (first, second) =
        (asked.given.read::<Conditions>("first")?, asked.given.read::<Conditions>("second")?);
    let found = match (&first, &second) {
        (Some(first), Some(second)) => Some((first, second, api::compared(asked, first, second)?)),
        _ => None,
    };
    Ok(framed(asked, "Compare", "/compare", |out| {
        out.raw("<main id=\"main\"><section><h1>Compare</h1><p class=\"lead\">Two parts of the customers, or the arms of a test, theme by theme.</p>");
        out.raw("<form action=\"/compare\" class=\"finder two-of\"><label>The first<input name=\"first\" required maxlength=\"500\" placeholder=\"plan=pro\"");
        out.attr("value", asked.given.text("first").unwrap_or(""));
        out.raw("></label><label>against<input name=\"second\" required maxlength=\"500\" placeholder=\"plan=free &amp; country=DE\"");
        out.attr("value", asked.given.text("second").unwrap_or(""));
        out.raw("></label><button>Compare</button></form><p class=\"key\">Known are source, kind, lang, product");
        for name in reader.segments().iter().take(24) {
            out.raw(", ").text(name);
        }
        out.raw(". A customer is in a part with one record that meets all of its conditions.</p>");
        if let Some((first, second, found)) = found {
            table(out, asked, [first, second], &found);
        }
        out.raw("</section></main>");
    }))
}

fn share(share: f64, [low, high]: [f64; 2]) -> String {
    let bare = |value: f64| phrase::decimal(100.0 * value, 1);
    format!("{} % ({} to {})", bare(share), bare(low), bare(high))
}

fn table(out: &mut Out, asked: &Asked<'_>, parts: [&Conditions; 2], found: &ComparisonAnswer) {
    out.raw("<p class=\"amount\">");
    for (at, (part, side)) in parts.iter().zip(&found.parts).enumerate() {
        out.raw(if at == 0 { "" } else { " against " });
        out.raw("<b dir=\"auto\">").text(&side.part).raw("</b> (");
        let customers = phrase::counted(side.customers.into(), "customer", "customers");
        out.records(&customers, &records(Records::all(), part));
        let feedback = phrase::counted(side.feedback.into(), "record", "records");
        out.text(&format!(", {feedback})"));
    }
    if found.in_both > 0 {
        let both = phrase::counted(found.in_both.into(), "customer is", "customers are");
        out.text(&format!("; {both} in both and count in each"));
    }
    out.raw(".</p>");
    if found.themes.is_empty() {
        out.raw("<p class=\"none\">Nobody in either wants anything changed that has a theme.</p>");
        return;
    }
    out.raw(
        "<div class=\"scroll\"><table class=\"compared\"><thead><tr><th scope=\"col\">Theme</th>",
    );
    for side in &found.parts {
        out.raw("<th scope=\"col\" class=\"n\" dir=\"auto\">").text(&side.part).raw("</th>");
    }
    out.raw("<th scope=\"col\" class=\"n\">Difference</th><th scope=\"col\">Points</th><th scope=\"col\" class=\"n\">q</th><th scope=\"col\">Says</th></tr></thead><tbody>");
    let widest =
        found.themes.iter().take(ROWS).flat_map(|one| one.difference_interval).map(f64::abs);
    let widest = widest.fold(0.01, f64::max);
    for one in found.themes.iter().take(ROWS) {
        row(out, parts, found, one, widest);
    }
    out.raw("</tbody></table></div><p class=\"key\">");
    if found.themes.len() > ROWS {
        let more = (found.themes.len() - ROWS) as u64;
        out.text(&format!(
            "{} in the data. ",
            phrase::counted(more, "more theme is", "more themes are")
        ));
    }
    out.raw("Shares are of the customers of each part, with 95 % intervals; q is the chance of such a difference if there were none, corrected for all themes; “seen from” is the smallest difference that four of five such comparisons would find. ");
    out.link(&data_address("/api/v1/compare", asked, &[]), "As JSON").raw("</p>");
}

fn row(
    out: &mut Out,
    parts: [&Conditions; 2],
    found: &ComparisonAnswer,
    one: &ComparedAnswer,
    widest: f64,
) {
    let tells = matches!(one.verdict.as_str(), "more_in_first" | "more_in_second");
    out.raw("<tr><th scope=\"row\">").theme(&one.theme, &one.title, true);
    out.raw(" <small>").text(&one.theme).raw("</small></th>");
    for (at, part) in parts.into_iter().enumerate() {
        out.raw("<td class=\"n\">");
        out.number(one.customers[at].into(), &records(Records::wanting(&one.theme), part));
        out.raw("<small>").text(&share(one.share[at], one.interval[at])).raw("</small></td>");
    }
    let points = |value: f64| phrase::signed(100.0 * value, 1);
    let [low, high] = one.difference_interval;
    out.raw("<td class=\"n\">").text(&points(one.difference)).raw("<small>");
    out.text(&format!("{} to {}", points(low), points(high)))
        .raw("</small></td><td class=\"sure\">");
    range(out, one, widest, tells);
    out.raw("</td>").tagged("td class=\"n\"", phrase::chance(one.q).trim_start_matches("= "));
    let from = format!("seen from {} points", phrase::decimal(100.0 * one.detectable, 1));
    out.raw("<td dir=\"auto\">").text(&match one.verdict.as_str() {
        "more_in_first" => format!("more in {}", found.parts[0].part),
        "more_in_second" => format!("more in {}", found.parts[1].part),
        "level" => format!("level, {from}"),
        _ => format!("too few, {from}"),
    });
    if let Some(name) = &one.reversed_within {
        out.raw("<small>").text(&format!("within no {name}: the mix makes it")).raw("</small>");
    }
    out.raw("</td></tr>");
}

/// The difference with its interval around nothing.
fn range(out: &mut Out, one: &ComparedAnswer, widest: f64, tells: bool) {
    let x = |value: f64| 50.0 + 47.0 * (value / widest).clamp(-1.0, 1.0);
    let [low, high] = one.difference_interval;
    out.raw("<svg class=\"ranks\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path class=\"rail\" d=\"M50 0V10\"/>");
    out.raw(if tells { "<path class=\"range hot\" d=\"M" } else { "<path class=\"range\" d=\"M" });
    out.coordinate(x(low)).raw(" 5H").coordinate(x(high)).raw("\"/><path class=\"dot\" d=\"M");
    out.coordinate(x(one.difference)).raw(" 5h0\"/></svg>");
}

/// The records that meet all conditions of a part.
fn records(records: Records, part: &Conditions) -> Records {
    part.0.iter().fold(records, |records, (name, value)| records.segment(name, value))
}
