//! Everything around the opportunities: changes, areas, what pleases, what was read, the method.

use super::links::Records;
use super::tags::{Out, theme_page};
use super::{chart, page};
use crate::report::view::{ListedView, Parts, ThemeView, View};
use crate::report::{cells, phrase};

/// Every change since the last run.
pub(crate) fn changes(out: &mut Out, view: &View) {
    let changes = &view.changes;
    out.raw("<section id=\"changes\"><h2>What changed</h2><p class=\"lead\">").text(&changes.words);
    out.raw("</p>");
    for cause in &changes.causes {
        out.raw("<p>").text(&cause.words).raw("</p>");
    }
    if !changes.list.is_empty() {
        out.raw("<ul class=\"changes\">");
        for change in &changes.list {
            let sign = sign(change, view);
            out.raw("<li><span aria-hidden=\"true\" class=\"sign\">")
                .raw(sign)
                .raw("</span><div><b dir=\"auto\">");
            let is_theme = view.themes.iter().any(|theme| theme.id == change.of);
            match out.is_site() && is_theme {
                true => out.link(&theme_page(&change.of), &change.title),
                false => out.text(&change.title),
            };
            out.raw("</b> <small>").text(&change.of).raw("</small><br>");
            out.text(&change.words).raw("</div></li>");
        }
        out.raw("</ul>");
    }
    if !changes.regrouped.is_empty() {
        out.raw("<h3>The same feedback in other themes</h3><ul class=\"plain\">");
        for flow in changes.regrouped.iter().take(cells::FLOWS) {
            out.raw("<li>").text(&flow.words).raw("</li>");
        }
        if let Some(more) = cells::more_flows(changes.regrouped.len()) {
            out.raw("<li>").text(&more).raw("</li>");
        }
        out.raw("</ul>");
    }
    if !changes.lineage.is_empty() {
        // On the page of the morning they would stand before all else on the first night.
        out.raw(match out.is_site() {
            true => "<details><summary>Themes that came, went or were divided</summary><ul class=\"plain\">",
            false => "<h3>Themes that came, went or were divided</h3><ul class=\"plain\">",
        });
        for event in &changes.lineage {
            out.raw("<li><small>").text(&phrase::iso_short(&event.day)).raw("</small> ");
            out.text(&event.words).raw("</li>");
        }
        out.raw(if out.is_site() { "</ul></details>" } else { "</ul>" });
    }
    out.raw("</section>");
}

/// Which way a change goes.
fn sign(change: &ListedView, view: &View) -> &'static str {
    if change.kind == "alarm" {
        return "!";
    }
    let of = view.changes.ranks.iter().find(|one| one.theme == change.of);
    match of.map_or("same", |one| one.direction.as_str()) {
        "up" => "▲",
        "down" => "▼",
        "in" => "★",
        "out" => "✕",
        _ => "●",
    }
}

/// What people changed.
pub(crate) fn curation(out: &mut Out, view: &View) {
    let Some(curation) = &view.curation else { return };
    out.raw("<section id=\"curation\"><h2>What people changed</h2><p class=\"lead\">");
    out.text(&curation.words).raw("</p><div class=\"scroll\"><table class=\"sources\"><thead><tr>");
    for head in cells::CORRECTIONS {
        out.tagged("th scope=\"col\"", head);
    }
    out.raw("</tr></thead><tbody>");
    for one in &curation.entries {
        let [entry, does, statements, by, on, why] = cells::correction(one);
        out.raw("<tr>").tagged("th scope=\"row\"", &entry).tagged("td dir=\"auto\"", &does);
        out.tagged("td class=\"n\"", &statements).tagged("td dir=\"auto\"", &by);
        out.tagged("td", &on).tagged("td dir=\"auto\"", &why).raw("</tr>");
    }
    out.raw("</tbody></table></div>");
    if !curation.muted.is_empty() {
        out.raw("<h3>Muted</h3><ul class=\"plain\">");
        for one in &curation.muted {
            out.raw("<li><b dir=\"auto\">").text(&one.title).raw("</b> <small>").text(&one.theme);
            out.raw("</small> ").text(&one.words).raw("</li>");
        }
        out.raw("</ul>");
    }
    let pinned: Vec<&ThemeView> = view.pinned_unranked().collect();
    if !pinned.is_empty() {
        out.raw("<h3>Pinned and not ranked</h3>");
        cards(out, &pinned);
    }
    if !curation.moved.is_empty() {
        out.raw("<h3>Evidence that counts elsewhere</h3><ul class=\"plain\">");
        for one in curation.moved.iter().take(cells::REHOMED) {
            out.raw("<li>").sentence(&one.words).raw("</li>");
        }
        if let Some(more) = curation.moved.len().checked_sub(cells::REHOMED).filter(|&n| n > 0) {
            out.tagged("li", &format!("{more} more: see report.json."));
        }
        out.raw("</ul>");
    }
    if !curation.tracked.is_empty() {
        out.raw("<h3>Saved searches, beside the themes</h3><div class=\"scroll\"><table class=\"sources\"><thead><tr>");
        for (at, head) in cells::TRACKED.into_iter().enumerate() {
            let is_number = (1..6).contains(&at);
            out.tagged(
                if is_number { "th scope=\"col\" class=\"n\"" } else { "th scope=\"col\"" },
                head,
            );
        }
        out.raw("</tr></thead><tbody>");
        for one in &curation.tracked {
            out.raw("<tr><th scope=\"row\" dir=\"auto\">").text(&one.title).raw(" <small>");
            out.text(&format!("{} · “{}”", one.id, one.query)).raw("</small></th>");
            for (at, cell) in cells::tracked(one).iter().enumerate() {
                out.tagged(if at < 5 { "td class=\"n\"" } else { "td" }, cell);
            }
            out.raw("</tr>");
        }
        out.raw("</tbody></table></div>");
    }
    out.raw("</section>");
}

