//! One theme: the report's page of it, every number open; what it is made of; what people did to it.

use super::frame::{framed, hidden};
use crate::report::html::links::Records;
use crate::report::html::page;
use crate::report::html::tags::Out;
use crate::report::view::{OpportunityView, ThemeView, View};
use crate::report::{cells, phrase};
use crate::web::answer::{Answer, Fault};
use crate::web::api;
use crate::web::routes::Asked;

pub(in crate::web) fn theme(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let id = api::theme_id(asked)?;
    let view = reader.view();
    let saved = id.made().is_some().then(|| id.to_string());
    let tracked = view.curation.iter().flat_map(|curation| &curation.tracked);
    if let Some(one) = tracked.into_iter().find(|one| Some(&one.id) == saved.as_ref()) {
        let pairs = [("q", one.query.as_str()), ("exact", "true")].into_iter();
        return Ok(Answer::Elsewhere(crate::report::html::links::address("/search", pairs)));
    }
    let (theme, opportunity) = reader.theme(id).ok_or_else(|| api::no_theme(id))?;
    Ok(framed(asked, &theme.title, "/themes", |out| {
        out.raw("<main id=\"main\" class=\"theme\">");
        if theme.id != id.to_string() {
            out.raw("<p class=\"told\">")
                .text(&format!("{id} is part of {} today.", theme.id))
                .raw("</p>");
        }
        match opportunity {
            Some(one) => page::article(out, view, one),
            None => unranked(out, view, theme),
        }
        out.raw("<div class=\"two\"><div>");
        made_of(out, theme, opportunity);
        out.raw("</div><div>");
        neighbours(out, view, theme);
        history(out, view, theme);
        out.raw("</div></div>");
        correct(out, asked, theme);
        out.raw("<p class=\"key\">");
        out.link(&format!("/api/v1/themes/{}", theme.id), "As JSON").raw("</p></main>");
    }))
}

fn unranked(out: &mut Out, view: &View, theme: &ThemeView) {
    out.raw("<article><header><span class=\"place\">–</span><div><h1 dir=\"auto\">")
        .text(&theme.title);
    let area = view.areas.iter().find(|area| area.id == theme.area);
    out.raw("</h1><p class=\"under\">");
    if let Some(area) = area {
        out.text(&format!("{} · ", area.title));
    }
    out.text(&theme.id).raw("</p></div></header><p class=\"claim\">").sentence(&theme.words);
    out.raw("</p><p class=\"note\">")
        .text(&format!("{}.", phrase::sentence_case(&api::unranked(theme))));
    out.raw("</p>");
    if !theme.terms.is_empty() {
        out.raw("<p class=\"note\" dir=\"auto\">In customers’ words: ")
            .text(&theme.terms.join(", "));
        out.raw("</p>");
    }
    if let Some(parts) = cells::subthemes(&theme.subthemes) {
        out.raw("<p class=\"note\" dir=\"auto\">").text(&parts).raw("</p>");
    }
    if let Some(quote) = &theme.quote {
        page::quoted(out, quote);
    }
    out.raw("</article>");
}

/// Its statements by stance and severity, its records by source: each number opens them.
fn made_of(out: &mut Out, theme: &ThemeView, opportunity: Option<&OpportunityView>) {
    out.raw("<h2>What it is made of</h2><table class=\"made\"><tbody>");
    let mut row = |name: &str, number: u64, records: Records| {
        out.raw("<tr><th scope=\"row\" dir=\"auto\">").text(name).raw("</th><td class=\"n\">");
        out.number(number, &records).raw("</td></tr>");
    };
    row("Records", theme.feedback.into(), Records::of_theme(&theme.id));
    let stances = &theme.stances;
    for (name, stance, number) in [
        ("Complaints", "complaint", stances.complaint),
        ("Requests", "request", stances.request),
        ("Praise", "praise", stances.praise),
        ("Questions", "question", stances.question),
        ("Remarks", "remark", stances.remark),
    ] {
        row(name, number.into(), Records::of_theme(&theme.id).with("stance", stance));
    }
    if let Some(one) = opportunity {
        let words = ["Annoys", "Gets in the way", "Stops them", "Costs money or data"];
        for (severity, (number, words)) in one.evidence.severities.iter().zip(words).enumerate() {
            let records = Records::wanting(&theme.id).with("q", &format!("severity:{severity}"));
            row(&format!("{words} (severity {severity})"), (*number).into(), records);
        }
        for source in &one.evidence.sources {
            let records = Records::wanting(&theme.id).with("source", &source.name);
            row(
                &format!("Records from {} that complain or ask", source.name),
                source.count,
                records,
            );
        }
    }
    out.raw("</tbody></table><p class=\"key\">Stances and severities count statements, of which a record may have several.</p>");
}

