//! The page of one opportunity: the claim, how sure it is, the weeks, why it ranks there, where it
//! hurts, what customers say, what speaks against it, and the commands that open the records.

use super::factors::{opens_wanting, shade_of};
use super::links::Records;
use super::tags::{Out, record_page};
use super::{chart, table};
use crate::report::view::{OpportunityView, QuoteView, View};
use crate::report::{cells, phrase};

/// Segments worth a bar.
const SEGMENTS: usize = 6;

/// Every page there is.
pub(crate) fn section(out: &mut Out, view: &View) {
    if view.pages().is_empty() {
        return;
    }
    out.raw("<section id=\"opportunities\"><h2 class=\"over\">One by one</h2>");
    for one in view.pages() {
        article(out, view, one);
    }
    out.raw("</section>");
}

/// One opportunity whole.
pub(crate) fn article(out: &mut Out, view: &View, one: &OpportunityView) {
    out.raw("<article").attr("id", &one.theme).raw("><header><span class=\"place\">");
    out.text(&one.rank.to_string()).raw("</span><div>");
    let heading = if out.is_site() { "h1 dir=\"auto\"" } else { "h3 dir=\"auto\"" };
    out.tagged(heading, &one.title)
        .raw("<p class=\"under\">")
        .text(&format!("{} · {} · ", one.area_title, one.theme));
    table::status(out, &one.status);
    out.text(&cells::by_hand(one.named_by.as_deref(), one.pinned)).raw("</p>");
    if !one.gist.is_empty() {
        out.raw("<p class=\"under\" dir=\"auto\">").text(&phrase::quoted(&one.gist)).raw("</p>");
    }
    out.raw("</div></header><p class=\"claim\">").sentence(&one.claim).raw("</p>");
    if let Some(parts) = cells::subthemes(&one.subthemes) {
        out.raw("<p class=\"note\" dir=\"auto\">").text(&parts).raw("</p>");
    }
    if !one.corrections.is_empty() {
        out.raw("<p class=\"note\" dir=\"auto\">By hand: ").text(&one.corrections.join(" "));
        out.raw("</p>");
    }
    figures(out, one);

    out.raw("<div class=\"two\"><div>");
    chart::trend(out, one);
    out.raw("</div><div>").part("What the numbers say").raw("<ul class=\"says\">");
    for words in [&one.severity, &one.impact_words, &one.status_words, &one.rank_words] {
        out.tagged("li", words);
    }
    out.raw("</ul>");
    let own = view.own_caveats(one);
    if !own.is_empty() {
        out.raw("<div class=\"caution\">").part("Be careful").raw("<ul>");
        for caveat in own {
            out.tagged("li", &caveat.words);
        }
        out.raw("</ul></div>");
    }
    out.raw("</div></div>");
    factors(out, one);

    out.raw("<div class=\"two\"><div>");
    if !one.quotes.is_empty() {
        out.part("What customers say");
        for quote in &one.quotes {
            quoted(out, quote);
        }
    }
    out.raw("</div><div>");
    segments(out, one);
    out.part("What speaks against it").raw("<p class=\"note\">").text(&one.counter_words);
    out.raw("</p>");
    for quote in &one.counter_quotes {
        quoted(out, quote);
    }
    out.raw("</div></div><p class=\"open\">");
    if out.is_site() {
        out.records("Open the records", &Records::wanting(&one.theme)).raw(": <code>");
    } else {
        out.raw("Open the records: <code>");
    }
    out.text(&one.search);
    out.raw("</code> · Take the score apart: <code>").text(&one.why).raw("</code>");
    if !out.is_site() {
        out.raw(" · <a href=\"#ranking\">Back to the ranking</a>");
    }
    out.raw("</p></article>");
}

fn figure(out: &mut Out, name: &'static str, number: &str, under: &str) {
    figure_of(out, name, number, under, None);
}

/// A figure whose number opens these records.
fn figure_of(
    out: &mut Out,
    name: &'static str,
    number: &str,
    under: &str,
    records: Option<&Records>,
) {
    out.raw("<div><dt>").raw(name).raw("</dt><dd><b>");
    match records {
        Some(records) => out.records(number, records),
        None => out.text(number),
    };
    out.raw("</b><small>");
    out.text(under).raw("</small></dd></div>");
}