/// Areas with their themes.
pub(crate) fn areas(out: &mut Out, view: &View) {
    if view.areas.is_empty() {
        return;
    }
    out.raw("<section id=\"areas\"><h2>Areas</h2><div class=\"cards\">");
    for area in &view.areas {
        out.raw("<div><h3 dir=\"auto\">")
            .text(&area.title)
            .raw("</h3><p>")
            .text(&cells::area(area));
        out.raw("</p><ul class=\"themes\">");
        for id in &area.themes {
            let Some(theme) = view.themes.iter().find(|theme| &theme.id == id) else { continue };
            let paged = view.pages().iter().any(|one| one.theme == theme.id);
            out.raw("<li><span class=\"n\">");
            out.text(&theme.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string()));
            out.raw("</span><span dir=\"auto\">");
            if out.is_site() {
                out.link(&theme_page(&theme.id), &theme.title);
            } else if paged {
                out.raw("<a").attr("href", &format!("#{}", theme.id)).raw(">");
                out.text(&theme.title).raw("</a>");
            } else {
                out.text(&theme.title);
            }
            out.raw("</span><small class=\"n\">");
            out.number(theme.feedback.into(), &Records::of_theme(&theme.id));
            out.raw("</small></li>");
        }
        out.raw("</ul></div>");
    }
    out.raw(
        "</div><p class=\"key\">In front: the rank (– where nothing is asked for). Behind: pieces \
         of feedback.</p></section>",
    );
}

/// Themes that please, and those without a subject.
pub(crate) fn themes(out: &mut Out, view: &View) {
    let (strengths, general) = (view.strengths(), view.general());
    if !strengths.is_empty() {
        out.raw("<section id=\"strengths\"><h2>What pleases</h2><p class=\"lead\">Themes in which more than half of what is said is praise: what to keep.</p>");
        cards(out, &strengths);
        out.raw("</section>");
    }
    if !general.is_empty() {
        out.raw("<section id=\"general\"><h2>Dissatisfaction and delight without a subject</h2><p class=\"lead\">Counted, shown, and never ranked: nobody could act on it.</p>");
        cards(out, &general);
        out.raw("</section>");
    }
}

fn cards(out: &mut Out, themes: &[&ThemeView]) {
    out.raw("<div class=\"cards\">");
    for theme in themes {
        out.raw("<div><h3 dir=\"auto\">");
        match out.is_site() {
            true => out.link(&theme_page(&theme.id), &theme.title),
            false => out.text(&theme.title),
        };
        out.raw(" <small>").text(&theme.id);
        out.raw("</small></h3><p>").text(&theme.words).raw("</p>");
        if let Some(quote) = &theme.quote {
            page::quoted(out, quote);
        }
        out.raw("</div>");
    }
    out.raw("</div>");
}

