//! `earful themes`: the themes, ranked, and one theme opened.

use super::{Outcome, Place, json_line, newest_view, resolved};
use crate::cli::args::{ThemesArgs, ThemesVerb};
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::model::ThemeId;
use crate::report::phrase;
use crate::report::view::{OpportunityView, QuoteView, SubthemeView, ThemeView, View, WeekView};

pub(super) fn run(place: &Place, args: &ThemesArgs, out: &mut Printer) -> Outcome {
    if let Some(ThemesVerb::Show { theme, json }) = &args.show {
        return show(place, *theme, *json, out);
    }
    let workspace = place.workspace()?;
    let (_, view) = newest_view(&workspace)?;
    let area = args.area.map(|area| area.to_string());
    let mut themes: Vec<&ThemeView> = view
        .themes
        .iter()
        .filter(|theme| area.as_ref().is_none_or(|area| theme.area == *area))
        .collect();
    // Ranked first, then by how much is heard; ids settle ties.
    themes.sort_by_key(|theme| {
        (
            theme.rank.unwrap_or(u32::MAX),
            std::cmp::Reverse(theme.feedback),
            theme.id.len(),
            theme.id.clone(),
        )
    });
    if args.json {
        themes.iter().for_each(|theme| json_line(out, theme));
    } else if themes.is_empty() {
        out.line(match area {
            Some(area) => format!("There is no theme in {area}: `earful themes` lists them all."),
            None => "There is no theme yet.".to_owned(),
        });
    } else {
        list(&view, &themes, out);
    }
    Ok(if themes.is_empty() { Exit::NothingFound } else { Exit::Done })
}

