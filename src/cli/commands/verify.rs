//! `earful verify`: reports made again from their records, and held against every byte of them.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Outcome, Place, json_line};
use crate::cli::args::VerifyArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened};
use crate::cli::progress::Progress;
use crate::config;
use crate::model::hex;
use crate::pipeline::{self, Proof, ProofVerdict as Verdict, Prover, Still, Unproved};
use crate::report::differences::{Difference, Held, held};
use crate::report::{self, View, phrase};
use crate::store::{Manifest, Workspace};

/// The file of a run's folder that is made again.
const DATA: &str = "report.json";
/// Differences printed; the data names all.
const SHOWN: usize = 20;
/// Characters of a value printed.
const WIDE: usize = 120;

pub(super) fn run(place: &Place, args: &VerifyArgs, out: &mut Printer) -> Outcome {
    let first = args.reports.first().map(PathBuf::as_path).unwrap_or_else(|| "".as_ref());
    let workspace = place.workspace_near(first)?;
    let mut given = Vec::new();
    let reports: Vec<PathBuf> = args.reports.iter().map(|path| proved_by(path)).collect();
    for path in &reports {
        given.push(std::fs::read(path).map_err(|error| {
            let path = path.display();
            Failure::Usage(format!("{path} cannot be read: {error}; give the report.json of a run"))
        })?);
    }
    let progress = Progress::new();
    let proofs = pipeline::with_threads(None, || {
        let settings_of = |manifest: &Manifest| settings_of(&workspace, manifest);
        let tell = |event| progress.show(event);
        let mut prover = Prover::new(&workspace, &settings_of, &tell);
        given.iter().map(|report| prover.prove(report)).collect::<Result<Vec<Proof>, _>>()
    })??;
    let mut exit = Exit::Done;
    for (at, ((path, given), proof)) in reports.iter().zip(&given).zip(&proofs).enumerate() {
        let others = match proof.verdict {
            Verdict::Proved { .. } => edited(path, given),
            _ => Vec::new(),
        };
        let (counts, path) = (held(given), path.display().to_string());
        if args.json {
            let mut found = as_json(proof, counts, &path);
            if !others.is_empty() {
                found["verdict"] = json!("wrong");
                found["files"] = json!(others);
            }
            json_line(out, &found);
        } else {
            if at > 0 {
                out.gap();
            }
            if proofs.len() > 1 {
                out.line(inert(&path));
            }
            print(proof, counts, out);
            for other in &others {
                let words =
                    format!("Wrong: {} beside it is not what this report gives.", inert(other));
                out.line(out.styled(Style::Bad, &words));
            }
        }
        if !others.is_empty() {
            exit = Exit::Wrong;
        }
        // What is wrong is worse than what cannot be told.
        exit = match (exit, &proof.verdict) {
            (Exit::Wrong, _) | (_, Verdict::Wrong(_)) => Exit::Wrong,
            (exit, Verdict::Proved { .. }) => exit,
            _ => Exit::Unproved,
        };
    }
    Ok(exit)
}

/// The data that a file of a run's folder is drawn from: `report.json` beside `report.html`.
fn proved_by(path: &Path) -> PathBuf {
    let beside = path.with_file_name(DATA);
    match path.extension().is_some_and(|end| end != "json") && beside.is_file() {
        true => beside,
        false => path.to_owned(),
    }
}

/// The files in the folder of a run's report that are not what the report gives: what is projected in a
/// meeting is the page and not the data. A file that is not there was never shown.
fn edited(path: &Path, given: &[u8]) -> Vec<String> {
    let folder = path.parent().filter(|_| path.file_name().is_some_and(|name| name == DATA));
    let view = serde_json::from_slice::<View>(given).ok();
    let Some((folder, view)) = folder.zip(view) else { return Vec::new() };
    (report::render_all(&view).into_iter())
        .filter(|(name, _)| name != DATA)
        .filter(|(name, bytes)| std::fs::read(folder.join(name)).is_ok_and(|there| there != *bytes))
        .map(|(name, _)| name)
        .collect()
}

/// The settings a run was made with: those kept with it, else the ones of now where they are the
/// same.
pub(super) fn settings_of(workspace: &Workspace, run: &Manifest) -> Option<pipeline::Settings> {
    let path = workspace.root().join(config::SETTINGS_FILE);
    let is_same =
        |settings: &config::Settings| hex(&config::settings_hash(settings)) == run.settings_hash;
    let kept = workspace.settings_of(&run.id).ok().flatten();
    let kept = kept.and_then(|text| config::load_text(&text, &path).ok()).filter(is_same);
    let found = kept.or_else(|| config::load(&path).ok().filter(is_same))?;
    Some(found.for_the_night())
}

