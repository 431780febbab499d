//! The ranked table: every opportunity in one row, sorted, filtered and folded by the script where
//! there is one, whole and in order where there is none.

use std::collections::BTreeSet;

use super::chart;
use super::factors::shade_of;
use super::links::Records;
use super::tags::Out;
use crate::report::view::{OpportunityView, View};
use crate::report::{cells, phrase};

/// How a status is marked besides its word, so that colour is never alone.
pub(crate) fn status(out: &mut Out, status: &str) {
    let (class, sign) = match status {
        "new" => ("<span class=\"status hot\">", "★ "),
        "rising" => ("<span class=\"status hot\">", "▲ "),
        "falling" => ("<span class=\"status\">", "▼ "),
        "unclear" => ("<span class=\"status\">", "≈ "),
        "steady" => ("<span class=\"status\">", "● "),
        "quiet" => ("<span class=\"status\">", "○ "),
        _ => ("<span class=\"status\">", "? "),
    };
    out.raw(class).raw("<span aria-hidden=\"true\">").raw(sign).raw("</span>").text(status);
    out.raw("</span>");
}

/// The section with its filters.
pub(crate) fn section(out: &mut Out, view: &View) {
    out.raw("<section id=\"ranking\"><h2>The ranking</h2>");
    if view.opportunities.is_empty() {
        out.raw(
            "<p class=\"none\">Nothing is ranked: no theme holds a complaint or a request. Once \
             customers ask for a change, it stands here.</p></section>",
        );
        return;
    }
    let sources = sources(view);
    filters(out, view, &sources);
    let rows: Vec<&OpportunityView> = view.opportunities.iter().collect();
    rows_of(out, view, &rows, view.limits.top);
    out.raw("<p id=\"more\" hidden><button type=\"button\"></button></p>");
    legend(out, view);
    out.raw("</section>");
}

/// The table of these opportunities, in that order; a script shows the first `top` of them at first.
pub(crate) fn rows_of(out: &mut Out, view: &View, rows: &[&OpportunityView], top: usize) {
    let sources = sources(view);
    out.raw("<table id=\"ranked\" role=\"table\"").attr("data-top", &top.to_string());
    out.raw("><caption>Each row is a theme customers want changed; ranks with their 90 % interval, effects with their 95 % interval.</caption><thead role=\"rowgroup\"><tr role=\"row\">");
    for (key, class, head) in [
        ("rank", "n", "Rank"),
        ("title", "", "Opportunity"),
        ("customers", "n", "Customers"),
        ("impact", "n", "Effect on ratings"),
        ("score", "", "Score"),
        ("", "", "Possible ranks"),
        ("", "", "Weekly share"),
        ("status", "", "Status"),
    ] {
        out.raw("<th scope=\"col\" role=\"columnheader\"").attr("class", class);
        if !key.is_empty() {
            out.attr("data-key", key);
        }
        if key == "rank" {
            out.raw(" aria-sort=\"ascending\"");
        }
        out.raw(">").text(head).raw("</th>");
    }
    out.raw("</tr></thead><tbody role=\"rowgroup\">");
    for one in rows {
        let paged = view.pages().iter().any(|other| other.theme == one.theme);
        row(out, view, one, paged, &sources);
    }
    out.raw("</tbody></table>");
}

fn sources(view: &View) -> Vec<&str> {
    let all: BTreeSet<&str> = view
        .opportunities
        .iter()
        .flat_map(|one| one.evidence.sources.iter().map(|source| source.name.as_str()))
        .collect();
    all.into_iter().collect()
}

fn option(out: &mut Out, value: &str, text: &str) {
    out.raw("<option").attr("value", value).raw(">").text(text).raw("</option>");
}