/// The other themes of its area.
fn neighbours(out: &mut Out, view: &View, theme: &ThemeView) {
    let Some(area) = view.areas.iter().find(|area| area.id == theme.area) else { return };
    let others: Vec<&ThemeView> = (area.themes.iter())
        .filter(|id| **id != theme.id)
        .filter_map(|id| view.themes.iter().find(|one| one.id == *id))
        .collect();
    if others.is_empty() {
        return;
    }
    out.raw("<h2>Beside it in <bdi>").text(&area.title).raw("</bdi></h2><ul class=\"themes\">");
    for one in others {
        out.raw("<li><span class=\"n\">");
        out.text(&one.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string()));
        out.raw("</span><span>").theme(&one.id, &one.title, true).raw("</span><small class=\"n\">");
        out.number(one.feedback.into(), &Records::of_theme(&one.id)).raw("</small></li>");
    }
    out.raw("</ul>");
}

/// What changed since the last run, and what became of it.
fn history(out: &mut Out, view: &View, theme: &ThemeView) {
    let changes = view.changes.list.iter().filter(|change| change.of == theme.id);
    let lineage = view.changes.lineage.iter();
    let lineage =
        lineage.filter(|one| one.theme == theme.id || one.other.as_ref() == Some(&theme.id));
    let words: Vec<&String> =
        changes.map(|one| &one.words).chain(lineage.map(|one| &one.words)).collect();
    if words.is_empty() {
        return;
    }
    out.raw("<h2>Since the last run</h2><ul class=\"plain\">");
    for words in words {
        out.tagged("li", words);
    }
    out.raw("</ul>");
}

/// Forms for whoever may correct.
fn correct(out: &mut Out, asked: &Asked<'_>, theme: &ThemeView) {
    let Some(editor) = &asked.editor else { return };
    out.raw("<section class=\"correct\" id=\"correct\"><h2>Correct it</h2><p class=\"key\">Written to curation.toml with your name; the next night follows it.</p>");
    let mut form = |what: &str, label: Option<(&'static str, &str)>, button: &'static str| {
        out.raw("<form method=\"post\" class=\"filters\"");
        out.attr("action", &format!("/themes/{}/correct", theme.id)).raw(">");
        hidden(out, "form", &editor.form);
        hidden(out, "do", what);
        if let Some((label, value)) = label {
            out.raw("<label class=\"wide\">")
                .raw(label)
                .raw("<input name=\"to\" required maxlength=\"200\"");
            out.attr("value", value).raw("></label>");
        }
        out.raw("<label>Why<input name=\"why\" maxlength=\"1000\"></label><button>").raw(button);
        out.raw("</button><button name=\"look\" value=\"1\">Try</button></form>");
    };
    form("rename", Some(("Its name", &theme.title)), "Rename");
    form("merge", Some(("Is part of (T-…)", "")), "Merge");
    form("split", Some(("What a part of it says", "")), "Split off");
    form("parent", Some(("Area, by name or id", "")), "Put there");
    match theme.muted {
        true => form("unmute", None, "Back into the ranking"),
        false => form("mute", None, "Out of the ranking"),
    }
    match theme.pinned {
        true => form("unpin", None, "Unpin"),
        false => form("pin", None, "Always show"),
    }
    out.raw("</section>");
}