fn figures(out: &mut Out, one: &OpportunityView) {
    out.raw("<dl class=\"figures\">");
    figure_of(
        out,
        "Customers",
        &phrase::count(u64::from(one.customers)),
        &format!(
            "{} of all who were heard{}",
            phrase::percent(one.customers_share),
            cells::by_votes(one)
        ),
        Some(&Records::wanting(&one.theme)),
    );
    match &one.impact {
        Some(impact) => figure(
            out,
            "Effect on ratings",
            &cells::impact(impact),
            &match impact.interval {
                Some(_) => format!("95 % interval {}", cells::impact_interval(impact)),
                None => cells::impact_interval(impact),
            },
        ),
        None => figure(out, "Effect on ratings", "–", "too few ratings to measure"),
    }
    match &one.trend {
        Some(trend) if trend.recent.all > 0 => figure_of(
            out,
            "Share of recent feedback",
            &phrase::percent(trend.recent.share),
            &format!("{} before", phrase::percent(trend.baseline.share)),
            Some(&Records::wanting(&one.theme).days(&trend.recent.from, &trend.recent.to)),
        ),
        _ => figure(out, "Share of recent feedback", "–", "nothing dated in the recent days"),
    }
    figure(out, "Score", &phrase::decimal(one.score, 1), "of 100");
    figure(out, "Rank", &one.rank.to_string(), &format!("90 % interval {}", cells::interval(one)));
    out.raw("</dl>");
}

fn factors(out: &mut Out, one: &OpportunityView) {
    if one.factors.is_empty() {
        return;
    }
    out.part("Why it ranks here");
    chart::stack(out, one);
    out.raw(
        "<div class=\"scroll\"><table class=\"factors\"><thead><tr><th scope=\"col\">Factor</th>\
         <th scope=\"col\">Measured</th><th scope=\"col\" class=\"n\">Records</th>\
         <th scope=\"col\">How it is scaled</th>\
         <th scope=\"col\" class=\"n\">100 × weight × scaled ÷ weights</th>\
         <th scope=\"col\" class=\"n\">Points</th></tr></thead><tbody>",
    );
    let weights = cells::weights(one);
    for factor in &one.factors {
        let counts = factor.raw.is_some();
        out.raw(if counts { "<tr>" } else { "<tr class=\"none\">" });
        out.raw("<th scope=\"row\">").raw(shade_of(factor).swatch);
        out.text(&phrase::sentence_case(&factor.name)).raw("</th>");
        out.tagged("td", &cells::raw(factor));
        let unless = |text: String| if counts { text } else { "–".to_owned() };
        out.raw("<td class=\"n\">");
        match counts && opens_wanting(factor) {
            true => out.number(factor.records.into(), &Records::wanting(&one.theme)),
            false => out.text(&unless(phrase::count(u64::from(factor.records)))),
        };
        out.raw("</td>");
        out.tagged("td class=\"how\"", &factor.how);
        out.tagged("td class=\"n\"", &unless(cells::arithmetic(factor, weights)));
        out.tagged("td class=\"n\"", &unless(phrase::decimal(factor.shown, 1))).raw("</tr>");
    }
    out.raw("</tbody><tfoot><tr><th scope=\"row\" colspan=\"4\">Score</th><td class=\"n\" colspan=\"2\">");
    out.text(&cells::sum(one)).raw("</td></tr></tfoot></table></div>");
}

fn segments(out: &mut Out, one: &OpportunityView) {
    out.part("Where it hurts").raw("<p class=\"note\">").text(&cells::segments(one)).raw("</p>");
    if one.segments.is_empty() {
        return;
    }
    let most = chart::largest_lift(&one.segments);
    out.raw(
        "<table class=\"segments\"><thead><tr><th scope=\"col\">Segment</th>\
         <th scope=\"col\" class=\"n\">Feedback</th>\
         <th scope=\"col\" class=\"n\" colspan=\"2\">Against the company (line: 1 ×)</th></tr>\
         </thead><tbody>",
    );
    for segment in one.segments.iter().take(SEGMENTS) {
        out.raw("<tr><th scope=\"row\" dir=\"auto\"><small>").text(&segment.name).raw("</small> ");
        out.text(&segment.value).raw("</th>");
        out.raw("<td class=\"n\">");
        let wanting = Records::wanting(&one.theme).segment(&segment.name, &segment.value);
        out.number(segment.feedback.into(), &wanting).raw(" of ");
        let all = Records::all().segment(&segment.name, &segment.value);
        out.number(segment.all.into(), &all).raw("</td>");
        out.tagged("td class=\"n\"", &cells::lift(segment)).raw("<td>");
        let class = if segment.stands_out { "lift hot" } else { "lift" };
        chart::bar(out, class, segment.lift, most, Some(1.0));
        out.raw("</td></tr>");
    }
    out.raw("</tbody></table>");
}

/// One quotation with where it can be found.
pub(crate) fn quoted(out: &mut Out, quote: &QuoteView) {
    out.raw("<figure class=\"quote\"><blockquote dir=\"auto\">").text(&quote.text);
    out.raw("</blockquote><figcaption><bdi>").text(&quote.place());
    out.raw("</bdi> · <code").attr("title", &format!("record {}", quote.record)).raw(">");
    if out.is_site() {
        out.link(&record_page(&quote.record, Some(quote.ordinal)), &quote.address());
    } else {
        out.text(&quote.address());
    }
    out.raw("</code></figcaption></figure>");
}
