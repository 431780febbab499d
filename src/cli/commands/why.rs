//! `earful why T-17`: every input of a theme's rank, with the records behind each.

use serde_json::json;

use super::{Outcome, Place, chosen_run, json_line, resolved, view_of};
use crate::cli::args::{Figured, WhyArgs};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, table};
use crate::model::{FactorName, Feedback};
use crate::pipeline::{Opened, Recounted, Selected};
use crate::report::figures::{Counts, Figure, Figures, Unknown};
use crate::report::{View, cells, phrase};
use crate::store::Manifest;

/// Short names of a theme's figures, beside those of the factors.
const NAMES: [&str; 8] =
    ["customers", "share", "wanting", "complaints", "requests", "praise", "impact", "growth"];

/// Short names of a theme's figures.
fn names() -> Vec<&'static str> {
    let factors = FactorName::ALL.into_iter().map(FactorName::name);
    std::iter::once("score").chain(factors).chain(NAMES).collect()
}

pub(super) fn run(place: &Place, args: &WhyArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let newest = chosen_run(&workspace, args.run.as_deref())?;
    let view = view_of(&workspace, &newest)?;
    let asked = match (&args.what, &args.figure) {
        (Figured::Place(path), None) => return figure(place, args, &newest, &view, path, out),
        (Figured::Place(path), Some(figure)) => {
            return Err(Failure::Usage(format!(
                "{} is a place of its own; leave {} out",
                inert(path),
                inert(figure)
            )));
        }
        (Figured::Theme(theme), _) => *theme,
    };
    let memory = workspace.memory(&newest.id)?;
    let theme = match &memory {
        Some(memory) => resolved(memory, asked)?,
        None if args.run.is_some() => asked,
        None => return Err(super::no_theme(asked)),
    };
    let id = theme.to_string();
    if let Some(name) = &args.figure {
        let Some(path) = Figures::new(&view).of_theme(&id, name) else {
            return Err(Failure::Usage(format!(
                "{id} has no figure {:?}: there are {}, and every path below it in report.json, such \
                 as evidence.wanting",
                inert(name),
                names().join(", ")
            )));
        };
        if theme != asked && !args.json {
            out.line(format!("{asked} is part of {theme} today."));
        }
        return figure(place, args, &newest, &view, &path, out);
    }
    let Some(one) = view.opportunities.iter().find(|one| one.theme == id) else {
        return match view.themes.iter().find(|one| one.id == id) {
            Some(found) => {
                out.line(format!(
                    "{id} {} is not ranked: {}.",
                    inert(&found.title),
                    if found.muted {
                        "a person took it out of the ranking (`earful theme log`)"
                    } else if found.general {
                        "it is general dissatisfaction or delight without a subject"
                    } else {
                        "nobody complains or asks for anything in it"
                    }
                ));
                Ok(Exit::NothingFound)
            }
            None => Err(super::no_theme(theme)),
        };
    };
    let demand = view.meeting.as_ref().and_then(|meeting| meeting.demand.as_ref());
    let demand = demand.and_then(|demand| demand.of_theme(&one.theme));
    if args.json {
        match (demand, json!(one)) {
            (Some(found), mut shown) => {
                shown["demand"] = json!(found);
                json_line(out, &shown);
            }
            (None, _) => json_line(out, one),
        }
        return Ok(Exit::Done);
    }
    if theme != asked {
        out.line(format!("{asked} is part of {theme} today."));
    }
    out.line(out.styled(
        Style::Bold,
        &format!(
            "{} {} is number {} with {} points",
            one.theme,
            inert(&one.title),
            one.rank,
            phrase::decimal(one.score, 1)
        ),
    ));
    out.line(&one.rank_words);
    one.corrections.iter().for_each(|words| out.line(inert(words)));
    out.gap();
    let mut rows = vec![
        ["factor", "points", "weight", "scaled", "measured", "records"].map(str::to_owned).to_vec(),
    ];
    for factor in &one.factors {
        rows.push(match factor.raw {
            Some(_) => vec![
                factor.name.clone(),
                phrase::decimal(factor.shown, 1),
                phrase::decimal(factor.weight, 2),
                phrase::decimal(factor.scaled, 3),
                cells::raw(factor),
                phrase::count(factor.records.into()),
            ],
            // What could not be measured has no points: noughts would look like a finding.
            None => {
                let blank = || "–".to_owned();
                let words = "not known".to_owned();
                vec![factor.name.clone(), blank(), blank(), blank(), words, blank()]
            }
        });
    }
    let total: f64 = one.factors.iter().map(|factor| factor.shown).sum();
    rows.push(vec!["sum".to_owned(), phrase::decimal(total, 1)]);
    for (at, line) in table(&rows, &[1, 2, 3, 5]).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    out.gap();
    for factor in &one.factors {
        out.line(format!("{}: {}", factor.name, factor.how));
    }
    out.gap();
    for words in
        [&one.claim, &one.severity, &one.impact_words, &one.status_words, &one.counter_words]
    {
        if !words.is_empty() {
            out.line(inert(words));
        }
    }
    if let Some(found) = demand {
        out.line(inert(&found.words()));
    }
    if !one.caveats.is_empty() {
        out.gap();
        out.line(out.styled(Style::Bold, "Be careful"));
        for caveat in &one.caveats {
            out.line(format!("- {}", inert(&caveat.words)));
        }
    }
    out.gap();
    out.line(format!("Its records: {}", one.search));
    Ok::<Exit, Failure>(Exit::Done)
}

