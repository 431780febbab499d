//! `earful rank`: frameworks side by side, and the ranking with other weights.

use serde_json::{Map, Value, json};

use super::roadmap::{desk, said};
use super::{Outcome, Place, json_line, newest_view};
use crate::cli::args::RankArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::config::nearest;
use crate::model::FactorName;
use crate::pipeline::{self, RankOf, Ranks, WhatIf};
use crate::report::phrase;
use crate::report::view::MeetingView;

/// What is shown when nothing is asked for.
const USUAL: [&str; 5] = ["score", "volume", "rice", "cd3", "ulwick"];

/// Columns of a title.
const TITLE: usize = 36;

pub(super) fn run(place: &Place, args: &RankArgs, out: &mut Printer) -> Outcome {
    let settings = place.settings(&place.root()?)?.planning;
    if args.profile.is_some() || !args.weight.is_empty() {
        let workspace = place.workspace()?;
        let (_, view) = newest_view(&workspace)?;
        let changes: Vec<(FactorName, f64)> =
            args.weight.iter().map(|weight| (weight.0, weight.1)).collect();
        let weights = pipeline::weights_of(&settings, args.profile.as_deref(), &changes, &view)?;
        let found = WhatIf::of(&view, &weights);
        what_if(&found, args, out);
        return Ok(if found.rows.is_empty() { Exit::NothingFound } else { Exit::Done });
    }
    let (desk, view) = desk(place)?;
    let mut by: Vec<String> = args.by.iter().map(|name| name.trim().to_owned()).collect();
    by.extend(args.formula.iter().cloned());
    if by.is_empty() {
        by = USUAL.map(str::to_owned).to_vec();
    }
    let of = if args.themes { RankOf::Themes } else { RankOf::Items };
    let ranks = desk.ranks(&view, &by, of, &settings)?;
    // Blanks in every row would look like missing data.
    if !ranks.unknown.is_empty() {
        return Err(Failure::Usage(unknown(&ranks)));
    }
    if args.json {
        as_json(&ranks, out);
    } else {
        said(&MeetingView::new(&desk.meeting, &|theme| view.title(theme)), out);
        print(&ranks, args.limit, out);
    }
    Ok(if ranks.candidates.is_empty() { Exit::NothingFound } else { Exit::Done })
}

/// What to say of names in formulas that stand for nothing.
fn unknown(ranks: &Ranks) -> String {
    let names = ranks.unknown.iter().map(|name| {
        let meant = nearest(name, ranks.known.iter().map(String::as_str));
        let meant = meant.map_or_else(String::new, |meant| format!(" (did you mean {meant:?}?)"));
        format!("{name:?}{meant}")
    });
    let names: Vec<String> = names.collect();
    format!(
        "no number is called {}: a formula can use {}, and columns of numbers in the roadmap",
        names.join(" or "),
        inert(&phrase::list(&ranks.known))
    )
}

fn what_if(found: &WhatIf, args: &RankArgs, out: &mut Printer) {
    if args.json {
        for row in &found.rows {
            json_line(
                out,
                &json!({ "theme": row.theme, "title": row.title, "rank": row.then,
                         "score": phrase::rounded(row.score_then, 2), "rank_in_report": row.rank,
                         "score_in_report": row.score }),
            );
        }
        return;
    }
    let weights: Vec<String> = (found.weights.iter())
        .map(|(name, weight)| format!("{} {}", name.name(), phrase::measure(*weight)))
        .collect();
    out.line(format!("Weights: {}.", phrase::list(&weights)));
    let mut rows = vec![["rank", "was", "theme", "", "score", "was"].map(str::to_owned).to_vec()];
    rows.extend(found.rows.iter().take(args.limit).map(|row| {
        vec![
            row.then.to_string(),
            match row.then.cmp(&row.rank) {
                std::cmp::Ordering::Less => format!("{} ↑", row.rank),
                std::cmp::Ordering::Greater => format!("{} ↓", row.rank),
                std::cmp::Ordering::Equal => "=".to_owned(),
            },
            row.theme.clone(),
            shortened(&inert(&row.title), TITLE),
            phrase::decimal(row.score_then, 1),
            phrase::decimal(row.score, 1),
        ]
    }));
    print_table(&rows, &[0, 1, 4, 5], out);
    if found.without > 0 {
        out.line(format!(
            "{} of which none of these factors could be measured: no rank.",
            phrase::counted(found.without.into(), "theme", "themes")
        ));
    }
    out.line("The report stays as it is; weights of every night stand in [ranking.weights].");
}