/// What was read, what was left out, and what became of the rest.
pub(crate) fn intake(out: &mut Out, view: &View) {
    out.raw("<section id=\"read\"><h2>What was read and what was left out</h2><p class=\"lead\">");
    out.text(&view.intake.words).raw("</p>");
    if !view.intake.notices.is_empty() {
        out.raw("<ul>");
        for notice in &view.intake.notices {
            out.tagged("li", &notice.words);
        }
        out.raw("</ul>");
    }
    if !view.intake.sources.is_empty() {
        sources(out, view);
    }
    let lines: Vec<(&str, String)> = view
        .intake
        .sources
        .iter()
        .flat_map(|source| {
            cells::left_out(source).into_iter().map(|line| (source.source.as_str(), line))
        })
        .collect();
    if !lines.is_empty() {
        out.raw("<ul class=\"plain\">");
        for (source, line) in lines {
            out.raw("<li><b>").text(source).raw("</b> ").text(&line).raw("</li>");
        }
        out.raw("</ul>");
    }
    let coverage = &view.coverage;
    if coverage.feedback > 0 {
        out.raw("<h3>What became of it</h3>");
        parts(out, "Feedback", coverage.feedback, &coverage.feedback_parts);
        parts(out, "Statements", coverage.statements, &coverage.statement_parts);
        out.raw("<p class=\"key\"><span class=\"swatch f0\"></span>In a theme <span class=\"swatch f2\"></span>Fits none clearly <span class=\"swatch f3\"></span>Says nothing to sort</p><ul class=\"plain\">");
        for reason in &coverage.filtered {
            out.raw("<li>").text(&format!(
                "{}: {}",
                phrase::counted(reason.count, "statement", "statements"),
                phrase::reason(&reason.code)
            ));
            out.raw("</li>");
        }
        if coverage.general > 0 {
            out.raw("<li>").text(&format!(
                "{} in a theme without a subject",
                phrase::counted(coverage.general, "statement", "statements")
            ));
            out.raw("</li>");
        }
        for (at, one) in coverage.languages.iter().enumerate() {
            out.raw(if at == 0 { "<li>Languages: " } else { ", " });
            out.text(&format!("{} ", phrase::language(&one.code)));
            out.number(one.count, &Records::all().with("lang", &one.code));
        }
        if !coverage.languages.is_empty() {
            out.raw("</li>");
        }
        out.raw("</ul>");
    }
    out.raw("</section>");
}

fn sources(out: &mut Out, view: &View) {
    out.raw("<div class=\"scroll\"><table class=\"sources\"><thead><tr>");
    for (at, head) in cells::SOURCES.into_iter().enumerate() {
        out.tagged(if at == 0 { "th scope=\"col\"" } else { "th scope=\"col\" class=\"n\"" }, head);
    }
    out.raw("</tr></thead><tbody>");
    for source in &view.intake.sources {
        let units = &source.units;
        out.raw("<tr><th scope=\"row\" dir=\"auto\">").text(&source.source).raw("</th>");
        for number in [
            source.files,
            units.units,
            units.kept,
            units.superseded,
            units.deleted,
            units.skipped,
            units.rejected,
        ] {
            out.tagged("td class=\"n\"", &phrase::count(number));
        }
        out.raw("<td class=\"n\">");
        out.number(source.corpus, &Records::all().with("source", &source.source)).raw("</td>");
        for part in [source.dated, source.rated, source.authored] {
            out.tagged("td class=\"n\"", &cells::known(part, source));
        }
        out.raw("</tr>");
    }
    let total = &view.intake.total;
    let files: u64 = view.intake.sources.iter().map(|source| source.files).sum();
    let corpus: u64 = view.intake.sources.iter().map(|source| source.corpus).sum();
    out.raw("</tbody><tfoot><tr><th scope=\"row\">Together</th>");
    for number in [
        files,
        total.units,
        total.kept,
        total.superseded,
        total.deleted,
        total.skipped,
        total.rejected,
        corpus,
    ] {
        out.tagged("td class=\"n\"", &phrase::count(number));
    }
    out.raw("<td colspan=\"3\"></td></tr></tfoot></table></div>");
}

fn parts(out: &mut Out, what: &'static str, whole: u64, parts: &Parts) {
    let shown = |count: u64, at: usize| {
        format!("{} ({})", phrase::count(count), phrase::tenths_text(parts.tenths[at]))
    };
    let words = format!(
        "{}: {} in a theme, {} fit none clearly, {} say nothing to sort",
        phrase::count(whole),
        shown(parts.themed, 0),
        shown(parts.loose, 1),
        shown(parts.filtered, 2)
    );
    out.raw("<figure class=\"whole\"><figcaption><b>").raw(what).raw("</b> ").text(&words);
    out.raw("</figcaption>");
    if whole > 0 {
        chart::parts(out, parts.tenths, &words);
    }
    out.raw("</figure>");
}

/// How the numbers come about, and which run this is.
pub(crate) fn method(out: &mut Out, view: &View) {
    out.raw("<section id=\"method\"><h2>How the numbers come about</h2><dl class=\"notes\">");
    for note in &view.method.notes {
        out.raw("<div>").tagged("dt", &note.about).tagged("dd", &note.words).raw("</div>");
    }
    out.raw("</dl></section>");
}