fn list(view: &View, themes: &[&ThemeView], out: &mut Printer) {
    let mut rows = vec![
        ["rank", "theme", "", "area", "customers", "records", "doing", "score"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(themes.iter().map(|theme| {
        let ranked = view.opportunities.iter().find(|one| one.theme == theme.id);
        let area = view.areas.iter().find(|area| area.id == theme.area);
        vec![
            theme.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string()),
            theme.id.clone(),
            marked(theme),
            shortened(&area.map(|area| inert(&area.title)).unwrap_or_default(), 24),
            phrase::count(ranked.map_or(theme.customers, |one| one.customers).into()),
            phrase::count(ranked.map_or(theme.feedback, |one| one.evidence.wanting).into()),
            match ranked {
                _ if theme.muted => "muted".to_owned(),
                Some(one) => one.status.clone(),
                None if theme.general => "general".to_owned(),
                None => "not ranked".to_owned(),
            },
            ranked.map(|one| phrase::decimal(one.score, 1)).unwrap_or_default(),
        ]
    }));
    for (at, line) in table(&rows, &[0, 4, 5, 7]).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    let Some(curation) = &view.curation else { return };
    if themes.iter().any(|theme| theme.named_by.is_some()) {
        out.line(out.styled(Style::Dim, "✎ named by a person"));
    }
    if !curation.tracked.is_empty() {
        out.gap();
        out.line(out.styled(Style::Bold, "Saved searches, beside the themes"));
        let mut rows = vec![
            ["beside", "search", "", "customers", "records", "doing", "score"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(curation.tracked.iter().map(|one| {
            vec![
                one.beside.map_or_else(|| "–".to_owned(), |rank| rank.to_string()),
                one.id.clone(),
                shortened(&inert(&one.title), 44),
                phrase::count(one.customers.into()),
                phrase::count(one.records.into()),
                one.status.clone(),
                one.score.map(|score| phrase::decimal(score, 1)).unwrap_or_default(),
            ]
        }));
        table(&rows, &[0, 3, 4, 6]).iter().for_each(|line| out.line(line));
    }
}

/// The title of a theme, marked where a person named or pinned it.
fn marked(theme: &ThemeView) -> String {
    let mut title = shortened(&inert(&theme.title), 44);
    if theme.named_by.is_some() {
        title.push_str(" ✎");
    }
    if theme.pinned {
        title.push_str(" (pinned)");
    }
    title
}

fn show(place: &Place, asked: ThemeId, json: bool, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let (newest, view) = newest_view(&workspace)?;
    let memory = workspace.memory(&newest.id)?.ok_or_else(|| super::no_theme(asked))?;
    let theme = resolved(&memory, asked)?;
    let id = theme.to_string();
    let found =
        view.themes.iter().find(|one| one.id == id).ok_or_else(|| super::no_theme(theme))?;
    let ranked = view.opportunities.iter().find(|one| one.theme == id);
    if json {
        json_line(out, &serde_json::json!({ "theme": found, "opportunity": ranked }));
        return Ok(Exit::Done);
    }
    if theme != asked {
        out.line(format!("{asked} is part of {theme} today."));
    }
    out.line(out.styled(Style::Bold, &format!("{id} {}", inert(&found.title))));
    found.corrections.iter().for_each(|words| out.line(inert(words)));
    if !found.terms.is_empty() {
        out.line(format!("in customers' words: {}", inert(&found.terms.join(", "))));
    }
    match ranked {
        Some(one) => opportunity(one, &found.subthemes, out),
        None => {
            out.line(format!(
                "{}, {}; not ranked",
                phrase::counted(found.feedback.into(), "record", "records"),
                phrase::counted(found.customers.into(), "customer", "customers")
            ));
            parts(&found.subthemes, out);
            quotes("What customers say", found.quote.as_slice(), out);
        }
    }
    out.gap();
    out.line(format!("All records: earful search --theme {id}"));
    Ok(Exit::Done)
}

/// What a theme splits into.
fn parts(parts: &[SubthemeView], out: &mut Printer) {
    if parts.is_empty() {
        return;
    }
    out.gap();
    out.line(out.styled(Style::Bold, "Splits into"));
    let rows: Vec<Vec<String>> = parts
        .iter()
        .map(|part| {
            vec![
                part.id.clone(),
                shortened(&inert(&part.title), 44),
                phrase::counted(part.statements.into(), "statement", "statements"),
                phrase::counted(part.customers.into(), "customer", "customers"),
            ]
        })
        .collect();
    table(&rows, &[2, 3]).iter().for_each(|line| out.line(line));
}

fn opportunity(one: &OpportunityView, subthemes: &[SubthemeView], out: &mut Printer) {
    for words in [&one.claim, &one.severity, &one.impact_words, &one.status_words, &one.rank_words]
    {
        if !words.is_empty() {
            out.line(inert(words));
        }
    }
    parts(subthemes, out);
    if let Some(trend) = &one.trend
        && trend.weeks.iter().any(|week| week.feedback > 0)
    {
        // The running week has fewer days: as a bar it would look like a fall.
        let is_whole = |week: &&WeekView| week.days >= 7;
        let weeks: Vec<&WeekView> = trend.weeks.iter().filter(is_whole).collect();
        let counts: Vec<u32> = weeks.iter().map(|week| week.feedback).collect();
        out.gap();
        out.line(out.styled(Style::Bold, "Records a week"));
        if let (Some(first), Some(last)) = (weeks.first(), weeks.last()) {
            out.line(format!(
                "{}  {} to {}",
                sparkline(&counts),
                phrase::iso_date(&first.start),
                phrase::iso_date(&last.start)
            ));
        }
        if let Some(running) = trend.weeks.last().filter(|week| !is_whole(week)) {
            out.line(format!(
                "The week of {} is not over: {} in {}.",
                phrase::iso_date(&running.start),
                phrase::counted(running.feedback.into(), "record", "records"),
                phrase::counted(running.days.into(), "day", "days")
            ));
        }
    }
    if !one.segments.is_empty() {
        out.gap();
        out.line(out.styled(Style::Bold, "Where it hurts"));
        let rows: Vec<Vec<String>> = one
            .segments
            .iter()
            .map(|segment| {
                vec![
                    inert(&format!("{} {}", segment.name, segment.value)),
                    phrase::part_of(segment.feedback.into(), segment.all.into()),
                    format!("{} × the company", phrase::decimal(segment.lift, 1)),
                ]
            })
            .collect();
        table(&rows, &[1]).iter().for_each(|line| out.line(line));
    }
    quotes("What customers say", &one.quotes, out);
    quotes("What speaks against it", &one.counter_quotes, out);
    if !one.caveats.is_empty() {
        out.gap();
        out.line(out.styled(Style::Bold, "Be careful"));
        one.caveats.iter().for_each(|caveat| out.line(format!("- {}", inert(&caveat.words))));
    }
}

fn quotes(heading: &str, quotes: &[QuoteView], out: &mut Printer) {
    if quotes.is_empty() {
        return;
    }
    out.gap();
    out.line(out.styled(Style::Bold, heading));
    for quote in quotes {
        out.line(format!("“{}”", inert(&quote.text)));
        let at =
            quote.at.as_deref().map(|at| format!(", {}", phrase::iso_date(at))).unwrap_or_default();
        let record = format!("   {} {}{at}", quote.source, quote.external);
        out.line(out.styled(Style::Dim, &inert(&record)));
    }
}

/// Counts as bars of eight heights, the largest full.
fn sparkline(counts: &[u32]) -> String {
    const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let largest = counts.iter().copied().max().unwrap_or(0).max(1);
    counts
        .iter()
        .map(|&count| BARS[(u64::from(count) * 8).div_ceil(u64::from(largest)) as usize])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn the_largest_week_is_full_and_silence_is_blank() {
        assert_eq!(sparkline(&[0, 1, 8, 4]), " ▁█▄");
    }
}