fn filters(out: &mut Out, view: &View, sources: &[&str]) {
    out.raw(
        "<form id=\"filters\" hidden><label class=\"wide\">Find<input type=\"search\" name=\"find\" \
         autocomplete=\"off\"></label><label>Area<select name=\"area\"><option value=\"\">All</option>",
    );
    let areas: BTreeSet<&str> = view.opportunities.iter().map(|one| one.area.as_str()).collect();
    for area in view.areas.iter().filter(|area| areas.contains(area.id.as_str())) {
        option(out, &area.id, &area.title);
    }
    out.raw(
        "</select></label><label>Status<select name=\"status\"><option value=\"\">All</option>",
    );
    let statuses: BTreeSet<&str> =
        view.opportunities.iter().map(|one| one.status.as_str()).collect();
    for status in statuses {
        option(out, status, status);
    }
    out.raw(
        "</select></label><label>Source<select name=\"source\"><option value=\"\">All</option>",
    );
    for (at, source) in sources.iter().enumerate() {
        option(out, &at.to_string(), source);
    }
    out.raw(
        "</select></label><label class=\"sort\">Sort by<select name=\"sort\">\
         <option value=\"rank\">Rank</option><option value=\"customers\">Customers</option>\
         <option value=\"impact\">Effect on ratings</option><option value=\"score\">Score</option>\
         <option value=\"title\">Name</option><option value=\"status\">Status</option></select>\
         </label><output id=\"found\" role=\"status\"></output></form>",
    );
}

fn cell(out: &mut Out, class: &str, label: &str, value: Option<&str>) {
    out.raw("<td role=\"cell\"").attr("class", class).attr("data-label", label);
    if let Some(value) = value {
        out.attr("data-v", value);
    }
    out.raw(">");
}

fn row(out: &mut Out, view: &View, one: &OpportunityView, paged: bool, sources: &[&str]) {
    let inside: Vec<String> = one
        .evidence
        .sources
        .iter()
        .filter_map(|source| sources.binary_search(&source.name.as_str()).ok())
        .map(|at| at.to_string())
        .collect();
    out.raw("<tr role=\"row\"");
    if one.pinned {
        out.raw(" data-pin=\"\"");
    }
    out.attr("data-area", &one.area).attr("data-status", &one.status);
    out.attr("data-sources", &format!(" {} ", inside.join(" "))).raw(">");

    cell(out, "n rank", "Rank", Some(&one.rank.to_string()));
    out.tagged("b", &one.rank.to_string()).raw("</td>");

    cell(out, "title", "", Some(&one.title));
    out.theme(&one.theme, &one.title, paged);
    out.raw("<small>").text(&format!("{} · {}", one.area_title, one.theme));
    out.text(&cells::by_hand(one.named_by.as_deref(), one.pinned)).raw("</small>");
    if !one.gist.is_empty() {
        out.raw("<small dir=\"auto\">").text(&phrase::quoted(&one.gist)).raw("</small>");
    }
    out.raw("</td>");

    cell(out, "n", "Customers", Some(&one.customers.to_string()));
    out.number(u64::from(one.customers), &Records::wanting(&one.theme)).raw("<small>");
    out.text(&phrase::percent(one.customers_share)).text(&cells::by_votes(one));
    out.raw("</small></td>");

    let impact = one.impact.as_ref();
    let value = impact.map(|impact| impact.impact.to_string());
    cell(out, "n", "Effect on ratings", value.as_deref());
    match impact {
        Some(impact) => {
            out.text(&cells::impact(impact)).raw("<small>");
            out.text(&cells::impact_interval(impact)).raw("</small>");
        }
        None => {
            out.raw("<span class=\"none\">unrated</span>");
        }
    }
    out.raw("</td>");

    cell(out, "score", "Score", Some(&one.score.to_string()));
    out.tagged("span class=\"n\"", &phrase::decimal(one.score, 1));
    chart::stack(out, one);
    out.raw("</td>");

    cell(out, "sure", "Possible ranks", None);
    out.tagged("span class=\"n\"", &cells::interval(one));
    chart::ranks(out, one, view.opportunities.len());
    out.raw("</td>");

    cell(out, "week", "Weekly share", None);
    chart::spark(out, one);
    out.raw("</td>");

    cell(out, "", "Status", Some(&one.status));
    status(out, &one.status);
    out.raw("</td></tr>");
}

/// Which shade is which factor.
pub(crate) fn legend(out: &mut Out, view: &View) {
    let Some(first) = view.opportunities.first() else { return };
    out.raw("<p class=\"key\">Score, 0 to 100: ");
    for factor in &first.factors {
        if view.opportunities.iter().any(|one| {
            one.factors.iter().any(|other| other.name == factor.name && other.shown > 0.0)
        }) {
            out.raw(shade_of(factor).swatch).text(&factor.name).raw(" ");
        }
    }
    out.raw("<span class=\"swatch now\"></span>Weekly share: recent days</p>");
}
