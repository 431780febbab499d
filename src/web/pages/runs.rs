//! The runs, one of them as it was, and what is different between any two.

use super::frame::{data_address, framed, turning};
use super::themes::option;
use crate::pipeline::answers::MovedAnswer;
use crate::report::html::links::Links;
use crate::report::html::tags::Out;
use crate::report::html::{about, first_screen, heat, page, table};
use crate::report::phrase;
use crate::store::Manifest;
use crate::web::address::replaced;
use crate::web::answer::{Answer, Fault};
use crate::web::api;
use crate::web::routes::Asked;

/// Runs of a page.
const ROWS: usize = 60;
/// Themes that moved that are shown.
const MOVED: usize = 200;
/// The files of a run, with what they are.
const FILES: [(&str, &str); 5] = [
    ("report.html", "text/html; charset=utf-8"),
    ("report.md", "text/markdown; charset=utf-8"),
    ("report.json", "application/json"),
    ("opportunities.csv", "text/csv; charset=utf-8"),
    ("themes.csv", "text/csv; charset=utf-8"),
];

fn all(asked: &Asked<'_>) -> Result<Vec<Manifest>, Fault> {
    let mut runs = asked.desk.workspace().runs().map_err(|error| Fault::of(error.into(), ""))?;
    runs.reverse();
    Ok(runs)
}

pub(in crate::web) fn runs(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let runs = all(asked)?;
    let offset = asked.given.whole("offset", 0).min(runs.len());
    let shown: Vec<&Manifest> = runs.iter().skip(offset).take(ROWS).collect();
    Ok(framed(asked, "Runs", "/runs", |out| {
        out.raw("<main id=\"main\"><section><h1>Runs</h1><p class=\"lead\">Every night as it was, and what is different between any two.</p>");
        if runs.len() > 1 {
            choose(out, &runs, &runs[1].id, &runs[0].id);
        }
        out.raw("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Run</th><th scope=\"col\">For</th><th scope=\"col\" class=\"n\">Records</th><th scope=\"col\" class=\"n\">Themes</th><th scope=\"col\" class=\"n\">Opportunities</th><th scope=\"col\">Files</th></tr></thead><tbody>");
        for run in &shown {
            let count = |name: &str| phrase::count(run.counts.get(name).copied().unwrap_or(0));
            out.raw("<tr><th scope=\"row\">").link(&format!("/runs/{}", run.id), &run.id);
            out.raw("</th>").tagged("td", &phrase::date(run.today));
            for name in ["feedback", "themes", "opportunities"] {
                out.tagged("td class=\"n\"", &count(name));
            }
            out.raw("<td>");
            for (at, (name, _)) in
                FILES.iter().enumerate().filter(|(_, one)| run.files.contains_key(one.0))
            {
                out.raw(if at > 0 { ", " } else { "" });
                out.link(&format!("/runs/{}/{name}", run.id), name);
            }
            out.raw("</td></tr>");
        }
        out.raw("</tbody></table></div>");
        if runs.len() > ROWS {
            let to =
                |at: usize| replaced(asked.path, asked.given.pairs(), "offset", &[&at.to_string()]);
            let before = (offset > 0).then(|| to(offset.saturating_sub(ROWS)));
            let after = api::next(asked, offset + shown.len(), runs.len() as u64);
            turning(out, before, after, &phrase::counted(runs.len() as u64, "run", "runs"));
        }
        out.raw("</section></main>");
    }))
}

/// Two runs to be chosen.
fn choose(out: &mut Out, runs: &[Manifest], from: &str, to: &str) {
    out.raw("<form action=\"/changes\" class=\"finder two-of\">");
    for (name, label, chosen) in [("from", "From", from), ("to", "to", to)] {
        out.raw("<label>").raw(label).raw("<select").attr("name", name).raw(">");
        for run in runs {
            option(out, &run.id, &format!("{} ({})", phrase::date(run.today), run.id), chosen);
        }
        out.raw("</select></label>");
    }
    out.raw("<button>What changed</button></form>");
}

