//! `earful catalogue`: the known pains that themes begin with, and whether a code book is sound.

use serde_json::json;

use super::{Outcome, Place, chosen_run, json_line};
use crate::catalogue::{Catalogue, Pain};
use crate::cli::args::{CatalogueArgs, CatalogueVerb};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, table};
use crate::config;

pub(super) fn run(place: &Place, args: &CatalogueArgs, out: &mut Printer) -> Outcome {
    match &args.verb {
        CatalogueVerb::List => {
            for field in Catalogue::shipped().fields() {
                let name = out.styled(Style::Bold, &format!("{:<22}", field.name));
                out.line(format!("{name} {} pains", field.pains.len()));
            }
        }
        CatalogueVerb::Show { field, phrases } => {
            let found = Catalogue::shipped().field(field).ok_or_else(|| {
                Failure::Usage(format!(
                    "the catalogue has no field {}: `earful catalogue list` names those there are",
                    inert(field)
                ))
            })?;
            print(&found.pains, *phrases, out);
        }
        CatalogueVerb::Check { file } => {
            let book = config::code_book(file).map_err(|(problem, fix)| {
                Failure::Usage(format!("{}: {problem}: {fix}", inert(&file.display().to_string())))
            })?;
            let examples: usize = book.pains.iter().map(|pain| pain.phrases.len()).sum();
            out.line(format!(
                "{} is sound: {} pains with {examples} examples",
                inert(&file.display().to_string()),
                book.pains.len()
            ));
        }
        CatalogueVerb::Matched { json } => return matched(place, *json, out),
    }
    Ok(Exit::Done)
}

fn print(pains: &[Pain], phrases: bool, out: &mut Printer) {
    let mut rows = vec![["severity", "pain", "area", "other names"].map(str::to_owned).to_vec()];
    rows.extend(pains.iter().map(|pain| {
        vec![
            pain.severity.to_string(),
            pain.name.clone(),
            pain.area.clone(),
            pain.other_names.join(" | "),
        ]
    }));
    for (at, line) in table(&rows, &[0]).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
        if let Some(pain) = at.checked_sub(1).filter(|_| phrases) {
            for (_, phrase) in &pains[pain].phrases {
                out.line(format!("            {phrase}"));
            }
        }
    }
}

fn matched(place: &Place, json: bool, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let newest = chosen_run(&workspace, None)?;
    let Some(memory) = workspace.memory(&newest.id)? else {
        out.line("The newest run has no memory: `earful run` makes one.");
        return Ok(Exit::NothingFound);
    };
    let themes: Vec<_> = memory.themes.iter().filter(|theme| theme.wants).collect();
    for theme in &themes {
        let (id, known) = (theme.id.to_string(), theme.known.as_deref());
        if json {
            json_line(out, &json!({ "theme": id, "title": theme.label.title, "known": known }));
        } else {
            let known = known.map_or("no catalogue knows it".to_owned(), inert);
            out.line(format!("{id:<7} {}: {known}", inert(&theme.label.title)));
        }
    }
    Ok(if themes.is_empty() { Exit::NothingFound } else { Exit::Done })
}
