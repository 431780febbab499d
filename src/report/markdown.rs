//! The report as Markdown, for a repository, a wiki or a mail.
//!
//! GitHub's dialect, tables and block quotations, no raw HTML and no link to the outside. Whatever
//! comes from the view goes through [`md`], sentences too, because titles stand in them.

mod meeting;

use std::fmt::{self, Write};

use super::view::{OpportunityView, QuoteView, ThemeView};
use super::{Renderer, View, cells, escape::markdown as md, phrase};

/// `report.md`.
#[derive(Clone, Copy, Debug)]
pub struct Markdown;

impl Renderer for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn extension(&self) -> &'static str {
        "md"
    }

    fn render(&self, view: &View) -> Vec<u8> {
        let mut out = String::new();
        // Writing to memory cannot fail.
        write_report(&mut out, view).expect("a string takes whatever is written");
        out.into_bytes()
    }
}

fn write_report(out: &mut String, view: &View) -> fmt::Result {
    let summary = &view.summary;
    for line in &summary.alarms {
        writeln!(out, "**Alarm.** {}\n", md(line))?;
    }
    writeln!(out, "# {}\n", md(&cells::page_title(view)))?;
    writeln!(out, "**{}.** {}\n", md(&summary.headline), md(&summary.standfirst))?;
    bullets(out, "How sure we are", &summary.sure)?;
    bullets(out, "What changed", &summary.changed)?;
    ranked(out, view)?;
    meeting::section(out, view)?;
    alarms(out, view)?;
    changes(out, view)?;
    let pages = view.pages();
    for one in pages.iter().take(PAGES) {
        page(out, view, one)?;
    }
    if pages.len() > PAGES {
        writeln!(
            out,
            "The pages of the next {} are in report.html; `{}` prints one.\n",
            pages.len() - PAGES,
            command(&pages[PAGES].why)
        )?;
    }
    curation(out, view)?;
    areas(out, view)?;
    themes(out, "What pleases", &view.strengths())?;
    themes(out, "Dissatisfaction and delight without a subject", &view.general())?;
    intake(out, view)?;
    coverage(out, view)?;
    writeln!(out, "## How the numbers come about\n")?;
    for note in &view.method.notes {
        writeln!(out, "- **{}.** {}", md(&note.about), md(&note.words))?;
    }
    writeln!(
        out,
        "\nRun {}, number {} of this workspace, by earful {}.",
        md(&view.run.id),
        phrase::count(view.run.sequence),
        md(&view.run.program)
    )
}

fn bullets(out: &mut String, title: &str, lines: &[String]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    for line in lines {
        writeln!(out, "- {}", md(line))?;
    }
    writeln!(out)
}

/// A table; `right` marks columns of numbers.
fn table(out: &mut String, head: &[&str], right: &[usize], rows: &[Vec<String>]) -> fmt::Result {
    writeln!(out, "| {} |", head.join(" | "))?;
    let rules: Vec<&str> =
        (0..head.len()).map(|at| if right.contains(&at) { "--:" } else { "---" }).collect();
    writeln!(out, "| {} |", rules.join(" | "))?;
    for row in rows {
        writeln!(out, "| {} |", row.join(" | "))?;
    }
    writeln!(out)
}

fn ranked(out: &mut String, view: &View) -> fmt::Result {
    writeln!(out, "## The ranking\n")?;
    if view.opportunities.is_empty() {
        return writeln!(
            out,
            "Nothing is ranked: no theme holds a complaint or a request. Once customers ask for a \
             change, it stands here.\n"
        );
    }
    let shown = view.opportunities.len().min(view.limits.top);
    let rows: Vec<Vec<String>> = view.opportunities[..shown]
        .iter()
        .chain(view.pinned_below())
        .map(|one| {
            vec![
                format!("**{}** ({})", one.rank, cells::interval(one)),
                format!(
                    "{} ({}, {}{})",
                    md(&one.title),
                    md(&one.theme),
                    md(&one.area_title),
                    md(&cells::by_hand(one.named_by.as_deref(), one.pinned))
                ),
                cells::customers(one),
                one.impact.as_ref().map_or_else(
                    || "–".to_owned(),
                    |impact| {
                        format!("{} ({})", cells::impact(impact), cells::impact_interval(impact))
                    },
                ),
                phrase::decimal(one.score, 1),
                md(&one.status),
            ]
        })
        .collect();
    table(out, &cells::RANKED, &[2, 3, 4], &rows)?;
    if shown < view.opportunities.len() {
        writeln!(
            out,
            "The first {shown} of {}; all of them are in opportunities.csv and report.json.\n",
            view.opportunities.len()
        )?;
    }
    Ok(())
}