/// One number, explained.
fn figure(
    place: &Place,
    args: &WhyArgs,
    run: &Manifest,
    view: &View,
    path: &str,
    out: &mut Printer,
) -> Outcome {
    let told = Figures::new(view).figure(path).map_err(|unknown| match unknown {
        Unknown::NoPlace => Failure::Usage(format!(
            "the report of run {} has no place {:?}: a place is a path in its report.json, such as \
             opportunities[0].score",
            run.id,
            inert(path)
        )),
        Unknown::NoNumber(what) => Failure::Usage(format!(
            "at {} the report has {what}; give the place of a number",
            inert(path)
        )),
    })?;
    let found = match &told.selection {
        None => None,
        Some(selection) => {
            let settings = place.settings(&place.root()?)?.for_the_night();
            let opened = Opened::new(&place.workspace()?, run.clone(), &settings)?;
            opened.map(|opened| (opened.select(selection), opened))
        }
    };
    match args.json {
        true => json_line(out, &as_json(&told, found.as_ref(), run)),
        false => print(&told, found.as_ref(), args.limit, out),
    }
    Ok(Exit::Done)
}

fn as_json(told: &Figure, found: Option<&(Selected, Opened)>, run: &Manifest) -> serde_json::Value {
    let records = found.map(|(found, opened)| {
        let name = |one: &Feedback| {
            json!({ "record": one.id.to_string(), "source": &*one.source, "external": &*one.external })
        };
        let all = opened.corpus.feedback();
        found.rows.iter().map(|&row| name(&all[row as usize])).collect::<Vec<_>>()
    });
    let inputs = told.inputs.iter().map(|(path, value)| json!({ "path": path, "value": value }));
    json!({
        "run": run.id,
        "path": told.path,
        "value": told.value,
        "means": told.means,
        "formula": told.formula,
        "inputs": inputs.collect::<Vec<_>>(),
        "search": told.search,
        "recounted": found.and_then(|(found, opened)| match opened.recount(told, found)? {
            Recounted::Count(count) => Some(json!(count)),
            Recounted::Number(number) => Some(json!(number)),
        }),
        "records": records,
    })
}

fn print(told: &Figure, found: Option<&(Selected, Opened)>, limit: usize, out: &mut Printer) {
    out.line(out.styled(Style::Bold, &inert(&format!("{} is {}", told.path, told.value))));
    out.line(inert(&told.means));
    if !told.formula.is_empty() {
        out.line(inert(&format!("How: {}", told.formula)));
    }
    if !told.inputs.is_empty() {
        out.gap();
        out.line(out.styled(Style::Bold, "Made of"));
        let rows: Vec<Vec<String>> =
            told.inputs.iter().map(|(path, value)| vec![inert(path), inert(value)]).collect();
        table(&rows, &[]).iter().for_each(|line| out.line(format!("  {line}")));
    }
    let Some((found, opened)) = found else {
        if told.selection.is_some() {
            out.gap();
            out.line(
                "Its records cannot be named: what this run remembered was let go ([run] keep_runs).",
            );
        }
        return;
    };
    out.gap();
    let records = phrase::counted(found.rows.len() as u64, "record", "records");
    let shown = |again: Recounted| match again {
        Recounted::Count(count) => phrase::count(count),
        Recounted::Number(number) => phrase::decimal(number, 2),
    };
    out.line(match opened.recount(told, found) {
        Some(again) if again.is(&told.value) => {
            format!("Counted again from {records}: {}, the same.", shown(again))
        }
        Some(again) => format!(
            "Counted again from {records}: {}. {}",
            shown(again),
            if told.counts == Counts::Revenue {
                "The customers file says what they pay now, or the records changed.".into()
            } else if opened.gone > 0 {
                format!(
                    "{} that the report counted have left since.",
                    phrase::counted(opened.gone, "record", "records")
                )
            } else {
                "The report also counts days whose records have left, or the records changed."
                    .into()
            }
        ),
        None => format!("Measured on {records}."),
    });
    found.unasked.iter().for_each(|why| {
        out.line(inert(&format!("A search of it cannot be asked: {why}.")));
    });
    let all = opened.corpus.feedback();
    let named = |&row: &u32| {
        let one = &all[row as usize];
        format!("{} {}", one.source, one.external)
    };
    let shown: Vec<String> = found.rows.iter().take(limit).map(named).collect();
    shown.iter().for_each(|line| out.line(format!("  {}", inert(line))));
    if found.rows.len() > shown.len() {
        let more = phrase::count((found.rows.len() - shown.len()) as u64);
        out.line(format!("  and {more} more; --limit or --json shows them."));
    }
    for (at, command) in told.search.iter().enumerate() {
        let lead = if at == 0 { "Open them:" } else { "and:      " };
        out.line(format!("{lead} {}", inert(command)));
    }
}
