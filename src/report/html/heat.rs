//! The first themes in the largest segments: where each hurts more or less than elsewhere.
//!
//! Takes the view; gives a table with the share of each segment's records in every cell, shaded by how
//! many times the theme's share of all feedback that is. The numbers stand in the cells, so that it can be
//! read without colour; what is beyond chance is bold and marked.

use super::links::Records;
use super::tags::Out;
use crate::report::phrase;
use crate::report::view::{OpportunityView, SegmentView, View};

/// How many times the share of all feedback each shade begins at, the darkest first.
const SHADES: [(f64, &str); 4] =
    [(2.0, "heat h4"), (1.5, "heat h3"), (1.2, "heat h2"), (0.8, "heat h1")];

/// The section; nothing where the feedback has no segments to compare.
pub(crate) fn section(out: &mut Out, view: &View) {
    let rows: Vec<&OpportunityView> =
        view.opportunities.iter().filter(|one| !one.across.is_empty()).collect();
    let Some(first) = rows.first() else { return };
    out.raw("<section id=\"segments\"><h2>By segment</h2>");
    out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Themes by segment\"><table class=\"heat\"><caption>Share of each segment’s records that want the theme changed. The darker, the more of it than in all feedback, small segments drawn towards that; ▲ and bold: more beyond chance (95 % interval).</caption>");
    heads(out, first);
    out.raw("<tbody>");
    for one in rows {
        row(out, view, one);
    }
    out.raw("</tbody></table></div></section>");
}

/// The names over the values of each.
fn heads(out: &mut Out, first: &OpportunityView) {
    out.raw("<thead><tr><td></td>");
    for same in first.across.chunk_by(|a, b| a.name == b.name) {
        out.raw("<th scope=\"colgroup\"").attr("colspan", &same.len().to_string()).raw(">");
        out.text(&same[0].name).raw("</th>");
    }
    out.raw("</tr><tr><th scope=\"col\">Theme</th>");
    for (at, segment) in first.across.iter().enumerate() {
        out.raw("<th scope=\"col\"").attr("class", border(&first.across, at)).raw("><bdi>");
        out.text(&segment.value).raw("</bdi><small>");
        let all = Records::all().segment(&segment.name, &segment.value);
        out.number(segment.all.into(), &all).raw("</small></th>");
    }
    out.raw("</tr></thead>");
}

fn row(out: &mut Out, view: &View, one: &OpportunityView) {
    out.raw("<tr><th scope=\"row\"><span class=\"n\">").text(&one.rank.to_string()).raw("</span> ");
    let paged = view.pages().iter().any(|other| other.theme == one.theme);
    out.theme(&one.theme, &one.title, paged);
    out.raw("</th>");
    for (at, segment) in one.across.iter().enumerate() {
        let shade = SHADES.iter().find(|(from, _)| segment.lift >= *from);
        let shade = shade.map_or("heat h0", |one| one.1);
        let class = format!("{shade} {}", border(&one.across, at));
        out.raw("<td").attr("class", class.trim_end()).raw(">");
        let wanting = Records::wanting(&one.theme).segment(&segment.name, &segment.value);
        let part = phrase::share(segment.feedback.into(), segment.all.into());
        out.raw(if segment.stands_out { "<b>" } else { "" });
        match segment.feedback {
            0 => out.text("–"),
            _ => out.records(&phrase::percent(part), &wanting),
        };
        out.raw(if segment.stands_out {
            " <span aria-label=\"more than elsewhere\">▲</span></b>"
        } else {
            ""
        });
        out.raw("</td>");
    }
    out.raw("</tr>");
}

/// The class of the first column of a name.
fn border(across: &[SegmentView], at: usize) -> &'static str {
    let is_first = at > 0 && across[at - 1].name != across[at].name;
    if is_first { "first" } else { "" }
}
