//! The verbs, a file each, and what they share: finding the workspace, its settings, its newest
//! report.

mod audit;
mod catalogue;
mod compare;
mod competitors;
mod completions;
mod counter;
mod deliver;
mod demand;
mod demo;
mod detect;
mod eval;
mod export;
mod fixes;
mod forget;
mod impact;
mod ingest;
mod init;
mod markets;
mod mcp;
mod needs;
mod over_time;
mod plan;
mod preset;
mod rank;
mod read;
mod replay;
mod report;
mod roadmap;
mod run;
mod runs;
mod search;
mod serve;
mod show;
mod theme;
mod themes;
mod verify;
mod why;
mod write;

use std::path::{Path, PathBuf};

use crate::config;
use crate::model::{Memory, ThemeId};
use crate::pipeline::{self, Opened};
use crate::report::view::OpportunityView;
use crate::report::{View, escape, phrase};
use crate::store::{Manifest, Workspace};

use super::args::{Cli, Verb};
use super::exit::Exit;
use super::failure::Failure;
use super::print::Printer;

/// What a verb gives.
type Outcome = Result<Exit, Failure>;

/// Does what was typed.
pub fn run(cli: Cli) -> Outcome {
    let place = Place { asked: cli.workspace };
    // These print while they run, from threads of their own: the printer would hold what they need.
    match &cli.verb {
        Verb::Serve(args) => return serve::run(&place, args),
        Verb::Mcp(_) => return mcp::run(&place),
        _ => {}
    }
    let mut printer = Printer::new(cli.color);
    let out = &mut printer;
    let outcome = match cli.verb {
        Verb::Demo(args) => demo::run(&args, out),
        Verb::Init(args) => init::run(&place, &args, out),
        Verb::Detect(args) => detect::run(&args, out),
        Verb::Preset(args) => preset::run(&args, out),
        Verb::Catalogue(args) => catalogue::run(&place, &args, out),
        Verb::Ingest(args) => ingest::run(&place, &args, out),
        Verb::Read(args) => read::run(&place, &args, out),
        Verb::Run(args) => run::run(&place, &args, out),
        Verb::Search(args) => search::run(&place, &args, out),
        Verb::Theme(args) => theme::run(&place, &args, out),
        Verb::Show(args) => show::run(&place, &args, out),
        Verb::Themes(args) => themes::run(&place, &args, out),
        Verb::Compare(args) => compare::run(&place, &args, out),
        Verb::Why(args) => why::run(&place, &args, out),
        Verb::Impact(args) => impact::run(&place, &args, out),
        Verb::Rank(args) => rank::run(&place, &args, out),
        Verb::Roadmap(args) => roadmap::run(&place, &args, out),
        Verb::Plan(args) => plan::run(&place, &args, out),
        Verb::Fixes(args) => fixes::run(&place, &args, out),
        Verb::Write(args) => write::run(&place, &args, out),
        Verb::Counter(args) => counter::run(&place, &args, out),
        Verb::Needs(args) => needs::run(&place, &args, out),
        Verb::Demand(args) => demand::run(&place, &args, out),
        Verb::Competitors(args) => competitors::run(&place, &args, out),
        Verb::Markets(args) => markets::run(&place, &args, out),
        Verb::Replay(args) => replay::run(&place, &args, out),
        Verb::Verify(args) => verify::run(&place, &args, out),
        Verb::Report(args) => report::run(&place, &args, out),
        Verb::Deliver(args) => deliver::run(&place, &args, out),
        Verb::Runs(args) => runs::run(&place, &args, out),
        Verb::Serve(_) | Verb::Mcp(_) => Ok(Exit::Done),
        Verb::Export(args) => export::run(&place, &args, out),
        Verb::Eval(args) => eval::run(&args, out),
        Verb::Audit(args) => audit::run(&place, &args, out),
        Verb::Forget(args) => forget::run(&place, &args, out),
        Verb::Completions(args) => completions::run(&args, out),
    };
    let printed = printer.finish().map_err(Failure::Printing);
    let exit = outcome?;
    printed?;
    Ok(exit)
}

/// Where to work: the folder asked for, or the nearest one with an `earful.toml`.
struct Place {
    asked: Option<PathBuf>,
}

impl Place {
    /// The workspace's folder.
    fn root(&self) -> Result<PathBuf, Failure> {
        if let Some(asked) = &self.asked {
            return Ok(asked.clone());
        }
        let here = std::env::current_dir().map_err(|error| {
            Failure::Usage(format!("the current folder cannot be read: {error}"))
        })?;
        config::find_workspace(&here).ok_or_else(|| {
            Failure::Usage(
                "there is no earful.toml here or in any folder above: `earful init FILES…` makes \
                 one, `earful demo` shows what it is for, --workspace DIR names another folder"
                    .to_owned(),
            )
        })
    }

    /// The workspace as it is on disk, for reading.
    fn workspace(&self) -> Result<Workspace, Failure> {
        self.open(self.root()?)
    }

