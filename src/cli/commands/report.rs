//! `earful report`: a run's report again, in any format.

use std::path::Path;

use serde_json::json;

use super::{Outcome, Place, chosen_run, json_line, view_of};
use crate::cli::args::{ReportArgs, ReportFormat};
use crate::cli::exit::Exit;
use crate::cli::print::Printer;
use crate::report::{self, Html, Json, Markdown, OpportunitiesCsv, Renderer, escape};
use crate::store;

pub(super) fn run(place: &Place, args: &ReportArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let run = chosen_run(&workspace, args.run.as_deref())?;
    let view = view_of(&workspace, &run)?;
    let Some(format) = args.format else {
        let folder = workspace.run_folder(&run.id)?;
        let files: Vec<String> = report::render_all(&view)
            .into_iter()
            .map(|(name, _)| folder.join(name).display().to_string())
            .collect();
        if args.json {
            json_line(out, &json!({ "run": run.id, "files": files }));
        } else {
            files.iter().for_each(|file| out.line(file));
        }
        return Ok(Exit::Done);
    };
    let renderer: &dyn Renderer = match format {
        ReportFormat::Html => &Html,
        ReportFormat::Md => &Markdown,
        ReportFormat::Json => &Json,
        ReportFormat::Csv => &OpportunitiesCsv,
    };
    let mut bytes = renderer.render(&view);
    if format == ReportFormat::Json {
        // As every verb's JSON: without characters that nobody sees.
        bytes = escape::unhidden(&String::from_utf8_lossy(&bytes)).into_owned().into_bytes();
    }
    match &args.out {
        Some(path) if path != Path::new("-") => {
            store::write_out(path, |file| file.write_all(&bytes))?;
        }
        _ => out.bytes(&bytes),
    }
    Ok(Exit::Done)
}