fn print_table(rows: &[Vec<String>], right: &[usize], out: &mut Printer) {
    for (at, line) in table(rows, right).into_iter().enumerate() {
        let line = line.trim_end().to_owned();
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
}

fn as_json(ranks: &Ranks, out: &mut Printer) {
    for (at, one) in ranks.candidates.iter().enumerate() {
        let columns: Map<String, Value> = (ranks.columns.iter())
            .map(|column| {
                let value = column.values[at].map(|value| phrase::rounded(value, 6));
                let cell = json!({ "value": value, "rank": column.ranks[at],
                                   "missing": column.missing[at], "formula": column.formula });
                (column.name.clone(), cell)
            })
            .collect();
        let inputs: Map<String, Value> = (one.inputs.iter())
            .map(|(name, input)| {
                let from = if input.by_file { "file" } else { "measured" };
                (name.clone(), json!({ "value": phrase::rounded(input.value, 6), "from": from }))
            })
            .collect();
        json_line(
            out,
            &json!({ "id": one.id, "title": one.title, "by": columns, "inputs": inputs }),
        );
    }
}

fn print(ranks: &Ranks, limit: usize, out: &mut Printer) {
    if ranks.candidates.is_empty() {
        out.line("There is nothing to rank yet.");
        return;
    }
    let mut head = vec![if ranks.are_items { "item" } else { "theme" }.to_owned(), String::new()];
    for column in &ranks.columns {
        head.extend([shortened(&inert(&column.name), 24), "rank".to_owned()]);
    }
    let mut rows = vec![head];
    for (at, one) in ranks.candidates.iter().take(limit).enumerate() {
        let mut cells = vec![inert(&one.id), shortened(&inert(&one.title), TITLE)];
        for column in &ranks.columns {
            cells.push(match column.values[at] {
                None => "–".to_owned(),
                Some(0.0) => "0".to_owned(),
                Some(value) => phrase::measure(value),
            });
            cells.push(column.ranks[at].map_or_else(String::new, |rank| rank.to_string()));
        }
        rows.push(cells);
    }
    let right: Vec<usize> = (2..rows[0].len()).collect();
    print_table(&rows, &right, out);
    if ranks.candidates.len() > limit {
        out.line(format!(
            "{} more with --limit {}.",
            ranks.candidates.len() - limit,
            ranks.candidates.len()
        ));
    }
    out.gap();
    for column in &ranks.columns {
        let about = pipeline::framework_about(&column.name).unwrap_or("a formula of yours");
        out.line(format!("{} = {}: {about}.", inert(&column.name), inert(&column.formula)));
        let without = column.values.iter().filter(|value| value.is_none()).count();
        let mut missing: Vec<String> = column.missing.iter().flatten().cloned().collect();
        missing.sort();
        missing.dedup();
        if without > 0 && !missing.is_empty() {
            out.line(format!(
                "  {without} of {} without a value: no {}.",
                ranks.candidates.len(),
                inert(&phrase::list(&missing))
            ));
        }
    }
    out.line(
        "Numbers of your files come first; measured are records, customers, reach (customers of the last 91 \
         days), severity, impact (severity as RICE counts it), confidence (the lower end of the share's \
         interval over the share), score, revenue and contact_cost a week. --json shows each.",
    );
}
