//! `earful runs`: the runs, newest first.

use super::{Outcome, Place, json_line};
use crate::cli::args::RunsArgs;
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, table};
use crate::pipeline::answers::RunAnswer;
use crate::report::phrase;

pub(super) fn run(place: &Place, args: &RunsArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let mut runs = workspace.runs()?;
    runs.reverse();
    if args.json {
        for run in &runs {
            let folder = workspace.run_folder(&run.id)?;
            json_line(out, &RunAnswer::of(run, Some(folder.display().to_string())));
        }
    } else if runs.is_empty() {
        out.line("There is no run yet: `earful run` makes one.");
    } else {
        let mut rows =
            vec![["run", "for", "records", "themes", "opportunities"].map(str::to_owned).to_vec()];
        rows.extend(runs.iter().map(|run| {
            let count = |name: &str| phrase::count(run.counts.get(name).copied().unwrap_or(0));
            vec![
                run.id.clone(),
                phrase::date(run.today),
                count("feedback"),
                count("themes"),
                count("opportunities"),
            ]
        }));
        for (at, line) in table(&rows, &[2, 3, 4]).into_iter().enumerate() {
            let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
            out.line(line);
        }
    }
    Ok(if runs.is_empty() { Exit::NothingFound } else { Exit::Done })
}