/// Why nothing can be said, in words.
fn why(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Stranger(Some(id)) => format!(
            "there is no run {id} here: it is of another workspace, or it was dropped, or made again \
             because people were forgotten"
        ),
        Verdict::Stranger(None) => {
            "it does not say which run it is of, and it is like no report here".to_owned()
        }
        Verdict::Searches => "all but its saved searches comes out the same; what they found that \
                              night cannot be asked again, since the index holds later records"
            .to_owned(),
        Verdict::Unproved { why, .. } => match why {
            Unproved::Settings { run } => format!(
                "the settings that run {run} was made with are not known any more: they have \
                 changed since, or a preset, a code book or a model they name has"
            ),
            Unproved::Program { run, made_by } => format!(
                "run {run} was made by earful {made_by}, and this is {}: verify it with that version",
                env!("CARGO_PKG_VERSION")
            ),
            Unproved::Gone { run, counted, left } => format!(
                "run {run} counted {} and {} of them are left: the others were forgotten, or are \
                 older than [retention] keeps",
                phrase::counted(*counted, "record", "records"),
                phrase::count(*left)
            ),
            Unproved::Business { run } => format!(
                "the files of customers or of searches say something else now than on the night of run \
                 {run}, and no run keeps a copy of them: put back what they said then"
            ),
            Unproved::Base { run, base } => {
                format!("run {run} started from run {base}, which is gone")
            }
        },
        Verdict::Proved { .. } | Verdict::Wrong(_) => String::new(),
    }
}

/// What can be said all the same.
fn still_words(still: &Still) -> Vec<String> {
    let mut lines = vec![
        match still.as_published {
            Some(true) => {
                "It is byte for byte what the night published, by the hash in the run\u{2019}s manifest."
            }
            Some(false) => {
                "Its numbers are those that the night published; its texts differ, as words of customers \
                 leave published reports with their records."
            }
            None => "The published report is not there to compare it with.",
        }
        .to_owned(),
    ];
    if still.said + still.gone > 0 {
        lines.push(format!(
            "{} in it {} word for word in the records{}.",
            phrase::counted(still.said, "quote", "quotes"),
            if still.said == 1 { "stands" } else { "stand" },
            match still.gone {
                0 => String::new(),
                gone => format!("; the records of {} are gone", phrase::count(gone)),
            }
        ));
    }
    lines
}

fn as_json(proof: &Proof, counts: Held, file: &str) -> Value {
    let Held { numbers, texts } = counts;
    let common = json!({ "file": file, "run": proof.run, "numbers": numbers, "texts": texts });
    let own = match &proof.verdict {
        Verdict::Proved { nights, records, quotes } => json!({
            "verdict": "proved", "nights": nights, "records": records, "quotes": quotes,
        }),
        Verdict::Wrong(found) => {
            let place = |one: &Difference| json!({ "path": one.path, "report": one.given, "records": one.right });
            let places: Vec<Value> = found.iter().map(place).collect();
            json!({ "verdict": "wrong", "differences": places })
        }
        Verdict::Unproved { still, .. } => json!({
            "verdict": "unproved", "why": why(&proof.verdict), "as_published": still.as_published,
            "quotes_in_their_records": still.said, "quotes_gone": still.gone,
        }),
        Verdict::Stranger(_) | Verdict::Searches => {
            json!({ "verdict": "unproved", "why": why(&proof.verdict) })
        }
    };
    match (common, own) {
        (Value::Object(mut common), Value::Object(own)) => {
            common.extend(own);
            Value::Object(common)
        }
        (common, _) => common,
    }
}

fn print(proof: &Proof, counts: Held, out: &mut Printer) {
    let run = proof.run.as_deref();
    let run = run.map(|run| format!(" of run {}", inert(run))).unwrap_or_default();
    match &proof.verdict {
        Verdict::Proved { nights, records, quotes } => {
            let words = format!("Proved: the report{run} is what its records give.");
            out.line(out.styled(Style::Bold, &words));
            out.line(format!(
                "{} and {}, {} among them, came out the same from {}, byte for byte.",
                phrase::counted(counts.numbers, "number", "numbers"),
                phrase::counted(counts.texts, "text", "texts"),
                phrase::counted(*quotes, "quote", "quotes"),
                phrase::counted(*records, "record", "records"),
            ));
            if *nights > 1 {
                out.line(format!(
                    "{} were made again for it, since what the nights before it remembered was let \
                     go ([run] keep_runs).",
                    phrase::counted(*nights as u64, "night", "nights")
                ));
            }
        }
        Verdict::Wrong(found) => {
            let places = phrase::counted(found.len() as u64, "place", "places");
            let words =
                format!("Wrong: the report{run} is not what its records give, in {places}.");
            out.line(out.styled(Style::Bad, &words));
            for one in found.iter().take(SHOWN) {
                out.line(inert(&one.path));
                out.line(format!("  the report says   {}", shortened(&inert(&one.given), WIDE)));
                out.line(format!("  the records give  {}", shortened(&inert(&one.right), WIDE)));
            }
            if found.len() > SHOWN {
                let more = phrase::counted((found.len() - SHOWN) as u64, "more", "more");
                out.line(format!("and {more}; --json names all."));
            }
        }
        Verdict::Unproved { .. } | Verdict::Stranger(_) | Verdict::Searches => {
            let words = format!("Not proved: whether the report{run} is right cannot be told.");
            out.line(out.styled(Style::Bad, &words));
            let why = why(&proof.verdict);
            out.line(inert(&format!("{}.", phrase::sentence_case(&why))));
            if let Verdict::Unproved { still, .. } = &proof.verdict {
                still_words(still).iter().for_each(|line| out.line(inert(line)));
            }
        }
    }
}
