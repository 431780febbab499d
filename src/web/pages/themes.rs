//! The themes: the whole ranking, found and sorted; then what is not ranked.

use std::collections::BTreeSet;

use super::frame::{framed, turning};
use crate::model::AreaId;
use crate::report::html::about;
use crate::report::html::table;
use crate::report::html::tags::Out;
use crate::report::phrase;
use crate::report::view::{OpportunityView, View};
use crate::web::address::replaced;
use crate::web::answer::{Answer, Fault};
use crate::web::api;
use crate::web::routes::Asked;

/// Rows of a page.
const ROWS: usize = 50;

pub(in crate::web) fn themes(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let view = asked.reader()?.view();
    let given = &asked.given;
    let area = given.read::<AreaId>("area")?.map(|area| area.to_string());
    let words: Vec<String> = given
        .text("find")
        .unwrap_or("")
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let mut rows: Vec<&OpportunityView> = view
        .opportunities
        .iter()
        .filter(|one| area.as_ref().is_none_or(|area| one.area == *area))
        .filter(|one| given.text("status").is_none_or(|status| one.status == status))
        .filter(|one| {
            let text =
                format!("{} {} {}", one.title, one.terms.join(" "), one.theme).to_lowercase();
            words.iter().all(|word| text.contains(word))
        })
        .collect();
    match given.text("sort") {
        Some("customers") => rows.sort_by_key(|one| std::cmp::Reverse(one.customers)),
        Some("score") => rows.sort_by(|a, b| b.score.total_cmp(&a.score)),
        Some("title") => rows.sort_by_key(|one| one.title.to_lowercase()),
        _ => {}
    }
    let all = rows.len();
    let offset = given.whole("offset", 0).min(all);
    let shown: Vec<&OpportunityView> = rows.into_iter().skip(offset).take(ROWS).collect();
    Ok(framed(asked, "Themes", "/themes", |out| {
        out.raw("<main id=\"main\"><section><h1>Themes</h1><p class=\"lead\">");
        out.text(&view.summary.standfirst).raw("</p>");
        filters(out, view, asked);
        if shown.is_empty() {
            out.raw("<p class=\"none\">Nothing is ranked that is so. <a href=\"/themes\">Show all</a></p>");
        } else {
            table::rows_of(out, view, &shown, ROWS);
            table::legend(out, view);
            turn(out, asked, offset, shown.len(), all);
        }
        out.raw("</section>");
        if offset == 0 {
            unranked(out, view);
            about::themes(out, view);
            about::areas(out, view);
        }
        out.raw("</main>");
    }))
}

/// Links to the rows before and after.
fn turn(out: &mut Out, asked: &Asked<'_>, offset: usize, shown: usize, all: usize) {
    if all <= ROWS {
        return;
    }
    let to = |at: usize| replaced(asked.path, asked.given.pairs(), "offset", &[&at.to_string()]);
    let before = (offset > 0).then(|| to(offset.saturating_sub(ROWS)));
    let after = api::next(asked, offset + shown, all as u64);
    let words = format!(
        "{} to {} of {}",
        phrase::count(offset as u64 + 1),
        phrase::count((offset + shown) as u64),
        phrase::count(all as u64)
    );
    turning(out, before, after, &words);
}

fn filters(out: &mut Out, view: &View, asked: &Asked<'_>) {
    let given = |name: &str| asked.given.text(name).unwrap_or("");
    out.raw("<form action=\"/themes\" class=\"filters\" data-auto><label class=\"wide\">Find<input type=\"search\" name=\"find\" autocomplete=\"off\"");
    out.attr("value", given("find"))
        .raw("></label><label>Area<select name=\"area\"><option value=\"\">All</option>");
    let areas: BTreeSet<&str> = view.opportunities.iter().map(|one| one.area.as_str()).collect();
    for area in view.areas.iter().filter(|area| areas.contains(area.id.as_str())) {
        option(out, &area.id, &area.title, given("area"));
    }
    out.raw(
        "</select></label><label>Status<select name=\"status\"><option value=\"\">All</option>",
    );
    let statuses: BTreeSet<&str> =
        view.opportunities.iter().map(|one| one.status.as_str()).collect();
    for status in statuses {
        option(out, status, status, given("status"));
    }
    out.raw("</select></label><label>Sort by<select name=\"sort\">");
    for (value, name) in
        [("rank", "Rank"), ("customers", "Customers"), ("score", "Score"), ("title", "Name")]
    {
        option(out, value, name, given("sort"));
    }
    out.raw("</select></label><button>Show</button></form>");
}

/// One choice of a list; the `chosen` one is marked.
pub(super) fn option(out: &mut Out, value: &str, text: &str, chosen: &str) {
    out.raw("<option").attr("value", value);
    if value == chosen {
        out.raw(" selected");
    }
    out.raw(">").text(text).raw("</option>");
}

/// Themes that are in no list of the report: ranked by nobody, muted, or neither good nor bad.
fn unranked(out: &mut Out, view: &View) {
    let rest: Vec<_> = api::in_order(view)
        .into_iter()
        .filter(|theme| theme.rank.is_none() && !theme.general && !theme.strength)
        .collect();
    if rest.is_empty() {
        return;
    }
    out.raw("<section><h2>Not ranked</h2><p class=\"lead\">Themes in which nobody complains or asks for anything, and those that people took out of the ranking.</p><ul class=\"themes\">");
    for theme in rest {
        out.raw("<li><span class=\"n\">").raw(if theme.muted { "muted" } else { "–" });
        out.raw("</span><span>")
            .theme(&theme.id, &theme.title, true)
            .raw("</span><small class=\"n\">");
        let records = crate::report::html::links::Records::of_theme(&theme.id);
        out.number(theme.feedback.into(), &records).raw("</small></li>");
    }
    out.raw("</ul></section>");
}