/// Every alarm of the night, where the first screen does not name them all.
fn alarms(out: &mut String, view: &View) -> fmt::Result {
    if view.alarms.len() <= view.summary.alarms.len() {
        return Ok(());
    }
    writeln!(out, "## Every alarm\n")?;
    for alarm in &view.alarms {
        writeln!(out, "- {}", md(&alarm.words))?;
    }
    writeln!(out)
}

fn changes(out: &mut String, view: &View) -> fmt::Result {
    let changes = &view.changes;
    if changes.previous.is_none() || (changes.list.is_empty() && changes.lineage.is_empty()) {
        return Ok(());
    }
    writeln!(out, "## Every change since the last run\n")?;
    for cause in &changes.causes {
        writeln!(out, "- {}", md(&cause.words))?;
    }
    for change in changes.list.iter().filter(|change| change.kind != "alarm") {
        writeln!(out, "- **{}** ({}). {}", md(&change.title), md(&change.of), md(&change.words))?;
    }
    for flow in changes.regrouped.iter().take(cells::FLOWS) {
        writeln!(out, "- {}", md(&flow.words))?;
    }
    if let Some(more) = cells::more_flows(changes.regrouped.len()) {
        writeln!(out, "- {}", md(&more))?;
    }
    for event in &changes.lineage {
        writeln!(out, "- {}: {}", md(&phrase::iso_short(&event.day)), md(&event.words))?;
    }
    writeln!(out)
}

/// Opportunities with a page: a file that is mailed or reviewed is read to its end only when it is
/// short, and report.html holds them all.
const PAGES: usize = 10;
/// Segments on such a page, for the same reason; all are in report.html.
const SEGMENTS: usize = 5;
/// Quotes of those who want it changed.
const QUOTES: usize = 3;
/// Quotes of those who speak against it.
const COUNTER: usize = 1;

