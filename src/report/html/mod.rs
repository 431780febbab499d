//! The report as one HTML page: opens from a file, fetches nothing, works without script.
//!
//! Style and script stand inside the page and are the only ones a content security policy lets
//! run, named by their hashes; there is no `style` attribute and no event attribute anywhere. The
//! script only adds to what is there: sorting, filtering, folding, dark or light by hand.

pub(crate) mod about;
pub(crate) mod chart;
mod factors;
pub(crate) mod heat;
pub(crate) mod links;
pub(crate) mod meeting;
pub(crate) mod page;
pub(crate) mod table;
pub(crate) mod tags;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::view::SummaryLine;
use super::{Renderer, View, cells, phrase};
use links::{Links, Records};
use tags::Out;

/// The style of the report, and of the pages of `earful serve`.
pub(crate) const STYLE: &str = include_str!("style.css");
/// Of the roadmap meeting, on pages that have one.
pub(crate) const MEETING: &str = include_str!("meeting.css");
const SCRIPT: &str = include_str!("script.js");

/// `report.html`.
#[derive(Clone, Copy, Debug)]
pub struct Html;

impl Renderer for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extension(&self) -> &'static str {
        "html"
    }

    fn render(&self, view: &View) -> Vec<u8> {
        let mut out = Out::new(Links::File);
        head(&mut out, view);
        masthead(&mut out, view);
        first_screen(&mut out, view);
        out.raw("<main>");
        table::section(&mut out, view);
        heat::section(&mut out, view);
        // On paper the pages of the pains fill dozens of sheets: what is decided stands before them.
        meeting::section(&mut out, view);
        page::section(&mut out, view);
        about::changes(&mut out, view);
        about::curation(&mut out, view);
        about::areas(&mut out, view);
        about::themes(&mut out, view);
        about::intake(&mut out, view);
        about::method(&mut out, view);
        out.raw("</main><footer><p>");
        out.text(&format!(
            "Run {}, number {} of this workspace, made by earful {} on this machine alone.",
            view.run.id,
            phrase::count(view.run.sequence),
            view.run.program
        ));
        out.raw("</p></footer><script>").raw(SCRIPT).raw("</script></body></html>\n");
        out.finish().into_bytes()
    }
}

/// How a content security policy names a style or a script: SHA-256 in base 64.
fn policy_hash(text: &[u8]) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text))
}

fn head(out: &mut Out, view: &View) {
    let meeting = match view.meeting {
        Some(_) => format!(" 'sha256-{}'", policy_hash(MEETING.as_bytes())),
        None => String::new(),
    };
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'{meeting}; script-src 'sha256-{}'; img-src data:; \
         base-uri 'none'; form-action 'none'",
        policy_hash(STYLE.as_bytes()),
        policy_hash(SCRIPT.as_bytes())
    );
    out.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.raw("<meta http-equiv=\"Content-Security-Policy\"").attr("content", &policy).raw(">");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.raw("<meta name=\"referrer\" content=\"no-referrer\">");
    out.raw("<meta name=\"color-scheme\" content=\"light dark\">");
    out.tagged("title", &cells::page_title(view));
    out.raw("<style>").raw(STYLE).raw("</style>");
    if view.meeting.is_some() {
        out.raw("<style>").raw(MEETING).raw("</style>");
    }
    out.raw("</head><body>");
    out.raw("<a class=\"skip\" href=\"#ranking\">Skip to the ranking</a>");
}

fn masthead(out: &mut Out, view: &View) {
    out.raw("<div class=\"masthead\"><p class=\"who\">");
    let company = view.run.company.as_str();
    out.tagged("b dir=\"auto\"", if company.is_empty() { "Customer feedback" } else { company });
    out.raw(" <span>")
        .text(&phrase::iso_date(&view.run.today))
        .raw("</span></p><nav aria-label=\"Sections\">");
    out.raw("<a href=\"#ranking\">Ranking</a>");
    if view.opportunities.iter().any(|one| !one.across.is_empty()) {
        out.raw("<a href=\"#segments\">By segment</a>");
    }
    if view.meeting.is_some() {
        out.raw("<a href=\"#roadmap\">Roadmap</a>");
    }
    if !view.pages().is_empty() {
        out.raw("<a href=\"#opportunities\">One by one</a>");
    }
    out.raw("<a href=\"#changes\">Changes</a>");
    if view.curation.is_some() {
        out.raw("<a href=\"#curation\">By hand</a>");
    }
    if !view.areas.is_empty() {
        out.raw("<a href=\"#areas\">Areas</a>");
    }
    if !view.strengths().is_empty() {
        out.raw("<a href=\"#strengths\">What pleases</a>");
    }
    out.raw("<a href=\"#read\">What was read</a><a href=\"#method\">Method</a></nav>");
    out.raw(
        "<button type=\"button\" id=\"shade\" hidden aria-pressed=\"false\">Dark</button></div>",
    );
}

/// What hurts, how sure that is, what changed: the answer in 20 seconds.
pub(crate) fn first_screen(out: &mut Out, view: &View) {
    let summary = &view.summary;
    out.raw("<header class=\"front\">");
    if !summary.alarms.is_empty() {
        out.raw("<section class=\"alarm\" aria-label=\"Alarms\"><ul>");
        for line in &summary.alarms {
            out.raw("<li><b>Alarm.</b> ").sentence(line).raw("</li>");
        }
        out.raw("</ul></section>");
    }
    out.raw("<h1>").sentence(&summary.headline);
    out.raw("</h1><p class=\"standfirst\">").sentence(&summary.standfirst);
    out.raw("</p><div class=\"three\">");
    if !summary.top.is_empty() {
        out.raw("<section><h2>What hurts most</h2><ol class=\"top\">");
        for line in &summary.top {
            top(out, view, line);
        }
        out.raw("</ol><p class=\"key\">Bars: the score of 0 to 100 and its parts.</p></section>");
    }
    for (title, lines) in [("How sure we are", &summary.sure), ("What changed", &summary.changed)] {
        if !lines.is_empty() {
            out.raw("<section><h2>").raw(title).raw("</h2><ul>");
            for line in lines {
                out.tagged("li", line);
            }
            out.raw("</ul></section>");
        }
    }
    out.raw("</div></header>");
}

fn top(out: &mut Out, view: &View, line: &SummaryLine) {
    out.raw("<li><span class=\"n\">").text(&line.rank.to_string()).raw("</span><div>");
    let paged = view.pages().iter().any(|one| one.theme == line.theme);
    out.theme(&line.theme, &line.title, paged);
    out.tagged("span class=\"n points\"", &phrase::decimal(line.score, 1));
    if let Some(one) = view.opportunities.iter().find(|one| one.theme == line.theme) {
        chart::stack(out, one);
    }
    out.raw("<small>");
    let customers = phrase::counted(u64::from(line.customers), "customer", "customers");
    out.records(&customers, &Records::wanting(&line.theme));
    out.text(&format!(" ({}) · ", phrase::percent(line.customers_share)));
    table::status(out, &line.status);
    out.text(&cells::by_hand(line.named_by.as_deref(), false)).raw("</small>");
    if !line.gist.is_empty() {
        out.raw("<q dir=\"auto\">").text(&line.gist).raw("</q>");
    }
    out.raw("</div></li>");
}
