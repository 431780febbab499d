//! `earful forget`: a person's feedback, out of everything, for good.

use serde_json::json;

use super::{Outcome, Place, json_line};
use crate::cli::args::ForgetArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, inert};
use crate::cli::progress::Progress;
use crate::model::hex;
use crate::pipeline::{self, Forgotten, History, Mode, Whom};
use crate::report::phrase;

pub(super) fn run(place: &Place, args: &ForgetArgs, out: &mut Printer) -> Outcome {
    let root = place.workspace()?.root().to_owned();
    let settings = place.settings(&root)?;
    let hash = hex(&crate::config::settings_hash(&settings));
    let threads = args.threads.map(usize::from).or(settings.run.threads);
    if let Some(source) = &args.source
        && !settings.sources.iter().any(|one| one.name == *source)
    {
        let names: Vec<&str> = settings.sources.iter().map(|one| one.name.as_str()).collect();
        return Err(Failure::Usage(format!(
            "there is no source {source}: there are {}",
            names.join(", ")
        )));
    }
    let settings = settings.for_the_night();
    let whom = Whom {
        authors: args.author.clone(),
        records: args.record.clone(),
        source: args.source.clone(),
    };
    let history = if args.drop_runs { History::Drop } else { History::Remake };
    let mode = if args.dry_run { Mode::DryRun } else { Mode::Write };
    let progress = Progress::new();
    let forgotten = pipeline::with_threads(threads, || {
        pipeline::forget(&root, &settings, &hash, &whom, history, mode, &|event| {
            progress.show(event);
        })
    })??;
    if args.json {
        json_line(
            out,
            &json!({
                "records": forgotten.records,
                "segments": forgotten.segments,
                "dry_run": args.dry_run,
                "runs": forgotten.runs.iter().map(|(was, is)| json!({ "was": was, "is": is })).collect::<Vec<_>>(),
            }),
        );
    } else {
        tell(&forgotten, args, out);
    }
    Ok(if forgotten.segments == 0 { Exit::NothingFound } else { Exit::Done })
}

/// What was asked is never printed: a terminal's scrollback remembers too.
fn tell(forgotten: &Forgotten, args: &ForgetArgs, out: &mut Printer) {
    let all: u64 = forgotten.records.values().sum();
    if forgotten.segments == 0 {
        out.line(
            "Nothing here is by them. An author is named as the source's author column does; \
             `earful export feedback` lists records' ids.",
        );
        return;
    }
    let by_source: Vec<String> = forgotten
        .records
        .iter()
        .map(|(source, count)| format!("{} in {}", phrase::count(*count), inert(source)))
        .collect();
    let records = phrase::counted(all, "record", "records");
    let by_source = phrase::list(&by_source);
    let runs = phrase::counted(forgotten.runs.len() as u64, "run", "runs");
    if args.dry_run {
        out.line(if all == 0 {
            "Nothing of theirs was kept, only counted. Nothing was changed.".to_owned()
        } else {
            format!("{records} would go: {by_source}. Nothing was changed.")
        });
        out.line(match (forgotten.runs.is_empty(), args.drop_runs) {
            (true, _) => "No run has counted them.".to_owned(),
            (false, false) => format!("{runs} counted them and would be made again without them."),
            (false, true) => format!("{runs} counted them and would be dropped."),
        });
        return;
    }
    // Forms without text and versions that were beaten are counted and leave no record.
    out.line(if all == 0 {
        "Forgotten: nothing of theirs was kept, only counted, and it is counted no more.".to_owned()
    } else {
        format!("{records} forgotten: {by_source}.")
    });
    out.line("The corpus and the search index hold nothing of them, and no file brings them back.");
    if !forgotten.runs.is_empty() && args.drop_runs {
        out.line(format!(
            "{runs} that counted them are dropped; the next `earful run` starts from the last run \
             that did not."
        ));
    } else if !forgotten.runs.is_empty() {
        out.line(format!("{runs} made again as if they had never been there:"));
        for (was, is) in &forgotten.runs {
            if let Some(is) = is {
                out.line(format!("  {was} is {is}"));
            }
        }
    }
    out.line("Files they were read from, exports and backups are yours to clean.");
}