fn page(out: &mut String, view: &View, one: &OpportunityView) -> fmt::Result {
    writeln!(out, "## {}. {} ({})\n", one.rank, md(&one.title), md(&one.theme))?;
    if !one.gist.is_empty() {
        writeln!(out, "{}\n", md(&phrase::quoted(&one.gist)))?;
    }
    writeln!(out, "Area: {}.\n", md(&one.area_title))?;
    if !one.corrections.is_empty() {
        writeln!(out, "By hand: {}\n", md(&one.corrections.join(" ")))?;
    }
    if let Some(parts) = cells::subthemes(&one.subthemes) {
        writeln!(out, "{}\n", md(&parts))?;
    }
    writeln!(out, "**{}**\n", md(&one.claim))?;
    for words in [&one.severity, &one.impact_words, &one.status_words, &one.rank_words] {
        writeln!(out, "- {}", md(words))?;
    }
    for caveat in view.own_caveats(one) {
        writeln!(out, "- **Caution.** {}", md(&caveat.words))?;
    }
    writeln!(out)?;
    if let Some(trend) = &one.trend {
        writeln!(out, "Recent: {}.", md(&cells::window(&trend.recent)))?;
        writeln!(out, "Before: {}.\n", md(&cells::window(&trend.baseline)))?;
    }
    writeln!(out, "### Why it ranks here\n")?;
    let weights = cells::weights(one);
    let rows: Vec<Vec<String>> = one
        .factors
        .iter()
        .map(|factor| {
            let measured = factor.raw.is_some();
            let unless = |text: String| if measured { text } else { "–".to_owned() };
            vec![
                md(&factor.name),
                md(&cells::raw(factor)),
                unless(phrase::count(u64::from(factor.records))),
                unless(md(&cells::arithmetic(factor, weights))),
                unless(phrase::decimal(factor.shown, 1)),
                md(&factor.how),
            ]
        })
        .collect();
    table(
        out,
        &["Factor", "Measured", "Records", "100 × weight × scaled ÷ weights", "Points", "How"],
        &[2, 4],
        &rows,
    )?;
    writeln!(out, "Score: {}.\n", md(&cells::sum(one)))?;
    writeln!(out, "### Where\n\n{}\n", md(&cells::segments(one)))?;
    if !one.segments.is_empty() {
        let rows: Vec<Vec<String>> = one
            .segments
            .iter()
            .take(SEGMENTS)
            .map(|segment| {
                vec![
                    md(&format!("{}: {}", segment.name, segment.value)),
                    cells::of(segment.feedback, segment.all),
                    phrase::percent(phrase::share(segment.feedback.into(), segment.all.into())),
                    cells::lift(segment),
                ]
            })
            .collect();
        table(out, &["Segment", "Feedback", "Share", "Lift"], &[1, 2, 3], &rows)?;
    }
    if !one.quotes.is_empty() {
        writeln!(out, "### What customers say\n")?;
        one.quotes.iter().take(QUOTES).try_for_each(|quote| quoted(out, quote))?;
    }
    writeln!(out, "### What speaks against it\n\n{}\n", md(&one.counter_words))?;
    one.counter_quotes.iter().take(COUNTER).try_for_each(|quote| quoted(out, quote))?;
    writeln!(
        out,
        "Open the records: `{}`. Take the score apart: `{}`.\n",
        command(&one.search),
        command(&one.why)
    )
}

/// A command inside a code span: one line, no backtick, nothing a table would cut at.
fn command(text: &str) -> String {
    super::escape::visible(text).replace(['`', '|'], "")
}

fn quoted(out: &mut String, quote: &QuoteView) -> fmt::Result {
    writeln!(out, "> {}\n>", md(&quote.text))?;
    writeln!(out, "> — {} ({})\n", md(&quote.place()), md(&quote.address()))
}

/// What people changed.
fn curation(out: &mut String, view: &View) -> fmt::Result {
    let Some(curation) = &view.curation else { return Ok(()) };
    writeln!(out, "## What people changed\n\n{}\n", md(&curation.words))?;
    let rows: Vec<Vec<String>> = (curation.entries.iter())
        .map(|one| cells::correction(one).iter().map(|cell| md(cell)).collect())
        .collect();
    table(out, &cells::CORRECTIONS, &[2], &rows)?;
    let muted = curation.muted.iter().map(|one| (&one.title, &one.theme, &one.words));
    let muted: Vec<_> = muted.collect();
    if !muted.is_empty() {
        writeln!(out, "### Muted\n")?;
        for (title, theme, words) in muted {
            writeln!(out, "- **{}** ({}). {}", md(title), md(theme), md(words))?;
        }
        writeln!(out)?;
    }
    let pinned: Vec<&ThemeView> = view.pinned_unranked().collect();
    if !pinned.is_empty() {
        writeln!(out, "### Pinned and not ranked\n")?;
        for theme in pinned {
            writeln!(out, "- **{}** ({}). {}", md(&theme.title), md(&theme.id), md(&theme.words))?;
        }
        writeln!(out)?;
    }
    if !curation.moved.is_empty() {
        writeln!(out, "### Evidence that counts elsewhere\n")?;
        for one in curation.moved.iter().take(cells::REHOMED) {
            writeln!(out, "- {}", md(&one.words))?;
        }
        if let Some(more) = curation.moved.len().checked_sub(cells::REHOMED).filter(|&n| n > 0) {
            writeln!(out, "- {more} more: see report.json.")?;
        }
        writeln!(out)?;
    }
    if !curation.tracked.is_empty() {
        writeln!(out, "### Saved searches, beside the themes\n")?;
        let rows: Vec<Vec<String>> = (curation.tracked.iter())
            .map(|one| {
                let name =
                    format!("**{}** ({}): “{}”", md(&one.title), md(&one.id), md(&one.query));
                std::iter::once(name).chain(cells::tracked(one).iter().map(|c| md(c))).collect()
            })
            .collect();
        table(out, &cells::TRACKED, &[1, 2, 3, 4, 5], &rows)?;
    }
    Ok(())
}