/// The report of a run, as it was.
pub(in crate::web) fn run(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let id = asked.given.text("run").unwrap_or("");
    let view = api::view_of(asked, id)?;
    Ok(framed(asked, &format!("Run {id}"), "/runs", |out| {
        out.raw("<main id=\"main\"><div class=\"told\"><p>").text(&format!(
            "The report for {}, as it was. Its numbers are of that night; ",
            phrase::iso_date(&view.run.today)
        ));
        let pairs = [("from", id)].into_iter();
        out.link(&crate::report::html::links::address("/changes", pairs), "what changed since");
        out.raw(".</p></div>");
        // Its themes are places in this page: today's may be others.
        out.linking(Links::File);
        first_screen(out, &view);
        table::section(out, &view);
        heat::section(out, &view);
        page::section(out, &view);
        about::changes(out, &view);
        about::curation(out, &view);
        about::areas(out, &view);
        about::themes(out, &view);
        about::intake(out, &view);
        about::method(out, &view);
        out.raw("</main>");
        out.linking(Links::Site);
    }))
}

pub(in crate::web) fn file(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let (run, name) =
        (asked.given.text("run").unwrap_or(""), asked.given.text("file").unwrap_or(""));
    let known = FILES.iter().find(|(file, _)| *file == name);
    let (_, kind) = known.ok_or_else(|| Fault::missing("a run has no such file"))?;
    let bytes = asked.desk.workspace().run_file(run, name);
    let bytes = bytes.map_err(|error| Fault::of(error.into(), ""))?;
    Ok(Answer::File(kind, format!("{run}-{name}"), bytes))
}

pub(in crate::web) fn changes(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let found = api::between(asked)?;
    let runs = all(asked)?;
    Ok(framed(asked, "What changed", "/runs", |out| {
        out.raw("<main id=\"main\"><section><h1>What changed</h1>");
        choose(out, &runs, &found.from.run, &found.to.run);
        out.raw("<p class=\"lead\">").text(&format!(
            "From {} to {}: {}, {}.",
            phrase::iso_date(&found.from.today),
            phrase::iso_date(&found.to.today),
            phrase::difference(
                found.from.feedback,
                found.to.feedback,
                "piece of feedback",
                "pieces of feedback"
            ),
            phrase::difference(found.from.customers, found.to.customers, "customer", "customers"),
        ));
        out.raw("</p>");
        if found.themes.is_empty() {
            out.raw("<p class=\"none\">Nothing was ranked in either.</p>");
        } else {
            out.raw("<div class=\"scroll\"><table class=\"moved\"><thead><tr><th scope=\"col\">Theme</th><th scope=\"col\">Rank</th><th scope=\"col\" class=\"n\">Score</th><th scope=\"col\" class=\"n\">Customers</th><th scope=\"col\" class=\"n\">Records</th><th scope=\"col\">Doing</th></tr></thead><tbody>");
            for one in found.themes.iter().take(MOVED) {
                moved(out, one);
            }
            out.raw("</tbody></table></div>");
        }
        out.raw("<p class=\"key\">Then → now. What was two themes and is one now is held against it by the better ranked of the two. Why a rank moved is told in the report of the later run. ");
        out.link(&data_address("/api/v1/changes", asked, &[]), "As JSON")
            .raw("</p></section></main>");
    }))
}

fn moved(out: &mut Out, one: &MovedAnswer) {
    let sign = match one.direction.as_str() {
        "in" => "★ ",
        "out" => "✕ ",
        "up" => "▲ ",
        "down" => "▼ ",
        _ => "● ",
    };
    fn both<T: PartialEq>(pair: &[Option<T>; 2], shown: impl Fn(&T) -> String) -> String {
        let one = |value: &Option<T>| value.as_ref().map_or_else(|| "–".to_owned(), &shown);
        match pair[0] == pair[1] {
            true => one(&pair[1]),
            false => format!("{} → {}", one(&pair[0]), one(&pair[1])),
        }
    }
    let count = |number: &u32| phrase::count((*number).into());
    out.raw("<tr><th scope=\"row\"><span class=\"sign\" aria-hidden=\"true\">").raw(sign);
    out.raw("</span>").theme(&one.theme, &one.title, true).raw(" <small>").text(&one.theme);
    out.raw("</small></th>").tagged("td", &both(&one.rank, count));
    out.tagged("td class=\"n\"", &both(&one.score, |score| phrase::decimal(*score, 1)));
    out.tagged("td class=\"n\"", &both(&one.customers, count));
    out.tagged("td class=\"n\"", &both(&one.wanting, count));
    out.tagged("td", &both(&one.status, Clone::clone)).raw("</tr>");
}