    /// The same; where none is asked for and none is here, the one that a file lies in.
    fn workspace_near(&self, file: &Path) -> Result<Workspace, Failure> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let around = || folder.and_then(config::find_workspace);
        self.open(self.root().or_else(|failure| around().ok_or(failure))?)
    }

    fn open(&self, root: PathBuf) -> Result<Workspace, Failure> {
        let workspace = Workspace::open(&root).map_err(|error| match error {
            crate::store::Error::NoWorkspace { .. }
                if root.join(config::SETTINGS_FILE).is_file() =>
            {
                Failure::Usage(format!(
                    "nothing has been read in {} yet: `earful run` does that",
                    root.display()
                ))
            }
            other => other.into(),
        })?;
        if workspace.erasing()?.is_some() {
            eprintln!(
                "earful: people are being forgotten here, or that was stopped halfway: reports may \
                 still count and quote them until the `earful forget` at work ends, or the next \
                 `earful run` goes on with it"
            );
        }
        Ok(workspace)
    }

    /// The settings of a workspace's folder.
    fn settings(&self, root: &Path) -> Result<config::Settings, Failure> {
        Ok(config::load(&root.join(config::SETTINGS_FILE))?)
    }
}

/// The run asked for, or the newest.
fn chosen_run(workspace: &Workspace, asked: Option<&str>) -> Result<Manifest, Failure> {
    match asked {
        Some(id) => Ok(workspace.run(id)?),
        None => {
            let newest = workspace.latest()?.ok_or_else(|| {
                Failure::Usage("there is no run yet: `earful run` makes one".to_owned())
            })?;
            let since = workspace.segments_above(reported(Some(&newest)))?;
            let records: u64 = since.iter().map(|segment| segment.receipt.feedback).sum();
            if records > 0 {
                eprintln!(
                    "earful: the newest report is for {} and does not count {} read since: {}",
                    phrase::date(newest.today),
                    phrase::counted(records, "record", "records"),
                    UNFINISHED
                );
            }
            Ok(newest)
        }
    }
}

/// What to do about records that were read and not analysed.
const UNFINISHED: &str = "their night is not finished; `earful run` finishes it";

/// What to say of a salt that was there before the workspace.
const STRANGE_SALT: &str = "There is a salt here already and no corpus: unless a first night here was \
    broken off, it is that of another workspace or of an earlier one, and authors get the same keys \
    here as there. If the two are not to be joined, remove the file `salt` before the first `earful \
    run`: it makes a fresh one.";

/// The last segment of the corpus that a run has counted; 0 without a run.
fn reported(newest: Option<&Manifest>) -> u32 {
    newest.and_then(|run| run.segments.last().copied()).unwrap_or(0)
}

/// The report of a run, as it was published.
fn view_of(workspace: &Workspace, run: &Manifest) -> Result<View, Failure> {
    Ok(View::from_json(&workspace.run_file(&run.id, "report.json")?)?)
}

/// The newest run with its report. While people are forgotten runs are made again, and the old ones go:
/// whoever comes upon one on its way looks again.
fn newest_view(workspace: &Workspace) -> Result<(Manifest, View), Failure> {
    loop {
        let run = chosen_run(workspace, None)?;
        match view_of(workspace, &run) {
            Err(_) if workspace.latest()?.as_ref() != Some(&run) => {}
            view => return Ok((run, view?)),
        }
    }
}

/// The theme that carries an id today, and the words for a theme that is not there.
fn resolved(memory: &Memory, theme: ThemeId) -> Result<ThemeId, Failure> {
    pipeline::living(memory, theme).ok_or_else(|| no_theme(theme))
}

/// The newest run opened to be asked, with its report and the settings of now.
fn opened(place: &Place) -> Result<(Opened, View, pipeline::Settings), Failure> {
    let workspace = place.workspace()?;
    let (run, view) = newest_view(&workspace)?;
    let settings = place.settings(&place.root()?)?.for_the_night();
    let opened = Opened::new(&workspace, run, &settings)?.ok_or_else(|| {
        Failure::Usage(
            "the newest run no longer knows which record is in which theme: `earful run` \
                        makes another"
                .to_owned(),
        )
    })?;
    Ok((opened, view, settings))
}

/// The ranked theme that carries an id today.
fn ranked<'v>(
    view: &'v View,
    memory: &Memory,
    asked: ThemeId,
) -> Result<&'v OpportunityView, Failure> {
    let id = resolved(memory, asked)?.to_string();
    view.opportunities.iter().find(|one| one.theme == id).ok_or_else(|| {
        Failure::Usage(format!(
            "{id} is not ranked: nobody complains or asks for anything in it, it has no subject, or a \
             person muted it (`earful why {id}`)"
        ))
    })
}

fn no_theme(theme: ThemeId) -> Failure {
    Failure::Usage(format!("there is no theme {theme}: `earful themes` lists those there are"))
}

/// A JSON value on a line of its own, without characters that nobody sees.
fn json_line(out: &mut Printer, value: &impl serde::Serialize) {
    let text =
        serde_json::to_string(value).expect("our own types have text keys and finite numbers");
    out.line(escape::unhidden(&text));
}