fn areas(out: &mut String, view: &View) -> fmt::Result {
    if view.areas.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Areas\n")?;
    for area in &view.areas {
        writeln!(out, "- **{}** ({}). {}", md(&area.title), md(&area.id), md(&cells::area(area)))?;
        for id in &area.themes {
            let Some(theme) = view.themes.iter().find(|theme| &theme.id == id) else { continue };
            let rank = theme.rank.map_or_else(String::new, |rank| format!(", rank {rank}"));
            writeln!(
                out,
                "  - {} ({}{rank}): {}",
                md(&theme.title),
                md(&theme.id),
                md(&phrase::counted(
                    u64::from(theme.feedback),
                    "piece of feedback",
                    "pieces of feedback"
                ))
            )?;
        }
    }
    writeln!(out)
}

fn themes(out: &mut String, title: &str, themes: &[&ThemeView]) -> fmt::Result {
    if themes.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    for theme in themes {
        writeln!(out, "- **{}** ({}). {}", md(&theme.title), md(&theme.id), md(&theme.words))?;
        if let Some(quote) = &theme.quote {
            writeln!(
                out,
                "  “{}” — {} ({})",
                md(&quote.text),
                md(&quote.place()),
                md(&quote.address())
            )?;
        }
    }
    writeln!(out)
}

fn intake(out: &mut String, view: &View) -> fmt::Result {
    writeln!(out, "## What was read and what was left out\n\n{}\n", md(&view.intake.words))?;
    for notice in &view.intake.notices {
        writeln!(out, "- {}", md(&notice.words))?;
    }
    if !view.intake.notices.is_empty() {
        writeln!(out)?;
    }
    if view.intake.sources.is_empty() {
        return Ok(());
    }
    let rows: Vec<Vec<String>> = view
        .intake
        .sources
        .iter()
        .map(|source| {
            let units = &source.units;
            let mut row = vec![md(&source.source)];
            row.extend(
                [
                    source.files,
                    units.units,
                    units.kept,
                    units.superseded,
                    units.deleted,
                    units.skipped,
                    units.rejected,
                    source.corpus,
                ]
                .map(phrase::count),
            );
            row.extend(
                [source.dated, source.rated, source.authored]
                    .map(|part| cells::known(part, source)),
            );
            row
        })
        .collect();
    table(out, &cells::SOURCES, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], &rows)?;
    let mut any = false;
    for source in &view.intake.sources {
        for line in cells::left_out(source) {
            any = true;
            writeln!(out, "- {}: {}", md(&source.source), md(&line))?;
        }
    }
    if any { writeln!(out) } else { Ok(()) }
}

fn coverage(out: &mut String, view: &View) -> fmt::Result {
    let coverage = &view.coverage;
    if coverage.feedback == 0 {
        return Ok(());
    }
    writeln!(out, "{}\n", md(&coverage.words))?;
    let row = |what: &str, whole: u64, parts: &super::view::Parts| {
        let cell = |count: u64, at: usize| {
            format!("{} ({})", phrase::count(count), phrase::tenths_text(parts.tenths[at]))
        };
        vec![
            what.to_owned(),
            phrase::count(whole),
            cell(parts.themed, 0),
            cell(parts.loose, 1),
            cell(parts.filtered, 2),
        ]
    };
    table(
        out,
        &["", "All", "In a theme", "Fits none clearly", "Says nothing to sort"],
        &[1, 2, 3, 4],
        &[
            row("Feedback", coverage.feedback, &coverage.feedback_parts),
            row("Statements", coverage.statements, &coverage.statement_parts),
        ],
    )
}
