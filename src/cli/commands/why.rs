//! `earful why T-17`: every input of a theme's rank, with the records behind each.

use super::{Outcome, Place, chosen_run, json_line, resolved, view_of};
use crate::cli::args::WhyArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, table};
use crate::report::phrase;

pub(super) fn run(place: &Place, args: &WhyArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let newest = chosen_run(&workspace, None)?;
    let memory = workspace.memory(&newest.id)?.ok_or_else(|| super::no_theme(args.theme))?;
    let theme = resolved(&memory, args.theme)?;
    let view = view_of(&workspace, &newest)?;
    let id = theme.to_string();
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
    if args.json {
        json_line(out, one);
        return Ok(Exit::Done);
    }
    if theme != args.theme {
        out.line(format!("{} is part of {theme} today.", args.theme));
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
            Some(raw) => vec![
                factor.name.clone(),
                phrase::decimal(factor.shown, 1),
                phrase::decimal(factor.weight, 2),
                phrase::decimal(factor.scaled, 3),
                format!("{} {}", phrase::measure(raw), factor.unit),
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
